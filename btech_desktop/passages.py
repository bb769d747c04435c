"""Passages of a note that are marked: a name, a customer, legal advice. Copies for others show the kind instead; pure.

A mark stands in the text itself, so that it goes wherever the text goes: into a merge, a backup, the next period, a
signature. It is written in the characters that Unicode keeps for annotations inside a program (UAX #28, U+FFF9 to
U+FFFB): anchor, the words, separator, the kind, terminator. Nobody can type them: see :func:`unmarked`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from btech_desktop.language import Words, mark

PassageKind = Literal["name", "customer", "legal advice", "other"]
KINDS: tuple[PassageKind, ...] = get_args(PassageKind)

_ANCHOR, _SEPARATOR, _TERMINATOR = "\ufff9", "\ufffa", "\ufffb"
_CONTROLS = re.compile(f"[{_ANCHOR}{_SEPARATOR}{_TERMINATOR}]")
_MARKED = re.compile(f"{_ANCHOR}([^{_ANCHOR}{_SEPARATOR}{_TERMINATOR}]+){_SEPARATOR}({'|'.join(KINDS)}){_TERMINATOR}")
_SHOWN = Words(
    {
        "name": mark("[name]"),
        "customer": mark("[customer]"),
        "legal advice": mark("[legal advice]"),
        "other": mark("[left out]"),
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """Where in the words of a note a mark stands, in characters as Python counts them; at least one long."""

    start: int
    length: int
    kind: PassageKind

    @property
    def end(self) -> int:
        """Just after its last character."""
        return self.start + self.length


def unmarked(text: str) -> str:
    """A text that came from outside, without the characters that marks are written in."""
    return _CONTROLS.sub("", text)


def words(note: str) -> str:
    """The note as it was written, without its marks."""
    return _CONTROLS.sub("", _MARKED.sub(r"\1", note))


def taken_apart(note: str) -> tuple[str, tuple[Passage, ...]]:
    """The words of a note and its marked passages, in order."""
    text, found, at = "", [], 0
    for match in _MARKED.finditer(note):
        text += _CONTROLS.sub("", note[at : match.start()])
        kind = next(k for k in KINDS if k == match[2])
        found.append(Passage(len(text), len(match[1]), kind))
        text += match[1]
        at = match.end()
    return text + _CONTROLS.sub("", note[at:]), tuple(found)


def put_together(text: str, passages: Iterable[Passage]) -> str:
    """A note of words and marks. A mark that does not lie in the text, or in another mark, is left out."""
    text = unmarked(text)
    note, at = "", 0
    for passage in sorted(passages):
        if passage.start < at or passage.length < 1 or passage.end > len(text):
            continue
        inside = text[passage.start : passage.end]
        note += f"{text[at : passage.start]}{_ANCHOR}{inside}{_SEPARATOR}{passage.kind}{_TERMINATOR}"
        at = passage.end
    return note + text[at:]


def in_brackets(note: str) -> str:
    """The note with the kind in brackets instead of each marked passage.

    Where a mark is broken, nobody knows how far it went: all that may be of it is left out.
    """
    shown = _MARKED.sub(lambda match: _SHOWN[match[2]], note)
    broken = _CONTROLS.search(shown)
    if broken is None:
        return shown
    # Without its anchor a mark may have begun anywhere.
    return (shown[: broken.start()] if broken[0] == _ANCHOR else "") + _SHOWN["other"]


def marked(note: str) -> bool:
    """Whether anything of the note is marked, be it by a mark that is broken."""
    return _CONTROLS.search(note) is not None


def left_out(note: str) -> tuple[tuple[PassageKind, str], ...]:
    """The kind and the words of each marked passage, in order."""
    text, found = taken_apart(note)
    return tuple((p.kind, text[p.start : p.end]) for p in found)
