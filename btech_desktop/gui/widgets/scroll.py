"""The scrolling ground of a page."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget
from shiboken6 import isValid

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.layouts import Column
from btech_desktop.gui.widgets.reading_order import set_reading_order, stops

_NESTED = 6  # layouts within layouts, at most, from what changes to the page


class PageScroll(QScrollArea):
    """A page that scrolls down only; put cards into ``column``."""

    def __init__(self, theme: Theme, *, margin: int = 24, gap: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The area itself is no stop for Tab: the arrows scroll from any part that does not use them.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = content = QWidget()
        self.column = Column(content)
        edge = theme.px(margin)
        self.column.setContentsMargins(edge, edge, edge, edge)
        self.column.setSpacing(theme.px(gap))
        self.setWidget(content)
        # Let the window's colour through instead of two more opaque grounds.
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self._order: list[QWidget] = []

    def viewportEvent(self, event: QEvent) -> bool:
        """Put parts that were made later, such as rows, where they stand in the order of Tab."""
        if event.type() == QEvent.Type.LayoutRequest:
            order = list(stops(self))
            if order != self._order:
                self._order = order
                set_reading_order(order)
        return super().viewportEvent(event)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Lay out once, at the end, whatever is shown, hidden and reworded meanwhile.

        Qt would do so at each showing, then level by level, each after the one inside it, and paint in between.
        """
        layouts = self._content.findChildren(QLayout)
        for layout in layouts:
            layout.setEnabled(False)
        try:
            yield
        finally:
            for layout in layouts:
                if isValid(layout):
                    layout.setEnabled(True)
            # What one layout asks of the next may be posted ahead of where Qt has got to: hence several times.
            for _ in range(_NESTED):
                QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            # And what was asked of a layout while it was off is never asked again.
            for layout in layouts:
                if isValid(layout):
                    layout.activate()

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a widget or a layout below the others."""
        if isinstance(item, QWidget):
            self.column.addWidget(item, stretch)
        else:
            self.column.addLayout(item, stretch)
