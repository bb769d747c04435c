"""What the marks on the pages mean: a tree of elements, recorded while the pages are drawn.

ReportLab writes no structure. Each piece that is drawn stands between ``BDC`` and ``EMC`` with a number (MCID, one
count a page), or is an artifact: decoration, or what every page repeats. :mod:`btech_desktop.report.structure` writes
the tree into the file. Source of the rules: ISO 32000-1, 14.6 to 14.8, and ISO 14289-1 (PDF/UA-1).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from reportlab.pdfgen.canvas import Canvas

Corners = tuple[float, float, float, float]
"""Left, bottom, right, top in pt from the lower left of the paper."""


class Mark(NamedTuple):
    """A marked piece of a page: the page from 0, and the number of the piece on it."""

    page: int
    mcid: int


class Touch(NamedTuple):
    """Where a link can be pressed: the page from 0, and the box on it."""

    page: int
    box: Corners


class Place(NamedTuple):
    """Where a link leads: the page from 0, and the height in pt above the foot of the paper."""

    page: int
    top: float


class Element:
    """A node of the structure: its kind (P, TD, Figure ...), what it holds, and what is said in place of a picture.

    ``attributes`` are those of a table's cell (Scope, ColSpan) or the box of a figure; ``target`` names the anchor to
    which a link leads; ``spoken`` is text that is drawn in another order than it is read. An element made with a parent
    joins it when something of it is drawn.
    """

    __slots__ = ("alt", "attributes", "kids", "kind", "parent", "placed", "spoken", "target")

    def __init__(
        self,
        kind: str,
        parent: "Element | None" = None,
        *,
        alt: str = "",
        attributes: Mapping[str, Any] | None = None,
        target: str = "",
        spoken: str = "",
    ) -> None:
        self.kind = kind
        self.parent = parent
        self.alt = alt
        self.attributes = attributes
        self.target = target
        self.spoken = spoken
        self.placed = False
        self.kids: list[Element | Mark | Touch] = []

    def take(self, kid: "Element") -> "Element":
        """Give the kid its place now: it is drawn later, and perhaps in another order than it is read."""
        kid.parent, kid.placed = self, True
        self.kids.append(kid)
        return kid

    def walk(self) -> Iterator["Element"]:
        """The element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pages as ReportLab wrote them, what their marks mean, and where links may lead."""

    pdf: bytes
    document: Element
    anchors: Mapping[str, Place]


class TaggedCanvas(Canvas):  # type: ignore[misc]  # reportlab ships no types
    """A canvas that knows what is drawn on it."""

    _code: list[str]  # the operators of the page so far

    def __init__(self, *args: Any, **more: Any) -> None:
        self.document = Element("Document")
        self.document.placed = True
        self.anchors: dict[str, Place] = {}
        self.targets: frozenset[str] = frozenset()
        """The anchors that the story has, drawn already or still to come."""
        self._inside = self.document
        self._is_artifact = False
        self._pieces = 0
        self._links: list[Element] = []
        self._late: list[tuple[int, str, Callable[[], None]]] = []
        super().__init__(*args, **more)

    @property
    def is_artifact(self) -> bool:
        """Whether what is drawn now says nothing to a reader who listens."""
        return self._is_artifact

    @contextmanager
    def artifact(self, pagination: str = "") -> Iterator[None]:
        """Decoration; ``pagination`` (Header, Footer) names what every page repeats."""
        if self._is_artifact:
            yield
            return
        kind = f"<</Type /Pagination /Subtype /{pagination}>> BDC" if pagination else "BMC"
        self._code.append(f"/Artifact {kind}")
        self._is_artifact = True
        yield
        self._is_artifact = False
        self._code.append("EMC")

    @contextmanager
    def content(self, element: Element) -> Iterator[None]:
        """A piece of the element. Pieces never lie within each other."""
        if self._is_artifact:
            yield
            return
        self._code.append(self.begin(element))
        yield
        self._code.append("EMC")

    @contextmanager
    def figure(self, element: Element, corners: Corners) -> Iterator[None]:
        """A piece that is a picture, its corners given from the origin."""
        element.attributes = {"O": "/Layout", "BBox": self._absRect(corners, 1)}
        with self.content(element):
            yield

    @contextmanager
    def within(self, element: Element) -> Iterator[None]:
        """What is drawn now stands in elements of its own within this one."""
        if self._is_artifact:
            yield
            return
        self._place(element)
        outer, self._inside = self._inside, element
        yield
        self._inside = outer

    def begin(self, element: Element) -> str:
        """The operator that begins a piece of the element, for a text object that writes its operators itself."""
        self._place(element)
        mark = Mark(self._pageNumber - 1, self._pieces)
        self._pieces += 1
        element.kids.append(mark)
        return f"/{element.kind} <</MCID {mark.mcid}>> BDC"

    def _place(self, element: Element) -> None:
        """Let the element join its parent, and that one its own."""
        if element is self.document:
            return
        if not element.placed:
            element.parent = element.parent or self._inside
            element.parent.take(element)
        assert element.parent is not None
        self._place(element.parent)

    def anchor(self, name: str, height: float) -> None:
        """Links may lead here: the line as high above the origin."""
        self.anchors[name] = Place(self._pageNumber - 1, self.absolutePosition(0, height)[1])

    def expect(self, link: Element) -> None:
        """The link will be told by :meth:`linkRect` where it can be pressed."""
        self._links.append(link)

    def press(self, link: Element, left: float, bottom: float, right: float, top: float) -> None:
        """The link can be pressed here."""
        if not self._is_artifact:
            link.kids.append(Touch(self._pageNumber - 1, self._absRect((left, bottom, right, top), 1)))

    def linkRect(self, _contents: str, destinationname: str, Rect: Corners, **_: Any) -> None:  # noqa: N802, N803 - ReportLab's names
        """Called by a paragraph after each line for its links, in their order."""
        link = next((link for link in self._links if link.target == destinationname), None)
        if link is not None:
            self._links.remove(link)
            self.press(link, *Rect)

    def late(self, draw: Callable[[], None]) -> None:
        """Draw here what is known only when all pages are laid out, such as their number."""
        token = f"%late{len(self._late)}%"
        self._late.append((self._pageNumber - 1, token, draw))
        self._code.append(token)

    def _startPage(self) -> None:  # noqa: N802 - ReportLab's name
        super()._startPage()
        self._pieces = 0

    def save(self) -> None:
        """Draw what is late, then write the file."""
        if self._code:
            self.showPage()
        pages = self._doc.Pages.pages
        for page, token, draw in self._late:
            self._code = []
            self.saveState()
            draw()
            self.restoreState()
            pages[page].stream = pages[page].stream.replace(token, "\n".join(self._code))
        self._code = []
        super().save()
