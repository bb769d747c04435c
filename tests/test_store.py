"""A workspace file: changes and their history land together or not at all; bad files get their own named cause."""

import contextlib
import hashlib
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest

from btech_desktop import sqlite
from btech_desktop.assessment import Answer, Assessment, Evidence, EvidenceLink, Unit, new_id
from btech_desktop.errors import BadInput, NotSaved, PasswordNeeded, WorkspaceUnusable
from btech_desktop.form import Form, form_to_json
from btech_desktop.held import is_held
from btech_desktop.integrity import check_workspace
from btech_desktop.migrations import SCHEMA_VERSION
from btech_desktop.periods import finalise, reopen
from btech_desktop.store import Change, Store
from tests.conftest import Workspace


def test_what_was_written_is_there_after_reopening(workspace: Workspace) -> None:
    """Every field of an answer comes back as it went in."""
    after = workspace.answer(
        "SAL-2",
        level=3,
        target=4,
        finding="24 of 31 deals reviewed",
        note="Zażółć <b>&amp;</b> 中文 \N{GRINNING FACE}",
        note_sensitivity="privileged",
        owner="Head of Sales",
        answer_by=date(2026, 10, 30),
        consulted="Two panels",
        affected_consulted=True,
        disclosed="partly",
        confidence="medium",
        flagged=True,
        change_reason="done",
    )
    workspace.store.close()
    with Store.open(workspace.path) as store:
        assert store.answer(workspace.assessment.id, "SAL-2") == after
        assert check_workspace(store) == []
    workspace.store = Store.open(workspace.path)


def test_history_says_who_changed_what_from_what_to_what(workspace: Workspace) -> None:
    """One entry a changed field, latest first."""
    workspace.answer("POL-1", level=1)
    workspace.answer("POL-1", level=2, finding="Approved in May")
    entries = workspace.store.history(f"{workspace.assessment.id}/POL-1")
    assert [(e.who, e.field, e.before, e.after) for e in entries] == [
        ("tester", "finding", "", "Approved in May"),
        ("tester", "level", "1", "2"),
        ("tester", "level", None, "1"),
    ]


def test_a_change_lands_whole_or_not_at_all(workspace: Workspace) -> None:
    """A second change that fails takes the first with it, and its history too."""
    before = workspace.store.answer(workspace.assessment.id, "POL-1")
    good = Change(before, Answer.model_validate({**before.model_dump(), "level": 4}))
    orphan = Change(
        None, EvidenceLink(evidence_id=new_id(), assessment_id=workspace.assessment.id, practice_id="POL-1")
    )
    with pytest.raises(BadInput):
        workspace.store.write([good, orphan], who="tester")
    assert workspace.store.answer(workspace.assessment.id, "POL-1") == before
    assert workspace.store.history(f"{workspace.assessment.id}/POL-1") == ()


def test_a_change_made_on_an_old_view_is_refused(workspace: Workspace) -> None:
    """The record must still be what the change says it was."""
    stale = workspace.store.answer(workspace.assessment.id, "POL-1")
    workspace.answer("POL-1", level=2)
    with pytest.raises(BadInput, match="changed elsewhere"):
        workspace.store.write([Change(stale, Answer.model_validate({**stale.model_dump(), "level": 4}))], who="tester")
    assert workspace.store.answer(workspace.assessment.id, "POL-1").level == 2


def test_the_inverse_of_a_change_undoes_it(workspace: Workspace) -> None:
    """For a record made, changed and removed."""
    evidence = Evidence(id=new_id(), title="Review log", shows="use")
    link = EvidenceLink(evidence_id=evidence.id, assessment_id=workspace.assessment.id, practice_id="SAL-2")
    changes = [Change(None, evidence), Change(None, link)]
    workspace.store.write(changes, who="tester")
    assert workspace.store.dossier(workspace.assessment.id).supports("SAL-2") == 3
    workspace.store.write([c.inverse for c in reversed(changes)], who="tester")
    dossier = workspace.store.dossier(workspace.assessment.id)
    assert dossier.evidence == ()
    assert dossier.supports("SAL-2") == 1


def test_a_final_assessment_cannot_change_until_reopened_with_a_reason(workspace: Workspace) -> None:
    """Reopening makes a numbered revision which keeps the old signature."""
    store, assessment = workspace.store, workspace.assessment
    workspace.answer("POL-1", level=2)
    store.write(
        [*finalise(store.dossier(assessment.id), name="A. Sample", role="Counsel", on=date(2026, 12, 1))], who="t"
    )
    before = store.answer(assessment.id, "POL-1")
    with pytest.raises(BadInput, match="is final"):
        store.write([Change(before, Answer.model_validate({**before.model_dump(), "level": 4}))], who="t")
    assert check_workspace(store) == []
    store.write(
        reopen(
            store.dossier(assessment.id),
            reason="A deal was missed",
            on=date(2026, 12, 9),
            kept=store.signed(assessment.id),
        ),
        who="t",
    )
    dossier = store.dossier(assessment.id)
    assert (dossier.assessment.status, dossier.assessment.revision) == ("draft", 2)
    assert (dossier.revisions[0].number, dossier.revisions[0].final_name) == (1, "A. Sample")
    workspace.answer("POL-1", level=4)


def test_a_final_assessment_changed_behind_the_apps_back_is_found(workspace: Workspace) -> None:
    """Its content no longer matches its SHA-256."""
    store = workspace.store
    workspace.answer("POL-1", level=2)
    change = finalise(store.dossier(workspace.assessment.id), name="A", role="B", on=date(2026, 12, 1))
    store.write(change, who="t")
    store.close()
    with sqlite3.connect(workspace.path) as other:
        other.execute("update answers set level = 4 where practice_id = 'POL-1'")
    other.close()
    workspace.store = Store.open(workspace.path)
    assert any("SHA-256" in line for line in check_workspace(workspace.store))


def test_under_legal_hold_a_lock_is_not_undone_but_reopened(workspace: Workspace) -> None:
    """What was signed would go with it."""
    store, assessment = workspace.store, workspace.assessment
    changes = finalise(store.dossier(assessment.id), name="A", role="B", on=date(2026, 12, 1))
    store.write(changes, who="t")
    store.set_legal_hold(True, reason="Court order", who="t")
    with pytest.raises(BadInput, match="Reopen the assessment instead"):
        store.write([c.inverse for c in reversed(changes)], who="t")
    kept = store.signed(assessment.id)
    store.write(reopen(store.dossier(assessment.id), reason="New facts", on=date(2026, 12, 2), kept=kept), who="t")
    assert store.signed(assessment.id) == kept


def test_final_refuses_answers_still_to_confirm(workspace: Workspace) -> None:
    """The sentence counts them and names them."""
    workspace.answer("POL-1", level=2)
    later = workspace.start("2027", previous=workspace.store.dossier(workspace.assessment.id))
    dossier = workspace.store.dossier(later.id)
    assert dossier.answers["POL-1"].to_confirm
    with pytest.raises(BadInput, match=r"1 carried-over answer waits .*POL-1"):
        finalise(dossier, name="A", role="B", on=date(2027, 12, 1))


def test_a_new_period_carries_over_levels_to_confirm_and_freezes_targets(workspace: Workspace) -> None:
    """Except where the practice depends on the year: there the level is asked anew."""
    workspace.answer("POL-1", level=2, target=3, owner="Board secretary", note="Old note")
    workspace.answer("SAL-1", level=3, target=4)
    later = workspace.start("2027", previous=workspace.store.dossier(workspace.assessment.id))
    dossier = workspace.store.dossier(later.id)
    kept, fresh = dossier.answers["POL-1"], dossier.answers["SAL-1"]
    assert (kept.level, kept.to_confirm, kept.target, kept.opening_level, kept.opening_target) == (2, True, 3, 2, 3)
    assert (kept.owner, kept.note) == ("Board secretary", "")
    assert (fresh.level, fresh.to_confirm, fresh.opening_level, fresh.opening_target) == (None, False, 3, 4)
    assert not dossier.answers["POL-3"].to_confirm


def test_the_core_and_a_chosen_set_ask_just_those(workspace: Workspace) -> None:
    """The core set has twenty; a team is asked its own."""
    team = Unit(id=new_id(), name="Sales", parent_id=workspace.unit.id)
    workspace.store.write([Change(None, team)], who="t")
    core = workspace.start("2026", unit=team, kind="core")
    assert len(core.asked) == 20
    chosen = workspace.start("2027", unit=team, kind="chosen", chosen=["SAL-2", "SAL-1"])
    assert chosen.asked == ("SAL-1", "SAL-2")
    assert set(workspace.store.dossier(chosen.id).answers) == {"SAL-1", "SAL-2"}
    with pytest.raises(BadInput, match="XXX-1"):
        workspace.start("2028", unit=team, kind="chosen", chosen=["XXX-1"])


def test_the_form_text_is_kept_and_a_changed_one_refused(workspace: Workspace, form: Form) -> None:
    """An assessment keeps the wording it was answered under."""
    assert workspace.store.form(form.edition) == form
    changed = form.model_copy(update={"title": "Another title"})
    with pytest.raises(BadInput, match="another text"):
        workspace.store.keep_form(changed)


def test_a_new_workspace_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """Mode 0600 on POSIX."""
    Store.create(tmp_path / "acme.btech", organisation="Acme Ltd").close()
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "acme.btech").stat().st_mode) == 0o600


def test_deleted_text_is_gone_from_the_file(workspace: Workspace) -> None:
    """secure_delete overwrites it; with the history set aside nothing of it is left."""
    evidence = Evidence(id=new_id(), title="CANARY-evidence-title")
    workspace.store.write([Change(None, evidence)], who="t")
    workspace.store.write([Change(evidence, None)], who="t")
    workspace.store.close()
    with sqlite3.connect(workspace.path) as other:
        other.execute("pragma secure_delete = on")
        other.execute("delete from history")
    other.close()
    assert b"CANARY-evidence-title" not in workspace.path.read_bytes()
    workspace.store = Store.open(workspace.path)


def test_a_second_opening_is_refused_while_the_first_holds_the_file(workspace: Workspace) -> None:
    """Also from another process; the first goes on writing."""
    code = (
        "import sys; from pathlib import Path; from btech_desktop.store import Store\n"
        "from btech_desktop.errors import UserError\n"
        "try: Store.open(Path(sys.argv[1]))\n"
        "except UserError as error: print(error)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(workspace.path)], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == (
        "acme.btech is open in another window or on another computer. Close it there, then try again."
    )
    workspace.answer("POL-1", level=1)


def test_a_file_replaced_underneath_takes_no_more_writes(workspace: Workspace) -> None:
    """What a sync client does: the path shows another file. Nothing is written to the orphan."""
    _copy_of(workspace.path).replace(workspace.path)
    with pytest.raises(NotSaved, match="moved, deleted or replaced"):
        workspace.answer("POL-1", level=1)


def _copy_of(path: Path) -> Path:
    """A copy made by another process: opening the file in this one would drop its lock."""
    copy = path.with_name("copy.btech")
    subprocess.run(["cp", str(path), str(copy)], check=True)
    return copy


def test_a_full_disk_is_named_and_the_change_is_not_half_there(workspace: Workspace) -> None:
    """The size limit of the file stands in for the full disk."""
    before = workspace.store.answer(workspace.assessment.id, "POL-1")
    pages = workspace.store._db.execute("pragma page_count").fetchone()[0]
    workspace.store._db.execute(f"pragma max_page_count = {pages}")
    big = Answer.model_validate({**before.model_dump(), "note": "x" * 20_000})
    with pytest.raises(NotSaved, match="disk is full"):
        workspace.store.write([Change(before, big)], who="t")
    assert workspace.store.answer(workspace.assessment.id, "POL-1") == before


def _damage(path: Path, kind: str) -> None:
    whole = path.read_bytes()
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "short header":
        path.write_bytes(whole[:60])
    elif kind == "half":
        path.write_bytes(whole[: len(whole) // 2])
    elif kind == "foreign text":
        path.write_bytes(b"just a letter")
    elif kind == "newer":
        path.write_bytes(whole[:60] + (SCHEMA_VERSION + 1).to_bytes(4, "big") + whole[64:])
    elif kind == "foreign database":
        path.unlink()
        with contextlib.closing(sqlite3.connect(path)) as other:
            other.execute("create table assessments_of_another_kind (id integer)")
    elif kind == "garbage":
        path.write_bytes(b"garbage " * 2000)
    elif kind == "noise":
        path.write_bytes(b"".join(hashlib.sha256(bytes([n])).digest() for n in range(256)))


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("empty", "is empty"),
        ("short header", "is cut short"),
        ("half", "is cut short"),
        ("foreign text", "is not a workspace"),
        ("newer", "made by a newer version"),
        ("foreign database", "a database of another program"),
        ("garbage", "is not a workspace"),
        ("noise", "locked with a password, or is not a workspace"),
    ],
)
def test_a_bad_file_has_its_cause_named_and_stays_untouched(tmp_path: Path, form: Form, kind: str, says: str) -> None:
    """One sentence with the cause and the next step; not a byte is changed."""
    made = Workspace(tmp_path / "w.btech", form)
    made.store.close()
    _damage(made.path, kind)
    bytes_before = made.path.read_bytes()
    with pytest.raises(WorkspaceUnusable, match=says):
        Store.open(made.path)
    assert made.path.read_bytes() == bytes_before


def test_a_missing_file_or_folder_is_named(tmp_path: Path) -> None:
    """Neither makes anything."""
    with pytest.raises(WorkspaceUnusable, match="There is no file"):
        Store.open(tmp_path / "none.btech")
    with pytest.raises(WorkspaceUnusable, match="is a folder"):
        Store.open(tmp_path)
    with pytest.raises(WorkspaceUnusable, match="cannot be made"):
        Store.create(tmp_path / "no" / "such.btech", organisation="A")
    assert list(tmp_path.iterdir()) == []


def test_creating_never_overwrites(workspace: Workspace) -> None:
    """A taken path is refused."""
    with pytest.raises(WorkspaceUnusable, match="already exists"):
        Store.create(workspace.path, organisation="B")


def test_a_locked_workspace_opens_with_its_password_alone(tmp_path: Path, form: Form) -> None:
    """Nothing of it lies in the file in plain text."""
    path = tmp_path / "locked.btech"
    with Store.create(path, organisation="CANARY Ltd", password="it's a 'secret'") as store:
        store.keep_form(form)
    assert b"CANARY" not in path.read_bytes()
    assert not path.read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(PasswordNeeded, match="locked with a password"):
        Store.open(path)
    with pytest.raises(PasswordNeeded, match="does not open with this password"):
        Store.open(path, password="wrong")
    with Store.open(path, password="it's a 'secret'") as store:
        assert store.workspace().organisation == "CANARY Ltd"


def test_a_copy_saved_elsewhere_holds_everything(workspace: Workspace, tmp_path: Path) -> None:
    """It opens like any workspace."""
    workspace.answer("POL-1", level=3, note="kept")
    workspace.store.save_copy(tmp_path / "copy.btech")
    with Store.open(tmp_path / "copy.btech") as copy:
        assert copy.answer(workspace.assessment.id, "POL-1").note == "kept"
        assert check_workspace(copy) == []


def test_a_read_only_file_opens_for_reading(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing is refused with the way on; reading works."""
    workspace.answer("POL-1", level=3)
    workspace.store.close()
    workspace.path.chmod(0o400)
    # The tests may run as root, whom file modes do not stop: say what the system would say to anyone else.
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    workspace.store = Store.open(workspace.path)
    assert workspace.store.answer(workspace.assessment.id, "POL-1").level == 3
    with pytest.raises(NotSaved, match="can only be read here"):
        workspace.answer("POL-1", level=4)


def test_all_marks_are_those_of_the_dossiers(workspace: Workspace) -> None:
    """The quick way over the whole file gives what each assessment gives alone."""
    workspace.answer("POL-1", level=3, target=4)
    workspace.answer("SAL-6", not_applicable=True, na_reason="All access is under contract")
    evidence = Evidence(id=new_id(), title="Log", shows="use")
    link = EvidenceLink(evidence_id=evidence.id, assessment_id=workspace.assessment.id, practice_id="POL-1")
    workspace.store.write([Change(None, evidence), Change(None, link)], who="t")
    dossier = workspace.store.dossier(workspace.assessment.id)
    assert workspace.store.all_marks()[workspace.assessment.id] == dossier.marks()
    other = workspace.start("2027")
    assert workspace.store.marks_of([workspace.assessment.id]) == {workspace.assessment.id: dossier.marks()}
    assert workspace.store.marks_of([other.id, workspace.assessment.id]) == workspace.store.all_marks()
    assert workspace.store.marks_of([]) == {}


def test_removing_an_assessment_can_be_undone(workspace: Workspace) -> None:
    """The assessment comes back with its answers when the changes are taken back in order."""
    workspace.answer("POL-1", level=3)
    dossier = workspace.store.dossier(workspace.assessment.id)
    changes = [Change(a, None) for a in dossier.answers.values()] + [Change(dossier.assessment, None)]
    workspace.store.write(changes, who="t")
    assert workspace.store.assessments() == ()
    workspace.store.write([c.inverse for c in reversed(changes)], who="t")
    assert workspace.store.dossier(workspace.assessment.id).answers["POL-1"].level == 3


def test_an_assessment_with_a_period_the_wrong_way_round_is_refused(workspace: Workspace) -> None:
    """Validation happens before the disk is touched."""
    with pytest.raises(ValueError, match="ends before it starts"):
        Assessment.model_validate({**workspace.assessment.model_dump(), "ends": date(2025, 1, 1)})


def test_the_file_is_kept_under_the_settings_of_the_house(workspace: Workspace, tmp_path: Path) -> None:
    """Plain and locked alike: nothing is lost with the power, nothing deleted stays, nobody else writes."""
    with Store.create(tmp_path / "locked.btech", organisation="B", password="four unrelated words") as locked:
        for store in (workspace.store, locked):
            settings = {
                name: str(store.connection.execute(f"pragma {name}").fetchone()[0])
                for name in (
                    *("journal_mode", "synchronous", "locking_mode", "foreign_keys", "trusted_schema"),
                    *("cell_size_check", "mmap_size", "secure_delete", "temp_store"),
                )
            }
            assert settings == {
                "journal_mode": "truncate",
                "synchronous": "3",  # extra
                "locking_mode": "exclusive",
                "foreign_keys": "1",
                "trusted_schema": "0",
                "cell_size_check": "1",
                "mmap_size": "0",
                "secure_delete": "1",
                "temp_store": "2",  # memory
            }


def test_every_table_keeps_its_types(workspace: Workspace) -> None:
    """All of ours are STRICT."""
    tables = workspace.store.connection.execute("select name, strict from pragma_table_list where schema = 'main'")
    loose = {name for name, strict in tables if not strict}
    assert loose <= {"_sqlite_migrations", "sqlite_schema", "sqlite_stat1", "sqlite_stat4", "sqlite_sequence"}


def test_starting_an_assessment_and_keeping_its_form_is_one_transaction(workspace: Workspace, form: Form) -> None:
    """Where the start is refused, the edition is not kept either."""
    store = workspace.store
    other = form.model_copy(update={"edition": "another-edition"})
    orphan = Change(None, EvidenceLink(evidence_id=new_id(), assessment_id=workspace.assessment.id, practice_id="X"))
    with pytest.raises(BadInput):
        store.write([orphan], who="t", forms=[form_to_json(other)])
    assert store.form_editions() == (form.edition,)


def test_a_password_that_no_file_can_have_leaves_no_file(tmp_path: Path) -> None:
    """The name is not taken by an empty file."""
    path = tmp_path / "new.btech"
    with pytest.raises(PasswordNeeded, match="a character that none can hold"):
        Store.create(path, organisation="Acme", password="four \0 words")
    assert list(tmp_path.iterdir()) == []


def test_a_file_refused_for_damage_is_not_held(workspace: Workspace) -> None:
    """While its error is being shown, it can be restored or salvaged: it is not open."""
    workspace.store.close()
    with contextlib.closing(sqlite3.connect(workspace.path)) as conn:
        conn.execute("pragma ignore_check_constraints = on")
        conn.execute("update workspace set left_out = '{'")
        conn.commit()
    with pytest.raises(WorkspaceUnusable, match="damaged entry in workspace") as caught:
        Store.open(workspace.path)
    assert caught.value.cause == "damaged"
    assert not is_held(workspace.path)


def test_closing_leaves_the_journal_of_the_file_that_took_the_place(workspace: Workspace, tmp_path: Path) -> None:
    """It belongs to whoever has the new file open; without it a crash there would leave a torn file."""
    workspace.store.save_copy(tmp_path / "copy.btech")
    (tmp_path / "copy.btech").replace(workspace.path)
    journal = workspace.path.with_name(f"{workspace.path.name}-journal")
    with Store.open(workspace.path) as another:
        another.rename_organisation(name="Acme", scope_line="")
        assert journal.exists()
        workspace.store.close()
        assert journal.exists()
    assert not journal.exists()


def test_a_copy_of_an_older_file_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Full or not: no part of a workspace stays among the temporary files."""
    temporary, path = tmp_path / "temporary", tmp_path / "old.btech"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    shutil.copyfile(Path(__file__).parent / "files" / "schema-1.btech", path)
    connect = sqlite.connect

    def refuses(where: Path, password: str | None, *, read_only: bool) -> object:
        if where.is_relative_to(temporary):
            raise sqlite.Error("database or disk is full")
        return connect(where, password, read_only=read_only)

    monkeypatch.setattr(sqlite, "connect", refuses)
    with pytest.raises(WorkspaceUnusable, match="The disk is full"):
        Store.open(path, read_only=True)
    assert list(temporary.iterdir()) == []
