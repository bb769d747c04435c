"""The public copy: whole, in shareable text alone, and plain about what it does not say."""

import io
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

import pikepdf
import pytest

from btech_desktop import facts as facts_module
from btech_desktop.assessment import (
    Action,
    Decision,
    Dismissal,
    Dossier,
    Evidence,
    EvidenceLink,
    Incident,
    PublicAccount,
    Record,
    Revision,
    SalientIssue,
    Sensitivity,
    new_id,
)
from btech_desktop.audiences import Audience
from btech_desktop.copy_texts import texts_in
from btech_desktop.exchange.export import to_json
from btech_desktop.facts import Facts
from btech_desktop.form_files import shipped_form
from btech_desktop.passages import Passage, put_together
from btech_desktop.report import public_words, render
from btech_desktop.report_options import SECTIONS, WEAKEST, ReportOptions
from tests.report.copies import Copy
from tests.report.pdf_structure import Structure
from tests.report.test_report import new_store
from tests.report.test_tagged import ARABIC, NASTY, check_pieces, check_text, failures

TODAY = date(2026, 10, 12)
CANARY = "Zilpzalp"
R = TypeVar("R", bound=Record)
FORM = shipped_form()
# Two practices of each domain: every domain is asked about.
FEW = tuple(p.id for d in FORM.domains for p in FORM.practices_by_domain[d.id][:2])
ACCOUNT = {
    "critics": "Claimants Watch says that nobody was asked.",
    "answer": "They are right.",
    "consulted": "A panel of five met twice.",
    "draft_seen": "partly",
    "remedy": "Forty people were paid.",
    "withheld_why": "They name people who complained.",
    "complain": "Write to rights@example.org.",
}


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """A final assessment with two practices a domain, at the levels 0 to 4 in turn, and nothing else in it."""
    store, assessment_id = new_store(tmp_path_factory.mktemp("public") / "w.btech", FORM, FEW)
    with store:
        dossier = store.dossier(assessment_id)
    final = {"status": "final", "final_on": date(2026, 9, 1), "final_name": "Jane Roe", "final_role": "Counsel"}
    answers = {i: changed(a, level=n % 5, target=3) for n, (i, a) in enumerate(dossier.answers.items())}
    return dossier.model_copy(update={"assessment": changed(dossier.assessment, **final), "answers": answers})


def changed(record: R, **fields: Any) -> R:
    """The record with other values, validated."""
    return type(record).model_validate(record.model_dump() | fields)


def with_answers(dossier: Dossier, fields: Mapping[str, Mapping[str, Any]]) -> Dossier:
    """The dossier with other values in some answers."""
    answers = dossier.answers | {i: changed(dossier.answers[i], **body) for i, body in fields.items()}
    return dossier.model_copy(update={"answers": answers})


def with_records(dossier: Dossier, text: str, sensitivity: Sensitivity) -> Dossier:
    """One of everything, holding the text and bearing the label; every answer as well."""
    base: dict[str, Any] = {"assessment_id": dossier.assessment.id, "sensitivity": sensitivity}
    brief = text[:190]
    evidence = Evidence(id=new_id(), title=brief, locator=text, dated=date(2026, 3, 4), sensitivity=sensitivity)
    labelled = {f"{name}_sensitivity": sensitivity for name in ("finding", "note", "na")}
    bodies: dict[str, dict[str, Any]] = {
        i: {"finding": text[:90], "note": text, "owner": brief, "consulted": text, "scope_note": text} | labelled
        for i in dossier.answers
    }
    bodies[FEW[0]] |= {"level": None, "not_applicable": True, "na_reason": text}
    whole = with_answers(dossier, bodies)
    severe = {"scale": 5, "scope": 5, "irremediability": 5, "likelihood": 5}
    return whole.model_copy(
        update={
            "evidence": (evidence,),
            "links": (EvidenceLink(evidence_id=evidence.id, assessment_id=dossier.assessment.id, practice_id=FEW[1]),),
            "actions": (
                Action(**base, id=new_id(), what=brief, owner=brief, deferred_reason=text, practice_id=FEW[2]),
            ),
            "decisions": (Decision(**base, id=new_id(), what=brief, owner=brief, cost=brief, consequence=text),),
            "salient": (SalientIssue(**base, id=new_id(), title=brief, affected=text, practices=FEW, **severe),),
            "incidents": (Incident(**base, id=new_id(), title=brief, what=text, remedy=text, severity=5),),
        }
    )


def public(dossier: Dossier, before: Dossier | None = None) -> Facts:
    """What the public may have of it."""
    return facts_module.of(dossier, before=before, audience="public", made_on=TODAY)


def account(dossier: Dossier, **fields: Any) -> Dossier:
    """The dossier with what the company says in public."""
    told = PublicAccount(assessment_id=dossier.assessment.id, **fields)
    return dossier.model_copy(update={"account": told})


# --- what it must say -------------------------------------------------------------------------------------


def test_what_is_weakest_comes_before_everything_by_domain(locked: Dossier) -> None:
    """The parts in a critic's order; every 0 and 1 is listed, with its number first."""
    copy = Copy(public(locked))
    parts = copy.parts()
    first = parts.index("Where little or nothing is in place")
    assert parts[first : first + 5] == [
        "Where little or nothing is in place",
        "Risks to people, and harm",
        "What others say, and who was heard",
        "How to complain",
        "Since the period before",
    ]
    assert [d.title for d in FORM.domains] == parts[first + 5 : first + 10]
    assert copy.says("2 practices at 0: nothing is agreed. 2 practices at 1: intended, or done case by case.")
    listed = copy.whole[copy.whole.index("2 practices at 0") : copy.whole.index("Found not applicable")]
    assert [i for i in FEW if i in listed] == [i for i in FEW if locked.answers[i].level in (0, 1)]
    assert copy.says("4 of 10 at 3 or 4; 4 at 0 or 1") or copy.says("At level 0 or 1 4 of 10")


def test_the_low_ones_come_by_the_risk_to_people_that_they_guard_against(locked: Dossier) -> None:
    """Level 0 before level 1, and within a level as the method says."""
    at = {level: [i for i, a in locked.answers.items() if a.level == level] for level in (0, 1)}
    severe = {"scale": 5, "scope": 5, "irremediability": 5, "likelihood": 5}
    base: dict[str, Any] = {"assessment_id": locked.assessment.id, "id": new_id(), "sensitivity": "shareable"}
    risk = SalientIssue(**base, title="Grave", practices=(at[0][-1], at[1][-1]), **severe)
    copy = Copy(public(locked.model_copy(update={"salient": (risk,)})))
    table = copy.whole[copy.whole.index("at 0: nothing is agreed") : copy.whole.index("Found not applicable")]
    wanted = [at[0][-1], *at[0][:-1], at[1][-1], *at[1][:-1]]
    assert sorted(wanted, key=lambda i: table.index(f"{i} ")) == wanted


def test_a_withheld_finding_is_told_from_none_written(locked: Dossier) -> None:
    """And how many of those written are published is said by level, so that picking the good ones shows."""
    high = [i for i, a in locked.answers.items() if (a.level or 0) >= 3]
    low = [i for i, a in locked.answers.items() if a.level == 0]
    bodies: dict[str, dict[str, Any]] = {
        i: {"finding": f"Found {n}", "finding_sensitivity": "shareable"} for n, i in enumerate(high)
    }
    bodies |= {low[0]: {"finding": "Nobody knew", "finding_sensitivity": "internal"}}
    copy = Copy(public(with_answers(locked, bodies)))
    assert copy.says(f"Of the 5 findings written, {len(high)} are.")
    assert copy.says("Findings published, of those written: 0 of 1 at level 0 or 1 and 4 of 4 at level 3 or 4.")
    first = copy.whole[copy.whole.index("at 0: nothing is agreed") : copy.whole.index("Found not applicable")]
    rows = {i: first.index(f"{i} ") for i in low}
    assert "Withheld." in first[rows[low[0]] : rows[low[1]]]
    assert "None written." in first[rows[low[1]] :]
    assert "Nobody knew" not in copy.whole
    assert "Company publishes on it" in first
    whole = with_answers(locked, {i: {"finding": "Found", "finding_sensitivity": "shareable"} for i in FEW})
    assert "All 10 findings written are published." in said_of(whole)
    none = with_answers(locked, {i: {"finding": "Found"} for i in FEW[:1]})
    assert "The one finding written is withheld." in said_of(none)
    assert "No answer has a finding." in said_of(locked)


def test_what_the_evidence_shows_is_never_above_the_level_chosen(locked: Dossier) -> None:
    """Where evidence reaches further than the level, the number would tell of evidence that is withheld."""
    by_level = {a.level: i for i, a in locked.answers.items()}
    effect = Evidence(id=new_id(), title="Checked by others", shows="effect", sensitivity="internal")
    link = EvidenceLink(evidence_id=effect.id, assessment_id=locked.assessment.id, practice_id=by_level[2])
    facts = public(locked.model_copy(update={"evidence": (effect,), "links": (link,)}))
    assert (facts.mark(by_level[2]).shown, facts.mark(by_level[4]).shown, facts.mark(by_level[0]).shown) == (2, 1, 0)
    rows = {i: " ".join(practice_cells(facts, i)) for i in (by_level[2], by_level[4], by_level[0])}
    assert [row.split()[0] for row in rows.values()] == ["2", "1", "0"]
    told = {a["practice_id"]: a["evidence_shows_up_to"] for a in json.loads(to_json(facts))["answers"]}
    assert (told[by_level[2]], told[by_level[4]], told[by_level[0]]) == (2, 1, 1)


def practice_cells(facts: Facts, practice_id: str) -> list[str]:
    """The texts of a practice's row after its title, from its domain's table."""
    copy = Copy(facts)
    title = facts.dossier.form.by_id[practice_id].title
    at = copy.whole.rindex(f"{practice_id} {title}")
    return copy.whole[at + len(f"{practice_id} {title}") :].split()[:3]


def test_what_is_promised_stands_as_it_was_when_locked(locked: Dossier) -> None:
    """Under that day; that a date has passed by the day of the copy is said, unless the thing was done."""
    base: dict[str, Any] = {"assessment_id": locked.assessment.id, "sensitivity": "shareable"}
    promised = (
        Action(**base, id=new_id(), what="Pay them", due=date(2026, 9, 30), status="under way"),
        Action(**base, id=new_id(), what="Tell them", due=date(2026, 9, 20), status="done"),
        Action(**base, id=new_id(), what="Ask them", due=date(2026, 12, 1)),
        Action(**base, id=new_id(), what="Hear them", due=date(2026, 8, 1)),
    )
    copy = Copy(public(locked.model_copy(update={"actions": promised})))
    assert copy.says("What the company promises, as of 1 September 2026")
    assert copy.says("Pay them Sep 2026 Under way; its date has passed since")
    assert copy.says("Tell them Sep 2026 Done Pay them")
    assert copy.says("Hear them Aug 2026 Not started, late Tell them"), "late on the day of the locking already"
    assert copy.says("its date has passed since Ask them Dec 2026 Not started")
    assert re.search("Locked 1 September 2026 Copy made 12 October 2026", copy.pages[0])


def test_that_nothing_was_promised_is_told_from_that_it_is_withheld(locked: Dossier) -> None:
    """And where some of it is shown, how much is not."""
    base: dict[str, Any] = {"assessment_id": locked.assessment.id, "id": new_id()}
    first = {"id": new_id(), "period": "Year before", "starts": date(2025, 1, 1), "ends": date(2025, 12, 31)}
    before = locked.model_copy(update={"assessment": changed(locked.assessment, **first)})
    now = locked.model_copy(update={"assessment": changed(locked.assessment, previous_id=first["id"])})
    inside = Action(**base, what="Inside")
    shared = Action(**base | {"id": new_id()}, what="Shared", sensitivity="shareable")
    said = {
        (): "The earlier assessment holds no action.",
        (inside,): "The one action of the earlier assessment is left out of this copy because of the label.",
        (inside, shared): "Of 1 action that could be published then: 1 dropped. "
        "1 more is left out of this copy because of the label.",
    }
    for actions, told in said.items():
        assert Copy(public(now, before.model_copy(update={"actions": actions}))).says(told)


def test_why_the_score_moved_and_which_targets_did_are_public(locked: Dossier) -> None:
    """Split by the reasons given; raised or lowered targets by name."""
    began = {i: {"opening_level": 0, "opening_target": 4 if i == FEW[0] else 3} for i in FEW}
    now = with_answers(locked, began | {FEW[1]: {"opening_level": 0, "opening_target": 3, "change_reason": "learned"}})
    first = {"id": new_id(), "period": "Year before", "starts": date(2025, 1, 1), "ends": date(2025, 12, 31)}
    earlier = with_answers(locked, {FEW[1]: {"level": 0}})
    facts = public(now, earlier.model_copy(update={"assessment": changed(locked.assessment, **first)}))
    copy = Copy(facts)
    assert copy.says("levels +0.10 (learned +0.10), coverage 0.00 and questionnaire 0.00.")
    assert copy.says(f"1 target lowered since: {FEW[0]}.")


def test_an_account_is_told_in_its_own_words(locked: Dossier) -> None:
    copy = Copy(public(account(locked, **ACCOUNT)))
    for field, text in ACCOUNT.items():
        assert copy.says(text) == (field != "draft_seen"), field
    assert copy.says("Those consulted saw parts of the draft of this copy before it was published.")


def test_what_the_company_does_not_say_is_said_plainly(locked: Dossier) -> None:
    """Without an account, or with an empty one."""
    withheld = with_records(locked, "Kept inside", "internal")
    for dossier in (withheld, account(withheld)):
        copy = Copy(public(dossier))
        for sentence in (*public_words.NOT_SAID.values(), public_words.DRAFT_SEEN[None]):
            assert copy.says(sentence), sentence


def test_what_is_withheld_is_counted_by_kind_and_label(locked: Dossier) -> None:
    """Each N/A stands there, with its reason or that it is withheld."""
    copy = Copy(public(with_records(locked, "Kept inside", "privileged")))
    assert copy.says("1 practice counts in no score. The reason is withheld for 1 of them.")
    assert copy.says("Reason withheld.")
    assert copy.says("1 risk to people is left out of this copy because of the label.")
    assert copy.says("1 incident is left out of this copy because of the label.")
    for kind, n in (("Findings", 10), ("Notes on answers", 10), ("Actions promised", 1)):
        assert copy.says(f"{kind} Privileged {n}"), kind
    shared = Copy(public(with_records(locked, "May be read by all", "shareable")))
    assert shared.says("No text is left out because of its label.")
    assert shared.whole.count("May be read by all") > 20


def test_the_period_before_counts_only_where_it_could_be_public(locked: Dossier) -> None:
    """Falls before rises; of a draft not even its levels can be told from what moved."""
    earlier = with_answers(locked, {FEW[3]: {"level": 4}, FEW[4]: {"level": 1}})
    fields: dict[str, Any] = {
        "id": new_id(),
        "period": "Year before",
        "starts": date(2025, 1, 1),
        "ends": date(2025, 12, 31),
    }
    final = earlier.model_copy(update={"assessment": changed(locked.assessment, **fields)})
    copy = Copy(public(locked, final))
    assert copy.says(f"Down: {FEW[3]} (4 to 3).")
    assert copy.whole.index("Down: ") < copy.whole.index("Up: ")
    draft = final.model_copy(
        update={"assessment": changed(final.assessment, status="draft", final_on=None, final_name="", final_role="")}
    )
    facts = public(locked, draft)
    assert (facts.before, facts.comparison, facts.before_results) == (None, None, None)
    alone = Copy(facts)
    assert alone.says(public_words.uncompared())
    assert "Year before" not in alone.whole


def test_of_a_period_that_is_not_public_no_level_is_left_in_the_data(locked: Dossier) -> None:
    """An answer remembers the level and target it began with, and why it changed."""
    began = {"opening_level": 4, "opening_target": 4, "change_reason": "corrected"}
    now = with_answers(locked, dict.fromkeys(FEW, began))
    draft = now.model_copy(
        update={"assessment": changed(locked.assessment, id=new_id(), status="draft", final_on=None)}
    )
    now = now.model_copy(update={"assessment": changed(now.assessment, previous_id=draft.assessment.id)})
    told = json.loads(to_json(public(now, draft)))
    assert {(a["opening_level"], a["opening_target"], a["change_reason"]) for a in told["answers"]} == {(None,) * 3}
    assert told["assessment"]["previous_id"] is None
    final = draft.model_copy(update={"assessment": changed(locked.assessment, id=draft.assessment.id)})
    told = json.loads(to_json(public(now, final)))
    assert {a["opening_level"] for a in told["answers"]} == {4}, "where it is public, it may be told"


# --- what it must never hold ------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", ["public", "board", "working-group"])
def test_what_is_labelled_more_strictly_now_stays_out_of_last_period_too(locked: Dossier, audience: Audience) -> None:
    """An action and a finding that were shareable then, are carried over, and are privileged now."""
    then = new_id()
    words = f"{CANARY} was promised", f"{CANARY} was found"
    earlier = {"id": new_id(), "period": "2025", "starts": date(2025, 1, 1), "ends": date(2025, 12, 31)}
    promised = Action(id=then, assessment_id=earlier["id"], what=words[0], sensitivity="shareable")
    before = with_answers(locked, {FEW[0]: {"finding": words[1], "finding_sensitivity": "shareable", "level": 4}})
    before = before.model_copy(update={"assessment": changed(locked.assessment, **earlier), "actions": (promised,)})
    carried = changed(promised, id=new_id(), assessment_id=locked.assessment.id, carried_from=then)
    now = with_answers(locked, {FEW[0]: {"finding": words[1], "finding_sensitivity": "shareable"}})
    for label, stands in (("shareable", True), ("privileged", False)):
        labelled = with_answers(now, {FEW[0]: {"finding_sensitivity": label}})
        labelled = labelled.model_copy(update={"actions": (changed(carried, sensitivity=label),)})
        facts = facts_module.of(labelled, before=before, audience=audience, made_on=TODAY)
        assert facts.before is not None
        assert (words[0] in {a.what for a in facts.before.actions}) == stands
        assert (facts.before.answers[FEW[0]].finding == words[1]) == stands
        assert (CANARY in Copy(facts).whole) == stands
        assert (CANARY in " ".join(t.text for t in texts_in(facts))) == stands


def test_of_two_that_continue_a_promise_one_withheld_keeps_its_words_in(locked: Dossier) -> None:
    """A merge can leave two; in whichever order they stand."""
    base: dict[str, Any] = {"assessment_id": locked.assessment.id, "what": "Zilpzalp fund", "sensitivity": "shareable"}
    then = Action(**base, id=new_id())
    before = locked.model_copy(update={"assessment": changed(locked.assessment, id=new_id()), "actions": (then,)})
    twins = tuple(
        Action(**base | {"id": new_id(), "carried_from": then.id, "what": what, "sensitivity": label})
        for what, label in (("Other words", "shareable"), ("Zilpzalp fund", "privileged"))
    )
    for order in (twins, twins[::-1]):
        facts = public(locked.model_copy(update={"actions": order}), before)
        assert CANARY not in Copy(facts).whole


def test_a_risk_that_is_withheld_orders_nothing(locked: Dossier) -> None:
    """Of practices alike in level the one it names would stand first."""
    alike = with_answers(locked, {i: {"level": 0, "target": 4} for i in (FEW[2], FEW[7])})
    risk = SalientIssue(
        id=new_id(),
        assessment_id=locked.assessment.id,
        title="Secret",
        scale=5,
        scope=5,
        irremediability=5,
        likelihood=5,
        practices=(FEW[7],),
        sensitivity="privileged",
    )
    known = alike.model_copy(update={"salient": (changed(risk, sensitivity="shareable"),)})
    withheld = alike.model_copy(update={"salient": (risk,)})
    assert public(known).floor_ids[0] == FEW[7]
    assert public(withheld).floor_ids == public(alike).floor_ids
    assert public(withheld).gaps == public(alike).gaps != public(known).gaps


def test_no_option_adds_to_it_or_picks_from_it(locked: Dossier) -> None:
    """With every choice there is, the bytes are the same."""
    facts = public(with_records(locked, "May be read by all", "shareable"))
    everything = ReportOptions(
        recipient="Friends of the company",
        compared_with="nothing",
        rollup=True,
        left_out=frozenset(SECTIONS),
        in_depth=WEAKEST,
        actions=True,
    )
    assert render(facts, everything) == render(facts)


def strings(pdf: bytes) -> bytes:
    """Every stream of the file, decompressed, and every string of its objects."""
    found: list[bytes] = []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for thing in opened.objects:
            found.append(bytes(thing.read_bytes()) if isinstance(thing, pikepdf.Stream) else b"")
            found.append(thing.unparse(resolved=True))
            found += [
                str(value).encode()
                for value in (thing.values() if isinstance(thing, pikepdf.Dictionary) else ())
                if isinstance(value, pikepdf.String)
            ]
    return b"\n".join(found)


@pytest.mark.parametrize("carry_data", [False, True])
def test_nothing_withheld_is_in_any_byte_of_it(locked: Dossier, carry_data: bool) -> None:
    """Canaries in every text that is not shareable; the control: shareable ones are found."""
    inside = with_records(locked, f"{CANARY} told within", "internal")
    secret = with_records(locked, f"{CANARY} told to counsel", "privileged")
    both = inside.model_copy(
        update={
            name: (*getattr(inside, name), *getattr(secret, name))
            for name in ("evidence", "actions", "decisions", "salient", "incidents")
        }
    )
    note = put_together(f"We asked {CANARY} first", [Passage(9, len(CANARY), "name")])
    both = with_answers(both, {FEW[1]: {"note": note, "note_sensitivity": "shareable"}})
    extra: dict[str, Any] = {"assessment_id": locked.assessment.id, "id": new_id()}
    signed = {"final_on": TODAY, "final_name": CANARY, "final_role": CANARY, "final_sha256": "", "final_format": ""}
    both = both.model_copy(
        update={
            "assessment": changed(both.assessment, prepared_by=CANARY, final_name=CANARY, final_role=CANARY),
            "revisions": (Revision(**extra, number=1, reopened_on=TODAY, reason=CANARY, **signed),),
            "dismissals": (
                Dismissal(
                    **extra, practice_id=FEW[3], kind="above evidence", basis="3", reason=CANARY, who=CANARY,
                    dismissed_on=TODAY,
                ),
            ),
        }
    )  # fmt: skip
    options = ReportOptions(carry_data=carry_data)
    copy = Copy(public(both), options)
    assert CANARY not in copy.whole
    assert CANARY.encode() not in strings(copy.pdf)
    assert CANARY.encode("utf-16-be") not in strings(copy.pdf)
    assert copy.says("We asked [name] first")
    told = Copy(public(with_records(locked, f"{CANARY} for all", "shareable")), options)
    assert CANARY in told.whole
    assert CANARY.encode() in strings(told.pdf) or not carry_data


def test_it_holds_no_comparison_with_others_and_no_badge(locked: Dossier) -> None:
    """Neither the note of the Community of Practice nor what other companies publish."""
    copy = Copy(public(account(locked, **ACCOUNT)))
    for word in ("Community of Practice", "quartile", "described", "certified", "rank", "Jane Roe", "Counsel"):
        assert not re.search(rf"\b{word}\b", copy.whole, re.IGNORECASE), word
    assert "not endorsed by the United Nations" in copy.whole
    assert all("PUBLIC" in page for page in copy.pages)


# --- the file ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", NASTY, ARABIC, "Grundrechtsverträglichkeitsprüfung je Lieferung. " * 60])
def test_any_public_copy_conforms(locked: Dossier, text: str) -> None:
    dossier = account(with_records(locked, text, "shareable"), critics=text, complain=text) if text else locked
    pdf = render(public(dossier))
    assert failures(pdf) == []
    structure = Structure(pdf)
    check_pieces(structure)
    check_text(pdf, structure)


# --- its sentences ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ((3,), "No practice that was answered stands at 0 or 1."),
        ((0,), "1 practice at 0: nothing is agreed. No practice stands at 1."),
        ((1, 1), "No practice stands at 0. 2 practices at 1: intended, or done case by case."),
        ((0, 0, 1), "2 practices at 0: nothing is agreed. 1 practice at 1: intended, or done case by case."),
    ],
)
def test_the_low_ones_are_counted(locked: Dossier, levels: tuple[int, ...], said: str) -> None:
    given = dict(zip(FEW, levels, strict=False))
    dossier = with_answers(locked, {i: {"level": given.get(i, 4)} for i in FEW})
    assert public_words.low_lead(public(dossier)) == said


@pytest.mark.parametrize(
    ("answered", "affected", "said"),
    [
        (0, 0, "No practice is answered, so none says whether people affected were consulted."),
        (1, 0, "On none of the 1 practice answered does the company say that people affected were consulted."),
        (10, 0, "On none of the 10 practices answered does the company say that people affected were consulted."),
        (10, 3, "The company says that people affected were consulted on 3 of the 10 practices answered."),
    ],
)
def test_who_was_heard_is_counted(locked: Dossier, answered: int, affected: int, said: str) -> None:
    bodies = {i: {"level": 2 if n < answered else None, "affected_consulted": n < affected} for n, i in enumerate(FEW)}
    assert public_words.heard(public(with_answers(locked, bodies))) == said


def said_of(dossier: Dossier) -> str:
    """What the public copy says first."""
    return " ".join(public_words.what_it_is(public(dossier)))


def test_nobody_is_said_to_have_verified_it_unless_somebody_did(locked: Dossier) -> None:
    """Only what this copy may name counts."""
    none = "Nobody outside the company is named here as having verified it."
    assert none in said_of(locked)
    seen = with_records(locked, "Seen", "internal")
    seen = seen.model_copy(update={"evidence": (changed(seen.evidence[0], verified="outside"),)})
    assert none in said_of(seen)
    shared = seen.model_copy(update={"evidence": (changed(seen.evidence[0], sensitivity="shareable"),)})
    assert (
        "1 piece of the evidence named here was verified by somebody independent; the assessment as a whole was not."
        in said_of(shared)
    )
