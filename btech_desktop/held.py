"""Which files this process holds open as workspaces.

On POSIX, opening and closing such a file a second time in the same process drops SQLite's lock on it, and
somebody else could then write. So whoever is about to open a file that a person chose asks here first.
"""

from pathlib import Path

Identity = tuple[int, int]

_held: set[Identity] = set()


def identity(path: Path) -> Identity | None:
    """Device and inode of what the path shows now; None where there is nothing."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def hold(path: Path) -> Identity | None:
    """Note that the file is open; what :func:`release` takes."""
    found = identity(path)
    if found is not None:
        _held.add(found)
    return found


def release(found: Identity | None) -> None:
    """Note that the file was closed."""
    if found is not None:
        _held.discard(found)


def is_held(path: Path) -> bool:
    """Whether the path shows a file that is open as a workspace in this process."""
    return identity(path) in _held
