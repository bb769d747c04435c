"""Words stand out 4.5 to 1 from their ground (3 where large), edges and charts 3 to 1: in the palettes and on screen."""

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QFont, QImage, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from btech_desktop.gui.theme import Kind, Theme, _contrast_colours
from btech_desktop.gui.widgets.buttons import IconButton
from btech_desktop.gui.widgets.labels import hairline
from btech_desktop.palette import DARK, LIGHT, Palette
from tests.gui import screens
from tests.gui.contrast import contrast, pixels
from tests.gui.test_accessibility import close

GROUNDS = ("window", "sidebar", "surface", "sunken", "soft", "softer")
# Words, and the grounds on which they stand.
WORDS = {
    **dict.fromkeys(("text", "text2", "muted", "accent"), GROUNDS),
    **dict.fromkeys(("accent_hover", "target", "error", "attention", "up", "down"), ("window", "surface", "softer")),
    "reference": ("surface", "reference_band"),
    "on_accent": ("accent", "accent_hover"),
    **{f"level{n}_ink": (f"level{n}",) for n in range(5)},
}
CHIPS = {"attention": ("attention_ground",), "error": ("error_ground",), "text2": ("hair",)}
# Edges of controls, the ring of the keyboard, and what charts are made of.
SHAPES = {
    **dict.fromkeys(("control_edge", "focus", "accent"), GROUNDS),
    **dict.fromkeys(("bar", "target", "prior", "reference", "level_edge"), ("surface", "window", "softer")),
    "level3": ("surface", "softer"),
    "level4": ("surface", "softer"),
}
PALETTES = {"light": LIGHT, "dark": DARK}


@pytest.mark.parametrize("name", PALETTES)
def test_the_palettes_keep_the_ratios(name: str) -> None:
    """Every pair that is used; two darkest steps of a level are told apart by their numeral, not by their fill."""
    palette = PALETTES[name]
    pairs = [(ink, ground, 4.5) for table in (WORDS, CHIPS) for ink, over in table.items() for ground in over]
    pairs += [(shape, ground, 3.0) for shape, over in SHAPES.items() for ground in over]
    weak = [
        f"{ink} on {ground}: {ratio:.2f}"
        for ink, ground, least in pairs
        if (ratio := contrast(palette[ink], palette[ground])) < least
    ]
    assert not weak


def high_contrast() -> Palette:
    """The system's scheme as many choose it: white and yellow on black."""
    system = QPalette()
    for role, color in (
        (QPalette.ColorRole.Window, "#000000"),
        (QPalette.ColorRole.WindowText, "#ffffff"),
        (QPalette.ColorRole.Highlight, "#ffff00"),
        (QPalette.ColorRole.HighlightedText, "#000000"),
    ):
        system.setColor(role, QColor(color))
    return _contrast_colours(system)


def test_high_contrast_takes_the_colours_of_the_system() -> None:
    """Nothing else is left of ours: outlines and numerals in the system's ink on the system's ground."""
    palette = high_contrast()
    assert set(palette) == set(LIGHT)
    assert set(palette.values()) == {"#000000", "#ffffff", "#ffff00"}
    pairs = [(ink, ground) for table in (WORDS, CHIPS, SHAPES) for ink, over in table.items() for ground in over]
    same = [
        (ink, ground)
        for ink, ground in pairs
        if not (ink in ("level3", "level4") or (ink, ground) == ("text2", "hair"))
        and contrast(palette[ink], palette[ground]) < 7
    ]
    assert not same
