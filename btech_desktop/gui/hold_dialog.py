"""Legal hold: why thinning and deletion stop, or may go on."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from btech_desktop.assessment import TEXT_LIMIT
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.language import tr


class LegalHoldDialog(Dialog):
    """The reason, which the history keeps."""

    def __init__(self, parent: QWidget | None, *, on: bool) -> None:
        """``on``: whether the workspace is under legal hold now."""
        super().__init__(
            parent,
            tr("Lift the legal hold") if on else tr("Legal hold"),
            verb=tr("Lift the hold") if on else tr("Start the hold"),
            text=tr("Thinning of history and backups goes on afterwards, and texts can be removed for good again.")
            if on
            else tr(
                "Until it is lifted nothing is thinned or deleted: history, evidence files and backups all stay. "
                "Backups may then take more room than usual. Answers can be changed as before, and undo works as "
                "before."
            ),
        )
        self.reason_edit: QPlainTextEdit = self.text_field("")
        self.add_field(
            tr("Why is it lifted?") if on else tr("Why is it needed?"),
            self.reason_edit,
            hint=tr("It is kept in the history, with your name and the time."),
        )

    @property
    def reason(self) -> str:
        """The reason given."""
        return self.reason_edit.toPlainText().strip()

    def problem(self) -> tuple[str, QWidget | None]:
        """A reason is needed."""
        if not self.reason:
            return tr("Say why; the reason is kept in the history."), self.reason_edit
        if len(self.reason) > TEXT_LIMIT:
            return tr("Use at most {most} characters.", most=TEXT_LIMIT), self.reason_edit
        return "", None
