"""The top of a page: its finding as a title, a sentence beneath, and what can be done at the right."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import Label

TITLE_ROOM = 340  # px at 100 %: beside buttons that leave less, a title would break into a column of words


class PageHead(QWidget):
    """Title and subtitle; ``add_action`` puts buttons beside them, or beneath where the page is narrow."""

    def __init__(self, theme: Theme, title: str = "", subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.title = Label(theme, title, "page_title")
        self.subtitle = Label(theme, subtitle, "body", "text2")
        self._title_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._title_row.addWidget(self.title, 1000)
        self._chip: QWidget | None = None
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addLayout(self._title_row)
        words.addWidget(self.subtitle)
        self._actions = QWidget()
        self._flow = FlowLayout(self._actions, gap=theme.px(8))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(12))
        self._row.addLayout(words, 1)
        self._row.addWidget(self._actions)
        self._actions.hide()

    def add_action(self, button: QWidget) -> None:
        """One more thing to do, right of the others."""
        self._flow.addWidget(button)
        self._actions.show()
        self._arrange(self.width())

    def add_chip(self, chip: QWidget) -> None:
        """A state right after the title."""
        self._chip = chip
        self._title_row.addWidget(chip, 1, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._fit_title()
        self._arrange(self.width())

    def _title_width(self) -> int:
        return self._theme.width(self.title.text(), "page_title") + self._theme.px(4)

    def _fit_title(self) -> None:
        # No wider than its words, so that the chip follows them.
        if self._chip is not None:
            self.title.setMaximumWidth(self._title_width())

    def set_words(self, title: str, subtitle: str) -> None:
        """Change title and subtitle."""
        self.title.setText(title)
        self._fit_title()
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        self._arrange(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def _arrange(self, width: int) -> None:
        narrow = width - self._flow.sizeHint().width() < self._theme.px(TITLE_ROOM)
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        # A flow asks for the width of all its buttons only when told to: otherwise it would wrap beside a title.
        self._actions.setMinimumWidth(0 if narrow else self._flow.sizeHint().width())
        if self._chip is not None:
            # Beneath a title that would break: beside it the chip would stand far from the words.
            beside = 0 if narrow or self._actions.isHidden() else self._flow.sizeHint().width() + self._row.spacing()
            gap = self._theme.px(12)
            below = self._title_width() + gap + self._chip.sizeHint().width() > width - beside
            self._title_row.setDirection(ways.TopToBottom if below else ways.LeftToRight)
            self._title_row.setSpacing(self._theme.px(2) if below else gap)
