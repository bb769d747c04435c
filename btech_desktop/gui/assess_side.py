"""The right of the assess page: last period, the test for the next level, guidance, sources, history."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop import benchmark
from btech_desktop.assessment import Answer
from btech_desktop.form import Form, Practice
from btech_desktop.gui.answering import LastTime
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.chart_view import LevelMark
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.scroll import PageScroll
from btech_desktop.gui.widgets.section import Point, Quote, SectionTitle
from btech_desktop.gui.widgets.spoken import announce
from btech_desktop.history_words import HistoryLine
from btech_desktop.wording import joined

WIDTH = 288
_FIRST_LINES = 6  # of the history, before "Show all"


@dataclass(frozen=True, slots=True)
class SideView:
    """All that the panel says of a practice."""

    form: Form
    practice: Practice
    answer: Answer
    last: LastTime | None
    history: tuple[HistoryLine, ...]
    locked: bool


class SidePanel(PageScroll):
    """Words beside the question; its one deed is to copy last period's finding."""

    finding_copied = Signal()  # into this period's finding, which was empty
    history_requested = Signal()  # with every text, in a window of its own

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, margin=18, gap=10, parent=parent)
        self.setAccessibleName("Guidance and last year")
        self._theme = theme
        # A stop for Tab, unlike other scroll areas: from here the arrows scroll what has nothing to press.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setObjectName("side")
        ring = theme.colours["focus"]
        self.setStyleSheet(f"#side {{ border: 2px solid transparent; }} #side:focus {{ border-color: {ring}; }}")
        self._view: SideView | None = None
        self._whole_history = False
        self.copy_button: Button | None = None
        self.history_button: Button | None = None
        self.texts_button: Button | None = None
        self.copied_label: Label | None = None

    def show_view(self, view: SideView) -> None:
        """Show a practice; the place in the panel stays while the practice does."""
        if view == self._view:
            return
        same = self._view is not None and self._view.practice.id == view.practice.id
        at = self.verticalScrollBar().value() if same else 0
        if not same:
            self._whole_history = False
        self._view = view
        self._build(view)
        self.verticalScrollBar().setValue(at)

    # -- building -----------------------------------------------------------------------------------------

    def _build(self, view: SideView) -> None:
        self._clear()
        self._last_time(view)
        self._next_level(view)
        self._guidance(view.practice)
        self._sources(view)
        self._history(view.history)
        self.column.addStretch(1)

    def _clear(self) -> None:
        self.copy_button = self.history_button = self.texts_button = self.copied_label = None
        while self.column.count():
            item = self.column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _section(self, icon: str, title: str) -> QVBoxLayout:
        """A heading, below a line from the second on; what is added to the layout stands beneath it."""
        if self.column.count():
            self.column.addSpacing(self._theme.px(4))
            self.column.addWidget(hairline())
            self.column.addSpacing(self._theme.px(4))
        part = QWidget()
        inner = QVBoxLayout(part)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(self._theme.px(8))
        inner.addWidget(SectionTitle(self._theme, icon, title))
        self.column.addWidget(part)
        return inner

    def _words(self, part: QVBoxLayout, text: str, token: str = "text2") -> None:
        part.addWidget(Label(self._theme, text, "small", token))

    def _last_time(self, view: SideView) -> None:
        last = view.last
        if last is None:
            part = self._section("history", "Last year")
            self._words(part, "No earlier assessment of this unit to set beside this one.")
            return
        part = self._section("history", f"Last time, {last.period}")
        if last.wording in ("new", "not asked"):
            self._words(part, "This question is new." if last.wording == "new" else f"Not asked in {last.period}.")
            return
        self._standing(part, view.form, last)
        if last.wording == "reworded":
            self._words(part, "This question has changed. Read both versions before you compare.", "attention")
            self._words(part, f"In {last.period}: {last.question}")
        if last.not_applicable and last.reason:
            part.addWidget(Quote(self._theme, last.reason))
        if last.finding:
            part.addWidget(Quote(self._theme, last.finding))
        if last.note and last.note != last.finding:
            part.addWidget(Quote(self._theme, last.note))
        if last.finding:
            self._copy(part, view)

    def _standing(self, part: QVBoxLayout, form: Form, last: LastTime) -> None:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        mark = LevelMark(
            "na" if last.not_applicable else "open" if last.level is None else last.level, side=22 * self._theme.scale
        )
        mark.set_colours(self._theme.colours)
        name = "Not applicable" if last.not_applicable else "Not answered"
        if last.level is not None:
            name = form.levels[last.level].name
        row.addWidget(mark)
        row.addWidget(Label(self._theme, name, "small_medium"), 1)
        part.addLayout(row)
        if last.wording == "same":
            part.addWidget(Label(self._theme, "Wording unchanged", "caption", "muted"))

    def _copy(self, part: QVBoxLayout, view: SideView) -> None:
        into = not view.answer.finding and not view.locked
        button = Button(self._theme, "Copy finding", icon="copy", compact=True)
        button.setAccessibleDescription(
            "Into this period\N{RIGHT SINGLE QUOTATION MARK}s finding" if into else "To the clipboard"
        )
        button.clicked.connect(self._copy_finding)
        part.addWidget(button)
        self.copied_label = Label(self._theme, "", "caption", "muted")
        self.copied_label.hide()
        part.addWidget(self.copied_label)
        self.copy_button = button

    def _next_level(self, view: SideView) -> None:
        form, level = view.form, view.answer.level
        if level is None and view.last is not None:
            level = view.last.level  # still to answer: the way on from where it stood
        if level == len(form.levels) - 1:
            part = self._section("trending-up", form.levels[level].name)
            self._words(part, "This is the highest level: there is no further test.")
            return
        at = level or 0
        step, following = form.levels[at], form.levels[at + 1]
        part = self._section("trending-up", f"From {step.name.lower()} to {following.name.lower()}")
        self._words(part, step.test, "text")
        part.addWidget(Point(self._theme, view.practice.levels[following.number]))

    def _guidance(self, practice: Practice) -> None:
        part = self._section("book-open", "Guidance")
        self._words(part, practice.guidance)
        part.addWidget(Label(self._theme, "Typical evidence", "small_medium", "text"))
        for line in practice.evidence:
            part.addWidget(Point(self._theme, line))

    def _sources(self, view: SideView) -> None:
        practice, form = view.practice, view.form
        part = self._section("quote", "Where this comes from")
        one = len(practice.ungp) == 1
        self._words(part, f"UN Guiding {'Principle' if one else 'Principles'} {joined(practice.ungp)}.")
        note = benchmark.cop_note()
        told = [s for s in note.statements if s.id in practice.cop]
        if told:
            self._words(part, f"Community of Practice note, {note.year}, in our words:")
            for statement in told:
                part.addWidget(Quote(self._theme, statement.text))
                self._words(part, f"{statement.spread[:1].upper()}{statement.spread[1:]}.", "muted")
        facets = [f for f in form.facets if f.id in practice.facets]
        for facet in facets:
            self._words(part, f"Community of Practice question {facet.id}, in our words: {facet.question}")
        names = {f.id: f for f in form.frameworks}
        for code in practice.codes:
            framework = names[code.framework]
            words = f"{framework.name}{f', {code.code}' if code.code else ''}"
            part.addWidget(Point(self._theme, words if framework.confirmed else f"{words} (to be confirmed)"))

    def _history(self, lines: tuple[HistoryLine, ...]) -> None:
        part = self._section("clock", "History of this answer")
        if not lines:
            self._words(part, "No change yet. Each change will stand here with its time.")
        shown = lines if self._whole_history else lines[:_FIRST_LINES]
        for line in shown:
            self._words(part, "\n".join(line.what), "text")
            part.addWidget(Label(self._theme, f"{line.when}{f', {line.who}' if line.who else ''}", "caption", "muted"))
        if len(shown) < len(lines):
            self.history_button = Button(self._theme, f"Show all {len(lines)}", kind="link", compact=True)
            self.history_button.clicked.connect(self._show_whole_history)
            part.addWidget(self.history_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.texts_button = Button(self._theme, "Show history\N{HORIZONTAL ELLIPSIS}", kind="link", compact=True)
        self.texts_button.setAccessibleDescription("Every change with its texts, and what stood at each locking")
        self.texts_button.clicked.connect(self.history_requested)
        part.addWidget(self.texts_button, 0, Qt.AlignmentFlag.AlignLeft)

    # -- what people do -----------------------------------------------------------------------------------

    def _show_whole_history(self) -> None:
        self._whole_history = True
        if self._view is not None:
            at = self.verticalScrollBar().value()
            self._build(self._view)
            self.verticalScrollBar().setValue(at)

    def _copy_finding(self) -> None:
        view = self._view
        if view is None or view.last is None:
            return
        if not view.answer.finding and not view.locked:
            # Never over words that are there already.
            self.finding_copied.emit()
            return
        QGuiApplication.clipboard().setText(view.last.finding)
        if self.copied_label is not None:
            self.copied_label.setText("Copied to the clipboard.")
            self.copied_label.show()
            announce(self, "Copied to the clipboard")
