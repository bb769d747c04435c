"""What became of the actions promised in the period before: kept, late, dropped and the rest; pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from btech_desktop import priorities
from btech_desktop.assessment import Action, Dossier
from btech_desktop.progress import Comparison, Mover
from btech_desktop.terms import shown

Outcome = Literal["dropped", "late", "deferred", "open", "under way", "kept"]
# What did not come about stands first.
OUTCOMES: tuple[Outcome, ...] = ("dropped", "late", "deferred", "open", "under way", "kept")


@dataclass(frozen=True, slots=True)
class Promise:
    """An action as it was promised, the same action now (None: no longer listed), and what became of it."""

    then: Action
    now: Action | None
    outcome: Outcome

    @property
    def moved(self) -> bool:
        """Its date was put off, or taken away."""
        if self.now is None or self.then.due is None:
            return False
        return self.now.due is None or self.now.due > self.then.due


def promises(before: Dossier, after: Dossier, *, today: date) -> tuple[Promise, ...]:
    """The actions of the period before with their outcome: those not kept first, the gravest risk to people before the
    others, and of one risk the dropped and late before the rest.

    An action is followed through ``carried_from``, so renaming it does not lose it.
    """
    carried = {action.carried_from: action for action in after.actions if action.carried_from}
    found = [_promise(action, carried.get(action.id), today) for action in before.actions]

    def order(promise: Promise) -> tuple[bool, tuple[int, int], int]:
        guarded = priorities.risk(promise.then.practice_id or "", after.salient)
        return promise.outcome == "kept", guarded, OUTCOMES.index(promise.outcome)

    return tuple(sorted(found, key=order))


def _promise(then: Action, now: Action | None, today: date) -> Promise:
    if then.status == "done" or (now is not None and now.status == "done"):
        return Promise(then, now, "kept")
    if now is None:
        return Promise(then, None, "dropped")
    if now.status == "deferred":
        return Promise(then, now, "deferred")
    if now.status == "late" or (now.due is not None and now.due < today):
        return Promise(then, now, "late")
    return Promise(then, now, "under way" if now.status == "under way" else "open")


def moved_by(found: Iterable[Promise], comparison: Comparison) -> tuple[Mover, ...]:
    """The practices of kept promises with a level in both periods, whether or not it moved; each once.

    That a level moved does not say that the action moved it: only that both belong to the same practice.
    """
    practices = {p.then.practice_id for p in found if p.outcome == "kept"}
    return tuple(m for m in comparison.movers if m.practice_id in practices)


def outcome_counts(found: Iterable[Promise], *, dropped: str = "") -> str:
    """``2 kept, 1 late, 1 dropped``: best known first, as a sentence would have it; empty of nothing.

    ``dropped`` says it otherwise, where it is not known that an action no longer listed was dropped.
    """
    counts = Counter(p.outcome for p in found)
    words = {outcome: shown(outcome) for outcome in OUTCOMES} | ({"dropped": dropped} if dropped else {})
    return ", ".join(f"{counts[outcome]} {words[outcome]}" for outcome in reversed(OUTCOMES) if counts[outcome])
