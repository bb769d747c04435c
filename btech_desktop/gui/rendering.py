"""Makes reports in a background thread: facts were gathered before, so the thread never meets the workspace."""

from contextlib import suppress
from functools import cache, partial
from threading import Lock

from PySide6.QtCore import QObject, QThreadPool, Signal

from btech_desktop.errors import UserError
from btech_desktop.facts import Facts
from btech_desktop.language import tr
from btech_desktop.log import log_defect

_ONE_AT_A_TIME = Lock()  # ReportLab keeps fonts and sequences in globals


def render_now(facts: Facts) -> bytes:
    """The PDF, made in this thread. Raises UserError."""
    from btech_desktop.report import render  # ReportLab is loaded with the first report only

    with _ONE_AT_A_TIME:
        return render(facts)


class Renderer(QObject):
    """One for the whole app: it outlives the pages that ask, whose connections end with them."""

    done = Signal(object, object)  # ticket, bytes
    failed = Signal(object, str)  # ticket, a sentence

    def __init__(self) -> None:
        super().__init__()
        self._newest: object = None

    def render(self, facts: Facts, ticket: object) -> None:
        """Make the PDF; the ticket comes back with it. A request that was overtaken is not answered."""
        self._newest = ticket
        QThreadPool.globalInstance().start(partial(self._work, facts, ticket))

    def _work(self, facts: Facts, ticket: object) -> None:
        if ticket is not self._newest:
            return
        data, sentence = b"", ""
        try:
            data = render_now(facts)
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
                self.done.emit(ticket, data)


@cache
def renderer() -> Renderer:
    """The one of this process."""
    return Renderer()
