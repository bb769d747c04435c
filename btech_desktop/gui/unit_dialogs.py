"""The questions about a unit: its name, its place in the tree, its roles in the tech stack."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from btech_desktop.assessment import Unit
from btech_desktop.form import Form
from btech_desktop.form_files import shipped_form
from btech_desktop.gui.widgets.dialog import Dialog, one_line
from btech_desktop.language import tr
from btech_desktop.teams import below


class NewUnitDialog(Dialog):
    """A company or team to be assessed: its name, whom it belongs to, its roles in the tech stack."""

    def __init__(
        self,
        parent: QWidget | None,
        units: tuple[Unit, ...],
        *,
        form: Form | None = None,
        parent_id: str | None = None,
        unit: Unit | None = None,
    ) -> None:
        super().__init__(
            parent,
            tr("Change unit") if unit else tr("Add unit"),
            verb=tr("Save") if unit else tr("Add unit"),
            text="" if unit else tr("A unit is the company or a part of it that answers the questions for itself."),
        )
        self._taken = {u.name.casefold() for u in units if unit is None or u.id != unit.id}
        self.name_edit = one_line(unit.name if unit else "", hint=tr("Sales EMEA"))
        self.add_field(tr("Name"), self.name_edit)

        self.parent_box = QComboBox()
        self.parent_box.addItem(tr("No other unit"), None)
        # A unit below itself would be a ring, so neither it nor what is under it can be chosen.
        ring = below(unit.id, units) | {unit.id} if unit else frozenset()
        for other in units:
            # Nor one that is folded away, unless the unit is part of it already.
            if other.id not in ring and (not other.archived or (unit is not None and unit.parent_id == other.id)):
                self.parent_box.addItem(other.name, other.id)
        at = self.parent_box.findData(unit.parent_id if unit else parent_id)
        self.parent_box.setCurrentIndex(max(at, 0))
        self.add_field(tr("Part of"), self.parent_box)

        self.role_boxes: dict[str, QCheckBox] = {}
        roles = QWidget()
        column = QVBoxLayout(roles)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for role in (form or shipped_form()).roles:
            box = QCheckBox(role.title)
            box.setAccessibleDescription(role.about)
            box.setChecked(unit is not None and role.id in unit.roles)
            self.role_boxes[role.id] = box
            column.addWidget(box)
        self.add_field(
            tr("Roles in the tech stack"),
            roles,
            hint=tr("They decide which scope lines apply and what may be not applicable."),
        )

    @property
    def name(self) -> str:
        """The unit's name."""
        return self.name_edit.text().strip()

    @property
    def parent_id(self) -> str | None:
        """The unit it is part of."""
        found = self.parent_box.currentData()
        return found if isinstance(found, str) else None

    @property
    def roles(self) -> tuple[str, ...]:
        """Ids of the roles ticked."""
        return tuple(i for i, box in self.role_boxes.items() if box.isChecked())

    def problem(self) -> tuple[str, QWidget | None]:
        """A name is needed, and no two units share one."""
        if not self.name:
            return tr("The unit needs a name."), self.name_edit
        if self.name.casefold() in self._taken:
            return tr("Another unit has this name already. Choose one that tells them apart."), self.name_edit
        return "", None


class RenameUnitDialog(NewUnitDialog):
    """The same questions for a unit that exists."""

    def __init__(self, parent: QWidget | None, unit: Unit, units: tuple[Unit, ...]) -> None:
        super().__init__(parent, units, unit=unit)

    def changed(self, unit: Unit) -> Unit:
        """The unit as it should be."""
        return Unit.model_validate(
            unit.model_dump() | {"name": self.name, "parent_id": self.parent_id, "roles": self.roles}
        )
