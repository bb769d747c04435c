"""The method under Help: every section is there to read, to reach with the keys and to copy."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from btech_desktop.form import Form
from btech_desktop.gui.help import AboutDialog, HelpPage, LicencesDialog, MethodDialog
from btech_desktop.gui.method_view import MethodView
from btech_desktop.gui.theme import Theme
from btech_desktop.method import Standing, made_up, sections


@pytest.fixture
def dialog(qtbot: QtBot) -> MethodDialog:
    """The dialog, shown."""
    made = MethodDialog(None)
    qtbot.addWidget(made)
    made.show()
    return made


def view_of(dialog: MethodDialog) -> MethodView:
    """The method in the dialog."""
    found = dialog.findChild(MethodView)
    assert isinstance(found, MethodView)
    return found


def test_the_dialog_says_all_of_the_method(dialog: MethodDialog, form: Form) -> None:
    """Headings, paragraphs, the words of tables, and the numbers of the worked example."""
    text = view_of(dialog).text.toPlainText()
    for section in sections(form, made_up(form)):
        assert section.heading in text
        for words in (*section.paragraphs, *section.after):
            assert words in text
        for row in section.table.rows if section.table else ():
            for cell in row:
                assert (cell.words if isinstance(cell, Standing) else cell) in text


def test_a_link_leads_to_its_section(dialog: MethodDialog, qtbot: QtBot) -> None:
    """With the keyboard alone: the heading comes to the top, and the keys go on from there."""
    view = view_of(dialog)
    scroll = dialog.findChild(QScrollArea)
    assert isinstance(scroll, QScrollArea)
    for key in ("example", "frameworks"):
        link = view.links[key]
        assert link.focusPolicy() & Qt.FocusPolicy.TabFocus
        link.setFocus()
        qtbot.keyClick(link, Qt.Key.Key_Space)
        top = view.text.mapTo(scroll.viewport(), QPoint(0, view.text.top_of(key))).y()
        assert 0 <= top < scroll.viewport().height() // 4
        assert view.text.textCursor().block().text() == link.text()
        assert QApplication.focusWidget() is view.text
    before = scroll.verticalScrollBar().value()
    qtbot.keyClick(view.text, Qt.Key.Key_Up)
    assert scroll.verticalScrollBar().value() < before


def test_the_text_can_be_copied_but_not_changed(dialog: MethodDialog, qtbot: QtBot) -> None:
    """Select all and copy; typing changes nothing."""
    view = view_of(dialog)
    whole = view.text.toPlainText()
    view.text.setFocus()
    qtbot.keyClick(view.text, Qt.Key.Key_X)
    assert view.text.toPlainText() == whole
    qtbot.keyClick(view.text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QApplication.clipboard().text()
    assert "A worked example" in copied
    assert "What this is not" in copied


@pytest.mark.parametrize(("kind", "scale"), [("light", 1.0), ("dark", 1.5)])
@pytest.mark.parametrize("width", [1280, 700])
def test_the_page_gives_the_text_all_its_room(qtbot: QtBot, kind: str, scale: float, width: int) -> None:
    """At any width and text size nothing of it is cut, and it needs no bar of its own."""
    page = HelpPage(Theme("dark" if kind == "dark" else "light", scale))
    qtbot.addWidget(page)
    page.resize(width, 700)
    page.show()
    text = page.findChild(MethodView).text  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: text.height() >= text.heightForWidth(text.width()), timeout=2_000)
    assert text.verticalScrollBar().maximum() == 0
    assert text.horizontalScrollBar().maximum() == 0


def test_every_licence_can_be_read_in_the_app(qtbot: QtBot) -> None:
    """The app's own, fonts, icons, Qt's and each library's; by the arrow keys, and no text is empty."""
    dialog = LicencesDialog(None)
    qtbot.addWidget(dialog)
    dialog.show()
    names = [dialog.names.item(row).text() for row in range(dialog.names.count())]
    assert names[:2] == ["LICENSE", "THIRD_PARTY.md"]
    wanted = ("LGPL-3.0.txt", "fonts/Inter.txt", "icons/Lucide", "reportlab/", "pydantic/", "pikepdf/", "sqlcipher3/")
    for name in wanted:
        assert any(one.startswith(name) for one in names), name
    assert len(names) == len(set(names))
    texts = []
    for row in range(dialog.names.count()):
        dialog.names.setCurrentRow(row)
        texts.append(dialog.text.toPlainText())
    assert all(len(text) > 150 for text in texts)
    assert "Apache License" in texts[0]


def test_about_leads_to_the_licences(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """One button, and the same dialog."""
    opened: list[LicencesDialog] = []
    about = AboutDialog(None)
    qtbot.addWidget(about)
    about.show()
    monkeypatch.setattr(LicencesDialog, "exec", lambda dialog: opened.append(dialog))
    about.licences_button.click()
    assert len(opened) == 1
