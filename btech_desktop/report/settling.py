"""What must hold before a story is set on pages: contents made, headings ranked, nothing parted from what it heads."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from reportlab.platypus import CondPageBreak, Flowable, Table

from btech_desktop.report.document import Contents, Heading
from btech_desktop.report.flow import Grid, Text

MOST_KEPT: Final = 400.0
LINES_KEPT: Final = 2
TALL: Final = 10_000.0
"""A height in pt that is never short of room."""


def every(flowables: Sequence[Any]) -> Iterator[Flowable]:
    """The flowables and those in the cells of their tables, in order."""
    for flowable in flowables:
        if isinstance(flowable, (list, tuple)):
            yield from every(flowable)
            continue
        yield flowable
        if isinstance(flowable, Table):
            for row in flowable._cellvalues:
                yield from every(row)


def named(flowables: Sequence[Flowable]) -> list[Flowable]:
    """The contents made of the parts, and every heading given its anchor and its rank: none skips one."""
    for number, flowable in enumerate(flowables):
        if isinstance(flowable, Heading) and not flowable.anchor:
            flowable.anchor = f"heading:{number}"
    parts = [f for f in flowables if isinstance(f, Heading) and f.level == 0]
    done: list[Flowable] = []
    for flowable in flowables:
        done += flowable.make(parts) if isinstance(flowable, Contents) else [flowable]
    rank = 0
    for one in done:
        if isinstance(one, Heading):
            one.level = min(one.level, rank)
            rank = one.level + 1
            one.element.kind = f"H{rank}"
    return done


def settled(flowables: Sequence[Flowable], width: float) -> list[Flowable]:
    """What keeps with the next keeps with its first lines or rows: ReportLab would keep it with the whole."""
    done: list[Flowable] = []
    chain: list[Flowable] = []
    room = 0.0  # asked for between two that keep together
    for flowable in flowables:
        if flowable.getKeepWithNext():
            chain.append(flowable)
            continue
        if chain and isinstance(flowable, CondPageBreak):
            room = flowable.height
            continue
        if chain:
            need = sum(f.getSpaceBefore() + f.wrap(width, TALL)[1] + f.getSpaceAfter() for f in chain)
            need += flowable.getSpaceBefore() + _beginning(flowable, width)
            for one in chain:
                one.keepWithNext = False
            done.append(CondPageBreak(min(need + room, MOST_KEPT)))
        done += [*chain, flowable]
        chain, room = [], 0.0
    return [*done, *chain]


def _beginning(flowable: Flowable, width: float) -> float:
    """The height in pt of the least of it that may stand at the foot of a page."""
    height = float(flowable.wrap(width, TALL)[1])
    if isinstance(flowable, Table) and not (isinstance(flowable, Grid) and flowable.whole):
        return float(sum(flowable._rowHeights[: flowable.repeatRows + 2]))
    if isinstance(flowable, Text) and flowable.line_count > LINES_KEPT + 1:
        return float(LINES_KEPT * flowable.style.leading)
    return height
