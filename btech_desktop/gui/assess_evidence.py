"""The evidence of an answer: how far it carries the level, what it is, and ways to add, change and take off."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop.assessment import Evidence, EvidenceKind
from btech_desktop.attachments import looks_like_link, may_open
from btech_desktop.gui.evidence_dialog import description, file_line, kept_file
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button, IconButton
from btech_desktop.gui.widgets.chip import Chip
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import set_margins
from btech_desktop.gui.widgets.section import Icon
from btech_desktop.gui.widgets.sensitivity_choice import ICONS
from btech_desktop.language import tr
from btech_desktop.terms import shown
from btech_desktop.wording import sentence

_KIND_ICONS: dict[EvidenceKind, str] = {
    "document": "file-text",
    "record": "list-checks",
    "link": "link",
    "reference": "book-open",
}


class EvidenceRow(QWidget):
    """One piece of evidence: title, what it is, where it is, and ways to open it."""

    open_requested = Signal(str)
    save_requested = Signal(str)
    link_requested = Signal(str)
    edit_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, theme: Theme, evidence: Evidence, *, locked: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.evidence = evidence
        px = theme.px
        self.title = Label(theme, evidence.title, "small_medium")
        self.about = Label(theme, description(evidence), "caption", "muted")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.about)
        if evidence.locator:
            words.addWidget(Label(theme, evidence.locator, "caption", "muted"))
        kept = kept_file(evidence)
        if kept is not None:
            words.addWidget(Label(theme, file_line(kept.name, kept.size), "caption", "muted"))
        ways = self._ways(theme)
        if ways is not None:
            words.addWidget(ways)
        row = QHBoxLayout(self)
        set_margins(row, px(10), px(6), px(6), px(6))
        row.setSpacing(px(8))
        row.addWidget(Icon(theme, _KIND_ICONS[evidence.kind]))
        row.addLayout(words, 1)
        row.addWidget(Icon(theme, ICONS[evidence.sensitivity], "muted", size=14))
        row.addWidget(Label(theme, sentence(shown(evidence.sensitivity)), "caption", "text2", wrap=False))
        if locked:
            return
        self.edit_button = IconButton(theme, "pencil", tr("Change evidence: {title}", title=evidence.title), size=14)
        self.remove_button = IconButton(theme, "x", tr("Take off this answer: {title}", title=evidence.title), size=14)
        row.addWidget(self.edit_button)
        row.addWidget(self.remove_button)
        self.edit_button.clicked.connect(self._edit)
        self.remove_button.clicked.connect(self._remove)

    def _ways(self, theme: Theme) -> QWidget | None:
        """Buttons that lead to the evidence itself; None where nothing does."""
        evidence = self.evidence
        self.open_button = self.save_button = self.link_button = None
        if evidence.file_sha256 is not None:
            opens = may_open(evidence.file_name)
            self.open_button = _way(theme, tr("Open") if opens else tr("Show in folder"), evidence, self.open_requested)
            self.save_button = _way(theme, tr("Save the file as…"), evidence, self.save_requested)
        if evidence.kind == "link" and looks_like_link(evidence.locator):
            self.link_button = _way(theme, tr("Open link…"), evidence, self.link_requested)
        buttons = [one for one in (self.open_button, self.save_button, self.link_button) if one is not None]
        if not buttons:
            return None
        ways = QWidget()
        flow = FlowLayout(ways, gap=theme.px(14), line_gap=0)
        for button in buttons:
            flow.addWidget(button)
        return ways

    def _edit(self) -> None:
        self.edit_requested.emit(self.evidence.id)

    def _remove(self) -> None:
        self.remove_requested.emit(self.evidence.id)


def _way(theme: Theme, words: str, evidence: Evidence, asked: SignalInstance) -> Button:
    button = Button(theme, words, kind="link", compact=True)
    button.setAccessibleName(f"{words.rstrip(chr(0x2026))}: {evidence.title}")
    button.clicked.connect(lambda: asked.emit(evidence.id))
    return button


class EvidenceSection(QWidget):
    """Shows the evidence of an answer, and takes a file dropped on it; the page asks and writes."""

    add_requested = Signal()
    file_dropped = Signal(str)  # its path
    open_requested = Signal(str)
    save_requested = Signal(str)
    link_requested = Signal(str)
    attach_requested = Signal()
    edit_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[tuple[Evidence, ...], bool] | None = None
        self.rows: list[EvidenceRow] = []
        self.chip = Chip(theme, "", "accent", "check")
        self.attach_button = Button(theme, tr("Attach existing…"), kind="link", compact=True)
        self.add_button = Button(theme, tr("Add…"), icon="plus", keys="E", compact=True)
        self.add_button.setAccessibleName(tr("Add evidence"))
        head = QWidget()
        flow = FlowLayout(head, gap=theme.px(8), line_gap=theme.px(4))
        for widget in (Label(theme, tr("Evidence"), "body_strong", wrap=False), self.chip):
            flow.addWidget(widget)
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(head, 1)
        top.addWidget(self.attach_button)
        top.addWidget(self.add_button)
        self._box = QFrame()
        self._box.setObjectName("card")
        self._list = QVBoxLayout(self._box)
        self._list.setContentsMargins(1, 1, 1, 1)
        self._list.setSpacing(0)
        self.empty = Label(theme, "", "small", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(top)
        column.addWidget(self._box)
        column.addWidget(self.empty)
        self.add_button.clicked.connect(self.add_requested)
        self.attach_button.clicked.connect(self.attach_requested)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_file(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_file(event)
        if path:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.file_dropped.emit(path)

    def show_evidence(self, evidence: Sequence[Evidence], *, supports: int, others: bool, locked: bool) -> None:
        """Show what is attached; ``others`` says that the workspace holds more to attach."""
        self.chip.set_look(
            tr("Supports up to level {supports}", supports=supports), "accent" if evidence else "neutral", "check"
        )
        self.setAcceptDrops(not locked)
        self.add_button.setVisible(not locked)
        self.attach_button.setVisible(others and not locked)
        self._box.setVisible(bool(evidence))
        self.empty.setVisible(not evidence)
        self.empty.setText(
            tr("No evidence was attached.")
            if locked
            else tr("Nothing attached yet. A rule in force supports level 2, counted use 3, a checked effect 4.")
        )
        shown = (tuple(evidence), locked)
        if shown == self._shown:
            return
        self._shown = shown
        self._rebuild(shown[0], locked)

    def _rebuild(self, evidence: tuple[Evidence, ...], locked: bool) -> None:
        self.rows = []
        while self._list.count():
            item = self._list.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, one in enumerate(evidence):
            if number:
                self._list.addWidget(hairline())
            row = EvidenceRow(self._theme, one, locked=locked)
            row.open_requested.connect(self.open_requested)
            row.save_requested.connect(self.save_requested)
            row.link_requested.connect(self.link_requested)
            row.edit_requested.connect(self.edit_requested)
            row.remove_requested.connect(self.remove_requested)
            self._list.addWidget(row)
            row.show()  # Qt would show it after the next painting, and lay out and paint once more
            self.rows.append(row)


def _dropped_file(event: QDropEvent) -> str:
    """The path of the one file that is dragged; nothing for several, or for anything else.

    A copy of it is taken: who drags must be content with that, and not take its own away.
    """
    if not event.possibleActions() & Qt.DropAction.CopyAction:
        return ""
    urls = event.mimeData().urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""
