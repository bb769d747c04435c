"""The four rules of the house, each checked so that breaking it fails."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "btech_desktop"
MODULES = sorted(PACKAGE.rglob("*.py"))
QT_ALLOWED = {"app.py", "gui"}
SQL_ALLOWED = {"sqlite.py", "store.py", "reading.py", "migrations.py", "backup.py", "damaged.py"}
# The commands, the sample builder they use, and the window's session; salvage fills a file that nobody has open.
WRITERS_ALLOWED = {"store.py", "gui/session.py", "commands.py", "sample.py", "exchange/merge.py", "salvage.py"}
WRITING_METHODS = {"write", "add_file", "keep_form", "rename_organisation", "save_copy", "remove_for_good", "take_over"}


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def _place(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_place)
def test_only_the_window_imports_qt(path: Path) -> None:
    """Rule 1, read from the source."""
    if _place(path).split("/")[0] not in QT_ALLOWED:
        assert "PySide6" not in _imports(path)


def test_the_core_loads_without_qt() -> None:
    """Rule 1, seen in a fresh interpreter; nor is ReportLab loaded by what the window starts with."""
    core = [
        "errors", "paths", "form", "assessment", "scoring", "benchmark", "progress", "migrations", "store",
        "periods", "audiences", "priorities", "facts", "wording", "charts", "checks", "integrity", "commands",
    ]  # fmt: skip
    code = "\n".join(f"import btech_desktop.{name}" for name in core)
    code += "\nimport sys\nprint([m for m in sys.modules if m.split('.')[0] in ('PySide6', 'reportlab', 'pikepdf')])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize("path", MODULES, ids=_place)
def test_only_the_store_speaks_sql(path: Path) -> None:
    """Rule 2: no other module imports a database driver or sqlite-utils."""
    if _place(path) not in SQL_ALLOWED:
        assert not _imports(path) & {"sqlite3", "sqlcipher3", "sqlite_utils"}


@pytest.mark.parametrize("path", MODULES, ids=_place)
def test_only_the_session_and_the_commands_write(path: Path) -> None:
    """Rule 3: nobody else calls a writing method on a store."""
    if _place(path) in WRITERS_ALLOWED:
        return
    calls = [
        node.func
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING_METHODS
    ]
    owners = [ast.unparse(call.value) for call in calls]
    assert not [owner for owner in owners if owner == "store" or owner.endswith(".store")]


@pytest.mark.parametrize("path", MODULES, ids=_place)
def test_scores_are_computed_in_one_place(path: Path) -> None:
    """Rule 4: fractions are made in the scoring modules only; pages and reports receive them."""
    # chart_rows reads shown figures back, to say "rounding" where they do not add up.
    makers = {"scoring.py", "progress.py", "chart_rows.py"}
    if _place(path) in makers:
        return
    made = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fraction"
    ]
    assert made == []


def test_no_module_names_the_network() -> None:
    """The app makes no connection: no client library is imported."""
    network = {"socket", "http", "urllib", "requests", "ssl", "asyncio", "ftplib", "smtplib"}
    for path in MODULES:
        assert not _imports(path) & network, _place(path)
