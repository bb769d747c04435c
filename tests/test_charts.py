"""Charts hold every value they were given, where it belongs, whatever the width."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from btech_desktop.charts import (
    NOT_KNOWN,
    BridgeEnd,
    BridgeStep,
    Change,
    Chart,
    Circle,
    Counted,
    DomainRow,
    DumbbellRow,
    Facet,
    FacetTheme,
    HeatCell,
    HeatRow,
    Item,
    Line,
    Polygon,
    Rect,
    ScoreRow,
    StripRow,
    Text,
    Weakest,
    YearPanel,
    YearPoint,
    answered_bar,
    bridge,
    domain_bars,
    dumbbells,
    evidence_bar,
    facet_matrix,
    fit,
    hatch_lines,
    heat_map,
    level_mark,
    multiples,
    no_change,
    radar,
    score_bar,
    spread,
    strip,
    wrap,
)
from btech_desktop.palette import DARK, LIGHT, PRINT

GERMAN = (
    "Grundsatzverpflichtung zur Achtung der Menschenrechte",
    "Unternehmensführung und Verantwortlichkeit",
    "Menschenrechtsverträglichkeitsprüfung",
    "Vertriebsprüfung",
    "Wiedergutmachung",
)
WIDTHS = st.floats(420, 1400)
LEVELS = st.floats(0, 4)
SLACK = 0.01


def measure(text: str, size: float, weight: int) -> float:
    """A font whose every letter is 0.55 of its size wide: a little wider than Inter."""
    return 0.55 * size * len(text)


def domain(title: str, low: float, high: float, target: float | None = 3.0) -> DomainRow:
    average = (low + high) / 2
    texts = (f"{average:.1f}", f"{low:.1f}", f"{high:.1f}", "\N{EN DASH}" if target is None else f"{target:.1f}")
    weakest = Weakest(1, "SAL-10", "+1")
    return DomainRow("k", title, "7 of 10 answered", average, low, high, target, *texts, weakest, no_change())


def extent(item: Item) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what an item inks."""
    match item:
        case Rect():
            half = item.edge_width / 2 if item.edge else 0
            return item.x - half, item.y - half, item.x + item.w + half, item.y + item.h + half
        case Line():
            xs, ys = sorted((item.x1, item.x2)), sorted((item.y1, item.y2))
            return xs[0], ys[0], xs[1], ys[1]
        case Polygon():
            xs, ys = sorted(x for x, _ in item.points), sorted(y for _, y in item.points)
            return xs[0], ys[0], xs[-1], ys[-1]
        case Circle():
            r = item.r + (item.edge_width / 2 if item.edge else 0)
            return item.cx - r, item.cy - r, item.cx + r, item.cy + r
        case Text():
            width = measure(item.text, item.size, item.weight)
            left = item.x - {"start": 0.0, "middle": width / 2, "end": width}[item.anchor]
            return left, item.y - 0.75 * item.size, left + width, item.y + 0.25 * item.size


def assert_inside(chart: Chart) -> None:
    for item in chart.items:
        left, top, right, bottom = extent(item)
        assert left >= -SLACK, item
        assert top >= -SLACK, item
        assert right <= chart.width + SLACK, item
        assert bottom <= chart.height + SLACK, item


def assert_texts_apart(chart: Chart) -> None:
    """No two texts share ink."""
    boxes = [(item, extent(item)) for item in chart.items if isinstance(item, Text)]
    for i, (one, a) in enumerate(boxes):
        for other, b in boxes[i + 1 :]:
            across = min(a[2], b[2]) - max(a[0], b[0])
            down = min(a[3], b[3]) - max(a[1], b[1])
            assert across <= SLACK or down <= SLACK, (one, other)


def texts(chart: Chart) -> str:
    return " ".join(item.text for item in chart.items if isinstance(item, Text))


@st.composite
def domain_rows(draw: st.DrawFn) -> list[DomainRow]:
    rows = []
    for title in draw(st.lists(st.sampled_from(GERMAN), min_size=1, max_size=6)):
        low, high = sorted((draw(LEVELS), draw(LEVELS)))
        rows.append(domain(title, low, high, draw(st.none() | LEVELS)))
    return rows


DUMBBELLS = [
    DumbbellRow("", "Overall", "42", 1.71, 2.15, 3.0, "1.71", "2.15", "3.0", Change("up", "+0.44"), strong=True),
    DumbbellRow("POL", GERMAN[0], "9", 2.5, 2.3, None, "2.50", "2.30", "none", Change("down", "\N{MINUS SIGN}0.20")),
    DumbbellRow("REM", "Remedy", "0", None, None, 3.0, "no value", "no value", "3.0", NOT_KNOWN, note="not compared"),
]
STEPS = [
    BridgeStep("Coverage: not answered yet", "3 practices set aside", 0.04, "+0.04"),
    BridgeStep(
        "Change in practice",
        "42 practices, like for like",
        0.44,
        "+0.44",
        practice=True,
        parts=(
            BridgeStep("done", "20 practices", 0.4, "+0.40", True),
            BridgeStep("re-judged", "", -0.04, "\N{MINUS SIGN}0.04"),
        ),
    ),
]
THEMES = [
    FacetTheme(
        "Theme Three",
        "Delivering remedy",
        (
            Facet("T3a", "Form remedy takes", (2, 1, 0), 0, 0, "1.0"),
            Facet("T3b", GERMAN[0], (2, 2, 2, 2, 1, 1, "open", "na", "confirm"), 1, 1, "1.7", True),
            Facet("T3c", GERMAN[2], (), 0, None, "too few"),
        ),
    )
]
STRIPS = [
    StripRow(
        "POL",
        "Policy commitment",
        tuple([0.0] * 12 + [67.0] * 9 + [100.0] * 5),
        37,
        67,
        83,
        "37",
        "67",
        "83",
        "We publish: 2 yes, 1 partly, 0 no",
    ),
    StripRow(
        "SAL", "Sales review", none_text="No public comparator exists.", published="We publish: 1 yes, 0 partly, 2 no"
    ),
]
REFERENCES = [
    StripRow(
        "policy", "Policy commitment", (), 1.2, 1.9, 2.4, "1.2", "1.9", "2.4", "Ours: 2.6, 8 of 8", contributors=14
    ),
    StripRow("T2a", f"T2a · {GERMAN[0]}", (), 0, 0, 4, "0.0", "0.0", "4.0", "Ours: 2 to answer", contributors=5),
]
TEAMS = ["Cloud", "Sales EMEA", "Wiedergutmachungsabteilung", "D", "E", "F", "G", "H"]
HEAT = [
    HeatRow(
        GERMAN[3],
        (
            HeatCell("level", 1, "2.6", 7, key="SAL"),
            HeatCell("too_few", n=2, levels=(2, 1)),
            HeatCell("not_asked"),
            *[HeatCell("level", 4, "4.0", 12)] * 5,
        ),
    )
]
PANELS = [
    YearPanel(
        GERMAN[0],
        "9 of 10 answered, lowest 0",
        (
            YearPoint(1.0, "1.0", "1.0, 8 of 8 answered"),
            YearPoint(1.5, "1.5", "1.5, 8 of 8 answered"),
            YearPoint(None, "\N{EN DASH}", "not asked"),
            YearPoint(2.5, "2.5", "2.5, 9 of 10 answered"),
        ),
        "policy",
    ),
    *[YearPanel("Remedy", "no answers yet", (YearPoint(None, "\N{EN DASH}", "no answers yet"),) * 4)] * 6,
]
SCORE = ScoreRow(2.1, 1.9, 2.3, 3.0, "2.1", "1.9", "2.3", "3.0")
OTHERS: dict[str, Callable[[float], Chart]] = {
    "score": lambda w: score_bar(SCORE, w, measure, numbers=True),
    "answered": lambda w: answered_bar(44, 4, 1, w, to_confirm=2),
    "evidence": lambda w: evidence_bar([Counted("none", 5), Counted("records", 15)], w),
    "spread": lambda w: spread((1, 9, 20, 0, 1), w, measure),
    "dumbbells": lambda w: dumbbells(DUMBBELLS, w, measure, before_label="2025", after_label="2026"),
    "bridge": lambda w: bridge(
        BridgeEnd("2025, all", "1.67"), STEPS, BridgeEnd("2026, all", "2.09"), w, measure, "rounding ±0.01"
    ),
    "facets": lambda w: facet_matrix(THEMES, w, measure, selected="T3a"),
    "strip": lambda w: strip(STRIPS, w, measure),
    "references": lambda w: strip(REFERENCES, w, measure, top=4.0),
    "heat": lambda w: heat_map(TEAMS, HEAT, w, measure),
    "multiples": lambda w: multiples(("2023", "2024", "2025", "2026"), PANELS, w, measure),
}
TEXTED = sorted(set(OTHERS) - {"answered", "evidence"})


def tick_of(chart: Chart) -> float:
    """Where the first row's target points: the tip of the first target triangle."""
    return next(i.points[2][0] for i in chart.items if isinstance(i, Polygon) and i.fill == "target")


def axis_of(chart: Chart) -> tuple[float, float]:
    grid = [item.x1 for item in chart.items if isinstance(item, Line) and item.color == "grid"]
    return min(grid), max(grid)


@given(WIDTHS, LEVELS)
def test_a_target_stands_at_its_value_on_the_axis(width: float, target: float) -> None:
    chart = domain_bars([domain("Remedy", 1, 2, target)], width, measure, "Since 2025")
    zero, four = axis_of(chart)
    assert tick_of(chart) == pytest.approx(zero + (four - zero) * target / 4)


def test_a_bar_is_solid_to_the_lowest_and_hatched_to_the_highest_possible_score() -> None:
    chart = domain_bars([domain("Sales", 1.0, 3.0)], 720, measure, "Since 2025")
    zero, four = axis_of(chart)
    solid = next(i for i in chart.items if isinstance(i, Rect) and i.fill == "bar" and i.h == 18)
    open_range = next(i for i in chart.items if isinstance(i, Rect) and i.hatch)
    assert solid.x == zero
    assert solid.w == pytest.approx((four - zero) / 4)
    assert open_range.x + open_range.w == pytest.approx(zero + (four - zero) * 3 / 4, abs=1)


def test_nothing_answered_draws_the_axis_and_no_bar() -> None:
    row = replace(domain("Sales", 0, 4), average=None, low=None, high=None, weakest=None, since=NOT_KNOWN)
    with_bar = domain_bars([domain("Sales", 0, 4)], 720, measure, "Since 2025")
    without = domain_bars([row], 720, measure, "Since 2025")
    hatched = [sum(isinstance(i, Rect) and i.hatch for i in chart.items) for chart in (with_bar, without)]
    assert hatched == [2, 0]  # of a range that is not there the legend says nothing


@given(domain_rows(), WIDTHS)
def test_domain_charts_stay_within_their_size(rows: list[DomainRow], width: float) -> None:
    assert_inside(domain_bars(rows, width, measure, "Since 2025", since_note="Since 2025: like for like"))
    assert_inside(radar(rows, width, measure))


@pytest.mark.parametrize("name", sorted(OTHERS))
@given(width=WIDTHS)
def test_every_chart_stays_within_its_size(name: str, width: float) -> None:
    chart = OTHERS[name](width)
    assert chart.width == width
    assert_inside(chart)


@given(st.lists(st.integers(0, 999), min_size=5, max_size=5), WIDTHS)
def test_a_spread_fills_its_width_and_shows_each_count(counts: list[int], width: float) -> None:
    chart = spread(counts, width, measure)
    assert_inside(chart)
    assert [row[1] for row in chart.table[1:]] == [str(count) for count in counts]
    assert all(str(count) in texts(chart) for count in counts)


@given(st.lists(st.floats(-4, 4), min_size=1, max_size=6), WIDTHS)
def test_bridge_bars_stay_within_whatever_their_signs(values: list[float], width: float) -> None:
    steps = [BridgeStep("Cause", "detail", value, f"{value:+.2f}") for value in values]
    assert_inside(bridge(BridgeEnd("then", "1.00"), steps, BridgeEnd("now", "2.00"), width, measure))


def test_long_german_names_never_run_into_other_columns() -> None:
    rows = [domain(title, 1.2, 2.8) for title in GERMAN]
    for width in (420, 520, 640, 720, 1200):
        assert_texts_apart(domain_bars(rows, width, measure, "Since 2025", since_note="like for like"))


@pytest.mark.parametrize("name", TEXTED)
@pytest.mark.parametrize("width", [420, 480, 640, 900])
def test_no_text_runs_into_another(name: str, width: float) -> None:
    assert_texts_apart(OTHERS[name](width))


def test_description_and_table_of_the_bars_hold_every_value() -> None:
    rows = [domain(title, 1.2, 2.8) for title in GERMAN]
    chart = domain_bars(rows, 720, measure, "Since 2025")
    first = f"{GERMAN[0]} 2.0, could be 1.2 to 2.8, target 3.0, weakest SAL-10 +1 at 1."
    assert chart.description.startswith(first)
    assert chart.table[1] == (
        *(GERMAN[0], "7 of 10 answered", "2.0", "1.2", "2.8", "3.0", "SAL-10 +1", "1", "no change"),
    )
    assert len(chart.table) == 6


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("score", "Score 2.1 of 4, could be 1.9 to 2.3, target 3.0."),
        ("answered", "44 answered, 4 to answer, 2 to confirm, 1 not applicable."),
        ("evidence", "5 none, 15 records."),
        ("spread", "31 answers: 1 absent, 9 intended, 20 defined, 0 embedded, 1 tested."),
        ("dumbbells", "Overall, 42 practices: 1.71 in 2025, 2.15 in 2026, up 0.44, target 3.0."),
        ("dumbbells", "2.50 in 2025, 2.30 in 2026, down 0.20"),
        ("bridge", "From 1.67 to 2.09."),
        ("bridge", "Change in practice (42 practices, like for like): plus 0.44."),
        ("bridge", "re-judged: minus 0.04."),
        ("facets", "T3a, Form remedy takes: levels 2, 1, 0; none of 3 at target, lowest 0, average 1.0."),
        ("strip", "Policy commitment, disclosure 0 to 100: 26 companies, median 67, middle half 37 to 83."),
        ("strip", "Sales review: No public comparator exists. We publish: 1 yes, 0 partly, 2 no."),
        ("references", "Policy commitment: 14 contributors, median 1.9, middle half 1.2 to 2.4. Ours: 2.6, 8 of 8."),
        ("heat", "Vertriebsprüfung, Cloud: lowest 1, average 2.6 from 7 answers."),
        ("heat", "Vertriebsprüfung, Sales EMEA: too few to average, levels 2, 1."),
        ("multiples", "Grundsatzverpflichtung zur Achtung der Menschenrechte, 2025: not asked."),
        ("multiples", "2026: 2.5, 9 of 10 answered."),
    ],
)
def test_each_chart_says_its_values_in_words(name: str, sentence: str) -> None:
    assert sentence in OTHERS[name](640).description


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_tables_are_rectangular_with_one_head(name: str) -> None:
    table = OTHERS[name](640).table
    assert len(table) > 1
    assert {len(row) for row in table} == {len(table[0])}


def test_a_strip_has_a_dot_for_each_company_and_no_mark_of_ours() -> None:
    chart = strip(STRIPS, 640, measure)
    colours = {item.fill for item in chart.items if isinstance(item, Circle)}
    assert sum(isinstance(item, Circle) for item in chart.items) == 26 + 3  # three stand in the legend
    assert colours == {"reference"}
    assert not any(isinstance(item, Polygon) for item in chart.items)


def test_a_heat_cell_prints_its_lowest_level_in_that_levels_colour() -> None:
    chart = heat_map(["Sales EMEA"], [HeatRow("Sales review", (HeatCell("level", 1, "2.6", 7),))], 480, measure)
    assert any(isinstance(item, Rect) and item.fill == "level1" for item in chart.items)
    biggest = max((item for item in chart.items if isinstance(item, Text)), key=lambda item: item.size)
    assert biggest.text == "1"


@pytest.mark.parametrize(
    ("points", "lines", "hollow"),
    [
        ([(1.0, True), (2.0, True), (3.0, True)], 2, 0),
        ([(1.0, True), (None, True), (3.0, True)], 0, 0),
        ([(1.0, True), (2.0, False), (3.0, True)], 0, 1),
        ([(1.0, True), (2.0, True), (3.0, False)], 1, 1),
        ([(1.0, True)], 0, 0),
    ],
)
def test_a_line_over_the_years_has_a_gap_where_too_little_is_answered(
    points: list[tuple[float | None, bool]], lines: int, hollow: int
) -> None:
    """A score resting on few answers is a hollow point that no line leads to; a year not asked is nothing at all."""
    panel = YearPanel("Remedy", "", tuple(YearPoint(v, str(v), "", counts) for v, counts in points))
    chart = multiples([str(2020 + n) for n in range(len(points))], [panel], 600, measure)
    assert sum(isinstance(i, Line) and i.color == "bar" for i in chart.items) == lines
    circles = [i for i in chart.items if isinstance(i, Circle)]
    assert len(circles) == sum(v is not None for v, _ in points)
    assert sum(c.fill == "surface" for c in circles) == hollow
    assert len(chart.spots) == len(points)


@pytest.mark.parametrize("state", [0, 1, 2, 3, 4])
def test_a_level_mark_lights_as_many_steps_as_its_level(state: int) -> None:
    steps = [item for item in level_mark(state, 0, 0) if isinstance(item, Rect)][1:]
    assert [step.fill for step in steps].count("bar") == state
    assert len(steps) == 4


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="not a level state"):
        level_mark(5, 0, 0)


def tokens(items: Sequence[Item]) -> set[str]:
    names = ("fill", "edge", "color")
    return {getattr(item, name) for item in items for name in names if getattr(item, name, None)}


def test_every_colour_is_in_every_palette() -> None:
    used = tokens([item for make in OTHERS.values() for item in make(640).items])
    used |= tokens(radar([domain(title, 1, 2) for title in GERMAN], 640, measure).items)
    assert set(LIGHT) == set(DARK) == set(PRINT)
    assert used <= set(LIGHT)


@given(st.text(max_size=60), st.floats(0, 400))
def test_fitted_text_fits(text: str, room: float) -> None:
    assert measure(fit(text, 13, 400, room, measure), 13, 400) <= room
    assert all(measure(line, 13, 400) <= room for line in wrap(text, 13, 400, room, measure))


@given(st.floats(0, 500), st.floats(0, 500), st.floats(0, 300), st.floats(0, 30))
def test_hatching_stays_in_its_box(x: float, y: float, w: float, h: float) -> None:
    for x1, y1, x2, y2 in hatch_lines(Rect(x, y, w, h)):
        assert x - SLACK <= x1 <= x2 <= x + w + SLACK
        assert y - SLACK <= y2 <= y1 <= y + h + SLACK
