"""The units of a workspace as a tree: their order, and what is folded away; pure."""

from collections.abc import Iterator, Sequence

from btech_desktop.assessment import Unit
from btech_desktop.records import Change
from btech_desktop.teams import below


def tree(units: Sequence[Unit]) -> Iterator[tuple[int, Unit]]:
    """The units with their depth (0: part of no other), parents before what is part of them, in the user's order.

    A unit whose parent is not among them stands at the top.
    """
    ids = {unit.id for unit in units}

    def under(parent_id: str | None, depth: int) -> Iterator[tuple[int, Unit]]:
        for unit in units:
            if unit.parent_id == parent_id or (parent_id is None and unit.parent_id not in ids):
                yield depth, unit
                yield from under(unit.id, depth + 1)

    yield from under(None, 0)


def in_use(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units that are not archived."""
    return tuple(unit for unit in units if not unit.archived)


def neighbour(units: Sequence[Unit], unit: Unit, step: int) -> Unit | None:
    """The unit before (``step`` -1) or after (1) among those of the same parent, archived as this one is or not."""
    beside = [u for u in units if u.parent_id == unit.parent_id and u.archived == unit.archived]
    at = [u.id for u in beside].index(unit.id) + step
    return beside[at] if 0 <= at < len(beside) else None


def moved(units: Sequence[Unit], unit: Unit, step: int) -> list[Change]:
    """Change places with the neighbour; nothing where there is none. ``units`` are all, in their order."""
    other = neighbour(units, unit, step)
    if other is None:
        return []
    order = list(units)
    here, there = order.index(unit), order.index(other)
    order[here], order[there] = other, unit
    # All are numbered anew: units made elsewhere may share a number.
    return [Change(one, one.model_copy(update={"position": n})) for n, one in enumerate(order) if one.position != n]


def archived(units: Sequence[Unit], unit: Unit) -> list[Change]:
    """Fold a unit away, with all that is part of it."""
    going = below(unit.id, units) | {unit.id}
    return [Change(u, u.model_copy(update={"archived": True})) for u in units if u.id in going and not u.archived]


def brought_back(units: Sequence[Unit], unit: Unit) -> list[Change]:
    """Bring a unit back, with all that is part of it and what it is part of."""
    by_id = {u.id: u for u in units}
    coming = below(unit.id, units) | {unit.id}
    above = unit.parent_id
    while above in by_id and above not in coming:
        coming |= {above}
        above = by_id[above].parent_id
    return [Change(u, u.model_copy(update={"archived": False})) for u in units if u.id in coming and u.archived]
