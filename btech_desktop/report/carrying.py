"""The data inside a report: the assessment as JSON, as far as the copy shows it, and how a PDF holds such a file."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final, TypeVar

import pikepdf

from btech_desktop.assessment import Action, Answer, Dossier, Record
from btech_desktop.exchange.export import to_json
from btech_desktop.facts import Facts
from btech_desktop.findings import Checked
from btech_desktop.language import mark, tr
from btech_desktop.promises import continued
from btech_desktop.report import chosen
from btech_desktop.report_options import ReportOptions

NAME: Final = "assessment.json"
MIME: Final = "application/json"
# In the file's own description and in the properties of the PDF; reading looks for the digits behind the colon.
SHA256: Final = "SHA-256: "
DESCRIPTION: Final = mark("The assessment as data, as far as this copy shows it.")

R = TypeVar("R", bound=Record)

# Of an answer: what is text, or says who, when and how sure. The rest is a level or a closed choice.
_TEXTS: Final = ("note", "scope_note", "consulted", "owner", "answer_by", "confidence")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a PDF. ``made_on`` is the only date it carries, so that the same data give the same bytes."""

    name: str
    data: bytes
    description: str
    made_on: date

    @property
    def sha256(self) -> str:
        """Of the data, as 64 small hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def said(self) -> str:
        """What it is, with its SHA-256: shown by viewers beside the file and among the properties of the PDF."""
        return f"{self.description} {SHA256}{self.sha256}"


def attachment(facts: Facts, options: ReportOptions) -> Attachment | None:
    """The data that this copy carries; None where none were chosen."""
    if not options.carry_data:
        return None
    return Attachment(NAME, to_json(as_shown(facts, options)), tr(DESCRIPTION), facts.made_on)


def as_shown(facts: Facts, options: ReportOptions) -> Facts:
    """The facts without what their audience may see but this copy does not print.

    Levels, targets and closed choices stay for every audience, since scores follow from them. The board's pages hold
    findings and no notes, who was heard of those affected, a few reasons for not applicable, and what became of actions
    promised before. Sections left out of a copy for the working group leave with their texts, and what the company says
    in public stands in the public copy alone.
    """
    dossier = facts.dossier
    shown: dict[str, Any]
    if facts.audience == "board":
        shown = {
            "answers": _without(
                dossier,
                (*_TEXTS, "na_reason"),
                but={"consulted": chosen.heard(facts), "na_reason": chosen.explained(facts)},
            ),
            "actions": dossier.actions if options.actions else _promised_before(facts),
            "decisions": chosen.asked_decisions(facts),
            "incidents": chosen.severe_incidents(facts),
        }
        return replace(facts, dossier=dossier.model_copy(update=shown))
    if facts.audience != "working-group":
        return replace(facts, dossier=dossier.model_copy(update={"answers": _without(dossier, ())}))
    out = options.left_out
    texts = (*_TEXTS, "finding") if "domains" in out else ()
    if {"domains", "not applicable"} <= out:
        texts = (*texts, "na_reason")
    shown = {"answers": _without(dossier, texts), "account": None}
    if "domains" in out:
        shown["evidence"] = tuple(_with(e, {"title": e.kind.capitalize(), "dated": None}) for e in dossier.evidence)
    if "risks" in out:
        shown |= {"salient": (), "incidents": (), "decisions": ()}
    if "actions" in out:
        shown["actions"] = ()
    return replace(
        facts,
        dossier=dossier.model_copy(update=shown),
        before=None if "progress" in out else facts.before,
        themes=() if "benchmark" in out else facts.themes,
        checked=Checked() if "checks" in out else facts.checked,
    )


def embed(pdf: pikepdf.Pdf, attached: Attachment) -> None:
    """Put the file into the PDF: associated with the whole document (PDF 2.0 and PDF/A-3, 14.13: /AF), as its data."""
    stamp = f"D:{attached.made_on:%Y%m%d}000000Z"
    spec = pikepdf.AttachedFileSpec(
        pdf,
        attached.data,
        filename=attached.name,
        description=attached.said,
        mime_type=MIME,
        creation_date=stamp,
        mod_date=stamp,
    )
    spec.relationship = pikepdf.Name.Data
    pdf.attachments[attached.name] = spec
    pdf.Root.AF = pdf.make_indirect(pikepdf.Array([spec.obj]))


def _promised_before(facts: Facts) -> tuple[Action, ...]:
    """The actions that the period before promised already, as they are now."""
    if facts.before is None:
        return ()
    now = {action.id for action in continued(facts.before, facts.dossier, facts.lineage).values()}
    return tuple(action for action in facts.dossier.actions if action.id in now)


def _without(
    dossier: Dossier, texts: tuple[str, ...], but: Mapping[str, Collection[str]] = MappingProxyType({})
) -> dict[str, Answer]:
    """The answers without some of their fields, and without flags, which are for whoever answers.

    ``but`` names a field and the practices that keep it.
    """
    emptied = {name: Answer.model_fields[name].default for name in (*texts, "flagged")}
    return {
        i: _with(answer, {name: value for name, value in emptied.items() if i not in but.get(name, ())})
        for i, answer in dossier.answers.items()
    }


def _with(record: R, changes: dict[str, Any]) -> R:
    return type(record).model_validate({**record.model_dump(), **changes})
