"""Colours that lie beside each other in a chart are told apart by those who see few, and in grey.

Colour blindness as computed by Machado, Oliveira and Fernandes (2009), full severity; differences in CIE L*a*b*.
"""

from itertools import pairwise

import pytest

from btech_desktop.palette import DARK, LIGHT, PRINT

Matrix = tuple[tuple[float, float, float], ...]

SIGHT: dict[str, Matrix] = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
PALETTES = {"light": LIGHT, "dark": DARK, "print": PRINT}
# Now and before are not among them: a disc and a ring.
BESIDE = (("up", "down"), ("bar", "target"), ("prior", "target"), ("bar", "reference"), ("error", "text"))
STEPS = tuple((f"level{n}", f"level{n + 1}") for n in range(4))


def lab(color: str, sight: str) -> tuple[float, float, float]:
    """Lightness (0 to 100) and the two axes of colour, as seen."""
    shares = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    r, g, b = (min(1.0, max(0.0, sum(w * c for w, c in zip(row, light, strict=True)))) for row in SIGHT[sight])
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > (6 / 29) ** 3 else t * (29 / 6) ** 2 / 3 + 4 / 29 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(one: str, other: str, sight: str) -> float:
    """How far apart two colours are seen; about 2 can just be told."""
    return float(sum((a - b) ** 2 for a, b in zip(lab(one, sight), lab(other, sight), strict=True)) ** 0.5)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("name", PALETTES)
def test_colours_beside_each_other_are_told_apart(name: str, sight: str) -> None:
    """By anybody: five times what can just be told."""
    palette = PALETTES[name]
    seen = {pair: difference(palette[pair[0]], palette[pair[1]], sight) for pair in (*BESIDE, *STEPS)}
    assert {pair: round(far, 1) for pair, far in seen.items() if far < 10} == {}


@pytest.mark.parametrize("name", PALETTES)
def test_the_levels_are_a_ladder_of_greys(name: str) -> None:
    """Printed without colour each step is darker (on a dark screen: lighter) than the one before."""
    shades = [lab(PALETTES[name][f"level{n}"], "all colours")[0] for n in range(5)]
    steps = [after - before for before, after in pairwise(shades)]
    assert len({step > 0 for step in steps}) == 1
    assert min(map(abs, steps)) > 10


def test_the_check_finds_colours_that_look_alike() -> None:
    """A red and a green that differ for most people only."""
    red, green = "#C05A3C", "#7A7A2E"
    assert difference(red, green, "all colours") > 40
    assert difference(red, green, "no green") < 20
