"""The session: the window's only writer, with undo across pages and nothing dropped when the disk refuses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from btech_desktop.assessment import (
    TEXT_LIMIT,
    Action,
    Answer,
    Decision,
    Evidence,
    Incident,
    Record,
    SalientIssue,
    new_id,
)
from btech_desktop.checks import let_stand, open_findings
from btech_desktop.errors import NotSaved
from btech_desktop.gui.session import Changed, Session, copy_elsewhere, create_workspace
from btech_desktop.store import Store
from tests.conftest import Workspace


@pytest.fixture
def session(workspace: Workspace, qtbot: QtBot) -> Iterator[Session]:
    """On a workspace with nothing answered."""
    made = Session(workspace.store, who="Ana")
    yield made
    workspace.store = made.store


def test_a_change_is_on_disk_and_announced_once_with_its_sender(session: Session, qtbot: QtBot) -> None:
    """The signal says what changed; the history says who."""
    with qtbot.waitSignal(session.changed) as caught:
        assert session.answer("SAL-2", level=3, sender="page")
    assert caught.args is not None
    changed = caught.args[0]
    assert isinstance(changed, Changed)
    assert changed.kinds == frozenset({Answer})
    assert changed.practices == frozenset({"SAL-2"})
    assert changed.sender == "page"
    assert session.store.answer(session.dossier.assessment.id, "SAL-2").level == 3
    assert session.store.history(f"{session.assessment_id}/SAL-2")[0].who == "Ana"


def every_change(session: Session) -> Iterator[str]:
    """Makes a change of each kind of record, and back again; tells each once it is made."""
    assessment = session.dossier.assessment
    of_it = {"id": new_id(), "assessment_id": assessment.id}
    yield "an answer" * session.answer("POL-1", level=2, note="Counted")
    yield "the same answer" * session.answer("POL-1", level=3, owner="Counsel", flagged=True)
    yield "another" * session.answer("SAL-6", not_applicable=True, na_reason="None sold")
    records: list[Record] = [
        Action(**of_it, what="Train staff", practice_id="POL-1"),
        Decision(**of_it, what="Fund the training"),
        SalientIssue(**of_it, title="Tracking", scale=3, scope=2, irremediability=4, likelihood=2),
        Incident(**of_it, title="Complaint", severity=3),
    ]
    for record in records:
        yield f"adding {type(record).__name__}" * session.add(record, text="add")
        sensitive = record.model_copy(update={"sensitivity": "privileged"})
        yield f"changing {type(record).__name__}" * session.replace(record, sensitive, text="change")
        yield f"removing {type(record).__name__}" * session.remove(sensitive, text="remove")
    first, second = (Evidence(id=new_id(), title=title, shows="use") for title in ("Log", "Report"))
    yield "evidence" * session.attach(first, "POL-1", new=True)
    yield "more of it" * session.attach(second, "POL-1", new=True)
    yield "the first once more" * session.attach(first, "SAL-2", new=False)
    yield "one taken off" * session.detach(first, "POL-1")
    yield "the last taken off" * session.detach(first, "SAL-2")
    unit = session.dossier.unit
    yield "the unit" * session.replace(unit, unit.model_copy(update={"name": "Renamed"}), text="rename")
    yield "the organisation" * session.rename_organisation(name="Other Ltd", scope_line="Elsewhere")
    yield "the status" * session.set_status("in review")
    while session.undo_text:
        yield f"undo: {session.undo_text}" if session.undo() is not None else ""
    while session.redo_text:
        yield f"redo: {session.redo_text}" if session.redo() is not None else ""
    yield "locked" * session.finalise(name="Ana", role="Counsel")
    yield "reopened" * session.reopen(reason="A case was missed")


def test_after_every_change_the_dossier_is_what_the_file_holds(session: Session) -> None:
    """Answers are put into the dossier that is known; it is the one that would be read, in the same order."""
    told = []
    session.changed.connect(lambda _: told.append(session.dossier))  # what a page sees at once
    for said in every_change(session):
        assert said, "not carried out"
        read = session.store.dossier(session.assessment_id or "")
        assert session.dossier == read, said
        assert list(session.dossier.answers) == list(read.answers), said
        assert told[-1] == read, said


def test_an_answer_that_is_on_disk_at_last_is_in_the_dossier(session: Session, tmp_path: Path) -> None:
    """What waited for the disk, and what came with it, are both what the file holds."""
    path, away = session.store.path, tmp_path / "away.btech"
    path.rename(away)
    session.answer("POL-1", level=2)
    away.rename(path)
    session.answer("POL-3", level=1)
    assert session.unsaved == 0
    assert session.dossier == session.store.dossier(session.assessment_id or "")


def test_undo_and_redo_walk_over_everything(session: Session) -> None:
    """Answers, actions and evidence alike; a new change ends what could be redone."""
    assessment_id = session.dossier.assessment.id
    session.answer("POL-1", level=2)
    session.answer("POL-1", level=3, finding="Approved")
    session.add(Action(id=new_id(), assessment_id=assessment_id, what="Train staff"), text="add an action")
    evidence = Evidence(id=new_id(), title="Log", shows="use")
    session.attach(evidence, "POL-1", new=True)
    assert session.dossier.supports("POL-1") == 3
    assert session.undo() == {"POL-1"}
    assert session.dossier.evidence == ()
    session.undo()
    assert not session.dossier.actions
    session.undo()
    assert session.answer_of("POL-1").level == 2
    assert session.answer_of("POL-1").finding == ""
    session.redo()
    session.redo()
    assert session.answer_of("POL-1").finding == "Approved"
    assert [action.what for action in session.dossier.actions] == ["Train staff"]
    session.answer("POL-3", level=1)
    assert session.redo_text is None


def test_a_check_is_let_stand_and_asked_again_and_both_can_be_undone(session: Session) -> None:
    """With the reason and who gave it; on disk at once."""
    session.answer("POL-1", level=3)
    (finding,) = open_findings(session.dossier)

    def state() -> tuple[int, list[str]]:
        on_disk = session.store.dossier(session.dossier.assessment.id)
        assert on_disk.dismissals == session.dossier.dismissals
        return len(open_findings(on_disk)), [d.reason for _, d in let_stand(on_disk)]

    assert session.dismiss(finding, "  Counsel has seen the log.  ")
    assert state() == (0, ["Counsel has seen the log."])
    (dismissal,) = session.dossier.dismissals
    assert dismissal.who == "Ana"
    session.undo()
    assert state() == (1, [])
    session.redo()
    assert state() == (0, ["Counsel has seen the log."])
    assert session.undismiss(dismissal)
    assert state() == (1, [])
    session.undo()
    assert state() == (0, ["Counsel has seen the log."])


@pytest.mark.parametrize("reason", ["", " \n\t ", "x" * (TEXT_LIMIT + 1)])
def test_a_check_is_not_let_stand_without_a_reason_that_fits(session: Session, qtbot: QtBot, reason: str) -> None:
    """White space is none; what is refused is said, and nothing is written."""
    session.answer("POL-1", level=3)
    (finding,) = open_findings(session.dossier)
    with qtbot.waitSignal(session.refused) as caught:
        assert not session.dismiss(finding, reason)
    assert caught.args is not None
    assert "Say why it can stand." in caught.args[0]
    assert session.store.dossier(session.dossier.assessment.id).dismissals == ()
    assert open_findings(session.dossier) == (finding,)


def test_undo_goes_back_to_the_assessment_where_the_change_was(session: Session, workspace: Workspace) -> None:
    """The change is shown where it was made."""
    first = session.assessment_id
    session.answer("POL-1", level=2)
    later = workspace.start("2027")
    session.select(later.id)
    session.undo()
    assert session.assessment_id == first
    assert session.answer_of("POL-1").level is None


def test_a_level_and_not_applicable_exclude_each_other(session: Session) -> None:
    """Either takes the other's place; some practices apply to everyone."""
    session.answer("SAL-6", level=2)
    session.answer("SAL-6", not_applicable=True, na_reason="All access is under contract")
    assert session.answer_of("SAL-6").level is None
    session.answer("SAL-6", level=1)
    assert not session.answer_of("SAL-6").not_applicable


def test_what_makes_no_sense_is_refused_in_a_sentence(session: Session, qtbot: QtBot) -> None:
    """And nothing changes."""
    with qtbot.waitSignal(session.refused) as caught:
        assert not session.answer("POL-1", not_applicable=True)
    assert caught.args == ["POL-1 applies to every company, so it cannot be not applicable."]
    with qtbot.waitSignal(session.refused) as caught:
        assert not session.answer("POL-1", finding="x" * 91)
    assert caught.args == ["POL-1: the finding may have at most 90 characters."]
    assert session.answer_of("POL-1").finding == ""
    assert session.undo_text is None


def test_detaching_evidence_keeps_it_where_it_is_attached_elsewhere(session: Session) -> None:
    """The last attachment takes the evidence with it; undo brings both back."""
    evidence = Evidence(id=new_id(), title="Log", shows="use")
    session.attach(evidence, "POL-1", new=True)
    session.attach(evidence, "SAL-2", new=False)
    session.detach(evidence, "POL-1")
    assert [e.title for e in session.store.evidence()] == ["Log"]
    session.detach(evidence, "SAL-2")
    assert session.store.evidence() == ()
    session.undo()
    assert session.dossier.supports("SAL-2") == 3


def test_what_the_disk_refuses_stays_in_the_window_and_goes_to_the_copy(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    """A file replaced underneath: changes wait, are counted, and land in the copy saved elsewhere."""
    path = session.store.path
    session.answer("POL-1", level=1)
    away = tmp_path / "away.btech"
    path.rename(away)
    with qtbot.waitSignal(session.not_saved) as caught:
        session.answer("POL-1", level=2, note="Not lost")
    assert "moved, deleted or replaced" in str(caught.args)
    session.answer("POL-3", level=4)
    assert session.unsaved == 2
    assert session.answer_of("POL-1").note == "Not lost"
    copy_elsewhere(session, tmp_path / "rescued.btech")
    assert session.unsaved == 0
    session.close()
    with Store.open(tmp_path / "rescued.btech") as store:
        answers = store.dossier(store.assessments()[0].id).answers
        assert (answers["POL-1"].level, answers["POL-1"].note, answers["POL-3"].level) == (2, "Not lost", 4)
    session.store = Store.open(away)


def test_a_new_period_is_started_from_the_last(session: Session) -> None:
    """Carried-over levels wait to be confirmed, one keystroke each where the year does not matter."""
    from datetime import date

    session.answer("POL-1", level=2)
    session.answer("SAL-1", level=3)
    unit = session.store.units()[0]
    made = session.start_assessment(
        unit=unit, period="2027", starts=date(2027, 1, 1), ends=date(2027, 12, 31), kind="all"
    )
    assert made == session.assessment_id
    assert session.answer_of("POL-1").to_confirm
    assert session.facts.results.overall.mean is None
    assert session.confirm("POL-1")
    assert session.facts.results.overall.answered == 1
    assert session.facts.comparison is not None
    assert session.facts.comparison.n == 1


def test_locking_and_reopening(session: Session, qtbot: QtBot) -> None:
    """A final assessment refuses changes until it is reopened with a reason."""
    session.answer("POL-1", level=2)
    assert session.finalise(name="Ana", role="Counsel")
    with qtbot.waitSignal(session.refused):
        assert not session.answer("POL-1", level=3)
    assert session.reopen(reason="A case was missed")
    assert session.answer("POL-1", level=3)
    assert session.dossier.revisions[0].reason == "A case was missed"


@pytest.mark.parametrize("where", ["the same file, locked", "a copy elsewhere"])
def test_undo_brings_a_file_back_after_going_on_in(session: Session, tmp_path: Path, where: str) -> None:
    """The content of evidence that was taken off stays for as long as undo may need it."""
    (tmp_path / "log.pdf").write_bytes(b"%PDF-1.7 log")
    kept = session.add_file(tmp_path / "log.pdf")
    evidence = Evidence(
        id=new_id(), title="Log", shows="use", file_name=kept.name, file_sha256=kept.sha256, file_size=kept.size
    )
    session.attach(evidence, "POL-1", new=True)
    session.detach(evidence, "POL-1")
    if where == "a copy elsewhere":
        copy_elsewhere(session, tmp_path / "copy.btech")
    else:
        session.change_password("four unrelated words")
    session.undo()
    content: list[bytes] = []
    session.store.take_file(kept.sha256, content.append)
    assert b"".join(content) == b"%PDF-1.7 log"


def test_a_workspace_that_cannot_be_filled_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full after the file was made: the next try finds the name free."""

    def refuse(*_: object, **__: object) -> None:
        raise NotSaved("The disk is full.", cause="full")

    monkeypatch.setattr(Store, "write", refuse)
    with pytest.raises(NotSaved):
        create_workspace(tmp_path / "new.btech", organisation="Acme")
    assert list(tmp_path.iterdir()) == []
