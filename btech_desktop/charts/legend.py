"""The legend beneath a chart."""

from collections.abc import Callable, Iterable

from btech_desktop.charts.items import Item, Measure
from btech_desktop.charts.text import CAPTION, fit, label
from btech_desktop.language import tr

Sign = Callable[[float, float], Iterable[Item]]
"""Draws a legend's sign with its left end at x, centred on cy."""

Legend = tuple[tuple[float, Sign, str], ...]
"""Each sign's width, the sign and its words as :func:`~btech_desktop.language.mark` leaves them."""


def draw_legend(
    entries: Legend, width: float, y: float, measure: Measure, note: str = ""
) -> tuple[tuple[Item, ...], float]:
    """Signs with their words from `y`, and their height: flowing onto more lines where narrow.

    The note stands flush right, on a line of its own where it must.
    """
    items: list[Item] = []
    x, cy = 0.0, y + 11
    for size, sign, source in entries:
        words = tr(source)
        need = size + 8 + measure(words, CAPTION, 400)
        if x > 0 and x + need > width:
            x, cy = 0.0, cy + 22
        items.extend(sign(x, cy))
        items.append(label(x + size + 8, cy, words, CAPTION, 400, "text2"))
        x += need + 22
    if note:
        if x + measure(note, CAPTION, 400) > width:
            cy += 22
        items.append(label(width, cy, fit(note, CAPTION, 400, width, measure), CAPTION, 400, "muted", "end"))
    return tuple(items), cy + 11 - y
