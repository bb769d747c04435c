"""User tasks on the overview: read where we stand, go to what comes first, carry on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from btech_desktop import wording
from btech_desktop.assessment import SalientIssue, new_id
from btech_desktop.gui.overview import OverviewPage
from btech_desktop.gui.session import Session
from btech_desktop.store import Change
from tests.conftest import Workspace
from tests.gui.page_helpers import rows, segment, shown, words


def answered(workspace: Workspace) -> Session:
    """A few answers with targets, one not applicable, and a grave risk that GOV-1 guards against."""
    for practice_id, level in (("POL-1", 3), ("POL-2", 0), ("GOV-1", 2), ("GOV-2", 4), ("REM-1", 1)):
        workspace.answer(practice_id, level=level, target=3)
    workspace.answer("SAL-6", not_applicable=True)
    risk = SalientIssue(
        id=new_id(),
        assessment_id=workspace.assessment.id,
        title="Harm",
        scale=5,
        scope=5,
        irremediability=5,
        likelihood=5,
        practices=("GOV-1",),
    )
    workspace.store.write([Change(None, risk)], who="tester")
    return Session(workspace.store, who="tester")


def test_the_numbers_on_screen_are_the_facts(workspace: Workspace, qtbot: QtBot) -> None:
    """Counts come first, then mean, floor and evidence; each is the facts' own number."""
    session = answered(workspace)
    page = shown(OverviewPage, session, qtbot)
    facts = session.facts
    overall = facts.results.overall
    assert page.band.cells[0] is page.counts
    assert page.counts.figure.text() == str(overall.high_levels) == "2"
    assert page.counts.unit.text() == f"of {overall.applicable}"
    assert page.counts.side.text() == f"{overall.at_target} of {overall.with_target} at target"
    for part in (f"{overall.low_levels} at 0 or 1", f"{overall.open} to answer", "1 not applicable"):
        assert part in page.counts.foot.text()
    assert page.overall.figure.text() == wording.plain(overall.mean)
    assert wording.span(overall) in page.overall.foot.text()
    assert page.overall.side.text() == f"target {wording.plain(overall.target)}"
    assert page.weakest.mark.state == 0
    assert page.weakest.foot.text().startswith("POL-2")
    assert page.evidence.figure.text() == wording.plain(overall.supported)
    assert page.evidence.side.text() == f"{overall.capped} levels capped"
    assert page.head.title.text() == wording.headline(facts)
    assert page.chip.text() == "Provisional"
    assert page.say_do.text() == wording.say_do_line(facts)
    table = {row[0]: row for row in page.domains.chart.table}
    assert table["Governance"][2] == wording.plain(facts.results.domains["governance"].mean)


def test_a_gap_leads_to_its_practice(workspace: Workspace, qtbot: QtBot) -> None:
    """The first gap guards against the gravest risk; a click or the keyboard goes to it."""
    page = shown(OverviewPage, answered(workspace), qtbot)
    found = rows(page.attention)
    assert list(found) == [gap.practice_id for gap in page.session.facts.gaps[:5]]
    assert next(iter(found)) == "GOV-1"
    with qtbot.waitSignal(page.go_requested) as asked:
        QTest.mouseClick(found["GOV-1"], Qt.MouseButton.LeftButton)
    assert asked.args == ["assess", "GOV-1"]
    with qtbot.waitSignal(page.go_requested) as asked:
        QTest.keyClick(found["POL-2"], Qt.Key.Key_Space)
    assert asked.args == ["assess", "POL-2"]
    assert page.attention.action.text() == "All 3"
    with qtbot.waitSignal(page.go_requested) as asked:
        QTest.mouseClick(page.attention.action, Qt.MouseButton.LeftButton)
    assert asked.args == ["assess", ""]


def test_what_to_check_before_sharing_stands_in_one_line_a_kind(workspace: Workspace, qtbot: QtBot) -> None:
    """With how many there are, and which practices; see test_checks_screen for where a line leads."""
    page = shown(OverviewPage, answered(workspace), qtbot)
    assert set(rows(page.sharing)) == {"no N/A reason", "above evidence", "target below level"}
    assert "1 answer not applicable without a reason" in words(page.sharing)
    assert "SAL-6" in words(rows(page.sharing)["no N/A reason"])


def test_the_main_button_follows_the_state(workspace: Workspace, qtbot: QtBot) -> None:
    """Continue at the next open practice; then send to review; then lock; a locked assessment has none."""
    session = answered(workspace)
    page = shown(OverviewPage, session, qtbot)
    assert page.next_button.text() == "Continue at POL-3"
    with qtbot.waitSignal(page.go_requested) as asked:
        QTest.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    assert asked.args == ["assess", "POL-3"]
    for practice_id in session.facts.open_ids:
        workspace.answer(practice_id, level=1)
    session.compare_with(None)  # the file was changed beside the session
    session._forget()
    page.refresh()
    assert page.chip.text() == "Complete"
    assert page.next_button.text() == "Send to review"
    with qtbot.waitSignal(page.message_requested):
        QTest.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    assert session.dossier.assessment.status == "in review"
    assert page.next_button.text() == "Lock as final"
    with qtbot.waitSignal(page.command_requested) as wanted:
        QTest.mouseClick(page.next_button, Qt.MouseButton.LeftButton)
    assert wanted.args == ["finalise"]
    assert session.finalise(name="A", role="B")
    assert page.chip.text() == "Locked"
    assert not page.next_button.isVisible()
    assert page.export_button.isVisible()
    with qtbot.waitSignal(page.command_requested) as wanted:
        QTest.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    assert wanted.args == ["export"]


def test_an_empty_assessment_shows_an_invitation_and_no_zeros(workspace: Workspace, qtbot: QtBot) -> None:
    """Nothing answered: one sentence, one main button, axes without values, and no figure."""
    page = shown(OverviewPage, Session(workspace.store, who="tester"), qtbot)
    assert not page.band.isVisible()
    assert not page.chip.isVisible()
    assert not page.spread_part.isVisible()
    assert not page.sharing.isVisible()
    assert page.invitation_button.isVisible()
    assert "0" not in "".join(text for text in words(page).split() if text.replace(".", "").isdigit()).split("51")
    assert all(row[2] == wording.plain(None) for row in page.domains.chart.table[1:])
    with qtbot.waitSignal(page.go_requested) as asked:
        QTest.mouseClick(page.invitation_button, Qt.MouseButton.LeftButton)
    assert asked.args == ["assess", "POL-1"]


def test_shape_is_behind_a_switch(workspace: Workspace, qtbot: QtBot) -> None:
    """Bars are the default; the shape tells the same values."""
    page = shown(OverviewPage, answered(workspace), qtbot)
    bars = page.domains.chart
    page.shape.setFocus()
    QTest.keyClick(segment(page.shape), Qt.Key.Key_Right)
    assert page.shape.value() == "shape"
    assert page.domains.chart.height != bars.height
    assert wording.plain(page.session.facts.results.domains["governance"].mean) in page.domains.chart.description


@pytest.mark.parametrize(("width", "scale"), [(668, 1.0), (1232, 1.5), (668, 2.0)])
def test_nothing_is_cut_where_it_is_narrow(workspace: Workspace, qtbot: QtBot, width: int, scale: float) -> None:
    """Cards stack, and no row or figure is wider than the page."""
    page = shown(OverviewPage, answered(workspace), qtbot, width=width, scale=scale)
    qtbot.waitUntil(lambda: page.columns.stacked)
    found = rows(page).values()
    assert found
    qtbot.waitUntil(lambda: all(row.height() >= row.heightForWidth(row.width()) for row in found))
    assert all(row.width() <= width for row in found)
