"""Backups of a workspace: made page by page beside the app's data, verified, thinned within a budget, restored.

Each backup is a whole workspace file, locked with a password when the workspace is, and beside it a small JSON
file with numbers and times only (no text of the workspace): so a list can be shown without any password.
"""

import contextlib
import itertools
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from btech_desktop import sqlite
from btech_desktop.errors import UserError, WorkspaceUnusable
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
BUDGET_BYTES = 2_000_000_000  # for all backups of one workspace; the newest is always kept
KEEP_ALL = timedelta(days=2)
DAILY, WEEKLY, MONTHLY = 12, 10, 9
SPARE_BYTES = 20_000_000  # of free disk that a backup leaves to others
LARGEST_NOTE = 10_000


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


def _folder_of(workspace: str) -> Path:
    # A uuid read from a file: letters, digits and hyphens, whatever the file says.
    safe = "".join(c for c in workspace if c.isascii() and (c.isalnum() or c == "-"))[:36] or "unknown"
    return folder() / safe


def listed(workspace: str) -> tuple[Backup, ...]:
    """The backups of a workspace, newest first."""
    return _read(_folder_of(workspace))


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
                if path.is_file():
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
    Raises BackupFailed.
    """
    uuid, hold = conn.execute("select uuid, legal_hold from workspace").fetchone()
    where = _folder_of(str(uuid))
    part: Path | None = None
    try:
        where.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in where.glob("*.part*"):
            sqlite.discard(left)
        _refuse_crowding(conn, where)
        made_at = clock().replace(microsecond=0)
        target = _free_name(where, made_at)
        part = target.with_suffix(".part")
        if not sqlite.copy_pages(conn, part, password, stop=stop):
            return None
        made = _verified(part, password, made_at=made_at, why=why, file=file)
        part.replace(target)
        made = made.model_copy(update={"path": target})
        _write_note(made)
    except (OSError, sqlite.Error) as error:
        if part is not None:
            sqlite.discard(part)
        raise _failed(where, str(error)) from error
    if not hold:
        _thin(where, made.made_at, budget)
    return made


def before_update(conn: sqlite.Connection, file: Path, password: str | None) -> Backup:
    """The backup without which no file of an older schema is brought up to date."""
    made = make(conn, file, password, "before an update of the file")
    assert made is not None  # nobody stops it
    return made


def _failed(where: Path, details: str) -> BackupFailed:
    return BackupFailed(
        f"No backup could be made in {where.parent}. Check that the folder can be written to and its disk has room.",
        details=details,
    )


def _refuse_crowding(conn: sqlite.Connection, where: Path) -> None:
    pages, size = (int(conn.execute(f"pragma {name}").fetchone()[0]) for name in ("page_count", "page_size"))
    if shutil.disk_usage(where).free < pages * size + SPARE_BYTES:
        raise BackupFailed(
            f"No backup could be made: the disk of {where.parent} is nearly full. Free some space.", cause="full"
        )


def _free_name(where: Path, made_at: datetime) -> Path:
    stem = made_at.strftime("%Y-%m-%dT%H-%M-%SZ")
    taken = {p.stem for p in where.iterdir()}
    while stem in taken:
        stem += "+"
    return where / f"{stem}{SUFFIX}"


def _verified(part: Path, password: str | None, *, made_at: datetime, why: Why, file: Path) -> Backup:
    """What a fresh copy holds, read from the copy itself. Raises WorkspaceUnusable if it is not sound."""
    copy = sqlite.connect(part, password, read_only=True)
    try:
        problems = sqlite.structure_problems(copy)
        if problems:
            raise _failed(part.parent, "; ".join(problems))
        uuid = copy.execute("select uuid from workspace").fetchone()[0]
        assessments = copy.execute("select count(*) from assessments").fetchone()[0]
        answers = copy.execute(
            "select count(*) from answers where (level is not null or not_applicable = 1) and to_confirm = 0"
        ).fetchone()[0]
        last_change = copy.execute("select max(at) from history").fetchone()[0]
    finally:
        copy.close()
    return Backup(
        path=part,
        made_at=made_at,
        why=why,
        workspace=uuid,
        file=str(file.absolute()),
        sha256=sqlite.sha256_of(part),
        size=part.stat().st_size,
        assessments=assessments,
        answers=answers,
        last_change=last_change,
        locked=_is_locked(part),
    )


def _is_locked(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(sqlite.HEADER)) != sqlite.HEADER


def _write_note(backup: Backup) -> None:
    note = backup.path.with_suffix(".json")
    part = note.with_suffix(".part")
    handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(backup.model_dump_json())
        file.flush()
        os.fsync(file.fileno())
    part.replace(note)


# -- thinning ---------------------------------------------------------------------------------------------


def too_many(backups: Sequence[Backup], now: datetime, budget: int = BUDGET_BYTES) -> list[Backup]:
    """Those to remove: older than two days, one a day for 12, one a week for 10, one a month for 9 are kept.

    Past the budget (bytes), the one that stands closest to a newer one goes first, so that what is left still
    reaches far back. The newest of all, and the newest before an update, always stay.
    """
    ordered = sorted(backups, key=lambda b: b.made_at, reverse=True)
    spread = _spread(ordered, now)
    safe = set(ordered[:1]) | set([b for b in ordered if b.why == "before an update of the file"][:1])
    kept = [b for b in ordered if b in safe or b in spread]
    while sum(b.size for b in kept) > budget:
        gaps = [
            (newer.made_at - older.made_at, n)
            for n, (newer, older) in enumerate(itertools.pairwise(kept), start=1)
            if older not in safe
        ]
        if not gaps:
            break
        del kept[min(gaps)[1]]
    return [b for b in ordered if b not in kept]


def _spread(ordered: Sequence[Backup], now: datetime) -> set[Backup]:
    kept = {b for b in ordered if now - b.made_at < KEEP_ALL}
    older = [b for b in ordered if b not in kept]
    stages: list[tuple[int, Callable[[datetime], object]]] = [
        (DAILY, datetime.date),
        (WEEKLY, lambda at: at.isocalendar()[:2]),
        (MONTHLY, lambda at: (at.year, at.month)),
    ]
    for most, slot in stages:
        seen: set[object] = set()
        while older and len(seen) < most:
            backup = older.pop(0)
            if slot(backup.made_at) not in seen:
                seen.add(slot(backup.made_at))
                kept.add(backup)
        # What is left of the last slot belongs to it still.
        while older and slot(older[0].made_at) in seen:
            older.pop(0)
    return kept


def _thin(where: Path, now: datetime, budget: int) -> None:
    for backup in too_many(_read(where), now, budget):
        delete([backup])


def delete(backups: Iterable[Backup]) -> None:
    """Remove backups; the note last, so that none is left that says nothing."""
    for backup in backups:
        sqlite.discard(backup.path)
        sqlite.discard(backup.path.with_suffix(".json"))


# -- using them -------------------------------------------------------------------------------------------


def restore(backup: Backup, target: Path, *, clock: Callable[[], datetime] = datetime.now) -> Path | None:
    """Put a backup in the place of a workspace file that is not open; where the file that stood there is kept.

    Raises WorkspaceUnusable if the backup is no longer what was verified, or the folder refuses; the file that
    stood there is then untouched.
    """
    if not backup.intact:
        raise WorkspaceUnusable(
            "This backup is damaged: it is not what was verified when it was made. Choose another one.",
            cause="damaged",
        )
    part = target.with_name(f".{target.name}.restoring")
    kept: Path | None = None
    try:
        sqlite.discard(part)
        copy_private(backup.path, part)
        if target.exists():
            kept = _beside(target, f"{target.stem} before restoring {clock():%Y-%m-%d %H.%M}")
            copy_private(target, kept)
            _keep_journal(target, kept)
        part.replace(target)
    except OSError as error:
        sqlite.discard(part)
        raise WorkspaceUnusable(
            f"The backup could not be put into {target.parent}. Nothing was replaced; choose another folder.",
            details=str(error),
        ) from error
    return kept


def _keep_journal(target: Path, kept: Path) -> None:
    """A journal left by a crash belongs to the old file: beside the new one it would be played into it."""
    journal = target.with_name(f"{target.name}-journal")
    if journal.exists():
        copy_private(journal, kept.with_name(f"{kept.name}-journal"))
        journal.unlink()


def _beside(target: Path, stem: str) -> Path:
    path, n = target.with_name(f"{stem}{target.suffix}"), 1
    while path.exists():
        n += 1
        path = target.with_name(f"{stem} ({n}){target.suffix}")
    return path


def copy_private(source: Path, target: Path) -> None:
    """A copy of a closed file, on disk, readable by its owner alone. The target must not exist."""
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file, source.open("rb") as original:
        shutil.copyfileobj(original, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


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
    """Whether a text stands in any column of text, in whole or in part."""
    tables = [row[0] for row in conn.execute("select name from sqlite_schema where type = 'table' and name <> 'files'")]
    for table in tables:
        columns = [row[1] for row in conn.execute(f"pragma table_info({sqlite.quoted(table)})") if row[2] == "TEXT"]
        test = " or ".join(f'instr("{column}", ?)' for column in columns)
        if test and conn.execute(f'select 1 from "{table}" where {test} limit 1', [text] * len(columns)).fetchone():
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


def relock(workspace: str, old: str | None, new: str | None) -> list[Backup]:
    """Write every backup anew with another password (None: none); those that could not be are returned.

    A backup that opens with neither the old password nor the new one was locked with an earlier one.
    """
    failed = []
    for backup in listed(workspace):
        try:
            if backup.locked == (new is not None) and opens(backup, new):
                continue
            _relock(backup, old, new)
        except (UserError, sqlite.Error, OSError):
            failed.append(backup)
    return failed


def _relock(backup: Backup, old: str | None, new: str | None) -> None:
    part = backup.path.with_suffix(".part")
    sqlite.discard(part)
    try:
        with _reading(backup, old) as conn:
            sqlite.export(conn, part, new)
        made = _verified(part, new, made_at=backup.made_at, why=backup.why, file=Path(backup.file))
    except BaseException:
        sqlite.discard(part)
        raise
    # The note first goes: between the two a file without a note is no backup, never one with a wrong SHA-256.
    sqlite.discard(backup.path.with_suffix(".json"))
    part.replace(backup.path)
    _write_note(made.model_copy(update={"path": backup.path}))


def not_locked_like(workspace: str, password: str | None) -> list[Backup]:
    """Backups of a locked workspace that are not locked, or the other way round."""
    return [b for b in listed(workspace) if b.locked != (password is not None)]
