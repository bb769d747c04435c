"""Three panes side by side; where room is short the outer ones become drawers over the middle."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from btech_desktop.gui.theme import Theme

NARROW: Final = 1100  # px of the window at 100 % text size: below it both outer panes are drawers
_LEAST: Final = 300  # px at 100 %
_VEIL: Final = 60  # of 255: enough to say that what is behind waits


class _Veil(QWidget):
    """What lies behind an open drawer; a click on it closes the drawer."""

    clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = theme.color("text")
        self._ground.setAlpha(_VEIL)
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._ground)
        painter.end()


class _Outer(QFrame):
    """An outer pane with a hairline towards the middle, on the window's ground."""

    def __init__(self, theme: Theme, content: QWidget, *, width: int, line_at_end: bool) -> None:
        super().__init__()
        self._theme = theme
        line = QFrame()
        line.setObjectName("hair")
        line.setFixedWidth(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for widget in (content, line) if line_at_end else (line, content):
            row.addWidget(widget)
        self.setFixedWidth(theme.px(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("window"))
        painter.end()


class ThreePanes(QWidget):
    """``start`` and ``end`` have a fixed width at 100 %; ``middle`` takes the rest."""

    arranged = Signal()  # which panes are drawers has changed

    def __init__(
        self,
        theme: Theme,
        start: QWidget,
        middle: QWidget,
        end: QWidget,
        *,
        start_width: int,
        end_width: int,
        end_needs: int,
        parent: QWidget | None = None,
    ) -> None:
        """Below ``end_needs`` px of its own width (at 100 %) the end pane is a drawer even in a wide window."""
        super().__init__(parent)
        self._theme = theme
        self._end_needs = end_needs
        self._start = _Outer(theme, start, width=start_width, line_at_end=True)
        self._end = _Outer(theme, end, width=end_width, line_at_end=False)
        self._middle = middle
        self._open: _Outer | None = None
        self._opener: QWidget | None = None
        self.start_away = self.end_away = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._start)
        self._row.addWidget(middle, 1)
        self._row.addWidget(self._end)
        self._veil = _Veil(theme, self)
        self._veil.clicked.connect(self.close_drawer)

    @property
    def drawer_open(self) -> bool:
        """Whether a drawer lies over the middle."""
        return self._open is not None

    def open_start(self, opener: QWidget) -> None:
        """Pull the start pane out, where it is a drawer; ``opener`` gets the keyboard back."""
        if self.start_away:
            self._pull(self._start, opener)

    def open_end(self, opener: QWidget) -> None:
        """Pull the end pane out, where it is a drawer; ``opener`` gets the keyboard back."""
        if self.end_away:
            self._pull(self._end, opener)

    def close_drawer(self) -> None:
        """Put an open drawer away."""
        drawer, self._open = self._open, None
        if drawer is None:
            return
        inside = self.window().focusWidget()
        lost = inside is not None and drawer.isAncestorOf(inside)
        drawer.hide()
        self._veil.hide()
        if lost and self._opener is not None:
            self._opener.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pull(self, drawer: _Outer, opener: QWidget) -> None:
        self.close_drawer()
        self._open, self._opener = drawer, opener
        self._place()
        self._veil.show()
        self._veil.raise_()
        drawer.show()
        drawer.raise_()

    def _place(self) -> None:
        if self._open is None:
            return
        width = min(self._open.width(), self.width())
        at_left = (self._open is self._start) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight)
        self._open.setGeometry(0 if at_left else self.width() - width, 0, width, self.height())
        self._veil.setGeometry(self.rect())

    def minimumSizeHint(self) -> QSize:
        # Not what the docked panes need together, or a wide window could never become narrow.
        return QSize(self._theme.px(_LEAST), self._middle.minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Dock the outer panes or take them away, as the room is now."""
        scale = self._theme.scale
        start_away = self.window().width() / scale < NARROW
        end_away = start_away or self.width() / scale < self._end_needs
        if (start_away, end_away) != (self.start_away, self.end_away):
            self.close_drawer()
            self.start_away, self.end_away = start_away, end_away
            self._dock(self._start, away=start_away, at=0)
            self._dock(self._end, away=end_away, at=self._row.indexOf(self._middle) + 1)
            self.arranged.emit()
        self._place()

    def _dock(self, pane: _Outer, *, away: bool, at: int) -> None:
        docked = self._row.indexOf(pane) >= 0
        if away and docked:
            self._row.removeWidget(pane)
            pane.hide()
        elif not away and not docked:
            self._row.insertWidget(at, pane)
            pane.show()
