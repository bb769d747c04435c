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
from btech_desktop.language import tr
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
            self._words(part, tr("This is the highest level: there is no further test."))
            return
        step, following = form.levels[at], form.levels[at + 1]
        part = self._section(
            "trending-up",
            tr("From {level} to {next_level}", level=step.name.lower(), next_level=following.name.lower()),
        )
        self._words(part, step.test, "text")
        if practice.lifts:
            part.addWidget(Label(self._theme, tr("What lifts it"), "small_medium", "text"))
            self._words(part, practice.lifts[at])
        else:
            part.addWidget(Point(self._theme, practice.levels[at + 1]))

    def in_scope(self, form: Form, practice: Practice, stack_roles: Collection[str]) -> None:
        """What is in scope for the roles of the unit in the tech stack."""
        told = [scope for scope in practice.scope_roles if scope.role in stack_roles]
        if not told:
            return
        titles = {role.id: role.title for role in form.roles}
        part = self._section("target", tr("In scope for your roles"))
        for scope in told:
            part.addWidget(Label(self._theme, titles[scope.role], "small_medium", "text"))
            self._words(part, scope.text)

    def why(self, practice: Practice) -> None:
        """An example of what happens to people where the practice is absent."""
        if practice.why:
            self._words(self._section("shield", tr("Why it matters to people")), practice.why)

    def judging(self, form: Form, practice: Practice) -> None:
        """How to judge, common mistakes, who usually knows."""
        part = self._section("book-open", tr("Guidance"))
        self._words(part, practice.guidance)
        if practice.mistakes:
            part.addWidget(Label(self._theme, tr("Common mistakes"), "small_medium", "text"))
            for line in practice.mistakes:
                part.addWidget(Point(self._theme, line))
        if practice.functions:
            titles = {f.id: f.title for f in form.functions}
            part.addWidget(Label(self._theme, tr("Who usually knows"), "small_medium", "text"))
            names = [titles[f] for f in practice.functions]
            self._words(part, f"{sentence(joined([n[:1].lower() + n[1:] for n in names]))}.")

    def evidence(self, practice: Practice) -> None:
        """Typical evidence, each with what it shows and the level it carries."""
        part = self._section("paperclip", tr("Typical evidence"))
        for piece in practice.evidence:
            if isinstance(piece, Example):
                part.addWidget(Point(self._theme, piece.text))
                shows = tr(
                    "{evidence}: up to level {level}",
                    evidence=sentence(SHOWN[piece.shows]),
                    level=SUPPORTS[piece.shows],
                )
                label = Label(self._theme, shows, "caption", "muted")
                label.setContentsMargins(self._theme.px(18), 0, 0, 0)
                part.addWidget(label)
            else:
                part.addWidget(Point(self._theme, piece))

    def director(self, practice: Practice) -> None:
        """The question a director would ask."""
        if practice.director is None:
            return
        part = self._section("circle-help", tr("A director would ask"))
        part.addWidget(Quote(self._theme, practice.director.question))
        self._words(part, tr("What would satisfy it: {answer}", answer=practice.director.evidence))

    def sources(self, form: Form, practice: Practice) -> None:
        """Guiding Principles, the note of the Community of Practice, codes of other frameworks with their editions."""
        part = self._section("quote", tr("Where this comes from"))
        if practice.own:
            self._words(part, tr("A practice that your company added to this questionnaire."))
        numbers = joined(practice.ungp)
        self._words(part, tr("UN Guiding [Principle|Principles] {numbers}.", "", len(practice.ungp), numbers=numbers))
        note = benchmark.cop_note()
        told = note.on(practice.id)
        if told:
            self._words(part, tr("Community of Practice note, {year}, in our words:", year=note.year))
            for statement in told:
                part.addWidget(Quote(self._theme, statement.text))
                self._words(part, f"{sentence(statement.spread)}.", "muted")
        elif not practice.own:
            near = [tr("item {number}", number=item.number) for item in note.items if str(item.number) in practice.cop]
            self._words(
                part,
                tr(
                    "The Community of Practice note of {year} touches on this in {items}; "
                    "it describes no such practice.",
                    year=note.year,
                    items=joined(near),
                )
                if near
                else tr("The Community of Practice note of {year} does not speak of this practice.", year=note.year),
            )
        for facet in (f for f in form.facets if f.id in practice.facets):
            self._words(
                part,
                tr(
                    "Community of Practice question {id}, in our words: {question}",
                    id=facet.id,
                    question=facet.question,
                ),
            )
        if practice.codes:
            part.addWidget(Label(self._theme, tr("Alike in other frameworks"), "small_medium", "text"))
        for words in code_words(form, practice):
            part.addWidget(Point(self._theme, words))

    def _words(self, part: QVBoxLayout, text: str, token: str = "text2") -> None:
        part.addWidget(Label(self._theme, text, "small", token))
