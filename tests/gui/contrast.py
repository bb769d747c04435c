"""The contrast of two colours as WCAG 2.2 defines it, and the colours of a picture."""

from functools import cache

from PySide6.QtGui import QColor, QImage


def luminance(color: QColor) -> float:
    """Relative luminance, 0 to 1."""
    shares = (color.redF(), color.greenF(), color.blueF())
    parts: list[float] = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@cache  # a screen holds the same few hundred colours again and again
def contrast(one: int | str, other: int | str) -> float:
    """The ratio of two colours (0xrrggbb, or as Qt names them), 1 to 21."""
    low, high = sorted((luminance(QColor(one)), luminance(QColor(other))))
    return (high + 0.05) / (low + 0.05)


def pixels(image: QImage) -> list[int]:
    """The colours of a picture as 0xffrrggbb, line by line."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)  # each line is then whole
    return memoryview(plain.constBits()).cast("I").tolist()
