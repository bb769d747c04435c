"""One report for each audience."""

from bisect import bisect_left
from typing import Final

from reportlab.platypus import PageBreak
from reportlab.platypus.doctemplate import LayoutError

from btech_desktop import wording
from btech_desktop.audiences import Audience
from btech_desktop.errors import BadInput
from btech_desktop.facts import Facts
from btech_desktop.language import Words, mark, tr
from btech_desktop.report import board, full, public, summary
from btech_desktop.report.carrying import attachment
from btech_desktop.report.document import Story
from btech_desktop.report.finish import finish
from btech_desktop.report.fonts import clean
from btech_desktop.report.furniture import Furniture
from btech_desktop.report.pages import build, count_pages
from btech_desktop.report.tagging import Drawn
from btech_desktop.report_options import USUAL, ReportOptions

MARKINGS: Final[Words[Audience | None]] = Words(
    {
        "board": mark("CONFIDENTIAL · BOARD"),
        "working-group": mark("CONFIDENTIAL · WORKING GROUP"),
        "public": mark("PUBLIC"),
    }
)
FOOTER_SCOPE: Final = 300


def furniture(facts: Facts, options: ReportOptions) -> Furniture:
    """Marking, edition, coverage, method, disclaimer and scope: on every page."""
    assert facts.audience in MARKINGS
    marking = MARKINGS[facts.audience]
    if facts.audience == "working-group" and facts.privileged:
        marking = " · ".join((marking, tr("CONTAINS PRIVILEGED TEXT")))
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
        options.marking,
    )


def render_report(facts: Facts, options: ReportOptions = USUAL) -> bytes:
    """The report as PDF."""
    if facts.audience not in MARKINGS:
        raise BadInput(tr("A report is made for a reader: the board, the working group or the public."))
    if facts.audience == "board":
        drawn = _board(facts, options)
    else:
        story = (public if facts.audience == "public" else full).story(facts, options)
        drawn = build(furniture(facts, options), story, options.paper)
    title = clean(f"{facts.dossier.organisation}: {summary.report_title(facts)}").replace("\n", " ")
    return finish(
        drawn,
        title=title,
        language=facts.dossier.form.language,
        made_on=facts.made_on,
        attachment=attachment(facts, options),
    )


def _board(facts: Facts, options: ReportOptions) -> Drawn:
    """The roomiest layout on two pages, then the pages chosen beside them; never more than four in all."""
    page = furniture(facts, options)

    def fits(story: Story, most: int) -> bool:
        try:
            return count_pages(page, story, options.paper) <= most
        except LayoutError:  # a row is taller than a page
            return False

    more = [next((s for s in tries if fits(s, 1)), tries[-1]) for tries in board.more(facts, options)]
    tries = [(board.story(facts, room, options), most) for room, most in board.layouts(board.MOST_PAGES - len(more))]
    # Each needs less than the one before it, so that few of them need to be tried.
    first, _ = tries[bisect_left(range(len(tries) - 1), True, key=lambda n: fits(*tries[n]))]
    return build(page, lambda: [*first(), *(f for one in more for f in (PageBreak(), *one()))], options.paper)
