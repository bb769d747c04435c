"""What we ask: an edition of the questionnaire as frozen models, and the text that a workspace keeps of it."""

import hashlib
import json
import stat
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from btech_desktop.errors import FormError
from btech_desktop.language import mark, tr

LEVELS = range(5)
MAX_FILE_BYTES = 2_000_000
MOST_DOTS = 300  # in a line: a key of thousands of parts takes hours to read
DEEPEST = 12  # tables within tables
OWN_FROM = 901  # practices that a company adds are numbered from here, so that no later edition meets them

Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
PracticeId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}-[0-9]{1,3}$")]
Edition = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{2,60}$")]
Kind = Literal["commitment", "structure", "process", "remedy"]
Shows = Literal["intent", "rule", "use", "effect"]
RelationKind = Literal["unchanged", "reworded", "changed", "split", "merged", "new", "retired"]


class Content(BaseModel):
    """Base of everything read from a form: strict, closed, frozen."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class LevelMeaning(Content):
    """One step of the scale, and the test that leads to the next (empty for the last)."""

    number: Annotated[int, Field(ge=0, le=4)]
    name: Line
    meaning: Text
    test: str


class Domain(Content):
    """One of the five domains; ``file`` holds its practices."""

    id: Line
    title: Line
    prefix: Line
    file: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.toml$")]
    about: Text


class Theme(Content):
    """One of the three themes of the Community of Practice, its question in our words."""

    id: Line
    title: Line
    question: Text


class Facet(Content):
    """A separable part of a theme's question."""

    id: Line
    theme: Line
    title: Line
    question: Text


class Strip(Content):
    """A reading across domains (an item of the COP note)."""

    id: Line
    title: Line
    about: Text


class Role(Content):
    """A role in the tech stack."""

    id: Line
    title: Line
    about: Text


class Function(Content):
    """A part of a company that usually knows the answer to some practices."""

    id: Line
    title: Line


class Framework(Content):
    """Another framework whose codes are cited; ``confirmed`` once checked against its own text.

    ``year`` is that of the edition cited; None in editions kept before it was data.
    """

    id: Line
    name: Line
    edition: Line
    confirmed: bool
    year: Annotated[int, Field(ge=1948, le=2200)] | None = None


class Code(Content):
    """Where another framework asks for something alike. An empty ``code`` cites the framework as a whole."""

    framework: Line
    code: Annotated[str, StringConstraints(max_length=60)]


class Example(Content):
    """A typical piece of evidence and what it shows at most."""

    text: Line
    shows: Shows


class RoleScope(Content):
    """What is in scope for a company with this role in the tech stack."""

    role: Line
    text: Text


class Director(Content):
    """What a director would ask, and the evidence that would satisfy the question."""

    question: Line
    evidence: Text


class Practice(Content):
    """One question with its five descriptors, its case (denominator) and its sources.

    ``lifts`` says what lifts each level by one, from 0 to 1 first; it holds four texts or none. ``evidence`` are
    plain lines in editions kept before each piece said what it shows.
    """

    id: PracticeId
    title: Line
    question: Annotated[str, StringConstraints(min_length=10, max_length=240)]
    scope: Text
    case: Text
    kind: Kind
    core: bool
    never_na: bool
    year_dependent: bool
    ungp: Annotated[tuple[Line, ...], Field(strict=False, min_length=1)]
    facets: Annotated[tuple[Line, ...], Field(strict=False)]
    strips: Annotated[tuple[Line, ...], Field(strict=False)]
    cop: Annotated[tuple[Line, ...], Field(strict=False)]
    codes: Annotated[tuple[Code, ...], Field(strict=False)]
    evidence: Annotated[tuple[Line | Example, ...], Field(strict=False, min_length=1)]
    guidance: Text
    levels: Annotated[tuple[Text, ...], Field(strict=False, min_length=5, max_length=5)]
    lifts: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    mistakes: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    why: Annotated[str, StringConstraints(max_length=2_000)] = ""
    director: Director | None = None
    functions: Annotated[tuple[Line, ...], Field(strict=False)] = ()
    scope_roles: Annotated[tuple[RoleScope, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _descriptors_differ(self) -> Self:
        if len(set(self.levels)) != len(self.levels):
            raise ValueError("two descriptors in levels are the same")
        if len(self.lifts) not in (0, len(LEVELS) - 1):
            raise ValueError("lifts holds four texts, from 0 to 1 first, or none")
        return self

    @cached_property
    def meaning(self) -> str:
        """A fingerprint of what is asked: two editions with the same one ask the same question."""
        asked = [self.question, self.scope, self.case, *self.levels]
        asked += [f"{scope.role}: {scope.text}" for scope in self.scope_roles]
        return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()

    @property
    def own(self) -> bool:
        """Whether a company added this practice itself."""
        return int(self.id.split("-")[1]) >= OWN_FROM


class Relation(Content):
    """How a practice stands to the forerunner: ``of`` names what it was split from or merged from.

    For a retired one ``id`` is that of the forerunner. ``note`` says what changed.
    """

    id: PracticeId
    relation: RelationKind
    of: Annotated[tuple[PracticeId, ...], Field(strict=False)] = ()
    note: Annotated[str, StringConstraints(max_length=2_000)] = ""

    @model_validator(mode="after")
    def _names_its_forerunners(self) -> Self:
        fits = {"split": len(self.of) == 1, "merged": len(self.of) > 1}.get(self.relation, not self.of)
        if not fits:
            raise ValueError(
                "a split names the one practice it comes from in of, a merged one names two or more, the others none"
            )
        return self


class Forerunner(Content):
    """An earlier edition, and how every practice of this one stands to it."""

    edition: Edition
    practices: Annotated[tuple[Relation, ...], Field(strict=False)]


class Form(Content):
    """An edition of the questionnaire. Order is the order of the files."""

    edition: Edition
    title: Line
    year: int
    status: Literal["draft", "published"]
    language: Line
    about: Text
    levels: Annotated[tuple[LevelMeaning, ...], Field(strict=False, min_length=5, max_length=5)]
    domains: Annotated[tuple[Domain, ...], Field(strict=False, min_length=1)]
    themes: Annotated[tuple[Theme, ...], Field(strict=False)]
    facets: Annotated[tuple[Facet, ...], Field(strict=False)]
    strips: Annotated[tuple[Strip, ...], Field(strict=False)]
    roles: Annotated[tuple[Role, ...], Field(strict=False)]
    frameworks: Annotated[tuple[Framework, ...], Field(strict=False)]
    practices: Annotated[tuple[Practice, ...], Field(strict=False, min_length=1)]
    functions: Annotated[tuple[Function, ...], Field(strict=False)] = ()
    forerunners: Annotated[tuple[Forerunner, ...], Field(strict=False)] = ()
    extends: Edition | Literal[""] = ""  # the edition to which this one adds a company's own practices

    @model_validator(mode="after")
    def _references_hold(self) -> Self:
        if [level.number for level in self.levels] != list(LEVELS):
            raise ValueError(tr("levels must be numbered 0 to 4, in that order"))
        _unique(mark("practice {id} is listed twice"), [p.id for p in self.practices])
        _unique(mark("domain {id} is listed twice"), [d.id for d in self.domains])
        _unique(mark("facet {id} is listed twice"), [f.id for f in self.facets])
        known = {
            "facets": {f.id for f in self.facets},
            "strips": {s.id for s in self.strips},
            "codes": {f.id for f in self.frameworks},
            "functions": {f.id for f in self.functions},
            "scope_roles": {r.id for r in self.roles},
        }
        themes = {t.id for t in self.themes}
        for facet in self.facets:
            if facet.theme not in themes:
                raise ValueError(tr("facet {id}: theme {theme} is not listed", id=facet.id, theme=facet.theme))
        prefixes = {d.prefix for d in self.domains}
        for practice in self.practices:
            if practice.id.split("-")[0] not in prefixes:
                raise ValueError(tr("practice {id}: no domain has this prefix", id=practice.id))
            used = {
                "facets": practice.facets,
                "strips": practice.strips,
                "codes": tuple(c.framework for c in practice.codes),
                "functions": practice.functions,
                "scope_roles": tuple(s.role for s in practice.scope_roles),
            }
            for key, names in used.items():
                for name in names:
                    if name not in known[key]:
                        raise ValueError(
                            tr(
                                "practice {id}, key {key}: {name} is not listed in form.toml",
                                id=practice.id,
                                key=key,
                                name=name,
                            )
                        )
        return self

    @model_validator(mode="after")
    def _relations_cover(self) -> Self:
        ours = {p.id for p in self.practices if not (self.extends and p.own)}
        for forerunner in self.forerunners:
            told = [r.id for r in forerunner.practices]
            _unique(mark("relation of {id} is listed twice"), told)
            retired = {r.id for r in forerunner.practices if r.relation == "retired"}
            if again := sorted(retired & ours):
                raise ValueError(tr("relation of {id}: it is retired, but this edition asks it", id=again[0]))
            missing = ours - set(told)
            if untold := [i for i in self.ids if i in missing]:
                raise ValueError(
                    tr(
                        "forerunner {edition}: how {id} stands to it is not said",
                        edition=forerunner.edition,
                        id=untold[0],
                    )
                )
            if unknown := sorted(set(told) - ours - retired):
                raise ValueError(tr("relation of {id}: this edition has no such practice", id=unknown[0]))
        return self

    @cached_property
    def by_id(self) -> dict[str, Practice]:
        """Practice id -> practice."""
        return {p.id: p for p in self.practices}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """All practice ids in order."""
        return tuple(p.id for p in self.practices)

    @cached_property
    def core_ids(self) -> tuple[str, ...]:
        """The core set, in order."""
        return tuple(p.id for p in self.practices if p.core)

    @cached_property
    def _domain_by_prefix(self) -> dict[str, Domain]:
        return {d.prefix: d for d in self.domains}

    @cached_property
    def domain_ids(self) -> dict[str, str]:
        """Practice id -> domain id."""
        return {p.id: self._domain_by_prefix[p.id.split("-")[0]].id for p in self.practices}

    def domain_of(self, practice_id: str) -> Domain:
        """The domain a practice belongs to."""
        return self._domain_by_prefix[practice_id.split("-")[0]]

    @cached_property
    def practices_by_domain(self) -> dict[str, tuple[Practice, ...]]:
        """Domain id -> its practices, in order."""
        return {d.id: tuple(p for p in self.practices if self.domain_ids[p.id] == d.id) for d in self.domains}

    @cached_property
    def practices_by_facet(self) -> dict[str, tuple[Practice, ...]]:
        """Facet id -> the practices that answer its question, in order."""
        return {f.id: tuple(p for p in self.practices if f.id in p.facets) for f in self.facets}

    @cached_property
    def practices_by_strip(self) -> dict[str, tuple[Practice, ...]]:
        """Strip id -> its practices across domains."""
        return {s.id: tuple(p for p in self.practices if s.id in p.strips) for s in self.strips}


def _unique(twice: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise ValueError(tr(twice, id=one))
        seen.add(one)


class UnreadableFile(FormError):
    """A file that cannot be read as TOML. ``text`` holds a place for its ``name``.

    ``of_it`` says the same of *it*, for where the name stands before; ``mend`` says what to do, if the text does not.
    """

    def __init__(self, text: str, path: Path, *, mend: str = "", **values: object) -> None:
        super().__init__(tr(text, name=path.name, **values))
        self.of_it = tr(text, name=tr("it", "a file"), **values)
        self.mend = mend


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file of ours, of bounded size. Raises UnreadableFile with its name and what is wrong."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe or a device could be read for ever
            raise UnreadableFile(mark("{name} is no ordinary file. Put the file itself there."), path)
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise UnreadableFile(
                mark("{name} is larger than {most} bytes, which is the most it may have."),
                path,
                most=f"{MAX_FILE_BYTES:,}",
            )
        text = content.decode("utf-8-sig")  # some editors begin a file with a mark of its encoding
        for number, line in enumerate(text.split("\n"), 1):
            if line.count(".") > MOST_DOTS:
                raise UnreadableFile(
                    mark("{name} has more than {most} full stops in line {number}. Break that line."),
                    path,
                    most=MOST_DOTS,
                    number=number,
                )
        raw = tomllib.loads(text)
        if _depth(raw) > DEEPEST:
            raise UnreadableFile(
                mark("{name} holds tables within tables, more than {most} deep. Remove them."), path, most=DEEPEST
            )
        return raw
    except FileNotFoundError:
        raise UnreadableFile(
            mark("{name} is missing from the folder {folder}."),
            path,
            mend=tr("Put it there."),
            folder=path.parent.name,
        ) from None
    except OSError as error:
        raise UnreadableFile(
            mark("{name} cannot be read: {reason}."),
            path,
            mend=tr("See that you may read it."),
            reason=error.strerror,
        ) from error
    except UnicodeDecodeError:
        raise UnreadableFile(mark("{name} is not UTF-8 text. Save it again as UTF-8."), path) from None
    except ValueError as error:  # TOML's own, and a number of thousands of digits
        mend = tr("Correct it there, or begin again from a copy that was right.")
        raise UnreadableFile(mark("{name} is not valid TOML: {error}."), path, mend=mend, error=error) from None
    except RecursionError:
        mend = tr("Correct it there, or begin again from a copy that was right.")
        said = mark("{name} is not valid TOML: its brackets are nested too deeply.")
        raise UnreadableFile(said, path, mend=mend) from None


def _depth(raw: Any) -> int:
    """How deep tables and lists lie in each other, up to one more than is allowed."""
    inner, depth = [raw], 0
    while inner and depth <= DEEPEST:
        depth += 1
        inner = [
            value
            for one in inner
            for value in (one.values() if isinstance(one, dict) else one)
            if isinstance(value, dict | list)
        ]
    return depth


def form_meaning(form: Form) -> str:
    """A SHA-256 over what the edition asks: questions, scale, and what bears on scores. A published one keeps it."""
    asked = [
        [[level.number, level.name, level.meaning, level.test] for level in form.levels],
        [[domain.id, domain.prefix] for domain in form.domains],
        [
            [p.id, p.meaning, p.kind, p.core, p.never_na, p.year_dependent, *p.facets, *p.strips, *p.ungp]
            for p in form.practices
        ],
        [[r.id, r.relation, *r.of] for forerunner in form.forerunners for r in forerunner.practices],
    ]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()


def form_to_json(form: Form, *, kept: bool = False) -> str:
    """The whole edition as JSON text: what a workspace keeps of it. Equal forms give equal text.

    ``kept``: for a form read from such text, the text as it was, without fields that models have learnt since.
    """
    return json.dumps(
        form.model_dump(mode="json", exclude_unset=kept), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def form_from_json(text: str) -> Form:
    """The inverse of :func:`form_to_json`. Raises FormError for text that is no form."""
    try:
        return Form.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        problem = str(first["msg"]).removeprefix("Value error, ")
        if not where:
            raise FormError(tr("the form kept in this workspace: {problem}.", problem=problem)) from None
        raise FormError(
            tr("the form kept in this workspace, key {key}: {problem}.", key=where, problem=problem)
        ) from None
