"""Setting, changing and removing a workspace's password: the whole file is written anew, then takes its place."""

import hmac
import os
from contextlib import ExitStack, suppress
from pathlib import Path

from btech_desktop import disk, sqlite
from btech_desktop.errors import BadInput, NotSaved, WorkspaceUnusable
from btech_desktop.language import tr
from btech_desktop.store import Store

SHORTEST = 8
LONGEST = 1000


def change(store: Store, password: str | None) -> Store:
    """Lock the file with another password (None: with none) and open it again. No backup may be in the making.

    The new file is written beside the old, compared row by row, and replaces it in one step: whenever the power
    goes, one whole file is there. Raises BadInput and NotSaved with the store still open and the file as it was;
    raises WorkspaceUnusable when the store is closed: the file is then whole, under the old password or the new.
    Backups are left as they are: see ``backup.relock`` and ``backup.delete``.
    """
    if password is not None:
        _refuse_unusable(password)
    if store.read_only:
        raise sqlite.read_only(store.path)
    store.check_identity()
    # What a symbolic link shows is replaced, not the link.
    path, part, old_password = store.path, sqlite.leftover(store.path), store.password
    try:
        sqlite.discard(part)
        sqlite.export(store.connection, part, password)
    except (OSError, sqlite.Error, WorkspaceUnusable) as error:
        raise NotSaved(
            tr(
                "The password could not be changed: a copy of {name} must fit into its folder beside it. "
                "The file is as it was.",
                name=path.name,
            ),
            details=str(error),
        ) from error
    store.close()
    try:
        _replace(part, path.resolve(), overwrite=old_password is None)
    except OSError as error:
        sqlite.discard(part)
        raise WorkspaceUnusable(
            tr(
                "{name} could not be replaced in its folder. It is as it was; open it again with the old password.",
                name=path.name,
            ),
            details=str(error),
        ) from error
    return Store.open(path, password=password)


def _refuse_unusable(password: str) -> None:
    if not 1 <= len(password) <= LONGEST:
        raise BadInput(tr("A password has 1 to {most} characters.", most=LONGEST))
    if not sqlite.usable(password):
        raise BadInput(tr("The password holds a character that none can hold. Type it instead of pasting it."))


def _replace(part: Path, path: Path, *, overwrite: bool) -> None:
    """Put the new file in place; what the old, unlocked one held is overwritten as far as the disk lets us."""
    with ExitStack() as stack:
        old: int | None = None
        # Windows replaces no file that is open. A file with a second name still belongs to somebody under that.
        if overwrite and os.name == "posix" and path.stat().st_nlink == 1:
            old = os.open(path, os.O_RDWR)
            stack.callback(os.close, old)
        part.replace(path)
        with suppress(OSError):
            # Only when the new name is on the disk: after a power cut the old one would else show zeros.
            disk.sync_folder(path.parent)
            if old is not None:
                disk.overwrite(old)


def same(one: str, other: str) -> bool:
    """Whether two passwords open the same files, however their accents are composed."""
    if not (sqlite.usable(one) and sqlite.usable(other)):
        return False
    return hmac.compare_digest(sqlite.composed(one).encode(), sqlite.composed(other).encode())


def strength(password: str, *, about: tuple[str, ...] = ()) -> tuple[int, str]:
    """0 (falls at once) to 4 (strong), and a hint in words. ``about``: names an attacker would try first."""
    if len(password) < SHORTEST:
        return 0, tr(
            "Use at least {least} characters; several unrelated words are easy to keep and hard to guess.",
            least=SHORTEST,
        )
    from zxcvbn import zxcvbn

    score = int(zxcvbn(password[:72], user_inputs=list(about))["score"])
    return score, (
        tr("Very weak: it stands in lists that are tried first."),
        tr("Weak: it would be guessed soon. Add unrelated words."),
        tr("Fair: it holds off a passing glance. One more word makes it much stronger."),
        tr("Good: it would take long to guess."),
        tr("Strong."),
    )[score]
