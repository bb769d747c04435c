"""Sentences are computed from facts, with their grammar right: none, one, all, ties."""

from fractions import Fraction

import pytest

from btech_desktop import wording
from btech_desktop.facts import gather
from tests.conftest import Workspace


@pytest.mark.parametrize(
    ("answers", "title"),
    [
        ({}, "Nothing is answered yet"),
        ({"REM-1": 2}, "Only remedy has answers so far"),
        ({"POL-1": 3, "REM-1": 1}, "Remedy is the weakest area"),
        ({"POL-1": 3, "SAL-1": 1, "REM-1": 1}, "Sales review and remedy are the weakest areas"),
        ({"POL-1": 2, "SAL-1": 2}, "Two areas stand at the same average"),
    ],
)
def test_the_headline(workspace: Workspace, answers: dict[str, int], title: str) -> None:
    """Which area is weakest, in words."""
    for practice_id, level in answers.items():
        workspace.answer(practice_id, level=level)
    assert wording.headline(gather(workspace.store, workspace.assessment.id)) == title


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        ({}, {"POL-1": 1}, "No practice has a level in both years"),
        ({"POL-1": 1}, {"POL-1": 1}, "No change like for like"),
        ({"POL-1": 1}, {"POL-1": 3}, "Up 2.00 like for like"),
        ({"POL-1": 3}, {"POL-1": 1}, "Down 2.00 like for like"),
        ({"POL-1": 1, "REM-1": 1}, {"POL-1": 2, "REM-1": 1}, "Up 0.50 like for like, but remedy did not move"),
        ({"POL-1": 0, "REM-1": 2}, {"POL-1": 3, "REM-1": 1}, "Up 1.00 like for like, but remedy went down"),
    ],
)
def test_the_headline_of_progress(
    workspace: Workspace, before: dict[str, int], after: dict[str, int], title: str
) -> None:
    """Up or down, and who did not follow."""
    for practice_id, level in before.items():
        workspace.answer(practice_id, level=level)
    later = workspace.start("2027")
    for practice_id, level in after.items():
        workspace.answer(practice_id, later, level=level)
    assert wording.progress_headline(gather(workspace.store, later.id)) == title


def test_without_an_earlier_year_progress_says_so(workspace: Workspace) -> None:
    """No comparison is made up."""
    facts = gather(workspace.store, workspace.assessment.id)
    assert wording.progress_headline(facts) == "No earlier year to compare with yet"
    assert wording.movement(facts) == ""


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (Fraction(44, 100), 2, "+0.44"),
        (Fraction(-1, 2), 1, "\N{MINUS SIGN}0.5"),
        (Fraction(0), 1, "0.0"),
        (Fraction(1, 1000), 2, "0.00"),
    ],
)
def test_differences_carry_their_sign(value: Fraction, places: int, shown: str) -> None:
    """A true minus; nothing has neither."""
    assert wording.signed(value, places) == shown


def test_small_words() -> None:
    """Lists and counts read as English."""
    assert wording.joined(["a"]) == "a"
    assert wording.joined(["a", "b", "c"]) == "a, b and c"
    assert wording.count(1, "answer") == "1 answer"
    assert wording.count(2, "practice") == "2 practices"
    assert wording.number(4) == "four"
    assert wording.plain(None) == "\N{EN DASH}"
