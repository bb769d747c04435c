"""Teams of a period beside each other, and a parent unit as the sum of its parts; pure and exact.

The lowest unit and the counts come first, the mean last: an average of teams can hide the one that fails people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from btech_desktop.assessment import Assessment, Unit
from btech_desktop.form import Form
from btech_desktop.scoring import Marks, Results, Score, combine, score

CellState = Literal["scored", "too few", "not asked", "not answered"]


@dataclass(frozen=True, slots=True)
class TeamCell:
    """A team in a domain or facet: the lowest level and counts come first, the mean only from three answers up."""

    score: Score | None

    @property
    def state(self) -> CellState:
        """What can be said of this cell."""
        if self.score is None or self.score.applicable == 0:
            return "not asked"
        if self.score.answered == 0:
            return "not answered"
        return "too few" if self.score.too_few else "scored"


@dataclass(frozen=True)
class Team:
    """A unit's assessment of a period with its results."""

    unit: Unit
    assessment: Assessment
    form: Form
    marks: Marks
    results: Results

    @cached_property
    def domains(self) -> dict[str, TeamCell]:
        """Domain id -> cell, for every domain of the form."""
        return {domain: TeamCell(self.results.domains.get(domain)) for domain in self.form.practices_by_domain}

    @cached_property
    def facets(self) -> dict[str, TeamCell]:
        """Facet id -> cell, for every facet of the form."""
        wanted = set(self.assessment.asked)
        cells = {}
        for facet, practices in self.form.practices_by_facet.items():
            ids = [p.id for p in practices if p.id in wanted]
            cells[facet] = TeamCell(score(ids, self.marks) if ids else None)
        return cells


@dataclass(frozen=True, slots=True)
class Spread:
    """How far apart teams lie where at least two have a mean: the lowest and the highest."""

    lowest: Team
    highest: Team
    teams: int


def spread(teams: Iterable[Team], domain: str) -> Spread | None:
    """How far apart the means of a domain lie; None where fewer than two teams have one."""
    scored = []
    for team in teams:
        cell = team.domains.get(domain)
        if cell is not None and cell.state == "scored" and cell.score is not None and cell.score.mean is not None:
            scored.append((cell.score.mean, team))
    if len(scored) < 2:
        return None
    low, high = min(scored, key=lambda s: s[0]), max(scored, key=lambda s: s[0])
    return Spread(low[1], high[1], len(scored))


@dataclass(frozen=True, slots=True)
class Rollup:
    """The parts of a unit taken together.

    ``lowest`` is the part that holds the lowest level (ties: more answers at it, then the lower mean); ``whole``
    adds up the counts of all parts, its mean is the mean of their overall scores, and its range the mean of theirs.
    """

    parts: tuple[Team, ...]
    lowest: Team | None
    whole: Score

    @property
    def by_lowest(self) -> tuple[Team, ...]:
        """The parts in the order that ``lowest`` is the first of; those without an answer come last."""
        answered = [team for team in self.parts if team.results.overall.floor is not None]
        rest = [team for team in self.parts if team.results.overall.floor is None]
        return (*sorted(answered, key=_lowness), *rest)


def below(unit_id: str, units: Iterable[Unit]) -> frozenset[str]:
    """The ids of all units that are part of a unit, at any depth, itself aside."""
    children: dict[str | None, list[str]] = {}
    for unit in units:
        children.setdefault(unit.parent_id, []).append(unit.id)
    found: set[str] = set()
    waiting = list(children.get(unit_id, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(children.get(one, ()))
    return frozenset(found)


def rollup(parts: Iterable[Team]) -> Rollup | None:
    """Several teams as one; None of none."""
    found = tuple(parts)
    if not found:
        return None
    answered = [team for team in found if team.results.overall.floor is not None]
    return Rollup(found, min(answered, key=_lowness, default=None), combine(t.results.overall for t in found))


def _lowness(team: Team) -> tuple[int, int, Fraction]:
    overall = team.results.overall
    assert overall.floor is not None and overall.mean is not None  # noqa: PT018  # one answer makes both
    return overall.floor, -overall.counts[overall.floor], overall.mean
