"""From facts to the rows of the charts: the one place where screen and paper take their charts' values from.

Every number comes from the facts and is formatted by ``wording``; positions on an axis are plain floats.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from btech_desktop import benchmark, wording
from btech_desktop.assessment import Answer, Dossier
from btech_desktop.charts import (
    LEVEL_NAMES,
    NO_CHANGE,
    NOT_KNOWN,
    BridgeEnd,
    BridgeStep,
    Change,
    Counted,
    DomainRow,
    DumbbellRow,
    Facet,
    FacetTheme,
    HeatCell,
    HeatRow,
    LevelState,
    ScoreRow,
    StripRow,
    Weakest,
)
from btech_desktop.facts import Facts
from btech_desktop.progress import Reason, TeamCell
from btech_desktop.scoring import Score, rounded

# Two or more years stand side by side with two decimals, because their difference is shown too.
BESIDE = 2
ROUNDING = "rounding"
_NO_COLUMN = Change("none", "")


def _at(value: Fraction | None) -> float | None:
    """A place on an axis."""
    return None if value is None else float(value)


def _change(value: Fraction, places: int) -> Change:
    """A difference as its direction and text; what rounds to nothing is still told apart from no change."""
    if value == 0:
        return NO_CHANGE
    return Change("up" if value > 0 else "down", wording.signed(value, places))


def level_state(answer: Answer | None) -> LevelState:
    """An answer as its mark: a level, or why there is none."""
    if answer is None:
        return "not_asked"
    if answer.to_confirm:
        return "confirm"
    if answer.not_applicable:
        return "na"
    return "open" if answer.level is None else answer.level


# --- Where we stand ---------------------------------------------------------------------------------------


def domain_rows(facts: Facts) -> tuple[DomainRow, ...]:
    """A row for each domain with a practice asked, in the order of the form."""
    titles = {d.id: d.title for d in facts.dossier.form.domains}
    return tuple(_domain_row(facts, domain, titles[domain]) for domain in facts.results.domains)


def _domain_row(facts: Facts, domain: str, title: str) -> DomainRow:
    score = facts.results.domains[domain]
    # Without an answer the range is the whole scale, which says nothing: the axis stays empty.
    known = score.mean is not None
    return DomainRow(
        key=domain,
        title=title,
        answered=f"{score.answered} of {score.applicable} answered",
        average=_at(score.mean),
        low=_at(score.low) if known else None,
        high=_at(score.high) if known else None,
        target=_at(score.target),
        score_text=wording.plain(score.mean),
        low_text=wording.plain(score.low) if known else "",
        high_text=wording.plain(score.high) if known else "",
        target_text=wording.plain(score.target),
        weakest=_weakest(facts, domain),
        since=_since(facts, domain),
    )


def _weakest(facts: Facts, domain: str) -> Weakest | None:
    score = facts.results.domains[domain]
    if score.floor is None:
        return None
    first, *others = facts.domain_floor(domain)
    return Weakest(score.floor, first, f"+{len(others)}" if others else "")


def _since(facts: Facts, domain: str) -> Change:
    if facts.comparison is None:
        return _NO_COLUMN
    pair = facts.comparison.domains.get(domain)
    return NOT_KNOWN if pair is None else _change(pair.change, 1)


def since_label(facts: Facts) -> str:
    """The head of the column of changes; empty where nothing stands beside."""
    return f"Since {facts.before.assessment.period}" if facts.before and facts.comparison else ""


def since_note(facts: Facts) -> str:
    """What the column of changes compares."""
    return f"{since_label(facts)}: like for like" if since_label(facts) else ""


def score_row(facts: Facts) -> ScoreRow:
    """The overall score for the summary's small bar."""
    score = facts.results.overall
    known = score.mean is not None
    return ScoreRow(
        average=_at(score.mean),
        low=_at(score.low) if known else None,
        high=_at(score.high) if known else None,
        target=_at(score.target),
        score_text=wording.plain(score.mean),
        low_text=wording.plain(score.low) if known else "",
        high_text=wording.plain(score.high) if known else "",
        target_text=wording.plain(score.target),
    )


def evidence_parts(facts: Facts) -> tuple[Counted, ...]:
    """How many answers the evidence shows at each level 0 to 4: their level, capped by the best evidence."""
    counts = [0] * len(LEVEL_NAMES)
    for practice_id in facts.asked:
        mark = facts.dossier.answers[practice_id].mark()
        if mark.answered and mark.level is not None:
            counts[min(mark.level, facts.supports[practice_id])] += 1
    return tuple(Counted(name.lower(), n) for name, n in zip(LEVEL_NAMES, counts, strict=True))


# --- Beside the Community of Practice ---------------------------------------------------------------------

_ORDINALS = ("One", "Two", "Three", "Four", "Five", "Six")


def facet_themes(facts: Facts) -> tuple[FacetTheme, ...]:
    """The note's themes and facets beside the levels of the practices linked to them."""
    return tuple(
        FacetTheme(
            f"Theme {_ORDINALS[i]}" if i < len(_ORDINALS) else f"Theme {i + 1}",
            theme.line.title,
            tuple(_facet(facet, facts.dossier) for facet in theme.facets),
        )
        for i, theme in enumerate(facts.themes)
    )


def _facet(line: benchmark.PracticeSet, dossier: Dossier) -> Facet:
    score = line.score
    return Facet(
        key=line.id,
        title=line.title,
        levels=tuple(level_state(dossier.answers.get(p.id)) for p in line.practices),
        at_target=score.at_target,
        lowest=score.floor,
        average_text=average_text(score),
        provisional=score.provisional and not score.too_few,
        with_target=score.with_target,
    )


def average_text(score: Score) -> str:
    """A facet's mean, or why there is none."""
    if not score.asked:
        return "not asked"
    if not score.answered:
        return wording.plain(None)
    return "too few" if score.too_few else wording.plain(score.mean)


NO_COMPARATOR = "No public comparator exists."
_STRIP_TEXT_PLACES = 0


def strip_rows(facts: Facts, group: str = "all") -> tuple[StripRow, ...]:
    """What companies publish by area, and in words what we publish on the practices mapped to it."""
    rows = [_strip_row(facts, area) for area in benchmark.public_disclosure(group)]
    sales = next((d for d in facts.dossier.form.domains if d.id == "sales"), None)
    if sales is not None:
        rows.append(StripRow(sales.id, sales.title, none_text=NO_COMPARATOR))
    return tuple(rows)


def _strip_row(facts: Facts, area: benchmark.Quartiles) -> StripRow:
    return StripRow(
        key=area.domain,
        title=area.title,
        values=area.values,
        low_quartile=area.p25,
        median=area.median,
        high_quartile=area.p75,
        low_quartile_text=_whole(area.p25),
        median_text=_whole(area.median),
        high_quartile_text=_whole(area.p75),
        published=published(facts, area.practices),
    )


def _whole(value: float) -> str:
    return str(rounded(Fraction(str(value)), _STRIP_TEXT_PLACES))


def published(facts: Facts, practice_ids: Iterable[str]) -> str:
    """``We publish on 2 of 3 practices: yes 1, partly 1, no 1; 0 not said``: what we declare, in words alone."""
    said = {"yes": 0, "partly": 0, "no": 0}
    silent = 0
    for practice_id in practice_ids:
        answer = facts.dossier.answers.get(practice_id)
        if answer is None or answer.mark().excluded:
            continue
        if answer.disclosed is None:
            silent += 1
        else:
            said[answer.disclosed] += 1
    total = sum(said.values()) + silent
    if not total:
        return "None of these practices is asked here"
    if silent == total:
        return f"We have not said yet what we publish on {wording.count(total, 'practice')}"
    ours = said["yes"] + said["partly"]
    parts = ", ".join(f"{word} {n}" for word, n in said.items())
    return f"We publish on {ours} of {wording.count(total, 'practice')}: {parts}; {silent} not said"


# --- Year on year -----------------------------------------------------------------------------------------


def dumbbell_rows(facts: Facts, *, like_for_like: bool = True) -> tuple[DumbbellRow, ...]:
    """The overall score and each domain in both periods: over the common practices, or over all answers of each."""
    if facts.comparison is None or facts.before_results is None or facts.comparison.overall is None:
        return ()
    titles = {d.id: d.title for d in facts.dossier.form.domains}
    targets = {d: s.target for d, s in facts.results.domains.items()}
    if like_for_like:
        pairs = facts.comparison.domains
        whole = facts.comparison.overall
        rows = [_row("overall", "Overall", str(whole.n), whole.before, whole.after, facts.results.overall.target)]
        rows += [
            _row(d, titles[d], str(pairs[d].n), pairs[d].before, pairs[d].after, target)
            if d in pairs
            else _row(d, titles[d], "0", None, None, target)
            for d, target in targets.items()
        ]
    else:
        before, after = facts.before_results, facts.results
        rows = [_both("overall", "Overall", before.overall, after.overall)]
        rows += [_both(d, titles[d], before.domains.get(d), after.domains[d]) for d in targets]
    return (_strong(rows[0]), *rows[1:])


def _both(key: str, title: str, before: Score | None, after: Score) -> DumbbellRow:
    """A row over all answers of each period; n is how many answers each mean rests on."""
    n = f"{before.answered if before else 0} / {after.answered}"
    return _row(key, title, n, before.mean if before else None, after.mean, after.target)


def _row(
    key: str, title: str, n: str, before: Fraction | None, after: Fraction | None, target: Fraction | None
) -> DumbbellRow:
    both = before is not None and after is not None
    note = "" if both else "not answered in both periods"
    return DumbbellRow(
        key=key,
        title=title,
        n=n,
        before=_at(before),
        after=_at(after),
        target=_at(target),
        before_text=wording.plain(before, BESIDE),
        after_text=wording.plain(after, BESIDE),
        target_text=wording.plain(target),
        change=NOT_KNOWN if before is None or after is None else _change(after - before, BESIDE),
        note=note,
    )


def _strong(row: DumbbellRow) -> DumbbellRow:
    return DumbbellRow(
        **{name: getattr(row, name) for name in DumbbellRow.__slots__ if name != "strong"},
        strong=True,
    )


def dumbbell_note(facts: Facts, *, like_for_like: bool = True) -> str:
    """Says *rounding* where a shown difference is not that of the two shown means; else empty."""
    if facts.comparison is None or facts.before_results is None or facts.comparison.overall is None:
        return ""
    pairs: list[tuple[Fraction, Fraction]] = []
    if like_for_like:
        pairs = [(p.before, p.after) for p in (facts.comparison.overall, *facts.comparison.domains.values())]
    else:
        before, after = facts.before_results, facts.results
        scores = [(before.overall, after.overall)]
        scores += [(before.domains[d], s) for d, s in after.domains.items() if d in before.domains]
        pairs = [(a.mean, b.mean) for a, b in scores if a.mean is not None and b.mean is not None]
    misses = [abs(rounded(b, BESIDE) - rounded(a, BESIDE) - rounded(b - a, BESIDE)) for a, b in pairs]
    worst = max(misses, default=None)
    return f"{ROUNDING} ±{worst}" if worst else ""


@dataclass(frozen=True, slots=True)
class BridgeRows:
    """What ``charts.bridge`` draws; ``note`` says *rounding* where the shown parts miss the shown total."""

    start: BridgeEnd
    steps: tuple[BridgeStep, ...]
    end: BridgeEnd
    note: str


REASON_LABELS: dict[Reason, str] = {
    "done": "Done: practice changed",
    "learned": "Learned: we know more",
    "re-judged": "Re-judged: same facts",
    "corrected": "Corrected: was wrong",
    "none given": "No reason given",
}


def bridge_rows(facts: Facts) -> BridgeRows | None:
    """Why the overall score moved, step by step; None where nothing is compared."""
    comparison = facts.comparison
    if comparison is None or comparison.split is None or facts.before is None:
        return None
    split = comparison.split
    before, after = facts.before.assessment.period, facts.dossier.assessment.period
    parts = tuple(
        _step(REASON_LABELS[reason], _moved_by(facts, reason), value, practice=reason == "done")
        for reason, value in split.by_reason.items()
    )
    steps = [
        (split.left_out_questions, "Questionnaire: left out", split.questions_out),
        (split.left_out_coverage, "Coverage: set aside", split.coverage_out),
    ]
    later = [
        (split.came_coverage, "Coverage: newly answered", split.coverage_in),
        (split.came_questions, "Questionnaire: new or changed", split.questions_in),
    ]
    levels = _step(
        "Change in levels",
        f"{wording.count(comparison.n, 'practice')}, like for like",
        split.levels,
        practice=True,
        parts=parts,
    )
    shown = (
        *(_step(label, _named(ids), value) for ids, label, value in steps if ids),
        levels,
        *(_step(label, _named(ids), value) for ids, label, value in later if ids),
    )
    return BridgeRows(
        BridgeEnd(f"{before}, all practices", wording.plain(split.before, BESIDE)),
        shown,
        BridgeEnd(f"{after}, all practices", wording.plain(split.after, BESIDE)),
        _bridge_note(facts),
    )


def _step(
    label: str, sub: str, value: Fraction, *, practice: bool = False, parts: tuple[BridgeStep, ...] = ()
) -> BridgeStep:
    return BridgeStep(label, sub, float(value), wording.signed(value, BESIDE), practice, parts=parts)


def _named(ids: tuple[str, ...]) -> str:
    return ", ".join(ids) if len(ids) <= 2 else wording.count(len(ids), "practice")


def _moved_by(facts: Facts, reason: Reason) -> str:
    movers = facts.comparison.movers if facts.comparison else ()
    return wording.count(sum(1 for m in movers if m.change and m.reason == reason), "practice")


def _bridge_note(facts: Facts) -> str:
    assert facts.comparison is not None
    split = facts.comparison.split
    assert split is not None
    steps = (split.questions_out, split.coverage_out, split.levels, split.coverage_in, split.questions_in)
    total = rounded(split.before, BESIDE) + sum(rounded(s, BESIDE) for s in steps) - rounded(split.after, BESIDE)
    reasons = sum(rounded(v, BESIDE) for v in split.by_reason.values()) - rounded(split.levels, BESIDE)
    worst = max(abs(total), abs(reasons) if split.by_reason else abs(total))
    return f"{ROUNDING} ±{worst}" if worst else ""


# --- Team by team -----------------------------------------------------------------------------------------


def heat_rows(facts: Facts) -> tuple[tuple[str, ...], tuple[HeatRow, ...]]:
    """The names of the teams of the same period, and a row for each domain which any of them was asked."""
    teams = tuple(team.unit.name for team in facts.teams)
    rows = []
    for domain in facts.dossier.form.domains:
        # A team on another edition may lack a domain of ours.
        cells = [team.cells.get(domain.id, TeamCell(None)) for team in facts.teams]
        if any(cell.state != "not asked" for cell in cells):
            rows.append(HeatRow(domain.title, tuple(_heat_cell(cell) for cell in cells)))
    return teams, tuple(rows)


def _heat_cell(cell: TeamCell) -> HeatCell:
    score = cell.score
    if score is None or cell.state == "not asked":
        return HeatCell("not_asked")
    if cell.state != "scored":
        levels = tuple(level for level, n in enumerate(score.counts) for _ in range(n))
        return HeatCell("too_few", n=score.answered, levels=levels)
    return HeatCell("level", score.floor, wording.plain(score.mean), score.answered)
