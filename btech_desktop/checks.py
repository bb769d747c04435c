"""Before an assessment is shared: answers which do not fit together, practice by practice; pure.

A finding asks to look again; none of them changes a score or stops anyone. The checks themselves are in
:mod:`~btech_desktop.check_levels` and :mod:`~btech_desktop.check_texts`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from btech_desktop.assessment import Dismissal, Dossier
from btech_desktop.check_levels import (
    HIGH_LEVEL,
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
from btech_desktop.findings import KINDS, Finding, FindingKind
from btech_desktop.language import tr

__all__ = [
    "HIGH_LEVEL",
    "KINDS",
    "Finding",
    "FindingGroup",
    "FindingKind",
    "findings",
    "grouped",
    "let_stand",
    "open_findings",
]


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one kind: how many in a sentence, and which practices in the order of the form."""

    kind: FindingKind
    text: str
    practice_ids: tuple[str, ...]


def findings(dossier: Dossier, before: Dossier | None = None, *, today: date | None = None) -> tuple[Finding, ...]:
    """All that should be looked at before sharing: severe incidents first, then in the order of KINDS.

    ``before`` is the unit's period before; without it nothing is said of what stayed as it was.
    """
    return (
        *incidents_against_high_levels(dossier),
        *not_applicable_without_reason(dossier),
        *old_reasons(dossier, before),
        *levels_above_evidence(dossier),
        *old_evidence(dossier, today or date.today()),
        *changed_without_reason(dossier),
        *scopes_narrowed(dossier, before),
        *targets_below_level(dossier),
        *policy_without_remedy(dossier),
        *public_without_link(dossier),
        *unanswered_when_final(dossier),
    )


def open_findings(dossier: Dossier, before: Dossier | None = None, *, today: date | None = None) -> tuple[Finding, ...]:
    """The findings that nobody let stand, or let stand when they were something else."""
    found = findings(dossier, before, today=today)
    return tuple(f for f in found if _dismissal(f, dossier) is None)


def let_stand(
    dossier: Dossier, before: Dossier | None = None, *, today: date | None = None
) -> tuple[tuple[Finding, Dismissal], ...]:
    """The findings that somebody let stand as they are, with the reason."""
    pairs = ((f, _dismissal(f, dossier)) for f in findings(dossier, before, today=today))
    return tuple((f, d) for f, d in pairs if d is not None)


def _dismissal(finding: Finding, dossier: Dossier) -> Dismissal | None:
    wanted = (finding.practice_id, finding.kind, finding.basis)
    return next((d for d in reversed(dossier.dismissals) if (d.practice_id, d.kind, d.basis) == wanted), None)


def grouped(found: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """The findings by kind, in the order of KINDS; kinds without any are left out."""
    by_kind: dict[FindingKind, list[str]] = {kind: [] for kind in KINDS}
    for finding in found:
        by_kind[finding.kind].append(finding.practice_id)
    return tuple(FindingGroup(kind, _headline(kind, len(ids)), tuple(ids)) for kind, ids in by_kind.items() if ids)


def _headline(kind: FindingKind, n: int) -> str:
    match kind:
        case "incident":
            return tr("%n answer(s) at 3 or 4 [is|are] touched by an incident", "", n)
        case "no N/A reason":
            return tr("%n answer(s) not applicable without a reason", "", n)
        case "old N/A reason":
            return tr("%n answer(s) not applicable for an old reason", "", n)
        case "old evidence":
            return tr("%n level(s) [rests|rest] on evidence over a year old", "", n)
        case "scope narrowed":
            return tr("%n practice(s) [counts|count] less than asked", "", n)
        case "policy without remedy":
            return tr("Policy is at 4 and remedy at 0")
        case "public without link":
            return tr("%n practice(s) said to be public, with nothing linked", "", n)
        case "final unanswered":
            return tr("%n practice(s) to answer, though no longer a draft", "", n)
        case "above evidence":
            return tr("%n answer(s) [stands|stand] above what the evidence supports", "", n)
        case "no change reason":
            return tr("%n answer(s) changed without saying why", "", n)
        case "target below level":
            return tr("%n target(s) [lies|lie] below the level reached", "", n)
