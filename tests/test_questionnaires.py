"""What can be asked in a workspace, under which text, and what comes along from the period before."""

from datetime import date
from pathlib import Path

import pytest

from btech_desktop import own_forms, questionnaires
from btech_desktop.assessment import Unit, new_id
from btech_desktop.carrying import Carried, carried, sentence
from btech_desktop.errors import BadInput
from btech_desktop.form import Form, form_to_json
from btech_desktop.form_files import CURRENT_EDITION, shipped_form
from btech_desktop.kept_forms import as_kept
from btech_desktop.periods import start_assessment
from btech_desktop.store import Change, Store
from tests.conftest import Workspace
from tests.form_folders import addition


def other(form: Form, **fields: object) -> Form:
    """The form with other fields."""
    return Form.model_validate({**form.model_dump(), **fields})


def asks_otherwise(form: Form, **fields: object) -> Form:
    """The form with another first question."""
    first = {**form.practices[0].model_dump(), "question": "Do we ask something else by now?"}
    return other(form, practices=[first, *form.model_dump()["practices"][1:]], **fields)


# -- under which text -------------------------------------------------------------------------------------


def test_what_a_workspace_does_not_keep_is_asked_as_it_is(form: Form) -> None:
    """So is what it keeps without an assessment, and what it keeps word for word."""
    name = form.edition
    assert as_kept(form, {}, set()) is form
    assert as_kept(form, {name: asks_otherwise(form)}, set()) is form
    kept = other(form)
    assert as_kept(form, {name: kept}, {name}) is kept


def test_a_published_text_in_use_stays_where_it_asks_the_same(form: Form) -> None:
    """Better guidance is no reason for another edition; another question is given back, for the store to refuse."""
    name, kept = form.edition, other(form, status="published")
    assert as_kept(other(form, status="published", about="Better words."), {name: kept}, {name}) is kept
    changed = asks_otherwise(form, status="published")
    assert as_kept(changed, {name: kept}, {name}) is changed


def test_after_a_draft_in_use_the_published_form_has_another_name(form: Form) -> None:
    """Once kept under it, that one is used; another draft is not."""
    draft, published = asks_otherwise(form, status="draft"), other(form, status="published")
    name = form.edition
    new = as_kept(published, {name: draft}, {name})
    assert new.edition == f"{name}.published"
    assert new == other(published, edition=new.edition)
    assert as_kept(published, {name: draft, new.edition: new}, {name}) is new
    later = other(form, status="draft")
    assert as_kept(later, {name: draft}, {name}) is later
    long = "a" * 60
    unnameable = other(published, edition=long)
    assert as_kept(unnameable, {long: other(draft, edition=long)}, {long}) is unnameable


# -- what can be asked ------------------------------------------------------------------------------------


def offered(store: Store) -> list[tuple[str, bool]]:
    return [(choice.form.edition, choice.kept_only) for choice in questionnaires.choices(store)]


def test_the_current_edition_is_first_then_own_forms_then_what_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    """An older edition only where the workspace keeps it; a broken form of one's own never."""
    assert offered(workspace.store) == [(CURRENT_EDITION, False)]
    workspace.store.keep_form(shipped_form("ungp-tech-2025"))
    mine = own_forms.add(addition(tmp_path / "source"))
    addition(tmp_path / "data", edition="spoilt")
    (own_forms._root() / "spoilt").mkdir()
    assert offered(workspace.store) == [(CURRENT_EDITION, False), ("acme-2026", False), ("ungp-tech-2025", True)]
    workspace.store.keep_form(mine)
    own_forms.remove("acme-2026")
    assert offered(workspace.store) == [(CURRENT_EDITION, False), ("acme-2026", True), ("ungp-tech-2025", True)]
    assert questionnaires.choices(workspace.store)[1].words == "acme-2026 (kept in this workspace)"


def test_each_edition_is_offered_once_and_as_it_would_be_asked(workspace: Workspace, form: Form) -> None:
    """The text in the workspace where it is the same; the name of a published one where a draft is in use."""
    (choice,) = questionnaires.choices(workspace.store)
    assert choice.form is workspace.store.form(form.edition)
    published = other(form, status="published", about="As published.")
    kept = as_kept(published, {form.edition: form}, {form.edition})
    if form.status == "draft":
        workspace.store.keep_form(kept)
        assert questionnaires.form_for(workspace.store, published) == kept
        assert (kept.edition, True) in offered(workspace.store)


# -- what comes along -------------------------------------------------------------------------------------


def test_every_question_begins_in_one_of_five_ways(workspace: Workspace, form: Form) -> None:
    """From the same edition: confirmed where the year does not matter, fresh where it does, open where nothing was."""
    steady = [p.id for p in form.practices if not p.year_dependent and not p.never_na]
    yearly = next(p.id for p in form.practices if p.year_dependent)
    workspace.answer(steady[0], level=2)
    workspace.answer(steady[1], not_applicable=True, na_reason="No sales")
    workspace.answer(yearly, level=3)
    previous = workspace.store.dossier(workspace.assessment.id)
    assert carried(previous, form, form.ids) == Carried(to_confirm=2, fresh=1, open=48)
    assert carried(previous, form, steady[:1]) == Carried(to_confirm=1)
    assert carried(previous, form, ()) == Carried()
    assert sentence(previous, form, form.ids) == (
        f"From 2026 ({form.edition}): 2 answers come along to confirm, 1 needs a fresh answer this year, "
        "48 had no answer."
    )


def test_between_editions_the_counts_are_those_of_the_assessment_that_starts(tmp_path: Path, form: Form) -> None:
    """Every answer given to the pilot edition: what comes along is what waits to be confirmed afterwards."""
    pilot = Workspace(tmp_path / "pilot.btech", shipped_form("ungp-tech-2025"))
    for practice_id in pilot.form.ids:
        pilot.answer(practice_id, level=2)
    previous = pilot.store.dossier(pilot.assessment.id)
    pilot.store.close()
    counts = carried(previous, form, form.ids)
    assert sum((counts.to_confirm, counts.fresh, counts.changed, counts.new)) == len(form.ids)
    assert counts.open == 0
    told = form.forerunners[0].practices
    assert counts.new == sum(r.relation == "new" for r in told)
    assert counts.changed == sum(r.relation in ("changed", "split", "merged") for r in told)
    _, changes = start_assessment(
        form=form, unit=previous.unit, period="x", starts=date(2027, 1, 1), ends=date(2027, 2, 1), previous=previous
    )
    assert counts.to_confirm == sum(getattr(change.after, "to_confirm", False) for change in changes)
    assert counts.to_confirm > 0
    assert counts.fresh > 0


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (
            Carried(to_confirm=14, fresh=22, changed=3, new=12),
            "14 answers come along to confirm, 22 need a fresh answer this year, 3 questions changed their meaning, "
            "12 are new",
        ),
        (
            Carried(to_confirm=1, fresh=1, changed=1, new=1, open=1),
            "1 answer comes along to confirm, 1 needs a fresh answer this year, 1 question changed its meaning, "
            "1 is new, 1 had no answer",
        ),
        (Carried(new=5), "no answers come along to confirm, 5 are new"),
    ],
)
def test_the_counts_in_words(counts: Carried, words: str) -> None:
    """One and many; what is none is left out."""
    assert counts.words == words


def test_another_published_text_under_a_name_in_use_is_refused_by_the_store(workspace: Workspace, form: Form) -> None:
    """In one sentence that says what to do."""
    changed = asks_otherwise(form, status="published")
    unit = Unit(id=new_id(), name="Other")
    with pytest.raises(BadInput, match="A changed questionnaire needs a new edition name"):
        workspace.store.write([Change(None, unit)], who="t", forms=[form_to_json(changed)])
