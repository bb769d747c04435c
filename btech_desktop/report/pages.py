"""A story set on pages."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, Literal

from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate
from reportlab.platypus.doctemplate import ActionFlowable, LayoutError

from btech_desktop.report import fonts
from btech_desktop.report.document import Story
from btech_desktop.report.flow import Text
from btech_desktop.report.fonts import REGULAR
from btech_desktop.report.furniture import SIDE, Furniture, Sheet
from btech_desktop.report.settling import every, named, settled
from btech_desktop.report.tagging import Drawn, TaggedCanvas
from btech_desktop.report_options import Paper
from btech_desktop.steps import Step, no_step

# Of whoever waits for the report: through every layer in between it would be handed on for nothing else.
meanwhile: Final[ContextVar[Step]] = ContextVar("meanwhile", default=no_step)
_Kind = Literal["first", "later"]
TOPS: Final[Mapping[_Kind, float]] = {"first": 62, "later": 58}
"""Where what is set begins, from the top of the paper, in pt."""
FOOTER_GAP: Final = 10
FEW_LINES: Final = 190.0
"""In pt: what is too little for a last page. Pages before it then keep something free at their foot."""
GIVING: Final = 4
"""So many of them, where there are as many."""
A_ROW: Final = 14.0
"""In pt: what each keeps free beyond its share, since lines and rows go whole."""


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


@dataclass(frozen=True, slots=True)
class _Spare:
    """The pages of a tail (its first is 1) that keep ``height`` pt free at their foot."""

    pages: range
    height: float


_NOTHING: Final = _Spare(range(0), 0)


class _Template(BaseDocTemplate):  # type: ignore[misc]  # reportlab ships no types
    """Pages of a sheet, the first of the kind named; those that ``spare`` names keep something free.

    The tail begins with the first page, or is said to begin by what is set.
    """

    def __init__(
        self,
        target: BytesIO,
        sheet: Sheet,
        *,
        dry: bool,
        start: _Kind = "first",
        spare: _Spare = _NOTHING,
        tail_begins_later: bool = False,
    ) -> None:
        super().__init__(
            target,
            pagesize=(sheet.width, sheet.height),
            invariant=1,
            initialFontName=REGULAR,
            pageCompression=1,
            title=sheet.furniture.title,
            author="",
            subject="",
            creator="btech-desktop",
        )
        self.sheet = sheet
        self.dry = dry
        self.pages = 0
        self.filled = 0.0
        """How much of the height of its frame the last page takes, in pt."""
        self.spare = spare
        self.tail_page = None if tail_begins_later else 1
        self.addPageTemplates(
            [
                self._page(start, TOPS[start], spare.height if self.tail_page in spare.pages else 0),
                self._page("later", TOPS["later"], 0),
                self._page("giving", TOPS["later"], spare.height),
            ]
        )

    def handle_tailBegins(self) -> None:  # noqa: N802 - named as ReportLab names its own
        """The page after this one is the first of the tail."""
        self.tail_page = 0

    def afterPage(self) -> None:  # noqa: N802 - ReportLab's name
        """Choose the kind of the page that comes."""
        if self.tail_page is not None:
            self.tail_page += 1
        self.handle_nextPageTemplate("giving" if self.tail_page in self.spare.pages else "later")

    def _page(self, name: str, top: float, spare: float) -> PageTemplate:
        kind = _DryFrame if self.dry else Frame
        bottom = self.sheet.foot + FOOTER_GAP + spare
        frame = kind(
            SIDE,
            bottom,
            self.sheet.room,
            self.sheet.height - top - bottom,
            id=name,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        return PageTemplate(id=name, frames=[frame], onPage=self._furnish)

    def afterFlowable(self, _flowable: Flowable) -> None:  # noqa: N802 - ReportLab's name
        """Called after each."""
        meanwhile.get()(0, 0)
        if self.frame is not None:  # there is none after a page break
            self.filled = self.frame._y1 + self.frame._height - self.frame._y

    def _furnish(self, canvas: TaggedCanvas, _doc: Any) -> None:
        page = canvas.getPageNumber()
        self.pages = page
        if self.dry:
            return
        canvas.saveState()
        if page == 1:
            # Said once to who listens: marking, method and limits belong to the report.
            self.sheet.draw_head(canvas, first=True)
            self.sheet.draw_foot(canvas)
        else:
            with canvas.artifact("Header"):
                self.sheet.draw_head(canvas, first=False)
            with canvas.artifact("Footer"):
                self.sheet.draw_foot(canvas)
        with canvas.artifact("Footer"):
            canvas.late(lambda: self.sheet.draw_number(canvas, page, self.pages))
        canvas.restoreState()

    def place(self, flowables: Sequence[Flowable]) -> None:
        """Set them on pages."""

        def canvas(*args: Any, **more: Any) -> TaggedCanvas:
            made = TaggedCanvas(*args, **more)
            made.targets = frozenset(f.anchor for f in every(flowables) if isinstance(f, Text))
            return made

        self.build(list(flowables), canvasmaker=canvas)


def count_pages(furniture: Furniture, story: Story, paper: Paper = "A4") -> int:
    """How many pages the story takes; nothing is drawn."""
    fonts.register()
    sheet = Sheet(furniture, paper)
    return _tried(sheet, settled(named(story()), sheet.room)).pages


def build(furniture: Furniture, story: Story, paper: Paper = "A4") -> Drawn:
    """The story on pages.

    Where a few lines would be left alone on the last page, those before it, back to the last page break that the
    story asks for, give some of theirs.
    """
    fonts.register()
    sheet = Sheet(furniture, paper)
    flowables = settled(named(story()), sheet.room)
    breaks = [n for n, flowable in enumerate(flowables) if isinstance(flowable, PageBreak)]
    tail = breaks[-1] if breaks else None
    spare = _spare(sheet, flowables if tail is None else flowables[tail + 1 :], "first" if tail is None else "later")
    if tail is not None:
        flowables.insert(tail, ActionFlowable(("tailBegins",)))
    target = BytesIO()
    template = _Template(target, sheet, dry=False, spare=spare, tail_begins_later=tail is not None)
    template.place(flowables)
    canvas = template.canv
    return Drawn(target.getvalue(), canvas.document, canvas.anchors)


def _spare(sheet: Sheet, tail: list[Flowable], start: _Kind) -> _Spare:
    """What the pages before the last one keep free, where the last ends better by it."""
    plain = _tried(sheet, tail, start)
    if plain.pages == 1 or plain.filled >= FEW_LINES:
        return _NOTHING
    giving = range(max(1, plain.pages - GIVING), plain.pages)
    spare = _Spare(giving, (FEW_LINES - plain.filled) / len(giving) + A_ROW)
    with suppress(LayoutError):  # something needs a whole page
        other = _tried(sheet, tail, start, spare)
        if other.pages == plain.pages and other.filled > plain.filled:
            return spare
    return _NOTHING


def _tried(sheet: Sheet, flowables: Sequence[Flowable], start: _Kind = "first", spare: _Spare = _NOTHING) -> _Template:
    template = _Template(BytesIO(), sheet, dry=True, start=start, spare=spare)
    try:
        template.place(flowables)
    finally:
        for flowable in flowables:  # ReportLab moves a thing to the next page once
            vars(flowable).pop("_postponed", None)
    return template
