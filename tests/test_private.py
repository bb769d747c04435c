"""What the program writes is its user's alone, and a crash leaves nothing to read."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = [sys.executable, "-m", "btech_desktop"]


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps files of a user's folder from others by itself")
def test_every_file_the_program_makes_is_its_owners_alone(tmp_path: Path) -> None:
    """Workspace, reports, pictures, folders, whatever the umask of the shell."""
    home = tmp_path / "home"
    home.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")} | {"HOME": str(home)}
    file, out = tmp_path / "made.btech", tmp_path / "demo"

    def run(*words: str) -> None:
        command = ["sh", "-c", 'umask 000; exec "$@"', "sh", *_PROGRAM, *words]
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)

    run("new", str(file), "--organisation", "Acme")
    run("--smoke")
    run("demo", "--out", str(out))
    made = [p for p in tmp_path.rglob("*") if p != home]
    assert file in made
    assert any(p.suffix == ".pdf" for p in made)
    assert any(p.suffix == ".png" for p in made)
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
