"""Facts about what is looked at again before an assessment is shared."""

from btech_desktop.assessment import Evidence, EvidenceLink, Incident, new_id
from btech_desktop.checks import (
    changed_without_reason,
    findings,
    grouped,
    incidents_against_high_levels,
    levels_above_evidence,
    not_applicable_without_reason,
    targets_below_level,
)
from btech_desktop.store import Change
from tests.conftest import Workspace


def ids(found: object) -> list[str]:
    return [f.practice_id for f in found]  # type: ignore[attr-defined]


def test_nothing_answered_finds_nothing(workspace: Workspace) -> None:
    """An empty assessment has no findings: open answers are not mistakes."""
    assert findings(workspace.store.dossier(workspace.assessment.id)) == ()


def test_a_level_above_its_evidence_is_found(workspace: Workspace) -> None:
    """Without evidence a level up to 1 is fine; evidence of a rule supports 2."""
    for practice_id, level in (("POL-1", 1), ("POL-2", 2), ("POL-3", 2), ("POL-4", 3)):
        workspace.answer(practice_id, level=level)
    rule = Evidence(id=new_id(), title="Rule", shows="rule")
    links = [
        EvidenceLink(evidence_id=rule.id, assessment_id=workspace.assessment.id, practice_id=i)
        for i in ("POL-3", "POL-4")
    ]
    workspace.store.write([Change(None, rule), *(Change(None, link) for link in links)], who="tester")
    found = levels_above_evidence(workspace.store.dossier(workspace.assessment.id))
    assert ids(found) == ["POL-2", "POL-4"]
    assert found[1].text == "POL-4 stands at 3; the evidence so far supports 2."


def test_answers_to_confirm_are_left_alone(workspace: Workspace) -> None:
    """A carried-over level counts for nothing, so it is not checked either."""
    workspace.answer("POL-1", level=4, target=2, opening_level=1, to_confirm=True)
    assert findings(workspace.store.dossier(workspace.assessment.id)) == ()


def test_a_changed_level_needs_a_reason(workspace: Workspace) -> None:
    """Up or down: only the reason settles it; a level that stayed needs none."""
    workspace.answer("POL-1", level=1, opening_level=0)
    workspace.answer("POL-2", level=0, opening_level=1, change_reason="learned")
    workspace.answer("POL-3", level=1, opening_level=1)
    workspace.answer("POL-4", level=0, opening_level=1)
    assert ids(changed_without_reason(workspace.store.dossier(workspace.assessment.id))) == ["POL-1", "POL-4"]


def test_an_incident_questions_only_high_levels(workspace: Workspace) -> None:
    """An incident beside a 3 or 4 asks to look again; the sentence keeps the incident's own words out."""
    workspace.answer("PRD-1", level=3)
    workspace.answer("PRD-2", level=2)
    incident = Incident(
        id=new_id(),
        assessment_id=workspace.assessment.id,
        title="Secret name",
        severity=5,
        practices=("PRD-1", "PRD-2"),
    )
    workspace.store.write([Change(None, incident)], who="tester")
    found = incidents_against_high_levels(workspace.store.dossier(workspace.assessment.id))
    assert ids(found) == ["PRD-1"]
    assert "Secret" not in found[0].text


def test_not_applicable_needs_a_reason(workspace: Workspace) -> None:
    """White space is no reason."""
    workspace.answer("SAL-6", not_applicable=True, na_reason="  ")
    workspace.answer("SAL-7", not_applicable=True, na_reason="We have no resellers.")
    assert ids(not_applicable_without_reason(workspace.store.dossier(workspace.assessment.id))) == ["SAL-6"]


def test_a_target_below_the_level_is_found(workspace: Workspace) -> None:
    """A target reached is fine, one that lies below is looked at again."""
    workspace.answer("POL-1", level=1, target=0)
    workspace.answer("POL-2", level=1, target=1)
    assert ids(targets_below_level(workspace.store.dossier(workspace.assessment.id))) == ["POL-1"]


def test_findings_are_grouped_with_their_grammar(workspace: Workspace) -> None:
    """One line a kind, one or many."""
    workspace.answer("POL-1", level=2)
    workspace.answer("POL-2", level=2, target=1)
    workspace.answer("SAL-6", not_applicable=True)
    groups = grouped(findings(workspace.store.dossier(workspace.assessment.id)))
    assert [(g.text, g.practice_ids) for g in groups] == [
        ("1 answer not applicable without a reason", ("SAL-6",)),
        ("2 answers stand above what the evidence supports", ("POL-1", "POL-2")),
        ("1 target lies below the level reached", ("POL-2",)),
    ]
