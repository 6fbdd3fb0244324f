"""Our own drawings. Each is a few strokes of one ink, so that it reads from two metres and prints in any colour."""

from collections.abc import Callable
from types import MappingProxyType

from firmware.screens.model import Mark, Picture
from firmware.screens.pen import Pen, Point


def _card(pen: Pen, x: float, y: float, width: float) -> None:
    """The card: a chip at the left, a portrait at the right, lines between."""
    height = width * 0.63
    pen.box(x, y, width, height, width * 0.07)
    pen.box(x + width * 0.10, y + height * 0.36, width * 0.17, height * 0.28, width * 0.03, on=False)
    pen.box(x + width * 0.34, y + height * 0.24, width * 0.28, height * 0.09, width * 0.02, on=False)
    pen.box(x + width * 0.34, y + height * 0.45, width * 0.28, height * 0.09, width * 0.02, on=False)
    pen.box(x + width * 0.34, y + height * 0.66, width * 0.20, height * 0.09, width * 0.02, on=False)
    pen.box(x + width * 0.69, y + height * 0.22, width * 0.21, height * 0.56, width * 0.03, on=False)
    pen.disc((x + width * 0.795, y + height * 0.42), width * 0.055)
    pen.box(x + width * 0.72, y + height * 0.58, width * 0.15, height * 0.20, width * 0.05)


def _tray(pen: Pen, y: float) -> None:
    """The tray of the reader, seen from the front."""
    pen.shape([(14, y), (86, y), (94, y + 13), (6, y + 13)])
    pen.box(6, y + 12, 88, 9, 3)
    pen.shape([(22, y + 3.5), (78, y + 3.5), (82, y + 9.5), (18, y + 9.5)], on=False)


def _arrow(pen: Pen, tip: Point, up: bool) -> None:
    x, y = tip
    way = 1 if up else -1
    pen.shape([(x, y), (x + 9, y + 10 * way), (x - 9, y + 10 * way)])
    pen.shape([(x - 3.4, y + 9 * way), (x + 3.4, y + 9 * way), (x + 3.4, y + 17 * way), (x - 3.4, y + 17 * way)])


def _lay_card(pen: Pen) -> None:
    _card(pen, 21, 10, 58)
    _arrow(pen, (50, 70), up=False)
    _tray(pen, 73)


def _take_card(pen: Pen) -> None:
    _arrow(pen, (50, 2), up=True)
    _card(pen, 21, 25, 58)
    _tray(pen, 73)


def _wait(pen: Pen) -> None:
    pen.box(20, 6, 60, 9, 4)
    pen.box(20, 85, 60, 9, 4)
    pen.shape([(27, 15), (73, 15), (73, 24), (54, 50), (73, 76), (73, 85), (27, 85), (27, 76), (46, 50), (27, 24)])
    pen.shape([(34, 20), (66, 20), (66, 24), (60, 32), (40, 32), (34, 24)], on=False)
    pen.shape([(50, 56), (66, 77), (66, 79), (34, 79), (34, 77)], on=False)
    pen.shape([(50, 66), (60, 79), (40, 79)])


def _tick(pen: Pen) -> None:
    pen.ring((50, 50), 48, 8)
    pen.line([(28, 52), (44, 68), (73, 35)], 10)


def _counter(pen: Pen) -> None:
    pen.disc((50, 24), 17)
    pen.box(23, 45, 54, 40, 20)
    pen.box(4, 66, 92, 30, 0, on=False)
    pen.box(2, 70, 96, 11, 4)
    pen.box(10, 80, 80, 16, 2)


def _lock(pen: Pen) -> None:
    pen.ring((50, 34), 27, 10)
    pen.box(20, 36, 60, 14, 0, on=False)
    pen.box(23, 32, 10, 22)
    pen.box(67, 32, 10, 22)
    pen.box(13, 46, 74, 50, 8)
    pen.disc((50, 66), 7.5, on=False)
    pen.box(46.5, 67, 7, 17, 3, on=False)


def _one_card(pen: Pen) -> None:
    _card(pen, 4, 21, 92)


def _calendar(pen: Pen) -> None:
    pen.box(8, 14, 84, 80, 9)
    pen.box(16, 38, 68, 48, 4, on=False)
    pen.box(26, 4, 9, 20, 4)
    pen.box(65, 4, 9, 20, 4)
    for row in (46, 60, 74):
        for column in (24, 40, 56, 72):
            if (row, column) != (74, 72):
                pen.box(column - 3, row, 8, 7, 1.5)


def _line_cut(pen: Pen) -> None:
    pen.line([(2, 62), (20, 62)], 8)
    pen.box(18, 44, 22, 36, 8)
    pen.box(38, 50, 11, 6, 2)
    pen.box(38, 68, 11, 6, 2)
    pen.box(62, 44, 22, 36, 8)
    pen.line([(82, 62), (98, 62)], 8)
    pen.line([(55, 34), (55, 16)], 6)
    pen.line([(42, 36), (32, 22)], 6)
    pen.line([(68, 36), (78, 22)], 6)


def _tools(pen: Pen) -> None:
    pen.line([(34, 66), (66, 34)], 17)
    pen.disc((72, 28), 22)
    pen.disc((28, 72), 22)
    notch = [(-8.0, -30.0), (8.0, -30.0), (8.0, 0.0), (-8.0, 0.0)]
    for centre, turn in (((72.0, 28.0), 45.0), ((28.0, 72.0), 225.0)):
        placed = [(centre[0] + x, centre[1] + y) for x, y in notch]
        pen.shape(pen.turned(placed, centre, turn), on=False)


def _dot(pen: Pen) -> None:
    pen.disc((50, 50), 30)


def _yes(pen: Pen) -> None:
    pen.line([(14, 54), (40, 80), (86, 22)], 17)


def _no(pen: Pen) -> None:
    pen.line([(18, 52), (82, 52)], 17)


def _nothing(_: Pen) -> None:
    return


DRAWINGS: MappingProxyType[Picture | Mark, Callable[[Pen], None]] = MappingProxyType(
    {
        Picture.LAY_CARD: _lay_card,
        Picture.TAKE_CARD: _take_card,
        Picture.WAIT: _wait,
        Picture.TICK: _tick,
        Picture.COUNTER: _counter,
        Picture.LOCK: _lock,
        Picture.CARD: _one_card,
        Picture.CALENDAR: _calendar,
        Picture.LINE_CUT: _line_cut,
        Picture.TOOLS: _tools,
        Mark.DOT: _dot,
        Mark.YES: _yes,
        Mark.NO: _no,
        Mark.NONE: _nothing,
    }
)
"""Every picture and mark."""
