"""Text in any script comes out right, and what is read back is what was typed."""

import io
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4

from btech_desktop.assessment import Answer
from btech_desktop.charts import Chart, Measure, Text
from btech_desktop.charts.items import Anchor
from btech_desktop.facts import gather
from btech_desktop.form_files import shipped_form
from btech_desktop.report import bidi, document, fonts, lines, render, shaping
from btech_desktop.report.blocks import grid
from btech_desktop.report.document import Span, heading, para
from btech_desktop.report.finish import finish
from btech_desktop.report.furniture import SIDE, Furniture
from btech_desktop.report.lines import Look
from btech_desktop.report.pages import build
from btech_desktop.report.paint import ChartFlowable
from btech_desktop.report_options import ReportOptions
from btech_desktop.store import Change
from tests.conftest import Workspace
from tests.report.copies import squeezed, with_units
from tests.report.pdf_structure import Node, Structure, character_map

NOTES = {
    "Latin": "Grundrechtsverträglichkeitsprüfung für Łódź, ≥ 12 % of cases",
    "Greek": "Η πολιτική ανθρωπίνων δικαιωμάτων ισχύει για όλους",
    "Cyrillic": "Политика прав человека распространяется на всех сотрудников",
    "Arabic": "تنطبق سياسة حقوق الإنسان (انظر POL-1) على 12.5 % من الموردين، وتُراجَع كل سنة. لا استثناء",
    "Persian": "می‌خواهم گزارش را ببینم: ۱۲۳۴ نفر",
    "Hebrew": "מדיניות זכויות האדם (ראו POL-1) חלה על 50% מהעובדים; שָׁלוֹם",
    "Devanagari": "मानवाधिकार नीति सभी कर्मचारियों पर लागू होती है; क्षत्रिय, र्कि, श्रृंखला (POL-1)।",
    "Simplified Chinese": "人权政策适用于所有员工，并且每年由董事会审查（见POL-1）。",
    "Traditional Chinese": "產品團隊在發布前進行人權影響評估。",
    "Japanese": "人権方針はすべての従業員に適用され、ユーザーからの苦情は30日以内に回答する。",
    "Korean": "인권 정책은 모든 직원에게 적용되며 매년 검토됩니다 (POL-1).",
    "Lao": "ກຳນົດ",
    "signs": "☑ done → ★ ⚠ ✓ 😀 ½ € ₪ ₹ ①",
}
NAMES = {
    "Latin": "Škoda",
    "Greek": "Αθήνα",
    "Cyrillic": "Москва",
    "Arabic": "شركة الشمال",
    "Hebrew": "תל אביב",
    "Devanagari": "क्षेत्र दिल्ली",
    "Chinese": "北京分公司",
    "Japanese": "カスタマー部",
    "Korean": "서울 지사",
}
FURNITURE = Furniture("Organisation", "Title", "Short", "PUBLIC", False, ("Footer",))
TODAY = date(2026, 10, 12)


def finished(*story: Any) -> bytes:
    drawn = build(FURNITURE, lambda: list(story))
    return finish(drawn, title="Title", language="en", made_on=TODAY)


def heard(pdf: bytes) -> str:
    structure = Structure(pdf)
    return structure.text(structure.root)


def plain(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def paragraph(structure: Structure, start: str) -> Node:
    return next(node for node in structure.root.all("P") if structure.text(node).startswith(start))


def expected(text: str) -> str:
    """The text as it is drawn, each unsupported character a mark, white space made one."""
    drawn = "".join(piece for _, piece in fonts.runs(text, fonts.REGULAR))
    return " ".join(drawn.split())


def in_column(text: str, room: float, face: str = fonts.REGULAR, size: float = 10) -> list[lines.Line]:
    return list(lines.broken([(piece, Look(found, size)) for found, piece in fonts.runs(text, face)], room))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Structure:
    """The working group's report with a note in each script, its units named in as many."""
    form = shipped_form()
    made = Workspace(tmp_path_factory.mktemp("scripts") / "w.btech", form)
    with made.store:
        changes = []
        for practice, note in zip(form.practices, NOTES.values(), strict=False):
            old = made.store.answer(made.assessment.id, practice.id)
            changes.append(Change(old, Answer.model_validate(old.model_dump() | {"level": 2, "note": note})))
        made.store.write(changes, who="t")
        facts = gather(made.store, made.assessment.id, audience="working-group", made_on=TODAY)
    left_out = frozenset({"benchmark", "annex", "not applicable"})
    return Structure(render(with_units(facts, list(NAMES.values())), ReportOptions(left_out=left_out, rollup=True)))


@pytest.mark.parametrize("script", NOTES)
def test_a_note_is_read_back_as_it_was_typed(report: Structure, script: str) -> None:
    assert squeezed(NOTES[script]) in squeezed(report.text(report.root))
    assert unicodedata.is_normalized("NFC", NOTES[script])


@pytest.mark.parametrize("script", NAMES)
def test_a_units_name_is_read_back_as_it_was_typed(report: Structure, script: str) -> None:
    """Also by a reader that knows nothing of what the tags say."""
    assert NAMES[script] in report.text(report.root)
    assert squeezed(NAMES[script]) in squeezed(plain(finished(para(NAMES[script]))))


@pytest.mark.parametrize("script", NOTES)
def test_no_letter_is_without_ink(script: str) -> None:
    """Every code on the page has a glyph of its face; white space, joiners and the end of a lam-alef have no lines."""
    assert fonts.MARK not in expected(NOTES[script])
    for text, glyph, outline in shown_glyphs(finished(para(NOTES[script], style="lead"), para(NOTES[script]))):
        assert glyph != 0, text
        assert outline or len(text) > 1 or text in "اإى" or unicodedata.category(text) in ("Zs", "Cf"), text


def shown_glyphs(pdf: bytes) -> Iterator[tuple[str, int, bool]]:
    """What each code on the pages reads as, the number of its glyph in the embedded face, and whether it has lines."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            faces = {name: opened(font) for name, font in page.obj.Resources.Font.items()}
            current: Any = None
            for instruction in pikepdf.parse_content_stream(page):
                operands, operator = instruction.operands, instruction.operator
                if str(operator) == "Tf":
                    current = faces[str(operands[0])]
                elif str(operator) in ("Tj", "TJ"):
                    parts = operands[0] if str(operator) == "TJ" else operands
                    for code in b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String)):
                        face, texts = current
                        name = face["cmap"].tables[0].cmap[code]
                        yield texts[code], face.getGlyphID(name), face["glyf"][name].numberOfContours != 0


def opened(font: Any) -> tuple[TTFont, dict[int, str]]:
    data = font.FontDescriptor.FontFile2.read_bytes()
    return TTFont(io.BytesIO(data)), character_map(font)


MIXED = st.lists(
    st.one_of(
        st.sampled_from(
            [*NOTES.values(), *NAMES.values(), " ", "\n", "  ", "(", ")", "-", "12.5", "POL-1", "\u200d", "\u200f"]
        ),
        st.text(st.sampled_from(sorted(set("".join(NOTES.values())))), max_size=12),
        st.text(max_size=4),
    ),
    min_size=1,
    max_size=8,
).map("".join)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(MIXED)
def test_any_mixture_of_scripts_is_read_back(text: str) -> None:
    """Each letter is there, or a mark in its place, in a column narrow enough to break words."""
    drawn = "".join(piece for _, piece in fonts.runs(text, fonts.REGULAR))
    cleaned = fonts.clean(text)
    assert len(drawn) == len(cleaned)
    assert all(d in (c, fonts.MARK) for d, c in zip(drawn, cleaned, strict=True))
    pdf = finished(grid(["", "b"], [[text, "x"]], [1, 5]))
    assert squeezed(expected(text)) in squeezed(heard(pdf))


def test_spaces_of_every_width_are_kept() -> None:
    text = "a\u3000b\u2009c\u00a0d\u200be\u202ff\u2003g"
    assert text in "".join(Structure(finished(para(text))).texts.values())


@pytest.mark.parametrize("text", ["लिखा क्षेत्र", "تُراجَع", "שָׁלוֹם", "漢字", "ʥ\u0302"])
def test_letters_stand_as_far_apart_as_their_script_asks(text: str) -> None:
    """Widths and moves in the file add up to the width that the line was given; marks are raised."""
    (line,) = in_column(text, 500.0)
    with pikepdf.open(io.BytesIO(finished(para(text)))) as document:
        page = document.pages[0]
        fonts_of_it = {str(name): font for name, font in page.obj.Resources.Font.items()}
        widths: Any = None
        far: list[float] = []
        raised: list[float] = []
        for instruction in pikepdf.parse_content_stream(page):
            operands, operator = instruction.operands, str(instruction.operator)
            if operator == "Tf":
                widths = fonts_of_it[str(operands[0])].Widths
            elif operator == "Tm":
                far.append(0.0)
            elif operator == "Ts":
                raised.append(float(operands[0]))
            elif operator == "TJ":
                far[-1] -= sum(float(part) for part in operands[0] if not isinstance(part, pikepdf.String))
                codes = b"".join(bytes(part) for part in operands[0] if isinstance(part, pikepdf.String))
                far[-1] += sum(float(widths[code]) for code in codes)
    assert line.width * 100 == pytest.approx(sum(far), abs=3)
    assert raised == [] or raised[-1] == 0
    assert bool(raised) == (text in ("تُراجَع", "ʥ\u0302"))


def test_what_no_face_has_is_marked() -> None:
    """Signs without a glyph, parts of a joined emoji, controls: each a mark; selectors of variants show nothing."""
    assert heard(finished(para("a\U00013000b"))).endswith("a\N{REPLACEMENT CHARACTER}b")
    woman, laptop = "\N{WOMAN}", "\N{PERSONAL COMPUTER}"
    assert expected(f"{woman}\u200d{laptop}") == f"{fonts.MARK}\u200d{fonts.MARK}"
    assert expected("a\x00b\x1bc") == f"a{fonts.MARK}b{fonts.MARK}c"
    heart = finished(para("\N{HEAVY BLACK HEART}\ufe0f"))
    assert [outline for text, _, outline in shown_glyphs(heart) if text in "\N{HEAVY BLACK HEART}\ufe0f"] == [
        True,
        False,
    ]
    combined = finished(para("n\u0302 n\u0302\u0323"))
    assert {unicodedata.category(t) for t, glyph, _ in shown_glyphs(combined) if glyph} >= {"Ll", "Mn"}


def test_arabic_letters_join() -> None:
    """Each letter of a word takes the shape of its place, and lam-alef is one sign of one letter's way."""
    alone = {shaping.shape(letter, "Arabic", True)[0].number for letter in "بيت"}
    list(fonts.runs("بيت", fonts.REGULAR))
    joined = shaping.shape("بيت", "Arabic", True)
    assert [glyph.reads for glyph in joined] == ["ت", "ي", "ب"]
    assert not alone & {glyph.number for glyph in joined[1:]}
    lam_alef = shaping.shape("لا", "Arabic", True)
    assert [glyph.reads for glyph in lam_alef] == ["ا", "ل"]
    assert lam_alef[0].advance == 0
    assert [outline for text, _, outline in shown_glyphs(finished(para("لا"))) if text in "لا"] == [False, True]


def test_devanagari_conjuncts_are_one_sign_and_the_short_i_stands_before_its_letter() -> None:
    list(fonts.runs("क्ष", fonts.REGULAR))
    assert [glyph.reads for glyph in shaping.shape("क्ष", "Devanagari")] == ["क्ष"]
    vowel, letter = shaping.shape("कि", "Devanagari")
    assert letter.number == shaping.shape("क", "Devanagari")[0].number != vowel.number


@pytest.mark.parametrize(
    ("text", "base", "levels"),
    [
        ("abc", 0, "000"),
        ("אבג", 1, "111"),
        ("a אב", 0, "0011"),
        ("אב ab 12", 1, "11122222"),
        ("א (POL-1) ב", 1, "11122222111"),
        ("ا 12.5 %", 1, "11222211"),
        ("a (אב) ג", 0, "00011001"),
        ("אב, 50%", 1, "1111222"),
        ("\u202eabc\u202c", 0, "00000"),
    ],
)
def test_directions_are_those_of_the_unicode_algorithm(text: str, base: int, levels: str) -> None:
    """Values worked out by the rules of UAX #9, embeddings aside."""
    assert bidi.base(text) == base
    assert "".join(map(str, bidi.levels(text, base))) == levels


def test_a_wrapped_leftward_paragraph_reads_down_and_from_the_right() -> None:
    text = NOTES["Arabic"]
    column = in_column(text, 120)
    assert len(column) >= 3
    assert "".join(piece.text for line in column for piece in line.pieces) == text
    for line in column:
        assert line.leftward
        assert line.width <= 120 + 0.01
        places = [piece.x for piece in line.pieces if not piece.text.isspace()]
        assert places == sorted(places, reverse=True)
        assert [piece.x < 0 for piece in line.pieces[-1:]] == [line is not column[-1]]  # the space at its end
    number = next(piece for line in column for piece in line.pieces if "POL" in piece.text)
    assert not number.leftward
    assert number.text == "POL-1"


def test_leftward_paragraphs_stand_at_the_right() -> None:
    """Against the edge of the page or the cell; one that begins with a Latin letter stays at the left."""
    room = A4[0] - 2 * SIDE
    style = document.STYLES["body"]
    for text, is_right in (("שלום", True), ("POL-1 שלום", False)):
        (line,) = in_column(text, room, style.fontName, style.fontSize)
        starts = places(finished(para(text)), "שלום")
        assert starts == [pytest.approx(room - line.width if is_right else line.pieces[-1].x, abs=0.01)]
    (head,) = places(finished(grid(["a", "שלום"], [["x", "y"]], [1, 1])), "שלום")
    assert room / 4 < head < room / 2


def places(pdf: bytes, text: str) -> list[float]:
    """How far right of its paragraph's left edge the text is drawn, in pt."""
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as opened_pdf:
        page = opened_pdf.pages[0]
        maps = {str(name): character_map(font) for name, font in page.obj.Resources.Font.items()}
        x, current = 0.0, maps[next(iter(maps))]
        for instruction in pikepdf.parse_content_stream(page):
            operands, operator = instruction.operands, instruction.operator
            if str(operator) == "Tm":
                x = float(operands[4])
            elif str(operator) == "Tf":
                current = maps[str(operands[0])]
            elif str(operator) == "TJ":
                codes = b"".join(bytes(part) for part in operands[0] if isinstance(part, pikepdf.String))
                if "".join(current[code] for code in codes)[::-1] == text:
                    found.append(x)
    return found


def test_leftward_text_is_tagged_with_its_order_of_reading() -> None:
    """Line by line, also in a link, which can be pressed on each of its lines."""
    text = NOTES["Arabic"]
    structure = Structure(
        finished(heading("Title", "title", 0, anchor="top"), para("x ", Span(f"{text} {text}", link="top")))
    )
    (link,) = structure.root.all("Link")
    assert structure.text(link) == f"{text} {text}"
    spans = [node for node in link.walk() if node.kind == "Span"]
    assert len(spans) == 2
    assert " ".join(str(span.object.ActualText).strip() for span in spans) == f"{text} {text}"
    assert len({annotation.Rect[1] for annotation in structure.pdf.pages[0].Annots}) == 2


@pytest.mark.parametrize("script", ["Arabic", "Japanese", "Devanagari"])
def test_a_long_note_breaks_across_pages_in_its_order(script: str) -> None:
    text = " ".join(f"{n} {NOTES[script]}" for n in range(250))
    structure = Structure(finished(para(text)))
    assert len(structure.pdf.pages) >= 3
    whole = paragraph(structure, "0 ")
    assert len({page for page, _ in whole.read()}) == len(structure.pdf.pages)
    assert squeezed(structure.text(whole)) == squeezed(text)


def test_chinese_lines_break_between_signs_and_never_before_a_full_stop() -> None:
    text = "人权政策适用于所有员工。" * 30
    column = in_column(text, 115.0)
    shown = ["".join(piece.text for piece in line.pieces) for line in column]
    assert "".join(shown) == text
    assert max(line.width for line in column) <= 115
    assert min(line.width for line in column[:-1]) > 115 - 2 * 10 - 0.01
    assert not any(line.startswith("。") for line in shown)
    assert [line.width <= 95 for line in in_column("Policy 人权政策 applies 适用于所有员工 to all", 95.0)].count(
        False
    ) == 0


@pytest.mark.parametrize(
    "text",
    ["x" * 500, "Grundrechtsverträglichkeitsprüfungskommission" * 12, "م" * 500, "漢" * 500, "क्षि" * 200, "שׁ" * 300],
)
def test_unbroken_text_stays_in_its_column(text: str) -> None:
    lines_of_it = in_column(text, 80.0)
    assert all(line.width <= 80.01 for line in lines_of_it)
    assert "".join(piece.text for line in lines_of_it for piece in line.pieces) == unicodedata.normalize("NFC", text)
    pdf = finished(heading(text, "title", 0), grid(["a", "b"], [[text, "x"]], [1, 5]))
    assert squeezed(heard(pdf)).count(squeezed(text)) == 2


def test_chart_text_falls_back_too() -> None:
    names = list(NAMES.values())

    def chart(width: float, measure: Measure) -> Chart:
        anchors: tuple[Anchor, ...] = ("start", "middle", "end")
        items = tuple(Text(width / 2, 20.0 * n + 14, name, 12, anchor=anchors[n % 3]) for n, name in enumerate(names))
        assert all(measure(name, 12, 400) > 12 for name in names)
        return Chart(width, 20.0 * len(names), items, "Names", (("Name",),))

    pdf = finished(heading("Title", "title", 0), ChartFlowable(chart))
    found = squeezed(plain(pdf))
    assert [name for name in names if squeezed(name) not in found] == []


def test_latin_text_needs_no_other_face_and_no_shaper() -> None:
    """What a report in Latin letters takes does not grow: nothing else is read, nothing else imported."""
    code = (
        "import contextlib, sys\n"
        "from btech_desktop.report import render\n"
        "with contextlib.suppress(AttributeError): render(None)\n"
        "from btech_desktop.report import fonts\n"
        "from reportlab.pdfbase import pdfmetrics\n"
        "fonts.width('Grundrechte \u2265 12 % \u2611', fonts.REGULAR, 10)\n"
        "print('uharfbuzz' in sys.modules, sorted(set(fonts.SCRIPTS) & set(pdfmetrics.getRegisteredFontNames())))\n"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.split() == ["False", "[]"]


@pytest.fixture
def no_shaper(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A system for which there is no HarfBuzz."""
    monkeypatch.setitem(sys.modules, "uharfbuzz", None)
    shaping.shape.cache_clear()
    shaping.shaper.cache_clear()
    yield
    shaping.shape.cache_clear()
    shaping.shaper.cache_clear()


@pytest.mark.usefixtures("no_shaper")
def test_without_a_shaper_letters_stand_in_the_right_order() -> None:
    pdf = finished(para(NOTES["Arabic"]), para("\N{HEAVY BLACK HEART}\ufe0f a\u200db"), para(NAMES["Hebrew"]))
    assert NOTES["Arabic"] in heard(pdf)
    assert NAMES["Hebrew"] in plain(pdf)
    assert [glyph.reads for glyph in shaping.shape("(אב", "Hebrew", True)] == ["ב", "א", "("]
    assert all(glyph != 0 for _, glyph, _ in shown_glyphs(pdf))
