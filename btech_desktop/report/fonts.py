"""The faces of the report, and text in runs that each have a face: no character vanishes.

ReportLab has no font fallback and leaves out what a face lacks without a word. The faces of other scripts, one of them
as large as all the others together, are read only when a text has need of them.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any, Final
from unicodedata import bidirectional
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from btech_desktop.paths import resource
from btech_desktop.report import lines
from btech_desktop.report.lines import Look
from btech_desktop.report.shaping import SILENT

WORDS_KNOWN: Final = 20_000
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
SCRIPTS: Final = {
    "Arabic": ("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]", "NotoSansArabic-{}.ttf"),
    "Hebrew": ("[\u0590-\u05ff\ufb1d-\ufb4f]", "NotoSansHebrew-{}.ttf"),
    "Devanagari": ("[\u0900-\u097f\u1cd0-\u1cff\ua8e0-\ua8ff]", "NotoSansDevanagari-{}.ttf"),
    "Han": (
        "[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]",
        "HanKanaHangul-Regular.ttf",
    ),
}
"""Name of a face to the characters it is for, and its file: for a bold one too, where it has a style in it."""
MARK: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that no face has."""

_CLUSTERS: Final = re.compile(
    "(?s:.)[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f]*"
)
"""A letter with its accents, vowel points, joiners and variants."""
_SPACES = re.compile(r"(?<= ) +|^ +", re.MULTILINE)
_OTHER_SPACES = re.compile("[\u1680\u2000-\u200b\u202f\u205f\u3000]")


@cache
def register() -> None:
    """Make the faces known to ReportLab, once a process; those of :data:`SCRIPTS` when they are needed."""
    # Streams as they are: writing them as printable text costs a tenth of the time and helps nobody.
    rl_config.useA85 = 0
    for name, file in FILES.items():
        _register(name, file)


class _Face(TTFont):  # type: ignore[misc]  # reportlab ships no types
    """A face that remembers how wide words are: a report asks for the same ones over and over."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path)
        self._known: dict[str, float] = {}

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: N802 - ReportLab's name
        """Width in pt."""
        width = self._known.get(text)
        if width is None:
            if len(self._known) >= WORDS_KNOWN:
                self._known.clear()
            width = self._known[text] = float(super().stringWidth(text, 1000, encoding))
        return 0.001 * size * width


def _register(name: str, file: str) -> None:
    pdfmetrics.registerFont(_Face(name, str(resource("fonts", file))))


@cache
def _glyphs(face: str) -> frozenset[str]:
    """Characters that a face can draw."""
    register()
    script, _, bold = face.partition("-")
    if script in SCRIPTS:
        _register(face, SCRIPTS[script][1].format(bold or "Regular"))
    return frozenset(chr(code) for code in pdfmetrics.getFont(face).face.charToGlyph)


def _choices(face: str, character: str) -> Iterator[str]:
    """Faces that may have the character, the best first."""
    bold = face in (BOLD, SERIF_BOLD)
    yield face
    for script, (characters, file) in SCRIPTS.items():
        if re.match(characters, character):
            yield f"{script}-Bold" if bold and "{}" in file else script
    yield "NotoSans-Bold" if bold else "NotoSans"
    yield "DejaVu"


def clean(text: str) -> str:
    """Text as it is drawn: composed, with plain line ends, and a mark for what cannot be drawn at all."""
    if text.isprintable():
        return unicodedata.normalize("NFC", text)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))
    text = re.sub("[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    text = text.replace("\ufeff", "\N{WORD JOINER}")  # the same thing; PDF/UA-1 allows no character map the other
    return "".join(MARK if c != "\n" and unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in text)


def _is_plain(text: str) -> bool:
    """Whether every face has all of it; most texts are, so that little is asked of them."""
    return text.isascii() and text.isprintable()


def runs(text: str, face: str) -> Iterator[tuple[str, str]]:
    """The text in pieces as (face, piece); a character that no face has becomes a visible mark."""
    plain = _is_plain(text)
    text = text if plain else clean(text)
    if plain or _glyphs(face).issuperset(text.replace("\n", "")):
        if text:
            yield face, text
        return
    current, piece = face, ""
    for cluster in _CLUSTERS.findall(text):
        found, shown = _found(cluster, face, current)
        if found != current:
            if piece:
                yield current, piece
            current, piece = found, ""
        piece += shown
    if piece:
        yield current, piece


def _found(cluster: str, face: str, current: str) -> tuple[str, str]:
    """A face for a letter and its marks, and what it shows of them; spaces stay in the face of their script."""
    letter = cluster[0]
    if letter == "\n" or (letter.isspace() and current.partition("-")[0] in SCRIPTS and letter in _glyphs(current)):
        return current, cluster
    shown = set(cluster) - SILENT
    choices = [choice for choice in _choices(face, letter) if letter in _glyphs(choice) or not shown]
    whole = (choice for choice in choices if _glyphs(choice).issuperset(shown))
    found = next(whole, choices[0] if choices else "DejaVu")
    return found, "".join(c if c in _glyphs(found) or c in SILENT else MARK for c in cluster)


def markup(text: str, face: str) -> str:
    """The text as ReportLab paragraph markup that shows exactly the text: the only way of text into a paragraph."""
    parts = []
    for found, piece in runs(text, face):
        # Runs of spaces collapse in a paragraph; no-break ones do not.
        kept = _SPACES.sub(lambda match: "\N{NO-BREAK SPACE}" * len(match.group()), piece)
        safe = escape(kept).replace("\n", "<br/>")
        # Written as they are, they would become common spaces.
        safe = _OTHER_SPACES.sub(lambda match: f"&#{ord(match.group())};", safe)
        parts.append(safe if found == face else f'<font name="{found}">{safe}</font>')
    return "".join(parts)


def width(text: str, face: str, size: float) -> float:
    """Width in pt of a line drawn by :func:`draw`."""
    register()
    if _is_plain(text):
        return float(pdfmetrics.stringWidth(text, face, size))
    text = text.replace("\n", " ")
    if lines.needed(text):
        return _line(text, face, size).width
    return sum(float(pdfmetrics.stringWidth(piece, found, size)) for found, piece in runs(text, face))


def draw(canvas: Any, x: float, y: float, text: str, face: str, size: float) -> None:
    """One line of text on its baseline."""
    text = text.replace("\n", " ")
    if lines.needed(text):
        for letters in _line(text, face, size).pieces:
            letters.draw(canvas, x, y)
        return
    for found, piece in runs(text, face):
        canvas.setFont(found, size)
        canvas.drawString(x, y, piece)
        x += float(pdfmetrics.stringWidth(piece, found, size))


def turned(text: str) -> bool:
    """Whether :func:`draw` puts some of the text in another order than it is read."""
    return any("R" in bidirectional(character) or bidirectional(character) == "AL" for character in text)


def _line(text: str, face: str, size: float) -> lines.Line:
    return lines.single((piece, Look(found, size)) for found, piece in runs(text, face))
