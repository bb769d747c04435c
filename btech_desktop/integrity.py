"""Whether a workspace is sound: the file itself, and that what it says fits together; reads only."""

import hashlib

from btech_desktop import periods
from btech_desktop.assessment import Dossier, Unit
from btech_desktop.errors import UserError
from btech_desktop.store import Store


def check_workspace(store: Store) -> list[str]:
    """One sentence a finding; empty when sound."""
    found = [f"The file is damaged: {problem}. Restore a backup." for problem in store.check_integrity()]
    if found:
        return found
    try:
        found += _units(store.units())
        found += store.damaged_forms()
        for assessment in store.assessments():
            found += _assessment(store.dossier(assessment.id))
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
                found.append(f"The unit {unit.name} is placed below itself. Move it to another unit.")
                break
            seen.add(above)
            above = parents.get(above)
    return found


def _assessment(dossier: Dossier) -> list[str]:
    assessment, form = dossier.assessment, dossier.form
    name = f"{dossier.unit.name}, {assessment.period}"
    found = []
    asked = set(assessment.asked)
    for practice_id in sorted(asked - set(form.ids)):
        found.append(f"{name}: {practice_id} is asked, but {form.edition} has no such practice.")
    for practice_id in sorted(asked - set(dossier.answers)):
        found.append(f"{name}: the place for the answer to {practice_id} is gone. Restore a backup.")
    for practice_id in sorted(set(dossier.answers) - asked):
        found.append(f"{name}: there is an answer to {practice_id}, which is not asked.")
    for practice_id, answer in dossier.answers.items():
        practice = form.by_id.get(practice_id)
        if answer.not_applicable and practice is not None and practice.never_na:
            found.append(f"{name}: {practice_id} may not be not applicable. Choose a level.")
        if answer.not_applicable and not answer.na_reason.strip():
            found.append(f"{name}: {practice_id} is not applicable without a reason. Give one.")
        if assessment.final and answer.to_confirm:
            found.append(f"{name}: final, though {practice_id} is still to confirm. Reopen and confirm it.")
    for what, items in (("salient issue", dossier.salient), ("incident", dossier.incidents)):
        for item in items:
            for practice_id in sorted(set(item.practices) - set(form.ids)):
                found.append(f"{name}: the {what} {item.title!r} names {practice_id}, which does not exist.")
    if assessment.final and hashlib.sha256(periods.canonical(dossier)).hexdigest() != assessment.final_sha256:
        found.append(f"{name}: changed after it was locked: its content does not match its SHA-256.")
    return found
