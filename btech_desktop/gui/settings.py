"""What this person chose for the window, kept in a small INI file of their own; nothing of any workspace's content."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from PySide6.QtCore import QByteArray, QSettings

from btech_desktop.audiences import Audience
from btech_desktop.paths import data_dir

ThemeChoice = Literal["system", "light", "dark"]

SMALLEST_TEXT, LARGEST_TEXT = 1.0, 2.0
MOST_RECENT = 8
LOCK_AFTER = (0, 5, 15, 30, 60)  # minutes; 0: never by itself
LONGEST_NAME = 200  # as long as the history takes


@dataclass(frozen=True, slots=True)
class Place:
    """Where work in a workspace was left: ids and names of ours, nothing of its content."""

    assessment: str = ""
    page: str = ""
    practice: str = ""
    tab: int = 0  # of the page of actions


class Settings:
    """Choices that outlive a session. A value that is missing or spoilt reads as its default."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or data_dir() / "settings.ini"
        self._ini = QSettings(str(self.path), QSettings.Format.IniFormat)

    @property
    def name(self) -> str:
        """Who stands in the history beside each change; may be empty."""
        return self._text("name")[:LONGEST_NAME]

    @name.setter
    def name(self, value: str) -> None:
        self._keep("name", value.strip()[:LONGEST_NAME])

    @property
    def text_size(self) -> float:
        """1.0 to 2.0."""
        try:
            size = float(self._text("text_size") or SMALLEST_TEXT)
        except ValueError:
            return SMALLEST_TEXT
        # Written so that nan, which compares with nothing, falls back as well.
        return size if SMALLEST_TEXT <= size <= LARGEST_TEXT else SMALLEST_TEXT

    @text_size.setter
    def text_size(self, value: float) -> None:
        self._keep("text_size", str(round(min(max(value, SMALLEST_TEXT), LARGEST_TEXT), 2)))

    @property
    def theme(self) -> ThemeChoice:
        """Like the system, light or dark."""
        found = self._text("theme")
        return cast(ThemeChoice, found) if found in get_args(ThemeChoice) else "system"

    @theme.setter
    def theme(self, value: ThemeChoice) -> None:
        self._keep("theme", value)

    @property
    def single_keys(self) -> bool:
        """Whether the keys 0 to 4 and letters rate and move in the practice list."""
        return self._text("single_keys") != "off"

    @single_keys.setter
    def single_keys(self, value: bool) -> None:
        self._keep("single_keys", "on" if value else "off")

    @property
    def lock_after(self) -> int:
        """Minutes without keys or pointer after which a locked workspace is covered; 0: never. Fifteen at first."""
        found = self._text("lock_after")
        return int(found) if found in map(str, LOCK_AFTER) else 15

    @lock_after.setter
    def lock_after(self, value: int) -> None:
        self._keep("lock_after", str(value))

    def place(self, path: Path) -> Place:
        """Where work in this file was left; an empty place where nothing is known."""
        return self._places().get(str(path.absolute()), Place())

    def keep_place(self, path: Path, place: Place) -> None:
        """Remember it, for as many files as are listed as opened before."""
        known = self._places()
        known.pop(str(path.absolute()), None)
        latest = {str(path.absolute()): place, **known}
        self._keep("places", json.dumps({p: asdict(latest[p]) for p in list(latest)[:MOST_RECENT]}))

    @property
    def audience(self) -> Audience:
        """For whom a report is at first: the working group, the board or the public. The board by default."""
        found = self._text("audience")
        return cast(Audience, found) if found in get_args(Audience) else "board"

    @audience.setter
    def audience(self, value: Audience) -> None:
        self._keep("audience", value)

    @property
    def tour_seen(self) -> bool:
        """Whether the tour was shown, to its end or not."""
        return self._text("tour") == "seen"

    @tour_seen.setter
    def tour_seen(self, value: bool) -> None:
        self._keep("tour", "seen" if value else "")

    @property
    def without_backup(self) -> str:
        """The path of a workspace whose last backup failed as the window closed, or nothing."""
        return self._text("without_backup")

    @without_backup.setter
    def without_backup(self, value: str) -> None:
        self._keep("without_backup", value)

    @property
    def geometry(self) -> QByteArray:
        """Where the window stood, for ``restoreGeometry``; empty the first time."""
        found = self._ini.value("geometry")
        return found if isinstance(found, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._keep("geometry", value)

    def first_in_cloud(self, path: Path) -> bool:
        """Whether nobody was told yet that this file lies in a synced folder; from now on somebody was."""
        told = self._paths("told_of_cloud")
        if path.absolute() in told:
            return False
        self._keep("told_of_cloud", [str(p) for p in (path.absolute(), *told)][:MOST_RECENT])
        return True

    # -- recent files -------------------------------------------------------------------------------------

    @property
    def recent(self) -> tuple[Path, ...]:
        """Workspace files opened before, the latest first. Paths only: of a locked file nothing else is known."""
        return self._paths("recent")

    def add_recent(self, path: Path) -> None:
        """Put a file first in the list."""
        path = path.absolute()
        self._keep_recent([path, *(p for p in self.recent if p != path)])

    def forget_recent(self, path: Path) -> None:
        """Take a file off the list, with where it was left; the file itself stays."""
        self._keep_recent([p for p in self.recent if p != path.absolute()])
        places = {p: asdict(place) for p, place in self._places().items() if p != str(path.absolute())}
        self._keep("places", json.dumps(places))

    def clear_recent(self) -> None:
        """Empty the list, and forget where each file was left."""
        self._keep_recent([])
        self._keep("places", "")

    # -- inside -------------------------------------------------------------------------------------------

    def _keep_recent(self, paths: list[Path]) -> None:
        self._keep("recent", [str(p) for p in paths[:MOST_RECENT]])

    def _places(self) -> dict[str, Place]:
        try:
            found: Any = json.loads(self._text("places") or "{}")
            return {path: _place(one) for path, one in list(found.items())[:MOST_RECENT]}
        except (ValueError, TypeError, AttributeError, RecursionError):
            return {}

    def _paths(self, key: str) -> tuple[Path, ...]:
        found = self._ini.value(key)
        # A list of one is read back as a plain text.
        texts = [found] if isinstance(found, str) else found if isinstance(found, list) else []
        return tuple(Path(t) for t in texts if isinstance(t, str) and t)[:MOST_RECENT]

    def _text(self, key: str) -> str:
        found = self._ini.value(key, "")
        return found if isinstance(found, str) else ""

    def _keep(self, key: str, value: object) -> None:
        self._ini.setValue(key, value)
        # At once, so that a crash loses no choice; an unwritable file costs the choice, not the session.
        self._ini.sync()


def _place(found: Any) -> Place:
    """Raises TypeError for what is no place."""
    place = Place(**found)
    texts = (place.assessment, place.page, place.practice)
    if not all(isinstance(text, str) for text in texts) or type(place.tab) is not int:
        raise TypeError
    return place
