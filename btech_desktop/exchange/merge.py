"""Merging a workspace file from elsewhere: a proposal becomes changes, which land in one transaction or not at all.

Read with :func:`read_foreign`, then ``propose``, ``resolve``, and :func:`apply` (or :func:`changes`, for who writes
with undo). Why two merges in either order end alike: docs/decisions/0006-merging.md.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from btech_desktop.assessment import Action, Answer, Evidence, PublicAccount, Record, Signed
from btech_desktop.errors import NotSaved, UserError
from btech_desktop.evidence_files import KeptFile
from btech_desktop.exchange.foreign import Foreign, read_foreign
from btech_desktop.exchange.joins import ACCOUNT_TEXTS, TEXTS, Choice, P, joined, known, passages, stricter
from btech_desktop.exchange.merge_plan import (
    AS_NEW,
    LEAVE_OUT,
    Arrival,
    Difference,
    PartsMerge,
    Plan,
    resolve,
)
from btech_desktop.exchange.proposal import propose
from btech_desktop.history import now
from btech_desktop.language import tr
from btech_desktop.records import TABLES, Change, Note, entity_id, stamps_key
from btech_desktop.store import Store
from btech_desktop.wording import count

__all__ = [
    "AS_NEW",
    "LEAVE_OUT",
    "Arrival",
    "Choice",
    "Difference",
    "Foreign",
    "Landing",
    "Merged",
    "Plan",
    "apply",
    "changes",
    "merged_by",
    "plan_json",
    "propose",
    "read_back",
    "read_foreign",
    "resolve",
]

R = TypeVar("R", bound=Record)

OTHER_FINDING = "Other finding: "


@dataclass(frozen=True, slots=True)
class Landing:
    """What a store has to write: hand ``changes``, ``stamps``, ``forms`` and ``notes`` to ``Store.write`` as they are.

    ``files`` are to be copied from the other store before. ``answers`` and ``entries`` count what changes.
    """

    changes: tuple[Change, ...]
    stamps: Mapping[tuple[str, str], Mapping[str, str]]
    forms: tuple[str, ...]
    notes: tuple[Note, ...]
    files: tuple[KeptFile, ...]
    answers: int
    entries: int

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        return not self.changes and not self.notes


@dataclass(frozen=True, slots=True)
class Merged:
    """What was written."""

    assessments: int
    answers: int
    entries: int
    files: int

    @property
    def sentence(self) -> str:
        """What was taken over, in words."""
        if not (self.assessments or self.answers or self.entries or self.files):
            return tr("Nothing to take over: everything is here already.")
        return tr(
            "Taken over: %n new assessment(s), {answers}, {entries}, {files}.",
            "",
            self.assessments,
            answers=tr("%n answer(s)", "", self.answers),
            entries=tr("%n [other entry|other entries]", "", self.entries),
            files=tr("%n file(s)", "", self.files),
        )


def apply(store: Store, plan: Plan, *, who: str) -> Merged:
    """Back up, write everything in one transaction, read it back. Raises UserError with nothing changed.

    ``plan`` must have been proposed for this store as it is now.
    """
    landing = changes(plan)
    merged = merged_by(plan, landing)
    if landing.empty and not landing.files:
        return merged
    store.back_up("before a merge")
    try:
        store.copy_files(plan.foreign.store, landing.files)
        store.write(landing.changes, who=who, stamps=landing.stamps, forms=landing.forms, notes=landing.notes)
    except UserError:
        store.drop_unused_files()
        raise
    read_back(store, landing)
    return merged


def plan_json(plan: Plan, would: Merged, *, written: bool) -> dict[str, Any]:
    """A plan as JSON, for the command."""
    return {
        "format": "btech-desktop/merge",
        "version": 1,
        "written": written,
        "assessments": [asdict(arrival) for arrival in plan.arrivals],
        "differences": [asdict(d) | {"choice": plan.choices.get(d.key, "proposed")} for d in plan.differences],
        "sentences": list(plan.sentences),
        "taken": asdict(would),
    }


def merged_by(plan: Plan, landing: Landing) -> Merged:
    """What a landing amounts to, once it is written."""
    return Merged(len(plan.assessments), landing.answers, landing.entries, len(landing.files))


def read_back(store: Store, landing: Landing) -> None:
    """Compare what is on disk with what was meant. Raises NotSaved."""
    dossiers = {a.id: store.dossier(a.id) for a in store.assessments()}
    found: set[Record] = {*store.units(), *store.evidence(), *(d.assessment for d in dossiers.values())}
    for one, dossier in dossiers.items():
        found.update(dossier.answers.values())
        if dossier.account is not None:
            found.add(dossier.account)
        for name in ("links", "actions", "decisions", "salient", "incidents", "revisions", "dismissals"):
            found.update(getattr(dossier, name))
        found.update(store.signed(one))
    if any(change.after not in found for change in landing.changes if change.after is not None):
        raise NotSaved(
            tr(
                "What was merged into {name} could not be read back as it was meant. Restore the backup "
                "made before the merge.",
                name=store.path.name,
            )
        )


def changes(plan: Plan) -> Landing:
    """What to write, with the decisions made."""
    made = _Made(plan)
    made.structure()
    for merge in plan.answers.values():
        made.answer(merge)
    for account in plan.accounts.values():
        made.account(account)
    made.entries()
    made.after()
    return made.landing()


class _Made:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.at = now()
        self.changes: list[Change] = []
        self.stamps: dict[tuple[str, str], dict[str, str]] = {}
        self.notes: list[Note] = []
        self.new = {a.id: a for a in plan.assessments}
        self.answers = self.others = 0

    def landing(self) -> Landing:
        plan = self.plan
        if self.changes or self.notes:
            # What a history keeps is English in every language: it is read by others too.
            others = count(self.others, "other entry", "other entries")
            said = f"{plan.foreign.name}: {count(self.answers, 'answer')}, {others}"
            self.notes.append(Note("workspace", "workspace", None, "merged", None, said))
        return Landing(
            tuple(self.changes),
            self.stamps,
            plan.forms,
            tuple(self.notes),
            self._files(),
            self.answers,
            self.others,
        )

    def structure(self) -> None:
        """Units and assessments, each after what it refers to."""
        self.changes += [Change(None, unit) for unit in self.plan.units]
        self.changes += [Change(None, a) for a in _in_order(self.plan.assessments, "previous_id")]
        for assessment in self.plan.assessments:
            known = self.plan.ids["revisions"]
            revisions = self.plan.foreign.dossiers[assessment.id].revisions
            self.changes += [Change(None, r) for r in revisions if r.id not in known]

    def answer(self, merge: PartsMerge[Answer]) -> None:
        """An answer with what was decided on each of its parts."""
        before = merge.ours.record
        new = self.new.get(before.assessment_id)
        if new is not None and new.final:
            # What was signed comes as it is.
            self.changes.append(Change(None, merge.theirs.record))
            self.stamps[stamps_key(before)] = dict(merge.theirs.stamps)
            self.answers += merge.theirs.record.settled
            return
        values, stamps = self._decided(merge)
        other_finding = ""
        if self.plan.choices.get(f"{entity_id(before)}/finding") == "both":
            other_finding = _other(merge, str(values["finding"]))
        if other_finding:
            values["note"] = joined(passages(values["note"]) | {OTHER_FINDING + other_finding})
            labels = [s.record.finding_sensitivity for s in (merge.ours, merge.theirs)]
            values["note_sensitivity"] = stricter(values["note_sensitivity"], *labels)
            stamps |= dict.fromkeys(("note", "note_sensitivity"), self.at)
        after = Answer.model_validate({**before.model_dump(), **values})
        if merge.before is None:
            stamps = {f: at for f, at in stamps.items() if at}
        if merge.before is None or after != before or stamps:
            self.changes.append(Change(merge.before, after))
            self.stamps[stamps_key(before)] = stamps
            self.answers += after != before
        self._not_taken(merge, after, [text for text, _ in TEXTS.values()])
        self._not_taken_lines(merge, after)

    def account(self, merge: PartsMerge[PublicAccount]) -> None:
        """A public account; it is no part of what was signed, so it merges in a final assessment too."""
        values, stamps = self._decided(merge)
        before = merge.ours.record
        after = PublicAccount.model_validate({**before.model_dump(), **values})
        if merge.before is None:
            stamps = {f: at for f, at in stamps.items() if at}
        if after != before or stamps:
            self.changes.append(Change(merge.before, after))
            self.stamps[stamps_key(before)] = stamps
            self.others += after != before
        self._not_taken(merge, after, [text for text, _ in ACCOUNT_TEXTS.values()])

    def _decided(self, merge: PartsMerge[P]) -> tuple[dict[str, Any], dict[str, str]]:
        """Fields -> values, and fields -> times of change, as proposed or as was decided by hand."""
        values: dict[str, Any] = {}
        stamps: dict[str, str] = {}
        for outcome in merge.outcomes:
            choice = self.plan.choices.get(f"{entity_id(merge.ours.record)}/{outcome.name}", "proposed")
            chosen = outcome.options[choice]
            values |= chosen
            stamps |= outcome.stamps if choice == "proposed" else dict.fromkeys(chosen, self.at)
        return values, stamps

    def _not_taken(self, merge: PartsMerge[P], after: P, fields: Iterable[str]) -> None:
        """Texts of theirs that are not held here stand in the history, so that none is lost."""
        if merge.ours.seen is None:
            return
        for field in fields:
            unknown = known(merge.theirs, field) - known(merge.ours, field) - passages(getattr(after, field))
            if unknown:
                self._note(after, field, joined(unknown), getattr(after, field))

    def _not_taken_lines(self, merge: PartsMerge[Answer], after: Answer) -> None:
        """The same of a finding and an owner, which are one line each."""
        if (seen := merge.ours.seen) is None:
            return
        for field in ("finding", "owner"):
            theirs = getattr(merge.theirs.record, field)
            if theirs not in ("", getattr(after, field), getattr(merge.ours.record, field), *seen.get(field, ())):
                self._note(after, field, theirs, getattr(after, field))

    def _note(self, record: Record, field: str, before: str, after: str | None) -> None:
        assessment_id = getattr(record, "assessment_id", None)
        table = TABLES[type(record)].name
        self.notes.append(Note(table, entity_id(record), assessment_id, field, before, after))

    def entries(self) -> None:
        """Evidence, its links, then actions and the rest."""
        taken: list[Record] = []
        for key, merge in self.plan.records.items():
            choice = self.plan.choices.get(key, "proposed")
            takes = merge.takes_theirs if choice == "proposed" else choice == "theirs"
            at = merge.changed_at if choice == "proposed" else self.at
            if takes and merge.before is None:
                taken.append(merge.theirs)
            elif takes:
                self.changes.append(Change(merge.before, merge.theirs))
                self.others += merge.before != merge.theirs
            elif merge.before is not None and choice == "ours":
                self.changes.append(Change(merge.before, merge.before))
            if takes or (merge.before is not None and choice == "ours"):
                self.stamps[stamps_key(merge.theirs)] = {"changed_at": at}
            elif merge.kind == "conflict":
                self._note(merge.theirs, "not taken", merge.theirs.model_dump_json(), None)
        self.others += len(taken)
        actions = self.plan.ids["actions"] | {r.id for r in taken if isinstance(r, Action)}
        self.changes += [Change(None, r) for r in taken if not isinstance(r, Action)]
        loose = [
            a if a.carried_from in actions else a.model_copy(update={"carried_from": None})
            for a in taken
            if isinstance(a, Action)
        ]
        self.changes += [Change(None, a) for a in _in_order(loose, "carried_from")]
        evidence = self.plan.ids["evidence"] | {r.id for r in taken if isinstance(r, Evidence)}
        links = [link for link in self.plan.links if link.evidence_id in evidence]
        self.changes += [Change(None, link) for link in links]
        self.others += len(links)

    def after(self) -> None:
        """What was signed, of assessments that are new here."""
        for assessment in self.plan.assessments:
            numbers = {r.number for r in self.plan.foreign.dossiers[assessment.id].revisions}
            if assessment.final:
                numbers.add(assessment.revision)
            for signed in self.plan.foreign.signed[assessment.id]:
                if signed.number in numbers and _holds(signed):
                    self.changes.append(Change(None, signed))

    def _files(self) -> tuple[KeptFile, ...]:
        """Contents that evidence here will name, that this workspace may lack and the other file has."""
        result = {stamps_key(c.record): c.after for c in self.changes if isinstance(c.after, Evidence)}
        found: dict[str, KeptFile] = {}
        for merge in self.plan.records.values():
            evidence = result.get(stamps_key(merge.theirs), merge.before)
            if isinstance(evidence, Evidence) and evidence.file_sha256 and evidence.file_size:
                found[evidence.file_sha256] = KeptFile(evidence.file_name, evidence.file_sha256, evidence.file_size)
        ours, theirs = self.plan.held_files, self.plan.foreign.store
        return tuple(f for f in found.values() if f.sha256 not in ours and theirs.has_file(f.sha256))


def _other(merge: PartsMerge[Answer], kept: str) -> str:
    both = (merge.ours.record.finding, merge.theirs.record.finding)
    return next((finding for finding in both if finding != kept), "")


def _holds(signed: Signed) -> bool:
    return signed.removed or hashlib.sha256(signed.body.encode()).hexdigest() == signed.sha256


def _in_order(items: Iterable[R], above: str) -> list[R]:
    """Each after the one it refers to; a reference that closes a circle is dropped."""
    waiting = {item.id: item for item in items}  # type: ignore[attr-defined]
    done: dict[str, R] = {}
    for start in list(waiting):
        line: dict[str, R] = {}
        one: str | None = start
        while one is not None and one in waiting and one not in done and one not in line:
            line[one] = waiting[one]
            one = getattr(waiting[one], above)
        *_, last = line or [""]
        if one in line:
            line[last] = line[last].model_copy(update={above: None})
        for key in reversed(line):
            done[key] = line[key]
    return list(done.values())
