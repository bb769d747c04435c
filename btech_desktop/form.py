"""What we ask: the questionnaire as frozen models, and the loader that reads it from a folder of TOML files."""

import hashlib
import json
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from btech_desktop.errors import FormError
from btech_desktop.paths import forms_dir

CURRENT_EDITION = "ungp-tech-2026"
LEVELS = range(5)
MAX_FILE_BYTES = 2_000_000
MOST_DOMAINS = 50  # each is a file to read

Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
PracticeId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}-[0-9]{1,3}$")]
Kind = Literal["commitment", "structure", "process", "remedy"]


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


class Framework(Content):
    """Another framework whose codes are cited; ``confirmed`` once checked against its own text."""

    id: Line
    name: Line
    edition: Line
    confirmed: bool


class Code(Content):
    """Where another framework asks for something alike. An empty ``code`` cites the framework as a whole."""

    framework: Line
    code: Annotated[str, StringConstraints(max_length=60)]


class Practice(Content):
    """One question with its five descriptors, its case (denominator) and its sources."""

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
    evidence: Annotated[tuple[Line, ...], Field(strict=False, min_length=1)]
    guidance: Text
    levels: Annotated[tuple[Text, ...], Field(strict=False, min_length=5, max_length=5)]

    @model_validator(mode="after")
    def _descriptors_differ(self) -> Self:
        if len(set(self.levels)) != len(self.levels):
            raise ValueError("two descriptors in levels are the same")
        return self

    @cached_property
    def meaning(self) -> str:
        """A fingerprint of what is asked: two editions with the same one ask the same question."""
        asked = [self.question, self.scope, self.case, *self.levels]
        return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()


class Form(Content):
    """An edition of the questionnaire. Order is the order of the files."""

    edition: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{2,60}$")]
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

    @model_validator(mode="after")
    def _references_hold(self) -> Self:
        if [level.number for level in self.levels] != list(LEVELS):
            raise ValueError("levels must be numbered 0 to 4, in that order")
        _unique("practice", [p.id for p in self.practices])
        _unique("domain", [d.id for d in self.domains])
        _unique("facet", [f.id for f in self.facets])
        known = {
            "facets": {f.id for f in self.facets},
            "strips": {s.id for s in self.strips},
            "codes": {f.id for f in self.frameworks},
        }
        themes = {t.id for t in self.themes}
        for facet in self.facets:
            if facet.theme not in themes:
                raise ValueError(f"facet {facet.id}: theme {facet.theme} is not listed")
        prefixes = {d.prefix for d in self.domains}
        for practice in self.practices:
            if practice.id.split("-")[0] not in prefixes:
                raise ValueError(f"practice {practice.id}: no domain has this prefix")
            used = {
                "facets": practice.facets,
                "strips": practice.strips,
                "codes": tuple(c.framework for c in practice.codes),
            }
            for key, names in used.items():
                for name in names:
                    if name not in known[key]:
                        raise ValueError(f"practice {practice.id}, key {key}: {name} is not listed in form.toml")
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


def _unique(what: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise ValueError(f"{what} {one} is listed twice")
        seen.add(one)


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file of ours, of bounded size. Raises FormError with its name and what is wrong."""
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise FormError(f"{path.name}: the file is {size:,} bytes; such a file has at most {MAX_FILE_BYTES:,}.")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FormError(f"{path.name} is missing from the folder {path.parent.name}.") from None
    except OSError as error:
        raise FormError(f"{path.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise FormError(f"{path.name} is not UTF-8 text. Save it again as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise FormError(f"{path.name} is not valid TOML: {error}.") from None
    except RecursionError:
        raise FormError(f"{path.name} is not valid TOML: its brackets are nested too deeply.") from None


def _explain(file: str, label: str, error: ValidationError) -> str:
    """The first mistake of a validation error as one sentence: file, practice, key."""
    first = error.errors()[0]
    loc = [str(part) for part in first["loc"]]
    where = f", key {'.'.join(loc)}" if loc else ""
    problem = str(first["msg"]).removeprefix("Value error, ")
    return f"{file}{label}{where}: {problem}."


def load_form(folder: Path) -> Form:
    """Read an edition from its folder (``form.toml`` and one file a domain).

    Raises FormError, which names the file, the practice and the key of the first mistake.
    """
    head = read_toml(folder / "form.toml")
    practices: list[Practice] = []
    domains = head.get("domains")
    if not isinstance(domains, list) or not domains:
        raise FormError("form.toml, key domains: the list of domains is missing.")
    if len(domains) > MOST_DOMAINS:
        raise FormError(f"form.toml, key domains: a form has at most {MOST_DOMAINS} domains.")
    for entry in domains:
        try:
            domain = Domain.model_validate(entry)
        except ValidationError as error:
            raise FormError(_explain("form.toml", ", domains", error)) from None
        practices.extend(_load_domain(folder / domain.file, domain))
    if "practices" in head:
        raise FormError("form.toml, key practices: practices belong in the domain files.")
    try:
        return Form.model_validate({**head, "practices": practices})
    except ValidationError as error:
        raise FormError(_explain("form.toml", "", error)) from None


def _load_domain(path: Path, domain: Domain) -> list[Practice]:
    raw = read_toml(path)
    unknown = set(raw) - {"domain", "practices"}
    if unknown:
        raise FormError(f"{path.name}, key {sorted(unknown)[0]}: not known here. Use domain and practices.")
    if raw.get("domain") != domain.id:
        raise FormError(f"{path.name}, key domain: expected {domain.id}.")
    entries = raw.get("practices")
    if not isinstance(entries, list) or not entries:
        raise FormError(f"{path.name}, key practices: no practice is listed.")
    found: list[Practice] = []
    for number, entry in enumerate(entries, start=1):
        name = entry.get("id", f"number {number}") if isinstance(entry, dict) else f"number {number}"
        try:
            practice = Practice.model_validate(entry)
        except ValidationError as error:
            raise FormError(_explain(path.name, f", practice {name}", error)) from None
        if not practice.id.startswith(f"{domain.prefix}-"):
            raise FormError(f"{path.name}, practice {practice.id}, key id: expected {domain.prefix}-number.")
        found.append(practice)
    return found


def shipped_form(edition: str = CURRENT_EDITION) -> Form:
    """The edition as it comes with the app."""
    return load_form(forms_dir() / edition)


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
        raise FormError(_explain("the form kept in this workspace", "", error)) from None
