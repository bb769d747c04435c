"""One file to send: what leaves is said before, written where the user says, and the workspace stays as it was."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from btech_desktop.errors import NotSaved, PasswordNeeded
from btech_desktop.gui import exchanging
from btech_desktop.gui.send_dialog import SendDialog
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.store import Store
from tests.conftest import Workspace
from tests.gui.test_main_window import Driver, hands, new_window, settings

__all__ = ["hands", "new_window", "settings"]  # fixtures

SECRET = "four unrelated words"


@pytest.fixture
def quick_locks() -> Iterator[None]:
    """Keys are derived in few rounds: what is tested here is not how long guessing takes."""
    with closing(sqlcipher3.connect(":memory:")) as conn:
        conn.execute("pragma cipher_default_kdf_iter = 4000")
        yield
        conn.execute("pragma cipher_default_kdf_iter = 256000")


@pytest.fixture
def acme(hands: Driver, workspace: Workspace) -> Driver:
    """On a window with 2025 and 2026, and a privileged note in 2026, which is in view."""
    workspace.answer("POL-1", level=3, note="Advice of counsel", note_sensitivity="privileged")
    workspace.answer("POL-2", level=1, note="Signed in May")
    workspace.answer("POL-1", workspace.start("2025"), level=1)
    workspace.store.close()
    assert hands.window.open_workspace(workspace.path)
    return hands


def saved_as(path: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next question for a place is answered with this one."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))


def sending(driver: Driver, *answers: Callable[[SendDialog], None]) -> None:
    """Open the dialog from the menu and answer it."""

    def answer(dialog: Dialog) -> None:
        assert isinstance(dialog, SendDialog)
        for step in answers:
            step(dialog)

    seen = driver.asked(answer)
    driver.menu("Send an assessment")
    assert seen == [SendDialog]


def go(dialog: SendDialog) -> None:
    dialog.go_button.click()


def test_the_assessment_in_view_is_sent(
    acme: Driver, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two clicks and a name: the file holds that assessment without privileged texts, and a message says so."""
    saved_as(tmp_path / "for-sales", monkeypatch)
    said: list[str] = []
    sending(acme, lambda dialog: said.append(dialog.leaving_label.text()), go)
    assert "1 assessment (Acme, 2026), with 2 answers" in said[0]
    assert "1 privileged text or entry stays here." in said[0]
    assert acme.messages == [("info", "Saved for-sales.btech, and read it back. Nothing of it was sent anywhere.")]
    with Store.open(tmp_path / "for-sales.btech") as sent:
        (assessment,) = sent.assessments()
        assert assessment.id == workspace.assessment.id
        assert [sent.answer(assessment.id, p).note for p in ("POL-1", "POL-2")] == ["", "Signed in May"]
        assert sent.answer(assessment.id, "POL-1").level == 3
    assert acme.stored("POL-1").note == "Advice of counsel"


def test_what_leaves_is_said_anew_with_every_choice(acme: Driver) -> None:
    """Assessments, scope and privilege each change the sentences before anything is written."""
    said: list[str] = []

    def look(dialog: SendDialog) -> None:
        said.append(dialog.leaving_label.text())

    def tick(dialog: SendDialog) -> None:
        dialog.list.item(1).setCheckState(Qt.CheckState.Checked)

    def none(dialog: SendDialog) -> None:
        for n in range(dialog.list.count()):
            dialog.list.item(n).setCheckState(Qt.CheckState.Unchecked)

    sending(
        acme,
        *(tick, look),
        *(lambda dialog: dialog.privileged_box.click(), look),
        *(lambda dialog: dialog.scopes["scores only"].click(), look),
        *(none, look, go),
        lambda dialog: said.append(dialog.problem_label.text()),
    )
    assert "2 assessments (Acme, 2025; Acme, 2026), with 3 answers" in said[0]
    assert "1 privileged text or entry leaves." in said[1]
    assert "No text that anyone wrote leaves" in said[2]
    assert said[3] == "Choose at least one assessment of this workspace to send."
    assert said[4] == "Tick at least one assessment."


def test_scores_alone_hold_no_word(acme: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the privileged box ticked before, too: the box counts for texts, and none leave."""
    saved_as(tmp_path / "scores.btech", monkeypatch)
    sending(
        acme,
        lambda dialog: dialog.privileged_box.click(),
        lambda dialog: dialog.scopes["scores only"].click(),
        go,
    )
    content = (tmp_path / "scores.btech").read_bytes()
    assert b"Advice of counsel" not in content
    assert b"Signed in May" not in content


def test_a_locked_file_opens_with_its_password_only(
    acme: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick_locks: None
) -> None:
    """A short or mistyped password is refused in the dialog; then the file is locked with it."""
    saved_as(tmp_path / "locked.btech", monkeypatch)
    said: list[str] = []

    def lock(dialog: SendDialog) -> None:
        dialog.lock_box.click()
        dialog.password_edit.setText("short")
        go(dialog)
        said.append(dialog.problem_label.text())
        dialog.password_edit.setText(SECRET)
        dialog.again_edit.setText(SECRET[:-1])
        go(dialog)
        said.append(dialog.problem_label.text())
        dialog.again_edit.setText(SECRET)
        go(dialog)

    sending(acme, lock)
    assert said == [
        "Use at least 8 characters for the password.",
        "The two passwords differ. Type the second one again.",
    ]
    assert "It is locked with its password." in acme.messages[0][1]
    with pytest.raises(PasswordNeeded):
        Store.open(tmp_path / "locked.btech")
    with Store.open(tmp_path / "locked.btech", password=SECRET) as sent:
        assert len(sent.assessments()) == 1


def test_what_stands_at_the_place_stays_where_it_cannot_be_replaced(
    acme: Driver, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The open workspace, a name completed to one that is taken, no folder: a sentence in the dialog, which stays."""
    (tmp_path / "taken.btech").write_text("mine")
    said: list[str] = []

    def refused(dialog: SendDialog) -> None:
        for place in (workspace.path, tmp_path / "taken", tmp_path / "none" / "a.btech"):
            saved_as(place, monkeypatch)
            go(dialog)
            assert dialog.isVisible()
            said.append(dialog.problem_label.text())
        saved_as("", monkeypatch)  # given up
        go(dialog)
        assert dialog.isVisible()

    sending(acme, refused)
    assert said == [
        "acme.btech is an open workspace. Choose another name.",
        "taken.btech already exists. Choose another name.",
        f"a.btech could not be written in {tmp_path / 'none'}. Choose another folder.",
    ]
    assert (tmp_path / "taken.btech").read_text() == "mine"
    assert acme.messages == []


def test_nothing_is_sent_while_something_is_not_on_disk(acme: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file would lack it: the message with its way out stays, and no dialog opens."""

    def refuse(*_: object, **__: object) -> None:
        raise NotSaved("The disk is full.", cause="full")

    monkeypatch.setattr(Store, "write", refuse)
    session = acme.window.session
    assert session is not None
    session.answer("POL-3", level=2)
    monkeypatch.setattr(exchanging, "asked", lambda _: pytest.fail("a dialog was shown"))
    acme.menu("Send an assessment")
    assert acme.messages[0][0] == "error"
    monkeypatch.undo()
