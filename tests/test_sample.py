"""The sample workspace tells one story, holds together, and is the same whenever it is built."""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from btech_desktop import paths, periods, progress, sample, scoring
from btech_desktop.assessment import SUPPORTS, Dossier
from btech_desktop.checks import findings, let_stand
from btech_desktop.editions import links, retired, shared_questions
from btech_desktop.errors import BadInput
from btech_desktop.integrity import check_workspace
from btech_desktop.passages import left_out
from btech_desktop.store import Store
from btech_desktop.teams import Team

TODAY = date(2026, 11, 22)
COMPANY = "Example Technologies"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with sample.build_sample(tmp_path_factory.mktemp("sample") / "sample.btech") as built:
        yield built


@pytest.fixture(scope="module")
def dossiers(store: Store) -> dict[tuple[str, str], Dossier]:
    found = [store.dossier(a.id) for a in store.assessments()]
    return {(d.unit.name, d.assessment.period): d for d in found}


@pytest.fixture(scope="module")
def company(dossiers: dict[tuple[str, str], Dossier]) -> Dossier:
    return dossiers[COMPANY, "2026"]


def results(dossier: Dossier) -> scoring.Results:
    return scoring.results(dossier.form, dossier.assessment.asked, dossier.marks())


def test_workspace_is_marked_as_sample_and_sound(store: Store) -> None:
    assert store.workspace().sample
    assert check_workspace(store) == []


def test_three_years_of_the_company_and_five_teams(dossiers: dict[tuple[str, str], Dossier]) -> None:
    statuses = {key: d.assessment.status for key, d in dossiers.items()}
    assert statuses == {
        (COMPANY, "2024"): "final",
        (COMPANY, "2025"): "final",
        (COMPANY, "2026"): "draft",
        ("Cloud platform", "2026"): "in review",
        ("AI services", "2026"): "draft",
        ("Messaging", "2026"): "draft",
        ("Sales EMEA", "2026"): "in review",
        ("Sales APAC", "2026"): "draft",
    }
    company_id = dossiers[COMPANY, "2026"].unit.id
    for (unit, _), dossier in dossiers.items():
        assert dossier.unit.parent_id == (None if unit == COMPANY else company_id)
        assert (dossier.assessment.asked_kind == "all") == (unit == COMPANY)


def test_final_years_carry_a_hash_that_holds(dossiers: dict[tuple[str, str], Dossier]) -> None:
    finals = [d for d in dossiers.values() if d.assessment.final]
    for dossier in finals:
        assert hashlib.sha256(periods.canonical(dossier)).hexdigest() == dossier.assessment.final_sha256
        assert (dossier.assessment.final_name, dossier.assessment.final_role) == ("A. Sample", "General Counsel")
    assert len(finals) == 2


def test_this_year_is_provisional_with_remedy_weakest_and_policy_strongest(company: Dossier) -> None:
    found = results(company)
    assert (found.overall.open, found.overall.not_applicable) == (4, 1)
    shown = {domain: float(scoring.rounded(s.mean)) for domain, s in found.domains.items() if s.mean is not None}
    assert shown == {"policy": 2.6, "governance": 2.3, "product": 2.0, "sales": 2.2, "remedy": 1.4}
    assert found.overall.mean is not None
    assert float(scoring.rounded(found.overall.mean)) == 2.1
    assert found.overall.floor_ids == ("REM-6",)
    assert found.overall.counts[4] == 2


def test_every_level_of_the_company_has_its_finding_target_and_owner(dossiers: dict[tuple[str, str], Dossier]) -> None:
    for (unit, _), dossier in dossiers.items():
        for answer in dossier.answers.values():
            if unit == COMPANY and answer.level is not None:
                assert answer.finding, answer.practice_id
                assert answer.owner, answer.practice_id
                assert answer.target is not None, answer.practice_id


def test_the_labels_differ_so_that_each_audience_sees_less(company: Dossier) -> None:
    notes = [a.note_sensitivity for a in company.answers.values() if a.note]
    assert len(notes) > 30
    assert notes.count("privileged") >= 3
    assert notes.count("shareable") >= 3
    assert {e.sensitivity for e in company.evidence} == {"shareable", "internal", "privileged"}
    assert "privileged" in {a.sensitivity for a in company.actions}


def test_two_levels_stand_above_their_evidence(company: Dossier) -> None:
    above = [f.practice_id for f in findings(company) if f.kind == "above evidence"]
    assert above == ["POL-4", "GOV-7"]
    assert [(company.answers[i].level, company.supports(i)) for i in above] == [(3, 2), (3, 2)]
    assert {e.shows for e in company.evidence} == set(SUPPORTS)


def test_one_check_is_let_stand_and_one_name_is_marked(company: Dossier) -> None:
    """Both plainly fictional, and on what is found as it stands."""
    ((finding, dismissal),) = let_stand(company, today=TODAY)
    assert (finding.practice_id, finding.kind) == ("GOV-7", "above evidence")
    assert dismissal.dismissed_on < TODAY
    marked = {i: left_out(a.note) for i, a in company.answers.items() if left_out(a.note)}
    assert marked == {"POL-8": (("name", "Sam Sample"),)}


def test_the_last_final_year_says_what_stands_beside_its_public_copy(
    dossiers: dict[tuple[str, str], Dossier],
) -> None:
    """Every part of it, with no address that could be somebody's; the year after begins with how to complain."""
    account, later = dossiers[COMPANY, "2025"].account, dossiers[COMPANY, "2026"].account
    assert account is not None
    assert later is not None
    told = account.model_dump(exclude={"assessment_id"})
    assert all(told.values())
    assert {m.partition("@")[2] for m in re.findall(r"\S+@[\w.]*\w", " ".join(told.values()))} == {"example.org"}
    assert account.critics.count("(fictional)") == 2
    assert later.model_dump(exclude_defaults=True) == {
        "assessment_id": later.assessment_id,
        "complain": told["complain"],
    }
    assert all(d.account is None for key, d in dossiers.items() if key not in {(COMPANY, "2025"), (COMPANY, "2026")})


def test_an_incident_touches_a_high_level_and_one_change_lacks_its_reason(company: Dossier) -> None:
    kinds = {f.kind: f.practice_id for f in findings(company)}
    assert kinds["incident"] == "SAL-1"
    assert kinds["no change reason"] == "PRD-4"


def test_levels_moved_both_ways_for_more_than_one_reason(dossiers: dict[tuple[str, str], Dossier]) -> None:
    a, b = dossiers[COMPANY, "2025"], dossiers[COMPANY, "2026"]
    comparison = progress.compare(
        form_a=a.form,
        asked_a=a.assessment.asked,
        marks_a=a.marks(),
        form_b=b.form,
        asked_b=b.assessment.asked,
        marks_b=b.marks(),
    )
    moved = {m.practice_id: (m.before, m.after) for m in comparison.moved()}
    assert moved["REM-6"] == (1, 0)
    assert moved["PRD-3"] == (3, 2)
    assert moved["SAL-1"] == moved["POL-8"] == (1, 3)
    assert moved["GOV-6"] == (0, 2)
    assert comparison.domains["remedy"].change < 0
    assert comparison.split is not None
    assert set(comparison.split.by_reason) == set(progress.REASONS)
    assert comparison.split.coverage != 0


def test_opening_levels_are_those_of_the_year_before(dossiers: dict[tuple[str, str], Dossier]) -> None:
    """Of questions that mean the same: 36 of 51."""
    earlier, now = dossiers[COMPANY, "2025"], dossiers[COMPANY, "2026"]
    alike = shared_questions(earlier.form, now.form)
    assert len(alike) == 36
    for practice_id, answer in now.answers.items():
        then = earlier.answers[practice_id] if practice_id in alike else None
        assert answer.opening_level == (then.level if then else None)
        assert answer.opening_target == (then.target if then else None)


def test_the_earlier_years_answer_the_pilot_edition(dossiers: dict[tuple[str, str], Dossier]) -> None:
    """And the years are compared through its relations: a split, a merged and three changed questions stand aside."""
    earlier, now = dossiers[COMPANY, "2025"], dossiers[COMPANY, "2026"]
    assert [d.form.edition for d in (dossiers[COMPANY, "2024"], earlier, now)] == [
        "ungp-tech-2025",
        "ungp-tech-2025",
        "ungp-tech-2026",
    ]
    between = links(earlier.form, now.form)
    assert between["SAL-7"].forerunners == between["SAL-8"].forerunners == ("SAL-9",)
    assert between["REM-2"].forerunners == ("REM-11", "REM-12")
    assert {i for i, link in between.items() if link.relation == "changed"} == {"GOV-10", "GOV-13", "PRD-9"}
    assert retired(earlier.form, now.form) == ("PRD-12",)


def test_promises_of_last_year_met_different_ends(dossiers: dict[tuple[str, str], Dossier]) -> None:
    before, after = (dossiers[COMPANY, year].actions for year in ("2025", "2026"))
    now = {a.carried_from: a.status for a in after}
    ends = [now.get(a.id, "done" if a.status == "done" else "dropped") for a in before]
    assert sorted(ends) == ["deferred", "done", "done", "dropped", "late", "open"]


def test_team_cells_are_scored_too_few_or_not_asked(dossiers: dict[tuple[str, str], Dossier]) -> None:
    states = []
    for (unit, _), dossier in dossiers.items():
        if unit != COMPANY:
            assert 12 <= len(dossier.assessment.asked) <= 25
            results = scoring.results(dossier.form, dossier.assessment.asked, dossier.marks())
            team = Team(dossier.unit, dossier.assessment, dossier.form, dossier.marks(), results)
            states += [cell.state for cell in team.domains.values()]
    assert states.count("too few") == 2
    assert set(states) == {"scored", "too few", "not asked"}


def test_dates_lie_within_their_years_and_before_today(dossiers: dict[tuple[str, str], Dossier]) -> None:
    for dossier in dossiers.values():
        assert all(e.dated is not None and e.dated <= min(TODAY, dossier.assessment.ends) for e in dossier.evidence)
        for incident in dossier.incidents:
            assert incident.occurred is not None
            assert dossier.assessment.starts <= incident.occurred <= dossier.assessment.ends
        for action in dossier.actions:
            assert (action.status == "late") <= (action.due is not None and action.due < TODAY)


def test_the_company_is_fictional_in_plain_words() -> None:
    for file in sorted(paths.resource("sample").glob("*.toml")):
        text = file.read_text(encoding="utf-8")
        assert "\N{EM DASH}" not in text, file.name
        assert "!" not in text, file.name


def test_two_builds_give_the_same_content(store: Store, tmp_path: Path) -> None:
    with sample.build_sample(tmp_path / "again.btech") as again:
        assert again.units() == store.units()
        assert again.assessments() == store.assessments()
        for assessment in store.assessments():
            assert again.dossier(assessment.id) == store.dossier(assessment.id)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("level = 4", "level = 5", "company-2026.toml, key answers.POL-1.level"),
        ("[answers.POL-2]", "[answers.POL-99]", "company-2026.toml, key answers: ungp-tech-2026 has no POL-99"),
        ('carried_from = "redress-fund"', 'carried_from = "nothing"', "key actions.redress-fund.carried_from: nothing"),
        ('key = "resellers"', 'colour = "resellers"', "company-2026.toml, key actions.1.key"),
        (
            'words = "Sam Sample"',
            'words = "Nobody"',
            "company-2026.toml, key answers.POL-8.marked: the note does not hold",
        ),
        ('practice = "GOV-7"', 'practice = "POL-1"', "company-2026.toml, key let_stand: no check finds above evidence"),
        ("[answers.POL-1]", "[answers.POL-1", "company-2026.toml is not valid TOML"),
    ],
)
def test_a_mistake_in_a_file_names_file_and_key(
    old: str, new: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sample"
    folder.mkdir()
    for file in paths.resource("sample").glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        if file.name == "company-2026.toml":
            assert old in text
            text = text.replace(old, new, 1)
        (folder / file.name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(sample, "resource", lambda _: folder)
    with pytest.raises(BadInput) as error:
        sample.build_sample(tmp_path / "sample.btech")
    assert says in str(error.value)
    assert not (tmp_path / "sample.btech").exists()
