"""Setting, changing and removing a workspace's password, with what happens to the older backups."""

import threading
from collections.abc import Callable
from importlib import import_module
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.language import mark, tr
from btech_desktop.password import SHORTEST, same, strength

LONGEST = 1000
STEPS = 4
LOST = mark(
    "Nobody can recover a lost password: without it the answers are gone. Keep it where your organisation keeps such "
    "things."
)
Older = Literal["relock", "delete", "leave"]


def password_field() -> QLineEdit:
    """A field that shows dots."""
    edit = QLineEdit()
    edit.setMaxLength(LONGEST)
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    return edit


def _side_by_side(gap: int, *parts: QWidget, stretch: bool = True) -> QWidget:
    """Parts in a row, as wide as there is room or (no ``stretch``) as they need."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for part in parts:
        row.addWidget(part, int(stretch))
    if not stretch:
        row.addStretch(1)
    return holder


class _Steps(QWidget):
    """Four boxes; as many are filled as a password is strong."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.filled = 0
        self.setFixedHeight(theme.px(8))

    def set_filled(self, n: int) -> None:
        """0 to 4."""
        self.filled = n
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, gap = self._theme, self._theme.px(4)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = (self.width() - gap * (STEPS - 1)) / STEPS
        for n in range(STEPS):
            full = n < self.filled
            painter.setPen(QPen(theme.color("accent" if full else "control_edge"), 1))
            painter.setBrush(theme.color("accent" if full else "sunken"))
            box = QRectF(n * (wide + gap), 0, wide, self.height()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(box, theme.px(2), theme.px(2))
        painter.end()


class StrengthHint(QWidget):
    """How strong the password in a field is, in words and as four steps, while it is typed."""

    def __init__(self, theme: Theme, edit: QLineEdit, about: Callable[[], tuple[str, ...]]) -> None:
        """``about`` gives the names that somebody who guesses would try first."""
        super().__init__()
        self._edit, self._about = edit, about
        self.steps = _Steps(theme)
        # Two lines from the start, so that nothing below jumps while one types.
        self.label = Label(theme, "", "small", "text2")
        self.label.setMinimumHeight(theme.line("small") * 2)
        self.label.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self.steps)
        column.addWidget(self.label)
        self._word_lists: threading.Thread | None = None
        edit.textChanged.connect(self._show)
        self._show("")

    def _show(self, text: str) -> None:
        if text and self._word_lists is None:
            # They take most of a second: read aside while the first letters are typed, or a letter would hang.
            self._word_lists = threading.Thread(target=import_module, args=("zxcvbn",), name="word lists")
            self._word_lists.start()
        score, words = strength(text, about=self._about())
        self.steps.set_filled(score)
        self.label.setText(words)
        self._edit.setAccessibleDescription(words)


class PasswordChangeDialog(Dialog):
    """Sets a password where there is none; else changes it, or removes it."""

    def __init__(
        self,
        parent: QWidget | None,
        file_name: str,
        *,
        current: str | None,
        older: int,
        legal_hold: bool,
        about: tuple[str, ...] = (),
    ) -> None:
        """``current`` is the password now; ``older`` how many backups there are."""
        super().__init__(
            parent,
            tr("Password") if current is not None else tr("Set a password"),
            verb=tr("Change the password") if current is not None else tr("Set the password"),
            text=tr("{name} is locked with a password.", name=file_name)
            if current is not None
            else tr("{name} is not locked: whoever gets hold of the file can read it.", name=file_name),
            width=560,
        )
        self._current, self._older, self._legal_hold = current, older, legal_hold
        self.change_button, self.remove_button = QRadioButton(tr("Change it")), QRadioButton(tr("Remove it"))
        self.change_button.setChecked(True)
        self.old_edit = password_field()
        if current is not None:
            choices = _side_by_side(self.theme.px(16), self.change_button, self.remove_button, stretch=False)
            self.add_field(tr("What to do"), choices, named=False)
            self.add_field(tr("Password now"), self.old_edit)
        self.lost_label = self.add_text(tr(LOST), role="body", token="text")
        self.new_edit, self.again_edit = password_field(), password_field()
        self.new_edit.setPlaceholderText(tr("Password"))
        self.again_edit.setPlaceholderText(tr("The same again"))
        pair = _side_by_side(self.theme.px(8), self.new_edit, self.again_edit)
        pair.setFocusProxy(self.new_edit)
        self._new = [
            self.add_field(tr("New password, twice"), pair),
            StrengthHint(self.theme, self.new_edit, lambda: about),
        ]
        self.new_edit.setAccessibleName(tr("New password"))
        self.again_edit.setAccessibleName(tr("The same new password again"))
        self.body.addWidget(self._new[1])
        self.relock_button, self.other_button = QRadioButton(), QRadioButton()
        self.relock_button.setChecked(True)
        older_choices = QWidget()
        column = QVBoxLayout(older_choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.relock_button)
        column.addWidget(self.other_button)
        self._backups = self.add_field(tr("Older backups"), older_choices, named=False)
        self._backups.setVisible(older > 0)
        self.hold_label = self.add_text(tr("Under legal hold no backup is deleted."))
        self.remove_button.toggled.connect(self._show_choice)
        self._show_choice()

    @property
    def removing(self) -> bool:
        """Whether the file is to be unlocked."""
        return self._current is not None and self.remove_button.isChecked()

    @property
    def password(self) -> str | None:
        """The new password; None to remove it."""
        return None if self.removing else self.new_edit.text()

    @property
    def older(self) -> Older:
        """What happens to the backups made until now."""
        if not self._older:
            return "leave"
        if self.relock_button.isChecked():
            return "relock"
        return "leave" if self.removing else "delete"

    def problem(self) -> tuple[str, QWidget | None]:
        """The old password is right; the new one is long enough and twice the same."""
        if self._current is not None and not same(self.old_edit.text(), self._current):
            return tr("The password now is not right. Type it again."), self.old_edit
        if self.removing:
            return "", None
        new = self.new_edit.text()
        if len(new) < SHORTEST:
            return tr("Use at least {least} characters for the password.", least=SHORTEST), self.new_edit
        if new != self.again_edit.text():
            return tr("The two passwords differ. Type the second one again."), self.again_edit
        if new == self._current:
            return tr("This is the password already. Choose another one."), self.new_edit
        return "", None

    def _show_choice(self) -> None:
        removing = self.removing
        for part in self._new:
            part.setVisible(not removing)
        self.lost_label.setText(
            tr("Without a password whoever gets hold of the file can read it.") if removing else tr(LOST)
        )
        n = self._older
        self.relock_button.setText(
            tr("Unlock %n older backup(s) too", "", n)
            if removing
            else tr("Lock %n older backup(s) with the new password too", "", n)
        )
        self.other_button.setText(
            tr("Leave [it|them] locked with the password of today", "", n)
            if removing
            else tr("Delete [it|them], once a new backup is made", "", n)
        )
        self.other_button.setVisible(removing or not self._legal_hold)
        if not removing and self._legal_hold:
            self.relock_button.setChecked(True)
        self.hold_label.setVisible(self._legal_hold and self._older > 0 and not removing)
        if self._current is not None:
            self.go_button.setText(tr("Remove the password") if removing else tr("Change the password"))
        self.fit()
