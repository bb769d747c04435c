"""A long text to be read and copied, under its caption."""

from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.labels import Label


def captioned(theme: Theme, caption: str, edit: QPlainTextEdit) -> QWidget:
    """The field, made to be read alone, with its caption above; it takes whatever height there is."""
    edit.setReadOnly(True)
    edit.setTabChangesFocus(True)
    edit.setAccessibleName(caption)
    edit.setFont(theme.font("body"))
    edit.setMinimumHeight(theme.line() * 3 + theme.px(16))
    edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(4))
    column.addWidget(Label(theme, caption, "small_medium", "text2", wrap=False))
    column.addWidget(edit, 1)
    return part
