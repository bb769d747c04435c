"""The overview: where we stand, what comes first, and what to look at before sharing."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from btech_desktop import chart_rows, wording
from btech_desktop.charts import (
    answered_bar,
    domain_bars,
    evidence_bar,
    radar,
    score_bar,
    spread,
)
from btech_desktop.facts import Facts
from btech_desktop.gui import copied_tables
from btech_desktop.gui.checks_list import ChecksCard
from btech_desktop.gui.page import Page
from btech_desktop.gui.session import Changed, Session
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.chart_view import Builder
from btech_desktop.gui.widgets.chip import Chip
from btech_desktop.gui.widgets.figure_cell import FigureCell
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import Band, Columns, clear
from btech_desktop.gui.widgets.page_head import PageHead
from btech_desktop.gui.widgets.rows import RowButton, chart_view, chevron, level_mark
from btech_desktop.gui.widgets.scroll import PageScroll
from btech_desktop.gui.widgets.segmented import Option, Segmented
from btech_desktop.gui.widgets.table_copy import CopyTableButton
from btech_desktop.language import tr

FIRST_GAPS = 5
STACK_BELOW = 860  # px at 100 % text size: with less, the attention list goes below the chart


class OverviewPage(Page):
    """Every number here is one of the facts."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = PageScroll(theme)
        outer.addWidget(scroll)
        self._primary = ""

        self.head = PageHead(theme)
        self.chip = Chip.of(theme, "provisional")
        self.head.add_chip(self.chip)
        self.export_button = Button(theme, tr("Export PDF…"), icon="download")
        self.next_button = Button(theme, tr("Continue"), kind="primary", icon_end="arrow-right")
        self.export_button.clicked.connect(self._export)
        self.next_button.clicked.connect(self._go_on)
        self.head.add_action(self.export_button)
        self.head.add_action(self.next_button)
        scroll.add(self.head)

        self.invitation = Card(theme)
        self.invitation_words = Label(theme, "", "lead")
        self.invitation_button = Button(theme, tr("Start"), kind="primary", icon_end="arrow-right")
        self.invitation_button.clicked.connect(self._go_on)
        self.invitation.add(self.invitation_words)
        self.invitation.add(self.invitation_button)
        scroll.add(self.invitation)

        self.band = Band(theme)
        self.counts = FigureCell(theme, tr("Practices at level 3 or 4"))
        self.overall = FigureCell(theme, tr("Overall"))
        self.weakest = FigureCell(theme, tr("Weakest practice"))
        self.evidence = FigureCell(theme, tr("Level the evidence shows"))
        for cell in (self.counts, self.overall, self.weakest, self.evidence):
            self.band.add(cell)
        scroll.add(self.band)

        self.columns = Columns(theme, (65, 35), stack_below=STACK_BELOW)
        self.columns.add(0, self._make_domains(theme), 1)
        self.attention = Card(theme, tr("Needs attention first"))
        self.attention.action_requested.connect(self._all_gaps)
        self.copy_gaps = CopyTableButton(theme, lambda: copied_tables.gaps(session.facts))
        self.attention.header.addWidget(self.copy_gaps)
        self.gap_rows = QVBoxLayout()
        self.gap_rows.setSpacing(0)
        self.attention.add(self.gap_rows)
        self.sharing = ChecksCard(self)
        self.columns.add(1, self.attention)
        self.columns.add(1, self.sharing)
        self.columns.columns[1].addStretch(1)
        scroll.add(self.columns)
        scroll.column.addStretch(1)

    def _make_domains(self, theme: Theme) -> Card:
        card = Card(theme, tr("Maturity by domain"))
        self.shape = Segmented(
            theme,
            [Option("bars", tr("Bars"), "chart-bar"), Option("shape", tr("Shape"), "radar")],
            name=tr("Show domains as"),
        )
        self.shape.set_value("bars")
        self.shape.chosen.connect(self._draw_domains)
        card.header.addWidget(self.shape)
        self.domains = chart_view(theme)
        self.domains.spot_activated.connect(self._go_domain)
        card.add(self.domains)
        self.spread_part = QWidget()
        column = QVBoxLayout(self.spread_part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        self.spread_title = Label(theme, "", "body_strong")
        self.spread_note = Label(theme, tr("An average of 2 can hide both a 0 and a 4."), "small", "muted")
        self.spread = chart_view(theme)
        self.say_do = Label(theme, "", "small", "text2")
        heading = QWidget()
        words = FlowLayout(heading, gap=theme.px(8), line_gap=0)
        words.addWidget(self.spread_title)
        words.addWidget(self.spread_note)
        column.addWidget(hairline())
        column.addWidget(heading)
        column.addWidget(self.spread)
        column.addWidget(self.say_do)
        card.add(self.spread_part)
        card.body.addStretch(1)
        return card

    def panes(self) -> Sequence[QWidget]:
        """Where F6 stops."""
        return [self.head, self.columns]

    # -- showing ------------------------------------------------------------------------------------------

    def refresh(self, changed: Changed | None = None) -> None:
        """Show the facts of the assessment in view."""
        if self.session.assessment_id is None:
            return
        facts = self.session.facts
        answered = facts.results.overall.answered > 0
        self._show_head(facts)
        self.invitation.setVisible(not answered)
        self.band.setVisible(answered)
        self.spread_part.setVisible(answered)
        self.export_button.setVisible(answered)
        self._show_invitation(facts)
        if answered:
            self._show_figures(facts)
        self._draw_domains()
        self._show_gaps(facts)
        self.sharing.refresh()

    def _show_head(self, facts: Facts) -> None:
        assessment, overall = facts.dossier.assessment, facts.results.overall
        line = wording.coverage_line(facts) if overall.answered else f"{wording.sentence(_to_answer(facts))}."
        if assessment.final and assessment.final_on:
            day, name = wording.day(assessment.final_on), assessment.final_name
            locked = tr("Locked on {day} by {name}.", day=day, name=name)
            line = f"{locked} {line}"
        self.head.set_words(wording.headline(facts), line)
        self.chip.set_state("locked" if assessment.final else "provisional" if overall.provisional else "complete")
        self.chip.setVisible(overall.answered > 0 or assessment.final)
        words = ""
        if assessment.final:
            self._primary = ""
        elif facts.open_ids:
            self._primary, words = "continue", tr("Continue at {practice}", practice=facts.open_ids[0])
        elif assessment.status == "draft":
            self._primary, words = "review", tr("Send to review")
        else:
            self._primary, words = "finalise", tr("Lock as final")
        self.next_button.setText(words)
        self.next_button.setVisible(bool(self._primary) and overall.answered > 0)

    def _show_invitation(self, facts: Facts) -> None:
        first = facts.open_ids[0] if facts.open_ids else ""
        waiting = facts.results.overall.to_confirm
        if waiting:
            text = tr(
                "%n answer(s) came over from the period before: confirm or change them, "
                "and where you stand appears here.",
                "",
                waiting,
            )
        else:
            text = tr("Answer the first practice, and where you stand appears here.")
        self.invitation_words.setText(text)
        self.invitation_button.setText(tr("Start at {practice}", practice=first) if first else "")
        self.invitation_button.setVisible(bool(first) and not facts.dossier.assessment.final)

    def _show_figures(self, facts: Facts) -> None:
        overall = facts.results.overall
        foot = [tr("{number} at 0 or 1", number=overall.low_levels)]
        if overall.open:
            foot.append(tr("{number} to answer", number=overall.open))
        if overall.not_applicable:
            foot.append(tr("{number} not applicable", number=overall.not_applicable))
        target = (
            tr("{reached} of {total} at target", reached=overall.at_target, total=overall.with_target)
            if overall.with_target
            else tr("no targets yet")
        )
        to_answer = overall.open - overall.to_confirm
        self.counts.set_figure(
            str(overall.high_levels),
            tr("of {total}", total=overall.applicable),
            " · ".join(foot),
            side=target,
            chart=lambda width, _: answered_bar(
                overall.answered, to_answer, overall.not_applicable, width, to_confirm=overall.to_confirm
            ),
        )
        scored = sum(s.mean is not None for s in facts.results.domains.values())
        self.overall.caption.setText(tr("Overall, average of %n domain(s)", "", scored))
        row = chart_rows.score_row(facts)
        self.overall.set_figure(
            row.score_text,
            tr("of 4"),
            tr("{range} once all are answered", range=wording.span(overall))
            if overall.provisional
            else tr("All answered"),
            side=tr("target {target}", target=row.target_text) if row.target is not None else "",
            chart=partial(score_bar, row),
        )
        self._show_weakest(facts)
        parts = chart_rows.evidence_parts(facts)
        capped = overall.capped
        self.evidence.set_figure(
            wording.plain(overall.supported),
            tr("of 4"),
            tr("Self-rated {mean}, capped by the evidence", mean=wording.plain(overall.mean)),
            side=tr("%n level(s) capped", "", capped) if capped else tr("no level capped"),
            chart=lambda width, _: evidence_bar(parts, width),
        )

    def _show_weakest(self, facts: Facts) -> None:
        overall = facts.results.overall
        first, *others = facts.floor_ids
        practice = facts.dossier.form.by_id[first]
        detail = [first]
        if others:
            detail.append(tr("{more} more at level {level}", more=len(others), level=overall.floor))
        self.weakest.set_practice(chart_rows.state_of(facts, first), practice.title, " · ".join(detail))

    def _draw_domains(self) -> None:
        facts = self.session.facts
        rows = chart_rows.domain_rows(facts)
        if self.shape.value() == "shape":
            builder: Builder = partial(radar, rows)
        else:
            label, note = chart_rows.since_label(facts), chart_rows.since_note(facts)
            builder = partial(domain_bars, rows, since_label=label, since_note=note)

        source = f"{tr(wording.METHOD_LINE)} {wording.status(facts)}."
        self.domains.set_builder(builder, name=tr("Maturity by domain"), source=source)
        overall = facts.results.overall
        self.spread_title.setText(tr("Where the [one answer sits|%n answers sit]", "", overall.answered))
        counts = overall.counts
        self.spread.set_builder(partial(spread, counts), name=tr("Answers at each level"), source=source)
        self.say_do.setText(wording.say_do_line(facts))
        self.say_do.setVisible(bool(self.say_do.text()))

    def _show_gaps(self, facts: Facts) -> None:
        gaps = facts.gaps
        first = [(gap, chart_rows.state_of(facts, gap.practice_id)) for gap in gaps[:FIRST_GAPS]]
        aims, final = facts.results.overall.with_target, facts.dossier.assessment.final
        if not self.is_new("gaps", (first, len(gaps), bool(aims), final, facts.dossier.form)):
            return
        clear(self.gap_rows)
        self.attention.set_action(tr("All {number}", number=len(gaps)) if gaps else "")
        self.copy_gaps.setVisible(bool(gaps))
        if not gaps:
            text = (
                tr("Every practice with a target has reached it.")
                if aims
                else tr("Set targets, and the gaps to them appear here, the greatest risk to people first.")
            )
            self.attention.set_title(tr("Needs attention first"), "")
            self.gap_rows.addWidget(Label(self.theme, text, "body", "text2"))
            if not aims and not final:
                button = Button(self.theme, tr("Set targets"))
                button.clicked.connect(self._all_gaps)
                self.gap_rows.addSpacing(self.theme.px(8))
                self.gap_rows.addWidget(button)
            return
        order = tr("Greatest risk to people, then widest gap to target")
        self.attention.set_title(tr("Needs attention first"), order)
        for gap, state in first:
            practice = facts.dossier.form.by_id[gap.practice_id]
            domain = facts.dossier.form.domain_of(gap.practice_id).title
            row = RowButton(
                self.theme,
                gap.practice_id,
                practice.title,
                tr(
                    "{practice} · {domain} · target {target}",
                    practice=gap.practice_id,
                    domain=domain,
                    target=gap.target,
                ),
                before=level_mark(self.theme, state),
                after=chevron(self.theme),
                least=58,
            )
            row.clicked.connect(self._go_row)
            self.gap_rows.addWidget(row)

    # -- going elsewhere ----------------------------------------------------------------------------------

    def _export(self) -> None:
        self.command_requested.emit("export")

    def _go_on(self) -> None:
        if self._primary == "continue":
            self.go_requested.emit("assess", self.session.facts.open_ids[0])
        elif self._primary == "review":
            if self.session.set_status("in review"):
                self.message_requested.emit("info", tr("The assessment is in review. Answers can still be changed."))
        elif self._primary:
            self.command_requested.emit(self._primary)

    def _all_gaps(self) -> None:
        self.go_requested.emit("assess", "")

    def _go_row(self) -> None:
        row = self.sender()
        if isinstance(row, RowButton):
            self.go_requested.emit("assess", row.key)

    def _go_domain(self, domain: str) -> None:
        """To the weakest practice of the domain, or its first."""
        facts = self.session.facts
        floor = facts.domain_floor(domain)
        asked = [i for i in facts.asked if facts.dossier.form.domain_ids[i] == domain]
        self.go_requested.emit("assess", (floor or asked)[0])


def _to_answer(facts: Facts) -> str:
    """What an assessment without any answer holds: no range, which would say nothing."""
    overall = facts.results.overall
    if not overall.to_confirm:
        return tr("%n practice(s) to answer", "", overall.open)
    return tr(
        "%n practice(s) to answer, {to_confirm} of them to confirm", "", overall.open, to_confirm=overall.to_confirm
    )
