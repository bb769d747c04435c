"""Every score recomputed from an exported JSON alone; shares no code with the app."""

from fractions import Fraction
from typing import Any


def _mean(values: list[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def recompute(export: dict[str, Any]) -> dict[str, Any]:
    """Domain and overall scores, ranges, floors and coverage by the rules of docs/method.md."""
    answers = {a["practice_id"]: a for a in export["answers"]}
    domains: dict[str, dict[str, Any]] = {}
    for domain in export["form"]["domains"]:
        asked = [answers[p] for p in domain["practices"] if p in answers]
        if not asked:
            continue
        applicable = [a for a in asked if not (a["not_applicable"] and not a["to_confirm"])]
        levels = [Fraction(a["level"]) for a in applicable if a["level"] is not None and not a["to_confirm"]]
        still_open = len(applicable) - len(levels)
        capped = [
            Fraction(min(a["level"], a["evidence_shows_up_to"]))
            for a in applicable
            if a["level"] is not None and not a["to_confirm"]
        ]
        domains[domain["id"]] = {
            "mean": _mean(levels),
            "low": _mean(levels + [Fraction(0)] * still_open),
            "high": _mean(levels + [Fraction(4)] * still_open),
            "answered": len(levels),
            "applicable": len(applicable),
            "floor": min(levels, default=None),
            "supported": _mean(capped),
        }
    overall = {
        key: _mean([d[key] for d in domains.values() if d[key] is not None])
        for key in ("mean", "low", "high", "supported")
    }
    return {"domains": domains, "overall": overall}
