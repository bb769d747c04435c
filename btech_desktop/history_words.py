"""The history in words: who changed what, and what stood in an assessment each time it was locked; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from btech_desktop import terms
from btech_desktop.assessment import Record, Signed
from btech_desktop.language import Words, mark, tr
from btech_desktop.records import HistoryEntry
from btech_desktop.removal import NOTED, REMOVED, body_of, is_removal
from btech_desktop.store import Store
from btech_desktop.wording import day, excerpt, moment, sentence

TEXT_NAMES = Words(
    {
        "finding": mark("Finding"),
        "note": mark("Note"),
        "scope_note": mark("Scope note"),
        "consulted": mark("Who was consulted"),
        "na_reason": mark("Reason for not applicable"),
        "owner": mark("Owner"),
    }
)
_LABELS = Words(
    {
        "finding_sensitivity": mark("Finding"),
        "note_sensitivity": mark("Note"),
        "na_sensitivity": mark("Reason for not applicable"),
    }
)
_VALUES = Words(
    {
        "disclosed": mark("Publicly disclosed"),
        "confidence": mark("Confidence"),
        "change_reason": mark("Why it changed"),
        "owner": mark("Owner"),
    }
)
_SWITCHES = {
    "not_applicable": (mark("Not applicable"), mark("Applicable again")),
    "flagged": (mark("Flagged for review"), mark("Flag removed")),
    "to_confirm": (mark("To confirm again"), mark("Confirmed")),
    "affected_consulted": (
        mark("Affected people among those consulted"),
        mark("No affected people among those consulted"),
    ),
}
# By table: what the record is called, and the field that names it.
_KINDS = {
    "units": (mark("Unit"), "name"),
    "assessments": ("Assessment", "period"),
    "evidence": (mark("Evidence"), "title"),
    "actions": (mark("Action"), "what"),
    "decisions": (mark("Decision"), "what"),
    "salient_issues": (mark("Risk to people"), "title"),
    "incidents": (mark("Incident"), "title"),
    "dismissals": (mark("Check let stand"), "reason"),
}
_OF_ASSESSMENT = Words(
    {
        "revision": mark("Revision"),
        "final_on": mark("Date of the signature"),
        "final_name": mark("Signed by"),
        "final_role": mark("Role of the signatory"),
        "final_sha256": mark("SHA-256 of what was signed"),
        "final_format": mark("Format of the signature"),
    }
)
_DATES = frozenset({"due", "occurred", "dated", "starts", "ends", "final_on", "answer_by", "reopened_on"})
_CHOICES = frozenset(
    {
        *("status", "outcome", "sensitivity", "finding_sensitivity", "note_sensitivity", "na_sensitivity"),
        *("disclosed", "confidence", "change_reason", "draft_seen"),
    }
)
_LONG = frozenset({"deferred_reason", "consequence", "affected", "remedy", "locator"})
_TITLE = 80


# -- an answer, in the panel beside it --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What one person changed at one moment, in words."""

    when: str
    who: str
    what: tuple[str, ...]


def history_lines(entries: Sequence[HistoryEntry]) -> tuple[HistoryLine, ...]:
    """The changes of an answer, latest first, as they were made together."""
    lines: list[HistoryLine] = []
    moment: tuple[str, str] | None = None
    for entry in entries:
        if (entry.at, entry.who) == moment:
            lines[-1] = HistoryLine(lines[-1].when, entry.who, (of_answer(entry), *lines[-1].what))
        else:
            moment = (entry.at, entry.who)
            lines.append(HistoryLine(time_here(entry.at), entry.who, (of_answer(entry),)))
    return tuple(lines)


def time_here(at: str, *, brief: bool = False) -> str:
    """The time of day where this computer is; the history itself is kept in UTC."""
    try:
        here = datetime.fromisoformat(at).astimezone()
    except ValueError:
        return at
    return moment(here, brief=brief)


def of_answer(entry: HistoryEntry) -> str:
    """What changed in an answer."""
    name, old, new = entry.field, entry.before, entry.after
    if name in TEXT_NAMES and (gone := _gone(TEXT_NAMES[name], entry)):
        return gone
    if name in ("level", "target"):
        return _number(sentence(terms.field(name)), old, new)
    if name in _SWITCHES:
        return tr(_SWITCHES[name][0 if new == "1" else 1])
    if name in _VALUES:
        value = terms.shown(new) if new and name != "owner" else new
        return f"{_VALUES[name]}: {value or _nothing()}"
    if name in TEXT_NAMES:
        return _deed(TEXT_NAMES[name], old, new)
    if name in _LABELS:
        return tr("{field} labelled {label}", field=_LABELS[name], label=terms.shown(new or ""))
    if name == "answer_by":
        return tr("Answer by {day}", day=_day(new)) if new else tr("Date to answer by removed")
    return tr("{field} changed", field=sentence(terms.field(name)))


def of_account(entry: HistoryEntry) -> str:
    """What changed in a public account."""
    name = terms.field(entry.field)
    if entry.field in _CHOICES:
        return f"{name}: {_value(entry.field, entry.after)}"
    return _gone(name, entry) or _deed(name, entry.before, entry.after)


def _gone(what: str, entry: HistoryEntry) -> str:
    """That the words of a text were removed for good; empty where they were not."""
    if is_removal(entry):
        if entry.after:
            return tr("{field} removed for good, up to what stands now", field=what)
        return tr("{field} removed for good", field=what)
    if (entry.before, entry.after) == ("", ""):
        return tr("{field} changed; its words were removed for good", field=what)
    return ""


def _deed(what: str, old: str | None, new: str | None) -> str:
    """That a text was written, changed or removed, without its words."""
    if not new:
        return tr("{field} removed", field=what)
    return tr("{field} changed", field=what) if old else tr("{field} written", field=what)


def _nothing() -> str:
    return tr("nothing", "no value")


def _number(name: str, old: str | None, new: str | None) -> str:
    if new is None:
        return tr("{field} cleared (was {before})", field=name, before=old)
    return f"{name} {new}" if old is None else tr("{field} {before} to {after}", field=name, before=old, after=new)


def _day(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


# -- any entry --------------------------------------------------------------------------------------------


def of_entry(entry: HistoryEntry, titles: Mapping[str, str]) -> str:
    """What an entry says, on one line; ``titles`` names records by id."""
    if entry.entity == "answers":
        return f"{entry.entity_id.partition('/')[2]}: {of_answer(entry)}"
    if entry.entity == "public_accounts":
        return tr("Public account: {what}", what=of_account(entry))
    if entry.entity == "evidence_links":
        evidence_id, _, place = entry.entity_id.partition("/")
        practice, title = place.partition("/")[2], _titled(titles.get(evidence_id))
        if entry.field == "added":
            return tr("Evidence attached to {practice}: {title}", practice=practice, title=title)
        return tr("Evidence taken off {practice}: {title}", practice=practice, title=title)
    if entry.entity == "revisions":
        body = body_of(entry.after or entry.before)
        return tr(
            "Reopened after revision {number}: {reason}", number=body.get("number", ""), reason=body.get("reason", "")
        )
    if entry.entity == "signed":
        number = entry.entity_id.partition("/")[2]
        if entry.field == "added":
            return tr("What was signed as revision {number} kept", number=number)
        return tr("What was signed as revision {number} no longer kept", number=number)
    if entry.entity == "workspace":
        reason = entry.after or ""
        if entry.before == "lifted":
            return tr("Legal hold lifted: {reason}", reason=reason)
        return tr("Legal hold set: {reason}", reason=reason)
    return _of_record(entry, titles)


def _of_record(entry: HistoryEntry, titles: Mapping[str, str]) -> str:
    kind, naming = _KINDS.get(entry.entity, (sentence(entry.entity.replace("_", " ")), ""))
    kind = tr(kind)
    name, old, new = entry.field, entry.before, entry.after
    if name in ("added", "removed"):
        title = _titled(body_of(new or old).get(naming))
        if name == "added":
            return tr("{kind} added: {title}", kind=kind, title=title)
        return tr("{kind} removed: {title}", kind=kind, title=title)
    if name == NOTED:
        here = titles.get(entry.entity_id)
        return (
            tr("{kind} removed for good", kind=kind)
            if here is None
            else tr("{kind} {title}: earlier words removed for good", kind=kind, title=_titled(here))
        )
    if entry.entity == "assessments":
        return _of_assessment(name, old, new)
    head = f"{kind} {_titled(titles.get(entry.entity_id))}"
    field = terms.field(name)
    if (old, new) == ("", ""):
        gone = tr("{field} changed; its words were removed for good", field=field)
        return f"{head}: {gone}"
    if name in _LONG:
        return f"{head}: {_deed(field, old, new)}"
    return f"{head}: {_number(field, _value(name, old), _value(name, new))}"


def _of_assessment(name: str, old: str | None, new: str | None) -> str:
    if name == "status":
        if new == "final":
            return tr("Locked as final")
        if old == "final":
            return tr("Reopened")
        return tr("Sent to review") if new == "in review" else tr("Back to draft")
    return f"{_OF_ASSESSMENT.get(name, sentence(terms.field(name)))}: {_value(name, new)}"


def _value(field: str, value: str | None) -> str:
    if not value:
        return _nothing()
    if field in _CHOICES:
        return terms.shown(value)
    return _day(value) if field in _DATES else excerpt(value, _TITLE)


def _titled(title: object) -> str:
    return excerpt(title, _TITLE) if isinstance(title, str) and title else tr("(no longer here)")


def kind_of(entity: str) -> str:
    """What a record of a table is called."""
    return tr(_KINDS[entity][0])


def sides(entry: HistoryEntry) -> tuple[str, str]:
    """Both versions whole, as a person reads them: records field by field."""
    if entry.field in ("added", "removed"):
        return _listed(entry.before), _listed(entry.after)
    if is_removal(entry):
        return "", entry.after or ""
    blank = REMOVED if (entry.before, entry.after) == ("", "") else ""
    return _shown(entry.field, entry.before) or blank, _shown(entry.field, entry.after) or blank


def of_record(record: Record) -> str:
    """A record field by field."""
    return _listed(record.model_dump_json())


def _shown(field: str, value: str | None) -> str:
    switch = _SWITCHES.get(field)
    if switch is not None and value in ("0", "1"):
        return terms.shown("yes" if value == "1" else "no")
    if value and field in _CHOICES:
        return terms.shown(value)
    return _day(value) if value and field in _DATES else value or ""


def _listed(text: str | None) -> str:
    if text is None:
        return ""
    body = body_of(text)
    if not body:
        return text
    told = {k: v for k, v in body.items() if k != "id" and not k.endswith("_id") and v not in (None, "", [], False)}
    return "\n".join(f"{_OF_ASSESSMENT.get(k) or sentence(terms.field(k))}: {_plain(k, v)}" for k, v in told.items())


def _plain(field: str, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(v) for v in value)
    if value is True:
        return terms.shown("yes")
    if field in _CHOICES:
        return terms.shown(str(value))
    return _day(str(value)) if field in _DATES else str(value)


# -- what stood when an assessment was locked -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Locking:
    """One locking in words. ``at`` sorts it among the entries (UTC); ``whole`` is all that stood then."""

    at: str
    assessment_id: str
    who: str
    line: str
    whole: str


def lockings(
    store: Store, assessment_id: str, entries: Iterable[HistoryEntry], practice_id: str | None = None
) -> tuple[Locking, ...]:
    """What stood in an assessment (or in one answer) each time it was locked, latest first.

    ``entries`` of the history say when; a signature without one is put at the end of its day.
    """
    kept = store.signed(assessment_id)
    if not kept:
        return ()
    dossier = store.dossier(assessment_id)
    assessment = dossier.assessment
    signatures = {r.number: (r.final_on, r.final_name, r.final_role) for r in dossier.revisions}
    if assessment.final and assessment.final_on is not None:
        signatures[assessment.revision] = (assessment.final_on, assessment.final_name, assessment.final_role)
    noted = {e.entity_id: e.at for e in entries if e.entity == "signed" and e.field == "added"}
    found = []
    for signed in kept:
        on, name, role = signatures.get(signed.number, (None, "", ""))
        head = _locked(on, f"{name}, {role}" if name and role else name or role)
        answers = _answers(signed, practice_id)
        at = noted.get(f"{assessment.id}/{signed.number}", f"{on}T23:59:59+00:00" if on else "")
        if practice_id is None:
            settled = sum(_settled(a) for a in answers)
            line = tr(
                "{locked}: revision {number}, {settled} of %n answer(s) settled",
                "",
                len(answers),
                locked=head,
                number=signed.number,
                settled=settled,
            )
            whole = "\n\n".join(f"{a.get('practice_id')}\n{_stood(a, chr(10))}" for a in answers)
        else:
            line = f"{head}: {_stood(answers[0], ', ') if answers else terms.shown('not asked')}"
            whole = _stood(answers[0], "\n") if answers else tr("Not asked.")
        if signed.removed:
            later = tr("A text was removed for good later, so this no longer matches its SHA-256.")
            whole = f"{whole}\n\n{later}"
        found.append(Locking(at, assessment.id, name, line, f"{head}\n\n{whole}"))
    return tuple(found)


def _locked(on: date | None, by: str) -> str:
    if on is None:
        return tr("Locked by {who}", who=by) if by else tr("Locked")
    if not by:
        return tr("Locked on {day}", day=day(on))
    return tr("Locked on {day} by {who}", day=day(on), who=by)


def _answers(signed: Signed, practice_id: str | None) -> list[dict[str, Any]]:
    """The answers in what was signed: alike in formats 1 and 2."""
    items = body_of(signed.body).get("answers", [])
    found = [a for a in items if isinstance(a, dict)] if isinstance(items, list) else []
    return [a for a in found if practice_id is None or a.get("practice_id") == practice_id]


def _settled(answer: Mapping[str, Any]) -> bool:
    return answer.get("level") is not None or bool(answer.get("not_applicable"))


def _stood(answer: Mapping[str, Any], between: str) -> str:
    level = answer.get("level")
    parts = [
        terms.shown("not applicable")
        if answer.get("not_applicable")
        else terms.shown("not answered")
        if level is None
        else tr("level {level}", level=level)
    ]
    if answer.get("target") is not None:
        parts.append(tr("target {level}", level=answer["target"]))
    parts += [f"{name.lower()} {answer[field]}" for field, name in TEXT_NAMES.items() if answer.get(field)]
    if between == "\n":
        parts = [sentence(part) for part in parts]
    return between.join(parts)


def titles_in(entries: Iterable[HistoryEntry], living: Mapping[str, str]) -> dict[str, str]:
    """Id -> title of the records an history speaks of: as they are now, or were when removed."""
    found: dict[str, str] = {}
    for entry in entries:
        if entry.field == "removed" and entry.entity in _KINDS:
            title = body_of(entry.before).get(_KINDS[entry.entity][1])
            found.setdefault(entry.entity_id, str(title))
    return found | dict(living)
