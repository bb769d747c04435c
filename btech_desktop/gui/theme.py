"""How the window looks: colours, fonts and sizes of one palette at one text size."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGuiApplication,
    QIcon,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QApplication

from btech_desktop.gui import icons
from btech_desktop.gui.focus_ring import FocusRing
from btech_desktop.gui.stylesheet import stylesheet
from btech_desktop.palette import DARK, LIGHT, Palette
from btech_desktop.paths import resource

Kind = Literal["light", "dark"]
Choice = Literal["system", "light", "dark"]
Role = Literal[
    "figure",
    "headline",
    "page_title",
    "question",
    "quote",
    "card_title",
    "lead",
    "body",
    "body_medium",
    "body_strong",
    "small",
    "small_medium",
    "small_strong",
    "caption",
    "caption_medium",
]

SANS: Final = ["Inter", "Noto Sans", "DejaVu Sans"]
SERIF: Final = ["Source Serif 4", "Noto Serif", "Noto Sans", "DejaVu Sans"]
SCALES: Final = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
_DRESSED: Final = "dressed"  # property of the app

_N, _M, _S = QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold
# Role: families, size, line, weight; sizes in px at 100 %.
_ROLES: Final[Mapping[Role, tuple[list[str], int, int, QFont.Weight]]] = {
    "figure": (SANS, 32, 42, _S),
    "headline": (SERIF, 32, 40, _S),
    "page_title": (SERIF, 24, 32, _S),
    "question": (SERIF, 19, 26, _S),
    "quote": (SERIF, 15, 20, _N),
    "card_title": (SANS, 16, 24, _S),
    "lead": (SANS, 16, 25, _N),
    "body": (SANS, 14, 20, _N),
    "body_medium": (SANS, 14, 20, _M),
    "body_strong": (SANS, 14, 20, _S),
    "small": (SANS, 13, 18, _N),
    "small_medium": (SANS, 13, 18, _M),
    "small_strong": (SANS, 13, 18, _S),
    "caption": (SANS, 12, 16, _N),
    "caption_medium": (SANS, 12, 16, _M),
}


@cache
def _load_fonts() -> None:
    for path in sorted(resource("fonts").glob("*.ttf")):
        # Inter Tabular is for paper; on screen the same figures come from a feature of Inter.
        if "Tabular" not in path.name:
            QFontDatabase.addApplicationFont(str(path))


def _contrast_colours(system: QPalette) -> Palette:
    """Our tokens in the colours of the system's high-contrast scheme: outlines and numerals, no tints."""

    def of(role: QPalette.ColorRole) -> str:
        return system.color(QPalette.ColorGroup.Active, role).name()

    ground, ink = of(QPalette.ColorRole.Window), of(QPalette.ColorRole.WindowText)
    accent, on_accent = of(QPalette.ColorRole.Highlight), of(QPalette.ColorRole.HighlightedText)
    grounds = {"window", "sidebar", "surface", "sunken", "soft", "softer", "reference_band"}
    # Levels 3 and 4 have no edge of their own: their marks are full, with the numeral left out of them.
    grounds |= {"attention_ground", "error_ground", "step", "level0", "level1", "level2", "level3_ink", "level4_ink"}
    colours = {token: ground if token in grounds else ink for token in LIGHT}
    # Chosen things take the system's pair for chosen things only where both halves are ours to paint.
    return {**colours, "accent": accent, "accent_hover": accent, "focus": accent, "on_accent": on_accent}


class Theme:
    """One palette at one text size; it does not change: widgets are made anew for another."""

    def __init__(self, kind: Kind = "light", scale: float = 1.0, *, colours: Palette | None = None) -> None:
        _load_fonts()
        self.kind: Kind = kind
        self.scale = min(max(scale, 1.0), 2.0)
        self.colours: Palette = colours or (DARK if kind == "dark" else LIGHT)

    def px(self, n: float) -> int:
        """A length of the design in px at this text size."""
        return round(n * self.scale)

    def color(self, token: str) -> QColor:
        """The colour of a token of :mod:`btech_desktop.palette`."""
        return QColor(self.colours[token])

    def font(self, role: Role = "body", *, tabular: bool = False) -> QFont:
        """The font of a use of text; ``tabular`` gives figures of one width, for columns of numbers."""
        families, size, _, weight = _ROLES[role]
        font = QFont(families)
        font.setPixelSize(self.px(size))
        font.setWeight(weight)
        # Not everywhere: Inter's tabular figures come with a hyphen as wide as a figure, which tears words.
        if tabular or role == "figure":
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def line(self, role: Role = "body") -> int:
        """The distance of lines in px."""
        return self.px(_ROLES[role][2])

    def width(self, text: str, role: Role = "body") -> int:
        """The room a text takes on one line, in px."""
        return -int(-QFontMetricsF(self.font(role)).horizontalAdvance(text) // 1)

    def icon(self, name: str, token: str = "text2", size: int = 16) -> QIcon:
        """An icon in a token's colour; ``size`` in px at 100 %."""
        return icons.icon(name, self.colours[token], self.px(size), self.colours["muted"])

    def pixmap(self, name: str, token: str = "text2", size: int = 16, ratio: float = 1.0) -> QPixmap:
        """An icon to be painted on a screen of that device pixel ratio."""
        return icons.pixmap(name, self.colours[token], self.px(size), ratio)

    def palette(self) -> QPalette:
        """The colours for what Fusion draws without the style sheet."""
        c, made = self.color, QPalette()
        role = QPalette.ColorRole
        for target, token in (
            (role.Window, "window"),
            (role.WindowText, "text"),
            (role.Base, "surface"),
            (role.AlternateBase, "sunken"),
            (role.Text, "text"),
            (role.Button, "surface"),
            (role.ButtonText, "text"),
            (role.BrightText, "on_accent"),
            (role.Highlight, "accent"),
            (role.HighlightedText, "on_accent"),
            (role.Accent, "accent"),
            (role.Link, "accent"),
            (role.LinkVisited, "accent"),
            (role.ToolTipBase, "surface"),
            (role.ToolTipText, "text"),
            (role.PlaceholderText, "muted"),
            (role.Light, "surface"),
            (role.Midlight, "hair"),
            (role.Mid, "hair"),
            (role.Dark, "control_edge"),
            (role.Shadow, "control_edge"),
        ):
            made.setColor(target, c(token))
        for target in (role.WindowText, role.Text, role.ButtonText):
            made.setColor(QPalette.ColorGroup.Disabled, target, c("muted"))
        return made

    def qss(self, *, mirrored: bool = False) -> str:
        """The style sheet for Fusion; ``mirrored`` for pages that run from right to left."""
        return stylesheet(self.colours, self.scale, mirrored=mirrored)

    def apply(self, app: QApplication) -> None:
        """Dress the whole app."""
        if not app.property(_DRESSED):  # once: under a style sheet the style does not tell its name any more
            app.setStyle("Fusion")
            app.setProperty(_DRESSED, True)
        app.setPalette(self.palette())
        app.setFont(self.font("body"))
        sheet = self.qss(mirrored=app.isRightToLeft())
        if app.styleSheet() != sheet:  # Qt would read it again, which takes a tenth of a second
            app.setStyleSheet(sheet)
        FocusRing.of(app).set_look(self.color("focus"), self.scale)


class Look(QObject):
    """The theme in force: the user's choice or the system's, at the user's text size."""

    changed = Signal(object)  # Theme

    def __init__(self, app: QApplication, choice: Choice = "system", scale: float = 1.0) -> None:
        super().__init__(app)
        self._app = app
        self._choice: Choice = choice
        self._scale = scale
        # Kept, because PySide deletes these wrappers, and their connections, with the last reference.
        self._hints = QGuiApplication.styleHints()
        self._accessibility = self._hints.accessibility()
        self._system_palette = QPalette(app.palette())
        self._ask_system()
        self.theme = self._make()
        self.theme.apply(app)
        self._hints.colorSchemeChanged.connect(self._refresh)
        self._accessibility.contrastPreferenceChanged.connect(self._refresh)

    @property
    def choice(self) -> Choice:
        """What the user asked for."""
        return self._choice

    @property
    def scale(self) -> float:
        """Text size, 1.0 to 2.0."""
        return self._scale

    def set_choice(self, choice: Choice) -> None:
        """Follow the system, or stay light or dark."""
        self._choice = choice
        self._ask_system()
        self._refresh()

    def set_scale(self, scale: float) -> None:
        """Change the text size; fonts, spacing and icons go together."""
        self._scale = min(max(scale, SCALES[0]), SCALES[-1])
        self._refresh()

    def step_scale(self, step: int) -> None:
        """The next larger (1) or smaller (-1) text size."""
        at = min(range(len(SCALES)), key=lambda n: abs(SCALES[n] - self._scale))
        self.set_scale(SCALES[min(max(at + step, 0), len(SCALES) - 1)])

    def _ask_system(self) -> None:
        # So that the window's own title bar and native dialogs take the same side as the pages.
        scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._hints.setColorScheme(scheme.get(self._choice, Qt.ColorScheme.Unknown))

    def _make(self) -> Theme:
        dark = self._choice == "dark"
        if self._choice == "system":
            dark = self._hints.colorScheme() == Qt.ColorScheme.Dark
        colours: Palette | None = None
        if self._accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast:
            colours = _contrast_colours(self._app.style().standardPalette())
        return Theme("dark" if dark else "light", self._scale, colours=colours)

    def _refresh(self) -> None:
        made = self._make()
        if (made.kind, made.scale, made.colours) == (self.theme.kind, self.theme.scale, self.theme.colours):
            return
        self.theme = made
        made.apply(self._app)
        self.changed.emit(made)
