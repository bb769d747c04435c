"""Walks the window in the made-up language and prints as JSON what is still in Latin letters, and what is cut."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ALLOWED = re.compile(
    r"\bB-Tech\b|ungp-tech-\d+(?:\.\w+)?|btech-desktop\S*"
    r"|\b[A-Z]{2,}[A-Z0-9]*(?:-\d+)?\b|\b[A-Z]\d?[a-z]?\b"  # POL-1, PDF; keys and facets such as T1a
    r"|\b[\w-]+\.(?:toml|md|btech|pdf)\b|\*\.\w+|https?://\S+|/\S*"
    r"|^sample$"  # the name of the file
    r"|(?:Ctrl|Shift|Backspace|Esc|Alt|PgUp|PgDown|Home|End)(?:\+\S+)?|F\d+|\{\w*\}"
)
LATIN = re.compile(r"[A-Za-z]{2,}")


def main(folder: Path) -> None:
    """Open every page and dialog once."""
    sys._MEIPASS = str(folder)  # type: ignore[attr-defined]  # as in the frozen program: where its files lie
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import (
        QAbstractButton,
        QAbstractItemView,
        QComboBox,
        QLabel,
        QLineEdit,
        QPlainTextEdit,
        QTabBar,
        QWidget,
    )

    from btech_desktop import app as program
    from btech_desktop.gui.main_window import HOME, ON_ASSESSMENT
    from btech_desktop.gui.widgets.chart_view import ChartView
    from tests.gui.test_screens import cut_parts, sticking_out

    app = program._application()
    window = program._window_on(app, folder, None)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.show()

    def words(part: QWidget) -> Iterator[str]:
        yield from (part.toolTip(), part.accessibleName(), part.accessibleDescription())
        if isinstance(part, QLabel | QAbstractButton):
            yield part.text()
        if isinstance(part, QLineEdit | QPlainTextEdit):
            yield part.placeholderText()
        if isinstance(part, QComboBox):
            yield from (part.itemText(n) for n in range(part.count()))
        if isinstance(part, QTabBar):
            yield from (part.tabText(n) for n in range(part.count()))
        if isinstance(part, ChartView) and part.chart is not None:
            yield part.chart.description
            yield from (item.text for item in part.chart.items if hasattr(item, "text"))
            yield from (spot.text for spot in part.chart.spots)
            yield from (cell for row in part.chart.table for cell in row)
        if isinstance(part, QAbstractItemView):
            model = part.model()
            for row in range(model.rowCount()):
                top = model.index(row, 0)
                yield str(top.data(Qt.ItemDataRole.DisplayRole) or "")
                yield str(top.data(Qt.ItemDataRole.AccessibleTextRole) or "")
                for below in range(model.rowCount(top)):
                    index = model.index(below, 0, top)
                    yield str(index.data(Qt.ItemDataRole.DisplayRole) or "")
                    yield str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")

    latin: dict[str, str] = {}
    cut: list[str] = []

    def look(place: str, whole: QWidget) -> None:
        for part in (whole, *whole.findChildren(QWidget)):
            if part is not whole and not part.isVisibleTo(whole):
                continue
            for text in words(part):
                if LATIN.search(ALLOWED.sub("", re.sub(r"<[^>]+>", "", text))):
                    latin.setdefault(text, f"{place}, {type(part).__name__}")

    for action in window.findChildren(QAction):
        if LATIN.search(ALLOWED.sub("", action.text().replace("&", ""))):
            latin.setdefault(action.text(), "menu")
    window.resize(1280, 720)
    for name in (*ON_ASSESSMENT, HOME, "settings", "help"):
        page = window.show_page(name)
        program._settle(window.current_settled, app)
        for _ in range(8):
            app.processEvents()
        window.grab()
        look(name, window)
        cut += [f"{name}: {what}" for what in (*cut_parts(window), *sticking_out(page))]
        window.grab().save(str(folder / f"pseudo-{name}.png"))
    pages = len(window.made_pages)
    actions = window.made_pages["actions"]
    for tabs in actions.findChildren(QTabBar):
        for n in range(tabs.count()):
            tabs.setCurrentIndex(n)
            window.show_page("actions")
            for _ in range(4):
                app.processEvents()
            look(f"actions, tab {n}", window)
    benchmark = window.show_page("benchmark")
    for part in benchmark.findChildren(QAbstractButton):
        if part.isCheckable() and part.isVisible():
            part.click()
            app.processEvents()
            look("benchmark, another part", benchmark)
    window.close_workspace()
    app.processEvents()
    look("start", window)
    window.close()
    print(json.dumps({"pages": pages, "latin": latin, "cut": cut}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
