"""A file is written whole or not at all."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from btech_desktop.errors import ExportFailed
from btech_desktop.exchange.atomic import write_bytes
from tests.conftest import Workspace


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    write_bytes(path, b"one")
    write_bytes(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportFailed, match="full") as caught:
        write_bytes(path, b"new")
    assert str(tmp_path) in str(caught.value)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportFailed, match="is not there"):
        write_bytes(tmp_path / "none" / "report.pdf", b"new")


def test_where_replacing_is_refused_the_file_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")

    def refuse(*_: Any) -> Path:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(Path, "replace", refuse)
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_where_replacing_is_refused_what_is_written_is_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the old content is written again."""
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")
    flushed: list[int] = []
    flush = os.fsync

    def refuse(*_: Any) -> Path:
        raise PermissionError(errno.EACCES, "denied")

    def lose(handle: int) -> None:
        flushed.append(handle)
        if len(flushed) == 2:  # after the temporary file, the file itself
            os.pwrite(handle, b"#", 0)
        flush(handle)

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(os, "fsync", lose)
    with pytest.raises(ExportFailed, match=r"report\.pdf could not be written in"):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_way_stays(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.mkdir()
    with pytest.raises(ExportFailed, match="folder"):
        write_bytes(path, b"new")
    assert list(tmp_path.iterdir()) == [path]


def test_the_open_workspace_is_never_written_over(workspace: Workspace) -> None:
    """Opening it a second time in this process would drop its lock, and the workspace would be gone."""
    workspace.answer("POL-1", level=1)
    before = workspace.path.stat()
    with pytest.raises(ExportFailed) as caught:
        write_bytes(workspace.path, b"%PDF")
    assert str(caught.value) == "acme.btech is the open workspace itself. Choose another name."
    after = workspace.path.stat()
    assert (after.st_ino, after.st_size, after.st_mtime_ns) == (before.st_ino, before.st_size, before.st_mtime_ns)
    assert {p.name for p in workspace.path.parent.iterdir()} == {"acme.btech", "acme.btech-journal"}
