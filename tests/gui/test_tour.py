"""The tour: four cards, skipped at any time, shown once by itself and again from Help."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from btech_desktop.gui.settings import Settings
from btech_desktop.gui.tour import TourDialog
from btech_desktop.gui.widgets.dialog import Dialog
from tests.gui.page_helpers import words
from tests.gui.test_main_window import Driver, acme, hands, new_window, settings

__all__ = ["acme", "hands", "new_window", "settings"]


def test_the_tour_is_read_by_enter_and_ends_after_four_cards(hands: Driver, settings: Settings) -> None:
    """What is asked, what stays, what evidence does, what leaves; back goes back; the buttons do not move."""
    read: list[str] = []
    places: set[int] = set()

    def walk(dialog: Dialog) -> None:
        assert isinstance(dialog, TourDialog)
        for n in range(4):
            assert f"{n + 1} of 4" in words(dialog)
            read.append(dialog.heading.text())
            places.add(dialog.go_button.mapTo(dialog, dialog.go_button.rect().bottomRight()).y())
            if n == 1:
                dialog.back_button.click()
                assert dialog.at == 0
                QTest.keyClick(dialog, Qt.Key.Key_Return)
            QTest.keyClick(dialog, Qt.Key.Key_Return)
        assert not dialog.isVisible()

    hands.asked(walk)
    hands.menu("Tour")
    assert read == ["What is asked", "It stays on this computer", "What evidence does", "What leaves"]
    assert len(places) == 1


def test_the_tour_shows_itself_once_and_escape_skips_it(hands: Driver, settings: Settings) -> None:
    """Nobody has to read it, and nobody is shown it twice."""
    seen = hands.asked(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    hands.window.offer_tour()
    assert seen == [TourDialog]
    assert Settings(settings.path).tour_seen
    hands.window.offer_tour()  # would wait for ever
    seen = hands.asked(lambda dialog: dialog.cancel_button.click())
    hands.menu("Tour")
    assert seen == [TourDialog]


def test_the_tour_does_not_stand_before_a_file(acme: Driver, settings: Settings) -> None:
    """Who opened a workspace knows what to do."""
    acme.window.offer_tour()
    assert not settings.tour_seen
