"""Merging from the window: files really sent and changed on both sides, decided on, undone, refused."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog

from btech_desktop import backup, periods
from btech_desktop import store as store_module
from btech_desktop.assessment import Action, Answer, Evidence, EvidenceLink, PublicAccount, Unit, new_id
from btech_desktop.backup import BackupFailed
from btech_desktop.errors import NotSaved
from btech_desktop.exchange import merge as merge_module
from btech_desktop.exchange.extract import extract
from btech_desktop.exchange.joins import SEPARATOR
from btech_desktop.exchange.merge import AS_NEW, LEAVE_OUT
from btech_desktop.gui import exchanging
from btech_desktop.gui.dialogs import PasswordDialog
from btech_desktop.gui.merge_dialog import MergeDialog
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.integrity import check_workspace
from btech_desktop.periods import start_assessment
from btech_desktop.store import Change, Store
from tests.conftest import Workspace
from tests.gui.page_helpers import words
from tests.gui.test_main_window import Driver, button, hands, new_window, settings

__all__ = ["hands", "new_window", "settings"]  # fixtures

SECRET = "four unrelated words"
Step = Callable[[MergeDialog], object]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every change of a store happens a minute after the one before, some time ago."""
    minutes, start = count(), datetime(2026, 3, 1, tzinfo=UTC)
    monkeypatch.setattr(
        store_module, "now", lambda: (start + timedelta(minutes=next(minutes))).isoformat(timespec="seconds")
    )


@pytest.fixture
def quick_locks() -> Iterator[None]:
    """Keys are derived in few rounds: what is tested here is not how long guessing takes."""
    with closing(sqlcipher3.connect(":memory:")) as conn:
        conn.execute("pragma cipher_default_kdf_iter = 4000")
        yield
        conn.execute("pragma cipher_default_kdf_iter = 256000")


def edit(store: Store, assessment_id: str, practice_id: str, **fields: Any) -> None:
    """Change an answer, as a sitting of its own."""
    before = store.answer(assessment_id, practice_id)
    store.begin_sitting()
    store.write([Change(before, Answer.model_validate({**before.model_dump(), **fields}))], who="Jonas")


class Pair:
    """A workspace, and a file sent of it and changed there; both are changed through :meth:`there` and ``ours``."""

    def __init__(self, ours: Workspace, folder: Path, password: str | None = None) -> None:
        self.ours, self.id = ours, ours.assessment.id
        self.sent = folder / "sales.btech"
        extract(ours.store, self.sent, [self.id], scope="all", password=password)
        self._password = password

    def there(self) -> Store:
        return Store.open(self.sent, password=self._password)

    def opened(self, driver: Driver) -> Driver:
        self.ours.store.close()
        assert driver.window.open_workspace(self.ours.path)
        return driver


@pytest.fixture
def pair(workspace: Workspace, tmp_path: Path) -> Pair:
    """Sent with two answers; then both sides judged SAL-5 and noted on it, and there came REM-6 and an action."""
    workspace.answer("SAL-5", level=2, note="As it was")
    workspace.answer("POL-1", level=1)
    made = Pair(workspace, tmp_path)
    with made.there() as there:
        edit(there, made.id, "SAL-5", level=3, note="Two deals were stopped")
        edit(there, made.id, "REM-6", level=0)
        action = Action(id=new_id(), assessment_id=made.id, practice_id="REM-6", what="Open a channel", owner="Legal")
        there.write([Change(None, action)], who="Jonas")
    edit(workspace.store, made.id, "SAL-5", level=1, note="Resellers are not covered")
    return made


def merging(
    driver: Driver, path: Path, monkeypatch: pytest.MonkeyPatch, *steps: Step, first: Sequence[Any] = ()
) -> None:
    """Choose the file from the menu and answer what is asked."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(path), ""))

    def answer(dialog: Dialog) -> None:
        assert isinstance(dialog, MergeDialog)
        for step in steps:
            step(dialog)

    answers = [*first, *([answer] if steps else [])]
    seen = driver.asked(*answers) if answers else []
    if not answers:
        monkeypatch.setattr(exchanging, "asked", lambda _: pytest.fail("a dialog was shown"))
    driver.menu("Merge from")
    assert len(seen) == len(answers)


def go(dialog: MergeDialog) -> None:
    dialog.go_button.click()


def at(practice_id: str, what: str) -> Step:
    """Select a difference."""

    def select(dialog: MergeDialog) -> None:
        shown = dialog.review.model.shown
        row = next(n for n, d in enumerate(shown) if (d.practice_id, d.what.split(" ")[0]) == (practice_id, what))
        dialog.review.view.setCurrentIndex(dialog.review.model.index(row, 0))

    return select


def key(digit: str) -> Step:
    """Press a digit in the list."""
    return lambda dialog: QTest.keyClick(dialog.review.view, Qt.Key(ord(digit)))


def everything(dialog: MergeDialog) -> None:
    """Show every difference."""
    all_of_them = next(p for p in dialog.review.filter.children() if getattr(p, "value", "") == "all")
    all_of_them.click()  # type: ignore[attr-defined]


def level(driver: Driver, practice_id: str) -> int | None:
    return driver.stored(practice_id).level


def state(path: Path) -> dict[str, Any]:
    """Every answer with its times, and every record."""
    with Store.open(path) as store:
        found: dict[str, Any] = {"units": set(store.units())}
        for a in store.assessments():
            d = store.dossier(a.id)
            found[a.id] = (a, d.answers, store.stamps(a.id), set(d.actions), set(d.evidence), set(d.links))
        assert check_workspace(store) == []
        return found


# --- Merging ----------------------------------------------------------------------------------------------


def test_a_file_comes_back_and_is_merged(pair: Pair, hands: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes in, the conflicts, the choice by keyboard, what is on disk, the history, the backup, the message."""
    driver = pair.opened(hands)
    said: list[str] = []

    def first(dialog: MergeDialog) -> None:
        said.extend(words(dialog).split("\n"))
        assert dialog.go_button.text() == "Review the differences"
        assert QApplication.focusWidget() is dialog.boxes[pair.id]
        assert dialog.boxes[pair.id].currentText() == "Answer by answer into 2026 here"

    def review(dialog: MergeDialog) -> None:
        assert QApplication.focusWidget() is dialog.review.view
        assert [(d.practice_id, d.what) for d in dialog.review.model.shown] == [
            ("SAL-5", "judgement"),
            ("SAL-5", "note"),
        ]
        said.append(dialog.review.headline.text())
        assert [edit.toPlainText() for edit in dialog.review.texts] == ["level 1", "level 3"]
        assert dialog.review.radios["theirs"].text() in ("2  Theirs", "2  Theirs (proposed)")
        assert dialog.review.radios["both"].isHidden()

    merging(driver, pair.sent, monkeypatch, first, go, review, key("1"), key("2"), go)
    assert "From Acme Ltd, in sales.btech." in said
    assert "Draft, 3 of 51 answers" in said
    assert "4 differences from what is here: 2 to decide and 2 without a conflict." in "\n".join(said)
    assert said[-1] == "Two answers came in for SAL-5. Choose a level; both notes are kept."
    assert [level(driver, p) for p in ("SAL-5", "REM-6", "POL-1")] == [3, 0, 1]
    assert driver.stored("SAL-5").note == f"Resellers are not covered{SEPARATOR}Two deals were stopped"
    assert driver.messages == [("undo", "Merged 2 answers and 1 action from sales.btech. A backup was made before.")]
    session = driver.window.session
    assert session is not None
    assert [b.why for b in backup.listed(session.store.workspace().uuid)] == ["before a merge"]
    (merged,) = [e for e in session.store.whole_history() if e.field == "merged"]
    assert merged.after == "sales.btech: 2 answers, 1 other entry"
    levels = [(e.before, e.after) for e in session.store.history(f"{pair.id}/SAL-5") if e.field == "level"]
    assert levels[0] == ("1", "3")


def test_a_public_account_is_reviewed_part_by_part_and_undone(
    pair: Pair, hands: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In words, with who wrote which; both texts are kept unless one is chosen. Undone, it is as old as it was."""
    blank = PublicAccount(assessment_id=pair.id)
    with pair.there() as there:
        theirs = blank.model_copy(update={"critics": "A union said so", "draft_seen": "no", "remedy": "None yet"})
        there.write([Change(None, theirs)], who="Jonas")
    ours = blank.model_copy(update={"critics": "The press said so", "draft_seen": "yes"})
    pair.ours.store.write([Change(None, ours)], who="Ines")
    times = pair.ours.store.account_stamps(pair.id)
    driver = pair.opened(hands)
    said: list[str] = []

    def review(dialog: MergeDialog) -> None:
        everything(dialog)
        pane = dialog.review
        for row, difference in enumerate(pane.model.shown):
            if difference.practice_id is None and difference.key.startswith(pair.id):
                pane.view.setCurrentIndex(pane.model.index(row, 0))
                texts = [edit.toPlainText() for edit in pane.texts]
                said.append(f"{pane.headline.text()} | {' / '.join(texts)} | {words(pane).count('Jonas')}")
                if difference.what == "draft seen":
                    key("2")(dialog)

    merging(driver, pair.sent, monkeypatch, go, review, go)
    assert said == [
        "Public account, whether they saw the draft: changed on both sides. Choose one. | yes / no | 1",
        "Public account, what critics alleged: two texts came in; both are kept unless you choose one."
        " | The press said so / A union said so | 1",
        "Public account, complaints and remedy: comes in; there is none here. | none / None yet | 1",
    ]
    session = driver.window.session
    assert session is not None
    merged = session.dossier.account
    assert merged is not None
    assert (merged.critics, merged.draft_seen) == (f"A union said so{SEPARATOR}The press said so", "no")
    assert "1 public account" in driver.messages[0][1]
    button(driver.window, "undo").click()  # type: ignore[attr-defined]
    assert session.dossier.account == ours
    stamps = session.store.account_stamps(pair.id)
    assert {f: at for f, at in stamps.items() if at} == times
    session.redo()
    assert session.dossier.account == merged


def test_undo_takes_the_whole_merge_back_and_redo_brings_it_again(
    pair: Pair, hands: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Undone, values and their times are as before, so that the same file can be merged again with other choices."""
    before = state_of_open(pair)
    driver = pair.opened(hands)
    merging(driver, pair.sent, monkeypatch, go, go)
    session = driver.window.session
    assert session is not None
    merged = session.store.dossier(pair.id), session.store.stamps(pair.id)
    button(driver.window, "undo").click()  # type: ignore[attr-defined]
    assert session.redo_text == "merge from sales.btech"
    assert (session.store.dossier(pair.id).answers, filled(session.store)) == before
    assert session.store.dossier(pair.id).actions == ()
    driver.menu("Redo merge from sales.btech")
    assert (session.store.dossier(pair.id), session.store.stamps(pair.id)) == merged
    driver.menu("Undo merge from sales.btech")
    merging(driver, pair.sent, monkeypatch, go, at("SAL-5", "judgement"), key("2"), go)
    assert level(driver, "SAL-5") == 3


def filled(store: Store) -> dict[str, dict[str, str]]:
    """The times of an assessment that say anything."""
    (assessment,) = store.assessments()
    times = store.stamps(assessment.id)
    return {one: {name: when for name, when in stamps.items() if when} for one, stamps in times.items()}


def state_of_open(pair: Pair) -> tuple[Any, Any]:
    store = pair.ours.store
    return store.dossier(pair.id).answers, filled(store)


def test_all_at_once_and_one_by_one(pair: Pair, hands: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """*All ours* of every difference takes nothing; one row decided otherwise after it comes alone."""
    driver = pair.opened(hands)
    said: list[str] = []

    def choose(dialog: MergeDialog) -> None:
        everything(dialog)
        dialog.review.all_buttons["ours"].click()
        driver.qtbot.waitUntil(lambda: "action" not in dialog.outcome_label.text())
        at("SAL-5", "note")(dialog)
        dialog.review.radios["both"].click()
        taken = [dialog.review.model.index(n, 5).data() for n in range(dialog.review.model.rowCount())]
        said.extend(sorted(taken))

    merging(driver, pair.sent, monkeypatch, go, choose, go)
    assert said.count("Ours") + said.count("Ours, proposed") == 3
    assert [level(driver, p) for p in ("SAL-5", "REM-6")] == [1, None]
    assert SEPARATOR in driver.stored("SAL-5").note
    session = driver.window.session
    assert session is not None
    assert session.dossier.actions == ()


def test_everything_is_reached_by_tab(pair: Pair, hands: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the list on: both sides with their texts, then the buttons, and round again; all have names."""
    driver = pair.opened(hands)
    met: list[str] = []

    def tab(dialog: MergeDialog) -> None:
        key("2")(dialog)
        for _ in range(30):
            driver.keys("Tab")
            at_focus = dialog.focusWidget()
            assert at_focus is not None
            met.append(at_focus.accessibleName() or str(at_focus.property("text")))
            if at_focus is dialog.review.view:
                break

    merging(driver, pair.sent, monkeypatch, go, at("SAL-5", "note"), tab)
    assert met == [
        *("Ours", "Ours, whole", "Theirs", "Theirs, whole", "Both (proposed)"),
        *("Back", "Cancel", "Merge"),
        *("Differences shown: To decide 2", "All as proposed", "All ours", "All theirs"),
        "Differences",
    ]


def test_back_keeps_the_choices(pair: Pair, hands: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the differences to the assessments and back again; leaving the assessment out leaves nothing to merge."""
    driver = pair.opened(hands)

    def out(dialog: MergeDialog) -> None:
        dialog.back_button.click()
        assert dialog.go_button.text() == "Review the differences"
        choose(dialog.boxes[pair.id], LEAVE_OUT)
        assert not dialog.go_button.isEnabled()
        assert dialog.outcome_label.text() == "Nothing here would change."
        choose(dialog.boxes[pair.id], pair.id)

    merging(driver, pair.sent, monkeypatch, go, at("SAL-5", "note"), key("1"), at("SAL-5", "judgement"), out, go, go)
    assert level(driver, "REM-6") == 0


def choose(box: QComboBox, data: str) -> None:
    """Pick from a box as a person does."""
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


# --- New assessments --------------------------------------------------------------------------------------


@pytest.fixture
def subsidiary(workspace: Workspace, tmp_path: Path) -> Pair:
    """The file holds another unit's 2026, answered, locked as final, with evidence that has a file."""
    made = Pair(workspace, tmp_path)
    made.sent.unlink()
    (tmp_path / "proof.txt").write_text("We asked 40 users.")
    with Store.create(made.sent, organisation="Acme Nord") as there:
        there.keep_form(workspace.form)
        unit = Unit(id=new_id(), name="Acme Nord")
        assessment, changes = start_assessment(
            form=workspace.form, unit=unit, period="2026", starts=date(2026, 1, 1), ends=date(2026, 12, 31)
        )
        there.write([Change(None, unit), *changes], who="Nora")
        for practice_id in workspace.form.ids:
            edit(there, assessment.id, practice_id, level=2, finding=f"Nord on {practice_id}")
        kept = there.add_file(tmp_path / "proof.txt")
        evidence = Evidence(
            id=new_id(),
            title="Survey",
            kind="document",
            file_name=kept.name,
            file_size=kept.size,
            file_sha256=kept.sha256,
        )
        link = EvidenceLink(evidence_id=evidence.id, assessment_id=assessment.id, practice_id="POL-1")
        there.write([Change(None, evidence), Change(None, link)], who="Nora")
        final = periods.finalise(there.dossier(assessment.id), name="Nora", role="Lead", on=date(2026, 11, 2))
        there.write(final, who="Nora")
        made.id = assessment.id
    return made


def test_a_final_assessment_of_another_unit_comes_as_new(
    subsidiary: Pair, hands: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unit, answers, evidence with its file and the signature; undo takes them back, redo brings the same again."""
    driver = subsidiary.opened(hands)

    def look(dialog: MergeDialog) -> None:
        assert dialog.boxes[subsidiary.id].currentText() == "Add as new"
        assert "New units: Acme Nord." in words(dialog)

    merging(driver, subsidiary.sent, monkeypatch, look, go, go)
    session = driver.window.session
    assert session is not None
    (_, text), *_ = driver.messages
    assert text.startswith("Merged 1 new unit, 1 new assessment, 51 answers, 1 piece of evidence")
    new = session.store.dossier(subsidiary.id)
    assert (new.assessment.final, new.unit.name) == (True, "Acme Nord")
    assert check_workspace(session.store) == []
    assert session.store.has_file(new.evidence[0].file_sha256 or "")
    driver.menu("Undo merge from sales.btech")
    assert [a.id for a in session.store.assessments()] == [subsidiary.ours.assessment.id]
    assert [u.name for u in session.store.units()] == ["Acme"]
    assert driver.messages == []
    driver.menu("Redo merge from sales.btech")
    assert session.store.dossier(subsidiary.id) == new
    assert check_workspace(session.store) == []
    assert session.assessment_id == subsidiary.id


def test_an_assessment_can_go_into_another_of_the_same_questions(
    subsidiary: Pair, hands: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user points at it: its answers come one by one."""
    driver = subsidiary.opened(hands)
    ours = subsidiary.ours.assessment.id
    merging(
        driver,
        subsidiary.sent,
        monkeypatch,
        lambda dialog: choose(dialog.boxes[subsidiary.id], ours),
        lambda dialog: [dialog.boxes[subsidiary.id].itemData(n) for n in range(3)] == [AS_NEW, ours, LEAVE_OUT],
        go,
        go,
    )
    assert driver.stored("POL-1").finding == "Nord on POL-1"
    session = driver.window.session
    assert session is not None
    assert len(session.store.assessments()) == 1


def test_two_assessments_cannot_go_into_one(
    workspace: Workspace, hands: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One would decide over the other unseen: it is said, and the choice goes back."""
    workspace.answer("POL-1", level=1)
    other = workspace.start("2025")
    both = Pair(workspace, tmp_path)
    both.sent.unlink()
    extract(workspace.store, both.sent, [both.id, other.id], scope="all")
    with both.there() as there:
        edit(there, other.id, "POL-1", level=2)
    driver = both.opened(hands)

    def same_place(dialog: MergeDialog) -> None:
        choose(dialog.boxes[other.id], both.id)
        assert dialog.problem_label.text().startswith("Two assessments of the file cannot go into the same one here.")
        assert dialog.boxes[other.id].currentData() == other.id
        choose(dialog.boxes[both.id], LEAVE_OUT)
        choose(dialog.boxes[other.id], both.id)
        assert dialog.problem_label.isHidden()

    merging(driver, both.sent, monkeypatch, same_place, go, key("2"), go)
    assert level(driver, "POL-1") == 2


def test_other_questions_under_the_same_name_stay_out(
    workspace: Workspace, hands: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edition whose text differs: everything is left out, and the sentence says why."""
    first = workspace.form.practices[0]
    changed = workspace.form.model_copy(
        update={"practices": (first.model_copy(update={"title": "Other"}), *workspace.form.practices[1:])}
    )
    sent = tmp_path / "other.btech"
    with Store.create(sent, organisation="Other") as there:
        there.keep_form(changed)
        unit = Unit(id=new_id(), name="Other")
        _, changes = start_assessment(
            form=changed, unit=unit, period="2026", starts=date(2026, 1, 1), ends=date(2026, 12, 31)
        )
        there.write([Change(None, unit), *changes], who="Nora")
    workspace.store.close()
    assert hands.window.open_workspace(workspace.path)

    def look(dialog: MergeDialog) -> None:
        assert dialog.problem_label.text().startswith("other.btech holds another text of")
        (box,) = dialog.boxes.values()
        assert box.currentData() == LEAVE_OUT
        choose(box, AS_NEW)
        assert box.currentData() == LEAVE_OUT
        assert not dialog.go_button.isEnabled()
        dialog.reject()

    merging(hands, sent, monkeypatch, look)
    session = hands.window.session
    assert session is not None
    assert len(session.store.assessments()) == 1


# --- Refused, and nothing to do ---------------------------------------------------------------------------


def test_a_final_assessment_here_is_not_changed(pair: Pair, hands: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said what would have come, and that it has to be reopened for that."""
    with_all = pair.ours.store.dossier(pair.id)
    for practice_id, answer in with_all.answers.items():
        if not answer.settled:
            edit(pair.ours.store, pair.id, practice_id, level=1)
    final = periods.finalise(pair.ours.store.dossier(pair.id), name="Ines", role="Lead", on=date(2026, 11, 2))
    pair.ours.store.write(final, who="Ines")
    driver = pair.opened(hands)
    said: list[str] = []

    def look(dialog: MergeDialog) -> None:
        said.append(words(dialog))
        assert not dialog.go_button.isEnabled()
        dialog.reject()

    merging(driver, pair.sent, monkeypatch, look)
    assert "Acme, 2026 is final here: reopen it first to take" in said[0]
    assert driver.messages == []


def test_a_file_that_is_no_good_leaves_everything_as_it_was(
    pair: Pair, hands: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a workspace, cut off, the open one itself: one sentence each, no backup, no change."""
    driver = pair.opened(hands)
    session = driver.window.session
    assert session is not None
    before = session.store.dossier(pair.id), session.store.stamps(pair.id)
    (tmp_path / "text.btech").write_text("Dear colleague, " * 99)
    (tmp_path / "cut.btech").write_bytes(pair.sent.read_bytes()[:9000])
    for name, kind in (("text.btech", "error"), ("cut.btech", "error"), ("acme.btech", "attention")):
        with monkeypatch.context() as patch:
            merging(driver, tmp_path / name, patch)
        assert [one for one, _ in driver.messages] == [kind]
        assert name in driver.messages[0][1]
        driver.window.clear_messages()
    assert (session.store.dossier(pair.id), session.store.stamps(pair.id)) == before
    assert session.undo_text is None
    assert backup.listed(session.store.workspace().uuid) == ()


def test_a_locked_file_asks_for_its_password_until_it_is_right(
    workspace: Workspace, hands: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick_locks: None
) -> None:
    """A wrong one is said in the dialog; giving up merges nothing."""
    locked = Pair(workspace, tmp_path, SECRET)
    with locked.there() as there:
        edit(there, locked.id, "POL-1", level=4)
    driver = locked.opened(hands)
    said: list[str] = []

    def typed(text: str) -> Callable[[Dialog], None]:
        def answer(dialog: Dialog) -> None:
            assert isinstance(dialog, PasswordDialog)
            said.append(dialog.problem_label.text())
            dialog.password_edit.setText(text)
            dialog.go_button.click()

        return answer

    give_up = lambda dialog: dialog.reject()  # noqa: E731
    merging(driver, locked.sent, monkeypatch, first=[typed("a wrong password"), give_up])
    assert level(driver, "POL-1") is None
    merging(driver, locked.sent, monkeypatch, go, go, first=[typed("a wrong password"), typed(SECRET)])
    assert level(driver, "POL-1") == 4
    assert said[0] == ""
    assert "sales.btech" in said[2]


def test_nothing_new_is_said_without_a_dialog(
    workspace: Workspace, hands: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that comes back as it was sent."""
    same = Pair(workspace, tmp_path)
    driver = same.opened(hands)
    merging(driver, same.sent, monkeypatch)
    assert driver.messages == [("info", "Everything in sales.btech is here already.")]


@pytest.mark.parametrize("what", ["backup", "write", "read back"])
def test_a_disk_that_refuses_keeps_the_dialog_with_its_choices(
    what: str, pair: Pair, hands: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Backup and writing: nothing changed, nothing kept for later, and a second try does it."""
    driver = pair.opened(hands)
    said: list[str] = []

    def no_backup(*_: object, **__: object) -> None:
        raise BackupFailed("No backup could be made.")

    def refused(*_: object, **__: object) -> None:
        raise NotSaved("The disk is full.", cause="full")

    def try_twice(dialog: MergeDialog) -> None:
        with monkeypatch.context() as patch:
            if what == "backup":
                patch.setattr(Store, "back_up", no_backup)
            elif what == "write":
                patch.setattr(Store, "write", refused)
            else:
                patch.setattr(merge_module, "read_back", refused)
            go(dialog)
        said.append(dialog.problem_label.text())
        session = driver.window.session
        assert session is not None
        assert session.unsaved == 0
        if what == "read back":
            assert session.undo_text == "merge from sales.btech"
            assert level(driver, "REM-6") == 0
            dialog.reject()
            return
        assert session.undo_text is None
        assert level(driver, "REM-6") is None
        go(dialog)

    merging(driver, pair.sent, monkeypatch, go, try_twice)
    assert said == ["No backup could be made." if what == "backup" else "The disk is full."]
    assert level(driver, "REM-6") == 0
    assert bool(driver.messages) == (what != "read back")


def test_thousands_of_differences_are_quick(workspace: Workspace, hands: Driver, tmp_path: Path) -> None:
    """A thousand rows: through the list, choosing on the way, within a tenth of a second a key."""
    years = [workspace.start(str(year)) for year in range(2000, 2020)]
    sent = tmp_path / "years.btech"
    extract(workspace.store, sent, [a.id for a in years], scope="all")
    with Store.open(sent) as there:
        changes: list[Change] = []
        for year in years:
            for answer in there.dossier(year.id).answers.values():
                changes.append(Change(answer, answer.model_copy(update={"level": 2})))
        there.write(changes, who="Jonas")
    workspace.store.close()
    assert hands.window.open_workspace(workspace.path)
    session = hands.window.session
    assert session is not None
    with merge_module.read_foreign(sent) as foreign:
        dialog = MergeDialog(hands.window, session, foreign)
        hands.qtbot.addWidget(dialog)
        dialog.show()
        go(dialog)
        assert dialog.review.model.rowCount() == len(years) * len(workspace.form.ids)
        start = time.perf_counter()
        for _ in range(10):
            QTest.keyClick(dialog.review.view, Qt.Key.Key_Down)
            QTest.keyClick(dialog.review.view, Qt.Key.Key_1)
        assert (time.perf_counter() - start) / 20 < 0.1
        assert len(dialog.review.choices) == 10


def test_what_cannot_be_merged_is_said_at_once(
    workspace: Workspace, hands: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file without assessments; a workspace that can only be read, or that the disk refuses: no dialog."""
    with Store.create(tmp_path / "empty.btech", organisation="Empty"):
        pass
    same = Pair(workspace, tmp_path)
    driver = same.opened(hands)
    merging(driver, tmp_path / "empty.btech", monkeypatch)
    assert driver.messages == [("info", "empty.btech holds no assessment: there is nothing to merge.")]
    driver.window.clear_messages()
    session = driver.window.session
    assert session is not None
    session.store.read_only = True
    merging(driver, same.sent, monkeypatch)
    assert driver.messages == [
        ("attention", "acme.btech can only be read here. Save a copy elsewhere, and merge there.")
    ]
    session.store.read_only = False
    with monkeypatch.context() as patch:
        patch.setattr(
            Store, "write", lambda *_, **__: (_ for _ in ()).throw(NotSaved("The disk is full.", cause="full"))
        )
        session.answer("POL-1", level=2)
        merging(driver, same.sent, patch)
    assert "error" in [kind for kind, _ in driver.messages]
    assert session.retry()
