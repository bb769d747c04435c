"""What to do with a workspace file that does not open, and what was read from a damaged one."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from btech_desktop.backup import Backup
from btech_desktop.errors import SALVAGEABLE, Cause
from btech_desktop.gui.backup_words import answers_in, in_short, moment
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.language import mark, tr
from btech_desktop.terms import shown

Way = Literal["restore", "others", "salvage", "find", "forget", ""]

_TITLES: Mapping[Cause, str] = {
    "missing": mark("{name} is not there"),
    "placeholder": mark("{name} has not been fetched"),
    "empty": mark("{name} is empty"),
    "cut short": mark("{name} is cut short"),
    "header": mark("{name} is damaged"),
    "damaged": mark("{name} is damaged"),
}
_NOT_OPEN = mark("{name} does not open")


class DamageDialog(Dialog):
    """The cause, the newest good backup in one click, and the other ways on; :attr:`way` is the one chosen."""

    def __init__(
        self,
        parent: QWidget | None,
        path: Path,
        *,
        sentence: str,
        cause: Cause,
        newest: Backup | None,
        backups: int,
        elsewhere: bool = False,
        opened: bool = False,
        listed: bool = False,
    ) -> None:
        """``newest`` is the newest good backup, of ``backups`` in all; ``elsewhere``: other workspaces have some.

        ``opened``: the damage was met while the workspace was open. ``listed``: the file is among those opened before.
        """
        super().__init__(
            parent,
            tr(_TITLES.get(cause, _NOT_OPEN), name=path.name),
            verb=tr("Restore {backup}", backup=in_short(newest)) if newest else tr("Close"),
            text=sentence,
            width=640,
        )
        self.way: Way = ""
        self.buttons: dict[Way, Button] = {}
        if newest is not None:
            last = tr(
                "The newest good backup was made {why} on {moment} and holds "
                "{answers}. Restoring keeps the file that stands there now under another name.",
                why=shown(newest.why),
                moment=moment(newest.made_at),
                answers=answers_in(newest),
            )
        elif backups:
            last = tr("None of %n backup(s) made of this file is intact.", "", backups)
        else:
            last = tr("No backup was made of this file on this computer.")
        self.add_text(last, role="body", token="text")
        if backups > 1 or (backups and newest is None):
            self._add("others", tr("Other backups…"), tr("See what each of %n backup(s) holds.", "", backups))
        elif elsewhere:
            self._add("others", tr("Backups of other workspaces…"), tr("For a file that was moved or renamed since."))
        if cause in SALVAGEABLE:
            self._add(
                "salvage",
                tr("Save what can be read…"),
                tr("Reads row by row into a new file, and lists what is missing. This file stays as it is."),
            )
        if cause == "missing":
            self._add("find", tr("Find it…"), tr("It may have been moved or renamed."))
            if listed:
                self._add("forget", tr("Take it off the list"), tr("Of the files opened before. No file is removed."))
        self.cancel_button.setText(tr("Go on without") if opened else tr("Close"))
        self.cancel_button.setVisible(newest is not None)
        if newest is not None:
            self.go_button.clicked.disconnect()
            self.go_button.clicked.connect(self._restore)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the keyboard on the first way on, not on the first button of the others."""
        super().showEvent(event)
        self.go_button.show()  # what is not in view yet takes no focus
        self.go_button.setFocus()

    def _add(self, way: Way, words: str, hint: str) -> None:
        """A way on, with what it does beneath."""
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.px(4))
        button = Button(self.theme, words)
        button.setObjectName(way)
        button.setAccessibleDescription(hint)
        button.clicked.connect(self._chosen)
        column.addWidget(button)
        column.addWidget(Label(self.theme, hint, "small", "muted"))
        self.body.addWidget(group)
        self.buttons[way] = button

    def _restore(self) -> None:
        self.way = "restore"
        self.accept()

    def _chosen(self) -> None:
        button = self.sender()
        self.way = next((way for way, one in self.buttons.items() if one is button), "")
        self.accept()


class SalvageReport(Dialog):
    """What was read from a damaged file and what is missing, to be read and copied."""

    def __init__(self, parent: QWidget | None, path: Path, lines: Sequence[str]) -> None:
        super().__init__(
            parent,
            tr("What could be read"),
            verb=tr("Close"),
            text=tr("It is in {name} now. The damaged file stays as it was.", name=path.name),
            width=600,
        )
        self.report_edit = self.text_field("\n".join(lines), lines=12)
        self.report_edit.setReadOnly(True)
        self.add_field(tr("Read and missing"), self.report_edit)
        self.copy_button = Button(self.theme, tr("Copy"), icon="copy")
        self.copy_button.clicked.connect(self._copy)
        self.body.addWidget(self.copy_button)
        self.cancel_button.hide()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report_edit.toPlainText())
        self.copy_button.setText(tr("Copied"))
