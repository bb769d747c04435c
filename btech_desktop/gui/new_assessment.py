"""Start an assessment: who is assessed, for which period, with which questions, and what is carried over."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from btech_desktop import carrying, own_forms, questionnaires
from btech_desktop.assessment import AskedKind, Assessment, Dossier, Unit
from btech_desktop.errors import UserError
from btech_desktop.form import Form
from btech_desktop.gui.session import Session
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.date_field import DateSpan, date_of
from btech_desktop.gui.widgets.dialog import Dialog, one_line
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.practice_tree import PracticeTree
from btech_desktop.gui.widgets.spoken import plain_tip
from btech_desktop.language import mark, tr
from btech_desktop.periods import asked_ids

PERIOD_HINT = mark("A year, or whatever you call it in reports.")


class NewAssessmentDialog(Dialog):
    """Who is assessed, for which period, with which questions, and whether last period's answers come along."""

    def __init__(self, parent: QWidget | None, session: Session, *, unit_id: str | None = None) -> None:
        super().__init__(parent, tr("New assessment"), verb=tr("Start assessment"), width=580)
        self._units = tuple(u for u in session.store.units() if not u.archived)
        self._assessments = session.store.assessments()
        self._session = session
        self._before: Dossier | None = None  # of the assessment that answers would come from
        self._choices: dict[str, Form] = {}

        self.unit_box = QComboBox()
        for unit in self._units:
            self.unit_box.addItem(unit.name, unit.id)
        self.unit_box.setCurrentIndex(max(self.unit_box.findData(unit_id), 0))
        self.add_field(tr("Unit"), self.unit_box)

        today = date.today()
        self.period_edit = one_line(hint="2026")
        days = DateSpan(self.theme.px(12), date(today.year, 1, 1), date(today.year, 12, 31))
        self.starts_edit, self.ends_edit = days.starts_edit, days.ends_edit
        self.add_field(tr("Period"), self.period_edit, hint=tr(PERIOD_HINT))
        self.add_field(tr("First and last day"), days, named=False)

        self.form_box = QComboBox()
        # A long name is cut short in the field, not the dialog made wider.
        self.form_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.form_box.setMinimumContentsLength(20)
        self.add_form_button = Button(self.theme, tr("Add form…"))
        self.add_form_button.setAccessibleDescription(tr("Choose the folder of a form of your own."))
        self.form_label = Label(self.theme, "", "small", "muted")
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(8))
        row.addWidget(self.form_box, 1)
        row.addWidget(self.add_form_button)
        asked_from = QWidget()
        column = QVBoxLayout(asked_from)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.px(4))
        column.addLayout(row)
        column.addWidget(self.form_label)
        asked_from.setFocusProxy(self.form_box)
        self.add_field(tr("Questionnaire"), asked_from)
        self.form_box.setAccessibleName(tr("Questionnaire"))
        self._offer_forms("")

        self.kind_buttons = QButtonGroup(self)
        self.kinds: dict[AskedKind, QRadioButton] = {}
        choices = QWidget()
        column = QVBoxLayout(choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        kinds: tuple[AskedKind, ...] = ("all", "core", "chosen")
        for kind in kinds:
            button = QRadioButton(tr("Chosen practices") if kind == "chosen" else "")
            self.kinds[kind] = button
            self.kind_buttons.addButton(button)
            column.addWidget(button)
        self.kinds["all"].setChecked(True)
        self.add_field(
            tr("Questions to ask"),
            choices,
            hint=tr("The core set is a first look. Only an assessment that asks about every domain can become public."),
        )
        self.tree = PracticeTree(self.form, name=tr("Practices to ask"))
        self.tree.setMinimumHeight(self.theme.px(220))
        self._tree_group = self.add_field(tr("Practices"), self.tree)
        self._tree_label = self.add_text("")
        self._tree_group.hide()
        self._tree_label.hide()

        self.carry_box = QCheckBox(tr("Carry over from last period"))
        self.carry_box.setChecked(True)
        self.body.addWidget(self.carry_box)
        self.carry_label = self.add_text("")

        self._suggested_period = ""
        self.unit_box.currentIndexChanged.connect(self._on_unit)
        self.starts_edit.dateChanged.connect(self._on_dates)
        self.kind_buttons.buttonToggled.connect(self._on_kind)
        self.tree.changed.connect(self._on_tree)
        self.form_box.currentIndexChanged.connect(self._on_form)
        self.add_form_button.clicked.connect(self._add_form)
        self._on_unit(0)
        self._show_counts()
        self._on_tree()
        self.period_edit.setFocus()

    @property
    def unit(self) -> Unit | None:
        """Who is assessed."""
        return next((u for u in self._units if u.id == self.unit_box.currentData()), None)

    @property
    def period(self) -> str:
        """What the period is called."""
        return self.period_edit.text().strip()

    @property
    def starts(self) -> date:
        """Its first day."""
        return date_of(self.starts_edit)

    @property
    def ends(self) -> date:
        """Its last day."""
        return date_of(self.ends_edit)

    @property
    def form(self) -> Form:
        """What is asked."""
        return self._choices[self.form_box.currentData()]

    @property
    def kind(self) -> AskedKind:
        """All, core or chosen."""
        return next(kind for kind, button in self.kinds.items() if button.isChecked())

    @property
    def chosen(self) -> tuple[str, ...]:
        """The practices ticked, where they are chosen one by one."""
        return self.tree.chosen if self.kind == "chosen" else ()

    @property
    def carry_over(self) -> bool:
        """Whether last period's answers come along."""
        return self.carry_box.isEnabled() and self.carry_box.isChecked()

    @property
    def previous(self) -> Assessment | None:
        """The assessment that answers would come from."""
        unit = self.unit
        earlier = [a for a in self._assessments if unit and a.unit_id == unit.id and a.ends < self.starts]
        return max(earlier, key=lambda a: a.ends, default=None)

    def start(self, session: Session) -> str | None:
        """Start what was asked for; its id, or None when the session refused."""
        if self.unit is None:
            return None
        return session.start_assessment(
            unit=self.unit,
            period=self.period,
            starts=self.starts,
            ends=self.ends,
            kind=self.kind,
            chosen=self.chosen,
            carry_over=self.carry_over,
            form=self.form,
        )

    def problem(self) -> tuple[str, QWidget | None]:
        """One sentence for the first thing that is wrong."""
        unit = self.unit
        if unit is None:
            return tr("Add a unit first."), self.unit_box
        if not self.period:
            return tr("Give the period a name, such as a year."), self.period_edit
        if any(a.unit_id == unit.id and a.period.casefold() == self.period.casefold() for a in self._assessments):
            return tr(
                "This unit has an assessment for {period} already. Choose another name.", period=self.period
            ), self.period_edit
        if self.ends < self.starts:
            return tr("The period ends before it starts. Swap the two dates."), self.ends_edit
        if self.kind == "chosen" and not self.chosen:
            return tr("Tick at least one practice to ask."), self.tree
        return "", None

    def _on_unit(self, _: int) -> None:
        """Offer the first calendar year the unit has no assessment for, from this year on."""
        unit = self.unit
        mine = [a for a in self._assessments if unit and a.unit_id == unit.id]
        year = date.today().year
        while any(a.starts.year <= year <= a.ends.year for a in mine):
            year += 1
        if self.period_edit.text() == self._suggested_period:
            self._suggested_period = str(year)
            self.starts_edit.setDate(QDate(year, 1, 1))
            self.ends_edit.setDate(QDate(year, 12, 31))
            self.period_edit.setText(self._suggested_period)
        self._on_dates()

    def _offer_forms(self, edition: str) -> None:
        """Fill the box, with this edition chosen if it is there."""
        offered = questionnaires.choices(self._session.store)
        self._choices = {choice.form.edition: choice.form for choice in offered}
        self.form_box.blockSignals(True)
        self.form_box.clear()
        for choice in offered:
            self.form_box.addItem(choice.words, choice.form.edition)
        self.form_box.setCurrentIndex(max(self.form_box.findData(edition), 0))
        self.form_box.blockSignals(False)

    def _add_form(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Choose the folder of a form"))
        if not chosen:
            return
        try:
            form = own_forms.add(Path(chosen))
            edition = questionnaires.form_for(self._session.store, form).edition
        except UserError as error:
            self.show_problem(str(error))
            return
        self.show_problem("")
        self._offer_forms(edition)
        self._on_form()

    def _on_form(self) -> None:
        self._show_counts()
        self.tree.set_form(self.form)

    def _show_counts(self) -> None:
        form = self.form
        self.kinds["all"].setText(tr("All %n practice(s)", "", len(form.ids)))
        self.kinds["core"].setText(tr("Core set, %n practice(s)", "", len(form.core_ids)))
        self.kinds["core"].setVisible(bool(form.core_ids))
        if not form.core_ids and self.kinds["core"].isChecked():
            self.kinds["all"].setChecked(True)
        self.form_label.setText(form.title)
        self.form_box.setToolTip(plain_tip(self.form_box.currentText()))
        self.form_box.setAccessibleDescription(form.title)

    def _on_dates(self) -> None:
        previous = self.previous
        self.carry_box.setEnabled(previous is not None)
        if previous is None:
            self._before = None
            self.carry_box.setText(tr("Carry over from last period"))
        else:
            if self._before is None or self._before.assessment.id != previous.id:
                self._before = self._session.store.dossier(previous.id)
            self.carry_box.setText(tr("Carry over from {period}", period=previous.period).replace("&", "&&"))
        self._show_carried()

    def _show_carried(self) -> None:
        if self._before is None:
            self.carry_label.setText(tr("This unit has no assessment that ended earlier, so everything starts empty."))
        else:
            asked = asked_ids(self.form, self.kind, self.chosen) if self.kind != "chosen" or self.chosen else ()
            self.carry_label.setText(
                tr(
                    "{before} What is to confirm counts for nothing until you "
                    "confirm it. Targets, owners, open actions and risks to people come along as they are.",
                    before=carrying.sentence(self._before, self.form, asked),
                )
            )
        self.fit()

    def _on_kind(self) -> None:
        chosen = self.kind == "chosen"
        self._tree_group.setVisible(chosen)
        self._tree_label.setVisible(chosen)
        self._show_carried()

    def _on_tree(self) -> None:
        self._tree_label.setText(tr("%n practice(s) ticked.", "", len(self.tree.chosen)))
        self._show_carried()
