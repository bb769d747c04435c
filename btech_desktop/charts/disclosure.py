"""What companies publish, 0 to 100: a dot for each, the middle half and the median; other profiles without dots."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from btech_desktop.charts.axis import Axis
from btech_desktop.charts.items import Chart, Circle, Item, Measure, Rect
from btech_desktop.charts.legend import Legend, draw_legend
from btech_desktop.charts.rows import Rows
from btech_desktop.charts.text import BODY, CAPTION, block, block_about, two_line_width, widest, wrap
from btech_desktop.language import mark, tr

_HEAD = 22.0  # height of the axis's figures
_DOT = 4.2  # pitch of a company's dot
_STACK = 36.0  # the highest pile of dots
_LEGEND: Final[Legend] = (
    (14, lambda x, cy: (Circle(x + 2 + 5 * i, cy, 1.8, "reference") for i in range(3)), mark("a company")),
    (
        24,
        lambda x, cy: (
            Rect(x + 0.5, cy - 4.5, 23, 9, "reference_band", "reference"),
            Rect(x + 11, cy - 6, 2, 12, "reference"),
        ),
        mark("middle half, median"),
    ),
)


@dataclass(frozen=True, slots=True)
class StripRow:
    """What companies disclose, 0 to 100. No values: `none_text` stands in the strip's place.

    `published` says in words what we publish; our answers have no place on the companies' scale. A profile of which
    only quartiles are known has no values but the number of its `contributors`; there `published` is our own score.
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
    none_text: str = field(default_factory=lambda: tr("No public comparator exists."))
    contributors: int = 0

    @property
    def drawn(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.values or self.contributors)

    @property
    def facts(self) -> tuple[str, ...]:
        """What stands beneath the title."""
        if not self.drawn:
            return ()
        median = tr("median {median}", median=self.median_text)
        return (tr("n = {n}", n=self.contributors), median) if self.contributors else (median,)


@dataclass(frozen=True, slots=True)
class _Columns:
    title: float
    axis: Axis
    words: float
    words_width: float


def strip_text(row: StripRow) -> str:
    """'Policy, disclosure 0 to 100: 26 companies, median 67, middle half 37 to 83. We publish ...'"""
    if row.contributors:
        facts = tr(
            "{area}: %n contributor(s), median {median}, middle half {low} to {high}",
            "",
            row.contributors,
            area=row.title,
            median=row.median_text,
            low=row.low_quartile_text,
            high=row.high_quartile_text,
        )
        return _sentences(facts, row.published)
    if not row.values:
        return _sentences(f"{row.title}: {row.none_text}", row.published)
    facts = tr(
        "{area}, disclosure 0 to 100: %n [company|companies], median {median}, middle half {low} to {high}",
        "",
        len(row.values),
        area=row.title,
        median=row.median_text,
        low=row.low_quartile_text,
        high=row.high_quartile_text,
    )
    return _sentences(facts, row.published)


def _sentences(*parts: str) -> str:
    return " ".join(part if part.endswith(".") else part + "." for part in parts if part)


def strip(rows: Sequence[StripRow], width: float, measure: Measure, *, top: float = 100.0) -> Chart:
    """What companies publish, 0 to `top`: a dot each, the middle half, the median; our side only in words."""
    width = max(width, 340)
    cols = _columns(rows, width, top, measure)
    body = Rows(_HEAD, width)
    bottom = _HEAD
    for row in rows:
        body.add(*_row(row, cols, body.y, measure), strip_text(row), row.key)
        bottom = body.y if row.drawn else bottom
        body.rule()
    step = top / 4 if cols.axis.w >= 110 else top / 2
    scale = (*cols.axis.grid(_HEAD, bottom, step), *cols.axis.numbers(12, step)) if bottom > _HEAD else ()
    y = body.y + 8
    legend, height = draw_legend(_LEGEND[1:] if _contributed(rows) else _LEGEND, width, y, measure)
    text = " ".join(spot.text for spot in body.spots)
    return Chart(width, y + height, (*scale, *body.items, *legend), text, _table(rows), tuple(body.spots))


def _contributed(rows: Sequence[StripRow]) -> bool:
    """Whether the rows are of a profile without dots."""
    return any(row.contributors for row in rows)


def _columns(rows: Sequence[StripRow], width: float, top: float, measure: Measure) -> _Columns:
    words = max((two_line_width(row.published, CAPTION, 500, measure) for row in rows), default=0)
    words = min(words, 0.3 * width)
    median = measure(tr("median {median}", median=100), CAPTION, 400)
    title = max(widest([row.title for row in rows], BODY, 600, measure), median)
    if _contributed(rows):
        title = max(title, widest([fact for row in rows for fact in row.facts], CAPTION, 400, measure))
    title = min(title, 0.33 * width)
    return _Columns(title, Axis(title + 20, width - title - 20 - words - 24, top), width - words, words)


def _table(rows: Sequence[StripRow]) -> tuple[tuple[str, ...], ...]:
    contributed = _contributed(rows)
    return (
        (
            tr("Domain or facet") if contributed else tr("Domain"),
            tr("Contributors") if contributed else tr("Companies"),
            tr("Lower quartile"),
            tr("Median"),
            tr("Upper quartile"),
            tr("Ours") if contributed else tr("We publish"),
            tr("Note"),
        ),
        *(
            (
                row.title,
                str(row.contributors or len(row.values)),
                row.low_quartile_text,
                row.median_text,
                row.high_quartile_text,
                row.published,
                "" if row.drawn else row.none_text,
            )
            for row in rows
        ),
    )


def _row(row: StripRow, cols: _Columns, y: float, measure: Measure) -> tuple[tuple[Item, ...], float]:
    """One domain's items from `y`, and its height."""
    titles = wrap(row.title, BODY, 600, cols.title, measure)
    sub = row.facts
    words = wrap(row.published, CAPTION, 500, cols.words_width, measure, lines=6)
    none = () if row.drawn else wrap(row.none_text, CAPTION, 400, cols.axis.w, measure, lines=3)
    left = 17.0 * (len(titles) + len(sub))
    dots, pile = _pile(row.values, cols.axis)
    height = max(48.0, left + 12, 16.0 * len(words) + 12, 17.0 * len(none) + 12, pile + 24)
    cy = y + height / 2
    items = (
        *block(titles, 0, cy - left / 2, 17, BODY, 600),
        *block(sub, 0, cy - left / 2 + 17 * len(titles), 17, CAPTION, 400, "muted"),
        *block_about(words, cols.words, cy, 16, CAPTION, 500, "text2"),
        *block_about(none, cols.axis.x, cy, 17, CAPTION, 400, "text2"),
        *(_marks(row, cols.axis, dots, y + height - 11 if row.values else cy) if row.drawn else ()),
    )
    return items, height


def _pile(values: Sequence[float], axis: Axis) -> tuple[list[tuple[float, float]], float]:
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


def _marks(row: StripRow, axis: Axis, dots: Sequence[tuple[float, float]], cy: float) -> Iterator[Item]:
    yield Rect(axis.x + 0.5, cy - 3.5, axis.w - 1, 7, "sunken", "hair", radius=2)
    low, high = axis.at(row.low_quartile), axis.at(row.high_quartile)
    yield Rect(low, cy - 3.5, max(high - low, 1), 7, "reference_band", "reference")
    yield Rect(axis.at(row.median) - 1, cy - 5, 2, 10, "reference")
    for x, up in dots:
        yield Circle(x, cy - 7.5 - up, 1.7, "reference")
