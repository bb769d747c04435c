"""Long work says how far it is and can be cancelled: nothing is then left behind, and work goes on as before."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QFileDialog, QProgressDialog

from btech_desktop.exchange.extract import extract
from btech_desktop.gui import exchanging
from btech_desktop.gui.send_dialog import SendDialog
from btech_desktop.gui.widgets import waiting
from btech_desktop.gui.widgets.dialog import Dialog
from tests.conftest import Workspace
from tests.gui.test_main_window import Driver, hands, new_window, settings

__all__ = ["hands", "new_window", "settings"]  # fixtures


class Impatient(QObject):
    """Presses Cancel as soon as there is something to cancel."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only looks on, but for the one key."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QProgressDialog):
            self.texts.append(watched.labelText())
            watched.cancel()
        return False


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[Impatient]:
    """Somebody who waits for nothing, and is shown every wait."""
    monkeypatch.setattr(waiting, "AFTER_MS", 0)
    person = Impatient()
    qapp.installEventFilter(person)
    yield person
    qapp.removeEventFilter(person)


@pytest.fixture
def acme(hands: Driver, workspace: Workspace) -> Driver:
    """On a window with 2026, answered in part."""
    workspace.answer("POL-1", level=3, note="Signed in May")
    workspace.store.close()
    assert hands.window.open_workspace(workspace.path)
    return hands


def place(path: Path, monkeypatch: pytest.MonkeyPatch, asks: str) -> None:
    """The next question for a file is answered with this one."""
    monkeypatch.setattr(QFileDialog, asks, lambda *_, **__: (str(path), ""))


def test_a_cancelled_copy_is_gone_and_work_goes_on_in_the_first_file(
    acme: Driver, workspace: Workspace, impatient: Impatient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the copy nor a message; the next answer goes where the others went."""
    place(tmp_path / "copy.btech", monkeypatch, "getSaveFileName")
    acme.menu("Save a copy")
    assert impatient.texts == ["Saving a copy of the workspace…"]
    assert not (tmp_path / "copy.btech").exists()
    session = acme.window.session
    assert session is not None
    assert session.store.path == workspace.path
    assert acme.messages == []
    session.answer("POL-1", level=2)
    assert acme.stored("POL-1").level == 2


def test_a_cancelled_file_to_send_leaves_the_dialog_open_and_no_file(
    acme: Driver, impatient: Impatient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same choices can be sent right after."""
    target = tmp_path / "out" / "sent.btech"
    target.parent.mkdir()
    place(target, monkeypatch, "getSaveFileName")

    def answer(dialog: Dialog) -> None:
        assert isinstance(dialog, SendDialog)
        dialog.go_button.click()
        assert dialog.isVisible()
        assert list(target.parent.iterdir()) == []
        monkeypatch.setattr(waiting, "AFTER_MS", 60_000)
        dialog.go_button.click()

    assert acme.asked(answer) == []
    acme.menu("Send an assessment")
    assert impatient.texts == ["Writing sent.btech, and reading it back…"]
    assert target.exists()


def test_a_cancelled_comparison_merges_nothing(
    acme: Driver, workspace: Workspace, impatient: Impatient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No dialog comes, and nothing is different from before."""
    sent = tmp_path / "sent.btech"
    session = acme.window.session
    assert session is not None
    extract(session.store, sent, [workspace.assessment.id], scope="all")
    session.answer("POL-1", level=1)
    place(sent, monkeypatch, "getOpenFileName")
    asked: list[Dialog] = []
    monkeypatch.setattr(exchanging, "asked", asked.append)
    acme.menu("Merge from")
    assert asked == []
    assert impatient.texts == ["Comparing sent.btech with this workspace…"]
    assert acme.stored("POL-1").level == 1


def test_what_is_done_soon_shows_no_dialog(
    acme: Driver, impatient: Impatient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A dialog that flashes by tells nobody anything."""
    monkeypatch.setattr(waiting, "AFTER_MS", 60_000)
    place(tmp_path / "copy.btech", monkeypatch, "getSaveFileName")
    acme.menu("Save a copy")
    assert impatient.texts == []
    assert (tmp_path / "copy.btech").exists()
