"""The assess page: one practice at a time, answered well and quickly; everything saves itself."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop import facts
from btech_desktop.assessment import Answer, Assessment, Dossier, Evidence
from btech_desktop.errors import UserError
from btech_desktop.gui.answering import last_time, last_times, level_before, next_open
from btech_desktop.gui.assess_bars import COLUMN, Footer, TopBar, centred
from btech_desktop.gui.assess_evidence import EvidenceSection
from btech_desktop.gui.assess_fields import AnswerFields
from btech_desktop.gui.assess_list import WIDTH as LIST_WIDTH
from btech_desktop.gui.assess_list import ListPane
from btech_desktop.gui.assess_question import QuestionPane, QuestionView
from btech_desktop.gui.assess_side import WIDTH as SIDE_WIDTH
from btech_desktop.gui.assess_side import SidePanel, SideView
from btech_desktop.gui.attachments import open_file, open_link, save_file
from btech_desktop.gui.evidence_dialog import AttachDialog, EvidenceDialog
from btech_desktop.gui.na_dialog import NotApplicableDialog
from btech_desktop.gui.page import Page
from btech_desktop.gui.searching import Earlier, Place, before_now
from btech_desktop.gui.session import Changed, Session
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import Column
from btech_desktop.gui.widgets.message_bar import Action, MessageBar
from btech_desktop.gui.widgets.reading_order import set_reading_order, stops
from btech_desktop.gui.widgets.scroll import PageScroll
from btech_desktop.gui.widgets.three_panes import ThreePanes
from btech_desktop.history_words import history_lines
from btech_desktop.language import Words, mark, tr
from btech_desktop.store import Change
from btech_desktop.wording import day

SIDE_FOLLOWS_MS: Final = 90  # after the last key; longer than a quick hand takes from key to key
ROOM_FOR_SIDE: Final = 1000  # px of the page at 100 %: below it the question would have too little
_WORDING_TAGS: Final = Words({"new": mark("New"), "reworded": mark("Reworded"), "changed": mark("Changed")})

_LETTERS: Final = {
    Qt.Key.Key_N: "not applicable",
    Qt.Key.Key_Backspace: "clear",
    Qt.Key.Key_J: "next",
    Qt.Key.Key_K: "previous",
    Qt.Key.Key_U: "next to answer",
    Qt.Key.Key_F: "flag",
    Qt.Key.Key_E: "evidence",
    Qt.Key.Key_T: "notes",
}


class AssessPage(Page):
    """List, question and side panel on the assessment in view."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self.single_keys = True
        self._side_timer = QTimer(self, singleShot=True, interval=SIDE_FOLLOWS_MS)
        self._side_timer.timeout.connect(self._follow)
        self._side_waits = False
        self._practice: str | None = session.practice_id
        self._shown: tuple[str, str] | None = None  # assessment and practice whose texts are in the fields
        self._before: tuple[str, Dossier | None] | None = None
        self._words_before: dict[str, list[Place]] | None = None  # let go of in refresh()
        self._kept: set[tuple[str, str, int]] = set()
        self._drafts = session.drafts  # words refused, by assessment, practice and field
        self._build()
        self._connect()
        self._arranged()
        self.refresh()

    # -- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme, px = self.theme, self.theme.px
        self.list_pane = ListPane(theme)
        self.side = SidePanel(theme)
        self.question = QuestionPane(theme)
        self.question.set_single_keys(self.single_keys)
        self.evidence = EvidenceSection(theme)
        self.fields = AnswerFields(theme)
        self.top_bar = TopBar(theme)
        self.footer = Footer(theme)
        self.banner: MessageBar | None = None
        self._banner_slot = QVBoxLayout()

        column = Column()
        column.setSpacing(px(12))
        column.addLayout(self._banner_slot)
        for part in (self.question, hairline(), self.evidence, hairline(), self.fields):
            column.addWidget(part)
        column.addStretch(1)
        self.area = PageScroll(theme, margin=0, gap=0)
        # Always there, so that nothing moves sideways from one practice to the next.
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.area.add(centred(column, px(COLUMN), (px(24), px(14), px(24), px(20))))

        self.middle = QFrame()
        self.middle.setObjectName("pane")
        inner = QVBoxLayout(self.middle)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.top_bar)
        inner.addWidget(self.area, 1)
        inner.addWidget(self.footer)

        self.parts = ThreePanes(
            theme,
            self.list_pane,
            self.middle,
            self.side,
            start_width=LIST_WIDTH,
            end_width=SIDE_WIDTH,
            end_needs=ROOM_FOR_SIDE,
        )
        self.empty = self._make_empty()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.parts)
        row.addWidget(self.empty)

    def _make_empty(self) -> QWidget:
        empty = QFrame()
        empty.setObjectName("pane")
        column = QVBoxLayout(empty)
        column.setSpacing(self.theme.px(12))
        column.addStretch(1)
        words = Label(
            self.theme, tr("Start an assessment, and its practices will stand here to answer."), "lead", "text2"
        )
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.start_button = Button(self.theme, tr("Start an assessment…"), kind="primary")
        column.addWidget(words)
        column.addWidget(self.start_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return empty

    def _connect(self) -> None:
        self.session.saved.connect(self._show_saved)
        self.session.not_saved.connect(self._show_saved)
        self.list_pane.practice_selected.connect(self._picked)
        self.list_pane.list.clicked.connect(self._clicked_in_list)
        self.list_pane.filter_changed.connect(self._show_footer)
        self.list_pane.search_left.connect(self._leave_search)
        for watched in (self.list_pane.list, *self.question.levels.cards):
            watched.installEventFilter(self)
        self.question.rated.connect(self.rate)
        self.question.na_requested.connect(self.ask_not_applicable)
        self.question.clear_requested.connect(self.clear)
        self.question.flag_requested.connect(self._flag)
        self.question.confirm_requested.connect(self.confirm)
        self.question.reason_chosen.connect(self._why)
        self.question.keep_requested.connect(self._keep_level)
        self.evidence.add_requested.connect(self.add_evidence)
        self.evidence.attach_requested.connect(self._attach)
        # Once the drop is over: the program dragged from waits for its end.
        self.evidence.file_dropped.connect(self._file_dropped, Qt.ConnectionType.QueuedConnection)
        self.evidence.open_requested.connect(self._open_file)
        self.evidence.save_requested.connect(self._save_file)
        self.evidence.link_requested.connect(self._open_link)
        self.evidence.edit_requested.connect(self._edit_evidence)
        self.evidence.remove_requested.connect(self._remove_evidence)
        self.fields.edited.connect(self._edited)
        self.fields.words_edited.connect(self._written)
        self.side.finding_copied.connect(self._copy_finding)
        self.side.history_requested.connect(self._ask_history)
        self.footer.previous_requested.connect(self.go_previous)
        self.footer.next_requested.connect(self.go_next)
        self.footer.open_requested.connect(self.go_next_open)
        self.top_bar.list_requested.connect(self._open_list)
        self.top_bar.side_requested.connect(self.show_guidance)
        self.parts.arranged.connect(self._arranged)
        self.start_button.clicked.connect(self._ask_start)

    # -- showing ------------------------------------------------------------------------------------------

    def refresh(self, changed: Changed | None = None) -> None:
        """Show the session as it is. Words that are being typed stay, and so does the cursor."""
        if changed is not None and changed.sender is self:
            return
        self._words_before = None
        started = self.session.assessment_id is not None
        self.parts.setVisible(started)
        self.empty.setVisible(not started)
        if not started:
            self._shown = self._practice = None
            return
        if changed is None or changed.touches(Assessment):
            self._before = None
        dossier = self.session.dossier
        ids = [p.id for p in dossier.practices()]
        if self._practice not in ids:
            open_ids = [i for i in ids if not dossier.answers[i].settled]
            self._practice = (open_ids or ids)[0]
        self._show_all()

    def show_practice(self, practice_id: str) -> None:
        """Bring a practice into view; what is being written is saved first."""
        self._bring(practice_id, side_later=False)

    def _bring(self, practice_id: str, *, side_later: bool) -> None:
        if self.session.assessment_id is None or practice_id not in self.session.dossier.answers:
            return
        if practice_id != self._practice:
            self.flush()
            self._practice = practice_id
        self._show_all(side_later=side_later)

    @property
    def practice_id(self) -> str | None:
        """The practice in view."""
        return self._practice

    def set_single_keys(self, on: bool) -> None:
        """Whether digits and letters rate and move; people who dictate need them off."""
        self.single_keys = on
        self.question.set_single_keys(on)
        self._arranged()

    def focus_search(self) -> None:
        """Put the cursor into the search field, opening its drawer where the list is one."""
        self.parts.open_start(self.top_bar.list_button)
        self.list_pane.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list_pane.search.selectAll()

    def begin(self) -> None:
        """In the list: there keys rate and move."""
        self.list_pane.list.setFocus()

    def panes(self) -> Sequence[QWidget]:
        """Where F6 stops, in the order of reading."""
        return (self.list_pane, self.top_bar, self.area, self.side, self.footer)

    def flush(self) -> None:
        """Save what is being written."""
        self.fields.flush()

    def _answer(self) -> Answer:
        return self.session.answer_of(self._practice or "")

    def _locked(self) -> bool:
        return self.session.dossier.assessment.final

    def _earlier(self) -> Dossier | None:
        """The assessment of the period before, read once: rating must not read whole years again."""
        assessment = self.session.dossier.assessment
        if self._before is None or self._before[0] != assessment.id:
            earlier = facts.previous_id(assessment, self.session.store.assessments())
            self._before = (assessment.id, self.session.store.dossier(earlier) if earlier else None)
        return self._before[1]

    def _earlier_words(self) -> dict[str, list[Place]]:
        """What the unit's earlier periods wrote, to search in; read once."""
        if self._words_before is None:
            session = self.session
            texts = session.store.earlier_texts(session.dossier.assessment)
            earlier = (Earlier(a.period, session.store.form(a.form_edition), *text) for a, *text in texts)
            self._words_before = before_now(session.dossier.form, earlier)
        return self._words_before

    def _show_all(self, *, side_later: bool = False) -> None:
        """``side_later``: what stands at the side follows when the hand pauses, so that keys are answered at once."""
        dossier, practice_id = self.session.dossier, self._practice
        if practice_id is None:
            return
        self.session.practice_id = practice_id
        practice, answer = dossier.form.by_id[practice_id], dossier.answers[practice_id]
        last = last_time(dossier, self._earlier(), practice_id)
        locked = dossier.assessment.final
        here = (dossier.assessment.id, practice_id)
        fresh = here != self._shown
        self._shown = here
        supports = dossier.supports(practice_id)
        view = QuestionView(
            form=dossier.form,
            domain=dossier.form.domain_of(practice_id),
            practice=practice,
            answer=answer,
            last=last,
            supports=supports,
            locked=locked,
            kept=(*here, answer.level or 0) in self._kept,
        )
        evidence = dossier.evidence_for(practice_id)
        others = self.session.store.evidence_count() > len(evidence)
        drafts = {field: text for (*where, field), text in self._drafts.items() if tuple(where) == here}
        with self.area.changing():
            self._show_banner(dossier.assessment)
            self.question.show_view(view)
            self.evidence.show_evidence(evidence, supports=supports, others=others, locked=locked)
            self.fields.show_answer(practice, answer, drafts=drafts, locked=locked, fresh=fresh)
        if side_later:
            self._side_timer.start()
        else:
            self._show_side(dossier)
        self.list_pane.show_dossier(dossier, practice_id, self._tags(dossier), self._earlier_words)
        self._show_footer()
        self._show_saved()
        if fresh:
            self.area.verticalScrollBar().setValue(0)

    def _follow(self) -> None:
        """Bring the side up to what is in view."""
        if self._practice is not None and self.session.assessment_id is not None:
            self._show_side(self.session.dossier)

    def hideEvent(self, event: QHideEvent) -> None:
        """What is out of view follows when it comes back: the file may be closed by then."""
        self._side_waits = self._side_waits or self._side_timer.isActive()
        self._side_timer.stop()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._side_waits:
            self._follow()

    def settled(self) -> bool:
        """Whether the side has followed."""
        return not self._side_timer.isActive()

    def _show_side(self, dossier: Dossier) -> None:
        self._side_timer.stop()
        self._side_waits = False
        practice_id = self._practice or ""
        history = self.session.store.history(f"{dossier.assessment.id}/{practice_id}")
        self.side.show_view(
            SideView(
                form=dossier.form,
                practice=dossier.form.by_id[practice_id],
                answer=dossier.answers[practice_id],
                stack_roles=dossier.unit.roles,
                lasts=last_times(dossier, self._earlier(), practice_id),
                history=history_lines(history),
                locked=dossier.assessment.final,
            )
        )
        # The footer stands below the question, yet comes last.
        set_reading_order([*stops(self.side), *stops(self.footer)])

    def _tags(self, dossier: Dossier) -> dict[str, str]:
        before = self._earlier()
        # Once answered, a question is like any other, and its title needs the room.
        open_ids = [p.id for p in dossier.practices() if not dossier.answers[p.id].settled]
        found = {i: last_time(dossier, before, i) for i in open_ids} if before else {}
        return {i: _WORDING_TAGS[last.wording] for i, last in found.items() if last and last.wording in _WORDING_TAGS}

    def _show_banner(self, assessment: Assessment) -> None:
        if self.banner is not None:
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None
        if assessment.final:
            text = tr("Locked. Reopen it to change an answer; the locked state is kept.")
            if assessment.final_on:
                text = tr(
                    "Locked on {day}. Reopen it to change an answer; the locked state is kept.",
                    day=day(assessment.final_on),
                )
            self.banner = MessageBar(
                self.theme,
                "locked",
                text,
                (Action("reopen", tr("Reopen…")),),
                closable=False,
            )
            self.banner.action_requested.connect(self.command_requested)
            self._banner_slot.addWidget(self.banner)

    def _show_saved(self) -> None:
        for label in (self.question.saved, self.top_bar.saved):
            label.set_saved(self.session.saved_at, self.session.unsaved)

    def _show_footer(self) -> None:
        if self._practice is None:
            return
        self.footer.show_ways(*self._neighbours(), None if self._locked() else self._next_open())
        dossier = self.session.dossier
        self.top_bar.set_open(sum(not dossier.answers[p.id].settled for p in dossier.practices()))

    # -- moving -------------------------------------------------------------------------------------------

    def _neighbours(self) -> tuple[str | None, str | None]:
        """The practices before and after in the list, or in the form where the list does not hold this one."""
        order = self.list_pane.order()
        whole = [p.id for p in self.session.dossier.practices()]
        if self._practice not in order:
            order = [i for i in whole if i in order or i == self._practice]
        at = order.index(self._practice or "")
        return (order[at - 1] if at else None), (order[at + 1] if at + 1 < len(order) else None)

    def _next_open(self) -> str | None:
        dossier = self.session.dossier
        order = [p.id for p in dossier.practices()]
        return next_open(order, (i for i in order if not dossier.answers[i].settled), self._practice or "")

    def go_next(self) -> None:
        """The next practice in the list."""
        self._go(self._neighbours()[1])

    def go_previous(self) -> None:
        """The practice before in the list."""
        self._go(self._neighbours()[0])

    def go_next_open(self) -> None:
        """The next practice to answer, going round."""
        self._go(self._next_open())

    def _go(self, practice_id: str | None) -> None:
        if practice_id is not None:
            on_level = self._focused_level() is not None
            self._bring(practice_id, side_later=True)
            if on_level:
                # The keyboard stays with the levels, on the one that stands as chosen.
                self.question.levels.focus_level()

    def _picked(self, practice_id: str) -> None:
        self._bring(practice_id, side_later=True)

    def _clicked_in_list(self, index: QModelIndex) -> None:
        # The arrows only look around; a click on a practice has found what it came for.
        if index.parent().isValid():
            self.parts.close_drawer()

    def _leave_search(self, into_list: bool) -> None:
        if into_list:
            self.list_pane.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            order = self.list_pane.order()
            if order and self._practice not in order:
                self.show_practice(order[0])
        else:
            self._to_levels()

    def _to_levels(self) -> None:
        self.parts.close_drawer()
        self.question.levels.focus_level()
        self.area.ensureWidgetVisible(self.question.levels.cards[self._stop()])

    def _stop(self) -> int:
        """The level that Tab leads to."""
        return self.question.levels.selected or 0

    def _focused_level(self) -> int | None:
        return next((card.level for card in self.question.levels.cards if card.hasFocus()), None)

    # -- answering ----------------------------------------------------------------------------------------

    def _save(self, **fields: object) -> bool:
        """Save fields of the answer in view, and show what follows from them."""
        if self._practice is None:
            return False
        done = self.session.answer(self._practice, sender=self, **fields)
        self._show_all(side_later=True)
        return done

    def rate(self, level: int) -> None:
        """Choose a level."""
        answer = self._answer()
        fields: dict[str, object] = {"level": level, "na_reason": ""}
        last = last_time(self.session.dossier, self._earlier(), answer.practice_id)
        if level == level_before(answer, last):
            # Nothing changed since last period, so there is no reason to keep.
            fields["change_reason"] = None
        self._save(**fields)

    def clear(self) -> None:
        """Take the answer back: the practice is to answer again."""
        if not self._locked():
            self._save(level=None, not_applicable=False, na_reason="", to_confirm=False, change_reason=None)

    def confirm(self) -> None:
        """Say that a carried-over answer is still true."""
        if self._practice is not None and not self._locked():
            self.session.confirm(self._practice, sender=self)
            self._show_all()

    def ask_not_applicable(self) -> None:
        """Ask why the practice does not apply; those that apply to everyone say so instead."""
        if self._practice is None or self._locked():
            return
        if self.session.dossier.form.by_id[self._practice].never_na:
            self.question.refuse_not_applicable()
            return
        dialog = NotApplicableDialog(self, self._answer())
        if dialog.exec():
            self._save(not_applicable=True, na_reason=dialog.reason, na_sensitivity=dialog.sensitivity)
        dialog.deleteLater()

    def _flag(self, on: bool) -> None:
        self._save(flagged=on)

    def _why(self, reason: str) -> None:
        self._save(change_reason=reason)

    def _keep_level(self) -> None:
        answer = self._answer()
        self._kept.add((answer.assessment_id, answer.practice_id, answer.level or 0))
        self._show_all()

    def _edited(self, field: str, value: object) -> None:
        self._save(**{field: value})

    def _written(self, field: str, text: str) -> None:
        """Save a text for the practice it was written for, even if another is in view by now."""
        if self._shown is None:
            return
        assessment_id, practice_id = self._shown
        if assessment_id == self.session.assessment_id:
            done = self.session.answer(practice_id, sender=self, **{field: text})
        else:
            done = self._save_elsewhere(assessment_id, practice_id, field, text)
        key = (assessment_id, practice_id, field)
        if done:
            self._drafts.pop(key, None)
        else:
            # Refused (the window says why): the words stay in the field, and come back with the practice.
            self._drafts[key] = text
        if assessment_id == self.session.assessment_id:
            self._show_after_words()

    def _save_elsewhere(self, assessment_id: str, practice_id: str, field: str, text: str) -> bool:
        try:
            before = self.session.store.answer(assessment_id, practice_id)
            after = Answer.model_validate({**before.model_dump(), field: text})
        except (UserError, ValueError):
            return False
        return self.session.write(
            [Change(before, after)], text=tr("change {practice}", practice=practice_id), sender=self
        )

    def _show_after_words(self) -> None:
        """What depends on words: history, search, saved. The fields are left alone, someone may be typing on."""
        if self._practice is None or self._shown is None or self._shown[1] != self._practice:
            return
        dossier = self.session.dossier
        self._show_side(dossier)
        self.list_pane.show_dossier(dossier, self._practice, self._tags(dossier), self._earlier_words)

    def _copy_finding(self) -> None:
        last = last_time(self.session.dossier, self._earlier(), self._practice or "")
        if last is not None:
            self._save(finding=last.finding, finding_sensitivity=last.finding_sensitivity)

    # -- evidence -----------------------------------------------------------------------------------------

    def _evidence_of(self, evidence_id: str) -> Evidence | None:
        return next((e for e in self.session.dossier.evidence if e.id == evidence_id), None)

    def add_evidence(self, file: Path | None = None) -> None:
        """Describe a new piece of evidence, with its file if one is kept, and attach it."""
        if self._practice is None or self._locked():
            return
        dialog = EvidenceDialog(self, add_file=self.session.add_file, file=file)
        if dialog.exec():
            self.session.attach(dialog.evidence, self._practice, new=True, sender=self)
            self._show_all()
        dialog.deleteLater()

    def _attach(self) -> None:
        if self._practice is None or self._locked():
            return
        here = {e.id for e in self.session.dossier.evidence_for(self._practice)}
        dialog = AttachDialog(self, [e for e in self.session.store.evidence() if e.id not in here])
        if dialog.exec():
            self.session.attach(dialog.evidence, self._practice, new=False, sender=self)
            self._show_all()
        dialog.deleteLater()

    def _edit_evidence(self, evidence_id: str) -> None:
        evidence = self._evidence_of(evidence_id)
        if evidence is None or self._locked():
            return
        dialog = EvidenceDialog(
            self,
            evidence,
            attached=self.session.store.times_attached(evidence_id),
            add_file=self.session.add_file,
        )
        if dialog.exec():
            self.session.replace(evidence, dialog.evidence, text=tr("change evidence"), sender=self)
            self._show_all()
        dialog.deleteLater()

    def _file_dropped(self, path: str) -> None:
        self.add_evidence(Path(path))

    def _open_file(self, evidence_id: str) -> None:
        self._outside(evidence_id, open_file)

    def _save_file(self, evidence_id: str) -> None:
        self._outside(evidence_id, save_file)

    def _open_link(self, evidence_id: str) -> None:
        self._outside(evidence_id, open_link)

    def _outside(self, evidence_id: str, lead: Callable[[QWidget, Session, Evidence], str]) -> None:
        """Lead to what a piece of evidence stands for, and say what came of it."""
        evidence = self._evidence_of(evidence_id)
        if evidence is None:
            return
        try:
            said = lead(self, self.session, evidence)
        except UserError as error:
            self.message_requested.emit("error", str(error))
        else:
            if said:
                self.message_requested.emit("info", said)

    def _remove_evidence(self, evidence_id: str) -> None:
        evidence = self._evidence_of(evidence_id)
        if evidence is None or self._practice is None or self._locked():
            return
        self.session.detach(evidence, self._practice, sender=self)
        self._show_all()
        self.evidence.add_button.setFocus()

    def _ask_history(self) -> None:
        self.command_requested.emit("practice_history")

    def _ask_start(self) -> None:
        self.command_requested.emit("new_assessment")

    # -- keyboard -----------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Here, before list and cards see the key: single keys mean the same in both.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._key(event):
            return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """A key in the list or on a level; True when it did something."""
        quiet = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        if event.modifiers() & ~quiet or self._practice is None:
            return False
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._enter()
        if not self.single_keys or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_4 and self.list_pane.list.hasFocus():
            self.question.levels.rate(int(key) - int(Qt.Key.Key_0))
            return True
        if key in _LETTERS:
            self._letter(_LETTERS[key])
            return True
        return False

    def _enter(self) -> bool:
        """Confirms a carried-over answer; else from the list it leads to the levels."""
        answer, on = self._answer(), self._focused_level()
        asks = answer.to_confirm and not self.session.dossier.form.by_id[answer.practice_id].year_dependent
        # On another level than the one carried over, Enter means that level.
        if asks and not self._locked() and on in (None, self._stop()) and self._on_practice():
            self.confirm()
            return True
        if on is None and self._on_practice():
            self._to_levels()
            return True
        return False

    def _on_practice(self) -> bool:
        """Whether the keyboard is on a practice or a level, not on a domain's line."""
        view = self.list_pane.list
        return not view.hasFocus() or view.currentIndex().parent().isValid()

    def _letter(self, does: str) -> None:
        match does:
            case "not applicable":
                self.ask_not_applicable()
            case "clear":
                self.clear()
            case "next":
                self.go_next()
            case "previous":
                self.go_previous()
            case "next to answer":
                self.go_next_open()
            case "flag":
                if not self._locked():
                    self._flag(not self._answer().flagged)
            case "evidence":
                self.add_evidence()
            case "notes":
                self.parts.close_drawer()
                self.fields.note.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self.area.ensureWidgetVisible(self.fields.note)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # A click beside everything in the question: the keys that its foot names are for this practice then.
        pane = self.area.rect().translated(self.area.mapTo(self, QPoint(0, 0)))
        if self._practice is not None and pane.contains(event.position().toPoint()):
            self.question.levels.focus_level()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._practice is not None:
            if self.parts.drawer_open:
                self.parts.close_drawer()
            else:
                self._to_levels()
        elif event.key() == Qt.Key.Key_F1:
            self.show_guidance()
        else:
            super().keyPressEvent(event)

    # -- drawers ------------------------------------------------------------------------------------------

    def _arranged(self) -> None:
        self.top_bar.setVisible(self.parts.end_away)
        self.top_bar.list_button.setVisible(self.parts.start_away)
        self.question.saved.setVisible(not self.parts.end_away)
        self.footer.set_hint_shown(self.single_keys and not self.parts.end_away)

    def show_guidance(self) -> None:
        """Bring guidance and last period into view."""
        self.parts.open_end(self.top_bar.side_button)
        self.side.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _open_list(self) -> None:
        self.parts.open_start(self.top_bar.list_button)
        self.list_pane.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
