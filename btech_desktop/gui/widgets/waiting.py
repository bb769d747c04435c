"""What stands there while something takes a while: the pointer, or how far it is and a way to stop it."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QProgressBar, QProgressDialog, QWidget

from btech_desktop.language import tr
from btech_desktop.steps import CancelledError, Step

AFTER_MS = 500  # what is done sooner shows no dialog
PARTS = 1_000


@contextmanager
def waiting() -> Iterator[None]:
    """Show the wait pointer meanwhile, whatever happens."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()


@contextmanager
def working(parent: QWidget, text: str) -> Iterator[Step]:
    """Say what is being done and how far it is, once it takes a while; Cancel makes the step raise CancelledError.

    Between steps the window paints, and only the dialog takes clicks and keys.
    """
    dialog = QProgressDialog(text, tr("Cancel"), 0, 0, parent)
    bar = QProgressBar(dialog)
    bar.setTextVisible(False)  # the bar is too low for figures; a screen reader has its value
    bar.setAccessibleName(text)
    dialog.setBar(bar)
    dialog.setRange(0, PARTS)
    dialog.setWindowTitle(tr("Please wait"))
    dialog.setMinimumWidth(dialog.fontMetrics().horizontalAdvance("n") * 48)
    dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
    dialog.setMinimumDuration(AFTER_MS)
    dialog.setAutoReset(False)
    dialog.setAutoClose(False)

    def step(done: int, of: int) -> None:
        dialog.setValue(PARTS * done // max(of, 1))  # takes in clicks and paints, for it is modal
        if dialog.wasCanceled():
            raise CancelledError

    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield step
    finally:
        QGuiApplication.restoreOverrideCursor()
        dialog.close()
        dialog.deleteLater()
