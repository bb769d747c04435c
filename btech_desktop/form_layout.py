"""What the files of an edition hold, file by file, as models: structure, words by language, relations."""

from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, StringConstraints

from btech_desktop.form import (
    Code,
    Content,
    Director,
    Edition,
    Framework,
    Kind,
    Line,
    PracticeId,
    RelationKind,
    Shows,
    Text,
)

MOST_DOMAINS: Final = 50  # each is a file to read
MOST_PRACTICES: Final = 500

FileName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,60}\.toml$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
Year = Annotated[int, Field(ge=1948, le=2200)]
Names = Annotated[tuple[Line, ...], Field(strict=False)]


class Held(Content):
    """Base of what a file holds. Built when first read: the window starts without."""

    model_config = ConfigDict(defer_build=True)


class DomainEntry(Held):
    """A domain and the file of its practices."""

    id: Line
    prefix: Line
    file: FileName


class FacetEntry(Held):
    """A facet and the theme it belongs to."""

    id: Line
    theme: Line


class FormFile(Held):
    """``form.toml``: the structure of an edition."""

    edition: Edition
    year: Year
    status: Literal["draft", "published"]
    language: Language
    domains: Annotated[tuple[DomainEntry, ...], Field(strict=False, min_length=1, max_length=MOST_DOMAINS)]
    themes: Names = ()
    facets: Annotated[tuple[FacetEntry, ...], Field(strict=False)] = ()
    strips: Names = ()
    roles: Names = ()
    functions: Names = ()
    frameworks: Annotated[tuple[Framework, ...], Field(strict=False)] = ()


class OwnFile(Held):
    """``own.toml``: practices that a company adds to an edition."""

    edition: Edition
    extends: Edition
    year: Year
    status: Literal["draft", "published"]
    language: Language


class PracticeEntry(Held):
    """The structure of a practice; ``shows`` says of each piece of typical evidence what it shows at most."""

    id: PracticeId
    kind: Kind
    core: bool
    never_na: bool
    year_dependent: bool
    ungp: Annotated[tuple[Line, ...], Field(strict=False, min_length=1)]
    facets: Names = ()
    strips: Names = ()
    cop: Names = ()
    codes: Annotated[tuple[Code, ...], Field(strict=False)] = ()
    functions: Names = ()
    shows: Annotated[tuple[Shows, ...], Field(strict=False, min_length=1)]


class DomainFile(Held):
    """The structure of a domain's practices."""

    domain: Line
    practices: Annotated[tuple[PracticeEntry, ...], Field(strict=False, min_length=1, max_length=MOST_PRACTICES)]


class OwnPractices(Held):
    """``practices.toml`` beside ``own.toml``."""

    practices: Annotated[tuple[PracticeEntry, ...], Field(strict=False, min_length=1, max_length=MOST_PRACTICES)]


class LevelText(Held):
    """One step of the scale, from 0 on."""

    name: Line
    meaning: Text
    test: str


class Described(Held):
    """Title and a sentence about it."""

    title: Line
    about: Text


class Asked(Held):
    """Title and question."""

    title: Line
    question: Text


class Titled(Held):
    """A title."""

    title: Line


class FormText(Held):
    """``form.toml`` of a language: the words to the structure, under the same ids."""

    title: Line
    about: Text
    levels: Annotated[tuple[LevelText, ...], Field(strict=False, min_length=5, max_length=5)]
    domains: dict[str, Described]
    themes: dict[str, Asked] = Field(default_factory=dict)
    facets: dict[str, Asked] = Field(default_factory=dict)
    strips: dict[str, Described] = Field(default_factory=dict)
    roles: dict[str, Described] = Field(default_factory=dict)
    functions: dict[str, Titled] = Field(default_factory=dict)


class OwnText(Held):
    """``own.toml`` of a language."""

    title: Line
    about: Text


class PracticeText(Held):
    """The words of a practice. ``evidence`` has as many lines as ``shows`` in its structure."""

    id: PracticeId
    title: Line
    question: Annotated[str, StringConstraints(min_length=10, max_length=240)]
    scope: Text
    case: Text
    guidance: Text
    levels: Annotated[tuple[Text, ...], Field(strict=False, min_length=5, max_length=5)]
    lifts: Annotated[tuple[Text, ...], Field(strict=False, max_length=4)] = ()
    mistakes: Annotated[tuple[Text, ...], Field(strict=False, max_length=10)] = ()
    why: Annotated[str, StringConstraints(max_length=2_000)] = ""
    evidence: Annotated[tuple[Line, ...], Field(strict=False, min_length=1, max_length=20)]
    director: Director | None = None
    scope_roles: dict[str, Text] = Field(default_factory=dict)


class PracticesText(Held):
    """A file of texts of practices."""

    practices: Annotated[tuple[PracticeText, ...], Field(strict=False, min_length=1, max_length=MOST_PRACTICES)]


class RelationEntry(Held):
    """How a practice stands to the forerunner; of a retired one the id is the forerunner's."""

    id: PracticeId
    relation: RelationKind
    of: Annotated[tuple[PracticeId, ...], Field(strict=False)] = ()


class ForerunnerEntry(Held):
    """An earlier edition and how each practice stands to it."""

    edition: Edition
    practices: Annotated[tuple[RelationEntry, ...], Field(strict=False, min_length=1)]


class RelationsFile(Held):
    """``relations.toml``: an edition beside earlier ones."""

    forerunners: Annotated[tuple[ForerunnerEntry, ...], Field(strict=False, min_length=1, max_length=50)]


class RelationsText(Held):
    """``relations.toml`` of a language: edition -> practice -> what changed."""

    notes: dict[str, dict[str, Text]]
