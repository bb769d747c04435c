"""A chart turned round for pages that run from right to left: axes begin at the right, words keep their letters."""

from dataclasses import replace
from typing import Final

from btech_desktop.charts.items import Anchor, Chart, Circle, Item, Line, Polygon, Rect, Text

_TURNED: Final[dict[Anchor, Anchor]] = {"start": "end", "middle": "middle", "end": "start"}


def mirrored(chart: Chart, width: float) -> Chart:
    """The chart seen in a mirror that stands in the middle of ``width``, in chart units; a radar keeps its sides."""
    if chart.keeps_sides:
        return chart
    width = max(width, chart.width)
    return replace(
        chart,
        width=width,
        items=tuple(mirrored_item(item, width) for item in chart.items),
        spots=tuple(replace(spot, x=width - spot.x - spot.w) for spot in chart.spots),
    )


def mirrored_items(items: tuple[Item, ...], width: float) -> tuple[Item, ...]:
    """Parts of a chart, such as a level mark, in the mirror."""
    return tuple(mirrored_item(item, width) for item in items)


def mirrored_item(item: Item, width: float) -> Item:
    """One part in the mirror."""
    match item:
        case Rect():
            return replace(item, x=width - item.x - item.w)
        case Line():
            return replace(item, x1=width - item.x1, x2=width - item.x2)
        case Polygon():
            return replace(item, points=tuple((width - x, y) for x, y in item.points))
        case Circle():
            return replace(item, cx=width - item.cx)
        case Text():
            return replace(item, x=width - item.x, anchor=_TURNED[item.anchor])
