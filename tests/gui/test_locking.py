"""An unattended window on a locked workspace shows nothing until its password is given; nothing typed is lost."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from btech_desktop import password
from btech_desktop.gui.assess import AssessPage
from btech_desktop.gui.locking import Curtain, IdleLock, UnlockDialog
from btech_desktop.gui.main_window import MainWindow
from btech_desktop.gui.settings import Settings
from btech_desktop.gui.theme import Look
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.store import Store
from tests.conftest import Workspace

SECRET = "four unrelated words"


class Clock:
    """Two clocks that a test turns."""

    def __init__(self) -> None:
        self.awake = self.wall = 0.0

    def __call__(self) -> tuple[float, float]:
        return self.awake, self.wall


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def window(
    workspace: Workspace, tmp_path: Path, qtbot: QtBot, qapp: QApplication, clock: Clock
) -> Iterator[MainWindow]:
    """On a locked workspace, at its first practice."""
    workspace.store = password.change(workspace.store, SECRET)
    workspace.store.close()
    made = MainWindow(Look(qapp, "light", 1.0), Settings(tmp_path / "own.ini"))
    made._try_open = lambda path: Store.open(path, password=SECRET)  # type: ignore[method-assign]
    assert made.open_workspace(workspace.path)
    made.idle_lock._clocks = clock
    made.idle_lock._seen = clock()
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.show_page("assess")
    yield made
    made.close()


def meet(answers: list[Callable[[UnlockDialog], None]]) -> list[str]:
    """Answer the lock's dialog as soon as it stands; the sentences it showed afterwards."""
    said: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, UnlockDialog) or not dialog.go_button.isVisible():
            QTimer.singleShot(5, look)
            return
        answers.pop(0)(dialog)
        said.append(dialog.problem_label.text())
        if answers:
            QTimer.singleShot(5, look)

    QTimer.singleShot(0, look)
    return said


def give(text: str) -> Callable[[UnlockDialog], None]:
    def answer(dialog: UnlockDialog) -> None:
        QTest.keyClicks(dialog.password_edit, text)
        dialog.go_button.click()

    return answer


def covered(window: QWidget) -> bool:
    """Whether nothing of a window can be seen: one colour from edge to edge."""
    image = window.grab().toImage()
    seen = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    return len(seen) == 1


def test_after_the_minutes_set_it_is_covered_until_the_right_password(window: MainWindow, clock: Clock) -> None:
    """Not before; a wrong password, Esc and the cross leave it covered; then all is as it was."""
    window.idle_lock.minutes = 15
    title = window.windowTitle()
    clock.awake = clock.wall = 15 * 60 - 1
    window.idle_lock.look()
    assert not window.idle_lock.locked

    shown: list[tuple[bool, str]] = []

    def first(dialog: UnlockDialog) -> None:
        shown.append((covered(window), window.windowTitle()))
        dialog.reject()
        dialog.close()
        assert dialog.isVisible()
        give("wrong")(dialog)

    clock.awake = clock.wall = 15 * 60
    said = meet([first, give(SECRET)])
    window.idle_lock.look()
    assert shown == [(True, "Locked")]
    assert said == ["This is not the password. Type it again.", ""]
    assert not window.idle_lock.locked
    assert window.windowTitle() == title
    assert not covered(window)
    assert [c for c in window.findChildren(Curtain) if c.isVisible()] == []


def test_keys_and_pointer_put_it_off(window: MainWindow, clock: Clock, qtbot: QtBot) -> None:
    """Each sign of life starts the time anew."""
    clock.awake = clock.wall = 800
    handle = window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_J)
    clock.awake = clock.wall = 1600
    window.idle_lock.look()
    assert not window.idle_lock.locked


def test_the_time_a_computer_slept_counts(window: MainWindow, clock: Clock) -> None:
    """Opened again after a night, the window is covered at the first look."""
    clock.wall = 8 * 3600
    said = meet([give(SECRET)])
    window.idle_lock.look()
    assert said == [""]


def test_never_by_itself_means_never_but_at_once_on_ctrl_l(window: MainWindow, clock: Clock, qtbot: QtBot) -> None:
    """The setting is kept and takes effect at once."""
    window.settings.lock_after = 0
    window._set_lock_after(0)
    clock.awake = clock.wall = 1e6
    window.idle_lock.look()
    assert Settings(window.settings.path).lock_after == 0
    said = meet([give(SECRET)])
    QTest.keySequence(window, "Ctrl+L")
    assert said == [""]


def test_what_is_being_typed_is_on_disk_before_the_curtain_falls(window: MainWindow, clock: Clock) -> None:
    """Also when nobody had paused."""
    page = window.page("assess")
    assert isinstance(page, AssessPage)
    assert window.session is not None
    page.fields.note.setPlainText("Half a sent")
    stored: list[str] = []

    def look(dialog: UnlockDialog) -> None:
        assert window.session is not None
        stored.append(window.session.store.answer(window.session.assessment_id or "", "POL-1").note)
        give(SECRET)(dialog)

    meet([look])
    window.idle_lock.lock()
    assert stored == ["Half a sent"]


def test_a_half_filled_dialog_is_covered_and_comes_back_as_it_was(window: MainWindow) -> None:
    """Its words are neither shown nor lost."""
    dialog = Dialog(window, "Add action", verb="Add")
    edit = QLineEdit("A name nobody should read")
    dialog.add_field("What", edit)
    seen: list[bool] = []

    def look(unlock: UnlockDialog) -> None:
        seen.extend([covered(dialog), unlock.cancel_button.isVisible()])
        give(SECRET)(unlock)

    def lock() -> None:
        meet([look])
        window.idle_lock.lock()
        seen.append(dialog.isVisible())
        dialog.reject()

    QTimer.singleShot(0, lock)
    dialog.exec()
    assert seen == [True, False, True]
    assert edit.text() == "A name nobody should read"


def test_opened_copies_of_evidence_go_when_the_curtain_falls(window: MainWindow) -> None:
    """They lie unlocked on the disk."""
    assert window.session is not None
    copy = window.session.opened.make("policy.pdf", lambda write: write(b"%PDF-1.7"))
    assert copy.exists()
    meet([give(SECRET)])
    window.idle_lock.lock()
    assert not copy.exists()


def test_the_workspace_can_be_closed_instead(window: MainWindow) -> None:
    """Whoever has not the password finds the start page, and the file let go of."""
    meet([lambda dialog: dialog.cancel_button.click()])
    window.idle_lock.lock()
    assert window.session is None
    assert window.windowTitle() == "Maturity self-assessment"


def test_an_open_workspace_without_a_password_is_never_covered(
    workspace: Workspace, tmp_path: Path, qtbot: QtBot, qapp: QApplication, clock: Clock
) -> None:
    """There would be nothing to ask for."""
    workspace.store.close()
    made = MainWindow(Look(qapp, "light", 1.0), Settings(tmp_path / "own.ini"))
    qtbot.addWidget(made)
    assert made.open_workspace(workspace.path)
    lock = IdleLock(made, made._password, minutes=5, clocks=clock)
    clock.awake = clock.wall = 1e6
    lock.look()
    assert not lock.locked
    made.close()
    qapp.setStyleSheet("")


def test_an_accent_composed_in_another_way_is_the_same_password(window: MainWindow) -> None:
    """As when the file is opened: systems and programs differ in how they hand over a letter with an accent."""
    dialog = UnlockDialog(window, "caf\u00e9 und Kuchen", may_close=False)
    dialog.password_edit.setText("cafe\u0301 und Kuchen")
    assert dialog.problem() == ("", None)
    dialog.password_edit.setText("cafe und Kuchen")
    assert dialog.problem()[0] == "This is not the password. Type it again."
    dialog.deleteLater()
