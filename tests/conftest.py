"""What many tests start from: the shipped form and a small real workspace file."""

import gc
import os
import shutil

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from copy import copy
from datetime import date
from pathlib import Path
from typing import Any

import platformdirs
import pytest
from hypothesis import settings

from btech_desktop.assessment import Answer, Assessment, Unit, new_id
from btech_desktop.form import Form
from btech_desktop.form_files import shipped_form
from btech_desktop.periods import start_assessment
from btech_desktop.store import Change, Store

# Shared machines stall now and then: a slow example is not a wrong one.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3  # bytes free there


def pytest_configure(config: pytest.Config) -> None:
    """Put temporary files into memory where there is room.

    Every save is synced to disk, and a run makes thousands of workspaces: waiting for the disk took half its time.
    """
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_finish() -> None:
    """Leave the tests themselves out of every search for cycles: going through them took a tenth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Backups, settings and logs of a test lie in a folder of its own, never in the user's."""
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda *_, **__: str(folder))
    monkeypatch.setattr(platformdirs, "user_log_dir", lambda *_, **__: str(folder / "log"))
    return folder


@pytest.fixture(scope="session")
def form() -> Form:
    """The questionnaire as shipped."""
    return shipped_form()


class Workspace:
    """A workspace file with one unit and one assessment, and short ways to fill it."""

    def __init__(self, path: Path, form: Form) -> None:
        self.path = path
        self.form = form
        self.store = Store.create(path, organisation="Acme Ltd")
        self.store.keep_form(form)
        self.unit = Unit(id=new_id(), name="Acme")
        self.store.write([Change(None, self.unit)], who="tester")
        self.assessment = self.start("2026")

    def start(self, period: str, **options: Any) -> Assessment:
        """Start an assessment of the calendar year."""
        year = int(period)
        options.setdefault("unit", self.unit)
        assessment, changes = start_assessment(
            form=self.form, period=period, starts=date(year, 1, 1), ends=date(year, 12, 31), **options
        )
        self.store.write(changes, who="tester")
        return assessment

    def answer(self, practice_id: str, assessment: Assessment | None = None, **fields: Any) -> Answer:
        """Change an answer and write it."""
        before = self.store.answer((assessment or self.assessment).id, practice_id)
        after = Answer.model_validate({**before.model_dump(), **fields})
        self.store.write([Change(before, after)], who="tester")
        return after


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory, form: Form) -> Workspace:
    """What every test gets a copy of: to make it anew takes ten times as long."""
    made = Workspace(tmp_path_factory.mktemp("blank") / "acme.btech", form)
    made.store.close()
    return made


@pytest.fixture
def workspace(tmp_path: Path, blank: Workspace) -> Iterator[Workspace]:
    """A workspace with nothing answered."""
    made = copy(blank)
    made.path = tmp_path / "acme.btech"
    shutil.copyfile(blank.path, made.path)
    made.store = Store.open(made.path)
    yield made
    made.store.close()
