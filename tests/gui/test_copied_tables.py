"""Every list of the pages goes to the clipboard as a table, with its source and marking, and without secrets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from btech_desktop.benchmark import cop_note
from btech_desktop.gui.actions_page import ActionsPage
from btech_desktop.gui.benchmark_page import BenchmarkPage
from btech_desktop.gui.main_window import MainWindow
from btech_desktop.gui.overview import OverviewPage
from btech_desktop.gui.progress_page import ProgressPage
from btech_desktop.gui.widgets.table_copy import CopyTableButton
from tests.gui import screens
from tests.gui.page_helpers import segment
from tests.gui.test_accessibility import close


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return screens.build(tmp_path_factory.mktemp("tables"))


@pytest.fixture
def window(sample: Path, tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    made = screens.opened(sample, tmp_path, qapp)
    yield made
    close(made, qapp)


def copied(button: QWidget, qtbot: QtBot) -> list[list[str]]:
    """What a click leaves on the clipboard: the lines and their cells."""
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    html = QGuiApplication.clipboard().mimeData().html()
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert html.count("<tr>") == len(lines)
    assert lines[-1][0].startswith("Internal. ")
    return lines


def test_gaps_movers_and_promises_are_copied_whole(window: MainWindow, qtbot: QtBot) -> None:
    """All of them, also those that the page shows on request only, with the coverage and no finding."""
    page = window.show_page("overview")
    assert isinstance(page, OverviewPage)
    facts = page.session.facts
    title, heads, *rows, source, _ = copied(page.copy_gaps, qtbot)
    assert (title, heads[0], len(rows)) == (["Needs attention first"], "Practice", len(facts.gaps))
    assert [row[0] for row in rows] == [gap.practice_id for gap in facts.gaps]
    assert source == ["Provisional, 46 of 50 answered, 1 not applicable."]

    progress = window.show_page("progress")
    assert isinstance(progress, ProgressPage)
    title, heads, *rows, source, _ = copied(progress.copy_movers, qtbot)
    assert heads == ["Practice", "Title", "2025", "2026", "Why"]
    assert [(row[0], int(row[3]) - int(row[2])) for row in rows] == [
        (mover.practice_id, mover.change) for mover in facts.moved
    ]
    assert "46 of 50 answered" in source[0]
    findings = {a.finding for a in facts.dossier.answers.values() if a.finding}
    assert findings.isdisjoint(cell for row in rows for cell in row)

    title, heads, *rows, _ = copied(progress.copy_promises, qtbot)
    assert title == ["Promised in 2025"]
    assert {row[4] for row in rows if len(row) > 1} <= {"Dropped", "Late", "Deferred", "Open", "Under way", "Kept"}
    assert len([row for row in rows if len(row) > 1]) == 6


def test_statements_are_copied_with_what_they_can_say(window: MainWindow, qtbot: QtBot) -> None:
    """Item by item; the source says whose words they are and how common is meant."""
    page = window.show_page("benchmark")
    assert isinstance(page, BenchmarkPage)
    page.tabs.setFocus()
    QTest.keyClick(segment(page.tabs), Qt.Key.Key_Right)
    buttons = page.statements.findChildren(CopyTableButton)
    assert len(buttons) == 5
    seen = []
    for button in buttons:
        _, heads, *rows, source, _ = copied(button, qtbot)
        assert heads[-1] == "Less, as or more than described"
        assert "statements in our words" in source[0]
        seen += [row[0] for row in rows]
    items = {item.number for item in cop_note().items}
    assert set(seen) == {line.statement.text for line in page.session.facts.statements if line.statement.item in items}


def test_a_privileged_action_is_in_no_copied_table(window: MainWindow, qtbot: QtBot) -> None:
    """The list shows it to whoever has the file; the table says that one is missing."""
    page = window.show_page("actions")
    assert isinstance(page, ActionsPage)
    actions = page.session.dossier.actions
    secret = [a for a in actions if a.sensitivity == "privileged"]
    assert len(secret) == 1
    assert page.actions_tab.rows.keys() == {a.id for a in actions}
    lines = copied(page.actions_tab.copy_list, qtbot)
    assert {row[1] for row in lines[2:-2]} == {" ".join(a.what.split()) for a in actions if a not in secret}
    assert lines[-2] == ["1 privileged action is left out of this table."]
    relabelled = next(a for a in actions if a.carried_from and a not in secret)
    assert page.session.replace(
        relabelled, relabelled.model_copy(update={"sensitivity": "privileged"}), text="label it"
    )
    progress = window.show_page("progress")
    assert isinstance(progress, ProgressPage)
    lines = copied(progress.copy_promises, qtbot)
    assert relabelled.what not in {row[0] for row in lines}
    assert lines[-2] == ["1 privileged action is left out of this table."], "nor its words of last year"
    page = window.show_page("actions")
    assert isinstance(page, ActionsPage)
    page.actions_tab.search_edit.setText("zzz nothing")
    assert not page.actions_tab.copy_list.isEnabled()
