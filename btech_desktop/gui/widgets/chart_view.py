"""Paints our charts with Qt: hover, arrow keys, text to 200 %, and copies as picture or table."""

from collections.abc import Callable
from functools import cache, lru_cache
from html import escape

from PySide6.QtCore import QEvent, QLineF, QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QBrush,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPixmapCache,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from btech_desktop.charts import (
    LEVEL_NAMES,
    Chart,
    Circle,
    Item,
    LevelState,
    Line,
    Measure,
    Polygon,
    Rect,
    Text,
    dash_of,
    hatch_lines,
    level_mark,
    level_text,
    mirrored,
    mirrored_items,
    wrap,
)
from btech_desktop.gui.widgets.direction import isolated, runs
from btech_desktop.gui.widgets.table_copy import Table, notes
from btech_desktop.language import tr
from btech_desktop.palette import LIGHT, Palette

Builder = Callable[[float, Measure], Chart]

_WEIGHTS = {400: QFont.Weight.Normal, 500: QFont.Weight.Medium, 600: QFont.Weight.DemiBold}
_EMPTY = Chart(0, 0, (), "", ())
_COPY_SCALE = 2.0  # pictures are pasted into slides and printed: twice the screen's resolution
_ACROSS = {Qt.Key.Key_Right: Qt.Key.Key_Left, Qt.Key.Key_Left: Qt.Key.Key_Right}
_FORWARD = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)
MARK_SHARE = 1.46  # of its square's side: how wide a level mark with its ladder is
_MARK_EDGE = QMarginsF(2, 2, 2, 2)  # its line stands half outside
_PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@cache
def chart_font(size: float, weight: int, serif: bool = False, tabular: bool = True) -> QFont:
    """The font of a chart's text, `size` in px; `tabular` for figures of one width."""
    font = QFont(["Source Serif 4", "Noto Serif"] if serif else ["Inter", "Noto Sans"])
    # Pixels, whole as Qt wants them: a size in points would differ between the window and a copied picture.
    font.setPixelSize(max(round(size), 1))
    font.setWeight(_WEIGHTS[weight])
    # Not for words: Inter's tabular figures come with a hyphen as wide as a figure, which tears words.
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    # Widths must be the same at every zoom, or fitted text would not fit after scaling.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@lru_cache(4096)  # layouts lay a chart out at many widths, with the same texts
def measure(text: str, size: float, weight: int) -> float:
    """Width of the text in px, as `paint` will draw it."""
    return QFontMetricsF(chart_font(size, weight, False, _is_number(text))).horizontalAdvance(text)


def _is_number(text: str) -> bool:
    return not any(letter.isalpha() for letter in text)


# --- Painting ---------------------------------------------------------------------------------------------


def paint(painter: QPainter, chart: Chart, palette: Palette) -> None:
    """Draw the chart with its top left at the painter's origin, on whatever ground is there."""
    paint_items(painter, chart.items, palette)


def paint_mark(painter: QPainter, state: LevelState, side: float, palette: Palette, *, mirror: bool) -> None:
    """Draw a level mark with its ladder, its square at the start of where the page runs from.

    Lists show the same few marks again and again: each is drawn once and kept as a picture.
    """
    ratio = painter.device().devicePixelRatio()
    key = f"level mark {state} {side} {mirror} {ratio} {hash(tuple(palette.values()))}"
    picture = QPixmap()
    if not QPixmapCache.find(key, picture):
        size = QSizeF(MARK_SHARE * side, side).grownBy(_MARK_EDGE) * ratio
        picture = QPixmap(size.toSize() + QSize(1, 1))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        inside = QPainter(picture)
        inside.translate(_MARK_EDGE.left(), _MARK_EDGE.top())
        items = level_mark(state, 0, 0, side)
        paint_items(inside, mirrored_items(items, MARK_SHARE * side) if mirror else items, palette)
        inside.end()
        QPixmapCache.insert(key, picture)
    painter.drawPixmap(QPointF(-_MARK_EDGE.left(), -_MARK_EDGE.top()), picture)


def paint_items(painter: QPainter, items: tuple[Item, ...], palette: Palette) -> None:
    """Draw parts of a chart, such as a level mark in a list's delegate."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    for item in items:
        match item:
            case Rect():
                _paint_rect(painter, item, palette)
            case Line():
                _paint_line(painter, item, palette)
            case Polygon():
                _style(painter, item.fill, item.edge, item.edge_width, palette)
                painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in item.points]))
            case Circle():
                _style(painter, item.fill, item.edge, item.edge_width, palette, _dash(item))
                painter.drawEllipse(QPointF(item.cx, item.cy), item.r, item.r)
            case Text():
                _paint_text(painter, item, palette)
    painter.restore()


def _dash(item: Rect | Line | Circle) -> tuple[float, float] | None:
    return dash_of(item) if item.dash else None


def _pen(color: str, width: float, dash: tuple[float, float] | None = None) -> QPen:
    pen = QPen(QColor(color), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if dash is not None:
        pen.setDashPattern([length / width for length in dash])  # Qt counts dashes in pen widths
    return pen


def _style(
    painter: QPainter,
    fill: str | None,
    edge: str | None,
    width: float,
    palette: Palette,
    dash: tuple[float, float] | None = None,
) -> None:
    painter.setBrush(QBrush(QColor(palette[fill])) if fill else QBrush(Qt.BrushStyle.NoBrush))
    painter.setPen(_pen(palette[edge], width, dash) if edge else QPen(Qt.PenStyle.NoPen))


def _paint_rect(painter: QPainter, item: Rect, palette: Palette) -> None:
    box = QRectF(item.x, item.y, item.w, item.h)
    if item.hatch and item.edge:
        if item.fill:
            painter.fillRect(box, QColor(palette[item.fill]))
        painter.setPen(_pen(palette[item.edge], 1.2))
        painter.drawLines([QLineF(*line) for line in hatch_lines(item)])
    fill = None if item.hatch else item.fill
    _style(painter, fill, item.edge, item.edge_width, palette, _dash(item))
    if item.radius:
        painter.drawRoundedRect(box, item.radius, item.radius)
    else:
        painter.drawRect(box)


def _paint_line(painter: QPainter, item: Line, palette: Palette) -> None:
    painter.setPen(_pen(palette[item.color], item.width, _dash(item)))
    start, end = QPointF(item.x1, item.y1), QPointF(item.x2, item.y2)
    if item.width <= 1 and (item.x1 == item.x2 or item.y1 == item.y2):
        start, end = _crisp(painter, start, item), _crisp(painter, end, item)
    painter.drawLine(start, end)


def _crisp(painter: QPainter, point: QPointF, item: Line) -> QPointF:
    """The point moved across its line onto the middle of a device pixel, so that a hairline is not blurred."""
    transform = painter.deviceTransform()
    there = transform.map(point)
    if item.x1 == item.x2:
        there.setX(int(there.x()) + 0.5)
    else:
        there.setY(int(there.y()) + 0.5)
    back, ok = transform.inverted()
    return back.map(there) if ok else point


def _paint_text(painter: QPainter, item: Text, palette: Palette) -> None:
    font = chart_font(item.size, item.weight, item.serif, _is_number(item.text))
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[item.anchor]
    left = item.x - shift * QFontMetricsF(font).horizontalAdvance(item.text) if shift else item.x
    painter.setFont(font)
    painter.setPen(QColor(palette[item.color]))
    painter.setLayoutDirection(runs(item.text))
    painter.drawText(QPointF(left, item.y), isolated(item.text))


# --- The widget -------------------------------------------------------------------------------------------


class ChartView(QWidget):
    """A chart at the width it is given; arrow keys and hover visit its spots."""

    spot_activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._builder: Builder | None = None
        self._colours: Palette = LIGHT
        self._scale = 1.0
        self._source = ""
        self._name = ""
        self._current = -1
        self._built: tuple[int, Chart] | None = None
        self._heights: dict[int, int] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    # What it shows

    def set_builder(self, builder: Builder, *, name: str = "", source: str = "", keep_place: bool = False) -> None:
        """Show what `builder(width, measure)` makes, now and after each resize.

        `name` is the chart's title for screen readers; `source` (name, date, n, limits) goes with copies.
        `keep_place` leaves the arrow keys where they are, for the same chart with another part chosen.
        """
        self._builder, self._name, self._source = builder, name, source
        if not keep_place:
            self._current = -1
        self._rebuild()

    def set_colours(self, palette: Palette) -> None:
        """Repaint in another palette."""
        self._colours = palette
        self.update()

    @property
    def scale(self) -> float:
        """Text size, 1.0 to 2.0: everything grows together."""
        return self._scale

    @scale.setter
    def scale(self, value: float) -> None:
        self._scale = min(max(value, 1.0), 2.0)
        self._rebuild()

    @property
    def chart(self) -> Chart:
        """The chart at the present width."""
        return self._chart_at(self.width())

    def _rebuild(self) -> None:
        self._built = None
        self._heights.clear()
        chart = self.chart
        self._current = min(self._current, len(chart.spots) - 1)
        self.setAccessibleName(self._name or chart.description)
        self.setAccessibleDescription(chart.description)
        self.updateGeometry()
        self.update()

    def _chart_at(self, width: int) -> Chart:
        if self._built is None or self._built[0] != width:
            room = max(width, 1) / self._scale
            chart = self._builder(room, measure) if self._builder else _EMPTY
            chart = mirrored(chart, room) if self.isRightToLeft() else chart
            self._built = (width, chart)
        return self._built[1]

    def _factor(self, chart: Chart, width: int) -> float:
        """Px per chart unit: the text size, or less where the chart is wider than its place."""
        return min(self._scale, width / chart.width) if chart.width > 0 else self._scale

    # Its size

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        # Layouts ask for many widths: answer without losing the chart that is on screen.
        if width not in self._heights:
            kept = self._built
            chart = self._chart_at(width)
            self._heights[width] = -int(-chart.height * self._factor(chart, width) // 1)
            self._built = kept if kept is not None and kept[0] == self.width() else self._built
        return self._heights[width]

    def sizeHint(self) -> QSize:
        width = max(self.width(), 320)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 16)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
        super().resizeEvent(event)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        chart = self.chart
        painter = QPainter(self)
        factor = self._factor(chart, self.width())
        painter.scale(factor, factor)
        paint(painter, chart, self._colours)
        if self.hasFocus():
            self._paint_focus(painter, chart, factor)
        painter.end()

    def _paint_focus(self, painter: QPainter, chart: Chart, factor: float) -> None:
        ring = QRectF(1, 1, self.width() / factor - 2, self.height() / factor - 2)
        if 0 <= self._current < len(chart.spots):
            spot = chart.spots[self._current]
            ring = QRectF(spot.x, spot.y, spot.w, spot.h).adjusted(1, 1, -1, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._colours["focus"]), 2))
        painter.drawRoundedRect(ring, 4, 4)

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        spots = self.chart.spots
        key = event.key()
        if self.isRightToLeft():
            key = _ACROSS.get(Qt.Key(key), key)
        if spots and key in (*_FORWARD, *_BACK, Qt.Key.Key_Home, Qt.Key.Key_End):
            self._visit(self._next(Qt.Key(key), len(spots)))
        elif key in _PRESS and 0 <= self._current < len(spots) and spots[self._current].key:
            self.spot_activated.emit(spots[self._current].key)
        else:
            super().keyPressEvent(event)  # others, such as Tab and the page's own keys, go on

    def _next(self, key: Qt.Key, count: int) -> int:
        if key == Qt.Key.Key_Home:
            return 0
        if key == Qt.Key.Key_End:
            return count - 1
        if key in _FORWARD:
            return min(self._current + 1, count - 1)
        return max(self._current - 1, 0)

    def _visit(self, index: int) -> None:
        self._current = index
        text = self.chart.spots[index].text
        self.setAccessibleDescription(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setAccessibleDescription(self.chart.description)
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._current = -1
        super().focusOutEvent(event)
        self.update()

    # Mouse

    def spot_at(self, point: QPointF) -> int:
        """The index of the spot at a place in the widget, or -1."""
        chart = self.chart
        factor = self._factor(chart, self.width())
        x, y = point.x() / factor, point.y() / factor
        for index, spot in enumerate(chart.spots):
            if spot.x <= x < spot.x + spot.w and spot.y <= y < spot.y + spot.h:
                return index
        return -1

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.spot_at(QPointF(event.pos()))
            # A tooltip guesses whether it was given HTML: escaped text inside a tag leaves nothing to guess.
            text = f"<span>{escape(self.chart.spots[index].text)}</span>" if index >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.spot_at(event.position())
        linked = index >= 0 and bool(self.chart.spots[index].key) and self._has_listener()
        self.setCursor(Qt.CursorShape.PointingHandCursor if linked else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def _has_listener(self) -> bool:
        return self.receivers("2spot_activated(QString)") > 0

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.spot_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._current = index
            self.update()
            if self.chart.spots[index].key:
                self.spot_activated.emit(self.chart.spots[index].key)
        super().mouseReleaseEvent(event)

    # Copies

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Copy as &image")).triggered.connect(self.copy_image)
        menu.addAction(tr("Copy as &table")).triggered.connect(self.copy_table)
        menu.popup(event.globalPos())

    def image(self) -> QImage:
        """The chart under its title at twice the screen's size; beneath its source, coverage and marking in words."""
        chart = self.chart
        margin = 16.0
        heads = wrap(self._name, 14, 600, chart.width, measure, lines=3) if self._name else ()
        head = 20 * len(heads) + 8 if heads else 0
        below = [line for text in notes(self._source) for line in wrap(text, 12, 400, chart.width, measure, lines=8)]
        foot = 8 + 17 * len(below)
        size = QSize(int(chart.width + 2 * margin), int(head + chart.height + foot + 2 * margin)) * _COPY_SCALE
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(QColor(self._colours["surface"]))
        painter = QPainter(image)
        painter.scale(_COPY_SCALE, _COPY_SCALE)
        painter.translate(margin, margin)
        paint_items(
            painter, tuple(Text(0, 15 + 20 * i, t, 14, 600, "text") for i, t in enumerate(heads)), self._colours
        )
        painter.translate(0, head)
        paint(painter, chart, self._colours)
        first = chart.height + 8 + 13
        lines = tuple(Text(0, first + 17 * i, note, 12, 400, "muted") for i, note in enumerate(below))
        paint_items(painter, lines, self._colours)
        painter.end()
        return image

    def table(self) -> Table:
        """The chart's values under its title, with its source and marking."""
        return Table(self._name, self.chart.table, self._source)

    def copy_image(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self.image())

    def copy_table(self) -> None:
        """Put the table on the clipboard, ready to be pasted into a spreadsheet or a text."""
        self.table().copy()


class LevelMark(QWidget):
    """A level's square numeral with its ladder, as a small label."""

    def __init__(
        self, state: LevelState = "open", *, ladder: bool = True, side: float = 22, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._ladder = ladder
        self._side = side
        self._colours: Palette = LIGHT
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(state)

    @property
    def state(self) -> LevelState:
        """The level, or why there is none."""
        return self._state

    def set_state(self, state: LevelState) -> None:
        """Show another level."""
        self._state = state
        level = isinstance(state, int)
        name = (
            tr("Level {level} of 4, {name}", level=state, name=LEVEL_NAMES[state])
            if isinstance(state, int)
            else level_text(state)
        )
        self.setAccessibleName(name if level else name.capitalize())
        self.update()

    def set_side(self, side: float) -> None:
        """Change the square's side, in px."""
        self._side = side
        self.updateGeometry()
        self.update()

    def set_colours(self, palette: Palette) -> None:
        """Repaint in another palette."""
        self._colours = palette
        self.update()

    def sizeHint(self) -> QSize:
        width = self._side * (MARK_SHARE if self._ladder else 1)
        return QSize(-int(-width // 1), -int(-self._side // 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._ladder:
            paint_mark(painter, self._state, self._side, self._colours, mirror=self.isRightToLeft())
        else:
            paint_items(painter, level_mark(self._state, 0, 0, self._side, ladder=False), self._colours)
        painter.end()
