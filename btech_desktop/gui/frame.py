"""The window round the pages: menus, sidebar, messages and status line; it knows nothing of the workspace."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from btech_desktop.gui.theme import Look, Theme
from btech_desktop.gui.widgets.message_bar import Action, MessageBar, MessageKind
from btech_desktop.gui.widgets.nav import Sidebar
from btech_desktop.gui.widgets.roles import tell_roles
from btech_desktop.gui.widgets.spoken import announce
from btech_desktop.gui.widgets.status_bar import StatusBar
from btech_desktop.language import Words, mark, tr

NARROW = 1100  # px at 100 % text size: below it the sidebar becomes a rail
MENUS = Words(
    {
        "File": mark("&File"),
        "Edit": mark("&Edit"),
        "View": mark("&View"),
        "Assessment": mark("&Assessment"),
        "Help": mark("&Help"),
    }
)

Factory = Callable[[Theme], QWidget]


@runtime_checkable
class HasPanes(Protocol):
    """A page that says where F6 should stop."""

    def panes(self) -> Sequence[QWidget]:
        """Its parts, in the order of reading."""


@runtime_checkable
class Flushes(Protocol):
    """A page that may hold what is being typed."""

    def flush(self) -> None:
        """Save it."""


@runtime_checkable
class Begins(Protocol):
    """A page that knows where work on it starts."""

    def begin(self) -> None:
        """Put the keyboard there."""


@dataclass(frozen=True, slots=True)
class _PageSpec:
    name: str
    icon: str
    label: str
    factory: Factory
    bottom: bool


@dataclass(frozen=True, slots=True)
class _Chrome:
    """What the frame shows besides pages; kept so that it survives a change of theme."""

    switcher: tuple[str, str, str, bool] = ("", "", "", False)
    saved: tuple[str, bool] = ("", False)
    facts: tuple[str, str] = ("", "")
    standing: tuple[str, str] = ("", "")


class FrameWindow(QMainWindow):
    """Pages are made when first shown, and anew when the theme or the text size changes."""

    page_changed = Signal(str)
    page_made = Signal(str, QWidget)
    switcher_requested = Signal()
    message_action_requested = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tell_roles()
        self.look = look
        self.theme: Theme = look.theme
        self._specs: dict[str, _PageSpec] = {}
        self._pages: dict[str, QWidget] = {}
        self._current = ""
        self._badges: dict[str, tuple[int, str]] = {}
        self._unavailable: set[str] = set()
        self._chrome = _Chrome()
        self._short = False
        self.messages: list[MessageBar] = []
        self.setMinimumSize(QSize(720, 450))
        self.menus: dict[str, QMenu] = {name: self.menuBar().addMenu(title) for name, title in MENUS.items()}
        self._page_actions: dict[str, QAction] = {}
        self._fill_view_menu()
        self._build()
        look.changed.connect(self._theme_changed)

    # -- pages --------------------------------------------------------------------------------------------

    def add_page(
        self, name: str, icon: str, label: str, factory: Factory, menu: str = "", *, bottom: bool = False
    ) -> None:
        """Register a page; those not at the bottom get Ctrl+1, Ctrl+2 and so on. ``menu``: its name with a mnemonic."""
        self._specs[name] = _PageSpec(name, icon, label, factory, bottom)
        self.sidebar.add_item(name, icon, label, bottom=bottom)
        action = QAction(menu or label.replace("&", "&&"), self)
        action.setData(name)
        action.triggered.connect(self._page_action)
        top = sum(1 for spec in self._specs.values() if not spec.bottom)
        if not bottom and top <= 6:
            action.setShortcut(QKeySequence(f"Ctrl+{top}"))
        self.menus["View"].insertAction(self._before_sizes, action)
        self._page_actions[name] = action

    def page(self, name: str) -> QWidget:
        """The page, made now if it was not shown before."""
        if name not in self._pages:
            made = self._specs[name].factory(self.theme)
            self._pages[name] = made
            self.stack.addWidget(made)
            self.page_made.emit(name, made)
        return self._pages[name]

    @property
    def made_pages(self) -> dict[str, QWidget]:
        """The pages made so far, by name."""
        return dict(self._pages)

    @property
    def current_page(self) -> str:
        """The name of the page in view."""
        return self._current

    def show_page(self, name: str) -> QWidget:
        """Bring a page into view; what was typed on the one before is saved first."""
        page = self.page(name)
        if name != self._current:
            self.flush()
        self.stack.setCurrentWidget(page)
        self.sidebar.set_current(name)
        if name != self._current:
            self._current = name
            self.page_changed.emit(name)
        return page

    def drop_pages(self) -> None:
        """Forget all pages, as when another workspace is opened; the next to be shown are made anew."""
        self.flush()
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages.clear()
        self._current = ""

    def flush(self) -> None:
        """Have the page in view save what is being typed."""
        page = self._pages.get(self._current)
        if isinstance(page, Flushes):
            page.flush()

    def set_available(self, name: str, available: bool) -> None:
        """Whether a page can be gone to, in sidebar and menu."""
        self._unavailable -= {name}
        self._unavailable |= set() if available else {name}
        self.sidebar.set_available(name, available)
        self._page_actions[name].setEnabled(available)

    # -- what the frame shows -----------------------------------------------------------------------------

    def set_switcher(self, title: str, line2: str = "", line3: str = "", *, is_open: bool = True) -> None:
        """Say which assessment is open."""
        self._chrome = replace(self._chrome, switcher=(title, line2, line3, is_open))
        self.sidebar.set_switcher(title, line2, line3, is_open=is_open)

    def set_badge(self, page: str, n: int, waiting: str = "") -> None:
        """How many things wait on a page; ``waiting`` names them for screen readers: "to answer"."""
        self._badges[page] = (n, waiting)
        self.sidebar.set_badge(page, n, waiting)

    def set_saved(self, text: str, *, trouble: bool = False) -> None:
        """Say at the foot when the last change was saved; told to screen readers once, politely."""
        self._chrome = replace(self._chrome, saved=(text, trouble))
        self.status.set_saved(text, trouble=trouble)
        announce(self.status, text)

    def set_status(self, edition: str, state: str) -> None:
        """The edition of the form, and draft, in review or final."""
        self._chrome = replace(self._chrome, facts=(edition, state))
        self.status.set_facts(edition, state)
        self.status.set_short(self._short)

    def set_standing(self, text: str, short: str) -> None:
        """What holds until further notice, such as a legal hold; ``short`` where room is short."""
        self._chrome = replace(self._chrome, standing=(text, short))
        self.status.set_standing(text, short)
        self.status.set_short(self._short)

    def show_message(
        self, kind: MessageKind, text: str, actions: Sequence[Action] = (), *, closable: bool = True
    ) -> MessageBar:
        """Put a message above the page. It stays until closed; another of its kind takes its place."""
        self.clear_messages(kind)
        bar = MessageBar(self.theme, kind, text, actions, closable=closable)
        bar.action_requested.connect(self.message_action_requested)
        bar.closed.connect(self._message_closed)
        self.messages.append(bar)
        self._message_column.addWidget(bar)
        self._messages.setVisible(True)
        bar.announce()
        return bar

    def clear_messages(self, kind: MessageKind | None = None) -> None:
        """Take away the messages of a kind, or all."""
        for bar in [bar for bar in self.messages if kind in (None, bar.kind)]:
            self._remove(bar)

    def _message_closed(self) -> None:
        bar = self.sender()
        if isinstance(bar, MessageBar):
            self._remove(bar)

    def _remove(self, bar: MessageBar) -> None:
        self.messages.remove(bar)
        self._message_column.removeWidget(bar)
        bar.hide()
        bar.deleteLater()
        self._messages.setVisible(bool(self.messages))

    # -- theme and size -----------------------------------------------------------------------------------

    def _build(self) -> None:
        """Make the parts that depend on the theme, with what they showed before."""
        theme = self.theme
        self.sidebar = Sidebar(theme)
        self.sidebar.page_requested.connect(self._page_requested)
        self.sidebar.switcher_requested.connect(self.switcher_requested)
        for spec in self._specs.values():
            self.sidebar.add_item(spec.name, spec.icon, spec.label, bottom=spec.bottom)
        title, line2, line3, is_open = self._chrome.switcher
        self.sidebar.set_switcher(title, line2, line3, is_open=is_open)
        for name, (n, waiting) in self._badges.items():
            self.sidebar.set_badge(name, n, waiting)
        for name in self._unavailable:
            self.sidebar.set_available(name, False)
        self.stack = QStackedWidget()
        self._messages = QWidget()
        self._message_column = QVBoxLayout(self._messages)
        self._message_column.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), 0)
        self._message_column.setSpacing(theme.px(6))
        self._messages.setVisible(False)
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addWidget(self._messages)
        main.addWidget(self.stack, 1)
        central = QWidget()
        row = QHBoxLayout(central)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addLayout(main, 1)
        # Qt deletes the parts that these two replace.
        self.setCentralWidget(central)
        self.status = StatusBar(theme)
        self.setStatusBar(self.status)
        saved, trouble = self._chrome.saved
        self.status.set_saved(saved, trouble=trouble)
        self.status.set_facts(*self._chrome.facts)
        self.status.set_standing(*self._chrome.standing)
        self.menuBar().setFont(theme.font("small"))
        for menu in self.menus.values():
            menu.setFont(theme.font("small"))
        self._fit()

    def _theme_changed(self, theme: Theme) -> None:
        current = self._current
        self.flush()
        kept = [(bar.kind, bar.text, bar.things_to_do, bar.closable) for bar in self.messages]
        self.theme = theme
        self._pages.clear()
        self.messages.clear()
        self._current = ""
        self._build()
        for kind, text, actions, closable in kept:
            self.show_message(kind, text, actions, closable=closable)
        if current:
            self.show_page(current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._short = self.width() / self.theme.scale < NARROW
        self.sidebar.set_rail(self._short)
        self.status.set_short(self._short)

    # -- keys ---------------------------------------------------------------------------------------------

    def _fill_view_menu(self) -> None:
        view = self.menus["View"]
        self._before_sizes = view.addSeparator()
        self._add(view, tr("&Larger text"), self._larger, [QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        self._add(view, tr("Smaller &text"), self._smaller, [QKeySequence("Ctrl+-")])
        self._add(view, tr("N&ormal text"), self._normal, [])
        view.addSeparator()
        self._add(view, tr("&Next pane"), self.next_pane, [QKeySequence("F6")])
        self._add(view, tr("Previo&us pane"), self.previous_pane, [QKeySequence("Shift+F6")])

    def _add(self, menu: QMenu, text: str, slot: Callable[[], None], keys: list[QKeySequence]) -> QAction:
        action = QAction(text, self)
        action.setShortcuts(keys)
        action.triggered.connect(slot)
        menu.addAction(action)
        return action

    def _page_action(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            name = str(action.data())
            self._page_requested(name)
            page = self._pages.get(name)
            if isinstance(page, Begins):
                # Left to Qt the keyboard would go to whatever comes first, such as a search field.
                page.begin()

    def _page_requested(self, name: str) -> None:
        self.show_page(name)

    def _larger(self) -> None:
        self.look.step_scale(1)

    def _smaller(self) -> None:
        self.look.step_scale(-1)

    def _normal(self) -> None:
        self.look.set_scale(1.0)

    def next_pane(self) -> None:
        """Go to the next part of the window: sidebar, messages, the page's parts."""
        self._go_pane(1)

    def previous_pane(self) -> None:
        """Go to the part before."""
        self._go_pane(-1)

    def _panes(self) -> list[QWidget]:
        page = self._pages.get(self._current)
        inside = list(page.panes()) if isinstance(page, HasPanes) else [page] if page is not None else []
        panes = [self.sidebar, *([self._messages] if self.messages else []), *inside]
        return [pane for pane in panes if pane.isVisible() and _first_stop(pane) is not None]

    def _go_pane(self, step: int) -> None:
        panes = self._panes()
        focus = QGuiApplication.focusObject()
        now = focus if isinstance(focus, QWidget) else None
        at = next(
            (n for n, pane in enumerate(panes) if now is not None and (pane is now or pane.isAncestorOf(now))),
            -1,
        )
        if not panes:
            return
        pane = panes[(at + step) % len(panes)] if at >= 0 else panes[0]
        if pane is self.sidebar:
            self.sidebar.focus_current()
            return
        stop = _first_stop(pane)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.TabFocusReason)


def _first_stop(pane: QWidget) -> QWidget | None:
    """The first part of the pane where Tab would stop."""
    if pane.focusPolicy() & Qt.FocusPolicy.TabFocus and pane.isEnabled():
        return pane
    at = pane.nextInFocusChain()
    for _ in range(10_000):  # the chain is a ring; a pane that is not in it must not hang the window
        if at is None or at is pane:
            return None
        if pane.isAncestorOf(at) and at.isVisible() and at.isEnabled() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return at
        at = at.nextInFocusChain()
    return None
