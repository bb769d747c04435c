"""One report for each audience."""

from typing import Final

from btech_desktop import wording
from btech_desktop.audiences import Audience
from btech_desktop.errors import BadInput
from btech_desktop.facts import Facts
from btech_desktop.language import Words, mark, tr
from btech_desktop.report import board, full, summary
from btech_desktop.report.document import Furniture, Layout, Story, build, lay_out
from btech_desktop.report.finish import finish
from btech_desktop.report.fonts import clean
from btech_desktop.report.summary import Room
from btech_desktop.report_options import USUAL, ReportOptions

MARKINGS: Final[Words[Audience | None]] = Words(
    {
        "board": mark("CONFIDENTIAL · BOARD"),
        "working-group": mark("CONFIDENTIAL · WORKING GROUP"),
    }
)
FOOTER_SCOPE: Final = 300


def furniture(facts: Facts, options: ReportOptions) -> Furniture:
    """Marking, edition, coverage, method, disclaimer and scope: on every page."""
    assert facts.audience in MARKINGS
    marking = MARKINGS[facts.audience]
    if facts.audience == "working-group" and facts.privileged:
        marking = " · ".join((marking, tr("CONTAINS PRIVILEGED TEXT")))
    if options.marking:
        marking = " · ".join((marking, options.marking))
    footer = (
        tr("Form {edition}", edition=facts.dossier.form.edition),
        wording.answered_of(facts.results.overall),
        tr(wording.METHOD_LINE),
        tr(wording.DISCLAIMER),
        wording.excerpt(facts.dossier.scope_line, FOOTER_SCOPE),
    )
    return Furniture(
        facts.dossier.organisation,
        summary.report_title(facts),
        tr("Self-assessment {period}", period=facts.dossier.assessment.period),
        marking,
        facts.dossier.sample,
        tuple(part for part in footer if part),
        wording.provisional_line(facts),
    )


def render_report(facts: Facts, options: ReportOptions = USUAL) -> bytes:
    """The report as PDF."""
    if facts.audience not in MARKINGS:
        raise BadInput(tr("A PDF is made for the board or the working group. For the public, save the data file."))
    if facts.audience == "board":
        laid_out = _board(facts, options)
    else:
        laid_out = build(furniture(facts, options), full.story(facts, options))
    title = clean(f"{facts.dossier.organisation}: {summary.report_title(facts)}").replace("\n", " ")
    return finish(laid_out, title=title, language=facts.dossier.form.language, made_on=facts.made_on)


def _board(facts: Facts, options: ReportOptions) -> bytes:
    """The roomiest layout on two pages; if none, the roomiest on four; if none, the tightest."""
    page = furniture(facts, options)

    def trial(room: Room) -> tuple[Story, Layout]:
        story = board.story(facts, room, options)
        return story, lay_out(page, story, Layout(), dry=True)[1]

    # The tightest first: where even that takes more than two pages, the trials between need not be made.
    tightest, found = trial(board.ROOMS[-1])
    most = board.USUAL_PAGES if found.pages <= board.USUAL_PAGES else board.MOST_PAGES
    for room in board.ROOMS[:-1]:
        story, layout = trial(room)
        if layout.pages <= most:
            return build(page, story, layout)
    return build(page, tightest, found)
