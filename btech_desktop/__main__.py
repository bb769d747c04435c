"""`btech-desktop`: no words open the window; words are a command without it."""

import sys

from btech_desktop.loading import loading

with loading():
    from btech_desktop.commands import run
from btech_desktop.private import keep_private


def main() -> int:
    """Run the command line; the exit status."""
    keep_private()
    return run()


if __name__ == "__main__":
    sys.exit(main())
