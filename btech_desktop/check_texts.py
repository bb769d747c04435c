"""Checks of what is said beside the levels: reasons, scope, what is public, what is not answered; pure."""

import hashlib

from btech_desktop.assessment import Dossier
from btech_desktop.findings import Finding, basis
from btech_desktop.language import tr
from btech_desktop.terms import shown


def not_applicable_without_reason(dossier: Dossier) -> tuple[Finding, ...]:
    """Not applicable needs a reason."""
    return tuple(
        Finding(
            p.id, "no N/A reason", tr("{practice} is not applicable, without a reason.", practice=p.id), "no reason"
        )
        for p in dossier.practices()
        if dossier.answers[p.id].not_applicable and not dossier.answers[p.id].na_reason.strip()
    )


def old_reasons(dossier: Dossier, before: Dossier | None) -> tuple[Finding, ...]:
    """Not applicable for the very words of the period before: whether they still hold is asked once a period."""
    return tuple(
        Finding(
            p.id,
            "old N/A reason",
            tr(
                "{practice} is not applicable for the reason given in the period before. Look whether it still holds.",
                practice=p.id,
            ),
            basis("as in", before.assessment.id),
        )
        for p in dossier.practices()
        if before is not None
        and (now := dossier.answers[p.id]).not_applicable
        and (then := before.answers.get(p.id)) is not None
        and then.not_applicable
        and now.na_reason.strip() == then.na_reason.strip() != ""
    )


def scopes_narrowed(dossier: Dossier, before: Dossier | None) -> tuple[Finding, ...]:
    """Practices that count less than their case says, unless the period before counted just the same.

    The sentence says whether the period before counted the whole case, another part of it, or is not known.
    """
    found = []
    for practice in dossier.practices():
        scope = dossier.answers[practice.id].scope_note.strip()
        then = before.answers.get(practice.id) if before is not None else None
        earlier = then.scope_note.strip() if then is not None else None
        if scope and scope != earlier:
            found.append(Finding(practice.id, "scope narrowed", _narrowed(practice.id, earlier), _trace(scope)))
    return tuple(found)


def _narrowed(practice_id: str, earlier: str | None) -> str:
    if earlier is None:
        return tr(
            "{practice} counts less than its case says. Whoever reads the level should know.", practice=practice_id
        )
    if not earlier:
        return tr(
            "{practice} counts less than its case says; the period before counted the whole. "
            "Whoever reads the level should know.",
            practice=practice_id,
        )
    return tr(
        "{practice} counts less than its case says, and another part than the period before. "
        "Whoever reads the level should know.",
        practice=practice_id,
    )


def _trace(text: str) -> str:
    """Another one for another text; the words cannot be read from it."""
    return f"scope {hashlib.sha256(text.encode()).hexdigest()[:8]}"


def public_without_link(dossier: Dossier) -> tuple[Finding, ...]:
    """Practices said to be public, with nothing attached that leads a reader there: no link, nothing shareable."""
    return tuple(
        Finding(
            p.id,
            "public without link",
            tr("{practice} is said to be public; nothing attached leads a reader there.", practice=p.id),
            "nothing linked",
        )
        for p in dossier.practices()
        if dossier.answers[p.id].disclosed == "yes"
        and not any(e.kind == "link" or e.sensitivity == "shareable" for e in dossier.evidence_for(p.id))
    )


def unanswered_when_final(dossier: Dossier) -> tuple[Finding, ...]:
    """Practices still to answer in an assessment that is in review or final."""
    status = dossier.assessment.status
    if status == "draft":
        return ()
    return tuple(
        Finding(
            p.id,
            "final unanswered",
            tr("{practice} is not answered, and the assessment is {status}.", practice=p.id, status=shown(status)),
            status,
        )
        for p in dossier.practices()
        if not dossier.answers[p.id].settled
    )
