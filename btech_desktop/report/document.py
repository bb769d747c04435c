"""The paper: styles, text, page furniture, and two passes so that each page knows how many there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Table,
)

from btech_desktop.language import tr
from btech_desktop.palette import PRINT
from btech_desktop.report import fonts
from btech_desktop.report.fonts import BOLD, MEDIUM, REGULAR, SERIF, SERIF_BOLD

PAGE_WIDTH, PAGE_HEIGHT = A4
SIDE: Final = 16 * mm
WIDTH: Final = PAGE_WIDTH - 2 * SIDE
HEADER_BASELINE: Final = PAGE_HEIGHT - 36
FIRST_TOP: Final = PAGE_HEIGHT - 62
LATER_TOP: Final = PAGE_HEIGHT - 58
FOOTER_BOTTOM: Final = 30
FOOTER_GAP: Final = 10
MOST_PASSES: Final = 4


def _style(name: str, face: str, size: float, leading: float, color: str = "text", **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        name,
        fontName=face,
        fontSize=size,
        leading=leading,
        textColor=HexColor(PRINT[color]),
        bulletFontName=face,
        splitLongWords=1,
        allowWidows=0,
        allowOrphans=0,
        **more,
    )


STYLES: Final = {
    style.name: style
    for style in (
        _style("cover", SERIF_BOLD, 28.5, 34, spaceAfter=10),
        _style("title", SERIF_BOLD, 22, 27, spaceAfter=4, keepWithNext=1),
        _style("lead", SERIF, 14, 19.5, spaceBefore=2, spaceAfter=10),
        _style("lead-tight", SERIF, 12.5, 16.5, spaceAfter=7),
        _style("h2-tight", SERIF_BOLD, 11.5, 14, spaceBefore=8, spaceAfter=2, keepWithNext=1),
        _style("h2", SERIF_BOLD, 13, 16.5, spaceBefore=13, spaceAfter=4, keepWithNext=1),
        _style("h3", BOLD, 10, 13.5, spaceBefore=9, spaceAfter=2, keepWithNext=1),
        _style("over", MEDIUM, 9, 12, "text2", keepWithNext=1),
        _style("question", SERIF, 10.5, 14, spaceAfter=3, keepWithNext=1),
        _style("body", REGULAR, 9.5, 13.5, spaceAfter=4),
        _style("note", REGULAR, 9, 12.5, "text2", spaceAfter=4),
        _style("small", REGULAR, 8.5, 11.3, "muted", spaceAfter=2.5),
        _style("cell", REGULAR, 8.5, 11.2),
        _style("cellhead", MEDIUM, 8, 10, "text2"),
        _style("band", BOLD, 8.5, 11.2),
        _style("figure", BOLD, 17, 21),
        _style("meta", MEDIUM, 9, 12),
        _style("footer", REGULAR, 8, 9.8, "muted"),
    )
}


@dataclass(frozen=True, slots=True)
class Span:
    """Words set apart within a paragraph."""

    text: str
    face: str = BOLD
    color: str = ""
    size: float = 0


def para(*parts: str | Span, style: str = "body", keep: bool = False) -> Paragraph:
    """A paragraph of plain texts: what a user typed comes out as typed, never as markup."""
    look = STYLES[style]
    inner = []
    for part in parts:
        if isinstance(part, str):
            inner.append(fonts.markup(part, look.fontName))
            continue
        attributes = f' name="{part.face}"'
        if part.color:
            attributes += f' color="{PRINT[part.color]}"'
        if part.size:
            attributes += f' size="{part.size}"'
        inner.append(f"<font{attributes}>{fonts.markup(part.text, part.face)}</font>")
    paragraph = Paragraph("".join(inner), look)
    if keep:
        paragraph.keepWithNext = True
    return paragraph


def long_text(text: str, style: str = "body") -> list[Flowable]:
    """A user's long text: a paragraph for each of theirs, so that it breaks across pages."""
    return [para(block, style=style) for block in fonts.clean(text).split("\n\n") if block.strip()]


class Heading(Paragraph):  # type: ignore[misc]  # reportlab ships no types
    """A heading that enters the outline and, at level 0, the contents."""

    def __init__(self, text: str, style: str, level: int) -> None:
        super().__init__(fonts.markup(text, STYLES[style].fontName), STYLES[style])
        self.outline = (level, fonts.clean(text).replace("\n", " "))

    def split(self, width: float, height: float) -> list[Flowable]:
        """Never in two: each half would enter the outline."""
        return []


def heading(text: str, style: str = "h2", level: int = 1) -> Heading:
    """A heading for the outline: ``title`` starts a part (level 0)."""
    return Heading(text, style, level)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands on every page."""

    organisation: str
    title: str
    short_title: str
    marking: str
    sample: bool
    footer: tuple[str, ...]
    strong: str = ""


@dataclass(slots=True)
class Layout:
    """What a pass found: the number of pages, and where the parts begin."""

    pages: int = 0
    parts: list[tuple[str, int]] = field(default_factory=list)


Story = Callable[[Layout], list[Flowable]]


def _leave_out(*_: object, **__: object) -> None:
    """In place of drawing."""


class _DryFrame(Frame):  # type: ignore[misc]  # reportlab ships no types
    """Places everything and draws nothing: half the work of a pass that only has to find out the page numbers."""

    def add(self, flowable: Flowable, canv: Any, trySplit: int = 0) -> int:  # noqa: N803 - ReportLab's name
        """As Frame.add, without the drawing."""
        flowable.drawOn = _leave_out
        try:
            return int(super().add(flowable, canv, trySplit))
        finally:
            del flowable.drawOn


class _Template(BaseDocTemplate):  # type: ignore[misc]  # reportlab ships no types
    def __init__(self, target: BytesIO, furniture: Furniture, known: Layout, *, dry: bool) -> None:
        super().__init__(
            target,
            pagesize=A4,
            invariant=1,
            initialFontName=REGULAR,
            pageCompression=1,
            title=furniture.title,
            author="",
            subject="",
            creator="btech-desktop",
        )
        self.furniture = furniture
        self.known = known
        self.dry = dry
        self.found = Layout()
        self._headings = 0
        self._footer = _footer(furniture)
        bottom = FOOTER_BOTTOM + self._footer.wrap(WIDTH, PAGE_HEIGHT)[1] + FOOTER_GAP
        self.addPageTemplates([self._page("first", FIRST_TOP, bottom), self._page("later", LATER_TOP, bottom)])

    def _page(self, name: str, top: float, bottom: float) -> PageTemplate:
        kind = _DryFrame if self.dry else Frame
        frame = kind(
            SIDE,
            bottom,
            WIDTH,
            top - bottom,
            id=name,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        return PageTemplate(id=name, frames=[frame], onPage=self._furnish)

    def _furnish(self, canvas: Any, _doc: Any) -> None:
        page = canvas.getPageNumber()
        self.found.pages = page
        if self.dry:
            return
        canvas.saveState()
        left = _boxes(canvas, self.furniture)
        if page == 1:
            canvas.setFillColor(HexColor(PRINT["accent"]))
            canvas.rect(0, PAGE_HEIGHT - 6, PAGE_WIDTH, 6, stroke=0, fill=1)
            _header(canvas, self.furniture.organisation, BOLD, 10, "text", left)
        else:
            words = f"{self.furniture.organisation} · {self.furniture.short_title}"
            _header(canvas, words, REGULAR, 8.5, "text2", left)
        height = self._footer.wrap(WIDTH, PAGE_HEIGHT)[1]
        canvas.setStrokeColor(HexColor(PRINT["hair"]))
        canvas.setLineWidth(0.6)
        canvas.line(SIDE, FOOTER_BOTTOM + height + 4, PAGE_WIDTH - SIDE, FOOTER_BOTTOM + height + 4)
        self._footer.drawOn(canvas, SIDE, FOOTER_BOTTOM)
        words = tr("{page} of {pages}", page=page, pages=self.known.pages or page)
        canvas.setFillColor(HexColor(PRINT["text2"]))
        right = PAGE_WIDTH - SIDE - fonts.width(words, MEDIUM, 8.5)
        fonts.draw(canvas, right, FOOTER_BOTTOM - 9, words, MEDIUM, 8.5)
        canvas.restoreState()

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - ReportLab's name
        """Headings enter the outline."""
        if not isinstance(flowable, Heading):
            return
        level, text = flowable.outline
        if level == 0:
            self.found.parts.append((text, self.page))
        elif not self.found.parts:
            level = 0
        self._headings += 1
        key = f"h{self._headings}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(text, key, level, closed=level == 0)


def _footer(furniture: Furniture) -> Paragraph:
    parts: list[str | Span] = []
    if furniture.strong:
        parts += [Span(furniture.strong, MEDIUM, "text"), " "]
    parts.append(" · ".join(furniture.footer))
    return para(*parts, style="footer")


def _boxes(canvas: Any, furniture: Furniture) -> float:
    """The marking, boxed at the top right, and *sample data* before it; gives the left end of it all."""
    right = float(PAGE_WIDTH - SIDE)
    boxes = [(furniture.marking, "text")]
    if furniture.sample:
        boxes.append((tr("SAMPLE DATA"), "attention"))
    for words, color in boxes:
        wide = fonts.width(words, BOLD, 8) + 14
        canvas.setStrokeColor(HexColor(PRINT[color]))
        canvas.setFillColor(HexColor(PRINT[color]))
        canvas.setLineWidth(0.9)
        canvas.roundRect(right - wide, HEADER_BASELINE - 5, wide, 16, 2, stroke=1, fill=0)
        fonts.draw(canvas, right - wide + 7, HEADER_BASELINE, words, BOLD, 8)
        right -= wide + 8
    return right


def _header(canvas: Any, words: str, face: str, size: float, color: str, right: float) -> None:
    room = right - SIDE - 8
    words = fonts.clean(words).replace("\n", " ")
    if fonts.width(words, face, size) > room:
        while words and fonts.width(words + "…", face, size) > room:
            words = words[:-1]
        words = words.rstrip() + "…"
    canvas.setFillColor(HexColor(PRINT[color]))
    fonts.draw(canvas, SIDE, HEADER_BASELINE, words, face, size)


def lay_out(furniture: Furniture, story: Story, known: Layout, *, dry: bool = False) -> tuple[bytes, Layout]:
    """One pass, given what an earlier one found; a dry one only finds, and its bytes are blank pages."""
    fonts.register()
    target = BytesIO()
    template = _Template(target, furniture, known, dry=dry)
    template.build([NextPageTemplate("later"), *_settled(story(known))])
    return target.getvalue(), template.found


def build(furniture: Furniture, story: Story, known: Layout | None = None) -> bytes:
    """Lay the story out until the number of pages and the places of the parts hold: twice, seldom three times.

    ``known`` is what a dry pass over the same story found, where there was one.
    """
    if known is None:
        _, known = lay_out(furniture, story, Layout(), dry=True)
    for _ in range(MOST_PASSES):
        pdf, found = lay_out(furniture, story, known)
        if found == known:
            break
        known = found
    return pdf


def _settled(flowables: Sequence[Flowable]) -> list[Flowable]:
    """Headings keep with the first rows of a table, not with all of it: ReportLab would move the whole table."""
    done: list[Flowable] = []
    chain: list[Flowable] = []
    for flowable in flowables:
        if flowable.getKeepWithNext():
            chain.append(flowable)
            continue
        if chain and isinstance(flowable, Table):
            need = sum(f.getSpaceBefore() + f.wrap(WIDTH, PAGE_HEIGHT)[1] + f.getSpaceAfter() for f in chain)
            flowable.wrap(WIDTH, PAGE_HEIGHT)
            rows = sum(flowable._rowHeights[: flowable.repeatRows + 2])
            for one in chain:
                one.keepWithNext = False
            done.append(CondPageBreak(min(need + rows, 400)))
        done += [*chain, flowable]
        chain = []
    return [*done, *chain]
