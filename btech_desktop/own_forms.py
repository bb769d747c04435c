"""A company's own editions and additions: kept as files in the app's folder of the user, read as data, never run.

They lie in ``forms/<edition>/`` there, in the shape that :mod:`btech_desktop.form_files` reads.
"""

import os
import re
import shutil
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from pydantic import ValidationError

from btech_desktop import disk
from btech_desktop.errors import FormError
from btech_desktop.form import MAX_FILE_BYTES, Form, read_toml
from btech_desktop.form_files import RELATIONS, languages, read_form, shipped_editions, shipped_form
from btech_desktop.form_layout import FormFile
from btech_desktop.kept_forms import PUBLISHED
from btech_desktop.language import tr
from btech_desktop.paths import data_dir

MOST_BYTES: Final = 20_000_000  # of a whole form, in all its languages
MOST_LANGUAGES: Final = 30
_EDITION: Final = re.compile(r"[a-z0-9][a-z0-9.-]{2,60}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_HIDDEN: Final = "."  # folders under work, and those on their way out

Stamps = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A form that could be asked. Of one with a ``problem`` only the name of its folder is known."""

    edition: str
    title: str
    practices: int
    core: int
    status: Literal["draft", "published", ""]
    origin: Literal["shipped", "own"]
    problem: str = ""


def catalogue() -> tuple[Offer, ...]:
    """What comes with the app, the newest first, then the company's own by name; a broken one says why."""
    found = [_offer(shipped_form(edition), "shipped") for edition in shipped_editions()]
    for name in _names():
        try:
            if name in shipped_editions():
                raise FormError(
                    tr("An edition {name} comes with the app now and is used instead. Remove this one.", name=name)
                )
            found.append(_offer(_own(name), "own"))
        except FormError as error:
            found.append(Offer(name, "", 0, 0, "", "own", str(error)))
    return tuple(found)


def find(edition: str) -> Form:
    """A form by its edition: what comes with the app, else the company's own. Raises FormError."""
    return shipped_form(edition) if edition in shipped_editions() else _own(edition)


def add(folder: Path) -> Form:
    """Check a form and keep a copy of it, all or nothing; the form. One that is kept already is left as it is.

    Only the files that belong to a form are taken, each an ordinary file of the folder itself. Raises FormError with
    the first mistake and how many more there are, for a link among the files, a form that is too large, and a name
    that is taken by another text.
    """
    if not folder.is_dir():
        raise FormError(tr("There is no folder {folder}. Choose the folder of one form.", folder=folder))
    root = _root()
    try:
        root.mkdir(mode=0o700, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f"{_HIDDEN}adding-", dir=root))
        try:
            copy = work / (folder.resolve().name or "form")  # by its own name, as mistakes name it
            _copy(folder, copy)
            form = _checked(copy)
            target = root / form.edition
            if os.path.lexists(target):
                if not _same(copy, target):
                    raise FormError(
                        tr(
                            "Your own forms hold another text of {edition} already. Remove that one first, or give "
                            "this one a new edition name.",
                            edition=form.edition,
                        )
                    )
            else:
                copy.rename(target)
                with suppress(OSError):  # some folders cannot be synced, and need not
                    disk.sync_folder(root)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise FormError(
            tr("The form could not be copied: {reason}. Nothing was added.", reason=error.strerror)
        ) from error
    return _own(form.edition)


def remove(name: str) -> None:
    """Remove one of the company's own forms for good, by its edition or, if broken, the name of its folder.

    Assessments are not touched: each workspace keeps the wording they were answered under. Raises FormError.
    """
    if name not in _names():
        raise FormError(tr("There is no {name} among your own forms.", name=name))
    root = _root()
    try:
        if (root / name).is_symlink():
            (root / name).unlink()
            return
        out = Path(tempfile.mkdtemp(prefix=f"{_HIDDEN}removed-", dir=root))
        (root / name).rename(out / "form")
    except OSError as error:
        raise FormError(tr("{name} could not be removed: {reason}.", name=name, reason=error.strerror)) from error
    shutil.rmtree(out, ignore_errors=True)


# -- what is there ----------------------------------------------------------------------------------------


def _root() -> Path:
    return data_dir() / "forms"


def _names() -> list[str]:
    """The folders of the company's own forms, right or wrong."""
    try:
        found = [p.name for p in _root().iterdir() if p.is_dir() or p.is_symlink()]
    except OSError:  # there is none yet
        return []
    return sorted(name for name in found if not name.startswith(_HIDDEN))


def _offer(form: Form, origin: Literal["shipped", "own"]) -> Offer:
    return Offer(form.edition, form.title, len(form.ids), len(form.core_ids), form.status, origin)


def _own(edition: str) -> Form:
    root = _root()
    if edition not in _names():
        raise FormError(tr("No form {edition} comes with the app or is among your own.", edition=edition))
    if not _EDITION.fullmatch(edition):
        raise FormError(
            tr(
                "The folder {edition} has a name that no edition can have. Remove it and add the form anew.",
                edition=edition,
            )
        )
    try:
        return _loaded(root, edition, _stamps(root))
    except OSError as error:
        raise FormError(
            tr("The form {edition} cannot be read: {reason}.", edition=edition, reason=error.strerror)
        ) from error


def _base(edition: str) -> Form:
    """What additions may extend: never an addition, which could extend itself."""
    if edition not in shipped_editions() and os.path.lexists(_root() / edition / "own.toml"):
        raise FormError(tr("{edition} is itself an addition.", edition=edition))
    return find(edition)


def _stamps(root: Path) -> Stamps:
    """What tells whether any file below has changed since."""
    found = []
    for at, _, files in os.walk(root):
        for name in files:
            path = Path(at, name)
            info = path.lstat()
            found.append((str(path), info.st_mtime_ns, info.st_size, info.st_ino))
    return tuple(sorted(found))


@lru_cache(maxsize=32)
def _loaded(root: Path, edition: str, _: Stamps) -> Form:
    """Read again only when a file changed: additions also change with what they extend."""
    folder = root / edition
    for at, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            mode = Path(at, name).lstat().st_mode
            if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
                raise FormError(
                    tr(
                        "{name} in the folder {edition} is no ordinary file. Remove the form and add it anew.",
                        name=name,
                        edition=edition,
                    )
                )
    form, mistakes = read_form(folder, find=_base)
    if form is None or mistakes:
        raise FormError(str(mistakes[0]))
    if form.edition != edition:
        raise FormError(
            tr(
                "The folder {folder} holds the edition {edition}. Remove it and add it anew.",
                folder=edition,
                edition=form.edition,
            )
        )
    return form


# -- taking one in ----------------------------------------------------------------------------------------


def _checked(folder: Path) -> Form:
    """The form in our copy. Raises FormError: every language has to be right, and the name free to use."""
    form, mistakes = read_form(folder, find=_base)
    for language in languages(folder):
        if form is not None and language != form.language:
            mistakes += read_form(folder, language=language, find=_base)[1]
    if form is None or mistakes:
        said = list(dict.fromkeys(str(mistake) for mistake in mistakes))
        more = len(said) - 1
        rest = tr("And {more} more: the command btech-desktop form check lists them all.", more=more)
        raise FormError(f"{said[0]} {rest}" if more else said[0])
    if form.edition in shipped_editions():
        raise FormError(
            tr(
                "An edition {edition} comes with the app. Give this form an edition name of its own.",
                edition=form.edition,
            )
        )
    if form.edition.endswith(PUBLISHED):
        raise FormError(
            tr(
                "The edition name {edition} ends in {ending}, which the app uses. Choose another.",
                edition=form.edition,
                ending=PUBLISHED,
            )
        )
    return form


def _copy(folder: Path, copy: Path) -> None:
    """The files of a form, and no others, into a new folder. The rest of the folder is never looked at."""
    copy.mkdir(mode=0o700)
    room = MOST_BYTES
    own = os.path.lexists(folder / "own.toml")
    head = "own.toml" if own else "form.toml"
    if not os.path.lexists(folder / head):
        raise FormError(
            tr("{name} holds neither form.toml nor own.toml. Choose the folder of one form.", name=folder.name)
        )
    room -= take(folder, copy, head)
    names = ["practices.toml"] if own else [*_domain_files(copy), RELATIONS]
    for name in names:
        room = _take_in(folder, copy, name, room)
    spoken = sorted(p for p in folder.iterdir() if _LANGUAGE.fullmatch(p.name) and (p.is_dir() or p.is_symlink()))
    if len(spoken) > MOST_LANGUAGES:
        raise FormError(
            tr(
                "{name} holds {number} languages; a form has at most {most}.",
                name=folder.name,
                number=len(spoken),
                most=MOST_LANGUAGES,
            )
        )
    for language in spoken:
        if language.is_symlink():
            raise _no_file(language.name, folder)
        (copy / language.name).mkdir(mode=0o700)
        for name in (head, *names):
            room = _take_in(language, copy / language.name, name, room)


def _domain_files(copy: Path) -> list[str]:
    """The files that form.toml names; none where it is wrong, which is told when the form is read."""
    try:
        entries = FormFile.model_validate(read_toml(copy / "form.toml")).domains
    except (FormError, ValidationError):
        return []
    return list(dict.fromkeys(entry.file for entry in entries if entry.file not in ("form.toml", RELATIONS)))


def _take_in(folder: Path, copy: Path, name: str, room: int) -> int:
    """Copy a file if there is one; the bytes that a form may still have. A missing one is told when it is read."""
    if os.path.lexists(folder / name):
        room -= take(folder, copy, name)
    if room < 0:
        raise FormError(
            tr(
                "The form is larger than {most} bytes, which is the most one may have.",
                most=f"{MOST_BYTES:,}",
            )
        )
    return room


def take(folder: Path, copy: Path, name: str) -> int:
    """Copy one file into our own folder; its size. Nothing is followed out of the folder, and nothing that never ends
    is read. Raises FormError and OSError.
    """
    source = folder / name
    if not stat.S_ISREG(source.lstat().st_mode):
        raise _no_file(name, folder)
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(source, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise _no_file(name, folder)
        content = file.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise FormError(
            tr(
                "{name} is larger than {most} bytes, which is the most such a file may have.",
                name=name,
                most=f"{MAX_FILE_BYTES:,}",
            )
        )
    handle = os.open(copy / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as target:
        target.write(content)
        target.flush()
        disk.sync(target.fileno())
    return len(content)


def _no_file(name: str, folder: Path) -> FormError:
    return FormError(
        tr(
            "{name} in the folder {folder} is a link or no ordinary file. Put the file itself there.",
            name=name,
            folder=folder.name,
        )
    )


def _same(copy: Path, kept: Path) -> bool:
    """Whether two folders hold the same files with the same content."""
    try:
        ours, theirs = _files(copy), _files(kept)
    except OSError:
        return False
    return ours.keys() == theirs.keys() and all(
        ours[name].stat().st_size == theirs[name].stat().st_size
        and ours[name].read_bytes() == theirs[name].read_bytes()
        for name in ours
    )


def _files(folder: Path) -> dict[str, Path]:
    return {
        str(path.relative_to(folder)): path
        for at, _, names in os.walk(folder)
        for path in (Path(at, name) for name in names)
    }
