"""The method in words: its numbers are those of the scoring, and every edition of the form has one."""

from dataclasses import replace

import pytest

from btech_desktop import scoring
from btech_desktop.assessment import Mark
from btech_desktop.editions import links, retired
from btech_desktop.form import Form
from btech_desktop.form_files import shipped_editions, shipped_form
from btech_desktop.method import Example, Section, Standing, heard_ids, made_up, own_example, sections
from btech_desktop.wording import DISCLAIMER, plain


def by_key(found: tuple[Section, ...]) -> dict[str, Section]:
    """Sections by key."""
    return {section.key: section for section in found}


def told(section: Section) -> str:
    """Everything a section says outside its table."""
    return " ".join((*section.paragraphs, *section.after))


@pytest.mark.parametrize("edition", shipped_editions())
def test_every_edition_has_its_method(edition: str) -> None:
    """Headings, paragraphs and whole tables, with the edition's own scale and counts."""
    form = shipped_form(edition)
    found = sections(form, made_up(form))
    assert len({section.key for section in found}) == len(found)
    for section in found:
        assert section.heading
        assert all(text == text.strip() and text.endswith(".") for text in (*section.paragraphs, *section.after))
        if section.table is not None:
            assert len(section.table.shares) == len(section.table.head)
            assert all(len(row) == len(section.table.head) for row in section.table.rows)
    parts = by_key(found)
    scale = parts["scale"].table
    assert scale is not None
    assert [row[0] for row in scale.rows] == [Standing(level.number, level.name) for level in form.levels]
    assert [row[2] for row in scale.rows[:-1]] == [level.test for level in form.levels[:-1]]
    assert f"{len(form.ids)} practices" in told(parts["measures"])
    assert f"{len(form.core_ids)} practices" in told(parts["smaller"])
    assert DISCLAIMER in told(parts["not-this"])


def test_affected_people_are_heard_where_three_principles_say_so(form: Form) -> None:
    """UNGP 18, 20 and 31 with their letters; 31 is not 13, and 18 is not 8."""
    ids = heard_ids(form)
    assert ids
    for practice in form.practices:
        bases = {u.rstrip("abcdefgh") for u in practice.ungp}
        assert (practice.id in ids) == bool(bases & {"18", "20", "31"})
    assert ", ".join(ids) in told(by_key(sections(form, None))["choosing"])


def test_the_made_up_example_is_computed_and_says_that_it_is_made_up(form: Form) -> None:
    """Five answers: levels, an open one, one not applicable; each number is one of the scoring's."""
    example = made_up(form)
    assert len(example.shown) == 5
    assert example.results == scoring.results(form, example.shown, example.marks)
    overall = example.results.overall
    assert overall.open == 1
    assert overall.not_applicable == 1
    assert overall.capped
    section = by_key(sections(form, example))["example"]
    words = told(section)
    assert "made up" in words
    for score in example.results.domains.values():
        assert f"is {plain(score.mean, 2)}, shown as {plain(score.mean)}" in words
    assert f"is {plain(overall.mean, 2)}, shown as {plain(overall.mean)}" in words
    assert f"{plain(overall.low)} to {plain(overall.high)}" in words
    assert section.table is not None
    states = [cell.state for row in section.table.rows for cell in row if isinstance(cell, Standing)]
    assert states == [3, 2, "open", 1, "na"]


def test_other_answers_give_another_example(form: Form) -> None:
    """Nothing of the sums is typed in."""
    first = made_up(form)
    lowered = {**first.marks, first.shown[0]: Mark(level=0)}
    other = replace(first, marks=lowered, results=scoring.results(form, first.shown, lowered))
    before, after = (told(by_key(sections(form, e))["example"]) for e in (first, other))
    assert plain(other.results.overall.mean, 2) in after
    assert before != after


def test_an_assessment_shows_its_own_domain_with_the_fewest_answers(form: Form) -> None:
    """The whole overall score beside it; without any answer there is no example."""
    marks = {"POL-1": Mark(level=2), "POL-2": Mark(level=3), "REM-1": Mark(level=1), "REM-2": Mark(level=4)}
    marks["REM-3"] = Mark(level=3, to_confirm=True)
    asked = [*marks, "GOV-1", "POL-3"]
    whole = scoring.results(form, asked, marks)
    example = own_example(form, marks, whole, asked)
    assert isinstance(example, Example)
    assert example.shown == ("POL-1", "POL-2", "POL-3")
    words = told(by_key(sections(form, example))["example"])
    assert f"Overall: the mean of 2.50 and 2.50 is {plain(whole.overall.mean, 2)}" in words
    nothing = scoring.results(form, asked, {})
    assert own_example(form, {}, nothing, asked) is None


def test_editions_are_counted_against_the_one_compared_with() -> None:
    """The declared relations and those of the two forms give the same numbers; an only edition has none."""
    before, after = shipped_form("ungp-tech-2025"), shipped_form("ungp-tech-2026")
    kinds = [link.relation for link in links(before, after).values()]
    for given in (before, None, after):
        table = by_key(sections(after, None, before=given))["editions"].table
        assert table is not None
        counts = {str(row[0]).lower(): row[-1] for row in table.rows}
        assert counts.pop("retired") == str(len(retired(before, after)))
        assert counts == {kind: str(kinds.count(kind)) for kind in counts}  # type: ignore[arg-type]
        assert sum(int(str(n)) for n in counts.values()) == len(after.ids)
    alone = by_key(sections(before, None))["editions"].table
    assert alone is not None
    assert len(alone.head) == 3


def test_codes_say_whether_they_are_confirmed(form: Form) -> None:
    """A row for each framework cited: edition, year, and its standing."""
    table = by_key(sections(form, None))["frameworks"].table
    assert table is not None
    cited = {c.framework for p in form.practices for c in p.codes}
    for framework in form.frameworks:
        if framework.id in cited:
            standing = "confirmed" if framework.confirmed else "to be confirmed"
            assert (framework.id, framework.name, framework.edition, str(framework.year), standing) in table.rows


def test_outside_references_are_for_internal_copies(form: Form) -> None:
    """What others get holds neither the note nor what companies publish."""
    inside = " ".join(told(section) for section in sections(form, None))
    outside = " ".join(told(section) for section in sections(form, None, internal=False))
    for name in ("Community of Practice", "Ranking Digital Rights"):
        assert name in inside
        assert name not in outside
