"""Salvage: what can be read of a damaged file becomes a sound workspace, and what is missing is said."""

import contextlib
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from btech_desktop import commands, password
from btech_desktop.assessment import Action, Answer, Evidence, EvidenceLink, new_id
from btech_desktop.damaged import DamagedFile
from btech_desktop.errors import PasswordNeeded, WorkspaceUnusable
from btech_desktop.integrity import check_workspace
from btech_desktop.periods import finalise
from btech_desktop.salvage import Salvaged, salvage
from btech_desktop.store import Change, Store
from tests.conftest import Workspace

PAGE = 4096
PASSWORD = "ein scho\N{COMBINING DIAERESIS}nes altes Wort"  # with an accent that stands alone, as macOS types it
FILES = Path(__file__).parent / "files"


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what is left in it is seen."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Two years, the first locked; answers with a history, evidence with a file, an action; closed."""
    store = workspace.store
    paper = tmp_path / "minutes.txt"
    paper.write_bytes(b"Minutes of the board, 3 May. " * 400)
    kept = store.add_file(paper)
    evidence = Evidence(
        id=new_id(), title="Minutes", shows="use", file_name=kept.name, file_sha256=kept.sha256, file_size=kept.size
    )
    link = EvidenceLink(evidence_id=evidence.id, assessment_id=workspace.assessment.id, practice_id="SAL-2")
    action = Action(
        id=new_id(), assessment_id=workspace.assessment.id, practice_id="SAL-2", what="Train the sales team"
    )
    store.write([Change(None, record) for record in (evidence, link, action)], who="tester")
    workspace.answer("SAL-2", level=3, note="24 of 31 deals reviewed")
    workspace.answer("SAL-2", target=4, affected_consulted=True, answer_by=date(2026, 10, 30))
    workspace.answer("POL-1", level=2, finding="Approved in May")
    dossier = store.dossier(workspace.assessment.id)
    store.write(finalise(dossier, name="A. Sample", role="Counsel", on=date(2026, 12, 1)), who="tester")
    later = workspace.start("2027", previous=store.dossier(workspace.assessment.id))
    workspace.answer("GOV-1", later, level=1, note="Zażółć 中文 at length, " * 30)
    store.close()
    paper.unlink()
    return workspace


@contextlib.contextmanager
def _behind_the_back(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program's connection: no references, checks or triggers of ours."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("pragma ignore_check_constraints = on")
        other.execute("pragma foreign_keys = off")
        yield other


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with _behind_the_back(path) as other:
        tables = [r[0] for r in other.execute("select name from sqlite_schema where type = 'table'")]
        ours = [t for t in tables if not t.startswith(("sqlite_", "_sqlite"))]
        return {t: sorted(other.execute(f"select * from {t}"), key=repr) for t in ours}


def _root(path: Path, table: str) -> int:
    with _behind_the_back(path) as other:
        return int(other.execute("select rootpage from sqlite_schema where name = ?", [table]).fetchone()[0])


def _overwrite(path: Path, at: int, new: bytes) -> None:
    with path.open("rb+") as file:
        file.seek(at)
        file.write(new)


def _salvage(path: Path, key: str | None = None) -> Salvaged:
    """Salvage to new.btech beside; the damaged file stays as it was, and nothing is left in between."""
    before, listed = path.read_bytes(), set(path.parent.iterdir())
    target = path.with_name("new.btech")
    done = salvage(path, target, password=key)
    assert path.read_bytes() == before
    assert set(path.parent.iterdir()) == listed | {target}
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    return done


def test_a_sound_file_is_taken_over_whole(filled: Workspace) -> None:
    """Every row of every table, with its stamps, its history, what was signed and the files kept as evidence."""
    done = _salvage(filled.path)
    assert done.notes == ()
    assert done.complete
    assert done.read == (
        "Read: 1 unit, 2 assessments, 1 signed version, 102 answers, 1 piece of evidence, 1 attachment of evidence to "
        "an answer, 2 actions, 23 entries of the history."
    )
    old, new = _rows(filled.path), _rows(done.path)
    for table in ("workspace", "forms"):  # with the times at which they were made
        old[table], new[table] = ([row[:3] for row in rows[table]] for rows in (old, new))
    assert new == old


def test_a_locked_file_stays_locked_with_its_password(filled: Workspace) -> None:
    """The new file opens with it and holds no word in plain."""
    password.change(Store.open(filled.path), PASSWORD).close()
    _overwrite(filled.path, filled.path.stat().st_size - 100, b"damage")
    done = _salvage(filled.path, PASSWORD)
    assert done.notes
    assert b"deals reviewed" not in done.path.read_bytes()
    with pytest.raises(PasswordNeeded):
        Store.open(done.path)
    with Store.open(done.path, password=PASSWORD) as store:
        assert not store.check_integrity()


def test_one_damaged_page_of_a_locked_file_costs_no_other(filled: Workspace) -> None:
    """SQLCipher's connection reads nothing more after it; so each time there is a new one."""
    with password.change(Store.open(filled.path), PASSWORD) as store:
        schema = store.connection.execute("select rootpage from sqlite_schema where name = 'history'")
        page = schema.fetchone()[0]
    _overwrite(filled.path, (page - 1) * PAGE + 500, b"damage")
    done = _salvage(filled.path, PASSWORD)
    assert done.read.startswith("Read: 1 unit, 2 assessments, 1 signed version, 102 answers, 1 piece of evidence, ")
    assert "history" not in done.read
    assert done.notes == ("Missing: a part of the history.",)


def test_answers_on_a_damaged_page_are_named_and_the_rest_is_kept(workspace: Workspace) -> None:
    """Where no history tells what stood there, their places are empty."""
    for number, practice_id in enumerate(workspace.form.ids[:40]):
        workspace.answer(practice_id, note=f"{number}: " + "said at length, " * 60)
    before = workspace.store.dossier(workspace.assessment.id).answers
    workspace.store.close()
    with _behind_the_back(workspace.path) as other:
        other.execute("delete from history where entity = 'answers'")
    whole = workspace.path.read_bytes()
    _overwrite(workspace.path, whole.rindex(b"20: said at length") // PAGE * PAGE, bytes(PAGE))
    done = _salvage(workspace.path)
    missing = [line for line in done.notes if line.startswith("Missing: the answers to ")]
    assert len(missing) == 1
    assert missing[0].endswith(" (Acme, 2026).")
    named = set(missing[0].removeprefix("Missing: the answers to ").removesuffix(" (Acme, 2026).").split(", "))
    assert workspace.form.ids[20] in named
    assert len(named) < 8
    with Store.open(done.path) as store:
        after = store.dossier(workspace.assessment.id).answers
        assert {i for i in before if after[i] != before[i]} == named
        assert all(after[i] == Answer(assessment_id=workspace.assessment.id, practice_id=i) for i in named)


def test_a_lost_answer_is_put_together_from_its_history(filled: Workspace) -> None:
    """Numbers, dates, yes and no, and texts as they stood; and it is said which."""
    with Store.open(filled.path) as store:
        before = store.answer(filled.assessment.id, "SAL-2")
    with _behind_the_back(filled.path) as other:
        other.execute("delete from answers where practice_id = 'SAL-2' and assessment_id = ?", [filled.assessment.id])
    done = _salvage(filled.path)
    assert done.notes == ("Put together from the history, to be looked at: the answer to SAL-2 (Acme, 2026).",)
    with Store.open(done.path) as store:
        assert store.answer(filled.assessment.id, "SAL-2") == before
        assert check_workspace(store) == []  # the signature holds: it is what was signed


def test_a_signature_that_no_longer_matches_is_told(filled: Workspace) -> None:
    """A locked assessment that lost something stays as read."""
    with _behind_the_back(filled.path) as other:
        other.execute("delete from answers where practice_id = 'SAL-2' and assessment_id = ?", [filled.assessment.id])
        other.execute("delete from history where entity = 'answers'")
    done = _salvage(filled.path)
    assert "Missing: the answer to SAL-2 (Acme, 2026)." in done.notes
    assert "Acme, 2026: changed after it was locked: its content does not match its SHA-256." in done.notes
    with Store.open(done.path) as store:
        assert store.assessment(filled.assessment.id).final


@pytest.mark.parametrize(("keep", "key"), [(0.5, None), (0.8, None), (0.95, None), (0.8, PASSWORD)])
def test_a_file_cut_short_gives_what_is_left(filled: Workspace, keep: float, key: str | None) -> None:
    """Or says that nothing can be read; a cut never lies at the end of a page here."""
    if key:
        password.change(Store.open(filled.path), key).close()
    size = int(filled.path.stat().st_size * keep) // PAGE * PAGE + 77
    with filled.path.open("rb+") as file:
        file.truncate(size)
    with pytest.raises(WorkspaceUnusable, match="cut short"):
        Store.open(filled.path, password=key)
    done = _salvage(filled.path, key)
    assert done.notes
    with Store.open(done.path, password=key) as store:
        assert store.assessments()
        assert not store.check_integrity()


@pytest.mark.parametrize("header", [bytes(100), b"\xa5" * 100, b"SQLite format 3\x00" + b"\x02" * 84])
def test_a_broken_header_costs_nothing(filled: Workspace, header: bytes) -> None:
    """It is written anew in the copy, from what every workspace file has there."""
    _overwrite(filled.path, 0, header)
    with pytest.raises(WorkspaceUnusable) as caught:
        Store.open(filled.path)
    assert caught.value.cause in {"header", "cut short", "damaged"}
    done = _salvage(filled.path)
    assert done.complete
    with Store.open(done.path) as store:
        assert check_workspace(store) == []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (
            "update answers set level = 77 where practice_id = 'POL-1'",
            "Put together from the history, to be looked at: ",
        ),
        (
            "update answers set disclosed = 'perhaps' where practice_id = 'GOV-2'",
            "Read without the parts that make no ",
        ),
        ("update answers set note = cast(x'ff41fe' as text) where practice_id = 'GOV-2'", "With characters that could"),
        ("delete from units", "Put together from the history, to be looked at: 1 unit."),
        (
            "delete from units; delete from history",
            "Missing: the name of a unit. It is called Recovered unit; rename it.",
        ),
        ("delete from assessments; delete from history", "Missing: the unit, the period and the status of an"),
        (
            "delete from forms",
            "Missing: the text of the form ungp-tech-2026 as it was kept. It was taken from the app ",
        ),
        ("delete from evidence", "Put together from the history, to be looked at: 1 piece of evidence."),
        ("delete from evidence; delete from history", "Missing: evidence attached to SAL-2 (Acme, 2026)."),
        ("update files set content = zeroblob(size)", "The file of the evidence 'Minutes' is not here."),
        ("delete from workspace", "Missing: the name of the organisation. It is called Recovered; rename it."),
        ("delete from signed", "Missing: 1 signed version."),
        ("update assessments set final_on = null where final_on not null", "Left out, because they make no sense: "),
        ("update answers set stamps = 'no list'", ""),
        ("update assessments set asked = '[' || '\"POL-1' where period = '2027'", "Put together from the history"),
        ("update history set field = x'00' where id = 3", "Missing: a part of the history."),
        ("drop table actions", "Put together from the history, to be looked at: 2 actions."),
        ("drop table units; drop table forms; drop table history", "Missing: a part of the history."),
    ],
)
def test_what_is_broken_is_mended_and_told(filled: Workspace, damage: str, told: str) -> None:
    """Whatever was done to the rows, the new workspace is sound and says what it lacks."""
    with _behind_the_back(filled.path) as other:
        # SQLite keeps types strictly; damage does not.
        other.execute("pragma writable_schema = on")
        other.execute("update sqlite_schema set sql = replace(sql, ') strict', ')')")
    with _behind_the_back(filled.path) as other:
        other.executescript(damage)
    done = _salvage(filled.path)
    assert any(line.startswith(told) for line in done.notes) or not told, done.notes
    with Store.open(done.path) as store:
        assert not store.check_integrity()
        assert set(check_workspace(store)) <= set(done.notes)
        for assessment in store.assessments():
            assert set(store.dossier(assessment.id).answers) >= set(assessment.asked)


def test_a_form_that_the_app_does_not_have_takes_its_assessments_with_it(filled: Workspace) -> None:
    """They are named; the other assessments stay."""
    with _behind_the_back(filled.path) as other:
        other.execute("update assessments set form_edition = 'of-2019' where period = '2027'")
        other.execute("delete from history where entity = 'assessments'")
    done = _salvage(filled.path)
    assert "Missing: the assessment 2027; the text of its form of-2019 is lost." in done.notes
    with Store.open(done.path) as store:
        assert [a.period for a in store.assessments()] == ["2026"]


def test_what_was_removed_is_not_brought_back(filled: Workspace) -> None:
    """The history says so: an action, and all that went with an assessment."""
    with Store.open(filled.path) as store:
        later = next(a for a in store.assessments() if not a.final)
        dossier = store.dossier(later.id)
        gone = [*dossier.actions, *dossier.answers.values(), later]
        store.write([Change(record, None) for record in gone], who="tester")
    done = _salvage(filled.path)
    assert done.complete
    with Store.open(done.path) as store:
        assert [a.period for a in store.assessments()] == ["2026"]


@pytest.mark.parametrize("name", ["schema-1.btech", "schema-1-locked.btech"])
def test_a_file_of_the_first_schema_is_salvaged_too(tmp_path: Path, name: str) -> None:
    """By the columns it has; its signatures still hold."""
    key = "an old password" if "locked" in name else None
    done = _salvage(Path(shutil.copy(FILES / name, tmp_path / name)), key)
    assert done.complete, done.notes
    with Store.open(done.path, password=key) as store:
        assert check_workspace(store) == []
        assert store.all_marks()


def test_nothing_is_made_where_nothing_can_be_read(filled: Workspace) -> None:
    """The sentence says so; there is no new file."""
    _overwrite(filled.path, 100, bytes(PAGE - 100))
    with pytest.raises(WorkspaceUnusable) as caught:
        _salvage(filled.path)
    assert str(caught.value) == (
        "Nothing can be read from acme.btech: the part that says where everything lies is damaged. Restore a backup."
    )
    assert not filled.path.with_name("new.btech").exists()


def test_a_locked_file_needs_its_password(filled: Workspace) -> None:
    """None, or a wrong one, makes nothing; both ways on are said."""
    password.change(Store.open(filled.path), PASSWORD).close()
    for key, says in ((None, "is locked with a password"), ("not this one", "does not open with this password")):
        with pytest.raises(PasswordNeeded, match=says):
            _salvage(filled.path, key)
        assert not filled.path.with_name("new.btech").exists()


def test_a_name_that_is_taken_is_left_alone(filled: Workspace) -> None:
    """Whatever is there stays."""
    target = filled.path.with_name("taken.btech")
    target.write_bytes(b"something else")
    with pytest.raises(WorkspaceUnusable, match=r"taken\.btech already exists"):
        salvage(filled.path, target)
    assert target.read_bytes() == b"something else"
    with pytest.raises(WorkspaceUnusable, match=r"cannot be made in"):
        salvage(filled.path, filled.path.parent / "no folder" / "new.btech")


def test_reading_ends_when_its_time_is_over(filled: Workspace) -> None:
    """Whatever a damaged file holds, the reading is bounded; what there was no time for is said."""
    filled.store.close()
    root = _root(filled.path, "answers")
    _overwrite(filled.path, (root - 1) * PAGE, bytes(PAGE))
    with DamagedFile(filled.path, None) as file:
        file._end = 0
        assert list(file.rows("answers")) == []
        assert file.stopped
    done = _salvage(filled.path)
    assert any(line.startswith("Missing: the answers to ") for line in done.notes)


def test_the_command_prints_the_account(filled: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 0 when all was read, 1 when something is missing, 3 when nothing can be."""
    folder = filled.path.parent
    assert commands.run(["salvage", str(filled.path), "--out", str(folder / "one.btech")]) == 0
    assert capsys.readouterr().out.startswith("Read: 1 unit, 2 assessments")
    with _behind_the_back(filled.path) as other:
        other.execute("delete from signed")
    assert commands.run(["salvage", str(filled.path), "--out", str(folder / "two.btech")]) == 1
    assert "Missing: 1 signed version." in capsys.readouterr().out
    assert commands.run(["salvage", str(filled.path), "--out", str(folder / "two.btech")]) == 3
    assert "already exists" in capsys.readouterr().err


# -- the history as a witness -----------------------------------------------------------------------------

EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("level"), st.sampled_from([None, 0, 1, 4])),
        st.tuples(st.just("note"), st.sampled_from(["", "a", "b"])),
        st.tuples(st.just("flagged"), st.booleans()),
        st.tuples(st.just("answer_by"), st.sampled_from([None, date(2026, 1, 2)])),
        st.tuples(st.just("undo"), st.none()),
        st.tuples(st.just("start again"), st.none()),
        st.tuples(st.just("reopen file"), st.none()),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_the_check_never_doubts_what_the_app_wrote(workspace: Workspace, edits: list[tuple[str, object]]) -> None:
    """Typing, undoing, removing and bringing back an assessment, opening again: history and answers agree."""
    assessment = workspace.start("2030")
    done: list[Change] = []
    for what, value in edits:
        before = workspace.store.answer(assessment.id, "SAL-2")
        if what == "undo":
            if done:
                workspace.store.write([done.pop().inverse], who="tester")
        elif what == "start again":
            answers = workspace.store.dossier(assessment.id).answers.values()
            removal = [*(Change(a, None) for a in answers), Change(assessment, None)]
            workspace.store.write(removal, who="tester")
            fresh = [Change(None, Answer(assessment_id=a.assessment_id, practice_id=a.practice_id)) for a in answers]
            workspace.store.write([Change(None, assessment), *fresh], who="tester")
            done = []
        elif what == "reopen file":
            workspace.store.close()
            workspace.store = Store.open(workspace.path)
        else:
            after = Answer.model_validate(before.model_dump() | {what: value})
            done.append(Change(before, after))
            workspace.store.write([done[-1]], who="tester")
    assert check_workspace(workspace.store) == []


@pytest.mark.parametrize(
    "damage",
    ["note = '25 of 31 deals reviewed'", "level = 2", "level = null", "owner = 'nobody'", "affected_consulted = 0"],
)
def test_a_draft_that_is_not_what_its_history_says_is_found(workspace: Workspace, damage: str) -> None:
    """Damage inside a text, or another program's change, which SQLite itself cannot tell."""
    workspace.answer("SAL-2", level=3, note="24 of 31 deals reviewed", owner="Head of Sales", affected_consulted=True)
    workspace.store.close()
    with _behind_the_back(workspace.path) as other:
        other.execute(f"update answers set {damage} where practice_id = 'SAL-2'")
    workspace.store = Store.open(workspace.path)
    assert check_workspace(workspace.store) == [
        "Acme, 2026: the answer to SAL-2 is not what the history says. Compare it with its history and with a backup."
    ]
