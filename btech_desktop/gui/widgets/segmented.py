"""A choice of one among a few, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStyle, QStyleOptionToolButton, QToolButton, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import draw_icon
from btech_desktop.gui.widgets.direction import isolated, way
from btech_desktop.gui.widgets.flow import FlowLayout


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what it is called in code, its words, its icon if any."""

    value: str
    text: str
    icon: str = ""


class _Segment(QToolButton):
    """One part; it leaves the arrows to the whole."""

    stepped = Signal(int)

    def __init__(self, theme: Theme, option: Option, parent: QWidget) -> None:
        super().__init__(parent)
        self.value = option.value
        self._theme = theme
        self._icon = option.icon
        self.setCheckable(True)
        self.set_text(option.text)
        self.toggled.connect(self._restyle)
        self._restyle(False)

    def set_text(self, text: str) -> None:
        # In a tool button an ampersand would mark a shortcut.
        self.setText(text.replace("&", "&&"))

    def _restyle(self, on: bool) -> None:
        # The bolder words of the chosen part take no more room than was kept for them: see sizeHint.
        self.setFont(self._theme.font("small_strong" if on else "small"))

    def sizeHint(self) -> QSize:
        theme = self._theme
        inside = theme.width(self.text().replace("&&", "&"), "small_strong")
        inside += theme.px(22) if self._icon else 0
        return QSize(inside + theme.px(24), theme.px(26))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, option = self._theme, QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text, option.icon = "", QIcon()
        painter = QPainter(self)
        self.style().drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option, painter, self)
        # Set by ourselves: Qt begins words beside an icon at the edge instead of in the middle.
        words = self.text().replace("&&", "&")
        width = self.fontMetrics().horizontalAdvance(words) + 1
        room = theme.px(20) if self._icon else 0
        x, side = (self.width() - width - room) // 2, theme.px(14)
        token = "muted" if not self.isEnabled() else "accent" if self.isChecked() or self.underMouse() else "text2"
        if self._icon:
            place = QRect(x, (self.height() - side) // 2, side, side)
            place = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
            draw_icon(painter, self, self._icon, place, theme.color(token))
        place = QStyle.visualRect(self.layoutDirection(), self.rect(), QRect(x + room, 0, width, self.height()))
        painter.setFont(self.font())
        painter.setPen(theme.color(token))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter) | way(words), isolated(words))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        steps = {Qt.Key.Key_Right: -1 if mirrored else 1, Qt.Key.Key_Left: 1 if mirrored else -1}
        steps |= {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def nextCheckState(self) -> None:
        self.setChecked(True)  # pressing the chosen part again does not take the choice away


class Segmented(QWidget):
    """An exclusive choice: one stop for Tab, arrows choose."""

    chosen = Signal(str)  # the value, when a person chooses; not from set_value

    def __init__(
        self,
        theme: Theme,
        options: Sequence[Option],
        *,
        name: str,
        pills: bool = False,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``name`` says what is chosen, for screen readers; ``pills`` sets the parts apart, as for filters.

        With ``wrap`` pills go on in a next line where the first is full.
        """
        super().__init__(parent)
        self._name = name
        self.setAccessibleName(name)
        row: QHBoxLayout | FlowLayout
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            row = FlowLayout(self, gap=theme.px(6))
        else:
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row = QHBoxLayout(self)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme.px(6) if pills else 0)
        self._parts: list[_Segment] = []
        self._stop: _Segment | None = None
        for number, option in enumerate(options):
            part = _Segment(theme, option, self)
            first, last = number == 0, number == len(options) - 1
            if self.isRightToLeft():
                first, last = last, first  # for the edges: a style sheet knows left and right only
            place = "only" if first and last else "first" if first else "last" if last else "mid"
            part.setProperty("segment", "pill" if pills else place)
            part.setProperty("ring_radius", 13 if pills else 6)
            part.setAccessibleName(f"{name}: {option.text}")
            part.clicked.connect(self._clicked)
            part.stepped.connect(self._step)
            row.addWidget(part)
            self._parts.append(part)
        self.set_value(None)

    def value(self) -> str | None:
        """What is chosen, or None."""
        return next((part.value for part in self._parts if part.isChecked()), None)

    def set_value(self, value: str | None) -> None:
        """Show a choice without telling anyone."""
        for part in self._parts:
            part.setChecked(part.value == value)
        stop = next((part for part in self._parts if part.isChecked()), self._parts[0] if self._parts else None)
        for part in self._parts:
            part.setFocusPolicy(Qt.FocusPolicy.StrongFocus if part is stop else Qt.FocusPolicy.ClickFocus)
        self._stop = stop

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Pass the focus on. A focus proxy would not do: changing one moves the focus without telling anyone."""
        if self._stop is not None:
            self._stop.setFocus(event.reason())

    def set_text(self, value: str, text: str) -> None:
        """Change the words of a choice, such as a count in them."""
        for part in self._parts:
            if part.value == value and text.replace("&", "&&") != part.text():
                part.set_text(text)
                part.setAccessibleName(f"{self._name}: {text}")
                part.updateGeometry()

    def set_shown(self, value: str, shown: bool) -> None:
        """Offer a choice, or leave it out for now."""
        for part in self._parts:
            if part.value == value:
                part.setVisible(shown)

    def _clicked(self) -> None:
        part = self.sender()
        if isinstance(part, _Segment):
            self._choose(part)

    def _step(self, step: int) -> None:
        part = self.sender()
        if isinstance(part, _Segment):
            usable = [other for other in self._parts if other.isEnabled() and not other.isHidden()]
            at = min(max(usable.index(part) + step, 0), len(usable) - 1)
            usable[at].setFocus(Qt.FocusReason.TabFocusReason)
            if usable[at] is not part or not part.isChecked():
                self._choose(usable[at])

    def _choose(self, part: _Segment) -> None:
        self.set_value(part.value)
        self.chosen.emit(part.value)
