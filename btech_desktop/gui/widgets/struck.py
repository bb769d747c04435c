"""Words of which some are struck out, as they would be on paper; never by colour alone."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from btech_desktop.gui.theme import Role, Theme
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.paragraph import Paragraph, Struck


class StruckLabel(Label):
    """A label with stretches struck out, each a start and a length in characters."""

    def __init__(self, theme: Theme, role: Role = "body", parent: QWidget | None = None) -> None:
        self._stretches: tuple[tuple[int, int], ...] = ()
        super().__init__(theme, "", role, parent=parent)

    def show_struck(self, text: str, stretches: Sequence[tuple[int, int]]) -> None:
        """Show the text with these stretches struck out."""
        self._stretches = tuple(stretches)
        self.setText(text)

    def _paragraph(self) -> Paragraph:
        if self._made is None:
            struck = Struck(self._stretches, self._theme.color("attention"), self._theme.color("attention_ground"))
            across = Qt.AlignmentFlag(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask)
            self._made = Paragraph(
                self._theme, self.text(), self._role, align=across, direction=self.layoutDirection(), struck=struck
            )
        return self._made
