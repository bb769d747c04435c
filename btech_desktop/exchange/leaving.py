"""What leaves in a file to send: chosen assessments, reduced to a scope and by their labels, and said in numbers; pure.

The labels decide as for a copy to the working group: what may not be seen there stays here. No history leaves, since
it may hold texts that were removed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from btech_desktop import periods
from btech_desktop.assessment import (
    Action,
    Answer,
    Assessment,
    Decision,
    Dossier,
    Evidence,
    Incident,
    Record,
    SalientIssue,
    Sensitivity,
    Signed,
    Unit,
)
from btech_desktop.audiences import may_see
from btech_desktop.errors import BadInput
from btech_desktop.evidence_files import KeptFile
from btech_desktop.language import tr
from btech_desktop.passages import marked
from btech_desktop.records import TABLES, stamps_key
from btech_desktop.steps import Step, no_step
from btech_desktop.store import Store

Scope = Literal["all", "without files", "scores only"]
SCOPES: tuple[Scope, ...] = ("all", "without files", "scores only")

MOST_NAMED = 6  # assessments named in a sentence before it turns into a count

R = TypeVar("R", bound=Record)

# What of an answer is a score or a closed choice; the rest is text, or says who and when.
SCORES = (
    *("assessment_id", "practice_id", "level", "not_applicable", "target", "to_confirm"),
    *("opening_level", "opening_target", "change_reason", "disclosed"),
)
# Texts of an answer that carry a label.
_LABELLED = (("note", "note_sensitivity"), ("finding", "finding_sensitivity"), ("na_reason", "na_sensitivity"))
# Records that carry the time of their last change, and where a dossier has them.
_TIMED: dict[type[Record], str] = {
    Evidence: "evidence",
    Action: "actions",
    Decision: "decisions",
    SalientIssue: "salient",
    Incident: "incidents",
}


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a file to send holds, in numbers. ``held_back``: texts and entries that privilege keeps here."""

    scope: Scope
    assessments: tuple[str, ...]  # unit and period
    answers: int
    notes: int
    findings: int
    evidence: int
    files: int
    file_bytes: int
    actions: int
    decisions: int
    risks: int
    incidents: int
    let_stand: int  # checks, each with its reason
    accounts: int  # that are said beside the public copy
    privileged: int
    held_back: int
    unlocked: tuple[str, ...]  # final, but the signature cannot go along: leave as in review

    @property
    def sentences(self) -> tuple[str, ...]:
        """What leaves and what stays, to be read before it does."""
        more = len(self.assessments) - MOST_NAMED
        named = (*self.assessments[:MOST_NAMED], *([tr("{more} more", more=more)] if more > 0 else []))
        lines = [
            tr(
                "Leaves: %n assessment(s) ({assessments}), with {answers}.",
                "",
                len(self.assessments),
                assessments="; ".join(named),
                answers=tr("%n answer(s)", "", self.answers),
            )
        ]
        if self.scope == "scores only":
            lines.append(
                tr(
                    "Only levels, targets, what is not applicable, reasons for changed levels and what is disclosed "
                    "leave, and of %n piece(s) of evidence the kind, what it shows and who verified "
                    "it. No text that anyone wrote leaves, apart from the names of units and periods.",
                    "",
                    self.evidence,
                )
            )
        else:
            lines.append(
                tr("Texts: %n note(s) and {findings}.", "", self.notes, findings=tr("%n finding(s)", "", self.findings))
            )
            files = (
                tr("%n file(s), {megabytes} MB", "", self.files, megabytes=f"{self.file_bytes / 1e6:.1f}")
                if self.files
                else tr("no files")
            )
            lines.append(tr("Evidence: %n piece(s) ({files}).", "", self.evidence, files=files))
            lines.append(
                tr(
                    "Also %n action(s), {decisions}, {risks} to people and {incidents}.",
                    "",
                    self.actions,
                    decisions=tr("%n decision(s)", "", self.decisions),
                    risks=tr("%n risk(s)", "", self.risks),
                    incidents=tr("%n incident(s)", "", self.incidents),
                )
            )
            if self.let_stand:
                lines.append(tr("Also %n [check|checks] let stand, with the reason.", "", self.let_stand))
            if self.accounts:
                lines.append(tr("Also %n public [account|accounts].", "", self.accounts))
        if self.privileged:
            lines.append(
                tr(
                    "%n [privileged text or entry leaves|privileged texts or entries leave].",
                    "",
                    self.privileged,
                )
            )
        if self.held_back:
            lines.append(
                tr(
                    "%n [privileged text or entry stays|privileged texts or entries stay] here.",
                    "",
                    self.held_back,
                )
            )
        lines += [
            tr("{name} leaves as in review, not as final: its signature covers what does not leave.", name=name)
            for name in self.unlocked
        ]
        lines.append(tr("The history of changes stays here."))
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Content:
    """All that a file to send will hold, and the same in numbers."""

    leaving: Leaving
    units: tuple[Unit, ...]
    forms: tuple[str, ...]
    dossiers: tuple[Dossier, ...]  # earlier first: what refers to an earlier assessment comes after it
    signed: tuple[Signed, ...]
    files: tuple[KeptFile, ...]
    stamps: dict[tuple[str, str], dict[str, str]]
    left_out: tuple[str, ...]


def content(
    store: Store, assessment_ids: Sequence[str], *, scope: Scope, privileged: bool = False, step: Step = no_step
) -> Content:
    """What leaves. Raises BadInput when nothing or something unknown is chosen."""
    chosen = [a for a in store.assessments() if a.id in set(assessment_ids)]
    if not chosen or len(chosen) != len(set(assessment_ids)):
        raise BadInput(tr("Choose at least one assessment of this workspace to send."))
    wholes = []
    for number, one in enumerate(sorted(chosen, key=lambda a: (a.starts, a.ends, a.id))):
        step(number, len(chosen))
        wholes.append(store.dossier(one.id))
    labels = {whole.assessment.id: _Labels(privileged) for whole in wholes}
    dossiers = [_reduced(whole, scope, labels[whole.assessment.id]) for whole in wholes]
    dossiers = [_without_dangling(d, dossiers) for d in dossiers]
    signed: list[Signed] = []
    unlocked: list[str] = []
    for number, dossier in enumerate(dossiers):
        final = dossier.assessment
        if not final.final or scope == "scores only" or labels[final.id].held:
            continue
        if periods.matches(dossier, final.final_sha256, final.final_format):
            signed += [s for s in store.signed(final.id) if s.number == final.revision and not s.removed]
        else:
            dossiers[number] = dossier.model_copy(update={"assessment": unlocked_copy(final)})
            unlocked.append(_named(dossier))
    wanted = {e.file_sha256: e for whole in wholes for e in whole.evidence if e.file_sha256}
    shown = {e.file_sha256 for d in dossiers for e in d.evidence}
    files = tuple(
        KeptFile(e.file_name, sha256, e.file_size or 0)
        for sha256, e in wanted.items()
        if scope == "all" and sha256 in shown and store.has_file(sha256)
    )
    held = sum(one.held for one in labels.values())
    left_out = (("files", len(files) < len(wanted)), ("texts", scope == "scores only"), ("privileged", held > 0))
    texts = (store.form_text(edition) for edition in sorted({d.form.edition for d in dossiers}))
    return Content(
        leaving=_counted(dossiers, files, scope, held, sum(one.let_out for one in labels.values()), tuple(unlocked)),
        units=_with_ancestors(store.units(), {d.unit.id for d in dossiers}),
        forms=tuple(text for text in texts if text is not None),
        dossiers=tuple(dossiers),
        signed=tuple(signed),
        files=files,
        stamps=_stamps(store, wholes, dossiers, scope),
        left_out=tuple(name for name, out in left_out if out),
    )


def unlocked_copy(assessment: Assessment) -> Assessment:
    """A final assessment whose signature cannot be verified where it goes: as in review."""
    cleared = {"final_on": None, "final_name": "", "final_role": "", "final_sha256": "", "final_format": ""}
    return _with(assessment, {"status": "in review", **cleared})


class _Labels:
    """Decides by label, and counts what is privileged."""

    def __init__(self, privileged: bool) -> None:
        self._privileged = privileged
        self.held = self.let_out = 0

    def allow(self, sensitivity: Sensitivity, text: object = True) -> bool:
        allowed = may_see("working-group", sensitivity, privileged=self._privileged)
        if text and not allowed:
            self.held += 1
        elif text and sensitivity == "privileged":
            self.let_out += 1
        return allowed

    def kept(self, items: Iterable[R]) -> tuple[R, ...]:
        return tuple(item for item in items if self.allow(getattr(item, "sensitivity")))  # noqa: B009 - R has it


def _reduced(whole: Dossier, scope: Scope, labels: _Labels) -> Dossier:
    """The dossier as it leaves, apart from references to what does not."""
    scores = scope == "scores only"
    evidence = labels.kept(whole.evidence)
    shown = {e.id for e in evidence}
    links = tuple(link for link in whole.links if link.evidence_id in shown)
    if scores:
        hidden = {"prepared_by": "", "final_name": "", "final_role": ""}
        emptied: dict[str, Any] = dict.fromkeys(
            ("actions", "decisions", "salient", "incidents", "revisions", "dismissals"), ()
        )
        answers = {i: Answer(**a.model_dump(include=set(SCORES))) for i, a in whole.answers.items()}
        assessment = _with(whole.assessment, hidden)
        update = {"assessment": assessment, "answers": answers, "evidence": tuple(map(_bare, evidence)), **emptied}
        update["account"] = None
    else:
        update = {name: labels.kept(getattr(whole, name)) for name in ("actions", "decisions", "salient", "incidents")}
        update |= {"answers": {i: _labelled(a, labels) for i, a in whole.answers.items()}, "evidence": evidence}
    return whole.model_copy(update={**update, "links": links})


def _labelled(answer: Answer, labels: _Labels) -> Answer:
    held = [text for text, label in _LABELLED if not labels.allow(_label(answer, text, label), getattr(answer, text))]
    return _with(answer, dict.fromkeys(held, ""))


def _label(answer: Answer, text: str, label: str) -> Sensitivity:
    """Marked words are privileged. With brackets in their place a note would come back as another one: all stays."""
    own: Sensitivity = getattr(answer, label)
    return "privileged" if text == "note" and marked(answer.note) else own


def _bare(evidence: Evidence) -> Evidence:
    """Of evidence only what supports a score."""
    kept = evidence.model_dump(include={"id", "kind", "shows", "verified", "sensitivity"})
    return Evidence(**kept, title=bare_title(evidence))


def bare_title(evidence: Evidence) -> str:
    """What stands for a title that did not leave."""
    return evidence.kind.capitalize()


def _without_dangling(dossier: Dossier, all_of_them: Sequence[Dossier]) -> Dossier:
    """What points to an assessment or action that stays here points to nothing."""
    assessments = {d.assessment.id for d in all_of_them}
    actions = {a.id for d in all_of_them for a in d.actions}
    assessment = dossier.assessment
    if assessment.previous_id not in assessments:
        assessment = _with(assessment, {"previous_id": None})
    kept = tuple(a if a.carried_from in actions else _with(a, {"carried_from": None}) for a in dossier.actions)
    return dossier.model_copy(update={"assessment": assessment, "actions": kept})


def _stamps(
    store: Store, wholes: Sequence[Dossier], dossiers: Sequence[Dossier], scope: Scope
) -> dict[tuple[str, str], dict[str, str]]:
    """The times of what leaves; what does not leave has none, so that it never counts as emptied."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for whole, dossier in zip(wholes, dossiers, strict=True):
        own = store.stamps(whole.assessment.id)
        for practice_id, answer in dossier.answers.items():
            before = whole.answers[practice_id]
            gone = {text for text, _ in _LABELLED if getattr(before, text) != getattr(answer, text)}
            gone |= {label for text, label in _LABELLED if text in gone}
            if scope == "scores only":
                gone = set(Answer.model_fields) - set(SCORES)
            times = own.get(practice_id, {})
            found[whole.assessment.id, practice_id] = {f: at for f, at in times.items() if f not in gone}
        if dossier.account is not None:
            found[stamps_key(dossier.account)] = store.account_stamps(dossier.assessment.id)
    for kind, name in _TIMED.items():
        times = store.changed_at(kind)
        for item in (item for d in dossiers for item in getattr(d, name)):
            # Evidence without its text is not a newer state of it.
            at = "" if scope == "scores only" else times.get(item.id, "")
            found[TABLES[kind].name, item.id] = {"changed_at": at}
    return found


def _with_ancestors(units: Sequence[Unit], wanted: set[str]) -> tuple[Unit, ...]:
    """The units chosen and those above them, the upper ones first."""
    by_id = {u.id: u for u in units}
    found: dict[str, Unit] = {}
    for unit_id in sorted(wanted):
        line: list[Unit] = []
        above: str | None = unit_id
        while above is not None and above not in found and len(line) < len(units):
            line.append(by_id[above])
            above = by_id[above].parent_id
        found |= {u.id: u for u in reversed(line)}
    return tuple(found.values())


def _counted(
    dossiers: Sequence[Dossier],
    files: Sequence[KeptFile],
    scope: Scope,
    held: int,
    let_out: int,
    unlocked: tuple[str, ...],
) -> Leaving:
    answers = [a for d in dossiers for a in d.answers.values()]
    return Leaving(
        scope=scope,
        assessments=tuple(map(_named, dossiers)),
        answers=sum(a.level is not None or a.not_applicable for a in answers),
        notes=sum(bool(a.note) for a in answers),
        findings=sum(bool(a.finding) for a in answers),
        evidence=len({e.id for d in dossiers for e in d.evidence}),
        files=len(files),
        file_bytes=sum(f.size for f in files),
        actions=sum(len(d.actions) for d in dossiers),
        decisions=sum(len(d.decisions) for d in dossiers),
        risks=sum(len(d.salient) for d in dossiers),
        incidents=sum(len(d.incidents) for d in dossiers),
        let_stand=sum(len(d.dismissals) for d in dossiers),
        accounts=sum(d.account is not None for d in dossiers),
        privileged=let_out,
        held_back=held,
        unlocked=unlocked,
    )


def _named(dossier: Dossier) -> str:
    return f"{dossier.unit.name}, {dossier.assessment.period}"


def _with(record: R, changes: dict[str, Any]) -> R:
    return type(record).model_validate({**record.model_dump(), **changes}) if changes else record
