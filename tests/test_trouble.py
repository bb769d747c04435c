"""When disk, folder or another program stands in the way: one exact sentence, nothing lost, and a way on that works."""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from btech_desktop import backup
from btech_desktop.backup import BackupFailed
from btech_desktop.errors import WorkspaceUnusable
from btech_desktop.form import Form
from btech_desktop.gui.session import Session, copy_elsewhere
from btech_desktop.integrity import check_workspace
from btech_desktop.store import Store
from tests.conftest import Workspace

LONG = "Not lost. " * 1_990  # 20 KB: five pages


class Troubled:
    """A session on a workspace, and the sentences it says."""

    def __init__(self, path: Path, form: Form) -> None:
        made = Workspace(path, form)
        self.session = Session(made.store, who="Ana")
        self.said: list[str] = []
        self.session.not_saved.connect(self.said.append)

    @property
    def path(self) -> Path:
        return self.session.store.path

    def write_three(self) -> None:
        """Three texts, of which the window takes each, whatever the disk does."""
        for practice_id in ("POL-1", "POL-2", "POL-3"):
            assert self.session.answer(practice_id, level=2, note=f"{practice_id} {LONG}")

    def close(self) -> None:
        self.session.close()

    def shows_three(self) -> bool:
        """Whether the window shows the three texts."""
        return all(self.session.answer_of(p).note == f"{p} {LONG}" for p in ("POL-1", "POL-2", "POL-3"))


def holds_three(path: Path) -> bool:
    """Whether a closed file holds the three texts, sound."""
    with Store.open(path) as store:
        assert check_workspace(store) == []
        answers = store.dossier(store.assessments()[0].id).answers
        return all(answers[p].note == f"{p} {LONG}" for p in ("POL-1", "POL-2", "POL-3"))


@pytest.fixture
def troubled(tmp_path: Path, form: Form, qtbot: QtBot) -> Iterator[Troubled]:
    """On a disk without trouble so far."""
    made = Troubled(tmp_path / "acme.btech", form)
    yield made
    made.close()


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The system refuses to let any file grow beyond a size (EFBIG); Python ignores the signal that comes with it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(place)], capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("a small disk can be mounted by the administrator alone")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Use up what is free on the disk; the file that does."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue
    return ballast


# -- the disk ---------------------------------------------------------------------------------------------

FULL = "The disk is full. Your last {} still here, not yet on disk. Save a copy elsewhere, or free some space."


def test_a_full_disk_keeps_every_change_in_the_window(small_disk: Path, form: Form, qtbot: QtBot) -> None:
    """They are counted; when there is space again all of them are written."""
    troubled = Troubled(small_disk / "acme.btech", form)
    ballast = fill(small_disk)
    troubled.write_three()
    assert troubled.said == [FULL.format(n) for n in ("change is", "2 changes are", "3 changes are")]
    assert troubled.session.unsaved == 3
    assert troubled.shows_three()
    assert not troubled.session.retry()
    assert troubled.session.unsaved == 3
    ballast.unlink()
    assert troubled.session.retry()
    assert troubled.session.unsaved == 0
    troubled.close()
    assert holds_three(small_disk / "acme.btech")


def test_from_a_full_disk_everything_goes_to_a_copy_elsewhere(
    small_disk: Path, tmp_path: Path, form: Form, qtbot: QtBot
) -> None:
    """The copy holds what the disk refused; the file on the full disk is as sound as before."""
    troubled = Troubled(small_disk / "acme.btech", form)
    fill(small_disk)
    troubled.write_three()
    with pytest.raises(WorkspaceUnusable) as caught:
        copy_elsewhere(troubled.session, small_disk / "copy.btech")
    assert str(caught.value) == f"The copy could not be written to {small_disk}. Choose another folder."
    assert not (small_disk / "copy.btech").exists()
    assert copy_elsewhere(troubled.session, tmp_path / "copy.btech")
    assert troubled.session.unsaved == 0
    troubled.close()
    assert holds_three(tmp_path / "copy.btech")
    (small_disk / "ballast").unlink()
    with Store.open(small_disk / "acme.btech") as store:
        assert check_workspace(store) == []
        assert store.answer(store.assessments()[0].id, "POL-1").note == ""


def test_a_backup_on_a_full_disk_says_so(
    small_disk: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is written; nothing is left there."""
    monkeypatch.setattr(backup, "data_dir", lambda: small_disk)
    with pytest.raises(BackupFailed) as caught:
        workspace.store.back_up("on request")
    folder = small_disk / "backups" / workspace.store.workspace().uuid
    assert str(caught.value) == (
        f"No backup could be made: the disk of {folder.parent} is nearly full. Free some space."
    )
    monkeypatch.setattr(backup, "SPARE_BYTES", -(10**9))
    fill(small_disk)
    with pytest.raises(BackupFailed) as caught:
        workspace.store.back_up("on request")
    assert str(caught.value) == (
        f"No backup could be made in {folder.parent}. Check that the folder can be written to and its disk has room."
    )
    assert list(folder.iterdir()) == []


def test_a_disk_that_turns_read_only_says_so(small_disk: Path, form: Form, qtbot: QtBot) -> None:
    """As Linux does with a disk that fails. What was typed is written once the disk takes it again."""
    troubled = Troubled(small_disk / "acme.btech", form)
    # The session has the file open for writing, which forbids this until the journal and file are let go of; so
    # the disk is made read-only while the file is closed, and the file is opened there.
    troubled.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    store = Store.open(small_disk / "acme.btech")
    assert store.read_only
    session = Session(store, who="Ana")
    said: list[str] = []
    session.not_saved.connect(said.append)
    assert session.answer("POL-1", level=2)
    assert said == [
        "acme.btech can only be read here. Your last change is still here, not yet on disk. Save a copy elsewhere."
    ]
    assert session.answer_of("POL-1").level == 2
    session.close()


def test_an_input_output_error_keeps_every_change_in_the_window(troubled: Troubled, tmp_path: Path) -> None:
    """The system refuses the write; afterwards all of it is on disk."""
    with files_of_at_most(troubled.path.stat().st_size):
        troubled.write_three()
        assert troubled.said[-1] == (
            "acme.btech could not be written. Your last 3 changes are still here, not yet on disk. "
            "Save a copy elsewhere."
        )
        assert troubled.session.unsaved == 3
        assert troubled.shows_three()
    assert troubled.session.retry()
    assert copy_elsewhere(troubled.session, tmp_path / "copy.btech")
    assert holds_three(tmp_path / "acme.btech")


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    """A read that the system answers with an input/output error."""
    path = tmp_path / "acme.btech"
    path.symlink_to("/proc/self/mem")  # whose first bytes no process may read
    with pytest.raises(WorkspaceUnusable) as caught:
        Store.open(path)
    assert str(caught.value) == "acme.btech cannot be read: Input/output error."


# -- the folder and other programs ------------------------------------------------------------------------

MOVED = (
    "acme.btech was moved, deleted or replaced by another program while open. Nothing is written to it any more. "
    "Your last {} still here, not yet on disk. Save a copy elsewhere."
)


def _moved(path: Path) -> None:
    path.rename(path.with_name("away.btech"))


def _deleted(path: Path) -> None:
    path.unlink()


def _replaced(path: Path) -> None:
    """As a sync client does; by a process of its own, since opening the file here would drop its lock."""
    subprocess.run(["cp", str(path), str(path.with_name("new"))], check=True)
    path.with_name("new").replace(path)


@pytest.mark.parametrize("away", [_moved, _deleted, _replaced])
def test_a_file_that_is_gone_keeps_every_change_in_the_window(
    troubled: Troubled, tmp_path: Path, away: Callable[[Path], None]
) -> None:
    """Moved, deleted or replaced: nothing is written to what nobody sees, and the copy elsewhere holds all of it."""
    away(tmp_path / "acme.btech")
    troubled.write_three()
    assert troubled.said == [MOVED.format(n) for n in ("change is", "2 changes are", "3 changes are")]
    assert troubled.shows_three()
    assert copy_elsewhere(troubled.session, tmp_path / "copy.btech")
    troubled.close()
    assert holds_three(tmp_path / "copy.btech")


def test_a_file_replaced_during_a_save_keeps_the_change_in_the_window(troubled: Troubled, tmp_path: Path) -> None:
    """The path is looked at again before the change is made final."""
    swapped: list[str] = []

    def swap(statement: str) -> None:
        if "insert into history" in statement and not swapped:
            swapped.append(statement)
            _replaced(tmp_path / "acme.btech")

    troubled.session.store.connection.set_trace_callback(swap)
    troubled.write_three()
    assert len(swapped) == 1
    assert troubled.session.unsaved == 3
    assert troubled.said == [MOVED.format(n) for n in ("change is", "2 changes are", "3 changes are")]
    assert copy_elsewhere(troubled.session, tmp_path / "copy.btech")
    troubled.close()
    assert holds_three(tmp_path / "copy.btech")


@pytest.mark.parametrize("closed", ["file", "folder"])
def test_where_one_may_only_read_writing_is_refused_and_kept(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, closed: str
) -> None:
    """A file or a folder that may only be read opens for reading; a copy elsewhere takes the change."""
    workspace.store.close()
    barred = workspace.path if closed == "file" else workspace.path.parent
    # The tests may run as root, whom modes do not stop: say what the system would say to anyone else.
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK or Path(path) != barred)
    session = Session(Store.open(workspace.path), who="Ana")
    said: list[str] = []
    session.not_saved.connect(said.append)
    assert session.answer("POL-1", level=2)
    assert said == [
        "acme.btech can only be read here. Your last change is still here, not yet on disk. Save a copy elsewhere."
    ]
    monkeypatch.undo()
    assert copy_elsewhere(session, tmp_path / "copy.btech")
    assert session.store.answer(workspace.assessment.id, "POL-1").level == 2
    session.close()
    workspace.store = Store.open(workspace.path)
    assert workspace.store.answer(workspace.assessment.id, "POL-1").level is None


def _from_another_process(path: Path, *, read_only: bool) -> str:
    """What another process is told that opens the file."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom btech_desktop import sqlite\n"
        "from btech_desktop.store import Store\nsqlite.BUSY_MS = 50\n"
        "try:\n    Store.open(Path(sys.argv[1]), read_only=sys.argv[2] == 'True').close(); print('opened')\n"
        "except Exception as error: print(error)"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(path), str(read_only)], capture_output=True, text=True)
    return ran.stdout.strip() or ran.stderr


@pytest.mark.parametrize("read_only", [False, True])
def test_a_second_process_is_refused_for_reading_too(workspace: Workspace, read_only: bool) -> None:
    """It is told where to close the file; the first goes on undisturbed."""
    assert _from_another_process(workspace.path, read_only=read_only) == (
        "acme.btech is open in another window or on another computer. Close it there, then try again."
    )
    assert workspace.answer("POL-1", level=3).level == 3


def test_a_second_opening_in_this_process_is_refused(workspace: Workspace) -> None:
    """Before the file is touched, so that the lock holds."""
    with pytest.raises(WorkspaceUnusable) as caught:
        Store.open(workspace.path)
    assert str(caught.value) == "acme.btech is open in this window already."
    assert "is open in another window" in _from_another_process(workspace.path, read_only=True)


def test_a_file_read_here_is_not_held_against_others(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may only read leaves the file to those who may write."""
    workspace.store.close()
    workspace.store = Store.open(workspace.path, read_only=True)
    assert _from_another_process(workspace.path, read_only=True) == "opened"


# -- nothing opens the workspace beside its own connection ------------------------------------------------


@pytest.fixture
def driven(tmp_path: Path) -> Iterator[Callable[[str], list[str]]]:
    """Has the real window driven in a process that then waits; what it told."""
    running: list[subprocess.Popen[str]] = []

    def drive(what: str) -> list[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.window", what, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        assert process.stdout is not None
        told = process.stdout.readline()
        assert told, "the window met an error"
        found: list[str] = json.loads(told)
        return found

    yield drive
    for process in running:
        process.kill()
        process.communicate()


def test_nothing_in_the_process_opens_the_workspace_beside_its_connection(
    driven: Callable[[str], list[str]], tmp_path: Path
) -> None:
    """A day in the window, its own path chosen wherever one can be: no file is opened twice, and the lock holds."""
    assert driven("day") == []
    assert "is open in another window" in _from_another_process(tmp_path / "w.btech", read_only=True)


def test_the_lock_would_be_seen_to_be_lost(driven: Callable[[str], list[str]], tmp_path: Path) -> None:
    """The control: one more opening in the process is noted, and another process gets in."""
    (noted,) = driven("careless")
    assert noted.startswith("w.btech")
    assert _from_another_process(tmp_path / "w.btech", read_only=True) == "opened"
