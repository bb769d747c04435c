"""Copies made for tests, read back as a reader gets them."""

import io
import re
from dataclasses import replace

from pypdf import PdfReader

from btech_desktop.assessment import Unit, new_id
from btech_desktop.facts import Facts
from btech_desktop.report import render
from btech_desktop.report_options import USUAL, ReportOptions
from btech_desktop.teams import Team, rollup


class Copy:
    """The pages of a PDF as text, each line's white space made one."""

    def __init__(self, facts: Facts, options: ReportOptions = USUAL) -> None:
        self.pdf = render(facts, options)
        self.pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(self.pdf)).pages]
        self.whole = " ".join(self.pages)

    def says(self, text: str) -> bool:
        """Whether the text stands in it, wherever its lines break."""
        return squeezed(text) in squeezed(self.whole)

    def parts(self) -> list[str]:
        """The headings of the outline's first level."""
        outline = PdfReader(io.BytesIO(self.pdf)).outline
        return [str(entry.title) for entry in outline if not isinstance(entry, list)]


def squeezed(text: str) -> str:
    """Text without white space: a line may break anywhere."""
    return re.sub(r"\s", "", text)


def with_units(facts: Facts, names: list[str], *, missing: tuple[str, ...] = ()) -> Facts:
    """The facts with units below, each answering as this one does, and some without an assessment."""
    above = facts.dossier
    marks = above.marks()
    teams = tuple(
        Team(Unit(id=new_id(), parent_id=above.unit.id, name=name), above.assessment, above.form, marks, facts.results)
        for name in names
    )
    units = (*(team.unit for team in teams), *(Unit(id=new_id(), parent_id=above.unit.id, name=n) for n in missing))
    return replace(facts, teams=teams, parts=units, rollup=rollup(teams))
