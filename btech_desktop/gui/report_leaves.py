"""What a copy leaves out, counted, with one example in full; and the way to all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop.assessment import Dossier, Sensitivity
from btech_desktop.audiences import Audience
from btech_desktop.facts import Facts
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import clear
from btech_desktop.gui.widgets.rows import Icon
from btech_desktop.gui.widgets.struck import StruckLabel
from btech_desktop.language import MANY, mark, tr
from btech_desktop.left_out import LeftOut
from btech_desktop.passages import Passage, in_brackets, put_together, taken_apart
from btech_desktop.terms import shown
from btech_desktop.wording import excerpt

_AROUND: Final = 70  # characters of a note kept before the first and after the last passage of the example
_LONGEST: Final = 240
_TITLE: Final = 60
# What goes for everyone of an audience, whatever the labels say.
ALWAYS: Final[dict[Audience, tuple[tuple[str, str, str], ...]]] = {
    "board": (
        ("paperclip", mark("Evidence"), mark("Kind and date, no titles")),
        ("user", mark("Owners"), mark("Roles")),
        ("pencil", mark("Who prepared and signed"), mark("The signer's role")),
        ("scale", mark("Comparison with the 2021 note"), mark("Left out")),
    ),
    "working-group": (
        ("paperclip", mark("Evidence"), mark("Title, kind and date")),
        ("hard-drive", mark("Where evidence lies"), mark("Left out")),
        ("user", mark("Owners"), mark("Roles")),
    ),
    "public": (
        ("paperclip", mark("Evidence"), mark("Kind only, if shareable")),
        ("user", mark("Owners, names, who was consulted"), mark("Left out")),
        ("scale", mark("Comparison with the 2021 note"), mark("Left out")),
    ),
}
_KINDS: Final[Mapping[str, str]] = {
    "notes": mark("%n {label} [note|notes]", "", MANY),
    "passages": mark("%n marked [passage|passages] in notes", "", MANY),
    "findings": mark("%n {label} [finding|findings]", "", MANY),
    "reasons": mark("%n {label} [reason|reasons] for not applicable", "", MANY),
    "evidence": mark("%n {label} [piece|pieces] of evidence", "", MANY),
    "actions": mark("%n {label} [action|actions]", "", MANY),
    "risks": mark("%n {label} [risk|risks] to people", "", MANY),
    "incidents": mark("%n {label} [incident|incidents]", "", MANY),
    "decisions": mark("%n {label} [decision|decisions]", "", MANY),
}


def withheld_rows(facts: Facts) -> list[tuple[str, str]]:
    """``7 privileged notes`` and what becomes of them: what the labels keep out of this copy, privileged first."""
    order = [*reversed(get_args(Sensitivity))]
    kinds = list(_KINDS)
    found = sorted((order.index(label), kinds.index(kind), n) for (kind, label), n in facts.withheld.counts.items())
    return [
        (
            tr(_KINDS[kinds[kind]], "", n, label=shown(order[label])),
            tr("Shown by kind") if kinds[kind] == "passages" else tr("Left out"),
        )
        for label, kind, n in found
    ]


@dataclass(frozen=True, slots=True)
class Example:
    """One text as it stands and as the copy has it, cut to what is read at a glance; ``struck``: starts and lengths."""

    where: str
    text: str
    struck: tuple[tuple[int, int], ...]
    in_copy: str


def example(dossier: Dossier, left: Sequence[LeftOut]) -> Example | None:
    """A note of which passages are left out says most; else the first text that is left out whole."""
    for one in left:
        if one.kind == "passages":
            return _of_note(one.where, dossier.answers[one.where].note)
    for one in left:
        if not one.in_copy:
            text = excerpt(one.text, _LONGEST)
            return Example(excerpt(one.where, _TITLE), text, ((0, len(text)),), "")
    return None


def _of_note(where: str, note: str) -> Example:
    text, passages = taken_apart(note)
    start = text.rfind(" ", 0, max(passages[0].start - _AROUND, 0)) + 1
    whole = [p for p in passages if p.end <= start + _LONGEST] or [passages[0]]
    end = min(whole[-1].end + _AROUND, len(text))
    end = min([end, *(p.start for p in passages if p.start >= whole[-1].end)])
    before, after = "… " if start else "", " …" if end < len(text) else ""
    seen = [Passage(p.start - start, p.length, p.kind) for p in whole]
    return Example(
        tr("note on {practice}", practice=where),
        f"{before}{text[start:end]}{after}",
        tuple((p.start + len(before), p.length) for p in seen),
        f"{before}{in_brackets(put_together(text[start:end], seen))}{after}",
    )


_DATA: Final[Mapping[Audience, str]] = {
    "board": mark("The PDF prints no notes. Save data… gives them, and who was consulted, as far as labels allow."),
    "working-group": mark("Save data… gives every section, also those left out of the PDF."),
}
"""What *Save data* gives that the PDF does not hold; for the public there is nothing more."""


class LeavesCard(Card):
    """The counts, what goes for everyone, an example, and links to every text."""

    review_requested = Signal()
    shown_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme, tr("What this copy leaves out"), tr("Checked against each text's own label"), padding=16
        )
        self._shown: list[tuple[str, str, str]] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(6))
        self.add(self._rows)
        self._example = QWidget()
        column = QVBoxLayout(self._example)
        column.setContentsMargins(0, theme.px(4), 0, 0)
        column.setSpacing(theme.px(6))
        self.example_label = Label(theme, "", "small_strong")
        column.addWidget(self.example_label)
        box = QFrame()
        box.setObjectName("sunken")
        sides = QVBoxLayout(box)
        sides.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(10))
        sides.setSpacing(theme.px(2))
        self.before = StruckLabel(theme, "small")
        self.after = Label(theme, "", "small")
        sides.addWidget(Label(theme, tr("In your assessment"), "caption", "text2"))
        sides.addWidget(self.before)
        sides.addSpacing(theme.px(4))
        sides.addWidget(hairline())
        sides.addSpacing(theme.px(4))
        sides.addWidget(Label(theme, tr("For this audience"), "caption", "text2"))
        sides.addWidget(self.after)
        column.addWidget(box)
        self.add(self._example)
        links = QWidget()
        flow = FlowLayout(links, gap=theme.px(16), line_gap=0)
        self.review_button = Button(theme, "", kind="link", compact=True)
        self.review_button.clicked.connect(self.review_requested)
        self.shown_button = Button(theme, tr("See all that goes out"), kind="link", compact=True)
        self.shown_button.clicked.connect(self.shown_requested)
        flow.addWidget(self.review_button)
        flow.addWidget(self.shown_button)
        self.add(links)
        self.data_label = Label(theme, "", "small", "text2")
        self.add(self.data_label)

    def show_copy(self, facts: Facts, dossier: Dossier, left: Sequence[LeftOut]) -> None:
        """Show a copy's counts; ``left`` are the texts left out or changed of ``dossier``, the whole assessment."""
        assert facts.audience is not None
        counted = [("eye-off", line, what) for line, what in withheld_rows(facts)]
        counted = counted or [("circle-check", tr("No text is left out because of its label"), "")]
        always = [(icon, tr(text), tr(what)) for icon, text, what in ALWAYS[facts.audience]]
        self._show_rows([*counted, *always])
        said = _DATA.get(facts.audience, "")
        self.data_label.setText(tr(said) if said else "")
        self.data_label.setVisible(bool(said))
        self.review_button.setText(tr("Review all {number}", number=len(left)))
        self.review_button.setVisible(bool(left))
        found = example(dossier, left)
        self._example.setVisible(found is not None)
        if found is not None:
            self.example_label.setText(tr("Example: {where}", where=found.where))
            self.before.show_struck(found.text, found.struck)
            out = " · ".join(found.text[start : start + length] for start, length in found.struck)
            self.before.setAccessibleDescription(tr("Left out: {words}", words=out))
            self.after.setText(found.in_copy or tr("Nothing"))
            self.after.set_token("text" if found.in_copy else "muted")

    def _show_rows(self, rows: list[tuple[str, str, str]]) -> None:
        if rows == self._shown:
            return
        self._shown = rows
        clear(self._rows)
        for row in rows:
            self._rows.addWidget(hairline())
            self._rows.addWidget(self._row(*row))

    def _row(self, icon: str, text: str, what: str) -> QWidget:
        theme = self._theme
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, theme.px(2), 0, theme.px(2))
        row.setSpacing(theme.px(10))
        row.addWidget(Icon(theme, icon, size=16))
        row.addWidget(Label(theme, text, "body"), 1)
        if what:
            row.addWidget(Label(theme, what, "small", "text2"))
        return line
