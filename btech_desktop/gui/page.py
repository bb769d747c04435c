"""What every page of the window has in common."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from btech_desktop.gui.session import Changed, Session
from btech_desktop.gui.theme import Theme


class Page(QWidget):
    """A page on the open workspace. The window calls :meth:`refresh` when it comes into view stale.

    A page reads from the session and writes through it alone; it is made anew when the theme or text size changes.
    """

    # (page name, practice id or "")
    go_requested = Signal(str, str)
    # (kind of message bar: info, attention, error; one sentence)
    message_requested = Signal(str, str)
    # (name of a command of the window, such as "export", "new_assessment", "finalise")
    command_requested = Signal(str)

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.theme = theme
        self._made_of: dict[str, object] = {}

    def refresh(self, changed: Changed | None = None) -> None:
        """Show the session as it is; ``changed`` says what moved (None: all may have)."""
        raise NotImplementedError

    def is_new(self, part: str, made_of: object) -> bool:
        """Whether a part of the page must be made anew: it was last made of something else.

        A row takes a millisecond to make and to lay out, and a level that changes leaves most of them as they are.
        """
        if part in self._made_of and self._made_of[part] == made_of:
            return False
        self._made_of[part] = made_of
        return True

    def flush(self) -> None:
        """Save what is being typed; pages without text fields have nothing to do."""

    def show_practice(self, practice_id: str) -> None:
        """Bring a practice into view, on the pages that have one."""

    def begin(self) -> None:
        """Put the keyboard where work on the page starts, so that it is not left in the sidebar."""
        self.setFocus()

    def focus_search(self) -> None:
        """Put the cursor into the page's search field, if it has one."""

    def settled(self) -> bool:
        """Whether nothing is under way in the background (the report's preview)."""
        return True
