"""Many units over many years: opening, the teams of a period, and two years of every unit, beside bare SQL."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from sqlcipher3 import dbapi2

from btech_desktop import facts, progress
from btech_desktop.assessment import Assessment, Unit, new_id
from btech_desktop.audiences import Audience
from btech_desktop.form_files import shipped_form
from btech_desktop.periods import start_assessment
from btech_desktop.report import render
from btech_desktop.report_options import ReportOptions
from btech_desktop.store import Change, Store

YEARS = range(2017, 2027)
ASKED = 49
SIZES = (200, 1_000)  # units: 2,000 and 10,000 assessments
RUNS = 3


def _median(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def _made(path: Path, units: int) -> None:
    """One unit's years through the store; the rows of the others are copies of them with other ids and levels."""
    form = shipped_form()
    ids: list[str] = []
    with Store.create(path, organisation="Many") as store:
        store.keep_form(form)
        first = Unit(id=new_id(), name="Unit 0")
        store.write([Change(None, first)], who="bench")
        for year in YEARS:
            assessment, changes = start_assessment(
                form=form,
                unit=first,
                period=str(year),
                starts=date(year, 1, 1),
                ends=date(year, 12, 31),
                kind="chosen",
                chosen=form.ids[:ASKED],
            )
            store.write(changes, who="bench")
            ids.append(assessment.id)
    conn = dbapi2.connect(path, isolation_level=None)
    conn.execute("begin")
    conn.execute("update answers set level = (rowid * 7) % 5, target = 3")
    for n in range(1, units):
        unit = new_id()
        _copy(conn, "units", "id = ?", (first.id,), {"id": unit, "name": f"Unit {n}", "position": n})
        for assessment_id in ids:
            own = new_id()
            _copy(conn, "assessments", "id = ?", (assessment_id,), {"id": own, "unit_id": unit})
            _copy(conn, "answers", "assessment_id = ?", (assessment_id,), {"assessment_id": own})
            conn.execute("update answers set level = (level + ? + rowid) % 5 where assessment_id = ?", [n, own])
    conn.execute("commit")
    conn.close()


def _copy(conn: "dbapi2.Connection", table: str, where: str, values: tuple[str, ...], other: dict[str, object]) -> None:
    columns = [row[1] for row in conn.execute(f"pragma table_info({table})")]
    taken = ", ".join("?" if c in other else c for c in columns)
    new = [other[c] for c in columns if c in other]
    conn.execute(
        f"insert into {table} ({', '.join(columns)}) select {taken} from {table} where {where}", [*new, *values]
    )


def _pairs(assessments: tuple[Assessment, ...]) -> Iterator[tuple[Assessment, Assessment]]:
    """The last two years of every unit."""
    by_period = {(a.unit_id, a.period): a for a in assessments}
    for (unit_id, period), later in by_period.items():
        if period == str(YEARS[-1]):
            yield by_period[unit_id, str(YEARS[-2])], later


def _reports(path: Path, say: Callable[[str, str, str], None]) -> None:
    """The copies of a unit with all the others below it."""
    conn = dbapi2.connect(path, isolation_level=None)
    conn.execute("update units set parent_id = (select id from units where position = 0) where position > 0")
    conn.close()
    with Store.open(path) as store:
        root = next(u for u in store.units() if u.parent_id is None)
        chosen = next(a for a in store.assessments() if a.unit_id == root.id and a.period == str(YEARS[-1]))
        audiences: tuple[Audience, ...] = ("board", "working-group")
        for audience in audiences:
            begin = time.perf_counter()
            found = facts.gather(store, chosen.id, audience=audience)
            render(found, ReportOptions(rollup=True))
            taken = time.perf_counter() - begin
            say(f"{audience} PDF, {len(found.parts)} units below", f"{taken:.1f} s", "< 10 s")


def many_units(folder: Path, say: Callable[[str, str, str], None]) -> None:
    """At 2,000 assessments, and at five times as many to see how the cost grows."""
    form = shipped_form()
    before: dict[str, float] = {}
    for units in SIZES:
        path = folder / f"units-{units}.btech"
        _made(path, units)

        def opened(path: Path = path) -> None:
            with Store.open(path) as store:
                store.assessments()

        def teams(store: Store, others: int = units - 1) -> None:
            everything = store.assessments()
            chosen = next(a for a in everything if a.period == str(YEARS[-1]))
            assert len(facts.team_rows(store, chosen, everything)) == others

        def two_years(store: Store) -> None:
            pairs = list(_pairs(store.assessments()))
            marks = store.marks_of([a.id for pair in pairs for a in pair])
            for a, b in pairs:
                progress.compare(
                    form_a=form,
                    asked_a=a.asked,
                    marks_a=marks[a.id],
                    form_b=form,
                    asked_b=b.asked,
                    marks_b=marks[b.id],
                )

        def bare(path: Path = path) -> None:
            conn = dbapi2.connect(path)
            conn.execute("select * from assessments").fetchall()
            conn.execute(
                "select assessment_id, practice_id, level, not_applicable, target, to_confirm, change_reason"
                " from answers where assessment_id in (select id from assessments where period in (?, ?))",
                [str(YEARS[-2]), str(YEARS[-1])],
            ).fetchall()
            conn.close()

        figures = {"opening": _median(opened)}
        with Store.open(path) as store:
            figures["teams of a period"] = _median(lambda store=store: teams(store))  # type: ignore[misc]  # bound now
            figures["two years of every unit"] = _median(lambda store=store: two_years(store))  # type: ignore[misc]
        if units == SIZES[0]:
            _reports(path, say)
        base = _median(bare)
        n = f"{units * len(YEARS):,} assessments"
        aims = {"opening": "< 0.7 s", "teams of a period": "< 0.3 s", "two years of every unit": "< 0.3 s, <= 3x"}
        for name, figure in figures.items():
            grown = f", {figure / before[name]:.1f}x the cost of 1/5" if name in before else ""
            say(f"{name}, {n}", f"{figure:.2f} s, {figure / base:.1f}x bare SQL{grown}", aims[name])
        before = figures
        path.unlink()
