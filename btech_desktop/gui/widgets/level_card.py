"""The five levels of a practice: read them, then choose one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QStyle, QVBoxLayout, QWidget

from btech_desktop.gui.theme import Role, Theme
from btech_desktop.gui.widgets.buttons import draw_icon
from btech_desktop.gui.widgets.chart_view import paint_mark
from btech_desktop.gui.widgets.direction import isolated, way
from btech_desktop.gui.widgets.paragraph import Paragraph
from btech_desktop.language import tr

_TOP_LEVEL = 4


@dataclass(frozen=True, slots=True)
class LevelText:
    """What a level means for one practice."""

    level: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class _Tag:
    icon: str
    text: str
    token: str
    role: Role


class LevelCard(QRadioButton):
    """One level: radio, mark, name and descriptor, tags at the end. It shows; the group decides."""

    # A radio button, because screen readers then say "3 of 5" and "checked" by themselves.

    stepped = Signal(int)
    digit_pressed = Signal(int)

    def __init__(self, theme: Theme, level: int, name: str = "", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.level = level
        self._theme = theme
        self._name, self._text = name, text
        self._last: int | None = None
        self._last_label = ""
        self._target: int | None = None
        self._carried = False
        self._read_only = False
        self._paragraph = Paragraph(theme, text, bold=f"{name}.")
        self.setProperty("ring_radius", 6)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.toggled.connect(self._tagged)
        self._say()

    def set_text(self, name: str, text: str) -> None:
        """Show another practice's words."""
        if (name, text) == (self._name, self._text):
            return
        self._name, self._text = name, text
        self._paragraph = Paragraph(self._theme, text, bold=f"{name}.", direction=self.layoutDirection())
        self._say()
        self.updateGeometry()
        self.update()

    def setChecked(self, on: bool) -> None:
        # Exclusive, or it would be told as a check box; but Qt never unchecks the chosen one of such a group.
        self.setAutoExclusive(False)
        super().setChecked(on)
        self.setAutoExclusive(True)

    def set_marks(self, *, last: int | None, last_label: str, target: int | None, carried: bool = False) -> None:
        """Tell last time's level and its label (a year), and the target; each shows on its own level's card.

        A ``carried`` level is not ours until it is confirmed.
        """
        marks = (last, last_label, target, carried)
        if marks != (self._last, self._last_label, self._target, self._carried):
            self._last, self._last_label, self._target, self._carried = marks
            self._tagged()

    def _tagged(self) -> None:
        """The tags are others than before: they may need another height."""
        self._say()
        if self.heightForWidth(self.width()) != self.height():
            self.updateGeometry()
        self.update()

    def set_read_only(self, read_only: bool) -> None:
        """Keep it readable and reachable, but not to be chosen."""
        if read_only != self._read_only:
            self._read_only = read_only
            self.update()

    def _say(self) -> None:
        level = tr("Level {level} of {highest}, {name}", level=self.level, highest=_TOP_LEVEL, name=self._name)
        if self.isChecked():
            level = (
                tr("{level}, carried over, to confirm", level=level)
                if self._carried
                else tr("{level}, selected", level=level)
            )
        words = [f"{level}."]
        if self._last is not None:
            words.append(tr("Last year {last}.", last=self._last))
        if self._target is not None:
            words.append(tr("Target {target}.", target=self._target))
        self.setAccessibleName(" ".join(words))
        self.setAccessibleDescription(self._text)

    def _tags(self) -> list[_Tag]:
        tags = []
        if self.isChecked():
            own = ("circle-help", tr("Still true?")) if self._carried else ("check", tr("Our level"))
            tags.append(_Tag(*own, "accent", "small_strong"))
        if self._last == self.level:
            tags.append(_Tag("history", self._last_label, "text2", "small"))
        if self._target == self.level:
            tags.append(_Tag("target-tick", tr("Target"), "target", "small_medium"))
        return tags

    # Its size

    def _narrow(self, width: int) -> bool:
        return width < self._theme.px(520)

    def _text_box(self, width: int) -> QRect:
        """Where the words stand; the tags keep their room at the end, so that all five cards break alike."""
        left = self._theme.px(86)
        right = self._theme.px(14 if self._narrow(width) else 108)
        return QRect(left, self._theme.px(8), max(width - left - right, 1), 0)

    def _tags_below(self, width: int) -> int:
        return self._theme.px(22) if self._narrow(width) and self._tags() else 0

    def heightForWidth(self, width: int) -> int:
        box = self._text_box(width)
        beside = 0 if self._narrow(width) else len(self._tags()) * self._theme.px(20)
        inside = max(self._paragraph.height(box.width()), beside, self._theme.px(36))
        return inside + 2 * box.top() + self._tags_below(width)

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        width = self._theme.px(608)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(220), self._theme.px(52))

    def hitButton(self, pos: object) -> bool:
        return True

    # What people do

    def nextCheckState(self) -> None:
        """Leave the look to the group: nothing may look chosen before it is."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}.get(key)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if step is not None and not held:
            self.stepped.emit(step)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            self.click()
        elif Qt.Key.Key_0 <= key <= Qt.Key.Key_4 and not held:
            self.digit_pressed.emit(int(key) - int(Qt.Key.Key_0))
        else:
            super().keyPressEvent(event)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, over = self.isChecked(), self.underMouse() and not self._read_only
        edge = 2 if chosen else 1
        painter.setPen(QPen(theme.color("accent" if chosen else "control_edge" if over else "hair"), edge))
        painter.setBrush(theme.color("softer" if chosen else "surface"))
        inset = edge / 2
        radius = theme.px(6)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)
        text = self._text_box(self.width())
        words = self._paragraph.height(text.width())
        # One line of words stands in the middle, more begin at the top beside radio and mark.
        top = max((self.height() - self._tags_below(self.width()) - words) // 2, text.top())
        self._paint_radio(painter, chosen, over)
        self._paint_mark(painter)
        box = self._mirrored(QRect(text.left(), top, text.width(), words))
        bold = theme.color("text")
        self._paragraph.draw(painter, QRectF(box), theme.color("text" if chosen else "text2"), bold)
        self._paint_tags(painter)
        painter.end()

    def _middle(self) -> int:
        return (self.height() - self._tags_below(self.width())) // 2

    def _paint_radio(self, painter: QPainter, chosen: bool, over: bool) -> None:
        theme = self._theme
        side = theme.px(17)
        box = self._mirrored(QRect(theme.px(14), self._middle() - side // 2, side, side))
        width = 1.5 * theme.scale
        token = "hair" if self._read_only and not chosen else "accent" if chosen or over else "control_edge"
        painter.setPen(QPen(theme.color(token), width))
        painter.setBrush(theme.color("surface"))
        painter.drawEllipse(QRectF(box).adjusted(width / 2, width / 2, -width / 2, -width / 2))
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(QRectF(box).center(), 4.5 * theme.scale, 4.5 * theme.scale)

    def _paint_mark(self, painter: QPainter) -> None:
        side = 24 * self._theme.scale
        width = round(side * 1.46)
        box = self._mirrored(QRect(self._theme.px(43), self._middle() - round(side / 2), width, round(side)))
        painter.save()
        painter.translate(box.topLeft())
        paint_mark(painter, self.level, side, self._theme.colours, mirror=self.isRightToLeft())
        painter.restore()

    def _paint_tags(self, painter: QPainter) -> None:
        theme, tags = self._theme, self._tags()
        height, side = theme.px(20), theme.px(15)
        narrow = self._narrow(self.width())
        x = theme.px(86) if narrow else self.width() - theme.px(100)
        y = self.height() - theme.px(28) if narrow else (self.height() - height * len(tags)) // 2
        for tag in tags:
            ink = theme.color(tag.token)
            icon = self._mirrored(QRect(x, y + (height - side) // 2, side, side))
            draw_icon(painter, self, tag.icon, icon, ink)
            painter.setFont(theme.font(tag.role))
            painter.setPen(ink)
            words = QRect(x + theme.px(20), y, theme.width(tag.text, tag.role), height)
            across = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
            flags = int(across | Qt.AlignmentFlag.AlignVCenter) | way(tag.text)
            painter.drawText(self._mirrored(words), flags, isolated(tag.text))
            if narrow:
                x += words.width() + theme.px(36)
            else:
                y += height

    def _mirrored(self, box: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)


class LevelGroup(QWidget):
    """Five levels: arrows move, Space or Enter rates, as do the keys 0 to 4; nobody rates by accident."""

    rated = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._selected: int | None = None
        self._single_keys = True
        self._read_only = False
        self.setAccessibleName(tr("Level"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        self.cards = [LevelCard(theme, level, parent=self) for level in range(_TOP_LEVEL + 1)]
        for card in self.cards:
            card.clicked.connect(self._clicked)
            card.stepped.connect(self._step)
            card.digit_pressed.connect(self._digit)
            column.addWidget(card)
        self._set_stop()

    def set_levels(self, levels: Sequence[LevelText]) -> None:
        """Show a practice's five levels, 0 first."""
        for card, level in zip(self.cards, levels, strict=True):
            card.set_text(level.name, level.text)

    @property
    def selected(self) -> int | None:
        """The level that stands as chosen."""
        return self._selected

    def set_selected(self, level: int | None) -> None:
        """Show the stored level; this rates nothing."""
        self._selected = level
        for card in self.cards:
            card.setChecked(card.level == level)
        self._set_stop()

    def set_marks(
        self, *, last: int | None = None, last_label: str = "", target: int | None = None, carried: bool = False
    ) -> None:
        """Tag last time's level (its label is a year) and the target; ``carried``: the level waits to be confirmed."""
        for card in self.cards:
            card.set_marks(last=last, last_label=last_label, target=target, carried=carried)

    def set_read_only(self, read_only: bool) -> None:
        """Show without letting anyone choose, as in a locked assessment."""
        self._read_only = read_only
        for card in self.cards:
            card.set_read_only(read_only)

    def set_single_keys(self, on: bool) -> None:
        """Whether the keys 0 to 4 rate; people who dictate need them off."""
        self._single_keys = on

    def focus_level(self) -> None:
        """Go to the chosen level, or the first."""
        self._stop().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def rate(self, level: int) -> None:
        """Do what a click on the level does."""
        if not self._read_only:
            self.set_selected(level)
            self.rated.emit(level)

    def _stop(self) -> LevelCard:
        return self.cards[self._selected if self._selected is not None else 0]

    def _set_stop(self) -> None:
        # One stop for Tab, as people expect of radio buttons.
        stop = self._stop()
        for card in self.cards:
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if card is stop else Qt.FocusPolicy.ClickFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Pass the focus on. A focus proxy would not do: changing one moves the focus without telling anyone."""
        self._stop().setFocus(event.reason())

    def _clicked(self) -> None:
        card = self.sender()
        if isinstance(card, LevelCard):
            self.rate(card.level)

    def _step(self, step: int) -> None:
        card = self.sender()
        if isinstance(card, LevelCard):
            at = min(max(card.level + step, 0), _TOP_LEVEL)
            self.cards[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _digit(self, level: int) -> None:
        if self._single_keys and not self._read_only:
            self.rate(level)
            self.cards[level].setFocus(Qt.FocusReason.ShortcutFocusReason)
