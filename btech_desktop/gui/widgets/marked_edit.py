"""A field for notes in which words can be marked by kind, so that copies for others leave them out.

A mark is a format of the words themselves: it moves with them, and the field's own undo knows it. Qt counts UTF-16
units, the answer code points: :func:`to_points` and :func:`to_units` lead from one to the other.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final, get_args

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.spoken import announce, plain_tip
from btech_desktop.gui.widgets.text_edit import NoteEdit
from btech_desktop.language import MANY, Words, mark, tr
from btech_desktop.passages import Passage, PassageKind

KINDS: Final[tuple[PassageKind, ...]] = get_args(PassageKind)
MARK_KEYS: Final = "Ctrl+M"

_CHOICES: Final = Words[PassageKind](
    {
        "name": mark("A &name"),
        "customer": mark("A &customer"),
        "legal advice": mark("&Legal advice"),
        "other": mark("&Other"),
    }
)
_COUNTED: Final[dict[PassageKind, str]] = {
    "name": mark("%n name(s)", "", MANY),
    "customer": mark("%n customer(s)", "", MANY),
    "legal advice": mark("%n legal advice", "", MANY),
    "other": mark("%n other", "", MANY),
}
_TOLD: Final = Words[PassageKind](
    {
        "name": mark("Marked as a name."),
        "customer": mark("Marked as a customer."),
        "legal advice": mark("Marked as legal advice."),
        "other": mark("Marked as something else to keep inside."),
    }
)
# Kinds differ in the line too; never the wave, which elsewhere means a word spelt wrong.
_LINE = QTextCharFormat.UnderlineStyle
_LINES: Final[dict[PassageKind, QTextCharFormat.UnderlineStyle]] = {
    "name": _LINE.SingleUnderline,
    "customer": _LINE.DashUnderline,
    "legal advice": _LINE.DashDotLine,
    "other": _LINE.DotLine,
}
_NUMBER: Final = QTextFormat.Property.UserProperty.value + 1  # tells a passage from the next of its kind
_KIND: Final = QTextFormat.Property.UserProperty.value + 2


def to_points(text: str, units: int) -> int:
    """How many code points the first ``units`` UTF-16 units of a text hold."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "surrogatepass"))


def to_units(text: str) -> int:
    """How many UTF-16 units a text takes."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def marked_line(marks: Iterable[Passage]) -> str:
    """How many passages are marked, by kind, in a sentence; none, no words."""
    found = Counter(passage.kind for passage in marks)
    if not found:
        return ""
    kinds = ", ".join(tr(_COUNTED[kind], "", found[kind]) for kind in KINDS if kind in found)
    return tr("%n passage(s) [is|are] marked: {kinds}.", "", found.total(), kinds=kinds)


@dataclass(frozen=True, slots=True)
class _Run:
    """A marked stretch of the document, in UTF-16 units."""

    start: int
    end: int
    number: int
    kind: PassageKind


class MarkedEdit(NoteEdit):
    """Notes with marked passages. What is typed within one belongs to it, what is typed at its edge does not."""

    marks_changed = Signal()
    markable_changed = Signal()  # whether there is something to mark or unmark: see :meth:`can_mark`

    def __init__(self, theme: Theme, *, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, name=name, hint=hint, parent=parent)
        self._told_marks: tuple[Passage, ...] = ()
        self._seen: tuple[Passage, ...] = ()
        self._numbers = 0
        self._found: list[_Run] | None = None  # as read from the document, until that changes
        self.document().contentsChange.connect(self._forget)
        self.textChanged.connect(self._look)
        self.selectionChanged.connect(self.markable_changed)
        self.cursorPositionChanged.connect(self.markable_changed)

    # -- what it holds ------------------------------------------------------------------------------------

    @property
    def marks(self) -> tuple[Passage, ...]:
        """The marked passages, in order, in code points of the text in the field."""
        text = self.toPlainText()
        found = []
        for run in self._runs():
            start, end = to_points(text, run.start), to_points(text, run.end)
            found.append(Passage(start=start, length=end - start, kind=run.kind))
        return tuple(found)

    def set_text(self, text: str) -> None:
        """Show a text without marks."""
        self.set_marked(text, ())

    def set_marked(self, text: str, marks: tuple[Passage, ...]) -> None:
        """Show what is stored, without telling. ``marks`` are in code points of ``text``."""
        if text != self.toPlainText() or marks != self.marks:
            super().set_text(text)
            # A field counts a line's end as one character, however many it was stored as.
            ends = [(to_units(_lines(text[: p.start])), to_units(_lines(text[: p.start + p.length]))) for p in marks]
            with QSignalBlocker(self):
                self._put(0, self.document().characterCount() - 1, QTextCharFormat())
                for (start, end), passage in zip(ends, marks, strict=True):
                    self._put(start, end, self._format(passage.kind))
            self.document().clearUndoRedoStacks()  # nothing of this was done by hand
        self._settle()
        self._look()
        self.markable_changed.emit()

    def can_mark(self) -> bool:
        """Whether words are selected, or the cursor is in a marked passage."""
        return not self.isReadOnly() and (self._selected() is not None or bool(self._touched()))

    @property
    def waiting(self) -> bool:
        """Whether words or marks were changed that nobody was told."""
        return super().waiting or self.marks != self._told_marks

    def _settle(self) -> None:
        super()._settle()
        self._told_marks = self.marks

    def _look(self) -> None:
        """Tell when the marks are others than before, whatever changed them."""
        marks = self.marks
        if marks != self._seen:
            self._seen = marks
            self.setAccessibleDescription(marked_line(marks))
            self.marks_changed.emit()
            self.markable_changed.emit()

    def _forget(self) -> None:
        self._found = None

    def _runs(self) -> list[_Run]:
        if self._found is None:
            self._found = self._read()
        return self._found

    def _read(self) -> list[_Run]:
        found: list[_Run] = []
        block = self.document().begin()
        running = False  # the piece before was marked: between it and the next there are at most ends of lines
        while block.isValid():
            each = block.begin()
            while not each.atEnd():
                piece = each.fragment()
                number, kind = piece.charFormat().property(_NUMBER), piece.charFormat().property(_KIND)
                if number is not None:
                    start, end = piece.position(), piece.position() + piece.length()
                    if running and found[-1].number == number:
                        found[-1] = replace(found[-1], end=end)
                    else:
                        found.append(_Run(start, end, number, kind))
                running = number is not None
                each += 1
            block = block.next()
        return found

    def _touched(self) -> list[_Run]:
        """The passages in which the cursor is, or which the selection meets."""
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        if start == end:
            return [run for run in self._runs() if run.start <= start <= run.end]
        return [run for run in self._runs() if run.start < end and start < run.end]

    def _selected(self) -> tuple[int, int] | None:
        """The selected words in UTF-16 units, without the space round them."""
        cursor = self.textCursor()
        words = cursor.selectedText()
        inner = words.strip()
        if not inner:
            return None
        start = cursor.selectionStart() + to_units(words[: len(words) - len(words.lstrip())])
        return start, start + to_units(inner)

    # -- marking ------------------------------------------------------------------------------------------

    def mark_as(self, kind: PassageKind) -> None:
        """Mark the selected words, and tell at once: it is no typing that goes on."""
        words = self._selected()
        if words is not None and not self.isReadOnly():
            self._put(*words, self._format(kind))
            announce(self, _TOLD[kind])
            self.flush()

    def unmark(self) -> None:
        """Take the mark off the passages that the cursor or the selection is in."""
        touched = self._touched()
        if touched and not self.isReadOnly():
            with self._one_step():
                for run in touched:
                    self._put(run.start, run.end, QTextCharFormat())
            announce(self, tr("No longer marked."))
            self.flush()

    def offer_marks(self, at: QPoint | None = None) -> QMenu | None:
        """Open the list of kinds at a place on the screen, else below the cursor; None where nothing can be marked."""
        if not self.can_mark():
            if not self.isReadOnly():
                announce(self, tr("Select the words to mark first."))
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setFont(self._theme.font("small"))
        self._fill(menu, menu)
        menu.popup(at or self.viewport().mapToGlobal(self.cursorRect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])
        return menu

    def _fill(self, menu: QMenu, kinds: QMenu) -> None:
        """What can be done with marks here: ``kinds`` takes the kinds, ``menu`` the rest."""
        if self._selected() is not None:
            for kind in KINDS:
                kinds.addAction(_CHOICES[kind], _doing(self, kind))
        if self._touched():
            if kinds is menu and menu.actions():
                menu.addSeparator()
            menu.addAction(tr("&Unmark"), self.unmark)

    def _format(self, kind: PassageKind) -> QTextCharFormat:
        """The look of a new passage, and what says that it is one."""
        self._numbers += 1
        made = QTextCharFormat()
        made.setProperty(_NUMBER, self._numbers)
        made.setProperty(_KIND, kind)
        made.setBackground(self._theme.color("soft"))
        made.setUnderlineStyle(_LINES[kind])
        made.setUnderlineColor(self._theme.color("accent"))
        return made

    def _put(self, start: int, end: int, form: QTextCharFormat) -> None:
        self._cursor(start, end).setCharFormat(form)

    def _cursor(self, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    @contextmanager
    def _one_step(self) -> Iterator[None]:
        """What is done within is one step for the field's undo."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        try:
            yield
        finally:
            cursor.endEditBlock()

    # -- writing ------------------------------------------------------------------------------------------

    def _around(self, start: int, end: int, words: str) -> QTextCharFormat:
        """The format for words that take the place of a stretch: of the passage that goes on with them, else none."""
        for run in self._runs():
            if end > start:  # part of a passage is written anew; who replaces the whole marks again
                goes_on = run.start <= start and end <= run.end and (start, end) != (run.start, run.end)
            elif start == run.end:  # half a word is never marked
                goes_on = words[:1].isalnum() and self._before(start).isalnum()
            else:
                goes_on = run.start < start < run.end
            if goes_on:
                return self._cursor(run.start, run.start + 1).charFormat()
        return QTextCharFormat()

    def _before(self, at: int) -> str:
        return self._cursor(at - 1, at).selectedText()

    def _write(self, words: str, inserting: Callable[[], None]) -> None:
        """Let Qt put words in; by itself it gives them the format of the word before, also past the end of a mark."""
        before = self.textCursor()
        start, end = before.selectionStart(), before.selectionEnd()
        form = self._around(start, end, words)
        if start == end:
            self.setCurrentCharFormat(form)
            inserting()
            return
        revision = self.document().revision()
        with self._one_step():
            inserting()
            now = self.textCursor().position()
            if self.document().revision() != revision and now > start:
                self._put(start, now, form)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if QKeySequence(event.keyCombination()) == QKeySequence(MARK_KEYS):
            self.offer_marks()
        elif self.isReadOnly() or not event.text() or _goes_back(event):
            super().keyPressEvent(event)
        else:
            self._write(event.text(), lambda: super(MarkedEdit, self).keyPressEvent(event))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._write(event.commitString(), lambda: super(MarkedEdit, self).inputMethodEvent(event))

    def insertFromMimeData(self, source: QMimeData) -> None:
        self._write("", lambda: super(MarkedEdit, self).insertFromMimeData(source))

    # -- looking ------------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.can_mark():
            menu.addSeparator()
            kinds = QMenu(tr("&Mark as"), menu)
            if self._selected() is not None:
                menu.addMenu(kinds)
            self._fill(menu, kinds)
        menu.popup(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self.cursorForPosition(event.pos()).position()
            found = [run for run in self._runs() if run.start <= at <= run.end]
            QToolTip.showText(event.globalPos(), plain_tip(_TOLD[found[0].kind]) if found else "", self)
            return True
        return super().viewportEvent(event)


def _doing(field: MarkedEdit, kind: PassageKind) -> Callable[[], None]:
    return lambda: field.mark_as(kind)


def _goes_back(event: QKeyEvent) -> bool:
    """Undo and redo put words back with the marks they had."""
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
