"""How a part of a long report begins."""

from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer

from btech_desktop.assessment import Sensitivity
from btech_desktop.language import tr
from btech_desktop.report.document import Span, heading, para, paragraphs
from btech_desktop.report.fonts import MEDIUM
from btech_desktop.report.links import CONTENTS


def part(title: str, over: str, lead: str = "", *, new_page: bool = True, anchor: str = "") -> list[Flowable]:
    """A small line with the way back to the contents, the title, a sentence."""
    found: list[Flowable] = [PageBreak()] if new_page else [CondPageBreak(200), Spacer(1, 26)]
    back = Span(tr("Contents"), MEDIUM, link=CONTENTS)
    found += [para(over, " · ", back, style="over"), heading(title, "title", 0, anchor)]
    if lead:
        found.append(para(lead, style="lead", keep=True))
    return found


def marked(text: str, sensitivity: Sensitivity) -> str:
    """The text, said to be privileged where it is."""
    return tr("{what} (privileged)", what=text) if sensitivity == "privileged" else text


def labelled(name: str, text: str) -> list[Flowable]:
    """A long text with its name before it."""
    head, *tail = paragraphs(text) or [""]
    return [para(Span(f"{name}: ", MEDIUM), head, style="note"), *(para(block, style="note") for block in tail)]
