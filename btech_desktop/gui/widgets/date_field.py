"""A date that may be left open: a tick box says whether there is one."""

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QHBoxLayout, QWidget

from btech_desktop.language import tr

DATE_FORMAT = "d MMM yyyy"  # with the month in letters nobody takes day for month


def date_edit(name: str, value: date) -> QDateEdit:
    """A field for one date, with a calendar to choose from."""
    edit = QDateEdit(QDate(value.year, value.month, value.day))
    edit.setDisplayFormat(DATE_FORMAT)
    edit.setCalendarPopup(True)
    edit.setAccessibleName(name)
    # The hint of a styled spin box forgets the padding, and the day would slide out at the left.
    metrics = edit.fontMetrics()
    edit.lineEdit().setTextMargins(metrics.height() // 2, 0, 0, 0)  # a style sheet's padding does not reach it
    edit.setMinimumWidth(metrics.horizontalAdvance("30 Mmm 2026") + 4 * metrics.height())
    return edit


def date_of(edit: QDateEdit) -> date:
    """The date a field shows."""
    shown = edit.date()
    return date(shown.year(), shown.month(), shown.day())


class DateSpan(QWidget):
    """The first and the last day of something."""

    def __init__(self, spacing: int, starts: date, ends: date, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.starts_edit = date_edit(tr("First day"), starts)
        self.ends_edit = date_edit(tr("Last day"), ends)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(spacing)
        row.addWidget(self.starts_edit)
        row.addWidget(self.ends_edit)
        row.addStretch(1)
        self.setFocusProxy(self.starts_edit)


class DateField(QWidget):
    """A date or none. ``value`` is None while the box is not ticked."""

    changed = Signal()

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(tr("Set a date"))
        self.box.setAccessibleName(tr("{name}: set a date", name=name))
        self.edit = date_edit(name, date.today())
        self.edit.setEnabled(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.box)
        row.addWidget(self.edit)
        row.addStretch(1)
        self.setFocusProxy(self.box)
        self.box.toggled.connect(self.edit.setEnabled)
        self.box.toggled.connect(self.changed)
        self.edit.dateChanged.connect(self.changed)

    @property
    def value(self) -> date | None:
        """The date, or None."""
        return date_of(self.edit) if self.box.isChecked() else None

    def set_value(self, value: date | None) -> None:
        """Show a date, or that there is none."""
        if value is not None:
            self.edit.setDate(QDate(value.year, value.month, value.day))
        self.box.setChecked(value is not None)
