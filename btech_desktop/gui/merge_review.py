"""Review of a merge: each difference in a list, the selected one below with both versions whole, and the choice."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QRadioButton,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from btech_desktop.exchange.merge import Choice, Difference, Plan
from btech_desktop.exchange.merge_words import (
    KIND_WORDS,
    Version,
    headline,
    proposal_keeps_both,
    proposed_choice,
    what_of,
    where,
)
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import ElidedLabel, Label
from btech_desktop.gui.widgets.rows_model import RowsModel
from btech_desktop.gui.widgets.segmented import Option, Segmented
from btech_desktop.language import Words, mark, tr

_COLUMNS = (mark("State"), mark("Where"), mark("What"), mark("Ours"), mark("Theirs"), mark("Taken"))
_WORDS: Mapping[Choice, str] = Words(
    {"ours": mark("Ours"), "theirs": mark("Theirs"), "both": mark("Both"), "proposed": mark("As proposed")}
)
_SIDES: tuple[Choice, ...] = ("ours", "theirs")
_SHARES = {1: 0.3, 2: 0.2, 3: 0.25, 4: 0.25}  # of the width beside the columns of fixed width
_LINE = 120  # characters of a text in the list


class _List(QTableView):
    """Rows to go through with the arrows; digits choose."""

    digit = Signal(int)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().width() - self.columnWidth(0) - self.columnWidth(len(_COLUMNS) - 1)
        for column, share in _SHARES.items():
            self.setColumnWidth(column, int(room * share))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("1", "2", "3", "4"):
            self.digit.emit(int(event.text()))
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # else Enter on a row would merge
            super().keyPressEvent(event)


class ReviewPane(QWidget):
    """Differences, and what is chosen of each: :attr:`choices` hold only what is not as proposed."""

    decided = Signal()

    def __init__(self, theme: Theme, versions: Callable[[Difference], tuple[Version, Version]]) -> None:
        """``versions`` gives both sides of a difference whole."""
        super().__init__()
        self._theme, self._versions = theme, versions
        self._plan: Plan | None = None
        self._proposals: dict[str, Choice] = {}
        self.choices: dict[str, Choice] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self._filters())
        column.addWidget(self._list(), 3)
        self.headline = Label(theme, "", "body_medium")
        column.addWidget(self.headline)
        column.addLayout(self._sides(), 2)

    # -- building -----------------------------------------------------------------------------------------

    def _filters(self) -> QWidget:
        theme = self._theme
        part = QWidget()
        row = FlowLayout(part, gap=theme.px(8))
        self.filter = Segmented(
            theme,
            [Option("all", tr("All")), Option("conflict", tr("To decide"))],
            name=tr("Differences shown"),
            pills=True,
        )
        self.filter.chosen.connect(self._show_rows)
        row.addWidget(self.filter)
        self.all_buttons: dict[Choice, Button] = {}
        for choice, words in (
            ("proposed", tr("All as proposed")),
            ("ours", tr("All ours")),
            ("theirs", tr("All theirs")),
        ):
            button = Button(theme, words, compact=True)
            button.setObjectName(f"all {choice}")
            button.setAccessibleDescription(tr("For every difference in the list below."))
            button.setAutoDefault(False)
            button.clicked.connect(self._on_all)
            row.addWidget(button)
            self.all_buttons[choice] = button  # type: ignore[index]
        return part

    def _list(self) -> QTableView:
        px = self._theme.px
        self.model = RowsModel(tuple(map(tr, _COLUMNS)), self._words, parent=self)
        self.view = _List()
        self.view.setModel(self.model)
        self.view.setAccessibleName(tr("Differences"))
        self.view.setAccessibleDescription(tr("Arrows go through the list; 1, 2 and 3 choose."))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setTabKeyNavigation(False)
        self.view.setWordWrap(False)
        self.view.setShowGrid(False)
        self.view.setMinimumHeight(px(34) * 3 + px(8))
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        rows = self.view.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # no row is measured: there may be thousands
        rows.setDefaultSectionSize(px(34))
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(px(40))
        for section, sample in ((0, tr("Changed there")), (5, tr("Theirs, proposed"))):
            self.view.setColumnWidth(section, self._theme.width(sample) + px(24))
        self.view.selectionModel().currentRowChanged.connect(self._show_current)
        self.view.digit.connect(self._on_digit)
        return self.view

    def _sides(self) -> QGridLayout:
        """Each choice above the text it stands for; those that stand for neither below."""
        theme = self._theme
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(4))
        self._group = QButtonGroup(self)
        self.radios: dict[Choice, QRadioButton] = {}
        for choice in _WORDS:
            radio = QRadioButton(_WORDS[choice])
            radio.setObjectName(choice)
            radio.clicked.connect(self._on_radio)
            self._group.addButton(radio)
            self.radios[choice] = radio
        self.texts: list[QPlainTextEdit] = []
        self._by: list[ElidedLabel] = []
        for column, choice in enumerate(_SIDES):
            by = ElidedLabel(theme, "", "small", "text2")
            self._by.append(by)
            head = QHBoxLayout()
            head.setSpacing(theme.px(12))
            head.addWidget(self.radios[choice])
            head.addWidget(by, 1)
            grid.addLayout(head, 0, column)
            edit = QPlainTextEdit()
            edit.setReadOnly(True)
            edit.setTabChangesFocus(True)
            edit.setAccessibleName(tr("{side}, whole", side=_WORDS[choice]))
            edit.setFont(theme.font("body"))
            edit.setMinimumHeight(theme.line() * 2 + theme.px(20))
            edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            self.texts.append(edit)
            grid.addWidget(edit, 1, column)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(1, 1)
        grid.addWidget(self.radios["both"], 2, 0)
        grid.addWidget(self.radios["proposed"], 2, 1)
        return grid

    # -- showing ------------------------------------------------------------------------------------------

    def set_plan(self, plan: Plan) -> None:
        """Show another plan; choices on what still differs stay."""
        self._plan = plan
        self._proposals = {d.key: proposed_choice(plan, d) for d in plan.differences}
        offered = {d.key: d.choices for d in plan.differences}
        self.choices = {key: c for key, c in self.choices.items() if c in offered.get(key, ())}
        self.filter.set_text("all", tr("All {number}", number=len(plan.differences)))
        self.filter.set_text("conflict", tr("To decide {number}", number=len(plan.conflicts)))
        self.filter.set_shown("conflict", bool(plan.conflicts))
        self.filter.set_value("conflict" if plan.conflicts else "all")
        self._show_rows()

    def chosen(self, difference: Difference) -> Choice:
        """What is taken of a difference: the choice made, else what the proposal comes to."""
        return self.choices.get(difference.key, self._proposals[difference.key])

    def current(self) -> Difference | None:
        """The difference selected."""
        row = self.view.currentIndex().row()
        return self.model.shown[row] if 0 <= row < len(self.model.shown) else None

    def _words(self, d: Difference, column: int) -> str:
        if column in (3, 4):
            return " ".join((d.ours if column == 3 else d.theirs)[:_LINE].split())
        return (KIND_WORDS[d.kind], where(d), what_of(d), "", "", self._taken(d))[column]

    def _taken(self, difference: Difference) -> str:
        choice = self.chosen(difference)
        if difference.key in self.choices or choice == "proposed":
            return _WORDS[choice]
        return tr("{choice}, proposed", choice=_WORDS[choice])

    def _show_rows(self) -> None:
        assert self._plan is not None  # the filter is there before a plan is, but nobody can press it
        only = self.filter.value() == "conflict"
        self.model.show(self._plan.conflicts if only else self._plan.differences)
        if self.model.shown:
            self.view.setCurrentIndex(self.model.index(0, 0))
        self._show_current()

    def _show_current(self) -> None:
        difference = self.current()
        if difference is None or self._plan is None:
            return
        for label, edit, version in zip(self._by, self.texts, self._versions(difference), strict=True):
            label.setText(version.by)
            edit.setPlainText(version.text)
            edit.setAccessibleDescription(version.by)
        self._show_choice()

    def _show_choice(self) -> None:
        difference = self.current()
        if difference is None or self._plan is None:
            return
        self.headline.setText(headline(difference, self._keeps_both_notes(difference)))
        offered = self._offered(difference)
        chosen, proposal = self.chosen(difference), self._proposals[difference.key]
        for choice, radio in self.radios.items():
            radio.setVisible(choice in offered)
            if choice in offered:
                words = _WORDS[choice]
                if choice == proposal != "proposed":
                    words = tr("{choice} (proposed)", choice=words)
                radio.setText(f"{offered.index(choice) + 1}  {words}")
                radio.setAccessibleName(words)
            radio.setChecked(choice == chosen)

    def _offered(self, difference: Difference) -> tuple[Choice, ...]:
        extra: tuple[Choice, ...] = ("proposed",) if self._proposals[difference.key] == "proposed" else ()
        return (*difference.choices, *extra)

    def _keeps_both_notes(self, difference: Difference) -> bool:
        assert self._plan is not None  # there is a difference
        key = f"{difference.key.rpartition('/')[0]}/note"
        note = next((d for d in self._plan.differences if d.key == key), None)
        if note is None:
            return False
        chosen = self.choices.get(key, "proposed")
        return chosen == "both" or (chosen == "proposed" and proposal_keeps_both(self._plan, note))

    # -- choosing -----------------------------------------------------------------------------------------

    def _on_digit(self, number: int) -> None:
        difference = self.current()
        if difference is not None and number <= len(self._offered(difference)):
            self._choose([difference], self._offered(difference)[number - 1])

    def _on_radio(self) -> None:
        difference = self.current()
        if difference is not None:
            self._choose([difference], self.sender().objectName())  # type: ignore[arg-type]

    def _on_all(self) -> None:
        self._choose(self.model.shown, self.sender().objectName().removeprefix("all "))  # type: ignore[arg-type]

    def _choose(self, differences: Iterable[Difference], choice: Choice) -> None:
        for difference in differences:
            if choice in ("proposed", self._proposals[difference.key]):
                self.choices.pop(difference.key, None)
            else:
                self.choices[difference.key] = choice
        last = len(_COLUMNS) - 1
        if self.model.shown:
            self.model.dataChanged.emit(self.model.index(0, last), self.model.index(len(self.model.shown) - 1, last))
        self._show_choice()
        self.decided.emit()
