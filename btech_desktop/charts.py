"""A chart as a display list of plain frozen values, laid out once and painted alike on screen and paper.

Lengths are px on screen and pt on paper, the same number at scale 1; y grows downward from the top left.
Colours are tokens of `palette.py`. Builders take values that were computed and formatted elsewhere: the
only arithmetic here is where a value lies on its axis. A builder given less width than it can be read at
returns a wider chart (`Chart.width`); painters shrink that to fit rather than cut it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, pi, sin
from typing import Final, Literal

Measure = Callable[[str, float, int], float]
"""The width of (text, size, weight) in the medium's own font, in the same units as the chart."""

Anchor = Literal["start", "middle", "end"]
LevelState = int | Literal["open", "na", "not_asked", "confirm"]
"""A level 0 to 4, or why there is none: to answer, not applicable, not asked, carried over and unconfirmed."""

Direction = Literal["up", "down", "same", "none"]

LEVEL_NAMES: Final = ("Absent", "Intended", "Defined", "Embedded", "Tested")
STATE_NAMES: Final = {
    "open": "to answer",
    "na": "not applicable",
    "not_asked": "not asked",
    "confirm": "still true?",
}

_DASH = "\N{EN DASH}"
_MINUS = "\N{MINUS SIGN}"
_CAPTION = 12.0  # the smallest size on screen; paper scales it by 0.75, to 9 pt
_BODY = 13.0
_HAIR = 1.0
_GAP = 16.0
_MARK = 22.0  # side of a level mark's square
_MARK_WIDTH = 32.0  # square and ladder
_TOP = 4.0  # the axis of every 0 to 4 chart


# --- The display list -------------------------------------------------------------------------------------


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
    width: float = _HAIR
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
    size: float = _CAPTION
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


# --- Rows: values already computed and formatted ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A difference: its direction, and its text such as '+0.6', 'no change' or a dash."""

    direction: Direction
    text: str


NO_CHANGE: Final = Change("same", "no change")
NOT_KNOWN: Final = Change("none", _DASH)


@dataclass(frozen=True, slots=True)
class Weakest:
    """The lowest practice: its level, its id ('SAL-5') and how many share the level ('+1' or '')."""

    level: int
    practice: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A domain on the 0 to 4 axis. `low` and `high` bound the score once all is answered.

    The texts of low and high are shown only where they differ; None means that there is no value yet.
    """

    key: str
    title: str
    answered: str
    average: float | None
    low: float | None
    high: float | None
    target: float | None
    score_text: str
    low_text: str
    high_text: str
    target_text: str
    weakest: Weakest | None = None
    since: Change = NOT_KNOWN


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The overall score on the 0 to 4 axis, for the small bar in the summary band."""

    average: float | None
    low: float | None
    high: float | None
    target: float | None
    score_text: str
    low_text: str
    high_text: str
    target_text: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A named count, such as ('records', 15)."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class DumbbellRow:
    """Two years of one domain, like for like. A `note` replaces the marks where years cannot be compared."""

    key: str
    title: str
    n: str
    before: float | None
    after: float | None
    target: float | None
    before_text: str
    after_text: str
    target_text: str
    change: Change
    strong: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class BridgeEnd:
    """Where a bridge starts or ends."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One cause. `practice` marks what people did; `parts` are its reasons, drawn indented."""

    label: str
    sub: str
    value: float
    text: str
    practice: bool = False
    key: str = ""
    parts: tuple["BridgeStep", ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """A question of the Community of Practice note beside our linked levels."""

    key: str
    title: str
    levels: tuple[LevelState, ...]
    at_target: int
    lowest: int | None
    average_text: str
    provisional: bool = False
    with_target: int | None = None

    @property
    def of(self) -> int:
        """How many linked practices could be at target: those with one, or all where that is not said."""
        return len(self.levels) if self.with_target is None else self.with_target


@dataclass(frozen=True, slots=True)
class FacetTheme:
    """A theme of the note: 'Theme One', 'Strategic aspects'."""

    label: str
    title: str
    facets: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class StripRow:
    """What companies disclose, 0 to 100. No values: `none_text` stands in the strip's place.

    `published` says in words what we publish; our answers have no place on the companies' scale.
    """

    key: str
    title: str
    values: tuple[float, ...] = ()
    low_quartile: float = 0.0
    median: float = 0.0
    high_quartile: float = 0.0
    low_quartile_text: str = ""
    median_text: str = ""
    high_quartile_text: str = ""
    published: str = ""
    none_text: str = "No public comparator exists."


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One team's answers in one domain. 'too_few' shows its levels; 'not_asked' shows no number."""

    kind: Literal["level", "too_few", "not_asked"]
    lowest: int | None = None
    average_text: str = ""
    n: int = 0
    levels: tuple[LevelState, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A domain across all teams, one cell per team."""

    title: str
    cells: tuple[HeatCell, ...]


# --- Text that fits ---------------------------------------------------------------------------------------


def fit(text: str, size: float, weight: int, room: float, measure: Measure) -> str:
    """The text, or as much of it as fits in `room` with an ellipsis."""
    if measure(text, size, weight) <= room:
        return text
    for end in range(len(text) - 1, 0, -1):
        shorter = text[:end].rstrip() + "…"
        if measure(shorter, size, weight) <= room:
            return shorter
    return ""


def wrap(text: str, size: float, weight: int, room: float, measure: Measure, *, lines: int = 2) -> tuple[str, ...]:
    """The text on at most `lines` lines, broken at spaces; what is left over ends in an ellipsis."""
    done: list[str] = []
    words = text.split()
    while words and len(done) < lines - 1:
        taken = 1
        while taken < len(words) and measure(" ".join(words[: taken + 1]), size, weight) <= room:
            taken += 1
        done.append(fit(" ".join(words[:taken]), size, weight, room, measure))
        words = words[taken:]
    if words:
        done.append(fit(" ".join(words), size, weight, room, measure))
    return tuple(done)


def _two_line_width(text: str, size: float, weight: int, measure: Measure) -> float:
    """The least width in which the text stands whole on two lines."""
    words = text.split()
    splits = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    whole = measure(text, size, weight)
    return min([whole, *(max(measure(a, size, weight), measure(b, size, weight)) for a, b in splits)])


def _widest(texts: Sequence[str], size: float, weight: int, measure: Measure) -> float:
    return max((measure(text, size, weight) for text in texts), default=0.0)


def _lines(texts: Sequence[str], x: float, top: float, leading: float, like: Text) -> tuple[Text, ...]:
    """The texts below each other in the manner of `like`, the first in a line box that starts at `top`."""
    first = top + leading / 2 + 0.36 * like.size
    return tuple(replace(like, x=x, y=first + i * leading, text=text) for i, text in enumerate(texts))


def _mid(cy: float, size: float) -> float:
    """The baseline that centres figures and capitals on `cy`."""
    return cy + 0.36 * size


def _words(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _spoken(signed: str) -> str:
    """'+0.44' as 'plus 0.44': screen readers swallow the minus sign."""
    return signed.replace("+", "plus ").replace(_MINUS, "minus ")


# --- Marks ------------------------------------------------------------------------------------------------


def level_text(state: LevelState) -> str:
    """A level as words for tables and screen readers: '2', 'to answer', 'not applicable' ..."""
    return str(state) if isinstance(state, int) else STATE_NAMES[state]


def level_mark(state: LevelState, x: float, y: float, size: float = _MARK, *, ladder: bool = True) -> tuple[Item, ...]:
    """The square numeral with its four-step ladder, top left at (x, y); 1.46 x `size` wide with ladder."""
    unit = size / _MARK
    box = Rect(x + 0.5 * unit, y + 0.5 * unit, size - unit, size - unit, radius=4 * unit, edge_width=unit)
    cx, cy = x + size / 2, y + size / 2
    if state == "open":
        return (replace(box, edge="control_edge", dash=True),)
    if state == "confirm":
        return (replace(box, edge="control_edge", dash=True), _numeral("?", cx, cy, unit, "text2"))
    if state == "na":
        reach = 4.5 * unit
        slash = Line(cx - reach, cy + reach, cx + reach, cy - reach, "text2", 1.5 * unit)
        return (replace(box, fill="sunken", edge="control_edge"), slash)
    if state == "not_asked":
        return (Line(cx - 4 * unit, cy, cx + 4 * unit, cy, "muted", 1.5 * unit),)
    if not isinstance(state, int) or not 0 <= state <= 4:
        raise ValueError(f"not a level state: {state!r}")
    edge = "level_edge" if state <= 2 else f"level{state}"
    square = replace(box, fill=f"level{state}", edge=edge)
    steps = _ladder(state, x + size + 4 * unit, y, unit) if ladder else ()
    return (square, _numeral(str(state), cx, cy, unit, f"level{state}_ink"), *steps)


def _numeral(text: str, cx: float, cy: float, unit: float, color: str) -> Text:
    return Text(cx, _mid(cy, 13.5 * unit), text, 13.5 * unit, 600, color, "middle")


def _ladder(level: int, x: float, y: float, unit: float) -> tuple[Rect, ...]:
    """Four steps beside a mark, lit from the bottom."""
    pitch = 5.9 * unit
    return tuple(
        Rect(x, y + i * pitch, 5 * unit, 4.3 * unit, "bar" if 3 - i < level else "hair", radius=1.2 * unit)
        for i in range(4)
    )


def _tick(x: float, top: float, bottom: float) -> tuple[Item, ...]:
    """The target: a triangle on a stem, pointing down at its value."""
    return (
        Rect(x - 1.2, top, 2.4, bottom - top, "target"),
        Polygon(((x - 5.5, top), (x + 5.5, top), (x, top + 6.5)), "target"),
    )


def _triangle(direction: Direction, x: float, cy: float) -> tuple[Item, ...]:
    """▲ or ▼, 10 wide, its left end at x."""
    if direction == "up":
        return (Polygon(((x, cy + 4), (x + 10, cy + 4), (x + 5, cy - 4.5)), "up"),)
    if direction == "down":
        return (Polygon(((x, cy - 4), (x + 10, cy - 4), (x + 5, cy + 4.5)), "down"),)
    return ()


def _change(change: Change, right: float, cy: float, measure: Measure) -> tuple[Item, ...]:
    """A change set flush right, its triangle before it."""
    if change.direction in ("same", "none"):
        return (Text(right, _mid(cy, _BODY), change.text, _BODY, 400, "muted", "end"),)
    left = right - measure(change.text, _BODY, 600)
    return (
        *_triangle(change.direction, left - 16, cy),
        Text(right, _mid(cy, _BODY), change.text, _BODY, 600, "text", "end"),
    )


def _change_width(change: Change, measure: Measure) -> float:
    if change.direction in ("same", "none"):
        return measure(change.text, _BODY, 400)
    return measure(change.text, _BODY, 600) + 16


def _range_bar(
    low: float | None, high: float | None, average: float | None, x: float, cy: float, per: float, h: float
) -> Iterator[Item]:
    """Solid to the lowest possible score, hatched to the highest, a line at the average so far.

    `per` is the length of one level.
    """
    if low is None or high is None or average is None:
        return
    top = cy - h / 2
    yield Rect(x, top, low * per, h, "bar")
    if high <= low:
        return
    yield Rect(x + low * per, top + 0.5, (high - low) * per - 0.5, h - 1, "surface", "bar", hatch=True)
    at = min(max(x + average * per, x + 1), x + _TOP * per - 1)
    yield Rect(at - 3, top - 0.5, 6, h + 1, "surface")
    yield Rect(at - 1, top - 4, 2, h + 8, "text")


# --- The 0 to 4 axis --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Axis:
    """An axis from 0 to `top` between x and x + w."""

    x: float
    w: float
    top: float = _TOP

    def at(self, value: float) -> float:
        """Where a value lies; a value off the axis lies at its end."""
        return self.x + self.w * min(max(value / self.top, 0.0), 1.0)

    @property
    def per(self) -> float:
        return self.w / self.top

    def grid(self, top: float, bottom: float, step: float = 1.0) -> tuple[Item, ...]:
        values = [i * step for i in range(round(self.top / step) + 1)]
        return tuple(Line(self.at(v), top, self.at(v), bottom, "grid") for v in values)

    def numbers(self, baseline: float, step: float = 1.0) -> tuple[Item, ...]:
        values = [i * step for i in range(round(self.top / step) + 1)]
        return tuple(Text(self.at(v), baseline, f"{v:.0f}", _CAPTION, 400, "text2", "middle") for v in values)


@dataclass(frozen=True, slots=True)
class _Split:
    """How a row's width is shared: titles left, then the axis; `stacked` puts titles above the axis."""

    title: float
    axis: _Axis
    stacked: bool


def _split(titles: Sequence[str], floor: float, room: float, least: float, measure: Measure) -> _Split:
    """Share `room` between titles (never under `floor` wide) and an axis of at least `least`."""
    one = max(_widest(titles, _BODY, 600, measure), floor)
    two = max((_two_line_width(title, _BODY, 600, measure) for title in titles), default=0.0)
    two = max(two, floor)
    # A wide title column starves the axis, so a long title wraps before it takes half of the row.
    title = one if one + 22 <= 0.48 * room else max(two, min(one, 0.48 * room - 22))
    left = title + 22
    if room - left >= least:
        return _Split(title, _Axis(left, room - left), stacked=False)
    return _Split(room, _Axis(8, room - 16), stacked=True)


# --- Domain bars ------------------------------------------------------------------------------------------

_DOMAIN_MIN = 420.0


@dataclass(frozen=True, slots=True)
class _DomainColumns:
    """Where domain_bars puts each column: centres of score and target, left of weakest."""

    split: _Split
    score: float
    target: float
    weakest: float


def _weakest_text(weakest: Weakest | None) -> str:
    return "" if weakest is None else f"{weakest.practice} {weakest.more}".rstrip()


def _range_text(row: DomainRow | ScoreRow) -> str:
    return "" if row.low_text == row.high_text else f"{row.low_text}{_DASH}{row.high_text}"


def _domain_columns(rows: Sequence[DomainRow], width: float, measure: Measure, since_label: str) -> _DomainColumns:
    """Columns from the right, as wide as their widest value; the axis takes what is left."""
    gap = 16.0 if width >= 560 else 10.0
    since = max([measure(since_label, _CAPTION, 500), *(_change_width(row.since, measure) for row in rows)], default=0)
    names = [_weakest_text(row.weakest) for row in rows]
    weakest = max(measure("Weakest", _CAPTION, 500), _MARK_WIDTH + 8 + _widest(names, _BODY, 400, measure))
    target = _widest(["Target", *(row.target_text for row in rows)], _CAPTION + 1, 500, measure)
    score = max(
        _widest(["Score", *(_range_text(row) for row in rows)], _CAPTION, 500, measure),
        _widest([row.score_text for row in rows], 16, 600, measure),
    )
    weakest_x = width - since - gap - weakest
    target_x = weakest_x - gap - target / 2
    score_x = target_x - target / 2 - gap - score / 2
    floor = max((_two_line_width(row.answered, _CAPTION, 400, measure) for row in rows), default=0.0)
    split = _split([row.title for row in rows], floor, score_x - score / 2 - gap, 130, measure)
    return _DomainColumns(split, score_x, target_x, weakest_x)


def domain_text(row: DomainRow) -> str:
    """'Sales review 2.1, could be 1.7 to 2.6, target 3.0, weakest SAL-5 at 1.'"""
    between = f"could be {row.low_text} to {row.high_text}" if _range_text(row) else ""
    floor = f"weakest {_weakest_text(row.weakest)} at {row.weakest.level}" if row.weakest else ""
    return _words(f"{row.title} {row.score_text}", between, f"target {row.target_text}", floor) + "."


def _domain_table(rows: Sequence[DomainRow], since_label: str) -> tuple[tuple[str, ...], ...]:
    head = ("Domain", "Answered", "Score", "Lowest possible", "Highest possible", "Target")
    return (
        (*head, "Weakest", "Weakest level", since_label),
        *(
            (
                row.title,
                row.answered,
                row.score_text,
                row.low_text,
                row.high_text,
                row.target_text,
                _weakest_text(row.weakest),
                str(row.weakest.level) if row.weakest else _DASH,
                row.since.text,
            )
            for row in rows
        ),
    )


def domain_bars(
    rows: Sequence[DomainRow],
    width: float,
    measure: Measure,
    since_label: str,
    *,
    row_height: float = 59.0,
    since_note: str = "",
) -> Chart:
    """Where we stand: a bar for each domain with its target, score, weakest practice and change.

    `since_label` heads the last column ('Since 2025'); `since_note` stands flush right in the legend.
    """
    width = max(width, _DOMAIN_MIN)
    cols = _domain_columns(rows, width, measure, since_label)
    items: list[Item] = [*_domain_head(cols, width, since_label), Line(0, 26, width, 26)]
    spots: list[Spot] = []
    y = 26.0
    bodies: list[Item] = []
    for row in rows:
        body, height = _domain_row(row, cols, y, width, row_height, measure)
        if y > 26:
            bodies.append(Line(0, y, width, y))
        bodies.extend(body)
        spots.append(Spot(0, y, width, height, _domain_spot(row, since_label), row.key))
        y += height
    if not cols.split.stacked:  # stacked titles stand above the axis, where grid lines would cross them
        items.extend(cols.split.axis.grid(26, y))
    items.extend(bodies)
    items.extend(cols.split.axis.numbers(y + 16))
    legend, height = _legend(_DOMAIN_LEGEND, width, y + 28, measure, since_note)
    items.extend(legend)
    text = " ".join(domain_text(row) for row in rows)
    return Chart(width, y + 28 + height, tuple(items), text, _domain_table(rows, since_label), tuple(spots))


def _domain_head(cols: _DomainColumns, width: float, since_label: str) -> Iterator[Item]:
    head = Text(0, 13, "Domain", _CAPTION, 500, "text2")
    yield head
    yield replace(head, x=cols.score, text="Score", anchor="middle")
    yield replace(head, x=cols.target, text="Target", anchor="middle")
    yield replace(head, x=cols.weakest, text="Weakest")
    yield replace(head, x=width, text=since_label, anchor="end")


def _domain_spot(row: DomainRow, since_label: str) -> str:
    if row.since.direction == "none":
        return domain_text(row)
    return f"{domain_text(row)} {since_label}: {row.since.text}."


def _domain_row(
    row: DomainRow, cols: _DomainColumns, y: float, width: float, least: float, measure: Measure
) -> tuple[tuple[Item, ...], float]:
    """One domain's items from `y`, and its height."""
    split = cols.split
    room = width if split.stacked else split.title
    titles = wrap(row.title, _BODY, 600, room, measure)
    answered = wrap(row.answered, _CAPTION, 400, room, measure)
    block = 18.0 * len(titles) + 17 * len(answered)
    height = block + 58 if split.stacked else max(least, block + 16)
    cy = y + block + 28 if split.stacked else y + height / 2
    top = y + 8 if split.stacked else cy - block / 2
    items: list[Item] = [
        *(split.axis.grid(cy - 20, y + height) if split.stacked else ()),
        *_lines(titles, 0, top, 18, Text(0, 0, "", _BODY, 600)),
        *_lines(answered, 0, top + 18 * len(titles), 17, Text(0, 0, "", _CAPTION, 400, "muted")),
        *_range_bar(row.low, row.high, row.average, split.axis.x, cy, split.axis.per, 18),
    ]
    if row.target is not None:
        items.extend(_tick(split.axis.at(row.target), cy - 19, cy + 14))
    items.extend(_domain_values(row, cols, cy))
    items.extend(_change(row.since, width, cy, measure))
    return tuple(items), height


def _domain_values(row: DomainRow, cols: _DomainColumns, cy: float) -> Iterator[Item]:
    between = _range_text(row)
    up = 6 if between else 0
    yield Text(cols.score, _mid(cy - up, 16), row.score_text, 16, 600, "text", "middle")
    if between:
        yield Text(cols.score, _mid(cy + 13, _CAPTION), between, _CAPTION, 400, "text2", "middle")
    yield Text(cols.target, _mid(cy, _BODY), row.target_text, _BODY, 400, "text2", "middle")
    if row.weakest is None:
        yield Text(cols.weakest, _mid(cy, _BODY), _DASH, _BODY, 400, "muted")
        return
    yield from level_mark(row.weakest.level, cols.weakest, cy - _MARK / 2)
    yield Text(cols.weakest + _MARK_WIDTH + 8, _mid(cy, _BODY), _weakest_text(row.weakest), _BODY, 400, "text2")


# --- Legends ----------------------------------------------------------------------------------------------

Swatch = Callable[[float, float], tuple[Item, ...]]
"""Draws a legend's sign with its left end at x, centred on cy."""


def _swatch_bar(x: float, cy: float) -> tuple[Item, ...]:
    return (Rect(x, cy - 6, 22, 12, "bar"),)


def _swatch_open(x: float, cy: float) -> tuple[Item, ...]:
    return tuple(_range_bar(0.0, _TOP, _TOP / 2, x, cy, 7.5, 11))


def _swatch_target(x: float, cy: float) -> tuple[Item, ...]:
    return _tick(x + 6, cy - 8, cy + 8)


def _swatch_dot(x: float, cy: float) -> tuple[Item, ...]:
    return (Circle(x + 5, cy, 5, "bar"),)


def _swatch_ring(x: float, cy: float) -> tuple[Item, ...]:
    return (Circle(x + 5, cy, 4.2, "surface", "prior", 2.2),)


def _swatch_range(x: float, cy: float) -> tuple[Item, ...]:
    return (Line(x, cy, x + 22, cy, "text", 3),)


def _swatch_dashes(x: float, cy: float) -> tuple[Item, ...]:
    return (Line(x, cy, x + 22, cy, "target", 2, dash=True),)


def _swatch_square(x: float, cy: float) -> tuple[Item, ...]:
    return (Rect(x + 1, cy - 4, 8, 8, "surface", "text2", 1.5),)


def _swatch_company(x: float, cy: float) -> tuple[Item, ...]:
    return tuple(Circle(x + 2 + 5 * i, cy, 1.8, "reference") for i in range(3))


def _swatch_middle(x: float, cy: float) -> tuple[Item, ...]:
    band = Rect(x + 0.5, cy - 4.5, 23, 9, "reference_band", "reference")
    return (band, Rect(x + 11, cy - 6, 2, 12, "reference"))


_Legend = tuple[tuple[float, Swatch, str], ...]

_DOMAIN_LEGEND: Final[_Legend] = (
    (22, _swatch_bar, "Average"),
    (30, _swatch_open, "Range still open, average so far"),
    (12, _swatch_target, "Target"),
)
_RADAR_LEGEND: Final[_Legend] = (
    (10, _swatch_dot, "Average"),
    (22, _swatch_range, "Range still open"),
    (22, _swatch_dashes, "Target"),
    (9, _swatch_square, "Weakest practice"),
)
_STRIP_LEGEND: Final[_Legend] = (
    (14, _swatch_company, "a company"),
    (24, _swatch_middle, "middle half, median"),
)


def _legend(
    entries: _Legend, width: float, y: float, measure: Measure, note: str = ""
) -> tuple[tuple[Item, ...], float]:
    """Signs with their words, flowing onto more lines where narrow; the note flush right or on its own."""
    items: list[Item] = []
    x, cy = 0.0, y + 11
    for size, swatch, word in entries:
        need = size + 8 + measure(word, _CAPTION, 400)
        if x > 0 and x + need > width:
            x, cy = 0.0, cy + 22
        items.extend(swatch(x, cy))
        items.append(Text(x + size + 8, _mid(cy, _CAPTION), word, _CAPTION, 400, "text2"))
        x += need + 22
    if note:
        if x + measure(note, _CAPTION, 400) > width:
            cy += 22
        note = fit(note, _CAPTION, 400, width, measure)
        items.append(Text(width, _mid(cy, _CAPTION), note, _CAPTION, 400, "muted", "end"))
    return tuple(items), cy + 11 - y


# --- Small bars of the summary band -----------------------------------------------------------------------


def score_text(row: ScoreRow) -> str:
    """'Score 2.1 of 4, could be 1.9 to 2.3, target 3.0.'"""
    between = f"could be {row.low_text} to {row.high_text}" if _range_text(row) else ""
    return _words(f"Score {row.score_text} of 4", between, f"target {row.target_text}") + "."


def score_bar(row: ScoreRow, width: float, measure: Measure | None = None, *, numbers: bool = False) -> Chart:
    """The overall score as one bar on a track from 0 to 4, 24 high; `numbers` adds the axis beneath."""
    width = max(width, 80)
    cy = 14.0
    # Half a tick or half a digit must fit beside an end of the axis that has one; else the bar keeps to the edges.
    target = 2.0 if row.target is None else row.target
    left, right = (6 if numbers or target < 0.2 else 0), (6 if numbers or target > 3.8 else 0)
    axis = _Axis(left, width - left - right)
    items: list[Item] = [
        Rect(axis.x + 0.5, cy - 5.5, axis.w - 1, 11, "sunken", "hair", radius=2),
        *_range_bar(row.low, row.high, row.average, axis.x, cy, axis.per, 12),
    ]
    if row.target is not None:
        items.extend(_tick(axis.at(row.target), cy - 12, cy + 8))
    if numbers:
        items.extend(axis.numbers(cy + 24))
    head = ("Score", "Lowest possible", "Highest possible", "Target")
    table = (head, (row.score_text, row.low_text, row.high_text, row.target_text))
    return Chart(width, 44 if numbers else 24, tuple(items), score_text(row), table)


def _shares(counts: Sequence[int], width: float, gap: float, least: float) -> list[float]:
    """Widths that add up to `width` less gaps: `least` for each, the rest by count."""
    room = width - gap * (len(counts) - 1)
    least = min(least, room / max(len(counts), 1))
    free = room - least * len(counts)
    total = sum(counts)
    return [least + (free * count / total if total else free / len(counts)) for count in counts]


def answered_bar(answered: int, to_answer: int, not_applicable: int, width: float, *, to_confirm: int = 0) -> Chart:
    """Answered practices solid, not applicable grey, still to answer or confirm dashed; 14 high."""
    width = max(width, 80)
    parts = [(answered, "bar"), (not_applicable, "control_edge"), (to_answer + to_confirm, None)]
    shown = [(count, fill) for count, fill in parts if count]
    items: list[Item] = []
    x = 0.0
    widths = _shares([count for count, _ in shown], width, 3, 4) if shown else []
    for (_, fill), w in zip(shown, widths, strict=True):
        box = Rect(x, 1, w, 12, fill, radius=2)
        # An edge is centred on its outline: draw the dashed box half a line smaller.
        dashed = Rect(x + 0.5, 1.5, w - 1, 11, None, "control_edge", radius=2, dash=True)
        items.append(box if fill else dashed)
        x += w + 3
    counts = [
        Counted("answered", answered),
        Counted("to answer", to_answer),
        Counted("to confirm", to_confirm),
        Counted("not applicable", not_applicable),
    ]
    return Chart(width, 14, tuple(items), _counted_text(counts), _counted_table("Practices", counts))


def _counted_text(counts: Sequence[Counted]) -> str:
    text = ", ".join(f"{part.count} {part.label}" for part in counts)
    return f"{text}." if text else ""


def _counted_table(first: str, counts: Sequence[Counted]) -> tuple[tuple[str, ...], ...]:
    return ((first, "Count"), *((part.label, str(part.count)) for part in counts))


def evidence_bar(parts: Sequence[Counted], width: float) -> Chart:
    """How strong the evidence is, weakest kind first, on the ramp from level 0; 14 high, at most five."""
    width = max(width, 80)
    shown = [(i, part) for i, part in enumerate(parts) if part.count]
    items: list[Item] = []
    x = 0.0
    widths = _shares([part.count for _, part in shown], width, 2, 8) if shown else []
    for (i, _), w in zip(shown, widths, strict=True):
        edge = "level_edge" if i <= 2 else f"level{i}"
        items.append(Rect(x + 0.5, 1.5, w - 1, 11, f"level{i}", edge, radius=2))
        x += w + 2
    return Chart(width, 14, tuple(items), _counted_text(parts), _counted_table("Evidence", parts))


def spread(counts: Sequence[int], width: float, measure: Measure, *, names: Sequence[str] = LEVEL_NAMES) -> Chart:
    """How many answers sit at each level 0 to 4; an unused level is a narrow outline."""
    labels = [f"{i} {name}" for i, name in enumerate(names)]
    least = _widest(labels, _CAPTION, 500, measure) + 8
    width = max(width, 240)
    widths = _shares(counts, width, 3, least)
    items: list[Item] = []
    spots: list[Spot] = []
    x = 0.0
    for level, (count, label, w) in enumerate(zip(counts, labels, widths, strict=True)):
        items.extend(_spread_box(level, count, x, w))
        label = fit(label, _CAPTION, 500, w, measure)
        items.append(Text(x, 50, label, _CAPTION, 500, "text2"))
        spots.append(Spot(x, 0, w, 32, f"{labels[level]}: {count}", str(level)))
        x += w + 3
    named = [Counted(name.lower(), count) for name, count in zip(names, counts, strict=True)]
    total = sum(counts)
    text = f"{total} {'answer' if total == 1 else 'answers'}: {_counted_text(named)}"
    table = (("Level", "Answers"), *((label, str(n)) for label, n in zip(labels, counts, strict=True)))
    return Chart(width, 56, tuple(items), text, table, tuple(spots))


def _spread_box(level: int, count: int, x: float, w: float) -> tuple[Item, ...]:
    box = Rect(x + 0.5, 0.5, w - 1, 29, radius=4)
    if not count:
        return (replace(box, edge="hair"), Text(x + w / 2, _mid(15, 13), "0", 13, 400, "muted", "middle"))
    edge = "level_edge" if level <= 2 else f"level{level}"
    number = Text(x + w / 2, _mid(15, 14), str(count), 14, 600, f"level{level}_ink", "middle")
    return (replace(box, fill=f"level{level}", edge=edge), number)


# --- Radar ------------------------------------------------------------------------------------------------

_RADAR_NOTE = (
    "How to read this",
    "Shape shows balance, not size:",
    "do not compare the area.",
    "Bars give exact values.",
)


@dataclass(frozen=True, slots=True)
class _Wheel:
    """Axes round a centre, the first pointing up."""

    cx: float
    cy: float
    r: float
    n: int

    def at(self, axis: int, value: float) -> tuple[float, float]:
        share = min(max(value / _TOP, 0.0), 1.0) * self.r
        angle = 2 * pi * axis / self.n
        return self.cx + share * sin(angle), self.cy - share * cos(angle)

    def ring(self, values: Sequence[float | None]) -> list[tuple[float, float] | None]:
        return [None if v is None else self.at(i, v) for i, v in enumerate(values)]


def radar(rows: Sequence[DomainRow], width: float, measure: Measure) -> Chart:
    """Are we balanced? One year only: averages as a shape, target dashed, weakest practice as a square."""
    width = max(width, 380)
    beside = width >= 640
    note = _widest(_RADAR_NOTE, _CAPTION + 1, 600, measure) if beside else 0.0
    field = width - note - (_GAP if beside else 0)
    r = _radar_radius(rows, field, measure)
    wheel = _Wheel(field / 2, 54 + r, r, max(len(rows), 1))
    items = [*_radar_plot(rows, wheel), *_radar_labels(rows, wheel, field, measure)]
    y = max([wheel.cy, *(wheel.at(i, _TOP)[1] for i in range(len(rows)))]) + 54
    items.extend(_radar_note(width - note, 78) if beside else _radar_note(0, y))
    y += 0 if beside else 80
    legend, height = _legend(_RADAR_LEGEND, width, y, measure)
    items.extend(legend)
    text = " ".join(domain_text(row) for row in rows)
    spots = tuple(_radar_spot(row, i, wheel) for i, row in enumerate(rows))
    return Chart(width, y + height, tuple(items), text, _domain_table(rows, "Change"), spots)


def _radar_radius(rows: Sequence[DomainRow], field: float, measure: Measure) -> float:
    """The largest radius at which every axis's words still stand beside its end."""
    radius = 138.0
    for i, row in enumerate(rows):
        reach = abs(sin(2 * pi * i / len(rows)))
        if reach > 0.01:
            words = min(measure(row.title, _BODY, 600), 0.3 * field)
            words = max(words, measure(_radar_values(row), _CAPTION, 400))
            radius = min(radius, (field / 2 - 14 - words) / reach)
    return max(radius, 60.0)


def _radar_values(row: DomainRow) -> str:
    return f"{row.score_text}, target {row.target_text}"


def _radar_spot(row: DomainRow, axis: int, wheel: _Wheel) -> Spot:
    x, y = wheel.at(axis, row.average if row.average is not None else _TOP)
    return Spot(x - 12, y - 12, 24, 24, domain_text(row), row.key)


def _loop(points: Sequence[tuple[float, float] | None], like: Line) -> Iterator[Line]:
    """Lines between neighbours that both have a value."""
    for a, b in pairwise([*points, *points[:1]]):
        if a is not None and b is not None:
            yield replace(like, x1=a[0], y1=a[1], x2=b[0], y2=b[1])


def _radar_plot(rows: Sequence[DomainRow], wheel: _Wheel) -> Iterator[Item]:
    averages = wheel.ring([row.average for row in rows])
    whole = [point for point in averages if point is not None]
    if len(whole) == len(rows) >= 3:
        yield Polygon(tuple(whole), "soft")  # before the grid, which must be read through it
    for level in (1, 2, 3, 4):
        yield from _loop(wheel.ring([level] * len(rows)), Line(0, 0, 0, 0, "hair"))
    for i in range(len(rows)):
        yield Line(wheel.cx, wheel.cy, *wheel.at(i, _TOP), "grid")
    for level in (1, 2, 3, 4):
        x, y = wheel.at(0, level)
        yield Text(x + 5, y + 12, str(level), _CAPTION, 400, "text2")
    yield from _loop(wheel.ring([row.target for row in rows]), Line(0, 0, 0, 0, "target", 2, dash=True))
    yield from _loop(averages, Line(0, 0, 0, 0, "bar", 2))
    for i, row in enumerate(rows):
        if row.low is not None and row.high is not None and row.high > row.low:
            yield Line(*wheel.at(i, row.low), *wheel.at(i, row.high), "text", 3)
    for point in whole:
        yield Circle(*point, 5.5, "bar", "surface", 1.5)
    for i, row in enumerate(rows):
        if row.weakest is not None:
            x, y = wheel.at(i, row.weakest.level)
            yield Rect(x - 4, y - 4, 8, 8, "surface", "text2", 1.5)


def _radar_labels(rows: Sequence[DomainRow], wheel: _Wheel, field: float, measure: Measure) -> Iterator[Item]:
    for i, row in enumerate(rows):
        x, y = wheel.at(i, _TOP)
        side = x - wheel.cx
        anchor: Anchor = "middle" if abs(side) < 1 else "start" if side > 0 else "end"
        x += 14 if anchor == "start" else -14 if anchor == "end" else 0
        low = y > wheel.cy + wheel.r / 2
        if anchor != "middle" and low:
            x += -6 if anchor == "start" else 6
        first = y - 26 if anchor == "middle" and not low else y + 18 if low else y - 4
        room = {"middle": field, "start": field - x, "end": x}[anchor]
        title = fit(row.title, _BODY, 600, room, measure)
        yield Text(x, first, title, _BODY, 600, "text", anchor)
        values = fit(_radar_values(row), _CAPTION, 400, room, measure)
        yield Text(x, first + 17, values, _CAPTION, 400, "muted", anchor)


def _radar_note(x: float, y: float) -> Iterator[Item]:
    yield from _lines(_RADAR_NOTE[:1], x, y, 18, Text(0, 0, "", _BODY, 600))
    yield from _lines(_RADAR_NOTE[1:], x, y + 20, 18, Text(0, 0, "", _BODY, 400, "text2"))


# --- Dumbbells --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _DumbbellColumns:
    """Right edges of the number columns, and the split of the rest."""

    split: _Split
    n: float
    before: float
    after: float


def dumbbell_text(row: DumbbellRow, before_label: str, after_label: str) -> str:
    """'Overall, 42 practices: 1.71 in 2025, 2.15 in 2026, up 0.44.'"""
    head = f"{row.title}, {row.n} practices: " if row.n else f"{row.title}: "
    values = f"{row.before_text} in {before_label}, {row.after_text} in {after_label}"
    moved = row.change.text.lstrip(f"+-{_MINUS}")
    change = f"{row.change.direction} {moved}" if row.change.direction in ("up", "down") else row.change.text
    return head + _words(values, row.note or change, f"target {row.target_text}") + "."


def dumbbells(
    rows: Sequence[DumbbellRow],
    width: float,
    measure: Measure,
    *,
    before_label: str,
    after_label: str,
    row_height: float = 40.0,
) -> Chart:
    """What changed between two years, like for like: ring then, dot now, target tick."""
    width = max(width, 420)
    cols = _dumbbell_columns(rows, width, measure, before_label, after_label)
    top = 29.0 if width >= 520 else 52.0
    head = _dumbbell_head(cols, width, top - 16, before_label, after_label, measure)
    y = top
    body: list[Item] = []
    spots: list[Spot] = []
    for i, row in enumerate(rows):
        drawn, height = _dumbbell_row(row, cols, y, width, row_height, measure)
        body.extend(drawn)
        text = dumbbell_text(row, before_label, after_label)
        spots.append(Spot(0, y, width, height, text, row.key))
        y += height
        if i + 1 < len(rows):
            body.append(Line(0, y, width, y, "control_edge" if row.strong else "hair"))
    grid = () if cols.split.stacked else cols.split.axis.grid(top, y)
    items = (*head, Line(0, top, width, top), *grid, *body, *cols.split.axis.numbers(y + 16))
    text = " ".join(spot.text for spot in spots)
    table = _dumbbell_table(rows, before_label, after_label)
    return Chart(width, y + 24, items, text, table, tuple(spots))


def _dumbbell_table(rows: Sequence[DumbbellRow], before_label: str, after_label: str) -> tuple[tuple[str, ...], ...]:
    head = ("Domain", "Practices compared", before_label, after_label, "Change", "Target", "Note")
    return (
        head,
        *(
            (row.title, row.n, row.before_text, row.after_text, row.change.text, row.target_text, row.note)
            for row in rows
        ),
    )


def _dumbbell_columns(
    rows: Sequence[DumbbellRow], width: float, measure: Measure, before_label: str, after_label: str
) -> _DumbbellColumns:
    gap = 24.0 if width >= 560 else 12.0
    change = max([measure("Change", _CAPTION, 500), *(_change_width(row.change, measure) for row in rows)], default=0)
    after_w = max(
        _widest([row.after_text for row in rows], _BODY, 600, measure),
        measure(after_label, _CAPTION, 500) + 14,
    )
    before_w = max(
        _widest([row.before_text for row in rows], _BODY, 400, measure),
        measure(before_label, _CAPTION, 500) + 14,
    )
    after = width - change - gap
    before = after - after_w - gap
    n = _widest([row.n for row in rows], _CAPTION, 400, measure)
    # The count stands between title and axis, so it is part of what the titles need.
    split = _split([row.title for row in rows], n, before - before_w - gap - n - 12, 130, measure)
    if split.stacked:
        return _DumbbellColumns(replace(split, axis=_Axis(8, before - before_w - gap - 8)), width, before, after)
    axis = replace(split.axis, x=split.axis.x + n + 12)
    return _DumbbellColumns(replace(split, axis=axis), split.title + 12 + n, before, after)


def _dumbbell_head(
    cols: _DumbbellColumns, width: float, baseline: float, before_label: str, after_label: str, measure: Measure
) -> Iterator[Item]:
    head = Text(width, baseline, "Change", _CAPTION, 500, "text2", "end")
    cy = baseline - 4.3
    yield head
    yield replace(head, x=cols.after, text=after_label)
    yield Circle(cols.after - measure(after_label, _CAPTION, 500) - 9, cy, 5, "bar")
    yield replace(head, x=cols.before, text=before_label)
    ring = cols.before - measure(before_label, _CAPTION, 500) - 9
    yield Circle(ring, cy, 4.2, "surface", "prior", 2.2)
    # Where narrow, the first line holds the two other words and the second the numbers' heads.
    target = width if baseline > 20 else ring - 18
    up = 22 if baseline > 20 else 0
    yield replace(head, x=target, y=baseline - up, text="Target")
    yield from _tick(target - measure("Target", _CAPTION, 500) - 11, cy - up - 8, cy - up + 8)
    yield replace(head, x=0, y=baseline - up, text="Practices compared", anchor="start")


def _dumbbell_row(
    row: DumbbellRow, cols: _DumbbellColumns, y: float, width: float, least: float, measure: Measure
) -> tuple[tuple[Item, ...], float]:
    """One row's items from `y`, and its height."""
    split = cols.split
    n_width = measure(row.n, _CAPTION, 400)
    room = width - n_width - 12 if split.stacked else split.title
    titles = wrap(row.title, _BODY, 600, room, measure)
    block = 18.0 * len(titles)
    height = block + 8 + least if split.stacked else max(least, block + 12)
    cy = y + 8 + block + least / 2 if split.stacked else y + height / 2
    title_cy = y + 8 + block / 2 if split.stacked else cy
    items: list[Item] = [
        *(split.axis.grid(cy - 14, y + height) if split.stacked else ()),
        *_lines(titles, 0, title_cy - block / 2, 18, Text(0, 0, "", _BODY, 600)),
        Text(cols.n, _mid(title_cy, _CAPTION), row.n, _CAPTION, 400, "muted", "end"),
    ]
    if row.note:
        notes = wrap(row.note, _CAPTION, 400, split.axis.w - 12, measure)
        ground = Rect(split.axis.x + 2, cy - 8 * len(notes), split.axis.w - 4, 16.0 * len(notes), "surface")
        like = Text(0, 0, "", _CAPTION, 400, "muted")
        items.extend([ground, *_lines(notes, split.axis.x + 6, cy - 8 * len(notes), 16, like)])
    else:
        items.extend(_dumbbell(row, split.axis, cy))
    items.append(Text(cols.before, _mid(cy, _BODY), row.before_text, _BODY, 400, "text2", "end"))
    items.append(Text(cols.after, _mid(cy, _BODY), row.after_text, _BODY, 600, "text", "end"))
    items.extend(_change(row.change, width, cy, measure))
    return tuple(items), height


def _dumbbell(row: DumbbellRow, axis: _Axis, cy: float) -> Iterator[Item]:
    if row.target is not None:
        yield from _tick(axis.at(row.target), cy - 12, cy + 9)
    before = None if row.before is None else axis.at(row.before)
    after = None if row.after is None else axis.at(row.after)
    if before is not None and after is not None and abs(before - after) < 1.5:
        yield Circle(before, cy, 8.5, "surface", "prior", 2.2)
        yield Circle(after, cy, 5, "bar")
        return
    if before is not None and after is not None:
        yield Line(before, cy, after, cy, "bar", 4)
    if before is not None:
        yield Circle(before, cy, 5.6, "surface", "prior", 2.6)
    if after is not None:
        yield Circle(after, cy, 7.4, "bar", "surface", 1.5)


# --- Bridge -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _BridgeColumns:
    """`label` and `sub` widths (sub 0: beneath the label); zero line and length of one level."""

    label: float
    sub: float
    zero: float
    per: float


def bridge(
    start: BridgeEnd, steps: Sequence[BridgeStep], end: BridgeEnd, width: float, measure: Measure, note: str = ""
) -> Chart:
    """Why the overall score moved: one signed bar for each cause, from a shared centre line.

    `note` holds what the sum needs, such as 'rounding ±0.01'.
    """
    width = max(width, 300)
    rows = [pair for step in steps for pair in ((0, step), *((1, part) for part in step.parts))]
    cols = _bridge_columns([step for _, step in rows], width, measure)
    items: list[Item] = [*_bridge_end(start, 0, width, measure), Line(0, 36, width, 36, "control_edge")]
    spots: list[Spot] = []
    y = 36.0
    for i, (depth, step) in enumerate(rows):
        body, height = _bridge_row(step, depth, cols, y, width, measure)
        if i and not depth:
            items.append(Line(0, y, width, y))
        items.extend(body)
        spots.append(Spot(0, y, width, height, _bridge_spot(step), step.key))
        y += height
    items.append(Line(cols.zero, 36, cols.zero, y, "control_edge", 1.5))
    items.append(Line(0, y, width, y, "control_edge"))
    items.extend(_bridge_end(end, y, width, measure))
    y += 38
    notes = wrap(note, _CAPTION, 400, width, measure)
    items.extend(_lines(notes, 0, y, 17, Text(0, 0, "", _CAPTION, 400, "muted")))
    text = " ".join([f"From {start.text} to {end.text}.", *(spot.text for spot in spots), note]).rstrip()
    table = (
        ("Part", "Detail", "Value"),
        (start.label, "", start.text),
        *((step.label, step.sub, step.text) for _, step in rows),
        (end.label, note, end.text),
    )
    return Chart(width, y + 17 * len(notes), tuple(items), text, table, tuple(spots))


def _bridge_spot(step: BridgeStep) -> str:
    detail = f" ({step.sub})" if step.sub else ""
    return f"{step.label}{detail}: {_spoken(step.text)}."


def _bridge_columns(steps: Sequence[BridgeStep], width: float, measure: Measure) -> _BridgeColumns:
    number = max(_widest([step.text for step in steps], _BODY, 600, measure), 44.0)
    one_line = width >= 600
    label = _widest([step.label for step in steps], _BODY, 500, measure) + 20
    label = min(label, width * (0.3 if one_line else 0.46))
    sub = 0.0
    if one_line:
        sub = min(_widest([step.sub for step in steps], _CAPTION, 400, measure) + 12, width * 0.27)
    else:
        label = max(label, min(_widest([step.sub for step in steps], _CAPTION, 400, measure), width * 0.46))
    left = label + sub + 12
    room = width - number - 12 - left
    values = [step.value for step in steps]
    low, high = min([0.0, *values]), max([0.0, *values])
    span = max(high - low, 0.01)  # less than the digits shown must not look like a long bar
    # The line keeps a little room on both sides even if every cause points one way.
    inner = room - 24
    return _BridgeColumns(label, sub, left + 12 + inner * -low / span, inner / span)


def _bridge_end(end: BridgeEnd, y: float, width: float, measure: Measure) -> Iterator[Item]:
    room = width - measure(end.text, 16, 600) - 12
    yield Text(0, _mid(y + 18, _BODY), fit(end.label, _BODY, 600, room, measure), _BODY, 600)
    yield Text(width, _mid(y + 18, 16), end.text, 16, 600, "text", "end")


def _bridge_row(
    step: BridgeStep, depth: int, cols: _BridgeColumns, y: float, width: float, measure: Measure
) -> tuple[tuple[Item, ...], float]:
    """One cause's items from `y`, and its height. Reasons are lower, indented and lighter."""
    indent = 16.0 * depth
    size, weight = (_CAPTION, 400) if depth else (_BODY, 500)
    # A reason's detail follows on its line: reasons are many and small.
    words = f"{step.label} · {step.sub}" if depth and step.sub and not cols.sub else step.label
    labels = wrap(words, size, weight, cols.label - indent, measure)
    beneath = wrap(step.sub, _CAPTION, 400, cols.label - indent, measure) if not (cols.sub or depth) else ()
    beside = wrap(step.sub, _CAPTION, 400, cols.sub - 8, measure) if cols.sub else ()
    leading = 16.0
    block = leading * max(len(labels) + len(beneath), len(beside))
    height = block + (6 if depth else 12)
    height = max(height, 22 if depth else 34)
    cy = y + height / 2
    words_height = leading * (len(labels) + len(beneath))
    label = Text(0, 0, "", size, weight, "text2" if depth else "text")
    sub = Text(0, 0, "", _CAPTION, 400, "muted")
    items: list[Item] = [
        *_lines(labels, indent, cy - words_height / 2, leading, label),
        *_lines(beneath, indent, cy - words_height / 2 + leading * len(labels), leading, sub),
    ]
    if beside:
        items.extend(_lines(beside, cols.label, cy - 8 * len(beside), leading, sub))
    bar_height = 7.0 if depth else 14.0
    length = step.value * cols.per
    fill = "bar" if step.practice else "control_edge"
    items.append(Rect(cols.zero + min(length, 0), cy - bar_height / 2, abs(length), bar_height, fill))
    strong = step.practice and not depth
    color = "text" if strong else "text2"
    items.append(Text(width, _mid(cy, size), step.text, size, 600 if strong else 400, color, "end"))
    return tuple(items), height


# --- Facet matrix -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _FacetColumns:
    """Left of title, marks, at target, lowest; the average stands flush right."""

    title: float
    marks: float
    target: float
    lowest: float
    title_width: float
    per_line: int


def facet_text(facet: Facet) -> str:
    """'T3a, Form remedy takes: levels 2, 1, 0; none of 3 at target, lowest 0, average 1.0.'"""
    levels = ", ".join(level_text(level) for level in facet.levels) or "none"
    reached = str(facet.at_target) if facet.at_target else "none"
    floor = "" if facet.lowest is None else f"lowest {facet.lowest}"
    provisional = " provisional" if facet.provisional else ""
    share = f"{reached} of {facet.of} at target" if facet.of else "no targets"
    rest = _words(share, floor, f"average {facet.average_text}{provisional}")
    return f"{facet.key}, {facet.title}: levels {levels}; {rest}."


def facet_matrix(themes: Sequence[FacetTheme], width: float, measure: Measure, *, selected: str | None = None) -> Chart:
    """Which of the note's ten questions we meet: our linked levels, how many at target, lowest, average."""
    width = max(width, 420)
    facets = [facet for theme in themes for facet in theme.facets]
    cols = _facet_columns(facets, width, measure)
    items: list[Item] = list(_facet_head(cols, width, measure))
    spots: list[Spot] = []
    y = 26.0
    for theme in themes:
        items.extend(_facet_theme(theme, y, width, measure))
        y += 34
        for facet in theme.facets:
            body, height = _facet_row(facet, cols, y, width, measure)
            items.append(Line(0, y, width, y))
            if facet.key == selected:
                items.append(Rect(0.75, y + 0.75, width - 1.5, height - 1.5, "softer", "accent", 1.5, 6))
            items.extend(body)
            spots.append(Spot(0, y, width, height, facet_text(facet), facet.key))
            y += height
    text = " ".join(facet_text(facet) for facet in facets)
    return Chart(width, y, tuple(items), text, _facet_table(themes), tuple(spots))


def _facet_table(themes: Sequence[FacetTheme]) -> tuple[tuple[str, ...], ...]:
    head = ("Theme", "Facet", "Question", "Levels", "At target", "Of", "Lowest", "Average", "Provisional")
    return (
        head,
        *(
            (
                f"{theme.label} {theme.title}",
                facet.key,
                facet.title,
                ", ".join(level_text(level) for level in facet.levels),
                str(facet.at_target),
                str(facet.of),
                _DASH if facet.lowest is None else str(facet.lowest),
                facet.average_text,
                "yes" if facet.provisional else "",
            )
            for theme in themes
            for facet in theme.facets
        ),
    )


def _facet_columns(facets: Sequence[Facet], width: float, measure: Measure) -> _FacetColumns:
    gap = 18.0 if width >= 560 else 10.0
    average = max(measure("Average", _CAPTION, 500), _widest([f.average_text for f in facets], 14, 600, measure) + 18)
    lowest = width - 8 - average - gap - max(_MARK_WIDTH, measure("Lowest", _CAPTION, 500))
    target = lowest - gap - max(_widest(["10 of 10"], _BODY, 600, measure), measure("At target", _CAPTION, 500))
    title = 16 + _widest([facet.key for facet in facets], _BODY, 400, measure)
    need = _widest([facet.title for facet in facets], _BODY, 500, measure)
    most = max((len(facet.levels) for facet in facets), default=1)
    # Titles give way first: they wrap. Marks then take further lines, but at least two stand side by side.
    least = max(min(target - gap - title - gap - 27 * most, need), min(need, (target - title) * 0.45))
    marks = title + least + gap
    per_line = max(int((target - gap - marks + 5) // 27), 1)
    return _FacetColumns(title, marks, target, lowest, least, per_line)


def _facet_head(cols: _FacetColumns, width: float, measure: Measure) -> Iterator[Item]:
    head = Text(8, 13, "Facet", _CAPTION, 500, "text2")
    yield head
    linked = "Linked practices"
    if measure(linked, _CAPTION, 500) > cols.target - cols.marks - 8:
        linked = fit("Linked", _CAPTION, 500, cols.target - cols.marks - 8, measure)
    yield replace(head, x=cols.marks, text=linked)
    yield replace(head, x=cols.target, text="At target")
    yield replace(head, x=cols.lowest, text="Lowest")
    yield replace(head, x=width - 8, text="Average", anchor="end")
    yield Line(0, 26, width, 26)


def _facet_theme(theme: FacetTheme, y: float, width: float, measure: Measure) -> Iterator[Item]:
    baseline = _mid(y + 18, _BODY)
    if y > 26:
        yield Line(0, y, width, y)
    yield Text(8, baseline, theme.label, _BODY, 400, "text2")
    x = 8 + measure(theme.label, _BODY, 400) + 10
    yield Text(x, baseline, fit(theme.title, _BODY, 600, width - x, measure), _BODY, 600)


def _facet_row(
    facet: Facet, cols: _FacetColumns, y: float, width: float, measure: Measure
) -> tuple[tuple[Item, ...], float]:
    """One facet's items from `y`, and its height."""
    titles = wrap(facet.title, _BODY, 500, cols.title_width, measure, lines=3)
    mark_lines = max(-(-len(facet.levels) // cols.per_line), 1)
    height = max(43.0, 18.0 * len(titles) + 14, 27.0 * mark_lines + 16)
    cy = y + height / 2
    items: list[Item] = [
        Text(8, _mid(cy - 9 * (len(titles) - 1), _BODY), facet.key, _BODY, 400, "muted"),
        *_lines(titles, cols.title, cy - 9 * len(titles), 18, Text(0, 0, "", _BODY, 500)),
    ]
    first = cy - (27 * mark_lines - 5) / 2
    for i, level in enumerate(facet.levels):
        line, column = divmod(i, cols.per_line)
        items.extend(level_mark(level, cols.marks + 27 * column, first + 27 * line, ladder=False))
    items.extend(_facet_numbers(facet, cols, cy, width, measure))
    return tuple(items), height


def _facet_numbers(facet: Facet, cols: _FacetColumns, cy: float, width: float, measure: Measure) -> Iterator[Item]:
    baseline = _mid(cy, _BODY)
    reached = str(facet.at_target)
    if facet.of:
        yield Text(cols.target, baseline, reached, _BODY, 600)
        x = cols.target + measure(reached, _BODY, 600) + 6
        yield Text(x, baseline, f"of {facet.of}", _BODY, 400, "text2")
    else:
        yield Text(cols.target, baseline, _DASH, _BODY, 400, "muted")
    yield from level_mark("not_asked" if facet.lowest is None else facet.lowest, cols.lowest, cy - _MARK / 2)
    is_number = facet.average_text[:1].isdigit()
    size, weight, color = (14.0, 600, "text") if is_number else (_BODY, 400, "muted")
    yield Text(width - 8, _mid(cy, size), facet.average_text, size, weight, color, "end")
    if facet.provisional:
        left = width - 8 - measure(facet.average_text, size, weight)
        yield Circle(left - 11, cy, 5, None, "attention", 1.6, dash=True)


# --- Disclosure strip -------------------------------------------------------------------------------------

_DOT = 4.2  # pitch of a company's dot
_STACK = 36.0  # the highest pile of dots


@dataclass(frozen=True, slots=True)
class _StripColumns:
    title: float
    axis: _Axis
    words: float
    words_width: float


def strip_text(row: StripRow) -> str:
    """'Policy, disclosure 0 to 100: 26 companies, median 67, middle half 37 to 83. We publish ...'"""
    if not row.values:
        return _sentences(f"{row.title}: {row.none_text}", row.published)
    half = f"middle half {row.low_quartile_text} to {row.high_quartile_text}"
    facts = f"{len(row.values)} companies, median {row.median_text}, {half}"
    return _sentences(f"{row.title}, disclosure 0 to 100: {facts}", row.published)


def _sentences(*parts: str) -> str:
    return " ".join(part if part.endswith(".") else part + "." for part in parts if part)


def strip(rows: Sequence[StripRow], width: float, measure: Measure) -> Chart:
    """What companies publish, 0 to 100: a dot each, the middle half, the median; our side only in words."""
    width = max(width, 340)
    words = min(max(_two_line_width(r.published, _CAPTION, 500, measure) for r in rows), 0.3 * width) if rows else 0
    title = _widest([row.title for row in rows], _BODY, 600, measure)
    title = min(max(title, measure("median 100", _CAPTION, 400)), 0.33 * width)
    axis = _Axis(title + 20, width - title - 20 - words - 24, 100.0)
    cols = _StripColumns(title, axis, width - words, words)
    y = 22.0
    body: list[Item] = []
    spots: list[Spot] = []
    bottom = y
    for row in rows:
        drawn, height = _strip_row(row, cols, y, measure)
        body.extend(drawn)
        spots.append(Spot(0, y, width, height, strip_text(row), row.key))
        y += height
        bottom = y if row.values else bottom
        body.append(Line(0, y, width, y))
    step = 25.0 if axis.w >= 110 else 50.0
    grid = axis.grid(22, bottom, step) if bottom > 22 else ()
    numbers = axis.numbers(12, step) if bottom > 22 else ()
    legend, height = _legend(_STRIP_LEGEND, width, y + 8, measure)
    text = " ".join(strip_text(row) for row in rows)
    return Chart(width, y + 8 + height, (*grid, *numbers, *body, *legend), text, _strip_table(rows), tuple(spots))


def _strip_table(rows: Sequence[StripRow]) -> tuple[tuple[str, ...], ...]:
    return (
        ("Domain", "Companies", "Lower quartile", "Median", "Upper quartile", "We publish", "Note"),
        *(
            (
                row.title,
                str(len(row.values)),
                row.low_quartile_text,
                row.median_text,
                row.high_quartile_text,
                row.published,
                "" if row.values else row.none_text,
            )
            for row in rows
        ),
    )


def _strip_row(row: StripRow, cols: _StripColumns, y: float, measure: Measure) -> tuple[tuple[Item, ...], float]:
    """One domain's items from `y`, and its height."""
    titles = wrap(row.title, _BODY, 600, cols.title, measure)
    sub = [f"median {row.median_text}"] if row.values else []
    words = wrap(row.published, _CAPTION, 500, cols.words_width, measure, lines=6)
    none = () if row.values else wrap(row.none_text, _CAPTION, 400, cols.axis.w, measure, lines=3)
    block = 17.0 * (len(titles) + len(sub))
    height = max(48.0, block + 12, 16.0 * len(words) + 12, 17.0 * len(none) + 12)
    height = max(height, _pile(row.values, cols.axis)[1] + 24) if row.values else height
    cy = y + height / 2
    items: list[Item] = [
        *_lines(titles, 0, cy - block / 2, 17, Text(0, 0, "", _BODY, 600)),
        *_lines(sub, 0, cy - block / 2 + 17 * len(titles), 17, Text(0, 0, "", _CAPTION, 400, "muted")),
        *_lines(words, cols.words, cy - 8 * len(words), 16, Text(0, 0, "", _CAPTION, 500, "text2")),
        *_lines(none, cols.axis.x, cy - 8.5 * len(none), 17, Text(0, 0, "", _CAPTION, 400, "text2")),
    ]
    if row.values:
        items.extend(_strip_marks(row, cols.axis, y + height - 11))
    return tuple(items), height


def _pile(values: Sequence[float], axis: _Axis) -> tuple[list[tuple[float, float]], float]:
    """Each company's (x, height above the band), and the pile's height: equal places are piled up."""
    columns: dict[int, int] = {}
    placed: list[tuple[int, int]] = []
    for value in sorted(values):
        column = round((axis.at(value) - axis.x) / _DOT)
        placed.append((column, columns.get(column, 0)))
        columns[column] = columns.get(column, 0) + 1
    most = max(columns.values(), default=0)
    pitch = min(_DOT, _STACK / max(most, 1))
    last = axis.x + axis.w
    return [(min(axis.x + c * _DOT, last), pitch * i) for c, i in placed], pitch * most


def _strip_marks(row: StripRow, axis: _Axis, cy: float) -> Iterator[Item]:
    yield Rect(axis.x + 0.5, cy - 3.5, axis.w - 1, 7, "sunken", "hair", radius=2)
    low, high = axis.at(row.low_quartile), axis.at(row.high_quartile)
    yield Rect(low, cy - 3.5, max(high - low, 1), 7, "reference_band", "reference")
    yield Rect(axis.at(row.median) - 1, cy - 5, 2, 10, "reference")
    for x, up in _pile(row.values, axis)[0]:
        yield Circle(x, cy - 7.5 - up, 1.7, "reference")


# --- Teams ------------------------------------------------------------------------------------------------

_CELL_LEAST = 66.0
_CELL_HEIGHT = 62.0


def heat_text(row: HeatRow, team: str, cell: HeatCell) -> str:
    """'Sales review, Sales EMEA: lowest 1, average 2.6 from 7 answers.'"""
    head = f"{row.title}, {team}: "
    if cell.kind == "not_asked":
        return head + "not asked."
    if cell.kind == "too_few":
        levels = ", ".join(level_text(level) for level in cell.levels) or "none"
        return f"{head}too few to average, levels {levels}."
    answers = "answer" if cell.n == 1 else "answers"
    return f"{head}lowest {cell.lowest}, average {cell.average_text} from {cell.n} {answers}."


def heat_map(teams: Sequence[str], rows: Sequence[HeatRow], width: float, measure: Measure) -> Chart:
    """Who differs: a cell for each team and domain in the step of its lowest level, which it prints.

    More teams than fit side by side continue in a further block.
    """
    width = max(width, 300)
    label = min(_widest([row.title for row in rows], _BODY, 500, measure), 0.32 * width)
    per_block = max(int((width - label - 8) // _CELL_LEAST), 1)
    # Blocks of nearly equal length, so that the last is not a lonely column.
    blocks = max(-(-len(teams) // per_block), 1)
    size = max(-(-len(teams) // blocks), 1)
    items: list[Item] = []
    spots: list[Spot] = []
    y = 0.0
    for first in range(0, len(teams), size):
        block = range(first, min(first + size, len(teams)))
        y = _heat_block(teams, rows, block, size, label, y, width, measure, items, spots) + 12
    text = " ".join(heat_text(row, team, cell) for row in rows for team, cell in _pairs(teams, row))
    return Chart(width, max(y - 12, 0), tuple(items), text, _heat_table(teams, rows), tuple(spots))


def _pairs(teams: Sequence[str], row: HeatRow) -> Iterator[tuple[str, HeatCell]]:
    return zip(teams, row.cells, strict=True)


def _heat_table(teams: Sequence[str], rows: Sequence[HeatRow]) -> tuple[tuple[str, ...], ...]:
    head = ("Domain", "Team", "Lowest", "Average", "Answers", "Note")
    return (head, *((row.title, team, *_heat_words(cell)) for row in rows for team, cell in _pairs(teams, row)))


def _heat_words(cell: HeatCell) -> tuple[str, str, str, str]:
    if cell.kind == "not_asked":
        return ("", "", "", "not asked")
    if cell.kind == "too_few":
        levels = ", ".join(level_text(level) for level in cell.levels)
        return ("", "", str(cell.n), f"too few: {levels}")
    return (str(cell.lowest), cell.average_text, str(cell.n), "")


def _heat_block(
    teams: Sequence[str],
    rows: Sequence[HeatRow],
    block: range,
    size: int,
    label: float,
    y: float,
    width: float,
    measure: Measure,
    items: list[Item],
    spots: list[Spot],
) -> float:
    """Append one block of teams from `y`; returns its lower end."""
    pitch = (width - label - 8) / size
    heads = [wrap(teams[i], _CAPTION, 500, pitch - 6, measure) for i in block]
    top = y + 16.0 * max(len(head) for head in heads) + 6
    for column, head in enumerate(heads):
        x = label + 8 + column * pitch + (pitch - 4) / 2 + 4
        like = Text(0, 0, "", _CAPTION, 500, "text2", "middle")
        items.extend(_lines(head, x, top - 6 - 16 * len(head), 16, like))
    for row in rows:
        names = wrap(row.title, _BODY, 500, label, measure)
        cy = top + _CELL_HEIGHT / 2
        items.extend(_lines(names, 0, cy - 8.5 * len(names), 17, Text(0, 0, "", _BODY, 500)))
        for column, i in enumerate(block):
            x = label + 12 + column * pitch
            items.extend(_heat_cell(row.cells[i], x, top, pitch - 4, measure))
            text = heat_text(row, teams[i], row.cells[i])
            spots.append(Spot(x, top, pitch - 4, _CELL_HEIGHT, text, row.cells[i].key))
        top += _CELL_HEIGHT + 4
    return top - 4


def _heat_cell(cell: HeatCell, x: float, y: float, w: float, measure: Measure) -> Iterator[Item]:
    box = Rect(x + 0.5, y + 0.5, w - 1, _CELL_HEIGHT - 1, radius=4)
    cx = x + w / 2
    if cell.kind == "level" and cell.lowest is not None:
        ink = f"level{cell.lowest}_ink"
        edge = "level_edge" if cell.lowest <= 2 else f"level{cell.lowest}"
        yield replace(box, fill=f"level{cell.lowest}", edge=edge)
        yield Text(cx, y + 20, str(cell.lowest), 17, 600, ink, "middle")
        facts = (f"avg {cell.average_text}", f"n {cell.n}")
        joined = " · ".join(facts)
        fits = measure(joined, _CAPTION, 500) <= w - 6
        lines: tuple[str, ...] = (joined,) if fits else facts
        first = y + 37 if len(lines) == 2 else y + 42
        for i, line in enumerate(lines):
            yield Text(cx, first + 14 * i, fit(line, _CAPTION, 500, w - 4, measure), _CAPTION, 500, ink, "middle")
        return
    few = cell.kind == "too_few"
    yield replace(box, fill=None if few else "sunken", edge="control_edge" if few else "hair", dash=few)
    lines = ("too few", ", ".join(str(v) for v in cell.levels if isinstance(v, int))) if few else ("not asked",)
    lines = tuple(line for line in lines if line)
    first = y + _CELL_HEIGHT / 2 - 8 * len(lines)
    shown = [fit(line, _CAPTION, 400, w - 4, measure) for line in lines]
    yield from _lines(shown, cx, first, 16, Text(0, 0, "", _CAPTION, 400, "muted", "middle"))


# --- For painters -----------------------------------------------------------------------------------------


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
