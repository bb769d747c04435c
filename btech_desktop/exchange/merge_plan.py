"""What merging a file from elsewhere would do, as values: where things go, what differs, what was decided on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic

from btech_desktop import terms
from btech_desktop.assessment import Answer, Assessment, Dismissal, EvidenceLink, PublicAccount, Record, Unit
from btech_desktop.errors import BadInput
from btech_desktop.exchange.foreign import Foreign
from btech_desktop.exchange.joins import Choice, Kind, Outcome, P, Side
from btech_desktop.language import tr
from btech_desktop.passages import words

# Where an assessment of the other file goes: among ours as a new one, nowhere, or (an id) into one of ours.
AS_NEW = "as new"
LEAVE_OUT = "leave out"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An assessment of the other file, and where it goes. ``same``: ours of the same id."""

    foreign_id: str
    place: str  # unit and period
    goes: str
    same: bool
    locked_here: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which the two differ, for review. ``ours``, ``theirs`` and ``proposed`` are to be shown."""

    key: str
    assessment_id: str | None
    practice_id: str | None
    place: str
    what: str
    kind: Kind
    ours: str
    theirs: str
    proposed: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class PartsMerge(Generic[P]):
    """Two states of an answer or a public account; ``before`` is None where it is not here yet."""

    before: P | None
    ours: Side[P]
    theirs: Side[P]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class RecordMerge:
    """Two states of a record; ``before`` is None where it is not here (never was, or was removed)."""

    before: Record | None
    theirs: Record
    takes_theirs: bool
    changed_at: str  # of theirs
    changed_here: str
    kind: Kind | None


@dataclass(frozen=True)
class Plan:
    """What a merge would do. ``sentences`` say what is no difference of a single answer or entry."""

    foreign: Foreign = field(repr=False)
    forms: tuple[str, ...] = field(repr=False)  # texts of editions that are not kept here yet
    arrivals: tuple[Arrival, ...]
    units: tuple[Unit, ...]
    assessments: tuple[Assessment, ...]  # new here, as they will stand
    differences: tuple[Difference, ...]
    sentences: tuple[str, ...]
    choices: Mapping[str, Choice]
    answers: Mapping[tuple[str, str], PartsMerge[Answer]] = field(repr=False)
    accounts: Mapping[str, PartsMerge[PublicAccount]] = field(repr=False)  # by assessment here
    records: Mapping[str, RecordMerge] = field(repr=False)
    links: tuple[EvidenceLink, ...] = field(repr=False)
    held_files: frozenset[str] = field(repr=False)  # SHA-256 of contents that are here already
    ids: Mapping[str, frozenset[str]] = field(repr=False)  # here already: of evidence, actions, revisions

    @property
    def conflicts(self) -> tuple[Difference, ...]:
        """Differences in which neither side knew of the other: they want a look."""
        return tuple(d for d in self.differences if d.kind == "conflict")

    def of_kind(self, kind: Kind) -> int:
        """How many differences are of a kind."""
        return sum(d.kind == kind for d in self.differences)


def resolve(plan: Plan, choices: Mapping[str, Choice]) -> Plan:
    """The plan with decisions on some of its differences (by key); the rest goes as proposed. Raises BadInput."""
    known = {d.key: d for d in plan.differences}
    for key, choice in choices.items():
        if key not in known:
            raise BadInput(tr("A decision was made on something that does not differ. Look at the differences again."))
        if choice != "proposed" and choice not in known[key].choices:
            raise BadInput(
                tr(
                    "{place}, {what}: {choice} cannot be chosen here.",
                    place=known[key].place,
                    what=known[key].what,
                    choice=f"{choice!r}",
                )
            )
    return replace(plan, choices={**plan.choices, **choices})


def title(record: Record) -> str:
    """What a record is called."""
    if isinstance(record, Dismissal):
        return record.reason
    return str(getattr(record, "title", "") or getattr(record, "what", ""))


def shown(name: str, values: Mapping[str, Any]) -> str:
    """The values of a register or a text as one line to show."""
    if name == "judgement":
        if values["not_applicable"]:
            said = tr("not applicable")
        else:
            said = tr("to answer") if values["level"] is None else tr("level {level}", level=values["level"])
        return tr("{judgement}, to confirm", judgement=said) if values["to_confirm"] else said
    none = tr("none", "nothing is written or chosen")
    first, *rest = values.values()
    if name == "opening values":
        return " / ".join(none if v is None else str(v) for v in values.values())
    if first is None or isinstance(first, bool):
        text = {True: terms.shown("yes"), False: terms.shown("no"), None: none}[first]
    else:
        text = terms.shown(str(first)) if name in ("disclosed", "confidence", "draft seen") else words(str(first))
    label = f" ({terms.shown(rest[0])})" if rest and text else ""
    return f"{text or none}{label}"
