"""The practices of a domain under each other: levels then and now, target, evidence, finding."""

from collections.abc import Sequence
from typing import Final

from reportlab.platypus import Flowable

from btech_desktop import chart_rows, wording
from btech_desktop.assessment import Answer
from btech_desktop.facts import Facts
from btech_desktop.form import Practice, Shows
from btech_desktop.language import Words, mark, tr
from btech_desktop.report.blocks import Cell, Marks, cells, grid
from btech_desktop.report.document import Span, para
from btech_desktop.report.fonts import MEDIUM, REGULAR
from btech_desktop.report.links import identity
from btech_desktop.terms import shown

STATES: Final = Words(
    {"open": mark("To answer"), "na": mark("Not applicable"), "confirm": mark("Carried over, to confirm")}
)
SHOWS: Final[Words[Shows]] = Words(
    {"intent": mark("Intent"), "rule": mark("Rule in force"), "use": mark("Counted use"), "effect": mark("Effect")}
)
_STRENGTHS: Final[tuple[Shows, ...]] = ("intent", "rule", "use", "effect")
_REASON = 120


def of_domain(facts: Facts, domain_id: str) -> list[Practice]:
    """The practices asked of a domain, in the order of the form."""
    return [p for p in facts.dossier.practices() if facts.dossier.form.domain_ids[p.id] == domain_id]


def table(facts: Facts, practices: Sequence[Practice], *, dense: bool = False) -> list[Flowable]:
    """A row for each practice, and what its marks mean; the period before has a column only where there is one."""
    head = ["", tr("Practice"), tr("Level"), tr("Target"), tr("Evidence shows"), tr("What we found")]
    widths = [11, 31, 9, 8, 17, 36]
    if facts.before is not None:
        head[2:3] = [facts.before.assessment.period, facts.dossier.assessment.period]
        widths.insert(2, 9)
    found: list[Flowable] = [grid(head, [_row(facts, practice) for practice in practices], widths, dense=dense)]
    if facts.before is not None and any(_changed(facts, practice.id) for practice in practices):
        period = facts.before.assessment.period
        found.append(para(tr("* Another question in {period}: not compared.", period=period), style="small"))
    return found


def _row(facts: Facts, practice: Practice) -> list[Cell]:
    answer = facts.dossier.answers[practice.id]
    levelled = answer.settled and answer.level is not None
    row: list[Cell] = [
        cells(identity(practice.id)),
        cells(Span(practice.title, MEDIUM)),
        Marks([(chart_rows.state(answer), "")]),
        "\N{EN DASH}" if answer.target is None else str(answer.target),
        _supported(facts, practice.id) if levelled else "\N{EN DASH}",
        _finding(answer),
    ]
    if facts.before is not None:
        row.insert(2, _earlier(facts, practice.id))
    return row


def reached(supports: int) -> str:
    """What evidence that supports a level shows, in words."""
    return SHOWS[_STRENGTHS[supports - 1]]


def _supported(facts: Facts, practice_id: str) -> Cell:
    """The level that the evidence shows, and what the best of it is."""
    carried = facts.supports[practice_id]
    # The level rests on all evidence, and a copy may hold less: only at the lowest do the words differ by that.
    if carried > 1 or facts.dossier.evidence_for(practice_id):
        words = reached(carried)
    else:
        words = tr("None in this copy") if facts.withheld.of("evidence") else tr("None yet")
    return cells(f"{facts.mark(practice_id).shown}  ", Span(words, REGULAR, "muted"))


def _earlier(facts: Facts, practice_id: str) -> Cell:
    """The mark of the period before, or that the question is new."""
    assert facts.before is not None
    if practice_id not in facts.before.form.by_id:
        return cells(Span(shown("new"), REGULAR, "muted"))
    star = "*" if _changed(facts, practice_id) else ""
    return Marks([(chart_rows.state(facts.before.answers.get(practice_id)), star)], ladder=False)


def _changed(facts: Facts, practice_id: str) -> bool:
    """Whether the period before asked something else under the same name."""
    assert facts.before is not None
    alike = facts.comparison is not None and practice_id in facts.comparison.shared
    return practice_id in facts.before.form.by_id and not alike


def _finding(answer: Answer) -> Cell:
    """The finding, or why there is none."""
    state = chart_rows.state(answer)
    if isinstance(state, int):
        return wording.one_line(answer.finding) or "\N{EN DASH}"
    said = [tr("Due {month}.", month=wording.month(answer.answer_by))] if answer.answer_by and state == "open" else []
    said += [wording.one_line(answer.finding)] if answer.finding else []
    said += [wording.excerpt(answer.na_reason, _REASON)] if state == "na" and answer.na_reason.strip() else []
    return cells(Span(f"{STATES[state]}.", MEDIUM), f" {' '.join(said)}".rstrip())
