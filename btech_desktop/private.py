"""What the process does before anything else, so that nobody but its user reads what it writes or leaves behind."""

import os
import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4  # prctl(2)


def keep_private() -> None:
    """Files made from now on are their owner's alone (POSIX), and a crash leaves no image of the memory.

    An image of the memory could hold answers and the password of an open workspace.
    """
    if sys.platform == "win32":
        return
    import resource

    os.umask(0o077)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # A crash handler that the system pipes images to does not heed the limit, but this.
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
