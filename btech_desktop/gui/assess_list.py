"""The left of the assess page: search, filters, the practices by domain, and how far we are."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from btech_desktop.assessment import Dossier
from btech_desktop.errors import UserError
from btech_desktop.gui.answering import FILTERS, Filter, Owner, matching, owners, state_of
from btech_desktop.gui.searching import Place, search
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.practice_list import DomainRow, PracticeList, PracticeRow
from btech_desktop.gui.widgets.search_field import SearchField
from btech_desktop.gui.widgets.segmented import Option, Segmented
from btech_desktop.gui.widgets.spoken import plain_tip
from btech_desktop.language import tr

WIDTH = 264
_ROOM_FOR_FOOT = 400  # px at 100 %
_ALWAYS: tuple[Filter, ...] = ("all", "to answer", "flagged")


class ListPane(QFrame):
    """Shows what search and filter let through; it knows nothing of the session."""

    practice_selected = Signal(str)
    filter_changed = Signal()  # search or filter: the order of going on changed
    search_left = Signal(bool)  # True: into the list; False: back to the levels

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._dossier: Dossier | None = None
        self._current: str | None = None
        self._tags: Mapping[str, str] = {}
        self._earlier: Callable[[], Mapping[str, Sequence[Place]]] = dict
        self._owners: tuple[Owner, ...] = ()
        px = theme.px
        self.setAccessibleName(tr("Practices"))

        self.search = SearchField(theme, tr("Search practices"))
        self.filters = Segmented(
            theme, [Option(key, words) for key, words in FILTERS.items()], name=tr("Show"), pills=True, wrap=True
        )
        self.filters.set_value("all")
        self.owner_box = QComboBox()
        self.owner_box.setFont(theme.font("small"))
        self.owner_box.setMinimumContentsLength(8)
        self.owner_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.list = PracticeList(theme)
        self.nothing = QWidget()
        self.nothing_label = Label(theme, "", "small", "text2")
        self.clear_button = Button(theme, tr("Show all practices"), compact=True)
        empty = QVBoxLayout(self.nothing)
        empty.setContentsMargins(px(14), px(8), px(14), 0)
        empty.setSpacing(px(8))
        empty.addWidget(self.nothing_label)
        empty.addWidget(self.clear_button)
        empty.addStretch(1)
        self.settled_label = Label(theme, "", "caption", "text2")
        self.open_label = Label(theme, "", "caption", "text2", wrap=False)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(px(8))
        self.progress.setAccessibleName(tr("Practices settled"))

        top = QVBoxLayout()
        top.setContentsMargins(px(14), px(14), px(14), px(8))
        top.setSpacing(px(10))
        top.addWidget(self.search)
        top.addWidget(self.filters)
        top.addWidget(self.owner_box)
        words = QHBoxLayout()
        words.addWidget(self.settled_label, 1)
        words.addWidget(self.open_label)
        self.foot = QWidget()
        foot = QVBoxLayout(self.foot)
        foot.setContentsMargins(px(14), px(10), px(14), px(12))
        foot.setSpacing(px(6))
        foot.addLayout(words)
        foot.addWidget(self.progress)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addWidget(self.nothing, 1)
        self._line = hairline()
        column.addWidget(self._line)
        column.addWidget(self.foot)
        self.nothing.hide()

        self.search.textChanged.connect(self._narrow)
        self.search.left.connect(self.search_left)
        # What earlier periods wrote is read before the first letter comes, and after the field shows its cursor.
        self._ahead = QTimer(self, singleShot=True, interval=0)
        self._ahead.timeout.connect(self._look_ahead)
        self.search.entered.connect(self._ahead.start)
        self.filters.chosen.connect(self._narrow)
        self.owner_box.activated.connect(self._narrow)
        self.clear_button.clicked.connect(self.show_all)
        self.list.practice_selected.connect(self.practice_selected)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # How far we are gives way to the practices where there is little height.
        for part in (self._line, self.foot):
            part.setVisible(self.height() >= self._theme.px(_ROOM_FOR_FOOT))

    # -- what it shows ------------------------------------------------------------------------------------

    def show_dossier(
        self,
        dossier: Dossier,
        current: str | None,
        tags: Mapping[str, str],
        earlier: Callable[[], Mapping[str, Sequence[Place]]] = dict,
    ) -> None:
        """Show the practices of an assessment; ``tags`` are words such as "New" by practice.

        ``earlier`` tells what the unit's earlier periods wrote by practice; asked for while someone searches.
        """
        self._earlier = earlier
        fresh = self._dossier is None or self._dossier.assessment.id != dossier.assessment.id
        self._dossier, self._tags = dossier, tags
        self._fill(current)
        if fresh:
            self._unfold()

    def _look_ahead(self) -> None:
        if self._dossier is not None and self.search.hasFocus():
            with suppress(UserError):  # a file that has gone is told of when somebody searches
                self._earlier()

    def show_current(self, practice_id: str) -> None:
        """Mark the practice in view."""
        if practice_id == self._current and self.list.selected_id() == practice_id:
            return
        self._fill(practice_id)

    def order(self) -> list[str]:
        """The practices in the list, as search and filter let them through."""
        return self.list.ids()

    def show_all(self) -> None:
        """Empty the search and take every filter away."""
        self.filters.set_value("all")
        self.owner_box.setCurrentIndex(0)
        if self.search.text():
            self.search.clear()
        else:
            self._narrow()

    def _fill(self, current: str | None) -> None:
        dossier = self._dossier
        if dossier is None:
            return
        self._current = current
        behind = matching(dossier)
        chosen = cast(Filter, self.filters.value() or "all")
        for key, ids in behind.items():
            self.filters.set_text(key, f"{FILTERS[key]} {len(ids)}")
            # A filter that would show nothing is not offered, unless it is the one in use.
            self.filters.set_shown(key, bool(ids) or key in _ALWAYS or key == chosen)
        query = self.search.text()
        among = behind[chosen] & self._show_owners(dossier)
        hits = search(dossier, self._earlier() if query.strip() else {}, query)
        practices = [
            p
            for p in dossier.practices()
            # The practice in view stays, or it would vanish under the hand that has just answered it.
            if (p.id in among and p.id in hits) or (p.id == current and not query.strip())
        ]
        self._show_rows(dossier, practices_ids=[p.id for p in practices], open_ids=behind["to answer"], hits=hits)
        self.list.select(current if any(p.id == current for p in practices) else None)
        self.list.setVisible(bool(practices))
        self.nothing.setVisible(not practices)
        self.nothing_label.setText(
            tr("No practice matches this search.") if query.strip() else tr("No practice is behind this filter now.")
        )
        self._show_progress(len(behind["all"]), len(behind["to answer"]))

    def _show_owners(self, dossier: Dossier) -> frozenset[str]:
        """Offer the owners there are; the practices of the one chosen, or all."""
        told = owners(dossier)
        box, key = self.owner_box, self.owner_box.currentData()
        if told != self._owners or not box.count():
            self._owners = told
            written = any(owner.key.startswith(("owner", "none")) for owner in told)
            box.clear()
            box.addItem(tr("Any owner") if written else tr("Whoever usually knows"), "")
            for owner in told:
                box.addItem(owner.words, owner.key)
            box.setCurrentIndex(max(box.findData(key), 0))
            box.setAccessibleName(tr("Show by owner") if written else tr("Show by who usually knows"))
            box.setVisible(bool(told))
        box.setToolTip(plain_tip(box.currentText()) if box.currentIndex() else "")
        all_of_it = frozenset(dossier.answers)
        return next((owner.practices for owner in told if owner.key == box.currentData()), all_of_it)

    def _show_rows(
        self,
        dossier: Dossier,
        *,
        practices_ids: list[str],
        open_ids: frozenset[str],
        hits: Mapping[str, tuple[str, ...]],
    ) -> None:
        form, supported = dossier.form, {link.practice_id for link in dossier.links}
        asked = [p.id for p in dossier.practices()]
        domains = []
        for domain in form.domains:
            ids = [i for i in asked if form.domain_ids[i] == domain.id]
            if any(form.domain_ids[i] == domain.id for i in practices_ids):
                domains.append(DomainRow(domain.id, domain.title, sum(i not in open_ids for i in ids), len(ids)))
        rows = [
            PracticeRow(
                id=i,
                domain=form.domain_ids[i],
                number=i.split("-")[1],
                title=form.by_id[i].title,
                state=state_of(dossier.answers[i]),
                flagged=dossier.answers[i].flagged,
                has_evidence=i in supported,
                tag=self._tags.get(i, ""),
                found_in=hits.get(i, ()),
            )
            for i in practices_ids
        ]
        self.list.set_rows(domains, rows)

    def _show_progress(self, asked: int, to_answer: int) -> None:
        self.settled_label.setText(tr("{settled} of {asked} settled", settled=asked - to_answer, asked=asked))
        self.open_label.setText(tr("{to_answer} to answer", to_answer=to_answer) if to_answer else "")
        self.progress.setRange(0, max(asked, 1))
        self.progress.setValue(asked - to_answer)

    # -- what people do -----------------------------------------------------------------------------------

    def _narrow(self) -> None:
        self._fill(self._current)
        self._unfold()
        self.filter_changed.emit()

    def _unfold(self) -> None:
        """Only the domain in view while all is shown; every domain once something is looked for."""
        dossier = self._dossier
        if dossier is None:
            return
        if self.search.text().strip() or self.filters.value() != "all" or self.owner_box.currentIndex() > 0:
            self.list.expandAll()
        elif self._current is not None:
            self.list.set_only_open(dossier.form.domain_ids[self._current])
            self.list.select(self._current)
