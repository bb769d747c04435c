"""The evidence of an answer: how far it carries the level, what it is, and ways to add, change and take off."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop.assessment import Evidence, EvidenceKind
from btech_desktop.gui.evidence_dialog import description
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button, IconButton
from btech_desktop.gui.widgets.chip import Chip
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.section import Icon
from btech_desktop.gui.widgets.sensitivity_choice import ICONS

_KIND_ICONS: dict[EvidenceKind, str] = {
    "document": "file-text",
    "record": "list-checks",
    "link": "link",
    "reference": "book-open",
}


class EvidenceRow(QWidget):
    """One piece of evidence: title, what it is, where it is."""

    edit_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, theme: Theme, evidence: Evidence, *, locked: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.evidence = evidence
        px = theme.px
        self.title = Label(theme, evidence.title, "small_medium")
        self.about = Label(theme, description(evidence), "caption", "muted")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.about)
        if evidence.locator:
            words.addWidget(Label(theme, evidence.locator, "caption", "muted"))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(10), px(6), px(6), px(6))
        row.setSpacing(px(8))
        row.addWidget(Icon(theme, _KIND_ICONS[evidence.kind]))
        row.addLayout(words, 1)
        row.addWidget(Icon(theme, ICONS[evidence.sensitivity], "muted", size=14))
        row.addWidget(Label(theme, evidence.sensitivity.capitalize(), "caption", "text2", wrap=False))
        if locked:
            return
        self.edit_button = IconButton(theme, "pencil", f"Change evidence: {evidence.title}", size=14)
        self.remove_button = IconButton(theme, "x", f"Take off this answer: {evidence.title}", size=14)
        row.addWidget(self.edit_button)
        row.addWidget(self.remove_button)
        self.edit_button.clicked.connect(self._edit)
        self.remove_button.clicked.connect(self._remove)

    def _edit(self) -> None:
        self.edit_requested.emit(self.evidence.id)

    def _remove(self) -> None:
        self.remove_requested.emit(self.evidence.id)


class EvidenceSection(QWidget):
    """Shows the evidence of an answer; the page asks and writes."""

    add_requested = Signal()
    attach_requested = Signal()
    edit_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[tuple[Evidence, ...], bool] | None = None
        self.rows: list[EvidenceRow] = []
        self.chip = Chip(theme, "", "accent", "check")
        self.attach_button = Button(theme, "Attach existing\N{HORIZONTAL ELLIPSIS}", kind="link", compact=True)
        self.add_button = Button(theme, "Add\N{HORIZONTAL ELLIPSIS}", icon="plus", keys="E", compact=True)
        self.add_button.setAccessibleName("Add evidence")
        head = QWidget()
        flow = FlowLayout(head, gap=theme.px(8), line_gap=theme.px(4))
        for widget in (Label(theme, "Evidence", "body_strong", wrap=False), self.chip):
            flow.addWidget(widget)
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(head, 1)
        top.addWidget(self.attach_button)
        top.addWidget(self.add_button)
        self._box = QFrame()
        self._box.setObjectName("card")
        self._list = QVBoxLayout(self._box)
        self._list.setContentsMargins(1, 1, 1, 1)
        self._list.setSpacing(0)
        self.empty = Label(theme, "", "small", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(top)
        column.addWidget(self._box)
        column.addWidget(self.empty)
        self.add_button.clicked.connect(self.add_requested)
        self.attach_button.clicked.connect(self.attach_requested)

    def show_evidence(self, evidence: Sequence[Evidence], *, supports: int, others: bool, locked: bool) -> None:
        """Show what is attached; ``others`` says that the workspace holds more to attach."""
        self.chip.set_look(f"Supports up to level {supports}", "accent" if evidence else "neutral", "check")
        self.add_button.setVisible(not locked)
        self.attach_button.setVisible(others and not locked)
        self._box.setVisible(bool(evidence))
        self.empty.setVisible(not evidence)
        self.empty.setText(
            "No evidence was attached."
            if locked
            else "Nothing attached yet. A rule in force supports level 2, counted use 3, a checked effect 4."
        )
        shown = (tuple(evidence), locked)
        if shown == self._shown:
            return
        self._shown = shown
        self._rebuild(shown[0], locked)

    def _rebuild(self, evidence: tuple[Evidence, ...], locked: bool) -> None:
        self.rows = []
        while self._list.count():
            item = self._list.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, one in enumerate(evidence):
            if number:
                self._list.addWidget(hairline())
            row = EvidenceRow(self._theme, one, locked=locked)
            row.edit_requested.connect(self.edit_requested)
            row.remove_requested.connect(self.remove_requested)
            self._list.addWidget(row)
            self.rows.append(row)
