"""Long Qt runs do not use up None on Python 3.11."""

import sys

import pytest
from PySide6.QtCore import QObject

import btech_desktop.gui


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_none_outlives_any_number_of_qt_calls() -> None:
    """Its count stays far from zero after many calls that return None."""
    assert btech_desktop.gui.__doc__
    thing = QObject()
    for _ in range(20_000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > 1 << 59
