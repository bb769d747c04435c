"""What a merge would do and did, in words, and both versions of a difference as a person reads them; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from btech_desktop.assessment import (
    Action,
    Assessment,
    Decision,
    Evidence,
    EvidenceLink,
    Incident,
    Record,
    SalientIssue,
    Unit,
)
from btech_desktop.exchange.foreign import Foreign
from btech_desktop.exchange.joins import REGISTERS, TEXTS, Choice
from btech_desktop.exchange.merge import Arrival, Difference, Landing, Plan
from btech_desktop.history_words import of_record, time_here
from btech_desktop.records import HistoryEntry
from btech_desktop.wording import count, excerpt, joined, sentence

KIND_WORDS = {"new": "New", "newer": "Changed there", "older": "Changed here", "conflict": "To decide"}
_WHAT = {"judgement": "level"}
_TEXTS = {
    "note": "notes",
    "reason for not applicable": "reasons for not applicable",
    "scope note": "scope notes",
    "consulted": "texts on who was consulted",
}
_TITLE = 80  # characters of a title in a sentence
_LEFT_OUT = {"files": "evidence files", "texts": "every text that was written", "privileged": "privileged texts"}
_COUNTED: tuple[tuple[type[Record], str, str | None], ...] = (
    (Evidence, "piece of evidence", "pieces of evidence"),
    (EvidenceLink, "attachment of evidence", "attachments of evidence"),
    (Action, "action", None),
    (Decision, "decision", None),
    (SalientIssue, "risk to people", "risks to people"),
    (Incident, "incident", None),
)


# -- what comes in ----------------------------------------------------------------------------------------


def origin(foreign: Foreign) -> str:
    """Whose file it is, and what its sender left out."""
    told = f"From {foreign.workspace.organisation}, in {foreign.name}."
    if foreign.workspace.sample:
        told += " It holds sample data."
    left = [_LEFT_OUT.get(name, name) for name in foreign.workspace.left_out]
    return f"{told} The sender left out {joined(left)}." if left else told


def state_of(foreign: Foreign, arrival: Arrival) -> str:
    """``In review, 44 of 51 answers``."""
    dossier = foreign.dossiers[arrival.foreign_id]
    settled = sum(answer.settled for answer in dossier.answers.values())
    return f"{dossier.assessment.status.capitalize()}, {settled} of {count(len(dossier.answers), 'answer')}"


def coming(plan: Plan) -> tuple[str, ...]:
    """New units, how many differences there are, and what is to be known besides."""
    lines = []
    if plan.units:
        lines.append(f"New units: {joined([unit.name for unit in plan.units])}.")
    decided = [
        (len(plan.conflicts), "to decide"),
        (plan.of_kind("new") + plan.of_kind("newer"), "without a conflict"),
        (plan.of_kind("older"), "where this workspace is further on"),
    ]
    if plan.differences:
        told = [f"{n} {what}" for n, what in decided if n]
        lines.append(f"{count(len(plan.differences), 'difference')} from what is here: {joined(told)}.")
    return (*lines, *plan.sentences)


def counted(landing: Landing) -> list[str]:
    """``12 answers``, ``3 actions``: what changes or comes in, by what it is."""
    changed = [c.after for c in landing.changes if c.after is not None and c.before != c.after]
    new = [c.after for c in landing.changes if c.before is None]
    units, assessments = (sum(isinstance(r, kind) for r in new) for kind in (Unit, Assessment))
    numbers: list[tuple[int, str, str | None]] = [
        (units, "new unit", None),
        (assessments, "new assessment", None),
        (landing.answers, "answer", None),
    ]
    numbers += [(sum(type(r) is kind for r in changed), one, many) for kind, one, many in _COUNTED]
    numbers.append((len(landing.files), "evidence file", None))
    return [count(n, one, many) for n, one, many in numbers if n]


def outcome(landing: Landing) -> str:
    """What the merge will do."""
    things = counted(landing)
    if not things:
        return "Nothing here would change."
    return f"Will be written: {joined(things)}. A backup is made before."


def done(name: str, landing: Landing) -> str:
    """What the merge did."""
    things = counted(landing)
    return f"Merged {joined(things) or 'only times of change'} from {name}. A backup was made before."


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
    titled = excerpt(difference.theirs, _TITLE)
    of = (
        f"{practice}, {what}"
        if answer
        else f"{sentence(what)} \N{LEFT DOUBLE QUOTATION MARK}{titled}\N{RIGHT DOUBLE QUOTATION MARK}"
    )
    if difference.kind == "new":
        return f"{of}: comes in; there is none here."
    if difference.kind == "newer":
        return f"{of}: changed there since; theirs is proposed."
    if difference.kind == "older":
        return f"{of}: changed here since; ours is proposed."
    if answer and difference.what == "judgement":
        return f"Two answers came in for {practice}. Choose a level{'; both notes are kept' if both_notes else ''}."
    if answer and difference.what == "finding":
        return f"Two findings came in for {practice}. Choose one; with both, the other one goes into the note."
    if answer and difference.what in TEXTS:
        kept = "; both are kept unless you choose one" if "both" in difference.choices else "; choose one"
        return f"Two {_TEXTS[difference.what]} came in for {practice}{kept}."
    if answer:
        return f"Two versions came in for {practice}, {what}. Choose one."
    return f"{of}: changed on both sides. Choose one."


def proposed_choice(plan: Plan, difference: Difference) -> Choice:
    """Which of the choices the proposal comes to; ``proposed`` where it is none of them."""
    if merge := plan.records.get(difference.key):
        return "theirs" if merge.takes_theirs else "ours"
    options = _options(plan, difference)
    same = (c for c in difference.choices if options[c] == options["proposed"])
    # A finding that was proposed alone is not both: then the other one goes into the note as well.
    return next((c for c in same if not (c == "both" and difference.what == "finding")), "proposed")


def proposal_keeps_both(plan: Plan, difference: Difference) -> bool:
    """Whether nothing of either text is lost by the proposal."""
    options = _options(plan, difference)
    return "both" in options and options["both"] == options["proposed"]


def _options(plan: Plan, difference: Difference) -> dict[Choice, object]:
    place, _, name = difference.key.rpartition("/")
    assessment_id, _, practice_id = place.rpartition("/")
    merge = plan.answers[assessment_id, practice_id]
    found = next(outcome for outcome in merge.outcomes if outcome.name == name)
    return {choice: dict(values) for choice, values in found.options.items()}


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
    place, _, name = difference.key.rpartition("/")
    assessment_id, _, practice_id = place.rpartition("/")
    merge = plan.answers[assessment_id, practice_id]
    fields = REGISTERS[name] if name in REGISTERS else TEXTS[name][:1]
    from_there = {f"{a.foreign_id}/{practice_id}" for a in plan.arrivals if a.goes == assessment_id}
    sides = (merge.ours, ours, {place}), (merge.theirs, theirs, from_there)
    by = []
    for side, writers, places in sides:
        at = max((side.stamps.get(f, "") for f in fields), default="")
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
