"""Copies of evidence files that were opened from a workspace: gone when it closes, or at the next start at the latest.

Each open workspace has a folder of its own with a lock file beside it, so that a start of the app removes what was
left behind by one that ended badly, and nothing that another window is still showing.
"""

import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QLockFile

from btech_desktop.attachments import private_copy, remove_copies
from btech_desktop.errors import ExportFailed
from btech_desktop.language import tr
from btech_desktop.paths import data_dir

_LOCK = ".lock"


def opened_dir() -> Path:
    """Where copies lie while they are open; nobody else may look into it. Raises ExportFailed."""
    try:
        path = data_dir() / "opened"
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ExportFailed(
            tr(
                "No private folder for opened files could be made: {reason}. Save the file elsewhere instead.",
                reason=error.strerror,
            ),
            details=str(error),
        ) from error
    return path


class OpenedFiles:
    """The copies opened from one workspace."""

    def __init__(self) -> None:
        self._ending: Callable[[], object] | None = None
        self._folder: Path | None = None

    def make(self, name: str, fill: Callable[[Callable[[bytes], object]], object]) -> Path:
        """A private copy, written by ``fill``. Raises ExportFailed, or what ``fill`` raises; then nothing is left."""
        if self._folder is None:
            self._folder = opened_dir() / uuid4().hex
            lock = _lock_of(self._folder)
            lock.tryLock(0)
            # Also when the app ends without closing the workspace.
            self._ending = weakref.finalize(self, _end, self._folder, lock)
        return private_copy(self._folder, name, fill)

    def clear(self) -> None:
        """Remove all copies."""
        if self._ending is not None:
            self._ending()
        self._ending = self._folder = None


def remove_leftovers() -> None:
    """At the start of the app: remove the copies of windows that are gone."""
    with suppress(OSError, ExportFailed):  # then there is nothing to remove, or nothing that could be
        for folder in {path.with_suffix("") for path in opened_dir().iterdir()}:
            lock = _lock_of(folder)
            if lock.tryLock(0):
                _end(folder, lock)


def _lock_of(folder: Path) -> QLockFile:
    lock = QLockFile(str(folder.with_suffix(_LOCK)))
    lock.setStaleLockTime(0)  # however old: it holds for as long as the process that made it lives
    return lock


def _end(folder: Path, lock: QLockFile) -> None:
    remove_copies(folder)
    lock.unlock()
