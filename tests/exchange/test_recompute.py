"""A short script that shares no code with the app comes to the same numbers from the exported JSON, on any answers."""

import json
import os
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from btech_desktop.assessment import Answer, Assessment, Dossier, Evidence, EvidenceLink, Unit, new_id
from btech_desktop.exchange.export import comparison_json, to_json
from btech_desktop.facts import of
from btech_desktop.form import Form
from btech_desktop.form_files import shipped_form
from btech_desktop.progress import REASONS
from tests.exchange.recompute import compare, recompute

FORM, PILOT = shipped_form(), shipped_form("ungp-tech-2025")
EXAMPLES = int(os.environ.get("RECOMPUTE_EXAMPLES", "150"))
SHOWS = ("intent", "rule", "use", "effect")


def _dossier(form: Form, numbers: list[int], period: str) -> Dossier:
    """An assessment whose answers are read off random numbers: as cheap to make as to throw away."""
    year = int(period)
    assessment = Assessment(
        id=new_id(),
        unit_id=new_id(),
        period=period,
        starts=date(year, 1, 1),
        ends=date(year, 12, 31),
        form_edition=form.edition,
        asked_kind="chosen",
        asked=tuple(i for i, n in zip(form.ids, numbers, strict=False) if n % 11) or (form.ids[0],),
    )
    answers, evidence, links = {}, [], []
    for practice_id, n in zip(form.ids, numbers, strict=False):
        if practice_id not in assessment.asked:
            continue
        level, target, reason, kind = n % 5, n // 5 % 6, n // 30 % 5, n // 150 % 8
        gone = kind == 1 and not form.by_id[practice_id].never_na
        answers[practice_id] = Answer(
            assessment_id=assessment.id,
            practice_id=practice_id,
            level=None if gone or kind == 2 else level,
            not_applicable=gone,
            na_reason="none here" if gone else "",
            target=None if target == 5 else target,
            to_confirm=n // 1200 % 6 == 0,
            change_reason=None if reason == 4 else REASONS[reason],
        )
        if n // 7200 % 2:
            one = Evidence(id=new_id(), title="e", shows=SHOWS[n % 4])
            evidence.append(one)
            links.append(EvidenceLink(evidence_id=one.id, assessment_id=assessment.id, practice_id=practice_id))
    return Dossier(
        organisation="Acme",
        sample=False,
        scope_line="",
        unit=Unit(id=assessment.unit_id, name="Acme"),
        assessment=assessment,
        form=form,
        answers=answers,
        evidence=tuple(evidence),
        links=tuple(links),
    )


def _exact(body: dict[str, str] | None) -> Fraction | None:
    return None if body is None else Fraction(body["exact"])


def _same(body: dict[str, Any], mine: dict[str, Any]) -> None:
    assert _exact(body["score"]) == mine["mean"]
    assert (_exact(body["range"]["low"]), _exact(body["range"]["high"])) == (mine["low"], mine["high"])
    assert _exact(body["evidence_shows"]["score"]) == mine["supported"]
    assert _exact(body["target"]) == mine["target"]
    if "counts" in mine:
        assert body["counts"] == mine["counts"]
        assert (body["answered"], body["applicable"]) == (mine["answered"], mine["applicable"])
        assert body["floor"]["level"] == mine["floor"]
        assert body["at_target"] == {"reached": mine["at_target"], "of": mine["with_target"]}


numbers = st.lists(st.integers(0, 14_399), min_size=51, max_size=51)


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(numbers, numbers, st.sampled_from([(FORM, FORM), (PILOT, FORM), (PILOT, PILOT)]))
def test_an_outsider_comes_to_the_same_numbers(first: list[int], second: list[int], forms: tuple[Form, Form]) -> None:
    """Domains, facets, overall, say-do gap; like for like and each step of the split: the exact fractions agree."""
    before, after = _dossier(forms[0], first, "2026"), _dossier(forms[1], second, "2027")
    facts = of(after, before=before, audience="working-group")
    export = json.loads(to_json(facts))
    mine = recompute(export)
    scores = export["scores"]
    _same(scores["overall"], mine["overall"])
    assert scores["domains"].keys() == mine["domains"].keys()
    for domain, body in scores["domains"].items():
        _same(body, mine["domains"][domain])
    for facet, found in mine["facets"].items():
        _same(scores["facets"][facet], found)
    assert _exact(scores["say_do_gap"]) == mine["say_do_gap"]

    comparison = facts.comparison
    assert comparison is not None
    told = comparison_json(
        comparison,
        from_id=before.assessment.id,
        to_id=after.assessment.id,
        from_edition=forms[0].edition,
        to_edition=forms[1].edition,
    )
    theirs = compare(json.loads(to_json(of(before))), export, told["asked_alike"])
    if theirs is None:
        assert told["split"] is None
        assert told["compared_practices"] == 0
        return
    split = told["split"]
    assert told["compared_practices"] == theirs["n"]
    assert (_exact(split["from"]), _exact(split["to"])) == (theirs["from"], theirs["to"])
    steps = ("questions_left_out", "coverage_left_out", "levels", "coverage_added", "questions_added")
    assert [_exact(split[step]["change"]) for step in steps] == theirs["steps"]
    assert {r: _exact(v) for r, v in split["levels"]["by_reason"].items()} == theirs["by_reason"]
    alike = told["like_for_like"]["overall"]
    assert (_exact(alike["from"]), _exact(alike["to"])) == (theirs["before"], theirs["after"])


def test_the_outsider_would_notice() -> None:
    """One level changed in the file, and the recomputed score is another than the one written there."""
    export = json.loads(to_json(of(_dossier(FORM, [1201] * 51, "2026"))))
    assert recompute(export)["overall"]["mean"] == _exact(export["scores"]["overall"]["score"]) == 1
    export["answers"][0]["level"] = 4
    assert recompute(export)["overall"]["mean"] != _exact(export["scores"]["overall"]["score"])
