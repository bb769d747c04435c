"""How many of each kind: bars shared out by count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from btech_desktop.charts.items import Chart, Item, Measure, Rect, Spot, Text
from btech_desktop.charts.levels import LEVEL_NAMES, filled, ink
from btech_desktop.charts.text import CAPTION, fit, label, widest
from btech_desktop.language import tr


@dataclass(frozen=True, slots=True)
class Counted:
    """A named count, such as ('records', 15)."""

    label: str
    count: int


def answered_bar(answered: int, to_answer: int, not_applicable: int, width: float, *, to_confirm: int = 0) -> Chart:
    """Answered practices solid, not applicable grey, still to answer or confirm dashed; 14 high."""
    width = max(width, 80)
    parts = ((answered, "bar"), (not_applicable, "control_edge"), (to_answer + to_confirm, None))
    shown = [(count, fill) for count, fill in parts if count]
    items = tuple(
        Rect(x, 1, w, 12, fill, radius=2)
        if fill
        # An edge is centred on its outline: draw the dashed box half a line smaller.
        else Rect(x + 0.5, 1.5, w - 1, 11, None, "control_edge", radius=2, dash=True)
        for (_, fill), (x, w) in zip(shown, _shares([count for count, _ in shown], width, 3, 4), strict=True)
    )
    counts = (
        Counted(tr("answered"), answered),
        Counted(tr("to answer"), to_answer),
        Counted(tr("to confirm"), to_confirm),
        Counted(tr("not applicable"), not_applicable),
    )
    return Chart(width, 14, items, _text(counts), _table(tr("Practices"), counts))


def evidence_bar(parts: Sequence[Counted], width: float) -> Chart:
    """How strong the evidence is, weakest kind first, on the ramp from level 0; 14 high, at most five."""
    width = max(width, 80)
    shown = [(level, part.count) for level, part in enumerate(parts) if part.count]
    items = tuple(
        filled(Rect(x + 0.5, 1.5, w - 1, 11, radius=2), level)
        for (level, _), (x, w) in zip(shown, _shares([count for _, count in shown], width, 2, 8), strict=True)
    )
    return Chart(width, 14, items, _text(parts), _table(tr("Evidence"), parts))


def spread(counts: Sequence[int], width: float, measure: Measure) -> Chart:
    """How many answers sit at each level 0 to 4; an unused level is a narrow outline."""
    names = tuple(LEVEL_NAMES.values())
    labels = [f"{i} {name}" for i, name in enumerate(names)]
    width = max(width, 240)
    shares = _shares(counts, width, 3, widest(labels, CAPTION, 500, measure) + 8)
    items: list[Item] = []
    spots: list[Spot] = []
    for level, (count, words, (x, w)) in enumerate(zip(counts, labels, shares, strict=True)):
        items.extend(_box(level, count, x, w))
        items.append(Text(x, 50, fit(words, CAPTION, 500, w, measure), CAPTION, 500, "text2"))
        spots.append(Spot(x, 0, w, 32, f"{words}: {count}", str(level)))
    named = [Counted(name.lower(), count) for name, count in zip(names, counts, strict=True)]
    total = sum(counts)
    text = tr("%n answer(s): {counts}", "", total, counts=_text(named))
    table = ((tr("Level"), tr("Answers")), *((words, str(n)) for words, n in zip(labels, counts, strict=True)))
    return Chart(width, 56, tuple(items), text, table, tuple(spots))


def _box(level: int, count: int, x: float, w: float) -> tuple[Item, ...]:
    box = Rect(x + 0.5, 0.5, w - 1, 29, radius=4)
    cx = x + w / 2
    if not count:
        return (replace(box, edge="hair"), label(cx, 15, "0", 13, 400, "muted", "middle"))
    return (filled(box, level), label(cx, 15, str(count), 14, 600, ink(level), "middle"))


def _shares(counts: Sequence[int], width: float, gap: float, least: float) -> Iterator[tuple[float, float]]:
    """Each count's left edge and width, filling `width` with gaps between: `least` for each, the rest by count."""
    room = width - gap * (len(counts) - 1)
    least = min(least, room / max(len(counts), 1))
    free = room - least * len(counts)
    total = sum(counts)
    x = 0.0
    for count in counts:
        w = least + (free * count / total if total else free / len(counts))
        yield x, w
        x += w + gap


def _text(counts: Sequence[Counted]) -> str:
    return ", ".join(f"{part.count} {part.label}" for part in counts) + "." if counts else ""


def _table(first: str, counts: Sequence[Counted]) -> tuple[tuple[str, ...], ...]:
    return ((first, tr("Count")), *((part.label, str(part.count)) for part in counts))
