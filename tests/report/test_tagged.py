"""Every report can be listened to and kept: PDF/UA-1, PDF/A, and the structure read back piece by piece."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import page as validation
import pikepdf
import pytest
from pypdf import PdfReader

from btech_desktop.assessment import Answer, Decision, Incident, SalientIssue, new_id
from btech_desktop.audiences import Audience
from btech_desktop.facts import Facts, gather
from btech_desktop.form import Form
from btech_desktop.form_files import shipped_form
from btech_desktop.report import render
from btech_desktop.report.colour import srgb
from btech_desktop.report.document import Span, heading, para
from btech_desktop.report.finish import finish
from btech_desktop.report.flow import Text
from btech_desktop.report.furniture import Furniture
from btech_desktop.report.pages import build, count_pages
from btech_desktop.report.reports import MARKINGS
from btech_desktop.report_options import USUAL, ReportOptions
from btech_desktop.sample import build_sample
from btech_desktop.store import Change, Store
from tests.report.pdf_structure import Node, Structure
from tests.report.test_report import HOSTILE, TODAY, fill, new_store

ARCHIVE = {"2": "pdfa2a", "3": "pdfa3a"}
NASTY = (
    f"{HOSTILE} \x00\x07\x1b \u202e\u2066 \U0001f600 \U00013000 {'A' * 400} https://x.example/<a href='#contents'>z</a>"
)
ARABIC = 'حقوق الإنسان في الشركات، "POL-1" ثم Grundrechte (2026) ونص طويل. ' * 9
# Enough of the working group's copy for hostile text: what is left out holds the form's words and ours alone.
SHORT = ReportOptions(left_out=frozenset({"benchmark", "annex", "not applicable"}))
# Practices enough for tables across pages.
FEW = tuple(f"{prefix}-{n}" for prefix in ("POL", "REM") for n in range(1, 8))
AUDIENCES: tuple[Audience, ...] = tuple(a for a in MARKINGS if a is not None and a != "public")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, str]]:
    with build_sample(tmp_path_factory.mktemp("sample") / "w.btech") as store:
        yield store, next(a.id for a in store.assessments() if a.period == "2026" and a.asked_kind == "all")


@pytest.fixture(scope="module")
def read_sample(sample: tuple[Store, str]) -> Callable[[Audience], tuple[bytes, Structure]]:
    """The sample's report for an audience with its structure, made once."""
    made: dict[Audience, tuple[bytes, Structure]] = {}

    def read(audience: Audience) -> tuple[bytes, Structure]:
        if audience not in made:
            pdf = render(gather(sample[0], sample[1], audience=audience, made_on=TODAY))
            made[audience] = pdf, Structure(pdf)
        return made[audience]

    return read


def written(path: Path, form: Form, text: str) -> tuple[Store, str]:
    """A workspace with one of everything, and this text in many places."""
    store, assessment_id = new_store(path, form, FEW)
    fill(store, assessment_id)
    dossier = store.dossier(assessment_id)
    long: dict[str, Any] = {"note": text, "consulted": text, "affected_consulted": True, "na_reason": ""}
    changes: list[Change] = []
    for practice in dossier.practices()[2:6]:
        old = dossier.answers[practice.id]
        changes.append(Change(old, Answer.model_validate(old.model_dump() | long | {"finding": text[:90]})))
    base: dict[str, Any] = {"assessment_id": assessment_id}
    brief = text[:200]
    for record in (
        SalientIssue(
            **base, id=new_id(), title=brief, affected=text, scale=5, scope=5, irremediability=5, likelihood=5,
            practices=FEW,
        ),
        Incident(**base, id=new_id(), title=brief, what=text, severity=5, remedy=text, practices=FEW[:3]),
        Decision(**base, id=new_id(), what=brief, owner="Owner", cost="Cost", consequence=text),
    ):  # fmt: skip
        changes.append(Change(None, record))
    store.write(changes, who="test")
    return store, assessment_id


def failures(pdf: bytes, *profiles: str) -> list[str]:
    """Rules that the file breaks: of PDF/UA-1 and of the part of PDF/A, level A, that it says to keep."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        part = opened.open_metadata()["pdfaid:part"]
    found = [validation.validate_pdf_bytes(pdf, profile=p) for p in profiles or ("ua1", ARCHIVE[part])]
    return [f"{f.rule_id}: {f.message}" for report in found for f in report.failures]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_sample_conforms(read_sample: Callable[[Audience], tuple[bytes, Structure]], audience: Audience) -> None:
    assert failures(read_sample(audience)[0]) == []


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("name", ["empty", "hostile", "right to left", "long"])
def test_any_workspace_conforms(tmp_path: Path, form: Form, audience: Audience, name: str) -> None:
    texts = {"hostile": NASTY, "right to left": ARABIC, "long": "Very long words here, line by line.\n\n" * 40}
    path = tmp_path / "w.btech"
    store, assessment_id = new_store(path, form, FEW) if name == "empty" else written(path, form, texts[name])
    with store:
        pdf = render(gather(store, assessment_id, audience=audience, made_on=TODAY), SHORT)
    assert failures(pdf) == []
    structure = Structure(pdf)
    check_pieces(structure)
    check_text(pdf, structure)


def test_a_copy_with_its_data_conforms_to_the_part_that_allows_files(sample: tuple[Store, str]) -> None:
    facts = gather(sample[0], sample[1], audience="board", made_on=TODAY)
    pdf = render(facts, ReportOptions(carry_data=True))
    assert failures(pdf) == []
    assert failures(pdf, "ua1", "pdfa3a") == []


def edited(pdf: bytes, edit: Callable[[pikepdf.Pdf, Node], None]) -> bytes:
    structure = Structure(pdf)
    edit(structure.pdf, structure.root)
    out = io.BytesIO()
    structure.pdf.save(out)
    return out.getvalue()


def _no_language(pdf: pikepdf.Pdf, _: Node) -> None:
    del pdf.Root.Lang


def _not_marked(pdf: pikepdf.Pdf, _: Node) -> None:
    del pdf.Root.MarkInfo


def _no_alternative(_: pikepdf.Pdf, root: Node) -> None:
    del root.all("Figure")[0].object.Alt


def _skipped_level(_: pikepdf.Pdf, root: Node) -> None:
    root.all("H2")[0].object.S = pikepdf.Name.H4


@pytest.mark.parametrize(
    ("edit", "rule"),
    [
        (_no_language, "LANGUAGE"),
        (_not_marked, "TAGGED"),
        (_no_alternative, "FIGURE"),
        (_skipped_level, "HEADING"),
    ],
)
def test_the_check_can_fail(
    read_sample: Callable[[Audience], tuple[bytes, Structure]],
    edit: Callable[[pikepdf.Pdf, Node], None],
    rule: str,
) -> None:
    broken = edited(read_sample("board")[0], edit)
    assert any(rule in failure for failure in failures(broken, "ua1"))


def check_pieces(structure: Structure) -> None:
    """Every piece of every page stands in the tree once, and the pages' lists of owners say the same."""
    assert structure.bare == []
    in_tree = list(structure.root.read())
    assert Counter(in_tree) == Counter(list(structure.texts))
    owners = {piece: node.object.objgen for node in structure.root.walk() for piece in node.pieces}
    numbers = structure.pdf.Root.StructTreeRoot.ParentTree.Nums
    by_key = {int(numbers[n]): numbers[n + 1] for n in range(0, len(numbers), 2)}
    for number, page in enumerate(structure.pdf.pages):
        listed = by_key[int(page.obj.StructParents)]
        assert [owner.objgen for owner in listed] == [owners[number, n] for n in range(len(listed))]
        for annotation in page.obj.get("/Annots", []):
            link = by_key[int(annotation.StructParent)]
            assert link.S == "/Link"
            assert annotation.Contents
            kids = link.K if isinstance(link.K, pikepdf.Array) else [link.K]
            assert any(getattr(kid, "Obj", None) == annotation for kid in kids if not isinstance(kid, int))


def check_text(pdf: bytes, structure: Structure) -> None:
    """What a reader hears and what each page repeats is, together, what stands on the page."""
    for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages):
        shown = [text for (on, _), text in structure.shown.items() if on == number]
        ours = Counter("".join([*shown, structure.artifacts[number]]))
        theirs = Counter(page.extract_text())
        for space in " \n\N{NO-BREAK SPACE}":
            del ours[space], theirs[space]
        assert ours == theirs


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_piece_has_one_place_in_the_structure(
    read_sample: Callable[[Audience], tuple[bytes, Structure]], audience: Audience
) -> None:
    check_pieces(read_sample(audience)[1])


@pytest.mark.parametrize("audience", AUDIENCES)
def test_headings_are_in_order_and_never_end_a_page(
    read_sample: Callable[[Audience], tuple[bytes, Structure]], audience: Audience
) -> None:
    pdf, structure = read_sample(audience)
    headings = structure.root.all("H1", "H2", "H3", "H4", "H5", "H6")
    ranks = [int(node.kind[1]) for node in headings]
    assert ranks[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(ranks))
    listed = [" ".join(str(entry.title).split()) for entry in flat(PdfReader(io.BytesIO(pdf)).outline)]
    assert listed == [structure.text(node) for node in headings]
    last = {page: max(n for p, n in structure.texts if p == page) for page, _ in structure.texts}
    assert [structure.text(node) for node in headings for page, n in node.pieces if n == last[page]] == []


def flat(outline: Any) -> Iterator[Any]:
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry


@pytest.mark.parametrize("audience", AUDIENCES)
def test_tables_have_heads_and_whole_rows(
    read_sample: Callable[[Audience], tuple[bytes, Structure]], audience: Audience
) -> None:
    """However many pages a table takes it is one, with its head once; boxes that only look like tables are none."""
    _, structure = read_sample(audience)
    tables = structure.root.all("Table")
    assert tables
    for table in tables:
        rows = table.kids
        assert {row.kind for row in rows} == {"TR"}
        assert {cell.kind for cell in rows[0].kids} == {"TH"}
        assert [row for row in rows[1:] if {cell.kind for cell in row.kids} == {"TH"} and len(row.kids) > 1] == []
        for row in rows:
            assert sum(int(cell.object.get("/A", {}).get("/ColSpan", 1)) for cell in row.kids) == len(rows[0].kids)
            for cell in row.kids:
                assert cell.kind == "TD" or str(cell.object.A.Scope) == "/Column"
        heads = structure.text(rows[0])
        assert all(structure.text(row) != heads for row in rows[1:])
    said = " ".join(structure.text(table) for table in tables)
    assert "Decisions asked of the Board" not in said
    assert "At level 3 or 4" not in said


def test_marks_and_charts_are_spoken(read_sample: Callable[[Audience], tuple[bytes, Structure]]) -> None:
    _, structure = read_sample("working-group")
    said = [str(figure.object.Alt) for figure in structure.root.all("Figure")]
    assert "Level 2 of 4" in said
    assert any(text.startswith("Level ") and ", then Level " in text for text in said)
    assert "To answer" in said
    assert any("Policy commitment" in text and "Remedy" in text for text in said)
    assert all(len(figure.object.A.BBox) == 4 for figure in structure.root.all("Figure"))


def test_the_report_is_read_in_the_order_of_the_page(
    read_sample: Callable[[Audience], tuple[bytes, Structure]],
) -> None:
    """Marking and disclaimer are heard once; then the title and the parts, in the order of the contents."""
    _, structure = read_sample("working-group")
    whole = structure.text(structure.root)
    wanted = [
        "CONFIDENTIAL · WORKING GROUP", "not endorsed by the United Nations", "Human rights maturity self-assessment",
        "Report to", "At level 3 or 4", "Contents", "Salient issues", "What the company promises",
        "It measures management of risks",
    ]  # fmt: skip
    places = [whole.index(words) for words in wanted]
    assert places == sorted(places)
    assert whole.count("CONFIDENTIAL · WORKING GROUP") == 1
    parts = [structure.text(node) for node in structure.root.all("H1")][1:]
    entries = [structure.text(node) for node in structure.root.all("TOCI")]
    assert [entry.rstrip("0123456789 ") for entry in entries] == [part.rstrip("0123456789 ") for part in parts]
    assert len(structure.root.all("L")) >= 2
    assert {kid.kind for node in structure.root.all("L") for kid in node.kids} == {"LI"}


def destinations(structure: Structure) -> list[tuple[str, int, str]]:
    """Of each link: its words, the page it leads to from 0, and the text there from that height down."""
    found = []
    for node in structure.root.all("Link"):
        kids = node.object.K if isinstance(node.object.K, pikepdf.Array) else [node.object.K]
        annotation = next(kid.Obj for kid in kids if not isinstance(kid, int) and "/Obj" in kid)
        page = next(n for n, p in enumerate(structure.pdf.pages) if p.obj.objgen == annotation.Dest[0].objgen)
        found.append((structure.text(node), page, str(annotation.Contents)))
    return found


def test_what_names_a_practice_leads_to_it_and_back(
    read_sample: Callable[[Audience], tuple[bytes, Structure]],
) -> None:
    structure = read_sample("working-group")[1]
    sections = {structure.text(node).split()[0]: node.pieces[0][0] for node in structure.root.all("H3")}
    found = destinations(structure)
    form = shipped_form()
    ids = [(words, page) for words, page, _ in found if words in form.by_id]
    assert {words for words, _ in ids} == set(form.ids)
    assert all(sections[words] == page for words, page in ids)
    front = structure.root.all("Link")[:3]
    assert all(piece[0] == 0 for node in front for piece in node.pieces)
    backs = [page for words, page, _ in found if words.replace("\N{NO-BREAK SPACE}", " ") == "Back to the table"]
    assert len(backs) == len(form.ids)
    assert {page for words, page, _ in found if words == "Contents"} == {0}
    assert all(said == f"Go to page {page + 1}" for _, page, said in found)
    assert read_sample("board")[1].root.all("Link") == []


def test_typed_text_never_leads_anywhere(tmp_path: Path, form: Form) -> None:
    store, assessment_id = written(tmp_path / "w.btech", form, "See POL-1 <a href='#contents'>here</a>")
    with store:
        structure = Structure(render(gather(store, assessment_id, audience="working-group", made_on=TODAY), SHORT))
    assert [words for words, _, _ in destinations(structure) if "here" in words] == []
    paragraphs = [node for node in structure.root.all("P") if "See POL-1 <a" in structure.text(node)]
    assert paragraphs
    assert all(not node.all("Link") for node in paragraphs)


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"word{n}" for n in range(200)),
        ARABIC,
        "人権デュー・ディリジェンス、" * 40,
        f"before https://example.org/{'abc' * 120} after",
    ],
)
def test_words_stay_apart_and_whole_where_lines_break(text: str) -> None:
    """Who listens, searches or copies gets the words as they were typed, not two as one or one as two."""
    structure = finished(lambda: [heading("Title", "title", 0), para(text[:60], Span(text[60:], link="no"))])
    assert structure.text(structure.root.kids[-1]) == " ".join(text.split())


FURNITURE = Furniture("Organisation", "Title", "Short", "PUBLIC", False, ("Footer",))


def finished(story: Callable[[], list[Any]], **more: Any) -> Structure:
    drawn = build(FURNITURE, story, **more)
    return Structure(finish(drawn, title="Title", language="en", made_on=date(2026, 1, 1)))


def test_a_paragraph_across_pages_is_one() -> None:
    text = " ".join(f"word{n}" for n in range(3_000))
    structure = finished(lambda: [heading("Title", "title", 0), para(text)])
    whole = next(node for node in structure.root.all("P") if "word0" in structure.text(node))
    assert len({page for page, _ in whole.pieces}) == len(structure.pdf.pages) >= 3
    assert structure.text(whole).split()[-1].endswith("word2999")


def test_a_link_that_breaks_across_lines_is_one_with_two_places() -> None:
    words = "a way to the end of the story " * 6

    def story() -> list[Text]:
        return [
            heading("Title", "title", 0),
            para("Before ", Span(words, link="end"), " after.", Span("nowhere", link="lost")),
            para(Span(words, link="end")),
            para("End", anchor="end"),
        ]

    structure = finished(story)
    links = structure.root.all("Link")
    assert [structure.text(link).split()[0] for link in links] == ["a", "a"]
    annotations = structure.pdf.pages[0].obj.Annots
    assert len(annotations) >= 4
    paragraph = next(node for node in structure.root.all("P") if node.kids and len(node.order) > 1)
    assert structure.text(paragraph).startswith("Before a way")
    assert structure.text(paragraph).endswith("after.nowhere")
    for annotation in annotations:
        left, bottom, right, top = (float(n) for n in annotation.Rect)
        assert 40 < left < right < 560
        assert 8 < top - bottom < 16


def _note(places: list[tuple[float, float]], text: str, cm: list[float], tm: list[float], *_: Any) -> None:
    """Where a text stands on the paper."""
    if text.strip():
        x, y = tm[4], tm[5]
        places.append((x * cm[0] + y * cm[2] + cm[4], x * cm[1] + y * cm[3] + cm[5]))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_letter_paper(tmp_path: Path, form: Form, audience: Audience) -> None:
    """Nothing is drawn outside the paper, and tables take the room that there is."""
    store, assessment_id = written(tmp_path / "w.btech", form, NASTY)
    with store:
        facts = gather(store, assessment_id, audience=audience, made_on=TODAY)
    pdf = render(facts, ReportOptions(paper="Letter", left_out=SHORT.left_out))
    assert failures(pdf) == []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        assert (page.mediabox.width, page.mediabox.height) == (612, 792)
        places: list[tuple[float, float]] = []
        page.extract_text(visitor_text=partial(_note, places))
        assert places
        assert all(45 < x < 612 - 45 and 15 < y < 780 for x, y in places)
    structure = Structure(pdf)
    rights = [float(a.Rect[2]) for page in structure.pdf.pages for a in page.obj.get("/Annots", [])]
    assert all(right < 612 - 40 for right in rights)


def test_a_few_lines_are_never_left_alone_on_the_last_page() -> None:
    lines = 40

    def story() -> list[Text]:
        return [heading("Title", "title", 0), *(para(f"Line {n}") for n in range(lines))]

    while count_pages(FURNITURE, story) == 1:
        lines += 1
    lines += 1
    pages = PdfReader(io.BytesIO(build(FURNITURE, story).pdf)).pages
    assert len(pages) == 2
    assert pages[1].extract_text().count("Line") >= 4


def test_the_same_facts_give_the_same_bytes(tmp_path: Path, form: Form) -> None:
    store, assessment_id = written(tmp_path / "w.btech", form, "Text")
    with store:
        facts: list[Facts] = [gather(store, assessment_id, audience="working-group", made_on=TODAY) for _ in range(2)]
    assert render(facts[0], SHORT) == render(facts[1], SHORT)
    assert USUAL.paper == "A4"


def test_only_our_faces_are_in_the_file(read_sample: Callable[[Audience], tuple[bytes, Structure]]) -> None:
    for audience in AUDIENCES:
        for page in read_sample(audience)[1].pdf.pages:
            fonts = page.obj.Resources.Font
            assert all("/FontFile2" in font.FontDescriptor for font in fonts.values())


def test_the_colour_profile_is_that_of_screens() -> None:
    """Against the one that Little CMS makes: each colour comes out as it went in."""
    from PIL import Image, ImageCms

    ours = ImageCms.ImageCmsProfile(io.BytesIO(srgb()))
    theirs = ImageCms.createProfile("sRGB")
    swatch = Image.new("RGB", (6, 1))
    colours = [(0, 0, 0), (255, 255, 255), (22, 96, 100), (200, 16, 200), (128, 128, 128), (10, 240, 60)]
    for x, colour in enumerate(colours):
        swatch.putpixel((x, 0), colour)
    moved = ImageCms.profileToProfile(swatch, ours, theirs)
    assert moved is not None
    for x, colour in enumerate(colours):
        got = moved.getpixel((x, 0))
        assert isinstance(got, tuple)
        assert all(abs(a - b) <= 1 for a, b in zip(got, colour, strict=True))
