"""What merging a file from elsewhere would do: compared part by part; nothing is written here."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from btech_desktop import periods, terms
from btech_desktop.assessment import (
    Action,
    Answer,
    Assessment,
    Decision,
    Dismissal,
    Dossier,
    Evidence,
    EvidenceLink,
    Incident,
    PublicAccount,
    Record,
    SalientIssue,
    Unit,
)
from btech_desktop.errors import BadInput
from btech_desktop.exchange.foreign import Foreign, seen_in
from btech_desktop.exchange.joins import Kind, P, Side, as_text, canonical, is_bare, join, record_key
from btech_desktop.exchange.leaving import unlocked_copy
from btech_desktop.exchange.merge_plan import (
    AS_NEW,
    LEAVE_OUT,
    Arrival,
    Difference,
    PartsMerge,
    Plan,
    RecordMerge,
    shown,
    title,
)
from btech_desktop.form import Form
from btech_desktop.history import now
from btech_desktop.language import mark, tr
from btech_desktop.records import TABLES, entity_id, stamps_key
from btech_desktop.steps import Step, no_step
from btech_desktop.store import Store

R = TypeVar("R", bound=Record)

# Records of an assessment, where a dossier has them, and what one is called.
PARTS: Mapping[type[Record], tuple[str, str]] = {
    Evidence: ("evidence", mark("evidence")),
    Action: ("actions", mark("action")),
    Decision: ("decisions", mark("decision")),
    SalientIssue: ("salient", mark("risk to people")),
    Incident: ("incidents", mark("incident")),
    Dismissal: ("dismissals", mark("check let stand")),
}


def propose(ours: Store, foreign: Foreign, *, places: Mapping[str, str] | None = None, step: Step = no_step) -> Plan:
    """What merging would do. ``places``: assessment there -> AS_NEW, LEAVE_OUT or the id of one of ours.

    An assessment of the same id goes into ours, any other comes as new, unless ``places`` says otherwise. Raises
    BadInput where two editions of one name differ, or where an assessment cannot go where it was put.
    """
    return _Proposal(ours, foreign, places or {}, step).plan()


class _Proposal:
    def __init__(self, ours: Store, foreign: Foreign, places: Mapping[str, str], step: Step) -> None:
        self.store, self.foreign, self.step = ours, foreign, step
        assessments = ours.assessments()
        self.stages = len(assessments) + len(foreign.dossiers)
        self.here: dict[str, Dossier] = {}
        for one in assessments:
            step(len(self.here), self.stages)
            self.here[one.id] = ours.dossier(one.id)
        self.evidence = {e.id: e for e in ours.evidence()}
        self.keeps_history = ours.workspace().history == "every change"
        self.seen = seen_in(ours.whole_history()) if self.keeps_history else {}
        self.times = {kind: ours.changed_at(kind) for kind in PARTS if TABLES[kind].changed_at}
        self.sentences: list[str] = []
        self.differences: list[Difference] = []
        self.answers: dict[tuple[str, str], PartsMerge[Answer]] = {}
        self.accounts: dict[str, PartsMerge[PublicAccount]] = {}
        self.records: dict[str, RecordMerge] = {}
        self.links: dict[str, EvidenceLink] = {}
        self.goes = {i: self._goes(i, places) for i in foreign.dossiers}
        unknown = set(places) - set(foreign.dossiers)
        if unknown:
            raise BadInput(tr("{name} holds no such assessment.", name=foreign.name))
        targets = [goes for goes in self.goes.values() if goes not in (AS_NEW, LEAVE_OUT)]
        if len(set(targets)) < len(targets):
            raise BadInput(tr("Two assessments of the file cannot go into the same one here. Leave one of them out."))
        self._refuse_other_forms()

    def plan(self) -> Plan:
        foreign = self.foreign
        new = [d for i, d in foreign.dossiers.items() if self.goes[i] == AS_NEW]
        units, unit_ids = self._units(new)
        assessments = [self._new_assessment(d, unit_ids, {x.assessment.id for x in new}) for d in new]
        arrivals: list[Arrival] = []
        for i, dossier in foreign.dossiers.items():
            self.step(len(self.here) + len(arrivals), self.stages)
            target = self.here.get(self.goes[i])
            locked = target is not None and target.assessment.final
            arrivals.append(Arrival(i, _place(dossier), self.goes[i], i in self.here, locked))
            if self.goes[i] != LEAVE_OUT:
                self._merge(dossier, target)
        self._say_clock()
        self._say_files()
        editions = sorted({a.form_edition for a in assessments})
        return Plan(
            foreign=foreign,
            forms=tuple(foreign.form_texts[e] for e in editions if self.store.form_text(e) is None),
            arrivals=tuple(arrivals),
            units=units,
            assessments=tuple(assessments),
            differences=tuple(self.differences),
            sentences=tuple(self.sentences),
            choices={},
            answers=self.answers,
            accounts=self.accounts,
            records=self.records,
            links=tuple(self.links.values()),
            held_files=self._held_files(),
            ids={
                "evidence": frozenset(self.evidence),
                "actions": frozenset(a.id for d in self.here.values() for a in d.actions),
                "revisions": frozenset(r.id for d in self.here.values() for r in d.revisions),
            },
        )

    # -- where things go ----------------------------------------------------------------------------------

    def _goes(self, foreign_id: str, places: Mapping[str, str]) -> str:
        goes = places.get(foreign_id, foreign_id if foreign_id in self.here else AS_NEW)
        dossier = self.foreign.dossiers[foreign_id]
        if goes == AS_NEW and foreign_id in self.here:
            raise BadInput(tr("{place} is here already: merge the two, or leave it out.", place=_place(dossier)))
        if goes not in (AS_NEW, LEAVE_OUT):
            target = self.here.get(goes)
            if target is None:
                raise BadInput(tr("There is no such assessment in this workspace."))
            if target.assessment.form_edition != dossier.assessment.form_edition:
                raise BadInput(
                    tr(
                        "{theirs} answers {their_edition}, {ours} answers "
                        "{our_edition}. Only answers to the same edition can be merged: take it as new.",
                        theirs=_place(dossier),
                        their_edition=dossier.form.edition,
                        ours=_place(target),
                        our_edition=target.form.edition,
                    )
                )
        return goes

    def _refuse_other_forms(self) -> None:
        for i, dossier in self.foreign.dossiers.items():
            edition = dossier.form.edition
            if self.goes[i] != LEAVE_OUT and edition in self.store.form_editions():
                same = _meaning(self.store.form(edition)) == _meaning(dossier.form)
                if not same:
                    raise BadInput(
                        tr(
                            "{name} holds another text of {edition} than this workspace: its answers are "
                            "to other questions. Leave out the assessments that use it.",
                            name=self.foreign.name,
                            edition=edition,
                        )
                    )

    def _units(self, new: list[Dossier]) -> tuple[tuple[Unit, ...], dict[str, str]]:
        """Units to add, upper ones first, and unit there -> unit here."""
        ours = {u.id: u for u in self.store.units()}
        by_name = {u.name.casefold(): u.id for u in reversed(list(ours.values()))}
        theirs = {u.id: u for u in self.foreign.units}
        # A signature names its unit by id.
        signed = {d.unit.id for d in new if d.assessment.final}
        found: dict[str, str] = {}
        added: list[Unit] = []
        for dossier in new:
            line: list[Unit] = []
            above: str | None = dossier.unit.id
            while above is not None and above not in found:
                line.append(theirs[above])
                above = theirs[above].parent_id
            for unit in reversed(line):
                same = by_name.get(unit.name.casefold()) if unit.id not in signed else None
                found[unit.id] = unit.id if unit.id in ours else same or unit.id
                if found[unit.id] == unit.id and unit.id not in ours:
                    parent = found.get(unit.parent_id) if unit.parent_id else None
                    added.append(_with(unit, {"parent_id": parent, "position": len(ours) + len(added)}))
        return tuple(added), found

    def _new_assessment(self, dossier: Dossier, unit_ids: Mapping[str, str], new: set[str]) -> Assessment:
        old = dossier.assessment
        reachable = old.previous_id in self.here or old.previous_id in new
        changes = {"unit_id": unit_ids[old.unit_id], "previous_id": old.previous_id if reachable else None}
        assessment = _with(old, changes)
        if not old.final:
            return assessment
        known = self.store.form_text(old.form_edition) in (None, self.foreign.form_texts[old.form_edition])
        as_here = dossier.model_copy(update={"assessment": assessment})
        complete = self.foreign.workspace.complete and not self._known_otherwise(dossier)
        if known and complete and periods.matches(as_here, old.final_sha256, old.final_format):
            return assessment
        self.sentences.append(
            tr(
                "{place} is final in {name}, but its signature cannot be verified here: it comes as in review.",
                place=_place(dossier),
                name=self.foreign.name,
            )
        )
        return unlocked_copy(assessment)

    def _known_otherwise(self, dossier: Dossier) -> bool:
        """Whether evidence of it stands here in another state: then what was signed would not be what is here."""
        return any(self.evidence.get(e.id, e) != e for e in dossier.evidence)

    # -- what differs -------------------------------------------------------------------------------------

    def _merge(self, dossier: Dossier, target: Dossier | None) -> None:
        there = dossier.assessment
        self._account(dossier, target)
        if target is not None and target.assessment.final:
            self._say_locked(dossier, target)
            return
        if target is not None and there.final:
            self.sentences.append(
                tr("{place} is final in {name}; here it stays a draft.", place=_place(dossier), name=self.foreign.name)
            )
        here_id = target.assessment.id if target else there.id
        asked = [i for i in there.asked if target is None or i in target.answers]
        if target is not None and len(asked) < len(there.asked):
            n = len(there.asked) - len(asked)
            self.sentences.append(
                tr("{place} does not ask %n practice(s) of theirs; left out.", "", n, place=_place(target))
            )
        for merge in self._answer_merges(dossier, target, asked):
            self.answers[here_id, merge.theirs.record.practice_id] = merge
            if target is not None:
                self._list_parts(merge, f"{_place(target)}, {merge.theirs.record.practice_id}")
        for kind, (name, what) in PARTS.items():
            mine = self.evidence if kind is Evidence else _by_id(self.here, name)
            for item in getattr(dossier, name):
                self._record(_adopt(item, here_id), mine.get(item.id), tr(what), _place(target or dossier))
        self._links(dossier, target, here_id, set(asked))

    def _answer_merges(
        self, dossier: Dossier, target: Dossier | None, asked: Iterable[str]
    ) -> Iterator[PartsMerge[Answer]]:
        there_id = dossier.assessment.id
        here_id = target.assessment.id if target else there_id
        mine = self.store.stamps(here_id) if target else {}
        for practice_id in asked:
            other = _with(dossier.answers[practice_id], {"assessment_id": here_id})
            before = target.answers[practice_id] if target else None
            blank = Answer(assessment_id=here_id, practice_id=practice_id)
            ours = Side(before or blank, mine.get(practice_id, {}), self._seen_of(f"{here_id}/{practice_id}"))
            seen = self.foreign.seen.get(f"{there_id}/{practice_id}", {})
            theirs = Side(other, self.foreign.stamps.get((there_id, practice_id), {}), seen)
            yield PartsMerge(before, ours, theirs, join(ours, theirs))

    def _account(self, dossier: Dossier, target: Dossier | None) -> None:
        """What is said beside the public copy. None at all is a blank one: it may have been written and taken back."""
        before = target.account if target else None
        there_id = dossier.assessment.id
        here_id = target.assessment.id if target else there_id
        if dossier.account is None and before is None and not self.foreign.seen.get(there_id):
            return
        blank = PublicAccount(assessment_id=here_id)
        other = _with(dossier.account or blank, {"assessment_id": here_id})
        ours = Side(before or blank, self.store.account_stamps(here_id), self._seen_of(here_id))
        stamps = self.foreign.stamps.get(stamps_key(dossier.account), {}) if dossier.account else {}
        theirs = Side(other, stamps, self.foreign.seen.get(there_id, {}))
        self.accounts[here_id] = merge = PartsMerge(before, ours, theirs, join(ours, theirs))
        if target is not None:
            self._list_parts(merge, _place(target))

    def _seen_of(self, entity: str) -> Mapping[str, set[str]] | None:
        return self.seen.get(entity, {}) if self.keeps_history else None

    def _list_parts(self, merge: PartsMerge[P], place: str) -> None:
        record = merge.ours.record
        for outcome in merge.outcomes:
            if outcome.kind is None:
                continue
            ours, theirs, proposed = (shown(outcome.name, outcome.options[c]) for c in ("ours", "theirs", "proposed"))
            self.differences.append(
                Difference(
                    key=f"{entity_id(record)}/{outcome.name}",
                    assessment_id=record.assessment_id,
                    practice_id=record.practice_id if isinstance(record, Answer) else None,
                    place=place,
                    what=outcome.name,
                    kind=outcome.kind,
                    ours=ours,
                    theirs=theirs,
                    proposed=proposed,
                    choices=tuple(c for c in ("ours", "theirs", "both") if c in outcome.options),
                )
            )

    def _record(self, theirs: Record, before: Record | None, what: str, place: str) -> None:
        kind = type(theirs)
        key = "/".join(stamps_key(theirs))
        at = self.foreign.stamps.get(stamps_key(theirs), {}).get("changed_at", "")
        here_at = self.times.get(kind, {}).get(entity_id(theirs), "")
        if key in self.records:
            return
        if before is not None and getattr(before, "assessment_id", None) != getattr(theirs, "assessment_id", None):
            self.sentences.append(
                tr(
                    "The {kind} {title} is in another assessment here; it stays as it is.",
                    kind=what,
                    title=repr(title(theirs)),
                )
            )
            return
        if isinstance(theirs, Evidence) and before is not None and canonical(before) != canonical(theirs):
            locked = [d for d in self.here.values() if d.assessment.final and before in d.evidence]
            if locked:
                self.sentences.append(
                    tr(
                        "The evidence {title} differs, but {place} is final here and uses it: it stays as it is.",
                        title=repr(title(before)),
                        place=_place(locked[0]),
                    )
                )
                return
        merge = self._record_merge(theirs, before, at, here_at)
        self.records[key] = merge
        if merge.kind is not None:
            removed = tr("(not here)") if merge.kind == "new" else tr("(removed here)")
            ours = title(before) if before else removed
            differing = [terms.field(name) for name in _differing(before, theirs)] if before is not None else []
            named = ", ".join(differing) or tr("time of change")
            fields = "" if before is None else f" ({named})"
            self.differences.append(
                Difference(
                    key=key,
                    assessment_id=getattr(theirs, "assessment_id", None),
                    practice_id=getattr(theirs, "practice_id", None),
                    place=place,
                    what=what + fields,
                    kind=merge.kind,
                    ours=ours,
                    theirs=title(theirs),
                    proposed=title(theirs) if merge.takes_theirs else ours,
                    choices=("ours", "theirs"),
                )
            )

    def _record_merge(self, theirs: Record, before: Record | None, at: str, here_at: str) -> RecordMerge:
        known = self.seen.get(entity_id(theirs), {})
        if before is None:
            removed_at = max(known.get("removed at", set()), default=None)
            back = removed_at is None or at > removed_at
            # Removed here and changed there since: both meant something by it.
            kind: Kind = "new" if removed_at is None else "conflict" if back else "older"
            return RecordMerge(None, theirs, back, at, "", kind)
        if hasattr(before, "carried_from"):
            theirs = _with(theirs, {"carried_from": getattr(before, "carried_from", None)})
        wins = record_key(theirs, at) > record_key(before, here_at)
        if canonical(theirs) == canonical(before):
            return RecordMerge(before, theirs, wins, at, here_at, None)
        if is_bare(theirs) or is_bare(before):
            return RecordMerge(before, theirs, wins, at, here_at, "new" if wins else None)
        loser, winner = (before, theirs) if wins else (theirs, before)
        history = self.foreign.seen.get(entity_id(theirs), {}) if wins else known
        knew = all(as_text(getattr(loser, f)) in history.get(f, ()) for f in _differing(loser, winner))
        return RecordMerge(before, theirs, wins, at, here_at, "conflict" if not knew else "newer" if wins else "older")

    def _links(self, dossier: Dossier, target: Dossier | None, here_id: str, asked: set[str]) -> None:
        there = set(target.links) if target else set()
        for link in dossier.links:
            adopted = _with(link, {"assessment_id": here_id})
            evidence = self.records.get(f"evidence/{link.evidence_id}")
            removed = "removed" in self.seen.get(entity_id(adopted), {})
            if adopted in there or link.practice_id not in asked:
                continue
            if removed and evidence is not None and evidence.before is not None:
                continue  # taken off here, while the evidence itself stayed
            self.links[entity_id(adopted)] = adopted

    def _held_files(self) -> frozenset[str]:
        named = [e for m in self.records.values() for e in (m.before, m.theirs) if isinstance(e, Evidence)]
        wanted = {e.file_sha256 for e in named if e.file_sha256}
        return frozenset(sha256 for sha256 in wanted if self.store.has_file(sha256))

    # -- what is said besides -----------------------------------------------------------------------------

    def _say_locked(self, dossier: Dossier, target: Dossier) -> None:
        n = sum(
            any(o.kind in ("new", "newer", "conflict") for o in merge.outcomes)
            for merge in self._answer_merges(dossier, target, [i for i in dossier.answers if i in target.answers])
        )
        if n:
            self.sentences.append(
                tr("{place} is final here: reopen it first to take %n answer(s) over.", "", n, place=_place(target))
            )

    def _say_clock(self) -> None:
        latest = now()
        ahead = {key for key, times in self.foreign.stamps.items() if any(at > latest for at in times.values())}
        if ahead:
            self.sentences.append(
                tr(
                    "%n [answer or entry|answers and entries] of {name} "
                    "[is|are] dated in the future: the clock there was ahead of this one.",
                    "",
                    len(ahead),
                    name=self.foreign.name,
                )
            )

    def _say_files(self) -> None:
        taken = [m.theirs for m in self.records.values() if m.takes_theirs and isinstance(m.theirs, Evidence)]
        wanted = {e.file_sha256 for e in taken if e.file_sha256}
        missing = [s for s in wanted if not self.store.has_file(s) and not self.foreign.store.has_file(s)]
        if missing:
            self.sentences.append(
                tr(
                    "{name} does not hold %n evidence file(s): the evidence comes without content.",
                    "",
                    len(missing),
                    name=self.foreign.name,
                )
            )


def _adopt(record: R, assessment_id: str) -> R:
    return record if isinstance(record, Evidence) else _with(record, {"assessment_id": assessment_id})


def _by_id(dossiers: Mapping[str, Dossier], name: str) -> Mapping[str, Record]:
    return {item.id: item for d in dossiers.values() for item in getattr(d, name)}


def _differing(a: Record, b: Record) -> list[str]:
    return [f for f in type(a).model_fields if f != "carried_from" and getattr(a, f) != getattr(b, f)]


def _meaning(form: Form) -> dict[str, Any]:
    return form.model_dump(mode="json")


def _place(dossier: Dossier) -> str:
    return f"{dossier.unit.name}, {dossier.assessment.period}"


def _with(record: R, changes: Mapping[str, Any]) -> R:
    return type(record).model_validate({**record.model_dump(), **changes})
