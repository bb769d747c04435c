"""How long work tells how far it is, and learns that nobody wants it any more."""

from collections.abc import Callable

Step = Callable[[int, int], object]
"""Called between the steps of long work with how much is done, and of how much. It may raise Cancelled."""


class CancelledError(Exception):
    """Raised by a Step: the work stops, and leaves everything as it was before."""


def no_step(_done: int, _of: int) -> None:
    """For work that nobody watches."""
