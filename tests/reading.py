"""The Flesch-Kincaid reading grade of English prose: years of schooling that a text asks for."""

import re
from functools import cache

import pyphen

_HYPHENS = pyphen.Pyphen(lang="en_GB")
_WORD = re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*")


@cache
def _syllables(word: str) -> int:
    """Places to hyphenate, plus one: a count that is right for nearly every word."""
    return sum(len(_HYPHENS.positions(part)) + 1 for part in re.split(r"[’'-]", word) if part)


def grade(text: str) -> float:
    """J. P. Kincaid and others, 1975: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    words = _WORD.findall(text)
    sentences = max(1, len(re.findall(r"[.!?;:](?=\s|$)", text)))
    return 0.39 * len(words) / sentences + 11.8 * sum(_syllables(w.lower()) for w in words) / len(words) - 15.59
