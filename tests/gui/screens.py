"""What the tests of every screen share: a window on the sample, its pages one by one, and the main dialogs."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from shutil import copyfile

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from btech_desktop.assessment import Action, Dossier, new_id
from btech_desktop.copy_texts import texts_in
from btech_desktop.exchange.export import to_json
from btech_desktop.facts import of
from btech_desktop.gui.actions_page import ActionsPage
from btech_desktop.gui.dialogs import FinaliseDialog, NewWorkspaceDialog, OrganisationDialog, PasswordDialog
from btech_desktop.gui.evidence_dialog import AttachDialog, EvidenceDialog
from btech_desktop.gui.help import KeysDialog
from btech_desktop.gui.history_dialog import HistoryDialog
from btech_desktop.gui.hold_dialog import LegalHoldDialog
from btech_desktop.gui.main_window import HOME, ON_ASSESSMENT, MainWindow
from btech_desktop.gui.na_dialog import NotApplicableDialog
from btech_desktop.gui.new_assessment import NewAssessmentDialog
from btech_desktop.gui.public_account import PublicAccountDialog
from btech_desktop.gui.record_dialogs import ActionDialog, DecisionDialog, IncidentDialog, RiskDialog
from btech_desktop.gui.report_review import Copied, ReviewDialog
from btech_desktop.gui.report_saving import LockDialog
from btech_desktop.gui.send_dialog import SendDialog
from btech_desktop.gui.settings import Settings
from btech_desktop.gui.theme import Kind, Look
from btech_desktop.gui.unit_dialogs import NewUnitDialog
from btech_desktop.gui.widgets.dialog import Confirm, Dialog
from btech_desktop.left_out import left_out_texts
from btech_desktop.sample import build_sample

LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitän"
PICTURES = Path(__file__).parents[2] / "build" / "screens"
_PAGES = (*ON_ASSESSMENT, HOME, "settings", "help")


def build(folder: Path) -> Path:
    """The sample as a workspace file, once for many windows."""
    path = folder / "sample.btech"
    build_sample(path).close()
    return path


def opened(
    sample: Path, folder: Path, app: QApplication, kind: Kind = "light", scale: float = 1.0, *, active: bool = False
) -> MainWindow:
    """A window on a copy of the sample that holds an action in long words; laid out, and with the keyboard if asked."""
    path = folder / "sample.btech"
    copyfile(sample, path)
    window = MainWindow(Look(app, kind, scale), Settings(folder / "settings.ini"))
    assert window.open_workspace(path)
    assert window.session is not None
    assert window.session.add(long_action(window.session.dossier), text="add an action")
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, not active)
    window.resize(1280, 720)
    window.show()
    if active:
        window.activateWindow()
        settle()
        assert window.isActiveWindow()
    return window


def long_action(dossier: Dossier) -> Action:
    """An action as long as one may be, in words that break nowhere, and long overdue."""
    return Action(
        id=new_id(),
        assessment_id=dossier.assessment.id,
        practice_id=dossier.assessment.asked[0],
        what=f"{LONG_WORD} und " * 4,
        owner=f"{LONG_WORD} {LONG_WORD}",
        due=date.today() - timedelta(days=340),
        target_level=4,
    )


def settle(window: MainWindow | None = None) -> None:
    """Lay out what the last step moved; wait for what a page draws in the background."""
    patience, tick = QDeadlineTimer(20_000), QTimer(interval=10)
    tick.start()  # without a tick the wait for events could be for ever, or would have to be busy
    while window is not None and not window.current_settled() and not patience.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    tick.stop()
    for _ in range(6):  # each round lays out what the one before moved
        QApplication.processEvents()


def pages(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Show every page and every part of the page of actions, one by one; last the page without a workspace."""
    for name in _PAGES:
        page = window.show_page(name)
        for tab, part in enumerate(("actions", "risks", "decisions") if isinstance(page, ActionsPage) else (name,)):
            if isinstance(page, ActionsPage):
                page.show_tab(tab)
            settle(window)
            yield part, page
    window.close_workspace()
    settle()
    yield "start", window.show_page(HOME)


def dialogs(window: MainWindow) -> list[tuple[str, Callable[[], Dialog]]]:
    """The main dialogs by name, to be made one by one."""
    session = window.session
    assert session is not None
    dossier = session.dossier
    answer = next(iter(dossier.answers.values()))
    units = session.store.units()
    workspace = session.store.workspace()
    return [
        ("new-workspace", lambda: NewWorkspaceDialog(window)),
        ("new-unit", lambda: NewUnitDialog(window, units, parent_id=units[0].id)),
        ("new-assessment", lambda: NewAssessmentDialog(window, session)),
        ("organisation", lambda: OrganisationDialog(window, name=workspace.organisation, scope_line="")),
        ("password", lambda: PasswordDialog(window, "sample.btech")),
        ("action", lambda: ActionDialog(window, dossier, dossier.actions[0])),
        ("risk", lambda: RiskDialog(window, dossier, dossier.salient[0])),
        ("incident", lambda: IncidentDialog(window, dossier)),
        ("decision", lambda: DecisionDialog(window, dossier)),
        ("evidence", lambda: EvidenceDialog(window, dossier.evidence[0])),
        ("attach", lambda: AttachDialog(window, dossier.evidence)),
        ("not-applicable", lambda: NotApplicableDialog(window, answer)),
        ("public-account", lambda: PublicAccountDialog(window, dossier)),
        ("finalise", lambda: FinaliseDialog(window, dossier)),
        ("review", lambda: ReviewDialog(window, copied(dossier), frozenset(dossier.answers))),
        ("lock-report", lambda: LockDialog(window, (workspace.organisation,))),
        ("send", lambda: SendDialog(window, session)),
        ("history", lambda: HistoryDialog(window, session)),
        ("legal-hold", lambda: LegalHoldDialog(window, on=False)),
        ("keys", lambda: KeysDialog(window)),
        ("confirm", lambda: Confirm(window, "Remove the action?", f"{LONG_WORD} is removed.", "Remove")),
    ]


def copied(dossier: Dossier) -> Copied:
    """What the board's copy leaves out, and what it shows."""
    facts = of(dossier, audience="board")
    return Copied(left_out_texts(dossier, "board"), texts_in(facts), to_json(facts).decode())


def shown(make: Callable[[], Dialog]) -> Dialog:
    """The dialog, laid out as it would be, with a sentence on what is wrong."""
    dialog = make()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    dialog.setModal(False)
    dialog.show()
    dialog.show_problem("This sentence says what is wrong, and what to do.")
    settle()
    return dialog


def save(widget: QWidget, name: str) -> None:
    """Leave a picture in ``build/screens``, for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    widget.grab().save(str(PICTURES / f"{name}.png"), quality=90)  # larger files, in a third of the time
