"""A change between two periods: its triangle and its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from btech_desktop.charts.items import Item, Measure, Polygon
from btech_desktop.charts.text import BODY, CAPTION, DASH, MINUS, label
from btech_desktop.language import tr

Direction = Literal["up", "down", "same", "none"]


@dataclass(frozen=True, slots=True)
class Change:
    """A difference: its direction, and its text such as '+0.6', 'no change' or a dash."""

    direction: Direction
    text: str

    @property
    def moved(self) -> bool:
        """Whether there is a difference at all."""
        return self.direction in ("up", "down")


NOT_KNOWN: Final = Change("none", DASH)


def no_change() -> Change:
    """Nothing moved."""
    return Change("same", tr("no change"))


def change_words(change: Change) -> str:
    """'up 0.44', 'down 0.2', 'no change'."""
    if not change.moved:
        return change.text
    amount = change.text.lstrip(f"+-{MINUS}")
    return tr("up {amount}", amount=amount) if change.direction == "up" else tr("down {amount}", amount=amount)


def change_items(change: Change, right: float, cy: float, measure: Measure) -> tuple[Item, ...]:
    """A change set flush right, its triangle before it."""
    if not change.moved:
        return (label(right, cy, change.text, BODY, 400, "muted", "end"),)
    x = right - measure(change.text, BODY, 600) - 16
    base, tip = (cy + 4, cy - 4.5) if change.direction == "up" else (cy - 4, cy + 4.5)
    triangle = Polygon(((x, base), (x + 10, base), (x + 5, tip)), change.direction)
    return (triangle, label(right, cy, change.text, BODY, 600, "text", "end"))


def changes_width(head: str, changes: Sequence[Change], measure: Measure) -> float:
    """The width of a column of changes under its head."""
    return max([measure(head, CAPTION, 500), *(_width(change, measure) for change in changes)])


def _width(change: Change, measure: Measure) -> float:
    return measure(change.text, BODY, 600) + 16 if change.moved else measure(change.text, BODY, 400)
