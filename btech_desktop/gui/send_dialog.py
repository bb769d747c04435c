"""What of the workspace goes into one file to send, for whom it is locked, and what leaves, said before it does."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from btech_desktop.errors import UserError
from btech_desktop.exchange.extract import Scope, extract, plan
from btech_desktop.exchange.leaving import Leaving
from btech_desktop.gui.dialogs import FILE_FILTER, SUFFIX
from btech_desktop.gui.password_dialogs import StrengthHint, password_field
from btech_desktop.gui.session import Session
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.waiting import working
from btech_desktop.language import Words, mark, tr
from btech_desktop.password import SHORTEST
from btech_desktop.paths import folder_for_files
from btech_desktop.steps import CancelledError

MOST_SHOWN = 5  # assessments, before the list scrolls
SCOPE_WORDS: Mapping[Scope, str] = Words(
    {
        "all": mark("All of it"),
        "without files": mark("Without evidence files"),
        "scores only": mark("Scores only, no text"),
    }
)


class SendDialog(Dialog):
    """Choose assessments, scope and password; below stands what leaves. Accepting writes the file."""

    def __init__(self, parent: QWidget | None, session: Session) -> None:
        super().__init__(
            parent,
            tr("Send an assessment"),
            verb=tr("Save the file…"),
            text=tr(
                "A small workspace file with just what you choose. It opens like any workspace, and a colleague can "
                "merge it into another."
            ),
            width=920,
        )
        self._store = session.store
        self.written: Path | None = None
        units = {u.id: u.name for u in self._store.units()}
        self.list = QListWidget()
        for assessment in self._store.assessments():
            item = QListWidgetItem(f"{assessment.period}, {units[assessment.unit_id]}")
            item.setSizeHint(QSize(1, self.theme.px(36)))  # a long name is cut short, not scrolled aside
            item.setData(Qt.ItemDataRole.UserRole, assessment.id)
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            in_view = assessment.id == session.assessment_id
            item.setCheckState(Qt.CheckState.Checked if in_view else Qt.CheckState.Unchecked)
            self.list.addItem(item)
            if in_view:
                self.list.setCurrentItem(item)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        shown = min(self.list.count(), MOST_SHOWN)
        self.list.setFixedHeight(self.theme.px(36) * shown + 2 * self.list.frameWidth() + self.theme.px(4))
        left = QVBoxLayout()
        left.setSpacing(self.theme.px(14))
        left.addWidget(self.add_field(tr("Assessments"), self.list))

        self.scopes: dict[Scope, QRadioButton] = {scope: QRadioButton(words) for scope, words in SCOPE_WORDS.items()}
        self.scopes["all"].setChecked(True)
        self.privileged_box = QCheckBox(tr("Privileged texts too"))
        self.privileged_box.setAccessibleDescription(tr("Only for a recipient whom counsel has agreed to."))
        how_much = _column(*self.scopes.values(), self.privileged_box)
        left.addWidget(self.add_field(tr("How much of them"), how_much, named=False))

        self.lock_box = QCheckBox(tr("Lock the file with a password"))
        left.addWidget(self.lock_box)
        self.password_edit, self.again_edit = password_field(), password_field()
        self.password_edit.setPlaceholderText(tr("Password"))
        self.again_edit.setPlaceholderText(tr("The same again"))
        self.again_edit.setAccessibleName(tr("The same password again"))
        pair = QWidget()
        grid = QGridLayout(pair)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self.theme.px(8))
        grid.addWidget(self.password_edit, 0, 0)
        grid.addWidget(self.again_edit, 0, 1)
        about = (self._store.workspace().organisation, *units.values())
        grid.addWidget(StrengthHint(self.theme, self.password_edit, lambda: about), 1, 0, 1, 2)
        pair.setFocusProxy(self.password_edit)
        self._passwords = self.add_field(
            tr("Password, twice"), pair, hint=tr("Tell it to the recipient on another way than the file.")
        )
        self.password_edit.setAccessibleName(tr("Password"))
        left.addWidget(self._passwords)
        left.addStretch(1)
        self._passwords.hide()
        # Beside the choices, so that what leaves is seen while it is chosen.
        card = Card(self.theme, tr("What leaves"))
        self.leaving_label = Label(self.theme, "", "body")
        card.add(self.leaving_label)
        card.body.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(self.theme.px(20))
        columns.addLayout(left, 1)
        columns.addWidget(card, 1)
        self.body.addLayout(columns)

        self.list.itemChanged.connect(self._show_leaving)
        for button in (*self.scopes.values(), self.privileged_box):
            button.toggled.connect(self._show_leaving)
        self.lock_box.toggled.connect(self._on_lock)
        self._show_leaving()

    @property
    def chosen(self) -> list[str]:
        """Ids of the assessments ticked."""
        items = (self.list.item(n) for n in range(self.list.count()))
        return [str(i.data(Qt.ItemDataRole.UserRole)) for i in items if i.checkState() == Qt.CheckState.Checked]

    @property
    def scope(self) -> Scope:
        """How much leaves."""
        return next(scope for scope, button in self.scopes.items() if button.isChecked())

    @property
    def password(self) -> str | None:
        """The password of the file, or None for an open one."""
        return self.password_edit.text() if self.lock_box.isChecked() else None

    @property
    def leaving(self) -> Leaving:
        """What leaves as things are chosen now. Raises BadInput when nothing is."""
        privileged = self.privileged_box.isChecked() and self.scope != "scores only"
        return plan(self._store, self.chosen, scope=self.scope, privileged=privileged)

    def problem(self) -> tuple[str, QWidget | None]:
        """One sentence for the first thing that is wrong; when nothing is, the place is asked and the file written."""
        if not self.chosen:
            return tr("Tick at least one assessment."), self.list
        if self.password is not None:
            if len(self.password) < SHORTEST:
                return tr("Use at least {least} characters for the password.", least=SHORTEST), self.password_edit
            if self.password != self.again_edit.text():
                return tr("The two passwords differ. Type the second one again."), self.again_edit
        return "", None

    def accept(self) -> None:
        """Ask for the place, write, and close; stay where it could not be written."""
        sentence, _ = self.problem()
        if sentence:
            super().accept()  # shows it
            return
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Save the file to send"), str(self._suggested()), tr(FILE_FILTER)
        )
        if not name:
            return
        path = Path(name) if Path(name).suffix == SUFFIX else Path(f"{name}{SUFFIX}")
        try:
            with working(self, tr("Writing {name}, and reading it back…", name=path.name)) as step:
                extract(
                    self._store,
                    path,
                    self.chosen,
                    scope=self.scope,
                    privileged=self.privileged_box.isChecked() and self.scope != "scores only",
                    password=self.password,
                    # The system's dialog has asked about the name it knew.
                    replace=path == Path(name),
                    step=step,
                )
        except CancelledError:
            return
        except UserError as error:
            self.show_problem(str(error))
            return
        self.written = path
        super().accept()

    def _suggested(self) -> Path:
        first = self.leaving.assessments[0]
        plain = "".join(c if c.isalnum() or c in "-_ " else " " for c in first)
        name = f"{'-'.join(plain.lower().split())[:60] or 'assessment'}-to-send{SUFFIX}"
        return folder_for_files(self._store.path) / name

    def _show_leaving(self) -> None:
        self.privileged_box.setEnabled(self.scope != "scores only")
        try:
            self.leaving_label.setText("\n\n".join(self.leaving.sentences))
        except UserError as error:
            self.leaving_label.setText(str(error))
        self.fit()

    def _on_lock(self, on: bool) -> None:
        self._passwords.setVisible(on)
        self.fit()


def _column(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget)
    return holder
