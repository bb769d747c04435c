"""Letters made into glyphs, joined, turned and placed as their script asks for, by HarfBuzz; glyphs made into PDF.

Where HarfBuzz is not to be had (Windows on ARM has no wheel), letters stand in the right order, but are not joined.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Final

from reportlab.lib.rl_accel import fp_str
from reportlab.pdfbase import pdfmetrics

from btech_desktop.report.bidi import MIRRORED

_FIRST_CODE: Final = 0xF0000
"""Codes from here on stand for glyphs: no face maps them, and no text has them (:func:`fonts.clean`)."""
_UNSAID: Final = "\N{ZERO WIDTH SPACE}"
"""What a glyph reads as when others speak for all the letters that it helps to draw."""
SILENT: Final = frozenset(
    map(chr, (0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF))
) | frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Characters that change others, or where lines break, and have no look of their own."""

_codes: dict[tuple[str, int, str], int] = {}
_readings: list[str] = []


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph of a face, what it reads as, and its way on and its place in thousandths of the size."""

    number: int
    reads: str
    advance: float
    right: float = 0
    up: float = 0


@lru_cache(maxsize=16_384)
def shape(text: str, face: str, leftward: bool = False) -> tuple[Glyph, ...]:
    """The glyphs of a text of one face and one direction, from left to right as they stand."""
    found = _joined if shaper() else _side_by_side
    glyphs = found(text, face, leftward)
    return tuple(reversed(glyphs)) if leftward else tuple(glyphs)


def width(glyphs: Sequence[Glyph], size: float) -> float:
    """How far the glyphs reach, in pt."""
    return sum(glyph.advance for glyph in glyphs) * size / 1000


def reading(code: int) -> str:
    """What a code in the character map of an embedded face stands for."""
    return _readings[code - _FIRST_CODE] if code >= _FIRST_CODE else chr(code)


def show(canvas: Any, x: float, y: float, text: str, glyphs: Sequence[Glyph], face: str, size: float) -> None:
    """Write the glyphs from x on; whoever reads the file is given the text as it was typed."""
    code: list[str] = []
    if any(glyph.reads == _UNSAID for glyph in glyphs):
        said = text.encode("utf-16-be").hex().upper()
        code.append(f"/Span <</ActualText <FEFF{said}>>> BDC")
    code.append(f"BT 1 0 0 1 {fp_str(x, y)} Tm")
    code += _operators(canvas, glyphs, face, size)
    code.append("ET")
    if code[0].startswith("/Span"):
        code.append("EMC")
    canvas._code += code


def _operators(canvas: Any, glyphs: Sequence[Glyph], face: str, size: float) -> Iterator[str]:
    font = pdfmetrics.getFont(face)
    subset = up = None
    array: list[str] = []
    for glyph in glyphs:
        code = _code(font, face, glyph)
        ((number, encoded),) = font.splitString(chr(code), canvas._doc)
        if (number, glyph.up) != (subset, up):
            if array:
                yield f"[{' '.join(array)}] TJ"
            array = []
            if number != subset:
                yield f"{font.getSubsetInternalName(number, canvas._doc)} {fp_str(size)} Tf"
            if glyph.up != (up or 0):
                yield f"{fp_str(glyph.up * size / 1000)} Ts"
            subset, up = number, glyph.up
        # A TJ number moves left. The glyph is set off its place, then the way on is made up to its advance.
        if glyph.right:
            array.append(fp_str(-glyph.right))
        array.append(f"({canvas._escape(encoded)})")
        left = font.face.charWidths[code] - glyph.advance + glyph.right
        if abs(left) > 0.01:
            array.append(fp_str(left))
    if array:
        yield f"[{' '.join(array)}] TJ"
    if up:
        yield "0 Ts"


def _code(font: Any, face: str, glyph: Glyph) -> int:
    """The character that a glyph stands for, or a code for just this glyph with just this reading."""
    if len(glyph.reads) == 1 and font.face.charToGlyph.get(ord(glyph.reads)) == glyph.number:
        return ord(glyph.reads)
    key = face, glyph.number, glyph.reads
    if key not in _codes:
        _codes[key] = code = _FIRST_CODE + len(_readings)
        _readings.append(glyph.reads)
        font.face.charToGlyph[code] = glyph.number
        font.face.charWidths[code] = font.pdfScale(font.face.hmetrics[glyph.number][0])
    return _codes[key]


@cache
def shaper() -> Any:
    """The shaper, imported when a text first needs it; None where there is none."""
    try:
        import uharfbuzz
    except ImportError:
        return None
    return uharfbuzz


@cache
def _source(face: str) -> Any:
    return shaper().Font(shaper().Face(shaper().Blob(pdfmetrics.getFont(face).face._ttf_data)))


def _joined(text: str, face: str, leftward: bool) -> list[Glyph]:
    """Glyphs in the order of the letters."""
    harfbuzz = shaper()
    buffer = harfbuzz.Buffer()
    buffer.cluster_level = harfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    buffer.direction = "rtl" if leftward else "ltr"
    buffer.guess_segment_properties()
    harfbuzz.shape(_source(face), buffer)
    scale = pdfmetrics.getFont(face).pdfScale
    found = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    if leftward:
        found.reverse()
    clusters = [list(group) for _, group in groupby(found, key=lambda pair: pair[0].cluster)]
    starts = [cluster[0][0].cluster for cluster in clusters]
    known = pdfmetrics.getFont(face).face.charToGlyph
    nothing = known.get(ord(_UNSAID), known[ord(" ")])
    glyphs: list[Glyph] = []
    for cluster, start, end in zip(clusters, starts, [*starts[1:], len(text)], strict=True):
        letters = text[start:end]
        for n, (info, place) in enumerate(cluster):
            # Each glyph reads as one letter, the last of them as all that are left.
            reads = (letters[n:] if n == len(cluster) - 1 else letters[n : n + 1]) or _UNSAID
            advance, right, up = (scale(value) for value in (place.x_advance, place.x_offset, place.y_offset))
            # Readers turn a leftward text about code by code: there is a code for each letter, of no width if need be.
            alone = reads[:1] if leftward else reads
            glyphs.append(Glyph(info.codepoint, alone, advance, right, up))
            glyphs += [Glyph(nothing, letter, 0) for letter in reads[len(alone) :]]
    return glyphs


def _side_by_side(text: str, face: str, leftward: bool) -> list[Glyph]:
    """A glyph for each letter, none joined; marks of direction and joiners take no room."""
    font = pdfmetrics.getFont(face).face
    glyphs = []
    for character in text:
        silent = character in SILENT
        shown = ord(" " if silent else MIRRORED.get(character, character) if leftward else character)
        glyphs.append(Glyph(font.charToGlyph.get(shown, 0), character, 0 if silent else font.getCharWidth(shown)))
    return glyphs
