"""Writing a file whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO

from btech_desktop import disk
from btech_desktop.errors import ExportFailed
from btech_desktop.held import is_held
from btech_desktop.language import tr


def write_bytes(path: Path, data: bytes, *, check: Callable[[Path], object] | None = None) -> None:
    """Write the file so that its path holds either what stood there before or all of ``data``.

    ``check`` is given the file that was written, before it takes its place. Raises ExportFailed, or what ``check``
    raises; whatever stood there before is then untouched.
    """
    write_stream(path, lambda write: write(data), check=check)


def write_stream(
    path: Path,
    fill: Callable[[Callable[[bytes], object]], object],
    *,
    check: Callable[[Path], object] | None = None,
) -> None:
    """The same for content that comes in pieces: ``fill`` is given what writes one. What it raises passes through."""
    if is_held(path):
        raise ExportFailed(tr("{name} is the open workspace itself. Choose another name.", name=path.name))
    try:
        temporary = _beside(path, fill)
    except OSError as error:
        raise ExportFailed(_sentence(path, error), details=str(error)) from error
    if check is not None:
        try:
            check(temporary)
        except BaseException:
            _discard(temporary)
            raise
    try:
        temporary.replace(path)
        with suppress(OSError):  # some network folders cannot, and need not
            disk.sync_folder(path.parent)
    except OSError as error:
        _in_place(path, temporary, error)


def _beside(path: Path, fill: Callable[[Callable[[bytes], object]], object]) -> Path:
    """A complete copy of the data, on disk, in the folder of the target."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            fill(file.write)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        _discard(temporary)
        raise
    return temporary


def _in_place(path: Path, temporary: Path, refused: OSError) -> None:
    """Some network folders refuse to replace a file but let it be written: then with the old content at hand."""
    old: bytes | None = None
    try:
        old = path.read_bytes() if path.exists() else None
        with temporary.open("rb") as new:
            _overwrite(path, new)
        if not _holds(path, temporary.read_bytes()):
            raise OSError("what was written does not read as it was")
    except OSError as error:
        if old is not None and not _holds(path, old):
            try:
                _overwrite(path, BytesIO(old))
            except OSError:
                # Neither the old nor the new content is whole at the path: leave the new one beside it.
                message = tr(
                    "{name} could not be written whole in {folder}; a whole copy is in {copy}.",
                    name=path.name,
                    folder=path.parent,
                    copy=temporary.name,
                )
                raise ExportFailed(message, details=f"{refused}; {error}") from error
        _discard(temporary)
        raise ExportFailed(_sentence(path, error), details=f"{refused}; {error}") from error
    _discard(temporary)


def _holds(path: Path, data: bytes) -> bool:
    with suppress(OSError):
        return path.read_bytes() == data
    return False


def _discard(temporary: Path) -> None:
    with suppress(OSError):
        temporary.unlink(missing_ok=True)


def _overwrite(path: Path, source: IO[bytes]) -> None:
    with path.open("wb") as file:
        shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())


def _sentence(path: Path, error: OSError) -> str:
    name, folder = path.name, path.parent
    if isinstance(error, FileNotFoundError):
        return tr("The folder {folder} is not there. Choose another folder.", folder=folder)
    if error.errno == 28:  # ENOSPC
        return tr(
            "{name} was not written: the disk of {folder} is full. Free some space or choose another disk.",
            name=name,
            folder=folder,
        )
    if isinstance(error, PermissionError):
        return tr(
            "{name} may not be written in {folder}. Close it if another program has it open, or choose another folder.",
            name=name,
            folder=folder,
        )
    if isinstance(error, IsADirectoryError) or path.is_dir():
        return tr("{name} in {folder} is a folder. Choose another name.", name=name, folder=folder)
    return tr(
        "{name} could not be written in {folder}. Choose another folder, then try again.", name=name, folder=folder
    )
