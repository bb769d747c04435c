"""Buttons: one main thing to do, other things to do, links and single icons."""

from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QToolButton, QWidget

from btech_desktop.gui import icons
from btech_desktop.gui.theme import Role, Theme
from btech_desktop.gui.widgets.direction import isolated, way
from btech_desktop.gui.widgets.key_hint import cap_size, draw_cap, native_keys
from btech_desktop.gui.widgets.spoken import plain_tip

ButtonKind = Literal["primary", "secondary", "link", "danger"]


class Button(QPushButton):
    """A button with words, optional icons at either end, and the key that does the same."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        kind: ButtonKind = "secondary",
        icon: str = "",
        icon_end: str = "",
        keys: str = "",
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._kind: ButtonKind = kind
        self._icon, self._icon_end = icon, icon_end
        self._keys = native_keys(keys) if keys else ""
        self._compact = compact
        self._role: Role = "small_medium" if compact else "body_strong" if kind == "primary" else "body_medium"
        self.setProperty("kind", kind)
        self.setProperty("compact", compact)
        self.setFont(theme.font(self._role))
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if keys:
            self.setAccessibleDescription(self._keys)

    def setText(self, text: str) -> None:
        if text != self.text():
            super().setText(text)
            self.updateGeometry()

    def set_kind(self, kind: ButtonKind) -> None:
        """Make it the main thing to do, or no longer."""
        self._kind = kind
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self.update()

    def _parts(self) -> list[tuple[str, QSize]]:
        """What stands in the button from its start, with sizes."""
        side = self._theme.px(16)
        parts = [("icon", QSize(side, side))] if self._icon else []
        if self.text():
            width = self.fontMetrics().horizontalAdvance(self.text().replace("&", "")) + 1
            parts.append(("text", QSize(width, self._theme.line(self._role))))
        if self._icon_end:
            parts.append(("icon_end", QSize(side, side)))
        if self._keys:
            parts.append(("keys", cap_size(self._theme, self._keys)))
        return parts

    def sizeHint(self) -> QSize:
        theme = self._theme
        inside = sum(size.width() for _, size in self._parts())
        inside += theme.px(8) * max(len(self._parts()) - 1, 0)
        edge = theme.px(0 if self._kind == "link" else 10 if self._compact else 14)
        # A link is as tall as a target must be, and no taller, so that it sits well in a line of text.
        tall = 26 if self._compact or self._kind == "link" else 32
        return QSize(inside + 2 * edge + 2, theme.px(tall))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _ink(self) -> QColor:
        c = self._theme.color
        if not self.isEnabled():
            return c("muted")
        if self._kind == "primary":
            return c("on_accent")
        over = self.underMouse() or self.isDown()
        if self._kind == "link":
            return c("accent_hover" if over else "accent")
        if self._kind == "danger":
            return c("error")
        return c("accent" if over else "text")

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        parts, gap = self._parts(), self._theme.px(8)
        inside = sum(size.width() for _, size in parts) + gap * max(len(parts) - 1, 0)
        x = max((self.width() - inside) // 2, 0)
        ink = self._ink()
        for what, size in parts:
            box = QRect(x, (self.height() - size.height()) // 2, size.width(), size.height())
            self._draw_part(painter, what, QStyle.visualRect(self.layoutDirection(), self.rect(), box), ink)
            x += size.width() + gap
        painter.end()

    def _draw_part(self, painter: QPainter, what: str, box: QRect, ink: QColor) -> None:
        if what == "text":
            painter.setFont(self.font())
            painter.setPen(ink)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextHideMnemonic | Qt.TextFlag.TextSingleLine
            painter.drawText(box, int(flags) | way(self.text()), isolated(self.text()))
        elif what == "keys":
            edge = self._theme.color("control_edge") if self._kind != "primary" else ink
            draw_cap(painter, self._theme, QRectF(box), self._keys, ink, edge)
        else:
            name = self._icon if what == "icon" else self._icon_end
            draw_icon(painter, self, name, box, ink)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()


# Arrows point the other way where text runs from right to left; all other icons keep their sense.
_MIRRORED = {
    "arrow-right": "arrow-left",
    "arrow-left": "arrow-right",
    "chevron-right": "chevron-left",
    "chevron-left": "chevron-right",
}


def pointing(widget: QWidget, name: str) -> str:
    """The icon's name, or that of the arrow which points on where the page runs from right to left."""
    return _MIRRORED.get(name, name) if widget.isRightToLeft() else name


def draw_icon(painter: QPainter, widget: QWidget, name: str, box: QRect, ink: QColor) -> None:
    """Paint an icon into a square, sharp on this widget's screen."""
    picture = icons.pixmap(pointing(widget, name), ink.name(), box.width(), widget.devicePixelRatioF())
    painter.drawPixmap(box.topLeft(), picture)


class IconButton(QToolButton):
    """A button that is only an icon: its name is its tip and its words for screen readers."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        *,
        keys: str = "",
        size: int = 16,
        token: str = "text2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = size
        self.set_icon(icon, token)
        self.setIconSize(QSize(theme.px(size), theme.px(size)))
        self.setFixedSize(theme.px(size + 12), theme.px(size + 12))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_name(name, keys)

    def set_icon(self, icon: str, token: str = "text2") -> None:
        """Show another icon."""
        self.setIcon(self._theme.icon(pointing(self, icon), token, self._size))

    def set_name(self, name: str, keys: str = "") -> None:
        """Say what it does, and with which keys."""
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(f"{name} ({native_keys(keys)})" if keys else name))
