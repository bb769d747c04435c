"""What changed between two editions of the questionnaire, as sentences; pure."""

from btech_desktop.editions import links, retired
from btech_desktop.form import Form, RelationKind
from btech_desktop.language import tr
from btech_desktop.wording import count, joined


def what_changed(before: Form, after: Form) -> list[str]:
    """A sentence for each kind of change that touches a comparison; none where both ask the same."""
    told = links(before, after).values()
    lines = []
    splits: dict[tuple[str, ...], list[str]] = {}
    for link in told:
        if link.relation == "split":
            splits.setdefault(link.forerunners, []).append(link.practice_id)
    lines += [
        tr("{list} became {list2}.", list=joined(come_from), list2=joined(ids)) for come_from, ids in splits.items()
    ]
    lines += [
        tr("{list} became {practice_id}.", list=joined(link.forerunners), practice_id=link.practice_id)
        for link in told
        if link.relation == "merged"
    ]

    def of(relation: RelationKind) -> list[str]:
        return [link.practice_id for link in told if link.relation == relation]

    if changed := of("changed"):
        lines.append(
            tr("{list} changed {word} meaning.", list=joined(changed), word="their" if len(changed) > 1 else "its")
        )
    if new := of("new"):
        lines.append(tr("New: {list}.", list=joined(new)))
    if gone := retired(before, after):
        lines.append(tr("No longer asked: {list}.", list=joined(gone)))
    if reworded := of("reworded"):
        were = f"{count(len(reworded), 'question')} {'was' if len(reworded) == 1 else 'were'}"
        lines.append(tr("{were} reworded with the same meaning and compared all the same.", were=were))
    return lines
