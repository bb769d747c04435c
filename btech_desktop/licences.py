"""The licence texts of everything that is shipped, to be read in the app itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from re import match

from btech_desktop.paths import APP_NAME, forms_dir, resource

MOST_CHARACTERS = 500_000  # of one text
_NOT_SHIPPED = frozenset({"pip"})  # sqlite-utils names it, and does not need it


@dataclass(frozen=True, slots=True)
class Licence:
    """A text and whose it is."""

    name: str
    text: str


def licences() -> tuple[Licence, ...]:
    """The app's own, the list of all parts, those of fonts, icons, Qt and Python, then of each library by name."""
    shipped = forms_dir().parent
    own = [(name, path) for name, path in _own(shipped) if path.is_file()]
    found = [
        *own,
        *((path.name, path) for path in sorted(resource("licences").iterdir())),
        *((f"fonts/{path.name}", path) for path in sorted(resource("fonts", "LICENSES").iterdir())),
        ("icons/Lucide", resource("icons", "LICENSE-lucide.txt")),
        *_of_libraries(shipped),
    ]
    return tuple(Licence(name, _read(path)) for name, path in found)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")[:MOST_CHARACTERS]


def _own(shipped: Path) -> Iterator[tuple[str, Path]]:
    names = ("LICENSE", "THIRD_PARTY.md")
    for name in names:
        yield name, shipped / name
    if not (shipped / names[0]).is_file():  # installed as a package: beside its description
        yield from _files(APP_NAME)


def _of_libraries(shipped: Path) -> Iterator[tuple[str, Path]]:
    bundled = shipped / "licences"
    if bundled.is_dir():
        for path in sorted(p for p in bundled.rglob("*") if p.is_file()):
            yield str(path.relative_to(bundled)), path
        return
    for name in sorted(_needed(APP_NAME, set()) - {APP_NAME}):
        yield from _files(name)


def _needed(name: str, known: set[str]) -> set[str]:
    """The packages that a package needs, those that these need, and so on."""
    name = name.lower().replace("_", "-")
    if name in known or name in _NOT_SHIPPED:
        return known
    known.add(name)
    here = _installed(name)
    for line in (here.requires if here else None) or ():
        wanted = match(r"[A-Za-z0-9._-]+", line)
        if wanted and "extra ==" not in line and _installed(wanted[0]) is not None:
            _needed(wanted[0], known)
    return known


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:  # needed on another system only
        return None


def _files(name: str) -> Iterator[tuple[str, Path]]:
    found = _installed(name)
    for file in (found.files if found else None) or ():
        if file.parts[0].endswith(".dist-info") and "licen" in str(file).lower():
            path = Path(str(file.locate()))
            if path.is_file():
                yield f"{name}/{file.name}", path
