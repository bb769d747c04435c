"""What became of the actions promised in the period before: kept, late, dropped and the rest; pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from btech_desktop import priorities
from btech_desktop.assessment import Action, Dossier
from btech_desktop.progress import Comparison, Mover
from btech_desktop.terms import shown

Outcome = Literal["dropped", "not known", "late", "deferred", "open", "under way", "kept"]
# What did not come about stands first.
OUTCOMES: tuple[Outcome, ...] = ("dropped", "not known", "late", "deferred", "open", "under way", "kept")


@dataclass(frozen=True, slots=True)
class Promise:
    """An action as it was promised, the same action now (None: no longer listed), and what became of it.

    Where one assessment was not made from the other, what became of an action no longer listed is not known.
    """

    then: Action
    now: Action | None
    outcome: Outcome

    @property
    def moved(self) -> bool:
        """Its date was put off, or taken away."""
        if self.now is None or self.then.due is None:
            return False
        return self.now.due is None or self.now.due > self.then.due


@dataclass(frozen=True, slots=True)
class Lineage:
    """What lies between two periods that do not follow each other.

    ``origins``: id of an assessment or action -> id of the one of the period before that it was carried over from.
    ``done``: the actions done, of whatever period.
    """

    origins: Mapping[str, str] = field(default_factory=dict)
    done: frozenset[str] = frozenset()

    def root(self, one: str | None, wanted: Collection[str]) -> str | None:
        """The one of ``wanted`` that ``one`` is, or was carried over from, over as many periods as lie between."""
        seen: set[str] = set()
        while one is not None and one not in wanted and one not in seen:
            seen.add(one)
            one = self.origins.get(one)
        return one if one in wanted else None


DIRECT: Final = Lineage()
"""Of two periods that follow each other."""


def continued(before: Dossier, after: Dossier, lineage: Lineage) -> dict[str, Action]:
    """Id of an action of the period before -> the same action now."""
    ids = {action.id for action in before.actions}
    found = {lineage.root(action.carried_from, ids): action for action in after.actions}
    return {one: action for one, action in found.items() if one is not None}


def promises(before: Dossier, after: Dossier, *, today: date, lineage: Lineage = DIRECT) -> tuple[Promise, ...]:
    """The actions of the period before with their outcome: those not kept first, the gravest risk to people before the
    others, and of one risk the dropped and late before the rest.

    An action is followed through what it was carried over from, so renaming it does not lose it; ``lineage`` is
    needed where periods lie between the two.
    """
    now = continued(before, after, lineage)
    first = lineage.root(after.assessment.previous_id, (before.assessment.id,))
    gone: Outcome = "not known" if first is None else "dropped"
    ids = {action.id for action in before.actions}
    kept = {lineage.root(one, ids) for one in lineage.done}
    found = [
        Promise(action, now.get(action.id), "kept")
        if action.id in kept
        else _promise(action, now.get(action.id), today, gone)
        for action in before.actions
    ]

    def order(promise: Promise) -> tuple[bool, tuple[int, int], int]:
        # The form may ask about the same under another id now.
        named = [action.practice_id for action in (promise.then, promise.now) if action and action.practice_id]
        guarded = min((priorities.risk(i, after.salient) for i in named), default=priorities.NO_RISK)
        return promise.outcome == "kept", guarded, OUTCOMES.index(promise.outcome)

    return tuple(sorted(found, key=order))


def _promise(then: Action, now: Action | None, today: date, gone: Outcome) -> Promise:
    if then.status == "done" or (now is not None and now.status == "done"):
        return Promise(then, now, "kept")
    if now is None:
        return Promise(then, None, gone)
    if now.status == "deferred":
        return Promise(then, now, "deferred")
    if now.late_on(today):
        return Promise(then, now, "late")
    return Promise(then, now, "under way" if now.status == "under way" else "open")


def moved_by(found: Iterable[Promise], comparison: Comparison) -> tuple[Mover, ...]:
    """The practices of kept promises with a level in both periods, whether or not it moved; each once.

    That a level moved does not say that the action moved it: only that both belong to the same practice.
    """
    practices = {p.then.practice_id for p in found if p.outcome == "kept"}
    return tuple(m for m in comparison.movers if m.practice_id in practices)


def outcome_counts(found: Iterable[Promise]) -> str:
    """``2 kept, 1 late, 1 dropped``: best known first, as a sentence would have it; empty of nothing."""
    counts = Counter(p.outcome for p in found)
    return ", ".join(f"{counts[outcome]} {shown(outcome)}" for outcome in reversed(OUTCOMES) if counts[outcome])
