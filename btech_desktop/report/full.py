"""The working group's copy: everything, each thing with its source."""

from collections.abc import Collection
from functools import partial
from typing import Final, Literal

from reportlab.platypus import CondPageBreak, Flowable, Spacer

from btech_desktop import chart_rows, charts, wording, year_rows
from btech_desktop.assessment import SUPPORTED_WITHOUT_EVIDENCE, SUPPORTS, Answer, Evidence
from btech_desktop.charts import LevelState
from btech_desktop.checks import grouped
from btech_desktop.edition_words import what_changed
from btech_desktop.facts import Facts
from btech_desktop.form import Domain, Practice
from btech_desktop.language import Words, mark, tr
from btech_desktop.report import annex, beside, board, chosen, links, places, plan, practice_rows, summary, unit_rows
from btech_desktop.report.blocks import facts_list, listed
from btech_desktop.report.contents import contents
from btech_desktop.report.document import Contents, Span, Story, heading, long_text, para
from btech_desktop.report.flow import Text
from btech_desktop.report.fonts import MEDIUM, REGULAR
from btech_desktop.report.paint import ChartFlowable
from btech_desktop.report.parts import labelled, marked, part
from btech_desktop.report_options import ReportOptions, Section
from btech_desktop.terms import shown

VERIFIED: Final = Words(
    {
        "nobody": mark("by nobody else"),
        "inside": mark("by a second reader inside"),
        "outside": mark("by somebody independent"),
    }
)


# The contents stand on the first page.
_FIRST: Final = summary.Room(tight=True, cover="title", row=48)


def story(facts: Facts, options: ReportOptions) -> Story:
    """The whole report."""

    def make() -> list[Flowable]:
        sections: list[tuple[Section | Literal["below"], list[Flowable]]] = [
            ("risks", risks(facts)),
            *(("domains", domain(facts, d)) for d in facts.dossier.form.domains if d.id in facts.results.domains),
            ("benchmark", beside.whole(facts)),
            ("progress", progress(facts)),
            ("below", unit_rows.below(facts) if options.rollup else []),
            ("teams", unit_rows.others(facts, but=_below(facts, options))),
            ("actions", plan.actions(facts)),
            ("not applicable", not_applicable(facts)),
            ("checks", checked(facts)),
            ("annex", annex.method(facts)),
            ("annex", annex.sources(facts)),
        ]
        places.name_sections(sections)
        missing = dict.fromkeys(name for name, blocks in sections if name in options.left_out and blocks)
        return [
            *summary.cover(facts, options, _FIRST),
            *summary.figure_band(facts),
            *spread(facts),
            *summary.domain_chart(facts, _FIRST),
            *about(facts, tuple(missing)),
            Contents(contents),
            *(block for name, blocks in sections if name not in missing for block in blocks),
        ]

    return make


def _below(facts: Facts, options: ReportOptions) -> frozenset[str]:
    """The units that have a section of their own."""
    return frozenset(unit.id for unit in facts.parts) if options.rollup else frozenset()


def about(facts: Facts, missing: Collection[str]) -> list[Flowable]:
    """What this copy leaves out: because of a label, by choice, and for want of an earlier period."""
    lines = [wording.withheld_line(facts), wording.sections_line(missing), wording.uncompared_line(facts)]
    return [heading(tr("What this copy leaves out"), "h2-tight"), para(" ".join(filter(None, lines)), style="note")]


def spread(facts: Facts) -> list[Flowable]:
    """Counts of levels."""
    overall = facts.results.overall
    if not overall.answered:
        return []
    chart = ChartFlowable(lambda width, measure: charts.spread(overall.counts, width, measure), scale=0.7)
    return [para(f"{wording.counts_line(overall)}.", style="note", keep=True), chart]


def risks(facts: Facts) -> list[Flowable]:
    """Salient issues, incidents and decisions, whole."""
    found = part(tr("Risks to people, incidents, decisions"), tr("What comes first"), new_page=False)
    issues = chosen.risks(facts)
    found.append(heading(tr("Salient issues"), "h2", 1))
    if not issues:
        found.append(para(tr("No risk to people is recorded in what this copy may show.")))
    for issue in issues:
        found += summary.issue_blocks(facts, issue)
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
    return [*found, para(wording.views_heard(facts))]


def domain(facts: Facts, domain: Domain) -> list[Flowable]:
    """A domain: its score, its practices in a table, then each in detail."""
    score = facts.results.domains[domain.id]
    practices = practice_rows.of_domain(facts, domain.id)
    found = part(domain.title, tr("Domain"), domain.about, new_page=False, anchor=links.domain(domain.id))
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
                f"{', ' if score.provisional else '; '}{coverage}. {counts}. {target} ",
                *links.linked(lowest, facts.dossier.form.ids),
                f" {shows}",
            )
        )
    found += [Spacer(1, 4), *practice_rows.table(facts, practices, dense=True)]
    found.append(heading(tr("Practice by practice")))
    for practice in practices:
        found += detail(facts, practice)
    return found


def detail(facts: Facts, practice: Practice) -> list[Flowable]:
    """One practice in full."""
    answer = facts.dossier.answers[practice.id]
    state = chart_rows.state(answer)
    found: list[Flowable] = [
        CondPageBreak(90),
        heading(f"{practice.id}  {practice.title}", "h3", 2, links.practice(practice.id)),
        para(practice.question, style="question"),
    ]
    if isinstance(state, int):
        name = facts.dossier.form.levels[state].name
        found.append(
            para(
                Span(tr("Level {level}, {name}", level=state, name=name), MEDIUM),
                Span(_then(facts, practice.id), REGULAR),
                Span(": ", MEDIUM),
                practice.levels[state],
                style="note",
            )
        )
    elif state == "confirm" and answer.level is not None:
        carried = tr("level {level} carried over", level=answer.level)
        found.append(para(Span(tr("To confirm:"), MEDIUM), f" {carried}", style="note"))
    else:
        found.append(para(Span(f"{practice_rows.STATES[state]}.", MEDIUM), style="note"))
    found += _asked(facts, practice, state)
    if answer.not_applicable:
        found += labelled(tr("Why it does not apply"), answer.na_reason or tr("the reason is left out of this copy"))
    if answer.finding:
        found += labelled(tr("Finding"), answer.finding)
    if answer.note:
        found += labelled(marked(tr("Note"), answer.note_sensitivity), answer.note)
    if answer.scope_note:
        found += labelled(tr("Change of scope"), answer.scope_note)
    if answer.consulted:
        found += labelled(tr("Consulted"), answer.consulted)
    levelled = answer.settled and answer.level is not None
    line = [
        (tr("Target"), "" if answer.target is None else str(answer.target)),
        (tr("Owner"), answer.owner),
        (tr("Answer by"), wording.day(answer.answer_by) if answer.answer_by and not answer.settled else ""),
        (tr("Affected people heard"), shown("yes" if answer.affected_consulted else "no") if levelled else ""),
        (tr("Publicly disclosed"), shown(answer.disclosed) if answer.disclosed else ""),
        (tr("Confidence"), shown(answer.confidence) if answer.confidence else ""),
        (tr("Why the level changed"), _why(facts, answer)),
    ]
    said = [f"{name}: {value}" for name, value in line if value]
    home = facts.dossier.form.domain_ids[practice.id]
    back = Span(tr("Back to the table").replace(" ", "\N{NO-BREAK SPACE}"), REGULAR, link=links.domain(home))
    found.append(para(" · ".join((*said, "")), back, style="small"))
    found += _evidence(facts, practice.id)
    return found


def _then(facts: Facts, practice_id: str) -> str:
    """The level of the period before; empty where there is none."""
    old = facts.before.answers.get(practice_id) if facts.before is not None else None
    if facts.before is None or old is None or old.level is None:
        return ""
    return " " + tr("({level} in {period})", level=old.level, period=facts.before.assessment.period)


def _why(facts: Facts, answer: Answer) -> str:
    """Why the level changed, where there is a period that it changed from."""
    return wording.REASONS[answer.change_reason] if answer.change_reason and facts.before is not None else ""


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


def _evidence(facts: Facts, practice_id: str) -> list[Flowable]:
    """The evidence attached to an answer, a line for each: what it is, of when, what it shows, who looked at it.

    Where the best of it is left out of this copy, that is said: what the evidence shows rests on it.
    """
    seen = facts.dossier.evidence_for(practice_id)
    lines = [_piece(evidence) for evidence in seen]
    if facts.supports[practice_id] > max((SUPPORTS[e.shows] for e in seen), default=SUPPORTED_WITHOUT_EVIDENCE):
        best = practice_rows.reached(facts.supports[practice_id]).lower()
        told = tr("left out of this copy because of its label; the best of it shows: {what}", what=best)
        lines.append(para(Span(f"{tr('Evidence')}: ", MEDIUM), told, style="small"))
    return list(listed(lines))


def _piece(evidence: Evidence) -> Text:
    kind = shown(evidence.kind)
    said = [
        tr("{kind}, held elsewhere", kind=kind) if evidence.held_elsewhere else kind,
        wording.month(evidence.dated) if evidence.dated else tr("no date"),
        tr("shows: {what}", what=practice_rows.SHOWS[evidence.shows].lower()),
        tr("verified {whom}", whom=VERIFIED[evidence.verified]),
    ]
    title = marked(evidence.title, evidence.sensitivity)
    name = Span(f"{tr('Evidence')}: ", MEDIUM)
    return para(name, Span(title, REGULAR, "text2"), f" · {' · '.join(said)}", style="small")


def progress(facts: Facts) -> list[Flowable]:
    """Year on year: like for like, why, who moved, what was promised."""
    comparison = facts.comparison
    if comparison is None or facts.before is None:
        years = _over_the_years(facts)
        return (
            [*part(tr("Progress"), tr("Year on year"), wording.uncompared_line(facts), new_page=False), *years]
            if years
            else []
        )
    before, after = facts.before.assessment.period, facts.dossier.assessment.period
    found = part(
        tr("{before} to {after}", before=before, after=after),
        tr("Progress"),
        f"{wording.progress_headline(facts)}.",
        new_page=False,
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
            f" {wording.reasons_line(facts)}".rstrip(),
            keep=True,
        ),
        ChartFlowable(lambda width, measure: charts.bridge(start, steps, end, width, measure, note), scale=0.72),
    ]
    moved = list(facts.moved)
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


_WHOLE: Final = summary.Room(text=1_000_000, movers=1_000, promises=1_000, views=1_000)


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
    shown = facts_list(pairs, facts.dossier.form.ids)
    intro = tr("Form {before} to {after}.", before=facts.before.form.edition, after=facts.dossier.form.edition)
    changed = [para(line, style="note") for line in what_changed(facts.before.form, facts.dossier.form)]
    if not shown:
        return [
            heading(tr("What is not compared")),
            para(" ".join((intro, tr("Nothing is left out of the comparison.")))),
            *changed,
        ]
    return [heading(tr("What is not compared")), para(intro, keep=True), *shown, *changed]


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
    named = partial(links.linked, ids=facts.dossier.form.ids)
    found = part(tr("Checks before sharing"), tr("Answers beside each other"), lead, new_page=False)
    for group in grouped(known.open):
        if len(group.practice_ids) == 1:
            found += [para(*named(f.text), style="note") for f in known.open if f.kind == group.kind]
        else:
            found.append(para(Span(f"{group.text}: ", MEDIUM), *named(", ".join(group.practice_ids)), style="note"))
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
