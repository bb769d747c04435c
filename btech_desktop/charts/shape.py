"""Are we balanced? The domains of one year as a shape round a centre."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, pi, sin
from typing import Final

from btech_desktop.charts.axis import TOP
from btech_desktop.charts.items import Anchor, Chart, Circle, Item, Line, Measure, Polygon, Rect, Spot, Text
from btech_desktop.charts.legend import Legend, draw_legend
from btech_desktop.charts.scores import DomainRow, domain_table, domain_text
from btech_desktop.charts.text import BODY, CAPTION, block, fit, widest

_NOTE_HEAD = "How to read this"
_NOTE = ("Shape shows balance, not size:", "do not compare the area.", "Bars give exact values.")
_NOTE_GAP = 16.0
_LEGEND: Final[Legend] = (
    (10, lambda x, cy: (Circle(x + 5, cy, 5, "bar"),), "Average"),
    (22, lambda x, cy: (Line(x, cy, x + 22, cy, "text", 3),), "Range still open"),
    (22, lambda x, cy: (Line(x, cy, x + 22, cy, "target", 2, dash=True),), "Target"),
    (9, lambda x, cy: (_square(x + 1, cy - 4),), "Weakest practice"),
)

_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Wheel:
    """Axes round a centre, the first pointing up."""

    cx: float
    cy: float
    r: float
    n: int

    def at(self, axis: int, value: float) -> _Point:
        share = min(max(value / TOP, 0.0), 1.0) * self.r
        angle = 2 * pi * axis / self.n
        return self.cx + share * sin(angle), self.cy - share * cos(angle)

    def ring(self, values: Sequence[float | None], like: Line) -> Iterator[Line]:
        """Lines in the manner of `like` between neighbours that both have a value."""
        points = [None if v is None else self.at(i, v) for i, v in enumerate(values)]
        for a, b in pairwise([*points, *points[:1]]):
            if a is not None and b is not None:
                yield replace(like, x1=a[0], y1=a[1], x2=b[0], y2=b[1])


def radar(rows: Sequence[DomainRow], width: float, measure: Measure) -> Chart:
    """Are we balanced? One year only: averages as a shape, target dashed, weakest practice as a square."""
    width = max(width, 380)
    beside = width >= 640
    note = max(measure(_NOTE_HEAD, BODY, 600), widest(_NOTE, BODY, 600, measure)) if beside else 0.0
    field = width - note - (_NOTE_GAP if beside else 0)
    r = _radius(rows, field, measure)
    wheel = _Wheel(field / 2, 54 + r, r, max(len(rows), 1))
    y = max([wheel.cy, *(wheel.at(i, TOP)[1] for i in range(len(rows)))]) + 54
    note_items = _note(width - note, 78) if beside else _note(0, y)
    y += 0 if beside else 80
    legend, height = draw_legend(_LEGEND, width, y, measure)
    items = (*_plot(rows, wheel), *_labels(rows, wheel, field, measure), *note_items, *legend)
    text = " ".join(domain_text(row) for row in rows)
    spots = tuple(_spot(row, i, wheel) for i, row in enumerate(rows))
    return Chart(width, y + height, items, text, domain_table(rows, "Change"), spots, keeps_sides=True)


def _radius(rows: Sequence[DomainRow], field: float, measure: Measure) -> float:
    """The largest radius at which every axis's words still stand beside its end."""
    radius = 138.0
    for i, row in enumerate(rows):
        reach = abs(sin(2 * pi * i / len(rows)))
        if reach > 0.01:
            words = min(measure(row.title, BODY, 600), 0.3 * field)
            words = max(words, measure(_values(row), CAPTION, 400))
            radius = min(radius, (field / 2 - 14 - words) / reach)
    return max(radius, 60.0)


def _values(row: DomainRow) -> str:
    return f"{row.score_text}, target {row.target_text}"


def _spot(row: DomainRow, axis: int, wheel: _Wheel) -> Spot:
    x, y = wheel.at(axis, row.average if row.average is not None else TOP)
    return Spot(x - 12, y - 12, 24, 24, domain_text(row), row.key)


def _square(x: float, y: float) -> Rect:
    """The weakest practice."""
    return Rect(x, y, 8, 8, "surface", "text2", 1.5)


def _plot(rows: Sequence[DomainRow], wheel: _Wheel) -> Iterator[Item]:
    averages = [row.average for row in rows]
    known = tuple(wheel.at(i, average) for i, average in enumerate(averages) if average is not None)
    if len(known) == len(rows) >= 3:
        yield Polygon(known, "soft")  # before the grid, which must be read through it
    for level in (1, 2, 3, 4):
        yield from wheel.ring([level] * len(rows), Line(0, 0, 0, 0, "hair"))
    for i in range(len(rows)):
        yield Line(wheel.cx, wheel.cy, *wheel.at(i, TOP), "grid")
    for level in (1, 2, 3, 4):
        x, y = wheel.at(0, level)
        yield Text(x + 5, y + 12, str(level), CAPTION, 400, "text2")
    yield from wheel.ring([row.target for row in rows], Line(0, 0, 0, 0, "target", 2, dash=True))
    yield from wheel.ring(averages, Line(0, 0, 0, 0, "bar", 2))
    for i, row in enumerate(rows):
        if row.low is not None and row.high is not None and row.high > row.low:
            yield Line(*wheel.at(i, row.low), *wheel.at(i, row.high), "text", 3)
    for point in known:
        yield Circle(*point, 5.5, "bar", "surface", 1.5)
    for i, row in enumerate(rows):
        if row.weakest is not None:
            x, y = wheel.at(i, row.weakest.level)
            yield _square(x - 4, y - 4)


def _labels(rows: Sequence[DomainRow], wheel: _Wheel, field: float, measure: Measure) -> Iterator[Item]:
    for i, row in enumerate(rows):
        x, y = wheel.at(i, TOP)
        side = x - wheel.cx
        low = y > wheel.cy + wheel.r / 2
        anchor: Anchor = "middle" if abs(side) < 1 else "start" if side > 0 else "end"
        if anchor != "middle":
            away = 1 if side > 0 else -1
            x += 14 * away
            x -= 6 * away if low else 0  # nearer, because the words stand beneath the axis's end
        room = {"middle": field, "start": field - x, "end": x}[anchor]
        first = y + 18 if low else y - 26 if anchor == "middle" else y - 4
        yield Text(x, first, fit(row.title, BODY, 600, room, measure), BODY, 600, "text", anchor)
        yield Text(x, first + 17, fit(_values(row), CAPTION, 400, room, measure), CAPTION, 400, "muted", anchor)


def _note(x: float, y: float) -> Iterator[Item]:
    yield from block([_NOTE_HEAD], x, y, 18, BODY, 600)
    yield from block(_NOTE, x, y + 20, 18, BODY, 400, "text2")
