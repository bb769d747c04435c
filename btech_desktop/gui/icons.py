"""Outline icons, tinted when they are drawn so that one file serves every palette."""

from functools import cache

from PySide6.QtCore import QByteArray, QDir, QFile, QIODevice, QRectF, Qt, QTemporaryDir
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from btech_desktop.paths import resource

# Screens at 125, 150, 200 and 300 %: Qt takes the nearest picture and never has to enlarge one.
_RATIOS = (1.0, 1.5, 2.0, 3.0)

# Shapes that Lucide does not have, for style sheets, which can only show files.
_OWN = {
    "radio-on": '<circle cx="12" cy="12" r="6" fill="currentColor" stroke="none"/>',
    # The target of a chart: the same tick wherever a target is meant.
    "target-tick": (
        '<path d="M5 3h14l-7 8z" fill="currentColor" stroke="none"/>'
        '<path d="M12 4v17" stroke-width="2.6" stroke-linecap="butt"/>'
    ),
}
_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" '
    'stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">{}</svg>'
)


@cache
def _source(name: str) -> str:
    if name in _OWN:
        return _FRAME.format(_OWN[name])
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def _tinted(name: str, color: str) -> bytes:
    return _source(name).replace("currentColor", color).encode()


@cache
def pixmap(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon ``size`` px wide in ``#rrggbb``, sharp on a screen of that device pixel ratio."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer = QSvgRenderer(QByteArray(_tinted(name, color)))
    renderer.render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@cache
def icon(name: str, color: str, size: int = 16, disabled: str = "") -> QIcon:
    """The icon for buttons and menus; ``disabled`` is its colour when it cannot be used."""
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(pixmap(name, color, size, ratio))
        made.addPixmap(pixmap(name, disabled or color, size, ratio), QIcon.Mode.Disabled)
    return made


@cache
def _folder() -> QTemporaryDir:
    return QTemporaryDir(f"{QDir.tempPath()}/btech-icons-XXXXXX")


@cache
def tinted_file(name: str, color: str) -> str:
    """The path of a tinted copy, with forward slashes, for ``url()`` in a style sheet; gone when the app ends."""
    path = _folder().filePath(f"{name}-{color.lstrip('#')}.svg")
    file = QFile(path)
    if file.open(QIODevice.OpenModeFlag.WriteOnly):
        file.write(QByteArray(_tinted(name, color)))
        file.close()
    return path
