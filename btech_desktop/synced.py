"""Folders that a cloud client keeps in step with other computers: which client, and the conflicted copies it made."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

MOST_LOOKED_AT = 2_000  # entries of a folder

# The start of a folder's name -> the client, as people know it.
_FOLDERS = (
    (re.compile(r"onedrive\b", re.IGNORECASE), "OneDrive"),
    (re.compile(r"dropbox\b", re.IGNORECASE), "Dropbox"),
    (re.compile(r"(mobile documents|icloud ?drive|com~apple~clouddocs)$", re.IGNORECASE), "iCloud Drive"),
    (re.compile(r"(google ?drive|googledrive-.*|my drive)\b", re.IGNORECASE), "Google Drive"),
    (re.compile(r"nextcloud\d*\b", re.IGNORECASE), "Nextcloud"),
    (re.compile(r"Box( Sync|-Box)?$"), "Box"),
)
_CONFLICT = re.compile(r"conflict", re.IGNORECASE)


def client_of(path: Path, environment: Mapping[str, str] = os.environ) -> str | None:
    """The cloud client in whose folder a file lies, by the names of the folders above it; None if in no such one."""
    folders = path.absolute().parent
    for name, place in environment.items():
        if name.upper().startswith("ONEDRIVE") and place and folders.is_relative_to(Path(place)):
            return "OneDrive"
    for part in folders.parts:
        for pattern, client in _FOLDERS:
            if pattern.match(part):
                return client
    return None


def conflicted_copies(path: Path) -> tuple[Path, ...]:
    """Files beside a workspace which a cloud client set aside when two computers changed it, by name."""
    found = []
    try:
        with os.scandir(path.parent) as entries:
            for entry, _ in zip(entries, range(MOST_LOOKED_AT), strict=False):
                rest = entry.name.removeprefix(path.stem)
                if rest != entry.name and entry.name.endswith(path.suffix) and _CONFLICT.search(rest):
                    found.append(path.with_name(entry.name))
    except OSError:
        return ()
    return tuple(sorted(found))
