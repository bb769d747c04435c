"""Years beside each other: a small panel for each domain, or for each unit, all on the same scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from btech_desktop.charts.items import Chart, Circle, Item, Line, Measure, Spot, Text
from btech_desktop.charts.text import BODY, CAPTION, DASH, fit, heading
from btech_desktop.language import tr

_TOP: Final = 4
_LEAST_PITCH = 176.0  # px a panel needs
_GAP = 24.0
_TITLE = 40.0  # title and what stands beneath it
_PLOT = 76.0
_FOOT = 24.0
_SCALE = 14.0  # room for the figures of the scale


@dataclass(frozen=True, slots=True)
class YearPoint:
    """One period: the score (None: nothing to show), its text, and the rest in words.

    ``counts`` says whether enough is answered for a line to lead there; a score that does not is a hollow point.
    """

    value: float | None
    text: str
    words: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class YearPanel:
    """A domain or a unit over all periods, a point for each; ``note`` stands beneath its title."""

    title: str
    note: str
    points: tuple[YearPoint, ...]
    key: str = ""


def year_text(panel: YearPanel, period: str, point: YearPoint) -> str:
    """'Remedy, 2026: 1.4, 9 of 10 answered.'"""
    return tr("{title}, {period}: {words}.", title=panel.title, period=period, words=point.words)


def multiples(periods: Sequence[str], panels: Sequence[YearPanel], width: float, measure: Measure) -> Chart:
    """A panel for each of `panels`, as many side by side as fit; a line has a gap where too little is answered."""
    width = max(width, _LEAST_PITCH)
    most = max(int((width + _GAP) // (_LEAST_PITCH + _GAP)), 1)
    # Rows of nearly equal length, so that the last is not a lonely panel.
    across = max(-(-len(panels) // max(-(-len(panels) // most), 1)), 1)
    pitch = (width + _GAP) / across
    items: list[Item] = []
    spots: list[Spot] = []
    height = _TITLE + _PLOT + _FOOT
    for number, panel in enumerate(panels):
        row, column = divmod(number, across)
        x, y = column * pitch, row * (height + 14)
        items.extend(_panel(panel, periods, x, y, pitch - _GAP, measure))
        spots.extend(_spots(panel, periods, x, y, pitch - _GAP))
    rows = -(-len(panels) // across)
    text = " ".join(year_text(panel, p, point) for panel in panels for p, point in _pairs(periods, panel))
    table = (
        (tr("Title"), tr("Period"), tr("Score"), tr("What it rests on")),
        *((panel.title, p, point.text, point.words) for panel in panels for p, point in _pairs(periods, panel)),
    )
    return Chart(width, max(rows * (height + 14) - 14, 0), tuple(items), text, table, tuple(spots))


def _pairs(periods: Sequence[str], panel: YearPanel) -> Iterator[tuple[str, YearPoint]]:
    return zip(periods, panel.points, strict=True)


def _places(n: int, x: float, w: float) -> list[float]:
    """The middle of each period, first and last inside by the size of a point."""
    left, room = x + _SCALE + 6, w - _SCALE - 12
    return [left + (room / 2 if n == 1 else room * i / (n - 1)) for i in range(n)]


def _height(value: float, y: float) -> float:
    return y + _TITLE + _PLOT * (1 - value / _TOP)


def _panel(panel: YearPanel, periods: Sequence[str], x: float, y: float, w: float, measure: Measure) -> Iterator[Item]:
    last = next((point for point in reversed(panel.points) if point.value is not None), None)
    figure = last.text if last else DASH
    yield Text(x, y + 13, fit(panel.title, BODY, 600, w - measure(figure, BODY, 600) - 10, measure), BODY, 600)
    yield Text(x + w, y + 13, figure, BODY, 600, "text", "end")
    yield Text(x, y + 29, fit(panel.note, CAPTION, 400, w, measure), CAPTION, 400, "muted")
    for level in range(0, _TOP + 1, 2):
        cy = _height(level, y)
        yield Line(x + _SCALE, cy, x + w, cy, "grid")
        yield Text(x, cy + 4, str(level), CAPTION, 400, "muted")
    places = _places(len(panel.points), x, w)
    yield from _line(panel.points, places, y)
    baseline = y + _TITLE + _PLOT + 19
    yield heading(x + _SCALE, fit(periods[0], CAPTION, 500, w / 2 - 10, measure), baseline=baseline)
    if len(periods) > 1:
        yield heading(x + w, fit(periods[-1], CAPTION, 500, w / 2 - 10, measure), "end", baseline)


def _line(points: Sequence[YearPoint], places: Sequence[float], y: float) -> Iterator[Item]:
    """Lines first, so that points lie over them."""
    spots = [
        (cx, _height(point.value, y), point.counts)
        for cx, point in zip(places, points, strict=True)
        if point.value is not None
    ]
    known = {cx: (cy, counts) for cx, cy, counts in spots}
    for left, right in pairwise(places):
        if left in known and right in known and known[left][1] and known[right][1]:
            yield Line(left, known[left][0], right, known[right][0], "bar", 2.2)
    for cx, cy, counts in spots:
        yield Circle(cx, cy, 4.4, "bar", "surface", 1.4) if counts else Circle(cx, cy, 4, "surface", "prior", 2)


def _spots(panel: YearPanel, periods: Sequence[str], x: float, y: float, w: float) -> Iterator[Spot]:
    places = _places(len(panel.points), x, w)
    pitch = places[1] - places[0] if len(places) > 1 else w - _SCALE
    for cx, (period, point) in zip(places, _pairs(periods, panel), strict=True):
        left = max(cx - pitch / 2, x)
        room = min(cx + pitch / 2, x + w) - left
        yield Spot(left, y + _TITLE - 6, room, _PLOT + 12, year_text(panel, period, point), panel.key)
