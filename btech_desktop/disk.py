"""What must have reached the disk before the next step, and what is to leave it."""

import hashlib
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

_PIECE = 1 << 20


def sync(handle: int) -> None:
    """Wait until what was written to an open file is on the disk itself."""
    if sys.platform == "darwin":
        import fcntl

        # There fsync stops at the drive's own memory.
        with suppress(OSError):
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
    os.fsync(handle)


def sync_folder(folder: Path) -> None:
    """Wait until renamings in a folder are on the disk; where folders cannot be synced (Windows) they are at once."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy_private(source: Path, target: Path) -> str:
    """Copy a closed file, on disk, readable by its owner alone; its SHA-256. The target must not exist."""
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "rb+") as copy, source.open("rb") as original:
        shutil.copyfileobj(original, copy, _PIECE)
        copy.flush()
        sync(copy.fileno())
        # Of what was written, not of what was read.
        copy.seek(0)
        return hashlib.file_digest(copy, "sha256").hexdigest()


def overwrite(handle: int) -> None:
    """Write zeros over an open file's whole content and sync it. A solid-state disk may keep the old blocks."""
    size, done = os.fstat(handle).st_size, 0
    os.lseek(handle, 0, os.SEEK_SET)
    while done < size:
        done += os.write(handle, bytes(min(_PIECE, size - done)))
    sync(handle)
