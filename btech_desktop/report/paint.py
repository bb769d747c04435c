"""Draws our charts on a ReportLab canvas."""

from collections.abc import Callable
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from btech_desktop.charts import Chart, Circle, Item, Line, Measure, Polygon, Rect, Text, dash_of, hatch_lines
from btech_desktop.palette import PRINT, Palette
from btech_desktop.report import fonts
from btech_desktop.report.tagging import Element

Builder = Callable[[float, Measure], Chart]

FONTS: Final = {
    (400, False): "Inter",
    (500, False): "Inter-Medium",
    (600, False): "Inter-SemiBold",
    (400, True): "SourceSerif",
    (500, True): "SourceSerif",
    (600, True): "SourceSerif-SemiBold",
}
"""(weight, serif) to the name under which the report registers the face."""

PAPER_SCALE: Final = 0.75
"""Screen px to pt: the screen's 12 px caption becomes 9 pt on paper."""


def measure(text: str, size: float, weight: int) -> float:
    """Width of the text in pt at scale 1, as `draw` will set it."""
    return fonts.width(text, FONTS[weight, False], size)


def draw(canvas: Any, chart: Chart, x: float, top_y: float, palette: Palette = PRINT, scale: float = 1.0) -> None:
    """Draw the chart with its top left at (x, top_y) in pt, where y grows upward as on every canvas."""
    canvas.saveState()
    canvas.translate(x, top_y)
    canvas.scale(scale, scale)
    draw_items(canvas, chart.items, palette)
    canvas.restoreState()


def draw_items(canvas: Any, items: tuple[Item, ...], palette: Palette = PRINT) -> None:
    """Draw parts of a chart, such as a level mark in a table, below and right of the canvas's origin."""
    for item in items:
        match item:
            case Rect():
                _rect(canvas, item, palette)
            case Line():
                _pen(canvas, palette, item.color, item.width, dash_of(item) if item.dash else ())
                canvas.line(item.x1, -item.y1, item.x2, -item.y2)
            case Polygon():
                _polygon(canvas, item, palette)
            case Circle():
                _pen(canvas, palette, item.edge, item.edge_width, dash_of(item) if item.dash else ())
                _ink(canvas, palette, item.fill)
                canvas.circle(item.cx, -item.cy, item.r, stroke=bool(item.edge), fill=bool(item.fill))
            case Text():
                _text(canvas, item, palette)


def _pen(canvas: Any, palette: Palette, color: str | None, width: float, dash: tuple[float, ...] = ()) -> None:
    if color is None:
        return
    canvas.setStrokeColor(HexColor(palette[color]))
    canvas.setLineWidth(width)
    canvas.setDash(list(dash))


def _ink(canvas: Any, palette: Palette, color: str | None) -> None:
    if color is not None:
        canvas.setFillColor(HexColor(palette[color]))


def _rect(canvas: Any, item: Rect, palette: Palette) -> None:
    _ink(canvas, palette, item.fill)
    bottom = -(item.y + item.h)
    if item.hatch and item.edge:
        if item.fill:
            canvas.rect(item.x, bottom, item.w, item.h, stroke=0, fill=1)
        _pen(canvas, palette, item.edge, 1.2)
        canvas.lines([(x1, -y1, x2, -y2) for x1, y1, x2, y2 in hatch_lines(item)])
    fill = bool(item.fill) and not item.hatch
    if not fill and not item.edge:
        return
    _pen(canvas, palette, item.edge, item.edge_width, dash_of(item) if item.dash else ())
    if item.radius:
        radius = min(item.radius, item.w / 2, item.h / 2)
        canvas.roundRect(item.x, bottom, item.w, item.h, radius, stroke=bool(item.edge), fill=fill)
    else:
        canvas.rect(item.x, bottom, item.w, item.h, stroke=bool(item.edge), fill=fill)


def _polygon(canvas: Any, item: Polygon, palette: Palette) -> None:
    _pen(canvas, palette, item.edge, item.edge_width)
    _ink(canvas, palette, item.fill)
    path = canvas.beginPath()
    first, *rest = item.points
    path.moveTo(first[0], -first[1])
    for x, y in rest:
        path.lineTo(x, -y)
    path.close()
    canvas.drawPath(path, stroke=bool(item.edge), fill=bool(item.fill))


def _text(canvas: Any, item: Text, palette: Palette) -> None:
    _ink(canvas, palette, item.color)
    face = FONTS[item.weight, item.serif]
    before = {"start": 0.0, "middle": 0.5, "end": 1.0}[item.anchor]
    left = item.x - before * fonts.width(item.text, face, item.size) if before else item.x
    fonts.draw(canvas, left, -item.y, item.text, face, item.size)


class ChartFlowable(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """A chart in the story: built at the width it finds, painted at `scale`.

    A chart that needs more width than there is gets smaller. `chart` is known after `wrap`.
    """

    def __init__(self, builder: Builder, *, palette: Palette = PRINT, scale: float = PAPER_SCALE) -> None:
        super().__init__()
        self._builder = builder
        self._palette = palette
        self._scale = scale
        self._factor = scale
        self.chart: Chart | None = None

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Width and height in pt."""
        self.chart = self._builder(avail_width / self._scale, measure)
        self._factor = min(self._scale, avail_width / self.chart.width)
        self.width, self.height = avail_width, self.chart.height * self._factor
        return self.width, self.height

    def draw(self) -> None:
        """Paint; ReportLab has moved the origin to the flowable's lower left."""
        if self.chart is not None:
            figure = Element("Figure", alt=self.chart.description)
            with self.canv.figure(figure, (0, 0, self.chart.width * self._factor, self.height)):
                draw(self.canv, self.chart, 0, self.height, self._palette, self._factor)
