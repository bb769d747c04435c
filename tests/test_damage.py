"""Damage: random and of every named kind; each is told or harmless, and never a traceback.

What is found, and what cannot be: a locked file tells every changed bit (SQLCipher signs each page). In a plain file
SQLite tells damage to the structure; damage inside a text or a number of a row it cannot see. There ``check`` finds it
in final assessments (SHA-256), in evidence files (SHA-256), in the form's text (SHA-256), and in every field of an
answer that was changed since its assessment was made (its history). A changed letter in a title, or in a field of a
draft that was never touched, stays unseen in a plain file; a password is the remedy.
"""

import contextlib
import os
import random
import shutil
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from btech_desktop import password
from btech_desktop.assessment import Answer
from btech_desktop.errors import Cause, PasswordNeeded, UserError, WorkspaceUnusable
from btech_desktop.integrity import check_workspace
from btech_desktop.migrations import SCHEMA_VERSION
from btech_desktop.records import row_of
from btech_desktop.salvage import salvage
from btech_desktop.sample import build_sample
from btech_desktop.sqlite import inspect
from btech_desktop.store import Change, Store

PASSWORD = "kept for the tests"
PAGE = 4096
SOAK = os.environ.get("BTECH_SOAK") == "1"
PLAIN, LOCKED = (1_500, 500) if SOAK else (70, 8)
SALVAGED_EVERY = 1 if SOAK else 5


@dataclass(frozen=True)
class Original:
    """A workspace before any damage, and what stood in it."""

    plain: bytes
    locked: bytes
    answers: dict[str, dict[str, Answer]]  # assessment id -> practice id -> answer
    told: dict[str, set[str]]  # 'assessment/practice' -> fields with a history
    finals: frozenset[str]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Original:
    """The sample, with a hundred answers changed, once plain and once locked."""
    folder = tmp_path_factory.mktemp("original")
    path = folder / "sample.btech"
    with build_sample(path) as store:
        drafts = [a for a in store.assessments() if not a.final]
        for number in range(100):
            assessment = drafts[number % len(drafts)]
            before = store.answer(assessment.id, assessment.asked[number // len(drafts) % len(assessment.asked)])
            words = {"note": f"Seen at meeting {number}, with the minutes", "owner": f"Role {number}"}
            store.write([Change(before, Answer.model_validate(before.model_dump() | words))], who="tester")
        answers = {a.id: store.dossier(a.id).answers for a in store.assessments()}
        told: dict[str, set[str]] = {}
        for entry in store.whole_history():
            if entry.entity == "answers":
                told.setdefault(entry.entity_id, set()).add(entry.field)
        finals = frozenset(a.id for a in store.assessments() if a.final)
    locked = folder / "locked.btech"
    shutil.copyfile(path, locked)
    password.change(Store.open(locked), PASSWORD).close()
    return Original(path.read_bytes(), locked.read_bytes(), answers, told, finals)


# -- random damage ----------------------------------------------------------------------------------------


def _flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _zero_page(data: bytearray, chance: random.Random) -> None:
    page = chance.randrange(len(data) // PAGE)
    data[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)


def _noise(data: bytearray, chance: random.Random) -> None:
    start, length = chance.randrange(len(data)), chance.randint(1, 20_000)
    length = min(length, len(data) - start)
    data[start : start + length] = chance.randbytes(length)


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def _header(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(100)
    length = chance.randint(1, 100 - start)
    data[start : start + length] = chance.randbytes(length)


def _swap(data: bytearray, chance: random.Random) -> None:
    one, other = (chance.randrange(len(data) // PAGE) * PAGE for _ in range(2))
    first, second = data[one : one + PAGE], data[other : other + PAGE]
    data[one : one + PAGE], data[other : other + PAGE] = second, first


def _letter(data: bytearray, chance: random.Random) -> None:
    """A bit inside a text that somebody wrote: what SQLite cannot see."""
    places = [at for word in (b"Seen at meeting", b"Role ") for at in _all_places(data, word)]
    if places:
        data[chance.choice(places) + chance.randrange(4)] ^= 1
    else:  # a locked file shows no text
        _flip(data, chance)


def _all_places(data: bytearray, word: bytes) -> list[int]:
    found, at = [], data.find(word)
    while at >= 0:
        found.append(at)
        at = data.find(word, at + 1)
    return found


DAMAGES: list[Callable[[bytearray, random.Random], None]] = [
    _flip, _zero_page, _noise, _cut, _header, _swap, _letter,
]  # fmt: skip


def _outcome(path: Path, key: str | None, original: Original) -> str:
    """*refused*, *found* or *unseen*; asserts that nothing wrong is shown as right."""
    before = path.read_bytes()
    store = _opened(path, key)
    if not isinstance(store, Store):
        assert path.read_bytes() == before
        assert isinstance(store, WorkspaceUnusable)
        assert store.cause != "other", store.details
        return "refused"
    with store:
        try:
            findings = check_workspace(store)
            answers = {a.id: store.dossier(a.id).answers for a in store.assessments()}
            store.all_marks()
            store.whole_history()
            for assessment_id in answers:
                store.stamps(assessment_id)
        except UserError:
            return "found"
    if findings:
        return "found"
    assert {a: set(asked) for a, asked in answers.items()} == {a: set(asked) for a, asked in original.answers.items()}
    same = True
    for assessment_id, asked in answers.items():
        for practice_id, answer in asked.items():
            was = original.answers[assessment_id][practice_id]
            if answer == was:
                continue
            same = False
            assert assessment_id not in original.finals
            now, then = row_of(answer), row_of(was)
            changed = {name for name in now if now[name] != then[name]}
            assert not changed & original.told.get(f"{assessment_id}/{practice_id}", set())
    return "harmless" if same else "unseen"


def _opened(path: Path, key: str | None) -> Store | UserError:
    try:
        return Store.open(path, password=key)
    except UserError as error:
        return error


@pytest.mark.parametrize(("kind", "times"), [("plain", PLAIN), ("locked", LOCKED)])
def test_random_damage_is_told_or_harmless(tmp_path: Path, original: Original, kind: str, times: int) -> None:
    """Nothing but a clear sentence is ever raised, and a wrong answer is never shown where it can be known."""
    key = PASSWORD if kind == "locked" else None
    outcomes: Counter[str] = Counter()
    for seed in range(times):
        chance = random.Random(seed)
        data = bytearray(original.locked if key else original.plain)
        DAMAGES[seed % len(DAMAGES)](data, chance)
        path = tmp_path / f"{seed}.btech"
        path.write_bytes(data)
        try:
            outcome = _outcome(path, key, original)
            outcomes[outcome] += 1
            if outcome in ("refused", "found") and seed % SALVAGED_EVERY == 0:
                outcomes[_salvage(path, tmp_path / f"{seed}-new.btech", key)] += 1
        except Exception as error:
            raise AssertionError(f"damage {seed} ({DAMAGES[seed % len(DAMAGES)].__name__})") from error
        path.unlink()
    assert outcomes["refused"] + outcomes["found"] > times // 2
    assert outcomes["salvaged"] > outcomes["nothing left"] / 2
    if key:
        assert not outcomes["unseen"]


def _salvage(path: Path, target: Path, key: str | None) -> str:
    damaged = path.read_bytes()
    try:
        done = salvage(path, target, password=key)
    except UserError:
        assert not target.exists()
        return "nothing left"
    finally:
        assert path.read_bytes() == damaged
        assert not [p for p in path.parent.iterdir() if p not in (path, target)]
    with Store.open(target, password=key) as store:
        assert done.read.startswith("Read: ")
        assert not store.check_integrity()
        assert set(check_workspace(store)) <= set(done.notes)
    target.unlink()
    return "salvaged"


# -- every named cause ------------------------------------------------------------------------------------


def _other_database(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("create table notes (id integer primary key, text text)")


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a", random.Random(1).randbytes(PAGE * 4))


LEFT = "the file has been left as it is."
RESTORE = f"Restore a backup, or save what can still be read; {LEFT}"
DAMAGED_BEGINNING = f"The beginning of w.btech is damaged. {RESTORE}"
CUT_SHORT = f"w.btech is cut short. Restore a backup; {LEFT}"
NOT_A_WORKSPACE = "w.btech is not a workspace file. It has been left as it is."
NOT_FETCHED = (
    "w.btech has not been fetched by the cloud folder it lies in. Have it kept on this computer and try again, or "
    "restore a backup."
)
WRONG = (
    "w.btech does not open with this password. Check it and try again; if the password is surely right, the file is "
    "damaged: restore a backup."
)


@dataclass(frozen=True)
class Bad:
    """A bad file: how the sound bytes (plain, locked) become it, and what opening says."""

    cause: Cause
    says: str
    made: Callable[[Path, bytes, bytes], object]
    key: str | None = None


def _over(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


BAD = {
    "0 bytes": Bad(
        "empty",
        "w.btech is empty. A cloud folder may not have fetched it yet: fetch it, or restore a backup.",
        lambda path, plain, locked: path.write_bytes(b""),
    ),
    "zeros only": Bad("placeholder", NOT_FETCHED, lambda p, plain, locked: p.write_bytes(bytes(len(plain)))),
    "fetched later": Bad("placeholder", NOT_FETCHED, lambda p, *_: p.with_name(".w.btech.icloud").write_bytes(b"x")),
    "plain, cut": Bad("cut short", CUT_SHORT, lambda p, plain, locked: p.write_bytes(plain[: PAGE * 50])),
    "plain, 50 bytes left": Bad("cut short", CUT_SHORT, lambda p, plain, locked: p.write_bytes(plain[:50])),
    "locked, cut within a page": Bad(
        "cut short",
        f"w.btech is cut short, or is not a workspace file. Restore a backup; {LEFT}",
        lambda p, plain, locked: p.write_bytes(locked[: PAGE * 50 + 7]),
        PASSWORD,
    ),
    "locked, cut between pages": Bad(
        "damaged",
        f"w.btech is damaged. {RESTORE}",
        lambda p, plain, locked: p.write_bytes(locked[: PAGE * 50]),
        PASSWORD,
    ),
    "no header": Bad("header", DAMAGED_BEGINNING, lambda p, plain, locked: p.write_bytes(_over(plain, 0, bytes(100)))),
    "noise for a header": Bad(
        "header", DAMAGED_BEGINNING, lambda p, plain, locked: p.write_bytes(_over(plain, 0, b"\xa5" * 100))
    ),
    "first page gone": Bad(
        "header", DAMAGED_BEGINNING, lambda p, plain, locked: p.write_bytes(_over(plain, 0, bytes(PAGE)))
    ),
    "mark of the app damaged": Bad(
        "header", DAMAGED_BEGINNING, lambda p, plain, locked: p.write_bytes(_over(plain, 68, b"\xff\0\xff\0"))
    ),
    "another encoding": Bad(
        "header", DAMAGED_BEGINNING, lambda p, plain, locked: p.write_bytes(_over(plain, 56, b"\0\0\0\2"))
    ),
    "page damaged": Bad(
        "damaged",
        f"w.btech is damaged. {RESTORE}",
        lambda p, plain, locked: p.write_bytes(_over(plain, PAGE * 13, bytes(PAGE))),
    ),
    "locked, a bit flipped": Bad(
        "damaged",
        f"w.btech is damaged. {RESTORE}",
        lambda p, plain, locked: p.write_bytes(_over(locked, PAGE * 60, bytes([locked[PAGE * 60] ^ 1]))),
        PASSWORD,
    ),
    "no password": Bad(
        "password",
        "w.btech is locked with a password, or is not a workspace. Give its password to open it.",
        lambda p, plain, locked: p.write_bytes(locked),
    ),
    "wrong password": Bad("password", WRONG, lambda p, plain, locked: p.write_bytes(locked), "not this one"),
    "newer": Bad(
        "newer",
        f"w.btech was made by a newer version of this app. Update the app to open it; {LEFT}",
        lambda p, plain, locked: p.write_bytes(_over(plain, 60, (SCHEMA_VERSION + 1).to_bytes(4, "big"))),
    ),
    "PDF": Bad(
        "foreign",
        NOT_A_WORKSPACE,
        lambda p, plain, locked: p.write_bytes(b"%PDF-1.7\n" + random.Random(2).randbytes(PAGE * 4 - 9)),
    ),
    "zip": Bad("foreign", NOT_A_WORKSPACE, lambda p, plain, locked: _zip(p)),
    "text": Bad("foreign", NOT_A_WORKSPACE, lambda p, plain, locked: p.write_bytes(b"Dear reader,\n" * 3_000)),
    "a few bytes": Bad("foreign", NOT_A_WORKSPACE, lambda p, plain, locked: p.write_bytes(b"\xff\xfe")),
    "another database": Bad(
        "foreign",
        "w.btech is a database of another program, not a workspace. It has been left as it is.",
        lambda p, plain, locked: _other_database(p),
    ),
    "a folder": Bad("foreign", "w.btech is a folder. Choose a workspace file (.btech).", lambda p, *_: p.mkdir()),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_every_bad_file_has_its_cause_and_its_sentence(tmp_path: Path, original: Original, bad: Bad) -> None:
    """And stays as it was, with nothing left beside it."""
    path = tmp_path / "w.btech"
    bad.made(path, original.plain, original.locked)
    before = {p: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    with pytest.raises(WorkspaceUnusable) as caught:
        Store.open(path, password=bad.key)
    assert (caught.value.cause, str(caught.value)) == (bad.cause, bad.says)
    assert isinstance(caught.value, PasswordNeeded) == (bad.cause == "password")
    assert {p: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()} == before


def test_a_file_that_is_gone_is_said_to_be_missing(tmp_path: Path) -> None:
    """With where it was looked for."""
    path = tmp_path / "w.btech"
    with pytest.raises(WorkspaceUnusable) as caught:
        Store.open(path)
    assert caught.value.cause == "missing"
    assert str(caught.value) == f"There is no file {path}. It may have been moved: find it, or restore a backup."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system here")
@pytest.mark.parametrize("name", ["pipe", "zero"])
def test_a_pipe_or_device_is_refused_at_once(tmp_path: Path, name: str) -> None:
    """Opening a pipe would wait for somebody to write to it, for ever; a device may never end."""
    path = tmp_path / "pipe" if name == "pipe" else Path("/dev/zero")
    if name == "pipe":
        os.mkfifo(path)
    for act in (Store.open, inspect, lambda one: salvage(one, tmp_path / "new.btech")):
        with pytest.raises(WorkspaceUnusable) as caught:
            act(path)
        assert caught.value.cause == "foreign"
        assert str(caught.value) == f"{name} is not a file. Choose a workspace file (.btech)."
    assert not (tmp_path / "new.btech").exists()


def test_the_open_workspace_itself_is_never_opened_beside(tmp_path: Path, original: Original) -> None:
    """Closing a second handle would drop the lock of the first (POSIX)."""
    path = tmp_path / "w.btech"
    path.write_bytes(original.plain)
    with Store.open(path):
        for act in (Store.open, inspect, lambda one: salvage(one, tmp_path / "new.btech")):
            with pytest.raises(WorkspaceUnusable) as caught:
                act(path)
            assert caught.value.cause == "in use"
            assert str(caught.value) == "w.btech is open in this window already."
