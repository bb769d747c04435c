"""Files kept as evidence inside a workspace: streamed in and out, never whole in memory, checked by SHA-256."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from btech_desktop.errors import BadInput, WorkspaceUnusable
from btech_desktop.held import is_held
from btech_desktop.language import tr

MOST_BYTES = 50 * 1024 * 1024
PIECE = 1 << 18
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as evidence names it."""

    name: str
    sha256: str
    size: int


def measure(path: Path) -> KeptFile:
    """Name, SHA-256 and size of a file somebody chose. Raises BadInput for what cannot be kept."""
    if is_held(path):
        raise BadInput(tr("{name} is the open workspace itself. Choose another file.", name=path.name))
    try:
        if not path.is_file():
            raise BadInput(tr("{name} is not a file. Choose a file, or give a link instead.", name=path.name))
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BadInput(
                tr("{name} is larger than 50 MB. Keep it where it is and give its place instead.", name=path.name)
            )
        if not size:
            raise BadInput(tr("{name} is empty. Choose another file.", name=path.name))
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
    except OSError as error:
        raise BadInput(
            tr("{name} cannot be read: {reason}. Choose another file.", name=path.name, reason=error.strerror)
        ) from error
    return KeptFile(short_name(path.name), digest.hexdigest(), size)


def short_name(name: str) -> str:
    """A file's name without its folder, printable, at most 200 characters, its ending kept."""
    plain = "".join(c if c.isprintable() and c not in '/\\:*?"<>|' else "_" for c in name).strip(". ") or "file"
    if len(plain) <= LONGEST_NAME:
        return plain
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        return plain[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def put(conn: Any, content: Iterable[bytes], kept: KeptFile) -> None:
    """Write the content in the caller's transaction, unless it is there. Raises BadInput if it is not what was said."""
    if conn.execute("select 1 from files where sha256 = ?", [kept.sha256]).fetchone():
        return
    row = conn.execute(
        "insert into files (sha256, size, content) values (?, ?, zeroblob(?))", [kept.sha256, kept.size, kept.size]
    ).lastrowid
    digest, written = hashlib.sha256(), 0
    with conn.open_blob("files", "content", row) as blob:
        for piece in content:
            written += len(piece)
            if written > kept.size:
                break
            digest.update(piece)
            blob.write(piece)
    if written != kept.size or digest.hexdigest() != kept.sha256:
        raise BadInput(tr("{name} changed while it was read. Try again.", name=kept.name))


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """The content of an open file, piece by piece."""
    while piece := file.read(PIECE):
        yield piece


def take(conn: Any, sha256: str) -> Iterator[bytes]:
    """A content, piece by piece. Raises WorkspaceUnusable at the end where it is no longer what was attached."""
    row = conn.execute("select id, size from files where sha256 = ?", [sha256]).fetchone()
    if row is None:
        raise BadInput(tr("This copy of the workspace does not hold the file."))
    digest = hashlib.sha256()
    with conn.open_blob("files", "content", row[0], True) as blob:
        for piece in pieces_of(blob):
            digest.update(piece)
            yield piece
    if digest.hexdigest() != sha256:
        raise WorkspaceUnusable(
            tr("The file kept here is damaged: it is not what was attached. Restore a backup, or attach it again."),
            cause="damaged",
        )


def unused(conn: Any) -> list[str]:
    """SHA-256 of contents that no evidence refers to any more."""
    sql = "select sha256 from files where sha256 not in (select file_sha256 from evidence where file_sha256 not null)"
    return [row[0] for row in conn.execute(sql)]
