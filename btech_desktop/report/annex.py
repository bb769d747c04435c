"""How the figures come about, shown on this assessment's own answers, and where the questions come from."""

from reportlab.platypus import Flowable

from btech_desktop import benchmark, wording
from btech_desktop.facts import Facts
from btech_desktop.form import Practice
from btech_desktop.language import tr
from btech_desktop.method import Section, Standing, own_example, sections
from btech_desktop.report.blocks import Cell, Marks, cells, grid
from btech_desktop.report.document import Span, heading, long_text, para
from btech_desktop.report.fonts import MEDIUM
from btech_desktop.report.links import identity
from btech_desktop.report.parts import part

_TOGETHER = 9  # rows


def method(facts: Facts) -> list[Flowable]:
    """The method, and what this assessment adds to it. Codes of other frameworks stand beside the sources."""
    found = part(
        tr("Method and limits"),
        tr("Annex"),
        tr("It measures management of risks to people, not goodness."),
        new_page=False,
    )
    for section in _sections(facts):
        if section.key == "frameworks":
            continue
        found += _section(section)
        if section.key == "evidence":
            found += [
                para(line, style="note")
                for line in (wording.evidence_line(facts), wording.verified_line(facts))
                if line
            ]
    found += lock(facts)
    return found


def _sections(facts: Facts) -> tuple[Section, ...]:
    dossier = facts.dossier
    marks = {i: facts.mark(i) for i in facts.asked}
    return sections(
        dossier.form,
        own_example(dossier.form, marks, facts.results, facts.asked),
        before=facts.before.form if facts.before else None,
        scope_line=dossier.scope_line,
        internal=facts.audience == "working-group",
    )


def _section(section: Section) -> list[Flowable]:
    """A section on paper."""
    found: list[Flowable] = [heading(section.heading, "h2-tight")]
    for text in section.paragraphs:
        found += long_text(text, "note")
    if section.table is not None:
        found[-1].keepWithNext = True  # what leads to a table, or its heading, stands above it
        rows = [[_cell(cell) for cell in row] for row in section.table.rows]
        whole = len(rows) <= _TOGETHER
        found.append(grid(section.table.head, rows, section.table.shares, dense=True, whole=whole))
    for text in section.after:
        found += long_text(text, "note")
    return found


def _cell(cell: str | Standing) -> Cell:
    return Marks([(cell.state, cell.words)]) if isinstance(cell, Standing) else cell


def lock(facts: Facts) -> list[Flowable]:
    """Who locked the assessment, and earlier revisions."""
    assessment = facts.dossier.assessment
    found: list[Flowable] = []
    if assessment.final and assessment.final_on:
        who = ", ".join(w for w in (assessment.final_name, assessment.final_role) if w)
        day, number = wording.day(assessment.final_on), assessment.revision
        locked = (
            tr("Locked on {day} by {who}, revision {number}.", day=day, who=who, number=number)
            if who
            else tr("Locked on {day}, revision {number}.", day=day, number=number)
        )
        signature = tr(
            "SHA-256 of the canonical export: {sha256}. It checks integrity and is no proof against tampering.",
            sha256=assessment.final_sha256,
        )
        found += [heading(tr("Locked")), para(f"{locked} {signature}")]
    for revision in facts.dossier.revisions:
        found.append(
            para(
                Span(
                    tr(
                        "Revision {number} reopened on {day}:",
                        number=revision.number,
                        day=wording.day(revision.reopened_on),
                    ),
                    MEDIUM,
                ),
                f" {revision.reason}",
                style="note",
            )
        )
    return found


def _community(practice: Practice, note: benchmark.Note) -> str:
    """The questions and statements of the Community of Practice on a practice, or that there is no statement."""
    if note.on(practice.id):
        return ", ".join([*practice.facets, *practice.cop])
    return ", ".join([*practice.facets, tr("no statement")])


def sources(facts: Facts) -> list[Flowable]:
    """UNGPs and codes of other frameworks for each practice asked, and what stands behind the codes.

    A public copy does not set the company beside what others said of themselves.
    """
    form = facts.dossier.form
    note = None if facts.audience == "public" else benchmark.cop_note()
    confirmed = {f.id for f in form.frameworks if f.confirmed}
    rows: list[list[Cell]] = []
    for practice in facts.dossier.practices():
        codes = [f"{c.framework} {c.code}".strip() + ("" if c.framework in confirmed else "*") for c in practice.codes]
        rows.append(
            [
                cells(identity(practice.id)),
                ", ".join(practice.ungp),
                *([_community(practice, note)] if note is not None else []),
                ", ".join(codes) or "\N{EN DASH}",
            ]
        )
    found = part(tr("Sources of the questions"), tr("Annex"), new_page=False)
    found.append(
        grid(
            [
                tr("Practice"),
                tr("UN Guiding Principles"),
                *([tr("Community of Practice")] if note is not None else []),
                tr("Asked alike in"),
            ],
            rows,
            [11, 17, 28, 56] if note is not None else [11, 17, 56],
            dense=True,
        )
    )
    found.append(para(tr("* The code is to be confirmed."), style="small"))
    for section in _sections(facts):
        if section.key == "frameworks":
            found += _section(section)
    return found
