"""Settings: how the window looks, whose name stands in the history, which forms there are; applied at once."""

from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

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
from btech_desktop.language import tr

WIDEST = 720


class SettingsPage(QWidget):
    """Each choice is kept and told as soon as it is made."""

    theme_changed = Signal(str)
    text_size_changed = Signal(float)
    name_changed = Signal(str)
    single_keys_changed = Signal(bool)
    lock_after_changed = Signal(int)
    recent_cleared = Signal()

    def __init__(self, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings, self.theme = settings, theme
        scroll = PageScroll(theme)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        scroll.add(PageHead(theme, tr("Settings"), tr("They are kept on this computer, beside no workspace.")))
        self.forms_card = FormsCard(theme)
        cards = (self._look_card(), self._name_card(), self._keys_card(), self._lock_card(), self._recent_card())
        for card in (*cards, self.forms_card):
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
