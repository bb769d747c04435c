"""Scores on the 0 to 4 axis, already computed and formatted, and how they are said in words and tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from btech_desktop.charts.changes import NOT_KNOWN, Change
from btech_desktop.charts.text import DASH, joined
from btech_desktop.language import tr


@dataclass(frozen=True, slots=True)
class Weakest:
    """The lowest practice: its level, its id ('SAL-5') and how many share the level ('+1' or '')."""

    level: int
    practice: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A domain on the 0 to 4 axis. `low` and `high` bound the score once all is answered.

    The texts of low and high are shown only where they differ; None means that there is no value yet.
    """

    key: str
    title: str
    answered: str
    average: float | None
    low: float | None
    high: float | None
    target: float | None
    score_text: str
    low_text: str
    high_text: str
    target_text: str
    weakest: Weakest | None = None
    since: Change = NOT_KNOWN
    since_on: int | None = None
    """How many practices `since` compares; None where it compares nothing."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The overall score on the 0 to 4 axis, for the small bar in the summary band."""

    average: float | None
    low: float | None
    high: float | None
    target: float | None
    score_text: str
    low_text: str
    high_text: str
    target_text: str


def weakest_text(weakest: Weakest | None) -> str:
    """'SAL-5 +1'; nothing where there is none."""
    return "" if weakest is None else f"{weakest.practice} {weakest.more}".rstrip()


def range_text(row: DomainRow | ScoreRow) -> str:
    """The range still open, '1.7–2.6'; nothing where it is closed."""
    return "" if row.low_text == row.high_text else f"{row.low_text}{DASH}{row.high_text}"


def _between(row: DomainRow | ScoreRow) -> str:
    return tr("could be {lowest} to {highest}", lowest=row.low_text, highest=row.high_text) if range_text(row) else ""


def domain_text(row: DomainRow) -> str:
    """'Sales review 2.1, could be 1.7 to 2.6, target 3.0, weakest SAL-5 at 1.'"""
    floor = (
        tr("weakest {practice} at {level}", practice=weakest_text(row.weakest), level=row.weakest.level)
        if row.weakest
        else ""
    )
    return (
        joined(
            f"{row.title} {row.score_text}",
            _between(row),
            tr("target {target}", target=row.target_text),
            floor,
        )
        + "."
    )


def compared_text(row: DomainRow) -> str:
    """'on 6', the practices that the change compares; nothing where it compares none."""
    return "" if row.since_on is None else tr("on %n", "practices compared", row.since_on)


def score_text(row: ScoreRow) -> str:
    """'Score 2.1 of 4, could be 1.9 to 2.3, target 3.0.'"""
    return (
        joined(
            tr("Score {score} of 4", score=row.score_text),
            _between(row),
            tr("target {target}", target=row.target_text),
        )
        + "."
    )


def domain_table(rows: Sequence[DomainRow], since_label: str) -> tuple[tuple[str, ...], ...]:
    """The rows with every value, `since_label` heading the changes."""
    head = (tr("Domain"), tr("Answered"), tr("Score"), tr("Lowest possible"), tr("Highest possible"), tr("Target"))
    compared = any(row.since_on is not None for row in rows)
    return (
        (*head, tr("Weakest"), tr("Weakest level"), since_label, *([tr("Practices compared")] if compared else [])),
        *(
            (
                row.title,
                row.answered,
                row.score_text,
                row.low_text,
                row.high_text,
                row.target_text,
                weakest_text(row.weakest),
                str(row.weakest.level) if row.weakest else DASH,
                row.since.text,
                *(["" if row.since_on is None else str(row.since_on)] if compared else []),
            )
            for row in rows
        ),
    )


def score_table(row: ScoreRow) -> tuple[tuple[str, ...], ...]:
    """The overall score with its range and target."""
    head = (tr("Score"), tr("Lowest possible"), tr("Highest possible"), tr("Target"))
    return (head, (row.score_text, row.low_text, row.high_text, row.target_text))
