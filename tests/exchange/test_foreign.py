"""A file from elsewhere: a hostile or senseless one gives one sentence, in time, and is never written."""

import sqlite3
import time

import pytest

from btech_desktop.assessment import Unit, new_id
from btech_desktop.errors import UserError, WorkspaceUnusable
from btech_desktop.exchange import foreign as foreign_module
from btech_desktop.exchange.foreign import read_foreign
from btech_desktop.store import Change
from tests.conftest import Workspace

EVERY = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n"
HOSTILE: dict[str, list[str]] = {
    "a view without end": [
        "alter table answers rename to held",
        f"create view answers as select held.* from held, ({EVERY})",
    ],
    "a trigger": ["create trigger t after update on answers begin delete from answers; end"],
    "a virtual table": ["create virtual table found using fts5(body)"],
    "a generated column": ["alter table answers add column more text as (hex(zeroblob(100000000)))"],
    "an index on an expression": ["create index slow on answers (hex(zeroblob(1000)))"],
    "a table too many": ["create table more (a)"],
    "a unit below itself": ["update units set parent_id = (select u.id from units u where u.id <> units.id)"],
    "a dangling reference": ["update answers set assessment_id = 'x' || substr(assessment_id, 2)"],
    "an answer taken away": ["delete from answers where practice_id = 'POL-1'"],
    "a level beyond the scale": ["update answers set level = 9 where practice_id = 'POL-1'"],
    "a text with a zero in it": ["update answers set note = 'a' || char(0) || 'b'"],
    "text that is no text": ["update answers set note = cast(x'ff' as text)"],
    "a sensitivity of its own": ["update answers set note_sensitivity = 'open'"],
    "a huge value": ["update answers set note = replace(hex(zeroblob(600000)), '0', 'a') where practice_id = 'POL-1'"],
    "a deep list": ["update assessments set asked = replace(hex(zeroblob(400)), '0', '[') || "
                    "replace(hex(zeroblob(400)), '0', ']')"],
    "no list": ["update assessments set asked = '5'"],
    "times that are none": ["""update answers set stamps = '{"level": "tomorrow"}'"""],
    "times that are no object": ["update answers set stamps = '[1]'"],
    "a form that is none": ["update forms set body = '{}'"],
    "a form that was changed": ["update forms set sha256 = replace(hex(zeroblob(32)), '0', 'a')"],
    "a million entries": [
        "insert into history (at, who, entity, entity_id, field) with recursive n(i) as (select 1 union all "
        "select i + 1 from n where i < 150000) select '', '', '', i, '' from n"
    ],
    "no workspace": ["delete from workspace"],
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_gives_one_sentence_in_time_and_is_left_alone(workspace: Workspace, what: str) -> None:
    """Under two seconds, one plain sentence, no file of ours beside it."""
    workspace.store.write([Change(None, Unit(id=new_id(), name="Second"))], who="tester")
    workspace.store.close()
    raw = sqlite3.connect(workspace.path)
    raw.execute("pragma ignore_check_constraints = on")
    for statement in HOSTILE[what]:
        raw.execute(statement)
    raw.commit()
    raw.close()
    before = workspace.path.read_bytes()
    started = time.monotonic()
    with pytest.raises(UserError) as caught:
        read_foreign(workspace.path)
    assert time.monotonic() - started < 2
    assert workspace.path.name in str(caught.value)
    assert str(caught.value).count("\n") == 0
    assert workspace.path.read_bytes() == before
    assert [p.name for p in workspace.path.parent.iterdir()] == [workspace.path.name]


def test_a_sound_file_is_read_whole(workspace: Workspace) -> None:
    """With what its own history knows of each answer."""
    workspace.answer("POL-1", level=1, note="first")
    workspace.store.begin_sitting()
    workspace.answer("POL-1", note="second")
    workspace.store.close()
    with read_foreign(workspace.path) as found:
        assert found.dossiers[workspace.assessment.id].answers["POL-1"].note == "second"
        assert found.seen[f"{workspace.assessment.id}/POL-1"]["note"] == {"", "first", "second"}


def test_a_file_that_takes_too_long_is_given_up(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is looked at while SQLite works."""
    workspace.store.close()
    monkeypatch.setattr(foreign_module, "SECONDS", -60)
    monkeypatch.setattr(foreign_module, "_STEPS", 1)
    with pytest.raises(WorkspaceUnusable):
        read_foreign(workspace.path)


def test_a_file_too_large_is_not_opened(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size is looked at first."""
    workspace.store.close()
    monkeypatch.setattr(foreign_module, "MOST_BYTES", 1000)
    with pytest.raises(WorkspaceUnusable, match="is larger than"):
        read_foreign(workspace.path)


def test_the_open_workspace_is_not_opened_a_second_time(workspace: Workspace) -> None:
    """That would drop its lock."""
    with pytest.raises(WorkspaceUnusable, match="open in this window"):
        read_foreign(workspace.path)
