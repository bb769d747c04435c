"""The window in a made-up language: no word is written past the translation, and texts two fifths longer have room."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests import pseudo


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every page opened once, by the program as it starts on a system that speaks the language."""
    folder = pseudo.copy_of_the_files(tmp_path_factory.mktemp("pseudo"))
    (folder / "resources" / "translations").mkdir(exist_ok=True)
    source = folder / "source.ts"
    said = pseudo.extract(source)
    assert "warning" not in said.lower(), said
    pseudo.translate(source, folder / "resources" / "translations" / f"btech-desktop_{pseudo.LANGUAGE}.qm")
    data = folder / "data"
    data.mkdir()
    environment = os.environ | {
        "LANGUAGE": pseudo.LANGUAGE,
        "LC_ALL": f"{pseudo.LANGUAGE}_GR.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_DATA_HOME": str(data),
    }
    ran = subprocess.run(
        [sys.executable, "-m", "tests.pseudo_walk", str(folder)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=pseudo.ROOT,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def test_no_word_on_any_page_is_written_past_the_translation(walked: dict[str, Any]) -> None:
    """With every translation and every datum in Greek letters, Latin ones are hard-coded."""
    assert walked["pages"] == 9
    assert not walked["latin"], "\n".join(f"{place}: {text!r}" for text, place in walked["latin"].items())


def test_texts_two_fifths_longer_have_room(walked: dict[str, Any]) -> None:
    """At 1280 x 720 and 100 %: nothing is cut and nothing sticks out."""
    assert not walked["cut"], "\n".join(walked["cut"])


def test_the_made_up_language_is_two_fifths_longer() -> None:
    """Or the test above would say nothing."""
    text = "Choose a level for each practice, and say in two sentences what makes you say so."
    assert 1.3 < len(pseudo.greek(text)) / len(text) < 1.5
    assert not any("a" <= letter <= "z" for letter in pseudo.greek(text).lower())
    assert pseudo.greek("{n} of %n: POL-1, &File") == "{n} οοφ %n: POL-1, &Φιιλεε"
