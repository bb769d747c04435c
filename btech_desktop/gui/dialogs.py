"""Every modal question about the workspace, its units and its assessments; the window carries out the answers."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from btech_desktop import carrying, checks, own_forms, questionnaires
from btech_desktop.assessment import TEXT_LIMIT, AskedKind, Assessment, Dossier, History, Unit
from btech_desktop.errors import UserError
from btech_desktop.form import Form
from btech_desktop.form_files import shipped_form
from btech_desktop.gui.password_dialogs import StrengthHint
from btech_desktop.gui.session import Session
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.date_field import date_edit, date_of
from btech_desktop.gui.widgets.dialog import Confirm, Dialog, confirm
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.practice_tree import PracticeTree
from btech_desktop.gui.widgets.spoken import plain_tip
from btech_desktop.language import tr
from btech_desktop.periods import asked_ids
from btech_desktop.wording import joined

__all__ = [
    "Confirm",
    "FinaliseDialog",
    "NewAssessmentDialog",
    "NewUnitDialog",
    "NewWorkspaceDialog",
    "OrganisationDialog",
    "PasswordDialog",
    "RenameUnitDialog",
    "ReopenDialog",
    "confirm",
]

SUFFIX = ".btech"
FILE_FILTER = f"Workspaces (*{SUFFIX})"
LONGEST_NAME = 200
SHORTEST_PASSWORD = 8
LISTED = 12  # ids named in a sentence before it turns into a count


def _named(ids: list[str]) -> str:
    if len(ids) <= LISTED:
        return joined(ids)
    return tr("{join} and {value} more", join=", ".join(ids[:LISTED]), value=len(ids) - LISTED)


def _line(text: str = "", *, limit: int = LONGEST_NAME, hint: str = "") -> QLineEdit:
    edit = QLineEdit(text)
    edit.setMaxLength(limit)
    edit.setPlaceholderText(hint)
    return edit


def _password() -> QLineEdit:
    edit = _line(limit=1000)
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    return edit


# -- workspace --------------------------------------------------------------------------------------------


class NewWorkspaceDialog(Dialog):
    """Whose workspace, in which file, with which history, locked or not."""

    def __init__(self, parent: QWidget | None = None, *, folder: Path | None = None) -> None:
        super().__init__(
            parent,
            tr("New workspace"),
            verb=tr("Make workspace"),
            text=tr("One file on this computer holds your units, assessments, evidence and actions."),
        )
        self._folder = folder or Path.home()
        self.organisation_edit = _line(hint=tr("Example Technologies"))
        self.add_field(tr("Organisation"), self.organisation_edit)

        self.path_edit = _line(limit=4000)
        browse = Button(self.theme, tr("Browse…"))
        browse.setAccessibleName(tr("Browse for the place of the file"))
        browse.clicked.connect(self._browse)
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.px(8))
        row.addWidget(self.path_edit, 1)
        row.addWidget(browse)
        place.setFocusProxy(self.path_edit)
        self.add_field(tr("File"), place)
        self.path_edit.setAccessibleName(tr("File"))

        self.every_change = QRadioButton(tr("Every change"))
        self.final_values = QRadioButton(tr("Final values only"))
        self.every_change.setChecked(True)
        choices = QWidget()
        column = QVBoxLayout(choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.every_change)
        column.addWidget(self.final_values)
        self.add_field(
            tr("History to keep"),
            choices,
            hint=tr(
                "Every change: who changed what, when, with the text before. Final values only: what stood when an "
                "assessment was locked, with its signature. This is chosen once."
            ),
        )

        self.lock_box = QCheckBox(tr("Lock the file with a password"))
        self.body.addWidget(self.lock_box)
        self.password_edit, self.again_edit = _password(), _password()
        pair = QWidget()
        grid = QGridLayout(pair)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self.theme.px(8))
        self.password_edit.setPlaceholderText(tr("Password"))
        self.again_edit.setPlaceholderText(tr("The same again"))
        grid.addWidget(self.password_edit, 0, 0)
        grid.addWidget(self.again_edit, 0, 1)
        pair.setFocusProxy(self.password_edit)
        self._passwords = self.add_field(
            tr("Password, twice"),
            pair,
            hint=tr(
                "Nobody can recover a lost password: without it the answers are gone. Keep it where your "
                "organisation keeps such things."
            ),
        )
        self.password_edit.setAccessibleName(tr("Password"))
        self.again_edit.setAccessibleName(tr("The same password again"))
        self.strength_hint = StrengthHint(
            self.theme, self.password_edit, lambda: (self.organisation, Path(self.path_edit.text()).stem)
        )
        self.body.addWidget(self.strength_hint)
        self._passwords.hide()
        self.strength_hint.hide()

        self._suggested = ""
        self.lock_box.toggled.connect(self._on_lock)
        self.organisation_edit.textChanged.connect(self._suggest)
        self._suggest("")

    @property
    def organisation(self) -> str:
        """The name of the company."""
        return self.organisation_edit.text().strip()

    @property
    def path(self) -> Path:
        """The file to make; always with our suffix."""
        path = Path(self.path_edit.text().strip()).expanduser()
        return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)

    @property
    def history(self) -> History:
        """What of the past is kept."""
        return "every change" if self.every_change.isChecked() else "final values"

    @property
    def password(self) -> str | None:
        """The password, or None for an open file."""
        return self.password_edit.text() if self.lock_box.isChecked() else None

    def problem(self) -> tuple[str, QWidget | None]:
        """One sentence for the first thing that is wrong."""
        if not self.organisation:
            return tr("Give the name of the organisation."), self.organisation_edit
        if not self.path_edit.text().strip():
            return tr("Choose where the file should lie."), self.path_edit
        if not self.path.is_absolute() or not self.path.parent.is_dir():
            return tr("There is no such folder. Choose another with Browse."), self.path_edit
        if self.path.exists():
            return tr(
                "{name} already exists. Choose another name, or open it instead.", name=self.path.name
            ), self.path_edit
        if self.password is not None:
            if len(self.password) < SHORTEST_PASSWORD:
                return tr(
                    "Use at least {SHORTEST_PASSWORD} characters for the password.", SHORTEST_PASSWORD=SHORTEST_PASSWORD
                ), self.password_edit
            if self.password != self.again_edit.text():
                return tr("The two passwords differ. Type the second one again."), self.again_edit
        return "", None

    def _suggest(self, _: str) -> None:
        """Name the file after the organisation, until the user names it."""
        if self.path_edit.text() != self._suggested:
            return
        kept = "".join(c if c.isalnum() or c in "-_ " else " " for c in self.organisation)
        name = "-".join(kept.lower().split())[:60] or "assessment"
        self._suggested = str(self._folder / f"{name}{SUFFIX}")
        self.path_edit.setText(self._suggested)

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            tr("Where should the workspace lie?"),
            str(self.path),
            FILE_FILTER,
            options=QFileDialog.Option.DontConfirmOverwrite,  # an existing file is refused with a sentence of ours
        )
        if chosen:
            self.path_edit.setText(chosen)

    def _on_lock(self, on: bool) -> None:
        self._passwords.setVisible(on)
        self.strength_hint.setVisible(on)
        self.fit()


class PasswordDialog(Dialog):
    """The password of a locked file; ``message`` says why it is asked again, ``hint`` which password it may be."""

    def __init__(
        self, parent: QWidget | None, file_name: str, *, message: str = "", hint: str = "", backups: bool = False
    ) -> None:
        """``backups``: offer them too; :attr:`backups_wanted` says whether they were asked for."""
        super().__init__(
            parent,
            tr("Password needed"),
            verb=tr("Open"),
            text=tr("{file_name} is locked with a password.", file_name=file_name),
            width=440,
        )
        self.backups_wanted = False
        self.password_edit = _password()
        self.add_field(tr("Password"), self.password_edit, hint=hint)
        self.backups_button = Button(self.theme, tr("Restore a backup…"), kind="link")
        self.backups_button.clicked.connect(self._want_backups)
        if backups:
            self.body.addWidget(self.backups_button)
        else:
            self.backups_button.setParent(self)
            self.backups_button.hide()
        if message:
            self.show_problem(message)

    @property
    def password(self) -> str:
        """What was typed."""
        return self.password_edit.text()

    def problem(self) -> tuple[str, QWidget | None]:
        """An empty password opens nothing."""
        return ("", None) if self.password else (tr("Type the password."), self.password_edit)

    def _want_backups(self) -> None:
        self.backups_wanted = True
        self.reject()


class OrganisationDialog(Dialog):
    """The name of the organisation, and the line that says what is not assessed here."""

    def __init__(self, parent: QWidget | None, *, name: str, scope_line: str) -> None:
        super().__init__(parent, tr("Organisation"), verb=tr("Save"))
        self.name_edit = _line(name)
        self.scope_edit = self.text_field(scope_line)
        self.add_field(tr("Name"), self.name_edit)
        self.add_field(tr("What is not assessed here"), self.scope_edit, hint=tr("Stands on every report."))

    @property
    def name(self) -> str:
        """The new name."""
        return self.name_edit.text().strip()

    @property
    def scope_line(self) -> str:
        """The new line."""
        return " ".join(self.scope_edit.toPlainText().split())

    def problem(self) -> tuple[str, QWidget | None]:
        """A name is needed; the line has to fit into a page's foot."""
        if not self.name:
            return tr("The organisation needs a name."), self.name_edit
        if len(self.scope_line) > 2 * LONGEST_NAME:
            return tr(
                "Use at most {value} characters for what is not assessed here.", value=2 * LONGEST_NAME
            ), self.scope_edit
        return "", None


# -- units ------------------------------------------------------------------------------------------------


class NewUnitDialog(Dialog):
    """A company or team to be assessed: its name, whom it belongs to, its roles in the tech stack."""

    def __init__(
        self,
        parent: QWidget | None,
        units: tuple[Unit, ...],
        *,
        form: Form | None = None,
        parent_id: str | None = None,
        unit: Unit | None = None,
    ) -> None:
        super().__init__(
            parent,
            tr("Change unit") if unit else tr("Add unit"),
            verb=tr("Save") if unit else tr("Add unit"),
            text="" if unit else tr("A unit is the company or a part of it that answers the questions for itself."),
        )
        self._taken = {u.name.casefold() for u in units if unit is None or u.id != unit.id}
        self.name_edit = _line(unit.name if unit else "", hint=tr("Sales EMEA"))
        self.add_field(tr("Name"), self.name_edit)

        self.parent_box = QComboBox()
        self.parent_box.addItem(tr("No other unit"), None)
        # A unit below itself would be a ring, so neither it nor what is under it can be chosen.
        below = _below(unit.id, units) if unit else set()
        for other in units:
            if other.id not in below:
                self.parent_box.addItem(other.name, other.id)
        at = self.parent_box.findData(unit.parent_id if unit else parent_id)
        self.parent_box.setCurrentIndex(max(at, 0))
        self.add_field(tr("Part of"), self.parent_box)

        self.role_boxes: dict[str, QCheckBox] = {}
        roles = QWidget()
        column = QVBoxLayout(roles)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for role in (form or shipped_form()).roles:
            box = QCheckBox(role.title)
            box.setAccessibleDescription(role.about)
            box.setChecked(unit is not None and role.id in unit.roles)
            self.role_boxes[role.id] = box
            column.addWidget(box)
        self.add_field(
            tr("Roles in the tech stack"),
            roles,
            hint=tr("They decide which scope lines apply and what may be not applicable."),
        )

    @property
    def name(self) -> str:
        """The unit's name."""
        return self.name_edit.text().strip()

    @property
    def parent_id(self) -> str | None:
        """The unit it is part of."""
        found = self.parent_box.currentData()
        return found if isinstance(found, str) else None

    @property
    def roles(self) -> tuple[str, ...]:
        """Ids of the roles ticked."""
        return tuple(i for i, box in self.role_boxes.items() if box.isChecked())

    def problem(self) -> tuple[str, QWidget | None]:
        """A name is needed, and no two units share one."""
        if not self.name:
            return tr("The unit needs a name."), self.name_edit
        if self.name.casefold() in self._taken:
            return tr("Another unit has this name already. Choose one that tells them apart."), self.name_edit
        return "", None


class RenameUnitDialog(NewUnitDialog):
    """The same questions for a unit that exists."""

    def __init__(self, parent: QWidget | None, unit: Unit, units: tuple[Unit, ...]) -> None:
        super().__init__(parent, units, unit=unit)

    def changed(self, unit: Unit) -> Unit:
        """The unit as it should be."""
        return Unit.model_validate(
            unit.model_dump() | {"name": self.name, "parent_id": self.parent_id, "roles": self.roles}
        )


def _below(unit_id: str, units: tuple[Unit, ...]) -> set[str]:
    found = {unit_id}
    while more := {u.id for u in units if u.parent_id in found} - found:
        found |= more
    return found


# -- assessments ------------------------------------------------------------------------------------------


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
        self.period_edit = _line(hint="2026")
        self.starts_edit = date_edit(tr("First day"), date(today.year, 1, 1))
        self.ends_edit = date_edit(tr("Last day"), date(today.year, 12, 31))
        self.add_field(tr("Period"), self.period_edit, hint=tr("A year, or whatever you call it in reports."))
        days = QWidget()
        grid = QGridLayout(days)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.theme.px(12))
        grid.addWidget(self.starts_edit, 0, 0)
        grid.addWidget(self.ends_edit, 0, 1)
        grid.setColumnStretch(2, 1)
        days.setFocusProxy(self.starts_edit)
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


class FinaliseDialog(Dialog):
    """Name and role of who locks the assessment, after a list of what is still open."""

    def __init__(self, parent: QWidget | None, dossier: Dossier, *, name: str = "") -> None:
        super().__init__(
            parent,
            tr("Lock {period} as final", period=dossier.assessment.period),
            verb=tr("Lock as final"),
            text=tr("A final assessment cannot be changed. It can be reopened as the next revision, with a reason."),
            width=560,
        )
        answers = [dossier.answers[p.id] for p in dossier.practices()]
        self.to_confirm = [a.practice_id for a in answers if a.to_confirm]
        self.still_open = [a.practice_id for a in answers if not a.to_confirm and not a.settled]
        if self.to_confirm:
            self.add_text(
                tr("%n answer(s) to confirm first: {named}.", "", len(self.to_confirm), named=_named(self.to_confirm)),
                role="body",
                token="attention",
            )
        if self.still_open:
            self.add_text(
                tr(
                    "%n practice(s) to answer: {named}. You can lock all the "
                    "same; scores then stay provisional, with their range.",
                    "",
                    len(self.still_open),
                    named=_named(self.still_open),
                ),
                role="body",
                token="attention",
            )
        if not self.to_confirm and not self.still_open:
            self.add_text(tr("Everything asked is answered and confirmed."), role="body")
        found = checks.grouped(checks.findings(dossier))
        if found:
            lines = "\n".join(
                tr("\N{BULLET} {text}: {named}", text=g.text, named=_named(list(g.practice_ids))) for g in found
            )
            self.add_text(tr("Worth a look before you lock:\n{lines}", lines=lines), role="body")
        self.name_edit = _line(name)
        self.role_edit = _line(hint=tr("Human rights lead"))
        self.add_field(tr("Your name"), self.name_edit)
        self.add_field(
            tr("Your role"), self.role_edit, hint=tr("Boards see the role, the working group also the name.")
        )
        self.go_button.setEnabled(not self.to_confirm)

    @property
    def name(self) -> str:
        """Who locks."""
        return self.name_edit.text().strip()

    @property
    def role(self) -> str:
        """In which role."""
        return self.role_edit.text().strip()

    def problem(self) -> tuple[str, QWidget | None]:
        """Open confirmations, or a signature that is not complete."""
        if self.to_confirm:
            return tr("Confirm the answers listed above first."), None
        if not self.name:
            return tr("Give your name; it stands under the final assessment."), self.name_edit
        if not self.role:
            return tr("Give your role; boards see it instead of the name."), self.role_edit
        return "", None


class ReopenDialog(Dialog):
    """Why a final assessment is opened again."""

    def __init__(self, parent: QWidget | None, assessment: Assessment) -> None:
        super().__init__(
            parent,
            tr("Reopen {period}", period=assessment.period),
            verb=tr("Reopen as revision {value}", value=assessment.revision + 1),
            text=tr("The final state keeps its signature and date in the list of revisions, beside your reason."),
        )
        self.reason_edit: QPlainTextEdit = self.text_field("")
        self.add_field(tr("Why is it reopened?"), self.reason_edit)

    @property
    def reason(self) -> str:
        """The reason given."""
        return self.reason_edit.toPlainText().strip()

    def problem(self) -> tuple[str, QWidget | None]:
        """A reason is needed."""
        if not self.reason:
            return tr("Say why it is reopened; the reason is kept."), self.reason_edit
        if len(self.reason) > TEXT_LIMIT:
            return tr("Use at most {TEXT_LIMIT} characters.", TEXT_LIMIT=TEXT_LIMIT), self.reason_edit
        return "", None


# How a page asks for a file; tests put their own in its place.
AskPath = Callable[[QWidget, str, Path, str], Path | None]


def ask_save_path(parent: QWidget, title: str, suggested: Path, filters: str) -> Path | None:
    """The system's save dialog; None when cancelled."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(suggested), filters)
    return Path(chosen) if chosen else None
