"""The question behind the public account: what the company says beside its public copy, written to be published."""

from functools import partial
from typing import Final, get_args

from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from btech_desktop.assessment import TEXT_LIMIT, Dossier, DraftSeen, PublicAccount
from btech_desktop.gui.session import Session
from btech_desktop.gui.widgets.dialog import Dialog, asked, confirm
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.language import mark, tr
from btech_desktop.passages import unmarked
from btech_desktop.terms import shown
from btech_desktop.wording import sentence, within

# Field, caption, hint, lines. Whether they saw the draft comes after who was consulted.
_TEXTS: Final = (
    (
        "critics",
        mark("What critics alleged, and who"),
        mark("Critics, affected people, the press. Say it as they said it; leave out names of private people."),
        5,
    ),
    ("answer", mark("Our answer"), mark("What was done about it, or why you see it otherwise."), 5),
    (
        "consulted",
        mark("Who outside was consulted"),
        mark("On this assessment, by name only where they agreed to be named. Say so if nobody was."),
        4,
    ),
    (
        "remedy",
        mark("What came of complaints and remedy"),
        mark("How many complaints came in, what became of them, and what people were given."),
        5,
    ),
    (
        "withheld_why",
        mark("Why texts are withheld"),
        mark("The copy counts the texts that it leaves out. Say why, such as to protect those who spoke up."),
        4,
    ),
    (
        "complain",
        mark("How to complain"),
        mark("Where somebody affected can turn to, also outside the company. It is carried over into the next period."),
        4,
    ),
)
_DRAFT_AFTER: Final = "consulted"


class PublicAccountDialog(Dialog):
    """Six texts and one choice. Nothing is needed: the copy says what was left empty."""

    def __init__(self, parent: QWidget | None, dossier: Dossier) -> None:
        told = [
            tr(
                "This stands in the public copy of {period}, word for word: whoever has the copy reads all of it.",
                period=dossier.assessment.period,
            )
        ]
        if dossier.assessment.final:
            told.append(tr("It is no part of what was signed, so it can be changed after the assessment is locked."))
        super().__init__(parent, tr("Public account"), verb=tr("Save the account"), text=" ".join(told), width=640)
        self._before = dossier.account or PublicAccount(assessment_id=dossier.assessment.id)
        self.edits: dict[str, QPlainTextEdit] = {}
        self.counts: dict[str, Label] = {}
        for field, caption, hint, lines in _TEXTS:
            self._add_text(field, tr(caption), tr(hint), lines)
            if field == _DRAFT_AFTER:
                self.draft_box = self._add_draft()
        self._as_opened = self._written()

    def _add_text(self, field: str, caption: str, hint: str, lines: int) -> None:
        edit = self.text_field(getattr(self._before, field), lines=lines)
        self.counts[field] = Label(self.theme, "", "caption", "muted", wrap=False)
        self.add_field(caption, edit, hint=hint, beside=self.counts[field])
        self.edits[field] = edit
        edit.textChanged.connect(partial(self._count, field))
        self._count(field)

    def _add_draft(self) -> QComboBox:
        box = QComboBox()
        box.addItem(tr("Not said"), None)
        for value in get_args(DraftSeen):
            box.addItem(sentence(shown(value)), value)
        box.setCurrentIndex(max(box.findData(self._before.draft_seen), 0))
        self.add_field(tr("Did they see the draft?"), box, hint=tr("Of the public copy, before it was published."))
        return box

    def _count(self, field: str) -> None:
        n = len(self.text_of(field))
        label = self.counts[field]
        label.setText(tr("{number} of {most}", number=f"{n:,}", most=f"{TEXT_LIMIT:,}") if n else "")
        label.set_token("error" if n > TEXT_LIMIT else "muted")

    def text_of(self, field: str) -> str:
        """What is written in a field, without blanks around it."""
        return unmarked(self.edits[field].toPlainText()).strip()

    def problem(self) -> tuple[str, QWidget | None]:
        """Texts have an end."""
        for field, caption, _, _ in _TEXTS:
            n = len(self.text_of(field))
            if n > TEXT_LIMIT:
                said = tr(
                    "{field}: use at most {most} characters; these are {number}.",
                    field=tr(caption),
                    most=f"{TEXT_LIMIT:,}",
                    number=f"{n:,}",
                )
                return said, self.edits[field]
        return "", None

    def account(self) -> PublicAccount:
        """The account as it should be."""
        return PublicAccount(
            assessment_id=self._before.assessment_id, draft_seen=self.draft_box.currentData(), **self._texts()
        )

    def _written(self) -> tuple[dict[str, str], object]:
        return self._texts(), self.draft_box.currentData()

    def _texts(self) -> dict[str, str]:
        return {field: self.text_of(field) for field in self.edits}

    def reject(self) -> None:
        """Leave, after asking where words would be lost."""
        if self._written() == self._as_opened or confirm(
            self,
            tr("Leave without saving?"),
            tr("What you wrote here since you opened it is not saved."),
            tr("Leave without saving"),
        ):
            super().reject()


def still_empty(dossier: Dossier) -> list[str]:
    """The captions of what the public account does not say yet, as within a sentence."""
    account = dossier.account or PublicAccount(assessment_id=dossier.assessment.id)
    empty = []
    for field, caption, _, _ in _TEXTS:
        if not getattr(account, field).strip():
            empty.append(within(tr(caption)))
        if field == _DRAFT_AFTER and account.draft_seen is None:
            empty.append(tr("whether they saw the draft"))
    return empty


def open_public_account(parent: QWidget, session: Session) -> bool:
    """Ask for the public account of the assessment in view, and save it; whether it was saved."""
    dialog = PublicAccountDialog(parent, session.dossier)
    return asked(dialog) and session.save_account(dialog.account())
