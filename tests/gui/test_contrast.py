"""Words stand out 4.5 to 1 from their ground (3 where large), edges and charts 3 to 1."""

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from btech_desktop.gui.theme import Kind, Look, Theme, _contrast_colours
from btech_desktop.gui.widgets.buttons import IconButton
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
CHIPS = {"attention": ("attention_ground",), "error": ("error_ground",)}
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
    assert [pair for pair in pairs if contrast(palette[pair[0]], palette[pair[1]]) < 7] == []
    assert palette["step"] != palette["bar"]  # the steps of a ladder that are lit differ from the others


def test_the_contrast_the_system_asks_for_reaches_the_window(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for more contrast, Qt says so, and the look takes the system's colours."""
    hints = QApplication.styleHints().accessibility()
    monkeypatch.setattr(type(hints), "contrastPreference", lambda _: Qt.ContrastPreference.HighContrast)
    look = Look(qapp, "light", 1.0)
    theme = look.theme
    monkeypatch.undo()
    look.deleteLater()
    Theme("light", 1.0).apply(qapp)
    qapp.setStyleSheet("")
    assert len(set(theme.colours.values())) <= 4
    assert theme.colours["hair"] == theme.colours["text"]


# --- on screen --------------------------------------------------------------------------------------------


def words_of(part: QWidget) -> str:
    """The words a part shows, if it is one that shows words and can be used."""
    if not isinstance(part, QLabel | QAbstractButton) or isinstance(part, IconButton) or not part.isVisible():
        return ""
    return part.text() if part.isEnabled() else ""


def is_large(font: QFont) -> bool:
    """What WCAG calls large: 24 px, or 18.66 px where bold."""
    return font.pixelSize() >= 24 or (font.pixelSize() >= 18.66 and font.weight() >= QFont.Weight.Bold)


def weak_words(window: QWidget, picture: QImage) -> list[str]:
    """The labels and buttons of which not even the strongest pixel stands out from the commonest."""
    found = []
    for part in window.findChildren(QWidget):
        place = QRect(part.mapTo(window, QPoint(0, 0)), part.size()) & QRect(QPoint(0, 0), picture.size())
        place &= visible_part(part, window)
        words = words_of(part)
        if not words.strip() or place.width() < 12 or place.height() < 0.8 * part.fontMetrics().height():
            continue
        inside = place.adjusted(2, 2, -2, -2)  # without the edge of a button
        colors = Counter(pixels(picture.copy(inside)))
        ground = colors.most_common(1)[0][0]
        strongest = max(contrast(color, ground) for color in colors)
        if strongest < (3 if is_large(part.font()) else 4.5):
            found.append(f"{type(part).__name__} {words!r} on {QColor(ground).name()}: {strongest:.2f}")
    return found


def visible_part(part: QWidget, window: QWidget) -> QRect:
    """What of a part is not scrolled away."""
    box = part.visibleRegion().boundingRect()
    return QRect(part.mapTo(window, box.topLeft()), box.size())


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return screens.build(tmp_path_factory.mktemp("contrast"))


@pytest.mark.parametrize("kind", ["light", "dark"])
def test_words_on_screen_stand_out(sample: Path, tmp_path: Path, qapp: QApplication, kind: Kind) -> None:
    """On every page and dialog, as it is painted: what is disabled may be weaker."""
    window = screens.opened(sample, tmp_path, qapp, kind, active=True)
    window.resize(1280, 1200)  # more of each page in one picture
    weak: list[str] = []
    for name, make in screens.dialogs(window):
        dialog = screens.shown(make)
        weak += [f"{name}: {what}" for what in weak_words(dialog, dialog.grab().toImage())]
        dialog.close()
        dialog.deleteLater()
    for name, _ in screens.pages(window):
        weak += [f"{name}: {what}" for what in weak_words(window, window.grab().toImage())]
    close(window, qapp)
    assert not weak, "\n".join(weak)


def test_the_check_finds_weak_words(qapp: QApplication) -> None:
    """Grey on white at 4.2 is found, and black is not."""
    whole = QWidget()
    whole.setStyleSheet("QWidget { background: white; }")
    weak, strong = QLabel("weak words", whole), QLabel("strong words", whole)
    weak.setStyleSheet("color: #7c7c7c")
    strong.setStyleSheet("color: #000000")
    strong.move(0, 40)
    whole.resize(200, 80)
    whole.show()
    found = weak_words(whole, whole.grab().toImage())
    assert len(found) == 1
    assert "'weak words' on #ffffff" in found[0]
    whole.deleteLater()
