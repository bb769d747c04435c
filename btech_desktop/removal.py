"""*Remove for good*: what goes with a text, from answer or account, history and what was signed; pure but for reading.

Versions of a text are compared whole: one that goes is blanked wherever it stands in full for the same field.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from btech_desktop.assessment import (
    Action,
    Answer,
    Assessment,
    Decision,
    Dismissal,
    Evidence,
    Incident,
    PublicAccount,
    Record,
    SalientIssue,
    Signed,
    Unit,
)
from btech_desktop.errors import BadInput
from btech_desktop.history import TEXTS
from btech_desktop.language import tr
from btech_desktop.records import TABLES, Change, HistoryEntry
from btech_desktop.store import Store

REMOVED = "[removed for good]"
NOTED = "removed for good"  # the field of the entry which says that a record's texts were removed

# Everything; all but the present text; or only what one entry of the history holds.
Scope = Literal["everything", "earlier", "entry"]

# What a person wrote, by table; the rest of a record are choices, numbers and dates.
FIELDS: Mapping[type[Record], tuple[str, ...]] = {
    Answer: TEXTS,
    Unit: ("name",),
    Evidence: ("title", "locator", "file_name"),
    Action: ("what", "owner", "deferred_reason"),
    Decision: ("what", "owner", "cost", "consequence"),
    SalientIssue: ("title", "affected"),
    Incident: ("title", "what", "remedy"),
    Dismissal: ("reason",),
    PublicAccount: ("critics", "answer", "consulted", "remedy", "withheld_why", "complain"),
}
# Of these a person removes one text, of the others all that was written in a record that is gone.
_BY_FIELD = (Answer, PublicAccount)
KINDS: Mapping[str, type[Record]] = {TABLES[kind].name: kind for kind in FIELDS}
# Too short to tell one record from another when backups are searched for it.
_COMMON = frozenset({"owner", "cost", "file_name"})
_SECTIONS = {
    Answer: "answers",
    Evidence: "evidence",
    Action: "actions",
    Decision: "decisions",
    SalientIssue: "salient",
    Incident: "incidents",
    Dismissal: "dismissals",
}

Versions = dict[str, set[str]]  # field -> its texts


@dataclass(frozen=True, slots=True)
class Target:
    """A text of an answer or account, or all texts of a record (``field`` empty). ``entry``: the one pointed at."""

    entity: str
    entity_id: str
    field: str = ""
    entry: int | None = None

    @property
    def kind(self) -> type[Record]:
        """What kind of record it is."""
        return KINDS[self.entity]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields whose texts are meant."""
        return (self.field,) if self.field else FIELDS[self.kind]


@dataclass(frozen=True, slots=True)
class Removal:
    """What goes, worked out and not yet done. ``entries`` and ``signed`` stand as they are to be."""

    texts: tuple[str, ...]
    present: str  # what is seen today and goes; "" where it stays or is gone already
    stays: str  # the present text, where it stays
    blanked: Change | None
    entries: tuple[HistoryEntry, ...]
    signed: tuple[Signed, ...]
    noted: HistoryEntry
    file_name: str
    file_sha256: str | None
    searched: tuple[str, ...]  # what backups are searched for: the texts, and how they stand inside JSON


def target_of(entry: HistoryEntry) -> Target | None:
    """What an entry of the history is about, where texts of it can be removed; else None."""
    kind = KINDS.get(entry.entity)
    if kind is None:
        return None
    if kind in _BY_FIELD:
        return Target(entry.entity, entry.entity_id, entry.field, entry.id) if entry.field in FIELDS[kind] else None
    if entry.field in ("added", "removed") or entry.field in FIELDS[kind]:
        return Target(entry.entity, entry.entity_id, "", entry.id)
    return None


def scopes(store: Store, target: Target) -> tuple[Scope, ...]:
    """What can be removed of it: of a record that is still there, only what it was before."""
    if target.kind in _BY_FIELD:
        return ("everything", "earlier", "entry")
    return ("earlier",) if _present(store, target) is not None else ("everything",)


def plan(store: Store, target: Target, scope: Scope) -> Removal:
    """What is to go. Raises BadInput where nothing may be removed (legal hold, a final assessment) or nothing is."""
    store.refuse_under_hold()
    history = [e for e in store.history(target.entity_id) if e.entity == target.entity]
    record = _present(store, target)
    present = _texts(record, target.fields)
    assessments = {a.id: a for a in store.assessments()}
    own = _own_assessment(target, record, history)
    signed = [s for i in ([own] if own else assessments) for s in store.signed(i)]
    if own in assessments and target.kind is not PublicAccount:  # which is no part of what is signed
        _refuse_final(assessments[own])

    going = _going(target, scope, history, signed, present)
    if not any(going.values()):
        raise BadInput(tr("There is no text left here to remove."))
    rewritten = tuple(replaced for s in signed if (replaced := _without_signed(s, target, going)) is not None)
    for one in rewritten:
        assessment = assessments[one.assessment_id]
        if assessment.revision == one.number:
            _refuse_final(assessment)

    gone = {f: text for f, text in present.items() if text in going[f]}
    blanked = _blanked(record, gone) if isinstance(record, _BY_FIELD) and gone else None
    evidence = _removed_evidence(history) if record is None else {}
    if target.field:
        stands = "" if gone else present.get(target.field, "")
        # A text is never nothing otherwise: an entry from nothing is the mark of a removal.
        noted = HistoryEntry(0, "", "", target.entity, target.entity_id, own, target.field, None, stands)
    else:
        stands = ""
        noted = HistoryEntry(0, "", "", target.entity, target.entity_id, own, NOTED, None, None)
    telling = {text for f in target.fields if f not in _COMMON or target.field for text in going[f]}
    texts = sorted({text for found in going.values() for text in found}, key=lambda text: (-len(text), text))
    return Removal(
        texts=tuple(texts),
        present="".join(gone.values()) if target.field else "",
        stays=stands,
        blanked=blanked,
        entries=tuple(e for old in history if (e := _without(old, target, going)) != old),
        signed=rewritten,
        noted=noted,
        file_name=str(evidence.get("file_name") or ""),
        file_sha256=str(evidence["file_sha256"]) if evidence.get("file_sha256") else None,
        searched=tuple(sorted((telling or set(texts)) | {_in_json(text) for text in telling or texts})),
    )


def _present(store: Store, target: Target) -> Record | None:
    key = target.entity_id.split("/", 1) if target.kind is Answer else [target.entity_id]
    return store.find(target.kind, *key)


def _own_assessment(target: Target, record: Record | None, history: list[HistoryEntry]) -> str | None:
    if target.kind is Answer:
        return target.entity_id.split("/", 1)[0]
    found = getattr(record, "assessment_id", None)
    return found or next((e.assessment_id for e in history if e.assessment_id), None)


def _refuse_final(assessment: Assessment) -> None:
    if assessment.final:
        raise BadInput(
            tr("The assessment {period} is final. Reopen it first, then remove the text.", period=assessment.period)
        )


def _going(
    target: Target, scope: Scope, history: list[HistoryEntry], signed: list[Signed], present: dict[str, str]
) -> Versions:
    entries = [e for e in history if e.id == target.entry] if scope == "entry" else history
    going: Versions = {field: set() for field in target.fields}
    if scope != "entry":
        for field, text in present.items():
            going[field].add(text)
        for body in signed:
            for item in _items(json.loads(body.body), target):
                _gather(going, item)
    for entry in entries:
        if entry.field in going:
            _gather(going, {entry.field: entry.before})
            _gather(going, {entry.field: entry.after})
        elif entry.field in ("added", "removed"):
            _gather(going, body_of(entry.after or entry.before))
    for field, texts in going.items():
        texts -= {"", REMOVED}
        if scope == "earlier":
            texts.discard(present.get(field, ""))
    return going


def _gather(going: Versions, item: Mapping[str, Any]) -> None:
    for field, texts in going.items():
        if isinstance(item.get(field), str):
            texts.add(item[field])


def _texts(record: Record | None, fields: tuple[str, ...]) -> dict[str, str]:
    return {field: getattr(record, field) for field in fields} if record is not None else {}


def body_of(text: str | None) -> dict[str, Any]:
    """A record as the history keeps it; empty where it is none."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _items(body: dict[str, Any], target: Target) -> list[dict[str, Any]]:
    """The places of the target within what was signed; alike in formats 1 and 2."""
    items = body.get(_SECTIONS.get(target.kind, ""), [])
    if target.kind is Answer:
        practice_id = target.entity_id.split("/", 1)[1]
        return [item for item in items if item.get("practice_id") == practice_id]
    return [item for item in items if item.get("id") == target.entity_id]


def _blank(item: dict[str, Any], going: Versions) -> bool:
    """Replace the texts that go; whether there were any."""
    found = [field for field, texts in going.items() if item.get(field) in texts]
    for field in found:
        item[field] = REMOVED
    return bool(found)


def _dumped(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _without_signed(signed: Signed, target: Target, going: Versions) -> Signed | None:
    """What was signed without the texts; None where they do not stand in it."""
    body = json.loads(signed.body)
    if not sum(_blank(item, going) for item in _items(body, target)):
        return None
    return signed.model_copy(update={"body": _dumped(body), "removed": True})


def _without(entry: HistoryEntry, target: Target, going: Versions) -> HistoryEntry:
    """The entry without the texts: who changed what, and when, stays."""
    if entry.field in going:
        texts = going[entry.field]
        before = "" if entry.before in texts else entry.before
        return replace(entry, before=before, after="" if entry.after in texts else entry.after)
    if entry.field in ("added", "removed"):
        return replace(entry, before=_without_body(entry.before, going), after=_without_body(entry.after, going))
    return entry


def _without_body(text: str | None, going: Versions) -> str | None:
    body = body_of(text)
    return _dumped(body) if _blank(body, going) else text


def is_removal(entry: HistoryEntry) -> bool:
    """Whether an entry says that texts were removed for good. A text is never nothing otherwise."""
    if entry.field == NOTED:
        return True
    kind = KINDS.get(entry.entity)
    text = kind in _BY_FIELD and entry.field in FIELDS[kind]
    return text and entry.before is None and entry.after is not None


def _blanked(record: Answer | PublicAccount, gone: dict[str, str]) -> Change:
    if isinstance(record, Answer) and "na_reason" in gone and record.not_applicable:
        raise BadInput(
            tr(
                "This practice is not applicable, which needs a reason. Write another reason first, then remove the "
                "earlier ones."
            )
        )
    return Change(record, type(record).model_validate(record.model_dump() | dict.fromkeys(gone, "")))


def _removed_evidence(history: list[HistoryEntry]) -> dict[str, Any]:
    return next((body_of(e.before) for e in history if e.entity == "evidence" and e.field == "removed"), {})


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
