"""The report page: who sees what, the very bytes in the preview, and saving that fails in a sentence."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from btech_desktop.assessment import PublicAccount
from btech_desktop.exchange.export import to_json
from btech_desktop.gui.rendering import renderer
from btech_desktop.gui.report_leaves import withheld_rows
from btech_desktop.gui.report_page import PAUSE_MS, ReportPage
from btech_desktop.gui.session import Session
from btech_desktop.paths import data_dir, folder_for_files
from btech_desktop.report import render
from tests.conftest import Workspace
from tests.gui.page_helpers import shown, words

ASKED = ("POL-1", "POL-2", "GOV-1", "GOV-2", "PRD-1", "SAL-1", "REM-1")
RENDER_MS = 30_000  # a shared machine under load


@pytest.fixture
def session(workspace: Workspace) -> Iterator[Session]:
    """Two privileged notes, one internal, one shareable, in an assessment of some practices of every domain."""
    made = Session(workspace.store, who="Ada")
    few = workspace.start("2027", kind="chosen", chosen=ASKED)
    made.select(few.id)
    made.answer("POL-1", level=2, note="Counsel says.", note_sensitivity="privileged")
    made.answer("POL-2", level=1, note="Counsel says more.", note_sensitivity="privileged")
    made.answer("GOV-1", level=3, note="Board paper.", note_sensitivity="internal")
    made.answer("SAL-1", level=0, note="Published.", note_sensitivity="shareable")
    yield made
    made.deleteLater()


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> ReportPage:
    """The page with its first preview made."""
    made = shown(ReportPage, session, qtbot)
    qtbot.waitUntil(made.settled, timeout=RENDER_MS)
    return made


def answer_path(page: ReportPage, path: Path | None) -> None:
    """Put a choice of file in place of the system's dialog."""

    def ask(_: QWidget, __: str, ___: Path, ____: str) -> Path | None:
        return path

    page.ask_path = ask


def test_the_page_counts_what_the_board_does_not_see(page: ReportPage) -> None:
    """Two privileged notes are left out, and said to be."""
    assert page.audience == "board"
    assert page.facts is not None
    assert withheld_rows(page.facts) == [("2 privileged notes", "Left out")]
    assert "2 privileged notes" in words(page)
    assert "The PDF prints no notes. Save data… gives them" in words(page)
    assert "Provisional" in words(page)


def test_privileged_text_is_let_in_by_choice_alone(page: ReportPage, qtbot: QtBot) -> None:
    """The working group has no privileged text until the box is ticked, with a warning."""
    page.choices["working-group"].radio.click()
    assert page.privileged_box.isVisible()
    assert not page.privileged_warning.isVisible()
    assert page.facts is not None
    assert page.facts.withheld.total == 2
    page.privileged_box.click()
    assert page.privileged_warning.isVisible()
    assert page.facts.withheld.total == 0
    page.choices["board"].radio.click()
    assert page.facts.withheld.total == 2
    assert not page.facts.privileged
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)


def test_public_is_for_final_assessments(page: ReportPage, session: Session, qtbot: QtBot) -> None:
    """A draft says why not; a final one shows the public copy, and what the public account does not say yet."""
    assert not page.choices["public"].radio.isEnabled()
    assert "final assessment only" in words(page.choices["public"])
    session.finalise(name="Ada", role="Lead")
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    assert page.choices["public"].radio.isEnabled()
    page.choices["public"].radio.click()
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    assert page.data_button.isEnabled()
    assert page.facts is not None
    assert sorted(row for row, _ in withheld_rows(page.facts)) == ["1 internal note", "2 privileged notes"]
    assert "how to complain" in page.account_label.text()
    session.save_account(PublicAccount(assessment_id=session.dossier.assessment.id, complain="Write to us."))
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    assert "how to complain" not in page.account_label.text()
    assert page.marking.data_box.isVisibleTo(page)
    assert not page.marking.data_box.isChecked()  # only where it is chosen
    page.marking.data_box.click()
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    assert page.pdf is not None
    assert list(PdfReader(io.BytesIO(page.pdf)).attachments) == ["assessment.json"]


def test_the_saved_file_is_the_preview(page: ReportPage, tmp_path: Path, qtbot: QtBot) -> None:
    """Byte for byte; the suffix is added where it was left off."""
    answer_path(page, tmp_path / "report")
    page.save_pdf()
    assert page.saved_bar.label.text() == f"Saved report.pdf in {tmp_path}."
    assert (tmp_path / "report.pdf").read_bytes() == page.pdf
    assert page.preview.page_count >= 1
    assert page.head.title.text().startswith("Report for the board, ")


def test_a_change_renews_the_preview(page: ReportPage, session: Session, qtbot: QtBot) -> None:
    """The old preview is marked until the new one is there."""
    before = page.pdf
    session.answer("GOV-2", level=4)
    assert not page.settled()
    assert page.preview.renewing.isVisible()
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    assert not page.preview.renewing.isVisible()
    assert page.pdf != before


def test_a_preview_that_nobody_sees_is_not_made(page: ReportPage, session: Session, qtbot: QtBot) -> None:
    """It would take its time from the page in view; it is made when the page is looked at again."""
    before = page.pdf
    session.answer("GOV-2", level=4)
    page.hide()
    with qtbot.assertNotEmitted(renderer().done, wait=4 * PAUSE_MS):
        pass
    assert page.pdf == before
    assert not page.settled()
    page.show()
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    assert page.pdf != before


def test_saving_while_it_is_renewed_saves_the_new_one(page: ReportPage, session: Session, tmp_path: Path) -> None:
    """Nobody gets a file that is older than what they just answered."""
    before = page.pdf
    session.answer("GOV-2", level=4)
    answer_path(page, tmp_path / "new.pdf")
    page.save_pdf()
    assert (tmp_path / "new.pdf").read_bytes() != before


def test_what_is_saved_at_once_after_a_change_is_not_what_was_before(
    page: ReportPage, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    """Nor is anything that is shown or saved later: a text labelled privileged is in none of them."""
    session.answer("GOV-2", level=1, finding="Zebrafinch")
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    assert page.facts is not None
    assert "Zebrafinch" in to_json(page.facts).decode()
    session.answer("GOV-2", finding_sensitivity="privileged")
    answer_path(page, tmp_path / "first.json")
    page.save_data()
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    answer_path(page, tmp_path / "second.json")
    page.save_data()
    assert page.facts is not None
    assert page.facts.dossier.answers["GOV-2"].finding == ""
    for name in ("first.json", "second.json"):
        assert "Zebrafinch" not in (tmp_path / name).read_text(encoding="utf-8")
    assert page.pdf == render(page.facts, page.options)


def test_saving_to_an_unwritable_place_says_so(page: ReportPage, tmp_path: Path, qtbot: QtBot) -> None:
    """One sentence, and no traceback."""
    answer_path(page, tmp_path / "nowhere" / "report.pdf")
    with qtbot.waitSignal(page.message_requested) as told:
        page.save_pdf()
    kind, sentence = told.args
    assert kind == "error"
    assert "report.pdf" in sentence or "nowhere" in sentence
    assert "Traceback" not in sentence


def test_the_workspace_itself_is_never_overwritten(page: ReportPage, session: Session, qtbot: QtBot) -> None:
    """Choosing the workspace file as the target is refused."""
    answer_path(page, session.store.path)
    with qtbot.waitSignal(page.message_requested) as told:
        page.save_pdf()
    assert told.args[0] == "error"
    assert "workspace itself" in told.args[1]
    assert len(session.store.check_integrity()) == 0


def test_cancelling_saves_nothing(page: ReportPage, qtbot: QtBot) -> None:
    """No file, no message."""
    answer_path(page, None)
    with qtbot.assertNotEmitted(page.message_requested):
        page.save_pdf()
        page.save_data()


@pytest.mark.parametrize("suffix", [".json", ".csv"])
def test_the_data_file_holds_what_the_audience_may_see(page: ReportPage, tmp_path: Path, suffix: str) -> None:
    """Numbers of all answers, without the texts that are withheld."""
    path = tmp_path / f"data{suffix}"
    answer_path(page, path)
    page.save_data()
    text = path.read_text(encoding="utf-8-sig")
    assert "Counsel says" not in text
    assert "Board paper." in text
    if suffix == ".json":
        assert json.loads(text)["audience"] == "board"


def test_pages_turn_and_grow(page: ReportPage, qtbot: QtBot) -> None:
    """Working group: many pages, each with its words for a screen reader."""
    page.choices["working-group"].radio.click()
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    preview = page.preview
    assert preview.page_count > 1
    first = preview.scroll_area.accessibleDescription()
    preview.forward.click()
    assert (preview.page_field.text(), preview.page_label.text()) == ("2", f"of {preview.page_count}")
    assert preview.scroll_area.accessibleDescription() != first
    preview.back.click()
    assert not preview.back.isEnabled()
    shown_at = preview.zoom_button.text()
    preview.larger.click()
    assert int(preview.zoom_button.text()[:-1]) > int(shown_at[:-1])
    preview.smaller.click()


def test_the_preview_stays_beside_the_options_scrolled_to(page: ReportPage, qtbot: QtBot) -> None:
    """In a window lower than the options: whole in view, never below the last of them, and back at the top."""
    page.resize(1200, 760)
    bar = page._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 200)
    card, view = page._preview_card, page._scroll.viewport()
    high, whole = card.height(), bar.maximum()
    for value in (0, bar.maximum() // 2, bar.maximum(), bar.maximum() // 2, 0):
        bar.setValue(value)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        top = card.mapTo(view, QPoint(0, 0)).y()
        assert top >= 0
        assert top + card.height() <= view.height() or value == 0
        assert (card.height(), bar.maximum()) == (high, whole), "nothing grows by following"
    assert page._columns.columns[2].contentsMargins().top() == 0


def test_a_report_that_cannot_be_made_says_so(
    page: ReportPage, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A defect of ours in the background thread ends in a sentence and the log, not in waiting for ever."""
    monkeypatch.setattr("btech_desktop.log.log_dir", lambda: tmp_path)

    def broken(*_: object) -> bytes:
        raise ZeroDivisionError(" ".join(("secret", "answer")))  # the log quotes our own source lines

    monkeypatch.setattr("btech_desktop.gui.rendering.render_now", broken)
    session.answer("GOV-2", level=1)
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    assert "could not be made" in page.instead.text()
    assert not page.pdf_button.isEnabled()
    log = (tmp_path / "btech-desktop.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in log
    assert "secret answer" not in log


def test_files_are_offered_a_place_that_people_look_into(page: ReportPage, tmp_path: Path, qtbot: QtBot) -> None:
    """Beside the workspace; of the sample, which lies in the app's own folder, at home."""
    asked: list[Path] = []

    def ask(_: QWidget, __: str, path: Path, ____: str) -> None:
        asked.append(path)

    page.ask_path = ask
    qtbot.waitUntil(page.settled, timeout=RENDER_MS)
    page.save_pdf()
    assert asked == [page.session.store.path.parent / asked[0].name]
    assert folder_for_files(data_dir() / "Sample.btech") == Path.home()
