"""A card for one record written in words (a risk, an incident, a decision): chips, paragraphs, practices, buttons."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop.assessment import Dossier, Sensitivity
from btech_desktop.chart_rows import state
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.chip import Chip
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.rows import level_mark
from btech_desktop.gui.widgets.sensitivity_choice import ICONS
from btech_desktop.gui.widgets.spoken import plain_tip
from btech_desktop.language import tr
from btech_desktop.terms import shown
from btech_desktop.wording import sentence


def sensitivity_chip(theme: Theme, sensitivity: Sensitivity) -> Chip:
    """The label of a text, in a word and an icon."""
    return Chip(
        theme,
        sentence(shown(sensitivity)),
        "attention" if sensitivity == "privileged" else "neutral",
        ICONS[sensitivity],
    )


class RecordCard(Card):
    """Shows a record; says when it should be changed or removed, or a practice shown."""

    edit_requested = Signal(str)
    remove_requested = Signal(str)
    practice_requested = Signal(str)

    def __init__(self, theme: Theme, record_id: str, title: str, *, locked: bool) -> None:
        super().__init__(theme, title)
        self.record_id = record_id
        self.setAccessibleName(title)
        self.edit_button = Button(theme, tr("Change…"), kind="link", compact=True)
        self.remove_button = Button(theme, tr("Remove"), kind="link", compact=True)
        for button, slot in ((self.edit_button, self._on_edit), (self.remove_button, self._on_remove)):
            button.setAccessibleName(f"{button.text()} {title}")
            button.clicked.connect(slot)
            self.header.addWidget(button)
            button.setVisible(not locked)

    def add_chips(self, chips: Iterable[Chip]) -> None:
        """States beside each other."""
        holder = QWidget()
        flow = FlowLayout(holder, gap=self._theme.px(6))
        for chip in chips:
            flow.addWidget(chip)
        self.add(holder)

    def add_paragraph(self, caption: str, text: str) -> None:
        """A text under its caption; nothing where there is no text."""
        if text:
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(Label(self._theme, caption, "caption_medium", "muted"))
            column.addWidget(Label(self._theme, text, "body"))
            self.add(column)

    def add_practices(self, caption: str, ids: Iterable[str], dossier: Dossier) -> None:
        """Practices with their level, each a link."""
        theme = self._theme
        self.add(Label(theme, caption, "caption_medium", "muted"))
        holder = QWidget()
        flow = FlowLayout(holder, gap=theme.px(16), line_gap=theme.px(4))
        for practice_id in ids:
            practice = dossier.form.by_id.get(practice_id)
            part = QWidget()
            row = QHBoxLayout(part)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme.px(4))
            answer = dossier.answers.get(practice_id)
            mark = level_mark(theme, state(answer), side=20)
            link = Button(theme, practice_id, kind="link", compact=True)
            link.setObjectName(practice_id)
            link.setAccessibleName(tr("Go to {practice}, {level}", practice=practice_id, level=mark.accessibleName()))
            link.setToolTip(plain_tip(practice.title if practice else ""))
            link.setEnabled(answer is not None)
            link.clicked.connect(self._on_practice)
            row.addWidget(mark)
            row.addWidget(link)
            flow.addWidget(part)
        if not flow.count():
            flow.addWidget(Label(theme, tr("None named yet."), "body", "muted"))
        self.add(holder)

    def _on_edit(self) -> None:
        self.edit_requested.emit(self.record_id)

    def _on_remove(self) -> None:
        self.remove_requested.emit(self.record_id)

    def _on_practice(self) -> None:
        link = self.sender()
        if isinstance(link, Button):
            self.practice_requested.emit(link.objectName())
