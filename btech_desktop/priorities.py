"""In what order gaps matter: by the risk to people they guard against, then by the width of the gap; pure.

UNGP 14 and 24: severity orders what comes first. It never changes a score.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from btech_desktop.assessment import Action, Dossier, SalientIssue
from btech_desktop.progress import Mover
from btech_desktop.scoring import Results

Band = Literal["greatest", "serious", "other"]
BANDS: tuple[Band, ...] = ("greatest", "serious", "other")
NO_RISK = (0, 0)


@dataclass(frozen=True, slots=True)
class Gap:
    """A practice below its target, or still to answer with a target. ``gap`` is in levels (open answers: None)."""

    practice_id: str
    level: int | None
    target: int
    issue: SalientIssue | None

    @property
    def gap(self) -> int | None:
        """Target minus level."""
        return None if self.level is None else self.target - self.level

    @property
    def band(self) -> Band:
        """The band of the gravest risk this practice guards against."""
        return self.issue.band if self.issue else "other"


def gravest(practice_id: str, salient: Iterable[SalientIssue]) -> SalientIssue | None:
    """The gravest salient issue that a practice guards against."""
    guarded = [issue for issue in salient if practice_id in issue.practices]
    return min(guarded, key=lambda issue: issue.order, default=None)


def risk(practice_id: str, salient: Iterable[SalientIssue]) -> tuple[int, int]:
    """Sorts practices: those that guard against the gravest risk first, those that guard against none last."""
    issue = gravest(practice_id, salient)
    return issue.order if issue else NO_RISK


def gaps(dossier: Dossier) -> tuple[Gap, ...]:
    """Practices below target, the greatest risk to people first, then the widest gap, then form order."""
    found = []
    for practice in dossier.practices():
        answer = dossier.answers[practice.id]
        mark = answer.mark()
        if mark.excluded or answer.target is None:
            continue
        level = answer.level if mark.answered else None
        if level is None or level < answer.target:
            found.append(Gap(practice.id, level, answer.target, gravest(practice.id, dossier.salient)))
    return tuple(
        sorted(
            found,
            key=lambda g: (
                g.issue.order if g.issue else NO_RISK,
                -(g.gap if g.gap is not None else 0),
                dossier.form.ids.index(g.practice_id),
            ),
        )
    )


def first_by_risk(ids: Iterable[str], dossier: Dossier) -> tuple[str, ...]:
    """The same practices, those that guard against the gravest risk first."""
    order = dossier.form.ids
    return tuple(sorted(ids, key=lambda i: (risk(i, dossier.salient), order.index(i))))


def moved(movers: Iterable[Mover], dossier: Dossier) -> tuple[Mover, ...]:
    """Practices whose level changed: falls first, the gravest risk to people before the lowest level reached.

    Those that rose follow, the largest rise first. Practices that are alike keep the order they come in.
    """
    changed = [m for m in movers if m.change]
    falls, rises = [m for m in changed if m.change < 0], [m for m in changed if m.change > 0]
    falls.sort(key=lambda m: (risk(m.practice_id, dossier.salient), m.after, m.change))
    return (*falls, *sorted(rises, key=lambda m: -m.change))


def weakest_domain(results: Results, dossier: Dossier) -> str | None:
    """The domain with the lowest score; of several, the one that guards against the gravest risk, then form order.

    None where no domain has a score.
    """
    scored = {domain: score.mean for domain, score in results.domains.items() if score.mean is not None}
    practices = dossier.form.practices_by_domain

    def order(domain: str) -> tuple[Fraction, tuple[int, int]]:
        asked = (p.id for p in practices[domain] if p.id in dossier.answers)
        return scored[domain], min((risk(i, dossier.salient) for i in asked), default=NO_RISK)

    return min(scored, key=order, default=None)


def actions_by_risk(dossier: Dossier) -> tuple[tuple[Band, tuple[Action, ...]], ...]:
    """The actions in bands of risk to people; within a band by risk, then by the gap left, then by due date."""

    def key(action: Action) -> tuple[tuple[int, int], int, str]:
        answer = dossier.answers.get(action.practice_id or "")
        level = answer.level if answer and answer.level is not None else 0
        gap = (action.target_level or level) - level
        return risk(action.practice_id or "", dossier.salient), -gap, str(action.due or "9999")

    grouped: dict[Band, list[Action]] = {band: [] for band in BANDS}
    for action in sorted(dossier.actions, key=key):
        issue = gravest(action.practice_id or "", dossier.salient)
        grouped[issue.band if issue else "other"].append(action)
    return tuple((band, tuple(items)) for band, items in grouped.items() if items)
