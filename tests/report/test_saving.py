"""A report is saved only when the file reads as it was made; with a password it opens with that alone."""

import io
import os
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from pypdf import PdfReader

from btech_desktop.errors import BadInput, ExportFailed
from btech_desktop.exchange.atomic import write_bytes
from btech_desktop.exchange.pdf_locks import NO_ARCHIVE, locked, unlocked
from btech_desktop.exchange.pdf_saving import save_report
from btech_desktop.facts import Facts, gather
from btech_desktop.form import Form
from btech_desktop.report import render
from btech_desktop.report_options import ReportOptions
from btech_desktop.wording import headline
from tests.conftest import Workspace

PASSWORD = "vier fremde Wörter"


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory, form: Form) -> Facts:
    """Of one answer, for the board."""
    made = Workspace(tmp_path_factory.mktemp("saved") / "acme.btech", form)
    with made.store as store:
        made.answer("POL-1", level=2, finding="A policy is in force")
        return gather(store, made.assessment.id, audience="board")


@pytest.fixture(scope="module")
def pdf(facts: Facts) -> bytes:
    """Its report, with data."""
    return render(facts, ReportOptions(carry_data=True))


def saved(path: Path, pdf: bytes, facts: Facts, password: str = "") -> bytes:
    save_report(path, pdf, headline=headline(facts), password=password)
    assert list(path.parent.glob(f".{path.name}*")) == []
    return path.read_bytes()


def test_what_is_saved_is_what_was_shown(tmp_path: Path, pdf: bytes, facts: Facts) -> None:
    """The very bytes of the preview; a file that stood there before is replaced."""
    path = tmp_path / "board.pdf"
    path.write_bytes(b"old")
    assert saved(path, pdf, facts) == pdf
    assert headline(facts).split()[0] in PdfReader(path).pages[0].extract_text()


def test_with_a_password_it_opens_with_that_alone(tmp_path: Path, pdf: bytes, facts: Facts) -> None:
    """AES-256, however accents are typed; everything may be done with it; it claims to be no archive file any more."""
    data = saved(tmp_path / "board.pdf", pdf, facts, PASSWORD)
    for wrong in ("", "vier fremde Worter"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(data), password=wrong)
    with pikepdf.open(io.BytesIO(data), password=PASSWORD) as opened, pikepdf.open(io.BytesIO(pdf)) as before:
        assert (opened.encryption.R, opened.encryption.bits, opened.allow.extract) == (6, 256, True)
        assert b"<pdfaid:part>3</pdfaid:part>" in before.Root.Metadata.read_bytes()
        assert b"<pdfaid" not in opened.Root.Metadata.read_bytes()
    plain = unlocked(data, PASSWORD.replace("ö", "o\u0308"))
    assert not page.is_pdf_compliant_bytes(plain, profile=page.ValidationProfile.PDF_A_3A)
    shown, meant = (PdfReader(io.BytesIO(one)) for one in (plain, pdf))
    assert [p.extract_text() for p in shown.pages] == [p.extract_text() for p in meant.pages]
    assert shown.attachments == meant.attachments != {}
    for secret in (b"Acme", b"POL-1", b"btech-desktop/assessment"):
        assert secret not in data
    assert "PDF/A" in NO_ARCHIVE


@pytest.mark.parametrize(
    ("password", "says"), [("short", "at least 8 characters"), ("ab\0" * 9, "none can hold"), ("ä" * 64, "too long")]
)
def test_a_password_that_cannot_be_used_is_refused(pdf: bytes, tmp_path: Path, password: str, says: str) -> None:
    """The rule for workspaces, and what a PDF can hold: 127 bytes."""
    with pytest.raises(BadInput, match=says):
        save_report(tmp_path / "board.pdf", pdf, headline="", password=password)
    assert list(tmp_path.glob("*.pdf")) == []
    assert locked(pdf, "ä" * 63).startswith(b"%PDF-")


@pytest.mark.parametrize("password", ["", PASSWORD])
@pytest.mark.parametrize("spoil", ["torn", "flipped", "emptied"])
def test_a_file_that_reads_otherwise_is_not_saved(
    tmp_path: Path, pdf: bytes, facts: Facts, monkeypatch: pytest.MonkeyPatch, spoil: str, password: str
) -> None:
    """A disk that says *written* and is not: the old file stays, nothing else is left, one sentence says so."""
    path = tmp_path / "board.pdf"
    path.write_bytes(b"old")
    flush = os.fsync

    def lose(handle: int) -> None:
        size = os.fstat(handle).st_size
        if spoil == "flipped":
            os.pwrite(handle, b"\0" * 16, size // 2)
        else:
            os.ftruncate(handle, size // 2 if spoil == "torn" else 0)
        flush(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lose)
        with pytest.raises(ExportFailed) as caught:
            save_report(path, pdf, headline=headline(facts), password=password)
    assert str(caught.value) == (
        "board.pdf was not saved: read back, it was not what had been written. Try again, or choose another disk."
    )
    assert path.read_bytes() == b"old"
    assert list(tmp_path.glob(".board*")) == []


def test_a_report_without_its_headline_is_not_saved(tmp_path: Path, pdf: bytes, facts: Facts) -> None:
    """Words in scripts whose letters join or turn around may come back in another order: they are not looked for."""
    save_report(tmp_path / "board.pdf", pdf, headline=f"{headline(facts)} \u05d0\u05d1\u05d2 2026")
    with pytest.raises(ExportFailed, match="read back"):
        save_report(tmp_path / "other.pdf", pdf, headline="Remedy is the strongest area elsewhere")
    assert not (tmp_path / "other.pdf").exists()


def test_what_a_check_raises_leaves_the_old_file(tmp_path: Path) -> None:
    """It is given the new file, whole, before that takes its place."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    seen: list[Any] = []

    def look(written: Path) -> None:
        seen.append((written.parent == tmp_path, written.read_bytes(), path.read_bytes()))
        if len(seen) > 1:
            raise ExportFailed("No.")

    write_bytes(path, b"new", check=look)
    with pytest.raises(ExportFailed):
        write_bytes(path, b"newer", check=look)
    assert seen == [(True, b"new", b"old"), (True, b"newer", b"new")]
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
