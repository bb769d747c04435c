"""Who changed what, when, from what, to what: the rows written beside each change, in its transaction."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from btech_desktop.assessment import Answer, Assessment, History, PublicAccount, Revision, Signed
from btech_desktop.records import TABLES, Change, Column, Note, entity_id, row_of

# Texts of an answer are saved at every pause; one sitting of one writer makes one entry of each.
TEXTS = ("finding", "note", "na_reason", "scope_note", "consulted", "owner")
SITTING_SECONDS = 30 * 60


def now() -> str:
    """The time (UTC, ISO 8601, to the second) as history and stamps keep it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class _Moment:
    """A moment on two clocks, in seconds: one of them stands still while the computer sleeps, one may be set."""

    running: float
    wall: float

    @classmethod
    def now(cls) -> "_Moment":
        return cls(time.monotonic(), time.time())

    def pause_since(self, other: "_Moment") -> float:
        """The longer of the two: in doubt a new entry is made."""
        return max(self.running - other.running, abs(self.wall - other.wall))


@dataclass(slots=True)
class _Latest:
    """The newest entry of a text: it grows while the same person goes on writing."""

    row: int
    who: str
    before: Column
    seen: _Moment


class Journal:
    """Writes history rows for one opening of a file."""

    def __init__(self) -> None:
        self._latest: dict[tuple[str, str], _Latest] = {}

    def note(self, conn: Any, changes: Sequence[Change], *, at: str, who: str, kept: History, legal_hold: bool) -> None:
        """Write the rows of some changes. Under legal hold nothing that was written is ever grown or replaced."""
        for change in changes:
            if kept == "final values" and not legal_hold and not _of_signatures(change):
                continue
            head = (at, who, TABLES[type(change.record)].name, entity_id(change.record), change.assessment_id)
            for field, before, after in _fields(change):
                text = isinstance(change.record, Answer) and field in TEXTS
                if text and not legal_hold and self._grow(conn, head, field, after):
                    continue
                row = conn.execute(
                    "insert into history (at, who, entity, entity_id, assessment_id, field, before, after)"
                    " values (?, ?, ?, ?, ?, ?, ?, ?)",
                    (*head, field, before, after),
                ).lastrowid
                if text:
                    self._latest[head[3], field] = _Latest(row, who, before, _Moment.now())

    def add(self, conn: Any, note: Note, *, at: str, who: str) -> None:
        """Write an entry of its own."""
        values = (note.entity, note.entity_id, note.assessment_id, note.field, note.before, note.after)
        conn.execute(
            "insert into history (at, who, entity, entity_id, assessment_id, field, before, after)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            (at, who, *values),
        )

    def forget(self) -> None:
        """Let the next change of every text make an entry of its own: after a rollback, or a change of writer."""
        self._latest.clear()

    def _grow(self, conn: Any, head: tuple[Column, ...], field: str, after: Column) -> bool:
        """Let the sitting's entry end in the new text; an entry that ends where it began says nothing and goes."""
        at, who, _, entity, _ = head
        latest = self._latest.get((str(entity), field))
        if latest is None or latest.who != who or _Moment.now().pause_since(latest.seen) > SITTING_SECONDS:
            return False
        if after == latest.before:
            conn.execute("delete from history where id = ?", [latest.row])
            del self._latest[str(entity), field]
        else:
            conn.execute("update history set after = ?, at = ? where id = ?", [after, at, latest.row])
            latest.seen = _Moment.now()
        return True


def _of_signatures(change: Change) -> bool:
    """Locking and reopening: what a workspace that keeps final values only still notes."""
    if isinstance(change.record, Revision | Signed):
        return True
    before, after = change.before, change.after
    return isinstance(before, Assessment) and isinstance(after, Assessment) and before.final != after.final


def _fields(change: Change) -> list[tuple[str, Column, Column]]:
    record = change.record
    if isinstance(record, PublicAccount):
        # It comes with its first words and goes with its last: told field by field, as of an answer.
        nothing = PublicAccount(assessment_id=record.assessment_id)
        change = Change(change.before or nothing, change.after or nothing)
    if change.before is None or change.after is None:
        if isinstance(record, Answer):
            return []  # it comes and goes with its assessment
        # What was signed stands in its own table: the history names it by its SHA-256.
        body = record.sha256 if isinstance(record, Signed) else record.model_dump_json()
        return [("added", None, body)] if change.after else [("removed", body, None)]
    old, new = row_of(change.before), row_of(change.after)
    return [(name, _text(old[name]), _text(new[name])) for name in new if new[name] != old[name]]


def _text(value: Column) -> str | None:
    return None if value is None else str(value)
