"""What the user chose for a copy beyond who reads it; plain values, the same for window, command and file."""

from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints

Paper = Literal["A4", "Letter"]
Section = Literal["risks", "domains", "benchmark", "progress", "teams", "actions", "not applicable", "checks", "annex"]
"""Parts of the working group's copy that can be left out; the summary stands in every copy."""
SECTIONS: Final[tuple[Section, ...]] = get_args(Section)

PREVIOUS: Final = "previous"
NOTHING: Final = "nothing"
WEAKEST: Final = "weakest"
MARKING_LIMIT: Final = 60
RECIPIENT_LIMIT: Final = 120

Line = StringConstraints(strip_whitespace=True, pattern=r"^[^\r\n]*$")


class ReportOptions(BaseModel):
    """The choices of one copy. Those that its audience does not have are passed over; see docs/method.md."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    paper: Paper = "A4"
    # The user's own words beside the app's marking; the app claims no privilege by itself.
    marking: Annotated[str, Line, StringConstraints(max_length=MARKING_LIMIT)] = ""
    recipient: Annotated[str, Line, StringConstraints(max_length=RECIPIENT_LIMIT)] = ""
    # Which period stands beside this one: the one before, none, or the id of an assessment of the unit.
    compared_with: Annotated[str, StringConstraints(min_length=1, max_length=36)] = PREVIOUS
    # The units below this one, lowest first; for the board and the working group.
    rollup: bool = False
    # Working group only.
    left_out: frozenset[Section] = frozenset()
    # Board only: a third page on one domain (its id, or the weakest) and a fourth with the actions.
    in_depth: Annotated[str, StringConstraints(max_length=40)] = ""
    actions: bool = False
    # The assessment as data inside the file, as far as the copy shows it.
    carry_data: bool = False


USUAL: Final = ReportOptions()
"""The choices of a copy about which nobody said anything."""
