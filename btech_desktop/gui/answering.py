"""What the assess page says of answers: filters, search, last period, what comes next, sentences; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from btech_desktop.assessment import Answer, Dossier, Sensitivity
from btech_desktop.charts import LevelState
from btech_desktop.editions import Link, links
from btech_desktop.form import RelationKind
from btech_desktop.language import Words, mark, tr
from btech_desktop.passages import words
from btech_desktop.priorities import gaps

Filter = Literal["all", "to answer", "flagged", "to confirm", "below target", "no evidence"]
FILTERS: Mapping[Filter, str] = Words(
    {
        "all": mark("All"),
        "to answer": mark("To answer"),
        "flagged": mark("Flagged"),
        "to confirm": mark("To confirm"),
        "below target": mark("Below target"),
        "no evidence": mark("No evidence"),
    }
)
Wording = Literal["same", "reworded", "changed", "new", "not asked"]


# --- The list ---------------------------------------------------------------------------------------------


def matching(dossier: Dossier) -> dict[Filter, frozenset[str]]:
    """The practices behind each filter; what is still to answer takes in what is to confirm."""
    answers = {p.id: dossier.answers[p.id] for p in dossier.practices()}
    supported = {link.practice_id for link in dossier.links}
    return {
        "all": frozenset(answers),
        "to answer": frozenset(i for i, a in answers.items() if not a.settled),
        "flagged": frozenset(i for i, a in answers.items() if a.flagged),
        "to confirm": frozenset(i for i, a in answers.items() if a.to_confirm),
        "below target": frozenset(g.practice_id for g in gaps(dossier) if g.level is not None),
        "no evidence": frozenset(i for i, a in answers.items() if a.mark().answered and i not in supported),
    }


@dataclass(frozen=True, slots=True)
class Owner:
    """Someone to filter by: ``key`` tells one from another, ``words`` name it, ``practices`` are its own."""

    key: str
    words: str
    practices: frozenset[str]


def owners(dossier: Dossier) -> tuple[Owner, ...]:
    """The owners written in this assessment, by name, then what has none; without any, who usually knows.

    Owners that differ in upper and lower case alone are one.
    """
    by_name: dict[str, tuple[str, set[str]]] = {}
    for practice in dossier.practices():
        name = " ".join(dossier.answers[practice.id].owner.split())
        by_name.setdefault(name.casefold(), (name, set()))[1].add(practice.id)
    _, unowned = by_name.pop("", ("", set()))
    written = [Owner(f"owner {key}", name, frozenset(ids)) for key, (name, ids) in sorted(by_name.items())]
    if written:
        return (*written, *([Owner("none", tr("No owner"), frozenset(unowned))] if unowned else []))
    usual = [
        Owner(f"function {f.id}", f.title, frozenset(p.id for p in dossier.practices() if f.id in p.functions))
        for f in dossier.form.functions
    ]
    return tuple(owner for owner in usual if owner.practices)


def state_of(answer: Answer) -> LevelState:
    """What the level mark in the list shows."""
    if answer.to_confirm:
        return "confirm"
    if answer.not_applicable:
        return "na"
    return "open" if answer.level is None else answer.level


def next_open(order: Sequence[str], open_ids: Iterable[str], current: str) -> str | None:
    """The next practice to answer after the current one, going round; None when no other is open."""
    wanted = set(open_ids) - {current}
    at = order.index(current) + 1 if current in order else 0
    return next((i for i in (*order[at:], *order[:at]) if i in wanted), None)


# --- Last period ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LastTime:
    """How a practice stood in the period before; ``level`` only where it had one that counted.

    ``changed``: the question then meant something else, or another practice asked it (``practice_id``, one of
    ``forerunners``). ``what_changed`` is the edition's own sentence.
    """

    period: str
    wording: Wording
    question: str
    level: int | None
    not_applicable: bool
    finding: str
    finding_sensitivity: Sensitivity
    note: str
    reason: str
    practice_id: str = ""
    forerunners: tuple[str, ...] = ()
    relation: RelationKind = "unchanged"
    what_changed: str = ""

    @property
    def label(self) -> str:
        """The period, as a tag has room for it."""
        return self.period if len(self.period) <= 9 else tr("Last time")


def last_times(dossier: Dossier, before: Dossier | None, practice_id: str) -> tuple[LastTime, ...]:
    """What the period before said of a practice: one answer, or one of each practice it was merged from.

    Empty without such a period.
    """
    if before is None:
        return ()
    link = links(before.form, dossier.form)[practice_id]
    if not link.forerunners:
        return (_nothing_then(before, "new", link),)
    found = tuple(_then(before, i, link) for i in link.forerunners if i in before.answers)
    return found or (_nothing_then(before, "not asked", link),)


def last_time(dossier: Dossier, before: Dossier | None, practice_id: str) -> LastTime | None:
    """The first of them; None without a period before."""
    return next(iter(last_times(dossier, before, practice_id)), None)


def _nothing_then(before: Dossier, wording: Wording, link: Link) -> LastTime:
    period = before.assessment.period
    return LastTime(period, wording, "", None, False, "", "internal", "", "", "", link.forerunners, link.relation)


def _then(before: Dossier, practice_id: str, link: Link) -> LastTime:
    answer, asked_then = before.answers[practice_id], before.form.by_id[practice_id]
    mark = answer.mark()
    wording: Wording = "changed" if not link.same_meaning else "same" if link.relation == "unchanged" else "reworded"
    return LastTime(
        period=before.assessment.period,
        wording=wording,
        question=asked_then.question,
        level=answer.level if mark.answered else None,
        not_applicable=mark.excluded,
        finding=answer.finding,
        finding_sensitivity=answer.finding_sensitivity,
        note=words(answer.note),
        reason=answer.na_reason,
        practice_id=practice_id,
        forerunners=link.forerunners,
        relation=link.relation,
        what_changed=link.note,
    )


def level_before(answer: Answer, last: LastTime | None) -> int | None:
    """The level a change is measured from: the one frozen when the period began, else last period's."""
    if answer.opening_level is not None:
        return answer.opening_level
    return last.level if last is not None and last.wording in ("same", "reworded") else None


# --- Sentences --------------------------------------------------------------------------------------------


def above_evidence(level: int, supports: int) -> str:
    """The gentle question where a level is above what the evidence carries."""
    return tr(
        "You chose {level}. The evidence so far supports {supports}. Keep {level}, or choose {supports} for now.",
        level=level,
        supports=supports,
    )


def cannot_be_left_out(practice_id: str) -> str:
    """Why *not applicable* is refused, and what to do instead."""
    return tr(
        "{practice} applies to every company, so it cannot be not applicable. "
        "Where nothing is in place yet, choose level 0.",
        practice=practice_id,
    )


def still_true(answer: Answer, period: str) -> str:
    """What a carried-over answer asks."""
    stood = tr("not applicable") if answer.not_applicable else tr("level {level}", level=answer.level)
    if not period:
        return tr("Still true? Carried over: {answer}. It does not count until you confirm it.", answer=stood)
    return tr(
        "Still true? Carried over from {period}: {answer}. It does not count until you confirm it.",
        period=period,
        answer=stood,
    )


def needs_fresh_answer(level: int, period: str) -> str:
    """Why last period's level was not carried over."""
    stood = (
        tr("In {period} this stood at {level}.", period=period, level=level)
        if period
        else tr("Before, this stood at {level}.", level=level)
    )
    fresh = tr("It speaks of the last twelve months, so it needs a fresh answer: choose a level anew.")
    return f"{stood} {fresh}"
