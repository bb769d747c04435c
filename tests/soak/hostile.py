"""Hostile input for every reader: whatever comes in, out comes a result or one sentence, soon and in little memory."""

import gc
import json
import shutil
import signal
import sqlite3
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from btech_desktop.assessment import Action, Answer, Evidence, EvidenceLink, Unit, new_id
from btech_desktop.benchmark import read_note
from btech_desktop.errors import FormError, UserError
from btech_desktop.exchange.foreign import read_foreign
from btech_desktop.exchange.pdf_data import Refused, attached
from btech_desktop.form import Form, form_from_json, form_to_json
from btech_desktop.form_check import check
from btech_desktop.form_files import CURRENT_EDITION, shipped_form
from btech_desktop.integrity import check_workspace
from btech_desktop.paths import forms_dir, resource
from btech_desktop.periods import finalise, reopen, start_assessment
from btech_desktop.records import Change
from btech_desktop.report.carrying import Attachment, embed
from btech_desktop.store import Store

LONGEST = 2.0  # seconds of this process's own time for one input
ROUND = 1_000  # inputs
HANGING = 30  # then the system ends the process
PASSWORD = "password of the reader"


# -- workspaces -------------------------------------------------------------------------------------------


@cache
def tiny_form() -> Form:
    """The shipped form with four practices of its first domain: small, since it is read thousands of times."""
    whole = shipped_form().model_dump(mode="json")
    few = {"domains": whole["domains"][:1], "practices": whole["practices"][:4], "edition": "tiny-2026"}
    few["forerunners"] = []
    return Form.model_validate_json(json.dumps(whole | few))


@cache
def sound_file() -> bytes:
    """A workspace with a record of most kinds, a revision and a signature."""
    with TemporaryDirectory() as folder:
        path, form = Path(folder) / "sound.btech", tiny_form()
        with Store.create(path, organisation="Acme Ltd") as store:
            store.keep_form(form)
            unit = Unit(id=new_id(), name="Acme")
            assessment, changes = start_assessment(
                form=form, unit=unit, period="2026", starts=date(2026, 1, 1), ends=date(2026, 12, 31)
            )
            store.write([Change(None, unit), *changes], who="tester")
            source = Path(folder) / "log.txt"
            source.write_bytes(b"counted\n" * 1000)
            kept = store.add_file(source)
            item = Evidence(
                id=new_id(), title="Log", shows="use", file_name="a", file_sha256=kept.sha256, file_size=kept.size
            )
            before = store.answer(assessment.id, form.ids[0])
            after = Answer.model_validate(before.model_dump() | {"level": 2, "note": "a note"})
            link = EvidenceLink(evidence_id=item.id, assessment_id=assessment.id, practice_id=form.ids[0])
            action = Action(id=new_id(), assessment_id=assessment.id, what="Train staff")
            store.write([Change(before, after), Change(None, item), Change(None, link), Change(None, action)], who="t")
            on = date(2026, 12, 1)
            store.write(finalise(store.dossier(assessment.id), name="A", role="B", on=on), who="t")
            signed = store.signed(assessment.id)
            store.write(reopen(store.dossier(assessment.id), reason="C", on=on, kept=signed), who="t")
        return path.read_bytes()


@cache
def _locked_file() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "locked.btech"
        Store.create(path, organisation="Acme Ltd", password=PASSWORD).close()
        return path.read_bytes()


def _read_everything(path: Path, *, read_only: bool) -> None:
    """As the app does: open, look at all of it, check it, close."""
    with Store.open(path, password=PASSWORD, read_only=read_only) as store:
        store.workspace()
        store.units()
        store.evidence()
        store.all_marks()
        store.whole_history()
        for edition in store.form_editions():
            store.form(edition)
        for assessment in store.assessments():
            store.dossier(assessment.id)
            store.signed(assessment.id)
            store.stamps(assessment.id)
        check_workspace(store)


def _read_workspace(content: bytes, folder: Path, *, read_only: bool) -> None:
    path = folder / "hostile.btech"
    path.write_bytes(content)
    try:
        _read_everything(path, read_only=read_only)
    finally:
        shutil.rmtree(folder / "btech-desktop", ignore_errors=True)  # backups of what was of an older schema
        for left in folder.glob("*hostile*"):
            left.unlink()


def _read_to_merge(content: bytes, folder: Path) -> None:
    path = folder / "hostile.btech"
    path.write_bytes(content)
    read_foreign(path).close()


@st.composite
def _spoilt_bytes(draw: st.DrawFn) -> bytes:
    """Anything, or a workspace with some of its bytes changed, removed or doubled."""
    kind = draw(st.sampled_from(("any", "header", "plain", "plain", "plain", "plain", "plain", "locked")))
    if kind == "any":
        return draw(st.binary(max_size=9000))
    if kind == "header":
        head = sound_file()[:100]
        return head[: draw(st.integers(0, 100))] + draw(st.binary(max_size=9000))
    whole = bytearray(sound_file() if kind == "plain" else _locked_file())
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(whole)))
        # Where SQLite keeps what it goes by: the file's header, and the head of a page.
        at = draw(st.sampled_from((at, at % 100, at // 4096 * 4096 + at % 12)))
        piece = draw(st.binary(max_size=40))
        cut = draw(st.sampled_from((len(piece), len(piece), 0, 4096)))
        whole[at : at + cut] = piece
    return bytes(whole)


_TABLES = (
    "workspace", "forms", "units", "assessments", "revisions", "answers", "evidence", "evidence_links", "actions",
    "history", "files", "signed", "_sqlite_migrations",
)  # fmt: skip
_TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        (
            "", "[]", "{}", "null", "[1]", '["a", {}]', '{"a": 1}', '"\\ud800"', '["\\ud800"]', "0", "x" * 36,
            "2026-02-30", "final", "every change", "[" * 3000 + "]" * 3000, '{"a":' * 3000 + "1" + "}" * 3000,
            "9" * 5000, "x" * 300_000, "NaN", "[NaN]", "1e999", "\0", "a\0b", "9999-12-31", "0000-00-00",
        )
    ),
)  # fmt: skip
_VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-2, 6),
    st.floats(),
    _TEXTS,
    st.binary(max_size=30),
)
_ENDLESS = "with recursive n(x) as (select 1 union all select x + 1 from n) select x as id, x as name from n"


@dataclass(frozen=True, slots=True)
class Spoil:
    """One thing done to a sound workspace: what, to which table and column, with which value."""

    how: str
    table: str
    column: int
    value: Any


_SPOILS = st.builds(
    Spoil,
    st.sampled_from(
        ("set", "set", "set", "set untyped", "set untyped", "set broken text", "drop", "view", "endless view",
         "trigger", "no column", "more columns", "generated", "double", "empty", "sql", "version", "virtual", "index")
    ),
    st.sampled_from(_TABLES),
    st.integers(0, 25),
    _VALUES,
)  # fmt: skip


def _spoil(db: sqlite3.Connection, one: Spoil) -> None:
    """Do it, as somebody would who knows the format and means harm."""
    table, value = one.table, one.value
    columns = [row[1] for row in db.execute(f"pragma table_info({table})")]
    column = columns[one.column % len(columns)] if columns else "id"
    sql = db.execute("select sql from sqlite_schema where name = ?", [table]).fetchone()
    if one.how == "set":
        db.execute(f"update {table} set {column} = ?", [value])
    elif one.how == "set broken text":
        db.execute(f"update {table} set {column} = cast(? as text)", [b"\xff\xfe" + str(value).encode()[:20]])
    elif one.how == "set untyped":
        db.execute(f"create table spoilt as select * from {table}")
        db.execute(f"update spoilt set {column} = ?", [value])
        db.execute(f"drop table {table}")
        db.execute(f"alter table spoilt rename to {table}")
        if one.column % 2 and sql:  # and have it pass for what it was
            db.execute("update sqlite_schema set sql = ? where name = ?", [sql[0], table])
    elif one.how in ("view", "endless view"):
        db.execute(f"alter table {table} rename to spoilt")
        db.execute(f"create view {table} as {_ENDLESS if 'endless' in one.how else 'select * from spoilt'}")
    elif one.how == "trigger":
        db.execute(f"create trigger spoilt after update on {table} begin delete from history; end")
    elif one.how == "no column":
        db.execute(f"alter table {table} drop column {column}")
    elif one.how == "more columns":
        db.execute(f"alter table {table} add column more text default 'x'")
    elif one.how == "generated":
        db.execute(f"alter table {table} add column more text as (hex(zeroblob(900000000)))")
    elif one.how == "index":
        db.execute(f"create index spoilt on {table} (hex({column}), random() is null)")
    elif one.how == "double":
        db.execute(f"create table spoilt as select * from {table}")
        db.execute(f"insert into spoilt select * from {table}")
        db.execute(f"drop table {table}")
        db.execute(f"alter table spoilt rename to {table}")
    elif one.how == "sql":
        db.execute("update sqlite_schema set sql = ? where name = ?", [str(value), table])
    elif one.how == "version":
        version = value if isinstance(value, int) and abs(value) < 2**31 else one.column % 4
        db.execute(f"pragma user_version = {version}")
    elif one.how == "virtual":
        db.execute(f"drop table {table}")
        db.execute(f"create virtual table {table} using fts5(id, name, body)")
    else:
        db.execute(f"delete from {table}" if one.how == "empty" else f"drop table {table}")


def spoilt_file(spoils: list[Spoil], folder: Path) -> bytes:
    """A workspace of our kind, valid as SQLite sees it, in which somebody has been."""
    path = folder / "spoilt.sqlite"
    path.write_bytes(sound_file())
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for pragma in ("ignore_check_constraints = on", "foreign_keys = off", "legacy_alter_table = on"):
            db.execute(f"pragma {pragma}")
        db.execute("pragma writable_schema = on")
        db.execute("pragma synchronous = off")
        for one in spoils:
            try:
                _spoil(db, one)
            except (sqlite3.Error, OverflowError, UnicodeEncodeError, MemoryError):
                continue  # SQLite itself does not let that be done
    try:
        return path.read_bytes()
    finally:
        path.unlink()


# -- forms and the reference ------------------------------------------------------------------------------

_PIECES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        (
            "[", "]", "[[practices]]\n", "[[domains]]\n", "[levels]\n", "= ", '"', '"""', "{", "}", "\0", "\ufeff",
            "# ", "[" * 3000, "a = " + "[" * 3000 + "]" * 3000 + "\n", "a." * 3000, "1e999", "nan", "-inf", "0x",
            "true", "1979-05-27T07:32:00Z", "99999999999999999999999", "'", "\\u", "\\ud800", "../../etc/passwd",
            "x" * 5000,
        )
    ),
)  # fmt: skip


@st.composite
def _spoilt_text(draw: st.DrawFn, whole: str) -> str:
    """A text with pieces put in, taken out or doubled; or another text altogether."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.text(max_size=200))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(whole)))
        at = draw(st.sampled_from((at, whole.find("\n", at) + 1)))
        cut = draw(st.sampled_from((0, 0, 1, 3, 20, 500, 100_000)))
        piece = draw(_PIECES)
        if draw(st.booleans()):
            start = draw(st.integers(0, len(whole)))
            piece = whole[start : start + draw(st.integers(0, 3000))]
        whole = whole[:at] + piece + whole[at + cut :]
    return whole


def _encoded(draw: st.DrawFn, text: str) -> bytes:
    content = text.encode("utf-8", "surrogatepass")
    return content if draw(st.integers(0, 19)) else content.replace(b"e", b"\xff", 2)


@cache
def _tiny_files() -> dict[str, str]:
    """The folder of a form with four practices, a forerunner and a second language: file name -> text."""
    folder = forms_dir() / CURRENT_EDITION

    def read(name: str) -> dict[str, Any]:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))

    head, words = read("form.toml"), read("en/form.toml")
    domain = head["domains"][0]
    head |= {"domains": [domain], "edition": "tiny-2026"}
    words["domains"] = {domain["id"]: words["domains"][domain["id"]]}
    structure = read(domain["file"])
    structure["practices"] = structure["practices"][:4]
    ids = [practice["id"] for practice in structure["practices"]]
    texts = {"practices": [p for p in read(f"en/{domain['file']}")["practices"] if p["id"] in ids]}
    german = {"practices": [{"id": ids[0], "title": "Titel", "levels": ["Null", "", "", "", "Vier"]}]}
    relations = {"edition": "tiny-2025", "practices": [{"id": i, "relation": "unchanged"} for i in ids]}
    return {
        "form.toml": _toml(head),
        domain["file"]: _toml(structure),
        "relations.toml": _toml({"forerunners": [relations]}),
        "en/form.toml": _toml(words),
        f"en/{domain['file']}": _toml(texts),
        "en/relations.toml": _toml({"notes": {"tiny-2025": {ids[0]: "The same."}}}),
        f"de/{domain['file']}": _toml(german),
    }


def _toml(body: dict[str, Any]) -> str:
    """As TOML: plain values first, then lists of tables."""
    plain = {k: v for k, v in body.items() if not (isinstance(v, list) and v and isinstance(v[0], dict))}
    lines = [f"{key} = {_toml_value(value)}" for key, value in plain.items()]
    for key in sorted(body.keys() - plain.keys()):
        for table in body[key]:
            lines += [f"[[{key}]]", *(f"{name} = {_toml_value(value)}" for name, value in table.items())]
    return "\n".join(lines) + "\n"


def _toml_value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_toml_value(v) for v in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{k} = {_toml_value(v)}' for k, v in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)


@cache
def _tiny_json() -> str:
    return form_to_json(tiny_form())


@st.composite
def _spoilt_folder(draw: st.DrawFn) -> dict[str, bytes]:
    """The files of the tiny form's folder, one of them spoilt; now and then none, which is to be taken."""
    files = {name: text.encode() for name, text in _tiny_files().items()}
    if not draw(st.integers(0, 9)):
        return files
    spoilt = draw(st.sampled_from(sorted(files)))
    return files | {spoilt: _encoded(draw, draw(_spoilt_text(_tiny_files()[spoilt])))}


def _read_form(files: dict[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    report = check(folder)  # loads it in every language
    if not report.sound:
        raise FormError(str(report.mistakes[0]))


@st.composite
def _spoilt_json(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        return draw(_spoilt_text(_tiny_json()))
    whole = json.loads(_tiny_json())
    # One value, anywhere in it, of another kind.
    place: Any = whole
    while True:
        key = draw(st.sampled_from(list(place) if isinstance(place, dict) else list(range(len(place)))))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or draw(st.integers(0, 4)) == 0:
            break
        place = inner
    place[key] = draw(st.one_of(st.none(), st.integers(), st.floats(allow_nan=False), _TEXTS, st.just([]), st.just({})))
    return json.dumps(whole)


def _read_reference(content: bytes, folder: Path) -> None:
    path = folder / "note.toml"
    path.write_bytes(content)
    read_note(path)


@cache
def _reference() -> str:
    return resource("benchmarks", "cop-note-2021.toml").read_text(encoding="utf-8")


@st.composite
def _spoilt_reference(draw: st.DrawFn) -> bytes:
    return _encoded(draw, draw(_spoilt_text(_reference())))


# -- reports with data -----------------------------------------------------------------------------------

_DATA = b'{"level": 2}\n' * 40


@cache
def _report() -> bytes:
    """A small PDF that carries the data, as a report does."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        embed(pdf, Attachment("assessment.json", _DATA, "Data.", date(2026, 12, 1)))
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


@st.composite
def _spoilt_report(draw: st.DrawFn) -> bytes:
    """The report with some of its bytes changed, removed or doubled."""
    whole = bytearray(_report())
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(whole)))
        piece = draw(
            st.one_of(st.binary(max_size=20), st.sampled_from((b"/Encrypt", b"99999999", b"<<", b"[[", b"1 0 R")))
        )
        whole[at : at + draw(st.sampled_from((len(piece), 0, 200)))] = piece
    return bytes(whole)


def _read_report(content: bytes, _: Path) -> None:
    try:
        data = attached(content)
    except Refused as refused:
        raise UserError(refused.why) from refused
    assert data == _DATA, "what was spoilt was taken for what had been put there"


# -- trying -----------------------------------------------------------------------------------------------

Reading = tuple[st.SearchStrategy[Any], Callable[[Any, Path], object]]


def readers() -> dict[str, Reading]:
    """What is read, and with what: a strategy, and the reader on one of its values and a folder of its own."""
    return {
        "workspace, any bytes": (
            st.tuples(_spoilt_bytes(), st.booleans()),
            lambda given, folder: _read_workspace(given[0], folder, read_only=given[1]),
        ),
        "workspace, strange tables and rows": (
            st.tuples(st.lists(_SPOILS, min_size=1, max_size=4), st.booleans()),
            lambda given, folder: _read_workspace(spoilt_file(given[0], folder), folder, read_only=given[1]),
        ),
        "merge, strange tables and rows": (
            st.lists(_SPOILS, min_size=1, max_size=4),
            lambda given, folder: _read_to_merge(spoilt_file(given, folder), folder),
        ),
        "form, from its folder": (_spoilt_folder(), _read_form),
        "form, from a workspace": (_spoilt_json(), lambda text, _: form_from_json(text)),
        "reference file": (_spoilt_reference(), _read_reference),
        "report with data": (_spoilt_report(), _read_report),
    }


@contextmanager
def own_time() -> Iterator[None]:
    """Fails when what is done within took too long; the system ends the process where it does not come back."""
    signal.setitimer(signal.ITIMER_PROF, HANGING)
    began = time.process_time()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    took = time.process_time() - began
    assert took < LONGEST, f"it took {took:.1f} s"


def feed(name: str, examples: int) -> tuple[int, int]:
    """Give a reader so many inputs; how many it took and how many it refused. Any other end is raised."""
    counts = {True: 0, False: 0}
    # In rounds: what the generator remembers of its inputs would else fill the memory that is measured.
    for number in range(0, examples, ROUND):
        for taken, n in _round(name, number, min(ROUND, examples - number)).items():
            counts[taken] += n
        gc.collect()
    return counts[True], counts[False]


def _round(name: str, number: int, examples: int) -> dict[bool, int]:
    strategy, read = readers()[name]
    counts = {True: 0, False: 0}
    memory = Path("/dev/shm")  # what is read need not last, and syncing thousands of files to a disk takes long

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(strategy)
    def one(value: Any) -> None:
        with own_time():
            try:
                read(value, folder)
                taken = True
            except UserError:
                taken = False
        counts[taken] += 1

    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as place:
        folder = Path(place)
        one()
    return counts
