"""Checks of levels: against incidents, evidence, the period before, targets and each other; pure."""

from datetime import date

from btech_desktop.assessment import SUPPORTS, Dossier
from btech_desktop.findings import Finding, basis, counted_levels
from btech_desktop.language import tr
from btech_desktop.wording import month

TOP_LEVEL = 4
HIGH_LEVEL = 3


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
            basis(level, *sorted(touched[i])),
        )
        for i, level in counted_levels(dossier)
        if level >= HIGH_LEVEL and i in touched
    )


def levels_above_evidence(dossier: Dossier) -> tuple[Finding, ...]:
    """Levels higher than the best evidence attached supports."""
    found = []
    for practice_id, level in counted_levels(dossier):
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


def old_evidence(dossier: Dossier, today: date) -> tuple[Finding, ...]:
    """Levels whose best evidence is all more than twelve months older than the period's end (or today, if earlier).

    Level 3 speaks of the last twelve months. Evidence without a date says nothing of its age, so it is not asked about.
    """
    end = min(dossier.assessment.ends, today)
    oldest = end.replace(year=end.year - 1) if (end.month, end.day) != (2, 29) else date(end.year - 1, 2, 28)
    found = []
    for practice_id, level in counted_levels(dossier):
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


def changed_without_reason(dossier: Dossier) -> tuple[Finding, ...]:
    """Levels that differ from the period before and do not say why."""
    found = []
    for practice_id, level in counted_levels(dossier):
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
    for practice_id, level in counted_levels(dossier):
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


def policy_without_remedy(dossier: Dossier) -> tuple[Finding, ...]:
    """A promise tested and working beside a remedy that is absent: the one cannot be without the other (UNGP 22)."""
    levels = dict(counted_levels(dossier))
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
    return (Finding(absent[0], "policy without remedy", text, basis(*promised, *absent)),)
