"""Backups: whole or not there, verified, thinned, and restored without anything being lost."""

import contextlib
import errno
import json
import os
import shutil
import stat
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from btech_desktop import backup, disk, sqlite
from btech_desktop.assessment import Action, Answer, new_id
from btech_desktop.backup import Backup, BackupFailed
from btech_desktop.errors import BadInput, UserError, WorkspaceUnusable
from btech_desktop.integrity import check_workspace
from btech_desktop.store import Change, Store

from .conftest import Workspace
from .forked import in_child, killed_at, no_file_over

FILES = Path(__file__).parent / "files"
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
CANARY = "Zaubernuss"
ON_FILES = frozenset({"open", "os.rename", "os.remove"})


def _made(store: Store, at: datetime = NOW, **options: object) -> Backup:
    made = backup.make(store.connection, store.path, store.password, "on request", clock=lambda: at, **options)  # type: ignore[arg-type]
    assert made is not None
    return made


def _folder(store: Store) -> Path:
    return backup.folder() / store.workspace().uuid


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class _Hook(threading.Event):
    """A stop that is never set, and does something each time it is looked at: between two steps of the copy."""

    def __init__(self, act: Callable[[int], object]) -> None:
        super().__init__()
        self._act, self.looks = act, 0

    def is_set(self) -> bool:
        self.looks += 1
        self._act(self.looks)
        return super().is_set()


# -- making -----------------------------------------------------------------------------------------------


def test_a_backup_is_a_whole_workspace(workspace: Workspace, tmp_path: Path) -> None:
    """It opens, holds every answer, and is listed with what it holds, without being opened."""
    workspace.answer("POL-1", level=2, note="kept")
    made = workspace.store.back_up("on closing")
    assert made is not None
    assert backup.listed(workspace.store.workspace().uuid) == (made,)
    assert made.intact
    assert (made.why, made.assessments, made.answers, made.locked) == ("on closing", 1, 1, False)
    assert made.file == str(workspace.path)
    assert made.last_change == workspace.store.last_change(workspace.assessment.id)
    copy = tmp_path / "copy.btech"
    shutil.copy(made.path, copy)
    with Store.open(copy) as restored:
        assert restored.answer(workspace.assessment.id, "POL-1").note == "kept"
        assert check_workspace(restored) == []


def test_it_is_readable_by_its_owner_alone(workspace: Workspace) -> None:
    """Files 0600, folders 0700, also where the folder was there with other rights before."""
    backup.folder().mkdir(mode=0o755)
    made = _made(workspace.store)
    assert {_mode(p) for p in made.path.parent.iterdir()} == {0o600}
    assert _mode(made.path.parent) == _mode(backup.folder()) == 0o700


def test_its_note_holds_no_text_of_the_workspace(workspace: Workspace) -> None:
    """Numbers, times, and where the file lay; not even a time that is none."""
    workspace.answer("POL-1", level=1, note=CANARY)
    workspace.store.connection.execute("update history set at = ?", [f"9 {CANARY}"])
    made = _made(workspace.store)
    note = made.path.with_suffix(".json").read_text(encoding="utf-8")
    assert CANARY not in note
    assert "Acme" not in note
    assert json.loads(note)["last_change"] is None


def test_a_damaged_note_hides_one_backup_only(workspace: Workspace) -> None:
    """The list shows the others."""
    first, second = _made(workspace.store), _made(workspace.store, NOW + timedelta(hours=1))
    for text in ("", "[]", "{}", "x" * 20_000):
        second.path.with_suffix(".json").write_text(text)
        assert backup.listed(workspace.store.workspace().uuid) == (first,)


def test_changes_during_the_copy_are_in_it(workspace: Workspace) -> None:
    """A save between two steps goes into the file and into the backup."""

    def save(look: int) -> None:
        if look == 1:
            workspace.answer("POL-1", level=3)

    made = _made(workspace.store, stop=_Hook(save))
    assert workspace.store.answer(workspace.assessment.id, "POL-1").level == 3
    assert made.answers == 1


def test_an_open_transaction_is_waited_for(workspace: Workspace) -> None:
    """Nothing of it is copied before it is committed."""
    tried = threading.Event()
    stop = _Hook(lambda look: tried.set() if look == 5 else None)
    done: list[Backup] = []
    conn = workspace.store.connection
    conn.execute("begin immediate")
    conn.execute("update answers set level = 4 where practice_id = 'POL-1'")
    thread = threading.Thread(target=lambda: done.append(_made(workspace.store, stop=stop)))
    thread.start()
    assert tried.wait(20)
    assert done == []
    conn.execute("commit")
    thread.join(20)
    assert [made.answers for made in done] == [1]


def test_a_transaction_that_never_ends_is_not_waited_for_for_ever(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy gives up; nothing of it is left."""
    monkeypatch.setattr(sqlite, "NO_STEP", 0.02)
    workspace.store.connection.execute("begin immediate")
    workspace.store.connection.execute("update answers set level = 4 where practice_id = 'POL-1'")
    with pytest.raises(BackupFailed) as caught:
        _made(workspace.store)
    assert caught.value.details.endswith("the workspace was busy all the time")
    workspace.store.connection.execute("rollback")
    assert list(_folder(workspace.store).iterdir()) == []


@pytest.mark.parametrize("when", ["during the copy", "during the verification"])
def test_a_stopped_backup_leaves_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """Neither a part nor a note; the workspace can be closed at once."""
    stop = threading.Event()
    if when == "during the copy":
        stop.set()
    else:
        sound = sqlite.structure_problems

        def then(conn: sqlite.Connection) -> list[str]:
            stop.set()
            return sound(conn)

        monkeypatch.setattr(sqlite, "structure_problems", then)
    assert workspace.store.back_up("while working", stop=stop) is None
    assert list(_folder(workspace.store).iterdir()) == []


def test_a_damaged_workspace_makes_no_backup(workspace: Workspace) -> None:
    """What was copied is looked at before it counts; the earlier backups stay."""
    workspace.answer("POL-1", level=2)
    good = _made(workspace.store)
    path, store = workspace.path, workspace.store
    root = store.connection.execute("select rootpage from sqlite_schema where name = 'history_by_entity'").fetchone()[0]
    store.close()
    with path.open("rb+") as file:
        file.seek((root - 1) * sqlite.PAGE_SIZE + 8)
        file.write(b"\xff" * 200)
    conn = sqlite.connect(path, None, read_only=True)
    with contextlib.closing(conn), pytest.raises(BackupFailed) as caught:
        backup.make(conn, path, None, "on request", clock=lambda: NOW + timedelta(days=900), budget=1)
    assert str(caught.value) == (
        "No backup could be made: what was copied is damaged. The earlier backups are still there; "
        "restore one, or save what can still be read."
    )
    assert caught.value.cause == "damaged"
    assert backup.listed_for(path) == (good,)
    assert len(list(good.path.parent.iterdir())) == 2


def test_a_nearly_full_disk_is_not_filled(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the folder."""
    usage = shutil.disk_usage(workspace.path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=backup.SPARE_BYTES))
    with pytest.raises(BackupFailed) as caught:
        _made(workspace.store)
    assert str(caught.value) == (
        f"No backup could be made: the disk of {backup.folder()} is nearly full. Free some space."
    )
    assert caught.value.cause == "full"


def test_a_disk_that_fills_meanwhile_leaves_nothing(workspace: Workspace) -> None:
    """No part of a backup stays, the earlier one does, and the workspace goes on being saved."""
    earlier = _made(workspace.store)
    workspace.store.close()

    def work() -> None:
        with Store.open(workspace.path) as store:
            no_file_over(100_000)
            with pytest.raises(BackupFailed) as caught:
                store.back_up("while working")
            assert str(caught.value) == (
                f"No backup could be made in {backup.folder()}. Check that the folder can be written to and "
                "its disk has room."
            )
            no_file_over(-1)
            before = store.answer(workspace.assessment.id, "POL-1")
            store.write([Change(before, Answer.model_validate({**before.model_dump(), "level": 2}))], who="t")

    in_child(work)
    assert backup.listed_for(workspace.path) == (earlier,)
    assert len(list(earlier.path.parent.iterdir())) == 2


def test_what_a_crash_left_is_cleared_away(workspace: Workspace) -> None:
    """Parts and notes without a backup, once nobody writes to them; what another window is making stays."""
    kept = _made(workspace.store)
    old, new = (
        [kept.path.with_name(name) for name in ("a.part", "a.part-journal", "a.json")],
        kept.path.with_name("b.part"),
    )
    for path in (*old, new):
        path.write_bytes(b"x")
    for path in old:
        os.utime(path, (0, 0))
    made = _made(workspace.store, NOW + timedelta(hours=1))
    left = {new, *(p.with_suffix(s) for p in (kept.path, made.path) for s in (".btech", ".json"))}
    assert set(kept.path.parent.iterdir()) == left


def test_a_kill_leaves_a_whole_backup_or_none(workspace: Workspace, own_data_folder: Path) -> None:
    """At each file operation: what is listed is intact, the earlier backup too, and no backup lacks its note."""
    earlier = _made(workspace.store)
    workspace.store.close()

    def work() -> None:
        with Store.open(workspace.path) as store:
            store.back_up("while working")

    step = 1
    while killed_at(step, work, under=own_data_folder, events=ON_FILES):
        listed = backup.listed_for(workspace.path)
        assert listed[-1] == earlier
        assert all(made.intact for made in listed)
        assert {p.stem for p in earlier.path.parent.glob("*.btech")} == {made.path.stem for made in listed}
        # Each kill starts from the same folder, so that the steps are the same.
        for path in earlier.path.parent.iterdir():
            if path.stem != earlier.path.stem:
                path.unlink()
        step += 1
    assert step > 4
    assert len(backup.listed_for(workspace.path)) == 2


# -- thinning ---------------------------------------------------------------------------------------------


def _of(made_at: datetime, n: int = 0, *, size: int = 1, why: backup.Why = "while working") -> Backup:
    return Backup(
        path=Path(f"{n}.btech"),
        made_at=made_at,
        why=why,
        workspace="w",
        file="f",
        sha256="0" * 64,
        size=size,
        assessments=0,
        answers=0,
        last_change=None,
        locked=False,
    )


def _years(draw_from: int) -> st.SearchStrategy[timedelta]:
    # From an hour ahead (a clock that was wrong) to some years back, many of them close together.
    return st.one_of(st.integers(-60, 3 * 24 * 60), st.integers(0, draw_from * 24 * 60)).map(
        lambda minutes: timedelta(minutes=minutes)
    )


_backups = st.lists(
    st.tuples(
        _years(1500), st.integers(1, 100), st.sampled_from(["while working", "on closing", backup.BEFORE_UPDATE])
    ),
    max_size=60,
).map(lambda rows: [_of(NOW - age, n, size=size, why=why) for n, (age, size, why) in enumerate(rows)])


def _left(backups: list[Backup], budget: int = backup.BUDGET_BYTES) -> list[Backup]:
    gone = set(backup.too_many(backups, NOW, budget))
    return [b for b in backups if b not in gone]


def _always(backups: list[Backup]) -> set[datetime]:
    """When those were made that always stay."""
    return {
        max(group)
        for group in (
            [b.made_at for b in backups],
            [b.made_at for b in backups if b.made_at <= NOW],
            [b.made_at for b in backups if b.why == backup.BEFORE_UPDATE],
        )
        if group
    }


@given(_backups, st.sampled_from([0, 50, 500, backup.BUDGET_BYTES]))
def test_the_newest_always_stays(backups: list[Backup], budget: int) -> None:
    """Of all, of those made by now, and of those made before an update."""
    assert _always(backups) <= {b.made_at for b in _left(backups, budget)}


@given(_backups, st.sampled_from([0, 50, 500, backup.BUDGET_BYTES]))
def test_thinning_twice_is_thinning_once(backups: list[Backup], budget: int) -> None:
    """What was left is left."""
    left = _left(backups, budget)
    assert backup.too_many(left, NOW, budget) == []


@given(_backups)
def test_within_the_budget_only_older_ones_go(backups: list[Backup]) -> None:
    """All of two days stay; of older ones at most 12 + 10 + 9, and those that always stay."""
    left = _left(backups)
    recent = [b for b in backups if NOW - b.made_at < timedelta(days=2)]
    assert all(b in left for b in recent)
    older = [b for b in left if b not in recent]
    assert len(older) <= 12 + 10 + 9 + 1
    # The day that is nearest to those two days has one left.
    assert bool(older) == (len(recent) < len(backups))


@given(_backups, st.integers(0, 3000))
def test_past_the_budget_only_those_stay_that_always_do(backups: list[Backup], budget: int) -> None:
    """Afterwards they fit, or nothing else is left."""
    left = _left(backups, budget)
    assert sum(b.size for b in left) <= budget or len(left) <= 3
    if sum(b.size for b in left) > budget:
        assert {b.made_at for b in left} == _always(backups)


def test_a_year_of_work_thins_as_stated() -> None:
    """A backup each hour for 400 days: two days all, then 12 days, 10 weeks, 9 months, one each, without a gap."""
    backups = [_of(NOW - timedelta(hours=n), n) for n in range(24 * 400)]
    left = _left(backups)
    assert len([b for b in left if NOW - b.made_at < timedelta(days=2)]) == 48
    older = [b.made_at for b in left if NOW - b.made_at >= timedelta(days=2)]
    assert len(older) == 12 + 10 + 9
    assert len({at.date() for at in older[:12]}) == 12
    assert len({at.isocalendar()[:2] for at in older[12:22]}) == 10
    assert len({(at.year, at.month) for at in older[22:]}) == 9
    assert [at.month for at in older[22:]] == [3, 2, 1, 12, 11, 10, 9, 8, 7]


def test_past_the_budget_the_crowded_go_first() -> None:
    """Of three within an hour and one of a week ago, the far one stays."""
    minutes = [0, 10, 60, 7 * 24 * 60]
    backups = [_of(NOW - timedelta(minutes=m), n, size=10) for n, m in enumerate(minutes)]
    assert [b.path.stem for b in _left(backups, 30)] == ["0", "2", "3"]
    assert [b.path.stem for b in _left(backups, 20)] == ["0", "3"]


def test_legal_hold_stops_thinning_and_deleting(workspace: Workspace) -> None:
    """Also when it is set while a backup is made; once it is lifted, thinning goes on."""
    first = _made(workspace.store)

    def hold(look: int) -> None:
        if look == 1:
            workspace.store.set_legal_hold(True, reason="a claim", who="t")

    second = _made(workspace.store, NOW + timedelta(days=3), budget=1, stop=_Hook(hold))
    uuid = workspace.store.workspace().uuid
    assert backup.listed(uuid) == (second, first)
    with pytest.raises(BadInput) as caught:
        backup.delete([first], legal_hold=workspace.store.workspace().legal_hold)
    assert str(caught.value) == ("The workspace is under legal hold: no backup may be deleted until it is lifted.")
    workspace.store.set_legal_hold(False, reason="settled", who="t")
    third = _made(workspace.store, NOW + timedelta(days=3, hours=1), budget=1)
    assert backup.listed(uuid) == (third,)
    assert len(list(third.path.parent.iterdir())) == 2


def test_a_deleted_plain_backup_is_overwritten(workspace: Workspace) -> None:
    """Its blocks hold zeros, as far as the disk writes in place."""
    workspace.answer("POL-1", note=CANARY)
    made = _made(workspace.store)
    with made.path.open("rb") as still_open:
        assert CANARY.encode() in still_open.read()
        backup.delete([made])
        still_open.seek(0)
        assert not still_open.read().strip(b"\0")
    assert list(made.path.parent.iterdir()) == []


# -- restoring --------------------------------------------------------------------------------------------


@pytest.fixture
def closed(workspace: Workspace) -> tuple[Backup, Path]:
    """A backup from before a change, and the closed file with the change."""
    workspace.answer("POL-1", level=1)
    made = _made(workspace.store)
    workspace.answer("POL-1", level=4)
    workspace.store.close()
    return made, workspace.path


def _level(path: Path) -> int | None:
    with Store.open(path) as store:
        return store.answer(store.assessments()[0].id, "POL-1").level


def test_restoring_keeps_what_stood_there(closed: tuple[Backup, Path]) -> None:
    """Twice in the same minute as well; the restored file is private, the backup still there."""
    made, path = closed
    clock = lambda: datetime(2026, 5, 20, 9, 30)  # noqa: E731 - shorter than a function
    kept = backup.restore(made, path, clock=clock)
    again = backup.restore(made, path, clock=clock)
    assert kept is not None
    assert again is not None
    assert kept.name == "acme before restoring 2026-05-20 09.30.btech"
    assert again.name == "acme before restoring 2026-05-20 09.30 (2).btech"
    assert (_level(path), _level(kept), _level(again)) == (1, 4, 1)
    assert _mode(path) == _mode(kept) == 0o600
    assert made.intact
    assert {p.name for p in path.parent.iterdir()} == {path.name, kept.name, again.name}


def test_restoring_where_nothing_is_keeps_nothing(closed: tuple[Backup, Path]) -> None:
    """A file that was deleted comes back."""
    made, path = closed
    path.unlink()
    assert backup.restore(made, path) is None
    assert _level(path) == 1


def test_a_journal_stays_with_its_file(closed: tuple[Backup, Path]) -> None:
    """One left by a crash would be played into the restored file."""
    made, path = closed
    journal = path.with_name(f"{path.name}-journal")
    journal.write_bytes(b"of the old file")
    kept = backup.restore(made, path)
    assert kept is not None
    assert not journal.exists()
    assert kept.with_name(f"{kept.name}-journal").read_bytes() == b"of the old file"
    path.unlink()
    journal.write_bytes(b"of a file that is gone")
    backup.restore(made, path)
    assert not journal.exists()
    assert sorted(p.read_bytes() for p in path.parent.glob("*-journal")) == [
        b"of a file that is gone",
        b"of the old file",
    ]


def test_a_damaged_backup_is_not_restored(closed: tuple[Backup, Path]) -> None:
    """One byte is enough; the file stays as it is, and the next good one is found."""
    made, path = closed
    with Store.open(path) as store:
        newer = _made(store, NOW + timedelta(hours=1))
    before = path.read_bytes()
    with newer.path.open("rb+") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\x7f")
    with pytest.raises(WorkspaceUnusable) as caught:
        backup.restore(newer, path)
    assert str(caught.value) == (
        "This backup is damaged: it is not what was verified when it was made. Choose another one."
    )
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert backup.newest_good(path) == made


def test_an_open_file_is_not_replaced(closed: tuple[Backup, Path]) -> None:
    """Neither one of this process, also by another name, nor one of another."""
    made, path = closed
    link = path.with_name("link.btech")
    link.symlink_to(path)
    sentence = "acme.btech is open. Close it, in every window and on every computer, then restore the backup."
    with Store.open(path):
        for name in (path, link):
            with pytest.raises(WorkspaceUnusable) as caught:
                backup.restore(made, name)
            assert str(caught.value) == sentence

        def elsewhere() -> None:
            _forget_held()
            with pytest.raises(WorkspaceUnusable) as caught:
                backup.restore(made, path)
            assert str(caught.value) == sentence

        in_child(elsewhere)
    assert backup.restore(made, link) is not None
    assert link.is_symlink()
    assert _level(path) == 1


def _forget_held() -> None:
    """As another process sees it: a forked one knows what its parent holds."""
    from btech_desktop import held

    held._held.clear()


def test_a_folder_that_refuses_leaves_everything_as_it_was(
    closed: tuple[Backup, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file, and its journal, whichever step fails."""
    made, path = closed
    journal = path.with_name(f"{path.name}-journal")
    journal.write_bytes(b"of this file")
    before = path.read_bytes()
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target == path:
            raise PermissionError(13, "refused")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WorkspaceUnusable) as caught:
        backup.restore(made, path)
    assert str(caught.value) == (
        f"The backup could not be put into {path.parent}. Nothing was replaced. Check that its disk has room for "
        "two more copies, or choose another folder."
    )
    assert path.read_bytes() == before
    assert {p.name for p in path.parent.iterdir()} == {path.name, journal.name}
    assert journal.read_bytes() == b"of this file"


def test_a_full_disk_leaves_everything_as_it_was(closed: tuple[Backup, Path]) -> None:
    """Nothing half is left beside the file."""
    made, path = closed
    before = path.read_bytes()

    def work() -> None:
        no_file_over(100_000)
        with pytest.raises(WorkspaceUnusable, match="Nothing was replaced"):
            backup.restore(made, path)

    in_child(work)
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_kill_leaves_the_old_file_or_the_new_one(closed: tuple[Backup, Path]) -> None:
    """At each file operation the file opens, as it was or restored; what was begun is cleared away."""
    made, path = closed
    step = 1
    while killed_at(step, lambda: backup.restore(made, path), under=path.parent, events=ON_FILES):
        # By the last steps it is restored; the one with the change is then kept.
        assert _level(path) in (4, 1)
        assert not list(path.parent.glob(".*"))
        files = sorted(path.parent.glob("*.btech"))
        assert 4 in [_level(file) for file in files]
        for file in files:
            if _level(file) == 4:
                shutil.copy(file, path.parent / "keep")
            file.unlink()
        (path.parent / "keep").rename(path)
        step += 1
    assert step > 3
    assert _level(path) == 1


def test_a_backup_of_the_first_schema_is_listed_and_restored(tmp_path: Path) -> None:
    """The one made before the update; opened, it is brought up to date again."""
    path = tmp_path / "schema-1.btech"
    shutil.copy(FILES / "schema-1.btech", path)
    Store.open(path).close()
    (made,) = backup.listed_for(path)
    assert backup.opens(made, None)
    kept = backup.restore(made, path)
    assert kept is not None
    assert int.from_bytes(path.read_bytes()[60:64], "big") == 1
    with Store.open(path) as store:
        assert check_workspace(store) == []


# -- searching --------------------------------------------------------------------------------------------


def test_backups_that_hold_a_text_are_found(workspace: Workspace) -> None:
    """In answers, in the history, and inside the JSON of what was removed."""
    uuid = workspace.store.workspace().uuid
    without = _made(workspace.store)
    text = f'"{CANARY}"\nby Zoë'
    action = Action(id=new_id(), assessment_id=workspace.assessment.id, what=text, status="open")
    workspace.store.write([Change(None, action)], who="t")
    answered = _made(workspace.store, NOW + timedelta(minutes=1))
    workspace.store.write([Change(action, None)], who="t")
    removed = _made(workspace.store, NOW + timedelta(minutes=2))
    assert backup.holding(uuid, [text], None) == ([removed, answered], [])
    assert backup.holding(uuid, ["Acme", ""], None)[0] == [removed, answered, without]
    answered.path.write_bytes(b"nothing")
    assert backup.holding(uuid, [text], None) == ([removed], [answered])


@pytest.fixture(autouse=True)
def limits_do_not_leak() -> Iterator[None]:
    """Only forked processes are limited."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield
    assert resource.getrlimit(resource.RLIMIT_FSIZE) == before


def test_listing_bears_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """Before the first backup, and for a file nobody knows."""
    assert backup.listed("no such workspace") == ()
    assert backup.listed_for(tmp_path / "unknown.btech") == ()
    assert backup.newest_good(tmp_path / "unknown.btech") is None
    assert backup.not_locked_like("../..", None) == []
    assert issubclass(BackupFailed, UserError)


# -- folders that cannot be synced, copies, backups that are open ------------------------------------------


def _no_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise OSError(errno.EINVAL, "Invalid argument", str(folder))

    monkeypatch.setattr(disk, "sync_folder", refuse)


def test_where_folders_cannot_be_synced_a_backup_counts(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network folders refuse; the backup is there and older ones are thinned."""
    _no_sync(monkeypatch)
    assert _made(workspace.store).intact


def test_where_folders_cannot_be_synced_restoring_keeps_what_stood_there(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old file has been replaced by then: what is kept of it stays, and nobody is told that nothing happened."""
    made = _made(workspace.store)
    workspace.answer("POL-1", level=3)
    workspace.store.close()
    before = workspace.path.read_bytes()
    _no_sync(monkeypatch)
    kept = backup.restore(made, workspace.path)
    assert kept is not None
    assert kept.read_bytes() == before
    with Store.open(workspace.path) as restored:
        assert restored.answer(workspace.assessment.id, "POL-1").level is None


def test_a_copy_does_not_thin_what_is_under_legal_hold_elsewhere(workspace: Workspace, tmp_path: Path) -> None:
    """A copy elsewhere is the same workspace, not held; backups of the other file stay while that is there."""
    store = workspace.store
    store.save_copy(tmp_path / "copy.btech")
    store.set_legal_hold(True, reason="A claim", who="Ana")
    held = {_made(store, NOW - timedelta(days=40, hours=n)).path for n in range(4)}
    with Store.open(tmp_path / "copy.btech") as copy:
        _made(copy)
        assert held <= {b.path for b in backup.listed(copy.workspace().uuid)}
        workspace.path.rename(tmp_path / "gone.btech")
        _made(copy)
        assert not held <= {b.path for b in backup.listed(copy.workspace().uuid)}
    (tmp_path / "gone.btech").rename(workspace.path)


def test_a_backup_that_is_open_as_a_workspace_is_none(workspace: Workspace) -> None:
    """Reading it beside its connection would drop the lock that keeps other programs out."""
    made = _made(workspace.store)
    with Store.open(made.path) as opened:
        assert backup.listed(opened.workspace().uuid) == ()
        assert backup.newest_good(workspace.path) is None
    assert [b.path for b in backup.listed_for(workspace.path)] == [made.path]
