"""A message in the page: it stays until it is closed or solved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStyle, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button, IconButton, draw_icon
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.layouts import set_margins
from btech_desktop.gui.widgets.spoken import announce
from btech_desktop.language import mark, tr

MessageKind = Literal["info", "attention", "error", "undo", "locked"]

# Kind: icon, its name for screen readers, ground, edge, ink of icon, ink of words.
_KINDS: dict[MessageKind, tuple[str, str, str, str, str, str]] = {
    "info": ("info", mark("Note"), "surface", "control_edge", "text2", "text"),
    "attention": ("triangle-alert", mark("Attention"), "attention_ground", "attention", "attention", "attention"),
    "error": ("circle-alert", mark("Error"), "error_ground", "error", "error", "error"),
    "undo": ("undo-2", mark("Done"), "soft", "accent", "accent", "text"),
    "locked": ("lock", mark("Locked"), "surface", "control_edge", "text2", "text"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """A button in a message: its name in code, its words, the keys that do the same."""

    name: str
    text: str
    keys: str = ""


class MessageBar(QFrame):
    """One message with up to two things to do about it."""

    action_requested = Signal(str)  # the action's name
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        kind: MessageKind,
        text: str,
        actions: Sequence[Action] = (),
        *,
        closable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if len(actions) > 2:
            raise ValueError("A message has two actions at most.")
        self._theme = theme
        self.kind: MessageKind = kind
        self.text = text
        self.things_to_do = tuple(actions)
        self.closable = closable
        self.buttons: dict[str, Button] = {}
        self.setAccessibleName(f"{tr(_KINDS[kind][1])}: {text}")
        row = QHBoxLayout(self)
        set_margins(row, theme.px(42), theme.px(5), theme.px(10), theme.px(5))
        row.setSpacing(theme.px(8))
        self.label = Label(theme, text, "body", _KINDS[kind][5])
        self.label.setMinimumHeight(theme.px(28))
        row.addWidget(self.label, 1)
        for action in actions:
            button = Button(theme, action.text, keys=action.keys, compact=True)
            button.setObjectName(action.name)
            button.clicked.connect(self._act)
            row.addWidget(button)
            self.buttons[action.name] = button
        if closable:
            self.close_button = IconButton(theme, "x", tr("Close this message"), size=14)
            self.close_button.clicked.connect(self._close)
            row.addWidget(self.close_button)

    def announce(self) -> None:
        """Have the message said by a screen reader."""
        announce(self, self.accessibleName())

    def _act(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            self.action_requested.emit(button.objectName())

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        icon, _, ground, edge, ink, _ = _KINDS[self.kind]
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color(ground))
        painter.setPen(QPen(theme.color(edge), 1))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        side = theme.px(18)
        top = (self.height() - side) // 2
        place = QStyle.visualRect(self.layoutDirection(), self.rect(), QRect(theme.px(13), top, side, side))
        draw_icon(painter, self, icon, place, theme.color(ink))
        painter.end()
