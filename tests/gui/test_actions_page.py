"""Actions, risks, incidents and decisions through the page a person uses."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from btech_desktop.assessment import Action, Decision, Incident, SalientIssue, new_id
from btech_desktop.gui import plan
from btech_desktop.gui.actions_page import ActionsPage
from btech_desktop.gui.record_dialogs import ActionDialog, DecisionDialog, IncidentDialog, RiskDialog
from btech_desktop.gui.session import Session
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.gui.widgets.message_bar import MessageBar
from tests.conftest import Workspace
from tests.gui.page_helpers import rows, shown, words

D = TypeVar("D", bound=Dialog)


@pytest.fixture
def session(workspace: Workspace) -> Iterator[Session]:
    """A session with a practice at 3 and one below its target."""
    made = Session(workspace.store, who="Ada")
    made.answer("SAL-1", level=3, target=3)
    made.answer("REM-1", level=1, target=3)
    yield made
    made.deleteLater()


def when_asked(kind: type[D], fill: Callable[[D], None]) -> None:
    """Answer the next modal question of this kind, then press its button."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, kind)
        fill(dialog)
        dialog.go_button.click()
        if dialog.isVisible():  # or the test would wait for ever
            dialog.reject()

    QTimer.singleShot(0, answer)


def add(session: Session, what: str, **fields: object) -> Action:
    """An action in the workspace."""
    assert session.assessment_id is not None
    action = Action.model_validate({"id": new_id(), "assessment_id": session.assessment_id, "what": what, **fields})
    session.add(action, text="add")
    return action


def test_an_action_is_added_and_undone(qtbot: QtBot, session: Session) -> None:
    """Through the dialog into the table, and out again with undo."""
    page = shown(ActionsPage, session, qtbot)

    def fill(dialog: ActionDialog) -> None:
        dialog.what_edit.setText("Bind resellers <b>too</b>")
        dialog.practice_box.setCurrentIndex(dialog.practice_box.findData("REM-1"))
        dialog.goal_box.setCurrentIndex(3)
        dialog.owner_box.setCurrentText("Head of Sales")
        dialog.due_field.set_value(date(2027, 6, 1))

    when_asked(ActionDialog, fill)
    page.add_button.click()
    (action,) = session.dossier.actions
    assert (action.practice_id, action.target_level, action.owner) == ("REM-1", 2, "Head of Sales")
    assert (action.due, action.status, action.sensitivity) == (date(2027, 6, 1), "open", "internal")
    assert "Bind resellers <b>too</b>" in words(page.actions_tab.rows[action.id])
    assert page.head.title.text() == "One action, none under way yet"
    session.undo()
    assert session.dossier.actions == ()
    assert page.actions_tab.rows == {}


def test_an_action_needs_words_and_deferring_a_reason(qtbot: QtBot, session: Session) -> None:
    """One sentence each; the dialog stays."""
    dialog = ActionDialog(None, session.dossier)
    qtbot.addWidget(dialog)
    dialog.accept()
    assert dialog.problem_label.text() == "Say what will be done."
    dialog.what_edit.setText("Later")
    dialog.status_box.setCurrentIndex(dialog.status_box.findData("deferred"))
    dialog.accept()
    assert "why it is deferred" in dialog.problem_label.text()
    dialog.reason_edit.setPlainText("After the budget.")
    dialog.accept()
    assert dialog.record().deferred_reason == "After the budget."


def test_an_empty_page_offers_the_first_gaps(qtbot: QtBot, session: Session) -> None:
    """One gap, one offer; it fills in practice and level."""
    page = shown(ActionsPage, session, qtbot)
    assert page.head.title.text() == "No actions yet"
    offer = rows(page)["REM-1"]

    def fill(dialog: ActionDialog) -> None:
        dialog.what_edit.setText("Write the test")

    when_asked(ActionDialog, fill)
    offer.click()
    (action,) = session.dossier.actions
    assert (action.practice_id, action.target_level) == ("REM-1", 3)


def test_actions_stand_in_bands_of_risk(qtbot: QtBot, session: Session) -> None:
    """The gravest risk first; a search and an order say what they leave out."""
    assert session.assessment_id is not None
    issue = SalientIssue(
        id=new_id(),
        assessment_id=session.assessment_id,
        title="Tracing of critics",
        scale=5,
        scope=3,
        irremediability=4,
        likelihood=2,
        practices=("REM-1",),
    )
    session.add(issue, text="add")
    other = add(session, "Train the board", owner="Legal", due=date(2027, 1, 1))
    grave = add(session, "Form a remedy test", practice_id="REM-1")
    page = shown(ActionsPage, session, qtbot)
    assert list(page.actions_tab.rows) == [grave.id, other.id]
    assert "Greatest risk to people" in words(page.actions_tab)
    page.actions_tab.search_edit.setText("legal train")
    assert list(page.actions_tab.rows) == [other.id]
    assert "1 of 2 actions shown." in words(page.actions_tab)
    page.actions_tab.search_edit.setText("nothing like it")
    assert "No action matches." in words(page.actions_tab)
    page.actions_tab.search_edit.clear()
    page.actions_tab.owner_box.setCurrentIndex(page.actions_tab.owner_box.findText("No owner yet"))
    assert list(page.actions_tab.rows) == [grave.id]
    page.actions_tab.owner_box.setCurrentIndex(0)
    page.actions_tab.domain_box.setCurrentIndex(page.actions_tab.domain_box.findData("remedy"))
    assert list(page.actions_tab.rows) == [grave.id]


def test_late_actions_say_how_late(qtbot: QtBot, session: Session) -> None:
    """A chip in words, and the title counts them."""
    today = date.today()
    add(session, "Late", due=today - timedelta(days=30))
    add(session, "Done in time", due=today - timedelta(days=30), status="done")
    add(session, "Soon", due=today + timedelta(days=5))
    page = shown(ActionsPage, session, qtbot)
    assert page.head.title.text() == "Three actions, one overdue"
    text = words(page.actions_tab)
    assert "4 weeks late" in text
    assert "5 days" in text
    page.actions_tab.order.set_value("due")
    page.actions_tab.order.chosen.emit("due")
    assert words(page.actions_tab).index("Overdue") < words(page.actions_tab).index("To come")


def test_keys_change_and_remove_an_action(qtbot: QtBot, session: Session) -> None:
    """Enter opens it, Delete takes it away, and the page says how to get it back."""
    first, second = add(session, "One"), add(session, "Two")
    page = shown(ActionsPage, session, qtbot)
    row = page.actions_tab.rows[first.id]
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Down)
    assert page.actions_tab.rows[second.id].hasFocus()

    def fill(dialog: ActionDialog) -> None:
        dialog.what_edit.setText("Two, better")

    when_asked(ActionDialog, fill)
    qtbot.keyClick(page.actions_tab.rows[second.id], Qt.Key.Key_Return)
    assert session.dossier.actions[1].what == "Two, better"
    with qtbot.waitSignal(page.message_requested) as told:
        qtbot.keyClick(page.actions_tab.rows[first.id], Qt.Key.Key_Delete)
    assert told.args[0] == "undo"
    assert [a.what for a in session.dossier.actions] == ["Two, better"]
    page.actions_tab.mark_done(second.id)
    assert session.dossier.actions[0].status == "done"


def test_an_incident_asks_to_look_again_at_a_high_level(qtbot: QtBot, session: Session) -> None:
    """SAL-1 stands at 3 and should have caught it; REM-1 at 1 is not named."""
    page = shown(ActionsPage, session, qtbot)
    page.show_tab(1)

    def fill(dialog: IncidentDialog) -> None:
        dialog.title_edit.setText("People traced")
        dialog.tree.set_chosen(["SAL-1", "REM-1"])
        assert "SAL-1 stands at 3 or 4: look again" in dialog.again_label.text()
        dialog.severity_box.setCurrentIndex(4)
        dialog.remedy_edit.setPlainText("None yet")

    when_asked(IncidentDialog, fill)
    page.risks_tab.add_incident_button.click()
    (incident,) = session.dossier.incidents
    assert (incident.severity, incident.practices, incident.remedy) == (5, ("REM-1", "SAL-1"), "None yet") or (
        set(incident.practices) == {"REM-1", "SAL-1"}
    )
    assert plan.look_again(incident, session.dossier) == ("SAL-1",)
    assert "Look again at SAL-1" in words(page.risks_tab.cards[incident.id])
    session.undo()
    assert session.dossier.incidents == ()


def test_a_risk_has_its_severity_and_its_guards(qtbot: QtBot, session: Session) -> None:
    """The highest of three, and the levels that guard; a guard leads to its question."""
    page = shown(ActionsPage, session, qtbot)
    page.show_tab(1)

    def fill(dialog: RiskDialog) -> None:
        dialog.title_edit.setText("Tracing of critics")
        dialog.five_boxes["scale"].setCurrentIndex(4)
        assert "Severity 5, greatest risk" in dialog.severity_label.text()
        dialog.tree.set_chosen(["SAL-1"])

    when_asked(RiskDialog, fill)
    page.risks_tab.add_risk_button.click()
    (issue,) = session.dossier.salient
    assert (issue.severity, issue.practices) == (5, ("SAL-1",))
    card = page.risks_tab.cards[issue.id]
    with qtbot.waitSignal(page.go_requested) as told:
        card.practice_requested.emit("SAL-1")
    assert told.args == ["assess", "SAL-1"]

    def rename(dialog: RiskDialog) -> None:
        dialog.title_edit.setText("Tracing of critics in public")

    when_asked(RiskDialog, rename)
    card.edit_button.click()
    assert session.dossier.salient[0].title == "Tracing of critics in public"
    page.risks_tab.cards[issue.id].remove_button.click()
    assert session.dossier.salient == ()


def test_a_decision_says_what_follows_if_not_decided(qtbot: QtBot, session: Session) -> None:
    """Owner, cost, consequence, date and outcome."""
    page = shown(ActionsPage, session, qtbot)
    page.show_tab(2)

    def fill(dialog: DecisionDialog) -> None:
        dialog.what_edit.setText("Fund remedy")
        dialog.cost_edit.setText("0.9 million")
        dialog.consequence_edit.setPlainText("People stay without an offer.")

    when_asked(DecisionDialog, fill)
    page.decisions_tab.add_button.click()
    (decision,) = session.dossier.decisions
    assert isinstance(decision, Decision)
    text = words(page.decisions_tab.cards[decision.id])
    assert "0.9 million" in text
    assert "People stay without an offer." in text

    def take(dialog: DecisionDialog) -> None:
        dialog.outcome_box.setCurrentIndex(dialog.outcome_box.findData("taken"))

    when_asked(DecisionDialog, take)
    page.decisions_tab.cards[decision.id].edit_button.click()
    assert session.dossier.decisions[0].outcome == "taken"
    page.decisions_tab.cards[decision.id].remove_button.click()
    assert session.dossier.decisions == ()


def test_a_final_assessment_is_shown_and_not_changed(qtbot: QtBot, session: Session) -> None:
    """The bar offers to reopen; nothing else can be pressed."""
    action = add(session, "Kept")
    session.finalise(name="Ada", role="Lead")
    page = shown(ActionsPage, session, qtbot)
    bar = page.findChild(MessageBar)
    assert bar is not None
    with qtbot.waitSignal(page.command_requested) as told:
        bar.buttons["reopen"].click()
    assert told.args == ["reopen"]
    assert not page.add_button.isEnabled()
    assert not page.actions_tab.rows[action.id].menu_button.isEnabled()
    qtbot.keyClick(page.actions_tab.rows[action.id], Qt.Key.Key_Delete)
    assert session.dossier.actions == (action,)


@pytest.mark.parametrize(("width", "scale"), [(660, 1.0), (1000, 1.5), (1232, 2.0)])
def test_nothing_is_wider_than_the_page(qtbot: QtBot, session: Session, width: int, scale: float) -> None:
    """Long words and large text wrap; the page never needs a second scroll bar."""
    add(
        session,
        "Donaudampfschifffahrtsgesellschaftskapitänsverordnungsüberprüfung " * 2,
        owner="Beauftragte für Menschenrechtsfolgenabschätzungsverfahren",
        practice_id="REM-1",
        target_level=3,
        due=date.today() - timedelta(days=40),
    )
    page = shown(ActionsPage, session, qtbot, width=width, scale=scale)
    for tab in range(3):
        page.show_tab(tab)
        QApplication.processEvents()
        inside = page.head.parentWidget()
        assert inside is not None
        assert inside.width() <= page.width()
        assert inside.minimumSizeHint().width() <= page.width()


def test_incident_record_keeps_its_identity(qtbot: QtBot, session: Session) -> None:
    """Changing an incident replaces it; it does not become another."""
    assert session.assessment_id is not None
    incident = Incident(id=new_id(), assessment_id=session.assessment_id, title="Traced", severity=4)
    session.add(incident, text="add")
    dialog = IncidentDialog(None, session.dossier, incident)
    qtbot.addWidget(dialog)
    assert dialog.record() == incident
