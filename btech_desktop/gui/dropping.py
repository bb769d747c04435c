"""A workspace file dropped on the window is opened, a report read for its data; the rest is told where it belongs."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from btech_desktop.language import tr

SUFFIX = ".btech"
REPORT = ".pdf"


class FileDrop(QObject):
    """Watches a window for dropped files. Parts of it that take files themselves (evidence) go first."""

    def __init__(
        self,
        window: QWidget,
        opened: Callable[[Path], object],
        merged: Callable[[Path], object],
        refused: Callable[[str], object],
    ) -> None:
        """What is done with a workspace, with a PDF, and with a sentence about anything else."""
        super().__init__(window)
        self._opened, self._merged, self._refused = opened, merged, refused
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files, and nothing while a question stands open or the window is locked."""
        if event.type() not in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            return super().eventFilter(watched, event)
        assert isinstance(event, QDropEvent)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        copied = event.possibleActions() & Qt.DropAction.CopyAction  # else the file would leave where it lies
        if not paths or not copied or QApplication.activeModalWidget() is not None:
            event.ignore()
            return True
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            # Later: the program that gives the file waits until this returns, and a question may be asked.
            QTimer.singleShot(0, self, partial(self._take, paths))
        return True

    def _take(self, paths: list[Path]) -> None:
        if len(paths) > 1:
            self._refused(tr("Drop one workspace file at a time. Nothing was opened."))
        elif paths[0].suffix.casefold() == REPORT:
            self._merged(paths[0])
        elif paths[0].suffix.casefold() != SUFFIX:
            self._refused(
                tr(
                    "{name} is no workspace (.btech) and no report with data (.pdf), so it was not opened. Drop a "
                    "document on the evidence of a practice, on the page Assess.",
                    name=paths[0].name,
                )
            )
        else:
            self._opened(paths[0])
