"""A company's own forms are checked, copied as files, found, and removed; a broken one stops nothing."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from btech_desktop import own_forms
from btech_desktop.errors import FormError
from btech_desktop.form_files import CURRENT_EDITION, load_form, shipped_editions, shipped_form
from btech_desktop.own_forms import MOST_BYTES, Offer
from btech_desktop.paths import data_dir
from tests.form_folders import addition, whole


def own() -> list[Offer]:
    """The company's own forms."""
    return [offer for offer in own_forms.catalogue() if offer.origin == "own"]


def left() -> list[str]:
    """What lies in the folder of the company's own forms, also what is hidden."""
    root = data_dir() / "forms"
    return sorted(str(p.relative_to(root)) for p in root.rglob("*") if not p.is_dir())


def refused(folder: Path) -> str:
    """Why a form is not taken; then nothing of it is left."""
    before = left()
    with pytest.raises(FormError) as caught:
        own_forms.add(folder)
    assert left() == before
    assert not list((data_dir() / "forms").glob(".*"))
    return str(caught.value)


def test_without_forms_of_ones_own_the_catalogue_is_what_comes_with_the_app() -> None:
    """The newest first, with its counts."""
    first, *others = own_forms.catalogue()
    form = shipped_form()
    assert (first.edition, first.origin, first.status) == (CURRENT_EDITION, "shipped", form.status)
    assert (first.practices, first.core) == (len(form.ids), len(form.core_ids))
    assert [offer.edition for offer in others] == list(shipped_editions()[1:])
    assert not any(offer.problem for offer in (first, *others))


def test_an_addition_is_copied_and_found(tmp_path: Path) -> None:
    """With only the files of a form, and without need of the folder it came from."""
    folder = addition(tmp_path / "source")
    (folder / "minutes.docx").write_text("not for the app")
    (folder / "en" / "notes.toml").write_text("neither")
    form = own_forms.add(folder)
    assert form.extends == CURRENT_EDITION
    assert form.domain_of("POL-901").id == "policy"
    assert left() == [
        f"acme-2026/{name}" for name in ("en/own.toml", "en/practices.toml", "own.toml", "practices.toml")
    ]
    (folder / "own.toml").unlink()
    assert own_forms.find("acme-2026") is form
    assert own() == [
        Offer("acme-2026", "Acme, with our own question", len(form.ids), len(form.core_ids), "published", "own")
    ]


def test_an_edition_of_ones_own_can_be_extended_too(tmp_path: Path) -> None:
    """Its own files, relations left out where there are none; additions to it find it by name."""
    asked = len(shipped_form("ungp-tech-2025").ids)
    assert len(own_forms.add(whole(tmp_path / "whole")).ids) == asked
    more = addition(tmp_path / "more", edition="acme-more", extends="acme-whole-2026")
    assert len(own_forms.add(more).ids) == asked + 1
    assert len(load_form(more, find=own_forms.find).ids) == asked + 1
    assert [offer.edition for offer in own()] == ["acme-more", "acme-whole-2026"]
    own_forms.remove("acme-whole-2026")
    (offer,) = own()
    assert "acme-whole-2026" in offer.problem


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps files of a user's folder from others by itself")
def test_the_copy_is_its_owners_alone(tmp_path: Path) -> None:
    """Whatever the source allowed."""
    folder = addition(tmp_path / "source")
    (folder / "own.toml").chmod(0o666)
    own_forms.add(folder)
    root = data_dir() / "forms"
    assert [p for p in (root, *root.rglob("*")) if stat.S_IMODE(p.stat().st_mode) & 0o077] == []


def test_a_mistake_is_named_and_the_others_counted(tmp_path: Path) -> None:
    """The first one with file and place, then how to list them all."""
    folder = addition(tmp_path / "source", practice="POL-9")
    (folder / "practices.toml").write_text((folder / "practices.toml").read_text() + "weight = 3\n")
    assert refused(folder).startswith("practices.toml, practice POL-9, key weight: it is not known here.")
    addition(folder, practice="POL-9")
    (folder / "own.toml").write_text((folder / "own.toml").read_text().replace("2026\n", '"2026"\nweight = 3\n'))
    said = refused(folder)
    assert said.startswith("own.toml, key year: it is no whole number.")
    assert said.endswith("And 1 more: the command btech-desktop form check lists them all.")


def test_every_language_has_to_be_right(tmp_path: Path) -> None:
    """A mistake in a translation is met here, not when it is chosen."""
    folder = addition(tmp_path / "source")
    (folder / "de").mkdir()
    (folder / "de" / "own.toml").write_text('titel = "Acme"\n')
    assert "de/own.toml, key titel" in refused(folder)
    (folder / "de" / "own.toml").write_text('title = "Acme, auf Deutsch"\n')
    own_forms.add(folder)
    assert "acme-2026/de/own.toml" in left()


def test_a_name_that_is_taken_is_refused_and_the_same_form_again_is_not(tmp_path: Path) -> None:
    """By what comes with the app, by another text, by the app's own marks."""
    folder = addition(tmp_path / "source")
    form = own_forms.add(folder)
    assert own_forms.add(folder) is form
    addition(folder, question="Do we ask ourselves something else by now?")
    assert "another text of acme-2026" in refused(folder)
    assert own_forms.find("acme-2026") == form
    assert "comes with the app" in refused(addition(tmp_path / "a", edition=CURRENT_EDITION))
    assert "Choose another" in refused(addition(tmp_path / "b", edition="acme.published"))
    assert "holds neither form.toml nor own.toml" in refused(tmp_path)
    assert "There is no folder" in refused(tmp_path / "nowhere")


def test_an_addition_that_extends_itself_or_another_is_refused(tmp_path: Path) -> None:
    """Also where it was put into the folder by hand: reading it ends."""
    own_forms.add(addition(tmp_path / "source"))
    assert "is itself an addition" in refused(addition(tmp_path / "b", edition="acme-b", extends="acme-2026"))
    assert "No form acme-b" in refused(addition(tmp_path / "b", edition="acme-b", extends="acme-b"))
    addition(data_dir() / "forms" / "ring", edition="ring", extends="ring")
    assert "is itself an addition" in {offer.edition: offer.problem for offer in own()}["ring"]


def _as_link(path: Path) -> None:
    elsewhere = path.with_name(f"{path.name}.elsewhere")
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def _as_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _too_large(path: Path) -> None:
    path.write_text(path.read_text() + "#" * 2_000_000)


@pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")
@pytest.mark.parametrize("name", ["own.toml", "en/practices.toml"])
@pytest.mark.parametrize(
    ("spoil", "words"),
    [(_as_link, "is a link"), (_as_pipe, "no ordinary file"), (_too_large, "is larger than 2,000,000 bytes")],
)
def test_what_is_no_ordinary_file_is_not_read(
    tmp_path: Path, name: str, spoil: Callable[[Path], None], words: str
) -> None:
    """Nothing is followed out of the folder, and nothing without an end is waited for."""
    folder = addition(tmp_path / "source")
    spoil(folder / name)
    assert words in refused(folder)


@pytest.mark.skipif(os.name != "posix", reason="links as POSIX has them")
def test_a_linked_language_is_not_read(tmp_path: Path) -> None:
    """The whole folder of a language may lead elsewhere as well."""
    folder = addition(tmp_path / "source")
    _as_link(folder / "en")
    assert "en in the folder source is a link" in refused(folder)


def test_a_form_is_bounded_as_a_whole(tmp_path: Path) -> None:
    """Many files, each small enough, are too much together."""
    folder = addition(tmp_path / "source")
    for code in ("de", "fr", "es", "it", "pt", "nl"):
        (folder / code).mkdir()
        for name in ("own.toml", "practices.toml"):
            (folder / code / name).write_text("#" * 1_900_000)
    assert f"larger than {MOST_BYTES:,} bytes" in refused(folder)


def test_a_broken_form_is_listed_with_its_problem_and_can_be_removed(tmp_path: Path) -> None:
    """Spoilt, misnamed, a link, empty: the others are there all the same."""
    own_forms.add(addition(tmp_path / "source"))
    root = data_dir() / "forms"
    addition(root / "misnamed", edition="acme-other")
    (root / "Not a name").mkdir()
    (root / "empty").mkdir()
    (root / "linked").symlink_to(tmp_path / "source")
    (root / "stray.txt").write_text("no folder")
    addition(root / CURRENT_EDITION, edition=CURRENT_EDITION)
    problems = {offer.edition: offer.problem for offer in own()}
    assert problems["acme-2026"] == ""
    assert "holds the edition acme-other" in problems["misnamed"]
    assert "comes with the app now" in problems[CURRENT_EDITION]
    assert set(problems) == {"acme-2026", "misnamed", "Not a name", "empty", "linked", CURRENT_EDITION}
    assert all(problem for name, problem in problems.items() if name != "acme-2026")
    (root / "acme-2026" / "own.toml").write_text("edition = 7")
    assert "own.toml" in {offer.edition: offer.problem for offer in own()}["acme-2026"]
    with pytest.raises(FormError, match=r"own\.toml"):
        own_forms.find("acme-2026")
    for name in problems:
        own_forms.remove(name)
    assert own() == []
    assert left() == ["stray.txt"]
    assert (tmp_path / "source" / "own.toml").exists()


@pytest.mark.parametrize("name", ["acme-2026", "..", "../forms", "", ".hidden"])
def test_only_what_is_there_is_found_and_removed(name: str) -> None:
    """A name never leads out of the folder."""
    (data_dir() / "forms" / ".hidden").mkdir(parents=True)
    for what in (own_forms.find, own_forms.remove):
        with pytest.raises(FormError):
            what(name)
    assert (data_dir() / "forms" / ".hidden").exists()


def test_what_changes_in_the_folder_is_seen(tmp_path: Path) -> None:
    """Removed and added anew with other words, the same name holds the new ones."""
    folder = addition(tmp_path / "source")
    own_forms.add(folder)
    own_forms.remove("acme-2026")
    with pytest.raises(FormError, match="No form acme-2026"):
        own_forms.find("acme-2026")
    question = "Do we ask ourselves something else by now?"
    assert own_forms.add(addition(folder, question=question)).by_id["POL-901"].question == question
    assert own_forms.find("acme-2026").by_id["POL-901"].question == question
