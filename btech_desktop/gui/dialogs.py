"""Every modal question about the workspace, its units and its assessments; the window carries out the answers."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from btech_desktop import checks
from btech_desktop.assessment import TEXT_LIMIT, Assessment, Dossier, History
from btech_desktop.gui.password_dialogs import StrengthHint
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.dialog import LONGEST_NAME, Confirm, Dialog, confirm, one_line
from btech_desktop.language import mark, tr
from btech_desktop.wording import joined

__all__ = [
    "Confirm",
    "FinaliseDialog",
    "NewWorkspaceDialog",
    "OrganisationDialog",
    "PasswordDialog",
    "ReopenDialog",
    "confirm",
]

SUFFIX = ".btech"
FILE_FILTER = mark("Workspaces (*.btech)")
SHORTEST_PASSWORD = 8
LISTED = 12  # ids named in a sentence before it turns into a count


def _named(ids: list[str]) -> str:
    if len(ids) <= LISTED:
        return joined(ids)
    return tr("{practices} and {more} more", practices=", ".join(ids[:LISTED]), more=len(ids) - LISTED)


def _password() -> QLineEdit:
    edit = one_line(limit=1000)
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
        self.organisation_edit = one_line(hint=tr("Example Technologies"))
        self.add_field(tr("Organisation"), self.organisation_edit)

        self.path_edit = one_line(limit=4000)
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
                    "Use at least {least} characters for the password.", least=SHORTEST_PASSWORD
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
            tr(FILE_FILTER),
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
            text=tr("{name} is locked with a password.", name=file_name),
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
        self.name_edit = one_line(name)
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
                "Use at most {most} characters for what is not assessed here.", most=2 * LONGEST_NAME
            ), self.scope_edit
        return "", None


# -- assessments ------------------------------------------------------------------------------------------


class FinaliseDialog(Dialog):
    """Name and role of who locks the assessment, after a list of what is still open.

    ``before`` is the unit's period before, which some of the checks look at.
    """

    def __init__(
        self, parent: QWidget | None, dossier: Dossier, before: Dossier | None = None, *, name: str = ""
    ) -> None:
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
                tr(
                    "%n answer(s) to confirm first: {practices}.",
                    "",
                    len(self.to_confirm),
                    practices=_named(self.to_confirm),
                ),
                role="body",
                token="attention",
            )
        if self.still_open:
            self.add_text(
                tr(
                    "%n practice(s) to answer: {practices}. You can lock all the "
                    "same; scores then stay provisional, with their range.",
                    "",
                    len(self.still_open),
                    practices=_named(self.still_open),
                ),
                role="body",
                token="attention",
            )
        if not self.to_confirm and not self.still_open:
            self.add_text(tr("Everything asked is answered and confirmed."), role="body")
        found = checks.grouped(checks.open_findings(dossier, before))
        if found:
            lines = "\n".join(
                tr("• {finding}: {practices}", finding=group.text, practices=_named(list(group.practice_ids)))
                for group in found
            )
            head = tr("Worth a look before you lock:")
            self.add_text(f"{head}\n{lines}", role="body")
        self.name_edit = one_line(name)
        self.role_edit = one_line(hint=tr("Human rights lead"))
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
            verb=tr("Reopen as revision {number}", number=assessment.revision + 1),
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
            return tr("Use at most {most} characters.", most=TEXT_LIMIT), self.reason_edit
        return "", None


# How a page asks for a file; tests put their own in its place.
AskPath = Callable[[QWidget, str, Path, str], Path | None]


def ask_save_path(parent: QWidget, title: str, suggested: Path, filters: str) -> Path | None:
    """The system's save dialog; None when cancelled."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(suggested), filters)
    return Path(chosen) if chosen else None
