"""Whatever moment the process is killed at, no acknowledged change is lost and every file opens; the short form."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from btech_desktop.integrity import check_workspace
from btech_desktop.store import Store
from tests.conftest import Workspace
from tests.soak.kills import PLACE, SCENARIOS, Range


@pytest.fixture(scope="module")
def ground(worker_id: str) -> Iterator[Range]:
    """On a disk, beside the long form's."""
    place = PLACE.with_name(f"soak-short-{worker_id}")
    yield Range(place)
    shutil.rmtree(place, ignore_errors=True)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_kill_loses_nothing_that_was_acknowledged(ground: Range, name: str) -> None:
    """The file opens, is sound, and holds what was told; `make soak` kills hundreds of times."""
    tally = ground.kill(name, 4)
    assert tally.found == []
    assert tally.kills == 4
    assert tally.acknowledged > 0


def test_after_a_pause_the_words_are_on_disk_whatever_happens(tmp_path: Path) -> None:
    """Typed in the real window, which is killed a second and a half later: an ordinary pause, and time to save."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.window", "typing", str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    (typed,) = json.loads(process.stdout.readline())
    process.kill()
    process.communicate()
    with Store.open(tmp_path / "w.btech") as store:
        assert store.answer(store.assessments()[0].id, "POL-1").note == typed
        assert check_workspace(store) == []


def _grow_and_die(path: Path, largest: int) -> int:
    """In a process that the system ends when a file would grow beyond a size; its exit status."""
    source = path.with_name("source.bin")
    source.write_bytes(bytes(range(256)) * 4_000)
    code = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom btech_desktop.store import Store\n"
        "store = Store.open(Path(sys.argv[1]))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))\n"
        "store.add_file(Path(sys.argv[2]))"
    )
    return subprocess.run([sys.executable, "-c", code, str(path), str(source), str(largest)]).returncode


@pytest.mark.parametrize("pages", [0, 1, 40, 200])
def test_a_file_that_was_growing_when_the_process_ended_opens_as_it_was(workspace: Workspace, pages: int) -> None:
    """Its header may already name pages that are not there yet: the journal beside it puts that right."""
    workspace.answer("POL-1", level=3)
    workspace.store.close()
    size = workspace.path.stat().st_size
    assert _grow_and_die(workspace.path, size + pages * 4096) == -signal.SIGXFSZ
    assert workspace.path.with_name("acme.btech-journal").stat().st_size > 0
    workspace.store = Store.open(workspace.path)
    assert workspace.path.stat().st_size == size
    assert check_workspace(workspace.store) == []
    assert workspace.store.answer(workspace.assessment.id, "POL-1").level == 3
