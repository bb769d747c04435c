"""Search and filters of the assess page: what is found, where it is said to stand, and the way in and back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from btech_desktop.assessment import Dossier, Evidence, EvidenceLink, new_id
from btech_desktop.gui.answering import owners
from btech_desktop.gui.assess import AssessPage
from btech_desktop.gui.searching import Earlier, Place, before_now, folded, found_in, search
from btech_desktop.gui.session import Session
from btech_desktop.store import Change
from tests.conftest import Workspace
from tests.gui.page_helpers import shown

FREE = "POL-2"


def dossier_of(workspace: Workspace) -> Dossier:
    return workspace.store.dossier(workspace.assessment.id)


def attach(workspace: Workspace, practice_id: str, **fields: str) -> None:
    evidence = Evidence(id=new_id(), **fields)
    link = EvidenceLink(evidence_id=evidence.id, assessment_id=workspace.assessment.id, practice_id=practice_id)
    workspace.store.write([Change(None, evidence), Change(None, link)], who="tester")


# --- Pure -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Résumé", "resume"), ("resume", "RÉSUMÉ"), ("STRASSE", "straße"), ("ﬁnal", "final"), ("Ångström", "angstrom")],
)
def test_case_and_accents_do_not_matter(written: str, typed: str) -> None:
    """In what is written as in what is typed."""
    assert folded(written) == folded(typed)


def test_letters_of_other_scripts_stay_apart() -> None:
    """Only marks over letters are left out, not letters."""
    assert folded("日本") == "日本"
    assert folded("ø") == "ø"


def test_one_place_that_holds_all_words_is_named_alone() -> None:
    """Else the first place of each word; a word that stands nowhere finds nothing."""
    places = [Place("", "pol-2 red"), Place("note", "blue green"), Place("2024 note", "red blue green")]
    assert found_in(places, ["red"]) == ()
    assert found_in(places, ["blue", "green"]) == ("note",)
    assert found_in(places, ["red", "green"]) == ("2024 note",)
    assert found_in(places[:2], ["red", "green"]) == ("note",)
    assert found_in(places, ["red", "yellow"]) is None


def test_search_reaches_question_finding_note_evidence_and_years_before(workspace: Workspace) -> None:
    """And says of each where it stands, unless it is the title."""
    workspace.answer(FREE, finding="Only in Zanzibar", note="A café in Kraków")
    attach(workspace, FREE, title="Minutes of the panel", locator="https://example.org/ledger")
    dossier = dossier_of(workspace)
    earlier = before_now(dossier.form, [Earlier("2024", dossier.form, FREE, "Quite fine", "Said by Ombudsman Ólafur")])

    def where(query: str) -> tuple[str, ...] | None:
        return search(dossier, earlier, query).get(FREE)

    practice = dossier.form.by_id[FREE]
    assert where(practice.title) == ()
    assert where(FREE.lower()) == ()
    assert where("ZANZIBAR") == ("finding",)
    assert where("krakow cafe") == ("note",)
    assert where("ledger") == where("minutes panel") == ("evidence",)
    assert where("ombudsman olafur") == ("2024 note",)
    assert where("quite fine") == ("2024 finding",)
    assert where("zanzibar ombudsman") == ("finding", "2024 note")
    assert where("nowhere zanzibar") is None
    assert set(search(dossier, earlier, "  ")) == set(dossier.answers)


def test_owners_are_those_written_and_without_any_who_usually_knows(workspace: Workspace) -> None:
    """Case and spaces do not make another owner; what has none can be looked for too."""
    usual = owners(dossier_of(workspace))
    dossier = dossier_of(workspace)
    assert {o.words for o in usual} == {
        f.title for f in dossier.form.functions if any(f.id in p.functions for p in dossier.practices())
    }
    assert all(o.practices for o in usual)
    workspace.answer("POL-1", owner="General  Counsel ")
    workspace.answer("POL-2", owner="general counsel")
    workspace.answer("SAL-2", owner="Élan & <b>Sales</b>")
    first, second, none = owners(dossier_of(workspace))
    assert (first.words, sorted(first.practices)) == ("General Counsel", ["POL-1", "POL-2"])
    assert (second.words, sorted(second.practices)) == ("Élan & <b>Sales</b>", ["SAL-2"])
    assert len(none.practices) == len(dossier.answers) - 3


# --- On the page ------------------------------------------------------------------------------------------


@pytest.fixture
def open_page(qtbot: QtBot, workspace: Workspace) -> Callable[[], AssessPage]:
    """Opens the page on the workspace as it is by then."""

    def opened() -> AssessPage:
        session = Session(workspace.store, who="Ana")
        page = shown(AssessPage, session, qtbot, width=1300, height=800)
        session.setParent(page)
        return page

    return opened


def rows_of(page: AssessPage) -> dict[str, str]:
    """Practice id -> what a screen reader says of its row."""
    model, said = page.list_pane.list.model(), {}
    for d in range(model.rowCount()):
        head = model.index(d, 0)
        for n in range(model.rowCount(head)):
            words = str(model.index(n, 0, head).data(Qt.ItemDataRole.AccessibleTextRole))
            said[words.split(",")[0]] = words
    return said


def test_a_hit_in_a_note_of_an_earlier_year_says_so_and_has_the_room(
    qtbot: QtBot, open_page: Callable[[], AssessPage], workspace: Workspace
) -> None:
    """On a line of its own below the title; Enter leads to it, Esc back to the levels and all practices."""
    workspace.answer("POL-5", note="Spoke with Ombudsman Ólafur")
    workspace.assessment = workspace.start("2027")
    page = open_page()
    page.show_practice(FREE)
    page.focus_search()
    qtbot.keyClicks(page.list_pane.search, "olafur")
    assert page.list_pane.order() == ["POL-5"]
    assert rows_of(page)["POL-5"].endswith("in 2026 note")
    view = page.list_pane.list
    row = view.model().index(0, 0, view.model().index(0, 0))
    assert view.visualRect(row).height() >= 50
    qtbot.keyClick(page.list_pane.search, Qt.Key.Key_Return)
    assert page.practice_id == "POL-5"
    assert view.hasFocus()
    page.focus_search()
    qtbot.keyClick(page.list_pane.search, Qt.Key.Key_Escape)
    assert len(page.list_pane.order()) == len(page.session.dossier.answers)
    assert view.visualRect(view.currentIndex()).height() < 50
    qtbot.keyClick(page.list_pane.search, Qt.Key.Key_Escape)
    assert page.question.levels.cards[0].hasFocus()


def test_whoever_is_about_to_search_is_not_told_that_the_file_has_gone(
    qtbot: QtBot, open_page: Callable[[], AssessPage], workspace: Workspace
) -> None:
    """Earlier years are read before the first letter: no more than a help, which may fail."""
    page = open_page()
    page.list_pane.list.setFocus()
    looked: list[object] = []
    page.list_pane._earlier = lambda: looked.append(workspace.store.assessments()) or {}  # type: ignore[func-returns-value]
    page.focus_search()
    qtbot.waitUntil(lambda: len(looked) == 1)
    page.list_pane.list.setFocus()
    workspace.store.close()
    page.focus_search()
    QApplication.processEvents()  # an exception here would fail the test
    assert len(looked) == 1


def test_what_was_written_a_moment_ago_is_found(open_page: Callable[[], AssessPage]) -> None:
    """Also after another page changed it."""
    page = open_page()
    page.show_practice(FREE)
    page.list_pane.search.setText("zanzibar")
    assert page.list_pane.order() == []
    page.session.answer("POL-5", note="Zanzibar")
    assert page.list_pane.order() == ["POL-5"]


def test_earlier_years_are_read_anew_where_another_page_may_have_changed_them(
    open_page: Callable[[], AssessPage], workspace: Workspace
) -> None:
    """What was known of them while searching does not outlast a change from elsewhere."""
    first = workspace.assessment
    workspace.assessment = workspace.start("2027")
    page = open_page()
    page.list_pane.search.setText("zanzibar")
    assert page.list_pane.order() == []
    workspace.answer("POL-5", first, note="Zanzibar")
    page.refresh()
    assert page.list_pane.order() == ["POL-5"]


def test_the_list_narrows_to_an_owner(open_page: Callable[[], AssessPage], workspace: Workspace) -> None:
    """Together with filter and search; showing all takes the owner away again."""
    workspace.answer("POL-1", owner="Counsel", flagged=True)
    workspace.answer("POL-5", owner="Counsel")
    workspace.answer("SAL-2", owner="Sales", flagged=True)
    page = open_page()
    page.show_practice("POL-1")
    box = page.list_pane.owner_box
    assert [box.itemText(n) for n in range(box.count())] == ["Any owner", "Counsel", "Sales", "No owner"]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert page.list_pane.order() == ["POL-1", "POL-5"]
    page.list_pane.filters.set_value("flagged")
    page.list_pane.filters.chosen.emit("flagged")
    assert page.list_pane.order() == ["POL-1"]
    page.list_pane.show_all()
    assert len(page.list_pane.order()) == len(page.session.dossier.answers)


def test_an_owner_chosen_stays_chosen_while_others_are_written(open_page: Callable[[], AssessPage]) -> None:
    """One that is written nowhere any more gives way to all."""
    page = open_page()
    page.session.answer("POL-1", owner="Counsel")
    box = page.list_pane.owner_box
    box.setCurrentIndex(box.findText("Counsel"))
    box.activated.emit(box.currentIndex())
    page.session.answer("SAL-2", owner="Audit")
    assert box.currentText() == "Counsel"
    page.session.answer("POL-1", owner="Sales")
    assert box.currentText() == "Any owner"


# --- Painting ---------------------------------------------------------------------------------------------


class Paints(QObject):
    """Counts how often a widget is painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_a_level_is_laid_out_and_painted_once(qtbot: QtBot, open_page: Callable[[], AssessPage]) -> None:
    """Nothing half laid out is seen in between, not even where a message appears above the levels."""
    page = open_page()
    page.show_practice(FREE)
    for _ in range(5):
        QApplication.processEvents()
    card, paints = page.question.levels.cards[3], Paints()
    card.installEventFilter(paints)
    view = page.list_pane.list
    view.setFocus()
    QApplication.processEvents()
    paints.count = 0
    qtbot.keyClick(view, Qt.Key.Key_3)
    assert page.question.bars
    placed = card.geometry(), page.fields.pos(), page.side.verticalScrollBar().maximum()
    for _ in range(5):
        QApplication.processEvents()
    assert (card.geometry(), page.fields.pos(), page.side.verticalScrollBar().maximum()) == placed
    assert paints.count == 1
