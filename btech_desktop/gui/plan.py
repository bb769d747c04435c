"""What the actions page says: which actions in what order, what is late, which levels to look at again; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from btech_desktop.assessment import Action, Dossier, Incident
from btech_desktop.checks import HIGH_LEVEL
from btech_desktop.language import Words, mark, tr
from btech_desktop.priorities import Band, actions_by_risk
from btech_desktop.wording import number, sentence

Order = Literal["risk", "due", "owner"]
DueKind = Literal["late", "soon", ""]

BAND_TITLES: Mapping[Band, str] = Words(
    {
        "greatest": mark("Greatest risk to people"),
        "serious": mark("Serious risk to people"),
        "other": mark("Other"),
    }
)
SOON_DAYS = 60  # two months: time enough to act on a promise before it breaks


@dataclass(frozen=True, slots=True)
class Group:
    """Actions under one heading."""

    title: str
    actions: tuple[Action, ...]


def headline(actions: Sequence[Action], today: date) -> str:
    """The page's title: how many, and what about them matters most."""
    if not actions:
        return tr("No actions yet")
    n = len(actions)
    all_ = sentence(number(n))
    late = sum(a.late_on(today) for a in actions)
    under_way = sum(a.status == "under way" for a in actions)
    done = sum(a.status == "done" for a in actions)
    if late:
        return tr("{number} [action|actions], {late} overdue", "", n, number=all_, late=number(late))
    if done == n:
        return tr("{number} [action, done|actions, all done]", "", n, number=all_)
    if under_way:
        return tr("{number} [action|actions], {under_way} under way", "", n, number=all_, under_way=number(under_way))
    return tr("{number} [action|actions], none under way yet", "", n, number=all_)


def due_note(action: Action, today: date) -> tuple[DueKind, str]:
    """The chip beside a due date: how late, or how soon; nothing for what is settled or far off."""
    if action.status in ("done", "deferred"):
        return "", ""
    if action.due is None:
        return ("late", tr("Late")) if action.status == "late" else ("", "")
    days = (action.due - today).days
    if days < 0:
        return "late", tr("{stretch} late", stretch=_stretch(-days))
    if action.status == "late":
        return "late", tr("Late")
    if days == 0:
        return "soon", tr("Today")
    return ("soon", _stretch(days)) if days <= SOON_DAYS else ("", "")


def _stretch(days: int) -> str:
    if days < 14:
        return tr("%n day(s)", "", days)
    if days < 7 * 13:
        return tr("%n week(s)", "", days // 7)
    return tr("%n month(s)", "", days // 30)


def owners(actions: Sequence[Action]) -> tuple[str, ...]:
    """The roles that own actions, in the order of the alphabet."""
    return tuple(sorted({a.owner for a in actions if a.owner}, key=str.casefold))


def arranged(
    dossier: Dossier,
    *,
    order: Order = "risk",
    query: str = "",
    owner: str | None = None,
    domain: str | None = None,
    today: date,
) -> tuple[Group, ...]:
    """The actions that match, under headings; ``owner`` "" is for those without one, None for any."""
    domain_ids = dossier.form.domain_ids
    words = query.casefold().split()

    def matches(action: Action) -> bool:
        if owner is not None and action.owner != owner:
            return False
        if domain is not None and domain_ids.get(action.practice_id or "") != domain:
            return False
        practice = dossier.form.by_id.get(action.practice_id or "")
        text = " ".join(
            (action.what, action.owner, action.practice_id or "", practice.title if practice else "", action.status)
        ).casefold()
        return all(word in text for word in words)

    by_risk = actions_by_risk(dossier)
    if order == "risk":
        groups = [Group(BAND_TITLES[band], tuple(filter(matches, items))) for band, items in by_risk]
        return tuple(g for g in groups if g.actions)
    # Sorting is stable: within a date or an owner the order by risk to people stays.
    found = [a for _, items in by_risk for a in items if matches(a)]
    return _by_due(found, today) if order == "due" else _by_owner(found)


def _by_due(actions: list[Action], today: date) -> tuple[Group, ...]:
    dated = sorted((a for a in actions if a.due), key=lambda a: a.due or today)
    groups = (
        Group(tr("Overdue"), tuple(a for a in dated if a.late_on(today))),
        Group(tr("To come"), tuple(a for a in dated if not a.late_on(today) and a.status != "done")),
        Group(tr("No date yet"), tuple(a for a in actions if not a.due and a.status != "done")),
        Group(tr("Done"), tuple(a for a in [*dated, *(a for a in actions if not a.due)] if a.status == "done")),
    )
    return tuple(g for g in groups if g.actions)


def _by_owner(actions: list[Action]) -> tuple[Group, ...]:
    groups = [Group(owner, tuple(a for a in actions if a.owner == owner)) for owner in owners(actions)]
    groups.append(Group(tr("No owner yet"), tuple(a for a in actions if not a.owner)))
    return tuple(g for g in groups if g.actions)


def level_now(dossier: Dossier, practice_id: str | None) -> int | None:
    """The level that counts of a practice asked; None where there is none (or it waits to be confirmed)."""
    answer = dossier.answers.get(practice_id or "")
    return answer.level if answer and answer.mark().answered else None


def high_practices(ids: Iterable[str], dossier: Dossier) -> tuple[str, ...]:
    """Those of the practices that stand at 3 or 4."""
    return tuple(i for i in ids if (level_now(dossier, i) or 0) >= HIGH_LEVEL)


def look_again(incident: Incident, dossier: Dossier) -> tuple[str, ...]:
    """The practices at 3 or 4 that should have caught an incident: their levels deserve a second look."""
    return high_practices(incident.practices, dossier)
