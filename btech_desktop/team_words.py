"""Sentences on teams: a unit as the sum of its parts, and where teams lie farthest apart; pure."""

from collections.abc import Sequence

from btech_desktop import wording
from btech_desktop.assessment import Unit
from btech_desktop.form import Form
from btech_desktop.language import tr
from btech_desktop.teams import Rollup, Team, TeamCell, spread


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


def team_lines(team: Team, *, facets: bool) -> list[str]:
    """A team in lines of text: its lowest level and counts, its mean last; then a line for each domain or facet."""
    overall = team.results.overall
    answered = tr("{answered} of {applicable} answered", answered=overall.answered, applicable=overall.applicable)
    said = [wording.counts_line(overall), answered]
    if overall.floor is not None:
        said.insert(0, tr("lowest {level} ({practices})", level=overall.floor, practices=", ".join(overall.floor_ids)))
        mean = tr("mean {mean}", mean=wording.plain(overall.mean))
        may = tr("may become {range}", range=wording.span(overall))
        said.append(f"{mean}, {may}" if overall.provisional else mean)
    lines = [f"{wording.one_line(team.unit.name)}: {'; '.join(said)}"]
    cells = team.facets if facets else team.domains
    return [*lines, *(f"  {key}: {_cell_words(cell)}" for key, cell in cells.items())]


def _cell_words(cell: TeamCell) -> str:
    score = cell.score
    if score is None or cell.state == "not asked":
        return tr("not asked")
    if cell.state == "not answered":
        return tr("not answered")
    levels = [str(level) for level, n in enumerate(score.counts) for _ in range(n)]
    if cell.state == "too few":
        return tr("too few for a mean: {levels} (n = {n})", levels=", ".join(levels), n=score.answered)
    return tr(
        "lowest {level}, mean {mean} (n = {n})", level=score.floor, mean=wording.plain(score.mean), n=score.answered
    )


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
