"""Scores are exact, ranges hold what can still happen, and nothing answered is no score."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from btech_desktop.assessment import Mark
from btech_desktop.form import Form
from btech_desktop.form_files import shipped_form
from btech_desktop.scoring import Marks, combine, overall_mean, results, rounded, score

FORM = shipped_form()
levels = st.integers(0, 4)
mark = st.one_of(
    st.tuples(levels, st.none() | levels, st.integers(1, 4)).map(lambda m: Mark(m[0], target=m[1], supports=m[2])),
    levels.map(lambda level: Mark(level, to_confirm=True)),
    st.just(Mark(not_applicable=True)),
    st.just(Mark()),
)
marks = st.fixed_dictionaries(dict.fromkeys(FORM.ids, mark))


def test_domain_score_is_the_mean_of_applicable_answered_practices() -> None:
    """N/A and open practices take no part; the rest weigh alike."""
    found = score(["a", "b", "c", "d"], {"a": Mark(4), "b": Mark(1), "c": Mark(not_applicable=True)})
    assert found.mean == Fraction(5, 2)
    assert (found.answered, found.applicable, found.open, found.not_applicable) == (2, 3, 1, 1)
    assert (found.low, found.high) == (Fraction(5, 3), Fraction(9, 3))
    assert (found.floor, found.floor_ids) == (1, ("b",))


def test_nothing_answered_is_no_score() -> None:
    """Not answered is not level 0."""
    found = score(["a", "b"], {})
    assert found.mean is None
    assert found.floor is None
    assert found.low == 0
    assert found.high == 4


def test_carried_over_answers_count_for_nothing_until_confirmed() -> None:
    """A level to confirm is open, and so is a *not applicable* to confirm."""
    found = score(["a", "b"], {"a": Mark(3, to_confirm=True), "b": Mark(not_applicable=True, to_confirm=True)})
    assert found.mean is None
    assert (found.open, found.applicable, found.to_confirm) == (2, 2, 2)


def test_overall_is_the_mean_of_domain_scores_not_of_practices(form: Form) -> None:
    """One answer in a small domain weighs as much as many in a large one."""
    filled = {f"GOV-{n}": Mark(4) for n in range(1, 15)} | {"SAL-1": Mark(0)}
    found = results(form, form.ids, filled).overall
    assert found.mean == 2
    # Policy, product and remedy have no answer yet: each takes part in the range with 0 and with 4.
    assert found.low == Fraction(4 + 0, 5)
    assert found.high == Fraction(4 + 4 + 4 + 4 * 7 * Fraction(1, 8) + 4, 5)


def test_evidence_caps_the_level_it_shows() -> None:
    """A level above what the evidence supports is lowered to it in the second score only."""
    found = score(["a", "b"], {"a": Mark(4, supports=2), "b": Mark(1, supports=4)})
    assert found.mean == Fraction(5, 2)
    assert found.supported == Fraction(3, 2)
    assert found.capped == 1


def test_practices_at_target_count_only_those_answered() -> None:
    """An open practice has not reached its target, but is among those that have one."""
    found = score(["a", "b", "c"], {"a": Mark(3, target=3), "b": Mark(2, target=3), "c": Mark(target=2)})
    assert (found.at_target, found.with_target) == (1, 3)
    assert found.target == Fraction(8, 3)


def test_say_do_gap_sets_commitments_and_structures_against_processes_and_remedy(form: Form) -> None:
    """POL-1 is a commitment, GOV-1 a structure, SAL-1 a process, REM-6 remedy."""
    found = results(form, form.ids, {"POL-1": Mark(4), "GOV-1": Mark(3), "SAL-1": Mark(1), "REM-6": Mark(0)})
    assert found.say_do_gap == Fraction(7, 2) - Fraction(1, 2)
    assert results(form, form.ids, {"POL-1": Mark(4)}).say_do_gap is None


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (Fraction(5, 4), 1, "1.3"),
        (Fraction(49, 20), 1, "2.5"),
        (Fraction(1, 200), 2, "0.01"),
        (Fraction(-1, 200), 2, "-0.01"),
        (Fraction(0), 1, "0.0"),
        (Fraction(-1, 1000), 2, "0.00"),
    ],
)
def test_halves_are_rounded_up_once(value: Fraction, places: int, shown: str) -> None:
    """Half up, away from zero; nothing shows as minus zero."""
    assert str(rounded(value, places)) == shown
    assert isinstance(rounded(value, places), Decimal)


@given(marks)
def test_the_score_lies_in_its_range_and_coverage_adds_up(given_marks: Marks) -> None:
    """low <= mean <= high holds for every domain; the counts are a partition of what is asked."""
    found = results(FORM, FORM.ids, given_marks)
    for one in found.domains.values():
        assert one.asked == one.answered + one.open + one.not_applicable
        assert one.low is None or 0 <= one.low <= (one.high or 0) <= 4
        if one.mean is not None:
            assert one.low is not None
            assert one.high is not None
            assert one.low <= one.mean <= one.high
            assert one.supported is not None
            assert one.supported <= one.mean
            assert one.floor is not None
            assert one.floor <= one.mean


@given(marks, st.sampled_from(FORM.ids), mark)
def test_an_answer_moves_no_other_domain(given_marks: dict[str, Mark], changed: str, new: Mark) -> None:
    """Whatever is answered in one domain, the others stay as they are."""
    before = results(FORM, FORM.ids, given_marks)
    after = results(FORM, FORM.ids, {**given_marks, changed: new})
    for domain in before.domains:
        if domain != FORM.domain_ids[changed]:
            assert before.domains[domain] == after.domains[domain]


@given(marks, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(given_marks: dict[str, Mark], random: object) -> None:
    """A shuffled mapping gives the same results."""
    items = list(given_marks.items())
    random.shuffle(items)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert results(FORM, FORM.ids, dict(items)) == results(FORM, FORM.ids, given_marks)


@given(marks)
def test_overall_mean_agrees_with_results(given_marks: Marks) -> None:
    """The short way over bare levels gives the score of the long way."""
    bare = {i: m.level for i, m in given_marks.items() if m.answered and m.level is not None}
    assert overall_mean(FORM, bare) == results(FORM, FORM.ids, given_marks).overall.mean


def test_combining_nothing_is_no_score() -> None:
    """An assessment that asks nothing has neither score nor range."""
    found = combine([])
    assert found.mean is None
    assert found.low is None
    assert found.asked == 0
