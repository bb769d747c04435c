"""Who differs: the answers of each team in each domain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from btech_desktop.charts.items import Chart, Item, Measure, Rect, Spot, Text
from btech_desktop.charts.levels import LevelState, filled, ink, level_texts
from btech_desktop.charts.text import BODY, CAPTION, block, block_about, fit, widest, wrap
from btech_desktop.language import tr

_LEAST_PITCH = 66.0
_CELL_HEIGHT = 62.0
_GAP = 4.0  # between cells


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


def heat_text(row: HeatRow, team: str, cell: HeatCell) -> str:
    """'Sales review, Sales EMEA: lowest 1, average 2.6 from 7 answers.'"""
    head = f"{row.title}, {team}: "
    if cell.kind == "not_asked":
        return head + tr("not asked.")
    if cell.kind == "too_few":
        levels = level_texts(cell.levels) or tr("none", "levels")
        return head + tr("too few to average, levels {levels}.", levels=levels)
    return head + tr(
        "lowest {lowest}, average {mean} from %n answer(s).",
        "",
        cell.n,
        lowest=cell.lowest,
        mean=cell.average_text,
    )


def heat_map(teams: Sequence[str], rows: Sequence[HeatRow], width: float, measure: Measure) -> Chart:
    """Who differs: a cell for each team and domain in the step of its lowest level, which it prints.

    More teams than fit side by side continue in a further block.
    """
    width = max(width, 300)
    titles = min(widest([row.title for row in rows], BODY, 500, measure), 0.32 * width)
    room = width - titles - 8
    # Blocks of nearly equal length, so that the last is not a lonely column.
    blocks = max(-(-len(teams) // max(int(room // _LEAST_PITCH), 1)), 1)
    size = max(-(-len(teams) // blocks), 1)
    items: list[Item] = []
    spots: list[Spot] = []
    y = 0.0
    for first in range(0, len(teams), size):
        part = slice(first, first + size)
        cut = [replace(row, cells=row.cells[part]) for row in rows]
        drawn, places, bottom = _block(teams[part], cut, titles, room / size, y, measure)
        items.extend(drawn)
        spots.extend(places)
        y = bottom + 12
    text = " ".join(heat_text(row, team, cell) for row in rows for team, cell in _pairs(teams, row))
    return Chart(width, max(y - 12, 0), tuple(items), text, _table(teams, rows), tuple(spots))


def _pairs(teams: Sequence[str], row: HeatRow) -> Iterator[tuple[str, HeatCell]]:
    return zip(teams, row.cells, strict=True)


def _table(teams: Sequence[str], rows: Sequence[HeatRow]) -> tuple[tuple[str, ...], ...]:
    head = (tr("Domain"), tr("Team"), tr("Lowest"), tr("Average"), tr("Answers"), tr("Note"))
    return (head, *((row.title, team, *_values(cell)) for row in rows for team, cell in _pairs(teams, row)))


def _values(cell: HeatCell) -> tuple[str, str, str, str]:
    if cell.kind == "not_asked":
        return ("", "", "", tr("not asked"))
    if cell.kind == "too_few":
        return ("", "", str(cell.n), tr("too few: {levels}", levels=level_texts(cell.levels)))
    return (str(cell.lowest), cell.average_text, str(cell.n), "")


def _block(
    teams: Sequence[str], rows: Sequence[HeatRow], titles: float, pitch: float, y: float, measure: Measure
) -> tuple[list[Item], list[Spot], float]:
    """The items and spots of teams side by side from `y`, and their lower end. `titles` is how wide titles may be."""
    w = pitch - _GAP
    heads = [wrap(team, CAPTION, 500, pitch - 6, measure) for team in teams]
    top = y + 16.0 * max(len(head) for head in heads) + 6
    items: list[Item] = []
    spots: list[Spot] = []
    for column, head in enumerate(heads):
        cx = titles + 8 + column * pitch + w / 2 + 4
        items.extend(block(head, cx, top - 6 - 16 * len(head), 16, CAPTION, 500, "text2", "middle"))
    for row in rows:
        names = wrap(row.title, BODY, 500, titles, measure)
        items.extend(block_about(names, 0, top + _CELL_HEIGHT / 2, 17, BODY, 500))
        for column, (team, cell) in enumerate(_pairs(teams, row)):
            x = titles + 12 + column * pitch
            items.extend(_cell(cell, x, top, w, measure))
            spots.append(Spot(x, top, w, _CELL_HEIGHT, heat_text(row, team, cell), cell.key))
        top += _CELL_HEIGHT + _GAP
    return items, spots, top - _GAP


def _cell(cell: HeatCell, x: float, y: float, w: float, measure: Measure) -> Iterator[Item]:
    box = Rect(x + 0.5, y + 0.5, w - 1, _CELL_HEIGHT - 1, radius=4)
    cx = x + w / 2
    if cell.kind == "level" and cell.lowest is not None:
        yield filled(box, cell.lowest)
        color = ink(cell.lowest)
        yield Text(cx, y + 20, str(cell.lowest), 17, 600, color, "middle")
        facts: tuple[str, ...] = (tr("avg {mean}", mean=cell.average_text), tr("n {answers}", answers=cell.n))
        one_line = " · ".join(facts)
        if measure(one_line, CAPTION, 500) <= w - 6:
            facts = (one_line,)
        first = y + (42 if len(facts) == 1 else 37)
        for i, fact in enumerate(facts):
            yield Text(cx, first + 14 * i, fit(fact, CAPTION, 500, w - 4, measure), CAPTION, 500, color, "middle")
        return
    if cell.kind == "too_few":
        yield replace(box, edge="control_edge", dash=True)
        levels = ", ".join(str(level) for level in cell.levels if isinstance(level, int))
        words = [tr("too few"), levels] if levels else [tr("too few")]
    else:
        yield replace(box, fill="sunken", edge="hair")
        words = [tr("not asked")]
    shown = [fit(line, CAPTION, 400, w - 4, measure) for line in words]
    yield from block_about(shown, cx, y + _CELL_HEIGHT / 2, 16, CAPTION, 400, "muted", "middle")
