"""Reads an edition of the questionnaire from its folder: structure, texts by language, relations to earlier editions.

``form.toml`` and one file a domain hold the structure; a folder a language (``en``) holds the texts under the same
file names and ids. A company's own additions lie in a folder with ``own.toml`` instead.
"""

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass, field
from functools import cache, reduce
from operator import getitem
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from btech_desktop.errors import FormError
from btech_desktop.form import LEVELS, OWN_FROM, Content, Form, UnreadableFile, read_toml
from btech_desktop.form_layout import (
    DomainFile,
    FormFile,
    FormText,
    OwnFile,
    OwnPractices,
    OwnText,
    PracticeEntry,
    PracticesText,
    PracticeText,
    RelationsFile,
    RelationsText,
)
from btech_desktop.language import tr
from btech_desktop.paths import forms_dir

CURRENT_EDITION: Final = "ungp-tech-2026"
MOST_CHARACTERS: Final = 400  # of each part of a mistake
MOST_MISTAKES: Final = 200  # nobody mends more at a time
RELATIONS: Final = "relations.toml"
LANGUAGES: Final = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}  # others show their code

C = TypeVar("C", bound=Content)


# --- Mistakes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, where, and what to do; each part plain text, the last three may be empty."""

    file: str
    what: str
    practice: str = ""
    key: str = ""
    mend: str = ""

    def __str__(self) -> str:
        where = [self.file]
        if self.practice:
            where.append(tr("practice {practice}", practice=self.practice))
        if self.key:
            where.append(tr("key {key}", key=self.key))
        return f"{', '.join(where)}: {self.what}.{f' {self.mend}' if self.mend else ''}"

    def plain(self) -> "Mistake":
        """The same, each part without control characters and of a readable length."""
        return Mistake(*(_plain(part) for part in astuple(self)))


def _plain(text: str) -> str:
    """Words from a file as part of a sentence: without control characters, and cut to a readable length."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:MOST_CHARACTERS])


@dataclass(slots=True)
class _Reader:
    """Reads files of one folder and gathers what is wrong with them."""

    folder: Path
    mistakes: list[Mistake] = field(default_factory=list)

    def raw(self, name: str) -> dict[str, Any] | None:
        try:
            return read_toml(self.folder / name)
        except UnreadableFile as error:
            what, _, mend = error.of_it.removesuffix(".").partition(". ")
            self.wrong(Mistake(name, what, mend=f"{mend}." if mend else error.mend))
            return None

    def wrong(self, mistake: Mistake) -> None:
        """Note it: plain and short, whatever the file holds."""
        if len(self.mistakes) < MOST_MISTAKES:
            self.mistakes.append(mistake.plain())

    def valid(self, kind: type[C], name: str, raw: Mapping[str, Any] | None) -> C | None:
        """The content of a file as its model; each of its mistakes is noted."""
        if raw is None:
            return None
        try:
            return kind.model_validate(raw)
        except ValidationError as error:
            for mistake in mistakes_of(name, raw, kind, error):
                self.wrong(mistake)
            return None

    def stop_if_wrong(self) -> None:
        if self.mistakes:
            raise _Wrong


class _Wrong(Exception):
    """Enough is wrong that reading on makes no sense."""


def mistakes_of(file: str, raw: Mapping[str, Any], kind: type[Content], error: ValidationError) -> list[Mistake]:
    """What was found wrong in ``raw``, the content of a file of this kind, in words."""
    errors = error.errors(include_url=False)[:MOST_MISTAKES]
    found = []
    for one in errors:
        # A list whose entries are wrong is called too short as well, since they were left out of it.
        at = one["loc"]
        if one["type"] != "too_short" or not any(e["loc"][:-1][: len(at)] == at for e in errors):
            found.append(_told(file, raw, kind, one).plain())
    return found


def _told(file: str, raw: Mapping[str, Any], kind: type[Content], error: Any) -> Mistake:
    loc = [str(part) for part in error["loc"]]
    practice = ""
    at = loc.index("practices") + 1 if "practices" in loc[:-1] else 0
    if at and isinstance(error["loc"][at], int):
        entry = reduce(getitem, error["loc"][: at + 1], raw)
        number = tr("number {number}", number=error["loc"][at] + 1)
        practice = str(entry.get("id", number)) if isinstance(entry, dict) else number
        loc = loc[at + 1 :]
    what, mend = _in_words(error, _keys(kind, error["loc"]), loc[-1] if loc else "")
    return Mistake(file, what, practice, ".".join(loc), mend)


def _keys(kind: type[Content], loc: Iterable[Any]) -> list[str]:
    """The keys known beside the last one of ``loc``."""
    at = whole = _schema(kind)
    for part in list(loc)[:-1]:
        step = at.get("properties", {}).get(part) if isinstance(part, str) else None
        at = step or at.get("items") or at.get("additionalProperties") or {}
        if "anyOf" in at:
            at = at["anyOf"][0]
        if "$ref" in at:
            at = whole["$defs"][at["$ref"].rsplit("/", 1)[1]]
    return list(at.get("properties", {}))


@cache
def _schema(kind: type[Content]) -> dict[str, Any]:
    return kind.model_json_schema()


def _in_words(error: Any, known: list[str], key: str) -> tuple[str, str]:
    """What is wrong, and the mend."""
    limits = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return tr("it is missing"), tr("Add {key} = ...", key=key)
        case "extra_forbidden":
            near = difflib.get_close_matches(key, known, n=1)
            return tr("it is not known here"), tr("Did you mean {near}?", near=near[0]) if near else tr("Remove it.")
        case "string_too_long":
            return tr("it is longer than {most} characters", most=limits["max_length"]), tr("Shorten it.")
        case "string_too_short":
            return tr("it is shorter than {least} characters", least=limits["min_length"]), tr("Write it out.")
        case "too_short":
            return tr("it holds {number} entries", number=limits["actual_length"]), tr(
                "Give at least {least}.", least=limits["min_length"]
            )
        case "too_long":
            return tr("it holds more than {most} entries", most=limits["max_length"]), tr(
                "Give at most {most}.", most=limits["max_length"]
            )
        case "greater_than_equal":
            return tr("it is less than {least}", least=limits["ge"]), tr("Give {least} or more.", least=limits["ge"])
        case "less_than_equal":
            return tr("it is more than {most}", most=limits["le"]), tr("Give {most} or less.", most=limits["le"])
        case "tuple_type":
            return tr("it is no list"), tr("Put it in square brackets: [...].")
        case "dict_type" | "model_type":
            return tr("it is no table"), tr("Write its keys, each with its value, one a line.")
        case "bool_type":
            return tr("it is neither true nor false"), tr("Write true or false, without quotation marks.")
        case "string_type":
            return tr("it is no text"), tr("Put it in quotation marks.")
        case "int_type":
            return tr("it is no whole number"), tr("Write a number without quotation marks.")
        case "float_type" | "finite_number":
            return tr("it is no number"), tr("Write a number without quotation marks.")
        case "literal_error":
            return tr("it is not one of the words allowed"), tr(
                "Use {words_allowed}.", words_allowed=limits["expected"]
            )
        case "string_pattern_mismatch":
            return tr("it has another shape than expected ({shape})", shape=limits["pattern"]), tr(
                "Correct its spelling."
            )
    return str(error["msg"]).removeprefix("Value error, ").rstrip("."), ""


# --- Texts of a language ------------------------------------------------------------------------------------


def _by_id(raw: Any) -> Any:
    """Lists of tables with ids as tables by id, so that texts meet by id and not by place."""
    if isinstance(raw, dict):
        return {key: _by_id(value) for key, value in raw.items()}
    if isinstance(raw, list) and raw and all(isinstance(entry, dict) and "id" in entry for entry in raw):
        return {str(entry["id"]): _by_id(entry) for entry in raw}
    return raw


_Tell = Callable[[tuple[str, ...], str, str], None]  # where, what, mend


def _overlay(base: Any, other: Any, *, mark: str, where: tuple[str, ...], wrong: _Tell) -> Any:
    """``base`` with the words of ``other``; where it has none the base words stand with the mark behind them."""
    if isinstance(base, dict):
        if other is None:
            other = {}
        if not isinstance(other, dict):
            wrong(where, tr("it should hold keys, as in the language of the form"), tr("Write it as there."))
            return base
        for key in other.keys() - base.keys():
            known = difflib.get_close_matches(str(key), base, n=1)
            mend = tr("Did you mean {known}?", known=known[0]) if known else tr("Remove it, or add it there first.")
            wrong((*where, str(key)), tr("the language of the form has nothing of this name"), mend)
        return {
            key: value if key == "id" else _overlay(value, other.get(key), mark=mark, where=(*where, key), wrong=wrong)
            for key, value in base.items()
        }
    if isinstance(base, list):
        if other is not None and (not isinstance(other, list) or len(other) != len(base)):
            what = tr("it should hold {number} entries, as in the language of the form", number=len(base))
            wrong(where, what, tr("Leave an empty text for what is still to translate."))
            return base
        theirs = other or [None] * len(base)
        return [
            _overlay(one, its, mark=mark, where=(*where, str(number)), wrong=wrong)
            for number, (one, its) in enumerate(zip(base, theirs, strict=True))
        ]
    if isinstance(base, str):
        if isinstance(other, str) and other.strip():
            return other
        if other is not None and not isinstance(other, str):
            wrong(where, tr("it is no text"), tr("Put it in quotation marks."))
        return f"{base}{mark}" if base else base
    return base


def _within_limits(kind: type[Content], laid: dict[str, Any], mark: str) -> dict[str, Any]:
    """Without the mark behind a text that would be too long with it."""
    try:
        kind.model_validate(laid)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            if one["type"] == "string_too_long" and one["input"].endswith(mark):
                *way, last = one["loc"]
                place: Any = laid
                for step in way:
                    place = place[step]
                place[last] = one["input"].removesuffix(mark)
    return laid


def _as_lists(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {k: list(v.values()) if k == "practices" and isinstance(v, dict) else v for k, v in raw.items()}


@dataclass(slots=True)
class _Texts:
    """The texts of a language, file by file; another language than the form's own is laid over it."""

    reader: _Reader
    own: str  # the language of the form
    language: str

    def read(self, kind: type[C], name: str) -> C | None:
        file = f"{self.own}/{name}"
        raw = self.reader.raw(file)
        if raw is None or self.language == self.own:
            return self.reader.valid(kind, file, raw)
        theirs = f"{self.language}/{name}"
        over = self.reader.raw(theirs) if (self.reader.folder / theirs).exists() else {}
        if over is None:
            return None
        mark = f" [{LANGUAGES.get(self.own, self.own)}]"

        def wrong(where: tuple[str, ...], what: str, mend: str) -> None:
            practice, key = (where[1], where[2:]) if where[:1] == ("practices",) and where[1:] else ("", where)
            self.reader.wrong(Mistake(theirs, what, practice, ".".join(key), mend))

        laid = _as_lists(_overlay(_by_id(raw), _by_id(over), mark=mark, where=(), wrong=wrong))
        return self.reader.valid(kind, theirs, _within_limits(kind, laid, mark))


# --- From files to a form -----------------------------------------------------------------------------------


def languages(folder: Path) -> tuple[str, ...]:
    """The languages an edition has texts in, by the names of its folders."""
    return tuple(
        sorted(p.name for p in folder.iterdir() if p.is_dir() and re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", p.name))
    )


def load_form(folder: Path, *, language: str = "", find: Callable[[str], Form] | None = None) -> Form:
    """Read an edition, or a company's additions to one, from its folder.

    ``language`` is that of the texts, the form's own by default; what it lacks stands in the form's own language with
    a mark. ``find`` gives the edition that additions extend. Raises FormError, which names the file, the practice and
    the key of the first mistake.
    """
    form, mistakes = read_form(folder, language=language, find=find)
    if mistakes or form is None:
        raise FormError(str(mistakes[0]))
    return form


def read_form(
    folder: Path, *, language: str = "", find: Callable[[str], Form] | None = None
) -> tuple[Form | None, list[Mistake]]:
    """The same, with every mistake that can be told; the form only where there is none."""
    reader = _Reader(folder)
    try:
        if (folder / "own.toml").exists():
            return _additions(reader, language, find or shipped_form), reader.mistakes
        return _edition(reader, language), reader.mistakes
    except _Wrong:
        return None, reader.mistakes


def _edition(reader: _Reader, language: str) -> Form:
    head = reader.valid(FormFile, "form.toml", reader.raw("form.toml"))
    if head is None:
        raise _Wrong
    texts = _Texts(reader, head.language, language or head.language)
    words = texts.read(FormText, "form.toml")
    practices: list[dict[str, Any]] = []
    for entry in head.domains:
        if entry.file in ("form.toml", RELATIONS):
            mend = tr("Give the file another name.")
            reader.wrong(
                Mistake(
                    "form.toml", tr("{file} has another use", file=entry.file), "", f"domains.{entry.id}.file", mend
                )
            )
            continue
        domain = reader.valid(DomainFile, entry.file, reader.raw(entry.file))
        told = texts.read(PracticesText, entry.file)
        if domain is None or told is None:
            continue
        if domain.domain != entry.id:
            reader.wrong(
                Mistake(
                    entry.file, tr("form.toml calls it {id}", id=entry.id), "", "domain", tr("Write {id}.", id=entry.id)
                )
            )
        for practice in domain.practices:
            if not practice.id.startswith(f"{entry.prefix}-"):
                mend = tr("Begin it with {prefix}-.", prefix=entry.prefix)
                reader.wrong(Mistake(entry.file, tr("it is not of this domain"), practice.id, "id", mend))
        practices += _joined(reader, entry.file, texts.language, domain.practices, told.practices)
    if words is not None:
        for key in ("domains", "themes", "facets", "strips", "roles", "functions"):
            ids = [entry if isinstance(entry, str) else entry.id for entry in getattr(head, key)]
            _same_ids(reader, f"{texts.language}/form.toml", key, ids, getattr(words, key))
    forerunners = _relations(reader, texts) if (reader.folder / RELATIONS).exists() else []
    reader.stop_if_wrong()
    assert words is not None  # nothing is wrong, so it was read
    return _form(
        reader,
        "form.toml",
        {
            "edition": head.edition,
            "title": words.title,
            "year": head.year,
            "status": head.status,
            "language": texts.language,
            "about": words.about,
            "levels": [{"number": n, **words.levels[n].model_dump()} for n in LEVELS],
            "domains": [{**entry.model_dump(), **words.domains[entry.id].model_dump()} for entry in head.domains],
            "themes": [{"id": i, **words.themes[i].model_dump()} for i in head.themes],
            "facets": [{**entry.model_dump(), **words.facets[entry.id].model_dump()} for entry in head.facets],
            "strips": [{"id": i, **words.strips[i].model_dump()} for i in head.strips],
            "roles": [{"id": i, **words.roles[i].model_dump()} for i in head.roles],
            "functions": [{"id": i, **words.functions[i].model_dump()} for i in head.functions],
            "frameworks": [framework.model_dump() for framework in head.frameworks],
            "practices": practices,
            "forerunners": forerunners,
        },
    )


def _additions(reader: _Reader, language: str, find: Callable[[str], Form]) -> Form:
    head = reader.valid(OwnFile, "own.toml", reader.raw("own.toml"))
    if head is None:
        raise _Wrong
    texts = _Texts(reader, head.language, language or head.language)
    words = texts.read(OwnText, "own.toml")
    listed = reader.valid(OwnPractices, "practices.toml", reader.raw("practices.toml"))
    told = texts.read(PracticesText, "practices.toml")
    try:
        base = find(head.extends)
    except FormError as error:
        mend = tr("Write the name of an edition that is there.")
        reader.wrong(Mistake("own.toml", str(error).removesuffix("."), "", "extends", mend))
        raise _Wrong from None
    if base.extends:
        mend = tr("Extend the edition that it extends.")
        reader.wrong(
            Mistake("own.toml", tr("{edition} is itself an addition", edition=base.edition), "", "extends", mend)
        )
    if listed is None or told is None or words is None:
        raise _Wrong
    for practice in listed.practices:
        if int(practice.id.split("-")[1]) < OWN_FROM:
            mend = tr(
                "Number it from {first} on, so that it never meets a practice of a later edition.", first=OWN_FROM
            )
            reader.wrong(Mistake("practices.toml", tr("the number is kept for editions"), practice.id, "id", mend))
    own = _joined(reader, "practices.toml", texts.language, listed.practices, told.practices)
    reader.stop_if_wrong()
    whole = [*base.model_dump()["practices"], *own]
    prefixes = [domain.prefix for domain in base.domains]
    for one in own:
        if one["id"].split("-")[0] not in prefixes:
            mend = tr("Begin it with one of {prefixes}.", prefixes=", ".join(prefixes))
            reader.wrong(Mistake("practices.toml", tr("no domain has this prefix"), one["id"], "id", mend))
    reader.stop_if_wrong()
    whole.sort(key=lambda one: prefixes.index(one["id"].split("-")[0]))
    values = {**base.model_dump(), **words.model_dump(), "practices": whole, "extends": base.edition}
    return _form(reader, "own.toml", {**values, **head.model_dump(exclude={"extends"}), "language": texts.language})


def _joined(
    reader: _Reader, file: str, language: str, entries: Iterable[PracticeEntry], texts: Iterable[PracticeText]
) -> list[dict[str, Any]]:
    """Structure and words of practices, met by id."""
    entries, texts = list(entries), list(texts)
    words = {text.id: text for text in texts}
    in_words = f"{language}/{file}"
    _not_twice(reader, file, [entry.id for entry in entries])
    _not_twice(reader, in_words, [text.id for text in texts])
    _same_ids(reader, in_words, "practices", [entry.id for entry in entries], words)
    found = []
    for entry in entries:
        text = words.get(entry.id)
        if text is None:
            continue
        if len(text.evidence) != len(entry.shows):
            what = tr(
                "it has {evidence} lines, and shows in {file} has {shows}",
                evidence=len(text.evidence),
                file=file,
                shows=len(entry.shows),
            )
            reader.wrong(Mistake(in_words, what, entry.id, "evidence", tr("Give each line what it shows.")))
            continue
        values = entry.model_dump(exclude={"shows"}) | text.model_dump(exclude={"evidence", "scope_roles"})
        values["evidence"] = [{"text": t, "shows": s} for t, s in zip(text.evidence, entry.shows, strict=True)]
        values["scope_roles"] = [{"role": role, "text": t} for role, t in text.scope_roles.items()]
        found.append(values)
    return found


def _not_twice(reader: _Reader, file: str, ids: list[str]) -> None:
    for one, times in Counter(ids).items():
        if times > 1:
            reader.wrong(
                Mistake(file, tr("it is there twice"), one, "id", tr("Give one of the two another id, or remove it."))
            )


def _same_ids(reader: _Reader, file: str, key: str, ids: list[str], words: Mapping[str, Any]) -> None:
    for one in ids:
        if one not in words:
            practice, name = (one, "") if key == "practices" else ("", f"{key}.{one}")
            reader.wrong(Mistake(file, tr("the words of {id} are missing", id=one), practice, name, tr("Add them.")))
    for other in sorted(words.keys() - set(ids)):
        practice, name = (other, "") if key == "practices" else ("", f"{key}.{other}")
        mend = tr("Remove it, or add it there.")
        reader.wrong(Mistake(file, tr("{id} is not in the structure", id=other), practice, name, mend))


def _relations(reader: _Reader, texts: _Texts) -> list[dict[str, Any]]:
    entries = reader.valid(RelationsFile, RELATIONS, reader.raw(RELATIONS))
    words = texts.read(RelationsText, RELATIONS) if (reader.folder / texts.own / RELATIONS).exists() else None
    notes = words.notes if words is not None else {}
    known = {e.edition: {r.id for r in e.practices} for e in entries.forerunners} if entries is not None else {}
    for edition, told in notes.items():
        for other in sorted(told.keys() - known.get(edition, set())):
            file, mend = (
                f"{texts.language}/{RELATIONS}",
                tr("Remove it, or add {id} to {file}.", id=other, file=RELATIONS),
            )
            reader.wrong(
                Mistake(
                    file,
                    tr("{practice} has no relation to {edition}", practice=other, edition=edition),
                    other,
                    f"notes.{edition}",
                    mend,
                )
            )
    if entries is None:
        return []
    return [
        {
            "edition": entry.edition,
            "practices": [
                {**relation.model_dump(), "note": notes.get(entry.edition, {}).get(relation.id, "")}
                for relation in entry.practices
            ],
        }
        for entry in entries.forerunners
    ]


# How the models word what only the whole form shows.
_PRACTICE_KEY: Final = re.compile(r"practice ([A-Z]+-[0-9]+), key (\w+): (.*)")
_RELATION: Final = re.compile(r"relation of ([A-Z]+-[0-9]+)|forerunner ")


def _form(reader: _Reader, file: str, values: dict[str, Any]) -> Form:
    """The whole as a form: what only shows when the files are put together is told here."""
    try:
        return Form.model_validate(values)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            loc = [str(part) for part in one["loc"]]
            practice, where, mend = "", file, tr("Correct it there.")
            what = str(one["msg"]).removeprefix("Value error, ").rstrip(".")
            if loc[:1] == ["practices"] and len(loc) > 1:
                practice, loc = values["practices"][int(loc[1])]["id"], loc[2:]
            elif loc[:1] == ["forerunners"]:
                where = RELATIONS
                if loc[2:3] == ["practices"]:
                    practice, loc = values["forerunners"][int(loc[1])]["practices"][int(loc[3])]["id"], ["of"]
            elif met := _PRACTICE_KEY.fullmatch(what):
                practice, loc, what, mend = met[1], [met[2]], met[3], tr("List it there, or remove it here.")
                files = {domain["prefix"]: domain["file"] for domain in values["domains"]}
                where = files[practice.split("-")[0]] if file == "form.toml" else "practices.toml"
            elif met := _RELATION.match(what):
                where, practice = RELATIONS, met[1] or ""
            reader.wrong(Mistake(where, what, practice, ".".join(loc), mend))
        raise _Wrong from None


@cache
def shipped_form(edition: str = CURRENT_EDITION) -> Form:
    """An edition as it comes with the app. Raises FormError for a name that does not."""
    if edition not in shipped_editions():
        raise FormError(tr("No edition {edition} comes with the app.", edition=edition))
    return load_form(forms_dir() / edition)


@cache
def shipped_editions() -> tuple[str, ...]:
    """The editions that come with the app, the newest first."""
    return tuple(sorted((p.name for p in forms_dir().iterdir() if (p / "form.toml").is_file()), reverse=True))
