"""``python -m tests.soak [--kills-only | --inputs-only] [--inputs N]``: many kills, and many hostile inputs."""

import argparse
import multiprocessing
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.soak import bounded, hostile, kills

INPUTS = 20_000


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
            process = context.Process(target=bounded.feed, args=(name, chosen.inputs, Path(home)))
            process.start()
            process.join()
            if process.exitcode:
                print(f"{name}: ended with {process.exitcode}", flush=True)
                failed += 1
    print("Nothing was found." if not failed else f"{failed} findings.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
