"""One workspace file: the only SQL of the app beside migrations and backups.

A change reaches the disk in one transaction together with its history row. The connection holds the file's
exclusive lock from opening to closing; nothing else in the process may open the file meanwhile, since closing
that other handle would drop the lock (POSIX).
"""

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import sqlcipher3
from sqlcipher3 import dbapi2

# sqlite-utils takes this name for its driver, so that its exceptions are those of the driver in use.
sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

from pydantic import ValidationError  # noqa: E402 - the driver's name must be set before sqlite-utils is imported
from sqlite_utils import Database  # noqa: E402 - as above

from btech_desktop.assessment import (  # noqa: E402 - as above
    SUPPORTED_WITHOUT_EVIDENCE,
    SUPPORTS,
    Action,
    Answer,
    Assessment,
    Decision,
    Dossier,
    Evidence,
    EvidenceLink,
    History,
    Incident,
    Mark,
    Record,
    Revision,
    SalientIssue,
    Unit,
)
from btech_desktop.errors import BadInput, NotSaved, PasswordNeeded, UserError, WorkspaceUnusable  # noqa: E402
from btech_desktop.form import Form, form_from_json, form_to_json  # noqa: E402
from btech_desktop.migrations import APPLICATION_ID, SCHEMA_VERSION, migrations  # noqa: E402

HEADER = b"SQLite format 3\x00"
HEADER_SIZE = 100
BUSY_MS = 2000
DEFAULT_SCOPE_LINE = (
    "Workplace and supply-chain rights: not assessed here; see the reports of the teams responsible for them."
)

Key = tuple[str, ...]
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    key: Key
    ids: frozenset[str] = frozenset()  # columns that hold a list of ids as JSON


_TABLES: dict[type[Record], _Table] = {
    Unit: _Table("units", ("id",), frozenset({"roles"})),
    Assessment: _Table("assessments", ("id",), frozenset({"asked"})),
    Revision: _Table("revisions", ("id",)),
    Answer: _Table("answers", ("assessment_id", "practice_id")),
    Evidence: _Table("evidence", ("id",)),
    EvidenceLink: _Table("evidence_links", ("evidence_id", "assessment_id", "practice_id")),
    Action: _Table("actions", ("id",)),
    Decision: _Table("decisions", ("id",)),
    SalientIssue: _Table("salient_issues", ("id",), frozenset({"practices"})),
    Incident: _Table("incidents", ("id",), frozenset({"practices"})),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A record made (no ``before``), changed, or removed (no ``after``). Its inverse undoes it."""

    before: Record | None
    after: Record | None

    @property
    def record(self) -> Record:
        """The record as it is afterwards, or as it was when removed."""
        record = self.after or self.before
        assert record is not None
        return record

    @property
    def inverse(self) -> "Change":
        """What takes the change back."""
        return Change(self.after, self.before)

    @property
    def assessment_id(self) -> str | None:
        """The assessment the record belongs to, if to one."""
        record = self.record
        if isinstance(record, Assessment):
            return record.id
        return getattr(record, "assessment_id", None)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Who changed which field of what, when (UTC), from what, to what (as text; None: nothing)."""

    at: str
    who: str
    entity: str
    entity_id: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Workspace:
    """Whose workspace a file is."""

    uuid: str
    organisation: str
    sample: bool
    scope_line: str
    history: History
    legal_hold: bool


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _to_column(value: object) -> str | int | None:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return json.dumps(list(value), ensure_ascii=False)
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"no column takes {type(value).__name__}")


def _row(record: Record) -> dict[str, str | int | None]:
    return {name: _to_column(getattr(record, name)) for name in type(record).model_fields}


def _key(record: Record) -> Key:
    return tuple(str(getattr(record, name)) for name in _TABLES[type(record)].key)


class Store:
    """An open workspace file. Made by :meth:`create` or :meth:`open`; close it, or use it in a ``with``."""

    def __init__(self, db: Database, path: Path, *, read_only: bool) -> None:
        self._db = db
        self.path = path
        self.read_only = read_only
        self._identity = _identity(path)
        self._forms: dict[str, Form] = {}

    # -- opening and closing ------------------------------------------------------------------------------

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        organisation: str,
        sample: bool = False,
        history: History = "every change",
        password: str | None = None,
    ) -> "Store":
        """Make a new workspace file, readable by its owner alone. Raises WorkspaceUnusable if the path is taken."""
        organisation = organisation.strip()
        if not 1 <= len(organisation) <= 200:
            raise BadInput("The name of the organisation must have 1 to 200 characters.")
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            raise WorkspaceUnusable(f"{path.name} already exists. Choose another name, or open it.") from None
        except OSError as error:
            raise WorkspaceUnusable(
                f"{path.name} cannot be made in {path.parent}: {error.strerror}. Choose another folder."
            ) from error
        try:
            db = _connect(path, password, read_only=False)
            db.conn.execute(f"pragma application_id = {APPLICATION_ID}")
            migrations.apply(db)
            db.conn.execute(f"pragma user_version = {SCHEMA_VERSION}")
            db.execute(
                "insert into workspace (id, uuid, organisation, sample, scope_line, history, created_at)"
                " values (1, ?, ?, ?, ?, ?, ?)",
                [str(uuid4()), organisation, int(sample), DEFAULT_SCOPE_LINE, history, _now()],
            )
        except dbapi2.Error as error:
            path.unlink(missing_ok=True)
            raise _explain(error, path) from error
        return cls(db, path, read_only=False)

    @classmethod
    def open(cls, path: Path, *, password: str | None = None) -> "Store":
        """Open a workspace file. Raises WorkspaceUnusable or PasswordNeeded with the cause; the file is untouched."""
        locked = _inspect(path)
        if locked and password is None:
            raise PasswordNeeded(
                f"{path.name} is locked with a password, or is not a workspace. Give its password to open it."
            )
        read_only = not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK)
        db: Database | None = None
        try:
            db = _connect(path, password if locked else None, read_only=read_only)
            _verify(db, path)
            if not read_only:
                migrations.apply(db)
        except dbapi2.Error as error:
            if db is not None:
                db.close()
            if locked and "not a database" in str(error):
                raise PasswordNeeded(
                    f"{path.name} does not open with this password. Check it and try again; "
                    "if the password is surely right, the file is damaged: restore a backup."
                ) from error
            raise _explain(error, path) from error
        except UserError:
            if db is not None:
                db.close()
            raise
        return cls(db, path, read_only=read_only)

    def close(self) -> None:
        """Let go of the file; everything is on disk already."""
        with suppress(dbapi2.Error):
            if not self.read_only:
                self._db.conn.execute("pragma optimize")
                # An emptied journal would stay beside the file; this takes it away.
                self._db.conn.execute("pragma journal_mode = delete")
        self._db.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- writing ------------------------------------------------------------------------------------------

    def write(self, changes: Sequence[Change], *, who: str) -> None:
        """Carry out the changes and note them in the history, all in one transaction or not at all.

        Raises NotSaved when the disk refuses, BadInput when a final assessment would change or when a record is
        not what the change says it was.
        """
        if self.read_only:
            raise NotSaved(f"{self.path.name} can only be read here. Save a copy elsewhere to go on.")
        self._check_identity()
        try:
            with self._db.atomic():
                self._refuse_final(changes)
                for change in changes:
                    self._apply(change)
                at = _now()
                rows = [row for change in changes for row in self._history_rows(change, at, who)]
                if rows:
                    self._db.conn.executemany(
                        "insert into history (at, who, entity, entity_id, assessment_id, field, before, after)"
                        " values (?, ?, ?, ?, ?, ?, ?, ?)",
                        rows,
                    )
        except dbapi2.IntegrityError as error:
            raise BadInput(
                "This change does not fit the rest of the workspace; nothing was changed.", details=str(error)
            ) from error
        except dbapi2.Error as error:
            raise _not_saved(error, self.path) from error

    def keep_form(self, form: Form) -> None:
        """Keep the whole text of an edition in the workspace, once. A different text under its name is refused."""
        body = form_to_json(form)
        known = self._one("select body from forms where edition = ?", form.edition)
        if known is None:
            digest = hashlib.sha256(body.encode()).hexdigest()
            self._execute("insert into forms values (?, ?, ?, ?)", form.edition, body, digest, _now())
        elif known["body"] != body and not self._draft_replaced(form, body):
            raise BadInput(
                f"This workspace already holds another text of {form.edition}. "
                "A changed questionnaire needs a new edition name."
            )
        self._forms[form.edition] = form

    def _draft_replaced(self, form: Form, body: str) -> bool:
        """A draft edition may change as long as no assessment here has used it."""
        used = self._one("select 1 from assessments where form_edition = ?", form.edition)
        if used is not None:
            return False
        digest = hashlib.sha256(body.encode()).hexdigest()
        self._execute("update forms set body = ?, sha256 = ? where edition = ?", body, digest, form.edition)
        return True

    def rename_organisation(self, *, name: str, scope_line: str) -> None:
        """Set the name and the line that says what is not assessed here."""
        if not name.strip():
            raise BadInput("The organisation needs a name.")
        self._execute("update workspace set organisation = ?, scope_line = ?", name.strip(), scope_line.strip())

    def save_copy(self, path: Path) -> None:
        """Write the whole workspace as it is now to another new file (with the same password, if it has one)."""
        if path.exists():
            raise WorkspaceUnusable(f"{path.name} already exists. Choose another name.")
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            # Over our own connection: opening the file beside it would drop the lock.
            self._db.conn.execute("vacuum into ?", [str(path)])
        except (dbapi2.Error, OSError) as error:
            path.unlink(missing_ok=True)
            raise WorkspaceUnusable(f"The copy could not be written to {path.parent}: {error}.") from error

    def _execute(self, sql: str, *values: str | int | None) -> None:
        if self.read_only:
            raise NotSaved(f"{self.path.name} can only be read here. Save a copy elsewhere to go on.")
        self._check_identity()
        try:
            self._db.execute(sql, list(values))
        except dbapi2.Error as error:
            raise _not_saved(error, self.path) from error

    def _check_identity(self) -> None:
        """A sync client may put another file in our place: commits would then go into a file nobody sees."""
        if _identity(self.path) != self._identity:
            raise NotSaved(
                f"{self.path.name} was moved, deleted or replaced by another program while open. "
                "Nothing is written to it any more. Save a copy elsewhere; your changes are still here."
            )

    def _refuse_final(self, changes: Sequence[Change]) -> None:
        touched = {c.assessment_id for c in changes if not isinstance(c.record, Assessment)} - {None}
        for assessment_id in touched:
            row = self._one("select status, period from assessments where id = ?", assessment_id)
            opening = any(
                isinstance(c.after, Assessment) and c.after.id == assessment_id and not c.after.final for c in changes
            )
            if row is not None and row["status"] == "final" and not opening:
                raise BadInput(f"The assessment {row['period']} is final. Reopen it to change it.")
        for change in changes:
            if isinstance(change.before, Assessment) and isinstance(change.after, Assessment):
                both = change.before.final and change.after.final
                if both and change.before != change.after:
                    raise BadInput(f"The assessment {change.before.period} is final. Reopen it to change it.")

    def _apply(self, change: Change) -> None:
        record = change.record
        table = _TABLES[type(record)]
        where = " and ".join(f"{column} = ?" for column in table.key)
        conn = self._db.conn
        if change.after is None:
            done = conn.execute(f"delete from {table.name} where {where}", _key(record)).rowcount
        elif change.before is None:
            row = _row(change.after)
            marks = ", ".join("?" * len(row))
            conn.execute(f"insert into {table.name} ({', '.join(row)}) values ({marks})", list(row.values()))
            done = 1
        else:
            old, new = _row(change.before), _row(change.after)
            changed = {name: value for name, value in new.items() if value != old[name]}
            if not changed:
                return
            # The old values stand in the condition: a record that is not what the change says stays as it is.
            sets = ", ".join(f"{name} = ?" for name in changed)
            olds = " and ".join(f"{name} is ?" for name in changed)
            values = [*changed.values(), *_key(record), *(old[name] for name in changed)]
            done = conn.execute(f"update {table.name} set {sets} where {where} and {olds}", values).rowcount
        if done != 1:
            raise BadInput("This was changed elsewhere in the meantime. Look at it again, then repeat the change.")

    def _history_rows(self, change: Change, at: str, who: str) -> list[tuple[str | int | None, ...]]:
        record = change.record
        entity = _TABLES[type(record)].name
        entity_id = "/".join(_key(record))
        head = (at, who, entity, entity_id, change.assessment_id)
        if change.before is None or change.after is None:
            if isinstance(record, Answer):
                return []
            body = record.model_dump_json()
            return [(*head, "added", None, body) if change.after else (*head, "removed", body, None)]
        old, new = _row(change.before), _row(change.after)
        return [(*head, name, _text(old[name]), _text(new[name])) for name in new if new[name] != old[name]]

    # -- reading ------------------------------------------------------------------------------------------

    def workspace(self) -> Workspace:
        """Whose workspace this is."""
        row = self._one("select * from workspace")
        if row is None:
            raise WorkspaceUnusable(f"{self.path.name} holds no organisation: it is damaged. Restore a backup.")
        return Workspace(
            row["uuid"],
            row["organisation"],
            bool(row["sample"]),
            row["scope_line"],
            row["history"],
            bool(row["legal_hold"]),
        )

    def form(self, edition: str) -> Form:
        """An edition as this workspace keeps it."""
        if edition not in self._forms:
            row = self._one("select body from forms where edition = ?", edition)
            if row is None:
                raise BadInput(f"This workspace holds no form {edition}.")
            self._forms[edition] = form_from_json(row["body"])
        return self._forms[edition]

    def form_editions(self) -> tuple[str, ...]:
        """The editions kept here, by name."""
        return tuple(row["edition"] for row in self._rows("select edition from forms order by edition"))

    def damaged_forms(self) -> list[str]:
        """A sentence for each edition whose text no longer matches its SHA-256."""
        return [
            f"The text of the form {row['edition']} was changed: it does not match its SHA-256. Restore a backup."
            for row in self._rows("select edition, body, sha256 from forms order by edition")
            if hashlib.sha256(row["body"].encode()).hexdigest() != row["sha256"]
        ]

    def units(self) -> tuple[Unit, ...]:
        """All units, in the order given by the user."""
        return self._records(Unit, "order by position, name, id")

    def assessments(self) -> tuple[Assessment, ...]:
        """All assessments, latest period first."""
        return self._records(Assessment, "order by ends desc, starts desc, period desc, id")

    def assessment(self, assessment_id: str) -> Assessment:
        """One assessment. Raises BadInput for an unknown id."""
        found = self._records(Assessment, "where id = ?", assessment_id)
        if not found:
            raise BadInput("There is no such assessment in this workspace.")
        return found[0]

    def answer(self, assessment_id: str, practice_id: str) -> Answer:
        """The answer to one practice. Raises BadInput where it is not asked."""
        found = self._records(Answer, "where assessment_id = ? and practice_id = ?", assessment_id, practice_id)
        if not found:
            raise BadInput(f"{practice_id} is not asked in this assessment.")
        return found[0]

    def dossier(self, assessment_id: str) -> Dossier:
        """Everything held of one assessment."""
        assessment = self.assessment(assessment_id)
        workspace = self.workspace()
        of_it = "where assessment_id = ? order by rowid"
        answers = self._records(Answer, of_it, assessment_id)
        return Dossier(
            organisation=workspace.organisation,
            sample=workspace.sample,
            scope_line=workspace.scope_line,
            unit=self._records(Unit, "where id = ?", assessment.unit_id)[0],
            assessment=assessment,
            form=self.form(assessment.form_edition),
            answers={a.practice_id: a for a in answers},
            evidence=self._records(
                Evidence,
                "where id in (select evidence_id from evidence_links where assessment_id = ?) order by rowid",
                assessment_id,
            ),
            links=self._records(EvidenceLink, of_it, assessment_id),
            actions=self._records(Action, of_it, assessment_id),
            decisions=self._records(Decision, of_it, assessment_id),
            salient=self._records(SalientIssue, of_it, assessment_id),
            incidents=self._records(Incident, of_it, assessment_id),
            revisions=self._records(Revision, "where assessment_id = ? order by number", assessment_id),
        )

    def all_marks(self) -> dict[str, dict[str, Mark]]:
        """Assessment id -> practice id -> what scoring needs, for the whole workspace in two queries."""
        best: dict[tuple[str, str], int] = {}
        for assessment_id, practice_id, shows in self._db.conn.execute(
            "select l.assessment_id, l.practice_id, e.shows from evidence_links l"
            " join evidence e on e.id = l.evidence_id"
        ):
            key = (assessment_id, practice_id)
            best[key] = max(best.get(key, SUPPORTED_WITHOUT_EVIDENCE), SUPPORTS[shows])
        found: dict[str, dict[str, Mark]] = {}
        for assessment_id, practice_id, level, excluded, target, confirm, reason in self._db.conn.execute(
            "select assessment_id, practice_id, level, not_applicable, target, to_confirm, change_reason from answers"
        ):
            supports = best.get((assessment_id, practice_id), SUPPORTED_WITHOUT_EVIDENCE)
            mark = Mark(level, bool(excluded), target, bool(confirm), supports, reason)
            found.setdefault(assessment_id, {})[practice_id] = mark
        return found

    def evidence(self) -> tuple[Evidence, ...]:
        """All evidence in the workspace, by title."""
        return self._records(Evidence, "order by title, id")

    def times_attached(self, evidence_id: str) -> int:
        """To how many answers a piece of evidence is attached, over all assessments."""
        row = self._one("select count(*) as n from evidence_links where evidence_id = ?", evidence_id)
        return int(row["n"]) if row else 0

    def history(self, entity_id: str) -> tuple[HistoryEntry, ...]:
        """Changes of one thing (an answer's id is ``assessment/practice``), latest first."""
        rows = self._rows(
            "select at, who, entity, entity_id, field, before, after from history where entity_id = ? order by id desc",
            entity_id,
        )
        return tuple(HistoryEntry(**row) for row in rows)

    def last_change(self, assessment_id: str) -> str | None:
        """When the assessment was last changed (ISO 8601, UTC)."""
        row = self._one("select max(at) as at from history where assessment_id = ?", assessment_id)
        return row["at"] if row else None

    def check_integrity(self) -> list[str]:
        """What SQLite itself finds wrong with the file; empty when sound."""
        try:
            found = [str(r[0]) for r in self._db.conn.execute("pragma integrity_check") if r[0] != "ok"]
            found += [
                f"a row of {r[0]} refers to a missing row of {r[2]}"
                for r in self._db.conn.execute("pragma foreign_key_check")
            ]
        except dbapi2.Error as error:
            return [str(error)]
        return found

    def _rows(self, sql: str, *values: str | int | None) -> list[dict[str, Any]]:
        try:
            return list(self._db.query(sql, list(values)))
        except dbapi2.Error as error:
            raise _explain(error, self.path) from error

    def _one(self, sql: str, *values: str | int | None) -> dict[str, Any] | None:
        rows = self._rows(sql, *values)
        return rows[0] if rows else None

    def _records(self, kind: type[R], clause: str, *values: str | int | None) -> tuple[R, ...]:
        table = _TABLES[kind]
        columns = ", ".join(kind.model_fields)
        found = []
        for row in self._rows(f"select {columns} from {table.name} {clause}", *values):
            for name in table.ids:
                row[name] = tuple(json.loads(row[name]))
            try:
                found.append(kind.model_validate(row))
            except ValidationError as error:
                raise WorkspaceUnusable(
                    f"{self.path.name} holds a damaged entry in {table.name}. Restore a backup.",
                    details=str(error),
                ) from error
        return tuple(found)


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _inspect(path: Path) -> bool:
    """Look at the first bytes before SQLite does; True if the file is (or seems) encrypted."""
    try:
        if path.is_dir():
            raise WorkspaceUnusable(f"{path.name} is a folder. Choose a workspace file (.btech).")
        with path.open("rb") as file:
            head = file.read(HEADER_SIZE)
    except FileNotFoundError:
        raise WorkspaceUnusable(
            f"There is no file {path}. It may have been moved: find it, or restore a backup."
        ) from None
    except OSError as error:
        raise WorkspaceUnusable(f"{path.name} cannot be read: {error.strerror}.") from error
    if not head:
        raise WorkspaceUnusable(
            f"{path.name} is empty. A cloud folder may not have fetched it yet: fetch it, or restore a backup."
        )
    if not head.startswith(HEADER):
        if len(head) < HEADER_SIZE:
            raise WorkspaceUnusable(f"{path.name} is not a workspace file. It has been left as it is.")
        return True
    if len(head) < HEADER_SIZE:
        raise WorkspaceUnusable(f"{path.name} is cut short. Restore a backup; the file has been left as it is.")
    _refuse_foreign(int.from_bytes(head[68:72], "big"), int.from_bytes(head[60:64], "big"), path)
    return False


def _refuse_foreign(application_id: int, version: int, path: Path) -> None:
    if application_id != APPLICATION_ID:
        raise WorkspaceUnusable(
            f"{path.name} is a database of another program, not a workspace. It has been left as it is."
        )
    if version > SCHEMA_VERSION:
        raise WorkspaceUnusable(
            f"{path.name} was made by a newer version of this app. Update the app to open it; "
            "the file has been left as it is."
        )


def _connect(path: Path, password: str | None, *, read_only: bool) -> Database:
    mode = "ro" if read_only else "rw"
    conn = dbapi2.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    try:
        conn.execute("pragma cipher_log_level = none")
        if password is not None:
            conn.execute("pragma key = '" + password.replace("'", "''") + "'")
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
        return Database(conn, execute_plugins=False)
    except BaseException:
        conn.close()
        raise


def _verify(db: Database, path: Path) -> None:
    application_id = db.conn.execute("pragma application_id").fetchone()[0]
    version = db.conn.execute("pragma user_version").fetchone()[0]
    _refuse_foreign(application_id, version, path)
    # The structure alone: whether each value makes sense is checked when it is read, and by `check`.
    db.conn.execute("pragma ignore_check_constraints = on")
    problems = [row[0] for row in db.conn.execute("pragma quick_check(1)") if row[0] != "ok"]
    db.conn.execute("pragma ignore_check_constraints = off")
    if problems or db.conn.execute("pragma foreign_key_check").fetchone():
        raise WorkspaceUnusable(
            f"{path.name} is damaged. Restore a backup; the file has been left as it is.",
            details=str(problems),
        )


def _explain(error: dbapi2.Error, path: Path) -> WorkspaceUnusable:
    text = str(error)
    if "locked" in text or "busy" in text:
        message = f"{path.name} is open in another window or on another computer. Close it there, then try again."
    elif "readonly" in text or "read-only" in text:
        message = f"{path.name} can only be read here. Copy it to a folder you may write to."
    elif "full" in text:
        message = "The disk is full. Free some space, then try again; the file is unharmed."
    elif "unable to open" in text:
        message = f"{path.name} cannot be opened. Check that its folder can be reached and written to."
    elif "not a database" in text or "malformed" in text or "corrupt" in text:
        message = f"{path.name} is damaged. Restore a backup; the file has been left as it is."
    else:
        message = f"{path.name} cannot be used. Make sure its disk is connected, then try again."
    return WorkspaceUnusable(message, details=text)


def _not_saved(error: dbapi2.Error, path: Path) -> NotSaved:
    text = str(error)
    if "full" in text:
        message = (
            "The disk is full. Your last change is still here, not yet on disk. "
            "Save a copy elsewhere, or free some space."
        )
    elif "readonly" in text:
        message = f"{path.name} can only be read here. Save a copy elsewhere to go on."
    else:
        message = (
            f"Your last change could not be written to {path.name}. It is still here, not yet on disk. "
            "Save a copy elsewhere."
        )
    return NotSaved(message, details=text)
