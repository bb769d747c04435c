"""The label of a text in a word beside it; what each label means is said in the list that opens."""

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from btech_desktop.assessment import Sensitivity
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.sensitivity_box import MEANINGS, SensitivityBox
from btech_desktop.terms import shown
from btech_desktop.wording import sentence

ICONS: Final[dict[Sensitivity, str]] = {"shareable": "eye", "internal": "users", "privileged": "lock"}


class SensitivityChoice(SensitivityBox):
    """The three labels, closed to icon and word."""

    def __init__(
        self, theme: Theme, value: Sensitivity = "internal", *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(value, name=name, parent=parent)
        self._theme = theme
        self.setFont(theme.font("small_medium"))
        # The arrow has its own room already; what the sheet keeps free for it would cut the word.
        self.setStyleSheet("QComboBox { padding-right: 2px; }")
        side = theme.px(16)
        self.setIconSize(QSize(side, side))
        for number, key in enumerate(MEANINGS):
            self.setItemIcon(number, theme.icon(ICONS[key]))

    def show_value(self, value: Sensitivity) -> None:
        """Show a label without telling anyone."""
        if value != self.value:
            blocked = self.blockSignals(True)
            self.set_value(value)
            self.blockSignals(blocked)

    def sizeHint(self) -> QSize:
        words = max(self._theme.width(sentence(shown(key)), "small_medium") for key in MEANINGS)
        return QSize(words + self._theme.px(10 + 16 + 8 + 28 + 12), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def showPopup(self) -> None:
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + self._theme.px(24))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = sentence(shown(self.value))
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
