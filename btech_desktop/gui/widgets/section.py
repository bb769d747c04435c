"""Parts of a side panel: a heading with its icon, a quotation, points."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStyle, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import draw_icon
from btech_desktop.gui.widgets.labels import Label


class Icon(QWidget):
    """An icon that only accompanies words beside it."""

    def __init__(
        self, theme: Theme, name: str, token: str = "text2", *, size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._name, self._token, self._size = theme, name, token, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_look(self, name: str, token: str = "text2") -> None:
        """Show another icon or colour."""
        self._name, self._token = name, token
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = self._theme.px(self._size)
        draw_icon(painter, self, self._name, QRect(0, 0, side, side), self._theme.color(self._token))
        painter.end()


class SectionTitle(QWidget):
    """A small heading with an icon before it."""

    def __init__(self, theme: Theme, icon: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(Icon(theme, icon), 0, Qt.AlignmentFlag.AlignTop)
        self.label = Label(theme, text, "small_strong")
        row.addWidget(self.label, 1)


class Quote(Label):
    """Words of another time or source: a bar beside them, in the serif."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, text, "quote", "text2", parent=parent)
        edge = theme.px(1)
        self.setContentsMargins(theme.px(14), edge, edge, edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        bar = QRect(0, 0, self._theme.px(3), self.height())
        painter.fillRect(QStyle.visualRect(self.layoutDirection(), self.rect(), bar), self._theme.color("level2"))
        painter.end()


class Point(QWidget):
    """One of several points, with a bullet."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(2), 0, 0, 0)
        row.setSpacing(theme.px(8))
        bullet = Label(theme, "\N{BULLET}", "small", "text2", wrap=False)
        row.addWidget(bullet, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(theme, text, "small", "text2"), 1)
