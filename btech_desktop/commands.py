"""The commands without a window: each reads or writes one workspace file and says in one sentence what went wrong.

Exit status: 0 fine, 1 found something, 2 used wrongly, 3 the file cannot be used.
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast, get_args

import click
from pydantic import ValidationError

from btech_desktop import __version__
from btech_desktop.audiences import AUDIENCES, Audience
from btech_desktop.errors import BadInput, ExportFailed, PasswordNeeded, UserError
from btech_desktop.loading import loading
from btech_desktop.report_options import (
    MARKING_LIMIT,
    NOTHING,
    PREVIOUS,
    RECIPIENT_LIMIT,
    SECTIONS,
    USUAL,
    WEAKEST,
    Paper,
    ReportOptions,
)
from btech_desktop.store import Store

MAX_PASSWORD_BYTES = 4096

# What Qt itself understands, first on the command line, and how many words follow each.
QT_OPTIONS = {"-reverse": 0, "-display": 1, "-platform": 1, "-qwindowgeometry": 1, "-session": 1}

password_option = click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    help="Read the workspace's password from the first line of this file.",
)
file_argument = click.argument("file", type=click.Path(path_type=Path))


class Commands(click.Group):
    """``btech-desktop FILE`` opens the window on a file: a first word that is no command is taken for one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take an unknown word for a workspace file."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            return "open", self.commands["open"], args
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="btech-desktop")
@click.option("--smoke", is_flag=True, help="Open the window on a fresh copy of the sample, then quit (for testing).")
@click.pass_context
def main_group(ctx: click.Context, smoke: bool) -> None:
    """Keep a maturity self-assessment against the UN Guiding Principles, offline.

    Without a command the window opens; `btech-desktop FILE` opens it on a workspace.
    """
    if ctx.invoked_subcommand is None:
        with loading():
            from btech_desktop import app  # the window is not loaded for commands

        ctx.exit(app.run(None, smoke=smoke, qt_options=ctx.obj or ()))


@main_group.command("open", hidden=True)
@file_argument
@click.pass_obj
def open_window(qt_options: tuple[str, ...] | None, file: Path) -> None:
    """Open the window on a workspace file."""
    with loading():
        from btech_desktop import app  # the window is not loaded for commands

    raise SystemExit(app.run(file, qt_options=qt_options or ()))


@main_group.command()
@file_argument
@click.option("--organisation", required=True, help="The name of the company.")
@password_option
def new(file: Path, organisation: str, password_file: Path | None) -> None:
    """Make a new, empty workspace FILE for an organisation."""
    from btech_desktop.assessment import Unit, new_id
    from btech_desktop.store import Change

    with Store.create(file, organisation=organisation, password=_password(password_file)) as store:
        unit = Unit(id=new_id(), name=organisation.strip())
        store.write([Change(None, unit)], who="")
    click.echo(f"Made {file} for {organisation.strip()}.")


@main_group.command("list")
@file_argument
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@password_option
def list_(file: Path, as_json: bool, password_file: Path | None) -> None:
    """List the units and assessments in FILE, with coverage and scores."""
    from btech_desktop import scoring
    from btech_desktop.exchange.export import score_json
    from btech_desktop.wording import plain, span

    with _open(file, password_file) as store:
        marks = store.all_marks()
        units = {u.id: u for u in store.units()}
        rows = [
            (a, scoring.results(store.form(a.form_edition), a.asked, marks.get(a.id, {})).overall)
            for a in store.assessments()
        ]
        if as_json:
            workspace = store.workspace()
            body = {
                "format": "btech-desktop/list",
                "version": 1,
                "organisation": workspace.organisation,
                "sample": workspace.sample,
                "units": [u.model_dump(mode="json") for u in units.values()],
                "assessments": [a.model_dump(mode="json") | {"score": score_json(s)} for a, s in rows],
            }
            _print_json(body)
            return
        click.echo(store.workspace().organisation)
        for unit in units.values():
            click.echo(f"\n{unit.name}  ({unit.id[:8]})")
            for assessment, score in (row for row in rows if row[0].unit_id == unit.id):
                shown = f"score {plain(score.mean)}"
                if score.mean is not None and score.provisional:
                    shown += f", could be {span(score)}"
                click.echo(
                    f"  {assessment.id[:8]}  {assessment.period}  {assessment.status}, revision {assessment.revision}"
                    f"  {score.answered} of {score.applicable} answered  {shown}"
                )


@main_group.command()
@file_argument
@click.option("--assessment", "assessment_id", required=True, help="Its id, or an unambiguous beginning of it.")
@click.option("--audience", type=click.Choice(AUDIENCES), default="public", show_default=True)
@click.option("--format", "kind", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file to write.")
@click.option("--privileged", is_flag=True, help="Let privileged text into a working group's copy.")
@password_option
def export(
    file: Path,
    assessment_id: str,
    audience: str,
    kind: str,
    out: Path,
    privileged: bool,
    password_file: Path | None,
) -> None:
    """Write all that an audience may see of an assessment, with exact scores, as JSON or CSV."""
    from btech_desktop.exchange.atomic import write_bytes
    from btech_desktop.exchange.export import to_csv, to_json
    from btech_desktop.facts import gather

    _refuse_privileged(audience, privileged)
    with _open(file, password_file) as store:
        facts = gather(store, _find(store, assessment_id), audience=cast(Audience, audience), privileged=privileged)
        _keep_apart(file, out)
        write_bytes(out, to_json(facts) if kind == "json" else to_csv(facts))
    click.echo(f"Wrote {out}.")


@main_group.command()
@file_argument
@click.option("--assessment", "assessment_id", required=True, help="Its id, or an unambiguous beginning of it.")
@click.option("--audience", type=click.Choice(AUDIENCES), required=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The PDF to write.")
@click.option("--privileged", is_flag=True, help="Let privileged text into a working group's copy.")
@click.option("--paper", type=click.Choice(get_args(Paper)), default="A4", show_default=True)
@click.option("--marking", default="", help="Your own words beside the marking on every page.")
@click.option("--recipient", default="", help="To whom the copy goes; stands on the first page.")
@click.option(
    "--compare-with", default=PREVIOUS, show_default=True, help="previous, nothing, or an assessment of the same unit."
)
@click.option("--rollup", is_flag=True, help="Show the units below this one, the lowest first.")
@click.option("--leave-out", multiple=True, type=click.Choice(SECTIONS), help="Working group; may be given again.")
@click.option("--in-depth", default="", help="Board: a page on a domain (its id, or weakest).")
@click.option("--actions", is_flag=True, help="Board: a page on the actions.")
@click.option("--carry-data", is_flag=True, help="Put the data that the copy shows into the PDF, to compare with.")
@click.option("--new-password-file", type=click.Path(path_type=Path), help="Lock the PDF with this password.")
@password_option
def report(
    file: Path,
    assessment_id: str,
    audience: str,
    out: Path,
    privileged: bool,
    compare_with: str,
    leave_out: tuple[str, ...],
    new_password_file: Path | None,
    password_file: Path | None,
    **choices: Any,
) -> None:
    """Write the PDF report of an assessment for the board (two to four pages), the working group or the public.

    The file is read back before it takes its place.
    """
    from btech_desktop.exchange.pdf_locks import NO_ARCHIVE
    from btech_desktop.exchange.pdf_saving import save_report
    from btech_desktop.facts import gather
    from btech_desktop.report import render
    from btech_desktop.wording import headline

    _refuse_privileged(audience, privileged)
    password = _password(new_password_file)
    with _open(file, password_file) as store:
        wanted = _find(store, assessment_id)
        if compare_with not in (PREVIOUS, NOTHING):
            compare_with = _find_of_unit(store, compare_with, wanted)
        options = _options(audience, compared_with=compare_with, left_out=frozenset(leave_out), **choices)
        facts = gather(
            store, wanted, audience=cast(Audience, audience), privileged=privileged, compared_with=compare_with
        )
        if options.in_depth not in ("", WEAKEST, *(d.id for d in facts.dossier.form.domains)):
            known = ", ".join(d.id for d in facts.dossier.form.domains)
            raise BadInput(f"There is no domain {options.in_depth!r}. Say {WEAKEST} or one of: {known}.")
        _keep_apart(file, out)
        save_report(out, render(facts, options), headline=headline(facts), password=password or "")
    click.echo(f"Wrote {out}, and read it back.")
    if password is not None:
        click.echo(NO_ARCHIVE)


@main_group.command()
@file_argument
@click.option("--from", "from_id", required=True, help="The earlier assessment.")
@click.option("--to", "to_id", required=True, help="The later assessment.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@password_option
def compare(file: Path, from_id: str, to_id: str, as_json: bool, password_file: Path | None) -> None:
    """Compare two assessments whose forms share practices, like for like."""
    from btech_desktop import progress
    from btech_desktop.exchange.export import comparison_json
    from btech_desktop.wording import count, plain, signed

    with _open(file, password_file) as store:
        a, b = (store.dossier(_find(store, i)) for i in (from_id, to_id))
        found = progress.compare(
            form_a=a.form,
            asked_a=a.assessment.asked,
            marks_a=a.marks(),
            form_b=b.form,
            asked_b=b.assessment.asked,
            marks_b=b.marks(),
        )
    if as_json:
        _print_json(
            comparison_json(
                found,
                from_id=a.assessment.id,
                to_id=b.assessment.id,
                from_edition=a.form.edition,
                to_edition=b.form.edition,
            )
        )
        return
    click.echo(f"The forms share {count(len(found.shared), 'practice')}; {found.n} have a level in both.")
    if found.overall is None:
        click.echo("Nothing can be compared.")
        return
    click.echo(
        f"Like for like: {plain(found.overall.before, 2)} to {plain(found.overall.after, 2)} "
        f"({signed(found.overall.change, 2)}); {found.up} up, {found.down} down, {found.same} the same."
    )
    for mover in found.moved():
        click.echo(f"  {mover.practice_id}: {mover.before} to {mover.after} ({mover.reason})")


@main_group.command()
@file_argument
@click.option("--period", default="", help="The period; the newest where none is named.")
@click.option(
    "--unit", "unit_id", default="", help="Only the parts of this unit, and all of them together: its name or id."
)
@click.option("--facets", is_flag=True, help="By facet of the Community of Practice instead of by domain.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@password_option
def teams(file: Path, period: str, unit_id: str, facets: bool, as_json: bool, password_file: Path | None) -> None:
    """Set the units assessed for a period beside each other: lowest level and counts first, the mean last."""
    from btech_desktop.exchange.export import teams_json
    from btech_desktop.facts import teams_of
    from btech_desktop.team_words import rollup_lines, team_lines
    from btech_desktop.teams import below, rollup

    with _open(file, password_file) as store:
        periods = list(dict.fromkeys(a.period for a in store.assessments()))
        if not periods:
            raise BadInput(f"{file.name} holds no assessment.")
        period = period or periods[0]
        if period not in periods:
            raise BadInput(f"No assessment is of the period {period}. There are: {', '.join(periods)}.")
        units = store.units()
        unit = _find_unit(store, unit_id) if unit_id else ""
        found = teams_of(store, period, below(unit, units) if unit else None)
    together = rollup(found) if unit else None
    if as_json:
        _print_json(teams_json(period, found, together, facets=facets))
        return
    if not found:
        click.echo(f"No part of this unit is assessed for {period}.")
    for line in rollup_lines(together) if together is not None else ():
        click.echo(line)
    for team in found:
        click.echo("\n".join(team_lines(team, facets=facets)))


@main_group.command()
@file_argument
@password_option
def check(file: Path, password_file: Path | None) -> None:
    """Check that FILE is sound and that what it says makes sense; exit status 1 with the findings."""
    from btech_desktop.integrity import check_workspace

    with _open(file, password_file) as store:
        found = check_workspace(store)
    for line in found:
        click.echo(line)
    if found:
        raise SystemExit(1)
    click.echo(f"{file.name} is sound.")


@main_group.command()
@file_argument
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The new workspace file to make.")
@password_option
def salvage(file: Path, out: Path, password_file: Path | None) -> None:
    """Make a new workspace of what can be read of a damaged FILE; exit status 1 with what is missing."""
    from btech_desktop.salvage import salvage as save_what_is_left

    done = save_what_is_left(file, out, password=_password(password_file))
    click.echo(done.read)
    for line in done.notes:
        click.echo(line)
    click.echo(f"Wrote {out}.")
    if not done.complete:
        raise SystemExit(1)


@main_group.command()
@file_argument
@click.option("--assessment", "assessment_ids", required=True, multiple=True, help="Its id; may be given again.")
@click.option("--scope", type=click.Choice(["all", "without-files", "scores-only"]), required=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file to send; must not exist.")
@click.option("--privileged", is_flag=True, help="Let privileged text leave.")
@click.option("--new-password-file", type=click.Path(path_type=Path), help="Lock the file to send with this password.")
@password_option
def extract(
    file: Path,
    assessment_ids: tuple[str, ...],
    scope: str,
    out: Path,
    privileged: bool,
    new_password_file: Path | None,
    password_file: Path | None,
) -> None:
    """Write assessments of FILE to a small workspace file that can be sent, and say what leaves."""
    from btech_desktop.exchange.extract import Scope
    from btech_desktop.exchange.extract import extract as write_extract

    password = _password(new_password_file)
    chosen = cast(Scope, scope.replace("-", " "))
    with _open(file, password_file) as store:
        ids = [_find(store, beginning) for beginning in assessment_ids]
        leaving = write_extract(store, out, ids, scope=chosen, privileged=privileged, password=password)
    for line in leaving.sentences:
        click.echo(line)
    click.echo(f"Wrote {out}.")


@main_group.command()
@file_argument
@click.option("--from", "other", required=True, type=click.Path(path_type=Path), help="The file that came back.")
@click.option("--from-password-file", type=click.Path(path_type=Path), help="The password of the other file.")
@click.option("--take", type=click.Choice(["proposed", "ours", "theirs"]), help="What to do where both changed.")
@click.option("--name", default="", help="Who takes it over, for the history.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@password_option
def merge(
    file: Path,
    other: Path,
    from_password_file: Path | None,
    take: str | None,
    name: str,
    dry_run: bool,
    as_json: bool,
    password_file: Path | None,
) -> None:
    """Take over into FILE what another workspace holds, or a report (.pdf) that carries its data.

    Where both changed, --take decides (else exit status 1).
    """
    from btech_desktop.exchange import merge as merging
    from btech_desktop.exchange.carried import read_sent

    with _open(file, password_file) as store, read_sent(other, store, _password(from_password_file)) as foreign:
        plan = merging.propose(store, foreign)
        if take is not None:
            plan = merging.resolve(plan, {d.key: cast(merging.Choice, take) for d in plan.conflicts})
        stopped = bool(plan.conflicts) and take is None
        would = merging.merged_by(plan, merging.changes(plan))
        merged = None if dry_run or stopped else merging.apply(store, plan, who=name)
        if as_json:
            _print_json(merging.plan_json(plan, would, written=merged is not None))
        else:
            for line in plan.sentences:
                click.echo(line)
            for d in plan.differences if dry_run else plan.conflicts:
                click.echo(f"{d.place}, {d.what} ({d.kind}): ours {d.ours!r}, theirs {d.theirs!r}")
            if merged is not None:
                click.echo(merged.sentence)
            elif stopped:
                click.echo("Nothing was changed. Say --take proposed, ours or theirs to decide on what both changed.")
            else:
                click.echo(f"Nothing was changed. Would be: {would.sentence}")
    if stopped:
        raise SystemExit(1)


@main_group.command("pdf-data", hidden=True)
@file_argument
def pdf_data(file: Path) -> None:
    """Give what a report carries to the process that asks; it writes the password, and may stop this one."""
    from btech_desktop.exchange.pdf_data import answer_to

    sys.stdout.buffer.write(answer_to(file, sys.stdin.buffer.read(MAX_PASSWORD_BYTES).decode("utf-8")))


@main_group.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to write to.")
def demo(out: Path) -> None:
    """Build the sample workspace in a folder, with its PDFs, a picture of every page, and its scores."""
    from btech_desktop.demo import build_demo

    for line in build_demo(out):
        click.echo(line)


@main_group.group("form")
def form_group() -> None:
    """Write and check a questionnaire of your own: see docs/writing-a-form.md."""


@form_group.command("check")
@click.argument("path", type=click.Path(path_type=Path))
def form_check(path: Path) -> None:
    """Check the form in a folder; exit status 1 with a line a mistake: where, what, and how to mend it."""
    from btech_desktop import form_check as checking
    from btech_desktop.wording import count

    report = checking.check(path.parent if path.is_file() and path.name in checking.HEADS else path)
    for mistake in report.mistakes:
        click.echo(str(mistake))
    for note in report.notes:
        click.echo(f"Note: {note}")
    for language, missing in report.untranslated.items():
        click.echo(f"Note: {language}: {count(missing, 'text')} still to translate.")
    found = [count(len(report.mistakes), "mistake"), count(len(report.notes), "note")]
    if report.form is not None:
        found.insert(0, f"{report.form.edition}: {count(len(report.form.ids), 'practice')}")
    click.echo(", ".join(found) + ".")
    if not report.sound:
        raise SystemExit(1)


@form_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def form_list(as_json: bool) -> None:
    """List the editions of the questionnaire that come with the app."""
    from btech_desktop.form_files import shipped_editions, shipped_form

    forms = [shipped_form(edition) for edition in shipped_editions()]
    if as_json:
        rows = [
            {
                "edition": f.edition,
                "title": f.title,
                "practices": len(f.ids),
                "core": len(f.core_ids),
                "status": f.status,
            }
            for f in forms
        ]
        _print_json({"format": "btech-desktop/forms", "version": 1, "editions": rows})
        return
    for form in forms:
        click.echo(f"{form.edition}  {form.title}  {len(form.ids)} practices  {form.status}")


@form_group.command("schema")
@click.argument("folder", type=click.Path(path_type=Path))
def form_schema(folder: Path) -> None:
    """Write the JSON Schemas of a form's files into FOLDER, for editors that check while you type."""
    from btech_desktop.form_schema import write_schemas

    click.echo(f"Wrote {len(write_schemas(folder))} schemas to {folder}.")


@main_group.group("reference")
def reference_group() -> None:
    """Write and check a reference to stand beside your own levels: see docs/reference-files.md."""


@reference_group.command("check")
@file_argument
def reference_check(file: Path) -> None:
    """Check a reference FILE; exit status 1 with a line a mistake: where, what, and how to mend it."""
    from btech_desktop.references import check as check_reference
    from btech_desktop.wording import count

    reference, mistakes = check_reference(file)
    if reference is None:
        for line in mistakes:
            click.echo(line)
        click.echo(f"{count(len(mistakes), 'mistake')}.")
        raise SystemExit(1)
    click.echo(f"{reference.id}: {count(len(reference.sets), 'set')}, {reference.n} contributors, 0 mistakes.")


@reference_group.command("schema")
@click.argument("folder", type=click.Path(path_type=Path))
def reference_schema(folder: Path) -> None:
    """Write the JSON Schema of a reference file into FOLDER, for editors that check while you type."""
    from btech_desktop.form_schema import reference_schemas, write_schemas

    for path in write_schemas(folder, reference_schemas()):
        click.echo(f"Wrote {path}.")


def _password(password_file: Path | None) -> str | None:
    if password_file is None:
        return None
    try:
        with password_file.open("rb") as file:
            raw = file.read(MAX_PASSWORD_BYTES)
        return raw.decode("utf-8").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError):
        raise BadInput(f"The password could not be read from {password_file}. Give a text file of one line.") from None


def _open(file: Path, password_file: Path | None) -> Store:
    """Open the workspace; ask for its password where it has one and somebody is there to be asked."""
    password = _password(password_file)
    try:
        return Store.open(file, password=password)
    except PasswordNeeded:
        if password is not None or not sys.stdin.isatty():
            raise
    return Store.open(file, password=click.prompt("Password", hide_input=True, err=True))


def _find(store: Store, beginning: str) -> str:
    """The one assessment whose id begins so."""
    wanted = beginning.strip().lower()
    found = [a.id for a in store.assessments() if a.id.startswith(wanted)] if wanted else []
    if not found:
        raise BadInput(f"No assessment here has an id that begins with {beginning!r}. See: btech-desktop list FILE")
    if len(found) > 1:
        raise BadInput(f"{len(found)} assessments have ids that begin with {beginning!r}. Give more of it.")
    return found[0]


def _find_unit(store: Store, wanted: str) -> str:
    """The one unit of this name, or whose id begins so."""
    units = store.units()
    found = [u.id for u in units if u.name == wanted] or [u.id for u in units if u.id.startswith(wanted.lower())]
    if not found:
        raise BadInput(f"No unit here is called {wanted!r}, and none has an id that begins so.")
    if len(found) > 1:
        raise BadInput(
            f"{len(found)} units are called {wanted!r} or have ids that begin so. Give the id, or more of it."
        )
    return found[0]


def _find_of_unit(store: Store, beginning: str, beside: str) -> str:
    """The assessment to compare with: another one of the same unit."""
    found = _find(store, beginning)
    units = {a.id: a.unit_id for a in store.assessments()}
    if found == beside or units[found] != units[beside]:
        raise BadInput(f"{beginning!r} is no other assessment of the same unit. See: btech-desktop list FILE")
    return found


# The choices that not every audience has; the others are for all.
_ONLY_FOR: dict[str, tuple[Audience, ...]] = {
    "compared_with": ("board", "working-group"),
    "rollup": ("board", "working-group"),
    "left_out": ("working-group",),
    "in_depth": ("board",),
    "actions": ("board",),
}
_CALLED = {"compared_with": "compare-with", "left_out": "leave-out"}


def _options(audience: str, **choices: Any) -> ReportOptions:
    """The choices of a copy. Raises BadInput for one that its audience does not have, or that cannot be."""
    for name, audiences in _ONLY_FOR.items():
        if audience not in audiences and choices[name] != getattr(USUAL, name):
            option = _CALLED.get(name, name).replace("_", "-")
            raise BadInput(f"--{option} is for a copy to the {' or the '.join(audiences).replace('-', ' ')} only.")
    try:
        return ReportOptions(**choices)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        option = _CALLED.get(str(first["loc"][0]), str(first["loc"][0]))
        raise BadInput(
            f"--{option.replace('_', '-')} must be one line of at most "
            f"{MARKING_LIMIT if option == 'marking' else RECIPIENT_LIMIT} characters."
        ) from error


def _refuse_privileged(audience: str, privileged: bool) -> None:
    if privileged and audience != "working-group":
        raise BadInput("Privileged text can be let into a working group's copy only.")


def _keep_apart(file: Path, out: Path) -> None:
    if out.exists() and file.exists() and out.samefile(file):
        raise ExportFailed("The export would overwrite the workspace itself. Choose another file.")


def _print_json(body: dict[str, Any]) -> None:
    click.echo(json.dumps(body, ensure_ascii=False, indent=1))


def for_qt(arguments: Sequence[str]) -> tuple[str, ...]:
    """The words at the beginning of a command line that are Qt's own, such as ``-reverse``."""
    at = 0
    while at < len(arguments) and arguments[at] in QT_OPTIONS:
        at += 1 + QT_OPTIONS[arguments[at]]
    return tuple(arguments[:at])


def run(arguments: list[str] | None = None, *, fail: Callable[[str], None] | None = None) -> int:
    """Run a command line; the exit status. No traceback reaches the user: defects of ours go to the log."""
    say = fail or (lambda text: click.echo(text, err=True))
    try:
        words = sys.argv[1:] if arguments is None else arguments
        qt = for_qt(words)
        main_group.main(args=words[len(qt) :], prog_name="btech-desktop", standalone_mode=False, obj=qt)
    except UserError as error:
        say(str(error))
        return error.exit_status
    except click.ClickException as error:
        say(error.format_message())
        return 2
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort:
        say("Stopped.")
        return 2
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else 2
    except Exception:
        from btech_desktop.log import log_defect

        say(f"Something went wrong in the app itself; nothing was changed. Details are in {log_defect()}.")
        return 3
    return 0
