"""Saving what is being typed when the session or the process is told to end."""

import os
import signal
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtGui import QGuiApplication, QSessionManager


class Endings(QObject):
    """Calls ``save`` when the window system ends the session, ``leave`` when a signal ends the process."""

    def __init__(self, app: QGuiApplication, *, save: Callable[[], None], leave: Callable[[], None]) -> None:
        super().__init__(app)
        self._save, self._leave = save, leave
        app.commitDataRequest.connect(self._session_ends)
        self._notifier: QSocketNotifier | None = None
        if sys.platform != "win32":
            self._watch_signals()

    def _session_ends(self, _manager: QSessionManager) -> None:
        # The session may still be kept by somebody else: so save, and go on.
        self._save()

    def _watch_signals(self) -> None:
        """Python runs handlers between its own steps only; the byte written for a signal wakes Qt's loop."""
        self._read, write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(write, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, self._nothing_yet)
        self._notifier = QSocketNotifier(self._read, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._signalled)

    def _nothing_yet(self, *_: object) -> None:
        """The work is done by the notifier, inside the event loop."""

    def _signalled(self) -> None:
        os.read(self._read, 64)
        self._save()
        self._leave()
