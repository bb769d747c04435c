"""Backups of the open workspace: every half hour in a thread of their own, on request, and on closing."""

import threading
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from btech_desktop.backup import Backup, BackupFailed, Why
from btech_desktop.gui.session import Session
from btech_desktop.language import tr
from btech_desktop.log import log_defect
from btech_desktop.paths import data_dir
from btech_desktop.store import Store

EVERY_MS = 30 * 60 * 1000


@dataclass
class _Job:
    """One backup under way; filled by its thread, read when that has ended."""

    store: Store
    why: Why
    writes: int
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    made: Backup | None = None
    failure: str = ""

    def run(self) -> None:
        """Make the backup. Whatever goes wrong ends here: nobody stands above a thread."""
        try:
            self.made = self.store.back_up(self.why, stop=self.stop)
        except BackupFailed as error:
            self.failure = str(error)
        except Exception as error:
            self.failure = tr("No backup could be made. Details are in {path}.", path=log_defect(error))


class Backups(QObject):
    """Watches how far a session's file has moved on since its last backup."""

    made = Signal(object)  # Backup
    failed = Signal(str)  # a sentence
    _ended = Signal(object)  # from a job's thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._last: tuple[Store, int] | None = None  # the file, and its writes when it was last backed up
        self._job: _Job | None = None
        self.failures = 0  # in a row
        self.timer = QTimer(self, interval=EVERY_MS)
        self.timer.timeout.connect(self.tick)
        self._ended.connect(self._collect)

    def watch(self, session: Session | None, *, due: bool = False) -> None:
        """Look after another session, as it is now (``due``: though it is without backup); None: after none."""
        self.halt()
        self._session, self._last, self.failures = session, None, 0
        self.timer.stop()
        if session is not None:
            self._last = (session.store, -1 if due else session.store.writes)
            session.letting_go.connect(self.halt)
            self.timer.start()

    @property
    def due(self) -> bool:
        """Whether something changed since the last backup. The sample, made anew at will, needs none."""
        if self._session is None:
            return False
        store = self._session.store
        return self._last != (store, store.writes) and store.path != data_dir() / "Sample.btech"

    @property
    def path(self) -> Path | None:
        """The workspace file looked after."""
        return self._session.store.path.absolute() if self._session is not None else None

    @property
    def running(self) -> bool:
        """Whether a backup is being made at this moment."""
        return self._job is not None

    def tick(self) -> None:
        """Half an hour is over: make a backup if something changed."""
        if self.due:
            self.start("while working")

    def start(self, why: Why) -> bool:
        """Make a backup in a thread of its own; False when one is being made already."""
        if self._session is None or self._job is not None:
            return False
        job = self._new_job(why)

        def work() -> None:
            job.run()
            self._ended.emit(job)

        self._job = job
        job.thread = threading.Thread(target=work, name="backup")
        job.thread.start()
        return True

    def halt(self) -> None:
        """Call off what is under way: the file is about to be closed or rewritten."""
        if self._job is not None:
            self._job.stop.set()
            self._collect(self._job)

    def finish(self, why: Why) -> None:
        """Make the last backup of this session, here and now, if something changed since the one before."""
        self.halt()
        if self.due:
            job = self._new_job(why)
            job.run()
            self._tell(job)

    def _new_job(self, why: Why) -> _Job:
        assert self._session is not None  # asked by both callers
        return _Job(self._session.store, why, self._session.store.writes)

    def _collect(self, job: _Job) -> None:
        if job is self._job:  # else it was waited for already
            assert job.thread is not None
            job.thread.join()
            self._job = None
            self._tell(job)

    def _tell(self, job: _Job) -> None:
        if job.made is not None:
            self._last = (job.store, job.writes)
            self.failures = 0
            self.made.emit(job.made)
        elif job.failure:
            self.failures += 1
            self.failed.emit(job.failure)
