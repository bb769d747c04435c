"""The log: where defects of ours leave their traceback. It holds no answer text."""

import logging
import sys
import traceback
from pathlib import Path

from btech_desktop.paths import log_dir

MAX_BYTES = 500_000


def log_file() -> Path:
    """The log's path."""
    return log_dir() / "btech-desktop.log"


def log_defect(error: BaseException | None = None) -> Path:
    """Write the traceback of a defect (by default the one being handled), frames only; the path of the log."""
    error = error or sys.exc_info()[1]
    path = log_file()
    try:
        if path.exists() and path.stat().st_size > MAX_BYTES:
            path.replace(path.with_suffix(".old.log"))
        # The message of an exception may quote what a user typed: its type and the places are enough to find it.
        frames = traceback.extract_tb(error.__traceback__ if error else None)
        lines = [type(error).__name__, *(f"  {f.filename}:{f.lineno} in {f.name}" for f in frames)]
        with path.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n\n")
    except OSError:
        logging.getLogger(__name__).warning("the log cannot be written")
    return path
