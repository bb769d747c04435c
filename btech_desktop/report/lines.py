"""Lines of text whose letters join, run leftward or stand in for words: broken, put in order, and drawn.

ReportLab breaks lines at spaces and draws letter by letter from left to right. What asks for more is set here.
Sources: UAX #9 for the order on a line, UAX #14 for where lines of Chinese, Japanese and Korean may break.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from unicodedata import category

from btech_desktop.report import bidi, shaping
from btech_desktop.report.shaping import Glyph

_MORE: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0590-\u109f\u1100-\u11ff\u1780-\u1cff\u1dc0-\u1dff\u1680\u2000-\u200f\u202a-\u202f\u205f-\u206f"
    "\u20d0-\u20ff\u2e80-\ua4cf\ua800-\uffef\U00010800-\U00010fff\U0001e800-\U0001efff\U0001f1e6-\U0001f1ff"
    "\U0001f3fb-\U0001f3ff\U00020000-\U000fffff]"
)
_IDEOGRAPHIC: Final = re.compile(
    "[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_NEVER_FIRST: Final = frozenset(
    " \u00a0!%),.:;?]}’”»›…‥、。〃々〉》」』】〕〗゛゜ゝゞ・ー！％），．：；？］｝～"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_NEVER_LAST: Final = frozenset("\u00a0([{‘“«‹〈《「『【〔〖（［｛＄￥￦$£¥₩")
_GAPS: Final = " \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u200b\u205f\u3000"
"""Spaces at which a line may end; they need no room there."""
_FUZZ: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Look:
    """How letters look: their face, their size in pt, and whatever else its maker needs to draw them."""

    face: str
    size: float
    more: Any = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of one look and one direction; ``x`` is where they begin, in pt from the line's left end."""

    text: str
    look: Look
    glyphs: tuple[Glyph, ...]
    leftward: bool
    x: float
    width: float

    def draw(self, canvas: Any, x: float, y: float) -> None:
        """Show the letters of a line that begins here."""
        shaping.show(canvas, x + self.x, y, self.text, self.glyphs, self.look.face, self.look.size)


@dataclass(frozen=True, slots=True)
class Line:
    """A line, its pieces in the order in which they are read; spaces at its end stand outside its width in pt."""

    pieces: tuple[Piece, ...]
    width: float
    leftward: bool
    """Whether its paragraph begins at the right."""


def needed(text: str) -> bool:
    """Whether the text asks for more than letter beside letter."""
    return not text.isascii() and _MORE.search(text) is not None


def single(runs: Iterable[tuple[str, Look]]) -> Line:
    """The runs on one line, however long."""
    paragraph = _Paragraph(runs)
    return paragraph.line(0, len(paragraph.text))


def broken(runs: Iterable[tuple[str, Look]], room: float) -> Iterator[Line]:
    """The runs of one paragraph on lines of that width in pt; a paragraph without text is an empty line."""
    paragraph = _Paragraph(runs)
    for start, end in paragraph.breaks(room):
        yield paragraph.line(start, end)


class _Paragraph:
    def __init__(self, runs: Iterable[tuple[str, Look]]) -> None:
        runs = list(runs)
        self.text = "".join(text for text, _ in runs)
        self._looks = [look for text, look in runs for _ in text]
        self._base = bidi.base(self.text)
        self._levels = bidi.levels(self.text, self._base)

    def line(self, start: int, end: int) -> Line:
        levels = bidi.on_line(self.text[start:end], self._levels[start:end], self._base)
        shown = start + len(self.text[start:end].rstrip(_GAPS))
        parts = list(self._parts(start, shown, levels))
        gap = list(self._parts(shown, end, levels[shown - start :]))
        places = [0.0] * len(parts)
        x = 0.0
        for n in bidi.order([level for _, level, _, _ in parts]):
            places[n] = x
            x += parts[n][3]
        for *_, width in gap:
            places.append(-width if self._base else x)
        pieces = (
            Piece(text, look, _glyphs(text, look, level), bool(level % 2), place, width)
            for (text, level, look, width), place in zip([*parts, *gap], places, strict=True)
        )
        return Line(tuple(pieces), x, bool(self._base))

    def breaks(self, room: float) -> Iterator[tuple[int, int]]:
        """Start and end of each line: as much as fits, and of a word longer than a line as many letters as fit."""
        start, used = 0, 0.0
        for begin, end in self._words():
            shown = begin + len(self.text[begin:end].rstrip(_GAPS))
            if used and used + self._width(begin, shown) > room + _FUZZ:
                yield start, begin
                start, used = begin, 0.0
            if self._width(begin, shown) <= room + _FUZZ:
                used += self._width(begin, end)
                continue
            for cut in self._cuts(begin, shown, room):
                yield start, cut
                start = cut
            used = self._width(start, end)
        yield start, len(self.text)

    def _cuts(self, begin: int, end: int, room: float) -> Iterator[int]:
        """Where to break a word longer than a line: each time before the first letter without room."""
        letters = list(_letters(self.text, begin, end))
        first = 0
        while first < len(letters):
            last, used = first, 0.0
            while last < len(letters) and (last == first or used + self._width(*letters[last]) <= room + _FUZZ):
                used += self._width(*letters[last])
                last += 1
            # Letters which stand alone and those which join differ in width.
            while last > first + 1 and self._width(letters[first][0], letters[last - 1][1]) > room + _FUZZ:
                last -= 1
            if last < len(letters):
                yield letters[last][0]
            first = last

    def _words(self) -> Iterator[tuple[int, int]]:
        """What stays together on a line, with the spaces after it."""
        text, begin = self.text, 0
        for n in range(1, len(text)):
            before, after = text[n - 1], text[n]
            if before in _GAPS:
                apart = after not in _GAPS
            elif _IDEOGRAPHIC.match(before) or _IDEOGRAPHIC.match(after):
                apart = not (after in _NEVER_FIRST or before in _NEVER_LAST or category(after)[0] in "MC")
            else:
                apart = False
            if apart:
                yield begin, n
                begin = n
        if text:
            yield begin, len(text)

    def _width(self, start: int, end: int) -> float:
        return sum(width for *_, width in self._parts(start, end, self._levels[start:end]))

    def _parts(self, start: int, end: int, levels: Sequence[int]) -> Iterator[tuple[str, int, Look, float]]:
        """Text, level, look and width of each stretch of one look and one direction."""
        for (level, look), letters in groupby(range(start, end), key=lambda n: (levels[n - start], self._looks[n])):
            places = list(letters)
            text = self.text[places[0] : places[-1] + 1]
            yield text, level, look, shaping.width(_glyphs(text, look, level), look.size)


def _glyphs(text: str, look: Look, level: int) -> tuple[Glyph, ...]:
    return shaping.shape(text, look.face, bool(level % 2))


def _letters(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Letters with the marks that belong to them."""
    for n in range(begin + 1, end):
        if category(text[n])[0] != "M" and category(text[n]) != "Cf" and category(text[n - 1]) != "Cf":
            yield begin, n
            begin = n
    yield begin, end
