"""Facts in, PDF bytes out."""

from btech_desktop.facts import Facts
from btech_desktop.report_options import USUAL, ReportOptions


def render(facts: Facts, options: ReportOptions = USUAL) -> bytes:
    """The report for the audience that the facts were gathered for, as PDF. The same facts give the same bytes.

    Raises BadInput for facts gathered for no audience.
    """
    # ReportLab takes a tenth of a second to import, and only a report needs it.
    from btech_desktop.report.reports import render_report

    return render_report(facts, options)
