"""What the history says that stands in a workspace now: to compare with what does, and to put together what is lost."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from btech_desktop.records import Column, HistoryEntry


@dataclass(slots=True)
class Known:
    """What the history says of one thing: its JSON when it was made, the last value of each field changed since."""

    assessment_id: str | None
    added: str | None = None
    fields: dict[str, str | None] = field(default_factory=dict)
    removed: bool = False

    def differs(self, row: dict[str, Column]) -> bool:
        """Whether a field of the row is not what its last change made of it."""
        texts = {name: None if row[name] is None else str(row[name]) for name in self.fields if name in row}
        return any(text != self.fields[name] for name, text in texts.items())


def last_known(entries: Iterable[HistoryEntry]) -> dict[tuple[str, str], Known]:
    """(Entity, its id) -> what the history says of it. Answers begin anew when their assessment is made anew."""
    found: dict[tuple[str, str], Known] = {}
    answers: dict[str, set[str]] = {}
    for entry in sorted(entries, key=lambda e: e.id):
        key = entry.entity, entry.entity_id
        if entry.field == "added":
            found[key] = Known(entry.assessment_id, entry.after)
            if entry.entity == "assessments":
                for answer in answers.pop(entry.entity_id, ()):
                    found.pop(("answers", answer), None)
            continue
        if key not in found:
            found[key] = Known(entry.assessment_id)
        if entry.field == "removed":
            found[key].removed = True
        else:
            found[key].fields[entry.field] = entry.after
            if entry.entity == "answers" and entry.assessment_id is not None:
                answers.setdefault(entry.assessment_id, set()).add(entry.entity_id)
    return found
