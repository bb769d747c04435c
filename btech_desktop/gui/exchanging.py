"""What the window does with files that are sent: making one, and merging one that came."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from btech_desktop.errors import PasswordNeeded, UserError
from btech_desktop.exchange.carried import read_sent
from btech_desktop.exchange.merge import Foreign
from btech_desktop.exchange.merge_words import done, nothing
from btech_desktop.gui.dialogs import PasswordDialog
from btech_desktop.gui.merge_dialog import MergeDialog
from btech_desktop.gui.send_dialog import SendDialog
from btech_desktop.gui.session import Session
from btech_desktop.gui.widgets.dialog import asked
from btech_desktop.gui.widgets.waiting import working
from btech_desktop.held import is_held
from btech_desktop.language import mark, tr
from btech_desktop.steps import CancelledError

if TYPE_CHECKING:
    from btech_desktop.gui.main_window import MainWindow

FILE_FILTER = mark("Workspaces, and reports with data (*.btech *.pdf);;All files (*)")
Tell = Callable[[str, str], None]  # kind, text: a message above the page


def send(window: "MainWindow", session: Session, tell: Tell) -> None:
    """Ask what goes into one file to send, and write it."""
    window.flush()
    if not session.retry():
        return  # the session has said why: what is not on disk would not be in the file
    dialog = SendDialog(window, session)
    if asked(dialog) and dialog.written is not None:
        told = [tr("Saved {name}, and read it back.", name=dialog.written.name)]
        if dialog.password:
            told.append(tr("It is locked with its password."))
        told.append(tr("Nothing of it was sent anywhere."))
        tell("info", " ".join(told))


def merge_from(window: "MainWindow", session: Session, tell: Tell, path: Path | None = None) -> None:
    """Merge a file from elsewhere, or one that is asked for; decided on in a review."""
    window.flush()
    if session.store.read_only:
        tell(
            "attention",
            tr("{name} can only be read here. Save a copy elsewhere, and merge there.", name=session.store.path.name),
        )
        return
    if not session.retry():
        return  # the session has said why
    if path is None:
        name, _ = QFileDialog.getOpenFileName(window, tr("Merge from"), "", tr(FILE_FILTER))
        if not name:
            return
        path = Path(name)
    foreign = _read(window, session, path, tell)
    if foreign is None:
        return
    with foreign:
        try:
            _merge(window, session, foreign, tell)
        except UserError as error:  # met while the two were compared
            tell("error", str(error))


def _read(window: "MainWindow", session: Session, path: Path, tell: Tell) -> Foreign | None:
    """The file, read and checked; asks for its password where it has one. None when it was refused or given up."""
    if is_held(path):
        tell(
            "attention",
            tr("{name} is the workspace that is open here. Choose the file that you were sent.", name=path.name),
        )
        return None
    password: str | None = None
    while True:
        try:
            with working(window, tr("Reading {name}…", name=path.name)) as step:
                return read_sent(path, session.store, password, step)
        except CancelledError:
            return None
        except PasswordNeeded as error:
            dialog = PasswordDialog(window, path.name, message=str(error) if password is not None else "")
            if not asked(dialog):
                return None
            password = dialog.password
        except UserError as error:
            tell("error", str(error))
            return None


def _merge(window: "MainWindow", session: Session, foreign: Foreign, tell: Tell) -> None:
    if not foreign.dossiers:
        tell("info", tr("{name} holds no assessment: there is nothing to merge.", name=foreign.name))
        return
    try:
        with working(window, tr("Comparing {name} with this workspace…", name=foreign.name)) as step:
            dialog = MergeDialog(window, session, foreign, step)
    except CancelledError:
        return
    if nothing(dialog.plan, dialog.landing):
        dialog.deleteLater()
        tell("info", tr("Everything in {name} is here already.", name=foreign.name))
        return
    asked(dialog)
    if dialog.landed is not None:
        tell("undo", done(foreign.name, dialog.landed))
