"""Makes reports in a background thread: facts were gathered before, so the thread never meets the workspace."""

from functools import cache, partial

from PySide6.QtCore import QObject, QThreadPool, Signal

from btech_desktop.errors import UserError
from btech_desktop.facts import Facts
from btech_desktop.log import log_defect


class Renderer(QObject):
    """One for the whole app: it outlives the pages that ask, whose connections end with them."""

    done = Signal(object, object)  # ticket, bytes
    failed = Signal(object, str)  # ticket, a sentence

    def render(self, facts: Facts, ticket: object) -> None:
        """Make the PDF; the ticket comes back with it."""
        QThreadPool.globalInstance().start(partial(self._work, facts, ticket))

    def _work(self, facts: Facts, ticket: object) -> None:
        from btech_desktop.report import render  # ReportLab is loaded with the first report only

        try:
            self.done.emit(ticket, render(facts))
        except UserError as error:
            self.failed.emit(ticket, str(error))
        except Exception as error:
            # A thread's exception would otherwise vanish, and the page would wait for ever.
            path = log_defect(error)
            self.failed.emit(
                ticket, f"The report could not be made, for a reason of the app's own. Details are in {path}."
            )


@cache
def renderer() -> Renderer:
    """The one of this process."""
    return Renderer()
