"""Writing one file to send: a small workspace, read back and compared before it takes its place."""

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from btech_desktop import disk, sqlite
from btech_desktop.assessment import Dossier, Record
from btech_desktop.errors import ExportFailed, UserError
from btech_desktop.exchange.leaving import SCOPES, Content, Leaving, Scope, content
from btech_desktop.held import is_held
from btech_desktop.language import tr
from btech_desktop.records import Change, stamps_key
from btech_desktop.steps import Step, no_step
from btech_desktop.store import Store

__all__ = ["SCOPES", "Leaving", "Scope", "extract", "plan"]

_STAGES = 3  # gathering, writing, reading back
# The parts of a dossier that are rows of their own, in the order in which they can be written.
_PARTS = ("revisions", "evidence", "links", "actions", "decisions", "salient", "incidents", "dismissals")


def plan(store: Store, assessment_ids: Sequence[str], *, scope: Scope, privileged: bool = False) -> Leaving:
    """What would leave. Raises BadInput when nothing or something unknown is chosen."""
    return content(store, assessment_ids, scope=scope, privileged=privileged).leaving


def extract(
    store: Store,
    target: Path,
    assessment_ids: Sequence[str],
    *,
    scope: Scope,
    privileged: bool = False,
    password: str | None = None,
    replace: bool = False,
    step: Step = no_step,
) -> Leaving:
    """Write the file to send, read it back and compare, then put it at ``target``; what left.

    Raises BadInput, or ExportFailed: whatever stood at the target before is then untouched, as it is where ``step``
    cancels. Never writes over a workspace that is open here.
    """
    wanted = content(store, assessment_ids, scope=scope, privileged=privileged, step=_part(step, 0))
    if is_held(target):
        raise ExportFailed(tr("{name} is an open workspace. Choose another name.", name=target.name))
    if target.is_dir():
        raise ExportFailed(
            tr("{name} in {folder} is a folder. Choose another name.", name=target.name, folder=target.parent)
        )
    if target.exists() and not replace:
        raise ExportFailed(tr("{name} already exists. Choose another name.", name=target.name))
    elsewhere = tr(
        "{name} could not be written in {folder}. Choose another folder.", name=target.name, folder=target.parent
    )
    try:
        folder = Path(tempfile.mkdtemp(prefix=".btech-", dir=target.parent))
    except OSError as error:
        raise ExportFailed(elsewhere, details=str(error)) from error
    part = folder / "part.btech"
    try:
        _write(store, part, wanted, password, _part(step, 1))
        step(2, _STAGES)
        _read_back(part, wanted, password)
        with part.open("rb+") as file:
            disk.sync(file.fileno())
        part.replace(target)
        with suppress(OSError):  # some network folders cannot, and need not
            disk.sync_folder(target.parent)
    except ExportFailed:
        raise
    except UserError as error:
        raise ExportFailed(
            tr("{name} was not written. {error}", name=target.name, error=error), details=error.details
        ) from error
    except OSError as error:
        raise ExportFailed(elsewhere, details=str(error)) from error
    finally:
        sqlite.discard(part)
        with suppress(OSError):
            folder.rmdir()
    # From here on each text that left is a state of its own in the history: when the copy comes back, what was
    # written over since is told from what the other side wrote.
    store.begin_sitting()
    return wanted.leaving


def _part(step: Step, stage: int) -> Step:
    """How far one stage is, as how far the whole is."""
    return lambda done, of: step(stage * max(of, 1) + done, _STAGES * max(of, 1))


def _write(store: Store, part: Path, wanted: Content, password: str | None, step: Step) -> None:
    ours = store.workspace()
    records: list[Record] = [*wanted.units, *(d.assessment for d in wanted.dossiers)]
    records += [answer for d in wanted.dossiers for answer in d.answers.values()]
    records += list(dict.fromkeys(record for name in _PARTS for d in wanted.dossiers for record in getattr(d, name)))
    records += [d.account for d in wanted.dossiers if d.account is not None]
    records += wanted.signed
    with Store.create(
        part,
        organisation=ours.organisation,
        sample=ours.sample,
        history=ours.history,
        password=password,
        left_out=wanted.left_out,
    ) as copy:
        if "texts" not in wanted.left_out:
            copy.rename_organisation(name=ours.organisation, scope_line=ours.scope_line)
        copy.fill([Change(None, record) for record in records], stamps=wanted.stamps, forms=wanted.forms)
        step(0, 1)
        copy.copy_files(store, wanted.files, step=step)


def _read_back(part: Path, wanted: Content, password: str | None) -> None:
    """What is on disk, opened as the recipient will, is what was meant."""
    with Store.open(part, password=password, read_only=True) as copy:
        held = [copy.dossier(d.assessment.id) for d in wanted.dossiers]
        same = (
            [_contents(d) for d in held] == [_contents(d) for d in wanted.dossiers]
            and {u.id: u for u in copy.units()} == {u.id: u for u in wanted.units}
            and all(copy.stamps(d.assessment.id) == _times(d.assessment.id, wanted) for d in wanted.dossiers)
            and all(
                copy.account_stamps(a.assessment_id) == wanted.stamps[stamps_key(a)]
                for a in (d.account for d in wanted.dossiers)
                if a is not None
            )
            and not copy.check_integrity()
            and not copy.damaged_forms()
            and not copy.damaged_files()
            and all(copy.has_file(file.sha256) for file in wanted.files)
        )
    if not same:
        raise ExportFailed(
            tr("What was written could not be read back as it was meant. Choose another folder or disk.")
        )


def _contents(dossier: Dossier) -> dict[str, object]:
    """A dossier apart from the order of its rows, and from the line about scope, which scores do not carry."""
    return {name: set(value) if name in _PARTS else value for name, value in dossier if name != "scope_line"}


def _times(assessment_id: str, wanted: Content) -> dict[str, dict[str, str]]:
    return {key[1]: times for key, times in wanted.stamps.items() if key[0] == assessment_id}
