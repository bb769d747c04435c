"""All text from a user is shown as typed: never as markup, a picture, a placeholder or a key of a menu."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QMessageBox,
    QPushButton,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from btech_desktop.assessment import Action, Decision, Evidence, EvidenceLink, Incident, SalientIssue, new_id
from btech_desktop.attachments import link_of
from btech_desktop.gui import record_dialogs
from btech_desktop.gui.attachments import LinkDialog, UnlockedCopyDialog
from btech_desktop.gui.dialogs import FinaliseDialog, PasswordDialog, ReopenDialog
from btech_desktop.gui.evidence_dialog import AttachDialog, EvidenceDialog
from btech_desktop.gui.main_window import HOME, ON_ASSESSMENT, MainWindow
from btech_desktop.gui.na_dialog import NotApplicableDialog
from btech_desktop.gui.new_assessment import NewAssessmentDialog
from btech_desktop.gui.settings import Settings
from btech_desktop.gui.theme import Look
from btech_desktop.gui.unit_dialogs import NewUnitDialog
from btech_desktop.gui.widgets.dialog import Confirm
from btech_desktop.store import Change
from tests.conftest import Workspace

# Each begins with a word that nothing else on a page has, and is at most as long as a finding may be.
MARK = "Zq7"
HOSTILE = [
    f'{MARK}<b>x</b><img src="file:///etc/passwd">&amp;&lt; {{0}} %s %1 &Mnemonic && \U0001f642',
    f"{MARK} 5 <img src=x> 6 [*] A&B {{period}} <qt>",
    f"{MARK}\u202e\u05d0 gpj.exe " + "w" * 72,
]
PAGES = (*ON_ASSESSMENT, HOME, "settings", "help")
# So often the text is read at least once the page was made; pages made before are read again.
LEAST = dict(zip(PAGES, (4, 15, 15, 25, 45, 40, 45, 45, 45), strict=True))


@pytest.fixture(params=HOSTILE, ids=["markup", "brackets", "long"])
def text(request: pytest.FixtureRequest) -> str:
    typed: str = request.param
    assert len(typed) <= 90
    return typed


@pytest.fixture
def filled(workspace: Workspace, text: str) -> Path:
    """Two periods in which everything that can be typed is this text; the later one is open."""
    store = workspace.store
    store.rename_organisation(name=text, scope_line=text)
    unit = workspace.unit.model_copy(update={"name": text})
    store.write([Change(workspace.unit, unit)], who=text)
    workspace.unit = unit
    first = workspace.assessment
    for number, practice_id in enumerate(("POL-1", "POL-2", "POL-3", "GOV-1", "REM-1", "SAL-2")):
        workspace.answer(practice_id, level=number % 4 + 1, target=4, finding=text, note=text, owner=text)
    renamed = first.model_copy(update={"period": text, "prepared_by": text})
    store.write([Change(first, renamed)], who=text)
    later = workspace.start("2027", previous=store.dossier(first.id))
    after = later.model_copy(update={"period": f"{text}2"})
    store.write([Change(later, after)], who=text)
    for practice_id in ("POL-1", "POL-2", "GOV-1"):
        words = {"finding": text, "note": text, "owner": text, "consulted": text, "scope_note": text}
        workspace.answer(practice_id, after, level=2, to_confirm=False, change_reason="done", **words)
    optional = next(p.id for p in workspace.form.practices if not p.never_na)
    workspace.answer(optional, after, level=None, not_applicable=True, na_reason=text, change_reason=None)
    own = {"assessment_id": after.id}
    evidence = Evidence(
        id=new_id(), title=text, locator=text, file_name=text, file_sha256="0" * 64, file_size=9, dated=date(2027, 1, 1)
    )
    link = EvidenceLink(evidence_id=evidence.id, practice_id="POL-1", **own)
    ratings = {"scale": 5, "scope": 5, "irremediability": 5, "likelihood": 5}
    records = [
        evidence,
        link,
        Action(id=new_id(), practice_id="POL-1", what=text, owner=text, target_level=3, **own),
        Action(id=new_id(), what=text, owner=text, status="deferred", deferred_reason=text, **own),
        Decision(id=new_id(), what=text, owner=text, cost=text, consequence=text, **own),
        SalientIssue(id=new_id(), title=text, affected=text, practices=("POL-1",), **ratings, **own),
        Incident(id=new_id(), title=text, what=text, severity=5, practices=("POL-1",), remedy=text, **own),
    ]
    store.write([Change(None, record) for record in records], who=text)
    store.close()
    return workspace.path


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, filled: Path, text: str, tmp_path: Path) -> Iterator[MainWindow]:
    settings = Settings(tmp_path / "settings.ini")
    settings.name = text
    settings.add_recent(tmp_path / f"{text.replace('/', '')}.btech")
    made = MainWindow(Look(qapp, "light", 1.0), settings)
    qtbot.addWidget(made)
    assert made.open_workspace(filled)
    made.resize(1440, 900)
    made.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    made.show()
    yield made
    made.close()


def may_be_markup(text: str) -> bool:
    """More than Qt takes for markup, where it is left to guess."""
    return re.search("<[a-zA-Z!?/]|&#?[a-zA-Z0-9]+;", text) is not None


class Reader:
    """Reads all that widgets show, as Qt would show it, and notes where typed text is not what was typed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.wrong: list[str] = []
        self.seen = 0

    def plain(self, where: object, shown: str) -> None:
        """A text that is shown as it is."""
        # A file name may hold no slash.
        typed = (self.text, self.text.replace("/", ""))
        self.seen += MARK in shown
        if shown.count(MARK) != max(shown.count(one) for one in typed):
            self.wrong.append(f"{where}: {shown!r}")

    def tip(self, where: object, tip: str) -> None:
        """A tip, which Qt takes for markup where it looks like some."""
        if may_be_markup(tip):
            if not tip.startswith("<qt>"):
                self.wrong.append(f"tip of {where} is markup: {tip!r}")
            tip = QTextDocumentFragment.fromHtml(tip).toPlainText()
        self.plain(f"tip of {where}", " ".join(tip.split()) if MARK not in tip else tip)

    def button(self, where: object, words: str) -> None:
        """The words of a button or a menu, without the mark of its key."""
        self.plain(where, words.replace("&&", "\0").replace("&", "").replace("\0", "&"))

    def model(self, where: object, model: QAbstractItemModel, parent: QModelIndex | None = None) -> None:
        """All items of a list or a tree."""
        above = parent or QModelIndex()
        for row in range(model.rowCount(above)):
            for column in range(model.columnCount(above)):
                index = model.index(row, column, above)
                self.plain(where, str(index.data(Qt.ItemDataRole.DisplayRole) or ""))
                self.tip(where, str(index.data(Qt.ItemDataRole.ToolTipRole) or ""))
            self.model(where, model, model.index(row, 0, above))

    def read(self, top: QWidget, where: str) -> "Reader":
        """Read a window or a dialog whole, hidden parts too."""
        for part in [top, *top.findChildren(QWidget)]:
            name = f"{where}: {type(part).__name__}"
            self.tip(name, part.toolTip())
            self.tip(name, part.whatsThis())
            self.tip(name, part.statusTip())
            if isinstance(part, QLabel):
                self.plain(name, part.text())
                rich = part.textFormat() != Qt.TextFormat.PlainText and may_be_markup(part.text())
                if rich or part.textFormat() == Qt.TextFormat.RichText:
                    self.wrong.append(f"{name} takes its text for markup: {part.text()!r}")
            elif isinstance(part, QAbstractButton):
                self.button(name, part.text())
            elif isinstance(part, QGroupBox):
                self.button(name, part.title())
            elif isinstance(part, QComboBox):
                self.model(name, part.model())
            elif isinstance(part, QTabBar):
                for n in range(part.count()):
                    self.button(name, part.tabText(n))
                    self.tip(name, part.tabToolTip(n))
            elif isinstance(part, QAbstractItemView) and part.model() is not None:
                self.model(name, part.model())
            elif isinstance(part, QTextEdit) and part.acceptRichText() and not part.isReadOnly():
                self.wrong.append(f"{name} takes pasted markup")
            if isinstance(part, QTextEdit):
                self.plain(name, part.toPlainText())
            if isinstance(part, QMessageBox) and part.textFormat() != Qt.TextFormat.PlainText:
                self.wrong.append(f"{name} takes its text for markup")
        for action in top.findChildren(QAction):
            self.button(f"{where}: menu", action.text())
            # Qt makes a tip of the words by itself, and shows it on tool buttons only.
            if action.toolTip() not in (action.text(), action.iconText()):
                self.tip(f"{where}: menu", action.toolTip())
        handle = top.windowHandle()
        if handle is not None:
            self.plain(f"{where}: title", handle.title())
        return self


def test_every_page_shows_what_was_typed(window: MainWindow, text: str, qtbot: QtBot, qapp: QApplication) -> None:
    """Window, menus, tips, lists and messages included."""
    for name in PAGES:
        window.show_page(name)
        if name == "assess":
            for practice_id in ("GOV-1", "POL-1"):
                window.go("assess", practice_id)
        if name == "actions":
            for tab in (1, 2, 0):  # each is filled when it comes into view
                window.page("actions").show_tab(tab)  # type: ignore[attr-defined]  # the page of actions
        qtbot.waitUntil(window.current_settled)
        qapp.processEvents()
        reader = Reader(text).read(window, name)
        assert not reader.wrong, "\n".join(reader.wrong)
        assert reader.seen >= LEAST[name], name
    window.show_message("info", f"{text} was done.")
    window.show_message("error", f"{text} was not.")
    reader = Reader(text).read(window, "messages")
    assert not reader.wrong, "\n".join(reader.wrong)


def test_undo_names_what_was_typed(window: MainWindow, text: str) -> None:
    """In the menu, where an ampersand would mark a key."""
    session = window.session
    assert session is not None
    unit = session.add_unit(name=f"{text}3", parent_id=None, roles=())
    assert unit is not None
    reader = Reader(text).read(window, "after adding")
    assert not reader.wrong, "\n".join(reader.wrong)
    session.undo()
    reader = Reader(text).read(window, "after undo")
    assert not reader.wrong, "\n".join(reader.wrong)


def test_every_question_shows_what_was_typed(window: MainWindow, text: str, qtbot: QtBot) -> None:
    """The dialogs that name something a user typed, or offer it."""
    session = window.session
    assert session is not None
    dossier = session.dossier
    (evidence,) = dossier.evidence
    answer = next(a for a in dossier.answers.values() if a.na_reason)
    units = session.store.units()
    dialogs: list[Callable[[], Any]] = [
        lambda: EvidenceDialog(window, evidence, attached=2),
        lambda: AttachDialog(window, [evidence]),
        lambda: UnlockedCopyDialog(window, evidence),
        lambda: LinkDialog(window, link_of("https://a.example/<b>x</b>")),
        lambda: NotApplicableDialog(window, answer),
        lambda: NewUnitDialog(window, units, parent_id=units[0].id),
        lambda: NewAssessmentDialog(window, session),
        lambda: FinaliseDialog(window, dossier),
        lambda: ReopenDialog(window, dossier.assessment),
        lambda: PasswordDialog(window, f"{text}.btech"),
        lambda: Confirm(window, f"Remove {text}?", text, "Remove"),
        lambda: record_dialogs.ActionDialog(window, dossier, dossier.actions[0]),
        lambda: record_dialogs.DecisionDialog(window, dossier, dossier.decisions[0]),
        lambda: record_dialogs.RiskDialog(window, dossier, dossier.salient[0]),
        lambda: record_dialogs.IncidentDialog(window, dossier, dossier.incidents[0]),
    ]
    seen = 0
    for make in dialogs:
        dialog = make()
        qtbot.addWidget(dialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        dialog.setModal(False)
        dialog.show()
        dialog.show_problem(f"{text} is not valid.")
        reader = Reader(text).read(dialog, type(dialog).__name__)
        assert not reader.wrong, "\n".join(reader.wrong)
        seen += reader.seen
        dialog.close()
    assert seen > 2 * len(dialogs)


def test_the_check_sees_what_qt_would_spoil(qtbot: QtBot) -> None:
    """A label, a button, a tip and a title that take text as Qt does by default are found."""
    for spoil in (
        lambda: QLabel(HOSTILE[0]),
        lambda: QPushButton(HOSTILE[0]),
        lambda: _with_tip(HOSTILE[0]),
        lambda: QMessageBox(text=HOSTILE[0]),
    ):
        part = spoil()
        qtbot.addWidget(part)
        assert Reader(HOSTILE[0]).read(part, "bare").wrong


def _with_tip(text: str) -> QWidget:
    made = QWidget()
    made.setToolTip(text)
    return made
