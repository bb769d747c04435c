"""The display list: the plain frozen values that a chart is made of, and what its painters need to know.

Lengths are px on screen and pt on paper, the same number at scale 1; y grows downward from the top left.
Colours are tokens of `palette.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Measure = Callable[[str, float, int], float]
"""The width of (text, size, weight) in the medium's own font, in the same units as the chart."""

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Rect:
    """A box. `hatch` fills it with diagonal lines in the edge's colour; `dash` breaks its edge."""

    x: float
    y: float
    w: float
    h: float
    fill: str | None = None
    edge: str | None = None
    edge_width: float = 1.0
    radius: float = 0.0
    hatch: bool = False
    dash: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line with flat ends."""

    x1: float
    y1: float
    x2: float
    y2: float
    color: str = "hair"
    width: float = 1.0
    dash: bool = False


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed shape."""

    points: tuple[tuple[float, float], ...]
    fill: str | None = None
    edge: str | None = None
    edge_width: float = 1.0


@dataclass(frozen=True, slots=True)
class Circle:
    """A disc or ring."""

    cx: float
    cy: float
    r: float
    fill: str | None = None
    edge: str | None = None
    edge_width: float = 1.0
    dash: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One line of plain text on its baseline; never markup."""

    x: float
    y: float
    text: str
    size: float = 12.0
    weight: int = 400
    color: str = "text"
    anchor: Anchor = "start"
    serif: bool = False


Item = Rect | Line | Polygon | Circle | Text


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that hover and the arrow keys visit; `key` is what it stands for, such as a practice id."""

    x: float
    y: float
    w: float
    h: float
    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """What to paint, and the same facts as a sentence and as a table (header row first)."""

    width: float
    height: float
    items: tuple[Item, ...]
    description: str
    table: tuple[tuple[str, ...], ...]
    spots: tuple[Spot, ...] = ()
    keeps_sides: bool = False  # stays as it is on pages that run from right to left


def hatch_lines(rect: Rect, spacing: float = 6.5) -> tuple[tuple[float, float, float, float], ...]:
    """Rising diagonals inside the box as (x1, y1, x2, y2): clipped here, so that painters need not."""
    found: list[tuple[float, float, float, float]] = []
    right, bottom = rect.x + rect.w, rect.y + rect.h
    # Each diagonal satisfies x + y = c; starting from multiples of the spacing keeps neighbours aligned.
    c = (int((rect.x + rect.y) // spacing) + 1) * spacing
    while c < right + bottom:
        x1, x2 = max(rect.x, c - bottom), min(right, c - rect.y)
        if x2 > x1:
            found.append((x1, c - x1, x2, c - x2))
        c += spacing
    return tuple(found)


def dash_of(item: Rect | Line | Circle) -> tuple[float, float]:
    """On and off lengths of a dashed outline, in chart units."""
    if isinstance(item, Circle):
        return (2.4, 1.6)
    return (4.0, 2.5) if isinstance(item, Line) else (3.0, 2.2)
