"""Covers the windows of a locked workspace after a while without keys or pointer, until its password is given.

The lock keeps eyes and hands out of an unattended window; nothing typed is lost, a half-filled dialog included.
The file stays open meanwhile: what keeps others out of the file itself is its encryption.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from btech_desktop.gui.frame import FrameWindow
from btech_desktop.gui.widgets.dialog import Dialog, theme_of
from btech_desktop.language import tr
from btech_desktop.password import same

LOOK_EVERY_MS = 5_000
_SIGNS_OF_LIFE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletMove,
    QEvent.Type.TabletPress,
    QEvent.Type.InputMethod,
}
Clock = Callable[[], tuple[float, float]]


def _clocks() -> tuple[float, float]:
    """Time that stands still while the computer sleeps, and time that does not."""
    return time.monotonic(), time.time()


class Curtain(QWidget):
    """Covers a window whole."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self._ground = theme_of(window).color("window")
        self.setAccessibleName("Locked")
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def lift(self) -> None:
        """Show what is behind."""
        # First of all: a filter that is being destroyed must not be asked any more.
        self._over.removeEventFilter(self)
        self.hide()
        # Out of the window before it is deleted: a dialog that closes at the same time deletes its children too.
        self.setParent(None)
        self.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ground)
        painter.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildAdded):
            self.setGeometry(self._over.rect())
            self.raise_()
        return False


class UnlockDialog(Dialog):
    """Asks for the password of the workspace that is covered; it cannot be sent away without an answer."""

    def __init__(self, parent: QWidget, password: str, *, may_close: bool) -> None:
        super().__init__(
            parent,
            tr("Locked"),
            verb=tr("Unlock"),
            text=tr("Nobody used this window for a while, or you locked it. Everything typed is still here."),
            width=440,
        )
        self._password = password
        self.close_workspace = False
        self.password_edit = QLineEdit()
        self.password_edit.setMaxLength(1000)
        self.password_edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.add_field(tr("Password of the workspace"), self.password_edit)
        self.cancel_button.setText(tr("Close the workspace"))
        self.cancel_button.setVisible(may_close)
        self.cancel_button.clicked.disconnect()
        self.cancel_button.clicked.connect(self._close_workspace)

    def problem(self) -> tuple[str, QWidget | None]:
        """Anything but the password."""
        if same(self.password_edit.text(), self._password):
            return "", None
        self.password_edit.clear()
        return tr("This is not the password. Type it again."), self.password_edit

    def reject(self) -> None:
        """Esc and the window's cross leave the lock on."""

    def _close_workspace(self) -> None:
        self.close_workspace = True
        super().reject()


class IdleLock(QObject):
    """Watches for signs of life and draws the curtain."""

    covering = Signal()  # about to cover: whoever laid something open takes it away
    close_requested = Signal()

    def __init__(
        self, window: FrameWindow, password: Callable[[], str | None], *, minutes: int, clocks: Clock = _clocks
    ) -> None:
        """``password`` gives that of the open workspace (None: nothing to lock); 0 ``minutes``: never by itself."""
        super().__init__(window)
        self._window, self._password, self._clocks = window, password, clocks
        self.minutes = minutes
        self.locked = False
        self._seen = clocks()
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        # Filters on the windows alone: one on the application would see every event there is.
        app.focusWindowChanged.connect(self._watch)
        self._watch(app.focusWindow())

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)  # a second time is the same as once
            self._seen = self._clocks()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            self._seen = self._clocks()
        return False

    def look(self) -> None:
        """Lock if nobody was there for long enough, sleep of the computer included."""
        if self.minutes and not self.locked:
            idle = max(now - then for now, then in zip(self._clocks(), self._seen, strict=True))
            if idle >= self.minutes * 60:
                self.lock()

    def lock(self) -> None:
        """Save what is being typed, cover every window, and ask for the password until it is right."""
        password = self._password()
        if password is None or self.locked:
            return
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self._window.flush()
        self.covering.emit()
        self.locked = True
        windows = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
        curtains = [Curtain(w) for w in windows]
        titles, locked = [(w, w.windowTitle()) for w in windows], tr("Locked")
        for window in windows:
            window.setWindowTitle(locked)
        modal = QApplication.activeModalWidget()
        dialog = UnlockDialog(modal or self._window, password, may_close=modal is None)
        dialog.exec()
        closing = dialog.close_workspace
        dialog.deleteLater()
        if closing:
            self.close_requested.emit()
        for window, title in titles:
            if window.windowTitle() == locked:
                window.setWindowTitle(title)
        for curtain in curtains:
            curtain.lift()
        self.locked = False
        self._seen = self._clocks()
