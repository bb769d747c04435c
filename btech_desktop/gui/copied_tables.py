"""What the lists of the pages are as tables, to be copied; the charts bring their own."""

from collections.abc import Sequence

from btech_desktop import benchmark, chart_rows, wording
from btech_desktop.assessment import Action, Dossier
from btech_desktop.charts import level_text
from btech_desktop.facts import Facts
from btech_desktop.gui import plan
from btech_desktop.gui.widgets.table_copy import Table
from btech_desktop.language import tr
from btech_desktop.promises import Promise
from btech_desktop.terms import shown

_NOTHING = "\N{EN DASH}"


def gaps(facts: Facts) -> Table:
    """Every gap to a target, the greatest risk to people first."""
    heads = (tr("Practice"), tr("Title"), tr("Domain"), tr("Level"), tr("Target"))
    form = facts.dossier.form
    rows = [
        (
            gap.practice_id,
            form.by_id[gap.practice_id].title,
            form.domain_of(gap.practice_id).title,
            level_text(chart_rows.state_of(facts, gap.practice_id)),
            str(gap.target),
        )
        for gap in facts.gaps
    ]
    return Table(tr("Needs attention first"), [heads, *rows], f"{wording.status(facts)}.")


def movers(facts: Facts, source: str) -> Table:
    """Every level that changed, those that went down first, without what was found."""
    assert facts.before is not None
    before, after = facts.before.assessment.period, facts.dossier.assessment.period
    rows = [
        (
            mover.practice_id,
            facts.dossier.form.by_id[mover.practice_id].title,
            str(mover.before),
            str(mover.after),
            wording.REASONS[mover.reason],
        )
        for mover in facts.moved
    ]
    return Table(tr("What moved"), [(tr("Practice"), tr("Title"), before, after, tr("Why")), *rows], source)


def promises(facts: Facts, found: Sequence[Promise], outcomes: Sequence[str]) -> Table:
    """What was promised last time and what became of it, each under its word in ``outcomes``."""
    assert facts.before is not None
    heads = (tr("Promised"), tr("Practice"), tr("Owner"), tr("Due"), tr("What became of it"))
    rows = [
        (
            promise.then.what,
            promise.then.practice_id or _NOTHING,
            promise.then.owner or _NOTHING,
            wording.month(promise.then.due) if promise.then.due else tr("no date"),
            outcome,
        )
        for promise, outcome in zip(found, outcomes, strict=True)
        if not _secret(promise.then, promise.now)
    ]
    title = tr("Promised in {period}", period=facts.before.assessment.period)
    return Table(title, [heads, *rows], _left_out(len(found) - len(rows)))


def statements(facts: Facts, item: int) -> Table:
    """The note's statements on an item, our level beside each: one line for each practice."""
    heads = (
        tr("Statement, in our words"),
        tr("How common"),
        tr("Level described"),
        tr("Practice"),
        tr("Our level"),
        tr("Less, as or more than described"),
    )
    note = benchmark.cop_note()
    rows = []
    for line in facts.statements:
        one = line.statement
        if one.item != item:
            continue
        told = (one.text, one.spread, _NOTHING if one.level is None else str(one.level))
        rows += [
            (
                *told,
                beside.practice_id,
                level_text(chart_rows.state_of(facts, beside.practice_id)),
                tr("to answer") if beside.standing == "not answered" else shown(beside.standing),
            )
            for beside in line.beside
        ] or [(*told, _NOTHING, _NOTHING, _NOTHING)]
    title = next(i.title for i in note.items if i.number == item)
    source = tr(
        "{title}. {publisher}, {year}; statements in our words.",
        title=note.title,
        publisher=note.publisher,
        year=note.year,
    )
    return Table(title, [heads, *rows], f"{source} {note.spread_note} {wording.status(facts)}.")


def actions(dossier: Dossier, groups: Sequence[plan.Group]) -> Table:
    """The actions as they are listed, group by group."""
    heads = (tr("Group"), tr("Action"), tr("Practice"), tr("Level"), tr("Goal"), tr("Owner"), tr("Due"), tr("Status"))
    rows = [
        (
            group.title,
            action.what,
            action.practice_id or _NOTHING,
            level_text(chart_rows.state(dossier.answers.get(action.practice_id))) if action.practice_id else _NOTHING,
            _NOTHING if action.target_level is None else str(action.target_level),
            action.owner or _NOTHING,
            wording.month(action.due) if action.due else tr("no date"),
            wording.sentence(shown(action.status)),
        )
        for group in groups
        for action in group.actions
        if not _secret(action)
    ]
    listed = sum(len(group.actions) for group in groups)
    return Table(tr("Action plan"), [heads, *rows], _left_out(listed - len(rows)))


def _secret(*states: Action | None) -> bool:
    """Whether an action is labelled privileged, then or now."""
    return any(state is not None and state.sensitivity == "privileged" for state in states)


def _left_out(n: int) -> str:
    return tr("%n privileged action(s) [is|are] left out of this table.", "", n) if n else ""
