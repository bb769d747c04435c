"""Opening workspace files: the driver and its settings, the look at a file before it is opened, causes in words.

One driver, sqlcipher3, for plain and locked files. Settings and their reasons: docs/decisions/0001.
"""

import contextlib
import hashlib
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlcipher3 import dbapi2

# sqlite-utils takes this name for its driver, so that its exceptions are those of the driver in use.
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

from sqlite_utils import Database  # noqa: E402 - the driver's name must be set before sqlite-utils is imported

from btech_desktop.errors import Cause, NotSaved, PasswordNeeded, WorkspaceUnusable  # noqa: E402 - as above
from btech_desktop.held import is_held  # noqa: E402 - as above
from btech_desktop.migrations import APPLICATION_ID, SCHEMA_VERSION  # noqa: E402 - as above

Connection = Any  # the driver carries no type information
Error = dbapi2.Error
IntegrityError = dbapi2.IntegrityError

HEADER = b"SQLite format 3\x00"
HEADER_SIZE = 100
PAGE_SIZE = 4096
BUSY_MS = 2000
LEFT_ALONE = "the file has been left as it is"
# Ciphertext of a page uses nearly every byte value; text, and most other files, do not.
_FEWEST_VALUES = 200
_PLACEHOLDER_ATTRIBUTES = 0x1000 | 0x40000 | 0x400000  # Windows: offline, recall on open, recall on data access


# -- before opening ---------------------------------------------------------------------------------------


def inspect(path: Path) -> bool:
    """Look at the first bytes before SQLite does; True if the file is (or seems) locked with a password.

    Raises WorkspaceUnusable with the cause. Never opens a file that this process holds open.
    """
    if is_held(path):
        raise WorkspaceUnusable(f"{path.name} is open in this window already.", cause="in use")
    try:
        if path.is_dir():
            raise WorkspaceUnusable(f"{path.name} is a folder. Choose a workspace file (.btech).", cause="foreign")
        if not path.is_file() and path.exists():
            raise WorkspaceUnusable(f"{path.name} is not a file. Choose a workspace file (.btech).", cause="foreign")
        status = path.stat()
        if getattr(status, "st_file_attributes", 0) & _PLACEHOLDER_ATTRIBUTES:
            raise _placeholder(path)
        with path.open("rb") as file:
            head = file.read(PAGE_SIZE)
    except FileNotFoundError:
        if path.with_name(f".{path.name}.icloud").exists():
            raise _placeholder(path) from None
        raise WorkspaceUnusable(
            f"There is no file {path}. It may have been moved: find it, or restore a backup.", cause="missing"
        ) from None
    except OSError as error:
        raise WorkspaceUnusable(f"{path.name} cannot be read: {error.strerror}.") from error
    size = status.st_size
    if not size:
        raise WorkspaceUnusable(
            f"{path.name} is empty. A cloud folder may not have fetched it yet: fetch it, or restore a backup.",
            cause="empty",
        )
    if not head.strip(b"\0"):
        raise _placeholder(path)
    if not head.startswith(HEADER):
        return _without_header(path, head, size)
    if len(head) < HEADER_SIZE:
        raise _cut_short(path)
    _refuse_foreign(int.from_bytes(head[68:72], "big"), int.from_bytes(head[60:64], "big"), path)
    pages = int.from_bytes(head[28:32], "big")
    if size < pages * page_size(head):
        raise _cut_short(path)
    return False


def page_size(head: bytes) -> int:
    """The page size a plain file's header states, in bytes."""
    return {1: 65536}.get(int.from_bytes(head[16:18], "big"), int.from_bytes(head[16:18], "big"))


def _without_header(path: Path, head: bytes, size: int) -> bool:
    if b"create table" in head.lower() or int.from_bytes(head[68:72], "big") == APPLICATION_ID:
        raise WorkspaceUnusable(
            f"The beginning of {path.name} is damaged. Restore a backup, or save what can still be read; {LEFT_ALONE}.",
            cause="header",
        )
    if size < PAGE_SIZE or len(set(head)) < _FEWEST_VALUES:
        raise WorkspaceUnusable(f"{path.name} is not a workspace file. It has been left as it is.", cause="foreign")
    if size % PAGE_SIZE:
        raise WorkspaceUnusable(
            f"{path.name} is cut short, or is not a workspace file. Restore a backup; {LEFT_ALONE}.",
            cause="cut short",
        )
    return True


def _placeholder(path: Path) -> WorkspaceUnusable:
    return WorkspaceUnusable(
        f"{path.name} has not been fetched by the cloud folder it lies in. Have it kept on this computer and try "
        "again, or restore a backup.",
        cause="placeholder",
    )


def _cut_short(path: Path) -> WorkspaceUnusable:
    return WorkspaceUnusable(f"{path.name} is cut short. Restore a backup; {LEFT_ALONE}.", cause="cut short")


def _refuse_foreign(application_id: int, version: int, path: Path) -> None:
    if application_id != APPLICATION_ID:
        raise WorkspaceUnusable(
            f"{path.name} is a database of another program, not a workspace. It has been left as it is.",
            cause="foreign",
        )
    if version > SCHEMA_VERSION:
        raise WorkspaceUnusable(
            f"{path.name} was made by a newer version of this app. Update the app to open it; {LEFT_ALONE}.",
            cause="newer",
        )


# -- opening ----------------------------------------------------------------------------------------------


def quoted(text: str) -> str:
    """A text as an SQL literal, for the places (pragmas, attach) that take no parameter."""
    return "'" + text.replace("'", "''") + "'"


def connect(path: Path, password: str | None, *, read_only: bool) -> Connection:
    """A connection with the house's settings; for writing, with the file's exclusive lock."""
    mode = "ro" if read_only else "rw"
    conn = dbapi2.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,  # backups copy pages from a thread of their own; SQLite itself serialises the two
    )
    try:
        conn.execute("pragma cipher_log_level = none")
        if password is not None:
            conn.execute(f"pragma key = {quoted(password)}")
        for pragma in (
            f"busy_timeout = {BUSY_MS}",
            "foreign_keys = on",
            "trusted_schema = off",
            "cell_size_check = on",
            "mmap_size = 0",
            "temp_store = memory",
            "secure_delete = on",
        ):
            conn.execute(f"pragma {pragma}")
        if not read_only:
            for pragma in (
                "locking_mode = exclusive",
                "journal_mode = truncate",
                "synchronous = extra",
                "fullfsync = on",
            ):
                conn.execute(f"pragma {pragma}")
            conn.execute("begin exclusive")
            conn.execute("commit")
    except BaseException:
        conn.close()
        raise
    return conn


def database(conn: Connection) -> Database:
    """The connection for sqlite-utils, without plugins."""
    return Database(conn, execute_plugins=False)


def verify(conn: Connection, path: Path) -> int:
    """The schema version of a sound workspace. Raises WorkspaceUnusable for a foreign, newer or damaged file."""
    application_id = conn.execute("pragma application_id").fetchone()[0]
    version: int = conn.execute("pragma user_version").fetchone()[0]
    _refuse_foreign(application_id, version, path)
    problems = structure_problems(conn)
    if problems:
        raise _damaged(path, "; ".join(problems))
    return version


def structure_problems(conn: Connection) -> list[str]:
    """What quick_check and foreign_key_check find first; empty when the structure is sound."""
    # The structure alone: whether each value makes sense is checked when it is read, and by `check`.
    conn.execute("pragma ignore_check_constraints = on")
    found = [str(row[0]) for row in conn.execute("pragma quick_check(1)") if row[0] != "ok"]
    conn.execute("pragma ignore_check_constraints = off")
    if not found and conn.execute("pragma foreign_key_check").fetchone():
        found.append("a row refers to a missing one")
    return found


def explain_locked(error: dbapi2.Error, path: Path) -> WorkspaceUnusable | None:
    """What a locked file that does not decrypt says: wrong password and damage look alike."""
    if "not a database" not in str(error):
        return None
    return PasswordNeeded(
        f"{path.name} does not open with this password. Check it and try again; "
        "if the password is surely right, the file is damaged: restore a backup."
    )


def _damaged(path: Path, details: str) -> WorkspaceUnusable:
    return WorkspaceUnusable(
        f"{path.name} is damaged. Restore a backup, or save what can still be read; {LEFT_ALONE}.",
        cause="damaged",
        details=details,
    )


def explain(error: dbapi2.Error, path: Path) -> WorkspaceUnusable:
    """A driver's error while opening or reading, as a cause and a way on."""
    text = str(error)
    if "not a database" in text or "malformed" in text or "corrupt" in text or "no such" in text:
        return _damaged(path, text)
    cause: Cause = "other"
    if "locked" in text or "busy" in text:
        cause = "in use"
        message = f"{path.name} is open in another window or on another computer. Close it there, then try again."
    elif "readonly" in text or "read-only" in text:
        cause = "read only"
        message = f"{path.name} can only be read here. Copy it to a folder you may write to."
    elif "full" in text:
        cause = "full"
        message = "The disk is full. Free some space, then try again; the file is unharmed."
    elif "unable to open" in text:
        message = f"{path.name} cannot be opened. Check that its folder can be reached and written to."
    else:
        message = f"{path.name} cannot be used. Make sure its disk is connected, then try again."
    return WorkspaceUnusable(message, cause=cause, details=text)


def not_saved(error: dbapi2.Error, path: Path) -> NotSaved:
    """A driver's error while writing, as a sentence."""
    text = str(error)
    if "full" in text:
        return NotSaved("The disk is full.", cause="full", details=text)
    if "readonly" in text:
        return read_only(path)
    return NotSaved(f"{path.name} could not be written.", details=text)


def read_only(path: Path) -> NotSaved:
    """What writing to a file that can only be read says."""
    return NotSaved(f"{path.name} can only be read here.", cause="read only")


# -- copying ----------------------------------------------------------------------------------------------

STEP_PAGES = 64  # 256 KB: a step stays within a few milliseconds, locked files included
STEP_PAUSE = 0.002  # seconds between steps, so that the window's own writes come in between


def copy_pages(conn: Connection, target: Path, password: str | None, *, stop: threading.Event | None = None) -> bool:
    """Copy an open workspace page by page to a new file, locked with the same password; False when stopped.

    Changes made through the same connection meanwhile are taken in. The target is on disk when this returns.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))

    def progress(_status: int, _remaining: int, _total: int) -> None:
        if stop is not None and stop.is_set():
            raise _StoppedError

    try:
        copy = dbapi2.connect(str(target), isolation_level=None, check_same_thread=False)
        try:
            copy.execute("pragma cipher_log_level = none")
            if password is not None:
                copy.execute(f"pragma key = {quoted(password)}")
            # No journal and no syncing by SQLite: the copy counts only once it is whole, and is synced below,
            # outside the source's mutex, where it keeps nobody waiting.
            for pragma in ("journal_mode = off", "synchronous = off", "cache_size = 64", "mmap_size = 0"):
                copy.execute(f"pragma {pragma}")
            conn.backup(copy, pages=STEP_PAGES, progress=progress, sleep=STEP_PAUSE)
        finally:
            copy.close()
        with target.open("rb+") as file:
            os.fsync(file.fileno())
    except _StoppedError:
        target.unlink(missing_ok=True)
        return False
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return True


def export(conn: Connection, target: Path, password: str | None) -> None:
    """Write the whole of an open workspace to a new file under another password (None: none), and sync it."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    version = conn.execute("pragma user_version").fetchone()[0]
    conn.execute(f"attach database ? as anew key {quoted(password or '')}", [str(target)])
    try:
        conn.execute("select sqlcipher_export('anew')").fetchall()
        conn.execute(f"pragma anew.application_id = {APPLICATION_ID}")
        conn.execute(f"pragma anew.user_version = {version}")
    finally:
        conn.execute("detach database anew")
    with target.open("rb+") as file:
        os.fsync(file.fileno())


class _StoppedError(Exception):
    """The copy was called off."""


def sha256_of(path: Path, *, each: Callable[[], None] | None = None) -> str:
    """SHA-256 of a closed file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            if each is not None:
                each()
    return digest.hexdigest()


def discard(path: Path) -> None:
    """Remove a file that nobody needs any more, and its journal."""
    for one in (path, path.with_name(f"{path.name}-journal")):
        with contextlib.suppress(OSError):
            one.unlink(missing_ok=True)
