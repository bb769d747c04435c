"""Which way letters run: the implicit Unicode Bidirectional Algorithm (UAX #9).

Marks of direction (LRM, RLM, ALM) count. Embeddings, overrides and isolates are taken as of no width and no effect,
as UAX #9, 4.2 allows (implicit bidirectionality): text that someone typed cannot turn the text around it about.
"""

from collections.abc import Iterator, Sequence
from typing import Final
from unicodedata import bidirectional

_PAIRS: Final = "()[]{}⁅⁆⁽⁾₍₎⌈⌉⌊⌋⟦⟧⟨⟩⟪⟫❨❩❪❫❬❭❮❯❰❱❲❳❴❵〈〉《》「」『』【】〔〕〖〗〘〙〚〛（）［］｛｝｢｣"
_CLOSING: Final = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_SIGNS: Final = "«»‹›<>≤≥≪≫"
MIRRORED: Final = {a: b for pairs in (_PAIRS, _SIGNS) for a, b in zip(pairs[::2], pairs[1::2], strict=True)}
"""Brackets and signs in common use, each with the one that faces it."""
MIRRORED.update({b: a for a, b in MIRRORED.items()})

_STRONG: Final = {"L": "L", "R": "R", "EN": "R", "AN": "R"}  # for rules N0 to N2
_NEUTRAL: Final = ("B", "S", "WS", "ON")
_WITHOUT_WIDTH: Final = ("BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def base(text: str) -> int:
    """0 for a paragraph from left to right, 1 for right to left: as its first strong letter (rules P2, P3)."""
    return next((int(kind != "L") for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), 0)


def levels(text: str, paragraph: int) -> list[int]:
    """A level for each character of a paragraph with that base: even runs left to right, odd right to left."""
    whole = [bidirectional(c) or "L" for c in text]
    kept = [n for n, kind in enumerate(whole) if kind not in _WITHOUT_WIDTH]
    types = [whole[n] for n in kept]
    edge = "R" if paragraph else "L"
    _weak(types, edge)
    _brackets([text[n] for n in kept], types, edge, [whole[n] for n in kept])
    _neutral(types, edge)
    found = [paragraph] * len(text)
    for n, kind in zip(kept, types, strict=True):  # rules I1 and I2
        found[n] += {"L": paragraph, "R": 1 - paragraph}.get(kind, 2 - paragraph)
    for n, kind in enumerate(whole):
        if kind in _WITHOUT_WIDTH and n:
            found[n] = found[n - 1]
    return found


def on_line(text: str, found: Sequence[int], paragraph: int) -> list[int]:
    """The levels of a line's characters: white space at its end runs as the paragraph does (rule L1)."""
    end = len(text.rstrip())
    return [*found[:end], *[paragraph] * (len(text) - end)]


def order(found: Sequence[int]) -> list[int]:
    """Positions in the order in which they stand from left to right (rule L2)."""
    places = list(range(len(found)))
    for level in range(max(found, default=0), 0, -1):
        start = 0
        while start < len(places):
            end = start
            while end < len(places) and found[places[end]] >= level:
                end += 1
            places[start:end] = places[start:end][::-1]
            start = end + 1
    return places


def _weak(types: list[str], edge: str) -> None:
    """Rules W1 to W7."""
    before = edge
    for n, kind in enumerate(types):
        if kind == "NSM":
            types[n] = before
        before = types[n]
    strong = edge
    for n, kind in enumerate(types):
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            types[n] = "AN"
    types[:] = ["R" if kind == "AL" else kind for kind in types]
    for n in range(1, len(types) - 1):
        if types[n - 1] == types[n + 1] and (types[n - 1], types[n]) in (("EN", "ES"), ("EN", "CS"), ("AN", "CS")):
            types[n] = types[n - 1]
    for start, end in _stretches(types, ("ET",)):
        if "EN" in (types[start - 1] if start else "", types[end] if end < len(types) else ""):
            types[start:end] = ["EN"] * (end - start)
    strong = edge
    for n, kind in enumerate(types):
        if kind in ("L", "R"):
            strong = kind
        elif kind in ("ES", "ET", "CS"):
            types[n] = "ON"
        elif kind == "EN" and strong == "L":
            types[n] = "L"


def _brackets(text: Sequence[str], types: list[str], edge: str, before: Sequence[str]) -> None:
    """Rule N0: both brackets of a pair run as what stands in them, or as what stands before them."""
    for opening, closing in sorted(_pairs(text, types)):
        inside = {_STRONG[kind] for kind in types[opening + 1 : closing] if kind in _STRONG}
        if not inside:
            continue
        found = edge
        if edge not in inside:
            found = (
                next((_STRONG[kind] for kind in types[opening - 1 :: -1] if kind in _STRONG), edge) if opening else edge
            )
        for at in (opening, closing):
            types[at] = found
            while at + 1 < len(types) and before[at + 1] == "NSM":
                at += 1
                types[at] = found


def _pairs(text: Sequence[str], types: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Brackets that belong together (BD16)."""
    waiting: list[tuple[int, str]] = []
    for n, (character, kind) in enumerate(zip(text, types, strict=True)):
        if kind != "ON":
            continue
        if character in _CLOSING:
            if len(waiting) == 63:
                return
            waiting.append((n, _CLOSING[character]))
        elif character in MIRRORED:
            for at in range(len(waiting) - 1, -1, -1):
                if waiting[at][1] == character:
                    yield waiting[at][0], n
                    del waiting[at:]
                    break


def _neutral(types: list[str], edge: str) -> None:
    """Rules N1 and N2."""
    for start, end in _stretches(types, _NEUTRAL):
        before = _STRONG[types[start - 1]] if start else edge
        after = _STRONG[types[end]] if end < len(types) else edge
        types[start:end] = [before if before == after else edge] * (end - start)


def _stretches(types: Sequence[str], kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Start and end of each run of those kinds."""
    start = 0
    while start < len(types):
        end = start
        while end < len(types) and types[end] in kinds:
            end += 1
        if end > start:
            yield start, end
        start = end + 1
