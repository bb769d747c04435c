"""The PDF reports, read back as a reader gets them."""

import io
import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.platypus import Flowable, PageBreak

from btech_desktop import benchmark, chart_rows, disclosure, periods
from btech_desktop.assessment import (
    Action,
    Answer,
    Decision,
    Dismissal,
    Evidence,
    EvidenceLink,
    Incident,
    SalientIssue,
    Unit,
    new_id,
)
from btech_desktop.audiences import Audience
from btech_desktop.errors import BadInput
from btech_desktop.facts import Facts, gather
from btech_desktop.form import Form
from btech_desktop.method import own_example, sections
from btech_desktop.report import fonts, render
from btech_desktop.report.blocks import grid
from btech_desktop.report.document import para
from btech_desktop.report.furniture import Furniture
from btech_desktop.report.pages import build
from btech_desktop.report_options import SECTIONS, ReportOptions
from btech_desktop.store import Change, Store
from btech_desktop.wording import DISCLAIMER, plain

TODAY = date(2026, 10, 12)
FILES = Path(__file__).parent.parent / "files"
AUDIENCES_ON_PAPER: tuple[Audience, ...] = ("board", "working-group")
CANARY = "Zebrafinch"
HOSTILE = (
    "<b>bold</b> & R&D <5% <img src='/etc/passwd'/> </para> &amp; Привет Καλημέρα Grundrechtsverträglichkeitsprüfung"
)


def new_store(path: Path, form: Form, chosen: Sequence[str] = ()) -> tuple[Store, str]:
    store = Store.create(path, organisation="Nordlicht & Söhne <GmbH>")
    store.keep_form(form)
    unit = Unit(id=new_id(), name="Nordlicht")
    assessment, changes = periods.start_assessment(
        form=form,
        unit=unit,
        period="2026",
        starts=date(2026, 1, 1),
        ends=date(2026, 12, 31),
        kind="chosen" if chosen else "all",
        chosen=chosen,
        prepared_by="Lead",
    )
    store.write([Change(None, unit), *changes], who="test")
    return store, assessment.id


def fill(store: Store, assessment_id: str) -> None:
    """Answers to all but two practices, and one of everything: what is privileged holds the canary."""
    dossier = store.dossier(assessment_id)
    changes: list[Change] = []
    for n, practice in enumerate(dossier.practices()[2:]):
        old = dossier.answers[practice.id]
        secret = n % 7 == 3
        body: dict[str, Any] = {
            "level": n % 5,
            "target": 3,
            "finding": f"{CANARY} finding" if secret else f"Finding {n}",
            "finding_sensitivity": "privileged" if secret else "internal",
            "note": f"{CANARY} note" if secret else HOSTILE,
            "note_sensitivity": "privileged" if secret else "internal",
            "consulted": "A panel of users",
            "affected_consulted": n % 2 == 0,
        }
        changes.append(Change(old, Answer.model_validate(old.model_dump() | body)))
    for privileged in (False, True):
        mark: dict[str, Any] = {"sensitivity": "privileged" if privileged else "internal"}
        word = f"{CANARY} text" if privileged else "Plain text"
        base: dict[str, Any] = {"id": new_id(), "assessment_id": assessment_id} | mark
        evidence = Evidence(id=new_id(), title=word, shows="use", **mark)
        records = [
            SalientIssue(
                **base,
                title=word,
                affected=word,
                scale=5,
                scope=2,
                irremediability=3,
                likelihood=4,
                practices=("POL-3",),
            ),
            Incident(**base, title=word, what=word, severity=5, remedy=word, practices=("REM-2",)),
            Decision(**base, what=word, owner="Chief Officer", cost="1m", consequence=word),
            Action(**base, what=word, practice_id="POL-3", target_level=3, due=date(2026, 12, 1)),
            evidence,
            EvidenceLink(evidence_id=evidence.id, assessment_id=assessment_id, practice_id="POL-3"),
        ]
        changes += [Change(None, record) for record in records]
    store.write(changes, who="test")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, form: Form) -> Iterator[tuple[Store, str]]:
    store, assessment_id = new_store(tmp_path_factory.mktemp("report") / "w.btech", form)
    with store:
        fill(store, assessment_id)
        yield store, assessment_id


def facts_for(filled: tuple[Store, str], audience: Audience, *, privileged: bool = False) -> Facts:
    return gather(filled[0], filled[1], audience=audience, privileged=privileged, made_on=TODAY)


_MADE: dict[tuple[str, Audience, bool], bytes] = {}


def pdf_for(filled: tuple[Store, str], audience: Audience, *, privileged: bool = False) -> bytes:
    """The copy of an assessment that no test changes, made once."""
    key = (filled[1], audience, privileged)
    if key not in _MADE:
        _MADE[key] = render(facts_for(filled, audience, privileged=privileged))
    return _MADE[key]


@cache
def text_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def page_count(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    """Text without white space: a line may break anywhere."""
    return re.sub(r"\s", "", text)


def streams(pdf: bytes) -> bytes:
    """Everything in the file, decompressed: content, metadata, outline, names."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        out = io.BytesIO()
        document.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()


@pytest.mark.parametrize("audience", ["board", "working-group"])
def test_every_page_has_its_furniture(filled: tuple[Store, str], audience: Audience) -> None:
    facts = facts_for(filled, audience)
    pages = text_of(pdf_for(filled, audience))
    for n, page in enumerate(pages, start=1):
        assert DISCLAIMER in page
        assert facts.dossier.form.edition in page
        assert "49 of 51 answered" in page
        assert "Provisional: 2 practices to answer" in page
        assert f"{n} of {len(pages)}" in page
        assert "CONFIDENTIAL" in page


def test_board_copy_is_short_and_asks_for_decisions(filled: tuple[Store, str]) -> None:
    pages = text_of(pdf_for(filled, "board"))
    assert 2 <= len(pages) <= 4
    whole = " ".join(pages)
    for wanted in ("asked of the Board", "If not decided", "Gravest risks", "Severe incidents", "Whose views"):
        assert wanted in whole
    for never in ("Community of Practice", "Ranking Digital Rights", "lift the score", "Radar"):
        assert never not in whole


def test_board_copy_stays_within_four_pages_on_full_data(tmp_path: Path, form: Form) -> None:
    store, assessment_id = new_store(tmp_path / "w.btech", form)
    with store:
        fill(store, assessment_id)
        changes: list[Change] = []
        for n in range(12):
            base: dict[str, Any] = {"id": new_id(), "assessment_id": assessment_id}
            title, long = f"Title {n} " * 20, "Very long words here. " * 120
            for record in (
                SalientIssue(
                    **base,
                    title=title,
                    affected=long,
                    scale=5,
                    scope=5,
                    irremediability=5,
                    likelihood=5,
                    practices=form.ids,
                ),
                Incident(**base, title=title, what=long, severity=5, remedy=long, practices=form.ids),
                Decision(**base, what=title, owner="Owner " * 30, cost="Cost " * 30, consequence=long),
            ):
                changes.append(Change(None, record))
        store.write(changes, who="test")
        assert 2 <= page_count(render(facts_for((store, assessment_id), "board"))) <= 4
        assert page_count(render(facts_for((store, assessment_id), "working-group"))) > 20


def test_checks_let_stand_are_told_to_the_working_group_alone(tmp_path: Path, form: Form) -> None:
    """With the reason as it was typed, by whom and when; the board reads neither the reason nor of the checks."""
    store, assessment_id = new_store(tmp_path / "w.btech", form)
    with store:
        for practice_id, fields in (
            ("POL-1", {"level": 3}),
            ("POL-2", {"level": 3}),
            ("POL-3", {"level": 2}),
            ("REM-2", {"level": 1, "target": 0}),
        ):
            old = store.dossier(assessment_id).answers[practice_id]
            store.write([Change(old, Answer.model_validate(old.model_dump() | fields))], who="test")
        stands = Dismissal(
            id=new_id(), assessment_id=assessment_id, practice_id="POL-1", kind="above evidence", basis="3 > 1",
            reason=f"{CANARY} {HOSTILE}", who="Ana", dismissed_on=date(2026, 6, 1),
        )  # fmt: skip
        store.write([Change(None, stands)], who="test")
        copies = {
            audience: squeezed("".join(text_of(render(gather(store, assessment_id, audience=audience, made_on=TODAY)))))
            for audience in AUDIENCES_ON_PAPER
        }
    said = "POL-1 stands at 3; the evidence so far supports 1. Let stand by Ana, 1 June 2026:"
    assert squeezed(f"{said} {CANARY} <b>bold</b>") in copies["working-group"]
    assert squeezed("2 answers stand above what the evidence supports: POL-2, POL-3") in copies["working-group"]
    assert squeezed("REM-2 stands at 1, above its target of 0.") in copies["working-group"]
    assert CANARY not in copies["board"]
    assert squeezed("Let stand") not in copies["board"]


def test_privileged_text_leaves_only_by_explicit_choice(filled: tuple[Store, str]) -> None:
    for audience in ("board", "working-group"):
        pdf = pdf_for(filled, audience)
        assert CANARY not in "".join(text_of(pdf))
        raw = streams(pdf)
        assert CANARY.encode() not in raw
        assert CANARY.encode("utf-16-be") not in raw
        assert CANARY not in str(PdfReader(io.BytesIO(pdf)).metadata)
    board_pages = " ".join(text_of(pdf_for(filled, "board", privileged=True)))
    assert CANARY not in board_pages
    chosen = " ".join(text_of(pdf_for(filled, "working-group", privileged=True)))
    assert f"{CANARY} note" in chosen
    assert "CONTAINS PRIVILEGED TEXT" in chosen


def test_the_same_facts_give_the_same_bytes(filled: tuple[Store, str]) -> None:
    facts = facts_for(filled, "board")
    assert render(facts) == render(facts)


def test_outside_references_stand_in_the_working_group_copy_alone(filled: tuple[Store, str]) -> None:
    """What companies publish, in words with its source; the statements' reasons; the readings; the silence."""
    rdr, note = disclosure.profile(), benchmark.cop_note()
    facts = facts_for(filled, "working-group")
    told = [s for area in rdr.areas for s in rdr.sentences(area.id)]
    told += [p.reason for area in rdr.areas for p in area.practices]
    told += [rdr.no_comparator_reason, rdr.attribution, *rdr.limits]
    told += [s.why for s in note.statements if s.item]
    told += [note.silent, note.no_remedy]
    told += [text for strip in facts.strips for text in (strip.question, chart_rows.reading_line(strip.score))]
    whole = squeezed(" ".join(text_of(pdf_for(filled, "working-group"))))
    assert [text for text in told if squeezed(text) not in whole] == []
    board = squeezed(" ".join(text_of(pdf_for(filled, "board"))))
    assert [text for text in told if len(text) > 30 and squeezed(text) in board] == []
    assert squeezed(rdr.publisher) not in board


def test_typed_text_comes_out_as_typed(filled: tuple[Store, str]) -> None:
    whole = squeezed(" ".join(text_of(pdf_for(filled, "working-group"))))
    assert squeezed(HOSTILE) in whole
    assert squeezed("Nordlicht & Söhne <GmbH>") in whole


def test_very_long_notes_break_across_pages(tmp_path: Path, form: Form) -> None:
    store, assessment_id = new_store(tmp_path / "w.btech", form)
    with store:
        old = store.answer(assessment_id, "POL-1")
        few = ReportOptions(left_out=frozenset(SECTIONS) - {"domains"})
        for note in ("word " * 3_999 + "END", "x" * 20_000):
            new = Answer.model_validate(old.model_dump() | {"level": 2, "note": note})
            store.write([Change(old, new)], who="test")
            pages = squeezed("".join(text_of(render(facts_for((store, assessment_id), "working-group"), few))))
            assert pages.count("word") >= 3_999 or pages.count("x") >= 20_000
            old = new


def test_nothing_answered_gives_a_short_report_without_scores(tmp_path: Path, form: Form) -> None:
    store, assessment_id = new_store(tmp_path / "w.btech", form)
    with store:
        pages = text_of(render(facts_for((store, assessment_id), "board")))
        render(facts_for((store, assessment_id), "working-group"))
    assert len(pages) <= 2
    whole = " ".join(pages)
    assert "Nothing is answered yet" in whole
    assert "51 to answer" in whole
    assert "0.0" not in whole


def test_metadata_language_and_outline(filled: tuple[Store, str]) -> None:
    with pikepdf.open(io.BytesIO(pdf_for(filled, "working-group"))) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert "self-assessment 2026" in str(pdf.docinfo["/Title"])
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert "Remedy" in titles
    assert "Method and limits" in titles


def test_contents_name_the_right_pages(filled: tuple[Store, str]) -> None:
    pages = text_of(pdf_for(filled, "working-group"))
    found = re.search(r"Method and limits (\d+)", " ".join(pages[:3]))
    assert found
    assert "Method and limits" in pages[int(found.group(1)) - 1]


def test_a_pdf_is_made_for_a_reader(filled: tuple[Store, str]) -> None:
    """Nobody in particular gets none."""
    with pytest.raises(BadInput, match="the board, the working group or the public"):
        render(gather(filled[0], filled[1], made_on=TODAY))


FURNITURE = Furniture("Organisation", "Title", "Short", "PUBLIC", False, ("Footer",))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F, exclude_categories=["Cc", "Cf"]), min_size=1))
def test_any_latin_text_round_trips(text: str) -> None:
    pdf = build(FURNITURE, lambda: [para(f"[[{text}]]")]).pdf
    whole = squeezed("".join(text_of(pdf)))
    assert squeezed(fonts.clean(f"[[{text}]]")).replace("\N{NO-BREAK SPACE}", "") in whole


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 130), st.booleans())
def test_no_few_lines_are_left_alone_on_the_last_page(lines: int, broken: bool) -> None:
    """Whether the pages before it begin the document or follow a break that was asked for; no page is added."""

    def story() -> list[Flowable]:
        before = [para("Before the break"), PageBreak()] if broken else []
        return [*before, *(para(f"Line {n}.") for n in range(lines))]

    pages = [text.count("Line") for text in text_of(build(FURNITURE, story).pdf)][broken:]
    assert sum(pages) == lines
    if len(pages) > 1:
        assert lines > 41 * (len(pages) - 1)  # that many a full page holds: fewer pages would not do
        assert pages[-1] >= 5


@pytest.mark.parametrize("lines", range(20, 40))
def test_a_table_has_its_head_once_a_page_and_no_row_alone(lines: int) -> None:
    """Wherever on a page it begins: of six rows the last is tall, so that it goes to the next page."""

    def story() -> list[Flowable]:
        rows = [[f"Row {n}", "Long words, " * (40 if n == 5 else 1)] for n in range(6)]
        before = [para(f"Line {n}.") for n in range(lines)]
        return [*before, grid(["Heads", "Words"], rows, [1, 3]), PageBreak(), para("After.")]

    *pages, _ = text_of(build(FURNITURE, story).pdf)
    heads, found = [text.count("Heads") for text in pages], [text.count("Row ") for text in pages]
    assert sum(found) == 6
    assert heads == [int(n > 0) for n in found]
    assert found[-1] >= 2


@pytest.mark.parametrize("lines", range(36, 46))
def test_a_short_example_stands_on_one_page_with_what_leads_to_it(lines: int) -> None:
    """Wherever on a page it would begin."""

    def story() -> list[Flowable]:
        before = [para(f"Line {n}.") for n in range(lines)]
        lead = para("Lead", keep=True)
        return [*before, lead, grid(["Heads"], [[f"Row {n}"] for n in range(8)], [1], whole=True), para("After.")]

    pages = text_of(build(FURNITURE, story).pdf)
    assert [page.count("Row ") for page in pages if "Row " in page] == [8]
    assert next("Lead" in page for page in pages if "Row " in page)


@settings(max_examples=40, deadline=None)
@given(st.text())
def test_any_text_at_all_is_laid_out(text: str) -> None:
    assert build(FURNITURE, lambda: [para(text), para("after")]).pdf.startswith(b"%PDF")


def test_characters_without_a_glyph_become_a_visible_mark() -> None:
    runs = list(fonts.runs("a\U00013000b", fonts.REGULAR))
    assert runs == [(fonts.REGULAR, "a"), ("DejaVu", fonts.MARK), (fonts.REGULAR, "b")]


def test_the_annex_prints_the_method_with_the_scores_own_numbers(filled: tuple[Store, str]) -> None:
    """Every heading, the worked example on this assessment's answers, and the codes still to confirm."""
    facts = facts_for(filled, "working-group")
    form = facts.dossier.form
    whole = " ".join(text_of(pdf_for(filled, "working-group")))
    method = whole[whole.rindex("It measures management of risks to people") :]
    marks = {i: facts.dossier.answers[i].mark(facts.supports[i]) for i in facts.asked}
    example = own_example(form, marks, facts.results, facts.asked)
    found = sections(form, example, scope_line=facts.dossier.scope_line)
    for section in found:
        assert section.heading in method
    assert "An example from this assessment" in method
    overall = facts.results.overall
    assert f"is {plain(overall.mean, 2)}, shown as {plain(overall.mean)}" in method
    assert f"may become {plain(overall.low)} to {plain(overall.high)}" in method
    unsure = {f.id for f in form.frameworks if not f.confirmed}
    code = next(c for p in form.practices for c in p.codes if c.framework in unsure and c.code)
    assert f"{code.framework} {code.code}*" in method
    assert "to be confirmed" in method


def test_a_practice_stands_with_its_case_and_what_lifts_it(filled: tuple[Store, str]) -> None:
    """The question, what is counted, and what lifts a level that has a next one."""
    facts = facts_for(filled, "working-group")
    whole = squeezed("".join(text_of(pdf_for(filled, "working-group"))))
    wanted = []
    for practice in facts.dossier.practices():
        wanted.append(f"Case: {practice.case}")
        level = facts.dossier.answers[practice.id].level
        if practice.lifts and level is not None and level < 4:
            wanted.append(f"What lifts it to {level + 1}: {practice.lifts[level]}")
    assert len(wanted) > len(facts.asked)
    found = [words for words in wanted if squeezed(fonts.clean(words)) in whole]
    # A page may end in the middle of one, and then its foot stands between the halves.
    assert len(found) > 0.85 * len(wanted)


def test_a_form_kept_by_an_early_version_has_its_annex(tmp_path: Path) -> None:
    """It knows no year of a framework, no roles' scope and nothing that lifts a level."""
    path = tmp_path / "old.btech"
    shutil.copy(FILES / "schema-1.btech", path)
    with Store.open(path) as store:
        for assessment in store.assessments()[:2]:
            facts = gather(store, assessment.id, audience="working-group", made_on=TODAY)
            whole = " ".join(text_of(render(facts)))
            assert "How a level is chosen" in whole
            assert f"{len(facts.dossier.form.ids)} practices" in whole
            assert ("What lifts it to" in whole) == any(p.lifts for p in facts.dossier.form.practices)


def test_the_board_gets_no_method_annex(filled: tuple[Store, str]) -> None:
    """Two to four pages: neither what would lift a score nor where others stand."""
    whole = " ".join(text_of(pdf_for(filled, "board")))
    for words in ("What lifts it", "Method and limits", "Community of Practice", "Ranking Digital Rights"):
        assert words not in whole
