"""One domain in depth, for the board: where it stands, practice by practice. Nothing on what would lift its score."""

import re

from reportlab.platypus import Flowable

from btech_desktop import chart_rows, charts, priorities, wording
from btech_desktop.facts import Facts
from btech_desktop.form import Practice
from btech_desktop.language import tr
from btech_desktop.report import chosen, practice_rows
from btech_desktop.report.blocks import Marks
from btech_desktop.report.document import heading, para
from btech_desktop.report.paint import ChartFlowable
from btech_desktop.report_options import WEAKEST

_ROOMY = 8


def domain_id(facts: Facts, wanted: str) -> str | None:
    """The domain that a choice stands for; None for no choice, and for the weakest while nothing is answered.

    A domain that this assessment does not ask about gives way to the weakest.
    """
    if not wanted:
        return None
    if wanted != WEAKEST and wanted in facts.results.domains:
        return wanted
    return priorities.weakest_domain(facts.results, facts.dossier)


def page(facts: Facts, domain: str, most: int) -> list[Flowable]:
    """The domain with ``most`` of its practices, the lowest levels where not all."""
    form = facts.dossier.form
    title = next(d.title for d in form.domains if d.id == domain)
    practices = practice_rows.of_domain(facts, domain)
    kept = {i for _, i in chosen.lowest([(chart_rows.state_of(facts, p.id), p.id) for p in practices], most)}
    shown = [p for p in practices if p.id in kept]
    found: list[Flowable] = [
        para(tr("One domain in depth"), style="over"),
        heading(title, "title", 0),
        para(wording.domain_lead(facts, domain), style="lead-tight"),
        *_chart(facts, domain),
        *practice_rows.table(facts, shown, dense=len(shown) > _ROOMY),
    ]
    if len(shown) < len(practices):
        left = len(practices) - len(shown)
        found.append(para(tr("%n practice(s) more in the working group's copy.", "", left), style="small"))
    names = [(level.number, level.name) for level in form.levels]
    found.append(Marks([*names, ("open", tr("To answer")), ("na", tr("Not applicable"))]))
    return [*found, heading(tr("How to read this page"), "h2-tight"), *_reading(facts, domain, practices)]


def _chart(facts: Facts, domain: str) -> list[Flowable]:
    rows = [row for row in chart_rows.domain_rows(facts) if row.key == domain]
    since, note = chart_rows.since_label(facts), chart_rows.since_note(facts)
    if facts.results.domains[domain].mean is None:
        return []
    chart = ChartFlowable(
        lambda width, measure: charts.domain_bars(rows, width, measure, since, row_height=48, since_note=note),
        scale=0.7,
    )
    chart.spaceAfter = 10
    return [chart]


def _reading(facts: Facts, domain: str, practices: list[Practice]) -> list[Flowable]:
    """The range, what the average leaves out, what the evidence carries, and the principles the questions rest on."""
    score = facts.results.domains[domain]
    lines = []
    if score.provisional and score.mean is not None:
        lines.append(
            tr(
                "%n practice(s) [is|are] to answer or confirm, so the score stands with the range that it could take.",
                "",
                score.open,
            )
        )
    if score.not_applicable:
        lines.append(tr("%n practice(s) not applicable [counts|count] in no average.", "", score.not_applicable))
    lines.append(
        tr("Evidence shows: the level chosen, capped by the best evidence attached, and what that evidence is.")
    )
    principles = sorted({code for p in practices for code in p.ungp}, key=lambda c: (int(re.sub(r"\D", "", c) or 0), c))
    lines.append(tr("The questions rest on the UN Guiding Principles {principles}.", principles=", ".join(principles)))
    return [para(" ".join(lines), style="small")]
