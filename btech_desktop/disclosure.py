"""What companies publish: quartiles, values and counts of Ranking Digital Rights, by area; context, never our scale."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import ConfigDict, Field, StringConstraints, ValidationError, model_validator

from btech_desktop.errors import FormError
from btech_desktop.form import Content, Form, Line, PracticeId, Text, read_toml
from btech_desktop.language import MANY, mark, tr
from btech_desktop.paths import resource

Group = Annotated[str, StringConstraints(pattern=r"^(platforms|telcos)$")]


class Reference(Content):
    """Base of what a reference file holds. Built when first read: the window starts without."""

    model_config = ConfigDict(defer_build=True)


class Edition(Reference):
    """A published edition: its year, which kind of company it looks at, and how many."""

    title: Line
    year: Annotated[int, Field(ge=2000, le=2200)]
    group: Group
    n: Annotated[int, Field(ge=5)]  # fewer than five could be recognised


class Mapped(Reference):
    """A practice that speaks of the same thing as an area, and why."""

    id: PracticeId
    reason: Text


class Area(Reference):
    """Indicators of the source that stand beside practices of ours; ``domain`` is the domain of ours."""

    id: Line
    domain: Line
    title: Line
    indicators: Line
    practices: Annotated[tuple[Mapped, ...], Field(strict=False, min_length=1)]


class ElementFact(Reference):
    """How many companies of an edition met one element in full, and how many partly where that is known."""

    area: Line
    edition: int
    met: Annotated[int, Field(ge=0)]
    partly: Annotated[int, Field(ge=0)] | None = None
    text: Line
    practices: Annotated[tuple[PracticeId, ...], Field(strict=False, min_length=1)]


class Profile(Reference):
    """The reference profile: where it comes from, its limits, its areas and the facts told in words."""

    id: Line
    title: Line
    publisher: Line
    licence: Line
    attribution: Line
    scale: Text
    limits: Annotated[tuple[Text, ...], Field(strict=False, min_length=1)]
    no_comparator: Line
    no_comparator_reason: Text
    no_facts: Text  # said of an area of which no element is told
    editions: Annotated[tuple[Edition, ...], Field(strict=False, min_length=1)]
    areas: Annotated[tuple[Area, ...], Field(strict=False, min_length=1)]
    facts: Annotated[tuple[ElementFact, ...], Field(strict=False)]

    @model_validator(mode="after")
    def _facts_fit(self) -> Self:
        areas = {area.id: {p.id for p in area.practices} for area in self.areas}
        sizes = {e.year: e.n for e in self.editions}
        for i, fact in enumerate(self.facts):
            if fact.area not in areas:
                raise ValueError(f"key facts.{i}.area: no area is called {fact.area}")
            if not areas[fact.area].issuperset(fact.practices):
                raise ValueError(f"key facts.{i}.practices: not all are practices of the area {fact.area}")
            if fact.edition not in sizes:
                raise ValueError(f"key facts.{i}.edition: there is no edition of {fact.edition}")
            if fact.met + (fact.partly or 0) > sizes[fact.edition]:
                raise ValueError(f"key facts.{i}.met: more companies than the edition has")
        return self

    def sentences(self, area: str) -> tuple[str, ...]:
        """The facts on an area: how many of how many companies, in which year."""
        editions = {e.year: e for e in self.editions}
        return tuple(_sentence(f, editions[f.edition]) for f in self.facts if f.area == area)

    @property
    def limits_line(self) -> str:
        """How many companies of which kind and year, and every limit, in a line."""
        counts = [tr(_COUNTED[e.group], "", e.n, year=e.year) for e in self.editions]
        told = tr("{list} and {last}", list=", ".join(counts[:-1]), last=counts[-1]) if counts[1:] else counts[0]
        return f"{told}. {' '.join(self.limits)}"


_COUNTED = {
    "platforms": mark("%n platforms ({year})", "", MANY),
    "telcos": mark("%n telecoms ({year})", "", MANY),
}


_IN_FULL = {
    "platforms": mark("{met} of %n platforms disclosed in full {what} ({year}).", "", MANY),
    "telcos": mark("{met} of %n telecoms disclosed in full {what} ({year}).", "", MANY),
}
_IN_PART = {
    "platforms": mark("{met} of %n platforms disclosed in full {what}; {partly} did in part ({year}).", "", MANY),
    "telcos": mark("{met} of %n telecoms disclosed in full {what}; {partly} did in part ({year}).", "", MANY),
}


def _sentence(fact: ElementFact, edition: Edition) -> str:
    said = (_IN_PART if fact.partly else _IN_FULL)[edition.group]
    met = fact.met or tr("None", "of the companies")
    return tr(said, "", edition.n, met=met, what=fact.text, partly=fact.partly, year=edition.year)


@cache
def profile() -> Profile:
    """The profile that comes with the app."""
    return read_profile(resource("benchmarks", "rdr-2020-2022.toml"))


def read_profile(path: Path) -> Profile:
    """A profile from its file. Raises FormError with the file and the key of the first mistake."""
    try:
        return Profile.model_validate(read_toml(path))
    except ValidationError as error:
        raise mistake(path, error) from None


def mistake(path: Path, error: ValidationError) -> FormError:
    """The first mistake of a reference file, with the file and the key."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    what = str(first["msg"]).removeprefix("Value error, ").rstrip(".")
    if not where:
        return FormError(f"{path.name}, {what}.")
    return FormError(tr("{file}, key {key}: {problem}.", file=path.name, key=where, problem=what))


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Public disclosure of ``n`` companies in one area, on the 0-100 scale of its source; ``practices`` are ours."""

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


@cache
def public_disclosure(group: str = "all") -> tuple[Quartiles, ...]:
    """The reference figures by area, in the order of the profile; ``group`` is all, platforms or telcos."""
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
            area.id,
            area.title,
            group,
            int(rows[area.id]["n"]),
            float(rows[area.id]["min"]),
            float(rows[area.id]["p25"]),
            float(rows[area.id]["median"]),
            float(rows[area.id]["p75"]),
            float(rows[area.id]["max"]),
            tuple(sorted(values.get(area.id, ()))),
            tuple(practice.id for practice in area.practices),
        )
        for area in profile().areas
        if area.id in rows
    )


def mapped(form: Form) -> tuple[tuple[Area, tuple[Mapped, ...]], ...]:
    """Each area with the practices of this form that stand beside it; an older or a company's own may lack some."""
    return tuple((area, tuple(p for p in area.practices if p.id in form.by_id)) for area in profile().areas)
