"""The window. Importing this package first makes PySide6 safe on Python 3.11."""

import ctypes
import sys

if sys.version_info < (3, 12):
    # PySide6 6.12.0 drops a reference to None with every call that returns None; on Python 3.11, where None is still
    # counted, the process aborts ("none_dealloc") after some thousand calls. From 3.12 on None is immortal; here it
    # is made so by a count that no program can use up (docs/decisions/0003).
    # True loses one with each object whose own method is connected to clicked ("bool_dealloc" when the app ends).
    for _shared in (None, True, False):
        ctypes.c_ssize_t.from_address(id(_shared)).value = 1 << 60
