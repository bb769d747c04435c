"""The public copy: a final assessment, whole, in what is labelled shareable. No option can add to it or pick from it.

The order is a critic's: what is weakest, who was harmed, what others say, and only then everything by domain.
"""

from typing import Final

from reportlab.platypus import Flowable, Spacer

from btech_desktop import priorities, wording
from btech_desktop.assessment import Action
from btech_desktop.chart_rows import state
from btech_desktop.facts import Facts
from btech_desktop.form import Domain, Practice
from btech_desktop.language import Words, mark, tr
from btech_desktop.promises import outcome_counts
from btech_desktop.report import annex, board, chosen, links, plan, practice_rows, public_words, summary
from btech_desktop.report.blocks import Cell, Marks, cells, grid, listed
from btech_desktop.report.contents import contents
from btech_desktop.report.document import Contents, Span, Story, heading, long_text, para
from btech_desktop.report.fonts import MEDIUM, REGULAR
from btech_desktop.report.links import identity
from btech_desktop.report.parts import labelled, part
from btech_desktop.report_options import ReportOptions
from btech_desktop.terms import shown

_FIRST: Final = summary.Room(tight=True, cover="title", row=48)
PUBLISHED: Final = Words({"yes": mark("Yes"), "partly": mark("In part"), "no": mark("No"), None: mark("Not said")})


def story(facts: Facts, options: ReportOptions) -> Story:
    """The whole copy; of the options only those count that choose nothing of its content."""

    def make() -> list[Flowable]:
        return [
            *summary.cover(facts, options, _FIRST),
            heading(tr("What this is"), "h2-tight"),
            *listed([para(f"\N{EN DASH} {line}", style="note") for line in public_words.what_it_is(facts)]),
            Spacer(1, 6),
            *summary.figure_band(facts),
            *summary.domain_chart(facts, _FIRST),
            Contents(contents),
            *weakest(facts),
            *not_applicable(facts),
            *risks(facts),
            *said_by_others(facts),
            *complaints(facts),
            *since(facts),
            *planned(facts),
            *(block for d in facts.dossier.form.domains if d.id in facts.results.domains for block in domain(facts, d)),
            *left_out(facts),
            *annex.method(facts),
            *annex.sources(facts),
        ]

    return make


def weakest(facts: Facts) -> list[Flowable]:
    """Every 0 and every 1, and what is not answered."""
    found = part(tr("Where little or nothing is in place"), tr("What comes first"), new_page=False)
    found.append(para(public_words.low_lead(facts), keep=True))
    levels = {i: facts.dossier.answers[i].level for i in facts.asked if facts.dossier.answers[i].settled}
    form = facts.dossier.form
    at = {level: priorities.first_by_risk([i for i in levels if levels[i] == level], facts.dossier) for level in (0, 1)}
    low = [form.by_id[i] for i in (*at[0], *at[1])]
    if low:
        found.append(practices(facts, low))
    found.append(para(public_words.findings_line(facts), style="note"))
    if facts.open_ids:
        named = wording.joined(facts.open_ids)
        found.append(
            para(
                tr("Not answered: {practices}. What is not answered counts as neither.", practices=named), style="note"
            )
        )
    return found


def practices(facts: Facts, wanted: list[Practice]) -> Flowable:
    """A row for each practice: its level, whether the company publishes about it, what it found."""
    head = [
        tr("Level"),
        tr("Practice"),
        tr("Evidence shows"),
        tr("Company publishes on it"),
        tr("What the company found"),
    ]
    return grid(head, [_row(facts, practice) for practice in wanted], [9, 35, 11, 13, 32])


def _row(facts: Facts, practice: Practice) -> list[Cell]:
    answer = facts.dossier.answers[practice.id]
    shows = facts.mark(practice.id).shown
    finding = wording.one_line(answer.finding)
    if not finding and answer.mark().excluded:
        finding = tr("Not applicable.")
    withheld = ("findings", practice.id) in facts.withheld.answers
    return [
        Marks([(state(answer), "")]),
        cells(identity(practice.id), "  ", Span(practice.title, MEDIUM)),
        "\N{EN DASH}" if shows is None else str(shows),
        "\N{EN DASH}" if answer.mark().excluded else PUBLISHED[answer.disclosed],
        finding or cells(Span(tr("Withheld.") if withheld else tr("None written."), REGULAR, "muted")),
    ]


def not_applicable(facts: Facts) -> list[Flowable]:
    """Every practice found not applicable, with its reason or that it is withheld."""
    found: list[Flowable] = [heading(tr("Found not applicable"), "h2")]
    found.append(para(public_words.not_applicable_lead(facts)))
    for practice in facts.dossier.practices():
        answer = facts.dossier.answers[practice.id]
        if answer.mark().excluded:
            found.append(para(Span(f"{practice.id}  {practice.title}", MEDIUM), keep=True))
            found += long_text(answer.na_reason, "note") or [para(tr("Reason withheld."), style="note")]
    return found


def risks(facts: Facts) -> list[Flowable]:
    """The risks to people and the harm that happened, with what guards and what was done for those harmed."""
    found = part(tr("Risks to people, and harm"), tr("Who can be hurt"), new_page=False)
    issues = chosen.risks(facts)
    found.append(heading(tr("Gravest risks to people"), "h2"))
    for issue in issues:
        found += summary.issue_blocks(facts, issue)
    found += _said(public_words.withheld_items(facts, "risks", none_shown=not issues))
    found.append(heading(tr("Incidents of the period, and the remedy given"), "h2"))
    incidents = chosen.incidents(facts)
    found += summary.incident_blocks(facts, incidents, None)
    found += _said(public_words.withheld_items(facts, "incidents", none_shown=not incidents))
    return found


def _said(sentence: str) -> list[Flowable]:
    return [para(sentence, style="note")] if sentence else []


def _told(facts: Facts, field: str) -> list[Flowable]:
    """A text of the company's account, or that it says nothing."""
    text = getattr(facts.dossier.account, field, "")
    return long_text(text) if text.strip() else [para(tr(public_words.NOT_SAID[field]))]


def said_by_others(facts: Facts) -> list[Flowable]:
    """What is alleged and what the company answers; who was heard; what came of remedy."""
    account = facts.dossier.account
    return [
        *part(tr("What others say, and who was heard"), tr("Voices from outside"), new_page=False),
        heading(tr("What is alleged"), "h2"),
        *_told(facts, "critics"),
        heading(tr("What the company answers"), "h2"),
        *_told(facts, "answer"),
        heading(tr("Who was consulted"), "h2"),
        *_told(facts, "consulted"),
        para(public_words.heard(facts)),
        para(public_words.DRAFT_SEEN[account.draft_seen if account else None]),
        heading(tr("What came of complaints and remedy"), "h2"),
        *_told(facts, "remedy"),
    ]


def complaints(facts: Facts) -> list[Flowable]:
    """How somebody affected can complain: a part of its own, so that it is found."""
    return [
        *part(tr("How to complain"), tr("For anyone affected"), new_page=False),
        *_told(facts, "complain"),
    ]


def since(facts: Facts) -> list[Flowable]:
    """What became of last period's promises, and what moved, falls first."""
    found = part(tr("Since the period before"), tr("Promises and changes"), new_page=False)
    if facts.before is None:
        return [*found, para(public_words.uncompared())]
    before, after = facts.before.assessment.period, facts.dossier.assessment.period
    found.append(heading(tr("Promises made in {period}", period=before), "h2"))
    promises = chosen.kept_or_not(facts)
    if promises:
        counts = outcome_counts(promises)
        said = tr("Of %n action(s) that could be published then: {outcomes}.", "", len(promises), outcomes=counts)
        said += board.more_withheld(facts) + board.not_followed(promises)
        rows: list[list[Cell]] = [
            [
                wording.one_line(p.then.what),
                wording.month(p.then.due) if p.then.due else tr("no date"),
                board.fate(p),
            ]
            for p in promises
        ]
        found.append(para(said, keep=True))
        found.append(grid([tr("Promised"), tr("For"), tr("What became of it")], rows, [56, 14, 30]))
    else:
        found.append(para(board.none_promised(facts)))
    found.append(heading(tr("What moved, {before} to {after}", before=before, after=after), "h2"))
    comparison = facts.comparison
    if comparison is None or comparison.overall is None:
        return [*found, para(f"{wording.progress_headline(facts)}.")]
    found += [para(wording.like_for_like(facts)), board.dumbbells(facts, before, after), *board.rounding(facts)]
    found.append(para(wording.split_line(facts)))
    falls = [m for m in facts.moved if m.change < 0]
    rises = [m for m in facts.moved if m.change > 0]
    found.append(
        para(Span(tr("Down:"), MEDIUM), f" {board.named(falls)}.")
        if falls
        else para(tr("No practice compared went down."))
    )
    if rises:
        found.append(para(Span(tr("Up:"), MEDIUM), f" {board.named(rises)}."))
    gap = wording.gap_line(facts)
    return [*found, *([para(gap)] if gap else [])]


def planned(facts: Facts) -> list[Flowable]:
    """What is promised now, as far as it may be published."""
    actions = [action for _, band in priorities.actions_by_risk(facts.dossier) for action in band]
    title = tr("What the company promises, as of {day}", day=wording.day(facts.as_of))
    found: list[Flowable] = [heading(title, "h2")]
    if actions:
        rows: list[list[Cell]] = [
            [
                cells(*((identity(a.practice_id), "  ") if a.practice_id else ()), wording.one_line(a.what)),
                wording.month(a.due) if a.due else tr("no date"),
                _stood(a, facts),
            ]
            for a in actions
        ]
        head = [tr("Promised"), tr("For"), tr("Where it stood when the assessment was locked")]
        found.append(grid(head, rows, [58, 12, 30]))
    return [*found, *_said(public_words.withheld_items(facts, "actions", none_shown=not actions))]


def _stood(action: Action, facts: Facts) -> str:
    """Where an action stood when the assessment was locked, and that its date has passed since."""
    status = plan.standing(action, facts.as_of)
    if action.late_on(facts.made_on) and not action.late_on(facts.as_of):
        return tr("{status}; its date has passed since", status=status)
    return status


def domain(facts: Facts, domain: Domain) -> list[Flowable]:
    """A domain with all its practices, and the notes that may be published."""
    found = part(domain.title, tr("Practice by practice"), new_page=False, anchor=links.domain(domain.id))
    found.append(para(wording.domain_lead(facts, domain.id), keep=True))
    asked = practice_rows.of_domain(facts, domain.id)
    found.append(practices(facts, asked))
    noted = [p for p in asked if facts.dossier.answers[p.id].note.strip()]
    for practice in noted:
        found += labelled(f"{practice.id}  {practice.title}", facts.dossier.answers[practice.id].note)
    return found


def left_out(facts: Facts) -> list[Flowable]:
    """Which kinds of text are withheld, how many, under which label, and why."""
    found = part(tr("What this copy leaves out"), tr("Limits"), new_page=False)
    account = facts.dossier.account
    rows: list[list[Cell]] = [
        [public_words.KINDS[kind], wording.sentence(shown(label)), str(n)]
        for (kind, label), n in sorted(facts.withheld.counts.items())
    ]
    if rows:
        found.append(grid([tr("Kind of text"), tr("Label"), tr("How many")], rows, [60, 22, 18], dense=True))
    else:
        found.append(para(tr("No text is left out because of its label.")))
    if rows or (account and account.withheld_why.strip()):
        found += [heading(tr("Why"), "h2"), *_told(facts, "withheld_why")]
    always = tr(
        "Owners of practices, names of staff, who was consulted on each answer, what evidence is called and where it "
        "lies, the history of changes and the comparison with other companies are in no public copy."
    )
    return [*found, para(always, style="note")]
