"""Evidence files outside the workspace: which may be opened, private copies of them, and links as they really are."""

import codecs
import os
import re
import shutil
import stat
import tempfile
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any, Final

from btech_desktop.errors import BadInput, ExportFailed, UserError
from btech_desktop.evidence_files import PIECE, short_name
from btech_desktop.language import tr

# How the content of each type that may be opened begins. None of them is run by the program that shows it.
# (From the formats' own specifications: ISO 32000, PNG, JFIF/ITU T.81, GIF87a and 89a, RIFF/WebP, TIFF 6.0, BMP.)
_BEGINNINGS: Final[dict[str, tuple[bytes, ...]]] = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
    ".tif": (b"II*\x00", b"MM\x00*"),
    ".tiff": (b"II*\x00", b"MM\x00*"),
    ".bmp": (b"BM",),
}
OPENABLE: Final = frozenset({*_BEGINNINGS, ".txt"})
LONGEST_ON_DISK = 200  # bytes; most file systems take 255
# Names that Windows gives to devices, whatever their ending.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


def ending(name: str) -> str:
    """The last ending of a file's name, in small letters with its dot; nothing where it has none."""
    return Path(short_name(name)).suffix.lower()


def may_open(name: str) -> bool:
    """Whether a file of this name is of a type that may be opened, if its content is what the name says."""
    return ending(name) in OPENABLE


def is_what_it_says(path: Path) -> bool:
    """Whether a file may be opened by its ending, and its content begins as that type does. Text is UTF-8, no NUL."""
    kind = ending(path.name)
    if kind == ".txt":
        return _is_text(path)
    with path.open("rb") as file:
        head = file.read(16)
    return head.startswith(_BEGINNINGS.get(kind, ())) and (kind != ".webp" or head[8:12] == b"WEBP")


def _is_text(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                if "\0" in decoder.decode(piece):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def name_on_disk(name: str) -> str:
    """The name under which a copy is written: no folder, no invisible signs, no device, at most 200 bytes."""
    plain = short_name(name)
    if plain.split(".")[0].strip().casefold() in _DEVICES:
        plain = f"_{plain}"
    last = Path(plain).suffix
    stem = plain.removesuffix(last)
    room = max(LONGEST_ON_DISK - len(last.encode()), 1)
    if len(stem.encode()) > room:
        plain = stem.encode()[:room].decode(errors="ignore") + last
    return plain


def private_copy(folder: Path, name: str, fill: Callable[[Callable[[bytes], object]], object]) -> Path:
    """Write a file that only its owner may read, in a fresh folder of its own below ``folder``.

    ``fill`` is given what writes a piece. Where it raises, nothing is left behind. Raises ExportFailed too.
    """
    own: Path | None = None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        own = Path(tempfile.mkdtemp(dir=folder))
        path = own / name_on_disk(name)
        # Nobody may write to it, so that no work is put into a copy that will be gone.
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, 0o400), "wb") as file:
            fill(file.write)
    except OSError as error:
        _discard(own)
        raise ExportFailed(
            tr(
                "No copy of the file could be made in {folder}: {reason}. Free some space there, or save the "
                "file elsewhere.",
                folder=folder,
                reason=error.strerror,
            ),
            details=str(error),
        ) from error
    except UserError:
        _discard(own)
        raise
    return path


_BINARY: Final[int] = getattr(os, "O_BINARY", 0)  # Windows only


def remove_copies(folder: Path) -> None:
    """Remove a folder of copies; what another program keeps open (Windows) stays until the next try."""

    def writable(_: Any, path: str, __: Any) -> None:
        # Windows removes no file that is marked as read-only.
        with suppress(OSError):
            Path(path).chmod(stat.S_IWRITE)
            Path(path).unlink()

    shutil.rmtree(folder, onerror=writable)


def _discard(folder: Path | None) -> None:
    if folder is not None:
        remove_copies(folder)


# -- links ------------------------------------------------------------------------------------------------


def looks_like_link(locator: str) -> bool:
    """Whether what a person typed begins as a web address does."""
    return locator.strip().casefold().startswith(("http://", "https://"))


_LABEL: Final = re.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")
_LONE_PERCENT: Final = re.compile("%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Link:
    """An address with everything invisible or misleading escaped: what is shown is what is opened."""

    address: str
    host: str
    names_somebody: bool  # something stands before an @, which is easily taken for the host


def link_of(locator: str) -> Link:
    """The web address in what a person typed. Raises BadInput for what is none.

    The host is given as it goes over the wire (IDNA), so that letters which look alike do not; all other signs
    outside printable ASCII are percent-encoded (RFC 3986).
    """
    text = locator.strip()
    if not looks_like_link(text):
        raise BadInput(tr("Only addresses that begin with http:// or https:// are opened from here."))
    if any(c.isspace() or c == "\\" for c in text):  # browsers take a backslash for a slash, other programs do not
        raise BadInput(
            tr("The address has a space, a line break or a backslash in it. Leave only the address in “Where it is”.")
        )
    scheme, _, rest = text.partition("://")
    cut = next((n for n, c in enumerate(rest) if c in "/?#"), len(rest))
    authority, path = rest[:cut], rest[cut:]
    before, at, place = authority.rpartition("@")
    name, colon, port = place.rpartition(":") if _has_port(place) else (place, "", "")
    host = _host(name)
    if not host or (colon and not (port.isascii() and port.isdigit())):
        raise BadInput(tr("The address names no host that could be opened. Correct it in “Where it is”."))
    address = f"{scheme.lower()}://{_escaped(before)}{at}{host}{colon}{port}{_escaped(path)}"
    return Link(address, host, bool(at))


def _has_port(place: str) -> bool:
    return ":" in place.rpartition("]")[2]


def _host(name: str) -> str:
    """A host in ASCII, or nothing where it is none."""
    if name.startswith("[") and name.endswith("]") and "%" not in name:
        with suppress(ValueError):
            return f"[{IPv6Address(name[1:-1])}]"
    if any(unicodedata.category(c).startswith("C") for c in name):
        return ""
    try:
        host = ".".join(_label(label) for label in re.split("[.\u3002\uff0e\uff61]", name))
    except UnicodeError:
        return ""
    labels = host.removesuffix(".").split(".")
    return host if all(_LABEL.fullmatch(label) for label in labels) and _names_or_ipv4(labels) else ""


def _names_or_ipv4(labels: list[str]) -> bool:
    """Programs read a host that ends in a number as an IPv4 address, in ways of their own unless it is written out."""
    if not re.fullmatch("[0-9]+|0x[0-9a-f]*", labels[-1]):
        return True
    return len(labels) == 4 and all(re.fullmatch("0|[1-9][0-9]{0,2}", n) and int(n) < 256 for n in labels)


def _label(label: str) -> str:
    if any(c in "ßς" for c in label):  # kept since IDNA 2008; the codec would make another host of them
        return f"xn--{unicodedata.normalize('NFC', label.lower()).encode('punycode').decode('ascii')}"
    return label.encode("idna").decode("ascii").lower()


def _escaped(text: str) -> str:
    """Everything but printable ASCII percent-encoded, and the few signs that no address may have."""
    return "".join(
        c if "!" <= c <= "~" and c not in '"<>^`{|}' else "".join(f"%{b:02X}" for b in c.encode("utf-8", "replace"))
        for c in _LONE_PERCENT.sub("%25", text)
    )


__all__ = [
    "OPENABLE",
    "Link",
    "is_what_it_says",
    "link_of",
    "looks_like_link",
    "may_open",
    "name_on_disk",
    "private_copy",
    "remove_copies",
]
