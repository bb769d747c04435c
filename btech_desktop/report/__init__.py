"""Facts in, PDF bytes out."""

import sys

from btech_desktop.facts import Facts
from btech_desktop.report_options import USUAL, ReportOptions
from btech_desktop.steps import Step, no_step


def render(facts: Facts, options: ReportOptions = USUAL, step: Step = no_step) -> bytes:
    """The report for the audience that the facts were gathered for, as PDF. The same facts give the same bytes.

    ``step`` is called many times meanwhile, with nothing to tell; what it raises ends the work.
    Raises BadInput for facts gathered for no audience.
    """
    # ReportLab takes a tenth of a second to import, and only a report needs it.
    _import_reportlab()
    from btech_desktop.report.pages import meanwhile
    from btech_desktop.report.reports import render_report

    before = meanwhile.set(step)
    try:
        return render_report(facts, options)
    finally:
        meanwhile.reset(before)


def _import_reportlab() -> None:
    """Import it without HarfBuzz, which ReportLab takes if it is there, and we only when a text has need of it."""
    if "uharfbuzz" in sys.modules:
        return
    sys.modules["uharfbuzz"] = None  # type: ignore[assignment]  # importing it fails
    try:
        import reportlab.pdfbase.ttfonts  # noqa: F401
    finally:
        del sys.modules["uharfbuzz"]
