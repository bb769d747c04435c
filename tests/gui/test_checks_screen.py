"""What to look at before sharing: opened line by line, gone to, dismissed with a reason, and asked again."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from btech_desktop.assessment import Evidence, Incident, new_id
from btech_desktop.checks import FindingKind
from btech_desktop.gui.actions_page import ActionsPage
from btech_desktop.gui.checks_list import DismissDialog, DismissedDialog, FindingsDialog
from btech_desktop.gui.overview import OverviewPage
from btech_desktop.gui.session import Session
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.store import Change
from tests.conftest import Workspace
from tests.gui.page_helpers import rows, shown, words

REASON = "The records are with the auditor; I saw them there."


def incident(workspace: Workspace) -> Incident:
    """A grave one that POL-1 should have caught."""
    return Incident(
        id=new_id(), assessment_id=workspace.assessment.id, title="People traced", severity=5, practices=("POL-1",)
    )


@pytest.fixture
def session(workspace: Workspace) -> Session:
    """POL-1 and GOV-2 stand above their evidence, an incident touches POL-1, and SAL-6 has no reason."""
    workspace.answer("POL-1", level=3)
    workspace.answer("GOV-2", level=4)
    workspace.answer("SAL-6", not_applicable=True)
    workspace.store.write([Change(None, incident(workspace))], who="tester")
    return Session(workspace.store, who="Ana")


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> OverviewPage:
    return shown(OverviewPage, session, qtbot)


class Steps:
    """What a person does in dialogs, one step a dialog on top; raises what went wrong once the last is closed."""

    def __init__(self, *steps: Callable[[Dialog], object]) -> None:
        self._steps = list(steps)
        self._wrong: list[BaseException] = []

    def within(self, act: Callable[[], object]) -> None:
        """Carry out the steps while ``act`` keeps dialogs open."""
        QTimer.singleShot(0, self._next)
        act()
        for wrong in self._wrong:
            raise wrong
        assert not self._steps, "a dialog was closed too early"

    def _next(self) -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, Dialog):
            self._wrong.append(AssertionError("no dialog was opened"))
            return
        step = self._steps.pop(0)
        if self._steps:
            QTimer.singleShot(0, self._next)
        try:
            step(dialog)
        except BaseException as error:
            self._wrong.append(error)
        finally:
            if not self._steps or self._wrong:
                self._steps.clear()
                while isinstance(top := QApplication.activeModalWidget(), Dialog):
                    top.reject()


def press(widget: QWidget) -> None:
    """The space bar on it, as who tabbed there would."""
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Space)


def button(dialog: QWidget, name: str) -> Button:
    """The button that screen readers know by this name."""
    return next(b for b in dialog.findChildren(Button) if b.accessibleName() == name and b.isVisible())


def names(dialog: QWidget) -> list[str]:
    """What can be done in a dialog."""
    QApplication.processEvents()
    return [b.accessibleName() or b.text() for b in dialog.findChildren(Button) if b.isVisible()]


def review(page: OverviewPage, kind: FindingKind, *steps: Callable[[Dialog], object]) -> None:
    """Open a line by the keyboard and do something in its list."""
    row = rows(page.sharing)[kind]
    Steps(*steps).within(lambda: press(row))


def give_reason(reason: str) -> Callable[[Dialog], None]:
    """Write it and press the verb."""

    def step(dialog: Dialog) -> None:
        assert isinstance(dialog, DismissDialog)
        QTest.keyClicks(dialog.reason_edit, reason)
        press(dialog.go_button)

    return step


def dismiss(page: OverviewPage, kind: FindingKind, practice_id: str) -> None:
    """Put one finding aside, as a person would."""
    review(page, kind, lambda d: press(button(d, f"Dismiss… {practice_id}")), give_reason(REASON))


def test_a_line_opens_into_its_findings(page: OverviewPage) -> None:
    """Each names the practice and why; a finding leads to its practice."""
    seen: list[str] = []

    def look(dialog: Dialog) -> None:
        assert isinstance(dialog, FindingsDialog)
        seen.append(words(dialog))
        seen.extend(names(dialog))
        assert dialog.focusWidget() is button(dialog, "Open POL-1"), "the keyboard starts at the first"
        press(button(dialog, "Open GOV-2"))

    gone: list[tuple[str, str]] = []
    page.go_requested.connect(lambda where, key: gone.append((where, key)))
    review(page, "above evidence", look)
    assert "GOV-2 stands at 4; the evidence so far supports 1." in seen[0]
    assert page.session.dossier.form.by_id["GOV-2"].title in seen[0]
    assert seen[1:5] == ["Open POL-1", "Dismiss… POL-1", "Open GOV-2", "Dismiss… GOV-2"]
    assert gone == [("assess", "GOV-2")]


def test_an_incident_can_be_seen_where_it_is_described(page: OverviewPage, workspace: Workspace, qtbot: QtBot) -> None:
    """Its finding leads to the practice, and to the incident itself among the risks to people."""
    gone: list[tuple[str, str]] = []
    page.go_requested.connect(lambda where, key: gone.append((where, key)))
    review(page, "incident", lambda d: press(button(d, "See the incident POL-1")))
    known = page.session.dossier.incidents[0].id
    assert gone == [("actions", known)]
    page.close()
    actions = shown(ActionsPage, page.session, qtbot)
    actions.show_practice(known)
    assert actions.tab_bar.currentIndex() == 1
    card = actions.risks_tab.cards[known]
    qtbot.waitUntil(lambda: not card.visibleRegion().isEmpty())
    assert card.isAncestorOf(actions.focusWidget() or actions)


def test_dismissing_needs_a_reason_and_says_why(page: OverviewPage) -> None:
    """Without one the question stays, and nothing is put aside."""

    def refuse(dialog: Dialog) -> None:
        assert isinstance(dialog, DismissDialog)
        assert dialog.go_button.text() == "Dismiss"
        assert "It stands in the history and in the working group's copy." in words(dialog)
        press(dialog.go_button)
        assert dialog.isVisible()
        assert dialog.problem_label.text().startswith("Say why")
        press(dialog.cancel_button)

    review(page, "above evidence", lambda d: press(button(d, "Dismiss… POL-1")), refuse)
    assert page.session.dossier.dismissals == ()
    assert not page.sharing.dismissed_link.isVisible()


def test_a_dismissed_finding_is_counted_and_undo_brings_it_back(page: OverviewPage) -> None:
    """The list stays open with the rest; the card counts; undo and redo work; the window offers to undo."""
    offered: list[tuple[str, str]] = []
    page.message_requested.connect(lambda kind, text: offered.append((kind, text)))
    left: list[str] = []

    def after(dialog: Dialog) -> None:
        assert isinstance(dialog, FindingsDialog)
        left.extend(names(dialog))
        assert dialog.focusWidget() is button(dialog, "Open GOV-2"), "the keyboard stays at its place"

    review(
        page,
        "above evidence",
        lambda d: press(button(d, "Dismiss… POL-1")),
        give_reason(REASON),
        after,
    )
    assert left == ["Open GOV-2", "Dismiss… GOV-2", "Close"]
    assert offered == [("undo", "The check is dismissed. Undo brings it back.")]
    assert page.sharing.dismissed_link.text() == "1 dismissed"
    assert "1 answer stands above what the evidence supports" in words(page.sharing)
    page.session.undo()
    assert "2 answers stand above what the evidence supports" in words(page.sharing)
    assert not page.sharing.dismissed_link.isVisible()
    page.session.redo()
    assert page.sharing.dismissed_link.isVisible()


def test_the_list_of_those_dismissed_says_why_who_and_when_and_asks_again(page: OverviewPage) -> None:
    """And the finding stands in its line again."""
    dismiss(page, "no N/A reason", "SAL-6")
    assert "no N/A reason" not in rows(page.sharing)
    seen: list[str] = []

    def ask_again(dialog: Dialog) -> None:
        assert isinstance(dialog, DismissedDialog)
        seen.append(words(dialog))
        press(button(dialog, "Ask again SAL-6"))
        seen.append(words(dialog))

    Steps(ask_again).within(lambda: press(page.sharing.dismissed_link))
    for part in ("SAL-6", "Not applicable without a reason", REASON, "Ana, "):
        assert part in seen[0]
    assert "SAL-6" not in seen[1]
    assert "no N/A reason" in rows(page.sharing)
    assert page.session.dossier.dismissals == ()


def test_it_asks_again_when_what_it_rests_on_changes(page: OverviewPage) -> None:
    """Another level is another question; the old level is the one that was dismissed."""
    dismiss(page, "above evidence", "POL-1")
    assert "POL-1" not in words(rows(page.sharing)["above evidence"])
    page.session.answer("POL-1", level=4)
    assert "POL-1" in words(rows(page.sharing)["above evidence"])
    assert not page.sharing.dismissed_link.isVisible()


def test_evidence_settles_what_was_asked(page: OverviewPage) -> None:
    """What is dismissed stands in no list once there is nothing to ask."""
    dismiss(page, "above evidence", "POL-1")
    shows = Evidence(id=new_id(), title="Records", kind="record", shows="effect")
    page.session.attach(shows, "POL-1", new=True)
    assert not page.sharing.dismissed_link.isVisible()
    assert "GOV-2" in words(rows(page.sharing)["above evidence"])


def test_a_locked_assessment_shows_all_and_changes_nothing(workspace: Workspace, qtbot: QtBot) -> None:
    """Findings and reasons stay readable; neither can be changed."""
    for practice_id in workspace.assessment.asked:
        workspace.answer(practice_id, level=1)
    workspace.answer("POL-1", level=3)
    workspace.answer("GOV-2", level=4)
    session = Session(workspace.store, who="Ana")
    page = shown(OverviewPage, session, qtbot)
    dismiss(page, "above evidence", "POL-1")
    assert session.finalise(name="A", role="B")
    page.refresh()
    seen: list[list[str]] = []
    review(page, "above evidence", lambda d: seen.append(names(d)))
    Steps(lambda d: seen.append(names(d))).within(lambda: press(page.sharing.dismissed_link))
    assert seen == [["Open GOV-2", "Close"], ["Close"]]


def test_a_typed_reason_is_never_markup(page: OverviewPage) -> None:
    """It stands as it was written."""
    reason = "<b>Seen</b> & agreed"
    review(page, "no N/A reason", lambda d: press(button(d, "Dismiss… SAL-6")), give_reason(reason))
    seen: list[str] = []
    Steps(lambda d: seen.append(words(d))).within(lambda: press(page.sharing.dismissed_link))
    assert reason in seen[0]
