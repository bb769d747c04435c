"""Above and below the question: what opens the drawers, and the way from practice to practice."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.key_hint import KeyHint
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import set_margins
from btech_desktop.gui.widgets.section import Icon
from btech_desktop.language import tr

COLUMN: Final = 680  # px at 100 %: as wide as a line of words may be
SCROLL_BAR: Final = 12  # px at 100 %, as in the style sheet


def centred(inside: QBoxLayout, width: int, margins: tuple[int, int, int, int]) -> QWidget:
    """The layout in a column of at most that width, in the middle; all in px."""
    column = QWidget()
    column.setLayout(inside)
    inside.setContentsMargins(*margins)
    column.setMaximumWidth(width)
    outer = QWidget()
    row = QHBoxLayout(outer)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addStretch(1)
    row.addWidget(column, 1000)
    row.addStretch(1)
    return outer


class SavedLabel(QWidget):
    """When the last change reached the disk."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = Icon(theme, "circle-check", "accent")
        self.label = Label(theme, "", "small", "text2", wrap=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        row.addWidget(self._icon)
        row.addWidget(self.label)

    def set_saved(self, at: str | None, unsaved: int) -> None:
        """A time of day, or how many changes are in the window only."""
        text = (
            tr("%n not on disk yet", "", unsaved) if unsaved else tr("Saved {time}", time=at) if at else tr("All saved")
        )
        if text == self.label.text():
            return
        self._icon.set_look("triangle-alert" if unsaved else "circle-check", "attention" if unsaved else "accent")
        self.label.setText(text)
        self.label.set_token("attention" if unsaved else "text2")


class TopBar(QWidget):
    """Opens list and side panel where they are drawers."""

    list_requested = Signal()
    side_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.px
        self.list_button = Button(theme, tr("Practices"), icon="list-checks")
        self.side_button = Button(theme, tr("Guidance and last year"), icon="book-open")
        self.saved = SavedLabel(theme)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=px(8), line_gap=px(6))
        flow.addWidget(self.list_button)
        flow.addWidget(self.side_button)
        row = QHBoxLayout()
        row.setContentsMargins(px(24), px(7), px(24), px(7))
        row.setSpacing(px(8))
        row.addWidget(buttons, 1)
        row.addWidget(self.saved)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(hairline())
        self.list_button.clicked.connect(self.list_requested)
        self.side_button.clicked.connect(self.side_requested)

    def set_open(self, n: int) -> None:
        """How many practices are to answer."""
        self.list_button.setText(tr("Practices · {open} to answer", open=n) if n else tr("Practices"))
        self.list_button.setAccessibleName(tr("Practices, {open} to answer", open=n) if n else tr("Practices"))


class Footer(QWidget):
    """To the practice before, the next, and the next to answer."""

    previous_requested = Signal()
    next_requested = Signal()
    open_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.px
        self.previous_button = Button(theme, "", icon="chevron-left")
        self.next_button = Button(theme, "", kind="primary", icon_end="chevron-right")
        self.open_button = Button(theme, "")
        self._to_answer: str | None = None
        self._hint_wanted = True
        self._theme = theme
        self._hint = QWidget()
        hint = QHBoxLayout(self._hint)
        hint.setContentsMargins(px(4), 0, 0, 0)
        hint.setSpacing(px(5))
        for keys, words in (("K", "previous"), ("J", "next"), ("U", "to answer")):
            hint.addWidget(KeyHint(theme, keys))
            hint.addWidget(Label(theme, words, "caption", "muted", wrap=False))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.previous_button)
        row.addWidget(self._hint)
        row.addStretch(1)
        row.addWidget(self.open_button)
        row.addWidget(self.next_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline())
        # As far from the edge as the words above, which leave room for a scroll bar.
        below = QHBoxLayout()
        set_margins(below, 0, 0, px(SCROLL_BAR), 0)
        below.addWidget(centred(row, px(COLUMN), (px(24), px(9), px(24), px(9))))
        column.addLayout(below)
        self.previous_button.clicked.connect(self.previous_requested)
        self.next_button.clicked.connect(self.next_requested)
        self.open_button.clicked.connect(self.open_requested)

    def set_hint_shown(self, shown: bool) -> None:
        """Whether to speak of the single keys, where there is room."""
        self._hint_wanted = shown
        self._fit()

    def show_ways(self, previous: str | None, following: str | None, to_answer: str | None) -> None:
        """The practices that lie around the one in view; None where there is none."""
        for button, there, word, end, at_end in (
            (self.previous_button, previous, tr("Previous"), tr("First"), tr("This is the first practice")),
            (self.next_button, following, tr("Next"), tr("Last"), tr("This is the last practice")),
        ):
            button.setText(there or end)
            button.setEnabled(there is not None)
            button.setAccessibleName(f"{word}: {there}" if there else at_end)
        self._to_answer = to_answer
        self.open_button.setVisible(to_answer is not None)
        self.open_button.setAccessibleName(tr("Next to answer: {practice}", practice=to_answer))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Say less where room is short: first without the keys, then without "Next"."""
        px = self._theme.px
        room = min(self.width() - px(SCROLL_BAR), px(COLUMN)) - px(48)
        words = tr("Next to answer: {practice}", practice=self._to_answer)
        self.open_button.setText(words)
        taken = self._buttons_width()
        self._hint.setVisible(self._hint_wanted and taken + self._hint.sizeHint().width() + px(8) <= room)
        if taken > room:
            self.open_button.setText(tr("To answer: {practice}", practice=self._to_answer))

    def _buttons_width(self) -> int:
        buttons = [self.previous_button, self.next_button]
        buttons += [self.open_button] if self._to_answer is not None else []
        return sum(b.sizeHint().width() for b in buttons) + self._theme.px(8) * 3
