"""The method in words, with its numbers computed: written once, shown under Help and in the report's annex; pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from btech_desktop import benchmark, disclosure
from btech_desktop.assessment import NO_ANSWER, SUPPORTED_WITHOUT_EVIDENCE, SUPPORTS, Mark
from btech_desktop.charts import LevelState, level_text
from btech_desktop.editions import SAME_MEANING, links, retired
from btech_desktop.form import Form, Framework, Practice, RelationKind
from btech_desktop.scoring import FEWEST_FOR_MEAN, HIGHEST, LOWEST, Marks, Results, Score, results
from btech_desktop.wording import DISCLAIMER, answered_of, count, joined, number, plain, sentence, span

DASH: Final = "\N{EN DASH}"
HEARD_AT_THREE: Final = ("18", "20", "31")  # Guiding Principles that ask for people to be heard, not only counted
TO_CONFIRM: Final = "to be confirmed"


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
        "What it measures",
        (
            "How do we manage risks to people, and how do we know? The form asks this in "
            f"{count(len(form.ids), 'practice')} and {count(len(form.domains), 'domain')}: {domains}. "
            "They rest on the UN Guiding Principles on Business and Human Rights.",
            "It measures how risks to people are managed, not whether a company is good. A high level does not show "
            "that no harm is done.",
        ),
    )


def _scale(form: Form) -> Section:
    rows = tuple((Standing(level.number, level.name), level.meaning, level.test or DASH) for level in form.levels)
    return Section(
        "scale",
        "The scale",
        (f"Every practice has {number(len(form.levels))} descriptions of its own, one for each level.",),
        Table(("Level", "Meaning", "Test for the next"), rows, (20, 44, 45)),
    )


def _choosing(form: Form) -> Section:
    two, three = form.levels[2].name.lower(), form.levels[3].name.lower()
    paragraphs = [
        "Choose the highest level whose description is met in full.",
        "Each practice names its case: what is counted, such as every launch or every complaint of the last twelve "
        "months. The case cannot be made narrower to reach a level, because those left out are often those most at "
        "risk. What is left out all the same is recorded as a change of scope.",
        f"From 2 ({two}) to 3 ({three}) the count decides: at least three quarters of the cases, and every "
        "highest-risk one. Three quarters without the worst cases is not level 3.",
        "Where no case arose in the year nothing can be counted, so the level is 2 at most. Rehearsals count where the "
        "case names them.",
    ]
    if heard := heard_ids(form):
        paragraphs.append(
            f"Where a practice rests on UN Guiding Principle {', '.join(HEARD_AT_THREE[:-1])} or {HEARD_AT_THREE[-1]}, "
            f"affected people must already be heard at level 3, not only at 4. This touches {len(heard)} of "
            f"{count(len(form.ids), 'practice')}: {', '.join(heard)}."
        )
    paragraphs.append(
        "Whether you publish a practice is a separate answer. Publishing lifts no level, and silence lowers none."
    )
    return Section("choosing", "How a level is chosen", tuple(paragraphs))


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
        "Scoring",
        (
            "The counts come first: how many practices stand at which level, and how many reached their target.",
            "A domain's score is the mean level of its practices that apply and are answered. The overall score is "
            "the mean of the domain scores that exist. All weigh the same.",
            "A practice not answered is not level 0. While some are open the score is provisional and stands beside "
            f"its range: every open practice at {LOWEST}, and every one at {HIGHEST}. Without an answer there is no "
            "score. Answers carried over from last year count for nothing until they are confirmed.",
            "Not applicable needs a reason, counts in no score, and is listed.",
            f"Averages of facets, readings across domains and teams need {number(FEWEST_FOR_MEAN)} answers. The lowest "
            "level stands beside every average, because a mean can hide it.",
            "Figures are computed exactly and rounded half up once, to one decimal, or to two where they are "
            "subtracted. Where rounded parts miss their total, the word rounding says so.",
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
        "A worked example",
        f"These {number(len(chosen))} answers are made up. Suppose that only these practices were asked.",
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
        "An example from this assessment",
        f"The scoring, carried out on {domain.title.lower()}, the domain with the fewest answers.",
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
    head = ("", "Practice", "Level", "Evidence shows")
    return Section("example", example.heading, (example.lead,), Table(head, rows, (10, 46, 24, 16)), tuple(after))


def _row(form: Form, practice: Practice, mark: Mark) -> tuple[Cell, ...]:
    state: LevelState = (
        "confirm" if mark.to_confirm else "na" if mark.excluded else "open" if mark.level is None else mark.level
    )
    words = form.levels[state].name if isinstance(state, int) else sentence(level_text(state))
    counts = mark.answered and mark.level is not None
    return (
        practice.id,
        practice.title,
        Standing(state, words),
        str(min(mark.level or 0, mark.supports)) if counts else DASH,
    )


def _domain_sums(title: str, ids: Sequence[str], marks: Marks, score: Score) -> list[str]:
    """The mean of a domain, where its open answers can take it, what is left out, what its evidence shows."""
    if score.mean is None:
        return [f"{title}: {answered_of(score)}, so there is no score."]
    total = sum(level * n for level, n in enumerate(score.counts))
    sums = [f"{n} \N{MULTIPLICATION SIGN} level {level}" for level, n in enumerate(score.counts) if n]
    found = [
        f"{title}: {answered_of(score)}. {sentence(joined(sums))} {'make' if score.answered > 1 else 'makes'} {total}; "
        f"{total} over {score.answered} is {_twice(score.mean)}."
    ]
    if score.open:
        at = f"{total + LOWEST * score.open} and {total + HIGHEST * score.open} over {score.applicable}"
        found.append(
            f"With {count(score.open, 'open answer')} at {LOWEST} or at {HIGHEST} this may become {span(score)} ({at})."
        )
    if score.not_applicable:
        out = [i for i in ids if marks.get(i, NO_ANSWER).excluded]
        found.append(f"Not applicable, and in no sum: {', '.join(out)}.")
    capped = f"{count(score.capped, 'level is', 'levels are')} capped" if score.capped else "no level is capped"
    found.append(f"The level our evidence shows: {capped}, which gives {_twice(score.supported)}.")
    return found


def _overall_sums(whole: Results) -> list[str]:
    means = [s.mean for s in whole.domains.values() if s.mean is not None]
    if len(means) < 2:
        return []
    overall = whole.overall
    found = [f"Overall: the mean of {joined([plain(m, 2) for m in means])} is {_twice(overall.mean)}."]
    if overall.provisional:
        ranges = joined([span(s, 2) for s in whole.domains.values() if s.low is not None])
        found.append(
            f"Its range is the mean of the domains' ranges ({ranges}): it may become {span(overall)}. The evidence "
            f"shows {plain(overall.supported)}."
        )
    else:
        found.append(f"The evidence shows {plain(overall.supported)} overall.")
    return found


def _twice(value: Fraction | None) -> str:
    """``1.75, shown as 1.8``."""
    return f"{plain(value, 2)}, shown as {plain(value)}"


# -- comparing --------------------------------------------------------------------------------------------


def _years() -> Section:
    return Section(
        "years",
        "Year on year",
        (
            "Like for like compares only practices that have a level in both years and whose question means the same. "
            "The full scores and the levels of new questions stand beside it. Where there is nothing to compare, no "
            "change is shown.",
            "The change of the overall score is split, and the parts add up to the whole: questionnaire (questions "
            "that came, went or changed), coverage (practices answered in one year only) and levels. The levels part "
            "is split again by the reason you gave: the practice changed, we learned more, judged anew, corrected, or "
            "no reason given. Only the first says that the company works differently.",
        ),
    )


# Relation: what it means, and what becomes of the earlier answer.
_RELATIONS: Final[Mapping[RelationKind, tuple[str, str]]] = {
    "unchanged": ("Asked in the same words.", "Compared and carried over."),
    "reworded": ("Asked in other words with the same meaning.", "Compared and carried over."),
    "changed": ("The meaning is another.", "Not compared; answer anew."),
    "split": ("One question became several.", "Not compared; answer anew."),
    "merged": ("Several questions became one.", "Not compared; answer anew."),
    "new": ("Not asked before.", "Not compared; answer anew."),
    "retired": ("No longer asked.", "The old answer stays in its year."),
}


def _editions(form: Form, before: Form | None) -> Section:
    told = _told(form, before)
    compared = joined([kind for kind in _RELATIONS if kind in SAME_MEANING])
    paragraphs = [
        "A published form does not change. A changed question makes a new edition, which says how each practice "
        f"stands to the edition before. Only {compared} practices are compared between years and carried over, and "
        "an answer carried over waits to be confirmed."
    ]
    rows: list[tuple[Cell, ...]] = []
    for kind, (meaning, becomes) in _RELATIONS.items():
        row: tuple[Cell, ...] = (sentence(kind), meaning, becomes)
        rows.append((*row, str(told[1][kind])) if told else row)
    if told is None:
        return Section("editions", "Editions", tuple(paragraphs), _relations_table(rows, ""))
    paragraphs.append(f"This is {form.edition}; the last column counts its practices against {told[0]}.")
    return Section("editions", "Editions", tuple(paragraphs), _relations_table(rows, "Here"))


def _relations_table(rows: Sequence[tuple[Cell, ...]], last: str) -> Table:
    head, shares = ("Practice", "What it means", "Its earlier answer"), (16, 44, 36)
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
        "What stands beside the scores",
        (
            "Three outside references give context. None of them sets or changes a level, and none is a rank.",
            f"The questions of the Community of Practice. {note.publisher}, {note.title}, {note.year}. Its themes and "
            "facets ask questions and set no levels; ours are shown on the practices that answer them.",
            f"The statements of the same note, {len(note.statements)} in our words; its own text is not reproduced. "
            f"For {described} of them we say which level a company doing just that would reach, and show ours as less "
            f"than, as, or more than described. {note.spread_note} {' '.join(note.limits)}",
            f"What companies publish. {profile.attribution.rstrip('.')}. {profile.limits_line}",
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
            "Codes of other frameworks",
            (
                "Where another framework asks for something alike, its code stands beside the practice. A level here "
                "shows no compliance there.",
                f"Codes marked confirmed were checked against the framework's own text. Those of {unsure} of "
                f"{count(len(cited), 'framework')} are still {TO_CONFIRM}.",
            ),
            Table(("", "Framework", "Edition", "Year", "Codes"), rows, (15, 41, 32, 8, 18)),
        )
    ]


def _framework(framework: Framework) -> tuple[Cell, ...]:
    year = DASH if framework.year is None else str(framework.year)
    return (
        framework.id,
        framework.name,
        framework.edition,
        year,
        "confirmed" if framework.confirmed else TO_CONFIRM,
    )


# -- use and limits ---------------------------------------------------------------------------------------


def _priorities() -> Section:
    return Section(
        "priorities",
        "What comes first",
        (
            "A salient issue is a risk to people. Its scale, its scope, how hard it is to put right, and its "
            "likelihood are each judged from 1 to 5. Severity is the highest of the first three; issues go by "
            "severity, then by likelihood (UN Guiding Principles 14 and 24).",
            "Gaps and actions stand in that order, those that guard against the gravest risk first. It never changes "
            "a score.",
        ),
    )


def _smaller(form: Form) -> list[Section]:
    if not form.core_ids:
        return []
    return [
        Section(
            "smaller",
            "Smaller companies",
            (
                f"A smaller company can begin with the core set of {count(len(form.core_ids), 'practice')}. Its means "
                "may be simpler, such as one named person instead of a committee. The responsibility to respect human "
                "rights is the same for every company (UN Guiding Principle 14).",
            ),
        )
    ]


def _evidence() -> Section:
    return Section(
        "evidence",
        "Evidence and verification",
        (
            "Each piece of evidence says what it shows. The level our evidence shows is the level chosen, capped by "
            f"the best evidence attached: none {SUPPORTED_WITHOUT_EVIDENCE}, a statement of intent "
            f"{SUPPORTS['intent']}, a rule in force {SUPPORTS['rule']}, counted use {SUPPORTS['use']}, effect "
            f"{SUPPORTS['effect']}. Its score stands beside the one you gave yourselves.",
            "Who checked a piece, nobody else, a second reader inside or somebody independent, is a mark beside it "
            "and never a number.",
        ),
    )


def _leaves() -> Section:
    return Section(
        "leaves",
        "What leaves the computer",
        (
            "The app makes no network connection. Nothing leaves the computer except in a file that you save. Each "
            "copy is made for one kind of reader, leaves out what its labels forbid, and says how much was left out.",
        ),
    )


def _not_this(scope_line: str) -> Section:
    return Section(
        "not-this",
        "What this is not",
        (
            DISCLAIMER,
            "Not an audit, not a certificate and no ranking. A company describes itself, and nobody else has verified "
            "it unless it says so.",
            scope_line.strip() or "Rights at work and in the supply chain are not assessed here.",
        ),
    )
