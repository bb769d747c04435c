"""Saving a report: written beside its place, read back as its reader will open it, and only then put there."""

import hashlib
import re
import unicodedata
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from btech_desktop.errors import ExportFailed
from btech_desktop.exchange.atomic import write_bytes
from btech_desktop.exchange.pdf_data import Refused, attached
from btech_desktop.exchange.pdf_locks import locked, unlocked
from btech_desktop.language import tr

_WORD: Final = re.compile(r"[^\W\d_]+")
_FIRST_SHAPED: Final = "\u0590"  # Latin, Greek, Cyrillic and Armenian come before; Hebrew begins here


class _Contents(NamedTuple):
    """What of a PDF is compared: its pages, the text of the first, and the SHA-256 of the data inside ("": none)."""

    pages: int
    first_page: str
    data_sha256: str


def save_report(path: Path, pdf: bytes, *, headline: str, password: str = "") -> None:
    """Put a report, as :func:`~btech_desktop.report.render` made it, at ``path``, locked where there is a password.

    ``headline`` is what its first page must say (``wording.headline``). Raises ExportFailed when the file cannot be
    written or does not read as it was meant: whatever stood there before is then untouched. Raises BadInput for a
    password that cannot be used.
    """
    data = locked(pdf, password) if password else pdf
    write_bytes(path, data, check=partial(_check, path, pdf, data, headline, password))


def _check(path: Path, pdf: bytes, data: bytes, headline: str, password: str, written: Path) -> None:
    """Raise ExportFailed unless the file holds what was written, opens, and says what it should."""
    try:
        found = written.read_bytes()
        same, meant = found == data, _contents(pdf)
        contents = _contents(unlocked(found, password) if password else found)
    except Exception as error:  # of a torn file the readers raise nearly anything
        raise _not_as_meant(path, f"{type(error).__name__}: {error}") from error
    page = "".join(contents.first_page.split())
    missing = [word for word in _findable(headline) if word not in page]
    if not same or contents != meant or missing:
        raise _not_as_meant(path, f"same bytes: {same}, same contents: {contents == meant}, missing: {missing}")


def _contents(pdf: bytes) -> _Contents:
    from pypdf import PdfReader  # a tenth of a second, for this alone

    reader = PdfReader(BytesIO(pdf))
    try:
        digits = hashlib.sha256(attached(pdf)).hexdigest()
    except Refused as refused:
        if refused.why != "no data":
            raise
        digits = ""
    return _Contents(len(reader.pages), unicodedata.normalize("NFKC", reader.pages[0].extract_text()), digits)


def _findable(headline: str) -> list[str]:
    """Its words, apart from those in scripts whose letters may come back from a page in another order or shape."""
    words = _WORD.findall(unicodedata.normalize("NFKC", headline))
    return [word for word in words if max(word) < _FIRST_SHAPED]


def _not_as_meant(path: Path, details: str) -> ExportFailed:
    return ExportFailed(
        tr(
            "{name} was not saved: read back, it was not what had been written. Try again, or choose another disk.",
            name=path.name,
        ),
        details=details,
    )
