"""The working group's copy: everything, each thing with its source."""

from typing import Final

from reportlab.platypus import CondPageBreak, Flowable, Table, TableStyle

from btech_desktop import chart_rows, charts, priorities, wording, year_rows
from btech_desktop.assessment import Action, Answer, Sensitivity
from btech_desktop.charts import LevelState
from btech_desktop.checks import grouped
from btech_desktop.edition_words import what_changed
from btech_desktop.facts import Facts
from btech_desktop.form import Domain, Practice
from btech_desktop.language import Words, mark, tr
from btech_desktop.report import annex, beside, board, chosen, summary
from btech_desktop.report.blocks import Cell, Marks, Move, cells, facts_list, grid
from btech_desktop.report.document import WIDTH, Layout, Span, Story, heading, long_text, para
from btech_desktop.report.fonts import MEDIUM, REGULAR
from btech_desktop.report.paint import ChartFlowable
from btech_desktop.report.parts import labelled, part
from btech_desktop.report_options import ReportOptions, Section
from btech_desktop.terms import shown

SHOWS: Final = Words(
    {"intent": mark("Intent"), "rule": mark("Rule in force"), "use": mark("Counted use"), "effect": mark("Effect")}
)
VERIFIED: Final = Words(
    {
        "nobody": mark("by nobody else"),
        "inside": mark("by a second reader inside"),
        "outside": mark("by somebody independent"),
    }
)
STATUSES: Final = Words(
    {
        "open": mark("Not started"),
        "under way": mark("Under way"),
        "done": mark("Done"),
        "late": mark("Late"),
        "deferred": mark("Deferred"),
    }
)
STATE_WORDS: Final = Words(
    {"open": mark("To answer"), "na": mark("Not applicable"), "confirm": mark("Carried over, to confirm")}
)


def story(facts: Facts, options: ReportOptions) -> Story:
    """The whole report."""

    def make(known: Layout) -> list[Flowable]:
        found: list[Flowable] = [
            *summary.cover(facts),
            *summary.figure_band(facts),
            *spread(facts),
            *summary.domain_chart(facts, summary.Room(tight=True)),
            *contents(known),
        ]
        sections: list[tuple[Section, list[Flowable]]] = [
            ("risks", risks(facts)),
            *(("domains", domain(facts, d)) for d in facts.dossier.form.domains if d.id in facts.results.domains),
            ("benchmark", beside.facets(facts)),
            ("benchmark", beside.statements(facts)),
            ("benchmark", beside.strips(facts)),
            ("benchmark", beside.published_by_others(facts)),
            ("benchmark", beside.references(facts)),
            ("progress", progress(facts)),
            ("teams", beside.teams(facts)),
            ("actions", actions(facts)),
            ("not applicable", not_applicable(facts)),
            ("checks", checked(facts)),
            ("annex", annex.method(facts)),
            ("annex", annex.sources(facts)),
        ]
        for name, blocks in sections:
            if name not in options.left_out:
                found += blocks
        return found

    return make


def spread(facts: Facts) -> list[Flowable]:
    """Counts of levels."""
    overall = facts.results.overall
    if not overall.answered:
        return []
    chart = ChartFlowable(lambda width, measure: charts.spread(overall.counts, width, measure), scale=0.7)
    return [para(f"{wording.counts_line(overall)}.", style="note", keep=True), chart]


def contents(known: Layout) -> list[Flowable]:
    """The parts with their pages."""
    parts = [(text, page) for text, page in known.parts[1:]]
    if not parts:
        # The first pass does not know them yet; it needs about the same room.
        parts = [(tr("Part"), 1)] * 16
    lines = -(-len(parts) // 3)
    rows: list[list[Flowable | str]] = []
    for i in range(lines):
        row: list[Flowable | str] = []
        for j in (i, i + lines, i + 2 * lines):
            text, page = parts[j] if j < len(parts) else ("", 0)
            row += [para(text, style="cell"), para(str(page or ""), style="cell")]
        rows.append(row)
    style = TableStyle(
        [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0.5),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
    table = Table(rows, colWidths=[WIDTH * s for s in (0.28, 0.055) * 3], style=style, hAlign="LEFT")
    return [CondPageBreak(14 * lines + 30), heading(tr("Contents"), "h2-tight"), table]


def risks(facts: Facts) -> list[Flowable]:
    """Salient issues, incidents and decisions, whole."""
    found = part(tr("Risks to people, incidents, decisions"), tr("What comes first"))
    issues = chosen.risks(facts)
    found.append(heading(tr("Salient issues"), "h2", 1))
    if not issues:
        found.append(para(tr("No risk to people is recorded in what this copy may show.")))
    for issue in issues:
        band = summary.BANDS[issue.band]
        found.append(heading(issue.title, "h3", 2))
        found.append(
            para(
                tr(
                    "{band} band: scale {scale}, scope {scope}, irremediability {irremediability}, "
                    "likelihood {likelihood}, each of 5.",
                    band=band,
                    scale=issue.scale,
                    scope=issue.scope,
                    irremediability=issue.irremediability,
                    likelihood=issue.likelihood,
                ),
                style="small",
                keep=True,
            )
        )
        found += labelled(tr("Who is affected"), issue.affected or tr("not recorded"))
        if issue.practices:
            marks = Marks(chosen.guards(facts, issue.practices))
            marks.spaceAfter = 5
            found += [para(tr("Practices that guard, at their level"), style="cellhead", keep=True), marks]
    found.append(heading(tr("Incidents of the period"), "h2", 1))
    incidents = chosen.incidents(facts)
    if not incidents:
        found.append(para(tr("No incident is recorded in what this copy may show.")))
    found += summary.incident_blocks(facts, incidents, None)
    found.append(heading(tr("Decisions"), "h2", 1))
    found += summary.decisions(facts)
    for decision in facts.dossier.decisions:
        if decision.outcome != "open":
            outcome = tr("Taken") if decision.outcome == "taken" else tr("Not taken")
            found.append(para(Span(f"{outcome}: ", MEDIUM), decision.what))
    found.append(heading(tr("Whose views were heard"), "h2", 1))
    found += [para(wording.views_heard(facts)), para(wording.withheld_line(facts), style="note")]
    return found


def domain(facts: Facts, domain: Domain) -> list[Flowable]:
    """A domain: its score, its practices in a table, then each in detail."""
    score = facts.results.domains[domain.id]
    practices = [p for p in facts.dossier.practices() if facts.dossier.form.domain_ids[p.id] == domain.id]
    found = part(domain.title, tr("Domain"), domain.about)
    if score.mean is None:
        found.append(para(tr("{coverage}; no score yet.", coverage=wording.sentence(wording.answered_of(score)))))
    else:
        coverage = wording.answered_of(score)
        if score.provisional:
            coverage = "; ".join((tr("may become {range}", range=wording.span(score)), coverage))
        target = tr("No targets set.")
        if score.with_target:
            target = tr(
                "Target {target}, {reached} of {total} at target.",
                target=wording.plain(score.target),
                reached=score.at_target,
                total=score.with_target,
            )
        lowest = tr(
            "Lowest level {level}: {practices}.",
            level=score.floor,
            practices=chart_rows.short_ids(facts.domain_floor(domain.id)),
        )
        shows = tr("Evidence shows {score}.", score=wording.plain(score.supported))
        counts = wording.sentence(wording.counts_line(score))
        found.append(
            para(
                Span(tr("{mean} of 4", mean=wording.plain(score.mean)), MEDIUM, "text", 12),
                f"{', ' if score.provisional else '; '}{coverage}. {counts}. {target} {lowest} {shows}",
            )
        )
    since = facts.before.assessment.period if facts.before else tr("Before")
    rows: list[list[Cell]] = []
    for practice in practices:
        answer = facts.dossier.answers[practice.id]
        rows.append(
            [
                cells(Span(practice.id, REGULAR, "muted")),
                cells(Span(practice.title, MEDIUM)),
                _earlier(facts, practice.id),
                Marks([(chart_rows.state(answer), "")]),
                "\N{EN DASH}" if answer.target is None else str(answer.target),
                str(facts.supports[practice.id]) if answer.settled and answer.level is not None else "\N{EN DASH}",
                _finding(answer),
            ]
        )
    found.append(
        grid(
            ["", tr("Practice"), since, tr("Now"), tr("Target"), tr("Evidence shows"), tr("What we found")],
            rows,
            [10, 33, 9, 9, 8, 10, 36],
        )
    )
    found.append(heading(tr("Practice by practice")))
    for practice in practices:
        found += detail(facts, practice)
    return found


def _earlier(facts: Facts, practice_id: str) -> Cell:
    """Last year's mark, or that the question is new."""
    if facts.before is None:
        return "\N{EN DASH}"
    if practice_id not in facts.before.form.by_id:
        return cells(Span(shown("new"), REGULAR, "muted"))
    alike = facts.comparison is not None and practice_id in facts.comparison.shared
    mark = Marks([(chart_rows.state(facts.before.answers.get(practice_id)), "" if alike else "*")], ladder=False)
    return mark if alike else [mark, cells(Span(tr("question changed"), REGULAR, "muted"))]


def _finding(answer: Answer) -> Cell:
    """The finding, or why there is none."""
    state = chart_rows.state(answer)
    if isinstance(state, int):
        return answer.finding or "\N{EN DASH}"
    due = tr("Due {month}.", month=wording.month(answer.answer_by)) if answer.answer_by and state == "open" else ""
    said = " ".join(text for text in (due, answer.finding) if text)
    return cells(Span(f"{STATE_WORDS[state]}.", MEDIUM), f" {said}".rstrip())


def detail(facts: Facts, practice: Practice) -> list[Flowable]:
    """One practice in full."""
    answer = facts.dossier.answers[practice.id]
    state = chart_rows.state(answer)
    found: list[Flowable] = [
        CondPageBreak(90),
        heading(f"{practice.id}  {practice.title}", "h3", 2),
        para(practice.question, style="question"),
    ]
    if isinstance(state, int):
        name = facts.dossier.form.levels[state].name
        found.append(
            para(
                Span(tr("Level {level}, {name}:", level=state, name=name), MEDIUM),
                f" {practice.levels[state]}",
                style="note",
            )
        )
    elif state == "confirm" and answer.level is not None:
        carried = tr("level {level} carried over", level=answer.level)
        found.append(para(Span(tr("To confirm:"), MEDIUM), f" {carried}", style="note"))
    else:
        found.append(para(Span(f"{STATE_WORDS[state]}.", MEDIUM), style="note"))
    found += _asked(facts, practice, state)
    if answer.not_applicable:
        found += labelled(tr("Why it does not apply"), answer.na_reason or tr("the reason is left out of this copy"))
    if answer.finding:
        found += labelled(tr("Finding"), answer.finding)
    if answer.note:
        found += labelled(_marked(tr("Note"), answer.note_sensitivity), answer.note)
    if answer.scope_note:
        found += labelled(tr("Change of scope"), answer.scope_note)
    if answer.consulted:
        found += labelled(tr("Consulted"), answer.consulted)
    line = [
        (tr("Target"), "" if answer.target is None else str(answer.target)),
        (tr("Owner"), answer.owner),
        (tr("Answer by"), wording.day(answer.answer_by) if answer.answer_by and not answer.settled else ""),
        (tr("Affected people heard"), shown("yes" if answer.affected_consulted else "no") if answer.settled else ""),
        (tr("Publicly disclosed"), shown(answer.disclosed) if answer.disclosed else ""),
        (tr("Confidence"), shown(answer.confidence) if answer.confidence else ""),
        (tr("Why the level changed"), wording.REASONS[answer.change_reason] if answer.change_reason else ""),
    ]
    said = [f"{name}: {value}" for name, value in line if value]
    if said:
        found.append(para(" · ".join(said), style="small"))
    found += _evidence(facts, practice.id)
    return found


def _asked(facts: Facts, practice: Practice, state: LevelState) -> list[Flowable]:
    """What is counted, what is in scope for the unit's roles, and what lifts the level; in small type."""
    roles = {role.id: role.title for role in facts.dossier.form.roles}
    lines = [(tr("Case"), practice.case)]
    lines += [(roles[s.role], s.text) for s in practice.scope_roles if s.role in facts.dossier.unit.roles]
    if isinstance(state, int) and state < len(practice.lifts):
        lines.append((tr("What lifts it to {level}", level=state + 1), practice.lifts[state]))
    # One paragraph: a line of its own for each would make the report some pages longer.
    spans: list[str | Span] = []
    for name, text in lines:
        spans += [Span(f"{' ' if spans else ''}{name}: ", MEDIUM), text]
    return [para(*spans, style="small")]


def _marked(text: str, sensitivity: Sensitivity) -> str:
    return tr("{what} (privileged)", what=text) if sensitivity == "privileged" else text


def _evidence(facts: Facts, practice_id: str) -> list[Flowable]:
    """The evidence attached to an answer."""
    rows: list[list[Cell]] = [
        [
            _marked(e.title, e.sensitivity),
            wording.sentence(tr("{kind}, held elsewhere", kind=shown(e.kind)) if e.held_elsewhere else shown(e.kind)),
            wording.month(e.dated) if e.dated else tr("no date"),
            SHOWS[e.shows],
            wording.sentence(VERIFIED[e.verified]),
        ]
        for e in facts.dossier.evidence_for(practice_id)
    ]
    if not rows:
        return []
    return [grid([tr("Evidence"), tr("Kind"), tr("Date"), tr("Shows"), tr("Verified")], rows, [44, 20, 12, 15, 22])]


def progress(facts: Facts) -> list[Flowable]:
    """Year on year: like for like, why, who moved, what was promised."""
    comparison = facts.comparison
    if comparison is None or facts.before is None:
        return _over_the_years(facts)
    before, after = facts.before.assessment.period, facts.dossier.assessment.period
    found = part(
        tr("{before} to {after}", before=before, after=after), tr("Progress"), f"{wording.progress_headline(facts)}."
    )
    if comparison.overall is None or comparison.split is None:
        return [*found, *_over_the_years(facts), *board.promised(facts, _WHOLE)]
    found.append(para(wording.like_for_like(facts)))
    rows = chart_rows.dumbbell_rows(facts)
    found.append(
        ChartFlowable(
            lambda width, measure: charts.dumbbells(rows, width, measure, before_label=before, after_label=after),
            scale=0.72,
        )
    )
    found += board.rounding(facts)
    split = comparison.split
    start, end = chart_rows.bridge_ends(facts, split)
    steps = chart_rows.bridge_steps(split, facts)
    note = chart_rows.rounding_note(split)
    found += [
        heading(tr("Why the overall score moved")),
        para(
            tr("Coverage and questionnaire say nothing about practice; the reasons say what the change in levels is."),
            keep=True,
        ),
        ChartFlowable(lambda width, measure: charts.bridge(start, steps, end, width, measure, note), scale=0.72),
    ]
    moved = list(comparison.moved())
    found.append(heading(tr("Practices that moved, falls first")))
    found.append(board.mover_table(facts, moved, both=True) if moved else para(tr("No practice compared moved.")))
    found += _left_out(facts)
    return [*found, *_over_the_years(facts), *board.promised(facts, _WHOLE)]


def _over_the_years(facts: Facts) -> list[Flowable]:
    """Three periods or more on one scale; two stand beside each other in more detail."""
    if len(facts.years) < year_rows.FEWEST_PERIODS:
        return []
    periods, panels = year_rows.year_panels(facts.years)
    return [
        heading(tr("Over the years")),
        para(tr(year_rows.NOTE), style="small", keep=True),
        ChartFlowable(lambda width, measure: charts.multiples(periods, panels, width, measure), scale=0.72),
    ]


_WHOLE: Final = summary.Room(text=600, movers=1_000, promises=1_000, views=1_000)


def _left_out(facts: Facts) -> list[Flowable]:
    """Which practices are not compared, and why."""
    assert facts.comparison is not None
    assert facts.before is not None
    split = facts.comparison.split
    if split is None:
        return []
    pairs = [
        (tr("Only in the earlier form, or asked otherwise"), ", ".join(split.left_out_questions)),
        (tr("Answered before, not answered or not applicable now"), ", ".join(split.left_out_coverage)),
        (tr("Answered now, not answered or not applicable before"), ", ".join(split.came_coverage)),
        (tr("New or changed questions"), ", ".join(split.came_questions)),
    ]
    shown = facts_list(pairs)
    intro = tr("Form {before} to {after}.", before=facts.before.form.edition, after=facts.dossier.form.edition)
    changed = [para(line, style="note") for line in what_changed(facts.before.form, facts.dossier.form)]
    if not shown:
        return [
            heading(tr("What is not compared")),
            para(" ".join((intro, tr("Nothing is left out of the comparison.")))),
            *changed,
        ]
    return [heading(tr("What is not compared")), para(intro, keep=True), *shown, *changed]


def actions(facts: Facts) -> list[Flowable]:
    """The actions in bands of risk to people."""
    if not facts.dossier.actions:
        return []
    n = len(facts.dossier.actions)
    lead = tr(
        "{number} [action|actions], the greatest risk to people first.",
        "",
        n,
        number=wording.sentence(wording.number(n)),
    )
    found = part(tr("Action plan"), tr("Next steps"), lead, new_page=False)
    rows: list[list[Cell]] = []
    bands: list[int] = []
    for band, items in priorities.actions_by_risk(facts.dossier):
        bands.append(len(rows))
        rows.append([para(tr("{band} risk to people", band=summary.BANDS[band]), style="band"), "", "", "", ""])
        rows += [_action(facts, action) for action in items]
    head = [tr("Action"), tr("Level, now to goal"), tr("Owner"), tr("Due"), tr("Status")]
    found.append(grid(head, rows, [44, 18, 22, 12, 14], bands=bands))
    for action in facts.dossier.actions:
        if action.status == "deferred" and action.deferred_reason.strip():
            found += labelled(tr("Deferred, {action}", action=action.what), action.deferred_reason)
    found.append(
        para(
            tr(
                "Risk to people weighs how grave the harm is, how many people it reaches and how hard it is to "
                "put right "
                "(UN Guiding Principles 14 and 24). Within a band the graver risk comes first, then the wider "
                "gap. Scores "
                "never lower that order."
            ),
            style="small",
        )
    )
    return found


def _action(facts: Facts, action: Action) -> list[Cell]:
    answer = facts.dossier.answers.get(action.practice_id or "")
    level: Cell = "\N{EN DASH}"
    if answer is not None:
        now = chart_rows.state(answer)
        mark: Flowable = Marks([(now, "")]) if action.target_level is None else Move(now, action.target_level)
        level = [mark, cells(Span(action.practice_id or "", REGULAR, "muted"))]
    return [
        cells(Span(action.what, MEDIUM), _marked("", action.sensitivity)),
        level,
        action.owner or "\N{EN DASH}",
        wording.month(action.due) if action.due else tr("no date"),
        STATUSES[action.status],
    ]


def not_applicable(facts: Facts) -> list[Flowable]:
    """Every practice found not applicable, with its reason."""
    found: list[Flowable] = []
    for practice in facts.dossier.practices():
        answer = facts.dossier.answers[practice.id]
        if answer.mark().excluded:
            found.append(para(Span(f"{practice.id}  {practice.title}", MEDIUM), keep=True))
            found += long_text(answer.na_reason or tr("The reason is left out of this copy."), "note")
    if not found:
        return []
    n = facts.results.overall.not_applicable
    lead = tr("%n practice(s) [counts|count] in no score.", "", n)
    return [*part(tr("Not applicable"), tr("Left out of the scores"), lead, new_page=False), *found]


def checked(facts: Facts) -> list[Flowable]:
    """What the checks still ask, kind by kind (one alone says why), and what was let stand, with its reason."""
    known = facts.checked
    if not known.open and not known.let_stand:
        return []
    lead = tr("Each asks to look again, and changes no score.")
    found = part(tr("Checks before sharing"), tr("Answers beside each other"), lead, new_page=False)
    for group in grouped(known.open):
        if len(group.practice_ids) == 1:
            found += [para(f.text, style="note") for f in known.open if f.kind == group.kind]
        else:
            found.append(para(Span(f"{group.text}: ", MEDIUM), ", ".join(group.practice_ids), style="note"))
    if known.let_stand:
        found.append(heading(tr("Let stand"), "h2", 1))
    for finding, dismissal in known.let_stand:
        found.append(para(Span(finding.text, MEDIUM), style="note", keep=True))
        on = wording.day(dismissal.dismissed_on)
        by = tr("Let stand by {who}, {day}", who=dismissal.who, day=on) if dismissal.who else on
        found += labelled(by, dismissal.reason)
    if known.unshown:
        found.append(para(tr("%n more [rests|rest] on what this copy leaves out.", "", known.unshown), style="small"))
    return found
