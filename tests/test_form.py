"""The questionnaire is complete and right; a mistake in a file is named with file, practice and key."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from btech_desktop import editions
from btech_desktop.benchmark import cop_note
from btech_desktop.errors import FormError
from btech_desktop.form import Form, Relation, form_from_json, form_to_json
from btech_desktop.form_files import Mistake, languages, load_form, read_form, shipped_form
from btech_desktop.paths import forms_dir
from tests import form_folders

EDITION = "ungp-tech-2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the edition that a test may break."""
    target = tmp_path / EDITION
    shutil.copytree(forms_dir() / EDITION, target)
    return target


def test_the_edition_asks_51_practices_in_five_domains(form: Form) -> None:
    """8, 14, 11, 8, 10; twenty of them core; published, so frozen."""
    assert {d: len(p) for d, p in form.practices_by_domain.items()} == {
        "policy": 8,
        "governance": 14,
        "product": 11,
        "sales": 8,
        "remedy": 10,
    }
    assert len(form.core_ids) == 20
    assert form.status == "published"


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


def change(path: Path, old: str, new: str) -> None:
    """Replace the first place of a text that has to be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def mistakes(folder: Path, language: str = "") -> list[Mistake]:
    """What the reader finds."""
    form, found = read_form(folder, language=language)
    assert (form is None) == bool(found)
    return found


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "what"),
    [
        ("sales.toml", "never_na = false", "never_na = 0", ("SAL-1", "never_na"), "neither true nor false"),
        ("sales.toml", 'kind = "process"', 'kind = "procedure"', ("SAL-1", "kind"), "not one of the words"),
        ("sales.toml", "shows = [", "shows = [1, ", ("SAL-1", "shows.0"), "not one of the words"),
        ("sales.toml", 'ungp = ["17", "18"]', "ungp = []", ("SAL-1", "ungp"), "0 entries"),
        ("sales.toml", 'ungp = ["17", "18"]', 'ungp = "17"', ("SAL-1", "ungp"), "no list"),
        ("sales.toml", 'ungp = ["17", "18"]', "ungp = [17]", ("SAL-1", "ungp.0"), "no text"),
        ("sales.toml", 'id = "SAL-1"', 'id = "sal-1"', ("sal-1", "id"), "another shape"),
        ("remedy.toml", 'id = "REM-2"', 'id = "REM-1"', ("REM-1", "id"), "there twice"),
        ("en/remedy.toml", 'id = "REM-2"', 'id = "REM-1"', ("REM-1", "id"), "there twice"),
        ("policy.toml", 'id = "POL-3"', 'id = "GOV-3"', ("GOV-3", "id"), "not of this domain"),
        ("policy.toml", 'domain = "policy"', 'domain = "polices"', ("", "domain"), "calls it policy"),
        ("product.toml", "core = true", "core = true\ncolour = 1", ("PRD-1", "colour"), "not known here"),
        ("product.toml", "core = true\n", "", ("PRD-1", "core"), "missing"),
        ("form.toml", 'edition = "', 'edition = "Not An Id ', ("", "edition"), "another shape"),
        ("form.toml", "year = 2026", 'year = "2026"', ("", "year"), "no whole number"),
        ("form.toml", "year = 2026", "year = 26", ("", "year"), "less than 1948"),
        ("form.toml", "year = 2026", "year = 202600", ("", "year"), "more than 2200"),
        ("form.toml", "[[domains]]", "[[domains]", ("", ""), "not valid TOML"),
        ("form.toml", 'file = "sales.toml"', 'file = "relations.toml"', ("", "domains.sales.file"), "another use"),
        ("en/form.toml", 'title = "', "title = 5 #", ("", "title"), "no text"),
        ("en/form.toml", 'title = "', f'title = "{"x" * 201}', ("", "title"), "longer than 200"),
        ("en/form.toml", "[[levels]]", "[[steps]]", ("", "levels"), "4 entries"),
        ("en/form.toml", "[themes.T1]", "[themes.T9]", ("", "themes.T1"), "words of T1 are missing"),
        ("en/form.toml", "[themes.T1]", "[themes.T9]", ("", "themes.T9"), "not in the structure"),
        ("en/sales.toml", 'id = "SAL-2"', 'id = "SAL-99"', ("SAL-2", ""), "words of SAL-2 are missing"),
        ("en/sales.toml", 'id = "SAL-2"', 'id = "SAL-99"', ("SAL-99", ""), "not in the structure"),
        ("en/sales.toml", 'question = "', 'question = "?" #', ("SAL-1", "question"), "shorter than 10"),
        ("en/sales.toml", "scope = ", "scop = ", ("SAL-1", "scop"), "not known here"),
        ("en/sales.toml", "scope = ", "scop = ", ("SAL-1", "scope"), "missing"),
        ("en/sales.toml", "evidence = [", 'evidence = ["One more", ', ("SAL-1", "evidence"), "shows in sales.toml has"),
        ("sales.toml", "shows = [", 'shows = ["rule", ', ("SAL-1", "evidence"), "shows in sales.toml has"),
        ("sales.toml", 'facets = ["T2a"]', 'facets = ["T9z"]', ("SAL-1", "facets"), "T9z is not listed"),
        ("sales.toml", 'framework = "US2020"', 'framework = "US2"', ("SAL-1", "codes"), "US2 is not listed"),
        (
            "en/relations.toml",
            "[notes.ungp-tech-2025]",
            '[notes.ungp-tech-2025]\nSAL-99 = "?"',
            ("SAL-99", None),
            "no rel",
        ),
    ],
)
def test_a_mistake_is_named_with_file_practice_key_and_mend(
    folder: Path, file: str, old: str, new: str, at: tuple[str, str | None], what: str
) -> None:
    """Every kind of mistake: where it is, what it is, what to do."""
    change(folder / file, old, new)
    told = mistakes(folder)
    owner = "en/sales.toml" if at[1] == "evidence" else file
    found = [m for m in told if m.practice == at[0] and at[1] in (m.key, None) and what in m.what]
    assert found, [str(m) for m in told]
    assert {m.file for m in found} == {owner}
    assert all(m.mend.endswith((".", "?", "...")) for m in told), [str(m) for m in told]
    with pytest.raises(FormError) as error:
        load_form(folder)
    assert str(error.value) == str(told[0])


def test_a_near_miss_is_guessed(folder: Path) -> None:
    """The key that was meant."""
    change(folder / "en" / "sales.toml", "guidance = ", "guidence = ")
    assert "Did you mean guidance?" in {m.mend for m in mistakes(folder)}


def test_a_missing_or_unreadable_file_is_named(folder: Path) -> None:
    """A missing domain file, missing texts; bytes that are no text; a folder in a file's place."""
    for file in ("remedy.toml", "en/remedy.toml", "en/form.toml"):
        whole = (folder / file).read_bytes()
        (folder / file).write_bytes(b"\xff\xfe\x00")
        assert f"{file}: it is not UTF-8 text. Save it again as UTF-8." in {str(m) for m in mistakes(folder)}
        (folder / file).unlink()
        assert any(str(m).startswith(f"{file}: it is missing from the folder") for m in mistakes(folder))
        (folder / file).mkdir()
        assert any(str(m).startswith(f"{file}: it is no ordinary file") for m in mistakes(folder))
        (folder / file).rmdir()
        (folder / file).write_bytes(whole)
    assert mistakes(folder) == []


def test_a_file_may_begin_with_the_mark_of_its_encoding(folder: Path) -> None:
    """As some editors write it."""
    path = folder / "sales.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert mistakes(folder) == []


# -- another language -------------------------------------------------------------------------------------


def german(folder: Path, text: str) -> Path:
    """A beginning of a translation of the sales texts."""
    path = folder / "de" / "sales.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_translation_is_laid_over_and_the_rest_is_marked(folder: Path, form: Form) -> None:
    """Texts meet by id; structure and ids stay."""
    first = form.by_id["SAL-2"]
    levels = ", ".join(['"Nichts"', *['""'] * 4])
    german(folder, f'[[practices]]\nid = "SAL-2"\ntitle = "Vertiefte Prüfung"\nlevels = [{levels}]\n')
    assert languages(folder) == ("de", "en")
    found = load_form(folder, language="de")
    practice = found.by_id["SAL-2"]
    assert found.language == "de"
    assert found.ids == form.ids
    assert practice.title == "Vertiefte Prüfung"
    assert practice.levels == ("Nichts", *(f"{text} [English]" for text in first.levels[1:]))
    assert practice.question == f"{first.question} [English]"
    assert practice.ungp == first.ungp
    assert found.title == f"{form.title} [English]"
    assert load_form(folder) == form


def test_a_mark_never_makes_a_text_too_long(folder: Path) -> None:
    """Then the text stands as it is."""
    question = "x" * 239 + "?"
    path = folder / "en" / "sales.toml"
    path.write_text(re.sub(r'question = ".*?"', f'question = "{question}"', path.read_text(encoding="utf-8"), count=1))
    german(folder, '[[practices]]\nid = "SAL-1"\ntitle = "Titel"\n')
    assert load_form(folder, language="de").by_id["SAL-1"].question == question


@pytest.mark.parametrize(
    ("entry", "practice", "key", "what"),
    [
        ('id = "SAL-99"', "SAL-99", "", "nothing of this name"),
        ('id = "SAL-1"\nlevels = ["Eins"]', "SAL-1", "levels", "should hold 5 entries"),
        ('id = "SAL-1"\nlevels = "Eins"', "SAL-1", "levels", "should hold 5 entries"),
        ('id = "SAL-1"\ntitel = "Titel"', "SAL-1", "titel", "nothing of this name"),
        ('id = "SAL-1"\ntitle = 5', "SAL-1", "title", "no text"),
        ('title = "Titel"', "", "practices", "should hold keys"),
    ],
)
def test_a_mistake_in_a_translation_is_named(folder: Path, entry: str, practice: str, key: str, what: str) -> None:
    """In its own file; the form's own language is not touched by it."""
    german(folder, f"[[practices]]\n{entry}\n")
    (found,) = mistakes(folder, "de")
    assert (found.file, found.practice, found.key) == ("de/sales.toml", practice, key)
    assert what in found.what
    assert found.mend
    assert mistakes(folder) == []


# -- a company's own practices ----------------------------------------------------------------------------


def test_own_practices_come_last_in_their_domain(tmp_path: Path, form: Form) -> None:
    """And count as any other there."""
    found = load_form(form_folders.addition(tmp_path / "acme"))
    assert found.extends == form.edition
    assert set(found.ids) - set(form.ids) == {"POL-901"}
    policy = [p.id for p in found.practices_by_domain["policy"]]
    assert policy == [*(p.id for p in form.practices_by_domain["policy"]), "POL-901"]
    assert found.by_id["POL-901"].own
    assert not found.by_id["POL-1"].own
    before, after = form, found
    link = editions.links(before, after)["POL-901"]
    assert (link.relation, link.forerunners) == ("new", ())


@pytest.mark.parametrize(
    ("options", "at", "what"),
    [
        ({"practice": "POL-900"}, ("practices.toml", "POL-900", "id"), "kept for editions"),
        ({"practice": "XYZ-901"}, ("practices.toml", "XYZ-901", "id"), "no domain has this prefix"),
        ({"extends": "nobody-2020"}, ("own.toml", "", "extends"), "nobody-2020"),
    ],
)
def test_additions_that_do_not_fit_are_named(
    tmp_path: Path, options: dict[str, str], at: tuple[str, str, str], what: str
) -> None:
    """Number, prefix, edition."""
    (found,) = mistakes(form_folders.addition(tmp_path / "acme", **options))
    assert (found.file, found.practice, found.key) == at
    assert what in found.what
    assert found.mend


def test_an_addition_is_not_extended(tmp_path: Path) -> None:
    """Only an edition is."""
    first = load_form(form_folders.addition(tmp_path / "first"))
    second = form_folders.addition(tmp_path / "second", edition="acme-b", extends=first.edition, practice="POL-902")
    _, (found,) = read_form(second, find=lambda _: first)
    assert (found.file, found.key) == ("own.toml", "extends")
    assert "itself an addition" in found.what


# -- relations --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "practice", "what"),
    [
        ('id = "POL-1"\nrelation = "unchanged"', 'id = "POL-1"\nrelation = "split"', "POL-1", "a split names"),
        ('id = "POL-1"\nrelation = "unchanged"', 'id = "POL-1"\nrelation = "merged"', "POL-1", "a split names"),
        ("unchanged", 'unchanged"\nof = ["POL-2"]\n#', "POL-1", "a split names"),
        ('relation = "unchanged"', 'relation = "same"', "POL-1", "not one of the words"),
        ('id = "POL-1"', 'id = "POL-2"', "POL-2", "twice"),
        ('id = "POL-1"', 'id = "POL-99"', "", "how POL-1 stands"),
        ('id = "POL-1"\nrelation = "unchanged"', 'id = "POL-1"\nrelation = "retired"', "POL-1", "this edition asks it"),
        ("[[forerunners.practices]]", '[[forerunners.practices]]\nid = "POL-99"\nrelation = "new"\n'
         "[[forerunners.practices]]", "POL-99", "has no such practice"),
    ],
)  # fmt: skip
def test_relations_that_do_not_cover_the_edition_are_named(
    folder: Path, old: str, new: str, practice: str, what: str
) -> None:
    """Each rule, with the file of the relations."""
    change(folder / "relations.toml", old, new)
    found = [m for m in mistakes(folder) if what in str(m)]
    assert found, [str(m) for m in mistakes(folder)]
    assert {m.file for m in found} == {"relations.toml"}
    assert practice in str(found[0])
    assert found[0].mend


@pytest.mark.parametrize(("relation", "of"), [("split", 1), ("merged", 2), ("changed", 0), ("retired", 0)])
def test_a_relation_names_as_many_forerunners_as_it_means(relation: str, of: int) -> None:
    """One of a split, two or more of a merged one, else none."""
    for number in range(4):
        named = {"id": "POL-1", "relation": relation, "of": [f"POL-{n + 2}" for n in range(number)]}
        if number == of or (of == 2 and number > 2):
            assert len(Relation.model_validate(named).of) == number
        else:
            with pytest.raises(ValueError, match="a split names"):
                Relation.model_validate(named)


def test_the_relations_shipped_fit_the_two_texts() -> None:
    """What is called unchanged is the same, and nothing else is."""
    assert editions.mistakes(shipped_form("ungp-tech-2025"), shipped_form(EDITION)) == []


# -- damage -----------------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    (
        "", "[", "]", "[[practices]]\n", "= ", '"', '"""', "{", "}", "\0", "\ufeff", "# ", "[" * 2000, "a." * 200,
        "9" * 5000, "1e999", "nan", "true", "1979-13-32", "\\ud800", "id = 1\n", "../../", "x" * 3000, "\r",
        "[a.b]\n", "{a = [{id = 1}]}",
    )
)  # fmt: skip


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_is_told_in_a_sentence_or_harmless(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever is cut out of a file or put into it, in whichever language it is read: nothing else is ever raised."""
    folder = tmp_path / EDITION
    if not folder.exists():
        shutil.copytree(forms_dir() / EDITION, folder)
        german(folder, '[[practices]]\nid = "SAL-1"\ntitle = "Titel"\nlevels = ["", "", "", "", "Fünf"]\n')
    path = data.draw(st.sampled_from(sorted(folder.rglob("*.toml"))))
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    cut = data.draw(st.sampled_from((0, 1, 5, 40, 2000)))
    piece = data.draw(_PIECES).encode() if data.draw(st.booleans()) else data.draw(st.binary(max_size=20))
    path.write_bytes(whole[:at] + piece + whole[at + cut :])
    told: list[str] = []
    try:
        for language in ("", "de"):
            try:
                load_form(folder, language=language)
            except FormError as error:
                told.append(str(error))
    finally:
        path.write_bytes(whole)
    assert all(text.isprintable() and len(text) < 2_000 for text in told)
