"""The JSON file inside a PDF that came from elsewhere: taken out by a process of its own, bounded in time and memory.

What a PDF says of itself may be made to hang or to swell whoever reads it, so the reading can be given up.
"""

import hashlib
import logging
import re
import stat
import subprocess
import sys
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal, get_args

from btech_desktop.errors import PasswordNeeded, UserError, WorkspaceUnusable
from btech_desktop.language import tr
from btech_desktop.steps import Step, no_step

NAME: Final = "assessment.json"
MOST_BYTES: Final = 30_000_000  # of the PDF; a report with its data has less than two million
MOST_FILES: Final = 20  # associated with the PDF
MOST_JSON: Final = 10_000_000  # bytes; the sample's working group's copy has a hundredth of that
SECONDS: Final = 10
_TICK: Final = 0.1  # seconds between two steps
_MEMORY: Final = 700_000_000  # of addresses; the reader itself takes a third of it
COMMAND: Final = "pdf-data"  # of commands.py; for this module alone

Why = Literal["no data", "damaged", "too large", "changed", "locked", "wrong password"]

_SHA256 = re.compile(r"SHA-256: ([0-9a-f]{64})$")


# It quotes what it meets in a damaged file, which is nothing for a log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class Refused(Exception):
    """Why nothing can be taken from a PDF."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def taken(path: Path, password: str = "", step: Step = no_step) -> bytes:
    """The JSON inside the PDF, as it was put there. Raises PasswordNeeded or WorkspaceUnusable: one sentence.

    ``step`` is called while it waits; where that raises, the reading ends.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise _unusable(tr("There is no file {name}. Choose another.", name=path.name), str(error)) from error
    if not stat.S_ISREG(found.st_mode):  # a pipe or device may never end
        raise _sentence("damaged", path)
    if found.st_size > MOST_BYTES:
        raise _sentence("too large", path)
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "btech_desktop"]
    try:
        status, answer = _run([*program, COMMAND, str(path.absolute())], password, step)
    except subprocess.TimeoutExpired as error:
        what = tr("{name} takes too long to read. Nothing was taken from it.", name=path.name)
        raise _unusable(what, f"{SECONDS} s") from error
    except OSError as error:
        what = tr("{name} could not be read: the computer has no room for it now. Try again.", name=path.name)
        raise _unusable(what, str(error)) from error
    said, _, data = answer.partition(b"\n")
    if status == 0 and said == b"data":
        return data
    known: tuple[Why, ...] = get_args(Why)
    raise _sentence(next((why for why in known if why.encode() == said), "damaged"), path)


def _run(program: list[str], password: str, step: Step) -> tuple[int, bytes]:
    """The exit status of a program and what it said. Raises TimeoutExpired or OSError, or what ``step`` raises."""
    begun = time.monotonic()
    with subprocess.Popen(
        program,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as running:
        given: bytes | None = password.encode("utf-8", "replace")
        try:
            while True:
                left = SECONDS - (time.monotonic() - begun)
                try:
                    answer, _ = running.communicate(given, timeout=min(_TICK, max(left, 0)))
                    return running.returncode, answer
                except subprocess.TimeoutExpired:
                    if left <= _TICK:
                        raise
                given = None  # it has been taken in by now
                step(round(time.monotonic() - begun), SECONDS)
        except BaseException:  # a process that nobody waits for must not live on
            running.kill()
            raise


def answer_to(path: Path, password: str) -> bytes:
    """In the process of its own: what :func:`taken` reads, after taking limits upon itself."""
    _limit()
    try:
        with path.open("rb") as file:
            pdf = file.read(MOST_BYTES + 1)  # it may have grown since it was measured
        if len(pdf) > MOST_BYTES:
            raise Refused("too large")
        return b"data\n" + attached(pdf, password)
    except Refused as refused:
        return f"{refused.why}\n".encode()
    except OSError:
        return b"damaged\n"


def attached(pdf: bytes, password: str = "") -> bytes:
    """The JSON inside a PDF. Raises Refused, whatever the bytes are. Bounded in size, not in time."""
    try:
        return _attached(pdf, password)
    except Refused:
        raise
    except Exception as error:  # a torn or hostile file can raise nearly everything from within the reader
        raise Refused("damaged") from error


def _attached(pdf: bytes, password: str) -> bytes:
    from pypdf import PdfReader  # a tenth of a second, for this alone

    if b"/Encrypt" in pdf:
        pdf = _unlocked(pdf, password)
    files = _resolved(PdfReader(BytesIO(pdf)).root_object.get("/AF", []))
    if not isinstance(files, list):
        raise Refused("damaged")
    if len(files) > MOST_FILES:
        raise Refused("too large")
    ours = [spec for spec in map(_resolved, files) if NAME in (spec.get("/UF"), spec.get("/F"))]
    if not ours:
        raise Refused("no data")
    stream = _resolved(_resolved(ours[0]["/EF"])["/F"])
    if stream.get("/Filter", "/FlateDecode") != "/FlateDecode" or "/DecodeParms" in stream:
        raise Refused("damaged")  # what we write has no other; some of the others can be made to take for ever
    data = stream.get_data()
    if len(data) > MOST_JSON:
        raise Refused("too large")
    said = _SHA256.search(str(ours[0].get("/Desc", "")))
    if said is None or hashlib.sha256(data).hexdigest() != said[1]:
        raise Refused("changed")
    return bytes(data)


def _unlocked(pdf: bytes, password: str) -> bytes:
    import pikepdf

    from btech_desktop.exchange.pdf_locks import unlocked  # pypdf has no AES of its own

    try:
        return unlocked(pdf, password)
    except pikepdf.PasswordError as error:
        raise Refused("wrong password" if password else "locked") from error


def _resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _limit() -> None:
    if sys.platform == "win32":
        return  # the parent's clock alone
    import resource

    for what, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        with suppress(OSError, ValueError):  # some systems know no such limit
            resource.setrlimit(what, (most, most))


def _sentence(why: Why, path: Path) -> UserError:
    name = path.name
    if why == "locked":
        return PasswordNeeded(tr("{name} is locked with a password. Give it to read the data inside.", name=name))
    if why == "wrong password":
        return PasswordNeeded(tr("This is not the password of {name}. Type it again.", name=name))
    return _unusable(
        {
            "no data": tr(
                "{name} carries no data. Ask for a copy saved with the data inside, or for a file made with Send an "
                "assessment.",
                name=name,
            ),
            "too large": tr("{name} is larger than a report with its data. Nothing was taken from it.", name=name),
            "changed": tr(
                "The data in {name} are not those that were put there: their SHA-256 differs. Nothing was taken; ask "
                "its sender for the file as it was made.",
                name=name,
            ),
            "damaged": tr("{name} is damaged, or no PDF. Nothing was taken; ask for it to be sent again.", name=name),
        }[why],
        why,
    )


def _unusable(what: str, details: str) -> WorkspaceUnusable:
    return WorkspaceUnusable(what, cause="foreign", details=details)
