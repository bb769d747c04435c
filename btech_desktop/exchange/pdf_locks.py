"""A PDF with a password: AES-256 (ISO 32000-2, revision 6), set when it is saved and taken off when it is read.

One password, to open: the restrictions which a second one would put on printing or copying protect nothing, since
any program can take them off.
"""

import re
import unicodedata
from io import BytesIO
from typing import Final

import pikepdf

from btech_desktop import password as passwords
from btech_desktop import sqlite
from btech_desktop.errors import BadInput
from btech_desktop.language import mark, tr

MOST_BYTES: Final = 127  # of a password in UTF-8; what comes after is not looked at (ISO 32000-2, 7.6.4.3.3)
NO_ARCHIVE: Final = mark(
    "With a password the file is no archive file (PDF/A): what is to be kept for years must open without one."
)
_ARCHIVE: Final = re.compile(rb"<(pdfaid:(?:part|conformance))>[^<]*</\1>\n?")


def refuse_unusable(password: str) -> None:
    """Raise BadInput for a password that is too short, too long or not to be typed; the rule for workspaces."""
    if len(password) < passwords.SHORTEST:
        raise BadInput(tr("Use at least {least} characters for the password.", least=passwords.SHORTEST))
    if not sqlite.usable(password):
        raise BadInput(tr("The password holds a character that none can hold. Type it instead of pasting it."))
    if len(_composed(password).encode()) > MOST_BYTES:
        raise BadInput(tr("The password is too long for a PDF. Use a shorter one."))


def locked(pdf: bytes, password: str) -> bytes:
    """The PDF, to be opened with the password; it says no more that it is an archive file. Raises BadInput.

    Different bytes each time: the key is drawn anew.
    """
    refuse_unusable(password)
    key = _composed(password)
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        metadata = opened.Root.get("/Metadata")
        if isinstance(metadata, pikepdf.Stream):
            metadata.write(_ARCHIVE.sub(b"", metadata.read_bytes()))
        opened.save(out, encryption=pikepdf.Encryption(user=key, owner=key, R=6))
    return out.getvalue()


def unlocked(pdf: bytes, password: str) -> bytes:
    """The PDF without its password. Raises pikepdf.PasswordError where this is not it, PdfError for a damaged file."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf), password=_composed(password)) as opened:
        opened.save(out, encryption=False)
    return out.getvalue()


def _composed(password: str) -> str:
    """As SASLprep has it (RFC 4013): systems differ in how they hand over an accent."""
    return unicodedata.normalize("NFKC", password)
