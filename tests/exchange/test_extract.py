"""One file to send: what leaves is what was said, what stays does not leave, and the file is an ordinary workspace."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from btech_desktop.assessment import (
    Action,
    Decision,
    Dismissal,
    Evidence,
    EvidenceLink,
    Incident,
    PublicAccount,
    Record,
    SalientIssue,
    Unit,
    new_id,
)
from btech_desktop.errors import BadInput, ExportFailed, PasswordNeeded
from btech_desktop.exchange.extract import extract, plan
from btech_desktop.integrity import check_workspace
from btech_desktop.passages import Passage, put_together
from btech_desktop.periods import finalise
from btech_desktop.report_options import ReportOptions
from btech_desktop.store import Change, Store
from tests.conftest import Workspace

NA = "POL-2"  # may be not applicable
TEXTS = ("Zq note", "Zq finding", "Zq scope", "Zq consulted", "Zq owner")


@pytest.fixture
def full(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Texts of each label in every place, a file, and a unit below that is not sent."""
    i = workspace.assessment.id
    workspace.answer(
        "POL-1", level=2, target=3, note="Zq note", finding="Zq finding", scope_note="Zq scope",
        consulted="Zq consulted", owner="Zq owner", disclosed="partly", change_reason="done",
    )  # fmt: skip
    workspace.answer("SAL-2", level=1, note="SECRET note", note_sensitivity="privileged")
    workspace.answer("SAL-3", level=1, finding="SECRET finding", finding_sensitivity="privileged")
    workspace.answer(NA, not_applicable=True, na_reason="SECRET reason", na_sensitivity="privileged")
    (tmp_path / "minutes.txt").write_text("FILECONTENT " * 100)
    kept = workspace.store.add_file(tmp_path / "minutes.txt")
    named = {"file_name": kept.name, "file_sha256": kept.sha256, "file_size": kept.size}
    evidence = Evidence(id=new_id(), title="Zq minutes", locator="Y:/minutes", shows="use", **named)
    secret = Evidence(id=new_id(), title="SECRET evidence", sensitivity="privileged")
    records: list[Record] = [evidence, secret]
    records += [EvidenceLink(evidence_id=e.id, assessment_id=i, practice_id="POL-1") for e in (evidence, secret)]
    four = {"scale": 4, "scope": 3, "irremediability": 2, "likelihood": 1}
    for label, word in (("internal", "Open"), ("privileged", "SECRET")):
        head = {"assessment_id": i, "sensitivity": label}
        records += [
            Action.model_validate({**head, "id": new_id(), "what": f"{word} action"}),
            Decision.model_validate({**head, "id": new_id(), "what": f"{word} decision"}),
            SalientIssue.model_validate({**head, **four, "id": new_id(), "title": f"{word} risk"}),
            Incident.model_validate({**head, "id": new_id(), "title": f"{word} incident", "severity": 3}),
        ]
    records.append(Unit(id=new_id(), parent_id=workspace.unit.id, name="Not sent"))
    workspace.store.write([Change(None, r) for r in records], who="tester")
    return workspace


def _bytes_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def test_all_of_it_leaves_but_what_is_privileged(full: Workspace, tmp_path: Path) -> None:
    """The counts say so before and after; no byte of a privileged text or of the history is in the file."""
    full.answer("POL-1", note="removed later")
    full.answer("POL-1", note="Zq note")
    said = plan(full.store, [full.assessment.id], scope="all")
    out = tmp_path / "sent.btech"
    assert extract(full.store, out, [full.assessment.id], scope="all") == said
    assert (said.answers, said.notes, said.findings, said.evidence, said.files) == (4, 1, 1, 1, 1)
    assert (said.actions, said.decisions, said.risks, said.incidents) == (1, 1, 1, 1)
    assert (said.held_back, said.privileged) == (8, 0)
    assert "8 privileged texts or entries stay here." in said.sentences
    raw = _bytes_of(out)
    assert "SECRET" not in raw
    assert "removed later" not in raw
    assert all(text in raw for text in (*TEXTS, "FILECONTENT"))
    with Store.open(out) as copy:
        assert copy.workspace().left_out == ("privileged",)
        assert copy.workspace().uuid != full.store.workspace().uuid
        assert [u.name for u in copy.units()] == ["Acme"]
        assert copy.stamps(full.assessment.id)["POL-1"] == full.store.stamps(full.assessment.id)["POL-1"]
        assert copy.whole_history() == ()
        assert check_workspace(copy) == []


def test_privileged_text_leaves_when_chosen(full: Workspace, tmp_path: Path) -> None:
    """Then nothing is left out, and that is said."""
    out = tmp_path / "sent.btech"
    said = extract(full.store, out, [full.assessment.id], scope="all", privileged=True)
    assert (said.held_back, said.privileged) == (0, 8)
    with Store.open(out) as copy:
        assert copy.workspace().complete
        assert copy.dossier(full.assessment.id).answers == full.store.dossier(full.assessment.id).answers


def test_without_files_the_evidence_leaves_and_its_content_stays(full: Workspace, tmp_path: Path) -> None:
    """The recipient sees what the file was called."""
    out = tmp_path / "sent.btech"
    said = extract(full.store, out, [full.assessment.id], scope="without files")
    assert (said.evidence, said.files) == (1, 0)
    assert "FILECONTENT" not in _bytes_of(out)
    with Store.open(out) as copy:
        assert [e.file_name for e in copy.evidence()] == ["minutes.txt"]
        assert "files" in copy.workspace().left_out
        assert check_workspace(copy) == []


def test_scores_only_hold_no_text_that_anyone_wrote(full: Workspace, tmp_path: Path) -> None:
    """Levels, targets and closed choices leave; the evidence's kind, and what it shows."""
    out = tmp_path / "sent.btech"
    extract(full.store, out, [full.assessment.id], scope="scores only", privileged=True)
    raw = _bytes_of(out)
    # As whole values: the questionnaire itself has "Zq scope" in it.
    assert not [
        t for t in ("Zq note", "Zq finding", "Zq consulted", "Zq minutes", "minutes.txt", "Y:/", "SECRET") if t in raw
    ]
    with Store.open(out) as copy:
        dossier = copy.dossier(full.assessment.id)
        answer = dossier.answers["POL-1"]
        assert (answer.level, answer.target, answer.disclosed, answer.change_reason) == (2, 3, "partly", "done")
        assert (answer.note, answer.scope_note, answer.owner) == ("", "", "")
        assert {e.title for e in dossier.evidence} == {"Document"}
        assert dossier.supports("POL-1") == full.store.dossier(full.assessment.id).supports("POL-1")
        assert (dossier.actions, dossier.decisions, dossier.salient, dossier.incidents) == ((), (), (), ())
        assert check_workspace(copy) == []


def test_a_check_let_stand_leaves_with_its_reason_but_not_with_scores(full: Workspace, tmp_path: Path) -> None:
    """It is said before; scores only hold no text that anyone wrote."""
    dismissal = Dismissal(
        id=new_id(), assessment_id=full.assessment.id, practice_id="POL-1", kind="above evidence", basis="3 > 1",
        reason="Zq reason", who="Ines", dismissed_on=date(2026, 5, 1),
    )  # fmt: skip
    full.store.write([Change(None, dismissal)], who="tester")
    for scope, left in (("all", (dismissal,)), ("without files", (dismissal,)), ("scores only", ())):
        out = tmp_path / f"{scope}.btech"
        said = extract(full.store, out, [full.assessment.id], scope=scope)  # type: ignore[arg-type]  # from the list above
        assert said.let_stand == len(left)
        assert ("Also 1 check let stand, with the reason." in said.sentences) == bool(left)
        assert ("Zq reason" in _bytes_of(out)) == bool(left)
        with Store.open(out) as copy:
            assert copy.dossier(full.assessment.id).dismissals == left
            assert check_workspace(copy) == []


def test_the_public_account_leaves_with_its_times_but_not_with_scores(full: Workspace, tmp_path: Path) -> None:
    """It is said before; how copies were made here, which may name who they are for, never leaves."""
    account = PublicAccount(assessment_id=full.assessment.id, critics="Zq critics", draft_seen="no")
    full.store.write([Change(None, account)], who="tester")
    full.store.keep_report_options("board", ReportOptions(recipient="Zq recipient"))
    for scope, left in (("all", account), ("without files", account), ("scores only", None)):
        out = tmp_path / f"{scope}.btech"
        said = extract(full.store, out, [full.assessment.id], scope=scope)  # type: ignore[arg-type]  # from the list above
        assert said.accounts == int(left is not None)
        assert ("Also 1 public account." in said.sentences) == bool(left)
        assert ("Zq critics" in _bytes_of(out)) == bool(left)
        assert "Zq recipient" not in _bytes_of(out)
        with Store.open(out) as copy:
            assert copy.dossier(full.assessment.id).account == left
            times = full.store.account_stamps(full.assessment.id) if left else {}
            assert copy.account_stamps(full.assessment.id) == times
            assert check_workspace(copy) == []


def test_a_note_with_marked_words_leaves_only_with_privileged_text(full: Workspace, tmp_path: Path) -> None:
    """Then with its marks; else it stays here whole, and counts as neither emptied nor written anew."""
    full.answer("POL-1", note=put_together("Ask Zq Person first", [Passage(4, 9, "name")]))
    for privileged in (False, True):
        out = tmp_path / f"{privileged}.btech"
        said = extract(full.store, out, [full.assessment.id], scope="all", privileged=privileged)
        assert (said.held_back, said.privileged) == ((0, 9) if privileged else (9, 0))
        assert ("Zq Person" in _bytes_of(out)) == privileged
        with Store.open(out) as copy:
            note = copy.answer(full.assessment.id, "POL-1").note
            assert note == (full.store.answer(full.assessment.id, "POL-1").note if privileged else "")
            assert ("note" in copy.stamps(full.assessment.id)["POL-1"]) == privileged


def test_a_final_assessment_that_leaves_whole_still_verifies(full: Workspace, tmp_path: Path) -> None:
    """With what was signed; with something held back it has no signed text and is not verified."""
    dossier = full.store.dossier(full.assessment.id)
    full.store.write(finalise(dossier, name="Ines", role="Lead", on=date(2026, 12, 1)), who="tester")
    for privileged in (True, False):
        out = tmp_path / f"{privileged}.btech"
        extract(full.store, out, [full.assessment.id], scope="all", privileged=privileged)
        with Store.open(out) as copy:
            assert copy.assessment(full.assessment.id).final
            assert bool(copy.signed(full.assessment.id)) == privileged
            assert check_workspace(copy) == []
        assert ("SECRET" in _bytes_of(out)) == privileged


def test_a_password_locks_the_file(full: Workspace, tmp_path: Path) -> None:
    """Nothing of it is legible, and nothing else is left in the folder."""
    out = tmp_path / "sent" / "sent.btech"
    out.parent.mkdir()
    extract(full.store, out, [full.assessment.id], scope="all", password="four unrelated words")
    assert "Acme" not in _bytes_of(out)
    with pytest.raises(PasswordNeeded):
        Store.open(out)
    Store.open(out, password="four unrelated words").close()
    assert [p.name for p in out.parent.iterdir()] == ["sent.btech"]


def test_nothing_is_overwritten_unasked(full: Workspace, tmp_path: Path) -> None:
    """Not another file, not the workspace itself, not even when asked to; what is unknown is refused."""
    taken = tmp_path / "taken.btech"
    taken.write_bytes(b"mine")
    with pytest.raises(ExportFailed, match="already exists"):
        extract(full.store, taken, [full.assessment.id], scope="all")
    assert taken.read_bytes() == b"mine"
    extract(full.store, taken, [full.assessment.id], scope="all", replace=True)
    Store.open(taken).close()
    with pytest.raises(ExportFailed, match="open workspace"):
        extract(full.store, full.path, [full.assessment.id], scope="all", replace=True)
    with pytest.raises(BadInput, match="Choose at least one"):
        plan(full.store, [new_id()], scope="all")


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(
        [sys.executable, "-m", "btech_desktop", *words], capture_output=True, text=True, timeout=120, input=""
    )
    assert "Traceback" not in ran.stderr
    return ran


def test_the_commands_send_a_file_and_take_it_back(full: Workspace, tmp_path: Path) -> None:
    """A conflict stops the merge with exit status 1 until it is decided on."""
    i, out, secret = full.assessment.id, tmp_path / "sent.btech", tmp_path / "password.txt"
    secret.write_text("four unrelated words\n")
    full.store.close()
    words = ["extract", str(full.path), "--assessment", i[:12], "--scope", "without-files", "--out", str(out)]
    ran = _run(*words, "--new-password-file", str(secret))
    assert ran.returncode == 0, ran.stderr
    assert "8 privileged texts or entries stay here." in ran.stdout
    for path, password, level in ((out, "four unrelated words", 4), (full.path, None, 3)):
        with Store.open(path, password=password) as store:
            before = store.answer(i, "SAL-2")
            store.write([Change(before, before.model_copy(update={"level": level}))], who="tester")
    words = ["merge", str(full.path), "--from", str(out), "--from-password-file", str(secret)]
    stopped = _run(*words, "--json")
    assert stopped.returncode == 1
    body = json.loads(stopped.stdout)
    assert (body["written"], [d["kind"] for d in body["differences"]]) == (False, ["conflict"])
    assert "Would be" in _run(*words, "--take", "theirs", "--dry-run").stdout
    merged = _run(*words, "--take", "theirs")
    assert (merged.returncode, "1 answer" in merged.stdout) == (0, True)
    with Store.open(full.path) as store:
        assert store.answer(i, "SAL-2").level == 4
    locked = _run("merge", str(full.path), "--from", str(out))
    assert (locked.returncode, "password" in locked.stderr) == (3, True)


def test_what_was_written_is_read_back(full: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that loses a row is found out, and no file is left."""
    fill = Store.fill

    def lossy(store: Store, changes: list[Change], **rest: object) -> None:
        fill(store, [c for c in changes if not isinstance(c.after, Action)], **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "fill", lossy)
    folder = tmp_path / "sent"
    folder.mkdir()
    with pytest.raises(ExportFailed, match="could not be read back"):
        extract(full.store, folder / "sent.btech", [full.assessment.id], scope="all")
    assert list(folder.iterdir()) == []
