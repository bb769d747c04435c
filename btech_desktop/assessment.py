"""What they answered: answers, evidence, actions and the rest of a workspace, as frozen models.

Ids are UUID text (UNGP practice ids are those of the form). Levels are 0 to 4, dates ISO 8601.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, NamedTuple, Self
from uuid import uuid4

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, StringConstraints, model_validator

from btech_desktop.form import Form, Practice, Shows

Sensitivity = Literal["shareable", "internal", "privileged"]
Status = Literal["draft", "in review", "final"]
AskedKind = Literal["all", "core", "chosen"]
ChangeReason = Literal["done", "learned", "re-judged", "corrected"]
Disclosed = Literal["yes", "partly", "no"]
Confidence = Literal["low", "medium", "high"]
DraftSeen = Literal["yes", "partly", "no"]

Verified = Literal["nobody", "inside", "outside"]
EvidenceKind = Literal["document", "record", "link", "reference"]
ActionStatus = Literal["open", "under way", "done", "late", "deferred"]
DecisionOutcome = Literal["open", "taken", "not taken"]
History = Literal["every change", "final values"]

FINDING_LIMIT = 90
TEXT_LIMIT = 20_000
SIGNED_LIMIT = 50_000_000
MOST_REVISIONS = 1_000_000
MOST_FILE_SIZE = 1_000_000_000_000

Level = Annotated[int, Field(strict=True, ge=0, le=4)]
Five = Annotated[int, Field(strict=True, ge=1, le=5)]
Id = Annotated[str, StringConstraints(min_length=36, max_length=36)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
LongText = Annotated[str, StringConstraints(max_length=TEXT_LIMIT)]
Short = Annotated[str, StringConstraints(max_length=200)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
# SQLite keeps yes and no as 1 and 0.
Flag = Annotated[bool, BeforeValidator(lambda value: bool(value) if value in (0, 1) else value)]

# The cap which the best evidence attached puts on a level (product rule: none 1, intent 1, rule 2, use 3, effect 4).
SUPPORTS: Mapping[Shows, int] = {"intent": 1, "rule": 2, "use": 3, "effect": 4}
SUPPORTED_WITHOUT_EVIDENCE = 1


def new_id() -> str:
    """A fresh UUID as text."""
    return str(uuid4())


class Mark(NamedTuple):
    """What scoring needs of an answer, and no more. ``supports`` is the cap set by the best evidence (1-4)."""

    level: int | None = None
    not_applicable: bool = False
    target: int | None = None
    to_confirm: bool = False
    supports: int = SUPPORTED_WITHOUT_EVIDENCE
    reason: ChangeReason | None = None

    @property
    def answered(self) -> bool:
        """A level that counts: carried-over answers count for nothing until confirmed."""
        return self.level is not None and not self.to_confirm

    @property
    def shown(self) -> int | None:
        """The level our evidence shows: the level chosen, capped by the best evidence; None without one that counts."""
        return min(self.level, self.supports) if self.level is not None and self.answered else None

    @property
    def excluded(self) -> bool:
        """Not applicable, and confirmed to be so."""
        return self.not_applicable and not self.to_confirm


NO_ANSWER = Mark()


class Record(BaseModel):
    """Base of everything kept in a workspace: closed and frozen, validated whenever it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(Record):
    """One practice of one assessment. Neither a level nor *not applicable*: still to answer."""

    assessment_id: Id
    practice_id: Name
    level: Level | None = None
    not_applicable: Flag = False
    na_reason: LongText = ""
    na_sensitivity: Sensitivity = "internal"
    target: Level | None = None
    finding: Annotated[str, StringConstraints(max_length=FINDING_LIMIT)] = ""
    finding_sensitivity: Sensitivity = "internal"
    note: LongText = ""
    note_sensitivity: Sensitivity = "internal"
    scope_note: LongText = ""
    owner: Short = ""
    answer_by: date | None = None
    consulted: LongText = ""
    affected_consulted: Flag = False
    disclosed: Disclosed | None = None
    confidence: Confidence | None = None
    flagged: Flag = False
    change_reason: ChangeReason | None = None
    to_confirm: Flag = False
    opening_level: Level | None = None
    opening_target: Level | None = None

    @model_validator(mode="after")
    def _level_or_not_applicable(self) -> Self:
        if self.not_applicable and self.level is not None:
            raise ValueError("an answer is a level or not applicable, never both")
        return self

    def mark(self, supports: int = SUPPORTED_WITHOUT_EVIDENCE) -> Mark:
        """What scoring needs; ``supports`` comes from the evidence attached."""
        return Mark(self.level, self.not_applicable, self.target, self.to_confirm, supports, self.change_reason)

    @property
    def settled(self) -> bool:
        """Answered or not applicable, and confirmed."""
        return (self.level is not None or self.not_applicable) and not self.to_confirm


class Unit(Record):
    """The company or a team; ``parent_id`` makes a tree, ``roles`` are roles in the tech stack."""

    id: Id
    parent_id: Id | None = None
    name: Name
    roles: tuple[str, ...] = ()
    position: int = 0
    archived: Flag = False


class Assessment(Record):
    """A unit in a period under a form edition, with the practices asked."""

    id: Id
    unit_id: Id
    period: Name
    starts: date
    ends: date
    form_edition: Name
    asked_kind: AskedKind
    asked: tuple[str, ...]
    status: Status = "draft"
    revision: Annotated[int, Field(ge=1, le=MOST_REVISIONS)] = 1
    previous_id: Id | None = None
    prepared_by: Short = ""
    final_on: date | None = None
    final_name: Short = ""
    final_role: Short = ""
    final_sha256: Short = ""
    final_format: Short = ""

    @property
    def final(self) -> bool:
        """Locked: nothing in it can be changed."""
        return self.status == "final"

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.ends < self.starts:
            raise ValueError("the period ends before it starts")
        return self


class Revision(Record):
    """A final state that was reopened, with the reason."""

    id: Id
    assessment_id: Id
    number: int
    final_on: date
    final_name: Short
    final_role: Short
    final_sha256: Short
    final_format: Short
    reopened_on: date
    reason: LongText


class Signed(Record):
    """What stood in a final assessment when it was locked: the bytes its SHA-256 was taken over, as text.

    ``number`` is the revision. ``removed``: a text of it was removed for good later, so the SHA-256 cannot match.
    """

    assessment_id: Id
    number: Annotated[int, Field(ge=1, le=MOST_REVISIONS)]
    body: Annotated[str, StringConstraints(max_length=SIGNED_LIMIT)]
    sha256: Sha256
    format: Short
    removed: Flag = False


class Evidence(Record):
    """A titled document, record, link or reference: what it shows, and who verified it."""

    id: Id
    title: Name
    kind: EvidenceKind = "document"
    locator: LongText = ""
    held_elsewhere: Flag = False
    dated: date | None = None
    shows: Shows = "intent"
    verified: Verified = "nobody"
    sensitivity: Sensitivity = "internal"
    # A file kept inside the workspace: its name when it was attached, SHA-256 of its content, size in bytes.
    file_name: Short = ""
    file_sha256: Sha256 | None = None
    file_size: Annotated[int, Field(ge=1, le=MOST_FILE_SIZE)] | None = None

    @model_validator(mode="after")
    def _file_whole(self) -> Self:
        if len({self.file_name == "", self.file_sha256 is None, self.file_size is None}) > 1:
            raise ValueError("a file has a name, a SHA-256 and a size, or none of them")
        return self


class EvidenceLink(Record):
    """Evidence attached to an answer; one piece may support several."""

    evidence_id: Id
    assessment_id: Id
    practice_id: Name


class Action(Record):
    """An improvement promised: what, who (a role), by when."""

    id: Id
    assessment_id: Id
    practice_id: Name | None = None
    what: Name
    owner: Short = ""
    due: date | None = None
    status: ActionStatus = "open"
    deferred_reason: LongText = ""
    target_level: Level | None = None
    sensitivity: Sensitivity = "internal"
    carried_from: Id | None = None

    def late_on(self, day: date) -> bool:
        """Past its date, or marked as late, and neither done nor deferred."""
        if self.status in ("done", "deferred"):
            return False
        return self.status == "late" or (self.due is not None and self.due < day)


class Decision(Record):
    """What the board is asked: owner, cost, what happens if it is not decided."""

    id: Id
    assessment_id: Id
    what: Name
    owner: Short = ""
    cost: Short = ""
    consequence: LongText = ""
    due: date | None = None
    outcome: DecisionOutcome = "open"
    sensitivity: Sensitivity = "internal"


class SalientIssue(Record):
    """A risk to people (UNGP 14, 24). Scale, scope, irremediability and likelihood run from 1 to 5."""

    id: Id
    assessment_id: Id
    title: Name
    affected: LongText = ""
    scale: Five
    scope: Five
    irremediability: Five
    likelihood: Five
    practices: tuple[str, ...] = ()
    sensitivity: Sensitivity = "internal"

    @property
    def severity(self) -> int:
        """The highest of scale, scope and irremediability (1-5)."""
        return max(self.scale, self.scope, self.irremediability)

    @property
    def order(self) -> tuple[int, int]:
        """Sorts the gravest first: by severity, then by likelihood."""
        return (-self.severity, -self.likelihood)

    @property
    def band(self) -> Literal["greatest", "serious", "other"]:
        """Greatest (5-4), serious (3), other."""
        return "greatest" if self.severity >= 4 else "serious" if self.severity == 3 else "other"


class Incident(Record):
    """A severe harm, allegation or complaint in the period, and the practices that should have caught it."""

    id: Id
    assessment_id: Id
    title: Name
    what: LongText = ""
    occurred: date | None = None
    severity: Five
    practices: tuple[str, ...] = ()
    remedy: LongText = ""
    sensitivity: Sensitivity = "internal"


class Dismissal(Record):
    """A finding of the consistency checks that somebody looked at and let stand, with the reason.

    ``basis`` is what was found then: where it is something else now, the check asks again.
    """

    id: Id
    assessment_id: Id
    practice_id: Name
    kind: Name
    basis: Name
    reason: Annotated[str, StringConstraints(min_length=1, max_length=TEXT_LIMIT, strip_whitespace=True)]
    who: Short = ""
    dismissed_on: date


class PublicAccount(Record):
    """What the company says beside its public copy; written to be published, so it carries no label.

    ``draft_seen``: whether those consulted saw the draft of the public copy; None where nobody said.
    """

    assessment_id: Id
    critics: LongText = ""  # what critics, affected people or the press alleged, and who did
    answer: LongText = ""  # what the company answers
    consulted: LongText = ""  # who outside the company was consulted on the assessment
    draft_seen: DraftSeen | None = None
    remedy: LongText = ""  # what came of complaints and of remedy in the period
    withheld_why: LongText = ""  # why the texts that the copy leaves out are left out
    complain: LongText = ""  # how somebody affected can complain, and to whom else


class Dossier(Record):
    """Everything a workspace holds of one assessment. ``answers`` has an entry for every practice asked."""

    organisation: str
    sample: bool
    scope_line: str
    unit: Unit
    assessment: Assessment
    # Only looked at: its own checks take 9 ms, and were made when it was read.
    form: InstanceOf[Form]
    answers: dict[str, Answer]
    evidence: tuple[Evidence, ...] = ()
    links: tuple[EvidenceLink, ...] = ()
    actions: tuple[Action, ...] = ()
    decisions: tuple[Decision, ...] = ()
    salient: tuple[SalientIssue, ...] = ()
    incidents: tuple[Incident, ...] = ()
    revisions: tuple[Revision, ...] = ()
    dismissals: tuple[Dismissal, ...] = ()
    account: PublicAccount | None = None

    def practices(self) -> tuple[Practice, ...]:
        """The practices asked, in the order of the form."""
        asked = set(self.assessment.asked)
        return tuple(p for p in self.form.practices if p.id in asked)

    def evidence_for(self, practice_id: str) -> tuple[Evidence, ...]:
        """The evidence attached to an answer, in the order it was added."""
        ids = {link.evidence_id for link in self.links if link.practice_id == practice_id}
        return tuple(e for e in self.evidence if e.id in ids)

    def supports(self, practice_id: str) -> int:
        """The highest level that the evidence attached to an answer supports (1-4)."""
        return max((SUPPORTS[e.shows] for e in self.evidence_for(practice_id)), default=SUPPORTED_WITHOUT_EVIDENCE)

    def marks(self) -> dict[str, Mark]:
        """Practice id -> what scoring needs of it, for every practice asked."""
        return {p.id: self.answers[p.id].mark(self.supports(p.id)) for p in self.practices()}
