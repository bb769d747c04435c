"""Other references on paper: in the working group's copy with source, n, date and limits, and in no other."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from btech_desktop import references
from btech_desktop.audiences import Audience
from btech_desktop.facts import Facts, gather, of
from btech_desktop.paths import data_dir
from btech_desktop.report import render
from btech_desktop.report_options import SECTIONS, ReportOptions
from tests.conftest import Workspace
from tests.report.test_report import TODAY, squeezed, text_of
from tests.test_references import example


def copy_of(workspace: Workspace, audience: Audience) -> Facts:
    return gather(workspace.store, workspace.assessment.id, audience=audience, made_on=TODAY)


# The section that references stand in; the others take seconds.
ALONE = ReportOptions(left_out=frozenset(SECTIONS) - {"benchmark"})


def whole(facts: Facts) -> str:
    return squeezed(" ".join(text_of(render(facts, ALONE))))


def found(texts: Sequence[str], pages: str) -> list[str]:
    return [text for text in texts if squeezed(text) in pages]


TEXTS = (
    "Other references",
    "Human rights due diligence in practice, 2026",
    "Example Industry Group (fictional)",
    "31 May 2026; CC BY 4.0; n = 16.",
    "Levels, 0 to 4. Members answered the 51 practices of ungp-tech-2026 themselves",
    "Limits: Members chose to take part; companies with little to show may have stayed away. Nobody checked",
    "n = 14",
    "median 1.9",
    "T2a",
    "Ours: 3.0, 3 of",
)


@pytest.fixture
def answered(workspace: Workspace) -> Workspace:
    for practice_id in ("POL-1", "POL-2", "POL-3"):
        workspace.answer(practice_id, level=3, target=3)
    return workspace


def test_the_working_group_reads_them_and_the_board_does_not(answered: Workspace, tmp_path: Path) -> None:
    """Nor is there a section without files."""
    assert found(TEXTS[:1], whole(copy_of(answered, "working-group"))) == []
    references.add(example(tmp_path))
    assert found(TEXTS, whole(copy_of(answered, "working-group"))) == list(TEXTS)
    board = whole(copy_of(answered, "board"))
    assert found([*TEXTS[:4], "n = 14"], board) == []


def test_no_other_reader_is_given_them(answered: Workspace, tmp_path: Path) -> None:
    """Even where they are handed over: what a reader may see is decided in one place."""
    reference = references.read_reference(example(tmp_path))
    dossier = answered.store.dossier(answered.assessment.id)
    given = {a: of(dossier, audience=a, references=(reference,)).references for a in (None, "board", "working-group")}
    assert given == {None: (), "board": (), "working-group": (reference,)}


def test_a_damaged_copy_stops_no_report(answered: Workspace, tmp_path: Path) -> None:
    """The sound ones are there."""
    references.add(example(tmp_path))
    (data_dir() / "references" / "broken.toml").write_text("format = ")
    facts = copy_of(answered, "working-group")
    assert [r.title for r in facts.references] == ["Human rights due diligence in practice, 2026"]
    assert render(facts) == render(facts)


def test_the_longest_file_there_can_be_is_printed(answered: Workspace, tmp_path: Path) -> None:
    """Every set, and texts as long as they may be."""
    long = "Wort & <b>bold</b> " * 105
    limits = ",\n".join(f'"begin{number} {long[:1970]} end{number}"' for number in range(20))
    sets = "".join(
        f'[[sets]]\non = "{on}"\nn = 5\nlower_quartile = 0\nmedian = 0\nupper_quartile = 4\n'
        for on in references.titles()
    )
    path = example(tmp_path)
    text = path.read_text(encoding="utf-8")
    head = text[: text.index("limits")].replace("Members answered", long[:1900])
    path.write_text(f"{head}limits = [{limits}]\n{sets}", encoding="utf-8")
    references.add(path)
    pages = whole(copy_of(answered, "working-group"))
    ends = [f"{word}{number}" for number in range(20) for word in ("begin", "end")]
    assert found(ends, pages) == ends
    assert "Wort&<b>bold</b>Wort" in pages
    assert pages.count(squeezed("n = 5")) >= len(references.titles())
