"""User tasks on other references: add a file, see it, replace it, remove it, be told what is wrong with one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from btech_desktop import references
from btech_desktop.gui.benchmark_page import BenchmarkPage
from btech_desktop.gui.report_page import ReportPage
from btech_desktop.gui.session import Session
from btech_desktop.gui.widgets.dialog import Confirm, Dialog
from btech_desktop.paths import data_dir
from tests.conftest import Workspace
from tests.gui.page_helpers import segment, shown, words
from tests.gui.test_main_window import Driver, acme, hands, new_window, settings
from tests.gui.test_screens import cut_parts, overlaps, sticking_out
from tests.test_references import ID, example

__all__ = ["acme", "hands", "new_window", "settings"]  # fixtures

TITLE = "Human rights due diligence in practice, 2026"
Asks = Callable[[Path | str, bool], list[str]]


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch) -> Asks:
    """The next file chosen, and the answer to the questions after it; the list tells what was asked."""
    seen: list[str] = []

    def prepare(file: Path | str, yes: bool) -> list[str]:
        def answer(question: Confirm) -> int:
            seen.append(question.windowTitle())
            return int(yes)

        seen.clear()
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(file), ""))
        monkeypatch.setattr(Confirm, "exec", answer)
        return seen

    return prepare


def page_of(workspace: Workspace, qtbot: QtBot) -> BenchmarkPage:
    for practice in workspace.form.practices:
        if workspace.form.domain_of(practice.id).id == "policy":
            workspace.answer(practice.id, level=3, target=3)
    return shown(BenchmarkPage, Session(workspace.store, who="tester"), qtbot)


def report_ids(page: ReportPage) -> list[str]:
    assert page.facts is not None
    return [reference.id for reference in page.facts.references]


def press(page: BenchmarkPage) -> None:
    page.references.action.setFocus()
    QTest.keyClick(page.references.action, Qt.Key.Key_Space)


def test_without_files_a_sentence_says_what_it_is_for(workspace: Workspace, qtbot: QtBot, asks: Asks) -> None:
    """Giving up the choice of a file changes nothing."""
    page = page_of(workspace, qtbot)
    asks("", True)
    press(page)
    said = words(page.references)
    assert said.splitlines() == [
        "Other references",
        "A published profile in a file of quartiles, such as that of an industry group, can stand here.",
    ]
    assert page.references.action.text() == "Add reference file…"


def test_a_file_is_added_and_stands_there_with_all_it_says(
    workspace: Workspace, qtbot: QtBot, tmp_path: Path, asks: Asks
) -> None:
    """Title, publisher, date, n, method and limits in view and in what is copied; ours in words; first tab only."""
    page = page_of(workspace, qtbot)
    asks(example(tmp_path), True)
    with qtbot.waitSignal(page.command_requested) as told:
        press(page)
    assert told.args == ["show_anew"]
    said = words(page.references)
    assert TITLE in said
    assert "Source: Example Industry Group (fictional), 31 May 2026; CC BY 4.0; n = 16." in said
    assert "Levels, 0 to 4. Members answered the 51 practices" in said
    assert "Limits: Members chose to take part; companies with little to show may have stayed away. Nobody" in said
    chart = page.references.charts[ID]
    assert (
        "Policy commitment: 14 contributors, median 1.9, middle half 1.2 to 2.4. Ours: 3.0, " in chart.chart.description
    )
    assert chart.accessibleName().startswith(TITLE)
    chart.copy_table()
    copied = QGuiApplication.clipboard().text()
    for text in (TITLE, "Example Industry Group", "31 May 2026", "n = 16", "Nobody checked the answers."):
        assert text in copied
    assert page.references in page.panes()
    page.tabs.setFocus()
    QTest.keyClick(segment(page.tabs), Qt.Key.Key_Right)
    assert not page.references.isVisible()


def test_a_wrong_file_is_told_in_the_message_bar(
    workspace: Workspace, qtbot: QtBot, tmp_path: Path, asks: Asks
) -> None:
    """One sentence; what was there stays."""
    references.add(example(tmp_path))
    page = page_of(workspace, qtbot)
    asks(example(tmp_path, ("n = 14", "n = 4"), name="few.toml"), True)
    with qtbot.waitSignal(page.message_requested) as told:
        press(page)
    assert told.args == [
        "error",
        "few.toml, key sets.0.n: fewer than 5 contributors are refused, as someone could be recognised.",
    ]
    assert list(page.references.charts) == [ID]


def test_a_second_file_of_the_id_asks_before_it_replaces(
    workspace: Workspace, qtbot: QtBot, tmp_path: Path, asks: Asks
) -> None:
    """No leaves the first, yes takes the second."""
    references.add(example(tmp_path))
    page = page_of(workspace, qtbot)
    second = example(tmp_path, ("median = 1.9", "median = 2.1"), name="second.toml")
    assert asks(second, False) == []
    press(page)
    assert "median 1.9" in page.references.charts[ID].chart.description
    seen = asks(second, True)
    press(page)
    assert seen == [f"Replace {TITLE}?"]
    assert "median 2.1" in page.references.charts[ID].chart.description


def test_a_file_is_removed_after_asking(workspace: Workspace, qtbot: QtBot, tmp_path: Path, asks: Asks) -> None:
    """The keyboard is then on the button that adds; the file it came from is still there."""
    path = example(tmp_path)
    references.add(path)
    page = page_of(workspace, qtbot)
    button = page.references.remove_buttons[ID]
    assert button.accessibleName() == f"Remove {TITLE}"
    seen = asks("", False)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert seen == [f"Remove {TITLE}?"]
    assert list(page.references.charts) == [ID]
    asks("", True)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert references.kept() == ()
    assert TITLE not in words(page.references)
    assert page.references.action.hasFocus()
    assert path.exists()


def test_a_damaged_copy_is_named_beside_those_that_work(
    workspace: Workspace, qtbot: QtBot, tmp_path: Path, asks: Asks
) -> None:
    """And can be removed."""
    references.add(example(tmp_path))
    (data_dir() / "references" / "broken.toml").write_text("format = ")
    page = page_of(workspace, qtbot)
    said = words(page.references)
    assert "Not shown: broken.toml is not valid TOML" in said
    assert list(page.references.charts) == [ID]
    asks("", True)
    page.references.remove_buttons["broken"].click()
    assert "broken" not in words(page.references)


def test_words_of_a_file_are_never_markup(workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> None:
    """They stand as they were written."""
    references.add(example(tmp_path, ("Nobody checked", "<b>Nobody</b> &amp; none checked"), (TITLE, "<img src=x>")))
    page = page_of(workspace, qtbot)
    said = words(page.references)
    assert "<b>Nobody</b> &amp; none checked the answers." in said
    assert "<img src=x>" in said
    for label in page.references.findChildren(type(page.references.title)):
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_the_reports_preview_is_made_anew_after_a_file_was_added(acme: Driver, tmp_path: Path, asks: Asks) -> None:
    """Through the real window: the working group's copy has it, although nothing in the workspace changed."""
    window = acme.window
    window.go("report")
    report = window.made_pages["report"]
    assert isinstance(report, ReportPage)
    report.choices["working-group"].radio.setChecked(True)
    acme.qtbot.waitUntil(report.settled)
    assert report_ids(report) == []
    window.go("benchmark")
    page = window.made_pages["benchmark"]
    assert isinstance(page, BenchmarkPage)
    asks(example(tmp_path), True)
    press(page)
    window.go("report")
    acme.qtbot.waitUntil(report.settled)
    assert report_ids(report) == [ID]


def test_the_questions_say_what_happens_to_the_files(
    acme: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real dialogs, on the real window; a mistake stands in its message bar."""
    references.add(example(tmp_path))
    acme.window.go("benchmark")
    page = acme.window.made_pages["benchmark"]
    assert isinstance(page, BenchmarkPage)
    said: list[str] = []

    def go(dialog: Dialog) -> None:
        said.append(words(dialog))
        dialog.go_button.click()

    second = example(tmp_path, ("1.9", "2.1"), name="second.toml")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(second), ""))
    acme.asked(go)
    press(page)
    assert [r.sets[0].median for r in references.readable()] == [2.1]
    acme.asked(go)
    page.references.remove_buttons[ID].click()
    assert references.kept() == ()
    assert f"A reference with the id {ID} is kept already. The new file takes its place." in said[0]
    assert "The app’s copy goes. The file it came from is untouched and can be added again." in said[1]
    second.write_text("format = 1")
    press(page)
    [(kind, text)] = acme.messages
    assert kind == "error"
    assert text.startswith("second.toml, key format: it is not one of the words allowed.")


@pytest.mark.parametrize(("scale", "width"), [(1.0, 720), (2.0, 1000)])
def test_nothing_is_cut_and_the_keyboard_goes_down_the_card(
    workspace: Workspace, qtbot: QtBot, tmp_path: Path, scale: float, width: int
) -> None:
    """With long words, a file in percent and a damaged one; from the button that adds, by each file, to its chart."""
    long = "Donaudampfschifffahrtsgesellschaftskapitän"
    references.add(example(tmp_path))
    references.add(example(tmp_path, (ID, "b"), ('"levels"', '"percent"'), (TITLE, " ".join([long] * 4))))
    (data_dir() / "references" / "broken.toml").write_text("format = ")
    page = shown(BenchmarkPage, Session(workspace.store, who="tester"), qtbot, width=width, height=600, scale=scale)
    card = page.references
    page.ground.ensureWidgetVisible(card)
    assert cut_parts(card) == []
    assert sticking_out(page) == []
    assert overlaps(card) == []
    card.action.setFocus()
    stops = []
    for _ in range(5):
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        stops.append(page.focusWidget())
    expected = [card.remove_buttons["b"], card.charts["b"], card.remove_buttons[ID], card.charts[ID]]
    assert stops == [*expected, card.remove_buttons["broken"]]
