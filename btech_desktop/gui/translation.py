"""Which language the window speaks: the system's, where a translation of it lies in ``resources/translations``."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from btech_desktop.language import speak
from btech_desktop.paths import APP_NAME, resource

SOURCE = "en"


def _from_qt(text: str, comment: str, n: int) -> str:
    return QCoreApplication.translate("", text, comment or None, n)


def _load(app: QApplication, name: str, folder: Path) -> bool:
    translator = QTranslator(app)
    if not translator.load(name, str(folder)):
        return False
    return app.installTranslator(translator)


def speak_system_language(app: QApplication) -> str:
    """Speak the first language the user's system prefers that there is a translation of; its code.

    English, the language of the source, needs none. Qt's own words (file dialogs, menus of text fields) follow.
    """
    for name in QLocale.system().uiLanguages():
        code = name.replace("-", "_")
        if code.split("_")[0] == SOURCE:
            break
        if _load(app, f"{APP_NAME}_{code}", resource("translations")):
            _load(app, f"qtbase_{code}", Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)))
            if QLocale(code).textDirection() == Qt.LayoutDirection.RightToLeft:  # else `-reverse` may have turned it
                app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            speak(_from_qt)
            return code
    return SOURCE
