"""From facts to the rows of the charts: the one place where screen and paper take their charts' values from.

Every number comes from the facts and is formatted by ``wording``; positions on an axis are plain floats.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from btech_desktop import benchmark, disclosure, wording
from btech_desktop.assessment import Answer
from btech_desktop.charts import (
    LEVEL_NAMES,
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
    no_change,
)
from btech_desktop.facts import Facts
from btech_desktop.language import Words, mark, tr
from btech_desktop.progress import Reason, Split
from btech_desktop.references import ReferenceFile, titles
from btech_desktop.scoring import FEWEST_FOR_MEAN, Score, rounded
from btech_desktop.teams import Team, TeamCell

# Two periods stand side by side with two decimals, because their difference is shown too.
BESIDE = 2
_NO_COLUMN = Change("none", "")


def number(value: Fraction | None) -> float | None:
    """A value for an axis."""
    return None if value is None else float(value)


def change(value: Fraction | None, places: int) -> Change:
    """A difference with its direction; one too small for the places shown gets the places it needs."""
    if value is None:
        return NOT_KNOWN
    if value == 0:
        return no_change()
    if rounded(value, places) == 0:
        places = BESIDE
    return Change("up" if value > 0 else "down", wording.signed(value, places))


def state(answer: Answer | None) -> LevelState:
    """An answer as its mark: a level, or why there is none."""
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


def short_ids(ids: tuple[str, ...], most: int = 3) -> str:
    """``POL-1, POL-2 and 4 more``."""
    if len(ids) <= most:
        return ", ".join(ids)
    return tr("{practices} and {more} more", practices=", ".join(ids[: most - 1]), more=len(ids) - most + 1)


# --- Where we stand ---------------------------------------------------------------------------------------


def domain_rows(facts: Facts) -> tuple[DomainRow, ...]:
    """A row for each domain with a practice asked, in the order of the form."""
    titles = {d.id: d.title for d in facts.dossier.form.domains}
    return tuple(_domain_row(facts, domain, titles[domain]) for domain in facts.results.domains)


def _domain_row(facts: Facts, domain: str, title: str) -> DomainRow:
    score = facts.results.domains[domain]
    pair = facts.comparison.domains.get(domain) if facts.comparison else None
    # Without an answer the range is the whole scale, which says nothing: the axis stays empty.
    known = score.mean is not None
    return DomainRow(
        key=domain,
        title=title,
        answered=wording.answered_of(score),
        average=number(score.mean),
        low=number(score.low) if known else None,
        high=number(score.high) if known else None,
        target=number(score.target),
        score_text=wording.plain(score.mean),
        low_text=wording.plain(score.low) if known else "",
        high_text=wording.plain(score.high) if known else "",
        target_text=wording.plain(score.target),
        weakest=_weakest(facts, domain),
        since=_since(facts, domain),
        since_on=pair.n if pair else None,
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
    return change(pair.change if pair else None, 1)


def since_label(facts: Facts) -> str:
    """The head of the column of changes; empty where nothing stands beside."""
    return tr("Since {period}", period=facts.before.assessment.period) if facts.before and facts.comparison else ""


def since_note(facts: Facts) -> str:
    """What the column of changes compares."""
    return tr("{since}: like for like", since=since_label(facts)) if since_label(facts) else ""


def score_row(facts: Facts) -> ScoreRow:
    """The overall score for the summary's small bar."""
    score = facts.results.overall
    known = score.mean is not None
    return ScoreRow(
        average=number(score.mean),
        low=number(score.low) if known else None,
        high=number(score.high) if known else None,
        target=number(score.target),
        score_text=wording.plain(score.mean),
        low_text=wording.plain(score.low) if known else "",
        high_text=wording.plain(score.high) if known else "",
        target_text=wording.plain(score.target),
    )


def evidence_parts(facts: Facts) -> tuple[Counted, ...]:
    """How many answers the evidence shows at each level 0 to 4: their level, capped by the best evidence."""
    counts = [0] * len(LEVEL_NAMES)
    for practice_id in facts.asked:
        shown = facts.mark(practice_id).shown
        if shown is not None:
            counts[shown] += 1
    return tuple(Counted(name.lower(), n) for name, n in zip(LEVEL_NAMES.values(), counts, strict=True))


# --- Beside the Community of Practice ---------------------------------------------------------------------

_ORDINALS = (mark("One"), mark("Two"), mark("Three"), mark("Four"), mark("Five"), mark("Six"))


def facet_themes(facts: Facts) -> tuple[FacetTheme, ...]:
    """The note's themes and facets beside the levels of the practices linked to them."""
    return tuple(
        FacetTheme(
            tr("Theme {number}", number=tr(_ORDINALS[i]) if i < len(_ORDINALS) else i + 1),
            theme.line.title,
            tuple(_facet(facet, facts) for facet in theme.facets),
        )
        for i, theme in enumerate(facts.themes)
    )


def _facet(line: benchmark.PracticeSet, facts: Facts) -> Facet:
    score = line.score
    return Facet(
        key=line.id,
        title=line.title,
        levels=tuple(state_of(facts, p.id) for p in line.practices),
        at_target=score.at_target,
        lowest=score.floor,
        average_text=average_text(score),
        provisional=score.provisional and not score.too_few,
        with_target=score.with_target,
        change=_facet_change(line, facts),
        coverage=tr("{answered} of {applicable}", answered=score.answered, applicable=score.applicable)
        if score.applicable
        else "",
    )


def _facet_change(line: benchmark.PracticeSet, facts: Facts) -> Change:
    """The change of a facet like for like, from three practices compared up."""
    pair = facts.comparison.over(p.id for p in line.practices) if facts.comparison else None
    if pair is None or pair.n < FEWEST_FOR_MEAN:
        return NOT_KNOWN
    return change(pair.change, 1)


def reading_theme(facts: Facts) -> FacetTheme | None:
    """The readings across domains (items 3 and 5 of the note), set like a theme; None where a form has none."""
    if not facts.strips:
        return None
    rows = tuple(replace(_facet(line, facts), key=reading_key(line.id)) for line in facts.strips)
    return FacetTheme(tr("Across domains"), tr("Items of the note"), rows)


def reading_line(score: Score) -> str:
    """How a reading across domains stands: counts, coverage, target, mean with its range, floor."""
    if not score.answered:
        return tr("{answered}; no answers yet.", answered=wording.sentence(wording.answered_of(score)))
    target = (
        tr("{reached} of {total} at target", reached=score.at_target, total=score.with_target)
        if score.with_target
        else tr("no targets")
    )
    mean = wording.plain(score.mean)
    if score.too_few:
        average = tr("too few answers for an average")
    elif score.provisional:
        average = tr("average {mean} of 4, may become {range}", mean=mean, range=wording.span(score))
    else:
        average = tr("average {mean} of 4", mean=mean)
    said = [wording.sentence(wording.answered_of(score)), target, average]
    if score.floor is not None:
        said.append(tr("lowest {level}: {practices}", level=score.floor, practices=short_ids(score.floor_ids)))
    return f"{wording.sentence(wording.counts_line(score))}. {'; '.join(said)}."


def reading_key(strip_id: str) -> str:
    """``item-3`` as people read it: ``Item 3``."""
    return tr("Item {number}", number=strip_id.rpartition("-")[2])


def average_text(score: Score) -> str:
    """A facet's mean, or why there is none."""
    if not score.asked:
        return tr("not asked")
    if not score.answered:
        return wording.plain(None)
    return tr("too few") if score.too_few else wording.plain(score.mean)


def disclosure_rows(facts: Facts, group: str = "all") -> tuple[StripRow, ...]:
    """What companies publish by area, and in words what we publish on the practices mapped to it.

    Sales review comes last and without a strip: no public source covers it.
    """
    rows = [_strip_row(facts, area) for area in disclosure.public_disclosure(group)]
    sales = next((d for d in facts.dossier.form.domains if d.id == "sales"), None)
    if sales is not None:
        rows.append(StripRow(sales.id, sales.title, none_text=disclosure.profile().no_comparator))
    return tuple(rows)


def _strip_row(facts: Facts, area: disclosure.Quartiles) -> StripRow:
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
        published=wording.published(facts, area.practices),
    )


def reference_rows(facts: Facts, reference: ReferenceFile) -> tuple[StripRow, ...]:
    """What a reference says of each domain and facet, in the order of the questionnaire; our score in words beside it.

    Ours stands there only where the reference is on our scale of levels.
    """
    scores = dict(facts.results.domains) | {line.id: line.score for theme in facts.themes for line in theme.facets}
    sets = {one.on: one for one in reference.sets}
    levels = reference.scale == "levels"
    text = _tenths if levels else _whole
    return tuple(
        StripRow(
            key=on,
            title=title,
            contributors=sets[on].n,
            low_quartile=sets[on].lower_quartile,
            median=sets[on].median,
            high_quartile=sets[on].upper_quartile,
            low_quartile_text=text(sets[on].lower_quartile),
            median_text=text(sets[on].median),
            high_quartile_text=text(sets[on].upper_quartile),
            published=_ours(scores.get(on)) if levels else "",
        )
        for on, title in titles().items()
        if on in sets
    )


def _ours(score: Score | None) -> str:
    """Our own score with its coverage, and how far it could still move."""
    if score is None or not score.asked:
        return tr("Ours: not asked")
    coverage = wording.answered_of(score)
    if not score.answered:
        return tr("Ours: {coverage}", coverage=coverage)
    if score.too_few:
        return tr("Ours: too few answers for an average, {coverage}", coverage=coverage)
    mean = wording.plain(score.mean)
    if score.provisional:
        return tr(
            "Ours: {mean}, {coverage}, may become {range}", mean=mean, coverage=coverage, range=wording.span(score)
        )
    return tr("Ours: {mean}, {coverage}", mean=mean, coverage=coverage)


def _tenths(value: float) -> str:
    return str(rounded(Fraction(str(value))))


def _whole(value: float) -> str:
    return str(rounded(Fraction(str(value)), 0))


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
        aim = facts.results.overall.target
        rows = [_row("", tr("Overall"), str(whole.n), whole.before, whole.after, aim, strong=True)]
        rows += [
            _row(d, titles[d], str(pairs[d].n), pairs[d].before, pairs[d].after, target)
            if d in pairs
            else _row(d, titles[d], "0", None, None, target)
            for d, target in targets.items()
        ]
    else:
        before, after = facts.before_results, facts.results
        rows = [_both("", tr("Overall"), before.overall, after.overall, strong=True)]
        rows += [_both(d, titles[d], before.domains.get(d), after.domains[d]) for d in targets]
    return tuple(rows)


def _both(key: str, title: str, before: Score | None, after: Score, *, strong: bool = False) -> DumbbellRow:
    """A row over all answers of each period; n is how many answers each mean rests on."""
    n = f"{before.answered if before else 0} / {after.answered}"
    return _row(key, title, n, before.mean if before else None, after.mean, after.target, strong=strong)


def _row(
    key: str,
    title: str,
    n: str,
    before: Fraction | None,
    after: Fraction | None,
    target: Fraction | None,
    *,
    strong: bool = False,
) -> DumbbellRow:
    both = before is not None and after is not None
    return DumbbellRow(
        key=key,
        title=title,
        n=n,
        before=number(before),
        after=number(after),
        target=number(target),
        before_text=wording.plain(before, BESIDE),
        after_text=wording.plain(after, BESIDE),
        target_text=wording.plain(target),
        change=NOT_KNOWN if before is None or after is None else change(after - before, BESIDE),
        strong=strong,
        note="" if both else tr("not answered in both"),
    )


def rounds_off(facts: Facts, *, like_for_like: bool = True) -> tuple[str, ...]:
    """Titles of the rows where the difference of the two means shown misses the change shown."""
    return tuple(
        row.title
        for row in dumbbell_rows(facts, like_for_like=like_for_like)
        if row.change is not NOT_KNOWN and _shown(row.after_text) - _shown(row.before_text) != _shown(row.change.text)
    )


def _shown(text: str) -> Fraction:
    """The number that a text shows."""
    return Fraction(0) if text == no_change().text else Fraction(text.replace(wording.MINUS, "-"))


REASON_LABELS: Mapping[Reason, str] = Words(
    {
        "done": mark("Done"),
        "learned": mark("Learned"),
        "re-judged": mark("Re-judged"),
        "corrected": mark("Corrected"),
        "none given": mark("No reason given"),
    }
)


def bridge_steps(split: Split, facts: Facts) -> tuple[BridgeStep, ...]:
    """Why the overall score moved, in the order of the split; steps that set nothing aside are left out."""
    movers = facts.comparison.movers if facts.comparison else ()
    n = facts.comparison.n if facts.comparison else 0
    parts = tuple(
        _step(
            REASON_LABELS[reason],
            tr("%n practice(s)", "", sum(1 for m in movers if m.change and m.reason == reason)),
            value,
            practice=reason == "done",
            key=reason,
        )
        for reason, value in split.by_reason.items()
    )
    levels = _step(
        tr("Change in levels"),
        tr("%n practice(s), like for like", "", n),
        split.levels,
        practice=True,
        parts=parts,
        key="levels",
    )
    return (
        *_aside(tr("Form: questions left out"), split.left_out_questions, split.questions_out, "questions out"),
        *_aside(tr("Coverage: set aside"), split.left_out_coverage, split.coverage_out, "coverage out"),
        levels,
        *_aside(tr("Coverage: newly answered"), split.came_coverage, split.coverage_in, "coverage in"),
        *_aside(tr("Form: new questions"), split.came_questions, split.questions_in, "questions in"),
    )


def _aside(label: str, ids: tuple[str, ...], value: Fraction, key: str) -> tuple[BridgeStep, ...]:
    return (_step(label, short_ids(ids), value, key=key),) if ids else ()


def _step(
    label: str, sub: str, value: Fraction, *, key: str, practice: bool = False, parts: tuple[BridgeStep, ...] = ()
) -> BridgeStep:
    return BridgeStep(label, sub, float(value), wording.signed(value, BESIDE), practice, key, parts)


@dataclass(frozen=True, slots=True)
class PartLine:
    """A practice that makes a part of the split. ``share`` is what it adds to the overall score, where that is known.

    What is left out or comes in moves the mean as a whole, so its practices have none.
    """

    practice_id: str
    before: int | None
    after: int | None
    share: str = ""


def part_lines(facts: Facts, key: str) -> tuple[PartLine, ...]:
    """The practices behind a step of the bridge, the greatest share first; none for an unknown key."""
    if facts.comparison is None or facts.comparison.split is None or facts.before is None:
        return ()
    split = facts.comparison.split
    aside = {
        "questions out": (split.left_out_questions, facts.before.answers),
        "coverage out": (split.left_out_coverage, facts.before.answers),
        "coverage in": (split.came_coverage, facts.dossier.answers),
        "questions in": (split.came_questions, facts.dossier.answers),
    }
    if key in aside:
        ids, answers = aside[key]
        then = answers is facts.before.answers
        levels = {i: answers[i].level for i in ids}
        return tuple(PartLine(i, levels[i] if then else None, None if then else levels[i]) for i in ids)
    found = [m for m in facts.comparison.movers if m.change and key in ("levels", m.reason)]
    found.sort(key=lambda m: -abs(m.contribution))
    return tuple(PartLine(m.practice_id, m.before, m.after, wording.signed(m.contribution, BESIDE)) for m in found)


def bridge_ends(facts: Facts, split: Split) -> tuple[BridgeEnd, BridgeEnd]:
    """Both full scores, each with its coverage."""
    assert facts.before is not None
    assert facts.before_results is not None
    before, after = facts.before_results.overall, facts.results.overall
    return (
        BridgeEnd(f"{facts.before.assessment.period}, {_coverage(before)}", wording.plain(split.before, BESIDE)),
        BridgeEnd(f"{facts.dossier.assessment.period}, {_coverage(after)}", wording.plain(split.after, BESIDE)),
    )


def _coverage(score: Score) -> str:
    return tr("{answered} of {applicable} answered", answered=score.answered, applicable=score.applicable)


def rounding_note(split: Split) -> str:
    """The word *rounding* and by how much, where the parts shown miss the total shown; else nothing."""
    parts = (split.questions_out, split.coverage_out, split.levels, split.coverage_in, split.questions_in)
    total = rounded(split.before, BESIDE) + sum(rounded(p, BESIDE) for p in parts)
    missed = abs(rounded(split.after, BESIDE) - total)
    if split.by_reason:
        reasons = sum(rounded(p, BESIDE) for p in split.by_reason.values())
        missed = max(missed, abs(rounded(split.levels, BESIDE) - reasons))
    return tr("rounding ±{missed}", missed=missed) if missed else ""


# --- Team by team -----------------------------------------------------------------------------------------


TeamSets = Literal["domains", "facets"]


def heat_rows(facts: Facts, by: TeamSets = "domains") -> tuple[tuple[str, ...], tuple[HeatRow, ...]]:
    """The names of the teams of the same period, and a row for each domain or facet which any of them was asked."""
    names = tuple(team.unit.name for team in facts.teams)
    form = facts.dossier.form
    sets = (
        [(d.id, d.title) for d in form.domains]
        if by == "domains"
        else [(f.id, f"{f.id} {f.title}") for f in form.facets]
    )
    rows = []
    for key, title in sets:
        # A team on another edition may lack a domain or facet of ours.
        cells = [_cells(team, by).get(key, TeamCell(None)) for team in facts.teams]
        if any(cell.state != "not asked" for cell in cells):
            rows.append(HeatRow(title, tuple(_heat_cell(cell) for cell in cells)))
    return names, tuple(rows)


def _cells(team: Team, by: TeamSets) -> dict[str, TeamCell]:
    return team.domains if by == "domains" else team.facets


def _heat_cell(cell: TeamCell) -> HeatCell:
    score = cell.score
    if score is None or cell.state == "not asked":
        return HeatCell("not_asked")
    if cell.state != "scored":
        levels = tuple(level for level, n in enumerate(score.counts) for _ in range(n))
        return HeatCell("too_few", n=score.answered, levels=levels)
    return HeatCell("level", score.floor, wording.plain(score.mean), score.answered)
