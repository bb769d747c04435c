"""What the board's copy must say and must never say, on the sample and on a workspace full of everything."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from btech_desktop import benchmark, disclosure, wording
from btech_desktop.assessment import Action, Answer, Decision, Evidence, EvidenceLink, Incident, SalientIssue, new_id
from btech_desktop.facts import Facts, gather
from btech_desktop.form import Form
from btech_desktop.passages import Passage, put_together
from btech_desktop.periods import finalise
from btech_desktop.report import chosen, depth
from btech_desktop.report_options import NOTHING, PREVIOUS, WEAKEST, ReportOptions
from btech_desktop.sample import build_sample
from btech_desktop.store import Change, Store
from tests.conftest import Workspace
from tests.report.copies import Copy, squeezed, with_units

TODAY = date(2026, 10, 12)
SECRET = "Zebrafinch"
NAMED = "Jane Doe"
EVERYTHING = ReportOptions(in_depth=WEAKEST, actions=True, rollup=True, recipient="Supervisory Board", marking="Draft")
PRAISE = r"\b(excellent|outstanding|impressive|strong(er|est)?|successful(ly)?|congratulations?|proud|well done)\b"
LONG = "People are traced, held and questioned for what they wrote. " * 60


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with build_sample(tmp_path_factory.mktemp("board") / "sample.btech") as store:
        yield store


def of_the_company(store: Store, compared_with: str = PREVIOUS) -> Facts:
    root = next(u for u in store.units() if u.parent_id is None)
    newest = next(a for a in store.assessments() if a.unit_id == root.id)
    return gather(store, newest.id, audience="board", compared_with=compared_with, made_on=TODAY)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facts]:
    """Two periods, a dozen of each kind of record with long texts, a privileged twin of each, named people."""
    from btech_desktop.form_files import shipped_form

    form = shipped_form()
    made = Workspace(tmp_path_factory.mktemp("full") / "w.btech", form)
    _records(made, made.assessment.id, form, 4)
    later = made.start("2027")
    _records(made, later.id, form, 12)
    _answers(made, form, {made.assessment.id: 3, later.id: 1})
    made.store.write(finalise(made.store.dossier(later.id), name=NAMED, role="Counsel", on=date(2027, 12, 1)), who="t")
    yield gather(made.store, later.id, audience="board", privileged=True, made_on=TODAY)
    made.store.close()


def _answers(made: Workspace, form: Form, levels: dict[str, int]) -> None:
    """Every practice answered, falling from one period to the next, with a marked name in every note."""
    note = put_together(f"{NAMED} said so", [Passage(0, len(NAMED), "name")])
    changes: list[Change] = []
    for assessment_id, level in levels.items():
        for n, practice in enumerate(form.practices):
            old = made.store.answer(assessment_id, practice.id)
            secret = n % 6 == 5
            body: dict[str, Any] = {
                "level": level, "target": 4, "note": note, "consulted": f"Panel {n}", "affected_consulted": True,
                "finding": f"{SECRET} finding" if secret else f"Finding {n}", "change_reason": "done",
                "finding_sensitivity": "privileged" if secret else "internal",
            }  # fmt: skip
            changes.append(Change(old, Answer.model_validate(old.model_dump() | body)))
    made.store.write(changes, who="t")


def _records(made: Workspace, assessment_id: str, form: Form, many: int) -> None:
    changes: list[Change] = []
    for n in range(many):
        for privileged in (False, True):
            word = SECRET if privileged else f"Matter {n}"
            base: dict[str, Any] = {"assessment_id": assessment_id, "id": new_id()}
            base["sensitivity"] = "privileged" if privileged else "internal"
            title, long = f"{word} {'of the longest kind ' * 8}".strip(), f"{word} {LONG}"
            evidence = Evidence(id=new_id(), title=f"{NAMED} memo", sensitivity="internal", locator="C:/Jane")
            rated = {"scale": 5, "scope": 4, "irremediability": 5, "likelihood": 5, "practices": form.ids}
            records = (
                SalientIssue(**base, title=title, affected=long, **rated),
                Incident(**base, title=title, what=long, severity=5, remedy=long, practices=form.ids),
                Decision(**base, what=title, owner="Role " * 20, cost="Cost " * 20, consequence=long),
                Action(**base, what=title, practice_id=form.ids[n], status="deferred", deferred_reason=long),
                evidence,
                EvidenceLink(evidence_id=evidence.id, assessment_id=assessment_id, practice_id=form.ids[n]),
            )
            changes += [Change(None, record) for record in records]
    made.store.write(changes, who="t")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_says_what_a_board_must_hear_on_two_pages(sample: Store, paper: Any) -> None:
    """Risks with people and guards, harm and remedy, falls, promises, decisions, voices, limits."""
    facts = of_the_company(sample)
    copy = Copy(facts, ReportOptions(paper=paper))
    assert len(copy.pages) == 2
    gravest = sorted(facts.dossier.salient, key=lambda issue: issue.order)
    shown = [issue for issue in gravest if copy.says(issue.title)]
    assert 3 <= len(shown) <= 5
    assert shown == gravest[: len(shown)]
    says_all_on_people(copy, facts)
    moved = copy.whole[copy.whole.index("What moved, ") : copy.whole.index("Promises made in 2025")]
    falls = [m.practice_id for m in facts.moved if m.change < 0]
    assert [practice_id for practice_id in falls if practice_id not in moved] == []
    assert moved.index("REM-6") == min(moved.index(practice_id) for practice_id in falls), "the gravest risk first"
    promised = copy.whole[copy.whole.index("Promises made in 2025") : copy.whole.index("Whose views were heard")]
    broken = [p.then.practice_id or "" for p in chosen.kept_or_not(facts) if p.outcome != "kept"]
    assert [practice_id for practice_id in broken if practice_id not in promised] == []
    assert broken[:2] == ["SAL-9", "REM-6"], "both guard against the gravest risk, one of them under another id now"
    assert broken[:2] == sorted(broken, key=promised.index)[:2]
    assert "REM-6 Turn the pilot redress fund into a standing one" in promised
    box = squeezed(" ".join(decision.what for decision in chosen.asked_decisions(facts))[-40:])
    assert sum(squeezed("asked of the Board") in squeezed(page) for page in copy.pages) == 1
    together = next(page for page in copy.pages if squeezed("asked of the Board") in squeezed(page))
    assert box in squeezed(together), "one page holds all that is asked"
    assert copy.says("SAL-6 (All access is under a negotiated contract.")
    assert facts.comparison is not None
    assert re.search(rf"on {facts.comparison.domains['remedy'].n}\b", copy.pages[0]), "a change has its n beside it"
    assert copy.says(wording.views_heard(facts))
    assert copy.says("does not show that no harm is done")
    assert copy.says(wording.withheld_line(facts))


def says_all_on_people(copy: Copy, facts: Facts) -> None:
    """What happened, what was done for those harmed, and what a decision costs, to the last word."""
    shown = [issue for issue in chosen.risks(facts) if copy.says(issue.title)]
    assert len(shown) >= 3
    texts = [issue.affected for issue in shown]
    for incident in chosen.severe_incidents(facts):
        texts += [incident.title, incident.what, f"Remedy given: {incident.remedy}"]
    for decision in chosen.asked_decisions(facts):
        texts += [decision.what, f"Owner: {decision.owner}", f"cost: {decision.cost}"]
        texts.append(f"If not decided: {decision.consequence}")
    assert [text for text in texts if not copy.says(text)] == []


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_every_page_chosen_takes_nothing_from_what_happened_to_people(sample: Store, paper: Any) -> None:
    """Two pages are left for all that a board must hear; the rest gives way."""
    facts = of_the_company(sample)
    recipient = "Audit and Risk Committee, for its meeting of 3 December"
    more = ReportOptions(
        paper=paper, in_depth=WEAKEST, actions=True, rollup=True, recipient=recipient, marking="Draft for discussion"
    )
    copy = Copy(facts, more)
    assert len(copy.pages) == 4
    says_all_on_people(copy, facts)


def with_long_texts(facts: Facts, sentences: int) -> Facts:
    """So many sentences on each severe incident, and on the remedy."""
    told = " ".join(f"On day {n} of it another household was found." for n in range(sentences))
    told_more = {"what": f"{told} The last of them has heard nothing.", "remedy": f"{told} No offer has been made."}
    longer = tuple(
        Incident.model_validate(i.model_dump() | (told_more if i.severity >= 4 else {}))
        for i in facts.dossier.incidents
    )
    return replace(facts, dossier=facts.dossier.model_copy(update={"incidents": longer}))


def test_long_texts_on_people_get_another_page_before_they_are_cut(sample: Store) -> None:
    """And where every page is taken, they end with a sentence and are said to be shortened."""
    facts = with_long_texts(of_the_company(sample), 25)
    longer = Copy(facts)
    assert len(longer.pages) == 3
    says_all_on_people(longer, facts)
    full_up = Copy(facts, EVERYTHING)
    assert len(full_up.pages) == 4
    assert not full_up.says("No offer has been made.")
    assert full_up.says("another household was found. (shortened)")


def test_it_never_says_what_a_board_must_not_hear(sample: Store, full: Facts) -> None:
    """With every page chosen: nothing on lifting, no comparison, nothing privileged, no names, no praise."""
    of_sample = with_units(of_the_company(sample), ["North", "South"])
    for facts in (of_sample, with_units(full, ["North", "South"])):
        copy = Copy(facts, EVERYTHING)
        assert len(copy.pages) == 4
        form = facts.dossier.form
        never = [SECRET, NAMED, "[name]", "radar", "C:/", "memo", disclosure.profile().publisher, "Ranking Digital"]
        never += ["Community of Practice", "B-Tech", "What lifts", "would lift", "lift the score", "would reach"]
        asked = " ".join(practice.title for practice in form.practices).casefold()
        titles = [*(facet.title for facet in form.facets), *(theme.title for theme in form.themes)]
        never += [title for title in titles if title.casefold() not in asked]
        never += [text[:40] for practice in form.practices for text in practice.lifts]
        never += [statement.text[:40] for statement in benchmark.cop_note().statements]
        whole = copy.whole.casefold()
        assert [words for words in never if words.casefold() in whole] == []
        assert re.findall(PRAISE, whole) == []


def test_it_never_has_more_than_four_pages(full: Facts) -> None:
    """A dozen of everything, each guarded by every practice, with every page chosen and the longest words."""
    options = ReportOptions(
        paper="Letter", in_depth="governance", actions=True, rollup=True, recipient="W" * 120, marking="W" * 60
    )
    facts = with_units(full, [f"Unit {n} {'of the long name ' * 10}" for n in range(40)], missing=("M " * 90,) * 30)
    copy = Copy(facts, options)
    assert len(copy.pages) == 4
    assert "Governance" in copy.pages[2]
    assert "Action plan" in copy.pages[3]
    assert "Units below this one" in copy.pages[3]
    assert re.search(
        r"Action plan (One|Two|Three|Four|Five) of twelve actions, the greatest risk to people first\.", copy.pages[3]
    )


def test_a_domain_in_depth_is_the_third_page(sample: Store) -> None:
    """Every practice with both levels, target, finding and what the evidence shows; the weakest unless one is named."""
    facts = of_the_company(sample)
    copy = Copy(facts, ReportOptions(in_depth=WEAKEST, actions=True))
    assert len(copy.pages) == 4
    page, plan = copy.pages[2:]
    assert "One domain in depth Remedy" in page
    score = facts.results.domains["remedy"]
    assert wording.counts_line(score) in page
    for practice in (p for p in facts.dossier.practices() if facts.dossier.form.domain_ids[p.id] == "remedy"):
        answer = facts.dossier.answers[practice.id]
        assert practice.id in page
        assert answer.finding[:20] in page
    assert "Rule in force" in page
    assert "its score fell from 1.67 in 2025 to 1.50" in page
    assert "Action plan Nine actions, the greatest risk to people first." in plan
    assert "Waits for the 2027 pay review" in plan
    assert [depth.domain_id(facts, wanted) for wanted in ("sales", "gone", "")] == ["sales", "remedy", None]


def test_an_action_past_its_date_is_called_late_whatever_its_status_says(sample: Store) -> None:
    """As on screen; not what is done or deferred."""
    facts = of_the_company(sample)
    long_past = tuple(a.model_copy(update={"due": date(2026, 1, 1)}) for a in facts.dossier.actions)
    late = replace(facts, dossier=facts.dossier.model_copy(update={"actions": long_past}))
    plan = Copy(late, ReportOptions(actions=True)).pages[-1]
    statuses = Counter(action.status for action in long_past)
    assert (plan.count("Under way, late"), plan.count("Under way")) == (statuses["under way"],) * 2
    assert plan.count("Not started, late") == statuses["open"] > 0
    assert (plan.count("Done,"), plan.count("Deferred,"), plan.count("Late, late")) == (0, 0, 0)


def test_with_nothing_beside_it_no_change_is_told(sample: Store) -> None:
    """And a sentence says why; without an earlier period there is another."""
    chosen = Copy(of_the_company(sample, NOTHING))
    assert chosen.says("Whoever made this copy chose to set no earlier period beside it")
    for never in ("Promises made", "2025", "Like for like", "Went down"):
        assert never not in chosen.whole
    first = replace(of_the_company(sample, NOTHING), compared=True)
    assert Copy(first).says("No earlier period of this unit is in the workspace")


def test_the_lowest_five_units_stand_in_it(sample: Store) -> None:
    """Counts before the mean, how many more there are, and which are not assessed."""
    facts = with_units(of_the_company(sample), [f"Unit {n}" for n in range(7)], missing=("Lagos", "Lima"))
    copy = Copy(facts, ReportOptions(rollup=True))
    assert len(copy.pages) == 3
    page = copy.pages[2]
    assert [f"Unit {n}" in page for n in range(7)] == [True] * 5 + [False] * 2
    assert "2 units more in the working group's copy." in page
    assert "Not assessed for 2026: Lagos and Lima." in page
    assert page.index("The lowest level stands in") < page.index("7 parts together") < page.index("Mean of the parts")
