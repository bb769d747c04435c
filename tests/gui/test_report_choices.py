"""The choices on the report page: each changes the very file, is remembered, and can be read before it is saved."""

import gc
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from threading import Event

import pikepdf
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt, QThreadPool, QTimer, QUrl
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from btech_desktop.assessment import Action, Evidence, EvidenceLink, Unit, new_id
from btech_desktop.exchange.pdf_data import attached
from btech_desktop.facts import Facts, gather, told_to
from btech_desktop.form import Form
from btech_desktop.gui.rendering import Renderer, render_now
from btech_desktop.gui.report_page import ReportPage
from btech_desktop.gui.report_review import ReviewDialog
from btech_desktop.gui.report_saving import LockDialog
from btech_desktop.gui.session import Session
from btech_desktop.passages import Passage, put_together
from btech_desktop.report_options import NOTHING, USUAL, ReportOptions
from btech_desktop.steps import CancelledError, Step
from btech_desktop.store import Change, Store
from tests.conftest import Workspace
from tests.gui.page_helpers import segment, shown, words

RENDER_MS = 30_000  # a shared machine under load
ASKED = ("POL-1", "POL-2", "SAL-1", "REM-2")
NOTE = "Ada Sample asked for it."


@pytest.fixture
def workspace(tmp_path: Path, form: Form) -> Iterator[Workspace]:
    """Two periods of four practices: a note with a name in it, one privileged, an action, evidence, a unit below."""
    made = Workspace(tmp_path / "acme.btech", form)
    for period in ("2027", "2028"):
        one = made.start(period, kind="chosen", chosen=ASKED)
        note = put_together(NOTE, [Passage(0, 10, "name")])
        made.answer("POL-1", one, level=3 if period == "2027" else 2, note=note)
        made.answer("POL-2", one, level=1, note="Counsel says.", note_sensitivity="privileged")
        made.answer("SAL-1", one, level=0, finding="Nothing is counted")
        action = Action(id=new_id(), assessment_id=one.id, practice_id="POL-1", what="Train the desk")
        minutes = Evidence(id=new_id(), title="Minutes of the meeting", locator="Shelf 7")
        link = EvidenceLink(evidence_id=minutes.id, assessment_id=one.id, practice_id="POL-1")
        made.store.write([Change(None, action), Change(None, minutes), Change(None, link)], who="t")
    part = Unit(id=new_id(), name="Acme Cloud", parent_id=made.unit.id)
    made.store.write([Change(None, part)], who="t")
    below = made.start("2028", unit=part, kind="chosen", chosen=ASKED)
    made.answer("POL-1", below, level=1)
    yield made
    made.store.close()


@pytest.fixture
def session(workspace: Workspace) -> Iterator[Session]:
    made = Session(workspace.store, who="Ada")
    newest = next(a for a in workspace.store.assessments() if a.period == "2028" and a.unit_id == workspace.unit.id)
    made.select(newest.id)
    yield made
    made.deleteLater()


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> ReportPage:
    """The page with its first preview made."""
    made = shown(ReportPage, session, qtbot)
    qtbot.waitUntil(made.settled, timeout=RENDER_MS)
    return made


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QClipboard]:
    """Empty afterwards: without a screen, what was put there from Python outlives Python and ends in a crash."""
    yield qapp.clipboard()
    qapp.clipboard().clear()


def pages_of(page: ReportPage, qtbot: QtBot) -> list[str]:
    """The text of each page of the bytes shown, once they are those chosen."""
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    assert page.pdf is not None
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(page.pdf)).pages]


def choose(box: QWidget, value: str) -> None:
    """Choose in a list by its value, as a person would."""
    assert isinstance(box, QComboBox)
    assert box.findData(value) >= 0, value
    box.setCurrentIndex(box.findData(value))


def reviewing(page: ReportPage, look: Callable[[ReviewDialog], None]) -> Callable[[], None]:
    """In the dialog that opens next: look, then close it."""

    def run() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ReviewDialog)
        try:
            look(dialog)
        finally:
            if dialog.isVisible():
                dialog.reject()

    return run


# --- Each choice is in the file ---------------------------------------------------------------------------


def test_each_choice_for_the_board_is_in_its_file(page: ReportPage, qtbot: QtBot) -> None:
    """Depth, actions, comparison, units, marking, recipient, paper, data: one after the other, none takes another."""
    usual = pages_of(page, qtbot)
    assert "Action plan" not in " ".join(usual)
    choose(page.contents.depth_box, "policy")
    page.contents.actions_box.click()
    text = " ".join(pages_of(page, qtbot))
    assert "One domain in depth" in text
    assert "Action plan" in text
    choose(page.contents.period_box, NOTHING)
    page.contents.units_box.click()
    text = " ".join(pages_of(page, qtbot))
    assert "chose to set no earlier period beside it" in text
    assert "Acme Cloud" in text
    QTest.keyClicks(page.marking.marking_edit, "DRAFT FOR REVIEW")
    QTest.keyClicks(page.marking.recipient_edit, "The audit committee")
    QTest.keyClick(segment(page.marking.paper), Qt.Key.Key_Right)
    page.marking.data_box.click()
    page.flush()
    sheets = pages_of(page, qtbot)
    assert all("DRAFT FOR REVIEW" in sheet for sheet in sheets)
    assert "The audit committee" in sheets[0]
    assert "Action plan" in " ".join(sheets)
    assert page.pdf is not None
    assert round(float(PdfReader(BytesIO(page.pdf)).pages[0].mediabox.height)) == 792
    assert b"Train the desk" in attached(page.pdf)


def test_sections_leave_the_working_groups_copy_and_say_where_they_begin(page: ReportPage, qtbot: QtBot) -> None:
    """The page beside each section is the one on which its title stands; without it there is a dash."""
    page.choices["working-group"].radio.click()
    sheets = pages_of(page, qtbot)
    at = int(page.contents.page_labels["actions"].text())
    assert "Next steps" in sheets[at - 1]
    assert page.contents.sections["actions"].accessibleDescription() == f"Begins on page {at}"
    page.contents.sections["actions"].click()
    assert "Next steps" not in " ".join(pages_of(page, qtbot))
    assert page.contents.page_labels["actions"].text() == "–"
    assert page.contents.pages_label.text() == "8 of 9 · page"
    assert page.contents.sections["actions"].accessibleDescription() == "Not in this copy"


def test_an_audience_has_its_own_choices(page: ReportPage, qtbot: QtBot) -> None:
    """Sections are the working group's, depth the board's; what one chose the other does not get."""
    page.marking.recipient_edit.setFocus()
    QTest.keyClicks(page.marking.recipient_edit, "Board of Acme")
    page.choices["working-group"].radio.click()  # what was being typed belongs to the board
    assert page.marking.recipient_edit.text() == ""
    assert page.contents.sections["risks"].isVisible()
    assert not page.contents.depth_box.isVisible()
    page.choices["board"].radio.click()
    assert page.marking.recipient_edit.text() == "Board of Acme"
    assert page.contents.depth_box.isVisible()
    assert not page.contents.sections["risks"].isVisible()
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)


def test_choices_are_there_after_a_restart_and_the_password_is_not(
    page: ReportPage, session: Session, workspace: Workspace, qtbot: QtBot
) -> None:
    """They lie in the workspace file itself."""
    page.contents.actions_box.click()
    page.marking.marking_edit.setText("DRAFT")
    page.marking.lock_box.click()
    page.flush()
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    page.hide()
    session.changed.disconnect(page.refresh)
    workspace.store.close()
    store = Store.open(workspace.path)
    again = Session(store, who="Ada")
    assert again.report_options("board") == ReportOptions(actions=True, marking="DRAFT")
    assert again.report_options("working-group") == USUAL
    second = shown(ReportPage, again, qtbot)
    assert second.contents.actions_box.isChecked()
    assert second.marking.marking_edit.text() == "DRAFT"
    assert not second.marking.locking
    qtbot.waitUntil(second.settled, timeout=RENDER_MS)
    second.close()
    again.deleteLater()
    store.close()


def test_choices_hold_where_they_cannot_be_kept(
    page: ReportPage, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a workspace that can only be read a copy is made as chosen all the same."""
    monkeypatch.setattr(session, "keep_report_options", lambda *_: None)
    page.contents.actions_box.click()
    assert "Action plan" in " ".join(pages_of(page, qtbot))
    page.choices["working-group"].radio.click()
    page.choices["board"].radio.click()
    assert page.contents.actions_box.isChecked()
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)


def test_what_is_not_there_cannot_be_chosen(page: ReportPage, session: Session, workspace: Workspace) -> None:
    """A unit without periods before, and without units below, is asked about neither."""
    assert page.contents.units_box.text() == "With the 1 unit below, lowest first"
    below = next(a for a in workspace.store.assessments() if a.unit_id != workspace.unit.id)
    session.select(below.id)
    assert not page.contents.units_box.isVisible()
    assert not page.contents.period_box.isVisible()


def test_facts_at_hand_are_those_that_would_be_read(session: Session, workspace: Workspace) -> None:
    """For every reader: the same as gathered from the file."""
    assert session.assessment_id is not None
    for audience, privileged in (("board", False), ("working-group", False), ("working-group", True)):
        read = gather(session.store, session.assessment_id, audience=audience, privileged=privileged)  # type: ignore[arg-type]
        assert told_to(session.facts, audience, privileged=privileged) == read  # type: ignore[arg-type]


def test_a_choice_that_changes_no_fact_reads_nothing(
    page: ReportPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another paper is another PDF of the same facts."""
    before = page.facts

    def unread(*_: object, **__: object) -> Facts:
        raise AssertionError("the facts were made again")

    monkeypatch.setattr("btech_desktop.gui.report_page.told_to", unread)
    monkeypatch.setattr("btech_desktop.gui.report_page.gather", unread)
    page.contents.actions_box.click()
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    assert page.facts is before


def test_of_several_changes_only_the_last_is_made(page: ReportPage, qtbot: QtBot) -> None:
    """What was overtaken is given up; the old preview stays, marked, until the new one is there."""
    old = page.pdf
    with qtbot.waitSignal(page.preview.page_changed, raising=False, timeout=0):
        for _ in range(5):
            page.contents.actions_box.click()
    assert page.pdf is old
    assert page.preview.renewing.isVisible()
    assert page.preview.page_count > 0
    assert page.preview.scroll_area.accessibleName() == "Preview of the file, being renewed"
    assert "Action plan" in " ".join(pages_of(page, qtbot))
    assert not page.preview.renewing.isVisible()


def test_a_report_that_nobody_wants_any_more_is_given_up(
    page: ReportPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is made, and also when it has not begun: nobody is told of it."""
    assert page.facts is not None
    begun, go_on = Event(), Event()

    def slow(_: Facts, __: ReportOptions, step: Step) -> bytes:
        begun.set()
        assert go_on.wait(20)
        step(0, 0)
        assert page.pdf is not None
        return page.pdf

    monkeypatch.setattr("btech_desktop.gui.rendering.render_now", slow)
    one = Renderer()
    answered: list[object] = []
    one.done.connect(lambda ticket, *_: answered.append(ticket))
    tickets = [one.render(page.facts, ReportOptions(marking=name)) for name in ("first", "second", "third")]
    assert begun.wait(20)
    tickets[0].wanted = tickets[1].wanted = False
    go_on.set()
    qtbot.waitUntil(lambda: bool(answered))
    assert QThreadPool.globalInstance().waitForDone(20_000)
    QApplication.processEvents()
    assert answered == [tickets[2]]


def test_making_a_report_can_be_given_up(page: ReportPage) -> None:
    """In the midst of its pages, and the next one is whole again; Python goes on as before."""
    steps: list[bool] = []
    usual = sys.getswitchinterval()

    def enough(_done: int, _of: int) -> None:
        steps.append(gc.isenabled())
        if len(steps) > 10:
            raise CancelledError

    assert page.facts is not None
    with pytest.raises(CancelledError):
        render_now(page.facts, page.options, enough)
    assert steps == [False] * 11
    assert gc.isenabled()
    assert sys.getswitchinterval() == usual
    assert render_now(page.facts, page.options) == page.pdf


# --- What leaves, and what does not -----------------------------------------------------------------------


def test_the_card_shows_an_example_in_its_own_words(page: ReportPage) -> None:
    """The name is struck out; the copy has its kind in brackets."""
    assert page.leaves.example_label.text() == "Example: note on POL-1"
    assert page.leaves.before.text() == NOTE
    assert page.leaves.before.accessibleDescription() == "Left out: Ada Sample"
    assert page.leaves.after.text() == "[name] asked for it."


def test_the_review_lists_every_text_with_its_words(page: ReportPage, qtbot: QtBot) -> None:
    """Kind, label, what stands in the assessment and what in the copy; by kind; with the way to the practice."""
    assert page.leaves.review_button.text() == "Review all 3"

    def look(dialog: ReviewDialog) -> None:
        cells = [[dialog.model.index(r, c).data() for c in range(3)] for r in range(dialog.model.rowCount())]
        assert cells == [
            ["POL-1", "Marked passage", "Privileged"],
            ["POL-2", "Note", "Privileged"],
            ["Minutes of the meeting", "Evidence", "Internal"],
        ]
        seen = []
        dialog.view.setFocus()
        for _ in cells:
            seen.append((dialog.before.toPlainText(), dialog.after.toPlainText()))
            QTest.keyClick(dialog.view, Qt.Key.Key_Down)
        assert seen == [
            ("Ada Sample", "[name]"),
            ("Counsel says.", "Nothing"),
            ("Minutes of the meeting\nShelf 7", "Document"),
        ]
        assert not dialog.go_to_button.isEnabled()
        choose(dialog.kind_box, "notes")
        assert dialog.model.rowCount() == 1
        dialog.go_to_button.click()

    QTimer.singleShot(0, reviewing(page, look))
    with qtbot.waitSignal(page.go_requested) as gone:
        page.leaves.review_button.click()
    assert gone.args == ["assess", "POL-2"]


def test_what_goes_out_is_what_the_copy_holds(page: ReportPage, qtbot: QtBot) -> None:
    """Findings for the board, no note; nothing privileged, nothing marked; the data as they are carried."""
    page.marking.data_box.click()
    page.contents.actions_box.click()
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    told: list[str] = []

    def look(dialog: ReviewDialog) -> None:
        told.extend(row.text for row in dialog.model.shown)
        dialog.sides._choose(dialog.sides._parts[2])
        assert dialog.data.isVisible()
        told.append(dialog.data.toPlainText())

    QTimer.singleShot(0, reviewing(page, look))
    page.leaves.shown_button.click()
    *texts, data = told
    assert "Nothing is counted" in texts
    assert "Train the desk" in texts
    assert page.pdf is not None
    assert data == attached(page.pdf).decode()
    for text in told:
        assert not any(word in text for word in ("Ada Sample", "asked for it", "Counsel says", "Minutes", "Shelf 7"))


# --- Saving -----------------------------------------------------------------------------------------------


def test_a_locked_file_opens_with_its_password_alone(page: ReportPage, tmp_path: Path, qtbot: QtBot) -> None:
    """The saved file needs it, holds the pages shown, and the page says so; a cancelled question saves nothing."""
    page.ask_path = lambda *_: tmp_path / "locked.pdf"
    page.marking.lock_box.click()
    assert "PDF/A" in words(page.marking)
    page.ask_password = lambda *_: None
    page.save_pdf()
    assert not (tmp_path / "locked.pdf").exists()
    page.ask_password = lambda *_: "correct horse battery"
    page.save_pdf()
    assert "opens with its password only" in page.saved_bar.label.text()
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(tmp_path / "locked.pdf")
    with pikepdf.open(tmp_path / "locked.pdf", password="correct horse battery") as opened:
        assert len(opened.pages) == page.preview.page_count


def test_the_password_is_typed_twice(qtbot: QtBot) -> None:
    """Too short, or not the same: said, and the dialog stays."""
    dialog = LockDialog(None, ("Acme",))
    qtbot.addWidget(dialog)
    dialog.password_edit.setText("short")
    assert "at least 8" in dialog.problem()[0]
    dialog.password_edit.setText("correct horse battery")
    assert "differ" in dialog.problem()[0]
    dialog.again_edit.setText("correct horse battery")
    assert dialog.problem() == ("", None)


def test_saving_that_fails_keeps_the_old_file(
    page: ReportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that does not read back as it was meant never takes the place of what stood there."""
    path = tmp_path / "report.pdf"
    path.write_bytes(b"what stood there")
    page.ask_path = lambda *_: path
    said: list[str] = []
    page.message_requested.connect(lambda kind, text: said.append(f"{kind}: {text}"))
    monkeypatch.setattr("btech_desktop.gui.report_page.headline", lambda _: "Words that stand nowhere")
    page.save_pdf()
    assert path.read_bytes() == b"what stood there"
    assert len(said) == 1
    assert said[0].startswith("error: report.pdf was not saved")
    assert not page.saved_bar.isVisible()


def test_the_saved_file_is_opened_shown_and_copied(
    page: ReportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, clipboard: QClipboard
) -> None:
    """Nothing is copied before it is saved; once it is gone from its place, that is said."""
    path = tmp_path / "report.pdf"
    assert not page.saved_bar.isVisible()
    opened: list[str] = []

    def take(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr("btech_desktop.gui.report_saving.open_outside", take)
    page.ask_path = lambda *_: path
    page.save_pdf()
    page.saved_bar.open_button.click()
    page.saved_bar.folder_button.click()
    page.saved_bar.copy_button.click()
    assert opened == [str(path), str(tmp_path)]
    assert clipboard.mimeData().urls() == [QUrl.fromLocalFile(str(path))]
    path.unlink()
    with qtbot.waitSignal(page.message_requested) as told:
        page.saved_bar.open_button.click()
    assert told.args == ["error", "The file is no longer where it was saved. Save it again."]
    page.ask_path = lambda *_: tmp_path / "data.json"
    page.save_data()
    assert not page.saved_bar.open_button.isVisible()  # what opens it is not for us to choose
    page.saved_bar.close_button.click()
    assert not page.saved_bar.isVisible()


# --- The preview ------------------------------------------------------------------------------------------


def test_the_preview_obeys_keys_and_the_page_field(page: ReportPage, qtbot: QtBot) -> None:
    """Turning, first and last, sizes; keys with Ctrl are the window's; a page that is not there changes nothing."""
    page.contents.actions_box.click()
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    preview = page.preview
    area = preview.scroll_area
    last = preview.page_count - 1
    QTest.keyClick(area, Qt.Key.Key_End)
    assert preview.page == last
    QTest.keyClick(area, Qt.Key.Key_PageUp)
    assert preview.page == last - 1
    QTest.keyClick(area, Qt.Key.Key_PageDown)
    QTest.keyClick(area, Qt.Key.Key_PageDown)
    assert preview.page == last
    QTest.keyClick(area, Qt.Key.Key_Home)
    assert preview.page == 0
    whole = preview.zoom_button.text()
    QTest.keyClick(area, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert preview.zoom_button.text() == whole
    QTest.keyClick(area, Qt.Key.Key_Plus)
    assert preview.zoom_button.text() != whole
    preview.natural_size()
    assert preview.zoom_button.text() == "100%"
    assert area.verticalScrollBar().maximum() > 0
    QTest.keyClick(area, Qt.Key.Key_PageDown)  # within the page first
    assert preview.page == 0
    assert area.verticalScrollBar().value() > 0
    preview.fit_width()
    qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() == 0)
    preview.fit_page()
    assert preview.zoom_button.text() == whole
    for typed, expected in (("2", 1), ("99", 1), ("", 1), ("1", 0)):
        preview.page_field.setText(typed)
        QTest.keyClick(preview.page_field, Qt.Key.Key_Return)
        assert (preview.page, preview.page_field.text()) == (expected, str(expected + 1))
    qtbot.waitUntil(lambda: preview.drawn)


def test_every_choice_has_a_name(page: ReportPage) -> None:
    """What a screen reader says of a choice says what is chosen."""
    contents, marking = page.contents, page.marking
    named = [contents.depth_box, contents.period_box, marking.marking_edit, marking.recipient_edit, marking.paper]
    assert [part.accessibleName() for part in named] == [
        "One domain in depth",
        "Compared with",
        "Mark every page",
        "Report to",
        "Paper",
    ]
    assert "no claim of privilege" in marking.marking_edit.accessibleDescription()
    assert page.preview.page_field.accessibleName() == "Page"
    assert page.preview.zoom_button.accessibleName().startswith("Size: ")
