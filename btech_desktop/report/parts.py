"""How a part of a long report begins."""

from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer

from btech_desktop.report.document import Span, heading, long_text, para
from btech_desktop.report.fonts import MEDIUM


def part(title: str, over: str, lead: str = "", *, new_page: bool = True) -> list[Flowable]:
    """A small line, the title, a sentence."""
    found: list[Flowable] = [PageBreak()] if new_page else [CondPageBreak(200), Spacer(1, 18)]
    found += [para(over, style="over"), heading(title, "title", 0)]
    if lead:
        found.append(para(lead, style="lead"))
    return found


def labelled(name: str, text: str) -> list[Flowable]:
    """A long text with its name before it."""
    head, _, tail = text.strip().partition("\n\n")
    return [para(Span(f"{name}: ", MEDIUM), head, style="note"), *long_text(tail, "note")]
