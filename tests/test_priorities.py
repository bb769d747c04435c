"""Gaps come in the order of risk to people, then of their width; the order never changes a score."""

from datetime import date
from fractions import Fraction

from btech_desktop.assessment import Action, SalientIssue, new_id
from btech_desktop.facts import gather
from btech_desktop.priorities import actions_by_risk, first_by_risk, gaps, moved
from btech_desktop.progress import Mover
from btech_desktop.store import Change
from tests.conftest import Workspace


def _issue(workspace: Workspace, title: str, severity: int, likelihood: int, *practices: str) -> None:
    issue = SalientIssue(
        id=new_id(),
        assessment_id=workspace.assessment.id,
        title=title,
        scale=severity,
        scope=1,
        irremediability=1,
        likelihood=likelihood,
        practices=practices,
    )
    workspace.store.write([Change(None, issue)], who="t")


def test_severity_orders_before_likelihood_before_width(workspace: Workspace) -> None:
    """A narrow gap against a grave risk comes before a wide one against none."""
    _issue(workspace, "Grave", 5, 1, "SAL-2")
    _issue(workspace, "Likely", 3, 5, "REM-2")
    _issue(workspace, "Unlikely", 3, 1, "PRD-1")
    for practice_id, level in [("POL-1", 0), ("SAL-2", 2), ("REM-2", 2), ("PRD-1", 1), ("GOV-1", 2), ("GOV-2", 3)]:
        workspace.answer(practice_id, level=level, target=3)
    found = gaps(workspace.store.dossier(workspace.assessment.id))
    assert [g.practice_id for g in found] == ["SAL-2", "REM-2", "PRD-1", "POL-1", "GOV-1"]
    assert [g.band for g in found] == ["greatest", "serious", "serious", "other", "other"]


def test_ties_at_the_floor_name_the_greatest_risk_first(workspace: Workspace) -> None:
    """Then the order of the form."""
    _issue(workspace, "Grave", 5, 1, "REM-6")
    dossier = workspace.store.dossier(workspace.assessment.id)
    assert first_by_risk(["POL-2", "GOV-1", "REM-6"], dossier) == ("REM-6", "POL-2", "GOV-1")


def test_falls_come_first_and_of_them_those_that_matter_most_to_people(workspace: Workspace) -> None:
    """Then the lowest level reached, then the largest fall; of the rises the largest first. None is left out."""
    _issue(workspace, "Grave", 5, 1, "REM-6")
    _issue(workspace, "Serious", 3, 1, "SAL-2")
    dossier = workspace.store.dossier(workspace.assessment.id)
    levels = {
        "POL-1": (3, 4), "POL-2": (4, 2), "POL-3": (2, 1), "POL-4": (4, 1), "GOV-1": (1, 4), "GOV-2": (2, 2),
        "SAL-2": (4, 3), "REM-6": (3, 2),
    }  # fmt: skip
    movers = [Mover(i, then, now, "done", Fraction(now - then)) for i, (then, now) in levels.items()]
    found = [m.practice_id for m in moved(movers, dossier)]
    assert found == ["REM-6", "SAL-2", "POL-4", "POL-3", "POL-2", "GOV-1", "POL-1"]


def test_salient_issues_change_no_score(workspace: Workspace) -> None:
    """The results before and after are equal."""
    workspace.answer("SAL-2", level=1, target=3)
    before = gather(workspace.store, workspace.assessment.id).results
    _issue(workspace, "Grave", 5, 5, "SAL-2")
    assert gather(workspace.store, workspace.assessment.id).results == before


def test_actions_stand_in_bands_of_risk(workspace: Workspace) -> None:
    """Within a band the wider gap first, then the earlier date."""
    _issue(workspace, "Grave", 4, 3, "SAL-2", "SAL-5")
    workspace.answer("SAL-2", level=2)
    workspace.answer("SAL-5", level=0)

    def action(what: str, practice_id: str | None, due: date | None = None) -> Change:
        return Change(
            None,
            Action(
                id=new_id(),
                assessment_id=workspace.assessment.id,
                practice_id=practice_id,
                what=what,
                due=due,
                target_level=3,
            ),
        )

    workspace.store.write(
        [
            action("later", "SAL-2", date(2027, 5, 1)),
            action("sooner", "SAL-2", date(2027, 1, 1)),
            action("wide", "SAL-5"),
            action("none", None),
        ],
        who="t",
    )
    bands = actions_by_risk(workspace.store.dossier(workspace.assessment.id))
    assert [(band, [a.what for a in items]) for band, items in bands] == [
        ("greatest", ["wide", "sooner", "later"]),
        ("other", ["none"]),
    ]
