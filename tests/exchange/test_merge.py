"""Merging: two merges in either order end in the same answers, no text is lost, and a bad file is refused."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from btech_desktop import backup, history
from btech_desktop import store as store_module
from btech_desktop.assessment import (
    Action,
    Answer,
    Dismissal,
    Dossier,
    Evidence,
    EvidenceLink,
    PublicAccount,
    Record,
    new_id,
)
from btech_desktop.errors import BadInput, NotSaved
from btech_desktop.exchange import merge
from btech_desktop.exchange.extract import extract
from btech_desktop.exchange.joins import ACCOUNT_TEXTS, SEPARATOR, TEXTS, Side, covered, join, passages
from btech_desktop.exchange.merge import AS_NEW, LEAVE_OUT, Choice, Merged, Plan, apply, propose, read_foreign, resolve
from btech_desktop.form import Form
from btech_desktop.integrity import check_workspace
from btech_desktop.passages import Passage, put_together, words
from btech_desktop.periods import finalise
from btech_desktop.store import Change, Store
from tests.conftest import Workspace

FILES = Path(__file__).parents[1] / "files"
MERGE_EXAMPLES = int(os.environ.get("MERGE_EXAMPLES", "4"))
TEXT_FIELDS = tuple(text for text, _ in TEXTS.values())
ACCOUNT_FIELDS = tuple(text for text, _ in ACCOUNT_TEXTS.values())
ASKED = ("POL-1", "SAL-2", "REM-6")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every change of the store happens a minute after the one before."""
    ticks = itertools.count()
    start = datetime(2026, 3, 1, tzinfo=UTC)
    monkeypatch.setattr(
        store_module, "now", lambda: (start + timedelta(minutes=next(ticks))).isoformat(timespec="seconds")
    )


def _edit(store: Store, assessment_id: str, practice_id: str, **fields: Any) -> None:
    before = store.answer(assessment_id, practice_id)
    store.begin_sitting()
    store.write([Change(before, Answer.model_validate({**before.model_dump(), **fields}))], who="somebody")


def _tell(store: Store, assessment_id: str, **fields: Any) -> None:
    """Write some fields of the public account; None of its own takes the whole back."""
    before = store.dossier(assessment_id).account
    blank = before or PublicAccount(assessment_id=assessment_id)
    after = PublicAccount.model_validate(blank.model_dump() | fields) if fields else None
    if before != after:
        store.write([Change(before, after)], who="somebody")


def _merge(ours: Path, theirs: Path) -> Merged:
    with Store.open(ours) as store, read_foreign(theirs) as foreign:
        return apply(store, propose(store, foreign), who="Ines")


def _state(path: Path) -> dict[str, Any]:
    """Answers with their times, and every record, whatever the order of rows."""
    with Store.open(path) as store:
        found: dict[str, Any] = {}
        for a in store.assessments():
            d = store.dossier(a.id)
            found[a.id] = (d.assessment, d.answers, store.stamps(a.id), d.account, store.account_stamps(a.id))
            for name in ("evidence", "links", "actions", "decisions", "salient", "incidents", "dismissals"):
                found[f"{a.id} {name}"] = set(getattr(d, name))
        assert check_workspace(store) == []
        return found


# -- a copy that comes back ---------------------------------------------------------------------------------


@pytest.fixture
def pair(workspace: Workspace, tmp_path: Path, clock: None) -> tuple[Workspace, Path]:
    """A workspace with two answers, and the file that was sent of it."""
    workspace.answer("POL-1", level=2, note="Signed by the CEO")
    workspace.answer("SAL-2", level=1)
    sent = tmp_path / "sent.btech"
    extract(workspace.store, sent, [workspace.assessment.id], scope="all")
    return workspace, sent


@contextmanager
def _proposed(ours: Store, theirs: Path, **options: Any) -> Iterator[Plan]:
    with read_foreign(theirs) as foreign:
        yield propose(ours, foreign, **options)


def test_what_was_changed_there_comes_back_and_what_was_changed_here_stays(pair: tuple[Workspace, Path]) -> None:
    """Neither is a conflict: each writer knew what was there before."""
    ours, sent = pair
    i = ours.assessment.id
    with Store.open(sent) as there:
        _edit(there, i, "POL-1", level=3, note="Signed by the CEO in May")
        _edit(there, i, "REM-6", level=0, finding="None yet")
    ours.answer("SAL-2", level=2)
    with _proposed(ours.store, sent) as plan:
        assert plan.conflicts == ()
        assert {(d.practice_id, d.what): d.kind for d in plan.differences} == {
            ("POL-1", "judgement"): "newer",
            ("POL-1", "note"): "newer",
            ("REM-6", "judgement"): "new",
            ("REM-6", "finding"): "new",
            ("SAL-2", "judgement"): "older",
        }
        merged = apply(ours.store, plan, who="Ines")
    assert (merged.answers, merged.entries, merged.assessments) == (2, 0, 0)
    assert [ours.store.answer(i, p).level for p in ("POL-1", "SAL-2", "REM-6")] == [3, 2, 0]
    assert ours.store.answer(i, "POL-1").note == "Signed by the CEO in May"


def test_a_check_let_stand_there_is_let_stand_here(pair: tuple[Workspace, Path]) -> None:
    """With its reason; once asked again here, the same file does not let it stand anew."""
    ours, sent = pair
    dismissal = Dismissal(
        id=new_id(), assessment_id=ours.assessment.id, practice_id="POL-1", kind="above evidence", basis="2 > 1",
        reason="Counted in June", who="Ines", dismissed_on=date(2026, 6, 1),
    )  # fmt: skip
    with Store.open(sent) as there:
        there.write([Change(None, dismissal)], who="Ines")
    with _proposed(ours.store, sent) as plan:
        assert [(d.what, d.kind, d.theirs) for d in plan.differences] == [("check let stand", "new", "Counted in June")]
        assert apply(ours.store, plan, who="Ines").entries == 1
    assert ours.store.dossier(ours.assessment.id).dismissals == (dismissal,)
    with _proposed(ours.store, sent) as plan:
        assert plan.differences == ()
    ours.store.write([Change(dismissal, None)], who="Ana")
    with _proposed(ours.store, sent) as plan:
        assert [d.kind for d in plan.differences] == ["older"]
        apply(ours.store, plan, who="Ana")
    assert ours.store.dossier(ours.assessment.id).dismissals == ()


def test_a_public_account_merges_part_by_part(pair: tuple[Workspace, Path]) -> None:
    """What was written there comes in; of two texts both are kept; a choice made later counts; and a second time
    nothing is new.
    """
    ours, sent = pair
    i = ours.assessment.id
    with Store.open(sent) as there:
        _tell(there, i, critics="A union said so", draft_seen="no", complain="rights@example.org")
        times = there.account_stamps(i)
    _tell(ours.store, i, critics="The press said so", answer="We answer", draft_seen="partly")
    with _proposed(ours.store, sent) as plan:
        assert {(d.what, d.kind, d.choices) for d in plan.differences} == {
            ("what critics alleged", "conflict", ("ours", "theirs", "both")),
            ("draft seen", "conflict", ("ours", "theirs")),
            ("how to complain", "new", ("ours", "theirs")),
        }
        assert {(d.practice_id, d.place) for d in plan.differences} == {(None, "Acme, 2026")}
        merged = apply(ours.store, plan, who="Ines")
    assert (merged.answers, merged.entries) == (0, 1)
    assert ours.store.dossier(i).account == PublicAccount(
        assessment_id=i,
        critics=f"A union said so{SEPARATOR}The press said so",
        answer="We answer",
        draft_seen="partly",
        complain="rights@example.org",
    )
    assert ours.store.account_stamps(i)["complain"] == times["complain"], "as old as it is there"
    with _proposed(ours.store, sent) as plan:
        assert apply(ours.store, plan, who="Ines").sentence.startswith("Nothing to take over")


@pytest.mark.parametrize(("choice", "kept"), [("ours", "Ours"), ("theirs", "Theirs")])
def test_what_was_not_chosen_of_an_account_stands_in_the_history(
    pair: tuple[Workspace, Path], choice: Choice, kept: str
) -> None:
    """And is not proposed again."""
    ours, sent = pair
    i = ours.assessment.id
    with Store.open(sent) as there:
        _tell(there, i, critics="Theirs")
    _tell(ours.store, i, critics="Ours")
    for decided in (True, False):
        with _proposed(ours.store, sent) as plan:
            assert bool(plan.conflicts) == decided
            choices = {f"{i}/what critics alleged": choice} if decided else {}
            apply(ours.store, resolve(plan, choices), who="Ines")
        account = ours.store.dossier(i).account
        assert account is not None
        assert account.critics == kept
    known = " ".join(f"{e.before} {e.after}" for e in ours.store.history(i) if e.entity == "public_accounts")
    assert "Ours" in known
    assert "Theirs" in known


def test_an_account_taken_back_there_takes_its_words_back_here_in_either_order(
    pair: tuple[Workspace, Path], tmp_path: Path
) -> None:
    """Somebody wrote a sentence and took it back, somebody else holds it: who is merged first does not matter."""
    ours, sent = pair
    i = ours.assessment.id
    _tell(ours.store, i, complain="Write to us")
    holding = tmp_path / "holding.btech"
    ours.store.save_copy(holding)
    ours.store.begin_sitting()
    _tell(ours.store, i)
    taken_back = tmp_path / "taken-back.btech"
    ours.store.save_copy(taken_back)
    ends: list[str] = []
    for order in ((holding, taken_back), (taken_back, holding)):
        target = Path(shutil.copy(sent, tmp_path / f"target-{len(ends)}.btech"))
        for theirs in order:
            _merge(target, theirs)
        with Store.open(target) as store:
            account = store.dossier(i).account
            ends.append(account.complain if account else "")
            assert "Write to us" in {e.before for e in store.history(i)}
    assert ends == ["", ""]


def test_a_final_assessment_takes_an_account_and_no_answer(pair: tuple[Workspace, Path]) -> None:
    """It is no part of what was signed; a new final assessment brings its own, and still verifies."""
    ours, sent = pair
    i = ours.assessment.id
    with Store.open(sent) as there:
        _tell(there, i, critics="A union said so")
        _edit(there, i, "REM-6", level=0)
    ours.store.write(finalise(ours.store.dossier(i), name="Ines", role="Lead", on=date(2026, 12, 1)), who="tester")
    with _proposed(ours.store, sent) as plan:
        assert [d.what for d in plan.differences] == ["what critics alleged"]
        apply(ours.store, plan, who="Ines")
    dossier = ours.store.dossier(i)
    assert (dossier.account.critics if dossier.account else "", dossier.answers["REM-6"].level) == (
        "A union said so",
        None,
    )
    assert check_workspace(ours.store) == []
    final = ours.path.with_name("final.btech")
    extract(ours.store, final, [i], scope="all")
    with Store.create(ours.path.with_name("empty.btech"), organisation="Other") as store:
        with _proposed(store, final) as plan:
            apply(store, plan, who="Ines")
        assert store.assessment(i).final
        assert store.dossier(i).account == dossier.account
        assert store.account_stamps(i) == ours.store.account_stamps(i)
        assert check_workspace(store) == []


def test_a_note_held_back_for_its_marks_is_not_emptied_by_the_copy(workspace: Workspace, tmp_path: Path) -> None:
    """What comes back changes the rest; note and marks stay as they are here."""
    note = put_together("Ask Jane Doe first", [Passage(4, 8, "name")])
    workspace.answer("POL-1", level=2, note=note)
    sent = tmp_path / "sent.btech"
    extract(workspace.store, sent, [workspace.assessment.id], scope="all")
    with Store.open(sent) as there:
        _edit(there, workspace.assessment.id, "POL-1", level=3)
    with _proposed(workspace.store, sent) as plan:
        assert [(d.what, d.kind) for d in plan.differences] == [("judgement", "newer")]
        apply(workspace.store, plan, who="Ines")
    answer = workspace.store.answer(workspace.assessment.id, "POL-1")
    assert (answer.level, answer.note) == (3, note)


@pytest.mark.parametrize("kept", ["every change", "final values"])
def test_marked_words_do_not_come_back_unmarked(
    tmp_path: Path, form: Form, clock: None, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    """From a copy made before they were marked, also where no history tells which text is the older."""
    create = Store.create
    monkeypatch.setattr(Store, "create", lambda *args, **options: create(*args, **{**options, "history": kept}))
    ours = Workspace(tmp_path / "ours.btech", form)
    ours.answer("POL-1", level=2, note="Ask Jane Doe first")
    sent = tmp_path / "sent.btech"
    extract(ours.store, sent, [ours.assessment.id], scope="all")
    note = put_together("Ask Jane Doe first", [Passage(4, 8, "name")])
    ours.answer("POL-1", note=note)
    for _ in range(2):
        with _proposed(ours.store, sent) as plan:
            apply(ours.store, plan, who="Ines")
        assert ours.store.answer(ours.assessment.id, "POL-1").note == note
    ours.store.close()


PIECES = [put_together("Jane told us", marks) for marks in ([], [Passage(0, 4, "name")], [Passage(0, 4, "customer")])]


@given(*[st.frozensets(st.sampled_from([*PIECES, "Another"]))] * 3)
def test_marked_passages_stand_for_unmarked_ones_in_any_order(
    a: frozenset[str], b: frozenset[str], c: frozenset[str]
) -> None:
    """Commutative, associative, idempotent; no words are lost."""
    assert covered(covered(a | b) | c) == covered(a | covered(b | c)) == covered(a | b | c)
    assert covered(covered(a)) == covered(a)
    assert {words(part) for part in covered(a)} == {words(part) for part in a}


def test_the_history_says_that_it_came_by_a_merge(pair: tuple[Workspace, Path]) -> None:
    """Who merged, from which file, how much; each field with what it was; a backup was made first."""
    ours, sent = pair
    with Store.open(sent) as there:
        _edit(there, ours.assessment.id, "POL-1", level=3)
    with _proposed(ours.store, sent) as plan:
        apply(ours.store, plan, who="Ines")
    (entry,) = ours.store.history("workspace")
    assert (entry.who, entry.field, entry.after) == ("Ines", "merged", "sent.btech: 1 answer, 0 other entries")
    newest = ours.store.history(f"{ours.assessment.id}/POL-1")[0]
    assert (newest.who, newest.field, newest.before, newest.after) == ("Ines", "level", "2", "3")
    assert [b.why for b in backup.listed(ours.store.workspace().uuid)] == ["before a merge"]


def test_notes_of_two_writers_are_both_kept_and_split_again(pair: tuple[Workspace, Path]) -> None:
    """The note both knew gives way to what each made of it; merging again changes nothing."""
    ours, sent = pair
    i = ours.assessment.id
    with Store.open(sent) as there:
        _edit(there, i, "POL-1", note="Theirs")
    ours.store.begin_sitting()
    ours.answer("POL-1", note="Ours", note_sensitivity="privileged")
    with _proposed(ours.store, sent) as plan:
        (difference,) = plan.conflicts
        assert (difference.what, difference.choices) == ("note", ("ours", "theirs", "both"))
        apply(ours.store, plan, who="Ines")
    after = ours.store.answer(i, "POL-1")
    assert after.note == f"Ours{SEPARATOR}Theirs"
    assert after.note_sensitivity == "privileged"
    with _proposed(ours.store, sent) as plan:
        assert apply(ours.store, plan, who="Ines").sentence.startswith("Nothing to take over")


@pytest.mark.parametrize(
    ("choice", "note"), [("ours", "Ours"), ("theirs", "Theirs"), ("both", f"Ours{SEPARATOR}Theirs")]
)
def test_a_decision_holds_at_the_next_merge_too(pair: tuple[Workspace, Path], choice: Choice, note: str) -> None:
    """What was not chosen stands in the history and is not proposed again."""
    ours, sent = pair
    i = ours.assessment.id
    with Store.open(sent) as there:
        _edit(there, i, "POL-1", note="Theirs", finding="Their finding")
    ours.store.begin_sitting()
    ours.answer("POL-1", note="Ours", finding="Our finding")
    key = f"{i}/POL-1/"
    with _proposed(ours.store, sent) as plan:
        finding: Choice = "ours" if choice == "both" else choice
        apply(ours.store, resolve(plan, {f"{key}note": choice, f"{key}finding": finding}), who="Ines")
    assert ours.store.answer(i, "POL-1").note == note
    known = " ".join(f"{e.before} {e.after}" for e in ours.store.history(f"{i}/POL-1"))
    assert all(text in known for text in ("Ours", "Theirs", "Our finding", "Their finding"))
    with _proposed(ours.store, sent) as plan:
        assert plan.conflicts == ()
        apply(ours.store, plan, who="Ines")
    assert ours.store.answer(i, "POL-1").note == note


def test_both_findings_can_be_kept(pair: tuple[Workspace, Path]) -> None:
    """A finding holds one: the other goes into the note, under the stricter label."""
    ours, sent = pair
    i = ours.assessment.id
    with Store.open(sent) as there:
        _edit(there, i, "SAL-2", finding="Their finding", finding_sensitivity="privileged")
    ours.answer("SAL-2", finding="Our finding")
    with _proposed(ours.store, sent) as plan:
        (difference,) = plan.conflicts
        assert difference.proposed == "Our finding (internal)"  # the later one
        apply(ours.store, resolve(plan, {difference.key: "both"}), who="Ines")
    after = ours.store.answer(i, "SAL-2")
    assert (after.finding, after.note) == ("Our finding", "Other finding: Their finding")
    assert after.note_sensitivity == "privileged"


def test_a_value_chosen_anew_counts_from_then_on(pair: tuple[Workspace, Path], tmp_path: Path) -> None:
    """The time of a value comes over even where the value is the same: an earlier other value then loses, also
    when it is merged later.
    """
    ours, sent = pair
    i = ours.assessment.id
    other = Path(shutil.copy(sent, tmp_path / "other.btech"))
    with Store.open(other) as there:
        _edit(there, i, "SAL-2", level=3)
    with Store.open(sent) as there:
        _edit(there, i, "SAL-2", level=4)
        _edit(there, i, "SAL-2", level=1)
    for path in (sent, other):
        with _proposed(ours.store, path) as plan:
            apply(ours.store, plan, who="Ines")
    assert ours.store.answer(i, "SAL-2").level == 1


def test_an_unknown_decision_is_refused(pair: tuple[Workspace, Path]) -> None:
    """Nothing is decided on what does not differ, nor in a way that is not offered."""
    ours, sent = pair
    ours.answer("SAL-2", level=4)
    with _proposed(ours.store, sent) as plan:
        with pytest.raises(BadInput, match="does not differ"):
            resolve(plan, {"nothing": "ours"})
        with pytest.raises(BadInput, match="cannot be chosen"):
            resolve(plan, {plan.differences[0].key: "both"})


def test_what_the_sender_left_out_never_counts_as_emptied(workspace: Workspace, tmp_path: Path, clock: None) -> None:
    """A copy with scores only brings levels back, and takes no text, label or entry away."""
    workspace.answer("POL-1", level=2, note="Kept", note_sensitivity="shareable", finding="Kept too", owner="CEO")
    i = workspace.assessment.id
    evidence = Evidence(id=new_id(), title="Policy.pdf", locator="Y:/Policy.pdf", shows="rule")
    link = EvidenceLink(evidence_id=evidence.id, assessment_id=i, practice_id="POL-1")
    action = Action(id=new_id(), assessment_id=i, what="Train sales")
    workspace.store.write([Change(None, r) for r in (evidence, link, action)], who="tester")
    before = workspace.store.answer(i, "POL-1")
    sent = tmp_path / "sent.btech"
    extract(workspace.store, sent, [i], scope="scores only")
    with Store.open(sent) as there:
        _edit(there, i, "POL-1", level=4)
    with _proposed(workspace.store, sent) as plan:
        assert [d.what for d in plan.differences] == ["judgement"]
        apply(workspace.store, plan, who="Ines")
    assert workspace.store.answer(i, "POL-1") == before.model_copy(update={"level": 4})
    dossier = workspace.store.dossier(i)
    assert (dossier.evidence, dossier.links, dossier.actions) == ((evidence,), (link,), (action,))


# -- new assessments, final ones, files ---------------------------------------------------------------------


def test_another_workspace_s_assessment_comes_as_new_with_its_unit_form_file_and_signature(
    workspace: Workspace, tmp_path: Path, form: Form
) -> None:
    """The unit finds its namesake, unless a signature names it by id; a final assessment still verifies."""
    other = Workspace(tmp_path / "other.btech", form)
    (tmp_path / "report.txt").write_text("who was asked")
    kept = other.store.add_file(tmp_path / "report.txt")
    evidence = Evidence(id=new_id(), title="Report", file_name=kept.name, file_sha256=kept.sha256, file_size=kept.size)
    link = EvidenceLink(evidence_id=evidence.id, assessment_id=other.assessment.id, practice_id="POL-1")
    other.store.write([Change(None, evidence), Change(None, link)], who="tester")
    other.answer("POL-1", level=1)
    draft = other.start("2027", previous=other.store.dossier(other.assessment.id))
    dossier = other.store.dossier(other.assessment.id)
    other.store.write(finalise(dossier, name="Ines", role="Lead", on=date(2026, 12, 1)), who="tester")
    other.store.close()
    with _proposed(workspace.store, other.path, places={draft.id: LEAVE_OUT}) as plan:
        assert [(a.goes, a.same) for a in plan.arrivals] == [(LEAVE_OUT, False), (AS_NEW, False)]
        merged = apply(workspace.store, plan, who="Ines")
    assert (merged.assessments, merged.files) == (1, 1)
    assert workspace.store.assessment(other.assessment.id).final
    with _proposed(workspace.store, other.path) as plan:
        assert [a.goes for a in plan.arrivals] == [AS_NEW, other.assessment.id]
        apply(workspace.store, plan, who="Ines")
    assert workspace.store.assessment(draft.id).previous_id == other.assessment.id
    assert workspace.store.dossier(draft.id).unit.name == "Acme"
    assert check_workspace(workspace.store) == []
    assert workspace.store.has_file(kept.sha256)
    assert [s.number for s in workspace.store.signed(other.assessment.id)] == [1]


def test_answers_can_go_into_one_of_ours(workspace: Workspace, tmp_path: Path, form: Form) -> None:
    """Of the same edition, as the user says; entries come along under our assessment."""
    other = Workspace(tmp_path / "other.btech", form)
    other.answer("POL-1", level=1)
    action = Action(id=new_id(), assessment_id=other.assessment.id, what="Train sales")
    other.store.write([Change(None, action)], who="tester")
    other.store.close()
    with _proposed(workspace.store, other.path, places={other.assessment.id: workspace.assessment.id}) as plan:
        apply(workspace.store, plan, who="Ines")
    dossier = workspace.store.dossier(workspace.assessment.id)
    assert dossier.answers["POL-1"].level == 1
    assert [a.what for a in dossier.actions] == ["Train sales"]
    assert len(workspace.store.assessments()) == 1


def test_two_assessments_cannot_go_into_the_same_one(workspace: Workspace, tmp_path: Path, form: Form) -> None:
    """The second would write over what the first brought."""
    other = Workspace(tmp_path / "other.btech", form)
    places = {a.id: workspace.assessment.id for a in (other.assessment, other.start("2027"))}
    other.store.close()
    with pytest.raises(BadInput, match="into the same one"), _proposed(workspace.store, other.path, places=places):
        pass


def test_nothing_in_a_final_assessment_changes(pair: tuple[Workspace, Path]) -> None:
    """It is said how many answers wait for it to be reopened."""
    ours, sent = pair
    i = ours.assessment.id
    with Store.open(sent) as there:
        _edit(there, i, "REM-6", level=0)
    ours.store.write(finalise(ours.store.dossier(i), name="Ines", role="Lead", on=date(2026, 12, 1)), who="tester")
    with _proposed(ours.store, sent) as plan:
        assert plan.arrivals[0].locked_here
        assert plan.sentences == ("Acme, 2026 is final here: reopen it first to take 1 answer over.",)
        assert apply(ours.store, plan, who="Ines").answers == 0
    assert check_workspace(ours.store) == []


def test_what_is_final_there_stays_a_draft_here(pair: tuple[Workspace, Path]) -> None:
    """Its answers are merged."""
    ours, sent = pair
    i = ours.assessment.id
    with Store.open(sent) as there:
        _edit(there, i, "REM-6", level=0)
        there.write(finalise(there.dossier(i), name="Bo", role="Lead", on=date(2026, 12, 1)), who="Bo")
    with _proposed(ours.store, sent) as plan:
        assert plan.sentences == ("Acme, 2026 is final in sent.btech; here it stays a draft.",)
        apply(ours.store, plan, who="Ines")
    assert ours.store.assessment(i).status == "draft"
    assert ours.store.answer(i, "REM-6").level == 0


def test_evidence_used_by_a_final_assessment_stays_as_it_is(pair: tuple[Workspace, Path], tmp_path: Path) -> None:
    """Its content is signed."""
    ours, _ = pair
    later = ours.start("2027")
    evidence = Evidence(id=new_id(), title="Policy")
    links = [
        EvidenceLink(evidence_id=evidence.id, assessment_id=a, practice_id="POL-1")
        for a in (ours.assessment.id, later.id)
    ]
    ours.store.write([Change(None, evidence), *(Change(None, link) for link in links)], who="tester")
    sent = tmp_path / "both.btech"
    extract(ours.store, sent, [later.id], scope="all")
    with Store.open(sent) as there:
        there.write([Change(evidence, evidence.model_copy(update={"title": "Policy, second edition"}))], who="Bo")
    dossier = ours.store.dossier(ours.assessment.id)
    ours.store.write(finalise(dossier, name="Ines", role="Lead", on=date(2026, 12, 1)), who="tester")
    with _proposed(ours.store, sent) as plan:
        assert any("'Policy' differs" in s for s in plan.sentences)
        apply(ours.store, plan, who="Ines")
    assert ours.store.evidence() == (evidence,)
    assert check_workspace(ours.store) == []


def test_another_text_of_an_edition_is_refused(workspace: Workspace, tmp_path: Path, form: Form) -> None:
    """In words, before anything is written."""
    other = Workspace(tmp_path / "other.btech", form.model_copy(update={"about": "Another text"}))
    other.store.close()
    with pytest.raises(BadInput, match="another text of ungp-tech-2026"), _proposed(workspace.store, other.path):
        pass


def test_a_merge_that_fails_changes_nothing(pair: tuple[Workspace, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The last write of the transaction fails: answers, history and files are as they were."""
    ours, sent = pair
    with Store.open(sent) as there:
        _edit(there, ours.assessment.id, "REM-6", level=0)
    before = (ours.store.dossier(ours.assessment.id), ours.store.whole_history())

    def fail(*_: object, **__: object) -> None:
        raise NotSaved("The disk is full.", cause="full")

    monkeypatch.setattr(history.Journal, "add", fail)
    with _proposed(ours.store, sent) as plan, pytest.raises(NotSaved):
        apply(ours.store, plan, who="Ines")
    assert (ours.store.dossier(ours.assessment.id), ours.store.whole_history()) == before


def test_the_sample_merges_with_its_own_extract_without_a_difference(tmp_path: Path) -> None:
    """A real file of the first schema: nothing differs, and merged into an empty workspace all of it is there."""
    shutil.copy(FILES / "schema-1.btech", tmp_path / "ours.btech")
    with Store.open(tmp_path / "ours.btech") as store:
        with _proposed(store, FILES / "schema-1.btech") as plan:
            assert (plan.differences, merge.changes(plan).changes) == ((), ())
        with Store.create(tmp_path / "empty.btech", organisation="Acme") as empty:
            with _proposed(empty, FILES / "schema-1.btech") as plan:
                apply(empty, plan, who="Ines")
            assert check_workspace(empty) == []
            for a in store.assessments():
                assert empty.dossier(a.id).answers == store.dossier(a.id).answers
                assert empty.assessment(a.id) == a
                assert empty.stamps(a.id) == store.stamps(a.id)


# -- in either order ----------------------------------------------------------------------------------------

TEXT = st.sampled_from(["", "p", "q", "r", f"p{SEPARATOR}s", f"t{SEPARATOR}q"])
LABEL = st.sampled_from(["shareable", "internal", "privileged"])
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "level": st.integers(0, 4) | st.none(),
        "target": st.integers(0, 4) | st.none(),
        "finding": st.sampled_from(["", "f", "g", "h"]),
        "finding_sensitivity": LABEL,
        "note": TEXT,
        "note_sensitivity": LABEL,
        "consulted": TEXT,
        "scope_note": TEXT,
        "owner": st.sampled_from(["", "CEO", "CFO"]),
        "flagged": st.booleans(),
        "affected_consulted": st.booleans(),
        "disclosed": st.sampled_from([None, "yes", "no"]),
        "to_confirm": st.booleans(),
    },
)
ANSWER_EDIT = st.tuples(st.just("answer"), st.sampled_from(ASKED), FIELDS)
RECORD_EDIT = st.tuples(
    st.sampled_from(["add", "change", "remove"]), st.sampled_from(["evidence", "action"]), st.sampled_from("xyz")
)
ACCOUNT = st.fixed_dictionaries(
    {}, optional={"critics": TEXT, "complain": TEXT, "draft_seen": st.sampled_from([None, "yes", "partly", "no"])}
)
ACCOUNT_EDIT = st.tuples(st.just("account"), st.none(), ACCOUNT)
EDITS = st.lists(ANSWER_EDIT | RECORD_EDIT | ACCOUNT_EDIT, max_size=6)
TIMES = st.dictionaries(st.sampled_from(["critics", "complain", "draft_seen"]), st.sampled_from("123"))
ACCOUNTS = st.tuples(ACCOUNT, TIMES)


@given(ACCOUNTS, ACCOUNTS, ACCOUNTS)
def test_accounts_join_in_any_order_and_grouping(a: Any, b: Any, c: Any) -> None:
    """Commutative, associative, idempotent, in what is said and in its times; no passage is lost."""
    made = [_Told(PublicAccount(assessment_id="-" * 36, **fields), times) for fields, times in (a, b, c)]
    x, y, z = (one.joined(one) for one in made)  # passages in their fixed order
    assert x.joined(y) == y.joined(x)
    assert x.joined(y).joined(z) == x.joined(y.joined(z))
    assert x.joined(x) == x
    for field in ("critics", "complain"):
        parts = [passages(getattr(one.account, field)) for one in (x, y)]
        assert passages(getattr(x.joined(y).account, field)) == parts[0] | parts[1]


@dataclass(frozen=True)
class _Told:
    account: PublicAccount
    times: dict[str, str]

    def joined(self, other: "_Told") -> "_Told":
        ours, theirs = (Side(one.account, one.times, {}) for one in (self, other))
        fields, times = self.account.model_dump(), dict(self.times)
        for outcome in join(ours, theirs):
            fields |= outcome.options["proposed"]
            times |= outcome.stamps
        return _Told(PublicAccount.model_validate(fields), {f: at for f, at in times.items() if at})


def _carry_out(store: Store, assessment_id: str, edits: list[tuple[Any, ...]]) -> set[str]:
    """Make the edits, each a sitting of its own; every text that somebody saw as it was at the end."""
    store.begin_sitting()
    for what, where, how in edits:
        if what == "answer":
            _edit(store, assessment_id, where, **how)
            continue
        if what == "account":
            _tell(store, assessment_id, **how)
            continue
        dossier = store.dossier(assessment_id)
        held: tuple[Record, ...] = dossier.evidence if where == "evidence" else dossier.actions
        if what == "add" and where == "evidence":
            evidence = Evidence(id=new_id(), title=how)
            link = EvidenceLink(evidence_id=evidence.id, assessment_id=assessment_id, practice_id="POL-1")
            store.write([Change(None, evidence), Change(None, link)], who="somebody")
        elif what == "add":
            store.write([Change(None, Action(id=new_id(), assessment_id=assessment_id, what=how))], who="somebody")
        elif held and what == "remove":
            store.write([Change(held[0], None)], who="somebody")
        elif held:
            changed = held[0].model_copy(update={"title" if where == "evidence" else "what": how})
            store.write([Change(held[0], changed)], who="somebody")
    return _held(store.dossier(assessment_id))


def _held(dossier: Dossier) -> set[str]:
    """Every passage in the answers and the account."""
    texts = [getattr(a, f) for a in dossier.answers.values() for f in ("finding", "owner", *TEXT_FIELDS)]
    texts += [getattr(dossier.account, f) for f in ACCOUNT_FIELDS if dossier.account is not None]
    return {p for text in texts for p in passages(text)}


def _texts(path: Path) -> set[str]:
    """Every passage that stands in the answers and accounts of a file or in its history."""
    with Store.open(path) as store:
        values = [v for e in store.whole_history() for v in (e.before, e.after) if v]
        held = [_held(store.dossier(a.id)) for a in store.assessments()]
    return {p for v in values for p in passages(v)}.union(*held)


@pytest.mark.parametrize("by_extract", [True, False], ids=["extracts", "whole copies"])
def test_two_merges_in_either_order_end_alike_and_lose_nothing(
    tmp_path_factory: pytest.TempPathFactory, form: Form, clock: None, monkeypatch: pytest.MonkeyPatch, by_extract: bool
) -> None:
    """Answers, their times and every record; a second merge of the same file changes nothing."""
    monkeypatch.setattr(Store, "back_up", lambda *_: None)  # has its own test, and takes its time
    folder = tmp_path_factory.mktemp("either")
    numbers = itertools.count()
    template = folder / "template.btech"
    made = _start(template, form)

    @settings(max_examples=MERGE_EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(EDITS, EDITS, EDITS, EDITS)
    def check(common: Any, ours: Any, second: Any, third: Any) -> None:
        where = folder / str(next(numbers))
        where.mkdir()
        a, b, c = (where / f"{name}.btech" for name in "abc")
        shutil.copy(template, a)
        with Store.open(a) as store:
            _carry_out(store, made, common)
            for copy in (b, c):
                if by_extract:
                    extract(store, copy, [made], scope="all", privileged=True)
                else:
                    store.save_copy(copy)
            written = _carry_out(store, made, ours)
        for copy, edits in ((b, second), (c, third)):
            with Store.open(copy) as store:
                written |= _carry_out(store, made, edits)
        other = Path(shutil.copy(a, where / "a2.btech"))
        _merge(a, b)
        _merge(a, c)
        _merge(other, c)
        _merge(other, b)
        state = _state(a)
        assert state == _state(other)
        for again in (b, c):
            _merge(a, again)
        assert _state(a) == state
        assert written <= _texts(a)
        shutil.rmtree(where)

    check()


def _start(path: Path, form: Form) -> str:
    """A closed workspace with one assessment of three practices."""
    made = Workspace(path, form)
    with made.store:
        made.store.write([Change(made.assessment, None)], who="tester")
        return made.start("2026", kind="chosen", chosen=ASKED).id
