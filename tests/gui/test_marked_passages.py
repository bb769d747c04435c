"""Words of a note are marked by kind: they keep their mark while one writes on, and copies show the kind instead."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QHelpEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from btech_desktop.assessment import TEXT_LIMIT, Answer
from btech_desktop.gui.assess import AssessPage
from btech_desktop.gui.session import Session
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.marked_edit import KINDS, MarkedEdit, marked_line, to_points, to_units
from btech_desktop.passages import Passage, PassageKind, left_out, put_together, taken_apart
from btech_desktop.store import Store
from tests.conftest import Workspace

HERE = "POL-2"
NOTE = "We 😀 met Jane Doe of Acme Ltd.\nCounsel said: settle."


def passage(words: str, kind: PassageKind, text: str = NOTE) -> Passage:
    """The words as a passage of the text."""
    return Passage(start=text.index(words), length=len(words), kind=kind)


def marked(field: MarkedEdit) -> list[tuple[str, str]]:
    """What the field shows as marked."""
    text = field.toPlainText()
    return [(text[p.start : p.start + p.length], p.kind) for p in field.marks]


def stored(page: AssessPage, practice_id: str = HERE) -> Answer:
    """What the file holds."""
    assert page.session.assessment_id is not None
    return page.session.store.answer(page.session.assessment_id, practice_id)


def kept(page: AssessPage, practice_id: str = HERE) -> list[tuple[str, str]]:
    """The words marked in the file."""
    answer = stored(page, practice_id)
    return [(text, kind) for kind, text in left_out(answer.note)]


def put_cursor(field: MarkedEdit, before: str, words: str = "") -> None:
    """The cursor before some text, the ``words`` that stand there selected."""
    text = field.toPlainText()
    start = text.index(words) if words else text.index(before)
    cursor = field.textCursor()
    cursor.setPosition(to_units(text[:start]))
    cursor.setPosition(to_units(text[: start + len(words)]), QTextCursor.MoveMode.KeepAnchor)
    field.setTextCursor(cursor)


def menu() -> QMenu:
    """The list that is open."""
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    made = Theme("light", 1.0)
    made.apply(qapp)
    return made


@pytest.fixture
def open_page(qtbot: QtBot, theme: Theme, workspace: Workspace) -> Callable[[Store], AssessPage]:
    """Opens the page on a workspace, at one practice."""

    def opened(store: Store) -> AssessPage:
        session = Session(store, who="Ana")
        page = AssessPage(session, theme)
        session.setParent(page)
        session.changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1300, 800)
        with qtbot.waitActive(page):
            page.show()
        page.show_practice(HERE)
        return page

    return opened


@pytest.fixture
def page(open_page: Callable[[Store], AssessPage], workspace: Workspace) -> AssessPage:
    """At a practice whose note holds nothing marked."""
    workspace.answer(HERE, note=NOTE)
    return open_page(workspace.store)


@pytest.fixture
def marked_page(open_page: Callable[[Store], AssessPage], workspace: Workspace) -> AssessPage:
    """At a practice whose note holds a name and a piece of advice."""
    marks = (passage("Jane Doe", "name"), passage("Counsel said: settle.", "legal advice"))
    workspace.answer(HERE, note=put_together(NOTE, marks))
    return open_page(workspace.store)


# --- Counting ---------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=40)


@given(TEXTS, st.data())
def test_places_are_the_same_in_both_ways_of_counting(text: str, data: st.DataObject) -> None:
    """UTF-16 units to code points and back, also past characters beyond the first 65,536."""
    points = data.draw(st.integers(0, len(text)))
    assert to_points(text, to_units(text[:points])) == points
    assert to_units(text) == sum(2 if ord(c) > 0xFFFF else 1 for c in text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.text("ab 😀𝔘é\n", min_size=1, max_size=6), min_size=1, max_size=6), st.data())
def test_marks_stay_on_their_words(qapp: QApplication, theme: Theme, pieces: list[str], data: st.DataObject) -> None:
    """What is shown comes back as it was; words put in outside a mark move it, and undo moves it back."""
    field = MarkedEdit(theme, name="Notes")
    text, marks = "", []
    for piece in pieces:
        text += "-"
        words = piece.strip("\n")  # a field has no room for a mark on a line's end alone
        if words:
            kind = data.draw(st.sampled_from(KINDS))
            marks.append(Passage(start=len(text), length=len(words), kind=kind))
        text += words
    text += "-"
    field.set_marked(text, tuple(marks))
    assert field.marks == tuple(marks)
    assert not field.waiting
    before = marked(field)
    at = data.draw(st.sampled_from([i for i, c in enumerate(text) if c == "-"]))
    cursor = field.textCursor()
    cursor.setPosition(to_units(text[:at]))
    field.setTextCursor(cursor)
    pasted = QMimeData()
    pasted.setText("😀.")
    field.insertFromMimeData(pasted)
    assert field.toPlainText() == f"{text[:at]}😀.{text[at:]}"
    assert marked(field) == before
    assert field.waiting
    field.undo()
    assert field.marks == tuple(marks)
    field.deleteLater()


def test_lines_that_end_in_two_characters_do_not_move_marks(qapp: QApplication, theme: Theme) -> None:
    """A note from elsewhere may hold them; the field counts one, and nothing was written by that."""
    field = MarkedEdit(theme, name="Notes")
    text = "One\r\ntwo Jane\r\nthree"
    field.set_marked(text, (passage("Jane", "name", text),))
    assert marked(field) == [("Jane", "name")]
    assert not field.waiting
    field.deleteLater()


# --- Marking ----------------------------------------------------------------------------------------------


def test_marked_by_keyboard_moved_by_typing_saved_and_seen_again(
    qtbot: QtBot, page: AssessPage, open_page: Callable[[Store], AssessPage], workspace: Workspace
) -> None:
    """From selecting the words to the file opened anew, without a mouse."""
    field = page.fields.note
    field.setFocus()
    assert not page.fields.mark_button.isEnabled()
    put_cursor(field, "Jane")
    for _ in range(len("Jane Doe ")):  # one too many: the space round words is not theirs
        QTest.keyClick(field, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert page.fields.mark_button.isEnabled()
    QTest.keyClick(field, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert [a.text().replace("&", "") for a in menu().actions()] == ["A name", "A customer", "Legal advice", "Other"]
    QTest.keyClick(menu(), Qt.Key.Key_Down)
    QTest.keyClick(menu(), Qt.Key.Key_Return)
    assert kept(page) == [("Jane Doe", "customer")], "marking is saved at once"
    put_cursor(field, "We")
    QTest.keyClicks(field, "Today: ")
    page.flush()
    assert taken_apart(stored(page).note)[0] == f"Today: {NOTE}"
    assert kept(page) == [("Jane Doe", "customer")]
    workspace.store.close()
    with_it = Store.open(workspace.path)
    again = open_page(with_it)
    assert marked(again.fields.note) == [("Jane Doe", "customer")]
    assert again.fields.marks_line.words.text().startswith("1 passage is marked: 1 customer. ")
    again.hide()
    with_it.close()


def test_one_change_holds_words_and_marks(marked_page: AssessPage) -> None:
    """One step of the session takes both back: a mark never stands over words of another time."""
    page = marked_page
    put_cursor(page.fields.note, "We")
    QTest.keyClicks(page.fields.note, "Now ")
    page.flush()
    assert taken_apart(stored(page).note)[1][0].start == NOTE.index("Jane") + 4
    page.session.undo()
    assert (taken_apart(stored(page).note)[0], taken_apart(stored(page).note)[1][0]) == (
        NOTE,
        passage("Jane Doe", "name"),
    )
    assert marked(page.fields.note)[0] == ("Jane Doe", "name")
    assert page.session.undo_text is None


def test_the_button_and_the_menu_of_the_field_do_the_same(qtbot: QtBot, page: AssessPage) -> None:
    """For those who use the mouse."""
    field = page.fields.note
    put_cursor(field, "", "Jane Doe")
    page.fields.mark_button.click()
    QTest.keyClick(menu(), Qt.Key.Key_N)
    put_cursor(field, "", "Acme Ltd")
    where = field.cursorRect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, field.viewport().mapToGlobal(where))
    QApplication.sendEvent(field.viewport(), event)
    offered = next(a.menu() for a in menu().actions() if a.menu())
    assert isinstance(offered, QMenu)
    offered.actions()[1].trigger()
    menu().close()
    assert kept(page) == [("Jane Doe", "name"), ("Acme Ltd", "customer")]
    page.session.undo()
    assert marked(field) == kept(page) == [("Jane Doe", "name")], "a mark taken back elsewhere goes here too"


def test_unmark_within_a_passage(marked_page: AssessPage) -> None:
    """With the cursor in it and nothing selected; the other mark stays."""
    field = marked_page.fields.note
    field.setFocus()
    put_cursor(field, "Doe")
    QTest.keyClick(field, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert [a.text() for a in menu().actions()] == ["&Unmark"]
    QTest.keyClick(menu(), Qt.Key.Key_Return)
    assert kept(marked_page) == [("Counsel said: settle.", "legal advice")]
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    marked_page.flush()
    assert len(kept(marked_page)) == 2


# --- Writing on -------------------------------------------------------------------------------------------


def test_what_is_typed_within_a_mark_belongs_to_it_and_what_follows_does_not(marked_page: AssessPage) -> None:
    """At its end only the rest of a word does, since half a word is never marked."""
    field = marked_page.fields.note
    put_cursor(field, "Doe")
    QTest.keyClicks(field, "M. ")
    assert marked(field)[0] == ("Jane M. Doe", "name")
    put_cursor(field, " of Acme")
    QTest.keyClicks(field, "rr, aged 40,")
    assert marked(field)[0] == ("Jane M. Doerr", "name")
    put_cursor(field, "Jane")
    QTest.keyClicks(field, "Ms ")
    assert marked(field)[0] == ("Jane M. Doerr", "name")


def test_a_part_written_anew_stays_marked_the_whole_does_not(marked_page: AssessPage) -> None:
    """Another surname is still a name; who replaces the passage marks again."""
    field = marked_page.fields.note
    put_cursor(field, "", "Doe")
    QTest.keyClicks(field, "Roe")
    assert marked(field)[0] == ("Jane Roe", "name")
    put_cursor(field, "", "Jane Roe")
    QTest.keyClicks(field, "her team")
    assert [kind for _, kind in marked(field)] == ["legal advice"]


def test_paste_carries_no_mark(marked_page: AssessPage) -> None:
    """Neither from here nor into what follows a passage."""
    field = marked_page.fields.note
    put_cursor(field, "", "met Jane Doe of")
    field.copy()
    put_cursor(field, "Counsel")
    field.paste()
    put_cursor(field, " of Acme")
    QGuiApplication.clipboard().setText("smith")
    field.paste()
    assert "Jane Doesmith of" in field.toPlainText()
    assert marked(field) == [("Jane Doe", "name"), ("Counsel said: settle.", "legal advice")]


def test_the_fields_undo_brings_marks_back(marked_page: AssessPage) -> None:
    """Words taken out come back as they were marked, and marking is a step of its own."""
    field = marked_page.fields.note
    field.setFocus()
    before = marked(field)
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert not marked(field)
    marked_page.flush()
    assert not left_out(stored(marked_page).note)
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert marked(field) == before
    put_cursor(field, "", "Acme Ltd")
    field.mark_as("customer")
    assert len(marked(field)) == 3
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (field.toPlainText(), marked(field)) == (NOTE, before)


# --- Showing ----------------------------------------------------------------------------------------------


def test_another_practice_starts_clean(marked_page: AssessPage) -> None:
    """Neither its text nor what is typed there takes a mark along, and the way back finds them again."""
    page = marked_page
    assert page.session.answer("POL-3", note="Words of its own")
    put_cursor(page.fields.note, "Doe")
    page.go_next()
    assert page.fields.note.toPlainText() == "Words of its own"
    assert marked(page.fields.note) == []
    assert not page.fields.marks_line.isVisible()
    QTest.keyClicks(page.fields.note, "Plain ")
    page.go_previous()
    assert kept(page, "POL-3") == []
    assert "Plain " in stored(page, "POL-3").note
    assert len(marked(page.fields.note)) == 2
    assert page.fields.marks_line.isVisible()


def test_the_line_counts_and_shows_what_copies_show(qtbot: QtBot, marked_page: AssessPage) -> None:
    """The copy follows what is typed; for a privileged note there is none, and the line says so."""
    field, line = marked_page.fields.note, marked_page.fields.marks_line
    counted = "2 passages are marked: 1 name, 1 legal advice."
    assert line.words.text() == f"{counted} Copies for board and public show the kind instead."
    assert field.accessibleDescription() == counted
    assert not line.copy.isVisible()
    line.link.setFocus()
    QTest.keyClick(line.link, Qt.Key.Key_Space)
    assert line.link.text() == "Hide what copies show"
    assert line.copy.toPlainText() == "We 😀 met [name] of Acme Ltd.\n[legal advice]"
    put_cursor(field, "We")
    QTest.keyClicks(field, "Now ")
    assert line.copy.toPlainText().startswith("Now We")
    line.link.click()
    assert not line.copy.isVisible()
    marked_page.flush()
    marked_page.fields.note_sensitivity.set_value("privileged")
    assert "leave all of it out" in line.words.text()
    assert not line.link.isVisible()


def test_a_tip_names_the_kind(qtbot: QtBot, marked_page: AssessPage) -> None:
    """Where the pointer is on marked words, and nowhere else."""
    field = marked_page.fields.note
    tips = []
    for words in ("Doe", "We"):
        put_cursor(field, words)
        at = field.cursorRect().center()
        where = field.viewport().mapToGlobal(at)
        QApplication.sendEvent(field.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, where))
        tips.append(QToolTip.text() if QToolTip.isVisible() else "")
        QToolTip.hideText()
        qtbot.waitUntil(lambda: not QToolTip.isVisible())
    assert "Marked as a name." in tips[0]
    assert tips[1] == ""


def test_marking_is_announced(monkeypatch: pytest.MonkeyPatch, page: AssessPage) -> None:
    """Once for the mark, once for taking it off; and without words selected the key says what to do."""
    said: list[str] = []
    monkeypatch.setattr("btech_desktop.gui.widgets.marked_edit.announce", lambda _, text: said.append(text))
    field = page.fields.note
    put_cursor(field, "We")
    assert field.offer_marks() is None
    put_cursor(field, "", "Jane Doe")
    field.mark_as("name")
    field.unmark()
    assert said == ["Select the words to mark first.", "Marked as a name.", "No longer marked."]


def test_a_locked_note_shows_its_marks_and_keeps_them(
    open_page: Callable[[Store], AssessPage], workspace: Workspace
) -> None:
    """They can be seen, and what copies show; neither key nor menu changes them."""
    workspace.answer(HERE, note=put_together(NOTE, (passage("Jane Doe", "name"),)))
    for practice_id in workspace.assessment.asked:
        workspace.answer(practice_id, level=1)
    session = Session(workspace.store, who="Ana")
    assert session.finalise(name="A", role="B")
    page = open_page(workspace.store)
    field = page.fields.note
    assert marked(field) == [("Jane Doe", "name")]
    assert page.fields.marks_line.isVisible()
    assert not page.fields.mark_button.isVisible()
    put_cursor(field, "", "Jane Doe")
    QTest.keyClick(field, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.activePopupWidget() is None
    field.unmark()
    field.mark_as("other")
    assert marked(field) == [("Jane Doe", "name")]
    page.fields.marks_line.link.click()
    assert "[name]" in page.fields.marks_line.copy.toPlainText()


def test_a_note_that_was_refused_comes_back_with_its_marks(marked_page: AssessPage) -> None:
    """Words past the limit stay in the window; the marks that come back are those of these words."""
    page, field = marked_page, marked_page.fields.note
    put_cursor(field, "We")
    QGuiApplication.clipboard().setText("x" * TEXT_LIMIT)
    field.paste()
    page.flush()
    page.go_next()
    page.go_previous()
    assert len(field.toPlainText()) == TEXT_LIMIT + len(NOTE)
    assert marked(field)[0] == ("Jane Doe", "name")
    assert kept(page)[0] == ("Jane Doe", "name")


def test_the_sentence_names_each_kind() -> None:
    """In the order of the kinds, however they stand in the text."""
    kinds: list[PassageKind] = ["other", "customer", "name", "name", "legal advice", "customer"]
    marks = [Passage(start=n, length=1, kind=kind) for n, kind in enumerate(kinds)]
    assert marked_line(marks) == "6 passages are marked: 2 names, 2 customers, 1 legal advice, 1 other."
    assert marked_line([]) == ""
