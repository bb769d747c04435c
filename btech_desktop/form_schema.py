"""JSON Schemas of the files people write for the app, for editors that check and complete while one types."""

import json
import re
from pathlib import Path
from typing import Any, Final

from btech_desktop.errors import FormError
from btech_desktop.exchange.atomic import write_bytes
from btech_desktop.form import MAX_FILE_BYTES, Content
from btech_desktop.form_layout import (
    DomainFile,
    FormFile,
    FormText,
    OwnFile,
    OwnPractices,
    OwnText,
    PracticesText,
    RelationsFile,
    RelationsText,
)
from btech_desktop.references import ReferenceFile

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
OURS: Final = "Made by btech-desktop form schema. Changes to this file are lost."
OURS_TOO: Final = "Made by btech-desktop reference schema. Changes to this file are lost."
KINDS: Final[dict[str, type[Content]]] = {
    "form": FormFile,
    "domain": DomainFile,
    "own": OwnFile,
    "own-practices": OwnPractices,
    "form-text": FormText,
    "own-text": OwnText,
    "practices-text": PracticesText,
    "relations": RelationsFile,
    "relations-text": RelationsText,
}

# What each key means, shown by editors; docs/writing-a-form.md says more.
MEANINGS: Final = {
    "about": "What it is, in one to three sentences.",
    "case": "What is counted: the denominator of level 3.",
    "code": "The article or indicator there; empty to cite the framework as a whole.",
    "codes": "Where other frameworks ask for something alike.",
    "confirmed": "Whether the codes were checked against the framework's own text.",
    "cop": "Letters of the items of the Community of Practice note that the practice rests on.",
    "core": "Whether the practice is in the core set, for smaller companies and a first year.",
    "director": "What a director would ask, and the evidence that would satisfy the question.",
    "domain": "The id of the domain, as form.toml lists it.",
    "domains": "The domains, in the order they are shown.",
    "edition": "The name of an edition: small letters, digits, dots and hyphens, 3 to 61 of them.",
    "evidence": "Typical evidence, one line each, in the order of shows.",
    "extends": "The edition to which the practices are added.",
    "facets": "Separable parts of a theme's question.",
    "file": "The file of the domain's practices.",
    "forerunners": "Earlier editions, and how each practice stands to them.",
    "framework": "The id of a framework, as form.toml lists it.",
    "frameworks": "Other frameworks whose codes are cited.",
    "functions": "Parts of a company that usually know the answer.",
    "guidance": "How to judge: what counts, what does not, where others go wrong.",
    "id": "The id. It is permanent: never used again for anything else.",
    "kind": "commitment, structure, process or remedy.",
    "language": "The language the form is written in, such as en or pt-BR; its texts lie in a folder of that name.",
    "levels": "Five texts, from level 0 to level 4.",
    "lifts": "What lifts each level by one: four texts, from 0 to 1 first; or none.",
    "meaning": "What the level means.",
    "mistakes": "Usual slips in answering.",
    "name": "The name, in a few words.",
    "never_na": "Whether the practice applies to every company, so that it may not be set aside.",
    "notes": "Under each earlier edition and practice: what changed.",
    "of": "The practices of the earlier edition that this one was split or merged from.",
    "practices": "The practices, in the order they are asked.",
    "prefix": "Two to five capital letters with which the ids of the domain's practices begin.",
    "question": "One plain question.",
    "relation": "How the practice stands to the earlier edition.",
    "roles": "Roles in the tech stack.",
    "scope": "What the question covers.",
    "scope_roles": "Under the id of a role in the tech stack: what is in scope for such a company.",
    "shows": "For each piece of evidence, in its order, what it shows at most: intent, rule, use or effect.",
    "status": "draft while it may change; published when it is frozen.",
    "strips": "Readings across domains.",
    "test": "The question that leads to the next level; empty for the last.",
    "theme": "The id of the theme that the facet belongs to.",
    "themes": "The questions of the Community of Practice.",
    "title": "A title of a few words.",
    "ungp": "Guiding Principles that the practice rests on, such as 18 or 17a.",
    "why": "What happens to people where the practice is missing, by an example.",
    "year": "The year of the edition.",
    "year_dependent": "Whether the answer has to be judged anew every year.",
}  # fmt: skip

# The same for a reference; docs/reference-files.md says more.
REFERENCE_MEANINGS: Final = {
    "date": "When it was published: a year, a month or a day, such as 2026, 2026-05 or 2026-05-31.",
    "format": "What the file is: btech-desktop/reference.",
    "id": "The name of the reference: small letters, digits and hyphens, at most 60. The app keeps one file of an id.",
    "licence": "The licence it may be used under; empty where none is known.",
    "limits": "What the figures cannot tell, a text each: who is missing, who checked, what is not comparable.",
    "lower_quartile": "A quarter of the contributors are at or below it.",
    "median": "Half of the contributors are at or below it.",
    "method": "What was measured, and how.",
    "n": "How many contributed, at least five.",
    "on": "The domain or facet of the questionnaire, such as policy or T2a; each once.",
    "publisher": "Who published it.",
    "scale": "levels (0 to 4, as in our questionnaire) or percent (0 to 100).",
    "sets": "The figures, a table for each domain or facet.",
    "title": "The title of the publication.",
    "upper_quartile": "Three quarters of the contributors are at or below it.",
    "version": "The version of this format: 1.",
}  # fmt: skip


def schemas() -> dict[str, str]:
    """File name -> JSON text of the schema, one a kind of file that a form consists of."""
    return {f"{name}.schema.json": _schema(kind, MEANINGS, OURS) for name, kind in KINDS.items()}


def reference_schemas() -> dict[str, str]:
    """The same for a reference file."""
    return {"reference.schema.json": _schema(ReferenceFile, REFERENCE_MEANINGS, OURS_TOO)}


def write_schemas(folder: Path, texts: dict[str, str] | None = None) -> tuple[Path, ...]:
    """Write schemas, a form's unless others are given, into a folder, which is made if only it is missing; the files.

    Raises FormError for a file in the way that is not ours, before any is written, and ExportFailed.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise FormError(f"The folder {folder} cannot be made: {error.strerror}. Choose another place.") from error
    files = {folder / name: text for name, text in (texts or schemas()).items()}
    for path in files:
        if (path.exists() or path.is_symlink()) and not _ours(path):
            raise FormError(f"{path} was not made by this command. Move it away, or choose another folder.")
    for path, text in files.items():
        write_bytes(path, text.encode("utf-8"))
    return tuple(files)


def _ours(path: Path) -> bool:
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
            return False
        held = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(held, dict) and held.get("$comment") in (OURS, OURS_TOO)


def _schema(kind: type[Content], meanings: dict[str, str], comment: str) -> str:
    whole = kind.model_json_schema()
    for table in (whole, *whole.get("$defs", {}).values()):
        table["description"] = _plain(table["description"])
        for key, value in table["properties"].items():
            value["description"] = meanings[key]
    whole = {"$schema": DRAFT, "$comment": comment, **whole, "title": _title(kind)}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _title(kind: type[Content]) -> str:
    """The first sentence of what the kind of file is, as editors show it."""
    return _plain(kind.__doc__ or kind.__name__).split(". ")[0].removesuffix(".")


def _plain(text: Any) -> str:
    return re.sub(r"\s+", " ", str(text).replace("``", "")).strip()
