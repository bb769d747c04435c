"""The running app opens no internet socket: the kernel ends the process at the first one (Linux, seccomp)."""

import ctypes
import os
import platform
import signal
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest

# From linux/seccomp.h, linux/filter.h, linux/audit.h and the tables of system calls of both machines.
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _MODE_FILTER = 22, 38, 2
_ALLOW, _KILL_PROCESS = 0x7FFF0000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # where they lie in struct seccomp_data
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}  # audit number, number of socket()
_IO_URING_SETUP = 425  # on both: a ring could open sockets without a call to socket()
_X32 = 0x40000000  # calls of another table on x86_64

HAS_SECCOMP = sys.platform == "linux" and platform.machine() in _MACHINES and Path("/proc/sys/kernel/seccomp").exists()
needs_seccomp = pytest.mark.skipif(
    not HAS_SECCOMP, reason="needs a Linux kernel with seccomp filters on x86_64 or aarch64"
)


def forbid_the_network() -> None:
    """From here on the kernel kills this process, with SIGSYS, when it asks for any socket but a local one (AF_UNIX).

    There is no way back, and threads and child processes inherit it: for a process of its own.
    """
    machine, number_of_socket = _MACHINES[platform.machine()]

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    program = [
        step(_LOAD, _MACHINE),
        step(_EQUAL, machine, 0, 7),
        step(_LOAD, _NUMBER),
        step(_AT_LEAST, _X32, 5),
        step(_EQUAL, _IO_URING_SETUP, 4),
        step(_EQUAL, number_of_socket, 0, 2),
        step(_LOAD, _FIRST_ARGUMENT),
        step(_EQUAL, socket.AF_UNIX, 0, 1),
        step(_RETURN, _ALLOW),
        step(_RETURN, _KILL_PROCESS),
    ]
    code = ctypes.create_string_buffer(b"".join(program))
    head = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    for call in ((_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(head), 0, 0)):
        if libc.prctl(*call):
            raise OSError(ctypes.get_errno(), "the kernel takes no filter")


def run_forbidden(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process that may not use the network; afterwards it tries to, which must be its end."""
    whole = f"""
import socket, sys
from pathlib import Path
from tests.test_network import forbid_the_network
folder = Path({str(folder)!r})
forbid_the_network()
socket.socket(socket.AF_UNIX).close()
{code}
print("done", flush=True)
socket.socket(socket.AF_INET)
print("not stopped", flush=True)
"""
    places = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "TMPDIR")}
    return subprocess.run(
        [sys.executable, "-c", whole],
        env=os.environ | places | {"QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=120,
    )


@needs_seccomp
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
@pytest.mark.parametrize("thread", [False, True])
def test_the_filter_catches_an_internet_socket(tmp_path: Path, family: str, thread: bool) -> None:
    """The control: a process that asks for one is ended there, in whichever thread it asks."""
    code = f"import threading\nthread = threading.Thread(target=lambda: socket.socket(socket.{family}))\n"
    code += "thread.start(); thread.join()" if thread else "thread.run()"
    ran = run_forbidden(tmp_path, code)
    assert (ran.returncode, ran.stdout) == (-signal.SIGSYS, "")


@needs_seccomp
def test_the_window_opens_no_internet_socket(tmp_path: Path) -> None:
    """Start, sample, overview, end."""
    ran = run_forbidden(tmp_path, "from btech_desktop import app\nassert app.run(None, smoke=True) == 0")
    assert (ran.stdout, ran.returncode) == ("done\n", -signal.SIGSYS), ran.stderr


@needs_seccomp
def test_every_page_and_every_report_opens_no_internet_socket(tmp_path: Path) -> None:
    """Both PDFs, the data, and a picture of every page, help, settings and the report's preview among them."""
    ran = run_forbidden(
        tmp_path,
        "from btech_desktop.demo import build_demo\nassert len(list(build_demo(folder / 'out'))) > 10",
    )
    assert (ran.stdout, ran.returncode) == ("done\n", -signal.SIGSYS), ran.stderr
