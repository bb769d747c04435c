"""Rows beneath each other, each across the whole chart and each a place to visit."""

from collections.abc import Iterable

from btech_desktop.charts.items import Item, Line, Spot


class Rows:
    """Collects rows from `y` downwards; `y` is where the next one starts."""

    def __init__(self, y: float, width: float) -> None:
        self.y = y
        self.items: list[Item] = []
        self.spots: list[Spot] = []
        self._width = width

    def add(self, items: Iterable[Item], height: float, text: str, key: str) -> None:
        """A row drawn from the present `y`, and its spot."""
        self.items.extend(items)
        self.spots.append(Spot(0, self.y, self._width, height, text, key))
        self.y += height

    def rule(self, color: str = "hair") -> None:
        """A line across at the present `y`."""
        self.items.append(Line(0, self.y, self._width, self.y, color))
