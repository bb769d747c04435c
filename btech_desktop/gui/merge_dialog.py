"""Merging a file from elsewhere: where each of its assessments goes, what differs, and then the merge itself."""

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from btech_desktop.errors import BadInput, UserError
from btech_desktop.exchange.merge import (
    AS_NEW,
    LEAVE_OUT,
    Arrival,
    Difference,
    Foreign,
    Landing,
    Plan,
    changes,
    propose,
    resolve,
)
from btech_desktop.exchange.merge_words import (
    Version,
    Writers,
    coming,
    nothing_lands,
    origin,
    outcome,
    state_of,
    versions,
)
from btech_desktop.gui.merge_review import ReviewPane
from btech_desktop.gui.session import Session
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.waiting import waiting
from btech_desktop.language import tr
from btech_desktop.steps import Step, no_step
from btech_desktop.wording import excerpt

_PAUSE_MS = 100  # of choosing, before what will happen is counted again
_HEIGHT = 700
LONGEST_UNIT = 60  # characters of its name among the choices, which are cut where they are too long


def _first_plan(session: Session, foreign: Foreign, step: Step) -> tuple[Plan, dict[str, str], str]:
    """Where everything goes by itself; with the reason, where nothing can."""
    try:
        return propose(session.store, foreign, step=step), {}, ""
    except BadInput as error:
        # Other questions under the same name: what does not use them can still come.
        places = dict.fromkeys(foreign.dossiers, LEAVE_OUT)
        return propose(session.store, foreign, places=places, step=step), places, str(error)


class MergeDialog(Dialog):
    """What comes in and where it goes, then the differences. Accepting merges; :attr:`landed` is what was done."""

    def __init__(self, parent: QWidget | None, session: Session, foreign: Foreign, step: Step = no_step) -> None:
        # Before there is a dialog: ``step`` may cancel it.
        plan, places, refused = _first_plan(session, foreign, step)
        super().__init__(parent, tr("Merge"), verb=tr("Merge"), width=980)
        self._session, self._foreign = session, foreign
        self.landed: Landing | None = None
        self._writers: tuple[Writers, Writers] | None = None
        self.plan, self.places = plan, places
        self.boxes: dict[str, QComboBox] = {}
        self._add_arrivals()
        self.review = ReviewPane(self.theme, self._both)
        self.review.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.body.addWidget(self.review, 1)
        self.outcome_label = Label(self.theme, "", "body_medium")
        self._foot.insertWidget(0, self.outcome_label)
        self.back_button = Button(self.theme, tr("Back"), parent=self)
        self.back_button.setAutoDefault(False)
        self.back_button.clicked.connect(self._show_first)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._count)
        self.review.decided.connect(self._timer.start)
        self._reviewing = False
        self._show_plan()
        self._show_step()
        if refused:
            self.show_problem(refused)

    # -- what comes in ------------------------------------------------------------------------------------

    def _add_arrivals(self) -> None:
        self._first = QWidget()
        column = QVBoxLayout(self._first)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.px(14))
        column.addWidget(Label(self.theme, origin(self._foreign), "body", "text2"))
        self._card = Card(self.theme)
        self.coming_label = Label(self.theme, "", "small", "text2")
        self._card.add(self.coming_label)
        column.addWidget(self._card)
        ours = [self._session.store.dossier(a.id) for a in self._session.store.assessments()]
        here = {d.assessment.id: d for d in ours}
        for arrival in self.plan.arrivals:
            edition = self._foreign.dossiers[arrival.foreign_id].assessment.form_edition
            box = QComboBox()
            box.setMinimumWidth(self.theme.px(120))
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            if not arrival.same:
                box.addItem(tr("Add as new"), AS_NEW)
            into = sorted(here, key=lambda i: i != arrival.foreign_id)
            for one in into:
                target = here[one]
                if target.assessment.form_edition == edition:
                    period = target.assessment.period
                    choice = (
                        tr("Answer by answer into {period} here (final here)", period=period)
                        if target.assessment.final
                        else tr("Answer by answer into {period} here", period=period)
                    )
                    unit = "" if one == arrival.foreign_id else f": {excerpt(target.unit.name, LONGEST_UNIT)}"
                    box.addItem(f"{choice}{unit}", one)
            box.addItem(tr("Leave out"), LEAVE_OUT)
            box.setCurrentIndex(box.findData(arrival.goes))
            box.setObjectName(arrival.foreign_id)
            box.setAccessibleName(tr("Where {place} goes", place=arrival.place))
            box.activated.connect(self._on_place)
            self.boxes[arrival.foreign_id] = box
            column.addWidget(self._row(arrival, box))
            self._first_field = self._first_field or box
        column.addStretch(1)
        self.body.addWidget(self._first)

    def _row(self, arrival: Arrival, box: QComboBox) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.px(4))
        label = Label(self.theme, arrival.place, "body_medium")
        label.setBuddy(box)
        column.addWidget(label)
        column.addWidget(Label(self.theme, state_of(self._foreign, arrival), "small", "text2"))
        column.addWidget(box)
        return row

    def _on_place(self) -> None:
        box = self.sender()
        if isinstance(box, QComboBox):
            self._place({**self.places, box.objectName(): str(box.currentData())})

    def _place(self, places: Mapping[str, str]) -> None:
        """Let assessments go elsewhere; what cannot be is said, and stays as it was."""
        try:
            with waiting():
                self.plan = propose(self._session.store, self._foreign, places=places)
        except UserError as error:
            for arrival in self.plan.arrivals:
                box = self.boxes[arrival.foreign_id]
                box.setCurrentIndex(box.findData(arrival.goes))
            self.show_problem(str(error))
            return
        self.places = dict(places)
        self.show_problem("")
        self._show_plan()

    # -- the two steps ------------------------------------------------------------------------------------

    def _show_plan(self) -> None:
        self.review.set_plan(self.plan)
        self._show_coming()
        self._show_step()

    def _show_step(self) -> None:
        self._first.setVisible(not self._reviewing)
        self.review.setVisible(self._reviewing)
        self.back_button.setVisible(self._reviewing)
        to_review = bool(self.plan.differences) and not self._reviewing
        self.go_button.setText(tr("Review the differences") if to_review else tr("Merge"))
        # During the review what is counted may be of a moment ago: accepting looks again.
        self.go_button.setEnabled(to_review or self._reviewing or not nothing_lands(self.landing))
        self.fit()

    def _show_first(self) -> None:
        self._reviewing = False
        self.show_problem("")
        self._show_coming()
        self._show_step()
        self.boxes[self.plan.arrivals[0].foreign_id].setFocus()

    def _show_coming(self) -> None:
        self._count()
        self.coming_label.setText("\n".join(coming(self.plan)))
        self._card.setVisible(bool(self.coming_label.text()))

    def _decided(self) -> Plan:
        return resolve(self.plan, self.review.choices)

    def _count(self) -> None:
        self._timer.stop()
        self.landing = changes(self._decided())
        self.outcome_label.setText(outcome(self.landing))
        if self._reviewing:
            self._show_step()

    def _both(self, difference: Difference) -> tuple[Version, Version]:
        if self._writers is None:
            with waiting():
                stores = (self._session.store, self._foreign.store)
                ours, theirs = (Writers(store.history_heads()) for store in stores)
                self._writers = ours, theirs
        return versions(self.plan, difference, *self._writers)

    def accept(self) -> None:
        """Go on to the differences; from there merge, and stay where that is refused."""
        if self.plan.differences and not self._reviewing:
            self._reviewing = True
            self._show_step()
            # Room for list and texts; the person may make it larger.
            room = int(self.screen().availableGeometry().height() * 0.86)
            self.resize(self.width(), max(self.height(), min(self.theme.px(_HEIGHT), room)))
            self.review.view.setFocus()
            return
        self._count()
        if nothing_lands(self.landing):
            self.show_problem(tr("With these choices nothing here would change. Choose otherwise, or cancel."))
            return
        try:
            with waiting():
                self.landed = self._session.merge(self._decided())
        except UserError as error:
            self.show_problem(str(error))
            return
        super().accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Take in the button that leads back."""
        if self._buttons.indexOf(self.back_button) < 0:
            self.back_button.setParent(None)  # so that Tab comes to it after the fields, like the other buttons
            self._buttons.insertWidget(0, self.back_button)
            self._show_step()
        super().showEvent(event)
