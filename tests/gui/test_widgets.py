"""The small parts of the window do what their keys, names and signals promise."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from btech_desktop.gui.frame import FrameWindow
from btech_desktop.gui.theme import Look, Theme
from btech_desktop.gui.widgets.flow import FlowLayout
from btech_desktop.gui.widgets.labels import Label
from btech_desktop.gui.widgets.level_card import LevelGroup, LevelText
from btech_desktop.gui.widgets.message_bar import Action, MessageBar
from btech_desktop.gui.widgets.practice_list import DomainRow, PracticeList, PracticeRow
from btech_desktop.gui.widgets.segmented import Option, Segmented
from btech_desktop.gui.widgets.text_edit import NoteEdit

NAMES = ("Absent", "Intended", "Defined", "Embedded", "Tested")
DOMAINS = (DomainRow("POL", "Policy", 1, 2), DomainRow("SAL", "Sales", 0, 1))
PRACTICES = (
    PracticeRow("POL-1", "POL", "1", "Commitment", 3),
    PracticeRow("POL-2", "POL", "2", "Approved", "open", flagged=True),
    PracticeRow("SAL-1", "SAL", "1", "Triage", "confirm", tag="New"),
)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    made = Theme("light", 1.0)
    made.apply(qapp)
    return made


@pytest.fixture
def group(qtbot: QtBot, theme: Theme) -> LevelGroup:
    made = LevelGroup(theme)
    made.set_levels([LevelText(level, name, f"What {name} means.") for level, name in enumerate(NAMES)])
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


def press(qtbot: QtBot, key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


def focused(group: LevelGroup) -> int:
    return next(card.level for card in group.cards if card.hasFocus())


def test_arrows_move_between_levels_without_rating(qtbot: QtBot, group: LevelGroup) -> None:
    group.focus_level()
    with qtbot.assertNotEmitted(group.rated):
        press(qtbot, Qt.Key.Key_Down)
        press(qtbot, Qt.Key.Key_Down)
        press(qtbot, Qt.Key.Key_Up)
    assert focused(group) == 1
    assert group.selected is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_space_and_enter_rate_the_focused_level_and_focus_stays(qtbot: QtBot, group: LevelGroup, key: Qt.Key) -> None:
    group.focus_level()
    press(qtbot, Qt.Key.Key_Down)
    with qtbot.waitSignal(group.rated) as told:
        press(qtbot, key)
    assert told.args == [1]
    assert group.selected == 1
    assert focused(group) == 1


def test_a_digit_rates_and_can_be_turned_off(qtbot: QtBot, group: LevelGroup) -> None:
    group.focus_level()
    with qtbot.waitSignal(group.rated) as told:
        press(qtbot, Qt.Key.Key_4)
    assert told.args == [4]
    group.set_single_keys(False)
    with qtbot.assertNotEmitted(group.rated):
        press(qtbot, Qt.Key.Key_2)
    assert group.selected == 4


def test_a_read_only_group_takes_no_rating(qtbot: QtBot, group: LevelGroup) -> None:
    group.set_selected(2)
    group.set_read_only(True)
    group.focus_level()
    with qtbot.assertNotEmitted(group.rated):
        press(qtbot, Qt.Key.Key_3)
        QTest.mouseClick(group.cards[0], Qt.MouseButton.LeftButton)
    assert group.selected == 2
    assert [card.isChecked() for card in group.cards] == [False, False, True, False, False]


def test_a_level_says_all_that_its_card_shows(group: LevelGroup) -> None:
    group.set_selected(3)
    group.set_marks(last=2, last_label="2025", target=4)
    assert group.cards[3].accessibleName() == "Level 3 of 4, Embedded, selected. Last year 2. Target 4."
    assert group.cards[3].accessibleDescription() == "What Embedded means."


def test_a_long_descriptor_makes_the_card_taller_instead_of_being_cut(group: LevelGroup) -> None:
    card = group.cards[0]
    before = card.heightForWidth(600)
    card.set_text("Absent", "Nobody has looked at this. " * 12)
    assert card.heightForWidth(600) > before
    assert card.heightForWidth(300) > card.heightForWidth(600)


@pytest.fixture
def note(qtbot: QtBot, theme: Theme) -> NoteEdit:
    window = QWidget()
    column = QVBoxLayout(window)
    made = NoteEdit(theme, name="Notes")
    column.addWidget(made)
    column.addWidget(QLineEdit())
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    made.setFocus()
    made.window_kept = window  # type: ignore[attr-defined]  # or Python would delete the window
    return made


def test_leaving_the_notes_tells_what_was_typed_at_once(qtbot: QtBot, note: NoteEdit) -> None:
    QTest.keyClicks(note, "Since March")
    with qtbot.waitSignal(note.paused, timeout=200) as told:
        note.clearFocus()
    assert told.args == ["Since March"]
    assert not note.waiting


def test_flush_tells_once_and_stored_text_is_not_told(qtbot: QtBot, note: NoteEdit) -> None:
    told: list[str] = []
    note.paused.connect(told.append)
    note.set_text("Stored")
    note.flush()
    assert told == []
    QTest.keyClicks(note, "!")
    note.flush()
    note.flush()
    assert len(told) == 1


def test_a_pause_in_typing_tells_by_itself(qtbot: QtBot, note: NoteEdit) -> None:
    with qtbot.waitSignal(note.paused, timeout=2000) as told:
        QTest.keyClicks(note, "Half a sentence")
    assert told.args == ["Half a sentence"]


def test_notes_grow_with_their_lines(note: NoteEdit) -> None:
    before = note.height()
    note.setPlainText("\n".join("line" for _ in range(8)))
    assert note.height() > before


def test_arrows_choose_in_a_segmented_control(qtbot: QtBot, theme: Theme) -> None:
    choice = Segmented(theme, [Option("low", "Low"), Option("high", "High")], name="Confidence")
    qtbot.addWidget(choice)
    with qtbot.waitActive(choice):
        choice.show()
    choice.setFocus(Qt.FocusReason.TabFocusReason)
    choice.set_value("low")
    with qtbot.waitSignal(choice.chosen) as told:
        press(qtbot, Qt.Key.Key_Right)
    assert told.args == ["high"]
    assert choice.value() == "high"
    with qtbot.assertNotEmitted(choice.chosen):
        choice.set_value(None)
    assert choice.value() is None


def test_a_message_offers_its_actions_and_stays_until_closed(qtbot: QtBot, theme: Theme) -> None:
    bar = MessageBar(theme, "error", "The disk is full.", [Action("save_copy", "Save elsewhere…")])
    qtbot.addWidget(bar)
    bar.show()
    with qtbot.waitSignal(bar.action_requested) as told:
        QTest.mouseClick(bar.buttons["save_copy"], Qt.MouseButton.LeftButton)
    assert told.args == ["save_copy"]
    assert bar.isVisible()
    with qtbot.waitSignal(bar.closed):
        QTest.mouseClick(bar.close_button, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    assert bar.accessibleName() == "Error: The disk is full."


@pytest.fixture
def practices(qtbot: QtBot, theme: Theme) -> PracticeList:
    made = PracticeList(theme)
    qtbot.addWidget(made)
    made.resize(264, 400)
    made.set_rows(DOMAINS, PRACTICES)
    with qtbot.waitActive(made):
        made.show()
    return made


def test_the_selected_practice_stays_when_rows_change_or_come_and_go(qtbot: QtBot, practices: PracticeList) -> None:
    practices.select("POL-2")
    with qtbot.assertNotEmitted(practices.practice_selected):
        practices.set_rows(DOMAINS, [replace(row, state=2) for row in PRACTICES])
        assert practices.selected_id() == "POL-2"
        practices.set_rows(DOMAINS, PRACTICES[1:])
    assert practices.selected_id() == "POL-2"
    assert practices.ids() == ["POL-2", "SAL-1"]


def test_going_down_the_list_tells_the_practice(qtbot: QtBot, practices: PracticeList) -> None:
    practices.setFocus()
    practices.select("POL-1")
    with qtbot.waitSignal(practices.practice_selected) as told:
        QTest.keyClick(practices, Qt.Key.Key_Down)
    assert told.args == ["POL-2"]


def test_closed_domains_stay_closed_and_open_for_their_selected_practice(practices: PracticeList) -> None:
    practices.set_only_open("SAL")
    practices.set_rows(DOMAINS, PRACTICES[1:])
    model = practices.model()
    assert [practices.isExpanded(model.index(row, 0)) for row in range(2)] == [False, True]
    practices.select("POL-2")
    assert practices.isExpanded(model.index(0, 0))


def test_a_practice_says_what_its_row_shows() -> None:
    assert PRACTICES[1].spoken() == "POL-2, Approved, to answer, flagged"


def test_markup_in_a_label_is_shown_as_it_was_typed(qtbot: QtBot, theme: Theme) -> None:
    label = Label(theme, "<b>bold</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.sizeHint().width() > Label(theme, "bold").sizeHint().width() + 20


def test_chips_wrap_when_the_line_is_full(qtbot: QtBot, theme: Theme) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    flow = FlowLayout(host, gap=8)
    for _ in range(6):
        flow.addWidget(Label(theme, "Affected people", wrap=False))
    assert flow.heightForWidth(200) > 3 * flow.heightForWidth(2000)


class _Typed(QWidget):
    """A page that counts how often it was told to save."""

    def __init__(self) -> None:
        super().__init__()
        self.saves = 0
        row = QHBoxLayout(self)
        row.addWidget(QLineEdit())

    def flush(self) -> None:
        self.saves += 1


@pytest.fixture
def frame(qtbot: QtBot, qapp: QApplication) -> Iterator[FrameWindow]:
    look = Look(qapp, "light")
    window = FrameWindow(look)
    qtbot.addWidget(window)
    for name in ("overview", "assess"):
        window.add_page(name, "flag", name.capitalize(), _page)
    window.resize(1300, 800)
    with qtbot.waitActive(window):
        window.show()
    yield window
    look.deleteLater()


def _page(theme: Theme) -> QWidget:
    return _Typed()


def test_pages_are_made_when_shown_and_saved_when_left(qtbot: QtBot, frame: FrameWindow) -> None:
    assert frame.made_pages == {}
    first = frame.show_page("overview")
    assert isinstance(first, _Typed)
    with qtbot.waitSignal(frame.page_changed) as told:
        frame.show_page("assess")
    assert told.args == ["assess"]
    assert first.saves == 1


def test_the_sidebar_becomes_a_rail_where_room_is_short(frame: FrameWindow) -> None:
    assert not frame.sidebar.rail
    frame.resize(1000, 700)
    assert frame.sidebar.rail


def test_larger_text_remakes_the_page_and_keeps_messages(frame: FrameWindow) -> None:
    frame.show_page("assess")
    before = frame.page("assess")
    frame.set_badge("assess", 4, "to answer")
    frame.show_message("error", "The disk is full.")
    frame.look.set_scale(1.5)
    assert frame.current_page == "assess"
    assert frame.page("assess") is not before
    assert [bar.text for bar in frame.messages] == ["The disk is full."]
    assert frame.theme.px(10) == 15
    assert frame.sidebar.rail


def test_f6_goes_from_sidebar_to_page_and_back(qtbot: QtBot, frame: FrameWindow) -> None:
    page = frame.show_page("overview")
    frame.sidebar.focus_current()
    frame.next_pane()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.isAncestorOf(focus)
    frame.next_pane()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert frame.sidebar.isAncestorOf(focus)
