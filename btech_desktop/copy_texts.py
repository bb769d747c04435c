"""The texts that stand in a copy, and those that stand in it otherwise than in the workspace; pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from btech_desktop.assessment import Dossier, Evidence
from btech_desktop.facts import Facts
from btech_desktop.left_out import LeftOut


@dataclass(frozen=True, slots=True)
class CopyText:
    """A text as the copy may show it. ``where`` is the id of a practice, or the title of a record."""

    kind: str
    where: str
    text: str


def texts_in(facts: Facts) -> tuple[CopyText, ...]:
    """Every text of facts that were gathered for a reader; those of practices first, in the order of the form.

    A short copy may show less: it has no room for all. What it does not show at all, such as the sections left out,
    is taken out of the facts before: see ``report.carrying.as_shown``.
    """
    here = tuple(one for one in (*_of_answers(facts), *_of_records(facts.dossier)) if one.text)
    known = {(one.kind, one.text) for one in here}
    return (*here, *(one for one in _of_the_period_before(facts) if one.text and (one.kind, one.text) not in known))


def changed_evidence(whole: Dossier, copied: Dossier) -> tuple[LeftOut, ...]:
    """The evidence that a copy shows with fewer words: without its title, or without where it lies."""
    shown = {evidence.id: _evidence(evidence) for evidence in copied.evidence}
    return tuple(
        LeftOut("evidence", evidence.title, evidence.sensitivity, _evidence(evidence), shown[evidence.id])
        for evidence in whole.evidence
        if evidence.id in shown and shown[evidence.id] != _evidence(evidence)
    )


def _of_answers(facts: Facts) -> Iterator[CopyText]:
    for practice_id in facts.asked:
        answer = facts.dossier.answers[practice_id]
        yield CopyText("findings", practice_id, answer.finding)
        yield CopyText("notes", practice_id, answer.note)
        yield CopyText("reasons", practice_id, answer.na_reason)
        yield CopyText("scopes", practice_id, answer.scope_note)
        yield CopyText("consulted", practice_id, answer.consulted)
    for finding, dismissal in facts.checked.let_stand:
        yield CopyText("checks", finding.practice_id, dismissal.reason)


def _of_records(dossier: Dossier) -> Iterator[CopyText]:
    for evidence in dossier.evidence:
        yield CopyText("evidence", evidence.title, _evidence(evidence))
    for action in dossier.actions:
        yield CopyText("actions", action.what, _lines(action.what, action.owner, action.deferred_reason))
    for decision in dossier.decisions:
        text = _lines(decision.what, decision.owner, decision.cost, decision.consequence)
        yield CopyText("decisions", decision.what, text)
    for issue in dossier.salient:
        yield CopyText("risks", issue.title, _lines(issue.title, issue.affected))
    for incident in dossier.incidents:
        yield CopyText("incidents", incident.title, _lines(incident.title, incident.what, incident.remedy))
    if dossier.account is not None:
        told = dossier.account
        texts = (told.critics, told.answer, told.consulted, told.remedy, told.withheld_why, told.complain)
        for text in texts:
            yield CopyText("account", dossier.assessment.period, text)


def _of_the_period_before(facts: Facts) -> Iterator[CopyText]:
    """What was promised then and, for the working group, what was found then of practices that moved."""
    if facts.before is None:
        return
    if facts.audience == "working-group":
        for mover in facts.moved:
            then = facts.before.answers.get(mover.practice_id)
            yield CopyText("findings", mover.practice_id, then.finding if then else "")
    for action in facts.before.actions:
        yield CopyText("actions", action.what, _lines(action.what, action.owner, action.deferred_reason))


def _evidence(evidence: Evidence) -> str:
    return _lines(evidence.title, evidence.locator)


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text.strip())
