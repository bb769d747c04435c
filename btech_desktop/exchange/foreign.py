"""Reading a workspace file that came from elsewhere: checked and bounded before a row is read, and never written.

Opening refuses a file that is not made of our tables alone, word for word, so that a select is a select. What is left
is too much (bounded here), too slow (stopped here) or senseless (validated here).
"""

import shutil
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from btech_desktop import shape, sqlite
from btech_desktop.assessment import Dossier, Signed, Unit
from btech_desktop.errors import FormError, PasswordNeeded, UserError, WorkspaceUnusable
from btech_desktop.language import tr
from btech_desktop.migrations import SCHEMA_VERSION
from btech_desktop.records import TABLES, HistoryEntry, Workspace, stamps_key
from btech_desktop.store import Store

MOST_BYTES = 1_000_000_000
# Seconds in which a file must have been looked through, and what a large one (evidence files) gets on top.
SECONDS, BYTES_A_SECOND = 1.5, 40_000_000
MOST_TEXT = 64_000_000  # bytes of all texts together, evidence files apart
LARGEST_VALUE = 1_000_000  # bytes of one value; what was signed holds a whole assessment
MOST_ROWS = {"workspace": 1, "forms": 50, "assessments": 1_000, "units": 2_000, "history": 100_000, "files": 20_000}
MOST_OTHER_ROWS = 60_000
_BLOBS = {"files": ("content",)}
_STEPS = 20_000  # of SQLite's machine between two looks at the clock

# Of a record: field -> every value it is known to have had, as text. *added* and *removed* stand for the whole.
Seen = dict[str, dict[str, set[str]]]


@dataclass(frozen=True)
class Foreign:
    """A file from elsewhere, open for reading. ``seen`` is what its own history knows. Close it, or use a ``with``."""

    name: str
    store: Store
    workspace: Workspace
    units: tuple[Unit, ...]
    dossiers: dict[str, Dossier]
    form_texts: dict[str, str]
    stamps: dict[tuple[str, str], dict[str, str]]
    signed: dict[str, tuple[Signed, ...]]
    seen: Seen = field(repr=False)
    folder: Path | None = None  # of a copy made to be read, which goes when it is closed

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Foreign":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_foreign(path: Path, password: str | None = None) -> Foreign:
    """Read a workspace from elsewhere, whole and checked. The file is never written.

    Raises PasswordNeeded, WorkspaceUnusable or FormError: one sentence, and nothing was taken.
    """
    _refuse_large(path)
    store: Store | None = None
    try:
        store = Store.open(path, password=password, read_only=True, guard=_guard)
        _guard(store.connection, path)
        _bound(store.connection, path)
        found = _read(store, path)
        store.connection.set_progress_handler(None, 0)
        return found
    except PasswordNeeded:
        _close(store)
        raise
    except (UserError, sqlite.Error, ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        _close(store)
        if isinstance(error, WorkspaceUnusable) and error.cause != "other":
            raise
        if isinstance(error, WorkspaceUnusable) and not error.details:
            raise
        if isinstance(error, FormError):
            raise FormError(
                tr("{name} holds a questionnaire with a mistake. {error}", name=path.name, error=error)
            ) from error
        what = tr("{name} holds entries that make no sense.", name=path.name)
        raise _strange(what, f"{type(error).__name__}: {error}") from error
    except BaseException:
        _close(store)
        raise


def seen_in(entries: tuple[HistoryEntry, ...]) -> Seen:
    """What a history knows of each record."""
    found: Seen = defaultdict(lambda: defaultdict(set))
    for entry in entries:
        known = found[entry.entity_id][entry.field]
        known.update(value for value in (entry.before, entry.after) if value is not None)
        if entry.field in ("added", "removed"):
            found[entry.entity_id][f"{entry.field} at"].add(entry.at)
    return found


# -- before a row is read ---------------------------------------------------------------------------------


def _refuse_large(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError:
        return  # opening says what is wrong
    if size > MOST_BYTES:
        most = MOST_BYTES // 1_000_000_000
        raise _strange(tr("{name} is larger than {most} GB.", name=path.name, most=most), "size")


def _guard(conn: sqlite.Connection, path: Path) -> None:
    """Stop whatever takes longer than the file's size explains. What its tables are is checked at every opening."""
    limit = time.monotonic() + SECONDS + path.stat().st_size / BYTES_A_SECOND
    conn.set_progress_handler(lambda: time.monotonic() > limit, _STEPS)


def _bound(conn: sqlite.Connection, path: Path) -> None:
    """Refuse more rows, larger values or more text than a workspace comes to; nothing of it is loaded for that."""
    total = 0
    for name, (kind, _) in shape.parts(SCHEMA_VERSION).items():
        if kind != "table":
            continue
        columns = [r[1] for r in conn.execute(f"pragma table_info({name})") if r[1] not in _BLOBS.get(name, ())]
        sizes = [f"coalesce(octet_length({c}), 0)" for c in columns]
        rows, text, largest, nul = conn.execute(
            f"select count(*), coalesce(sum({' + '.join(sizes)}), 0), coalesce(max(max({', '.join(sizes)}, 0)), 0),"
            f" coalesce(max({' or '.join(f'instr({c}, char(0)) > 0' for c in columns)}), 0) from {name}"
        ).fetchone()
        total += text
        if rows > MOST_ROWS.get(name, MOST_OTHER_ROWS):
            raise _strange(
                tr(
                    "{name} holds {rows} rows of {table}, more than a workspace has.",
                    name=path.name,
                    rows=f"{rows:,}",
                    table=name.replace("_", " "),
                ),
                name,
            )
        if total > MOST_TEXT or (largest > LARGEST_VALUE and name != "signed"):
            raise _strange(tr("{name} holds more text than a workspace has.", name=path.name), name)
        if nul:
            raise _strange(tr("{name} holds text with characters that are no text.", name=path.name), name)


# -- reading ----------------------------------------------------------------------------------------------


def _read(store: Store, path: Path) -> Foreign:
    units = store.units()
    _refuse_circles(units, path)
    dossiers = {a.id: store.dossier(a.id) for a in store.assessments()}
    for dossier in dossiers.values():
        _refuse_odd(dossier, path)
    if damaged := store.damaged_forms():
        raise _strange(tr("{name} holds a questionnaire that was changed.", name=path.name), damaged[0])
    stamps: dict[tuple[str, str], dict[str, str]] = {}
    for assessment_id in dossiers:
        for practice_id, times in store.stamps(assessment_id).items():
            stamps[assessment_id, practice_id] = {str(name): _time(at) for name, at in times.items()}
        if account := dossiers[assessment_id].account:
            times = store.account_stamps(assessment_id)
            stamps[stamps_key(account)] = {str(name): _time(at) for name, at in times.items()}
    for kind, table in TABLES.items():
        if table.changed_at:
            times = store.changed_at(kind)
            stamps |= {(table.name, one): {"changed_at": _time(at)} for one, at in times.items()}
    workspace = store.workspace()
    if not 1 <= len(workspace.organisation) <= 200 or not all(isinstance(x, str) for x in workspace.left_out):
        raise ValueError("workspace")
    return Foreign(
        name=path.name,
        store=store,
        workspace=workspace,
        units=units,
        dossiers=dossiers,
        form_texts={edition: store.form_text(edition) or "" for edition in store.form_editions()},
        stamps=stamps,
        signed={assessment_id: store.signed(assessment_id) for assessment_id in dossiers},
        seen=seen_in(store.whole_history()),
    )


def _refuse_odd(dossier: Dossier, path: Path) -> None:
    """What fits its tables may still not fit together."""
    asked = set(dossier.assessment.asked)
    if len(asked) != len(dossier.assessment.asked) or asked - set(dossier.form.ids) or asked != set(dossier.answers):
        what = tr("{name} holds an assessment whose answers do not fit its questionnaire.", name=path.name)
        raise _strange(what, "asked")
    for practice_id, answer in dossier.answers.items():
        if answer.not_applicable and dossier.form.by_id[practice_id].never_na:
            what = tr(
                "{name} says that {practice} is not applicable, which it never is.",
                name=path.name,
                practice=practice_id,
            )
            raise _strange(what, "never_na")


def _refuse_circles(units: tuple[Unit, ...], path: Path) -> None:
    above = {u.id: u.parent_id for u in units}
    sound: set[str] = set()
    for unit in units:
        line: set[str] = set()
        one: str | None = unit.id
        while one is not None and one not in sound:
            if one in line:
                raise _strange(tr("{name} holds a unit that is placed below itself.", name=path.name), "circle")
            line.add(one)
            one = above.get(one)
        sound |= line


def _time(value: Any) -> str:
    """A time (UTC, to the second) as stamps keep it; empty where there is none. Raises ValueError."""
    if not isinstance(value, str) or len(value) > 40:
        raise ValueError("a time is not text")
    if not value:
        return ""
    parsed = datetime.fromisoformat(value)
    if parsed.tzinfo is None:
        raise ValueError("a time without its zone")
    return parsed.astimezone(UTC).isoformat(timespec="seconds")


def _strange(what: str, details: str) -> WorkspaceUnusable:
    mend = tr("Nothing was taken from it; ask for the file to be made and sent again.")
    return WorkspaceUnusable(f"{what} {mend}", cause="foreign", details=details)


def _close(store: Store | None) -> None:
    if store is not None:
        store.close()
