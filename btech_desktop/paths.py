"""Where things lie: resources and forms (source tree, wheel, frozen program) and the user's own data."""

import sys
from functools import cache
from pathlib import Path

import platformdirs

APP_NAME = "btech-desktop"


@cache
def _shipped() -> Path:
    """The folder which holds ``forms/`` and ``resources/``."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen)
    package = Path(__file__).resolve().parent
    installed = package / "_data"
    return installed if installed.is_dir() else package.parent


def resource(*parts: str) -> Path:
    """A file or folder under ``resources/``."""
    return _shipped().joinpath("resources", *parts)


def forms_dir() -> Path:
    """The folder of the questionnaires that come with the app, one folder an edition."""
    return _shipped() / "forms"


def data_dir() -> Path:
    """The user's own folder for this app (settings, the copy of the sample); made when first asked for."""
    path = Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def folder_for_files(workspace: Path) -> Path:
    """Where files made from a workspace are offered to go: beside it, unless that is the app's own hidden folder."""
    return Path.home() if workspace.parent == data_dir() else workspace.parent


def log_dir() -> Path:
    """Where the log lies; it holds no answer text."""
    path = Path(platformdirs.user_log_dir(APP_NAME, appauthor=False))
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
