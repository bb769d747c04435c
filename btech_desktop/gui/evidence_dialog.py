"""The questions behind a piece of evidence, and the choice of one that the workspace holds already."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from btech_desktop.assessment import SUPPORTS, TEXT_LIMIT, Evidence, EvidenceKind, Shows, Verified, new_id
from btech_desktop.gui.widgets.date_field import DateField
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.gui.widgets.sensitivity_box import PRIVILEGED_HINT, SensitivityBox
from btech_desktop.wording import month, sentence

K = TypeVar("K", bound=str)
B = TypeVar("B", bound=QComboBox)

LONGEST_TITLE: Final = 200
SHOWS: Final[Mapping[Shows, str]] = {
    "intent": "an intent, such as a plan",
    "rule": "a rule in force, dated, approved",
    "use": "counted use of the rule",
    "effect": "an effect, checked by others",
}
SHOWN: Final[Mapping[Shows, str]] = {
    "intent": "shows intent",
    "rule": "shows a rule in force",
    "use": "shows counted use",
    "effect": "shows the effect",
}
VERIFIED: Final[Mapping[Verified, str]] = {
    "nobody": "Nobody yet",
    "inside": "A second reader inside",
    "outside": "Someone independent, outside",
}
VERIFIED_BY: Final[Mapping[Verified, str]] = {
    "nobody": "not verified",
    "inside": "read by a second person inside",
    "outside": "verified from outside",
}
KINDS: Final[Mapping[EvidenceKind, str]] = {
    "document": "Document: a policy, procedure, minutes",
    "record": "Record: a log, count, case file",
    "link": "Link: a page or a place in a system",
    "reference": "Reference: something held by others",
}


class EvidenceDialog(Dialog):
    """Add or change a piece of evidence; it is described here, the file itself stays where it is."""

    def __init__(self, parent: QWidget | None, evidence: Evidence | None = None, *, attached: int = 1) -> None:
        """``attached`` is to how many answers the evidence belongs; above one, a change shows in all of them."""
        text = "Only the description is kept here; the file itself stays where it is."
        if attached > 1:
            text = f"{text} This evidence stands with {attached} answers: a change shows in all of them."
        super().__init__(
            parent,
            "Change evidence" if evidence else "Add evidence",
            verb="Save" if evidence else "Add evidence",
            text=text,
        )
        self._before = evidence
        self.title_edit = QLineEdit(evidence.title if evidence else "")
        self.title_edit.setMaxLength(LONGEST_TITLE)
        self.add_field("Title", self.title_edit)
        self.kind_box = _choice(KINDS, evidence.kind if evidence else "document")
        self.add_field("Kind", self.kind_box)
        self.shows_box = _choice(
            {key: f"Level {SUPPORTS[key]}: {words}" for key, words in SHOWS.items()},
            evidence.shows if evidence else "rule",
        )
        self.add_field("What it shows", self.shows_box, hint="The level that this evidence supports.")
        self.verified_box = _choice(VERIFIED, evidence.verified if evidence else "nobody")
        self.add_field("Who verified it", self.verified_box, hint="Said beside the level, never counted in a score.")
        self.date_field = DateField("Date of the evidence")
        self.date_field.set_value(evidence.dated if evidence else None)
        self.add_field("Date", self.date_field, named=False)
        self.locator_edit = self.text_field(evidence.locator if evidence else "", lines=2)
        self.add_field("Where it is", self.locator_edit, hint="A file name, an address, a shelf mark. Never in copies.")
        self.held_box = QCheckBox("Seen, but held elsewhere")
        self.held_box.setAccessibleName("Seen, but held elsewhere")
        self.held_box.setChecked(evidence.held_elsewhere if evidence else False)
        self.body.addWidget(self.held_box)
        self.sensitivity_box = SensitivityBox(evidence.sensitivity if evidence else "internal")
        self.add_field("Who may see it", may_be_narrow(self.sensitivity_box), hint=PRIVILEGED_HINT)
        self.title_edit.setFocus()

    @property
    def evidence(self) -> Evidence:
        """The evidence as described, with the id it had."""
        return Evidence(
            id=self._before.id if self._before else new_id(),
            title=self.title_edit.text().strip(),
            kind=list(KINDS)[self.kind_box.currentIndex()],
            locator=self.locator_edit.toPlainText().strip(),
            held_elsewhere=self.held_box.isChecked(),
            dated=self.date_field.value,
            shows=list(SHOWS)[self.shows_box.currentIndex()],
            verified=list(VERIFIED)[self.verified_box.currentIndex()],
            sensitivity=self.sensitivity_box.value,
        )

    def problem(self) -> tuple[str, QWidget | None]:
        if not self.title_edit.text().strip():
            return "The evidence needs a title.", self.title_edit
        if len(self.locator_edit.toPlainText()) > TEXT_LIMIT:
            return f"Use at most {TEXT_LIMIT:,} characters.", self.locator_edit
        return "", None


class AttachDialog(Dialog):
    """Choose evidence that supports another answer already."""

    def __init__(self, parent: QWidget | None, choices: Sequence[Evidence]) -> None:
        super().__init__(
            parent,
            "Attach existing evidence",
            verb="Attach",
            text="One piece of evidence may support several answers. It is kept once.",
        )
        self._choices = tuple(choices)
        self.evidence_box = QComboBox()
        for evidence in self._choices:
            self.evidence_box.addItem(_line(evidence))
        self.add_field("Evidence", may_be_narrow(self.evidence_box))
        self.evidence_box.setFocus()

    @property
    def evidence(self) -> Evidence:
        """The one chosen."""
        return self._choices[self.evidence_box.currentIndex()]


def _line(evidence: Evidence) -> str:
    dated = f", {month(evidence.dated)}" if evidence.dated else ""
    return f"{evidence.title} ({evidence.kind}{dated}; {SHOWN[evidence.shows]})"


def description(evidence: Evidence) -> str:
    """A piece of evidence in a line below its title."""
    parts = [sentence(evidence.kind), SHOWN[evidence.shows]]
    if evidence.dated:
        parts.append(month(evidence.dated))
    parts.append(VERIFIED_BY[evidence.verified])
    if evidence.held_elsewhere:
        parts.append("held elsewhere")
    return " \N{MIDDLE DOT} ".join(parts)


def may_be_narrow(box: B) -> B:
    """The box, no longer as wide as its longest choice: in large text that would not fit the screen."""
    box.setMinimumContentsLength(16)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def _choice(options: Mapping[K, str], value: K) -> QComboBox:
    box = QComboBox()
    for key, words in options.items():
        box.addItem(words, key)
    box.setCurrentIndex(list(options).index(value))
    return may_be_narrow(box)
