"""Teams stand beside each other with their lowest level first, and a unit is the sum of its parts."""

from datetime import date
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from btech_desktop import scoring
from btech_desktop.assessment import Assessment, Mark, Unit, new_id
from btech_desktop.form_files import shipped_form
from btech_desktop.teams import Team, below, rollup, spread

FORM = shipped_form()


def _team(name: str, levels: dict[str, int], asked: tuple[str, ...] = FORM.ids, *, parent: str | None = None) -> Team:
    unit = Unit(id=new_id(), name=name, parent_id=parent)
    assessment = Assessment(
        id=new_id(),
        unit_id=unit.id,
        period="2026",
        starts=date(2026, 1, 1),
        ends=date(2026, 12, 31),
        form_edition=FORM.edition,
        asked_kind="chosen",
        asked=asked,
    )
    marks = {i: Mark(level) for i, level in levels.items()}
    return Team(unit, assessment, FORM, marks, scoring.results(FORM, asked, marks))


def test_a_cell_tells_not_asked_from_too_few() -> None:
    """Three answers are needed for a mean; a domain not asked is neither."""
    asked = ("POL-1", "SAL-1", "SAL-2", "SAL-3", "REM-1")
    team = _team("Sales", {"POL-1": 2, "SAL-1": 1, "SAL-2": 2, "SAL-3": 3}, asked)
    assert {d: c.state for d, c in team.domains.items()} == {
        "policy": "too few",
        "governance": "not asked",
        "product": "not asked",
        "sales": "scored",
        "remedy": "not answered",
    }


def test_facets_have_cells_of_their_own() -> None:
    """Each facet counts the practices linked to it that the team was asked."""
    facet = FORM.facets[0]
    linked = [p.id for p in FORM.practices_by_facet[facet.id]]
    team = _team("Board office", dict.fromkeys(linked[:3], 3), tuple(linked[:3]))
    cell = team.facets[facet.id]
    assert cell.score is not None
    assert (cell.score.answered, cell.score.mean, cell.state) == (3, Fraction(3), "scored")
    assert {c.state for key, c in team.facets.items() if not set(linked[:3]) & _ids(key)} == {"not asked"}


def _ids(facet: str) -> set[str]:
    return {p.id for p in FORM.practices_by_facet[facet]}


def test_the_spread_needs_two_teams_with_a_mean() -> None:
    """A team with two answers has levels but no mean, and takes no part."""
    sales = ("SAL-1", "SAL-2", "SAL-3")
    low = _team("EMEA", dict.fromkeys(sales, 1))
    high = _team("APAC", dict.fromkeys(sales, 3))
    few = _team("LATAM", dict.fromkeys(sales[:2], 0))
    found = spread([high, few, low], "sales")
    assert found is not None
    assert (found.lowest.unit.name, found.highest.unit.name, found.teams) == ("EMEA", "APAC", 2)
    assert spread([high, few], "sales") is None


def test_a_unit_is_made_of_all_that_is_below_it() -> None:
    """At any depth, itself aside."""
    top, part, deep, other = (Unit(id=new_id(), name=n) for n in ("top", "part", "deep", "other"))
    units = [
        deep.model_copy(update={"parent_id": part.id}),
        part.model_copy(update={"parent_id": top.id}),
        top,
        other,
    ]
    assert below(top.id, units) == {part.id, deep.id}
    assert below(deep.id, units) == set()


def test_the_lowest_part_is_the_one_that_holds_the_lowest_level() -> None:
    """Not the one with the lowest mean; with a tie the one with more answers at it."""
    good_but_absent = _team("A", {"POL-1": 4, "POL-2": 4, "GOV-1": 4, "REM-1": 0})
    all_low = _team("B", {"POL-1": 1, "POL-2": 1, "GOV-1": 1, "REM-1": 1})
    found = rollup([all_low, good_but_absent])
    assert found is not None
    assert found.lowest is good_but_absent
    more = _team("C", {"POL-1": 0, "REM-1": 0, "GOV-1": 4})
    again = rollup([all_low, good_but_absent, more])
    assert again is not None
    assert again.lowest is more
    assert rollup([]) is None


levels = st.dictionaries(st.sampled_from(FORM.ids), st.integers(0, 4), max_size=20)


@given(st.lists(levels, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_teams_does_not_matter(answers: list[dict[str, int]], chance: Random) -> None:
    """Counts add up, the mean is that of the parts' overall scores, and nothing depends on who comes first."""
    teams = [_team(str(n), found) for n, found in enumerate(answers)]
    whole = rollup(teams)
    assert whole is not None
    assert whole.whole.answered == sum(len(found) for found in answers)
    means = [t.results.overall.mean for t in teams if t.results.overall.mean is not None]
    assert whole.whole.mean == (sum(means, Fraction(0)) / len(means) if means else None)
    chance.shuffle(teams)
    other = rollup(teams)
    assert other is not None
    assert (other.whole.counts, other.whole.mean, other.whole.low) == (
        whole.whole.counts,
        whole.whole.mean,
        whole.whole.low,
    )
