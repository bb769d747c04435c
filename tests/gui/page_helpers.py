"""What tests of the result pages share: a page shown on a real workspace, kept fresh as the window would."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from btech_desktop.gui.page import Page
from btech_desktop.gui.session import Session
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.rows import RowButton
from btech_desktop.gui.widgets.segmented import Segmented
from tests.conftest import Workspace

P = TypeVar("P", bound=Page)


def shown(
    make: Callable[[Session, Theme], P],
    session: Session,
    qtbot: QtBot,
    *,
    width: int = 1232,
    height: int = 814,
    scale: float = 1.0,
) -> P:
    """The page, in view and refreshed whenever the session changes."""
    page = make(session, Theme("light", scale))
    qtbot.addWidget(page)
    page.resize(width, height)
    page.refresh()
    session.changed.connect(page.refresh)
    session.assessment_selected.connect(lambda _: page.refresh())
    with qtbot.waitActive(page):
        page.show()
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    assert windows == [page], "a part was shown before it had a parent"
    return page


def words(widget: QWidget) -> str:
    """All words in view within a widget."""
    QApplication.processEvents()  # parts just made are shown, and those replaced deleted
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def segment(choice: Segmented) -> QWidget:
    """The chosen part of a choice, where the keyboard stops."""
    return next(part for part in choice.findChildren(QToolButton) if part.isChecked())


def rows(widget: QWidget) -> dict[str, RowButton]:
    """The rows in view, by what they stand for."""
    QApplication.processEvents()  # rows just made are shown, and those replaced deleted
    assert sum(window.isVisible() for window in QApplication.topLevelWidgets()) == 1
    return {row.key: row for row in widget.findChildren(RowButton) if row.isVisible()}


def two_years(workspace: Workspace) -> str:
    """2026 in part, and 2027 with a fall, rises and a new answer; the id of 2027."""
    for practice_id, level in (("POL-1", 2), ("POL-2", 1), ("POL-3", 1), ("GOV-1", 1), ("REM-1", 2)):
        workspace.answer(practice_id, level=level, target=3, finding=f"{practice_id} in 2026")
    later = workspace.start("2027", previous=workspace.store.dossier(workspace.assessment.id))
    for practice_id, level, reason in (
        ("POL-1", 3, "done"),
        ("POL-2", 0, "learned"),
        ("POL-3", 2, "done"),
        ("GOV-1", 1, None),
        ("GOV-2", 2, None),
    ):
        workspace.answer(
            practice_id,
            later,
            level=level,
            to_confirm=False,
            change_reason=reason,
            finding=f"{practice_id} in 2027",
        )
    return later.id
