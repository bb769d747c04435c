"""The public account: kept with its history, outside what is signed, and going where an assessment goes."""

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from btech_desktop import deleting, facts, last_known
from btech_desktop.assessment import TEXT_LIMIT, PublicAccount
from btech_desktop.audiences import Audience
from btech_desktop.errors import BadInput, NotSaved
from btech_desktop.exchange.export import assessment_json
from btech_desktop.form import Form
from btech_desktop.history_words import of_entry, sides
from btech_desktop.integrity import check_workspace
from btech_desktop.removal import REMOVED, Target, is_removal, plan, scopes, target_of
from btech_desktop.report_options import USUAL, ReportOptions
from btech_desktop.salvage import salvage
from btech_desktop.store import Change, Store
from tests.conftest import Workspace
from tests.test_deleting import inverse, tables
from tests.test_removal import carry_out, open_again, sign

SECRET = "Jane Doe of Zq Watch said that we sold it"


def save(workspace: Workspace, **fields: Any) -> PublicAccount:
    """Write some fields of the account of the first assessment."""
    before = workspace.store.dossier(workspace.assessment.id).account
    blank = before or PublicAccount(assessment_id=workspace.assessment.id)
    after = PublicAccount.model_validate(blank.model_dump() | fields)
    workspace.store.write([Change(before, after)], who="Ana")
    return after


def told(workspace: Workspace) -> list[str]:
    """What the history says of it, the earliest first."""
    entries = [e for e in workspace.store.whole_history() if e.entity == "public_accounts"]
    return [of_entry(e, {}) for e in reversed(entries)]


# -- kept -------------------------------------------------------------------------------------------------


def test_it_is_kept_field_by_field_with_who_and_when(workspace: Workspace) -> None:
    """As of an answer: each field that changed makes an entry, also of the first words and the last."""
    assert workspace.store.dossier(workspace.assessment.id).account is None
    first = save(workspace, critics="A union said so", draft_seen="no")
    second = save(workspace, critics="Two unions said so", draft_seen="partly", complain="rights@example.org")
    with Store.open(_closed(workspace)) as store:
        assert store.dossier(first.assessment_id).account == second
        assert set(store.account_stamps(first.assessment_id)) == {"critics", "draft_seen", "complain"}
        workspace.store = store
        store.write([Change(second, None)], who="Ana")
        assert told(workspace) == [
            "Public account: what critics alleged written",
            "Public account: draft seen by those consulted: no",
            "Public account: what critics alleged changed",
            "Public account: draft seen by those consulted: partly",
            "Public account: how to complain written",
            "Public account: what critics alleged removed",
            "Public account: draft seen by those consulted: nothing",
            "Public account: how to complain removed",
        ]
        entries = store.whole_history()
        assert {e.who for e in entries if e.entity == "public_accounts"} == {"Ana"}
        found = store.history_with(["TWO UNIONS"])
        assert [sides(e) for e in entries if e.id in found] == [
            ("Two unions said so", ""),
            ("A union said so", "Two unions said so"),
        ]


def _closed(workspace: Workspace) -> Path:
    workspace.store.close()
    return workspace.path


def test_the_schema_refuses_what_the_record_refuses(workspace: Workspace) -> None:
    """So that another program cannot write it either."""
    save(workspace, critics="x" * TEXT_LIMIT)
    for column, value in (("critics", "x" * (TEXT_LIMIT + 1)), ("draft_seen", "perhaps"), ("stamps", "{")):
        with pytest.raises(Exception, match="CHECK constraint failed"):
            workspace.store.connection.execute(f"update public_accounts set {column} = ?", [value])


def test_a_final_assessment_takes_it_and_its_signature_holds(workspace: Workspace) -> None:
    """It is about publication, and no part of what was signed: but the rest stays locked."""
    save(workspace, critics="Before")
    sign(workspace)
    save(workspace, critics="After", answer="We answer")
    assert check_workspace(workspace.store) == []
    assert "After" not in workspace.store.signed(workspace.assessment.id)[0].body
    account = workspace.store.dossier(workspace.assessment.id).account
    answer = workspace.store.answer(workspace.assessment.id, "POL-1")
    changed = Change(answer, answer.model_copy(update={"level": 4}))
    with pytest.raises(BadInput, match="is final"):
        workspace.store.write([Change(account, None), changed], who="Ana")
    assert workspace.store.dossier(workspace.assessment.id).account == account


def test_a_workspace_that_is_only_read_refuses_it(workspace: Workspace) -> None:
    path = _closed(workspace)
    with Store.open(path, read_only=True) as store:
        account = PublicAccount(assessment_id=workspace.assessment.id, critics="A union")
        with pytest.raises(NotSaved, match="can only be read"):
            store.write([Change(None, account)], who="Ana")
        with pytest.raises(NotSaved, match="can only be read"):
            store.keep_report_options("board", ReportOptions(rollup=True))


def test_a_change_past_the_history_is_found(workspace: Workspace) -> None:
    """By another program, or by damage that leaves the file sound."""
    save(workspace, critics="A union said so")
    workspace.store.connection.execute("update public_accounts set critics = 'Nobody said so'")
    (found,) = check_workspace(workspace.store)
    assert found.startswith("Acme, 2026: the public account is not what the history says.")


# -- from period to period, and away ----------------------------------------------------------------------


def test_the_next_period_takes_how_to_complain_and_nothing_else(workspace: Workspace) -> None:
    """The rest is of its year; without an address there is nothing to take."""
    workspace.start("2027", previous=workspace.store.dossier(workspace.assessment.id))
    save(workspace, complain="rights@example.org", critics="A union", draft_seen="yes", withheld_why="Safety")
    later = workspace.start("2028", previous=workspace.store.dossier(workspace.assessment.id))
    dossiers = [workspace.store.dossier(a.id) for a in workspace.store.assessments()]
    assert {d.assessment.period: d.account for d in dossiers if d.assessment.period != "2026"} == {
        "2027": None,
        "2028": PublicAccount(assessment_id=later.id, complain="rights@example.org"),
    }
    assert set(workspace.store.account_stamps(later.id)) == {"complain"}


@pytest.mark.parametrize("times", ['{"critics": "2020-01-01"}', "{}"])
def test_it_is_deleted_with_its_assessment_and_comes_back_as_old_as_it_was(workspace: Workspace, times: str) -> None:
    """What is lost says so."""
    save(workspace, critics="A union said so")
    workspace.store.connection.execute("update public_accounts set stamps = ?", [times])
    before = tables(workspace.store)
    deletion = deleting.of_assessment(workspace.store, workspace.assessment.id)
    assert "1 public account" in deleting.loss_in_words(deletion.loss)
    workspace.store.write(deletion.changes, who="Ana")
    assert tables(workspace.store)["public_accounts"] == []
    workspace.store.write(inverse(deletion.changes), who="Ana", stamps=deletion.stamps)
    assert tables(workspace.store) == before
    assert check_workspace(workspace.store) == []


def test_a_removed_account_is_not_taken_for_a_change_past_the_history(workspace: Workspace) -> None:
    """Taken back, and written anew."""
    account = save(workspace, critics="A union")
    workspace.store.write([Change(account, None)], who="Ana")
    assert check_workspace(workspace.store) == []
    save(workspace, answer="We answer")
    assert check_workspace(workspace.store) == []


# -- removed for good -------------------------------------------------------------------------------------


def test_a_text_of_it_is_removed_for_good_even_where_the_assessment_is_final(workspace: Workspace) -> None:
    """From the account, the history and the file's bytes; the other texts, and the signature, stay."""
    save(workspace, critics=SECRET, answer="We answer")
    save(workspace, critics=f"{SECRET} twice")
    sign(workspace)
    entry = next(e for e in workspace.store.whole_history() if e.after == SECRET)
    target = target_of(entry)
    assert target == Target("public_accounts", workspace.assessment.id, "critics", entry.id)
    assert scopes(workspace.store, target) == ("everything", "earlier", "entry")
    removal = plan(workspace.store, target, "everything")
    assert removal.present == f"{SECRET} twice"
    carry_out(workspace.store, removal)
    dossier = workspace.store.dossier(workspace.assessment.id)
    assert dossier.account == PublicAccount(assessment_id=dossier.assessment.id, answer="We answer")
    newest, *older = [e for e in workspace.store.whole_history() if e.field == "critics"]
    assert is_removal(newest)
    assert of_entry(newest, {}) == "Public account: what critics alleged removed for good"
    assert {of_entry(e, {}) for e in older} == {
        "Public account: what critics alleged changed; its words were removed for good"
    }
    assert {sides(e) for e in older} == {(REMOVED, REMOVED)}
    assert check_workspace(workspace.store) == []
    assert SECRET.encode() not in _closed(workspace).read_bytes()


def test_earlier_words_go_and_the_present_ones_stay(workspace: Workspace) -> None:
    save(workspace, critics=SECRET)
    save(workspace, critics="A union said so")
    target = Target("public_accounts", workspace.assessment.id, "critics")
    carry_out(workspace.store, plan(workspace.store, target, "earlier"))
    account = workspace.store.dossier(workspace.assessment.id).account
    assert account is not None
    assert account.critics == "A union said so"
    assert SECRET.encode() not in _closed(workspace).read_bytes()


def test_a_choice_of_it_is_no_text_to_remove(workspace: Workspace) -> None:
    save(workspace, draft_seen="yes")
    (entry,) = [e for e in workspace.store.whole_history() if e.entity == "public_accounts"]
    assert target_of(entry) is None
    assert not is_removal(entry)


# -- out of the workspace ---------------------------------------------------------------------------------


def test_it_is_exported_to_the_public_and_to_the_working_group(workspace: Workspace) -> None:
    """The board's copy has no place for it."""
    account = save(workspace, critics="A union said so", draft_seen="no")
    sign(workspace)

    def exported(audience: Audience) -> dict[str, Any]:
        return assessment_json(facts.gather(workspace.store, workspace.assessment.id, audience=audience))

    meant = account.model_dump(exclude={"assessment_id"})
    assert exported("public")["public_account"] == meant
    assert exported("working-group")["public_account"] == meant
    assert "A union" not in json.dumps(exported("board"))
    assert facts.gather(workspace.store, workspace.assessment.id, audience="board").dossier.account is None
    open_again(workspace)
    workspace.store.write([Change(account, None)], who="Ana")
    assert exported("working-group")["public_account"] is None


@pytest.mark.parametrize("how", ["its table is gone", "one field makes no sense"])
def test_what_is_lost_of_it_is_put_together_from_the_history(workspace: Workspace, tmp_path: Path, how: str) -> None:
    """And said; what was read as it stood is not."""
    account = save(workspace, critics="A union said so", draft_seen="no", remedy="Paid 41 people")
    stamps = workspace.store.account_stamps(account.assessment_id)
    path = _closed(workspace)
    salvaged = salvage(path, tmp_path / "sound.btech")
    assert "1 public account" in salvaged.read
    with Store.open(tmp_path / "sound.btech") as store:
        assert store.dossier(account.assessment_id).account == account
        assert store.account_stamps(account.assessment_id) == stamps
    assert not any("public account" in note for note in salvaged.notes)
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("pragma ignore_check_constraints = on")
        other.execute(
            "drop table public_accounts" if "gone" in how else "update public_accounts set draft_seen = 'maybe'"
        )
        other.commit()
    salvaged = salvage(path, tmp_path / "again.btech")
    assert any("Put together from the history, to be looked at: 1 public account." in n for n in salvaged.notes)
    with Store.open(tmp_path / "again.btech") as store:
        assert store.dossier(account.assessment_id).account == account
        assert check_workspace(store) == []


def test_one_that_was_taken_back_is_not_put_together(workspace: Workspace, tmp_path: Path) -> None:
    account = save(workspace, critics="A union said so")
    workspace.store.write([Change(account, None)], who="Ana")
    salvage(_closed(workspace), tmp_path / "sound.btech")
    with Store.open(tmp_path / "sound.btech") as store:
        assert store.dossier(account.assessment_id).account is None


def test_the_history_alone_knows_what_stands_in_it(workspace: Workspace) -> None:
    """Which is what salvage and the check of the file rest on."""
    account = save(workspace, critics="A", answer="B")
    save(workspace, critics="C")
    known = last_known.last_known(workspace.store.whole_history())["public_accounts", account.assessment_id]
    assert known.fields == {"critics": "C", "answer": "B"}


# -- how copies are made ----------------------------------------------------------------------------------


def test_options_of_a_copy_are_kept_for_each_audience_and_not_in_the_history(workspace: Workspace) -> None:
    """They go with the file, wherever it is opened, and change no assessment."""
    store = workspace.store
    entries = len(store.whole_history())
    board = ReportOptions(paper="Letter", recipient="Audit committee", in_depth="remedy", actions=True)
    group = ReportOptions(left_out=frozenset({"annex", "teams"}), compared_with=workspace.assessment.id)
    store.keep_report_options("board", board)
    store.keep_report_options("working-group", ReportOptions(rollup=True))
    store.keep_report_options("working-group", group)
    writes = store.writes
    store.keep_report_options("board", board)
    assert store.writes == writes, "what is kept already is not written again"
    assert len(store.whole_history()) == entries
    copy = workspace.path.with_name("copy.btech")
    store.save_copy(copy)
    for path in (_closed(workspace), copy):
        with Store.open(path) as opened:
            found = [opened.report_options(audience) for audience in ("board", "working-group", "public")]
            assert found == [board, group, USUAL]


@pytest.mark.parametrize("body", ['{"paper": "A3"}', '{"of a newer version": 1}', "[]", '"Letter"', "null"])
def test_options_that_are_not_understood_read_as_the_usual_ones(workspace: Workspace, body: str) -> None:
    workspace.store.connection.execute("insert into report_options values ('public', ?)", [body])
    assert workspace.store.report_options("public") == USUAL


def test_who_a_copy_is_for_is_locked_with_the_file(tmp_path: Path, form: Form) -> None:
    with Store.create(tmp_path / "locked.btech", organisation="Acme", password="long enough") as store:
        store.keep_report_options("board", ReportOptions(recipient="Zq Recipient"))
    assert b"Zq Recipient" not in (tmp_path / "locked.btech").read_bytes()
    with Store.open(tmp_path / "locked.btech", password="long enough") as store:
        assert store.report_options("board").recipient == "Zq Recipient"
