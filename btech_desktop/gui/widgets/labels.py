"""Text on a page: wrapping, or cut short on one line; never taken as markup."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QStyle, QWidget

from btech_desktop.gui.theme import Role, Theme
from btech_desktop.gui.widgets.direction import isolated, way
from btech_desktop.gui.widgets.paragraph import Paragraph
from btech_desktop.gui.widgets.spoken import plain_tip

_COMFORTABLE = 560  # px: longer lines are hard to read


class Label(QLabel):
    """Plain text that wraps, in one of the theme's roles and colours."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: Role = "body",
        token: str = "text",
        *,
        wrap: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role: Role = role
        self._token = token
        self._made: Paragraph | None = None  # let go of where text, role, alignment or direction change
        self._heights: dict[int, int] = {}  # width -> height, as long as nothing changes: layouts ask very often
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(role))
        self.setWordWrap(wrap)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        if not wrap:
            policy.setHorizontalPolicy(QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.setText(text)

    def setText(self, text: str) -> None:
        self._let_go()
        super().setText(text)

    def setAlignment(self, alignment: Qt.AlignmentFlag) -> None:
        self._let_go()
        super().setAlignment(alignment)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._let_go()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ContentsRectChange:
            self._heights.clear()
        return super().event(event)

    def _let_go(self) -> None:
        self._made = None
        self._heights.clear()

    def set_token(self, token: str) -> None:
        """Change the colour."""
        if token != self._token:
            self._token = token
            self.update()

    def set_role(self, role: Role) -> None:
        """Change the use of text: size, line and weight."""
        self._let_go()
        self._role = role
        self.setFont(self._theme.font(role))
        self.updateGeometry()
        self.update()

    def _paragraph(self) -> Paragraph:
        if self._made is None:
            across = Qt.AlignmentFlag(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask)
            direction = self.layoutDirection()
            self._made = Paragraph(self._theme, self.text(), self._role, align=across, direction=direction)
        return self._made

    def _insets(self) -> QSize:
        margins = self.contentsMargins()
        return QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def heightForWidth(self, width: int) -> int:
        known = self._heights.get(width)
        if known is None:
            insets = self._insets()
            known = self._paragraph().height(width - insets.width()) + insets.height()
            self._heights[width] = known
        return known

    def sizeHint(self) -> QSize:
        inner = self._paragraph().natural_width()
        if self.wordWrap():
            inner = min(inner, self._theme.px(_COMFORTABLE))
        return QSize(inner, self._paragraph().height(inner)) + self._insets()

    def minimumSizeHint(self) -> QSize:
        if not self.wordWrap():
            return self.sizeHint()
        width = min(self._paragraph().word_width(), self._paragraph().natural_width(), self._theme.px(160))
        return QSize(width, self._theme.line(self._role)) + self._insets()

    def paintEvent(self, event: QPaintEvent) -> None:
        # A layout's margins are mirrored by Qt, a widget's own are not.
        box = QStyle.visualRect(self.layoutDirection(), self.rect(), self.contentsRect())
        painter = QPainter(self)
        room = box.height() - self._paragraph().height(box.width())
        top = box.top()
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            top += max(room, 0) // 2
        elif self.alignment() & Qt.AlignmentFlag.AlignBottom:
            top += max(room, 0)
        self._paragraph().draw(painter, QRectF(box.left(), top, box.width(), box.height()), self._ink())
        painter.end()

    def _ink(self) -> QColor:
        return self._theme.color(self._token if self.isEnabled() else "muted")


class ElidedLabel(QLabel):
    """One line of plain text that gives way: what does not fit is in the tip and for screen readers."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: Role = "body",
        token: str = "text",
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._token = token
        self._mode = mode
        self._line = theme.line(role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(role))
        self.setText(text)

    def set_token(self, token: str) -> None:
        """Change the colour."""
        self._token = token
        self.update()

    def _full(self) -> str:
        return " ".join(self.text().split())

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self._full()) + 2, self._line)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._theme.px(24), self.sizeHint().width()), self._line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_rest()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._tell_rest()
        return super().event(event)

    def _tell_rest(self) -> None:
        cut = self.sizeHint().width() - 2 > self.width()
        self.setToolTip(plain_tip(self.text()) if cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self._theme.color(self._token if self.isEnabled() else "muted"))
        shown = QFontMetrics(self.font()).elidedText(self._full(), self._mode, self.width())
        across = self.style().visualAlignment(self.layoutDirection(), self.alignment())
        painter.drawText(self.rect(), int(across | Qt.AlignmentFlag.AlignVCenter) | way(shown), isolated(shown))
        painter.end()


def hairline(parent: QWidget | None = None) -> QFrame:
    """A line across the page or card."""
    line = QFrame(parent)
    line.setObjectName("hair")
    line.setFixedHeight(1)
    return line
