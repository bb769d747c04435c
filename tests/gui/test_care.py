"""Backups, restoring, damage, passwords, legal hold and cloud folders, on the real window and real files."""

import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlcipher3
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from btech_desktop import app, backup, damaged, sqlite
from btech_desktop.backup import Backup, BackupFailed
from btech_desktop.errors import NotSaved, PasswordNeeded, WorkspaceUnusable
from btech_desktop.gui import password_dialogs
from btech_desktop.gui import session as session_module
from btech_desktop.gui.backups import EVERY_MS
from btech_desktop.gui.care import Care
from btech_desktop.gui.damage_dialog import DamageDialog, SalvageReport
from btech_desktop.gui.dialogs import NewWorkspaceDialog, PasswordDialog
from btech_desktop.gui.hold_dialog import LegalHoldDialog
from btech_desktop.gui.main_window import HOME
from btech_desktop.gui.password_dialogs import PasswordChangeDialog
from btech_desktop.gui.restore_dialog import RestoreDialog
from btech_desktop.gui.session import Session
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.store import Store
from tests.conftest import Workspace
from tests.gui.page_helpers import words
from tests.gui.test_main_window import Driver, acme, button, hands, new_window, on_disk, settings

__all__ = ["acme", "hands", "new_window", "settings"]  # fixtures

SECRET, OTHER = "four unrelated words", "a wholly new sentence"


@pytest.fixture(autouse=True)
def quick_locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keys are derived in few rounds: what is tested here is not how long guessing takes."""
    monkeypatch.setattr(damaged, "_KDF_ROUNDS", 4000)
    with closing(sqlcipher3.connect(":memory:")) as conn:
        conn.execute("pragma cipher_default_kdf_iter = 4000")
        yield
        conn.execute("pragma cipher_default_kdf_iter = 256000")


def session_of(driver: Driver) -> Session:
    session = driver.window.session
    assert session is not None
    return session


def backups_of(driver: Driver) -> tuple[Backup, ...]:
    return backup.listed(session_of(driver).store.workspace().uuid)


def ended(driver: Driver) -> None:
    """Wait until no backup is under way."""
    driver.qtbot.waitUntil(lambda: not driver.window.care.backups.running)


def texts(driver: Driver, kind: str) -> list[str]:
    """The messages of a kind in view."""
    return [text for one, text in driver.messages if one == kind]


def with_password(text: str) -> Callable[[Dialog], None]:
    def answer(dialog: Dialog) -> None:
        assert isinstance(dialog, PasswordDialog)
        dialog.password_edit.setText(text)
        dialog.go_button.click()

    return answer


def press(name: str) -> Callable[[Dialog], None]:
    """Choose a way on from a damaged file."""

    def answer(dialog: Dialog) -> None:
        assert isinstance(dialog, DamageDialog)
        if name == "restore":
            dialog.go_button.click()
        else:
            dialog.buttons[name].click()  # type: ignore[index]

    return answer


def rate(driver: Driver, level: int) -> None:
    assert session_of(driver).answer("POL-1", level=level)


# --- Automatic backups ------------------------------------------------------------------------------------


def test_every_half_hour_in_which_something_changed(acme: Driver) -> None:
    """The timer makes one backup after a change, and none when nothing moved on."""
    care = acme.window.care
    assert care.backups.timer.interval() == EVERY_MS == 30 * 60 * 1000
    assert care.backups.timer.isActive()
    care.backups.timer.timeout.emit()
    assert not care.backups.running
    rate(acme, 2)
    care.backups.timer.timeout.emit()
    assert care.backups.running
    ended(acme)
    (made,) = backups_of(acme)
    assert (made.why, made.answers, made.intact) == ("while working", 1, True)
    care.backups.timer.timeout.emit()
    assert not care.backups.running
    assert acme.messages == []


def test_closing_makes_the_last_backup_only_after_a_change(acme: Driver, workspace: Workspace) -> None:
    """The window closing and the workspace closing both do; a look without a change makes none."""
    uuid = session_of(acme).store.workspace().uuid
    acme.window.close_workspace()
    assert backup.listed(uuid) == ()
    acme.window.open_workspace(workspace.path)
    rate(acme, 1)
    acme.window.close_workspace()
    assert [b.why for b in backup.listed(uuid)] == ["on closing"]
    acme.window.open_workspace(workspace.path)
    rate(acme, 3)
    acme.window.close()
    assert [b.answers for b in backup.listed(uuid)] == [1, 1]
    assert on_disk(workspace.path, "POL-1").level == 3


def test_closing_does_not_wait_for_a_backup_under_way(
    acme: Driver, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is called off, and the closing backup holds what was typed since."""
    begun = threading.Event()
    really = Store.back_up

    def slow(self: Store, why: backup.Why, *, stop: threading.Event | None = None) -> Backup | None:
        if why == "on closing":
            return really(self, why, stop=stop)
        assert stop is not None
        begun.set()
        assert stop.wait(10)
        return really(self, why, stop=stop)

    monkeypatch.setattr(Store, "back_up", slow)
    uuid = session_of(acme).store.workspace().uuid
    rate(acme, 2)
    acme.window.care.backups.tick()
    assert begun.wait(10)
    rate(acme, 3)
    acme.window.close()
    (made,) = backup.listed(uuid)
    assert made.why == "on closing"
    with Store.open(made.path, read_only=True) as copy:
        assert copy.answer(workspace.assessment.id, "POL-1").level == 3


def test_a_backup_under_way_is_called_off_before_the_file_is_left(
    acme: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Going on in a copy closes the file that the thread reads; the copy is due for a backup of its own."""
    stopped = threading.Event()

    def until_stopped(self: Store, why: backup.Why, *, stop: threading.Event | None = None) -> None:
        assert stop is not None
        assert stop.wait(10)
        stopped.set()

    rate(acme, 2)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "back_up", until_stopped)
        acme.window.care.backups.tick()
        patch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "copy.btech"), ""))
        acme.menu("Save a copy")
    assert stopped.is_set()
    assert not acme.window.care.backups.running
    acme.window.care.backups.tick()
    ended(acme)
    assert [Path(b.file).name for b in backups_of(acme)] == ["copy.btech"]


def test_back_up_now(acme: Driver) -> None:
    """What was being typed is in it, and the message says what it holds."""
    acme.keys("Ctrl+2")
    acme.to_levels()
    acme.keys("3", "T")
    acme.qtbot.keyClicks(acme.assess.fields.note, "Half a sen")
    acme.menu("Back up now")
    ended(acme)
    ((kind, text),) = acme.messages
    assert kind == "info"
    assert text.startswith("Backup made: 1 answer in 1 assessment, ")
    (made,) = backups_of(acme)
    assert b"Half a sen" in made.path.read_bytes()


def test_the_sample_is_not_backed_up_by_itself(hands: Driver) -> None:
    """It is made anew whenever it is opened."""
    hands.menu("Explore the sample")
    session_of(hands).answer("POL-1", level=0)
    assert not hands.window.care.backups.due
    hands.window.close_workspace()
    assert list(backup.folder().glob("*")) == []


def test_a_backup_that_fails_is_said_once(acme: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work goes on; when it lasts the foot of the window says so until a backup is made again."""

    def refuse(*_: object, **__: object) -> None:
        raise BackupFailed("No backup could be made: the disk is nearly full.")

    with monkeypatch.context() as patch:
        patch.setattr(backup, "make", refuse)
        rate(acme, 2)
        acme.window.care.backups.tick()
        ended(acme)
        (said,) = texts(acme, "attention")
        assert said.startswith("No backup could be made: the disk is nearly full.")
        assert "No backup" not in words(acme.window.status)
        acme.window.clear_messages()
        acme.window.care.backups.tick()
        ended(acme)
        assert acme.messages == []
        assert "No backup can be made" in words(acme.window.status)
        acme.window.look.set_choice("dark")
        assert "No backup can be made" in words(acme.window.status)
    acme.window.care.backups.tick()
    ended(acme)
    assert "No backup" not in words(acme.window.status)
    assert len(backups_of(acme)) == 1


def test_a_backup_that_failed_as_the_window_closed_is_made_up_for(
    acme: Driver, workspace: Workspace, new_window: Callable[[], Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody could read the message then, so it is said at the next opening."""

    def refuse(*_: object, **__: object) -> None:
        raise BackupFailed("No.")

    rate(acme, 2)
    with monkeypatch.context() as patch:
        patch.setattr(backup, "make", refuse)
        acme.window.close()
    again = new_window()
    again.window.open_workspace(workspace.path)
    assert texts(again, "attention") == [
        "No backup could be made when this workspace was last closed; one is made now."
    ]
    ended(again)
    assert [b.answers for b in backups_of(again)] == [1]
    again.window.close_workspace()
    again.window.open_workspace(workspace.path)
    assert again.messages == []


def test_a_failed_closing_backup_is_said_on_the_start_page(acme: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the window stays, its message bar says it."""

    def refuse(*_: object, **__: object) -> None:
        raise BackupFailed("No backup could be made.")

    monkeypatch.setattr(backup, "make", refuse)
    rate(acme, 2)
    acme.window.close_workspace()
    acme.qtbot.waitUntil(lambda: bool(texts(acme, "attention")))
    assert acme.window.current_page == HOME


# --- Restoring --------------------------------------------------------------------------------------------


def two_backups(driver: Driver) -> None:
    """One with level 1, of two hours ago, one with level 2, of one hour ago; then level 4 in the file."""
    for level in (1, 2):
        rate(driver, level)
        driver.window.care.backups.start("on request")
        ended(driver)
        made = max(backups_of(driver), key=lambda b: b.made_at)
        dated = made.model_copy(update={"made_at": made.made_at - timedelta(hours=3 - level)})
        made.path.with_suffix(".json").write_text(dated.model_dump_json())
    driver.window.clear_messages()
    rate(driver, 4)


def test_an_older_backup_is_restored_and_the_file_kept(acme: Driver, workspace: Workspace) -> None:
    """The list says what each holds; the file that stood there lies beside, and the message names it."""
    two_backups(acme)

    def choose(dialog: Dialog) -> None:
        assert isinstance(dialog, RestoreDialog)
        assert dialog.list.topLevelItemCount() == 2
        item = dialog.list.topLevelItem(1)
        assert item is not None
        dialog.list.setCurrentItem(item)
        said = item.text(0)
        for part in ("on request", "1 answer in 1 assessment", "last change ", " MB", "not locked"):
            assert part in said
        assert "Intact" in dialog.state_label.text()
        assert "At most 2 GB" in words(dialog)
        assert str(backup.folder()) in words(dialog)
        dialog.go_button.click()

    acme.asked(choose)
    acme.menu("Restore a backup")
    assert acme.stored("POL-1").level == 1
    (kept,) = workspace.path.parent.glob("acme before restoring*.btech")
    assert kept.name in texts(acme, "info")[0]
    assert on_disk(kept, "POL-1").level == 4


def test_a_backup_is_restored_beside(
    acme: Driver, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy opens; the file is as it was, and an existing one is refused."""
    two_backups(acme)
    beside = tmp_path / "beside"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(beside), ""))

    def choose(dialog: Dialog) -> None:
        assert isinstance(dialog, RestoreDialog)
        dialog.beside_button.click()
        dialog.go_button.click()

    acme.asked(choose)
    acme.menu("Restore a backup")
    assert session_of(acme).store.path == tmp_path / "beside.btech"
    assert acme.stored("POL-1").level == 2
    assert on_disk(workspace.path, "POL-1").level == 4
    acme.asked(choose)
    beside = workspace.path
    acme.menu("Restore a backup")
    assert texts(acme, "error") == ["acme.btech already exists. Choose another name."]
    assert on_disk(workspace.path, "POL-1").level == 4


def test_a_damaged_backup_is_not_restored(acme: Driver, workspace: Workspace) -> None:
    """Choosing it says so; the open workspace stays open."""
    two_backups(acme)
    newest = backups_of(acme)[0]
    with newest.path.open("r+b") as file:
        file.seek(5000)
        file.write(b"?")

    def choose(dialog: Dialog) -> None:
        assert isinstance(dialog, RestoreDialog)
        assert dialog.state_label.text().startswith("Damaged")
        dialog.go_button.click()
        assert "damaged" in dialog.problem_label.text()

    acme.asked(choose)
    acme.menu("Restore a backup")
    assert acme.stored("POL-1").level == 4


def test_without_an_open_workspace_all_known_ones_are_offered(
    acme: Driver, workspace: Workspace, tmp_path: Path
) -> None:
    """Even one whose file is gone: it comes back where it lay."""
    two_backups(acme)
    acme.window.close_workspace()
    workspace.path.unlink()
    Store.create(tmp_path / "other.btech", organisation="Other").close()
    with Store.open(tmp_path / "other.btech") as store:
        store.back_up("on request")

    def choose(dialog: Dialog) -> None:
        assert isinstance(dialog, RestoreDialog)
        names = [dialog.workspace_box.itemText(n) for n in range(dialog.workspace_box.count())]
        at = next(n for n, name in enumerate(names) if name.startswith("acme.btech, 3 backups"))
        dialog.workspace_box.setCurrentIndex(at)
        dialog.go_button.click()

    acme.asked(choose)
    acme.menu("Restore a backup")
    assert session_of(acme).store.path == workspace.path
    assert acme.stored("POL-1").level == 4
    assert len(texts(acme, "info")) == 1


def test_without_any_backup_the_menu_says_so(hands: Driver) -> None:
    """And says when one is made."""
    hands.menu("Restore a backup")
    ((kind, text),) = hands.messages
    assert kind == "info"
    assert text.startswith("There is no backup yet.")


# --- Damage -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "title"),
    [
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_bytes(path.read_bytes()[:9000]), "is cut short"),
        (lambda path: path.write_bytes(bytes(path.stat().st_size)), "has not been fetched"),
        (lambda path: path.write_bytes(b"x" * 16 + path.read_bytes()[16:]), "is damaged"),
        (lambda path: path.unlink(), "is not there"),
    ],
    ids=["empty", "cut", "placeholder", "header", "missing"],
)
def test_one_click_leads_from_a_bad_file_to_the_newest_backup(
    acme: Driver, workspace: Workspace, spoil: Callable[[Path], object], title: str
) -> None:
    """The cause is named, the newest good backup stands on the button, the bad file is kept."""
    two_backups(acme)
    acme.window.close_workspace()
    newest = backup.listed_for(workspace.path)[0]
    with newest.path.open("r+b") as file:  # so the second newest is the newest good one
        file.seek(5000)
        file.write(b"?")
    spoil(workspace.path)
    bad = workspace.path.read_bytes() if workspace.path.exists() else None

    def look(dialog: Dialog) -> None:
        assert isinstance(dialog, DamageDialog)
        assert dialog.windowTitle() == f"acme.btech {title}"
        assert dialog.go_button.text().startswith("Restore the backup of ")
        assert dialog.go_button.text().endswith("(1 answer)")
        assert dialog.focusWidget() is dialog.go_button
        assert ("find" in dialog.buttons) == (bad is None)
        assert "others" in dialog.buttons
        dialog.go_button.click()

    acme.asked(look)
    assert acme.window.open_workspace(workspace.path)
    assert acme.stored("POL-1").level == 2
    kept = list(workspace.path.parent.glob("acme before restoring*.btech"))
    assert [path.read_bytes() for path in kept] == ([] if bad is None else [bad])


def test_a_bad_file_without_backup_says_so(hands: Driver, workspace: Workspace) -> None:
    """There is nothing to press that would do nothing."""
    workspace.store.close()
    workspace.path.write_bytes(b"")

    def look(dialog: Dialog) -> None:
        assert isinstance(dialog, DamageDialog)
        assert "No backup was made of this file on this computer." in words(dialog)
        assert dialog.buttons == {}
        assert not dialog.cancel_button.isVisible()
        dialog.go_button.click()

    seen = hands.asked(look)
    assert not hands.window.open_workspace(workspace.path)
    assert seen == [DamageDialog]
    assert hands.window.session is None


def test_a_file_that_was_moved_is_found(
    acme: Driver, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Find it opens what is chosen."""
    acme.window.close_workspace()
    moved = workspace.path.rename(tmp_path / "moved.btech")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(moved), ""))
    acme.asked(press("find"))
    assert acme.window.open_workspace(workspace.path)
    assert session_of(acme).store.path == moved


def test_other_backups_lead_to_the_list(acme: Driver, workspace: Workspace) -> None:
    """The backups of the bad file stand there, the newest first."""
    two_backups(acme)
    acme.window.close_workspace()
    workspace.path.write_bytes(b"")

    def choose(dialog: Dialog) -> None:
        assert isinstance(dialog, RestoreDialog)
        assert dialog.list.topLevelItemCount() == 3
        dialog.list.setCurrentItem(dialog.list.topLevelItem(2))  # type: ignore[arg-type]
        dialog.go_button.click()

    acme.asked(press("others"), choose)
    assert acme.window.open_workspace(workspace.path)
    assert acme.stored("POL-1").level == 1


def test_damage_met_in_the_open_workspace_leads_to_the_same_choices(
    acme: Driver, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence, then the restored backup in the window; the damaged file lies beside, and made no backup."""
    two_backups(acme)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back at the end
    app._catch_defects(acme.window)
    hook = sys.excepthook
    store = session_of(acme).store
    # An entry that passes SQLite's own checks, as a flipped bit in a text would.
    store.connection.execute("pragma ignore_check_constraints = on")
    store.connection.execute("update units set name = ''")

    seen = acme.asked(press("restore"))
    with qtbot.capture_exceptions() as caught:
        acme.window.menus["Assessment"].actions()[0].trigger()
    for kind, error, trace in caught:
        hook(kind, error, trace)
    qtbot.waitUntil(lambda: bool(seen) and acme.window.session is not None and bool(texts(acme, "info")))
    assert seen == [DamageDialog]
    assert acme.stored("POL-1").level == 2
    assert "on closing" not in [b.why for b in backups_of(acme)]
    assert len(list(workspace.path.parent.glob("acme before restoring*.btech"))) == 1


def test_a_defect_is_not_taken_for_damage(acme: Driver) -> None:
    """Only what a backup helps with leads there."""
    care: Care = acme.window.care
    assert not care.take_up(ValueError())
    assert not care.take_up(WorkspaceUnusable("It is in use.", cause="in use"))


def test_what_can_be_read_is_saved_and_reported(
    acme: Driver, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged locked file without backup: its password, a new file with the answers, a report, and it is open."""
    rate(acme, 3)
    acme.asked(change(new=SECRET))
    acme.menu("Password")
    acme.window.close_workspace()
    for left in backup.listed_for(workspace.path):
        backup.delete([left])
    with workspace.path.open("r+b") as file:
        file.truncate(workspace.path.stat().st_size - 100)
    bad = workspace.path.read_bytes()
    saved = tmp_path / "saved.btech"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(saved), ""))

    def read(dialog: Dialog) -> None:
        assert isinstance(dialog, SalvageReport)
        assert dialog.report_edit.toPlainText().startswith("Read: 1 unit, 1 assessment")
        dialog.copy_button.click()
        assert QApplication.clipboard().text() == dialog.report_edit.toPlainText()
        dialog.go_button.click()

    seen = acme.asked(press("salvage"), with_password(SECRET), read, with_password(SECRET))
    assert acme.window.open_workspace(workspace.path)
    assert seen == [DamageDialog, PasswordDialog, SalvageReport, PasswordDialog]
    assert session_of(acme).store.path == saved
    assert acme.stored("POL-1").level == 3
    assert workspace.path.read_bytes() == bad


def test_a_report_can_be_copied(qtbot: QtBot) -> None:
    """All lines, as plain text."""
    dialog = SalvageReport(None, Path("/x/saved.btech"), ["51 answers were read.", "<b>2</b> are missing."])
    qtbot.addWidget(dialog)
    dialog.copy_button.click()
    assert QApplication.clipboard().text() == "51 answers were read.\n<b>2</b> are missing."


# --- Passwords --------------------------------------------------------------------------------------------


def change(*, old: str = "", new: str = "", remove: bool = False, other: bool = False) -> Callable[[Dialog], None]:
    """Fill the password dialog and go on."""

    def answer(dialog: Dialog) -> None:
        assert isinstance(dialog, PasswordChangeDialog)
        if remove:
            dialog.remove_button.click()
        dialog.old_edit.setText(old)
        dialog.new_edit.setText(new)
        dialog.again_edit.setText(new)
        if other:
            dialog.other_button.click()
        dialog.go_button.click()

    return answer


def test_a_password_is_set_changed_and_removed_with_its_backups(acme: Driver, workspace: Workspace) -> None:
    """Each time the older backups follow; what was typed before stays, and so does undo."""
    two_backups(acme)
    acme.asked(change(new=SECRET))
    acme.menu("Password")
    assert texts(acme, "info") == ["acme.btech is locked with the new password. 2 backups are locked with it too."]
    assert [b.locked and backup.opens(b, SECRET) for b in backups_of(acme)] == [True, True]
    acme.keys("Ctrl+2")
    acme.assess.rate(3)
    acme.window.undo()
    assert acme.stored("POL-1").level == 4
    acme.asked(change(old=SECRET, new=OTHER))
    acme.menu("Password")
    assert all(backup.opens(b, OTHER) for b in backups_of(acme))
    acme.window.close_workspace()
    with pytest.raises(PasswordNeeded):
        Store.open(workspace.path, password=SECRET)
    acme.asked(with_password(OTHER))
    acme.window.open_workspace(workspace.path)
    assert acme.stored("POL-1").level == 4
    acme.asked(change(old=OTHER, remove=True))
    acme.menu("Password")
    assert "not locked any more" in texts(acme, "info")[0]
    assert not any(b.locked for b in backups_of(acme))
    acme.window.close_workspace()
    assert on_disk(workspace.path, "POL-1").level == 4


def test_the_dialog_refuses_what_would_lock_somebody_out(acme: Driver) -> None:
    """The old password must be right, the new one long enough and twice the same; the loss is named before."""
    said: list[str] = []

    def refuse(dialog: Dialog) -> None:
        assert isinstance(dialog, PasswordChangeDialog)
        assert "Nobody can recover a lost password" in words(dialog)
        for old, new, again in (("", "short", "short"), ("", SECRET, SECRET + "x")):
            dialog.old_edit.setText(old)
            dialog.new_edit.setText(new)
            dialog.again_edit.setText(again)
            dialog.go_button.click()
            said.append(dialog.problem_label.text())

    acme.asked(refuse)
    acme.menu("Password")
    assert "at least 8" in said[0]
    assert "differ" in said[1]
    acme.asked(change(new=SECRET))
    acme.menu("Password")

    def wrong(dialog: Dialog) -> None:
        assert isinstance(dialog, PasswordChangeDialog)
        dialog.old_edit.setText("not it")
        dialog.go_button.click()
        said.append(dialog.problem_label.text())
        dialog.old_edit.setText(SECRET)
        dialog.new_edit.setText(SECRET)
        dialog.again_edit.setText(SECRET)
        dialog.go_button.click()
        said.append(dialog.problem_label.text())

    acme.asked(wrong)
    acme.menu("Password")
    assert "not right" in said[2]
    assert "already" in said[3]
    assert session_of(acme).store.password == SECRET


def test_older_backups_are_deleted_once_there_is_a_new_one(acme: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not before: where no new backup can be made, the older ones stay."""
    two_backups(acme)

    def refuse(*_: object, **__: object) -> None:
        raise BackupFailed("No backup could be made.")

    with monkeypatch.context() as patch:
        patch.setattr(backup, "make", refuse)
        acme.asked(change(new=SECRET, other=True))
        acme.menu("Password")
    assert "The older backups were not deleted." in texts(acme, "info")[0]
    assert len(backups_of(acme)) == 2
    acme.asked(change(old=SECRET, new=OTHER, other=True))
    acme.menu("Password")
    assert texts(acme, "info")[0].endswith("A new backup was made, and 2 older ones were deleted.")
    (made,) = backups_of(acme)
    assert backup.opens(made, OTHER)


def test_under_legal_hold_backups_are_not_deleted(acme: Driver) -> None:
    """The choice is not there, and the reason is."""
    two_backups(acme)
    assert session_of(acme).set_legal_hold(True, reason="A case")
    choices: list[bool] = []

    def look(dialog: Dialog) -> None:
        assert isinstance(dialog, PasswordChangeDialog)
        assert "Lock 2 older backups with the new password too" in dialog.relock_button.text()
        choices.extend([dialog.other_button.isVisible(), dialog.hold_label.isVisible()])

    acme.asked(look)
    acme.menu("Password")
    assert choices == [False, True]


def test_files_kept_when_restoring_are_named_when_a_password_is_set(acme: Driver, workspace: Workspace) -> None:
    """They lie beside the workspace, without the password, and the app deletes none of them."""
    two_backups(acme)
    acme.window.close_workspace()
    (newest, *_) = backup.listed_for(workspace.path)
    kept = backup.restore(newest, workspace.path)
    assert kept is not None
    acme.window.open_workspace(workspace.path)
    acme.asked(change(new=SECRET))
    acme.menu("Password")
    (text,) = texts(acme, "info")
    assert (
        f"1 file kept when a backup was restored lies beside it as it was, without this password: {kept.name}." in text
    )
    assert kept.exists()


def test_a_password_leaves_the_backups_of_a_copy_alone(acme: Driver, workspace: Workspace, tmp_path: Path) -> None:
    """A copy saved elsewhere is the same workspace, but its backups open with its own password, or none."""
    two_backups(acme)
    session = acme.window.session
    assert session is not None
    copy = tmp_path / "copy.btech"
    session.store.save_copy(copy)
    with Store.open(copy) as other:
        made = other.back_up("on request")
    assert made is not None
    acme.asked(change(new=SECRET))
    acme.menu("Password")
    assert texts(acme, "info") == ["acme.btech is locked with the new password. 2 backups are locked with it too."]
    of_copy = [b for b in backups_of(acme) if b.file == str(copy)]
    assert [b.locked for b in of_copy] == [False]
    assert of_copy[0].intact


def test_backups_of_an_earlier_password_are_named(acme: Driver) -> None:
    """They stay as they are, and the message says which."""
    two_backups(acme)
    acme.asked(change(new=SECRET))
    acme.menu("Password")
    older = backups_of(acme)
    kept = older[0].path.read_bytes(), older[0].path.with_suffix(".json").read_bytes()
    acme.asked(change(old=SECRET, new=OTHER))
    acme.menu("Password")
    older[0].path.write_bytes(kept[0])  # one more, locked with the first one
    older[0].path.with_suffix(".json").write_bytes(kept[1])
    acme.asked(change(old=OTHER, new="yet another sentence"))
    acme.menu("Password")
    (text,) = texts(acme, "info")
    assert "2 backups are locked with it too" in text
    assert "1 backup could not be changed" in text


def test_a_password_is_not_changed_over_unsaved_work(acme: Driver, workspace: Workspace, tmp_path: Path) -> None:
    """What the disk refused must not be left behind in the old file."""
    workspace.path.rename(tmp_path / "moved.btech")
    rate(acme, 3)
    assert session_of(acme).unsaved == 1
    with pytest.raises(NotSaved, match="1 change could not be written"):
        session_of(acme).change_password(SECRET)
    assert session_of(acme).store.password is None
    session_of(acme)._unsaved.clear()


def test_a_file_that_does_not_open_again_leaves_the_window_with_the_sentence(
    acme: Driver, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new password holds already; the workspace is closed, and can be opened anew."""

    def change_and_stumble(store: Store, password: str | None) -> Store:
        store.close()
        raise WorkspaceUnusable("acme.btech could not be opened again. Open it with the new password.")

    monkeypatch.setattr(session_module, "change_password", change_and_stumble)
    acme.asked(change(new=SECRET))
    acme.menu("Password")
    assert acme.window.session is None
    assert texts(acme, "error") == ["acme.btech could not be opened again. Open it with the new password."]
    assert acme.window.open_workspace(workspace.path)


def test_strength_is_told_while_typing(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words and as four steps; the organisation's own name counts as weak."""
    dialog = NewWorkspaceDialog(folder=tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.organisation_edit.setText("Wonderful Widgets")
    dialog.lock_box.click()
    hint = dialog.strength_hint
    assert hint.isVisible()
    qtbot.keyClicks(dialog.password_edit, "short")
    assert (hint.steps.filled, "at least 8" in hint.label.text()) == (0, True)
    dialog.password_edit.setText("Wonderful Widgets")
    weak = hint.steps.filled
    dialog.password_edit.setText("harbour pencil october quilt")
    assert weak < 3 < hint.steps.filled == 4
    assert hint.label.text() == "Strong."
    assert dialog.password_edit.accessibleDescription() == "Strong."
    assert password_dialogs.STEPS == 4


def test_backups_left_unlocked_are_locked_on_request(acme: Driver, workspace: Workspace) -> None:
    """After an interrupted change the message offers it."""
    two_backups(acme)
    plain = [(b.path, b.path.read_bytes(), b.path.with_suffix(".json").read_bytes()) for b in backups_of(acme)]
    acme.asked(change(new=SECRET))
    acme.menu("Password")
    acme.window.close_workspace()
    for path, content, note in plain:
        path.write_bytes(content)
        path.with_suffix(".json").write_bytes(note)
    acme.asked(with_password(SECRET))
    acme.window.open_workspace(workspace.path)
    (bar,) = acme.window.messages
    assert (bar.kind, bar.text) == ("locked", "2 older backups are not locked.")
    button(bar, "lock_backups").click()  # type: ignore[attr-defined]
    assert all(b.locked and backup.opens(b, SECRET) for b in backups_of(acme))
    assert texts(acme, "locked") == []


def test_after_a_wrong_password_the_backups_can_be_reached(acme: Driver, workspace: Workspace) -> None:
    """A locked file that is damaged looks like a wrong password."""
    two_backups(acme)
    acme.asked(change(new=SECRET))
    acme.menu("Password")
    acme.window.close_workspace()
    with workspace.path.open("r+b") as file:
        file.seek(200)
        file.write(bytes(64))

    def first(dialog: Dialog) -> None:
        assert isinstance(dialog, PasswordDialog)
        assert not dialog.backups_button.isVisible()
        with_password(SECRET)(dialog)

    def second(dialog: Dialog) -> None:
        assert isinstance(dialog, PasswordDialog)
        dialog.backups_button.click()

    def third(dialog: Dialog) -> None:
        assert isinstance(dialog, PasswordDialog)
        assert "It opens with the password that the workspace had on" in words(dialog)
        with_password(SECRET)(dialog)

    seen = acme.asked(first, second, lambda dialog: dialog.go_button.click(), third)
    assert acme.window.open_workspace(workspace.path)
    assert seen == [PasswordDialog, PasswordDialog, RestoreDialog, PasswordDialog]
    assert acme.stored("POL-1").level == 4


# --- Legal hold -------------------------------------------------------------------------------------------


def test_a_legal_hold_is_started_shown_and_lifted(acme: Driver, workspace: Workspace) -> None:
    """It needs a reason, stands at the foot of the window, and leaves undo alone."""
    rate(acme, 2)

    def give(reason: str) -> Callable[[Dialog], None]:
        def answer(dialog: Dialog) -> None:
            assert isinstance(dialog, LegalHoldDialog)
            dialog.go_button.click()
            assert "Say why" in dialog.problem_label.text()
            dialog.reason_edit.setPlainText(reason)
            dialog.go_button.click()

        return answer

    acme.asked(give("Acme v. Doe"))
    acme.menu("Legal hold")
    session = session_of(acme)
    assert session.store.workspace().legal_hold
    assert "Legal hold: nothing is thinned or deleted" in words(acme.window.status)
    assert session.undo_text == "change POL-1"
    acme.window.resize(800, 600)
    assert "Legal hold" in words(acme.window.status).split("\n")
    acme.window.close_workspace()
    assert "Legal hold" not in words(acme.window.status)
    acme.window.open_workspace(workspace.path)
    assert "Legal hold" in words(acme.window.status)
    acme.asked(give("Settled"))
    acme.menu("Legal hold")
    assert not session_of(acme).store.workspace().legal_hold
    assert "Legal hold" not in words(acme.window.status)


# --- Cloud folders ----------------------------------------------------------------------------------------


def test_a_workspace_in_a_cloud_folder_says_what_that_means(acme: Driver, workspace: Workspace, tmp_path: Path) -> None:
    """One message, once for a file; again when a conflicted copy lies beside it, which it names."""
    acme.window.close_workspace()
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    inside = folder / "acme.btech"
    shutil.copyfile(workspace.path, inside)
    acme.window.open_workspace(inside)
    (text,) = texts(acme, "attention")
    assert "a folder of Dropbox" in text
    assert "Merge" not in text
    acme.window.close_workspace()
    acme.window.open_workspace(inside)
    assert texts(acme, "attention") == []
    acme.window.close_workspace()
    shutil.copyfile(inside, folder / "acme (Ana's conflicted copy 2026-11-21).btech")
    acme.window.open_workspace(inside)
    (text,) = texts(acme, "attention")
    assert "acme (Ana's conflicted copy 2026-11-21).btech" in text
    assert "Merge from" in text


# --- What stands in each other's way ----------------------------------------------------------------------


def test_a_backup_from_before_a_legal_hold_does_not_lift_it(acme: Driver) -> None:
    """The hold goes on in what is restored, and the history says why."""
    two_backups(acme)
    assert session_of(acme).set_legal_hold(True, reason="A claim")
    acme.asked(lambda dialog: dialog.go_button.click())
    acme.menu("Restore a backup")
    store = session_of(acme).store
    assert store.workspace().legal_hold
    (entry,) = store.history("workspace")
    assert entry.after == "As in the file that stood here before a backup was restored."
    # Once lifted, it is not set again by opening the file.
    assert session_of(acme).set_legal_hold(False, reason="Settled")
    path = store.path
    acme.window.close_workspace()
    assert acme.window.open_workspace(path)
    assert not session_of(acme).store.workspace().legal_hold


def test_locking_older_backups_waits_for_none_in_the_making(
    acme: Driver, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is being made is called off and made again, not cleared away under its thread."""
    two_backups(acme)
    session_of(acme).change_password(SECRET)
    copied, go_on = threading.Event(), threading.Event()
    copy_pages, halt = sqlite.copy_pages, acme.window.care.backups.halt

    def copies(*args: object, **options: object) -> bool:
        done = copy_pages(*args, **options)  # type: ignore[arg-type]
        copied.set()
        go_on.wait(5)
        return done

    def halts() -> None:
        go_on.set()
        halt()

    care = acme.window.care
    monkeypatch.setattr(sqlite, "copy_pages", copies)
    monkeypatch.setattr(care.backups, "halt", halts)
    care.backups.start("while working")
    assert copied.wait(5)
    care.lock_backups()
    go_on.set()
    ended(acme)
    assert care.backups.failures == 0
    assert not texts(acme, "attention")
    assert [b.locked for b in backups_of(acme)] == [True] * 3
