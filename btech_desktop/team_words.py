"""Sentences on teams: a unit as the sum of its parts, and where teams lie farthest apart; pure."""

from collections.abc import Sequence

from btech_desktop import wording
from btech_desktop.assessment import Unit
from btech_desktop.form import Form
from btech_desktop.language import tr
from btech_desktop.teams import Rollup, Team, spread


def rollup_lines(found: Rollup) -> tuple[str, ...]:
    """The lowest part first, then the counts, the mean last."""
    whole, n = found.whole, len(found.parts)
    if found.lowest is None:
        return (tr("%n part(s) of this unit [is|are] assessed for the period, without an answer yet.", "", n),)
    low = found.lowest.results.overall
    assert low.floor is not None
    lines = [
        tr(
            "The lowest level stands in {unit}: %n answer(s) at {floor}.",
            "",
            low.counts[low.floor],
            unit=wording.one_line(found.lowest.unit.name),
            floor=low.floor,
        ),
        tr(
            "[One part|%n parts together]: {counts}. {answered} of {applicable} answered.",
            "",
            n,
            counts=wording.counts_line(whole),
            answered=whole.answered,
            applicable=whole.applicable,
        ),
    ]
    if whole.provisional:
        lines.append(
            tr(
                "Mean of the parts {mean}, may become {range}.",
                mean=wording.plain(whole.mean),
                range=wording.span(whole),
            )
        )
    else:
        lines.append(tr("Mean of the parts {mean}.", mean=wording.plain(whole.mean)))
    return tuple(lines)


BRIEF_NAME = 40
"""How much of a unit's name stands where there is little room, in characters."""


def unassessed_line(units: Sequence[Unit], found: Rollup | None, period: str, most: int | None = None) -> str:
    """The parts that no assessment of the period covers, by name, ``most`` of them and cut short; empty of none.

    A part that is archived and was not assessed is out of use, and not missed.
    """
    assessed = {team.unit.id for team in found.parts} if found is not None else set()
    names = [wording.one_line(unit.name) for unit in units if unit.id not in assessed and not unit.archived]
    if not names:
        return ""
    shown = names if most is None else [wording.excerpt(name, BRIEF_NAME) for name in names[:most]]
    more = len(names) - len(shown)
    listed = tr("{units} and {more} more", units=", ".join(shown), more=more) if more else wording.joined(shown)
    return tr("Not assessed for {period}: {units}.", period=period, units=listed)


def spread_line(teams: Sequence[Team], form: Form) -> str:
    """Where teams lie farthest apart; empty where no domain has two means."""
    widest = None
    for domain in form.domains:
        found = spread(teams, domain.id)
        if found is None:
            continue
        low, high = (team.domains[domain.id].score for team in (found.lowest, found.highest))
        assert low is not None and low.mean is not None  # noqa: PT018  # a spread has both means
        assert high is not None and high.mean is not None  # noqa: PT018
        if widest is None or high.mean - low.mean > widest[0]:
            widest = (high.mean - low.mean, domain.title, low.mean, high.mean, found)
    if widest is None or widest[0] == 0:
        return ""
    _, title, low_mean, high_mean, found = widest
    return tr(
        "Farthest apart: {domain}, from {low} in {lowest} to {high} in {highest}; %n team(s) with a mean.",
        "",
        found.teams,
        domain=wording.within(title),
        low=wording.plain(low_mean),
        lowest=wording.one_line(found.lowest.unit.name),
        high=wording.plain(high_mean),
        highest=wording.one_line(found.highest.unit.name),
    )
