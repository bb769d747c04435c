"""The right of the assess page: last period, the test for the next level, guidance, sources, history."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop.assessment import Answer
from btech_desktop.form import Form, Practice
from btech_desktop.gui.answering import LastTime
from btech_desktop.gui.assess_guidance import Guidance
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.chart_view import LevelMark
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import Column
from btech_desktop.gui.widgets.scroll import PageScroll
from btech_desktop.gui.widgets.section import Quote, SectionTitle
from btech_desktop.gui.widgets.spoken import announce
from btech_desktop.history_words import HistoryLine
from btech_desktop.language import tr
from btech_desktop.wording import joined

WIDTH = 288
_FIRST_LINES = 6  # of the history, before "Show all"
_BLOCKS = ("last", "next", "about", "history")  # from top to bottom


@dataclass(frozen=True, slots=True)
class SideView:
    """All that the panel says of a practice."""

    form: Form
    practice: Practice
    answer: Answer
    stack_roles: tuple[str, ...]  # ids of those of the unit
    lasts: tuple[LastTime, ...]
    history: tuple[HistoryLine, ...]
    locked: bool


class SidePanel(PageScroll):
    """Words beside the question; its one deed is to copy last period's finding."""

    finding_copied = Signal()  # into this period's finding, which was empty
    history_requested = Signal()  # with every text, in a window of its own

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, margin=18, gap=10, parent=parent)
        self.setAccessibleName(tr("Guidance and last year"))
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
        # What each block shows, and the one that is being built.
        self._shown: dict[str, object] = {}
        self._filling = QVBoxLayout()
        self._first = True
        for _ in _BLOCKS:
            self.column.addWidget(QWidget())
        self.column.addStretch(1)

    def show_view(self, view: SideView) -> None:
        """Show a practice; the place in the panel stays while the practice does."""
        if view == self._view:
            return
        same = self._view is not None and self._view.practice.id == view.practice.id
        at = self.verticalScrollBar().value() if same else 0
        if not same:
            self._whole_history = False
        self._view = view
        with self.changing():
            self._build(view)
        self.verticalScrollBar().setValue(at)

    # -- building -----------------------------------------------------------------------------------------

    def _build(self, view: SideView) -> None:
        """Fill the blocks whose content is another: rating changes two of them, and leaves the long ones."""
        guidance, form, practice = Guidance(self._theme, self._section), view.form, view.practice
        level = self._stands_at(view)
        copies = (view.locked, bool(view.answer.finding))
        self._fill("last", (practice.id, view.lasts, *copies), lambda: self._last_times(view))
        self._fill("next", (practice, level), lambda: guidance.next_level(form, practice, level))
        self._fill("about", (form.edition, practice, view.stack_roles), lambda: self._about(guidance, view))
        self._fill("history", (view.history, self._whole_history), lambda: self._history(view.history))

    @staticmethod
    def _about(guidance: Guidance, view: SideView) -> None:
        guidance.in_scope(view.form, view.practice, view.stack_roles)
        guidance.why(view.practice)
        guidance.judging(view.form, view.practice)
        guidance.evidence(view.practice)
        guidance.director(view.practice)
        guidance.sources(view.form, view.practice)

    def _fill(self, name: str, key: object, build: Callable[[], None]) -> None:
        """Build a block anew unless it shows just this already."""
        if self._shown.get(name) == key:
            return
        self._shown[name] = key
        at = _BLOCKS.index(name)
        item = self.column.itemAt(at)
        old = item.widget() if item else None
        assert old is not None  # the blocks come first, the stretch after them
        block = QWidget()
        self._filling = Column(block)
        self._filling.setContentsMargins(0, 0, 0, 0)
        self._filling.setSpacing(self._theme.px(10))
        self._first = at == 0
        build()
        self.column.replaceWidget(old, block)
        block.show()  # Qt would show it after the next painting, and lay out and paint once more
        old.hide()
        old.deleteLater()

    def _stands_at(self, view: SideView) -> int | None:
        if view.answer.level is not None:
            return view.answer.level
        # Still to answer: the way on from where it stood.
        return next((last.level for last in view.lasts if last.wording in ("same", "reworded")), None)

    def _section(self, icon: str, title: str) -> QVBoxLayout:
        """A heading, below a line from the second on; what is added to the layout stands beneath it."""
        if not self._first:
            self._filling.addSpacing(self._theme.px(4))
            self._filling.addWidget(hairline())
            self._filling.addSpacing(self._theme.px(4))
        self._first = False
        part = QWidget()
        inner = QVBoxLayout(part)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(self._theme.px(8))
        inner.addWidget(SectionTitle(self._theme, icon, title))
        self._filling.addWidget(part)
        return inner

    def _words(self, part: QVBoxLayout, text: str, token: str = "text2") -> None:
        part.addWidget(Label(self._theme, text, "small", token))

    def _last_times(self, view: SideView) -> None:
        self.copy_button = self.copied_label = None
        if not view.lasts:
            part = self._section("history", tr("Last year"))
            self._words(part, tr("No earlier assessment of this unit to set beside this one."))
            return
        first = view.lasts[0]
        part = self._section("history", tr("Last time, {period}", period=first.period))
        if first.wording in ("new", "not asked"):
            self._words(
                part,
                tr("This question is new.")
                if first.wording == "new"
                else tr("Not asked in {period}.", period=first.period),
            )
            return
        if first.wording == "changed":
            self._words(part, _how_changed(first), "attention")
            if first.what_changed:
                self._words(part, first.what_changed)
        for last in view.lasts:
            self._one_of_last_time(part, view, last)

    def _one_of_last_time(self, part: QVBoxLayout, view: SideView, last: LastTime) -> None:
        if last.wording == "changed":
            self._words(
                part,
                tr(
                    "{practice} in {period}: {question}",
                    practice=last.practice_id,
                    period=last.period,
                    question=last.question,
                ),
            )
        self._standing(part, view.form, last)
        if last.wording == "reworded":
            self._words(
                part, tr("This question was reworded; it means the same. Read both before you compare."), "attention"
            )
            if last.what_changed:
                self._words(part, last.what_changed)
            if last.question != view.practice.question:
                self._words(part, tr("In {period}: {question}", period=last.period, question=last.question))
        if last.not_applicable and last.reason:
            part.addWidget(Quote(self._theme, last.reason))
        if last.finding:
            part.addWidget(Quote(self._theme, last.finding))
        if last.note and last.note != last.finding:
            part.addWidget(Quote(self._theme, last.note))
        if last.finding and len(view.lasts) == 1:
            self._copy(part, view)

    def _standing(self, part: QVBoxLayout, form: Form, last: LastTime) -> None:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        mark = LevelMark(
            "na" if last.not_applicable else "open" if last.level is None else last.level, side=22 * self._theme.scale
        )
        mark.set_colours(self._theme.colours)
        name = tr("Not applicable") if last.not_applicable else tr("Not answered")
        if last.level is not None:
            name = form.levels[last.level].name
        row.addWidget(mark)
        row.addWidget(Label(self._theme, name, "small_medium"), 1)
        part.addLayout(row)
        if last.wording == "same":
            part.addWidget(Label(self._theme, tr("Wording unchanged"), "caption", "muted"))

    def _copy(self, part: QVBoxLayout, view: SideView) -> None:
        into = not view.answer.finding and not view.locked
        button = Button(self._theme, tr("Copy finding"), icon="copy", compact=True)
        button.setAccessibleDescription(tr("Into this period’s finding") if into else tr("To the clipboard"))
        button.clicked.connect(self._copy_finding)
        part.addWidget(button)
        self.copied_label = Label(self._theme, "", "caption", "muted")
        self.copied_label.hide()
        part.addWidget(self.copied_label)
        self.copy_button = button

    def _history(self, lines: tuple[HistoryLine, ...]) -> None:
        self.history_button = self.texts_button = None
        part = self._section("clock", tr("History of this answer"))
        if not lines:
            self._words(part, tr("No change yet. Each change will stand here with its time."))
        shown = lines if self._whole_history else lines[:_FIRST_LINES]
        for line in shown:
            self._words(part, "\n".join(line.what), "text")
            part.addWidget(Label(self._theme, f"{line.when}{f', {line.who}' if line.who else ''}", "caption", "muted"))
        if len(shown) < len(lines):
            self.history_button = Button(
                self._theme, tr("Show all {lines}", lines=len(lines)), kind="link", compact=True
            )
            self.history_button.clicked.connect(self._show_whole_history)
            part.addWidget(self.history_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.texts_button = Button(self._theme, tr("Show history…"), kind="link", compact=True)
        self.texts_button.setAccessibleDescription(tr("Every change with its texts, and what stood at each locking"))
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
        if view is None or not view.lasts:
            return
        if not view.answer.finding and not view.locked:
            # Never over words that are there already.
            self.finding_copied.emit()
            return
        QGuiApplication.clipboard().setText(view.lasts[0].finding)
        if self.copied_label is not None:
            self.copied_label.setText(tr("Copied to the clipboard."))
            self.copied_label.show()
            announce(self, tr("Copied to the clipboard"))


def _how_changed(last: LastTime) -> str:
    """Why last period's level is no level of this question."""
    match last.relation:
        case "split":
            return tr(
                "In {period} this was part of {practice}. Its level was for the whole; choose one for this part.",
                period=last.period,
                practice=last.practice_id,
            )
        case "merged":
            return tr(
                "In {period} this was asked as {practices}. Choose one level for all of it.",
                period=last.period,
                practices=joined(last.forerunners),
            )
    return tr("This question asks something else than in {period}. Choose a level anew.", period=last.period)
