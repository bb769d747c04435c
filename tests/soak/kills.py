"""Kills a working process at random moments (SIGKILL) and judges what it left behind.

A kill stands for a crash of the app or an end by the system, not for a power cut: what the kernel had taken from the
process still reaches the disk. See docs/decisions/0007.
"""

import multiprocessing
import random
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.soak import work

# On a disk: on a file system in memory a save takes no time, and a kill meets none.
PLACE = Path(__file__).parent.parent.parent / "build" / "soak"
LONGEST_WAIT = 60  # seconds for a worker to begin, or a judge to judge

Worker = Callable[[Path, int, work.Tell], None]
Judge = Callable[[Path, int, Sequence[str], object], tuple[list[str], object]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Work to be killed, within ``window`` seconds of its beginning; ``fresh``: each time on a new file."""

    worker: Worker
    judge: Judge
    window: float
    kills: int  # in the long form
    fresh: bool = True


SCENARIOS = {
    "autosave": Scenario(work.autosave, work.judge_autosave, 0.25, 150, fresh=False),
    "evidence files": Scenario(work.evidence, work.judge_evidence, 0.4, 80),
    "migration": Scenario(work.migration, work.judge_migration, 0.25, 100),
    "backup": Scenario(work.backing_up, work.judge_backup, 0.4, 80),
    "password": Scenario(work.passwords, work.judge_passwords, 1.2, 80),
    "merge": Scenario(work.merging, work.judge_merging, 0.9, 60),
    "restore": Scenario(work.restoring, work.judge_restoring, 0.02, 80),
}


@dataclass(slots=True)
class Tally:
    """What some kills showed. ``midway``: the kill met a change under way (it left a journal or half a file)."""

    kills: int = 0
    acknowledged: int = 0
    midway: int = 0
    found: list[str] = field(default_factory=list)


def _working(worker: Worker, folder: Path, seed: int, pipe: Connection) -> None:
    work.at_home(folder)
    worker(folder, seed, lambda line: pipe.send_bytes(line.encode()))


def _judging(judge: Judge, folder: Path, seed: int, told: list[str], before: object, pipe: Connection) -> None:
    work.at_home(folder)
    try:
        pipe.send(judge(folder, seed, told, before))
    except Exception as error:  # whatever a judge meets is a finding
        pipe.send(([f"{type(error).__name__}: {error}"], before))


def _preparing(folder: Path, pipe: Connection) -> None:
    work.at_home(folder)
    work.prepare(folder)
    pipe.send(None)


class Range:
    """Where workers are let loose and killed; ``place`` is a folder of its own."""

    def __init__(self, place: Path = PLACE) -> None:
        self._place = place
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        # Children start from a process that has loaded everything and opened nothing.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.soak.work"])
        self._ask(_preparing, self._folder("base"))

    def kill(self, name: str, times: int) -> Tally:
        """Let a worker work and kill it, some times; the delays come from the scenario's name and the round."""
        scenario, tally, before = SCENARIOS[name], Tally(), None
        folder = self._folder(name, fresh=True)
        for seed in range(times):
            if scenario.fresh:
                folder = self._folder(name, fresh=True)
            delay = random.Random(f"{name} {seed}").uniform(0, scenario.window)
            told = self._let_work(scenario.worker, folder, seed, delay)
            tally.kills += 1
            tally.acknowledged += len(told)
            tally.midway += _midway(folder)
            found, before = self._ask(scenario.judge, folder, seed, told, before, run=_judging)
            tally.found += [f"{name}, kill {seed}: {sentence}" for sentence in found]
        return tally

    def _folder(self, name: str, *, fresh: bool = False) -> Path:
        folder = self._place / name.replace(" ", "-")
        if fresh:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(self._place / "base", folder)
        folder.mkdir(exist_ok=True)
        return folder

    def _let_work(self, worker: Worker, folder: Path, seed: int, delay: float) -> list[str]:
        here, there = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_working, args=(worker, folder, seed, there))
        process.start()
        there.close()
        told: list[str] = []
        end = time.monotonic() + LONGEST_WAIT
        try:
            while (left := end - time.monotonic()) > 0 and here.poll(left):
                told.append(here.recv_bytes().decode())
                if len(told) == 1:  # it has begun
                    end = time.monotonic() + delay
        except EOFError:
            pass  # it came to its end by itself
        process.kill()
        process.join()
        # What it had told before it was killed still stands in the pipe.
        try:
            while here.poll(0):
                told.append(here.recv_bytes().decode())
        except (EOFError, OSError):
            pass
        here.close()
        assert told or time.monotonic() < end, "the worker did not begin"
        return told

    def _ask(self, target: Callable[..., object], *args: object, run: Callable[..., None] | None = None) -> Any:
        here, there = self._context.Pipe(duplex=False)
        call = (target, *args, there)
        process = self._context.Process(target=run or target, args=call if run else call[1:])
        process.start()
        there.close()
        try:
            assert here.poll(LONGEST_WAIT), "no answer"
            return here.recv()
        finally:
            process.join(LONGEST_WAIT)
            here.close()


def _midway(folder: Path) -> bool:
    """Whether a journal with content, or a file that was being written, is there."""
    journals = [p for p in folder.rglob("*-journal") if p.stat().st_size]
    parts = [*folder.rglob("*.part"), *folder.rglob(".*.changing"), *folder.rglob(".*.restoring")]
    return bool(journals or parts)


def main() -> list[str]:
    """The long form; prints the counts and returns what was found."""
    found: list[str] = []
    ground, total = Range(), 0
    for name, scenario in SCENARIOS.items():
        tally = ground.kill(name, scenario.kills)
        print(
            f"{name:15} {tally.kills:4} kills, {tally.midway:3} amid a change, "
            f"{tally.acknowledged:6} changes acknowledged, {len(tally.found)} findings",
            flush=True,
        )
        total += tally.kills
        found += tally.found
    print(f"{'together':15} {total:4} kills, {len(found)} findings")
    return found
