"""Where the words of a search stand: in questions, notes and evidence, and in the unit's earlier periods; pure."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from btech_desktop.assessment import Dossier
from btech_desktop.editions import links
from btech_desktop.form import Form
from btech_desktop.language import tr
from btech_desktop.passages import words

_PERIOD_ROOM = 9  # characters of a period's name that a row has room for


@dataclass(frozen=True, slots=True)
class Place:
    """A folded text, and where it stands: "note", "2024 note"; empty for what the row shows itself."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What one earlier period wrote of one practice, under the id of its own edition."""

    period: str
    form: Form
    practice_id: str
    finding: str
    note: str


def folded(text: str) -> str:
    """The text without upper case and accents, so that "Resume" finds "résumé"."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c)) if not parts.isascii() else parts


def before_now(form: Form, earlier: Iterable[Earlier]) -> dict[str, list[Place]]:
    """Practice id of this form -> the places of earlier periods, as given (latest first)."""
    found: dict[str, list[Place]] = {}
    later: dict[int, dict[str, list[str]]] = {}
    for one in earlier:
        if not one.finding and not one.note:
            continue
        if id(one.form) not in later:
            later[id(one.form)] = _later_ids(one.form, form)
        period = one.period if len(one.period) <= _PERIOD_ROOM else tr("Earlier")
        for practice_id in later[id(one.form)].get(one.practice_id, ()):
            places = found.setdefault(practice_id, [])
            if one.finding:
                places.append(Place(tr("{period} finding", period=period), folded(one.finding)))
            if one.note:
                places.append(Place(tr("{period} note", period=period), folded(words(one.note))))
    return found


def _later_ids(then: Form, now: Form) -> dict[str, list[str]]:
    """Practice id of an earlier edition -> ids of the practices that ask it now."""
    ids: dict[str, list[str]] = {}
    for practice_id, link in links(then, now).items():
        for forerunner in link.forerunners:
            ids.setdefault(forerunner, []).append(practice_id)
    return ids


def places(dossier: Dossier, practice_id: str) -> list[Place]:
    """What this assessment holds of a practice: the row's own words, the question, the answer, its evidence."""
    practice, answer = dossier.form.by_id[practice_id], dossier.answers[practice_id]
    texts = [
        ("", f"{practice.id} {practice.title}"),
        (tr("question"), practice.question),
        (tr("finding"), answer.finding),
        (tr("note"), words(answer.note)),
        *((tr("evidence"), f"{e.title} {e.locator} {e.file_name}") for e in dossier.evidence_for(practice_id)),
    ]
    return [Place(where, folded(text)) for where, text in texts if text]


def found_in(among: Iterable[Place], words: Sequence[str]) -> tuple[str, ...] | None:
    """Where folded words stand, those nearest to the row first; None unless each of them stands somewhere.

    One place that holds them all is enough; else the first place of each. Empty: the row itself shows them.
    """
    known = list(among)
    for place in known:
        if all(word in place.text for word in words):
            return (place.where,) if place.where else ()
    found = []
    for word in words:
        where = next((place.where for place in known if word in place.text), None)
        if where is None:
            return None
        found.append(where)
    return tuple(dict.fromkeys(where for where in found if where))


def search(dossier: Dossier, earlier: Mapping[str, Sequence[Place]], query: str) -> dict[str, tuple[str, ...]]:
    """Practice id -> where the words of the query stand, for the practices asked that hold them all."""
    words = folded(query).split()
    hits = {
        p.id: found_in([*places(dossier, p.id), *earlier.get(p.id, ())], words) if words else ()
        for p in dossier.practices()
    }
    return {practice_id: where for practice_id, where in hits.items() if where is not None}
