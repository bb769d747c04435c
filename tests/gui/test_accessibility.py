"""Every control has a name, a role and a state, room for a finger, a place in the order of Tab, and a ring."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QScrollArea,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from btech_desktop.gui import frame
from btech_desktop.gui.main_window import MainWindow
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.chart_view import ChartView, LevelMark
from btech_desktop.gui.widgets.level_card import LevelCard
from btech_desktop.gui.widgets.segmented import Segmented
from tests.gui import screens
from tests.gui.contrast import contrast, pixels

LEAST = 24  # px at 100 %: the side of the smallest target
LINE = 30  # px that have to change: less is no line round anything
# What a widget is before it says more about itself.
UNTOLD = (QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return screens.build(tmp_path_factory.mktemp("accessibility"))


@pytest.fixture
def window(sample: Path, tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    """A window on the sample, with assistive technology listening."""
    QAccessible.setActive(True)
    made = screens.opened(sample, tmp_path, qapp, active=True)
    yield made
    QAccessible.setActive(False)
    close(made, qapp)


def close(window: MainWindow, app: QApplication) -> None:
    """Leave the application as it was; with the window gone first, nothing has to be dressed anew."""
    window.close()
    window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    Theme("light", 1.0).apply(app)
    app.setStyleSheet("")


def in_view(top: QWidget) -> list[QWidget]:
    """The parts of a window that can be seen, at least by scrolling."""
    parts = [top, *top.findChildren(QWidget)]
    return [part for part in parts if part.isVisible() and part.window() is top.window()]


def controls(top: QWidget) -> list[QWidget]:
    """What takes the keyboard or a click; the field within a spin box is a part of it."""
    return [
        part
        for part in in_view(top)
        if (part.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(part, QAbstractButton))
        and not isinstance(part.parentWidget(), QAbstractSpinBox)
        and part is not top
    ]


def untold(top: QWidget) -> list[str]:
    """The controls without a name or a role, and those whose state is not told."""
    wrong = []
    for part in controls(top):
        told = QAccessible.queryAccessibleInterface(part)
        name, role, state = told.text(QAccessible.Text.Name), told.role(), told.state()
        what = f"{type(part).__name__} {name!r} {role.name}"
        if not name.strip():
            wrong.append(f"{what}: no name")
        # An area to scroll is what it looks like; everything else has to say what it is.
        if role in UNTOLD and not isinstance(part, QAbstractScrollArea):
            wrong.append(f"{what}: no role")
        if bool(state.disabled) == part.isEnabled():
            wrong.append(f"{what}: disabled is not told")
        if isinstance(part, QAbstractButton) and part.isCheckable() and bool(state.checked) != part.isChecked():
            wrong.append(f"{what}: checked is not told")
        if isinstance(part, LevelCard) and role != QAccessible.Role.RadioButton:
            wrong.append(f"{what}: not one of several")
        if isinstance(part, ChartView) and not (role == QAccessible.Role.Chart and part.accessibleDescription()):
            wrong.append(f"{what}: no words for the chart")
        if isinstance(part, QAbstractItemView):
            wrong += [f"{what}: a row without words" for words in row_names(part) if not words]
    wrong += [f"a level mark says nothing in {top}" for mark in in_view(top) if silent(mark)]
    return wrong


def silent(part: QWidget) -> bool:
    return isinstance(part, LevelMark) and not part.accessibleName()


def row_names(view: QAbstractItemView) -> Iterator[str]:
    """What is said of each row: at the top and one level down."""
    model = view.model()
    for row in range(model.rowCount()):
        top = model.index(row, 0)
        for index in (top, *(model.index(below, 0, top) for below in range(model.rowCount(top)))):
            roles = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
            yield next((str(index.data(role)) for role in roles if index.data(role)), "")


def too_small(top: QWidget) -> list[str]:
    """The targets that are less than 24 px high or wide. A bar between panes and a page to scroll are none."""
    found = []
    for part in controls(top):
        sizes = [part.size()]
        if isinstance(part, QTabBar):
            sizes = [part.tabRect(n).size() for n in range(part.count())]
        elif isinstance(part, ChartView):  # what can be clicked in it leads somewhere
            sizes = [QSize(round(spot.w), round(spot.h)) for spot in part.chart.spots if spot.key]
        elif isinstance(part, QAbstractItemView) and part.model().rowCount():
            index = part.model().index(0, 0)
            sizes.append(part.visualRect(index).size() if part.visualRect(index).isValid() else part.sizeHint())
        found += [
            f"{type(part).__name__} {part.accessibleName()!r}: {size.width()} x {size.height()}"
            for size in sizes
            if min(size.width(), size.height()) < LEAST
        ]
    return found


def test_every_control_on_every_page_is_named_and_large_enough(window: MainWindow) -> None:
    """Its role and state are told, too, and each chart says in words what it shows."""
    wrong: list[str] = []
    charts = 0
    for name, _ in screens.pages(window):
        wrong += [f"{name}: {what}" for what in (*untold(window), *too_small(window))]
        charts += sum(isinstance(part, ChartView) for part in in_view(window))
    assert not wrong, "\n".join(wrong)
    assert charts >= 10


def test_every_control_of_every_dialog_is_named_and_large_enough(window: MainWindow) -> None:
    """As on the pages."""
    wrong: list[str] = []
    for name, make in screens.dialogs(window):
        dialog = screens.shown(make)
        assert controls(dialog), name
        wrong += [f"{name}: {what}" for what in (*untold(dialog), *too_small(dialog))]
        dialog.close()
        dialog.deleteLater()
    assert not wrong, "\n".join(wrong)


def test_the_check_finds_what_is_not_told(qtbot: QtBot) -> None:
    """A button without words that is 20 px wide is found twice."""
    whole = QWidget()
    qtbot.addWidget(whole)
    button = QToolButton(whole)
    button.resize(20, 40)
    whole.show()
    assert [what.rsplit(": ", 1)[1] for what in (*untold(whole), *too_small(whole))] == ["no name", "20 x 40"]


# --- the keyboard -----------------------------------------------------------------------------------------


def walk(window: QWidget) -> Iterator[QWidget]:
    """Press Tab until it comes round; each place where it stops."""
    seen: list[QWidget] = []
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
    at = window.focusWidget()
    while at is not None and at not in seen:
        seen.append(at)
        yield at
        for _ in range(3):  # within a date Tab goes from day to month to year
            QTest.keyClick(at, Qt.Key.Key_Tab)
            QApplication.processEvents()  # the page scrolls, and the ring follows
            if window.focusWidget() is not at:
                break
        at = window.focusWidget()


def pane_of(part: QWidget, window: QWidget) -> QWidget:
    """What scrolls together with the part; the window where nothing does."""
    above = part.parentWidget()
    while above is not None and above is not window:
        if isinstance(above, QAbstractScrollArea):
            content = above.widget() if isinstance(above, QScrollArea) else None
            return content or above
        above = above.parentWidget()
    return window


def goes_back(before: QWidget, after: QWidget, window: QWidget) -> bool:
    """Whether Tab goes up its column, or against the reading along its line, within one pane."""
    pane = pane_of(before, window)
    if pane is not pane_of(after, window) or pane is window:
        return False
    a, b = (QRect(part.mapTo(pane, QPoint(0, 0)), part.size()) for part in (before, after))
    up = b.bottom() < a.top() and b.left() < a.right()
    back = b.right() < a.left() and b.top() < a.bottom() - 4 and b.bottom() > a.top() + 4
    return up or back


def unreached(window: QWidget, stops: list[QWidget]) -> list[str]:
    """The buttons that Tab does not come to; of several of which one is chosen it comes to one, and arrows go on."""
    found = []
    for part in in_view(window):
        if not isinstance(part, QAbstractButton) or not part.isEnabled() or part in stops:
            continue
        group, segments = part.group(), part.parentWidget()
        twins = group.buttons() if group is not None and group.exclusive() else []
        if isinstance(segments, Segmented):
            twins = segments.findChildren(QAbstractButton)
        if not part.visibleRegion().isEmpty() and not any(twin in stops for twin in twins):
            found.append(f"{type(part).__name__} {part.accessibleName() or part.text()!r}")
    return found


def test_tab_goes_in_the_order_of_reading(window: MainWindow) -> None:
    """The sidebar first; in each pane down and along the lines; the panes one after the other, the footer last.

    It comes to every button: nothing needs a mouse.
    """
    wrong: list[str] = []
    for name, page in screens.pages(window):
        places = list(walk(window))
        wrong += [f"{name}: no way by keyboard to {what}" for what in unreached(window, places)]
        inside = [window.sidebar.isAncestorOf(place) for place in places]
        first = next(n for n in range(len(places)) if inside[n] and not inside[n - 1])
        places = places[first:] + places[:first]
        beside = [window.sidebar.isAncestorOf(place) for place in places]
        assert beside == sorted(beside, reverse=True), name
        wrong += [
            f"{name}: from {a.accessibleName()!r} to {b.accessibleName()!r}"
            for a, b in pairwise(places)
            if goes_back(a, b, window)
        ]
        if isinstance(page, frame.HasPanes):
            panes = [pane for pane in page.panes() if pane.isVisible()]
            order = [n for place in places for n, pane in enumerate(panes) if pane is place or pane.isAncestorOf(place)]
            if order != sorted(order):
                wrong.append(f"{name}: panes in the order {order}")
    assert not wrong, "\n".join(wrong)


def test_the_check_finds_an_order_turned_round(qtbot: QtBot) -> None:
    """Two buttons below each other, the lower one first."""
    window = QWidget()
    qtbot.addWidget(window)
    area, whole = QScrollArea(window), QWidget()
    upper, lower = QToolButton(whole), QToolButton(whole)
    lower.move(0, 60)
    area.setWidget(whole)
    window.show()
    assert goes_back(lower, upper, window)
    assert not goes_back(upper, lower, window)


def test_the_check_finds_what_needs_a_mouse(qtbot: QtBot) -> None:
    """A button that takes no focus, and is one of no group."""
    window = QWidget()
    qtbot.addWidget(window)
    button = QToolButton(window)
    button.setText("Only for the mouse")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    window.show()
    assert unreached(window, []) == ["QToolButton 'Only for the mouse'"]
    assert unreached(window, [button]) == []


def test_a_save_is_announced_once(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """A level key: one sentence with the time, whatever else is shown anew."""
    said: list[str] = []
    tell = QAccessible.updateAccessibility

    def listen(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(event.message())
        tell(event)

    monkeypatch.setattr(QAccessible, "updateAccessibility", listen)
    page = window.show_page("assess")
    QApplication.processEvents()
    session = window.session
    assert session is not None
    said.clear()
    session.answer("POL-1", level=1 if session.answer_of("POL-1").level != 1 else 2)
    QApplication.processEvents()
    assert page.isVisible()
    assert [text.split(" ")[0] for text in said] == ["Saved"]


def around(part: QWidget, window: QWidget) -> QImage:
    """How a part and what lies next to it look."""
    place = QRect(part.mapTo(window, QPoint(0, 0)), part.size()).adjusted(-8, -8, 8, 8)
    return window.grab(place & window.rect()).toImage()


def seen_change(before: QImage, after: QImage) -> int:
    """How many pixels changed so much that the change is seen: 3 to 1."""
    if before.size() != after.size():
        return 0
    pairs = Counter(zip(pixels(before), pixels(after), strict=True))
    return sum(n for (a, b), n in pairs.items() if a != b and contrast(a, b) >= 3)


def test_focus_is_seen_wherever_tab_stops(sample: Path, tmp_path: Path, qapp: QApplication) -> None:
    """A stop with the keyboard differs from the same without by a line that stands out 3 to 1 from what was there."""
    window = screens.opened(sample, tmp_path, qapp, active=True)  # dark: by its palette, in test_contrast
    unseen: list[str] = []
    for name, _ in screens.pages(window):
        with_focus: list[tuple[QWidget, QPoint, QImage]] = []
        for part in walk(window):
            for before, where, focused in with_focus[-1:]:
                if before.mapTo(window, QPoint(0, 0)) != where:  # scrolled meanwhile: what is compared must stand still
                    continue
                if seen_change(around(before, window), focused) < LINE:
                    unseen.append(f"{name}: {type(before).__name__} {before.accessibleName()!r}")
            with_focus.append((part, part.mapTo(window, QPoint(0, 0)), around(part, window)))
    close(window, qapp)
    assert not unseen, "\n".join(unseen)
