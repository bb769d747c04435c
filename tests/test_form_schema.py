"""The schemas that editors read are those of the files the app reads, and every shipped file keeps to its own."""

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from btech_desktop.errors import FormError
from btech_desktop.form_schema import KINDS, schemas, write_schemas
from btech_desktop.paths import forms_dir
from tests.test_form_check import from_the_guide

SHIPPED = sorted(p for p in forms_dir().rglob("*.toml"))


def kind_of(path: Path, edition: Path) -> str:
    """Which schema a file has, by its place."""
    words = path.parent != edition
    match path.stem:
        case "form" | "own" | "relations":
            return f"{path.stem}-text" if words else path.stem
        case "practices" if not words:
            return "own-practices"
    return "practices-text" if words else "domain"


def schema(kind: str) -> Any:
    """A schema as made."""
    return json.loads(schemas()[f"{kind}.schema.json"])


def named(path: Path) -> Path:
    """The schema that a file's first line names."""
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first.startswith("#:schema "), path
    return (path.parent / first.removeprefix("#:schema ")).resolve()


def test_what_is_shipped_is_what_is_made() -> None:
    """Nothing more, nothing less: run `btech-desktop form schema forms/schema` after a change of the models."""
    kept = {p.name: p.read_text(encoding="utf-8") for p in (forms_dir() / "schema").iterdir()}
    assert kept == schemas()


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_a_schema_of_the_draft_and_explains_itself(kind: str) -> None:
    """A title, and a description of the file and of every key."""
    whole = schema(kind)
    jsonschema.Draft202012Validator.check_schema(whole)
    assert whole["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    for table in (whole, *whole.get("$defs", {}).values()):
        assert table["title"]
        assert table["description"]
        assert all(value["description"] for value in table["properties"].values())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.relative_to(forms_dir()).as_posix())
def test_every_shipped_file_names_its_schema_and_keeps_to_it(path: Path) -> None:
    """The line at its top leads to the schema of its kind."""
    edition = forms_dir() / path.relative_to(forms_dir()).parts[0]
    assert named(path) == (forms_dir() / "schema" / f"{kind_of(path, edition)}.schema.json").resolve()
    validator = jsonschema.Draft202012Validator(json.loads(named(path).read_text(encoding="utf-8")))
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    assert [error.message for error in validator.iter_errors(raw)] == []


def test_the_files_of_the_guide_keep_to_the_schemas_they_name(tmp_path: Path) -> None:
    """Of an unfinished translation only what is there: the schema asks for the rest."""
    from_the_guide(tmp_path)
    write_schemas(tmp_path / "schema")
    for path in sorted(tmp_path.rglob("*.toml")):
        edition = tmp_path / path.relative_to(tmp_path).parts[0]
        assert named(path) == tmp_path / "schema" / f"{kind_of(path, edition)}.schema.json"
        validator = jsonschema.Draft202012Validator(schema(kind_of(path, edition)))
        wrong = list(validator.iter_errors(tomllib.loads(path.read_text(encoding="utf-8"))))
        if path.parent.name == "de":
            wrong = [e for e in wrong if e.validator not in ("required", "minLength")]
        assert [e.message for e in wrong] == []


def test_a_schema_sees_what_is_wrong() -> None:
    """An unknown key, a wrong word, a wrong kind of value."""
    validator = jsonschema.Draft202012Validator(schema("domain"))
    path = forms_dir() / "ungp-tech-2026" / "sales.toml"
    right = path.read_text(encoding="utf-8")
    for old, new in (
        ("core = ", "colour = 1\ncore = "),
        ('"process"', '"procedure"'),
        ("never_na = false", "never_na = 0"),
    ):
        assert list(validator.iter_errors(tomllib.loads(right.replace(old, new, 1))))


def test_they_are_written_again_over_their_own_and_over_nothing_else(tmp_path: Path) -> None:
    """A file that is not ours stays, and then none is written."""
    folder = tmp_path / "schema"
    assert {p.name for p in write_schemas(folder)} == set(schemas())
    (folder / "own.schema.json").write_text(schemas()["own.schema.json"].replace("own", "old"))
    write_schemas(folder)
    assert {p.name: p.read_text(encoding="utf-8") for p in folder.iterdir()} == schemas()
    for foreign in ('{"title": "ours"}', "[1]", "no JSON", "[" * 100_000):
        (folder / "relations.schema.json").write_text(foreign)
        (folder / "domain.schema.json").unlink(missing_ok=True)
        with pytest.raises(FormError, match=r"relations\.schema\.json was not made by this command"):
            write_schemas(folder)
        assert (folder / "relations.schema.json").read_text() == foreign
        assert not (folder / "domain.schema.json").exists()


def test_a_link_in_the_way_is_not_written_through(tmp_path: Path) -> None:
    """Nor is a folder made in a place that is not there."""
    aim = tmp_path / "aim.json"
    aim.write_text(schemas()["own.schema.json"])
    folder = tmp_path / "schema"
    folder.mkdir()
    (folder / "own.schema.json").symlink_to(aim)
    with pytest.raises(FormError, match="was not made by this command"):
        write_schemas(folder)
    with pytest.raises(FormError, match="cannot be made"):
        write_schemas(tmp_path / "no" / "such")
