"""The assess page, driven as a person would, on a real workspace file."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from btech_desktop.assessment import Answer, Evidence, new_id
from btech_desktop.gui.assess import AssessPage
from btech_desktop.gui.evidence_dialog import AttachDialog, EvidenceDialog
from btech_desktop.gui.na_dialog import NotApplicableDialog
from btech_desktop.gui.session import Session
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.store import Store
from tests.conftest import Workspace

FREE = "POL-2"  # may be not applicable, does not depend on the year
FIXED = "POL-1"  # applies to everyone
YEARLY = "SAL-2"  # depends on the year


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    made = Theme("light", 1.0)
    made.apply(qapp)
    return made


@pytest.fixture
def open_page(qtbot: QtBot, theme: Theme, workspace: Workspace) -> Callable[[], AssessPage]:
    """Opens the page on the workspace as it is by then, wide enough for three panes."""

    def opened() -> AssessPage:
        session = Session(workspace.store, who="Ana")
        page = AssessPage(session, theme)
        session.setParent(page)
        session.changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1300, 800)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        return page

    return opened


@pytest.fixture
def page(open_page: Callable[[], AssessPage]) -> AssessPage:
    made = open_page()
    made.show_practice(FREE)
    return made


def last_year(workspace: Workspace, **answers: int) -> None:
    """Fill the workspace's assessment of 2026 and begin 2027 from it."""
    for practice, level in answers.items():
        workspace.answer(practice.replace("_", "-"), level=level, finding="As it stood", note="In detail")
    previous = workspace.store.dossier(workspace.assessment.id)
    workspace.assessment = workspace.start("2027", previous=previous)


def key(qtbot: QtBot, widget: QWidget | None, *keys: Qt.Key) -> None:
    for one in keys:
        qtbot.keyClick(widget, one)


def stored(page: AssessPage, practice: str = FREE) -> Answer:
    return page.session.store.answer(page.session.assessment_id or "", practice)


def when_asked(answer: Callable[[Dialog], None]) -> list[type]:
    """Answer the next modal question; the list tells which it was."""
    seen: list[type] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, Dialog):
            seen.append(type(dialog))
            answer(dialog)
        else:
            QTimer.singleShot(5, look)

    QTimer.singleShot(0, look)
    return seen


# --- Rating -----------------------------------------------------------------------------------------------


def test_digits_rate_from_the_list_and_keep_the_focus_there(qtbot: QtBot, page: AssessPage) -> None:
    """A digit in the list rates, saves, and leaves the keyboard where it was."""
    view = page.list_pane.list
    view.setFocus()
    key(qtbot, view, Qt.Key.Key_3)
    assert stored(page).level == 3
    assert view.hasFocus()
    assert page.question.levels.selected == 3
    assert "Saved" in page.question.saved.label.text()


def test_letters_move_and_search_takes_them_as_words(qtbot: QtBot, page: AssessPage) -> None:
    """J and K go on and back from a level; in a text field they are letters."""
    page.question.levels.focus_level()
    card = QApplication.focusWidget()
    assert card is page.question.levels.cards[0]
    key(qtbot, card, Qt.Key.Key_J)
    assert page.practice_id == "POL-3"
    key(qtbot, QApplication.focusWidget(), Qt.Key.Key_K)
    assert page.practice_id == FREE
    page.focus_search()
    qtbot.keyClicks(page.list_pane.search, "j3")
    assert page.practice_id == FREE
    assert stored(page).level is None


def test_arrows_rate_nobody_by_accident(qtbot: QtBot, page: AssessPage) -> None:
    """In the level group arrows move, and Space rates."""
    page.question.levels.focus_level()
    key(qtbot, QApplication.focusWidget(), Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert stored(page).level is None
    page.question.levels.cards[2].setFocus()
    key(qtbot, page.question.levels.cards[2], Qt.Key.Key_Space)
    assert stored(page).level == 2


def test_single_keys_can_be_turned_off(qtbot: QtBot, page: AssessPage) -> None:
    """Who dictates turns digits and letters off."""
    page.set_single_keys(False)
    page.list_pane.list.setFocus()
    key(qtbot, page.list_pane.list, Qt.Key.Key_3, Qt.Key.Key_F, Qt.Key.Key_J)
    assert (page.practice_id, stored(page).level, stored(page).flagged) == (FREE, None, False)


def test_a_click_beside_everything_brings_the_keys_to_the_question(qtbot: QtBot, page: AssessPage) -> None:
    """Digits rate then, as the foot of the question says."""
    page.list_pane.search.setFocus()
    place = page.question.question
    qtbot.mouseClick(place, Qt.MouseButton.LeftButton)
    focused = QApplication.focusWidget()
    assert focused in page.question.levels.cards
    key(qtbot, focused, Qt.Key.Key_3)
    assert stored(page).level == 3
    page.list_pane.search.setFocus()
    qtbot.mouseClick(page.side, Qt.MouseButton.LeftButton, pos=page.side.rect().center())
    assert QApplication.focusWidget() not in page.question.levels.cards


def test_flag_clear_and_next_to_answer_by_key(qtbot: QtBot, page: AssessPage) -> None:
    """F flags, Backspace takes the answer back, U goes to what is open, round the end."""
    view = page.list_pane.list
    view.setFocus()
    key(qtbot, view, Qt.Key.Key_F, Qt.Key.Key_2)
    assert stored(page).flagged
    assert page.question.flag_chip.isVisible()
    key(qtbot, view, Qt.Key.Key_Backspace)
    assert stored(page).level is None
    page.show_practice("REM-10")
    key(qtbot, view, Qt.Key.Key_U)
    assert page.practice_id == "POL-1"


def test_a_changed_level_asks_why_and_the_same_level_does_not(
    open_page: Callable[[], AssessPage], workspace: Workspace
) -> None:
    """The reason is asked for, kept, and dropped when the level goes back."""
    last_year(workspace, POL_2=2)
    page = open_page()
    page.show_practice(FREE)
    page.rate(3)
    assert page.question.why_box.isVisible()
    page.question.reason_chosen.emit("learned")
    assert stored(page).change_reason == "learned"
    page.rate(2)
    assert not page.question.why_box.isVisible()
    assert stored(page).change_reason is None


def test_a_level_above_the_evidence_is_asked_about_gently(page: AssessPage) -> None:
    """Keeping it quiets the question, choosing the lower level follows it."""
    page.rate(4)
    (bar,) = page.question.bars
    assert bar.text == "You chose 4. The evidence so far supports 1. Keep 4, or choose 1 for now."
    bar.buttons["keep"].click()
    assert page.question.bars == []
    assert stored(page).level == 4
    page.rate(3)
    page.question.bars[0].buttons["lower"].click()
    assert stored(page).level == 1


# --- Not applicable ---------------------------------------------------------------------------------------


def test_not_applicable_needs_a_reason(qtbot: QtBot, page: AssessPage) -> None:
    """N asks; without a reason the question stays open, with one it is kept and shown."""

    def answer(dialog: Dialog) -> None:
        assert isinstance(dialog, NotApplicableDialog)
        dialog.go_button.click()
        assert dialog.isVisible()
        assert "reason" in dialog.problem_label.text()
        dialog.reason_edit.setPlainText("We sell nothing of the kind")
        dialog.sensitivity_box.set_value("shareable")
        dialog.go_button.click()

    when_asked(answer)
    page.list_pane.list.setFocus()
    key(qtbot, page.list_pane.list, Qt.Key.Key_N)
    kept = stored(page)
    assert (kept.not_applicable, kept.na_reason, kept.na_sensitivity) == (
        True,
        "We sell nothing of the kind",
        "shareable",
    )
    assert "We sell nothing of the kind" in page.question.bars[0].text
    page.rate(2)
    assert (stored(page).not_applicable, stored(page).na_reason) == (False, "")


def test_what_applies_to_everyone_cannot_be_left_out(qtbot: QtBot, page: AssessPage) -> None:
    """The refusal gives its reason and what to do; nothing is asked, nothing is written."""
    page.show_practice(FIXED)
    page.question.na_button.click()
    assert QApplication.activeModalWidget() is None
    assert "applies to every company" in page.question.bars[-1].text
    assert not stored(page, FIXED).not_applicable


# --- Carried over -----------------------------------------------------------------------------------------


def test_enter_confirms_a_carried_answer(
    qtbot: QtBot, open_page: Callable[[], AssessPage], workspace: Workspace
) -> None:
    """One keystroke confirms; before it the answer reads "Still true?"."""
    last_year(workspace, POL_2=2)
    page = open_page()
    page.show_practice(FREE)
    assert "Still true?" in page.question.bars[0].text
    page.list_pane.list.setFocus()
    key(qtbot, page.list_pane.list, Qt.Key.Key_Return)
    assert not stored(page).to_confirm
    assert stored(page).level == 2


def test_the_confirm_button_does_the_same(open_page: Callable[[], AssessPage], workspace: Workspace) -> None:
    """For those who use the mouse."""
    last_year(workspace, POL_2=1)
    page = open_page()
    page.show_practice(FREE)
    page.question.bars[0].buttons["confirm"].click()
    assert not stored(page).to_confirm
    assert page.question.bars == []


def test_enter_on_another_level_rates_it(
    qtbot: QtBot, open_page: Callable[[], AssessPage], workspace: Workspace
) -> None:
    """Who has moved to another level means that one."""
    last_year(workspace, POL_2=2)
    page = open_page()
    page.show_practice(FREE)
    card = page.question.levels.cards[3]
    card.setFocus()
    key(qtbot, card, Qt.Key.Key_Return)
    assert stored(page).level == 3


def test_what_depends_on_the_year_says_why_it_is_asked_anew(
    open_page: Callable[[], AssessPage], workspace: Workspace
) -> None:
    """Its level is not carried over; the page says what it was."""
    last_year(workspace, SAL_2=2)
    page = open_page()
    page.show_practice(YEARLY)
    assert stored(page, YEARLY).level is None
    assert "In 2026 this stood at 2." in page.question.bars[0].text
    assert "fresh answer" in page.question.bars[0].text
    page.rate(3)
    assert not any("fresh answer" in bar.text for bar in page.question.bars)


# --- Words ------------------------------------------------------------------------------------------------


def test_notes_are_saved_when_the_practice_changes(qtbot: QtBot, page: AssessPage) -> None:
    """Words typed a moment ago belong to the practice they were typed for."""
    page.fields.note.setFocus()
    qtbot.keyClicks(page.fields.note, "Half a thought")
    page.go_next()
    assert stored(page).note == "Half a thought"
    assert page.fields.note.toPlainText() == ""
    assert stored(page, "POL-3").note == ""
    page.go_previous()
    assert page.fields.note.toPlainText() == "Half a thought"


def test_notes_are_saved_by_a_pause(qtbot: QtBot, page: AssessPage) -> None:
    """No button is needed."""
    page.fields.note.setFocus()
    qtbot.keyClicks(page.fields.note, "Seen")
    qtbot.waitUntil(lambda: stored(page).note == "Seen")


def test_words_reach_the_assessment_they_were_written_in(
    qtbot: QtBot, open_page: Callable[[], AssessPage], workspace: Workspace
) -> None:
    """Also where another assessment is in view before they are saved."""
    first = workspace.assessment
    second = workspace.start("2028")
    page = open_page()
    page.session.select(first.id)
    page.refresh()
    page.show_practice(FREE)
    qtbot.keyClicks(page.fields.note, "For 2026")
    page.session.select(second.id)
    page.flush()
    assert workspace.store.answer(first.id, FREE).note == "For 2026"
    assert workspace.store.answer(second.id, FREE).note == ""


def test_words_that_cannot_be_saved_are_kept(page: AssessPage) -> None:
    """A note past the limit is refused, and comes back with its practice."""
    page.fields.note.setPlainText("x" * 20_001)
    page.flush()
    assert stored(page).note == ""
    page.go_next()
    page.go_previous()
    assert len(page.fields.note.toPlainText()) == 20_001
    page.fields.note.setPlainText("Shorter")
    page.flush()
    assert stored(page).note == "Shorter"


def test_a_finding_takes_ninety_characters(qtbot: QtBot, page: AssessPage) -> None:
    """The ninety-first is not taken, and a paste that is too long changes nothing; both are said."""
    page.fields.finding.setFocus()
    qtbot.keyClicks(page.fields.finding, "a" * 90)
    assert page.fields.finding_count.text() == "90 of 90"
    qtbot.keyClicks(page.fields.finding, "b")
    assert page.fields.finding.text() == "a" * 90
    assert page.fields.finding_problem.isVisible()
    page.fields.finding.clear()
    QGuiApplication.clipboard().setText("c" * 91)
    page.fields.finding.paste()
    assert page.fields.finding.text() == ""
    page.fields.finding.insert("Fits")
    page.flush()
    assert stored(page).finding == "Fits"


def test_a_privileged_label_says_what_it_does_not_do(page: AssessPage) -> None:
    """The hint stands as long as the label does."""
    assert not page.fields.note_privileged.isVisible()
    page.fields.note_sensitivity.setCurrentIndex(2)
    assert stored(page).note_sensitivity == "privileged"
    assert "legally privileged" in page.fields.note_privileged.text()
    assert page.fields.note_privileged.isVisible()


def test_the_smaller_facts_save_themselves(page: AssessPage) -> None:
    """Target, confidence, disclosure, people, date and scope."""
    fields = page.fields
    for choice, value in ((fields.target, "3"), (fields.confidence, "high"), (fields.disclosed, "partly")):
        choice.set_value(value)
        choice.chosen.emit(value)
    fields.affected.click()
    fields.answer_by.set_value(date(2026, 5, 4))
    fields.owner.setText("General Counsel")
    fields.consulted.setPlainText("Two groups")
    fields.scope_note.setPlainText("Without resellers")
    page.flush()
    kept = stored(page)
    assert (kept.target, kept.confidence, kept.disclosed) == (3, "high", "partly")
    assert (kept.affected_consulted, kept.answer_by) == (True, date(2026, 5, 4))
    assert (kept.owner, kept.consulted, kept.scope_note) == ("General Counsel", "Two groups", "Without resellers")
    fields.target.chosen.emit("")
    assert stored(page).target is None


# --- Undo -------------------------------------------------------------------------------------------------


def test_undo_and_redo_show_in_place(page: AssessPage) -> None:
    """What is taken back elsewhere is seen here at once."""
    page.rate(3)
    page.session.undo()
    assert page.question.levels.selected is None
    page.session.redo()
    assert page.question.levels.selected == 3


def test_undo_of_something_else_leaves_the_cursor(qtbot: QtBot, page: AssessPage) -> None:
    """Words being typed are neither overwritten nor is the cursor moved."""
    page.rate(3)
    note = page.fields.note
    note.setFocus()
    qtbot.keyClicks(note, "One two")
    note.flush()
    page.session.answer("POL-5", level=1)
    cursor = note.textCursor()
    cursor.setPosition(3)
    note.setTextCursor(cursor)
    qtbot.keyClicks(note, "x")
    page.session.undo()
    assert note.toPlainText() == "Onex two"
    assert note.textCursor().position() == 4


# --- Search and filters -----------------------------------------------------------------------------------


def test_search_looks_into_titles_questions_findings_and_notes(
    page: AssessPage, workspace: Workspace, qtbot: QtBot
) -> None:
    """Every word must be there, in any of them."""
    page.session.answer("SAL-4", note="Zanzibar clause")
    page.session.answer("REM-3", finding="Zanzibar hotline")
    page.focus_search()
    qtbot.keyClicks(page.list_pane.search, "zanzibar")
    assert page.list_pane.order() == ["SAL-4", "REM-3"]
    qtbot.keyClicks(page.list_pane.search, " HOT")
    assert page.list_pane.order() == ["REM-3"]
    key(qtbot, page.list_pane.search, Qt.Key.Key_Return)
    assert page.practice_id == "REM-3"
    page.list_pane.search.setText("nowhere to be found")
    assert page.list_pane.nothing.isVisible()
    page.list_pane.clear_button.click()
    assert len(page.list_pane.order()) == 51


def test_filters_count_and_narrow(page: AssessPage, workspace: Workspace) -> None:
    """The count is in the word; the practice in view stays."""
    page.session.answer("SAL-4", level=1, target=3)
    page.session.answer("SAL-5", flagged=True)
    filters = page.list_pane.filters
    words = {part.value: part.text() for part in filters._parts}
    assert words["all"] == "All 51"
    assert words["to answer"] == "To answer 50"
    assert words["flagged"] == "Flagged 1"
    assert words["below target"] == "Below target 1"
    assert words["no evidence"] == "No evidence 1"
    filters.set_value("below target")
    filters.chosen.emit("below target")
    assert page.list_pane.order() == [FREE, "SAL-4"]
    page.go_next()
    assert page.list_pane.order() == ["SAL-4"]
    assert not page.footer.next_button.isEnabled()


# --- Evidence ---------------------------------------------------------------------------------------------


def test_added_evidence_lifts_what_is_supported(qtbot: QtBot, page: AssessPage) -> None:
    """Add, change, attach elsewhere, take off."""

    def describe(dialog: Dialog) -> None:
        assert isinstance(dialog, EvidenceDialog)
        dialog.go_button.click()
        assert "title" in dialog.problem_label.text()
        dialog.title_edit.setText("Review log")
        dialog.shows_box.setCurrentIndex(2)
        dialog.go_button.click()

    assert page.evidence.chip.text() == "Supports up to level 1"
    when_asked(describe)
    page.list_pane.list.setFocus()
    key(qtbot, page.list_pane.list, Qt.Key.Key_E)
    assert page.evidence.chip.text() == "Supports up to level 3"
    (row,) = page.evidence.rows
    assert row.title.text() == "Review log"

    def lower(dialog: Dialog) -> None:
        assert isinstance(dialog, EvidenceDialog)
        dialog.shows_box.setCurrentIndex(1)
        dialog.go_button.click()

    when_asked(lower)
    row.edit_button.click()
    assert page.evidence.chip.text() == "Supports up to level 2"

    page.go_next()
    assert page.evidence.rows == []
    when_asked(lambda dialog: dialog.go_button.click())
    page.evidence.attach_button.click()
    assert page.evidence.chip.text() == "Supports up to level 2"
    page.evidence.rows[0].remove_button.click()
    assert page.evidence.rows == []
    assert len(page.session.store.evidence()) == 1


def test_evidence_titles_are_never_markup(page: AssessPage) -> None:
    """A title that looks like HTML is shown as typed."""
    evidence = Evidence(id=new_id(), title="<b>5 < 6</b>")
    page.session.attach(evidence, FREE, new=True)
    assert page.evidence.rows[0].title.text() == "<b>5 < 6</b>"
    assert page.evidence.rows[0].title.textFormat() == Qt.TextFormat.PlainText
    assert AttachDialog(page, [evidence]).evidence_box.itemText(0).startswith("<b>5 < 6</b>")


# --- The side panel ---------------------------------------------------------------------------------------


def test_last_finding_is_copied_once_and_never_over_words(
    open_page: Callable[[], AssessPage], workspace: Workspace
) -> None:
    """Into this period's empty finding; else to the clipboard."""
    last_year(workspace, POL_2=2)
    page = open_page()
    page.show_practice(FREE)
    assert page.side.copy_button is not None
    page.side.copy_button.click()
    assert stored(page).finding == "As it stood"
    assert page.fields.finding.text() == "As it stood"
    page.session.answer(FREE, finding="Our own words")
    QGuiApplication.clipboard().clear()
    page.side.copy_button.click()
    assert stored(page).finding == "Our own words"
    assert QGuiApplication.clipboard().text() == "As it stood"


# --- States -----------------------------------------------------------------------------------------------


def test_a_final_assessment_is_locked_and_can_be_read(
    qtbot: QtBot, open_page: Callable[[], AssessPage], workspace: Workspace
) -> None:
    """Nothing rates; fields are read-only, not disabled; the banner leads to reopening."""
    workspace.answer(FREE, level=2, note="Stays", finding="Stays too")
    page = open_page()
    page.show_practice(FREE)
    assert page.session.finalise(name="Ana", role="Lead")
    assert page.banner is not None
    assert page.banner.text.startswith("Locked on ")
    page.list_pane.list.setFocus()
    key(qtbot, page.list_pane.list, Qt.Key.Key_4, Qt.Key.Key_N, Qt.Key.Key_F, Qt.Key.Key_E, Qt.Key.Key_Backspace)
    page.question.levels.cards[4].click()
    assert (stored(page).level, stored(page).flagged) == (2, False)
    assert page.question.levels.selected == 2
    assert page.fields.note.isReadOnly()
    assert page.fields.note.isEnabled()
    assert page.fields.finding.isReadOnly()
    assert not page.evidence.add_button.isVisible()
    with qtbot.waitSignal(page.command_requested) as asked:
        page.banner.buttons["reopen"].click()
    assert asked.args == ["reopen"]
    assert page.session.reopen(reason="A mistake")
    assert page.banner is None
    assert not page.fields.note.isReadOnly()


def test_without_an_assessment_the_page_invites(qtbot: QtBot, theme: Theme, workspace: Workspace) -> None:
    """One sentence, one button."""
    path = workspace.path.with_name("new.btech")
    with Store.create(path, organisation="New Ltd") as store:
        session = Session(store, who="Ana")
        page = AssessPage(session, theme)
        qtbot.addWidget(page)
        page.resize(1300, 800)
        page.show()
        assert page.empty.isVisible()
        assert not page.parts.isVisible()
        with qtbot.waitSignal(page.command_requested) as asked:
            page.start_button.click()
        assert asked.args == ["new_assessment"]


def test_narrow_windows_put_the_outer_panes_away(qtbot: QtBot, page: AssessPage) -> None:
    """Two buttons open them as drawers; Esc and choosing close them."""
    assert page.list_pane.isVisible()
    assert not page.top_bar.isVisible()
    page.resize(800, 600)
    qtbot.waitUntil(lambda: not page.list_pane.isVisible())
    assert page.top_bar.list_button.text() == "Practices \N{MIDDLE DOT} 51 to answer"
    page.top_bar.list_button.click()
    assert page.list_pane.isVisible()
    key(qtbot, page.list_pane.list, Qt.Key.Key_Escape)
    assert not page.list_pane.isVisible()
    page.top_bar.list_button.click()
    view = page.list_pane.list
    there = view.model().index(2, 0, view.model().index(0, 0))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(there).center())
    assert page.practice_id == "POL-3"
    assert not page.list_pane.isVisible()
    page.top_bar.side_button.click()
    assert page.side.isVisible()
    page.resize(1400, 800)
    qtbot.waitUntil(lambda: page.list_pane.isVisible() and page.side.isVisible())
    assert not page.parts.drawer_open


def test_every_control_has_a_name(page: AssessPage) -> None:
    """Screen readers say what each button and field is."""
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit

    for kind in (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit):
        for control in page.findChildren(kind):
            if control.isVisible() and not control.objectName().startswith("qt_"):
                said = control.accessibleName() or getattr(control, "text", str)()
                assert said, f"{control} has no name"
