"""From a form and its answers to scores: pure and exact (fractions), each number computed here and nowhere else.

Rules (docs/method.md): the score of a set of practices is the mean level of those applicable and answered; the
overall score is the mean of the domain scores that exist. Nothing answered is no score, never 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import lcm

from btech_desktop.assessment import NO_ANSWER, Mark
from btech_desktop.form import Form

LOWEST, HIGHEST = 0, 4
FEWEST_FOR_MEAN = 3

Marks = Mapping[str, Mark]


def rounded(value: Fraction, places: int = 1) -> Decimal:
    """The value rounded half up, once, for display. Halves go away from zero, so -0.05 shows as -0.1."""
    step = Decimal(1).scaleb(-places)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(step, rounding=ROUND_HALF_UP) + 0  # + 0 turns -0.0 into 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """A set of practices in figures.

    ``counts[n]`` practices are at level n. ``mean`` (0-4) is None without answers; ``low`` and ``high`` are where it
    can still land, with every open practice at 0 or at 4. ``floor`` is the lowest level and ``floor_ids`` who is at
    it. ``target`` is the mean of the targets set; ``at_target`` of ``with_target`` practices have reached theirs.
    ``supported`` is the mean of the levels capped by their evidence; ``capped`` counts those that were lowered.
    """

    counts: tuple[int, int, int, int, int]
    asked: int
    not_applicable: int
    to_confirm: int
    mean: Fraction | None
    low: Fraction | None
    high: Fraction | None
    floor: int | None
    floor_ids: tuple[str, ...]
    target: Fraction | None
    with_target: int
    at_target: int
    supported: Fraction | None
    capped: int

    @property
    def answered(self) -> int:
        """Practices with a level that counts."""
        return sum(self.counts)

    @property
    def applicable(self) -> int:
        """Asked minus not applicable."""
        return self.asked - self.not_applicable

    @property
    def open(self) -> int:
        """Applicable practices still to answer or to confirm."""
        return self.applicable - self.answered

    @property
    def provisional(self) -> bool:
        """Some practices are still open."""
        return self.open > 0

    @property
    def too_few(self) -> bool:
        """Under three answers: facets, themes and team cells then show levels, not a mean."""
        return self.answered < FEWEST_FOR_MEAN

    @property
    def high_levels(self) -> int:
        """Practices at 3 or 4."""
        return self.counts[3] + self.counts[4]

    @property
    def low_levels(self) -> int:
        """Practices at 0 or 1."""
        return self.counts[0] + self.counts[1]


@dataclass(frozen=True, slots=True)
class Results:
    """An assessment in figures: by domain (in form order, only domains with a practice asked) and overall."""

    overall: Score
    domains: dict[str, Score]
    say: Fraction | None
    do: Fraction | None

    @property
    def say_do_gap(self) -> Fraction | None:
        """Mean of commitments and structures minus mean of processes and remedy; None if either lacks answers."""
        return None if self.say is None or self.do is None else self.say - self.do


def mean(values: Iterable[Fraction | int]) -> Fraction | None:
    """The exact mean; None of nothing."""
    items = list(values)
    if not items:
        return None
    # One common denominator instead of adding fractions one by one: exact as well, and ten times as fast.
    common = lcm(*(value.denominator for value in items))
    return Fraction(sum(value.numerator * (common // value.denominator) for value in items), common * len(items))


def score(ids: Iterable[str], marks: Marks) -> Score:
    """The score of a set of practices; an id without a mark is a practice still to answer."""
    counts = [0, 0, 0, 0, 0]
    total = capped_total = capped = asked = excluded = confirm = with_target = at_target = target_total = 0
    floor: int | None = None
    floor_ids: list[str] = []
    for practice_id in ids:
        mark = marks.get(practice_id, NO_ANSWER)
        asked += 1
        if mark.excluded:
            excluded += 1
            continue
        confirm += mark.to_confirm
        if mark.target is not None:
            with_target += 1
            target_total += mark.target
        level = mark.level
        if level is None or mark.to_confirm:
            continue
        counts[level] += 1
        total += level
        shown = min(level, mark.supports)  # as Mark.shown has it, but that call would be made for every answer
        capped_total += shown
        capped += shown < level
        if mark.target is not None and level >= mark.target:
            at_target += 1
        if floor is None or level < floor:
            floor, floor_ids = level, [practice_id]
        elif level == floor:
            floor_ids.append(practice_id)
    answered = sum(counts)
    applicable = asked - excluded
    still_open = applicable - answered
    return Score(
        counts=(counts[0], counts[1], counts[2], counts[3], counts[4]),
        asked=asked,
        not_applicable=excluded,
        to_confirm=confirm,
        mean=Fraction(total, answered) if answered else None,
        low=Fraction(total + LOWEST * still_open, applicable) if applicable else None,
        high=Fraction(total + HIGHEST * still_open, applicable) if applicable else None,
        floor=floor,
        floor_ids=tuple(floor_ids),
        target=Fraction(target_total, with_target) if with_target else None,
        with_target=with_target,
        at_target=at_target,
        supported=Fraction(capped_total, answered) if answered else None,
        capped=capped,
    )


def combine(parts: Iterable[Score]) -> Score:
    """The overall score of several domains: counts add up, means are the mean of the domains that have one.

    The range takes in every domain with an applicable practice: one without any answer with 0 and with 4.
    """
    scores = list(parts)
    counts = [sum(s.counts[level] for s in scores) for level in range(5)]
    floors = [s.floor for s in scores if s.floor is not None]
    floor = min(floors, default=None)
    return Score(
        counts=(counts[0], counts[1], counts[2], counts[3], counts[4]),
        asked=sum(s.asked for s in scores),
        not_applicable=sum(s.not_applicable for s in scores),
        to_confirm=sum(s.to_confirm for s in scores),
        mean=mean(s.mean for s in scores if s.mean is not None),
        low=mean(s.low for s in scores if s.low is not None),
        high=mean(s.high for s in scores if s.high is not None),
        floor=floor,
        floor_ids=tuple(i for s in scores if s.floor is not None and s.floor == floor for i in s.floor_ids),
        target=mean(s.target for s in scores if s.target is not None),
        with_target=sum(s.with_target for s in scores),
        at_target=sum(s.at_target for s in scores),
        supported=mean(s.supported for s in scores if s.supported is not None),
        capped=sum(s.capped for s in scores),
    )


def results(form: Form, asked: Iterable[str], marks: Marks) -> Results:
    """Score an assessment: the practices asked of a form, domain by domain and overall."""
    wanted = set(asked)
    by_domain = {
        domain: [p.id for p in practices if p.id in wanted] for domain, practices in form.practices_by_domain.items()
    }
    domains = {domain: score(ids, marks) for domain, ids in by_domain.items() if ids}
    say: list[int] = []
    do: list[int] = []
    for practice in form.practices:
        mark = marks.get(practice.id, NO_ANSWER)
        if practice.id in wanted and mark.answered and mark.level is not None:
            (say if practice.kind in ("commitment", "structure") else do).append(mark.level)
    return Results(overall=combine(domains.values()), domains=domains, say=mean(say), do=mean(do))


def overall_mean(form: Form, levels: Mapping[str, int]) -> Fraction | None:
    """The overall score of a set of levels (practice id -> 0-4): the mean over domains of their mean level."""
    totals: dict[str, list[int]] = {}
    for practice_id, level in levels.items():
        totals.setdefault(form.domain_ids[practice_id], []).append(level)
    return mean(Fraction(sum(group), len(group)) for group in totals.values())
