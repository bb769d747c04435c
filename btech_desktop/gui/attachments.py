"""Opening what evidence points to: its file from a private copy, its folder where it may not be opened, its link."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QTextOption
from PySide6.QtWidgets import QFileDialog, QWidget

from btech_desktop.assessment import Evidence
from btech_desktop.attachments import Link, is_what_it_says, link_of, may_open, name_on_disk
from btech_desktop.errors import BadInput
from btech_desktop.exchange.atomic import write_stream
from btech_desktop.gui.session import Session
from btech_desktop.gui.widgets.dialog import Confirm, Dialog
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.waiting import waiting
from btech_desktop.language import tr


def open_outside(url: QUrl) -> bool:
    """Hand an address, a file or a folder to the system; False when no program took it. The only such place."""
    return QDesktopServices.openUrl(url)


def open_file(parent: QWidget, session: Session, evidence: Evidence) -> str:
    """Open a kept file, or show its copy in the file manager where its type may not be opened.

    A sentence to show, or nothing. Raises UserError where the file is damaged or not here, or nothing opens it.
    """
    store, sha256 = session.store, evidence.file_sha256
    if sha256 is None:
        return ""
    if not store.has_file(sha256):
        raise BadInput(tr("This copy of the workspace does not hold {name}; it was left out.", name=evidence.file_name))
    if store.password is not None and not _asked(UnlockedCopyDialog(parent, evidence)):
        return ""
    with waiting():
        path = session.opened.make(evidence.file_name, lambda write: store.take_file(sha256, write))
        whole = may_open(path.name) and _is_what_it_says(path)
    if whole:
        _hand_over(
            QUrl.fromLocalFile(str(path)),
            tr("No program on this computer opens {name}. Save it instead.", name=path.name),
        )
        return ""
    _hand_over(QUrl.fromLocalFile(str(path.parent)), tr("No file manager could be opened. Save the file instead."))
    where = (
        tr("{name} is shown in a folder: its content is not what its name says.", name=path.name)
        if may_open(path.name)
        else tr("{name} is shown in a folder: files of its type are not opened here.", name=path.name)
    )
    gone = tr("This copy is removed when the workspace closes.")
    return f"{where} {gone}"


def save_file(parent: QWidget, session: Session, evidence: Evidence) -> str:
    """Ask where to, and write a kept file there, whole or not at all. A sentence to show, or nothing.

    Raises UserError; whatever stood there before is then untouched.
    """
    store, sha256 = session.store, evidence.file_sha256
    if sha256 is None:
        return ""
    if not store.has_file(sha256):
        raise BadInput(tr("This copy of the workspace does not hold {name}; it was left out.", name=evidence.file_name))
    name, _ = QFileDialog.getSaveFileName(parent, tr("Save the file"), name_on_disk(evidence.file_name))
    if not name:
        return ""
    with waiting():
        write_stream(Path(name), lambda write: store.take_file(sha256, write))
    told = [tr("Saved {name}.", name=Path(name).name)]
    if store.password is not None:
        told.append(tr("It is not locked by the workspace’s password."))
    return " ".join(told)


def open_link(parent: QWidget, _: Session, evidence: Evidence) -> str:
    """Show where a link really leads, ask, and open it in the browser; nothing more to say then.

    Raises UserError for what is no link, or when no browser takes it.
    """
    link = link_of(evidence.locator)
    url = QUrl(link.address)
    if bytes(url.toEncoded().data()).decode() != link.address:
        raise BadInput(tr("The address cannot be opened exactly as it would be shown. Correct it in “Where it is”."))
    if _asked(LinkDialog(parent, link)):
        _hand_over(url, tr("No browser took the address. Copy it from “Where it is”."))
    return ""


class UnlockedCopyDialog(Confirm):
    """Says that a copy lies unlocked for a while, before it does."""

    def __init__(self, parent: QWidget, evidence: Evidence) -> None:
        super().__init__(
            parent,
            tr("Open an unlocked copy?"),
            tr(
                "Other programs cannot read this locked workspace. To open {name}, a copy without a "
                "password is put into a private folder of your account. It lies there until the workspace closes; then "
                "it is removed.",
                name=evidence.file_name,
            ),
            tr("Open a copy"),
            danger=False,
        )


class LinkDialog(Dialog):
    """Shows an address whole, as it will be opened."""

    def __init__(self, parent: QWidget, link: Link) -> None:
        super().__init__(
            parent,
            tr("Open in the browser?"),
            verb=tr("Open in the browser"),
            text=tr("The page is opened by your browser, outside this app, and its owner can see that you came."),
        )
        self.host_label = Label(self.theme, link.host, "lead")
        self.add_field(tr("It leads to"), self.host_label, named=False)
        if link.names_somebody:
            self.add_text(
                tr("What stands before the @ is a name sent along; it does not say where the link leads."),
                role="body_medium",
                token="error",
            )
        self.address_edit = self.text_field(link.address, lines=4)
        self.address_edit.setReadOnly(True)
        self.address_edit.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.add_field(tr("Whole address"), self.address_edit)
        self.go_button.setFocus()


def _is_what_it_says(path: Path) -> bool:
    try:
        return is_what_it_says(path)
    except OSError as error:
        raise BadInput(
            tr("The copy of {name} is gone; a virus scanner may have taken it. Nothing was opened.", name=path.name),
            details=str(error),
        ) from error


def _hand_over(url: QUrl, otherwise: str) -> None:
    if not open_outside(url):
        raise BadInput(otherwise)


def _asked(dialog: Dialog) -> bool:
    done = bool(dialog.exec())
    dialog.deleteLater()
    return done
