"""What a new assessment takes from the one before, counted and in words; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from btech_desktop import periods
from btech_desktop.assessment import Answer, Dossier
from btech_desktop.editions import links
from btech_desktop.form import Form
from btech_desktop.language import tr


@dataclass(frozen=True, slots=True)
class Carried:
    """How many of the practices asked begin in which way; together they are all of them.

    ``to_confirm``: the answer comes along. ``fresh``: answered before, but to be answered anew. ``changed``: the
    question means something else now. ``new``: not asked by the form before. ``open``: without an answer before.
    """

    to_confirm: int = 0
    fresh: int = 0
    changed: int = 0
    new: int = 0
    open: int = 0

    @property
    def words(self) -> str:
        """The counts as one clause; what is none is left out, but for the answers that come along."""
        parts = [
            tr("%n answer(s) [comes|come] along to confirm", "", self.to_confirm)
            if self.to_confirm
            else tr("no answers come along to confirm")
        ]
        if self.fresh:
            parts.append(tr("%n [needs|need] a fresh answer this year", "", self.fresh))
        if self.changed:
            parts.append(tr("%n question(s) changed [its|their] meaning", "", self.changed))
        if self.new:
            parts.append(tr("%n [is|are] new", "", self.new))
        if self.open:
            parts.append(tr("%n had no answer", "", self.open))
        return ", ".join(parts)


def carried(previous: Dossier, form: Form, asked: Sequence[str]) -> Carried:
    """How the practices ``asked`` (ids of ``form``) would begin after ``previous``."""
    if not asked:
        return Carried()
    before = previous.assessment
    _, changes = periods.start_assessment(
        form=form,
        unit=previous.unit,
        period=before.period,
        starts=before.starts,
        ends=before.ends,
        kind="chosen",
        chosen=asked,
        previous=previous,
    )
    come_from = links(previous.form, form)
    counts = dict.fromkeys(("to_confirm", "fresh", "changed", "new", "open"), 0)
    for change in changes:
        if isinstance(change.after, Answer):
            link = come_from[change.after.practice_id]
            old = [previous.answers[i] for i in link.forerunners if i in previous.answers]
            if change.after.to_confirm:
                counts["to_confirm"] += 1
            elif not link.forerunners:
                counts["new"] += 1
            elif not link.same_meaning:
                counts["changed"] += 1
            elif any(answer.settled for answer in old):
                counts["fresh"] += 1
            else:
                counts["open"] += 1
    return Carried(**counts)


def sentence(previous: Dossier, form: Form, asked: Sequence[str]) -> str:
    """From which period and edition, and what comes along."""
    before = previous.assessment
    return tr(
        "From {period} ({edition}): {carried}.",
        period=before.period,
        edition=before.form_edition,
        carried=carried(previous, form, asked).words,
    )
