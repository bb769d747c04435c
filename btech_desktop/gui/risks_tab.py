"""Risks to people: the salient issues with what guards against them, and the incidents of the period."""

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from btech_desktop.assessment import Dossier, Incident, SalientIssue
from btech_desktop.gui import plan
from btech_desktop.gui.page import Page
from btech_desktop.gui.record_card import RecordCard, sensitivity_chip
from btech_desktop.gui.record_dialogs import BAND_NAMES, IncidentDialog, RiskDialog
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.chip import Chip, Tone
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.layouts import clear
from btech_desktop.gui.widgets.page_head import PageHead
from btech_desktop.language import tr
from btech_desktop.wording import day, joined, number, sentence

_TONES: dict[str, Tone] = {"greatest": "attention", "serious": "accent", "other": "neutral"}


class RisksTab(QWidget):
    """Salient issues by severity and likelihood, then incidents, the most severe first."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._theme: Theme = page.theme
        self.cards: dict[str, RecordCard] = {}
        theme = page.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self.add_risk_button = Button(theme, tr("Add risk"), kind="primary", icon="plus")
        self.add_risk_button.clicked.connect(self._on_add_risk)
        self._risk_head = PageHead(theme)
        self._risk_head.title.set_role("card_title")
        self._risk_head.add_action(self.add_risk_button)
        self._risks = QVBoxLayout()
        self._risks.setSpacing(theme.px(12))
        self.add_incident_button = Button(theme, tr("Add incident"), icon="plus")
        self.add_incident_button.clicked.connect(self._on_add_incident)
        self._incident_head = PageHead(theme)
        self._incident_head.title.set_role("card_title")
        self._incident_head.add_action(self.add_incident_button)
        self._incidents = QVBoxLayout()
        self._incidents.setSpacing(theme.px(12))
        column.addWidget(self._risk_head)
        column.addLayout(self._risks)
        column.addSpacing(theme.px(12))
        column.addWidget(self._incident_head)
        column.addLayout(self._incidents)
        column.addStretch(1)

    def refresh(self) -> None:
        """Show the risks and incidents of the assessment in view."""
        dossier = self._page.session.dossier
        locked = dossier.assessment.final
        self.cards.clear()
        clear(self._risks)
        clear(self._incidents)
        issues = sorted(dossier.salient, key=lambda i: i.order)
        n = len(issues)
        self._risk_head.set_words(
            sentence(tr("{number} [risk|risks] to people", "", n, number=number(n)))
            if n
            else tr("No risk to people named yet"),
            tr(
                "Severity is the highest of scale, scope and irremediability. Risks order the gaps; they change "
                "no score."
            ),
        )
        for issue in issues:
            self._risks.addWidget(self._risk_card(issue, dossier, locked))
        if not issues:
            self._risks.addWidget(
                self._empty(tr("Name the three to five gravest risks to people, and what guards against each."))
            )
        incidents = sorted(dossier.incidents, key=lambda i: (-i.severity, str(i.occurred or "")))
        n = len(incidents)
        self._incident_head.set_words(
            sentence(tr("{number} [incident|incidents] in the period", "", n, number=number(n)))
            if n
            else tr("No incident recorded"),
            tr("Severe harms, allegations and complaints, and the remedy given."),
        )
        for incident in incidents:
            self._incidents.addWidget(self._incident_card(incident, dossier, locked))
        if not incidents:
            self._incidents.addWidget(
                self._empty(tr("Boards ask what happened and what was done about it. Record it here, without names."))
            )
        for button in (self.add_risk_button, self.add_incident_button):
            button.setEnabled(not locked)

    def _empty(self, text: str) -> Card:
        card = Card(self._theme)
        card.add(Label(self._theme, text, "body", "text2"))
        return card

    def _wire(self, card: RecordCard) -> None:
        self.cards[card.record_id] = card
        card.edit_requested.connect(self.edit)
        card.remove_requested.connect(self.remove)
        card.practice_requested.connect(self._go)

    def _risk_card(self, issue: SalientIssue, dossier: Dossier, locked: bool) -> RecordCard:
        theme = self._theme
        card = RecordCard(theme, issue.id, issue.title, locked=locked)
        card.add_chips(
            (
                Chip(theme, sentence(BAND_NAMES[issue.band]), _TONES[issue.band], "users"),
                Chip(theme, tr("Severity {severity} of 5", severity=issue.severity)),
                Chip(theme, tr("Likelihood {likelihood} of 5", likelihood=issue.likelihood)),
                sensitivity_chip(theme, issue.sensitivity),
            )
        )
        card.add(
            Label(
                theme,
                tr(
                    "Scale {scale}, scope {scope}, irremediability {irremediability}.",
                    scale=issue.scale,
                    scope=issue.scope,
                    irremediability=issue.irremediability,
                ),
                "small",
                "muted",
            )
        )
        card.add_paragraph(tr("Who would be affected"), issue.affected)
        card.add_practices(tr("Guarded by, with the level now"), issue.practices, dossier)
        self._wire(card)
        return card

    def _incident_card(self, incident: Incident, dossier: Dossier, locked: bool) -> RecordCard:
        theme = self._theme
        card = RecordCard(theme, incident.id, incident.title, locked=locked)
        when = day(incident.occurred) if incident.occurred else tr("No date given")
        card.add_chips(
            (
                Chip(
                    theme,
                    tr("Severity {severity} of 5", severity=incident.severity),
                    "attention" if incident.severity >= 4 else "neutral",
                ),
                Chip(theme, when, "neutral", "calendar"),
                sensitivity_chip(theme, incident.sensitivity),
            )
        )
        card.add_paragraph(tr("What happened"), incident.what)
        card.add_practices(tr("Should have been caught by"), incident.practices, dossier)
        again = plan.look_again(incident, dossier)
        if again:
            card.add(
                Label(
                    theme,
                    tr(
                        "Look again at {practices}: %n practice(s) that should have caught this "
                        "[stands|stand] at 3 or 4.",
                        "",
                        len(again),
                        practices=joined(again),
                    ),
                    "body_medium",
                    "attention",
                )
            )
        card.add_paragraph(tr("Remedy given"), incident.remedy or tr("None recorded."))
        self._wire(card)
        return card

    def show_record(self, record_id: str) -> None:
        """Bring a risk or an incident into view, the keyboard with it."""
        card = self.cards[record_id]
        stop = next((part for part in card.findChildren(Button) if part.isEnabled() and not part.isHidden()), None)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, card, partial(_bring_into_view, card))  # once the tab is laid out

    # -- doing --------------------------------------------------------------------------------------------

    def add_risk(self) -> None:
        """Ask for a risk and add it."""
        dialog = RiskDialog(self._page, self._page.session.dossier)
        if dialog.exec():
            self._page.session.add(dialog.record(), text=tr("add a risk to people"))
            self._page.refresh()

    def add_incident(self) -> None:
        """Ask for an incident and add it."""
        dialog = IncidentDialog(self._page, self._page.session.dossier)
        if dialog.exec():
            self._page.session.add(dialog.record(), text=tr("add an incident"))
            self._page.refresh()

    def edit(self, record_id: str) -> None:
        """Change a risk or an incident."""
        record = self._find(record_id)
        dossier = self._page.session.dossier
        dialog: RiskDialog | IncidentDialog
        if isinstance(record, SalientIssue):
            dialog = RiskDialog(self._page, dossier, record)
            text = tr("change a risk to people")
        else:
            dialog = IncidentDialog(self._page, dossier, record)
            text = tr("change an incident")
        if dialog.exec():
            self._page.session.replace(record, dialog.record(), text=text)
            self._page.refresh()

    def remove(self, record_id: str) -> None:
        """Remove a risk or an incident; undo brings it back."""
        record = self._find(record_id)
        if isinstance(record, SalientIssue):
            step, done = tr("remove the risk"), tr("The risk is removed. Undo brings it back.")
        else:
            step, done = tr("remove the incident"), tr("The incident is removed. Undo brings it back.")
        if self._page.session.remove(record, text=step):
            self._page.message_requested.emit("undo", done)
        self._page.refresh()

    def _find(self, record_id: str) -> SalientIssue | Incident:
        dossier = self._page.session.dossier
        records: list[SalientIssue | Incident] = [*dossier.salient, *dossier.incidents]
        return next(record for record in records if record.id == record_id)

    def _go(self, practice_id: str) -> None:
        self._page.go_requested.emit("assess", practice_id)

    def _on_add_risk(self) -> None:
        self.add_risk()

    def _on_add_incident(self) -> None:
        self.add_incident()


def _bring_into_view(card: QWidget) -> None:
    above = card.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if isinstance(above, QScrollArea):
        above.ensureWidgetVisible(card)
