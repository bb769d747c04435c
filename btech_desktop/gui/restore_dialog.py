"""Which backup to restore, of which workspace, and whether in its place or beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QRadioButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from btech_desktop import backup as backup_module
from btech_desktop.backup import Backup
from btech_desktop.gui.backup_words import budget_line, two_lines
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.spoken import plain_tip
from btech_desktop.language import tr

_ROWS_IN_VIEW = 3
_BACKUP = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Known:
    """A workspace that has backups: where a backup of it is put back, and what there is, newest first."""

    path: Path
    backups: tuple[Backup, ...]


def known_workspaces(path: Path | None = None, uuid: str | None = None) -> list[Known]:
    """Every workspace with backups. First the one at ``path``: open, with ``uuid``, or one that does not open."""
    found = []
    if path is not None:
        mine = backup_module.listed(uuid) if uuid is not None else backup_module.listed_for(path)
        found.append(Known(path, mine))
    seen = {b.workspace for known in found for b in known.backups}
    folder = backup_module.folder()
    for place in sorted(folder.iterdir()) if folder.is_dir() else []:
        backups = backup_module.listed(place.name)
        if backups and backups[0].workspace not in seen:
            found.append(Known(Path(backups[0].file), backups))
    return found


class RestoreDialog(Dialog):
    """The backups of a workspace, what each holds, and where the chosen one goes."""

    def __init__(self, parent: QWidget | None, workspaces: Sequence[Known]) -> None:
        """``workspaces``: at least one; the first is shown."""
        super().__init__(
            parent,
            tr("Restore a backup"),
            verb=tr("Restore"),
            text=tr("Nothing is overwritten: the file that stands there now is kept under another name."),
            width=640,
        )
        self._workspaces = tuple(workspaces)
        self._checked: dict[Path, bool] = {}
        self.workspace_box = QComboBox()
        self.workspace_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.workspace_box.setMinimumContentsLength(20)
        for known in self._workspaces:
            self.workspace_box.addItem(
                tr(
                    "{name}, %n backup(s) ({folder})",
                    "",
                    len(known.backups),
                    name=known.path.name,
                    folder=known.path.parent,
                )
            )
        place = self.add_field(tr("Workspace"), self.workspace_box)
        place.setVisible(len(self._workspaces) > 1)

        self.list = QTreeWidget()
        self.list.setObjectName("field")
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._row_height = self.theme.line() * 2 + self.theme.px(14)
        self.list.setFixedHeight(self._row_height * _ROWS_IN_VIEW + self.theme.px(12))
        self.add_field(tr("Backups, the newest first"), self.list)
        self.state_label = self.add_text("", role="small")

        self.in_place = QRadioButton(tr("Put it in the place of the file"))
        self.beside_button = QRadioButton(tr("Put it beside, as a copy under a new name"))
        self.in_place.setChecked(True)
        choices = QWidget()
        column = QVBoxLayout(choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.in_place)
        column.addWidget(self.beside_button)
        self.add_field(tr("Where it goes"), choices, named=False)
        self._foot.insertWidget(0, Label(self.theme, budget_line(), "small", "muted"))

        self.workspace_box.currentIndexChanged.connect(self._show_backups)
        self.list.currentItemChanged.connect(self._on_chosen)
        self.list.itemActivated.connect(self.accept)
        self._show_backups()

    @property
    def target(self) -> Path:
        """The workspace file that the chosen backup was made of."""
        return self._workspaces[self.workspace_box.currentIndex()].path

    @property
    def backup(self) -> Backup:
        """The backup chosen; there is one when the dialog was accepted."""
        found = self._chosen()
        assert found is not None
        return found

    @property
    def beside(self) -> bool:
        """Whether it becomes a copy under a new name."""
        return self.beside_button.isChecked()

    def problem(self) -> tuple[str, QWidget | None]:
        """Only what is still what was verified can be restored."""
        chosen = self._chosen()
        if chosen is None:
            return tr("Choose a backup."), self.list
        if not self._intact(chosen):
            return tr("This backup is damaged. Choose another one."), self.list
        return "", None

    def _chosen(self) -> Backup | None:
        item = self.list.currentItem()
        found = item.data(0, _BACKUP) if item is not None else None
        return found if isinstance(found, Backup) else None

    def _show_backups(self) -> None:
        known = self._workspaces[self.workspace_box.currentIndex()]
        self.in_place.setText(tr("Put it in the place of {name}", name=known.path.name.replace("&", "&&")))
        self.list.clear()
        items = []
        for backup in known.backups:
            item = QTreeWidgetItem(["\n".join(two_lines(backup))])
            item.setData(0, _BACKUP, backup)
            item.setToolTip(0, plain_tip("\n".join(two_lines(backup))))
            item.setSizeHint(0, QSize(0, self._row_height))
            items.append(item)
        self.list.addTopLevelItems(items)
        if items:
            self.list.setCurrentItem(items[0])
        else:
            self.state_label.setText(tr("There is no backup of {name}.", name=known.path.name))
        self.go_button.setEnabled(bool(known.backups))

    def _on_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        if not self._intact(chosen):
            text, token = (
                tr("Damaged: it is no longer what was verified when it was made. Choose another one."),
                "error",
            )
        elif chosen.locked:
            text, token = tr("Intact. It opens with the password that the workspace had at that time."), "text2"
        else:
            text, token = tr("Intact: it is what was verified when it was made."), "text2"
        self.state_label.set_token(token)
        self.state_label.setText(text)
        self.show_problem("")

    def _intact(self, backup: Backup) -> bool:
        if backup.path not in self._checked:
            QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
            try:
                self._checked[backup.path] = backup.intact
            finally:
                QGuiApplication.restoreOverrideCursor()
        return self._checked[backup.path]
