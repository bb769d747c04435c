"""Makes reports in a background thread: facts were gathered before, so the thread never meets the workspace."""

from contextlib import suppress
from functools import cache, partial
from threading import Lock

from PySide6.QtCore import QObject, QThreadPool, Signal

from btech_desktop.errors import UserError
from btech_desktop.facts import Facts
from btech_desktop.language import tr
from btech_desktop.log import log_defect
from btech_desktop.report_options import ReportOptions

_ONE_AT_A_TIME = Lock()  # ReportLab keeps fonts and sequences in globals


def render_now(facts: Facts, options: ReportOptions) -> bytes:
    """The PDF, made in this thread. Raises UserError."""
    from btech_desktop.report import render  # ReportLab is loaded with the first report only

    with _ONE_AT_A_TIME:
        return render(facts, options)


class Renderer(QObject):
    """One for the whole app: it outlives the pages that ask, whose connections end with them."""

    done = Signal(object, object, object)  # ticket, bytes, and the page on which each section begins
    failed = Signal(object, str)  # ticket, a sentence

    def __init__(self) -> None:
        super().__init__()
        self._newest: object = None
        self._own = QThreadPool(self)
        self._own.setMaxThreadCount(1)  # those waiting have not begun, and can still be overtaken

    def render(self, facts: Facts, options: ReportOptions, ticket: object) -> None:
        """Make the PDF; the ticket comes back with it. A request that was overtaken is not answered."""
        self._newest = ticket
        self._own.start(partial(self._work, facts, options, ticket))

    def _work(self, facts: Facts, options: ReportOptions, ticket: object) -> None:
        from btech_desktop.report.places import section_pages

        if ticket is not self._newest:
            return
        data, pages, sentence = b"", {}, ""
        try:
            data = render_now(facts, options)
            pages = section_pages(data)
        except UserError as error:
            sentence = str(error)
        except Exception as error:
            # A thread's exception would otherwise vanish, and the page would wait for ever.
            sentence = tr(
                "The report could not be made, for a reason of the app's own. Details are in {path}.",
                path=log_defect(error),
            )
        # When the app quits meanwhile, Qt takes the signals away and nobody is left to be told.
        with suppress(RuntimeError):
            if sentence:
                self.failed.emit(ticket, sentence)
            else:
                self.done.emit(ticket, data, pages)


@cache
def renderer() -> Renderer:
    """The one of this process."""
    return Renderer()
