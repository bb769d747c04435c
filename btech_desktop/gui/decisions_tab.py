"""Decisions: what the board is asked, what it costs, and what follows if it is not decided."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from btech_desktop.assessment import Decision, DecisionOutcome
from btech_desktop.gui.page import Page
from btech_desktop.gui.record_card import RecordCard, sensitivity_chip
from btech_desktop.gui.record_dialogs import DecisionDialog
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.chip import Chip, Tone
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.layouts import clear
from btech_desktop.gui.widgets.page_head import PageHead
from btech_desktop.language import mark, tr
from btech_desktop.wording import day, number, sentence

_OUTCOMES: dict[DecisionOutcome, tuple[str, Tone, str]] = {
    "open": (mark("Open"), "attention", "circle-dashed"),
    "taken": (mark("Taken"), "accent", "circle-check"),
    "not taken": (mark("Not taken"), "neutral", "ban"),
}


class DecisionsTab(QWidget):
    """Open decisions first, then by date."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self.cards: dict[str, RecordCard] = {}
        theme = page.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self.add_button = Button(theme, tr("Add decision"), kind="primary", icon="plus")
        self.add_button.clicked.connect(self._on_add)
        self._head = PageHead(theme)
        self._head.title.set_role("card_title")
        self._head.add_action(self.add_button)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(12))
        column.addWidget(self._head)
        column.addLayout(self._list)
        column.addStretch(1)

    def refresh(self) -> None:
        """Show the decisions of the assessment in view."""
        dossier = self._page.session.dossier
        locked = dossier.assessment.final
        self.cards.clear()
        clear(self._list)
        waiting = sum(d.outcome == "open" for d in dossier.decisions)
        n = len(dossier.decisions)
        title = tr("No decision asked yet")
        if n:
            title = sentence(
                tr(
                    "{number} [decision|decisions], {waiting} open",
                    "",
                    n,
                    number=number(n),
                    waiting=number(waiting),
                )
            )
        self._head.set_words(title, tr("They stand on the first page of the board's report."))
        for decision in sorted(dossier.decisions, key=lambda d: (d.outcome != "open", str(d.due or "9999"))):
            self._list.addWidget(self._card(decision, locked))
        if not n:
            card = Card(self._page.theme)
            words = tr(
                "Ask for what only the board can decide: a rule, money, a limit. Say what happens if it does not."
            )
            card.add(Label(self._page.theme, words, "body", "text2"))
            self._list.addWidget(card)
        self.add_button.setEnabled(not locked)

    def _card(self, decision: Decision, locked: bool) -> RecordCard:
        theme = self._page.theme
        card = RecordCard(theme, decision.id, decision.what, locked=locked)
        due = tr("Needed by {day}", day=day(decision.due)) if decision.due else tr("No date")
        words, tone, icon = _OUTCOMES[decision.outcome]
        card.add_chips(
            (
                Chip(theme, tr(words), tone, icon),
                Chip(theme, due, "neutral", "calendar"),
                sensitivity_chip(theme, decision.sensitivity),
            )
        )
        card.add_paragraph(tr("Owner"), decision.owner or tr("No owner yet"))
        card.add_paragraph(tr("Cost"), decision.cost or tr("Not said yet"))
        card.add_paragraph(tr("If it is not decided"), decision.consequence or tr("Not said yet"))
        card.edit_requested.connect(self.edit)
        card.remove_requested.connect(self.remove)
        self.cards[decision.id] = card
        return card

    def add(self) -> None:
        """Ask for a decision and add it."""
        dialog = DecisionDialog(self._page, self._page.session.dossier)
        if dialog.exec():
            self._page.session.add(dialog.record(), text=tr("add a decision"))
            self._page.refresh()

    def edit(self, decision_id: str) -> None:
        """Change a decision."""
        decision = self._find(decision_id)
        dialog = DecisionDialog(self._page, self._page.session.dossier, decision)
        if dialog.exec():
            self._page.session.replace(decision, dialog.record(), text=tr("change a decision"))
            self._page.refresh()

    def remove(self, decision_id: str) -> None:
        """Remove a decision; undo brings it back."""
        if self._page.session.remove(self._find(decision_id), text=tr("remove the decision")):
            self._page.message_requested.emit("undo", tr("The decision is removed. Undo brings it back."))
        self._page.refresh()

    def _find(self, decision_id: str) -> Decision:
        return next(d for d in self._page.session.dossier.decisions if d.id == decision_id)

    def _on_add(self) -> None:
        self.add()
