"""Deleting an assessment or a unit: the changes that do it, and what is lost said exactly; reads, never writes.

A final assessment is not deleted: others may rely on what was signed, so it is reopened first, with a reason that
the history keeps. Nor is one that a later final assessment compares itself with.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from btech_desktop.assessment import (
    Action,
    Assessment,
    Dossier,
    PublicAccount,
    Record,
    Unit,
)
from btech_desktop.errors import BadInput
from btech_desktop.language import tr
from btech_desktop.records import TABLES, Change, Stamps, key_of, stamps_key
from btech_desktop.store import Store
from btech_desktop.teams import below
from btech_desktop.wording import joined

_NAMED = 6  # assessments named in a sentence before it turns into a count


@dataclass(frozen=True, slots=True)
class Loss:
    """How much of what goes. An answer is a level or *not applicable*, confirmed or not."""

    name: str  # "2027 of Sales EMEA", "Sales EMEA"
    assessments: tuple[str, ...] = ()  # that go with a unit, by their names
    answers: int = 0
    findings: int = 0
    notes: int = 0
    other_texts: int = 0  # on scope, and on who was consulted
    evidence: int = 0  # attached to nothing that stays
    evidence_kept: int = 0
    actions: int = 0
    decisions: int = 0
    risks: int = 0
    incidents: int = 0
    accounts: int = 0  # that are said beside the public copy
    revisions: int = 0  # locked once, and reopened


@dataclass(frozen=True, slots=True)
class Deletion:
    """What is to be done, and what it costs. ``stamps``: the times of what goes, for bringing it back."""

    loss: Loss
    changes: tuple[Change, ...]
    stamps: Stamps


def loss_of(name: str, dossiers: Sequence[Dossier], staying: frozenset[str] = frozenset()) -> Loss:
    """What goes with these assessments; ``staying`` are ids of evidence attached elsewhere too."""
    answers = [answer for dossier in dossiers for answer in dossier.answers.values()]
    evidence = {e.id for dossier in dossiers for e in dossier.evidence}
    return Loss(
        name=name,
        answers=sum(a.level is not None or a.not_applicable for a in answers),
        findings=sum(bool(a.finding) for a in answers),
        notes=sum(bool(a.note) for a in answers),
        other_texts=sum(bool(text) for a in answers for text in (a.scope_note, a.consulted)),
        evidence=len(evidence - staying),
        evidence_kept=len(evidence & staying),
        actions=sum(len(d.actions) for d in dossiers),
        decisions=sum(len(d.decisions) for d in dossiers),
        risks=sum(len(d.salient) for d in dossiers),
        incidents=sum(len(d.incidents) for d in dossiers),
        accounts=sum(d.account is not None for d in dossiers),
        revisions=sum(len(d.revisions) for d in dossiers),
    )


def loss_in_words(loss: Loss) -> str:
    """``This removes 2027 of Sales EMEA: 34 answers, 12 notes, 5 pieces of evidence, 3 actions.``"""
    lost = [
        words
        for n, words in (
            (len(loss.assessments), _assessments(loss.assessments)),
            (loss.answers, tr("%n answer(s)", "", loss.answers)),
            (loss.findings, tr("%n finding(s)", "", loss.findings)),
            (loss.notes, tr("%n note(s)", "", loss.notes)),
            (loss.other_texts, tr("%n text(s) on scope or on who was consulted", "", loss.other_texts)),
            (loss.evidence, tr("%n piece(s) of evidence", "", loss.evidence)),
            (loss.actions, tr("%n action(s)", "", loss.actions)),
            (loss.decisions, tr("%n decision(s)", "", loss.decisions)),
            (loss.risks, tr("%n risk(s) to people", "", loss.risks)),
            (loss.incidents, tr("%n incident(s)", "", loss.incidents)),
            (loss.accounts, tr("%n public account(s)", "", loss.accounts)),
            (loss.revisions, tr("%n revision(s) that [was|were] signed", "", loss.revisions)),
        )
        if n
    ]
    if not lost:
        return tr("This removes {name}. Nothing was written in it.", name=loss.name)
    told = tr("This removes {name}: {lost}.", name=loss.name, lost=", ".join(lost))
    if loss.evidence_kept:
        stays = tr(
            "%n piece(s) of evidence [stays, as it is|stay, as they are] attached elsewhere too.",
            "",
            loss.evidence_kept,
        )
        told = f"{told} {stays}"
    return told


def of_assessment(store: Store, assessment_id: str) -> Deletion:
    """Delete an assessment. Raises BadInput under legal hold, or where a final one would change."""
    assessment = store.assessment(assessment_id)
    names = {u.id: u.name for u in store.units()}
    return _planned(store, _name(assessment, names), (assessment,), ())


def of_unit(store: Store, unit_id: str) -> Deletion:
    """Delete a unit with all units below it and their assessments. Raises BadInput as :func:`of_assessment` does."""
    units = store.units()
    going = below(unit_id, units) | {unit_id}
    unit = next(u for u in units if u.id == unit_id)
    assessments = tuple(a for a in store.assessments() if a.unit_id in going)
    name = unit.name
    if len(going) > 1:
        name = tr("{unit} and %n unit(s) below it", "", len(going) - 1, unit=unit.name)
    planned = _planned(store, name, assessments, tuple(u for u in units if u.id in going))
    names = {u.id: u.name for u in units}
    return replace(planned, loss=replace(planned.loss, assessments=tuple(_name(a, names) for a in assessments)))


def _name(assessment: Assessment, units: dict[str, str]) -> str:
    return tr("{period} of {unit}", period=assessment.period, unit=units[assessment.unit_id])


def _assessments(names: tuple[str, ...]) -> str:
    shown = joined(names) if len(names) <= _NAMED else tr("{names} and more", names=", ".join(names[:_NAMED]))
    return tr("%n assessment(s) ({names})", "", len(names), names=shown)


def _planned(store: Store, name: str, assessments: tuple[Assessment, ...], units: tuple[Unit, ...]) -> Deletion:
    store.refuse_deletion_under_hold()
    _refuse_final(store, assessments)
    dossiers = [store.dossier(a.id) for a in assessments]
    ids = {a.id for a in assessments}
    here = Counter(link.evidence_id for d in dossiers for link in d.links)
    staying = frozenset(i for i, n in here.items() if store.times_attached(i) > n)

    gone: list[Record] = [*units, *assessments]
    for kind in TABLES:
        if "assessment_id" in kind.model_fields:
            gone += [record for a in assessments for record in store.of_assessment(kind, a.id)]
    gone += {e.id: e for d in dossiers for e in d.evidence if e.id not in staying}.values()
    loosened = [*_loosened_assessments(store, ids), *_loosened_actions(store, dossiers, ids)]
    removed = [Change(record, None) for record in _children_first(gone)]
    return Deletion(
        loss_of(name, dossiers, staying),
        (*loosened, *removed),
        _times(store, [c.record for c in (*loosened, *removed)]),
    )


def _refuse_final(store: Store, assessments: tuple[Assessment, ...]) -> None:
    names = {u.id: u.name for u in store.units()}
    final = [_name(a, names) for a in assessments if a.final]
    if final:
        raise BadInput(
            tr(
                "{names} [is|are] final: others may rely on what was signed. "
                "Reopen [it|them] with a reason first, or archive the unit.",
                "",
                len(final),
                names=joined(final[:_NAMED]),
            )
        )
    ids = {a.id for a in assessments}
    for later in store.assessments():
        if later.final and later.previous_id in ids:
            raise BadInput(
                tr(
                    "{later} is final and compares itself with {earlier}. Reopen {later} with a reason first.",
                    later=_name(later, names),
                    earlier=next(_name(a, names) for a in assessments if a.id == later.previous_id),
                )
            )


def _loosened_assessments(store: Store, going: set[str]) -> list[Change]:
    """Later periods stay, and no longer refer to what goes."""
    return [
        Change(a, a.model_copy(update={"previous_id": None}))
        for a in store.assessments()
        if a.previous_id in going and a.id not in going
    ]


def _loosened_actions(store: Store, dossiers: Sequence[Dossier], going: set[str]) -> list[Change]:
    gone = {action.id for d in dossiers for action in d.actions}
    others = [a for a in store.assessments() if a.id not in going and not a.final] if gone else []
    return [
        Change(action, action.model_copy(update={"carried_from": None}))
        for other in others
        for action in store.dossier(other.id).actions
        if action.carried_from in gone
    ]


def _children_first(records: Iterable[Record]) -> list[Record]:
    """What refers to another record before that record, so that no step leaves a reference to nothing."""
    kinds = {kind: n for n, kind in enumerate(TABLES)}
    everything = list(records)
    above = {key_of(r)[0]: pointer for r in everything if (pointer := _above(r)) is not None}

    def depth(record: Record) -> int:
        seen: set[str] = set()
        at = key_of(record)[0] if type(record) in (Unit, Assessment, Action) else ""
        while at in above and at not in seen:
            seen.add(at)
            at = above[at]
        return len(seen)

    # The last of a kind first: brought back the other way round, all stand in the order they had.
    everything.reverse()
    return sorted(everything, key=lambda record: (-kinds[type(record)], -depth(record)))


def _above(record: Record) -> str | None:
    """The record of its own kind that it refers to."""
    if isinstance(record, Unit):
        return record.parent_id
    if isinstance(record, Assessment):
        return record.previous_id
    return record.carried_from if isinstance(record, Action) else None


def _times(store: Store, records: Sequence[Record]) -> Stamps:
    """When everything was last changed: brought back, it is as old as it was."""
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for assessment_id in {r.id for r in records if isinstance(r, Assessment)}:
        found |= {(assessment_id, practice): times for practice, times in store.stamps(assessment_id).items()}
    found |= {stamps_key(r): store.account_stamps(r.assessment_id) for r in records if isinstance(r, PublicAccount)}
    for kind in {type(r) for r in records if TABLES[type(r)].changed_at}:
        times = store.changed_at(kind)
        keys = [stamps_key(r) for r in records if type(r) is kind]
        found |= {key: {"changed_at": times[key[1]]} for key in keys}
    return found
