"""Levels 0 to 4: their names, colours and marks."""

from dataclasses import replace
from typing import Final, Literal

from btech_desktop.charts.items import Item, Line, Rect
from btech_desktop.charts.text import label
from btech_desktop.language import Words, mark

LevelState = int | Literal["open", "na", "not_asked", "confirm"]
"""A level 0 to 4, or why there is none: to answer, not applicable, not asked, carried over and unconfirmed."""

LEVEL_NAMES: Final = Words(
    {0: mark("Absent"), 1: mark("Intended"), 2: mark("Defined"), 3: mark("Embedded"), 4: mark("Tested")}
)
STATE_NAMES: Final = Words(
    {
        "open": mark("to answer"),
        "na": mark("not applicable"),
        "not_asked": mark("not asked"),
        "confirm": mark("still true?"),
    }
)

MARK: Final = 22.0  # side of a level mark's square
MARK_WIDTH: Final = 32.0  # square and ladder


def level_text(state: LevelState) -> str:
    """A level as words for tables and screen readers: '2', 'to answer', 'not applicable' ..."""
    return str(state) if isinstance(state, int) else STATE_NAMES[state]


def level_texts(states: tuple[LevelState, ...]) -> str:
    """'2, 1, to answer'."""
    return ", ".join(level_text(state) for state in states)


def filled(box: Rect, level: int) -> Rect:
    """The box in a level's colours; the pale steps need an edge to be seen."""
    return replace(box, fill=f"level{level}", edge="level_edge" if level <= 2 else f"level{level}")


def ink(level: int) -> str:
    """The colour of words on a level's fill."""
    return f"level{level}_ink"


def level_mark(state: LevelState, x: float, y: float, size: float = MARK, *, ladder: bool = True) -> tuple[Item, ...]:
    """The square numeral with its four-step ladder, top left at (x, y); 1.46 x `size` wide with ladder."""
    unit = size / MARK
    box = Rect(x + 0.5 * unit, y + 0.5 * unit, size - unit, size - unit, radius=4 * unit, edge_width=unit)
    cx, cy = x + size / 2, y + size / 2
    if state == "open":
        return (replace(box, edge="control_edge", dash=True),)
    if state == "confirm":
        return (replace(box, edge="control_edge", dash=True), label(cx, cy, "?", 13.5 * unit, 600, "text2", "middle"))
    if state == "na":
        reach = 4.5 * unit
        slash = Line(cx - reach, cy + reach, cx + reach, cy - reach, "text2", 1.5 * unit)
        return (replace(box, fill="sunken", edge="control_edge"), slash)
    if state == "not_asked":
        return (Line(cx - 4 * unit, cy, cx + 4 * unit, cy, "muted", 1.5 * unit),)
    if not isinstance(state, int) or not 0 <= state <= 4:
        raise ValueError(f"not a level state: {state!r}")
    numeral = label(cx, cy, str(state), 13.5 * unit, 600, ink(state), "middle")
    steps = _ladder(state, x + size + 4 * unit, y, unit) if ladder else ()
    return (filled(box, state), numeral, *steps)


def _ladder(level: int, x: float, y: float, unit: float) -> tuple[Rect, ...]:
    """Four steps beside a mark, lit from the bottom; the others have an edge, for palettes without tints."""
    pitch = 5.9 * unit
    unlit, lit = (
        Rect(x, y, 5 * unit, 4.3 * unit, "step", radius=1.2 * unit, edge="hair", edge_width=0.5 * unit),
        Rect(x, y, 5 * unit, 4.3 * unit, "bar", radius=1.2 * unit),
    )
    return tuple(replace(lit if 3 - i < level else unlit, y=y + i * pitch) for i in range(4))
