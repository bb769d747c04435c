"""What companies publish: the profile is complete, its figures agree with each other, and mistakes are named."""

from pathlib import Path
from statistics import quantiles

import pytest

from btech_desktop import disclosure
from btech_desktop.benchmark import cop_note, not_described, read_note
from btech_desktop.disclosure import mapped, profile, public_disclosure, read_profile
from btech_desktop.errors import FormError
from btech_desktop.form_files import shipped_form
from btech_desktop.paths import resource

FORM = shipped_form()


def test_every_mapped_practice_is_asked_and_says_why() -> None:
    """And none is of sales review, of which no public source speaks."""
    for area in profile().areas:
        for practice in area.practices:
            assert practice.id in FORM.by_id
            assert practice.reason.endswith(".")
            assert not practice.id.startswith("SAL-")
    assert "No public comparator" in profile().no_comparator


def test_source_year_n_and_limits_are_said() -> None:
    """In the line that stands under every figure."""
    rdr = profile()
    assert rdr.attribution == (
        "Ranking Digital Rights, 2020 Index and 2022 Big Tech Scorecard, CC BY 4.0; grouping and quartiles ours"
    )
    assert rdr.limits_line.startswith("14 platforms (2022) and 12 telecoms (2020). ")
    assert "Freedom of expression and privacy only." in rdr.limits_line


@pytest.mark.parametrize("group", ["all", "platforms", "telcos"])
def test_quartiles_describe_the_values_beside_them(group: str) -> None:
    """Least, greatest and number agree; the quarters are those of the values, to the decimal given."""
    sizes = {"all": 26, "platforms": 14, "telcos": 12}
    assert [q.domain for q in public_disclosure(group)] == [area.id for area in profile().areas]
    for area in public_disclosure(group):
        assert area.n == len(area.values) == sizes[group]
        assert (area.low, area.high) == (min(area.values), max(area.values))
        quarters = quantiles(area.values, n=4, method="inclusive")
        assert [area.p25, area.median, area.p75] == pytest.approx(quarters, abs=0.06)


def test_counts_are_told_in_words() -> None:
    """Of how many, in which year; partly apart; none as none."""
    assert profile().sentences("governance")[0] == (
        "6 of 14 platforms disclosed in full that their board oversees freedom of expression (2022)."
    )
    assert profile().sentences("product_hrdd") == (
        "None of 14 platforms disclosed in full that they assess whether their algorithms discriminate; "
        "4 did in part (2022).",
    )
    assert profile().sentences("remedy")[-1] == (
        "None of 14 platforms disclosed in full evidence that remedy was given (2022)."
    )
    assert profile().sentences("policy") == ()


def test_counts_are_within_n_and_on_practices_of_their_area() -> None:
    """The shares that Ranking Digital Rights gives of 14, turned into companies."""
    rdr = profile()
    sizes = {e.year: e.n for e in rdr.editions}
    beside = {area.id: {p.id for p in area.practices} for area in rdr.areas}
    for fact in rdr.facts:
        assert fact.met + (fact.partly or 0) <= sizes[fact.edition]
        assert set(fact.practices) <= beside[fact.area]
    shares = sorted(round(100 * fact.met / sizes[fact.edition]) for fact in rdr.facts)
    assert shares == [0, 0, 0, 14, 29, 29, 36, 43, 57, 57, 71, 86]
    assert [round(100 * f.partly / 14) for f in rdr.facts if f.partly] == [29, 50]


def test_an_edition_that_lacks_a_practice_shows_the_others() -> None:
    """A company's own or an older edition; the pilot has no REM-2."""
    beside = {area.id: [p.id for p in practices] for area, practices in mapped(shipped_form("ungp-tech-2025"))}
    assert beside["remedy"] == ["REM-3", "REM-4", "REM-6", "REM-8"]
    assert len(beside) == 5


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('licence = "CC BY 4.0"\n', "", "key licence"),
        ("n = 14", "n = 4", "key editions.0.n"),
        ("met = 12", "met = 15", "key facts.3.met: more companies than the edition has"),
        ('area = "remedy"', 'area = "remedies"', "key facts.9.area: no area is called remedies"),
        ('practices = ["REM-3"]', 'practices = ["POL-1"]', "key facts.10.practices"),
        ("[[facts]]", "[[facts]", "TOML"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, old: str, new: str, says: str) -> None:
    """Fewer than five contributors are refused as well."""
    text = resource("benchmarks", "rdr-2020-2022.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "other.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormError, match=r"other\.toml") as caught:
        read_profile(path)
    assert says in str(caught.value)


def test_every_statement_of_the_note_says_why_it_sets_its_level_or_none() -> None:
    """A sentence of at most thirty words each, which says what makes the reading firm or weak."""
    for statement in cop_note().statements:
        assert (statement.level is None) == (statement.reading is None)
        assert statement.why.endswith("."), statement.id
        if statement.reading is None:
            kinds = ("Limit", "Context", "Belief", "Norm", "Agenda question", "Possibility")
            assert statement.note.startswith(kinds), statement.id
        else:
            assert not statement.note
            assert 8 <= len(statement.reason.split()) <= 30, statement.id
            assert ". " not in statement.reason, statement.id
            assert statement.reading in statement.reason, statement.id
    whys = [s.reason for s in cop_note().statements if s.reason]
    assert len(set(whys)) == len(whys)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('reason = "A published', 'raison = "A published', "key statements.2.raison"),
        ('reason = "A published policy', 'reason = ""\n# "', "key statements.2: 1a has no reason"),
        ('note = "Norm: a condition', 'reason = "Norm: a condition', "3g has no note"),
        ("level = 2\n", "level = 5\n", "key statements.2.level"),
    ],
)
def test_a_mistake_in_the_note_is_named_with_file_and_key(tmp_path: Path, old: str, new: str, says: str) -> None:
    """A level without its reason is a mistake too."""
    text = resource("benchmarks", "cop-note-2021.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "note.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormError, match=r"note\.toml") as caught:
        read_note(path)
    assert says in str(caught.value)


def test_practices_that_the_note_does_not_describe_are_listed() -> None:
    """Remedy apart, of which the note itself says so."""
    silent = not_described(cop_note(), FORM.practices)
    assert {"GOV-5", "GOV-8", "PRD-7", "PRD-8", "PRD-10", "PRD-11", "SAL-5", "SAL-7"} <= set(silent)
    assert not any(i.startswith("REM-") for i in silent)
    assert not {"POL-1", "GOV-10", "SAL-1", "PRD-3"} & set(silent)


def test_the_areas_are_the_source_s_and_never_on_our_scale() -> None:
    """Values run from 0 to 100."""
    assert all(0 <= v <= 100 for q in disclosure.public_disclosure() for v in q.values)
