"""The language the app speaks: every sentence of ours passes through here on its way to screen or paper.

The words in the code are English and are the keys of a translation. Without one they are shown as they stand.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

K = TypeVar("K")

Translate = Callable[[str, str, int], str]
"""Source text, a comment that tells two meanings apart, and a number for its plural (-1: none) -> the text to show."""

MANY = 2
"""Any number, in a table of texts that count."""

_ALTERNATIVES = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]|\((s|es)\)")


def _english(text: str, _comment: str, n: int) -> str:
    return text.replace("%n", str(n)) if n >= 0 else text


_translate: Translate = _english


def speak(translate: Translate | None) -> None:
    """Take every sentence from ``translate`` from now on; from the words in the code where there is none."""
    global _translate
    _translate = translate or _english


def tr(text: str, comment: str = "", n: int | None = None, /, **values: Any) -> str:
    """The text in the language in use, ``{name}`` replaced by each of ``values``.

    ``n`` (0 or more) replaces ``%n`` and chooses the plural: in the English source ``%n answer(s)`` and
    ``[is|are]`` say both forms. What stands in ``values`` is put in as it is, braces and all. With values, a comment
    needs an ``n`` after it: the tool that extracts the sentences takes whatever stands third for a number.
    """
    found = _translate(text, comment, -1 if n is None else n)
    found = _in_number(found, n)
    if not values:
        return found
    try:
        return found.format(**values)
    except (LookupError, ValueError, AttributeError):  # a translation with a slip in it: rather English than nothing
        return _in_number(_english(text, comment, -1 if n is None else n), n).format(**values)


def _in_number(text: str, n: int | None) -> str:
    """The text with the one or the other of each of its alternatives; as it is where nothing is counted."""
    if n is None:
        return text
    return _ALTERNATIVES.sub(lambda m: (m[3] and ("" if n == 1 else m[3])) or m[1 if n == 1 else 2] or "", text)


def mark(text: str, comment: str = "", n: int | None = None, /) -> str:
    """The text itself: it stands in a table read before a language is chosen, and goes through :func:`tr` later.

    One that counts says both its forms, ``%n [piece|pieces] of evidence``, and has :data:`MANY` for its number, so
    that the tool which extracts it asks a translator for every plural. A comment is repeated at :func:`tr`.
    """
    return text


class Words(Mapping[K, str]):
    """A table of texts of ours, each translated when it is read: for tables made before a language is chosen.

    Its values are given as :func:`mark` leaves them.
    """

    def __init__(self, texts: Mapping[K, str]) -> None:
        self._texts = dict(texts)

    def __getitem__(self, key: K) -> str:
        return tr(self._texts[key])

    def __iter__(self) -> Iterator[K]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)
