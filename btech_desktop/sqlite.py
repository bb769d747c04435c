"""Opening workspace files: the driver and its settings, the look at a file before it is opened, causes in words.

One driver, sqlcipher3, for plain and locked files. Settings and their reasons: docs/decisions/0001.
"""

import contextlib
import hashlib
import itertools
import os
import sys
import threading
import time
import unicodedata
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlcipher3 import dbapi2

from btech_desktop.language import tr

# sqlite-utils takes this name for its driver, so that its exceptions are those of the driver in use.
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

from sqlite_utils import Database  # noqa: E402 - the driver's name must be set before sqlite-utils is imported

from btech_desktop import disk  # noqa: E402 - as above
from btech_desktop.errors import Cause, NotSaved, PasswordNeeded, WorkspaceUnusable  # noqa: E402 - as above
from btech_desktop.held import is_held  # noqa: E402 - as above
from btech_desktop.migrations import APPLICATION_ID, SCHEMA_VERSION  # noqa: E402 - as above
from btech_desktop.steps import Step, no_step  # noqa: E402 - as above

Connection = Any  # the driver carries no type information
Error = dbapi2.Error
IntegrityError = dbapi2.IntegrityError

HEADER = b"SQLite format 3\x00"
HEADER_SIZE = 100
PAGE_SIZE = 4096
BUSY_MS = 2000
# Ciphertext of a page uses nearly every byte value; text, and most other files, do not.
_FEWEST_VALUES = 200
# What other kinds of file begin with; a locked workspace begins with sixteen random bytes.
_OTHER_KINDS = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"\xff\xd8\xff\xe0")
# Where the file's own description of its tables lies: it is written when the file is made.
_BEGINNING = 64 * PAGE_SIZE
_OUR_TABLES = (b"create table assessments (", b"create table answers (", b"create table workspace (")
_HIGHEST_VERSION = 1000  # a schema version above it is no version
_PLACEHOLDER_ATTRIBUTES = 0x1000 | 0x40000 | 0x400000  # Windows: offline, recall on open, recall on data access


# -- before opening ---------------------------------------------------------------------------------------


def inspect(path: Path) -> bool:
    """Look at the first bytes before SQLite does; True if the file is (or seems) locked with a password.

    Raises WorkspaceUnusable with the cause. Never opens a file that this process holds open.
    """
    if is_held(path):
        raise WorkspaceUnusable(tr("{name} is open in this window already.", name=path.name), cause="in use")
    try:
        if path.is_dir():
            raise WorkspaceUnusable(
                tr("{name} is a folder. Choose a workspace file (.btech).", name=path.name), cause="foreign"
            )
        if not path.is_file() and path.exists():
            raise WorkspaceUnusable(
                tr("{name} is not a file. Choose a workspace file (.btech).", name=path.name), cause="foreign"
            )
        status = path.stat()
        if getattr(status, "st_file_attributes", 0) & _PLACEHOLDER_ATTRIBUTES:
            raise _placeholder(path)
        with path.open("rb") as file:
            head = file.read(_BEGINNING)
    except FileNotFoundError:
        if path.with_name(f".{path.name}.icloud").exists():
            raise _placeholder(path) from None
        raise WorkspaceUnusable(
            tr("There is no file {path}. It may have been moved: find it, or restore a backup.", path=path),
            cause="missing",
        ) from None
    except OSError as error:
        raise WorkspaceUnusable(
            tr("{name} cannot be read: {reason}.", name=path.name, reason=error.strerror)
        ) from error
    size = status.st_size
    if not size:
        raise WorkspaceUnusable(
            tr(
                "{name} is empty. A cloud folder may not have fetched it yet: fetch it, or restore a backup.",
                name=path.name,
            ),
            cause="empty",
        )
    if not head.strip(b"\0"):
        raise _placeholder(path)
    if not head.startswith(HEADER):
        return _without_header(path, head, size)
    if len(head) < HEADER_SIZE:
        raise _cut_short(path)
    application_id, version = (int.from_bytes(head[at : at + 4], "big") for at in (68, 60))
    if (application_id != APPLICATION_ID or version > _HIGHEST_VERSION) and _is_ours(head):
        raise _header_damaged(path)
    refuse_foreign(application_id, version, path)
    # Text in another encoding, or pages with other reserves, would be read as something else without an error.
    if int.from_bytes(head[56:60], "big") != 1 or head[20]:
        raise _header_damaged(path)
    pages = int.from_bytes(head[28:32], "big")
    if size < pages * page_size(head) and not _unfinished(path):
        raise _cut_short(path)
    return False


def page_size(head: bytes) -> int:
    """The page size a plain file's header states, in bytes."""
    return {1: 65536}.get(int.from_bytes(head[16:18], "big"), int.from_bytes(head[16:18], "big"))


def seems_plain(path: Path) -> bool:
    """Whether a damaged file was not locked: its beginning holds the texts that make our tables."""
    with path.open("rb") as file:
        head = file.read(_BEGINNING)
    return head.startswith(HEADER) or _is_ours(head)


def _is_ours(head: bytes) -> bool:
    lower = head.lower()
    return any(table in lower for table in _OUR_TABLES)


def _without_header(path: Path, head: bytes, size: int) -> bool:
    first = head[:PAGE_SIZE]
    blank = not first.strip(b"\0")  # what follows is not: see where placeholders are told
    if blank or _is_ours(head) or int.from_bytes(head[68:72], "big") == APPLICATION_ID:
        raise _header_damaged(path)
    if first.startswith(_OTHER_KINDS) or size < PAGE_SIZE or len(set(first)) < _FEWEST_VALUES:
        raise WorkspaceUnusable(
            tr("{name} is not a workspace file. It has been left as it is.", name=path.name), cause="foreign"
        )
    if size % PAGE_SIZE and not _unfinished(path):
        raise WorkspaceUnusable(
            tr(
                "{name} is cut short, or is not a workspace file. Restore a backup; the file has been left as it is.",
                name=path.name,
            ),
            cause="cut short",
        )
    return True


def _header_damaged(path: Path) -> WorkspaceUnusable:
    return WorkspaceUnusable(
        tr(
            "The beginning of {name} is damaged. Restore a backup, or save what can still be read; "
            "the file has been left as it is.",
            name=path.name,
        ),
        cause="header",
    )


def _unfinished(path: Path) -> bool:
    """Whether a crash left a journal: SQLite plays it back at opening, and until then the size says nothing."""
    with contextlib.suppress(OSError):
        return path.with_name(f"{path.name}-journal").stat().st_size > 0
    return False


def _placeholder(path: Path) -> WorkspaceUnusable:
    return WorkspaceUnusable(
        tr(
            "{name} has not been fetched by the cloud folder it lies in. Have it kept on this computer and try "
            "again, or restore a backup.",
            name=path.name,
        ),
        cause="placeholder",
    )


def _cut_short(path: Path) -> WorkspaceUnusable:
    return WorkspaceUnusable(
        tr("{name} is cut short. Restore a backup; the file has been left as it is.", name=path.name),
        cause="cut short",
    )


def refuse_foreign(application_id: int, version: int, path: Path) -> None:
    if application_id != APPLICATION_ID:
        raise WorkspaceUnusable(
            tr("{name} is a database of another program, not a workspace. It has been left as it is.", name=path.name),
            cause="foreign",
        )
    if version > SCHEMA_VERSION:
        raise WorkspaceUnusable(
            tr(
                "{name} was made by a newer version of this app. Update the app to open it; "
                "the file has been left as it is.",
                name=path.name,
            ),
            cause="newer",
        )


# -- opening ----------------------------------------------------------------------------------------------


def quoted(text: str) -> str:
    """A text as an SQL literal, for the places (pragmas, attach) that take no parameter."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """The name of a table or column as SQL takes it, whatever it is."""
    return '"' + name.replace('"', '""') + '"'


def usable(password: str) -> bool:
    """Whether the driver can take a password at all: no NUL, no half of a surrogate pair."""
    return not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in password)


def composed(password: str) -> str:
    """A password as the driver takes it: NFC (RFC 8265), since systems differ in how they hand over an accent."""
    if not usable(password):
        raise PasswordNeeded(tr("This is not the password: it holds a character that none can hold. Type it again."))
    return unicodedata.normalize("NFC", password)


def _key(password: str) -> str:
    """A password as an SQL literal."""
    return quoted(composed(password))


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
            conn.execute(f"pragma key = {_key(password)}")
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


def connect_damaged(copy: Path, key: str | None) -> Connection:
    """A connection to a private copy of a damaged file that reads as much as it can; ``key`` is SQLCipher's raw key."""
    conn = dbapi2.connect(str(copy), isolation_level=None, check_same_thread=False)
    conn.execute("pragma cipher_log_level = none")
    if key is not None:
        conn.execute(f'pragma key = "{key}"')
    # With a writable schema SQLite goes by as much of a damaged schema, and of a file cut short, as there is.
    for pragma in (
        "trusted_schema = off",
        "mmap_size = 0",
        "temp_store = memory",
        "writable_schema = on",
    ):
        conn.execute(f"pragma {pragma}")
    return conn


def in_use(path: Path) -> bool:
    """Whether another process has a workspace file open; asked without a password, which a lock does not need.

    Never of a file that this process holds open.
    """
    if not path.is_file():
        return False
    conn = dbapi2.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=0)
    try:
        conn.execute("pragma cipher_log_level = none")
        conn.execute("select count(*) from sqlite_schema").fetchone()
    except Error as error:
        return "locked" in str(error) or "busy" in str(error)  # whatever else is wrong with it is no matter here
    finally:
        conn.close()
    return False


def in_memory() -> Connection:
    """An empty database that lies in no file: to see what a schema looks like."""
    return dbapi2.connect(":memory:", isolation_level=None)


def database(conn: Connection) -> Database:
    """The connection for sqlite-utils, without plugins."""
    return Database(conn, execute_plugins=False)


def verify(conn: Connection, path: Path) -> int:
    """The schema version of a sound workspace. Raises WorkspaceUnusable for a foreign, newer or damaged file."""
    application_id = conn.execute("pragma application_id").fetchone()[0]
    version: int = conn.execute("pragma user_version").fetchone()[0]
    refuse_foreign(application_id, version, path)
    problems = structure_problems(conn)
    if problems:
        raise damaged(path, "; ".join(problems))
    return version


def structure_problems(conn: Connection) -> list[str]:
    """What quick_check and foreign_key_check find first; empty when the structure is sound."""
    # The structure alone: whether each value makes sense is checked when it is read, and by `check`.
    conn.execute("pragma ignore_check_constraints = on")
    found = [str(row[0]) for row in conn.execute("pragma quick_check(1)") if row[0] != "ok"]
    conn.execute("pragma ignore_check_constraints = off")
    if not found and conn.execute("pragma foreign_key_check").fetchone():
        found.append(tr("a row refers to a missing one"))
    return found


def explain_locked(error: dbapi2.Error, path: Path) -> WorkspaceUnusable | None:
    """What a locked file that does not decrypt says: wrong password and damage look alike."""
    if "not a database" not in str(error):
        return None
    return PasswordNeeded(
        tr(
            "{name} does not open with this password. Check it and try again; "
            "if the password is surely right, the file is damaged: restore a backup.",
            name=path.name,
        )
    )


def damaged(path: Path, details: str) -> WorkspaceUnusable:
    return WorkspaceUnusable(
        tr(
            "{name} is damaged. Restore a backup, or save what can still be read; the file has been left as it is.",
            name=path.name,
        ),
        cause="damaged",
        details=details,
    )


# What SQLite and the driver say of a file that is not what it should be.
_DAMAGE = ("not a database", "malformed", "corrupt", "no such", "decode", "unsupported file format")


def explain(error: dbapi2.Error, path: Path) -> WorkspaceUnusable:
    """A driver's error while opening or reading, as a cause and a way on."""
    text = str(error)
    if any(sign in text for sign in _DAMAGE):
        return damaged(path, text)
    cause: Cause = "other"
    if "locked" in text or "busy" in text:
        cause = "in use"
        message = tr(
            "{name} is open in another window or on another computer. Close it there, then try again.", name=path.name
        )
    elif "readonly" in text or "read-only" in text:
        cause = "read only"
        message = tr("{name} can only be read here. Copy it to a folder you may write to.", name=path.name)
    elif "full" in text:
        cause = "full"
        message = tr("The disk is full. Free some space, then try again; the file is unharmed.")
    elif "unable to open" in text:
        message = tr("{name} cannot be opened. Check that its folder can be reached and written to.", name=path.name)
    else:
        message = tr("{name} cannot be used. Make sure its disk is connected, then try again.", name=path.name)
    return WorkspaceUnusable(message, cause=cause, details=text)


def not_saved(error: dbapi2.Error, path: Path) -> NotSaved:
    """A driver's error while writing, as a sentence."""
    text = str(error)
    if "full" in text:
        return NotSaved(tr("The disk is full."), cause="full", details=text)
    if "readonly" in text:
        return read_only(path)
    return NotSaved(tr("{name} could not be written.", name=path.name), details=text)


def read_only(path: Path) -> NotSaved:
    """What writing to a file that can only be read says."""
    return NotSaved(tr("{name} can only be read here.", name=path.name), cause="read only")


# -- copying ----------------------------------------------------------------------------------------------

STEP_PAGES = 64  # 256 KB: a step stays within a few milliseconds, locked files included
STEP_PAUSE = 0.001  # seconds between steps, in which the window's own reads and writes come in
SYNC_PAGES = 512  # 2 MB: so much is unsynced at most, for a save's own sync may have to wait for it
NO_STEP = 20.0  # seconds without a step after which a copy gives up
_BUSY = (5, 6)  # SQLITE_BUSY, SQLITE_LOCKED: a transaction is open on the connection; the step is tried again


def copy_pages(
    conn: Connection,
    target: Path,
    password: str | None,
    *,
    stop: threading.Event | None = None,
    step: Step = no_step,
) -> bool:
    """Copy an open workspace page by page to a new file, locked with the same password; False when stopped.

    Changes made through the same connection meanwhile are taken in. The target is on disk when this returns, and
    gone when it raises (OSError, Error, what ``step`` raises) or was stopped.
    """
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        copy = dbapi2.connect(str(target), isolation_level=None, check_same_thread=False)
        try:
            copy.execute("pragma cipher_log_level = none")
            if password is not None:
                copy.execute(f"pragma key = {_key(password)}")
            # No journal and no syncing by SQLite: the copy counts only once it is whole, and is synced between the
            # steps, outside the source's mutex, where it keeps nobody waiting.
            for pragma in (
                "journal_mode = off",
                "synchronous = off",
                "cache_size = 64",
                "mmap_size = 0",
            ):
                copy.execute(f"pragma {pragma}")
            # The first page written derives the key (a tenth of a second): here, not in a step that holds the mutex.
            copy.execute("pragma user_version = 1")
            conn.backup(copy, pages=STEP_PAGES, progress=_Pace(handle, stop, step), sleep=STEP_PAUSE)
        finally:
            copy.close()
        disk.sync(handle)
    except BaseException as error:
        os.close(handle)
        discard(target)
        if isinstance(error, _StoppedError):
            return False
        raise
    os.close(handle)
    return True


class _Pace:
    """What happens between two steps of a copy: the stop is looked at, what was copied is synced, others come in."""

    def __init__(self, handle: int, stop: threading.Event | None, step: Step) -> None:
        self._handle, self._stop, self._step = handle, stop, step
        self._unsynced = 0
        self._stepped = time.monotonic()

    def __call__(self, status: int, remaining: int, total: int) -> None:
        if self._stop is not None and self._stop.is_set():
            raise _StoppedError
        self._step(total - remaining, total)
        if status in _BUSY:
            if time.monotonic() - self._stepped > NO_STEP:
                raise TimeoutError(tr("the workspace was busy all the time"))
            return
        self._stepped = time.monotonic()
        self._unsynced += STEP_PAGES
        if self._unsynced >= SYNC_PAGES:
            disk.sync(self._handle)
            self._unsynced = 0
        # The driver itself pauses only when a step found the file busy; and a mutex let go and taken again at once
        # is never given to the thread that waits for it.
        time.sleep(STEP_PAUSE)


def export(conn: Connection, target: Path, password: str | None) -> None:
    """Write the whole of an open workspace to a new file under another password (None: none).

    The new file is on disk and was compared row by row when this returns; it is gone when this raises OSError,
    Error or WorkspaceUnusable.
    """
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        version = int(conn.execute("pragma user_version").fetchone()[0])
        conn.execute(f"attach database ? as anew key {_key(password or '')}", [str(target)])
        try:
            # As for a copy: it counts only once it is whole.
            conn.execute("pragma anew.journal_mode = off")
            conn.execute("pragma anew.synchronous = off")
            conn.execute("select sqlcipher_export('anew')").fetchall()
            conn.execute(f"pragma anew.application_id = {APPLICATION_ID}")
            conn.execute(f"pragma anew.user_version = {version}")
        finally:
            conn.execute("detach database anew")
        disk.sync(handle)
        _compare(conn, target, password)
    except BaseException:
        os.close(handle)
        discard(target)
        raise
    os.close(handle)


def _compare(conn: Connection, target: Path, password: str | None) -> None:
    """The new file is sound and holds the same tables, indexes and rows. Raises WorkspaceUnusable."""
    copy = connect(target, password, read_only=True)
    try:
        verify(copy, target)
        schema = "select type, name, sql from sqlite_schema order by type, name"
        tables = [row[1] for row in conn.execute(schema) if row[0] == "table"]
        for sql in (schema, *(f"select * from {identifier(table)} order by rowid" for table in tables)):
            rows = itertools.zip_longest(conn.execute(sql), copy.execute(sql))
            if any(one != other for one, other in rows):
                raise WorkspaceUnusable(tr("The new file is not what was to be written."), details=sql)
    finally:
        copy.close()


def leftover(path: Path) -> Path:
    """Where a file that is to take a workspace's place is written first; one that is found there is of no use."""
    real = path.resolve()
    return real.with_name(f".{real.name}.changing")


class _StoppedError(Exception):
    """The copy was called off."""


def sha256_of(path: Path) -> str:
    """SHA-256 of a closed file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def discard(path: Path) -> None:
    """Remove a file that nobody needs any more, and its journal."""
    for one in (path, path.with_name(f"{path.name}-journal")):
        with contextlib.suppress(OSError):
            one.unlink(missing_ok=True)
