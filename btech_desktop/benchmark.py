"""Scores beside the themes and facets of the Community of Practice and beside the statements of its note; pure.

The themes ask questions and set no levels; the statements describe what some companies did in 2021. Neither is a
score given by anyone, so nothing here is summed or ranked.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from btech_desktop.assessment import NO_ANSWER
from btech_desktop.errors import FormError
from btech_desktop.form import Content, Form, Line, Practice, Text, read_toml
from btech_desktop.paths import resource
from btech_desktop.scoring import Marks, Score, score

Standing = Literal["less than described", "as described", "more than described", "not answered", "not applicable"]


class Item(Content):
    """One of the five observations of the note."""

    number: int
    title: Line


class Statement(Content):
    """A statement of the note in our words, and the level a company doing just that would reach (if any)."""

    id: Line
    item: int
    text: Text
    practices: Annotated[tuple[Line, ...], Field(strict=False)]
    spread: Line
    level: Annotated[int, Field(ge=0, le=4)] | None = None
    weak_level: Annotated[int, Field(ge=0, le=4)] | None = None
    reading: Literal["firm", "weak"] | None = None
    note: str = ""


class Note(Content):
    """The note of 2021 as data."""

    id: Line
    title: Line
    publisher: Line
    year: int
    spread_note: Text
    limits: Annotated[tuple[Text, ...], Field(strict=False)]
    no_remedy: Text
    items: Annotated[tuple[Item, ...], Field(strict=False)]
    statements: Annotated[tuple[Statement, ...], Field(strict=False)]


@cache
def cop_note() -> Note:
    """The note that comes with the app."""
    return read_note(resource("benchmarks", "cop-note-2021.toml"))


def read_note(path: Path) -> Note:
    """A note from its file. Raises FormError with the file and the key of the first mistake."""
    try:
        return Note.model_validate(read_toml(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise FormError(f"{path.name}, key {where}: {first['msg']}.") from None


@dataclass(frozen=True, slots=True)
class PracticeSet:
    """A named set of practices (facet, theme or strip) with its score and the practices asked."""

    id: str
    title: str
    question: str
    practices: tuple[Practice, ...]
    score: Score


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme with its facets."""

    line: PracticeSet
    facets: tuple[PracticeSet, ...]


def _line(id_: str, title: str, question: str, practices: Iterable[Practice], marks: Marks) -> PracticeSet:
    chosen = tuple(practices)
    return PracticeSet(id_, title, question, chosen, score([p.id for p in chosen], marks))


def themes(form: Form, asked: Iterable[str], marks: Marks) -> tuple[ThemeLine, ...]:
    """Every theme and facet of the form, with the practices asked; a facet may have none."""
    wanted = set(asked)
    found = []
    for theme in form.themes:
        facets = tuple(
            _line(f.id, f.title, f.question, (p for p in form.practices_by_facet[f.id] if p.id in wanted), marks)
            for f in form.facets
            if f.theme == theme.id
        )
        linked = {p.id for facet in facets for p in facet.practices}
        whole = _line(theme.id, theme.title, theme.question, (p for p in form.practices if p.id in linked), marks)
        found.append(ThemeLine(whole, facets))
    return tuple(found)


def strips(form: Form, asked: Iterable[str], marks: Marks) -> tuple[PracticeSet, ...]:
    """The readings across domains: human rights assessments; government laws and demands."""
    wanted = set(asked)
    return tuple(
        _line(s.id, s.title, s.about, (p for p in form.practices_by_strip[s.id] if p.id in wanted), marks)
        for s in form.strips
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """Our level on one practice beside a statement."""

    practice_id: str
    level: int | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement with our practices beside it; ``beside`` is empty where the statement sets no level."""

    statement: Statement
    beside: tuple[Beside, ...]


def statement_lines(note: Note, asked: Iterable[str], marks: Marks) -> tuple[StatementLine, ...]:
    """Our level beside each statement of the note, practice by practice; no sum, no rank."""
    wanted = set(asked)
    return tuple(
        StatementLine(
            s,
            tuple(_beside(s.level, i, marks) for i in s.practices if i in wanted) if s.level is not None else (),
        )
        for s in note.statements
    )


def _beside(described: int, practice_id: str, marks: Marks) -> Beside:
    mark = marks.get(practice_id, NO_ANSWER)
    if mark.excluded:
        return Beside(practice_id, None, "not applicable")
    if not mark.answered or mark.level is None:
        return Beside(practice_id, None, "not answered")
    standing: Standing = (
        "less than described"
        if mark.level < described
        else "more than described"
        if mark.level > described
        else "as described"
    )
    return Beside(practice_id, mark.level, standing)


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Public disclosure of companies in one area, on the 0-100 scale of its source; never on ours."""

    domain: str
    title: str
    group: str
    n: int
    low: float
    p25: float
    median: float
    p75: float
    high: float
    values: tuple[float, ...]
    practices: tuple[str, ...]


RDR_SOURCE = "Ranking Digital Rights, 2020 Index and 2022 Big Tech Scorecard, CC BY 4.0; grouping and quartiles ours"
RDR_LIMITS = (
    "Public documents on freedom of expression and privacy only; large companies, 14 platforms (2022) and "
    "12 telecoms (2020). Not comparable with levels 0 to 4."
)
# Which practices speak of the same thing as an RDR area; sales review has no public comparator.
_RDR_AREAS: dict[str, tuple[str, tuple[str, ...]]] = {
    "policy": ("Policy commitment", ("POL-1", "POL-3")),
    "governance": ("Governance", ("GOV-1", "GOV-2", "GOV-9", "PRD-6")),
    "product_hrdd": ("Product due diligence", ("PRD-3", "PRD-4", "PRD-7")),
    "gov_demands": ("Government demands", ("POL-8", "GOV-10", "GOV-11")),
    "remedy": ("Remedy", ("REM-2", "REM-3", "REM-4", "REM-6", "REM-8")),
}


@cache
def public_disclosure(group: str = "all") -> tuple[Quartiles, ...]:
    """The RDR reference figures by area, in our order; ``group`` is all, platforms or telcos."""
    with resource("benchmarks", "rdr_domain_quartiles.csv").open(encoding="utf-8", newline="") as file:
        rows = {r["domain"]: r for r in csv.DictReader(file) if r["group"] == group}
    with resource("benchmarks", "rdr_domain_values.csv").open(encoding="utf-8", newline="") as file:
        values: dict[str, list[float]] = {}
        for row in csv.DictReader(file):
            if group in ("all", row["group"]):
                values.setdefault(row["domain"], []).extend(
                    float(v) for v in row["values_sorted_0_to_100_without_names"].split()
                )
    return tuple(
        Quartiles(
            domain,
            title,
            group,
            int(rows[domain]["n"]),
            float(rows[domain]["min"]),
            float(rows[domain]["p25"]),
            float(rows[domain]["median"]),
            float(rows[domain]["p75"]),
            float(rows[domain]["max"]),
            tuple(sorted(values.get(domain, ()))),
            practices,
        )
        for domain, (title, practices) in _RDR_AREAS.items()
        if domain in rows
    )
