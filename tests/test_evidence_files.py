"""Files kept as evidence: streamed in and out, checked by SHA-256, shared, and gone when nothing refers to them."""

import hashlib
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from btech_desktop import evidence_files
from btech_desktop.assessment import Evidence, new_id
from btech_desktop.errors import BadInput, NotSaved, WorkspaceUnusable
from btech_desktop.evidence_files import KeptFile, measure, short_name
from btech_desktop.integrity import check_workspace
from btech_desktop.store import Change, Store
from tests.conftest import Workspace


def _evidence(kept: KeptFile) -> Evidence:
    return Evidence(
        id=new_id(), title="Log", file_name=kept.name, file_sha256=kept.sha256, file_size=kept.size, shows="use"
    )


def _attach(workspace: Workspace, path: Path) -> Evidence:
    evidence = _evidence(workspace.store.add_file(path))
    workspace.store.write([Change(None, evidence)], who="t")
    return evidence


def _content(store: Store, sha256: str) -> bytes:
    found: list[bytes] = []
    store.take_file(sha256, found.append)
    return b"".join(found)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "review log.csv"
    path.write_bytes(b"date,deal\n" + b"2026-03-01,\xc5\x81\xc3\xb3d\xc5\xba\n" * 40_000)
    return path


def test_what_was_attached_comes_out_again(workspace: Workspace, log: Path) -> None:
    """Byte for byte, also after reopening, and the original may be gone."""
    evidence = _attach(workspace, log)
    content = log.read_bytes()
    log.unlink()
    workspace.store.close()
    workspace.store = Store.open(workspace.path)
    assert evidence.file_sha256 == hashlib.sha256(content).hexdigest()
    assert _content(workspace.store, evidence.file_sha256) == content
    assert (evidence.file_name, evidence.file_size) == ("review log.csv", len(content))
    assert check_workspace(workspace.store) == []


def test_the_same_content_is_kept_once(workspace: Workspace, log: Path, tmp_path: Path) -> None:
    """Under whatever names."""
    other = tmp_path / "copy.csv"
    other.write_bytes(log.read_bytes())
    _attach(workspace, log)
    before = workspace.path.stat().st_size
    _attach(workspace, other)
    assert workspace.path.stat().st_size - before < log.stat().st_size / 2


def test_content_leaves_when_nothing_refers_to_it_any_more(workspace: Workspace, log: Path) -> None:
    """Not before closing, so that undo can bring it back; then not a byte of it stays."""
    evidence = _attach(workspace, log)
    assert evidence.file_sha256 is not None
    workspace.store.write([Change(evidence, None)], who="t")
    assert workspace.store.has_file(evidence.file_sha256)
    workspace.store.write([Change(None, evidence)], who="t")
    assert _content(workspace.store, evidence.file_sha256) == log.read_bytes()
    workspace.store.write([Change(evidence, None)], who="t")
    workspace.store.close()
    assert b"2026-03-01" not in workspace.path.read_bytes()
    workspace.store = Store.open(workspace.path)
    assert not workspace.store.has_file(evidence.file_sha256)


def test_under_legal_hold_content_stays(workspace: Workspace, log: Path) -> None:
    """Until it is lifted."""
    evidence = _attach(workspace, log)
    assert evidence.file_sha256 is not None
    workspace.store.set_legal_hold(True, reason="Court order", who="Ana")
    workspace.store.write([Change(evidence, None)], who="t")
    workspace.store.close()
    workspace.store = Store.open(workspace.path)
    assert workspace.store.has_file(evidence.file_sha256)
    workspace.store.set_legal_hold(False, reason="Case closed", who="Ana")
    workspace.store.close()
    workspace.store = Store.open(workspace.path)
    assert not workspace.store.has_file(evidence.file_sha256)


def test_a_damaged_content_is_found_when_taken_out_and_by_check(workspace: Workspace, log: Path) -> None:
    """One flipped byte in a plain file, which SQLite itself does not see."""
    evidence = _attach(workspace, log)
    workspace.store.close()
    whole = bytearray(workspace.path.read_bytes())
    whole[whole.index(b"2026-03-01") + 3] ^= 1
    workspace.path.write_bytes(whole)
    workspace.store = Store.open(workspace.path)
    assert evidence.file_sha256 is not None
    with pytest.raises(WorkspaceUnusable, match="not what was attached"):
        _content(workspace.store, evidence.file_sha256)
    assert check_workspace(workspace.store) == [
        "The file of the evidence 'Log' is damaged: it does not match its SHA-256. "
        "Restore a backup, or attach it again."
    ]


def test_a_missing_content_is_found_by_check(workspace: Workspace, log: Path) -> None:
    """Somebody deleted it with another program."""
    _attach(workspace, log)
    workspace.store.close()
    with sqlite3.connect(workspace.path) as other:
        other.execute("delete from files")
    other.close()
    workspace.store = Store.open(workspace.path)
    assert check_workspace(workspace.store) == [
        "The file of the evidence 'Log' is not here. Restore a backup, or merge a copy that holds it."
    ]


def test_what_cannot_be_kept_is_refused_in_words(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Empty, too large, a folder, not there, the workspace itself."""
    empty, large = tmp_path / "empty.txt", tmp_path / "large.bin"
    empty.write_bytes(b"")
    with large.open("wb") as file:
        file.truncate(evidence_files.MOST_BYTES + 1)
    for path, says in (
        (empty, "empty.txt is empty"),
        (large, "large.bin is larger than 50 MB"),
        (tmp_path, "is not a file"),
        (tmp_path / "none", "is not a file"),
        (workspace.path, "is the open workspace itself"),
    ):
        with pytest.raises(BadInput, match=says):
            workspace.store.add_file(path)


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    workspace: Workspace, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of either content stays."""
    kept = measure(log)
    monkeypatch.setattr(evidence_files, "measure", lambda _: kept)
    log.write_bytes(b"other".ljust(kept.size))
    with pytest.raises(BadInput, match="changed while it was read"):
        workspace.store.add_file(log)
    assert not workspace.store.has_file(kept.sha256)


def test_a_full_disk_keeps_no_part_of_a_file(workspace: Workspace, log: Path) -> None:
    """The transaction is taken back whole."""
    connection = workspace.store.connection
    pages = connection.execute("pragma page_count").fetchone()[0]
    connection.execute(f"pragma max_page_count = {pages + 10}")
    with pytest.raises(NotSaved, match=r"The disk is full\."):
        workspace.store.add_file(log)
    assert not workspace.store.has_file(measure(log).sha256)
    workspace.answer("POL-1", level=2)


def test_contents_are_taken_over_from_another_workspace(workspace: Workspace, log: Path, tmp_path: Path) -> None:
    """As merging and copies to be sent do."""
    kept = workspace.store.add_file(log)
    with Store.create(tmp_path / "other.btech", organisation="Other", password="four unrelated words") as other:
        other.copy_files(workspace.store, [kept, kept])
        assert _content(other, kept.sha256) == log.read_bytes()


@given(st.text(min_size=0, max_size=400))
def test_a_kept_name_is_harmless_and_short(name: str) -> None:
    """No folder, no control character, at most 200 characters, never empty, and its ending kept where it has one."""
    short = short_name(name)
    assert 1 <= len(short) <= evidence_files.LONGEST_NAME
    assert not set(short) & set('/\\:*?"<>|')
    assert short.isprintable()
    assert short not in (".", "..")
    assert short_name("x" * 300 + ".pdf").endswith(".pdf")
