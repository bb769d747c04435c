"""What assistive technology calls the parts that Qt knows only as widgets."""

from functools import cache
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

# By the name of the class. Whatever is a button, a list or a field Qt names by itself.
_ROLES: Final = {"ActionRow": QAccessible.Role.ListItem, "ChartView": QAccessible.Role.Chart}


def _made(key: str, part: QObject) -> QAccessibleInterface | None:
    role = _ROLES.get(key)
    return QAccessibleWidget(part, role) if role is not None and isinstance(part, QWidget) else None


@cache
def tell_roles() -> None:
    """Have Qt ask here first, once for the whole program."""
    QAccessible.installFactory(_made)
