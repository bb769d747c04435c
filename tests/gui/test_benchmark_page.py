"""User tasks on the benchmark: choose a facet, read its practices, read the statements."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from btech_desktop import benchmark, disclosure
from btech_desktop.form_files import shipped_form
from btech_desktop.gui.benchmark_page import BenchmarkPage
from btech_desktop.gui.session import Session
from tests.conftest import Workspace
from tests.gui.page_helpers import rows, segment, shown, words


def page_of(workspace: Workspace, qtbot: QtBot) -> BenchmarkPage:
    workspace.answer("POL-1", level=4, target=3, disclosed="yes")
    workspace.answer("GOV-4", level=1, target=3)
    workspace.answer("REM-1", level=0, target=3)
    return shown(BenchmarkPage, Session(workspace.store, who="tester"), qtbot)


def test_a_facet_is_chosen_by_keyboard(workspace: Workspace, qtbot: QtBot) -> None:
    """Arrows visit the facets, Enter shows one beside the matrix, and the arrows go on from there."""
    page = page_of(workspace, qtbot)
    page.matrix.setFocus()
    QTest.keyClick(page.matrix, Qt.Key.Key_Home)
    QTest.keyClick(page.matrix, Qt.Key.Key_Down)
    QTest.keyClick(page.matrix, Qt.Key.Key_Return)
    second = page.session.facts.themes[0].facets[1]
    assert page.selected_facet == second.id
    assert page.panel.title.text() == f"{second.id} · {second.title}"
    assert page.question.label.text() == second.question
    assert list(rows(page.panel)) == [p.id for p in second.practices]
    QTest.keyClick(page.matrix, Qt.Key.Key_Down)
    QTest.keyClick(page.matrix, Qt.Key.Key_Return)
    assert page.selected_facet == page.session.facts.themes[0].facets[2].id


def test_readings_across_domains_have_a_section_of_their_own(workspace: Workspace, qtbot: QtBot) -> None:
    """Each with its row, what it reads across, and its coverage, target and floor in words; a row opens beside it."""
    workspace.answer("PRD-3", level=2, target=3)
    workspace.answer("PRD-4", level=3, target=3)
    workspace.answer("GOV-13", level=1, target=3)
    page = page_of(workspace, qtbot)
    said = words(page.readings_card)
    for strip in page.session.facts.strips:
        assert strip.question in said
    assert "3 of 4 answered; 1 of 3 at target; average 2.0 of 4, may become 1.5 to 2.5; lowest 1: GOV-13." in said
    assert "3 to answer; no answers yet." in said
    assert "Item 3" not in page.matrix.chart.description
    page.readings.setFocus()
    QTest.keyClick(page.readings, Qt.Key.Key_End)
    QTest.keyClick(page.readings, Qt.Key.Key_Return)
    assert page.selected_facet == "Item 5"
    assert list(rows(page.panel)) == ["POL-8", "GOV-10", "GOV-11"]


def test_element_facts_and_reasons_are_told_in_words(workspace: Workspace, qtbot: QtBot) -> None:
    """With their source; sales without a comparator; on the other tab they are gone."""
    page = page_of(workspace, qtbot)
    said = words(page.in_words)
    rdr = disclosure.profile()
    for area in rdr.areas:
        for text in (area.indicators, *rdr.sentences(area.id), *(f"{p.id}: {p.reason}" for p in area.practices)):
            assert text in said
    for text in (rdr.no_comparator, rdr.no_facts, rdr.attribution, rdr.limits_line):
        assert text in said
    page.tabs.setFocus()
    QTest.keyClick(segment(page.tabs), Qt.Key.Key_Right)
    assert not page.in_words.isVisible()


def test_an_edition_without_a_mapped_practice_shows_the_others(workspace: Workspace, qtbot: QtBot) -> None:
    """An older or a company's own form."""
    page = page_of(workspace, qtbot)
    dossier = page.session.facts.dossier
    pilot = dossier.model_copy(update={"form": shipped_form("ungp-tech-2025")})
    page._show_in_words(replace(page.session.facts, dossier=pilot))
    said = words(page.in_words)
    assert "REM-3: " in said
    assert "REM-2: " not in said


def test_a_linked_practice_leads_to_its_answer(workspace: Workspace, qtbot: QtBot) -> None:
    """The first facet shown is one at the lowest level; its practice opens."""
    page = page_of(workspace, qtbot)
    found = rows(page.panel)
    assert "REM-1" in found
    with qtbot.waitSignal(page.go_requested) as asked:
        QTest.mouseClick(found["REM-1"], Qt.MouseButton.LeftButton)
    assert asked.args == ["assess", "REM-1"]


def test_statements_stand_beside_our_levels(workspace: Workspace, qtbot: QtBot) -> None:
    """Less than, as or more than described, with limits, and plainly that the note describes no remedy practice."""
    page = page_of(workspace, qtbot)
    assert not page.statements.isVisible()
    page.tabs.setFocus()
    QTest.keyClick(segment(page.tabs), Qt.Key.Key_Right)
    said = words(page.statements)
    assert not page.columns.isVisible()
    note = benchmark.cop_note()
    for text in (note.no_remedy, *note.limits, "POL-1: more than described", "GOV-4: as described"):
        assert text in said
    for statement in note.statements:
        assert statement.item == 0 or statement.why in said, statement.id
    silent = [key for key, row in rows(page.statements).items() if note.silent.rstrip(".") in row.accessibleName()]
    assert {"GOV-5", "PRD-7", "SAL-7"} <= set(silent)
    assert "POL-1" not in silent
    assert "firm reading, and 3 on a weak one" in said
    assert "firm reading" in said
    assert "weak reading" in said
    assert "total" not in said.lower()


def test_references_travel_with_copies(workspace: Workspace, qtbot: QtBot) -> None:
    """The copied table names its source, n and limits; we publish in words, and sales has no comparator."""
    page = page_of(workspace, qtbot)
    page.strips.copy_table()
    text = QGuiApplication.clipboard().text()
    assert "Ranking Digital Rights" in text
    assert "n = 26" in text
    assert "We publish on 1 of 2 practices: yes 1, partly 0, no 0; 1 not said" in text
    assert "No public comparator exists." in text
    assert "Ranking Digital Rights" in page.strip_source.text()


def test_the_group_of_companies_can_be_chosen(workspace: Workspace, qtbot: QtBot) -> None:
    """Platforms and telecoms have their own strips and n."""
    page = page_of(workspace, qtbot)
    page.group.setFocus()
    QTest.keyClick(segment(page.group), Qt.Key.Key_Right)
    assert "14 platforms" in page.publishing.title.text()


def test_an_empty_assessment_shows_no_zeros(workspace: Workspace, qtbot: QtBot) -> None:
    """Open marks, dashes, and one button."""
    page = shown(BenchmarkPage, Session(workspace.store, who="tester"), qtbot)
    assert page.invitation.isVisible()
    assert "average 0" not in page.matrix.chart.description
    assert "lowest" not in page.matrix.chart.description
    with qtbot.waitSignal(page.go_requested) as asked:
        QTest.mouseClick(page.start_button, Qt.MouseButton.LeftButton)
    assert asked.args == ["assess", "POL-1"]
