"""The method to read, to select and to copy: one text with tables and level marks, and links to its parts."""

from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, QUrl
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTableCellFormat,
    QTextTableFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from btech_desktop.charts import LevelState
from btech_desktop.form_files import shipped_form
from btech_desktop.gui.theme import Role, Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.chart_view import paint_mark
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.language import tr
from btech_desktop.method import Section, Standing, Table, made_up, sections

_MARK: Final = 20
_LADDER: Final = 1.46  # a mark with its ladder is that much wider than high
_LIFT: Final = 2  # Qt centres a picture on small letters; room below sets the mark level with the capitals
_RING: Final = 2
_GAP: Final = 6  # between the ring and the words


class MethodText(QTextEdit):
    """All sections as one read-only text, as high as it needs; whatever lies around it scrolls."""

    def __init__(self, theme: Theme, parts: tuple[Section, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._heights: dict[int, int] = {}
        self.places: dict[str, int] = {}
        """Key of a section -> position of its heading in the text."""
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(tr("Method"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._gap = theme.px(_GAP)
        ring = f"{_RING}px solid"
        self.setStyleSheet(
            f"QTextEdit {{ background: transparent; padding: {self._gap}px; border-radius: 0;"
            f" border: {ring} transparent; }}"
            f" QTextEdit:focus {{ border: {ring} {theme.colours['accent']}; padding: {self._gap}px; }}"
        )
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        document = QTextDocument(self)
        document.setDocumentMargin(0)
        document.setUndoRedoEnabled(False)
        document.setDefaultFont(theme.font("body"))
        self._write(QTextCursor(document), parts)
        self.setDocument(document)

    # -- writing ------------------------------------------------------------------------------------------

    def _write(self, cursor: QTextCursor, parts: tuple[Section, ...]) -> None:
        cursor.beginEditBlock()
        for number, part in enumerate(parts):
            self._paragraph(cursor, part.heading, "card_title", "text", above=22 if number else 0, first=not number)
            self.places[part.key] = cursor.block().position()
            for text in part.paragraphs:
                self._paragraph(cursor, text)
            if part.table is not None:
                self._table(cursor, part.table)
            for text in part.after:
                self._paragraph(cursor, text)
        cursor.endEditBlock()

    def _look(self, role: Role, token: str) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setFont(self._theme.font(role))
        look.setForeground(self._theme.color(token))
        return look

    def _block(self, role: Role, above: int) -> QTextBlockFormat:
        block = QTextBlockFormat()
        block.setTopMargin(self._theme.px(above))
        # At least: a line with a level mark is higher.
        block.setLineHeight(self._theme.line(role), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        return block

    def _paragraph(
        self,
        cursor: QTextCursor,
        text: str,
        role: Role = "body",
        token: str = "text2",
        *,
        above: int = 6,
        first: bool = False,
    ) -> None:
        if first:
            cursor.setBlockFormat(self._block(role, above))
        else:
            cursor.insertBlock(self._block(role, above))
        cursor.insertText(text, self._look(role, token))

    def _table(self, cursor: QTextCursor, table: Table) -> None:
        px = self._theme.px
        look = QTextTableFormat()
        look.setBorder(0)
        look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
        look.setBorderCollapse(True)
        look.setCellSpacing(0)
        look.setCellPadding(0)
        look.setTopMargin(px(8))
        look.setBottomMargin(px(4))
        look.setHeaderRowCount(1)
        percent = QTextLength.Type.PercentageLength
        look.setWidth(QTextLength(percent, 100))
        whole = sum(table.shares)
        look.setColumnWidthConstraints([QTextLength(percent, 100 * share / whole) for share in table.shares])
        cursor.insertBlock(self._block("small", 0))
        made = cursor.insertTable(len(table.rows) + 1, len(table.head), look)
        for row, cells in enumerate((table.head, *table.rows)):
            for column, words in enumerate(cells):
                cell = made.cellAt(row, column)
                edge = QTextTableCellFormat()
                edge.setPadding(px(4))
                edge.setLeftPadding(0)
                edge.setRightPadding(px(10))
                edge.setBottomBorder(1)
                edge.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                edge.setBottomBorderBrush(self._theme.color("hair" if row else "control_edge"))
                cell.setFormat(edge)
                at = cell.firstCursorPosition()
                at.setBlockFormat(self._block("small", 0))
                if isinstance(words, Standing):
                    self._mark(at, words.state)
                    at.insertText(f" {words.words}", self._look("small_medium", "text"))
                else:
                    role: Role = "small" if row else "small_medium"
                    at.insertText(words, self._look(role, "text" if row else "text2"))
        cursor.movePosition(QTextCursor.MoveOperation.End)

    def _mark(self, cursor: QTextCursor, state: LevelState) -> None:
        """A level mark as a picture in the line."""
        side = self._theme.px(_MARK)
        size = QSize(-int(-side * (_LADDER if isinstance(state, int) else 1) // 1), side + 2 * self._theme.px(_LIFT))
        screen = QGuiApplication.primaryScreen()
        ratio = screen.devicePixelRatio() if screen is not None else 1.0
        image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        turned = self.isRightToLeft() and isinstance(state, int)  # other marks have no ladder
        paint_mark(painter, state, side, self._theme.colours, mirror=turned)
        painter.end()
        name = f"level-{state}"
        cursor.document().addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
        look = QTextImageFormat()
        look.setName(name)
        look.setWidth(size.width())
        look.setHeight(size.height())
        look.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        cursor.insertImage(look)

    # -- size and keys ------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            # Asked of a copy, so that the text in view keeps its own width.
            copy = self.document().clone()
            edge = 2 * (_RING + self._gap)
            copy.setTextWidth(max(width - edge, 1))
            self._heights[width] = -int(-copy.size().height() // 1) + edge
            copy.deleteLater()
        return self._heights[width]

    def sizeHint(self) -> QSize:
        width = self._theme.px(560)
        return QSize(width, self.heightForWidth(max(self.width(), width) if self.isVisible() else width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._theme.line())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # there is nothing to scroll here, but there is around

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copying and selecting are ours; the arrows scroll what lies around."""
        selects = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and event.key() != Qt.Key.Key_Backtab
        if selects or event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.SelectAll):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def top_of(self, key: str) -> int:
        """Where a section begins, in px below the top of this widget."""
        cursor = self.textCursor()
        cursor.setPosition(self.places[key])
        self.setTextCursor(cursor)
        return self.cursorRect(cursor).top()


class MethodView(QWidget):
    """Links to the sections, and the sections."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        form = shipped_form()
        parts = sections(form, made_up(form))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(16))
        links = QWidget()
        flow = FlowLayout(links, gap=theme.px(16), line_gap=theme.px(2))
        self.links: dict[str, Button] = {}
        for part in parts:
            link = Button(theme, part.heading, kind="link")
            link.setProperty("section", part.key)
            link.clicked.connect(self._on_link)
            flow.addWidget(link)
            self.links[part.key] = link
        self.text = MethodText(theme, parts)
        column.addWidget(links)
        column.addWidget(self.text)

    def _on_link(self) -> None:
        self.show_section(str(self.sender().property("section")))

    def show_section(self, key: str) -> None:
        """Scroll to a section, and let the keyboard go on from there."""
        top = self.text.top_of(key)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        content = around.widget() if isinstance(around, QScrollArea) else None
        if isinstance(around, QScrollArea) and content is not None:
            around.verticalScrollBar().setValue(self.text.mapTo(content, QPoint(0, top)).y())
