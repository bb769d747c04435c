"""The clipboard keeps what was copied until the program has gone, and the program goes in peace."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BEGIN = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
path = Path(sys.argv[1])
"""
TABLE = """
from btech_desktop.gui.widgets.table_copy import Table
Table("Title", [("Head",), ("Cell",)]).copy()
data = app.clipboard().mimeData()
assert data.text().startswith("Title") and "<td>Cell</td>" in data.html()
"""
FILE = """
from btech_desktop.gui.report_saving import SavedBar
from btech_desktop.gui.theme import Theme
bar = SavedBar(Theme("light", 1.0))
path.write_bytes(b"%PDF")
bar.show_saved(path, locked=False)
bar.copy_button.click()
assert [Path(url.toLocalFile()) for url in app.clipboard().mimeData().urls()] == [path]
"""


def left(body: str, path: Path) -> subprocess.CompletedProcess[str]:
    """A process of its own that copies and ends: only its status tells of a crash at the very end."""
    return subprocess.run(
        [sys.executable, "-c", f"{BEGIN}{body}print('copied')", str(path)],
        capture_output=True,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        timeout=60,
    )


@pytest.mark.parametrize("body", [TABLE, FILE], ids=["table", "file"])
def test_the_program_ends_well_after_copying(body: str, tmp_path: Path) -> None:
    ran = left(body, tmp_path / "report.pdf")
    assert (ran.stdout, ran.returncode) == ("copied\n", 0), ran.stderr


def test_no_other_part_hands_python_s_own_data_to_the_clipboard() -> None:
    """It would end the program in a crash: see :mod:`btech_desktop.gui.widgets.clipboard`."""
    root = Path(__file__).parents[2] / "btech_desktop"
    found = {p.name for p in root.rglob("*.py") if "setMimeData(" in p.read_text() or "QMimeData()" in p.read_text()}
    assert found == {"clipboard.py"}
