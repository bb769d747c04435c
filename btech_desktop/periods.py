"""Starting, locking and reopening an assessment: what a new period takes from the last, as changes to write; pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from btech_desktop.assessment import (
    Action,
    Answer,
    AskedKind,
    Assessment,
    Decision,
    Dossier,
    Evidence,
    Incident,
    PublicAccount,
    Record,
    Revision,
    SalientIssue,
    Signed,
    Unit,
    new_id,
)
from btech_desktop.editions import Link, links
from btech_desktop.errors import BadInput
from btech_desktop.form import Form, form_to_json
from btech_desktop.language import tr
from btech_desktop.records import Change

CANONICAL_FORMAT = "btech-desktop/canonical/2"
_FORMATS = ("btech-desktop/canonical/1", CANONICAL_FORMAT)

# The fields of format 1, which stay as they are for ever.
_FIELDS: dict[type[Record], tuple[str, ...]] = {
    Assessment: (
        *("id", "unit_id", "period", "starts", "ends", "form_edition", "asked_kind", "asked", "previous_id"),
        "prepared_by",
    ),
    Answer: (
        *("assessment_id", "practice_id", "level", "not_applicable", "na_reason", "na_sensitivity", "target"),
        *("finding", "finding_sensitivity", "note", "note_sensitivity", "scope_note", "owner", "answer_by"),
        *("consulted", "affected_consulted", "disclosed", "confidence", "flagged", "change_reason", "to_confirm"),
        *("opening_level", "opening_target"),
    ),
    Evidence: (*("id", "title", "kind", "locator", "held_elsewhere", "dated", "shows", "verified", "sensitivity"),),
    Action: (
        *("id", "assessment_id", "practice_id", "what", "owner", "due", "status", "deferred_reason"),
        *("target_level", "sensitivity", "carried_from"),
    ),
    Decision: ("id", "assessment_id", "what", "owner", "cost", "consequence", "due", "outcome", "sensitivity"),
    SalientIssue: (
        *("id", "assessment_id", "title", "affected", "scale", "scope", "irremediability", "likelihood"),
        *("practices", "sensitivity"),
    ),
    Incident: ("id", "assessment_id", "title", "what", "occurred", "severity", "practices", "remedy", "sensitivity"),
}
# Format 2 adds the file that a piece of evidence is, and leaves out what points to another assessment, which may
# be removed or not be in a copy. Its digest of the form is over the text that the workspace keeps.
_ADDED_IN_2: dict[type[Record], tuple[str, ...]] = {Evidence: ("file_name", "file_sha256", "file_size")}
_LEFT_OUT_IN_2 = frozenset({"previous_id", "carried_from"})


def asked_ids(form: Form, kind: AskedKind, chosen: Iterable[str] = ()) -> tuple[str, ...]:
    """The practices asked, in the order of the form. Raises BadInput for a chosen set that is empty or unknown."""
    if kind == "all":
        return form.ids
    if kind == "core":
        return form.core_ids
    wanted = set(chosen)
    unknown = sorted(wanted - set(form.ids))
    if unknown:
        raise BadInput(tr("{edition} has no practice {unknown}.", edition=form.edition, unknown=unknown[0]))
    if not wanted:
        raise BadInput(tr("Choose at least one practice to ask."))
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

    From ``previous`` come, for questions of the same meaning: levels and *not applicable* as *to confirm* (not where
    the practice depends on the year), targets, owners; the opening level and target are frozen. Where a question
    changed its meaning, was split or merged, only target and owner come, if its forerunners agree on them. Open
    actions and salient issues come along, at the practices that took over from those they name; of the public account
    how to complain.
    """
    if not period.strip():
        raise BadInput(tr("The assessment needs a period, such as a year."))
    if ends < starts:
        raise BadInput(tr("The period ends before it starts. Swap the two dates."))
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
    changes = [Change(None, assessment)]
    come_from = links(previous.form, form) if previous else {}
    for practice_id in assessment.asked:
        answer = Answer(assessment_id=assessment.id, practice_id=practice_id)
        if previous and practice_id in come_from:
            answer = _opening(answer, come_from[practice_id], previous, form)
        changes.append(Change(None, answer))
    if previous:
        changes += [Change(None, item) for item in _carried(previous, assessment, come_from)]
        if previous.account and previous.account.complain:
            account = PublicAccount(assessment_id=assessment.id, complain=previous.account.complain)
            changes.append(Change(None, account))
    return assessment, changes


def _opening(new: Answer, link: Link, previous: Dossier, form: Form) -> Answer:
    """The answer that a new period begins with, from those of the forerunners."""
    before = [previous.answers[i] for i in link.forerunners if i in previous.answers]
    if not before:
        return new
    old = before[0]
    if not link.same_meaning:
        targets, owners = {a.target for a in before}, {a.owner for a in before}
        return Answer(
            assessment_id=new.assessment_id,
            practice_id=new.practice_id,
            target=old.target if len(targets) == 1 else None,
            owner=old.owner if len(owners) == 1 else "",
        )
    practice = form.by_id[new.practice_id]
    level = old.level if not old.to_confirm else None
    carried = not practice.year_dependent
    not_applicable = carried and old.not_applicable and not old.to_confirm and not practice.never_na
    return Answer(
        assessment_id=new.assessment_id,
        practice_id=new.practice_id,
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


def _carried(previous: Dossier, assessment: Assessment, come_from: Mapping[str, Link]) -> list[Action | SalientIssue]:
    """Open actions and salient issues, at the practices that took over from those they name.

    What no practice took over comes without one: a promise is not lost with its question.
    """
    heirs: dict[str, list[str]] = {}
    for link in come_from.values():
        for forerunner in link.forerunners:
            heirs.setdefault(forerunner, []).append(link.practice_id)

    def now(practice_id: str | None) -> list[str]:
        found = heirs.get(practice_id, []) if practice_id else []
        return [practice_id] if practice_id in found else found

    actions = [
        Action(
            **action.model_dump(exclude={"id", "assessment_id", "carried_from", "practice_id"}),
            id=new_id(),
            assessment_id=assessment.id,
            carried_from=action.id,
            practice_id=next(iter(now(action.practice_id)), None),
        )
        for action in previous.actions
        if action.status != "done"
    ]
    salient = [
        SalientIssue(
            **issue.model_dump(exclude={"id", "assessment_id", "practices"}),
            id=new_id(),
            assessment_id=assessment.id,
            practices=tuple(dict.fromkeys(i for p in issue.practices for i in now(p))),
        )
        for issue in previous.salient
    ]
    return [*actions, *salient]


def confirmed(answer: Answer, form: Form) -> Answer:
    """The answer with its carried-over level confirmed. Raises BadInput where the year needs a fresh answer."""
    if form.by_id[answer.practice_id].year_dependent:
        raise BadInput(tr("{practice} depends on the year: choose a level anew.", practice=answer.practice_id))
    return Answer.model_validate({**answer.model_dump(), "to_confirm": False})


def canonical(dossier: Dossier, format: str = CANONICAL_FORMAT) -> bytes:
    """What a final assessment's SHA-256 is taken over: every field of it, in a fixed order, as JSON.

    The lock itself (status, signature, revision) is left out, so that the same content gives the same bytes. Each
    format names its fields once and for all: a field that the app learns later changes no earlier signature.
    Raises BadInput for a format of a newer version.
    """
    if format not in _FORMATS:
        raise BadInput(
            tr("The signature is in a format this version does not know ({format}). Update the app.", format=format)
        )

    def of(item: Record) -> dict[str, Any]:
        fields = set(_FIELDS[type(item)])
        if format != "btech-desktop/canonical/1":
            fields = fields - _LEFT_OUT_IN_2 | set(_ADDED_IN_2.get(type(item), ()))
        return item.model_dump(mode="json", include=fields)

    content: dict[str, Any] = {
        "format": format,
        "assessment": of(dossier.assessment),
        "form": _form_digest(dossier.form, format),
        "answers": [of(dossier.answers[i]) for i in sorted(dossier.answers)],
    }
    for name in ("evidence", "actions", "decisions", "salient", "incidents"):
        content[name] = sorted((of(item) for item in getattr(dossier, name)), key=lambda item: str(item["id"]))
    content["links"] = sorted([link.evidence_id, link.practice_id] for link in dossier.links)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _form_digest(form: Form, format: str) -> str:
    if format == "btech-desktop/canonical/1":
        # The fields that the text kept in the workspace sets, in the order of the model: as it was then.
        return hashlib.sha256(form.model_dump_json(exclude_unset=True).encode()).hexdigest()
    return hashlib.sha256(form_to_json(form, kept=True).encode()).hexdigest()


def matches(dossier: Dossier, sha256: str, format: str) -> bool:
    """Whether the content is what was signed. Raises BadInput for a format of a newer version."""
    return hashlib.sha256(canonical(dossier, format)).hexdigest() == sha256


def finalise(dossier: Dossier, *, name: str, role: str, on: date) -> list[Change]:
    """Lock an assessment; what stands in it is kept beside the signature.

    Raises BadInput while carried-over answers wait to be confirmed, or without a name.
    """
    waiting = [i for i, answer in dossier.answers.items() if answer.to_confirm]
    if waiting:
        raise BadInput(
            tr(
                "%n carried-over answer(s) [waits|wait] to be confirmed ({practices}). Confirm first, then lock.",
                "",
                len(waiting),
                practices=", ".join([*waiting[:5], *(["..."] if len(waiting) > 5 else [])]),
            )
        )
    if not name.strip() or not role.strip():
        raise BadInput(tr("Locking needs a name and a role."))
    if dossier.assessment.final:
        raise BadInput(tr("This assessment is final already."))
    after = dossier.assessment.model_dump() | {
        "status": "final",
        "final_on": on,
        "final_name": name.strip(),
        "final_role": role.strip(),
        "final_sha256": hashlib.sha256(canonical(dossier)).hexdigest(),
        "final_format": CANONICAL_FORMAT,
    }
    final = Assessment.model_validate(after)
    # First what is signed: afterwards the assessment takes nothing more.
    return [Change(None, _signed(dossier, final)), Change(dossier.assessment, final)]


def _signed(dossier: Dossier, final: Assessment) -> Signed:
    return Signed(
        assessment_id=final.id,
        number=final.revision,
        body=canonical(dossier, final.final_format).decode(),
        sha256=final.final_sha256,
        format=final.final_format,
    )


def reopen(dossier: Dossier, *, reason: str, on: date, kept: Iterable[Signed]) -> list[Change]:
    """Reopen a final assessment as the next revision; the reason, the old signature and what was signed are kept.

    ``kept`` is what the workspace holds of earlier signatures; a file of an early version holds none.
    """
    before = dossier.assessment
    if not before.final or before.final_on is None:
        raise BadInput(tr("Only a final assessment can be reopened."))
    if not reason.strip():
        raise BadInput(tr("Say why the assessment is reopened; the reason is kept."))
    after = before.model_dump() | {
        "status": "draft",
        "revision": before.revision + 1,
        "final_on": None,
        "final_name": "",
        "final_role": "",
        "final_sha256": "",
        "final_format": "",
    }
    revision = Revision(
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
    changes = [Change(before, Assessment.model_validate(after)), Change(None, revision)]
    if before.revision not in {s.number for s in kept} and matches(dossier, before.final_sha256, before.final_format):
        changes.append(Change(None, _signed(dossier, before)))
    return changes
