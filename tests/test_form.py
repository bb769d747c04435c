"""The questionnaire is complete and right; a mistake in a file is named with file, practice and key."""

import shutil
from pathlib import Path

import pytest

from btech_desktop.benchmark import cop_note
from btech_desktop.errors import FormError
from btech_desktop.form import Form, form_from_json, form_to_json, load_form
from btech_desktop.paths import forms_dir

EDITION = "ungp-tech-2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the edition that a test may break."""
    target = tmp_path / EDITION
    shutil.copytree(forms_dir() / EDITION, target)
    return target


def test_the_edition_asks_51_practices_in_five_domains(form: Form) -> None:
    """8, 14, 11, 8, 10; twenty of them core; draft until its content is final."""
    assert {d: len(p) for d, p in form.practices_by_domain.items()} == {
        "policy": 8,
        "governance": 14,
        "product": 11,
        "sales": 8,
        "remedy": 10,
    }
    assert len(form.core_ids) == 20
    assert form.status == "draft"


def test_ids_run_on_within_each_domain(form: Form) -> None:
    """POL-1 to POL-8 and so on, in order."""
    for domain in form.domains:
        ids = [p.id for p in form.practices_by_domain[domain.id]]
        assert ids == [f"{domain.prefix}-{n}" for n in range(1, len(ids) + 1)]


def test_never_not_applicable_is_as_published(form: Form) -> None:
    """These seven apply to every company."""
    assert {p.id for p in form.practices if p.never_na} == {
        "POL-1",
        "GOV-1",
        "GOV-7",
        "GOV-9",
        "REM-1",
        "REM-2",
        "REM-6",
    }


def test_facets_have_the_practices_of_the_benchmark(form: Form) -> None:
    """Every facet has a practice; a sample of the mapping."""
    mapped = {f: [p.id for p in practices] for f, practices in form.practices_by_facet.items()}
    assert all(mapped.values())
    assert mapped["T1a"] == ["GOV-1", "GOV-2", "GOV-4", "GOV-8"]
    assert mapped["T2c"] == ["PRD-8", "PRD-10", "SAL-5"]
    assert mapped["T3c"] == ["REM-1", "REM-9", "REM-10"]
    assert [p.id for p in form.practices_by_strip["item-5"]] == ["POL-8", "GOV-10", "GOV-11"]
    assert [p.id for p in form.practices_by_strip["item-3"]] == ["GOV-13", "GOV-14", "PRD-3", "PRD-4"]


def test_every_guiding_principle_on_companies_is_used(form: Form) -> None:
    """11 to 24 and 28 to 31."""
    used = {number.rstrip("abcdefgh") for p in form.practices for number in p.ungp}
    assert used >= {str(n) for n in [*range(11, 25), 28, 29, 30, 31]}


def test_descriptors_are_all_different_and_of_readable_length(form: Form) -> None:
    """255 descriptors, each of its own, 12 to 45 words."""
    texts = [text for p in form.practices for text in p.levels]
    assert len(set(texts)) == 255
    for text in texts:
        assert 12 <= len(text.split()) <= 45, text


def test_questions_are_one_plain_sentence(form: Form) -> None:
    """They end with a question mark, once."""
    for practice in form.practices:
        assert practice.question.endswith("?")
        assert practice.question.count("?") == 1


def test_statements_of_the_note_name_practices_that_exist(form: Form) -> None:
    """And none speaks of remedy or reaches level 4."""
    note = cop_note()
    assert len({s.id for s in note.statements}) == len(note.statements)
    for statement in note.statements:
        assert set(statement.practices) <= set(form.ids), statement.id
        assert not any(i.startswith("REM-") for i in statement.practices)
        assert statement.level is None or statement.level <= 3
        assert (statement.level is None) == (statement.reading is None), statement.id


def test_a_form_survives_being_kept_as_json(form: Form) -> None:
    """Equal forms give equal text."""
    again = form_from_json(form_to_json(form))
    assert again == form
    assert form_to_json(again) == form_to_json(form)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("sales.toml", "never_na = false", "never_na = 0", ["sales.toml", "SAL-1", "never_na"]),
        ("sales.toml", 'kind = "process"', 'kind = "procedure"', ["sales.toml", "SAL-1", "kind"]),
        ("remedy.toml", 'id = "REM-2"', 'id = "REM-1"', ["form.toml", "REM-1", "twice"]),
        ("policy.toml", 'id = "POL-3"', 'id = "GOV-3"', ["policy.toml", "GOV-3", "id"]),
        ("policy.toml", 'domain = "policy"', 'domain = "polices"', ["policy.toml", "domain"]),
        ("product.toml", "core = true", "core = true\ncolour = 1", ["product.toml", "PRD-1", "colour"]),
        ("form.toml", 'edition = "', 'edition = "Not An Id ', ["form.toml", "edition"]),
        ("form.toml", "[[levels]]", "[[levels]", ["form.toml", "TOML"]),
    ],
)
def test_a_mistake_is_named_with_file_practice_and_key(
    folder: Path, file: str, old: str, new: str, says: list[str]
) -> None:
    """One sentence, no traceback."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormError) as error:
        load_form(folder)
    for word in says:
        assert word in str(error.value), str(error.value)


def test_a_missing_or_unreadable_file_is_named(folder: Path) -> None:
    """A missing domain file; bytes that are no text."""
    (folder / "remedy.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FormError, match=r"remedy\.toml is not UTF-8"):
        load_form(folder)
    (folder / "remedy.toml").unlink()
    with pytest.raises(FormError, match=r"remedy\.toml is missing"):
        load_form(folder)


def test_an_unknown_facet_is_named(folder: Path) -> None:
    """References must hold."""
    path = folder / "sales.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('facets = ["T2a"]', 'facets = ["T9z"]', 1), encoding="utf-8"
    )
    with pytest.raises(FormError, match=r"SAL-1, key facets: T9z"):
        load_form(folder)
