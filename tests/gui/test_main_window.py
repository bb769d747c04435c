"""The whole window, driven as a person would, on real files: one task of a user a test."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from btech_desktop import app
from btech_desktop.assessment import Answer
from btech_desktop.gui import main_window
from btech_desktop.gui.actions_page import ActionsPage
from btech_desktop.gui.all_assessments import AllAssessmentsPage
from btech_desktop.gui.assess import AssessPage
from btech_desktop.gui.damage_dialog import DamageDialog
from btech_desktop.gui.dialogs import FinaliseDialog, NewWorkspaceDialog, PasswordDialog, ReopenDialog
from btech_desktop.gui.main_window import HOME, MainWindow
from btech_desktop.gui.new_assessment import NewAssessmentDialog
from btech_desktop.gui.record_dialogs import ActionDialog
from btech_desktop.gui.report_page import ReportPage
from btech_desktop.gui.session import create_workspace
from btech_desktop.gui.settings import Settings
from btech_desktop.gui.start import StartPage
from btech_desktop.gui.theme import Look
from btech_desktop.gui.unit_dialogs import NewUnitDialog
from btech_desktop.gui.widgets.dialog import Confirm, Dialog
from btech_desktop.gui.widgets.nav import NavItem
from btech_desktop.store import Store
from tests.conftest import Workspace
from tests.gui.page_helpers import words


class Driver:
    """Hands on a window: keys, clicks, and what is asked meanwhile."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    # -- what a person does

    def keys(self, *keys: str) -> None:
        """Key presses at the window's focus, such as "J" or "Ctrl+Z"."""
        for key in keys:
            top = QApplication.activeModalWidget() or self.window
            QTest.keySequence(top.focusWidget() or top, QKeySequence(key))

    def asked(self, *answers: Callable[[Dialog], None]) -> list[type]:
        """Answer the next modal questions, one after the other; the list tells which they were."""
        waiting, seen = list(answers), []
        met: list[Dialog] = []  # kept, so that a new dialog is never taken for one that was deleted

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, Dialog) and dialog not in met and dialog.go_button.isVisible():
                met.append(dialog)
                seen.append(type(dialog))
                answer = waiting.pop(0)
                if waiting:
                    QTimer.singleShot(5, look)
                try:
                    answer(dialog)
                finally:
                    if dialog.isVisible():
                        dialog.done(Dialog.DialogCode.Rejected)  # or the test would wait for ever; leaving may ask
            else:
                QTimer.singleShot(5, look)

        QTimer.singleShot(0, look)
        return seen

    def menu(self, text: str) -> None:
        """Choose an item of a menu by its words."""
        for menu in self.window.menus.values():
            for action in menu.actions():
                if action.text().replace("&", "").rstrip("…") == text:
                    assert action.isEnabled(), f"{text} cannot be chosen"
                    action.trigger()
                    return
        raise AssertionError(f"no {text} in the menus")

    def switch_to(self, *parts: str) -> None:
        """Choose an assessment in the sidebar's menu."""

        def choose() -> None:
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu)
            action = next(a for a in menu.actions() if all(part in a.text() for part in parts))
            menu.setActiveAction(action)
            QTest.keyClick(menu, Qt.Key.Key_Return)

        QTimer.singleShot(20, choose)
        self.window.sidebar.switcher.click()

    def to_levels(self) -> None:
        """Put the keyboard on the levels, as Enter in the list does."""
        self.assess.list_pane.list.setFocus()
        self.keys("Return")

    # -- what a person sees

    def item(self, name: str) -> NavItem:
        """The sidebar's item for a page."""
        return next(item for item in self.window.sidebar.findChildren(NavItem) if item.name == name)

    @property
    def assess(self) -> AssessPage:
        page = self.window.page("assess")
        assert isinstance(page, AssessPage)
        return page

    @property
    def messages(self) -> list[tuple[str, str]]:
        return [(bar.kind, bar.text) for bar in self.window.messages]

    def stored(self, practice_id: str) -> Answer:
        """The answer as it is in the file."""
        session = self.window.session
        assert session is not None
        return session.store.answer(session.assessment_id or "", practice_id)


def on_disk(path: Path, practice_id: str, at: int = 0) -> Answer:
    """The answer as another program would find it after the window is closed."""
    with Store.open(path) as store:
        return store.answer(store.assessments()[at].id, practice_id)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "own" / "settings.ini")


@pytest.fixture
def new_window(qtbot: QtBot, qapp: QApplication, settings: Settings) -> Iterator[Callable[[], Driver]]:
    """Opens windows as the app does; what a test leaves open is closed."""
    made: list[MainWindow] = []

    def opened() -> Driver:
        window = MainWindow(Look(qapp, "light", 1.0), settings)
        made.append(window)
        qtbot.addWidget(window)
        window.resize(1280, 720)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        return Driver(window, qtbot)

    yield opened
    for window in made:
        if window.session is not None:
            window.session._unsaved.clear()  # or closing would ask
        window.close()


@pytest.fixture
def hands(new_window: Callable[[], Driver]) -> Driver:
    """On a window without a workspace."""
    return new_window()


@pytest.fixture
def acme(hands: Driver, workspace: Workspace) -> Driver:
    """On a window with a workspace of one assessment, 2026, nothing answered."""
    workspace.store.close()
    assert hands.window.open_workspace(workspace.path)
    return hands


def button(widget: QWidget, name: str) -> QWidget:
    """The button of a message or page, by object name."""
    # What a layout has just taken in is shown by the event loop.
    QApplication.processEvents()
    return next(b for b in widget.findChildren(QWidget, name) if b.isVisible())


# --- Starting ---------------------------------------------------------------------------------------------


def test_a_new_workspace_leads_to_its_first_assessment(hands: Driver, tmp_path: Path) -> None:
    """From the start page to the first question: two dialogs, the fewest fields, all by keyboard."""
    path = tmp_path / "made.btech"

    def workspace(dialog: Dialog) -> None:
        assert isinstance(dialog, NewWorkspaceDialog)
        hands.keys("Return")
        assert "name of the organisation" in dialog.problem_label.text()
        hands.qtbot.keyClicks(dialog.organisation_edit, "R&D Partners")
        assert dialog.path.name == "r-d-partners.btech"
        dialog.path_edit.selectAll()
        hands.qtbot.keyClicks(dialog.path_edit, str(path))
        hands.keys("Return")

    def assessment(dialog: Dialog) -> None:
        assert isinstance(dialog, NewAssessmentDialog)
        assert dialog.unit is not None
        assert dialog.unit.name == "R&D Partners"
        hands.keys("Return")

    page = hands.window.page(HOME)
    assert isinstance(page, StartPage)
    seen = hands.asked(workspace, assessment)
    page.new_button.click()
    assert seen == [NewWorkspaceDialog, NewAssessmentDialog]
    assert hands.window.current_page == "assess"
    assert hands.assess.practice_id == "POL-1"
    assert hands.window.settings.recent == (path,)
    assert hands.messages == []
    # And the first question can be rated at once.
    hands.window.activateWindow()
    hands.qtbot.waitUntil(hands.assess.list_pane.list.hasFocus)
    hands.keys("2")
    assert hands.stored("POL-1").level == 2


def test_a_workspace_without_assessment_lists_its_units(hands: Driver, tmp_path: Path) -> None:
    """Who stops after the first dialog finds the unit, and can add another and start from there."""
    path = tmp_path / "made.btech"

    def workspace(dialog: Dialog) -> None:
        assert isinstance(dialog, NewWorkspaceDialog)
        dialog.organisation_edit.setText("Acme")
        dialog.path_edit.setText(str(path))
        dialog.go_button.click()

    hands.asked(workspace, lambda dialog: dialog.cancel_button.click())
    hands.keys("Ctrl+N")
    page = hands.window.page(HOME)
    assert isinstance(page, AllAssessmentsPage)
    assert hands.window.current_page == HOME
    assert not hands.item("overview").isEnabled()

    def unit(dialog: Dialog) -> None:
        assert isinstance(dialog, NewUnitDialog)
        hands.qtbot.keyClicks(dialog.name_edit, "Cloud & AI")
        hands.keys("Return")

    hands.asked(unit)
    hands.menu("Add unit")
    assert [u.name for u in Store.units(hands.window.session.store)] == ["Acme", "Cloud & AI"]  # type: ignore[union-attr]
    assert len(page.cards) == 2
    assert hands.window.menus["Edit"].actions()[0].text() == "&Undo add Cloud && AI"

    def second(dialog: Dialog) -> None:
        assert isinstance(dialog, NewAssessmentDialog)
        assert dialog.unit is not None
        assert dialog.unit.name == "Cloud & AI"
        dialog.kinds["core"].click()
        dialog.go_button.click()

    hands.asked(second)
    cloud = next(i for i, card in page.cards.items() if i != next(iter(page.cards)))
    button(page, f"new:{cloud}").click()  # type: ignore[attr-defined]
    assert hands.window.current_page == "assess"
    assert hands.window.session is not None
    assert hands.window.session.dossier.assessment.asked_kind == "core"


def test_the_sample_opens_from_the_start_page(hands: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One click to a finished example, marked as sample data on all pages, and not among the recent files."""
    monkeypatch.setattr(main_window, "data_dir", lambda: tmp_path)
    page = hands.window.page(HOME)
    assert isinstance(page, StartPage)
    page.sample_button.click()
    assert hands.window.current_page == "overview"
    assert hands.window.settings.recent == ()
    for name in main_window.ON_ASSESSMENT:
        hands.window.show_page(name)
        assert hands.window.current_page == name
    hands.qtbot.waitUntil(hands.window.current_settled, timeout=10_000)
    # What was done there is still there while it is open.
    hands.menu("Explore the sample")
    assert hands.window.current_page == "overview"


# --- Answering --------------------------------------------------------------------------------------------


def test_going_to_a_page_by_key_puts_the_keyboard_where_work_starts(acme: Driver, workspace: Workspace) -> None:
    """From a control of another page to Assess: the next digit rates, and goes into no search field."""
    acme.keys("Ctrl+1")
    buttons = acme.window.page("overview").findChildren(QAbstractButton)
    next(b for b in buttons if b.isVisible() and b.focusPolicy() != Qt.FocusPolicy.NoFocus).setFocus()
    acme.keys("Ctrl+2", "2")
    assert acme.assess.list_pane.list.hasFocus()
    assert acme.assess.list_pane.search.text() == ""


def test_three_practices_are_rated_by_keys(acme: Driver, workspace: Workspace) -> None:
    """A digit rates, J goes on, the focus stays with the levels; all is on disk without a save command."""
    acme.keys("Ctrl+2")
    acme.to_levels()
    acme.keys("3", "J", "0", "J", "4")
    assert acme.assess.practice_id == "POL-3"
    assert f"{len(workspace.form.ids) - 3} to answer" in acme.item("assess").accessibleName()
    acme.window.close()
    assert [on_disk(workspace.path, f"POL-{n}").level for n in (1, 2, 3)] == [3, 0, 4]


def test_words_are_saved_on_leaving_the_page_and_on_closing(acme: Driver, workspace: Workspace) -> None:
    """Nobody has to wait for the pause after typing."""
    acme.keys("Ctrl+2")
    acme.to_levels()
    acme.keys("T")
    acme.qtbot.keyClicks(acme.assess.fields.note, "Signed by the board")
    assert acme.stored("POL-1").note == ""
    acme.keys("Ctrl+1")
    assert acme.stored("POL-1").note == "Signed by the board"
    acme.keys("Ctrl+2")
    acme.assess.fields.finding.setFocus()
    acme.qtbot.keyClicks(acme.assess.fields.finding, "Policy approved")
    acme.window.close()
    answer = on_disk(workspace.path, "POL-1")
    assert (answer.note, answer.finding) == ("Signed by the board", "Policy approved")


def test_undo_and_redo_work_across_pages(acme: Driver) -> None:
    """Undo shows the answer it took back, whatever page one is on; an action comes back from its own page."""
    acme.keys("Ctrl+2")
    acme.to_levels()
    acme.keys("2", "Ctrl+Z")
    assert acme.stored("POL-1").level is None
    acme.keys("Ctrl+Y")
    acme.to_levels()
    acme.keys("J", "J", "1")
    acme.keys("Ctrl+4", "Ctrl+Z")
    assert (acme.window.current_page, acme.assess.practice_id) == ("assess", "POL-3")
    assert acme.stored("POL-3").level is None
    assert acme.assess.question.levels.selected is None
    acme.keys("Ctrl+Z")
    assert acme.assess.practice_id == "POL-1"
    acme.keys("Ctrl+1", "Ctrl+Y", "Ctrl+Shift+Z")
    assert (acme.window.current_page, acme.assess.practice_id) == ("assess", "POL-3")
    assert acme.stored("POL-1").level == 2
    assert acme.stored("POL-3").level == 1

    def action(dialog: Dialog) -> None:
        assert isinstance(dialog, ActionDialog)
        dialog.what_edit.setText("Train the sales team")
        dialog.go_button.click()

    acme.keys("Ctrl+5")
    page = acme.window.page("actions")
    assert isinstance(page, ActionsPage)
    acme.asked(action)
    page.add_button.click()
    (action_id,) = page.actions_tab.rows
    page.actions_tab.remove(action_id)
    assert page.actions_tab.rows == {}
    (bar,) = acme.window.messages
    bar.buttons["undo"].click()
    assert list(page.actions_tab.rows) == [action_id]
    assert acme.messages == []


@pytest.mark.parametrize("page", ["overview", "benchmark", "progress", "actions", "report", "assess"])
def test_undoing_the_start_of_the_only_assessment_leads_home(
    page: str, hands: Driver, tmp_path: Path, workspace: Workspace
) -> None:
    """No page is left on an assessment that is gone; redo brings it back into view."""
    path = tmp_path / "made.btech"
    create_workspace(path, organisation="Acme").close()
    hands.window.open_workspace(path)
    hands.asked(lambda dialog: dialog.go_button.click())
    hands.menu("New assessment")
    hands.window.show_page(page)
    hands.menu(next(a.text() for a in hands.window.menus["Edit"].actions()).replace("&", ""))
    assert hands.window.current_page == HOME
    assert hands.window.session is not None
    assert hands.window.session.assessment_id is None
    hands.window.redo()
    assert hands.window.session.assessment_id is not None
    assert hands.item("overview").isEnabled()


def test_switching_assessments_keeps_what_was_being_typed(acme: Driver, workspace: Workspace) -> None:
    """Words go to the assessment they were written for; the page then shows the other."""
    store = acme.window.session.store  # type: ignore[union-attr]
    workspace.store = store
    later = workspace.start("2027")
    acme.keys("Ctrl+2")
    acme.to_levels()
    acme.keys("3", "T")
    acme.qtbot.keyClicks(acme.assess.fields.note, "For 2026")
    acme.switch_to("2027", "Acme")
    assert acme.window.session is not None
    assert acme.window.session.assessment_id == later.id
    assert acme.assess.fields.note.toPlainText() == ""
    assert acme.assess.question.levels.selected is None
    assert store.answer(workspace.assessment.id, "POL-1").note == "For 2026"
    assert store.answer(later.id, "POL-1").note == ""
    # From a page that shows no assessment the choice leads to where it stands.
    acme.window.show_page("help")
    acme.switch_to("2026")
    assert acme.window.current_page == "overview"


# --- Review, final, next period ---------------------------------------------------------------------------


def test_review_final_and_reopen(acme: Driver) -> None:
    """A locked assessment says so, refuses changes, and comes back as its next revision."""
    acme.keys("Ctrl+2")
    acme.to_levels()
    acme.keys("3")
    acme.menu("Send to review")
    session = acme.window.session
    assert session is not None
    assert session.dossier.assessment.status == "in review"

    def sign(dialog: Dialog) -> None:
        assert isinstance(dialog, FinaliseDialog)
        acme.qtbot.keyClicks(dialog.name_edit, "Ana Lima")
        acme.qtbot.keyClicks(dialog.role_edit, "Human rights lead")
        acme.keys("Return")

    acme.asked(sign)
    acme.menu("Lock as final")
    assert session.dossier.assessment.final
    assert acme.assess.banner is not None
    acme.to_levels()
    acme.keys("4")
    assert acme.stored("POL-1").level == 3
    assert acme.assess.question.levels.selected == 3
    assert not session.answer("POL-1", level=4)
    assert acme.messages == [("attention", "The assessment 2026 is final. Reopen it to change it.")]

    def why(dialog: Dialog) -> None:
        assert isinstance(dialog, ReopenDialog)
        acme.qtbot.keyClicks(dialog.reason_edit, "New facts")
        dialog.go_button.click()

    acme.asked(why)
    acme.assess.banner.buttons["reopen"].click()
    assert not session.dossier.assessment.final
    assert session.dossier.assessment.revision == 2
    assert acme.assess.banner is None
    acme.to_levels()
    acme.keys("4")
    assert acme.stored("POL-1").level == 4


def test_a_new_period_asks_whether_answers_are_still_true(acme: Driver) -> None:
    """Carried answers wait for Enter; until then they count for nothing."""
    acme.keys("Ctrl+2")
    acme.to_levels()
    acme.keys("3", "J", "2")

    def next_year(dialog: Dialog) -> None:
        assert isinstance(dialog, NewAssessmentDialog)
        dialog.period_edit.selectAll()
        acme.qtbot.keyClicks(dialog.period_edit, "Next")
        assert dialog.carry_over
        dialog.go_button.click()

    acme.asked(next_year)
    acme.keys("Ctrl+Shift+N")
    assert acme.window.current_page == "assess"
    assert acme.assess.practice_id is not None
    acme.assess.show_practice("POL-2")
    assert acme.stored("POL-2").to_confirm
    assert any("Still true?" in bar.text for bar in acme.assess.question.bars)
    acme.to_levels()
    assert not acme.stored("POL-2").to_confirm
    assert acme.stored("POL-2").level == 2


# --- Report -----------------------------------------------------------------------------------------------


def test_the_report_is_saved_as_a_pdf(acme: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+E leads to the report; the file is the preview, with what was just typed."""
    acme.keys("Ctrl+2")
    acme.to_levels()
    acme.keys("3", "Ctrl+E")
    page = acme.window.page("report")
    assert isinstance(page, ReportPage)
    acme.qtbot.waitUntil(acme.window.current_settled, timeout=10_000)
    path = tmp_path / "out.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    page.pdf_button.click()
    assert page.saved_bar.label.text() == f"Saved out.pdf in {tmp_path}."
    text = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(path).pages).split())
    assert "Acme" in text
    assert "Provisional: 50 practices to answer" in text


# --- Files that are wrong ---------------------------------------------------------------------------------


def test_a_file_that_cannot_be_opened_leaves_the_open_one_alone(
    acme: Driver, workspace: Workspace, tmp_path: Path
) -> None:
    """Foreign, empty, cut, missing: each is named, and one goes on where one was."""
    foreign, empty, cut, noise = (tmp_path / f"{name}.btech" for name in ("foreign", "empty", "cut", "noise"))
    noise.write_bytes(random.Random(7).randbytes(8192))
    foreign.write_bytes(b"%PDF-1.7 something else entirely" * 200)
    empty.write_bytes(b"")
    shutil.copy(workspace.path, cut)
    with cut.open("r+b") as file:
        file.truncate(cut.stat().st_size // 2)
    acme.keys("Ctrl+2")
    session = acme.window.session
    for path in (empty, cut, tmp_path / "missing.btech"):
        before = path.read_bytes() if path.exists() else None
        seen = acme.asked(lambda dialog, path=path: dialog.reject() if path.name in words(dialog) else None)  # type: ignore[misc]
        assert not acme.window.open_workspace(path)
        assert seen == [DamageDialog]
        assert (path.read_bytes() if path.exists() else None) == before
    assert not acme.window.open_workspace(foreign)
    ((kind, text),) = acme.messages
    assert kind == "error"
    assert foreign.name in text
    seen = acme.asked(lambda dialog: dialog.cancel_button.click())
    acme.window.open_workspace(noise)  # may be a locked workspace, so its password is asked for
    assert seen == [PasswordDialog]
    assert acme.window.session is session
    assert acme.window.current_page == "assess"
    acme.to_levels()
    acme.keys("3")
    assert acme.stored("POL-1").level == 3
    assert acme.messages == []


def test_a_second_window_cannot_take_the_same_file(
    acme: Driver, workspace: Workspace, new_window: Callable[[], Driver]
) -> None:
    """The second window says who holds the file; the first goes on saving."""
    second = new_window()
    assert not second.window.open_workspace(workspace.path)
    ((kind, text),) = second.messages
    assert kind == "error"
    assert workspace.path.name in text
    assert second.window.current_page == HOME
    acme.keys("Ctrl+2")
    acme.assess.rate(2)
    assert acme.stored("POL-1").level == 2
    assert acme.messages == []


def test_what_cannot_be_saved_is_kept_and_rescued_into_a_copy(
    acme: Driver, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file vanishes under the window: nothing typed is lost, and Save elsewhere writes it all."""
    acme.keys("Ctrl+2")
    acme.to_levels()
    acme.keys("2")
    workspace.path.rename(tmp_path / "moved.btech")
    acme.keys("3", "T")
    acme.qtbot.keyClicks(acme.assess.fields.note, "Kept")
    acme.keys("Ctrl+1", "Ctrl+2")
    (bar,) = acme.window.messages
    assert bar.kind == "error"
    assert not bar.closable
    assert [b.text() for b in bar.buttons.values()] == ["Try again", "Save elsewhere…"]
    assert acme.assess.fields.note.toPlainText() == "Kept"
    assert acme.assess.question.levels.selected == 3
    assert "not on disk" in words(acme.window.status)
    # Another trouble, another assessment or another theme does not take the way out away.
    (tmp_path / "foreign.btech").write_bytes(b"%PDF-1.7 something else entirely" * 200)
    acme.window.open_workspace(tmp_path / "foreign.btech")
    acme.window.look.set_choice("dark")
    acme.window.look.set_choice("light")
    assert [kind for kind, _ in acme.messages].count("error") == 1
    assert acme.assess.fields.note.toPlainText() == "Kept"
    # Neither closing nor another workspace drops it without a question.
    seen = acme.asked(lambda dialog: dialog.cancel_button.click())
    acme.keys("Ctrl+Q")
    assert acme.window.isVisible()
    assert seen == [Confirm]
    seen = acme.asked(lambda dialog: dialog.cancel_button.click())
    create_workspace(tmp_path / "other.btech", organisation="Other").close()
    assert not acme.window.open_workspace(tmp_path / "other.btech")
    assert seen == [Confirm]
    copy = tmp_path / "copy.btech"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(copy), ""))
    bar = next(bar for bar in acme.window.messages if bar.kind == "error")
    bar.buttons["save_copy"].click()
    assert acme.messages == [("info", "You now work in copy.btech. The other file stays as it was.")]
    assert acme.window.session is not None
    assert acme.window.session.store.path == copy
    acme.window.close()
    answer = on_disk(copy, "POL-1")
    assert (answer.level, answer.note) == (3, "Kept")
    assert on_disk(tmp_path / "moved.btech", "POL-1").level == 2


def test_an_assessment_is_not_started_on_a_file_that_is_gone(
    acme: Driver, workspace: Workspace, tmp_path: Path
) -> None:
    """It is refused with the reason; the one in view stays."""
    workspace.path.rename(tmp_path / "moved.btech")
    acme.asked(lambda dialog: dialog.go_button.click())
    acme.keys("Ctrl+Shift+N")
    ((kind, text),) = acme.messages
    assert (kind, "Save a copy elsewhere" in text) == ("error", True)
    assert acme.window.session is not None
    assert acme.window.session.assessment_id == workspace.assessment.id
    assert acme.window.session.unsaved == 0


def test_a_copy_of_a_locked_workspace_asks_for_its_password(
    hands: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is as locked as the file; who does not know the password gets no copy and stays."""
    path, copy = tmp_path / "locked.btech", tmp_path / "copy.btech"
    create_workspace(path, organisation="Acme", password="correct horse").close()

    def password(text: str) -> Callable[[Dialog], None]:
        def answer(dialog: Dialog) -> None:
            assert isinstance(dialog, PasswordDialog)
            hands.qtbot.keyClicks(dialog.password_edit, text)
            hands.keys("Return")

        return answer

    seen = hands.asked(password("wrong"), password("correct horse"))
    assert hands.window.open_workspace(path)
    assert seen == [PasswordDialog, PasswordDialog]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(copy), ""))
    hands.asked(lambda dialog: dialog.cancel_button.click())
    hands.window.save_copy()
    assert hands.window.session is not None
    assert hands.window.session.store.path == path
    assert not copy.exists()
    hands.asked(password("correct horse"))
    hands.window.save_copy()
    assert hands.window.session.store.path == copy
    # Passwords do not stay with the window.
    hands.qtbot.waitUntil(lambda: "correct horse" not in [edit.text() for edit in hands.window.findChildren(QLineEdit)])


# --- The window itself ------------------------------------------------------------------------------------


def test_theme_and_text_size_keep_page_practice_and_words(acme: Driver) -> None:
    """Pages are made anew; what one saw and typed is there again."""
    acme.keys("Ctrl+2")
    acme.assess.show_practice("GOV-2")
    acme.to_levels()
    acme.keys("T")
    acme.qtbot.keyClicks(acme.assess.fields.note, "Half a sen")
    acme.keys("Ctrl++")
    acme.window.look.set_choice("dark")
    assert acme.window.theme.scale > 1
    assert (acme.window.current_page, acme.assess.practice_id) == ("assess", "GOV-2")
    assert acme.assess.fields.note.toPlainText() == "Half a sen"
    assert acme.window.settings.theme == "dark"
    assert acme.window.settings.text_size > 1


def test_settings_take_effect_at_once(acme: Driver, workspace: Workspace) -> None:
    """The name stands beside the next change; a cleared list of files is empty in the menu too."""
    from btech_desktop.gui.settings_page import SettingsPage

    acme.window.show_page("settings")
    page = acme.window.page("settings")
    assert isinstance(page, SettingsPage)
    acme.qtbot.keyClicks(page.name_edit, "Ana")
    page.keys_box.click()
    page.clear_button.click()
    acme.keys("Ctrl+2")
    assert not acme.assess.single_keys
    acme.assess.rate(3)
    session = acme.window.session
    assert session is not None
    assert session.store.history(f"{session.assessment_id}/POL-1")[0].who == "Ana"
    assert not acme.window._recent_menu.isEnabled()


def test_closing_the_workspace_leads_to_the_start_page(acme: Driver, workspace: Workspace) -> None:
    """What was being typed is saved, and the file can be opened again from the list."""
    acme.keys("Ctrl+2")
    acme.to_levels()
    acme.keys("T")
    acme.qtbot.keyClicks(acme.assess.fields.note, "Last words")
    acme.menu("Close workspace")
    page = acme.window.page(HOME)
    assert isinstance(page, StartPage)
    assert on_disk(workspace.path, "POL-1").note == "Last words"
    page.recent_requested.emit(str(workspace.path))
    assert acme.window.current_page == "assess"
    assert acme.assess.fields.note.toPlainText() == "Last words"


def test_the_app_starts_and_ends(qapp: QApplication, workspace: Workspace) -> None:
    """The smoke run opens a workspace or the sample, shows the overview and closes."""
    workspace.store.close()
    assert app.run(workspace.path, smoke=True) == 0
    assert app.run(None, smoke=True) == 0
    qapp.setStyleSheet("")


def test_closing_over_what_the_disk_refuses_says_so_and_ends(
    acme: Driver, workspace: Workspace, tmp_path: Path
) -> None:
    """The last try, on ending, is refused too: the window closes without a defect."""
    assert acme.window.session is not None
    workspace.path.rename(tmp_path / "moved.btech")
    acme.window.session.answer("POL-1", level=3)
    assert acme.window.session.unsaved == 1
    acme.asked(lambda dialog: dialog.go_button.click())
    acme.window.close()
    assert not acme.window.isVisible()
    assert acme.window.session is None
    assert on_disk(tmp_path / "moved.btech", "POL-1").level is None
