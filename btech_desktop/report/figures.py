"""The rows of the charts, under the name the report knows them by; they are made in ``chart_rows``."""

from btech_desktop.chart_rows import (
    REASON_LABELS,
    bridge_ends,
    bridge_steps,
    change,
    disclosure_rows,
    domain_rows,
    dumbbell_rows,
    facet_themes,
    number,
    rounding_note,
    rounds_off,
    short_ids,
    state,
    state_of,
)

__all__ = [
    "REASON_LABELS",
    "bridge_ends",
    "bridge_steps",
    "change",
    "disclosure_rows",
    "domain_rows",
    "dumbbell_rows",
    "facet_themes",
    "number",
    "rounding_note",
    "rounds_off",
    "short_ids",
    "state",
    "state_of",
]
