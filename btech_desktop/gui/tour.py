"""Four short cards on what the app asks, keeps and gives away: shown once, skipped at any time, again from Help."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from btech_desktop.form_files import shipped_form
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.rows import Icon
from btech_desktop.gui.widgets.spoken import announce
from btech_desktop.language import tr


def cards() -> list[tuple[str, str, str]]:
    """Icon, title and words of each card, in order."""
    n = len(shipped_form().ids)
    return [
        (
            "list-checks",
            tr("What is asked"),
            tr(
                "%n practice(s), from policy to remedy. Each has five levels, from absent to tested, with the words "
                "that set them apart. You answer for a unit and a period, all of them or a core set, in as many "
                "sittings as you like.",
                "",
                n,
            ),
        ),
        (
            "hard-drive",
            tr("It stays on this computer"),
            tr(
                "Every change is saved as you make it, into one file of yours. There is no account and no server: "
                "the app never goes online. Backups are made by themselves, and Undo takes back what you did."
            ),
        ),
        (
            "paperclip",
            tr("What evidence does"),
            tr(
                "Attach a file, a link or a reference, and say what it shows: an intent, a rule in force, counted use "
                "or an effect. The score that your evidence supports then stands beside your own."
            ),
        ),
        (
            "file-text",
            tr("What leaves"),
            tr(
                "Only what you save, print or copy. A copy is for the board, the working group or the public, and "
                "each text's own label decides who sees it: shareable, internal or privileged. What is privileged "
                "leaves only where you let it."
            ),
        ),
    ]


class TourDialog(Dialog):
    """One card at a time. Esc and *Skip* end it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, tr("A short tour"), verb=tr("Next"), width=480)
        self._cards = cards()
        self.at = 0
        theme = self.theme
        self._icon_row = QHBoxLayout()
        self._icon_row.setSpacing(theme.px(10))
        self.heading = Label(theme, "", "card_title")
        self._icon_row.addWidget(self.heading, 1)
        self.count = Label(theme, "", "small", "muted", wrap=False)
        self._icon_row.addWidget(self.count)
        self.body.addLayout(self._icon_row)
        self._icon: Icon | None = None
        self.words = self.add_text("", role="body")
        # As tall as the longest card: the buttons stay where they are while one goes on.
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setMinimumHeight(theme.line() * 5)
        self.cancel_button.setText(tr("Skip"))
        self.back_button = Button(theme, tr("Back"), parent=self)
        self.back_button.clicked.connect(self.back)
        self._show_card()

    def accept(self) -> None:
        """Go on to the next card; from the last, end."""
        if self.at + 1 < len(self._cards):
            self.at += 1
            self._show_card()
        else:
            super().accept()

    def back(self) -> None:
        """The card before."""
        self.at = max(self.at - 1, 0)
        self._show_card()

    def _show_card(self) -> None:
        icon, title, words = self._cards[self.at]
        if self._icon is not None:
            self._icon_row.removeWidget(self._icon)
            self._icon.deleteLater()
        self._icon = Icon(self.theme, icon, "accent", 20)
        self._icon_row.insertWidget(0, self._icon)
        self.heading.setText(title)
        self.words.setText(words)
        self.count.setText(tr("{number} of {all}", number=self.at + 1, all=len(self._cards)))
        last = self.at + 1 == len(self._cards)
        self.go_button.setText(tr("Done") if last else tr("Next"))
        self.cancel_button.setVisible(not last)
        self.back_button.setEnabled(self.at > 0)
        if self.isVisible():
            announce(self, f"{title}. {words}")

    def showEvent(self, event: QShowEvent) -> None:
        if self._buttons.indexOf(self.back_button) < 0:
            self._buttons.insertWidget(0, self.back_button)
        super().showEvent(event)
        self.go_button.show()  # what is not in view yet takes no focus
        self.go_button.setFocus()
