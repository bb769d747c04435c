"""A field to search with: its icon, and the keys that lead to it while it is empty."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.key_hint import KeyHint
from btech_desktop.gui.widgets.section import Icon


class SearchField(QLineEdit):
    """Esc empties it; Esc in the empty field, Enter and Down lead out."""

    entered = Signal()  # somebody is about to search
    left = Signal(bool)  # True: into what was found; False: back

    def __init__(self, theme: Theme, name: str, *, keys: str = "Ctrl+F", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setFont(theme.font("body"))
        # Not an action of the field: its icon would stay small where text is large.
        self._icon = Icon(theme, "search", "muted")
        self._icon.setParent(self)
        self._icon.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hint = KeyHint(theme, keys, self)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setClearButtonEnabled(True)
        self.textChanged.connect(self._show_hint)

    def _show_hint(self) -> None:
        self._hint.setVisible(not self.text() and not self.hasFocus())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        edge, side = self._theme.px(9), self._icon.sizeHint().width()
        room = side + self._theme.px(6)
        # Words from left to right too begin at the icon: at the other end stands the hint.
        side_of_icon = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side_of_icon | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        self.setTextMargins(0 if mirrored else room, 0, room if mirrored else 0, 0)
        for part, at_end in ((self._icon, mirrored), (self._hint, not mirrored)):
            size = part.sizeHint()
            x = self.width() - size.width() - edge if at_end else edge
            part.setGeometry(x, (self.height() - size.height()) // 2, size.width(), size.height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_hint()
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_hint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit(key != Qt.Key.Key_Escape)
        else:
            super().keyPressEvent(event)
