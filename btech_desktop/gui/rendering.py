"""Makes reports in a background thread: facts were gathered before, so the thread never meets the workspace."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from threading import Lock
from typing import Final

from PySide6.QtCore import QObject, QThreadPool, Signal

from btech_desktop.errors import UserError
from btech_desktop.facts import Facts
from btech_desktop.language import tr
from btech_desktop.log import log_defect
from btech_desktop.report_options import ReportOptions
from btech_desktop.steps import CancelledError, Step, no_step

_ONE_AT_A_TIME = Lock()  # ReportLab keeps fonts and sequences in globals
# Seconds for which Python computes in one thread while another waits. Each call from Qt into Python has to wait so
# long while a report is made: with the usual 5 ms a window that paints itself would stand still for half a second.
_TURN: Final = 0.0002


def render_now(facts: Facts, options: ReportOptions, step: Step = no_step) -> bytes:
    """The PDF, made in this thread. Raises UserError, and what ``step`` raises."""
    from btech_desktop.report import render  # ReportLab is loaded with the first report only

    with _ONE_AT_A_TIME, _beside_a_window():
        step(0, 0)  # it may have waited long
        return render(facts, options, step)


@contextmanager
def _beside_a_window() -> Iterator[None]:
    """Short turns, and no search for cycles.

    That would go through the whole window's objects again and again, a fifth of the time, and could delete some of
    them in this thread. A report leaves 2 MB in cycles. Only one at a time may be in here: it sets what it found.
    """
    usual, collecting = sys.getswitchinterval(), gc.isenabled()
    sys.setswitchinterval(_TURN)
    gc.disable()
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
        if collecting:
            gc.enable()


class Ticket:
    """A report that was asked for. Whoever no longer wants it says so, and is not answered."""

    __slots__ = ("wanted",)

    def __init__(self) -> None:
        self.wanted = True


class Renderer(QObject):
    """One for the whole app: it outlives the pages that ask, whose connections end with them."""

    done = Signal(object, object, object)  # ticket, bytes, and the page on which each section begins
    failed = Signal(object, str)  # ticket, a sentence

    def render(self, facts: Facts, options: ReportOptions) -> Ticket:
        """Make the PDF, as long as it is wanted; the ticket comes back with it."""
        ticket = Ticket()
        QThreadPool.globalInstance().start(partial(self._work, facts, options, ticket))
        return ticket

    def _work(self, facts: Facts, options: ReportOptions, ticket: Ticket) -> None:
        def unwanted(_done: int, _of: int) -> None:
            if not ticket.wanted:
                raise CancelledError

        data, pages, sentence = b"", {}, ""
        try:
            data = render_now(facts, options, unwanted)
            from btech_desktop.report.places import section_pages

            pages = section_pages(data)
        except CancelledError:
            return
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
