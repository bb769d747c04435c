"""Help: the keys, how the numbers come about and what they are not, and whose work is in the app."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from btech_desktop import __version__
from btech_desktop.form_files import shipped_form
from btech_desktop.gui.method_view import MethodView
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.dialog import Dialog, theme_of
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.key_hint import KeyHint
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.layouts import limited
from btech_desktop.gui.widgets.page_head import PageHead
from btech_desktop.gui.widgets.scroll import PageScroll
from btech_desktop.gui.widgets.spoken import plain_tip
from btech_desktop.language import mark, tr
from btech_desktop.terms import shown
from btech_desktop.wording import DISCLAIMER

KEYS: Final[tuple[tuple[str, tuple[tuple[tuple[str, ...], str], ...]], ...]] = (
    (
        mark("In the practice list and among the levels"),
        (
            (("0", "1", "2", "3", "4"), mark("Rate")),
            (("N",), mark("Not applicable")),
            (("Backspace",), mark("Clear")),
            (("J", "K"), mark("Next, previous practice")),
            (("U",), mark("Next to answer")),
            (("F", "E", "T"), mark("Flag, evidence, notes")),
            (("Esc",), mark("Back to the levels")),
        ),
    ),
    (
        mark("In the preview of a report"),
        (
            (("PgUp", "PgDown"), mark("Previous, next page")),
            (("Home", "End"), mark("First, last page")),
            (("+", "-"), mark("Larger, smaller")),
        ),
    ),
    (
        mark("Anywhere"),
        (
            (("Ctrl+Z",), mark("Undo")),
            (("Ctrl+Y", "Ctrl+Shift+Z"), mark("Redo")),
            (("Ctrl+F",), mark("Search")),
            (("Ctrl+1", "Ctrl+6"), mark("Pages, from the first to the sixth")),
            (("F6",), mark("Next pane")),
            (("F1",), mark("Guidance")),
            (("Ctrl+M",), mark("Mark the selected words of a note, or unmark them")),
            (("Ctrl+T",), mark("Chart as a table")),
            (("Ctrl+E",), mark("Report")),
            (("Ctrl+L",), mark("Lock a workspace that has a password")),
            (("Ctrl++", "Ctrl+-"), mark("Text size")),
        ),
    ),
)

# Name, licence. The full texts are in LicencesDialog.
PARTS: Final = (
    ("Python", "PSF License 2.0"),
    ("Qt 6 and PySide6", "LGPL 3.0"),
    ("SQLCipher and sqlcipher3", "BSD and zlib"),
    ("sqlite-utils", "Apache License 2.0"),
    ("pydantic", "MIT"),
    ("ReportLab", "BSD"),
    ("pikepdf, pypdf", "MPL 2.0, BSD"),
    ("platformdirs, zxcvbn, click", "MIT, MIT, BSD"),
    ("HarfBuzz and uharfbuzz", "Old MIT and Apache License 2.0"),
    ("Inter, Source Serif 4, Noto Sans", "SIL Open Font License 1.1"),
    ("WenQuanYi Micro Hei", "Apache License 2.0"),
    ("DejaVu Sans", "Bitstream Vera License"),
    ("Lucide icons", "ISC"),
    ("Ranking Digital Rights data", "CC BY 4.0"),
)
QT_NOTE: Final = mark(
    "Qt is used under the GNU Lesser General Public License 3. Its libraries lie beside the program as files of their "
    "own, and you may replace them with versions of your own."
)


class _Reading(Dialog):
    """Something to read, with one button."""

    def __init__(self, parent: QWidget | None, title: str, parts: QWidget, *, width: int = 620) -> None:
        super().__init__(parent, title, verb=tr("Close"), width=width)
        self.body.addWidget(parts)
        self.cancel_button.hide()  # nothing was asked; Escape closes as well


def _column() -> tuple[QWidget, QVBoxLayout]:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    return whole, column


def keys_sheet(theme: Theme) -> QWidget:
    """The keys in two groups."""
    whole, column = _column()
    column.setSpacing(theme.px(6))
    for title, lines in KEYS:
        column.addWidget(Label(theme, tr(title), "card_title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnMinimumWidth(0, theme.px(190))
        grid.setColumnStretch(1, 1)
        for row, (keys, text) in enumerate(lines):
            caps = QWidget()
            flow = FlowLayout(caps, gap=theme.px(4))
            for key in keys:
                flow.addWidget(KeyHint(theme, key))
            grid.addWidget(caps, row, 0)
            grid.addWidget(Label(theme, tr(text), "body"), row, 1)
        column.addLayout(grid)
        column.addSpacing(theme.px(8))
    column.addWidget(
        Label(
            theme,
            tr(
                "Among the levels, arrows move and Space rates, so that nobody rates by accident. "
                "Single keys can be turned off in Settings."
            ),
            "small",
            "text2",
        )
    )
    return whole


def about_text(theme: Theme) -> QWidget:
    """Version, form edition, and the parts with their licences."""
    form = shipped_form()
    whole, column = _column()
    column.setSpacing(theme.px(6))
    column.addWidget(Label(theme, tr("Version {version}", version=__version__), "body_medium"))
    column.addWidget(
        Label(
            theme,
            tr(
                "Form {edition}, %n practice(s), {status}",
                "",
                len(form.ids),
                edition=form.edition,
                status=shown(form.status),
            ),
            "body",
            "text2",
        )
    )
    column.addWidget(Label(theme, tr("The app itself: Apache License 2.0."), "body", "text2"))
    column.addWidget(Label(theme, tr(DISCLAIMER), "body", "text2"))
    column.addSpacing(theme.px(8))
    column.addWidget(Label(theme, tr("What it is made with"), "card_title"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(4))
    grid.setColumnStretch(0, 3)
    grid.setColumnStretch(1, 2)
    for row, (name, licence) in enumerate(PARTS):
        grid.addWidget(Label(theme, name, "body"), row, 0)
        grid.addWidget(Label(theme, licence, "body", "text2"), row, 1)
    column.addLayout(grid)
    column.addSpacing(theme.px(4))
    column.addWidget(Label(theme, tr(QT_NOTE), "small", "text2"))
    return whole


class KeysDialog(_Reading):
    """The keys at a glance."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, tr("Keyboard"), keys_sheet(theme_of(parent)), width=560)


class MethodDialog(_Reading):
    """How the numbers come about."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, tr("Method"), MethodView(theme_of(parent)), width=760)


class LicencesDialog(_Reading):
    """The full texts: whose on one side, the words on the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        from btech_desktop.licences import licences

        theme = theme_of(parent)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        self.names = QListWidget()
        self.names.setAccessibleName(tr("Parts"))
        self.names.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("Licence"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        row.addWidget(self.names, 1)
        row.addWidget(self.text, 3)
        self._licences = licences()
        for licence in self._licences:
            item = QListWidgetItem(licence.name, self.names)
            item.setSizeHint(QSize(0, theme.px(30)))
            item.setToolTip(plain_tip(licence.name))
        self.names.currentRowChanged.connect(self._show)
        whole.setMinimumHeight(theme.px(360))
        super().__init__(parent, tr("Licences"), whole, width=860)
        self.names.setCurrentRow(0)

    def _show(self, row: int) -> None:
        self.text.setPlainText(self._licences[row].text if row >= 0 else "")


class AboutDialog(_Reading):
    """Version and licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, tr("About"), about_text(theme_of(parent)))
        self.licences_button = Button(self.theme, tr("Read the licences…"))
        self.licences_button.clicked.connect(self._on_licences)
        self.body.addWidget(self.licences_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _on_licences(self) -> None:
        LicencesDialog(self).exec()


class HelpPage(QWidget):
    """The same as a page: first steps, then keys, method and licences."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        scroll = PageScroll(theme)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        head = PageHead(theme, tr("Help"), tr("All of it is on this computer; the app never goes online."))
        self.about_button = Button(theme, tr("About and licences"))
        self.about_button.clicked.connect(self._on_about)
        head.add_action(self.about_button)
        scroll.add(head)
        for title, content in ((tr("Keyboard"), keys_sheet(theme)), (tr("Method"), MethodView(theme))):
            card = Card(theme, title)
            card.add(content)
            scroll.add(limited(card, theme.px(820)))
        scroll.column.addStretch(1)

    def _on_about(self) -> None:
        AboutDialog(self).exec()
