"""What the window shows while no workspace is open: three ways in, and the files opened before."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button, draw_icon
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.labels import ElidedLabel, Label, hairline
from btech_desktop.gui.widgets.layouts import clear
from btech_desktop.gui.widgets.rows import Icon
from btech_desktop.gui.widgets.scroll import PageScroll
from btech_desktop.language import tr

WIDEST = 880  # px at 100 %: the three cards stay one group on a wide screen
STACK_BELOW = 640


class _Badge(QWidget):
    """An icon on a soft square."""

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        self._theme, self._icon = theme, icon
        self.setFixedSize(theme.px(40), theme.px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("soft"))
        painter.drawRoundedRect(self.rect(), theme.px(8), theme.px(8))
        side = theme.px(20)
        at = (self.width() - side) // 2
        draw_icon(painter, self, self._icon, QRect(at, at, side, side), theme.color("accent"))
        painter.end()


class StartPage(QWidget):
    """Make, open or look around; below, the files opened before."""

    new_requested = Signal()
    open_requested = Signal()
    sample_requested = Signal()
    recent_requested = Signal(str)

    def __init__(self, theme: Theme, recent: Sequence[Path] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        px = theme.px
        scroll = PageScroll(theme, margin=0, gap=0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

        middle = QWidget()
        middle.setMaximumWidth(px(WIDEST) + 2 * px(24))
        middle.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle, 1000)
        row.addStretch(1)
        scroll.add(row)
        scroll.column.addStretch(1)

        column = QVBoxLayout(middle)
        column.setContentsMargins(px(24), px(56), px(24), px(32))
        column.setSpacing(0)
        column.addWidget(Label(theme, tr("How well do we respect human rights,\nand how do we know?"), "headline"))
        column.addSpacing(px(8))
        column.addWidget(
            Label(
                theme,
                tr(
                    "Answer questions about policy, governance, products, sales and remedy. See where you stand, "
                    "what matters most to people, and what changed since last year."
                ),
                "lead",
                "text2",
            )
        )
        column.addSpacing(px(28))
        self.new_button = Button(theme, tr("New workspace"), kind="primary")
        self.open_button = Button(theme, tr("Open…"))
        self.sample_button = Button(theme, tr("Explore the sample"))
        self.new_button.clicked.connect(self.new_requested)
        self.open_button.clicked.connect(self.open_requested)
        self.sample_button.clicked.connect(self.sample_requested)
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._cards.setSpacing(px(16))
        for icon, title, text, button in (
            (
                "file-plus-2",
                tr("Start an assessment"),
                tr("Make a file for your organisation and begin with an empty questionnaire."),
                self.new_button,
            ),
            (
                "folder-open",
                tr("Open a file"),
                tr("Carry on with a workspace you have, or look at one a colleague sent you."),
                self.open_button,
            ),
            (
                "compass",
                tr("Look around first"),
                tr("Explore a finished example from a made-up company, in a copy of your own."),
                self.sample_button,
            ),
        ):
            self._cards.addWidget(self._card(icon, title, text, button), 1)
        column.addLayout(self._cards)
        column.addSpacing(px(32))
        self.recent_list = QVBoxLayout()
        self.recent_list.setSpacing(px(2))
        column.addLayout(self.recent_list)
        column.addWidget(hairline())
        column.addSpacing(px(24))
        self._notes = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._notes.setSpacing(px(24))
        for icon, title, text in (
            (
                "clock",
                tr("Take your time"),
                tr("Stop and come back whenever you like. Every change is saved as you make it."),
            ),
            (
                "hard-drive",
                tr("It stays with you"),
                tr("Answers live in one file on this computer. The app never goes online."),
            ),
            (
                "info",
                tr("What it is not"),
                tr(
                    "Not an audit, and not a United Nations product. It draws on the UN Guiding Principles and a 2021 "
                    "B-Tech note."
                ),
            ),
        ):
            self._notes.addLayout(self._note(icon, title, text), 1)
        column.addLayout(self._notes)
        self.set_recent(recent)

    def set_recent(self, recent: Sequence[Path]) -> None:
        """List the files opened before, the latest first."""
        clear(self.recent_list)
        if recent:
            self.recent_list.addWidget(Label(self.theme, tr("Opened before"), "card_title"))
        for path in recent:
            self.recent_list.addWidget(self._recent_row(path))
        if recent:
            gap = QWidget()
            gap.setFixedHeight(self.theme.px(20))
            self.recent_list.addWidget(gap)

    def _recent_row(self, path: Path) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.px(12))
        button = Button(self.theme, path.stem.replace("&", "&&"), kind="link", icon="file")
        button.setProperty("path", str(path))
        button.setAccessibleName(tr("Open {name}", name=path.name))
        button.setAccessibleDescription(str(path.parent))
        button.clicked.connect(self._on_recent)
        row.addWidget(button)
        row.addWidget(ElidedLabel(self.theme, str(path.parent), "small", "muted", mode=Qt.TextElideMode.ElideMiddle), 1)
        return line

    def _on_recent(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            self.recent_requested.emit(str(button.property("path")))

    def _card(self, icon: str, title: str, text: str, button: Button) -> Card:
        card = Card(self.theme)
        card.body.setContentsMargins(*(self.theme.px(20),) * 4)
        card.add(_Badge(self.theme, icon))
        card.body.addSpacing(self.theme.px(6))
        card.add(Label(self.theme, title, "card_title"))
        card.add(Label(self.theme, text, "small", "text2"))
        card.body.addStretch(1)
        card.body.addSpacing(self.theme.px(10))
        card.add(button)
        button.setAccessibleDescription(text)
        return card

    def _note(self, icon: str, title: str, text: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self.theme.px(4))
        head = QHBoxLayout()
        head.setSpacing(self.theme.px(8))
        head.addWidget(Icon(self.theme, icon, size=16))
        head.addWidget(Label(self.theme, title, "body_strong"), 1)
        column.addLayout(head)
        column.addWidget(Label(self.theme, text, "small", "text2"))
        column.addStretch(1)
        return column

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.theme.px(STACK_BELOW)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._cards.setDirection(direction)
        self._notes.setDirection(direction)
