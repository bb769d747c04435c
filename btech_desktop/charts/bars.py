"""Where we stand: a bar for each domain, and the overall score as one small bar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from btech_desktop.charts.axis import TOP, Axis, Split, split_row, tick
from btech_desktop.charts.changes import change_items, changes_width
from btech_desktop.charts.items import Chart, Item, Line, Measure, Rect
from btech_desktop.charts.legend import Legend, draw_legend
from btech_desktop.charts.levels import MARK, MARK_WIDTH, level_mark
from btech_desktop.charts.rows import Rows
from btech_desktop.charts.scores import (
    DomainRow,
    ScoreRow,
    compared_text,
    domain_table,
    domain_text,
    range_text,
    score_table,
    score_text,
    weakest_text,
)
from btech_desktop.charts.text import BODY, CAPTION, DASH, block, heading, label, two_line_width, widest, wrap
from btech_desktop.language import mark, tr

_LEAST_WIDTH = 420.0
_HEAD = 26.0  # height of the columns' heads
_LEGEND: Final[Legend] = (
    (22, lambda x, cy: (Rect(x, cy - 6, 22, 12, "bar"),), mark("Average")),
    (30, lambda x, cy: Axis(x, 30).bar(0.0, TOP, TOP / 2, cy, 11), mark("Range still open, average so far")),
    (12, lambda x, cy: tick(x + 6, cy - 8, cy + 8), mark("Target")),
)
_RANGE: Final = 1
"""Which of them is about the range."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where each column stands: centres of score and target, left of weakest."""

    split: Split
    score: float
    target: float
    weakest: float


def domain_bars(
    rows: Sequence[DomainRow],
    width: float,
    measure: Measure,
    since_label: str,
    *,
    row_height: float = 59.0,
    air: float = 16.0,
    since_note: str = "",
) -> Chart:
    """Where we stand: a bar for each domain with its target, score, weakest practice and change.

    `since_label` heads the last column ('Since 2025'); `since_note` stands flush right in the legend. A row is
    `row_height` high, or as high as its words with half of `air` above and below them.
    """
    width = max(width, _LEAST_WIDTH)
    cols = _columns(rows, width, measure, since_label)
    axis = cols.split.axis
    body = Rows(_HEAD, width)
    for row in rows:
        if body.spots:
            body.rule()
        body.add(*_row(row, cols, body.y, width, row_height, air, measure), _spot_text(row, since_label), row.key)
    y = body.y
    # Stacked titles stand above the axis, where grid lines through all rows would cross them.
    grid = () if cols.split.stacked else axis.grid(_HEAD, y)
    # Where nothing is open there is no range to explain.
    ranges = any(row.low is not None and range_text(row) for row in rows)
    shown = tuple(entry for n, entry in enumerate(_LEGEND) if n != _RANGE or ranges)
    legend, height = draw_legend(shown, width, y + 28, measure, since_note)
    items = (*_head(cols, width, since_label), *grid, *body.items, *axis.numbers(y + 16), *legend)
    text = " ".join(domain_text(row) for row in rows)
    return Chart(width, y + 28 + height, items, text, domain_table(rows, since_label), tuple(body.spots))


def _columns(rows: Sequence[DomainRow], width: float, measure: Measure, since_label: str) -> _Columns:
    """Columns from the right, as wide as their widest value; the axis takes what is left."""
    gap = 16.0 if width >= 560 else 10.0
    since = max(
        changes_width(since_label, [row.since for row in rows], measure),
        widest([compared_text(row) for row in rows], CAPTION, 400, measure),
    )
    names = [weakest_text(row.weakest) for row in rows]
    weakest = max(measure(tr("Weakest"), CAPTION, 500), MARK_WIDTH + 8 + widest(names, BODY, 400, measure))
    target = widest([tr("Target"), *(row.target_text for row in rows)], BODY, 500, measure)
    score = max(
        widest([tr("Score"), *(range_text(row) for row in rows)], CAPTION, 500, measure),
        widest([row.score_text for row in rows], 16, 600, measure),
    )
    weakest_x = width - since - gap - weakest
    target_x = weakest_x - gap - target / 2
    score_x = target_x - target / 2 - gap - score / 2
    floor = max((two_line_width(row.answered, CAPTION, 400, measure) for row in rows), default=0.0)
    split = split_row([row.title for row in rows], floor, score_x - score / 2 - gap, 130, measure)
    return _Columns(split, score_x, target_x, weakest_x)


def _head(cols: _Columns, width: float, since_label: str) -> Iterator[Item]:
    yield heading(0, tr("Domain"))
    yield heading(cols.score, tr("Score"), "middle")
    yield heading(cols.target, tr("Target"), "middle")
    yield heading(cols.weakest, tr("Weakest"))
    yield heading(width, since_label, "end")
    yield Line(0, _HEAD, width, _HEAD)


def _spot_text(row: DomainRow, since_label: str) -> str:
    if row.since.direction == "none":
        return domain_text(row)
    return f"{domain_text(row)} {since_label}: {' '.join(filter(None, (row.since.text, compared_text(row))))}."


def _row(
    row: DomainRow, cols: _Columns, y: float, width: float, least: float, air: float, measure: Measure
) -> tuple[tuple[Item, ...], float]:
    """One domain's items from `y`, and its height."""
    axis, stacked = cols.split.axis, cols.split.stacked
    room = width if stacked else cols.split.title
    titles = wrap(row.title, BODY, 600, room, measure)
    answered = wrap(row.answered, CAPTION, 400, room, measure)
    words = 18.0 * len(titles) + 17 * len(answered)
    height = words + 58 if stacked else max(least, words + air)
    cy = y + words + 28 if stacked else y + height / 2
    top = y + 8 if stacked else cy - words / 2
    items = (
        *(axis.grid(cy - 20, y + height) if stacked else ()),
        *block(titles, 0, top, 18, BODY, 600),
        *block(answered, 0, top + 18 * len(titles), 17, CAPTION, 400, "muted"),
        *axis.bar(row.low, row.high, row.average, cy, 18),
        *(() if row.target is None else tick(axis.at(row.target), cy - 19, cy + 14)),
        *_values(row, cols, cy),
        *_change(row, width, cy, measure),
    )
    return items, height


def _change(row: DomainRow, right: float, cy: float, measure: Measure) -> Iterator[Item]:
    """The change, and beneath it on how many practices."""
    on = compared_text(row)
    yield from change_items(row.since, right, cy - 6 if on else cy, measure)
    if on:
        yield label(right, cy + 13, on, CAPTION, 400, "text2", "end")


def _values(row: DomainRow, cols: _Columns, cy: float) -> Iterator[Item]:
    between = range_text(row)
    yield label(cols.score, cy - 6 if between else cy, row.score_text, 16, 600, "text", "middle")
    if between:
        yield label(cols.score, cy + 13, between, CAPTION, 400, "text2", "middle")
    yield label(cols.target, cy, row.target_text, BODY, 400, "text2", "middle")
    if row.weakest is None:
        yield label(cols.weakest, cy, DASH, BODY, 400, "muted")
        return
    yield from level_mark(row.weakest.level, cols.weakest, cy - MARK / 2)
    yield label(cols.weakest + MARK_WIDTH + 8, cy, weakest_text(row.weakest), BODY, 400, "text2")


def score_bar(row: ScoreRow, width: float, measure: Measure | None = None, *, numbers: bool = False) -> Chart:
    """The overall score as one bar on a track from 0 to 4, 24 high; `numbers` adds the axis beneath."""
    width = max(width, 80)
    cy = 14.0
    # Half a tick or half a digit must fit beside an end of the axis that has one; else the bar keeps to the edges.
    target = 2.0 if row.target is None else row.target
    left, right = (6 if numbers or target < 0.2 else 0), (6 if numbers or target > 3.8 else 0)
    axis = Axis(left, width - left - right)
    items = (
        Rect(axis.x + 0.5, cy - 5.5, axis.w - 1, 11, "sunken", "hair", radius=2),
        *axis.bar(row.low, row.high, row.average, cy, 12),
        *(() if row.target is None else tick(axis.at(row.target), cy - 12, cy + 8)),
        *(axis.numbers(cy + 24) if numbers else ()),
    )
    return Chart(width, 44 if numbers else 24, items, score_text(row), score_table(row))
