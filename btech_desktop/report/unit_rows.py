"""Units of a period under each other: the lowest level and the counts first, the mean last; never a rank of means."""

from collections.abc import Sequence
from typing import Final

from reportlab.platypus import Flowable

from btech_desktop import wording
from btech_desktop.facts import Facts
from btech_desktop.form import Form
from btech_desktop.language import tr
from btech_desktop.report.blocks import Cell, Marks, cells, grid
from btech_desktop.report.document import Span, heading, para
from btech_desktop.report.fonts import MEDIUM, REGULAR
from btech_desktop.report.parts import part
from btech_desktop.team_words import BRIEF_NAME, rollup_lines, spread_line, unassessed_line
from btech_desktop.teams import Team, TeamCell

_AIR: Final = 14.0  # in pt: above the title, where something stands before it
BOARD_UNITS = 5
BOARD_NAMES = 8


def below(facts: Facts) -> list[Flowable]:
    """The units that this one is made of, whole."""
    title = tr("Units below {unit}", unit=facts.dossier.unit.name)
    found = part(title, tr("Unit by unit"), new_page=False)
    lines = _said(facts, None)
    if facts.rollup is not None:
        lines.append(spread_line(facts.rollup.parts, facts.dossier.form))
    found += [para(line) for line in lines if line]
    if facts.rollup is not None:
        found += [table(facts.rollup.by_lowest, facts.dossier.form), _legend()]
    return found


def lowest_below(facts: Facts, most: int = BOARD_UNITS) -> list[Flowable]:
    """For the board: what :func:`below` says, and the lowest few."""
    title = heading(tr("Units below this one"), "title", 0)
    title.spaceBefore = _AIR
    found: list[Flowable] = [title]
    found += [para(line, style="note", keep=True) for line in _said(facts, BOARD_NAMES)]
    if facts.rollup is None:
        return found
    parts = facts.rollup.by_lowest
    if most:
        found.append(table(parts[:most], facts.dossier.form, brief=True))
    if len(parts) > most:
        more = tr("%n unit(s) more in the working group's copy.", "", len(parts) - most)
        found.append(para(more, style="small"))
    return [*found, _legend()] if most else found


def others(facts: Facts, *, but: frozenset[str] = frozenset()) -> list[Flowable]:
    """The other units of the period in the user's order, ``but`` those whose ids these are."""
    shown = [team for team in facts.teams if team.unit.id not in but]
    if not shown:
        return []
    found = part(
        tr("Other units") if but else tr("Teams"),
        tr("Unit by unit"),
        tr("Assessments of other units for {period}.", period=facts.dossier.assessment.period),
        new_page=False,
    )
    rolled = rollup_lines(facts.rollup) if facts.rollup and not but else ()
    found += [para(line) for line in (*rolled, spread_line(shown, facts.dossier.form)) if line]
    return [*found, table(shown, facts.dossier.form), _legend()]


def _said(facts: Facts, names: int | None) -> list[str]:
    """The lowest unit, the counts, the mean, and which units have no assessment of the period."""
    if not facts.parts:
        return [tr("No unit stands below this one.")]
    lines = list(rollup_lines(facts.rollup)) if facts.rollup is not None else []
    missing = unassessed_line(facts.parts, facts.rollup, facts.dossier.assessment.period, names)
    return [*lines, missing] if missing else lines


def table(teams: Sequence[Team], form: Form, *, brief: bool = False) -> Flowable:
    """A row for each unit: its lowest level, its counts, each domain, and its mean."""
    domains = form.domains
    head = [tr("Unit"), tr("Lowest"), tr("Counts"), *(d.title for d in domains), tr("Average")]
    rows = [_row(team, form, brief) for team in teams]
    # The domains share what the other columns leave, however many a form has.
    return grid(head, rows, [14, 13.5, 20.3, *([71 / len(domains)] * len(domains)), 8.5], dense=True)


def _row(team: Team, form: Form, brief: bool) -> list[Cell]:
    overall = team.results.overall
    name = [cells(Span(_named(team, brief), MEDIUM))]
    if team.assessment.form_edition != form.edition:
        name.append(cells(Span(tr("Form {edition}", edition=team.assessment.form_edition), REGULAR, "muted")))
    lowest: Cell = "\N{EN DASH}"
    if overall.floor is not None:
        first, *more = overall.floor_ids
        lowest = [_mark(overall.floor), cells(f"{first} +{len(more)}" if more else first)]
    return [
        name,
        lowest,
        "\n".join(wording.counts(overall)) if overall.answered else wording.answered_of(overall),
        *(_domain(team.domains.get(domain.id)) for domain in form.domains),
        cells(Span(wording.plain(overall.mean), MEDIUM)),
    ]


def _named(team: Team, brief: bool) -> str:
    return wording.excerpt(team.unit.name, BRIEF_NAME) if brief else wording.one_line(team.unit.name)


def _domain(cell: TeamCell | None) -> Cell:
    """The lowest level, how many answers, and from three answers up their mean."""
    score = cell.score if cell is not None else None
    if score is None or not score.asked:
        return cells(Span(tr("not asked"), REGULAR, "muted"))
    if not score.applicable:
        return cells(Span(tr("not applicable"), REGULAR, "muted"))
    if score.floor is None:
        return cells(Span(tr("{number} to answer", number=score.open), REGULAR, "muted"))
    mean = tr("too few") if score.too_few else wording.plain(score.mean)
    count = str(score.answered)
    if score.open:
        count = tr("{answered} of {applicable}", answered=score.answered, applicable=score.applicable)
    return [_mark(score.floor), cells(Span(f"{count} · {mean}", REGULAR, "text2"))]


def _mark(level: int) -> Flowable:
    mark = Marks([(level, "")])
    mark.spaceAfter = 1
    return mark


def _legend() -> Flowable:
    return para(
        tr(
            "In each domain: the lowest level, the number of answers, and their average. Too few: under three answers, "
            "so no average. Not asked: the unit's assessment does not put these questions, which is not the same."
        ),
        style="small",
    )
