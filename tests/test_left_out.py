"""What a copy leaves out is listed text by text, and is just what was counted."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from btech_desktop.assessment import Action, Decision, Evidence, EvidenceLink, Incident, SalientIssue, new_id
from btech_desktop.audiences import AUDIENCES, Audience, copy_for
from btech_desktop.left_out import LeftOut, left_out_texts
from btech_desktop.passages import Passage, put_together
from btech_desktop.periods import finalise
from btech_desktop.store import Change
from tests.conftest import Workspace

LABELS = ("shareable", "internal", "privileged")


@pytest.fixture
def labelled(workspace: Workspace) -> Workspace:
    """One of every kind of text under every label, marked passages in every note, an empty text here and there."""
    note = put_together("Jane Doe told Acme", [Passage(0, 8, "name"), Passage(14, 4, "customer")])
    for n, practice in enumerate(workspace.form.practices):
        label, reason = LABELS[n % 3], "Counsel advised so"
        fields: dict[str, Any] = {"level": 2}
        if n % 5 == 4 and not practice.never_na:
            fields = {"not_applicable": True, "na_reason": reason, "na_sensitivity": label}
        workspace.answer(
            practice.id,
            **fields,
            note=note if n % 4 else "",
            note_sensitivity=label,
            finding="Found" if n % 2 else "",
            finding_sensitivity=LABELS[(n + 1) % 3],
        )
    changes: list[Change] = []
    for label in LABELS:
        common: dict[str, Any] = {"assessment_id": workspace.assessment.id, "sensitivity": label}
        evidence = Evidence(id=new_id(), title=f"Memo {label}", locator="Binder 3", sensitivity=label)
        rated = {"scale": 4, "scope": 2, "irremediability": 5, "likelihood": 3}
        records = (
            evidence,
            EvidenceLink(evidence_id=evidence.id, assessment_id=workspace.assessment.id, practice_id="POL-1"),
            Action(id=new_id(), what=f"Do {label}", status="deferred", deferred_reason="Waits", **common),
            Decision(id=new_id(), what=f"Decide {label}", cost="1m", consequence="Harm goes on", **common),
            SalientIssue(id=new_id(), title=f"Tracing {label}", affected="Exiles", **rated, **common),
            Incident(id=new_id(), title=f"Leak {label}", what="Told", remedy="Paid", severity=4, **common),
        )
        changes += [Change(None, record) for record in records]
    workspace.store.write(changes, who="t")
    lock = finalise(workspace.store.dossier(workspace.assessment.id), name="A", role="B", on=date(2026, 12, 1))
    workspace.store.write(lock, who="t")
    return workspace


def test_the_texts_listed_are_those_counted(labelled: Workspace) -> None:
    """For every reader and choice, as many of each kind and label as the copy says it leaves out."""
    dossier = labelled.store.dossier(labelled.assessment.id)
    for audience in AUDIENCES:
        for privileged in (False, True):
            listed = Counter((one.kind, one.label) for one in left_out_texts(dossier, audience, privileged=privileged))
            assert listed == copy_for(dossier, audience, privileged=privileged).withheld.counts
    assert left_out_texts(dossier, "working-group", privileged=True) == ()


@pytest.mark.parametrize(
    ("audience", "wanted"),
    [
        ("board", LeftOut("passages", "POL-2", "privileged", "Acme", "[customer]", "customer")),
        ("board", LeftOut("notes", "POL-3", "privileged", "Jane Doe told Acme")),
        ("public", LeftOut("notes", "POL-2", "internal", "Jane Doe told Acme")),
        ("board", LeftOut("decisions", "Decide privileged", "privileged", "Decide privileged\n1m\nHarm goes on")),
        ("public", LeftOut("incidents", "Leak internal", "internal", "Leak internal\nTold\nPaid")),
        ("working-group", LeftOut("evidence", "Memo privileged", "privileged", "Memo privileged\nBinder 3")),
    ],
)
def test_each_has_its_words_and_what_stands_instead(labelled: Workspace, audience: Audience, wanted: LeftOut) -> None:
    """Without the characters that marks are written in; the kind in brackets where a passage stood."""
    dossier = labelled.store.dossier(labelled.assessment.id)
    assert wanted in left_out_texts(dossier, audience)
