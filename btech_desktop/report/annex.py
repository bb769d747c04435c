"""How the figures come about, shown on this assessment's own answers, and where the questions come from."""

from reportlab.platypus import Flowable

from btech_desktop import benchmark, wording
from btech_desktop.facts import Facts
from btech_desktop.report.blocks import Cell, Marks, cells, grid
from btech_desktop.report.document import Span, heading, long_text, para
from btech_desktop.report.fonts import MEDIUM, REGULAR
from btech_desktop.report.parts import part


def method(facts: Facts) -> list[Flowable]:
    """Scale, scoring, sources, limits."""
    form = facts.dossier.form
    found = part("Method and limits", "Annex", "It measures management of risks to people, not goodness.")
    found.append(heading("The scale"))
    rows: list[list[Cell]] = [
        [Marks([(level.number, "")]), cells(Span(level.name, MEDIUM)), level.meaning, level.test or "\N{EN DASH}"]
        for level in form.levels
    ]
    found.append(grid(["", "Level", "Meaning", "Test for the next"], rows, [7, 12, 45, 45]))
    found += scoring(facts)
    found += example(facts)
    found.append(heading("Evidence"))
    for line in (wording.evidence_line(facts), wording.verified_line(facts)):
        if line:
            found.append(para(line))
    found.append(
        para(
            "The level that the evidence shows is the level chosen, capped by the best evidence attached: none or a "
            "statement of intent 1, a rule in force 2, counted use 3, effect 4. Verification is a mark beside it and "
            "never a number."
        )
    )
    if facts.audience == "working-group":
        note = benchmark.cop_note()
        found.append(heading("What stands beside it"))
        found.append(para(f"{note.publisher}, {note.title}, {note.year}. {' '.join(note.limits)}"))
        found.append(para(f"{benchmark.RDR_SOURCE}. {benchmark.RDR_LIMITS}"))
    found.append(heading("What this is not"))
    found.append(
        para(
            f"{wording.DISCLAIMER} It draws on the UN Guiding Principles on Business and Human Rights. It is a "
            "self-assessment: nobody else has verified it unless it says so, it ranks no company, and a high score "
            "does not show that no harm is done."
        )
    )
    found += long_text(facts.dossier.scope_line)
    found += lock(facts)
    return found


def scoring(facts: Facts) -> list[Flowable]:
    """The rules of the scores."""
    lines = (
        "Counts of levels come first. A domain's score is the mean level of its applicable, answered practices, "
        "all of equal weight; the overall score is the mean of the domain scores that exist.",
        "A practice not answered is not level 0. While practices are open a score is provisional and stands with its "
        "range: every open practice at 0, and every one at 4. Without an answer there is no score.",
        "A carried-over answer counts for nothing until it is confirmed. Not applicable needs a reason, counts in no "
        "score, and is listed.",
        "Averages of facets, readings across domains and teams need three answers. The lowest level stands beside "
        "every average.",
        "Figures are computed exactly and rounded half up once, to one decimal, or to two where they are subtracted; "
        "where rounded parts miss their total the word rounding says so.",
    )
    return [heading("Scoring"), *(para(f"\N{EN DASH} {line}", style="note") for line in lines)]


def example(facts: Facts) -> list[Flowable]:
    """The scoring carried out on the domain with the fewest answers."""
    scored = [(s.answered, d.title, s) for d in facts.dossier.form.domains if (s := facts.results.domains.get(d.id))]
    scored = [entry for entry in scored if entry[0]]
    if not scored:
        return []
    n, title, score = min(scored, key=lambda entry: entry[0])
    sums = [f"{count} \N{MULTIPLICATION SIGN} {level}" for level, count in enumerate(score.counts) if count]
    total = sum(level * count for level, count in enumerate(score.counts))
    means = [s for _, _, s in scored]
    shown = wording.joined([wording.plain(s.mean, 2) for s in means])
    mean = facts.results.overall.mean
    overall = ""
    if len(means) > 1:
        overall = f"Overall: the mean of {shown} is {wording.plain(mean, 2)}, shown as {wording.plain(mean)}."
    return [
        heading("An example from this assessment"),
        para(
            f"{title}: {wording.answered_of(score)}. The levels are {', '.join(sums)}, together {total}; {total} over "
            f"{n} is {wording.plain(score.mean, 2)}, shown as {wording.plain(score.mean)}. {overall}".rstrip()
        ),
    ]


def lock(facts: Facts) -> list[Flowable]:
    """Who locked the assessment, and earlier revisions."""
    assessment = facts.dossier.assessment
    found: list[Flowable] = []
    if assessment.final and assessment.final_on:
        who = ", ".join(w for w in (assessment.final_name, assessment.final_role) if w)
        found += [
            heading("Locked"),
            para(
                f"Locked on {wording.day(assessment.final_on)}{f' by {who}' if who else ''}, revision "
                f"{assessment.revision}. SHA-256 of the canonical export: {assessment.final_sha256}. It checks "
                "integrity and is no proof against tampering."
            ),
        ]
    for revision in facts.dossier.revisions:
        found.append(
            para(
                Span(f"Revision {revision.number} reopened on {wording.day(revision.reopened_on)}: ", MEDIUM),
                revision.reason,
                style="note",
            )
        )
    return found


def sources(facts: Facts) -> list[Flowable]:
    """UNGPs and codes of other frameworks for each practice asked."""
    form = facts.dossier.form
    names = {f.id: f for f in form.frameworks}
    rows: list[list[Cell]] = []
    used: set[str] = set()
    for practice in facts.dossier.practices():
        used |= {c.framework for c in practice.codes}
        codes = [f"{c.framework} {c.code}".strip() for c in practice.codes]
        rows.append(
            [
                cells(Span(practice.id, REGULAR, "muted")),
                ", ".join(practice.ungp),
                ", ".join([*practice.facets, *practice.cop]) or "\N{EN DASH}",
                ", ".join(codes) or "\N{EN DASH}",
            ]
        )
    found = part("Sources of the questions", "Annex", new_page=False)
    found.append(
        grid(["Practice", "UN Guiding Principles", "Community of Practice", "Asked alike in"], rows, [10, 20, 22, 60])
    )
    found.append(heading("Frameworks cited", "h3", 1))
    for id_ in names:
        if id_ in used:
            framework = names[id_]
            unsure = "" if framework.confirmed else ". Codes to be confirmed against its own text"
            found.append(
                para(Span(f"{id_}  ", MEDIUM), f"{framework.name}, {framework.edition}{unsure}.", style="note")
            )
    return found
