"""Settings: how the window looks, whose name stands in the history, which forms there are; applied at once."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop.audiences import Audience
from btech_desktop.backup import Backup
from btech_desktop.gui.backup_words import budget_line, moment, size
from btech_desktop.gui.forms_card import FormsCard
from btech_desktop.gui.settings import LOCK_AFTER, Settings, ThemeChoice
from btech_desktop.gui.theme import SCALES, Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.layouts import limited
from btech_desktop.gui.widgets.line_edit import LineEdit
from btech_desktop.gui.widgets.page_head import PageHead
from btech_desktop.gui.widgets.scroll import PageScroll
from btech_desktop.gui.widgets.segmented import Option, Segmented
from btech_desktop.language import Words, mark, tr
from btech_desktop.terms import shown

WIDEST = 720
AUDIENCES = Words(
    {"board": mark("Board and executives"), "working-group": mark("Working group"), "public": mark("Public")}
)


class SettingsPage(QWidget):
    """Each choice is kept and told as soon as it is made."""

    theme_changed = Signal(str)
    text_size_changed = Signal(float)
    name_changed = Signal(str)
    single_keys_changed = Signal(bool)
    lock_after_changed = Signal(int)
    recent_cleared = Signal()
    back_up_requested = Signal()
    restore_requested = Signal()

    def __init__(self, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings, self.theme = settings, theme
        scroll = PageScroll(theme)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        scroll.add(PageHead(theme, tr("Settings"), tr("They are kept on this computer, beside no workspace.")))
        self.forms_card = FormsCard(theme)
        top = (self._look_card(), self._name_card(), self._audience_card(), self._keys_card(), self._lock_card())
        for card in (*top, self._backups_card(), self._recent_card(), self.forms_card):
            scroll.add(limited(card, theme.px(WIDEST)))
        scroll.column.addStretch(1)

    def flush(self) -> None:
        """Keep the name that is being typed."""
        self.name_edit.flush()

    def _look_card(self) -> Card:
        theme = self.theme
        card = Card(theme, tr("Looks"))
        card.add(Label(theme, tr("Colours"), "body_medium"))
        options = (Option("system", tr("Like the system")), Option("light", tr("Light")), Option("dark", tr("Dark")))
        self.theme_choice = Segmented(theme, options, name=tr("Colours"))
        self.theme_choice.set_value(self.settings.theme)
        self.theme_choice.chosen.connect(self._on_theme)
        card.add(self.theme_choice)
        card.body.addSpacing(theme.px(8))
        card.add(Label(theme, tr("Text size"), "body_medium"))
        self.size_box = QComboBox()
        self.size_box.setAccessibleName(tr("Text size"))
        self.size_box.setMaximumWidth(theme.px(160))
        for scale in SCALES:
            self.size_box.addItem(f"{round(scale * 100)}%", scale)
        nearest = min(range(len(SCALES)), key=lambda n: abs(SCALES[n] - self.settings.text_size))
        self.size_box.setCurrentIndex(nearest)
        self.size_box.activated.connect(self._on_size)
        card.add(self.size_box)
        card.add(
            Label(
                theme,
                tr("Fonts, spacing and icons grow together. Ctrl and plus or minus do the same."),
                "small",
                "text2",
            )
        )
        return card

    def _name_card(self) -> Card:
        theme = self.theme
        card = Card(theme, tr("Your name in the history"))
        self.name_edit = LineEdit(theme, name=tr("Your name in the history"), hint=tr("Name or initials"))
        self.name_edit.setMaximumWidth(theme.px(360))
        self.name_edit.set_text(self.settings.name)
        self.name_edit.paused.connect(self._on_name)
        card.add(self.name_edit)
        card.add(
            Label(
                theme,
                tr(
                    "It stands beside each change in the workspace, for colleagues to see. Leave it empty to "
                    "stay unnamed."
                ),
                "small",
                "text2",
            )
        )
        return card

    def _audience_card(self) -> Card:
        card = Card(self.theme, tr("Reports"))
        card.add(Label(self.theme, tr("For whom a report is at first"), "body_medium"))
        self.audience_box = QComboBox()
        self.audience_box.setAccessibleName(tr("For whom a report is at first"))
        self.audience_box.setMaximumWidth(self.theme.px(260))
        for name, title in AUDIENCES.items():
            self.audience_box.addItem(title, name)
        self.audience_box.setCurrentIndex(self.audience_box.findData(self.settings.audience))
        self.audience_box.activated.connect(self._on_audience)
        card.add(self.audience_box)
        words = tr(
            "A public copy is offered once an assessment is final; until then the board's stands in its place. "
            "What is written anew is always internal at first."
        )
        card.add(Label(self.theme, words, "small", "text2"))
        return card

    def _keys_card(self) -> Card:
        card = Card(self.theme, tr("Keyboard"))
        self.keys_box = QCheckBox(tr("Single keys in the practice list"))
        self.keys_box.setChecked(self.settings.single_keys)
        self.keys_box.toggled.connect(self._on_keys)
        card.add(self.keys_box)
        words = tr("0 to 4 rate, N says not applicable, J and K move, U goes to the next to answer.")
        card.add(Label(self.theme, words, "small", "text2"))
        return card

    def _lock_card(self) -> Card:
        theme = self.theme
        card = Card(theme, tr("Lock when nobody is there"))
        self.lock_box = QComboBox()
        self.lock_box.setAccessibleName(tr("Lock when nobody is there"))
        self.lock_box.setMaximumWidth(theme.px(220))
        for minutes in LOCK_AFTER:
            self.lock_box.addItem(tr("After %n minute(s)", "", minutes) if minutes else tr("Never by itself"), minutes)
        self.lock_box.setCurrentIndex(LOCK_AFTER.index(self.settings.lock_after))
        self.lock_box.activated.connect(self._on_lock)
        card.add(self.lock_box)
        words = tr(
            "A workspace with a password is covered until the password is given. Ctrl+L covers it at once. "
            "What is being typed stays."
        )
        card.add(Label(theme, words, "small", "text2"))
        return card

    def _backups_card(self) -> Card:
        card = Card(self.theme, tr("Backups"))
        self.backups_label = Label(self.theme, "", "body")
        card.add(self.backups_label)
        words = tr("They are made by themselves while you work and on closing.")
        card.add(Label(self.theme, f"{words} {budget_line()}", "small", "text2"))
        self.back_up_button = Button(self.theme, tr("Back up now"), icon="save")
        self.restore_button = Button(self.theme, tr("Restore a backup…"))
        self.back_up_button.clicked.connect(self.back_up_requested)
        self.restore_button.clicked.connect(self.restore_requested)
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(8))
        row.addWidget(self.back_up_button)
        row.addWidget(self.restore_button)
        row.addStretch(1)
        card.add(row)
        self.show_backups(None)
        return card

    def show_backups(self, backups: Sequence[Backup] | None) -> None:
        """How many there are of the open workspace, the room they take and the last; None: none is open."""
        self.back_up_button.setEnabled(backups is not None)
        if backups is None:
            self.backups_label.setText(tr("Open a workspace to see its backups."))
        elif not backups:
            self.backups_label.setText(tr("No backup of this workspace yet."))
        else:
            last = max(backups, key=lambda backup: backup.made_at)
            self.backups_label.setText(
                tr(
                    "%n backup(s) of this workspace, {size} in all. The last was made on {moment}, {why}.",
                    "",
                    len(backups),
                    size=size(sum(backup.size for backup in backups)),
                    moment=moment(last.made_at),
                    why=shown(last.why),
                )
            )

    def _recent_card(self) -> Card:
        theme = self.theme
        card = Card(theme, tr("Files opened before"))
        self.recent_label = Label(theme, "", "body")
        self.clear_button = Button(theme, tr("Clear the list"))
        self.clear_button.clicked.connect(self._on_clear)
        card.add(self.recent_label)
        card.add(Label(theme, tr("Only their places are kept. Clearing the list removes no file."), "small", "text2"))
        card.add(self.clear_button)
        self._show_recent()
        return card

    def _show_recent(self) -> None:
        n = len(self.settings.recent)
        self.recent_label.setText(tr("%n file(s) in the list.", "", n) if n else tr("The list is empty."))
        self.clear_button.setEnabled(n > 0)

    def _on_theme(self, value: str) -> None:
        self.settings.theme = cast(ThemeChoice, value)
        self.theme_changed.emit(value)

    def _on_size(self, index: int) -> None:
        self.settings.text_size = SCALES[index]
        self.text_size_changed.emit(SCALES[index])

    def _on_name(self, text: str) -> None:
        self.settings.name = text
        self.name_changed.emit(self.settings.name)

    def _on_audience(self, index: int) -> None:
        self.settings.audience = cast(Audience, self.audience_box.itemData(index))

    def _on_keys(self, on: bool) -> None:
        self.settings.single_keys = on
        self.single_keys_changed.emit(on)

    def _on_lock(self, index: int) -> None:
        self.settings.lock_after = LOCK_AFTER[index]
        self.lock_after_changed.emit(LOCK_AFTER[index])

    def _on_clear(self) -> None:
        self.settings.clear_recent()
        self._show_recent()
        self.recent_cleared.emit()
