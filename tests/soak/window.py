"""The real window driven in a process of its own, for what is looked at from outside. The process is then killed, or
goes on when it is told to on its standard input.

``python -m tests.soak.window day FOLDER``: a day's work; prints what Python opened beside the workspace's connection.
``python -m tests.soak.window careless FOLDER``: opens the workspace once more, as nothing in the app may.
``python -m tests.soak.window typing FOLDER``: types a note, and says when the pause after it is over.
"""

import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from btech_desktop import app as app_module
from btech_desktop import held
from btech_desktop.gui.assess import AssessPage
from btech_desktop.gui.evidence_dialog import EvidenceDialog
from btech_desktop.gui.main_window import HOME, ON_ASSESSMENT, MainWindow
from btech_desktop.gui.report_page import ReportPage
from btech_desktop.gui.settings import Settings
from btech_desktop.gui.theme import Look
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.sample import build_sample
from tests.soak.work import at_home, prepare

PAUSE_AND_SAVE_MS = 1_500  # a pause of at most a second, and time to write
TYPED = "Half a thought that must not be lost"


def window_on(path: Path) -> tuple[QApplication, MainWindow]:
    """The window as the app opens it, on a workspace."""
    app = app_module._application()
    window = MainWindow(Look(app, "light", 1.0), Settings(path.with_name("settings.ini")), path)
    window.resize(1280, 720)
    window.show()
    app.processEvents()
    return app, window


def _assess(window: MainWindow) -> AssessPage:
    page = window.show_page("assess")
    assert isinstance(page, AssessPage)
    return page


def watch_opens(found: list[str]) -> None:
    """From here on every opening by Python of a file that is held as a workspace is noted, with its place."""
    looking = False

    def hook(event: str, args: tuple[Any, ...]) -> None:
        nonlocal looking
        if event != "open" or looking or not isinstance(args[0], str | bytes):
            return
        looking = True  # extracting the stack opens source files
        try:
            path = Path(args[0].decode() if isinstance(args[0], bytes) else args[0])
            if held.is_held(path):
                place = [f for f in traceback.extract_stack() if "btech_desktop" in f.filename][-1:]
                found.append(f"{path.name} in {place}")
        finally:
            looking = False

    sys.addaudithook(hook)


def _settle(window: MainWindow, app: QApplication) -> None:
    deadline = QDeadlineTimer(20_000)
    while not window.current_settled() and not deadline.hasExpired():
        app.processEvents()


def _answering(do: Callable[[Dialog], object]) -> None:
    """Answer the next modal question; then close it whatever it says."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, Dialog):
            QTimer.singleShot(5, look)
            return
        do(dialog)
        if dialog.isVisible():
            dialog.reject()

    QTimer.singleShot(0, look)


def day(folder: Path) -> list[str]:
    """Rate, write, attach, report, back up, copy, and every way in which the workspace's own path can be chosen."""
    path = folder / "w.btech"
    build_sample(path).close()
    app, window = window_on(path)
    session = window.session
    assert session is not None
    found: list[str] = []
    watch_opens(found)
    page = _assess(window)
    page.show_practice("POL-1")
    page.rate(3)
    page.fields.note.setPlainText(TYPED)
    page.flush()
    source = folder / "log.txt"
    source.write_text("counted\n", encoding="utf-8")
    asked: list[str] = []

    def describe(dialog: Dialog) -> None:
        assert isinstance(dialog, EvidenceDialog)
        dialog.title_edit.setText("Log")
        dialog.accept()
        asked.append(dialog.problem_label.text() if dialog.isVisible() else "taken")

    for file in (source, path):
        _answering(describe)
        page.add_evidence(file)
    assert asked[0] == "taken", asked
    assert "is the open workspace itself" in asked[1], asked
    report = window.show_page("report")
    assert isinstance(report, ReportPage)
    _settle(window, app)
    for target in (folder / "report.pdf", path):
        report.ask_path = lambda *_, target=target: target
        report.save_pdf()
        report.save_data()
    assert (folder / "report.pdf").stat().st_size > 0
    says = [bar.text for bar in window.messages]
    assert any("is the workspace itself" in text or "is the open workspace itself" in text for text in says), says
    for name in (*ON_ASSESSMENT, HOME, "settings", "help"):
        window.show_page(name)
        _settle(window, app)
    assert session.store.back_up("on request") is not None
    (folder / "other-name.btech").symlink_to(path)
    for again in (path, folder / "other-name.btech"):
        assert window.open_workspace(again)
        assert window.session is session
    for target in (path, folder / "copy.btech"):
        QFileDialog.getSaveFileName = lambda *_, target=target, **__: (str(target), "")  # type: ignore[method-assign]
        window.save_copy()
    assert session.store.path == folder / "copy.btech"
    assert window.open_workspace(path)  # closes the copy, with a backup, and opens the first again
    app.processEvents()
    return found


def careless(folder: Path) -> list[str]:
    """The control: one look into the file, and the lock is gone."""
    prepare(folder)
    path = folder / "w.btech"
    window_on(path)
    found: list[str] = []
    watch_opens(found)
    path.open("rb").close()
    return found


def typing(folder: Path) -> list[str]:
    """Type a note as a person would, and rest."""
    prepare(folder)
    _, window = window_on(folder / "w.btech")
    page = _assess(window)
    page.show_practice("POL-1")
    note = page.fields.note
    note.setFocus()
    QTest.keyClicks(note, TYPED)
    assert note.toPlainText() == TYPED
    QTest.qWait(PAUSE_AND_SAVE_MS)
    return [TYPED]


def main() -> None:
    """See above."""
    what, folder = sys.argv[1], Path(sys.argv[2])
    at_home(folder)
    told = {"day": day, "careless": careless, "typing": typing}[what](folder)
    print(json.dumps(told), flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main()
