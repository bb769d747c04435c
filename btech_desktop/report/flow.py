"""What a story is made of, each part telling the canvas what it means: text, tables, and boxes that only look so."""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.textobject import PDFTextObject
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Table, TableStyle

from btech_desktop.palette import PRINT
from btech_desktop.report import lines
from btech_desktop.report.fonts import REGULAR
from btech_desktop.report.lines import Line, Look
from btech_desktop.report.tagging import Element

SHOWING: Final = ("Tj", "TJ")
LINKED: Final = HexColor(PRINT["accent"])


class Text(Paragraph):  # type: ignore[misc]  # reportlab ships no types
    """A paragraph. Where it breaks across pages its halves stay one; a link in it is an element of its own."""

    def __init__(self, text: str | None, style: Any, bulletText: Any = None, frags: Any = None) -> None:  # noqa: N803
        super().__init__(text, style, bulletText, frags)
        self.element = Element("P")
        self.anchor = ""
        self._links: dict[tuple[int, str], Element] = {}
        self._wrapped: tuple[float, tuple[float, float]] | None = None
        self._before = 0
        """Letters that stand in halves before this one."""
        self._ends = frozenset(_word_ends(self.frags)) if frags is None else frozenset()
        self._is_ours = frags is None and any(lines.needed(frag.text) for frag in self.frags)
        """Whether ReportLab cannot set the text."""
        self._lines: Sequence[Line] = ()
        self._is_half = False
        self._room = 0.0
        """The width for which the lines were broken."""

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Width and height in pt; the lines are broken once for a width, however often a frame or a table asks."""
        if self._is_ours:
            if not self._is_half and (not self._lines or self._room != width):
                self._room = width
                self._lines = [line for runs in _paragraphs(self.frags) for line in lines.broken(runs, width)]
            self.width, self.height = width, len(self._lines) * self.style.leading
            return self.width, self.height
        if self._wrapped is None or self._wrapped[0] != width or not hasattr(self, "blPara"):
            self._wrapped = (width, super().wrap(width, height))
        return self._wrapped[1]

    @property
    def line_count(self) -> int:
        """How many lines it takes at the width for which it was wrapped."""
        return len(self._lines) if self._is_ours else len(self.blPara.lines)

    def split(self, width: float, height: float) -> list[Flowable]:
        """The halves, parts of one element."""
        halves: list[Flowable] = self._halves(height) if self._is_ours else super().split(width, height)
        for half in halves:
            half.element, half._links, half._ends, half._before = self.element, self._links, self._ends, self._before
        if len(halves) == 2 and not self._is_ours:
            halves[1]._before += sum(halves[0]._counts())
        if halves:
            halves[0].anchor = self.anchor
        return halves

    def draw(self) -> None:
        """Paint the lines as pieces of the element."""
        canvas = self.canv
        if self.anchor:
            canvas.anchor(self.anchor, self.height)
        if self._is_ours:
            self._draw_lines()
            return
        broken = self.blPara
        if not broken.lines:
            return
        if broken.kind == 0 and self._lead([broken]):
            # All of it has one look, so all of it is the link.
            link = self._link(broken.link[0])
            for _ in broken.lines:
                canvas.expect(link)
            with canvas.content(link):
                super().draw()
        elif broken.kind == 1 and self._lead([word for line in broken.lines for word in line.words]):
            super().draw()
        else:
            with canvas.content(self.element):
                super().draw()

    def _halves(self, height: float) -> list[Flowable]:
        """As many lines as there is room for, and the others, no line alone; none if it cannot be."""
        broken = self._lines
        room = int(height / self.style.leading)
        if room >= len(broken) > 0:
            return [self]
        if room == len(broken) - 1:
            room -= 1
        if room < 2:
            return []
        halves: list[Flowable] = []
        for part in (broken[:room], broken[room:]):
            half = Text(None, self.style, frags=self.frags)
            half._is_ours, half._is_half, half._lines = True, True, part
            halves.append(half)
        return halves

    def _draw_lines(self) -> None:
        """Paint lines of our own, those that begin at the right against the right edge."""
        canvas = self.canv
        self._lead(self.frags)
        for n, line in enumerate(self._lines):
            x = self.width - line.width if line.leftward else 0
            y = self.height - n * self.style.leading - self.style.fontSize
            for links, pieces in groupby(line.pieces, key=lambda piece: piece.look.more.link):
                element = self._link(links[0]) if links else self.element
                group = list(pieces)
                spoken = "".join(piece.text for piece in group)
                turned = any(piece.leftward for piece in group)
                with canvas.content(Element("Span", element, spoken=spoken) if turned else element):
                    for piece in group:
                        canvas.setFillColor(piece.look.more.textColor)
                        piece.draw(canvas, x, y)
                for piece in group if links else ():
                    left, low, high = x + piece.x, y - 0.2 * piece.look.size, y + piece.look.size
                    canvas.press(element, left, low, left + piece.width, high)

    def beginText(self, x: float, y: float) -> PDFTextObject:  # noqa: N802 - ReportLab's name
        """An object that writes the spaces at the ends of lines and, where there are links, tells the pieces apart."""
        spaced = self._spaced()
        if self.blPara.kind == 0 or not any(word.link for line in self.blPara.lines for word in line.words):
            return _Lines(self.canv, x, y, spaced)
        return _LinkedLines(self.canv, x, y, spaced, self.element, self._link)

    def _spaced(self) -> list[bool]:
        """For each line whether white space stood at its end. ReportLab leaves it out, and who listens, searches or
        copies would get two words as one (ISO 32000-1, 14.8.2.5).
        """
        return [count in self._ends for count in accumulate(self._counts(), initial=self._before)][1:]

    def _counts(self) -> Iterator[int]:
        """Letters on each line, without white space."""
        for line in self.blPara.lines:
            # Of one look, a line is what is left of the width and its words; else it is made of pieces.
            text = " ".join(line[1]) if isinstance(line, tuple) else "".join(word.text for word in line.words)
            yield len("".join(text.split()))

    def _lead(self, pieces: Sequence[Any]) -> bool:
        """Whether a piece leads anywhere; those that do look like it, and of the others the link is taken away."""
        linked = [piece for piece in pieces if piece.link]
        for piece in linked:
            piece.link = [] if self.canv.is_artifact else [key for key in piece.link if key[1][1:] in self.canv.targets]
            if piece.link:
                piece.textColor = LINKED
        return any(piece.link for piece in linked)

    def _link(self, key: tuple[int, str]) -> Element:
        """The element of a link, known to ReportLab by its number and target."""
        if key not in self._links:
            self._links[key] = Element("Link", self.element, target=key[1].removeprefix("#"))
        return self._links[key]


def _word_ends(frags: Sequence[Any]) -> list[int]:
    """How many letters stand before each white space within the text."""
    text = "".join("\n" if getattr(frag, "lineBreak", False) else frag.text for frag in frags)
    return list(accumulate(map(len, text.split())))[:-1]


def _paragraphs(frags: Sequence[Any]) -> Iterator[list[tuple[str, Look]]]:
    """The text between line breaks in runs, neighbours of one look in one."""
    looks: dict[tuple[Any, ...], Look] = {}
    runs: list[tuple[str, Look]] = []
    for frag in frags:
        if getattr(frag, "lineBreak", False):
            yield [*runs, *[(" ", look) for _, look in runs[-1:]]]
            runs = []
        key = (frag.fontName, frag.fontSize, frag.textColor.int_rgb(), tuple(frag.link))
        runs.append((frag.text, looks.setdefault(key, Look(frag.fontName, frag.fontSize, frag))))
    yield runs


class _Lines(PDFTextObject):  # type: ignore[misc]  # reportlab ships no types
    """The lines of a paragraph, with the white space between them."""

    _code: list[str]

    def __init__(self, canvas: Any, x: float, y: float, spaced: Sequence[bool]) -> None:
        super().__init__(canvas, x, y)
        self._spaced = iter(spaced)

    def _textOut(self, text: str, TStar: int = 0) -> None:  # noqa: N802, N803 - ReportLab's names
        if TStar and next(self._spaced):  # the last of a line
            text = f"{text} "
        super()._textOut(text, TStar)


class _LinkedLines(_Lines):
    """The lines of a paragraph, its links in pieces of their own."""

    def __init__(
        self,
        canvas: Any,
        x: float,
        y: float,
        spaced: Sequence[bool],
        whole: Element,
        link: Callable[[tuple[int, str]], Element],
    ) -> None:
        super().__init__(canvas, x, y, spaced)
        self._whole = whole
        self._link = link
        self._cuts = [(len(self._code), whole)]
        self._before = 0

    def _textOut(self, text: str, TStar: int = 0) -> None:  # noqa: N802, N803 - ReportLab's names
        self._before = len(self._code)
        super()._textOut(text, TStar)

    def _linkRecord(self, key: tuple[int, str], what: str) -> None:  # noqa: N802 - ReportLab's name
        """Called after the first text of a link, and before what follows it."""
        if what == "start":
            self._cuts.append((self._before, self._link(key)))
            self._canvas.expect(self._link(key))
        else:
            self._cuts.append((len(self._code), self._whole))

    def getCode(self) -> str:  # noqa: N802 - ReportLab's name
        """The operators, each stretch with text in it marked as a piece of its element."""
        code = self._code[: self._cuts[0][0]]
        for (start, element), (end, _) in pairwise([*self._cuts, (len(self._code), self._whole)]):
            stretch = self._code[start:end]
            if any(operator in part for part in stretch for operator in SHOWING):
                code += [self._canvas.begin(element), *stretch, "EMC"]
            else:
                code += stretch
        self._code = code
        return str(super().getCode())


def shares(weights: Sequence[float]) -> list[str]:
    """Column widths as shares of the room that a table is given."""
    return [f"{100 * weight / sum(weights)}%" for weight in weights]


class Box(Table):  # type: ignore[misc]  # reportlab ships no types
    """Things in columns or on a tint, for the eye alone: what stands in it says what it is."""

    def __init__(self, data: Sequence[Sequence[Any]], *args: Any, **more: Any) -> None:
        super().__init__(data, *args, **more)
        # Nothing is written in it, but ReportLab names it on the page, and its own choice is not in the file.
        self.setStyle(TableStyle([("FONTNAME", (0, 0), (-1, -1), REGULAR)]))

    def split(self, width: float, height: float) -> list[Flowable]:
        """The halves, between rows; in a box also within a row that is taller than a page."""
        halves: list[Flowable] = super().split(width, height)
        if not halves and not self.repeatRows and self._frame._atTop:
            return list(self._splitRows(height, doInRowSplit=1))
        return halves

    def _drawBkgrnd(self) -> None:  # noqa: N802 - ReportLab's name
        with self.canv.artifact():
            super()._drawBkgrnd()

    def _drawLines(self) -> None:  # noqa: N802 - ReportLab's name
        with self.canv.artifact():
            super()._drawLines()

    def _restoreRoundingObscuredLines(self) -> None:  # noqa: N802 - ReportLab's name
        with self.canv.artifact():
            super()._restoreRoundingObscuredLines()


class Grid(Box):
    """A table of data: its first row heads the columns, rows in ``bands`` head those below them."""

    _renderCB: Any  # noqa: N815 - ReportLab's name

    whole = False
    """Whether it stands on one page; half of one is not asked."""

    def __init__(
        self, data: Sequence[Sequence[Any]], *args: Any, bands: Sequence[int] = (), whole: bool = False, **more: Any
    ) -> None:
        super().__init__(data, *args, **more)
        self.whole = whole
        if self._renderCB is None:  # halves of a split table are given that of the whole
            rows = self._cellvalues
            self._renderCB = _Cells(rows[0], [rows[band] for band in bands])

    def split(self, width: float, height: float) -> list[Flowable]:
        """The halves; one row alone on the next page gets a second one for company where there are enough."""
        halves: list[Flowable] = super().split(width, height)
        if len(halves) == 2 and halves[1]._nrows == self.repeatRows + 1 and halves[0]._nrows > self.repeatRows + 2:
            earlier: list[Flowable] = super().split(width, sum(halves[0]._rowHeights[:-1]))
            if len(earlier) == 2:
                # Or the first of the two, with the head again, would go into the room that it had.
                return [earlier[0], CondPageBreak(sum(halves[1]._rowHeights) + halves[0]._rowHeights[-1]), earlier[1]]
        return halves


class _Cells:
    """Called by ReportLab around the parts of a table while it draws them; shared by all pages of one table."""

    def __init__(self, head: list[Any], bands: Sequence[list[Any]]) -> None:
        self._table = Element("Table")
        self._head = head
        self._bands = bands
        self._told = False
        self._open: list[Any] = []

    def __call__(self, table: Grid, event: str, *details: Any) -> None:
        """Open or close the element that the event is about."""
        canvas = table.canv
        if event == "startTable":
            self._enter(canvas.within(self._table))
        elif event == "startRow":
            row = table._cellvalues[details[0]]
            heads = row[0] is self._head[0]
            if heads and self._told:
                self._enter(canvas.artifact())  # repeated at the top of another page
            else:
                self._told = self._told or heads
                self._enter(canvas.within(Element("TR")))
        elif event == "startCell":
            self._enter(canvas.within(self._cell(table, *details[:2])))
        elif event in ("endCell", "endRow", "endTable"):
            self._open.pop().__exit__(None, None, None)

    def _enter(self, context: Any) -> None:
        context.__enter__()
        self._open.append(context)

    def _cell(self, table: Grid, row_number: int, _column: int) -> Element:
        row = table._cellvalues[row_number]
        if row[0] is self._head[0]:
            return Element("TH", attributes={"O": "/Table", "Scope": "/Column"})
        if any(row[0] is band[0] for band in self._bands):
            return Element("TH", attributes={"O": "/Table", "Scope": "/Column", "ColSpan": table._ncols})
        return Element("TD")
