"""What leaves the machine: one function decides for every exit (PDF, file, clipboard), the narrowest by default.

Scores and levels are for every audience; texts, evidence and owners follow the table in docs/method.md.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from btech_desktop.assessment import Answer, Assessment, Dossier, Evidence, Record, Sensitivity
from btech_desktop.errors import BadInput
from btech_desktop.language import tr
from btech_desktop.passages import in_brackets, words
from btech_desktop.passages import left_out as left_out_of

Audience = Literal["public", "board", "working-group"]
AUDIENCES: tuple[Audience, ...] = ("public", "board", "working-group")

R = TypeVar("R", bound=Record)


def may_see(audience: Audience, sensitivity: Sensitivity, *, privileged: bool = False) -> bool:
    """Whether a text of this sensitivity may be in a copy for this audience.

    ``privileged`` is the explicit choice to let privileged text into a copy for the working group; it opens
    nothing to anyone else.
    """
    if sensitivity == "shareable":
        return True
    if audience == "public":
        return False
    if sensitivity == "internal":
        return True
    return audience == "working-group" and privileged


@dataclass(frozen=True, slots=True)
class Withheld:
    """How many of what kind of text a copy leaves out, by the label that keeps it out.

    ``answers`` are those whose own text of a kind (notes, findings, reasons) is left out, by kind and practice.
    """

    counts: dict[tuple[str, Sensitivity], int] = field(default_factory=dict)
    answers: frozenset[tuple[str, str]] = frozenset()

    @property
    def total(self) -> int:
        """All texts left out."""
        return sum(self.counts.values())

    def of(self, kind: str) -> int:
        """Left out of one kind (notes, findings, reasons, evidence, actions, risks, incidents, decisions)."""
        return sum(n for (k, _), n in self.counts.items() if k == kind)


@dataclass(frozen=True, slots=True)
class Copy:
    """A dossier as an audience may see it, and what was left out of it."""

    dossier: Dossier
    withheld: Withheld


def copy_for(dossier: Dossier, audience: Audience, *, privileged: bool = False) -> Copy:
    """The dossier as this audience may see it.

    Raises BadInput for a public copy of anything but a final assessment with every domain asked: sections picked
    to please are not a public account.
    """
    if audience == "public":
        _refuse_partial(dossier)
    left_out: Counter[tuple[str, Sensitivity]] = Counter()
    silent: set[tuple[str, str]] = set()

    def visible(kind: str, sensitivity: Sensitivity, text: object, practice_id: str = "") -> bool:
        if may_see(audience, sensitivity, privileged=privileged):
            return True
        if text:
            left_out[kind, sensitivity] += 1
            if practice_id:
                silent.add((kind, practice_id))
        return False

    def answer(old: Answer) -> Answer:
        changes: dict[str, Any] = {}
        if not visible("notes", old.note_sensitivity, old.note, old.practice_id):
            changes["note"] = ""
        elif old.note:
            # Marked words are for those who may see privileged text; everyone else sees their kind.
            if may_see(audience, "privileged", privileged=privileged):
                changes["note"] = words(old.note)
            else:
                marked = left_out_of(old.note)
                if marked:
                    left_out["passages", "privileged"] += len(marked)
                changes["note"] = in_brackets(old.note)
        if not visible("findings", old.finding_sensitivity, old.finding, old.practice_id):
            changes["finding"] = ""
        if not visible("reasons", old.na_sensitivity, old.na_reason, old.practice_id):
            changes["na_reason"] = ""
        if audience == "public":
            # These texts carry no label of their own and stay inside, as do owners and flags.
            changes |= {
                "owner": "",
                "consulted": "",
                "scope_note": "",
                "answer_by": None,
                "flagged": False,
                "confidence": None,
            }
        return _with(old, changes)

    def kept(kind: str, items: Iterable[R]) -> tuple[R, ...]:
        """Items whose own label lets them through; owners go out of public copies."""
        found = []
        for item in items:
            if visible(kind, getattr(item, "sensitivity"), True):  # noqa: B009 - R has it, Record has not
                hide = audience == "public" and "owner" in type(item).model_fields
                found.append(_with(item, {"owner": ""} if hide else {}))
        return tuple(found)

    evidence = tuple(_evidence_for(e, audience) for e in kept("evidence", dossier.evidence))
    ids = {e.id for e in evidence}
    shown = dossier.model_dump(include={"organisation", "sample", "scope_line"})
    copied = Dossier(
        **shown,
        unit=dossier.unit,
        assessment=_assessment_for(dossier.assessment, audience),
        form=dossier.form,
        answers={i: answer(a) for i, a in dossier.answers.items()},
        evidence=evidence,
        links=tuple(link for link in dossier.links if link.evidence_id in ids),
        actions=kept("actions", dossier.actions),
        decisions=kept("decisions", dossier.decisions),
        salient=kept("risks", dossier.salient),
        incidents=kept("incidents", dossier.incidents),
        revisions=() if audience == "public" else dossier.revisions,
        # Written for the public, and for those who prepare its copy; the board's has no place for it.
        account=None if audience == "board" else dossier.account,
    )
    return Copy(copied, Withheld(dict(left_out), frozenset(silent)))


def _refuse_partial(dossier: Dossier) -> None:
    if not dossier.assessment.final:
        raise BadInput(
            tr("A public copy is made of a final assessment only. Lock this one first, or choose another audience.")
        )
    asked = {dossier.form.domain_ids[p.id] for p in dossier.practices()}
    missing = [d.title for d in dossier.form.domains if d.id not in asked]
    if missing:
        raise BadInput(
            tr(
                "A public copy covers every domain; this assessment asks nothing about {domain}. "
                "Choose another audience.",
                domain=missing[0].lower(),
            )
        )


def _evidence_for(evidence: Evidence, audience: Audience) -> Evidence:
    """Working group: title, kind, date. Board: kind and date. Public: kind."""
    changes: dict[str, Any] = {"locator": "", "file_name": "", "file_sha256": None, "file_size": None}
    if audience != "working-group":
        changes["title"] = evidence.kind.capitalize()
    if audience == "public":
        changes["dated"] = None
    return _with(evidence, changes)


def _assessment_for(assessment: Assessment, audience: Audience) -> Assessment:
    """Named staff appear in the working group's copy alone; the board sees the role of who locked it."""
    if audience == "working-group":
        return assessment
    hidden = {"final_name": "", "prepared_by": ""} | ({} if audience == "board" else {"final_role": ""})
    return _with(assessment, hidden)


def _with(record: R, changes: dict[str, Any]) -> R:
    return type(record).model_validate({**record.model_dump(), **changes}) if changes else record
