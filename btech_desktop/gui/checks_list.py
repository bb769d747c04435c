"""*Before you share*: a card with a line for each kind of check, and the lists that its lines open."""

from collections.abc import Callable
from functools import partial
from typing import Final, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from btech_desktop import chart_rows, checks
from btech_desktop.assessment import TEXT_LIMIT, Dismissal
from btech_desktop.checks import Finding, FindingKind
from btech_desktop.gui.page import Page
from btech_desktop.gui.theme import Role
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.dialog import Dialog, asked
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import clear
from btech_desktop.gui.widgets.rows import Icon, LinkWord, RowButton, level_mark
from btech_desktop.gui.widgets.spoken import announce
from btech_desktop.language import Words, mark, tr
from btech_desktop.wording import day

IDS_SHOWN: Final = 6

_ICONS: Final[dict[FindingKind, str]] = {
    "incident": "triangle-alert",
    "no N/A reason": "ban",
    "above evidence": "paperclip",
    "no change reason": "history",
    "target below level": "target",
    "old N/A reason": "ban",
    "old evidence": "clock",
    "scope narrowed": "minus",
    "policy without remedy": "scale",
    "public without link": "link",
    "final unanswered": "circle-dashed",
}
_TITLES = Words[FindingKind](
    {
        "incident": mark("High levels touched by an incident"),
        "no N/A reason": mark("Not applicable without a reason"),
        "above evidence": mark("Above what the evidence supports"),
        "no change reason": mark("Changed without saying why"),
        "target below level": mark("Targets below the level reached"),
        "old N/A reason": mark("Not applicable for an old reason"),
        "old evidence": mark("Evidence over a year old"),
        "scope narrowed": mark("Counting less than asked"),
        "policy without remedy": mark("A promise without remedy"),
        "public without link": mark("Said to be public, with nothing linked"),
        "final unanswered": mark("Still to answer"),
    }
)
_ADVICE = Words[FindingKind](
    {
        "incident": mark("Look at the level again: what should have caught the harm stands at 3 or 4."),
        "no N/A reason": mark("Say why each does not apply: readers will ask."),
        "above evidence": mark("Attach what shows the level, or choose the level that the evidence supports for now."),
        "no change reason": mark("Say whether something was done or learned, or judged anew: readers will ask."),
        "target below level": mark("Set a new target, or none."),
        "old N/A reason": mark("Read each reason again: does it still hold this year?"),
        "old evidence": mark("Attach what shows the last twelve months, or look at the level again."),
        "scope narrowed": mark(
            "Say in the finding what is left out, so that nobody reads the level for more than it is."
        ),
        "policy without remedy": mark("Look at both: a commitment that works would reach the people harmed."),
        "public without link": mark("Attach the link, or say partly or no."),
        "final unanswered": mark("Answer them, say why they do not apply, or go back to draft."),
    }
)


def _open(page: Page) -> tuple[Finding, ...]:
    """What is not dismissed, or was under other circumstances."""
    facts = page.session.facts
    return checks.open_findings(facts.dossier, facts.before)


def _dismissed(page: Page) -> tuple[Dismissal, ...]:
    """The dismissals that hold."""
    facts = page.session.facts
    return tuple(dismissal for _, dismissal in checks.let_stand(facts.dossier, facts.before))


class _Entry(QWidget):
    """One answer in a list: its practice and level, what is said of it, and what can be done."""

    def __init__(self, page: Page, practice_id: str) -> None:
        super().__init__()
        self._theme, self.practice_id = page.theme, practice_id
        dossier = page.session.dossier
        px = self._theme.px
        state = chart_rows.state(dossier.answers.get(practice_id))
        title = f"{practice_id} · {dossier.form.by_id[practice_id].title}"
        self.words = QVBoxLayout()
        self.words.setSpacing(px(2))
        self.words.addWidget(Label(self._theme, title, "body_strong"))
        holder = QWidget()
        self._buttons = FlowLayout(holder, gap=px(8), line_gap=px(6))
        column = QVBoxLayout()
        column.setSpacing(px(8))
        column.addLayout(self.words)
        column.addWidget(holder)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(level_mark(self._theme, state), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def add_words(self, text: str, role: Role = "body", token: str = "text2") -> None:
        """A paragraph more."""
        self.words.addWidget(Label(self._theme, text, role, token))

    def add_button(self, text: str, does: Callable[[], None]) -> Button:
        """Something to do; screen readers hear of which practice."""
        button = Button(self._theme, text, compact=True)
        button.setAccessibleName(f"{text} {self.practice_id}")
        button.clicked.connect(does)
        self._buttons.addWidget(button)
        return button


class _ListDialog(Dialog):
    """A list to work through: it stays open, and the keyboard stays at its place in it."""

    def __init__(self, page: Page, title: str, text: str) -> None:
        super().__init__(page, title, verb=tr("Close"), text=text, width=640)
        self.cancel_button.hide()
        self.page = page
        self.entries: list[_Entry] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(self.theme.px(12))
        self.body.addLayout(self._list)
        self.body.addStretch(1)
        self._fill()
        first = self._first_button(0)
        self._first_field = first or self.go_button

    def make_entries(self) -> list[_Entry]:
        """The entries as they are now."""
        raise NotImplementedError

    def _fill(self) -> None:
        clear(self._list)
        self.entries = self.make_entries()
        for entry in self.entries:
            self._list.addWidget(hairline())
            self._list.addWidget(entry)
        if not self.entries:
            self._list.addWidget(Label(self.theme, tr("Nothing to look at again."), "body", "text2"))

    def _first_button(self, at: int) -> Button | None:
        return self.entries[min(at, len(self.entries) - 1)].findChild(Button) if self.entries else None

    def refill(self, entry: _Entry, said: str) -> None:
        """Show the list again after ``entry`` was dealt with, and say what was done."""
        at = self.entries.index(entry)
        self._fill()
        announce(self, said)
        (self._first_button(at) or self.go_button).setFocus(Qt.FocusReason.OtherFocusReason)


class FindingsDialog(_ListDialog):
    """The findings of one kind. When closed, ``place`` is the page and practice or record to go to, if any."""

    def __init__(self, page: Page, kind: FindingKind) -> None:
        self._kind = kind
        self.place: tuple[str, str] | None = None
        self.dismissed = 0
        super().__init__(page, _TITLES[kind], _ADVICE[kind])

    def make_entries(self) -> list[_Entry]:
        """One for each finding that is open."""
        return [self._entry(one) for one in _open(self.page) if one.kind == self._kind]

    def _entry(self, one: Finding) -> _Entry:
        dossier = self.page.session.dossier
        entry = _Entry(self.page, one.practice_id)
        entry.add_words(one.text)
        entry.add_button(tr("Open"), partial(self._go, "assess", one.practice_id))
        if one.kind == "incident":
            touching = [i for i in dossier.incidents if one.practice_id in i.practices]
            gravest = max(touching, key=lambda i: i.severity)
            entry.add_words(f"“{gravest.title}”", "small")
            entry.add_button(tr("See the incident"), partial(self._go, "actions", gravest.id))
        if not dossier.assessment.final:
            entry.add_button(tr("Dismiss…"), partial(self._dismiss, one, entry))
        return entry

    def _go(self, page: str, key: str) -> None:
        self.place = (page, key)
        self.accept()

    def _dismiss(self, one: Finding, entry: _Entry) -> None:
        dialog = DismissDialog(self, one)
        if asked(dialog) and self.page.session.dismiss(one, dialog.reason):
            self.dismissed += 1
            self.refill(entry, tr("{practice} is dismissed.", practice=one.practice_id))


class DismissDialog(Dialog):
    """Why a finding is put aside."""

    def __init__(self, parent: QWidget, finding: Finding) -> None:
        super().__init__(
            parent,
            tr("Dismiss this check for {practice}", practice=finding.practice_id),
            verb=tr("Dismiss"),
            text=finding.text,
        )
        self.reason_edit: QPlainTextEdit = self.text_field("")
        self.add_field(
            tr("Why does it not ask for a change?"),
            self.reason_edit,
            hint=tr("It stands in the history and in the working group's copy."),
        )

    @property
    def reason(self) -> str:
        """The reason given."""
        return self.reason_edit.toPlainText().strip()

    def problem(self) -> tuple[str, QWidget | None]:
        """A reason is needed, of a length that can be kept."""
        if not self.reason:
            return tr("Say why: whoever reads the assessment next will ask."), self.reason_edit
        if len(self.reason) > TEXT_LIMIT:
            return tr("Use at most {limit} characters.", limit=f"{TEXT_LIMIT:,}"), self.reason_edit
        return "", None


class DismissedDialog(_ListDialog):
    """What was dismissed: why, by whom and when; each can be asked again."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            page,
            tr("Dismissed checks"),
            tr("A check asks again by itself when what it rests on changes."),
        )

    def make_entries(self) -> list[_Entry]:
        """One for each dismissal that holds."""
        return [self._entry(one) for one in _dismissed(self.page)]

    def _entry(self, one: Dismissal) -> _Entry:
        entry = _Entry(self.page, one.practice_id)
        entry.add_words(_TITLES[cast(FindingKind, one.kind)])  # a dismissal that holds is of a kind that is known
        entry.add_words(one.reason, "body", "text")
        entry.add_words(", ".join(part for part in (one.who, day(one.dismissed_on)) if part), "small", "muted")
        if not self.page.session.dossier.assessment.final:
            entry.add_button(tr("Ask again"), partial(self._ask_again, one, entry))
        return entry

    def _ask_again(self, one: Dismissal, entry: _Entry) -> None:
        if self.page.session.undismiss(one):
            self.refill(entry, tr("{practice} is asked again.", practice=one.practice_id))


class ChecksCard(Card):
    """The card on a page; it goes on from there through the page's signals and session."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.theme, tr("Before you share"))
        self._page = page
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.add(self._lines)
        self.dismissed_link = Button(page.theme, "", kind="link", compact=True)
        self.dismissed_link.clicked.connect(self._show_dismissed)
        self.add(self.dismissed_link)

    def refresh(self) -> None:
        """Show what is open, kind by kind, and how many are dismissed."""
        theme = self._theme
        clear(self._lines)
        groups = checks.grouped(_open(self._page))
        dismissed = len(_dismissed(self._page))
        answered = self._page.session.facts.results.overall.answered
        self.setVisible(answered > 0 or bool(groups) or dismissed > 0)
        if not groups:
            self._lines.addWidget(Label(theme, tr("Nothing to look at again."), "body", "text2"))
        for group in groups:
            row = RowButton(
                theme,
                group.kind,
                group.text,
                chart_rows.short_ids(group.practice_ids, IDS_SHOWN),
                before=Icon(theme, _ICONS[group.kind], "attention"),
                after=LinkWord(theme, tr("Review")),
                least=52,
                role="body",
            )
            row.clicked.connect(self._open_row)
            self._lines.addWidget(row)
        self.dismissed_link.setText(tr("%n dismissed", "", dismissed))
        self.dismissed_link.setAccessibleName(tr("Show %n dismissed check(s)", "", dismissed))
        self.dismissed_link.setVisible(dismissed > 0)

    def _open_row(self) -> None:
        row = self.sender()
        kind = next((kind for kind in checks.KINDS if isinstance(row, RowButton) and row.key == kind), None)
        if kind is not None:
            self.review(kind)

    def review(self, kind: FindingKind) -> None:
        """Open the findings of a kind, and go where one of them leads."""
        dialog = FindingsDialog(self._page, kind)
        dialog.exec()
        place, dismissed = dialog.place, dialog.dismissed
        dialog.deleteLater()
        if dismissed:
            self._page.message_requested.emit("undo", _undo_words(dismissed))
        if place is not None:
            self._page.go_requested.emit(*place)

    def _show_dismissed(self) -> None:
        dialog = DismissedDialog(self._page)
        dialog.exec()
        dialog.deleteLater()


def _undo_words(n: int) -> str:
    if n == 1:
        return tr("The check is dismissed. Undo brings it back.")
    return tr("%n check(s) are dismissed. Undo brings back the last.", "", n)
