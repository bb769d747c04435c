"""Every released schema still opens: real files, made by the version that wrote them, are brought up to date."""

import os
import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from btech_desktop import backup
from btech_desktop.assessment import Dismissal, Evidence, PublicAccount, new_id
from btech_desktop.backup import BackupFailed
from btech_desktop.errors import NotSaved
from btech_desktop.integrity import check_workspace
from btech_desktop.migrations import SCHEMA_VERSION
from btech_desktop.report_options import USUAL, ReportOptions
from btech_desktop.store import Change, Store

FILES = Path(__file__).parent / "files"
PASSWORD = "an old password"


def _copy(tmp_path: Path, name: str) -> Path:
    return Path(shutil.copy(FILES / name, tmp_path / name))


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a closed plain file, by table, read by another driver."""
    with sqlite3.connect(path) as other:
        tables = [r[0] for r in other.execute("select name from sqlite_schema where type = 'table'")]
        rows = {t: sorted(other.execute(f'select * from "{t}"'), key=repr) for t in tables}
    other.close()
    return rows


def test_there_is_a_file_of_every_released_schema() -> None:
    """A schema that is released without one cannot be tested later."""
    kept = {int(p.stem.split("-")[1]) for p in FILES.glob("schema-*.btech")}
    assert kept >= set(range(1, SCHEMA_VERSION))


@pytest.mark.parametrize("name", ["schema-1.btech", "schema-2.btech", "schema-3.btech"])
def test_an_old_file_keeps_every_row(tmp_path: Path, name: str) -> None:
    """Columns were added; what stood in the old ones stands there still, in every table."""
    path = _copy(tmp_path, name)
    before = _rows(path)
    Store.open(path).close()
    after = _rows(path)
    for table in set(before) - {"_sqlite_migrations", "sqlite_stat1", "sqlite_stat4"}:
        width = len(before[table][0]) if before[table] else 0
        assert sorted((row[:width] for row in after[table]), key=repr) == before[table], table


@pytest.mark.parametrize("schema", [1, 2, 3])
def test_its_signatures_still_hold(tmp_path: Path, schema: int) -> None:
    """What was locked under the format of its time verifies."""
    with Store.open(_copy(tmp_path, f"schema-{schema}.btech")) as store:
        finals = [a for a in store.assessments() if a.final]
        assert {a.final_format for a in finals} == {f"btech-desktop/canonical/{min(schema, 2)}"}
        assert check_workspace(store) == []


def test_the_files_are_of_the_schema_that_they_are_named_after() -> None:
    """One that was brought up to date by mistake would try nothing."""
    for path in FILES.glob("schema-?.btech"):
        assert int.from_bytes(path.read_bytes()[60:64], "big") == int(path.stem.split("-")[1]), path.name


@pytest.mark.parametrize(("name", "password"), [("schema-2.btech", None), ("schema-2-locked.btech", PASSWORD)])
def test_a_file_of_the_second_schema_takes_a_check_let_stand(tmp_path: Path, name: str, password: str | None) -> None:
    """It opens with nothing let stand; what is let stand is there when it is opened again."""
    path = _copy(tmp_path, name)
    with Store.open(path, password=password) as store:
        assessment = next(a for a in store.assessments() if not a.final)
        assert all(store.dossier(a.id).dismissals == () for a in store.assessments())
        dismissal = Dismissal(
            id=new_id(), assessment_id=assessment.id, practice_id="POL-1", kind="above evidence", basis="3 > 2",
            reason="Counted in June", dismissed_on=date(2026, 6, 1),
        )  # fmt: skip
        store.write([Change(None, dismissal)], who="t")
    with Store.open(path, password=password) as store:
        assert store.dossier(assessment.id).dismissals == (dismissal,)
        assert check_workspace(store) == []


@pytest.mark.parametrize(("name", "password"), [("schema-3.btech", None), ("schema-3-locked.btech", PASSWORD)])
def test_a_file_of_the_third_schema_takes_a_public_account_and_options(
    tmp_path: Path, name: str, password: str | None
) -> None:
    """It opens with neither, and what was let stand in it; both are there when it is opened again."""
    path = _copy(tmp_path, name)
    with Store.open(path, password=password) as store:
        dossiers = [store.dossier(a.id) for a in store.assessments()]
        assert [d.account for d in dossiers] == [None, None]
        assert [x.reason for d in dossiers for x in d.dismissals] == ["Counted in June"]
        assert store.report_options("board") == USUAL
        final = next(d.assessment for d in dossiers if d.assessment.final)
        account = PublicAccount(assessment_id=final.id, critics="A union said so", draft_seen="no")
        store.write([Change(None, account)], who="t")
        store.keep_report_options("board", ReportOptions(recipient="The board"))
    with Store.open(path, password=password) as store:
        assert store.dossier(final.id).account == account
        assert store.report_options("board").recipient == "The board"
        assert check_workspace(store) == []


def test_its_answers_get_the_times_of_their_history(tmp_path: Path) -> None:
    """For merging: the stamp of a field is the time of its last change; a record's too."""
    with Store.open(_copy(tmp_path, "schema-1-locked.btech"), password=PASSWORD) as store:
        (assessment,) = store.assessments()
        stamps = store.stamps(assessment.id)
        for practice_id in assessment.asked:
            entries = store.history(f"{assessment.id}/{practice_id}")
            assert stamps[practice_id] == {e.field: e.at for e in reversed(entries)}
        assert sum(bool(s) for s in stamps.values()) == 2


def test_a_verified_backup_is_made_first(tmp_path: Path) -> None:
    """Of the file as it was; a locked one stays locked."""
    for name, password in (("schema-1.btech", None), ("schema-1-locked.btech", PASSWORD)):
        path = _copy(tmp_path, name)
        with Store.open(path, password=password) as store:
            (made,) = backup.listed(store.workspace().uuid)
        assert made.why == "before an update of the file"
        assert made.locked == (password is not None)
        assert made.intact
        assert backup.opens(made, password)
        if password is None:
            assert int.from_bytes(made.path.read_bytes()[60:64], "big") == 1


def test_no_backup_no_update(tmp_path: Path, own_data_folder: Path) -> None:
    """Where the backup cannot be made the file is not touched, and the sentence says what to do."""
    path = _copy(tmp_path, "schema-1.btech")
    before = path.read_bytes()
    (own_data_folder / "backups").write_text("in the way")
    with pytest.raises(BackupFailed, match="No backup could be made"):
        Store.open(path)
    assert path.read_bytes() == before


def test_an_old_file_that_may_only_be_read_opens_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of ours is brought up to date in its place, and goes when it is closed; the file stays as it is."""
    path = _copy(tmp_path, "schema-1-locked.btech")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    before = path.read_bytes()
    with Store.open(path, password=PASSWORD) as store:
        assert len(store.assessments()) == 1
        assert store.read_only
        (copy,) = temporary.glob("*/*.btech")
        assert b"Old and Locked" not in copy.read_bytes()
        unit = store.units()[0]
        with pytest.raises(NotSaved, match="can only be read here"):
            store.write([Change(unit, None)], who="t")
    assert list(temporary.iterdir()) == []
    assert path.read_bytes() == before


def test_a_new_file_holds_what_an_old_one_became(tmp_path: Path) -> None:
    """The same tables, columns and rules, whether made today or brought up to date."""

    def schema(path: Path) -> list[tuple[str, str]]:
        with sqlite3.connect(path) as other:
            found = other.execute("select name, sql from sqlite_schema where sql not null order by name").fetchall()
        other.close()
        return [(name, sql) for name, sql in found if not name.startswith("sqlite_stat")]

    Store.create(tmp_path / "new.btech", organisation="New").close()
    for name in ("schema-1.btech", "schema-2.btech", "schema-3.btech"):
        old = _copy(tmp_path, name)
        Store.open(old).close()
        assert schema(old) == schema(tmp_path / "new.btech")


def test_evidence_of_an_old_file_can_be_changed(tmp_path: Path) -> None:
    """Its rows satisfy the checks of the new columns."""
    with Store.open(_copy(tmp_path, "schema-1.btech")) as store:
        evidence = store.evidence()[0]
        store.write([Change(evidence, Evidence(**evidence.model_dump() | {"title": "Renamed"}))], who="t")
        assert store.changed_at(Evidence)[evidence.id] == store.history(evidence.id)[0].at
