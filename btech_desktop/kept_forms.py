"""Under which text and name a workspace asks an edition, where it keeps a text of that name already; pure."""

from collections.abc import Collection, Mapping
from typing import Final

from pydantic import ValidationError

from btech_desktop.form import Form, form_meaning, form_to_json

PUBLISHED: Final = ".published"  # behind the name of an edition of which a workspace used an early draft


def as_kept(form: Form, kept: Mapping[str, Form], used: Collection[str]) -> Form:
    """The form to start an assessment with, which asks what ``form`` asks.

    ``kept``: edition -> the text in the workspace; ``used``: the editions its assessments answer. The kept text is
    used where it asks the same. A published form of which an early draft is in use goes by another name, as answers
    keep their wording. Every other text that differs is given back as it is: the store takes or refuses it.
    """
    known = kept.get(form.edition)
    if known is None or form_to_json(known) == form_to_json(form):
        return known or form
    if form.edition not in used:
        return form
    if known.status == "published":
        return known if form_meaning(known) == form_meaning(form) else form
    if form.status != "published":
        return form
    name = form.edition + PUBLISHED
    if name in kept:
        return kept[name]
    try:
        return Form.model_validate({**form.model_dump(), "edition": name})
    except ValidationError:  # the name is too long
        return form
