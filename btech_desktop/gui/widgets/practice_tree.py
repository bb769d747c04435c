"""Choosing practices: a tree of domains whose practices can be ticked one by one or all at once."""

from collections.abc import Collection, Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from btech_desktop.form import Form
from btech_desktop.gui.widgets.spoken import plain_tip

_ID = Qt.ItemDataRole.UserRole
_ROW_LINES = 1.7  # room enough to hit a box


class PracticeTree(QTreeWidget):
    """The practices of a form, or only those in ``among``, by domain. ``changed`` follows every tick."""

    changed = Signal()

    def __init__(
        self,
        form: Form,
        *,
        chosen: Iterable[str] = (),
        among: Collection[str] | None = None,
        name: str = "Practices",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._leaves: list[QTreeWidgetItem] = []
        self.setObjectName("field")
        self.setHeaderHidden(True)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._fill(form, set(chosen), among)
        self.itemChanged.connect(self._on_changed)

    def set_form(self, form: Form) -> None:
        """Show all practices of another form; those it has too stay ticked."""
        ticked = set(self.chosen)
        self.blockSignals(True)
        self._leaves.clear()
        self.clear()
        self._fill(form, ticked, None)
        self.blockSignals(False)
        self.changed.emit()

    def _fill(self, form: Form, wanted: Collection[str], among: Collection[str] | None) -> None:
        row = QSize(0, round(self.fontMetrics().height() * _ROW_LINES))
        for domain in form.domains:
            practices = [p for p in form.practices_by_domain[domain.id] if among is None or p.id in among]
            if practices:
                branch = QTreeWidgetItem(self, [domain.title])
                branch.setSizeHint(0, row)
                branch.setFlags(branch.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
                for practice in practices:
                    leaf = QTreeWidgetItem(branch, [f"{practice.id}  {practice.title}"])
                    leaf.setSizeHint(0, row)
                    leaf.setFlags(leaf.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                    leaf.setData(0, _ID, practice.id)
                    leaf.setToolTip(0, plain_tip(practice.question))
                    self._tick(leaf, practice.id in wanted)
                    self._leaves.append(leaf)
                # What is ticked is in sight from the start; the rest stays folded away.
                branch.setExpanded(any(p.id in wanted for p in practices))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The practices ticked, in the order of the form."""
        return tuple(str(i.data(0, _ID)) for i in self._leaves if i.checkState(0) == Qt.CheckState.Checked)

    def set_chosen(self, ids: Iterable[str]) -> None:
        """Tick these and no others."""
        wanted = set(ids)
        self.blockSignals(True)
        for leaf in self._leaves:
            self._tick(leaf, leaf.data(0, _ID) in wanted)
        self.blockSignals(False)
        self.viewport().update()
        self.changed.emit()

    def _tick(self, leaf: QTreeWidgetItem, on: bool) -> None:
        leaf.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _on_changed(self, _: QTreeWidgetItem, __: int) -> None:
        self.changed.emit()
