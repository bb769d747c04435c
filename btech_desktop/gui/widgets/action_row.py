"""One action in a line: what, from which level to which, who, by when, how far."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from btech_desktop.assessment import Action
from btech_desktop.charts import LevelState, level_text
from btech_desktop.gui.plan import due_note
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button, IconButton
from btech_desktop.gui.widgets.chip import Chip
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.rows import Icon, level_mark
from btech_desktop.gui.widgets.spoken import plain_tip
from btech_desktop.language import tr
from btech_desktop.terms import shown
from btech_desktop.wording import day, month, sentence

STACK_BELOW = 900
STATUS_ICONS = {"open": "circle", "under way": "circle-dot", "done": "circle-check", "late": "clock", "deferred": "ban"}
# Widths in px at 100 % of the columns that do not stretch.
MARKS, PRACTICE, OWNER, DUE, STATUS, MENU = 104, 76, 168, 196, 116, 28


class NowGoal(QWidget):
    """The level now and the level to reach, with an arrow between."""

    def __init__(self, theme: Theme, now: LevelState, goal: int | None) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(5))
        self.setAccessibleName(
            tr("Level now {now}", now=level_text(now))
            if goal is None
            else tr("Level now {now}, to reach {goal}", now=level_text(now), goal=goal)
        )
        for state, ladder in ((now, False), *(((goal, True),) if goal is not None else ())):
            if ladder:
                row.addWidget(Icon(theme, "arrow-right", size=16))
            row.addWidget(level_mark(theme, state, ladder=ladder))
        row.addStretch(1)


class ActionRow(QFrame):
    """Enter or a click changes it, Delete removes it, arrows go to the next; a menu says the same in words."""

    edit_requested = Signal(str)
    remove_requested = Signal(str)
    done_requested = Signal(str)
    practice_requested = Signal(str)
    step_requested = Signal(int)

    def __init__(
        self, theme: Theme, action: Action, now: LevelState | None, title: str, *, today: date, locked: bool
    ) -> None:
        """``now`` is the level of the action's practice (None: no practice), ``title`` the practice's."""
        super().__init__()
        self._theme, self.action, self._locked = theme, action, locked
        px = theme.px
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if not locked:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._outer = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._outer.setContentsMargins(px(8), px(7), px(8), px(7))
        self._outer.setSpacing(px(12))

        words = QWidget()
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        column.addWidget(Label(theme, action.what, "body_medium"))
        self._owner_line = Label(theme, action.owner or tr("No owner yet"), "small", "text2")
        column.addWidget(self._owner_line)
        if action.status == "deferred" and action.deferred_reason:
            column.addWidget(
                Label(
                    theme, tr("Deferred: {deferred_reason}", deferred_reason=action.deferred_reason), "small", "muted"
                )
            )
        self._outer.addWidget(words, 1)

        self._rest = QWidget()
        # Columns of one width line up from row to row; below the words they wrap where even they have no room.
        row = FlowLayout(self._rest, gap=px(12), line_gap=px(4))
        self._outer.addWidget(self._rest)
        row.addWidget(self._cell(NowGoal(theme, now, action.target_level) if now is not None else None, MARKS))
        link = None
        if action.practice_id:
            link = Button(theme, action.practice_id, kind="link", compact=True)
            link.setAccessibleName(tr("Go to {practice}, {title}", practice=action.practice_id, title=title))
            link.setToolTip(plain_tip(title))
            link.clicked.connect(self._on_practice)
        row.addWidget(self._cell(link, PRACTICE))
        self._owner = self._cell(Label(theme, action.owner or tr("No owner yet"), "small", "text2"), OWNER)
        row.addWidget(self._owner)
        row.addWidget(self._due_cell(today))
        row.addWidget(self._status_cell())
        self.menu_button = IconButton(theme, "ellipsis", tr("More for: {action}", action=action.what))
        self.menu_button.setEnabled(not locked)
        self.menu_button.clicked.connect(self._on_menu)
        row.addWidget(self.menu_button)
        self.setAccessibleName(self._spoken(now))
        self.setAccessibleDescription("" if locked else tr("Enter changes it, Delete removes it."))

    def _cell(self, inside: QWidget | None, width: int) -> QWidget:
        cell = QWidget()
        cell.setFixedWidth(self._theme.px(width))
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(6))
        if inside is not None:
            row.addWidget(inside, 1 if isinstance(inside, Label) else 0)
            if not isinstance(inside, Label):
                row.addStretch(1)
        return cell

    def _due_cell(self, today: date) -> QWidget:
        theme, action = self._theme, self.action
        cell = self._cell(None, DUE)
        row = cell.layout()
        assert isinstance(row, QHBoxLayout)
        # Below each other where both have no room side by side.
        inner = QWidget()
        flow = FlowLayout(inner, gap=theme.px(8), line_gap=theme.px(4))
        flow.addWidget(Label(theme, month(action.due) if action.due else tr("No date"), "small", wrap=False))
        kind, text = due_note(action, today)
        if kind:
            flow.addWidget(Chip(theme, text, "error" if kind == "late" else "attention", "clock"))
        row.addWidget(inner, 1)
        return cell

    def _status_cell(self) -> QWidget:
        theme, status = self._theme, self.action.status
        cell = self._cell(None, STATUS)
        row = cell.layout()
        assert isinstance(row, QHBoxLayout)
        row.addWidget(Icon(theme, STATUS_ICONS[status], "muted" if status in ("open", "deferred") else "accent", 16))
        row.addWidget(Label(theme, sentence(shown(status)), "small"), 1)
        return cell

    def _spoken(self, now: LevelState | None) -> str:
        action = self.action
        parts = [action.what, shown(action.status), action.owner or tr("no owner yet")]
        parts.append(tr("due {day}", day=day(action.due)) if action.due else tr("no date"))
        if action.practice_id:
            practice, goal = action.practice_id, action.target_level
            said = "" if now is None else level_text(now)
            parts.append(
                tr("{practice}, level now {now}", practice=practice, now=said)
                if goal is None
                else tr("{practice}, level now {now}, to reach {goal}", practice=practice, now=said, goal=goal)
            )
        return ". ".join(sentence(p) for p in parts)

    # -- doing --------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step_requested.emit(1 if key == Qt.Key.Key_Down else -1)
        elif not self._locked and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.edit_requested.emit(self.action.id)
        elif not self._locked and key == Qt.Key.Key_Delete:
            self.remove_requested.emit(self.action.id)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and not self._locked:
            self.edit_requested.emit(self.action.id)

    def menu(self) -> QMenu:
        """What can be done with the action, in words."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, slot, offered in (
            (tr("Change…"), self._on_edit, True),
            (tr("Mark as done"), self._on_done, self.action.status != "done"),
            (tr("Remove"), self._on_remove, True),
        ):
            item = QAction(text, menu)
            item.triggered.connect(slot)
            item.setEnabled(offered)
            menu.addAction(item)
        return menu

    def _on_menu(self) -> None:
        self.menu().popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    def _on_edit(self) -> None:
        self.edit_requested.emit(self.action.id)

    def _on_done(self) -> None:
        self.done_requested.emit(self.action.id)

    def _on_remove(self) -> None:
        self.remove_requested.emit(self.action.id)

    def _on_practice(self) -> None:
        self.practice_requested.emit(self.action.practice_id or "")

    # -- looks --------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < self._theme.px(STACK_BELOW)
        ways = QBoxLayout.Direction
        self._outer.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self._outer.setSpacing(self._theme.px(4 if narrow else 12))
        self._outer.setAlignment(
            self._rest, Qt.AlignmentFlag(0) if narrow else Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        )
        self._owner.setVisible(not narrow)
        self._owner_line.setVisible(narrow)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self.hasFocus() or (self.underMouse() and not self._locked)):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._theme.color("softer"))
        painter.setPen(QPen(self._theme.color("focus"), 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
        radius = self._theme.px(6)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), radius, radius)
        painter.end()
