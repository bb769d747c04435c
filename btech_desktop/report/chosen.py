"""Which records of a dossier a report shows, and in what order."""

from btech_desktop.assessment import Decision, Incident, SalientIssue
from btech_desktop.chart_rows import state_of
from btech_desktop.charts import LevelState
from btech_desktop.facts import Facts
from btech_desktop.promises import Promise, promises

SEVERE = 4
FEW = 3


def asked_decisions(facts: Facts) -> tuple[Decision, ...]:
    """The decisions still to take."""
    return tuple(d for d in facts.dossier.decisions if d.outcome == "open")


def risks(facts: Facts) -> tuple[SalientIssue, ...]:
    """The salient issues, the gravest first."""
    return tuple(sorted(facts.dossier.salient, key=lambda issue: issue.order))


def incidents(facts: Facts) -> tuple[Incident, ...]:
    """The incidents of the period, the gravest first."""
    return tuple(sorted(facts.dossier.incidents, key=lambda i: (-i.severity, str(i.occurred or ""))))


def severe_incidents(facts: Facts) -> tuple[Incident, ...]:
    """Incidents in the greatest band of severity (5 and 4), the gravest first."""
    return tuple(i for i in incidents(facts) if i.severity >= SEVERE)


def guards(facts: Facts, ids: tuple[str, ...]) -> list[tuple[LevelState, str]]:
    """The practices that guard against a risk, in form order, with their marks."""
    return [(state_of(facts, i), i) for i in facts.dossier.form.ids if i in ids]


def lowest(marks: list[tuple[LevelState, str]], most: int) -> list[tuple[LevelState, str]]:
    """The ``most`` lowest of the marks, in their order; what has no level comes last."""
    order = sorted(range(len(marks)), key=lambda n: level if isinstance(level := marks[n][0], int) else SEVERE + 1)
    return [marks[n] for n in sorted(order[:most])]


def not_applicable(facts: Facts) -> tuple[str, ...]:
    """The practices not applicable, in the order of the form."""
    return tuple(i for i in facts.asked if facts.dossier.answers[i].mark().excluded)


def explained(facts: Facts) -> tuple[str, ...]:
    """Those of them whose reason the board is told: all, where they are few."""
    out = not_applicable(facts)
    return out if len(out) <= FEW else ()


def heard(facts: Facts) -> tuple[str, ...]:
    """The practices on which affected people were heard, and it is said who."""
    answers = facts.dossier.answers
    return tuple(i for i in facts.asked if answers[i].affected_consulted and answers[i].consulted.strip())


def kept_or_not(facts: Facts) -> tuple[Promise, ...]:
    """What became of the actions of the period before, those not kept first."""
    return (
        () if facts.before is None else promises(facts.before, facts.dossier, today=facts.as_of, lineage=facts.lineage)
    )
