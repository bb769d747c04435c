"""What stands beside a question: guidance, what lifts the level, last year's answers, sources."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from btech_desktop.assessment import Dossier
from btech_desktop.facts import previous_id
from btech_desktop.gui.answering import last_times
from btech_desktop.gui.assess_side import SidePanel, SideView
from btech_desktop.gui.theme import Theme
from btech_desktop.sample import build_sample


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Dossier, Dossier]]:
    """The sample company's 2025, under the pilot edition, and its 2026."""
    path: Path = tmp_path_factory.mktemp("guidance") / "sample.btech"
    with build_sample(path) as store:
        now = next(a for a in store.assessments() if a.period == "2026" and a.asked_kind == "all")
        before = previous_id(now, store.assessments())
        assert before is not None
        yield store.dossier(before), store.dossier(now.id)


def told(qtbot: QtBot, years: tuple[Dossier, Dossier], practice_id: str) -> str:
    """All words of the panel on a practice."""
    before, now = years
    panel = SidePanel(Theme("light", 1.0))
    qtbot.addWidget(panel)
    panel.show_view(
        SideView(
            form=now.form,
            practice=now.form.by_id[practice_id],
            answer=now.answers[practice_id],
            stack_roles=now.unit.roles,
            lasts=last_times(now, before, practice_id),
            history=(),
            locked=False,
        )
    )
    return "\n".join(label.text() for label in panel.findChildren(QLabel))


def test_all_that_helps_to_judge_stands_beside_the_question(qtbot: QtBot, years: tuple[Dossier, Dossier]) -> None:
    """Of a core practice at level 3: its way to 4, why, mistakes, evidence, director, who knows, roles, sources."""
    words = told(qtbot, years, "SAL-2")
    form = years[1].form
    practice = form.by_id["SAL-2"]
    assert practice.director is not None
    assert years[1].answers["SAL-2"].level == 3
    assert practice.lifts[3] in words
    assert practice.lifts[2] not in words
    for text in (practice.why, practice.guidance, *practice.mistakes, practice.director.question):
        assert text in words
    assert "Shows the effect: up to level 4" in words
    mine = [scope.text for scope in practice.scope_roles if scope.role in years[1].unit.roles]
    others = [scope.text for scope in practice.scope_roles if scope.role not in years[1].unit.roles]
    assert mine
    assert all(text in words for text in mine)
    assert not any(text in words for text in others)
    assert "to be confirmed" in words
    assert "Community of Practice note, 2021, in our words" in words


def test_a_merged_question_shows_each_answer_of_last_year(qtbot: QtBot, years: tuple[Dossier, Dossier]) -> None:
    """With their wording, and what to do now."""
    words = told(qtbot, years, "REM-2")
    assert "In 2025 this was asked as REM-11 and REM-12. Choose one level for all of it." in words
    for i in ("REM-11", "REM-12"):
        assert f"{i} in 2025: {years[0].form.by_id[i].question}" in words
        assert years[0].answers[i].finding in words


@pytest.mark.parametrize(
    ("practice_id", "says"),
    [
        ("SAL-7", "In 2025 this was part of SAL-9."),
        ("GOV-10", "This question asks something else than in 2025."),
        ("POL-6", "This question is new."),
        ("POL-2", "This question was reworded; it means the same."),
        ("POL-1", "Wording unchanged"),
    ],
)
def test_how_a_question_stands_to_last_years_is_said(
    qtbot: QtBot, years: tuple[Dossier, Dossier], practice_id: str, says: str
) -> None:
    """In words, with the edition's own sentence where something changed."""
    words = told(qtbot, years, practice_id)
    assert says in words
    notes = {r.id: r.note for f in years[1].form.forerunners for r in f.practices}
    assert notes[practice_id] in words
