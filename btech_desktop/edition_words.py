"""What changed between two editions of the questionnaire, as sentences; pure."""

from btech_desktop.editions import links, retired
from btech_desktop.form import Form, RelationKind
from btech_desktop.language import tr
from btech_desktop.wording import joined


def what_changed(before: Form, after: Form) -> list[str]:
    """A sentence for each kind of change that touches a comparison; none where both ask the same."""
    told = links(before, after).values()
    lines = []
    splits: dict[tuple[str, ...], list[str]] = {}
    for link in told:
        if link.relation == "split":
            splits.setdefault(link.forerunners, []).append(link.practice_id)
    lines += [
        tr("{before} became {after}.", before=joined(come_from), after=joined(ids)) for come_from, ids in splits.items()
    ]
    lines += [
        tr("{before} became {after}.", before=joined(link.forerunners), after=link.practice_id)
        for link in told
        if link.relation == "merged"
    ]

    def of(relation: RelationKind) -> list[str]:
        return [link.practice_id for link in told if link.relation == relation]

    if changed := of("changed"):
        lines.append(tr("{practices} changed [its|their] meaning.", "", len(changed), practices=joined(changed)))
    if new := of("new"):
        lines.append(tr("New: {practices}.", practices=joined(new)))
    if gone := retired(before, after):
        lines.append(tr("No longer asked: {practices}.", practices=joined(gone)))
    if reworded := of("reworded"):
        lines.append(
            tr(
                "%n question(s) [was|were] reworded with the same meaning and compared all the same.",
                "",
                len(reworded),
            )
        )
    return lines
