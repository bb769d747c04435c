"""A company's own form in the window: added, chosen, asked, and kept with its wording in the workspace."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from btech_desktop import own_forms
from btech_desktop.exchange.export import assessment_json
from btech_desktop.exchange.extract import extract
from btech_desktop.exchange.merge import apply, propose, read_foreign
from btech_desktop.facts import gather
from btech_desktop.form import Form, form_to_json
from btech_desktop.form_files import CURRENT_EDITION, shipped_form
from btech_desktop.gui import session as session_module
from btech_desktop.gui.forms_card import FormsCard
from btech_desktop.gui.new_assessment import NewAssessmentDialog
from btech_desktop.gui.session import Session
from btech_desktop.gui.settings_page import SettingsPage
from btech_desktop.gui.widgets.dialog import Confirm, Dialog
from btech_desktop.integrity import check_workspace
from btech_desktop.paths import data_dir
from btech_desktop.store import Store
from tests.conftest import Workspace
from tests.form_folders import addition, whole
from tests.gui.test_main_window import Driver, hands, new_window, settings

__all__ = ["hands", "new_window", "settings"]  # fixtures

FILES = Path(__file__).parent.parent / "files"


@pytest.fixture
def session(workspace: Workspace, qtbot: QtBot) -> Iterator[Session]:
    """On a workspace with an assessment of 2026."""
    made = Session(workspace.store, who="Ada")
    yield made
    made.deleteLater()


def choose(folder: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next question for a folder is answered with this one."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(folder))


def dialog_on(session: Session, qtbot: QtBot) -> NewAssessmentDialog:
    dialog = NewAssessmentDialog(None, session)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def in_box(dialog: NewAssessmentDialog) -> list[str]:
    return [str(dialog.form_box.itemData(n)) for n in range(dialog.form_box.count())]


# -- the dialog -------------------------------------------------------------------------------------------


def test_the_field_names_the_edition_where_there_is_one_choice(session: Session, qtbot: QtBot, form: Form) -> None:
    """And the counts are its own."""
    dialog = dialog_on(session, qtbot)
    assert in_box(dialog) == [CURRENT_EDITION]
    assert dialog.form_box.currentText().startswith(CURRENT_EDITION)
    assert dialog.form_label.text() == form.title
    assert dialog.kinds["all"].text() == f"All {len(form.ids)} practices"
    assert dialog.kinds["core"].text() == f"Core set, {len(form.core_ids)} practices"
    assert f"From 2026 ({CURRENT_EDITION}): no answers come along" in dialog.carry_label.text()


def test_a_form_is_added_and_chosen_where_it_is_needed(
    session: Session, qtbot: QtBot, tmp_path: Path, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One question for the folder: counts, tree and what comes along are of the new form."""
    dialog = dialog_on(session, qtbot)
    dialog.kinds["chosen"].click()
    dialog.tree.set_chosen(["POL-1"])
    choose(addition(tmp_path / "source"), monkeypatch)
    dialog.add_form_button.click()
    assert not dialog.problem_label.isVisible()
    assert in_box(dialog) == [CURRENT_EDITION, "acme-2026"]
    assert dialog.form.edition == "acme-2026"
    assert dialog.kinds["all"].text() == f"All {len(form.ids) + 1} practices"
    assert dialog.chosen == ("POL-1",)
    dialog.tree.set_chosen(["POL-1", "POL-901"])
    assert "1 is new" in dialog.carry_label.text()
    assert dialog.start(session)
    assert session.dossier.assessment.asked == ("POL-1", "POL-901")


def test_a_form_that_is_wrong_is_refused_in_the_dialog(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its sentence, until the next try; giving up changes nothing."""
    dialog = dialog_on(session, qtbot)
    choose("", monkeypatch)
    dialog.add_form_button.click()
    choose(addition(tmp_path / "source", practice="POL-7"), monkeypatch)
    dialog.add_form_button.click()
    assert "practice POL-7, key id: the number is kept for editions" in dialog.problem_label.text()
    assert in_box(dialog) == [CURRENT_EDITION]
    choose(addition(tmp_path / "source"), monkeypatch)
    dialog.add_form_button.click()
    assert dialog.problem_label.text() == ""


def test_a_form_without_a_core_set_offers_none(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    """And what was chosen before is not asked for by mistake."""
    own_forms.add(whole(tmp_path / "source"))
    dialog = dialog_on(session, qtbot)
    dialog.kinds["core"].click()
    dialog.form_box.setCurrentIndex(1)
    assert not dialog.kinds["core"].isVisible()
    assert dialog.kind == "all"
    assert dialog.kinds["all"].text() == f"All {len(shipped_form('ungp-tech-2025').ids)} practices"
    dialog.form_box.setCurrentIndex(0)
    assert dialog.kinds["core"].isVisible()


# -- a draft that is in use -------------------------------------------------------------------------------


@pytest.fixture
def early(tmp_path: Path, qtbot: QtBot) -> Iterator[Session]:
    """On a file that was answered under an early draft of the current edition."""
    path = tmp_path / "early.btech"
    shutil.copy(FILES / "schema-1.btech", path)
    store = Store.open(path)
    made = Session(store, who="Ada")
    yield made
    made.deleteLater()
    store.close()


def test_the_published_form_is_asked_beside_its_early_draft(
    early: Session, qtbot: QtBot, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a name of its own, which is offered and used from then on; the draft's text stays as it is."""
    published = Form.model_validate({**form.model_dump(), "status": "published"})
    monkeypatch.setattr(session_module, "shipped_form", lambda: published)
    monkeypatch.setattr("btech_desktop.questionnaires.shipped_form", lambda: published)
    name = f"{CURRENT_EDITION}.published"
    draft = early.store.form_text(CURRENT_EDITION)
    refusals: list[str] = []
    early.refused.connect(refusals.append)
    dialog = dialog_on(early, qtbot)
    assert in_box(dialog) == [name, CURRENT_EDITION]
    assert dialog.start(early)
    assert early.dossier.assessment.form_edition == name
    assert early.dossier.form.by_id == published.by_id
    assert early.store.form_text(CURRENT_EDITION) == draft
    again = dialog_on(early, qtbot)
    assert again.form is early.store.form(name)
    assert again.start(early)
    assert early.dossier.assessment.form_edition == name
    assert early.store.form_editions() == (CURRENT_EDITION, name)
    assert refusals == []


def test_an_assessment_under_the_draft_itself_leaves_its_text_byte_by_byte(early: Session, qtbot: QtBot) -> None:
    """Signatures are over the text: choosing what the workspace keeps writes no other."""
    kept = early.store.form(CURRENT_EDITION)
    text = early.store.form_text(CURRENT_EDITION)
    assert text != form_to_json(kept)  # it lacks fields that models have learnt since
    unit = early.store.units()[0]
    starts, ends = date(2031, 1, 1), date(2031, 12, 31)
    assert early.start_assessment(unit=unit, period="2031", kind="all", starts=starts, ends=ends, form=kept)
    assert early.store.form_text(CURRENT_EDITION) == text


# -- settings ---------------------------------------------------------------------------------------------


@pytest.fixture
def card(hands: Driver) -> FormsCard:
    """The card of the settings page of a window."""
    page = hands.window.show_page("settings")
    assert isinstance(page, SettingsPage)
    return page.forms_card


def told(card: FormsCard) -> str:
    QApplication.processEvents()  # rows just made are shown, and those replaced deleted
    return "\n".join(label.text() for label in card.findChildren(QLabel) if label.isVisible())


def test_settings_list_add_and_remove_forms(
    hands: Driver, card: FormsCard, tmp_path: Path, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes with the app cannot be removed; one's own can, when asked and answered."""
    core = f"{len(form.core_ids)} in the core set, "
    assert f"{len(form.ids)} practices, {core}{form.status}, comes with the app" in told(card)
    assert card.remove_buttons == {}
    choose(addition(tmp_path / "source", extends="nowhere"), monkeypatch)
    card.add_button.click()
    assert "own.toml, key extends: No form nowhere" in told(card)
    choose(addition(tmp_path / "source"), monkeypatch)
    card.add_button.click()
    assert f"{len(form.ids) + 1} practices, {core}published, your company’s own" in told(card)
    assert "No form nowhere" not in told(card)

    def stay(dialog: Dialog) -> None:
        assert "keep its wording" in told_by(dialog)
        dialog.cancel_button.click()

    assert hands.asked(stay) == []
    card.remove_buttons["acme-2026"].click()
    assert "acme-2026" in told(card)
    seen = hands.asked(lambda dialog: dialog.go_button.click())
    card.remove_buttons["acme-2026"].click()
    assert seen == [Confirm]
    assert "acme-2026" not in told(card)
    assert [offer.origin for offer in own_forms.catalogue()] == ["shipped", "shipped"]


def told_by(dialog: Dialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_settings_show_a_broken_form_with_its_problem(hands: Driver, card: FormsCard, tmp_path: Path) -> None:
    """Read anew when the page comes into view; its words are never taken for markup."""
    hands.window.show_page("help")
    addition(data_dir() / "forms" / "<b>odd")
    hands.window.show_page("settings")
    assert "<b>odd" in told(card)
    assert "Cannot be asked, your company’s own" in told(card)
    seen = hands.asked(lambda dialog: dialog.go_button.click())
    card.remove_buttons["<b>odd"].click()
    assert seen == [Confirm]
    assert "odd" not in told(card)


# -- from end to end --------------------------------------------------------------------------------------


def test_an_own_practice_is_asked_rated_scored_and_kept_with_its_wording(
    new_window: Callable[[], Driver], workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the window; then without the form, on this machine and in another workspace."""
    hands = new_window()
    workspace.store.close()
    assert hands.window.open_workspace(workspace.path)
    choose(addition(tmp_path / "source"), monkeypatch)

    def start(dialog: Dialog) -> None:
        assert isinstance(dialog, NewAssessmentDialog)
        dialog.add_form_button.click()
        dialog.go_button.click()

    seen = hands.asked(start)
    hands.menu("New assessment")
    assert seen == [NewAssessmentDialog]
    hands.window.go("assess", "POL-901")
    hands.to_levels()
    hands.keys("3")
    assert hands.stored("POL-901").level == 3
    assert hands.window.session is not None
    made = hands.window.session.assessment_id
    assert made is not None
    hands.window.close()

    own_forms.remove("acme-2026")
    again = new_window()
    assert again.window.open_workspace(workspace.path)
    assert again.window.session is not None
    again.window.session.select(made)
    again.window.go("assess", "POL-901")
    assert "Do we ask ourselves what only we can know?" in [
        label.text() for label in again.assess.findChildren(QLabel) if label.isVisible()
    ]
    for page in ("overview", "benchmark", "progress", "actions", "report"):
        assert again.window.show_page(page) is not None
        again.qtbot.waitUntil(again.window.current_settled, timeout=10_000)
    again.window.close()

    with Store.open(workspace.path) as store:
        assert check_workspace(store) == []
        dossier = store.dossier(made)
        marks = {i: a.level for i, a in dossier.answers.items() if a.level is not None}
        assert marks == {"POL-901": 3}
        facts = gather(store, made)
        assert facts.results.domains["policy"].mean == 3
        assert set(facts.results.domains) == {d.id for d in dossier.form.domains}
        exported = json.dumps(assessment_json(facts), ensure_ascii=False)
        assert '"POL-901"' in exported
        assert "Our own question" in exported
        sent = tmp_path / "sent.btech"
        extract(store, sent, [made], scope="all")
        text = store.form_text("acme-2026")
    with Store.create(tmp_path / "other.btech", organisation="Acme Ltd") as other, read_foreign(sent) as foreign:
        apply(other, propose(other, foreign), who="Ines")
        assert other.form_text("acme-2026") == text
        assert other.answer(made, "POL-901").level == 3
        assert check_workspace(other) == []
