"""``python -m tests.soak [--kills-only | --inputs-only] [--inputs N]``: the long form of the crash tests and of the hostile input."""

import argparse
import multiprocessing
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.soak import hostile, kills
from tests.soak.work import at_home

INPUTS = 20_000
MOST_MEMORY = 500_000_000  # bytes a reader may take beyond what the process has when it begins


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def _fed(name: str, inputs: int, home: Path) -> None:
    """Feed one reader in this process, its memory bounded by the system; prints the counts, or ends with an error."""
    at_home(home)
    limit = _address_space() + MOST_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    began = time.monotonic()
    taken, refused = hostile.feed(name, inputs)
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    took = time.monotonic() - began
    print(f"{name:36} {taken + refused:6} inputs, {taken:5} taken, {took:5.0f} s, at most {largest} MB", flush=True)


def main() -> int:
    """Run both; the exit status says whether anything was found."""
    arguments = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    arguments.add_argument("--kills-only", action="store_true")
    arguments.add_argument("--inputs-only", action="store_true")
    arguments.add_argument("--inputs", type=int, default=INPUTS, help="for each reader; 0 for none")
    chosen = arguments.parse_args()
    failed = 0
    for sentence in () if chosen.inputs_only else kills.main():
        print(sentence)
        failed += 1
    # Each reader in a process of its own, which may be ended by the system: for memory, or because it hangs.
    context = multiprocessing.get_context("spawn")
    with TemporaryDirectory() as home:
        for name in hostile.readers() if chosen.inputs and not chosen.kills_only else ():
            process = context.Process(target=_fed, args=(name, chosen.inputs, Path(home)))
            process.start()
            process.join()
            if process.exitcode:
                print(f"{name}: ended with {process.exitcode}", flush=True)
                failed += 1
    print("Nothing was found." if not failed else f"{failed} findings.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
