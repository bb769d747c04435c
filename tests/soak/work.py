"""What a process does until it is killed, and how the file is judged afterwards; each runs in a process of its own.

A worker does endless work on a file and tells every change that was acknowledged, after it was. A judge opens what
the kill left behind, as the app would on its next start, and says in sentences what is wrong. Both know the whole
plan from the seed, so a judge can say what the file must hold after the changes that were acknowledged.
"""

import itertools
import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from btech_desktop import backup, password
from btech_desktop.assessment import Answer, Evidence, EvidenceLink, Unit, new_id
from btech_desktop.errors import PasswordNeeded, UserError
from btech_desktop.exchange.merge import apply, propose, read_foreign
from btech_desktop.form_files import shipped_form
from btech_desktop.integrity import check_workspace
from btech_desktop.migrations import SCHEMA_VERSION
from btech_desktop.periods import start_assessment
from btech_desktop.records import Change
from btech_desktop.store import Store

FILES = Path(__file__).parent.parent / "files"
OLD_PASSWORD = "an old password"  # of the locked file of schema 1
PASSWORDS = (None, "first of them", "second of them")
Tell = Callable[[str], object]


def at_home(folder: Path) -> None:
    """Let this process keep its data, logs and temporary files in the folder; for child processes only."""
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "TMPDIR", "HOME"):
        place = folder / name.lower()
        place.mkdir(parents=True, exist_ok=True)
        os.environ[name] = str(place)


def prepare(folder: Path) -> None:
    """A small workspace with one assessment, as ``w.btech``."""
    form = shipped_form()
    with Store.create(folder / "w.btech", organisation="Acme Ltd") as store:
        store.keep_form(form)
        unit = Unit(id=new_id(), name="Acme")
        _, changes = start_assessment(
            form=form, unit=unit, period="2026", starts=date(2026, 1, 1), ends=date(2026, 12, 31)
        )
        store.write([Change(None, unit), *changes], who="tester")


def _noted(store: Store, practice_id: str, note: str) -> Change:
    before = store.answer(store.assessments()[0].id, practice_id)
    return Change(before, Answer.model_validate(before.model_dump() | {"note": note, "level": len(note) % 5}))


def _notes(store: Store) -> dict[str, str]:
    """Practice id -> note, where there is one."""
    return {p: a.note for p, a in store.dossier(store.assessments()[0].id).answers.items() if a.note}


def _opened(path: Path, password: str | None = None) -> Store:
    return Store.open(path, password=password)


# -- autosave ---------------------------------------------------------------------------------------------


def _plan(seed: int) -> Iterator[tuple[str, str]]:
    """Practice and note of every save, for ever; few practices, so that texts are written over many times."""
    choose = random.Random(f"autosave {seed}")
    ids = shipped_form().ids[:6]
    n = 0
    while True:
        n += 1
        yield choose.choice(ids), f"{seed}.{n} " + "Words that matter. " * choose.randrange(1, 400)


def autosave(folder: Path, seed: int, tell: Tell) -> None:
    """Save notes as fast as the disk takes them."""
    store = _opened(folder / "w.btech")
    for practice_id, note in _plan(seed):
        store.write([_noted(store, practice_id, note)], who="tester")
        tell("saved")


def judge_autosave(folder: Path, seed: int, told: Sequence[str], before: object) -> tuple[list[str], object]:
    """The notes are those of the acknowledged saves, or of one more; the history is their chain."""
    with _opened(folder / "w.btech") as store:
        found = check_workspace(store)
        notes = _notes(store)
        expected = dict(before) if isinstance(before, dict) else {}
        plan = _plan(seed)
        for _ in told:
            practice_id, note = next(plan)
            expected[practice_id] = note
        practice_id, note = next(plan)
        if notes not in (expected, expected | {practice_id: note}):
            found.append(f"after {len(told)} acknowledged saves the notes are others")
        for practice_id, note in notes.items():
            entries = store.history(f"{store.assessments()[0].id}/{practice_id}")
            chain = [(e.before, e.after) for e in reversed(entries) if e.field == "note"]
            if not chain or chain[-1][1] != note or any(a[1] != b[0] for a, b in itertools.pairwise(chain)):
                found.append(f"the history of {practice_id} does not lead to its note")
    return found, notes


# -- evidence files ---------------------------------------------------------------------------------------


def evidence(folder: Path, seed: int, tell: Tell) -> None:
    """Take in files of up to 2 MB, each with the evidence that names it."""
    choose = random.Random(f"evidence {seed}")
    store = _opened(folder / "w.btech")
    assessment_id = store.assessments()[0].id
    source = folder / "source.bin"
    while True:
        source.write_bytes(choose.randbytes(choose.randrange(1, 2_000_000)))
        kept = store.add_file(source)
        item = Evidence(
            id=new_id(), title="Log", shows="use", file_name=kept.name, file_sha256=kept.sha256, file_size=kept.size
        )
        link = EvidenceLink(evidence_id=item.id, assessment_id=assessment_id, practice_id="POL-1")
        store.write([Change(None, item), Change(None, link)], who="tester")
        tell(item.id)


def judge_evidence(folder: Path, _seed: int, told: Sequence[str], _before: object) -> tuple[list[str], object]:
    """Every acknowledged piece is there with its file whole; no content lies there that nobody refers to."""
    with _opened(folder / "w.btech") as store:
        found = check_workspace(store)
        there = {e.id for e in store.evidence()}
        if not set(told) <= there or len(there) > len(told) + 1:
            found.append(f"{len(told)} pieces of evidence were acknowledged, {len(there)} are there")
        found += ["a file of the evidence is gone" for e in store.evidence() if not store.has_file(e.file_sha256 or "")]
        store.drop_unused_files()  # as the window does when it opens a workspace: no undo needs them any more
        if store.connection.execute("select count(*) from files").fetchone()[0] != len(there):
            found.append("a content lies there that no evidence refers to")
    return found, None


# -- migration --------------------------------------------------------------------------------------------


def _old_file(seed: int) -> tuple[str, str | None]:
    return ("schema-1-locked.btech", OLD_PASSWORD) if seed % 4 == 3 else ("schema-1.btech", None)


def migration(folder: Path, seed: int, tell: Tell) -> None:
    """Bring a file of the first schema up to date."""
    name, word = _old_file(seed)
    shutil.copy(FILES / name, folder / "old.btech")
    tell("copied")
    store = _opened(folder / "old.btech", word)
    tell("migrated")
    store.close()
    tell("closed")


def _whole(store: Store) -> list[object]:
    """Everything that a file of the first schema held, as records."""
    found: list[object] = [store.units(), store.evidence(), store.whole_history()]
    return [*found, *(store.dossier(a.id) for a in sorted(store.assessments(), key=lambda a: a.id))]


def judge_migration(folder: Path, seed: int, told: Sequence[str], before: object) -> tuple[list[str], object]:
    """The file opens, up to date at once or now; no row is missing; a good backup stands wherever it was changed."""
    name, word = _old_file(seed)
    known = before if isinstance(before, dict) else {}
    if name not in known:
        shutil.copy(FILES / name, folder / "calm.btech")
        with _opened(folder / "calm.btech", word) as calm:
            known = known | {name: _whole(calm)}
        backup.delete(backup.listed_for(folder / "calm.btech"))
    if not told:
        return [], known  # killed before there was a file
    path = folder / "old.btech"
    made = backup.listed_for(path)
    found = [f"the backup {b.path.name} is not what was verified" for b in made if not b.intact]
    if path.read_bytes() != (FILES / name).read_bytes() and not made:
        found.append("the file was changed before a backup was there")
    with _opened(path, word) as store:
        found += check_workspace(store)
        if store.connection.execute("pragma user_version").fetchone()[0] != SCHEMA_VERSION:
            found.append("the file is not up to date")
        if _whole(store) != known[name]:
            found.append("the records are not those of a calm migration")
    found += ["a backup does not open" for b in backup.listed_for(path) if not backup.opens(b, word)]
    return found, known


# -- backup -----------------------------------------------------------------------------------------------


def backing_up(folder: Path, seed: int, tell: Tell) -> None:
    """Change something, back up, again and again."""
    store = _opened(folder / "w.btech")
    for practice_id, note in _plan(seed):
        store.write([_noted(store, practice_id, note)], who="tester")
        made = store.back_up("on request")
        assert made is not None  # nobody stops it
        tell(f"{made.path.name} {note.split()[0]}")


def judge_backup(folder: Path, _seed: int, told: Sequence[str], _before: object) -> tuple[list[str], object]:
    """Every backup that is listed is whole and opens; each that was acknowledged is listed and holds its change."""
    with _opened(folder / "w.btech") as store:
        found = check_workspace(store)
        made = {b.path.name: b for b in backup.listed(store.workspace().uuid)}
    found += [f"the backup {name} is not what was verified" for name, b in made.items() if not b.intact]
    for line in told:
        name, _, mark = line.partition(" ")
        if name not in made:
            found.append(f"the backup {name} was acknowledged and is gone")
    if told:
        name, _, mark = told[-1].partition(" ")
        shutil.copy(made[name].path, folder / "from-backup.btech")
        with _opened(folder / "from-backup.btech") as copy:
            found += check_workspace(copy)
            if not any(note.startswith(f"{mark} ") for note in _notes(copy).values()):
                found.append("the newest backup does not hold the change before it")
    return found, None


# -- password ---------------------------------------------------------------------------------------------


def passwords(folder: Path, seed: int, tell: Tell) -> None:
    """Set, change and remove the password in turn; the backups follow."""
    store = _opened(folder / "w.btech")
    store.write([_noted(store, "POL-1", "kept through all of it")], who="tester")
    store.back_up("on request")
    uuid = store.workspace().uuid
    tell("0")
    for n in range(1, 1000):
        old, new = (PASSWORDS[(seed + k) % 3 if k else 0] for k in (n - 1, n))
        if old == new:
            tell(str(n))
            continue
        store = password.change(store, new)
        tell(str(n))
        backup.relock(uuid, old, new)


def judge_passwords(folder: Path, seed: int, told: Sequence[str], _before: object) -> tuple[list[str], object]:
    """The file opens with the password acknowledged last or with the next; nothing is missing; nor is a backup."""
    if not told:
        return [], None
    n = int(told[-1])
    words = [PASSWORDS[(seed + k) % 3 if k else 0] for k in (n, n + 1)]
    found: list[str] = []
    store = None
    for word in words:
        try:
            store = _opened(folder / "w.btech", word)
            break
        except PasswordNeeded:
            continue
    if store is None:
        return ["the file opens with neither password"], None
    with store:
        found += check_workspace(store)
        if _notes(store) != {"POL-1": "kept through all of it"}:
            found.append("the note is gone")
        made = backup.listed(store.workspace().uuid)
    if not made:
        found.append("the backup is not listed any more")
    for one in made:
        if not one.intact:
            found.append("a backup is not what was verified")
        if not any(backup.opens(one, word) for word in PASSWORDS):
            found.append("a backup opens with no password")
    left = [p.name for p in folder.glob(".w.btech.changing*")]
    if left:
        found.append(f"{left} was left beside the file")
    return found, None


# -- restore ----------------------------------------------------------------------------------------------


def restoring(folder: Path, _seed: int, tell: Tell) -> None:
    """Put a backup in the file's place."""
    path = folder / "w.btech"
    with _opened(path) as store:
        store.write([_noted(store, "POL-1", "as it was")], who="tester")
        made = store.back_up("on request")
        store.write([_noted(store, "POL-1", "as it became")], who="tester")
    assert made is not None
    tell("ready")
    backup.restore(made, path)
    tell("restored")


def judge_restoring(folder: Path, _seed: int, told: Sequence[str], _before: object) -> tuple[list[str], object]:
    """The file is the old or the restored one, whole; what stood there before is somewhere, whole."""
    if not told:
        return [], None
    found: list[str] = []
    notes = []
    for path in [folder / "w.btech", *folder.glob("w before restoring*.btech")]:
        try:
            with _opened(path) as store:
                found += check_workspace(store)
                notes.append(_notes(store)["POL-1"])
        except UserError:
            # A copy that was being made when the kill came: harmless while the file itself is as it was.
            if path.name == "w.btech":
                raise
    if "as it became" not in notes:
        found.append("what stood there before is gone")
    if "restored" in told and notes[0] != "as it was":
        found.append("the restored state is not there")
    return found, None


# -- merge ------------------------------------------------------------------------------------------------


def merging(folder: Path, seed: int, tell: Tell) -> None:
    """Take over what a colleague wrote in a copy: a note for every practice, and evidence with a file."""
    ours, theirs = folder / "w.btech", folder / "theirs.btech"
    shutil.copy(ours, theirs)
    with _opened(theirs) as store:
        assessment = store.assessments()[0]
        store.write([_noted(store, p, f"theirs on {p}") for p in assessment.asked], who="colleague")
        source = folder / "source.bin"
        source.write_bytes(random.Random(f"merging {seed}").randbytes(1_000_000))
        kept = store.add_file(source)
        item = Evidence(
            id=new_id(), title="Log", shows="use", file_name=kept.name, file_sha256=kept.sha256, file_size=kept.size
        )
        link = EvidenceLink(evidence_id=item.id, assessment_id=assessment.id, practice_id=assessment.asked[0])
        store.write([Change(None, item), Change(None, link)], who="colleague")
    store = _opened(ours)
    tell("ready")
    with read_foreign(theirs) as foreign:
        apply(store, propose(store, foreign), who="tester")
    tell("merged")


def judge_merging(folder: Path, _seed: int, told: Sequence[str], _before: object) -> tuple[list[str], object]:
    """All of it is there or nothing; all of it where that was acknowledged."""
    if not told:
        return [], None
    with _opened(folder / "theirs.btech") as store:
        whole = _notes(store)
    with _opened(folder / "w.btech") as store:
        found = check_workspace(store)
        notes, items = _notes(store), store.evidence()
        entries = {e.entity_id for e in store.whole_history() if e.field == "note"}
    if (notes, len(items)) not in (({}, 0), (whole, 1)):
        found.append("a part of it is there")
    if "merged" in told and not notes:
        found.append("the merge was acknowledged and nothing is there")
    if len(entries) != len(notes):
        found.append("the history does not name every note")
    return found, None
