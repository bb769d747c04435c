"""The list of parts at the front of a long report."""

from collections.abc import Sequence
from typing import Any, Final

from reportlab.platypus import CondPageBreak, Flowable, TableStyle

from btech_desktop.language import tr
from btech_desktop.report.document import Heading, PageNumber, Span, heading, para
from btech_desktop.report.flow import Box
from btech_desktop.report.fonts import REGULAR
from btech_desktop.report.links import CONTENTS
from btech_desktop.report.tagging import Element

COLUMNS: Final = 3
_LINE: Final = 14.0
_HEAD: Final = 30.0


def contents(parts: Sequence[Heading]) -> list[Flowable]:
    """The parts after the cover with their pages, down one column after the other, each leading to its part."""
    listed = parts[1:]
    if not listed:
        return []
    whole = Element("TOC")
    cells: list[tuple[Any, Any]] = []
    for one in listed:
        entry = whole.take(Element("TOCI"))
        words = para(Span(one.words, REGULAR, link=one.anchor), style="cell")
        words.element.parent = entry
        cells.append((words, PageNumber(one, Element("P", entry))))
    lines = -(-len(cells) // COLUMNS)
    cells += [("", "")] * (COLUMNS * lines - len(cells))
    rows = [[cell for pair in cells[line::lines] for cell in pair] for line in range(lines)]
    style = TableStyle(
        [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
    box = Box(rows, colWidths=["28%", "5.33%"] * COLUMNS, style=style, hAlign="LEFT")
    return [CondPageBreak(_LINE * lines + _HEAD), heading(tr("Contents"), "h2-tight", anchor=CONTENTS), box]
