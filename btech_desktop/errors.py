"""The errors a person may meet: each says what happened and what to do, in one sentence fit to show.

Anything else that is raised is a defect of ours and goes to the log with its traceback.
"""


class UserError(Exception):
    """Something a person can act on.

    ``str(error)`` is one plain sentence (or two) that names the cause and the next step; it never holds text
    that a user typed as an answer. ``details`` is for the log only.
    """

    exit_status = 2

    def __init__(self, message: str, *, details: str = "") -> None:
        super().__init__(message)
        self.details = details


class BadInput(UserError):
    """What was asked for makes no sense here: an unknown assessment, a wrong option, a refused change."""


class FormError(UserError):
    """A questionnaire file has a mistake; the message names the file, the practice and the key."""


class WorkspaceUnusable(UserError):
    """The workspace file cannot be used; it has been left as it was."""

    exit_status = 3


class PasswordNeeded(WorkspaceUnusable):
    """The file is locked with a password, or the password given does not open it."""


class NotSaved(WorkspaceUnusable):
    """A change did not reach the disk; what was typed is still in the window."""


class ExportFailed(UserError):
    """A file could not be written; whatever stood there before is untouched."""

    exit_status = 3
