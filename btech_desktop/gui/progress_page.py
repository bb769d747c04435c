"""Progress: what changed since an earlier period, why, who moved, what was promised, and how teams differ."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from btech_desktop import chart_rows, wording, year_rows
from btech_desktop.assessment import Assessment
from btech_desktop.charts import LevelState, bridge, dumbbells, multiples
from btech_desktop.edition_words import what_changed
from btech_desktop.editions import shared_questions
from btech_desktop.facts import Facts, previous_id
from btech_desktop.gui import copied_tables
from btech_desktop.gui.page import Page
from btech_desktop.gui.session import Changed, Session
from btech_desktop.gui.teams_card import TeamsCard
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.chip import Chip, Tone
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import Columns, clear
from btech_desktop.gui.widgets.page_head import PageHead
from btech_desktop.gui.widgets.rows import Icon, RowButton, chart_view, level_mark
from btech_desktop.gui.widgets.scroll import PageScroll
from btech_desktop.gui.widgets.segmented import Option, Segmented
from btech_desktop.gui.widgets.table_copy import CopyTableButton, Table
from btech_desktop.language import Words, mark, tr
from btech_desktop.progress import Mover, Split
from btech_desktop.promises import Outcome, Promise, moved_by, outcome_counts, promises

STACK_BELOW = 860
FIRST_MOVERS = 6
FIRST_PROMISES = 6
_TONES: dict[Outcome, Tone] = {
    "dropped": "attention",
    "not known": "neutral",
    "late": "attention",
    "deferred": "neutral",
    "open": "neutral",
    "under way": "neutral",
    "kept": "accent",
}
_OUTCOME_WORDS: Mapping[Outcome, str] = Words(
    {
        "dropped": mark("Dropped"),
        "not known": mark("Not known"),
        "late": mark("Late"),
        "deferred": mark("Deferred"),
        "open": mark("Open"),
        "under way": mark("Under way"),
        "kept": mark("Kept"),
    }
)

_ONLY_DONE = mark("Only “done” is something people did.")


class ProgressPage(Page):
    """Compares the assessment in view with an earlier one of the same unit."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        ground = PageScroll(theme)
        outer.addWidget(ground)
        self._all_movers = False
        self._part = ""  # of the split, whose practices are shown

        self.head = PageHead(theme)
        self.chip = Chip.of(theme, "provisional")
        self.head.add_chip(self.chip)
        self.from_box = self._picker(tr("Compare from"))
        self.to_word = Label(theme, tr("to"), "body", "text2", wrap=False)
        self.to_box = self._picker(tr("Compare to"))
        self.from_box.activated.connect(self._from_chosen)
        self.to_box.activated.connect(self._to_chosen)
        for part in (self.from_box, self.to_word, self.to_box):
            self.head.add_action(part)
        ground.add(self.head)

        self.invitation = Card(theme)
        self.invitation_words = Label(theme, "", "lead")
        self.invitation_button = Button(theme, tr("Add last year"), kind="primary")
        self.invitation_button.clicked.connect(self._invited)
        self.invitation.add(self.invitation_words)
        self.invitation.add(self.invitation_button)
        ground.add(self.invitation)

        self.compared = Columns(theme, (55, 45), stack_below=STACK_BELOW)
        self.compared.add(0, self._make_years(theme))
        self.movers = Card(theme, tr("Biggest movers"))
        self.movers.action_requested.connect(self._more_movers)
        self.copy_movers = CopyTableButton(
            theme, lambda: copied_tables.movers(session.facts, self._source(session.facts))
        )
        self.movers.header.addWidget(self.copy_movers)
        self.mover_rows = QVBoxLayout()
        self.mover_rows.setSpacing(0)
        self.movers.add(self.mover_rows)
        self.compared.add(0, self.movers)
        self.compared.columns[0].addStretch(1)
        self.compared.add(1, self._make_bridge(theme))
        self.promised = Card(theme, tr("Promised last time"))
        self.copy_promises = CopyTableButton(theme, self._promises_table)
        self.promised.header.addWidget(self.copy_promises)
        self.promise_rows = QVBoxLayout()
        self.promise_rows.setSpacing(0)
        self.promised.add(self.promise_rows)
        self.gap_line = Label(theme, "", "small", "text2")
        self.promised.add(self.gap_line)
        self.compared.add(1, self.promised)
        self.aside = Card(theme, tr("Not compared like for like"))
        self.aside_rows = QVBoxLayout()
        self.aside_rows.setSpacing(theme.px(8))
        self.aside.add(self.aside_rows)
        self.compared.add(1, self.aside)
        self.compared.columns[1].addStretch(1)
        ground.add(self.compared)

        ground.add(self._make_over_the_years(theme))
        self.teams = TeamsCard(theme)
        self.teams.assess_requested.connect(self._new_assessment)
        ground.add(self.teams)
        ground.column.addStretch(1)

    def _picker(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setFont(self.theme.font("body_medium"))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return box

    def _make_years(self, theme: Theme) -> Card:
        card = Card(theme, tr("By domain"))
        self.basis = Segmented(
            theme,
            [Option("alike", tr("Like for like")), Option("all", tr("All practices"))],
            name=tr("Practices compared"),
        )
        self.basis.set_value("alike")
        self.basis.chosen.connect(self._show_years)
        card.header.addWidget(self.basis)
        self.years = chart_view(theme)
        self.years.spot_activated.connect(self._go_domain)
        self.years_note = Label(theme, "", "caption", "muted")
        card.add(self.years)
        card.add(self.years_note)
        return card

    def _make_bridge(self, theme: Theme) -> Card:
        self.why = Card(
            theme,
            tr("Why the overall score moved"),
            tr(_ONLY_DONE),
        )
        self.bridge = chart_view(theme)
        self.bridge.spot_activated.connect(self.open_part)
        self.why.add(self.bridge)
        self.part_hint = Label(theme, tr("Choose a part to see the practices that make it."), "caption", "muted")
        self.why.add(self.part_hint)
        self.part_rows = QVBoxLayout()
        self.part_rows.setSpacing(0)
        self.why.add(self.part_rows)
        self.form_note = Label(theme, "", "caption", "muted")
        self.why.add(self.form_note)
        return self.why

    def _make_over_the_years(self, theme: Theme) -> Card:
        self.over_years = Card(theme, tr("Over the years"))
        self.year_panels = chart_view(theme)
        self.year_panels.spot_activated.connect(self._go_domain)
        self.over_years.add(self.year_panels)
        self.over_years.add(Label(theme, tr(year_rows.NOTE), "caption", "muted"))
        return self.over_years

    def panes(self) -> Sequence[QWidget]:
        """Where F6 stops."""
        return [self.head, self.compared, self.over_years, self.teams]

    # -- showing ------------------------------------------------------------------------------------------

    def refresh(self, changed: Changed | None = None) -> None:
        """Show the facts of the assessment in view."""
        if self.session.assessment_id is None:
            return
        facts = self.session.facts
        self._fill_pickers(facts)
        self._show_head(facts)
        compared = facts.comparison is not None and facts.comparison.overall is not None
        self.compared.setVisible(compared)
        self._show_invitation(facts)
        if compared:
            self._show_years()
            self._show_bridge(facts)
            self._show_movers(facts)
            self._show_promises(facts)
            self._show_aside(facts)
        self._show_over_the_years(facts)
        self.teams.show_facts(facts, self.session.store)

    def _fill_pickers(self, facts: Facts) -> None:
        current = facts.dossier.assessment
        mine = [a for a in self.session.store.assessments() if a.unit_id == current.unit_id]
        mine.sort(key=lambda a: (a.ends, a.starts))
        # What an assessment was started from stands for comparison whatever its dates say.
        linked = previous_id(current, tuple(mine))
        earlier = [a for a in mine if a.id != current.id and (a.ends < current.starts or a.id == linked)]
        # How many questions mean the same in both stands there before anybody compares.
        alike = {a.id: self._alike(a, facts) for a in earlier}
        self._fill(self.from_box, earlier, facts.before.assessment.id if facts.before else None, alike)
        self._fill(self.to_box, mine, current.id, {})
        for part in (self.from_box, self.to_word):
            part.setVisible(bool(earlier))
        self.to_box.setVisible(len(mine) > 1)

    def _alike(self, earlier: Assessment, facts: Facts) -> str:
        """``36 of 50 alike``: of the practices asked now, those that the earlier one asked with the same meaning."""
        same = shared_questions(self.session.store.form(earlier.form_edition), facts.dossier.form)
        both = set(same) & set(earlier.asked) & set(facts.asked)
        return tr("{shared} of {asked} alike", shared=len(both), asked=len(facts.asked))

    def _fill(
        self, box: QComboBox, assessments: Sequence[Assessment], chosen: str | None, alike: Mapping[str, str]
    ) -> None:
        box.clear()
        for assessment in assessments:
            said = alike.get(assessment.id)
            period = assessment.period
            box.addItem(tr("{period}: {overlap}", period=period, overlap=said) if said else period, assessment.id)
            if assessment.final:
                box.setItemIcon(box.count() - 1, self.theme.icon("lock", "text2", 14))
        box.setCurrentIndex(box.findData(chosen))

    def _show_head(self, facts: Facts) -> None:
        line = wording.like_for_like(facts)
        overall = facts.results.overall
        if line and overall.open:
            still_open = tr("%n answer(s) of this period [is|are] still open.", "", overall.open)
            line = f"{line} {still_open}"
        if not line:
            line = tr("Years of the same unit beside each other, and teams of the same year.")
        self.head.set_words(wording.progress_headline(facts), line)
        before = facts.before_results
        self.chip.setVisible(
            facts.before is not None and (overall.provisional or (before is not None and before.overall.provisional))
        )

    def _show_invitation(self, facts: Facts) -> None:
        comparison = facts.comparison
        self.invitation.setVisible(comparison is None or comparison.overall is None)
        if comparison is None:
            self.invitation_words.setText(tr("Add last year’s answers, and this page shows what changed and why."))
            self.invitation_button.setText(tr("Add last year"))
            self.invitation_button.show()
            return
        self.invitation_words.setText(
            tr("Answer or confirm a practice which has a level in both periods, and this page shows what changed.")
        )
        first = facts.open_ids[0] if facts.open_ids else ""
        self.invitation_button.setText(tr("Continue at {practice}", practice=first))
        self.invitation_button.setVisible(bool(first) and not facts.dossier.assessment.final)

    def _show_years(self) -> None:
        facts = self.session.facts
        if facts.before is None:
            return
        alike = self.basis.value() != "all"
        before, after = facts.before.assessment.period, facts.dossier.assessment.period
        rows = chart_rows.dumbbell_rows(facts, like_for_like=alike)
        note = (
            tr("Like for like: practices asked alike, with a level in both periods.")
            if alike
            else tr("All answers of each period; a difference may come from other practices being answered.")
        )
        off = chart_rows.rounds_off(facts, like_for_like=alike)
        if off:
            rounding = tr("{domains}: rounding ±0.01.", domains=wording.joined(off))
            note = f"{note} {rounding}"
        self.years_note.setText(note)
        self.years.set_builder(
            partial(dumbbells, rows, before_label=before, after_label=after),
            name=tr("{before} and {after} by domain", before=before, after=after),
            source=self._source(facts, note),
        )

    @staticmethod
    def _source(facts: Facts, note: str = "") -> str:
        then = (
            f" {facts.before.assessment.period}: {wording.answered_of(facts.before_results.overall)}."
            if (facts.before and facts.before_results)
            else ""
        )
        now = f"{facts.dossier.assessment.period}: {wording.status(facts)}."
        return f"{tr(wording.METHOD_LINE)} {now}{then} {note}".rstrip()

    def _show_bridge(self, facts: Facts) -> None:
        comparison = facts.comparison
        if comparison is None or comparison.split is None or facts.before is None:
            return
        split = comparison.split
        start, end = chart_rows.bridge_ends(facts, split)
        steps = chart_rows.bridge_steps(split, facts)
        note = chart_rows.rounding_note(split)

        self.bridge.set_builder(
            lambda width, measure: bridge(start, steps, end, width, measure, note),
            name=tr("Why the overall score moved"),
            source=self._source(facts),
        )
        old, new = facts.before.form.edition, facts.dossier.form.edition
        form = (
            tr("Form {edition} in both periods.", edition=new)
            if old == new
            else tr("Form {before} to {after}.", before=old, after=new)
        )
        self.form_note.setText(form)
        about = " ".join(filter(None, (tr(_ONLY_DONE), wording.reasons_line(facts))))
        self.why.set_title(tr("Why the overall score moved"), about)
        self._show_part(facts)

    def open_part(self, key: str) -> None:
        """Show the practices behind a part of the split, or put them away again."""
        self._part = "" if key == self._part else key
        self._show_part(self.session.facts)

    def _show_part(self, facts: Facts) -> None:
        lines = chart_rows.part_lines(facts, self._part)
        if not self.is_new("part", (lines, facts.asked)):
            return
        clear(self.part_rows)
        for line in lines:
            levels = tuple(level for level in (line.before, line.after) if level is not None)
            row = RowButton(
                self.theme,
                line.practice_id,
                _title(facts, line.practice_id),
                line.practice_id,
                before=_levels(self.theme, levels),
                after=Label(self.theme, line.share, "small", "text2", wrap=False) if line.share else None,
                role="small_medium",
                detail_role="caption",
                least=40,
            )
            # What is no longer asked has no place to go to.
            row.setEnabled(line.practice_id in facts.dossier.answers)
            row.clicked.connect(self._go_row)
            self.part_rows.addWidget(row)

    def _show_movers(self, facts: Facts) -> None:
        comparison = facts.comparison
        if comparison is None:
            return
        moved = facts.moved
        counts = tr(
            "{up} up, {down} down, {same} the same", up=comparison.up, down=comparison.down, same=comparison.same
        )
        first = tr("Those that went down come first.")
        self.movers.set_title(tr("What moved"), f"{counts}. {first}")
        shown = moved if self._all_movers else moved[:FIRST_MOVERS]
        more = len(moved) > FIRST_MOVERS
        self.movers.set_action(
            "" if not more else tr("Fewer") if self._all_movers else tr("All {number} changes", number=len(moved))
        )
        self.copy_movers.setVisible(bool(moved))
        found = [(mover, self._findings(mover.practice_id, facts)) for mover in shown]
        if not self.is_new("movers", (found, facts.before and facts.before.assessment.id)):
            return
        clear(self.mover_rows)
        for mover, findings in found:
            self.mover_rows.addWidget(self._mover_row(mover, findings, facts))
        if not moved:
            self.mover_rows.addWidget(Label(self.theme, tr("No level has changed."), "body", "text2"))

    def _movers_table(self) -> Table:
        facts = self.session.facts
        return copied_tables.movers(facts, self._source(facts))

    @staticmethod
    def _findings(practice_id: str, facts: Facts) -> tuple[str, ...]:
        """What was found then and now, each under its period."""
        assert facts.before is not None
        told = [
            (facts.before.assessment.period, facts.before.answers.get(practice_id)),
            (facts.dossier.assessment.period, facts.dossier.answers[practice_id]),
        ]
        return tuple(f"{period}: {answer.finding}" for period, answer in told if answer is not None and answer.finding)

    def _mover_row(self, mover: Mover, findings: Sequence[str], facts: Facts) -> RowButton:
        practice_id = mover.practice_id
        reason = wording.REASONS[mover.reason]
        row = RowButton(
            self.theme,
            practice_id,
            facts.dossier.form.by_id[practice_id].title,
            f"{practice_id} · {reason}",
            before=_move(self.theme, mover),
        )
        for finding in findings:
            row.add_line(finding, "small", "text2")
        row.clicked.connect(self._go_row)
        return row

    def _show_promises(self, facts: Facts) -> None:
        assert facts.before is not None
        found = promises(facts.before, facts.dossier, today=facts.as_of, lineage=facts.lineage)
        self.copy_promises.setVisible(bool(found))
        self.promised.set_title(
            tr("Promised in {period}", period=facts.before.assessment.period), outcome_counts(found)
        )
        if self.is_new("promises", found):
            self._list_promises(found)
        kept = moved_by(found, facts.comparison) if facts.comparison is not None else ()
        unknown = tr(wording.NOT_FOLLOWED) if any(p.outcome == "not known" for p in found) else ""
        lines = (unknown, wording.kept_line(kept), wording.gap_line(facts), wording.to_target_line(facts))
        self.gap_line.setText("\n".join(line for line in lines if line))
        self.gap_line.setVisible(bool(self.gap_line.text()))

    def _list_promises(self, found: Sequence[Promise]) -> None:
        clear(self.promise_rows)
        broken = sum(promise.outcome != "kept" for promise in found)
        first = max(FIRST_PROMISES, broken)  # all that was not kept
        for promise in found[:first]:
            self.promise_rows.addWidget(self._promise_row(promise))
        if len(found) > first:
            self.promise_rows.addWidget(
                Label(self.theme, tr("%n more kept.", "", len(found) - first), "small", "muted")
            )
        if not found:
            self.promise_rows.addWidget(Label(self.theme, tr("No action was promised then."), "body", "text2"))

    def _promises_table(self) -> Table:
        facts = self.session.facts
        assert facts.before is not None
        found = promises(facts.before, facts.dossier, today=facts.as_of, lineage=facts.lineage)
        return copied_tables.promises(facts, found, [_OUTCOME_WORDS[promise.outcome] for promise in found])

    def _promise_row(self, promise: Promise) -> RowButton:
        then, now = promise.then, promise.now
        parts = [
            then.practice_id or "",
            then.owner,
            tr("due {month}", month=wording.month(then.due)) if then.due else tr("no date"),
        ]
        if promise.moved and now is not None and promise.outcome != "kept":
            parts.append(
                tr("put off to {month}", month=wording.month(now.due)) if now.due else tr("its date taken away")
            )
        chip = Chip(self.theme, _OUTCOME_WORDS[promise.outcome], _TONES[promise.outcome])
        row = RowButton(self.theme, then.practice_id or "", then.what, " · ".join(p for p in parts if p), after=chip)
        row.setAccessibleName(f"{_OUTCOME_WORDS[promise.outcome]}: {row.accessibleName()}")
        if now is not None and now.deferred_reason and promise.outcome == "deferred":
            row.add_line(now.deferred_reason, "small", "text2")
        row.clicked.connect(self._go_actions)
        return row

    def _show_aside(self, facts: Facts) -> None:
        comparison = facts.comparison
        assert comparison is not None
        assert comparison.split is not None
        assert facts.before is not None
        groups = _aside(comparison.split, facts.before.assessment.period, facts.dossier.assessment.period)
        confirm = comparison.to_confirm
        words = tr("%n answer(s) still to confirm.", "", confirm) if confirm else ""
        self.aside.set_title(tr("Not compared like for like"), words)
        self.aside.setVisible(bool(groups) or bool(confirm))
        told = what_changed(facts.before.form, facts.dossier.form)
        if told:
            self.aside.show()
        shown = []
        for title, ids, now in groups:
            answers = facts.dossier.answers if now else facts.before.answers
            shown.append((title, [(i, chart_rows.state(answers.get(i))) for i in ids]))
        if not self.is_new("aside", (shown, told)):
            return
        clear(self.aside_rows)
        for title, states in shown:
            self.aside_rows.addWidget(hairline())
            self.aside_rows.addWidget(Label(self.theme, title, "small_medium"))
            box = QWidget()
            flow = FlowLayout(box, gap=self.theme.px(14), line_gap=self.theme.px(6))
            for practice_id, state in states:
                flow.addWidget(self._marked(practice_id, state))
            self.aside_rows.addWidget(box)
        if told:
            self.aside_rows.addWidget(hairline())
            self.aside_rows.addWidget(Label(self.theme, tr("What changed in the questionnaire"), "small_medium"))
            self.aside_rows.addWidget(Label(self.theme, "\n".join(told), "small", "text2"))

    def _marked(self, practice_id: str, state: LevelState) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.px(6))
        mark = level_mark(self.theme, state, ladder=False, side=20)
        row.addWidget(mark)
        row.addWidget(Label(self.theme, practice_id, "small", "text2", wrap=False))
        part.setAccessibleName(f"{practice_id}: {mark.accessibleName()}")
        return part

    def _show_over_the_years(self, facts: Facts) -> None:
        """Three periods or more; two stand beside each other above."""
        periods, panels = year_rows.year_panels(facts.years)
        self.over_years.setVisible(len(periods) >= year_rows.FEWEST_PERIODS)
        self.over_years.set_title(
            tr("Over the years"),
            tr("{first} to {last}, all answers of each period.", first=periods[0], last=periods[-1]),
        )
        self.year_panels.set_builder(
            partial(multiples, periods, panels),
            name=tr("Scores over the years"),
            source=f"{tr(wording.METHOD_LINE)} {tr(year_rows.NOTE)}",
        )

    # -- choosing and going elsewhere ---------------------------------------------------------------------

    def _from_chosen(self, index: int) -> None:
        # The session tells every page that the comparison has changed.
        self.session.compare_with(str(self.from_box.itemData(index)))

    def _to_chosen(self, index: int) -> None:
        self.session.select(str(self.to_box.itemData(index)))

    def _more_movers(self) -> None:
        self._all_movers = not self._all_movers
        self._show_movers(self.session.facts)

    def _invited(self) -> None:
        if self.session.facts.comparison is None:
            self._new_assessment()
        else:
            self.go_requested.emit("assess", self.session.facts.open_ids[0])

    def _new_assessment(self) -> None:
        self.command_requested.emit("new_assessment")

    def _go_domain(self, domain: str) -> None:
        facts = self.session.facts
        asked = [i for i in facts.asked if facts.dossier.form.domain_ids[i] == domain]
        if asked:
            self.go_requested.emit("assess", asked[0])

    def _go_row(self) -> None:
        row = self.sender()
        if isinstance(row, RowButton):
            self.go_requested.emit("assess", row.key)

    def _go_actions(self) -> None:
        row = self.sender()
        if isinstance(row, RowButton):
            self.go_requested.emit("actions", row.key)


def _aside(split: Split, before: str, after: str) -> list[tuple[str, tuple[str, ...], bool]]:
    """What is left out on either side: a heading, the practices, and whether their levels are those of now."""
    groups = [
        (
            tr("Answered in {before}, not asked alike in {after}", before=before, after=after),
            split.left_out_questions,
            False,
        ),
        (tr("Answered in {before}, not in {after}", before=before, after=after), split.left_out_coverage, False),
        (tr("Answered in {after}, not in {before}", after=after, before=before), split.came_coverage, True),
        (tr("New or changed questions of {after}", after=after), split.came_questions, True),
    ]
    return [group for group in groups if group[1]]


def _title(facts: Facts, practice_id: str) -> str:
    """The practice's title now, or then where it is no longer asked."""
    assert facts.before is not None
    now, then = facts.dossier.form.by_id.get(practice_id), facts.before.form.by_id.get(practice_id)
    found = now or then
    return found.title if found else practice_id


def _levels(theme: Theme, levels: Sequence[int]) -> QWidget:
    """One level, or one and the next."""
    part = QWidget()
    row = QHBoxLayout(part)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(6))
    for n, level in enumerate(levels):
        if n:
            row.addWidget(Icon(theme, "arrow-right", "text2", 14))
        row.addWidget(level_mark(theme, level, ladder=n + 1 == len(levels)))
    part.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    before, after = levels[0], levels[-1]
    part.setAccessibleName(
        tr("Level {level}", level=after)
        if len(levels) == 1
        else tr("From level {before} to {after}", before=before, after=after)
    )
    return part


def _move(theme: Theme, mover: Mover) -> QWidget:
    """The change, and the levels before and after."""
    part = QWidget()
    row = QHBoxLayout(part)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(6))
    up = mover.change > 0
    sign = "\N{BLACK UP-POINTING TRIANGLE} +" if up else f"\N{BLACK DOWN-POINTING TRIANGLE} {wording.MINUS}"
    change = Label(theme, f"{sign}{abs(mover.change)}", "small_strong", "up" if up else "down", wrap=False)
    change.setFixedWidth(theme.width("\N{BLACK UP-POINTING TRIANGLE} +4", "small_strong") + theme.px(8))
    row.addWidget(change)
    row.addWidget(level_mark(theme, mover.before, ladder=False))
    row.addWidget(Icon(theme, "arrow-right", "text2", 14))
    row.addWidget(level_mark(theme, mover.after))
    part.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    said = mark("Up {amount}, from {before} to {after}") if up else mark("Down {amount}, from {before} to {after}")
    part.setAccessibleName(tr(said, amount=abs(mover.change), before=mover.before, after=mover.after))
    row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
    return part
