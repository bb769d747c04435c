"""Facts about the rows that charts are drawn from: the facts' numbers, formatted once, and no invented zeros."""

from datetime import date
from fractions import Fraction

from btech_desktop import chart_rows, wording
from btech_desktop.assessment import Unit, new_id
from btech_desktop.charts import NOT_KNOWN, Text, Weakest, domain_bars
from btech_desktop.facts import gather
from btech_desktop.periods import start_assessment
from btech_desktop.store import Change
from tests.conftest import Workspace


def two_years(workspace: Workspace) -> str:
    """2026 answered in part, 2027 with a fall, a rise and a new answer; the id of 2027."""
    for practice_id, level in (("POL-1", 2), ("POL-2", 1), ("POL-3", 1), ("GOV-1", 1), ("REM-1", 2)):
        workspace.answer(practice_id, level=level, target=3)
    later = workspace.start("2027", previous=workspace.store.dossier(workspace.assessment.id))
    for practice_id, level, reason in (
        ("POL-1", 3, "done"),
        ("POL-2", 0, "learned"),
        ("POL-3", 2, None),
        ("GOV-1", 1, None),
        ("GOV-2", 2, None),
    ):
        workspace.answer(practice_id, later, level=level, to_confirm=False, change_reason=reason)
    return later.id


def test_an_empty_assessment_draws_no_zeros(workspace: Workspace) -> None:
    """No answer is no score: rows without positions, dashes for words, and no column of changes."""
    facts = gather(workspace.store, workspace.assessment.id)
    for row in chart_rows.domain_rows(facts):
        assert (row.average, row.low, row.high, row.weakest) == (None, None, None, None)
        assert row.score_text == wording.plain(None)
        assert row.since.text == ""
    assert chart_rows.score_row(facts).average is None
    assert chart_rows.since_label(facts) == ""
    assert chart_rows.dumbbell_rows(facts) == ()
    assert chart_rows.rounds_off(facts) == ()
    assert chart_rows.heat_rows(facts) == ((), ())


def test_a_change_stands_with_how_many_practices_it_compares(workspace: Workspace) -> None:
    """Drawn, said to who listens, and in the table; nothing where nothing is compared."""
    facts = gather(workspace.store, two_years(workspace))
    assert facts.comparison is not None
    rows = chart_rows.domain_rows(facts)
    pairs = facts.comparison.domains
    assert {row.key: row.since_on for row in rows} == {
        row.key: pairs[row.key].n if row.key in pairs else None for row in rows
    }
    assert {n for row in rows if (n := row.since_on)} == {1, 3}

    chart = domain_bars(rows, 900, lambda text, size, _weight: len(text) * size / 2, "Since 2026")
    drawn = [item.text for item in chart.items if isinstance(item, Text)]
    assert (drawn.count("on 3"), drawn.count("on 1")) == (1, 1)
    assert [spot.text for spot in chart.spots if spot.text.endswith(" on 3.")]
    head, first, *_ = chart.table
    assert (head[-1], first[-1]) == ("Practices compared", "3")


def test_domain_rows_carry_the_facts(workspace: Workspace) -> None:
    """Score, range, floor and target are those of the results; ties name the first by risk and how many more."""
    workspace.answer("REM-1", level=1, target=3)
    workspace.answer("REM-2", level=1)
    workspace.answer("REM-3", level=3)
    facts = gather(workspace.store, workspace.assessment.id)
    row = {r.key: r for r in chart_rows.domain_rows(facts)}["remedy"]
    score = facts.results.domains["remedy"]
    assert row.answered == wording.answered_of(score)
    assert row.score_text == wording.plain(score.mean) == "1.7"
    assert (row.low_text, row.high_text) == (wording.plain(score.low), wording.plain(score.high))
    assert row.weakest == Weakest(1, "REM-1", "+1")
    assert row.target == 3.0


def test_facets_show_every_state_and_need_three_for_a_mean(workspace: Workspace) -> None:
    """Open answers stay open marks; under three answers the words say too few."""
    facts = gather(workspace.store, workspace.assessment.id)
    first = facts.themes[0].facets[0]
    linked = [p.id for p in first.practices]
    workspace.answer(linked[0], level=2, target=2)
    facts = gather(workspace.store, workspace.assessment.id)
    facet = chart_rows.facet_themes(facts)[0].facets[0]
    assert facet.levels[0] == 2
    assert set(facet.levels[1:]) <= {"open"}
    assert facet.average_text == "too few"
    assert (facet.at_target, facet.of, facet.coverage) == (1, 1, f"1 of {len(linked)}")


def test_what_we_publish_is_said_in_words_only(workspace: Workspace) -> None:
    """Yes and partly are publishing; not applicable leaves the count; sales review has no comparator."""
    workspace.answer("PRD-3", disclosed="yes")
    workspace.answer("PRD-4", disclosed="partly")
    rows = {r.key: r for r in chart_rows.disclosure_rows(gather(workspace.store, workspace.assessment.id))}
    assert rows["product_hrdd"].published == "We publish on 2 of 3 practices: yes 1, partly 1, no 0; 1 not said"
    assert rows["product_hrdd"].values
    assert rows["sales"].values == ()
    assert rows["sales"].none_text == "No public comparator exists."
    workspace.answer("PRD-7", not_applicable=True, na_reason="None")
    facts = gather(workspace.store, workspace.assessment.id)
    assert wording.published(facts, ("PRD-3", "PRD-7")) == (
        "We publish on 1 of 1 practice: yes 1, partly 0, no 0; 0 not said"
    )


def test_dumbbells_are_like_for_like_unless_asked_otherwise(workspace: Workspace) -> None:
    """Like for like counts only the practices with a level in both periods."""
    facts = gather(workspace.store, two_years(workspace))
    assert facts.comparison is not None
    assert facts.comparison.overall is not None
    overall, *domains = chart_rows.dumbbell_rows(facts)
    assert overall.strong
    assert overall.n == "4"
    assert overall.change.text == wording.signed(facts.comparison.overall.change, 2)
    remedy = next(r for r in domains if r.key == "remedy")
    assert (remedy.change, remedy.before, remedy.after) == (NOT_KNOWN, None, None)
    assert remedy.note
    every = {r.key: r for r in chart_rows.dumbbell_rows(facts, like_for_like=False)}
    assert every[""].n == "5 / 5"
    assert every["remedy"].before == 2.0


def test_the_bridge_adds_up_or_says_rounding(workspace: Workspace) -> None:
    """Shown parts either add up to the shown total, or the note says by how much rounding misses it."""
    facts = gather(workspace.store, two_years(workspace))
    assert facts.comparison is not None
    split = facts.comparison.split
    assert split is not None
    steps = chart_rows.bridge_steps(split, facts)
    start, end = chart_rows.bridge_ends(facts, split)
    assert start.label == f"2026, 5 of {len(workspace.form.ids)} answered"
    miss = abs(shown(start.text) + sum(shown(step.text) for step in steps) - shown(end.text))
    parts = next(step.parts for step in steps if step.practice)
    assert [p.practice for p in parts] == [p.label == "Done" for p in parts]
    inner = abs(sum(shown(p.text) for p in parts) - shown(wording.plain(split.levels, 2)))
    worst = max(miss, inner)
    assert chart_rows.rounding_note(split) == (f"rounding ±{float(worst):.2f}" if worst else "")


def shown(text: str) -> Fraction:
    return Fraction(text.replace(wording.MINUS, "-"))


def test_teams_keep_not_asked_apart_from_too_few(workspace: Workspace) -> None:
    """A team's cell says its lowest level from three answers up; before that its levels; else not asked."""
    team = Unit(id=new_id(), name="Sales EMEA", parent_id=workspace.unit.id)
    assessment, changes = start_assessment(
        form=workspace.form,
        unit=team,
        period="2026",
        starts=date(2026, 1, 1),
        ends=date(2026, 12, 31),
        kind="chosen",
        chosen=("SAL-1", "SAL-2", "SAL-3", "REM-1"),
    )
    workspace.store.write([Change(None, team), *changes], who="tester")
    for practice_id, level in (("SAL-1", 1), ("SAL-2", 3), ("SAL-3", 3), ("REM-1", 2)):
        workspace.answer(practice_id, assessment, level=level)
    teams, rows = chart_rows.heat_rows(gather(workspace.store, workspace.assessment.id))
    assert teams == ("Sales EMEA",)
    cells = {row.title: row.cells[0] for row in rows}
    assert set(cells) == {"Sales review", "Remedy"}
    assert (cells["Sales review"].kind, cells["Sales review"].lowest, cells["Sales review"].n) == ("level", 1, 3)
    assert (cells["Remedy"].kind, cells["Remedy"].levels) == ("too_few", (2,))


def test_a_facet_changes_like_for_like_from_three_practices_up(workspace: Workspace) -> None:
    """With two compared there is no change to tell, whatever their levels did."""
    facet = next(f.id for f in workspace.form.facets if len(workspace.form.practices_by_facet[f.id]) >= 3)
    ids = [p.id for p in workspace.form.practices_by_facet[facet]][:3]
    for practice_id in ids:
        workspace.answer(practice_id, level=1)
    later = workspace.start("2027", previous=workspace.store.dossier(workspace.assessment.id))
    for practice_id in ids[:2]:
        workspace.answer(practice_id, later, level=2, to_confirm=False)

    def change() -> str:
        themes = chart_rows.facet_themes(gather(workspace.store, later.id))
        return next(f.change.text for theme in themes for f in theme.facets if f.key == facet)

    assert change() == "\N{EN DASH}"
    workspace.answer(ids[2], later, level=3, to_confirm=False)
    assert change() == "+1.3"
