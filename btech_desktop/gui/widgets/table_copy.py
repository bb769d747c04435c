"""A table on the clipboard: for a spreadsheet, and as a table for text programs. Every cell is text."""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import Final

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QToolTip, QWidget

from btech_desktop.cells import harmless
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets import clipboard
from btech_desktop.gui.widgets.buttons import IconButton
from btech_desktop.language import mark, tr
from btech_desktop.wording import DISCLAIMER

# Tables hold levels, counts, names of units and promises, never a note or finding; still they are not for everybody.
COPY_MARKING: Final = mark("Internal.")
_SIGNED = re.compile(r"[+-]\d+([.,]\d+)?%?")  # a difference, which is no formula

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A title, rows of cells of which the first is the heads, and where the figures are from, with their coverage."""

    title: str
    rows: Rows
    source: str = ""

    def cells(self) -> list[list[str]]:
        """All lines: the title, the rows, the source, and for whom it is."""
        heads = [(self.title,)] if self.title else []
        return [[_cell(value) for value in row] for row in (*heads, *self.rows, *((n,) for n in notes(self.source)))]

    def text(self) -> str:
        """Lines of cells between tabs. One that holds a quotation mark stands in such, so that its end is known."""
        lines = StringIO()
        csv.writer(lines, delimiter="\t", lineterminator="\n").writerows(self.cells())
        return lines.getvalue().removesuffix("\n")

    def html(self) -> str:
        """The same as a table for text programs; every cell is text, never markup."""
        rows = ("".join(f"<td>{escape(value)}</td>" for value in row) for row in self.cells())
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"

    def copy(self) -> None:
        """Put the table on the clipboard, ready to be pasted into a spreadsheet or a text."""
        copied = clipboard.blank_data()
        copied.setText(self.text())
        copied.setHtml(self.html())
        clipboard.put(copied)


def notes(source: str) -> list[str]:
    """What goes with every copy: the source with the coverage, and for whom it is."""
    return [*([source] if source else []), f"{tr(COPY_MARKING)} {tr(DISCLAIMER)}"]


class CopyTableButton(IconButton):
    """Copies what its maker gives, and says so beside itself and to screen readers."""

    def __init__(self, theme: Theme, make: Callable[[], Table], parent: QWidget | None = None) -> None:
        super().__init__(theme, "copy", tr("Copy as table"), parent=parent)
        self._make = make
        self.clicked.connect(self._copy)

    def _copy(self) -> None:
        table = self._make()
        table.copy()
        said = tr("Copied as table, %n row(s).", "", len(table.rows) - 1)
        QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), said, self)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))


def _cell(value: str) -> str:
    """A cell without tabs or line ends; text that a spreadsheet would run as a formula is quoted."""
    value = " ".join(value.split())
    return value if _SIGNED.fullmatch(value) else harmless(value)
