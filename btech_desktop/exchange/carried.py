"""An assessment that a PDF carries as data, to stand beside ours: checked, then handed to the merge like any file.

The data become a small workspace of their own for as long as the merge takes, locked with a password drawn for it:
from there on there is one way in, with its checks and its review. What a report prints carries no signature and no
evidence file, so a final assessment comes as in review.
"""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field, StringConstraints, ValidationError

from btech_desktop import own_forms
from btech_desktop.assessment import (
    SUPPORTED_WITHOUT_EVIDENCE,
    SUPPORTS,
    Action,
    Answer,
    Assessment,
    Decision,
    Evidence,
    EvidenceLink,
    Id,
    Incident,
    Level,
    LongText,
    Name,
    Record,
    SalientIssue,
    Sha256,
    Unit,
    new_id,
)
from btech_desktop.errors import BadInput, FormError, WorkspaceUnusable
from btech_desktop.exchange.foreign import Foreign, read_foreign
from btech_desktop.exchange.leaving import SCORES, unlocked_copy
from btech_desktop.exchange.pdf_data import taken
from btech_desktop.form import Form, form_meaning, form_to_json
from btech_desktop.language import tr
from btech_desktop.records import Change, stamps_key
from btech_desktop.steps import Step, no_step
from btech_desktop.store import Store

SUFFIX: Final = ".pdf"
UNSHOWN: Final = "unshown"  # among what a workspace left out: all that the report did not print
MOST_PRACTICES: Final = 1_000
MOST_ENTRIES: Final = 5_000

_Practice = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_TOLERANT = ConfigDict(extra="ignore", frozen=True)  # a later version of the app may add keys


class _Form(Record):
    model_config = _TOLERANT
    edition: Name
    asks_sha256: Sha256


class _Unit(Record):
    model_config = _TOLERANT
    id: Id
    name: Name
    roles: Annotated[tuple[Name, ...], Field(max_length=50)] = ()


class _Assessment(Assessment):
    model_config = _TOLERANT
    unit_id: Id = ""
    asked: tuple[str, ...] = ()


class _Answer(Answer):
    model_config = _TOLERANT
    assessment_id: Id = ""
    evidence: Annotated[tuple[Id, ...], Field(max_length=MOST_ENTRIES)] = ()
    evidence_shows_up_to: Level


class _Evidence(Evidence):
    model_config = _TOLERANT


class _Action(Action):
    model_config = _TOLERANT


class _Decision(Decision):
    model_config = _TOLERANT


class _SalientIssue(SalientIssue):
    model_config = _TOLERANT


class _Incident(Incident):
    model_config = _TOLERANT


class Data(Record):
    """The JSON of :func:`~btech_desktop.exchange.export.to_json`, as far as a reader needs it."""

    model_config = _TOLERANT
    format: Literal["btech-desktop/assessment"]
    version: Literal[1]
    made_on: date
    organisation: Name
    sample: bool
    unit: _Unit
    assessment: _Assessment
    asked: Annotated[tuple[_Practice, ...], Field(max_length=MOST_PRACTICES)]
    form: _Form
    answers: Annotated[tuple[_Answer, ...], Field(max_length=MOST_PRACTICES)]
    evidence: Annotated[tuple[_Evidence, ...], Field(max_length=MOST_ENTRIES)]
    actions: Annotated[tuple[_Action, ...], Field(max_length=MOST_ENTRIES)]
    decisions: Annotated[tuple[_Decision, ...], Field(max_length=MOST_ENTRIES)]
    salient_issues: Annotated[tuple[_SalientIssue, ...], Field(max_length=MOST_ENTRIES)]
    incidents: Annotated[tuple[_Incident, ...], Field(max_length=MOST_ENTRIES)]
    scope: LongText


def is_pdf(path: Path) -> bool:
    """Whether a file is meant to be a PDF: by its name, since a workspace that is open here must not be opened."""
    return path.suffix.casefold() == SUFFIX


def read_sent(path: Path, ours: Store, password: str | None = None, step: Step = no_step) -> Foreign:
    """What was sent: a workspace, or a PDF with data. ``ours`` is the workspace that it is to stand in.

    Raises PasswordNeeded, WorkspaceUnusable, FormError or BadInput: one sentence, and nothing was taken.
    """
    if not is_pdf(path):
        return read_foreign(path, password)
    return as_foreign(path.name, taken(path, password or "", step), ours)


def as_foreign(name: str, data: bytes, ours: Store) -> Foreign:
    """The data of the PDF ``name`` as a file from elsewhere. Raises as :func:`read_sent`."""
    try:
        body = Data.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise _strange(name, f"{'.'.join(map(str, first['loc']))}: {first['type']}") from error
    if sum(len(set(answer.evidence)) for answer in body.answers) > MOST_ENTRIES:
        raise _strange(name, "evidence: too_many")
    form = _form(name, body.form, ours)
    known = body.assessment.id in {a.id for a in ours.assessments()}
    folder = Path(tempfile.mkdtemp(prefix="btech-"))
    try:
        path, password = folder / name, secrets.token_hex(16)
        _write(path, password, body, form, scores_only=known)
        return replace(read_foreign(path, password), folder=folder)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, BadInput):  # the tables refuse what each field allows
            raise _strange(name, error.details or str(error)) from error
        if isinstance(error, ArithmeticError | ValueError):  # a number that no table can hold
            raise _strange(name, type(error).__name__) from error
        raise


def _strange(name: str, details: str) -> WorkspaceUnusable:
    what = tr(
        "The data in {name} are not those of an assessment that this version of the app knows. Nothing was taken from "
        "it.",
        name=name,
    )
    return WorkspaceUnusable(what, cause="foreign", details=details)


def _form(name: str, given: _Form, ours: Store) -> Form:
    """The edition as this workspace keeps it or as the app has it, if it asks what the data answer."""
    found: list[Form] = []
    if given.edition in ours.form_editions():
        found.append(ours.form(given.edition))
    with suppress(FormError):
        found.append(own_forms.find(given.edition))
    if not found:
        raise BadInput(
            tr(
                "{name} answers the edition {edition}, which neither this workspace nor the app knows. Add that form, "
                "then take the file again.",
                name=name,
                edition=given.edition,
            )
        )
    for form in found:
        if form_meaning(form) == given.asks_sha256:
            return form
    raise BadInput(
        tr(
            "{name} answers another text of {edition} than is known here: its levels are answers to other questions. "
            "Nothing was taken from it.",
            name=name,
            edition=given.edition,
        )
    )


def _write(path: Path, password: str, body: Data, form: Form, *, scores_only: bool) -> None:
    left_out = (UNSHOWN, "texts") if scores_only else (UNSHOWN,)
    with Store.create(
        path, organisation=body.organisation, sample=body.sample, password=password, left_out=left_out
    ) as copy:
        copy.rename_organisation(name=body.organisation, scope_line=body.scope)
        records = list(_records(body, scores_only=scores_only))
        at = datetime.combine(body.made_on, time(), UTC).isoformat(timespec="seconds")
        # Entries come without a time: they are never newer than what is here. See docs/decisions/0013.
        stamps = {
            stamps_key(r): dict.fromkeys(_said(r), at) if isinstance(r, Answer) else {"changed_at": ""} for r in records
        }
        copy.fill([Change(None, r) for r in records], stamps=stamps, forms=[form_to_json(form)])


def _records(body: Data, *, scores_only: bool) -> Iterator[Record]:
    """Everything as rows, each after what it refers to. Of an assessment that is here already: its levels alone."""
    unit = Unit(**_fields(Unit, body.unit))
    yield unit
    given = _fields(Assessment, body.assessment)
    bound = {"unit_id": unit.id, "asked": body.asked, "previous_id": None}
    assessment = unlocked_copy(Assessment.model_validate({**given, **bound}))
    yield assessment
    for answer in body.answers:
        kept = _fields(Answer, answer) | {"assessment_id": assessment.id}
        if scores_only:
            kept = {name: value for name, value in kept.items() if name in SCORES}
        yield Answer.model_validate(kept)
    if scores_only:
        return
    yield from _evidence(body, assessment.id)
    for kind, given_ones in (
        (Action, body.actions),
        (Decision, body.decisions),
        (SalientIssue, body.salient_issues),
        (Incident, body.incidents),
    ):
        for one in given_ones:
            loose = {"carried_from": None} if kind is Action else {}
            yield kind.model_validate(_fields(kind, one) | {"assessment_id": assessment.id} | loose)


def _evidence(body: Data, assessment_id: str) -> Iterator[Record]:
    """The evidence, and what stands for evidence that the report withholds: the level it shows is in every copy."""
    shown = {e.id: SUPPORTS[e.shows] for e in body.evidence}
    withheld = {
        level: Evidence(id=new_id(), title=tr("Evidence that the report leaves out"), kind="reference", shows=shows)
        for shows, level in SUPPORTS.items()
        if level > SUPPORTED_WITHOUT_EVIDENCE
    }
    links = {(answer.practice_id, i): None for answer in body.answers for i in answer.evidence if i in shown}
    best: dict[str, int] = {}
    for practice_id, i in links:
        best[practice_id] = max(best.get(practice_id, SUPPORTED_WITHOUT_EVIDENCE), shown[i])
    for answer in body.answers:
        level = answer.evidence_shows_up_to
        if level > best.get(answer.practice_id, SUPPORTED_WITHOUT_EVIDENCE):
            links[answer.practice_id, withheld[level].id] = None
    attached = {i for _, i in links}
    # Where it lies is in no report; a path or address from elsewhere would be one to open.
    nowhere = {"locator": "", "file_name": "", "file_sha256": None, "file_size": None}
    yield from (Evidence(**_fields(Evidence, evidence) | nowhere) for evidence in body.evidence)
    yield from (evidence for evidence in withheld.values() if evidence.id in attached)
    for practice_id, i in links:
        yield EvidenceLink(evidence_id=i, assessment_id=assessment_id, practice_id=practice_id)


def _fields(kind: type[Record], given: Record) -> dict[str, Any]:
    return given.model_dump(include=set(kind.model_fields))


def _said(answer: Answer) -> list[str]:
    """The fields that say something: what is not in the data has no time, so that it never counts as emptied."""
    return [
        name
        for name, field in Answer.model_fields.items()
        if name not in ("assessment_id", "practice_id") and getattr(answer, name) != field.default
    ]
