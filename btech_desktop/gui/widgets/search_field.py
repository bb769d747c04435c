"""A field to search with: its icon, and the keys that lead to it while it is empty."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.key_hint import KeyHint


class SearchField(QLineEdit):
    """Esc empties it; Esc in the empty field, Enter and Down lead out."""

    left = Signal(bool)  # True: into what was found; False: back

    def __init__(self, theme: Theme, name: str, *, keys: str = "Ctrl+F", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setFont(theme.font("body"))
        self.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._hint = KeyHint(theme, keys, self)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setClearButtonEnabled(True)
        self.textChanged.connect(self._show_hint)

    def _show_hint(self) -> None:
        self._hint.setVisible(not self.text() and not self.hasFocus())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._hint.sizeHint()
        x = self.width() - size.width() - self._theme.px(9)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            x = self._theme.px(9)
        self._hint.setGeometry(x, (self.height() - size.height()) // 2, size.width(), size.height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_hint()

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
