"""The window: menus, pages on the open workspace, and what to do when something goes well or wrong."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from btech_desktop.assessment import Assessment, Unit
from btech_desktop.errors import PasswordNeeded, UserError, WorkspaceUnusable
from btech_desktop.form_files import CURRENT_EDITION
from btech_desktop.gui.care import Care
from btech_desktop.gui.dropping import FileDrop
from btech_desktop.gui.frame import FrameWindow
from btech_desktop.gui.locking import IdleLock
from btech_desktop.gui.page import Page
from btech_desktop.gui.session import Changed, Session, copy_elsewhere, create_workspace
from btech_desktop.gui.settings import Place, Settings
from btech_desktop.gui.theme import Look, Theme
from btech_desktop.gui.widgets.dialog import asked as _asked
from btech_desktop.gui.widgets.message_bar import Action as MessageAction
from btech_desktop.gui.widgets.message_bar import MessageKind
from btech_desktop.gui.widgets.waiting import working
from btech_desktop.language import mark, tr
from btech_desktop.paths import data_dir, folder_for_files
from btech_desktop.steps import CancelledError
from btech_desktop.store import Store
from btech_desktop.terms import shown
from btech_desktop.wording import sentence

if TYPE_CHECKING:
    from btech_desktop.gui.arranging import Arranging

FILE_FILTER = mark("Workspaces (*.btech);;All files (*)")
ON_ASSESSMENT = ("overview", "assess", "benchmark", "progress", "actions", "report")
HOME = "home"


class MainWindow(FrameWindow):
    """One window on at most one workspace."""

    def __init__(self, look: Look, settings: Settings, path: Path | None = None) -> None:
        super().__init__(look)
        self.settings = settings
        self.session: Session | None = None
        self._places_kept = False
        # Pages whose content is older than the session; they are refreshed when they come into view.
        self._stale: set[str] = set()
        self.setWindowTitle(tr("Maturity self-assessment"))
        self.care = Care(self, self._message)
        self._add_pages()
        self._fill_menus()
        self.page_made.connect(self._wire_page)
        self.page_changed.connect(self._page_changed)
        self.switcher_requested.connect(self._open_switcher)
        self.message_action_requested.connect(self._command)
        look.changed.connect(self._keep_look)
        FileDrop(self, self.open_workspace, self.merge_dropped, partial(self._message, "attention"))
        self.idle_lock = IdleLock(self, self._password, minutes=settings.lock_after)
        self.idle_lock.close_requested.connect(self.close_workspace)
        self.idle_lock.covering.connect(self._clear_opened)
        self._show_state()
        if path is None or not self.open_workspace(path):
            self.show_page(HOME)

    # -- pages --------------------------------------------------------------------------------------------

    def _add_pages(self) -> None:
        # Each page is loaded when it is first shown, so that the window is there at once.
        self.add_page("overview", "layout-dashboard", tr("Overview"), self._make_overview, tr("O&verview"))
        self.add_page("assess", "list-checks", tr("Assess"), self._make_assess, tr("&Assess"))
        self.add_page("benchmark", "scale", tr("Benchmark"), self._make_benchmark, tr("&Benchmark"))
        self.add_page("progress", "trending-up", tr("Progress"), self._make_progress, tr("&Progress"))
        self.add_page("actions", "flag", tr("Actions"), self._make_actions, tr("A&ctions"))
        self.add_page("report", "file-text", tr("Report"), self._make_report, tr("&Report"))
        self.add_page(HOME, "house", tr("All assessments"), self._make_home, tr("All assess&ments"), bottom=True)
        self.add_page(
            "settings", "sliders-horizontal", tr("Settings"), self._make_settings, tr("&Settings"), bottom=True
        )
        self.add_page("help", "circle-help", tr("Help"), self._make_help, tr("&Help"), bottom=True)

    def _open(self) -> Session:
        assert self.session is not None  # pages on an assessment are available with a workspace only
        return self.session

    def _make_overview(self, theme: Theme) -> QWidget:
        from btech_desktop.gui.overview import OverviewPage

        return OverviewPage(self._open(), theme)

    def _make_assess(self, theme: Theme) -> QWidget:
        from btech_desktop.gui.assess import AssessPage

        page = AssessPage(self._open(), theme)
        page.set_single_keys(self.settings.single_keys)
        return page

    def _make_benchmark(self, theme: Theme) -> QWidget:
        from btech_desktop.gui.benchmark_page import BenchmarkPage

        return BenchmarkPage(self._open(), theme)

    def _make_progress(self, theme: Theme) -> QWidget:
        from btech_desktop.gui.progress_page import ProgressPage

        return ProgressPage(self._open(), theme)

    def _make_actions(self, theme: Theme) -> QWidget:
        from btech_desktop.gui.actions_page import ActionsPage

        return ActionsPage(self._open(), theme)

    def _make_report(self, theme: Theme) -> QWidget:
        from btech_desktop.gui.report_page import ReportPage

        page = ReportPage(self._open(), theme)
        page.choose_audience(self._open().audience or self.settings.audience)
        return page

    def _make_home(self, theme: Theme) -> QWidget:
        if self.session is not None:
            from btech_desktop.gui.all_assessments import AllAssessmentsPage

            return AllAssessmentsPage(self.session, theme)
        from btech_desktop.gui.start import StartPage

        page = StartPage(theme, self.settings.recent)
        page.new_requested.connect(self.new_workspace)
        page.open_requested.connect(self.choose_workspace)
        page.sample_requested.connect(self.open_sample)
        page.recent_requested.connect(self._open_recent)
        return page

    def _make_settings(self, theme: Theme) -> QWidget:
        from btech_desktop.gui.settings_page import SettingsPage

        page = SettingsPage(self.settings, theme)
        page.theme_changed.connect(self._set_theme)
        page.text_size_changed.connect(self.look.set_scale)
        page.name_changed.connect(self._set_name)
        page.single_keys_changed.connect(self._set_single_keys)
        page.lock_after_changed.connect(self._set_lock_after)
        page.recent_cleared.connect(self._show_recent)
        page.back_up_requested.connect(self.care.back_up_now)
        page.restore_requested.connect(self.care.restore)
        page.show_backups(self.care.backups_made())
        return page

    def _make_help(self, theme: Theme) -> QWidget:
        from btech_desktop.gui.help import HelpPage

        return HelpPage(theme)

    def _wire_page(self, name: str, page: QWidget) -> None:
        self._stale.add(name)
        if isinstance(page, Page):
            page.go_requested.connect(self.go)
            page.message_requested.connect(self._message)
            page.command_requested.connect(self._command)

    def _page_changed(self, name: str) -> None:
        self._refresh_current()
        if name == "settings":
            self.show_backups()
        self._keep_place()

    def _refresh_current(self, changed: Changed | None = None) -> None:
        self._refresh_page(self.current_page, self.made_pages.get(self.current_page), changed)

    def _refresh_page(self, name: str, page: QWidget | None, changed: Changed | None = None) -> None:
        if isinstance(page, Page) and (name in self._stale or changed is not None):
            page.refresh(None if name in self._stale else changed)
        self._stale.discard(name)

    def go(self, page: str, practice_id: str = "") -> None:
        """Show a page, and a practice on it."""
        shown = self.show_page(page)
        if practice_id and isinstance(shown, Page):
            shown.show_practice(practice_id)

    def current_settled(self) -> bool:
        """Whether the page in view has no work under way in the background."""
        page = self.made_pages.get(self.current_page)
        return not isinstance(page, Page) or page.settled()

    # -- menus --------------------------------------------------------------------------------------------

    def _item(
        self, menu: str, text: str, slot: Callable[[], object], keys: str | QKeySequence.StandardKey | None = None
    ) -> QAction:
        action = QAction(text, self)
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(slot)
        self.menus[menu].addAction(action)
        return action

    def _fill_menus(self) -> None:
        key = QKeySequence.StandardKey
        self._item("File", tr("&New workspace…"), self.new_workspace, key.New)
        self._item("File", tr("&Open…"), self.choose_workspace, key.Open)
        self._item("File", tr("Explore the &sample"), self.open_sample)
        self._recent_menu = self.menus["File"].addMenu(tr("&Recent"))
        self.menus["File"].addSeparator()
        save_copy = self._item("File", tr("Save a &copy…"), self.save_copy, key.SaveAs)
        export = self._item("File", tr("&Export PDF…"), self.show_report, "Ctrl+E")
        print_ = self._item("File", tr("Pr&int…"), self.print_report, key.Print)
        send = self._item("File", tr("Send an &assessment…"), self.send_assessment)
        merge = self._item("File", tr("&Merge from…"), self.merge_from)
        self.menus["File"].addSeparator()
        back_up = self._item("File", tr("&Back up now"), self.care.back_up_now)
        self._item("File", tr("Res&tore a backup…"), self.care.restore)
        password = self._item("File", tr("&Password…"), self.care.change_password)
        hold = self._item("File", tr("Legal &hold…"), self.care.legal_hold)
        self.menus["File"].addSeparator()
        self._lock_action = self._item("File", tr("&Lock now"), self.idle_lock_now, "Ctrl+L")
        close = self._item("File", tr("Close &workspace"), self.close_workspace, key.Close)
        quit_ = self._item("File", tr("&Quit"), self.close)
        quit_.setShortcuts(_both(key.Quit, "Ctrl+Q"))  # Windows has no standard key for it
        quit_.setMenuRole(QAction.MenuRole.QuitRole)
        self._undo = self._item("Edit", tr("&Undo"), self.undo, key.Undo)
        self._redo = self._item("Edit", tr("&Redo"), self.redo)
        self._redo.setShortcuts(_both(key.Redo, "Ctrl+Y", "Ctrl+Shift+Z"))
        self.menus["Edit"].addSeparator()
        find = self._item("Edit", tr("&Find"), self.find_text, key.Find)
        self.menus["Edit"].addSeparator()
        history = self._item("Edit", tr("&History…"), self.show_history)
        self.menus["View"].addSeparator()
        of_practice = self._item("View", tr("Histor&y of this practice…"), self.show_practice_history)
        of_assessment = self._item("View", tr("H&istory of the assessment…"), self.show_assessment_history)
        new = self._item("Assessment", tr("&New assessment…"), self.new_assessment, "Ctrl+Shift+N")
        self._period = self._item("Assessment", tr("&Period and dates…"), self.change_period)
        self._delete = self._item("Assessment", tr("De&lete assessment…"), self.delete_assessment)
        self.menus["Assessment"].addSeparator()
        unit = self._item("Assessment", tr("Add &unit…"), self.add_unit)
        self._units_menu = self.menus["Assessment"].addMenu(tr("Un&its"))
        self._units_menu.aboutToShow.connect(self._fill_units)
        self.menus["Assessment"].addSeparator()
        self._next = self._item("Assessment", tr("Next to &answer"), self.next_to_answer, "Ctrl+Return")
        self._review = self._item("Assessment", tr("Send to &review"), self.send_to_review)
        account = self._item("Assessment", tr("Pu&blic account…"), self.public_account)
        self._final = self._item("Assessment", tr("Lock as &final…"), self.finalise)
        self._reopen = self._item("Assessment", tr("Re&open…"), self.reopen)
        self._page_actions["settings"].setShortcuts(key.Preferences)
        self._page_actions["help"].setShortcut(key.HelpContents)
        self._item("Help", tr("&Keyboard"), self.show_keys)
        self._item("Help", tr("&Method"), self.show_method)
        self._item("Help", tr("&Tour…"), self.show_tour)
        self._item("Help", tr("&About"), self.show_about)
        units = self._units_menu.menuAction()
        self._with_workspace = (save_copy, merge, back_up, password, hold, close, new, unit, units, history)
        self._with_assessment = (
            *(export, print_, send, find, of_practice, of_assessment, self._next, self._period, self._delete, account),
        )
        self._fill_recent()

    def _fill_units(self) -> None:
        """A menu for each unit; those that are archived come last."""
        from btech_desktop.units import tree

        self._units_menu.clear()
        units = self._open().store.units()
        for archived in (False, True):
            for _, unit in tree(tuple(u for u in units if u.archived is archived)):
                name = unit.name.replace("&", "&&")
                menu = self._units_menu.addMenu(tr("{unit} (archived)", unit=name) if archived else name)
                menu.setFont(self._units_menu.font())
                menu.aboutToShow.connect(partial(self._arranging().fill_unit_menu, menu, unit.id))
            if not archived and any(u.archived for u in units):
                self._units_menu.addSeparator()

    def _fill_recent(self) -> None:
        self._recent_menu.clear()
        for path in self.settings.recent:
            action = self._recent_menu.addAction(str(path).replace("&", "&&"))
            action.setData(str(path))
            action.triggered.connect(self._recent_chosen)
        self._recent_menu.setEnabled(bool(self.settings.recent))

    def _recent_chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._open_recent(str(action.data()))

    def _open_recent(self, path: str) -> None:
        self.open_workspace(Path(path))

    # -- workspaces ---------------------------------------------------------------------------------------

    def new_workspace(self) -> None:
        """Ask for an organisation and a file, and make the workspace with its first unit."""
        from btech_desktop.gui.dialogs import NewWorkspaceDialog

        dialog = NewWorkspaceDialog(self)
        if not _asked(dialog):
            return
        try:
            store = create_workspace(
                dialog.path,
                organisation=dialog.organisation,
                history=dialog.history,
                password=dialog.password,
                who=self.settings.name,
            )
        except UserError as error:
            self._message("error", str(error))
            return
        if self._take(store):
            self.new_assessment()

    def choose_workspace(self) -> None:
        """Ask which file to open."""
        name, _ = QFileDialog.getOpenFileName(self, tr("Open a workspace"), "", tr(FILE_FILTER))
        if name:
            self.open_workspace(Path(name))

    def open_workspace(self, path: Path) -> bool:
        """Open a file, asking for its password where it has one; True when it is open."""
        if self.session is not None and self._same_file(path):
            self.show_page(HOME)
            return True
        store = self._try_open(path)
        if store is None:
            self.care.say()
            return False
        try:
            return self._take(store)
        except WorkspaceUnusable as error:
            if self.session is not None:  # met while a page was filled
                self.care.take_up(error)
                return True
            store.close()
            way = self.care.way_on(path, error)
            return way is not None and self.open_workspace(way)

    def _same_file(self, path: Path) -> bool:
        session = self._open()
        return path.exists() and session.store.path.exists() and path.samefile(session.store.path)

    def _try_open(self, path: Path) -> Store | None:
        password: str | None = None
        while True:
            try:
                return Store.open(path, password=password)
            except PasswordNeeded as error:
                from btech_desktop.gui.dialogs import PasswordDialog

                wrong = password is not None
                dialog = PasswordDialog(
                    self,
                    path.name,
                    message=str(error) if wrong else "",
                    hint=self.care.password_hint(path),
                    backups=wrong and self.care.has_backups(path),
                )
                if _asked(dialog):
                    password = dialog.password
                    continue
                way = self.care.restore_for(path) if dialog.backups_wanted else None
            except UserError as error:
                way = self.care.way_on(path, error)
            if way is None:
                return None
            path, password = way, None

    def open_sample(self) -> None:
        """Open a fresh copy of the sample; what is done there is kept until it is opened anew."""
        from btech_desktop.sample import build_sample

        path = data_dir() / "Sample.btech"
        if self.session is not None and self._same_file(path):
            self.show_page("overview")
            return
        try:
            path.unlink(missing_ok=True)
            store = build_sample(path)
        except (UserError, OSError) as error:
            self._message("error", tr("The sample could not be made: {error}", error=error))
            return
        self._take(store, recent=False)

    def _take(self, store: Store, *, recent: bool = True) -> bool:
        """Put an opened workspace into the window in place of the one before; False when that one stays."""
        if not self.close_workspace():
            store.close()
            return False
        session = Session(store, who=self.settings.name, parent=self)
        self.session = session
        session.changed.connect(self._changed)
        session.assessment_selected.connect(self._assessment_selected)
        session.saved.connect(self._saved)
        session.refused.connect(self._refused)
        session.not_saved.connect(self._not_saved)
        # What is not listed as opened before (the sample, made anew each time) leaves no place behind either.
        self._places_kept = recent
        place = self.settings.place(store.path) if recent else Place()
        if recent:
            self.settings.add_recent(store.path)
            self._fill_recent()
        if place.assessment in {a.id for a in store.assessments()}:
            session.assessment_id = place.assessment
        if session.assessment_id is not None and place.practice in session.dossier.answers:
            session.practice_id = place.practice
        session.actions_tab = place.tab if place.tab in range(3) else 0
        self.clear_messages()
        self.drop_pages()
        self._show_state()
        self.set_saved(tr("Ready"))
        if store.read_only:
            self._message(
                "attention",
                tr("{name} can only be read here. Save a copy elsewhere to change it.", name=store.path.name),
            )
        last = place.page if place.page in (*ON_ASSESSMENT, HOME) else "overview"
        shown = self.show_page(last if session.assessment_id else HOME)
        if isinstance(shown, Page):
            shown.begin()
        self.care.opened(session)
        return True

    def _keep_place(self) -> None:
        """Remember where work was left, for the next time this file is opened."""
        session = self.session
        if session is None or not self._places_kept or not self.current_page:
            return
        known = (*ON_ASSESSMENT, HOME)
        self.settings.keep_place(
            session.store.path,
            Place(
                assessment=session.assessment_id or "",
                page=self.current_page if self.current_page in known else self.settings.place(session.store.path).page,
                practice=session.practice_id or "",
                tab=session.actions_tab,
            ),
        )

    def close_workspace(self) -> bool:
        """Save what is being typed and let go of the file; False when it stays open for what is not on disk."""
        if self.session is None:
            return True
        if not self._may_leave():
            return False
        self._keep_place()
        self.care.closing()
        session, self.session = self.session, None
        self.drop_pages()
        session.close()
        session.deleteLater()
        self.clear_messages()
        self.set_saved(tr("Ready"))
        self._show_state()
        self.show_page(HOME)
        self.care.closed()
        return True

    def save_copy(self) -> None:
        """Save the whole workspace under another name and go on there."""
        session = self._open()
        self.flush()
        suggested = folder_for_files(session.store.path) / f"{session.store.path.stem} copy.btech"
        name, _ = QFileDialog.getSaveFileName(
            self,
            tr("Save a copy"),
            str(suggested),
            tr(FILE_FILTER),
            options=QFileDialog.Option.DontConfirmOverwrite,  # an existing file is refused with a sentence of ours
        )
        if not name:
            return
        path = Path(name) if Path(name).suffix else Path(name).with_suffix(".btech")
        try:
            with working(self, tr("Saving a copy of the workspace…")) as step:
                if not copy_elsewhere(session, path, self._try_open, step):
                    return
        except CancelledError:
            return
        except UserError as error:
            self._message("error", str(error))
            return
        self.settings.add_recent(path)
        self._fill_recent()
        if not session.unsaved:
            self.clear_messages("error")
        self.clear_messages("attention")
        self._message("info", tr("You now work in {name}. The other file stays as it was.", name=path.name))
        self.everything_changed()

    def send_assessment(self) -> None:
        """Write one file to send."""
        from btech_desktop.gui.exchanging import send

        send(self, self._open(), self._message)

    def merge_from(self) -> None:
        """Merge a file that came from elsewhere."""
        from btech_desktop.gui.exchanging import merge_from

        merge_from(self, self._open(), self._message)

    def merge_dropped(self, path: Path) -> None:
        """Merge what a report carries as data into the workspace that is open."""
        from btech_desktop.gui.exchanging import merge_from

        if self.session is None:
            self._message("attention", tr("Open a workspace first, then drop {name} on it.", name=path.name))
        else:
            merge_from(self, self.session, self._message, path)

    # -- the open assessment ------------------------------------------------------------------------------

    def new_assessment(self) -> None:
        """Ask for unit, period and practices, and start."""
        from btech_desktop.gui.new_assessment import NewAssessmentDialog

        session = self._open()
        self.flush()
        unit = session.dossier.unit.id if session.assessment_id else None
        dialog = NewAssessmentDialog(self, session, unit_id=unit)
        if _asked(dialog) and dialog.start(session):
            shown = self.show_page("assess")
            if isinstance(shown, Page):
                shown.begin()

    def add_unit(self) -> None:
        """Ask for a name, a place in the tree and roles in the tech stack."""
        from btech_desktop.gui.unit_dialogs import NewUnitDialog

        session = self._open()
        dialog = NewUnitDialog(self, session.store.units())
        if _asked(dialog):
            session.add_unit(name=dialog.name, parent_id=dialog.parent_id, roles=dialog.roles)

    def change_period(self) -> None:
        """Ask what the period of the assessment in view is called, and its dates."""
        self.flush()
        self._arranging().change_period(self._open().dossier.assessment.id)

    def delete_assessment(self) -> None:
        """Delete the assessment in view, after saying what is lost."""
        self.flush()
        self._arranging().delete_assessment(self._open().dossier.assessment.id)

    def _arranging(self) -> "Arranging":
        from btech_desktop.gui.arranging import Arranging

        return Arranging(self, self._open(), self._message)

    def show_history(self) -> None:
        """Every change of the workspace."""
        self._show_history(None)

    def show_practice_history(self) -> None:
        """Every change of the answer that is, or was last, in view on Assess."""
        session = self._open()
        page = self.page("assess")  # knows where work starts where none was in view yet
        self._refresh_page("assess", page)
        self._show_history(session.practice_id)

    def show_assessment_history(self) -> None:
        """Every change of the assessment in view."""
        self._show_history(None, only=self._open().assessment_id)

    def _show_history(self, practice_id: str | None, *, only: str | None = None) -> None:
        from btech_desktop.gui.history_dialog import HistoryDialog

        self.flush()
        dialog = HistoryDialog(self, self._open(), practice_id, only=only)
        dialog.exec()
        dialog.deleteLater()
        if dialog.removed:
            # Fields remember what was typed into them: only new ones cannot bring a removed text back.
            current = self.current_page
            self.drop_pages()
            self.show_page(current)

    def next_to_answer(self) -> None:
        """Go to the first practice still to answer or to confirm."""
        dossier = self._open().dossier
        waiting = [p.id for p in dossier.practices() if not dossier.answers[p.id].settled]
        self.go("assess", waiting[0] if waiting else "")

    def send_to_review(self) -> None:
        """Move between draft and in review."""
        session = self._open()
        self.flush()
        session.set_status("draft" if session.dossier.assessment.status == "in review" else "in review")

    def public_account(self) -> None:
        """Ask for what the company says beside its public copy."""
        from btech_desktop.gui.public_account import open_public_account

        self.flush()
        open_public_account(self, self._open())

    def finalise(self) -> None:
        """Ask for the signature and lock."""
        from btech_desktop.gui.dialogs import FinaliseDialog

        session = self._open()
        self.flush()
        dialog = FinaliseDialog(self, session.dossier, session.facts.before, name=self.settings.name)
        if _asked(dialog):
            session.finalise(name=dialog.name, role=dialog.role)

    def reopen(self) -> None:
        """Ask for the reason and reopen."""
        from btech_desktop.gui.dialogs import ReopenDialog

        session = self._open()
        dialog = ReopenDialog(self, session.dossier.assessment)
        if _asked(dialog):
            session.reopen(reason=dialog.reason)

    def show_report(self) -> None:
        """Go to the report, where it is saved."""
        self.show_page("report")

    def print_report(self) -> None:
        """Go to the report and print the copy chosen there."""
        from btech_desktop.gui.report_page import ReportPage

        page = self.show_page("report")
        if isinstance(page, ReportPage):
            page.print_report()

    def find_text(self) -> None:
        """Put the cursor into the search field of the page, or of Assess."""
        page = self.made_pages.get(self.current_page)
        if self.current_page not in ("assess", "actions"):
            page = self.show_page("assess")
        if isinstance(page, Page):
            page.focus_search()

    def undo(self) -> None:
        """Take back the last change and show where it was."""
        self.flush()
        self._show_touched(self._open().undo())

    def redo(self) -> None:
        """Do again what was taken back."""
        self.flush()
        self._show_touched(self._open().redo())

    def _show_touched(self, practices: frozenset[str]) -> None:
        # One answer is shown, on whatever page one is: a change taken back out of sight would go unnoticed.
        if len(practices) == 1:
            self.go("assess", next(iter(practices)))

    # -- what the session says ----------------------------------------------------------------------------

    def _changed(self, changed: Changed) -> None:
        self.clear_messages("undo")  # it offered to take back what was the last change until now
        self._stale |= set(self.made_pages) - {self.current_page}
        page = self.made_pages.get(self.current_page)
        if changed.sender is None or changed.sender is not page:
            self._refresh_current(changed)
        if changed.touches(Assessment, Unit):
            self._stale |= {HOME} - {self.current_page}
        if changed.touches(Assessment, Unit) or not changed.kinds:
            self._show_state()
        else:
            self._show_badges()
        self._show_undo()

    def everything_changed(self) -> None:
        """Show all anew, as when the session goes on in another file."""
        self._stale |= set(self.made_pages)
        self._refresh_current()
        self._show_state()

    def _assessment_selected(self, assessment_id: str) -> None:
        self.flush()
        passing: tuple[MessageKind, ...] = ("info", "attention", "undo")
        for kind in passing:
            self.clear_messages(kind)
        if not self._open().unsaved:
            self.clear_messages("error")
        if not assessment_id:
            # Undo took the only assessment back: nothing is left that the other pages could show.
            self.show_page(HOME)
        self.everything_changed()

    def _saved(self, time: str) -> None:
        self.clear_messages("error")
        self.set_saved(tr("Saved {time}", time=time))

    def _refused(self, text: str) -> None:
        self._message("attention", text)

    def _not_saved(self, text: str) -> None:
        n = self._open().unsaved
        self.set_saved(tr("%n change(s) not on disk", "", n) if n else tr("Not saved"), trouble=True)
        actions = [MessageAction("retry", tr("Try again")), MessageAction("save_copy", tr("Save elsewhere…"))]
        self.show_message("error", text, actions, closable=False)

    def _message(self, kind: str, text: str) -> None:
        kinds: dict[str, MessageKind] = {"info": "info", "attention": "attention", "error": "error", "undo": "undo"}
        if kind == "error" and self.session is not None and self.session.unsaved:
            kind = "attention"  # the way out for what is not on disk has to stay in view
        actions = [MessageAction("undo", tr("Undo"))] if kind == "undo" else []
        self.show_message(kinds.get(kind, "info"), text, actions)

    def _command(self, name: str) -> None:
        """A button of a page or a message asks the window to do something."""
        commands: dict[str, Callable[[], object]] = {
            "export": self.show_report,
            "new_assessment": self.new_assessment,
            "new_unit": self.add_unit,
            "add_unit": self.add_unit,
            "finalise": self.finalise,
            "reopen": self.reopen,
            "review": self.send_to_review,
            "send_to_review": self.send_to_review,
            "next": self.next_to_answer,
            "undo": self.undo,
            "redo": self.redo,
            "save_copy": self.save_copy,
            "retry": self._retry,
            "practice_history": self.show_practice_history,
            "lock_backups": self.care.lock_backups,
            "show_anew": self._others_stale,
        }
        commands[name]()

    def _others_stale(self) -> None:
        # What lies beside the workspace changed on the page in view, and a copy under Report may hold it.
        self._stale |= set(self.made_pages) - {self.current_page}

    def _retry(self) -> None:
        if self._open().retry():
            self.clear_messages("error")

    # -- what the frame shows -----------------------------------------------------------------------------

    def _show_state(self) -> None:
        session = self.session
        has_assessment = session is not None and session.assessment_id is not None
        for action in self._with_workspace:
            action.setEnabled(session is not None)
        for action in self._with_assessment:
            action.setEnabled(has_assessment)
        for name in ON_ASSESSMENT:
            self.set_available(name, has_assessment)
        self._lock_action.setEnabled(self._password() is not None)
        if session is None or not has_assessment:
            organisation = session.store.workspace().organisation if session else ""
            self.set_switcher(tr("No assessment open"), organisation or tr("Start or open one"), is_open=False)
            self.set_status(CURRENT_EDITION, "")
            self._entitle(organisation or tr("Maturity self-assessment"))
            for name in ("assess", "actions"):
                self.set_badge(name, 0)
            for action in (self._review, self._final, self._reopen):
                action.setEnabled(False)
        else:
            dossier = session.dossier
            assessment = dossier.assessment
            self.set_switcher(
                tr("{period} assessment", period=assessment.period),
                dossier.unit.name,
                tr("Sample data") if dossier.sample else "",
            )
            self.set_status(assessment.form_edition, sentence(shown(assessment.status)))
            self._entitle(
                tr("{organisation} – {period} assessment", organisation=dossier.organisation, period=assessment.period)
            )
            self._review.setText(tr("Back to &draft") if assessment.status == "in review" else tr("Send to &review"))
            self._review.setEnabled(not assessment.final)
            self._final.setEnabled(not assessment.final)
            self._reopen.setEnabled(assessment.final)
            self._show_badges()
        self._show_undo()

    def _entitle(self, text: str) -> None:
        # Qt takes [*] for the place of a mark of changes; twice it stands for itself.
        self.setWindowTitle(text.replace("[*]", "[*][*]"))

    def _show_badges(self) -> None:
        if self.session is None or self.session.assessment_id is None:
            return
        dossier = self.session.dossier
        waiting = sum(not answer.settled for answer in dossier.answers.values())
        self.set_badge("assess", waiting, tr("to answer"))
        promised = sum(action.status in ("open", "under way", "late") for action in dossier.actions)
        self.set_badge("actions", promised, tr("open"))

    def _show_undo(self) -> None:
        for action, alone, of_change, text in (
            (self._undo, tr("&Undo"), mark("&Undo {change}"), self.session.undo_text if self.session else None),
            (self._redo, tr("&Redo"), mark("&Redo {change}"), self.session.redo_text if self.session else None),
        ):
            action.setEnabled(text is not None)
            action.setText(tr(of_change, change=text.replace("&", "&&")) if text else alone)

    def _open_switcher(self) -> None:
        """A menu of the workspace's assessments, by period and unit."""
        if self.session is None:
            self.show_page(HOME)
            return
        menu = QMenu(self)
        units = {u.id: u.name for u in self.session.store.units()}
        for assessment in self.session.store.assessments():
            action = menu.addAction(f"{assessment.period}  {units[assessment.unit_id]}".replace("&", "&&"))
            action.setData(assessment.id)
            action.setCheckable(True)
            action.setChecked(assessment.id == self.session.assessment_id)
        menu.addSeparator()
        menu.addAction(tr("New assessment…")).setData("new")
        chosen = menu.exec(self.sidebar.mapToGlobal(self.sidebar.rect().topRight()))
        menu.deleteLater()
        if chosen is None:
            return
        if chosen.data() == "new":
            self.new_assessment()
        else:
            self.flush()
            self.session.select(str(chosen.data()))
            if self.current_page not in ON_ASSESSMENT:
                self.show_page("overview")

    # -- settings and help --------------------------------------------------------------------------------

    def _set_theme(self, choice: str) -> None:
        self.look.set_choice("light" if choice == "light" else "dark" if choice == "dark" else "system")

    def _keep_look(self, _: Theme) -> None:
        self.settings.text_size = self.look.scale
        self.settings.theme = self.look.choice

    def _set_single_keys(self, on: bool) -> None:
        from btech_desktop.gui.assess import AssessPage

        page = self.made_pages.get("assess")
        if isinstance(page, AssessPage):
            page.set_single_keys(on)

    def forget_recent(self, path: Path) -> None:
        """Take a file off the list of those opened before."""
        self.settings.forget_recent(path)
        self._show_recent()

    def _show_recent(self) -> None:
        from btech_desktop.gui.start import StartPage

        self._fill_recent()
        page = self.made_pages.get(HOME)
        if isinstance(page, StartPage):
            page.set_recent(self.settings.recent)

    def show_backups(self) -> None:
        """Say on the page of settings, where it was made, which backups there are now."""
        from btech_desktop.gui.settings_page import SettingsPage

        page = self.made_pages.get("settings")
        if isinstance(page, SettingsPage):
            page.show_backups(self.care.backups_made())

    def _set_lock_after(self, minutes: int) -> None:
        self.idle_lock.minutes = minutes

    def _password(self) -> str | None:
        return self.session.store.password if self.session is not None else None

    def _clear_opened(self) -> None:
        if self.session is not None:
            self.session.opened.clear()

    def idle_lock_now(self) -> None:
        """Cover the windows until the password is given."""
        self.idle_lock.lock()

    def _set_name(self, name: str) -> None:
        if self.session is not None:
            self.session.who = name

    def show_keys(self) -> None:
        """The keys at a glance."""
        from btech_desktop.gui.help import KeysDialog

        KeysDialog(self).exec()

    def show_method(self) -> None:
        """How the numbers come about."""
        from btech_desktop.gui.help import MethodDialog

        MethodDialog(self).exec()

    def show_tour(self) -> None:
        """What is asked, kept and given away, in four cards."""
        from btech_desktop.gui.tour import TourDialog

        self.settings.tour_seen = True
        _asked(TourDialog(self))

    def offer_tour(self) -> None:
        """The same, once: for who opens the app for the first time, and not in front of a file that was asked for."""
        if not self.settings.tour_seen and self.session is None and not self.settings.recent:
            self.show_tour()

    def show_about(self) -> None:
        """Version, form edition, licences."""
        from btech_desktop.gui.help import AboutDialog

        AboutDialog(self).exec()

    # -- the window itself --------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Come back where the window was left."""
        super().showEvent(event)
        if not event.spontaneous() and not self.settings.geometry.isEmpty():
            self.restoreGeometry(self.settings.geometry)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Everything is on disk already but what is being typed; ask only where the disk refused."""
        if not self._may_leave():
            event.ignore()
            return
        self.settings.geometry = self.saveGeometry()
        self.hide()  # the last backup may take a moment
        self.end()
        event.accept()

    def end(self) -> None:
        """Save what is being typed and let go of the file, without a question: the process is about to end."""
        self._keep_place()
        # Pages go first: what they do later (a preview, words being typed) needs the file.
        self.drop_pages()
        if self.session is not None:
            self.session.retry()  # while it is the window's: should the disk refuse again, the window is told
        session, self.session = self.session, None
        if session is not None:
            self.care.closing()
            session.close()

    def _may_leave(self) -> bool:
        """Save what is being typed; where the disk refuses, ask whether to go all the same."""
        from btech_desktop.gui.widgets.dialog import Confirm

        self.flush()
        session = self.session
        if session is None or not session.unsaved:
            return True
        session.retry()
        n = session.unsaved
        if not n:
            return True
        return _asked(
            Confirm(
                self,
                tr("Close without saving?"),
                tr("%n change(s) [is|are] not on disk and would be lost. Save elsewhere keeps everything.", "", n),
                tr("Close and lose [it|them]", "", n),
            )
        )


def _both(standard: QKeySequence.StandardKey, *more: str) -> list[QKeySequence]:
    """What the platform has for it, and ours where it has not."""
    found = [*QKeySequence.keyBindings(standard), *map(QKeySequence, more)]
    return [keys for n, keys in enumerate(found) if keys not in found[:n]]
