"""The questions behind a piece of evidence, and the choice of one that the workspace holds already."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QWidget

from btech_desktop.assessment import SUPPORTS, TEXT_LIMIT, Evidence, EvidenceKind, Verified, new_id
from btech_desktop.errors import BadInput, UserError
from btech_desktop.evidence_files import KeptFile, short_name
from btech_desktop.form import Shows
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.date_field import DateField
from btech_desktop.gui.widgets.dialog import Dialog
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.sensitivity_box import PRIVILEGED_HINT, SensitivityBox
from btech_desktop.gui.widgets.waiting import waiting
from btech_desktop.language import Words, mark, tr
from btech_desktop.terms import shown
from btech_desktop.wording import month, sentence

K = TypeVar("K", bound=str)
B = TypeVar("B", bound=QComboBox)

LONGEST_TITLE: Final = 200
FILE_HINT: Final = mark(
    "Kept inside the workspace, up to 50 MB each. A file taken out leaves the workspace when it is closed; until then "
    "undo brings it back."
)
_CHOOSE: Final = mark("Choose file…")
_SIZES: Final = QLocale.DataSizeFormat.DataSizeTraditionalFormat
SHOWS: Final[Mapping[Shows, str]] = Words(
    {
        "intent": mark("an intent, such as a plan"),
        "rule": mark("a rule in force, dated, approved"),
        "use": mark("counted use of the rule"),
        "effect": mark("an effect, checked by others"),
    }
)
SHOWN: Final[Mapping[Shows, str]] = Words(
    {
        "intent": mark("shows intent"),
        "rule": mark("shows a rule in force"),
        "use": mark("shows counted use"),
        "effect": mark("shows the effect"),
    }
)
VERIFIED: Final[Mapping[Verified, str]] = Words(
    {
        "nobody": mark("Nobody yet"),
        "inside": mark("A second reader inside"),
        "outside": mark("Someone independent, outside"),
    }
)
VERIFIED_BY: Final[Mapping[Verified, str]] = Words(
    {
        "nobody": mark("not verified"),
        "inside": mark("read by a second person inside"),
        "outside": mark("verified from outside"),
    }
)
KINDS: Final[Mapping[EvidenceKind, str]] = Words(
    {
        "document": mark("Document: a policy, procedure, minutes"),
        "record": mark("Record: a log, count, case file"),
        "link": mark("Link: a page or a place in a system"),
        "reference": mark("Reference: something held by others"),
    }
)


def _no_file(_: Path) -> KeptFile:
    raise BadInput(tr("No workspace is open that could keep the file."))


class EvidenceDialog(Dialog):
    """Add or change a piece of evidence, and keep its file in the workspace; the original stays where it is."""

    def __init__(
        self,
        parent: QWidget | None,
        evidence: Evidence | None = None,
        *,
        attached: int = 1,
        add_file: Callable[[Path], KeptFile] = _no_file,
        file: Path | None = None,
    ) -> None:
        """``attached`` is to how many answers the evidence belongs; above one, a change shows in all of them.

        ``add_file`` takes a file into the workspace once the dialog is accepted, and raises UserError if it may
        not be taken. ``file`` is one chosen before, by dropping it.
        """
        text = tr(
            "What you describe here is kept in the workspace, with a copy of the file if you choose one. "
            "The file itself stays where it is."
        )
        if attached > 1:
            shared = tr("This evidence stands with %n answer(s): a change shows in all of them.", "", attached)
            text = f"{text} {shared}"
        super().__init__(
            parent,
            tr("Change evidence") if evidence else tr("Add evidence"),
            verb=tr("Save") if evidence else tr("Add evidence"),
            text=text,
        )
        self._before = evidence
        self._add_file = add_file
        self.title_edit = QLineEdit(evidence.title if evidence else "")
        self.title_edit.setMaxLength(LONGEST_TITLE)
        self.add_field(tr("Title"), self.title_edit)
        self.file_field = FileField(self.theme, kept_file(evidence) if evidence else None)
        self.file_field.choose_button.clicked.connect(self._choose_file)
        self.add_field(tr("File"), self.file_field, hint=tr(FILE_HINT), named=False)
        self.kind_box = _choice(KINDS, evidence.kind if evidence else "document")
        self.add_field(tr("Kind"), self.kind_box)
        self.shows_box = _choice(
            {key: tr("Level {level}: {evidence}", level=SUPPORTS[key], evidence=words) for key, words in SHOWS.items()},
            evidence.shows if evidence else "rule",
        )
        self.add_field(tr("What it shows"), self.shows_box, hint=tr("The level that this evidence supports."))
        self.verified_box = _choice(VERIFIED, evidence.verified if evidence else "nobody")
        self.add_field(
            tr("Who verified it"), self.verified_box, hint=tr("Said beside the level, never counted in a score.")
        )
        self.date_field = DateField(tr("Date of the evidence"))
        self.date_field.set_value(evidence.dated if evidence else None)
        self.add_field(tr("Date"), self.date_field, named=False)
        self.locator_edit = self.text_field(evidence.locator if evidence else "", lines=2)
        self.add_field(
            tr("Where it is"), self.locator_edit, hint=tr("A file name, an address, a shelf mark. Never in copies.")
        )
        self.held_box = QCheckBox(tr("Seen, but held elsewhere"))
        self.held_box.setAccessibleName(tr("Seen, but held elsewhere"))
        self.held_box.setChecked(evidence.held_elsewhere if evidence else False)
        self.body.addWidget(self.held_box)
        self.sensitivity_box = SensitivityBox(evidence.sensitivity if evidence else "internal")
        self.add_field(tr("Who may see it"), may_be_narrow(self.sensitivity_box), hint=tr(PRIVILEGED_HINT))
        self.title_edit.setFocus()
        if file is not None:
            self.choose(file)

    @property
    def evidence(self) -> Evidence:
        """The evidence as described, with the id it had; its file is in the workspace once the dialog is accepted."""
        kept = self.file_field.kept
        return Evidence(
            id=self._before.id if self._before else new_id(),
            title=self.title_edit.text().strip(),
            kind=list(KINDS)[self.kind_box.currentIndex()],
            locator=self.locator_edit.toPlainText().strip(),
            held_elsewhere=self.held_box.isChecked(),
            dated=self.date_field.value,
            shows=list(SHOWS)[self.shows_box.currentIndex()],
            verified=list(VERIFIED)[self.verified_box.currentIndex()],
            sensitivity=self.sensitivity_box.value,
            file_name=kept.name if kept else "",
            file_sha256=kept.sha256 if kept else None,
            file_size=kept.size if kept else None,
        )

    def problem(self) -> tuple[str, QWidget | None]:
        if not self.title_edit.text().strip():
            return tr("The evidence needs a title."), self.title_edit
        if len(self.locator_edit.toPlainText()) > TEXT_LIMIT:
            return tr("Use at most {most} characters.", most=f"{TEXT_LIMIT:,}"), self.locator_edit
        return "", None

    def accept(self) -> None:
        """Take the file into the workspace, if one was chosen; go on when it is there."""
        chosen = self.file_field.chosen
        if chosen is not None and not self.problem()[0]:
            try:
                with waiting():
                    kept = self._add_file(chosen)
            except UserError as error:
                self.show_problem(str(error))
                self.file_field.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            self.file_field.show_kept(kept)
        super().accept()

    def choose(self, path: Path) -> None:
        """Have this file kept; its name becomes the title where there is none."""
        self.file_field.show_chosen(path)
        self.show_problem("")
        if not self.title_edit.text().strip():
            self.title_edit.setText(short_name(path.stem.replace("_", " "))[:LONGEST_TITLE])

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Choose a file to keep as evidence"))
        if name:
            self.choose(Path(name))


class FileField(QWidget):
    """The file of a piece of evidence: none, one chosen on the disk, or one kept in the workspace."""

    def __init__(self, theme: Theme, kept: KeptFile | None) -> None:
        super().__init__()
        self.kept: KeptFile | None = None
        self.chosen: Path | None = None
        self.name_label = Label(theme, "", "body", "text2")
        self.choose_button = Button(theme, tr(_CHOOSE), icon="file-text", compact=True)
        self.choose_button.setAccessibleName(tr("Choose a file to keep as evidence"))
        self.out_button = Button(theme, tr("Take out"), kind="link", compact=True)
        self.out_button.setAccessibleName(tr("Take the file out of the workspace"))
        self.out_button.clicked.connect(self._take_out)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        row.addWidget(self.choose_button)
        row.addWidget(self.name_label, 1)
        row.addWidget(self.out_button)
        self.setFocusProxy(self.choose_button)
        self.show_kept(kept)

    def show_kept(self, kept: KeptFile | None) -> None:
        """Show what the workspace keeps, or that it keeps nothing."""
        self.kept, self.chosen = kept, None
        self._show(file_line(kept.name, kept.size) if kept else "")

    def show_chosen(self, path: Path) -> None:
        """Show a file that is to be kept."""
        self.kept, self.chosen = None, path
        try:
            self._show(file_line(path.name, path.stat().st_size))
        except OSError:  # why it cannot be read is said when it is to be kept
            self._show(path.name)

    def _show(self, text: str) -> None:
        self.name_label.setText(text or tr("No file chosen"))
        self.name_label.set_token("text" if text else "muted")
        self.choose_button.setText(tr("Another…") if text else tr(_CHOOSE))
        self.out_button.setVisible(bool(text))

    def _take_out(self) -> None:
        self.show_kept(None)
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)


class AttachDialog(Dialog):
    """Choose evidence that supports another answer already."""

    def __init__(self, parent: QWidget | None, choices: Sequence[Evidence]) -> None:
        super().__init__(
            parent,
            tr("Attach existing evidence"),
            verb=tr("Attach"),
            text=tr("One piece of evidence may support several answers. It is kept once."),
        )
        self._choices = tuple(choices)
        self.evidence_box = QComboBox()
        for evidence in self._choices:
            self.evidence_box.addItem(_line(evidence))
        self.add_field(tr("Evidence"), may_be_narrow(self.evidence_box))
        self.evidence_box.setFocus()

    @property
    def evidence(self) -> Evidence:
        """The one chosen."""
        return self._choices[self.evidence_box.currentIndex()]


def _line(evidence: Evidence) -> str:
    dated = f", {month(evidence.dated)}" if evidence.dated else ""
    return f"{evidence.title} ({shown(evidence.kind)}{dated}; {SHOWN[evidence.shows]})"


def kept_file(evidence: Evidence) -> KeptFile | None:
    """The file that a piece of evidence names, if one."""
    if evidence.file_sha256 is None or evidence.file_size is None:
        return None
    return KeptFile(evidence.file_name, evidence.file_sha256, evidence.file_size)


def file_line(name: str, size: int) -> str:
    """A file's name and size (bytes) in words."""
    return f"{name} \N{MIDDLE DOT} {QLocale.c().formattedDataSize(size, 1, _SIZES)}"


def description(evidence: Evidence) -> str:
    """A piece of evidence in a line below its title."""
    parts = [sentence(shown(evidence.kind)), SHOWN[evidence.shows]]
    if evidence.dated:
        parts.append(month(evidence.dated))
    parts.append(VERIFIED_BY[evidence.verified])
    if evidence.held_elsewhere:
        parts.append(tr("held elsewhere"))
    return " \N{MIDDLE DOT} ".join(parts)


def may_be_narrow(box: B) -> B:
    """The box, no longer as wide as its longest choice: in large text that would not fit the screen."""
    box.setMinimumContentsLength(16)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def _choice(options: Mapping[K, str], value: K) -> QComboBox:
    box = QComboBox()
    for key, words in options.items():
        box.addItem(words, key)
    box.setCurrentIndex(list(options).index(value))
    return may_be_narrow(box)
