"""The tree of units: order among siblings, folding away and bringing back."""

from btech_desktop.assessment import Unit, new_id
from btech_desktop.records import Change
from btech_desktop.units import archived, brought_back, in_use, moved, tree


def made(*names: str) -> dict[str, Unit]:
    """Units by name; ``A/B`` is part of ``A``. All share one number, as those of several files may."""
    found: dict[str, Unit] = {}
    for name in names:
        parent, _, own = name.rpartition("/")
        found[name] = Unit(id=new_id(), name=own, parent_id=found[parent].id if parent else None)
    return found


def applied(units: dict[str, Unit], changes: list[Change]) -> tuple[Unit, ...]:
    """All units afterwards, in the order the store gives them."""
    after = {c.record.id: c.record for c in changes if isinstance(c.record, Unit)}
    return tuple(sorted((after.get(u.id, u) for u in units.values()), key=lambda u: (u.position, u.name)))


def names(units: tuple[Unit, ...]) -> list[str]:
    return [unit.name for unit in units]


def test_a_unit_changes_places_with_its_sibling_only() -> None:
    """B goes above A; what lies between them in the list keeps its own place in the tree."""
    units = made("A", "A/x", "B")
    after = applied(units, moved(list(units.values()), units["B"], -1))
    assert [(depth, unit.name) for depth, unit in tree(after)] == [(0, "B"), (0, "A"), (1, "x")]
    assert moved(list(units.values()), units["A"], -1) == []
    assert moved(list(units.values()), units["A/x"], 1) == []


def test_archived_siblings_are_no_step() -> None:
    """Up means above the next one in view."""
    units = made("A", "B", "C")
    units["B"] = units["B"].model_copy(update={"archived": True})
    after = applied(units, moved(list(units.values()), units["C"], -1))
    assert names(in_use(after)) == ["C", "A"]


def test_archiving_takes_what_is_part_of_a_unit_and_bringing_back_what_it_is_part_of() -> None:
    """No unit in use hangs below one that is folded away."""
    units = made("A", "A/B", "A/B/C", "D")
    away = applied(units, archived(list(units.values()), units["A"]))
    assert names(in_use(away)) == ["D"]
    after = dict(zip(units, sorted(away, key=lambda u: u.name), strict=True))
    back = applied(after, brought_back(list(after.values()), after["A/B/C"]))
    assert names(in_use(back)) == ["A", "B", "C", "D"]


def test_a_unit_whose_parent_is_not_shown_stands_at_the_top() -> None:
    """Of archived units alone, one whose parent is in use is still listed."""
    units = made("A", "A/B")
    assert [(depth, unit.name) for depth, unit in tree([units["A/B"]])] == [(0, "B")]
