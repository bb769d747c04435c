"""Legal hold: why thinning and deletion stop, or may go on."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from btech_desktop.assessment import TEXT_LIMIT
from btech_desktop.gui.widgets.dialog import Dialog


class LegalHoldDialog(Dialog):
    """The reason, which the history keeps."""

    def __init__(self, parent: QWidget | None, *, on: bool) -> None:
        """``on``: whether the workspace is under legal hold now."""
        super().__init__(
            parent,
            "Lift the legal hold" if on else "Legal hold",
            verb="Lift the hold" if on else "Start the hold",
            text="Thinning of history and backups goes on afterwards, and texts can be removed for good again."
            if on
            else "Until it is lifted nothing is thinned or deleted: history, evidence files and backups all stay. "
            "Backups may then take more room than usual. Answers can be changed as before, and undo works as before.",
        )
        self.reason_edit: QPlainTextEdit = self.text_field("")
        self.add_field(
            "Why is it lifted?" if on else "Why is it needed?",
            self.reason_edit,
            hint="It is kept in the history, with your name and the time.",
        )

    @property
    def reason(self) -> str:
        """The reason given."""
        return self.reason_edit.toPlainText().strip()

    def problem(self) -> tuple[str, QWidget | None]:
        """A reason is needed."""
        if not self.reason:
            return "Say why; the reason is kept in the history.", self.reason_edit
        if len(self.reason) > TEXT_LIMIT:
            return f"Use at most {TEXT_LIMIT} characters.", self.reason_edit
        return "", None
