"""From one place of a report to another: what names a practice leads to its section, and that one back.

An anchor that a copy does not have is no target: there the same words stand as plain text.
"""

import re
from collections.abc import Collection

from btech_desktop.report.document import Span
from btech_desktop.report.fonts import REGULAR

CONTENTS = "contents"


def practice(practice_id: str) -> str:
    """The anchor of a practice's section."""
    return f"practice:{practice_id}"


def domain(domain_id: str) -> str:
    """The anchor of a domain's part."""
    return f"domain:{domain_id}"


def identity(practice_id: str, color: str = "muted") -> Span:
    """A practice's id, leading to its section."""
    return Span(practice_id, REGULAR, color, link=practice(practice_id))


def linked(text: str, ids: Collection[str]) -> list[str | Span]:
    """A sentence of ours with the practices named in it leading to their sections; never what somebody typed."""
    if not ids:
        return [text]
    names = "|".join(re.escape(i) for i in sorted(ids, key=len, reverse=True))
    pieces = re.split(rf"(?<![\w-])({names})(?![\w-])", text)
    return [identity(piece, "") if n % 2 else piece for n, piece in enumerate(pieces) if piece]
