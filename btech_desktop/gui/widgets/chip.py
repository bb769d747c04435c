"""Chips: a state in a word and an icon."""

from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import draw_icon
from btech_desktop.gui.widgets.direction import isolated, way
from btech_desktop.language import mark, tr

Tone = Literal["attention", "accent", "neutral", "error"]
State = Literal["provisional", "complete", "locked", "draft", "in_review", "flagged", "still_true", "new", "reworded"]

# Tone: ground, edge, ink.
_TONES: dict[Tone, tuple[str, str, str]] = {
    "attention": ("attention_ground", "attention", "attention"),
    "accent": ("soft", "accent", "accent"),
    "neutral": ("sunken", "hair", "text2"),
    "error": ("error_ground", "error", "error"),
}
_STATES: dict[State, tuple[str, Tone, str]] = {
    "provisional": (mark("Provisional"), "attention", "circle-dashed"),
    "complete": (mark("Complete"), "accent", "circle-check"),
    "locked": (mark("Locked"), "neutral", "lock"),
    "draft": (mark("Draft"), "neutral", "pencil"),
    "in_review": (mark("In review"), "neutral", "eye"),
    "flagged": (mark("Flagged"), "attention", "flag"),
    "still_true": (mark("Still true?"), "neutral", "history"),
    "new": (mark("New"), "accent", ""),
    "reworded": (mark("Reworded"), "neutral", "refresh-cw"),
}


class Chip(QLabel):
    """A word in a pill, with an icon so that colour is never alone."""

    def __init__(
        self, theme: Theme, text: str, tone: Tone = "neutral", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone: Tone = tone
        self._icon = icon
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font("caption_medium"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setText(text)

    @classmethod
    def of(cls, theme: Theme, state: State) -> "Chip":
        """The chip of a state, always in the same words."""
        text, tone, icon = _STATES[state]
        return cls(theme, tr(text), tone, icon)

    def set_state(self, state: State) -> None:
        """Show another state."""
        text, self._tone, self._icon = _STATES[state]
        self.setText(tr(text))
        self.updateGeometry()
        self.update()

    def set_look(self, text: str, tone: Tone, icon: str = "") -> None:
        """Show other words in another tone."""
        if (tr(text), tone, icon) == (self.text(), self._tone, self._icon):
            return
        self._tone, self._icon = tone, icon
        self.setText(tr(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = self._theme
        width = theme.width(self.text(), "caption_medium") + theme.px(18)
        return QSize(width + (theme.px(20) if self._icon else 0), theme.px(22))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        ground, edge, ink = (theme.color(token) for token in _TONES[self._tone])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(ground)
        pill = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        start = theme.px(9)
        if self._icon:
            side = theme.px(14)
            box = QRect(theme.px(8), (self.height() - side) // 2, side, side)
            draw_icon(painter, self, self._icon, self._mirrored(box), ink)
            start = theme.px(28)
        painter.setPen(ink)
        painter.setFont(self.font())
        words = self._mirrored(QRect(start, 0, self.width() - start - theme.px(8), self.height()))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        across = QStyle.visualAlignment(self.layoutDirection(), flags)
        painter.drawText(words, int(across) | way(self.text()), isolated(self.text()))
        painter.end()

    def _mirrored(self, box: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)
