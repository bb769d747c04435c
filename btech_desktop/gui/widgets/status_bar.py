"""The line at the foot of the window: saved, private, which form, which state, which text size."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStatusBar, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.labels import ElidedLabel, Label
from btech_desktop.gui.widgets.spoken import plain_tip
from btech_desktop.language import mark, tr

PRIVACY = mark("Stored only on this computer. Nothing is sent anywhere.")
PRIVACY_SHORT = mark("Stored only on this computer")


class StatusBar(QStatusBar):
    """Facts that hold for every page."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizeGripEnabled(False)
        self.setAccessibleName(tr("Status"))
        self.setMinimumHeight(theme.px(28))
        self._saved_icon = QLabel()
        self._saved = Label(theme, tr("Ready"), "caption", "text2", wrap=False)
        self._privacy = ElidedLabel(theme, tr(PRIVACY), "caption", "text2")
        self._standing = Label(theme, "", "caption_medium", "text", wrap=False)
        self._standing_words = ("", "")
        self._said: tuple[str, bool] | None = None
        self._edition = Label(theme, "", "caption", "text2", wrap=False)
        self._state = Label(theme, "", "caption", "text2", wrap=False)
        self._size = Label(theme, f"{round(theme.scale * 100)}%", "caption", "text2", wrap=False)
        self._size.setAccessibleName(tr("Text size {percent}%", percent=round(theme.scale * 100)))
        drive = QLabel()
        self._picture(drive, theme.icon("hard-drive", "text2", 14))
        self._rules = [self._rule() for _ in range(4)]
        self.addWidget(self._space(6))
        first: tuple[QWidget, ...] = (self._saved_icon, self._saved, self._rules[0], drive)
        for widget in first:
            self.addWidget(widget)
        self.addWidget(self._privacy, 1)
        for widget in (
            self._standing,
            self._rules[3],
            self._edition,
            self._rules[1],
            self._state,
            self._rules[2],
            self._size,
            self._space(4),
        ):
            self.addPermanentWidget(widget)
        self.set_saved(tr("Ready"))
        self.set_facts("", "")
        self.set_standing("", "")

    def _rule(self) -> QWidget:
        host = QWidget()
        row = QHBoxLayout(host)
        row.setContentsMargins(self._theme.px(4), 0, self._theme.px(4), 0)
        line = QFrame()
        line.setObjectName("hair")
        line.setFixedSize(1, self._theme.px(14))
        row.addWidget(line)
        return host

    def _space(self, width: int) -> QWidget:
        space = QWidget()
        space.setFixedWidth(self._theme.px(width))
        return space

    def _picture(self, label: QLabel, icon: QIcon) -> None:
        side = self._theme.px(14)
        label.setPixmap(icon.pixmap(QSize(side, side), self.devicePixelRatioF()))

    def set_saved(self, text: str, *, trouble: bool = False) -> None:
        """Say when the last change was saved, or that it was not."""
        if (text, trouble) == self._said:
            return
        self._said = (text, trouble)
        token = "error" if trouble else "text2"
        name = "circle-alert" if trouble else "circle-check"
        self._picture(self._saved_icon, self._theme.icon(name, "error" if trouble else "accent", 14))
        self._saved.set_token(token)
        self._saved.setText(text)

    def set_facts(self, edition: str, state: str) -> None:
        """The edition of the form and the state of the assessment; empty ones take no room."""
        for text, label, rule in (
            (edition, self._edition, self._rules[1]),
            (state, self._state, self._rules[2]),
        ):
            label.setText(text)
            label.setVisible(bool(text))
            rule.setVisible(bool(text))

    def set_standing(self, text: str, short: str) -> None:
        """What holds until further notice, such as a legal hold; in few words where room is short."""
        self._standing_words = (text, short)
        self._show_standing(short=False)

    def _show_standing(self, *, short: bool) -> None:
        text = self._standing_words[short]
        self._standing.setText(text)
        self._standing.setToolTip(plain_tip(self._standing_words[0]) if short else "")
        self._standing.setVisible(bool(text))
        self._rules[3].setVisible(bool(text))

    def set_short(self, short: bool) -> None:
        """Use fewer words where room is short."""
        self._privacy.setText(tr(PRIVACY_SHORT) if short else tr(PRIVACY))
        self._show_standing(short=short)
        self._edition.setVisible(not short and bool(self._edition.text()))
        self._rules[1].setVisible(not short and bool(self._edition.text()))
