"""Words for screen readers and tips, always taken as plain text."""

from html import escape

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say this once, politely, wherever the focus is."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def plain_tip(text: str) -> str:
    """The text as a tip: Qt would take what looks like markup for markup, and load pictures named in it."""
    return f"<qt>{escape(text)}</qt>" if text else ""
