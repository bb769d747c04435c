"""What changed between two periods: a ring for the one, a dot for the other, on one axis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from btech_desktop.charts.axis import Axis, Split, split_row, tick
from btech_desktop.charts.changes import Change, change_items, change_words, changes_width
from btech_desktop.charts.items import Chart, Circle, Item, Line, Measure, Rect
from btech_desktop.charts.rows import Rows
from btech_desktop.charts.text import BODY, CAPTION, block_about, heading, joined, label, widest, wrap
from btech_desktop.language import tr


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
class _Columns:
    """Right edges of the number columns, and the split of the rest."""

    split: Split
    n: float
    before: float
    after: float


def dumbbell_text(row: DumbbellRow, before_label: str, after_label: str) -> str:
    """'Overall, 42 practices: 1.71 in 2025, 2.15 in 2026, up 0.44.'"""
    values = tr(
        "{before} in {earlier}, {after} in {later}",
        before=row.before_text,
        earlier=before_label,
        after=row.after_text,
        later=after_label,
    )
    facts = joined(values, row.note or change_words(row.change), tr("target {target}", target=row.target_text))
    if not row.n:
        return f"{row.title}: {facts}."
    return tr("{domain}, {compared} practices: {facts}.", domain=row.title, compared=row.n, facts=facts)


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
    cols = _columns(rows, width, measure, before_label, after_label)
    axis = cols.split.axis
    top = 29.0 if width >= 520 else 52.0
    head = _head(cols, width, top - 16, before_label, after_label, measure)
    body = Rows(top, width)
    strong = False
    for row in rows:
        if body.spots:
            body.rule("control_edge" if strong else "hair")
        text = dumbbell_text(row, before_label, after_label)
        body.add(*_row(row, cols, body.y, width, row_height, measure), text, row.key)
        strong = row.strong
    grid = () if cols.split.stacked else axis.grid(top, body.y)
    items = (*head, Line(0, top, width, top), *grid, *body.items, *axis.numbers(body.y + 16))
    text = " ".join(spot.text for spot in body.spots)
    return Chart(width, body.y + 24, items, text, _table(rows, before_label, after_label), tuple(body.spots))


def _table(rows: Sequence[DumbbellRow], before_label: str, after_label: str) -> tuple[tuple[str, ...], ...]:
    return (
        (tr("Domain"), tr("Practices compared"), before_label, after_label, tr("Change"), tr("Target"), tr("Note")),
        *(
            (row.title, row.n, row.before_text, row.after_text, row.change.text, row.target_text, row.note)
            for row in rows
        ),
    )


def _columns(
    rows: Sequence[DumbbellRow], width: float, measure: Measure, before_label: str, after_label: str
) -> _Columns:
    gap = 24.0 if width >= 560 else 12.0
    change = changes_width(tr("Change"), [row.change for row in rows], measure)
    after_w = widest([row.after_text for row in rows], BODY, 600, measure)
    after_w = max(after_w, measure(after_label, CAPTION, 500) + 14)
    before_w = widest([row.before_text for row in rows], BODY, 400, measure)
    before_w = max(before_w, measure(before_label, CAPTION, 500) + 14)
    after = width - change - gap
    before = after - after_w - gap
    n = widest([row.n for row in rows], CAPTION, 400, measure)
    # The count stands between title and axis, so it is part of what the titles need.
    split = split_row([row.title for row in rows], n, before - before_w - gap - n - 12, 130, measure)
    if split.stacked:
        return _Columns(replace(split, axis=Axis(8, before - before_w - gap - 8)), width, before, after)
    axis = replace(split.axis, x=split.axis.x + n + 12)
    return _Columns(replace(split, axis=axis), split.title + 12 + n, before, after)


def _head(
    cols: _Columns, width: float, baseline: float, before_label: str, after_label: str, measure: Measure
) -> Iterator[Item]:
    cy = baseline - 4.3
    yield heading(width, tr("Change"), "end", baseline)
    yield heading(cols.after, after_label, "end", baseline)
    yield Circle(cols.after - measure(after_label, CAPTION, 500) - 9, cy, 5, "bar")
    yield heading(cols.before, before_label, "end", baseline)
    ring = cols.before - measure(before_label, CAPTION, 500) - 9
    yield Circle(ring, cy, 4.2, "surface", "prior", 2.2)
    # Where narrow, the first line holds the two other words and the second the numbers' heads.
    target, up = (width, 22) if baseline > 20 else (ring - 18, 0)
    yield heading(target, tr("Target"), "end", baseline - up)
    yield from tick(target - measure(tr("Target"), CAPTION, 500) - 11, cy - up - 8, cy - up + 8)
    yield heading(0, tr("Practices compared"), baseline=baseline - up)


def _row(
    row: DumbbellRow, cols: _Columns, y: float, width: float, least: float, measure: Measure
) -> tuple[tuple[Item, ...], float]:
    """One row's items from `y`, and its height."""
    axis, stacked = cols.split.axis, cols.split.stacked
    room = width - measure(row.n, CAPTION, 400) - 12 if stacked else cols.split.title
    titles = wrap(row.title, BODY, 600, room, measure)
    words = 18.0 * len(titles)
    height = words + 8 + least if stacked else max(least, words + 12)
    cy = y + 8 + words + least / 2 if stacked else y + height / 2
    title_cy = y + 8 + words / 2 if stacked else cy
    items = (
        *(axis.grid(cy - 14, y + height) if stacked else ()),
        *block_about(titles, 0, title_cy, 18, BODY, 600),
        label(cols.n, title_cy, row.n, CAPTION, 400, "muted", "end"),
        *(_note(row.note, axis, cy, measure) if row.note else _marks(row, axis, cy)),
        label(cols.before, cy, row.before_text, BODY, 400, "text2", "end"),
        label(cols.after, cy, row.after_text, BODY, 600, "text", "end"),
        *change_items(row.change, width, cy, measure),
    )
    return items, height


def _note(note: str, axis: Axis, cy: float, measure: Measure) -> Iterator[Item]:
    """Why there are no marks, on a ground that hides the grid."""
    notes = wrap(note, CAPTION, 400, axis.w - 12, measure)
    yield Rect(axis.x + 2, cy - 8 * len(notes), axis.w - 4, 16.0 * len(notes), "surface")
    yield from block_about(notes, axis.x + 6, cy, 16, CAPTION, 400, "muted")


def _marks(row: DumbbellRow, axis: Axis, cy: float) -> Iterator[Item]:
    if row.target is not None:
        yield from tick(axis.at(row.target), cy - 12, cy + 9)
    before = None if row.before is None else axis.at(row.before)
    after = None if row.after is None else axis.at(row.after)
    if before is not None and after is not None:
        if abs(before - after) < 1.5:
            yield Circle(before, cy, 8.5, "surface", "prior", 2.2)
            yield Circle(after, cy, 5, "bar")
            return
        yield Line(before, cy, after, cy, "bar", 4)
    if before is not None:
        yield Circle(before, cy, 5.6, "surface", "prior", 2.6)
    if after is not None:
        yield Circle(after, cy, 7.4, "bar", "surface", 1.5)
