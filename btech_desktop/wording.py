"""Sentences computed from facts, the same on screen and paper, with their grammar right; pure.

No praise and no blame: *up* and *down*, *to answer* rather than *missing*.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from btech_desktop.facts import Facts
from btech_desktop.scoring import Score, rounded

NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
DISCLAIMER = "Not a United Nations product and not endorsed by the United Nations."
METHOD_LINE = "Mean level 0 to 4, domains weighted equally. Self-assessment, not verified by anyone else."
MINUS = "\N{MINUS SIGN}"


def number(n: int) -> str:
    """Small numbers in words, as within a sentence."""
    return NUMBERS[n] if 0 <= n < len(NUMBERS) else str(n)


def count(n: int, one: str, many: str | None = None) -> str:
    """``1 answer``, ``4 answers``."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def joined(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def sentence(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def plain(value: Fraction | None, places: int = 1) -> str:
    """A score for display, rounded half up once; an en dash where there is none."""
    return "\N{EN DASH}" if value is None else str(rounded(value, places))


def signed(value: Fraction, places: int = 1) -> str:
    """A difference with its sign (a true minus); ``0.0`` carries none."""
    shown = rounded(value, places)
    return f"+{shown}" if shown > 0 else f"{MINUS}{-shown}" if shown < 0 else str(shown)


def span(score: Score, places: int = 1) -> str:
    """``1.9 to 2.3``: where the score can still land."""
    return f"{plain(score.low, places)} to {plain(score.high, places)}"


def day(value: date) -> str:
    """``3 November 2026``."""
    return f"{value.day} {value.strftime('%B %Y')}"


def month(value: date) -> str:
    """``Nov 2026``."""
    return value.strftime("%b %Y")


def headline(facts: Facts) -> str:
    """The overview's title: which area is weakest, or that nothing or all is alike."""
    means = {d: s.mean for d, s in facts.results.domains.items() if s.mean is not None}
    titles = {d.id: d.title for d in facts.dossier.form.domains}
    if not means:
        return "Nothing is answered yet"
    if len(means) == 1:
        (only,) = means
        return f"Only {titles[only].lower()} has answers so far"
    lowest = min(means.values())
    weakest = [titles[d] for d, m in means.items() if m == lowest]
    if len(weakest) == len(means):
        return f"{sentence(number(len(means)))} areas stand at the same average"
    words = joined([weakest[0], *(t.lower() for t in weakest[1:])])
    return f"{words} is the weakest area" if len(weakest) == 1 else f"{words} are the weakest areas"


def coverage_line(facts: Facts) -> str:
    """How much is answered, and what that leaves open."""
    overall = facts.results.overall
    head = f"{overall.answered} of {overall.applicable} applicable practices answered."
    if not overall.provisional:
        return head
    confirm = f" {count(overall.to_confirm, 'answer')} to confirm." if overall.to_confirm else ""
    return f"{head}{confirm} The overall score could still land anywhere from {span(overall)}."


def counts_line(score: Score) -> str:
    """The counts, which come before any mean."""
    parts = [f"{score.high_levels} of {score.answered} at 3 or 4", f"{score.low_levels} at 0 or 1"]
    if score.open:
        parts.append(f"{score.open} to answer")
    if score.not_applicable:
        parts.append(f"{score.not_applicable} not applicable")
    return "; ".join(parts)


def movement(facts: Facts) -> str:
    """How the domains moved since the period before, like for like; empty where nothing is compared."""
    comparison = facts.comparison
    if comparison is None or comparison.overall is None or facts.before is None:
        return ""
    titles = {d.id: d.title.lower() for d in facts.dossier.form.domains}
    up = [titles[d] for d, p in comparison.domains.items() if p.change > 0]
    down = [titles[d] for d, p in comparison.domains.items() if p.change < 0]
    still = [titles[d] for d, p in comparison.domains.items() if p.change == 0]
    total = len(comparison.domains)
    since = facts.before.assessment.period
    said = []
    if up:
        where = "in every domain" if len(up) == total else f"in {number(len(up))} of {number(total)} domains"
        said.append(f"Like for like with {since}, levels are up {where}.")
    if down:
        said.append(f"{sentence(joined(down))} went down.")
    if still:
        said.append(f"{sentence(joined(still))} {'has' if len(still) == 1 else 'have'} not moved.")
    return " ".join(said)


def progress_headline(facts: Facts) -> str:
    """The progress page's title."""
    comparison = facts.comparison
    if comparison is None or facts.before is None:
        return "No earlier year to compare with yet"
    if comparison.overall is None:
        return "No practice has a level in both years"
    change = comparison.overall.change
    titles = {d.id: d.title.lower() for d in facts.dossier.form.domains}
    down = [titles[d] for d, p in comparison.domains.items() if p.change < 0]
    still = [titles[d] for d, p in comparison.domains.items() if p.change == 0]
    amount = plain(abs(change), 2)
    head = (
        f"Up {amount} like for like"
        if change > 0
        else f"Down {amount} like for like"
        if change
        else "No change like for like"
    )
    if change > 0 and down:
        return f"{head}, but {joined(down)} went down"
    if change > 0 and still:
        return f"{head}, but {joined(still)} did not move"
    return head
