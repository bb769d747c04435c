"""An assessment as JSON or CSV for an audience: enough for an outsider to recompute every score exactly."""

import csv
import io
import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from btech_desktop.assessment import SUPPORTED_WITHOUT_EVIDENCE, Answer, PublicAccount
from btech_desktop.cells import harmless
from btech_desktop.facts import Facts
from btech_desktop.form import form_meaning
from btech_desktop.progress import Comparison, Pair
from btech_desktop.scoring import Score, rounded
from btech_desktop.teams import Rollup, Team, TeamCell
from btech_desktop.wording import DISCLAIMER, METHOD_LINE

FORMAT = "btech-desktop/assessment"
VERSION = 1
COMPARISON_FORMAT = "btech-desktop/comparison"
COMPARISON_VERSION = 1
TEAMS_FORMAT = "btech-desktop/teams"
TEAMS_VERSION = 1

# Where evidence lies, and the file that it is, stay inside.
_NEVER_OUT = {"locator", "file_name", "file_sha256", "file_size"}


def exact(value: Fraction | None, places: int = 1) -> dict[str, str] | None:
    """A number as its exact fraction and rounded half up for display; None where there is none."""
    if value is None:
        return None
    return {"exact": f"{value.numerator}/{value.denominator}", "rounded": str(rounded(value, places))}


def score_json(score: Score) -> dict[str, Any]:
    """A score with its counts, coverage, range and floor."""
    return {
        "counts": list(score.counts),
        "asked": score.asked,
        "not_applicable": score.not_applicable,
        "applicable": score.applicable,
        "answered": score.answered,
        "to_confirm": score.to_confirm,
        "provisional": score.provisional,
        "score": exact(score.mean),
        "range": {"low": exact(score.low), "high": exact(score.high)},
        "floor": {"level": score.floor, "practices": list(score.floor_ids)},
        "target": exact(score.target),
        "at_target": {"reached": score.at_target, "of": score.with_target},
        "evidence_shows": {"score": exact(score.supported), "levels_capped": score.capped},
    }


def assessment_json(facts: Facts) -> dict[str, Any]:
    """Everything this copy's audience may see of the assessment, with its scores."""
    dossier, assessment, form = facts.dossier, facts.dossier.assessment, facts.dossier.form
    public = facts.audience == "public"
    return {
        "format": FORMAT,
        "version": VERSION,
        "audience": facts.audience,
        "privileged_text_included": facts.privileged,
        "made_on": facts.made_on.isoformat(),
        "organisation": dossier.organisation,
        "sample": dossier.sample,
        "unit": {"id": dossier.unit.id, "name": dossier.unit.name, "roles": list(dossier.unit.roles)},
        "assessment": assessment.model_dump(mode="json", exclude={"asked", "unit_id"} | _unsigned(public)),
        "asked": list(facts.asked),
        "form": {
            "edition": form.edition,
            "title": form.title,
            "status": form.status,
            "asks_sha256": form_meaning(form),
            "domains": [
                {"id": d.id, "title": d.title, "practices": [p.id for p in form.practices_by_domain[d.id]]}
                for d in form.domains
            ],
            "facets": [
                {"id": f.id, "theme": f.theme, "practices": [p.id for p in form.practices_by_facet[f.id]]}
                for f in form.facets
            ],
            "kinds": {p.id: p.kind for p in form.practices},
        },
        "answers": [_answer_json(dossier.answers[i], facts) for i in facts.asked],
        "scores": {
            "overall": score_json(facts.results.overall),
            "domains": {d: score_json(s) for d, s in facts.results.domains.items()},
            "say_do_gap": exact(facts.results.say_do_gap),
            **({} if facts.audience in ("public", "board") else {"facets": _facets_json(facts)}),
        },
        "evidence": [e.model_dump(mode="json", exclude=_NEVER_OUT) for e in dossier.evidence],
        "actions": [a.model_dump(mode="json") for a in dossier.actions],
        "decisions": [d.model_dump(mode="json") for d in dossier.decisions],
        "salient_issues": [
            s.model_dump(mode="json") | {"severity": s.severity, "band": s.band} for s in dossier.salient
        ],
        "incidents": [i.model_dump(mode="json") for i in dossier.incidents],
        **({"checks": _checks_json(facts)} if facts.audience == "working-group" else {}),
        **({} if facts.audience == "board" else {"public_account": _account_json(dossier.account)}),
        "withheld": [
            {"kind": kind, "because": because, "count": n}
            for (kind, because), n in sorted(facts.withheld.counts.items())
        ],
        "method": METHOD_LINE,
        "scope": dossier.scope_line,
        "disclaimer": DISCLAIMER,
    }


def _checks_json(facts: Facts) -> dict[str, Any]:
    """What the checks found, and what was let stand with the reason: internal text."""
    checked = facts.checked
    return {
        "open": [{"practice_id": f.practice_id, "kind": f.kind} for f in checked.open],
        "let_stand": [
            {
                "practice_id": finding.practice_id,
                "kind": finding.kind,
                "reason": dismissal.reason,
                "who": dismissal.who,
                "dismissed_on": dismissal.dismissed_on.isoformat(),
            }
            for finding, dismissal in checked.let_stand
        ],
        "resting_on_what_is_withheld": checked.unshown,
    }


def _account_json(account: PublicAccount | None) -> dict[str, Any] | None:
    """What the company says beside its public copy; None where nothing was written."""
    return account.model_dump(mode="json", exclude={"assessment_id"}) if account else None


def _unsigned(public: bool) -> set[str]:
    return {"final_name", "final_role", "prepared_by", "final_sha256"} if public else set()


def _facets_json(facts: Facts) -> dict[str, Any]:
    """Facets of the Community of Practice: a mean only from three answers up."""
    found = {}
    for theme in facts.themes:
        for line in (theme.line, *theme.facets):
            body = score_json(line.score)
            if line.score.too_few:
                body["score"] = None
            found[line.id] = {"practices": [p.id for p in line.practices], "too_few": line.score.too_few, **body}
    return found


def _answer_json(answer: Answer, facts: Facts) -> dict[str, Any]:
    body = answer.model_dump(mode="json", exclude={"assessment_id"})
    body["title"] = facts.dossier.form.by_id[answer.practice_id].title
    supports = facts.supports[answer.practice_id]
    if facts.audience == "public":
        # Beyond the level chosen it would tell of evidence that is withheld.
        supports = min(supports, max(answer.level or 0, SUPPORTED_WITHOUT_EVIDENCE))
    body["evidence_shows_up_to"] = supports
    body["evidence"] = [e.id for e in facts.dossier.evidence_for(answer.practice_id)]
    return body


def to_json(facts: Facts) -> bytes:
    """The assessment as UTF-8 JSON."""
    return (json.dumps(assessment_json(facts), ensure_ascii=False, indent=1) + "\n").encode()


def to_csv(facts: Facts) -> bytes:
    """The answers as CSV, a row a practice, then the scores; UTF-8 with a mark so that spreadsheets read it right."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    answers = [_answer_json(facts.dossier.answers[i], facts) for i in facts.asked]
    columns = ["practice_id", "title", *(name for name in answers[0] if name not in ("practice_id", "title"))]
    writer.writerow(["format", f"{FORMAT}/csv", "version", VERSION, "form", facts.dossier.form.edition])
    writer.writerow(["domain", *columns])
    for answer in answers:
        domain = facts.dossier.form.domain_ids[answer["practice_id"]]
        writer.writerow([domain, *(_cell(answer[name]) for name in columns)])
    writer.writerow([])
    writer.writerow(
        ["scores of", "score (exact)", "score", "answered", "applicable", "low", "high", "floor", "at target", "of"]
    )
    for name, score in {"overall": facts.results.overall, **facts.results.domains}.items():
        body = score_json(score)
        shown = body["score"] or {"exact": "", "rounded": ""}
        low, high = (body["range"][k] or {"exact": ""} for k in ("low", "high"))
        writer.writerow(
            [
                name,
                shown["exact"],
                shown["rounded"],
                score.answered,
                score.applicable,
                low["exact"],
                high["exact"],
                "" if score.floor is None else score.floor,
                score.at_target,
                score.with_target,
            ]
        )
    writer.writerow([DISCLAIMER])
    return buffer.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str | int:
    """A value as a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    return harmless(" ".join(map(str, value)) if isinstance(value, list) else str(value))


def comparison_json(
    comparison: Comparison, *, from_id: str, to_id: str, from_edition: str, to_edition: str
) -> dict[str, Any]:
    """A comparison with its exact split; the five steps add up to the change of the overall score."""
    split = comparison.split
    body: dict[str, Any] = {
        "format": COMPARISON_FORMAT,
        "version": COMPARISON_VERSION,
        "from": {"assessment": from_id, "form": from_edition},
        "to": {"assessment": to_id, "form": to_edition},
        "shared_practices": len(comparison.shared),
        "asked_alike": list(comparison.shared),
        "compared_practices": comparison.n,
        "to_confirm": comparison.to_confirm,
        "like_for_like": {
            "overall": _pair(comparison.overall),
            "domains": {d: _pair(p) for d, p in comparison.domains.items()},
        },
        "up": comparison.up,
        "down": comparison.down,
        "same": comparison.same,
        "movers": [
            {
                "practice_id": m.practice_id,
                "from": m.before,
                "to": m.after,
                "change": m.change,
                "reason": m.reason,
                "contribution": exact(m.contribution, 2),
            }
            for m in comparison.moved()
        ],
        "split": None,
        "disclaimer": DISCLAIMER,
    }
    if split is not None:
        body["split"] = {
            "from": exact(split.before, 2),
            "questions_left_out": {
                "change": exact(split.questions_out, 2),
                "practices": list(split.left_out_questions),
            },
            "coverage_left_out": {"change": exact(split.coverage_out, 2), "practices": list(split.left_out_coverage)},
            "levels": {
                "change": exact(split.levels, 2),
                "by_reason": {reason: exact(value, 2) for reason, value in split.by_reason.items()},
            },
            "coverage_added": {"change": exact(split.coverage_in, 2), "practices": list(split.came_coverage)},
            "questions_added": {"change": exact(split.questions_in, 2), "practices": list(split.came_questions)},
            "to": exact(split.after, 2),
        }
    return body


def teams_json(period: str, teams: Sequence[Team], together: Rollup | None, *, facets: bool) -> dict[str, Any]:
    """The units assessed for a period, a cell for each domain (or facet); ``together`` where they are parts of one."""
    return {
        "format": TEAMS_FORMAT,
        "version": TEAMS_VERSION,
        "period": period,
        "by": "facets" if facets else "domains",
        "teams": [
            {
                "unit": {"id": team.unit.id, "name": team.unit.name},
                "assessment": {"id": team.assessment.id, "status": team.assessment.status},
                "form": team.form.edition,
                "overall": score_json(team.results.overall),
                "cells": {key: _team_cell(cell) for key, cell in (team.facets if facets else team.domains).items()},
            }
            for team in teams
        ],
        "together": None
        if together is None
        else {
            "parts": len(together.parts),
            "lowest_unit": together.lowest.unit.id if together.lowest else None,
            "overall": score_json(together.whole),
        },
        "disclaimer": DISCLAIMER,
    }


def _team_cell(cell: TeamCell) -> dict[str, Any]:
    """The mean only where enough is answered."""
    if cell.score is None:
        return {"state": cell.state}
    body = score_json(cell.score)
    return {"state": cell.state, **body, **({} if cell.state == "scored" else {"score": None})}


def _pair(pair: Pair | None) -> dict[str, Any] | None:
    if pair is None:
        return None
    return {
        "practices": pair.n,
        "from": exact(pair.before, 2),
        "to": exact(pair.after, 2),
        "change": exact(pair.change, 2),
    }
