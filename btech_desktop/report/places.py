"""Where each section of a long report begins: named in the file itself, for links from elsewhere and for the window."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from reportlab.platypus import Flowable

from btech_desktop.report.document import Heading
from btech_desktop.report.tagging import Place
from btech_desktop.report_options import SECTIONS, Section

_PREFIX: Final = "section:"


def name_sections(sections: Iterable[tuple[str, Sequence[Flowable]]]) -> None:
    """Let a link lead to the first heading of each section."""
    named: set[str] = set()
    for name, blocks in sections:
        first = next((block for block in blocks if isinstance(block, Heading)), None)
        if first is not None and name not in named:
            named.add(name)
            first.section = f"{_PREFIX}{name}"


def write(pdf: pikepdf.Pdf, anchors: Mapping[str, Place]) -> None:
    """Put the beginnings of the sections among the file's named destinations (ISO 32000-1, 12.3.2.3)."""
    names = Array()
    for name in sorted(name for name in anchors if name.startswith(_PREFIX)):
        place = anchors[name]
        goal = Array([pdf.pages[place.page].obj, Name.XYZ, None, round(place.top, 2), None])
        names.extend([String(name), pdf.make_indirect(goal)])
    if len(names):
        pdf.Root.Names = pdf.make_indirect(Dictionary(Dests=Dictionary(Names=names)))


def section_pages(pdf: bytes) -> dict[Section, int]:
    """The page on which each section begins, from 1; nothing for a section that the copy has not. ``pdf`` is ours."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        names = opened.Root.get("/Names", Dictionary()).get("/Dests", Dictionary()).get("/Names", Array())
        pages = {page.obj.objgen: number for number, page in enumerate(opened.pages, start=1)}
        begins = {str(names[n]): pages[names[n + 1][0].objgen] for n in range(0, len(names), 2)}
    return {name: begins[f"{_PREFIX}{name}"] for name in SECTIONS if f"{_PREFIX}{name}" in begins}
