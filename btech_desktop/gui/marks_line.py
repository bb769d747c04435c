"""What stands beneath a note with marked passages: how many of which kind, and what copies for others show."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from btech_desktop.assessment import Sensitivity
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.marked_edit import MarkedEdit, marked_line
from btech_desktop.gui.widgets.text_edit import NoteEdit
from btech_desktop.language import tr
from btech_desktop.passages import in_brackets, put_together


class MarksLine(QWidget):
    """Follows a field; out of view while nothing in it is marked."""

    def __init__(self, theme: Theme, field: MarkedEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._sensitivity: Sensitivity = "internal"
        self.words = Label(theme, "", "small", "text2")
        self.link = Button(theme, "", kind="link", compact=True)
        self.link.clicked.connect(self._turn)
        # A field, so that the keyboard reaches it and a screen reader reads it.
        self.copy = NoteEdit(theme, name=tr("The note as copies for board and public show it"), lines=1)
        self.copy.setReadOnly(True)
        line = QWidget()
        flow = FlowLayout(line, gap=theme.px(8), line_gap=0)
        flow.addWidget(self.words)
        flow.addWidget(self.link)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(line)
        column.addWidget(self.copy)
        self.copy.hide()
        self._show()
        field.marks_changed.connect(self._show)
        field.textChanged.connect(self._show_copy)

    def start(self, sensitivity: Sensitivity, *, fresh: bool) -> None:
        """Say who may see the note; a ``fresh`` one starts with the copy folded away."""
        self._sensitivity = sensitivity
        if fresh:
            self.copy.hide()
        self._show()

    def _show(self) -> None:
        counted = marked_line(self._field.marks)
        whole = self._sensitivity == "privileged"
        others = (
            tr("The note is privileged: copies for board and public leave all of it out.")
            if whole
            else tr("Copies for board and public show the kind instead.")
        )
        self.words.setText(f"{counted} {others}")
        self.setVisible(bool(counted))
        self.link.setVisible(not whole)
        if whole or not counted:
            self.copy.hide()
        self._name_link()
        self._show_copy()

    def _name_link(self) -> None:
        self.link.setText(tr("See what copies show") if self.copy.isHidden() else tr("Hide what copies show"))
        self.link.updateGeometry()

    def _show_copy(self) -> None:
        if not self.copy.isHidden():
            self.copy.set_text(in_brackets(put_together(self._field.toPlainText(), self._field.marks)))

    def _turn(self) -> None:
        self.copy.setVisible(self.copy.isHidden())
        self._name_link()
        self._show_copy()
