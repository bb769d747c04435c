"""A card: a white ground with a hairline, a title and what belongs together."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import Column


class Card(QFrame):
    """Put content into ``body``; ``header`` takes more controls at the right of the title."""

    action_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        title: str = "",
        subtitle: str = "",
        *,
        action: str = "",
        padding: int = 20,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._theme = theme
        edge = theme.px(padding)
        self.body = Column(self)
        self.body.setContentsMargins(edge, theme.px(min(padding, 14)), edge, theme.px(min(padding, 16)))
        self.body.setSpacing(theme.px(8))
        self.header = QHBoxLayout()
        self.header.setSpacing(theme.px(8))
        self.title = Label(theme, title, "card_title")
        self.subtitle = Label(theme, subtitle, "small", "muted")
        self.action = Button(theme, action, kind="link", compact=True)
        self.action.clicked.connect(self.action_requested)
        self.header.addWidget(self.title, 1)
        self.header.addWidget(self.action)
        head = Column()
        head.setSpacing(0)
        head.addLayout(self.header)
        head.addWidget(self.subtitle)
        self.body.addLayout(head)
        # Only now: a widget that is shown before it has a parent becomes a window of its own.
        self.title.setVisible(bool(title))
        self.subtitle.setVisible(bool(subtitle))
        self.action.setVisible(bool(action))
        if title:
            self.setAccessibleName(title)

    def set_title(self, title: str, subtitle: str | None = None) -> None:
        """Change the words at the top; an empty one takes no room."""
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.setAccessibleName(title)
        if subtitle is not None:
            self.subtitle.setText(subtitle)
            self.subtitle.setVisible(bool(subtitle))

    def set_action(self, text: str) -> None:
        """Name the link at the top right; no words, no link."""
        self.action.setText(text)
        self.action.setVisible(bool(text))

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a widget or a layout below the others."""
        if isinstance(item, QWidget):
            self.body.addWidget(item, stretch)
        else:
            self.body.addLayout(item, stretch)

    def add_hairline(self) -> None:
        """Draw a line below what is there."""
        self.body.addWidget(hairline())
