"""The actions in bands of risk to people: for the working group whole, for the board on a page."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from reportlab.platypus import Flowable

from btech_desktop import chart_rows, priorities, wording
from btech_desktop.assessment import Action
from btech_desktop.facts import Facts
from btech_desktop.language import Words, mark, tr
from btech_desktop.report.blocks import Cell, Marks, Move, cells, grid
from btech_desktop.report.document import Span, heading, para
from btech_desktop.report.fonts import MEDIUM
from btech_desktop.report.links import identity
from btech_desktop.report.parts import labelled, marked, part
from btech_desktop.report.summary import BANDS

STATUSES: Final = Words(
    {
        "open": mark("Not started"),
        "under way": mark("Under way"),
        "done": mark("Done"),
        "late": mark("Late"),
        "deferred": mark("Deferred"),
    }
)
_ORDER: Final = mark(
    "Risk to people weighs how grave the harm is, how many people it reaches and how hard it is to put right (UN "
    "Guiding Principles 14 and 24). Within a band the graver risk comes first, then the wider gap. Scores never lower "
    "that order."
)
_REASON = 160
_ROOMY = 10


def actions(facts: Facts) -> list[Flowable]:
    """All of them, with the reasons of those deferred."""
    if not facts.dossier.actions:
        return []
    found = part(tr("Action plan"), tr("Next steps"), _lead(facts), new_page=False)
    found.append(_table(facts, len(facts.dossier.actions)))
    for action in _deferred(facts):
        found += labelled(tr("Deferred, {action}", action=wording.one_line(action.what)), action.deferred_reason)
    return [*found, para(tr(_ORDER), style="small")]


def page(facts: Facts, most: int) -> list[Flowable]:
    """The ``most`` that come first, for the board."""
    found: list[Flowable] = [para(tr("Next steps"), style="over"), heading(tr("Action plan"), "title", 0)]
    total = len(facts.dossier.actions)
    if total:
        found += [para(_lead(facts, most), style="lead-tight"), _table(facts, most, dense=total > _ROOMY)]
    else:
        found.append(para(tr("No action is recorded in what this copy may show.")))
    if total > most:
        found.append(para(tr("%n action(s) more in the working group's copy.", "", total - most), style="small"))
    deferred = _deferred(facts)[:most]
    if deferred:
        found.append(heading(tr("Left for later, with the reason"), "h2-tight"))
    for action in deferred:
        reason = wording.shortened(action.deferred_reason, _REASON)
        found.append(
            para("\N{EN DASH} ", Span(f"{wording.one_line(action.what)}: ", MEDIUM, "text"), reason, style="note")
        )
    left = facts.withheld.of("actions")
    notes = [tr(_ORDER), tr("Owners are roles, not people.")]
    notes += [tr("%n action(s) left out of this copy because of the label.", "", left)] if left else []
    return [*found, para(" ".join(notes), style="small")]


def standing(action: Action, day: date) -> str:
    """Where an action stands on a day, and that it is late where its own status does not say so."""
    status = STATUSES[action.status]
    if action.status != "late" and action.late_on(day):
        return tr("{status}, late", status=status)
    return status


def _lead(facts: Facts, most: int | None = None) -> str:
    n = len(facts.dossier.actions)
    if most is not None and most < n:
        return tr(
            "{shown} of {number} actions, the greatest risk to people first.",
            shown=wording.sentence(wording.number(most)),
            number=wording.number(n),
        )
    return tr(
        "{number} [action|actions], the greatest risk to people first.",
        "",
        n,
        number=wording.sentence(wording.number(n)),
    )


def _deferred(facts: Facts) -> list[Action]:
    return [a for a in facts.dossier.actions if a.status == "deferred" and a.deferred_reason.strip()]


def _table(facts: Facts, most: int, *, dense: bool = False) -> Flowable:
    rows: list[list[Cell]] = []
    bands: list[int] = []
    for band, items in priorities.actions_by_risk(facts.dossier):
        shown: Sequence[Action] = items[: max(most - len(rows) + len(bands), 0)]
        if shown:
            bands.append(len(rows))
            rows.append([para(tr("{band} risk to people", band=BANDS[band]), style="band"), "", "", "", ""])
            rows += [_row(facts, action) for action in shown]
    head = [tr("Action"), tr("Level, now to goal"), tr("Owner"), tr("Due"), tr("Status")]
    return grid(head, rows, [44, 18, 22, 12, 14], bands=bands, dense=dense)


def _row(facts: Facts, action: Action) -> list[Cell]:
    answer = facts.dossier.answers.get(action.practice_id or "")
    level: Cell = "\N{EN DASH}"
    if answer is not None:
        now = chart_rows.state(answer)
        mark: Flowable = Marks([(now, "")]) if action.target_level is None else Move(now, action.target_level)
        level = [mark, cells(identity(action.practice_id or ""))]
    return [
        cells(Span(marked(wording.one_line(action.what), action.sensitivity), MEDIUM)),
        level,
        wording.one_line(action.owner) or "\N{EN DASH}",
        wording.month(action.due) if action.due else tr("no date"),
        standing(action, facts.as_of),
    ]
