"""Work done in a process of its own, which may be killed or run out of disk on the way."""

import os
import resource
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

KILLED = 9


def in_child(work: Callable[[], object]) -> None:
    """Do something in a forked process; what it raises is raised here, as text."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException:
            os.write(writing, traceback.format_exc().encode()[-4000:])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    assert not said, said


def no_file_over(size: int) -> None:
    """From now on this process can write no file larger than so many bytes: a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def killed_at(step: int, work: Callable[[], object], *, under: Path, events: frozenset[str]) -> bool:
    """Do something in a forked process that ends before its nth file operation under a folder; False if it got by."""
    child = os.fork()
    if not child:
        seen = 0

        def hook(event: str, args: tuple[object, ...]) -> None:
            nonlocal seen
            if event in events and any(str(under) in str(arg) for arg in args):
                seen += 1
                if seen == step:
                    os._exit(KILLED)

        sys.addaudithook(hook)
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    assert ended in (0, KILLED)
    return ended == KILLED
