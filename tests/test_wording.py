"""Sentences are computed from facts, with their grammar right: none, one, all, ties."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from btech_desktop import wording
from btech_desktop.assessment import Answer, Assessment, Dossier, Unit, new_id
from btech_desktop.facts import Facts, gather, of
from btech_desktop.form_files import shipped_form
from btech_desktop.passages import words
from btech_desktop.report_options import NOTHING
from tests.conftest import Workspace


@pytest.mark.parametrize(
    ("text", "limit", "told"),
    [
        ("Forty were held. None was told why.", 35, "Forty were held. None was told why."),
        ("Forty were held. None was told why.", 34, "Forty were held. (shortened)"),
        ("Forty were held. None was told why.", 16, "Forty were held. (shortened)"),
        ("Forty were held. None was told why.", 15, "Forty were… (shortened)"),
        ("They wrote “Stop.” Nobody did so for days.", 30, "They wrote “Stop.” (shortened)"),
        ("About 2.5 million (fictional) people were named", 20, "About 2.5 million… (shortened)"),
        ("四十人被拘留。没有人被告知原因。", 10, "四十人被拘留。 (shortened)"),
        ("a\n\nb", 9, "a b"),
        ("", 9, ""),
    ],
)
def test_a_shortened_text_ends_with_a_sentence(text: str, limit: int, told: str) -> None:
    """Or with a word, where the first sentence is too long; that it is cut is said."""
    assert wording.shortened(text, limit) == told


@given(text=st.text(max_size=400), limit=st.integers(20, 300))
def test_a_shortened_text_is_whole_or_says_that_it_is_not(text: str, limit: int) -> None:
    """Nothing is added to its words and nothing is changed in them."""
    whole, told = " ".join(words(text).split()), wording.shortened(text, limit)
    if len(whole) <= limit:
        assert told == whole
    else:
        assert told.endswith(" (shortened)")
        kept = told.removesuffix(" (shortened)").removesuffix("\N{HORIZONTAL ELLIPSIS}")
        assert whole.startswith(kept)
        assert len(kept) <= limit


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


# -- a table of situations: none, one, all, ties, what does not apply ------------------------------------------

FORM = shipped_form()
UNIT = Unit(id=new_id(), name="Acme")
Levels = dict[str, int | None]


def _all(level: int, *, but: Levels | None = None) -> Levels:
    """Every practice at a level, some otherwise; None is not applicable."""
    return dict.fromkeys(FORM.ids, level) | (but or {})


def _domain(domain_id: str, level: int | None) -> Levels:
    return {p.id: level for p in FORM.practices_by_domain[domain_id]}


def _dossier(levels: Levels, year: int = 2027, **fields: Any) -> Dossier:
    """An assessment of all practices with these answers, kept nowhere."""
    assessment = Assessment(
        id=new_id(), unit_id=UNIT.id, period=str(year), starts=date(year, 1, 1), ends=date(year, 12, 31),
        form_edition=FORM.edition, asked_kind="all", asked=FORM.ids,
    )  # fmt: skip
    answers = {i: Answer(assessment_id=assessment.id, practice_id=i) for i in FORM.ids}
    for practice_id, level in levels.items():
        body = {"not_applicable": True, "na_reason": "None here"} if level is None else {"level": level}
        answers[practice_id] = Answer.model_validate(answers[practice_id].model_dump() | body | fields)
    return Dossier(
        organisation="Acme", sample=False, scope_line="", unit=UNIT, assessment=assessment, form=FORM, answers=answers
    )


def _facts(levels: Levels, before: Levels | None = None) -> Facts:
    """Of 2027, beside 2026 where there are answers of then."""
    return of(_dossier(levels), before=None if before is None else _dossier(before, 2026))


@pytest.mark.parametrize(
    ("levels", "title"),
    [
        (_all(4), "Five areas stand at the same average"),
        (_all(0), "Five areas stand at the same average"),
        (_all(3, but={"POL-1": 2}), "Policy commitment is the weakest area"),
        (_all(3, but=_domain("remedy", 1) | _domain("governance", 1)), "Governance and remedy are the weakest areas"),
        (
            _all(3, but=_domain("remedy", 1) | _domain("governance", 1) | _domain("sales", 1)),
            "Governance, sales review and remedy are the weakest areas",
        ),
        (_all(3, but=_domain("sales", None) | {"REM-1": 2}), "Remedy is the weakest area"),
        (_all(3, but={i: None for i in FORM.ids if not i.startswith("REM")}), "Only remedy has answers"),
        (dict.fromkeys(FORM.ids, None), "Nothing asked here applies"),
    ],
)
def test_the_headline_of_a_whole_assessment(levels: Levels, title: str) -> None:
    """All at one level, ties of two and three, a domain that does not apply."""
    assert wording.headline(_facts(levels)) == title


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"POL-1": 1}, {"POL-1": 2}, "Only policy commitment has answers so far. Like for like with 2026, levels are "
         "up in every domain."),
        ({"POL-1": 2}, {"POL-1": 1}, "Only policy commitment has answers so far. Policy commitment went down."),
        ({"POL-1": 2}, {"POL-1": 2}, "Only policy commitment has answers so far. Policy commitment has not moved."),
        ({"POL-1": 2, "REM-1": 1}, {"POL-1": 2, "REM-1": 1}, "Remedy is the weakest area. Policy commitment and remedy "
         "have not moved."),
        ({"POL-1": 1, "GOV-1": 2, "REM-1": 3}, {"POL-1": 3, "GOV-1": 2, "REM-1": 2}, "Governance and remedy are the "
         "weakest areas. Like for like with 2026, levels are up in one of three domains. Remedy went down. Governance "
         "has not moved."),
        ({"POL-1": 1}, {"REM-1": 2}, "Only remedy has answers so far."),
        ({}, {}, "Nothing is answered yet."),
    ],
)  # fmt: skip
def test_the_sentence_under_the_title(before: Levels, after: Levels, said: str) -> None:
    """Which area is weakest, then up, down and still, each only where there is one."""
    assert wording.lead(_facts(after, before)) == said


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        ({"POL-1": 1, "REM-1": 2}, {"POL-1": 2, "REM-1": 1}, "No change like for like, but remedy went down"),
        ({"POL-1": 3, "REM-1": 2}, {"POL-1": 2, "REM-1": 1}, "Down 1.00 like for like"),
        (
            {"POL-1": 0, "GOV-1": 1, "REM-1": 2},
            {"POL-1": 4, "GOV-1": 0, "REM-1": 1},
            "Up 0.67 like for like, but governance and remedy went down",
        ),
    ],
)
def test_progress_never_hides_a_fall(before: Levels, after: Levels, title: str) -> None:
    """Nor where the falls and rises cancel out."""
    assert wording.progress_headline(_facts(after, before)) == title


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (2, 2, "2 of 8 at 3 or 4; 0 at 0 or 1. On 8 practices asked alike, its score is 2.25, as in 2026."),
        (2, 3, "8 of 8 at 3 or 4; 0 at 0 or 1. On 8 practices asked alike, its score rose from 2.25 in 2026 to 3.00."),
        (2, 0, "2 of 8 at 3 or 4; 6 at 0 or 1. On 8 practices asked alike, its score fell from 2.25 in 2026 to 0.75."),
        (None, 4, "8 of 8 at 3 or 4; 0 at 0 or 1."),
    ],
)
def test_a_domain_in_a_sentence(before: int | None, after: int, said: str) -> None:
    """Counts, then how it moved; what has no level before is not compared."""
    two_high: Levels = {"POL-1": 3, "POL-2": 3}
    then = {} if before is None else _domain("policy", before) | two_high
    now = _domain("policy", after) | (two_high if after < 3 else {})
    assert wording.domain_lead(_facts(now, then), "policy") == said


def test_a_domain_without_an_answer_says_what_is_to_do() -> None:
    """Open, or not applicable as a whole: never a count of levels that there are not."""
    facts = _facts(_domain("sales", None))
    assert wording.domain_lead(facts, "sales") == "All 8 not applicable."
    assert wording.domain_lead(facts, "remedy") == "10 to answer."


@pytest.mark.parametrize(
    ("answered", "heard", "named", "said"),
    [
        (0, 0, 0, "No answer records yet who was consulted."),
        (1, 0, 0, "The one answer does not record that affected people were heard; none names who was consulted."),
        (3, 0, 0, "None of the 3 answers records that affected people were heard; none names who was consulted."),
        (1, 1, 1, "Affected people were heard on 1 of 1 answer; 1 names who was consulted."),
        (3, 2, 2, "Affected people were heard on 2 of 3 answers; 2 name who was consulted."),
    ],
)
def test_whose_views_were_heard(answered: int, heard: int, named: int, said: str) -> None:
    """None, one and several."""
    dossier = _dossier({f"POL-{n + 1}": 2 for n in range(answered)})
    for n in range(answered):
        body = {"affected_consulted": n < heard, "consulted": "A panel" if n < named else ""}
        dossier.answers[f"POL-{n + 1}"] = dossier.answers[f"POL-{n + 1}"].model_copy(update=body)
    assert wording.views_heard(of(dossier)) == said


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ({}, ""),
        ({"POL-1": 1}, "The evidence attached carries the level chosen on the one answer."),
        ({"POL-1": 1, "REM-1": 0}, "The evidence attached carries the level chosen on all 2 answers."),
        ({"POL-1": 3}, "The evidence attached carries the level chosen on 0 of 1 answer; capped by it, the overall "
         "score would be 1.00 instead of 3.00."),
        ({"POL-1": 1, "REM-1": 4}, "The evidence attached carries the level chosen on 1 of 2 answers; capped by it, "
         "the overall score would be 1.00 instead of 2.50."),
    ],
)  # fmt: skip
def test_how_far_the_evidence_carries(levels: Levels, said: str) -> None:
    """Without evidence a level is carried up to 1; a score that nothing caps is not told twice."""
    assert wording.evidence_line(_facts(levels)) == said


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            [("POL-1", 2, 2, 3)],
            "When the period began, the targets were 1 level away on 1 practice; none is closed since.",
        ),
        (
            [("POL-1", 2, 3, 3)],
            "When the period began, the targets were 1 level away on 1 practice; 1 (100%) was closed since.",
        ),
        (
            [("POL-1", 1, 3, 3), ("REM-1", 0, 0, 2)],
            "When the period began, the targets were 4 levels away on 2 practices; 2 (50%) were closed since.",
        ),
        ([("POL-1", 3, 3, 3)], ""),
    ],
)
def test_the_gap_that_was_closed(answers: list[tuple[str, int, int, int]], said: str) -> None:
    """One level and several, none and all of them: from what stood when the period began."""
    dossier = _dossier({practice_id: level for practice_id, _, level, _ in answers})
    for practice_id, opening, _, target in answers:
        body = {"target": target, "opening_level": opening, "opening_target": target}
        dossier.answers[practice_id] = dossier.answers[practice_id].model_copy(update=body)
    assert wording.gap_line(of(dossier)) == said


def test_why_nothing_is_compared(workspace: Workspace) -> None:
    """By choice, or for want of an earlier period; nothing where there is one."""
    assert "No earlier period of this unit" in wording.uncompared_line(gather(workspace.store, workspace.assessment.id))
    later = workspace.start("2027")
    chosen = gather(workspace.store, later.id, compared_with=NOTHING)
    assert "chose to set no earlier period beside it" in wording.uncompared_line(chosen)
    assert wording.uncompared_line(gather(workspace.store, later.id)) == ""


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), ""),
        (("annex",), "Left out by choice: method and sources."),
        (("risks", "checks"), "Left out by choice: risks, incidents and decisions and the checks."),
    ],
)
def test_the_parts_left_out(names: tuple[str, ...], said: str) -> None:
    """By name, as within a sentence."""
    assert wording.sections_line(names) == said


def test_a_title_within_a_sentence() -> None:
    """An abbreviation keeps its capitals."""
    assert [wording.within(title) for title in ("Sales review", "AI systems", "")] == ["sales review", "AI systems", ""]


def test_over_more_than_one_period_it_is_said_what_the_reasons_tell_of(workspace: Workspace) -> None:
    """A level that moved in between has no reason of this period."""
    workspace.answer("POL-1", level=1)
    first = workspace.store.dossier(workspace.assessment.id)
    between = workspace.start("2027", previous=first)
    workspace.answer("POL-1", between, level=2, to_confirm=False, change_reason="done")
    last = workspace.start("2028", previous=workspace.store.dossier(between.id))
    workspace.answer("POL-1", last, level=2, to_confirm=False, change_reason=None)
    said = "The reasons tell of changes since the last period alone; what changed before that counts without one."
    over = gather(workspace.store, last.id, compared_with=first.assessment.id)
    assert "no reason given +1.00" in wording.split_line(over)
    assert wording.split_line(over).endswith(said)
    assert said not in wording.split_line(gather(workspace.store, last.id))
    assert said not in wording.split_line(gather(workspace.store, between.id))
