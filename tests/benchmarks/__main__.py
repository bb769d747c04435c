"""Run every benchmark and print its figures beside what is aimed at: ``make bench``."""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import platformdirs
from sqlcipher3 import dbapi2

from btech_desktop import password, progress, scoring
from btech_desktop.assessment import Answer, Evidence, Unit, new_id
from btech_desktop.form_files import shipped_form
from btech_desktop.periods import start_assessment
from btech_desktop.sample import build_sample
from btech_desktop.store import Change, Store

# Not in /tmp, which may be memory: saving is measured on a disk.
DISK = Path(__file__).parent.parent.parent / "build" / "bench"
SAVES = 300
STARTS = 7


def _median(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def _say(name: str, figure: str, aim: str) -> None:
    print(f"{name:<58} {figure:<34} aim: {aim}", flush=True)


def saving(folder: Path) -> None:
    """An answer with its history row against the same two rows through the bare driver, same settings."""
    with build_sample(folder / "save.btech") as store:
        chosen = next(a for a in store.assessments() if not a.final and "POL-1" in a.asked)
        levels = [1, 2]

        def save() -> None:
            levels.reverse()
            before = store.answer(chosen.id, "POL-1")
            after = Answer.model_validate(
                {**before.model_dump(), "level": levels[0] if before.level != levels[0] else levels[1]}
            )
            begin = time.perf_counter()
            store.write([Change(before, after)], who="bench")
            spent.append(time.perf_counter() - begin)

        spent: list[float] = []
        for _ in range(SAVES):
            save()
    ours = statistics.median(spent)

    bare = dbapi2.connect(folder / "save.btech", isolation_level=None)
    for pragma in (
        "foreign_keys = on",
        "secure_delete = on",
        "temp_store = memory",
        "locking_mode = exclusive",
        "journal_mode = truncate",
        "synchronous = extra",
    ):
        bare.execute(f"pragma {pragma}")
    bare.execute("begin exclusive")
    bare.execute("commit")
    spent_bare = []
    for turn in range(SAVES):
        begin = time.perf_counter()
        bare.execute("begin")
        bare.execute(
            "update answers set level = ? where assessment_id = ? and practice_id = ?",
            [turn % 2 + 1, chosen.id, "POL-1"],
        )
        bare.execute(
            "insert into history (at, who, entity, entity_id, assessment_id, field, before, after)"
            " values ('2026-01-01T00:00:00+00:00', 'bench', 'answers', ?, ?, 'level', '1', '2')",
            [f"{chosen.id}/POL-1", chosen.id],
        )
        bare.execute("commit")
        spent_bare.append(time.perf_counter() - begin)
    bare.close()
    base = statistics.median(spent_bare)
    _say(
        "saving an answer with its history row / bare driver",
        f"{ours / base:.2f}x ({ours * 1000:.2f} / {base * 1000:.2f} ms)",
        "<= 1.5x, < 10 ms",
    )


_START = """
import sys, time
import resource as r
{body}
print(r.getrusage(r.RUSAGE_SELF).ru_maxrss)
"""
_BARE = """from PySide6.QtWidgets import QApplication, QMainWindow
a = QApplication([])
w = QMainWindow()
w.show()
a.processEvents()"""
_APP = """from pathlib import Path
from btech_desktop.loading import loading
with loading():
    from btech_desktop import app
app.run(Path({path!r}), smoke=True)"""


def starting(folder: Path) -> None:
    """From the interpreter's start to a usable window on the sample against a bare PySide6 window."""
    build_sample(folder / "start.btech").close()

    # As on a user's machine: the second start finds the compiled modules of the first.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")

    def run(body: str) -> tuple[float, float]:
        spent, memory = [], []
        command = [sys.executable, "-c", _START.format(body=body)]
        subprocess.run(command, capture_output=True, check=True, env=environment)
        for _ in range(STARTS):
            begin = time.perf_counter()
            ran = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
            spent.append(time.perf_counter() - begin)
            memory.append(int(ran.stdout.split()[-1]) / 1024)
        return statistics.median(spent), statistics.median(memory)

    bare, bare_mb = run(_BARE)
    ours, ours_mb = run(_APP.format(path=str(folder / "start.btech")))
    _say(
        "start to a usable window on the sample / bare window",
        f"{ours / bare:.2f}x ({ours:.2f} / {bare:.2f} s)",
        "<= 4x",
    )
    _say("memory above a bare window", f"+{ours_mb - bare_mb:.0f} MB ({ours_mb:.0f} / {bare_mb:.0f})", "<= +60 MB")


def reporting(folder: Path) -> None:
    """Each PDF from the facts to the bytes."""
    from tests.benchmarks.report import reports

    reports(folder, _say)


def many(folder: Path) -> None:
    """Scores and like-for-like comparison of 1,000 assessments, read from a workspace file."""
    form = shipped_form()
    with Store.create(folder / "many.btech", organisation="Many") as store:
        store.keep_form(form)
        for n in range(100):
            unit = Unit(id=new_id(), name=f"Unit {n}", position=n)
            changes = [Change(None, unit)]
            for year in range(2017, 2027):
                _, made = start_assessment(
                    form=form, unit=unit, period=str(year), starts=date(year, 1, 1), ends=date(year, 12, 31)
                )
                for i, change in enumerate(made):
                    if isinstance(change.after, Answer):
                        level = (n + year + i * 7) % 5
                        made[i] = Change(None, change.after.model_copy(update={"level": level}))
                changes += made
            store.write(changes, who="bench")

    def work() -> None:
        with Store.open(folder / "many.btech") as store:
            marks = store.all_marks()
            by_unit: dict[str, list[str]] = {}
            for assessment in store.assessments():
                own = store.form(assessment.form_edition)
                scoring.results(own, assessment.asked, marks[assessment.id])
                by_unit.setdefault(assessment.unit_id, []).append(assessment.id)
            for ids in by_unit.values():
                for later, earlier in pairwise(ids):
                    progress.compare(
                        form_a=form,
                        asked_a=form.ids,
                        marks_a=marks[earlier],
                        form_b=form,
                        asked_b=form.ids,
                        marks_b=marks[later],
                    )

    _say("open, scores and comparison of 1,000 assessments", f"{_median(work, 3):.2f} s", "< 1 s")


def large(folder: Path) -> None:
    """200 MB of evidence, plain and locked: opening, and saving while a backup is made in a thread."""
    data = folder / "data"
    data.mkdir()
    before, platformdirs.user_data_dir = platformdirs.user_data_dir, lambda *_, **__: str(data)
    try:
        for word, opens in ((None, "< 0.5 s"), ("correct horse battery", "< 1.5 s")):
            _large(folder / f"large-{'locked' if word else 'plain'}.btech", word, opens)
    finally:
        platformdirs.user_data_dir = before


def _large(path: Path, word: str | None, opens: str) -> None:
    kind = "locked" if word else "plain"
    store = build_sample(path)
    if word is not None:
        store = password.change(store, word)
    content = path.with_name("content.bin")
    for n in range(8):
        content.write_bytes(os.urandom(25 * 1024 * 1024))
        kept = store.add_file(content)
        evidence = Evidence(
            id=new_id(),
            title=f"Evidence {n}",
            kind="document",
            shows="use",
            verified="nobody",
            file_name=kept.name,
            file_sha256=kept.sha256,
            file_size=kept.size,
        )
        store.write([Change(None, evidence)], who="bench")
    content.unlink()
    store.close()

    begin = time.perf_counter()
    store = Store.open(path, password=word)
    _say(f"opening 200 MB, {kind}", f"{time.perf_counter() - begin:.2f} s", opens)
    spent, whole = _saving_beside_a_backup(store, threading.Event())
    _say(
        f"longest save beside a backup of 200 MB, {kind}",
        f"{max(spent) * 1000:.0f} ms (median {statistics.median(spent) * 1000:.1f}, {len(spent)} saves)",
        "< 100 ms",
    )
    _say(f"that backup, verified, {kind}", f"{whole:.1f} s", "none: in a thread")
    stop = threading.Event()
    thread = threading.Thread(target=store.back_up, args=["while working"], kwargs={"stop": stop})
    thread.start()
    time.sleep(0.5)
    begin = time.perf_counter()
    stop.set()
    thread.join()
    _say(f"stopping a backup of 200 MB, {kind}", f"{(time.perf_counter() - begin) * 1000:.0f} ms", "< 50 ms")
    store.close()


def _saving_beside_a_backup(store: Store, stop: threading.Event) -> tuple[list[float], float]:
    """Seconds each look at an answer with its save took, and seconds the whole backup took."""
    chosen = next(a for a in store.assessments() if not a.final and "POL-1" in a.asked)
    thread = threading.Thread(target=store.back_up, args=["while working"], kwargs={"stop": stop})
    spent: list[float] = []
    started = time.perf_counter()
    thread.start()
    while thread.is_alive():
        begin = time.perf_counter()
        before = store.answer(chosen.id, "POL-1")
        after = before.model_copy(update={"level": 2 if before.level == 1 else 1})
        store.write([Change(before, after)], who="bench")
        spent.append(time.perf_counter() - begin)
        time.sleep(0.01)
    return spent, time.perf_counter() - started


def using(folder: Path) -> None:
    """The window on the sample and on ten years: keys, pages, search, memory."""
    from tests.benchmarks.window import window

    data = folder / "window"
    data.mkdir()
    before, platformdirs.user_data_dir = platformdirs.user_data_dir, lambda *_, **__: str(data)
    try:
        window(data, _say)
    finally:
        platformdirs.user_data_dir = before


def teams(folder: Path) -> None:
    """Many units over many years."""
    from tests.benchmarks.teams import many_units

    many_units(folder, _say)


def main() -> None:
    """Run all of them."""
    DISK.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=DISK) as name:
        folder = Path(name)
        for bench in (saving, large, starting, reporting, many, teams, using):
            bench(folder)


if __name__ == "__main__":
    main()
