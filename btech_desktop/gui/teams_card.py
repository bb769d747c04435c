"""The teams of a period: by domain, by facet, or each over the years; above them the unit as the sum of its parts."""

from functools import partial
from typing import Literal, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from btech_desktop import chart_rows, facts, wording, year_rows
from btech_desktop.charts import heat_map, multiples
from btech_desktop.facts import Facts
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.layouts import clear
from btech_desktop.gui.widgets.rows import chart_view
from btech_desktop.gui.widgets.segmented import Option, Segmented
from btech_desktop.language import mark, tr
from btech_desktop.store import Store
from btech_desktop.team_words import rollup_lines, spread_line

View = Literal["domains", "facets", "years"]
NOTE = mark("n = answers given by the team. Averages need at least three.")


class TeamsCard(Card):
    """What other units answered for the period in view."""

    assess_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Teams"), "")
        self._theme = theme
        self._facts: Facts | None = None
        self._store: Store | None = None
        options = (
            Option("domains", tr("By domain")),
            Option("facets", tr("By facet")),
            Option("years", tr("Over the years")),
        )
        self.view = Segmented(theme, options, name=tr("Show teams"))
        self.view.set_value("domains")
        self.view.chosen.connect(self._draw)
        self.header.addWidget(self.view)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(theme.px(2))
        self.add(self.lines)
        self.chart = chart_view(theme)
        self.add(self.chart)
        self.note = Label(theme, "", "caption", "muted")
        self.add(self.note)
        self.assess_button = Button(theme, tr("Assess a team"))
        self.assess_button.clicked.connect(self.assess_requested)
        self.add(self.assess_button)

    def show_facts(self, found: Facts, store: Store) -> None:
        """Show the teams beside an assessment; ``store`` is read where years are asked for."""
        self._facts, self._store = found, store
        clear(self.lines)
        if found.rollup is not None:
            for line in rollup_lines(found.rollup):
                self.lines.addWidget(Label(self._theme, line, "small", "text2"))
        apart = spread_line(found.teams, found.dossier.form)
        if apart:
            self.lines.addWidget(Label(self._theme, apart, "small", "text2"))
        self._draw()

    def _draw(self) -> None:
        found = self._facts
        if found is None or self._store is None:
            return
        some = bool(found.teams)
        self.view.setVisible(some)
        self.chart.setVisible(some)
        self.assess_button.setVisible(not some)
        self.set_title(tr("Teams"), tr("Lowest level first, then the average of the answers.") if some else "")
        self.note.set_role("caption" if some else "body")
        self.note.set_token("muted" if some else "text2")
        if not some:
            self.note.setText(
                tr("Assess a team for the same period, and its levels stand here beside those of others.")
            )
            return
        view = cast(View, self.view.value() or "domains")
        note = tr(year_rows.NOTE if view == "years" else NOTE)
        self.note.setText(note)
        period = found.dossier.assessment.period
        source = f"{tr(wording.METHOD_LINE)} {period}. {note}"
        if view == "years":
            periods, panels = year_rows.team_panels(found.teams, facts.years_of_teams(self._store, found.teams))
            self.chart.set_builder(partial(multiples, periods, panels), name=tr("Teams over the years"), source=source)
            return
        names, rows = chart_rows.heat_rows(found, view)
        title = tr("Teams by domain") if view == "domains" else tr("Teams by facet")
        self.chart.set_builder(partial(heat_map, names, rows), name=title, source=source)
