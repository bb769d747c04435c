"""A choice with a sentence beneath it; the whole card can be clicked."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QRadioButton, QVBoxLayout, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.labels import Label


class ChoiceCard(QFrame):
    """``radio`` belongs into a button group; ``set_reason`` says why the choice is not open."""

    def __init__(self, theme: Theme, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = text
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(10), px(6), px(10), px(8))
        column.setSpacing(0)
        self.radio = QRadioButton(title)
        self.radio.setFont(theme.font("body_strong"))
        self.label = Label(theme, text, "small", "text2")
        self.label.setContentsMargins(px(25), 0, 0, 0)
        column.addWidget(self.radio)
        column.addWidget(self.label)
        self.radio.setAccessibleDescription(text)
        self.radio.toggled.connect(self.update)

    def set_reason(self, reason: str) -> None:
        """Close the choice for a reason; without one it is open."""
        self.radio.setEnabled(not reason)
        self.label.setText(reason or self._text)
        self.label.set_token("muted" if reason else "text2")
        self.radio.setAccessibleDescription(reason or self._text)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.radio.isEnabled():
            self.radio.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.radio.isChecked():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("accent"), 1.5))
        painter.setBrush(self._theme.color("softer"))
        radius = self._theme.px(6)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), radius, radius)
        painter.end()
