"""What may be opened, copies that only their owner reads, and links that lead where they say."""

import errno
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from btech_desktop import attachments
from btech_desktop.attachments import (
    OPENABLE,
    is_what_it_says,
    link_of,
    looks_like_link,
    may_open,
    name_on_disk,
    private_copy,
    remove_copies,
)
from btech_desktop.errors import BadInput, ExportFailed, WorkspaceUnusable
from btech_desktop.evidence_files import LONGEST_NAME, PIECE

CONTENTS = {
    ".pdf": b"%PDF-1.7\n",
    ".png": b"\x89PNG\r\n\x1a\n....",
    ".jpg": b"\xff\xd8\xff\xe0..",
    ".jpeg": b"\xff\xd8\xff\xe0..",
    ".gif": b"GIF89a..",
    ".webp": b"RIFF\x00\x01\x00\x00WEBPVP8 ",
    ".tif": b"II*\x00..",
    ".tiff": b"MM\x00*..",
    ".bmp": b"BM....",
    ".txt": "Grüße 你好\n".encode(),
}


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_each_listed_type_is_known_by_its_content(tmp_path: Path) -> None:
    """The list is closed, every type opens with its own beginning, and with no other type's but text."""
    assert set(CONTENTS) == OPENABLE
    for kind in OPENABLE:
        for other, content in CONTENTS.items():
            same = {kind, other} <= {".jpg", ".jpeg"} or {kind, other} <= {".tif", ".tiff"} or kind == other
            plain = kind == ".txt" and other in (".pdf", ".gif", ".bmp")  # words as far as they go
            assert is_what_it_says(write(tmp_path / f"a{kind}", content)) is (same or plain), (kind, other)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"MZ\x90\x00\x03"),
        ("a.txt", b"zero \0 here"),
        ("a.txt", b"caf\xe9"),
        ("a.txt", b"cut \xe2\x82"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WAVE"),
        ("a.pdf", b" %PDF-1.7"),
        ("a.pdf", b""),
        ("a.exe", b"%PDF-1.7"),
        ("a", b"%PDF-1.7"),
    ],
)
def test_content_that_belies_its_name_is_not_opened(tmp_path: Path, name: str, content: bytes) -> None:
    """Programs under the name of a text, binary text, other containers, empty files."""
    assert not is_what_it_says(write(tmp_path / name, content))


def test_text_is_read_to_its_end(tmp_path: Path) -> None:
    """A NUL far behind, and a sign cut by the end of a piece, are judged as they are."""
    piece = PIECE
    assert is_what_it_says(write(tmp_path / "a.txt", b"a" * (piece - 1) + "é".encode() + b"b"))
    assert not is_what_it_says(write(tmp_path / "a.txt", b"a" * (2 * piece) + b"\0"))


def test_the_last_ending_counts() -> None:
    """Whatever the name pretends."""
    assert may_open("Policy.PDF")
    assert may_open("scan.pdf . ")  # trailing dots and spaces are none
    for name in ("policy.pdf.exe", "policy.html", "run.desktop", "a.svg", "a.docm", "pdf", "", "evil\u202egpj.exe"):
        assert not may_open(name), name


@given(st.text(max_size=LONGEST_NAME))
def test_any_name_makes_a_file_of_its_folder(name: str) -> None:
    """No separator, no climbing out, nothing invisible, and short enough for every file system."""
    made = name_on_disk(name)
    assert made == Path(made).name
    assert made not in ("", ".", "..")
    assert made.isprintable()
    assert len(made.encode()) <= attachments.LONGEST_ON_DISK
    assert not made.endswith((".", " "))
    assert attachments.ending(made) == attachments.ending(name) or len(name) > 100


def test_names_that_windows_gives_to_devices_are_kept_apart() -> None:
    """So is a long name in signs of four bytes: it keeps its ending."""
    assert name_on_disk("con.txt") == "_con.txt"
    assert name_on_disk("LPT1.tar.pdf") == "_LPT1.tar.pdf"
    assert name_on_disk("content.txt") == "content.txt"
    long = name_on_disk("😀" * 150 + ".pdf")
    assert long.endswith("😀.pdf")
    assert len(long.encode()) <= 200


def test_a_copy_is_its_owners_alone(tmp_path: Path) -> None:
    """In a fresh folder each time, and gone when asked."""
    root = tmp_path / "opened"

    def fill(write: Callable[[bytes], object]) -> None:
        write(b"one ")
        write(b"two")

    first, second = private_copy(root, "../a.txt", fill), private_copy(root, "../a.txt", fill)
    assert first.read_bytes() == second.read_bytes() == b"one two"
    assert first.parent != second.parent
    assert {first.parent.parent, second.parent.parent} == {root}
    if sys.platform != "win32":
        assert stat.S_IMODE(first.stat().st_mode) == 0o400
        assert stat.S_IMODE(first.parent.stat().st_mode) == stat.S_IMODE(root.stat().st_mode) == 0o700
    remove_copies(root)
    assert not root.exists()


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (WorkspaceUnusable("The file kept here is damaged."), WorkspaceUnusable),
        (OSError(errno.ENOSPC, "No space left on device"), ExportFailed),
    ],
)
def test_a_copy_that_fails_leaves_nothing(tmp_path: Path, error: Exception, raised: type[Exception]) -> None:
    """Damage or a full disk half-way."""

    def fill(write: Callable[[bytes], object]) -> None:
        write(b"half")
        raise error

    with pytest.raises(raised):
        private_copy(tmp_path, "a.txt", fill)
    assert list(tmp_path.iterdir()) == []


# -- links ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "address", "host"),
    [
        ("https://example.org/policy?year=2026#rule-3", "https://example.org/policy?year=2026#rule-3", "example.org"),
        (" HTTP://Example.org:8080 ", "http://example.org:8080", "example.org"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4", "xn--bcher-kva.example"),
        ("https://straße.example", "https://xn--strae-oqa.example", "xn--strae-oqa.example"),
        ("https://\u0430pple.example", "https://xn--pple-43d.example", "xn--pple-43d.example"),  # a Cyrillic a
        ("https://a.example/\u202etxt.exe", "https://a.example/%E2%80%AEtxt.exe", "a.example"),
        ("https://a.example/x\x07y", "https://a.example/x%07y", "a.example"),
        ("https://10.0.0.25/100%/%41%zz", "https://10.0.0.25/100%25/%41%25zz", "10.0.0.25"),
        ("https://[2001:DB8::1]:443/", "https://[2001:db8::1]:443/", "[2001:db8::1]"),
        ("https://a.example。evil.example", "https://a.example.evil.example", "a.example.evil.example"),
    ],
)
def test_a_link_is_shown_as_it_goes_over_the_wire(typed: str, address: str, host: str) -> None:
    """Nothing invisible, nothing that looks alike, and the host as the browser takes it."""
    link = link_of(typed)
    assert (link.address, link.host, link.names_somebody) == (address, host, False)


def test_what_stands_before_an_at_sign_is_no_host() -> None:
    """It is shown, and said to be a name."""
    link = link_of("https://bank.example:secret@evil.example/")
    assert link.host == "evil.example"
    assert link.address == "https://bank.example:secret@evil.example/"
    assert link.names_somebody


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("javascript:alert(1)", "begin with http"),
        ("file:///etc/passwd", "begin with http"),
        ("Shelf 3, binder 7", "begin with http"),
        ("", "begin with http"),
        ("https://a.example and a word", "a space, a line break"),
        ("https://a.example\nhttps://b.example", "a space, a line break"),
        ("https://a.example\\@b.example", "a backslash"),
        ("https://", "no host"),
        ("https:///etc/passwd", "no host"),
        ("https://a.example:port/", "no host"),
        ("https://ex\u202eample.org", "no host"),
        ("https://ex%61mple.org", "no host"),
        ("https://a..b", "no host"),
        ("https://-a.example", "no host"),
        ("https://2130706433/", "no host"),
        ("https://0x7f.1", "no host"),
        ("https://10.0.0.256", "no host"),
        ("https://" + "a" * 64 + ".org", "no host"),
    ],
)
def test_what_is_no_link_is_refused_in_words(typed: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        link_of(typed)


@given(st.one_of(st.text(max_size=80), st.text(max_size=80).map(lambda rest: f"https://{rest}")))
def test_any_locator_is_a_clean_address_or_refused(typed: str) -> None:
    """Printable ASCII without spaces, http or https, and stable: the address shown leads to itself."""
    try:
        link = link_of(typed)
    except BadInput:
        return
    assert looks_like_link(typed)
    assert link.address.isascii()
    assert link.address.isprintable()
    assert not set(link.address) & set(' \\"<>')
    assert link.address.startswith(("http://", "https://"))
    assert link_of(link.address) == link
