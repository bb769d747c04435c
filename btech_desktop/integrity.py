"""Whether a workspace is sound: the file itself, and that what it says fits together; reads only."""

import hashlib

from btech_desktop import periods
from btech_desktop.assessment import Dossier, Unit
from btech_desktop.errors import UserError
from btech_desktop.language import mark, tr
from btech_desktop.last_known import last_known
from btech_desktop.records import row_of
from btech_desktop.store import Store


def check_workspace(store: Store) -> list[str]:
    """One sentence a finding; empty when sound."""
    found = [
        tr("The file is damaged: {problem}. Restore a backup.", problem=problem) for problem in store.check_integrity()
    ]
    if found:
        return found
    try:
        found += _units(store.units())
        found += store.damaged_forms()
        for assessment in store.assessments():
            dossier = store.dossier(assessment.id)
            found += _assessment(dossier, complete=store.workspace().complete)
            found += _signed(store, dossier)
            if store.workspace().complete:
                found += _history(store, dossier)
        found += store.damaged_files()
    except UserError as error:
        found.append(str(error))
    return found


def _units(units: tuple[Unit, ...]) -> list[str]:
    parents = {u.id: u.parent_id for u in units}
    found = []
    for unit in units:
        seen = {unit.id}
        above = unit.parent_id
        while above is not None:
            if above in seen:
                found.append(tr("The unit {name} is placed below itself. Move it to another unit.", name=unit.name))
                break
            seen.add(above)
            above = parents.get(above)
    return found


def _assessment(dossier: Dossier, *, complete: bool) -> list[str]:
    assessment, form = dossier.assessment, dossier.form
    name = f"{dossier.unit.name}, {assessment.period}"
    found = []
    asked = set(assessment.asked)
    for practice_id in sorted(asked - set(form.ids)):
        found.append(
            tr(
                "{name}: {practice} is asked, but {edition} has no such practice.",
                name=name,
                practice=practice_id,
                edition=form.edition,
            )
        )
    for practice_id in sorted(asked - set(dossier.answers)):
        found.append(
            tr(
                "{name}: the place for the answer to {practice} is gone. Restore a backup.",
                name=name,
                practice=practice_id,
            )
        )
    for practice_id in sorted(set(dossier.answers) - asked):
        found.append(
            tr("{name}: there is an answer to {practice}, which is not asked.", name=name, practice=practice_id)
        )
    for practice_id, answer in dossier.answers.items():
        practice = form.by_id.get(practice_id)
        if answer.not_applicable and practice is not None and practice.never_na:
            found.append(
                tr(
                    "{name}: {practice} may not be not applicable. Choose a level.",
                    name=name,
                    practice=practice_id,
                )
            )
        if complete and answer.not_applicable and not answer.na_reason.strip():
            found.append(
                tr(
                    "{name}: {practice} is not applicable without a reason. Give one.",
                    name=name,
                    practice=practice_id,
                )
            )
        if assessment.final and answer.to_confirm:
            found.append(
                tr(
                    "{name}: final, though {practice} is still to confirm. Reopen and confirm it.",
                    name=name,
                    practice=practice_id,
                )
            )
    for unknown, items in (
        (mark("{name}: the salient issue {title} names {practice}, which does not exist."), dossier.salient),
        (mark("{name}: the incident {title} names {practice}, which does not exist."), dossier.incidents),
    ):
        for item in items:
            for practice_id in sorted(set(item.practices) - set(form.ids)):
                found.append(tr(unknown, name=name, title=repr(item.title), practice=practice_id))
    if complete and assessment.final and not periods.matches(dossier, assessment.final_sha256, assessment.final_format):
        found.append(tr("{name}: changed after it was locked: its content does not match its SHA-256.", name=name))
    return found


def _signed(store: Store, dossier: Dossier) -> list[str]:
    """What was signed must still be the bytes its SHA-256 was taken over, for each time it was locked."""
    found = []
    signatures = {r.number: r.final_sha256 for r in dossier.revisions}
    if dossier.assessment.final:
        signatures[dossier.assessment.revision] = dossier.assessment.final_sha256
    for signed in store.signed(dossier.assessment.id):
        name = tr(
            "{name}, {period}, revision {number}",
            name=dossier.unit.name,
            period=dossier.assessment.period,
            number=signed.number,
        )
        if signed.sha256 != signatures.get(signed.number, signed.sha256):
            found.append(tr("{name}: the signature was changed after it was locked.", name=name))
        elif not signed.removed and hashlib.sha256(signed.body.encode()).hexdigest() != signed.sha256:
            found.append(tr("{name}: what was signed was changed: it does not match its SHA-256.", name=name))
    return found


def _history(store: Store, dossier: Dossier) -> list[str]:
    """Each field of an answer, and of a public account, must be what its last change made of it.

    Change and history are written in one transaction, so a difference is damage inside a text or a number, which
    SQLite cannot see in a plain file, or a change made by another program. A field that was never changed since its
    assessment was made has no history to be compared with.
    """
    assessment = dossier.assessment
    said = last_known(store.whole_history(assessment_id=assessment.id))
    found = []
    account = said.get(("public_accounts", assessment.id))
    if account is not None and dossier.account is not None and account.differs(row_of(dossier.account)):
        found.append(
            tr(
                "{name}, {period}: the public account is not what the history says. "
                "Compare it with its history and with a backup.",
                name=dossier.unit.name,
                period=assessment.period,
            )
        )
    for practice_id, answer in dossier.answers.items():
        known = said.get(("answers", f"{assessment.id}/{practice_id}"))
        if known is not None and known.differs(row_of(answer)):
            found.append(
                tr(
                    "{name}, {period}: the answer to {practice} is not what the history says. "
                    "Compare it with its history and with a backup.",
                    name=dossier.unit.name,
                    period=assessment.period,
                    practice=practice_id,
                )
            )
    return found
