"""A question or a passage set apart by a bar at its side."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStyle, QWidget

from btech_desktop.gui.theme import Role, Theme
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.layouts import set_margins


class Quote(QWidget):
    """Serif words beside a bar."""

    def __init__(self, theme: Theme, text: str = "", role: Role = "quote", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.label = Label(theme, text, role)
        row = QHBoxLayout(self)
        set_margins(row, theme.px(15), theme.px(2), 0, theme.px(2))
        row.addWidget(self.label)

    def set_text(self, text: str) -> None:
        """Change the words."""
        self.label.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        bar = QRect(0, 0, self._theme.px(3), self.height())
        painter.fillRect(QStyle.visualRect(self.layoutDirection(), self.rect(), bar), self._theme.color("level2"))
        painter.end()
