"""However the program ends, what was typed up to then is on disk."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from btech_desktop.store import Store
from tests.conftest import Workspace

# The real program on a real file: words typed without a pause, then the end.
_CHILD = """
import os, signal, sys
from pathlib import Path
import platformdirs
platformdirs.user_data_dir = platformdirs.user_log_dir = lambda *a, **k: sys.argv[2]
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from btech_desktop import app
from btech_desktop.gui.main_window import MainWindow

def work():
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    page = window.show_page("assess")
    page.rate(2)
    page.fields.note.setFocus()
    QTest.keyClicks(page.fields.note, "typed to the last moment")
    {end}

_application = app._application
def application(*options):
    made = _application(*options)
    QTimer.singleShot(0, work)
    return made
app._application = application
sys.exit(app.run(Path(sys.argv[1])))
"""


def _run(workspace: Workspace, data: Path, end: str) -> int:
    workspace.store.close()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _CHILD.format(end=end), str(workspace.path), str(data)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.returncode


def _note(workspace: Workspace) -> str:
    with Store.open(workspace.path) as store:
        answer = store.answer(workspace.assessment.id, "POL-1")
        assert answer.level == 2
        return answer.note


@pytest.mark.skipif(os.name != "posix", reason="Windows ends programs in another way")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_saves_and_leaves_in_order(workspace: Workspace, own_data_folder: Path, name: str) -> None:
    """As when the computer shuts down: the file is closed, no journal is left."""
    assert _run(workspace, own_data_folder, f"os.kill(os.getpid(), signal.{name})") == 0
    assert not workspace.path.with_name(f"{workspace.path.name}-journal").exists()
    assert _note(workspace) == "typed to the last moment"


def test_the_end_of_the_session_saves(workspace: Workspace, own_data_folder: Path) -> None:
    """The window system asks to commit data; killed right after, nothing is missing."""
    end = (
        "from btech_desktop.gui.endings import Endings; "
        "QApplication.instance().findChild(Endings)._session_ends(None); "
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    if os.name != "posix":
        end = end.replace("os.kill(os.getpid(), signal.SIGKILL)", "os._exit(1)")
    assert _run(workspace, own_data_folder, end) in (-getattr(signal, "SIGKILL", 9), 1)
    assert _note(workspace) == "typed to the last moment"


def test_killed_after_a_pause_nothing_older_is_missing(workspace: Workspace, own_data_folder: Path) -> None:
    """The pause is under a second; what was typed before it is on disk without any signal to the program."""
    end = "QTest.qWait(1000); os.kill(os.getpid(), signal.SIGKILL)"
    if os.name != "posix":
        end = "QTest.qWait(1000); os._exit(1)"
    _run(workspace, own_data_folder, end)
    assert _note(workspace) == "typed to the last moment"
