"""The list of practices by domain, as a view with its own painting."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from btech_desktop.charts import LevelState, level_text, wrap
from btech_desktop.gui.theme import Role, Theme
from btech_desktop.gui.widgets.buttons import draw_icon
from btech_desktop.gui.widgets.chart_view import paint_mark
from btech_desktop.gui.widgets.direction import isolated, way
from btech_desktop.gui.widgets.spoken import plain_tip
from btech_desktop.language import tr

Index = QModelIndex | QPersistentModelIndex
_ROW = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A domain's line: how many of its practices are settled."""

    id: str
    title: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """A practice's line; ``state`` as in the level mark, ``tag`` a word such as "New".

    ``found_in``: where what was searched for stands, such as "note"; the first of them is on a line of its own.
    """

    id: str
    domain: str
    number: str
    title: str
    state: LevelState
    flagged: bool = False
    has_evidence: bool = False
    tag: str = ""
    found_in: tuple[str, ...] = ()

    def where(self) -> str:
        """The line below the title: "In 2024 note, +1"."""
        more = f", +{len(self.found_in) - 1}" if len(self.found_in) > 1 else ""
        return tr("In {place}", place=self.found_in[0]) + more if self.found_in else ""

    def spoken(self) -> str:
        """What a screen reader says: "SAL-8, Training, to answer, flagged"."""
        level = tr("level {level}", level=self.state) if isinstance(self.state, int) else level_text(self.state).lower()
        words = [self.id, self.title, level]
        words += [tr("flagged")] if self.flagged else []
        words += [tr("has evidence")] if self.has_evidence else []
        words += [self.tag.lower()] if self.tag else []
        words += [tr("In {place}", place=place).lower() for place in self.found_in]
        return ", ".join(words)


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: QTreeView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._broken = lru_cache(512)(self._break)  # every step through the list paints the same titles

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(_ROW)
        height = 36
        if isinstance(row, PracticeRow):
            # Chosen or not, the row is as tall: the bold title may need the second line.
            lines = self._titled(row, "small_strong", self._room(row))
            height = (46 if len(lines) > 1 else 36) + (18 if row.found_in else 0)
        return QSize(self._theme.px(120), self._theme.px(height))

    def _titled(self, row: PracticeRow, role: Role, room: float) -> tuple[str, ...]:
        """The title on at most two lines."""
        return self._broken(row.title, role, room)

    def _break(self, title: str, role: Role, room: float) -> tuple[str, ...]:
        return wrap(title, 0, 0, room, lambda text, *_: self._theme.width(text, role))

    def _room(self, row: PracticeRow) -> float:
        """How wide the title may be, up to what stands at the end of the row."""
        theme = self._theme
        signs = (row.flagged + row.has_evidence) * (theme.px(15) + theme.px(6))
        if row.tag:
            signs += theme.width(row.tag, "caption_medium") + theme.px(12) + theme.px(6)
        return max(self._view.viewport().width() - theme.px(12) - signs - theme.px(82) - theme.px(4), 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(_ROW)
        box = QRect(0, option.rect.top(), self._view.viewport().width(), option.rect.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current = self._view.selectionModel().isSelected(QModelIndex(index))  # type: ignore[arg-type]
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = self._view.hasFocus() and self._view.currentIndex() == index
        self._ground(painter, box, current, over, focused)
        if isinstance(row, DomainRow):
            self._domain(painter, box, row, self._view.isExpanded(QModelIndex(index)))  # type: ignore[arg-type]
        elif isinstance(row, PracticeRow):
            self._practice(painter, box, row, current)
        painter.restore()

    def _ground(self, painter: QPainter, box: QRect, current: bool, over: bool, focused: bool) -> None:
        theme = self._theme
        if not (current or over or focused):
            return
        width = 2 if focused else 1
        edge = theme.px(4) + width / 2  # on whole pixels: a blurred line would hardly differ from the thin one
        inner = QRectF(box).adjusted(edge, 1 + width / 2, -edge, -1 - width / 2)
        painter.setPen(QPen(theme.color("accent"), width) if current or focused else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface" if current else "soft" if over else "window"))
        painter.drawRoundedRect(inner, theme.px(6), theme.px(6))

    def _place(self, box: QRect, inner: QRect) -> QRect:
        return QStyle.visualRect(self._view.layoutDirection(), box, inner)

    def _words(self, painter: QPainter, text: str, role: Role, token: str, place: QRect, *, end: bool = False) -> None:
        painter.setFont(self._theme.font(role))
        painter.setPen(self._theme.color(token))
        side = Qt.AlignmentFlag.AlignRight if end else Qt.AlignmentFlag.AlignLeft
        across = QStyle.visualAlignment(self._view.layoutDirection(), side)
        shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(across | Qt.AlignmentFlag.AlignVCenter) | way(shown), isolated(shown))

    def _domain(self, painter: QPainter, box: QRect, row: DomainRow, expanded: bool) -> None:
        theme = self._theme
        side, top = theme.px(14), box.top()
        chevron = self._place(box, QRect(theme.px(14), top + (box.height() - side) // 2, side, side))
        icon = "chevron-down" if expanded else "chevron-right"
        draw_icon(painter, self._view, icon, chevron, theme.color("text2"))
        count = f"{row.done}/{row.total}"
        room = theme.width(count, "small") + 2
        right = box.width() - theme.px(14) - room
        place = self._place(box, QRect(right, top, room, box.height()))
        self._words(painter, count, "small", "muted", place, end=True)
        left = theme.px(34)
        name = self._place(box, QRect(left, top, right - left - theme.px(8), box.height()))
        self._words(painter, row.title, "small_strong", "text" if expanded else "text2", name)

    def _practice(self, painter: QPainter, box: QRect, row: PracticeRow, current: bool) -> None:
        theme = self._theme
        if row.found_in:
            edge, below = theme.px(14), box.height() - theme.px(26)
            place = QRect(theme.px(82), box.top() + below, box.width() - theme.px(82) - edge, theme.px(20))
            self._words(painter, row.where(), "caption", "text2", self._place(box, place))
            box = QRect(box.left(), box.top(), box.width(), box.height() - theme.px(18))
        size, top = 20 * theme.scale, box.top()
        mark = QRect(theme.px(20), top + round((box.height() - size) / 2), round(size * 1.46), round(size))
        painter.save()
        painter.translate(self._place(box, mark).topLeft())
        paint_mark(painter, row.state, size, theme.colours, mirror=self._view.isRightToLeft())
        painter.restore()
        number = self._place(box, QRect(theme.px(50), top, theme.px(24), box.height()))
        self._words(painter, row.number, "small", "text" if current else "muted", number, end=True)
        right = self._signs(painter, box, row)
        left = theme.px(82)
        role: Role = "small_strong" if current else "small"
        room = max(right - left - theme.px(4), 1)
        lines, step = self._titled(row, role, room), theme.line("small")
        first = top + (box.height() - step * len(lines)) // 2
        for nth, line in enumerate(lines):
            place = self._place(box, QRect(left, first + step * nth, room, step))
            self._words(painter, line, role, "text", place)

    def _signs(self, painter: QPainter, box: QRect, row: PracticeRow) -> int:
        """Paint flag, paper clip and tag from the end; where they begin."""
        theme = self._theme
        x = box.width() - theme.px(12)
        side = theme.px(15)
        for shown, icon, token in ((row.flagged, "flag", "target"), (row.has_evidence, "paperclip", "muted")):
            if shown:
                x -= side
                place = self._place(box, QRect(x, box.top() + (box.height() - side) // 2, side, side))
                draw_icon(painter, self._view, icon, place, theme.color(token))
                x -= theme.px(6)
        if row.tag:
            width, height = theme.width(row.tag, "caption_medium") + theme.px(12), theme.px(20)
            x -= width
            place = self._place(box, QRect(x, box.top() + (box.height() - height) // 2, width, height))
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.setBrush(theme.color("surface"))
            painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(4), theme.px(4))
            painter.setFont(theme.font("caption_medium"))
            painter.setPen(theme.color("accent"))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter) | way(row.tag), row.tag)
            x -= theme.px(6)
        return x


class PracticeList(QTreeView):
    """Domains that open and close, with their practices."""

    practice_selected = Signal(str)  # a person went to it, by mouse or keyboard; not from select()
    key_typed = Signal(QKeyEvent)  # a letter or digit, for the page's single keys

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("practices")
        self._theme = theme
        self._shape: tuple[str, ...] = ()
        self._items: dict[str, QStandardItem] = {}
        self._quiet = False
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(theme, self))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(tr("Practices"))
        self.selectionModel().currentChanged.connect(self._moved)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()  # titles may break elsewhere, and rows be as tall as they need

    def set_rows(self, domains: Sequence[DomainRow], practices: Sequence[PracticeRow]) -> None:
        """Show these rows; selection, open domains and place stay as they were, and nothing is told."""
        shape = (*(row.id for row in domains), "", *(f"{row.domain} {row.id}" for row in practices))
        if shape != self._shape:
            self._rebuild(domains, practices)
            self._shape = shape
        rows: list[DomainRow | PracticeRow] = [*domains, *practices]
        for row in rows:
            item = self._items[self._key(row)]
            if item.data(_ROW) != row:
                self._fill(item, row)

    @staticmethod
    def _key(row: DomainRow | PracticeRow) -> str:
        return f"domain {row.id}" if isinstance(row, DomainRow) else row.id

    @staticmethod
    def _fill(item: QStandardItem, row: DomainRow | PracticeRow) -> None:
        item.setData(row, _ROW)
        item.setText(row.title)
        if isinstance(row, DomainRow):
            said = tr("{domain}, {settled} of {total} settled", domain=row.title, settled=row.done, total=row.total)
        else:
            said = row.spoken()
            item.setToolTip(plain_tip(f"{row.id} {row.title}"))
        item.setData(said, Qt.ItemDataRole.AccessibleTextRole)

    def _rebuild(self, domains: Sequence[DomainRow], practices: Sequence[PracticeRow]) -> None:
        chosen = self.selected_id()
        known = {row.id for row in self._domain_rows()}
        opened = {row.id for row in self._domain_rows() if self.isExpanded(self._items[self._key(row)].index())}
        at = self.verticalScrollBar().value()
        self._quiet = True
        self._model.clear()
        self._items.clear()
        heads: dict[str, QStandardItem] = {}
        for row in domains:
            head = QStandardItem()
            heads[row.id] = self._items[self._key(row)] = head
            self._fill(head, row)
            self._model.appendRow(head)
        for practice in practices:
            item = QStandardItem()
            self._items[practice.id] = item
            self._fill(item, practice)
            heads[practice.domain].appendRow(item)
        for domain, head in heads.items():
            self.setExpanded(head.index(), domain in opened or domain not in known)
        self._quiet = False
        if chosen is not None:
            self.select(chosen, scroll=False)
        self.verticalScrollBar().setValue(at)

    def _domain_rows(self) -> list[DomainRow]:
        rows = [self._model.item(n).data(_ROW) for n in range(self._model.rowCount())]
        return [row for row in rows if isinstance(row, DomainRow)]

    def selected_id(self) -> str | None:
        """The practice that is selected."""
        rows = [index.data(_ROW) for index in self.selectionModel().selectedIndexes()]
        return next((row.id for row in rows if isinstance(row, PracticeRow)), None)

    def ids(self) -> list[str]:
        """The practices in the list, in order, also those in closed domains."""
        return [key for key, item in self._items.items() if isinstance(item.data(_ROW), PracticeRow)]

    def select(self, practice_id: str | None, *, scroll: bool = True) -> None:
        """Show a practice as selected and open its domain; nothing is told."""
        self._quiet = True
        item = self._items.get(practice_id) if practice_id is not None else None
        if item is None:
            self.setCurrentIndex(QModelIndex())
            self.clearSelection()
        else:
            self.setExpanded(item.index().parent(), True)
            mode = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(item.index(), mode)
            if scroll:
                self.scrollTo(item.index())
                self._hide_half_row()
        self._quiet = False

    def _hide_half_row(self) -> None:
        """Scroll on to the next row where the topmost one is cut."""
        top = self.visualRect(self.indexAt(QPoint(self.viewport().width() // 2, 0)))
        if top.top() < 0:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + top.bottom() + 1)

    def set_only_open(self, domain_id: str) -> None:
        """Open one domain and close the others."""
        for row in self._domain_rows():
            self.setExpanded(self._items[self._key(row)].index(), row.id == domain_id)

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        row = now.data(_ROW) if now.isValid() else None
        if not self._quiet and isinstance(row, PracticeRow):
            self.practice_selected.emit(row.id)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and isinstance(index.data(_ROW), DomainRow):
            self.setExpanded(index, not self.isExpanded(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and isinstance(
            index.data(_ROW), DomainRow
        ):
            self.setExpanded(index, not self.isExpanded(index))
        elif event.text().isprintable() and event.text().strip() and not self._held(event):
            # Not Qt's search by first letters: here single letters are commands.
            self.key_typed.emit(event)
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _held(event: QKeyEvent) -> bool:
        quiet = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        return bool(event.modifiers() & ~quiet)
