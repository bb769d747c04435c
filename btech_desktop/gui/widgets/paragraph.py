"""Plain text set in lines of the design's height, with a bold beginning or stretches struck out if asked."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle

from btech_desktop.gui.theme import Role, Theme
from btech_desktop.gui.widgets.direction import isolated, runs


class Struck(NamedTuple):
    """What of a text is struck out: starts and lengths in characters, and the colours of words and ground."""

    stretches: tuple[tuple[int, int], ...]
    ink: QColor
    ground: QColor


class Paragraph:
    """A text that can be measured and painted at any width."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        role: Role = "body",
        *,
        bold: str = "",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        direction: Qt.LayoutDirection = Qt.LayoutDirection.LeftToRight,
        struck: Struck | None = None,
    ) -> None:
        """``bold`` stands before the text, in semi-bold; ``direction`` is the page's: the text runs its own way."""
        self._font = theme.font(role)
        self._line = float(theme.line(role))
        joined = f"{bold} {text}" if bold and text else bold or text
        running = runs(joined)
        if running == Qt.LayoutDirection.RightToLeft and struck is None:  # isolates would move the stretches
            bold, text = isolated(bold), isolated(text)
            joined = f"{bold} {text}" if bold and text else bold or text
        self._bold = len(bold)
        self._struck = struck._replace(stretches=_in_units(joined, struck.stretches)) if struck else None
        # QTextLayout knows paragraphs only by this separator.
        self._text = joined.replace("\r\n", "\n").replace("\n", "\N{LINE SEPARATOR}")
        self._option = QTextOption(QStyle.visualAlignment(direction, align))
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._option.setTextDirection(running)
        self._heights: dict[int, int] = {}
        self._natural: int | None = None
        self._word: int | None = None
        self._drawn: tuple[tuple[float, int | None], QTextLayout] | None = None

    def _lay_out(self, width: float, bold_color: QColor | None = None) -> tuple[QTextLayout, float]:
        """The layout with its lines placed, and its height."""
        layout = QTextLayout(self._text, self._font)
        layout.setTextOption(self._option)
        if self._bold:
            piece = QTextLayout.FormatRange()
            piece.start, piece.length, piece.format = 0, self._bold, QTextCharFormat()
            piece.format.setFontWeight(QFont.Weight.DemiBold)
            if bold_color is not None:
                piece.format.setForeground(bold_color)
            layout.setFormats([piece])
        if self._struck is not None:
            layout.setFormats([_crossed(self._struck, *stretch) for stretch in self._struck.stretches])
        y = 0.0
        layout.beginLayout()
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(max(width, 1.0))
            # Centred in its line; a script taller than the design's line keeps its own height.
            step = max(self._line, line.height())
            line.setPosition(QPointF(0, y + (step - line.height()) / 2))
            y += step
            line = layout.createLine()
        layout.endLayout()
        return layout, max(y, self._line)

    def height(self, width: int) -> int:
        """The height in px at that width."""
        if width not in self._heights:
            self._heights[width] = -int(-self._lay_out(width)[1] // 1)
        return self._heights[width]

    def natural_width(self) -> int:
        """The width of the longest line without wrapping, in px."""
        if self._natural is None:
            layout, _ = self._lay_out(100_000)
            widest = max((layout.lineAt(n).naturalTextWidth() for n in range(layout.lineCount())), default=0.0)
            self._natural = int(widest) + 1
        return self._natural

    def word_width(self) -> int:
        """The width of the longest word, in px."""
        if self._word is None:
            metrics = QFontMetricsF(self._font)
            self._word = int(max((metrics.horizontalAdvance(word) for word in self._text.split()), default=0.0)) + 1
        return self._word

    def draw(self, painter: QPainter, box: QRectF, color: QColor, bold_color: QColor | None = None) -> None:
        """Paint from the top of the box."""
        wanted = (box.width(), bold_color.rgba() if bold_color is not None else None)
        # Painted again and again at the same width: laid out once.
        if self._drawn is None or self._drawn[0] != wanted:
            self._drawn = wanted, self._lay_out(box.width(), bold_color)[0]
        painter.setPen(color)
        self._drawn[1].draw(painter, box.topLeft())


def _crossed(struck: Struck, start: int, length: int) -> QTextLayout.FormatRange:
    piece = QTextLayout.FormatRange()
    piece.start, piece.length, piece.format = start, length, QTextCharFormat()
    piece.format.setFontStrikeOut(True)
    piece.format.setForeground(struck.ink)
    piece.format.setBackground(struck.ground)
    return piece


def _in_units(text: str, stretches: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """The stretches as Qt counts, in UTF-16 units."""

    def units(piece: str) -> int:
        return len(piece.encode("utf-16-le", "surrogatepass")) // 2

    return tuple((units(text[:start]), units(text[start : start + length])) for start, length in stretches)
