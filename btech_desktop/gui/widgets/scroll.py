"""The scrolling ground of a page."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from btech_desktop.gui.theme import Theme


class PageScroll(QScrollArea):
    """A page that scrolls down only; put cards into ``column``."""

    def __init__(self, theme: Theme, *, margin: int = 24, gap: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The area itself is no stop for Tab: the arrows scroll from any part that does not use them.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        self.column = QVBoxLayout(content)
        edge = theme.px(margin)
        self.column.setContentsMargins(edge, edge, edge, edge)
        self.column.setSpacing(theme.px(gap))
        self.setWidget(content)
        # Let the window's colour through instead of two more opaque grounds.
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a widget or a layout below the others."""
        if isinstance(item, QWidget):
            self.column.addWidget(item, stretch)
        else:
            self.column.addLayout(item, stretch)
