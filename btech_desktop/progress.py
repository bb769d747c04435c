"""Two periods of a unit beside each other, and what explains the difference; pure and exact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from btech_desktop.assessment import NO_ANSWER, ChangeReason
from btech_desktop.editions import shared_questions
from btech_desktop.form import Form
from btech_desktop.scoring import Marks, mean, overall_mean

Reason = ChangeReason | Literal["none given"]
REASONS: tuple[Reason, ...] = ("done", "learned", "re-judged", "corrected", "none given")


@dataclass(frozen=True, slots=True)
class Mover:
    """A practice with a level in both periods. ``contribution`` is its part of the change in the overall score."""

    practice_id: str
    before: int
    after: int
    reason: Reason
    contribution: Fraction

    @property
    def change(self) -> int:
        """Levels up (positive) or down."""
        return self.after - self.before


def together(movers: Iterable[Mover]) -> Fraction:
    """The part of the change in the overall score that some practices make, like for like."""
    return sum((mover.contribution for mover in movers), Fraction(0))


@dataclass(frozen=True, slots=True)
class Pair:
    """A mean before and after over the same ``n`` practices."""

    n: int
    before: Fraction
    after: Fraction

    @property
    def change(self) -> Fraction:
        """After minus before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Split:
    """What explains the change of the overall score over all answers; the five steps add up to it exactly.

    ``left_out_questions`` and ``left_out_coverage`` are set aside on the way from A to the common practices,
    ``came_coverage`` and ``came_questions`` come in on the way to B.
    """

    before: Fraction
    after: Fraction
    questions_out: Fraction
    coverage_out: Fraction
    levels: Fraction
    coverage_in: Fraction
    questions_in: Fraction
    by_reason: dict[Reason, Fraction]
    left_out_questions: tuple[str, ...]
    left_out_coverage: tuple[str, ...]
    came_coverage: tuple[str, ...]
    came_questions: tuple[str, ...]

    @property
    def questionnaire(self) -> Fraction:
        """Steps 1 and 5."""
        return self.questions_out + self.questions_in

    @property
    def coverage(self) -> Fraction:
        """Steps 2 and 4."""
        return self.coverage_out + self.coverage_in


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two assessments like for like. Without a common practice (``n`` is 0) nothing is compared.

    ``shared`` practices mean the same in both forms; ``n`` of them have a level in both.
    """

    shared: tuple[str, ...]
    n: int
    overall: Pair | None
    domains: dict[str, Pair]
    split: Split | None
    movers: tuple[Mover, ...]
    to_confirm: int

    @property
    def up(self) -> int:
        """Practices that moved up."""
        return sum(m.change > 0 for m in self.movers)

    @property
    def down(self) -> int:
        """Practices that moved down."""
        return sum(m.change < 0 for m in self.movers)

    @property
    def same(self) -> int:
        """Practices at the same level."""
        return sum(m.change == 0 for m in self.movers)

    def over(self, practice_ids: Iterable[str]) -> Pair | None:
        """A set of practices like for like; None where none of them has a level in both periods."""
        wanted = set(practice_ids)
        found = [m for m in self.movers if m.practice_id in wanted]
        if not found:
            return None
        n = len(found)
        return Pair(n, Fraction(sum(m.before for m in found), n), Fraction(sum(m.after for m in found), n))

    def moved(self) -> tuple[Mover, ...]:
        """Those that changed: regressions first, the largest first, then in the order of the form."""
        changed = [m for m in self.movers if m.change]
        return tuple(sorted(changed, key=lambda m: (m.change > 0, -abs(m.change))))


def _levels(marks: Marks, asked: Iterable[str]) -> dict[str, int]:
    found = {}
    for practice_id in asked:
        mark = marks.get(practice_id, NO_ANSWER)
        if mark.answered and mark.level is not None:
            found[practice_id] = mark.level
    return found


def compare(
    *,
    form_a: Form,
    asked_a: Iterable[str],
    marks_a: Marks,
    form_b: Form,
    asked_b: Iterable[str],
    marks_b: Marks,
) -> Comparison:
    """Compare assessment A (earlier) with B (later) over the practices with a level in both."""
    a, b = _levels(marks_a, asked_a), _levels(marks_b, asked_b)
    shared = shared_questions(form_a, form_b)
    alike = set(shared)
    common = [i for i in shared if i in a and i in b]
    to_confirm = sum(marks_b.get(i, NO_ANSWER).to_confirm for i in shared)
    if not common:
        return Comparison(shared, 0, None, {}, None, (), to_confirm)

    by_domain: dict[str, list[str]] = {}
    for practice_id in common:
        by_domain.setdefault(form_b.domain_ids[practice_id], []).append(practice_id)
    domains = {
        domain: Pair(len(ids), Fraction(sum(a[i] for i in ids), len(ids)), Fraction(sum(b[i] for i in ids), len(ids)))
        for domain, ids in by_domain.items()
    }
    # A level up in a domain weighs the same for each of its practices.
    step = {domain: Fraction(1, len(ids) * len(by_domain)) for domain, ids in by_domain.items()}
    weight = {(d, change): step[d] * change for d, change in {(form_b.domain_ids[i], b[i] - a[i]) for i in common}}
    movers = tuple(Mover(i, a[i], b[i], _reason(marks_b, i), weight[form_b.domain_ids[i], b[i] - a[i]]) for i in common)
    overall = Pair(
        len(common),
        _known(mean(pair.before for pair in domains.values())),
        _known(mean(pair.after for pair in domains.values())),
    )
    split = _split(form_a, form_b, a, b, alike, set(common), overall, movers)
    return Comparison(shared, len(common), overall, domains, split, movers, to_confirm)


def _reason(marks: Marks, practice_id: str) -> Reason:
    return marks[practice_id].reason or "none given"


def _known(value: Fraction | None) -> Fraction:
    # Callers hold at least one common practice, so every set scored here has an answer.
    assert value is not None
    return value


def _full_and_alike(form: Form, levels: Mapping[str, int], alike: set[str]) -> tuple[Fraction, Fraction]:
    """The overall score over all levels, and over those of questions asked alike."""
    full = _known(overall_mean(form, levels))
    if levels.keys() <= alike:
        return full, full
    return full, _known(overall_mean(form, {i: v for i, v in levels.items() if i in alike}))


def _split(
    form_a: Form,
    form_b: Form,
    a: Mapping[str, int],
    b: Mapping[str, int],
    alike: set[str],
    common: set[str],
    overall: Pair,
    movers: tuple[Mover, ...],
) -> Split:
    all_a, alike_a = _full_and_alike(form_a, a, alike)
    all_b, alike_b = _full_and_alike(form_b, b, alike)
    parts: dict[Reason, list[Fraction]] = {}
    for mover in movers:
        if mover.change:
            parts.setdefault(mover.reason, []).append(mover.contribution)
    by_reason = {reason: _known(mean(part)) * len(part) for reason, part in parts.items()}
    return Split(
        before=all_a,
        after=all_b,
        questions_out=alike_a - all_a,
        coverage_out=overall.before - alike_a,
        levels=overall.change,
        coverage_in=alike_b - overall.after,
        questions_in=all_b - alike_b,
        by_reason={reason: by_reason[reason] for reason in REASONS if reason in by_reason},
        left_out_questions=tuple(i for i in a if i not in alike),
        left_out_coverage=tuple(i for i in a if i in alike and i not in common),
        came_coverage=tuple(i for i in b if i in alike and i not in common),
        came_questions=tuple(i for i in b if i not in alike),
    )


@dataclass(frozen=True, slots=True)
class GapClosed:
    """Of the gap to the targets frozen when the period began (in levels), the part closed since.

    Falls count against it. Targets that are others now are ``lowered``, taken away included, or ``raised``.
    """

    closed: int
    gap: int
    practices: int
    lowered: tuple[str, ...]
    raised: tuple[str, ...]

    @property
    def share(self) -> Fraction | None:
        """Closed over gap; None where there was no gap."""
        return Fraction(self.closed, self.gap) if self.gap else None


def gap_closed(opening: Mapping[str, tuple[int | None, int | None]], marks: Marks, asked: Iterable[str]) -> GapClosed:
    """``opening`` maps a practice to its (level, target) when the period began."""
    closed = gap = practices = 0
    lowered: list[str] = []
    raised: list[str] = []
    for practice_id in asked:
        start, aim = opening.get(practice_id, (None, None))
        mark = marks.get(practice_id, NO_ANSWER)
        if aim is None or mark.excluded:  # what is not applicable is told as that
            continue
        if mark.target is None or mark.target < aim:
            lowered.append(practice_id)
        elif mark.target > aim:
            raised.append(practice_id)
        if start is None or start >= aim or not mark.answered or mark.level is None:
            continue
        practices += 1
        gap += aim - start
        closed += min(mark.level, aim) - start
    return GapClosed(closed, gap, practices, tuple(lowered), tuple(raised))
