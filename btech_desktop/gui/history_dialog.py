"""The history as people see it: a list of who changed what and when, and below it both versions whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import Qt, QTimer
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

from btech_desktop.gui.remove_dialog import remove_for_good
from btech_desktop.gui.session import Session
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.captioned import captioned
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.rows_model import RowsModel
from btech_desktop.gui.widgets.search_field import SearchField
from btech_desktop.history_words import Locking, lockings, of_answer, of_entry, sides, time_here, titles_in
from btech_desktop.language import mark, tr
from btech_desktop.passages import words
from btech_desktop.records import HistoryEntry
from btech_desktop.removal import is_removal, target_of
from btech_desktop.store import Store

_COLUMNS = (mark("When"), mark("Who"), mark("Assessment"), mark("What"))
_PAUSE_MS = 200  # of typing, before the texts are searched
_HEIGHT = 700


@dataclass(frozen=True)
class Line:
    """One line of the list: an entry of the history, or a locking."""

    entry: HistoryEntry | Locking
    assessment: str  # its period and unit; "" where it belongs to none
    titles: dict[str, str]
    short: bool  # of one answer: its practice need not be named

    @property
    def when(self) -> str:
        """Local time."""
        return time_here(self.entry.at, brief=True)

    @cached_property
    def what(self) -> str:
        """The change on one line."""
        if isinstance(self.entry, Locking):
            return " ".join(self.entry.line.split())
        here = self.short and self.entry.entity == "answers"
        return of_answer(self.entry) if here else of_entry(self.entry, self.titles)


def lines_of(store: Store, assessment_id: str | None, practice_id: str | None) -> list[Line]:
    """The history of the workspace, of an assessment or of one answer, latest first, with what was signed."""
    read = store.history_heads(assessment_id=assessment_id)
    entries = read
    if practice_id is not None:
        place = f"{assessment_id}/{practice_id}"
        entries = tuple(e for e in read if e.entity_id == place or e.entity_id.endswith(f"/{place}"))
    units = {u.id: u.name for u in store.units()}
    assessments = {a.id: a for a in store.assessments()}
    names = {i: f"{a.period}, {units.get(a.unit_id, '')}" for i, a in assessments.items()}
    titles = titles_in(entries, store.titles())
    wanted = assessments if assessment_id is None else {assessment_id} & set(assessments)
    locked = [one for i in wanted for one in lockings(store, i, read, practice_id)]
    # What was signed is told whole, instead of that it was kept.
    told: list[HistoryEntry | Locking] = [e for e in entries if not _told_by_locking(e)]
    told += locked
    told.sort(key=lambda one: one.at, reverse=True)
    short = practice_id is not None
    return [Line(one, names.get(one.assessment_id or "", ""), titles, short) for one in told]


def _told_by_locking(entry: HistoryEntry) -> bool:
    """Name, role, date and SHA-256 of a signature: the line of the locking, or of the reopening, says them."""
    if entry.entity == "signed":
        return entry.field == "added"
    return entry.entity == "assessments" and (entry.field == "revision" or entry.field.startswith("final_"))


def _words(line: Line, column: int) -> str:
    return (line.when, line.entry.who, line.assessment, line.what)[column]


class HistoryDialog(Dialog):
    """The history of one answer in view, or of the whole workspace with a filter and a search."""

    def __init__(
        self, parent: QWidget | None, session: Session, practice_id: str | None = None, *, only: str | None = None
    ) -> None:
        """``only``: the assessment whose history is shown first, where no practice is given."""
        title = tr("History of {practice}", practice=practice_id) if practice_id else tr("History")
        super().__init__(parent, title, verb=tr("Close"), text=_about(session.store), width=1000)
        self.cancel_button.hide()
        self.removed = False  # whether something was removed for good: pages must then be made anew
        self._session = session
        self._practice = practice_id
        self._assessment = session.assessment_id if practice_id else only
        self._lines: list[Line] = []
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._filter)
        if practice_id is None:
            self._add_filters()
        self._add_list()
        self._add_detail()
        self._load()

    # -- building -----------------------------------------------------------------------------------------

    def _add_filters(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(8))
        self.assessment_box = QComboBox()
        self.assessment_box.setAccessibleName(tr("Assessment"))
        self.assessment_box.addItem(tr("The whole workspace"), None)
        units = {u.id: u.name for u in self._session.store.units()}
        for assessment in self._session.store.assessments():
            name = f"{assessment.period}, {units.get(assessment.unit_id, '')}"
            self.assessment_box.addItem(name, assessment.id)
        self.assessment_box.setCurrentIndex(max(self.assessment_box.findData(self._assessment), 0))
        self.assessment_box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.search = SearchField(self.theme, tr("Search the history"), keys="Ctrl+F")
        row.addWidget(self.assessment_box)
        row.addWidget(self.search, 1)
        self.body.addLayout(row)
        self._first_field = self.search
        self.assessment_box.activated.connect(self._choose_assessment)
        self.search.textChanged.connect(self._timer.start)
        self.search.left.connect(self._to_list)

    def _add_list(self) -> None:
        px = self.theme.px
        self.model = RowsModel(tuple(map(tr, _COLUMNS)), _words, parent=self)
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setAccessibleName(tr("Changes, latest first"))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setTabKeyNavigation(False)
        self.view.setWordWrap(False)
        self.view.setShowGrid(False)
        self.view.setMinimumHeight(px(112))
        rows = self.view.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # no row is measured: there may be 20,000
        rows.setDefaultSectionSize(px(34))
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        edges = px(24)
        for column, sample in (
            (0, tr("30 Sep 2026, 22:22")),
            (1, tr("Alexandra Lind-M")),
            (2, tr("2026, Cloud platform")),
        ):
            self.view.setColumnWidth(column, self.theme.width(sample) + edges)
        self.view.setColumnHidden(2, self._practice is not None)
        self.count_label = Label(self.theme, "", "small", "muted", wrap=False)
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.body.addWidget(self.view, 3)
        self.view.selectionModel().currentRowChanged.connect(self._show_current)
        self._first_field = self._first_field or self.view

    def _add_detail(self) -> None:
        px = self.theme.px
        self.headline = Label(self.theme, "", "body_medium")
        self.before, self.after = QPlainTextEdit(), QPlainTextEdit()
        self._before_side = captioned(self.theme, tr("Before"), self.before)
        self._after_side = captioned(self.theme, tr("After"), self.after)
        both = QHBoxLayout()
        both.setSpacing(px(12))
        both.addWidget(self._before_side, 1)
        both.addWidget(self._after_side, 1)
        self.remove_button = Button(self.theme, tr("Remove for good…"), kind="danger")
        self.remove_button.clicked.connect(self._remove)
        self.body.addWidget(self.headline)
        self.body.addLayout(both, 2)
        self._buttons.insertWidget(0, self.remove_button)
        self._buttons.insertSpacing(1, px(8))
        self._buttons.insertWidget(2, self.count_label)

    # -- showing ------------------------------------------------------------------------------------------

    def _load(self) -> None:
        self._lines = lines_of(self._session.store, self._assessment, self._practice)
        self._filter()

    def _choose_assessment(self) -> None:
        chosen = self.assessment_box.currentData()
        self._assessment = chosen if isinstance(chosen, str) else None
        self._load()

    def _filter(self) -> None:
        self._timer.stop()
        words = self.search.text().casefold().split() if self._practice is None else []
        shown = self._lines
        if words:
            within = self._session.store.history_with(words, assessment_id=self._assessment)
            shown = [line for line in shown if _matches(line, words, within)]
        self.model.show(shown)
        total = tr("%n [entry|entries]", "", len(self._lines))
        self.count_label.setText(tr("{shown} of {total}", shown=len(shown), total=total) if words else total)
        if shown:
            self.view.setCurrentIndex(self.model.index(0, 0))
        self._show_current()

    def _line(self) -> Line | None:
        at = self.view.currentIndex()
        return self.model.shown[at.row()] if at.isValid() and at.row() < len(self.model.shown) else None

    def _show_current(self) -> None:
        line = self._line()
        entry = line.entry if line is not None else None
        whole = self._session.store.history_entry(entry.id) if isinstance(entry, HistoryEntry) else None
        before, after = sides(whole) if whole is not None else ("", "")
        if isinstance(entry, Locking):
            before, after = "", entry.whole
        self.before.setPlainText(words(before))
        self.after.setPlainText(words(after))
        self._before_side.setVisible(bool(before))
        self._after_side.setVisible(bool(after) or not before)
        self.headline.setText(_headline(line) if line is not None else tr("Nothing was found."))
        can = whole is not None and target_of(whole) is not None and not is_removal(whole)
        self.remove_button.setEnabled(can and not self._session.store.read_only)

    def _to_list(self, into: bool) -> None:
        if into:
            self._filter()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Open with room for list and texts; the person may make it larger."""
        super().showEvent(event)
        room = self.screen().availableGeometry()
        self.resize(self.width(), max(self.height(), min(self.theme.px(_HEIGHT), int(room.height() * 0.86))))

    # -- removing -----------------------------------------------------------------------------------------

    def _remove(self) -> None:
        line = self._line()
        target = target_of(line.entry) if line is not None and isinstance(line.entry, HistoryEntry) else None
        if target is None:
            return
        if remove_for_good(self, self._session, target):
            self.removed = True
            self._load()


def _about(store: Store) -> str:
    if store.workspace().history == "final values":
        return tr("This workspace keeps what stood each time an assessment was locked, and the signatures.")
    return ""


def _headline(line: Line) -> str:
    if isinstance(line.entry, Locking):
        return line.entry.line.partition(":")[0]
    return f"{', '.join(part for part in (time_here(line.entry.at), line.entry.who) if part)}: {line.what}"


def _matches(line: Line, words: Sequence[str], within: frozenset[int]) -> bool:
    if isinstance(line.entry, Locking):
        text = line.entry.whole.casefold()
    elif line.entry.id in within:
        return True
    else:
        text = f"{line.what} {line.entry.who} {line.assessment}".casefold()
    return all(word in text for word in words)
