"""Which way a text runs: its own letters say, whichever way the page runs; ids and figures stay whole in it."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from PySide6.QtCore import Qt

# POL-1, T3a, +0.8, 1.9-2.3 (with the sign for "to"): what must not be turned round among words from right to left.
_KEPT: Final = re.compile(r"\b[A-Z]{2,4}-\d+\b|\bT\d[a-z]\b|(?<!\w)[+−-]?\d[\d.,:/–−-]*(?<=\d)(?: ?%)?")
_FIRST_STRONG, _END = "\u2068", "\u2069"
_LEFT = "\u2066"
_HEAD: Final = 400  # a text tells its direction in its first words


@lru_cache(4096)
def runs(text: str) -> Qt.LayoutDirection:
    """From right to left where its first letter does, ids aside; figures and ids alone run from left to right."""
    for letter in _KEPT.sub("", text[:_HEAD]):
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return Qt.LayoutDirection.RightToLeft
        if kind == "L":
            break
    return Qt.LayoutDirection.LeftToRight


@lru_cache(4096)
def isolated(text: str) -> str:
    """The text as it is set: among words from right to left ids and figures stand in isolates of their own."""
    if runs(text) == Qt.LayoutDirection.LeftToRight:
        return text
    return _KEPT.sub(lambda m: f"{_FIRST_STRONG if m[0][0].isalpha() else _LEFT}{m[0]}{_END}", text)


def way(text: str) -> int:
    """The flag with which ``QPainter.drawText`` lets a text run its own way; where it stands, the alignment says."""
    if runs(text) == Qt.LayoutDirection.RightToLeft:
        return int(Qt.TextFlag.TextForceRightToLeft)
    return int(Qt.TextFlag.TextForceLeftToRight)
