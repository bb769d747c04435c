"""Key caps: how a key is shown beside what it does."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from btech_desktop.gui.theme import Theme


def native_keys(keys: str) -> str:
    """The keys as this system writes them: ``Ctrl+Z``, or the signs of a Mac."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) or keys


def cap_size(theme: Theme, keys: str) -> QSize:
    """The size of a key cap in px."""
    height = theme.px(20)
    return QSize(max(theme.width(keys, "caption_medium") + theme.px(10), height), height)


def draw_cap(painter: QPainter, theme: Theme, box: QRectF, keys: str, ink: QColor, edge: QColor) -> None:
    """Paint a key cap; its ground is left as it is."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(4), theme.px(4))
    painter.setPen(ink)
    painter.setFont(theme.font("caption_medium"))
    flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextForceLeftToRight)
    painter.drawText(box, flags, keys)
    painter.restore()


class KeyHint(QWidget):
    """One key cap on its own."""

    def __init__(self, theme: Theme, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keys = native_keys(keys)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._keys)

    def sizeHint(self) -> QSize:
        return cap_size(self._theme, self._keys)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink, edge = self._theme.color("text2"), self._theme.color("control_edge")
        draw_cap(painter, self._theme, QRectF(self.rect()), self._keys, ink, edge)
        painter.end()
