"""What can be done with a unit and an assessment besides answering: change, move, archive, delete.

The page *All assessments* and the menu *Assessment* share it, so that both ask and say the same.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from btech_desktop import deleting, units
from btech_desktop.assessment import Unit
from btech_desktop.deleting import Deletion
from btech_desktop.errors import UserError
from btech_desktop.gui.period_dialog import PeriodDialog
from btech_desktop.gui.session import Session
from btech_desktop.gui.unit_dialogs import RenameUnitDialog
from btech_desktop.gui.widgets.dialog import Confirm, asked
from btech_desktop.language import tr
from btech_desktop.records import Change

Tell = Callable[[str, str], object]
"""Kind of message bar (info, attention, error, undo) and the sentence."""


class Arranging:
    """Asks over ``parent``, writes through the session, says what was done through ``tell``."""

    def __init__(self, parent: QWidget, session: Session, tell: Tell) -> None:
        self._parent, self._session, self._tell = parent, session, tell

    # -- menus --------------------------------------------------------------------------------------------

    def fill_unit_menu(self, menu: QMenu, unit_id: str) -> None:
        """Put what can be done with a unit into a menu, as things stand now."""
        menu.clear()
        everything, unit = self._session.store.units(), self._unit(unit_id)
        _item(menu, tr("&Change…"), partial(self.change_unit, unit_id))
        up = _item(menu, tr("Move &up"), partial(self.move_unit, unit_id, -1))
        down = _item(menu, tr("Move &down"), partial(self.move_unit, unit_id, 1))
        up.setEnabled(units.neighbour(everything, unit, -1) is not None)
        down.setEnabled(units.neighbour(everything, unit, 1) is not None)
        if unit.archived:
            _item(menu, tr("&Bring back"), partial(self.bring_back, unit_id))
        else:
            _item(menu, tr("&Archive"), partial(self.archive, unit_id))
        menu.addSeparator()
        _item(menu, tr("De&lete…"), partial(self.delete_unit, unit_id))

    def fill_assessment_menu(self, menu: QMenu, assessment_id: str) -> None:
        """Put what can be done with an assessment into a menu."""
        menu.clear()
        _item(menu, tr("&Period and dates…"), partial(self.change_period, assessment_id))
        menu.addSeparator()
        _item(menu, tr("De&lete…"), partial(self.delete_assessment, assessment_id))

    # -- units --------------------------------------------------------------------------------------------

    def change_unit(self, unit_id: str) -> None:
        """Ask for a unit's new name, place and roles."""
        unit = self._unit(unit_id)
        dialog = RenameUnitDialog(self._parent, unit, self._session.store.units())
        if asked(dialog):
            self._write([Change(unit, dialog.changed(unit))], tr("change {unit}", unit=unit.name))

    def move_unit(self, unit_id: str, step: int) -> None:
        """Put a unit before (-1) or after (1) its neighbour of the same parent."""
        unit = self._unit(unit_id)
        self._write(units.moved(self._session.store.units(), unit, step), tr("move {unit}", unit=unit.name))

    def archive(self, unit_id: str) -> None:
        """Fold a unit away, with what is part of it; nothing of it is lost."""
        unit = self._unit(unit_id)
        changes = units.archived(self._session.store.units(), unit)
        if self._write(changes, tr("archive {unit}", unit=unit.name)):
            n = len(changes) - 1
            told = (
                tr("{unit} and %n unit(s) below it are archived.", "", n, unit=unit.name)
                if n
                else tr("{unit} is archived.", unit=unit.name)
            )
            still = tr("What was answered stays readable.")
            self._tell("undo", f"{told} {still}")

    def bring_back(self, unit_id: str) -> None:
        """Bring an archived unit back, with what is part of it and what it is part of."""
        unit = self._unit(unit_id)
        changes = units.brought_back(self._session.store.units(), unit)
        if self._write(changes, tr("bring back {unit}", unit=unit.name)):
            self._tell("undo", tr("{unit} is in use again.", unit=unit.name))

    def delete_unit(self, unit_id: str) -> None:
        """Say what goes with a unit, and delete it where the answer is yes."""
        unit = self._unit(unit_id)
        way_round = "" if unit.archived else tr("Archive it instead to keep what was answered readable.")
        self._delete(lambda: deleting.of_unit(self._session.store, unit_id), unit.name, way_round)

    # -- assessments --------------------------------------------------------------------------------------

    def change_period(self, assessment_id: str) -> None:
        """Ask what the period is called and when it begins and ends."""
        store = self._session.store
        assessment = store.assessment(assessment_id)
        if assessment.final:
            self._tell(
                "attention",
                tr(
                    "{period} is final, and its period is part of what was signed. Reopen it to change it.",
                    period=assessment.period,
                ),
            )
            return
        dialog = PeriodDialog(self._parent, assessment, store.assessments())
        if asked(dialog):
            after = dialog.changed(assessment)
            if after != assessment:
                self._write([Change(assessment, after)], tr("change {period}", period=assessment.period))

    def delete_assessment(self, assessment_id: str) -> None:
        """Say what goes with an assessment, and delete it where the answer is yes."""
        store = self._session.store
        assessment = store.assessment(assessment_id)
        name = tr("{period} of {unit}", period=assessment.period, unit=self._unit(assessment.unit_id).name)
        self._delete(lambda: deleting.of_assessment(store, assessment_id), name, "")

    # -- inside -------------------------------------------------------------------------------------------

    def _unit(self, unit_id: str) -> Unit:
        return next(u for u in self._session.store.units() if u.id == unit_id)

    def _write(self, changes: list[Change], text: str) -> bool:
        # Not kept where the disk refuses: the page would go on showing what is in the file.
        return bool(changes) and self._session.write(changes, text=text, keep=False)

    def _delete(self, plan: Callable[[], Deletion], name: str, way_round: str) -> None:
        session = self._session
        if not session.retry():
            return  # the window says already that changes are not on disk, and what to do
        try:
            planned = plan()
        except UserError as error:
            self._tell("attention", str(error))
            return
        still = (
            tr("Undo brings it back until the workspace is closed. The history and older backups hold it longer.")
            if session.store.workspace().history == "every change"
            else tr("Undo brings it back until the workspace is closed. Older backups hold it longer.")
        )
        words = [deleting.loss_in_words(planned.loss), still, way_round]
        title, verb = tr("Delete {name}?", name=name), tr("Delete")
        if asked(Confirm(self._parent, title, " ".join(filter(None, words)), verb)) and session.delete(
            planned, text=tr("delete {name}", name=name)
        ):
            self._tell("undo", tr("{name} is deleted. Undo brings it back.", name=name))


def _item(menu: QMenu, text: str, slot: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(lambda *_: slot())
    return action
