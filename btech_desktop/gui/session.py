"""The open workspace: the only writer of the window, with undo, and one signal that says what changed."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from btech_desktop import facts as facts_module
from btech_desktop import periods, terms
from btech_desktop.assessment import (
    TEXT_LIMIT,
    Answer,
    AskedKind,
    Assessment,
    Dismissal,
    Dossier,
    Evidence,
    EvidenceLink,
    History,
    PublicAccount,
    Record,
    Unit,
    new_id,
)
from btech_desktop.audiences import Audience
from btech_desktop.deleting import Deletion
from btech_desktop.errors import BadInput, NotSaved, UserError
from btech_desktop.evidence_files import KeptFile
from btech_desktop.facts import Facts
from btech_desktop.form import Form, form_to_json
from btech_desktop.form_files import shipped_form
from btech_desktop.gui.opened import OpenedFiles
from btech_desktop.language import tr
from btech_desktop.password import change as change_password
from btech_desktop.questionnaires import form_for
from btech_desktop.records import TABLES, Stamps, stamps_key
from btech_desktop.removal import Removal, Scope, Target, plan
from btech_desktop.report_options import PREVIOUS, ReportOptions
from btech_desktop.steps import Step, no_step
from btech_desktop.store import Change, Store

if TYPE_CHECKING:
    from btech_desktop.checks import Finding
    from btech_desktop.exchange.merge import Landing, Plan

UNDO_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed: ``kinds`` are record types; ``practices`` the answers touched; ``sender`` asked for it."""

    kinds: frozenset[type[Record]]
    practices: frozenset[str]
    sender: object | None

    def touches(self, *kinds: type[Record]) -> bool:
        """Whether any of these record types changed."""
        return bool(self.kinds.intersection(kinds))


@dataclass(frozen=True, slots=True)
class _Step:
    text: str
    assessment_id: str | None
    changes: tuple[Change, ...]
    # Times of change to set where they are not now: when it is done again, and when it is taken back.
    stamps: Stamps | None = None
    stamps_back: Stamps | None = None


class Session(QObject):
    """One open workspace file and the assessment in view."""

    changed = Signal(object)  # Changed
    assessment_selected = Signal(str)
    saved = Signal(str)  # the time of day, "14:32"
    refused = Signal(str)  # a sentence: the change made no sense and was not carried out
    not_saved = Signal(str)  # a sentence: the change is kept in the window until it can be written
    letting_go = Signal()  # the file is about to be closed or rewritten: whoever reads it in a thread stops now

    def __init__(self, store: Store, *, who: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        store.drop_unused_files()  # left by a crash; later, in a file this session goes on in, undo may need them
        self.who = who
        self.assessment_id: str | None = None
        self.saved_at: str | None = None
        self._unsaved: list[Change] = []
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._dossier: Dossier | None = None
        self._facts: Facts | None = None
        self._before_id: str | None = None
        # What pages need again when they are made anew (another theme): where one was, and words refused.
        self.practice_id: str | None = None
        self.actions_tab = 0
        self.audience: Audience | None = None  # for whom a report was last made
        self.drafts: dict[tuple[str, str, str], str] = {}
        self.opened = OpenedFiles()
        newest = self.store.assessments()
        root = {u.id for u in self.store.units() if u.parent_id is None}
        first = next((a for a in newest if a.unit_id in root), newest[0] if newest else None)
        if first:
            self.assessment_id = first.id

    # -- reading ------------------------------------------------------------------------------------------

    @property
    def dossier(self) -> Dossier:
        """Everything of the assessment in view, with changes that are not on disk yet."""
        if self.assessment_id is None:
            raise BadInput(tr("Choose an assessment first."))
        if self._dossier is None:
            dossier = self.store.dossier(self.assessment_id)
            waiting = {
                c.after.practice_id: c.after
                for c in self._unsaved
                if isinstance(c.after, Answer) and c.after.assessment_id == self.assessment_id
            }
            if waiting:
                dossier = dossier.model_copy(update={"answers": {**dossier.answers, **waiting}})
            accounts = [c.after for c in self._unsaved if isinstance(c.after, PublicAccount)]
            if own := [a for a in accounts if a.assessment_id == self.assessment_id]:
                dossier = dossier.model_copy(update={"account": own[-1]})
            self._dossier = dossier
        return self._dossier

    @property
    def facts(self) -> Facts:
        """All that the pages say of the assessment in view."""
        if self._facts is None:
            if self.assessment_id is None:
                raise BadInput(tr("Choose an assessment first."))
            self._facts = facts_module.gather(self.store, self.assessment_id, compared_with=self._before_id or PREVIOUS)
        return self._facts

    def compare_with(self, before_id: str | None) -> None:
        """Choose the assessment that stands beside (None: the unit's period before)."""
        self._before_id = before_id
        self._facts = None
        self._announce((), None)

    def answer_of(self, practice_id: str) -> Answer:
        """The answer to a practice of the assessment in view."""
        return self.dossier.answers[practice_id]

    @property
    def unsaved(self) -> int:
        """Changes that are in the window but not on disk."""
        return len(self._unsaved)

    def select(self, assessment_id: str) -> None:
        """Put another assessment in view."""
        if assessment_id == self.assessment_id:
            return
        self.assessment_id = assessment_id
        self._before_id = None
        self._forget()
        self.assessment_selected.emit(assessment_id)

    # -- writing ------------------------------------------------------------------------------------------

    def answer(self, practice_id: str, *, sender: object | None = None, **fields: Any) -> bool:
        """Change fields of an answer in view; True when carried out (even if it is not on disk yet).

        A level clears *not applicable* and the other way round, and either confirms a carried-over answer.
        """
        before = self.answer_of(practice_id)
        if fields.get("level") is not None:
            fields = {"not_applicable": False, "to_confirm": False, **fields}
        if fields.get("not_applicable"):
            practice = self.dossier.form.by_id[practice_id]
            if practice.never_na:
                self.refused.emit(
                    tr(
                        "{practice} applies to every company, so it cannot be not applicable.",
                        practice=practice_id,
                    )
                )
                return False
            fields = {"level": None, "to_confirm": False, **fields}
        try:
            after = Answer.model_validate({**before.model_dump(), **fields})
        except ValidationError as error:
            self.refused.emit(_reason(practice_id, error))
            return False
        if after == before:
            return True
        return self.write([Change(before, after)], text=tr("change {practice}", practice=practice_id), sender=sender)

    def confirm(self, practice_id: str, *, sender: object | None = None) -> bool:
        """Confirm a carried-over answer, unless the practice depends on the year."""
        before = self.answer_of(practice_id)
        try:
            after = periods.confirmed(before, self.dossier.form)
        except BadInput as error:
            self.refused.emit(str(error))
            return False
        return self.write([Change(before, after)], text=tr("confirm {practice}", practice=practice_id), sender=sender)

    def add(self, record: Record, *, text: str, sender: object | None = None) -> bool:
        """Add a record (action, decision, salient issue, incident, unit)."""
        return self.write([Change(None, record)], text=text, sender=sender)

    def replace(self, before: Record, after: Record, *, text: str, sender: object | None = None) -> bool:
        """Change a record."""
        return before == after or self.write([Change(before, after)], text=text, sender=sender)

    def remove(self, record: Record, *, text: str, sender: object | None = None) -> bool:
        """Remove a record; undo brings it back."""
        return self.write([Change(record, None)], text=text, sender=sender)

    def delete(self, deletion: Deletion, *, text: str) -> bool:
        """Delete an assessment or a unit as planned, as one step; undo brings everything back as it was."""
        return self.write(deletion.changes, text=text, keep=False, stamps_back=deletion.stamps)

    def dismiss(self, finding: "Finding", reason: str) -> bool:
        """Let a finding of the checks stand, with a reason; undo asks again."""
        try:
            dismissal = Dismissal(
                id=new_id(),
                assessment_id=self.dossier.assessment.id,
                practice_id=finding.practice_id,
                kind=finding.kind,
                basis=finding.basis,
                reason=reason,
                who=self.who,
                dismissed_on=date.today(),
            )
        except ValidationError:
            self.refused.emit(tr("A reason has 1 to {most} characters. Say why it can stand.", most=TEXT_LIMIT))
            return False
        return self.add(dismissal, text=tr("let {practice} stand", practice=finding.practice_id))

    def undismiss(self, dismissal: Dismissal) -> bool:
        """Ask again about what was let stand."""
        return self.remove(dismissal, text=tr("ask again about {practice}", practice=dismissal.practice_id))

    def save_account(self, account: PublicAccount, *, sender: object | None = None) -> bool:
        """Set what the company says beside the public copy of the assessment in view, also where that is final."""
        before = self.dossier.account
        if account == (before or PublicAccount(assessment_id=account.assessment_id)):
            return True
        return self.write([Change(before, account)], text=tr("change the public account"), sender=sender)

    def report_options(self, audience: Audience) -> ReportOptions:
        """How a copy for this audience was last made."""
        return self.store.report_options(audience)

    def keep_report_options(self, audience: Audience, options: ReportOptions) -> None:
        """Keep how a copy for this audience is made, where the file can be written: no copy is held up by it."""
        if not self.store.read_only:
            with suppress(NotSaved):
                self.store.keep_report_options(audience, options)

    def add_file(self, path: Path) -> KeptFile:
        """Take a file's content into the workspace, for evidence to refer to. Raises UserError; then it is not.

        Nothing else changes: what no evidence refers to leaves the workspace when it is closed.
        """
        return self.store.add_file(path)

    def attach(self, evidence: Evidence, practice_id: str, *, new: bool, sender: object | None = None) -> bool:
        """Attach evidence to an answer in view; ``new`` evidence is added to the workspace first."""
        assessment_id = self.dossier.assessment.id
        link = EvidenceLink(evidence_id=evidence.id, assessment_id=assessment_id, practice_id=practice_id)
        changes = [Change(None, evidence)] if new else []
        return self.write(
            [*changes, Change(None, link)],
            text=tr("attach evidence to {practice}", practice=practice_id),
            sender=sender,
        )

    def detach(self, evidence: Evidence, practice_id: str, *, sender: object | None = None) -> bool:
        """Take evidence off an answer in view; it stays in the workspace if attached elsewhere."""
        assessment_id = self.dossier.assessment.id
        link = EvidenceLink(evidence_id=evidence.id, assessment_id=assessment_id, practice_id=practice_id)
        changes = [Change(link, None)]
        if self.store.times_attached(evidence.id) == 1:
            changes.append(Change(evidence, None))
        return self.write(changes, text=tr("remove evidence from {practice}", practice=practice_id), sender=sender)

    def start_assessment(
        self,
        *,
        unit: Unit,
        period: str,
        starts: date,
        ends: date,
        kind: AskedKind,
        chosen: Iterable[str] = (),
        carry_over: bool = True,
        form: Form | None = None,
    ) -> str | None:
        """Start an assessment and put it in view; its id, or None when refused.

        ``form``: the current edition by default. Where the workspace keeps a text of it, that one may be used: see
        :func:`~btech_desktop.kept_forms.as_kept`.
        """
        previous = None
        if carry_over:
            earlier = [a for a in self.store.assessments() if a.unit_id == unit.id and a.ends < starts]
            if earlier:
                previous = self.store.dossier(max(earlier, key=lambda a: a.ends).id)
        try:
            form = form_for(self.store, form or shipped_form())
            # The text that is kept already stays byte by byte: signatures are over it.
            kept = form.edition in self.store.form_editions() and self.store.form(form.edition) is form
            assessment, changes = periods.start_assessment(
                form=form,
                unit=unit,
                period=period,
                starts=starts,
                ends=ends,
                kind=kind,
                chosen=chosen,
                previous=previous,
                prepared_by=self.who,
            )
        except UserError as error:
            self.refused.emit(str(error))
            return None
        forms = [] if kept else [form_to_json(form)]
        if not self.write(changes, text=tr("start {period}", period=assessment.period), keep=False, forms=forms):
            return None
        self.select(assessment.id)
        return assessment.id

    def finalise(self, *, name: str, role: str) -> bool:
        """Lock the assessment in view."""
        try:
            changes = periods.finalise(
                self.store.dossier(self.dossier.assessment.id), name=name, role=role, on=date.today()
            )
        except BadInput as error:
            self.refused.emit(str(error))
            return False
        return self.write(changes, text=tr("lock as final"), keep=False)

    def reopen(self, *, reason: str) -> bool:
        """Reopen the final assessment in view as its next revision."""
        try:
            kept = self.store.signed(self.dossier.assessment.id)
            changes = periods.reopen(self.dossier, reason=reason, on=date.today(), kept=kept)
        except BadInput as error:
            self.refused.emit(str(error))
            return False
        return self.write(changes, text=tr("reopen"), keep=False)

    def set_status(self, status: str) -> bool:
        """Move the assessment in view between draft and in review."""
        before = self.dossier.assessment
        after = Assessment.model_validate({**before.model_dump(), "status": status})
        return before == after or self.write(
            [Change(before, after)], text=tr("set to {status}", status=terms.shown(status)), keep=False
        )

    def add_unit(self, *, name: str, parent_id: str | None, roles: tuple[str, ...]) -> Unit | None:
        """Add a unit at the end of the list; None when refused."""
        try:
            unit = Unit(
                id=new_id(), name=name.strip(), parent_id=parent_id, roles=roles, position=len(self.store.units())
            )
        except ValidationError:
            self.refused.emit(tr("A unit needs a name of at most 200 characters."))
            return None
        return unit if self.add(unit, text=tr("add {unit}", unit=unit.name)) else None

    def rename_organisation(self, *, name: str, scope_line: str) -> bool:
        """Set the organisation's name and the line of what is not assessed. Undo does not know it: it is no record."""
        try:
            self.store.rename_organisation(name=name, scope_line=scope_line)
        except UserError as error:
            # Unlike an answer this is not kept for later: the old name simply stays.
            self.refused.emit(str(error))
            return False
        self._forget()
        self._announce((), None)
        return True

    def write(
        self,
        changes: Sequence[Change],
        *,
        text: str,
        sender: object | None = None,
        keep: bool = True,
        forms: Sequence[str] = (),
        stamps_back: Stamps | None = None,
    ) -> bool:
        """Carry out changes as one step that can be undone; ``forms`` are texts of editions they refer to.

        ``stamps_back``: the times of change of what comes back when the step is taken back.

        Where the disk refuses, ``keep`` them in the window until they can be written; what starts, locks or reopens
        an assessment is not kept but refused, as there would be nothing to show.
        """
        # On the stack before the change is announced: who hears of it shows at once what undo would take back.
        redo, self._redo[:] = list(self._redo), []
        self._undo.append(_Step(text, self.assessment_id, tuple(changes), stamps_back=stamps_back))
        if not self._carry_out(changes, sender, keep=keep, forms=forms):
            self._undo.pop()
            self._redo[:] = redo
            return False
        del self._undo[:-UNDO_DEPTH]
        return True

    def merge(self, plan: "Plan") -> "Landing":
        """Carry out a merge, decided on, as one step that undo takes back; what landed.

        A backup is made before. Raises UserError: nothing was changed, and nothing is kept for later; or NotSaved
        where what was written does not read back as it was meant.
        """
        from btech_desktop.exchange.merge import changes, read_back

        if not self.retry():
            raise NotSaved(
                tr(
                    "%n change(s) could not be written to the file, so nothing was merged. "
                    "Save a copy elsewhere first.",
                    "",
                    self.unsaved,
                )
            )
        landing = changes(plan)
        stamps_back = self._times_now(landing)
        self.letting_go.emit()  # a backup under way would be without the merge and after it
        self.store.back_up("before a merge")
        # Contents that came for nothing leave when the workspace is closed, like all that no evidence names: until
        # then undo may need others of them.
        self.store.copy_files(plan.foreign.store, landing.files)
        self.store.write(landing.changes, who=self.who, stamps=landing.stamps, forms=landing.forms, notes=landing.notes)
        self._redo.clear()
        touched = {c.assessment_id for c in landing.changes} - {None}
        shown = touched.pop() if len(touched) == 1 else self.assessment_id
        text = tr("merge from {file}", file=plan.foreign.name)
        self._undo.append(_Step(text, shown, _lockable(landing.changes), landing.stamps, stamps_back))
        del self._undo[:-UNDO_DEPTH]
        self._forget()
        if self.assessment_id is None and plan.assessments:
            self.select(plan.assessments[0].id)
        try:
            read_back(self.store, landing)
        finally:
            self._announce(landing.changes, None)
        self.saved_at = datetime.now().strftime("%H:%M")
        self.saved.emit(self.saved_at)
        return landing

    def _times_now(self, landing: "Landing") -> Stamps:
        """When what a merge changes was last changed: so that taken back, it counts as old as it is."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        kinds = {type(c.record) for c in landing.changes}
        records = {TABLES[kind].name: self.store.changed_at(kind) for kind in kinds if TABLES[kind].changed_at}
        answers = {a.id: self.store.stamps(a.id) for a in self.store.assessments()}
        for change in landing.changes:
            if change.before is None or change.after is None:
                continue
            table, one = key = stamps_key(change.before)
            if TABLES[type(change.before)].stamps:
                old, new = change.before.model_dump(), change.after.model_dump()
                names = {name for name in new if new[name] != old[name]} | set(landing.stamps.get(key, ()))
                account = isinstance(change.before, PublicAccount)
                times = self.store.account_stamps(one) if account else answers.get(table, {}).get(one, {})
                found[key] = {name: times.get(name, "") for name in names}
            elif table in records:
                found[key] = {"changed_at": records[table].get(one, "")}
        return found

    def retry(self) -> bool:
        """Try again to write what is not on disk yet; True when nothing is left."""
        if self._unsaved:
            self._carry_out((), None)
        return not self._unsaved

    def move_to(self, store: Store) -> None:
        """Go on in another file (a copy saved elsewhere), writing to it what the old one refused."""
        self.letting_go.emit()
        self.store.close()
        self.store = store
        self._forget()
        self.retry()

    def change_password(self, password: str | None) -> None:
        """Lock the file with another password (None: with none) and go on in it.

        Raises NotSaved with everything as it was; WorkspaceUnusable when the file is closed and must be opened anew.
        """
        if not self.retry():
            raise NotSaved(
                tr(
                    "%n change(s) could not be written to the file; its password stays as it is. "
                    "Save a copy elsewhere first.",
                    "",
                    self.unsaved,
                )
            )
        self.letting_go.emit()
        self.store = change_password(self.store, password)
        self._forget()

    def set_legal_hold(self, on: bool, *, reason: str) -> bool:
        """Stop all thinning and deletion, or lift that. Undo does not know it: it is no record."""
        try:
            self.store.set_legal_hold(on, reason=reason, who=self.who)
        except UserError as error:
            self.refused.emit(str(error))
            return False
        return True

    def remove_for_good(self, target: Target, scope: Scope) -> Removal:
        """Remove texts so that nothing brings them back: no undo, no words kept for a field. Raises UserError."""
        if not self.retry():
            raise NotSaved(
                tr("%n change(s) could not be written to the file. Save a copy elsewhere.", "", self.unsaved)
            )
        removal = plan(self.store, target, scope)
        self.store.remove_for_good(
            blanked=removal.blanked,
            entries=removal.entries,
            signed=removal.signed,
            noted=removal.noted,
            file_sha256=removal.file_sha256,
            who=self.who,
        )
        # All of them: a step before the removal stands on what is no longer there.
        self._undo.clear()
        self._redo.clear()
        if target.kind is Answer:
            assessment_id, practice_id = target.entity_id.split("/", 1)
            self.drafts.pop((assessment_id, practice_id, target.field), None)
        self._forget()
        self._announce((), None)
        return removal

    def overwrite_traces(self) -> None:
        """Write the file anew without its unused parts. Raises NotSaved; nothing is lost then."""
        self.letting_go.emit()
        self.store.overwrite_traces()

    # -- undo ---------------------------------------------------------------------------------------------

    @property
    def undo_text(self) -> str | None:
        """What undo would take back, or None."""
        return self._undo[-1].text if self._undo else None

    @property
    def redo_text(self) -> str | None:
        """What redo would do again, or None."""
        return self._redo[-1].text if self._redo else None

    def undo(self) -> frozenset[str]:
        """Take back the last step; the practices it touched, so that a page can show them."""
        return self._step(self._undo, self._redo, back=True)

    def redo(self) -> frozenset[str]:
        """Do the step last taken back again."""
        return self._step(self._redo, self._undo, back=False)

    def _step(self, source: list[_Step], other: list[_Step], *, back: bool) -> frozenset[str]:
        if not source:
            return frozenset()
        step = source.pop()
        changes = [c.inverse for c in reversed(step.changes)] if back else list(step.changes)
        existing = {a.id for a in self.store.assessments()}
        if step.assessment_id in existing and step.assessment_id != self.assessment_id:
            self.select(step.assessment_id or "")
        other.append(step)
        if not self._carry_out(changes, None, stamps=step.stamps_back if back else step.stamps):
            source.append(other.pop())
            return frozenset()
        started = next((c.after.id for c in changes if isinstance(c.after, Assessment) and c.before is None), None)
        if started is not None and not self._unsaved:
            self.select(started)
        return _practices(changes)

    # -- inside -------------------------------------------------------------------------------------------

    def _carry_out(
        self,
        changes: Sequence[Change],
        sender: object | None,
        *,
        keep: bool = True,
        stamps: Stamps | None = None,
        forms: Sequence[str] = (),
    ) -> bool:
        try:
            self.store.write([*self._unsaved, *changes], who=self.who, stamps=stamps, forms=forms)
        except NotSaved as error:
            # What carries times of its own (a merge taken back) would lose them while it waited.
            if not keep or stamps is not None:
                self.not_saved.emit(self._kept_here(error))
                return False
            self._unsaved.extend(changes)
            self._forget()
            self._announce(changes, sender)
            self.not_saved.emit(self._kept_here(error))
            return True
        except UserError as error:
            self._forget()
            self.refused.emit(str(error))
            return False
        waited = bool(self._unsaved)
        self._unsaved.clear()
        known = self._dossier
        self._forget()
        if known is not None and not waited:
            self._dossier = with_changes(known, changes)
        self.saved_at = datetime.now().strftime("%H:%M")
        self.saved.emit(self.saved_at)
        if any(isinstance(c.before, Assessment) and c.after is None for c in changes):
            self._leave_removed()  # before anyone hears of the change and asks for what is gone
        self._announce(changes, sender)
        return True

    def _kept_here(self, error: NotSaved) -> str:
        """Why something is not on disk, what is safe, and what to do."""
        n = len(self._unsaved)
        kept = (
            tr("Your last [change is|%n changes are] still here, not yet on disk.", "", n)
            if n
            else tr("Nothing was changed.")
        )
        way_on = (
            tr("Save a copy elsewhere, or free some space.") if error.cause == "full" else tr("Save a copy elsewhere.")
        )
        return f"{error} {kept} {way_on}"

    def _leave_removed(self) -> None:
        remaining = self.store.assessments()
        if self.assessment_id in {a.id for a in remaining}:
            return
        self.assessment_id = remaining[0].id if remaining else None
        self._before_id = None
        self.assessment_selected.emit(self.assessment_id or "")

    def _forget(self) -> None:
        self._dossier = None
        self._facts = None

    def _announce(self, changes: Sequence[Change], sender: object | None) -> None:
        kinds = frozenset(type(c.record) for c in changes)
        self.changed.emit(Changed(kinds, _practices(changes), sender))

    def close(self) -> None:
        """Let go of the file, and remove the copies opened from it."""
        self.letting_go.emit()
        self.opened.clear()
        self.store.close()


def _lockable(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The same changes, each new final assessment locked at the end: a final one cannot be taken back."""
    from btech_desktop.exchange.leaving import unlocked_copy

    made: list[Change] = []
    locks: list[Change] = []
    for change in changes:
        after = change.after
        if change.before is None and isinstance(after, Assessment) and after.final:
            draft = unlocked_copy(after)
            made.append(Change(None, draft))
            locks.append(Change(draft, after))
        else:
            made.append(change)
    return (*made, *locks)


def with_changes(dossier: Dossier, changes: Iterable[Change]) -> Dossier | None:
    """The dossier as it would be read after these changes, where they are to its answers; None: read it.

    Answers change at every key; all else is rare, and where it stands in the order is the store's to say.
    """
    answers = dict(dossier.answers)
    for change in changes:
        before, after = change.before, change.after
        if not isinstance(before, Answer) or not isinstance(after, Answer):
            return None
        if after.assessment_id == dossier.assessment.id:
            answers[after.practice_id] = after
    return dossier.model_copy(update={"answers": answers})


def _practices(changes: Iterable[Change]) -> frozenset[str]:
    return frozenset(c.record.practice_id for c in changes if isinstance(c.record, Answer | EvidenceLink))


def _reason(practice_id: str, error: ValidationError) -> str:
    first = error.errors()[0]
    field = terms.field(str(first["loc"][0])) if first["loc"] else tr("answer")
    if first["type"] == "string_too_long":
        return tr(
            "{practice}: the {field} may have at most {most} characters.",
            practice=practice_id,
            field=field,
            most=first["ctx"]["max_length"],
        )
    return tr("{practice}: the {field} is not valid.", practice=practice_id, field=field)


def create_workspace(
    path: Path, *, organisation: str, history: History = "every change", password: str | None = None, who: str = ""
) -> Store:
    """Make a workspace file with the organisation as its first unit. Raises WorkspaceUnusable or BadInput."""
    store = Store.create(path, organisation=organisation, history=history, password=password)
    try:
        store.write([Change(None, Unit(id=new_id(), name=organisation.strip()))], who=who)
    except UserError:
        store.close()
        path.unlink(missing_ok=True)  # made just now: else the next try would find the name taken
        raise
    return store


def copy_elsewhere(
    session: Session, path: Path, opened: Callable[[Path], Store | None] = Store.open, step: Step = no_step
) -> bool:
    """Save the whole workspace under another name and go on there. Raises WorkspaceUnusable.

    ``opened`` opens the copy, which has the same password; False, and no copy, when it does not (None).
    """
    session.store.save_copy(path, step=step)
    store = opened(path)
    if store is None:
        path.unlink()
        return False
    session.move_to(store)
    return True
