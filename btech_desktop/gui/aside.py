"""Work that takes a while, in a thread of its own, under a note that says so."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from btech_desktop.gui.widgets.dialog import Dialog

T = TypeVar("T")


class _Work(Generic[T]):
    """Carried out once; what it gave, or what it raised."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._given: list[T] = []
        self._raised: BaseException | None = None

    def run(self) -> None:
        try:
            self._given.append(self._work())
        except BaseException as error:  # raised again where it was asked for
            self._raised = error

    def result(self) -> T:
        if self._raised is not None:
            raise self._raised
        return self._given[0]


class _Note(Dialog):
    """Stays until the work is done."""

    ended = Signal()

    def __init__(self, parent: QWidget | None, title: str, text: str) -> None:
        super().__init__(parent, title, verb="", text=text, width=440)
        self.go_button.hide()
        self.cancel_button.hide()
        self.ended.connect(self._end)

    def _end(self) -> None:
        super().accept()

    def reject(self) -> None:
        """Neither Esc nor the window's cross stops the work halfway."""


def aside(parent: QWidget | None, title: str, text: str, work: Callable[[], T]) -> T:
    """Do some work while the window goes on being drawn; what it returns, or raises."""
    note, piece = _Note(parent, title, text), _Work(work)

    def run() -> None:
        piece.run()
        note.ended.emit()

    thread = threading.Thread(target=run, name="aside")
    thread.start()
    note.exec()
    thread.join()
    note.deleteLater()
    return piece.result()
