"""Folders of forms as a company would write them: one practice added to an edition, or an edition of its own."""

import shutil
from pathlib import Path

from btech_desktop.form_files import CURRENT_EDITION
from btech_desktop.paths import forms_dir

_OWN = """edition = "{edition}"
extends = "{extends}"
year = 2026
status = "{status}"
language = "en"
"""
_PRACTICE = """[[practices]]
id = "{practice}"
kind = "process"
core = false
never_na = false
year_dependent = false
ungp = ["16"]
facets = []
shows = ["use"]
"""
_WORDS = """[[practices]]
id = "{practice}"
title = "Our own question"
question = "{question}"
scope = "All of our products."
case = "Every release of the last twelve months"
guidance = "Ask the release managers."
levels = ["Nothing.", "Agreed.", "A rule is in force.", "Three quarters of the releases.", "Checked by others."]
evidence = ["Log of releases"]
"""


def addition(
    folder: Path,
    *,
    edition: str = "acme-2026",
    extends: str = CURRENT_EDITION,
    practice: str = "POL-901",
    status: str = "published",
    question: str = "Do we ask ourselves what only we can know?",
) -> Path:
    """A folder that adds one practice to an edition."""
    (folder / "en").mkdir(parents=True, exist_ok=True)
    (folder / "own.toml").write_text(_OWN.format(edition=edition, extends=extends, status=status))
    (folder / "practices.toml").write_text(_PRACTICE.format(practice=practice))
    (folder / "en" / "own.toml").write_text('title = "Acme, with our own question"\nabout = "One question more."\n')
    (folder / "en" / "practices.toml").write_text(_WORDS.format(practice=practice, question=question))
    return folder


def whole(folder: Path, *, edition: str = "acme-whole-2026") -> Path:
    """A folder with an edition of its own, without a core set: the pilot's questions under another name."""
    shutil.copytree(forms_dir() / "ungp-tech-2025", folder)
    head = folder / "form.toml"
    head.write_text(head.read_text(encoding="utf-8").replace("ungp-tech-2025", edition), encoding="utf-8")
    for path in folder.glob("*.toml"):
        path.write_text(path.read_text(encoding="utf-8").replace("core = true", "core = false"), encoding="utf-8")
    return folder
