"""Units and assessments are changed, moved, archived and deleted, by the page's buttons and by the menu."""

from datetime import date

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from btech_desktop.assessment import Unit, new_id
from btech_desktop.gui.all_assessments import AllAssessmentsPage, MoreButton
from btech_desktop.gui.main_window import HOME
from btech_desktop.gui.new_assessment import NewAssessmentDialog
from btech_desktop.gui.period_dialog import PeriodDialog
from btech_desktop.gui.session import Session
from btech_desktop.gui.unit_dialogs import RenameUnitDialog
from btech_desktop.gui.widgets.dialog import Confirm, Dialog
from btech_desktop.store import Store
from tests.conftest import Workspace
from tests.gui.page_helpers import words
from tests.gui.test_main_window import Driver, acme, button, hands, new_window, settings

__all__ = ["acme", "hands", "new_window", "settings"]


def session_of(driver: Driver) -> Session:
    assert driver.window.session is not None
    return driver.window.session


def unit(driver: Driver, name: str, **fields: object) -> Unit:
    """A unit added to the workspace in view."""
    made = Unit.model_validate({"id": new_id(), "name": name, "position": 5} | fields)
    assert session_of(driver).add(made, text=f"add {name}")
    return made


def home(driver: Driver) -> AllAssessmentsPage:
    page = driver.window.show_page(HOME)
    assert isinstance(page, AllAssessmentsPage)
    return page


def choose(menu: QMenu, text: str) -> None:
    """Choose an item of a menu that is filled when it opens."""
    menu.aboutToShow.emit()
    action = next(a for a in menu.actions() if a.text().replace("&", "").rstrip("…") == text)
    assert action.isEnabled()
    action.trigger()
    QApplication.processEvents()


def units_menu(driver: Driver, name: str) -> QMenu:
    """The menu of a unit in the menu Assessment."""
    menu = driver.window._units_menu
    menu.aboutToShow.emit()
    return next(m for a in menu.actions() if a.text() == name and isinstance(m := a.menu(), QMenu))


def more(part: QWidget) -> MoreButton:
    found = part.findChild(MoreButton)
    assert found is not None
    return found


def names(driver: Driver) -> list[str]:
    return [u.name for u in Store.units(session_of(driver).store)]


def test_a_unit_is_moved_and_the_keyboard_stays_with_it(acme: Driver) -> None:
    """Up from the page, down from the menu; each one step of undo."""
    unit(acme, "Sales")
    labs = unit(acme, "Labs")
    session_of(acme).replace(labs, labs.model_copy(update={"position": 9}), text="order")
    page = home(acme)
    more(page.cards[labs.id]).setFocus()
    choose(more(page.cards[labs.id]).choices, "Move up")
    assert names(acme) == ["Acme", "Labs", "Sales"]
    assert QApplication.focusWidget() is more(page.cards[labs.id])
    choose(units_menu(acme, "Labs"), "Move down")
    assert names(acme) == ["Acme", "Sales", "Labs"]
    acme.menu("Undo move Labs")
    assert names(acme) == ["Acme", "Labs", "Sales"]


def test_a_unit_gets_another_name_and_parent(acme: Driver, workspace: Workspace) -> None:
    """Under Units in the menu, too; one that is folded away is not offered as its parent."""
    team = unit(acme, "Sales & more")
    unit(acme, "Old", archived=True)

    def change(dialog: Dialog) -> None:
        assert isinstance(dialog, RenameUnitDialog)
        assert dialog.parent_box.findText("Old") < 0
        dialog.name_edit.setText("Sales EMEA")
        dialog.parent_box.setCurrentIndex(dialog.parent_box.findText("Acme"))
        dialog.go_button.click()

    acme.asked(change)
    choose(units_menu(acme, "Sales && more"), "Change")
    found = session_of(acme).store.find(Unit, team.id)
    assert found is not None
    assert (found.name, found.parent_id) == ("Sales EMEA", workspace.unit.id)


def test_an_archived_unit_is_folded_away_and_brought_back(acme: Driver) -> None:
    """It is not offered for new assessments, its answers stay readable, and the message takes it back."""
    team = unit(acme, "Sales", position=1)
    unit(acme, "EMEA", parent_id=team.id)
    page = home(acme)
    assert not page.archived_button.isVisible()
    choose(more(page.cards[team.id]).choices, "Archive")
    assert [kind for kind, _ in acme.messages] == ["undo"]
    assert "Sales and 1 unit below it are archived. What was answered stays readable." in acme.messages[0][1]
    assert page.archived_button.text() == "Show 2 archived"
    assert team.id not in page.cards

    def look(dialog: Dialog) -> None:
        assert isinstance(dialog, NewAssessmentDialog)
        assert [dialog.unit_box.itemText(n) for n in range(dialog.unit_box.count())] == ["Acme"]
        dialog.reject()

    acme.asked(look)
    acme.menu("New assessment")
    page.archived_button.click()
    assert "Archived" in words(page.cards[team.id])
    assert page.archived_button.text() == "Hide 2 archived"
    button(page, f"back:{team.id}").click()  # type: ignore[attr-defined]
    assert not page.archived_button.isVisible()
    assert all(not u.archived for u in session_of(acme).store.units())


def test_deleting_an_assessment_says_what_is_lost_and_undo_brings_it_back(acme: Driver, workspace: Workspace) -> None:
    """The one in view, from the menu: its answers are there again, in view, with all they had."""
    acme.keys("Ctrl+2")
    acme.to_levels()
    acme.keys("3", "T")
    acme.qtbot.keyClicks(acme.assess.fields.note, "Signed by the board")
    said: list[str] = []

    def agree(dialog: Dialog) -> None:
        assert isinstance(dialog, Confirm)
        said.append(words(dialog))
        acme.keys("Return")  # Enter does not delete
        assert not dialog.isVisible()

    acme.asked(agree)
    acme.menu("Delete assessment")
    assert "This removes 2026 of Acme: 1 answer, 1 note. Undo brings it back until the workspace is closed." in said[0]
    assert acme.stored("POL-1").level == 3
    acme.asked(lambda dialog: dialog.go_button.click())
    acme.menu("Delete assessment")
    assert session_of(acme).store.assessments() == ()
    assert acme.window.current_page == HOME
    assert not acme.item("assess").isEnabled()
    assert acme.messages == [("undo", "2026 of Acme is deleted. Undo brings it back.")]
    button(acme.window.messages[0], "undo").click()  # type: ignore[attr-defined]
    assert acme.stored("POL-1").note == "Signed by the board"
    assert acme.item("assess").isEnabled()
    assert session_of(acme).assessment_id == workspace.assessment.id


def test_a_unit_is_deleted_from_its_card_with_all_that_is_below_it(acme: Driver, workspace: Workspace) -> None:
    """What stays with the workspace is what the sentence did not name."""
    team = unit(acme, "Sales")
    unit(acme, "EMEA", parent_id=team.id)
    page = home(acme)
    said: list[str] = []

    def agree(dialog: Dialog) -> None:
        said.append(words(dialog))
        dialog.go_button.click()

    acme.asked(agree)
    choose(more(page.cards[team.id]).choices, "Delete")
    assert "This removes Sales and 1 unit below it. Nothing was written in it." in said[0]
    assert "Archive it instead" in said[0]
    assert names(acme) == ["Acme"]
    assert list(page.cards) == [workspace.unit.id]
    acme.menu("Undo delete Sales")
    assert sorted(names(acme)) == ["Acme", "EMEA", "Sales"]


def test_what_is_held_or_final_is_not_deleted_and_says_why(acme: Driver, workspace: Workspace) -> None:
    """No question is asked where the answer could only be no."""
    session = session_of(acme)
    assert session.set_legal_hold(True, reason="Case 12")
    acme.menu("Delete assessment")
    assert "This workspace is under legal hold: no assessment and no unit is deleted" in acme.messages[-1][1]
    assert session.set_legal_hold(False, reason="Closed")
    assert session.finalise(name="Ada", role="Lead")
    acme.menu("Delete assessment")
    assert "2026 of Acme is final: others may rely on what was signed." in acme.messages[-1][1]
    acme.menu("Period and dates")
    assert "2026 is final, and its period is part of what was signed." in acme.messages[-1][1]
    assert len(session.store.assessments()) == 1


def test_a_period_gets_another_name_and_dates(acme: Driver, workspace: Workspace) -> None:
    """From the row's menu; not the name of another, nor days that overlap the period it carries on from."""
    session = session_of(acme)
    later = session.start_assessment(
        unit=workspace.unit, period="2027", starts=date(2027, 1, 1), ends=date(2027, 12, 31), kind="core"
    )
    assert later is not None
    page = home(acme)

    def change(dialog: Dialog) -> None:
        assert isinstance(dialog, PeriodDialog)
        dialog.period_edit.setText("2026")
        dialog.go_button.click()
        assert "has an assessment for 2026 already" in dialog.problem_label.text()
        dialog.period_edit.setText("FY 2026/27")
        dialog.starts_edit.setDate(QDate(2026, 12, 1))
        dialog.go_button.click()
        assert "carries on from 2026, which ends on 31 December 2026" in dialog.problem_label.text()
        dialog.starts_edit.setDate(QDate(2027, 4, 1))
        dialog.ends_edit.setDate(QDate(2028, 3, 31))
        dialog.go_button.click()

    acme.asked(change)
    choose(page.rows[later].more.choices, "Period and dates")
    found = session.store.assessment(later)
    assert (found.period, found.starts, found.ends) == ("FY 2026/27", date(2027, 4, 1), date(2028, 3, 31))
    assert "FY 2026/27" in words(page.rows[later])
    assert "FY 2026/27" in acme.window.windowTitle()


def test_nothing_is_deleted_while_changes_are_not_on_disk(acme: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the disk refused must not be lost with what it belongs to."""
    from btech_desktop.errors import NotSaved

    session = session_of(acme)

    def refuse(*_: object, **__: object) -> None:
        raise NotSaved("The disk is full.", cause="full")

    with monkeypatch.context() as patch:
        patch.setattr(session.store, "write", refuse)
        session.answer("POL-1", level=2)
        acme.menu("Delete assessment")
    assert session.unsaved == 1
    assert any("The disk is full." in text for _, text in acme.messages)
    assert len(session.store.assessments()) == 1
    assert session.retry()
