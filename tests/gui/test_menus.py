"""The menus: every item can be reached by a letter of its own, has keys of its own, and does something."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QMetaMethod
from PySide6.QtGui import QAction
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QMenu, QWidget

from btech_desktop.gui.history_dialog import HistoryDialog
from btech_desktop.gui.report_page import ReportPage
from btech_desktop.gui.widgets.dialog import Dialog
from tests.conftest import Workspace
from tests.gui.test_main_window import Driver, acme, hands, new_window, settings

__all__ = ["acme", "hands", "new_window", "settings"]


def menus(driver: Driver) -> Iterator[tuple[str, QMenu]]:
    """Every menu with those inside it, filled as when it is opened."""

    def inside(name: str, menu: QMenu) -> Iterator[tuple[str, QMenu]]:
        menu.aboutToShow.emit()
        yield name, menu
        for action in menu.actions():
            inner = action.menu()
            if isinstance(inner, QMenu) and action.isEnabled():
                yield from inside(f"{name} > {action.text()}", inner)

    for name, menu in driver.window.menus.items():
        yield from inside(name, menu)


def items(menu: QMenu) -> list[QAction]:
    return [action for action in menu.actions() if not action.isSeparator()]


def mnemonic(text: str) -> str:
    """The letter after the single ampersand, in upper case; nothing where there is none."""
    plain = text.replace("&&", "")
    return plain.partition("&")[2][:1].upper()


def busy(driver: Driver) -> None:
    """A window in which most of what the menus offer can be chosen."""
    session = driver.window.session
    assert session is not None
    session.add_unit(name="Sales & Marketing", parent_id=None, roles=())
    session.answer("POL-1", level=2)


@pytest.mark.parametrize("state", ["empty", "open", "final"])
def test_letters_are_told_apart(acme: Driver, state: str) -> None:
    """Within each menu, also where its words change with the state; names given by people have none."""
    busy(acme)
    if state == "final":
        assert acme.window.session is not None
        acme.window.session.finalise(name="Ada", role="Lead")
    if state == "empty":
        acme.window.close_workspace()
    for name, menu in menus(acme):
        letters = [letter for action in items(menu) if (letter := mnemonic(action.text()))]
        assert len(letters) == len(set(letters)), (name, letters)
        if name not in ("File > &Recent", "Assessment > Un&its"):
            assert len(letters) == len(items(menu)), (name, [a.text() for a in items(menu)])


def test_no_two_items_share_a_key(acme: Driver) -> None:
    """Nor does one of them hide a key of the practice list."""
    busy(acme)
    seen: dict[str, str] = {}
    for _, menu in menus(acme):
        for action in items(menu):
            for keys in action.shortcuts():
                text = keys.toString()
                assert text not in seen, (text, action.text(), seen[text])
                seen[text] = action.text()
    assert {"Ctrl+P", "Ctrl+Q", "Ctrl+O", "Ctrl+N", "Ctrl+Z", "Ctrl+Y", "F1"} <= set(seen)
    assert not {keys for keys in seen if len(keys) == 1}


@pytest.mark.parametrize("opened", [True, False])
def test_every_item_that_can_be_chosen_does_something(acme: Driver, opened: bool) -> None:
    """It opens a menu that is not empty, or somebody listens."""
    busy(acme)
    if not opened:
        acme.window.close_workspace()
    for name, menu in menus(acme):
        for action in items(menu):
            if not action.isEnabled():
                continue
            inner = action.menu()
            if isinstance(inner, QMenu):
                inner.aboutToShow.emit()
                assert items(inner), (name, action.text())
            else:
                assert action.isSignalConnected(QMetaMethod.fromSignal(action.triggered)), (name, action.text())


def test_the_history_of_a_practice_and_of_the_assessment(acme: Driver, workspace: Workspace) -> None:
    """From any page: the practice last in view, and the assessment in view with the others left out."""
    session = acme.window.session
    assert session is not None
    session.start_assessment(
        unit=workspace.unit, period="2027", starts=date(2027, 1, 1), ends=date(2027, 12, 31), kind="all"
    )
    acme.window.go("assess", "POL-2")
    acme.window.show_page("overview")
    titles: list[str] = []
    chosen: list[object] = []

    def look(dialog: Dialog) -> None:
        assert isinstance(dialog, HistoryDialog)
        titles.append(dialog.windowTitle())
        if hasattr(dialog, "assessment_box"):
            chosen.append(dialog.assessment_box.currentData())
        dialog.accept()

    for text in ("History of this practice", "History of the assessment"):
        acme.asked(look)
        acme.menu(text)
    assert titles == ["History of POL-2", "History"]
    assert chosen == [session.assessment_id]


def test_the_report_is_printed(acme: Driver, tmp_path: Path) -> None:
    """It asks for a printer and prints the pages of the copy chosen on the report page."""
    session = acme.window.session
    assert session is not None
    session.answer("POL-1", level=2)
    target = tmp_path / "printed.pdf"
    asked: list[tuple[str, int]] = []

    def printer(_: QWidget, title: str, pages: int) -> QPrinter | None:
        asked.append((title, pages))
        made = QPrinter()
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(str(target))
        return made

    page = acme.window.show_page("report")
    assert isinstance(page, ReportPage)
    acme.qtbot.waitUntil(page.settled, timeout=20_000)
    page.ask_printer = printer
    acme.menu("Print")
    assert asked == [(f"acme-2026-{page.audience}", page.preview.page_count)]
    assert len(PdfReader(target).pages) == page.preview.page_count > 1
    assert acme.messages == [("info", "The report was sent to the printer.")]
    # A cancelled question prints nothing and says nothing.
    acme.window.clear_messages()
    target.unlink()
    page.ask_printer = lambda *_: None
    page.print_button.click()
    assert not target.exists()
    assert acme.messages == []


def test_a_copy_that_cannot_be_made_is_not_printed(acme: Driver) -> None:
    """The menu says why instead of asking for a printer."""
    page = acme.window.show_page("report")
    assert isinstance(page, ReportPage)
    acme.qtbot.waitUntil(page.settled, timeout=20_000)
    page._show_instead("A public copy needs a final assessment.")
    assert not page.print_button.isEnabled()
    asked: list[object] = []
    page.ask_printer = lambda *given: asked.append(given)
    acme.menu("Print")
    assert acme.messages == [("attention", "A public copy needs a final assessment.")]
    assert asked == []
