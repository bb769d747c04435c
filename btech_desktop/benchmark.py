"""Scores beside the themes and facets of the Community of Practice and beside the statements of its note; pure.

The themes ask questions and set no levels; the statements describe what some companies did in 2021. Neither is a
score given by anyone, so nothing here is summed or ranked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from btech_desktop.assessment import NO_ANSWER
from btech_desktop.disclosure import Reference, mistake
from btech_desktop.form import Form, Line, Practice, Text, read_toml
from btech_desktop.paths import resource
from btech_desktop.scoring import Marks, Score, score

Standing = Literal["less than described", "as described", "more than described", "not answered", "not applicable"]


class Item(Reference):
    """One of the five observations of the note."""

    number: int
    title: Line


class Statement(Reference):
    """A statement of the note in our words, and the level a company doing just that would reach (if any).

    With a level, ``reason`` says why that level and why the reading is firm or weak; without, ``note`` says why none.
    """

    id: Line
    item: int
    text: Text
    practices: Annotated[tuple[Line, ...], Field(strict=False)]
    spread: Line
    level: Annotated[int, Field(ge=0, le=4)] | None = None
    weak_level: Annotated[int, Field(ge=0, le=4)] | None = None
    reading: Literal["firm", "weak"] | None = None
    reason: Annotated[str, Field(max_length=2_000)] = ""
    note: Annotated[str, Field(max_length=2_000)] = ""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        wanted = ("note",) if self.level is None else ("reading", "reason")
        missing = [key for key in wanted if not getattr(self, key)]
        if missing:
            raise ValueError(f"{self.id} has no {missing[0]}")
        if self.level is None and (self.reading or self.reason or self.weak_level is not None):
            raise ValueError(f"{self.id} has a reading or a reason but no level")
        return self

    @property
    def why(self) -> str:
        """Why this level, or why none."""
        return self.reason or self.note


class Note(Reference):
    """The note of 2021 as data."""

    id: Line
    title: Line
    publisher: Line
    year: int
    spread_note: Text
    limits: Annotated[tuple[Text, ...], Field(strict=False)]
    no_remedy: Text
    silent: Line  # said of a practice of which the note does not speak
    items: Annotated[tuple[Item, ...], Field(strict=False)]
    statements: Annotated[tuple[Statement, ...], Field(strict=False)]

    def on(self, practice_id: str) -> tuple[Statement, ...]:
        """What the note says of a practice, its limits aside; empty where it does not speak of it."""
        return tuple(s for s in self.statements if practice_id in s.practices)


@cache
def cop_note() -> Note:
    """The note that comes with the app."""
    return read_note(resource("benchmarks", "cop-note-2021.toml"))


def read_note(path: Path) -> Note:
    """A note from its file. Raises FormError with the file and the key of the first mistake."""
    try:
        return Note.model_validate(read_toml(path))
    except ValidationError as error:
        raise mistake(path, error) from None


def not_described(note: Note, practices: Iterable[Practice]) -> tuple[str, ...]:
    """Ids of the practices asked of which no statement speaks, remedy aside: ``no_remedy`` says so of it as a whole."""
    return tuple(p.id for p in practices if not note.on(p.id) and p.kind != "remedy" and not p.id.startswith("REM-"))


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
