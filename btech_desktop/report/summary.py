"""What every report begins with: title, lead sentence, figures, domains, risks, incidents, decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, TableStyle

from btech_desktop import chart_rows, charts, wording
from btech_desktop.assessment import Decision, Incident, SalientIssue
from btech_desktop.facts import Facts
from btech_desktop.language import MANY, Words, mark, tr
from btech_desktop.palette import PRINT
from btech_desktop.report import chosen, links
from btech_desktop.report.blocks import Cell, Figure, Marks, callout, cells, figures, grid, listed
from btech_desktop.report.document import Span, heading, long_text, para
from btech_desktop.report.flow import Box, Text, shares
from btech_desktop.report.fonts import MEDIUM, REGULAR, width
from btech_desktop.report.paint import ChartFlowable
from btech_desktop.report.parts import labelled
from btech_desktop.report_options import ReportOptions

READERS: Final = Words({"board": mark("Board"), "working-group": mark("Working group"), "public": mark("The public")})
WHOLE: Final = 4_000
"""Letters: a text of more fills a page by itself, so that it cannot be whole beside the others."""
_META: Final = 500  # pt, the width of what stands under the title
_BOXED: Final = 20  # lines
_LINE: Final = 90  # characters that one holds at least
BANDS: Final = Words({"greatest": mark("Greatest"), "serious": mark("Serious"), "other": mark("Other")})


@dataclass(frozen=True, slots=True)
class Room:
    """How much of each list and text a copy has room for; what is cut is said to be cut.

    What happened to people, what was done for them and what a decision costs are in ``text``: it is cut last.
    """

    tight: bool = False
    cover: str = "cover"
    risks: int = 5
    text: int = WHOLE
    incidents: int = 20
    decisions: int = 20
    movers: int = 8  # with what was found; the other falls are named
    rises: int = 16
    promises: int = 8  # in a table; the others not kept are named
    views: int = 4
    guards: int = 60
    title: int = 200
    row: int = 59  # of the chart of domains, in its px
    air: int = 16  # above and below the words of such a row together
    brief: int = 0  # 1 leaves out what stands elsewhere as well, if in other words; 2 the figures behind a change too

    @property
    def h2(self) -> str:
        """The style of its headings."""
        return "h2-tight" if self.tight else "h2"


def report_title(facts: Facts) -> str:
    """The report's title."""
    return tr("Human rights maturity self-assessment {period}", period=facts.dossier.assessment.period)


def _reader(facts: Facts, options: ReportOptions) -> str:
    """For whom the copy is: a public one is for nobody in particular."""
    recipient = "" if facts.audience == "public" else options.recipient
    return recipient or READERS[facts.audience or "working-group"]


def cover(facts: Facts, options: ReportOptions, room: Room = Room()) -> list[Flowable]:
    """Title, to whom, by whom, when, and where the assessment stands."""
    dossier = facts.dossier
    pairs = [(tr("Report to"), _reader(facts, options))]
    if dossier.unit.parent_id is not None:
        pairs.insert(0, (tr("Unit"), wording.one_line(dossier.unit.name)))
    if dossier.assessment.prepared_by:
        pairs.append((tr("Prepared by"), wording.one_line(dossier.assessment.prepared_by)))
    locked = dossier.assessment.final_on
    if locked:
        pairs += [(tr("Locked"), wording.day(locked)), (tr("Copy made"), wording.day(facts.made_on))]
    else:
        pairs.append((tr("Date"), wording.day(facts.made_on)))
    pairs.append((tr("Status"), wording.status(facts)))
    row = [[para(name, style="cellhead"), para(value, style="meta")] for name, value in pairs]
    # Columns as wide as their words ask for; where that is too much, the widest give way.
    need = [max(width(name, MEDIUM, 8), width(value, MEDIUM, 9), 50) + 9 for name, value in pairs]
    widest = max(need)
    while sum(min(one, widest) for one in need) > _META:
        widest -= 1
    need = [min(one, widest) for one in need]
    style_ = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ("LINEABOVE", (0, 0), (-1, 0), 1, HexColor(PRINT["text"])),
        ]
    )
    lead = "lead-tight" if room.tight else "lead"
    meta = Box([row], colWidths=shares(need), style=style_, hAlign="LEFT")
    return [heading(report_title(facts), room.cover, 0), meta, para(wording.lead(facts), style=lead)]


def figure_band(facts: Facts) -> list[Flowable]:
    """Counts first, then the means, each with its coverage."""
    overall = facts.results.overall
    if overall.mean is None:
        return [para(tr("%n practice(s) to answer; no score yet.", "", overall.applicable))]
    of_all = tr("of {total}", total=overall.applicable)
    target = tr("of {total}", total=overall.with_target) if overall.with_target else ""
    items = [
        Figure(tr("At level 3 or 4"), str(overall.high_levels), of_all, tr("practices")),
        Figure(
            tr("At level 0 or 1"),
            str(overall.low_levels),
            of_all,
            tr("{number} to answer", number=overall.open) if overall.open else tr("all answered"),
        ),
        Figure(
            tr("Overall"),
            wording.plain(overall.mean),
            tr("of 4"),
            tr("range {range}", range=wording.span(overall)) if overall.provisional else tr("all answered"),
        ),
        Figure(
            tr("At target"),
            str(overall.at_target) if overall.with_target else "\N{EN DASH}",
            target,
            tr("mean target {target}", target=wording.plain(overall.target))
            if overall.with_target
            else tr("no targets set"),
        ),
        Figure(
            tr("Evidence shows"),
            wording.plain(overall.supported),
            tr("of 4"),
            tr("{number} capped by it", number=overall.capped),
        ),
    ]
    if overall.floor is not None and facts.floor_ids:
        practices, more = facts.floor_ids[0], len(facts.floor_ids) - 1
        if more:
            practices = tr("{practices} and {more} more", practices=practices, more=more)
        link = links.practice(facts.floor_ids[0])
        items.append(Figure(tr("Weakest practice"), str(overall.floor), tr("of 4"), practices, link))
    return [figures(items)]


def domain_chart(facts: Facts, room: Room = Room()) -> list[Flowable]:
    """Where each domain stands."""
    rows = chart_rows.domain_rows(facts)
    if not rows or facts.results.overall.mean is None:
        return []
    since, note = chart_rows.since_label(facts), chart_rows.since_note(facts)
    if facts.comparison and note:
        note = ", ".join((note, tr("%n practice(s)", "", facts.comparison.n)))
    chart = ChartFlowable(
        lambda width, measure: charts.domain_bars(
            rows, width, measure, since, row_height=room.row, air=room.air, since_note=note
        ),
        scale=0.67 if room.tight else 0.7,
    )
    return [heading(tr("Maturity by domain"), room.h2), chart]


def _cut(text: str, room: Room | None) -> str:
    return wording.shortened(text, room.text) if room else text


def _title(text: str, room: Room | None) -> str:
    return wording.excerpt(text, room.title) if room else text


def _rest(shown: int, total: int, more: str) -> list[Flowable]:
    if shown >= total:
        return []
    return [para(tr(more, "", total - shown), style="small")]


_MORE_RISKS = mark("%n [risk|risks] more in the working group's copy.", "", MANY)
_MORE_INCIDENTS = mark("%n severe [incident|incidents] more in the working group's copy.", "", MANY)
_MORE_DECISIONS = mark("%n [decision|decisions] more in the working group's copy.", "", MANY)


def risk_cell(issue: SalientIssue, room: Room | None) -> Flowable:
    """A risk with who is affected."""
    affected = _cut(issue.affected, room) if issue.affected.strip() else tr("who is affected: not recorded")
    rated = {"severity": issue.severity, "likelihood": issue.likelihood}
    if room is not None and room.brief:  # the band follows from the severity
        band = tr("Severity {severity}, likelihood {likelihood} of 5.", **rated)
    else:
        band = tr("{band} band: severity {severity}, likelihood {likelihood} of 5.", band=BANDS[issue.band], **rated)
    return cells(Span(_title(issue.title, room), MEDIUM), "\n", f"{band} ", Span(affected, REGULAR, "text2"))


def issue_blocks(facts: Facts, issue: SalientIssue) -> list[Flowable]:
    """A salient issue whole: how grave, who is affected, and the practices that guard."""
    rated = tr(
        "{band} band: scale {scale}, scope {scope}, irremediability {irremediability}, "
        "likelihood {likelihood}, each of 5.",
        band=BANDS[issue.band],
        scale=issue.scale,
        scope=issue.scope,
        irremediability=issue.irremediability,
        likelihood=issue.likelihood,
    )
    found = [heading(issue.title, "h3", 2), para(rated, style="small", keep=True)]
    found += labelled(tr("Who is affected"), issue.affected or tr("not recorded"))
    if issue.practices:
        marks = Marks(chosen.guards(facts, issue.practices))
        marks.spaceBefore, marks.spaceAfter = 2, 5
        found += [para(tr("Practices that guard, at their level"), style="cellhead", keep=True), marks]
    return found


def guard_cell(facts: Facts, ids: tuple[str, ...], room: Room) -> Cell:
    """The practices that guard, at their level: where there is no room for all, the lowest and how many more."""
    if not ids:
        return tr("no practice linked")
    all_ = chosen.guards(facts, ids)
    shown = chosen.lowest(all_, room.guards)
    if len(shown) < len(all_):
        state, last = shown[-1]
        shown[-1] = (state, tr("{practices} and {more} more", practices=last, more=len(all_) - len(shown)))
    return Marks(shown, ladder=not room.tight)


def risk_table(facts: Facts, room: Room) -> list[Flowable]:
    """The gravest risks to people and the levels of the practices that guard against them."""
    found = chosen.risks(facts)
    title = heading(tr("Gravest risks to people"), room.h2)
    if not found:
        return [title, para(tr("No risk to people is recorded in what this copy may show."))]
    rows: list[list[Cell]] = []
    for issue in found[: room.risks]:
        rows.append([risk_cell(issue, room), guard_cell(facts, issue.practices, room)])
    head = [tr("Risk, and who is affected"), tr("Practices that guard, at their level")]
    table = grid(head, rows, [48, 52] if room.tight else [58, 42], dense=room.tight)
    return [title, table, *_rest(len(rows), len(found), _MORE_RISKS)]


def incident_blocks(facts: Facts, found: Sequence[Incident], room: Room | None) -> list[Flowable]:
    """Incidents with the practices that should have caught them and the remedy given."""
    blocks: list[Flowable] = []
    for incident in found:
        facts_ = [tr("severity {severity} of 5", severity=incident.severity)]
        facts_ += [wording.month(incident.occurred)] if incident.occurred else []
        blocks.append(
            para(
                Span(_title(incident.title, room), MEDIUM),
                Span(f"  {' · '.join(facts_)}", REGULAR, "muted", 8.5),
                keep=True,
            )
        )
        if incident.what.strip():
            blocks += [para(_cut(incident.what, room), style="note")] if room else long_text(incident.what, "note")
        remedy = _cut(incident.remedy, room) if incident.remedy.strip() else tr("none recorded")
        blocks.append(
            para(Span(tr("Remedy given:"), MEDIUM, "text"), f" {remedy}", style="note", keep=bool(incident.practices))
        )
        if incident.practices:
            blocks.append(caught(facts, incident, room))
    return blocks


def caught(facts: Facts, incident: Incident, room: Room | None) -> Flowable:
    """The practices that should have caught an incident, on one line with their name."""
    marks = guard_cell(facts, incident.practices, room or Room(guards=len(incident.practices)))
    label = para(tr("Should have caught it"), style="cellhead")
    style = TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    style.add("TOPPADDING", (0, 0), (-1, -1), 0)
    return Box([[label, marks]], colWidths=[96, "*"], style=style, hAlign="LEFT")


def incidents(facts: Facts, room: Room) -> list[Flowable]:
    """Severe incidents, and what was done for the people harmed."""
    found = chosen.severe_incidents(facts)
    title = heading(tr("Severe incidents and remedy given"), room.h2)
    if not found:
        left = facts.withheld.of("incidents")
        said = (
            tr(
                "No severe incident is recorded for this period in this copy; "
                "%n incident(s) left out because of the label.",
                "",
                left,
            )
            if left
            else tr("No severe incident is recorded for this period.")
        )
        return [title, para(said)]
    blocks = incident_blocks(facts, found[: room.incidents], room)
    return [title, *blocks, *_rest(room.incidents, len(found), _MORE_INCIDENTS)]


def _decision(number: int, decision: Decision, room: Room | None) -> Text:
    details = [
        tr("Owner: {owner}", owner=_title(decision.owner, room) or tr("not named")),
        tr("by {month}", month=wording.month(decision.due)) if decision.due else tr("no date set"),
        tr("cost: {cost}", cost=_cut(decision.cost, room) or tr("not stated")),
    ]
    consequence = _cut(decision.consequence, room) if decision.consequence.strip() else tr("not stated")
    return para(
        Span(f"{number}  {_title(decision.what, room)}", MEDIUM),
        "\n",
        Span(f"{' · '.join(details)}. ", REGULAR, "text2", 8.5),
        Span(tr("If not decided:"), MEDIUM, "text2", 8.5),
        Span(f" {consequence}", REGULAR, "text2", 8.5),
    )


def _lines(decision: Decision) -> int:
    """About how many lines a decision takes, whole."""
    texts = (decision.what, decision.owner, decision.cost, decision.consequence)
    return sum(1 + len(line) // _LINE for text in texts for line in text.splitlines())


def decisions(facts: Facts, room: Room | None = None) -> list[Flowable]:
    """What the board is asked."""
    asked = chosen.asked_decisions(facts)
    most = room.decisions if room else len(asked)
    if not asked:
        left = facts.withheld.of("decisions")
        said = (
            tr(
                "No decision is asked of the Board in this copy; %n decision(s) left out because of the label.",
                "",
                left,
            )
            if left
            else tr("No decision is asked of the Board.")
        )
        return [callout([para(said)])]
    title = tr(
        "[The decision|The {number} decisions] asked of the Board", "", len(asked), number=wording.number(len(asked))
    )
    rows: list[Flowable] = [para(Span(title, MEDIUM), keep=True)]
    rows += listed([_decision(n, d, room) for n, d in enumerate(asked[:most], start=1)])
    lines = [_lines(d) for d in asked]
    if room is None and max(lines) > _BOXED:
        # A box cannot break within a row, so a long text stands outside it.
        return [*rows, *_rest(most, len(asked), _MORE_DECISIONS)]
    box = callout(rows, dense=room is not None and room.tight, whole=sum(lines) <= _BOXED)
    return [box, *_rest(most, len(asked), _MORE_DECISIONS)]
