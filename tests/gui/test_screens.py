"""Every page on the sample, in light and dark, at 100 % and 150 %: nothing is cut and nothing sticks out."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from shutil import copyfile

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from btech_desktop.assessment import Action, Dossier, new_id
from btech_desktop.gui.main_window import HOME, ON_ASSESSMENT, MainWindow
from btech_desktop.gui.settings import Settings
from btech_desktop.gui.theme import Look, Theme
from btech_desktop.gui.widgets.labels import ElidedLabel
from btech_desktop.sample import build_sample

PAGES = (*ON_ASSESSMENT, HOME, "settings", "help")
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitän"
SIZES = ((1440, 900), (800, 600))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, made once."""
    path = tmp_path_factory.mktemp("screens") / "sample.btech"
    build_sample(path).close()
    return path


@pytest.fixture
def settings(tmp_path: Path, qapp: QApplication) -> Iterator[Settings]:
    """Settings of their own; the look of the application is as before in the end."""
    yield Settings(tmp_path / "settings.ini")
    Theme("light", 1.0).apply(qapp)
    qapp.setStyleSheet("")


def long_action(dossier: Dossier) -> Action:
    """An action as long as one may be, in words that break nowhere, and long overdue."""
    return Action(
        id=new_id(),
        assessment_id=dossier.assessment.id,
        practice_id=dossier.assessment.asked[0],
        what=f"{LONG_WORD} und " * 4,
        owner=f"{LONG_WORD} {LONG_WORD}",
        due=date.today() - timedelta(days=340),
        target_level=4,
    )


def is_cut(part: QWidget) -> bool:
    """Whether a label's or button's text needs more room than it has. One that gives way tells the rest in its tip."""
    if isinstance(part, ElidedLabel):
        return False
    if part.hasHeightForWidth():
        return part.heightForWidth(part.width()) > part.height()
    hint = part.sizeHint()
    return hint.width() > part.width() or hint.height() > part.height()


def cut_parts(window: QWidget) -> list[str]:
    """The words in view that are cut."""
    parts: list[QLabel | QAbstractButton] = [*window.findChildren(QLabel), *window.findChildren(QAbstractButton)]
    return [
        f"{type(part).__name__} {part.text() or part.accessibleName()!r}: {part.size().toTuple()} of "
        f"{(part.sizeHint().toTuple(), part.heightForWidth(part.width()))}"
        for part in parts
        if part.isVisible() and (part.text() or part.hasHeightForWidth()) and is_cut(part)
    ]


def scrolls_sideways(part: QWidget, page: QWidget) -> bool:
    """Whether a part lies in something that can be scrolled to the side, such as the preview of a PDF."""
    above = part.parentWidget()
    while above is not None and above is not page:
        if isinstance(above, QAbstractScrollArea):
            never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if above.horizontalScrollBarPolicy() != never:
                return True
        above = above.parentWidget()
    return False


def sticking_out(page: QWidget) -> list[str]:
    """The parts in view that begin left of their page or end right of it."""
    found = []
    for part in page.findChildren(QWidget):
        if part.isVisible() and part.window() is page.window() and not scrolls_sideways(part, page):
            left = part.mapTo(page, QPoint(0, 0)).x()
            if left < 0 or left + part.width() > page.width():
                found.append(f"{type(part).__name__} {part.accessibleName()!r}: {left} to {left + part.width()}")
    return found


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_cuts_its_words(
    sample: Path, settings: Settings, tmp_path: Path, qapp: QApplication, qtbot: QtBot, theme: str, scale: float
) -> None:
    """Wide and narrow, each page fits its width, and each label and button has the room its words need."""
    path = tmp_path / "sample.btech"
    copyfile(sample, path)
    window = MainWindow(Look(qapp, "dark" if theme == "dark" else "light", scale), settings)
    qtbot.addWidget(window)
    assert window.open_workspace(path)
    assert window.session is not None
    assert window.session.add(long_action(window.session.dossier), text="add an action")
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.show()
    wrong: list[str] = []
    for width, height in SIZES:
        window.resize(width, height)
        for name in PAGES:
            page = window.show_page(name)
            assert page is not None
            qtbot.waitUntil(window.current_settled)
            for _ in range(8):  # each round lays out what the one before moved
                qapp.processEvents()
            assert not window.grab().isNull()
            wrong += [f"{name} at {width}: {what}" for what in (*cut_parts(window), *sticking_out(page))]
    window.close()
    assert not wrong, "\n".join(wrong)
