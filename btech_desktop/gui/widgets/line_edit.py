"""A field for one line that says when the writer pauses, and may have a limit."""

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.text_edit import PAUSE_MS


class _AtMost(QValidator):
    """Refuses what would be too long as a whole: nothing that is pasted gets cut without a word."""

    def __init__(self, limit: int, parent: QLineEdit) -> None:
        super().__init__(parent)
        self._limit = limit

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        fits = len(text) <= self._limit
        return (QValidator.State.Acceptable if fits else QValidator.State.Invalid), text, position


class LineEdit(QLineEdit):
    """Plain text on one line. It holds back nothing: see :meth:`flush`."""

    paused = Signal(str)  # the text, if it changed since last told

    def __init__(
        self, theme: Theme, *, name: str, hint: str = "", limit: int = 200, parent: QWidget | None = None
    ) -> None:
        """``limit`` is in characters; what would go beyond is not taken, and ``inputRejected`` says so."""
        super().__init__(parent)
        self.limit = limit
        self._told = ""
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setFont(theme.font("body"))
        self.setMaxLength(max(self.maxLength(), limit))
        self.setValidator(_AtMost(limit, self))
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self.flush)
        self.textEdited.connect(self._typed)
        self.editingFinished.connect(self.flush)

    def set_text(self, text: str) -> None:
        """Show what is stored, without telling; the cursor stays if the text is what is there."""
        self._timer.stop()
        self._told = text
        if text == self.text():
            return
        at = self.cursorPosition()
        with QSignalBlocker(self):
            self.setText(text)
        self.setCursorPosition(min(at, len(text)) if self.hasFocus() else 0)

    def flush(self) -> None:
        """Tell at once what has not been told."""
        self._timer.stop()
        if self.waiting:
            self._told = self.text()
            self.paused.emit(self._told)

    @property
    def waiting(self) -> bool:
        """Whether something was typed that nobody was told."""
        return self.text() != self._told

    def _typed(self) -> None:
        self._timer.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.flush()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the page decides where Esc leads
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)
