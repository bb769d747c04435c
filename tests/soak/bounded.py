"""One reader fed in a process of its own, whose memory the system bounds."""

import resource
import time
from pathlib import Path

from tests.soak import hostile
from tests.soak.work import at_home

MOST_MEMORY = 500_000_000  # bytes a reader may take beyond what the process has when it begins


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def feed(name: str, inputs: int, home: Path) -> None:
    """Feed one reader in this process, its memory bounded by the system; prints the counts, or ends with an error."""
    at_home(home)
    limit = _address_space() + MOST_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    began = time.monotonic()
    taken, refused = hostile.feed(name, inputs)
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    took = time.monotonic() - began
    print(f"{name:36} {taken + refused:6} inputs, {taken:5} taken, {took:5.0f} s, at most {largest} MB", flush=True)
