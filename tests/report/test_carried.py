"""The data inside a report: what goes in, that it comes back as it was, and that nothing else can be made of it."""

import hashlib
import io
import json
import os
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import page
import pikepdf
import pytest
import sqlcipher3
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from pypdf import PdfReader
from PySide6.QtWidgets import QFileDialog

from btech_desktop.assessment import Answer, Dismissal, Evidence, Unit, new_id
from btech_desktop.audiences import AUDIENCES, Audience
from btech_desktop.errors import PasswordNeeded, UserError, WorkspaceUnusable
from btech_desktop.exchange import pdf_data
from btech_desktop.exchange.carried import as_foreign
from btech_desktop.exchange.export import to_json
from btech_desktop.exchange.merge import apply, propose
from btech_desktop.exchange.merge_words import origin
from btech_desktop.exchange.pdf_data import Refused, answer_to, attached, taken
from btech_desktop.exchange.pdf_locks import locked
from btech_desktop.facts import Facts, gather
from btech_desktop.form import Form
from btech_desktop.gui import exchanging
from btech_desktop.gui.dialogs import PasswordDialog
from btech_desktop.gui.merge_dialog import MergeDialog
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.integrity import check_workspace
from btech_desktop.paths import resource
from btech_desktop.periods import finalise
from btech_desktop.report import carrying, chosen, render
from btech_desktop.report.carrying import Attachment, as_shown, attachment
from btech_desktop.report_options import SECTIONS, ReportOptions
from btech_desktop.sample import build_sample
from btech_desktop.steps import CancelledError
from btech_desktop.store import Change, Store
from tests.conftest import Workspace
from tests.gui.test_main_window import Driver, hands, new_window, settings
from tests.gui.test_window_state import drop
from tests.report.test_report import CANARY, HOSTILE, fill, new_store

__all__ = ["hands", "new_window", "settings"]  # fixtures

TODAY = date(2026, 10, 12)
CARRIES = ReportOptions(carry_data=True)
PASSWORD = "four unrelated words"
EVIDENCE = {"id": new_id(), "title": "Log", "shows": "use"}


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files of a test lie."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample, with its company's three periods."""
    with build_sample(tmp_path_factory.mktemp("sample") / "sample.btech") as store:
        yield store


def company(store: Store, period: str, audience: Audience = "board") -> Facts:
    """The company's assessment of a period, for an audience."""
    root = next(u.id for u in store.units() if u.parent_id is None)
    one = next(a.id for a in store.assessments() if a.unit_id == root and a.period == period)
    return gather(store, one, audience=audience, made_on=TODAY)


@pytest.fixture(scope="module")
def board(sample: Store) -> bytes:
    """The board's copy of 2026, with its data."""
    return render(company(sample, "2026"), CARRIES)


@pytest.fixture(scope="module")
def body(sample: Store) -> dict[str, Any]:
    """The data of the board's copy of 2026."""
    found = attachment(company(sample, "2026"), CARRIES)
    assert found is not None
    loaded: dict[str, Any] = json.loads(found.data)
    return loaded


@pytest.fixture
def quick_locks() -> Iterator[None]:
    """Keys are derived in few rounds: what is tested here is not how long guessing takes."""
    with closing(sqlcipher3.connect(":memory:")) as conn:
        conn.execute("pragma cipher_default_kdf_iter = 4000")
        yield
        conn.execute("pragma cipher_default_kdf_iter = 256000")


def pdf_with(data: bytes, name: str = carrying.NAME, **changes: Any) -> bytes:
    """A small PDF that carries the data; ``changes`` of its description and so on."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        carrying.embed(pdf, Attachment(name, data, changes.pop("description", "Data."), TODAY))
        for key, value in changes.items():
            pdf.Root.AF[0][f"/{key}"] = value
        pdf.save(out)
    return out.getvalue()


def refused(pdf: bytes, password: str = "") -> str:
    """Why nothing can be taken from a PDF."""
    with pytest.raises(Refused) as caught:
        attached(pdf, password)
    return caught.value.why


# --- What goes in -----------------------------------------------------------------------------------------


def test_the_data_are_a_file_of_the_document_with_its_hash(board: bytes, sample: Store) -> None:
    """As PDF/A-3 and PDF 2.0 have it: associated, as data, with type, date, size; the SHA-256 where people see it."""
    found = attachment(company(sample, "2026"), CARRIES)
    assert found is not None
    reader = PdfReader(io.BytesIO(board))
    associated: Any = reader.root_object["/AF"]
    (spec,) = (one.get_object() for one in associated.get_object())
    stream = spec["/EF"]["/F"].get_object()
    assert stream.get_data() == found.data == reader.attachments[carrying.NAME][0]
    assert (spec["/UF"], spec["/AFRelationship"], stream["/Subtype"]) == (
        "assessment.json",
        "/Data",
        "/application/json",
    )
    params = stream["/Params"].get_object()
    assert (params["/Size"], params["/CreationDate"], params["/ModDate"]) == (
        len(found.data),
        "D:20261012000000Z",
        "D:20261012000000Z",
    )
    assert params["/CheckSum"].original_bytes == hashlib.md5(found.data).digest()
    told = f"The assessment as data, as far as this copy shows it. SHA-256: {hashlib.sha256(found.data).hexdigest()}"
    assert spec["/Desc"] == told
    assert reader.metadata is not None
    assert reader.metadata.subject == told
    assert page.is_pdf_compliant_bytes(board, profile=page.ValidationProfile.PDF_A_3A)


def test_the_same_facts_give_the_same_bytes_and_none_unless_chosen(board: bytes, sample: Store) -> None:
    """Data included; a copy without them holds no file."""
    assert render(company(sample, "2026"), CARRIES) == board
    without = render(company(sample, "2026"))
    assert PdfReader(io.BytesIO(without)).attachments == {}
    assert refused(without) == "no data"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, form: Form) -> Iterator[tuple[Store, str]]:
    """One assessment, final, with a canary under every label and in every field that has none."""
    store, one = new_store(tmp_path_factory.mktemp("told") / "told.btech", form)
    fill(store, one)
    old = store.answer(one, "POL-1")
    texts = {name: f"BIRD-{name}" for name in ("note", "finding", "scope_note", "owner", "consulted")}
    marked = {"note_sensitivity": "shareable", "finding_sensitivity": "shareable"}
    new = Answer.model_validate(old.model_dump() | texts | marked | {"level": 1, "flagged": True})
    na = store.answer(one, "SAL-6")
    gone = Answer.model_validate(
        na.model_dump()
        | {"level": None, "not_applicable": True, "na_reason": "BIRD-reason", "na_sensitivity": "shareable"}
    )
    other = store.answer(one, "POL-2")
    answered = Answer.model_validate(other.model_dump() | {"level": 4, "finding": "Internal finding"})
    stands = Dismissal(
        id=new_id(), assessment_id=one, practice_id="POL-1", kind="incident", basis="1", reason="BIRD-stands",
        who="BIRD-who", dismissed_on=TODAY,
    )  # fmt: skip
    store.write([Change(old, new), Change(na, gone), Change(other, answered), Change(None, stands)], who="t")
    store.write(finalise(store.dossier(one), name="BIRD-name", role="Counsel", on=TODAY), who="t")
    yield store, one
    store.close()


@pytest.mark.parametrize(
    ("audience", "out", "birds"),
    [
        ("board", (), "finding reason"),
        ("working-group", (), "finding note scope_note owner consulted reason name"),
        ("working-group", ("domains",), "reason name"),
        ("working-group", ("domains", "not applicable"), "name"),
        ("working-group", SECTIONS, "name"),
        ("public", (), "finding note reason"),
    ],
)
def test_only_what_the_copy_shows_goes_in(
    told: tuple[Store, str], audience: Audience, out: tuple[Any, ...], birds: str
) -> None:
    """Canaries in every text: by audience, and by the sections left out; nothing privileged ever."""
    facts = gather(told[0], told[1], audience=audience, made_on=TODAY)
    found = attachment(facts, ReportOptions(carry_data=True, left_out=frozenset(out)))
    assert found is not None
    text = found.data.decode()
    held = {
        name
        for name in ["note", "finding", "scope_note", "owner", "consulted", "reason", "name", "stands", "who"]
        if f"BIRD-{name}" in text
    }
    assert held == set(birds.split())
    assert CANARY not in text
    data = json.loads(text)
    assert all(a["flagged"] is False for a in data["answers"])
    assert data["scores"]["overall"] == json.loads(to_json(facts))["scores"]["overall"]
    inside = "Internal finding" in text
    assert inside == (audience != "public" and "domains" not in out)
    assert bool(data["salient_issues"]) == bool(data["incidents"]) == (audience != "public" and "risks" not in out)
    assert bool(data["actions"]) == (audience == "working-group" and "actions" not in out)
    assert bool(data["scores"].get("facets")) == (audience == "working-group" and "benchmark" not in out)


def test_the_boards_data_hold_no_note_and_no_owner(body: dict[str, Any]) -> None:
    """As the copy itself says of notes and titles of evidence; risks, decisions still to take, severe incidents."""
    assert all(a[name] in ("", None) for a in body["answers"] for name in ("note", "owner", "scope_note"))
    assert all(a["affected_consulted"] for a in body["answers"] if a["consulted"]), "only those heard who are affected"
    assert [a["practice_id"] for a in body["answers"] if a["na_reason"]] == ["SAL-6"]
    assert {a["practice_id"] for a in body["actions"]} == {"REM-6", "SAL-7", "GOV-8", "SAL-1"}, "promised before"
    assert {e["title"] for e in body["evidence"]} <= {"Document", "Record", "Link", "Reference"}
    assert {d["outcome"] for d in body["decisions"]} == {"open"}
    assert min(i["severity"] for i in body["incidents"]) >= 4
    assert len(body["salient_issues"]) > 3
    assert "facets" not in body["scores"]


def test_as_shown_touches_no_number(sample: Store) -> None:
    """What is left out of the data changes neither scores nor levels."""
    for audience in ("board", "working-group"):
        facts = company(sample, "2026", audience)
        out = as_shown(facts, ReportOptions(left_out=frozenset(SECTIONS)))
        assert out.results == facts.results
        assert {i: a.mark() for i, a in out.dossier.answers.items()} == {
            i: a.mark() for i, a in facts.dossier.answers.items()
        }


# --- The published schema ---------------------------------------------------------------------------------


def strict(schema: Any) -> Any:
    """The schema without room for keys that it does not name: a new key must be described."""
    if isinstance(schema, dict):
        found = {key: strict(value) for key, value in schema.items()}
        if found.get("type") == "object" and "properties" in found:
            found.setdefault("additionalProperties", False)
        return found
    return [strict(one) for one in schema] if isinstance(schema, list) else schema


def test_every_export_is_as_the_schema_says(told: tuple[Store, str], sample: Store, tmp_path: Path, form: Form) -> None:
    """Sample, hostile and empty assessments, every audience, as saved and as carried; the schema refuses others."""
    schema = json.loads(resource("schemas", "assessment-1.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    checks = jsonschema.Draft202012Validator(strict(schema))
    empty, one = new_store(tmp_path / "empty.btech", form)
    with empty:
        chosen: list[tuple[Store, str, Any]] = [(*told, audience) for audience in (*AUDIENCES, None)]
        chosen.append((empty, one, "board"))
        chosen.append((sample, company(sample, "2026").dossier.assessment.id, "working-group"))
        for store, assessment_id, audience in chosen:
            facts = gather(store, assessment_id, audience=audience)
            found = attachment(facts, CARRIES)
            assert found is not None
            for data in {to_json(facts), found.data} if audience == "board" else {found.data}:
                loaded = json.loads(data)
                assert [(list(e.path), e.message) for e in checks.iter_errors(loaded)] == []
    wrong: dict[str, Any]
    for wrong in ({"answers": [{}]}, {"version": 2}, {"made_on": 5}, {"more": 1}):
        assert not checks.is_valid(loaded | wrong)


# --- And comes out ----------------------------------------------------------------------------------------


def test_a_report_dropped_on_another_workspace_stands_beside_its_assessments(
    board: bytes, sample: Store, workspace: Workspace, hands: Driver, tmp_path: Path, temporary: Path, quick_locks: None
) -> None:
    """Two periods of the sample's company: the same levels, scores and comparison, and the texts of the copy alone."""
    workspace.store.close()
    assert hands.window.open_workspace(workspace.path)
    earlier = company(sample, "2025")
    for name, pdf in (("2026.PDF", board), ("2025.pdf", pdf_with(attachment(earlier, CARRIES).data))):  # type: ignore[union-attr]
        path = tmp_path / name
        path.write_bytes(pdf)
        told: list[str] = []

        def go(dialog: Dialog) -> None:
            assert isinstance(dialog, MergeDialog)
            told.append(origin(dialog._foreign))  # noqa: B023 - asked at once
            dialog.accept()
            dialog.accept()

        seen = hands.asked(go)
        assert drop(hands, path)
        hands.qtbot.waitUntil(lambda: seen == [MergeDialog], timeout=20_000)  # noqa: B023 - waited for at once
        assert told == [
            "From Example Technologies (sample data), in "
            f"{name}. It holds sample data. It is a report: it brings what it shows, without evidence files and "
            "without a signature."
        ]
    session = hands.window.session
    assert session is not None
    store = session.store
    was = company(sample, "2026")
    now = gather(store, was.dossier.assessment.id)
    assert now.results == was.results
    whole = gather(sample, was.dossier.assessment.id)
    assert now.dossier.marks() == whole.dossier.marks() != was.dossier.marks(), "evidence that is withheld counts too"
    assert now.before is not None
    assert now.before.assessment.id == earlier.dossier.assessment.id
    assert now.comparison is not None
    assert (now.comparison.overall, now.comparison.domains, now.comparison.split) == (
        was.comparison.overall,  # type: ignore[union-attr]
        was.comparison.domains,  # type: ignore[union-attr]
        was.comparison.split,  # type: ignore[union-attr]
    )
    assert {i: a.finding for i, a in now.dossier.answers.items()} == {
        i: a.finding for i, a in was.dossier.answers.items()
    }
    assert {a.note + a.owner for a in now.dossier.answers.values()} == {""}
    assert {i for i, a in now.dossier.answers.items() if a.consulted} == set(chosen.heard(was))
    assert now.dossier.assessment.status == now.before.assessment.status == "in review"
    assert not [line for line in check_workspace(store) if "reason" not in line]
    assert list(temporary.iterdir()) == []


def test_a_locked_report_asks_for_its_password(
    board: bytes,
    workspace: Workspace,
    hands: Driver,
    tmp_path: Path,
    quick_locks: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From the menu; with the right one the merge begins."""
    workspace.store.close()
    assert hands.window.open_workspace(workspace.path)
    path = tmp_path / "board.pdf"
    path.write_bytes(locked(board, PASSWORD))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(path), ""))

    def give(dialog: Dialog) -> None:
        assert isinstance(dialog, PasswordDialog)
        dialog.password_edit.setText(PASSWORD)
        dialog.accept()

    seen = hands.asked(give, lambda dialog: dialog.reject())
    hands.menu("Merge from")
    assert seen == [PasswordDialog, MergeDialog]


def test_dropped_pdfs_that_carry_nothing_are_told_so(hands: Driver, workspace: Workspace, tmp_path: Path) -> None:
    """Without a workspace as well; nothing is written."""
    path = tmp_path / "<b>plain.pdf"
    assert drop(hands, path)
    assert hands.messages[-1][1] == "Open a workspace first, then drop <b>plain.pdf on it."
    workspace.store.close()
    assert hands.window.open_workspace(workspace.path)
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    assert drop(hands, path)
    hands.qtbot.waitUntil(lambda: hands.messages[-1][1].startswith("<b>plain.pdf carries no data."), timeout=20_000)


def test_reading_given_up_in_the_window_says_nothing(
    hands: Driver, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who cancels knows that nothing was merged."""
    path = tmp_path / "slow.pdf"
    path.write_bytes(SMALL)
    workspace.store.close()
    assert hands.window.open_workspace(workspace.path)
    tried_to: list[Path] = []

    def given_up(path: Path, *_: object) -> None:
        tried_to.append(path)
        raise CancelledError

    monkeypatch.setattr(exchanging, "read_sent", given_up)
    before = list(hands.messages)
    assert drop(hands, path)
    hands.qtbot.waitUntil(lambda: bool(tried_to))
    assert hands.messages == before


def test_an_assessment_that_is_here_already_is_compared_by_its_levels_alone(
    body: dict[str, Any], sample: Store, tmp_path: Path, quick_locks: None
) -> None:
    """An older copy of our own takes nothing over; a later one of a level that is open here fills it."""
    data = json.dumps(body).encode()
    with Store.create(tmp_path / "ours.btech", organisation="Other") as ours:
        with as_foreign("board.pdf", data, ours) as foreign:
            apply(ours, propose(ours, foreign), who="t")
        with as_foreign("board.pdf", data, ours) as foreign:
            plan = propose(ours, foreign)
            assert plan.differences == ()
            assert "here already, so only the levels are looked at" in origin(foreign)
            assert foreign.store.password, "what a locked report held lies nowhere in plain"
        opened = next(a["practice_id"] for a in body["answers"] if a["level"] is None and not a["not_applicable"])
        later = [a | {"level": 2, "finding": "Another"} if a["practice_id"] == opened else a for a in body["answers"]]
        newer = json.dumps(body | {"answers": later, "made_on": "2026-11-01"}).encode()
        with as_foreign("board.pdf", newer, ours) as foreign:
            plan = propose(ours, foreign)
            assert [(d.practice_id, d.what, d.kind) for d in plan.differences] == [(opened, "judgement", "new")]
            apply(ours, plan, who="t")
        assert ours.answer(body["assessment"]["id"], opened).level == 2


def test_entries_that_are_here_stay_as_they_are(body: dict[str, Any], tmp_path: Path, quick_locks: None) -> None:
    """A report never knows all of a piece of evidence: however late it was made, it does not stand in its place."""
    whole = Evidence(id=body["evidence"][0]["id"], title="The policy", locator="Shelf 3", shows="rule")
    with Store.create(tmp_path / "ours.btech", organisation="Other") as ours:
        ours.write([Change(None, whole)], who="t")
        with as_foreign("board.pdf", json.dumps(body | {"made_on": "2031-01-01"}).encode(), ours) as foreign:
            apply(ours, propose(ours, foreign), who="t")
        assert next(e for e in ours.evidence() if e.id == whole.id) == whole
        assert len(ours.evidence()) > 1


# --- Refusals ---------------------------------------------------------------------------------------------


def test_each_pdf_that_gives_nothing_says_why(board: bytes) -> None:
    """No data, damaged, too large, changed, locked, a wrong password."""
    raw = json.dumps({"a": 1}).encode()
    assert attached(pdf_with(raw)) == raw
    assert attached(locked(pdf_with(raw), PASSWORD), PASSWORD) == raw
    assert refused(pdf_with(raw, name="other.json")) == "no data"
    assert refused(pdf_with(raw, Desc="SHA-256: " + "0" * 64)) == "changed"
    assert refused(pdf_with(raw, Desc="Without digits")) == "changed"
    assert refused(pdf_with(b" " * (pdf_data.MOST_JSON + 1))) == "too large"
    assert refused(locked(pdf_with(raw), PASSWORD)) == "locked"
    assert refused(locked(pdf_with(raw), PASSWORD), "not this one") == "wrong password"
    assert refused(b"") == refused(b"%PDF-1.7") == refused(board[: len(board) // 2]) == "damaged"


def test_hostile_pdfs_are_refused(tmp_path: Path) -> None:
    """A bomb, a filter in a row, circles, too many files, a name that is a list."""
    bomb = zlib.compress(b"\0" * 90_000_000, 1)
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        stream = pdf.make_stream(bomb, Filter=pikepdf.Name.FlateDecode, Type=pikepdf.Name.EmbeddedFile)
        spec = pdf.make_indirect(pikepdf.Dictionary(F="assessment.json", EF=pikepdf.Dictionary(F=stream)))
        pdf.Root.AF = pikepdf.Array([spec])
        pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        assert refused(out.getvalue()) in ("too large", "damaged", "changed")
        stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode] * 3)
        pdf.save(out := io.BytesIO(), stream_decode_level=pikepdf.StreamDecodeLevel.none)
        assert refused(out.getvalue()) == "damaged"
        spec.EF = spec
        pdf.save(out := io.BytesIO())
        assert refused(out.getvalue()) == "damaged"
        pdf.Root.AF = pikepdf.Array([spec] * (pdf_data.MOST_FILES + 1))
        pdf.save(out := io.BytesIO())
        assert refused(out.getvalue()) == "too large"
        pdf.Root.AF = pikepdf.Name.None_
        pdf.save(out := io.BytesIO())
        assert refused(out.getvalue()) == "damaged"


SMALL = pdf_with(b'{"a": 1}' * 20)


def test_data_that_were_predicted_are_refused() -> None:
    """Undone byte by byte, a predictor makes a small file take for ever; we write none, not even an idle one."""
    data = b'{"a": 1}'
    with pikepdf.open(io.BytesIO(pdf_with(data))) as pdf:
        stream = pdf.Root.AF[0].EF.F
        stream.write(zlib.compress(data), filter=pikepdf.Name.FlateDecode)
        pdf.save(plain := io.BytesIO(), stream_decode_level=pikepdf.StreamDecodeLevel.none)
        stream.DecodeParms = pikepdf.Dictionary(Predictor=1)
        pdf.save(predicted := io.BytesIO(), stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert attached(plain.getvalue()) == data
    assert refused(predicted.getvalue()) == "damaged"


def test_a_pdf_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its reader is a process of its own, which is ended; one too large is not opened."""
    endless = tmp_path / "endless.pdf"
    os.mkfifo(endless)
    with pytest.raises(WorkspaceUnusable, match=r"endless\.pdf is damaged, or no PDF"):
        taken(endless)  # nothing is read of what has no end
    path = tmp_path / "slow.pdf"
    path.write_bytes(SMALL)
    monkeypatch.setattr(pdf_data, "SECONDS", 0.01)  # less than any process takes
    with pytest.raises(WorkspaceUnusable, match=r"slow.pdf takes too long to read. Nothing was taken from it\."):
        taken(path)
    monkeypatch.setattr(pdf_data, "MOST_BYTES", 10)
    with pytest.raises(WorkspaceUnusable, match="larger than a report"):
        taken(path)
    monkeypatch.setattr(pdf_data, "_limit", lambda: None)  # here they would bind the tests
    assert answer_to(path, "") == b"too large\n"  # it may have grown meanwhile
    with pytest.raises(WorkspaceUnusable, match=r"There is no file none\.pdf"):
        taken(tmp_path / "none.pdf")


def test_reading_a_pdf_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits is asked again and again; given up, no process is left."""
    path = tmp_path / "slow.pdf"
    path.write_bytes(SMALL)
    monkeypatch.setattr(pdf_data, "_TICK", 0.001)
    asked: list[tuple[int, int]] = []

    def twice(done: int, of: int) -> None:
        asked.append((done, of))
        if len(asked) == 2:
            raise CancelledError

    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def watched(*args: Any, **more: Any) -> subprocess.Popen[bytes]:
        started.append(start(*args, **more))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", watched)
    with pytest.raises(CancelledError):
        taken(path, "", twice)
    assert asked == [(0, pdf_data.SECONDS)] * 2
    assert started[0].returncode is not None, "it has ended"


def test_what_the_reading_process_says_is_one_sentence(tmp_path: Path) -> None:
    """It takes limits upon itself, and gets the password by a pipe."""
    path = tmp_path / "locked.pdf"
    path.write_bytes(locked(SMALL, PASSWORD))
    with pytest.raises(PasswordNeeded, match=r"This is not the password of locked.pdf\. Type it again\."):
        taken(path, "not this one")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"version": 2}, "not those of an assessment that this version"),
        ({"format": "btech-desktop/list"}, "not those of an assessment that this version"),
        ({"answers": [{"practice_id": "POL-1", "level": 9}]}, "not those of an assessment that this version"),
        ({"organisation": "x" * 300}, "not those of an assessment that this version"),
        ({"asked": ["POL-1"]}, "whose answers do not fit its questionnaire"),
        ({"evidence": [EVIDENCE, EVIDENCE]}, "not those of an assessment that this version"),
        ({"evidence": [EVIDENCE | {"file_size": 2**70}]}, "not those of an assessment that this version"),
        ({"assessment.revision": 2**63}, "not those of an assessment that this version"),
        ({"scope": "a\0b"}, "text with characters that are no text"),
        ({"form.edition": "acme-2031"}, "the edition acme-2031, which neither this workspace nor the app knows"),
        ({"form.asks_sha256": "0" * 64}, "answers another text of ungp-tech-2026"),
    ],
)
def test_data_that_make_no_sense_here_are_refused(
    body: dict[str, Any],
    tmp_path: Path,
    temporary: Path,
    quick_locks: None,
    change: dict[str, Any],
    says: str,
) -> None:
    """One sentence with the file's name; nothing taken, nothing left behind."""
    spoilt = {**body, "form": dict(body["form"]), "assessment": dict(body["assessment"])}
    for key, value in change.items():
        where, _, name = key.rpartition(".")
        (spoilt[where] if where else spoilt)[name] = value
    with Store.create(tmp_path / "ours.btech", organisation="Other") as ours:
        with pytest.raises(UserError) as caught:
            as_foreign("theirs.pdf", json.dumps(spoilt).encode(), ours)
        assert says in str(caught.value)
        assert "theirs.pdf" in str(caught.value)
        assert (ours.units(), ours.assessments()) == ((), ())
    assert list(temporary.iterdir()) == []


@tried(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_spoilt_data_are_taken_or_refused(
    data: st.DataObject, body: dict[str, Any], quick_locks: None, sample: Store
) -> None:
    """One value anywhere is another: out comes a file to merge, or a sentence."""
    junk: st.SearchStrategy[Any] = st.sampled_from(
        (None, "", "x" * 250, "\ud800", "2026-01-01", -1, 3, 2**64, True, [], {}, [{}])
    )
    spoilt = at = json.loads(json.dumps(body))
    while True:
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(min(len(at), 3))))
        if not (isinstance(at[key], dict | list) and at[key]) or data.draw(st.integers(0, 3)) == 0:
            at[key] = data.draw(junk)
            break
        at = at[key]
    try:
        as_foreign("theirs.pdf", json.dumps(spoilt).encode(), sample).close()
    except UserError as error:
        told = str(error)
        assert "theirs.pdf" in told


@pytest.mark.parametrize("data", [b"", b"[" * 100_000, b'{"a":' * 50_000, b"\xff\xfe", b"null", b"1" * 5000])
def test_what_is_no_json_is_refused(data: bytes, tmp_path: Path, sample: Store) -> None:
    """However deep or long it is."""
    with pytest.raises(WorkspaceUnusable, match="not those of an assessment"):
        as_foreign("theirs.pdf", data, sample)


def test_links_beyond_all_bounds_are_refused_at_once(body: dict[str, Any], sample: Store) -> None:
    """Each alone is well made; made into rows they would take a minute."""
    ids = [new_id() for _ in range(200)]
    evidence = [EVIDENCE | {"id": i} for i in ids]
    answers = [a | {"evidence": ids} for a in body["answers"]]
    with pytest.raises(WorkspaceUnusable, match="not those of an assessment") as caught:
        as_foreign("theirs.pdf", json.dumps(body | {"evidence": evidence, "answers": answers}).encode(), sample)
    assert caught.value.details == "evidence: too_many"


def test_where_evidence_lies_is_never_taken_from_a_pdf(body: dict[str, Any], tmp_path: Path, quick_locks: None) -> None:
    """No report says it, so what a PDF says was put there by somebody else; it would be opened on a click."""
    elsewhere = EVIDENCE | {"locator": r"\\\\host\\share\\x.exe", "file_name": "x.exe", "file_size": 9}
    elsewhere["file_sha256"] = "0" * 64
    answers = [a | {"evidence": [EVIDENCE["id"]]} for a in body["answers"]]
    data = json.dumps(body | {"evidence": [elsewhere], "answers": answers}).encode()
    with Store.create(tmp_path / "ours.btech", organisation="Other") as ours:
        with as_foreign("theirs.pdf", data, ours) as foreign:
            apply(ours, propose(ours, foreign), who="t")
        (found,) = [e for e in ours.evidence() if e.id == EVIDENCE["id"]]
        assert (found.locator, found.file_name, found.file_sha256) == ("", "", None)


def test_text_from_data_is_text(body: dict[str, Any], tmp_path: Path, quick_locks: None) -> None:
    """Markup, breaks and right-to-left words come as they are; a unit of the same name is the unit here."""
    answers = [a | {"finding": HOSTILE[:90], "note": HOSTILE} if a["level"] is not None else a for a in body["answers"]]
    unit = body["unit"] | {"id": new_id(), "name": "ACME <b>"}
    with Store.create(tmp_path / "ours.btech", organisation="Other") as ours:
        ours.write([Change(None, Unit(id=new_id(), name="Acme <b>"))], who="t")
        data = json.dumps(body | {"answers": answers, "unit": unit, "later": {"key": 1}}).encode()
        with as_foreign("theirs.pdf", data, ours) as foreign:
            apply(ours, propose(ours, foreign), who="t")
        (one,) = ours.assessments()
        assert [u.name for u in ours.units()] == ["Acme <b>"]
        assert {a.note for a in ours.dossier(one.id).answers.values() if a.level is not None} == {HOSTILE}
