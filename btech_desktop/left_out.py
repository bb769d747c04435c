"""Every text that a copy leaves out, with its words: for the workspace's own user on screen, never for a file; pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from btech_desktop.assessment import Dossier, Sensitivity
from btech_desktop.audiences import Audience, may_see
from btech_desktop.passages import Passage, PassageKind, in_brackets, put_together, words
from btech_desktop.passages import left_out as marked_passages


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A text as it stands in the workspace, and as it will stand in the copy (empty: not at all).

    ``kind`` and ``label`` are those of :class:`~btech_desktop.audiences.Withheld`; ``where`` is the id of a practice,
    or the title of a record. ``passage`` says what a marked passage is marked as.
    """

    kind: str
    where: str
    label: Sensitivity
    text: str
    in_copy: str = ""
    passage: PassageKind | None = None


def left_out_texts(dossier: Dossier, audience: Audience, *, privileged: bool = False) -> tuple[LeftOut, ...]:
    """What :func:`~btech_desktop.audiences.copy_for` keeps from this audience because of its label.

    Answers first, in the order of the form, then the records, each with all its words, a line for every field.
    ``dossier`` is the whole one, as the store gives it. A public copy of a draft is listed as if it were final.
    """
    found = (*_of_answers(dossier, audience, privileged), *_of_records(dossier))
    return tuple(one for one in found if not may_see(audience, one.label, privileged=privileged))


def _of_answers(dossier: Dossier, audience: Audience, privileged: bool) -> Iterator[LeftOut]:
    for practice in dossier.practices():
        answer = dossier.answers[practice.id]
        if answer.note:
            yield LeftOut("notes", practice.id, answer.note_sensitivity, words(answer.note))
        if may_see(audience, answer.note_sensitivity, privileged=privileged):
            for kind, text in marked_passages(answer.note):
                alone = put_together(text, (Passage(0, len(text), kind),))
                yield LeftOut("passages", practice.id, "privileged", text, in_brackets(alone), kind)
        if answer.finding:
            yield LeftOut("findings", practice.id, answer.finding_sensitivity, answer.finding)
        if answer.na_reason:
            yield LeftOut("reasons", practice.id, answer.na_sensitivity, answer.na_reason)


def _of_records(dossier: Dossier) -> Iterator[LeftOut]:
    for evidence in dossier.evidence:
        yield LeftOut("evidence", evidence.title, evidence.sensitivity, _lines(evidence.title, evidence.locator))
    for action in dossier.actions:
        yield LeftOut("actions", action.what, action.sensitivity, _lines(action.what, action.deferred_reason))
    for decision in dossier.decisions:
        text = _lines(decision.what, decision.cost, decision.consequence)
        yield LeftOut("decisions", decision.what, decision.sensitivity, text)
    for issue in dossier.salient:
        yield LeftOut("risks", issue.title, issue.sensitivity, _lines(issue.title, issue.affected))
    for incident in dossier.incidents:
        text = _lines(incident.title, incident.what, incident.remedy)
        yield LeftOut("incidents", incident.title, incident.sensitivity, text)


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text.strip())
