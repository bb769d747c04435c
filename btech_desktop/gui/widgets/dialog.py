"""The frame of every modal question: title, fields, one sentence when something is wrong, and verbs on its buttons."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from btech_desktop.gui.theme import Role, Theme
from btech_desktop.gui.widgets.buttons import Button
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.language import tr

_SHARE_OF_SCREEN = 0.86  # so that title bar and buttons stay on a small screen at any text size
_DARK_BELOW = 128
LONGEST_NAME = 200


def theme_of(widget: QWidget | None) -> Theme:
    """The theme of the nearest widget around that has one; else one like the app's palette."""
    at = widget
    while at is not None:
        found = getattr(at, "theme", None)
        if isinstance(found, Theme):
            return found
        at = at.parentWidget()
    ground = QApplication.palette().color(QPalette.ColorRole.Window)
    return Theme("dark" if ground.lightness() < _DARK_BELOW else "light")


def one_line(text: str = "", *, limit: int = LONGEST_NAME, hint: str = "") -> QLineEdit:
    """A field for one line of text."""
    edit = QLineEdit(text)
    edit.setMaxLength(limit)
    edit.setPlaceholderText(hint)
    return edit


class Dialog(QDialog):
    """A modal question. Subclasses add fields, and say in :meth:`problem` what keeps them from going on."""

    def __init__(
        self, parent: QWidget | None, title: str, *, verb: str, text: str = "", width: int = 520, danger: bool = False
    ) -> None:
        super().__init__(parent)
        self.theme = theme_of(parent)
        self.setWindowTitle(title.replace("[*]", "[*][*]"))  # once it is Qt's place for a mark of changes
        self.setModal(True)
        px = self.theme.px
        self._width = px(width)

        self._inside = QWidget()
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(px(24), px(20), px(24), px(12))
        self.body.setSpacing(px(14))
        self.body.addWidget(Label(self.theme, title, "page_title"))
        if text:
            self.body.addWidget(Label(self.theme, text, "body", "text2"))

        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inside)
        self._scroll.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        self._inside.installEventFilter(self)
        self._first_field: QWidget | None = None

        self.problem_label = Label(self.theme, "", "body_medium", "error")
        self.problem_label.hide()
        # Children of the dialog from the start, so that they never outlive one that was not shown.
        self.go_button = Button(self.theme, verb, kind="danger" if danger else "primary", parent=self)
        self.cancel_button = Button(self.theme, tr("Cancel"), parent=self)
        # Enter goes on only where that destroys nothing.
        self.cancel_button.setAutoDefault(danger)
        self.go_button.setAutoDefault(not danger)
        (self.cancel_button if danger else self.go_button).setDefault(True)
        self.go_button.clicked.connect(self.accept)
        self.cancel_button.clicked.connect(self.reject)

        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(px(24), px(8), px(24), px(20))
        self._foot.setSpacing(px(10))
        self._foot.addWidget(self.problem_label)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(px(8))
        self._buttons.addStretch(1)
        self._foot.addLayout(self._buttons)

        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._scroll, 1)
        outer.addLayout(self._foot)

    # -- building -----------------------------------------------------------------------------------------

    def add_field(
        self, caption: str, field: QWidget, *, hint: str = "", named: bool = True, beside: QWidget | None = None
    ) -> QWidget:
        """A field under its caption (and what stands ``beside`` that), a hint beneath; the whole, to be hidden."""
        group = QWidget()
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.px(4))
        label = Label(self.theme, caption, "body_medium")
        label.setBuddy(field)
        if isinstance(field, QComboBox):
            # Not as wide as its longest choice, which may be a name that breaks nowhere: the list tells it whole.
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMinimumContentsLength(16)
        if beside is None:
            column.addWidget(label)
        else:
            head = QHBoxLayout()
            head.setSpacing(self.theme.px(8))
            head.addWidget(label, 1)
            head.addWidget(beside)
            column.addLayout(head)
        column.addWidget(field)
        if hint:
            column.addWidget(Label(self.theme, hint, "small", "muted"))
            field.setAccessibleDescription(hint)
        if named:
            field.setAccessibleName(caption)
        self.body.addWidget(group)
        self._first_field = self._first_field or field
        return group

    def add_text(self, text: str, *, role: Role = "small", token: str = "text2") -> Label:
        """A paragraph between the fields."""
        label = Label(self.theme, text, role, token)
        self.body.addWidget(label)
        return label

    def text_field(self, text: str, *, lines: int = 3, hint: str = "") -> QPlainTextEdit:
        """A field for several lines of plain text; Tab leaves it."""
        edit = QPlainTextEdit(text)
        edit.setTabChangesFocus(True)
        edit.setPlaceholderText(hint)
        edit.setFixedHeight(self.theme.line() * lines + self.theme.px(16))
        return edit

    # -- answering ----------------------------------------------------------------------------------------

    def problem(self) -> tuple[str, QWidget | None]:
        """What is wrong in one sentence, and the field to mend; an empty sentence when all is well."""
        return "", None

    def accept(self) -> None:
        """Go on, unless something is wrong: then say what, and put the cursor there."""
        sentence, field = self.problem()
        self.show_problem(sentence)
        if not sentence:
            super().accept()
        elif field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(field)

    def show_problem(self, sentence: str) -> None:
        """Show a sentence above the buttons until the next try; none hides it."""
        self.problem_label.setText(sentence)
        self.problem_label.setVisible(bool(sentence))
        self.fit()

    # -- size ---------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        if self._buttons.indexOf(self.go_button) < 0:
            # Only now, so that Tab comes to them after the fields: a new child is last.
            for button in (self.cancel_button, self.go_button):
                hidden = button.isHidden()
                button.setParent(None)
                self._buttons.addWidget(button)
                if hidden:  # a new parent would show it
                    button.hide()
            if self.focusWidget() in (None, self.cancel_button, self.go_button):
                (self._first_field or self.go_button).setFocus(Qt.FocusReason.OtherFocusReason)
        super().showEvent(event)
        self.fit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()  # the buttons have come
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Content that appears, or gets its final height from the style sheet, makes the dialog grow.
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Grow as the content needs, within the screen; never shrink under the user's hand."""
        screen = self.screen() or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        width = max(self.width() if self.isVisible() else 0, min(self._width, int(room.width() * _SHARE_OF_SCREEN)))
        # As if the scroll bar stood there: a line that wraps only because of it would keep it there for ever.
        inside = width - self._scroll.verticalScrollBar().sizeHint().width()
        content = self.body.totalHeightForWidth(inside) if self.body.hasHeightForWidth() else -1
        content = max(content, self.body.totalMinimumSize().height())
        foot = self._foot.totalHeightForWidth(width) if self._foot.hasHeightForWidth() else -1
        foot = max(foot, self._foot.totalMinimumSize().height())
        height = min(content + foot, int(room.height() * _SHARE_OF_SCREEN))
        if self.isVisible():
            height = max(height, self.height())
        self.resize(width, height)


class Confirm(Dialog):
    """A yes-or-no question whose yes is a verb."""

    def __init__(self, parent: QWidget | None, title: str, text: str, verb: str, *, danger: bool = True) -> None:
        super().__init__(parent, title, verb=verb, text=text, width=440, danger=danger)
        (self.cancel_button if danger else self.go_button).setFocus()


def confirm(parent: QWidget | None, title: str, text: str, verb: str, *, danger: bool = True) -> bool:
    """Ask whether to go on; ``verb`` stands on the button. With ``danger`` Enter stops rather than goes on."""
    return Confirm(parent, title, text, verb, danger=danger).exec() == QDialog.DialogCode.Accepted


def asked(dialog: QDialog) -> bool:
    """Ask, and have the dialog deleted afterwards: what was typed (a password) must not stay with the window."""
    done = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return done
