"""The axis of a chart, what is drawn along it, and how a row's width is shared between titles and axis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from btech_desktop.charts.items import Item, Line, Measure, Polygon, Rect, Text
from btech_desktop.charts.text import BODY, CAPTION, two_line_width, widest

TOP: Final = 4.0  # the axis of every chart of levels


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from 0 to `top` between x and x + w."""

    x: float
    w: float
    top: float = TOP

    def at(self, value: float) -> float:
        """Where a value lies; a value off the axis lies at its end."""
        return self.x + self.w * min(max(value / self.top, 0.0), 1.0)

    def grid(self, top: float, bottom: float, step: float = 1.0) -> tuple[Item, ...]:
        """Upright lines, one each `step`."""
        return tuple(Line(self.at(v), top, self.at(v), bottom, "grid") for v in self._steps(step))

    def numbers(self, baseline: float, step: float = 1.0) -> tuple[Item, ...]:
        """The figures beneath or above the lines of the grid."""
        return tuple(Text(self.at(v), baseline, f"{v:.0f}", CAPTION, 400, "text2", "middle") for v in self._steps(step))

    def _steps(self, step: float) -> list[float]:
        return [i * step for i in range(round(self.top / step) + 1)]

    def bar(self, low: float | None, high: float | None, average: float | None, cy: float, h: float) -> Iterator[Item]:
        """Solid to the lowest possible score, hatched to the highest, a line at the average so far."""
        if low is None or high is None or average is None:
            return
        per = self.w / self.top
        y = cy - h / 2
        yield Rect(self.x, y, low * per, h, "bar")
        if high <= low:
            return
        yield Rect(self.x + low * per, y + 0.5, (high - low) * per - 0.5, h - 1, "surface", "bar", hatch=True)
        at = min(max(self.x + average * per, self.x + 1), self.x + self.top * per - 1)
        yield Rect(at - 3, y - 0.5, 6, h + 1, "surface")
        yield Rect(at - 1, y - 4, 2, h + 8, "text")


def tick(x: float, top: float, bottom: float) -> tuple[Item, ...]:
    """The target: a triangle on a stem, pointing down at its value."""
    return (
        Rect(x - 1.2, top, 2.4, bottom - top, "target"),
        Polygon(((x - 5.5, top), (x + 5.5, top), (x, top + 6.5)), "target"),
    )


@dataclass(frozen=True, slots=True)
class Split:
    """How a row's width is shared: titles left, then the axis; `stacked` puts titles above the axis."""

    title: float
    axis: Axis
    stacked: bool


def split_row(titles: Sequence[str], floor: float, room: float, least: float, measure: Measure) -> Split:
    """Share `room` between titles (never under `floor` wide) and an axis of at least `least`."""
    one = max(widest(titles, BODY, 600, measure), floor)
    two = max([floor, *(two_line_width(title, BODY, 600, measure) for title in titles)])
    # A wide title column starves the axis, so a long title wraps before it takes half of the row.
    title = one if one + 22 <= 0.48 * room else max(two, min(one, 0.48 * room - 22))
    left = title + 22
    if room - left >= least:
        return Split(title, Axis(left, room - left), stacked=False)
    return Split(room, Axis(8, room - 16), stacked=True)
