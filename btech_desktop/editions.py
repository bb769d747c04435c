"""How the practices of one edition stand to those of an earlier one; pure.

The later edition says it in its relations. Editions that say nothing of each other are met by id and wording.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from btech_desktop.form import Forerunner, Form, Relation, RelationKind
from btech_desktop.kept_forms import PUBLISHED
from btech_desktop.language import tr

SAME_MEANING: Final = ("unchanged", "reworded")


@dataclass(frozen=True, slots=True)
class Link:
    """A practice of the later edition and its forerunners in the earlier one (none where it is new)."""

    practice_id: str
    relation: RelationKind
    forerunners: tuple[str, ...]
    note: str

    @property
    def same_meaning(self) -> bool:
        """Whether levels under both questions can be set beside each other, and carried over."""
        return self.relation in SAME_MEANING


def links(before: Form, after: Form) -> Mapping[str, Link]:
    """Practice id of ``after`` -> how it stands to ``before``, in the order of ``after``."""
    return _links(_Key(before), _Key(after))


def shared_questions(before: Form, after: Form) -> tuple[str, ...]:
    """Ids of the practices that mean the same in both forms, in the order of the later form."""
    return tuple(link.practice_id for link in links(before, after).values() if link.same_meaning)


def retired(before: Form, after: Form) -> tuple[str, ...]:
    """Ids that only ``before`` asks and that no practice of ``after`` comes from, in the order of ``before``."""
    kept = {i for link in links(before, after).values() for i in link.forerunners}
    return tuple(i for i in before.ids if i not in kept)


def mistakes(before: Form, after: Form) -> list[str]:
    """Where the declared relations of ``after`` do not fit the two texts: a sentence each."""
    declared = _declared(before, after)
    if declared is None:
        return []
    found = []
    for relation in declared.practices:
        i = relation.id
        was, now = before.by_id.get(i), after.by_id.get(i)
        if relation.relation == "retired":
            if was is None:
                found.append(
                    tr(
                        "{practice} is called retired, but {edition} does not ask it",
                        practice=i,
                        edition=before.edition,
                    )
                )
            continue
        if relation.relation in ("unchanged", "reworded", "changed") and was is None:
            found.append(
                tr(
                    "{practice} is called {relation}, but {edition} does not ask it",
                    practice=i,
                    relation=relation.relation,
                    edition=before.edition,
                )
            )
        elif was is not None and now is not None:
            if relation.relation == "new":
                found.append(tr("{practice} is called new, but {edition} asks it", practice=i, edition=before.edition))
            elif (relation.relation == "unchanged") != (was.meaning == now.meaning):
                found.append(
                    tr(
                        "{practice} is called unchanged, but its text differs in {edition}",
                        practice=i,
                        edition=before.edition,
                    )
                    if relation.relation == "unchanged"
                    else tr(
                        "{practice} is called {relation}, but its text is the same in {edition}",
                        practice=i,
                        relation=relation.relation,
                        edition=before.edition,
                    )
                )
        found += [
            tr(
                "{practice} comes from {forerunner}, which {edition} does not ask",
                practice=i,
                forerunner=o,
                edition=before.edition,
            )
            for o in relation.of
            if o not in before.by_id
        ]
    told = {r.id for r in declared.practices} | {i for r in declared.practices for i in r.of}
    found += [
        tr(
            "{practice} of {edition} has no relation: say retired if it is asked no more",
            practice=i,
            edition=before.edition,
        )
        for i in before.ids
        if i not in told
    ]
    return found


class _Key:
    """A form by identity, for the cache: forms are frozen, and the same few are compared over and over."""

    __slots__ = ("form",)

    def __init__(self, form: Form) -> None:
        self.form = form

    def __hash__(self) -> int:
        return id(self.form)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.form is self.form


@cache
def _links(a: _Key, b: _Key) -> Mapping[str, Link]:
    before, after = a.form, b.form
    if before is after:
        return {i: Link(i, "unchanged", (i,), "") for i in after.ids}
    forward = _by_id(_declared(before, after))
    backward = _by_id(_declared(after, before)) if not forward else {}
    return {p.id: _link(p.id, before, after, forward, backward) for p in after.practices}


def _link(i: str, before: Form, after: Form, forward: Mapping[str, Relation], backward: Mapping[str, Relation]) -> Link:
    said = forward.get(i)
    if said is not None:
        if said.relation in ("split", "merged"):
            return Link(i, said.relation, said.of, said.note)
        return Link(i, said.relation, () if said.relation == "new" else (i,), said.note)
    was = before.by_id.get(i)
    if was is None:
        return Link(i, "new", (), "")
    # Seen from the other side: a question that only was reworded later still means the same.
    relation = backward[i].relation if i in backward and backward[i].relation in SAME_MEANING else None
    if relation is None:
        relation = "unchanged" if was.meaning == after.by_id[i].meaning else "changed"
    return Link(i, relation, (i,), "")


def _declared(before: Form, after: Form) -> Forerunner | None:
    """What ``after`` says of ``before``, or of the edition to which ``before`` adds practices of its own.

    A draft is never meant: its text was not yet that of the edition.
    """
    if before.status == "draft":
        return None
    told = {f.edition: f for f in after.forerunners}
    return told.get(before.edition.removesuffix(PUBLISHED)) or told.get(before.extends)


def _by_id(forerunner: Forerunner | None) -> dict[str, Relation]:
    return {r.id: r for r in forerunner.practices if r.relation != "retired"} if forerunner else {}
