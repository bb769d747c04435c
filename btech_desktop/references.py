"""Other profiles to stand beside ours: strict files that a user adds, kept as copies in the app's folder of the user.

They lie in ``references/<id>.toml`` there and are read as data, never run. docs/reference-files.md says what they hold.
"""

import os
import re
import shutil
import stat
import tempfile
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from btech_desktop import disk
from btech_desktop.errors import FormError
from btech_desktop.form import Content, Line, Text, read_toml
from btech_desktop.form_files import mistakes_of, shipped_form
from btech_desktop.language import tr
from btech_desktop.own_forms import take
from btech_desktop.paths import data_dir

FEWEST: Final = 5  # contributors: in fewer someone could be recognised
MOST_KEPT: Final = 50
TOPS: Final = {"levels": 4.0, "percent": 100.0}
_SUFFIX: Final = ".toml"
_HIDDEN: Final = "."  # folders under work
_DEVICES: Final = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")  # names that Windows keeps for itself
_TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # could show 14 as 41


def _line(value: str) -> str:
    if not value.strip():
        raise ValueError(tr("it is blank"))
    if any(unicodedata.category(c) == "Cc" or c in _TURNS for c in value):
        raise ValueError(tr("it holds a character that cannot be shown, or a break of the line"))
    return value


def _text(value: str) -> str:
    _line(value.replace("\n", " ") if value.strip() else value)
    return value


def _date(value: str) -> str:
    try:
        date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        raise ValueError(tr("it is no date of the calendar")) from None
    return value


def _name(value: str) -> str:
    if _DEVICES.fullmatch(value):
        raise ValueError(tr("{id} is a name that Windows keeps for itself", id=value))
    return value


def _known(value: str) -> str:
    if value not in titles():
        raise ValueError(
            tr(
                "the questionnaire {edition} has no domain or facet {on}; it has {known}",
                edition=shipped_form().edition,
                on=value[:60],
                known=", ".join(titles()),
            )
        )
    return value


def _version(value: Any) -> Any:
    if type(value) is not int or value != 1:
        raise ValueError(tr("this app reads version 1 of the format"))
    return value


def _enough(value: int) -> int:
    if value < FEWEST:
        raise ValueError(
            tr("fewer than {fewest} contributors are refused, as someone could be recognised", fewest=FEWEST)
        )
    return value


PlainLine = Annotated[Line, AfterValidator(_line)]
PlainText = Annotated[Text, AfterValidator(_text)]
Contributors = Annotated[int, Field(le=1_000_000, json_schema_extra={"minimum": FEWEST}), AfterValidator(_enough)]
Figure = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class ReferenceSet(Content):
    """The quartiles on one domain or facet. In order, and on the scale of the file."""

    model_config = ConfigDict(defer_build=True)

    on: Annotated[Line, AfterValidator(_known)]
    n: Contributors
    lower_quartile: Figure
    median: Figure
    upper_quartile: Figure

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.lower_quartile <= self.median <= self.upper_quartile:
            raise ValueError(tr("{on} has quartiles out of order; the least comes first", on=self.on))
        return self


class ReferenceFile(Content):
    """A reference: a profile of other contributors, by its quartiles. It is shown beside our answers, never ranked."""

    model_config = ConfigDict(defer_build=True)

    format: Literal["btech-desktop/reference"]
    version: Annotated[Literal[1], BeforeValidator(_version)]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$"), AfterValidator(_name)]
    title: PlainLine
    publisher: PlainLine
    date: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}){0,2}$"), AfterValidator(_date)]
    licence: Annotated[str, StringConstraints(max_length=200), AfterValidator(lambda text: text and _line(text))]
    n: Contributors
    scale: Literal["levels", "percent"]
    method: PlainText
    limits: Annotated[tuple[PlainText, ...], Field(strict=False, min_length=1, max_length=20)]
    sets: Annotated[tuple[ReferenceSet, ...], Field(strict=False, min_length=1, max_length=100)]

    @field_validator("sets")
    @classmethod
    def _fit(cls, sets: tuple[ReferenceSet, ...], info: ValidationInfo) -> tuple[ReferenceSet, ...]:
        top = TOPS.get(info.data.get("scale", ""), 100.0)
        met = set()
        for one in sets:
            if one.on in met:
                raise ValueError(tr("{on} stands here twice", on=one.on))
            if one.n > info.data.get("n", one.n):
                raise ValueError(tr("{on} has more contributors than the whole file", on=one.on))
            if one.upper_quartile > top:
                raise ValueError(tr("{on} has a figure over {top}, the end of the scale", on=one.on, top=f"{top:.0f}"))
            met.add(one.on)
        return sets

    @property
    def top(self) -> float:
        """The end of the scale, which begins at 0."""
        return TOPS[self.scale]

    @property
    def scale_line(self) -> str:
        """The scale, and how it was measured."""
        scale = tr("Levels, 0 to 4.") if self.scale == "levels" else tr("Percent, 0 to 100; not our scale.")
        return f"{scale} {self.method}"

    @property
    def limits_line(self) -> str:
        """Every limit, in a line."""
        return tr("Limits: {limits}", limits=" ".join(self.limits))


def titles() -> dict[str, str]:
    """What a set can be on: id -> title of each domain, then of each facet, of the current questionnaire."""
    form = shipped_form()
    return {d.id: d.title for d in form.domains} | {f.id: f"{f.id} · {f.title}" for f in form.facets}


# -- reading ----------------------------------------------------------------------------------------------


def check(path: Path) -> tuple[ReferenceFile | None, tuple[str, ...]]:
    """A reference from its file, or every mistake: each with the file, the key and what to do. Never raises."""
    try:
        raw = read_toml(path)
        return ReferenceFile.model_validate(raw), ()
    except FormError as error:
        return None, (str(error),)
    except ValidationError as error:
        return None, tuple(str(mistake) for mistake in mistakes_of(path.name, raw, ReferenceFile, error))


def read_reference(path: Path) -> ReferenceFile:
    """A reference from its file. Raises FormError with the first mistake."""
    reference, mistakes = check(path)
    if reference is None:
        raise FormError(mistakes[0])
    return reference


# -- what is kept -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept. Of a damaged one only its ``id`` (the name of the copy) and the ``problem`` are known."""

    id: str
    reference: ReferenceFile | None
    problem: str = ""


class AlreadyKept(FormError):
    """Another text of the same id is kept; ``kept`` tells which."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(tr("A reference {id} is kept already. Remove that one first.", id=kept.id))
        self.kept = kept


def kept() -> tuple[Kept, ...]:
    """Every file that is kept, by title; then the damaged ones, each with what is wrong."""
    found = [_kept(name) for name in _names()]
    return tuple(
        sorted(found, key=lambda k: (k.reference is None, k.reference.title.casefold() if k.reference else ""))
    )


def readable() -> tuple[ReferenceFile, ...]:
    """The references that are kept and sound, by title."""
    return tuple(one.reference for one in kept() if one.reference is not None)


def add(file: Path, *, replacing: str = "") -> ReferenceFile:
    """Check a file and keep a copy of it, all or nothing. One that is kept already in the same words is left as it is.

    Raises AlreadyKept where another text of its id is kept, unless ``replacing`` is that id; FormError with the first
    mistake, for a link, a file that is too large, and when too many are kept.
    """
    root = _root()
    try:
        root.mkdir(mode=0o700, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f"{_HIDDEN}adding-", dir=root))
        try:
            take(file.parent, work, file.name)
            copy = work / file.name
            reference = read_reference(copy)
            target = root / f"{reference.id}{_SUFFIX}"
            if os.path.lexists(target):
                if _same(copy, target):
                    return reference
                if replacing != reference.id:
                    raise AlreadyKept(_kept(reference.id))
            elif len(_names()) >= MOST_KEPT:
                raise FormError(tr("{most} references are kept, which is the most. Remove one first.", most=MOST_KEPT))
            copy.replace(target)
            with suppress(OSError):  # some folders cannot be synced, and need not
                disk.sync_folder(root)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise FormError(
            tr("{name} could not be kept: {reason}. Nothing was changed.", name=file.name, reason=error.strerror)
        ) from error
    return reference


def remove(id_: str) -> None:
    """Remove the copy for good; the file it came from is untouched. Raises FormError."""
    if id_ not in _names():
        raise FormError(tr("There is no reference {id} to remove.", id=id_))
    try:
        (_root() / f"{id_}{_SUFFIX}").unlink()
    except OSError as error:
        raise FormError(tr("{name} could not be removed: {reason}.", name=id_, reason=error.strerror)) from error


def _root() -> Path:
    return data_dir() / "references"


def _names() -> list[str]:
    """The ids of what is kept, right or wrong, by the names of the copies."""
    try:
        found = [p.name for p in _root().iterdir()]
    except OSError:  # there is none yet
        return []
    return sorted(n.removesuffix(_SUFFIX) for n in found if n.endswith(_SUFFIX) and not n.startswith(_HIDDEN))


def _kept(name: str) -> Kept:
    path = _root() / f"{name}{_SUFFIX}"
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise FormError(tr("{name} is a link or no ordinary file. Remove it and add it anew.", name=path.name))
        reference = read_reference(path)
        if reference.id != name:
            raise FormError(
                tr("{name} holds the reference {id}. Remove it and add it anew.", name=path.name, id=reference.id)
            )
    except FormError as error:
        return Kept(name, None, str(error))
    except OSError as error:
        return Kept(name, None, tr("{name} cannot be read: {reason}.", name=path.name, reason=error.strerror))
    return Kept(name, reference)


def _same(copy: Path, target: Path) -> bool:
    """Whether the target is an ordinary file with the same content."""
    info = target.lstat()
    if not stat.S_ISREG(info.st_mode) or info.st_size != copy.stat().st_size:
        return False
    return target.read_bytes() == copy.read_bytes()
