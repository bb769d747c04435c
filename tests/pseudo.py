"""A made-up language: every word in Greek letters and two fifths longer, in a copy of the program's files.

What still shows Latin letters was written into the code and could never be translated.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from xml.etree import ElementTree

from btech_desktop.findings import KINDS

ROOT = Path(__file__).parent.parent
LANGUAGE = "el"

_LETTERS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "αβψδεφγηιξκλμνοπρρστυωςχύζΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΡΡΣΤΥΩΣΧΎΖ",
        strict=True,
    )
)
_KEPT = re.compile(
    r"\{\w*\}"  # a place for a value
    r"|%n|\((?:s|es)\)|[\[\]|]"  # a number and its plural
    r"|\b[A-Z]{2,}[A-Z0-9]*(?:-\d+)?\b|\bB-Tech\b"  # POL-1, PDF, UN
    r"|\b\w+\.(?:toml|md|btech|pdf)\b|\*\.\w+|https?://\S*"  # names of files
    r"|Ctrl\+\S+"
)


def greek(text: str, *, longer: bool = True) -> str:
    """The words in Greek letters; ``longer`` doubles every vowel, which adds about two fifths."""
    done, at = [], 0
    for kept in (*_KEPT.finditer(text), None):
        for letter in text[at : kept.start() if kept else len(text)]:
            done.append(_LETTERS.get(letter, letter) * (2 if longer and letter in "aeiouy" else 1))
        if kept:
            done.append(kept[0])
            at = kept.end()
    return "".join(done)


def _tool(name: str, *arguments: str) -> str:
    ran = subprocess.run(
        [str(Path(sys.executable).parent / f"pyside6-{name}"), *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return ran.stdout + ran.stderr


def extract(target: Path) -> str:
    """Write every sentence of the program into a Qt translation source; what the tool said."""
    sources = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "btech_desktop").rglob("*.py"))
    return _tool(
        "lupdate",
        *sources,
        "-ts",
        str(target),
        "-tr-function-alias",
        "tr+=mark",
        "-locations",
        "none",
        "-target-language",
        LANGUAGE,
    )


def translate(source: Path, target: Path) -> None:
    """Fill in every sentence and compile it as Qt reads it."""
    tree = ElementTree.parse(source)
    tree.getroot().set("language", LANGUAGE)
    for message in tree.iter("message"):
        text = greek(re.sub(r"\(s\)|\[[^|\]]*\||\]", "", message.findtext("source") or ""))
        translation = message.find("translation")
        assert translation is not None
        translation.attrib.pop("type", None)
        forms = translation.findall("numerusform")
        for form in forms or [translation]:
            form.text = text
    filled = target.with_suffix(".ts")
    tree.write(filled, encoding="utf-8", xml_declaration=True)
    _tool("lrelease", str(filled), "-qm", str(target))


_STRINGS = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"')


def _words_only(text: str, *, all_of_them: bool) -> str:
    """A TOML text with its values in Greek letters; ids, dates and words the program knows stay."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.lstrip().startswith("#"):
            continue
        lines.append(line)

    def put(match: re.Match[str]) -> str:
        value = match[0]
        plain = value.strip('"')
        if plain in _KNOWN or re.fullmatch(r"[a-z0-9./_-]*", plain):
            return value
        if not all_of_them and not re.search(r"\s", plain) and not re.fullmatch(r"[A-Z][a-z]+", plain):
            return value
        return greek(value, longer=False).replace('""', '""')

    return _STRINGS.sub(put, "\n".join(_SPREAD.sub(lambda m: f'{m[1]}"{greek(m[2], longer=False)}"', x) for x in lines))


_SPREAD = re.compile(r'^(spread = )"(\w+)"')  # single words, in small letters, that are shown
_KNOWN = {"in review", "under way", "not taken", "every change", "final values", *KINDS}


def copy_of_the_files(folder: Path) -> Path:
    """``forms`` and ``resources`` as the program ships them, with every text in Greek letters."""
    for name in ("forms", "resources"):
        copytree(ROOT / name, folder / name)
    for path in _texts(folder):
        everything = path.parent.name == "en"
        path.write_text(_words_only(path.read_text("utf-8"), all_of_them=everything), "utf-8")
    return folder


def _texts(folder: Path) -> Iterator[Path]:
    yield from folder.glob("forms/*/en/*.toml")
    yield from folder.glob("forms/*/form.toml")
    yield from folder.glob("resources/sample/*.toml")
    yield from folder.glob("resources/benchmarks/*.toml")
