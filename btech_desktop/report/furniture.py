"""What stands on every page: marking, edition, coverage, method, disclaimer, and which page it is."""

from dataclasses import dataclass
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm

from btech_desktop.language import tr
from btech_desktop.palette import PRINT
from btech_desktop.report import fonts
from btech_desktop.report.document import Span, para
from btech_desktop.report.flow import Text
from btech_desktop.report.fonts import BOLD, MEDIUM, REGULAR
from btech_desktop.report.tagging import Element, TaggedCanvas
from btech_desktop.report_options import Paper

PAPERS: Final[dict[Paper, tuple[float, float]]] = {"A4": A4, "Letter": LETTER}
"""Width and height in pt."""
SIDE: Final = 16 * mm
HEADER_BASELINE: Final = 36
"""From the top of the paper, in pt."""
BOX_STEP: Final = 20
LEAST_FOR_NAME: Final = 150.0
FOOTER_BOTTOM: Final = 30


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
    own_marking: str = ""


class Sheet:
    """The paper of one report with its furniture."""

    def __init__(self, furniture: Furniture, paper: Paper) -> None:
        self.furniture = furniture
        self.width, self.height = PAPERS[paper]
        self.room = self.width - 2 * SIDE
        """The width of the text in pt."""
        self.foot = FOOTER_BOTTOM + _footer(furniture).wrap(self.room, self.height)[1]
        """The top of the footer, in pt from the foot of the paper."""

    def draw_head(self, canvas: TaggedCanvas, *, first: bool) -> None:
        """Organisation, title and marking; the first page has a band of colour."""
        baseline = self.height - HEADER_BASELINE
        boxes, below = _boxes(self.furniture, self.room)
        if below:
            baseline += BOX_STEP / 2
            _draw_boxes(canvas, below, self.width - SIDE, baseline - BOX_STEP)
        left = _draw_boxes(canvas, boxes, self.width - SIDE, baseline)
        if first:
            with canvas.artifact():
                canvas.setFillColor(HexColor(PRINT["accent"]))
                canvas.rect(0, self.height - 6, self.width, 6, stroke=0, fill=1)
            _header(canvas, self.furniture.organisation, BOLD, 10, "text", left, baseline)
        else:
            title = f" · {self.furniture.short_title}"
            _header(canvas, self.furniture.organisation, REGULAR, 8.5, "text2", left, baseline, title)

    def draw_foot(self, canvas: TaggedCanvas) -> None:
        """Edition, coverage, method, disclaimer and scope beneath a line."""
        footer = _footer(self.furniture)
        height = footer.wrap(self.room, self.height)[1]
        with canvas.artifact():
            canvas.setStrokeColor(HexColor(PRINT["hair"]))
            canvas.setLineWidth(0.6)
            line = FOOTER_BOTTOM + height + 4
            canvas.line(SIDE, line, self.width - SIDE, line)
        footer.drawOn(canvas, SIDE, FOOTER_BOTTOM)

    def draw_number(self, canvas: TaggedCanvas, page: int, pages: int) -> None:
        """Which page of how many."""
        words = tr("{page} of {pages}", page=page, pages=pages)
        canvas.setFillColor(HexColor(PRINT["text2"]))
        right = self.width - SIDE - fonts.width(words, MEDIUM, 8.5)
        fonts.draw(canvas, right, FOOTER_BOTTOM - 9, words, MEDIUM, 8.5)


def _footer(furniture: Furniture) -> Text:
    parts: list[str | Span] = []
    if furniture.strong:
        parts += [Span(furniture.strong, MEDIUM, "text"), " "]
    parts.append(" · ".join(furniture.footer))
    return para(*parts, style="footer")


_Boxes = list[tuple[str, str]]


def _boxes(furniture: Furniture, room: float) -> tuple[_Boxes, _Boxes]:
    """The words to box at the top right with their colours, from the right: the marking, then *sample data*.

    The user's own marking stands in the box of ours, or beneath where that would leave the organisation no room.
    """
    own = furniture.own_marking
    whole = " · ".join((furniture.marking, own)) if own else furniture.marking
    sample: _Boxes = [(tr("SAMPLE DATA"), "attention")] if furniture.sample else []
    wide = sum(fonts.width(words, BOLD, 8) + 22 for words, _ in [(whole, ""), *sample])
    if not own or wide + LEAST_FOR_NAME < room:
        return [(whole, "text"), *sample], []
    return [(furniture.marking, "text"), *sample], [(own, "text")]


def _draw_boxes(canvas: TaggedCanvas, boxes: _Boxes, right: float, baseline: float) -> float:
    """Gives the left end of them all."""
    for words, color in boxes:
        wide = fonts.width(words, BOLD, 8) + 14
        canvas.setStrokeColor(HexColor(PRINT[color]))
        canvas.setFillColor(HexColor(PRINT[color]))
        canvas.setLineWidth(0.9)
        with canvas.artifact():
            canvas.roundRect(right - wide, baseline - 5, wide, 16, 2, stroke=1, fill=0)
        with canvas.content(Element("P")):
            fonts.draw(canvas, right - wide + 7, baseline, words, BOLD, 8)
        right -= wide + 8
    return right


def _header(
    canvas: TaggedCanvas,
    words: str,
    face: str,
    size: float,
    color: str,
    right: float,
    baseline: float,
    after: str = "",
) -> None:
    """The words, cut where there is no room for them and for what stands after them."""
    room = right - SIDE - 8
    words, after = (fonts.clean(part).replace("\n", " ") for part in (words, after))
    if fonts.width(f"…{after}", face, size) > room:
        words, after = words + after, ""
    if fonts.width(words + after, face, size) > room:
        while words and fonts.width(f"{words}…{after}", face, size) > room:
            words = words[:-1]
        words = f"{words.rstrip()}…"
    words += after
    canvas.setFillColor(HexColor(PRINT[color]))
    with canvas.content(Element("P", spoken=words if fonts.turned(words) else "")):
        fonts.draw(canvas, SIDE, baseline, words, face, size)
