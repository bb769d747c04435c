"""Every question says in one sentence what is wrong, and goes on when nothing is."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from btech_desktop.gui.all_assessments import AllAssessmentsPage
from btech_desktop.gui.dialogs import Confirm, FinaliseDialog, NewWorkspaceDialog, PasswordDialog, ReopenDialog, confirm
from btech_desktop.gui.help import AboutDialog, KeysDialog, MethodDialog
from btech_desktop.gui.new_assessment import NewAssessmentDialog
from btech_desktop.gui.session import Session
from btech_desktop.gui.start import StartPage
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.unit_dialogs import NewUnitDialog, RenameUnitDialog
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.dialog import Dialog
from tests.conftest import Workspace


@pytest.fixture
def session(workspace: Workspace) -> Iterator[Session]:
    """A session on the small workspace."""
    made = Session(workspace.store, who="Ada")
    yield made
    made.deleteLater()


def refused(dialog: Dialog) -> str:
    """What the dialog says when asked to go on."""
    dialog.accept()
    assert dialog.result() != Dialog.DialogCode.Accepted
    return dialog.problem_label.text()


def accepted(dialog: Dialog) -> bool:
    """Whether it goes on."""
    dialog.accept()
    return dialog.result() == Dialog.DialogCode.Accepted


def test_new_workspace_asks_for_what_it_needs(qtbot: QtBot, tmp_path: Path) -> None:
    """Organisation, a free place, and a password typed twice alike."""
    dialog = NewWorkspaceDialog(folder=tmp_path)
    qtbot.addWidget(dialog)
    assert refused(dialog) == "Give the name of the organisation."
    dialog.organisation_edit.setText("Acme & Söhne")  # QTest types ASCII only
    assert dialog.path == tmp_path / "acme-söhne.btech"
    (tmp_path / "acme-söhne.btech").touch()
    assert "already exists" in refused(dialog)
    dialog.path_edit.setText(str(tmp_path / "nowhere" / "x"))
    assert "no such folder" in refused(dialog)
    dialog.path_edit.setText(str(tmp_path / "mine"))
    dialog.lock_box.setChecked(True)
    dialog.password_edit.setText("short")
    assert "at least 8" in refused(dialog)
    dialog.password_edit.setText("long enough")
    dialog.again_edit.setText("long enoug")
    assert "differ" in refused(dialog)
    dialog.again_edit.setText("long enough")
    assert accepted(dialog)
    assert dialog.path == tmp_path / "mine.btech"
    assert (dialog.organisation, dialog.history, dialog.password) == ("Acme & Söhne", "every change", "long enough")


def test_the_name_a_user_chose_for_the_file_stays(qtbot: QtBot, tmp_path: Path) -> None:
    """Typing on in the organisation does not rename a file that the user named."""
    dialog = NewWorkspaceDialog(folder=tmp_path)
    qtbot.addWidget(dialog)
    dialog.path_edit.setText(str(tmp_path / "mine.btech"))
    qtbot.keyClicks(dialog.organisation_edit, "Acme")
    assert dialog.path.name == "mine.btech"


def test_enter_goes_on_and_escape_stops(qtbot: QtBot) -> None:
    """The keys everyone tries first."""
    dialog = PasswordDialog(None, "acme.btech", message="That was not it.")
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert dialog.problem_label.text() == "That was not it."
    qtbot.keyClick(dialog.password_edit, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.problem_label.text() == "Type the password."
    qtbot.keyClicks(dialog.password_edit, "secret")
    qtbot.keyClick(dialog.password_edit, Qt.Key.Key_Return)
    assert dialog.result() == Dialog.DialogCode.Accepted
    again = PasswordDialog(None, "acme.btech")
    qtbot.addWidget(again)
    again.show()
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    assert not again.isVisible()
    assert again.result() == Dialog.DialogCode.Rejected


def test_fields_come_before_buttons(qtbot: QtBot, workspace: Workspace) -> None:
    """The first field has the cursor, and Tab reaches the buttons last."""
    dialog = FinaliseDialog(None, workspace.store.dossier(workspace.assessment.id))
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert dialog.focusWidget() is dialog.name_edit
    order: list[QWidget] = []
    at = dialog.name_edit.nextInFocusChain()
    while at is not None and at is not dialog.name_edit:
        order.append(at)
        at = at.nextInFocusChain()
    assert order.index(dialog.role_edit) < order.index(dialog.cancel_button) < order.index(dialog.go_button)


def test_confirm_puts_the_verb_on_the_button(qtbot: QtBot) -> None:
    """Enter on a dangerous question stops; the verb goes on."""
    dialog = Confirm(None, "Close?", "<b>2</b> changes would be lost.", "Close and lose them")
    qtbot.addWidget(dialog)
    assert dialog.go_button.text() == "Close and lose them"
    assert dialog.cancel_button.isDefault()

    def press() -> None:
        active = QApplication.activeModalWidget()
        assert isinstance(active, Confirm)
        active.go_button.click()

    QTimer.singleShot(0, press)
    assert confirm(None, "Close?", "2 changes would be lost.", "Close and lose them")


def test_an_assessment_is_created_through_the_dialog(qtbot: QtBot, session: Session) -> None:
    """It offers the next year, carries over, and puts the new assessment in view."""
    dialog = NewAssessmentDialog(None, session)
    qtbot.addWidget(dialog)
    offered = int(dialog.period)
    assert offered > 2026 or date.today().year < 2026
    assert (dialog.starts, dialog.ends) == (date(offered, 1, 1), date(offered, 12, 31))
    assert dialog.carry_over
    assert "Carry over from 2026" in dialog.carry_box.text()
    assert accepted(dialog)
    made = dialog.start(session)
    assert made is not None
    assert session.assessment_id == made
    assert session.dossier.assessment.period == str(offered)
    assert len(session.dossier.assessment.asked) == 51


def test_the_core_set_asks_20(qtbot: QtBot, session: Session) -> None:
    """The choice says so, and so it is."""
    dialog = NewAssessmentDialog(None, session)
    qtbot.addWidget(dialog)
    assert "20" in dialog.kinds["core"].text()
    dialog.kinds["core"].click()
    assert accepted(dialog)
    dialog.start(session)
    assert len(session.dossier.assessment.asked) == 20


def test_chosen_practices_must_be_chosen(qtbot: QtBot, session: Session) -> None:
    """None ticked is refused; two ticked are asked."""
    dialog = NewAssessmentDialog(None, session)
    qtbot.addWidget(dialog)
    dialog.kinds["chosen"].click()
    assert refused(dialog) == "Tick at least one practice to ask."
    dialog.tree.set_chosen(["SAL-1", "POL-1"])
    assert accepted(dialog)
    dialog.start(session)
    assert session.dossier.assessment.asked == ("POL-1", "SAL-1")


def test_a_period_needs_a_name_of_its_own_and_dates_in_order(qtbot: QtBot, session: Session) -> None:
    """The same year twice would leave two rows that nobody can tell apart."""
    dialog = NewAssessmentDialog(None, session)
    qtbot.addWidget(dialog)
    dialog.period_edit.setText("2026")
    assert "already" in refused(dialog)
    dialog.period_edit.setText("2026, second half")
    dialog.ends_edit.setDate(QDate(2020, 1, 1))
    assert "ends before it starts" in refused(dialog)


def test_nothing_earlier_nothing_to_carry_over(qtbot: QtBot, session: Session) -> None:
    """A first period has an empty start and says so."""
    dialog = NewAssessmentDialog(None, session)
    qtbot.addWidget(dialog)
    dialog.starts_edit.setDate(QDate(2020, 1, 1))
    assert not dialog.carry_box.isEnabled()
    assert not dialog.carry_over


def test_units_are_added_and_changed(qtbot: QtBot, session: Session) -> None:
    """A name of its own, a place in the tree that makes no ring, roles as boxes."""
    root = session.store.units()[0]
    dialog = NewUnitDialog(None, session.store.units(), parent_id=root.id)
    qtbot.addWidget(dialog)
    assert refused(dialog) == "The unit needs a name."
    dialog.name_edit.setText("acme")
    assert "has this name already" in refused(dialog)
    dialog.name_edit.setText("Sales")
    dialog.role_boxes["platform"].click()
    assert accepted(dialog)
    team = session.add_unit(name=dialog.name, parent_id=dialog.parent_id, roles=dialog.roles)
    assert team is not None
    assert (team.parent_id, team.roles) == (root.id, ("platform",))
    change = RenameUnitDialog(None, root, session.store.units())
    qtbot.addWidget(change)
    assert change.parent_box.findData(team.id) == -1
    change.name_edit.setText("Acme Group")
    assert accepted(change)
    session.replace(root, change.changed(root), text="change")
    assert session.store.units()[0].name == "Acme Group"


def test_locking_lists_what_is_open_and_needs_a_signature(qtbot: QtBot, session: Session) -> None:
    """51 to answer are named; name and role are needed."""
    dialog = FinaliseDialog(None, session.dossier)
    qtbot.addWidget(dialog)
    assert len(dialog.still_open) == 51
    assert "name" in refused(dialog)
    dialog.name_edit.setText("Ada")
    assert "role" in refused(dialog)
    dialog.role_edit.setText("Human rights lead")
    assert accepted(dialog)
    assert session.finalise(name=dialog.name, role=dialog.role)
    again = ReopenDialog(None, session.dossier.assessment)
    qtbot.addWidget(again)
    assert "Say why" in refused(again)
    again.reason_edit.setPlainText("A figure was wrong.")
    assert accepted(again)
    assert session.reopen(reason=again.reason)


def test_open_confirmations_keep_it_from_being_locked(qtbot: QtBot, session: Session) -> None:
    """Carried-over answers wait: the button is off and says with whom to begin."""
    session.answer("POL-1", level=2)
    dialog = NewAssessmentDialog(None, session)
    qtbot.addWidget(dialog)
    dialog.start(session)
    lock = FinaliseDialog(None, session.dossier, name="Ada")
    qtbot.addWidget(lock)
    assert lock.to_confirm == ["POL-1"]
    assert not lock.go_button.isEnabled()


@pytest.mark.parametrize("kind", [KeysDialog, MethodDialog, AboutDialog])
def test_help_can_be_read_and_closed(qtbot: QtBot, kind: type[Dialog]) -> None:
    """One button, which closes."""
    dialog = kind(None)  # type: ignore[call-arg]
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.cancel_button.isVisible()
    dialog.go_button.click()
    assert not dialog.isVisible()


def test_the_start_page_leads_three_ways_in(qtbot: QtBot, tmp_path: Path) -> None:
    """Its buttons, and the files opened before, whose names are never taken for markup."""
    odd = tmp_path / "r&d <b>x</b>.btech"
    page = StartPage(Theme(), [odd])
    qtbot.addWidget(page)
    names = [b.text() for b in (page.new_button, page.open_button, page.sample_button)]
    assert names == ["New workspace", "Open\N{HORIZONTAL ELLIPSIS}", "Explore the sample"]
    for signal, button in (
        (page.new_requested, page.new_button),
        (page.open_requested, page.open_button),
        (page.sample_requested, page.sample_button),
    ):
        with qtbot.waitSignal(signal):
            button.click()
    recent = next(b for b in page.findChildren(Button) if b.property("path"))
    with qtbot.waitSignal(page.recent_requested) as told:
        recent.click()
    assert told.args == [str(odd)]


def test_all_assessments_open_on_click(qtbot: QtBot, workspace: Workspace, session: Session) -> None:
    """A row shows coverage and score with its range, and leads to the overview."""
    earlier = workspace.start("2025")
    workspace.answer("POL-1", earlier, level=2)
    page = AllAssessmentsPage(session, Theme())
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.refresh()
    page.show()
    assert page.head.title.text() == "Two assessments of one unit"
    texts = [label.text() for label in page.rows[earlier.id].findChildren(type(page.head.title))]
    assert "1 of 51 answered" in texts
    assert "2.0 of 4" in texts
    assert any(text.startswith("could be ") for text in texts)
    with qtbot.waitSignal(page.go_requested) as told:
        qtbot.mouseClick(page.rows[earlier.id], Qt.MouseButton.LeftButton)
    assert told.args == ["overview", ""]
    assert session.assessment_id == earlier.id


def test_the_organisation_is_renamed(session: Session) -> None:
    """The name and the scope line; an empty name is refused with a sentence."""
    told: list[str] = []
    session.refused.connect(told.append)
    assert session.rename_organisation(name="Acme Group", scope_line="Not here.")
    assert session.dossier.organisation == "Acme Group"
    assert not session.rename_organisation(name=" ", scope_line="")
    assert told == ["The organisation needs a name."]
