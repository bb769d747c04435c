"""Folders of cloud clients are known by their names; conflicted copies by theirs."""

from pathlib import Path

import pytest

from btech_desktop.synced import client_of, conflicted_copies


@pytest.mark.parametrize(
    ("path", "client"),
    [
        ("/home/ana/OneDrive - Contoso/hr/acme.btech", "OneDrive"),
        ("/Users/ana/Library/CloudStorage/OneDrive-Personal/acme.btech", "OneDrive"),
        ("/Users/ana/Dropbox (Contoso)/acme.btech", "Dropbox"),
        ("/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/acme.btech", "iCloud Drive"),
        ("/Users/ana/Library/CloudStorage/GoogleDrive-ana@example.org/My Drive/acme.btech", "Google Drive"),
        ("/home/ana/Google Drive/acme.btech", "Google Drive"),
        ("/home/ana/Nextcloud2/acme.btech", "Nextcloud"),
        ("/home/ana/Box/acme.btech", "Box"),
        ("/Users/ana/Library/CloudStorage/Box-Box/acme.btech", "Box"),
        ("/home/ana/Documents/acme.btech", None),
        ("/home/ana/dropboxes/acme.btech", None),
        ("/home/ana/Toolbox/acme.btech", None),
        ("/home/ana/Documents/OneDrive.btech", None),
    ],
)
def test_a_client_is_known_by_its_folder(path: str, client: str | None) -> None:
    """The folders above the file count, not its own name; a word that merely begins alike does not."""
    assert client_of(Path(path), {}) == client


def test_a_onedrive_folder_may_have_any_name() -> None:
    """Windows says in its environment where it is."""
    environment = {"OneDriveCommercial": "/home/ana/Contoso", "OneDrive": ""}
    assert client_of(Path("/home/ana/Contoso/hr/acme.btech"), environment) == "OneDrive"
    assert client_of(Path("/home/ana/Other/acme.btech"), environment) is None


def test_conflicted_copies_are_found_beside_the_file(tmp_path: Path) -> None:
    """Each client names them in its own way; other files and other workspaces are none."""
    mine = tmp_path / "acme.btech"
    copies = [
        "acme (Ana's conflicted copy 2026-11-21).btech",
        "acme (conflicted copy 2026-11-21 180700).btech",
        "acme-conflict-20261121.btech",
    ]
    for name in [*copies, "acme.btech", "acme 2.btech", "other conflicted copy.btech", "acme conflict.txt"]:
        (tmp_path / name).touch()
    assert {path.name for path in conflicted_copies(mine)} == set(copies)
    assert conflicted_copies(tmp_path / "nowhere" / "acme.btech") == ()
