"""The choices of a report: what it holds, and how its pages are marked and the file protected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop.assessment import Assessment
from btech_desktop.audiences import Audience
from btech_desktop.exchange.pdf_locks import NO_ARCHIVE
from btech_desktop.facts import Facts, compared_id
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.line_edit import LineEdit
from btech_desktop.gui.widgets.segmented import Option, Segmented
from btech_desktop.language import Words, mark, tr
from btech_desktop.report_options import (
    MARKING_LIMIT,
    NOTHING,
    PREVIOUS,
    RECIPIENT_LIMIT,
    SECTIONS,
    WEAKEST,
    ReportOptions,
    Section,
)

SECTION_NAMES: Final = Words[Section](
    {
        "risks": mark("Risks, incidents, decisions"),
        "domains": mark("Domains in full"),
        "benchmark": mark("Outside references"),
        "progress": mark("Progress"),
        "teams": mark("Other units"),
        "actions": mark("Action plan"),
        "not applicable": mark("Not applicable"),
        "checks": mark("Checks"),
        "annex": mark("Method and sources"),
    }
)
_NARROW: Final = 12  # characters: a list of choices gives way to the card's width


@dataclass(frozen=True, slots=True)
class Offers:
    """What there is to choose among: domains and periods by id, units below, which period comes before."""

    domains: tuple[tuple[str, str], ...]
    periods: tuple[tuple[str, str], ...]
    previous: str
    units: int

    @classmethod
    def of(cls, facts: Facts, everything: tuple[Assessment, ...]) -> "Offers":
        """The choices that an assessment has, beside all assessments of its workspace."""
        dossier = facts.dossier
        mine = dossier.assessment
        others = [a for a in everything if a.unit_id == mine.unit_id and a.id != mine.id]
        before = compared_id(mine, everything)
        return cls(
            tuple((d.id, d.title) for d in dossier.form.domains if d.id in facts.results.domains),
            tuple((a.id, a.period) for a in sorted(others, key=lambda a: a.ends, reverse=True)),
            next((a.period for a in others if a.id == before), ""),
            len(facts.parts),
        )


class _ChoiceCard(Card):
    """Tells when somebody chooses; showing choices tells nobody."""

    changed = Signal()

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__(theme, title, padding=16)
        self._showing = False

    def _tell(self, *_: object) -> None:
        if not self._showing:
            self.changed.emit()

    def _box(self, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.toggled.connect(self._tell)
        return box

    def _list(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(_NARROW)
        box.currentIndexChanged.connect(self._tell)
        return box

    def _field(self, caption: str, field: QWidget, hint: str = "") -> QWidget:
        """A field under its caption, with a sentence beneath."""
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(3))
        label = Label(self._theme, caption, "small_medium", "text2")
        label.setBuddy(field)
        column.addWidget(label)
        column.addWidget(field)
        if hint:
            column.addWidget(Label(self._theme, hint, "caption", "muted"))
            field.setAccessibleDescription(hint)
        self.add(group)
        return group


class ContentsCard(_ChoiceCard):
    """What a copy holds, by its audience. ``show_pages`` says on which page each section begins."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("What it holds"))
        self.pages_label = Label(theme, "", "small", "muted", wrap=False)
        self.header.addWidget(self.pages_label)
        self.sections: dict[Section, QCheckBox] = {}
        self.page_labels: dict[Section, Label] = {}
        self._sections = QWidget()
        rows = QVBoxLayout(self._sections)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(3))
        for name in SECTIONS:
            rows.addWidget(hairline())
            rows.addLayout(self._section(name))
        self.add(self._sections)
        self.depth_box = self._list(tr("One domain in depth"))
        self._depth = self._field(tr("One domain in depth, on a page"), self.depth_box)
        self.actions_box = self._box(tr("A page with the actions"))
        self.add(self.actions_box)
        self.period_box = self._list(tr("Compared with"))
        self._period = self._field(tr("Compared with"), self.period_box)
        self.units_box = self._box("")
        self.add(self.units_box)

    def _section(self, name: Section) -> QHBoxLayout:
        box, page = self._box(SECTION_NAMES[name]), Label(self._theme, "", "small", "muted", wrap=False)
        self.sections[name], self.page_labels[name] = box, page
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(8))
        row.addWidget(box, 1)
        row.addWidget(page)
        return row

    def show_choices(self, audience: Audience, options: ReportOptions, offers: Offers) -> None:
        """Show what is chosen, and only what this audience and this assessment have."""
        self._showing = True
        group, board = audience == "working-group", audience == "board"
        self._sections.setVisible(group)
        self.pages_label.setVisible(group)
        for name, box in self.sections.items():
            box.setChecked(name not in options.left_out)
        self._depth.setVisible(board)
        domains = [("", tr("None")), (WEAKEST, tr("The weakest")), *offers.domains]
        asked = options.in_depth if options.in_depth in dict(domains) else WEAKEST
        _fill(self.depth_box, domains, asked)
        self.actions_box.setVisible(board)
        self.actions_box.setChecked(options.actions)
        before = tr("The period before ({period})", period=offers.previous) if offers.previous else tr("No earlier one")
        periods = [(PREVIOUS, before), (NOTHING, tr("Nothing")), *offers.periods]
        beside = options.compared_with if options.compared_with in dict(periods) else PREVIOUS
        _fill(self.period_box, periods, beside)
        self._period.setVisible(bool(offers.periods))
        self.units_box.setText(tr("With the %n unit(s) below, lowest first", "", offers.units))
        self.units_box.setVisible(bool(offers.units))
        self.units_box.setChecked(options.rollup)
        self.setVisible(audience != "public")
        self._showing = False

    def chosen(self, options: ReportOptions) -> ReportOptions:
        """The options with what is chosen here."""
        out = frozenset(name for name, box in self.sections.items() if not box.isChecked())
        return options.model_copy(
            update={
                "left_out": out,
                "in_depth": self.depth_box.currentData() or "",
                "actions": self.actions_box.isChecked(),
                "compared_with": self.period_box.currentData() or PREVIOUS,
                "rollup": self.units_box.isChecked(),
            }
        )

    def show_pages(self, pages: Mapping[Section, int]) -> None:
        """Say on which page each section begins; a dash where the copy has it not."""
        for name, label in self.page_labels.items():
            page = pages.get(name)
            label.setText(str(page) if page else "–")
            said = tr("Begins on page {page}", page=page) if page else tr("Not in this copy")
            self.sections[name].setAccessibleDescription(said)
        shown = sum(box.isChecked() for box in self.sections.values())
        self.pages_label.setText(tr("{shown} of {all} · page", shown=shown, all=len(self.sections)))


class MarkingCard(_ChoiceCard):
    """How pages are marked and the file is made. The password is asked when it is saved, and kept nowhere."""

    data_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Marking and protection"))
        self.marking_edit = LineEdit(
            theme, name=tr("Mark every page"), hint=tr("Such as: Draft for discussion"), limit=MARKING_LIMIT
        )
        self._field(
            tr("Mark every page"),
            self.marking_edit,
            tr("Your words, beside the app's own marking. The app adds no claim of privilege."),
        )
        self.recipient_edit = LineEdit(
            theme, name=tr("Report to"), hint=tr("The audience, if left empty"), limit=RECIPIENT_LIMIT
        )
        self._recipient = self._field(tr("Report to"), self.recipient_edit)
        for edit in (self.marking_edit, self.recipient_edit):
            edit.paused.connect(self._tell)
        self.paper = Segmented(theme, (Option("A4", "A4"), Option("Letter", tr("Letter"))), name=tr("Paper"))
        self.paper.chosen.connect(self._tell)
        row = QHBoxLayout()
        row.addWidget(Label(theme, tr("Paper"), "small_medium", "text2"), 1)
        row.addWidget(self.paper)
        self.add(row)
        self.data_box = self._box(tr("Carry the data inside the file"))
        self.data_button = Button(theme, tr("See what is carried"), kind="link", compact=True)
        self.data_button.clicked.connect(self.data_requested)
        self.data_box.toggled.connect(self.data_button.setVisible)
        self._data = QWidget()
        data = QVBoxLayout(self._data)
        data.setContentsMargins(0, 0, 0, 0)
        data.setSpacing(0)
        data.addWidget(self.data_box)
        inset = QHBoxLayout()
        inset.setContentsMargins(0, 0, 0, 0)
        self._data_hint = Label(
            theme, tr("As far as this copy shows it: a colleague can merge it."), "caption", "muted"
        )
        inset.addWidget(self._data_hint, 1)
        inset.addWidget(self.data_button, 0, Qt.AlignmentFlag.AlignTop)
        data.addLayout(inset)
        self.add(self._data)
        self.lock_box = QCheckBox(tr("Ask for a password to open the file"))
        self.lock_hint = Label(theme, tr(NO_ARCHIVE), "caption", "muted")
        self.lock_box.setAccessibleDescription(tr(NO_ARCHIVE))
        self.lock_box.toggled.connect(self.lock_hint.setVisible)
        self.add(self.lock_box)
        self.add(self.lock_hint)
        self.lock_hint.hide()

    def show_choices(self, audience: Audience, options: ReportOptions) -> None:
        """Show what is chosen, and only what this audience has."""
        self._showing = True
        self.marking_edit.set_text(options.marking)
        self.recipient_edit.set_text(options.recipient)
        self._recipient.setVisible(audience != "public")
        self.paper.set_value(options.paper)
        self.data_box.setChecked(options.carry_data)
        self.data_button.setVisible(options.carry_data)
        self._showing = False

    def chosen(self, options: ReportOptions) -> ReportOptions:
        """The options with what is chosen here."""
        return options.model_copy(
            update={
                "marking": " ".join(self.marking_edit.text().split()),
                "recipient": " ".join(self.recipient_edit.text().split()),
                "paper": self.paper.value() or "A4",
                "carry_data": self.data_box.isChecked(),
            }
        )

    @property
    def locking(self) -> bool:
        """Whether a password is asked for when the file is saved."""
        return self.lock_box.isChecked()

    def flush(self) -> None:
        """Tell what is being typed."""
        self.marking_edit.flush()
        self.recipient_edit.flush()


def _fill(box: QComboBox, choices: list[tuple[str, str]], chosen: str) -> None:
    box.clear()
    for value, text in choices:
        box.addItem(text, value)
    box.setCurrentIndex(max(box.findData(chosen), 0))
