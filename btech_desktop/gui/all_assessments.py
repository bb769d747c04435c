"""All assessments of the workspace: the units as a tree, with state, coverage and score of each period."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from btech_desktop import scoring
from btech_desktop.assessment import Assessment, Unit
from btech_desktop.form import Form
from btech_desktop.form_files import shipped_form
from btech_desktop.gui.arranging import Arranging
from btech_desktop.gui.dialogs import OrganisationDialog
from btech_desktop.gui.new_assessment import NewAssessmentDialog
from btech_desktop.gui.page import Page
from btech_desktop.gui.session import Changed, Session
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.unit_dialogs import NewUnitDialog
from btech_desktop.gui.widgets.buttons import Button, IconButton
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.chip import Chip, State
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import clear
from btech_desktop.gui.widgets.page_head import PageHead
from btech_desktop.gui.widgets.scroll import PageScroll
from btech_desktop.language import tr
from btech_desktop.units import in_use, tree
from btech_desktop.wording import answered_of, counts_line, day, number, plain, sentence, span

DEEPEST_INDENT = 3  # further levels of the tree stand below each other, or nothing would be left of the width
STACK_BELOW = 620


def asked_line(assessment: Assessment, form: Form) -> str:
    """What was asked, in few words."""
    n = len(assessment.asked)
    if assessment.asked_kind == "all":
        return tr("All {number} practices", number=n)
    if assessment.asked_kind == "core":
        return tr("Core set, {number} practices", number=n)
    return tr("{asked} of %n practice(s)", "", len(form.ids), asked=n)


class MoreButton(IconButton):
    """Opens a menu; its owner fills it when it is about to show."""

    def __init__(self, theme: Theme, name: str, object_name: str) -> None:
        super().__init__(theme, "ellipsis", name)
        self.setObjectName(object_name)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.choices = QMenu(self)
        self.choices.setFont(theme.font("small"))
        self.setMenu(self.choices)


class AssessmentRow(QFrame):
    """One assessment; a click anywhere on it does what its button does."""

    def __init__(
        self, theme: Theme, assessment: Assessment, unit: Unit, form: Form, score: scoring.Score, *, in_view: bool
    ) -> None:
        super().__init__()
        self._theme = theme
        self.assessment_id = assessment.id
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        px = theme.px
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, px(10), 0, px(10))
        self._row.setSpacing(px(16))

        name = self._column(5)
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(Label(theme, assessment.period, "body_strong", wrap=False))
        head.addWidget(self._chip(assessment, score))
        head.addStretch(1)
        name.addLayout(head)
        lines = [
            asked_line(assessment, form),
            tr("{starts} to {ends}", starts=day(assessment.starts), ends=day(assessment.ends)),
        ]
        if assessment.revision > 1:
            lines.append(tr("revision {number}", number=assessment.revision))
        name.addWidget(Label(theme, ", ".join(lines), "small", "muted"))

        coverage = self._column(5)
        coverage.addWidget(Label(theme, sentence(answered_of(score)), "body"))
        if score.answered:
            coverage.addWidget(Label(theme, counts_line(score), "small", "muted"))

        figure = self._column(3)
        if score.mean is None:
            figure.addWidget(Label(theme, tr("No score yet"), "body", "muted"))
        else:
            figure.addWidget(Label(theme, tr("{mean} of 4", mean=plain(score.mean)), "body_strong"))
            range_line = tr("could be {range}", range=span(score)) if score.provisional else tr("nothing open")
            figure.addWidget(Label(theme, range_line, "small", "muted"))
        for column in (name, coverage, figure):
            column.addStretch(1)  # first lines level with each other, whichever of the parts is the tallest

        self.button = Button(theme, tr("In view") if in_view else tr("Open"), compact=True)
        self.button.setAccessibleName(
            tr("Go to {period}, {unit}", period=assessment.period, unit=unit.name)
            if in_view
            else tr("Open {period}, {unit}", period=assessment.period, unit=unit.name)
        )
        self.button.setObjectName(assessment.id)
        self.button.setMinimumWidth(px(76))
        self.more = MoreButton(
            theme,
            tr("More for {period}, {unit}", period=assessment.period, unit=unit.name),
            f"more:{assessment.id}",
        )
        ends = QHBoxLayout()
        ends.setSpacing(px(4))
        ends.addWidget(self.button)
        ends.addWidget(self.more)
        ends.addStretch(1)
        self._row.addLayout(ends)

    def _column(self, stretch: int) -> QVBoxLayout:
        """A part whose width does not depend on its words, so that rows line up."""
        part = QWidget()
        part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(2))
        self._row.addWidget(part, stretch)
        return column

    def _chip(self, assessment: Assessment, score: scoring.Score) -> Chip:
        states: dict[str, State] = {"draft": "draft", "in review": "in_review"}
        if assessment.final:
            return Chip(self._theme, tr("Final"), "neutral", "lock")
        if assessment.status == "draft" and not score.provisional and score.asked:
            return Chip.of(self._theme, "complete")
        return Chip.of(self._theme, states[assessment.status])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.button.click()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < self._theme.px(STACK_BELOW)
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self._row.setSpacing(self._theme.px(6 if narrow else 16))


class AllAssessmentsPage(Page):
    """Units and their assessments: open one, start one; add, change, move, archive and delete them."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self.rows: dict[str, AssessmentRow] = {}
        self.cards: dict[str, Card] = {}
        self.arranging = Arranging(self, session, self.message_requested.emit)
        self._archived_shown = False
        scroll = PageScroll(theme)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self.head = PageHead(theme)
        self.organisation_button = Button(theme, tr("Organisation…"), kind="link", icon="building-2")
        self.unit_button = Button(theme, tr("Add unit…"), icon="plus")
        self.new_button = Button(theme, tr("New assessment…"), kind="primary", icon="file-plus-2")
        self.organisation_button.clicked.connect(self.rename_organisation)
        self.unit_button.clicked.connect(self._on_add_unit)
        self.new_button.clicked.connect(self._on_new)
        for button in (self.organisation_button, self.unit_button, self.new_button):
            self.head.add_action(button)
        scroll.add(self.head)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(12))
        scroll.add(self._list)
        self.archived_button = Button(theme, "", kind="link", icon="eye")
        self.archived_button.clicked.connect(self._on_archived)
        scroll.add(self.archived_button)
        self._archived = QVBoxLayout()
        self._archived.setSpacing(theme.px(12))
        scroll.add(self._archived)
        scroll.column.addStretch(1)

    def refresh(self, changed: Changed | None = None) -> None:
        """List everything anew: it is two queries, whatever changed."""
        store = self.session.store
        workspace, units, assessments = store.workspace(), store.units(), store.assessments()
        marks = store.all_marks()
        title = tr("No assessment yet")
        if assessments:
            n, assessed = len(assessments), len({a.unit_id for a in assessments})
            title = tr(
                "{assessments} of {units}",
                assessments=tr("{number} [assessment|assessments]", "", n, number=number(n)),
                units=tr("{number} [unit|units]", "", assessed, number=number(assessed)),
            )
        whose = workspace.organisation
        if workspace.sample and "sample" not in whose.casefold():
            whose = tr("{organisation} (sample data)", organisation=whose)
        self.head.set_words(sentence(title), whose)
        used, away = in_use(units), tuple(u for u in units if u.archived)
        self.new_button.setEnabled(bool(used))
        focus = self.focusWidget() if self.isVisible() else None
        focused = focus.objectName() if focus is not None else ""
        self._clear()
        if not used:
            card = Card(self.theme, tr("Who is assessed?"), tr("Add the company, or a part of it, as the first unit."))
            self._list.addWidget(card)
        by_unit: dict[str, list[tuple[Assessment, Form, scoring.Score]]] = {}
        forms: dict[str, Form] = {}
        for assessment in assessments:
            form = forms.setdefault(assessment.form_edition, store.form(assessment.form_edition))
            score = scoring.results(form, assessment.asked, marks.get(assessment.id, {})).overall
            by_unit.setdefault(assessment.unit_id, []).append((assessment, form, score))
        self._fill(self._list, used, by_unit)
        n = len(away)
        self.archived_button.setVisible(bool(away))
        self.archived_button.setText(
            tr("Hide %n archived", "", n) if self._archived_shown else tr("Show %n archived", "", n)
        )
        if self._archived_shown:
            self._fill(self._archived, away, by_unit)
        if focused:  # the part with the keyboard was made anew
            found = [part for card in self.cards.values() if (part := card.findChild(QWidget, focused)) is not None]
            (found[0] if found else self.unit_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(
        self,
        column: QVBoxLayout,
        units: tuple[Unit, ...],
        by_unit: dict[str, list[tuple[Assessment, Form, scoring.Score]]],
    ) -> None:
        for depth, unit in tree(units):
            card = self._unit_card(unit)
            mine = by_unit.get(unit.id, [])
            if not mine:
                card.add(Label(self.theme, tr("No assessment yet."), "body", "muted"))
            for n, (assessment, form, score) in enumerate(mine):
                row = self._row(assessment, unit, form, score)
                card.body.addSpacing(self.theme.px(0 if n else 4))
                card.add(hairline())
                card.add(row)
            line = QHBoxLayout()
            line.addSpacing(self.theme.px(24) * min(depth, DEEPEST_INDENT))
            line.addWidget(card, 1)
            holder = QWidget()
            line.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(line)
            column.addWidget(holder)

    def _row(self, assessment: Assessment, unit: Unit, form: Form, score: scoring.Score) -> AssessmentRow:
        in_view = assessment.id == self.session.assessment_id
        row = AssessmentRow(self.theme, assessment, unit, form, score, in_view=in_view)
        row.button.clicked.connect(self._on_open)
        row.more.choices.aboutToShow.connect(
            partial(self.arranging.fill_assessment_menu, row.more.choices, assessment.id)
        )
        self.rows[assessment.id] = row
        return row

    def _unit_card(self, unit: Unit) -> Card:
        titles = {r.id: r.title for r in shipped_form().roles}
        roles = ", ".join(titles.get(r, r) for r in unit.roles)
        card = Card(self.theme, unit.name, roles or tr("No role in the tech stack chosen yet"))
        card.body.setSpacing(0)
        if unit.archived:
            card.header.addWidget(Chip(self.theme, tr("Archived"), "neutral"))
        words = [(tr("Bring back"), "back")] if unit.archived else [(tr("New assessment…"), "new")]
        for text, what in (*words, (tr("Change…"), "edit")):
            button = Button(self.theme, text, kind="link", compact=True)
            button.setObjectName(f"{what}:{unit.id}")
            button.setAccessibleName(f"{text} {unit.name}")
            button.clicked.connect(self._on_unit_button)
            card.header.addWidget(button)
        more = MoreButton(self.theme, tr("More for {unit}", unit=unit.name), f"more:{unit.id}")
        more.choices.aboutToShow.connect(partial(self.arranging.fill_unit_menu, more.choices, unit.id))
        card.header.addWidget(more)
        self.cards[unit.id] = card
        return card

    def _clear(self) -> None:
        self.rows.clear()
        self.cards.clear()
        clear(self._list)
        clear(self._archived)

    # -- what can be done ---------------------------------------------------------------------------------

    def open_assessment(self, assessment_id: str) -> None:
        """Put an assessment in view and show where it stands."""
        self.session.select(assessment_id)
        self.go_requested.emit("overview", "")

    def new_assessment(self, unit_id: str | None = None) -> None:
        """Ask what the new assessment should be, start it and go there."""
        dialog = NewAssessmentDialog(self, self.session, unit_id=unit_id)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.start(self.session):
            self.go_requested.emit("assess", "")

    def add_unit(self) -> None:
        """Ask for a unit and add it."""
        units = self.session.store.units()
        top = next((u.id for u in in_use(units) if u.parent_id is None), None)
        dialog = NewUnitDialog(self, units, parent_id=top)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.session.add_unit(name=dialog.name, parent_id=dialog.parent_id, roles=dialog.roles)
            self.refresh()

    def change_unit(self, unit_id: str) -> None:
        """Ask for a unit's new name, place and roles."""
        self.arranging.change_unit(unit_id)

    def rename_organisation(self) -> None:
        """Ask for the organisation's name and its scope line."""
        workspace = self.session.store.workspace()
        dialog = OrganisationDialog(self, name=workspace.organisation, scope_line=workspace.scope_line)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.session.rename_organisation(name=dialog.name, scope_line=dialog.scope_line)
            self.refresh()

    def _on_open(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            self.open_assessment(button.objectName())

    def _on_new(self) -> None:
        self.new_assessment()

    def _on_add_unit(self) -> None:
        self.add_unit()

    def _on_unit_button(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            what, _, unit_id = button.objectName().partition(":")
            ways = {"new": self.new_assessment, "edit": self.change_unit, "back": self.arranging.bring_back}
            ways[what](unit_id)

    def _on_archived(self) -> None:
        self._archived_shown = not self._archived_shown
        self.refresh()
