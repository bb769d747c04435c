"""From right to left the pages are turned round: what stands, grows or points; words, ids and figures are not."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from btech_desktop.charts import Chart, DomainRow, Rect, Spot, Text, domain_bars, level_mark, mirrored, radar
from btech_desktop.commands import for_qt
from btech_desktop.gui.main_window import MainWindow
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import draw_icon
from btech_desktop.gui.widgets.chart_view import ChartView, LevelMark, measure
from btech_desktop.gui.widgets.direction import isolated, runs
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.level_card import LevelCard, LevelText
from btech_desktop.palette import LIGHT
from tests.gui import screens
from tests.gui.contrast import pixels
from tests.gui.test_accessibility import close
from tests.gui.test_screens import cut_parts, sticking_out

RIGHT = Qt.LayoutDirection.RightToLeft
ARABIC = "\u0627\u0644\u0639\u0644\u0627\u062c"  # remedy
HEBREW = "\u05ea\u05d9\u05e7\u05d5\u05df"


@pytest.fixture
def turned(qapp: QApplication) -> Iterator[QApplication]:
    """The application as a language written from right to left makes it."""
    qapp.setLayoutDirection(RIGHT)
    yield qapp
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    Theme("light", 1.0).apply(qapp)


@pytest.fixture
def window(tmp_path: Path, turned: QApplication) -> Iterator[MainWindow]:
    (tmp_path / "window").mkdir()
    made = screens.opened(screens.build(tmp_path), tmp_path / "window", turned)
    yield made
    close(made, turned)


def left_of(part: QWidget, window: QWidget) -> int:
    return part.mapTo(window, QPoint(0, 0)).x()


def test_every_page_is_turned_round_and_fits(window: MainWindow) -> None:
    """The sidebar at the right, titles at the right of their page, and nothing cut or sticking out."""
    wrong: list[str] = []
    for name, page in screens.pages(window):
        screens.save(window, f"{name}-rtl")
        assert left_of(window.sidebar, window) + window.sidebar.width() == window.width(), name
        assert left_of(page, window) == 0, name
        wrong += [f"{name}: {what}" for what in (*cut_parts(window), *sticking_out(page))]
    assert not wrong, "\n".join(wrong)


def row() -> DomainRow:
    return DomainRow(
        key="remedy",
        title="Remedy",
        answered="4 of 8 answered",
        average=1.5,
        low=1.0,
        high=2.5,
        target=3.0,
        score_text="1.5",
        low_text="1.0",
        high_text="2.5",
        target_text="3.0",
    )


def test_bars_begin_at_the_right_and_grow_to_the_left() -> None:
    """In the mirror each part lies as far from the right as it lay from the left, and keeps its words."""
    chart = domain_bars([row()], 700, measure, since_label="Since 2025")
    turned = mirrored(chart, 700)
    bars = [item for item in chart.items if isinstance(item, Rect) and item.fill == "bar"]
    turned_bars = [item for item in turned.items if isinstance(item, Rect) and item.fill == "bar"]
    assert bars
    assert [round(700 - bar.x - bar.w, 6) for bar in bars] == [round(bar.x, 6) for bar in turned_bars]
    assert turned_bars[0].x > 700 / 2 > bars[0].x  # beside the titles, which are at the right now
    words = [item for item in chart.items if isinstance(item, Text)]
    turned_words = [item for item in turned.items if isinstance(item, Text)]
    assert [item.text for item in words] == [item.text for item in turned_words]
    sides = {"start": "end", "end": "start", "middle": "middle"}
    assert [sides[item.anchor] for item in words] == [item.anchor for item in turned_words]
    assert mirrored(turned, 700) == chart
    assert turned.description == chart.description


def test_a_radar_keeps_its_sides() -> None:
    """Its axes go round; nothing on it begins at the left."""
    chart = radar([replace(row(), key=key, title=key) for key in "abc"], 700, measure)
    assert mirrored(chart, 700) is chart


def test_a_chart_is_painted_pressed_and_gone_through_turned_round(turned: QApplication, qtbot: QtBot) -> None:
    """The arrow that points on goes on; a spot is where it is painted."""
    spots = (Spot(0, 0, 50, 50, "first", "a"), Spot(50, 0, 50, 50, "second", "b"))
    chart = Chart(200, 50, (Rect(0, 0, 50, 50, "text"),), "two", (("x",),), spots)
    view = ChartView()
    qtbot.addWidget(view)
    view.set_builder(lambda width, _: chart, name="chart")
    view.resize(200, 50)
    view.show()
    image = view.grab().toImage()
    assert image.pixelColor(190, 25).name() == LIGHT["text"].lower()
    assert image.pixelColor(10, 25).name() != LIGHT["text"].lower()
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.accessibleDescription() == "second"
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription() == "first"
    with qtbot.waitSignal(view.spot_activated) as pressed:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(190, 25))
    assert pressed.args == ["a"]


def test_the_ladder_of_a_mark_stands_at_the_other_side(turned: QApplication, qtbot: QtBot) -> None:
    """Its square begins where the line begins; the numeral is not turned."""
    mark = LevelMark(3, side=44)
    qtbot.addWidget(mark)
    mark.set_colours(LIGHT)
    mark.resize(mark.sizeHint())
    fill = mark.grab().toImage().pixelColor(mark.width() - 8, 8).name()
    assert fill == LIGHT["level3"].lower()
    steps = [item for item in level_mark(3, 0, 0, 44) if isinstance(item, Rect)][1:]
    assert all(step.x > 44 for step in steps)


def test_arrows_point_the_other_way(turned: QApplication, qtbot: QtBot) -> None:
    """Chevrons and arrows are turned; a tick is not."""
    whole = QWidget()
    qtbot.addWidget(whole)
    pictures = {}
    for direction in (Qt.LayoutDirection.LeftToRight, RIGHT):
        whole.setLayoutDirection(direction)
        for name in ("chevron-right", "arrow-right", "check", "clock"):
            image = QImage(32, 32, QImage.Format.Format_RGB32)
            image.fill(Qt.GlobalColor.white)
            painter = QPainter(image)
            draw_icon(painter, whole, name, image.rect(), Theme().color("text"))
            painter.end()
            pictures[name, direction] = pixels(image)
    for name in ("chevron-right", "arrow-right"):
        assert pictures[name, RIGHT] != pictures[name, Qt.LayoutDirection.LeftToRight]
    for name in ("check", "clock"):
        assert pictures[name, RIGHT] == pictures[name, Qt.LayoutDirection.LeftToRight]


def test_a_level_card_is_turned_round(turned: QApplication, qtbot: QtBot) -> None:
    """Its radio stands at the right."""
    theme = Theme()
    card = LevelCard(theme, 2)
    qtbot.addWidget(card)
    text = LevelText(2, "Defined", "A rule.")
    card.set_text(text.name, text.text)
    card.setChecked(True)
    card.resize(600, 60)
    card.show()
    image = card.grab().toImage()
    accent = theme.color("accent").name()
    assert image.pixelColor(600 - 14 - 9, 30).name() == accent
    assert image.pixelColor(14 + 9, 30).name() != accent


def inked(image: QImage) -> dict[int, list[int]]:
    """The columns that are not all ground, and where in them the ink is."""
    ground = image.pixel(0, 0)
    found = {x: [y for y in range(image.height()) if image.pixel(x, y) != ground] for x in range(image.width())}
    return {x: rows for x, rows in found.items() if rows}


def test_words_stand_at_the_right_and_run_their_own_way(turned: QApplication, qtbot: QtBot) -> None:
    """A sentence in Latin letters keeps its full stop behind it."""
    label = Label(Theme(), "One sentence.")
    qtbot.addWidget(label)
    label.resize(400, 24)
    label.show()
    image = label.grab().toImage()
    columns = inked(image)
    assert min(columns) > 400 - label.sizeHint().width() - 4
    assert max(columns) > 395
    assert min(columns[max(columns)]) > 12, "the last sign is no full stop on the line"


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Remedy", Qt.LayoutDirection.LeftToRight),
        (ARABIC, RIGHT),
        (f"POL-1 {HEBREW}", RIGHT),
        (f"3 / 4 {ARABIC}", RIGHT),
        (f"Remedy {ARABIC}", Qt.LayoutDirection.LeftToRight),
        ("+0.8", Qt.LayoutDirection.LeftToRight),
        ("1.9\N{EN DASH}2.3", Qt.LayoutDirection.LeftToRight),
        ("", Qt.LayoutDirection.LeftToRight),
    ],
)
def test_the_first_letter_says_which_way_a_text_runs(text: str, direction: Qt.LayoutDirection) -> None:
    """Ids and figures before it do not."""
    assert runs(text) == direction


def test_ids_and_figures_stay_whole() -> None:
    """They are isolated among words from right to left, and only there."""
    assert isolated("POL-1 is 2.1 of 4") == "POL-1 is 2.1 of 4"
    assert isolated(f"POL-1 {ARABIC} +0.8") == f"\u2068POL-1\u2069 {ARABIC} \u2066+0.8\u2069"
    assert isolated(f"{HEBREW} T3a 1.9\N{EN DASH}2.3") == f"{HEBREW} \u2068T3a\u2069 \u20661.9\N{EN DASH}2.3\u2069"


def test_words_for_qt_come_first_on_the_command_line() -> None:
    """Qt's own are told from ours, with what follows them."""
    assert for_qt(["-reverse", "a.btech"]) == ("-reverse",)
    assert for_qt(["-platform", "offscreen", "-reverse", "list", "-reverse"]) == ("-platform", "offscreen", "-reverse")
    assert for_qt(["list", "--json", "a.btech"]) == ()
    assert for_qt([]) == ()


PROBE = """
import sys
from btech_desktop import app, commands
app._smoke = lambda application, path: print("right" if application.isRightToLeft() else "left") or 0
sys.exit(commands.run(sys.argv[1:]))
"""


def test_the_program_can_be_started_turned_round() -> None:
    """With `-reverse`, as every Qt program; without it as the language says."""
    for words, said in ((["-reverse", "--smoke"], "right"), (["--smoke"], "left")):
        ran = subprocess.run([sys.executable, "-c", PROBE, *words], capture_output=True, text=True, timeout=60)
        assert ran.stdout.strip() == said, ran.stderr
