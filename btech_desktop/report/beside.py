"""What stands beside the assessment: the Community of Practice, public disclosure, other teams. Never a rank."""

from reportlab.platypus import Flowable

from btech_desktop import benchmark, chart_rows, charts, disclosure, terms, wording
from btech_desktop.benchmark import StatementLine
from btech_desktop.facts import Facts
from btech_desktop.language import tr
from btech_desktop.references import ReferenceFile
from btech_desktop.report.blocks import Cell, Marks, cells, grid, listed
from btech_desktop.report.document import Span, heading, para
from btech_desktop.report.fonts import MEDIUM, REGULAR
from btech_desktop.report.links import linked
from btech_desktop.report.paint import ChartFlowable
from btech_desktop.report.parts import part


def whole(facts: Facts) -> list[Flowable]:
    """All of it; a form that knows nothing of the Community of Practice has the rest under a title of its own."""
    first = facets(facts) or part(tr("Beside outside references"), tr("As context"), new_page=False)
    return [*first, *strips(facts), *statements(facts), *published_by_others(facts), *references(facts)]


def facets(facts: Facts) -> list[Flowable]:
    """The ten questions of the note with the levels of the practices linked to them."""
    themes = chart_rows.facet_themes(facts)
    if not themes:
        return []
    chart = ChartFlowable(lambda width, measure: charts.facet_matrix(themes, width, measure), scale=0.7)
    return [
        *part(
            tr("Questions of the Community of Practice"),
            tr("Beside the B-Tech company Community of Practice"),
            tr("The themes ask questions and set no levels. Beside each stand the levels of our practices."),
            new_page=False,
        ),
        chart,
        para(
            tr(
                "{coverage}. A facet has an average from three "
                "answers up; with fewer its levels stand alone. Questions in our words, after the note of 2021. "
                "Practices that rest on the UN Guiding Principles alone are not in this picture.",
                coverage=wording.sentence(wording.answered_of(facts.results.overall)),
            ),
            style="small",
        ),
    ]


def statements(facts: Facts) -> list[Flowable]:
    """Our level beside each statement of the note, item by item."""
    if not facts.statements:
        return []
    note = benchmark.cop_note()
    found = part(
        tr("What the note described"),
        tr("Beside the B-Tech company Community of Practice"),
        tr("Our level beside the level that a company doing just what a statement describes would reach."),
        new_page=False,
    )
    found.append(
        para(
            tr(
                "{publisher}, {year}. {how_common} A reading is firm where the words fix a level, weak "
                "where they only suggest one. Nothing is summed and nothing is ranked.",
                publisher=note.publisher,
                year=note.year,
                how_common=note.spread_note,
            )
        )
    )
    for item in note.items:
        lines = [s for s in facts.statements if s.statement.item == item.number]
        if not lines:
            continue
        found.append(heading(tr("Item {number}: {title}", number=item.number, title=item.title)))
        rows = [_statement(line) for line in lines]
        found.append(
            grid(
                ["", tr("The note, in our words"), tr("Described, by whom"), tr("Ours"), tr("Reading")],
                rows,
                [7, 31, 19, 23, 40],
            )
        )
    silent = benchmark.not_described(note, facts.dossier.practices())
    found += [heading(tr("What the note does not speak of")), para(note.no_remedy)]
    if silent:
        ids = facts.dossier.form.ids
        named = "; ".join(f"{i} {facts.dossier.form.by_id[i].title}" for i in silent)
        found.append(para(Span(note.silent, MEDIUM), " ", *linked(f"{named}.", ids), style="note"))
    found.append(heading(tr("Limits of the note")))
    found += listed([para(f"\N{EN DASH} {limit}", style="note") for limit in note.limits])
    return found


def _statement(line: StatementLine) -> list[Cell]:
    statement = line.statement
    if statement.level is None:
        described: list[Flowable] = [cells(Span(tr("no level"), REGULAR, "muted"))]
    else:
        described = [Marks([(statement.level, "")])]
    described += [cells(Span(statement.spread, REGULAR, "text2"))] if statement.spread else []
    ours: list[Flowable] = []
    for beside in line.beside:
        state: charts.LevelState = "na" if beside.standing == "not applicable" else "open"
        ours.append(Marks([(beside.level if beside.level is not None else state, beside.practice_id)]))
        ours.append(cells(Span(terms.shown(beside.standing), MEDIUM)))
    reading = ""
    if statement.reading:
        reading = tr("Firm.") if statement.reading == "firm" else tr("Weak.")
    if statement.reading and statement.weak_level is not None:
        weak = statement.weak_level
        reading = (
            tr("Firm; {level} on a weak reading.", level=weak)
            if statement.reading == "firm"
            else tr("Weak; {level} on a weak reading.", level=weak)
        )
    return [
        cells(Span(statement.id, REGULAR, "muted")),
        statement.text,
        described,
        ours or "\N{EN DASH}",
        f"{reading} {statement.why}".lstrip(),
    ]


def strips(facts: Facts) -> list[Flowable]:
    """The readings across domains."""
    shown = [s for s in facts.strips if s.practices]
    if not shown:
        return []
    found: list[Flowable] = [heading(tr("Readings across domains"), "h2", 1)]
    for strip in shown:
        marks = Marks([(chart_rows.state_of(facts, p.id), p.id) for p in strip.practices])
        marks.spaceAfter = 8
        found += [
            heading(strip.title, "h3", 2),
            para(strip.question, style="note", keep=True),
            para(chart_rows.reading_line(strip.score), style="note", keep=True),
            marks,
        ]
    return found


def published_by_others(facts: Facts) -> list[Flowable]:
    """What companies publish, as context; our side only in words."""
    rows = chart_rows.disclosure_rows(facts)
    rdr = disclosure.profile()
    told: list[list[Cell]] = [
        [
            [cells(Span(area.title, MEDIUM)), cells(Span(area.indicators, REGULAR, "muted"))],
            [para(sentence, style="cell") for sentence in rdr.sentences(area.id) or (rdr.no_facts,)],
            [para(f"{p.id}: {p.reason}", style="cell") for p in practices] or "\N{EN DASH}",
        ]
        for area, practices in disclosure.mapped(facts.dossier.form)
    ]
    told.append(
        [cells(Span(tr("Sales review"), MEDIUM)), f"{rdr.no_comparator} {rdr.no_comparator_reason}", "\N{EN DASH}"]
    )
    chart = ChartFlowable(lambda width, measure: charts.strip(rows, width, measure), scale=0.7)
    return [
        heading(tr("What companies publish"), "h2", 1),
        # Before the chart, so that the figures never stand on a page without their source.
        para(
            tr(
                "Context, not a yardstick: the scale of the source is not ours, so we have no mark on it. "
                "Source: {source}. {limits}",
                source=rdr.attribution,
                limits=rdr.limits_line,
            ),
            style="small",
            keep=True,
        ),
        chart,
        heading(tr("In words"), "h3", 2),
        grid([tr("Area"), tr("What they publish"), tr("Our practices beside it, and why")], told, [24, 42, 52]),
        para(tr("Source: {source}.", source=rdr.attribution), style="small"),
    ]


def references(facts: Facts) -> list[Flowable]:
    """The other profiles that are kept: each figure after its source, n, method and limits."""
    if not facts.references:
        return []
    found: list[Flowable] = [
        heading(tr("Other references"), "h2", 1),
        para(
            tr(
                "Added from files by whoever made this copy, not checked by the app. Context, not a yardstick: nothing "
                "is ranked, and we have no mark on the strips."
            ),
            style="small",
            keep=True,
        ),
    ]
    for reference in facts.references:
        found += [
            heading(reference.title, "h3", 2),
            # Before the chart, so that the figures never stand on a page without their source.
            para(tr("Source: {source}.", source=wording.reference_source(reference)), style="small", keep=True),
            *(para(text, style="small", keep=True) for text in (reference.scale_line, reference.limits_line)),
            _reference(facts, reference),
        ]
    return found


def _reference(facts: Facts, reference: ReferenceFile) -> Flowable:
    rows = chart_rows.reference_rows(facts, reference)
    return ChartFlowable(lambda width, measure: charts.strip(rows, width, measure, top=reference.top), scale=0.7)
