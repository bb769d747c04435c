"""Report: for whom, what their copy leaves out, and a preview of the very file that will be saved."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, get_args

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop.assessment import Sensitivity
from btech_desktop.audiences import Audience, copy_for
from btech_desktop.errors import ExportFailed, UserError
from btech_desktop.exchange.atomic import write_bytes
from btech_desktop.exchange.export import to_csv, to_json
from btech_desktop.facts import Facts, gather
from btech_desktop.gui import dialogs
from btech_desktop.gui.page import Page
from btech_desktop.gui.printing import AskPrinter, ask_printer, print_pdf
from btech_desktop.gui.rendering import render_now, renderer
from btech_desktop.gui.session import Changed, Session
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.choice_card import ChoiceCard
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import Columns, clear, set_margins
from btech_desktop.gui.widgets.page_head import PageHead
from btech_desktop.gui.widgets.pdf_preview import PdfPreview
from btech_desktop.gui.widgets.rows import Icon
from btech_desktop.gui.widgets.scroll import PageScroll
from btech_desktop.gui.widgets.waiting import waiting
from btech_desktop.language import MANY, Words, mark, tr
from btech_desktop.terms import shown
from btech_desktop.wording import provisional_line

PAUSE_MS: Final = 250  # several changes in a row make one new preview
STACK_BELOW: Final = 980
NO_PUBLIC_PDF: Final = mark(
    "There is no public PDF. What can go public is the data file: scores, counts and the texts labelled shareable."
)
NAMES: Final[dict[Audience, tuple[str, str]]] = {
    "board": (
        mark("Board and executives"),
        mark("Two to four pages: risks, what moved, decisions. Nothing privileged."),
    ),
    "working-group": (mark("Working group"), mark("Everything. Privileged text only if you let it in.")),
    "public": (mark("Public"), mark("The data file, without a PDF. Only what is labelled shareable.")),
}
TITLES: Final[Mapping[Audience, str]] = Words(
    {
        "board": mark("Report for the board"),
        "working-group": mark("Report for the working group"),
        "public": mark("Data file for the public"),
    }
)
# What goes for everyone of an audience, whatever the labels say.
ALWAYS: Final[dict[Audience, tuple[tuple[str, str, str], ...]]] = {
    "board": (
        ("paperclip", mark("Evidence"), mark("Kind and date, no titles")),
        ("user", mark("Owners"), mark("Roles")),
        ("pencil", mark("Who signed"), mark("The role, no name")),
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
_KINDS: Final[dict[str, str]] = {
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


def withheld_rows(facts: Facts) -> list[str]:
    """``7 privileged notes``: what the labels keep out of this copy, privileged first."""
    order = [*reversed(get_args(Sensitivity))]
    kinds = list(_KINDS)
    found = sorted((order.index(label), kinds.index(kind), n) for (kind, label), n in facts.withheld.counts.items())
    return [tr(_KINDS[kinds[kind]], "", n, label=shown(order[label])) for label, kind, n in found]


class ReportPage(Page):
    """The preview follows every change; nothing leaves the computer before Save."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self.ask_path: dialogs.AskPath = dialogs.ask_save_path
        self.ask_printer: AskPrinter = ask_printer
        self.facts: Facts | None = None
        self.pdf: bytes | None = None
        self._ticket: object | None = None
        scroll = PageScroll(theme)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self.head = PageHead(theme)
        self.data_button = Button(theme, tr("Save data…"), icon="table")
        self.pdf_button = Button(theme, tr("Save PDF…"), kind="primary", icon="download")
        self.data_button.clicked.connect(self.save_data)
        self.pdf_button.clicked.connect(self.save_pdf)
        self.print_button = Button(theme, tr("Print…"), icon="printer")
        self.print_button.clicked.connect(self.print_report)
        self.head.add_action(self.print_button)
        self.head.add_action(self.data_button)
        self.head.add_action(self.pdf_button)
        scroll.add(self.head)
        columns = Columns(theme, (32, 38, 50), stack_below=STACK_BELOW)
        scroll.add(columns, 1)
        columns.add(0, self._audience_card())
        columns.add(0, self._every_page_card())
        columns.columns[0].addStretch(1)
        self._withheld_card = Card(
            theme, tr("What this copy leaves out"), tr("Checked against each text's own label"), padding=16
        )
        self._withheld_rows = QVBoxLayout()
        self._withheld_rows.setSpacing(theme.px(6))
        self._withheld_card.add(self._withheld_rows)
        columns.add(1, self._withheld_card)
        self._warning_card = Card(theme, padding=16)
        self._warning = Label(theme, "", "body", "attention")
        warned = QHBoxLayout()
        warned.setSpacing(theme.px(10))
        warned.addWidget(Icon(theme, "triangle-alert", "attention"))
        warned.addWidget(self._warning, 1)
        self._warning_card.add(warned)
        columns.add(1, self._warning_card)
        columns.columns[1].addStretch(1)
        self._preview_card = Card(theme, padding=0)
        self.preview = PdfPreview(theme)
        self.instead = Label(theme, "", "body", "text2")
        self.instead.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.instead.setContentsMargins(*(theme.px(20),) * 4)
        self._preview_card.add(self.instead)
        self._preview_card.add(self.preview, 1)
        self._preview_card.setMinimumHeight(theme.px(460))
        columns.add(2, self._preview_card, 1)

        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._renew)
        renderer().done.connect(self._on_done)
        renderer().failed.connect(self._on_failed)

    def _audience_card(self) -> Card:
        theme = self.theme
        card = Card(theme, tr("Who is it for?"), padding=16)
        card.body.setSpacing(theme.px(4))
        self.group = QButtonGroup(self)
        self.choices: dict[Audience, ChoiceCard] = {}
        for name in NAMES:
            title, text = NAMES[name]
            choice = ChoiceCard(theme, tr(title), tr(text))
            self.choices[name] = choice
            self.group.addButton(choice.radio)
            card.add(choice)
            if name == "working-group":
                self.privileged_box = QCheckBox(tr("Let privileged text in"))
                self.privileged_warning = Label(
                    theme,
                    tr(
                        "Privileged text will be in the file, marked as such. A label makes nothing legally "
                        "privileged, "
                        "and passing a text on can end its privilege: ask counsel first."
                    ),
                    "small",
                    "attention",
                )
                inset = QVBoxLayout()
                set_margins(inset, theme.px(34), 0, theme.px(8), theme.px(4))
                inset.addWidget(self.privileged_box)
                inset.addWidget(self.privileged_warning)
                card.add(inset)
        self.choices["board"].radio.setChecked(True)
        self.privileged_box.hide()
        self.privileged_warning.hide()
        self.group.buttonToggled.connect(self._on_choice)
        self.privileged_box.toggled.connect(self._on_privileged)
        return card

    def _every_page_card(self) -> Card:
        card = Card(self.theme, tr("On every page"), padding=16)
        card.add(
            Label(
                self.theme,
                tr(
                    "The marking, form edition, coverage, method in a line, what is not assessed here, the page "
                    "number, "
                    "and that this is not a United Nations product."
                ),
                "small",
                "text2",
            )
        )
        return card

    # -- showing ------------------------------------------------------------------------------------------

    @property
    def audience(self) -> Audience:
        """For whom the copy is."""
        return next(name for name, choice in self.choices.items() if choice.radio.isChecked())

    def choose_audience(self, audience: Audience) -> None:
        """Start with this one; public only where a public copy may be made."""
        self._open_public()
        if self.choices[audience].radio.isEnabled():
            self.choices[audience].radio.setChecked(True)

    @property
    def privileged(self) -> bool:
        """Whether privileged text is let into a working group's copy."""
        return self.audience == "working-group" and self.privileged_box.isChecked()

    def refresh(self, changed: Changed | None = None) -> None:
        """Gather the copy anew; changes in a row are taken together."""
        self._open_public()
        if changed is None:
            self._renew()
        else:
            self.preview.set_renewing(True)
            self._ticket = object()  # what is under way is out of date
            self._timer.start()

    def settled(self) -> bool:
        """Whether the preview shows the copy as it is."""
        return self._ticket is None and not self._timer.isActive()

    def _open_public(self) -> None:
        """Public: only where a public copy may be made; else the reason stands in its place."""
        try:
            copy_for(self.session.dossier, "public")
        except UserError as error:
            reason = str(error)
            if self.audience == "public":
                self.choices["board"].radio.setChecked(True)
        else:
            reason = ""
        self.choices["public"].set_reason(reason)

    def _on_choice(self, _: object, on: bool) -> None:
        if on:
            self.session.audience = self.audience
            self.privileged_box.setVisible(self.audience == "working-group")
            self.privileged_warning.setVisible(self.privileged)
            self._renew()

    def _on_privileged(self, on: bool) -> None:
        self.privileged_warning.setVisible(on)
        self._renew()

    def _gather(self) -> Facts:
        """The facts of this copy, compared with the assessment that the other pages compare with."""
        before = self.session.facts.before
        return gather(
            self.session.store,
            self.session.dossier.assessment.id,
            audience=self.audience,
            privileged=self.privileged,
            before_id=before.assessment.id if before else None,
        )

    def _renew(self) -> None:
        self._timer.stop()
        try:
            self.facts = self._gather()
        except UserError as error:
            self._ticket = self.facts = self.pdf = None
            self.preview.clear()
            self._show_instead(str(error))
            return
        self._show_withheld(self.facts)
        if self.audience == "public":
            self._ticket = self.pdf = None
            self.preview.clear()
            self._show_instead(tr(NO_PUBLIC_PDF))
            return
        self._show_instead("")
        self.preview.set_renewing(True)
        self._ticket = ticket = object()
        renderer().render(self.facts, ticket)

    def _on_done(self, ticket: object, data: object) -> None:
        if ticket is not self._ticket or not isinstance(data, bytes):
            return
        self._ticket = None
        self.pdf = data
        self.preview.set_pdf(data)
        self.preview.set_renewing(False)
        self._show_head()

    def _on_failed(self, ticket: object, sentence: str) -> None:
        if ticket is not self._ticket:
            return
        self._ticket = self.pdf = None
        self.preview.clear()
        self._show_instead(sentence)

    def _show_instead(self, sentence: str) -> None:
        """A sentence in place of the preview, or the preview."""
        self.instead.setText(sentence)
        self.instead.setVisible(bool(sentence))
        self.preview.setVisible(not sentence)
        self.preview.set_renewing(False)
        self._show_head()

    def _show_head(self) -> None:
        title = TITLES[self.audience]
        pages = self.preview.page_count
        if self.audience == "public":
            self.head.set_words(title, tr("Nothing leaves this computer until you choose Save."))
        else:
            self.head.set_words(
                tr("{report}, %n page(s)", "", pages, report=title) if pages else title,
                tr("The preview is the very file you will save. Nothing leaves this computer until you choose Save."),
            )
        self.pdf_button.setEnabled(self.audience != "public" and not self.instead.text())
        self.print_button.setEnabled(self.pdf_button.isEnabled())
        self.data_button.setEnabled(self.facts is not None)

    def _show_withheld(self, facts: Facts) -> None:
        theme = self.theme
        clear(self._withheld_rows)
        lines = withheld_rows(facts)
        rows = [("eye-off", line, tr("Left out")) for line in lines]
        rows = rows or [("circle-check", tr("No text is left out because of its label"), "")]
        for icon, text, what in (*rows, *((icon, tr(text), tr(what)) for icon, text, what in ALWAYS[self.audience])):
            self._withheld_rows.addWidget(hairline())
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, theme.px(2), 0, theme.px(2))
            row.setSpacing(theme.px(10))
            row.addWidget(Icon(theme, icon, size=16))
            row.addWidget(Label(theme, text, "body"), 3)
            if what:
                row.addWidget(Label(theme, what, "small", "text2"), 2)
            self._withheld_rows.addWidget(line)
        warnings = [provisional_line(facts)] if facts.results.overall.provisional else []
        if warnings:
            warnings.append(tr("Every page says so, and shows ranges."))
        if self.session.unsaved:
            warnings.append(tr("%n change(s) not yet on disk are not in this copy.", "", self.session.unsaved))
        self._warning.setText(" ".join(warnings))
        self._warning_card.setVisible(bool(warnings))

    # -- saving -------------------------------------------------------------------------------------------

    def save_pdf(self) -> None:
        """Ask where, and write the bytes of the preview there."""
        if not self.pdf_button.isEnabled():
            return
        path = self.ask_path(self, tr("Save the report"), self._suggested(".pdf"), tr("PDF (*.pdf)"))
        if path is not None:
            self._save(path if path.suffix else path.with_suffix(".pdf"), self._pdf_now)

    def print_report(self) -> None:
        """Ask for a printer, and print the bytes of the preview there."""
        if not self.pdf_button.isEnabled():
            self.message_requested.emit("attention", self.instead.text() or tr("There is no report to print yet."))
            return
        printer = self.ask_printer(self, self._suggested("").name, self.preview.page_count)
        if printer is None:
            return
        try:
            with waiting():
                print_pdf(self._pdf_now(), printer)
        except UserError as error:
            self.message_requested.emit("error", str(error))
            return
        self.message_requested.emit("info", tr("The report was sent to the printer."))

    def save_data(self) -> None:
        """Ask where and as what (JSON or CSV), and write what this audience may see."""
        path = self.ask_path(self, tr("Save the data"), self._suggested(".json"), "JSON (*.json);;CSV (*.csv)")
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".json")
        make = to_csv if path.suffix.lower() == ".csv" else to_json
        self._save(path, lambda: make(self._gather()))

    def _pdf_now(self) -> bytes:
        """The bytes shown; where they are being renewed, the new ones."""
        if self.settled() and self.pdf is not None:
            return self.pdf
        return render_now(self._gather())

    def _save(self, path: Path, make: Callable[[], bytes]) -> None:
        try:
            if path.exists() and path.samefile(self.session.store.path):
                raise ExportFailed(tr("This file is the workspace itself. Choose another name."))
            write_bytes(path, make())
        except UserError as error:
            self.message_requested.emit("error", str(error))
            return
        except OSError:
            self.message_requested.emit(
                "error", tr("{name} could not be written. Choose another folder.", name=path.name)
            )
            return
        self.message_requested.emit("info", tr("Saved {name} in {folder}.", name=path.name, folder=path.parent))

    def _suggested(self, suffix: str) -> Path:
        dossier = self.session.dossier
        words = f"{dossier.unit.name} {dossier.assessment.period} {self.audience}".lower()
        kept = "".join(c if c.isalnum() or c in "-_" else " " for c in words)
        return self.session.store.path.parent / ("-".join(kept.split()) + suffix)
