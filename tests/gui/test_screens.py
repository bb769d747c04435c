"""Every page and dialog on the sample, light and dark, at 100 to 200 %: nothing is cut, laid over or sticks out."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QFocusFrame,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from btech_desktop.gui.theme import Kind
from btech_desktop.gui.widgets.chart_view import ChartView
from btech_desktop.gui.widgets.labels import ElidedLabel
from tests.gui import screens
from tests.gui.test_accessibility import close

SHOWN = (QLabel, QAbstractButton, QLineEdit, ChartView)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, made once."""
    return screens.build(tmp_path_factory.mktemp("screens"))


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


def overlaps(top: QWidget) -> list[str]:
    """The words, controls and charts in view that lie over each other, although neither is part of the other."""
    found = []
    for parent in (top, *top.findChildren(QWidget)):
        if isinstance(parent, QLineEdit):  # its icon and its hint lie in the room that it keeps for them
            continue
        parts = [child for child in parent.children() if isinstance(child, SHOWN) and child.isVisible()]
        parts = [part for part in parts if not part.isWindow() and not isinstance(part, QFocusFrame)]
        for number, part in enumerate(parts):
            for other in parts[number + 1 :]:
                common = part.geometry() & other.geometry()
                if common.width() > 1 and common.height() > 1:
                    found.append(f"{named(part)} over {named(other)}")
    return found


def named(part: QWidget) -> str:
    words = part.text() if isinstance(part, QLabel | QAbstractButton) else ""
    return f"{type(part).__name__} {part.accessibleName() or words!r}"


def wrong_in(window: QWidget, page: QWidget) -> list[str]:
    """All that is cut, sticks out or lies over something else."""
    return [*cut_parts(window), *sticking_out(page), *(f"{what} (overlap)" for what in overlaps(window))]


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("kind", ["light", "dark"])
def test_every_page_and_dialog_has_room(
    sample: Path, tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, kind: Kind, percent: int
) -> None:
    """In a window of 1280 x 720. The pictures stay in build/screens: overview-light-100.png and so on."""
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _: QRect(0, 0, 1280, 720))  # dialogs keep within it
    window = screens.opened(sample, tmp_path, qapp, kind, percent / 100)
    wrong: list[str] = []
    for name, make in screens.dialogs(window):
        dialog = screens.shown(make)
        screens.save(dialog, f"dialog-{name}-{kind}-{percent}")
        wrong += [f"{name}: {what}" for what in wrong_in(dialog, dialog)]
        dialog.close()
        dialog.deleteLater()
    for name, page in screens.pages(window):
        screens.save(window, f"{name}-{kind}-{percent}")
        wrong += [f"{name}: {what}" for what in wrong_in(window, page)]
    close(window, qapp)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("size", "percent"),
    [((1440, 900), 200), ((800, 600), 150)],
)
def test_every_page_has_room_in_other_windows(
    sample: Path, tmp_path: Path, qapp: QApplication, size: tuple[int, int], percent: int
) -> None:
    """Wide and narrow."""
    window = screens.opened(sample, tmp_path, qapp, "light", percent / 100)
    window.resize(*size)
    wrong: list[str] = []
    for name, page in screens.pages(window):
        assert not window.grab().isNull()
        wrong += [f"{name}: {what}" for what in wrong_in(window, page)]
    close(window, qapp)
    assert not wrong, "\n".join(wrong)


def test_what_lies_over_something_else_is_found(qtbot: QtBot) -> None:
    """Two labels on the same place; below each other they are fine."""
    whole = QWidget()
    qtbot.addWidget(whole)
    upper, lower = QLabel("upper", whole), QLabel("lower", whole)
    upper.setGeometry(0, 0, 80, 20)
    lower.setGeometry(10, 10, 80, 20)
    whole.show()
    assert len(overlaps(whole)) == 1
    lower.move(10, 21)
    assert overlaps(whole) == []
