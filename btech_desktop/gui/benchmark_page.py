"""The benchmark: our levels beside what a Community of Practice asked and described, and what companies publish.

Nothing here is summed or ranked, and no reference is a score given by anyone.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop import benchmark, chart_rows, disclosure, wording
from btech_desktop.benchmark import PracticeSet
from btech_desktop.charts import facet_matrix, strip
from btech_desktop.facts import Facts
from btech_desktop.gui.page import Page
from btech_desktop.gui.references_card import ReferencesCard
from btech_desktop.gui.session import Changed, Session
from btech_desktop.gui.statements import StatementsView
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import Columns, clear
from btech_desktop.gui.widgets.page_head import PageHead
from btech_desktop.gui.widgets.quote import Quote
from btech_desktop.gui.widgets.rows import Icon, RowButton, chart_view, chevron, level_mark
from btech_desktop.gui.widgets.scroll import PageScroll
from btech_desktop.gui.widgets.section import Point
from btech_desktop.gui.widgets.segmented import Option, Segmented
from btech_desktop.language import MANY, mark, tr

_PUBLISHING = {
    "all": mark("How much %n [company|companies] publish", "", MANY),
    "platforms": mark("How much %n [platform|platforms] publish", "", MANY),
    "telcos": mark("How much %n telecoms publish", "", MANY),
}
STACK_BELOW = 860
# The note, as it must stand under every chart drawn from it.
MATRIX_NOTE = mark(
    "The note asks questions and sets no levels. It reflects a few large companies based in the Global North and "
    "takes no position on any company. Averages need at least three answers, changes at least three practices compared "
    "like for like."
)


class BenchmarkPage(Page):
    """Two tabs: the questions asked (with what companies publish), and the statements of the note."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.ground = PageScroll(theme)
        outer.addWidget(self.ground)
        self._selected = ""

        self.head = PageHead(theme)
        self.tabs = Segmented(
            theme,
            [Option("questions", tr("Questions and publishing")), Option("statements", tr("Statements of the note"))],
            name=tr("Show"),
        )
        self.tabs.set_value("questions")
        self.tabs.chosen.connect(self._show_tab)
        self.head.add_action(self.tabs)
        self.ground.add(self.head)

        self.invitation = Card(theme)
        self.invitation.add(
            Label(theme, tr("Answer practices, and your levels appear beside the questions and statements."), "lead")
        )
        self.start_button = Button(theme, tr("Start answering"), kind="primary", icon_end="arrow-right")
        self.start_button.clicked.connect(self._start)
        self.invitation.add(self.start_button)
        self.ground.add(self.invitation)

        self.columns = Columns(theme, (60, 40), stack_below=STACK_BELOW)
        self.columns.add(0, self._make_matrix(theme))
        self.columns.add(0, self._make_readings(theme))
        self.columns.columns[0].addStretch(1)
        self.columns.add(1, self._make_panel(theme))
        self.columns.add(1, self._make_strips(theme))
        self.columns.columns[1].addStretch(1)
        self.ground.add(self.columns)
        self.ground.add(self._make_in_words(theme))
        self.references = ReferencesCard(theme)
        self.references.problem_found.connect(self._tell)
        self.references.references_changed.connect(self._references_changed)
        self.ground.add(self.references)
        self.statements = StatementsView(theme)
        self.statements.practice_requested.connect(self._go)
        self.statements.hide()
        self.ground.add(self.statements)
        self.ground.column.addStretch(1)

    def _make_matrix(self, theme: Theme) -> Card:
        note = benchmark.cop_note()
        card = Card(
            theme,
            tr("How far we cover the questions the Community of Practice asks"),
            tr("UN B-Tech Community of Practice, note of {year}. The levels are our own answers.", year=note.year),
        )
        self.matrix = chart_view(theme)
        self.matrix.spot_activated.connect(self.select_facet)
        card.add(self.matrix)
        card.body.addStretch(1)
        card.add_hairline()
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(Icon(theme, "info", "muted", 15), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(theme, tr(MATRIX_NOTE), "caption", "muted"), 1)
        card.add(foot)
        return card

    def _make_readings(self, theme: Theme) -> Card:
        self.readings_card = Card(
            theme,
            tr("Readings across domains"),
            tr("Items of the note that run through several domains, on our own answers."),
        )
        self.readings = chart_view(theme)
        self.readings.spot_activated.connect(self.select_facet)
        self.readings_card.add(self.readings)
        self.reading_lines = QVBoxLayout()
        self.reading_lines.setSpacing(theme.px(6))
        self.readings_card.add(self.reading_lines)
        return self.readings_card

    def _make_panel(self, theme: Theme) -> Card:
        self.panel = Card(theme, tr("Facet"))
        self.question = Quote(theme)
        self.panel.add(self.question)
        self.practice_rows = QVBoxLayout()
        self.practice_rows.setSpacing(0)
        self.panel.add(self.practice_rows)
        self.panel_note = Label(theme, "", "caption", "muted")
        self.panel.add(self.panel_note)
        return self.panel

    def _make_strips(self, theme: Theme) -> Card:
        self.publishing = Card(theme, tr("How much companies publish"))
        self.group = Segmented(
            theme,
            [Option("all", tr("All")), Option("platforms", tr("Platforms")), Option("telcos", tr("Telecoms"))],
            name=tr("Companies"),
        )
        self.group.set_value("all")
        self.group.chosen.connect(self._show_strips)
        self.strips = chart_view(theme)
        self.publishing.add(self.group)
        self.publishing.add(self.strips)
        self.publishing.add(hairline())
        rdr = disclosure.profile()
        self.strip_source = Label(theme, f"{rdr.attribution}. {rdr.limits_line}", "caption", "muted")
        self.publishing.add(self.strip_source)
        return self.publishing

    def _make_in_words(self, theme: Theme) -> Card:
        rdr = disclosure.profile()
        self.in_words = Card(
            theme,
            tr("What companies publish, in words"),
            tr("Single elements of the areas above, and why which of our practices stand beside them."),
        )
        self.area_rows = QVBoxLayout()
        self.area_rows.setSpacing(theme.px(10))
        self.in_words.add(self.area_rows)
        self.in_words.add(Label(theme, f"{rdr.attribution}. {rdr.limits_line}", "caption", "muted"))
        return self.in_words

    def panes(self) -> Sequence[QWidget]:
        """Where F6 stops."""
        if self.tabs.value() == "statements":
            return [self.head, self.statements]
        return [self.head, self.matrix, self.readings, self.panel, self.publishing, self.in_words, self.references]

    # -- showing ------------------------------------------------------------------------------------------

    def refresh(self, changed: Changed | None = None) -> None:
        """Show the facts of the assessment in view."""
        if self.session.assessment_id is None:
            return
        facts = self.session.facts
        self.head.set_words(
            wording.benchmark_headline(facts),
            tr("Two outside points of reference. Neither is a score given by anyone else."),
        )
        self.invitation.setVisible(not facts.results.overall.answered)
        known = self._sets(facts)
        if self._selected not in known:
            # The facet with the lowest level is where a conversation starts; ties go to the first.
            asked = [line for line in known.values() if line.score.floor is not None]
            lowest = min(asked, key=lambda line: line.score.floor or 0, default=None)
            self._selected = next((key for key, line in known.items() if line is lowest), next(iter(known), ""))
        self._show_matrix(keep_place=True)
        self._show_readings(facts)
        self._show_panel(facts)
        self._show_strips()
        self._show_in_words(facts)
        self.references.show_facts(facts)
        self._show_tab()

    @staticmethod
    def _sets(facts: Facts) -> dict[str, PracticeSet]:
        """What can be selected: the facets, then the readings across domains."""
        found = {facet.id: facet for theme in facts.themes for facet in theme.facets}
        return found | {chart_rows.reading_key(line.id): line for line in facts.strips}

    def _show_tab(self) -> None:
        statements = self.tabs.value() == "statements"
        self.columns.setVisible(not statements)
        self.in_words.setVisible(not statements)
        self.references.setVisible(not statements)
        self.statements.setVisible(statements)
        if statements:
            self.statements.show_facts(self.session.facts)

    def _show_matrix(self, *, keep_place: bool) -> None:
        facts = self.session.facts
        note = benchmark.cop_note()
        since = chart_rows.since_label(facts) if facts.comparison and facts.comparison.n else ""
        source = tr(
            "Questions: {publisher}, {year}, in our words. Levels: our own answers, {period}; {status}.",
            publisher=note.publisher,
            year=note.year,
            period=facts.dossier.assessment.period,
            status=wording.status(facts),
        )
        source = " ".join((source, tr(MATRIX_NOTE)))
        self.matrix.set_builder(
            partial(facet_matrix, chart_rows.facet_themes(facts), selected=self._selected, since_label=since),
            name=tr("Facets of the Community of Practice's questions"),
            source=source,
            keep_place=keep_place,
        )
        reading = chart_rows.reading_theme(facts)
        self.readings_card.setVisible(reading is not None)
        if reading is not None:
            self.readings.set_builder(
                partial(facet_matrix, (reading,), selected=self._selected, since_label=since),
                name=tr("Readings across domains"),
                source=source,
                keep_place=keep_place,
            )

    def _show_readings(self, facts: Facts) -> None:
        """What each reading reads across, and how it stands."""
        told = [(chart_rows.reading_key(s.id), s.question, chart_rows.reading_line(s.score)) for s in facts.strips]
        if not self.is_new("readings", told):
            return
        clear(self.reading_lines)
        for key, question, standing in told:
            self.reading_lines.addWidget(Label(self.theme, f"{key} · {question}", "small", "text2"))
            self.reading_lines.addWidget(Label(self.theme, standing, "caption", "muted"))

    def select_facet(self, facet_id: str) -> None:
        """Show a facet's question and practices beside the matrix."""
        self._selected = facet_id
        self._show_matrix(keep_place=True)
        self._show_panel(self.session.facts)

    @property
    def selected_facet(self) -> str:
        """The id of the facet whose practices are shown."""
        return self._selected

    def _show_panel(self, facts: Facts) -> None:
        line = self._sets(facts).get(self._selected)
        self.panel.setVisible(line is not None)
        answers = [facts.dossier.answers[p.id] for p in line.practices] if line else []
        standing = [(a.practice_id, chart_rows.state(a), a.target) for a in answers]
        if line is None or not self.is_new("panel", (self._selected, standing, facts.dossier.form.edition)):
            return
        clear(self.practice_rows)
        reading = line in facts.strips
        number = next((i for i, t in enumerate(facts.themes, start=1) if line in t.facets), 0)
        self.panel.set_title(
            f"{self._selected} · {line.title}",
            tr("Reading across domains")
            if reading
            else tr("Theme {number} of the note", number=wording.sentence(wording.number(number))),
        )
        self.question.set_text(line.question)
        for practice in line.practices:
            answer = facts.dossier.answers[practice.id]
            detail = [practice.id]
            if answer.target is not None:
                detail.append(tr("target {target}", target=answer.target))
            row = RowButton(
                self.theme,
                practice.id,
                practice.title,
                " · ".join(detail),
                before=level_mark(self.theme, chart_rows.state(answer)),
                after=chevron(self.theme),
                role="small_medium",
                detail_role="caption",
                least=40,
            )
            row.clicked.connect(self._go_row)
            self.practice_rows.addWidget(row)
        if not line.practices:
            self.practice_rows.addWidget(
                Label(self.theme, tr("None of its practices is asked in this assessment."), "small", "text2")
            )
        self.panel_note.setText(
            tr("Our reading; the statements of the note on this item stand under the other tab.")
            if reading
            else tr("In our words. The note of {year} asks this and sets no level.", year=benchmark.cop_note().year)
        )

    def _show_strips(self) -> None:
        facts = self.session.facts
        rdr = disclosure.profile()
        rows = chart_rows.disclosure_rows(facts, self.group.value() or "all")
        most = max((len(row.values) for row in rows), default=0)
        self.publishing.set_title(
            tr(_PUBLISHING[self.group.value() or "all"], "", most),
            tr("Share of disclosure elements met, 0 to 100; beside it what we publish, in words."),
        )
        self.strips.set_builder(
            partial(strip, rows),
            name=tr("What companies publish"),
            source=f"{rdr.attribution}; n = {most}. {rdr.limits_line}",
        )

    def _show_in_words(self, facts: Facts) -> None:
        """By area: the counts in words, and why which of our practices stand beside it. The same for every answer."""
        if not self.is_new("in words", facts.dossier.form):
            return
        clear(self.area_rows)
        rdr = disclosure.profile()
        for area, practices in disclosure.mapped(facts.dossier.form):
            told: list[QWidget] = [Point(self.theme, sentence) for sentence in rdr.sentences(area.id)]
            told = told or [Label(self.theme, rdr.no_facts, "small", "text2")]
            why: list[QWidget] = [Label(self.theme, f"{p.id}: {p.reason}", "caption", "muted") for p in practices]
            self._add_area(
                tr("{title} · indicators: {indicators}", title=area.title, indicators=area.indicators), told, why
            )
        none = Label(self.theme, f"{rdr.no_comparator} {rdr.no_comparator_reason}", "small", "text2")
        self._add_area(tr("Sales review"), [none], [])
        self.area_rows.addWidget(hairline())

    def _add_area(self, title: str, told: Sequence[QWidget], why: Sequence[QWidget]) -> None:
        """A title, what companies publish, and beside it our practices."""
        self.area_rows.addWidget(hairline())
        self.area_rows.addWidget(Label(self.theme, title, "small_medium"))
        row = Columns(self.theme, (52, 48), stack_below=STACK_BELOW, gap=24)
        for number, parts in enumerate((told, why)):
            row.columns[number].setSpacing(self.theme.px(4))
            for part in parts:
                row.add(number, part)
            row.columns[number].addStretch(1)
        self.area_rows.addWidget(row)

    def _tell(self, problem: str) -> None:
        self.message_requested.emit("error", problem)

    def _references_changed(self) -> None:
        self.command_requested.emit("show_anew")

    # -- going elsewhere ----------------------------------------------------------------------------------

    def _go(self, practice_id: str) -> None:
        self.go_requested.emit("assess", practice_id)

    def _go_row(self) -> None:
        row = self.sender()
        if isinstance(row, RowButton):
            self._go(row.key)

    def _start(self) -> None:
        open_ids = self.session.facts.open_ids
        self._go(open_ids[0] if open_ids else "")
