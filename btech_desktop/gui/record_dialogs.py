"""The questions behind an action, a risk to people, an incident and a decision; each gives back a whole record."""

from collections.abc import Iterable
from typing import Final, get_args

from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from btech_desktop.assessment import (
    TEXT_LIMIT,
    Action,
    ActionStatus,
    Decision,
    DecisionOutcome,
    Dossier,
    Incident,
    SalientIssue,
    new_id,
)
from btech_desktop.gui import plan
from btech_desktop.gui.widgets.date_field import DateField
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.practice_tree import PracticeTree
from btech_desktop.gui.widgets.sensitivity_box import PRIVILEGED_HINT, SensitivityBox
from btech_desktop.language import Words, mark, tr
from btech_desktop.terms import shown
from btech_desktop.wording import joined, sentence

LONGEST_LINE = 200
BAND_NAMES: Final = Words(
    {"greatest": mark("greatest risk"), "serious": mark("serious risk"), "other": mark("other risk")}
)


class _RecordDialog(Dialog):
    """What the four have in common: lines, longer texts, practices and a label."""

    def __init__(self, parent: QWidget | None, dossier: Dossier, title: str, *, verb: str, text: str = "") -> None:
        super().__init__(parent, title, verb=verb, text=text, width=580)
        self.dossier = dossier
        self._texts: list[tuple[str, QPlainTextEdit]] = []

    def add_line(self, caption: str, text: str, *, hint: str = "") -> QLineEdit:
        edit = QLineEdit(text)
        edit.setMaxLength(LONGEST_LINE)
        self.add_field(caption, edit, hint=hint)
        return edit

    def add_long(self, caption: str, text: str, *, hint: str = "") -> QPlainTextEdit:
        edit = self.text_field(text)
        self.add_field(caption, edit, hint=hint)
        self._texts.append((caption, edit))
        return edit

    def add_choice(self, caption: str, values: Iterable[str], value: str) -> QComboBox:
        box = QComboBox()
        for one in values:
            box.addItem(sentence(shown(one)), one)
        box.setCurrentIndex(max(box.findData(value), 0))
        self.add_field(caption, box)
        return box

    def add_practices(self, caption: str, chosen: Iterable[str]) -> PracticeTree:
        tree = PracticeTree(self.dossier.form, chosen=chosen, among=set(self.dossier.assessment.asked), name=caption)
        tree.setMinimumHeight(self.theme.px(190))
        self.add_field(caption, tree)
        return tree

    def add_sensitivity(self, box: SensitivityBox) -> SensitivityBox:
        self.add_field(tr("Who may see it"), box, hint=tr(PRIVILEGED_HINT))
        return box

    def add_owner(self, value: str) -> QComboBox:
        """A role, with those that own something already to choose from."""
        box = QComboBox()
        box.setEditable(True)
        known = {a.owner for a in self.dossier.actions} | {d.owner for d in self.dossier.decisions}
        known |= {a.owner for a in self.dossier.answers.values()}
        box.addItems(sorted(known - {""}, key=str.casefold))
        box.setCurrentText(value)
        edit = box.lineEdit()
        if edit is not None:
            edit.setMaxLength(LONGEST_LINE)
            edit.setAccessibleName(tr("Owner"))
        self.add_field(tr("Owner"), box, hint=tr("A role, not a person: boards see it."))
        return box

    def too_long(self) -> tuple[str, QWidget | None]:
        """The first longer text past the limit."""
        for caption, edit in self._texts:
            if len(edit.toPlainText()) > TEXT_LIMIT:
                return tr("{field}: use at most {most} characters.", field=caption, most=TEXT_LIMIT), edit
        return "", None


class ActionDialog(_RecordDialog):
    """An improvement promised: what, who, by when."""

    def __init__(
        self, parent: QWidget | None, dossier: Dossier, action: Action | None = None, *, practice_id: str | None = None
    ) -> None:
        super().__init__(
            parent,
            dossier,
            tr("Change action") if action else tr("Add action"),
            verb=tr("Save action") if action else tr("Add action"),
        )
        self._action = action
        practice_id = action.practice_id if action else practice_id
        answer = dossier.answers.get(practice_id or "")
        self.what_edit = self.add_line(tr("What will be done"), action.what if action else "")
        self.practice_box = QComboBox()
        self.practice_box.addItem(tr("No single practice"), None)
        for practice in dossier.practices():
            self.practice_box.addItem(f"{practice.id}  {practice.title}", practice.id)
        self.practice_box.setCurrentIndex(max(self.practice_box.findData(practice_id), 0))
        self.practice_box.setMinimumContentsLength(24)
        self.practice_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.add_field(tr("Practice"), self.practice_box)
        self.goal_box = QComboBox()
        self.goal_box.addItem(tr("No level named"), None)
        for level in dossier.form.levels:
            self.goal_box.addItem(f"{level.number}  {level.name}", level.number)
        goal = action.target_level if action else answer.target if answer else None
        self.goal_box.setCurrentIndex(0 if goal is None else goal + 1)
        self.add_field(tr("Level to reach"), self.goal_box)
        self.owner_box = self.add_owner(action.owner if action else answer.owner if answer else "")
        self.due_field = DateField(tr("Due"))
        self.due_field.set_value(action.due if action else None)
        self.add_field(tr("Due"), self.due_field, named=False)
        self.status_box = self.add_choice(tr("Status"), get_args(ActionStatus), action.status if action else "open")
        self.reason_edit = self.text_field(action.deferred_reason if action else "", lines=2)
        self._reason = self.add_field(tr("Why is it deferred?"), self.reason_edit)
        self._texts.append((tr("Why is it deferred?"), self.reason_edit))
        self.sensitivity_box = self.add_sensitivity(SensitivityBox(action.sensitivity if action else "internal"))
        self.status_box.currentIndexChanged.connect(self._on_status)
        self._on_status()
        self.what_edit.setFocus()

    @property
    def status(self) -> ActionStatus:
        """Where it stands."""
        return get_args(ActionStatus)[self.status_box.currentIndex()]  # type: ignore[no-any-return]

    def problem(self) -> tuple[str, QWidget | None]:
        """What will be done is needed; deferring needs a reason."""
        if not self.what_edit.text().strip():
            return tr("Say what will be done."), self.what_edit
        if self.status == "deferred" and not self.reason_edit.toPlainText().strip():
            return tr("Say why it is deferred; reports show the reason."), self.reason_edit
        return self.too_long()

    def record(self) -> Action:
        """The action as it should be."""
        deferred = self.status == "deferred"
        return Action(
            id=self._action.id if self._action else new_id(),
            assessment_id=self.dossier.assessment.id,
            practice_id=self.practice_box.currentData(),
            what=self.what_edit.text().strip(),
            owner=self.owner_box.currentText().strip(),
            due=self.due_field.value,
            status=self.status,
            deferred_reason=self.reason_edit.toPlainText().strip() if deferred else "",
            target_level=self.goal_box.currentData(),
            sensitivity=self.sensitivity_box.value,
            carried_from=self._action.carried_from if self._action else None,
        )

    def _on_status(self) -> None:
        self._reason.setVisible(self.status == "deferred")
        self.fit()


# What 1 and 5 mean, in the words of UNGP 14 and its commentary, shortened.
_SCALES: Final = (
    ("scale", mark("Scale"), mark("How grave the harm would be")),
    ("scope", mark("Scope"), mark("How many people it would reach")),
    ("irremediability", mark("Irremediability"), mark("How hard it would be to put right")),
    ("likelihood", mark("Likelihood"), mark("How likely it is")),
)


def _five_box(name: str, value: int) -> QComboBox:
    box = QComboBox()
    for number in range(1, 6):
        box.addItem({1: tr("1  lowest"), 5: tr("5  highest")}.get(number, str(number)), number)
    box.setCurrentIndex(value - 1)
    box.setAccessibleName(tr("{name}, 1 to 5", name=name))
    return box


class RiskDialog(_RecordDialog):
    """A salient issue: a risk to people, how severe and how likely, and what guards against it."""

    def __init__(self, parent: QWidget | None, dossier: Dossier, issue: SalientIssue | None = None) -> None:
        super().__init__(
            parent,
            dossier,
            tr("Change risk to people") if issue else tr("Add risk to people"),
            verb=tr("Save risk") if issue else tr("Add risk"),
            text=tr("A risk to people, not to the company. It orders the gaps and never changes a score."),
        )
        self._issue = issue
        self.title_edit = self.add_line(tr("What could happen"), issue.title if issue else "")
        self.affected_edit = self.add_long(tr("Who would be affected"), issue.affected if issue else "")
        grid_widget = QWidget()
        grid = QGridLayout(grid_widget)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.theme.px(12))
        grid.setVerticalSpacing(self.theme.px(8))
        grid.setColumnStretch(0, 1)
        self.five_boxes: dict[str, QComboBox] = {}
        for row, (key, name, about) in enumerate((key, tr(name), tr(about)) for key, name, about in _SCALES):
            box = _five_box(name, getattr(issue, key) if issue else 3)
            box.currentIndexChanged.connect(self._on_severity)
            self.five_boxes[key] = box
            grid.addWidget(Label(self.theme, f"{name}: {about.lower()}", "body"), row, 0)
            grid.addWidget(box, row, 1)
        self.add_field(tr("How severe and how likely"), grid_widget, named=False)
        self.severity_label = self.add_text("", role="body_medium", token="text")
        self.tree = self.add_practices(tr("Practices that guard against it"), issue.practices if issue else ())
        self.sensitivity_box = self.add_sensitivity(SensitivityBox(issue.sensitivity if issue else "internal"))
        self._on_severity()
        self.title_edit.setFocus()

    def problem(self) -> tuple[str, QWidget | None]:
        """What could happen is needed."""
        if not self.title_edit.text().strip():
            return tr("Say what could happen to people."), self.title_edit
        return self.too_long()

    def record(self) -> SalientIssue:
        """The risk as it should be."""
        return SalientIssue(
            id=self._issue.id if self._issue else new_id(),
            assessment_id=self.dossier.assessment.id,
            title=self.title_edit.text().strip(),
            affected=self.affected_edit.toPlainText().strip(),
            practices=self.tree.chosen,
            sensitivity=self.sensitivity_box.value,
            **self._fives(),
        )

    def _fives(self) -> dict[str, int]:
        return {key: int(box.currentData()) for key, box in self.five_boxes.items()}

    def _on_severity(self) -> None:
        made = SalientIssue(id=new_id(), assessment_id=self.dossier.assessment.id, title="-", **self._fives())
        self.severity_label.setText(
            tr(
                "Severity {severity}, {band}: the highest of scale, scope and irremediability.",
                severity=made.severity,
                band=BAND_NAMES[made.band],
            )
        )


class IncidentDialog(_RecordDialog):
    """A severe harm, allegation or complaint in the period."""

    def __init__(self, parent: QWidget | None, dossier: Dossier, incident: Incident | None = None) -> None:
        super().__init__(
            parent,
            dossier,
            tr("Change incident") if incident else tr("Add incident"),
            verb=tr("Save incident") if incident else tr("Add incident"),
            text=tr("A severe harm, allegation or complaint in the period. Leave out names of people."),
        )
        self._incident = incident
        self.title_edit = self.add_line(tr("In a few words"), incident.title if incident else "")
        self.what_edit = self.add_long(tr("What happened"), incident.what if incident else "")
        self.date_field = DateField(tr("When"))
        self.date_field.set_value(incident.occurred if incident else None)
        self.add_field(tr("When"), self.date_field, named=False)
        self.severity_box = _five_box(tr("Severity"), incident.severity if incident else 3)
        self.add_field(tr("Severity"), self.severity_box, named=False)
        self.tree = self.add_practices(
            tr("Practices that should have caught it"), incident.practices if incident else ()
        )
        self.again_label = self.add_text("", role="body", token="attention")
        self.remedy_edit = self.add_long(tr("Remedy given"), incident.remedy if incident else "")
        self.sensitivity_box = self.add_sensitivity(SensitivityBox(incident.sensitivity if incident else "internal"))
        self.tree.changed.connect(self._on_tree)
        self._on_tree()
        self.title_edit.setFocus()

    def problem(self) -> tuple[str, QWidget | None]:
        """A few words are needed."""
        if not self.title_edit.text().strip():
            return tr("Say in a few words what happened."), self.title_edit
        return self.too_long()

    def record(self) -> Incident:
        """The incident as it should be."""
        return Incident(
            id=self._incident.id if self._incident else new_id(),
            assessment_id=self.dossier.assessment.id,
            title=self.title_edit.text().strip(),
            what=self.what_edit.toPlainText().strip(),
            occurred=self.date_field.value,
            severity=int(self.severity_box.currentData()),
            practices=self.tree.chosen,
            remedy=self.remedy_edit.toPlainText().strip(),
            sensitivity=self.sensitivity_box.value,
        )

    def _on_tree(self) -> None:
        again = plan.high_practices(self.tree.chosen, self.dossier)
        self.again_label.setVisible(bool(again))
        if again:
            self.again_label.setText(
                tr(
                    "{practices} [stands|stand] at 3 or 4: look again at the level.",
                    "",
                    len(again),
                    practices=joined(again),
                )
            )
        self.fit()


class DecisionDialog(_RecordDialog):
    """What the board is asked, what it costs, and what happens if it is not decided."""

    def __init__(self, parent: QWidget | None, dossier: Dossier, decision: Decision | None = None) -> None:
        super().__init__(
            parent,
            dossier,
            tr("Change decision") if decision else tr("Add decision"),
            verb=tr("Save decision") if decision else tr("Add decision"),
            text=tr("What the board is asked to decide. It stands on the first page of the board's report."),
        )
        self._decision = decision
        self.what_edit = self.add_line(tr("What is asked"), decision.what if decision else "")
        self.owner_box = self.add_owner(decision.owner if decision else "")
        self.cost_edit = self.add_line(tr("Cost"), decision.cost if decision else "", hint=tr("Money, people or time."))
        self.consequence_edit = self.add_long(
            tr("What happens if it is not decided"), decision.consequence if decision else ""
        )
        self.due_field = DateField(tr("Needed by"))
        self.due_field.set_value(decision.due if decision else None)
        self.add_field(tr("Needed by"), self.due_field, named=False)
        self.outcome_box = self.add_choice(
            tr("Outcome"), get_args(DecisionOutcome), decision.outcome if decision else "open"
        )
        self.sensitivity_box = self.add_sensitivity(SensitivityBox(decision.sensitivity if decision else "internal"))
        self.what_edit.setFocus()

    def problem(self) -> tuple[str, QWidget | None]:
        """What is asked is needed."""
        if not self.what_edit.text().strip():
            return tr("Say what the board is asked to decide."), self.what_edit
        return self.too_long()

    def record(self) -> Decision:
        """The decision as it should be."""
        return Decision(
            id=self._decision.id if self._decision else new_id(),
            assessment_id=self.dossier.assessment.id,
            what=self.what_edit.text().strip(),
            owner=self.owner_box.currentText().strip(),
            cost=self.cost_edit.text().strip(),
            consequence=self.consequence_edit.toPlainText().strip(),
            due=self.due_field.value,
            outcome=get_args(DecisionOutcome)[self.outcome_box.currentIndex()],
            sensitivity=self.sensitivity_box.value,
        )
