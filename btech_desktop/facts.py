"""One frozen value with all that a page or a report says of an assessment; what its reader may see is decided here.

Screen, paper and export read these facts, so each number has one source.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from btech_desktop import benchmark, priorities, progress, scoring
from btech_desktop.assessment import Assessment, Dossier, Mark, Sensitivity, Unit
from btech_desktop.audiences import Audience, Withheld, copy_for, may_see
from btech_desktop.errors import BadInput
from btech_desktop.findings import Checked
from btech_desktop.promises import DIRECT, Lineage
from btech_desktop.references import ReferenceFile, readable
from btech_desktop.report_options import NOTHING, PREVIOUS
from btech_desktop.store import Store
from btech_desktop.teams import Rollup, Team, below, rollup


@dataclass(frozen=True)
class Facts:
    """An assessment for one reader. ``audience`` None is the workspace's own user, who sees everything.

    ``dossier`` and ``before`` (the assessment compared with) hold only what the reader may see; every number is
    taken from the whole answers, so that all readers see the same.
    """

    audience: Audience | None
    privileged: bool
    made_on: date
    dossier: Dossier
    results: scoring.Results
    before: Dossier | None
    compared: bool  # False: that nothing stands beside it was chosen, whatever there is
    before_results: scoring.Results | None
    comparison: progress.Comparison | None
    gap_closed: progress.GapClosed
    themes: tuple[benchmark.ThemeLine, ...]
    strips: tuple[benchmark.PracticeSet, ...]
    statements: tuple[benchmark.StatementLine, ...]
    teams: tuple[Team, ...]
    years: tuple[Team, ...]  # every period of this unit, the earliest first
    parts: tuple[Unit, ...]  # the units that this one is made of, at any depth, in the user's order
    rollup: Rollup | None  # those of them assessed for the same period
    gaps: tuple[priorities.Gap, ...]
    floor_ids: tuple[str, ...]
    supports: dict[str, int]
    withheld: Withheld
    earlier_actions_withheld: int  # of the period before
    lineage: Lineage  # over the periods that lie between the two
    references: tuple[ReferenceFile, ...]  # other profiles, for the working group's copy alone
    checked: Checked  # for the working group's copy alone

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The practices asked, in the order of the form."""
        return tuple(p.id for p in self.dossier.practices())

    @cached_property
    def open_ids(self) -> tuple[str, ...]:
        """The practices still to answer or to confirm, in the order of the form."""
        return tuple(i for i in self.asked if not self.dossier.answers[i].settled)

    @property
    def as_of(self) -> date:
        """The day whose state it tells: of a final assessment that of the locking, else the day of the copy."""
        return self.dossier.assessment.final_on or self.made_on

    @cached_property
    def moved(self) -> tuple[progress.Mover, ...]:
        """The practices whose level changed since the period before, in the order in which that matters."""
        return priorities.moved(self.comparison.movers, self.dossier) if self.comparison else ()

    def mark(self, practice_id: str) -> Mark:
        """What scoring takes of an answer; the evidence counts in it even where this copy withholds it."""
        return self.dossier.answers[practice_id].mark(self.supports[practice_id])

    def domain_floor(self, domain_id: str) -> tuple[str, ...]:
        """The practices at a domain's lowest level, the gravest risk to people first."""
        return priorities.first_by_risk(self.results.domains[domain_id].floor_ids, self.dossier)


def gather(
    store: Store,
    assessment_id: str,
    *,
    audience: Audience | None = None,
    privileged: bool = False,
    compared_with: str = PREVIOUS,
    made_on: date | None = None,
) -> Facts:
    """Read an assessment and all that stands beside it.

    ``compared_with`` is ``PREVIOUS`` (the unit's period before), ``NOTHING``, or the id of another assessment of the
    unit; where there is no such one, the period before. A public copy cannot choose: it tells last year's promises.

    Raises BadInput where the audience cannot have a copy (public: final assessments only).
    """
    dossier = store.dossier(assessment_id)
    everything = store.assessments()
    wanted = PREVIOUS if audience == "public" else compared_with
    earlier = compared_id(dossier.assessment, everything, wanted)
    units = store.units()
    inside = below(dossier.unit.id, units)
    return of(
        dossier,
        before=store.dossier(earlier) if earlier else None,
        lineage=store.lineage() if earlier and earlier != dossier.assessment.previous_id else DIRECT,
        teams=team_rows(store, dossier.assessment, everything),
        years=() if wanted == NOTHING else years(store, dossier.unit.id),
        parts=tuple(unit for unit in units if unit.id in inside),
        compared=wanted != NOTHING,
        references=readable() if audience == "working-group" else (),
        audience=audience,
        privileged=privileged,
        made_on=made_on,
    )


def told_to(whole: Facts, audience: Audience, *, privileged: bool = False) -> Facts:
    """The workspace's own user's facts as another reader may have them, without reading anything again.

    Raises BadInput as :func:`gather` does, which gives the same where it compares with the same period.
    """
    return of(
        whole.dossier,
        before=whole.before,
        lineage=whole.lineage,
        teams=whole.teams,
        years=whole.years,
        parts=whole.parts,
        compared=whole.compared,
        references=readable() if audience == "working-group" else (),
        audience=audience,
        privileged=privileged,
    )


def of(
    dossier: Dossier,
    *,
    before: Dossier | None = None,
    lineage: Lineage = DIRECT,
    teams: tuple[Team, ...] = (),
    years: tuple[Team, ...] = (),
    parts: tuple[Unit, ...] = (),
    compared: bool = True,
    references: tuple[ReferenceFile, ...] = (),
    audience: Audience | None = None,
    privileged: bool = False,
    made_on: date | None = None,
) -> Facts:
    """The facts of an assessment beside the period before and the teams of its period; see :func:`gather`.

    ``parts`` are the units that this one is made of; ``compared`` is False where nothing beside it was chosen.
    """
    marks = dossier.marks()
    asked = tuple(p.id for p in dossier.practices())
    comparison = before_results = None
    if before is not None:
        before_marks = before.marks()
        before_results = scoring.results(before.form, before.assessment.asked, before_marks)
        comparison = progress.compare(
            form_a=before.form,
            asked_a=before.assessment.asked,
            marks_a=before_marks,
            form_b=dossier.form,
            asked_b=asked,
            marks_b=marks,
        )
    results = scoring.results(dossier.form, asked, marks)
    shown, shown_before, withheld = dossier, before, Withheld()
    if audience is not None:
        copied = copy_for(dossier, audience, privileged=privileged)
        shown, withheld = copied.dossier, copied.withheld
        if before is not None:
            shown_before = _before_for(before, dossier, lineage, audience, privileged)
    opening = {i: (a.opening_level, a.opening_target) for i, a in dossier.answers.items()}
    if shown_before is None:
        # Where the reader may not have the earlier assessment, what moved since would tell its levels.
        comparison = before_results = None
        if audience == "public":
            shown, opening = _as_if_first(shown), {}
    on = made_on or date.today()
    inside = {unit.id for unit in parts}
    return Facts(
        audience=audience,
        privileged=privileged,
        made_on=on,
        dossier=shown,
        results=results,
        before=shown_before,
        compared=compared,
        before_results=before_results,
        comparison=comparison,
        gap_closed=progress.gap_closed(opening, marks, asked),
        themes=benchmark.themes(dossier.form, asked, marks),
        strips=benchmark.strips(dossier.form, asked, marks),
        # The note describes a few companies of 2021: its levels are for internal copies only.
        statements=benchmark.statement_lines(benchmark.cop_note(), asked, marks)
        if audience in (None, "working-group")
        else (),
        teams=teams,
        years=years,
        parts=parts,
        rollup=rollup(team for team in teams if team.unit.id in inside),
        # By the risks that the reader may know: the order would tell of one that is withheld.
        gaps=priorities.gaps(shown),
        floor_ids=priorities.first_by_risk(results.overall.floor_ids, shown),
        supports={i: dossier.supports(i) for i in asked},
        withheld=withheld,
        earlier_actions_withheld=len(before.actions) - len(shown_before.actions) if before and shown_before else 0,
        lineage=lineage,
        references=references if audience == "working-group" else (),
        checked=_checked((dossier, before), (shown, shown_before), on) if audience == "working-group" else Checked(),
    )


def _checked(whole: tuple[Dossier, Dossier | None], shown: tuple[Dossier, Dossier | None], on: date) -> Checked:
    """What is found in the whole and also in what the reader may see.

    A finding that rests on something withheld would tell of it, and what is withheld would look as if it were missing.
    """
    from btech_desktop import checks  # here, because its sentences are made of words that read these facts

    visible = set(checks.findings(*shown, today=on))
    still_open, let_stand = checks.open_findings(*whole, today=on), checks.let_stand(*whole, today=on)
    told = Checked(tuple(f for f in still_open if f in visible), tuple(p for p in let_stand if p[0] in visible))
    unshown = len(still_open) + len(let_stand) - len(told.open) - len(told.let_stand)
    return Checked(told.open, told.let_stand, unshown)


def _before_for(
    before: Dossier, now: Dossier, lineage: Lineage, audience: Audience, privileged: bool
) -> Dossier | None:
    """Last period as the reader may see it; a public copy has it only where it could be public itself.

    What was carried over and labelled more strictly since is kept out of last period too: its words are the same.
    """
    try:
        shown = copy_for(before, audience, privileged=privileged).dossier
    except BadInput:
        return None

    def hidden(label: Sensitivity) -> bool:
        return not may_see(audience, label, privileged=privileged)

    answers = {}
    for practice_id, answer in shown.answers.items():
        then, today = before.answers[practice_id], now.answers.get(practice_id)
        emptied = {}
        if today is not None and then.finding == today.finding and hidden(today.finding_sensitivity):
            emptied["finding"] = ""
        if today is not None and then.note == today.note and hidden(today.note_sensitivity):
            emptied["note"] = ""
        answers[practice_id] = answer.model_copy(update=emptied)
    ids = {action.id for action in before.actions}
    # Of two that continue the same one, one withheld is enough.
    gone = {lineage.root(action.carried_from, ids) for action in now.actions if hidden(action.sensitivity)}
    actions = tuple(action for action in shown.actions if action.id not in gone)
    return shown.model_copy(update={"answers": answers, "actions": actions})


def _as_if_first(dossier: Dossier) -> Dossier:
    """Without what an answer remembers of the period before."""
    forgotten = {"opening_level": None, "opening_target": None, "change_reason": None}
    return dossier.model_copy(
        update={
            "assessment": dossier.assessment.model_copy(update={"previous_id": None}),
            "answers": {i: answer.model_copy(update=forgotten) for i, answer in dossier.answers.items()},
        }
    )


def compared_id(assessment: Assessment, others: tuple[Assessment, ...], compared_with: str = PREVIOUS) -> str | None:
    """The id of the assessment that a choice stands for; see :func:`gather`."""
    if compared_with == NOTHING:
        return None
    known = {a.id for a in others if a.unit_id == assessment.unit_id and a.id != assessment.id}
    return compared_with if compared_with in known else previous_id(assessment, others)


def previous_id(assessment: Assessment, others: tuple[Assessment, ...]) -> str | None:
    """The unit's assessment of the period before: the one it was started from, else the last that ended earlier."""
    if assessment.previous_id is not None:
        return assessment.previous_id
    earlier = [a for a in others if a.unit_id == assessment.unit_id and a.ends < assessment.starts]
    return max(earlier, key=lambda a: a.ends).id if earlier else None


def team_rows(store: Store, assessment: Assessment, everything: tuple[Assessment, ...]) -> tuple[Team, ...]:
    """The other units assessed for the same period, in the user's order of units."""
    chosen = [a for a in everything if a.unit_id != assessment.unit_id and a.period == assessment.period]
    return _in_use(store, chosen)


def teams_of(store: Store, period: str, only: frozenset[str] | None = None) -> tuple[Team, ...]:
    """Every unit assessed for a period (``only``: of these), in the user's order of units."""
    chosen = [a for a in store.assessments() if a.period == period and (only is None or a.unit_id in only)]
    return _in_use(store, chosen)


def _in_use(store: Store, chosen: list[Assessment]) -> tuple[Team, ...]:
    """Without archived units: who put one away does not want it in comparisons any more."""
    order = {unit.id: n for n, unit in enumerate(store.units()) if not unit.archived}
    wanted = [a for a in chosen if a.unit_id in order]
    return tuple(sorted(_scored(store, wanted), key=lambda team: order[team.unit.id])) if wanted else ()


def years(store: Store, unit_id: str) -> tuple[Team, ...]:
    """Every period of a unit with its results, the earliest first."""
    chosen = [a for a in store.assessments() if a.unit_id == unit_id]
    return _scored(store, chosen)


def years_of_teams(store: Store, teams: tuple[Team, ...]) -> dict[str, tuple[Team, ...]]:
    """Unit id -> all periods of that unit, for several teams at once."""
    wanted = {team.unit.id for team in teams}
    found: dict[str, list[Team]] = {unit_id: [] for unit_id in wanted}
    for year in _scored(store, [a for a in store.assessments() if a.unit_id in wanted]):
        found[year.unit.id].append(year)
    return {unit_id: tuple(periods) for unit_id, periods in found.items()}


def _scored(store: Store, assessments: list[Assessment]) -> tuple[Team, ...]:
    units = {u.id: u for u in store.units()}
    marks = store.marks_of([a.id for a in assessments])
    found = []
    for one in sorted(assessments, key=lambda a: (a.ends, a.starts)):
        form, mine = store.form(one.form_edition), marks.get(one.id, {})
        found.append(Team(units[one.unit_id], one, form, mine, scoring.results(form, one.asked, mine)))
    return tuple(found)
