"""The whole job on the sample, without a screen: workspace, PDFs, a picture of every page, scores."""

import json
from collections.abc import Iterator
from pathlib import Path

from btech_desktop.audiences import Audience
from btech_desktop.errors import ExportFailed
from btech_desktop.exchange.atomic import write_bytes
from btech_desktop.exchange.export import assessment_json, comparison_json
from btech_desktop.facts import gather
from btech_desktop.language import tr
from btech_desktop.sample import build_sample

SAMPLE_FILE = "sample.btech"


def build_demo(out: Path) -> Iterator[str]:
    """Fill a folder; yields a line for each thing made. Raises ExportFailed where the folder cannot be written."""
    from btech_desktop.report import render

    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / SAMPLE_FILE).unlink(missing_ok=True)
    except OSError as error:
        raise ExportFailed(
            tr("The folder {folder} cannot be written: {reason}. Choose another.", folder=out, reason=error.strerror)
        ) from error
    with build_sample(out / SAMPLE_FILE) as store:
        root = next(u for u in store.units() if u.parent_id is None)
        newest = next(a for a in store.assessments() if a.unit_id == root.id)
        scores = {}
        for assessment in store.assessments():
            facts = gather(store, assessment.id)
            body = assessment_json(facts)
            scores[assessment.id] = {key: body[key] for key in ("unit", "assessment", "form", "scores")}
            if assessment.id == newest.id and facts.comparison is not None and facts.before is not None:
                comparison = comparison_json(
                    facts.comparison,
                    from_id=facts.before.assessment.id,
                    to_id=assessment.id,
                    from_edition=facts.before.form.edition,
                    to_edition=facts.dossier.form.edition,
                )
        text = {"format": "btech-desktop/scores", "version": 1, "assessments": scores, "comparison": comparison}
        write_bytes(out / "scores.json", (json.dumps(text, ensure_ascii=False, indent=1) + "\n").encode())
        # The newest is being worked on; a public copy is made of what is final.
        final = next(a for a in store.assessments() if a.unit_id == root.id and a.final)
        copies: dict[Audience, str] = {"board": newest.id, "working-group": newest.id, "public": final.id}
        for audience, assessment_id in copies.items():
            path = out / f"report-{audience}.pdf"
            write_bytes(path, render(gather(store, assessment_id, audience=audience)))
            yield tr("Wrote {path}", path=path)
    yield tr("Wrote {path}", path=out / "scores.json")
    # The window is loaded for its pictures alone, after everything that needs none.
    from btech_desktop import app

    for path in app.grab_pages(out / SAMPLE_FILE, out):
        yield tr("Wrote {path}", path=path)
    yield tr("Wrote {path}", path=out / SAMPLE_FILE)
