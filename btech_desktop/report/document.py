"""What a story is written in: styles, paragraphs, headings, contents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from btech_desktop.palette import PRINT
from btech_desktop.report import fonts
from btech_desktop.report.flow import Text
from btech_desktop.report.fonts import BOLD, MEDIUM, REGULAR, SERIF, SERIF_BOLD
from btech_desktop.report.tagging import Element

Story = Callable[[], list[Flowable]]
"""Makes the flowables anew: setting them on pages uses them up."""
MOST_LINES: Final = 60


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
    link: str = ""
    """The anchor it leads to; a link to an anchor that the story does not have is plain text."""


def para(*parts: str | Span, style: str = "body", keep: bool = False, anchor: str = "") -> Text:
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
        words = f"<font{attributes}>{fonts.markup(part.text, part.face)}</font>"
        inner.append(f"<a href={quoteattr('#' + part.link)}>{words}</a>" if part.link else words)
    paragraph = Text("".join(inner), look)
    paragraph.anchor = anchor
    if keep:
        paragraph.keepWithNext = True
    return paragraph


def paragraphs(text: str) -> list[str]:
    """A user's long text in its paragraphs; one of very many lines in several, which are quicker to lay out."""
    found = []
    for block in fonts.clean(text).split("\n\n"):
        lines = block.split("\n")
        found += ["\n".join(lines[n : n + MOST_LINES]) for n in range(0, len(lines), MOST_LINES)]
    return [block for block in found if block.strip()]


def long_text(text: str, style: str = "body") -> list[Flowable]:
    """A user's long text: a paragraph for each of theirs, so that it breaks across pages."""
    return [para(block, style=style) for block in paragraphs(text)]


class Heading(Text):
    """A heading that enters the outline and, at level 0, the contents."""

    def __init__(self, text: str, style: str, level: int, anchor: str) -> None:
        self.words = fonts.clean(text).replace("\n", " ")
        super().__init__(fonts.markup(self.words, STYLES[style].fontName), STYLES[style])
        self.level = level
        self.anchor = anchor
        self.section = ""
        """The section that begins with it, as another anchor."""

    def split(self, width: float, height: float) -> list[Flowable]:
        """Never in two: each half would enter the outline."""
        return []

    def draw(self) -> None:
        """Paint, and enter the outline."""
        self.canv.addOutlineEntry(self.words, self.anchor, self.level, closed=self.level == 0)
        self.canv.bookmarkHorizontal(self.anchor, 0, self.height + 4)
        if self.section:
            self.canv.anchor(self.section, self.height)
        super().draw()


def heading(text: str, style: str = "h2", level: int = 1, anchor: str = "") -> Heading:
    """A heading for the outline: ``title`` starts a part (level 0). Links may lead to its anchor."""
    return Heading(text, style, level, anchor)


class Contents(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """Stands for what can be made only when all headings are known."""

    def __init__(self, make: Callable[[Sequence[Heading]], list[Flowable]]) -> None:
        super().__init__()
        self.make = make


class PageNumber(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """The number of the page on which a heading stands, in the style of a cell."""

    def __init__(self, of: Heading, element: Element) -> None:
        super().__init__()
        self._of = of
        self._element = element
        self._look = STYLES["cell"]
        self.width, self.height = 0, self._look.leading

    def draw(self) -> None:
        """Paint when all pages are laid out."""
        canvas, look = self.canv, self._look

        def number() -> None:
            canvas.setFillColor(look.textColor)
            page = canvas.anchors[self._of.anchor].page + 1
            fonts.draw(canvas, 0, look.leading - look.fontSize, str(page), look.fontName, look.fontSize)

        with canvas.content(self._element):
            canvas.late(number)
