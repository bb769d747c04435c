"""Passwords: set, changed and removed without a moment in which no whole file is there, and without traces."""

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from btech_desktop import backup, password, sqlite
from btech_desktop.assessment import Action, Evidence, Unit, new_id
from btech_desktop.errors import BadInput, NotSaved, PasswordNeeded, WorkspaceUnusable
from btech_desktop.integrity import check_workspace
from btech_desktop.store import Change, Store

from .conftest import Workspace
from .forked import in_child, killed_at, no_file_over

CANARY = "Zaubernuss"
FIRST, SECOND = "correct horse battery", 'it\'s "quoted" – Zoë'


@pytest.fixture(autouse=True)
def quick_keys() -> Iterator[None]:
    """A key is made from a password in a thousandth of the steps: what is tested here is not how hard that is."""
    with contextlib.closing(dbapi2.connect(":memory:")) as conn:
        conn.execute("pragma cipher_default_kdf_iter = 256")
        yield
        conn.execute("pragma cipher_default_kdf_iter = 256000")


def test_the_key_is_hard_to_guess(workspace: Workspace) -> None:
    """Without that, locked files take SQLCipher's own number of steps: a key made with fewer opens nothing."""
    with contextlib.closing(dbapi2.connect(":memory:")) as conn:
        conn.execute("pragma cipher_default_kdf_iter = 256000")
        password.change(workspace.store, FIRST).close()
        conn.execute("pragma cipher_default_kdf_iter = 255999")
        assert not _opens(workspace.path, FIRST)
        conn.execute("pragma cipher_default_kdf_iter = 256000")
        assert _opens(workspace.path, FIRST)


def _bytes_under(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def _opens(path: Path, word: str | None) -> bool:
    try:
        Store.open(path, password=word).close()
    except PasswordNeeded:
        return False
    return True


def _fill(workspace: Workspace) -> None:
    """Something in many tables, a file with a canary among it."""
    store = workspace.store
    workspace.answer("POL-1", level=2, note=f"{CANARY} in a note", owner=f"{CANARY} by name")
    file = workspace.path.with_name("minutes.txt")
    file.write_text(f"{CANARY} said so. " * 5000)
    kept = store.add_file(file)
    file.unlink()
    evidence = Evidence(
        id=new_id(),
        title=f"{CANARY} minutes",
        kind="document",
        shows="use",
        verified="nobody",
        file_name=kept.name,
        file_sha256=kept.sha256,
        file_size=kept.size,
    )
    action = Action(id=new_id(), assessment_id=workspace.assessment.id, what=f"Ask {CANARY}", status="open")
    store.write([Change(None, evidence), Change(None, action)], who=CANARY)


def _rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    conn = store.connection
    tables = [row[0] for row in conn.execute("select name from sqlite_schema where type = 'table' order by name")]
    return {table: conn.execute(f'select * from "{table}"').fetchall() for table in tables}


def test_a_password_is_set_changed_and_removed(workspace: Workspace) -> None:
    """Every row stays; each time only the present password opens the file, which only its owner may read."""
    _fill(workspace)
    workspace.store.close()  # tidies up, so that the rows compare
    store = Store.open(workspace.path)
    rows = _rows(store)
    for word in (FIRST, SECOND, None):
        store = password.change(store, word)
        assert store.password == word
        assert _rows(store) == rows
        assert check_workspace(store) == []
        store.close()
        assert [_opens(workspace.path, w) for w in (FIRST, SECOND)] == [word in (w, None) for w in (FIRST, SECOND)]
        assert _opens(workspace.path, None) == (word is None)
        assert stat.S_IMODE(workspace.path.stat().st_mode) == 0o600
        assert [p.name for p in workspace.path.parent.iterdir()] == [workspace.path.name]
        store = Store.open(workspace.path, password=word)
    store.close()


def test_the_store_goes_on_under_the_new_password(workspace: Workspace) -> None:
    """Writing, backing up, and refusing what does not fit work as before."""
    store = password.change(workspace.store, FIRST)
    unit = Unit(id=new_id(), name="Later")
    store.write([Change(None, unit)], who="t")
    with pytest.raises(BadInput):
        store.write([Change(None, Unit(id=new_id(), name="Lost", parent_id=new_id()))], who="t")
    made = store.back_up("on request")
    assert made is not None
    assert made.locked
    assert backup.opens(made, FIRST)
    assert not backup.opens(made, SECOND)
    assert not backup.opens(made, None)
    store.close()


def test_no_canary_is_left_in_plain_text(workspace: Workspace, own_data_folder: Path) -> None:
    """In no byte under the data folder, nor beside the workspace: older backups and what a crash left included."""
    _fill(workspace)
    workspace.store.back_up("on closing")
    workspace.answer("POL-2", note=f"{CANARY} again")
    made = workspace.store.back_up("while working")
    assert made is not None
    shutil.copy(made.path, made.path.with_name("crashed.part"))
    shutil.copy(made.path, sqlite.leftover(workspace.path))
    store = password.change(workspace.store, FIRST)
    uuid = store.workspace().uuid
    assert backup.not_locked_like(uuid, FIRST) == list(backup.listed(uuid))
    assert backup.relock(uuid, None, FIRST) == []
    assert backup.not_locked_like(uuid, FIRST) == []
    store.back_up("on closing")
    before = store.answer(workspace.assessment.id, "POL-2")
    store.write([Change(before, before.model_copy(update={"note": f"{CANARY} once more"}))], who=CANARY)
    for folder in (own_data_folder, workspace.path.parent):
        assert CANARY.encode() not in _bytes_under(folder)
    store.close()
    for folder in (own_data_folder, workspace.path.parent):
        assert CANARY.encode() not in _bytes_under(folder)


def test_the_old_plain_file_is_overwritten(workspace: Workspace) -> None:
    """What it held is zeros now, as far as the disk writes in place; so are its backups."""
    _fill(workspace)
    made = workspace.store.back_up("on closing")
    assert made is not None
    with workspace.path.open("rb") as old, made.path.open("rb") as old_backup:
        assert CANARY.encode() in old.read()
        store = password.change(workspace.store, FIRST)
        backup.relock(store.workspace().uuid, None, FIRST)
        for handle in (old, old_backup):
            handle.seek(0)
            assert not handle.read().strip(b"\0")
    store.close()


def test_a_second_name_of_the_file_is_left_alone(workspace: Workspace) -> None:
    """A hard link belongs to somebody else."""
    other = workspace.path.with_name("other.btech")
    os.link(workspace.path, other)
    password.change(workspace.store, FIRST).close()
    assert _opens(other, None)
    assert _opens(workspace.path, FIRST)


def test_a_symbolic_link_stays_one(workspace: Workspace, tmp_path: Path) -> None:
    """What it shows is locked."""
    workspace.store.close()
    link = tmp_path / "link.btech"
    link.symlink_to(workspace.path)
    password.change(Store.open(link), FIRST).close()
    assert link.is_symlink()
    assert not _opens(workspace.path, None)
    assert _opens(workspace.path, FIRST)


def test_backups_follow_the_password(workspace: Workspace) -> None:
    """The old one opens neither file nor backups; those of an earlier password are named and stay as they were."""
    workspace.answer("POL-1", level=2)
    store = password.change(workspace.store, "the very first")
    uuid = store.workspace().uuid
    lost = store.back_up("on closing")
    store = password.change(store, FIRST)
    made = store.back_up("on closing")
    assert made is not None
    store = password.change(store, SECOND)
    assert backup.relock(uuid, FIRST, SECOND) == [lost]
    (anew,) = [b for b in backup.listed(uuid) if b != lost]
    assert (anew.made_at, anew.why, anew.answers, anew.file) == (made.made_at, made.why, 1, made.file)
    assert anew.intact
    assert not made.path.exists()
    assert backup.opens(anew, SECOND)
    assert not backup.opens(anew, FIRST)
    assert backup.relock(uuid, FIRST, SECOND) == [lost]
    assert [b for b in backup.listed(uuid) if b != lost] == [anew]
    store = password.change(store, None)
    assert backup.relock(uuid, SECOND, None) == [lost]
    (plain,) = [b for b in backup.listed(uuid) if not b.locked]
    assert backup.opens(plain, None)
    assert backup.holding(uuid, ["Acme"], None) == ([plain], [lost])
    store.close()


def test_under_legal_hold_backups_are_locked_anew_and_stay(workspace: Workspace) -> None:
    """The password may change; no backup may go."""
    workspace.store.set_legal_hold(True, reason="a claim", who="t")
    workspace.store.back_up("on closing")
    store = password.change(workspace.store, FIRST)
    kept = store.workspace()
    assert kept.legal_hold
    assert backup.relock(kept.uuid, None, FIRST) == []
    (made,) = backup.listed(kept.uuid)
    assert made.locked
    with pytest.raises(BadInput, match="under legal hold"):
        backup.delete([made], legal_hold=kept.legal_hold)
    assert made.intact
    store.close()


# -- what goes wrong --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), [(None, FIRST), (FIRST, None)])
def test_a_full_disk_leaves_the_file_as_it_was(workspace: Workspace, old: str | None, new: str | None) -> None:
    """Nothing half is left beside it, and the store goes on."""
    password.change(workspace.store, old).close()

    def work() -> None:
        store = Store.open(workspace.path, password=old)
        no_file_over(100_000)
        with pytest.raises(NotSaved) as caught:
            password.change(store, new)
        assert str(caught.value) == (
            "The password could not be changed: a copy of acme.btech must fit into its folder beside it. "
            "The file is as it was."
        )
        no_file_over(-1)
        assert not sqlite.leftover(workspace.path).exists()
        store.write([Change(None, Unit(id=new_id(), name="Afterwards"))], who="t")
        with pytest.raises(BadInput):
            store.write([Change(None, Unit(id=new_id(), name="Lost", parent_id=new_id()))], who="t")
        store.close()

    in_child(work)
    assert _opens(workspace.path, old)
    with Store.open(workspace.path, password=old) as store:
        assert {unit.name for unit in store.units()} == {"Acme", "Afterwards"}


def test_a_full_disk_leaves_backups_as_they_were(workspace: Workspace) -> None:
    """They are named, and still open as before."""
    made = workspace.store.back_up("on closing")
    uuid = workspace.store.workspace().uuid

    def work() -> None:
        no_file_over(100_000)
        assert backup.relock(uuid, None, FIRST) == [made]

    in_child(work)
    assert backup.listed(uuid) == (made,)
    assert made is not None
    assert made.intact
    assert len(list(made.path.parent.iterdir())) == 2


@pytest.mark.parametrize(("old", "new"), [(None, FIRST), (FIRST, None)])
def test_a_kill_leaves_one_whole_file(workspace: Workspace, old: str | None, new: str | None) -> None:
    """Before and after each renaming: it opens with the old password or the new one, and nothing is left beside it."""
    password.change(workspace.store, old).close()

    def work() -> None:
        password.change(Store.open(workspace.path, password=old), new)

    step = 1
    renamings = frozenset({"os.rename", "open"})
    while killed_at(step, work, under=workspace.path.parent, events=renamings):
        assert _opens(workspace.path, old) or _opens(workspace.path, new)
        with Store.open(workspace.path, password=old if _opens(workspace.path, old) else new) as store:
            assert check_workspace(store) == []
            assert [p.name for p in workspace.path.parent.iterdir() if p.suffix != ".btech-journal"] == ["acme.btech"]
        if not _opens(workspace.path, old):
            password.change(Store.open(workspace.path, password=new), old).close()
        step += 1
    assert step > 2
    assert _opens(workspace.path, new)


def test_a_kill_while_backups_are_locked_anew_leaves_each_whole(workspace: Workspace, own_data_folder: Path) -> None:
    """Under the old password or the new one, and listed; the next attempt finishes the work."""
    made = workspace.store.back_up("on closing")
    assert made is not None
    uuid = workspace.store.workspace().uuid
    workspace.store.close()
    keep = own_data_folder / "keep"
    shutil.copytree(made.path.parent, keep)
    renamings = frozenset({"os.rename", "os.remove"})
    step = 1
    while killed_at(step, lambda: backup.relock(uuid, None, FIRST), under=made.path.parent, events=renamings):
        listed = backup.listed(uuid)
        assert listed
        assert all(one.intact for one in listed)
        assert {p.stem for p in made.path.parent.glob("*.btech")} == {one.path.stem for one in listed}
        assert backup.relock(uuid, None, FIRST) == []
        assert all(one.locked and one.intact for one in backup.listed(uuid))
        assert {p.suffix for p in made.path.parent.iterdir()} == {".btech", ".json"}
        shutil.rmtree(made.path.parent)
        shutil.copytree(keep, made.path.parent)
        step += 1
    assert step > 3


def test_a_file_that_was_replaced_underneath_is_not_replaced_again(workspace: Workspace) -> None:
    """Somebody else's newer file stays."""
    workspace.path.rename(workspace.path.with_name("moved.btech"))
    workspace.path.write_bytes(b"newer")
    with pytest.raises(NotSaved, match="moved, deleted or replaced by another program"):
        password.change(workspace.store, FIRST)
    assert workspace.path.read_bytes() == b"newer"


def test_a_copy_that_differs_is_not_used(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """One row less, one byte other: the file stays as it was."""
    connect = sqlite.connect
    for spoil in (
        "delete from answers where practice_id = 'POL-1'",
        "update answers set note = 'other' where practice_id = 'POL-1'",
        "drop index history_by_entity",
        "create table another (id integer) strict",
    ):

        def spoiled(path: Path, word: str | None, *, read_only: bool, spoil: str = spoil) -> sqlite.Connection:
            conn = connect(path, word, read_only=False)
            conn.execute(spoil)
            return conn

        monkeypatch.setattr(sqlite, "connect", spoiled)
        with pytest.raises(NotSaved, match="The file is as it was"):
            password.change(workspace.store, FIRST)
        assert not sqlite.leftover(workspace.path).exists()
    monkeypatch.undo()
    workspace.answer("POL-1", note="still here")


def test_a_folder_that_refuses_leaves_the_file_under_its_old_password(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is closed then, and says how to go on."""

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "refused")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WorkspaceUnusable) as caught:
        password.change(workspace.store, FIRST)
    assert str(caught.value) == (
        "acme.btech could not be replaced in its folder. It is as it was; open it again with the old password."
    )
    assert not sqlite.leftover(workspace.path).exists()
    assert _opens(workspace.path, None)


def test_a_file_that_can_only_be_read_keeps_its_password(workspace: Workspace) -> None:
    """Said at once."""
    workspace.store.close()
    with Store.open(workspace.path, read_only=True) as store, pytest.raises(NotSaved) as caught:
        password.change(store, FIRST)
    assert str(caught.value) == "acme.btech can only be read here."


@pytest.mark.parametrize("word", ["", "x" * 1001])
def test_a_password_has_a_length(workspace: Workspace, word: str) -> None:
    """An empty one would lock nothing."""
    with pytest.raises(BadInput) as caught:
        password.change(workspace.store, word)
    assert str(caught.value) == "A password has 1 to 1000 characters."


@pytest.mark.parametrize("word", ["with a \0 in it", "half a pair \ud83d"])
def test_a_password_the_driver_cannot_take_is_refused(workspace: Workspace, word: str) -> None:
    """When it is set, and when a file is opened with it."""
    with pytest.raises(BadInput) as caught:
        password.change(workspace.store, word)
    assert str(caught.value) == ("The password holds a character that none can hold. Type it instead of pasting it.")
    password.change(workspace.store, FIRST).close()
    with pytest.raises(PasswordNeeded):
        Store.open(workspace.path, password=word)


def test_an_accent_may_be_typed_in_two_ways(workspace: Workspace) -> None:
    """As one character or as two: systems differ, the password is the same."""
    store = password.change(workspace.store, "Zoe\u0308 and friends")
    made = store.back_up("on closing")
    store.close()
    assert _opens(workspace.path, "Zo\u00eb and friends")
    assert made is not None
    assert backup.opens(made, "Zo\u00eb and friends")


# -- strength ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "about", "low", "high", "hint"),
    [
        ("short", (), 0, 0, "Use at least 8 characters"),
        ("password1", (), 0, 0, "Very weak"),
        ("Acme Ltd 2026", ("Acme Ltd",), 0, 2, ""),
        ("violet harbour seven lanterns", (), 4, 4, "Strong."),
        ("x" * 5000, (), 0, 1, ""),
    ],
)
def test_the_strength_of_a_password(word: str, about: tuple[str, ...], low: int, high: int, hint: str) -> None:
    """What falls to the first guesses is 0, several unrelated words are 4; the hint is in words."""
    score, said = password.strength(word, about=about)
    assert low <= score <= high
    assert said.startswith(hint)


def test_names_an_attacker_tries_first_weaken_a_password() -> None:
    """The organisation's own name is no secret."""
    assert password.strength("Frobozzian", about=("Frobozzian",))[0] < password.strength("Frobozzian")[0]
