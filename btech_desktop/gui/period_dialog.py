"""What the period of an assessment is called, and when it begins and ends."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from btech_desktop.assessment import Assessment
from btech_desktop.gui.new_assessment import PERIOD_HINT
from btech_desktop.gui.widgets.date_field import DateSpan, date_of
from btech_desktop.gui.widgets.dialog import Dialog, one_line
from btech_desktop.language import tr
from btech_desktop.wording import day


class PeriodDialog(Dialog):
    """Another name or other dates for an assessment that exists; its answers stay as they are."""

    def __init__(self, parent: QWidget | None, assessment: Assessment, others: tuple[Assessment, ...]) -> None:
        super().__init__(parent, tr("Period and dates"), verb=tr("Save"), width=480)
        self._assessment = assessment
        self._beside = [a for a in others if a.unit_id == assessment.unit_id and a.id != assessment.id]
        self.period_edit = one_line(assessment.period)
        self.add_field(tr("Period"), self.period_edit, hint=tr(PERIOD_HINT))
        days = DateSpan(self.theme.px(12), assessment.starts, assessment.ends)
        self.starts_edit, self.ends_edit = days.starts_edit, days.ends_edit
        self.add_field(tr("First and last day"), days, named=False)

    @property
    def period(self) -> str:
        """What the period is called."""
        return self.period_edit.text().strip()

    @property
    def starts(self) -> date:
        """Its first day."""
        return date_of(self.starts_edit)

    @property
    def ends(self) -> date:
        """Its last day."""
        return date_of(self.ends_edit)

    def changed(self, assessment: Assessment) -> Assessment:
        """The assessment as it should be."""
        fields: dict[str, Any] = {"period": self.period, "starts": self.starts, "ends": self.ends}
        return Assessment.model_validate(assessment.model_dump() | fields)

    def problem(self) -> tuple[str, QWidget | None]:
        """One sentence for the first thing that is wrong; periods that carry on from each other keep their order."""
        if not self.period:
            return tr("Give the period a name, such as a year."), self.period_edit
        if any(a.period.casefold() == self.period.casefold() for a in self._beside):
            return tr(
                "This unit has an assessment for {period} already. Choose another name.", period=self.period
            ), self.period_edit
        if self.ends < self.starts:
            return tr("The period ends before it starts. Swap the two dates."), self.ends_edit
        for other in self._beside:
            if other.id == self._assessment.previous_id and other.ends >= self.starts:
                return tr(
                    "This one carries on from {period}, which ends on {day}. Choose a later first day.",
                    period=other.period,
                    day=day(other.ends),
                ), self.starts_edit
            if other.previous_id == self._assessment.id and other.starts <= self.ends:
                return tr(
                    "{period} carries on from this one and starts on {day}. Choose an earlier last day.",
                    period=other.period,
                    day=day(other.starts),
                ), self.ends_edit
        return "", None
