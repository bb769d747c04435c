"""The board's copy: two pages, never more than four. It holds no advice on lifting scores, and no comparison."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from reportlab.platypus import Flowable

from btech_desktop import chart_rows, charts, wording
from btech_desktop.facts import Facts
from btech_desktop.language import tr
from btech_desktop.progress import Mover
from btech_desktop.promises import Promise, outcome_counts
from btech_desktop.report import chosen, depth, plan, summary, unit_rows
from btech_desktop.report.blocks import Cell, Move, cells, grid, listed
from btech_desktop.report.document import Span, Story, heading, para
from btech_desktop.report.fonts import MEDIUM, REGULAR
from btech_desktop.report.links import identity
from btech_desktop.report.paint import ChartFlowable
from btech_desktop.report.summary import Room
from btech_desktop.report_options import ReportOptions
from btech_desktop.terms import shown

_TIGHT: Final = Room(tight=True, cover="title", row=48)
_BRIEF: Final = replace(_TIGHT, brief=1, row=40, air=8, movers=5, rises=8, promises=5, guards=24)
_BRIEFER: Final = replace(_BRIEF, movers=3, rises=0, promises=2, risks=3, guards=10, views=0)
_BRIEFEST: Final = replace(_BRIEFER, brief=2, movers=1, promises=1, title=90, guards=5)
ROOMS: Final = (
    Room(),
    _TIGHT,
    replace(_BRIEF, views=2),
    replace(_BRIEF, views=1, risks=4, rises=6, movers=4, promises=4, guards=15),
    replace(_BRIEF, views=1, risks=3, rises=4, movers=3, promises=4, guards=10),
    replace(_BRIEFER, rises=4, promises=3),
    replace(_BRIEFER, promises=3),
    _BRIEFER,
    replace(_BRIEFER, brief=2),
    replace(_BRIEFER, brief=2, movers=2),
    replace(_BRIEFER, brief=2, movers=1),
    _BRIEFEST,
)
"""From roomy to tight, the texts on people whole: the first that gives two pages is taken, or else three or four."""
_SHORT: Final = replace(_BRIEFEST, incidents=3, decisions=4)
SHORT_ROOMS: Final = (
    *(replace(_SHORT, text=text) for text in (800, 500, 350, 240)),
    replace(_SHORT, text=160, incidents=2, decisions=3),
    replace(_SHORT, text=110, incidents=2, decisions=3, movers=1, promises=1, title=60),
    replace(_SHORT, text=60, incidents=1, decisions=3, movers=0, promises=0, title=60),
    replace(_SHORT, text=40, incidents=1, decisions=2, movers=0, promises=0, title=40),
)
"""Where even the last page there is does not hold them whole."""
USUAL_PAGES: Final = 2
MOST_PAGES: Final = 4
_REASON: Final = 240
_VOICE: Final = 120


def story(facts: Facts, room: Room, options: ReportOptions) -> Story:
    """The board's copy with so much room."""

    def make() -> list[Flowable]:
        return [
            *summary.cover(facts, options, room),
            *summary.figure_band(facts),
            *summary.domain_chart(facts, room),
            *summary.risk_table(facts, room),
            *summary.incidents(facts, room),
            *summary.decisions(facts, room),
            *moved(facts, room),
            *promised(facts, room),
            *views(facts, room),
            *limits(facts, room),
        ]

    return make


def layouts(most: int) -> list[tuple[Room, int]]:
    """What to try, with the pages that it may take (``most`` at most): each needs less than the one before it."""
    usual = [(room, USUAL_PAGES) for room in ROOMS]
    longer = [(room, pages) for pages in range(USUAL_PAGES + 1, most + 1) for room in (ROOMS[1], ROOMS[-1])]
    return [*usual, *longer, *((room, most) for room in SHORT_ROOMS)]


def more(facts: Facts, options: ReportOptions) -> list[list[Story]]:
    """The pages chosen beside the usual ones, each from whole to brief."""
    found: list[list[Story]] = []
    domain = depth.domain_id(facts, options.in_depth)
    if domain is not None:
        asked = facts.results.domains[domain].asked
        found.append([partial(depth.page, facts, domain, most) for most in _fewer(asked)])
    if options.actions:
        found.append([partial(plan.page, facts, most) for most in _fewer(len(facts.dossier.actions))])
    if options.rollup:
        if len(found) < MOST_PAGES - USUAL_PAGES:
            return [*found, [partial(unit_rows.lowest_below, facts)]]
        # No page is left for them alone: they share the last one, whose own table gives way.
        above = found[-1]
        fewer = [(page, unit_rows.BOARD_UNITS) for page in above] + [(above[-1], most) for most in (3, 1, 0)]
        found[-1] = [
            partial(_one_after_the_other, page, partial(unit_rows.lowest_below, facts, n)) for page, n in fewer
        ]
    return found


def _one_after_the_other(above: Story, beneath: Story) -> list[Flowable]:
    return [*above(), *beneath()]


def _fewer(whole: int) -> list[int]:
    return [whole, *(n for n in (24, 18, 14, 11, 9, 7, 6, 5, 4, 3, 2) if n < whole)]


def moved(facts: Facts, room: Room) -> list[Flowable]:
    """What moved since the period before, falls first."""
    comparison = facts.comparison
    if comparison is None or facts.before is None:
        return [heading(tr("What moved"), room.h2), para(wording.uncompared_line(facts), style="note")]
    if comparison.overall is None:
        return [
            heading(tr("What moved")),
            para(f"{wording.progress_headline(facts)}."),
        ]
    before, after = facts.before.assessment.period, facts.dossier.assessment.period
    found: list[Flowable] = [
        heading(tr("What moved, {before} to {after}", before=before, after=after), room.h2),
        para(wording.like_for_like(facts), style="note" if room.tight else "body", keep=True),
        *(_by_domain(facts, before, after, room) if not room.brief else ()),
        *([] if room.brief > 1 else [para(wording.split_line(facts), style="small" if room.tight else "note")]),
    ]
    falls = [m for m in facts.moved if m.change < 0]
    if falls[: room.movers]:
        found.append(mover_table(facts, falls[: room.movers], both=False, dense=room.tight))
    if falls[room.movers :]:
        head = tr("Down as well:") if room.movers else tr("Down:")
        found.append(para(Span(head, MEDIUM, "text"), f" {named(falls[room.movers :])}.", style="note"))
    if not falls:
        found.append(para(tr("No practice compared went down.")))
    rises = [m for m in facts.moved if m.change > 0]
    if rises[: room.rises]:
        practices = named(rises[: room.rises])
        if len(rises) > room.rises:
            practices = tr("{practices}, and {more} more", practices=practices, more=len(rises) - room.rises)
        found.append(para(Span(tr("Up:"), MEDIUM, "text"), f" {practices}.", style="note"))
    return found


def named(movers: Sequence[Mover]) -> str:
    """``REM-6 (1 to 0), PRD-3 (3 to 2)``, each on one line."""
    each = (
        tr("{practice} ({before} to {after})", practice=m.practice_id, before=m.before, after=m.after) for m in movers
    )
    return ", ".join(one.replace(" ", "\N{NO-BREAK SPACE}") for one in each)


def _by_domain(facts: Facts, before: str, after: str, room: Room) -> list[Flowable]:
    table = compact(facts, before, after) if room.tight else dumbbells(facts, before, after)
    return [table, *rounding(facts)]


def dumbbells(facts: Facts, before: str, after: str) -> Flowable:
    """Both years of each domain, like for like."""
    rows = chart_rows.dumbbell_rows(facts)
    return ChartFlowable(
        lambda width, measure: charts.dumbbells(
            rows, width, measure, before_label=before, after_label=after, row_height=32
        ),
        scale=0.7,
    )


def compact(facts: Facts, before: str, after: str) -> Flowable:
    """The same in figures alone, a column for each domain."""
    rows = chart_rows.dumbbell_rows(facts)
    lines: list[list[Cell]] = [
        [before, *(row.before_text for row in rows)],
        [after, *(row.after_text for row in rows)],
        [cells(Span(tr("Change"), MEDIUM)), *(cells(Span(row.change.text, MEDIUM)) for row in rows)],
        [cells(Span(tr("Practices"), REGULAR, "muted")), *(cells(Span(row.n, REGULAR, "muted")) for row in rows)],
    ]
    return grid(["", *(row.title for row in rows)], lines, [13, *([16] * len(rows))], dense=True)


def rounding(facts: Facts) -> list[Flowable]:
    """Says where the figures shown miss each other by rounding."""
    off = chart_rows.rounds_off(facts)
    if not off:
        return []
    return [
        para(
            tr("{domains}: the years shown miss the change shown by rounding (0.01).", domains=wording.joined(off)),
            style="small",
        )
    ]


def mover_table(facts: Facts, movers: Sequence[Mover], *, both: bool, dense: bool = False) -> Flowable:
    """Practices that moved, with the finding of now, or of both years."""
    rows: list[list[Cell]] = []
    assert facts.before is not None
    for mover in movers:
        answer = facts.dossier.answers[mover.practice_id]
        title = facts.dossier.form.by_id[mover.practice_id].title
        old = facts.before.answers.get(mover.practice_id)
        name = cells(identity(mover.practice_id), "  ", Span(title, MEDIUM))
        why = tr("Why: {reason}.", reason=wording.REASONS[mover.reason])
        now = cells(
            wording.one_line(answer.finding) or tr("no finding in this copy"), Span(f" {why}", REGULAR, "muted")
        )
        row: list[Cell] = [Move(mover.before, mover.after), name]
        if both:
            row.append(wording.one_line(old.finding if old else "") or tr("no finding in this copy"))
        rows.append([*row, now])
    if both:
        head = [
            tr("Level"),
            tr("Practice"),
            tr("Finding {period}", period=facts.before.assessment.period),
            tr("Finding now, and why it changed"),
        ]
        return grid(head, rows, [12, 30, 28, 30])
    return grid(
        [tr("Went down"), tr("Practice"), tr("What we found, and why it changed")], rows, [11, 36, 53], dense=dense
    )


def fate(promise: Promise) -> str:
    """What became of a promise, in words."""
    fate = tr("Not started") if promise.outcome == "open" else wording.sentence(shown(promise.outcome))
    if promise.moved and promise.now:
        due = promise.now.due
        return (
            tr("{fate}, put off to {month}", fate=fate, month=wording.month(due))
            if due
            else tr("{fate}, its date taken away", fate=fate)
        )
    return fate


def none_promised(facts: Facts) -> str:
    """Why no action of the period before is told."""
    if facts.earlier_actions_withheld:
        return tr(
            "[The one action|All %n actions] of the earlier assessment [is|are] left out of this copy because of the "
            "label.",
            "",
            facts.earlier_actions_withheld,
        )
    return tr("The earlier assessment holds no action.")


def promised(facts: Facts, room: Room) -> list[Flowable]:
    """Last period's promises and what became of them; those not kept are listed."""
    if facts.before is None:
        return []
    found = chosen.kept_or_not(facts)
    title = heading(tr("Promises made in {period}", period=facts.before.assessment.period), room.h2)
    gap = wording.gap_line(facts)
    tail: list[Flowable] = [para(gap, style="small" if room.tight else "note")] if gap and room.brief < 2 else []
    if not found:
        return [title, para(none_promised(facts)), *tail]
    said = tr("Of %n action(s) promised: {outcomes}.", "", len(found), outcomes=outcome_counts(found))
    said += more_withheld(facts) + not_followed(found)
    blocks: list[Flowable] = [title, para(said, style="note", keep=True)]
    open_ = [p for p in found if p.outcome != "kept"]
    rows: list[list[Cell]] = []
    most = min(room.text, _REASON) if room.tight else room.text
    for promise in open_[: room.promises]:
        reason = promise.now.deferred_reason if promise.now and promise.outcome == "deferred" else ""
        outcome = cells(
            Span(fate(promise), MEDIUM),
            Span(f": {wording.shortened(reason, most)}" if reason.strip() else "", REGULAR, "text2"),
        )
        then = promise.then
        due = wording.month(then.due) if then.due else tr("no date")
        what = cells(
            *((identity(then.practice_id), "  ") if then.practice_id else ()),
            wording.excerpt(then.what, room.title),
            Span(f"  {wording.one_line(then.owner)}" if then.owner else "", REGULAR, "muted"),
        )
        rows.append([what, due, outcome])
    if rows:
        blocks.append(
            grid(
                [tr("Not done yet, and the owner"), tr("Promised for"), tr("What became of it")],
                rows,
                [58, 12, 30],
                dense=room.tight,
            )
        )
    rest = open_[len(rows) :]
    if rest:
        blocks.append(para(_not_done(rest), style="note"))
    return blocks + tail


def _not_done(rest: Sequence[Promise]) -> str:
    """How many more promises were not kept, and on which practices."""
    ids = dict.fromkeys(p.then.practice_id for p in rest if p.then.practice_id)
    if not ids:
        return tr("%n more [is|are] not done.", "", len(rest))
    return tr("%n more [is|are] not done, on {practices}.", "", len(rest), practices=wording.joined(list(ids)))


def not_followed(found: Sequence[Promise]) -> str:
    """Why it is not known what became of some; empty where it is."""
    return f" {tr(wording.NOT_FOLLOWED)}" if any(p.outcome == "not known" for p in found) else ""


def more_withheld(facts: Facts) -> str:
    """That the period before promised more than this copy tells; empty where it did not."""
    if not facts.earlier_actions_withheld:
        return ""
    said = tr("%n more [is|are] left out of this copy because of the label.", "", facts.earlier_actions_withheld)
    return f" {said}"


def views(facts: Facts, room: Room) -> list[Flowable]:
    """Whose views from outside were heard."""
    heard = chosen.heard(facts)
    said: list[str | Span] = [wording.views_heard(facts)]
    for practice_id in heard[: room.views]:
        whom = facts.dossier.answers[practice_id].consulted
        said += [Span(f"  {practice_id}: ", MEDIUM, "muted"), _stopped(wording.shortened(whom, _VOICE))]
    if len(heard) > room.views:
        rest = len(heard) - room.views
        more = (
            tr("%n more in the working group's copy.", "", rest)
            if room.views
            else tr("Who was heard on what is in the working group's copy.")
        )
        said.append(f" {more}")
    return [heading(tr("Whose views were heard"), room.h2), para(*said, style="note")]


def _stopped(text: str) -> str:
    """With a full stop at its end."""
    return f"{text.rstrip('.')}."


def _not_applicable(facts: Facts) -> str:
    """Every practice not applicable, with its reason where there are few of them; empty where there is none."""
    out, explained = chosen.not_applicable(facts), chosen.explained(facts)
    if not out:
        return ""
    named = []
    for practice_id in out:
        reason = wording.shortened(facts.dossier.answers[practice_id].na_reason, _REASON).rstrip(".")
        why = reason or tr("reason withheld")
        told = (
            tr("{practice} ({reason})", practice=practice_id, reason=why) if practice_id in explained else practice_id
        )
        named.append(told)
    return tr("Not applicable, and in no score: {practices}.", practices=wording.joined(named))


def limits(facts: Facts, room: Room) -> list[Flowable]:
    """Limits and method in a few lines, and what this copy leaves out."""
    runs = tr(
        "Levels run from 0 (absent) to 4 (tested). A domain's score is the mean level of its applicable, answered "
        "practices; the overall score is the mean of the domains."
    )
    not_answered = tr("A practice not answered does not count as 0.")
    left_out = f"{not_answered} {_not_applicable(facts)}".rstrip()
    lines = [
        # The foot of every page says the method as well.
        left_out if room.brief else f"{runs} {left_out}",
        tr(
            "It is a self-assessment of how risks to people are managed, and does not show that no harm is done. Risks "
            "are ordered by how grave, wide and lasting the harm is (UN Guiding Principles 14, 24), never by score."
        ),
        f"{wording.evidence_line(facts)} {wording.verified_line(facts)}".strip(),
    ]
    elsewhere = tr("Notes, titles of evidence and details are in the working group's copy.")
    left = f"{wording.withheld_line(facts)} {elsewhere}"
    title = heading(tr("Limits, method and what this copy leaves out"), room.h2)
    said = [line for line in (*lines, left) if line]
    if room.tight:
        return [title, para(" ".join(said), style="small")]
    return [title, *listed([para(f"\N{EN DASH} {line}", style="small") for line in said])]
