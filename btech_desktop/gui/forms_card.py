"""The questionnaires that can be asked: those that come with the app, and the company's own, to add and remove."""

from functools import partial
from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from btech_desktop import own_forms
from btech_desktop.errors import FormError
from btech_desktop.gui.theme import Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.card import Card
from btech_desktop.gui.widgets.dialog import Confirm, asked
from btech_desktop.gui.widgets.labels import Label, hairline
from btech_desktop.gui.widgets.layouts import clear
from btech_desktop.language import tr
from btech_desktop.own_forms import Offer
from btech_desktop.terms import shown


class FormsCard(Card):
    """One row a form; read anew whenever it comes into view, as forms are added elsewhere too."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Questionnaires"))
        self.remove_buttons: dict[str, Button] = {}
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(10))
        self.add(self._rows)
        self.body.addSpacing(theme.px(8))
        self.problem_label = Label(theme, "", "body_medium", "error")
        self.add(self.problem_label)
        self.problem_label.hide()
        self.add_button = Button(theme, tr("Add form…"))
        self.add_button.clicked.connect(self._on_add)
        words = tr(
            "A form of your own is a folder with form.toml, or with own.toml where it adds practices to an edition. "
            "It is checked and copied; the folder itself stays as it is."
        )
        self.add(Label(theme, words, "small", "text2"))
        self.add(self.add_button)

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            self.refresh()
        super().showEvent(event)

    def refresh(self) -> None:
        """Show what there is now."""
        clear(self._rows)
        self.remove_buttons.clear()
        for number, offer in enumerate(own_forms.catalogue()):
            if number:
                self._rows.addWidget(hairline(self))
            self._rows.addWidget(self._row(offer))

    def _row(self, offer: Offer) -> QWidget:
        theme = self._theme
        row = QWidget(self)
        words = QVBoxLayout(row)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(Label(theme, offer.edition, "body_medium"), 1)
        words.addLayout(head)
        if offer.problem:
            words.addWidget(Label(theme, offer.problem, "small", "error"))
        else:
            words.addWidget(Label(theme, offer.title, "small"))
        words.addWidget(Label(theme, facts(offer), "small", "text2"))
        if offer.origin == "own":
            button = Button(theme, tr("Remove…"), kind="link", compact=True)
            button.setAccessibleName(tr("Remove {edition}", edition=offer.edition))
            button.clicked.connect(partial(self._on_remove, offer.edition))
            head.addWidget(button)
            self.remove_buttons[offer.edition] = button
        return row

    def _say(self, problem: str) -> None:
        self.problem_label.setText(problem)
        self.problem_label.setVisible(bool(problem))

    def _on_add(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Choose the folder of a form"))
        if not chosen:
            return
        problem = ""
        try:
            own_forms.add(Path(chosen))
        except FormError as error:
            problem = str(error)
        self._say(problem)
        self.refresh()

    def _on_remove(self, edition: str) -> None:
        question = Confirm(
            self,
            tr("Remove {edition}?", edition=edition),
            tr(
                "New assessments can no longer ask it. Assessments that do keep its wording, each in its workspace. "
                "To have it back, add its folder again."
            ),
            tr("Remove form"),
        )
        if not asked(question):
            return
        problem = ""
        try:
            own_forms.remove(edition)
        except FormError as error:
            problem = str(error)
        self._say(problem)
        self.refresh()
        self.add_button.setFocus()  # the button that had it is gone


def facts(offer: Offer) -> str:
    """How many practices, whether it may still change, and whose it is."""
    whose = tr("comes with the app") if offer.origin == "shipped" else tr("your company’s own")
    if offer.problem:
        return tr("Cannot be asked, {whose}", whose=whose)
    told = [tr("%n practice(s)", "", offer.practices)]
    if offer.core:
        told.append(tr("{number} in the core set", number=offer.core))
    return ", ".join([*told, shown(offer.status), whose])
