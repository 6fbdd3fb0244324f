"""Our own drawings. Each is a few plain shapes, so that it reads from two metres and in any colour."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from firmware.screens.model import Mark, Picture
from firmware.screens.pen import Pen, Point, Tone
from firmware.screens.pictures_face import FACE_DRAWINGS


def _card(pen: Pen, x: float, y: float, width: float) -> None:
    """The card: a chip at the left, lines, a portrait at the right."""
    height = width * 0.63
    edge = width * 0.035
    pen.tone(Tone.INK)
    pen.box(x, y, width, height, width * 0.08)
    pen.tone(Tone.WHITE)
    pen.box(x + edge, y + edge, width - 2 * edge, height - 2 * edge, width * 0.055)
    pen.tone(Tone.GOLD)
    pen.box(x + width * 0.10, y + height * 0.40, width * 0.17, height * 0.27, width * 0.03)
    pen.tone(Tone.SOFT)
    pen.box(x + width * 0.66, y + height * 0.20, width * 0.24, height * 0.60, width * 0.03)
    pen.tone(Tone.INK)
    pen.box(x + width * 0.10, y + height * 0.18, width * 0.38, height * 0.10, width * 0.02)
    pen.box(x + width * 0.34, y + height * 0.42, width * 0.24, height * 0.08, width * 0.02)
    pen.box(x + width * 0.34, y + height * 0.58, width * 0.24, height * 0.08, width * 0.02)
    pen.box(x + width * 0.10, y + height * 0.77, width * 0.48, height * 0.07, width * 0.02)
    pen.disc((x + width * 0.78, y + height * 0.41), width * 0.058)
    pen.box(x + width * 0.695, y + height * 0.56, width * 0.17, height * 0.24, width * 0.06)


def _tray(pen: Pen) -> None:
    """The reader from the front and above: its tray with the place for the card."""
    pen.tone(Tone.INK)
    pen.shape([(20, 66), (80, 66), (95, 86), (5, 86)])
    pen.box(5, 84, 90, 12, 3)
    pen.tone(Tone.WHITE)
    pen.shape([(23, 69), (77, 69), (87.5, 83), (12.5, 83)])
    pen.tone(Tone.SOFT)
    pen.shape([(33, 71.5), (67, 71.5), (74, 80.5), (26, 80.5)])
    pen.tone(Tone.GOLD)
    pen.box(44, 88.5, 12, 3, 1.5)


def _arrow(pen: Pen, tip: Point, up: bool) -> None:
    x, y = tip
    way = 1 if up else -1
    pen.tone(Tone.INK)
    pen.shape([(x, y), (x + 8, y + 9 * way), (x - 8, y + 9 * way)])
    pen.shape([(x - 3, y + 8 * way), (x + 3, y + 8 * way), (x + 3, y + 15 * way), (x - 3, y + 15 * way)])


def _lay_card(pen: Pen) -> None:
    _tray(pen)
    _arrow(pen, (50, 76), up=False)
    pen.turn(-7, (50, 28))
    _card(pen, 16, 6, 68)


def _take_card(pen: Pen) -> None:
    _tray(pen)
    _arrow(pen, (50, 59), up=True)
    pen.turn(7, (50, 28))
    _card(pen, 18, 7, 64)


def _wait(pen: Pen) -> None:
    pen.box(20, 6, 60, 9, 4)
    pen.box(20, 85, 60, 9, 4)
    pen.shape([(27, 15), (73, 15), (73, 24), (54, 50), (73, 76), (73, 85), (27, 85), (27, 76), (46, 50), (27, 24)])
    pen.tone(Tone.WHITE)
    pen.shape([(34, 19), (66, 19), (66, 23), (50, 45), (34, 23)])
    pen.shape([(50, 55), (66, 77), (66, 81), (34, 81), (34, 77)])
    pen.tone(Tone.GOLD)
    pen.shape([(41, 32.5), (59, 32.5), (50, 45)])
    pen.shape([(50, 66), (62, 81), (38, 81)])
    pen.box(49, 45, 2, 24)


def _tick(pen: Pen) -> None:
    pen.ring((50, 50), 48, 8)
    pen.line([(28, 52), (44, 68), (73, 35)], 10)


def _counter(pen: Pen) -> None:
    pen.disc((50, 24), 17)
    pen.box(23, 45, 54, 40, 20)
    pen.box(4, 66, 92, 30, 0, on=False)
    pen.tone(Tone.SOFT)
    pen.box(10, 78, 80, 18, 2)
    pen.tone(Tone.INK)
    pen.box(2, 70, 96, 11, 4)


def _lock(pen: Pen) -> None:
    pen.ring((50, 34), 27, 10)
    pen.box(20, 40, 60, 22, 0, on=False)
    pen.box(23, 34, 10, 22)
    pen.box(67, 34, 10, 22)
    pen.box(13, 46, 74, 50, 8)
    pen.tone(Tone.PAPER)
    pen.disc((50, 66), 7.5)
    pen.box(46.5, 67, 7, 17, 3)


def _one_card(pen: Pen) -> None:
    _card(pen, 2, 19, 96)


def _calendar(pen: Pen) -> None:
    pen.box(8, 14, 84, 80, 9)
    pen.box(26, 4, 9, 20, 4)
    pen.box(65, 4, 9, 20, 4)
    pen.tone(Tone.WHITE)
    pen.box(16, 38, 68, 48, 4)
    pen.tone(Tone.INK)
    for row in (46, 60, 74):
        for column in (24, 40, 56, 72):
            if (row, column) != (74, 72):
                pen.box(column - 3, row, 8, 7, 1.5)


def _line_cut(pen: Pen) -> None:
    pen.line([(0, 60), (14, 60)], 9)
    pen.box(11, 36, 27, 48, 9)
    pen.box(36, 44, 13, 8, 2)
    pen.box(36, 68, 13, 8, 2)
    pen.box(62, 36, 27, 48, 9)
    pen.line([(86, 60), (100, 60)], 9)
    pen.line([(54, 28), (54, 6)], 7)
    pen.line([(38, 26), (29, 12)], 7)
    pen.line([(70, 26), (79, 12)], 7)


def _tools(pen: Pen) -> None:
    pen.turn(45)
    pen.box(42, 24, 16, 52)
    pen.disc((50, 20), 21)
    pen.disc((50, 80), 21)
    pen.box(42, -8, 16, 28, 0, on=False)
    pen.box(42, 80, 16, 28, 0, on=False)


def _dot(pen: Pen) -> None:
    pen.disc((50, 50), 30)


def _yes(pen: Pen) -> None:
    pen.line([(14, 54), (40, 80), (86, 22)], 17)


def _no(pen: Pen) -> None:
    pen.line([(18, 52), (82, 52)], 17)


def _bell(pen: Pen) -> None:
    pen.disc((50, 14), 8)
    pen.disc((50, 42), 30)
    pen.box(20, 42, 60, 32)
    pen.shape([(20, 66), (80, 66), (92, 80), (8, 80)])
    pen.disc((50, 86), 11)
    pen.box(30, 77, 40, 3, 0)


def _nothing(_: Pen) -> None:
    return


DRAWINGS: Mapping[Picture | Mark, Callable[[Pen], None]] = MappingProxyType(
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
        **FACE_DRAWINGS,
        Mark.DOT: _dot,
        Mark.YES: _yes,
        Mark.NO: _no,
        Mark.BELL: _bell,
        Mark.NONE: _nothing,
    }
)
"""Every picture and mark."""
