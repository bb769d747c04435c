"""How long the window takes from a key until it is painted and saved, and whether its memory stays as it is."""

import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from btech_desktop.assessment import Answer, Evidence, EvidenceLink, Unit, new_id
from btech_desktop.form_files import shipped_form
from btech_desktop.gui.assess import AssessPage
from btech_desktop.gui.main_window import ON_ASSESSMENT, MainWindow
from btech_desktop.gui.settings import Settings
from btech_desktop.gui.theme import Look
from btech_desktop.periods import start_assessment
from btech_desktop.sample import build_sample
from btech_desktop.store import Change, Store

KEYS = 200
PAGE_CHANGES = 1_000
STEADY_AFTER = 200
NOTE = "The rule was read with the teams concerned, and three records of each quarter were set beside it. "


class Paints(QObject):
    """Counts how often some widgets were painted."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.count = 0
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only looks on."""
        self.count += event.type() == QEvent.Type.Paint
        return False


def _settle() -> None:
    """Until everything posted is done: layouts, paints, and what was to be deleted."""
    for _ in range(2):  # a layout may ask for another, and each for a paint
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    _settle()
    return time.perf_counter() - begin


def _press(widget: QWidget, key: Qt.Key, text: str = "") -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def _ms(spent: list[float]) -> str:
    worst = sorted(spent)[-max(len(spent) // 100, 1)]
    return f"{statistics.median(spent) * 1000:.1f} ms (99 %: {worst * 1000:.1f})"


def _resident() -> float:
    """MB of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def _opened(path: Path) -> MainWindow:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    window = MainWindow(Look(app, "light", 1.0), Settings(path.with_suffix(".ini")), path)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    _settle()
    return window


def _closed(window: MainWindow) -> None:
    """Here and now: left to Python's cycles, a window might be deleted in the thread of a report's preview."""
    window.close()
    window.deleteLater()
    _settle()


def _assess(window: MainWindow) -> AssessPage:
    page = window.show_page("assess")
    assert isinstance(page, AssessPage)
    page.list_pane.list.setFocus()
    _settle()
    return page


Say = Callable[[str, str, str], None]


def answering(folder: Path, say: Say) -> None:
    """A level key until it is painted and on disk, and the key to the next practice, on the sample."""
    build_sample(folder / "window.btech").close()
    window = _opened(folder / "window.btech")
    page = _assess(window)
    view, cards = page.list_pane.list, page.question.levels.cards
    assert window.session is not None
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_J, Qt.Key.Key_K):  # what is made once is made
        _timed(lambda key=key: _press(view, key))  # type: ignore[misc]  # a default binds the loop variable
    painted, writes = Paints(*cards), window.session.store.writes
    levels = (Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)
    spent = []
    for turn in range(KEYS):
        before, answer = painted.count, window.session.answer_of(page.practice_id or "")
        key = levels[turn % 5] if answer.level != turn % 5 else levels[(turn + 1) % 5]
        spent.append(_timed(lambda key=key: _press(view, key)))  # type: ignore[misc]
        assert painted.count > before, "not painted"
        if turn % 10 == 9:
            page.go_next()
            _settle()
    assert window.session.store.writes - writes >= KEYS, "not saved"
    say("level key, painted and saved", _ms(spent), "median < 16 ms, 99 % < 50 ms")

    page.show_practice(window.session.dossier.practices()[0].id)
    _settle()
    spent = []
    for turn in range(KEYS):
        before = painted.count
        key = Qt.Key.Key_J if turn // 50 % 2 == 0 else Qt.Key.Key_K
        spent.append(_timed(lambda key=key: _press(view, key)))  # type: ignore[misc]
        assert painted.count > before, "not painted"
    say("next practice (J), painted", _ms(spent), "median < 30 ms")
    _closed(window)


def changing_pages(folder: Path, say: Say) -> None:
    """Each page's first visit, and those after; then the memory over a thousand of them."""
    build_sample(folder / "pages.btech").close()
    window = _opened(folder / "pages.btech")
    # The sample has a year before: the pages that compare have something to show.
    first = {}
    for name in ON_ASSESSMENT[1:]:  # the window opens on the overview
        first[name] = _timed(lambda name=name: window.show_page(name))  # type: ignore[misc]
        while not window.current_settled():
            _settle()
    again: dict[str, list[float]] = {name: [] for name in ON_ASSESSMENT}
    after_change: dict[str, list[float]] = {name: [] for name in ON_ASSESSMENT}
    assert window.session is not None
    for _ in range(8):
        for name in ON_ASSESSMENT:
            again[name].append(_timed(lambda name=name: window.show_page(name)))  # type: ignore[misc]
            while not window.current_settled():
                _settle()
    for turn in range(4):
        for name in ON_ASSESSMENT:
            window.session.answer("POL-1", level=turn % 2 + 1)
            _settle()
            after_change[name].append(_timed(lambda name=name: window.show_page(name)))  # type: ignore[misc]
            while not window.current_settled():
                _settle()
    for title, figures, aim in (
        ("page, its first visit", {n: [s] for n, s in first.items()}, "none: modules are loaded"),
        ("page, made already", again, "< 100 ms"),
        ("page, made already, after a change elsewhere", after_change, "< 100 ms"),
    ):
        for name, spent in figures.items():
            say(f"{title}: {name}", f"{statistics.median(spent) * 1000:.0f} ms", aim)

    resident = 0.0
    for turn in range(PAGE_CHANGES):
        if turn == STEADY_AFTER:
            resident = _resident()
        window.show_page(ON_ASSESSMENT[turn % len(ON_ASSESSMENT)])
        _settle()
    grown = _resident() - resident
    say(f"memory, page change {STEADY_AFTER} to {PAGE_CHANGES:,}", f"{grown:+.1f} MB ({resident:.0f})", "< +5 MB")
    _closed(window)


def searching(folder: Path, say: Say) -> None:
    """Each key of a search over 51 practices and ten years of long notes."""
    ten_years(folder / "years.btech")
    window = _opened(folder / "years.btech")
    page = _assess(window)
    search = page.list_pane.search
    spent, painted = [], Paints(page.list_pane.list.viewport(), page.list_pane.nothing)
    page.focus_search()
    _settle()
    first = _timed(lambda: _press(search, Qt.Key.Key_R, "r"))
    for word in ("ecords year 4", "rule quarter", "minutes 17", "teams nothing at all"):
        for letter in word:
            before = painted.count
            spent.append(_timed(lambda letter=letter: _press(search, Qt.Key.Key_unknown, letter)))  # type: ignore[misc]
            assert painted.count > before or not page.list_pane.order(), "not painted"
        search.clear()
        _settle()
    say("first key of a search, ten years of notes", f"{first * 1000:.1f} ms", "< 50 ms")
    say("every further key", f"{_ms(spent)}, longest {max(spent) * 1000:.1f}", "< 50 ms")
    _closed(window)


def ten_years(path: Path) -> None:
    """A workspace with ten periods of 51 answers, each with a note of about 1,500 characters and evidence."""
    form = shipped_form()
    with Store.create(path, organisation="Many years") as store:
        store.keep_form(form)
        unit = Unit(id=new_id(), name="Many years")
        changes = [Change(None, unit)]
        for year in range(2017, 2027):
            assessment, made = start_assessment(
                form=form, unit=unit, period=str(year), starts=date(year, 1, 1), ends=date(year, 12, 31)
            )
            for at, change in enumerate(made):
                if isinstance(change.after, Answer):
                    words = {
                        "level": (at + year) % 5,
                        "finding": f"Finding {at} of {year}",
                        "note": f"{year}: {NOTE * 15}",
                    }
                    made[at] = Change(None, Answer.model_validate({**change.after.model_dump(), **words}))
            changes += made
            for number, practice in enumerate(list(form.ids)[::2]):
                evidence = Evidence(id=new_id(), title=f"Minutes {number} of {year}", locator=f"share/{year}/{number}")
                link = EvidenceLink(evidence_id=evidence.id, assessment_id=assessment.id, practice_id=practice)
                changes += [Change(None, evidence), Change(None, link)]
        store.write(changes, who="bench")


def window(folder: Path, say: Say) -> None:
    """All of them."""
    for bench in (answering, changing_pages, searching):
        bench(folder, say)
