"""Shows the very bytes of a PDF: a page at a time, with zoom and small pictures of all pages."""

from collections import deque
from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QIcon,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import IconButton
from btech_desktop.gui.widgets.chip import Chip
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import set_margins
from btech_desktop.language import tr

PX_PER_POINT = 96 / 72
SMALLEST, LARGEST = 0.25, 4.0
STEP = 1.25
THUMB = 54  # px at 100 %
LONGEST_SPOKEN = 4000
Fit = Literal["page", "width"]
_KEY: Final = Qt.Key
_DIGITS: Final = 3


class _Sheet(QWidget):
    """One page on its ground."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image = QImage()
        self._size = QSize(0, 0)

    def show_image(self, image: QImage, size: QSize) -> None:
        self._image, self._size = image, size
        edge = self._theme.px(12)
        self.setMinimumSize(size + QSize(2 * edge, 2 * edge))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("sunken"))
        if not self._image.isNull():
            left = (self.width() - self._size.width()) // 2
            top = max((self.height() - self._size.height()) // 2, 0)
            box = QRect(max(left, 0), top, self._size.width(), self._size.height())
            painter.drawImage(box, self._image)
            painter.setPen(self._theme.color("control_edge"))
            painter.drawRect(box.adjusted(-1, -1, 0, 0))
        painter.end()


class PdfPreview(QWidget):
    """The pages of a PDF in memory; empty until there is one."""

    page_changed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        px = theme.px
        self._document = QPdfDocument(self)
        self._buffer: QBuffer | None = None
        self._page = 0
        self._zoom: float | Fit = "page"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._make_bar())
        column.addWidget(hairline())

        self._sheet = _Sheet(theme)
        self.scroll_area = QScrollArea()
        self.scroll_area.setObjectName("preview")  # for the edge that shows the keyboard is here
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setWidget(self._sheet)
        self.scroll_area.setMinimumHeight(px(300))
        self.scroll_area.setAccessibleName(tr("Preview of the file"))
        self.scroll_area.installEventFilter(self)
        column.addWidget(self.scroll_area, 1)
        column.addWidget(hairline())
        self.renewing = Chip(theme, tr("Being renewed"), "neutral", "refresh-cw", parent=self)
        self.renewing.hide()

        self._thumb_group = QButtonGroup(self)
        self._thumb_group.setExclusive(True)
        self._thumb_group.idClicked.connect(self.show_page)
        strip = QWidget()
        self._thumbs = QHBoxLayout(strip)
        self._thumbs.setContentsMargins(px(8), px(8), px(8), px(4))
        self._thumbs.setSpacing(px(4))
        self._strip = QScrollArea()
        self._strip.setFrameShape(QFrame.Shape.NoFrame)
        self._strip.setWidgetResizable(True)
        self._strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._strip.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._strip.setWidget(strip)
        self._strip.setFixedHeight(px(140))
        self._strip.viewport().setAutoFillBackground(False)
        strip.setAutoFillBackground(False)
        column.addWidget(self._strip)
        self._undrawn: deque[int] = deque()
        # One small picture each time nothing else is to do.
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._draw_thumb)
        self._show()

    def _make_bar(self) -> QBoxLayout:
        theme, px = self._theme, self._theme.px
        self.page_field = QLineEdit()
        self.page_field.setAccessibleName(tr("Page"))
        self.page_field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.page_field.setFont(theme.font("body"))
        self.page_field.setMaxLength(_DIGITS)
        self.page_field.setFixedWidth(theme.width("8" * _DIGITS) + px(26))
        self.page_field.editingFinished.connect(self._on_page_field)
        self._page_caption = Label(theme, tr("Page"), "body", wrap=False)
        self._page_caption.setBuddy(self.page_field)
        self.page_label = Label(theme, "", "body", wrap=False)
        self.smaller = IconButton(theme, "minus", tr("Smaller"), keys="-")
        self.zoom_button = QToolButton()
        self.zoom_button.setFont(theme.font("body"))
        self.zoom_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.zoom_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.zoom_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.zoom_button.setMinimumWidth(theme.width("888%") + px(12))
        self.zoom_button.setMenu(self._zoom_menu())
        self.larger = IconButton(theme, "plus", tr("Larger"), keys="+")
        self.back = IconButton(theme, "chevron-left", tr("Previous page"))
        self.forward = IconButton(theme, "chevron-right", tr("Next page"))
        self.smaller.clicked.connect(self.zoom_out)
        self.larger.clicked.connect(self.zoom_in)
        self.back.clicked.connect(self.previous_page)
        self.forward.clicked.connect(self.next_page)
        self._bar = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        set_margins(self._bar, px(16), px(8), px(12), px(8))
        self._bar.setSpacing(px(6))
        self._bar_sides = [
            _side_by_side(px(6), self._page_caption, self.page_field, self.page_label),
            _side_by_side(px(6), self.smaller, self.zoom_button, self.larger, self.back, self.forward),
        ]
        self._bar.addWidget(self._bar_sides[0], 0, Qt.AlignmentFlag.AlignLeft)
        self._bar.addStretch(1)
        self._bar.addWidget(self._bar_sides[1], 0, Qt.AlignmentFlag.AlignLeft)
        return self._bar

    def _zoom_menu(self) -> QMenu:
        menu = QMenu(self)
        choices: list[tuple[str, Callable[[], None]]] = [
            (tr("Whole &page"), self.fit_page),
            (tr("&Width of the page"), self.fit_width),
            (tr("&100 %"), self.natural_size),
        ]
        for words, do in choices:
            menu.addAction(words, do)
        return menu

    # -- what it shows ------------------------------------------------------------------------------------

    @property
    def page_count(self) -> int:
        """Pages of the PDF, 0 without one."""
        return self._document.pageCount() if self._buffer is not None else 0

    @property
    def page(self) -> int:
        """The page in view, from 0."""
        return self._page

    @property
    def drawn(self) -> bool:
        """Whether all small pictures are those of the PDF shown."""
        return not self._undrawn

    def set_pdf(self, data: bytes) -> None:
        """Show a PDF, staying on the page in view where it still exists."""
        self._close()
        buffer = QBuffer(self)
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._buffer = buffer  # the document reads from it as long as it is shown
        self._document.load(buffer)
        self._page = min(self._page, max(self.page_count - 1, 0))
        self._make_thumbs()
        self._show()

    def clear(self) -> None:
        """Show nothing."""
        self._close()
        self._make_thumbs()
        self._show()

    def _close(self) -> None:
        if self._buffer is not None:
            self._document.close()
            self._buffer.close()
            self._buffer.deleteLater()
            self._buffer = None

    def set_renewing(self, on: bool) -> None:
        """Say that what is shown is about to be replaced."""
        on = on and self.page_count > 0
        self.renewing.setVisible(on)
        said = tr("Preview of the file, being renewed") if on else tr("Preview of the file")
        self.scroll_area.setAccessibleName(said)
        self._place_chip()

    def show_page(self, page: int) -> None:
        """Show a page, counted from 0."""
        if 0 <= page < self.page_count and page != self._page:
            self._page = page
            self._show()
            self.scroll_area.verticalScrollBar().setValue(0)
            self.page_changed.emit(page)

    def next_page(self) -> None:
        """Show the page after."""
        self.show_page(self._page + 1)

    def previous_page(self) -> None:
        """Show the page before."""
        self.show_page(self._page - 1)

    def zoom_in(self) -> None:
        """Show the page larger."""
        self._set_zoom(min(self._factor() * STEP, LARGEST))

    def zoom_out(self) -> None:
        """Show the page smaller."""
        self._set_zoom(max(self._factor() / STEP, SMALLEST))

    def fit_page(self) -> None:
        """Show the whole page, at any size of the window."""
        self._set_zoom("page")

    def fit_width(self) -> None:
        """Show the page as wide as there is room, at any size of the window."""
        self._set_zoom("width")

    def natural_size(self) -> None:
        """Show the page as large as it is on paper."""
        self._set_zoom(1.0)

    # -- inside -------------------------------------------------------------------------------------------

    def _set_zoom(self, zoom: float | Fit) -> None:
        self._zoom = zoom
        self._show()

    def _factor(self) -> float:
        """Shown size over natural size (96 px an inch)."""
        if isinstance(self._zoom, float):
            return self._zoom
        points = self._document.pagePointSize(self._page)
        if points.isEmpty():
            return 1.0
        edge = 2 * self._theme.px(12)
        room = self.scroll_area.maximumViewportSize() - QSize(edge, edge)
        across = room.width() / (points.width() * PX_PER_POINT)
        down = room.height() / (points.height() * PX_PER_POINT)
        if self._zoom == "width" and across > down:  # the page is taller than the room: a bar stands beside it
            across -= self.scroll_area.verticalScrollBar().sizeHint().width() / (points.width() * PX_PER_POINT)
        return min(max(across if self._zoom == "width" else min(across, down), SMALLEST), LARGEST)

    def _on_page_field(self) -> None:
        typed = self.page_field.text()
        if typed.isdecimal():
            self.show_page(int(typed) - 1)
        self.page_field.setText(str(self._page + 1))

    def _show(self) -> None:
        count = self.page_count
        self.page_label.setText(tr("of {pages}", pages=count) if count else tr("No preview yet"))
        self._page_caption.setVisible(count > 0)
        self.page_field.setVisible(count > 0)
        self.page_field.setText(str(self._page + 1))
        self.back.setEnabled(self._page > 0 and count > 0)
        self.forward.setEnabled(self._page < count - 1)
        for part in (self.smaller, self.zoom_button, self.larger):
            part.setEnabled(count > 0)
        if not count:
            self._show_zoom("–")
            self._sheet.show_image(QImage(), QSize(0, 0))
            self.scroll_area.setAccessibleDescription("")
            return
        factor = self._factor()
        self._show_zoom(f"{round(factor * 100)}%")
        size = self._size(self._page, factor)
        self._sheet.show_image(self._image(self._page, size), size)
        # A screen reader hears the page's own words, not "image".
        self.scroll_area.setAccessibleDescription(self._document.getAllText(self._page).text()[:LONGEST_SPOKEN])
        button = self._thumb_group.button(self._page)
        if button is not None:
            button.setChecked(True)
            self._strip.ensureWidgetVisible(button)

    def _show_zoom(self, words: str) -> None:
        self.zoom_button.setText(words)
        self.zoom_button.setAccessibleName(tr("Size: {zoom}", zoom=words))

    def _size(self, page: int, factor: float) -> QSize:
        points = self._document.pagePointSize(page) * PX_PER_POINT * factor
        return QSize(max(round(points.width()), 1), max(round(points.height()), 1))

    def _image(self, page: int, size: QSize) -> QImage:
        ratio = self.devicePixelRatioF()
        image = self._document.render(page, QSize(round(size.width() * ratio), round(size.height() * ratio)))
        # A page is drawn on nothing; paper is white in the dark palette too.
        paper = QImage(image.size(), QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(0, 0, image)
        painter.end()
        return paper

    def _make_thumbs(self) -> None:
        """A button for each page; those there already keep their picture until the new one is drawn."""
        count = self.page_count if self.page_count > 1 else 0
        there = self._thumb_group.buttons()
        for button in there[count:]:
            self._thumb_group.removeButton(button)
            self._thumbs.removeWidget(button)
            button.hide()
            button.deleteLater()
        if not there and count:
            self._thumbs.addStretch(1)
            self._thumbs.addStretch(1)
        for page in range(len(there), count):
            button = QToolButton()
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setText(str(page + 1))
            button.setAccessibleName(tr("Page {page}", page=page + 1))
            button.setProperty("thumb", True)
            self._thumb_group.addButton(button, page)
            self._thumbs.insertWidget(self._thumbs.count() - 1, button)
        self._strip.setVisible(count > 0)
        for page in range(count):
            size = self._thumb_size(page)
            button = self._thumb_group.button(page)
            button.setIconSize(size)
            if button.icon().isNull():
                blank = QPixmap(size)
                blank.fill(Qt.GlobalColor.white)
                button.setIcon(QIcon(blank))
        self._undrawn = deque(sorted(range(count), key=lambda page: abs(page - self._page)))
        if count:
            self._idle.start()

    def _thumb_size(self, page: int) -> QSize:
        points, width = self._document.pagePointSize(page), self._theme.px(THUMB)
        return QSize(width, round(width * points.height() / max(points.width(), 1)))

    def _draw_thumb(self) -> None:
        if not self._undrawn:
            self._idle.stop()
            return
        page = self._undrawn.popleft()
        picture = QPixmap.fromImage(self._image(page, self._thumb_size(page)))
        self._thumb_group.button(page).setIcon(QIcon(picture))

    def _place_chip(self) -> None:
        """In the middle, over the top of what is about to be replaced."""
        self.renewing.adjustSize()
        across = (self.width() - self.renewing.width()) // 2
        self.renewing.move(QPoint(across, self.scroll_area.y() + self._theme.px(10)))
        self.renewing.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        margins = self._bar.contentsMargins()
        needed = sum(side.sizeHint().width() for side in self._bar_sides) + margins.left() + margins.right()
        narrow = needed + self._bar.spacing() > event.size().width()
        self._bar.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self._place_chip()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the page in view, and its size with the room for it."""
        if watched is self.scroll_area and event.type() == QEvent.Type.Resize and not isinstance(self._zoom, float):
            self._show()
        if watched is self.scroll_area and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._press(event)
        return super().eventFilter(watched, event)

    def _press(self, event: QKeyEvent) -> bool:
        """Whether the key is one of ours: turning, first and last, size. Those with Ctrl are the window's."""
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            return False
        bar = self.scroll_area.verticalScrollBar()
        deeds: dict[int, Callable[[], None]] = {
            _KEY.Key_Home: lambda: self.show_page(0),
            _KEY.Key_End: lambda: self.show_page(self.page_count - 1),
            _KEY.Key_Plus: self.zoom_in,
            _KEY.Key_Minus: self.zoom_out,
        }
        # Within a page that is taller than the room for it they scroll, as they do everywhere.
        if bar.value() == bar.maximum():
            deeds[_KEY.Key_PageDown] = self.next_page
        if bar.value() == bar.minimum():
            deeds[_KEY.Key_PageUp] = self.previous_page
        deed = deeds.get(event.key())
        if deed is None:
            return False
        deed()
        return True


def _side_by_side(gap: int, *parts: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for part in parts:
        row.addWidget(part)
    return holder
