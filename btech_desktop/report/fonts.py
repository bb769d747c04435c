"""The faces of the report, and text in runs that each have a face: no character vanishes.

ReportLab has no font fallback and leaves out what a face lacks without a word.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from btech_desktop.paths import resource

REGULAR, MEDIUM, BOLD = "Inter", "Inter-Medium", "Inter-SemiBold"
SERIF, SERIF_BOLD = "SourceSerif", "SourceSerif-SemiBold"

# Inter with tabular digits as its default ones: ReportLab cannot switch features on.
FILES: Final = {
    REGULAR: "Inter-Tabular-Regular.ttf",
    MEDIUM: "Inter-Tabular-Medium.ttf",
    BOLD: "Inter-Tabular-SemiBold.ttf",
    SERIF: "SourceSerif4-Regular.ttf",
    SERIF_BOLD: "SourceSerif4-Semibold.ttf",
    "NotoSans": "NotoSans-Regular.ttf",
    "NotoSans-Bold": "NotoSans-Bold.ttf",
    "DejaVu": "DejaVuSans.ttf",
}
MARK: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that no face has."""

_SPACES = re.compile(r"(?<= ) +|^ +", re.MULTILINE)


@cache
def register() -> None:
    """Make the faces known to ReportLab, once a process."""
    # Streams as they are: writing them as printable text costs a tenth of the time and helps nobody.
    rl_config.useA85 = 0
    for name, file in FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(resource("fonts", file))))


@cache
def _glyphs(face: str) -> frozenset[str]:
    """Characters that a face can draw."""
    register()
    return frozenset(chr(code) for code in pdfmetrics.getFont(face).face.charToGlyph)


@cache
def _choices(face: str) -> tuple[str, ...]:
    noto = "NotoSans-Bold" if face in (BOLD, SERIF_BOLD) else "NotoSans"
    return face, noto, "DejaVu"


def clean(text: str) -> str:
    """Text as it is drawn: composed, with plain line ends, and a mark for what cannot be drawn at all."""
    if text.isprintable():
        return unicodedata.normalize("NFC", text)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))
    text = re.sub("[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    return "".join(MARK if c != "\n" and unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in text)


def runs(text: str, face: str) -> Iterator[tuple[str, str]]:
    """The text in pieces as (face, piece); a character that no face has becomes a visible mark."""
    text = clean(text)
    if _glyphs(face).issuperset(text.replace("\n", "")):
        if text:
            yield face, text
        return
    current, piece = face, ""
    for character in text:
        if character == "\n" or (unicodedata.combining(character) and character in _glyphs(current)):
            piece += character  # an accent belongs to the letter before it
            continue
        found = next((f for f in _choices(face) if character in _glyphs(f)), None)
        if found is None:
            character, found = MARK, "DejaVu"
        if found != current:
            if piece:
                yield current, piece
            current, piece = found, ""
        piece += character
    if piece:
        yield current, piece


def markup(text: str, face: str) -> str:
    """The text as ReportLab paragraph markup that shows exactly the text: the only way of text into a paragraph."""
    parts = []
    for found, piece in runs(text, face):
        # Runs of spaces collapse in a paragraph; no-break ones do not.
        kept = _SPACES.sub(lambda match: "\N{NO-BREAK SPACE}" * len(match.group()), piece)
        safe = escape(kept).replace("\n", "<br/>")
        parts.append(safe if found == face else f'<font name="{found}">{safe}</font>')
    return "".join(parts)


def width(text: str, face: str, size: float) -> float:
    """Width in pt of a line drawn by :func:`draw`."""
    return sum(float(pdfmetrics.stringWidth(piece, found, size)) for found, piece in runs(text, face))


def draw(canvas: Any, x: float, y: float, text: str, face: str, size: float) -> None:
    """One line of text on its baseline."""
    for found, piece in runs(text.replace("\n", " "), face):
        canvas.setFont(found, size)
        canvas.drawString(x, y, piece)
        x += float(pdfmetrics.stringWidth(piece, found, size))
