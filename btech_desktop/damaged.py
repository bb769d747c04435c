"""Reading rows out of a damaged workspace file: from a private copy, row by row, within bounds of time and number.

The copy is as plain or as locked as the file, readable by its owner alone, and removed afterwards.
"""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from btech_desktop import sqlite
from btech_desktop.errors import BadInput, PasswordNeeded, WorkspaceUnusable
from btech_desktop.evidence_files import pieces_of
from btech_desktop.language import tr

MOST_SECONDS = 120.0  # of reading, over all tables
MOST_ROWS = 1_000_000  # of one table
PROBES = 100  # single rowids tried behind a damaged place, before the steps grow: a page holds fewer rows of ours
LARGEST_ROWID = 1 << 40
# Not views or virtual tables, which would run what a foreign file says.
_TABLES = "select name from sqlite_schema where type = 'table' and rootpage > 0"
_STEPS = 10_000  # of SQLite's machine between two looks at the clock
_KDF_ROUNDS = 256_000  # SQLCipher 4

# The header of every file that this app makes (sqlite.org/fileformat2.html, section 1.3), without what differs:
# offset -> bytes.
_HEADER = {
    0: sqlite.HEADER,
    16: sqlite.PAGE_SIZE.to_bytes(2, "big"),
    18: bytes([1, 1, 0, 64, 32, 32]),  # no write-ahead log, no reserved bytes, payload fractions
    32: bytes(8),  # no free pages: nothing is written to the copy
    44: (4).to_bytes(4, "big"),  # schema format
    52: bytes(4),  # no auto-vacuum
    56: (1).to_bytes(4, "big"),  # UTF-8
    64: bytes(4),
}


class DamagedFile:
    """The rows of a workspace file that can still be read. Use it in a ``with``.

    Raises WorkspaceUnusable where nothing can be read, PasswordNeeded where a password is missing or wrong.
    """

    def __init__(self, path: Path, password: str | None, *, seconds: float = MOST_SECONDS) -> None:
        self.path = path
        self.unreadable: set[str] = set()  # tables with places that could not be read
        self.stopped = False  # whether the time ran out
        self._end = time.monotonic() + seconds
        self._files: dict[str, int] | None = None
        self._conn: sqlite.Connection = None
        self.locked = locked = _seems_locked(path)
        if locked and password is None:
            raise PasswordNeeded(
                tr("{name} is locked with a password. Give its password to read what is left.", name=path.name)
            )
        self._folder = Path(tempfile.mkdtemp(prefix="btech-desktop-"))  # 0700
        try:
            self._copy = self._folder / "damaged.btech"
            _copy_private(path, self._copy)
            if not locked:
                _mend_header(self._copy)
            self._key = _raw_key(self._copy, password) if locked and password is not None else None
            self._connect()
            self.tables = self._schema()
        except OSError as error:
            self.close()
            raise WorkspaceUnusable(
                tr(
                    "{name} could not be copied to read it: {reason}. Free some space, then try again.",
                    name=path.name,
                    reason=error.strerror,
                ),
                details=str(error),
            ) from error
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "DamagedFile":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Remove the copy."""
        if self._conn is not None:
            self._conn.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    # -- tables -------------------------------------------------------------------------------------------

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Every row of a table that can be read, columns by name; nothing where the table itself is lost.

        Bytes that are no UTF-8 come as the replacement character (U+FFFD). What else a row says is not checked.
        """
        columns = self.tables.get(table)
        if columns is None:
            self.unreadable.add(table)
            return
        names = ["rowid", *columns]
        for values in self._values(table, ", ".join(names)):
            yield dict(zip(columns, values[1:], strict=True))

    def _values(self, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
        # "not indexed": by rowid alone, so that a damaged index is never in the way.
        onwards = f"select {columns} from {table} not indexed where rowid > ? order by rowid"
        seen: set[int] = set()
        last = 0
        while not self.stopped and len(seen) < MOST_ROWS:
            try:
                for values in self._conn.execute(onwards, [last]):
                    if values[0] in seen or len(seen) >= MOST_ROWS:
                        raise _AgainError  # a page that points back
                    seen.add(values[0])
                    last = values[0]
                    yield values
                return
            except (sqlite.Error, _AgainError) as error:
                self._after(error, table)
            found = self._beyond(table, columns, last, seen)
            if found is None:
                return
            seen.add(found[0])
            last = found[0]
            yield found
        self.unreadable.add(table)

    def _beyond(self, table: str, columns: str, last: int, seen: set[int]) -> tuple[Any, ...] | None:
        """The first row that can be read behind a damaged place: rowid by rowid, then in growing steps."""
        one = f"select {columns} from {table} not indexed where rowid = ?"
        for rowid in range(last + 1, last + 1 + PROBES):
            if self.stopped:
                return None
            if rowid in seen:
                continue
            readable, values = self._try(table, one, rowid)
            if values is not None:
                return values
            if readable:
                # No row has this number, and its place is sound: the next one may be far away, or there is none.
                following, values = self._next(table, columns, rowid)
                if following and (values is None or values[0] not in seen):
                    return values
        low, step = last + PROBES, PROBES
        while low + step < LARGEST_ROWID and not self.stopped:
            following, values = self._next(table, columns, low + step)
            if following:
                return self._first(table, columns, low, low + step, seen)
            low, step = low + step, step * 2
        return None

    def _first(self, table: str, columns: str, low: int, high: int, seen: set[int]) -> tuple[Any, ...] | None:
        """The first readable row between a place that is damaged and one that is not."""
        while high - low > 1 and not self.stopped:
            middle = (low + high) // 2
            if self._next(table, columns, middle)[0]:
                high = middle
            else:
                low = middle
        values = self._next(table, columns, high)[1]
        return values if values is None or values[0] not in seen else None

    def _next(self, table: str, columns: str, rowid: int) -> tuple[bool, tuple[Any, ...] | None]:
        sql = f"select {columns} from {table} not indexed where rowid >= ? order by rowid limit 1"
        return self._try(table, sql, rowid)

    def _try(self, table: str, sql: str, rowid: int) -> tuple[bool, tuple[Any, ...] | None]:
        """Whether the place could be read, and the row if there is one."""
        try:
            return True, self._conn.execute(sql, [rowid]).fetchone()
        except sqlite.Error as error:
            self._after(error, table)
            return False, None

    def _after(self, error: Exception, table: str) -> None:
        self.unreadable.add(table)
        if time.monotonic() > self._end:
            self.stopped = True
        elif self._key is not None and not isinstance(error, _AgainError):
            self._connect()  # after one damaged page SQLCipher's connection reads no other

    # -- evidence files -----------------------------------------------------------------------------------

    def file(self, sha256: str) -> Iterator[bytes]:
        """An evidence file's content, piece by piece. Raises BadInput or WorkspaceUnusable where it cannot be read."""
        if self._files is None:
            self._files = {}
            if "files" in self.tables:
                self._files = {str(row[1]): row[0] for row in self._values("files", "rowid, sha256")}
        if sha256 not in self._files:
            raise BadInput(tr("The file is not here."))
        try:
            with self._conn.open_blob("files", "content", self._files[sha256], True) as blob:
                yield from pieces_of(blob)
        except sqlite.Error as error:
            self._after(error, "files")
            raise WorkspaceUnusable(tr("The file is damaged."), cause="damaged", details=str(error)) from error

    # -- opening ------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        if self._conn is not None:
            self._conn.close()
        conn = sqlite.connect_damaged(self._copy, self._key)
        conn.text_factory = lambda raw: raw.decode("utf-8", "replace")
        conn.set_progress_handler(self._time_is_up, _STEPS)
        self._conn = conn

    def _time_is_up(self) -> int:
        self.stopped = self.stopped or time.monotonic() > self._end
        return int(self.stopped)

    def _schema(self) -> dict[str, tuple[str, ...]]:
        """Table -> its columns, as far as the file's own description of its tables can be read."""
        details = ""
        for _ in range(2):  # the first statement meets the damage, the next goes by what was read before it
            try:
                names = [r[0] for r in self._conn.execute(_TABLES)]
                break
            except sqlite.Error as error:
                details = str(error)
        else:
            names = self._known_tables()
        tables = {}
        for name in names:
            if not isinstance(name, str) or not name.isidentifier():
                continue
            try:
                columns = tuple(r[1] for r in self._conn.execute(f"pragma table_info({name})"))
            except sqlite.Error:
                continue
            if columns and all(isinstance(c, str) and c.isidentifier() for c in columns):
                tables[name] = columns
        if "answers" not in tables and "assessments" not in tables:
            self._nothing(details)
        return tables

    def _known_tables(self) -> list[str]:
        from btech_desktop.records import TABLES

        return [*(t.name for t in TABLES.values()), "workspace", "forms", "history", "files"]

    def _nothing(self, details: str) -> None:
        if self._key is not None and "not a database" in details:
            raise PasswordNeeded(
                tr(
                    "{name} does not open with this password. If the password is surely right, its beginning "
                    "is damaged and nothing can be read from it: restore a backup.",
                    name=self.path.name,
                ),
                details=details,
            )
        raise WorkspaceUnusable(
            tr(
                "Nothing can be read from {name}: the part that says where everything lies is damaged. "
                "Restore a backup.",
                name=self.path.name,
            ),
            cause="damaged",
            details=details,
        )


class _AgainError(Exception):
    """A row that was read before."""


def _seems_locked(path: Path) -> bool:
    """Whether the file is locked. Raises WorkspaceUnusable for what is no workspace file, or not one of ours."""
    try:
        return sqlite.inspect(path)
    except WorkspaceUnusable as error:
        if error.cause not in {"cut short", "header"}:
            raise
        return not sqlite.seems_plain(path)


def _copy_private(path: Path, copy: Path) -> None:
    """The file and, after a crash, its journal: SQLite rolls back in the copy what was under way."""
    copy.touch(mode=0o600)
    shutil.copyfile(path, copy)
    journal = path.with_name(f"{path.name}-journal")
    if journal.is_file():
        beside = copy.with_name(f"{copy.name}-journal")
        beside.touch(mode=0o600)
        shutil.copyfile(journal, beside)
    size = copy.stat().st_size
    if size % sqlite.PAGE_SIZE and size > sqlite.PAGE_SIZE:
        with copy.open("rb+") as file:
            file.truncate(size - size % sqlite.PAGE_SIZE)


def _mend_header(copy: Path) -> None:
    """Write what the header of a plain file must say over what it says."""
    pages = copy.stat().st_size // sqlite.PAGE_SIZE
    with copy.open("rb+") as file:
        for offset, value in _HEADER.items():
            file.seek(offset)
            file.write(value)
        file.seek(24)
        changed = file.read(4)
        file.write(pages.to_bytes(4, "big"))
        file.seek(92)
        file.write(changed)  # the count of pages holds for this change


def _raw_key(copy: Path, password: str) -> str:
    """The key that SQLCipher makes of the password, so that each new connection need not make it again (0.2 s)."""
    with copy.open("rb") as file:
        salt = file.read(16)
    key = hashlib.pbkdf2_hmac("sha512", sqlite.composed(password).encode(), salt, _KDF_ROUNDS, 32)
    return f"x'{key.hex()}{salt.hex()}'"
