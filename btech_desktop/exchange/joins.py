"""How two states of an answer, an account or a record make one: commutative, associative, idempotent; pure.

Fields that belong together are one *register*: what is filled wins over what is empty, then the later change, then,
so that the order is total, the greater value. A text of free length is a *set of passages*: a passage is unknown,
there, or removed, and the greater of these wins; what is there on both sides or new on one is kept. Of two labels the
stricter wins. See docs/decisions/0006-merging.md.
"""

import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from btech_desktop.assessment import TEXT_LIMIT, Answer, Evidence, PublicAccount, Record, Sensitivity
from btech_desktop.exchange.leaving import bare_title
from btech_desktop.passages import marked, words
from btech_desktop.records import to_column

Choice = Literal["proposed", "ours", "theirs", "both"]
# Of what differs: fills what is empty here; replaces what its writer knew; was known and replaced here; neither.
Kind = Literal["new", "newer", "older", "conflict"]
# What merges part by part, each part with a time of its own.
P = TypeVar("P", bound=Answer | PublicAccount)

# Between the passages of two writers in one text; split again at the next merge.
SEPARATOR = "\n\n* * *\n\n"

REGISTERS: Mapping[str, tuple[str, ...]] = {
    "judgement": ("level", "not_applicable", "to_confirm", "change_reason"),
    "target": ("target",),
    "finding": ("finding", "finding_sensitivity"),
    "owner": ("owner",),
    "answer by": ("answer_by",),
    "affected people consulted": ("affected_consulted",),
    "disclosed": ("disclosed",),
    "confidence": ("confidence",),
    "flag": ("flagged",),
    "opening values": ("opening_level", "opening_target"),
}
# What a text is called -> its field, and the field of its label.
TEXTS: Mapping[str, tuple[str, str | None]] = {
    "note": ("note", "note_sensitivity"),
    "reason for not applicable": ("na_reason", "na_sensitivity"),
    "scope note": ("scope_note", None),
    "consulted": ("consulted", None),
}
# The same of a public account, which carries no label.
ACCOUNT_REGISTERS: Mapping[str, tuple[str, ...]] = {"draft seen": ("draft_seen",)}
ACCOUNT_TEXTS: Mapping[str, tuple[str, str | None]] = {
    "what critics alleged": ("critics", None),
    "our answer": ("answer", None),
    "consulted outside": ("consulted", None),
    "complaints and remedy": ("remedy", None),
    "why texts are withheld": ("withheld_why", None),
    "how to complain": ("complain", None),
}
_STRICTNESS: tuple[Sensitivity, ...] = ("shareable", "internal", "privileged")


@dataclass(frozen=True, slots=True)
class Side(Generic[P]):
    """One side's state of an answer or an account: values, times of change, what its history knows (None: has none)."""

    record: P
    stamps: Mapping[str, str]
    seen: Mapping[str, Set[str]] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a register or a text: fields -> values, for each choice; the stamps of what is proposed."""

    name: str
    kind: Kind | None  # None: nothing differs
    options: Mapping[Choice, Mapping[str, Any]]
    stamps: Mapping[str, str]


def passages(text: str) -> frozenset[str]:
    """The passages of a text."""
    return frozenset(part for part in text.split(SEPARATOR) if part.strip())


def joined(parts: Set[str]) -> str:
    """The text that holds the passages, in a fixed order."""
    return SEPARATOR.join(sorted(parts))


def covered(parts: frozenset[str]) -> frozenset[str]:
    """The passages without those that stand there once more with marks: what was marked never comes back unmarked."""
    said = {words(part) for part in parts if marked(part)}
    return frozenset(part for part in parts if marked(part) or part not in said)


def stricter(*labels: Sensitivity) -> Sensitivity:
    """The strictest of some labels."""
    return max(labels, key=_STRICTNESS.index)


def join(ours: Side[P], theirs: Side[P]) -> tuple[Outcome, ...]:
    """Every register and text of an answer, or of an account, in a fixed order."""
    answer = isinstance(ours.record, Answer)
    registers, texts = (REGISTERS, TEXTS) if answer else (ACCOUNT_REGISTERS, ACCOUNT_TEXTS)
    return (
        *(_register(name, fields, ours, theirs) for name, fields in registers.items()),
        *(_text(name, text, label, ours, theirs) for name, (text, label) in texts.items()),
    )


def known(side: Side[P], text: str) -> frozenset[str]:
    """The passages that a side has, or is known to have had."""
    current = passages(getattr(side.record, text))
    earlier = (side.seen or {}).get(text, frozenset())
    return current.union(*(passages(value) for value in earlier))


def _filled(fields: tuple[str, ...], side: Side[P]) -> int:
    """0: says nothing; 1: carried over and not confirmed, or (not a judgement) filled; 2: a settled judgement."""
    values = [getattr(side.record, f) for f in fields]
    if isinstance(side.record, Answer) and fields == REGISTERS["judgement"]:
        return 2 if side.record.settled else int(values[0] is not None or values[1])
    if isinstance(values[0], bool):
        return int(values[0] or bool(side.stamps.get(fields[0])))  # unticked by somebody, or never touched
    return int(bool(values[0]) if isinstance(values[0], str) else any(v is not None for v in values))


def _register(name: str, fields: tuple[str, ...], ours: Side[P], theirs: Side[P]) -> Outcome:
    mine, other = (
        (_filled(fields, s), max(s.stamps.get(f, "") for f in fields), _canonical(_values(s, fields), fields, s))
        for s in (ours, theirs)
    )
    options = {"ours": _values(ours, fields), "theirs": _values(theirs, fields)}
    wins = other > mine
    stamps = {f: theirs.stamps.get(f, "") for f in fields} if wins else {}
    options["proposed"] = options["theirs"] if wins else options["ours"]
    if name == "finding" and mine[0] and other[0]:
        options["both"] = options["proposed"]  # the other one goes into the note
    differ = [f for f in fields if options["ours"][f] != options["theirs"][f]]
    kind: Kind | None = None
    if differ and not mine[0]:
        kind = "new" if wins else None
    elif differ and other[0]:
        loser, winner = (ours, theirs) if wins else (theirs, ours)
        knew = all(as_text(getattr(loser.record, f)) in (winner.seen or {}).get(f, ()) for f in differ)
        kind = "conflict" if not knew else "newer" if wins else "older"
    return Outcome(name, kind, options, stamps)  # type: ignore[arg-type]


def _text(name: str, text: str, label: str | None, ours: Side[P], theirs: Side[P]) -> Outcome:
    mine, other = (passages(getattr(s.record, text)) for s in (ours, theirs))
    both = kept = covered(mine | other)
    if ours.seen is not None:  # else what was removed here is not known, so nothing counts as removed anywhere
        kept = covered((mine & other) | (mine - known(theirs, text)) | (other - known(ours, text)))
    if len(joined(kept)) > TEXT_LIMIT:
        kept = mine or other
    labels = [getattr(s.record, label) for s in (ours, theirs) if label and _present(s, text, label)]
    marks = {label: stricter(*labels) if labels else getattr(ours.record, label)} if label else {}
    options: dict[Choice, Mapping[str, Any]] = {
        "ours": _values(ours, (text, *marks)),
        "theirs": {text: getattr(theirs.record, text), **marks},
        "proposed": {text: joined(kept), **marks},
    }
    if mine and other and len(joined(both)) <= TEXT_LIMIT:
        options["both"] = {text: joined(both), **marks}
    stamps = {f: max(s.stamps.get(f, "") for s in (ours, theirs)) for f in (text, *marks)}
    # Of what changes or is newer there; never the time of the merge, which is another in another order.
    mine_now, proposed = options["ours"], options["proposed"]
    stamps = {f: at for f, at in stamps.items() if at != ours.stamps.get(f, "") or proposed[f] != mine_now[f]}
    kind: Kind | None = None
    if not mine and other:
        kind = "new" if kept else "older"
    elif kept == mine:
        kind = "older" if other - mine else None
    else:
        kind = "newer" if kept == other else "conflict"
    if len(joined(both)) > TEXT_LIMIT and kind is not None and mine != other:
        kind = "conflict"
    if kind is None and options["proposed"] != options["ours"]:
        kind = "newer"  # the order of passages, or a stricter label
    return Outcome(name, kind, options, stamps)


def _present(side: Side[P], text: str, label: str) -> bool:
    """Whether a label says anything: not where a text was left out or never written."""
    return bool(getattr(side.record, text) or side.stamps.get(text) or side.stamps.get(label))


def record_key(record: Record, changed_at: str) -> tuple[bool, str, str]:
    """Orders the states of one record: whole over bare, then the later, then the greater."""
    return not is_bare(record), changed_at, canonical(record)


def is_bare(record: Record) -> bool:
    """Evidence of which only the kind and what it supports was sent."""
    return isinstance(record, Evidence) and record.title == bare_title(record) and not (record.locator or record.dated)


def canonical(record: Record) -> str:
    """The record as text; what it was carried over from is no part of what it says."""
    return json.dumps(record.model_dump(mode="json", exclude={"carried_from"}), ensure_ascii=False, sort_keys=True)


def _values(side: Side[P], fields: tuple[str, ...]) -> dict[str, Any]:
    return {f: getattr(side.record, f) for f in fields}


def _canonical(values: Mapping[str, Any], fields: tuple[str, ...], side: Side[P]) -> str:
    """The stamps come last: of two states that say the same at the same time, one must still be the greater."""
    times = [side.stamps.get(f, "") for f in fields]
    return json.dumps([[to_column(values[f]) for f in fields], times], ensure_ascii=False)


def as_text(value: object) -> str | None:
    """A value as the history keeps it."""
    column = to_column(value)
    return None if column is None else str(column)
