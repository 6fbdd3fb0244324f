"""Our own drawings of what to do before a camera: arrows as in a mirror, and signs for all that is no direction."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from firmware.screens.model import Mark, Picture
from firmware.screens.pen import Pen, Point, Tone

_AROUND = 24  # points of a curve; more are not seen


def _person(pen: Pen) -> None:
    _head(pen, (50, 34), 1.0)
    pen.box(12, 74, 76, 60, 30)
    pen.box(-10, 100, 120, 60, 0, on=False)


def _head(pen: Pen, middle: Point, size: float) -> None:
    pen.shape(_oval(middle, 22 * size, 28 * size))


def _oval(middle: Point, across: float, down: float) -> list[Point]:
    turns = (2 * math.pi * step / _AROUND for step in range(_AROUND))
    return [(middle[0] + across * math.cos(turn), middle[1] + down * math.sin(turn)) for turn in turns]


def _ring(pen: Pen, middle: Point, across: float, down: float, width: float) -> None:
    pen.shape(_oval(middle, across, down))
    pen.shape(_oval(middle, across - width, down - width), on=False)


def _camera(pen: Pen) -> None:
    pen.box(6, 24, 88, 62, 10)
    pen.box(34, 12, 32, 20, 6)
    pen.tone(Tone.PAPER)
    pen.disc((50, 55), 24)
    pen.tone(Tone.INK)
    pen.disc((50, 55), 17)
    pen.tone(Tone.PAPER)
    pen.disc((44, 49), 5)


def _arrow(pen: Pen, turn: float) -> None:
    """A broad arrow; it points to the left unless turned."""
    pen.turn(turn)
    pen.shape([(4, 50), (46, 8), (46, 92)])
    pen.shape([(44, 33), (96, 33), (96, 67), (44, 67)])


def _arrow_left(pen: Pen) -> None:
    _arrow(pen, 0)


def _arrow_up(pen: Pen) -> None:
    _arrow(pen, 90)


def _arrow_right(pen: Pen) -> None:
    _arrow(pen, 180)


def _arrow_down(pen: Pen) -> None:
    _arrow(pen, 270)


def _turned(pen: Pen, side: int) -> None:
    """A head that looks to one side, and a broad arrow that bends around before it; `side` is -1 for the left."""
    pen.tone(Tone.SOFT)
    pen.shape(_oval((50, 36), 28, 36))
    pen.shape([(50 + side * 24, 26), (50 + side * 40, 44), (50 + side * 22, 50)])
    pen.tone(Tone.INK)
    pen.disc((50 + side * 15, 28), 4.5)
    pen.disc((50 - side * 5, 28), 4.5)
    bend = [step / _AROUND for step in range(_AROUND + 1)]
    outer = [_on_bend(part, 50, 42, side) for part in bend]
    inner = [_on_bend(part, 34, 25, side) for part in bend]
    pen.shape([*outer, *reversed(inner)])
    middle = 50 + side * 40
    pen.shape([(middle - side * 1, 34), (middle + side * 22, 66), (middle - side * 24, 66)])


def _on_bend(part: float, across: float, down: float, side: int) -> Point:
    """From the far side of the head to before it, below."""
    turn = math.pi * (0.94 - 0.92 * part)
    return 50 + side * across * math.cos(turn), 56 + down * math.sin(turn)


def _turn_left(pen: Pen) -> None:
    _turned(pen, -1)


def _turn_right(pen: Pen) -> None:
    _turned(pen, 1)


def _straight(pen: Pen) -> None:
    """A face that looks straight at one."""
    pen.tone(Tone.SOFT)
    pen.shape(_oval((50, 50), 36, 46))
    pen.tone(Tone.INK)
    _ring(pen, (50, 50), 38, 48, 6)
    for x in (36, 64):
        pen.disc((x, 42), 5)
    pen.line([(50, 46), (50, 60)], 4)
    pen.line([(38, 74), (62, 74)], 5)


def _sized(pen: Pen, grows: bool) -> None:
    """A head between four arrows that lead away from it, or to it."""
    pen.tone(Tone.SOFT)
    pen.shape(_oval((50, 50), 19, 25))
    pen.tone(Tone.INK)
    _ring(pen, (50, 50), 22, 28, 6)
    for turn in (40, 140, 220, 320):
        pen.turn(turn)
        if grows:
            pen.shape([(110, 50), (88, 31), (88, 69)])
            pen.box(76, 43, 14, 14)
        else:
            pen.shape([(80, 50), (102, 31), (102, 69)])
            pen.box(100, 43, 14, 14)


def _closer(pen: Pen) -> None:
    _sized(pen, True)


def _farther(pen: Pen) -> None:
    _sized(pen, False)


def _still(pen: Pen) -> None:
    """Two upright bars: as they stand for a pause everywhere."""
    pen.ring((50, 50), 46, 8)
    pen.box(33, 28, 11, 44, 4)
    pen.box(56, 28, 11, 44, 4)


def _sun(pen: Pen) -> None:
    pen.disc((50, 50), 20)
    for turn in range(0, 360, 45):
        pen.turn(turn)
        pen.box(46, 4, 8, 17, 4)
    pen.turn(0)


def _less_light(pen: Pen) -> None:
    _sun(pen)
    pen.tone(Tone.PAPER)
    pen.line([(16, 16), (84, 84)], 20)
    pen.tone(Tone.INK)
    pen.line([(16, 16), (84, 84)], 9)


def _only_one(pen: Pen) -> None:
    """One person in full, the other one crossed out."""
    pen.tone(Tone.SOFT)
    pen.disc((78, 30), 13)
    pen.box(60, 50, 36, 44, 16)
    pen.tone(Tone.INK)
    pen.disc((30, 24), 18)
    pen.box(6, 48, 48, 48, 20)
    pen.line([(62, 26), (94, 78)], 7)
    pen.line([(94, 26), (62, 78)], 7)


FACE_DRAWINGS: Mapping[Picture | Mark, Callable[[Pen], None]] = MappingProxyType(
    {
        Picture.PERSON: _person,
        Picture.CAMERA: _camera,
        Picture.ARROW_LEFT: _arrow_left,
        Picture.ARROW_RIGHT: _arrow_right,
        Picture.ARROW_UP: _arrow_up,
        Picture.ARROW_DOWN: _arrow_down,
        Picture.TURN_LEFT: _turn_left,
        Picture.TURN_RIGHT: _turn_right,
        Picture.STRAIGHT: _straight,
        Picture.CLOSER: _closer,
        Picture.FARTHER: _farther,
        Picture.STILL: _still,
        Picture.MORE_LIGHT: _sun,
        Picture.LESS_LIGHT: _less_light,
        Picture.ONLY_ONE: _only_one,
    }
)
"""Every one of them."""
