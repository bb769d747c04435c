"""The method in words, with its numbers computed: written once, shown under Help and in the report's annex; pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from btech_desktop import benchmark, disclosure, terms
from btech_desktop.assessment import NO_ANSWER, SUPPORTED_WITHOUT_EVIDENCE, SUPPORTS, Mark
from btech_desktop.charts import LevelState, level_text
from btech_desktop.editions import SAME_MEANING, links, retired
from btech_desktop.form import Form, Framework, Practice, RelationKind
from btech_desktop.language import mark, tr
from btech_desktop.scoring import FEWEST_FOR_MEAN, HIGHEST, LOWEST, Marks, Results, Score, results
from btech_desktop.wording import DISCLAIMER, answered_of, joined, number, plain, sentence, span

DASH: Final = "\N{EN DASH}"
HEARD_AT_THREE: Final = ("18", "20", "31")  # Guiding Principles that ask for people to be heard, not only counted
TO_CONFIRM: Final = mark("to be confirmed")


@dataclass(frozen=True, slots=True)
class Standing:
    """A cell of a table that shows a level mark, and what it is called."""

    state: LevelState
    words: str


Cell = str | Standing


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head, all of one length; ``shares`` are the columns' shares of the width."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shares: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, a table if there is one, and what is said below it."""

    key: str
    heading: str
    paragraphs: tuple[str, ...]
    table: Table | None = None
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """Answers on which the scoring is carried out: practice ids of one form, their marks and their results."""

    heading: str
    lead: str
    shown: tuple[str, ...]
    marks: Marks
    results: Results


def sections(
    form: Form, example: Example | None, *, before: Form | None = None, scope_line: str = "", internal: bool = True
) -> tuple[Section, ...]:
    """The method of an edition, in order. ``before`` is the edition compared with, where it is another.

    ``example`` None leaves the worked example out. Without ``internal`` the outside references are left out: they
    are for internal copies only.
    """
    found = [_measures(form), _scale(form), _choosing(form), _scoring()]
    if example is not None:
        found.append(_worked(form, example))
    found += [_years(), _editions(form, before)]
    if internal:
        found.append(_beside())
    found += [*_frameworks(form), _priorities(), *_smaller(form), _evidence(), _leaves(), _not_this(scope_line)]
    return tuple(found)


# -- what is asked ----------------------------------------------------------------------------------------


def _measures(form: Form) -> Section:
    domains = joined([d.title.lower() for d in form.domains])
    return Section(
        "measures",
        tr("What it measures"),
        (
            tr(
                "How do we manage risks to people, and how do we know? The form asks this in "
                "%n practice(s) and {domains}: {titles}. "
                "They rest on the UN Guiding Principles on Business and Human Rights.",
                "",
                len(form.ids),
                domains=tr("%n domain(s)", "", len(form.domains)),
                titles=domains,
            ),
            tr(
                "It measures how risks to people are managed, not whether a company is good. A high level does "
                "not show "
                "that no harm is done."
            ),
        ),
    )


def _scale(form: Form) -> Section:
    rows = tuple((Standing(level.number, level.name), level.meaning, level.test or DASH) for level in form.levels)
    return Section(
        "scale",
        tr("The scale"),
        (
            tr(
                "Every practice has {levels} descriptions of its own, one for each level.",
                levels=number(len(form.levels)),
            ),
        ),
        Table((tr("Level"), tr("Meaning"), tr("Test for the next")), rows, (20, 44, 45)),
    )


def _choosing(form: Form) -> Section:
    two, three = form.levels[2].name.lower(), form.levels[3].name.lower()
    paragraphs = [
        tr("Choose the highest level whose description is met in full."),
        tr(
            "Each practice names its case: what is counted, such as every launch or every complaint of the last twelve "
            "months. The case cannot be made narrower to reach a level, because those left out are often those most at "
            "risk. What is left out all the same is recorded as a change of scope."
        ),
        tr(
            "From 2 ({two}) to 3 ({three}) the count decides: at least three quarters of the cases, and every "
            "highest-risk one. Three quarters without the worst cases is not level 3.",
            two=two,
            three=three,
        ),
        tr(
            "Where no case arose in the year nothing can be counted, so the level is 2 at most. Rehearsals count "
            "where the "
            "case names them."
        ),
    ]
    if heard := heard_ids(form):
        paragraphs.append(
            tr(
                "Where a practice rests on UN Guiding Principle {principles}, "
                "affected people must already be heard at level 3, not only at 4. This touches {touched} of "
                "%n practice(s): {practices}.",
                "",
                len(form.ids),
                principles=tr("{list} or {last}", list=", ".join(HEARD_AT_THREE[:-1]), last=HEARD_AT_THREE[-1]),
                touched=len(heard),
                practices=", ".join(heard),
            )
        )
    paragraphs.append(
        tr(
            "Whether the company publishes anything on a practice is a separate answer. Publishing lifts no level, and "
            "silence lowers none."
        )
    )
    return Section("choosing", tr("How a level is chosen"), tuple(paragraphs))


def heard_ids(form: Form) -> tuple[str, ...]:
    """The practices whose level 3 asks that affected people were heard: those resting on UNGP 18, 20 or 31."""
    return tuple(p.id for p in form.practices if any(_principle(u) in HEARD_AT_THREE for u in p.ungp))


def _principle(cited: str) -> str:
    """``31`` of ``31f``."""
    found = re.match(r"[0-9]+", cited)
    return found.group() if found else ""


# -- scores -----------------------------------------------------------------------------------------------


def _scoring() -> Section:
    return Section(
        "scoring",
        tr("Scoring"),
        (
            tr("The counts come first: how many practices stand at which level, and how many reached their target."),
            tr(
                "A domain's score is the mean level of its practices that apply and are answered. The overall score is "
                "the mean of the domain scores that exist. All weigh the same."
            ),
            tr(
                "A practice not answered is not level 0. While some are open the score is provisional and stands "
                "beside "
                "its range: every open practice at {lowest}, and every one at {highest}. Without an answer there is no "
                "score. Answers carried over from last year count for nothing until they are confirmed.",
                lowest=LOWEST,
                highest=HIGHEST,
            ),
            tr("Not applicable needs a reason, counts in no score, and is listed."),
            tr(
                "Averages of facets, readings across domains and teams need {fewest} answers. The lowest "
                "level stands beside every average, because a mean can hide it.",
                fewest=number(FEWEST_FOR_MEAN),
            ),
            tr(
                "Figures are computed exactly and rounded half up once, to one decimal, or to two where they are "
                "subtracted. Where rounded parts miss their total, the word rounding says so."
            ),
        ),
    )


# Level (None: open), not applicable, cap set by the evidence; the levels of nobody.
_MADE_UP: Final = (
    Mark(level=3, supports=SUPPORTS["rule"]),
    Mark(level=2, supports=SUPPORTS["use"]),
    Mark(),
    Mark(level=1),
    Mark(not_applicable=True),
)
_IN_FIRST: Final = 3


def made_up(form: Form) -> Example:
    """Five made-up answers in the first two domains of a form; the scores are computed from them."""
    first, second = (form.practices_by_domain[d.id] for d in form.domains[:2])
    chosen = [p.id for p in first[:_IN_FIRST]]
    chosen.append(next(p.id for p in second))
    chosen.append(next(p.id for p in second[1:] if not p.never_na))
    marks = dict(zip(chosen, _MADE_UP, strict=True))
    return Example(
        tr("A worked example"),
        tr(
            "These {number} answers are made up. Suppose that only these practices were asked.",
            number=number(len(chosen)),
        ),
        tuple(chosen),
        marks,
        results(form, chosen, marks),
    )


def own_example(form: Form, marks: Marks, whole: Results, asked: Iterable[str]) -> Example | None:
    """The domain of an assessment with the fewest answers; None where nothing is answered.

    ``whole`` are the assessment's results; ``marks`` need to be known for the practices asked only.
    """
    scored = [d for d in form.domains if d.id in whole.domains and whole.domains[d.id].answered]
    if not scored:
        return None
    domain = min(scored, key=lambda d: whole.domains[d.id].answered)
    wanted = set(asked)
    return Example(
        tr("An example from this assessment"),
        tr("The scoring, carried out on {domain}, the domain with the fewest answers.", domain=domain.title.lower()),
        tuple(p.id for p in form.practices_by_domain[domain.id] if p.id in wanted),
        marks,
        whole,
    )


def _worked(form: Form, example: Example) -> Section:
    rows = tuple(_row(form, form.by_id[i], example.marks.get(i, NO_ANSWER)) for i in example.shown)
    shown = {form.domain_ids[i] for i in example.shown}
    after: list[str] = []
    for domain in form.domains:
        if domain.id in shown:
            ids = [i for i in example.shown if form.domain_ids[i] == domain.id]
            after += _domain_sums(domain.title, ids, example.marks, example.results.domains[domain.id])
    after += _overall_sums(example.results)
    head = ("", tr("Practice"), tr("Level"), tr("Evidence shows"))
    return Section("example", example.heading, (example.lead,), Table(head, rows, (10, 46, 24, 16)), tuple(after))


def _row(form: Form, practice: Practice, mark: Mark) -> tuple[Cell, ...]:
    state: LevelState = (
        "confirm" if mark.to_confirm else "na" if mark.excluded else "open" if mark.level is None else mark.level
    )
    words = form.levels[state].name if isinstance(state, int) else sentence(level_text(state))
    return (
        practice.id,
        practice.title,
        Standing(state, words),
        DASH if mark.shown is None else str(mark.shown),
    )


def _domain_sums(title: str, ids: Sequence[str], marks: Marks, score: Score) -> list[str]:
    """The mean of a domain, where its open answers can take it, what is left out, what its evidence shows."""
    if score.mean is None:
        return [tr("{domain}: {answered}, so there is no score.", domain=title, answered=answered_of(score))]
    total = sum(level * n for level, n in enumerate(score.counts))
    sums = [tr("{number} × level {level}", number=n, level=level) for level, n in enumerate(score.counts) if n]
    found = [
        tr(
            "{domain}: {coverage}. {sums} [makes|make] {total}; {total} over %n is {mean}.",
            "",
            score.answered,
            domain=title,
            coverage=answered_of(score),
            sums=sentence(joined(sums)),
            total=total,
            mean=_twice(score.mean),
        )
    ]
    if score.open:
        found.append(
            tr(
                "With %n open answer(s) at {lowest} or at {highest} this may become {range} "
                "({low_total} and {high_total} over {applicable}).",
                "",
                score.open,
                lowest=LOWEST,
                highest=HIGHEST,
                range=span(score),
                low_total=total + LOWEST * score.open,
                high_total=total + HIGHEST * score.open,
                applicable=score.applicable,
            )
        )
    if score.not_applicable:
        out = [i for i in ids if marks.get(i, NO_ANSWER).excluded]
        found.append(tr("Not applicable, and in no sum: {practices}.", practices=", ".join(out)))
    capped = tr("%n [level is|levels are] capped", "", score.capped) if score.capped else tr("no level is capped")
    found.append(
        tr("The level our evidence shows: {capped}, which gives {mean}.", capped=capped, mean=_twice(score.supported))
    )
    return found


def _overall_sums(whole: Results) -> list[str]:
    means = [s.mean for s in whole.domains.values() if s.mean is not None]
    if len(means) < 2:
        return []
    overall = whole.overall
    found = [
        tr(
            "Overall: the mean of {means} is {mean}.",
            means=joined([plain(m, 2) for m in means]),
            mean=_twice(overall.mean),
        )
    ]
    if overall.provisional:
        ranges = joined([span(s, 2) for s in whole.domains.values() if s.low is not None])
        found.append(
            tr(
                "Its range is the mean of the domains' ranges ({ranges}): it may become {range}. The evidence "
                "shows {supported}.",
                ranges=ranges,
                range=span(overall),
                supported=plain(overall.supported),
            )
        )
    else:
        found.append(tr("The evidence shows {supported} overall.", supported=plain(overall.supported)))
    return found


def _twice(value: Fraction | None) -> str:
    """``1.75, shown as 1.8``."""
    return tr("{exact}, shown as {shown}", exact=plain(value, 2), shown=plain(value))


# -- comparing --------------------------------------------------------------------------------------------


def _years() -> Section:
    return Section(
        "years",
        tr("Year on year"),
        (
            tr(
                "Like for like compares only practices that have a level in both years and whose question means "
                "the same. "
                "The full scores and the levels of new questions stand beside it. Where there is nothing to "
                "compare, no "
                "change is shown."
            ),
            tr(
                "The change of the overall score is split, and the parts add up to the whole: questionnaire (questions "
                "that came, went or changed), coverage (practices answered in one year only) and levels. The "
                "levels part "
                "is split again by the reason given: the practice changed, we learned more, judged anew, "
                "corrected, or "
                "no reason given. Only the first says that the company works differently."
            ),
        ),
    )


# Relation: what it means, and what becomes of the earlier answer.
_RELATIONS: Final[Mapping[RelationKind, tuple[str, str]]] = {
    "unchanged": (mark("Asked in the same words."), mark("Compared and carried over.")),
    "reworded": (mark("Asked in other words with the same meaning."), mark("Compared and carried over.")),
    "changed": (mark("The meaning is another."), mark("Not compared; answer anew.")),
    "split": (mark("One question became several."), mark("Not compared; answer anew.")),
    "merged": (mark("Several questions became one."), mark("Not compared; answer anew.")),
    "new": (mark("Not asked before."), mark("Not compared; answer anew.")),
    "retired": (mark("No longer asked."), mark("The old answer stays in its year.")),
}


def _editions(form: Form, before: Form | None) -> Section:
    told = _told(form, before)
    compared = joined([terms.shown(kind) for kind in _RELATIONS if kind in SAME_MEANING])
    paragraphs = [
        tr(
            "A published form does not change. A changed question makes a new edition, which says how each practice "
            "stands to the edition before. Only {compared} practices are compared between years and carried over, and "
            "an answer carried over waits to be confirmed.",
            compared=compared,
        )
    ]
    rows: list[tuple[Cell, ...]] = []
    for kind, (meaning, becomes) in _RELATIONS.items():
        row: tuple[Cell, ...] = (sentence(terms.shown(kind)), tr(meaning), tr(becomes))
        rows.append((*row, str(told[1][kind])) if told else row)
    if told is None:
        return Section("editions", tr("Editions"), tuple(paragraphs), _relations_table(rows, ""))
    paragraphs.append(
        tr(
            "This is {edition}; the last column counts its practices against {earlier}.",
            edition=form.edition,
            earlier=told[0],
        )
    )
    return Section("editions", tr("Editions"), tuple(paragraphs), _relations_table(rows, tr("Here")))


def _relations_table(rows: Sequence[tuple[Cell, ...]], last: str) -> Table:
    head, shares = (tr("Practice"), tr("What it means"), tr("Its earlier answer")), (16, 44, 36)
    return Table((*head, last), tuple(rows), (*shares, 8)) if last else Table(head, tuple(rows), shares)


def _told(form: Form, before: Form | None) -> tuple[str, Counter[str]] | None:
    """The earlier edition, and how many practices stand to it in which way."""
    if before is not None and before.edition != form.edition:
        kinds = Counter[str](link.relation for link in links(before, form).values())
        kinds["retired"] = len(retired(before, form))
        return before.edition, kinds
    if not form.forerunners:
        return None
    forerunner = form.forerunners[-1]
    return forerunner.edition, Counter(r.relation for r in forerunner.practices)


def _beside() -> Section:
    note, profile = benchmark.cop_note(), disclosure.profile()
    described = sum(s.level is not None for s in note.statements)
    return Section(
        "beside",
        tr("What stands beside the scores"),
        (
            tr("Three outside references give context. None of them sets or changes a level, and none is a rank."),
            tr(
                "The questions of the Community of Practice. {publisher}, {title}, {year}. Its themes and "
                "facets ask questions and set no levels; ours are shown on the practices that answer them.",
                publisher=note.publisher,
                title=note.title,
                year=note.year,
            ),
            " ".join(
                (
                    tr(
                        "The statements of the same note, {statements} in our words; its own text is not reproduced. "
                        "For {described} of them we say which level a company doing just that would reach, and show "
                        "ours as less than, as, or more than described.",
                        statements=len(note.statements),
                        described=described,
                    ),
                    note.spread_note,
                    *note.limits,
                )
            ),
            tr(
                "What companies publish. {source}. {limits}",
                source=profile.attribution.rstrip("."),
                limits=profile.limits_line,
            ),
        ),
    )


def _frameworks(form: Form) -> list[Section]:
    used = {c.framework for p in form.practices for c in p.codes}
    cited = [f for f in form.frameworks if f.id in used]
    if not cited:
        return []
    unsure = sum(not f.confirmed for f in cited)
    rows = tuple(_framework(f) for f in cited)
    return [
        Section(
            "frameworks",
            tr("Codes of other frameworks"),
            (
                tr(
                    "Where another framework asks for something alike, its code stands beside the practice. A "
                    "level here "
                    "shows no compliance there."
                ),
                tr(
                    "Codes marked confirmed were checked against the framework's own text. Those of {unsure} of "
                    "%n framework(s) are still to be confirmed.",
                    "",
                    len(cited),
                    unsure=unsure,
                ),
            ),
            Table((tr("Short"), tr("Framework"), tr("Edition"), tr("Year"), tr("Codes")), rows, (16, 42, 37, 8, 18)),
        )
    ]


def _framework(framework: Framework) -> tuple[Cell, ...]:
    year = DASH if framework.year is None else str(framework.year)
    return (
        framework.id,
        framework.name,
        framework.edition,
        year,
        tr("confirmed") if framework.confirmed else tr(TO_CONFIRM),
    )


# -- use and limits ---------------------------------------------------------------------------------------


def _priorities() -> Section:
    return Section(
        "priorities",
        tr("What comes first"),
        (
            tr(
                "A salient issue is a risk to people. Its scale, its scope, how hard it is to put right, and its "
                "likelihood are each judged from 1 to 5. Severity is the highest of the first three; issues go by "
                "severity, then by likelihood (UN Guiding Principles 14 and 24)."
            ),
            tr(
                "Gaps and actions stand in that order, those that guard against the gravest risk first. It never "
                "changes "
                "a score."
            ),
        ),
    )


def _smaller(form: Form) -> list[Section]:
    if not form.core_ids:
        return []
    return [
        Section(
            "smaller",
            tr("Smaller companies"),
            (
                tr(
                    "A smaller company can begin with the core set of %n practice(s). Its means "
                    "may be simpler, such as one named person instead of a committee. The responsibility to "
                    "respect human "
                    "rights is the same for every company (UN Guiding Principle 14).",
                    "",
                    len(form.core_ids),
                ),
            ),
        )
    ]


def _evidence() -> Section:
    return Section(
        "evidence",
        tr("Evidence and verification"),
        (
            tr(
                "Each piece of evidence says what it shows. The level our evidence shows is the level chosen, "
                "capped by "
                "the best evidence attached: none {none}, a statement of intent "
                "{intent}, a rule in force {rule}, counted use {use}, effect "
                "{effect}. Its score stands beside the score of the levels chosen.",
                none=SUPPORTED_WITHOUT_EVIDENCE,
                intent=SUPPORTS["intent"],
                rule=SUPPORTS["rule"],
                use=SUPPORTS["use"],
                effect=SUPPORTS["effect"],
            ),
            tr(
                "Who checked a piece, nobody else, a second reader inside or somebody independent, is a mark beside it "
                "and never a number."
            ),
        ),
    )


def _leaves() -> Section:
    return Section(
        "leaves",
        tr("What leaves the computer"),
        (
            tr(
                "The program that keeps the assessment makes no network connection. Nothing leaves the computer except "
                "in a file that somebody saves there. Each copy is made for one kind of reader, leaves out what its "
                "labels forbid, and says how much was left out."
            ),
        ),
    )


def _not_this(scope_line: str) -> Section:
    return Section(
        "not-this",
        tr("What this is not"),
        (
            tr(DISCLAIMER),
            tr(
                "Not an audit, not a certificate and no ranking. A company describes itself, and nobody else has "
                "verified "
                "it unless it says so."
            ),
            scope_line.strip() or tr("Rights at work and in the supply chain are not assessed here."),
        ),
    )
