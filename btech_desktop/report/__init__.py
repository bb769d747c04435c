"""Facts in, PDF bytes out."""

import sys

from btech_desktop.facts import Facts
from btech_desktop.report_options import USUAL, ReportOptions


def render(facts: Facts, options: ReportOptions = USUAL) -> bytes:
    """The report for the audience that the facts were gathered for, as PDF. The same facts give the same bytes.

    Raises BadInput for facts gathered for no audience.
    """
    # ReportLab takes a tenth of a second to import, and only a report needs it.
    _import_reportlab()
    from btech_desktop.report.reports import render_report

    return render_report(facts, options)


def _import_reportlab() -> None:
    """Import it without HarfBuzz, which ReportLab takes if it is there, and we only when a text has need of it."""
    if "uharfbuzz" in sys.modules:
        return
    sys.modules["uharfbuzz"] = None  # type: ignore[assignment]  # importing it fails
    try:
        import reportlab.pdfbase.ttfonts  # noqa: F401
    finally:
        del sys.modules["uharfbuzz"]
