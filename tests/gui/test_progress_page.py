"""User tasks on the progress page: choose what to compare, see what moved and why."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from btech_desktop import wording
from btech_desktop.assessment import Action, Unit, new_id
from btech_desktop.gui.progress_page import ProgressPage
from btech_desktop.gui.session import Session
from btech_desktop.periods import start_assessment
from btech_desktop.store import Change
from tests.conftest import Workspace
from tests.gui.page_helpers import rows, segment, shown, two_years, words


def later_session(workspace: Workspace) -> Session:
    later = two_years(workspace)
    session = Session(workspace.store, who="tester")
    session.select(later)
    return session


def test_what_moved_stands_with_both_findings(workspace: Workspace, qtbot: QtBot) -> None:
    """Regressions first; each mover says what was found then and now, and leads to its answer."""
    page = shown(ProgressPage, later_session(workspace), qtbot)
    found = rows(page.movers)
    assert list(found) == ["POL-2", "POL-1", "POL-3"]
    for text in ("2026: POL-2 in 2026", "2027: POL-2 in 2027", "POL-2 · we learned more"):
        assert text in words(found["POL-2"])
    assert found["POL-2"].accessibleName().startswith("Down 1, from 1 to 0")
    with qtbot.waitSignal(page.go_requested) as asked:
        QTest.mouseClick(found["POL-2"], Qt.MouseButton.LeftButton)
    assert asked.args == ["assess", "POL-2"]


def test_the_numbers_on_screen_are_the_facts(workspace: Workspace, qtbot: QtBot) -> None:
    """Dumbbells like for like or over all practices; the bridge from one full score to the other."""
    page = shown(ProgressPage, later_session(workspace), qtbot)
    facts = page.session.facts
    assert facts.comparison is not None
    assert facts.comparison.overall is not None
    assert facts.comparison.split is not None
    overall = page.years.chart.table[1]
    assert overall[1] == "4"
    assert overall[3] == wording.plain(facts.comparison.overall.after, 2)
    page.basis.setFocus()
    QTest.keyClick(segment(page.basis), Qt.Key.Key_Right)
    assert page.years.chart.table[1][1] == "5 / 5"
    split = facts.comparison.split
    start, end = wording.plain(split.before, 2), wording.plain(split.after, 2)
    assert page.bridge.chart.description.startswith(f"From {start} to {end}.")
    assert "Done" in page.bridge.chart.description
    assert "REM-1" in words(page.aside)
    assert page.head.title.text() == wording.progress_headline(facts)
    assert page.chip.isVisible()


def test_the_pickers_change_the_comparison(workspace: Workspace, qtbot: QtBot) -> None:
    """From: the earlier period set beside, with how many questions are alike; to: the assessment in view."""
    session = later_session(workspace)
    workspace.start("2025", kind="chosen", chosen=("POL-1", "SAL-1"))
    page = shown(ProgressPage, session, qtbot)
    assert [page.from_box.itemText(i) for i in range(page.from_box.count())] == [
        "2025: 2 of 51 alike",
        "2026: 51 of 51 alike",
    ]
    assert page.from_box.currentText() == "2026: 51 of 51 alike"
    page.from_box.setFocus()
    QTest.keyClick(page.from_box, Qt.Key.Key_Up)
    assert session.facts.before is not None
    assert session.facts.before.assessment.period == "2025"
    assert page.from_box.currentText() == "2025: 2 of 51 alike"
    assert not page.compared.isVisible()
    assert page.invitation.isVisible()
    page.to_box.setFocus()
    QTest.keyClick(page.to_box, Qt.Key.Key_Up)
    assert session.dossier.assessment.period == "2026"


def test_promises_say_what_became_of_them(workspace: Workspace, qtbot: QtBot) -> None:
    """Last year's actions with their outcome; a dropped one comes first and leads to the actions."""
    action = Action(
        id=new_id(),
        assessment_id=workspace.assessment.id,
        practice_id="REM-1",
        what="Open a channel",
        owner="General Counsel",
        due=date(2026, 6, 1),
    )
    workspace.store.write([Change(None, action)], who="tester")
    session = later_session(workspace)
    carried = session.dossier.actions[0]
    session.remove(carried, text="remove action")
    page = shown(ProgressPage, session, qtbot)
    assert page.promised.title.text() == "Promised in 2026"
    assert page.promised.subtitle.text() == "1 dropped"
    row = rows(page.promised)["REM-1"]
    assert "Dropped" in words(row)
    assert "due Jun 2026" in words(row)
    with qtbot.waitSignal(page.go_requested) as asked:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert asked.args == ["actions", "REM-1"]
    assert wording.gap_line(session.facts) in page.gap_line.text()
    assert wording.to_target_line(session.facts) in page.gap_line.text()


def test_no_earlier_year_is_an_invitation(workspace: Workspace, qtbot: QtBot) -> None:
    """One sentence, one button, no chart, no zeros."""
    page = shown(ProgressPage, Session(workspace.store, who="tester"), qtbot)
    assert not page.compared.isVisible()
    assert not page.from_box.isVisible()
    assert not page.teams.chart.isVisible()
    assert page.invitation_button.text() == "Add last year"
    with qtbot.waitSignal(page.command_requested) as wanted:
        QTest.mouseClick(page.invitation_button, Qt.MouseButton.LeftButton)
    assert wanted.args == ["new_assessment"]


def test_teams_show_lowest_first_and_what_was_not_asked(workspace: Workspace, qtbot: QtBot) -> None:
    """A team's cell: its lowest level, its mean from three answers up, its n."""
    team = Unit(id=new_id(), name="Sales EMEA", parent_id=workspace.unit.id)
    assessment, changes = start_assessment(
        form=workspace.form,
        unit=team,
        period="2026",
        starts=date(2026, 1, 1),
        ends=date(2026, 12, 31),
        kind="chosen",
        chosen=("SAL-1", "SAL-2", "SAL-3"),
    )
    workspace.store.write([Change(None, team), *changes], who="tester")
    for practice_id, level in (("SAL-1", 1), ("SAL-2", 3), ("SAL-3", 3)):
        workspace.answer(practice_id, assessment, level=level)
    page = shown(ProgressPage, Session(workspace.store, who="tester"), qtbot)
    assert page.teams.chart.isVisible()
    assert page.teams.chart.chart.description == "Sales review, Sales EMEA: lowest 1, average 2.3 from 3 answers."
    assert "The lowest level stands in Sales EMEA: 1 answer at 1." in words(page.teams)
    assert "Mean of the parts 2.3." in words(page.teams)


def test_teams_by_facet_and_over_the_years(workspace: Workspace, qtbot: QtBot) -> None:
    """The same teams by the questions of the note; and each on a panel of its own, a year not assessed left blank."""
    team = Unit(id=new_id(), name="Sales EMEA", parent_id=workspace.unit.id)
    workspace.store.write([Change(None, team)], who="tester")
    for year, level in (("2025", 1), ("2026", 3)):
        assessment = workspace.start(year, unit=team, kind="chosen", chosen=("SAL-1", "SAL-2", "SAL-3"))
        for practice_id in assessment.asked:
            workspace.answer(practice_id, assessment, level=level)
    page = shown(ProgressPage, Session(workspace.store, who="tester"), qtbot)
    choice = {part.text(): part for part in page.teams.view.findChildren(QToolButton)}
    QTest.mouseClick(choice["By facet"], Qt.MouseButton.LeftButton)
    assert "T2a Day-to-day decisions, Sales EMEA: lowest 3" in page.teams.chart.chart.description
    QTest.mouseClick(choice["Over the years"], Qt.MouseButton.LeftButton)
    assert page.teams.chart.chart.description == (
        "Sales EMEA, 2025: 1.0, 3 of 3 answered, lowest 1. Sales EMEA, 2026: 3.0, 3 of 3 answered, lowest 3."
    )


def test_three_periods_stand_over_the_years(workspace: Workspace, qtbot: QtBot) -> None:
    """With two the card stays away; with three each domain has its line, and the thin year no line."""
    for practice_id in ("POL-1", "POL-2", "POL-3"):
        workspace.answer(practice_id, level=1)
    later = workspace.start("2027", previous=workspace.store.dossier(workspace.assessment.id))
    workspace.answer("POL-1", later, level=2, to_confirm=False)
    page = shown(ProgressPage, Session(workspace.store, who="tester"), qtbot)
    assert not page.over_years.isVisible()
    workspace.start("2028")
    session = Session(workspace.store, who="tester")
    session.select(later.id)
    page.hide()
    page = shown(ProgressPage, session, qtbot)
    assert page.over_years.isVisible()
    assert "Policy commitment, 2027: 2.0, 1 of 8 answered, lowest 2" in page.year_panels.chart.description


def test_a_part_of_the_split_opens_into_its_practices(workspace: Workspace, qtbot: QtBot) -> None:
    """With their share of the change where one is known; again, and they are put away."""
    later = two_years(workspace)
    session = Session(workspace.store, who="tester")
    session.select(later)
    page = shown(ProgressPage, session, qtbot)
    keys = {spot.key for spot in page.bridge.chart.spots}
    assert {"levels", "done", "learned", "coverage out"} <= keys
    page.bridge.spot_activated.emit("done")
    found = rows(page.why)
    assert set(found) == {"POL-1", "POL-3"}
    comparison = session.facts.comparison
    assert comparison is not None
    share = next(m.contribution for m in comparison.movers if m.practice_id == "POL-1")
    assert wording.signed(share, 2) in words(found["POL-1"])
    with qtbot.waitSignal(page.go_requested) as asked:
        QTest.mouseClick(found["POL-1"], Qt.MouseButton.LeftButton)
    assert asked.args == ["assess", "POL-1"]
    page.bridge.spot_activated.emit("done")
    assert not rows(page.why)
    page.bridge.spot_activated.emit("coverage out")
    assert set(rows(page.why)) == {"REM-1"}
