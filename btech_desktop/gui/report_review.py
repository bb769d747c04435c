"""Every text that a copy leaves out or changes, every text that goes out with it, and the data inside the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QSizePolicy,
    QTableView,
    QWidget,
)

from btech_desktop.copy_texts import CopyText
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.captioned import captioned
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.rows_model import RowsModel
from btech_desktop.gui.widgets.segmented import Option, Segmented
from btech_desktop.language import Words, mark, tr
from btech_desktop.left_out import LeftOut
from btech_desktop.terms import shown
from btech_desktop.wording import excerpt, sentence

Side = Literal["left out", "goes out", "data"]
KINDS: Final = Words(
    {
        "notes": mark("Note"),
        "passages": mark("Marked passage"),
        "findings": mark("Finding"),
        "reasons": mark("Reason for not applicable"),
        "scopes": mark("Change of scope"),
        "consulted": mark("Who was consulted"),
        "checks": mark("Reason to let a check stand"),
        "evidence": mark("Evidence"),
        "actions": mark("Action"),
        "risks": mark("Risk to people"),
        "incidents": mark("Incident"),
        "decisions": mark("Decision"),
        "account": mark("Public account"),
    }
)
_COLUMNS: Final = (mark("Where"), mark("What"), mark("Label"), mark("Words"))
_BEGINNING: Final = 120
_HEIGHT: Final = 660


@dataclass(frozen=True, slots=True)
class Copied:
    """What of a copy can be looked through; ``data`` is the file inside it as text, empty without one."""

    left: Sequence[LeftOut]
    goes: Sequence[CopyText]
    data: str = ""


class ReviewDialog(Dialog):
    """A list by kind, the words of the chosen line beneath, and the way to its practice: ``practice`` once chosen."""

    def __init__(
        self, parent: QWidget | None, copied: Copied, practices: frozenset[str], side: Side = "left out"
    ) -> None:
        super().__init__(
            parent,
            tr("What leaves, and what does not"),
            verb=tr("Close"),
            text=tr(
                "The words of your assessment beside those of the copy. Labels are changed where a text is written."
            ),
            width=860,
        )
        self.cancel_button.hide()
        self.practice = ""
        self._copied, self._practices = copied, practices
        self._side: Side = side
        sides = [
            Option("left out", tr("Left out or changed ({number})", number=len(copied.left))),
            Option("goes out", tr("Goes out ({number})", number=len(copied.goes))),
        ]
        if copied.data:
            sides.append(Option("data", tr("Data inside the file")))
        self.sides = Segmented(self.theme, sides, name=tr("What to show"), pills=True, wrap=True)
        self.sides.chosen.connect(self._choose_side)
        self.kind_box = QComboBox()
        self.kind_box.setAccessibleName(tr("Kind of text"))
        self.kind_box.currentIndexChanged.connect(self._filter)
        top = QWidget()
        flow = FlowLayout(top, gap=self.theme.px(12))
        flow.addWidget(self.sides)
        flow.addWidget(self.kind_box)
        self.body.addWidget(top)
        self._first_field = self.sides
        self._add_list()
        self._add_words()
        self.go_to_button = Button(self.theme, tr("Go to the practice"), icon_end="arrow-right")
        self.go_to_button.clicked.connect(self._go)
        self._buttons.insertWidget(0, self.go_to_button)
        self.sides.set_value(side)
        self._show_side()

    def _add_list(self) -> None:
        px = self.theme.px
        self.model = RowsModel(tuple(map(tr, _COLUMNS)), _cell, parent=self)
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setAccessibleName(tr("Texts"))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setTabKeyNavigation(False)
        self.view.setWordWrap(False)
        self.view.setShowGrid(False)
        self.view.setMinimumHeight(px(112))
        rows = self.view.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(34))
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        for column, sample in ((0, "Evidence titles"), (1, tr("Reason for not applicable")), (2, shown("privileged"))):
            self.view.setColumnWidth(column, self.theme.width(sample) + px(28))
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.body.addWidget(self.view, 3)
        self.view.selectionModel().currentRowChanged.connect(self._show_words)
        self.view.doubleClicked.connect(self._go_from)

    def _add_words(self) -> None:
        self.before, self.after, self.data = QPlainTextEdit(), QPlainTextEdit(), QPlainTextEdit()
        self.data.setPlainText(self._copied.data)
        self._before_side = captioned(self.theme, tr("In your assessment"), self.before)
        self._after_side = captioned(self.theme, tr("For this audience"), self.after)
        self._data_side = captioned(self.theme, tr("Inside the PDF, as assessment.json"), self.data)
        both = QHBoxLayout()
        both.setSpacing(self.theme.px(12))
        both.addWidget(self._before_side, 1)
        both.addWidget(self._after_side, 1)
        both.addWidget(self._data_side, 1)
        self.body.addLayout(both, 2)

    # -- showing ------------------------------------------------------------------------------------------

    def _choose_side(self, side: str) -> None:
        self._side = "left out" if side == "left out" else "goes out" if side == "goes out" else "data"
        self._show_side()

    def _rows(self) -> Sequence[LeftOut | CopyText]:
        return self._copied.left if self._side == "left out" else self._copied.goes

    def _show_side(self) -> None:
        data = self._side == "data"
        self.view.setVisible(not data)
        self.kind_box.setVisible(not data)
        self._before_side.setVisible(self._side == "left out")
        self._after_side.setVisible(not data)
        self._data_side.setVisible(data)
        self.go_to_button.setVisible(not data)
        if data:
            return
        self.view.setColumnHidden(2, self._side != "left out")
        there = {row.kind for row in self._rows()}
        self.kind_box.blockSignals(True)
        self.kind_box.clear()
        self.kind_box.addItem(tr("All kinds"), "")
        for kind, words in KINDS.items():
            if kind in there:
                self.kind_box.addItem(words, kind)
        self.kind_box.blockSignals(False)
        self._filter()

    def _filter(self, *_: object) -> None:
        wanted = self.kind_box.currentData()
        self.model.show([row for row in self._rows() if wanted in ("", None, row.kind)])
        if self.model.shown:
            self.view.setCurrentIndex(self.model.index(0, 0))
        self._show_words()

    def _row(self) -> LeftOut | CopyText | None:
        at = self.view.currentIndex()
        return self.model.shown[at.row()] if at.isValid() and at.row() < len(self.model.shown) else None

    def _show_words(self, *_: object) -> None:
        row = self._row()
        if isinstance(row, LeftOut):
            self.before.setPlainText(row.text)
            self.after.setPlainText(row.in_copy or tr("Nothing"))
        else:
            self.after.setPlainText(row.text if row is not None else tr("No text is in this list."))
            self.before.setPlainText("")
        self.go_to_button.setEnabled(row is not None and row.where in self._practices)

    def _go_from(self, _: QModelIndex) -> None:
        if self.go_to_button.isEnabled():
            self._go()

    def _go(self) -> None:
        row = self._row()
        if row is not None:
            self.practice = row.where
            self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Open with room for list and words; the person may make it larger."""
        super().showEvent(event)
        room = self.screen().availableGeometry()
        self.resize(self.width(), max(self.height(), min(self.theme.px(_HEIGHT), int(room.height() * 0.86))))


def _cell(row: LeftOut | CopyText, column: int) -> str:
    if column == 0:
        return excerpt(row.where, _BEGINNING)
    if column == 1:
        return KINDS[row.kind]
    if column == 2:
        return sentence(shown(row.label)) if isinstance(row, LeftOut) else ""
    return excerpt(row.text, _BEGINNING)
