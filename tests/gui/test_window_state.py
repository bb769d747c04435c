"""Where one was is where one is again; files that moved away; files dropped on the window."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from btech_desktop.gui.actions_page import ActionsPage
from btech_desktop.gui.damage_dialog import DamageDialog
from btech_desktop.gui.main_window import HOME
from btech_desktop.gui.report_page import ReportPage
from btech_desktop.gui.restore_dialog import RestoreDialog
from btech_desktop.gui.settings import Place, Settings
from btech_desktop.gui.settings_page import SettingsPage
from btech_desktop.gui.start import StartPage
from btech_desktop.gui.widgets.dialog import Confirm, Dialog
from btech_desktop.store import Store
from tests.conftest import Workspace
from tests.gui.page_helpers import words
from tests.gui.test_main_window import Driver, acme, hands, new_window, settings

__all__ = ["acme", "hands", "new_window", "settings"]


def drop(driver: Driver, *paths: Path, move_only: bool = False) -> bool:
    """Let files go over the window, offered to be moved or copied; whether it takes them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, keys, mouse = (
        Qt.DropAction.MoveAction | Qt.DropAction.CopyAction,
        Qt.KeyboardModifier.NoModifier,
        Qt.MouseButton.LeftButton,
    )
    if move_only:
        actions = Qt.DropAction.MoveAction
    enter = QDragEnterEvent(QPointF(5, 5), actions, mime, mouse, keys)
    QApplication.sendEvent(driver.window, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(5, 5), actions, mime, mouse, keys)
    assert event.type() == QEvent.Type.Drop
    QApplication.sendEvent(driver.window, event)
    QApplication.processEvents()
    assert event.dropAction() == Qt.DropAction.CopyAction  # the file stays where it is
    return event.isAccepted()


# --- Where one was ----------------------------------------------------------------------------------------


def test_each_workspace_opens_where_it_was_left(
    acme: Driver, workspace: Workspace, new_window: Callable[[], Driver], tmp_path: Path
) -> None:
    """Assessment, page, practice and the tab of Actions; another file has a place of its own."""
    session = acme.window.session
    assert session is not None
    later = session.start_assessment(
        unit=workspace.unit, period="2027", starts=date(2027, 1, 1), ends=date(2027, 12, 31), kind="core"
    )
    session.select(workspace.assessment.id)
    acme.window.go("assess", "GOV-2")
    actions = acme.window.show_page("actions")
    assert isinstance(actions, ActionsPage)
    actions.show_tab(2)
    acme.window.close()

    other = tmp_path / "other.btech"
    Store.create(other, organisation="Other Ltd").close()
    again = new_window()
    assert again.window.open_workspace(other)
    assert again.window.current_page == HOME
    assert again.window.open_workspace(workspace.path)
    assert again.window.session is not None
    assert again.window.session.assessment_id == workspace.assessment.id != later
    page = again.window.page("actions")
    assert isinstance(page, ActionsPage)
    assert again.window.current_page == "actions"
    assert page.tab_bar.currentIndex() == 2
    assert page.decisions_tab.isVisible()
    again.window.show_page("assess")
    assert again.assess.practice_id == "GOV-2"


def test_a_place_that_is_gone_is_no_obstacle(hands: Driver, workspace: Workspace) -> None:
    """Deleted meanwhile, or spoilt by hand: the file opens at its newest assessment."""
    workspace.store.close()
    hands.window.settings.keep_place(workspace.path, Place("no such id", "no such page", "XYZ-1", 99))
    assert hands.window.open_workspace(workspace.path)
    assert hands.window.current_page == "overview"
    hands.keys("Ctrl+2")
    assert hands.assess.practice_id == "POL-1"


def test_a_place_holds_ids_only_and_goes_with_the_list(acme: Driver, workspace: Workspace, settings: Settings) -> None:
    """No word of the workspace's content is kept beside it."""
    acme.window.go("assess", "POL-2")
    acme.assess.fields.note.setFocus()
    acme.qtbot.keyClicks(acme.assess.fields.note, "Confidential")
    assert acme.window.close_workspace()
    kept = settings.path.read_text(encoding="utf-8")
    assert "POL-2" in kept
    assert "Confidential" not in kept
    assert settings.place(workspace.path) == Place(workspace.assessment.id, "assess", "POL-2", 0)
    settings.clear_recent()
    assert settings.place(workspace.path) == Place()


@pytest.mark.parametrize("text", ["[1]", "{", '{"a": 5}', '{"a": {"page": 7}}', '{"a": {"nothing": ""}}', "null"])
def test_spoilt_places_read_as_none(tmp_path: Path, text: str) -> None:
    """Somebody's edit of the settings file opens the window all the same."""
    spoilt = Settings(tmp_path / "settings.ini")
    spoilt._keep("places", text)
    assert spoilt.place(tmp_path / "a") == Place()
    spoilt.keep_place(tmp_path / "a", Place(page="assess"))
    assert Settings(spoilt.path).place(tmp_path / "a").page == "assess"
    assert len(json.loads(spoilt._text("places"))) == 1


# --- Files that moved away --------------------------------------------------------------------------------


def test_a_listed_file_that_is_gone_can_leave_the_list(
    hands: Driver, workspace: Workspace, settings: Settings, tmp_path: Path
) -> None:
    """It says where the file was, and takes it off the start page and the menu when asked to."""
    workspace.store.close()
    gone = tmp_path / "gone & lost.btech"
    settings.add_recent(workspace.path)
    settings.add_recent(gone)
    page = hands.window.page(HOME)
    assert isinstance(page, StartPage)
    page.set_recent(settings.recent)
    said: list[str] = []

    def forget(dialog: Dialog) -> None:
        assert isinstance(dialog, DamageDialog)
        said.append(words(dialog))
        dialog.buttons["forget"].click()

    hands.asked(forget)
    page.recent_requested.emit(str(gone))
    assert str(gone) in said[0]
    assert settings.recent == (workspace.path,)
    assert "gone" not in words(page)
    assert [a.data() for a in hands.window._recent_menu.actions()] == [str(workspace.path)]


def test_a_listed_file_that_is_found_again_is_listed_where_it_is(
    hands: Driver, workspace: Workspace, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old place leaves the list by itself."""
    workspace.store.close()
    moved = tmp_path / "moved.btech"
    workspace.path.rename(moved)
    settings.add_recent(workspace.path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(moved), ""))

    def find(dialog: Dialog) -> None:
        assert isinstance(dialog, DamageDialog)
        dialog.buttons["find"].click()

    hands.asked(find)
    assert hands.window.open_workspace(workspace.path)
    assert settings.recent == (moved,)


# --- Dropped files ----------------------------------------------------------------------------------------


def test_a_dropped_workspace_is_opened(hands: Driver, workspace: Workspace, tmp_path: Path) -> None:
    """On the start page, and in place of another one."""
    workspace.store.close()
    assert drop(hands, workspace.path)
    assert hands.window.session is not None
    assert hands.window.session.store.path == workspace.path
    other = tmp_path / "Other.BTECH"
    Store.create(other, organisation="Other Ltd").close()
    assert drop(hands, other)
    assert hands.window.session.store.path == other
    assert workspace.path.exists()


def test_a_dropped_workspace_waits_for_what_is_not_on_disk(
    acme: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same question as with File > Open; the open workspace stays where the answer is no."""
    from btech_desktop.errors import NotSaved

    other = tmp_path / "other.btech"
    Store.create(other, organisation="Other Ltd").close()
    session = acme.window.session
    assert session is not None

    def refuse(*_: object, **__: object) -> None:
        raise NotSaved("The disk is full.", cause="full")

    with monkeypatch.context() as patch:
        patch.setattr(session.store, "write", refuse)
        session.answer("POL-1", level=2)
        seen = acme.asked(lambda dialog: dialog.cancel_button.click())
        assert drop(acme, other)
        acme.qtbot.waitUntil(lambda: seen == [Confirm])
        assert acme.window.session is session
        assert session.unsaved == 1
    assert session.retry()


def test_other_dropped_things_are_told_where_they_belong(acme: Driver, tmp_path: Path) -> None:
    """A document, and several files at once; text dragged about is nothing to the window."""
    session = acme.window.session
    policy = tmp_path / "<b>policy.docx"
    assert drop(acme, policy)
    assert acme.messages[-1][1].startswith("<b>policy.docx is no workspace (.btech) and no report with data (.pdf), so")
    assert drop(acme, policy, tmp_path / "b.btech")
    assert acme.messages[-1][1] == "Drop one workspace file at a time. Nothing was opened."
    assert not drop(acme)
    assert not drop(acme, tmp_path / "b.btech", move_only=True)
    assert acme.window.session is session


def test_nothing_is_dropped_while_a_question_stands_open(acme: Driver, workspace: Workspace) -> None:
    """A locked window among them."""
    taken: list[bool] = []
    acme.asked(lambda dialog: taken.append(drop(acme, workspace.path)))
    acme.menu("Legal hold")
    assert taken == [False]


# --- Settings that others follow --------------------------------------------------------------------------


def test_the_report_starts_with_the_audience_of_the_settings(acme: Driver, settings: Settings) -> None:
    """And with the one last chosen while the workspace is open; public only where it may be."""
    page = acme.window.show_page("settings")
    assert isinstance(page, SettingsPage)
    page.audience_box.setCurrentIndex(page.audience_box.findData("working-group"))
    page.audience_box.activated.emit(page.audience_box.currentIndex())
    report = acme.window.show_page("report")
    assert isinstance(report, ReportPage)
    assert report.audience == "working-group"
    assert not report.privileged
    report.choices["board"].radio.click()
    acme.window.drop_pages()
    report = acme.window.show_page("report")
    assert isinstance(report, ReportPage)
    assert report.audience == "board"
    session = acme.window.session
    assert session is not None
    session.audience = None
    settings.audience = "public"
    acme.window.drop_pages()
    report = acme.window.show_page("report")
    assert isinstance(report, ReportPage)
    assert report.audience == "board"
    settings._keep("audience", "everybody")
    assert Settings(settings.path).audience == "board"


def test_settings_tell_of_backups_and_make_one(acme: Driver) -> None:
    """How many, how much room, the last; at once after one is made; the dialog for restoring; nothing when closed."""
    page = acme.window.show_page("settings")
    assert isinstance(page, SettingsPage)
    assert page.backups_label.text() == "No backup of this workspace yet."
    page.back_up_button.click()
    acme.qtbot.waitUntil(lambda: "1 backup of this workspace, " in page.backups_label.text(), timeout=20_000)
    assert page.backups_label.text().endswith(", on request.")
    seen = acme.asked(lambda dialog: dialog.reject())
    page.restore_button.click()
    assert seen == [RestoreDialog]
    acme.window.close_workspace()
    closed = acme.window.show_page("settings")
    assert isinstance(closed, SettingsPage)
    assert closed.backups_label.text() == "Open a workspace to see its backups."
    assert not closed.back_up_button.isEnabled()
