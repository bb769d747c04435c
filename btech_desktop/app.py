"""Wires the window together, once: read it from top to bottom."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from btech_desktop import __version__
from btech_desktop.gui.endings import Endings
from btech_desktop.gui.main_window import HOME, ON_ASSESSMENT, MainWindow
from btech_desktop.gui.opened import remove_leftovers
from btech_desktop.gui.settings import Settings
from btech_desktop.gui.theme import Look
from btech_desktop.gui.translation import speak_system_language
from btech_desktop.language import tr
from btech_desktop.log import log_defect
from btech_desktop.paths import APP_NAME, resource

PICTURE_SIZE = QSize(1440, 900)


def _application(qt_options: Sequence[str] = ()) -> QApplication:
    running = QCoreApplication.instance()
    if isinstance(running, QApplication):
        return running
    app = QApplication([APP_NAME, *qt_options])
    app.setApplicationName(APP_NAME)
    speak_system_language(app)
    app.setApplicationDisplayName(tr("Maturity self-assessment"))
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(APP_NAME)
    app.setWindowIcon(QIcon(str(resource("icons", "app.svg"))))
    return app


def _catch_defects(window: MainWindow) -> None:
    """A defect in a slot reaches the log, and the user as a sentence; the window goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        if window.care.take_up(error):
            return
        path = log_defect(error)
        window.show_message(
            "error",
            tr("Something went wrong in the app itself. Your answers are safe. Details are in {path}.", path=path),
        )

    sys.excepthook = hook


def run(path: Path | None, *, smoke: bool = False, qt_options: Sequence[str] = ()) -> int:
    """Open the window, on a workspace file if one is given; the exit status when it is closed.

    ``smoke`` opens it on a fresh copy of the sample (or on ``path``), shows the overview and closes it again,
    without touching the user's settings. ``qt_options`` are words of the command line for Qt, such as ``-reverse``.
    """
    app = _application(qt_options)
    if smoke:
        return _smoke(app, path)
    remove_leftovers()
    settings = Settings()
    window = MainWindow(Look(app, settings.theme, settings.text_size), settings, path)
    _catch_defects(window)
    Endings(app, save=window.flush, leave=app.quit)
    window.resize(1280, 800)
    window.show()
    QTimer.singleShot(0, window, window.offer_tour)
    status = app.exec()
    window.end()
    return status


def _smoke(app: QApplication, path: Path | None) -> int:
    with TemporaryDirectory() as folder:
        window = _window_on(app, Path(folder), path)
        window.show()
        app.processEvents()
        usable = window.session is not None and window.current_page == "overview"
        window.close()
        return 0 if usable else 1


def _window_on(app: QApplication, folder: Path, path: Path | None) -> MainWindow:
    """A window with settings of its own, on a workspace or on a fresh copy of the sample."""
    settings = Settings(folder / "settings.ini")
    if path is None:
        from btech_desktop.sample import build_sample

        path = folder / "sample.btech"
        build_sample(path).close()
    window = MainWindow(Look(app, "light", 1.0), settings, path)
    window.resize(PICTURE_SIZE)
    return window


def grab_pages(path: Path, out: Path) -> list[Path]:
    """Write a picture of every page on a workspace into a folder, and of the dark overview and of the first window.

    Works without a display (``QT_QPA_PLATFORM=offscreen`` is taken where there is none).
    """
    app = _application()
    made: list[Path] = []

    def grab(window: MainWindow, name: str) -> None:
        # Twice: the second round lays out what the first one moved.
        for _ in range(2):
            app.processEvents()
        target = out / f"page-{name}.png"
        window.grab().save(str(target))
        made.append(target)

    with TemporaryDirectory() as folder:
        window = _window_on(app, Path(folder), path)
        settings = window.settings
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.show()
        for name in (*ON_ASSESSMENT, HOME, "settings", "help"):
            window.show_page(name)
            _settle(window.current_settled, app)
            grab(window, name)
        window.look.set_choice("dark")
        window.show_page("overview")
        grab(window, "overview-dark")
        window.look.set_choice("light")
        # As it is on a new machine.
        settings.clear_recent()
        window.close_workspace()
        grab(window, "start")
        window.close()
    return made


def _settle(settled: Callable[[], bool], app: QApplication) -> None:
    """Wait for work in the background (the report's preview), for some seconds at most."""
    from PySide6.QtCore import QDeadlineTimer, QEventLoop

    deadline = QDeadlineTimer(20_000)
    while not settled() and not deadline.hasExpired():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
