"""Other profiles: refused with one sentence where something is wrong, kept as copies, named where they are damaged."""

import json
import os
import re
import stat
import tomllib
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from btech_desktop import references
from btech_desktop.chart_rows import reference_rows
from btech_desktop.charts import Circle, Polygon, strip
from btech_desktop.commands import main_group
from btech_desktop.errors import FormError
from btech_desktop.facts import gather
from btech_desktop.form import MAX_FILE_BYTES
from btech_desktop.form_schema import REFERENCE_MEANINGS, reference_schemas
from btech_desktop.paths import data_dir, resource
from tests.conftest import Workspace

GUIDE = (Path(__file__).parent.parent / "docs" / "reference-files.md").read_text(encoding="utf-8")
[(NAME, EXAMPLE)] = re.findall(r"\*\*`([^`]+)`\*\*\n\n```toml\n(.*?)```", GUIDE, re.DOTALL)
ID = "example-group-2026"


def example(folder: Path, *changes: tuple[str, str], name: str = NAME) -> Path:
    """The example of the guide as a file, with texts in it replaced."""
    text = EXAMPLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def root() -> Path:
    return data_dir() / "references"


def left() -> dict[str, bytes]:
    """Everything in the folder of what is kept, also what is hidden."""
    return {p.name: p.read_bytes() if p.is_file() else b"" for p in root().iterdir()} if root().exists() else {}


# -- what a file may hold ---------------------------------------------------------------------------------

FEW = "fewer than 5 contributors are refused, as someone could be recognised."
NO_NUMBER = "it is no number. Write a number without quotation marks."
REFUSED = [
    ("n = 16", "n = 4", f"key n: {FEW}"),
    ("n = 14", "n = 4", f"key sets.0.n: {FEW}"),
    ("n = 14", "n = 17", "key sets: policy has more contributors than the whole file."),
    ("n = 16", "n = true", "key n: it is no whole number. Write a number without quotation marks."),
    ("n = 16", "n = 1000001", "key n: it is more than 1000000. Give 1000000 or less."),
    ("median = 1.9", "median = 2.5", "key sets.0: policy has quartiles out of order; the least comes first."),
    ("median = 1.9", "median = 1.1", "key sets.0: policy has quartiles out of order; the least comes first."),
    ("upper_quartile = 2.4", "upper_quartile = 4.1", "key sets: policy has a figure over 4, the end of the scale."),
    ("lower_quartile = 1.2", "lower_quartile = -0.1", "key sets.0.lower_quartile: it is less than 0.0. Give 0.0 or "),
    ("median = 1.9", "median = nan", f"key sets.0.median: {NO_NUMBER}"),
    ("median = 1.9", "median = true", f"key sets.0.median: {NO_NUMBER}"),
    ("median = 1.9", 'median = "1.9"', f"key sets.0.median: {NO_NUMBER}"),
    ("median = 1.9\n", "", "key sets.0.median: it is missing. Add median = ..."),
    ('"T2a"', '"policy"', "key sets: policy stands here twice."),
    ('"T2a"', '"T9"', "key sets.1.on: the questionnaire ungp-tech-2026 has no domain or facet T9; it has policy, "),
    ('"T2a"', '"RDR"', "key sets.1.on: the questionnaire ungp-tech-2026 has no domain or facet RDR; it has policy, "),
    ("licence =", "license =", "key licence: it is missing. Add licence = ..."),
    ("n = 14", "n = 14\nrank = 1", "key sets.0.rank: it is not known here. Remove it."),
    ("version = 1", "version = 2", "key version: this app reads version 1 of the format."),
    ("version = 1", "version = true", "key version: this app reads version 1 of the format."),
    ("btech-desktop/reference", "btech-desktop/list", "key format: it is not one of the words allowed. Use 'btech-"),
    ('"levels"', '"stars"', "key scale: it is not one of the words allowed. Use 'levels' or 'percent'."),
    (f'"{ID}"', '"../../x"', "key id: it has another shape than expected"),
    (f'"{ID}"', f'"{"x" * 61}"', "key id: it has another shape than expected"),
    (f'"{ID}"', '"nul"', "key id: nul is a name that Windows keeps for itself."),
    ('"2026-05-31"', '"2026-02-30"', "key date: it is no date of the calendar."),
    ('"2026-05-31"', '"May 2026"', "key date: it has another shape than expected"),
    ('"2026-05-31"', "2026-05-31", "key date: it is no text. Put it in quotation marks."),
    ('"Example Industry Group (fictional)"', '" "', "key publisher: it is blank."),
    ("Human rights", "Human\\nrights", "key title: it holds a character that cannot be shown, or a break of the line."),
    ("Human rights", "Human\\u202Erights", "key title: it holds a character that cannot be shown, or a break"),
    ("CC BY 4.0", "\\u0007", "key licence: it holds a character that cannot be shown, or a break of the line."),
    ("Members answered", "x" * 2000, "key method: it is longer than 2000 characters. Shorten it."),
    (EXAMPLE[EXAMPLE.index("limits") : EXAMPLE.index("[[sets]]")], "limits = []\n", "key limits: it holds 0 entries."),
    (EXAMPLE[EXAMPLE.index("[[sets]]") :], "sets = []\n", "key sets: it holds 0 entries. Give at least 1."),
    ("n = 16", "n = ", "is not valid TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), REFUSED, ids=[f"{n}-{r[1][:20]!r}" for n, r in enumerate(REFUSED)])
def test_a_mistake_is_one_sentence_with_file_and_key(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    """And nothing of the file is kept."""
    path = example(tmp_path, (old, new))
    with pytest.raises(FormError) as caught:
        references.add(path)
    said = str(caught.value)
    assert said.startswith(NAME)
    assert sentence in said
    assert "\n" not in said
    assert left() == {}


def test_the_scale_decides_where_it_ends(tmp_path: Path) -> None:
    """A file in percent may hold what one of levels may not; a year and a month will do as a date, no licence too."""
    changes = [('"levels"', '"percent"'), ("2.4", "99.5"), ('"2026-05-31"', '"2026-05"'), ('"CC BY 4.0"', '""')]
    assert references.read_reference(example(tmp_path, *changes)).top == 100
    with pytest.raises(FormError, match="policy has a figure over 4"):
        references.read_reference(example(tmp_path, ("2.4", "99.5")))
    over = example(tmp_path, ('"levels"', '"percent"'), ("2.4", "100.5"))
    with pytest.raises(FormError, match="it is more than 100"):
        references.read_reference(over)


@given(st.lists(st.floats(0, 4), min_size=3, max_size=3))
def test_quartiles_are_taken_in_order_and_in_no_other(figures: list[float]) -> None:
    """Whatever the figures; equal ones are in order."""
    one = {"on": "policy", "n": 5} | dict(zip(("lower_quartile", "median", "upper_quartile"), figures, strict=True))
    raw = tomllib.loads(EXAMPLE) | {"sets": [one]}
    if figures == sorted(figures):
        assert references.ReferenceFile.model_validate(raw).sets[0].median == figures[1]
        return
    with pytest.raises(ValueError, match="policy has quartiles out of order"):
        references.ReferenceFile.model_validate(raw)


# -- schema, guide and command ----------------------------------------------------------------------------


def test_the_schema_that_is_shipped_is_what_is_made() -> None:
    """Run `btech-desktop reference schema resources/schemas` after a change of the models."""
    made = reference_schemas()
    assert made == {name: (resource("schemas") / name).read_text(encoding="utf-8") for name in made}


def test_the_schema_takes_the_example_and_sees_mistakes() -> None:
    """Unknown keys, fewer than five, a figure off every scale; each key is explained there and in the guide."""
    schema = json.loads(reference_schemas()["reference.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    for table in (schema, *schema["$defs"].values()):
        assert all(value["description"] for value in table["properties"].values())
    validator = jsonschema.Draft202012Validator(schema)
    assert list(validator.iter_errors(tomllib.loads(EXAMPLE))) == []
    for old, new in (("n = 14", "n = 4"), ("n = 14", "n = 14\nrank = 1"), ("2.4", "101"), ('"levels"', '"stars"')):
        assert list(validator.iter_errors(tomllib.loads(EXAMPLE.replace(old, new, 1))))
    assert [key for key in REFERENCE_MEANINGS if f"`{key}`" not in GUIDE] == []


def test_the_guide_names_what_a_set_can_be_on() -> None:
    """Every domain; the first and the last facet."""
    row = next(line for line in GUIDE.splitlines() if line.startswith("| `on` |"))
    known = list(references.titles())
    facets = [on for on in known if re.fullmatch(r"T\d[a-z]", on)]
    assert re.findall(r"`([^`]+)`", row) == ["on", *known[: -len(facets)], facets[0], facets[-1]]


def test_the_command_finds_the_example_sound(tmp_path: Path) -> None:
    """With what it holds."""
    ran = CliRunner().invoke(main_group, ["reference", "check", str(example(tmp_path))])
    assert (ran.exit_code, ran.output) == (0, f"{ID}: 2 sets, 16 contributors, 0 mistakes.\n")


def test_the_command_lists_every_mistake(tmp_path: Path) -> None:
    """Exit status 1; a file that is not there is one too."""
    path = example(tmp_path, ("n = 16", "n = 3"), ("n = 14", "n = 4"), ("version = 1", "version = 2"))
    ran = CliRunner().invoke(main_group, ["reference", "check", str(path)])
    assert ran.exit_code == 1
    assert ran.output.splitlines() == [
        f"{NAME}, key version: this app reads version 1 of the format.",
        f"{NAME}, key n: {FEW}",
        f"{NAME}, key sets.0.n: {FEW}",
        "3 mistakes.",
    ]
    ran = CliRunner().invoke(main_group, ["reference", "check", str(tmp_path / "none.toml")])
    assert ran.exit_code == 1
    assert "none.toml is missing" in ran.output


# -- what is kept -----------------------------------------------------------------------------------------


def test_a_file_is_kept_as_a_private_copy(tmp_path: Path) -> None:
    """Byte for byte, by its id, and without need of the file it came from."""
    path = example(tmp_path / "from", name="anything.toml")
    assert references.add(path).id == ID
    assert left() == {f"{ID}.toml": EXAMPLE.encode()}
    if os.name == "posix":
        assert stat.S_IMODE((root() / f"{ID}.toml").stat().st_mode) == 0o600
        assert stat.S_IMODE(root().stat().st_mode) == 0o700
    path.unlink()
    [one] = references.kept()
    assert one.reference is not None
    assert one.reference.title == "Human rights due diligence in practice, 2026"


def test_files_are_listed_by_title(tmp_path: Path) -> None:
    """Whatever their ids."""
    for id_, title in (("a", "Zebra"), ("b", "apple"), ("c", "Middle")):
        references.add(example(tmp_path, (ID, id_), ("Human rights due diligence in practice, 2026", title)))
    assert [one.id for one in references.kept()] == ["b", "c", "a"]


def test_a_second_file_of_an_id_replaces_only_when_told_so(tmp_path: Path) -> None:
    """Told of that very id; the same text again is no second one."""
    references.add(example(tmp_path))
    references.add(example(tmp_path, name="again.toml"))
    second = example(tmp_path, ("median = 1.9", "median = 2.0"))
    for other in ("", "another-id"):
        with pytest.raises(references.AlreadyKept) as caught:
            references.add(second, replacing=other)
        assert caught.value.kept.id == ID
        assert left() == {f"{ID}.toml": EXAMPLE.encode()}
    references.add(second, replacing=ID)
    assert left() == {f"{ID}.toml": second.read_bytes()}


def test_a_removed_file_is_gone_here_alone(tmp_path: Path) -> None:
    """A name that is none of what is kept removes nothing."""
    path = example(tmp_path)
    references.add(path)
    (data_dir() / "other.toml").write_text("not ours to remove")
    for name in ("../other", "none", ""):
        with pytest.raises(FormError, match=f"There is no reference {re.escape(name)} to remove"):
            references.remove(name)
    references.remove(ID)
    assert references.kept() == ()
    assert left() == {}
    assert path.exists()
    assert (data_dir() / "other.toml").exists()


def test_a_damaged_copy_is_named_and_the_rest_works(tmp_path: Path) -> None:
    """Cut off, renamed, a link, a folder: each says why, comes last, and can be removed or replaced if it is a file."""
    references.add(example(tmp_path))
    copy = (root() / f"{ID}.toml").read_bytes()
    (root() / "cut.toml").write_bytes(copy[:200])
    (root() / "renamed.toml").write_bytes(copy)
    (root() / "link.toml").symlink_to(root() / f"{ID}.toml")
    (root() / "folder.toml").mkdir()
    (root() / "notes.txt").write_text("none of ours")
    first, *damaged = references.kept()
    assert first.id == ID
    assert [r.id for r in references.readable()] == [ID]
    said = {one.id: one.problem for one in damaged}
    assert "cut.toml is not valid TOML" in said["cut"]
    assert said["renamed"] == f"renamed.toml holds the reference {ID}. Remove it and add it anew."
    assert said["link"] == "link.toml is a link or no ordinary file. Remove it and add it anew."
    assert said["folder"] == "folder.toml is a link or no ordinary file. Remove it and add it anew."
    for name in ("cut", "renamed", "link"):
        references.remove(name)
    with pytest.raises(FormError, match=r"folder could not be removed: "):
        references.remove("folder")
    assert (root() / f"{ID}.toml").read_bytes() == copy
    (root() / f"{ID}.toml").write_text("damaged")
    with pytest.raises(references.AlreadyKept):
        references.add(example(tmp_path))
    references.add(example(tmp_path), replacing=ID)
    assert [r.id for r in references.readable()] == [ID]


def test_a_link_a_folder_and_a_file_without_end_are_not_taken(tmp_path: Path) -> None:
    """Nothing of them is kept, and nothing that never ends is read."""
    path = example(tmp_path)
    (tmp_path / "link.toml").symlink_to(path)
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")
    for name in ("link", "folder", "pipe"):
        with pytest.raises(FormError, match=f"{name}.toml in the folder .* is a link or no ordinary file"):
            references.add(tmp_path / f"{name}.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    with pytest.raises(FormError, match=r"large\.toml is larger than 2,000,000 bytes"):
        references.add(tmp_path / "large.toml")
    with pytest.raises(FormError, match=r"none\.toml could not be kept: No such file"):
        references.add(tmp_path / "none.toml")
    assert left() == {}


def test_there_is_a_most_that_is_kept(tmp_path: Path) -> None:
    """One that is kept can still be replaced."""
    for number in range(references.MOST_KEPT):
        references.add(example(tmp_path, (ID, f"r{number}")))
    with pytest.raises(FormError, match=r"50 references are kept, which is the most\. Remove one first\."):
        references.add(example(tmp_path))
    references.add(example(tmp_path, (ID, "r7"), ("1.9", "2.0")), replacing="r7")
    assert len(left()) == references.MOST_KEPT


# -- the strip --------------------------------------------------------------------------------------------


def measure(text: str, size: float, weight: int) -> float:
    return len(text) * size * 0.5


def test_the_strip_says_its_figures_and_ours_in_words_alone(workspace: Workspace, tmp_path: Path) -> None:
    """In the order of the questionnaire; no dot, no mark, and beside it our score with its coverage."""
    ids = [p.id for p in workspace.form.practices if workspace.form.domain_of(p.id).id == "policy"]
    for practice_id in ids:
        workspace.answer(practice_id, level=2, target=3)
    facts = gather(workspace.store, workspace.assessment.id)
    reference = references.read_reference(example(tmp_path))
    chart = strip(reference_rows(facts, reference), 640, measure, top=reference.top)
    n = len(ids)
    assert chart.spots[0].text == (
        f"Policy commitment: 14 contributors, median 1.9, middle half 1.2 to 2.4. Ours: 2.0, {n} of {n} answered."
    )
    assert chart.spots[1].text.startswith("T2a · ")
    assert "9 contributors, median 1.0, middle half 0.5 to 2.0. Ours: " in chart.spots[1].text
    assert not any(isinstance(item, Circle | Polygon) for item in chart.items)
    shown = [getattr(item, "text", "") for item in chart.items]
    assert [text for text in shown if text in ("0", "1", "2", "3", "4")] == ["0", "1", "2", "3", "4"]
    assert {"n = 14", "n = 9"} <= set(shown)
    assert chart.table[0][1] == "Contributors"
    assert chart.table[1][1:6] == ("14", "1.2", "1.9", "2.4", f"Ours: 2.0, {n} of {n} answered")


def test_what_is_open_of_ours_is_said(workspace: Workspace, tmp_path: Path) -> None:
    """Nothing answered; too few; in part, with where it may end; not asked."""
    reference = references.read_reference(example(tmp_path, ('"T2a"', '"governance"')))
    ids = [p.id for p in workspace.form.practices if workspace.form.domain_of(p.id).id == "policy"]

    def ours() -> str:
        return reference_rows(gather(workspace.store, workspace.assessment.id), reference)[0].published

    n = len(ids)
    assert ours() == f"Ours: {n} to answer"
    workspace.answer(ids[0], level=4, target=4)
    assert ours() == f"Ours: too few answers for an average, 1 of {n} answered"
    for practice_id in ids[1:3]:
        workspace.answer(practice_id, level=4, target=4)
    low = round(12 / n + 1e-9, 1)
    assert ours() == f"Ours: 4.0, 3 of {n} answered, may become {low} to 4.0"
    part = workspace.start("2030", kind="chosen", chosen=ids)
    rows = reference_rows(gather(workspace.store, part.id), reference)
    assert rows[1].published == "Ours: not asked"


def test_beside_percent_stands_nothing_of_ours(workspace: Workspace, tmp_path: Path) -> None:
    """Their scale is not ours; the axis ends at 100."""
    facts = gather(workspace.store, workspace.assessment.id)
    reference = references.read_reference(example(tmp_path, ('"levels"', '"percent"'), ("2.4", "90")))
    chart = strip(reference_rows(facts, reference), 640, measure, top=reference.top)
    assert chart.spots[0].text == "Policy commitment: 14 contributors, median 2, middle half 1 to 90."
    assert "Ours:" not in chart.description
    assert "100" in [getattr(item, "text", "") for item in chart.items]
