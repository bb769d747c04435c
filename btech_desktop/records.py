"""How records become rows and back: tables, keys, columns; and a change as a value that can be undone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from btech_desktop.assessment import (
    Action,
    Answer,
    Assessment,
    Decision,
    Dismissal,
    Evidence,
    EvidenceLink,
    History,
    Incident,
    PublicAccount,
    Record,
    Revision,
    SalientIssue,
    Signed,
    Unit,
)

Key = tuple[str, ...]
Column = str | int | None
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Table:
    """Where records of a kind lie."""

    name: str
    key: Key
    ids: frozenset[str] = frozenset()  # columns that hold a list of ids as JSON
    changed_at: bool = False  # the whole record carries the time of its last change
    stamps: bool = False  # each of its fields does


# Parents before what refers to them.
TABLES: dict[type[Record], Table] = {
    Unit: Table("units", ("id",), frozenset({"roles"})),
    Assessment: Table("assessments", ("id",), frozenset({"asked"})),
    Revision: Table("revisions", ("id",)),
    Signed: Table("signed", ("assessment_id", "number")),
    Answer: Table("answers", ("assessment_id", "practice_id"), stamps=True),
    Evidence: Table("evidence", ("id",), changed_at=True),
    EvidenceLink: Table("evidence_links", ("evidence_id", "assessment_id", "practice_id")),
    Action: Table("actions", ("id",), changed_at=True),
    Decision: Table("decisions", ("id",), changed_at=True),
    SalientIssue: Table("salient_issues", ("id",), frozenset({"practices"}), changed_at=True),
    Incident: Table("incidents", ("id",), frozenset({"practices"}), changed_at=True),
    Dismissal: Table("dismissals", ("id",)),
    PublicAccount: Table("public_accounts", ("assessment_id",), stamps=True),
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


# Of an answer (assessment, practice) or another record (table, id): field, or *changed_at* -> time (UTC).
Stamps = Mapping[tuple[str, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Note:
    """A history entry that no change makes: what a merge did not take over, or that there was one."""

    entity: str
    entity_id: str
    assessment_id: str | None
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Who changed which field of what, when (UTC), from what, to what (as text; None: nothing).

    ``field`` is *added* or *removed* where a whole record came or went: its JSON is then in the other column.
    """

    id: int
    at: str
    who: str
    entity: str
    entity_id: str
    assessment_id: str | None
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Workspace:
    """Whose workspace a file is. ``left_out``: of a copy made to be sent, what it does not hold."""

    uuid: str
    organisation: str
    sample: bool
    scope_line: str
    history: History
    legal_hold: bool
    left_out: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether it holds every text, so that signatures can be verified."""
        return not {"texts", "privileged"} & set(self.left_out)


def to_column(value: object) -> Column:
    """A field's value as SQLite keeps it."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return json.dumps(list(value), ensure_ascii=False)
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"no column takes {type(value).__name__}")


def row_of(record: Record) -> dict[str, Column]:
    """Column -> value."""
    return {name: to_column(getattr(record, name)) for name in type(record).model_fields}


def key_of(record: Record) -> Key:
    """What identifies a record in its table."""
    return tuple(str(getattr(record, name)) for name in TABLES[type(record)].key)


def stamps_key(record: Record) -> tuple[str, str]:
    """Where the times of a record stand among :data:`Stamps`."""
    if isinstance(record, Answer):
        return record.assessment_id, record.practice_id
    return TABLES[type(record)].name, key_of(record)[0]


def entity_id(record: Record) -> str:
    """What the history calls a record: an answer is ``assessment/practice``."""
    return "/".join(key_of(record))


def columns_of(kind: type[Record]) -> str:
    """The columns to select for a kind of record."""
    return ", ".join(kind.model_fields)


def record_of(kind: type[R], row: dict[str, Any]) -> R:
    """A row as a record. Raises ValueError (pydantic's among them) for a row that makes none."""
    for name in TABLES[kind].ids:
        if not isinstance(row[name], str):
            raise ValueError(f"{name} is not text")
        try:
            ids = json.loads(row[name])
        except RecursionError as error:
            raise ValueError(f"{name} is nested too deep") from error
        if not isinstance(ids, list):
            raise ValueError(f"{name} is not a list")
        row[name] = tuple(ids)
    return kind.model_validate(row)


__all__ = [
    "TABLES",
    "Change",
    "Column",
    "HistoryEntry",
    "Key",
    "Note",
    "R",
    "Stamps",
    "Table",
    "Workspace",
    "columns_of",
    "entity_id",
    "key_of",
    "record_of",
    "row_of",
    "stamps_key",
    "to_column",
]
