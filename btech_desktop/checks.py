"""Before an assessment is shared: answers which do not fit together, practice by practice; pure.

A finding asks to look again; none of them changes a score or stops anyone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from btech_desktop.assessment import SUPPORTS, Dismissal, Dossier
from btech_desktop.language import tr
from btech_desktop.terms import shown
from btech_desktop.wording import month

# In the order in which they are told.
FindingKind = Literal[
    "incident",
    "no N/A reason",
    "old N/A reason",
    "above evidence",
    "old evidence",
    "no change reason",
    "scope narrowed",
    "target below level",
    "policy without remedy",
    "public without link",
    "final unanswered",
]
KINDS: tuple[FindingKind, ...] = get_args(FindingKind)
TOP_LEVEL = 4
HIGH_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer to look at again, and why in a sentence. The text holds nothing that a user typed."""

    practice_id: str
    kind: FindingKind
    text: str
    basis: str  # what was found, so that a finding let stand is asked about again once it is something else


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


def _levels(dossier: Dossier) -> Iterable[tuple[str, int]]:
    """Practices with a level that counts, in the order of the form."""
    for practice in dossier.practices():
        answer = dossier.answers[practice.id]
        if answer.level is not None and not answer.to_confirm:
            yield practice.id, answer.level


def incidents_against_high_levels(dossier: Dossier) -> tuple[Finding, ...]:
    """A severe incident that touches a practice at 3 or 4 asks to look at that level again."""
    touched: dict[str, list[str]] = {}
    for incident in dossier.incidents:
        for practice_id in incident.practices:
            touched.setdefault(practice_id, []).append(incident.id)
    return tuple(
        Finding(
            i,
            "incident",
            tr(
                "{practice} stands at {level}, and an incident touches it. Look at the level again.",
                practice=i,
                level=level,
            ),
            f"{level}, {' '.join(sorted(touched[i]))}"[:200],
        )
        for i, level in _levels(dossier)
        if level >= HIGH_LEVEL and i in touched
    )


def not_applicable_without_reason(dossier: Dossier) -> tuple[Finding, ...]:
    """Not applicable needs a reason."""
    return tuple(
        Finding(
            p.id, "no N/A reason", tr("{practice} is not applicable, without a reason.", practice=p.id), "no reason"
        )
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
            found.append(Finding(practice_id, "above evidence", text, f"{level} > {supported}"))
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
            found.append(Finding(practice_id, "no change reason", text, f"{answer.opening_level} > {level}"))
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
            found.append(Finding(practice_id, "target below level", text, f"{target} < {level}"))
    return tuple(found)


def old_reasons(dossier: Dossier, before: Dossier | None) -> tuple[Finding, ...]:
    """Not applicable for the very words of the period before: whether they still hold is asked once a period."""
    return tuple(
        Finding(
            p.id,
            "old N/A reason",
            tr(
                "{practice} is not applicable for the reason given in {period}. Look whether it still holds.",
                practice=p.id,
                period=before.assessment.period,
            ),
            f"as in {before.assessment.period}"[:200],
        )
        for p in dossier.practices()
        if before is not None
        and (now := dossier.answers[p.id]).not_applicable
        and (then := before.answers.get(p.id)) is not None
        and then.not_applicable
        and now.na_reason.strip() == then.na_reason.strip() != ""
    )


def old_evidence(dossier: Dossier, today: date) -> tuple[Finding, ...]:
    """Levels whose best evidence is all more than twelve months older than the period's end (or today, if earlier).

    Level 3 speaks of the last twelve months. Evidence without a date says nothing of its age, so it is not asked about.
    """
    end = min(dossier.assessment.ends, today)
    oldest = end.replace(year=end.year - 1) if (end.month, end.day) != (2, 29) else date(end.year - 1, 2, 28)
    found = []
    for practice_id, level in _levels(dossier):
        supported = dossier.supports(practice_id)
        best = [e.dated for e in dossier.evidence_for(practice_id) if SUPPORTS[e.shows] == supported]
        dates = [d for d in best if d is not None]
        if level > 1 and best and len(dates) == len(best) and max(dates) < oldest:
            text = tr(
                "{practice} stands at {level}; the best evidence is of {month}, more than twelve months old.",
                practice=practice_id,
                level=level,
                month=month(max(dates)),
            )
            found.append(Finding(practice_id, "old evidence", text, f"{level}, {max(dates)}"))
    return tuple(found)


def scopes_narrowed(dossier: Dossier, before: Dossier | None) -> tuple[Finding, ...]:
    """Practices that count less than their case says, unless the period before counted just the same."""
    found = []
    for practice in dossier.practices():
        scope = dossier.answers[practice.id].scope_note.strip()
        then = before.answers.get(practice.id) if before is not None else None
        if scope and not (then is not None and then.scope_note.strip() == scope):
            text = tr(
                "{practice} counts less than its case says. Whoever reads the level should know.", practice=practice.id
            )
            found.append(Finding(practice.id, "scope narrowed", text, f"{len(scope)} characters"))
    return tuple(found)


def policy_without_remedy(dossier: Dossier) -> tuple[Finding, ...]:
    """A promise tested and working beside a remedy that is absent: the one cannot be without the other (UNGP 22)."""
    levels = dict(_levels(dossier))
    domains = dossier.form.domain_ids
    promised = [i for i, level in levels.items() if domains[i] == "policy" and level == TOP_LEVEL]
    absent = [i for i, level in levels.items() if domains[i] == "remedy" and level == 0]
    if not promised or not absent:
        return ()
    text = tr(
        "{policy} stands at 4 while {remedy} is absent. Look at both: a commitment that works would reach remedy.",
        policy=promised[0],
        remedy=absent[0],
    )
    return (Finding(absent[0], "policy without remedy", text, f"{promised[0]}, {absent[0]}"),)


def public_without_link(dossier: Dossier) -> tuple[Finding, ...]:
    """Practices said to be public, with nothing attached that leads a reader there: no link, nothing shareable."""
    return tuple(
        Finding(
            p.id,
            "public without link",
            tr("{practice} is said to be public; nothing attached leads a reader there.", practice=p.id),
            "nothing linked",
        )
        for p in dossier.practices()
        if dossier.answers[p.id].disclosed == "yes"
        and not any(e.kind == "link" or e.sensitivity == "shareable" for e in dossier.evidence_for(p.id))
    )


def unanswered_when_final(dossier: Dossier) -> tuple[Finding, ...]:
    """Practices still to answer in an assessment that is in review or final."""
    status = dossier.assessment.status
    if status == "draft":
        return ()
    return tuple(
        Finding(
            p.id,
            "final unanswered",
            tr("{practice} is not answered, and the assessment is {status}.", practice=p.id, status=shown(status)),
            status,
        )
        for p in dossier.practices()
        if not dossier.answers[p.id].settled
    )


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
