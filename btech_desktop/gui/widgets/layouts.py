"""Arrangements that follow the width: columns that stack, and a band of cells between hairlines."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from btech_desktop.gui.theme import Theme


def clear(layout: QLayout) -> None:
    """Remove and delete all widgets of a layout, and those of the layouts in it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def set_margins(layout: QLayout, start: int, top: int, end: int, bottom: int) -> None:
    """Margins of which the first lies where lines begin: Qt turns an arrangement round, but not its margins."""
    left, right = (end, start) if QApplication.isRightToLeft() else (start, end)
    layout.setContentsMargins(left, top, right, bottom)


class Column(QVBoxLayout):
    """A column that knows how tall it is at each width it was asked for, until something in it changes.

    Qt's own knows one width, asks for several, and so would measure every word in it again and again.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        # Before Qt's part is made, which asks already.
        self._heights: dict[int, int] = {}
        if parent is None:
            super().__init__()
        else:
            super().__init__(parent)

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]


def limited(widget: QWidget, width: int) -> QHBoxLayout:
    """The widget at most that many px wide, at the start of its line.

    In a column of its own Qt would ask for its height at the column's width, and cut off what wraps.
    """
    widget.setMaximumWidth(width)
    line = QHBoxLayout()
    line.addWidget(widget, 1000)
    line.addStretch(1)
    return line


class Columns(QWidget):
    """Columns side by side, each a list of cards; stacked below a width (px at 100 % text size)."""

    def __init__(
        self,
        theme: Theme,
        shares: Sequence[int],
        *,
        stack_below: int,
        gap: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shares = tuple(shares)
        self._stack_below = stack_below
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(gap))
        self.columns: list[QVBoxLayout] = []
        for _ in shares:
            column = Column()
            column.setSpacing(theme.px(gap))
            self._row.addLayout(column)
            self.columns.append(column)
        self._arrange(10_000)

    def add(self, column: int, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below the others of a column; ``stretch`` lets it take the height left over."""
        self.columns[column].addWidget(widget, stretch)

    @property
    def stacked(self) -> bool:
        """The columns stand below each other."""
        return self._row.direction() == QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def _arrange(self, width: int) -> None:
        stacked = width < self._theme.px(self._stack_below)
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if stacked else ways.LeftToRight)
        for number, share in enumerate(self._shares):
            # Shares are of the width; stacked columns take the height they need.
            self._row.setStretch(number, 0 if stacked else share)


class Band(QFrame):
    """Cells beside each other on one card, hairlines between them; fewer to a line where narrow."""

    def __init__(self, theme: Theme, *, least: int = 215, parent: QWidget | None = None) -> None:
        """``least`` is the narrowest a cell may get, in px at 100 % text size."""
        super().__init__(parent)
        self.setObjectName("card")
        self._theme = theme
        self._least = theme.px(least)
        self.cells: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._across = 0

    def add(self, cell: QWidget) -> None:
        """One more cell."""
        self.cells.append(cell)
        self._across = 0
        self._arrange(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.update()
        return super().event(event)

    def _arrange(self, width: int) -> None:
        count = len(self.cells)
        most = max(min(width // self._least, count), 1) if count else 1
        # Lines of equal length: four cells go two and two rather than three and one.
        across = next((n for n in range(most, 0, -1) if count % n == 0), 1)
        if across == self._across:
            return
        for column in range(max(self._across, across)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)
            self._grid.setColumnMinimumWidth(column, 0)
        self._across = across
        for number, cell in enumerate(self.cells):
            self._grid.addWidget(cell, number // across, number % across)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self._theme.color("hair"))
        for number, cell in enumerate(self.cells):
            box = cell.geometry()
            if number % self._across:
                # Right to left, the cell before stands at the right.
                edge = box.left() if not self.isRightToLeft() else box.right()
                painter.drawLine(edge, box.top(), edge, box.bottom())
            if number >= self._across:
                painter.drawLine(box.left(), box.top(), box.right(), box.top())
        painter.end()
