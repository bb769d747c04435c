"""Which of the note's questions we meet: our linked levels beside each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from btech_desktop.charts.changes import NOT_KNOWN, Change, change_items, change_words, changes_width
from btech_desktop.charts.items import Chart, Circle, Item, Measure, Rect
from btech_desktop.charts.levels import MARK, MARK_WIDTH, LevelState, level_mark, level_texts
from btech_desktop.charts.rows import Rows
from btech_desktop.charts.text import BODY, CAPTION, DASH, block_about, fit, heading, joined, label, widest, wrap
from btech_desktop.language import tr

_PITCH = 27.0  # from mark to mark, across and down
_MARK_GAP = _PITCH - MARK


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
    change: Change = NOT_KNOWN
    coverage: str = ""
    """'13 of 15': answered of applicable; empty where nothing applies."""

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
class _Columns:
    """Left of title, marks, at target and lowest; right of the average. The change stands flush right."""

    title: float
    marks: float
    target: float
    lowest: float
    average: float
    title_width: float
    per_line: int


def facet_text(facet: Facet) -> str:
    """'T3a, Form remedy takes: levels 2, 1, 0; none of 3 at target, lowest 0, average 1.0, 3 of 3 answered.'"""
    if not facet.of:
        share = tr("no targets")
    elif facet.at_target:
        share = tr("{reached} of {total} at target", reached=facet.at_target, total=facet.of)
    else:
        share = tr("none of {total} at target", total=facet.of)
    floor = "" if facet.lowest is None else tr("lowest {level}", level=facet.lowest)
    mean = facet.average_text
    average = tr("average {mean} provisional", mean=mean) if facet.provisional else tr("average {mean}", mean=mean)
    answered = tr("{coverage} answered", coverage=facet.coverage) if facet.coverage else ""
    return tr(
        "{facet}, {title}: levels {levels}; {rest}.",
        facet=facet.key,
        title=facet.title,
        levels=level_texts(facet.levels) or tr("none", "levels"),
        rest=joined(share, floor, average, answered, change_words(facet.change) if facet.change.moved else ""),
    )


def facet_matrix(
    themes: Sequence[FacetTheme], width: float, measure: Measure, *, selected: str | None = None, since_label: str = ""
) -> Chart:
    """Which of the note's ten questions we meet: our linked levels, how many at target, lowest, average.

    `since_label` ('Since 2025') heads a column of changes; without it there is none.
    """
    width = max(width, 420)
    facets = [facet for theme in themes for facet in theme.facets]
    cols = _columns(facets, width, measure, since_label)
    body = Rows(26.0, width)
    body.items.extend(_head(cols, width, measure, since_label))
    body.rule()
    for i, theme in enumerate(themes):
        if i:
            body.rule()
        body.items.extend(_theme(theme, body.y + 18, width, measure))
        body.y += 34
        for facet in theme.facets:
            items, height = _row(facet, cols, body.y, width, measure, changes=bool(since_label))
            body.rule()
            if facet.key == selected:
                body.items.append(Rect(0.75, body.y + 0.75, width - 1.5, height - 1.5, "softer", "accent", 1.5, 6))
            body.add(items, height, facet_text(facet), facet.key)
    text = " ".join(facet_text(facet) for facet in facets)
    return Chart(width, body.y, tuple(body.items), text, _table(themes), tuple(body.spots))


def _table(themes: Sequence[FacetTheme]) -> tuple[tuple[str, ...], ...]:
    return (
        (
            tr("Theme"),
            tr("Facet"),
            tr("Question"),
            tr("Levels"),
            tr("At target"),
            tr("Of"),
            tr("Lowest"),
            tr("Average"),
            tr("Answered"),
            tr("Provisional"),
            tr("Change"),
        ),
        *(
            (
                f"{theme.label} {theme.title}",
                facet.key,
                facet.title,
                level_texts(facet.levels),
                str(facet.at_target),
                str(facet.of),
                DASH if facet.lowest is None else str(facet.lowest),
                facet.average_text,
                facet.coverage,
                tr("yes") if facet.provisional else "",
                facet.change.text,
            )
            for theme in themes
            for facet in theme.facets
        ),
    )


def _columns(facets: Sequence[Facet], width: float, measure: Measure, since_label: str) -> _Columns:
    gap = 18.0 if width >= 560 else 10.0
    average = max(measure(tr("Average"), CAPTION, 500), widest([f.average_text for f in facets], 14, 600, measure) + 18)
    average = max(average, widest([f.coverage for f in facets], CAPTION, 400, measure))
    change = changes_width(since_label, [f.change for f in facets], measure) + gap if since_label else 0.0
    right = width - 8 - change
    lowest = right - average - gap - max(MARK_WIDTH, measure(tr("Lowest"), CAPTION, 500))
    target = lowest - gap - max(measure(tr("10 of 10"), BODY, 600), measure(tr("At target"), CAPTION, 500))
    title = 16 + widest([facet.key for facet in facets], BODY, 400, measure)
    need = widest([facet.title for facet in facets], BODY, 500, measure)
    most = max((len(facet.levels) for facet in facets), default=1)
    # Titles give way first: they wrap. Marks then take further lines, but at least two stand side by side.
    title_width = max(min(target - gap - title - gap - _PITCH * most, need), min(need, (target - title) * 0.45))
    marks = title + title_width + gap
    per_line = max(int((target - gap - marks + _MARK_GAP) // _PITCH), 1)
    return _Columns(title, marks, target, lowest, right, title_width, per_line)


def _head(cols: _Columns, width: float, measure: Measure, since_label: str) -> Iterator[Item]:
    yield heading(8, tr("Facet"))
    linked = tr("Linked practices")
    room = cols.target - cols.marks - 8
    yield heading(
        cols.marks, linked if measure(linked, CAPTION, 500) <= room else fit(tr("Linked"), CAPTION, 500, room, measure)
    )
    yield heading(cols.target, tr("At target"))
    yield heading(cols.lowest, tr("Lowest"))
    yield heading(cols.average, tr("Average"), "end")
    if since_label:
        yield heading(width - 8, since_label, "end")


def _theme(theme: FacetTheme, cy: float, width: float, measure: Measure) -> Iterator[Item]:
    yield label(8, cy, theme.label, BODY, 400, "text2")
    x = 8 + measure(theme.label, BODY, 400) + 10
    yield label(x, cy, fit(theme.title, BODY, 600, width - x, measure), BODY, 600)


def _row(
    facet: Facet, cols: _Columns, y: float, width: float, measure: Measure, *, changes: bool
) -> tuple[tuple[Item, ...], float]:
    """One facet's items from `y`, and its height."""
    titles = wrap(facet.title, BODY, 500, cols.title_width, measure, lines=3)
    mark_lines = max(-(-len(facet.levels) // cols.per_line), 1)
    height = max(43.0, 18.0 * len(titles) + 14, _PITCH * mark_lines + 16)
    cy = y + height / 2
    items = (
        label(8, cy - 9 * (len(titles) - 1), facet.key, BODY, 400, "muted"),
        *block_about(titles, cols.title, cy, 18, BODY, 500),
        *_marks(facet.levels, cols, cy - (_PITCH * mark_lines - _MARK_GAP) / 2),
        *_numbers(facet, cols, cy, measure),
        *(change_items(facet.change, width - 8, cy, measure) if changes else ()),
    )
    return items, height


def _marks(levels: Sequence[LevelState], cols: _Columns, top: float) -> Iterator[Item]:
    for i, level in enumerate(levels):
        line, column = divmod(i, cols.per_line)
        yield from level_mark(level, cols.marks + _PITCH * column, top + _PITCH * line, ladder=False)


def _numbers(facet: Facet, cols: _Columns, cy: float, measure: Measure) -> Iterator[Item]:
    if facet.of:
        reached = str(facet.at_target)
        yield label(cols.target, cy, reached, BODY, 600)
        total = tr("of {total}", total=facet.of)
        yield label(cols.target + measure(reached, BODY, 600) + 6, cy, total, BODY, 400, "text2")
    else:
        yield label(cols.target, cy, DASH, BODY, 400, "muted")
    yield from level_mark("not_asked" if facet.lowest is None else facet.lowest, cols.lowest, cy - MARK / 2)
    is_number = facet.average_text[:1].isdigit()
    size, weight, color = (14.0, 600, "text") if is_number else (BODY, 400, "muted")
    if facet.coverage:  # no number without its coverage
        yield label(cols.average, cy + 10, facet.coverage, CAPTION, 400, "muted", "end")
        cy -= 8
    yield label(cols.average, cy, facet.average_text, size, weight, color, "end")
    if facet.provisional:
        left = cols.average - measure(facet.average_text, size, weight)
        yield Circle(left - 11, cy, 5, None, "attention", 1.6, dash=True)
