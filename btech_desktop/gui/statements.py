"""The statements of the Community of Practice's note, item by item, each beside our own levels.

Our level stands beside the level that a company doing just what is described would reach; there is no sum.
"""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from btech_desktop import benchmark, chart_rows
from btech_desktop.benchmark import Beside, StatementLine
from btech_desktop.facts import Facts
from btech_desktop.gui import copied_tables
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import Columns, clear
from btech_desktop.gui.widgets.rows import RowButton, level_mark
from btech_desktop.gui.widgets.table_copy import CopyTableButton
from btech_desktop.language import Words, mark, tr
from btech_desktop.terms import shown

STACK_BELOW = 620
READINGS = Words({"firm": mark("firm reading"), "weak": mark("weak reading")})


class StatementsView(QWidget):
    """Cards, one an item, made when first shown: there are some fifty statements."""

    practice_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: Facts | None = None
        self._cards = QVBoxLayout(self)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(theme.px(16))

    def show_facts(self, facts: Facts) -> None:
        """Make the cards anew, unless these facts are shown already."""
        if facts is self._shown:
            return
        self._shown = facts
        clear(self._cards)
        note = benchmark.cop_note()
        self._cards.addWidget(self._limits(note))
        for item in note.items:
            card = Card(self._theme, tr("Item {number} · {title}", number=item.number, title=item.title))
            card.header.addWidget(
                CopyTableButton(self._theme, partial(copied_tables.statements, facts, item.number)),
                0,
                Qt.AlignmentFlag.AlignTop,
            )
            for line in facts.statements:
                if line.statement.item == item.number:
                    card.add(hairline())
                    card.add(self._statement(line, facts))
            self._cards.addWidget(card)
        self._cards.addWidget(self._silent(note, facts))

    def _limits(self, note: benchmark.Note) -> Card:
        card = Card(
            self._theme,
            tr("What this can say, and what it cannot"),
            tr(
                "{title}. {publisher}, {year}; statements in our words.",
                title=note.title,
                publisher=note.publisher,
                year=note.year,
            ),
        )
        card.add(
            Label(
                self._theme,
                tr(
                    "Beside each statement stands our level, and whether it is less than, as or more than described: "
                    "compared with the level that a company doing just that would reach. Nothing is summed or ranked."
                ),
                "body",
            )
        )
        card.add(Label(self._theme, " ".join((note.spread_note, *note.limits)), "small", "text2"))
        return card

    def _silent(self, note: benchmark.Note, facts: Facts) -> Card:
        card = Card(self._theme, tr("What the note does not speak of"))
        card.add(Label(self._theme, note.no_remedy, "body"))
        others = benchmark.not_described(note, facts.dossier.practices())
        sides = Columns(self._theme, (50, 50), stack_below=STACK_BELOW, gap=20)
        half = -(-len(others) // 2)
        for i, practice_id in enumerate(others):
            title = f"{practice_id} · {facts.dossier.form.by_id[practice_id].title}"
            row = RowButton(
                self._theme, practice_id, title, note.silent, role="small_medium", detail_role="caption", least=36
            )
            row.clicked.connect(self._clicked)
            sides.add(i // half, row)
        for column in sides.columns:
            column.setSpacing(0)
            column.addStretch(1)
        card.add(sides)
        return card

    def _statement(self, line: StatementLine, facts: Facts) -> QWidget:
        theme, statement = self._theme, line.statement
        row = Columns(theme, (56, 44), stack_below=STACK_BELOW, gap=20)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, theme.px(4), 0, theme.px(4))
        column.setSpacing(theme.px(2))
        column.addWidget(Label(theme, statement.text, "body"))
        reading = READINGS.get(statement.reading or "", "")
        if statement.level is not None:
            reading = tr("doing just this would reach {level}, {reading}", level=statement.level, reading=reading)
        if statement.weak_level is not None:
            reading = tr("{reading}, and {level} on a weak one", reading=reading, level=statement.weak_level)
        parts = [tr("how common: {how_common}", how_common=statement.spread), reading]
        column.addWidget(Label(theme, " · ".join(p for p in parts if p), "small", "muted"))
        column.addWidget(Label(theme, statement.why, "small", "muted"))
        column.addStretch(1)
        row.add(0, words)
        ours = QWidget()
        side = QVBoxLayout(ours)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        for beside in line.beside:
            side.addWidget(self._beside(beside, facts))
        if not line.beside:
            asked = [i for i in statement.practices if i in facts.dossier.answers]
            text = tr("Sets no level.") if statement.level is None else tr("None of its practices is asked here.")
            if statement.level is None and asked:
                text = tr("Sets no level; touches {practices}.", practices=chart_rows.short_ids(tuple(asked)))
            side.addWidget(Label(theme, text, "small", "muted"))
        side.addStretch(1)
        row.add(1, ours)
        return row

    def _beside(self, beside: Beside, facts: Facts) -> RowButton:
        standing = tr("to answer") if beside.standing == "not answered" else shown(beside.standing)
        row = RowButton(
            self._theme,
            beside.practice_id,
            f"{beside.practice_id}: {standing}",
            facts.dossier.form.by_id[beside.practice_id].title,
            before=level_mark(self._theme, chart_rows.state_of(facts, beside.practice_id)),
            line=False,
            role="small_medium",
            detail_role="caption",
            least=36,
        )
        row.clicked.connect(self._clicked)
        return row

    def _clicked(self) -> None:
        row = self.sender()
        if isinstance(row, RowButton):
            self.practice_requested.emit(row.key)
