"""A field for notes that grows with what is written and says when the writer pauses."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QHideEvent, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from btech_desktop.gui.theme import Theme

PAUSE_MS = 700


class NoteEdit(QPlainTextEdit):
    """Plain text: what is pasted loses its formatting. It holds back nothing: see :meth:`flush`."""

    paused = Signal(str)  # the whole text, if it changed since last told

    def __init__(
        self,
        theme: Theme,
        *,
        name: str,
        hint: str = "",
        lines: int = 3,
        most_lines: int = 14,
        parent: QWidget | None = None,
    ) -> None:
        """``name`` is for screen readers; the field is ``lines`` tall at first and scrolls past ``most_lines``."""
        super().__init__(parent)
        self._theme = theme
        self._lines, self._most = lines, most_lines
        self._told = ""
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setFont(theme.font("body"))
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self.flush)
        self.textChanged.connect(self._typed)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)

    def set_text(self, text: str) -> None:
        """Show what is stored, without telling; the cursor stays if the text is what is there."""
        self._timer.stop()
        if text == self.toPlainText():
            self._settle()
            return
        at = self.textCursor().position()
        with QSignalBlocker(self):
            self.setPlainText(text)
        cursor = self.textCursor()
        cursor.setPosition(min(at, len(self.toPlainText())), QTextCursor.MoveMode.MoveAnchor)
        self.setTextCursor(cursor)
        self._settle()  # the field's own text: a rare space or line end is another there, and nobody wrote that
        self._grow()

    def flush(self) -> None:
        """Tell at once what has not been told, before the page or the window goes away."""
        self._timer.stop()
        if self.waiting:
            self._settle()
            self.paused.emit(self._told)

    @property
    def waiting(self) -> bool:
        """Whether something was typed that nobody was told."""
        return self.toPlainText() != self._told

    def _settle(self) -> None:
        """From now on what stands in the field counts as told."""
        self._told = self.toPlainText()

    def _typed(self) -> None:
        self._timer.start()

    def _grow(self) -> None:
        # No bar until the field is as tall as it may be: one that comes and goes would rewrap the text.
        full = self._count() > self._most
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if full else policy.ScrollBarAlwaysOff)
        height = self.sizeHint().height()
        if height != self.height():
            self.setFixedHeight(height)

    def _count(self) -> int:
        return round(self.document().size().height())  # a plain text document measures its height in lines

    def sizeHint(self) -> QSize:
        line = QFontMetricsF(self.font()).lineSpacing()
        shown = min(max(self._count(), self._lines), self._most)
        edges = 2 * (self._theme.px(5) + 1) + 2 * self.document().documentMargin() + 2
        return QSize(self._theme.px(360), -int(-(shown * line + edges) // 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # A menu or another window over this one is not the end of writing, but a good moment to save.
        self.flush()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the page decides where Esc leads
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)
