"""A finding of the consistency checks as a value, and what every check reads; pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from btech_desktop.assessment import Dismissal, Dossier

# In the order in which they are told.
FindingKind = Literal[
    "incident",
    "no N/A reason",
    "old N/A reason",
    "above evidence",
    "old evidence",
    "no change reason",
    "scope narrowed",
    "target below level",
    "policy without remedy",
    "public without link",
    "final unanswered",
]
KINDS: tuple[FindingKind, ...] = get_args(FindingKind)
BASIS_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer to look at again, and why in a sentence. The text holds nothing that a user typed."""

    practice_id: str
    kind: FindingKind
    text: str
    basis: str  # what was found, so that a finding let stand is asked about again once it is something else


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks found, for one reader. ``unshown``: how many more rest on what the reader may not see."""

    open: tuple[Finding, ...] = ()
    let_stand: tuple[tuple[Finding, Dismissal], ...] = ()
    unshown: int = 0


def basis(*parts: object) -> str:
    """What was found, as text that changes whenever a part of it does; where it is long, a SHA-256 stands for it."""
    text = ", ".join(map(str, parts))
    return text if len(text) <= BASIS_LIMIT else hashlib.sha256(text.encode()).hexdigest()


def counted_levels(dossier: Dossier) -> Iterable[tuple[str, int]]:
    """Practices with a level that counts, in the order of the form."""
    for practice in dossier.practices():
        answer = dossier.answers[practice.id]
        if answer.level is not None and not answer.to_confirm:
            yield practice.id, answer.level
