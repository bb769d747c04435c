"""Facts as the rows that the charts take: every value formatted, none computed anew."""

from fractions import Fraction

from btech_desktop import benchmark
from btech_desktop.assessment import Answer
from btech_desktop.charts import (
    NO_CHANGE,
    NOT_KNOWN,
    BridgeEnd,
    BridgeStep,
    Change,
    DomainRow,
    DumbbellRow,
    Facet,
    FacetTheme,
    LevelState,
    StripRow,
    Weakest,
)
from btech_desktop.facts import Facts
from btech_desktop.progress import Pair, Split
from btech_desktop.scoring import Score, rounded
from btech_desktop.wording import count, answered_of, plain, published, signed

REASON_LABELS = {
    "done": "Done",
    "learned": "Learned",
    "re-judged": "Re-judged",
    "corrected": "Corrected",
    "none given": "No reason given",
}


def state(answer: Answer | None) -> LevelState:
    """An answer as the level mark that stands for it."""
    if answer is None:
        return "not_asked"
    if answer.to_confirm:
        return "confirm"
    if answer.not_applicable:
        return "na"
    return "open" if answer.level is None else answer.level


def state_of(facts: Facts, practice_id: str) -> LevelState:
    """The mark of a practice in this assessment."""
    return state(facts.dossier.answers.get(practice_id))


def number(value: Fraction | None) -> float | None:
    """A value for an axis."""
    return None if value is None else float(value)


def change(value: Fraction | None, places: int) -> Change:
    """A difference with its direction; one too small for the places shown gets the places it needs."""
    if value is None:
        return NOT_KNOWN
    if value == 0:
        return NO_CHANGE
    if rounded(value, places) == 0:
        places = 2
    return Change("up" if value > 0 else "down", signed(value, places))


def weakest(score: Score, ids: tuple[str, ...]) -> Weakest | None:
    """The lowest practice, the gravest risk to people first."""
    if score.floor is None or not ids:
        return None
    return Weakest(score.floor, ids[0], f"+{len(ids) - 1}" if len(ids) > 1 else "")


def domain_rows(facts: Facts) -> tuple[DomainRow, ...]:
    """A row for each domain asked."""
    compared = facts.comparison.domains if facts.comparison else {}
    rows = []
    for domain in facts.dossier.form.domains:
        score = facts.results.domains.get(domain.id)
        if score is None:
            continue
        pair = compared.get(domain.id)
        scored = score.mean is not None
        rows.append(
            DomainRow(
                domain.id,
                domain.title,
                answered_of(score),
                number(score.mean),
                number(score.low) if scored else None,
                number(score.high) if scored else None,
                number(score.target),
                plain(score.mean),
                plain(score.low) if scored else "",
                plain(score.high) if scored else "",
                plain(score.target),
                weakest(score, facts.domain_floor(domain.id)),
                change(pair.change if pair else None, 1),
            )
        )
    return tuple(rows)


def _dumbbell(key: str, title: str, pair: Pair, target: Fraction | None, *, strong: bool) -> DumbbellRow:
    return DumbbellRow(
        key,
        title,
        str(pair.n),
        number(pair.before),
        number(pair.after),
        number(target),
        plain(pair.before, 2),
        plain(pair.after, 2),
        plain(target, 1),
        change(pair.change, 2),
        strong=strong,
    )


def dumbbell_rows(facts: Facts) -> tuple[DumbbellRow, ...]:
    """The overall score, then each domain, like for like."""
    comparison = facts.comparison
    if comparison is None or comparison.overall is None:
        return ()
    rows = [_dumbbell("", "Overall", comparison.overall, facts.results.overall.target, strong=True)]
    for domain in facts.dossier.form.domains:
        pair = comparison.domains.get(domain.id)
        if pair is not None:
            rows.append(
                _dumbbell(domain.id, domain.title, pair, facts.results.domains[domain.id].target, strong=False)
            )
    return tuple(rows)


def rounds_off(facts: Facts) -> tuple[str, ...]:
    """Titles of the rows where the difference of the years shown misses the change shown."""
    return tuple(
        row.title
        for row in dumbbell_rows(facts)
        if rounded_text(row.after_text) - rounded_text(row.before_text) != rounded_text(row.change.text)
    )


def rounded_text(shown: str) -> Fraction:
    """The number that a text shows."""
    return Fraction(shown.replace("\N{MINUS SIGN}", "-")) if shown != NO_CHANGE.text else Fraction(0)


def bridge_steps(split: Split, facts: Facts) -> tuple[BridgeStep, ...]:
    """Why the overall score moved; steps that set nothing aside are left out."""

    def step(label: str, ids: tuple[str, ...], value: Fraction) -> BridgeStep | None:
        if not ids:
            return None
        return BridgeStep(label, short_ids(ids), float(value), signed(value, 2))

    n = facts.comparison.n if facts.comparison else 0
    parts = tuple(
        BridgeStep(REASON_LABELS[reason], "", float(value), signed(value, 2), practice=True)
        for reason, value in split.by_reason.items()
    )
    levels = BridgeStep(
        "Levels",
        f"{count(n, 'practice')}, like for like",
        float(split.levels),
        signed(split.levels, 2),
        practice=True,
        parts=parts,
    )
    steps = (
        step("Form: questions left out", split.left_out_questions, split.questions_out),
        step("Coverage: set aside", split.left_out_coverage, split.coverage_out),
        levels,
        step("Coverage: newly answered", split.came_coverage, split.coverage_in),
        step("Form: new questions", split.came_questions, split.questions_in),
    )
    return tuple(s for s in steps if s is not None)


def short_ids(ids: tuple[str, ...], most: int = 3) -> str:
    """``POL-1, POL-2 and 4 more``."""
    if len(ids) <= most:
        return ", ".join(ids)
    return f"{', '.join(ids[: most - 1])} and {len(ids) - most + 1} more"


def bridge_ends(facts: Facts, split: Split) -> tuple[BridgeEnd, BridgeEnd]:
    """Both full scores, each with its coverage."""
    assert facts.before is not None
    assert facts.before_results is not None
    before, after = facts.before_results.overall, facts.results.overall
    return (
        BridgeEnd(f"{facts.before.assessment.period}, {answered_of(before)}", plain(split.before, 2)),
        BridgeEnd(f"{facts.dossier.assessment.period}, {answered_of(after)}", plain(split.after, 2)),
    )


def rounding_note(split: Split) -> str:
    """The word *rounding* where the parts shown miss the total shown; else nothing."""
    parts = [split.questions_out, split.coverage_out, split.levels, split.coverage_in, split.questions_in]
    total = rounded(split.before, 2) + sum(rounded(p, 2) for p in parts)
    missed = rounded(split.after, 2) - total
    reasons = rounded(split.levels, 2) - sum(rounded(p, 2) for p in split.by_reason.values())
    if not missed and not (reasons and split.by_reason):
        return ""
    return f"rounding \N{PLUS-MINUS SIGN}{max(abs(missed), abs(reasons) if split.by_reason else 0)}"


def facet_themes(facts: Facts) -> tuple[FacetTheme, ...]:
    """The ten questions of the Community of Practice with our levels."""
    found = []
    for theme in facts.themes:
        rows = tuple(
            Facet(
                facet.id,
                facet.title,
                tuple(state_of(facts, p.id) for p in facet.practices),
                facet.score.at_target,
                facet.score.floor,
                "too few" if facet.score.too_few else plain(facet.score.mean),
                facet.score.provisional,
            )
            for facet in theme.facets
        )
        found.append(FacetTheme(theme.line.id, theme.line.title, rows))
    return tuple(found)


def disclosure_rows(facts: Facts) -> tuple[StripRow, ...]:
    """What companies publish, and in words what we publish on the mapped practices."""
    rows = [
        StripRow(
            area.domain,
            area.title,
            area.values,
            area.p25,
            area.median,
            area.p75,
            f"{area.p25:g}",
            f"{area.median:g}",
            f"{area.p75:g}",
            published(facts, area.practices),
        )
        for area in benchmark.public_disclosure()
    ]
    sales = tuple(p.id for p in facts.dossier.practices() if facts.dossier.form.domain_ids[p.id] == "sales")
    if sales:
        rows.insert(3, StripRow("sales", "Sales review", published=published(facts, sales)))
    return tuple(rows)
