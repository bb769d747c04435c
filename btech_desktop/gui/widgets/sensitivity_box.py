"""Choosing who may see a text: shareable, internal or privileged."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtWidgets import QComboBox, QWidget

from btech_desktop.assessment import Sensitivity
from btech_desktop.language import Words, mark

MEANINGS: Final[Mapping[Sensitivity, str]] = Words(
    {
        "shareable": mark("Shareable: any copy may show it"),
        "internal": mark("Internal: board and working group"),
        "privileged": mark("Privileged: nobody, unless you let it in"),
    }
)
PRIVILEGED_HINT: Final = mark(
    "A label makes nothing legally privileged. Keep advice itself in counsel’s file, with a pointer here."
)


class SensitivityBox(QComboBox):
    """The three labels with what each means."""

    def __init__(self, value: Sensitivity = "internal", *, name: str = "Who may see it", parent: QWidget | None = None):
        super().__init__(parent)
        for key, text in MEANINGS.items():
            self.addItem(text, key)
        self.setAccessibleName(name)
        self.set_value(value)

    @property
    def value(self) -> Sensitivity:
        """The label chosen."""
        return list(MEANINGS)[self.currentIndex()]

    def set_value(self, value: Sensitivity) -> None:
        """Show a label."""
        self.setCurrentIndex(list(MEANINGS).index(value))
