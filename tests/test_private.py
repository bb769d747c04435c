"""What the program writes is its user's alone, and a crash leaves nothing to read."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from btech_desktop.sample import build_sample
from btech_desktop.store import Store

_PROGRAM = [sys.executable, "-m", "btech_desktop"]


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps files of a user's folder from others by itself")
def test_every_file_the_program_makes_is_its_owners_alone(tmp_path: Path) -> None:
    """Reports, parts to send, backups, folders, whatever the umask of the shell."""
    home = tmp_path / "home"
    home.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")} | {"HOME": str(home)}
    file, out = tmp_path / "made.btech", tmp_path / "sent.btech"

    def run(*words: str) -> None:
        command = ["sh", "-c", 'umask 000; exec "$@"', "sh", *_PROGRAM, *words]
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)

    build_sample(file).close()
    with Store.open(file) as store:
        first = store.assessments()[0].id
    file.chmod(0o666)
    run("--smoke")
    run("report", str(file), "--assessment", first, "--audience", "board", "--out", str(tmp_path / "board.pdf"))
    run("extract", str(file), "--assessment", first, "--scope", "all", "--out", str(out))
    run("merge", str(out), "--from", str(file), "--take", "theirs")
    file.unlink()
    made = [p for p in tmp_path.rglob("*") if p != home]
    assert out in made
    assert any(p.suffix == ".pdf" for p in made)
    assert any("backups" in p.parts for p in made)
    assert [str(p) for p in made if stat.S_IMODE(p.stat().st_mode) & 0o077] == []


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
def test_a_crash_leaves_no_image_of_the_memory() -> None:
    """Neither a core file nor one handed to the system's crash handler."""
    code = (
        "from btech_desktop.private import keep_private; keep_private()\n"
        "import ctypes, resource\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "(0, 0) 0"
