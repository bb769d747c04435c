"""*Remove for good*: a text leaves the answer, the history, what was signed and the file's bytes; nothing else does."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from btech_desktop import backup
from btech_desktop.assessment import Action, Answer, Evidence, EvidenceLink, new_id
from btech_desktop.errors import BadInput, NotSaved
from btech_desktop.integrity import check_workspace
from btech_desktop.periods import finalise, reopen
from btech_desktop.removal import REMOVED, Removal, Scope, Target, plan, scopes, target_of
from btech_desktop.store import Change, HistoryEntry, Store
from tests.conftest import Workspace

SECRET = "Counsel said: settle with the plaintiff's family before \N{LEFT DOUBLE QUOTATION MARK}May\n2nd line"


def carry_out(store: Store, removal: Removal, who: str = "Ana") -> None:
    """Remove, as the window does."""
    store.remove_for_good(
        blanked=removal.blanked,
        entries=removal.entries,
        signed=removal.signed,
        noted=removal.noted,
        file_sha256=removal.file_sha256,
        who=who,
    )
    store.overwrite_traces()


def remove(workspace: Workspace, target: Target, scope: Scope = "everything") -> Removal:
    """Plan and remove."""
    removal = plan(workspace.store, target, scope)
    carry_out(workspace.store, removal)
    return removal


def text_of(workspace: Workspace, practice_id: str, field: str) -> Target:
    """A text of an answer of the first assessment."""
    return Target("answers", f"{workspace.assessment.id}/{practice_id}", field)


def sign(workspace: Workspace) -> None:
    """Lock the assessment."""
    store = workspace.store
    changes = finalise(store.dossier(workspace.assessment.id), name="Ana Lind", role="Counsel", on=date(2026, 12, 3))
    store.write(changes, who="tester")


def open_again(workspace: Workspace) -> None:
    """Reopen it."""
    store, assessment = workspace.store, workspace.assessment
    changes = reopen(
        store.dossier(assessment.id), reason="A word", on=date(2026, 12, 9), kept=store.signed(assessment.id)
    )
    store.write(changes, who="tester")


def history_of(workspace: Workspace, field: str, practice_id: str = "POL-1") -> list[HistoryEntry]:
    """The entries of a field, oldest first."""
    found = workspace.store.history(f"{workspace.assessment.id}/{practice_id}")
    return sorted((e for e in found if e.field == field), key=lambda e: e.id)


def bytes_beside(path: Path) -> bytes:
    """All bytes of the workspace and of what lies beside it."""
    return b"".join(p.read_bytes() for p in path.parent.iterdir() if p.is_file())


def test_a_removed_text_is_in_no_byte_of_the_file(workspace: Workspace) -> None:
    """Not in the answer, its history, what was signed, nor in unused parts: rows moved about by much writing."""
    others = [i for i in workspace.assessment.asked if i != "POL-1"]
    for n in range(40):
        workspace.answer("POL-1", note=f"{SECRET} {'z' * (n * 37 % 900)}")
        workspace.answer(others[n], note="y" * (n * 91 % 1500), consulted="c" * n)
        workspace.store._journal.forget()  # each an entry of its own
    workspace.answer("POL-1", note=SECRET, level=2)
    sign(workspace)
    open_again(workspace)
    remove(workspace, text_of(workspace, "POL-1", "note"))
    assert check_workspace(workspace.store) == []
    workspace.store.close()
    written = bytes_beside(workspace.path)
    assert b"settle with the plaintiff" not in written
    assert b"2nd line" not in written
    workspace.store = Store.open(workspace.path)
    answer = workspace.store.answer(workspace.assessment.id, "POL-1")
    assert (answer.note, answer.level) == ("", 2)
    assert check_workspace(workspace.store) == []


def test_what_is_unused_in_the_file_is_overwritten(workspace: Workspace) -> None:
    """Free pages are gone after the file is written anew, and everything else is as it was."""
    for practice_id in workspace.assessment.asked:
        workspace.answer(practice_id, note="n" * 9000)
    before = workspace.store.dossier(workspace.assessment.id)
    conn = workspace.store.connection
    for practice_id in workspace.assessment.asked[:30]:
        workspace.answer(practice_id, note="")
    assert conn.execute("pragma freelist_count").fetchone()[0] > 0
    workspace.store.overwrite_traces()
    assert conn.execute("pragma freelist_count").fetchone()[0] == 0
    after = workspace.store.dossier(workspace.assessment.id)
    assert after.answers["POL-1"].note == ""
    assert after.model_copy(update={"answers": before.answers}) == before
    # Another process: to open the file beside its connection in this one would drop its lock.
    code = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('select count(*) from units')"
    other = subprocess.run([sys.executable, "-c", code, str(workspace.path)], capture_output=True, text=True)
    assert "database is locked" in other.stderr


def test_the_history_still_says_who_and_when_and_that_it_was_removed(workspace: Workspace) -> None:
    """Entries keep their heads; the last says who removed what, from nothing to the empty text."""
    workspace.answer("POL-1", note="First")
    workspace.store._journal.forget()
    workspace.answer("POL-1", note="Second")
    removal = remove(workspace, text_of(workspace, "POL-1", "note"))
    assert set(removal.texts) == {"First", "Second"}
    assert (removal.present, len(removal.entries)) == ("Second", 2)
    assert [(e.who, e.before, e.after) for e in history_of(workspace, "note")] == [
        ("tester", "", ""),
        ("tester", "", ""),
        ("Ana", None, ""),
    ]
    stamp = workspace.store.stamps(workspace.assessment.id)["POL-1"]["note"]
    assert stamp == history_of(workspace, "note")[-1].at


def test_earlier_versions_go_and_the_present_text_stays(workspace: Workspace) -> None:
    """And the history, read forward, still ends in it."""
    workspace.answer("POL-1", note="With a name")
    workspace.store._journal.forget()
    workspace.answer("POL-1", note="Without")
    before = workspace.store.stamps(workspace.assessment.id)
    removal = remove(workspace, text_of(workspace, "POL-1", "note"), "earlier")
    assert (removal.texts, removal.present, removal.stays) == (("With a name",), "", "Without")
    assert workspace.store.answer(workspace.assessment.id, "POL-1").note == "Without"
    assert [e.after for e in history_of(workspace, "note")] == ["", "Without", "Without"]
    assert workspace.store.stamps(workspace.assessment.id) == before


def test_one_entry_takes_its_words_with_it_wherever_they_stand(workspace: Workspace) -> None:
    """The entry after it began with the same words."""
    for note in ("One", "Two", "Three"):
        workspace.answer("POL-1", note=note)
        workspace.store._journal.forget()
    second = history_of(workspace, "note")[1]
    target = target_of(second)
    assert target is not None
    remove(workspace, target, "entry")
    assert [(e.before, e.after) for e in history_of(workspace, "note")] == [
        ("", ""),
        ("", ""),
        ("", "Three"),
        (None, "Three"),
    ]


def test_what_was_signed_keeps_all_but_the_text(workspace: Workspace) -> None:
    """It says that something was removed, its SHA-256 stays, and `check` finds nothing."""
    workspace.answer("POL-1", finding="Named person", note="Kept", level=3)
    sign(workspace)
    open_again(workspace)
    before = json.loads(workspace.store.signed(workspace.assessment.id)[0].body)
    removal = remove(workspace, text_of(workspace, "POL-1", "finding"))
    (signed,) = workspace.store.signed(workspace.assessment.id)
    assert len(removal.signed) == 1
    assert signed.removed
    after = json.loads(signed.body)
    next(a for a in before["answers"] if a["practice_id"] == "POL-1")["finding"] = REMOVED
    assert after == before
    assert check_workspace(workspace.store) == []


def test_a_final_assessment_is_reopened_first(workspace: Workspace) -> None:
    """The sentence says so, and nothing goes; the store itself refuses too."""
    workspace.answer("POL-1", note="Stays")
    removal = plan(workspace.store, text_of(workspace, "POL-1", "note"), "everything")
    sign(workspace)
    with pytest.raises(BadInput, match=r"is final\. Reopen it first"):
        plan(workspace.store, text_of(workspace, "POL-1", "note"), "everything")
    with pytest.raises(BadInput, match="is final"):
        carry_out(workspace.store, removal)
    assert [e.after for e in history_of(workspace, "note")] == ["Stays"]


def test_nothing_is_removed_under_legal_hold(workspace: Workspace) -> None:
    """Neither planned nor, with a plan from before, carried out."""
    workspace.answer("POL-1", note="Held")
    removal = plan(workspace.store, text_of(workspace, "POL-1", "note"), "everything")
    workspace.store.set_legal_hold(True, reason="Case 7", who="Ana")
    with pytest.raises(BadInput, match="legal hold"):
        plan(workspace.store, text_of(workspace, "POL-1", "note"), "everything")
    with pytest.raises(BadInput, match="legal hold"):
        carry_out(workspace.store, removal)
    assert workspace.store.answer(workspace.assessment.id, "POL-1").note == "Held"


def test_a_needed_reason_is_replaced_before_it_is_removed(workspace: Workspace) -> None:
    """Not applicable without a reason would be refused by `check`; earlier reasons can go."""
    workspace.answer("SAL-2", not_applicable=True, na_reason="Because of Mr X")
    with pytest.raises(BadInput, match="Write another reason first"):
        plan(workspace.store, text_of(workspace, "SAL-2", "na_reason"), "everything")
    workspace.store._journal.forget()
    workspace.answer("SAL-2", na_reason="No such sales")
    remove(workspace, text_of(workspace, "SAL-2", "na_reason"), "earlier")
    assert check_workspace(workspace.store) == []


def test_nothing_left_to_remove_is_said(workspace: Workspace) -> None:
    """An empty text, and one removed before."""
    with pytest.raises(BadInput, match="no text left"):
        plan(workspace.store, text_of(workspace, "POL-1", "note"), "everything")
    workspace.answer("POL-1", note="Once")
    remove(workspace, text_of(workspace, "POL-1", "note"))
    with pytest.raises(BadInput, match="no text left"):
        plan(workspace.store, text_of(workspace, "POL-1", "note"), "everything")


def test_a_change_that_came_between_stops_the_removal(workspace: Workspace) -> None:
    """The answer must still be what the plan saw; then nothing at all is removed."""
    workspace.answer("POL-1", note="Seen")
    removal = plan(workspace.store, text_of(workspace, "POL-1", "note"), "everything")
    workspace.answer("POL-1", note="Changed meanwhile")
    with pytest.raises(BadInput, match="changed elsewhere"):
        carry_out(workspace.store, removal)
    assert history_of(workspace, "note")[-1].after == "Changed meanwhile"


def test_the_next_change_after_a_removal_is_an_entry_of_its_own(workspace: Workspace) -> None:
    """It does not grow what was blanked."""
    workspace.answer("POL-1", note="Gone")
    remove(workspace, text_of(workspace, "POL-1", "note"))
    workspace.answer("POL-1", note="New")
    assert [(e.before, e.after) for e in history_of(workspace, "note")] == [("", ""), (None, ""), ("", "New")]


def test_removed_evidence_goes_with_its_file(workspace: Workspace, tmp_path: Path) -> None:
    """Title, place and content; what else was recorded of it stays readable."""
    document = tmp_path / "elsewhere" / "secret.txt"
    document.parent.mkdir()
    document.write_bytes(b"CANARY-CONTENT " * 4000)
    store = workspace.store
    kept = store.add_file(document)
    evidence = Evidence(
        id=new_id(),
        title="Interview with Jo",
        locator="Binder 7",
        shows="use",
        file_name=kept.name,
        file_sha256=kept.sha256,
        file_size=kept.size,
    )
    link = EvidenceLink(evidence_id=evidence.id, assessment_id=workspace.assessment.id, practice_id="POL-1")
    store.write([Change(None, evidence), Change(None, link)], who="tester")
    sign(workspace)
    open_again(workspace)
    store.write([Change(link, None), Change(evidence, None)], who="tester")
    entry = next(e for e in store.whole_history() if e.entity == "evidence" and e.field == "added")
    target = target_of(entry)
    assert target is not None
    assert scopes(store, target) == ("everything",)
    removal = remove(workspace, target)
    assert removal.file_name == "secret.txt"
    assert not store.has_file(kept.sha256)
    assert check_workspace(store) == []
    entries = [e for e in store.whole_history() if e.entity_id == evidence.id]
    assert [e.field for e in entries] == ["removed for good", "removed", "added"]
    assert json.loads(entries[2].after or "")["title"] == REMOVED
    assert json.loads(entries[2].after or "")["shows"] == "use"
    store.close()
    written = bytes_beside(workspace.path)
    for words in (b"Interview with Jo", b"Binder 7", b"secret.txt", b"CANARY-CONTENT"):
        assert words not in written
    workspace.store = Store.open(workspace.path)


def test_of_a_record_that_is_there_only_earlier_words_go(workspace: Workspace) -> None:
    """Its present words stay, in the record and in the history."""
    store = workspace.store
    action = Action(id=new_id(), assessment_id=workspace.assessment.id, what="Dismiss Mr X", owner="Legal")
    changed = action.model_copy(update={"what": "Change the procedure"})
    store.write([Change(None, action)], who="tester")
    store.write([Change(action, changed)], who="tester")
    target = Target("actions", action.id)
    assert scopes(store, target) == ("earlier",)
    remove(workspace, target, "earlier")
    assert store.find(Action, action.id) == changed
    entries = sorted(store.history(action.id), key=lambda e: e.id)
    assert [(e.field, e.before) for e in entries[1:]] == [("what", ""), ("removed for good", None)]
    assert entries[1].after == "Change the procedure"
    body = json.loads(entries[0].after or "")
    assert (body["what"], body["owner"]) == (REMOVED, "Legal")


def test_backups_that_hold_the_text_are_found(workspace: Workspace) -> None:
    """Also where it stands only in what was signed, with line breaks and quotes as JSON has them."""
    store = workspace.store
    store.back_up("on request")
    workspace.answer("POL-1", note=SECRET)
    sign(workspace)
    open_again(workspace)
    removal = plan(store, text_of(workspace, "POL-1", "note"), "everything")
    signed_only = removal.searched
    with store.connection:
        store.connection.execute("update answers set note = ''")
        store.connection.execute("delete from history where field = 'note'")
    holding = store.back_up("on request")
    found, unread = backup.holding(store.workspace().uuid, signed_only, None)
    assert ([b.path for b in found], unread) == ([holding.path if holding else None], [])


def test_a_file_that_can_only_be_read_is_left_alone(workspace: Workspace) -> None:
    """Neither is a text removed nor the file written anew."""
    workspace.answer("POL-1", note="Read")
    workspace.store.close()
    with Store.open(workspace.path, read_only=True) as store:
        removal = plan(store, text_of(workspace, "POL-1", "note"), "everything")
        with pytest.raises(NotSaved, match="only be read"):
            carry_out(store, removal)
        with pytest.raises(NotSaved, match="only be read"):
            store.overwrite_traces()
    workspace.store = Store.open(workspace.path)
    assert isinstance(workspace.store.answer(workspace.assessment.id, "POL-1"), Answer)
