"""Saving a report: the password asked for it, and the line that leads to the saved file afterwards."""

from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop.attachments import may_open
from btech_desktop.audiences import Audience
from btech_desktop.errors import BadInput, ExportFailed
from btech_desktop.exchange.pdf_locks import NO_ARCHIVE, refuse_unusable
from btech_desktop.gui.attachments import open_outside
from btech_desktop.gui.password_dialogs import StrengthHint, password_field
from btech_desktop.gui.session import Session
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets import clipboard
from btech_desktop.gui.widgets.buttons import Button, IconButton
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.dialog import Dialog, asked
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.rows import Icon
from btech_desktop.gui.widgets.spoken import announce
from btech_desktop.language import tr
from btech_desktop.paths import folder_for_files


class LockDialog(Dialog):
    """The password of a report, typed twice; it is forgotten with the dialog."""

    def __init__(self, parent: QWidget | None, about: tuple[str, ...]) -> None:
        """``about`` are the names that somebody who guesses would try first."""
        super().__init__(
            parent,
            tr("Lock the report"),
            verb=tr("Lock and save"),
            text=tr("Whoever opens the file has to type this password. The app does not keep it."),
            width=480,
        )
        self.password_edit, self.again_edit = password_field(), password_field()
        self.add_field(tr("Password"), self.password_edit)
        self.body.addWidget(StrengthHint(self.theme, self.password_edit, lambda: about))
        self.add_field(
            tr("The same password again"),
            self.again_edit,
            hint=tr("Tell it to the recipient on another way than the file."),
        )
        self.add_text(tr(NO_ARCHIVE))

    @property
    def password(self) -> str:
        """What was typed."""
        return self.password_edit.text()

    def problem(self) -> tuple[str, QWidget | None]:
        """It can be used, and is twice the same."""
        try:
            refuse_unusable(self.password)
        except BadInput as error:
            return str(error), self.password_edit
        if self.password != self.again_edit.text():
            return tr("The two passwords differ. Type the second one again."), self.again_edit
        return "", None


def ask_password(parent: QWidget, about: tuple[str, ...]) -> str | None:
    """The password for a file; None when cancelled."""
    dialog = LockDialog(parent, about)
    return dialog.password if asked(dialog) else None


class SavedBar(Card):
    """Says where a file was saved, and leads to it. It stays until it is closed or the next is saved."""

    failed = Signal(str)  # a sentence

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, padding=12)
        self.path: Path | None = None
        self.label = Label(theme, "", "body")
        self.open_button = Button(theme, tr("Open"), compact=True)
        self.folder_button = Button(theme, tr("Show in folder"), icon="folder-open", compact=True)
        self.copy_button = Button(theme, tr("Copy file"), icon="copy", compact=True)
        self.copy_button.setAccessibleDescription(tr("To paste it into a message or a folder."))
        self.close_button = IconButton(theme, "x", tr("Close this message"), size=14)
        ways = QWidget()
        flow = FlowLayout(ways, gap=theme.px(8), line_gap=theme.px(4))
        for button in (self.open_button, self.folder_button, self.copy_button):
            flow.addWidget(button)
        words = QVBoxLayout()
        words.setSpacing(theme.px(6))
        words.addWidget(self.label)
        words.addWidget(ways)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addWidget(Icon(theme, "circle-check", "accent"))
        row.addLayout(words, 1)
        row.addWidget(self.close_button)
        self.add(row)
        self.open_button.clicked.connect(self._open)
        self.folder_button.clicked.connect(self._show_folder)
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.hide)

    def show_saved(self, path: Path, *, locked: bool) -> None:
        """Say that this file was saved, and whether it needs its password."""
        self.path = path
        said = [tr("Saved {name} in {folder}.", name=path.name, folder=path.parent)]
        if locked:
            said.append(tr("It opens with its password only."))
        self.label.setText(" ".join(said))
        self.open_button.setVisible(may_open(path.name))
        self.show()
        announce(self, self.label.text())

    def _open(self) -> None:
        if self._there() and not open_outside(QUrl.fromLocalFile(str(self.path))):
            self.failed.emit(tr("No program on this computer opens the file. It is in the folder all the same."))

    def _show_folder(self) -> None:
        if self._there() and self.path is not None and not open_outside(QUrl.fromLocalFile(str(self.path.parent))):
            self.failed.emit(tr("No file manager could be opened. The file is in {folder}.", folder=self.path.parent))

    def _copy(self) -> None:
        """The saved file alone goes to the clipboard: it lies where somebody chose, so no copy is left elsewhere."""
        if self._there():
            data = clipboard.blank_data()
            data.setUrls([QUrl.fromLocalFile(str(self.path))])
            clipboard.put(data)
            announce(self, tr("The file is copied."))

    def _there(self) -> bool:
        if self.path is not None and self.path.is_file():
            return True
        self.failed.emit(tr("The file is no longer where it was saved. Save it again."))
        return False


def suggested(session: Session, audience: Audience, suffix: str) -> Path:
    """A place and a name for the file: unit, period, audience."""
    dossier = session.dossier
    words = f"{dossier.unit.name} {dossier.assessment.period} {audience}".lower()
    kept = "".join(c if c.isalnum() or c in "-_" else " " for c in words)
    return folder_for_files(session.store.path) / ("-".join(kept.split()) + suffix)


def refuse_workspace(session: Session, path: Path) -> None:
    """Raise ExportFailed where a file to save would overwrite the workspace."""
    try:
        same = path.exists() and path.samefile(session.store.path)
    except OSError:
        same = False
    if same:
        raise ExportFailed(tr("This file is the workspace itself. Choose another name."))
