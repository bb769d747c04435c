"""Facts about what became of last year's actions."""

from datetime import date
from typing import Any

from btech_desktop.assessment import Action, SalientIssue, new_id
from btech_desktop.audiences import Audience
from btech_desktop.facts import gather
from btech_desktop.periods import finalise
from btech_desktop.promises import moved_by, outcome_counts, promises
from btech_desktop.report import chosen
from btech_desktop.store import Change
from btech_desktop.wording import kept_line, to_target_line
from tests.conftest import Workspace
from tests.report.copies import Copy

TODAY = date(2027, 6, 1)


def action(assessment_id: str, what: str, **fields: Any) -> Action:
    return Action(id=new_id(), assessment_id=assessment_id, what=what, **fields)


def test_every_promise_finds_its_outcome(workspace: Workspace) -> None:
    """An action is followed by what it was carried from: done, late, put off, deferred or no longer listed."""
    first = workspace.assessment.id
    then = [
        action(first, "kept before", status="done"),
        action(first, "kept", due=date(2026, 9, 1)),
        action(first, "late", due=date(2026, 9, 1)),
        action(first, "put off", due=date(2026, 9, 1)),
        action(first, "dropped"),
        action(first, "deferred"),
    ]
    workspace.store.write([Change(None, a) for a in then], who="tester")
    before = workspace.store.dossier(first)
    second = workspace.start("2027", previous=before).id
    now = {a.what: a for a in workspace.store.dossier(second).actions}
    changed: dict[str, dict[str, Any]] = {
        "kept": {"status": "done", "what": "kept, renamed"},
        "put off": {"due": date(2027, 12, 1), "status": "under way"},
        "deferred": {"status": "deferred", "deferred_reason": "No budget"},
    }
    changes = [Change(now[k], Action.model_validate({**now[k].model_dump(), **v})) for k, v in changed.items()]
    workspace.store.write([*changes, Change(now["dropped"], None)], who="tester")
    found = promises(before, workspace.store.dossier(second), today=TODAY)
    assert [(p.then.what, p.outcome) for p in found] == [
        ("dropped", "dropped"),
        ("late", "late"),
        ("deferred", "deferred"),
        ("put off", "under way"),
        ("kept before", "kept"),
        ("kept", "kept"),
    ]
    assert [p.then.what for p in found if p.moved] == ["put off"]
    assert outcome_counts(found) == "2 kept, 1 under way, 1 deferred, 1 late, 1 dropped"


def test_a_broken_promise_stands_by_the_risk_to_people_that_it_was_made_for(workspace: Workspace) -> None:
    """Before what became of it: an open one against a grave risk comes before one dropped that guards against none."""
    first = workspace.assessment.id
    then = [
        action(first, "dropped", practice_id="POL-1"),
        action(first, "open, grave", practice_id="REM-6"),
        action(first, "kept, grave", practice_id="REM-6", status="done"),
        action(first, "dropped, grave", practice_id="REM-6"),
    ]
    workspace.store.write([Change(None, a) for a in then], who="tester")
    before = workspace.store.dossier(first)
    second = workspace.start("2027", previous=before).id
    now = {a.what: a for a in workspace.store.dossier(second).actions}
    risk = SalientIssue(
        id=new_id(), assessment_id=second, title="Grave", scale=5, scope=1, irremediability=5, likelihood=1,
        practices=("REM-6",),
    )  # fmt: skip
    gone = [Change(now[what], None) for what in ("dropped", "dropped, grave")]
    workspace.store.write([Change(None, risk), *gone], who="tester")
    found = promises(before, workspace.store.dossier(second), today=TODAY)
    assert [p.then.what for p in found] == ["dropped, grave", "open, grave", "dropped", "kept, grave"]


def test_an_action_is_followed_over_the_periods_between(workspace: Workspace) -> None:
    """What was kept meanwhile was kept, what was carried on twice is not dropped, what ended on the way was."""
    first = workspace.assessment
    for what in ("kept meanwhile", "still open", "dropped meanwhile", "dropped now"):
        workspace.store.write([Change(None, action(first.id, what))], who="tester")
    before = workspace.store.dossier(first.id)
    between = workspace.start("2027", previous=before)
    now = {a.what: a for a in workspace.store.dossier(between.id).actions}
    done = now["kept meanwhile"].model_copy(update={"status": "done"})
    gone = Change(now["dropped meanwhile"], None)
    workspace.store.write([Change(now["kept meanwhile"], done), gone], who="tester")
    last = workspace.start("2028", previous=workspace.store.dossier(between.id))
    now = {a.what: a for a in workspace.store.dossier(last.id).actions}
    workspace.store.write([Change(now["dropped now"], None)], who="tester")

    def outcomes(audience: Audience | None = None) -> dict[str, str]:
        facts = gather(workspace.store, last.id, audience=audience, compared_with=first.id)
        return {p.then.what: p.outcome for p in chosen.kept_or_not(facts)}

    wanted = {
        "kept meanwhile": "kept", "still open": "open", "dropped meanwhile": "dropped", "dropped now": "dropped",
    }  # fmt: skip
    assert outcomes() == wanted
    secret = workspace.store.dossier(last.id).actions[0]
    assert secret.what == "still open"
    relabelled = secret.model_copy(update={"sensitivity": "privileged"})
    workspace.store.write([Change(secret, relabelled)], who="tester")
    del wanted["still open"]
    assert outcomes("board") == wanted, "one relabelled since is withheld, not called dropped"


def test_of_assessments_not_made_one_from_the_other_it_is_not_known_what_was_dropped(workspace: Workspace) -> None:
    """And it is said why."""
    first = workspace.assessment.id
    then = [action(first, "one"), action(first, "two", status="done")]
    workspace.store.write([Change(None, a) for a in then], who="tester")
    workspace.answer("POL-1", level=2)
    later = workspace.start("2027")
    workspace.answer("POL-1", later, level=2)
    facts = gather(workspace.store, later.id, audience="board")
    assert [(p.then.what, p.outcome) for p in chosen.kept_or_not(facts)] == [("one", "not known"), ("two", "kept")]
    told = Copy(facts)
    assert told.says("Of 2 actions promised: 1 kept, 1 not known.")
    assert told.says(
        "This assessment was not carried over from that one, so what became of actions not listed now is not known."
    )


def test_no_actions_before_is_no_promise(workspace: Workspace) -> None:
    """Nothing promised, nothing said."""
    before = workspace.store.dossier(workspace.assessment.id)
    assert promises(before, before, today=TODAY) == ()
    assert outcome_counts(()) == ""


def test_what_the_kept_promises_moved(workspace: Workspace) -> None:
    """The practices of actions done, what their levels did, and their part of the change; nothing of the others."""
    first = workspace.assessment
    for practice_id in ("POL-1", "POL-2"):
        workspace.answer(practice_id, level=1, target=3)
    done = action(first.id, "publish it", practice_id="POL-1", status="done")
    waiting = action(first.id, "train them", practice_id="POL-2")
    workspace.store.write([Change(None, done), Change(None, waiting)], who="tester")
    before = workspace.store.dossier(first.id)
    later = workspace.start("2027", previous=before)
    workspace.answer("POL-1", later, level=3, to_confirm=False)
    workspace.answer("POL-2", later, level=2, to_confirm=False)
    facts = gather(workspace.store, later.id)
    assert facts.comparison is not None
    found = promises(before, workspace.store.dossier(later.id), today=TODAY)
    kept = moved_by(found, facts.comparison)
    assert [m.practice_id for m in kept] == ["POL-1"]
    assert kept_line(kept) == (
        "Actions done touch 1 practice compared: POL-1 (1 to 3). Together +1.00 of the change like for like."
    )
    assert facts.comparison.overall is not None
    assert facts.comparison.overall.change == 1.5
    assert kept_line(()) == ""
    assert to_target_line(facts) == "1 practice stands below target, by 1 level in all."
    workspace.answer("POL-2", later, level=3)
    assert to_target_line(gather(workspace.store, later.id)) == "No practice with a level is below its target."


def test_of_a_final_assessment_promises_stand_as_on_the_day_of_its_locking(workspace: Workspace) -> None:
    """That time went by since does not make them late."""
    first = workspace.assessment.id
    then = action(first, "soon", due=date(2026, 9, 1))
    workspace.store.write([Change(None, then)], who="tester")
    before = workspace.store.dossier(first)
    later = workspace.start("2027", previous=before)
    (now,) = workspace.store.dossier(later.id).actions
    workspace.store.write([Change(now, now.model_copy(update={"due": date(2028, 2, 1)}))], who="tester")

    def outcome(made_on: date) -> str:
        (found,) = chosen.kept_or_not(gather(workspace.store, later.id, made_on=made_on))
        return found.outcome

    assert (outcome(date(2028, 1, 1)), outcome(date(2028, 3, 1))) == ("open", "late")
    changes = finalise(workspace.store.dossier(later.id), name="A", role="B", on=date(2027, 12, 31))
    workspace.store.write(changes, who="tester")
    assert outcome(date(2028, 3, 1)) == "open"
