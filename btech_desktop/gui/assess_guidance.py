"""What stands beside every question: why it matters, how to judge it, what lifts it, and where it comes from."""

from collections.abc import Callable, Collection

from PySide6.QtWidgets import QVBoxLayout

from btech_desktop import benchmark
from btech_desktop.assessment import SUPPORTS
from btech_desktop.form import Example, Form, Practice
from btech_desktop.gui.evidence_dialog import SHOWN
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.section import Point, Quote
from btech_desktop.wording import code_words, joined, sentence

Section = Callable[[str, str], QVBoxLayout]  # icon, title -> where its parts go


class Guidance:
    """Adds the sections of a practice to a panel; it has nothing to press."""

    def __init__(self, theme: Theme, section: Section) -> None:
        self._theme, self._section = theme, section

    def next_level(self, form: Form, practice: Practice, level: int | None) -> None:
        """The test for the level above, and what leads there; ``level`` None counts as 0."""
        at = level or 0
        if at == len(form.levels) - 1:
            part = self._section("trending-up", form.levels[at].name)
            self._words(part, "This is the highest level: there is no further test.")
            return
        step, following = form.levels[at], form.levels[at + 1]
        part = self._section("trending-up", f"From {step.name.lower()} to {following.name.lower()}")
        self._words(part, step.test, "text")
        if practice.lifts:
            part.addWidget(Label(self._theme, "What lifts it", "small_medium", "text"))
            self._words(part, practice.lifts[at])
        else:
            part.addWidget(Point(self._theme, practice.levels[at + 1]))

    def in_scope(self, form: Form, practice: Practice, stack_roles: Collection[str]) -> None:
        """What is in scope for the roles of the unit in the tech stack."""
        told = [scope for scope in practice.scope_roles if scope.role in stack_roles]
        if not told:
            return
        titles = {role.id: role.title for role in form.roles}
        part = self._section("target", "In scope for your roles")
        for scope in told:
            part.addWidget(Label(self._theme, titles[scope.role], "small_medium", "text"))
            self._words(part, scope.text)

    def why(self, practice: Practice) -> None:
        """An example of what happens to people where the practice is absent."""
        if practice.why:
            self._words(self._section("shield", "Why it matters to people"), practice.why)

    def judging(self, form: Form, practice: Practice) -> None:
        """How to judge, common mistakes, who usually knows."""
        part = self._section("book-open", "Guidance")
        self._words(part, practice.guidance)
        if practice.mistakes:
            part.addWidget(Label(self._theme, "Common mistakes", "small_medium", "text"))
            for line in practice.mistakes:
                part.addWidget(Point(self._theme, line))
        if practice.functions:
            titles = {f.id: f.title for f in form.functions}
            part.addWidget(Label(self._theme, "Who usually knows", "small_medium", "text"))
            names = [titles[f] for f in practice.functions]
            self._words(part, f"{sentence(joined([n[:1].lower() + n[1:] for n in names]))}.")

    def evidence(self, practice: Practice) -> None:
        """Typical evidence, each with what it shows and the level it carries."""
        part = self._section("paperclip", "Typical evidence")
        for piece in practice.evidence:
            if isinstance(piece, Example):
                part.addWidget(Point(self._theme, piece.text))
                shows = f"{sentence(SHOWN[piece.shows])}: up to level {SUPPORTS[piece.shows]}"
                label = Label(self._theme, shows, "caption", "muted")
                label.setContentsMargins(self._theme.px(18), 0, 0, 0)
                part.addWidget(label)
            else:
                part.addWidget(Point(self._theme, piece))

    def director(self, practice: Practice) -> None:
        """The question a director would ask."""
        if practice.director is None:
            return
        part = self._section("circle-help", "A director would ask")
        part.addWidget(Quote(self._theme, practice.director.question))
        self._words(part, f"What would satisfy it: {practice.director.evidence}")

    def sources(self, form: Form, practice: Practice) -> None:
        """Guiding Principles, the note of the Community of Practice, codes of other frameworks with their editions."""
        part = self._section("quote", "Where this comes from")
        if practice.own:
            self._words(part, "A practice that your company added to this questionnaire.")
        one = len(practice.ungp) == 1
        self._words(part, f"UN Guiding {'Principle' if one else 'Principles'} {joined(practice.ungp)}.")
        note = benchmark.cop_note()
        told = note.on(practice.id)
        if told:
            self._words(part, f"Community of Practice note, {note.year}, in our words:")
            for statement in told:
                part.addWidget(Quote(self._theme, statement.text))
                self._words(part, f"{sentence(statement.spread)}.", "muted")
        elif not practice.own:
            near = [f"item {item.number}" for item in note.items if str(item.number) in practice.cop]
            touches = f"touches on this in {joined(near)}; it describes no such practice" if near else ""
            words = touches or "does not speak of this practice"
            self._words(part, f"The Community of Practice note of {note.year} {words}.")
        for facet in (f for f in form.facets if f.id in practice.facets):
            self._words(part, f"Community of Practice question {facet.id}, in our words: {facet.question}")
        if practice.codes:
            part.addWidget(Label(self._theme, "Alike in other frameworks", "small_medium", "text"))
        for words in code_words(form, practice):
            part.addWidget(Point(self._theme, words))

    def _words(self, part: QVBoxLayout, text: str, token: str = "text2") -> None:
        part.addWidget(Label(self._theme, text, "small", token))
