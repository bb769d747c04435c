"""Checks the folder of a form as its author needs it: every mistake with its mend, and what is not complete yet.

Nothing in the folder is run, and only the files that a form consists of are read, each an ordinary file in it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

from btech_desktop import editions
from btech_desktop.errors import FormError
from btech_desktop.form import Form, Practice
from btech_desktop.form_files import (
    LANGUAGES,
    RELATIONS,
    Mistake,
    languages,
    load_form,
    read_form,
    shipped_editions,
    shipped_form,
)

HEADS: Final = ("own.toml", "form.toml")  # one of them makes a folder a form
WORDS_OF_A_LEVEL: Final = (12, 45)  # what can be read at a glance and still says enough
Find = Callable[[str], Form]


@dataclass(frozen=True, slots=True)
class Report:
    """What is wrong with a form, what is not complete, and how much of each further language is missing.

    ``form`` is None where something is wrong. ``notes`` need no mending. ``untranslated`` counts, language by
    language, the texts that stand in the form's own language.
    """

    form: Form | None
    mistakes: tuple[Mistake, ...]
    notes: tuple[Mistake, ...]
    untranslated: Mapping[str, int]

    @property
    def sound(self) -> bool:
        """Whether the form can be used."""
        return not self.mistakes


def check(folder: Path, *, find: Find | None = None) -> Report:
    """Check the form in a folder: structure, texts in every language, and its relations to earlier editions.

    ``find`` gives another edition by its name or raises FormError; by default those that come with the app and those
    in a folder of that name beside this one. Raises FormError where there is no such folder.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise FormError(f"There is no folder {folder}. Give the folder of one form.")
    find = find or beside(folder)
    try:
        spoken = languages(folder)
        strange = list(_strange(folder, spoken))
    except OSError as error:
        raise FormError(f"The folder {folder} cannot be read: {error.strerror}.") from error
    if strange:
        return Report(None, tuple(strange), (), {})
    form, mistakes = read_form(folder, find=find)
    if form is None or mistakes:
        return Report(None, tuple(mistakes), (), {})
    if form.edition == form.extends:
        what = "it is the name of the edition that is extended"
        mistakes.append(Mistake("own.toml", what, key="edition", mend="Give your own one a name of its own."))
    untranslated = {}
    for language in spoken:
        if language != form.language:
            other, more = read_form(folder, language=language, find=find)
            mistakes += more
            if other is not None and not more:
                untranslated[language] = _marked(other, form.language)
    notes = [*_unread(folder, form), *_incomplete(form)]
    if not form.extends:
        for forerunner in form.forerunners:
            try:
                before = find(forerunner.edition)
            except FormError:
                what = f"{forerunner.edition} is not at hand, so its questions were not set beside these"
                notes.append(Mistake(RELATIONS, what, mend="Put its folder beside this one."))
                continue
            if before.status == "draft":
                what = f"{before.edition} is a draft, so its questions were not set beside these"
                notes.append(Mistake(RELATIONS, what, mend="Set its status to published once it is frozen."))
            for sentence in editions.mistakes(before, form):
                practice = sentence.split(" ", 1)[0]  # each begins with the id
                mistakes.append(Mistake(RELATIONS, sentence, practice, "relation", "Correct the relation or the text."))
    return Report(None if mistakes else form, tuple(dict.fromkeys(mistakes)), tuple(notes), untranslated)


def beside(folder: Path) -> Find:
    """Finds what comes with the app, and what lies beside a folder in one that bears the edition's name."""
    around = folder.resolve().parent

    def edition(name: str) -> Form:
        return read(name, shipped_form)

    def read(name: str, inner: Find) -> Form:
        if name in shipped_editions():
            return shipped_form(name)
        there = around / name
        if not any((there / head).is_file() for head in HEADS):
            raise FormError(f"No edition {name} comes with the app or lies beside this folder.")
        if strange := next(_strange(there, languages(there)), None):
            raise FormError(str(strange))
        found = load_form(there, find=inner)
        if found.edition != name:
            raise FormError(f"The folder {name} beside this one holds the edition {found.edition}.")
        return found

    return cache(lambda name: read(name, edition))


def _strange(folder: Path, spoken: tuple[str, ...]) -> Iterator[Mistake]:
    """Links, pipes and the like in place of a file: nothing is followed out of the folder."""
    for path in sorted(folder.iterdir()):
        if path.is_symlink() and (path.suffix == ".toml" or path.name in spoken):
            yield Mistake(path.name, "it is a link to elsewhere", mend="Put the thing itself there.")
    for place in (folder, *(folder / language for language in spoken if not (folder / language).is_symlink())):
        for path in sorted(place.glob("*.toml")):
            name = path.relative_to(folder).as_posix()
            if place != folder and path.is_symlink():
                yield Mistake(name, "it is a link to elsewhere", mend="Put the file itself there.")
            elif not path.is_symlink() and not path.is_file():
                yield Mistake(name, "it is no ordinary file", mend="Remove it, or put a file there.")
    if all((folder / head).exists() for head in HEADS):
        what = "it stands beside form.toml, and a folder holds one form"
        yield Mistake("own.toml", what, mend="Move one of the two into a folder of its own.")


def _marked(form: Form, own: str) -> int:
    """How many texts stand in the form's own language."""
    mark = f" [{LANGUAGES.get(own, own)}]"
    return sum(text.endswith(mark) for text in _texts(form.model_dump()))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        yield from chain.from_iterable(_texts(v) for v in (value.values() if isinstance(value, dict) else value))


def _unread(folder: Path, form: Form) -> Iterator[Mistake]:
    """Files that look as if they belonged to the form."""
    files = {"own.toml", "practices.toml"}
    if not form.extends:
        files = {"form.toml", RELATIONS, *(domain.file for domain in form.domains)}
    for place in (folder, *(folder / language for language in languages(folder))):
        for path in sorted(place.glob("*.toml")):
            if path.name not in files:
                name = path.relative_to(folder).as_posix()
                mend = "Correct its name, name it in form.toml, or remove it."
                yield Mistake(name, "nothing names this file, so it was not read", mend=mend)


def _incomplete(form: Form) -> Iterator[Mistake]:
    for practice in form.practices:
        if form.extends and not practice.own:
            continue
        file = "practices.toml" if form.extends else form.domain_of(practice.id).file
        yield from _of_practice(practice, file, f"{form.language}/{file}")


def _of_practice(practice: Practice, file: str, words: str) -> Iterator[Mistake]:
    if not practice.lifts:
        yield Mistake(words, "it is empty", practice.id, "lifts", "Say what lifts each level by one: four texts.")
    if not practice.mistakes:
        yield Mistake(words, "it is empty", practice.id, "mistakes", "Name the usual slips in answering.")
    if not practice.why:
        yield Mistake(words, "it is empty", practice.id, "why", "Say what happens to people without the practice.")
    if practice.core and practice.director is None:
        mend = "A practice of the core set has a question that a director would ask."
        yield Mistake(words, "it is empty", practice.id, "director", mend)
    if not practice.functions:
        yield Mistake(file, "it is empty", practice.id, "functions", "Name who usually knows the answer.")
    least, most = WORDS_OF_A_LEVEL
    for number, text in enumerate(practice.levels):
        if not least <= (n := len(text.split())) <= most:
            mend = f"Descriptors of {least} to {most} words read best."
            yield Mistake(words, f"it has {n} words", practice.id, f"levels.{number}", mend)
