"""Facts about what is looked at again before an assessment is shared."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from btech_desktop.assessment import Assessment, Dismissal, Dossier, Evidence, EvidenceLink, Incident, new_id
from btech_desktop.check_levels import (
    changed_without_reason,
    incidents_against_high_levels,
    levels_above_evidence,
    old_evidence,
    policy_without_remedy,
    targets_below_level,
)
from btech_desktop.check_texts import (
    not_applicable_without_reason,
    old_reasons,
    public_without_link,
    scopes_narrowed,
    unanswered_when_final,
)
from btech_desktop.checks import KINDS, Finding, findings, grouped, let_stand, open_findings
from btech_desktop.findings import BASIS_LIMIT, basis
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


TODAY = date(2026, 11, 20)


def _attach(workspace: Workspace, practice_id: str, **fields: Any) -> None:
    one = Evidence(id=new_id(), title="Shown", **fields)
    link = EvidenceLink(evidence_id=one.id, assessment_id=workspace.assessment.id, practice_id=practice_id)
    workspace.store.write([Change(None, one), Change(None, link)], who="tester")


def _now(workspace: Workspace) -> Dossier:
    return workspace.store.dossier(workspace.assessment.id)


def test_a_reason_of_the_period_before_is_looked_at_again(workspace: Workspace) -> None:
    """Word for word the same: asked about; another reason, or none then: not."""
    free = [p.id for p in workspace.form.practices if not p.never_na][:3]
    for practice_id in free[:2]:
        workspace.answer(practice_id, not_applicable=True, na_reason="We sell nothing of the kind.")
    later = workspace.start("2027", previous=_now(workspace))
    workspace.answer(free[0], later, not_applicable=True, na_reason=" We sell nothing of the kind. ")
    workspace.answer(free[1], later, not_applicable=True, na_reason="Sold the unit in May.")
    workspace.answer(free[2], later, not_applicable=True, na_reason="We sell nothing of the kind.")
    found = old_reasons(workspace.store.dossier(later.id), _now(workspace))
    assert ids(found) == [free[0]]
    assert "2026" not in found[0].text  # a period is a text that somebody typed
    assert old_reasons(workspace.store.dossier(later.id), None) == ()


def test_old_evidence_is_looked_at_again(workspace: Workspace) -> None:
    """The best of it, more than twelve months before the period's end, or today where the period still runs."""
    for practice_id in ("POL-1", "POL-2", "POL-3", "POL-4"):
        workspace.answer(practice_id, level=3)
    _attach(workspace, "POL-1", shows="use", dated=date(2025, 11, 19))
    _attach(workspace, "POL-2", shows="use", dated=date(2025, 11, 20))
    _attach(workspace, "POL-3", shows="use", dated=date(2020, 1, 1))
    _attach(workspace, "POL-3", shows="use")  # without a date: nobody knows its age
    _attach(workspace, "POL-4", shows="use", dated=date(2020, 1, 1))
    _attach(workspace, "POL-4", shows="effect", dated=date(2026, 5, 1))
    found = old_evidence(_now(workspace), TODAY)
    assert ids(found) == ["POL-1"]
    assert found[0].text == "POL-1 stands at 3; the best evidence is of Nov 2025, more than twelve months old."
    assert ids(old_evidence(_now(workspace), date(2030, 1, 1))) == ["POL-1", "POL-2"]  # from the period's end, then


def test_a_narrowed_scope_is_told_once(workspace: Workspace) -> None:
    """Where it is new or other than in the period before."""
    workspace.answer("POL-1", level=2, scope_note="Europe only")
    assert ids(scopes_narrowed(_now(workspace), None)) == ["POL-1"]
    later = workspace.start("2027", previous=_now(workspace))
    workspace.answer("POL-1", later, level=2, scope_note="Europe only ")
    workspace.answer("POL-2", later, level=2, scope_note="Two teams")
    assert ids(scopes_narrowed(workspace.store.dossier(later.id), _now(workspace))) == ["POL-2"]


def test_a_narrowed_scope_says_what_the_period_before_counted(workspace: Workspace) -> None:
    """The whole case, another part of it, or nobody knows; and never the words themselves."""
    workspace.answer("POL-1", level=2, scope_note="Europe only")
    later = workspace.start("2027", previous=_now(workspace))
    for practice_id in ("POL-1", "POL-2"):
        workspace.answer(practice_id, later, level=2, scope_note="Brazil only")
    dossier = workspace.store.dossier(later.id)
    other, whole = scopes_narrowed(dossier, _now(workspace))
    assert "another part than the period before" in other.text
    assert "the period before counted the whole" in whole.text
    assert "period before" not in scopes_narrowed(dossier, None)[0].text
    assert not any("only" in f.text + f.basis for f in (other, whole))


def test_a_long_basis_still_changes_with_its_last_part() -> None:
    """However many parts there are, it fits its column."""
    parts = [new_id() for _ in range(20)]
    assert basis(3, *parts) != basis(3, *parts[:-1])
    assert len(basis(3, *parts)) <= BASIS_LIMIT


def test_a_policy_at_four_beside_no_remedy(workspace: Workspace) -> None:
    """One finding that names both; not where remedy begins, or the policy is no 4."""
    workspace.answer("POL-1", level=4)
    workspace.answer("REM-2", level=0)
    (found,) = policy_without_remedy(_now(workspace))
    assert found.practice_id == "REM-2"
    assert "POL-1" in found.text
    workspace.answer("REM-2", level=1)
    assert policy_without_remedy(_now(workspace)) == ()
    workspace.answer("REM-2", level=0)
    workspace.answer("POL-1", level=3)
    assert policy_without_remedy(_now(workspace)) == ()


def test_said_to_be_public_with_nothing_to_go_to(workspace: Workspace) -> None:
    """A link, or anything labelled shareable, is enough; partly is not asked about."""
    for practice_id in ("POL-1", "POL-2", "POL-3"):
        workspace.answer(practice_id, level=1, disclosed="yes")
    workspace.answer("POL-4", level=1, disclosed="partly")
    _attach(workspace, "POL-2", kind="link", locator="https://example.org")
    _attach(workspace, "POL-3", sensitivity="shareable")
    assert ids(public_without_link(_now(workspace))) == ["POL-1"]


def test_what_is_open_once_it_is_no_draft(workspace: Workspace) -> None:
    """A draft may have gaps; what is in review should not."""
    workspace.answer("POL-1", level=1)
    assert unanswered_when_final(_now(workspace)) == ()
    before = workspace.store.assessment(workspace.assessment.id)
    after = Assessment.model_validate({**before.model_dump(), "status": "in review"})
    workspace.store.write([Change(before, after)], who="tester")
    found = unanswered_when_final(_now(workspace))
    assert len(found) == len(workspace.assessment.asked) - 1
    assert found[0].text == f"{found[0].practice_id} is not answered, and the assessment is in review."


def _let_stand(workspace: Workspace, finding: Finding) -> None:
    one = Dismissal(
        id=new_id(),
        assessment_id=workspace.assessment.id,
        practice_id=finding.practice_id,
        kind=finding.kind,
        basis=finding.basis,
        reason="Seen by Counsel.",
        dismissed_on=TODAY,
    )
    workspace.store.write([Change(None, one)], who="tester")


def test_what_was_let_stand_is_asked_again_when_it_is_something_else(workspace: Workspace) -> None:
    """The reason is kept beside it; another level than then, and the check asks anew."""
    workspace.answer("POL-1", level=3)
    workspace.answer("POL-2", level=3)
    first, second = open_findings(_now(workspace), today=TODAY)
    _let_stand(workspace, first)
    assert open_findings(_now(workspace), today=TODAY) == (second,)
    ((finding, dismissal),) = let_stand(_now(workspace), today=TODAY)
    assert (finding, dismissal.reason) == (first, "Seen by Counsel.")
    workspace.answer("POL-1", level=4)
    assert ids(open_findings(_now(workspace), today=TODAY)) == ["POL-1", "POL-2"]
    assert let_stand(_now(workspace), today=TODAY) == ()
    workspace.answer("POL-1", level=3)
    assert ids(open_findings(_now(workspace), today=TODAY)) == ["POL-2"]


def _incident(workspace: Workspace, own_id: str = "f" * 36) -> None:
    """By default one that comes last among many."""
    one = Incident(id=own_id, assessment_id=workspace.assessment.id, title="Harm", severity=4, practices=("POL-1",))
    workspace.store.write([Change(None, one)], who="tester")


def _status(workspace: Workspace, status: str, **fields: Any) -> None:
    before = workspace.store.assessment(workspace.assessment.id)
    after = Assessment.model_validate({**before.model_dump(), "status": status, **fields})
    workspace.store.write([Change(before, after)], who="tester")


def _not_applicable(reason: str) -> Callable[[Workspace], object]:
    return lambda w: w.answer("SAL-6", level=None, not_applicable=True, na_reason=reason)


def _fields(practice_id: str = "POL-1", /, **fields: Any) -> Callable[[Workspace], object]:
    return lambda w: w.answer(practice_id, **fields)


def _many_incidents(workspace: Workspace) -> None:
    workspace.answer("POL-1", level=3)
    for _ in range(8):
        _incident(workspace, new_id())


def _old_piece(workspace: Workspace) -> None:
    workspace.answer("POL-1", level=2)
    _attach(workspace, "POL-1", shows="rule", dated=date(2020, 1, 1))


def _promise_without_remedy(workspace: Workspace) -> None:
    workspace.answer("POL-1", level=4)
    workspace.answer("REM-2", level=0)


# Kind, the practice it names, what makes it, and what makes it something else than it was.
Step = Callable[[Workspace], object]
CASES: list[tuple[str, str, Step, Step]] = [
    ("incident", "POL-1", _many_incidents, _incident),
    ("above evidence", "POL-1", _fields(level=3), _fields(level=4)),
    (
        "old evidence",
        "POL-1",
        _old_piece,
        lambda w: _attach(w, "POL-1", shows="rule", dated=date(2021, 1, 1)),
    ),
    ("no change reason", "POL-1", _fields(level=1, opening_level=0), _fields(level=2)),
    ("scope narrowed", "POL-1", _fields(level=1, scope_note="Europe only"), _fields(scope_note="Brazil only")),
    ("target below level", "POL-1", _fields(level=3, target=2), _fields(target=1)),
    ("policy without remedy", "REM-2", _promise_without_remedy, _fields("REM-5", level=0)),
    ("final unanswered", "POL-1", lambda w: _status(w, "in review"), lambda w: _status(
        w, "final", final_on=TODAY, final_sha256="0" * 64
    )),
]  # fmt: skip
# These are the same whenever they are found: let stand once, they stay so until what was typed is gone.
UNCHANGING: list[tuple[str, str, Step, Step]] = [
    ("no N/A reason", "SAL-6", _not_applicable(" "), _not_applicable("  ")),
    ("public without link", "POL-1", _fields(level=1, disclosed="yes"), _fields(note="Another note")),
]


def _of_kind(found: tuple[Finding, ...], kind: str, practice_id: str) -> list[Finding]:
    return [f for f in found if (f.kind, f.practice_id) == (kind, practice_id)]


@pytest.mark.parametrize(
    ("kind", "practice_id", "make", "change", "again"),
    [*((*case, True) for case in CASES), *((*case, False) for case in UNCHANGING)],
    ids=[case[0] for case in (*CASES, *UNCHANGING)],
)
def test_each_kind_can_be_let_stand_and_asks_again_when_it_is_something_else(
    workspace: Workspace, kind: str, practice_id: str, make: Step, change: Step, again: bool
) -> None:
    """Once let stand it is not open; a new state of affairs opens it, and nothing is shown as let stand then."""
    make(workspace)
    (finding,) = _of_kind(open_findings(_now(workspace), today=TODAY), kind, practice_id)
    assert finding.basis
    assert len(finding.basis) <= BASIS_LIMIT
    _let_stand(workspace, finding)
    assert _of_kind(open_findings(_now(workspace), today=TODAY), kind, practice_id) == []
    assert [(f, d.reason) for f, d in let_stand(_now(workspace), today=TODAY)] == [(finding, "Seen by Counsel.")]
    change(workspace)
    assert bool(_of_kind(open_findings(_now(workspace), today=TODAY), kind, practice_id)) == again
    assert bool(let_stand(_now(workspace), today=TODAY)) != again


def test_a_reason_let_stand_is_asked_about_again_in_the_next_period(workspace: Workspace) -> None:
    """What was let stand belongs to its period: nothing of it travels."""
    free = next(p.id for p in workspace.form.practices if not p.never_na)
    workspace.answer(free, not_applicable=True, na_reason="None sold.")
    first = workspace.store.dossier(workspace.assessment.id)
    second = workspace.start("2027", previous=first)
    workspace.answer(free, second, not_applicable=True, na_reason="None sold.")
    (finding,) = old_reasons(workspace.store.dossier(second.id), first)
    one = Dismissal(
        id=new_id(), assessment_id=second.id, practice_id=free, kind=finding.kind, basis=finding.basis,
        reason="Asked Sales.", dismissed_on=TODAY,
    )  # fmt: skip
    workspace.store.write([Change(None, one)], who="tester")
    dossier = workspace.store.dossier(second.id)
    assert [f.practice_id for f, _ in let_stand(dossier, first, today=TODAY)] == [free]
    third = workspace.start("2028", previous=dossier)
    workspace.answer(free, third, not_applicable=True, na_reason="None sold.")
    later = workspace.store.dossier(third.id)
    assert later.dismissals == ()
    assert free in ids(open_findings(later, dossier, today=TODAY))


def test_the_table_tries_every_kind() -> None:
    """The reason of the period before has a test of its own: it needs two periods."""
    assert {case[0] for case in (*CASES, *UNCHANGING)} | {"old N/A reason"} == set(KINDS)


def test_every_kind_has_a_headline(workspace: Workspace) -> None:
    """For one and for several."""
    for kind in KINDS:
        for n in (1, 2):
            (group,) = grouped([Finding("POL-1", kind, "", "")] * n)
            assert group.text[0].isupper() or group.text[0].isdigit()
            assert "[" not in group.text
