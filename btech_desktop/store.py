"""One workspace file: every query on the tables, every change in one transaction with its history rows.

The connection holds the file's exclusive lock from opening to closing; nothing else in the process may open the
file meanwhile, since closing that other handle would drop the lock (POSIX): see ``held``.
"""

import hashlib
import json
import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple
from functools import partial
from pathlib import Path
from uuid import uuid4

from sqlite_utils import Database

from btech_desktop import backup, evidence_files, held, shape, sqlite
from btech_desktop.assessment import (
    Answer,
    Assessment,
    History,
    PublicAccount,
    Record,
    Signed,
    Unit,
)
from btech_desktop.audiences import Audience
from btech_desktop.errors import BadInput, NotSaved, PasswordNeeded, UserError, WorkspaceUnusable
from btech_desktop.evidence_files import KeptFile
from btech_desktop.form import Form, form_from_json, form_to_json
from btech_desktop.history import Journal, now
from btech_desktop.language import tr
from btech_desktop.migrations import APPLICATION_ID, SCHEMA_VERSION, migrations
from btech_desktop.reading import Reading
from btech_desktop.records import (
    TABLES,
    Change,
    HistoryEntry,
    Note,
    Stamps,
    Workspace,
    key_of,
    row_of,
    stamps_key,
    to_column,
)
from btech_desktop.report_options import ReportOptions
from btech_desktop.steps import Step, no_step

__all__ = ["Change", "HistoryEntry", "Store", "Workspace"]

DEFAULT_SCOPE_LINE = (
    "Workplace and supply-chain rights: not assessed here; see the reports of the teams responsible for them."
)


class Store(Reading):
    """An open workspace file. Made by :meth:`create` or :meth:`open`; close it, or use it in a ``with``."""

    def __init__(
        self, db: Database, path: Path, *, password: str | None, read_only: bool, own: Path | None = None
    ) -> None:
        super().__init__(db, path)
        self._own = own  # the folder of a copy that is read in the file's place
        self.read_only = read_only
        # Kept while the file is open: backups and copies are locked with the same password.
        self.password = password
        self._journal = Journal()
        self.writes = 0  # transactions carried out: a backup is due when there were some since the last
        kept = self.workspace()
        self._kept, self._legal_hold = kept.history, kept.legal_hold
        # Last: a file that is refused above for damage is not held, and can be restored or salvaged at once.
        self._identity = held.hold(path)
        # Once, at closing or when the store is gone: by then another file may have the same inode.
        self._release = weakref.finalize(self, held.release, self._identity)

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
        uuid: str | None = None,
        left_out: tuple[str, ...] = (),
    ) -> "Store":
        """Make a new workspace file, readable by its owner alone. Raises WorkspaceUnusable if the path is taken.

        ``uuid`` and ``left_out`` are given for a part of another workspace, made to be sent.
        """
        organisation = organisation.strip()
        if not 1 <= len(organisation) <= 200:
            raise BadInput(tr("The name of the organisation must have 1 to 200 characters."))
        _reserve(path)
        conn = None
        try:
            conn = sqlite.connect(path, password, read_only=False)
            db = sqlite.database(conn)
            conn.execute(f"pragma application_id = {APPLICATION_ID}")
            migrations.apply(db)
            db.execute(
                "insert into workspace (id, uuid, organisation, sample, scope_line, history, created_at, left_out)"
                " values (1, ?, ?, ?, ?, ?, ?, ?)",
                [
                    uuid or str(uuid4()),
                    organisation,
                    int(sample),
                    DEFAULT_SCOPE_LINE,
                    history,
                    now(),
                    to_column(left_out),
                ],
            )
        except BaseException as error:  # a password that no file can have among them
            if conn is not None:
                conn.close()
            sqlite.discard(path)
            if isinstance(error, sqlite.Error):
                raise sqlite.explain(error, path) from error
            raise
        return cls(db, path, password=password, read_only=False)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        password: str | None = None,
        read_only: bool = False,
        guard: Callable[[sqlite.Connection, Path], None] | None = None,
    ) -> "Store":
        """Open a workspace file. Raises WorkspaceUnusable or PasswordNeeded with the cause; the file is untouched.

        A file of an older schema is brought up to date after a backup of it was made and verified.
        ``read_only`` also where it could be written: for a file that came from elsewhere. Then ``guard`` looks at
        the connection before anything is read through it, and again at the copy that is brought up to date.
        """
        locked = sqlite.inspect(path)
        if locked and password is None:
            raise PasswordNeeded(
                tr(
                    "{name} is locked with a password, or is not a workspace. Give its password to open it.",
                    name=path.name,
                )
            )
        password = password if locked else None
        read_only = read_only or not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK)
        conn: sqlite.Connection = None
        own: Path | None = None
        try:
            conn = sqlite.connect(path, password, read_only=read_only)
            if guard is not None:
                guard(conn, path)
            shape.refuse_strange(conn, path)
            version = sqlite.verify(conn, path)
            if version < SCHEMA_VERSION:
                if read_only:
                    conn, own = _own_copy(conn, path, password)
                    if guard is not None:
                        guard(conn, path)
                else:
                    backup.before_update(conn, path, password)
                migrations.apply(sqlite.database(conn))
            store = cls(sqlite.database(conn), path, password=password, read_only=read_only, own=own)
        except (sqlite.Error, UnicodeDecodeError, UserError) as error:
            if conn is not None:
                conn.close()
            _remove(own)
            if isinstance(error, UserError):
                raise
            if isinstance(error, UnicodeDecodeError):
                # The driver's own message quotes a damaged name.
                raise sqlite.damaged(path, tr("a name that is no text")) from error
            raise (locked and sqlite.explain_locked(error, path)) or sqlite.explain(error, path) from error
        sqlite.discard(sqlite.leftover(path))  # of a change of password, or a restoring, that was interrupted
        return store

    def close(self) -> None:
        """Let go of the file; everything is on disk already."""
        self.drop_unused_files()
        with suppress(sqlite.Error):
            if not self.read_only:
                self._db.conn.execute("pragma optimize")
                # An emptied journal would stay beside the file; this takes it away. One beside another file, which
                # took this one's place, is somebody else's: without it a crash there would leave a torn file.
                if held.identity(self.path) == self._identity:
                    self._db.conn.execute("pragma journal_mode = delete")
        self._db.close()
        self._release()
        _remove(self._own)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- writing ------------------------------------------------------------------------------------------

    def write(
        self,
        changes: Sequence[Change],
        *,
        who: str,
        stamps: Stamps | None = None,
        forms: Sequence[str] = (),
        notes: Sequence[Note] = (),
    ) -> None:
        """Carry out the changes and note them in the history, all in one transaction or not at all.

        For what comes from elsewhere: ``stamps`` stand in for the present time, also where a value stays as it is;
        ``forms`` are texts of editions to keep as they are; ``notes`` are history entries of their own. Raises
        NotSaved when the disk refuses, BadInput when a final assessment would change or when a record is not what
        the change says it was.
        """
        at = now()
        if stamps is not None:
            self.begin_sitting()

        def work() -> None:
            self._refuse_final(changes)
            for body in forms:
                self._take_form(body, at)
            for change in changes:
                self._apply(change, at, stamps or {})
            self._journal.note(self._db.conn, changes, at=at, who=who, kept=self._kept, legal_hold=self._legal_hold)
            for note in notes:
                if self._kept == "every change" or note.entity == "workspace":
                    self._journal.add(self._db.conn, note, at=at, who=who)

        self._transact(work)
        if stamps is not None:
            self.begin_sitting()
        for body in forms:
            self._forms.pop(form_from_json(body).edition, None)

    def fill(self, changes: Sequence[Change], *, stamps: Stamps, forms: Sequence[str]) -> None:
        """Put what another workspace holds into this new, empty file, in one transaction and without a history."""
        if self.units():
            raise BadInput(tr("Only a new file can be filled."))
        at = now()

        def work() -> None:
            for body in forms:
                self._take_form(body, at)
            for change in changes:
                self._apply(change, at, stamps)

        self._transact(work)

    def begin_sitting(self) -> None:
        """Let the next change of every text make a history entry of its own: what stands now is known elsewhere."""
        self._journal.forget()

    def _take_form(self, body: str, at: str) -> None:
        """Keep an edition's text. One that no assessment here was answered under yet, a draft, may still change."""
        edition, digest = form_from_json(body).edition, hashlib.sha256(body.encode()).hexdigest()
        known = self._one("select body from forms where edition = ?", edition)
        if known is None:
            self._db.conn.execute("insert into forms values (?, ?, ?, ?)", [edition, body, digest, at])
        elif known["body"] != body:
            if self._one("select 1 from assessments where form_edition = ?", edition) is not None:
                raise BadInput(
                    tr(
                        "This workspace already holds another text of {edition}. Nothing was changed. "
                        "A changed questionnaire needs a new edition name.",
                        edition=edition,
                    )
                )
            self._db.conn.execute("update forms set body = ?, sha256 = ? where edition = ?", [body, digest, edition])

    def _transact(self, work: Callable[[], object]) -> None:
        """Do some writing in one transaction, with what may go wrong said in words."""
        if self.read_only:
            raise sqlite.read_only(self.path)
        self.check_identity()
        try:
            with self._db.atomic():
                work()
                self.check_identity()  # once more, as late as can be: from here on it is in the file at the path
            self.writes += 1
        except BaseException as error:
            # Whatever it was, the rows of the sitting are rolled back: none of them may be grown.
            self._journal.forget()
            if isinstance(error, sqlite.IntegrityError):
                raise BadInput(
                    tr("This change does not fit the rest of the workspace; nothing was changed."), details=str(error)
                ) from error
            if isinstance(error, sqlite.Error):
                raise sqlite.not_saved(error, self.path) from error
            raise

    def take_over(
        self,
        rows: Sequence[tuple[Record, Mapping[str, str]]],
        *,
        forms: Sequence[tuple[str, str, str]] = (),
        history: Sequence[HistoryEntry] = (),
    ) -> tuple[Record, ...]:
        """Put in what stood in another file, as it stood there: nothing is noted anew. One transaction.

        ``rows``: each record with its columns that no record has (stamps, changed_at). ``forms``: edition, text,
        SHA-256. Returns the records that the schema refuses; then nothing was written.
        """
        refused: list[Record] = []

        def work() -> None:
            conn = self._db.conn
            conn.execute("pragma defer_foreign_keys = on")  # until the commit: records may come in any order
            for form in forms:
                conn.execute("insert into forms values (?, ?, ?, ?)", [*form, now()])
            for record, others in rows:
                row = {**row_of(record), **others}
                sql = f"insert into {TABLES[type(record)].name} ({', '.join(row)}) values ({', '.join('?' * len(row))})"
                try:
                    conn.execute(sql, list(row.values()))
                except sqlite.IntegrityError:
                    refused.append(record)
            for entry in history:
                conn.execute("insert into history values (?, ?, ?, ?, ?, ?, ?, ?, ?)", list(astuple(entry)))
            if refused:
                raise BadInput(tr("Some records do not fit the schema."))

        try:
            self._transact(work)
        except BadInput:
            if not refused:
                raise
        return tuple(refused)

    def keep_form(self, form: Form) -> None:
        """Keep the whole text of an edition in the workspace, once. A different text under its name is refused."""
        self._transact(lambda: self._take_form(form_to_json(form), now()))
        self._forms.pop(form.edition, None)

    def rename_organisation(self, *, name: str, scope_line: str) -> None:
        """Set the name and the line that says what is not assessed here."""
        if not name.strip():
            raise BadInput(tr("The organisation needs a name."))
        self._execute("update workspace set organisation = ?, scope_line = ?", name.strip(), scope_line.strip())

    def keep_report_options(self, audience: Audience, options: ReportOptions) -> None:
        """Keep how a copy for this audience was made; the history does not note it. Raises NotSaved."""
        if options != self.report_options(audience):
            self._execute(
                "insert into report_options values (?, ?) on conflict (audience) do update set body = excluded.body",
                audience,
                options.model_dump_json(),
            )

    def set_legal_hold(self, on: bool, *, reason: str, who: str) -> None:
        """Stop all thinning and deletion, or lift that; the history says who did it and why."""
        if not reason.strip():
            raise BadInput(tr("Say why; the reason is kept in the history."))

        def work() -> None:
            conn = self._db.conn
            conn.execute("update workspace set legal_hold = ?", [int(on)])
            conn.execute(
                "insert into history (at, who, entity, entity_id, field, before, after) values (?, ?, ?, ?, ?, ?, ?)",
                [now(), who, "workspace", "workspace", "legal_hold", "lifted" if not on else None, reason.strip()],
            )

        self._transact(work)
        self._legal_hold = on
        self._journal.forget()

    @property
    def legal_hold(self) -> bool:
        """Whether nothing may be thinned or deleted; known even where the file cannot be read any more."""
        return self._legal_hold

    def refuse_deletion_under_hold(self) -> None:
        """Raises BadInput while the workspace is under legal hold: then no assessment and no unit is deleted."""
        if self._legal_hold:
            raise BadInput(
                tr("This workspace is under legal hold: no assessment and no unit is deleted until it is lifted.")
            )

    def refuse_under_hold(self) -> None:
        """Raises BadInput while the workspace is under legal hold: then nothing is removed for good."""
        if self._legal_hold:
            raise BadInput(tr("This workspace is under legal hold: nothing is removed for good until it is lifted."))

    def remove_for_good(
        self,
        *,
        blanked: Change | None,
        entries: Sequence[HistoryEntry],
        signed: Sequence[Signed],
        noted: HistoryEntry,
        file_sha256: str | None,
        who: str,
    ) -> None:
        """Take texts out of an answer or account, the history and what was signed; one more entry (``noted``) says so.

        ``entries`` and ``signed`` are as they are to stand. The content of ``file_sha256`` goes unless evidence
        refers to it. Raises BadInput under legal hold or where the assessment is final, NotSaved. Traces stay in
        unused parts of the file until :meth:`overwrite_traces`.
        """
        self.refuse_under_hold()
        at = now()

        def work() -> None:
            conn = self._db.conn
            if blanked is not None:
                self._refuse_final([blanked])
                self._apply(blanked, at, {})
            conn.executemany(
                "update history set before = ?, after = ? where id = ?", [(e.before, e.after, e.id) for e in entries]
            )
            conn.executemany(
                "update signed set body = ?, removed = 1 where assessment_id = ? and number = ?",
                [(s.body, s.assessment_id, s.number) for s in signed],
            )
            if file_sha256 in evidence_files.unused(conn):
                conn.execute("delete from files where sha256 = ?", [file_sha256])
            conn.execute(
                "insert into history (at, who, entity, entity_id, assessment_id, field, before, after)"
                " values (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    *(at, who, noted.entity, noted.entity_id, noted.assessment_id),
                    *(noted.field, noted.before, noted.after),
                ],
            )

        self._transact(work)
        self._journal.forget()

    def overwrite_traces(self) -> None:
        """Write the file anew without its unused parts. ``secure_delete`` alone leaves copies of rows that moved.

        Raises NotSaved where the disk refuses; nothing is lost then. Takes about 5 ms a MB, locked 25 ms.
        """
        if self.read_only:
            raise sqlite.read_only(self.path)
        self.check_identity()
        try:
            self._db.conn.execute("vacuum")
        except sqlite.Error as error:
            raise sqlite.not_saved(error, self.path) from error

    # -- evidence files -----------------------------------------------------------------------------------

    def add_file(self, path: Path) -> KeptFile:
        """Take a file's content into the workspace, for evidence to refer to. At most 50 MB; streamed."""
        kept = evidence_files.measure(path)

        def work() -> None:
            with path.open("rb") as source:
                evidence_files.put(self._db.conn, evidence_files.pieces_of(source), kept)

        try:
            self._transact(work)
        except OSError as error:
            raise BadInput(
                tr("{name} cannot be read: {reason}. Choose another file.", name=path.name, reason=error.strerror)
            ) from error
        return kept

    def copy_files(self, source: "Store", wanted: Sequence[KeptFile], *, step: Step = no_step) -> None:
        """Take contents over from another open workspace, each checked on the way."""
        size, copied = sum(kept.size for kept in wanted), 0
        for kept in wanted:
            step(copied, size)
            copied += kept.size
            self.put_file(kept, evidence_files.take(source.connection, kept.sha256))

    def put_file(self, kept: KeptFile, content: Iterable[bytes]) -> None:
        """Take a content in, for evidence to refer to. Raises BadInput if it is not what was said."""
        self._transact(partial(evidence_files.put, self._db.conn, content, kept))

    def drop_unused_files(self) -> None:
        """Remove contents that no evidence refers to any more: at closing, and by whoever begins
        to work in the file: then no undo needs them.
        """
        if self.read_only or self._legal_hold:
            return
        with suppress(NotSaved, sqlite.Error):
            for sha256 in evidence_files.unused(self._db.conn):
                self._execute("delete from files where sha256 = ?", sha256)

    # -- copies -------------------------------------------------------------------------------------------

    def save_copy(self, path: Path, *, step: Step = no_step) -> None:
        """Write the whole workspace as it is now to another new file (with the same password, if it has one).

        Cancelled by ``step``, no file is left there.
        """
        if path.exists():
            raise WorkspaceUnusable(tr("{name} already exists. Choose another name.", name=path.name))
        self.begin_sitting()
        try:
            # Over our own connection: opening the file beside it would drop the lock.
            sqlite.copy_pages(self._db.conn, path, self.password, step=step)
        except (sqlite.Error, OSError) as error:
            sqlite.discard(path)
            raise WorkspaceUnusable(
                tr("The copy could not be written to {folder}. Choose another folder.", folder=path.parent),
                details=str(error),
            ) from error

    def back_up(self, why: backup.Why, *, stop: threading.Event | None = None) -> backup.Backup | None:
        """Make a verified backup; None when ``stop`` was set meanwhile. Raises BackupFailed."""
        return backup.make(self._db.conn, self.path, self.password, why, stop=stop)

    @property
    def connection(self) -> sqlite.Connection:
        """For the modules that copy or rewrite whole files (backup, password, salvage); nobody else."""
        return self._db.conn

    def _execute(self, sql: str, *values: str | int | None) -> None:
        self._transact(lambda: self._db.conn.execute(sql, list(values)))

    def check_identity(self) -> None:
        """A sync client may put another file in our place: commits would then go into a file nobody sees."""
        if held.identity(self.path) != self._identity:
            raise NotSaved(
                tr(
                    "{name} was moved, deleted or replaced by another program while open. "
                    "Nothing is written to it any more.",
                    name=self.path.name,
                )
            )

    def _refuse_final(self, changes: Sequence[Change]) -> None:
        if self._legal_hold and any(isinstance(c.before, Signed) and c.after is None for c in changes):
            raise BadInput(tr("Under legal hold what was signed stays. Reopen the assessment instead."))
        if any(isinstance(c.before, Assessment | Unit) and c.after is None for c in changes):
            self.refuse_deletion_under_hold()
        # An assessment that changes is looked at below; one that goes is as locked as what is in it.
        # What is said beside the public copy is no part of what was signed.
        inside = [c for c in changes if not isinstance(c.record, PublicAccount)]
        touched = {c.assessment_id for c in inside if not isinstance(c.record, Assessment) or c.after is None} - {None}
        for assessment_id in touched:
            row = self._one("select status, period from assessments where id = ?", assessment_id)
            opening = any(
                isinstance(c.after, Assessment) and c.after.id == assessment_id and not c.after.final for c in changes
            )
            if row is not None and row["status"] == "final" and not opening:
                raise BadInput(tr("The assessment {period} is final. Reopen it to change it.", period=row["period"]))
        for change in changes:
            if isinstance(change.before, Assessment) and isinstance(change.after, Assessment):
                both = change.before.final and change.after.final
                if both and change.before != change.after:
                    raise BadInput(
                        tr("The assessment {period} is final. Reopen it to change it.", period=change.before.period)
                    )

    def _apply(self, change: Change, at: str, stamps: Stamps) -> None:
        record = change.record
        table = TABLES[type(record)]
        given = stamps_key(record) in stamps
        own = stamps.get(stamps_key(record), {})
        where = " and ".join(f"{column} = ?" for column in table.key)
        conn = self._db.conn
        if change.after is None:
            done = conn.execute(f"delete from {table.name} where {where}", key_of(record)).rowcount
        elif change.before is None:
            row = row_of(change.after)
            if table.changed_at:
                row["changed_at"] = own.get("changed_at", at)
            elif table.stamps:
                # An answer comes blank with its assessment; an account comes with its first words.
                written = {} if isinstance(record, Answer) or given else _written(record)
                row["stamps"] = json.dumps(dict.fromkeys(written, at) | dict(own), sort_keys=True)
            marks = ", ".join("?" * len(row))
            conn.execute(f"insert into {table.name} ({', '.join(row)}) values ({marks})", list(row.values()))
            done = 1
        else:
            old, new = row_of(change.before), row_of(change.after)
            changed = {name: value for name, value in new.items() if value != old[name]}
            if not changed and not own:
                return
            # The old values stand in the condition: a record that is not what the change says stays as it is.
            sets = [f"{name} = ?" for name in changed]
            times: list[str] = []
            if table.changed_at:
                sets.append("changed_at = ?")
                times = [own.get("changed_at", at)]
            elif table.stamps:
                stamped = dict.fromkeys(changed, at) | dict(own)
                sets.append(f"stamps = json_set(stamps{', ?, ?' * len(stamped)})")
                times = [part for name, time in stamped.items() for part in (f"$.{name}", time)]
            olds = "".join(f" and {name} is ?" for name in changed)
            values = [*changed.values(), *times, *key_of(record), *(old[name] for name in changed)]
            done = conn.execute(f"update {table.name} set {', '.join(sets)} where {where}{olds}", values).rowcount
        if done != 1:
            raise BadInput(tr("This was changed elsewhere in the meantime. Look at it again, then repeat the change."))


def _written(record: Record) -> list[str]:
    """The fields that say something, apart from the key."""
    return [name for name, value in row_of(record).items() if value and name not in TABLES[type(record)].key]


def _remove(folder: Path | None) -> None:
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def _reserve(path: Path) -> None:
    """Make the file, empty and readable by its owner alone."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise WorkspaceUnusable(tr("{name} already exists. Choose another name, or open it.", name=path.name)) from None
    except OSError as error:
        raise WorkspaceUnusable(
            tr(
                "{name} cannot be made in {folder}: {reason}. Choose another folder.",
                name=path.name,
                folder=path.parent,
                reason=error.strerror,
            )
        ) from error


def _own_copy(conn: sqlite.Connection, path: Path, password: str | None) -> tuple[sqlite.Connection, Path]:
    """An older file that may not be written, as a copy of ours (locked like it) that can be brought up to date."""
    folder = Path(tempfile.mkdtemp(prefix="btech-desktop-"))
    copy = folder / "copy.btech"
    try:
        sqlite.copy_pages(conn, copy, password)
        conn.close()
        return sqlite.connect(copy, password, read_only=False), folder
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if not isinstance(error, OSError):
            raise
        raise WorkspaceUnusable(
            tr(
                "{name} was made by an older version and can only be read here. Copy it to a folder you may write "
                "to, and open it there.",
                name=path.name,
            ),
            cause="read only",
            details=str(error),
        ) from error
