"""A story set on pages."""

from collections.abc import Sequence
from contextlib import suppress
from contextvars import ContextVar
from io import BytesIO
from typing import Any, Final

from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate
from reportlab.platypus.doctemplate import LayoutError

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
FIRST_TOP: Final = 62
LATER_TOP: Final = 58
"""From the top of the paper, in pt."""
FOOTER_GAP: Final = 10
FEW_LINES: Final = 130.0
SPARE: Final = 40.0
"""In pt: what is too little for a last page, and what is then kept free at the foot of those before it."""


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
    """Pages of a sheet. Those named ``end`` keep something free at their foot, and the first may be one of them."""

    def __init__(self, target: BytesIO, sheet: Sheet, *, dry: bool, from_first: bool = False) -> None:
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
        self.addPageTemplates(
            [
                self._page("first", FIRST_TOP, SPARE if from_first else 0),
                self._page("later", LATER_TOP, 0),
                self._page("end", LATER_TOP, SPARE),
            ]
        )

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

    def place(self, flowables: Sequence[Flowable], start: str = "later") -> None:
        """Set them on pages; those after the first are of the kind named."""

        def canvas(*args: Any, **more: Any) -> TaggedCanvas:
            made = TaggedCanvas(*args, **more)
            made.targets = frozenset(f.anchor for f in every(flowables) if isinstance(f, Text))
            return made

        self.build([NextPageTemplate(start), *flowables], canvasmaker=canvas)


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
    tail = breaks[-1] if breaks else 0
    spare = _spares(sheet, flowables[tail + 1 :] if breaks else flowables, from_first=not breaks)
    target = BytesIO()
    template = _Template(target, sheet, dry=False, from_first=spare and not breaks)
    if spare and breaks:
        flowables.insert(tail, NextPageTemplate("end"))
    template.place(flowables, "end" if spare and not breaks else "later")
    canvas = template.canv
    return Drawn(target.getvalue(), canvas.document, canvas.anchors)


def _spares(sheet: Sheet, tail: list[Flowable], *, from_first: bool) -> bool:
    """Whether the last pages end better when each keeps something free."""
    plain = _tried(sheet, tail)
    if plain.pages == 1 or plain.filled >= FEW_LINES:
        return False
    with suppress(LayoutError):  # something needs a whole page
        shorter = _tried(sheet, tail, spare=True)
        return shorter.pages == plain.pages and shorter.filled > plain.filled
    return False


def _tried(sheet: Sheet, flowables: Sequence[Flowable], *, spare: bool = False) -> _Template:
    template = _Template(BytesIO(), sheet, dry=True, from_first=spare)
    try:
        template.place(list(flowables), "end" if spare else "later")
    finally:
        for flowable in flowables:  # ReportLab moves a thing to the next page once
            vars(flowable).pop("_postponed", None)
    return template
