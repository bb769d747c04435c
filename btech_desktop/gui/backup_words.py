"""What is said of a backup: when, why, how much it holds."""

from contextlib import suppress
from datetime import datetime

from btech_desktop import backup as backup_module
from btech_desktop.backup import Backup
from btech_desktop.wording import count, day

_MEGABYTE = 1_000_000


def moment(at: datetime) -> str:
    """``21 November 2026, 18:07``, as the clock on this computer showed it."""
    local = at.astimezone()
    return f"{day(local.date())}, {local:%H:%M}"


def answers_in(backup: Backup) -> str:
    """``231 answers in 4 assessments``."""
    return f"{count(backup.answers, 'answer')} in {count(backup.assessments, 'assessment')}"


def in_short(backup: Backup) -> str:
    """``the backup of 21 November 2026, 18:07 (231 answers)``."""
    return f"the backup of {moment(backup.made_at)} ({count(backup.answers, 'answer')})"


def two_lines(backup: Backup) -> tuple[str, str]:
    """When and why it was made; and what it holds."""
    first = (
        f"{moment(backup.made_at)}, {backup.why} ({size(backup.size)}, {'locked' if backup.locked else 'not locked'})"
    )
    second = answers_in(backup)
    with suppress(ValueError):  # none, or not a time
        second += f", last change {moment(datetime.fromisoformat(backup.last_change or ''))}"
    return first, second


def size(n: int) -> str:
    """Bytes in a unit that people use."""
    return f"{n / _MEGABYTE:.1f} MB" if n >= _MEGABYTE / 10 else f"{max(n // 1000, 1)} kB"


def budget_line() -> str:
    """How much is kept, how long, and where."""
    most = backup_module.BUDGET_BYTES / 1_000_000_000
    return (
        f"At most {most:g} GB for each workspace, thinned over a year unless it is under legal hold; they lie in "
        f"{backup_module.folder()}."
    )
