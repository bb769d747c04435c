"""Every score and every comparison recomputed from exported JSON alone; shares no code with the app."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Any

FEWEST = 3  # answers a facet needs for a mean


def _mean(values: Iterable[Fraction]) -> Fraction | None:
    found = list(values)
    return sum(found, Fraction(0)) / len(found) if found else None


def _counted(answer: dict[str, Any]) -> bool:
    return answer["level"] is not None and not answer["to_confirm"]


def _levels(export: dict[str, Any]) -> dict[str, Fraction]:
    return {a["practice_id"]: Fraction(a["level"]) for a in export["answers"] if _counted(a)}


def _set(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """A set of practices by the rules of docs/method.md."""
    applicable = [a for a in answers if not (a["not_applicable"] and not a["to_confirm"])]
    counted = [a for a in applicable if _counted(a)]
    levels = [Fraction(a["level"]) for a in counted]
    still_open = [Fraction(0)] * (len(applicable) - len(levels))
    aims = [a for a in applicable if a["target"] is not None]
    return {
        "mean": _mean(levels),
        "low": _mean(levels + still_open),
        "high": _mean(levels + [one + 4 for one in still_open]),
        "answered": len(levels),
        "applicable": len(applicable),
        "floor": min(levels, default=None),
        "supported": _mean(Fraction(min(a["level"], a["evidence_shows_up_to"])) for a in counted),
        "target": _mean(Fraction(a["target"]) for a in aims),
        "at_target": sum(_counted(a) and a["level"] >= a["target"] for a in aims),
        "with_target": len(aims),
        "counts": [sum(level == n for level in levels) for n in range(5)],
    }


def recompute(export: dict[str, Any]) -> dict[str, Any]:
    """Domains, facets, overall and say-do gap: scores, ranges, floors, targets and coverage."""
    answers = {a["practice_id"]: a for a in export["answers"]}
    parts = {
        domain["id"]: _set([answers[p] for p in domain["practices"] if p in answers])
        for domain in export["form"]["domains"]
        if any(p in answers for p in domain["practices"])
    }
    overall = {
        key: _mean(d[key] for d in parts.values() if d[key] is not None)
        for key in ("mean", "low", "high", "supported", "target")
    }
    facets = {}
    for facet in export["form"]["facets"]:
        found = _set([answers[p] for p in facet["practices"] if p in answers])
        facets[facet["id"]] = found | {"mean": found["mean"] if found["answered"] >= FEWEST else None}
    kinds, levels = export["form"]["kinds"], _levels(export)
    say = _mean(v for i, v in levels.items() if kinds[i] in ("commitment", "structure"))
    do = _mean(v for i, v in levels.items() if kinds[i] in ("process", "remedy"))
    gap = None if say is None or do is None else say - do
    return {"domains": parts, "overall": overall, "facets": facets, "say_do_gap": gap}


def _overall(export: dict[str, Any], levels: dict[str, Fraction]) -> Fraction | None:
    by_domain = ([levels[p] for p in d["practices"] if p in levels] for d in export["form"]["domains"])
    return _mean(mean for mean in map(_mean, by_domain) if mean is not None)


def compare(a: dict[str, Any], b: dict[str, Any], alike: list[str]) -> dict[str, Any] | None:
    """The change from ``a`` to ``b``, like for like and split; ``alike`` are the questions that mean the same in both.

    None where no such question has a level in both.
    """
    before, after = _levels(a), _levels(b)
    common = [i for i in alike if i in before and i in after]
    if not common:
        return None
    path = [
        _overall(a, before),
        _overall(a, {i: v for i, v in before.items() if i in alike}),
        _overall(a, {i: before[i] for i in common}),
        _overall(b, {i: after[i] for i in common}),
        _overall(b, {i: v for i, v in after.items() if i in alike}),
        _overall(b, after),
    ]
    known = [step for step in path if step is not None]
    assert len(known) == len(path)
    reasons = {x["practice_id"]: x["change_reason"] or "none given" for x in b["answers"]}
    domain_of = {p: d["id"] for d in b["form"]["domains"] for p in d["practices"]}
    sizes = {d: sum(domain_of[i] == d for i in common) for d in {domain_of[i] for i in common}}
    by_reason: dict[str, Fraction] = {}
    for i in common:
        if before[i] != after[i]:
            share = (after[i] - before[i]) / sizes[domain_of[i]] / len(sizes)
            by_reason[reasons[i]] = by_reason.get(reasons[i], Fraction(0)) + share
    return {
        "n": len(common),
        "from": known[0],
        "to": known[-1],
        "steps": [after_ - before_ for before_, after_ in pairwise(known)],
        "by_reason": by_reason,
        "before": known[2],
        "after": known[3],
    }
