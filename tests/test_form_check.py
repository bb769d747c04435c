"""A form's author is told every mistake, what is not complete, and what is still to translate."""

import re
import shutil
from pathlib import Path

import pytest

from btech_desktop.errors import FormError
from btech_desktop.form import Form
from btech_desktop.form_check import check
from btech_desktop.form_files import CURRENT_EDITION, RELATIONS, shipped_editions
from btech_desktop.form_schema import MEANINGS
from btech_desktop.paths import forms_dir
from tests import form_folders

GUIDE = Path(__file__).parent.parent / "docs" / "writing-a-form.md"


def from_the_guide(folder: Path) -> Path:
    """The folders that the guide shows, written out; the whole edition's."""
    files = re.findall(r"\*\*`([^`]+)`\*\*\n\n```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(files) == 11
    for name, text in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "acme-2027"


def change(path: Path, old: str, new: str) -> None:
    """Replace the first place of a text that has to be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("edition", shipped_editions())
def test_what_is_shipped_is_sound(edition: str) -> None:
    """Against its forerunners too."""
    report = check(forms_dir() / edition)
    assert [str(mistake) for mistake in report.mistakes] == []
    assert report.form is not None
    assert report.untranslated == {}


def test_the_example_of_the_guide_is_sound_and_complete(tmp_path: Path) -> None:
    """Only the forerunner, which it does not show, is noted."""
    report = check(from_the_guide(tmp_path))
    assert report.mistakes == ()
    assert [note.file for note in report.notes] == [RELATIONS]
    assert "acme-2026 is not at hand" in str(report.notes[0])
    assert report.form is not None
    assert report.form.ids == ("SAL-1",)


def test_the_guide_says_what_every_key_means() -> None:
    """Each key of each kind of file stands in it."""
    text = GUIDE.read_text(encoding="utf-8")
    assert [key for key in MEANINGS if f"`{key}`" not in text and f"{key} = " not in text] == []


def test_additions_find_the_edition_beside_them(tmp_path: Path) -> None:
    """The guide's own practice comes last in its domain; what it lacks is noted, what it extends is not."""
    from_the_guide(tmp_path)
    report = check(tmp_path / "acme-own")
    assert report.mistakes == ()
    assert report.form is not None
    assert report.form.ids == ("SAL-1", "SAL-901")
    assert {note.practice for note in report.notes} == {"SAL-901"}
    assert {note.key for note in report.notes} == {"lifts", "mistakes", "why"}
    shutil.rmtree(tmp_path / "acme-2027")
    (mistake,) = check(tmp_path / "acme-own").mistakes
    assert (mistake.file, mistake.key) == ("own.toml", "extends")
    assert mistake.mend


def test_other_editions_can_be_looked_for_elsewhere(tmp_path: Path) -> None:
    """Whoever asks says where."""
    from_the_guide(tmp_path)
    asked: list[str] = []

    def nowhere(edition: str) -> Form:
        asked.append(edition)
        raise FormError("It is nowhere.")

    assert not check(tmp_path / "acme-own", find=nowhere).sound
    assert asked == ["acme-2027"]


def test_what_is_still_to_translate_is_counted(tmp_path: Path) -> None:
    """A title and a line of evidence are there; every text more counts one less."""
    folder = from_the_guide(tmp_path)
    before = check(folder).untranslated
    assert set(before) == {"de"}
    change(folder / "de" / "sales.toml", '"Das Formular", ""', '"Das Formular", "Zählung"')
    assert check(folder).untranslated == {"de": before["de"] - 1}


def test_a_mistake_in_another_language_is_told_with_its_file(tmp_path: Path) -> None:
    """And the form is not sound."""
    folder = from_the_guide(tmp_path)
    change(folder / "de" / "sales.toml", "title", "titel")
    report = check(folder)
    (mistake,) = report.mistakes
    assert (mistake.file, mistake.practice, mistake.key) == ("de/sales.toml", "SAL-1", "titel")
    assert mistake.mend == "Did you mean title?"
    assert not report.sound
    assert report.form is None


def test_relations_are_set_beside_the_earlier_text(tmp_path: Path) -> None:
    """What is called unchanged but differs; what is called changed but is the same."""
    folder = from_the_guide(tmp_path)
    earlier = tmp_path / "acme-2026"
    shutil.copytree(folder, earlier)
    (earlier / RELATIONS).unlink()
    change(earlier / "form.toml", "acme-2027", "acme-2026")
    report = check(folder)
    assert report.sound
    assert "acme-2026 is a draft" in str(report.notes[0])
    change(earlier / "form.toml", '"draft"', '"published"')
    found = [str(mistake) for mistake in check(folder).mistakes]
    assert len(found) == 2
    assert found[0].startswith("relations.toml, practice SAL-1, key relation: SAL-1 is called changed, but its text is")
    assert "SAL-2 is called retired, but acme-2026 does not ask it" in found[1]
    change(earlier / "en" / "sales.toml", "Before we quote", "Before we offer")
    assert len(check(folder).mistakes) == 1


def test_several_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """In several files, each with its mend."""
    folder = from_the_guide(tmp_path)
    change(folder / "sales.toml", "never_na = false", "never_na = 0")
    change(folder / "en" / "sales.toml", 'scope = "All', 'scop = "All')
    found = check(folder).mistakes
    assert {m.file for m in found} == {"sales.toml", "en/sales.toml"}
    assert all(m.mend for m in found)


def test_what_is_incomplete_is_a_note(tmp_path: Path) -> None:
    """Left-out texts, a descriptor too short, a file that nothing names."""
    folder = from_the_guide(tmp_path)
    words = folder / "en" / "sales.toml"
    text = words.read_text(encoding="utf-8")
    text = text[: text.index("[practices.director]")]
    text = re.sub(r"lifts = \[.*?\n\]\n", "", text, flags=re.DOTALL)
    words.write_text(re.sub(r"(mistakes|why) = .*\n", "", text), encoding="utf-8")
    change(words, '"Deals go forward on price', '"Nothing.", #')
    change(folder / "sales.toml", 'functions = ["sales"]\n', "")
    (folder / "saels.toml").write_text("a = 1")
    report = check(folder)
    assert report.sound
    told = {(note.file, note.key) for note in report.notes}
    assert told >= {("en/sales.toml", key) for key in ("lifts", "mistakes", "why", "director", "levels.0")}
    assert told >= {("sales.toml", "functions"), ("saels.toml", "")}


def test_nothing_is_followed_out_of_the_folder(tmp_path: Path) -> None:
    """Links among the files are refused unread; the folder itself may be reached by one."""
    folder = from_the_guide(tmp_path)
    (tmp_path / "by-another-name").symlink_to(folder)
    assert check(tmp_path / "by-another-name").sound
    outside = tmp_path / "outside.toml"
    outside.write_text('secret = "value"')
    (folder / "sales.toml").unlink()
    (folder / "sales.toml").symlink_to(outside)
    assert [str(m) for m in check(folder).mistakes] == [
        "sales.toml: it is a link to elsewhere. Put the thing itself there."
    ]
    (folder / "sales.toml").unlink()
    shutil.move(folder / "de", tmp_path / "de")
    (folder / "de").symlink_to(tmp_path / "de")
    assert [m.file for m in check(folder).mistakes] == ["de"]


def test_a_file_too_large_and_a_folder_of_two_forms_are_mistakes(tmp_path: Path) -> None:
    """Not crashes."""
    folder = from_the_guide(tmp_path)
    (folder / "own.toml").write_text("")
    assert "a folder holds one form" in str(check(folder).mistakes[0])
    (folder / "own.toml").unlink()
    (folder / "sales.toml").write_bytes(b"#" * 2_000_001)
    (mistake,) = check(folder).mistakes
    assert (mistake.file, mistake.what) == (
        "sales.toml",
        "it is larger than 2,000,000 bytes, which is the most it may have",
    )


def test_no_folder_and_no_form_are_told_apart(tmp_path: Path) -> None:
    """The first cannot be checked at all."""
    with pytest.raises(FormError, match="There is no folder"):
        check(tmp_path / "nothing")
    (mistake,) = check(tmp_path).mistakes
    assert "form.toml: it is missing" in str(mistake)


def test_an_addition_to_what_is_shipped_is_sound(tmp_path: Path) -> None:
    """By the edition's name alone."""
    report = check(form_folders.addition(tmp_path / "acme"))
    assert report.mistakes == ()
    assert report.form is not None
    assert report.form.extends == CURRENT_EDITION
    (mistake,) = check(form_folders.addition(tmp_path / "same", edition=CURRENT_EDITION)).mistakes
    assert (mistake.file, mistake.key) == ("own.toml", "edition")
