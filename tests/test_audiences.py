"""Who may see what: one function, every pair of audience and label."""

from datetime import date
from itertools import product

import pytest

from btech_desktop.assessment import (
    Action,
    Dismissal,
    Evidence,
    EvidenceLink,
    Incident,
    SalientIssue,
    new_id,
)
from btech_desktop.audiences import AUDIENCES, Audience, copy_for, may_see
from btech_desktop.facts import gather
from btech_desktop.passages import Passage, put_together
from btech_desktop.periods import finalise
from btech_desktop.store import Change
from tests.conftest import Workspace

SHOWN = {
    ("public", "shareable"),
    ("board", "shareable"),
    ("board", "internal"),
    ("working-group", "shareable"),
    ("working-group", "internal"),
}


@pytest.mark.parametrize(("audience", "sensitivity"), list(product(AUDIENCES, ["shareable", "internal", "privileged"])))
def test_the_table_of_audience_and_label(audience: Audience, sensitivity: str) -> None:
    """Without the explicit choice; with it, privileged text opens to the working group alone."""
    assert may_see(audience, sensitivity) == ((audience, sensitivity) in SHOWN)  # type: ignore[arg-type]  # from the product above
    chosen = may_see(audience, sensitivity, privileged=True)  # type: ignore[arg-type]  # as above
    assert chosen == ((audience, sensitivity) in SHOWN or (audience, sensitivity) == ("working-group", "privileged"))


def _fill(workspace: Workspace) -> None:
    evidence = [
        Evidence(id=new_id(), title="Open log", dated=date(2026, 3, 1), sensitivity="shareable", locator="C:/log"),
        Evidence(id=new_id(), title="Inside memo", dated=date(2026, 3, 1), sensitivity="internal"),
        Evidence(id=new_id(), title="Counsel memo", sensitivity="privileged", shows="effect"),
    ]
    changes = [Change(None, e) for e in evidence]
    changes += [
        Change(None, EvidenceLink(evidence_id=e.id, assessment_id=workspace.assessment.id, practice_id="POL-1"))
        for e in evidence
    ]
    common = {"assessment_id": workspace.assessment.id}
    changes += [
        Change(
            None, Action(id=new_id(), what="Train resellers", owner="Head of Sales", sensitivity="shareable", **common)
        ),
        Change(None, Action(id=new_id(), what="Settle the claim", sensitivity="privileged", **common)),
        Change(
            None,
            SalientIssue(
                id=new_id(),
                title="Tracing",
                scale=4,
                scope=2,
                irremediability=5,
                likelihood=3,
                practices=("SAL-2",),
                **common,
            ),
        ),
        Change(None, Incident(id=new_id(), title="Leak", severity=4, sensitivity="privileged", **common)),
    ]
    workspace.answer("POL-1", level=4)
    workspace.store.write(changes, who="t")
    lock = finalise(
        workspace.store.dossier(workspace.assessment.id), name="A. Person", role="Counsel", on=date(2026, 12, 1)
    )
    workspace.store.write(lock, who="t")


def test_evidence_actions_risks_and_names_by_audience(workspace: Workspace) -> None:
    """Titles for the working group, kind and date for the board, kind for the public; owners never public."""
    _fill(workspace)
    dossier = workspace.store.dossier(workspace.assessment.id)
    copies = {audience: copy_for(dossier, audience).dossier for audience in AUDIENCES}
    assert [e.title for e in copies["working-group"].evidence] == ["Open log", "Inside memo"]
    assert [(e.title, e.dated) for e in copies["board"].evidence] == [("Document", date(2026, 3, 1))] * 2
    assert [(e.title, e.dated) for e in copies["public"].evidence] == [("Document", None)]
    assert all(e.locator == "" for c in copies.values() for e in c.evidence)
    assert [a.owner for a in copies["board"].actions] == ["Head of Sales"]
    assert [a.owner for a in copies["public"].actions] == [""]
    assert [len(c.salient) for c in copies.values()] == [0, 1, 1]
    assert all(c.incidents == () for c in copies.values())
    assert copies["working-group"].assessment.final_name == "A. Person"
    assert copies["board"].assessment.final_name == ""
    assert copies["public"].assessment.final_role == ""


def test_who_prepared_it_is_named_to_the_working_group_alone(workspace: Workspace) -> None:
    """It is the name in the history of whoever began it."""
    _fill(workspace)
    dossier = workspace.store.dossier(workspace.assessment.id)
    named = dossier.assessment.model_copy(update={"prepared_by": "A. Person"})
    copies = [copy_for(dossier.model_copy(update={"assessment": named}), a).dossier for a in AUDIENCES]
    assert [copy.assessment.prepared_by for copy in copies] == ["", "", "A. Person"]


def test_what_is_left_out_is_counted_by_kind_and_label(workspace: Workspace) -> None:
    """An empty text is not counted as left out."""
    _fill(workspace)
    withheld = copy_for(workspace.store.dossier(workspace.assessment.id), "board").withheld
    assert withheld.counts == {
        ("evidence", "privileged"): 1,
        ("actions", "privileged"): 1,
        ("incidents", "privileged"): 1,
    }
    assert withheld.of("notes") == 0
    assert withheld.total == 3


def test_marked_words_are_shown_as_their_kind(workspace: Workspace) -> None:
    """In brackets to everyone but a working group that sees privileged text; a broken mark hides what follows."""
    note = put_together("Jane Doe told Acme", [Passage(0, 8, "name"), Passage(14, 4, "customer")])
    for practice in workspace.form.practices:
        workspace.answer(practice.id, level=1, note_sensitivity="shareable", note=note)
    workspace.answer("POL-2", note=f"Told by {note[:6]}")
    lock = finalise(workspace.store.dossier(workspace.assessment.id), name="A", role="B", on=date(2026, 12, 1))
    workspace.store.write(lock, who="t")
    dossier = workspace.store.dossier(workspace.assessment.id)
    for audience in AUDIENCES:
        copied = copy_for(dossier, audience)
        assert copied.dossier.answers["POL-1"].note == "[name] told [customer]"
        assert copied.dossier.answers["POL-2"].note == "Told by [left out]"
        assert copied.withheld.of("passages") == 2 * (len(dossier.answers) - 1)
    chosen = copy_for(dossier, "working-group", privileged=True)
    assert chosen.dossier.answers["POL-1"].note == "Jane Doe told Acme"
    assert chosen.withheld.of("passages") == 0
    assert copy_for(dossier, "board", privileged=True).dossier.answers["POL-1"].note == "[name] told [customer]"


def _let_stand(workspace: Workspace, practice_id: str, kind: str, basis: str) -> Dismissal:
    one = Dismissal(
        id=new_id(),
        assessment_id=workspace.assessment.id,
        practice_id=practice_id,
        kind=kind,
        basis=basis,
        reason="Seen by Counsel.",
        dismissed_on=date(2026, 6, 1),
    )
    workspace.store.write([Change(None, one)], who="t")
    return one


def test_what_was_let_stand_is_for_the_working_group_alone(workspace: Workspace) -> None:
    """The board and the public get neither findings nor reasons; no copy of the dossier carries them."""
    workspace.answer("POL-1", level=3)
    workspace.answer("POL-2", level=3)
    stands = _let_stand(workspace, "POL-1", "above evidence", "3 > 1")
    facts = {a: gather(workspace.store, workspace.assessment.id, audience=a) for a in ("board", "working-group")}
    assert (facts["board"].checked.open, facts["board"].checked.let_stand) == ((), ())
    assert [f.practice_id for f in facts["working-group"].checked.open] == ["POL-2"]
    assert [(f.practice_id, d) for f, d in facts["working-group"].checked.let_stand] == [("POL-1", stands)]
    assert all(f.dossier.dismissals == () for f in facts.values())


def test_a_check_that_rests_on_what_is_withheld_is_counted_and_not_told(workspace: Workspace) -> None:
    """A privileged incident stays unknown; a reason that is left out does not look as if there were none."""
    workspace.answer("SAL-6", not_applicable=True, na_reason="Counsel says so", na_sensitivity="privileged")
    workspace.answer("POL-1", level=3)
    log = Evidence(id=new_id(), title="Log", shows="use")
    secret = Incident(
        id=new_id(),
        assessment_id=workspace.assessment.id,
        title="Leak",
        severity=4,
        practices=("POL-1",),
        sensitivity="privileged",
    )
    link = EvidenceLink(evidence_id=log.id, assessment_id=workspace.assessment.id, practice_id="POL-1")
    workspace.store.write([Change(None, log), Change(None, link), Change(None, secret)], who="t")
    told = {
        privileged: gather(
            workspace.store, workspace.assessment.id, audience="working-group", privileged=privileged
        ).checked
        for privileged in (False, True)
    }
    assert (told[False].open, told[False].unshown) == ((), 1)
    assert ([f.kind for f in told[True].open], told[True].unshown) == (["incident"], 0)
