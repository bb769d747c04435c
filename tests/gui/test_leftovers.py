"""Pages that are closed leave nothing behind."""

import gc
import weakref
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from btech_desktop.gui.assess import AssessPage
from btech_desktop.gui.main_window import HOME, ON_ASSESSMENT, MainWindow
from btech_desktop.gui.settings import Settings
from btech_desktop.gui.theme import Look
from btech_desktop.sample import build_sample


def test_no_widget_outlives_its_page(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Neither a part in view nor one replaced while the page was used, and no page is held by a signal."""
    build_sample(tmp_path / "sample.btech").close()
    look = Look(qapp, "light", 1.0)
    window = MainWindow(look, Settings(tmp_path / "settings.ini"), tmp_path / "sample.btech")
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    for name in (*ON_ASSESSMENT, HOME, "settings", "help"):
        page = window.show_page(name)
        qtbot.waitUntil(window.current_settled)
        if isinstance(page, AssessPage):
            for level in (0, 4, 1):
                page.rate(level)
                page.go_next()
            page.list_pane.search.setText("people")
            page.list_pane.search.clear()
        del page
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    windows = set(QApplication.topLevelWidgets())
    parts: list[QWidget] = []
    for made in window.made_pages.values():
        parts += [made, *made.findChildren(QWidget)]
    names = {id(part): f"{type(part).__name__} {part.accessibleName()}" for part in parts}
    pages = {name: weakref.ref(made) for name, made in window.made_pages.items()}
    assert len(pages) == 9
    assert len(parts) > 500
    del made

    window.drop_pages()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [names[id(part)] for part in parts if isValid(part)] == []
    assert set(QApplication.topLevelWidgets()) <= windows
    parts.clear()
    gc.collect()
    assert [name for name, page in pages.items() if page() is not None] == []
    window.close()
