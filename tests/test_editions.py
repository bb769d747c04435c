"""How editions stand to each other: what may be compared and carried over, and what the relations must hold."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from btech_desktop import editions
from btech_desktop.assessment import Action, Answer, Assessment, Dossier, SalientIssue, Unit, new_id
from btech_desktop.edition_words import what_changed
from btech_desktop.editions import links, retired, shared_questions
from btech_desktop.form import Form
from btech_desktop.form_files import shipped_form
from btech_desktop.gui.answering import last_times
from btech_desktop.periods import start_assessment

LAST, UNIT = new_id(), new_id()
PILOT, FORM = shipped_form("ungp-tech-2025"), shipped_form("ungp-tech-2026")


def made(edition: str, practices: Sequence[tuple[str, str]], relations: Mapping[str, Any] | None = None) -> Form:
    """A form of few practices: id and wording; ``relations`` to the edition "first"."""
    whole = FORM.model_dump() | {"status": "published"}
    texts = {p["id"]: p for p in whole["practices"]}
    like = texts["POL-2"]
    told = [{**like, "id": i, "question": f"Do we keep the promise of {words}?"} for i, words in practices]
    forerunners = []
    if relations is not None:
        forerunners = [
            {
                "edition": "first",
                "practices": [
                    {"id": i, **({"relation": r} if isinstance(r, str) else r)} for i, r in relations.items()
                ],
            }
        ]
    return Form.model_validate({**whole, "edition": edition, "practices": told, "forerunners": forerunners})


FIRST = made("first", [("POL-1", "one"), ("POL-2", "two"), ("POL-3", "three"), ("POL-4", "four"), ("POL-5", "five")])
SECOND = made(
    "second",
    [
        ("POL-1", "one"),
        ("POL-2", "two, said anew"),
        ("POL-3", "something else"),
        ("POL-6", "four a"),
        ("POL-7", "four b"),
    ],
    {
        "POL-1": "unchanged",
        "POL-2": "reworded",
        "POL-3": "changed",
        "POL-6": {"relation": "split", "of": ["POL-4"]},
        "POL-7": {"relation": "split", "of": ["POL-4"]},
        "POL-5": "retired",
    },
)


def dossier(form: Form, answers: Mapping[str, dict[str, Any]], **more: Any) -> Dossier:
    """Last year's assessment of a company with these answers."""
    unit = Unit(id=UNIT, name="Example")
    assessment = Assessment(
        id=LAST, unit_id=UNIT, period="2025", starts=date(2025, 1, 1), ends=date(2025, 12, 31),
        form_edition=form.edition, asked_kind="all", asked=form.ids,
    )  # fmt: skip
    given_answers = {i: Answer(assessment_id=LAST, practice_id=i, **answers.get(i, {})) for i in form.ids}
    whole = {"organisation": "Example", "sample": False, "scope_line": ""}
    return Dossier(unit=unit, assessment=assessment, form=form, answers=given_answers, **whole, **more)


def started(previous: Dossier, form: Form) -> tuple[dict[str, Answer], list[Action], list[SalientIssue]]:
    """What a new year begins with."""
    _, changes = start_assessment(
        form=form,
        unit=previous.unit,
        period="2026",
        starts=date(2026, 1, 1),
        ends=date(2026, 12, 31),
        previous=previous,
    )
    after = [c.after for c in changes]
    return (
        {a.practice_id: a for a in after if isinstance(a, Answer)},
        [a for a in after if isinstance(a, Action)],
        [a for a in after if isinstance(a, SalientIssue)],
    )


def test_only_unchanged_and_reworded_questions_are_shared() -> None:
    """A changed, split, merged or new question is compared with nothing."""
    assert shared_questions(FIRST, SECOND) == ("POL-1", "POL-2")
    assert shared_questions(SECOND, FIRST) == ("POL-1", "POL-2"), "seen from the other side as well"
    assert retired(FIRST, SECOND) == ("POL-5",)
    assert links(FIRST, SECOND)["POL-6"].forerunners == ("POL-4",)


def test_an_edition_shares_all_with_itself() -> None:
    """Every practice, unchanged."""
    assert shared_questions(FORM, FORM) == FORM.ids
    assert retired(FORM, FORM) == ()


def test_a_draft_is_not_what_relations_speak_of() -> None:
    """Its text was not yet that of the edition; under its later name the published text is."""
    draft = Form.model_validate({**FIRST.model_dump(), "status": "draft"})
    assert links(draft, SECOND)["POL-2"].relation == "changed"
    published = Form.model_validate({**FIRST.model_dump(), "edition": "first.published"})
    assert links(published, SECOND)["POL-2"].relation == "reworded"


def test_editions_that_say_nothing_of_each_other_are_met_by_id_and_wording() -> None:
    """The same id with the same words is the same question; with other words it is another."""
    other = made("other", [("POL-1", "one"), ("POL-2", "two, said anew"), ("POL-9", "nine")])
    kinds = {i: link.relation for i, link in links(FIRST, other).items()}
    assert kinds == {"POL-1": "unchanged", "POL-2": "changed", "POL-9": "new"}


def test_answers_come_along_to_confirm_through_the_relations() -> None:
    """Unchanged and reworded with their level; changed and split with target and owner alone; the rest empty."""
    said = {i: {"level": 2, "target": 3, "owner": "Legal"} for i in FIRST.ids}
    answers, _, _ = started(dossier(FIRST, said), SECOND)
    for i in ("POL-1", "POL-2"):
        assert (answers[i].level, answers[i].to_confirm, answers[i].opening_level) == (2, True, 2)
    for i in ("POL-3", "POL-6", "POL-7"):
        assert (answers[i].level, answers[i].to_confirm, answers[i].opening_level) == (None, False, None)
        assert (answers[i].target, answers[i].owner) == (3, "Legal")


def test_a_merged_question_takes_what_its_forerunners_agree_on() -> None:
    """Their common target, and no owner where two differ."""
    merged = made(
        "second",
        [("POL-8", "one and two")],
        {
            "POL-8": {"relation": "merged", "of": ["POL-1", "POL-2"]},
            **dict.fromkeys(["POL-3", "POL-4", "POL-5"], "retired"),
        },
    )
    said = {"POL-1": {"level": 1, "target": 3, "owner": "Legal"}, "POL-2": {"level": 2, "target": 3, "owner": "Sales"}}
    before = dossier(FIRST, said)
    answers, _, _ = started(before, merged)
    assert (answers["POL-8"].level, answers["POL-8"].target, answers["POL-8"].owner) == (None, 3, "")
    assessment, _ = start_assessment(
        form=merged, unit=before.unit, period="2026", starts=date(2026, 1, 1), ends=date(2026, 12, 31), previous=before
    )
    now = Dossier.model_validate(before.model_dump() | {"assessment": assessment, "form": merged, "answers": answers})
    assert [(last.practice_id, last.level) for last in last_times(now, before, "POL-8")] == [("POL-1", 1), ("POL-2", 2)]


def test_promises_and_risks_move_to_the_practices_that_took_over() -> None:
    """A promise on a question that is asked no more is kept, without a practice."""

    def action(practice: str) -> Action:
        return Action(
            id=new_id(), assessment_id=LAST, practice_id=practice, what=f"Mend {practice}", owner="Legal",
            due=date(2026, 6, 30), target_level=3,
        )  # fmt: skip

    risk = SalientIssue(
        id=new_id(), assessment_id=LAST, title="Harm", affected="People", scale=3, scope=3, irremediability=3,
        likelihood=3, practices=("POL-4", "POL-5", "POL-1"),
    )  # fmt: skip
    before = dossier(FIRST, {}, actions=(action("POL-1"), action("POL-4"), action("POL-5")), salient=(risk,))
    _, actions, risks = started(before, SECOND)
    assert {a.what: a.practice_id for a in actions} == {
        "Mend POL-1": "POL-1",
        "Mend POL-4": "POL-6",
        "Mend POL-5": None,
    }
    assert [r.practices for r in risks] == [("POL-6", "POL-7", "POL-1")]


@pytest.mark.parametrize(
    ("relations", "says"),
    [
        ({"POL-1": "unchanged"}, "how POL-2 stands to it is not said"),
        ({"POL-1": "unchanged", "POL-2": "retired"}, "it is retired, but this edition asks it"),
        ({"POL-1": "unchanged", "POL-2": "new", "POL-9": "new"}, "this edition has no such practice"),
        ({"POL-1": "unchanged", "POL-2": "split"}, "a split names the one practice"),
        ({"POL-1": "unchanged", "POL-2": {"relation": "merged", "of": ["POL-3"]}}, "a merged one names two or more"),
        ({"POL-1": {"relation": "unchanged", "of": ["POL-1"]}, "POL-2": "new"}, "the others none"),
    ],
)
def test_relations_that_do_not_add_up_are_refused(relations: dict[str, Any], says: str) -> None:
    """Each practice is said once, and says where it comes from exactly where that is not itself."""
    with pytest.raises(ValidationError, match=says):
        made("second", [("POL-1", "one"), ("POL-2", "two")], relations)


def test_what_is_said_is_held_against_the_texts() -> None:
    """Unchanged means word for word; nothing of the forerunner is forgotten."""
    wrong = made(
        "second",
        [("POL-1", "one, touched"), ("POL-2", "two"), ("POL-3", "three")],
        {"POL-1": "unchanged", "POL-2": "reworded", "POL-3": "new"},
    )
    assert editions.mistakes(FIRST, wrong) == [
        "POL-1 is called unchanged, but its text differs in first",
        "POL-2 is called reworded, but its text is the same in first",
        "POL-3 is called new, but first asks it",
        "POL-4 of first has no relation: say retired if it is asked no more",
        "POL-5 of first has no relation: say retired if it is asked no more",
    ]


def test_what_changed_is_told_in_sentences() -> None:
    """For the pages that compare; nothing is said where nothing changed."""
    assert what_changed(FIRST, SECOND) == [
        "POL-4 became POL-6 and POL-7.",
        "POL-3 changed its meaning.",
        "No longer asked: POL-5.",
        "1 question was reworded with the same meaning and compared all the same.",
    ]
    assert what_changed(FORM, FORM) == []


levels = st.one_of(st.none(), st.integers(0, 4))


@given(st.dictionaries(st.sampled_from(PILOT.ids), levels))
def test_a_new_year_from_the_pilot_never_counts_what_nobody_confirmed(said: dict[str, int | None]) -> None:
    """Whatever last year said, no level counts at the start, and only levels of the same meaning are carried."""
    answers, _, _ = started(dossier(PILOT, {i: {"level": level} for i, level in said.items()}), FORM)
    same = set(shared_questions(PILOT, FORM))
    for i, answer in answers.items():
        assert not answer.mark().answered
        if answer.level is not None:
            assert i in same
            assert answer.level == said[i]
            assert not FORM.by_id[i].year_dependent
