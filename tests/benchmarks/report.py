"""Time to make each PDF of the sample, with its structure and without."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from btech_desktop import facts
from btech_desktop.audiences import AUDIENCES
from btech_desktop.report import pages, render, structure
from btech_desktop.report.tagging import Element, TaggedCanvas
from btech_desktop.sample import build_sample

AIMS = {"board": 0.5, "working-group": 1.5}
TIMES = 5


class _Untagged(TaggedCanvas):
    """Draws the same and marks nothing."""

    @contextmanager
    def _nothing(self, *_: Any, **__: Any) -> Iterator[None]:
        yield

    artifact = content = figure = within = _nothing

    def begin(self, _element: Element) -> str:
        return "/Artifact BMC"

    def press(self, *_: Any) -> None:
        """No link is kept."""


def reports(folder: Path, say: Callable[[str, str, str], None]) -> None:
    """Seconds of the processor for each audience: facts in, bytes out."""
    with build_sample(folder / "report.btech") as store:
        chosen = next(a for a in store.assessments() if a.period == "2026" and a.asked_kind == "all")
        final = next(a for a in store.assessments() if a.unit_id == chosen.unit_id and a.final)
        for audience in AUDIENCES:
            of = final if audience == "public" else chosen
            known = facts.gather(store, of.id, audience=audience, made_on=date(2026, 10, 12))
            tagged = _median(lambda known=known: render(known))  # type: ignore[misc]  # a default binds the loop variable
            with patch.object(pages, "TaggedCanvas", _Untagged), patch.object(structure, "write"):
                bare = _median(lambda known=known: render(known))  # type: ignore[misc]
            aim = f"< {AIMS[audience]} s, <= 2x" if audience in AIMS else "<= 2x"
            say(
                f"{audience} PDF of the sample, tagged / not",
                f"{tagged:.2f} / {bare:.2f} s ({tagged / bare:.2f}x)",
                aim,
            )


def _median(work: Callable[[], object]) -> float:
    work()
    taken = []
    for _ in range(TIMES):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return statistics.median(taken)
