"""Setting, changing and removing a workspace's password: the whole file is written anew, then takes its place."""

import os
from contextlib import suppress
from pathlib import Path

from btech_desktop import sqlite
from btech_desktop.errors import NotSaved, WorkspaceUnusable
from btech_desktop.store import Store, leftover

SHORTEST = 8


def change(store: Store, password: str | None) -> Store:
    """Lock the file with another password (None: with none) and open it again.

    The new file is written beside the old, checked table by table, and replaces it in one step: whenever the power
    goes, one whole file is there. Raises NotSaved with the store still open and the file as it was; raises
    WorkspaceUnusable when the file was changed but could not be opened again.
    """
    if store.read_only:
        raise sqlite.read_only(store.path)
    part = leftover(store.path)
    try:
        sqlite.discard(part)
        sqlite.export(store.connection, part, password)
        _compare(store, part, password)
    except (OSError, sqlite.Error, WorkspaceUnusable) as error:
        sqlite.discard(part)
        raise NotSaved(
            f"The password could not be changed: a copy of {store.path.name} must fit into its folder beside it. "
            "The file is as it was.",
            details=str(error),
        ) from error
    path, old_password = store.path, store.password
    store.close()
    try:
        _replace(part, path, overwrite=old_password is None)
    except OSError as error:
        sqlite.discard(part)
        raise WorkspaceUnusable(
            f"{path.name} could not be replaced in its folder. It is as it was; open it again with the old password.",
            details=str(error),
        ) from error
    return Store.open(path, password=password)


def _compare(store: Store, part: Path, password: str | None) -> None:
    """The new file holds as many rows of every table, and is sound."""
    copy = sqlite.connect(part, password, read_only=True)
    try:
        sqlite.verify(copy, part)
        tables = [r[0] for r in store.connection.execute("select name from sqlite_schema where type = 'table'")]
        for table in tables:
            counts = [c.execute(f'select count(*) from "{table}"').fetchone() for c in (store.connection, copy)]
            if counts[0] != counts[1]:
                raise WorkspaceUnusable("The copy is not complete.", details=table)
    finally:
        copy.close()


def _replace(part: Path, path: Path, *, overwrite: bool) -> None:
    """Put the new file in place; what the old, unlocked one held is overwritten as far as the disk lets us."""
    old = path.open("rb+") if overwrite else None
    try:
        size = path.stat().st_size
        part.replace(path)
        if old is not None:
            with suppress(OSError):
                for _ in range(0, size, 1 << 20):
                    old.write(bytes(1 << 20))
                old.flush()
                os.fsync(old.fileno())
    finally:
        if old is not None:
            old.close()


def strength(password: str, *, about: tuple[str, ...] = ()) -> tuple[int, str]:
    """0 (falls at once) to 4 (strong), and a hint in words. ``about``: names an attacker would try first."""
    if len(password) < SHORTEST:
        return 0, f"Use at least {SHORTEST} characters; several unrelated words are easy to keep and hard to guess."
    from zxcvbn import zxcvbn

    score = int(zxcvbn(password[:72], user_inputs=list(about))["score"])
    return score, (
        "Very weak: it stands in lists that are tried first.",
        "Weak: it would be guessed soon. Add unrelated words.",
        "Fair: it holds off a passing glance. One more word makes it much stronger.",
        "Good: it would take long to guess.",
        "Strong.",
    )[score]
