"""What a merge would do and did, in words, and both versions of a difference as a person reads them; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from btech_desktop.assessment import (
    Action,
    Answer,
    Assessment,
    Decision,
    Dismissal,
    Evidence,
    EvidenceLink,
    Incident,
    PublicAccount,
    Record,
    SalientIssue,
    Unit,
)
from btech_desktop.exchange.carried import UNSHOWN
from btech_desktop.exchange.foreign import Foreign
from btech_desktop.exchange.joins import ACCOUNT_REGISTERS, ACCOUNT_TEXTS, REGISTERS, TEXTS, Choice, Outcome
from btech_desktop.exchange.merge import Arrival, Difference, Landing, Plan
from btech_desktop.exchange.merge_plan import PartsMerge
from btech_desktop.history_words import of_record, time_here
from btech_desktop.language import MANY, Words, mark, tr
from btech_desktop.records import HistoryEntry
from btech_desktop.terms import shown
from btech_desktop.wording import excerpt, joined, sentence

KIND_WORDS = Words(
    {"new": mark("New"), "newer": mark("Changed there"), "older": mark("Changed here"), "conflict": mark("To decide")}
)
_WHAT = Words(
    {
        "judgement": mark("level"),
        "target": mark("target"),
        "finding": mark("finding"),
        "owner": mark("owner"),
        "answer by": mark("answer by"),
        "affected people consulted": mark("affected people consulted"),
        "disclosed": mark("disclosed"),
        "confidence": mark("confidence"),
        "flag": mark("flag"),
        "opening values": mark("opening values"),
        "note": mark("note"),
        "reason for not applicable": mark("reason for not applicable"),
        "scope note": mark("scope note"),
        "consulted": mark("consulted"),
        "what critics alleged": mark("what critics alleged"),
        "our answer": mark("our answer"),
        "consulted outside": mark("who outside was consulted"),
        "draft seen": mark("whether they saw the draft"),
        "complaints and remedy": mark("complaints and remedy"),
        "why texts are withheld": mark("why texts are withheld"),
        "how to complain": mark("how to complain"),
    }
)
_TWO_TEXTS = {
    "note": mark("Two notes came in for {practice}"),
    "reason for not applicable": mark("Two reasons for not applicable came in for {practice}"),
    "scope note": mark("Two scope notes came in for {practice}"),
    "consulted": mark("Two texts on who was consulted came in for {practice}"),
}
_TITLE = 80  # characters of a title in a sentence
_LEFT_OUT = Words(
    {
        "files": mark("evidence files"),
        "texts": mark("every text that was written"),
        "privileged": mark("privileged texts"),
    }
)
_COUNTED: tuple[tuple[type[Record], str], ...] = (
    (Evidence, mark("%n [piece|pieces] of evidence", "", MANY)),
    (EvidenceLink, mark("%n [attachment|attachments] of evidence", "", MANY)),
    (Action, mark("%n [action|actions]", "", MANY)),
    (Decision, mark("%n [decision|decisions]", "", MANY)),
    (SalientIssue, mark("%n [risk|risks] to people", "", MANY)),
    (Incident, mark("%n [incident|incidents]", "", MANY)),
    (Dismissal, mark("%n [check|checks] let stand", "", MANY)),
    (PublicAccount, mark("%n public [account|accounts]", "", MANY)),
)


# -- what comes in ----------------------------------------------------------------------------------------


def origin(foreign: Foreign) -> str:
    """Whose file it is, and what its sender left out."""
    told = [tr("From {organisation}, in {name}.", organisation=foreign.workspace.organisation, name=foreign.name)]
    if foreign.workspace.sample:
        told.append(tr("It holds sample data."))
    if UNSHOWN in foreign.workspace.left_out:
        told.append(tr("It is a report: it brings what it shows, without evidence files and without a signature."))
        if "texts" in foreign.workspace.left_out:
            told.append(tr("Its assessment is here already, so only the levels are looked at."))
    elif left := [_LEFT_OUT.get(name, name) for name in foreign.workspace.left_out]:
        told.append(tr("The sender left out {parts}.", parts=joined(left)))
    return " ".join(told)


def state_of(foreign: Foreign, arrival: Arrival) -> str:
    """``In review, 44 of 51 answers``."""
    dossier = foreign.dossiers[arrival.foreign_id]
    settled = sum(answer.settled for answer in dossier.answers.values())
    return tr(
        "{status}, {settled} of %n answer(s)",
        "",
        len(dossier.answers),
        status=sentence(shown(dossier.assessment.status)),
        settled=settled,
    )


def coming(plan: Plan) -> tuple[str, ...]:
    """New units, how many differences there are, and what is to be known besides."""
    lines = []
    if plan.units:
        lines.append(tr("New units: {units}.", units=joined([unit.name for unit in plan.units])))
    if plan.differences:
        decided = (
            (len(plan.conflicts), mark("%n to decide", "", MANY)),
            (plan.of_kind("new") + plan.of_kind("newer"), mark("%n without a conflict", "", MANY)),
            (plan.of_kind("older"), mark("%n where this workspace is further on", "", MANY)),
        )
        kinds = joined([tr(text, "", n) for n, text in decided if n])
        lines.append(tr("%n difference(s) from what is here: {kinds}.", "", len(plan.differences), kinds=kinds))
    return (*lines, *plan.sentences)


def counted(landing: Landing) -> list[str]:
    """``12 answers``, ``3 actions``: what changes or comes in, by what it is."""
    changed = [c.after for c in landing.changes if c.after is not None and c.before != c.after]
    new = [c.after for c in landing.changes if c.before is None]
    units, assessments = (sum(isinstance(r, kind) for r in new) for kind in (Unit, Assessment))
    numbers = [
        (units, mark("%n new [unit|units]", "", MANY)),
        (assessments, mark("%n new [assessment|assessments]", "", MANY)),
        (landing.answers, mark("%n [answer|answers]", "", MANY)),
    ]
    numbers += [(sum(type(r) is kind for r in changed), text) for kind, text in _COUNTED]
    numbers.append((len(landing.files), mark("%n evidence [file|files]", "", MANY)))
    return [tr(text, "", n) for n, text in numbers if n]


def outcome(landing: Landing) -> str:
    """What the merge will do."""
    things = counted(landing)
    if not things:
        return tr("Nothing here would change.")
    return tr("Will be written: {things}. A backup is made before.", things=joined(things))


def done(name: str, landing: Landing) -> str:
    """What the merge did."""
    things = counted(landing)
    return tr(
        "Merged {things} from {name}. A backup was made before.",
        things=joined(things) or tr("only times of change"),
        name=name,
    )


def nothing_lands(landing: Landing) -> bool:
    """Whether there is nothing to write."""
    return landing.empty and not landing.files


def nothing(plan: Plan, landing: Landing) -> bool:
    """Whether the file holds nothing that is not here, and nothing has to be said about it."""
    here = all(arrival.same for arrival in plan.arrivals)
    return here and not (plan.differences or plan.sentences or counted(landing))


# -- one difference ---------------------------------------------------------------------------------------


def where(difference: Difference) -> str:
    """Practice, unit and period: what tells one row from the next comes first."""
    place = difference.place.removesuffix(f", {difference.practice_id}")
    return f"{difference.practice_id}, {place}" if difference.practice_id else place


def what_of(difference: Difference) -> str:
    """What differs, as people call it."""
    return _WHAT.get(difference.what, difference.what)


def headline(difference: Difference, both_notes: bool) -> str:
    """What happened to one thing. ``both_notes``: the notes of this answer, which differ too, are both kept."""
    practice, what = difference.practice_id, what_of(difference)
    answer = practice is not None and difference.what in (*REGISTERS, *TEXTS)
    account = practice is None and difference.what in (*ACCOUNT_REGISTERS, *ACCOUNT_TEXTS)
    titled = excerpt(difference.theirs, _TITLE)
    of = (
        f"{practice}, {what}"
        if answer
        else tr("Public account, {what}", what=what)
        if account
        else f"{sentence(what)} \N{LEFT DOUBLE QUOTATION MARK}{titled}\N{RIGHT DOUBLE QUOTATION MARK}"
    )
    if difference.kind == "new":
        return tr("{what}: comes in; there is none here.", what=of)
    if difference.kind == "newer":
        return tr("{what}: changed there since; theirs is proposed.", what=of)
    if difference.kind == "older":
        return tr("{what}: changed here since; ours is proposed.", what=of)
    if answer and difference.what == "judgement":
        if both_notes:
            return tr("Two answers came in for {practice}. Choose a level; both notes are kept.", practice=practice)
        return tr("Two answers came in for {practice}. Choose a level.", practice=practice)
    if answer and difference.what == "finding":
        return tr(
            "Two findings came in for {practice}. Choose one; with both, the other one goes into the note.",
            practice=practice,
        )
    if answer and difference.what in TEXTS:
        came = tr(_TWO_TEXTS[difference.what], practice=practice)
        if "both" in difference.choices:
            return tr("{two_texts}; both are kept unless you choose one.", two_texts=came)
        return tr("{two_texts}; choose one.", two_texts=came)
    if answer:
        return tr("Two versions came in for {practice}, {what}. Choose one.", practice=practice, what=what)
    if account and "both" in difference.choices:
        return tr("{what}: two texts came in; both are kept unless you choose one.", what=of)
    return tr("{what}: changed on both sides. Choose one.", what=of)


def proposed_choice(plan: Plan, difference: Difference) -> Choice:
    """Which of the choices the proposal comes to; ``proposed`` where it is none of them."""
    if merge := plan.records.get(difference.key):
        return "theirs" if merge.takes_theirs else "ours"
    options = _parts_of(plan, difference)[1].options
    same = (c for c in difference.choices if options[c] == options["proposed"])
    # A finding that was proposed alone is not both: then the other one goes into the note as well.
    return next((c for c in same if not (c == "both" and difference.what == "finding")), "proposed")


def proposal_keeps_both(plan: Plan, difference: Difference) -> bool:
    """Whether nothing of either text is lost by the proposal."""
    options = _parts_of(plan, difference)[1].options
    return "both" in options and options["both"] == options["proposed"]


def _parts_of(plan: Plan, difference: Difference) -> tuple[PartsMerge[Answer] | PartsMerge[PublicAccount], Outcome]:
    """The answer or account that a difference is of, and which part of it."""
    assessment_id, practice_id = str(difference.assessment_id), difference.practice_id
    merge = plan.accounts[assessment_id] if practice_id is None else plan.answers[assessment_id, practice_id]
    return merge, next(outcome for outcome in merge.outcomes if outcome.name == difference.what)


@dataclass(frozen=True, slots=True)
class Version:
    """One side of a difference: the whole text, and who wrote it when, as far as it is known."""

    text: str
    by: str


def versions(plan: Plan, difference: Difference, ours: "Writers", theirs: "Writers") -> tuple[Version, Version]:
    """Ours and theirs."""
    if record := plan.records.get(difference.key):
        one = difference.key.partition("/")[2]
        here = of_record(record.before) if record.before is not None else difference.ours
        return (
            Version(here, ours.of(one, (), record.changed_here)),
            Version(of_record(record.theirs), theirs.of(one, (), record.changed_at)),
        )
    merge, part = _parts_of(plan, difference)
    fields = list(part.options["ours"])[: 1 if difference.what in TEXTS else None]
    within = f"/{difference.practice_id}" if difference.practice_id else ""
    from_there = {f"{a.foreign_id}{within}" for a in plan.arrivals if a.goes == difference.assessment_id}
    sides = (
        (merge.ours.stamps, ours, {f"{difference.assessment_id}{within}"}),
        (merge.theirs.stamps, theirs, from_there),
    )
    by = []
    for stamps, writers, places in sides:
        at = max((stamps.get(f, "") for f in fields), default="")
        by.append(next((found for one in sorted(places) if (found := writers.of(one, fields, at))), ""))
    return Version(difference.ours, by[0]), Version(difference.theirs, by[1])


class Writers:
    """Who wrote what last, from a history (latest first)."""

    def __init__(self, entries: Sequence[HistoryEntry]) -> None:
        self._who: dict[tuple[str, str], str] = {}
        for entry in entries:
            self._who.setdefault((entry.entity_id, entry.field), entry.who)
            self._who.setdefault((entry.entity_id, ""), entry.who)

    def of(self, entity_id: str, fields: Sequence[str], at: str) -> str:
        """``Ines, 3 Mar 2026, 14:32``; what is not known is left out."""
        known = (self._who.get((entity_id, field)) for field in fields or ("",))
        who = next((name for name in known if name), "")
        return ", ".join(part for part in (who, time_here(at, brief=True) if at else "") if part)
