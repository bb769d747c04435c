"""What sections are made of: tables, level marks, figures and boxes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, TableStyle

from btech_desktop import charts
from btech_desktop.charts import LevelState
from btech_desktop.language import Words, mark, tr
from btech_desktop.palette import PRINT
from btech_desktop.report import fonts, paint
from btech_desktop.report.document import Span, para
from btech_desktop.report.flow import LINKED, Box, Grid, Text, shares
from btech_desktop.report.links import linked, practice
from btech_desktop.report.tagging import Element

Cell: TypeAlias = Any
"""A text, a flowable, or a list of flowables; ReportLab ships no types."""

MARK_SIZE: Final = 14.0
_MARK_WIDTH: Final = MARK_SIZE * 1.46
_LINE: Final = MARK_SIZE + 4


_STATES: Final = Words(
    {"open": mark("To answer"), "na": mark("Not applicable"), "confirm": mark("Carried over, to confirm")}
)


def spoken(state: LevelState) -> str:
    """What a level mark says to who listens."""
    return tr("Level {level} of 4", level=state) if isinstance(state, int) else _STATES[state]


class Marks(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """Level marks, each followed by its words, on as many lines as the width asks for."""

    def __init__(self, items: Sequence[tuple[LevelState, str]], *, ladder: bool = True) -> None:
        super().__init__()
        self._items = items
        self._ladder = ladder
        self._element = Element("P")
        self._places: list[tuple[float, float]] = []

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Place the marks."""
        x = y = 0.0
        self._places = []
        ladder = _MARK_WIDTH if self._ladder else MARK_SIZE
        for state, words in self._items:
            need = (ladder if isinstance(state, int) else MARK_SIZE) + (
                3 + fonts.width(words, fonts.REGULAR, 8.5) if words else 0
            )
            if x and x + need > width:
                x, y = 0.0, y + _LINE
            self._places.append((x, y))
            x += need + 9
        self.width, self.height = width, y + _LINE - 2 if self._items else 0
        return self.width, self.height

    def draw(self) -> None:
        """Paint; the origin is at the lower left."""
        ladder = _MARK_WIDTH if self._ladder else MARK_SIZE
        for (state, words), (x, y) in zip(self._items, self._places, strict=True):
            self.canv.saveState()
            self.canv.translate(x, self.height - y)
            wide = ladder if isinstance(state, int) else MARK_SIZE
            with self.canv.figure(Element("Figure", self._element, alt=spoken(state)), (0, -MARK_SIZE, wide, 0)):
                paint.draw_items(self.canv, charts.level_mark(state, 0, 0, MARK_SIZE, ladder=self._ladder))
            if words:
                self._say(words, wide + 3)
            self.canv.restoreState()

    def _say(self, words: str, x: float) -> None:
        """The words beside a mark; a practice's id leads to its section."""
        target = practice(words)
        leads = target in self.canv.targets and not self.canv.is_artifact
        said = Element("Link", self._element, target=target) if leads else self._element
        self.canv.setFillColor(LINKED if leads else HexColor(PRINT["text2"]))
        with self.canv.content(said):
            fonts.draw(self.canv, x, -10.4, words, fonts.REGULAR, 8.5)
        if leads:
            self.canv.press(said, x, -13, x + fonts.width(words, fonts.REGULAR, 8.5), -2)


class Move(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """A level then, an arrow, the level now or aimed at."""

    def __init__(self, before: LevelState, after: LevelState) -> None:
        super().__init__()
        self._before, self._after = before, after
        self.width, self.height = 2 * MARK_SIZE + 16 + 8, MARK_SIZE + 2

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Always the same size."""
        return self.width, self.height

    def draw(self) -> None:
        """Paint; the origin is at the lower left."""
        said = tr("{before}, then {after}", before=spoken(self._before), after=spoken(self._after))
        self.canv.saveState()
        self.canv.translate(0, self.height)
        with self.canv.figure(Element("Figure", alt=said), (0, -MARK_SIZE, self.width, 0)):
            paint.draw_items(self.canv, charts.level_mark(self._before, 0, 0, MARK_SIZE, ladder=False))
            self.canv.setFillColor(HexColor(PRINT["text2"]))
            fonts.draw(self.canv, MARK_SIZE + 3, -10.4, "→", fonts.REGULAR, 9)
            paint.draw_items(self.canv, charts.level_mark(self._after, MARK_SIZE + 16, 0, MARK_SIZE))
        self.canv.restoreState()


def _cell(cell: Cell) -> Any:
    return para(cell, style="cell") if isinstance(cell, str) else cell


def cells(*parts: str | Span) -> Flowable:
    """A table cell with words set apart."""
    return para(*parts, style="cell")


def grid(
    head: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    *,
    bands: Sequence[int] = (),
    dense: bool = False,
    whole: bool = False,
) -> Grid:
    """A table ruled by hairlines, its head repeated on each page; rows in ``bands`` are headings across.

    ``widths`` are shares of the room there is. One that is ``whole`` stands on one page.
    """
    body = [[para(h, style="cellhead") for h in head], *([_cell(c) for c in row] for row in rows)]
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-2, -1), 8),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 3.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, HexColor(PRINT["control_edge"])),
        ("LINEBELOW", (0, 1), (-1, -1), 0.5, HexColor(PRINT["hair"])),
    ]
    if dense:
        style += [("TOPPADDING", (0, 0), (-1, -1), 1.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 2)]
    if whole:
        style.append(("NOSPLIT", (0, 0), (-1, -1)))
    for band in bands:
        style += [("SPAN", (0, band + 1), (-1, band + 1)), ("NOSPLIT", (0, band + 1), (0, band + 2))]
        style += [("TOPPADDING", (0, band + 1), (-1, band + 1), 8)]
    return Grid(
        body,
        colWidths=shares(widths),
        bands=[band + 1 for band in bands],
        whole=whole,
        repeatRows=1,
        style=TableStyle(style),
        hAlign="LEFT",
        spaceBefore=1 if dense else 2,
        spaceAfter=5 if dense else 8,
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the band: its name, the number with what follows it, and a line beneath."""

    label: str
    value: str
    of: str
    note: str
    link: str = ""
    """The anchor to which the line leads."""


def figures(items: Sequence[Figure]) -> Box:
    """The band of figures: counts before means."""
    row = [
        [
            para(f.label, style="cellhead"),
            para(f.value, Span(f" {f.of}", fonts.REGULAR, "text2", 9) if f.of else "", style="figure"),
            para(Span(f.note, fonts.REGULAR, "text2", link=f.link), style="cell"),
        ]
        for f in items
    ]
    edge = HexColor(PRINT["hair"])
    style = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ("BOX", (0, 0), (-1, -1), 0.8, edge),
            ("LINEBEFORE", (1, 0), (-1, -1), 0.6, edge),
            ("ROUNDEDCORNERS", [6, 6, 6, 6]),
        ]
    )
    return Box([row], colWidths=shares([1] * len(items)), style=style, spaceAfter=6)


def callout(rows: Sequence[Flowable], *, dense: bool = False, whole: bool = False) -> Box:
    """A tinted box with a bar at its left, a row for each thing said; unless ``whole``, it breaks between."""
    style = TableStyle(
        [
            ("BACKGROUND", (0, 0), (-1, -1), HexColor(PRINT["soft"])),
            ("LINEBEFORE", (0, 0), (0, -1), 3.5, HexColor(PRINT["accent"])),
            ("LEFTPADDING", (0, 0), (-1, -1), 14),
            ("RIGHTPADDING", (0, 0), (-1, -1), 10),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ("TOPPADDING", (0, 0), (-1, 0), 8),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 8),
            # What heads the box never stands alone at the foot of a page.
            ("NOSPLIT", (0, 0), (0, -1 if whole else min(1, len(rows) - 1))),
        ]
    )
    if dense:
        style.add("TOPPADDING", (0, 0), (-1, -1), 0)
        style.add("TOPPADDING", (0, 0), (-1, 0), 5)
        style.add("BOTTOMPADDING", (0, 0), (-1, -2), 0)
        style.add("BOTTOMPADDING", (0, -1), (-1, -1), 4)
    around = 5 if dense else 8
    return Box(
        [[row] for row in rows],
        colWidths=["100%"],
        style=style,
        spaceBefore=around,
        spaceAfter=around,
    )


def listed(items: Sequence[Text]) -> Sequence[Text]:
    """The paragraphs as items of one list to who listens; their dashes or numbers are in their words."""
    whole = Element("L")
    for item in items:
        item.element.parent = Element("LBody", Element("LI", whole))
    return items


def facts_list(pairs: Sequence[tuple[str, str]], ids: Collection[str] = ()) -> list[Flowable]:
    """Names with their values, one paragraph each; empty values are left out. Practices named lead to their sections.

    ``ids`` are those of the form, for values that are ours and not typed.
    """
    return [
        para(Span(f"{name}: ", fonts.MEDIUM, "text2"), *linked(value, ids), style="note")
        for name, value in pairs
        if value.strip()
    ]
