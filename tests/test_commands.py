"""The commands: a contract of names, exit statuses and one clear sentence; never a traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from btech_desktop.assessment import Unit, new_id
from btech_desktop.commands import run
from btech_desktop.form import Form
from btech_desktop.store import Change
from tests import form_folders
from tests.conftest import Workspace


def _run(*words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    ran = subprocess.run(
        [sys.executable, "-m", "btech_desktop", *words],
        capture_output=True,
        text=True,
        input=stdin or "",
        timeout=120,
    )
    assert "Traceback" not in ran.stderr
    return ran


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    """Two periods, closed, so that the commands can open the file."""
    workspace.answer("POL-1", level=1)
    workspace.answer("SAL-1", level=2)
    later = workspace.start("2027")
    workspace.answer("POL-1", later, level=3, change_reason="done")
    workspace.answer("REM-6", later, level=0)
    workspace.store.close()
    return workspace


def test_new_makes_a_workspace_that_list_shows(tmp_path: Path) -> None:
    """With the organisation as its first unit."""
    path = str(tmp_path / "new.btech")
    assert _run("new", path, "--organisation", "Acme & Söhne").returncode == 0
    listed = json.loads(_run("list", path, "--json").stdout)
    assert listed["organisation"] == "Acme & Söhne"
    assert [u["name"] for u in listed["units"]] == ["Acme & Söhne"]
    assert listed["assessments"] == []
    again = _run("new", path, "--organisation", "Acme")
    assert again.returncode == 3
    assert "already exists" in again.stderr


def test_list_gives_coverage_and_scores(filled: Workspace) -> None:
    """For people and as JSON."""
    shown = _run("list", str(filled.path)).stdout
    assert "2 of 51 answered" in shown
    listed = json.loads(_run("list", str(filled.path), "--json").stdout)
    scores = {a["period"]: a["score"] for a in listed["assessments"]}
    assert scores["2026"]["score"] == {"exact": "3/2", "rounded": "1.5"}


def test_export_writes_for_an_audience_by_any_unambiguous_beginning_of_the_id(
    filled: Workspace, tmp_path: Path
) -> None:
    """JSON and CSV; a draft has no public copy."""
    out = tmp_path / "out.json"
    ran = _run(
        "export", str(filled.path), "--assessment", filled.assessment.id[:13], "--audience", "board", "--out", str(out)
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(out.read_text(encoding="utf-8"))["audience"] == "board"
    refused = _run("export", str(filled.path), "--assessment", filled.assessment.id, "--out", str(tmp_path / "p.json"))
    assert refused.returncode == 2
    assert "final assessment only" in refused.stderr
    assert not (tmp_path / "p.json").exists()


def _report(workspace: Workspace, audience: str, out: Path, *words: str) -> int:
    beginning = ["report", str(workspace.path), "--assessment", workspace.assessment.id, "--audience", audience]
    return run([*beginning, "--out", str(out), *words])


def test_report_writes_a_pdf_with_every_choice(
    filled: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Paper, marking, recipient, comparison, pages and data; what is written is read back."""
    out = tmp_path / "board.pdf"
    flags = [
        "--rollup",
        "--actions",
        "--carry-data",
        "--marking",
        "Draft for counsel",
        "--recipient",
        "Audit committee",
    ]
    words = ["--paper", "Letter", "--compare-with", "nothing", "--in-depth", "weakest", *flags]
    assert _report(filled, "board", out, *words) == 0
    assert capsys.readouterr() == (f"Wrote {out}, and read it back.\n", "")
    reader = PdfReader(out)
    assert [float(n) for n in reader.pages[0].mediabox[2:]] == [612, 792]
    text = reader.pages[0].extract_text()
    assert "Draft for counsel" in text
    assert "Audit committee" in text
    assert len(reader.pages) == 4
    carried = json.loads(reader.attachments["assessment.json"][0])
    assert carried["assessment"]["id"] == filled.assessment.id


def test_report_locks_the_pdf_and_merge_takes_its_data(
    filled: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the password from a file; merging asks for it, then takes the assessment over beside ours."""
    out, secret, other = tmp_path / "board.pdf", tmp_path / "secret.txt", tmp_path / "other.btech"
    secret.write_text("four unrelated words\n", encoding="utf-8")
    assert _report(filled, "board", out, "--carry-data", "--new-password-file", str(secret)) == 0
    assert "no archive file (PDF/A)" in capsys.readouterr().out
    assert run(["new", str(other), "--organisation", "acme"]) == 0
    merging = ["merge", str(other), "--from", str(out)]
    assert run(merging) == 3
    assert capsys.readouterr().err == "board.pdf is locked with a password. Give it to read the data inside.\n"
    assert run([*merging, "--from-password-file", str(secret)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == ["Taken over: 1 new assessment, 2 answers, 0 other entries, 0 files."]
    assert run(["list", str(other), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [a["score"]["score"]["exact"] for a in listed["assessments"]] == ["3/2"]
    assert [u["name"] for u in listed["units"]] == ["acme"]


@pytest.mark.parametrize(
    ("audience", "words", "says"),
    [
        ("board", ["--privileged"], "a working group's copy only"),
        ("board", ["--leave-out", "risks"], "--leave-out is for a copy to the working group only."),
        ("working-group", ["--in-depth", "sales"], "--in-depth is for a copy to the board only."),
        ("working-group", ["--actions"], "--actions is for a copy to the board only."),
        ("public", ["--rollup"], "--rollup is for a copy to the board or the working group only."),
        (
            "public",
            ["--compare-with", "nothing"],
            "--compare-with is for a copy to the board or the working group",
        ),
        ("board", ["--in-depth", "POL"], "There is no domain 'POL'. Say weakest or one of: policy, governance"),
        ("board", ["--marking", "x" * 61], "--marking must be one line of at most 60 characters."),
        ("board", ["--recipient", "a\nb"], "--recipient must be one line of at most 120 characters."),
        ("board", ["--compare-with", "SELF"], "is no other assessment of the same unit"),
        ("public", [], "final assessment only"),
    ],
)
def test_report_refuses_what_an_audience_does_not_have(
    filled: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], audience: str, words: list[str], says: str
) -> None:
    """One sentence with the option's name, exit status 2, nothing written."""
    one, out = filled.assessment.id, tmp_path / "x.pdf"
    asked = ["report", str(filled.path), "--assessment", one, "--audience", audience, "--out", str(out)]
    assert run([*asked, *(word.replace("SELF", one) for word in words)]) == 2
    assert says in capsys.readouterr().err
    assert not out.exists()


def test_report_takes_less_than_200_megabytes(filled: Workspace, tmp_path: Path) -> None:
    """The whole working group's copy with its data, locked, written and read back."""
    secret = tmp_path / "secret.txt"
    secret.write_text("four unrelated words", encoding="utf-8")
    # The high-water mark of this program alone: getrusage counts what the process was before it, the tests, as well.
    script = "import sys; from btech_desktop.commands import run; code = run(sys.argv[1:]);"
    script += "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]); sys.exit(code)"
    asked = ["report", str(filled.path), "--assessment", filled.assessment.id, "--audience", "working-group"]
    asked += ["--out", str(tmp_path / "x.pdf"), "--carry-data", "--new-password-file", str(secret)]
    ran = subprocess.run([sys.executable, "-c", script, *asked], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert 20_000 < int(ran.stdout.splitlines()[-1]) < 200_000  # kB


def test_compare_says_how_many_practices_are_shared(filled: Workspace) -> None:
    """And how many have a level in both."""
    listed = json.loads(_run("list", str(filled.path), "--json").stdout)["assessments"]
    ids = {a["period"]: a["id"] for a in listed}
    body = json.loads(_run("compare", str(filled.path), "--from", ids["2026"], "--to", ids["2027"], "--json").stdout)
    assert (body["shared_practices"], body["compared_practices"]) == (51, 1)
    assert body["movers"][0]["reason"] == "done"
    shown = _run("compare", str(filled.path), "--from", ids["2026"], "--to", ids["2027"]).stdout
    assert "share 51 practices; 1 have" in shown or "share 51 practices; 1 has" in shown


def test_teams_stand_beside_each_other(tmp_path: Path, form: Form) -> None:
    """Lowest level and counts first, the mean last; not asked apart from too few; archived units not at all."""
    made = Workspace(tmp_path / "teams.btech", form)
    parts = [Unit(id=new_id(), name=name, parent_id=made.unit.id) for name in ("Sales", "Cloud", "Old")]
    made.store.write([Change(None, part) for part in parts], who="tester")
    for part, asked in zip(parts, (("SAL-1", "SAL-2", "SAL-3"), ("POL-1", "SAL-1"), ("POL-1",)), strict=True):
        own = made.start("2026", unit=part, kind="chosen", chosen=asked)
        for n, practice_id in enumerate(asked):
            made.answer(practice_id, own, level=n + 1)
    made.store.write([Change(parts[2], parts[2].model_copy(update={"archived": True}))], who="tester")
    made.store.close()
    path = str(made.path)
    text = _run("teams", path, "--unit", "Acme").stdout
    assert "The lowest level stands in Sales: 1 answer at 1." in text or "in Cloud: 1 answer at 1." in text
    assert "Sales: lowest 1 (SAL-1); 1 of 3 at 3 or 4; 1 at 0 or 1; 3 of 3 answered; mean 2.0" in text
    assert "  sales: lowest 1, mean 2.0 (n = 3)" in text
    assert "  sales: too few for a mean: 2 (n = 1)" in text
    assert "  remedy: not asked" in text
    assert "Old" not in text
    assert "Acme: " in _run("teams", path, "--period", "2026").stdout
    body = json.loads(_run("teams", path, "--unit", parts[1].id[:8], "--json").stdout)
    assert (body["teams"], body["together"]) == ([], None)
    body = json.loads(_run("teams", path, "--unit", "Acme", "--json").stdout)
    assert [t["unit"]["name"] for t in body["teams"]] == ["Cloud", "Sales"]
    few, enough = (team["cells"]["sales"] for team in body["teams"])
    assert enough["score"] == {"exact": "2/1", "rounded": "2.0"}
    assert (few["state"], few["score"]) == ("too few", None)
    assert body["together"]["parts"] == 2
    unknown = _run("teams", path, "--period", "1999")
    assert (unknown.returncode, unknown.stderr) == (2, "No assessment is of the period 1999. There are: 2026.\n")
    assert "No unit here is called 'Nobody'" in _run("teams", path, "--unit", "Nobody").stderr


def test_check_finds_nothing_in_a_sound_file_and_names_what_it_finds(filled: Workspace) -> None:
    """Exit status 0 and 1."""
    assert _run("check", str(filled.path)).returncode == 0
    import sqlite3

    with sqlite3.connect(filled.path) as other:
        other.execute("update answers set not_applicable = 1, level = null where practice_id = 'POL-1'")
    other.close()
    found = _run("check", str(filled.path))
    assert found.returncode == 1
    assert "POL-1 may not be not applicable" in found.stdout


@pytest.mark.parametrize(
    ("make", "status", "says"),
    [
        ("missing", 3, "There is no file"),
        ("empty", 3, "is empty"),
        ("text", 3, "is not a workspace"),
    ],
)
def test_an_unusable_file_gives_status_3_and_one_sentence(tmp_path: Path, make: str, status: int, says: str) -> None:
    """On stderr."""
    path = tmp_path / "f.btech"
    if make == "empty":
        path.touch()
    elif make == "text":
        path.write_text("hello")
    ran = _run("list", str(path))
    assert ran.returncode == status
    assert says in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


def test_wrong_use_gives_status_2(filled: Workspace, tmp_path: Path) -> None:
    """Unknown id, missing option, unknown command option."""
    unknown = _run("export", str(filled.path), "--assessment", "zzz", "--out", str(tmp_path / "o"))
    assert unknown.returncode == 2
    assert "No assessment here" in unknown.stderr
    assert _run("export", str(filled.path)).returncode == 2
    assert _run("list", "--colour", str(filled.path)).returncode == 2


def test_an_unwritable_path_is_named_and_the_workspace_never_overwritten(filled: Workspace, tmp_path: Path) -> None:
    """Status 3; the workspace itself is not a target."""
    words = ["export", str(filled.path), "--assessment", filled.assessment.id, "--audience", "board", "--out"]
    ran = _run(*words, str(tmp_path / "none" / "x.json"))
    assert ran.returncode == 3
    assert "none" in ran.stderr
    before = filled.path.read_bytes()
    ran = _run(*words, str(filled.path))
    assert ran.returncode == 3
    assert "overwrite the workspace" in ran.stderr
    assert filled.path.read_bytes() == before


def test_a_password_is_read_from_a_file_never_an_argument(tmp_path: Path, form: Form) -> None:
    """Without it a locked file gives status 3."""
    secret = tmp_path / "password.txt"
    secret.write_text("pass phrase\n", encoding="utf-8")
    path = str(tmp_path / "locked.btech")
    assert _run("new", path, "--organisation", "Acme", "--password-file", str(secret)).returncode == 0
    assert _run("list", path).returncode == 3
    assert _run("list", path, "--password-file", str(secret)).returncode == 0
    assert "--password " not in _run("list", "--help").stdout


def test_form_check_tells_every_mistake_and_counts_them(tmp_path: Path) -> None:
    """0 when sound, 1 with a line a mistake, 2 where there is no folder; the head file will do for the folder."""
    folder = form_folders.addition(tmp_path / "acme")
    for path in (folder, folder / "own.toml"):
        ran = _run("form", "check", str(path))
        assert (ran.returncode, ran.stderr) == (0, "")
        assert ran.stdout.splitlines()[-1].startswith("acme-2026: 52 practices, 0 mistakes, ")
    (folder / "practices.toml").write_text((folder / "practices.toml").read_text().replace("core = false", "core = 0"))
    ran = _run("form", "check", str(folder))
    assert ran.returncode == 1
    assert ran.stdout.splitlines() == [
        "practices.toml, practice POL-901, key core: it is neither true nor false. "
        "Write true or false, without quotation marks.",
        "1 mistake, 0 notes.",
    ]
    ran = _run("form", "check", str(tmp_path / "nothing"))
    assert ran.returncode == 2
    assert "There is no folder" in ran.stderr


def test_form_list_names_what_comes_with_the_app(form: Form) -> None:
    """For people and as JSON."""
    rows = json.loads(_run("form", "list", "--json").stdout)["editions"]
    (ours,) = [row for row in rows if row["edition"] == form.edition]
    assert (ours["title"], ours["practices"], ours["status"]) == (form.title, len(form.ids), form.status)
    shown = _run("form", "list").stdout.splitlines()
    assert [line.split()[0] for line in shown] == [row["edition"] for row in rows]


def test_form_schema_writes_over_nothing_that_is_not_its_own(tmp_path: Path) -> None:
    """And may be run again."""
    folder = tmp_path / "schema"
    for _ in range(2):
        ran = _run("form", "schema", str(folder))
        assert (ran.returncode, ran.stdout) == (0, f"Wrote 9 schemas to {folder}.\n")
    (folder / "own.schema.json").write_text("mine")
    ran = _run("form", "schema", str(folder))
    assert ran.returncode == 2
    assert "was not made by this command" in ran.stderr
    assert (folder / "own.schema.json").read_text() == "mine"
