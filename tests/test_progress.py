"""Like for like compares what both periods answered; the split of the change is exact."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from btech_desktop.assessment import ChangeReason, Mark
from btech_desktop.editions import shared_questions
from btech_desktop.form import Form
from btech_desktop.form_files import shipped_form
from btech_desktop.progress import Comparison, compare, gap_closed
from btech_desktop.scoring import overall_mean

FORM = shipped_form()


def _reworded(form: Form, *ids: str) -> Form:
    """The form with the meaning of some practices changed."""
    practices = tuple(
        p
        if p.id not in ids
        else p.model_copy(update={"question": f"{p.question[:-1]}, really?", "levels": p.levels[::-1]})
        for p in form.practices
    )
    return Form.model_construct(**{**dict(form), "edition": "other-2027", "practices": practices})


OTHER = _reworded(FORM, "POL-2", "GOV-5", "REM-1")
REASONS_OR_NONE: list[ChangeReason | None] = ["done", "learned", "re-judged", "corrected", None]
mark = st.one_of(
    st.tuples(st.integers(0, 4), st.sampled_from(REASONS_OR_NONE)).map(lambda m: Mark(m[0], reason=m[1])),
    st.just(Mark(not_applicable=True)),
    st.just(Mark()),
    st.integers(0, 4).map(lambda level: Mark(level, to_confirm=True)),
)
marks = st.dictionaries(st.sampled_from(FORM.ids), mark, max_size=51)


def _compare(a: dict[str, Mark], b: dict[str, Mark], form_b: Form = FORM) -> Comparison:
    return compare(form_a=FORM, asked_a=FORM.ids, marks_a=a, form_b=form_b, asked_b=form_b.ids, marks_b=b)


@given(marks, marks, st.sampled_from([FORM, OTHER]))
def test_the_parts_add_up_to_the_whole_change(a: dict[str, Mark], b: dict[str, Mark], form_b: Form) -> None:
    """questionnaire + coverage + levels = F(B) - F(A), and reasons and movers add up to the levels part."""
    found = _compare(a, b, form_b)
    if found.split is None:
        assert found.n == 0
        return
    split = found.split
    assert split.before == overall_mean(FORM, {i: m.level for i, m in a.items() if m.answered and m.level is not None})
    assert split.before + split.questionnaire + split.coverage + split.levels == split.after
    assert sum(split.by_reason.values(), Fraction(0)) == split.levels
    assert sum((m.contribution for m in found.movers), Fraction(0)) == split.levels
    assert found.up + found.down + found.same == found.n


@given(marks)
def test_an_assessment_like_for_like_with_itself_has_not_moved(a: dict[str, Mark]) -> None:
    """No mover, no change, no part of the split."""
    found = _compare(a, a)
    assert found.moved() == ()
    if found.split is not None:
        assert found.split.levels == found.split.coverage == found.split.questionnaire == 0


def test_a_changed_question_is_left_out_on_both_sides() -> None:
    """Its level still counts in the full scores, as part of the questionnaire."""
    a = {"POL-1": Mark(1), "POL-2": Mark(4)}
    b = {"POL-1": Mark(2, reason="done"), "POL-2": Mark(0)}
    found = _compare(a, b, OTHER)
    assert "POL-2" not in shared_questions(FORM, OTHER)
    assert found.n == 1
    assert found.split is not None
    assert found.split.left_out_questions == ("POL-2",)
    assert found.split.came_questions == ("POL-2",)
    assert found.split.levels == 1
    assert found.split.questionnaire == (1 - Fraction(5, 2)) + (1 - 2)


def test_a_newly_answered_practice_is_coverage() -> None:
    """What A had not answered comes in as coverage, never as a change of level."""
    found = _compare({"POL-1": Mark(2)}, {"POL-1": Mark(2), "REM-1": Mark(0)})
    assert found.split is not None
    assert found.split.coverage == -1
    assert found.split.levels == 0
    assert found.split.came_coverage == ("REM-1",)


def test_nothing_in_common_compares_nothing() -> None:
    """K empty: no pair, no split."""
    found = _compare({"POL-1": Mark(2)}, {"REM-1": Mark(0)})
    assert found.overall is None
    assert found.split is None


def test_regressions_come_first() -> None:
    """Then the largest steps."""
    found = _compare(
        {"POL-1": Mark(1), "POL-3": Mark(1), "REM-6": Mark(1)},
        {"POL-1": Mark(2), "POL-3": Mark(4), "REM-6": Mark(0)},
    )
    assert [m.practice_id for m in found.moved()] == ["REM-6", "POL-3", "POL-1"]


def test_gap_closed_is_measured_against_the_frozen_targets() -> None:
    """A target lowered later helps nobody; a fall counts against; going beyond the target counts as reaching it."""
    opening = {"a": (1, 3), "b": (2, 3), "c": (3, 3), "d": (1, None), "e": (3, 3), "f": (3, 3), "g": (1, 3)}
    now = {
        "a": Mark(4, target=3), "b": Mark(1, target=2), "c": Mark(2, target=3), "d": Mark(2), "e": Mark(3, target=4),
        "f": Mark(3), "g": Mark(not_applicable=True),
    }  # fmt: skip
    found = gap_closed(opening, now, list(opening))
    assert (found.gap, found.closed, found.practices) == (3, 2 - 1, 2)
    assert found.share == Fraction(1, 3)
    assert (found.lowered, found.raised) == (("b", "f"), ("e",)), "a target taken away is lowered"


@given(marks, marks, st.sets(st.sampled_from(FORM.ids)))
def test_a_set_of_practices_is_compared_over_those_with_two_levels(
    a: dict[str, Mark], b: dict[str, Mark], chosen: set[str]
) -> None:
    """As a facet is; and the whole domains are what they are in the comparison."""
    found = _compare(a, b)
    pair = found.over(chosen)
    both = [i for i in chosen if all(m.get(i, Mark()).answered for m in (a, b))]
    if not both:
        assert pair is None
        return
    assert pair is not None
    assert pair.n == len(both)
    assert pair.change == Fraction(sum((b[i].level or 0) - (a[i].level or 0) for i in both), len(both))
    for domain, whole in found.domains.items():
        assert found.over(p.id for p in FORM.practices_by_domain[domain]) == whole
