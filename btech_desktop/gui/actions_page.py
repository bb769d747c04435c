"""Actions: who does what by when, the gravest risk to people first; beside them the risks and the decisions."""

from datetime import date
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from btech_desktop.assessment import Action, Dossier
from btech_desktop.chart_rows import state
from btech_desktop.charts import LevelState
from btech_desktop.gui import copied_tables, plan
from btech_desktop.gui.decisions_tab import DecisionsTab
from btech_desktop.gui.page import Page
from btech_desktop.gui.record_dialogs import ActionDialog
from btech_desktop.gui.risks_tab import RisksTab
from btech_desktop.gui.session import Changed, Session
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets import action_row
from btech_desktop.gui.widgets.action_row import ActionRow
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import clear
from btech_desktop.gui.widgets.message_bar import Action as BarAction
from btech_desktop.gui.widgets.message_bar import MessageBar
from btech_desktop.gui.widgets.page_head import PageHead
from btech_desktop.gui.widgets.rows import RowButton, level_mark
from btech_desktop.gui.widgets.scroll import PageScroll
from btech_desktop.gui.widgets.search_field import SearchField
from btech_desktop.gui.widgets.segmented import Option, Segmented
from btech_desktop.gui.widgets.table_copy import CopyTableButton
from btech_desktop.language import tr
from btech_desktop.priorities import gaps
from btech_desktop.wording import day

FIRST_GAPS = 5
_ANY = object()  # in a filter: no choice made, unlike "" for no owner


def _state_of(action: Action, dossier: Dossier) -> LevelState | None:
    """The level now of the practice that an action is to improve."""
    practice = dossier.form.by_id.get(action.practice_id or "")
    return state(dossier.answers.get(practice.id)) if practice else None


class ActionsTab(QWidget):
    """The table of actions with its filters."""

    def __init__(self, page: "ActionsPage") -> None:
        super().__init__(page)
        self._page = page
        self.rows: dict[str, ActionRow] = {}
        self._listed: object = None  # what the rows were made of
        theme = page.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))

        self._filters = QWidget()
        flow = FlowLayout(self._filters, gap=theme.px(8))
        self.search_edit = SearchField(theme, tr("Search actions"))
        self.search_edit.setFixedWidth(theme.px(240))
        self.owner_box, self.domain_box = QComboBox(), QComboBox()
        for box, name in ((self.owner_box, tr("Owner")), (self.domain_box, tr("Domain"))):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMaximumWidth(theme.px(260))
        options = (
            Option("risk", tr("By risk to people")),
            Option("due", tr("By due date")),
            Option("owner", tr("By owner")),
        )
        self.order = Segmented(theme, options, name=tr("Order"))
        self.order.set_value("risk")
        self.copy_list = CopyTableButton(theme, lambda: copied_tables.actions(page.session.dossier, self._groups()))
        for widget in (self.search_edit, self.owner_box, self.domain_box, self.order, self.copy_list):
            flow.addWidget(widget)
        column.addWidget(self._filters)

        self._card = Card(theme, padding=12)
        self._card.body.setSpacing(0)
        self._column_heads = self._make_heads()
        self._card.add(self._column_heads)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._card.add(self._list)
        self._foot = Label(theme, "", "small", "muted")
        self._foot.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), 0)
        self._card.add(self._foot)
        column.addWidget(self._card)
        column.addStretch(1)

        self.search_edit.textChanged.connect(self._list_again)
        self.owner_box.currentIndexChanged.connect(self._list_again)
        self.domain_box.currentIndexChanged.connect(self._list_again)
        self.order.chosen.connect(self._list_again)

    def _make_heads(self) -> QWidget:
        theme = self._page.theme
        heads = QWidget()
        row = QHBoxLayout(heads)
        row.setContentsMargins(theme.px(8), 0, theme.px(8), theme.px(8))
        row.setSpacing(theme.px(12))
        row.addWidget(Label(theme, tr("Action"), "caption_medium", "text2"), 1)
        for text, width in (
            (tr("Now, goal"), action_row.MARKS),
            (tr("Practice"), action_row.PRACTICE),
            (tr("Owner"), action_row.OWNER),
            (tr("Due"), action_row.DUE),
            (tr("Status"), action_row.STATUS),
            ("", action_row.MENU),
        ):
            label = Label(theme, text, "caption_medium", "text2")
            label.setFixedWidth(theme.px(width))
            row.addWidget(label)
        return heads

    # -- showing ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the actions of the assessment in view, keeping the filters that still make sense."""
        dossier = self._page.session.dossier
        self._fill(self.owner_box, tr("Any owner"), [(o, o) for o in plan.owners(dossier.actions)], tr("No owner yet"))
        self._fill(self.domain_box, tr("Any domain"), [(d.title, d.id) for d in dossier.form.domains], "")
        self._list_again()

    def _fill(self, box: QComboBox, any_text: str, items: list[tuple[str, str]], none_text: str) -> None:
        wanted = box.currentData()
        box.blockSignals(True)
        box.clear()
        box.addItem(any_text, _ANY)
        for text, value in items:
            box.addItem(text, value)
        if none_text:
            box.addItem(none_text, "")
        at = next((i for i in range(1, box.count()) if box.itemData(i) == wanted), 0)
        box.setCurrentIndex(at)
        box.blockSignals(False)

    def _list_again(self) -> None:
        dossier, theme = self._page.session.dossier, self._page.theme
        locked = dossier.assessment.final
        groups = self._groups()
        self.copy_list.setEnabled(bool(groups))
        states = [_state_of(a, dossier) for group in groups for a in group.actions]
        listed = (groups, states, locked, len(dossier.actions), self._page.today)
        if groups and listed == self._listed:
            return  # a row takes milliseconds to make
        self._listed = listed
        focused = next((i for i, row in self.rows.items() if row.hasFocus()), None)
        self.rows.clear()
        clear(self._list)
        self._filters.setVisible(bool(dossier.actions))
        self._show_heads(bool(groups))
        for group in groups:
            self._list.addWidget(hairline())
            self._list.addWidget(self._group_head(group))
            for action in group.actions:
                self._list.addWidget(hairline())
                self._list.addWidget(self._row(action, dossier, locked))
        if not dossier.actions:
            self._offer_gaps(dossier, locked)
        elif not groups:
            nothing = Label(
                theme, tr("No action matches. Clear the search, or choose another filter."), "body", "text2"
            )
            nothing.setContentsMargins(theme.px(8), theme.px(16), 0, theme.px(16))
            self._list.addWidget(nothing)
        shown = sum(len(g.actions) for g in groups)
        total = len(dossier.actions)
        foot = [tr("{shown} of %n action(s) shown.", "", total, shown=shown)] if shown != total else []
        foot.append(tr("Owners are roles. A done action changes no level: answer the practice again."))
        self._foot.setText(" ".join(foot))
        self._foot.setVisible(bool(total))
        if focused in self.rows:
            self.rows[focused].setFocus()

    def _groups(self) -> tuple[plan.Group, ...]:
        """The actions that are listed, in their order."""
        return plan.arranged(
            self._page.session.dossier,
            order=cast(plan.Order, self.order.value() or "risk"),
            query=self.search_edit.text(),
            owner=self._choice(self.owner_box),
            domain=self._choice(self.domain_box),
            today=self._page.today,
        )

    def _choice(self, box: QComboBox) -> str | None:
        found = box.currentData()
        return found if isinstance(found, str) else None

    def _group_head(self, group: plan.Group) -> QWidget:
        theme = self._page.theme
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.px(8), theme.px(10), theme.px(8), theme.px(8))
        row.setSpacing(theme.px(8))
        row.addWidget(Label(theme, group.title, "small_strong"))
        row.addWidget(Label(theme, tr("%n action(s)", "", len(group.actions)), "small", "muted"), 1)
        return head

    def _row(self, action: Action, dossier: Dossier, locked: bool) -> ActionRow:
        practice = dossier.form.by_id.get(action.practice_id or "")
        title = practice.title if practice else ""
        row = ActionRow(
            self._page.theme, action, _state_of(action, dossier), title, today=self._page.today, locked=locked
        )
        row.edit_requested.connect(self.edit)
        row.remove_requested.connect(self.remove)
        row.done_requested.connect(self.mark_done)
        row.practice_requested.connect(self._go)
        row.step_requested.connect(self._step)
        self.rows[action.id] = row
        return row

    def _offer_gaps(self, dossier: Dossier, locked: bool) -> None:
        """With no action yet: what will stand here, and the gaps worth beginning with."""
        theme = self._page.theme
        first = gaps(dossier)[:FIRST_GAPS]
        words = (
            tr("Promises to improve will stand here, the gravest risk to people first.")
            if not first or locked
            else tr("Promises to improve will stand here. Begin with a gap; these come first by risk to people.")
        )
        label = Label(theme, words, "body", "text2")
        label.setContentsMargins(theme.px(8), theme.px(8), 0, theme.px(8))
        self._list.addWidget(label)
        if locked:
            return
        for gap in first:
            practice = dossier.form.by_id[gap.practice_id]
            risk = tr("Guards against: {risk}", risk=gap.issue.title) if gap.issue else ""
            goal = tr("To reach {target}.", target=gap.target)
            detail = f"{goal} {risk}".strip()
            row = RowButton(
                theme,
                gap.practice_id,
                f"{gap.practice_id}  {practice.title}",
                detail,
                before=level_mark(theme, state(dossier.answers[gap.practice_id])),
                after=Label(theme, tr("Add action"), "small_medium", "accent", wrap=False),
            )
            row.clicked.connect(self._on_gap)
            self._list.addWidget(row)

    # -- doing --------------------------------------------------------------------------------------------

    def add(self, practice_id: str | None = None) -> None:
        """Ask for an action and add it."""
        dialog = ActionDialog(self._page, self._page.session.dossier, practice_id=practice_id)
        if dialog.exec():
            self._page.session.add(dialog.record(), text=tr("add an action"))
            self._page.refresh()

    def edit(self, action_id: str) -> None:
        """Change an action."""
        action = self._find(action_id)
        dialog = ActionDialog(self._page, self._page.session.dossier, action)
        if dialog.exec():
            self._page.session.replace(action, dialog.record(), text=tr("change an action"))
            self._page.refresh()
        if action_id in self.rows:
            self.rows[action_id].setFocus()

    def remove(self, action_id: str) -> None:
        """Remove an action; undo brings it back."""
        if self._page.session.remove(self._find(action_id), text=tr("remove the action")):
            self._page.message_requested.emit("undo", tr("The action is removed. Undo brings it back."))
        self._page.refresh()

    def mark_done(self, action_id: str) -> None:
        """Say that an action is done."""
        action = self._find(action_id)
        after = Action.model_validate({**action.model_dump(), "status": "done", "deferred_reason": ""})
        self._page.session.replace(action, after, text=tr("mark the action as done"))
        self._page.refresh()

    def _find(self, action_id: str) -> Action:
        return next(a for a in self._page.session.dossier.actions if a.id == action_id)

    def _go(self, practice_id: str) -> None:
        self._page.go_requested.emit("assess", practice_id)

    def _step(self, step: int) -> None:
        rows = list(self.rows.values())
        at = next((i for i, row in enumerate(rows) if row.hasFocus()), 0)
        rows[min(max(at + step, 0), len(rows) - 1)].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_gap(self) -> None:
        row = self.sender()
        if isinstance(row, RowButton):
            self.add(row.key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_heads(self._has_rows)

    _has_rows = False

    def _show_heads(self, has_rows: bool) -> None:
        self._has_rows = has_rows
        margins = self._card.body.contentsMargins()
        inner = self.width() - margins.left() - margins.right()
        self._column_heads.setVisible(has_rows and inner >= self._page.theme.px(action_row.STACK_BELOW))


Tab = ActionsTab | RisksTab | DecisionsTab


class ActionsPage(Page):
    """Three tabs: actions, risks to people, decisions."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self.today = date.today()
        scroll = PageScroll(theme)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._locked_place = QVBoxLayout()
        scroll.add(self._locked_place)
        self.head = PageHead(theme)
        self.add_button = Button(theme, tr("Add action"), kind="primary", icon="plus")
        self.add_button.clicked.connect(self._on_add)
        self.head.add_action(self.add_button)
        scroll.add(self.head)
        self.tab_bar = QTabBar()
        self.tab_bar.setAccessibleName(tr("Parts of this page"))
        self.tab_bar.setExpanding(False)
        self.tab_bar.setUsesScrollButtons(True)
        self.tab_bar.setFont(theme.font("body_medium"))
        self.actions_tab, self.risks_tab, self.decisions_tab = ActionsTab(self), RisksTab(self), DecisionsTab(self)
        scroll.add(self.tab_bar)
        # Not a stacked widget: it would be as tall as the tallest tab and leave the others with a long blank.
        self._stale: set[Tab] = set()
        self._tabs: tuple[Tab, ...] = (self.actions_tab, self.risks_tab, self.decisions_tab)
        for tab, text in zip(self._tabs, (tr("Actions"), tr("Risks to people"), tr("Decisions")), strict=True):
            self.tab_bar.addTab(text)
            tab.setVisible(tab is self.actions_tab)
            scroll.add(tab)
        scroll.column.addStretch(1)
        self.tab_bar.currentChanged.connect(self._on_tab)
        self.tab_bar.setCurrentIndex(session.actions_tab)

    def refresh(self, changed: Changed | None = None) -> None:
        """Show the tab in view anew, the others when they come into view: a level or a risk moves all of them."""
        dossier = self.session.dossier
        self.today = date.today()
        clear(self._locked_place)
        if dossier.assessment.final:
            bar = MessageBar(
                self.theme,
                "locked",
                tr(
                    "Locked on {day}. Reopen it to change anything here.",
                    day=day(dossier.assessment.final_on or self.today),
                ),
                (BarAction("reopen", tr("Reopen…")),),
                closable=False,
            )
            bar.action_requested.connect(self.command_requested)
            self._locked_place.addWidget(bar)
        self.head.set_words(
            plan.headline(dossier.actions, self.today),
            tr("Ordered by risk to people, then by the size of the gap. The order never depends on the score alone."),
        )
        self.add_button.setEnabled(not dossier.assessment.final)
        for index, (text, n) in enumerate(
            (
                (tr("Actions"), len(dossier.actions)),
                (tr("Risks to people"), len(dossier.salient) + len(dossier.incidents)),
                (tr("Decisions"), len(dossier.decisions)),
            )
        ):
            self.tab_bar.setTabText(index, f"{text}  {n}" if n else text)
        self._stale = set(self._tabs)
        self._show_current()

    def _show_current(self) -> None:
        tab = self._tabs[self.tab_bar.currentIndex()]
        if tab in self._stale:
            self._stale.discard(tab)
            tab.refresh()

    def show_tab(self, index: int) -> None:
        """Bring actions (0), risks to people (1) or decisions (2) into view."""
        self.tab_bar.setCurrentIndex(index)

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.show_tab(0)
        self.actions_tab.search_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_practice(self, practice_id: str) -> None:
        """Show the actions of a practice; given a risk's or incident's id, that."""
        dossier = self.session.dossier
        if practice_id in {r.id for r in dossier.salient} | {r.id for r in dossier.incidents}:
            self.show_tab(1)
            self.risks_tab.show_record(practice_id)
            return
        self.show_tab(0)
        self.actions_tab.search_edit.setText(practice_id)

    def _on_add(self) -> None:
        self.actions_tab.add()

    def _on_tab(self, index: int) -> None:
        self.session.actions_tab = index
        for number, tab in enumerate(self._tabs):
            tab.setVisible(number == index)
        self._show_current()
        # The other tabs have buttons of their own, beside what they add to.
        self.add_button.setVisible(index == 0)
