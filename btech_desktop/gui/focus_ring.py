"""The ring round the button that has the keyboard: 2 px wide, 2 px away."""

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

_GAP = 2.0
_WIDTH = 2.0


class _RingStyle(QProxyStyle):
    """Tells the frame how far out to reach; set on the frame alone, so other widgets pay nothing for it."""

    def __init__(self) -> None:
        super().__init__("Fusion")
        self.margin = 4

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric in (QStyle.PixelMetric.PM_FocusFrameHMargin, QStyle.PixelMetric.PM_FocusFrameVMargin):
            return self.margin
        return super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,  # noqa: N803 - Qt's name
    ) -> int:
        # Above, so that the layouts between the button and the page do not cut the ring off.
        if hint == QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1
        return super().styleHint(hint, option, widget, returnData)


class _Frame(QFocusFrame):
    def __init__(self) -> None:
        super().__init__()
        self.ring_style = _RingStyle()
        self.ring_style.setParent(self)  # Qt does not own a widget's style; it must go with the frame, not before
        self.setStyle(self.ring_style)
        self.color = QColor("black")
        self.scale = 1.0

    def paintEvent(self, event: QPaintEvent) -> None:
        target = self.widget()
        if target is None:
            return
        width = _WIDTH * self.scale
        radius = float(target.property("ring_radius") or 6) * self.scale + _GAP * self.scale + width / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.color, width))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)
        painter.end()


class FocusRing(QObject):
    """Moves one ring after the keyboard. Fields and lists show focus by themselves and get none."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._frame: _Frame | None = None
        self._color = QColor("black")
        self._scale = 1.0
        app.focusChanged.connect(self._move)

    @classmethod
    def of(cls, app: QApplication) -> "FocusRing":
        """The app's one ring, made when first asked for."""
        found = app.findChild(FocusRing)
        return found if isinstance(found, FocusRing) else cls(app)

    def set_look(self, color: QColor, scale: float) -> None:
        """The colour and text size of the theme."""
        self._color, self._scale = color, scale
        self._move(None, QApplication.focusWidget())

    def _move(self, old: QWidget | None, new: QWidget | None) -> None:
        self._drop()
        if not isinstance(new, QAbstractButton) or new.window() is new or new.property("own_focus"):
            return
        # Who clicks knows where they are; the ring is for those who steer by keyboard.
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        # A fresh frame each time: Qt deletes a frame together with the window that it was last shown in.
        frame = _Frame()
        frame.color, frame.scale = self._color, self._scale
        frame.ring_style.margin = round((_GAP + _WIDTH) * self._scale)
        frame.setWidget(new)
        # Qt hides the ring of what is out of view, and leaves it so when the page scrolls there.
        frame.setVisible(new.isVisible())
        frame.destroyed.connect(self._forget)
        self._frame = frame

    def _forget(self) -> None:
        self._frame = None

    def _drop(self) -> None:
        frame, self._frame = self._frame, None
        if frame is not None:
            frame.destroyed.disconnect(self._forget)
            frame.hide()
            frame.deleteLater()
