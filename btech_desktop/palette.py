"""The colours of screen and paper: one token, one meaning, one value per palette."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

Palette = Mapping[str, str]
"""Token to '#rrggbb'. Every palette here has exactly the same tokens."""

LIGHT: Final[Palette] = MappingProxyType(
    {
        "window": "#F6F4EF",
        "sidebar": "#EEEBE4",
        "surface": "#FFFFFF",
        "sunken": "#F3F1EB",
        "soft": "#E4F0F1",
        "softer": "#F1F7F7",
        "hair": "#DDD9D0",
        "grid": "#E6E3DB",
        "text": "#182326",
        "text2": "#46545A",
        "muted": "#5D6A6F",
        "accent": "#155E66",
        "accent_hover": "#0F474E",
        "on_accent": "#FFFFFF",
        "focus": "#155E66",
        "control_edge": "#7C8789",
        "bar": "#2F7F87",
        "target": "#9A4F00",
        "prior": "#667277",
        "reference": "#6C4A86",
        "reference_band": "#E5DCEC",
        "attention": "#7A4300",
        "attention_ground": "#FCF0DC",
        "error": "#97271B",
        "error_ground": "#FBE9E5",
        "up": "#155E66",
        "down": "#7A4300",
        "step": "#DDD9D0",
        "level0": "#FFFFFF",
        "level1": "#C8E4E7",
        "level2": "#76B8BF",
        "level3": "#22767E",
        "level4": "#0C3D42",
        "level_edge": "#4F757A",
        "level0_ink": "#182326",
        "level1_ink": "#182326",
        "level2_ink": "#182326",
        "level3_ink": "#FFFFFF",
        "level4_ink": "#FFFFFF",
    }
)

DARK: Final[Palette] = MappingProxyType(
    {
        "window": "#14191B",
        "sidebar": "#101517",
        "surface": "#1C2326",
        "sunken": "#161C1F",
        "soft": "#1E3A3F",
        "softer": "#1E2B2F",
        "hair": "#2E383C",
        "grid": "#2B3438",
        "text": "#E9EEEF",
        "text2": "#BAC5C9",
        "muted": "#98A5AA",
        "accent": "#6FC4CD",
        "accent_hover": "#8FD6DD",
        "on_accent": "#0B2E32",
        "focus": "#6FC4CD",
        "control_edge": "#7D8A8F",
        "bar": "#57A9B2",
        "target": "#F0A54A",
        "prior": "#A3AFB4",
        "reference": "#BC9BD6",
        "reference_band": "#3A2F45",
        "attention": "#F3C685",
        "attention_ground": "#3A2C14",
        "error": "#F5AFA3",
        "error_ground": "#40201C",
        "up": "#6FC4CD",
        "down": "#F3C685",
        "step": "#2E383C",
        "level0": "#1C2326",
        "level1": "#23474C",
        "level2": "#2F6F77",
        "level3": "#57A9B2",
        "level4": "#B5E6EA",
        "level_edge": "#7FA3A8",
        "level0_ink": "#E9EEEF",
        "level1_ink": "#E9EEEF",
        "level2_ink": "#FFFFFF",
        "level3_ink": "#0C2326",
        "level4_ink": "#0C2326",
    }
)

# Paper is the light palette without its tinted grounds' reliance on a lit screen: small grey words and
# hairlines are darker, because office printers drop light grey and many reports are printed without colour.
PRINT: Final[Palette] = MappingProxyType(
    {
        **LIGHT,
        "window": "#FFFFFF",
        "sidebar": "#FFFFFF",
        "hair": "#C9C4B8",
        "grid": "#DAD6CC",
        "step": "#C9C4B8",
        "text2": "#3C494E",
        "muted": "#4D595E",
        "control_edge": "#6E797B",
    }
)
