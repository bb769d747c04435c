"""Backups of a workspace: made page by page beside the app's data, verified, thinned within a budget, restored.

Each backup is a whole workspace file, locked with a password when the workspace is, and beside it a small JSON
file with numbers and times only (no text of the workspace): so a list can be shown without any password.
"""

import contextlib
import errno
import itertools
import json
import os
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal
from uuid import uuid4

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from btech_desktop import disk, sqlite
from btech_desktop.errors import BadInput, UserError, WorkspaceUnusable
from btech_desktop.held import is_held
from btech_desktop.language import tr
from btech_desktop.paths import data_dir

Why = Literal[
    "on closing",
    "while working",
    "before an update of the file",
    "before restoring",
    "before a merge",
    "on request",
]

SUFFIX = ".btech"
_ASIDE = " before restoring "  # in the name of what stood there
BUDGET_BYTES = 2_000_000_000  # for all backups of one workspace; the newest is always kept
KEEP_ALL = timedelta(days=2)
DAILY, WEEKLY, MONTHLY = 12, 10, 9
SPARE_BYTES = 20_000_000  # of free disk that a backup leaves to others
LARGEST_NOTE = 10_000
STALE_S = 600.0  # what is not whole and was not written to for so long was left by a crash
# Of the copy while it is verified: so often (virtual machine steps, about a page) the stop is looked at.
_LOOK_EVERY = 1000


BEFORE_UPDATE: Why = "before an update of the file"


class BackupFailed(WorkspaceUnusable):
    """No backup could be made; the workspace is as it was."""


class Backup(BaseModel):
    """What is known of a backup without opening it. Times are UTC; ``answers`` counts those settled."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Annotated[Path, Field(exclude=True)] = Path()
    made_at: AwareDatetime
    why: Why
    workspace: str  # uuid
    file: str  # where the workspace lay
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(ge=1)]
    assessments: Annotated[int, Field(ge=0)]
    answers: Annotated[int, Field(ge=0)]
    last_change: str | None
    locked: bool

    @property
    def intact(self) -> bool:
        """Whether the file is still, byte for byte, what was verified when it was made."""
        with contextlib.suppress(OSError):
            return self.path.stat().st_size == self.size and sqlite.sha256_of(self.path) == self.sha256
        return False


# -- where they lie ---------------------------------------------------------------------------------------


def folder() -> Path:
    """The folder of all backups."""
    return data_dir() / "backups"


def _safe(uuid: str) -> str:
    """A uuid read from a file: letters, digits and hyphens, whatever the file says."""
    return "".join(c for c in uuid if c.isascii() and (c.isalnum() or c == "-"))[:36] or "unknown"


def _folder_of(workspace: str) -> Path:
    return folder() / _safe(workspace)


def listed(workspace: str, *, file: Path | None = None) -> tuple[Backup, ...]:
    """The backups of a workspace, newest first. With ``file``, those of that file and of files that are gone.

    A copy saved elsewhere is the same workspace: its backups lie in the same folder, but are none of the file's.
    """
    return tuple(b for b in _read(_folder_of(workspace)) if file is None or _is_of(b, file))


def _is_of(backup: Backup, file: Path) -> bool:
    return backup.file == str(file.absolute()) or not os.path.lexists(backup.file)


def listed_for(path: Path) -> tuple[Backup, ...]:
    """The backups of the workspace that lay at a path, newest first: for a file that does not open."""
    wanted = str(path.absolute())
    with contextlib.suppress(OSError):
        found = [b for one in folder().iterdir() if one.is_dir() for b in _read(one) if b.file == wanted]
        return tuple(sorted(found, key=lambda b: b.made_at, reverse=True))
    return ()


def newest_good(path: Path) -> Backup | None:
    """The newest backup for a path that is still what it was when it was verified."""
    return next((b for b in listed_for(path) if b.intact), None)


def _read(where: Path) -> tuple[Backup, ...]:
    found = []
    with contextlib.suppress(OSError):
        for note in where.glob("*.json"):
            with contextlib.suppress(OSError, ValidationError):
                if note.stat().st_size > LARGEST_NOTE:
                    continue
                backup = Backup.model_validate_json(note.read_bytes())
                path = note.with_suffix(SUFFIX)
                # One that a person opened as a workspace is one, and must not be read beside its connection.
                if path.is_file() and not is_held(path):
                    found.append(backup.model_copy(update={"path": path}))
    return tuple(sorted(found, key=lambda b: b.made_at, reverse=True))


# -- making -----------------------------------------------------------------------------------------------


def make(
    conn: sqlite.Connection,
    file: Path,
    password: str | None,
    why: Why,
    *,
    budget: int = BUDGET_BYTES,
    stop: threading.Event | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Backup | None:
    """Back up an open workspace through its own connection; None when ``stop`` was set meanwhile.

    Verified by quick_check on the copy before it counts. Older backups are then thinned, unless under legal hold.
    May run in a thread beside the connection's own work; whoever closes the connection sets ``stop`` and joins
    first. Raises BackupFailed.
    """
    where = folder()
    part: Path | None = None
    try:
        where = _made_folder(_folder_of(str(conn.execute("select uuid from workspace").fetchone()[0])))
        _tidy(where)
        _refuse_crowding(conn, where)
        made_at = clock().replace(microsecond=0)
        target = _new_name(where, made_at)
        part = target.with_suffix(".part")
        if not sqlite.copy_pages(conn, part, password, stop=stop):
            return None
        made = _verified(part, password, made_at=made_at, why=why, file=file, stop=stop)
        if made is None:
            return None
        made = _counts(made, part, target)
        # Read now: it may have been set while the copy was made.
        if not conn.execute("select legal_hold from workspace").fetchone()[0]:
            _thin(where, file, made_at, budget)
    except (OSError, sqlite.Error, ValidationError) as error:
        raise _failed(where, error) from error
    finally:
        if part is not None:
            sqlite.discard(part)  # nothing is there when all went well
    return made


def before_update(conn: sqlite.Connection, file: Path, password: str | None) -> Backup:
    """The backup without which no file of an older schema is brought up to date."""
    made = make(conn, file, password, BEFORE_UPDATE)
    assert made is not None  # nobody stops it
    return made


def _failed(where: Path, error: Exception) -> BackupFailed:
    details = str(error)
    if "malformed" in details or "not a database" in details or isinstance(error, ValidationError):
        return _unsound(details)
    full = "full" in details or (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT))
    return BackupFailed(
        tr(
            "No backup could be made in {folder}. Check that the folder can be written to and its disk has room.",
            folder=folder(),
        ),
        cause="full" if full else "other",
        details=f"{where.name}: {details}",
    )


def _unsound(details: str) -> BackupFailed:
    return BackupFailed(
        tr(
            "No backup could be made: what was copied is damaged. The earlier backups are still there; "
            "restore one, or save what can still be read."
        ),
        cause="damaged",
        details=details,
    )


def _made_folder(where: Path) -> Path:
    """The folder and that of all backups, readable by their owner alone."""
    for one in (folder(), where):
        one.mkdir(mode=0o700, exist_ok=True)
        one.chmod(0o700)
    return where


def _tidy(where: Path, *, older_than: float = STALE_S) -> None:
    """Remove what a crash left: copies that never became whole, notes of a backup that is not there."""
    before = time.time() - older_than
    for one in where.iterdir():
        alone = one.suffix == ".json" and not one.with_suffix(SUFFIX).exists()
        if alone or ".part" in one.name:
            with contextlib.suppress(OSError):  # gone meanwhile, or in use by another window
                if one.stat().st_mtime <= before:
                    one.unlink()


def _refuse_crowding(conn: sqlite.Connection, where: Path) -> None:
    pages, size = (int(conn.execute(f"pragma {name}").fetchone()[0]) for name in ("page_count", "page_size"))
    if shutil.disk_usage(where).free < pages * size + SPARE_BYTES:
        raise BackupFailed(
            tr("No backup could be made: the disk of {folder} is nearly full. Free some space.", folder=folder()),
            cause="full",
        )


def _new_name(where: Path, made_at: datetime) -> Path:
    """Another one each time: a second window may hold a copy of the same workspace."""
    return where / f"{made_at:%Y-%m-%dT%H-%M-%SZ}-{uuid4().hex[:8]}{SUFFIX}"


def _verified(
    part: Path, password: str | None, *, made_at: datetime, why: Why, file: Path, stop: threading.Event | None = None
) -> Backup | None:
    """What a fresh copy holds, read from the copy itself; None when stopped. Raises BackupFailed if it is not sound."""
    copy = sqlite.connect(part, password, read_only=True)
    try:
        if stop is not None:
            copy.set_progress_handler(stop.is_set, _LOOK_EVERY)
        problems = sqlite.structure_problems(copy)
        if problems:
            raise _unsound("; ".join(problems))
        uuid = copy.execute("select uuid from workspace").fetchone()[0]
        assessments = copy.execute("select count(*) from assessments").fetchone()[0]
        answers = copy.execute(
            "select count(*) from answers where (level is not null or not_applicable = 1) and to_confirm = 0"
        ).fetchone()[0]
        last_change = copy.execute("select max(at) from history").fetchone()[0]
    except sqlite.Error:
        if stop is not None and stop.is_set():
            return None
        raise
    finally:
        copy.close()
    sha256 = sqlite.sha256_of(part)
    return Backup(
        path=part,
        made_at=made_at,
        why=why,
        workspace=_safe(str(uuid)),
        file=str(file.absolute()),
        sha256=sha256,
        size=part.stat().st_size,
        assessments=assessments,
        answers=answers,
        last_change=_time(last_change),
        locked=_is_locked(part),
    )


def _time(text: object) -> str | None:
    """A time as the history keeps it; nothing else of a history gets into a note."""
    with contextlib.suppress(ValueError):
        return datetime.fromisoformat(str(text)).isoformat()
    return None


def _is_locked(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(sqlite.HEADER)) != sqlite.HEADER


def _counts(made: Backup, part: Path, target: Path) -> Backup:
    """Let a verified copy count from now on: its note first, so that no backup is ever there without one."""
    note = target.with_suffix(".json")
    handle = os.open(note, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(made.model_dump_json())
        file.flush()
        disk.sync(file.fileno())
    part.replace(target)
    with contextlib.suppress(OSError):  # some folders cannot be synced; the backup is there all the same
        disk.sync_folder(target.parent)
    return made.model_copy(update={"path": target})


# -- thinning ---------------------------------------------------------------------------------------------


def too_many(backups: Sequence[Backup], now: datetime, budget: int = BUDGET_BYTES) -> list[Backup]:
    """Those to remove: all of two days are kept, then one a day for 12 days, one a week for 10, one a month for 9.

    Days, weeks and months (UTC) in which there was none do not count. Past the budget (bytes), the one that stands
    closest to a newer one goes first, so that what is left still reaches far back. The newest, and the newest
    before an update, always stay.
    """
    ordered = sorted(backups, key=lambda b: b.made_at, reverse=True)
    # The newest made by now too: a clock that once ran ahead would else have today's removed.
    firsts = (
        ordered[:1],
        [b for b in ordered if b.made_at <= now][:1],
        [b for b in ordered if b.why == BEFORE_UPDATE][:1],
    )
    safe = {b for first in firsts for b in first}
    kept, before = ordered, None
    # Where the budget took some, others may come to share a week: until nothing changes any more.
    while kept != before:
        before = kept
        spread = _spread(kept, now)
        kept = _within(budget, [b for b in kept if b in safe or b in spread], safe)
    left = set(kept)
    return [b for b in ordered if b not in left]


def _within(budget: int, kept: list[Backup], safe: set[Backup]) -> list[Backup]:
    """As many as fit into the budget, or only those that always stay; newest first."""
    size = sum(b.size for b in kept)
    while size > budget:
        gaps = [
            (newer.made_at - older.made_at, n)
            for n, (newer, older) in enumerate(itertools.pairwise(kept), start=1)
            if older not in safe
        ]
        if not gaps:
            break
        size -= kept.pop(min(gaps)[1]).size
    return kept


def _spread(ordered: Sequence[Backup], now: datetime) -> set[Backup]:
    kept = {b for b in ordered if now - b.made_at < KEEP_ALL}
    older = deque(b for b in ordered if b not in kept)
    stages: list[tuple[int, Callable[[datetime], object]]] = [
        (DAILY, datetime.date),
        (WEEKLY, lambda at: at.isocalendar()[:2]),
        (MONTHLY, lambda at: (at.year, at.month)),
    ]
    for most, slot in stages:
        seen: set[object] = set()
        while older and len(seen) < most:
            backup = older.popleft()
            if slot(backup.made_at) not in seen:
                seen.add(slot(backup.made_at))
                kept.add(backup)
        # What is left of the last slot belongs to it still.
        while older and slot(older[0].made_at) in seen:
            older.popleft()
    return kept


def _thin(where: Path, file: Path, now: datetime, budget: int) -> None:
    """Of this file alone, and of files that are gone: a copy of it may stand elsewhere, under legal hold."""
    for backup in too_many([b for b in _read(where) if _is_of(b, file)], now, budget):
        _remove(backup)


def delete(backups: Iterable[Backup], *, legal_hold: bool = False) -> None:
    """Remove backups a person wants gone; of those not locked, the content is overwritten too.

    ``legal_hold`` is that of the workspace as it is now: then BadInput is raised and nothing goes.
    """
    if legal_hold:
        raise BadInput(tr("The workspace is under legal hold: no backup may be deleted until it is lifted."))
    for backup in backups:
        _remove(backup, overwrite=not backup.locked)


def _remove(backup: Backup, *, overwrite: bool = False) -> None:
    """The note last: one without a backup is cleared away later, a backup without one would stay unseen."""
    with contextlib.suppress(OSError):
        if overwrite:
            # No longer listed from here on: a crash leaves no backup that is half zeros.
            gone = backup.path.with_suffix(".part")
            backup.path.replace(gone)
            with gone.open("rb+") as file:
                disk.overwrite(file.fileno())
            gone.unlink()
    sqlite.discard(backup.path)
    if not backup.path.exists():
        sqlite.discard(backup.path.with_suffix(".json"))


# -- using them -------------------------------------------------------------------------------------------


def restore(backup: Backup, target: Path, *, clock: Callable[[], datetime] = datetime.now) -> Path | None:
    """Put a backup in the place of a workspace file that is not open; where the file that stood there is kept.

    Raises WorkspaceUnusable if the backup is no longer what was verified, if the file is open somewhere, or if the
    folder refuses; the file that stood there is then untouched. The kept file and the restored one are locked, or
    not, as they were.
    """
    target = target.resolve()  # what a symbolic link shows is replaced, not the link
    if is_held(target) or sqlite.in_use(target):
        raise WorkspaceUnusable(
            tr(
                "{name} is open. Close it, in every window and on every computer, then restore the backup.",
                name=target.name,
            ),
            cause="in use",
        )
    if not backup.intact:
        raise _changed()
    part, beside, kept = sqlite.leftover(target), _beside(target, clock()), False
    try:
        sqlite.discard(part)
        if target.exists():
            # Under its new name only once it is whole.
            disk.copy_private(target, part)
            part.replace(beside)
            kept = True
        if disk.copy_private(backup.path, part) != backup.sha256:
            raise _changed()
        _put(part, target, beside)
    except (OSError, WorkspaceUnusable) as error:
        if kept:
            beside.unlink(missing_ok=True)
        if isinstance(error, WorkspaceUnusable):
            raise
        raise WorkspaceUnusable(
            tr(
                "The backup could not be put into {folder}. Nothing was replaced. Check that its disk has room "
                "for two more copies, or choose another folder.",
                folder=target.parent,
            ),
            details=str(error),
        ) from error
    finally:
        sqlite.discard(part)
    return beside if kept else None


def _changed() -> WorkspaceUnusable:
    return WorkspaceUnusable(
        tr("This backup is damaged: it is not what was verified when it was made. Choose another one."), cause="damaged"
    )


def _put(part: Path, target: Path, beside: Path) -> None:
    """Let a file take another's place. Should that fail, everything is as it was."""
    journal, aside = _journal(target), _journal(beside)
    # One left by a crash belongs to the old file: beside the new one it would be played into it.
    moved = journal.exists()
    if moved:
        journal.replace(aside)
    try:
        part.replace(target)
    except OSError:
        if moved:
            aside.replace(journal)
        raise
    with contextlib.suppress(OSError):  # it is done: where a folder cannot be synced nothing may be taken back
        disk.sync_folder(target.parent)


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _beside(target: Path, now: datetime) -> Path:
    """A free name for what stood in a place until now."""
    stem = f"{target.stem}{_ASIDE}{now:%Y-%m-%d %H.%M}"
    path, n = target.with_name(f"{stem}{target.suffix}"), 1
    while path.exists() or _journal(path).exists():
        n += 1
        path = target.with_name(f"{stem} ({n}){target.suffix}")
    return path


def kept_aside(path: Path) -> list[Path]:
    """The files beside a workspace which stood in its place before backups were restored; by name."""
    with contextlib.suppress(OSError):
        beside = path.parent.iterdir()
        return sorted(p for p in beside if p.name.startswith(f"{path.stem}{_ASIDE}") and p.suffix == path.suffix)
    return []


def opens(backup: Backup, password: str | None) -> bool:
    """Whether a backup opens with this password (None for one that is not locked)."""
    try:
        with _reading(backup, password):
            return True
    except UserError:
        return False


def holding(workspace: str, texts: Sequence[str], password: str | None) -> tuple[list[Backup], list[Backup]]:
    """The backups which hold one of some texts in an answer or its history; and those that cannot be read to say."""
    found, unread = [], []
    for backup in listed(workspace):
        try:
            with _reading(backup, password) as conn:
                if any(_holds(conn, text) for text in texts if text):
                    found.append(backup)
        except (UserError, sqlite.Error, OSError):
            unread.append(backup)
    return found, unread


def _holds(conn: sqlite.Connection, text: str) -> bool:
    """Whether a text stands in any column of text, in whole or in part, as it is or inside JSON."""
    forms = {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    tables = [row[0] for row in conn.execute("select name from sqlite_schema where type = 'table' and name <> 'files'")]
    for table in map(sqlite.identifier, tables):
        columns = [row[1] for row in conn.execute(f"pragma table_info({table})") if row[2].upper() == "TEXT"]
        tests = [(f"instr({sqlite.identifier(column)}, ?)", form) for column in columns for form in forms]
        sql = f"select 1 from {table} where {' or '.join(test for test, _ in tests)} limit 1"
        if tests and conn.execute(sql, [form for _, form in tests]).fetchone():
            return True
    return False


@contextlib.contextmanager
def _reading(backup: Backup, password: str | None) -> Iterator[sqlite.Connection]:
    conn = None
    try:
        conn = sqlite.connect(backup.path, password if backup.locked else None, read_only=True)
        conn.execute("select count(*) from sqlite_schema").fetchone()
        yield conn
    except sqlite.Error as error:
        raise (backup.locked and sqlite.explain_locked(error, backup.path)) or sqlite.explain(
            error, backup.path
        ) from error
    finally:
        if conn is not None:
            conn.close()


# -- passwords --------------------------------------------------------------------------------------------


def relock(workspace: str, old: str | None, new: str | None, *, file: Path | None = None) -> list[Backup]:
    """Write backups (all, or those of a file) anew with another password (None: none); those left are returned.

    A backup that opens with neither the old password nor the new one was locked with an earlier one. Not while
    one is being made. About 2 s for 100 MB.
    """
    where = _folder_of(workspace)
    if where.is_dir():
        _tidy(where, older_than=0.0)
    failed = []
    for backup in listed(workspace, file=file):
        try:
            if not (backup.locked == (new is not None) and opens(backup, new)):
                _relock(backup, old, new)
        except (UserError, sqlite.Error, OSError, ValidationError):
            failed.append(backup)
    return failed


def _relock(backup: Backup, old: str | None, new: str | None) -> None:
    """A new backup beside the old one, which goes when the new one counts: a crash leaves either, or both."""
    target = _new_name(backup.path.parent, backup.made_at)
    part = target.with_suffix(".part")
    try:
        with _reading(backup, old) as conn:
            sqlite.export(conn, part, new)
        made = _verified(part, new, made_at=backup.made_at, why=backup.why, file=Path(backup.file))
        assert made is not None  # nobody stops it
        _counts(made, part, target)
    finally:
        sqlite.discard(part)
    _remove(backup, overwrite=not backup.locked)


def not_locked_like(workspace: str, password: str | None, *, file: Path | None = None) -> list[Backup]:
    """Backups of a locked file that are not locked, or the other way round."""
    return [b for b in listed(workspace, file=file) if b.locked != (password is not None)]
