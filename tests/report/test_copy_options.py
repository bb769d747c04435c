"""What the user chooses for a copy is what the copy shows, and the copy says what it leaves out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from btech_desktop import priorities, wording
from btech_desktop.assessment import (
    Action,
    Assessment,
    Decision,
    Evidence,
    EvidenceLink,
    SalientIssue,
    Sensitivity,
    Unit,
    new_id,
)
from btech_desktop.facts import gather
from btech_desktop.form import Form, Shows
from btech_desktop.periods import finalise
from btech_desktop.report_options import NOTHING, PREVIOUS, SECTIONS, ReportOptions, Section
from btech_desktop.store import Change
from tests.conftest import Workspace
from tests.report.copies import Copy, with_units

TODAY = date(2028, 2, 1)
ASKED = ("POL-1", "POL-2", "SAL-1", "REM-2")
PARTS: dict[Section, str] = {
    "risks": "Risks to people, incidents, decisions",
    "domains": "Policy commitment",
    "benchmark": "What the note described",
    "progress": "2027 to 2028",
    "actions": "Action plan",
    "not applicable": "Not applicable",
    "checks": "Checks before sharing",
    "annex": "Method and limits",
}
"""The first title of each part that a unit without any beside it can have."""


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory, form: Form) -> Iterator[tuple[Workspace, Assessment]]:
    """Three periods of four practices: a fall, a promise, one that does not apply, one above its evidence."""
    made = Workspace(tmp_path_factory.mktemp("years") / "w.btech", form)
    for period in ("2027", "2028"):
        one = made.start(period, kind="chosen", chosen=ASKED)
        made.answer("POL-1", one, level=3 if period == "2027" else 2, target=3, note="Said at the table")
        made.answer("POL-2", one, level=3)
        made.answer("REM-2", one, level=1, finding="Calls are counted")
        made.answer("SAL-1", one, not_applicable=True, na_reason="We sell nothing")
        action = Action(id=new_id(), assessment_id=one.id, practice_id="POL-1", what="Train the desk")
        made.store.write([Change(None, action)], who="t")
    yield made, one
    made.store.close()


def test_the_period_beside_is_the_one_chosen(years: tuple[Workspace, Assessment]) -> None:
    """The one before, none, or any other of the unit; what is not there gives way to the one before."""
    made, newest = years
    before = next(a for a in made.store.assessments() if a.period == "2027")
    other = made.start("2025")
    elsewhere = made.start("2024", unit=made.unit.model_copy(update={"id": _another_unit(made)}))

    def beside(chosen: str) -> str | None:
        facts = gather(made.store, newest.id, audience="board", compared_with=chosen)
        assert facts.compared == (chosen != NOTHING)
        assert (facts.comparison is None) == (facts.before is None)
        return facts.before.assessment.id if facts.before else None

    assert beside(PREVIOUS) == before.id
    assert beside(before.id) == before.id
    assert beside(other.id) == other.id
    assert beside(NOTHING) is None
    assert [beside(gone) for gone in (new_id(), elsewhere.id, newest.id)] == [before.id] * 3


def _another_unit(made: Workspace) -> str:
    unit = Unit(id=new_id(), name="Elsewhere")
    made.store.write([Change(None, unit)], who="t")
    return unit.id


def test_a_public_copy_cannot_choose_what_stands_beside_it(workspace: Workspace) -> None:
    """Last year's promises belong in it whether or not they please."""
    workspace.answer("POL-1", level=2)
    later = workspace.start("2027")
    for one in (workspace.assessment, later):
        workspace.store.write(finalise(workspace.store.dossier(one.id), name="A", role="B", on=TODAY), who="t")
    facts = gather(workspace.store, later.id, audience="public", compared_with=NOTHING)
    assert facts.before is not None
    assert facts.compared


@pytest.mark.parametrize("left", [("risks", "domains", "progress", "annex"), ("benchmark", "checks", "teams")])
def test_parts_are_left_out_and_named(years: tuple[Workspace, Assessment], left: tuple[Section, ...]) -> None:
    """From the pages, the contents and the outline; a part that would have been empty is not named."""
    made, newest = years
    facts = gather(made.store, newest.id, audience="working-group", made_on=TODAY)
    options = ReportOptions(left_out=frozenset((*left, "actions", "not applicable")), recipient="The desk")
    copy = Copy(facts, options)
    wanted = [title for section, title in PARTS.items() if section not in options.left_out]
    parts = copy.parts()
    assert [title for title in parts if title in PARTS.values()] == wanted
    contents = copy.pages[0][copy.pages[0].index("Contents") :]
    assert [title for title in parts[1:] if title not in contents] == []
    named = [section for section in SECTIONS if section in options.left_out and section != "teams"]
    assert copy.says(wording.sections_line(named))
    assert copy.says(wording.withheld_line(facts))
    assert "The desk" in copy.pages[0]


def test_without_a_comparison_the_working_group_reads_why(years: tuple[Workspace, Assessment]) -> None:
    """No part on progress, no column of the period before, no reason for a change that is not shown."""
    made, newest = years
    facts = gather(made.store, newest.id, audience="working-group", compared_with=NOTHING, made_on=TODAY)
    copy = Copy(facts, ReportOptions(left_out=frozenset({"benchmark", "annex"})))
    assert copy.says("Whoever made this copy chose to set no earlier period beside it")
    assert "Progress" not in copy.parts()
    assert not copy.says("Promises made")
    assert "2027" not in copy.whole


def test_every_unit_below_stands_in_the_working_groups_copy(years: tuple[Workspace, Assessment]) -> None:
    """The lowest first, the head of the table on each page, who is not assessed; none of them told twice."""
    made, newest = years
    names = [f"Unit {n:03}" for n in range(60)]
    facts = with_units(gather(made.store, newest.id, audience="working-group", made_on=TODAY), names, missing=("Lima",))
    copy = Copy(facts, ReportOptions(rollup=True, left_out=frozenset(SECTIONS) - {"teams"}))
    assert "Units below Acme" in copy.parts()
    assert "Other units" not in copy.parts()
    pages = [page for page in copy.pages if "Unit 0" in page]
    assert len(pages) > 3
    assert all("Unit Lowest Counts" in page for page in pages)
    assert [copy.whole.count(name) for name in names[1:]] == [1] * 59
    assert copy.says("Not assessed for 2028: Lima.")
    assert copy.says("1 · too few")
    assert copy.says("not asked")
    assert copy.says("not applicable")


def test_long_markings_stand_whole_on_every_page_beside_the_organisation(years: tuple[Workspace, Assessment]) -> None:
    """On either paper, with what the app itself has to say."""
    made, newest = years
    facts = gather(made.store, newest.id, audience="working-group", privileged=True, made_on=TODAY)
    for paper in ("A4", "Letter"):
        options = ReportOptions(paper=paper, marking="W" * 60, recipient="R" * 120, left_out=frozenset(SECTIONS))
        copy = Copy(facts, options)
        for page in copy.pages:
            assert "W" * 60 in page
            assert "CONFIDENTIAL · WORKING GROUP · CONTAINS PRIVILEGED TEXT" in page
            assert "Acme Ltd" in page
        assert copy.says("R" * 120)
        named = replace(facts, dossier=facts.dossier.model_copy(update={"organisation": f"Acme {'and Sons ' * 20}"}))
        long = Copy(named, options)
        assert all("… · Self-assessment 2028" in page for page in long.pages[1:]), "the name gives way to the year"
        brief = Copy(facts, options.model_copy(update={"marking": "Draft"}))
        assert "CONTAINS PRIVILEGED TEXT · Draft" in brief.pages[0]


def test_of_domains_alike_the_one_with_the_graver_risk_is_weakest(workspace: Workspace) -> None:
    """By score, then by the gravest risk that its practices guard against, then in the order of the form."""

    def weakest() -> str | None:
        facts = gather(workspace.store, workspace.assessment.id, audience="board")
        return priorities.weakest_domain(facts.results, facts.dossier)

    assert weakest() is None
    for practice_id in ("POL-1", "GOV-1", "REM-1"):
        workspace.answer(practice_id, level=2)
    workspace.answer("SAL-1", level=3)
    assert weakest() == "policy"
    rated = {"scale": 4, "scope": 2, "irremediability": 3}
    for title, practice_id, likelihood in (("Lesser", "GOV-1", 2), ("Graver", "REM-1", 5), ("Gravest", "SAL-1", 5)):
        issue = SalientIssue(
            id=new_id(), assessment_id=workspace.assessment.id, title=title, practices=(practice_id,),
            likelihood=likelihood, **rated,
        )  # fmt: skip
        workspace.store.write([Change(None, issue)], who="t")
    assert weakest() == "remedy"
    workspace.answer("GOV-1", level=1)
    assert weakest() == "governance"


def test_names_that_a_file_brings_on_many_lines_stand_on_one(years: tuple[Workspace, Assessment]) -> None:
    """A heading or a row higher than a page would stop the copy; a text of many lines goes on over pages."""
    made, newest = years
    many = "line\n" * 39 + "end"
    facts = gather(made.store, newest.id, audience="working-group", made_on=TODAY)
    ids = {"id": new_id(), "assessment_id": newest.id}
    rated = {"scale": 5, "scope": 5, "irremediability": 5, "likelihood": 5}
    records = {
        "salient": (SalientIssue(**ids, title=many, affected="line\n" * 900, **rated),),
        "actions": (Action(**ids, what=many, owner=many, practice_id="POL-1"),),
        "decisions": (Decision(**ids, what=many, owner=many, cost=many, consequence=many),),
    }
    facts = replace(facts, dossier=facts.dossier.model_copy(update=records))
    copy = Copy(facts, ReportOptions(left_out=frozenset(SECTIONS) - {"risks", "actions"}))
    assert copy.says(many.replace("\n", " "))
    assert copy.whole.count("line") > 900


def test_evidence_that_is_left_out_is_told_where_the_level_rests_on_it(workspace: Workspace) -> None:
    """Beside the practice, with what the best of it shows; who sees it all is told nothing."""
    one = workspace.assessment.id
    workspace.answer("POL-1", level=4)
    workspace.answer("POL-2", level=None, not_applicable=True, na_reason="We sell nothing.")
    pieces: tuple[tuple[Shows, Sensitivity], ...] = (("rule", "internal"), ("effect", "privileged"))
    for shows, label in pieces:
        evidence = Evidence(id=new_id(), title=f"Shows {shows}", shows=shows, sensitivity=label)
        link = EvidenceLink(evidence_id=evidence.id, assessment_id=one, practice_id="POL-1")
        workspace.store.write([Change(None, evidence), Change(None, link)], who="t")
    said = "Evidence: left out of this copy because of its label; the best of it shows: effect"
    for privileged in (False, True):
        copy = Copy(gather(workspace.store, one, audience="working-group", privileged=privileged))
        assert copy.says("Shows rule")
        assert copy.says(said) is not privileged
        assert copy.whole.count("Affected people heard: no") == 1, "not of what does not apply"
