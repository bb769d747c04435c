"""Other references: profiles that the user added from files, each with its source, date, n and limits beside it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop import chart_rows, references, wording
from btech_desktop.charts import strip
from btech_desktop.errors import FormError
from btech_desktop.facts import Facts
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.chart_view import ChartView
from btech_desktop.gui.widgets.dialog import Confirm, asked
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import clear
from btech_desktop.gui.widgets.rows import chart_view
from btech_desktop.language import tr
from btech_desktop.references import AlreadyKept, Kept, ReferenceFile


class ReferencesCard(Card):
    """A strip chart a file; files are added and removed here and nowhere else."""

    problem_found = Signal(str)
    references_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Other references"), action=tr("Add reference file…"))
        self.action_requested.connect(self._on_add)
        self.charts: dict[str, ChartView] = {}
        self.remove_buttons: dict[str, Button] = {}
        self._facts: Facts | None = None
        self._blocks = QVBoxLayout()
        self._blocks.setSpacing(theme.px(14))
        self.add(self._blocks)

    def show_facts(self, facts: Facts) -> None:
        """Show what is kept now, beside these facts."""
        self._facts = facts
        self.charts.clear()
        self.remove_buttons.clear()
        clear(self._blocks)
        kept = references.kept()
        self.set_title(
            self.title.text(),
            tr("From files you added; the app cannot check their figures. Nothing is ranked; nothing of ours is drawn.")
            if kept
            else "",
        )
        if not kept:
            words = tr("A published profile in a file of quartiles, such as that of an industry group, can stand here.")
            self._blocks.addWidget(Label(self._theme, words, "small", "text2"))
        for one in kept:
            self._blocks.addWidget(hairline(self))
            self._blocks.addWidget(self._block(one, facts))

    def _block(self, one: Kept, facts: Facts) -> QWidget:
        theme = self._theme
        block = QWidget(self)
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        title = one.reference.title if one.reference else one.id
        head.addWidget(Label(theme, title, "body_medium"), 1)
        button = Button(theme, tr("Remove…"), kind="link", compact=True)
        button.setAccessibleName(tr("Remove {title}", title=title))
        button.clicked.connect(partial(self._on_remove, one.id, title))
        head.addWidget(button)
        self.remove_buttons[one.id] = button
        column.addLayout(head)
        if one.reference is None:
            column.addWidget(Label(theme, tr("Not shown: {problem}", problem=one.problem), "small", "error"))
            return block
        source = tr("Source: {source}.", source=wording.reference_source(one.reference))
        column.addWidget(Label(theme, source, "small", "text2"))
        column.addWidget(Label(theme, one.reference.scale_line, "small", "text2"))
        column.addSpacing(theme.px(8))
        column.addWidget(self._chart(one.reference, facts, source))
        column.addWidget(Label(theme, one.reference.limits_line, "caption", "muted"))
        return block

    def _chart(self, reference: ReferenceFile, facts: Facts, source: str) -> ChartView:
        view = chart_view(self._theme)
        view.set_builder(
            partial(strip, chart_rows.reference_rows(facts, reference), top=reference.top),
            name=reference.title,
            source=" ".join((f"{reference.title}.", source, reference.scale_line, reference.limits_line)),
        )
        self.charts[reference.id] = view
        return view

    # -- adding and removing ------------------------------------------------------------------------------

    def _on_add(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("Choose a reference file"), "", tr("Reference files ({pattern})", pattern="*.toml")
        )
        if chosen:
            self._do(partial(self._take, Path(chosen)))

    def _take(self, file: Path) -> bool:
        try:
            references.add(file)
        except AlreadyKept as there:
            kept = there.kept
            question = Confirm(
                self,
                tr("Replace {title}?", title=kept.reference.title if kept.reference else kept.id),
                tr("A reference with the id {id} is kept already. The new file takes its place.", id=kept.id),
                tr("Replace reference"),
            )
            if not asked(question):
                return False
            references.add(file, replacing=kept.id)
        return True

    def _on_remove(self, id_: str, title: str) -> None:
        question = Confirm(
            self,
            tr("Remove {title}?", title=title),
            tr("The app’s copy goes. The file it came from is untouched and can be added again."),
            tr("Remove reference"),
        )
        if asked(question):
            self._do(partial(self._drop, id_))

    def _drop(self, id_: str) -> bool:
        references.remove(id_)
        return True

    def _do(self, change: Callable[[], bool]) -> None:
        """Change what is kept, or say why not; then show what there is."""
        try:
            if not change():
                return
        except FormError as error:
            self.problem_found.emit(str(error))
            return
        if self._facts is not None:
            self.show_facts(self._facts)
        self.action.setFocus()  # a button that had it may be gone
        self.references_changed.emit()
