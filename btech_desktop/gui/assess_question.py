"""The question with its five levels, what can be said instead of a level, and what an answer asks in return."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop.assessment import Answer
from btech_desktop.form import Domain, Form, Practice
from btech_desktop.gui.answering import (
    LastTime,
    above_evidence,
    cannot_be_left_out,
    level_before,
    needs_fresh_answer,
    still_true,
)
from btech_desktop.gui.assess_bars import SavedLabel
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.chip import Chip
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.key_hint import KeyHint
from btech_desktop.gui.widgets.labels import ElidedLabel, Label
from btech_desktop.gui.widgets.layouts import Column
from btech_desktop.gui.widgets.level_card import LevelGroup, LevelText
from btech_desktop.gui.widgets.message_bar import Action, MessageBar, MessageKind
from btech_desktop.gui.widgets.section import Icon
from btech_desktop.gui.widgets.segmented import Option, Segmented
from btech_desktop.language import mark, tr
from btech_desktop.terms import shown

WHY = {
    "done": (mark("Done"), mark("The practice itself moved.")),
    "learned": (mark("Learned"), mark("We know more than we did then.")),
    "re-judged": (mark("Re-judged"), mark("Same facts, another reading.")),
    "corrected": (mark("Corrected"), mark("The earlier level was a mistake.")),
}


@dataclass(frozen=True, slots=True)
class QuestionView:
    """All that this part says of a practice."""

    form: Form
    domain: Domain
    practice: Practice
    answer: Answer
    last: LastTime | None
    supports: int
    locked: bool
    kept: bool  # the user chose to keep a level above the evidence


class QuestionPane(QWidget):
    """Shows a practice's question and answer; the page writes."""

    rated = Signal(int)
    na_requested = Signal()
    clear_requested = Signal()
    flag_requested = Signal(bool)
    confirm_requested = Signal()
    reason_chosen = Signal(str)
    keep_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view: QuestionView | None = None
        self.bars: list[MessageBar] = []
        px = theme.px

        self.domain_label = ElidedLabel(theme, "", "small", "muted")
        self.id_label = Label(theme, "", "small_strong", "text", wrap=False)
        self.flag_chip = Chip.of(theme, "flagged")
        self.saved = SavedLabel(theme)
        crumb = QHBoxLayout()
        crumb.setSpacing(px(8))
        crumb.addWidget(self.domain_label)
        crumb.addWidget(Icon(theme, "chevron-right", "muted", size=14))
        crumb.addWidget(self.id_label)
        crumb.addWidget(self.flag_chip)
        crumb.addStretch(1)
        crumb.addWidget(self.saved)

        self.question = Label(theme, "", "question")
        self.scope = Label(theme, "", "small", "text2")
        self.levels = LevelGroup(theme)
        self._bar_slot = QVBoxLayout()
        self._bar_slot.setSpacing(px(6))
        self._buttons(theme)
        self._why(theme)

        column = Column(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addLayout(crumb)
        column.addWidget(self.question)
        column.addWidget(self.scope)
        column.addSpacing(px(2))
        column.addLayout(self._bar_slot)
        column.addWidget(self.levels)
        column.addWidget(self.why_box)
        column.addWidget(self.button_row)
        self.levels.rated.connect(self.rated)

    def _buttons(self, theme: Theme) -> None:
        self.button_row = QWidget()
        flow = FlowLayout(self.button_row, gap=theme.px(8), line_gap=theme.px(6))
        flow.setContentsMargins(0, theme.px(4), 0, 0)
        self.na_button = Button(theme, tr("Not applicable…"), keys="N", compact=True)
        self.flag_button = Button(theme, tr("Flag for review"), icon="flag", keys="F", compact=True)
        self.clear_button = Button(theme, tr("Clear"), keys=tr("Backspace"), compact=True)
        hint = QWidget()
        row = QHBoxLayout(hint)
        row.setContentsMargins(theme.px(4), 0, 0, 0)
        row.setSpacing(theme.px(5))
        for piece in (tr("Press"), "[0", tr("to"), "[4", tr("to rate")):
            row.addWidget(
                KeyHint(theme, piece[1:])
                if piece.startswith("[")
                else Label(theme, piece, "caption", "muted", wrap=False)
            )
        self.keys_hint = hint
        for widget in (self.na_button, self.flag_button, self.clear_button, hint):
            flow.addWidget(widget)
        self.na_button.clicked.connect(self.na_requested)
        self.clear_button.clicked.connect(self.clear_requested)
        self.flag_button.clicked.connect(self._flag)

    def _why(self, theme: Theme) -> None:
        self.why_box = QWidget()
        column = QVBoxLayout(self.why_box)
        column.setContentsMargins(0, theme.px(4), 0, 0)
        column.setSpacing(theme.px(6))
        self.why_label = Label(theme, tr("Why did it change?"), "small_medium")
        self.why = Segmented(
            theme, [Option(key, tr(words)) for key, (words, _) in WHY.items()], name=tr("Why did it change?")
        )
        self.why_fact = Label(theme, "", "small", "muted")
        line = QWidget()
        flow = FlowLayout(line, gap=theme.px(10), line_gap=theme.px(4))
        flow.addWidget(self.why_label)
        flow.addWidget(self.why)
        column.addWidget(line)
        column.addWidget(self.why_fact)
        self.why.chosen.connect(self.reason_chosen)

    # -- what it shows ------------------------------------------------------------------------------------

    def show_view(self, view: QuestionView) -> None:
        """Show a practice and its answer."""
        self._view = view
        practice, answer = view.practice, view.answer
        self.domain_label.setText(view.domain.title)
        self.id_label.setText(practice.id)
        self.flag_chip.setVisible(answer.flagged)
        self.question.setText(practice.question)
        self.scope.setText(practice.scope)
        self.levels.set_levels(
            [LevelText(n, view.form.levels[n].name, words) for n, words in enumerate(practice.levels)]
        )
        self.levels.set_marks(
            last=view.last.level if view.last and view.last.wording != "changed" else None,
            last_label=view.last.label if view.last else "",
            target=answer.target,
            carried=answer.to_confirm,
        )
        self.levels.set_selected(answer.level)
        self.levels.set_read_only(view.locked)
        self.flag_button.setText(tr("Remove flag") if answer.flagged else tr("Flag for review"))
        self.flag_button.setAccessibleName(self.flag_button.text())
        self.clear_button.setVisible(answer.level is not None or answer.not_applicable)
        self.button_row.setVisible(not view.locked)
        self._show_why(view)
        self._show_bars(view)

    def set_single_keys(self, on: bool) -> None:
        """Whether to speak of the single keys."""
        self.levels.set_single_keys(on)
        self.keys_hint.setVisible(on)

    def refuse_not_applicable(self) -> None:
        """Say why this practice cannot be left out."""
        if self._view is not None:
            bar = self._add_bar("info", cannot_be_left_out(self._view.practice.id), (), closable=True)
            bar.announce()

    def _show_why(self, view: QuestionView) -> None:
        before = level_before(view.answer, view.last)
        level = view.answer.level
        moved = before is not None and level is not None and before != level and not view.answer.to_confirm
        self.why_box.setVisible(moved)
        reason = view.answer.change_reason
        self.why.set_value(reason)
        self.why.setVisible(not view.locked)
        self.why_label.setText(
            tr("Why did it change?")
            if not view.locked or reason is None
            else tr("Why it changed: {reason}.", reason=tr(WHY[reason][0]).lower())
        )
        sense = tr(WHY[reason][1]) if reason else ""
        change = tr("From {before} to {after}.", before=before, after=level)
        self.why_fact.setText(f"{change} {sense}".strip())

    def _show_bars(self, view: QuestionView) -> None:
        asked = self._asked(view)
        if asked == [(bar.text, bar.things_to_do) for bar in self.bars]:
            return
        for bar in self.bars:
            self._bar_slot.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        self.bars = []
        for text, actions in asked:
            self._add_bar("info", text, actions)

    def _asked(self, view: QuestionView) -> list[tuple[str, tuple[Action, ...]]]:
        """What the answer asks in return: sentences, each with what can be done about it."""
        asked: list[tuple[str, tuple[Action, ...]]] = []
        answer, practice, locked = view.answer, view.practice, view.locked
        period = view.last.period if view.last else ""
        if answer.to_confirm and not practice.year_dependent:
            confirm = Action("confirm", tr("Confirm"), tr("Return"))
            asked.append((still_true(answer, period), () if locked else (confirm,)))
        elif practice.year_dependent and (answer.to_confirm or not answer.settled) and not locked:
            before = answer.level if answer.to_confirm else level_before(answer, view.last)
            if before is not None:
                asked.append((needs_fresh_answer(before, period), ()))
        if answer.not_applicable:
            reason = answer.na_reason or tr("No reason given yet.")
            words = tr("Not applicable ({label}). {reason}", label=shown(answer.na_sensitivity), reason=reason)
            asked.append((words, () if locked else (Action("reason", tr("Change reason…")),)))
        above = answer.mark().answered and answer.level is not None and answer.level > view.supports
        if above and not view.kept and not locked and answer.level is not None:
            keep = Action("keep", tr("Keep {level}", level=answer.level))
            lower = Action("lower", tr("Choose {level}", level=view.supports))
            asked.append((above_evidence(answer.level, view.supports), (keep, lower)))
        return asked

    def _add_bar(
        self, kind: MessageKind, text: str, actions: Sequence[Action], *, closable: bool = False
    ) -> MessageBar:
        bar = MessageBar(self._theme, kind, text, actions, closable=closable)
        bar.action_requested.connect(self._act)
        self._bar_slot.addWidget(bar)
        bar.show()  # Qt would show it after the next painting, and lay out and paint once more
        self.bars.append(bar)
        return bar

    # -- what people do -----------------------------------------------------------------------------------

    def _flag(self) -> None:
        if self._view is not None:
            self.flag_requested.emit(not self._view.answer.flagged)

    def _act(self, name: str) -> None:
        if self._view is None:
            return
        if name == "confirm":
            self.confirm_requested.emit()
        elif name == "reason":
            self.na_requested.emit()
        elif name == "keep":
            self.keep_requested.emit()
        elif name == "lower":
            self.rated.emit(self._view.supports)
