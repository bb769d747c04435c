"""Shows the very bytes of a PDF: a page at a time, with zoom and small pictures of all pages."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

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
        self._zoom: float | None = None  # None: the whole page fits
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)

        bar = QHBoxLayout()
        set_margins(bar, px(16), px(8), px(12), px(8))
        bar.setSpacing(px(6))
        self.page_label = Label(theme, "", "body", wrap=False)
        self.renewing = Chip(theme, tr("Being renewed"), "neutral", "refresh-cw")
        self.renewing.hide()
        self.smaller = IconButton(theme, "minus", tr("Smaller"))
        self.zoom_label = Label(theme, "", "body", wrap=False)
        self.larger = IconButton(theme, "plus", tr("Larger"))
        self.back = IconButton(theme, "chevron-left", tr("Previous page"))
        self.forward = IconButton(theme, "chevron-right", tr("Next page"))
        bar.addWidget(self.page_label)
        bar.addWidget(self.renewing)
        bar.addStretch(1)
        for part in (self.smaller, self.zoom_label, self.larger, self.back, self.forward):
            bar.addWidget(part)
        self.smaller.clicked.connect(self.zoom_out)
        self.larger.clicked.connect(self.zoom_in)
        self.back.clicked.connect(self.previous_page)
        self.forward.clicked.connect(self.next_page)
        column.addLayout(bar)
        column.addWidget(hairline())

        self._sheet = _Sheet(theme)
        self.scroll_area = QScrollArea()
        self.scroll_area.setObjectName("preview")  # for the edge that shows the keyboard is here
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setWidget(self._sheet)
        self.scroll_area.setMinimumHeight(px(300))
        self.scroll_area.setAccessibleName(tr("Preview of the file"))
        column.addWidget(self.scroll_area, 1)
        column.addWidget(hairline())

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
        self._strip.setFixedHeight(px(128))
        self._strip.viewport().setAutoFillBackground(False)
        strip.setAutoFillBackground(False)
        column.addWidget(self._strip)
        self._show()

    # -- what it shows ------------------------------------------------------------------------------------

    @property
    def page_count(self) -> int:
        """Pages of the PDF, 0 without one."""
        return self._document.pageCount() if self._buffer is not None else 0

    @property
    def page(self) -> int:
        """The page in view, from 0."""
        return self._page

    def set_pdf(self, data: bytes) -> None:
        """Show a PDF, staying on the page in view where it still exists."""
        self.clear()
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
        if self._buffer is not None:
            self._document.close()
            self._buffer.close()
            self._buffer.deleteLater()
            self._buffer = None
        self._make_thumbs()
        self._show()

    def set_renewing(self, on: bool) -> None:
        """Say that what is shown is about to be replaced."""
        self.renewing.setVisible(on)

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
        self._zoom = min(self._factor() * STEP, LARGEST)
        self._show()

    def zoom_out(self) -> None:
        """Show the page smaller."""
        self._zoom = max(self._factor() / STEP, SMALLEST)
        self._show()

    # -- inside -------------------------------------------------------------------------------------------

    def _factor(self) -> float:
        """Shown size over natural size (96 px an inch)."""
        if self._zoom is not None:
            return self._zoom
        points = self._document.pagePointSize(self._page)
        if points.isEmpty():
            return 1.0
        edge = 2 * self._theme.px(12)
        room = self.scroll_area.viewport().size() - QSize(edge, edge)
        return max(
            min(
                room.width() / (points.width() * PX_PER_POINT),
                room.height() / (points.height() * PX_PER_POINT),
            ),
            SMALLEST,
        )

    def _show(self) -> None:
        count = self.page_count
        self.page_label.setText(
            tr("Page {page} of {pages}", page=self._page + 1, pages=count) if count else tr("No preview yet")
        )
        self.back.setEnabled(self._page > 0 and count > 0)
        self.forward.setEnabled(self._page < count - 1)
        self.smaller.setEnabled(count > 0)
        self.larger.setEnabled(count > 0)
        if not count:
            self.zoom_label.setText("")
            self._sheet.show_image(QImage(), QSize(0, 0))
            self.scroll_area.setAccessibleDescription("")
            return
        factor = self._factor()
        self.zoom_label.setText(f"{round(factor * 100)}%")
        size = self._size(self._page, factor)
        self._sheet.show_image(self._image(self._page, size), size)
        # A screen reader hears the page's own words, not "image".
        self.scroll_area.setAccessibleDescription(self._document.getAllText(self._page).text()[:LONGEST_SPOKEN])
        button = self._thumb_group.button(self._page)
        if button is not None:
            button.setChecked(True)

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
        for button in self._thumb_group.buttons():
            self._thumb_group.removeButton(button)
        while (item := self._thumbs.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._strip.setVisible(self.page_count > 1)
        if self.page_count < 2:
            return
        self._thumbs.addStretch(1)
        width = self._theme.px(THUMB)
        for page in range(self.page_count):
            points = self._document.pagePointSize(page)
            size = QSize(width, round(width * points.height() / max(points.width(), 1)))
            button = QToolButton()
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIcon(QIcon(QPixmap.fromImage(self._image(page, size))))
            button.setIconSize(size)
            button.setText(str(page + 1))
            button.setAccessibleName(tr("Page {page}", page=page + 1))
            button.setProperty("thumb", True)
            self._thumb_group.addButton(button, page)
            self._thumbs.addWidget(button)
        self._thumbs.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._zoom is None:
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_PageDown:
            self.next_page()
        elif key == Qt.Key.Key_PageUp:
            self.previous_page()
        else:
            super().keyPressEvent(event)
