"""The sentences of the public copy: what is so, and plainly what the company does not say."""

from collections.abc import Collection
from typing import Final

from btech_desktop.assessment import DraftSeen
from btech_desktop.facts import Facts
from btech_desktop.language import MANY, Words, mark, tr
from btech_desktop.wording import day, evidence_line, joined

DRAFT_SEEN: Final[Words[DraftSeen | None]] = Words(
    {
        "yes": mark("Those consulted saw the draft of this copy before it was published."),
        "partly": mark("Those consulted saw parts of the draft of this copy before it was published."),
        "no": mark("Those consulted did not see the draft of this copy before it was published."),
        None: mark("The company does not say whether those consulted saw the draft of this copy."),
    }
)
NOT_SAID: Final = {
    "critics": mark("The company does not say here what critics, people affected or the press have alleged."),
    "answer": mark("The company gives no answer here to what is alleged."),
    "consulted": mark("The company does not say here who outside it was consulted."),
    "remedy": mark("The company does not say here what came of complaints, or what remedy people received."),
    "withheld_why": mark("The company does not say why these texts are left out."),
    "complain": mark("The company does not say here how to complain."),
}
"""Field of the public account -> what stands in its place where it is empty."""

KINDS: Final = Words(
    {
        "notes": mark("Notes on answers"),
        "passages": mark("Passages within notes"),
        "findings": mark("Findings"),
        "reasons": mark("Reasons for not applicable"),
        "evidence": mark("Pieces of evidence"),
        "actions": mark("Actions promised"),
        "risks": mark("Risks to people"),
        "incidents": mark("Incidents"),
        "decisions": mark("Decisions asked of the board"),
    }
)
_ITEMS: Final = {
    "risks": mark("%n [risk|risks] to people", "", MANY),
    "incidents": mark("%n [incident|incidents]", "", MANY),
    "actions": mark("%n [action|actions]", "", MANY),
}


def what_it_is(facts: Facts) -> list[str]:
    """What the reader holds, and what it cannot show, in a few lines."""
    assessment = facts.dossier.assessment
    locked = (
        tr(
            "The assessment was locked on {day}, revision {number}; levels and findings are of that day. Every domain "
            "and every level is published. {findings} What else is withheld is counted in this copy.",
            day=day(assessment.final_on),
            number=assessment.revision,
            findings=_findings_published(facts),
        )
        if assessment.final_on
        else tr("Every domain and every level is published. {findings}", findings=_findings_published(facts))
    )
    return [
        tr(
            "The company's own assessment of how it manages risks to people, against the UN Guiding Principles on "
            "Business and Human Rights. It chose the levels itself."
        ),
        tr(
            "It measures management, not goodness: a high level does not show that no one was harmed, and a low one "
            "does not show that someone was."
        ),
        f"{_checked_by(facts)} {evidence_line(facts)}".rstrip(),
        locked,
    ]


def _checked_by(facts: Facts) -> str:
    """Whether anybody outside looked at evidence, as far as this copy may say."""
    outside = sum(e.verified == "outside" for e in facts.dossier.evidence)
    if not outside:
        return tr("Nobody outside the company is named here as having verified it.")
    return tr(
        "%n piece(s) of the evidence named here [was|were] verified by somebody independent; the assessment as a "
        "whole was not.",
        "",
        outside,
    )


def _findings(facts: Facts, levels: Collection[int]) -> tuple[int, int]:
    """Of the answers at some levels: how many findings are published, and how many are written at all."""
    at = [i for i in facts.asked if (answer := facts.dossier.answers[i]).mark().answered and answer.level in levels]
    published = sum(bool(facts.dossier.answers[i].finding) for i in at)
    return published, published + sum(("findings", i) in facts.withheld.answers for i in at)


def _findings_published(facts: Facts) -> str:
    """How many of the findings on answers with a level this copy holds."""
    published, written = _findings(facts, range(5))
    if not written:
        return tr("No answer has a finding.")
    if published == written:
        return tr("[The one finding written|All %n findings written] [is|are] published.", "", written)
    if not published:
        return tr("[The one finding written|All %n findings written] [is|are] withheld.", "", written)
    return tr("Of the %n findings written, {published}.", "", written, published=tr("%n [is|are]", "", published))


def findings_line(facts: Facts) -> str:
    """The findings published by level, so that who reads can see whether the good ones were picked; or that none is."""
    groups = (((0, 1), tr("0 or 1")), ((2,), tr("2")), ((3, 4), tr("3 or 4")))
    parts = []
    for levels, named in groups:
        published, written = _findings(facts, levels)
        if written:
            parts.append(
                tr("{published} of {written} at level {levels}", published=published, written=written, levels=named)
            )
    if not parts:
        return _findings_published(facts)
    return tr(
        "Findings published, of those written: {parts}. The others are withheld by their label.", parts=joined(parts)
    )


def low_lead(facts: Facts) -> str:
    """How many practices stand at 0 and at 1."""
    counts = facts.results.overall.counts
    none, begun = counts[0], counts[1]
    if not none and not begun:
        return tr("No practice that was answered stands at 0 or 1.")
    said = [
        tr("%n practice(s) at 0: nothing is agreed.", "", none) if none else tr("No practice stands at 0."),
        tr("%n practice(s) at 1: intended, or done case by case.", "", begun)
        if begun
        else tr("No practice stands at 1."),
    ]
    return " ".join(said)


def not_applicable_lead(facts: Facts) -> str:
    """How many were left out of the scores, and of how many the reason is withheld."""
    n = facts.results.overall.not_applicable
    if not n:
        return tr("Every practice asked was found to apply.")
    silent = facts.withheld.of("reasons")
    said = tr("%n practice(s) [counts|count] in no score.", "", n)
    if silent:
        said += " " + tr("The reason is withheld for %n of them.", "", silent)
    return said


def withheld_items(facts: Facts, kind: str, *, none_shown: bool) -> str:
    """How many records of a kind this copy leaves out; said also where it shows none at all."""
    n = facts.withheld.of(kind)
    if n:
        return tr(
            "{records} [is|are] left out of this copy because of the label.", "", n, records=tr(_ITEMS[kind], "", n)
        )
    return tr("None is recorded.") if none_shown else ""


def heard(facts: Facts) -> str:
    """On how many practices the company says that people affected were consulted."""
    answers = [facts.dossier.answers[i] for i in facts.asked]
    settled = [a for a in answers if a.settled and a.level is not None]
    affected = sum(a.affected_consulted for a in settled)
    if not settled:
        return tr("No practice is answered, so none says whether people affected were consulted.")
    if not affected:
        return tr(
            "On none of the %n practice(s) answered does the company say that people affected were consulted.",
            "",
            len(settled),
        )
    return tr(
        "The company says that people affected were consulted on {affected} of the %n practice(s) answered.",
        "",
        len(settled),
        affected=affected,
    )


def uncompared() -> str:
    """Why nothing is said of the period before."""
    return tr(
        "No earlier period stands beside this one. A public copy is set beside an earlier assessment only where that "
        "was final too and asked about every domain."
    )


def disclosed_line(facts: Facts) -> str:
    """On how many of the practices answered the company publishes something."""
    said = [a.disclosed for i in facts.asked if not (a := facts.dossier.answers[i]).mark().excluded]
    counts = {word: said.count(word) for word in ("yes", "partly", "no")}
    parts = [
        tr("{number} published", number=counts["yes"]),
        tr("{number} published in part", number=counts["partly"]),
        tr("{number} not published", number=counts["no"]),
        tr("{number} not said", number=said.count(None)),
    ]
    return tr("Of %n applicable practice(s): {parts}.", "", len(said), parts=joined(parts))
