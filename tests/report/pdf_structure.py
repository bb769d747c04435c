"""What a PDF tells a reader who listens, read back without the code that wrote it."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

Piece = tuple[int, int]
"""Page from 0 and MCID."""


@dataclass
class Node:
    """An element with its pieces, its kids and what stands in it, in reading order."""

    kind: str
    object: Any
    kids: list["Node"] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    order: list["Node | Piece"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def all(self, *kinds: str) -> list["Node"]:
        return [node for node in self.walk() if node.kind in kinds]

    def read(self) -> Iterator[Piece]:
        """The pieces of the element and of all below it, in reading order."""
        for one in self.order:
            if isinstance(one, Node):
                yield from one.read()
            else:
                yield one


class Structure:
    """A tagged PDF: its tree, the text of each piece, and what is an artifact."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(pdf))
        self._numbers = {page.obj.objgen: n for n, page in enumerate(self.pdf.pages)}
        kids = self.pdf.Root.StructTreeRoot.K
        self.root = self._node(kids[0] if isinstance(kids, pikepdf.Array) else kids)
        self.texts: dict[Piece, str] = {}
        """What is heard, in words."""
        self.shown: dict[Piece, str] = {}
        """What is drawn, letter by letter."""
        self.artifacts: list[str] = []
        self.bare: list[str] = []
        for number, page in enumerate(self.pdf.pages):
            self.artifacts.append("")
            self._read(number, page)

    def text(self, node: Node) -> str:
        return " ".join(self._heard(node).split())

    def _heard(self, node: Node | Piece) -> str:
        if not isinstance(node, Node):
            return self.texts[node]
        if "/ActualText" in node.object:
            return str(node.object.ActualText)
        return "".join(map(self._heard, node.order))

    def _node(self, element: Any) -> Node:
        node = Node(str(element.S)[1:], element)
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                self._piece(node, element.Pg, kid)
            elif "/MCID" in kid:
                self._piece(node, kid.Pg, int(kid.MCID))
            elif "/S" in kid:
                node.kids.append(self._node(kid))
                node.order.append(node.kids[-1])
        return node

    def _piece(self, node: Node, page: Any, mcid: int) -> None:
        piece = self._numbers[page.objgen], mcid
        node.pieces.append(piece)
        node.order.append(piece)

    def _read(self, number: int, page: pikepdf.Page) -> None:
        maps = {str(name): character_map(font) for name, font in page.obj.Resources.Font.items()}
        open_: list[Any] = []
        current: dict[int, str] = {}
        for instruction in pikepdf.parse_content_stream(page):
            operands: Any = instruction.operands
            operator = str(instruction.operator)
            match operator:
                case "BDC" | "BMC":
                    properties = operands[1] if len(operands) > 1 else {}
                    if open_:
                        assert "/ActualText" in properties, "pieces lie within each other"
                        self._say(open_[0], str(properties["/ActualText"]))
                        open_.append("said")
                        continue
                    open_.append("artifact")
                    if "/MCID" in properties:
                        open_ = [(number, int(properties["/MCID"]))]
                        assert open_[0] not in self.texts
                        self.texts[open_[0]] = self.shown[open_[0]] = ""
                case "EMC":
                    open_.pop()
                case "Tf":
                    current = maps[str(operands[0])]
                case "Tj" | "TJ":
                    parts = operands[0] if operator == "TJ" else operands
                    strings = [bytes(part) for part in parts if isinstance(part, pikepdf.String)]
                    text = "".join(current[code] for string in strings for code in string)
                    if not open_:
                        self.bare.append(text)
                    elif open_[0] == "artifact":
                        self.artifacts[number] += text
                    else:
                        self.shown[open_[0]] += text
                        if len(open_) == 1:
                            self._say(open_[0], text)
                case "f" | "f*" | "S" | "s" | "B" | "b" | "B*" | "b*" if not open_:
                    self.bare.append(operator)
        assert not open_

    def _say(self, piece: Any, text: str) -> None:
        if piece in self.texts:
            self.texts[piece] += text


def character_map(font: Any) -> dict[int, str]:
    found = re.findall(rb"<([0-9A-F]{2})> <([0-9A-F]{4,})>", font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(value.decode()).decode("utf-16-be") for code, value in found}
