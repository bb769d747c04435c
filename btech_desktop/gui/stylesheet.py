"""The style sheet that turns Fusion into our controls."""

from string import Template
from typing import Final

from btech_desktop.gui.icons import tinted_file
from btech_desktop.palette import Palette

# $token is a colour, $pN a length of N px at 100 %, $icon_x the path of a tinted icon.
# Fonts are not set here: a style sheet's font would drop the tabular figures of the widget's own.
_SHEET = Template("""
QMainWindow, QDialog { background: $window; }
QToolTip { background: $surface; color: $text; border: 1px solid $control_edge; padding: ${p4}px ${p8}px; }

QFrame#card { background: $surface; border: 1px solid $hair; border-radius: ${p8}px; }
QFrame#pane { background: $surface; border: 0; }
QFrame#sunken { background: $sunken; border: 1px solid $hair; border-radius: ${p6}px; }
QFrame#hair { background: $hair; border: 0; }

QPushButton { background: $surface; color: $text; border: 1px solid $control_edge; border-radius: ${p6}px;
  padding: 0 ${p13}px; min-height: ${h30}px; }
QPushButton[compact="true"] { min-height: ${h24}px; padding: 0 ${p10}px; }
QPushButton:hover { background: $soft; border-color: $accent; color: $accent; }
QPushButton:pressed { background: $softer; border-color: $accent; color: $accent; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {
  background: $accent_hover; border-color: $accent_hover; color: $on_accent; }
QPushButton[kind="danger"] { color: $error; border-color: $error; }
QPushButton[kind="danger"]:hover, QPushButton[kind="danger"]:pressed { background: $error_ground; }
QPushButton[kind="link"] { background: transparent; border-color: transparent; color: $accent; padding: 0; }
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:pressed { color: $accent_hover; }
QPushButton:disabled, QPushButton[kind="primary"]:disabled { background: $sunken; color: $muted;
  border-color: $hair; }
QPushButton[kind="link"]:disabled { background: transparent; border-color: transparent; color: $muted; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: ${p6}px; color: $text2;
  padding: ${p4}px; }
QToolButton:hover { background: $soft; color: $accent; }
QToolButton:pressed { background: $softer; }
QToolButton:disabled { color: $muted; background: transparent; }
QToolButton::menu-indicator { image: none; }
QToolButton[thumb]:checked { background: $soft; border-color: $accent; color: $accent; }
QToolButton[segment] { background: $surface; border: 1px solid $control_edge; border-left-width: 0;
  border-radius: 0; padding: 0 ${p2}px; min-height: ${h24}px; color: $text2; }
QToolButton[segment="first"] { border-left-width: 1px; border-top-left-radius: ${p6}px;
  border-bottom-left-radius: ${p6}px; }
QToolButton[segment="last"] { border-top-right-radius: ${p6}px; border-bottom-right-radius: ${p6}px; }
QToolButton[segment="only"] { border-left-width: 1px; border-radius: ${p6}px; }
QToolButton[segment="pill"] { border-left-width: 1px; border-radius: ${p12}px; }
QToolButton[segment]:hover { background: $softer; color: $accent; }
QToolButton[segment]:checked { background: $soft; color: $accent; border-color: $accent; }
QToolButton[segment]:disabled { background: $sunken; color: $muted; border-color: $hair; }

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox { background: $surface; color: $text;
  border: 1px solid $control_edge; border-radius: ${p6}px; selection-background-color: $accent;
  selection-color: $on_accent; }
QLineEdit, QAbstractSpinBox, QComboBox { min-height: ${h30}px; padding: 0 ${p10}px; }
QPlainTextEdit, QTextEdit { padding: ${p5}px ${p7}px; }
QLineEdit:hover, QPlainTextEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: $accent; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QComboBox:on { border: 2px solid $accent;
  padding: 0 ${q10}px; min-height: ${k30}px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: ${q5}px ${q7}px; }
QLineEdit[error="true"], QPlainTextEdit[error="true"], QAbstractSpinBox[error="true"] {
  border: 2px solid $error; padding: 0 ${q10}px; }
QLineEdit:read-only, QPlainTextEdit:read-only, QTextEdit:read-only { background: $sunken; border-color: $hair; }
QLineEdit:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {
  background: $sunken; color: $muted; border-color: $hair; }
QAbstractSpinBox { padding: 0; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus { border: 0; background: transparent;
  min-height: 0; padding: 0; }
QComboBox { padding-right: ${p28}px; }
QComboBox::drop-down { border: 0; width: ${p28}px; subcontrol-origin: border; subcontrol-position: right center; }
QComboBox::down-arrow { image: url("$icon_down"); width: ${p14}px; height: ${p14}px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $control_edge; padding: ${p4}px;
  selection-background-color: $soft; selection-color: $text; outline: 0; }
QComboBox QAbstractItemView::item { min-height: ${p28}px; padding: 0 ${p8}px; border-radius: ${p4}px; }
QDateEdit::drop-down { border: 0; width: ${p28}px; subcontrol-origin: border; subcontrol-position: right center; }
QDateEdit::down-arrow { image: url("$icon_down"); width: ${p14}px; height: ${p14}px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: ${p20}px; border: 0; background: transparent; }
QAbstractSpinBox::up-arrow { image: url("$icon_up"); width: ${p12}px; height: ${p12}px; }
QAbstractSpinBox::down-arrow { image: url("$icon_down"); width: ${p12}px; height: ${p12}px; }

QCheckBox, QRadioButton { color: $text; spacing: ${p8}px; min-height: ${p24}px; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator, QMenu::indicator {
  width: ${p15}px; height: ${p15}px; border: 1px solid $control_edge; background: $surface; }
QCheckBox::indicator, QAbstractItemView::indicator, QMenu::indicator { border-radius: ${p4}px; }
QRadioButton::indicator { border-radius: ${r17}px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QMenu::indicator:checked {
  background: $accent; border-color: $accent; image: url("$icon_check"); }
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {
  background: $accent; border-color: $accent; image: url("$icon_some"); }
QRadioButton::indicator:checked { border-color: $accent; image: url("$icon_radio"); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $sunken; border-color: $hair; }

QMenuBar { background: $sidebar; color: $text; border: 0; border-bottom: 1px solid $hair; padding: 0 ${p8}px; }
QMenuBar::item { background: transparent; padding: ${p5}px ${p10}px; border-radius: ${p4}px; }
QMenuBar::item:selected { background: $soft; color: $accent; }
QMenuBar::item:disabled { color: $muted; }
QMenu { background: $surface; color: $text; border: 1px solid $control_edge; padding: ${p4}px; }
QMenu::item { padding: ${p5}px ${p24}px ${p5}px ${p28}px; border-radius: ${p4}px; }
QMenu::item:selected { background: $soft; color: $accent; }
QMenu::item:disabled { color: $muted; background: transparent; }
QMenu::separator { height: 1px; background: $hair; margin: ${p4}px ${p8}px; }
QMenu::indicator { margin-left: ${p6}px; }
QMenu::icon { padding-left: ${p8}px; }

QStatusBar { background: $sidebar; color: $text2; border-top: 1px solid $hair; }
QStatusBar::item { border: 0; }

QAbstractItemView { background: $surface; color: $text; border: 0; outline: 0;
  selection-background-color: $softer; selection-color: $text; alternate-background-color: $sunken; }
QListView::item, QTreeView::item, QTableView::item { min-height: ${p36}px; padding: 0 ${p8}px; }
QListView::item:hover, QTreeView::item:hover, QTableView::item:hover { background: $softer; color: $text; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected { background: $soft; color: $text; }
QTableView::item:focus, QListView::item:focus { border: 2px solid $accent; }
QTableView { gridline-color: $hair; }
QTreeView#field { border: 1px solid $control_edge; border-radius: ${p6}px; padding: ${p4}px; }
QTreeView#field::item { min-height: 0; padding: 0 ${p4}px; }
QTreeView#practices { background: transparent; }
QTreeView#practices::item, QTreeView#practices::item:hover, QTreeView#practices::item:selected {
  background: transparent; padding: 0; min-height: 0; }
QHeaderView { background: $surface; border: 0; }
QHeaderView::section { background: $surface; color: $text2; border: 0; border-bottom: 1px solid $hair;
  padding: ${p8}px; }
QTableCornerButton::section { background: $surface; border: 0; }

QTabWidget::pane { border: 0; border-top: 1px solid $hair; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $text2; border: 2px solid transparent; border-bottom-width: 3px;
  padding: ${p6}px ${p2}px ${p8}px ${p2}px; margin-right: ${p20}px; }
QTabBar::tab:hover { color: $accent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:selected:focus { color: $accent; background: $soft; border-color: $accent; border-radius: ${p4}px; }
QScrollArea#preview { border: 2px solid transparent; }
QScrollArea#preview:focus { border-color: $accent; }

QScrollBar:vertical { background: transparent; width: ${p12}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${p12}px; margin: 0; }
QScrollBar::handle { background: $control_edge; border-radius: ${p4}px; margin: 2px; }
QScrollBar::handle:vertical { min-height: ${p32}px; }
QScrollBar::handle:horizontal { min-width: ${p32}px; }
QScrollBar::handle:hover { background: $text2; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
QScrollArea { background: transparent; border: 0; }

QSplitter::handle { background: $hair; }
QProgressBar { background: $sunken; border: 1px solid $hair; border-radius: ${p4}px; color: $text;
  max-height: ${p8}px; text-align: center; }
QProgressBar::chunk { background: $bar; border-radius: ${p3}px; }
QGroupBox { border: 1px solid $hair; border-radius: ${p8}px; margin-top: ${p10}px; padding: ${p12}px; }
QGroupBox::title { subcontrol-origin: margin; left: ${p12}px; padding: 0 ${p4}px; color: $text2; }
""")

# Qt turns what a style sheet places round for pages that run from right to left, but no padding and no margin.
_MIRRORED: Final = Template("""
QComboBox { padding-right: ${p10}px; padding-left: ${p28}px; }
QMenu::item { padding: ${p5}px ${p28}px ${p5}px ${p24}px; }
QMenu::indicator { margin-left: 0; margin-right: ${p6}px; }
QMenu::icon { padding-left: 0; padding-right: ${p8}px; }
QTabBar::tab { margin-right: 0; margin-left: ${p20}px; }
""")


def stylesheet(colours: Palette, scale: float, *, mirrored: bool = False) -> str:
    """The sheet for a palette at a text size (1.0 to 2.0); ``mirrored`` for pages that run from right to left."""
    sizes = {f"p{n}": str(round(n * scale)) for n in range(1, 40)}
    # A thicker edge takes its extra pixel from the padding, or text would jump when a field gets the focus.
    inner = {f"q{n}": str(round(n * scale) - 1) for n in (5, 7, 10)}
    # Control heights less their 1 px (h) or 2 px (k) edges.
    heights = {f"h{n}": str(round((n + 2) * scale) - 2) for n in (24, 30)}
    heights["k30"] = str(round(32 * scale) - 4)
    # The largest radius Qt accepts is half the outer size; one more and it draws a square.
    heights["r17"] = str((round(15 * scale) + 2) // 2)
    pictures = {
        "icon_down": tinted_file("chevron-down", colours["text2"]),
        "icon_up": tinted_file("chevron-up", colours["text2"]),
        "icon_check": tinted_file("check", colours["on_accent"]),
        "icon_some": tinted_file("minus", colours["on_accent"]),
        "icon_radio": tinted_file("radio-on", colours["accent"]),
    }
    sheet = _SHEET.substitute(colours, **sizes, **inner, **heights, **pictures)
    return sheet + _MIRRORED.substitute(sizes) if mirrored else sheet
