"""Words on a chart: cut or wrapped to fit, set on their lines, joined into sentences."""

from collections.abc import Sequence
from typing import Final

from btech_desktop.charts.items import Anchor, Measure, Text

DASH: Final = "\N{EN DASH}"
MINUS: Final = "\N{MINUS SIGN}"
CAPTION: Final = 12.0  # the smallest size on screen; paper scales it by 0.75, to 9 pt
BODY: Final = 13.0


def fit(text: str, size: float, weight: int, room: float, measure: Measure) -> str:
    """The text, or as much of it as fits in `room` with an ellipsis."""
    if measure(text, size, weight) <= room:
        return text
    for end in range(len(text) - 1, 0, -1):
        shorter = text[:end].rstrip() + "…"
        if measure(shorter, size, weight) <= room:
            return shorter
    return ""


def wrap(text: str, size: float, weight: int, room: float, measure: Measure, *, lines: int = 2) -> tuple[str, ...]:
    """The text on at most `lines` lines, broken at spaces; what is left over ends in an ellipsis."""
    done: list[str] = []
    words = text.split()
    while words and len(done) < lines - 1:
        taken = 1
        while taken < len(words) and measure(" ".join(words[: taken + 1]), size, weight) <= room:
            taken += 1
        done.append(fit(" ".join(words[:taken]), size, weight, room, measure))
        words = words[taken:]
    if words:
        done.append(fit(" ".join(words), size, weight, room, measure))
    return tuple(done)


def widest(texts: Sequence[str], size: float, weight: int, measure: Measure) -> float:
    """The width of the widest text; 0 where there is none."""
    return max((measure(text, size, weight) for text in texts), default=0.0)


def two_line_width(text: str, size: float, weight: int, measure: Measure) -> float:
    """The least width in which the text stands whole on two lines."""
    words = text.split()
    splits = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return min([measure(text, size, weight), *(widest(split, size, weight, measure) for split in splits)])


def middle(cy: float, size: float) -> float:
    """The baseline that centres figures and capitals on `cy`."""
    return cy + 0.36 * size


def label(
    x: float, cy: float, text: str, size: float, weight: int = 400, color: str = "text", anchor: Anchor = "start"
) -> Text:
    """One line centred on `cy`."""
    return Text(x, middle(cy, size), text, size, weight, color, anchor)


def heading(x: float, text: str, anchor: Anchor = "start", baseline: float = 13) -> Text:
    """The head of a column."""
    return Text(x, baseline, text, CAPTION, 500, "text2", anchor)


def block(
    texts: Sequence[str],
    x: float,
    top: float,
    leading: float,
    size: float,
    weight: int = 400,
    color: str = "text",
    anchor: Anchor = "start",
) -> tuple[Text, ...]:
    """Lines beneath each other, the first in a line box that starts at `top`."""
    first = middle(top + leading / 2, size)
    return tuple(Text(x, first + i * leading, text, size, weight, color, anchor) for i, text in enumerate(texts))


def block_about(
    texts: Sequence[str],
    x: float,
    cy: float,
    leading: float,
    size: float,
    weight: int = 400,
    color: str = "text",
    anchor: Anchor = "start",
) -> tuple[Text, ...]:
    """Lines beneath each other, as many above `cy` as below."""
    return block(texts, x, cy - leading * len(texts) / 2, leading, size, weight, color, anchor)


def joined(*parts: str) -> str:
    """The parts that say something, with commas between."""
    return ", ".join(part for part in parts if part)
