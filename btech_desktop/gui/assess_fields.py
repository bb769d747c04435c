"""Finding, notes and the smaller facts of an answer: each tells its new value by the answer's field name."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop.assessment import FINDING_LIMIT, Answer
from btech_desktop.form import Practice
from btech_desktop.gui.marks_line import MarksLine
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.date_field import DateField
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.key_hint import native_keys
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import Column
from btech_desktop.gui.widgets.line_edit import LineEdit
from btech_desktop.gui.widgets.marked_edit import MARK_KEYS, MarkedEdit
from btech_desktop.gui.widgets.segmented import Option, Segmented
from btech_desktop.gui.widgets.sensitivity_box import PRIVILEGED_HINT
from btech_desktop.gui.widgets.sensitivity_choice import SensitivityChoice
from btech_desktop.gui.widgets.spoken import plain_tip
from btech_desktop.gui.widgets.text_edit import NoteEdit
from btech_desktop.language import mark, tr
from btech_desktop.passages import put_together, taken_apart
from btech_desktop.terms import shown
from btech_desktop.wording import day, sentence

NOTES_HINT: Final = mark("What makes you say so? Two sentences will help you next year.")
_NONE: Final = ""  # the value of "None" among the targets


class AnswerFields(QWidget):
    """Shows an answer's fields; ``edited`` tells a new value, ``words_edited`` a text as it is being written."""

    edited = Signal(str, object)  # field of Answer, value
    words_edited = Signal(str, str)  # field of Answer, text

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._column = Column(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self._facts: list[tuple[QWidget, Label]] = []  # a control, and what stands for it when locked
        self._make_finding()
        self._line()
        self._make_notes()
        self._line()
        self._make_choices()
        self._make_people()
        self._line()
        self._make_scope()
        self.texts: Mapping[str, LineEdit | NoteEdit] = {
            "finding": self.finding,
            "note": self.note,
            "consulted": self.consulted,
            "owner": self.owner,
            "scope_note": self.scope_note,
        }
        self._hints = {name: edit.placeholderText() for name, edit in self.texts.items()}
        for edit in self.texts.values():
            edit.paused.connect(self._written)

    # -- building -----------------------------------------------------------------------------------------

    def _line(self) -> None:
        self._column.addSpacing(self._theme.px(4))
        self._column.addWidget(hairline())

    def _head(self, text: str, *beside: QWidget) -> Label:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        label = Label(self._theme, text, "body_strong")
        row.addWidget(label, 1)
        for widget in beside:
            row.addWidget(widget)
            if isinstance(widget, SensitivityChoice):
                fact = Label(self._theme, "", "small", "text2", wrap=False)
                fact.hide()
                row.addWidget(fact)
                self._facts.append((widget, fact))
        self._column.addLayout(row)
        return label

    def _named(self, caption: str, control: QWidget, *, spread: bool = False) -> QWidget:
        """A control under its caption; when locked, its value in words stands there instead."""
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(4))
        label = Label(self._theme, caption, "small_medium", "text2", wrap=spread)
        label.setBuddy(control)
        fact = Label(self._theme, "", "body", wrap=spread)
        fact.hide()
        for widget in (label, control, fact):
            column.addWidget(widget)
        self._facts.append((control, fact))
        return group

    def _make_finding(self) -> None:
        theme = self._theme
        self.finding_sensitivity = SensitivityChoice(theme, name=tr("Who may see the finding"))
        self.finding_count = Label(theme, "", "caption", "muted", wrap=False)
        self._head(tr("Finding"), self.finding_count, self.finding_sensitivity)
        self.finding = LineEdit(theme, name=tr("Finding"), hint=tr("One line for reports"), limit=FINDING_LIMIT)
        self.finding_problem = Label(theme, "", "caption", "attention")
        self.finding_problem.hide()
        self.finding_privileged = self._privileged_hint()
        for widget in (self.finding, self.finding_problem, self.finding_privileged):
            self._column.addWidget(widget)
        self.finding.textChanged.connect(self._count_finding)
        self.finding.inputRejected.connect(self._too_long)
        self.finding_sensitivity.currentIndexChanged.connect(self._finding_labelled)

    def _make_notes(self) -> None:
        theme = self._theme
        self.note_sensitivity = SensitivityChoice(theme, name=tr("Who may see the notes"))
        self.mark_button = Button(theme, tr("Mark as…"), compact=True)
        self.mark_button.setToolTip(plain_tip(tr("Mark the selected words ({keys})", keys=native_keys(MARK_KEYS))))
        self._head(tr("Notes"), self.mark_button, self.note_sensitivity)
        self.note = MarkedEdit(theme, name=tr("Notes"), hint=tr(NOTES_HINT))
        self.note.markable_changed.connect(self._markable)
        self.mark_button.clicked.connect(self._offer_marks)
        self.note_privileged = self._privileged_hint()
        self.marks_line = MarksLine(theme, self.note)
        self._column.addWidget(self.note)
        self._column.addWidget(self.marks_line)
        self._column.addWidget(self.note_privileged)
        self.note_sensitivity.currentIndexChanged.connect(self._note_labelled)

    def _privileged_hint(self) -> Label:
        label = Label(self._theme, tr(PRIVILEGED_HINT), "caption", "attention")
        label.hide()
        return label

    def _make_choices(self) -> None:
        theme = self._theme
        self.target = Segmented(
            theme, [*(Option(str(n), str(n)) for n in range(5)), Option(_NONE, tr("None"))], name=tr("Target")
        )
        self.confidence = Segmented(
            theme, [Option(v, sentence(shown(v))) for v in ("low", "medium", "high")], name=tr("Confidence")
        )
        self.disclosed = Segmented(
            theme, [Option(v, sentence(shown(v))) for v in ("yes", "partly", "no")], name=tr("Publicly disclosed")
        )
        line = QWidget()
        flow = FlowLayout(line, gap=theme.px(20), line_gap=theme.px(10))
        flow.addWidget(self._named(tr("Target"), self.target))
        flow.addWidget(self._named(tr("Confidence"), self.confidence))
        flow.addWidget(self._named(tr("Publicly disclosed"), self.disclosed))
        self._column.addWidget(line)
        self.target.chosen.connect(self._target_chosen)
        self.confidence.chosen.connect(self._confidence_chosen)
        self.disclosed.chosen.connect(self._disclosed_chosen)

    def _make_people(self) -> None:
        theme = self._theme
        self.consulted = NoteEdit(
            theme, name=tr("Consulted"), hint=tr("Who was heard, inside and outside"), lines=1, most_lines=8
        )
        self._column.addWidget(self._named(tr("Consulted"), self.consulted, spread=True))
        self.affected = QCheckBox(tr("Affected people among them"))
        self.affected.setAccessibleName(tr("Affected people among those consulted"))
        self._affected_fact = Label(theme, "", "body")
        self._column.addWidget(self.affected)
        self._column.addWidget(self._affected_fact)
        self.owner = LineEdit(theme, name=tr("Owner"), hint=tr("A role, not a person"))
        self.owner.setMinimumWidth(theme.px(220))
        self.answer_by = DateField(tr("Answer by"))
        # A date is told when it is whole, not at each key.
        self.answer_by.edit.setKeyboardTracking(False)
        line = QWidget()
        flow = FlowLayout(line, gap=theme.px(20), line_gap=theme.px(10))
        flow.addWidget(self._named(tr("Owner"), self.owner))
        flow.addWidget(self._named(tr("Answer by"), self.answer_by))
        self._column.addWidget(line)
        self.affected.toggled.connect(self._affected_toggled)
        self.answer_by.changed.connect(self._date_changed)

    def _make_scope(self) -> None:
        theme = self._theme
        self._head(tr("What counts here"))
        self.case = Label(theme, "", "small", "text2")
        self.scope_note = NoteEdit(
            theme,
            name=tr("Narrower scope"),
            hint=tr("Do you count less than this? Say what is left out, and why."),
            lines=1,
            most_lines=8,
        )
        self._column.addWidget(self.case)
        self._column.addWidget(self._named(tr("Narrower scope"), self.scope_note, spread=True))

    # -- what it shows ------------------------------------------------------------------------------------

    def show_answer(
        self, practice: Practice, answer: Answer, *, drafts: Mapping[str, str], locked: bool, fresh: bool
    ) -> None:
        """Show an answer. ``drafts`` are texts that could not be saved; ``fresh``: another practice than before."""
        for name, edit in self.texts.items():
            # What is being written is newer than what is stored.
            if fresh or not edit.waiting:
                text = drafts.get(name, getattr(answer, name))
                if edit is self.note:
                    self.note.set_marked(*taken_apart(text))
                else:
                    edit.set_text(text)
            edit.setReadOnly(locked)
            edit.setPlaceholderText(tr("Nothing written") if locked else self._hints[name])
        if fresh:
            self.finding_problem.hide()
        self._count_finding()
        self.finding_count.setVisible(not locked)
        self.finding_sensitivity.show_value(answer.finding_sensitivity)
        self.note_sensitivity.show_value(answer.note_sensitivity)
        self.finding_privileged.setVisible(answer.finding_sensitivity == "privileged")
        self.note_privileged.setVisible(answer.note_sensitivity == "privileged")
        self.marks_line.start(answer.note_sensitivity, fresh=fresh)
        self.mark_button.setVisible(not locked)
        self.target.set_value(_NONE if answer.target is None else str(answer.target))
        self.confidence.set_value(answer.confidence)
        self.disclosed.set_value(answer.disclosed)
        self._show_quietly(answer)
        self.case.setText(f"{practice.case}.")
        self._lock(answer, locked)

    def _show_quietly(self, answer: Answer) -> None:
        for control in (self.affected, self.answer_by):
            control.blockSignals(True)
        self.affected.setChecked(answer.affected_consulted)
        if self.answer_by.value != answer.answer_by:
            self.answer_by.set_value(answer.answer_by)
        for control in (self.affected, self.answer_by):
            control.blockSignals(False)

    def _lock(self, answer: Answer, locked: bool) -> None:
        """When locked, values stand in words that can be read well; texts stay fields, to copy from."""
        words: dict[QWidget, str] = {
            self.finding_sensitivity: sentence(shown(answer.finding_sensitivity)),
            self.note_sensitivity: sentence(shown(answer.note_sensitivity)),
            self.target: tr("None") if answer.target is None else tr("Level {level}", level=answer.target),
            self.confidence: sentence(shown(answer.confidence) if answer.confidence else tr("not said")),
            self.disclosed: sentence(shown(answer.disclosed) if answer.disclosed else tr("not said")),
            self.answer_by: day(answer.answer_by) if answer.answer_by else tr("No date"),
        }
        for control, fact in self._facts:
            if control in words:
                fact.setText(words[control])
                control.setVisible(not locked)
                fact.setVisible(locked)
        self.affected.setVisible(not locked)
        heard = tr("Affected people among them.") if answer.affected_consulted else tr("No affected people among them.")
        self._affected_fact.setText(heard)
        self._affected_fact.setVisible(locked)

    def flush(self) -> None:
        """Tell at once what is being written."""
        for edit in self.texts.values():
            edit.flush()
        self.answer_by.edit.interpretText()

    def _count_finding(self) -> None:
        n = len(self.finding.text())
        self.finding_count.setText(tr("{number} of {most}", number=n, most=FINDING_LIMIT))
        self.finding_count.set_token("attention" if n >= FINDING_LIMIT else "muted")
        if n < FINDING_LIMIT:
            self.finding_problem.hide()

    def _too_long(self) -> None:
        self.finding_problem.setText(
            tr(
                "A finding has at most {most} characters. What went beyond was not taken; keep it in the notes.",
                most=FINDING_LIMIT,
            )
        )
        self.finding_problem.show()

    # -- what people do -----------------------------------------------------------------------------------

    def _written(self, text: str) -> None:
        sender = self.sender()
        for name, edit in self.texts.items():
            if edit is sender:
                self.words_edited.emit(name, put_together(text, self.note.marks) if edit is self.note else text)

    def _markable(self) -> None:
        self.mark_button.setEnabled(self.note.can_mark())

    def _offer_marks(self) -> None:
        self.note.offer_marks(self.mark_button.mapToGlobal(self.mark_button.rect().bottomLeft()))

    def _finding_labelled(self) -> None:
        self.edited.emit("finding_sensitivity", self.finding_sensitivity.value)

    def _note_labelled(self) -> None:
        self.edited.emit("note_sensitivity", self.note_sensitivity.value)

    def _target_chosen(self, value: str) -> None:
        self.edited.emit("target", None if value == _NONE else int(value))

    def _confidence_chosen(self, value: str) -> None:
        self.edited.emit("confidence", value)

    def _disclosed_chosen(self, value: str) -> None:
        self.edited.emit("disclosed", value)

    def _affected_toggled(self, on: bool) -> None:
        self.edited.emit("affected_consulted", on)

    def _date_changed(self) -> None:
        self.edited.emit("answer_by", self.answer_by.value)
