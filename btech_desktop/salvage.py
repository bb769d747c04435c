"""A sound workspace made of what can still be read of a damaged one, with an account of what is missing.

What is read is validated before it lands; references to what is lost are mended; what the history still tells is put
together again. The damaged file itself is only copied, never changed.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from pydantic import ValidationError

from btech_desktop import sqlite
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
    new_id,
)
from btech_desktop.damaged import MOST_SECONDS, DamagedFile
from btech_desktop.errors import FormError, UserError, WorkspaceUnusable
from btech_desktop.evidence_files import KeptFile
from btech_desktop.form import Form, form_from_json, form_to_json
from btech_desktop.form_files import shipped_form
from btech_desktop.integrity import check_workspace
from btech_desktop.language import MANY, Words, mark, tr
from btech_desktop.last_known import Known, last_known
from btech_desktop.records import TABLES, HistoryEntry, Key, key_of, record_of, row_of
from btech_desktop.store import DEFAULT_SCOPE_LINE, Store

R = TypeVar("R", bound=Record)

ROUNDS = 6  # of leaving out what the schema refuses
MOST_NAMED = 12  # practices named in one sentence; the rest are counted

# One, so many, and some.
_ONE: Mapping[type[Record], str] = Words(
    {
        Unit: mark("Unit"),
        Assessment: mark("Assessment"),
        Revision: mark("Earlier revision"),
        Signed: mark("Signed version"),
        Answer: mark("Answer"),
        Evidence: mark("Piece of evidence"),
        EvidenceLink: mark("Attachment of evidence to an answer"),
        Action: mark("Action"),
        Decision: mark("Decision"),
        SalientIssue: mark("Salient issue"),
        Incident: mark("Incident"),
        Dismissal: mark("Check let stand"),
        PublicAccount: mark("Public account"),
    }
)
_COUNTED: Mapping[type[Record], str] = {
    Unit: mark("%n [unit|units]", "", MANY),
    Assessment: mark("%n [assessment|assessments]", "", MANY),
    Revision: mark("%n earlier [revision|revisions]", "", MANY),
    Signed: mark("%n signed [version|versions]", "", MANY),
    Answer: mark("%n [answer|answers]", "", MANY),
    Evidence: mark("%n [piece|pieces] of evidence", "", MANY),
    EvidenceLink: mark("%n [attachment of evidence to an answer|attachments of evidence to answers]", "", MANY),
    Action: mark("%n [action|actions]", "", MANY),
    Decision: mark("%n [decision|decisions]", "", MANY),
    SalientIssue: mark("%n salient [issue|issues]", "", MANY),
    Incident: mark("%n [incident|incidents]", "", MANY),
    Dismissal: mark("%n [check|checks] let stand", "", MANY),
    PublicAccount: mark("%n public [account|accounts]", "", MANY),
}
_SOME: Mapping[type[Record], str] = Words(
    {
        Unit: mark("units"),
        Assessment: mark("assessments"),
        Revision: mark("earlier revisions"),
        Signed: mark("signed versions"),
        Answer: mark("answers"),
        Evidence: mark("pieces of evidence"),
        EvidenceLink: mark("attachments of evidence to answers"),
        Action: mark("actions"),
        Decision: mark("decisions"),
        SalientIssue: mark("salient issues"),
        Incident: mark("incidents"),
        Dismissal: mark("checks let stand"),
        PublicAccount: mark("public accounts"),
    }
)
# Names that are written into the new file, where they stand in every language until they are changed.
_RECOVERED: Final = "Recovered"
_RECOVERED_UNIT: Final = "Recovered unit"


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came of it, as sentences: what was read; what was put together, is missing, or should be looked at."""

    path: Path
    read: str
    notes: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether everything was read as it stood."""
        return not self.notes


def salvage(path: Path, target: Path, *, password: str | None = None, seconds: float = MOST_SECONDS) -> Salvaged:
    """Make a new workspace at ``target``, locked with the same password, of what can be read at ``path``.

    Raises WorkspaceUnusable where nothing can be read, where the target exists or cannot be written; PasswordNeeded
    where the password is missing or wrong. There is a file at the target only if all of it went well.
    """
    _claim(target)
    part = target.with_name(f".{target.name}.part")
    try:
        sqlite.discard(part)
        with DamagedFile(path, password, seconds=seconds) as file:
            done = _Salvage(file, path)
            done.read()
            with done.write(part, password if file.locked else None) as store:
                done.copy_files(store)
                findings = check_workspace(store)
        part.replace(target)
    except OSError as error:
        _give_up(target, part)
        raise WorkspaceUnusable(
            tr(
                "{name} could not be written: {reason}. Choose another folder.",
                name=target.name,
                reason=error.strerror,
            ),
            details=str(error),
        ) from error
    except BaseException:
        _give_up(target, part)
        raise
    return Salvaged(target, done.counts, (*done.notes(), *findings))


def _claim(target: Path) -> None:
    """Take the name, so that whatever comes there meanwhile is not replaced."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        raise WorkspaceUnusable(tr("{name} already exists. Choose another name.", name=target.name)) from None
    except OSError as error:
        raise WorkspaceUnusable(
            tr(
                "{name} cannot be made in {folder}: {reason}. Choose another folder.",
                name=target.name,
                folder=target.parent,
                reason=error.strerror,
            )
        ) from error


def _give_up(target: Path, part: Path) -> None:
    sqlite.discard(part)
    sqlite.discard(target)


@dataclass(slots=True)
class _Whose:
    """The one row that says whose workspace it is."""

    organisation: str = _RECOVERED
    uuid: str | None = None
    sample: bool = False
    scope_line: str = DEFAULT_SCOPE_LINE
    history: History = "every change"
    legal_hold: bool = False
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class _Losses:
    """What to tell, gathered by assessment where it belongs to one."""

    lines: list[str] = field(default_factory=list)
    answers: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # (what was done, assessment) -> practices
    counted: dict[tuple[str, type[Record]], int] = field(default_factory=dict)  # (what was done, kind) -> how many

    def count(self, what: str, kind: type[Record]) -> None:
        self.counted[what, kind] = self.counted.get((what, kind), 0) + 1


MISSING = mark("Missing")
REBUILT = mark("Put together from the history, to be looked at")
PARTLY = mark("Read without the parts that make no sense")
GARBLED = mark("With characters that could not be read (shown as �)")
REFUSED = mark("Left out, because they make no sense")


class _Salvage:
    def __init__(self, file: DamagedFile, path: Path) -> None:
        self._file = file
        self._path = path
        self._whose = _Whose()
        self._forms: dict[str, tuple[str, str]] = {}  # edition -> text, SHA-256
        self._parsed: dict[str, Form] = {}
        self._history: list[HistoryEntry] = []
        self._known: dict[tuple[str, str], Known] = {}
        self._records: dict[type[Record], dict[Key, Record]] = {kind: {} for kind in TABLES}
        self._others: dict[tuple[type[Record], Key], dict[str, str]] = {}  # stamps, changed_at
        self._losses = _Losses()
        self._refused: set[tuple[type[Record], Key]] = set()
        self.counts = ""

    def _all(self, kind: type[R]) -> dict[Key, R]:
        return cast(dict[Key, R], self._records[kind])

    def _everything(self) -> list[Record]:
        return [record for found in self._records.values() for record in found.values()]

    # -- reading ------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read every table, then mend what does not fit together."""
        self._read_whose()
        self._read_history()
        self._read_forms()
        for kind in TABLES:
            self._read_records(kind)
        parts = [tr(_COUNTED[kind], "", len(found)) for kind, found in self._records.items() if found]
        if self._history:
            parts.append(tr("%n [entry of the history|entries of the history]", "", len(self._history)))
        self.counts = tr("Read: {records}.", records=", ".join(parts)) if parts else tr("Read: nothing.")
        self._rebuild()
        self._mend()

    def _read_whose(self) -> None:
        row = next(self._file.rows("workspace"), None) or {}
        whose = self._whose
        organisation = row.get("organisation")
        if isinstance(organisation, str) and 1 <= len(organisation.strip()) <= 200:
            whose.organisation = organisation
        else:
            self._losses.lines.append(
                tr(
                    "Missing: the name of the organisation. It is called {organisation}; rename it.",
                    organisation=whose.organisation,
                )
            )
        if isinstance(row.get("uuid"), str) and len(row["uuid"]) == 36:
            whose.uuid = row["uuid"]
        if isinstance(row.get("scope_line"), str):
            whose.scope_line = row["scope_line"]
        if row.get("history") == "final values":
            whose.history = "final values"
        whose.sample, whose.legal_hold = row.get("sample") == 1, row.get("legal_hold") == 1
        if isinstance(row.get("left_out"), str):
            with suppress(ValueError, RecursionError):
                left_out = _json_list(row["left_out"])
                whose.left_out = tuple(str(one) for one in left_out)

    def _read_history(self) -> None:
        texts = ("at", "who", "entity", "entity_id", "field")
        seen: set[int] = set()
        for row in self._file.rows("history"):
            may_be_none = [row.get(name) for name in ("assessment_id", "before", "after")]
            whole = all(isinstance(row.get(name), str) for name in texts) and all(
                one is None or isinstance(one, str) for one in may_be_none
            )
            if whole and isinstance(row.get("id"), int) and row["id"] not in seen:
                seen.add(row["id"])
                self._history.append(HistoryEntry(**row))
            else:
                self._file.unreadable.add("history")
        if "history" in self._file.unreadable:
            self._losses.lines.append(tr("Missing: a part of the history."))
        self._known = last_known(self._history)

    def _read_forms(self) -> None:
        for row in self._file.rows("forms"):
            try:
                form = form_from_json(str(row["body"]))
            except (FormError, KeyError):
                continue
            sha256 = row.get("sha256")
            # With the SHA-256 that was kept: a text that was changed is found by every check.
            kept = sha256 if isinstance(sha256, str) and len(sha256) == 64 else "0" * 64
            self._forms[form.edition] = (str(row["body"]), kept)
            self._parsed[form.edition] = form

    def _read_records(self, kind: type[Record]) -> None:
        table = TABLES[kind]
        answers = self._file.tables.get("answers", ())
        if kind is Signed and answers and "stamps" not in answers:
            return  # the first schema had none
        if kind in (Dismissal, PublicAccount) and table.name not in self._file.tables:
            return  # nor had earlier ones these; where they are gone from a later file, the history names them
        extra = "stamps" if table.stamps else "changed_at" if table.changed_at else None
        for row in self._file.rows(table.name):
            other = row.get(extra) if extra else None
            # A file of an earlier schema lacks columns; the record's own defaults stand in.
            values = {name: row[name] for name in kind.model_fields if name in row}
            record = self._record(kind, values)
            if record is None:
                self._file.unreadable.add(table.name)
                continue
            key = key_of(record)
            if key in self._records[kind] and self._records[kind][key] != record:
                self._losses.lines.append(
                    tr("Read twice, and different; the first was kept: {record}.", record=_ONE[kind])
                )
            self._records[kind].setdefault(key, record)
            if extra and isinstance(other, str) and "\N{REPLACEMENT CHARACTER}" not in other:
                self._others[kind, key] = {extra: other}

    def _record(self, kind: type[Record], values: dict[str, Any]) -> Record | None:
        """A row as a record: whole, else with fields as the history has them, else without those that make no sense."""
        record, wrong = _attempt(kind, values)
        if record is not None:
            if any(isinstance(v, str) and "\N{REPLACEMENT CHARACTER}" in v for v in values.values()):
                self._tell(tr(GARBLED), record)
            return record
        key = TABLES[kind].key
        if not wrong or wrong & set(key) or any(not isinstance(values.get(k), str | int) for k in key):
            return None
        known = self._known.get((TABLES[kind].name, "/".join(str(values[k]) for k in key)))
        if known is not None and wrong <= set(known.fields):
            record, _ = _attempt(kind, values | {f: _number(known.fields[f]) for f in wrong})
            if record is None:
                record, _ = _attempt(kind, values | {f: known.fields[f] for f in wrong})
        if record is not None:
            self._tell(tr(REBUILT), record)
            return record
        record, _ = _attempt(kind, {f: v for f, v in values.items() if f not in wrong})
        if record is not None:
            self._tell(tr(PARTLY), record)
        return record

    def _tell(self, what: str, record: Record) -> None:
        if isinstance(record, Answer):
            self._losses.answers.setdefault((what, record.assessment_id), []).append(record.practice_id)
        else:
            self._losses.count(what, type(record))

    # -- what the history tells ---------------------------------------------------------------------------

    def _rebuild(self) -> None:
        """Records that the history knows, never says were removed, and that could not be read."""
        by_name = {table.name: kind for kind, table in TABLES.items()}
        for (entity, entity_id), known in self._known.items():
            kind = by_name.get(entity)
            if kind is PublicAccount:
                self._rebuild_account(entity_id, known)
            if kind is None or kind is Answer or known.added is None or known.removed:
                continue
            if self._was_removed("assessments", known.assessment_id):
                continue
            if kind is Signed:  # the history names it by its SHA-256 only
                if tuple(entity_id.split("/")) not in self._records[Signed]:
                    self._losses.count(tr(MISSING), Signed)
                continue
            if tuple(entity_id.split("/")) in self._records[kind]:
                continue
            record = _of_history(kind, known)
            if record is None:
                self._losses.count(tr(MISSING), kind)
                continue
            if isinstance(record, EvidenceLink) and self._was_removed("evidence", record.evidence_id):
                continue
            self._records[kind][key_of(record)] = record
            self._tell(tr(REBUILT), record)

    def _rebuild_account(self, assessment_id: str, known: Known) -> None:
        """A public account that could not be read: the history tells it field by field."""
        key = TABLES[PublicAccount].key[0]
        blank = dict.fromkeys(PublicAccount.model_fields, "") | {key: assessment_id, "draft_seen": None}
        record = _with_fields(PublicAccount, blank, known.fields)
        told = any(known.fields.values()) and not self._was_removed("assessments", assessment_id)
        if told and record is not None and key_of(record) not in self._records[PublicAccount]:
            self._records[PublicAccount][key_of(record)] = record
            self._tell(tr(REBUILT), record)

    def _was_removed(self, entity: str, entity_id: str | None) -> bool:
        known = self._known.get((entity, entity_id or ""))
        return known is not None and known.removed

    def _lost_answer(self, assessment_id: str, practice_id: str) -> Answer:
        """An answer that could not be read: as far as the history tells it, else empty."""
        empty = Answer(assessment_id=assessment_id, practice_id=practice_id)
        known = self._known.get(("answers", f"{assessment_id}/{practice_id}"))
        if known is not None and (Answer, key_of(empty)) not in self._refused:
            record = _with_fields(Answer, row_of(empty), known.fields)
            if isinstance(record, Answer):
                self._tell(tr(REBUILT), record)
                return record
        self._tell(tr(MISSING), empty)
        return empty

    # -- what does not fit together -----------------------------------------------------------------------

    def _mend(self) -> None:
        self._mend_forms()
        self._mend_lost_assessments()
        self._mend_units()
        assessments = self._all(Assessment)
        for key, assessment in list(assessments.items()):
            if assessment.previous_id is not None and (assessment.previous_id,) not in assessments:
                assessments[key] = assessment.model_copy(update={"previous_id": None})
                self._losses.lines.append(
                    tr(
                        "Missing: what the assessment {period} followed on.",
                        period=assessment.period,
                    )
                )
            for practice_id in assessment.asked:
                if (assessment.id, practice_id) not in self._records[Answer]:
                    lost = self._lost_answer(assessment.id, practice_id)
                    self._records[Answer][key_of(lost)] = lost
        answers, evidence = self._all(Answer), self._all(Evidence)
        for key, link in list(self._all(EvidenceLink).items()):
            if (link.evidence_id,) not in evidence:
                del self._records[EvidenceLink][key]
                self._losses.answers.setdefault(("evidence", link.assessment_id), []).append(link.practice_id)
            elif (link.assessment_id, link.practice_id) not in answers:
                del self._records[EvidenceLink][key]
                self._losses.count(tr(MISSING), EvidenceLink)
        actions = self._all(Action)
        for key, action in list(actions.items()):
            if action.carried_from is not None and (action.carried_from,) not in actions:
                actions[key] = action.model_copy(update={"carried_from": None})
                self._losses.lines.append(tr("Missing: which action an action was carried over from."))

    def _mend_forms(self) -> None:
        """An edition that is lost is taken from the app, where it ships; else its assessments are lost with it."""
        assessments = self._all(Assessment)
        for edition in sorted({a.form_edition for a in assessments.values()} - set(self._forms)):
            shipped = _shipped(edition)
            if shipped is not None:
                self._take_form(shipped)
                self._losses.lines.append(
                    tr(
                        "Missing: the text of the form {edition} as it was kept. It was taken from the app instead.",
                        edition=edition,
                    )
                )
                continue
            for key, assessment in list(assessments.items()):
                if assessment.form_edition == edition:
                    self._losses.lines.append(
                        tr(
                            "Missing: the assessment {period}; the text of its form {edition} is lost.",
                            period=assessment.period,
                            edition=edition,
                        )
                    )
                    del assessments[key]
                    self._drop(assessment.id)

    def _take_form(self, form: Form) -> None:
        body = form_to_json(form)
        self._forms[form.edition] = (body, hashlib.sha256(body.encode()).hexdigest())
        self._parsed[form.edition] = form

    def _drop(self, assessment_id: str) -> None:
        for kind in TABLES:
            for key, record in list(self._records[kind].items()):
                if getattr(record, "assessment_id", None) == assessment_id:
                    del self._records[kind][key]

    def _mend_lost_assessments(self) -> None:
        """What belongs to an assessment that is lost is put into one called *Recovered*."""
        orphans: dict[str, list[Record]] = {}
        for kind in TABLES:
            for record in self._records[kind].values():
                owner = getattr(record, "assessment_id", None)
                if owner is not None and (owner,) not in self._records[Assessment]:
                    orphans.setdefault(owner, []).append(record)
        for assessment_id, records in orphans.items():
            named = {str(p) for r in records if (p := getattr(r, "practice_id", None))}
            form = self._form_with(named)
            asked = tuple(p.id for p in form.practices if p.id in named) or form.ids
            year = date.today().year
            try:
                made = Assessment(
                    id=assessment_id,
                    unit_id=self._some_unit(),
                    period=_RECOVERED,
                    starts=date(year, 1, 1),
                    ends=date(year, 12, 31),
                    form_edition=form.edition,
                    asked_kind="chosen",
                    asked=asked,
                )
            except ValidationError:  # the id itself is damaged
                self._losses.lines.append(
                    tr(
                        "Missing: {record} and what belonged to the same.",
                        record=_ONE[type(records[0])],
                    )
                )
                self._drop(assessment_id)
                continue
            self._records[Assessment][key_of(made)] = made
            self._losses.lines.append(
                tr(
                    "Missing: the unit, the period and the status of an assessment. What was found of it is in the "
                    "assessment {period} of this year (%n [entry|entries]).",
                    "",
                    len(records),
                    period=made.period,
                )
            )

    def _form_with(self, practices: set[str]) -> Form:
        """The edition that knows most of the practices; the shipped one where none is better."""
        shipped = shipped_form()
        best = max([shipped, *self._parsed.values()], key=lambda form: len(practices & set(form.ids)))
        if best.edition not in self._forms:
            self._take_form(best)
        return best

    def _some_unit(self) -> str:
        units = self._all(Unit)
        if len(units) != 1:
            found = next((u for u in units.values() if u.name == _RECOVERED_UNIT), None)
            unit = found or Unit(id=new_id(), name=_RECOVERED_UNIT)
            units[key_of(unit)] = unit
            return unit.id
        return next(iter(units.values())).id

    def _mend_units(self) -> None:
        units = self._all(Unit)
        for key, unit in list(units.items()):
            if unit.parent_id is not None and ((unit.parent_id,) not in units or unit.parent_id == unit.id):
                units[key] = unit.model_copy(update={"parent_id": None})
                self._losses.lines.append(tr("Missing: the unit that {name} belonged to.", name=unit.name))
        for assessment in self._all(Assessment).values():
            if (assessment.unit_id,) not in units:
                units[assessment.unit_id,] = Unit(id=assessment.unit_id, name=_RECOVERED_UNIT)
                self._losses.lines.append(
                    tr("Missing: the name of a unit. It is called {name}; rename it.", name=_RECOVERED_UNIT)
                )

    # -- writing ------------------------------------------------------------------------------------------

    def write(self, part: Path, password: str | None) -> Store:
        """Everything as a new workspace, left open."""
        whose = self._whose
        store = Store.create(
            part,
            organisation=whose.organisation,
            sample=whose.sample,
            history=whose.history,
            password=password,
            uuid=whose.uuid,
            left_out=whose.left_out,
        )
        try:
            store.rename_organisation(name=whose.organisation, scope_line=whose.scope_line)
            for _ in range(ROUNDS):
                refused = store.take_over(
                    [(record, self._others.get((type(record), key_of(record)), {})) for record in self._everything()],
                    forms=[(edition, *text) for edition, text in sorted(self._forms.items())],
                    history=sorted(self._history, key=lambda e: e.id),
                )
                if not refused:
                    break
                for record in refused:  # then once more, with less
                    self._refuse(record)
                self._mend()
            else:
                raise WorkspaceUnusable(
                    tr("What can be read of {name} does not fit together. Restore a backup.", name=self._path.name),
                    cause="damaged",
                )
            if whose.legal_hold:
                store.set_legal_hold(True, reason="As in the file that was damaged.", who="")
        except BaseException:
            store.close()
            raise
        return store

    def _refuse(self, record: Record) -> None:
        kind, key = type(record), key_of(record)
        if self._others.pop((kind, key), None) is not None:
            return  # perhaps it was its stamps: once more without them
        del self._records[kind][key]
        self._refused.add((kind, key))
        self._tell(tr(REFUSED), record)

    def copy_files(self, store: Store) -> None:
        """Take over the contents that evidence names, where they are what was attached; the check names the others."""
        for evidence in self._all(Evidence).values():
            if evidence.file_sha256 is None or evidence.file_size is None or store.has_file(evidence.file_sha256):
                continue
            kept = KeptFile(evidence.file_name, evidence.file_sha256, evidence.file_size)
            with suppress(UserError):
                store.put_file(kept, self._file.file(kept.sha256))

    # -- telling ------------------------------------------------------------------------------------------

    def notes(self) -> list[str]:
        """What is missing, and what is not as it was, a sentence each."""
        lines = list(self._losses.lines)
        for (what, assessment_id), practices in self._losses.answers.items():
            assessment = self._all(Assessment).get((assessment_id,))
            unit = self._all(Unit).get((assessment.unit_id,)) if assessment else None
            where = f" ({unit.name}, {assessment.period})" if unit and assessment else ""
            named = f"{_list(practices)}{where}"
            lines.append(
                tr("Missing: evidence attached to {practices}.", practices=named)
                if what == "evidence"
                else tr(
                    "{what_was_done}: [the answer|the answers] to {practices}.",
                    "",
                    len(practices),
                    what_was_done=what,
                    practices=named,
                )
            )
        for (what, kind), number in self._losses.counted.items():
            records = tr(_COUNTED[kind], "", number)
            lines.append(f"{what}: {records}.")
        lines += self._unreadable()
        if self._file.stopped:
            lines.append(
                tr(
                    "Missing: whatever could not be read in the time given. The reading was stopped.",
                )
            )
        return list(dict.fromkeys(lines))

    def _unreadable(self) -> Iterable[str]:
        """Tables with places that could not be read, where nothing above says what stood there."""
        told = {kind for _, kind in self._losses.counted}
        if self._losses.answers:
            told.add(Answer)
        for kind, table in TABLES.items():
            if table.name in self._file.unreadable and kind not in told:
                yield tr(
                    "Missing: perhaps some {records}; a part of the file that held them cannot be read.",
                    records=_SOME[kind],
                )


def _attempt(kind: type[Record], values: dict[str, Any]) -> tuple[Record | None, set[str]]:
    """The record, or the fields that make no sense (none named: the row as a whole)."""
    values = dict(values)
    wrong = set()
    for name in TABLES[kind].ids & set(values):
        try:
            _json_list(values[name])
        except (ValueError, TypeError, RecursionError):
            wrong.add(name)
    if wrong:
        return None, wrong
    try:
        # A column of ids that is not there takes the record's default.
        if TABLES[kind].ids <= set(values):
            return record_of(kind, values), set()
        for name in TABLES[kind].ids & set(values):
            values[name] = tuple(_json_list(values[name]))
        return kind.model_validate(values), set()
    except ValidationError as error:
        return None, {str(e["loc"][0]) for e in error.errors(include_url=False) if e["loc"]}
    except ValueError:
        return None, set()


def _json_list(text: object) -> list[Any]:
    found = json.loads(text) if isinstance(text, str) else None
    if not isinstance(found, list):
        raise ValueError("not a list")
    return found


def _of_history(kind: type[Record], known: Known) -> Record | None:
    try:
        made = kind.model_validate_json(known.added or "")
    except ValidationError:
        return None
    return _with_fields(kind, row_of(made), known.fields)


def _with_fields(kind: type[Record], row: Mapping[str, Any], fields: Mapping[str, str | None]) -> Record | None:
    """The row with what the history says of its fields, which are texts there: numbers where it takes numbers."""
    values = dict(row)
    for name, text in fields.items():
        if name in values:
            values[name] = text
    record, wrong = _attempt(kind, values)
    if record is None:
        record, _ = _attempt(kind, {f: _number(v) if f in wrong else v for f, v in values.items()})
    return record


def _number(text: str | None) -> str | int | None:
    return int(text) if text is not None and text.isdecimal() and len(text) < 19 else text


def _shipped(edition: str) -> Form | None:
    """The edition as it comes with the app, if it does; the name comes from a damaged file and is no path."""
    try:
        return shipped_form(edition)
    except FormError:
        return None


def _list(practices: list[str]) -> str:
    once = list(dict.fromkeys(practices))
    named, more = ", ".join(once[:MOST_NAMED]), len(once) - MOST_NAMED
    return tr("{practices} and {more} more", practices=named, more=more) if more > 0 else named
