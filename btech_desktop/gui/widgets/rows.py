"""Rows of a list which are buttons: a mark, a title, a line beneath, and where they lead."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from btech_desktop.charts import LevelState
from btech_desktop.gui.theme import Role, Theme
from btech_desktop.gui.widgets.buttons import draw_icon
from btech_desktop.gui.widgets.chart_view import ChartView, LevelMark
from btech_desktop.gui.widgets.labels import Label


def level_mark(theme: Theme, state: LevelState, *, ladder: bool = True, side: float = 22) -> LevelMark:
    """A level mark in the theme's colours and text size."""
    mark = LevelMark(state, ladder=ladder, side=side * theme.scale)
    mark.set_colours(theme.colours)
    return mark


def chart_view(theme: Theme) -> ChartView:
    """An empty chart in the theme's colours and text size."""
    view = ChartView()
    view.set_colours(theme.colours)
    view.scale = theme.scale
    return view


class Icon(QWidget):
    """An icon as part of a row; it says nothing that the words beside it do not."""

    def __init__(self, theme: Theme, name: str, token: str = "text2", size: int = 18) -> None:
        super().__init__()
        self._theme, self._name, self._token = theme, name, token
        self._side = theme.px(size)
        self.setFixedSize(QSize(self._side, self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_icon(painter, self, self._name, QRect(0, 0, self._side, self._side), self._theme.color(self._token))
        painter.end()


class RowButton(QAbstractButton):
    """A row to click or press: what is before the words, the words, what is after them.

    ``key`` is what it stands for, such as a practice id. ``line`` draws a hairline above.
    """

    def __init__(
        self,
        theme: Theme,
        key: str,
        title: str,
        detail: str = "",
        *,
        before: QWidget | None = None,
        after: QWidget | None = None,
        line: bool = True,
        role: Role = "body_medium",
        detail_role: Role = "small",
        least: int = 44,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._line = line
        self.key = key
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumHeight(theme.px(least))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        said = [before.accessibleName() if before is not None else "", title, detail]
        self.setAccessibleName(". ".join(part.rstrip(".") for part in said if part))
        self._title, self._detail = Label(theme, title, role), Label(theme, detail, detail_role, "text2")
        if not detail:
            self._detail.hide()
        self.words = QVBoxLayout()
        self.words.setSpacing(0)
        self.words.addStretch(1)
        self.words.addWidget(self._title)
        self.words.addWidget(self._detail)
        self._end = self.words.count()
        self.words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        row.setSpacing(theme.px(10))
        if before is not None:
            row.addWidget(before, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(self.words, 1)
        if after is not None:
            row.addWidget(after, 0, Qt.AlignmentFlag.AlignVCenter)
        row.setSizeConstraint(QLayout.SizeConstraint.SetDefaultConstraint)
        self._let_clicks_through()

    def add_line(self, text: str, role: Role = "small", token: str = "text2") -> None:
        """One more line of words."""
        self.words.insertWidget(self._end, Label(self._theme, text, role, token))
        self._end += 1
        self.setAccessibleName(f"{self.accessibleName()}. {text}")
        self._let_clicks_through()

    def _let_clicks_through(self) -> None:
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), self._theme.color("softer"))
        if self._line:
            painter.fillRect(QRect(0, 0, self.width(), 1), self._theme.color("hair"))
        painter.end()


class LinkWord(Label):
    """A word at a row's end that says what a click does; the row itself is the button."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(theme, text, "small_medium", "accent", wrap=False)


def chevron(theme: Theme) -> Icon:
    """The sign that a row leads on."""
    return Icon(theme, "chevron-right", "muted", 16)
