"""The sample workspace: a fictional company read from ``resources/sample``, the same ids whenever it is built."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from btech_desktop import periods
from btech_desktop.assessment import (
    Action,
    ActionStatus,
    Answer,
    AskedKind,
    Assessment,
    ChangeReason,
    Confidence,
    Decision,
    DecisionOutcome,
    Disclosed,
    Dismissal,
    Dossier,
    DraftSeen,
    Evidence,
    EvidenceKind,
    EvidenceLink,
    Five,
    Incident,
    Level,
    PublicAccount,
    Record,
    SalientIssue,
    Sensitivity,
    Status,
    Unit,
    Verified,
)
from btech_desktop.checks import findings
from btech_desktop.editions import shared_questions
from btech_desktop.errors import BadInput
from btech_desktop.findings import FindingKind
from btech_desktop.form import Form, Shows
from btech_desktop.form_files import shipped_form
from btech_desktop.passages import Passage, PassageKind, put_together
from btech_desktop.paths import resource
from btech_desktop.store import Change, Store

WHO = "Sample"
_NAMESPACE = UUID("5b0c6f0e-6a55-5d3c-9a43-0f6a2b7f2026")

Ids = Annotated[tuple[str, ...], Field(strict=False)]
C = TypeVar("C", bound="_Content")


class _Content(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Unit(_Content):
    name: str
    parent: str = ""
    roles: Ids = ()


class _Workspace(_Content):
    organisation: str
    form: str
    scope_line: str
    assessments: Ids
    units: Annotated[tuple[_Unit, ...], Field(strict=False)]


class _Marked(_Content):
    """Words of a note that are marked, where they first stand."""

    words: str
    kind: PassageKind


class _Answer(_Content):
    """An answer; a reason why it does not apply takes the place of the level."""

    level: Level | None = None
    target: Level | None = None
    finding: str = ""
    finding_sensitivity: Sensitivity = "internal"
    na_reason: str = ""
    na_sensitivity: Sensitivity = "internal"
    note: str = ""
    marked: Annotated[tuple[_Marked, ...], Field(strict=False)] = ()
    note_sensitivity: Sensitivity = "internal"
    scope_note: str = ""
    owner: str = ""
    answer_by: date | None = None
    consulted: str = ""
    affected_consulted: bool = False
    disclosed: Disclosed | None = None
    confidence: Confidence | None = None
    flagged: bool = False
    change_reason: ChangeReason | None = None


class _Evidence(_Content):
    title: str
    practices: Ids
    kind: EvidenceKind
    dated: date
    shows: Shows
    locator: str = ""
    held_elsewhere: bool = False
    verified: Verified = "nobody"
    sensitivity: Sensitivity = "internal"


class _Action(_Content):
    """``carried_from`` is the key of an action of the previous assessment."""

    key: str
    practice: str
    what: str
    owner: str
    due: date
    status: ActionStatus
    deferred_reason: str = ""
    target_level: Level
    sensitivity: Sensitivity = "internal"
    carried_from: str = ""


class _Decision(_Content):
    what: str
    owner: str
    cost: str
    consequence: str
    due: date
    outcome: DecisionOutcome = "open"
    sensitivity: Sensitivity = "internal"


class _Salient(_Content):
    title: str
    affected: str
    scale: Five
    scope: Five
    irremediability: Five
    likelihood: Five
    practices: Ids
    sensitivity: Sensitivity = "internal"


class _Incident(_Content):
    title: str
    what: str
    occurred: date
    severity: Five
    practices: Ids
    remedy: str
    sensitivity: Sensitivity = "internal"


class _LetStand(_Content):
    """A finding of the checks that somebody let stand."""

    practice: str
    kind: FindingKind
    reason: str
    who: str
    dismissed_on: date


class _Account(_Content):
    """What stands beside the public copy."""

    critics: str = ""
    answer: str = ""
    consulted: str = ""
    draft_seen: DraftSeen | None = None
    remedy: str = ""
    withheld_why: str = ""
    complain: str = ""


class _Assessment(_Content):
    """One file. ``previous`` names the file of the year before; its levels and targets become the opening ones.

    ``form`` is the edition it answers where that is not the one of the workspace.
    """

    unit: str
    period: str
    starts: date
    ends: date
    form: str = ""
    asked_kind: AskedKind
    status: Status
    prepared_by: str
    previous: str = ""
    final_on: date | None = None
    final_name: str = ""
    final_role: str = ""
    answers: dict[str, _Answer]
    evidence: Annotated[tuple[_Evidence, ...], Field(strict=False)] = ()
    actions: Annotated[tuple[_Action, ...], Field(strict=False)] = ()
    decisions: Annotated[tuple[_Decision, ...], Field(strict=False)] = ()
    salient: Annotated[tuple[_Salient, ...], Field(strict=False)] = ()
    incidents: Annotated[tuple[_Incident, ...], Field(strict=False)] = ()
    let_stand: Annotated[tuple[_LetStand, ...], Field(strict=False)] = ()
    account: _Account | None = None


def build_sample(path: Path) -> Store:
    """Make the sample workspace in a new file and leave it open.

    Raises WorkspaceUnusable if the path is taken, BadInput (file and key) if a sample file has a mistake.
    """
    folder = resource("sample")
    plan = _read(folder / "workspace.toml", _Workspace)
    files = {name: _read(folder / f"{name}.toml", _Assessment) for name in plan.assessments}
    forms = {name: shipped_form(file.form or plan.form) for name, file in files.items()}
    unit_ids = {unit.name: _id("unit", unit.name) for unit in plan.units}
    records = {name: _records(name, files, forms, unit_ids) for name in files}

    store = Store.create(path, organisation=plan.organisation, sample=True)
    try:
        store.rename_organisation(name=plan.organisation, scope_line=plan.scope_line)
        for form in {form.edition: form for form in forms.values()}.values():
            store.keep_form(form)
        store.write([Change(None, unit) for unit in _units(plan, unit_ids)], who=WHO)
        for name, file in files.items():
            store.write([Change(None, record) for record in records[name]], who=WHO)
            if file.let_stand:
                dismissals = _dismissals(name, file, store.dossier(_id("assessment", name)))
                store.write([Change(None, record) for record in dismissals], who=WHO)
            if file.final_on is not None:
                dossier = store.dossier(_id("assessment", name))
                lock = periods.finalise(dossier, name=file.final_name, role=file.final_role, on=file.final_on)
                store.write(lock, who=WHO)
    except BaseException:
        store.close()
        path.unlink(missing_ok=True)
        raise
    return store


def _id(*names: str) -> str:
    return str(uuid5(_NAMESPACE, "/".join(names)))


def _read(path: Path, kind: type[C]) -> C:
    try:
        return kind.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadInput(f"The sample file {path.name} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"The sample file {path.name} is not valid TOML: {error}.") from error
    except ValidationError as error:
        raise _mistake(path.name, "", error) from error


def _mistake(file: str, where: str, error: ValidationError) -> BadInput:
    first = error.errors(include_url=False)[0]
    key = ".".join([where] * bool(where) + [str(part) for part in first["loc"]])
    return BadInput(f"The sample file {file}, key {key}: {str(first['msg']).removeprefix('Value error, ')}.")


def _units(plan: _Workspace, ids: dict[str, str]) -> list[Unit]:
    found = []
    for position, unit in enumerate(plan.units):
        if unit.parent and unit.parent not in ids:
            raise BadInput(f"The sample file workspace.toml, key units.{position}.parent: no unit {unit.parent}.")
        parent = ids[unit.parent] if unit.parent else None
        found.append(Unit(id=ids[unit.name], parent_id=parent, name=unit.name, roles=unit.roles, position=position))
    return found


def _records(
    name: str, files: dict[str, _Assessment], forms: dict[str, Form], unit_ids: dict[str, str]
) -> list[Record]:
    """Everything of one assessment, the assessment itself first and not yet locked."""
    file, form = files[name], forms[name]
    assessment_id = _id("assessment", name)

    def make(kind: type[Record], where: str, /, **values: Any) -> Record:
        try:
            return kind(**values)
        except ValidationError as error:
            raise _mistake(f"{name}.toml", where, error) from error

    def known(where: str, practices: tuple[str, ...]) -> tuple[str, ...]:
        for practice_id in practices:
            if practice_id not in form.by_id:
                raise BadInput(f"The sample file {name}.toml, key {where}: {form.edition} has no {practice_id}.")
        return practices

    def refer(key: str, value: str, choices: dict[str, Any]) -> None:
        if value and value not in choices:
            raise BadInput(f"The sample file {name}.toml, key {key}: {value} is not known.")

    refer("unit", file.unit, unit_ids)
    refer("previous", file.previous, files)
    known("answers", tuple(file.answers))
    before = files[file.previous] if file.previous else None
    alike = set(shared_questions(forms[file.previous], form)) if file.previous else set()
    found = [
        make(
            Assessment,
            "period",
            id=assessment_id,
            unit_id=unit_ids[file.unit],
            period=file.period,
            starts=file.starts,
            ends=file.ends,
            form_edition=form.edition,
            asked_kind=file.asked_kind,
            asked=periods.asked_ids(form, file.asked_kind, file.answers),
            status="draft" if file.status == "final" else file.status,
            previous_id=_id("assessment", file.previous) if before else None,
            prepared_by=file.prepared_by,
        )
    ]
    for practice_id in periods.asked_ids(form, file.asked_kind, file.answers):
        answer = file.answers.get(practice_id, _Answer())
        opening = before.answers.get(practice_id, _Answer()) if before and practice_id in alike else _Answer()
        found.append(
            make(
                Answer,
                f"answers.{practice_id}",
                **answer.model_dump(exclude={"marked", "note"}),
                note=_note(f"{name}.toml", practice_id, answer),
                assessment_id=assessment_id,
                practice_id=practice_id,
                not_applicable=bool(answer.na_reason),
                opening_level=opening.level,
                opening_target=opening.target,
            )
        )
    for piece in file.evidence:
        evidence_id = _id("evidence", name, piece.title)
        where = f"evidence.{piece.title}"
        found.append(make(Evidence, where, id=evidence_id, **piece.model_dump(exclude={"practices"})))
        for practice_id in known(where, piece.practices):
            link = {"evidence_id": evidence_id, "assessment_id": assessment_id, "practice_id": practice_id}
            found.append(make(EvidenceLink, where, **link))
    earlier = {a.key: _id("action", file.previous, a.key) for a in before.actions} if before else {}
    for action in file.actions:
        where = f"actions.{action.key}"
        known(where, (action.practice,))
        refer(f"{where}.carried_from", action.carried_from, earlier)
        found.append(
            make(
                Action,
                where,
                **action.model_dump(exclude={"key", "practice", "carried_from"}),
                id=_id("action", name, action.key),
                assessment_id=assessment_id,
                practice_id=action.practice,
                carried_from=earlier.get(action.carried_from),
            )
        )
    for decision in file.decisions:
        own = {"id": _id("decision", name, decision.what), "assessment_id": assessment_id}
        found.append(make(Decision, f"decisions.{decision.what}", **decision.model_dump(), **own))
    for issue in file.salient:
        known(f"salient.{issue.title}", issue.practices)
        own = {"id": _id("salient", name, issue.title), "assessment_id": assessment_id}
        found.append(make(SalientIssue, f"salient.{issue.title}", **issue.model_dump(), **own))
    for incident in file.incidents:
        known(f"incidents.{incident.title}", incident.practices)
        own = {"id": _id("incident", name, incident.title), "assessment_id": assessment_id}
        found.append(make(Incident, f"incidents.{incident.title}", **incident.model_dump(), **own))
    if file.account is not None:
        found.append(make(PublicAccount, "account", assessment_id=assessment_id, **file.account.model_dump()))
    return found


def _note(file: str, practice_id: str, answer: _Answer) -> str:
    passages = []
    for one in answer.marked:
        start = answer.note.find(one.words) if one.words else -1
        if start < 0:
            raise BadInput(
                f"The sample file {file}, key answers.{practice_id}.marked: the note does not hold {one.words!r}."
            )
        passages.append(Passage(start, len(one.words), one.kind))
    return put_together(answer.note, passages)


def _dismissals(name: str, file: _Assessment, dossier: Dossier) -> list[Record]:
    """What was let stand, on the basis of what is found in the assessment as it is written."""
    bases = {(f.practice_id, f.kind): f.basis for f in findings(dossier, today=file.ends)}
    made: list[Record] = []
    for one in file.let_stand:
        if (one.practice, one.kind) not in bases:
            raise BadInput(f"The sample file {name}.toml, key let_stand: no check finds {one.kind} for {one.practice}.")
        made.append(
            Dismissal(
                id=_id("dismissal", name, one.practice, one.kind),
                assessment_id=dossier.assessment.id,
                practice_id=one.practice,
                kind=one.kind,
                basis=bases[one.practice, one.kind],
                reason=one.reason,
                who=one.who,
                dismissed_on=one.dismissed_on,
            )
        )
    return made
