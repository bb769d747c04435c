"""The public account in the window: asked for from the menu, saved, undone, and never lost by leaving."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPlainTextEdit, QScrollArea

from btech_desktop.assessment import TEXT_LIMIT, PublicAccount
from btech_desktop.gui.public_account import PublicAccountDialog, open_public_account
from btech_desktop.gui.session import Session, copy_elsewhere
from btech_desktop.gui.widgets.dialog import Confirm, Dialog
from btech_desktop.passages import Passage, put_together
from btech_desktop.report_options import USUAL, ReportOptions
from btech_desktop.store import Store
from tests.conftest import Workspace
from tests.gui.test_main_window import Driver, acme, hands, new_window, settings

__all__ = ["acme", "hands", "new_window", "settings"]

ITEM = "Public account"


def session_of(driver: Driver) -> Session:
    session = driver.window.session
    assert session is not None
    return session


def stored(driver: Driver) -> PublicAccount | None:
    """The account of the assessment in view as it is in the file."""
    session = session_of(driver)
    return session.store.dossier(session.assessment_id or "").account


def account_of(dialog: Dialog) -> PublicAccountDialog:
    assert isinstance(dialog, PublicAccountDialog)
    return dialog


def type_in(dialog: Dialog, field: str, text: str) -> None:
    edit = account_of(dialog).edits[field]
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)


def test_it_is_written_with_the_keyboard_saved_and_undone(acme: Driver) -> None:
    """From field to field with Tab, in the order in which they are read; one step to take back."""

    def write(dialog: Dialog) -> None:
        account_of(dialog)
        acme.keys("A", "Tab", "B", "Tab", "C", "Tab", "Down", "Down", "Tab", "D", "Tab", "E", "Tab", "F", "Tab", "Tab")
        assert dialog.focusWidget() is dialog.go_button
        QTest.keyClick(dialog.go_button, Qt.Key.Key_Return)

    acme.asked(write)
    acme.menu(ITEM)
    session = session_of(acme)
    meant = PublicAccount(
        assessment_id=session.assessment_id or "", critics="a", answer="b", consulted="c", draft_seen="partly",
        remedy="d", withheld_why="e", complain="f",
    )  # fmt: skip
    assert stored(acme) == session.dossier.account == meant
    assert session.undo_text == "change the public account"
    acme.menu("Undo change the public account")
    assert stored(acme) is session.dossier.account is None
    acme.menu("Redo change the public account")
    assert stored(acme) == meant


def test_it_is_written_in_an_assessment_that_is_locked(acme: Driver) -> None:
    """What was signed stays as it is; the dialog says so."""
    session = session_of(acme)
    assert session.finalise(name="Ada", role="Lead")
    told: list[str] = []

    def write(dialog: Dialog) -> None:
        told.extend(label.text() for label in dialog.findChildren(type(dialog.problem_label)))
        type_in(dialog, "answer", "We answer")
        dialog.accept()

    acme.asked(write)
    acme.menu(ITEM)
    account = stored(acme)
    assert account is not None
    assert account.answer == "We answer"
    assert any("no part of what was signed" in text for text in told)
    assert session.dossier.assessment.final
    assert acme.messages == []


def test_every_field_has_a_name_a_hint_and_a_count(acme: Driver) -> None:
    """For who listens as for who looks; the count comes with the first word."""
    dialog = PublicAccountDialog(acme.window, session_of(acme).dossier)
    acme.qtbot.addWidget(dialog)
    fields = [*dialog.findChildren(QPlainTextEdit), *dialog.findChildren(QComboBox)]
    assert len(fields) == len(PublicAccount.model_fields) - 1
    assert len({field.accessibleName() for field in fields}) == len(fields)
    assert all(field.accessibleName() and field.accessibleDescription() for field in fields)
    assert {label.text() for label in dialog.counts.values()} == {""}
    type_in(dialog, "remedy", "Paid 41 people ")
    assert dialog.counts["remedy"].text() == "14 of 20,000"
    assert dialog.edits["remedy"].tabChangesFocus()


def test_a_text_that_is_too_long_is_refused_in_its_place(acme: Driver) -> None:
    """One sentence, the cursor in the field, which is brought into view; nothing is lost or saved."""
    refused: list[tuple[str, str]] = []

    def write(dialog: Dialog) -> None:
        edits = account_of(dialog).edits
        edits["complain"].setPlainText("x" * TEXT_LIMIT)
        edits["critics"].setPlainText(f"{'x' * TEXT_LIMIT}x")
        bar = dialog.findChildren(QScrollArea)[0].verticalScrollBar()
        bar.setValue(bar.maximum())
        assert edits["critics"].visibleRegion().isEmpty()
        dialog.accept()
        QApplication.processEvents()
        assert dialog.isVisible()
        assert dialog.focusWidget() is edits["critics"]
        assert not edits["critics"].visibleRegion().isEmpty()
        refused.append((dialog.problem_label.text(), account_of(dialog).counts["critics"].text()))
        edits["critics"].setPlainText("x" * TEXT_LIMIT)
        dialog.accept()

    acme.asked(write)
    acme.menu(ITEM)
    said = "What critics alleged, and who: use at most 20,000 characters; these are 20,001."
    assert refused == [(said, "20,001 of 20,000")]
    account = stored(acme)
    assert account is not None
    assert len(account.critics) == len(account.complain) == TEXT_LIMIT


def test_leaving_asks_where_words_would_be_lost(acme: Driver) -> None:
    """Enter stays; nothing was written: no question."""
    acme.asked(lambda dialog: dialog.reject())
    acme.menu(ITEM)
    still_there: list[bool] = []

    def leave(dialog: Dialog) -> None:
        type_in(dialog, "answer", "We answer")
        for _ in range(2):
            acme.keys("Escape")
            still_there.append(dialog.isVisible())

    seen = acme.asked(
        leave,
        lambda question: QTest.keyClick(question, Qt.Key.Key_Return),
        lambda question: question.accept(),
    )
    acme.menu(ITEM)
    assert still_there == [True, False]
    assert seen == [PublicAccountDialog, Confirm, Confirm]
    assert stored(acme) is None


def test_marks_of_a_note_do_not_come_in_with_pasted_words(acme: Driver) -> None:
    """The characters that they are written in would be nothing but boxes in the copy."""
    note = put_together("Ask Jane Doe first", [Passage(4, 8, "name")])

    def write(dialog: Dialog) -> None:
        account_of(dialog).edits["critics"].setPlainText(note)
        dialog.accept()

    acme.asked(write)
    acme.menu(ITEM)
    account = stored(acme)
    assert account is not None
    assert not set("\ufff9\ufffa\ufffb") & set(account.critics)


def test_it_is_opened_from_elsewhere_too(acme: Driver) -> None:
    """Saved or not, says what it gives back; an account that is as it was is no change."""
    session = session_of(acme)

    def write(dialog: Dialog) -> None:
        type_in(dialog, "answer", "We answer")
        dialog.accept()

    acme.asked(write)
    assert open_public_account(acme.window, session)
    writes = session.store.writes
    acme.asked(lambda dialog: dialog.accept())
    assert open_public_account(acme.window, session)
    assert session.store.writes == writes
    acme.asked(lambda dialog: dialog.reject())
    assert not open_public_account(acme.window, session)


def test_what_the_disk_refuses_is_there_when_it_is_opened_again(workspace: Workspace) -> None:
    """And goes to the copy saved elsewhere."""
    session = Session(workspace.store, who="Ana")
    blank = PublicAccount(assessment_id=session.assessment_id or "")
    path = session.store.path
    path.rename(path.with_name("away.btech"))
    first = blank.model_copy(update={"critics": "A union said so"})
    second = first.model_copy(update={"answer": "We answer"})
    for account in (first, second):
        assert session.save_account(account)
        assert session.dossier.account == account
    assert session.unsaved == 2
    copy_elsewhere(session, path.with_name("rescued.btech"))
    assert session.unsaved == 0
    assert session.store.dossier(blank.assessment_id).account == second
    workspace.store = session.store


def test_options_of_copies_are_kept_where_they_can_be(workspace: Workspace) -> None:
    """A file that is only read is no reason to hold a copy up."""
    session = Session(workspace.store, who="Ana")
    options = ReportOptions(paper="Letter", recipient="The board")
    session.keep_report_options("board", options)
    assert (session.report_options("board"), session.report_options("public")) == (options, USUAL)
    assert session.undo_text is None
    workspace.store.close()
    with Store.open(workspace.path, read_only=True) as store:
        read = Session(store, who="Ana")
        read.keep_report_options("board", USUAL)
        assert read.report_options("board") == options
