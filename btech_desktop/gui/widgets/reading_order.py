"""Tab goes through a page in the order of its arrangement, whenever its parts were made."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def stops(part: QWidget) -> Iterator[QWidget]:
    """Where the keyboard may stop in a part, as its layouts arrange it; its own children come after itself."""
    if part.focusPolicy() != Qt.FocusPolicy.NoFocus:
        yield part
    layout = part.layout()
    if layout is not None:
        yield from _within(layout)
    elif isinstance(part, QScrollArea) and (content := part.widget()) is not None:
        yield from stops(content)


def _within(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        widget = item.widget() if item is not None else None
        inner = item.layout() if item is not None else None
        if widget is not None:
            yield from stops(widget)
        elif inner is not None:
            yield from _within(inner)


def set_reading_order(stops: list[QWidget]) -> None:
    """Have Tab go from each to the next."""
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)
