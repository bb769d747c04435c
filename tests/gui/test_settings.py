"""Choices of the window outlive it, and spoilt ones do no harm."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

from btech_desktop.gui.settings import MOST_RECENT, Settings
from btech_desktop.gui.settings_page import SettingsPage
from btech_desktop.gui.theme import Theme


def test_settings_persist(tmp_path: Path) -> None:
    """What was chosen is there for the next window."""
    path = tmp_path / "settings.ini"
    first = Settings(path)
    first.name = "Ada, Legal; \N{LATIN SMALL LETTER E WITH ACUTE}"
    first.text_size = 1.5
    first.theme = "dark"
    first.single_keys = False
    first.geometry = QByteArray(b"\x00\x01where")
    again = Settings(path)
    assert again.name == "Ada, Legal; \N{LATIN SMALL LETTER E WITH ACUTE}"
    assert (again.text_size, again.theme, again.single_keys) == (1.5, "dark", False)
    assert again.geometry == QByteArray(b"\x00\x01where")


@pytest.mark.parametrize(
    "text", ["", "[General]\ntext_size=nan\ntheme=pink\nrecent=@Invalid()\ngeometry=7\n", "\x00\xff not an ini"]
)
def test_missing_or_spoilt_settings_are_defaults(tmp_path: Path, text: str) -> None:
    """A file that somebody spoilt opens the window all the same."""
    path = tmp_path / "settings.ini"
    path.write_text(text, encoding="utf-8")
    settings = Settings(path)
    assert (settings.name, settings.text_size, settings.theme, settings.recent) == ("", 1.0, "system", ())
    assert settings.geometry.isEmpty()
    assert settings.single_keys


def test_recent_files_are_few_and_the_latest_first(tmp_path: Path) -> None:
    """Opening a file again moves it to the front; a list of one is a list too."""
    settings = Settings(tmp_path / "settings.ini")
    settings.add_recent(tmp_path / "a, b.btech")
    assert Settings(settings.path).recent == (tmp_path / "a, b.btech",)
    for number in range(MOST_RECENT + 3):
        settings.add_recent(tmp_path / f"{number}.btech")
    settings.add_recent(tmp_path / "5.btech")
    recent = Settings(settings.path).recent
    assert len(recent) == MOST_RECENT
    assert recent[0] == tmp_path / "5.btech"
    assert recent.count(tmp_path / "5.btech") == 1
    settings.forget_recent(tmp_path / "5.btech")
    assert tmp_path / "5.btech" not in settings.recent
    settings.clear_recent()
    assert Settings(settings.path).recent == ()


def test_choices_are_told_and_kept_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    """Dark, 150 % and a name: told to the window and on disk, without a button to save."""
    settings = Settings(tmp_path / "settings.ini")
    page = SettingsPage(settings, Theme())
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.theme_changed) as told:
        page.theme_choice.chosen.emit("dark")
    assert told.args == ["dark"]
    with qtbot.waitSignal(page.text_size_changed) as told:
        page.size_box.activated.emit(page.size_box.findText("150%"))
    assert told.args == [1.5]
    with qtbot.waitSignal(page.name_changed) as told:
        qtbot.keyClicks(page.name_edit, "Ada")
        page.flush()
    assert told.args == ["Ada"]
    page.keys_box.click()
    kept = Settings(settings.path)
    assert (kept.theme, kept.text_size, kept.name, kept.single_keys) == ("dark", 1.5, "Ada", False)


def test_the_list_of_files_can_be_cleared(qtbot: QtBot, tmp_path: Path) -> None:
    """The button empties the list and then has nothing to do."""
    settings = Settings(tmp_path / "settings.ini")
    settings.add_recent(tmp_path / "a.btech")
    page = SettingsPage(settings, Theme())
    qtbot.addWidget(page)
    page.clear_button.click()
    assert settings.recent == ()
    assert not page.clear_button.isEnabled()
