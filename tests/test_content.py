"""The shipped questionnaires are complete, plain, in British English, in our own words, and frozen once published."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import codespell_lib
import pytest

from btech_desktop import editions
from btech_desktop.benchmark import cop_note
from btech_desktop.form import Example, Form, Practice, form_meaning
from btech_desktop.form_files import CURRENT_EDITION, load_form, shipped_editions, shipped_form
from btech_desktop.paths import forms_dir
from tests.reading import grade

# The meaning of a published edition never changes: a changed question is a new edition.
PUBLISHED = {
    "ungp-tech-2025": "f62a42e14e539027ac0d1e2673c87b9441ba7c2b9c0ece9a60b33d14996f8a41",
    "ungp-tech-2026": "44b7e35ba4014d0fe67134620b4bf0703a7e3b7dbde0547c7352849d0c1bbe24",
}
FORM = shipped_form()
CONSULTED_AT_3 = re.compile(r"affected|harmed|people|rightsholder|heard|asked|consulted|views", re.IGNORECASE)
# Whether a practice rests on hearing people: these principles ask for it.
_LISTENING = ("18", "20", "31")
COMPANIES = re.compile(
    r"\b(Google|Alphabet|Meta|Facebook|Apple|Amazon|Microsoft|Twitter|Ericsson|Nokia|Verizon|Vodafone|Cisco|Cloudflare|"
    r"HPE|Hewlett|Salesforce|IBM|Oracle|Huawei|TikTok|ByteDance|Telegram|WhatsApp|YouTube|Instagram|OpenAI|Anthropic|"
    r"NSO|Palantir|Uber|Airbnb|Telef[oó]nica|Samsung|Intel|Nvidia|Tencent|Alibaba|Spotify|Netflix|LinkedIn|Zoom)\b"
)
# British words that the dictionary's American side also lists, or that are technical terms.
_BOTH_SIDES = frozenset(
    {
        "practice",
        "practices",
        "program",
        "programs",
        "licensed",
        "licenses",
        "licensing",
        "license",
        "check",
        "checks",
        "draft",
        "drafts",
        "drafted",
        "drafting",
        "meter",
        "meters",
        "story",
        "stories",
        "tire",
        "tires",
        "curb",
        "inquiry",
        "inquiries",
        "install",
        "ton",
        "tons",
    }
)


def texts(practice: Practice) -> Iterator[tuple[str, str]]:
    """Every text of a practice with its key."""
    yield from (("title", practice.title), ("question", practice.question), ("scope", practice.scope))
    yield from (("case", practice.case), ("guidance", practice.guidance), ("why", practice.why))
    for key in ("levels", "lifts", "mistakes"):
        yield from ((key, text) for text in getattr(practice, key))
    yield from (("evidence", e.text if isinstance(e, Example) else e) for e in practice.evidence)
    yield from (("scope_roles", scope.text) for scope in practice.scope_roles)
    if practice.director:
        yield from (("director", practice.director.question), ("director", practice.director.evidence))


def every_text(form: Form) -> Iterator[tuple[str, str]]:
    """Every text of a form with the place it stands at."""
    yield "about", form.about
    yield from ((e.id, e.about) for e in form.domains)
    yield from ((e.id, e.about) for e in form.strips)
    yield from ((e.id, e.about) for e in form.roles)
    yield from ((e.id, e.question) for e in form.themes)
    yield from ((e.id, e.question) for e in form.facets)
    for forerunner in form.forerunners:
        yield from ((f"{forerunner.edition} {r.id}", r.note) for r in forerunner.practices if r.note)
    for practice in form.practices:
        yield from ((f"{practice.id} {key}", text) for key, text in texts(practice) if text)


def test_a_published_edition_keeps_its_meaning() -> None:
    """A changed question, scale, mapping or relation makes a new edition; only words around it may be mended."""
    published = {e: form_meaning(shipped_form(e)) for e in shipped_editions() if shipped_form(e).status == "published"}
    assert published == PUBLISHED


def test_the_checksum_sees_a_changed_word(tmp_path: Path) -> None:
    """One word in one descriptor, in the folder of the edition."""
    folder = tmp_path / CURRENT_EDITION
    for path in sorted((forms_dir() / CURRENT_EDITION).rglob("*.toml")):
        target = folder / path.relative_to(forms_dir() / CURRENT_EDITION)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    assert form_meaning(load_form(folder)) == form_meaning(FORM)
    words = folder / "en" / "sales.toml"
    text = words.read_text(encoding="utf-8")
    assert "three quarters" in text
    words.write_text(text.replace("three quarters", "two thirds", 1), encoding="utf-8")
    assert form_meaning(load_form(folder)) != form_meaning(FORM)


def test_every_relation_fits_the_two_texts() -> None:
    """What is called unchanged is word for word the same, what is called reworded is not, nothing is forgotten."""
    for edition in shipped_editions():
        form = shipped_form(edition)
        for forerunner in form.forerunners:
            assert editions.mistakes(shipped_form(forerunner.edition), form) == []
    kinds = {r.relation for f in FORM.forerunners for r in f.practices}
    assert kinds == {"unchanged", "reworded", "changed", "split", "merged", "new", "retired"}


def test_what_is_not_unchanged_says_what_changed() -> None:
    """A sentence for each practice reworded, changed, split, merged or retired."""
    for forerunner in FORM.forerunners:
        for relation in forerunner.practices:
            assert bool(relation.note) == (relation.relation not in ("unchanged", "new")), relation.id


@pytest.mark.parametrize("practice", FORM.practices, ids=lambda p: p.id)
def test_every_practice_is_complete(practice: Practice) -> None:
    """All that stands beside the question; a director's question exactly where the practice is core."""
    assert len(practice.lifts) == 4
    assert 2 <= len(practice.mistakes) <= 3
    assert practice.functions
    assert len(re.findall(r"[.?](?=\s|$)", practice.why)) == 2, "an example of harm in two sentences"
    assert (practice.director is not None) == practice.core
    shown = {e.shows for e in practice.evidence if isinstance(e, Example)}
    assert shown >= {"rule", "use", "effect"}
    assert len(practice.title) <= 52


@pytest.mark.parametrize("practice", FORM.practices, ids=lambda p: p.id)
def test_descriptors_turn_on_the_tests_of_the_scale(practice: Practice) -> None:
    """An approved rule at 2; three quarters, every highest-risk case and samples at 3; a changed decision at 4."""
    _, _, two, three, four = practice.levels
    assert re.search(r"approved|dated|in force", two, re.IGNORECASE)
    assert "three quarters" in three
    assert re.search(r"\b(every|all|each)\b", three, re.IGNORECASE)
    assert "sampl" in three.lower()
    assert re.search(r"twelve months|year", three, re.IGNORECASE)
    assert re.search(r"record|minute|log|on file", four, re.IGNORECASE)
    assert re.search(r"decision|decided|board|chang|moved", four, re.IGNORECASE)
    if any(p.startswith(_LISTENING) for p in practice.ungp):
        assert CONSULTED_AT_3.search(three), "affected people are heard at level 3"


def test_no_level_asks_for_publication() -> None:
    """It is an answer of its own. Where being told is the practice itself, the people told are named."""
    for practice in FORM.practices:
        for level, text in enumerate(practice.levels):
            assert not re.search(r"\bpublish(ed|es)?\b|\bpublic report\b", text), f"{practice.id} {level}: {text}"


def test_level_names_are_used_in_their_own_sense_only() -> None:
    """With a capital letter they are the levels."""
    for practice in FORM.practices:
        for text in practice.levels:
            assert not re.search(r"\b(Absent|Intended|Defined|Embedded|Tested)\b", text), f"{practice.id}: {text}"


def test_reading_is_for_people_who_are_no_specialists() -> None:
    """Flesch-Kincaid grades: questions and descriptors at the level of a newspaper."""
    questions = {p.id: grade(p.question) for p in FORM.practices}
    descriptors = {f"{p.id} {n}": grade(text) for p in FORM.practices for n, text in enumerate(p.levels)}
    around = {f"{p.id} {key}": grade(t) for p in FORM.practices for key, t in texts(p) if key in ("guidance", "why")}
    assert median(questions.values()) <= 10
    assert median(descriptors.values()) <= 10
    assert {k: v for k, v in questions.items() if v > 13.5} == {}
    assert {k: v for k, v in descriptors.items() if v > 15.5} == {}
    assert {k: v for k, v in around.items() if v > 13} == {}


def american() -> dict[str, str]:
    """American spelling -> British, from a spelling checker's list."""
    path = Path(codespell_lib.__file__).parent / "data" / "dictionary_en-GB_to_en-US.txt"
    pairs = (line.split("->") for line in path.read_text(encoding="utf-8").splitlines() if "->" in line)
    return {a.strip(): gb for gb, us in pairs for a in us.split(",") if a.strip() and a.strip() not in _BOTH_SIDES}


def misspelt() -> frozenset[str]:
    """Common misspellings, from the same."""
    path = Path(codespell_lib.__file__).parent / "data" / "dictionary.txt"
    return frozenset(line.split("->")[0] for line in path.read_text(encoding="utf-8").splitlines() if "->" in line)


@pytest.mark.parametrize("edition", shipped_editions())
def test_spelling_is_british_and_right(edition: str) -> None:
    """No American spelling, no common slip, no straight quotation marks."""
    us, wrong = american(), misspelt()
    found = []
    for place, text in every_text(shipped_form(edition)):
        found += [f"{place}: {w}" for w in re.findall(r"[a-z]+", text.lower()) if w in us or w in wrong]
        if re.search(r"[\"']|\s\s|!", text):
            found.append(f"{place}: {text}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("edition", shipped_editions())
def test_no_company_is_named(edition: str) -> None:
    """Least of all in an example of harm."""
    assert [place for place, text in every_text(shipped_form(edition)) if COMPANIES.search(text)] == []


@pytest.mark.parametrize("edition", shipped_editions())
def test_no_sentence_is_copied_from_the_note(edition: str) -> None:
    """Eight words in a row of the note's own text (kept here as digests) stand nowhere in ours."""
    files = Path(__file__).parent / "files"
    theirs = frozenset((files / "cop-note-2021.shingles").read_text(encoding="utf-8").split())
    note = cop_note()
    ours = [*every_text(shipped_form(edition)), *((s.id, s.text) for s in note.statements)]
    copied = []
    for place, text in ours:
        words = re.findall(r"[a-z]+", text.lower())
        runs = (" ".join(words[i : i + 8]) for i in range(len(words) - 7))
        copied += [f"{place}: {run}" for run in runs if hashlib.sha256(run.encode()).hexdigest()[:10] in theirs]
    assert not copied, "\n".join(copied)


def test_no_text_is_said_twice() -> None:
    """Descriptors, lifts, mistakes, examples of harm and directors' questions are each practice's own."""
    seen: dict[str, str] = {}
    for practice in FORM.practices:
        for key, text in texts(practice):
            if key in ("levels", "lifts", "mistakes", "why", "director", "guidance", "question"):
                assert text not in seen, f"{practice.id} {key} repeats {seen[text]}"
                seen[text] = f"{practice.id} {key}"


def test_the_core_set_covers_every_domain_and_facet() -> None:
    """Twenty practices for smaller companies and a first year."""
    core = [FORM.by_id[i] for i in FORM.core_ids]
    assert len(core) == 20
    assert {FORM.domain_ids[p.id] for p in core} == {d.id for d in FORM.domains}
    assert {facet for p in core for facet in p.facets} == {f.id for f in FORM.facets}


def test_every_framework_says_its_edition_year_and_whether_it_was_checked() -> None:
    """Codes from general knowledge are shown as to be confirmed."""
    cited = {c.framework for p in FORM.practices for c in p.codes}
    assert cited == {f.id for f in FORM.frameworks}
    assert all(f.year and str(f.year) for f in FORM.frameworks)
    assert {f.id for f in FORM.frameworks if f.confirmed} == {"RDR", "ESRS"}
