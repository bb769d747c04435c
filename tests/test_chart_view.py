"""The chart widget can be read with the keyboard and copied whole."""

import csv
from io import StringIO

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from btech_desktop.charts import Chart, Measure, Rect, Spot, Text, spread
from btech_desktop.gui.widgets.chart_view import ChartView, LevelMark
from btech_desktop.palette import DARK, LIGHT


def build(width: float, measure: Measure) -> Chart:
    return spread((1, 9, 20, 0, 1), width, measure)


@pytest.fixture
def view(qtbot: QtBot) -> ChartView:
    view = ChartView()
    qtbot.addWidget(view)
    view.set_builder(build, name="Where the answers sit", source="Sample data, 2026")
    view.resize(600, 120)
    view.show()
    return view


def test_arrows_visit_the_spots_and_enter_opens_one(view: ChartView, qtbot: QtBot) -> None:
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.accessibleDescription() == "1 Intended: 9"
    with qtbot.waitSignal(view.spot_activated) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == ["1"]


def test_larger_text_makes_the_same_width_taller(view: ChartView) -> None:
    normal = view.heightForWidth(600)
    view.scale = 2.0
    assert view.heightForWidth(600) == 2 * normal
    assert view.chart.width == 300
    last = view.chart.spots[-1]
    assert view.spot_at(QPointF(2 * last.x + 2, 4)) == 4


def test_the_table_is_copied_with_its_source(view: ChartView) -> None:
    view.copy_table()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == view.accessibleName()
    assert lines[1] == "Level\tAnswers"
    assert lines[4] == "2 Defined\t20"
    assert lines[-2] == "Sample data, 2026"
    assert lines[-1].startswith("Internal. ")
    assert "not endorsed by the United Nations" in lines[-1]
    html = QGuiApplication.clipboard().mimeData().html()
    assert "<td>2 Defined</td><td>20</td>" in html
    assert "<td>Sample data, 2026</td>" in html


def test_a_copied_cell_is_never_a_formula(qtbot: QtBot) -> None:
    view = ChartView()
    qtbot.addWidget(view)
    cells = (
        "=1+1",
        "+0.6",
        "a\tb",
        "-2+3+cmd|' /C calc'!A0",
        "<b>Sales</b>",
        "@SUM(A1)",
        "\uff1d1+1",
        '"=1+1"',
        '"open',
    )
    view.set_builder(lambda width, measure: Chart(width, 10, (), "", (cells,)), name="-1+1")
    title, row, *_ = view.table().text().splitlines()
    assert title == "'-1+1"
    assert row.startswith("'=1+1\t+0.6\ta b\t'-2+3+cmd|' /C calc'!A0\t<b>Sales</b>\t'@SUM(A1)\t'\uff1d1+1\t")
    (_, read, *_) = csv.reader(StringIO(view.table().text()), "excel-tab")
    assert read[-2:] == ['"=1+1"', '"open'], "a quotation mark is one, and swallows nothing"
    assert "<td>&lt;b&gt;Sales&lt;/b&gt;</td>" in view.table().html()
    assert "<td>&#x27;=1+1</td>" in view.table().html()


def test_a_copied_picture_is_twice_as_fine_and_tells_what_it_is(qtbot: QtBot, view: ChartView) -> None:
    """Title above, source and marking beneath: without a title it is that much lower."""
    builder = view._builder
    assert builder is not None
    view.set_builder(builder)
    bare = view.image()
    view.set_builder(builder, name="Answers at each level", source="Sample data, 2026")
    assert view.image().height() - bare.height() == 2 * (28 + 17)
    assert view.image().width() == 2 * (int(view.chart.width) + 32)
    view.set_builder(builder, name="Answers at each level")
    assert view.image().height() - bare.height() == 2 * 28


def test_the_picture_is_on_the_palettes_surface(view: ChartView) -> None:
    view.set_colours(DARK)
    assert view.image().pixelColor(1, 1) == QColor(DARK["surface"])


def test_a_chart_wider_than_its_place_is_shrunk_not_cut(qtbot: QtBot) -> None:
    view = ChartView()
    qtbot.addWidget(view)
    items = (Rect(0, 0, 400, 20, "error"), Text(0, 15, "wide"))
    view.set_builder(lambda width, measure: Chart(400, 20, items, "wide", (), (Spot(390, 0, 10, 20, "end", "e"),)))
    view.resize(200, 20)
    assert view.heightForWidth(200) == 10
    assert view.spot_at(QPointF(197, 5)) == 0
    assert view.grab().toImage().pixelColor(198, 5) == QColor(LIGHT["error"])


def test_a_level_mark_says_its_level(qtbot: QtBot) -> None:
    mark = LevelMark(3)
    qtbot.addWidget(mark)
    assert mark.accessibleName() == "Level 3 of 4, Embedded"
    mark.set_state("na")
    assert mark.accessibleName() == "Not applicable"
    mark.grab()
