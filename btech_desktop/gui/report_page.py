"""Report: for whom, what their copy holds and leaves out, and a preview of the very file that will be saved."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from btech_desktop.audiences import Audience, copy_for
from btech_desktop.copy_texts import changed_evidence, texts_in
from btech_desktop.errors import UserError
from btech_desktop.exchange.atomic import write_bytes
from btech_desktop.exchange.export import to_csv, to_json
from btech_desktop.exchange.pdf_saving import save_report
from btech_desktop.facts import Facts, compared_id, gather, told_to
from btech_desktop.gui import dialogs
from btech_desktop.gui.page import Page
from btech_desktop.gui.printing import AskPrinter, ask_printer, print_pdf
from btech_desktop.gui.public_account import open_public_account, still_empty
from btech_desktop.gui.rendering import Ticket, render_now, renderer
from btech_desktop.gui.report_choices import ContentsCard, MarkingCard, Offers
from btech_desktop.gui.report_leaves import LeavesCard
from btech_desktop.gui.report_review import Copied, ReviewDialog, Side
from btech_desktop.gui.report_saving import SavedBar, ask_password, refuse_workspace, suggested
from btech_desktop.gui.session import Changed, Session
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.choice_card import ChoiceCard
from btech_desktop.gui.widgets.dialog import asked
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.layouts import Columns, set_margins
from btech_desktop.gui.widgets.page_head import PageHead
from btech_desktop.gui.widgets.pdf_preview import PdfPreview
from btech_desktop.gui.widgets.rows import Icon
from btech_desktop.gui.widgets.scroll import PageScroll
from btech_desktop.gui.widgets.waiting import waiting
from btech_desktop.language import Words, mark, tr
from btech_desktop.left_out import LeftOut, left_out_texts
from btech_desktop.report_options import ReportOptions
from btech_desktop.wording import headline, joined, provisional_line

PAUSE_MS: Final = 250  # several changes of the assessment in a row make one new preview
STACK_BELOW: Final = 980
_LOWEST, _TALL = 500, 640  # px of the preview at 100 %: at least, and even where the window is lower
NAMES: Final[dict[Audience, tuple[str, str]]] = {
    "board": (
        mark("Board and executives"),
        mark("Two to four pages: risks, what moved, decisions. Nothing privileged."),
    ),
    "working-group": (mark("Working group"), mark("Everything. Privileged text only if you let it in.")),
    "public": (mark("Public"), mark("A final assessment, whole. Only what is labelled shareable.")),
}
TITLES: Final[Mapping[Audience, str]] = Words(
    {
        "board": mark("Report for the board"),
        "working-group": mark("Report for the working group"),
        "public": mark("Report for the public"),
    }
)


def _widgets(column: QLayout) -> Iterator[QWidget]:
    """Those in view."""
    items = (column.itemAt(n) for n in range(column.count()))
    return (w for item in items if item and (w := item.widget()) and not w.isHidden())


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a copy is made of; the same give the same bytes as long as the workspace does not change."""

    audience: Audience
    privileged: bool
    options: ReportOptions
    day: date


class ReportPage(Page):
    """The preview follows every change; nothing leaves the computer before Save."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self.ask_path: dialogs.AskPath = dialogs.ask_save_path
        self.ask_printer: AskPrinter = ask_printer
        self.ask_password: Callable[[QWidget, tuple[str, ...]], str | None] = ask_password
        self.facts: Facts | None = None
        self.pdf: bytes | None = None
        self.left: tuple[LeftOut, ...] = ()
        self._ticket: Ticket | None = None
        self._put_off = False
        self._facts_of: tuple[Audience, bool, str, date] | None = None
        self._facts_shown: Facts | None = None
        self._options: dict[Audience, ReportOptions] = {}
        self._chosen_for: Audience = "board"  # whose choices are in view
        self._scroll = scroll = PageScroll(theme)
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
        self.saved_bar = SavedBar(theme)
        self.saved_bar.hide()
        self.saved_bar.failed.connect(self._say_error)
        scroll.add(self.saved_bar)
        columns = Columns(theme, (32, 38, 50), stack_below=STACK_BELOW)
        scroll.add(columns, 1)
        self.contents = ContentsCard(theme)
        self.contents.changed.connect(self._on_options)
        columns.add(0, self._audience_card())
        columns.add(0, self.contents)
        columns.add(0, self._every_page_card())
        columns.columns[0].addStretch(1)
        self.leaves = LeavesCard(theme)
        self.leaves.review_requested.connect(self.review_left_out)
        self.leaves.shown_requested.connect(self.review_shown)
        self.marking = MarkingCard(theme)
        self.marking.changed.connect(self._on_options)
        self.marking.data_requested.connect(self.review_data)
        columns.add(1, self.leaves)
        columns.add(1, self.marking)
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
        self._preview_card.setMinimumHeight(theme.px(_LOWEST))
        columns.add(2, self._preview_card, 1)
        columns.columns[2].addStretch(0)
        self._columns = columns
        scroll.verticalScrollBar().valueChanged.connect(self._follow)

        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._renew_in_view)
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
                self._privileged = self._inset(self.privileged_box, self.privileged_warning)
                card.add(self._privileged)
        self.account_button = Button(theme, tr("Public account…"), icon="pencil", compact=True)
        self.account_button.clicked.connect(self._write_account)
        self.account_label = Label(theme, "", "small", "text2")
        self._account = self._inset(self.account_label, self.account_button)
        card.add(self._account)
        self.choices["board"].radio.setChecked(True)
        self.group.buttonToggled.connect(self._on_choice)
        self.privileged_box.toggled.connect(self._on_privileged)
        return card

    def _inset(self, *parts: QWidget) -> QWidget:
        """What belongs to a choice, beneath it; shown while it is chosen."""
        holder = QWidget()
        inset = QVBoxLayout(holder)
        set_margins(inset, self.theme.px(34), 0, self.theme.px(8), self.theme.px(4))
        for part in parts:
            inset.addWidget(part)
        holder.hide()
        return holder

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

    # -- choosing -----------------------------------------------------------------------------------------

    @property
    def audience(self) -> Audience:
        """For whom the copy is."""
        return next(name for name, choice in self.choices.items() if choice.radio.isChecked())

    @property
    def options(self) -> ReportOptions:
        """How the copy for this audience is made."""
        return self._options_of(self.audience)

    def _options_of(self, audience: Audience) -> ReportOptions:
        """As the workspace keeps them; here as well, since a workspace may be one that only can be read."""
        if audience not in self._options:
            self._options[audience] = self.session.report_options(audience)
        return self._options[audience]

    def choose_audience(self, audience: Audience) -> None:
        """Start with this one; public only where a public copy may be made."""
        self._open_public()
        if self.choices[audience].radio.isEnabled():
            self.choices[audience].radio.setChecked(True)

    @property
    def privileged(self) -> bool:
        """Whether privileged text is let into a working group's copy."""
        return self.audience == "working-group" and self.privileged_box.isChecked()

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
            self.flush()
            self.session.audience = self.audience
            self._renew()

    def _on_privileged(self, on: bool) -> None:
        self.privileged_warning.setVisible(on)
        self._renew()

    def _on_options(self) -> None:
        chosen = self.marking.chosen(self.contents.chosen(self._options_of(self._chosen_for)))
        self._options[self._chosen_for] = chosen
        self.session.keep_report_options(self._chosen_for, chosen)
        if self._chosen_for == self.audience:
            self._renew()

    def _write_account(self) -> None:
        open_public_account(self, self.session)

    # -- showing ------------------------------------------------------------------------------------------

    def refresh(self, changed: Changed | None = None) -> None:
        """Gather the copy anew; changes in a row are taken together."""
        self._facts_of = None
        self._open_public()
        if changed is None:
            self._renew()
        else:
            self.preview.set_renewing(True)
            self._wait_for(Ticket())  # what is under way is out of date
            self._timer.start()

    def flush(self) -> None:
        """Take over what is being typed."""
        self.marking.flush()

    def settled(self) -> bool:
        """Whether the preview shows the copy as it is."""
        return self._ticket is None and not self._timer.isActive()

    def _renew_in_view(self) -> None:
        """A preview that nobody sees would only take time from the page in view."""
        self._put_off = not self.isVisible()
        if not self._put_off:
            self._renew()

    def showEvent(self, event: QShowEvent) -> None:
        """What was put off is made now."""
        super().showEvent(event)
        if self._put_off:
            self._timer.start()
            self._put_off = False

    def _gather(self) -> Facts:
        """The facts of this copy; those at hand as long as nothing changed that they rest on."""
        compared_with = self.options.compared_with
        wanted = self.audience, self.privileged, compared_with, date.today()
        if self.facts is not None and self._facts_of == wanted:
            return self.facts
        whole, mine = self.session.facts, self.session.dossier.assessment
        before = compared_id(mine, self.session.store.assessments(), compared_with)
        shown = whole.before.assessment.id if whole.before is not None else None
        if before is not None and before == shown:
            facts = told_to(whole, self.audience, privileged=self.privileged)
        else:
            facts = gather(
                self.session.store,
                mine.id,
                audience=self.audience,
                privileged=self.privileged,
                compared_with=compared_with,
            )
        self.facts, self._facts_of = facts, wanted
        return facts

    def _renew(self) -> None:
        self._timer.stop()
        try:
            facts = self._gather()
        except UserError as error:
            self._wait_for(None)
            self.facts = self.pdf = self._facts_of = self._facts_shown = None
            self.preview.clear()
            self._show_instead(str(error))
            return
        if facts is not self._facts_shown:
            self._facts_shown = facts
            with self._scroll.changing():
                self._show_choices(facts)
                self._show_copy(facts)
        self.preview.set_renewing(True)
        self._wait_for(renderer().render(facts, self.options))
        self._show_head()

    def _wait_for(self, ticket: Ticket | None) -> None:
        """Wait for this one, and no longer for the one before."""
        if self._ticket is not None:
            self._ticket.wanted = False
        self._ticket = ticket

    def _on_done(self, ticket: object, data: object, pages: object) -> None:
        if ticket is not self._ticket or not isinstance(data, bytes) or not isinstance(pages, dict):
            return
        self._ticket = None
        self.pdf = data
        self.preview.set_pdf(data)
        self.contents.show_pages(pages)
        self._show_instead("")

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
        pages = self.preview.page_count if self._ticket is None else 0
        self.head.set_words(
            tr("{report}, %n page(s)", "", pages, report=title) if pages else title,
            tr("The preview is the very file you will save. Nothing leaves this computer until you choose Save."),
        )
        self.pdf_button.setEnabled(not self.instead.text())
        self.print_button.setEnabled(self.pdf_button.isEnabled())
        self.data_button.setEnabled(self.facts is not None)
        self._fit_preview()

    def _show_choices(self, facts: Facts) -> None:
        """The choices of this audience, with what there is to choose among."""
        self._chosen_for = self.audience
        public = self.audience == "public"
        self._privileged.setVisible(self.audience == "working-group")
        self.privileged_warning.setVisible(self.privileged)
        self._account.setVisible(public)
        empty = still_empty(self.session.dossier)
        self.account_label.setText(
            tr("Still empty in the public account: {fields}.", fields=joined(empty))
            if empty
            else tr("The public account is written.")
        )
        self.contents.show_choices(self.audience, self.options, Offers.of(facts, self.session.store.assessments()))
        self.marking.show_choices(self.audience, self.options)

    def _show_copy(self, facts: Facts) -> None:
        """What the copy leaves out, and what is to be known before it is saved."""
        whole = self.session.dossier
        self.left = (
            *left_out_texts(whole, self.audience, privileged=self.privileged),
            *changed_evidence(whole, facts.dossier),
        )
        self.leaves.show_copy(facts, whole, self.left)
        warnings = [provisional_line(facts)] if facts.results.overall.provisional else []
        if warnings:
            warnings.append(tr("Every page says so, and shows ranges."))
        if self.session.unsaved:
            warnings.append(tr("%n change(s) not yet on disk are not in this copy.", "", self.session.unsaved))
        self._warning.setText(" ".join(warnings))
        self._warning_card.setVisible(bool(warnings))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_preview()

    def _fit_preview(self) -> None:
        """As tall as the window shows at once: the foot of a taller one would not be seen with its head."""
        above = self.head.geometry().bottom() + self.theme.px(16 + 24)
        self._preview_card.setMaximumHeight(max(self.height() - above, self.theme.px(_TALL)))
        self._follow()

    def _follow(self) -> None:
        """The preview stays beside the options that are scrolled into view, down to the last of them."""
        *beside, column = self._columns.columns
        top = 0
        if not self._columns.stacked:
            ends = (item.geometry().bottom() for one in beside for item in _widgets(one))
            high = self._preview_card.height()
            # Of one taller than the window the foot is as good as the head: it goes when both have been seen.
            seen = self._scroll.verticalScrollBar().value() - self._columns.y() + self.theme.px(16)
            seen -= max(0, high + self.theme.px(32) - self._scroll.viewport().height())
            top = min(max(0, seen), max(0, max(ends, default=0) + 1 - high))
        if column.contentsMargins().top() != top:
            column.setContentsMargins(0, top, 0, 0)

    # -- looking through ----------------------------------------------------------------------------------

    def review_left_out(self) -> None:
        """Show every text that is left out or changed."""
        self._review("left out")

    def review_shown(self) -> None:
        """Show every text that goes out."""
        self._review("goes out")

    def review_data(self) -> None:
        """Show what is carried inside the file."""
        self._review("data")

    def _review(self, side: Side) -> None:
        from btech_desktop.report import carrying  # pikepdf is loaded with the first report only

        if self.facts is None:
            return
        attached = carrying.attachment(self.facts, self.options)
        copied = Copied(
            self.left,
            texts_in(carrying.as_shown(self.facts, self.options)),
            attached.data.decode() if attached is not None else "",
        )
        dialog = ReviewDialog(self, copied, frozenset(self.facts.asked), side)
        if asked(dialog) and dialog.practice:
            self.go_requested.emit("assess", dialog.practice)

    # -- saving -------------------------------------------------------------------------------------------

    def save_pdf(self) -> None:
        """Ask where, and write the bytes of the preview there, locked if so chosen; then read them back."""
        self.flush()
        if not self.pdf_button.isEnabled():
            return
        path = self.ask_path(self, tr("Save the report"), self._suggested(".pdf"), tr("PDF (*.pdf)"))
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".pdf")
        password: str | None = ""
        if self.marking.locking:
            dossier = self.session.dossier
            password = self.ask_password(self, (dossier.organisation, dossier.unit.name, path.stem))
        if password is not None:
            key = password
            self._save(path, lambda: self._write_pdf(path, key), locked=bool(key))

    def _write_pdf(self, path: Path, password: str) -> None:
        save_report(path, self._pdf_now(), headline=headline(self._gather()), password=password)

    def print_report(self) -> None:
        """Ask for a printer, and print the bytes of the preview there."""
        self.flush()
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
            self._say_error(str(error))
            return
        self.message_requested.emit("info", tr("The report was sent to the printer."))

    def save_data(self) -> None:
        """Ask where and as what (JSON or CSV), and write what this audience may see."""
        path = self.ask_path(self, tr("Save the data"), self._suggested(".json"), "JSON (*.json);;CSV (*.csv)")
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".json")
        make = to_csv if path.suffix.lower() == ".csv" else to_json
        self._save(path, lambda: write_bytes(path, make(self._gather())))

    def _pdf_now(self) -> bytes:
        """The bytes shown; where they are being renewed, the new ones."""
        if self.settled() and self.pdf is not None:
            return self.pdf
        return render_now(self._gather(), self.options)

    def _save(self, path: Path, write: Callable[[], None], *, locked: bool = False) -> None:
        try:
            refuse_workspace(self.session, path)
            with waiting():
                write()
        except UserError as error:
            self.saved_bar.hide()
            self._say_error(str(error))
            return
        self.saved_bar.show_saved(path, locked=locked)

    def _say_error(self, sentence: str) -> None:
        self.message_requested.emit("error", sentence)

    def _suggested(self, suffix: str) -> Path:
        return suggested(self.session, self.audience, suffix)
