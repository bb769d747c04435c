"""The public's copy: of a final assessment, every domain, shareable text only. No comparison and no badge."""

from reportlab.platypus import Flowable

from btech_desktop import chart_rows, wording
from btech_desktop.facts import Facts
from btech_desktop.report import annex, board, full, summary
from btech_desktop.report.blocks import Cell, Marks, cells, grid
from btech_desktop.report.document import Layout, Span, Story, heading, para
from btech_desktop.report.fonts import MEDIUM, REGULAR
from btech_desktop.report.parts import part
from btech_desktop.report.summary import Room

_WHOLE = Room(risks=1_000, text=20_000, incidents=1_000, movers=1_000, promises=1_000, views=1_000)


def story(facts: Facts) -> Story:
    """The public account."""

    def make(known: Layout) -> list[Flowable]:
        return [
            *summary.cover(facts),
            *summary.figure_band(facts),
            *full.spread(facts),
            *summary.domain_chart(facts),
            *full.contents(known),
            *part("Risks to people", "What comes first"),
            *summary.risk_table(facts, _WHOLE),
            *harms(facts),
            heading("Whose views were heard"),
            para(wording.views_heard(facts)),
            para("Whether those consulted saw a draft, and how to complain, is not recorded in this assessment."),
            *practices(facts),
            *full.not_applicable(facts),
            *board.moved(facts, _WHOLE),
            *board.promised(facts, _WHOLE),
            *withheld(facts),
            *annex.method(facts),
            *annex.sources(facts),
        ]

    return make


def harms(facts: Facts) -> list[Flowable]:
    """What was alleged and what was done about it."""
    title = heading("Harms, allegations and remedy")
    if not facts.dossier.incidents:
        return [title, para("No incident is recorded in what this copy may show.")]
    return [title, *summary.incident_blocks(facts, facts.dossier.incidents, None)]


def practices(facts: Facts) -> list[Flowable]:
    """Every practice with its level, whatever the level is."""
    found = part("Every practice and its level", "In full")
    for domain in facts.dossier.form.domains:
        rows: list[list[Cell]] = []
        for practice in facts.dossier.practices():
            answer = facts.dossier.answers[practice.id]
            if facts.dossier.form.domain_ids[practice.id] != domain.id:
                continue
            rows.append(
                [
                    cells(Span(practice.id, REGULAR, "muted")),
                    cells(Span(practice.title, MEDIUM)),
                    Marks([(chart_rows.state(answer), "")]),
                    answer.disclosed or "not said",
                    answer.finding or "\N{EN DASH}",
                ]
            )
        if rows:
            found.append(heading(domain.title))
            found.append(grid(["", "Practice", "Level", "Disclosed", "What we found"], rows, [10, 42, 10, 12, 40]))
    return found


def withheld(facts: Facts) -> list[Flowable]:
    """Which kinds of text are left out, and why."""
    return [
        heading("What this copy leaves out"),
        para(wording.withheld_line(facts)),
        para(
            "Left out of every public copy: names, owners, who was consulted, titles and dates of evidence. Internal "
            "and privileged texts are withheld because of the label that the company gave them. Levels and scores are "
            "never withheld.",
            style="note",
        ),
    ]
