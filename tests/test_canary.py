"""Canary words: what is typed into a locked workspace lies in no byte that the app writes."""

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from btech_desktop import app, backup, password
from btech_desktop.assessment import (
    Action,
    Assessment,
    Decision,
    Dismissal,
    Dossier,
    Evidence,
    Incident,
    PublicAccount,
    Record,
    SalientIssue,
    new_id,
)
from btech_desktop.audiences import Audience
from btech_desktop.exchange.export import to_csv, to_json
from btech_desktop.exchange.extract import extract
from btech_desktop.facts import gather
from btech_desktop.form import Form
from btech_desktop.gui.assess import AssessPage
from btech_desktop.gui.evidence_dialog import EvidenceDialog
from btech_desktop.gui.main_window import HOME, ON_ASSESSMENT, MainWindow
from btech_desktop.gui.session import Session, create_workspace
from btech_desktop.gui.settings import Settings
from btech_desktop.gui.theme import Look
from btech_desktop.log import log_defect, log_file
from btech_desktop.passages import KINDS, Passage, put_together
from btech_desktop.records import TABLES
from btech_desktop.report import render
from btech_desktop.report_options import ReportOptions
from btech_desktop.store import Store
from tests.gui.test_main_window import Driver

CANARY = "Zilpzalp"
FIRST, SECOND = "Rohrammer unterm Dach", "Wendehals hinterm Haus"  # passwords: canaries too
# Texts that no one types: ids, codes, hashes and the names of formats.
NOT_TYPED = {
    "id", "assessment_id", "practice_id", "unit_id", "parent_id", "previous_id", "evidence_id", "carried_from",
    "form_edition", "final_sha256", "final_format", "file_sha256", "sha256", "format", "body",
}  # fmt: skip


class Aviary:
    """All folders that the app may write to in a test, and the search in every byte of them."""

    def __init__(self, root: Path, data: Path) -> None:
        self.files, self.temporary, self.home = root / "files", root / "temporary", root / "home"
        self._folders = (self.files, self.temporary, self.home, data)
        for folder in self._folders:
            folder.mkdir(exist_ok=True)
        self.path = self.files / "locked.btech"
        self._words = [
            form
            for word in (CANARY, FIRST, SECOND)
            for form in (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"))
        ]
        self.looked_at = 0

    def written(self) -> Iterator[tuple[Path, bytes]]:
        """Every file and its bytes, read by a process of its own: reading here would drop the workspace's lock."""
        for folder in self._folders:
            for path in sorted(folder.rglob("*")):
                assert CANARY not in path.name
                if path.is_file():
                    ran = subprocess.run(["cat", str(path)], capture_output=True)
                    if not ran.returncode:  # a journal may have gone meanwhile
                        yield path, ran.stdout

    def singing(self) -> list[str]:
        """The files in which a canary or a password lies in plain text (UTF-8 or UTF-16)."""
        found = []
        for path, content in self.written():
            self.looked_at += len(content)
            if any(word in content for word in self._words):
                found.append(path.name)
        return found


@pytest.fixture
def aviary(tmp_path: Path, own_data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Aviary:
    """Temporary files, caches and everything else go where the search looks."""
    made = Aviary(tmp_path, own_data_folder)
    monkeypatch.setattr(tempfile, "tempdir", str(made.temporary))
    monkeypatch.setenv("TMPDIR", str(made.temporary))
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(made.home))
    return made


class Canaries:
    """Hands out a different canary each time, so that a field cannot pass for another."""

    def __init__(self) -> None:
        self._n = 0

    def __call__(self) -> str:
        self._n += 1
        return f"{CANARY} {self._n}"


def fill(session: Session, source: Path) -> None:
    """Type a canary into every text of every kind of record, evidence file and history included."""
    canary, store = Canaries(), session.store
    assert session.rename_organisation(name=canary(), scope_line=canary())
    unit = session.add_unit(name=canary(), parent_id=store.units()[0].id, roles=(canary(),))
    assert unit is not None
    made = session.start_assessment(
        unit=unit, period=canary(), starts=date(2026, 1, 1), ends=date(2026, 12, 31), kind="all"
    )
    assert made is not None
    before = session.dossier.assessment
    after = Assessment.model_validate(before.model_dump() | {"prepared_by": canary()})
    assert session.replace(before, after, text="prepare")
    texts = {"finding", "note", "na_reason", "scope_note", "owner", "consulted"}
    assert session.answer("POL-1", level=2, **{text: canary() for text in texts})
    source.write_bytes(f"{CANARY} in a file. ".encode() * 50_000)
    kept = store.add_file(source)
    evidence = Evidence(
        id=new_id(), title=canary(), locator=canary(), shows="use",
        file_name=f"{CANARY}.txt", file_sha256=kept.sha256, file_size=kept.size,
    )  # fmt: skip
    assert session.attach(evidence, "POL-1", new=True)
    for record in (
        Action(id=new_id(), assessment_id=made, what=canary(), owner=canary(), deferred_reason=canary()),
        Decision(id=new_id(), assessment_id=made, what=canary(), owner=canary(), cost=canary(), consequence=canary()),
        SalientIssue(
            id=new_id(), assessment_id=made, title=canary(), affected=canary(),
            scale=3, scope=3, irremediability=3, likelihood=3,
        ),
        Incident(id=new_id(), assessment_id=made, title=canary(), what=canary(), severity=3, remedy=canary()),
        Dismissal(
            id=new_id(), assessment_id=made, practice_id="POL-1", kind="incident", basis="3", reason=canary(),
            who=canary(), dismissed_on=date(2026, 5, 1),
        ),
    ):  # fmt: skip
        assert session.add(record, text="add")
    texts = {"critics", "answer", "consulted", "remedy", "withheld_why", "complain"}
    assert session.save_account(PublicAccount(assessment_id=made, **{text: canary() for text in texts}))
    session.keep_report_options("board", ReportOptions(marking=canary(), recipient=canary()))
    assert session.finalise(name=canary(), role=canary())
    assert session.reopen(reason=canary())
    assert session.finalise(name=canary(), role=canary())


def silent_fields(store: Store) -> set[str]:
    """Text fields that no record of the workspace has a canary in: ``Kind.field``."""
    records: list[Record] = [*store.units(), *store.evidence()]
    for assessment in store.assessments():
        dossier: Dossier = store.dossier(assessment.id)
        records += [assessment, *dossier.answers.values(), *dossier.actions, *dossier.decisions]
        records += [*dossier.salient, *dossier.incidents, *dossier.revisions, *dossier.links, *dossier.dismissals]
        records += [*store.signed(assessment.id), *((dossier.account,) if dossier.account else ())]
    assert {type(record) for record in records} == set(TABLES), "a kind of record is not tried"
    silent = set()
    for kind in TABLES:
        texts = [name for name in kind.model_fields if name not in NOT_TYPED]
        mine = [record for record in records if type(record) is kind]
        for name in texts:
            values = [getattr(record, name) for record in mine]
            if any(isinstance(v, str) and " " not in v and CANARY not in v and v for v in values):
                continue  # one of a few words that are chosen, not typed
            if any(isinstance(v, str) for v in values) and not any(CANARY in str(v) for v in values):
                silent.add(f"{kind.__name__}.{name}")
    return silent


def test_a_locked_workspace_is_read_nowhere(aviary: Aviary, tmp_path: Path, qtbot: QtBot) -> None:
    """While it is written, backed up, copied and given another password; in the log; and when it is closed."""
    store = create_workspace(aviary.path, organisation=f"{CANARY} Ltd", password=FIRST, who="Ana")
    session = Session(store, who="Ana")
    store.connection.execute("pragma cache_size = 10")  # so that a change under way lies in file and journal
    midway: list[list[str]] = []  # what the driver calls may not raise: kept, and looked at below

    def watch(_statement: str) -> None:
        journal = aviary.path.with_name("locked.btech-journal")
        if journal.exists() and journal.stat().st_size and len(midway) < 3:
            midway.append(aviary.singing())

    store.connection.set_trace_callback(watch)
    fill(session, tmp_path / "source.txt")
    store.connection.set_trace_callback(None)
    assert midway == [[], [], []], "three journals with content, none of them readable"
    assert silent_fields(store) == set()

    class Looking(threading.Event):
        """Asked between the pages of a copy: looks at the half-made file, as a kill would leave it."""

        parts = 0

        def is_set(self) -> bool:
            self.parts += 1
            if self.parts % 8 == 1:
                assert any(path.suffix == ".part" for path, _ in aviary.written())
                assert aviary.singing() == []
            return self.parts > 20

    look = Looking()
    store.back_up("on request", stop=look)
    assert look.parts > 1
    made = store.back_up("on closing")
    assert made is not None
    assert made.locked
    assert backup.opens(made, FIRST)
    try:
        raise ValueError(f"could not read {CANARY}: {session.dossier.answers['POL-1'].note}")
    except ValueError:
        log_defect()
    assert "ValueError" in log_file().read_text(encoding="utf-8")
    store.save_copy(aviary.files / "copy.btech")
    assert aviary.singing() == []
    session.store = password.change(store, SECOND)
    assert backup.relock(session.store.workspace().uuid, FIRST, SECOND) == []
    relocked = backup.listed(session.store.workspace().uuid)
    assert relocked != ()
    assert all(backup.opens(one, SECOND) for one in relocked)
    settings = Settings()
    settings.add_recent(aviary.path)
    session.close()
    assert aviary.singing() == []
    assert aviary.looked_at > 1_000_000


def test_a_password_set_later_leaves_nothing_readable(aviary: Aviary, tmp_path: Path, qtbot: QtBot) -> None:
    """The file is written anew and its backups locked; the control: before that, the canaries are found."""
    store = create_workspace(aviary.path, organisation=f"{CANARY} Ltd", who="Ana")
    session = Session(store, who="Ana")
    fill(session, tmp_path / "source.txt")
    made = store.back_up("on closing")
    assert made is not None
    assert {"locked.btech", made.path.name} <= set(aviary.singing())
    session.store = password.change(store, FIRST)
    assert backup.not_locked_like(session.store.workspace().uuid, FIRST) != []
    assert backup.relock(session.store.workspace().uuid, None, FIRST) == []
    assert aviary.singing() == []
    session.close()
    assert aviary.singing() == []


def test_what_was_deleted_from_a_plain_workspace_is_in_none_of_its_bytes(
    aviary: Aviary, tmp_path: Path, qtbot: QtBot
) -> None:
    """Where only final values are kept, a text written over and a file taken off leave file and journal."""
    store = create_workspace(aviary.path, organisation="Acme", history="final values", who="Ana")
    session = Session(store, who="Ana")
    unit = store.units()[0]
    session.start_assessment(unit=unit, period="2026", starts=date(2026, 1, 1), ends=date(2026, 12, 31), kind="all")
    canary = Canaries()
    for n in range(1, 6):
        assert session.answer(f"POL-{n}", level=1, note=f"{canary()} " * 900, finding=canary())
    source = tmp_path / "source.txt"
    source.write_bytes(f"{CANARY} in a file. ".encode() * 5_000)
    kept = store.add_file(source)
    evidence = Evidence(
        id=new_id(), title=canary(), shows="use", file_name="a.txt", file_sha256=kept.sha256, file_size=kept.size
    )
    assert session.attach(evidence, "POL-1", new=True)
    assert "locked.btech" in aviary.singing()
    for n in range(1, 6):
        assert session.answer(f"POL-{n}", note="", finding="Nothing to add")
    assert session.detach(evidence, "POL-1")
    store.drop_unused_files()
    assert aviary.singing() == []
    session.close()
    assert aviary.singing() == []


@pytest.mark.parametrize("audience", ["board", "working-group"])
def test_a_marked_passage_is_in_no_copy_for_others(aviary: Aviary, qtbot: QtBot, audience: Audience) -> None:
    """Report, JSON, CSV and the file to send; the control: where privileged text is let in, the group reads it."""
    store = create_workspace(aviary.path, organisation="Acme", who="Ana")
    session = Session(store, who="Ana")
    session.start_assessment(
        unit=store.units()[0], period="2026", starts=date(2026, 1, 1), ends=date(2026, 12, 31), kind="core"
    )
    i, canary = session.dossier.assessment.id, Canaries()
    for practice, kind in zip(session.dossier.practices(), KINDS, strict=False):
        note = put_together(f"Said {canary()} to us", [Passage(5, len(f"{CANARY} 1"), kind)])
        assert session.answer(practice.id, level=1, note=note)

    def copies(*, privileged: bool) -> list[str]:
        facts = gather(store, i, audience=audience, privileged=privileged, made_on=date(2026, 12, 1))
        reader = PdfReader(
            BytesIO(render(facts, ReportOptions(carry_data=True, left_out=frozenset({"benchmark", "annex"}))))
        )
        carried = reader.attachments["assessment.json"][0].decode()
        pages = "".join(page.extract_text() for page in reader.pages)
        return [pages, to_json(facts).decode(), to_csv(facts).decode(), carried]

    plain = copies(privileged=False)
    for text in plain:
        assert CANARY not in text
        assert not set(text) & {"\ufff9", "\ufffa", "\ufffb"}
    assert all(shown in plain[1] for shown in ("[name]", "[customer]", "[legal advice]"))
    sent = aviary.files / "sent.btech"
    extract(store, sent, [i], scope="all")
    assert CANARY.encode() not in subprocess.run(["cat", str(sent)], capture_output=True, check=True).stdout
    held = [CANARY in text for text in copies(privileged=True)]
    assert held == [audience == "working-group"] * 4
    session.close()


def test_a_whole_day_in_the_window_leaves_nothing_readable(
    aviary: Aviary, form: Form, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed into every field of a practice and its evidence, every page seen, a defect met, the window closed."""
    store = create_workspace(aviary.path, organisation=f"{CANARY} Ltd", password=FIRST, who="Ana")
    session = Session(store, who="Ana")
    session.start_assessment(
        unit=store.units()[0], period=f"{CANARY} 2026", starts=date(2026, 1, 1), ends=date(2026, 12, 31), kind="core"
    )
    session.close()
    settings = Settings()
    window = MainWindow(Look(qapp, "light", 1.0), settings)
    qtbot.addWidget(window)
    window.resize(1280, 720)
    with qtbot.waitExposed(window):
        window.show()
    hands, canary = Driver(window, qtbot), Canaries()

    def unlock(dialog: object) -> None:
        dialog.password_edit.setText(FIRST)  # type: ignore[attr-defined]
        hands.keys("Return")

    hands.asked(unlock)
    assert window.open_workspace(aviary.path)
    hands.keys("Ctrl+2")
    page = window.page("assess")
    assert isinstance(page, AssessPage)
    page.rate(2)
    for edit in page.fields.texts.values():
        edit.setFocus()
        qtbot.keyClicks(edit, canary())

    def describe(dialog: object) -> None:
        assert isinstance(dialog, EvidenceDialog)
        qtbot.keyClicks(dialog.title_edit, canary())
        qtbot.keyClicks(dialog.locator_edit, canary())
        dialog.go_button.click()

    hands.asked(describe)
    page.add_evidence()
    for name in (*ON_ASSESSMENT, HOME, "settings", "help"):
        window.show_page(name)
        qtbot.waitUntil(window.current_settled, timeout=20_000)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back afterwards
    app._catch_defects(window)
    try:
        raise KeyError(page.fields.note.toPlainText())
    except KeyError as error:
        sys.excepthook(KeyError, error, error.__traceback__)
    assert "KeyError" in log_file().read_text(encoding="utf-8")
    assert aviary.singing() == []
    window.close()
    assert settings.recent == (aviary.path,)
    assert aviary.singing() == []
    with Store.open(aviary.path, password=FIRST) as store:
        answer = next(a for a in store.dossier(store.assessments()[0].id).answers.values() if a.level == 2)
        written = [answer.finding, answer.note, answer.scope_note, answer.owner, answer.consulted]
        assert all(CANARY in text for text in written), written
        assert CANARY in store.evidence()[0].title
        assert CANARY in store.evidence()[0].locator
    assert [b.locked for b in backup.listed_for(aviary.path)] != []
    assert all(b.locked for b in backup.listed_for(aviary.path))
