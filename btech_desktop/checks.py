"""Before an assessment is shared: answers which do not fit together, practice by practice; pure.

A finding asks to look again; none of them changes a score or stops anyone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from btech_desktop.assessment import Dossier
from btech_desktop.language import tr

FindingKind = Literal["incident", "no N/A reason", "above evidence", "no change reason", "target below level"]
KINDS: tuple[FindingKind, ...] = (
    "incident",
    "no N/A reason",
    "above evidence",
    "no change reason",
    "target below level",
)
HIGH_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer to look at again, and why in a sentence. The text holds nothing that a user typed."""

    practice_id: str
    kind: FindingKind
    text: str


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one kind: how many in a sentence, and which practices in the order of the form."""

    kind: FindingKind
    text: str
    practice_ids: tuple[str, ...]


def findings(dossier: Dossier) -> tuple[Finding, ...]:
    """All that should be looked at before sharing: severe incidents first, then in the order of KINDS."""
    return (
        *incidents_against_high_levels(dossier),
        *not_applicable_without_reason(dossier),
        *levels_above_evidence(dossier),
        *changed_without_reason(dossier),
        *targets_below_level(dossier),
    )


def _levels(dossier: Dossier) -> Iterable[tuple[str, int]]:
    """Practices with a level that counts, in the order of the form."""
    for practice in dossier.practices():
        answer = dossier.answers[practice.id]
        if answer.level is not None and not answer.to_confirm:
            yield practice.id, answer.level


def incidents_against_high_levels(dossier: Dossier) -> tuple[Finding, ...]:
    """A severe incident that touches a practice at 3 or 4 asks to look at that level again."""
    touched = {practice_id for incident in dossier.incidents for practice_id in incident.practices}
    return tuple(
        Finding(
            i,
            "incident",
            tr(
                "{practice} stands at {level}, and an incident touches it. Look at the level again.",
                practice=i,
                level=level,
            ),
        )
        for i, level in _levels(dossier)
        if level >= HIGH_LEVEL and i in touched
    )


def not_applicable_without_reason(dossier: Dossier) -> tuple[Finding, ...]:
    """Not applicable needs a reason."""
    return tuple(
        Finding(p.id, "no N/A reason", tr("{practice} is not applicable, without a reason.", practice=p.id))
        for p in dossier.practices()
        if dossier.answers[p.id].not_applicable and not dossier.answers[p.id].na_reason.strip()
    )


def levels_above_evidence(dossier: Dossier) -> tuple[Finding, ...]:
    """Levels higher than the best evidence attached supports."""
    found = []
    for practice_id, level in _levels(dossier):
        supported = dossier.supports(practice_id)
        if level > supported:
            text = tr(
                "{practice} stands at {level}; the evidence so far supports {supported}.",
                practice=practice_id,
                level=level,
                supported=supported,
            )
            found.append(Finding(practice_id, "above evidence", text))
    return tuple(found)


def changed_without_reason(dossier: Dossier) -> tuple[Finding, ...]:
    """Levels that differ from the period before and do not say why."""
    found = []
    for practice_id, level in _levels(dossier):
        answer = dossier.answers[practice_id]
        if answer.opening_level is not None and answer.opening_level != level and answer.change_reason is None:
            text = tr(
                "{practice} went from {opening_level} to {level}, without saying why.",
                practice=practice_id,
                opening_level=answer.opening_level,
                level=level,
            )
            found.append(Finding(practice_id, "no change reason", text))
    return tuple(found)


def targets_below_level(dossier: Dossier) -> tuple[Finding, ...]:
    """Targets lower than what has been reached."""
    found = []
    for practice_id, level in _levels(dossier):
        target = dossier.answers[practice_id].target
        if target is not None and target < level:
            text = tr(
                "{practice} stands at {level}, above its target of {target}.",
                practice=practice_id,
                level=level,
                target=target,
            )
            found.append(Finding(practice_id, "target below level", text))
    return tuple(found)


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
        case "above evidence":
            return tr("%n answer(s) [stands|stand] above what the evidence supports", "", n)
        case "no change reason":
            return tr("%n answer(s) changed without saying why", "", n)
        case "target below level":
            return tr("%n target(s) [lies|lie] below the level reached", "", n)
