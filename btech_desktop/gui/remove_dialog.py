"""*Remove for good*: says exactly what goes and which backups still hold it, then asks what becomes of those."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QPlainTextEdit, QRadioButton, QVBoxLayout, QWidget

from btech_desktop import backup, terms
from btech_desktop.assessment import PublicAccount
from btech_desktop.backup import Backup
from btech_desktop.errors import UserError
from btech_desktop.gui.session import Session
from btech_desktop.gui.widgets.dialog import Confirm, Dialog
from btech_desktop.history_words import TEXT_NAMES, kind_of
from btech_desktop.language import mark, tr
from btech_desktop.removal import Removal, Scope, Target, plan, scopes
from btech_desktop.wording import excerpt, moment

_SHOWN = 2000  # characters of what goes
_LISTED = 8  # backups told by their date
_OUT_OF_REACH = mark(
    "Out of reach: copies and exports made earlier, what was sent to others or printed, other devices, "
    "and what a disk or a backup of this computer keeps of deleted files."
)


def remove_for_good(parent: QWidget, session: Session, target: Target) -> bool:
    """Ask, remove, and ask about the backups; whether something was removed."""
    try:
        plans = _plans(session, target)
    except UserError as error:
        _say(parent, tr("Nothing can be removed here"), str(error))
        return False
    dialog = RemoveDialog(parent, session, target, plans)
    dialog.exec()
    removed = dialog.removed
    dialog.deleteLater()
    if removed is None:
        return False
    _overwrite(parent, session)
    # Looked at again: one may have been made while the question stood open.
    after = AfterDialog(parent, session, *_looked_for(session, removed))
    after.exec()
    after.deleteLater()
    return True


def _plans(session: Session, target: Target) -> dict[Scope, Removal]:
    """What can go, by scope; the widest first. Raises UserError where nothing can."""
    found: dict[Scope, Removal] = {}
    first: UserError | None = None
    for scope in scopes(session.store, target):
        try:
            made = plan(session.store, target, scope)
        except UserError as error:
            first = first or error
            continue
        if all(set(made.texts) != set(other.texts) for other in found.values()):
            found[scope] = made
    if not found and first is not None:
        raise first
    return found


def _looked_for(session: Session, removal: Removal) -> tuple[list[Backup], list[Backup]]:
    with _Waiting():
        return backup.holding(session.store.workspace().uuid, removal.searched, session.store.password)


def _overwrite(parent: QWidget, session: Session) -> None:
    """Write the file anew, again while the disk refuses and the person asks for it."""
    while True:
        try:
            with _Waiting():
                session.overwrite_traces()
            return
        except UserError as error:
            again = Confirm(
                parent,
                tr("Removed, but traces may remain"),
                tr(
                    "The text is removed. Unused parts of the file could not be overwritten: {error} Make room, then "
                    "try again.",
                    error=error,
                ),
                tr("Try again"),
                danger=False,
            )
            more = again.exec() == Dialog.DialogCode.Accepted
            again.deleteLater()
            if not more:
                return


class _Waiting:
    """The cursor of something that takes seconds."""

    def __enter__(self) -> None:
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)

    def __exit__(self, *_: object) -> None:
        QGuiApplication.restoreOverrideCursor()


class RemoveDialog(Dialog):
    """What goes, from where, and what still holds it. Accepting it removes."""

    def __init__(self, parent: QWidget, session: Session, target: Target, plans: dict[Scope, Removal]) -> None:
        super().__init__(
            parent,
            tr("Remove for good"),
            verb=tr("Remove for good"),
            text=tr(
                "{what} is deleted from this workspace. Nothing here can bring it back: not undo, not the "
                "history. The history will say that you removed something, when, and which field.",
                what=_what(target),
            ),
            width=620,
            danger=True,
        )
        self._session = session
        self._target = target
        self._plans = plans
        self.removed: Removal | None = None
        self.choices: dict[Scope, QRadioButton] = {}
        if len(plans) > 1:
            self._add_choices()
        self.goes = QPlainTextEdit()
        self.goes.setReadOnly(True)
        self.goes.setTabChangesFocus(True)
        self.goes.setFixedHeight(self.theme.line() * 5 + self.theme.px(16))
        self.add_field(tr("What goes"), self.goes)
        self.where = self.add_text("")
        self.backups = self.add_text("")
        self.add_text(tr(_OUT_OF_REACH))
        self._show()

    def _add_choices(self) -> None:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        group = QButtonGroup(self)
        for scope, removal in self._plans.items():
            button = QRadioButton(_choice(scope, removal))
            group.addButton(button)
            column.addWidget(button)
            self.choices[scope] = button
        # What takes the least is chosen first.
        list(self.choices.values())[-1].setChecked(True)
        group.buttonToggled.connect(self._toggled)
        self.add_field(tr("Remove"), part)

    @property
    def scope(self) -> Scope:
        """What was chosen."""
        return next((s for s, button in self.choices.items() if button.isChecked()), next(iter(self._plans)))

    def _toggled(self, _: object, on: bool) -> None:
        if on:
            self._show()

    def _show(self) -> None:
        removal = self._plans[self.scope]
        texts = "\n\n".join(removal.texts)
        self.goes.setPlainText(texts if len(texts) <= _SHOWN else f"{texts[:_SHOWN]}\N{HORIZONTAL ELLIPSIS}")
        self.where.setText(_where(removal))
        self.backups.setText(_backups(*_looked_for(self._session, removal)))

    def problem(self) -> tuple[str, QWidget | None]:
        """Removes; a refusal is said here, and then nothing was removed."""
        try:
            self.removed = self._session.remove_for_good(self._target, self.scope)
        except UserError as error:
            return str(error), None
        return "", None


class AfterDialog(Dialog):
    """It is gone from the workspace: shall the backups that hold it go too?"""

    def __init__(self, parent: QWidget, session: Session, holding: Sequence[Backup], unread: Sequence[Backup]) -> None:
        super().__init__(
            parent, tr("Removed for good"), verb=tr("Done"), text=tr("The text is gone from this workspace."), width=620
        )
        self.cancel_button.hide()
        self._session = session
        self.add_text(_backups(holding, unread))
        own = set(backup.listed(session.store.workspace().uuid, file=session.store.path))
        self._holding = [b for b in holding if b in own]
        n = len(holding) - len(self._holding)
        if n:
            self.add_text(
                tr(
                    "%n of them [was|were] made of a copy of this workspace. "
                    "Open the copy and remove the text there too.",
                    "",
                    n,
                )
            )
        self.delete_box = QCheckBox(
            tr("Delete [this backup|these %n backups], after a fresh one is made", "", len(self._holding))
        )
        self.body.addWidget(self.delete_box)
        if self._holding:
            self.add_text(tr("Deleted backups cannot be restored: what else stood in them then is gone too."))
        else:
            self.delete_box.hide()
        self.add_text(tr(_OUT_OF_REACH))

    def problem(self) -> tuple[str, QWidget | None]:
        """Deletes what was ticked, once a fresh backup stands; without one nothing is deleted."""
        if not self.delete_box.isChecked():
            return "", None
        try:
            with _Waiting():
                made = self._session.store.back_up("on request")
        except UserError as error:
            return tr("{error} No backup was deleted.", error=error), self.delete_box
        others = [b for b in self._holding if made is not None and b.path != made.path]
        backup.delete(others, legal_hold=self._session.store.workspace().legal_hold)
        left = [b for b in self._holding if b.path.exists()]
        if left:
            self._holding = left
            return (
                tr("%n backup(s) could not be deleted: another program may have [it|them] open.", "", len(left)),
                self.delete_box,
            )
        return "", None


def _say(parent: QWidget, title: str, text: str) -> None:
    dialog = Dialog(parent, title, verb=tr("Close"), text=text, width=440)
    dialog.cancel_button.hide()
    dialog.exec()
    dialog.deleteLater()


def _what(target: Target) -> str:
    if target.kind is PublicAccount:
        return tr("The text of the public account ({field})", field=terms.field(target.field))
    if target.field:
        practice_id = target.entity_id.partition("/")[2]
        return tr(
            "The text of {practice} ({field})",
            practice=practice_id,
            field=TEXT_NAMES[target.field].lower(),
        )
    return tr("What was written in the {record}", record=kind_of(target.entity).lower())


def _choice(scope: Scope, removal: Removal) -> str:
    if scope == "everything":
        return tr("The present text and every earlier version") if removal.present else tr("Every version")
    if scope == "earlier":
        return tr("Every earlier version; the present text stays")
    return tr("Only the words of this entry, wherever they stand whole")


def _where(removal: Removal) -> str:
    parts = []
    if removal.present:
        parts.append(tr("the present text"))
    if removal.entries:
        parts.append(tr("the words in %n [entry|entries] of the history", "", len(removal.entries)))
    if removal.signed:
        n = len(removal.signed)
        parts.append(tr("the text in what was signed (%n revision(s); the SHA-256 then no longer matches)", "", n))
    if removal.file_name:
        parts.append(tr("the file {name}, unless other evidence is the same file", name=excerpt(removal.file_name, 60)))
    told = [tr("This removes {parts}.", parts=_joined(parts))]
    if removal.stays:
        told.append(tr("The present text stays as it is."))
    return " ".join(told)


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else tr("{list}, and {last}", list=", ".join(parts[:-1]), last=parts[-1])


def _backups(holding: Sequence[Backup], unread: Sequence[Backup]) -> str:
    told = []
    if holding:
        told.append(tr("%n backup(s) still [holds|hold] it: {dates}.", "", len(holding), dates=_dates(holding)))
    if unread:
        told.append(
            tr(
                "%n backup(s) could not be read and may hold it: {dates}. "
                "They may be damaged, or locked with an earlier password.",
                "",
                len(unread),
                dates=_dates(unread),
            )
        )
    return " ".join(told) or tr("No backup on this computer holds it.")


def _dates(backups: Sequence[Backup]) -> str:
    told = [moment(b.made_at.astimezone()) for b in backups[:_LISTED]]
    more = len(backups) - _LISTED
    return "; ".join([*told, tr("and {more} more", more=more)] if more > 0 else told)
