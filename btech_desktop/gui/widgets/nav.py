"""The sidebar: which assessment, which page."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QStyle, QToolButton, QVBoxLayout, QWidget

from btech_desktop.gui.theme import Role, Theme
from btech_desktop.gui.widgets.buttons import draw_icon
from btech_desktop.gui.widgets.direction import isolated, way
from btech_desktop.gui.widgets.labels import hairline
from btech_desktop.gui.widgets.spoken import plain_tip
from btech_desktop.language import tr

WIDTH = 208
RAIL = 52


class _Painted(QToolButton):
    """What the items and the switcher share: their own painting, mirrored where text runs right to left."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rail = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_rail(self, rail: bool) -> None:
        """Show the icon alone."""
        self._rail = rail
        self.updateGeometry()
        self.update()

    def _mirrored(self, box: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)

    def _ground(self, painter: QPainter, fill: str, edge: str, *, dashed: bool = False) -> None:
        pen = QPen(self._theme.color(edge), 1)
        if dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(self._theme.color(fill))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, self._theme.px(6), self._theme.px(6))

    def _words(self, painter: QPainter, text: str, role: Role, token: str, box: QRect) -> None:
        painter.setFont(self._theme.font(role))
        painter.setPen(self._theme.color(token))
        across = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        flags = int(across | Qt.AlignmentFlag.AlignVCenter) | way(shown)
        painter.drawText(self._mirrored(box), flags, isolated(shown))


class NavItem(_Painted):
    """A page: icon, name, and how many things wait there."""

    stepped = Signal(int)

    def __init__(self, theme: Theme, name: str, icon: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.name = name
        self._icon = icon
        self._label = label
        self._badge = 0
        self._waiting = ""
        self.setCheckable(True)
        self._say()

    def set_badge(self, n: int, waiting: str = "") -> None:
        """Show a number; ``waiting`` says of what, such as "to answer"."""
        if (n, waiting) == (self._badge, self._waiting):
            return
        self._badge, self._waiting = n, waiting
        self._say()
        self.update()

    def set_rail(self, rail: bool) -> None:
        super().set_rail(rail)
        self._say()

    def _say(self) -> None:
        words = f"{self._label}, {self._badge} {self._waiting}".rstrip() if self._badge else self._label
        self.setAccessibleName(words)
        self.setToolTip(plain_tip(words) if self._rail else "")

    def nextCheckState(self) -> None:
        """Leave it to the window: it may refuse to change the page."""

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(RAIL - 16 if self._rail else WIDTH - 24), self._theme.px(36))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(36), self._theme.px(36))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {int(Qt.Key.Key_Down): 1, int(Qt.Key.Key_Up): -1}.get(event.key())
        if step is not None:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        if chosen:
            self._ground(painter, "surface", "hair")
        elif self.underMouse() and self.isEnabled():
            self._ground(painter, "soft", "soft")
        ink = "muted" if not self.isEnabled() else "text" if chosen else "text2"
        side, height = theme.px(18), self.height()
        x = (self.width() - side) // 2 if self._rail else theme.px(10)
        icon_ink = theme.color("accent" if chosen and self._rail else ink)
        if not self.isEnabled():
            painter.setOpacity(0.75)
        draw_icon(painter, self, self._icon, self._mirrored(QRect(x, (height - side) // 2, side, side)), icon_ink)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            bar = self._mirrored(QRect(0, (height - side) // 2, theme.px(3), side))
            painter.drawRoundedRect(QRectF(bar), theme.px(1), theme.px(1))
        if not self._rail:
            room = self._paint_badge(painter, chosen)
            words = QRect(theme.px(38), 0, self.width() - theme.px(38) - room, height)
            self._words(painter, self._label, "body_strong" if chosen else "body", ink, words)
        elif self._badge:
            self._paint_dot(painter)
        painter.end()

    def _paint_badge(self, painter: QPainter, chosen: bool) -> int:
        """Paint the number at the end; the room it takes."""
        theme = self._theme
        if not self._badge:
            return theme.px(8)
        text = str(self._badge)
        width, height = max(theme.width(text, "caption_medium") + theme.px(14), theme.px(22)), theme.px(20)
        left = self.width() - width - theme.px(9)
        box = self._mirrored(QRect(left, (self.height() - height) // 2, width, height))
        painter.setPen(QPen(theme.color("accent" if chosen else "control_edge"), 1))
        painter.setBrush(theme.color("soft" if chosen else "sunken"))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), height / 2, height / 2)
        painter.setFont(theme.font("caption_medium"))
        painter.setPen(theme.color("accent" if chosen else "text2"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
        return width + theme.px(14)

    def _paint_dot(self, painter: QPainter) -> None:
        # No room for the number on the rail; it is in the name and the tip.
        side = self._theme.px(6)
        edge = self._theme.px(6)
        box = self._mirrored(QRect(self.width() - edge - side, edge, side, side))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent"))
        painter.drawEllipse(box)


class Switcher(_Painted):
    """The card that says which assessment is open and leads to the others."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._lines = (tr("No assessment open"), tr("Start or open one"), "")
        self._open = False
        self.set_lines(*self._lines, is_open=False)

    def set_lines(self, title: str, line2: str = "", line3: str = "", *, is_open: bool = True) -> None:
        """What is open; a dashed edge if nothing is."""
        self._lines, self._open = (title, line2, line3), is_open
        said = ", ".join(line for line in self._lines if line)
        self.setAccessibleName(tr("{assessment}. Choose another assessment", assessment=said))
        self.setToolTip(plain_tip(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = self._theme
        if self._rail:
            return QSize(theme.px(RAIL - 16), theme.px(36))
        below = sum(1 for line in self._lines[1:] if line)
        return QSize(theme.px(WIDTH - 24), theme.px(24 + 18) + below * theme.px(16))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(36), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        over = self.underMouse()
        edge = "accent" if over else "hair" if self._open else "control_edge"
        self._ground(painter, "surface", edge, dashed=not self._open)
        side = theme.px(16)
        if self._rail:
            place = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        else:
            place = QRect(self.width() - side - theme.px(9), theme.px(16), side, side)
        draw_icon(painter, self, "chevrons-up-down", self._mirrored(place), theme.color("text2"))
        if not self._rail:
            x, y = theme.px(12), theme.px(11)
            room = self.width() - x - side - theme.px(12)
            self._words(painter, self._lines[0], "body_strong", "text", QRect(x, y, room, theme.px(18)))
            y += theme.px(20)
            for line in self._lines[1:]:
                if line:
                    self._words(painter, line, "caption", "muted", QRect(x, y, room, theme.px(16)))
                    y += theme.px(16)
        painter.end()


class Sidebar(QFrame):
    """Switcher, pages, and below them what is beside any assessment; a rail of icons where room is short."""

    page_requested = Signal(str)
    switcher_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rail = False
        self._items: dict[str, NavItem] = {}
        self.setAccessibleName(tr("Pages"))
        self.setAutoFillBackground(False)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self.switcher = Switcher(theme)
        self.switcher.clicked.connect(self.switcher_requested)
        self._column.addWidget(self.switcher)
        self._column.addSpacing(theme.px(10))
        self._top, self._bottom = QVBoxLayout(), QVBoxLayout()
        for group in (self._top, self._bottom):
            group.setSpacing(theme.px(2))
        self._column.addLayout(self._top)
        self._column.addStretch(1)
        self._line = hairline()
        self._column.addWidget(self._line)
        self._column.addSpacing(theme.px(6))
        self._column.addLayout(self._bottom)
        self._column.setSpacing(0)
        # At 200 % a low window cannot hold all items: they scroll rather than vanish.
        self._scroll = QScrollArea()
        self._scroll.setWidget(content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)  # after setWidget, which turns it on
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 1, 0)
        outer.addWidget(self._scroll)
        self.set_rail(False)

    def add_item(self, name: str, icon: str, label: str, *, bottom: bool = False) -> NavItem:
        """Add a page below the others of its group."""
        item = NavItem(self._theme, name, icon, label)
        item.set_rail(self._rail)
        item.clicked.connect(self._clicked)
        item.stepped.connect(self._step)
        (self._bottom if bottom else self._top).addWidget(item)
        self._items[name] = item
        return item

    def set_current(self, name: str) -> None:
        """Mark the page that is shown."""
        for item in self._items.values():
            item.setChecked(item.name == name)
        if name in self._items:
            self._scroll.ensureWidgetVisible(self._items[name])

    def set_badge(self, name: str, n: int, waiting: str = "") -> None:
        """How many things wait on a page, and what: "to answer"."""
        self._items[name].set_badge(n, waiting)

    def set_available(self, name: str, available: bool) -> None:
        """Whether the page can be gone to."""
        self._items[name].setEnabled(available)

    def set_switcher(self, title: str, line2: str = "", line3: str = "", *, is_open: bool = True) -> None:
        """Say which assessment is open."""
        self.switcher.set_lines(title, line2, line3, is_open=is_open)

    def set_rail(self, rail: bool) -> None:
        """Icons alone, or icons and names."""
        self._rail = rail
        edge = self._theme.px(7 if rail else 12)
        self._column.setContentsMargins(edge, self._theme.px(12), edge, self._theme.px(12))
        self.setFixedWidth(self._theme.px(RAIL if rail else WIDTH))
        for item in (self.switcher, *self._items.values()):
            item.set_rail(rail)

    @property
    def rail(self) -> bool:
        """Whether only icons show."""
        return self._rail

    def focus_current(self) -> None:
        """Go to the page that is shown."""
        item = next((item for item in self._items.values() if item.isChecked()), None)
        (item or self.switcher).setFocus(Qt.FocusReason.TabFocusReason)

    def _clicked(self) -> None:
        item = self.sender()
        if isinstance(item, NavItem):
            self.page_requested.emit(item.name)

    def _step(self, step: int) -> None:
        item = self.sender()
        usable = [other for other in self._items.values() if other.isEnabled()]
        if isinstance(item, NavItem) and item in usable:
            at = min(max(usable.index(item) + step, 0), len(usable) - 1)
            usable[at].setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(usable[at])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("sidebar"))
        edge = QStyle.visualRect(self.layoutDirection(), self.rect(), QRect(self.width() - 1, 0, 1, self.height()))
        painter.fillRect(edge, self._theme.color("hair"))
        painter.end()
