"""A chart as a display list of plain frozen values, laid out once and painted alike on screen and paper.

Builders take values that were computed and formatted elsewhere: the only arithmetic here is where a value
lies on its axis. A builder given less width than it can be read at returns a wider chart (`Chart.width`);
painters shrink that to fit rather than cut it.
"""

from btech_desktop.charts.bars import domain_bars, score_bar
from btech_desktop.charts.causes import BridgeEnd, BridgeStep, bridge
from btech_desktop.charts.changes import NOT_KNOWN, Change, no_change
from btech_desktop.charts.counts import Counted, answered_bar, evidence_bar, spread
from btech_desktop.charts.disclosure import StripRow, strip
from btech_desktop.charts.dumbbell import DumbbellRow, dumbbells
from btech_desktop.charts.facets import Facet, FacetTheme, facet_matrix
from btech_desktop.charts.heat import HeatCell, HeatRow, heat_map
from btech_desktop.charts.items import (
    Chart,
    Circle,
    Item,
    Line,
    Measure,
    Polygon,
    Rect,
    Spot,
    Text,
    dash_of,
    hatch_lines,
)
from btech_desktop.charts.levels import LEVEL_NAMES, LevelState, level_mark, level_text
from btech_desktop.charts.mirror import mirrored, mirrored_items
from btech_desktop.charts.multiples import YearPanel, YearPoint, multiples
from btech_desktop.charts.scores import DomainRow, ScoreRow, Weakest
from btech_desktop.charts.shape import radar
from btech_desktop.charts.text import fit, wrap

__all__ = [
    "LEVEL_NAMES",
    "NOT_KNOWN",
    "BridgeEnd",
    "BridgeStep",
    "Change",
    "Chart",
    "Circle",
    "Counted",
    "DomainRow",
    "DumbbellRow",
    "Facet",
    "FacetTheme",
    "HeatCell",
    "HeatRow",
    "Item",
    "LevelState",
    "Line",
    "Measure",
    "Polygon",
    "Rect",
    "ScoreRow",
    "Spot",
    "StripRow",
    "Text",
    "Weakest",
    "YearPanel",
    "YearPoint",
    "answered_bar",
    "bridge",
    "dash_of",
    "domain_bars",
    "dumbbells",
    "evidence_bar",
    "facet_matrix",
    "fit",
    "hatch_lines",
    "heat_map",
    "level_mark",
    "level_text",
    "mirrored",
    "mirrored_items",
    "multiples",
    "no_change",
    "radar",
    "score_bar",
    "spread",
    "strip",
    "wrap",
]
