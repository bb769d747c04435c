"""Starting, locking and reopening an assessment: what a new period takes from the last, as changes to write; pure."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from btech_desktop.assessment import (
    Action,
    Answer,
    AskedKind,
    Assessment,
    Dossier,
    Revision,
    SalientIssue,
    Unit,
    new_id,
)
from btech_desktop.errors import BadInput
from btech_desktop.form import Form
from btech_desktop.progress import shared_questions
from btech_desktop.store import Change

CANONICAL_FORMAT = "btech-desktop/canonical/1"


def asked_ids(form: Form, kind: AskedKind, chosen: Iterable[str] = ()) -> tuple[str, ...]:
    """The practices asked, in the order of the form. Raises BadInput for a chosen set that is empty or unknown."""
    if kind == "all":
        return form.ids
    if kind == "core":
        return form.core_ids
    wanted = set(chosen)
    unknown = sorted(wanted - set(form.ids))
    if unknown:
        raise BadInput(f"{form.edition} has no practice {unknown[0]}.")
    if not wanted:
        raise BadInput("Choose at least one practice to ask.")
    return tuple(i for i in form.ids if i in wanted)


def start_assessment(
    *,
    form: Form,
    unit: Unit,
    period: str,
    starts: date,
    ends: date,
    kind: AskedKind = "all",
    chosen: Iterable[str] = (),
    previous: Dossier | None = None,
    prepared_by: str = "",
) -> tuple[Assessment, list[Change]]:
    """A new assessment and the changes that make it.

    From ``previous`` come, for questions asked alike: levels and *not applicable* as *to confirm* (not where the
    practice depends on the year), targets, owners; the opening level and target are frozen. Its open actions and
    its salient issues come along.
    """
    if not period.strip():
        raise BadInput("The assessment needs a period, such as a year.")
    if ends < starts:
        raise BadInput("The period ends before it starts. Swap the two dates.")
    assessment = Assessment(
        id=new_id(),
        unit_id=unit.id,
        period=period.strip(),
        starts=starts,
        ends=ends,
        form_edition=form.edition,
        asked_kind=kind,
        asked=asked_ids(form, kind, chosen),
        previous_id=previous.assessment.id if previous else None,
        prepared_by=prepared_by,
    )
    alike = set(shared_questions(previous.form, form)) if previous else set()
    changes = [Change(None, assessment)]
    for practice_id in assessment.asked:
        old = previous.answers.get(practice_id) if previous and practice_id in alike else None
        changes.append(Change(None, _opening(assessment.id, practice_id, old, form)))
    if previous:
        changes += [Change(None, item) for item in _carried(previous, assessment.id)]
    return assessment, changes


def _opening(assessment_id: str, practice_id: str, old: Answer | None, form: Form) -> Answer:
    if old is None:
        return Answer(assessment_id=assessment_id, practice_id=practice_id)
    level = old.level if not old.to_confirm else None
    carried = not form.by_id[practice_id].year_dependent
    not_applicable = carried and old.not_applicable and not old.to_confirm
    return Answer(
        assessment_id=assessment_id,
        practice_id=practice_id,
        level=level if carried else None,
        not_applicable=not_applicable,
        na_reason=old.na_reason if not_applicable else "",
        na_sensitivity=old.na_sensitivity,
        target=old.target,
        owner=old.owner,
        to_confirm=carried and (level is not None or not_applicable),
        opening_level=level,
        opening_target=old.target,
    )


def _carried(previous: Dossier, assessment_id: str) -> list[Action | SalientIssue]:
    actions = [
        Action(
            **action.model_dump(exclude={"id", "assessment_id", "carried_from"}),
            id=new_id(),
            assessment_id=assessment_id,
            carried_from=action.id,
        )
        for action in previous.actions
        if action.status != "done"
    ]
    salient = [
        SalientIssue(**issue.model_dump(exclude={"id", "assessment_id"}), id=new_id(), assessment_id=assessment_id)
        for issue in previous.salient
    ]
    return [*actions, *salient]


def confirmed(answer: Answer, form: Form) -> Answer:
    """The answer with its carried-over level confirmed. Raises BadInput where the year needs a fresh answer."""
    if form.by_id[answer.practice_id].year_dependent:
        raise BadInput(f"{answer.practice_id} depends on the year: choose a level anew.")
    return Answer.model_validate({**answer.model_dump(), "to_confirm": False})


def canonical(dossier: Dossier) -> bytes:
    """What a final assessment's SHA-256 is taken over: every field of it, in a fixed order, as JSON.

    The lock itself (status, signature, revision) is left out, so that the same content gives the same bytes.
    """
    lock = {"status", "revision", "final_on", "final_name", "final_role", "final_sha256", "final_format"}
    content: dict[str, Any] = {
        "format": CANONICAL_FORMAT,
        "assessment": dossier.assessment.model_dump(mode="json", exclude=lock),
        "form": hashlib.sha256(dossier.form.model_dump_json().encode()).hexdigest(),
        "answers": [dossier.answers[i].model_dump(mode="json") for i in sorted(dossier.answers)],
    }
    for name in ("evidence", "actions", "decisions", "salient", "incidents"):
        items = [item.model_dump(mode="json") for item in getattr(dossier, name)]
        content[name] = sorted(items, key=lambda item: str(item["id"]))
    content["links"] = sorted([link.evidence_id, link.practice_id] for link in dossier.links)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def finalise(dossier: Dossier, *, name: str, role: str, on: date) -> Change:
    """Lock an assessment. Raises BadInput while carried-over answers wait to be confirmed, or without a name."""
    waiting = [i for i, answer in dossier.answers.items() if answer.to_confirm]
    if waiting:
        raise BadInput(
            f"{len(waiting)} carried-over answer{'s wait' if len(waiting) > 1 else ' waits'} to be confirmed "
            f"({', '.join(waiting[:5])}{', ...' if len(waiting) > 5 else ''}). Confirm first, then lock."
        )
    if not name.strip() or not role.strip():
        raise BadInput("Locking needs a name and a role.")
    if dossier.assessment.final:
        raise BadInput("This assessment is final already.")
    after = dossier.assessment.model_dump() | {
        "status": "final",
        "final_on": on,
        "final_name": name.strip(),
        "final_role": role.strip(),
        "final_sha256": hashlib.sha256(canonical(dossier)).hexdigest(),
        "final_format": CANONICAL_FORMAT,
    }
    return Change(dossier.assessment, Assessment.model_validate(after))


def reopen(dossier: Dossier, *, reason: str, on: date) -> list[Change]:
    """Reopen a final assessment as the next revision; the reason and the old signature are kept."""
    before = dossier.assessment
    if not before.final or before.final_on is None:
        raise BadInput("Only a final assessment can be reopened.")
    if not reason.strip():
        raise BadInput("Say why the assessment is reopened; the reason is kept.")
    after = before.model_dump() | {
        "status": "draft",
        "revision": before.revision + 1,
        "final_on": None,
        "final_name": "",
        "final_role": "",
        "final_sha256": "",
        "final_format": "",
    }
    kept = Revision(
        id=new_id(),
        assessment_id=before.id,
        number=before.revision,
        final_on=before.final_on,
        final_name=before.final_name,
        final_role=before.final_role,
        final_sha256=before.final_sha256,
        final_format=before.final_format,
        reopened_on=on,
        reason=reason.strip(),
    )
    return [Change(before, Assessment.model_validate(after)), Change(None, kept)]
