"""Who may see what: one function, every pair of audience and label."""

from datetime import date
from itertools import product

import pytest

from btech_desktop.assessment import Action, Evidence, EvidenceLink, Incident, SalientIssue, new_id
from btech_desktop.audiences import AUDIENCES, Audience, copy_for, may_see
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
