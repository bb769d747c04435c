"""The history: one entry a sitting, nothing grown where it must not be, and read forward it gives what stands."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from btech_desktop.assessment import Action, Answer, Decision, Evidence, EvidenceLink, Incident, SalientIssue, new_id
from btech_desktop.errors import BadInput
from btech_desktop.form import Form
from btech_desktop.history import SITTING_SECONDS
from btech_desktop.history_words import history_lines, lockings, of_entry, sides, titles_in
from btech_desktop.periods import finalise, reopen
from btech_desktop.removal import Target, plan
from btech_desktop.store import Change, HistoryEntry, Store
from tests.conftest import Workspace


class Clock:
    """The two clocks of the journal, to be set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.running, self.wall = time.monotonic(), time.time()
        monkeypatch.setattr("btech_desktop.history.time.monotonic", lambda: self.running)
        monkeypatch.setattr("btech_desktop.history.time.time", lambda: self.wall)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Clocks that stand still until they are moved."""
    return Clock(monkeypatch)


def save(workspace: Workspace, who: str, **fields: Any) -> None:
    """Save fields of POL-1."""
    before = workspace.store.answer(workspace.assessment.id, "POL-1")
    after = Answer.model_validate({**before.model_dump(), **fields})
    workspace.store.write([Change(before, after)], who=who)


def entries(workspace: Workspace) -> list[tuple[str, str, str | None, str | None]]:
    """Who, field, from, to; oldest first."""
    found = workspace.store.history(f"{workspace.assessment.id}/POL-1")
    return [(e.who, e.field, e.before, e.after) for e in sorted(found, key=lambda e: e.id)]


def test_autosaves_of_one_sitting_make_one_entry(workspace: Workspace, clock: Clock) -> None:
    """From where it began to where it stands, at the time of the last save."""
    for text in ("O", "On", "One"):
        save(workspace, "Ana", note=text)
        clock.running += SITTING_SECONDS - 1
        clock.wall += SITTING_SECONDS - 1
    assert entries(workspace) == [("Ana", "note", "", "One")]


@pytest.mark.parametrize("stands_still", ["neither", "running", "wall"])
def test_a_pause_over_half_an_hour_ends_the_sitting(workspace: Workspace, clock: Clock, stands_still: str) -> None:
    """Also where the computer slept, when one clock stands still, or where the other was set."""
    save(workspace, "Ana", note="Evening")
    clock.running += 0 if stands_still == "running" else SITTING_SECONDS + 1
    clock.wall += 0 if stands_still == "wall" else SITTING_SECONDS + 1
    save(workspace, "Ana", note="Morning")
    assert entries(workspace) == [("Ana", "note", "", "Evening"), ("Ana", "note", "Evening", "Morning")]


def test_somebody_else_ends_the_sitting(workspace: Workspace) -> None:
    """Also when the first writer comes back."""
    for who, text in (("Ana", "A"), ("Ben", "B"), ("Ana", "C"), ("Ana", "D")):
        save(workspace, who, note=text)
    assert entries(workspace) == [("Ana", "note", "", "A"), ("Ben", "note", "A", "B"), ("Ana", "note", "B", "D")]


def test_opening_the_file_again_begins_another_sitting(workspace: Workspace) -> None:
    """What was written before the file was closed stays as it was."""
    save(workspace, "Ana", note="A")
    workspace.store.close()
    workspace.store = Store.open(workspace.path)
    save(workspace, "Ana", note="B")
    assert entries(workspace) == [("Ana", "note", "", "A"), ("Ana", "note", "A", "B")]


def test_each_text_has_its_sitting_and_each_choice_its_entry(workspace: Workspace) -> None:
    """Choosing a level in between does not end the note's; two levels are two entries."""
    save(workspace, "Ana", note="A", finding="F")
    save(workspace, "Ana", level=1)
    save(workspace, "Ana", level=2, note="AB")
    assert sorted(entries(workspace), key=lambda e: e[1:3] if e[2] else (e[1], "")) == [
        ("Ana", "finding", "", "F"),
        ("Ana", "level", None, "1"),
        ("Ana", "level", "1", "2"),
        ("Ana", "note", "", "AB"),
    ]


def test_an_entry_that_ends_where_it_began_goes(workspace: Workspace) -> None:
    """And the next one begins there."""
    save(workspace, "Ana", note="A")
    save(workspace, "Ana", note="")
    assert entries(workspace) == []
    save(workspace, "Ana", note="B")
    assert entries(workspace) == [("Ana", "note", "", "B")]


def test_undo_and_redo_are_noted_like_any_change(workspace: Workspace) -> None:
    """Within the sitting undo shortens the entry; under another name it is an entry of its own."""
    store = workspace.store
    blank = store.answer(workspace.assessment.id, "POL-1")
    one, two = (blank.model_copy(update={"note": text}) for text in ("One", "Two"))
    first, second = Change(blank, one), Change(one, two)
    store.write([first], who="Ana")
    store.write([second], who="Ana")
    store.write([second.inverse], who="Ana")
    assert entries(workspace) == [("Ana", "note", "", "One")]
    store.write([second], who="Ana")
    store.write([second.inverse], who="Ben")
    assert entries(workspace) == [("Ana", "note", "", "Two"), ("Ben", "note", "Two", "One")]
    store.write([first.inverse], who="Ben")
    assert entries(workspace) == [("Ana", "note", "", "Two"), ("Ben", "note", "Two", "")]


@pytest.mark.parametrize("failure", [BadInput, OSError])
def test_a_rollback_ends_the_sitting(workspace: Workspace, failure: type[Exception]) -> None:
    """What was rolled back is not grown: the next save makes an entry that is there."""
    save(workspace, "Ana", note="A")
    store = workspace.store
    before = store.answer(workspace.assessment.id, "POL-1")

    def fail() -> None:
        journal = store._journal
        change = Change(before, before.model_copy(update={"finding": "Lost"}))
        journal.note(store.connection, [change], at="2026", who="Ana", kept="every change", legal_hold=False)
        raise failure("in the middle")

    with pytest.raises(failure):
        store._transact(fail)
    save(workspace, "Ana", finding="Found")
    save(workspace, "Ana", note="AB")
    assert entries(workspace) == [
        ("Ana", "note", "", "A"),
        ("Ana", "finding", "", "Found"),
        ("Ana", "note", "A", "AB"),
    ]


def test_under_legal_hold_every_save_is_an_entry(workspace: Workspace) -> None:
    """Nothing of before is grown either, nor is what came to nothing taken away; lifted, a sitting begins anew."""
    save(workspace, "Ana", note="A")
    workspace.store.set_legal_hold(True, reason="Case 7", who="Ana")
    for text in ("AB", "A", ""):
        save(workspace, "Ana", note=text)
    workspace.store.set_legal_hold(False, reason="Settled", who="Ana")
    save(workspace, "Ana", note="X")
    save(workspace, "Ana", note="XY")
    assert [(before, after) for _, _, before, after in entries(workspace)] == [
        ("", "A"),
        ("A", "AB"),
        ("AB", "A"),
        ("A", ""),
        ("", "XY"),
    ]


def lock(store: Store, assessment_id: str) -> None:
    """Lock an assessment."""
    store.write(
        finalise(store.dossier(assessment_id), name="Ana Lind", role="Counsel", on=date(2026, 12, 3)), who="Ana"
    )


def unlock(store: Store, assessment_id: str) -> None:
    """Reopen it."""
    kept = store.signed(assessment_id)
    store.write(reopen(store.dossier(assessment_id), reason="A word", on=date(2026, 12, 9), kept=kept), who="Ana")


def test_final_values_only_keep_locking_and_reopening(
    tmp_path: Path, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No change, no record, no review; but what stood each time it was locked."""
    create = Store.create
    monkeypatch.setattr(Store, "create", lambda *args, **options: create(*args, **options, history="final values"))
    workspace = Workspace(tmp_path / "final.btech", form)
    store, assessment = workspace.store, workspace.assessment
    workspace.answer("POL-1", level=3, finding="Approved in May")
    store.write([Change(None, Action(id=new_id(), assessment_id=assessment.id, what="Train staff"))], who="Ana")
    review = assessment.model_copy(update={"status": "in review"})
    store.write([Change(assessment, review)], who="Ana")
    assert store.whole_history() == ()
    lock(store, assessment.id)
    unlock(store, assessment.id)
    workspace.answer("POL-1", level=2)
    told = [(e.entity, e.field) for e in store.whole_history() if e.field in ("added", "status")]
    assert sorted(told) == [
        ("assessments", "status"),
        ("assessments", "status"),
        ("revisions", "added"),
        ("signed", "added"),
    ]
    (locking,) = lockings(store, assessment.id, store.whole_history(), "POL-1")
    assert locking.line == "Locked on 3 December 2026 by Ana Lind, Counsel: level 3, finding Approved in May"
    store.close()


TEXT = st.text(alphabet="ab<\N{LATIN SMALL LETTER E WITH ACUTE}\n", max_size=4)
SAVE = st.fixed_dictionaries(
    {},
    optional={
        "note": TEXT,
        "finding": TEXT,
        "consulted": TEXT,
        "owner": TEXT,
        "level": st.sampled_from([None, 0, 4]),
        "target": st.sampled_from([None, 2]),
        "flagged": st.booleans(),
        "disclosed": st.sampled_from([None, "yes", "no"]),
        "answer_by": st.sampled_from([None, date(2026, 3, 1)]),
    },
)
STEP = st.tuples(st.sampled_from(["Ana", "Ben"]), st.sampled_from(["POL-1", "SAL-2"]), SAVE)
EVENT = st.sampled_from(["hold", "lift", "pause", "remove note", "remove earlier"])


@pytest.fixture(scope="module")
def saved(form: Form) -> Iterator[Workspace]:
    """One file for all examples: each works on an assessment of its own."""
    with TemporaryDirectory() as folder:
        made = Workspace(Path(folder) / "acme.btech", form)
        yield made
        made.store.close()


def replayed(store: Store, assessment_id: str, practice_id: str) -> dict[str, str | None]:
    """The history of an answer read forward from the blank answer, as the file keeps values."""
    stood = {name: _kept(value) for name, value in _blank(assessment_id, practice_id).items()}
    for entry in sorted(store.history(f"{assessment_id}/{practice_id}"), key=lambda e: e.id):
        stood[entry.field] = entry.after
    return stood


def _blank(assessment_id: str, practice_id: str) -> dict[str, object]:
    return Answer(assessment_id=assessment_id, practice_id=practice_id).model_dump()


def _kept(value: object) -> str | None:
    return None if value is None else str(int(value)) if isinstance(value, bool) else str(value)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@example(steps=[("Ana", "POL-1", {"note": "a"}), ("Ben", "POL-1", {"note": "b"}), "remove earlier"])
@given(steps=st.lists(st.one_of(STEP, EVENT), max_size=25))
def test_read_forward_the_history_gives_the_answer(saved: Workspace, steps: list[Any]) -> None:
    """For any saves of several fields by several writers, with pauses, holds and removals for good between them."""
    store = saved.store
    assessment = saved.start("2026")
    held = False
    for step in steps:
        target = Target("answers", f"{assessment.id}/POL-1", "note")
        if isinstance(step, tuple):
            who, practice_id, fields = step
            before = store.answer(assessment.id, practice_id)
            store.write([Change(before, Answer.model_validate({**before.model_dump(), **fields}))], who=who)
        elif step == "pause":
            store._journal.forget()
        elif step in ("hold", "lift"):
            held = step == "hold"
            store.set_legal_hold(held, reason="r", who="Ana")
        elif not held:
            try:
                removal = plan(store, target, "everything" if step == "remove note" else "earlier")
            except BadInput:
                continue  # nothing there
            store.remove_for_good(
                blanked=removal.blanked,
                entries=removal.entries,
                signed=removal.signed,
                noted=removal.noted,
                file_sha256=None,
                who="Ana",
            )
    if held:
        store.set_legal_hold(False, reason="r", who="Ana")
    for practice_id in ("POL-1", "SAL-2"):
        answer = store.answer(assessment.id, practice_id)
        stands = {name: _kept(value) for name, value in answer.model_dump().items()}
        assert replayed(store, assessment.id, practice_id) == stands


# -- in words ---------------------------------------------------------------------------------------------


def worded(store: Store) -> list[str]:
    """The whole history in words, oldest first; without the start of the assessment."""
    found = store.history_heads()
    titles = titles_in(found, store.titles())
    return [of_entry(e, titles) for e in sorted(found, key=lambda e: e.id)]


def test_records_are_told_in_words(workspace: Workspace) -> None:
    """Added, changed, removed; named as they are, or were."""
    store, here = workspace.store, workspace.assessment.id
    told = len(worded(store))
    action = Action(id=new_id(), assessment_id=here, what="Train staff", due=date(2026, 5, 4))
    later = action.model_copy(update={"due": date(2026, 9, 1), "status": "under way"})
    decision = Decision(id=new_id(), assessment_id=here, what="Fund it")
    written = decision.model_copy(update={"consequence": "Nobody is trained", "cost": "20,000"})
    risk = SalientIssue(
        id=new_id(), assessment_id=here, title="Tracking", scale=4, scope=3, irremediability=2, likelihood=3
    )
    incident = Incident(id=new_id(), assessment_id=here, title="Complaint of May", severity=3)
    evidence = Evidence(id=new_id(), title="Review log")
    link = EvidenceLink(evidence_id=evidence.id, assessment_id=here, practice_id="POL-1")
    for change in (
        Change(None, action),
        Change(action, later),
        Change(None, decision),
        Change(decision, written),
        Change(None, risk),
        Change(risk, None),
        Change(None, incident),
        Change(None, evidence),
        Change(None, link),
        Change(link, None),
    ):
        store.write([change], who="Ana")
    assert worded(store)[told:] == [
        "Action added: Train staff",
        "Action Train staff: due 4 May 2026 to 1 September 2026",
        "Action Train staff: status open to under way",
        "Decision added: Fund it",
        "Decision Fund it: cost nothing to 20,000",
        "Decision Fund it: consequence written",
        "Risk to people added: Tracking",
        "Risk to people removed: Tracking",
        "Incident added: Complaint of May",
        "Evidence added: Review log",
        "Evidence attached to POL-1: Review log",
        "Evidence taken off POL-1: Review log",
    ]


def test_locking_reopening_and_hold_are_told(workspace: Workspace) -> None:
    """With the reasons given."""
    store = workspace.store
    workspace.store.write(
        [Change(workspace.assessment, workspace.assessment.model_copy(update={"status": "in review"}))], who="Ana"
    )
    lock(store, workspace.assessment.id)
    unlock(store, workspace.assessment.id)
    store.set_legal_hold(True, reason="Case 7", who="Ana")
    store.set_legal_hold(False, reason="Settled", who="Ana")
    told = worded(store)
    expected = (
        "Sent to review",
        "Locked as final",
        "Signed by: Ana Lind",
        "Reopened",
        "Signed by: nothing",
        "Reopened after revision 1: A word",
        "Legal hold set: Case 7",
        "Legal hold lifted: Settled",
    )
    assert [line for line in told if line in expected] == list(expected)


def test_a_removal_is_told_without_its_words(workspace: Workspace) -> None:
    """In the list and in the panel."""
    store = workspace.store
    workspace.answer("POL-1", note="Gone", level=1)
    removal = plan(store, Target("answers", f"{workspace.assessment.id}/POL-1", "note"), "everything")
    store.remove_for_good(
        blanked=removal.blanked,
        entries=removal.entries,
        signed=removal.signed,
        noted=removal.noted,
        file_sha256=None,
        who="Ana",
    )
    assert worded(store)[-1] == "POL-1: Note removed for good"
    lines = history_lines(store.history(f"{workspace.assessment.id}/POL-1"))
    told = "\n".join(words for line in lines for words in line.what)
    assert "Note removed for good" in told
    assert "Note changed; its words were removed for good" in told


def test_both_versions_are_given_whole(workspace: Workspace) -> None:
    """Texts as they are; a record field by field, without ids."""
    long = "line\n" * 300
    workspace.answer("POL-1", note=long, answer_by=date(2026, 3, 1))
    store = workspace.store
    head = next(e for e in store.history_heads() if e.field == "note")
    assert len(head.after or "") == 200
    entry = store.history_entry(head.id)
    assert entry is not None
    assert sides(entry) == ("", long)
    date_entry = next(e for e in store.whole_history() if e.field == "answer_by")
    assert sides(date_entry) == ("", "1 March 2026")
    unit = next(e for e in store.whole_history() if e.entity == "units")
    assert sides(unit)[1].startswith("Name: Acme")
    assert workspace.unit.id not in sides(unit)[1]


def test_texts_are_searched_whole_and_in_any_case(workspace: Workspace) -> None:
    """Every word must stand in it; also beyond the beginning shown in lists."""
    workspace.answer(
        "POL-1", note="x " * 300 + "\N{LATIN CAPITAL LETTER E WITH ACUTE}LYS\N{LATIN CAPITAL LETTER E WITH ACUTE}E end"
    )
    store = workspace.store
    (found,) = store.history_with(["\N{LATIN SMALL LETTER E WITH ACUTE}lys", "END"])
    entry = store.history_entry(found)
    assert entry is not None
    assert entry.field == "note"
    assert store.history_with(["nowhere"]) == frozenset()
    assert store.history_entry(10**6) is None


def test_what_stood_is_told_for_both_formats(workspace: Workspace) -> None:
    """Also while it is final, and for a signature of format 1."""
    store, here = workspace.store, workspace.assessment.id
    workspace.answer("SAL-2", level=2, note="Line one\nLine two", target=4)
    lock(store, here)
    with store.connection:
        store.connection.execute(
            "update signed set body = replace(body, 'canonical/2', 'canonical/1'), format = 'btech-desktop/canonical/1'"
        )
    (answer,) = lockings(store, here, store.whole_history(), "SAL-2")
    assert answer.line.startswith("Locked on 3 December 2026 by Ana Lind, Counsel: level 2, target 4, note Line one")
    assert "Note Line one\nLine two" in answer.whole
    (whole,) = lockings(store, here, store.whole_history())
    assert whole.line.endswith(f"revision 1, 1 of {len(workspace.assessment.asked)} answers settled")
    assert "SAL-2\nLevel 2" in whole.whole


def test_times_are_told_where_the_reader_is() -> None:
    """The history keeps UTC; what is no time is shown as it stands."""
    entry = HistoryEntry(1, "2026-03-01T12:00:00+00:00", "Ana", "answers", "a/POL-1", "a", "level", None, "1")
    here = datetime(2026, 3, 1, 12, tzinfo=UTC).astimezone()
    (line,) = history_lines([entry])
    assert line.when == f"1 March 2026, {here:%H:%M}"
