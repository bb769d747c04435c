"""A figure of the summary band: what it is, the number, a small chart, and what it rests on."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop.charts import LevelState
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.chart_view import Builder
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.rows import chart_view, level_mark


class FigureCell(QWidget):
    """Caption, figure with its unit and a side note, chart, foot: filled by ``set_figure`` or ``set_practice``."""

    def __init__(self, theme: Theme, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(14), px(20), px(14))
        column.setSpacing(px(2))
        self.caption = Label(theme, caption, "small", "text2")
        self.figure = Label(theme, "", "figure", wrap=False)
        self.unit = Label(theme, "", "body", "text2", wrap=False)
        self.side = Label(theme, "", "small", "text2")
        self.side.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.mark = level_mark(theme, "open", side=30)
        self.mark_words = Label(theme, "", "body_strong")
        self.chart = chart_view(theme)
        self.foot = Label(theme, "", "small", "text2")
        number = QWidget()
        flow = FlowLayout(number, gap=px(8), line_gap=0)
        flow.addWidget(self.figure)
        flow.addWidget(self.unit)
        self._numbers = QWidget()
        line = QHBoxLayout(self._numbers)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        line.addWidget(number)
        line.addWidget(self.side, 1, Qt.AlignmentFlag.AlignVCenter)
        self._marked = QWidget()
        marked = QHBoxLayout(self._marked)
        marked.setContentsMargins(0, px(6), 0, px(6))
        marked.setSpacing(px(10))
        marked.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        marked.addWidget(self.mark_words, 1, Qt.AlignmentFlag.AlignVCenter)
        column.addWidget(self.caption)
        column.addWidget(self._numbers)
        column.addWidget(self._marked)
        column.addWidget(self.chart)
        column.addStretch(1)
        column.addWidget(self.foot)
        self._marked.hide()
        self.chart.hide()

    def set_figure(self, figure: str, unit: str, foot: str, *, side: str = "", chart: Builder | None = None) -> None:
        """A number with its unit, a note at its side, a small chart below."""
        self._numbers.show()
        self._marked.hide()
        self.figure.setText(figure)
        self.unit.setText(unit)
        self.side.setText(side)
        self.side.setVisible(bool(side))
        self.foot.setText(foot)
        self.chart.setVisible(chart is not None)
        if chart is not None:
            self.chart.set_builder(chart, name=self.caption.text())
        said = [self.caption.text(), f"{figure} {unit}".strip(), side, foot]
        self.setAccessibleName(". ".join(part for part in said if part))

    def set_practice(self, state: LevelState, title: str, foot: str) -> None:
        """A practice with its level."""
        self._numbers.hide()
        self._marked.show()
        self.chart.hide()
        self.mark.set_state(state)
        self.mark_words.setText(title)
        self.foot.setText(foot)
        said = [self.caption.text(), self.mark.accessibleName(), title, foot]
        self.setAccessibleName(". ".join(part for part in said if part))
