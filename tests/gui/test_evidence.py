"""Evidence as files and links: kept in the workspace, opened from private copies, and nothing run unasked."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from btech_desktop.assessment import Evidence, new_id
from btech_desktop.errors import BadInput
from btech_desktop.evidence_files import KeptFile
from btech_desktop.gui import attachments, opened
from btech_desktop.gui.assess import AssessPage
from btech_desktop.gui.assess_evidence import EvidenceRow
from btech_desktop.gui.attachments import LinkDialog, UnlockedCopyDialog
from btech_desktop.gui.evidence_dialog import EvidenceDialog
from btech_desktop.gui.main_window import MainWindow
from btech_desktop.gui.opened import OpenedFiles, opened_dir, remove_leftovers
from btech_desktop.gui.session import Session
from btech_desktop.gui.settings import Settings
from btech_desktop.gui.theme import Look, Theme
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.store import Change, Store
from tests.conftest import Workspace
from tests.gui.test_assess import FREE, when_asked

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> list[QUrl]:
    """What would have been handed to the system."""
    given: list[QUrl] = []

    def take(url: QUrl) -> bool:
        given.append(url)
        return True

    monkeypatch.setattr(attachments, "open_outside", take)
    return given


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, workspace: Workspace) -> Iterator[AssessPage]:
    """The assess page on a practice, wide enough for three panes."""
    theme = Theme("light", 1.0)
    theme.apply(qapp)
    session = Session(workspace.store, who="Ana")
    made = AssessPage(session, theme)
    session.setParent(made)
    session.changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1300, 800)
    made.show()
    made.show_practice(FREE)
    yield made
    session.opened.clear()


def chosen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system's dialogs answer with this path."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))


def a_file(tmp_path: Path, name: str = "grievance_policy.pdf", content: bytes = PDF) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def attach(page: AssessPage, path: Path | None = None, **fields: object) -> EvidenceRow:
    """Evidence with this file on the practice in view; its row."""
    kept = page.session.add_file(path) if path else None
    file = {"file_name": kept.name, "file_sha256": kept.sha256, "file_size": kept.size} if kept else {}
    evidence = Evidence.model_validate({"id": new_id(), "title": "Policy", **file, **fields})
    assert page.session.attach(evidence, FREE, new=True)
    return page.evidence.rows[-1]


def said(page: AssessPage) -> list[tuple[str, str]]:
    """What the page asks the window to say from now on."""
    told: list[tuple[str, str]] = []
    page.message_requested.connect(lambda kind, text: told.append((kind, text)))
    return told


# --- In the dialog ----------------------------------------------------------------------------------------


def test_a_file_is_kept_with_its_evidence(
    page: AssessPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outside: list[QUrl]
) -> None:
    """Chosen in the dialog, it lies in the workspace once the dialog is accepted; the original stays."""
    path = a_file(tmp_path)
    chosen(path, monkeypatch)

    def fill(dialog: Dialog) -> None:
        assert isinstance(dialog, EvidenceDialog)
        assert "up to 50 MB each" in " ".join(label.text() for label in dialog.findChildren(Label))
        assert not dialog.file_field.out_button.isVisible()
        dialog.file_field.choose_button.click()
        assert dialog.file_field.name_label.text() == "grievance_policy.pdf \N{MIDDLE DOT} 10.0 kB"
        assert dialog.title_edit.text() == "grievance policy"
        digest = hashlib.sha256(PDF).hexdigest()
        assert not page.session.store.has_file(digest)
        dialog.accept()

    asked = when_asked(fill)
    page.evidence.add_button.click()
    assert asked == [EvidenceDialog]
    (evidence,) = page.session.store.evidence()
    assert (evidence.title, evidence.file_name, evidence.file_size) == ("grievance policy", path.name, len(PDF))
    assert path.read_bytes() == PDF
    pieces: list[bytes] = []
    page.session.store.take_file(evidence.file_sha256 or "", pieces.append)
    assert b"".join(pieces) == PDF
    shown = [label.text() for label in page.evidence.rows[0].findChildren(Label)]
    assert "grievance_policy.pdf \N{MIDDLE DOT} 10.0 kB" in shown
    assert outside == []


def test_a_refused_file_is_said_in_the_dialog(page: AssessPage, tmp_path: Path, qtbot: QtBot) -> None:
    """Empty, gone, too large, the workspace itself: the dialog stays with what was typed, and the pointer is back."""
    dialog = EvidenceDialog(page, add_file=page.session.add_file)
    qtbot.addWidget(dialog)
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    for path, says in (
        (a_file(tmp_path, "empty.pdf", b""), "is empty"),
        (tmp_path / "gone.pdf", "is not a file"),
        (large, "larger than 50 MB"),
        (page.session.store.path, "the open workspace itself"),
    ):
        dialog.choose(path)
        dialog.title_edit.setText("Policy")
        dialog.accept()
        assert dialog.result() != Dialog.DialogCode.Accepted
        assert says in dialog.problem_label.text()
        assert dialog.title_edit.text() == "Policy"
        assert QGuiApplication.overrideCursor() is None
    dialog.file_field.out_button.click()
    dialog.accept()
    assert dialog.result() == Dialog.DialogCode.Accepted
    assert dialog.evidence.file_sha256 is None


def test_a_title_is_asked_for_before_the_file_is_read(page: AssessPage, tmp_path: Path, qtbot: QtBot) -> None:
    """A dialog that cannot go on takes nothing into the workspace."""
    read: list[Path] = []

    def add(path: Path) -> KeptFile:
        read.append(path)
        raise BadInput("Never asked.")

    dialog = EvidenceDialog(page, add_file=add, file=a_file(tmp_path))
    qtbot.addWidget(dialog)
    dialog.title_edit.clear()
    dialog.accept()
    assert dialog.problem_label.text() == "The evidence needs a title."
    assert read == []


def test_a_file_taken_out_comes_back_with_undo_until_the_workspace_closes(page: AssessPage, tmp_path: Path) -> None:
    """Its content leaves the workspace when that is closed."""
    row = attach(page, a_file(tmp_path))
    digest = row.evidence.file_sha256 or ""

    def take_out(dialog: Dialog) -> None:
        assert isinstance(dialog, EvidenceDialog)
        dialog.file_field.out_button.click()
        dialog.accept()

    when_asked(take_out)
    row.edit_button.click()
    session = page.session
    assert session.store.evidence()[0].file_sha256 is None
    assert page.evidence.rows[0].open_button is None
    session.undo()
    assert session.store.evidence()[0].file_sha256 == digest
    assert session.store.has_file(digest)
    session.redo()
    assert session.store.has_file(digest)
    path = session.store.path
    session.close()
    with Store.open(path) as again:
        assert not again.has_file(digest)


def test_a_file_dropped_on_the_evidence_opens_the_dialog(page: AssessPage, tmp_path: Path, qtbot: QtBot) -> None:
    """With the file chosen and the title suggested; several files at once, or words, are not taken."""
    path = a_file(tmp_path)

    def drag(*urls: QUrl, text: str = "") -> tuple[bool, QMimeData]:
        data = QMimeData()
        data.setUrls(list(urls))
        if text:
            data.setText(text)
        event = QDragEnterEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        event.ignore()
        QApplication.sendEvent(page.evidence, event)
        return event.isAccepted(), data

    here = QUrl.fromLocalFile(str(path))
    assert not drag(here, here)[0]
    assert not drag(QUrl("https://a.example/x.pdf"))[0]
    assert not drag(text=str(path))[0]
    taken, data = drag(here)
    assert taken

    def accept(dialog: Dialog) -> None:
        assert isinstance(dialog, EvidenceDialog)
        assert dialog.title_edit.text() == "grievance policy"
        assert dialog.file_field.chosen == path
        dialog.accept()

    asked = when_asked(accept)
    any_way = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    drop = QDropEvent(QPointF(5, 5), any_way, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(page.evidence, drop)
    assert drop.dropAction() == Qt.DropAction.CopyAction
    qtbot.waitUntil(lambda: len(page.evidence.rows) == 1)
    assert asked == [EvidenceDialog]
    assert page.session.store.evidence()[0].file_name == path.name
    assert page.session.finalise(name="Ana", role="Lead")
    assert not drag(here)[0]


# --- Opening ----------------------------------------------------------------------------------------------


def test_a_listed_type_opens_from_a_private_copy(page: AssessPage, tmp_path: Path, outside: list[QUrl]) -> None:
    """Each opening has a folder of its own; all are gone when the workspace closes."""
    told = said(page)
    row = attach(page, a_file(tmp_path))
    assert row.open_button is not None
    assert row.open_button.text() == "Open"
    row.open_button.click()
    row.open_button.click()
    first, second = (Path(url.toLocalFile()) for url in outside)
    assert first.read_bytes() == PDF
    assert first.name == second.name == "grievance_policy.pdf"
    assert first.parent != second.parent
    assert opened_dir() in first.parents
    assert told == []
    page.session.close()
    assert not first.exists()
    assert list(opened_dir().iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content", "button", "says"),
    [
        ("run.sh", b"#!/bin/sh\n", "Show in folder", "files of its type are not opened here"),
        ("plan.docm", b"PK\x03\x04", "Show in folder", "files of its type are not opened here"),
        ("policy.pdf.exe", PDF, "Show in folder", "files of its type are not opened here"),
        ("policy.pdf", b"MZ\x90\x00", "Open", "its content is not what its name says"),
        ("notes.txt", b"#!\x00", "Open", "its content is not what its name says"),
    ],
)
def test_anything_else_is_shown_in_its_folder(
    page: AssessPage, tmp_path: Path, outside: list[QUrl], name: str, content: bytes, button: str, says: str
) -> None:
    """The folder is opened, never the file; and it is said why."""
    told = said(page)
    row = attach(page, a_file(tmp_path, name, content))
    assert row.open_button is not None
    assert row.open_button.text() == button
    row.open_button.click()
    (url,) = outside
    folder = Path(url.toLocalFile())
    assert folder.is_dir()
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [(name, content)]
    assert told == [("info", f"{name} is shown in a folder: {says}. This copy is removed when the workspace closes.")]


def test_a_locked_workspace_asks_before_a_copy_lies_unlocked(
    page: AssessPage, tmp_path: Path, outside: list[QUrl], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No copy is made where the answer is no."""
    row = attach(page, a_file(tmp_path))
    monkeypatch.setattr(page.session.store, "password", "long enough")

    def refuse(dialog: Dialog) -> None:
        assert "until the workspace closes" in " ".join(label.text() for label in dialog.findChildren(Label))
        dialog.reject()

    assert row.open_button is not None
    asked = when_asked(refuse)
    row.open_button.click()
    assert asked == [UnlockedCopyDialog]
    assert outside == []
    assert list(opened_dir().iterdir()) == []
    when_asked(lambda dialog: dialog.accept())
    row.open_button.click()
    assert Path(outside[0].toLocalFile()).read_bytes() == PDF


def test_a_damaged_file_is_not_opened(
    page: AssessPage, tmp_path: Path, outside: list[QUrl], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence; neither the copy nor a half-saved file stays behind, and what stood there is untouched."""
    row = attach(page, a_file(tmp_path))
    # As if a page of the file had been written over: the evidence names another content than lies under its name.
    page.session.store._db.conn.execute(
        "update files set content = cast(replace(content, cast(X'25' as text), 'x') as blob)"
    )
    told = said(page)
    target = tmp_path / "saved.pdf"
    target.write_bytes(b"what stood there")
    chosen(target, monkeypatch)
    assert row.open_button is not None
    assert row.save_button is not None
    row.open_button.click()
    row.save_button.click()
    sentence = "The file kept here is damaged: it is not what was attached. Restore a backup, or attach it again."
    assert told == [("error", sentence)] * 2
    assert outside == []
    assert [path for path in opened_dir().rglob("*") if path.name == row.evidence.file_name] == []
    assert target.read_bytes() == b"what stood there"
    assert {path.name for path in tmp_path.iterdir()} >= {"saved.pdf"}
    assert not list(tmp_path.glob(".saved*"))


def test_a_copy_without_evidence_files_says_so(page: AssessPage, outside: list[QUrl]) -> None:
    """As one that was sent without them."""
    told = said(page)
    row = attach(page, file_name="a.pdf", file_sha256="0" * 64, file_size=7)
    assert row.open_button is not None
    row.open_button.click()
    assert told == [("error", "This copy of the workspace does not hold a.pdf; it was left out.")]
    assert outside == []


def test_what_no_program_takes_is_said(page: AssessPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer without a program for it."""
    monkeypatch.setattr(attachments, "open_outside", lambda _: False)
    told = said(page)
    row = attach(page, a_file(tmp_path))
    assert row.open_button is not None
    row.open_button.click()
    assert told == [("error", "No program on this computer opens grievance_policy.pdf. Save it instead.")]


def test_a_file_is_saved_elsewhere_whole(
    page: AssessPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outside: list[QUrl]
) -> None:
    """Never over the open workspace."""
    told = said(page)
    row = attach(page, a_file(tmp_path))
    target = tmp_path / "mine.pdf"
    chosen(target, monkeypatch)
    assert row.save_button is not None
    row.save_button.click()
    assert target.read_bytes() == PDF
    chosen(page.session.store.path, monkeypatch)
    row.save_button.click()
    assert told == [
        ("info", "Saved mine.pdf."),
        ("error", "acme.btech is the open workspace itself. Choose another name."),
    ]
    assert page.session.store.check_integrity() == []
    assert outside == []


# --- Copies left behind -----------------------------------------------------------------------------------


def test_a_start_removes_what_was_left_behind(own_data_folder: Path) -> None:
    """Not what another open workspace shows, though."""

    def fill(write: Callable[[bytes], object]) -> None:
        write(b"text")

    other = OpenedFiles()
    kept = other.make("a.txt", fill)
    left = own_data_folder / "opened" / "0123" / "x" / "b.txt"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"left behind")
    left.chmod(0o400)
    (own_data_folder / "opened" / "4567.lock").write_text("not a lock of ours")
    remove_leftovers()
    assert kept.exists()
    assert not (own_data_folder / "opened" / "0123").exists()
    other.clear()
    remove_leftovers()
    assert list((own_data_folder / "opened").glob("[!4]*")) == []


def test_copies_go_when_their_session_is_gone(own_data_folder: Path) -> None:
    """Also where nobody closed it."""
    session = OpenedFiles()
    copy = session.make("a.txt", lambda write: write(b"text"))
    assert copy.exists()
    del session
    assert not copy.exists()


def test_the_window_removes_copies_on_closing(
    qtbot: QtBot, qapp: QApplication, workspace: Workspace, tmp_path: Path, outside: list[QUrl]
) -> None:
    """Closing the workspace does, and closing the window."""
    path = workspace.path
    kept = workspace.store.add_file(a_file(tmp_path))
    evidence = Evidence(id=new_id(), title="Policy", file_name=kept.name, file_sha256=kept.sha256, file_size=kept.size)
    workspace.store.write([Change(None, evidence)], who="tester")
    workspace.store.close()
    window = MainWindow(Look(qapp, "light", 1.0), Settings(tmp_path / "settings.ini"))
    qtbot.addWidget(window)
    for close in (window.close_workspace, window.close):
        assert window.open_workspace(path)
        assert window.session is not None
        attachments.open_file(window, window.session, evidence)
        copy = Path(outside[-1].toLocalFile())
        assert copy.exists()
        close()
        assert not copy.exists()
        assert list(opened.opened_dir().iterdir()) == []
    qapp.setStyleSheet("")


# --- Links ------------------------------------------------------------------------------------------------


def test_a_link_shows_its_whole_address_and_asks(page: AssessPage, outside: list[QUrl]) -> None:
    """As plain text that can be selected; it opens when the answer is yes."""
    row = attach(page, kind="link", locator="https://bank.example@\u043evil.example/<b>x</b>?q=1")
    seen: list[str] = []

    def look(dialog: Dialog) -> None:
        assert isinstance(dialog, LinkDialog)
        seen.extend([dialog.host_label.text(), dialog.address_edit.toPlainText()])
        assert dialog.address_edit.isReadOnly()
        assert "name sent along" in " ".join(label.text() for label in dialog.findChildren(Label))
        dialog.reject()

    assert row.link_button is not None
    asked = when_asked(look)
    row.link_button.click()
    assert asked == [LinkDialog]
    assert outside == []
    assert seen == ["xn--vil-red.example", "https://bank.example@xn--vil-red.example/%3Cb%3Ex%3C/b%3E?q=1"]
    when_asked(lambda dialog: dialog.accept())
    row.link_button.click()
    assert [bytes(url.toEncoded().data()).decode() for url in outside] == [seen[1]]


def test_only_web_addresses_are_links(page: AssessPage, outside: list[QUrl]) -> None:
    """Others have no button; what is no clean address is refused in words."""
    for kind, locator in (("link", "file:///etc/passwd"), ("link", "Shelf 3"), ("document", "https://a.example")):
        assert attach(page, kind=kind, locator=locator).link_button is None
    told = said(page)
    row = attach(page, kind="link", locator="https://a.example and more")
    assert row.link_button is not None
    row.link_button.click()
    assert told[0][1].startswith("The address has a space")
    assert outside == []
