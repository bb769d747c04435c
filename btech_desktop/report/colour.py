"""The colour space of the report's pages, sRGB, as a profile of our own making."""

import struct
from typing import Final

# IEC 61966-2-1, adapted to D50 by the Bradford method, as the specification ICC.1:2010 (version 4) asks.
_WHITE: Final = (0.9642, 1.0, 0.8249)
_RED, _GREEN, _BLUE = (0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410)
_ADAPTATION: Final = (
    *(1.04788, 0.02292, -0.05022),
    *(0.02959, 0.99048, -0.01707),
    *(-0.00925, 0.01508, 0.75168),
)
_CURVE: Final = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_HEADER: Final = 128


def srgb() -> bytes:
    """The profile: header, table of tags, the tags."""
    tags = {
        b"desc": _words("sRGB"),
        b"cprt": _words("No copyright, use freely"),
        b"wtpt": _numbers(b"XYZ ", *_WHITE),
        b"chad": _numbers(b"sf32", *_ADAPTATION),
        b"rXYZ": _numbers(b"XYZ ", *_RED),
        b"gXYZ": _numbers(b"XYZ ", *_GREEN),
        b"bXYZ": _numbers(b"XYZ ", *_BLUE),
        b"rTRC": (curve := b"para" + bytes(4) + struct.pack(">HH", 3, 0) + _fixed(*_CURVE)),
        b"gTRC": curve,
        b"bTRC": curve,
    }
    start = _HEADER + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    header = struct.pack(
        ">I4sI4s4s4s6H4s4sI4s4sQI12s4s",
        *(start + len(body), b"", 0x04200000, b"mntr", b"RGB ", b"XYZ "),
        *(2026, 1, 1, 0, 0, 0),
        *(b"acsp", b"", 0, b"", b"", 0, 0),
        *(_fixed(*_WHITE), b""),
    )
    return header.ljust(_HEADER, b"\0") + table + body


def _fixed(*numbers: float) -> bytes:
    """Each as a signed number with 16 bits behind the point."""
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def _numbers(kind: bytes, *numbers: float) -> bytes:
    return kind + bytes(4) + _fixed(*numbers)


def _words(text: str) -> bytes:
    body = text.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(body), 28) + body
