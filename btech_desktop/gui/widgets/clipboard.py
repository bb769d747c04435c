"""Data of several kinds on the clipboard."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel


def blank_data() -> QMimeData:
    """Empty data, to be filled and handed to :func:`put`.

    Made by Qt, not by Python: the clipboard keeps it longer than Python lives, and to delete what Python made would
    then end the program in a crash, after everything was saved.
    """
    model = QStandardItemModel(1, 1)
    model.setItem(0, 0, QStandardItem())
    data = model.mimeData([model.index(0, 0)])
    for kind in data.formats():
        data.removeFormat(kind)
    return data


def put(data: QMimeData) -> None:
    """Hand the data to the clipboard."""
    QGuiApplication.clipboard().setMimeData(data)
