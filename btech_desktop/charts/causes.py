"""Why the overall score moved: a bridge from one score to another, a signed bar for each cause."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from btech_desktop.charts.items import Chart, Item, Line, Measure, Rect
from btech_desktop.charts.rows import Rows
from btech_desktop.charts.text import BODY, CAPTION, MINUS, block, block_about, fit, label, widest, wrap
from btech_desktop.language import tr

_END_HEIGHT = 36.0
_LEADING = 16.0


@dataclass(frozen=True, slots=True)
class BridgeEnd:
    """Where a bridge starts or ends."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One cause. `practice` marks what people did; `parts` are its reasons, drawn indented."""

    label: str
    sub: str
    value: float
    text: str
    practice: bool = False
    key: str = ""
    parts: tuple["BridgeStep", ...] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    """`label` and `sub` widths (sub 0: beneath the label); zero line and length of one level."""

    label: float
    sub: float
    zero: float
    per: float


def bridge(
    start: BridgeEnd, steps: Sequence[BridgeStep], end: BridgeEnd, width: float, measure: Measure, note: str = ""
) -> Chart:
    """Why the overall score moved: one signed bar for each cause, from a shared centre line.

    `note` holds what the sum needs, such as 'rounding ±0.01'.
    """
    width = max(width, 300)
    rows = [pair for step in steps for pair in ((0, step), *((1, part) for part in step.parts))]
    cols = _columns([step for _, step in rows], width, measure)
    body = Rows(_END_HEIGHT, width)
    body.items.extend(_end(start, 0, width, measure))
    body.rule("control_edge")
    for depth, step in rows:
        if body.spots and not depth:
            body.rule()
        body.add(*_row(step, depth, cols, body.y, width, measure), _spot_text(step), step.key)
    body.items.append(Line(cols.zero, _END_HEIGHT, cols.zero, body.y, "control_edge", 1.5))
    body.rule("control_edge")
    body.items.extend(_end(end, body.y, width, measure))
    notes = wrap(note, CAPTION, 400, width, measure)
    y = body.y + 38
    body.items.extend(block(notes, 0, y, 17, CAPTION, 400, "muted"))
    text = " ".join(
        [tr("From {before} to {after}.", before=start.text, after=end.text), *(spot.text for spot in body.spots), note]
    ).rstrip()
    table = (
        (tr("Part"), tr("Detail"), tr("Value")),
        (start.label, "", start.text),
        *((step.label, step.sub, step.text) for _, step in rows),
        (end.label, note, end.text),
    )
    return Chart(width, y + 17 * len(notes), tuple(body.items), text, table, tuple(body.spots))


def _spot_text(step: BridgeStep) -> str:
    detail = f" ({step.sub})" if step.sub else ""
    # Signs as words: screen readers swallow the minus sign.
    value = step.text
    if value.startswith("+"):
        value = tr("plus {amount}", amount=value[1:])
    elif value.startswith(MINUS):
        value = tr("minus {amount}", amount=value[1:])
    return f"{step.label}{detail}: {value}."


def _columns(steps: Sequence[BridgeStep], width: float, measure: Measure) -> _Columns:
    number = max(widest([step.text for step in steps], BODY, 600, measure), 44.0)
    label_w = widest([step.label for step in steps], BODY, 500, measure) + 20
    sub_w = widest([step.sub for step in steps], CAPTION, 400, measure)
    if width >= 600:
        label_w, sub_w = min(label_w, width * 0.3), min(sub_w + 12, width * 0.27)
    else:
        label_w, sub_w = min(max(label_w, sub_w), width * 0.46), 0.0
    left = label_w + sub_w + 12
    values = [0.0, *(step.value for step in steps)]
    span = max(max(values) - min(values), 0.01)  # less than the digits shown must not look like a long bar
    # The line keeps a little room on both sides even if every cause points one way.
    room = width - number - 12 - left - 24
    return _Columns(label_w, sub_w, left + 12 + room * -min(values) / span, room / span)


def _end(end: BridgeEnd, y: float, width: float, measure: Measure) -> Iterator[Item]:
    room = width - measure(end.text, 16, 600) - 12
    yield label(0, y + 18, fit(end.label, BODY, 600, room, measure), BODY, 600)
    yield label(width, y + 18, end.text, 16, 600, "text", "end")


def _row(
    step: BridgeStep, depth: int, cols: _Columns, y: float, width: float, measure: Measure
) -> tuple[tuple[Item, ...], float]:
    """One cause's items from `y`, and its height. Reasons are lower, indented and lighter."""
    indent, least, padding, thick = (16.0, 24, 6, 7.0) if depth else (0.0, 34, 12, 14.0)
    size, weight, color = (CAPTION, 400, "text2") if depth else (BODY, 500, "text")
    # A reason's detail follows on its line: reasons are many and small.
    words = f"{step.label} · {step.sub}" if depth and step.sub and not cols.sub else step.label
    labels = wrap(words, size, weight, cols.label - indent, measure)
    beneath = () if cols.sub or depth else wrap(step.sub, CAPTION, 400, cols.label - indent, measure)
    beside = wrap(step.sub, CAPTION, 400, cols.sub - 8, measure) if cols.sub else ()
    lines = len(labels) + len(beneath)
    height = max(_LEADING * max(lines, len(beside)) + padding, least)
    cy = y + height / 2
    top = cy - _LEADING * lines / 2
    length = step.value * cols.per
    fill = "bar" if step.practice else "control_edge"
    strong = step.practice and not depth
    items: tuple[Item, ...] = (
        *block(labels, indent, top, _LEADING, size, weight, color),
        *block(beneath, indent, top + _LEADING * len(labels), _LEADING, CAPTION, 400, "muted"),
        *block_about(beside, cols.label, cy, _LEADING, CAPTION, 400, "muted"),
        Rect(cols.zero + min(length, 0), cy - thick / 2, abs(length), thick, fill),
        label(width, cy, step.text, size, 600 if strong else 400, "text" if strong else "text2", "end"),
    )
    return items, height
