"""Several periods as panels of a chart: each domain of a unit, or each unit, on the same scale; pure."""

from collections.abc import Iterable, Mapping, Sequence

from btech_desktop import wording
from btech_desktop.charts import YearPanel, YearPoint
from btech_desktop.language import mark, tr
from btech_desktop.scoring import Score
from btech_desktop.teams import Team

NOTE = mark("Scores of all answers of each period. No line where less than half of what applies is answered.")
FEWEST_PERIODS = 3  # two stand beside each other in more detail


def year_panels(years: Sequence[Team]) -> tuple[tuple[str, ...], tuple[YearPanel, ...]]:
    """The periods of a unit, and a panel for the overall score and for each domain ever asked.

    The scores are those of all answers of their period: like for like is said where two periods are compared.
    """
    periods = tuple(year.assessment.period for year in years)
    panels = [_panel(tr("Overall"), "", [year.results.overall for year in years])]
    titles = {d.id: d.title for year in years for d in year.form.domains}
    for domain, title in titles.items():
        scores = [year.results.domains.get(domain) for year in years]
        if any(score is not None for score in scores):
            panels.append(_panel(title, domain, scores))
    return periods, tuple(panels)


def team_panels(
    teams: Iterable[Team], years: Mapping[str, Sequence[Team]]
) -> tuple[tuple[str, ...], tuple[YearPanel, ...]]:
    """Every period any of the teams was assessed for, and a panel for the overall score of each team."""
    chosen = list(teams)
    order = sorted(
        {(year.assessment.ends, year.assessment.period) for t in chosen for year in years.get(t.unit.id, ())}
    )
    periods = tuple(dict.fromkeys(period for _, period in order))
    panels = []
    for team in chosen:
        by_period = {year.assessment.period: year.results.overall for year in years.get(team.unit.id, ())}
        panels.append(_panel(team.unit.name, team.assessment.id, [by_period.get(p) for p in periods]))
    return periods, tuple(panels)


def _panel(title: str, key: str, scores: Sequence[Score | None]) -> YearPanel:
    last = next((s for s in reversed(scores) if s is not None and s.answered), None)
    note = _short(last) if last is not None else tr("no answers yet")
    return YearPanel(title, note, tuple(_point(score) for score in scores), key)


def _short(score: Score) -> str:
    return tr(
        "{answered} of {applicable} answered, lowest {floor}",
        answered=score.answered,
        applicable=score.applicable,
        floor=score.floor,
    )


def _point(score: Score | None) -> YearPoint:
    if score is None or score.asked == 0:
        return YearPoint(None, wording.plain(None), tr("not asked"))
    if score.mean is None:
        return YearPoint(None, wording.plain(None), tr("no answers yet"))
    said = f"{wording.plain(score.mean)}, {_short(score)}"
    if score.provisional:
        said = tr("{score}, may become {range}", score=said, range=wording.span(score))
    return YearPoint(float(score.mean), wording.plain(score.mean), said, carries_a_line(score))


def carries_a_line(score: Score) -> bool:
    """Whether enough is answered for a line to lead to it: at least half of what applies."""
    return score.answered * 2 >= score.applicable
