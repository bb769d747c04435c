"""One frozen value with all that a page or a report says of an assessment; what its reader may see is decided here.

Screen, paper and export read these facts, so each number has one source.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from btech_desktop import benchmark, priorities, progress, scoring
from btech_desktop.assessment import Assessment, Dossier, Unit
from btech_desktop.audiences import Audience, Withheld, copy_for
from btech_desktop.errors import BadInput
from btech_desktop.store import Store


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A unit's assessment of the same period: cells by domain id, and its results."""

    unit: Unit
    assessment: Assessment
    results: scoring.Results
    cells: dict[str, progress.TeamCell]


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
    before_results: scoring.Results | None
    comparison: progress.Comparison | None
    gap_closed: progress.GapClosed
    themes: tuple[benchmark.ThemeLine, ...]
    strips: tuple[benchmark.PracticeSet, ...]
    statements: tuple[benchmark.StatementLine, ...]
    teams: tuple[TeamRow, ...]
    gaps: tuple[priorities.Gap, ...]
    floor_ids: tuple[str, ...]
    supports: dict[str, int]
    withheld: Withheld

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The practices asked, in the order of the form."""
        return tuple(p.id for p in self.dossier.practices())

    @cached_property
    def open_ids(self) -> tuple[str, ...]:
        """The practices still to answer or to confirm, in the order of the form."""
        return tuple(i for i in self.asked if not self.dossier.answers[i].settled)

    def domain_floor(self, domain_id: str) -> tuple[str, ...]:
        """The practices at a domain's lowest level, the gravest risk to people first."""
        return priorities.first_by_risk(self.results.domains[domain_id].floor_ids, self.dossier)


def gather(
    store: Store,
    assessment_id: str,
    *,
    audience: Audience | None = None,
    privileged: bool = False,
    before_id: str | None = None,
    made_on: date | None = None,
) -> Facts:
    """Read an assessment and all that stands beside it. ``before_id`` defaults to the unit's period before.

    Raises BadInput where the audience cannot have a copy (public: final assessments only).
    """
    dossier = store.dossier(assessment_id)
    everything = store.assessments()
    earlier = before_id or previous_id(dossier.assessment, everything)
    return of(
        dossier,
        before=store.dossier(earlier) if earlier else None,
        teams=team_rows(store, dossier.assessment, everything),
        audience=audience,
        privileged=privileged,
        made_on=made_on,
    )


def of(
    dossier: Dossier,
    *,
    before: Dossier | None = None,
    teams: tuple[TeamRow, ...] = (),
    audience: Audience | None = None,
    privileged: bool = False,
    made_on: date | None = None,
) -> Facts:
    """The facts of an assessment beside the period before and the teams of its period; see :func:`gather`."""
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
            shown_before = _before_for(before, audience, privileged)
    return Facts(
        audience=audience,
        privileged=privileged,
        made_on=made_on or date.today(),
        dossier=shown,
        results=results,
        before=shown_before,
        before_results=before_results,
        comparison=comparison,
        gap_closed=progress.gap_closed(
            {i: (a.opening_level, a.opening_target) for i, a in dossier.answers.items()}, marks, asked
        ),
        themes=benchmark.themes(dossier.form, asked, marks),
        strips=benchmark.strips(dossier.form, asked, marks),
        # The note describes a few companies of 2021: its levels are for internal copies only.
        statements=benchmark.statement_lines(benchmark.cop_note(), asked, marks)
        if audience in (None, "working-group")
        else (),
        teams=teams,
        gaps=priorities.gaps(dossier),
        floor_ids=priorities.first_by_risk(results.overall.floor_ids, dossier),
        supports={i: dossier.supports(i) for i in asked},
        withheld=withheld,
    )


def _before_for(before: Dossier, audience: Audience, privileged: bool) -> Dossier | None:
    """Last period as the reader may see it; a public copy has it only where it could be public itself."""
    try:
        return copy_for(before, audience, privileged=privileged).dossier
    except BadInput:
        return None


def previous_id(assessment: Assessment, others: tuple[Assessment, ...]) -> str | None:
    """The unit's assessment of the period before: the one it was started from, else the last that ended earlier."""
    if assessment.previous_id is not None:
        return assessment.previous_id
    earlier = [a for a in others if a.unit_id == assessment.unit_id and a.ends < assessment.starts]
    return max(earlier, key=lambda a: a.ends).id if earlier else None


def team_rows(store: Store, assessment: Assessment, everything: tuple[Assessment, ...]) -> tuple[TeamRow, ...]:
    """The other units assessed for the same period, in the user's order of units."""
    units = {u.id: u for u in store.units()}
    chosen = [
        a
        for a in everything
        if a.id != assessment.id and a.unit_id != assessment.unit_id and a.period == assessment.period
    ]
    if not chosen:
        return ()
    marks = store.all_marks()
    rows = []
    for other in sorted(chosen, key=lambda a: list(units).index(a.unit_id)):
        form = store.form(other.form_edition)
        mine = marks.get(other.id, {})
        rows.append(
            TeamRow(
                units[other.unit_id],
                other,
                scoring.results(form, other.asked, mine),
                progress.team_cells(form, other.asked, mine),
            )
        )
    return tuple(rows)
