"""What the window does so that nothing is lost: backups, restoring, damage, passwords, legal hold, cloud folders."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from btech_desktop import backup as backup_module
from btech_desktop.backup import Backup
from btech_desktop.errors import RESTORABLE, Cause, NotSaved, PasswordNeeded, UserError, WorkspaceUnusable
from btech_desktop.gui.backup_words import answers_in, moment, size
from btech_desktop.gui.backups import Backups
from btech_desktop.gui.session import Session
from btech_desktop.gui.widgets.dialog import asked
from btech_desktop.gui.widgets.message_bar import Action, MessageKind
from btech_desktop.gui.widgets.waiting import waiting
from btech_desktop.language import mark, tr
from btech_desktop.synced import client_of, conflicted_copies
from btech_desktop.wording import joined, sentence

if TYPE_CHECKING:
    from btech_desktop.gui.main_window import MainWindow
    from btech_desktop.salvage import Salvaged

FILE_FILTER = mark("Workspaces (*.btech);;All files (*)")
LISTED = 3  # files or times named in a sentence before it turns into a count
LASTING = 2  # failed backups in a row before the foot of the window says so


class Care(QObject):
    """Owned by the window, which tells it what is opened and closed, and asks it when a file does not open."""

    def __init__(self, window: "MainWindow", tell: Callable[[str, str], None]) -> None:
        """``tell`` shows a message of a kind above the page."""
        super().__init__(window)
        self._window, self._tell = window, tell
        self._waiting: list[tuple[MessageKind, str, tuple[Action, ...]]] = []
        self._put_back: tuple[Path, Backup] | None = None  # restored last: its password may be an older one
        self._hold_goes_on: Path | None = None  # a file under legal hold in whose place a backup was restored
        self._no_closing_backup = False
        self._leaving = False
        self._taking_up = False
        self.backups = Backups(self)
        self.backups.made.connect(self._backup_made)
        self.backups.failed.connect(self._backup_failed)

    # -- what the window tells ----------------------------------------------------------------------------

    def opened(self, session: Session) -> None:
        """A workspace is in the window."""
        if self._hold_goes_on == session.store.path and not session.store.legal_hold:
            session.set_legal_hold(True, reason="As in the file that stood here before a backup was restored.")
        self._hold_goes_on = None
        missed = self._window.settings.without_backup == str(session.store.path.absolute())
        self.backups.watch(session, due=missed)
        self.show_standing()
        if missed:
            self._window.settings.without_backup = ""
            self._later(
                "attention", tr("No backup could be made when this workspace was last closed; one is made now.")
            )
            self.backups.tick()
        self._speak_of_cloud(session)
        self._speak_of_unlocked_backups(session)
        self._put_back = None
        self.say()

    def closing(self) -> None:
        """The workspace is about to be closed, everything typed is in it: make its last backup."""
        if not self._no_closing_backup:
            self._leaving = True
            with waiting():
                self.backups.finish("on closing")
            self._leaving = False
            if self.backups.due and self._window.isHidden():
                # Nobody sees a message any more: it is said, and made up for, at the next opening.
                self._window.settings.without_backup = str(self.backups.path)
        self.backups.watch(None)

    def closed(self) -> None:
        """The workspace is gone from the window."""
        self.show_standing()
        # Later: when another one is opened in its place, its messages come first away and then together.
        QTimer.singleShot(0, self, self.say)

    def say(self) -> None:
        """Show what was kept back while a workspace was being opened or closed."""
        waiting_now, self._waiting = self._waiting, []
        kinds = list(dict.fromkeys(kind for kind, _, _ in waiting_now))
        for kind in kinds:
            mine = [(text, actions) for one, text, actions in waiting_now if one == kind]
            actions = [action for _, some in mine for action in some]
            if actions:
                self._window.show_message(kind, " ".join(text for text, _ in mine), actions)
            else:
                self._tell(kind, " ".join(text for text, _ in mine))

    def _later(self, kind: MessageKind, text: str, *actions: Action) -> None:
        self._waiting.append((kind, text, actions))

    def show_standing(self) -> None:
        """What holds until further notice, at the foot of the window."""
        session = self._window.session
        texts: list[tuple[str, str]] = []
        if session is not None and session.store.workspace().legal_hold:
            texts.append((tr("Legal hold: nothing is thinned or deleted"), tr("Legal hold")))
        if session is not None and self.backups.failures >= LASTING:
            texts.append((tr("no backup can be made"), tr("no backup")))
        self._window.set_standing(*(sentence("; ".join(pair[n] for pair in texts)) for n in (0, 1)))

    # -- backups ------------------------------------------------------------------------------------------

    def back_up_now(self) -> None:
        """Make a backup at once, in the background."""
        self._window.flush()
        if not self.backups.start("on request"):
            self._tell("info", tr("A backup is being made at this moment."))

    def backups_made(self) -> Sequence[Backup] | None:
        """The backups of the open workspace; None while none is open."""
        session = self._window.session
        if session is None:
            return None
        return backup_module.listed(session.store.workspace().uuid, file=session.store.path)

    def _backup_made(self, made: Backup) -> None:
        self._window.show_backups()
        if made.why == "on request":
            self._tell("info", tr("Backup made: {answers}, {size}.", answers=answers_in(made), size=size(made.size)))
        self.show_standing()

    def _backup_failed(self, reason: str) -> None:
        # Once: what fails every half hour would be in the way of the work; the foot of the window goes on saying so.
        if self.backups.failures == 1:
            safe = tr("Your work itself is saved as before.")
            self._later("attention", f"{reason} {safe}")
            if not self._leaving:  # else it would go with the other messages of the workspace
                self.say()
        self.show_standing()

    # -- restoring ----------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Choose a backup, put it in place or beside, and open it."""
        session = self._window.session
        self._window.flush()
        if session is None:
            way = self._choose_backup(None)
        else:
            way = self._choose_backup(session.store.path, session.store.workspace().uuid)
        if way is not None:
            self._window.open_workspace(way)
        self.say()

    def restore_for(self, path: Path) -> Path | None:
        """Choose a backup for a file that does not open; what to open then."""
        return self._choose_backup(path)

    def has_backups(self, path: Path) -> bool:
        """Whether backups were made of the file at a path."""
        return bool(backup_module.listed_for(path))

    def password_hint(self, path: Path) -> str:
        """What to say where the password of a file that was just restored is asked."""
        if self._put_back is None or self._put_back[0] != path:
            return ""
        return tr(
            "It opens with the password that the workspace had on {moment}.", moment=moment(self._put_back[1].made_at)
        )

    def _choose_backup(self, path: Path | None, uuid: str | None = None) -> Path | None:
        from btech_desktop.gui.restore_dialog import RestoreDialog, known_workspaces

        known = known_workspaces(path, uuid)
        if not any(one.backups for one in known):
            self._tell(
                "info",
                tr(
                    "There is no backup yet. One is made on closing a workspace, and every 30 minutes in which "
                    "something "
                    "changed."
                ),
            )
            return None
        dialog = RestoreDialog(self._window, known)
        if not asked(dialog):
            return None
        chosen, target = dialog.backup, dialog.target
        if dialog.beside:
            suggested = target.with_name(f"{target.stem} {chosen.made_at.astimezone():%Y-%m-%d %H.%M}.btech")
            beside = self._ask_new_path(tr("Restore beside"), suggested)
            return beside and self._restore(chosen, beside)
        return self._restore(chosen, target)

    def _ask_new_path(self, title: str, suggested: Path) -> Path | None:
        """A name that is not taken; None when there is none."""
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            title,
            str(suggested),
            tr(FILE_FILTER),
            options=QFileDialog.Option.DontConfirmOverwrite,  # an existing file is refused with a sentence of ours
        )
        if not name:
            return None
        target = Path(name) if Path(name).suffix else Path(name).with_suffix(".btech")
        if target.exists():
            self._tell("error", tr("{name} already exists. Choose another name.", name=target.name))
            return None
        return target

    def _restore(self, backup: Backup, target: Path) -> Path | None:
        """Put a backup in place; what to open then (where it failed: the workspace that was open before)."""
        session, was_open = self._window.session, self._is_open(target)
        under_hold = session is not None and was_open and session.store.legal_hold
        if was_open and not self._close_without_backup():
            return None
        try:
            with waiting():
                kept = backup_module.restore(backup, target)
        except WorkspaceUnusable as error:
            self._later("error", str(error))
            return target if was_open and target.exists() else None
        self._put_back = (target, backup)
        self._hold_goes_on = target if under_hold else None
        told = [
            tr(
                "{name} holds the backup of {moment} now, with {answers}.",
                name=target.name,
                moment=moment(backup.made_at),
                answers=answers_in(backup),
            )
        ]
        if kept is not None:
            told.append(tr("The file that stood there is kept as {name}.", name=kept.name))
        self._later("info", " ".join(told))
        return target

    def _is_open(self, path: Path) -> bool:
        session = self._window.session
        if session is None:
            return False
        mine = session.store.path
        return mine.absolute() == path.absolute() or (mine.exists() and path.exists() and mine.samefile(path))

    def _close_without_backup(self) -> bool:
        """Close the workspace. Its file is kept beside, and thinning could take the very backup that was chosen."""
        self._no_closing_backup = True
        try:
            return self._window.close_workspace()
        finally:
            self._no_closing_backup = False

    # -- damage -------------------------------------------------------------------------------------------

    def way_on(self, path: Path, error: UserError) -> Path | None:
        """A file does not open: say why, and offer what can be done; the file to open instead, if any."""
        if not isinstance(error, WorkspaceUnusable) or error.cause not in RESTORABLE:
            self._tell("error", str(error))
            return None
        return self._ask_way(path, str(error), error.cause)

    def take_up(self, error: BaseException) -> bool:
        """Damage was met while the open workspace was being read: offer the ways on; False when it is no damage."""
        if self._window.session is None or not isinstance(error, WorkspaceUnusable) or error.cause not in RESTORABLE:
            return False
        if not self._taking_up:
            self._taking_up = True
            # Later: this is called from within what failed.
            QTimer.singleShot(0, self, partial(self._offer_for_open, str(error), error.cause))
        return True

    def _offer_for_open(self, reason: str, cause: Cause) -> None:
        try:
            session = self._window.session
            if session is None:
                return
            way = self._ask_way(session.store.path, reason, cause, session=session)
            if way is not None:
                self._window.open_workspace(way)
            else:
                self._later("error", reason)
            self.say()
        finally:
            self._taking_up = False

    def _ask_way(self, path: Path, reason: str, cause: Cause, *, session: Session | None = None) -> Path | None:
        from btech_desktop.gui.damage_dialog import DamageDialog
        from btech_desktop.gui.restore_dialog import known_workspaces

        backups = backup_module.listed_for(path)
        with waiting():
            newest = backup_module.newest_good(path)
        dialog = DamageDialog(
            self._window,
            path,
            sentence=reason,
            cause=cause,
            newest=newest,
            backups=len(backups),
            elsewhere=any(one.path != path and one.backups for one in known_workspaces(path)),
            opened=session is not None,
            listed=path.absolute() in self._window.settings.recent,
        )
        asked(dialog)
        if dialog.way == "restore" and newest is not None:
            return self._restore(newest, path)
        if dialog.way == "others":
            return self._choose_backup(path)
        if dialog.way == "find":
            name, _ = QFileDialog.getOpenFileName(
                self._window, tr("Find {name}", name=path.name), str(path.parent), tr(FILE_FILTER)
            )
            if name and Path(name).absolute() != path.absolute():
                self._window.forget_recent(path)  # it is listed from now on where it was found
            return Path(name) if name else None
        if dialog.way == "forget":
            self._window.forget_recent(path)
            return None
        return self._salvage(path) if dialog.way == "salvage" else None

    def _salvage(self, path: Path) -> Path | None:
        """Save what can be read of a damaged file into a new one, and say what is missing; the new one is opened."""
        from btech_desktop.gui.damage_dialog import SalvageReport

        suggested = path.with_name(f"{path.stem} saved.btech")
        target = self._ask_new_path(tr("Save what can be read"), suggested)
        if target is None or (self._is_open(path) and not self._close_without_backup()):
            return None
        try:
            saved = self._read_damaged(path, target)
        except UserError as error:
            self._later("error", str(error))
            return None
        if saved is None:
            return None
        asked(SalvageReport(self._window, saved.path, [saved.read, *(saved.notes or [tr("Nothing is missing.")])]))
        return saved.path

    def _read_damaged(self, path: Path, target: Path) -> "Salvaged | None":
        """Read it in the background, asking for its password where it has one; None when that is not given."""
        from btech_desktop.gui.aside import aside
        from btech_desktop.gui.dialogs import PasswordDialog
        from btech_desktop.salvage import salvage

        password: str | None = None
        while True:
            try:
                return aside(
                    self._window,
                    tr("Reading the damaged file"),
                    tr("It is read row by row from a copy. This takes at most a few minutes."),
                    partial(salvage, path, target, password=password),
                )
            except PasswordNeeded as error:
                dialog = PasswordDialog(self._window, path.name, message=str(error) if password is not None else "")
                if not asked(dialog):
                    return None
                password = dialog.password

    # -- passwords ----------------------------------------------------------------------------------------

    def change_password(self) -> None:
        """Set, change or remove the password, then see to the backups made before."""
        from btech_desktop.gui.password_dialogs import PasswordChangeDialog

        window, session = self._window, self._window.session
        assert session is not None  # the menu offers it with a workspace only
        window.flush()
        store, workspace = session.store, session.store.workspace()
        if store.read_only:
            self._tell(
                "attention",
                tr("{name} can only be read here, so its password cannot be changed.", name=store.path.name),
            )
            return
        dialog = PasswordChangeDialog(
            window,
            store.path.name,
            current=store.password,
            older=len(backup_module.listed(workspace.uuid, file=store.path)),
            legal_hold=workspace.legal_hold,
            about=(workspace.organisation, store.path.stem, session.who),
        )
        if not asked(dialog):
            return
        old, new, what = store.password, dialog.password, dialog.older
        try:
            with waiting():
                session.change_password(new)
        except NotSaved as error:
            self._tell("error", str(error))
            return
        except WorkspaceUnusable as error:
            self._later("error", str(error))
            self._close_without_backup()
            self.say()
            return
        window.everything_changed()
        name = session.store.path.name
        told = [
            tr("{name} is not locked any more.", name=name)
            if new is None
            else tr("{name} is locked with the new password.", name=name)
        ]
        if what == "relock":
            told.append(self._relock(session, old, new))
        elif what == "delete":
            told.append(self._replace_backups(session))
        aside = backup_module.kept_aside(session.store.path)
        if aside and new is not None:
            told.append(
                tr(
                    "%n file(s) kept when a backup was restored [lies beside it as it was|lie beside it as they were], "
                    "without this password: {names}. Delete [it when it is|them when they are] no longer needed.",
                    "",
                    len(aside),
                    names=joined(_first([path.name for path in aside])),
                )
            )
        self._tell("info", " ".join(told))

    def lock_backups(self) -> None:
        """Lock the backups that an interrupted change of password left unlocked."""
        session = self._window.session
        if session is None or session.store.password is None:
            return
        password = session.store.password
        self._window.clear_messages("locked")
        self.backups.halt()  # what is not whole yet is cleared away before the others are locked
        self._tell("info", self._relock(session, password, password))
        self.backups.tick()

    def _relock(self, session: Session, old: str | None, new: str | None) -> str:
        """Write the backups anew; a sentence on those done and those not."""
        from btech_desktop.gui.aside import aside

        uuid, path = session.store.workspace().uuid, session.store.path
        title = tr("Unlocking the older backups") if new is None else tr("Locking the older backups")
        failed = aside(
            self._window,
            title,
            tr("Each is written anew and verified. This may take some minutes; the workspace itself is done."),
            lambda: backup_module.relock(uuid, old, new, file=path),
        )
        n = len(backup_module.listed(uuid, file=path)) - len(failed)
        told = [
            tr("%n backup(s) [is|are] unlocked too.", "", n)
            if new is None
            else tr("%n backup(s) [is|are] locked with it too.", "", n)
        ]
        if failed:
            told.append(
                tr(
                    "%n backup(s) could not be changed, locked with an earlier password or damaged: {times}. "
                    "[It stays as it was|They stay as they were].",
                    "",
                    len(failed),
                    times=joined(_first([moment(b.made_at) for b in failed])),
                )
            )
        return " ".join(told)

    def _replace_backups(self, session: Session) -> str:
        """Delete the backups made before, once there is a new one; a sentence on that."""
        from btech_desktop.gui.aside import aside

        store = session.store
        workspace = store.workspace()
        older = backup_module.listed(workspace.uuid, file=store.path)
        try:
            aside(
                self._window,
                tr("Making a new backup"),
                tr("The older ones are deleted when it is verified."),
                lambda: store.back_up("on request"),
            )
            backup_module.delete(older, legal_hold=workspace.legal_hold)
        except UserError as error:
            return tr("{error} The older backups were not deleted.", error=error)
        return tr("A new backup was made, and %n older one(s) [was|were] deleted.", "", len(older))

    def _speak_of_unlocked_backups(self, session: Session) -> None:
        store = session.store
        if store.password is None:
            return
        n = len(backup_module.not_locked_like(store.workspace().uuid, store.password, file=store.path))
        if n:
            text = tr("%n older backup(s) [is|are] not locked.", "", n)
            self._later("locked", text, Action("lock_backups", tr("Lock [it|them]", "", n)))

    # -- legal hold ---------------------------------------------------------------------------------------

    def legal_hold(self) -> None:
        """Start a legal hold, or lift it, with the reason."""
        from btech_desktop.gui.hold_dialog import LegalHoldDialog

        session = self._window.session
        assert session is not None  # the menu offers it with a workspace only
        self._window.flush()
        on = session.store.workspace().legal_hold
        dialog = LegalHoldDialog(self._window, on=on)
        if asked(dialog) and session.set_legal_hold(not on, reason=dialog.reason):
            self._tell(
                "info", tr("The legal hold is lifted.") if on else tr("Legal hold: nothing is thinned or deleted.")
            )
        self.show_standing()

    # -- cloud folders ------------------------------------------------------------------------------------

    def _speak_of_cloud(self, session: Session) -> None:
        path = session.store.path
        client = client_of(path)
        if client is None or session.store.read_only:
            return
        copies = conflicted_copies(path)
        if not self._window.settings.first_in_cloud(path) and not copies:
            return
        told = [
            tr(
                "This workspace lies in a folder of {client}, which copies it to its servers and to other computers. "
                "Keep it open on one computer at a time, and better in a folder that is not copied.",
                client=client,
            )
        ]
        if copies:
            told.append(
                tr(
                    "{client} set aside what another computer wrote: {names}. Bring it in with File > Merge from, "
                    "so that nothing of it is lost.",
                    client=client,
                    names=joined(_first([copy.name for copy in copies])),
                )
            )
        self._later("attention", " ".join(told))


def _first(names: Sequence[str]) -> list[str]:
    """As many as fit into a sentence, and a count of the rest."""
    if len(names) <= LISTED:
        return list(names)
    return [*names[: LISTED - 1], tr("{more} more", more=len(names) - LISTED + 1)]
