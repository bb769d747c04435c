"""What is said of a backup: when, why, how much it holds."""

from contextlib import suppress
from datetime import datetime

from btech_desktop import backup as backup_module
from btech_desktop import wording
from btech_desktop.backup import Backup
from btech_desktop.language import tr
from btech_desktop.terms import shown

_MEGABYTE = 1_000_000


def moment(at: datetime) -> str:
    """``21 November 2026, 18:07``, as the clock on this computer showed it."""
    return wording.moment(at.astimezone())


def answers_in(backup: Backup) -> str:
    """``231 answers in 4 assessments``."""
    return tr(
        "%n answer(s) in {assessments}", "", backup.answers, assessments=tr("%n assessment(s)", "", backup.assessments)
    )


def in_short(backup: Backup) -> str:
    """``the backup of 21 November 2026, 18:07 (231 answers)``."""
    return tr("the backup of {moment} (%n answer(s))", "", backup.answers, moment=moment(backup.made_at))


def two_lines(backup: Backup) -> tuple[str, str]:
    """When and why it was made; and what it holds."""
    lock = tr("locked") if backup.locked else tr("not locked")
    first = f"{moment(backup.made_at)}, {shown(backup.why)} ({size(backup.size)}, {lock})"
    second = answers_in(backup)
    with suppress(ValueError):  # none, or not a time
        changed = moment(datetime.fromisoformat(backup.last_change or ""))
        second = tr("{answers}, last change {moment}", answers=second, moment=changed)
    return first, second


def size(n: int) -> str:
    """Bytes in a unit that people use."""
    if n >= _MEGABYTE / 10:
        return tr("{megabytes} MB", megabytes=f"{n / _MEGABYTE:.1f}")
    return tr("{kilobytes} kB", kilobytes=max(n // 1000, 1))


def budget_line() -> str:
    """How much is kept, how long, and where."""
    most = backup_module.BUDGET_BYTES / 1_000_000_000
    return tr(
        "At most {most} GB for each workspace, thinned over a year unless it is under legal hold; they lie in "
        "{folder}.",
        most=f"{most:g}",
        folder=backup_module.folder(),
    )
