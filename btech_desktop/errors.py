"""The errors a person may meet: each says what happened and what to do, in one sentence fit to show.

Anything else that is raised is a defect of ours and goes to the log with its traceback.
"""

from typing import Literal

# Why a workspace file cannot be used: decides which ways on are offered.
Cause = Literal[
    "missing",  # nothing at the path
    "placeholder",  # a cloud client shows the file but has not fetched it
    "empty",  # 0 bytes
    "cut short",
    "header",  # the first bytes are not those of a workspace, though the rest is one
    "damaged",
    "password",  # needed, or not the right one
    "newer",  # made by a later version of the app
    "foreign",  # a file of another kind
    "in use",  # by another window or computer
    "read only",
    "full",  # the disk
    "other",
]

# What a backup may help with, and what may be worth a salvage.
RESTORABLE: frozenset[Cause] = frozenset({"missing", "placeholder", "empty", "cut short", "header", "damaged"})
SALVAGEABLE: frozenset[Cause] = frozenset({"cut short", "header", "damaged"})


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

    def __init__(self, message: str, *, cause: Cause = "other", details: str = "") -> None:
        super().__init__(message, details=details)
        self.cause = cause


class PasswordNeeded(WorkspaceUnusable):
    """The file is locked with a password, or the password given does not open it."""

    def __init__(self, message: str, *, details: str = "") -> None:
        super().__init__(message, cause="password", details=details)


class NotSaved(WorkspaceUnusable):
    """A change did not reach the disk; what was typed is still in the window."""


class ExportFailed(UserError):
    """A file could not be written; whatever stood there before is untouched."""

    exit_status = 3
