"""A report on paper: the system's own question, then the pages of the very PDF, each fitted to the sheet."""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from btech_desktop.errors import ExportFailed
from btech_desktop.language import tr

# Asks for a printer over a widget, for a document of a name and a number of pages; tests put their own in its place.
AskPrinter = Callable[[QWidget, str, int], QPrinter | None]
FINEST = 300  # dots per inch: more only makes the job larger, as text is drawn as a picture


def ask_printer(parent: QWidget, title: str, pages: int) -> QPrinter | None:
    """The system's dialog; None when cancelled."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, max(pages, 1))
    chosen = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return printer if chosen else None


def print_pdf(data: bytes, printer: QPrinter) -> None:
    """Print the pages asked for. Raises ExportFailed where the printer takes nothing."""
    content = QBuffer()
    content.setData(QByteArray(data))
    content.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(content)
    painter = QPainter()
    try:
        if not painter.begin(printer):
            raise ExportFailed(tr("The printer did not take the report. Choose another printer, or save a PDF."))
        first = max(printer.fromPage(), 1)
        last = min(printer.toPage() or document.pageCount(), document.pageCount())
        for page in range(first - 1, last):
            if page >= first and not printer.newPage():
                raise ExportFailed(tr("The printer stopped. See what came out, then print the pages that are missing."))
            _draw(painter, printer, document, page)
    finally:
        painter.end()
        document.close()


def _draw(painter: QPainter, printer: QPrinter, document: QPdfDocument, page: int) -> None:
    sheet = QRectF(printer.pageLayout().paintRectPixels(printer.resolution()))
    sheet.moveTo(0, 0)
    size = document.pagePointSize(page)
    size.scale(sheet.size(), Qt.AspectRatioMode.KeepAspectRatio)
    fine = min(1.0, FINEST / printer.resolution())
    image = document.render(page, QSize(round(size.width() * fine), round(size.height() * fine)))
    left, top = (sheet.width() - size.width()) / 2, (sheet.height() - size.height()) / 2
    painter.drawImage(QRectF(left, top, size.width(), size.height()), image)
