"""An export holds what its audience may see, and lets an outsider recompute every score exactly."""

import csv
import io
import json
import re
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from btech_desktop.benchmark import cop_note
from btech_desktop.cells import harmless
from btech_desktop.disclosure import profile
from btech_desktop.errors import BadInput
from btech_desktop.exchange.export import comparison_json, to_csv, to_json
from btech_desktop.facts import gather
from btech_desktop.form_files import shipped_form
from btech_desktop.periods import finalise
from btech_desktop.progress import compare
from tests.conftest import Workspace

FORM = shipped_form()


def _filled(workspace: Workspace) -> None:
    """Canary words under every label."""
    workspace.answer("POL-1", level=2, note="CANARY-privileged", note_sensitivity="privileged", owner="OWNER-role")
    workspace.answer("POL-2", level=2, note="CANARY-internal", note_sensitivity="internal", consulted="CONSULTED-text")
    workspace.answer("POL-3", level=2, note="CANARY-shareable", note_sensitivity="shareable")
    workspace.answer("SAL-6", not_applicable=True, na_reason="CANARY-reason", na_sensitivity="privileged")


def _lock(workspace: Workspace) -> None:
    change = finalise(
        workspace.store.dossier(workspace.assessment.id), name="SIGNED-name", role="Counsel", on=date(2026, 12, 1)
    )
    workspace.store.write(change, who="t")


@pytest.mark.parametrize(
    ("audience", "privileged", "shown"),
    [
        ("public", False, {"CANARY-shareable"}),
        ("board", False, {"CANARY-shareable", "CANARY-internal", "OWNER-role", "CONSULTED-text"}),
        (
            "working-group",
            False,
            {"CANARY-shareable", "CANARY-internal", "OWNER-role", "CONSULTED-text", "SIGNED-name"},
        ),
        (
            "working-group",
            True,
            {
                "CANARY-shareable",
                "CANARY-internal",
                "CANARY-privileged",
                "CANARY-reason",
                "OWNER-role",
                "CONSULTED-text",
                "SIGNED-name",
            },
        ),
    ],
)
@pytest.mark.parametrize("kind", ["json", "csv"])
def test_each_audience_sees_its_texts_and_no_other(
    workspace: Workspace, audience: Any, privileged: bool, shown: set[str], kind: str
) -> None:
    """Canary words of every label, searched in the bytes of the finished file."""
    _filled(workspace)
    _lock(workspace)
    facts = gather(workspace.store, workspace.assessment.id, audience=audience, privileged=privileged)
    data = (to_json(facts) if kind == "json" else to_csv(facts)).decode("utf-8-sig")
    canaries = ["CANARY-privileged", "CANARY-internal", "CANARY-shareable", "CANARY-reason", "OWNER-role"]
    canaries += ["CONSULTED-text"]
    assert {word for word in canaries if word in data} == shown - {"SIGNED-name"}
    if kind == "json":
        assert ("SIGNED-name" in data) == ("SIGNED-name" in shown)


def test_levels_and_scores_are_in_every_copy(workspace: Workspace) -> None:
    """What is withheld is said, by kind and label."""
    _filled(workspace)
    _lock(workspace)
    exports = {
        audience: json.loads(to_json(gather(workspace.store, workspace.assessment.id, audience=audience)))
        for audience in ("public", "board", "working-group")
    }
    for export in exports.values():
        assert {a["practice_id"]: a["level"] for a in export["answers"]}["POL-1"] == 2
        assert export["scores"]["overall"] == exports["board"]["scores"]["overall"]
        assert (export["format"], export["version"]) == ("btech-desktop/assessment", 1)
    assert {"kind": "notes", "because": "privileged", "count": 1} in exports["board"]["withheld"]
    assert {"kind": "notes", "because": "internal", "count": 1} in exports["public"]["withheld"]
    assert "facets" not in exports["public"]["scores"]


def test_no_outside_reference_leaves_with_a_board_or_public_copy(workspace: Workspace) -> None:
    """Neither what companies publish nor the statements of the note."""
    _filled(workspace)
    _lock(workspace)
    rdr, note = profile(), cop_note()
    words = [rdr.publisher, rdr.no_comparator, note.silent, note.no_remedy, *(s.text for s in note.statements)]
    words += [sentence for area in rdr.areas for sentence in rdr.sentences(area.id)]
    for audience in ("public", "board"):
        facts = gather(workspace.store, workspace.assessment.id, audience=audience)
        assert facts.statements == ()
        copy = json.dumps(json.loads(to_json(facts)), ensure_ascii=False) + to_csv(facts).decode("utf-8-sig")
        assert [word for word in words if word in copy] == []


def test_a_public_copy_is_made_of_a_final_assessment_with_every_domain_only(workspace: Workspace) -> None:
    """Both refusals say what to do."""
    with pytest.raises(BadInput, match="final assessment only"):
        gather(workspace.store, workspace.assessment.id, audience="public")
    part = workspace.start("2027", kind="chosen", chosen=["POL-1"])
    change = finalise(workspace.store.dossier(part.id), name="A", role="B", on=date(2027, 12, 1))
    workspace.store.write(change, who="t")
    with pytest.raises(BadInput, match="covers every domain"):
        gather(workspace.store, part.id, audience="public")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
        ('=HYPERLINK("x")', "'=HYPERLINK(\"x\")"),
        ("\t=1", "'\t'=1"), ("\r=1", "'\r'=1"), ("\n=1", "'\n'=1"), ("\ttab", "'\ttab"),
        ("\uff1d1+1", "'\uff1d1+1"), ("\uff0b1", "'\uff0b1"), ("\uff0d1", "'\uff0d1"),
        ("\uff20SUM(A1)", "'\uff20SUM(A1)"),
        ("  =1+1", "'  =1+1"), ("\u00a0=1+1", "'\u00a0=1+1"), ("\u3000\uff1d1+1", "'\u3000\uff1d1+1"),
        ("a;=1", "a;'=1"), ("; @x", "; '@x"), ("a\n- b", "a\n'- b"),
    ],
)  # fmt: skip
def test_text_in_csv_is_never_a_formula(workspace: Workspace, text: str, told: str) -> None:
    """An apostrophe stands before what a cell, or a cell that some program makes of part of it, would begin with."""
    workspace.answer("POL-1", level=2, note=text)
    data = to_csv(gather(workspace.store, workspace.assessment.id, audience="board")).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(data)) for cell in row]
    assert told in cells
    assert text not in cells


@given(st.text(alphabet="=+-@;\t\r\n \"',ab\uff1d", max_size=12))
def test_whatever_separates_its_cells_no_table_of_ours_holds_a_formula(text: str) -> None:
    """A program that splits at semicolons or tabs does not heed the quotation marks of a comma's table."""
    line = io.StringIO()
    csv.writer(line).writerow(["POL-1", harmless(text), "end"])
    cells = [cell for row in csv.reader(io.StringIO(line.getvalue())) for cell in row]
    for separator in (";", "\t"):
        cells += [cell.strip(' "') for row in re.split(r"[\r\n]", line.getvalue()) for cell in row.split(separator)]
    assert [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d"))] == []


def test_the_exported_split_adds_up(workspace: Workspace) -> None:
    """The five steps lead exactly from one score to the other."""
    workspace.answer("POL-1", level=1)
    workspace.answer("SAL-1", level=3)
    later = workspace.start("2027")
    workspace.answer("POL-1", later, level=3, change_reason="done")
    workspace.answer("REM-1", later, level=0)
    a, b = (workspace.store.dossier(i) for i in (workspace.assessment.id, later.id))
    found = compare(
        form_a=a.form,
        asked_a=a.assessment.asked,
        marks_a=a.marks(),
        form_b=b.form,
        asked_b=b.assessment.asked,
        marks_b=b.marks(),
    )
    body = comparison_json(
        found, from_id=a.assessment.id, to_id=b.assessment.id, from_edition=FORM.edition, to_edition=FORM.edition
    )
    split = body["split"]
    steps = ["questions_left_out", "coverage_left_out", "levels", "coverage_added", "questions_added"]
    total = Fraction(split["from"]["exact"]) + sum(Fraction(split[s]["change"]["exact"]) for s in steps)
    assert total == Fraction(split["to"]["exact"])
    assert body["compared_practices"] == 1
