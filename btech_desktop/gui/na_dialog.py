"""The question behind *not applicable*: a reason, and who may see it."""

from PySide6.QtWidgets import QWidget

from btech_desktop.assessment import TEXT_LIMIT, Answer, Sensitivity
from btech_desktop.gui.evidence_dialog import may_be_narrow
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.gui.widgets.sensitivity_box import PRIVILEGED_HINT, SensitivityBox
from btech_desktop.language import mark, tr

ASK = mark("Why does this not apply? Reports show the reason, and we ask again next year.")


class NotApplicableDialog(Dialog):
    """Asks why a practice does not apply; an empty reason goes no further."""

    def __init__(self, parent: QWidget | None, answer: Answer) -> None:
        again = answer.not_applicable
        super().__init__(
            parent,
            tr("{practice}: not applicable", practice=answer.practice_id),
            verb=tr("Save reason") if again else tr("Mark as not applicable"),
            text=tr(ASK),
        )
        self.reason_edit = self.text_field(answer.na_reason, lines=4)
        self.add_field(tr("Reason"), self.reason_edit)
        self.sensitivity_box = SensitivityBox(answer.na_sensitivity)
        self.add_field(tr("Who may see it"), may_be_narrow(self.sensitivity_box), hint=tr(PRIVILEGED_HINT))
        self.reason_edit.setFocus()

    @property
    def reason(self) -> str:
        """Why it does not apply."""
        return self.reason_edit.toPlainText().strip()

    @property
    def sensitivity(self) -> Sensitivity:
        """Who may see the reason."""
        return self.sensitivity_box.value

    def problem(self) -> tuple[str, QWidget | None]:
        if not self.reason:
            return tr("Not applicable needs a reason: readers will ask for it."), self.reason_edit
        if len(self.reason) > TEXT_LIMIT:
            return tr("Use at most {most} characters.", most=f"{TEXT_LIMIT:,}"), self.reason_edit
        return "", None
