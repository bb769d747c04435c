"""Writes what the marks mean into the file, so that a reader who listens hears the report in order.

Source of the rules: ISO 32000-1, 14.7 and 14.8; ISO 14289-1 (PDF/UA-1); ISO 19005-2 level A (PDF/A-2a).
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from btech_desktop.language import tr
from btech_desktop.report.shaping import reading
from btech_desktop.report.tagging import Drawn, Element, Mark, Place, Touch

PRINTED = 4
"""The flag of an annotation that is printed (ISO 32000-1, 12.5.3)."""
_MAPPED = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4,6})>")
_MOST_MAPPED = 100
"""Entries that one block of a character map may have."""


def write(pdf: pikepdf.Pdf, drawn: Drawn) -> None:
    """Put the tree of elements into the file, with its links."""
    pages = [page.obj for page in pdf.pages]
    tree = _Tree(pdf, pages, drawn.anchors)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = Array([tree.written(drawn.document, root)])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=tree.numbered()))
    root.ParentTreeNextKey = len(pages) + len(tree.links)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    for page in pages:
        page.Tabs = Name.S


class _Tree:
    """The elements as objects of the file, and which mark and which link belongs to which."""

    def __init__(self, pdf: pikepdf.Pdf, pages: list[Any], anchors: Mapping[str, Place]) -> None:
        self._pdf = pdf
        self._pages = pages
        self._anchors = anchors
        self._owners: list[dict[int, Any]] = [{} for _ in pages]
        self.links: list[Any] = []

    def written(self, element: Element, parent: Any) -> Any:
        """The element with all below it."""
        made = self._pdf.make_indirect(
            Dictionary({"/Type": Name.StructElem, "/S": Name("/" + element.kind), "/P": parent})
        )
        if element.alt:
            made.Alt = String(element.alt)
        if element.spoken:
            made.ActualText = String(element.spoken)
        if element.attributes:
            made.A = Dictionary({f"/{key}": _value(value) for key, value in element.attributes.items()})
        kids = []
        page = next((kid.page for kid in element.kids if isinstance(kid, Mark)), None)
        if page is not None:
            made.Pg = self._pages[page]
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(self.written(kid, made))
            elif isinstance(kid, Mark):
                self._owners[kid.page][kid.mcid] = made
                kids.append(
                    kid.mcid
                    if kid.page == page
                    else Dictionary({"/Type": Name.MCR, "/Pg": self._pages[kid.page], "/MCID": kid.mcid})
                )
            else:
                kids.append(self._link(element, kid, made))
        if kids:
            made.K = kids[0] if len(kids) == 1 else Array(kids)
        return made

    def _link(self, element: Element, touch: Touch, owner: Any) -> Any:
        """The place on the page where the link is pressed, as the element holds it."""
        page, goal = self._pages[touch.page], self._anchors[element.target]
        annotation = self._pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=_rounded(touch.box),
                Border=Array([0, 0, 0]),
                F=PRINTED,
                Contents=String(tr("Go to page {page}", page=goal.page + 1)),
                Dest=Array([self._pages[goal.page], Name.XYZ, None, round(goal.top, 2), None]),
                StructParent=len(self._pages) + len(self.links),
            )
        )
        self.links.append(owner)
        if Name.Annots not in page:
            page.Annots = Array()
        page.Annots.append(annotation)
        return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page)

    def numbered(self) -> Array:
        """Owners of the marks of each page by their number, then the owners of the links."""
        found = Array()
        for number, (page, owners) in enumerate(zip(self._pages, self._owners, strict=True)):
            page.StructParents = number
            found.append(number)
            found.append(Array([owners[mcid] for mcid in range(len(owners))]))
        for number, owner in enumerate(self.links, start=len(self._pages)):
            found.append(number)
            found.append(owner)
        return found


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return Name(value)
    return value if isinstance(value, int) else _rounded(value)


def _rounded(numbers: Iterable[float]) -> Array:
    return Array([round(number, 2) for number in numbers])


def repair_text_maps(pdf: pikepdf.Pdf) -> None:
    """Character maps as ISO 32000-1, 9.10.3 wants them.

    ReportLab maps unused codes to U+0000, writes characters above U+FFFF as one number and one block however long.
    """
    for font in pdf.objects:
        if not isinstance(font, Dictionary) or Name.ToUnicode not in font:
            continue
        text = font.ToUnicode.read_bytes()
        pairs = [(code, int(value, 16)) for code, value in _MAPPED.findall(text)]
        lines = [b"<%s> <%s>" % (code, reading(v).encode("utf-16-be").hex().upper().encode()) for code, v in pairs if v]
        blocks = [lines[n : n + _MOST_MAPPED] for n in range(0, len(lines), _MOST_MAPPED)]
        body = b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks)
        head, space, rest = text.partition(b"endcodespacerange\n")
        font.ToUnicode.write(head + space + body + b"\n" + rest[rest.index(b"endcmap") :])
