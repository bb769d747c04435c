"""Deleting says exactly what is lost, refuses what must stay, and comes back whole."""

import json
from collections.abc import Iterable
from datetime import date

import pytest

from btech_desktop import deleting
from btech_desktop.assessment import Action, Assessment, Evidence, EvidenceLink, SalientIssue, Unit, new_id
from btech_desktop.deleting import Loss, loss_in_words
from btech_desktop.errors import BadInput
from btech_desktop.periods import finalise, reopen
from btech_desktop.records import TABLES
from btech_desktop.store import Change, Store
from tests.conftest import Workspace


def filled(workspace: Workspace) -> Assessment:
    """2026 with two answers and an action; 2027 of the same unit carries on and holds evidence, some of both years."""
    workspace.answer("POL-1", level=2, note="Signed", finding="Approved")
    action, more = (
        Action(id=new_id(), assessment_id=workspace.assessment.id, what=what) for what in ("Publish it", "Teach it")
    )
    shared, own = (Evidence(id=new_id(), title=title) for title in ("Policy", "Minutes"))
    workspace.store.write([Change(None, r) for r in (action, more, shared, own)], who="tester")
    later = workspace.start("2027", previous=workspace.store.dossier(workspace.assessment.id))
    workspace.answer("POL-2", later, level=3, note="Counted", scope_note="EMEA", consulted="Two unions")
    workspace.answer("POL-3", later, not_applicable=True, na_reason="No such thing")
    risk = SalientIssue(
        id=new_id(), assessment_id=later.id, title="Tracking", scale=4, scope=3, irremediability=2, likelihood=3
    )
    links = [
        EvidenceLink(evidence_id=e.id, assessment_id=a, practice_id="POL-1")
        for e, a in ((shared, workspace.assessment.id), (shared, later.id), (own, later.id))
    ]
    workspace.store.write([Change(None, r) for r in (risk, *links)], who="tester")
    return later


def lock(workspace: Workspace, assessment: Assessment) -> None:
    for practice_id in assessment.asked:
        answer = workspace.store.answer(assessment.id, practice_id)
        if answer.to_confirm:
            workspace.answer(practice_id, assessment, to_confirm=False, level=1, not_applicable=False)
    changes = finalise(workspace.store.dossier(assessment.id), name="Ada", role="Lead", on=date(2027, 1, 9))
    workspace.store.write(changes, who="tester")


def tables(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row there is, the history aside."""
    names = [table.name for table in TABLES.values()]
    found = {n: sorted(store.connection.execute(f"select * from {n}").fetchall(), key=repr) for n in names}
    # The times of each field are JSON, which may be written with spaces or without.
    for name in (table.name for table in TABLES.values() if table.stamps):
        found[name] = [(*row[:-1], json.loads(str(row[-1]))) for row in found[name]]
    return found


def inverse(changes: Iterable[Change]) -> list[Change]:
    return [c.inverse for c in reversed(list(changes))]


def test_the_loss_is_said_in_one_sentence() -> None:
    """Counts with their own plurals, what is none left out."""
    loss = Loss("2027 of Sales EMEA", answers=34, notes=12, evidence=5, actions=3)
    assert loss_in_words(loss) == (
        "This removes 2027 of Sales EMEA: 34 answers, 12 notes, 5 pieces of evidence, 3 actions."
    )
    one = Loss("{x} & <b>", answers=1, findings=1, evidence=1, evidence_kept=1, risks=1, revisions=2)
    assert loss_in_words(one) == (
        "This removes {x} & <b>: 1 answer, 1 finding, 1 piece of evidence, 1 risk to people, "
        "2 revisions that were signed. 1 piece of evidence stays, as it is attached elsewhere too."
    )
    assert loss_in_words(Loss("2027 of Acme")) == "This removes 2027 of Acme. Nothing was written in it."
    whole = Loss("Sales and 1 unit below it", assessments=("2026 of Sales", "2027 of EMEA"), answers=2)
    assert loss_in_words(whole) == (
        "This removes Sales and 1 unit below it: 2 assessments (2026 of Sales and 2027 of EMEA), 2 answers."
    )


def test_what_is_lost_is_counted_from_the_file(workspace: Workspace) -> None:
    """Carried-over answers count, as they stand there; evidence of another year stays."""
    later = filled(workspace)
    words = loss_in_words(deleting.of_assessment(workspace.store, later.id).loss)
    assert words == (
        "This removes 2027 of Acme: 3 answers, 1 note, 2 texts on scope or on who was consulted, "
        "1 piece of evidence, 2 actions, 1 risk to people. 1 piece of evidence stays, as it is attached elsewhere too."
    )


@pytest.mark.parametrize("which", ["2026", "2027", "unit"])
def test_what_was_deleted_comes_back_whole(workspace: Workspace, which: str) -> None:
    """Every row is as it was, times of change and references between years included."""
    filled(workspace)
    team = Unit(id=new_id(), name="Sales", parent_id=workspace.unit.id)
    workspace.store.write([Change(None, team)], who="tester")
    workspace.start("2025", unit=team)
    before, dossiers = tables(workspace.store), [workspace.store.dossier(a.id) for a in workspace.store.assessments()]
    if which == "unit":
        planned = deleting.of_unit(workspace.store, workspace.unit.id)
    else:
        chosen = next(a for a in workspace.store.assessments() if a.period == which)
        planned = deleting.of_assessment(workspace.store, chosen.id)
    workspace.store.write(planned.changes, who="tester")
    assert which not in [a.period for a in workspace.store.assessments()]
    assert workspace.store.check_integrity() == []
    if which == "unit":
        assert all(not rows for rows in tables(workspace.store).values())
    workspace.store.write(inverse(planned.changes), who="tester", stamps=planned.stamps)
    assert tables(workspace.store) == before
    # The order of actions, risks and answers among them; evidence has none of its own.
    assert [
        workspace.store.dossier(d.assessment.id).model_copy(update={"evidence": d.evidence}) for d in dossiers
    ] == dossiers


def test_a_reopened_assessment_goes_and_comes_back_with_what_was_signed(workspace: Workspace) -> None:
    """Reopening with a reason is the way to delete one that was final."""
    workspace.answer("POL-1", level=2)
    lock(workspace, workspace.assessment)
    with pytest.raises(BadInput, match=r"2026 of Acme is final: others .* signed\. Reopen it"):
        deleting.of_assessment(workspace.store, workspace.assessment.id)
    with pytest.raises(BadInput, match="2026 of Acme is final"):
        deleting.of_unit(workspace.store, workspace.unit.id)
    dossier = workspace.store.dossier(workspace.assessment.id)
    signed = workspace.store.signed(workspace.assessment.id)
    workspace.store.write(reopen(dossier, reason="Wrong unit", on=date(2027, 2, 1), kept=signed), who="tester")
    before = tables(workspace.store)
    planned = deleting.of_assessment(workspace.store, workspace.assessment.id)
    assert "1 revision that was signed" in loss_in_words(planned.loss)
    workspace.store.write(planned.changes, who="tester")
    workspace.store.write(inverse(planned.changes), who="tester", stamps=planned.stamps)
    assert tables(workspace.store) == before
    assert before["signed"]


def test_what_a_final_assessment_compares_itself_with_stays(workspace: Workspace) -> None:
    """Else the figures of what was signed would lose their base."""
    later = filled(workspace)
    lock(workspace, later)
    with pytest.raises(BadInput, match="2027 of Acme is final and compares itself with 2026 of Acme"):
        deleting.of_assessment(workspace.store, workspace.assessment.id)


def test_the_store_itself_guards_what_is_final_or_held(workspace: Workspace) -> None:
    """Whatever asks for it: a final assessment is not removed, and under legal hold none is."""
    lock(workspace, workspace.assessment)
    final = workspace.store.assessment(workspace.assessment.id)
    with pytest.raises(BadInput, match="is final"):
        workspace.store.write([Change(final, None)], who="tester")
    other = workspace.start("2027")
    workspace.store.set_legal_hold(True, reason="Case 12", who="tester")
    for refused in (
        lambda: deleting.of_assessment(workspace.store, other.id),
        lambda: deleting.of_unit(workspace.store, workspace.unit.id),
        lambda: workspace.store.write([Change(other, None)], who="tester"),
        lambda: workspace.store.write([Change(workspace.unit, None)], who="tester"),
    ):
        with pytest.raises(BadInput, match="under legal hold: no assessment and no unit is deleted"):
            refused()
    assert [a.period for a in workspace.store.assessments()] == ["2027", "2026"]
