"""What a copy prints is in the list of what goes out: looked for in the finished file, text by text."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from btech_desktop.assessment import Dossier
from btech_desktop.audiences import Audience
from btech_desktop.copy_texts import texts_in
from btech_desktop.facts import gather
from btech_desktop.report.carrying import as_shown
from btech_desktop.report_options import SECTIONS, WEAKEST, ReportOptions
from btech_desktop.sample import build_sample
from btech_desktop.store import Store
from tests.report.copies import Copy, squeezed

TODAY = date(2026, 10, 12)
LEAST = 15  # letters: what is shorter may stand there by chance
RECORDS = ("evidence", "actions", "decisions", "salient", "incidents")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with build_sample(tmp_path_factory.mktemp("told") / "sample.btech") as store:
        yield store


def typed(dossier: Dossier) -> set[str]:
    """Every text in it that somebody typed about an answer, a record, or for the public; owners are told as roles."""
    records: list[Any] = [*dossier.answers.values(), *(one for kind in RECORDS for one in getattr(dossier, kind))]
    records += [dossier.account] if dossier.account else []
    roles = {getattr(record, "owner", "") for record in records}
    texts = {value for record in records for name, value in record if isinstance(value, str) and name[-2:] != "id"}
    return {text for text in texts - roles if len(text) >= LEAST}


@pytest.mark.parametrize(
    ("audience", "options"),
    [
        ("board", ReportOptions()),
        ("board", ReportOptions(in_depth=WEAKEST, actions=True, rollup=True)),
        ("working-group", ReportOptions()),
        ("working-group", ReportOptions(left_out=frozenset(SECTIONS))),
        ("public", ReportOptions()),
    ],
)
def test_every_text_printed_is_in_the_list_of_what_goes_out(
    sample: Store, audience: Audience, options: ReportOptions
) -> None:
    """Of this period and of the one before; nothing is printed that the list does not name."""
    root = next(u for u in sample.units() if u.parent_id is None)
    mine = [a for a in sample.assessments() if a.unit_id == root.id]
    one = next(a for a in mine if a.final) if audience == "public" else mine[0]
    facts = gather(sample, one.id, audience=audience, made_on=TODAY)
    everything = set[str]()
    for assessment in mine:
        everything |= typed(sample.dossier(assessment.id))
    printed = squeezed(Copy(facts, options).whole)
    listed = squeezed("\n".join(told.text for told in texts_in(as_shown(facts, options))))
    found = [text for text in everything if squeezed(text) in printed]
    assert len(found) > 20 or options.left_out
    assert [text for text in found if squeezed(text) not in listed] == []
