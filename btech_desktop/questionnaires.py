"""What can be asked in a workspace: the current edition, the company's own forms, and what the workspace keeps."""

from contextlib import suppress
from dataclasses import dataclass

from btech_desktop import own_forms
from btech_desktop.errors import BadInput, FormError
from btech_desktop.form import Form
from btech_desktop.form_files import shipped_form
from btech_desktop.kept_forms import PUBLISHED, as_kept
from btech_desktop.language import tr
from btech_desktop.reading import Reading
from btech_desktop.terms import shown


@dataclass(frozen=True, slots=True)
class Choice:
    """A form to ask; ``kept_only``: neither the app nor the company's own forms offer it now, the workspace does."""

    form: Form
    kept_only: bool

    @property
    def words(self) -> str:
        """The edition, and what is particular about it."""
        marks = [shown("draft")] if self.form.status == "draft" else []
        marks += [tr("kept in this workspace")] if self.kept_only else []
        said = f" ({', '.join(marks)})" if marks else ""
        return f"{self.form.edition}{said}"


def choices(store: Reading) -> tuple[Choice, ...]:
    """All that can be asked in this workspace, the current edition first; no two with the same edition."""
    offered = [shipped_form()]
    for offer in own_forms.catalogue():
        if offer.origin == "own" and not offer.problem:
            with suppress(FormError):  # removed in the meantime
                offered.append(own_forms.find(offer.edition))
    found: dict[str, Choice] = {}
    for form in offered:
        with suppress(BadInput, FormError):  # the kept text is damaged: the new one is refused when it comes to it
            form = form_for(store, form)
        found[form.edition] = Choice(form, kept_only=False)
    for edition in store.form_editions():
        if edition not in found:
            with suppress(BadInput, FormError):
                found[edition] = Choice(store.form(edition), kept_only=True)
    return tuple(found.values())


def form_for(store: Reading, form: Form) -> Form:
    """The form as this workspace asks it: see :func:`~btech_desktop.kept_forms.as_kept`. Raises as ``store.form``."""
    editions = store.form_editions()
    kept = {e: store.form(e) for e in (form.edition, form.edition + PUBLISHED) if e in editions}
    return as_kept(form, kept, {a.form_edition for a in store.assessments()})
