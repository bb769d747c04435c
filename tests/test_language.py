"""Every sentence passes through one function: what it makes of the English and of a translation, and what Qt finds."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from btech_desktop import terms, wording
from btech_desktop.language import Words, mark, speak, tr

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "btech_desktop"

Source = tuple[str, str, bool]
"""A sentence, the comment beside it, and whether it is counted."""


@pytest.fixture
def spoken() -> Iterator[dict[str, str]]:
    """A language: sentences by their English, to be filled in; what is not in it stays English."""
    words: dict[str, str] = {}

    def translate(text: str, comment: str, n: int) -> str:
        found = words.get(f"{text}|{comment}" if comment else text, text)
        return found.replace("%n", str(n)) if n >= 0 else found

    speak(translate)
    yield words
    speak(None)


# -- in English -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "0 answers come along"),
        (1, "1 answer comes along"),
        (2, "2 answers come along"),
        (1_000, "1000 answers come along"),
    ],
)
def test_a_number_chooses_between_both_forms(n: int, said: str) -> None:
    assert tr("%n answer(s) [comes|come] along", "", n) == said


def test_a_number_chooses_where_it_is_not_shown() -> None:
    """Numbers in words stand beside the one that chooses; a form may be empty or hold a place for a value."""
    assert tr("{number} [risk|risks] to people", "", 1, number="one") == "one risk to people"
    assert tr("On the [one question|%n questions] of {period}", "", 3, period="2026") == "On the 3 questions of 2026"
    assert tr("box(es)[|, all of them]", "", 1) == "box"
    assert tr("box(es)[|, all of them]", "", 2) == "boxes, all of them"


def test_without_a_number_brackets_are_text() -> None:
    """A sentence that counts nothing keeps them."""
    assert tr("Put it in square brackets: [...].") == "Put it in square brackets: [...]."
    assert tr("{name}: option(s) [a|b], 100 %n", name="x") == "x: option(s) [a|b], 100 %n"


@pytest.mark.parametrize("value", ["{name}", "{0}", "{", "}}", "%n", "[one|other]", "file(s)", ""])
def test_values_are_put_in_as_they_are(value: str) -> None:
    """What a person typed is no part of the sentence, whatever is in it."""
    assert tr("{name} holds %n file(s).", "", 2, name=value) == f"{value} holds 2 files."
    assert tr("Saved {name}.", name=value) == f"Saved {value}."


def test_a_value_may_have_any_name() -> None:
    """Also those of the parameters."""
    assert tr("{text}, {comment}, {n}", text="a", comment="b", n="c") == "a, b, c"


# -- in a language ----------------------------------------------------------------------------------------


def test_a_translation_is_taken(spoken: dict[str, str]) -> None:
    """With its values in its own order, and with both its forms where it says them."""
    spoken["Saved {name} in {folder}."] = "In {folder} liegt nun {name}."
    spoken["%n answer(s)"] = "%n [Antwort|Antworten]"
    assert tr("Saved {name} in {folder}.", name="a.pdf", folder="b") == "In b liegt nun a.pdf."
    assert (tr("%n answer(s)", "", 1), tr("%n answer(s)", "", 2)) == ("1 Antwort", "2 Antworten")


def test_a_comment_tells_two_meanings_apart(spoken: dict[str, str]) -> None:
    spoken |= {"no": "nein", "no|a number": "keine"}
    assert (tr("no"), tr("no", "a number")) == ("nein", "keine")


@pytest.mark.parametrize(
    "slip", ["{nmae} enthält %n.", "{name", "{name} enthält %n }", "{0} enthält %n.", "{name.x} enthält"]
)
def test_a_slip_in_a_translation_falls_back_to_english(slip: str, spoken: dict[str, str]) -> None:
    """To the whole sentence, its number and form included."""
    spoken["{name} holds %n [entry|entries]."] = slip
    assert tr("{name} holds %n [entry|entries].", "", 1, name="a.btech") == "a.btech holds 1 entry."
    assert tr("{name} holds %n [entry|entries].", "", 2, name="a.btech") == "a.btech holds 2 entries."


def test_the_words_of_the_code_come_back(spoken: dict[str, str]) -> None:
    spoken["Open"] = "Öffnen"
    assert tr("Open") == "Öffnen"
    speak(None)
    assert tr("Open") == "Open"


def test_a_table_is_translated_when_it_is_read(spoken: dict[str, str]) -> None:
    """Each value, however it is read; the keys stay."""
    table = Words({"a": mark("First"), "b": mark("Last")})
    assert dict(table) == {"a": "First", "b": "Last"}
    spoken["First"] = "Erste"
    assert table["a"] == "Erste"
    assert list(table.values()) == ["Erste", "Last"]
    assert table.get("c", "none") == "none"
    assert (list(table), len(table), "a" in table) == (["a", "b"], 2, True)


def test_dates_take_their_order_and_months_from_the_language(spoken: dict[str, str]) -> None:
    """Long and short months are two words, even where English has one."""
    at = date(2026, 5, 3)
    assert (wording.day(at), wording.month(at)) == ("3 May 2026", "May 2026")
    assert wording.moment(datetime(2026, 12, 3, 9, 5)) == "3 December 2026, 09:05"
    assert wording.moment(datetime(2026, 12, 3, 9, 5), brief=True) == "3 Dec 2026, 09:05"
    spoken |= {"{day} {month} {year}": "{day}. {month} {year}", "May": "Mai", "May|short name of a month": "05"}
    assert (wording.day(at), wording.month(at)) == ("3. Mai 2026", "05 2026")


def test_numbers_and_words_of_the_file_are_translated(spoken: dict[str, str]) -> None:
    """*No* as a number is another word than *no* as an answer."""
    spoken |= {"no": "nein", "no|a number within a sentence": "kein", "{list} and {last}": "{list} und {last}"}
    assert (wording.number(0), terms.shown("no"), wording.joined(["a", "b", "c"])) == ("kein", "nein", "a, b und c")
    assert terms.shown("a word that nobody knows") == "a word that nobody knows"


# -- what the tool finds ----------------------------------------------------------------------------------


def _sources() -> Iterator[tuple[str, Source]]:
    """The sentences of the code, each with its place."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "mark"):
                first, comment = node.args[0], node.args[1] if len(node.args) > 1 else ast.Constant("")
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                assert not isinstance(first, ast.JoinedStr), f"{where}: an f-string is no sentence to translate"
                if isinstance(first, ast.Constant):
                    assert isinstance(comment, ast.Constant), f"{where}: the comment has to stand there"
                    yield where, (str(first.value), str(comment.value), len(node.args) > 2)


def test_every_sentence_can_be_extracted(tmp_path: Path) -> None:
    """Qt's tool warns of none, misses none, and takes those for counted that are."""
    found = tmp_path / "found.ts"
    ran = subprocess.run(
        [
            str(Path(sys.executable).parent / "pyside6-lupdate"),
            *(str(path) for path in sorted(PACKAGE.rglob("*.py"))),
            *("-ts", str(found), "-tr-function-alias", "tr+=mark", "-locations", "none"),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert "arning" not in ran.stdout + ran.stderr
    messages = {
        (m.findtext("source") or "", m.findtext("comment") or "", m.get("numerus") == "yes")
        for m in ElementTree.parse(found).iter("message")
    }
    assert messages == {source for _, source in _sources()}


def test_a_sentence_is_counted_everywhere_or_nowhere() -> None:
    """Else one translation would have to serve with plural forms and without."""
    counted: dict[tuple[str, str], bool] = {}
    for where, (text, comment, is_counted) in _sources():
        assert counted.setdefault((text, comment), is_counted) is is_counted, f"{where}: {text}"


def test_no_sentence_begins_or_ends_with_a_space() -> None:
    """It would be lost in a translation, and tells of a sentence glued from pieces."""
    assert [f"{where}: {text!r}" for where, (text, _, _) in _sources() if text != text.strip()] == []
