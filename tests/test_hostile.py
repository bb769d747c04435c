"""Every reader gives a result or one sentence, whatever it is given; `make soak` tries 20,000 inputs each."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from btech_desktop.errors import FormError, WorkspaceUnusable
from btech_desktop.form_check import check
from btech_desktop.form_files import MOST_MISTAKES, load_form, read_form
from btech_desktop.integrity import check_workspace
from btech_desktop.store import Store
from tests.conftest import Workspace
from tests.soak.hostile import feed, own_time, readers


@pytest.mark.parametrize("name", readers())
def test_a_reader_takes_or_refuses_whatever_comes(name: str) -> None:
    """No other error leaves it, and none takes two seconds; some inputs are taken and some refused."""
    taken, refused = feed(name, 90)
    assert refused > 0
    assert taken > 0


FOREIGN_PARTS = {
    "a view in a table's place": "drop table actions; create view actions as select 1 as id",
    "a view of an endless query": "drop table units; create view units as with recursive n(id) as"
    " (select 1 union all select id + 1 from n) select id from n",
    "a trigger": "create trigger t after update on answers begin delete from history; end",
    "a generated column": "alter table units add column more text as (hex(zeroblob(900000000)))",
    "an index on an expression": "create index i on units (hex(name))",
    "a table more": "create table more (id integer)",
    "a table less": "drop table signed",
    "a view under SQLite's own name": "pragma writable_schema = on; insert into sqlite_schema values ('view',"
    " 'sqlite_stat1', 'sqlite_stat1', 0, 'create view sqlite_stat1 as select 1 as tbl, 2 as idx, 3 as stat')",
    "migrations with a check": "drop table _sqlite_migrations;"
    "create table _sqlite_migrations (id integer check (hex(zeroblob(900000000)) > 1))",
}


def _altered(workspace: Workspace, script: str) -> Path:
    workspace.store.close()
    with closing(sqlite3.connect(workspace.path, isolation_level=None)) as other:
        other.execute("pragma foreign_keys = off")
        other.executescript(script)
    return workspace.path


@pytest.mark.parametrize("part", FOREIGN_PARTS)
def test_a_file_with_parts_that_are_not_ours_is_refused_before_they_run(workspace: Workspace, part: str) -> None:
    """Whoever sends a workspace may put into its schema what SQLite would run; the file is left as it is."""
    path = _altered(workspace, FOREIGN_PARTS[part])
    before = path.read_bytes()
    with pytest.raises(WorkspaceUnusable) as caught:
        Store.open(path)
    assert str(caught.value) == (
        "acme.btech is damaged. Restore a backup, or save what can still be read; the file has been left as it is."
    )
    assert path.read_bytes() == before
    path.unlink()
    workspace.store = Store.create(path, organisation="Acme")


@pytest.mark.parametrize(
    "script",
    [
        "analyze",
        "vacuum",
        "drop table _sqlite_migrations; create table [_sqlite_migrations] (migration_set TEXT, name TEXT NOT NULL,"
        " applied_at TEXT, PRIMARY KEY (migration_set, name))",
    ],
)
def test_what_sqlite_and_its_libraries_make_is_taken(workspace: Workspace, script: str) -> None:
    """Statistics, a file written anew, and the library's own table in the words of another version."""
    rows = workspace.store.connection.execute(
        "select migration_set, name, applied_at from _sqlite_migrations"
    ).fetchall()
    path = _altered(workspace, script)
    with closing(sqlite3.connect(path)) as other, other:
        if "drop" in script:
            other.executemany("insert into _sqlite_migrations values (?, ?, ?)", rows)
    workspace.store = Store.open(path)
    assert check_workspace(workspace.store) == []


def test_a_form_that_names_its_files_over_and_over_is_refused_at_once(tmp_path: Path) -> None:
    """Each domain is a file to read; a small head could name thousands."""
    entry = '[[domains]]\nid = "a"\nprefix = "AA"\nfile = "a.toml"\n'
    (tmp_path / "form.toml").write_text(entry * 20_000, encoding="utf-8")
    found = [str(mistake) for mistake in read_form(tmp_path)[1]]
    assert "form.toml, key domains: it holds more than 50 entries. Give at most 50." in found


def test_a_form_nested_too_deeply_is_refused_in_a_sentence(tmp_path: Path) -> None:
    """Python's own reader of TOML gives up by running out of its stack."""
    (tmp_path / "form.toml").write_text("a = " + "[" * 5_000 + "]" * 5_000, encoding="utf-8")
    with pytest.raises(FormError) as caught:
        load_form(tmp_path)
    assert str(caught.value).startswith("form.toml: it is not valid TOML: its brackets are nested too deeply.")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a." * 900_000 + "b = 1", "more than 300 full stops in line 1"),
        ("a." * 200 + "b = 1", "tables within tables"),
        ("year = " + "9" * 5_000, "not valid TOML"),
        ("x" * 2_000_001, "larger than 2,000,000 bytes"),
        ("\n".join(f'"{n}" = 1' for n in range(100_000)), "is not known here"),
        ('"\\u001b[31m" = 1', "key \N{REPLACEMENT CHARACTER}[31m"),
    ],
    ids=["a key of many parts", "a deep key", "a long number", "a large file", "many keys", "a key of signs"],
)
def test_a_form_made_to_stall_its_reader_is_refused_in_short_sentences(tmp_path: Path, text: str, says: str) -> None:
    """In bounded time, with a bounded number of mistakes, none with signs that a terminal obeys."""
    (tmp_path / "form.toml").write_text(text, encoding="utf-8")
    with own_time():
        found = [str(mistake) for mistake in check(tmp_path).mistakes]
    assert any(says in one for one in found), found[:3]
    assert len(found) <= MOST_MISTAKES
    assert all(one.isprintable() and len(one) < 2_000 for one in found)


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    """Nor is a link followed out of the folder."""
    os.mkfifo(tmp_path / "form.toml")
    with pytest.raises(FormError, match="no ordinary file"):
        load_form(tmp_path)
    assert "no ordinary file" in str(check(tmp_path).mistakes[0])


def test_a_file_whose_tables_have_names_that_are_no_text_is_named_damaged(workspace: Workspace) -> None:
    """The driver cannot even say what is wrong with it: its message quotes the name."""
    workspace.store.close()
    content = workspace.path.read_bytes()
    assert b"CREATE TABLE units (" in content or b"create table units (" in content
    at = content.lower().index(b"create table units (")
    for byte in (0x80, 0xFF):
        workspace.path.write_bytes(content[:at] + bytes([byte]) * 6 + content[at + 6 :])
        with pytest.raises(WorkspaceUnusable) as caught:
            Store.open(workspace.path)
        assert caught.value.cause == "damaged"
    workspace.path.write_bytes(content)
    workspace.store = Store.open(workspace.path)
