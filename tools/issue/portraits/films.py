"""Short films for the camera of a virtual reader, every one the same each time it is made."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Literal, get_args

import numpy as np

from hal.virtual.footage import Footage
from tools.issue.portraits.draw import Sitter
from tools.issue.portraits.numbers import Picture
from tools.issue.portraits.scenes import covered, held, nobody, paper, screen, two
from tools.issue.portraits.shot import Pose, Shot

FilmName = Literal[
    "straight", "turn-left", "turn-right", "far", "near", "dark", "nobody", "two", "print", "phone", "covered"
]
FILMS: tuple[FilmName, ...] = get_args(FilmName)

ORDINARY = Shot(distance=0.85)  # the eyes of the mean person are 94 pixels apart: as near as the face way asks for
RATE = 10.0  # frames a second: enough for a turn of the head, and a film stays small
_STILL, _HELD, _TURN = 12, 24, 33  # frames of somebody who stands there, of a thing held up, of a turn there and back

# Shares of the film, and degrees then: straight for a moment, out, held, back. Slow where heads are told from prints:
# of the cast one has turned enough at 30 degrees and is too narrow beyond 31, another has at 42 only.
TURN = ((0.09, 0.20, 0.42, 0.64, 0.73, 0.94), (0.0, 28.0, 32.0, 44.0, 44.0, 0.0))


def film(name: FilmName, person: Sitter, other: Sitter, shot: Shot | None = None) -> Footage:
    """A film of `person`, or of what else `name` says; `other` is the second of two people.

    `turn-left` is a turn to the person's own left. `shot` gives size, background and the light of all frames.
    """
    base = shot or ORDINARY
    if name in ("turn-left", "turn-right"):
        side = 1.0 if name == "turn-left" else -1.0
        return _film(base, _TURN, lambda taken, share: person.draw(_turned(taken, share, side)))
    if name in ("print", "phone"):
        flat = paper(person) if name == "print" else screen(person)
        return _film(base, _HELD, lambda taken, share: held(flat, _tilted(taken, share)))
    return _film(base, _STILL, _still(name, person, other))


def _still(name: FilmName, person: Sitter, other: Sitter) -> Callable[[Shot, float], Picture]:
    def frame(taken: Shot, share: float) -> Picture:
        moving = _swaying(taken, share)
        match name:
            case "nobody":
                return nobody(taken)
            case "covered":
                return covered(taken)
            case "two":
                return two(person, other, replace(moving, distance=1.15))
            case "far":
                return person.draw(replace(moving, distance=2.6, at=(0.5, 0.42)))
            case "near":
                return person.draw(replace(moving, distance=0.55, at=(0.5, 0.5)))
            case "dark":
                return person.draw(replace(moving, light=replace(taken.light, level=0.14), noise=4.0))
            case _:
                return person.draw(moving)

    return frame


def _film(base: Shot, count: int, frame: Callable[[Shot, float], Picture]) -> Footage:
    shots = (replace(base, seed=base.seed * 1000 + number) for number in range(count))
    frames = tuple(frame(shot, number / count).tobytes() for number, shot in enumerate(shots))
    return Footage(base.size[0], base.size[1], RATE, frames)


def _swaying(shot: Shot, share: float) -> Shot:
    """Nobody stands quite still; the last frame leads back to the first."""
    wave = math.sin(2 * math.pi * share)
    other = math.cos(2 * math.pi * share)
    pose = Pose(shot.pose.yaw + 1.5 * wave, shot.pose.pitch + 1.0 * other, shot.pose.roll + 0.8 * wave)
    return replace(shot, pose=pose, at=(shot.at[0] + 0.004 * wave, shot.at[1] + 0.003 * other))


def _turned(shot: Shot, share: float, side: float) -> Shot:
    """A head on its way to one side, or back."""
    yaw = side * float(np.interp(share, *TURN))
    return replace(_swaying(shot, share), pose=replace(shot.pose, yaw=shot.pose.yaw + yaw))


def _tilted(shot: Shot, share: float) -> Shot:
    """Somebody moves what is held as if it were a head: out of the plane, and a little in it."""
    wave = math.sin(2 * math.pi * share)
    return replace(shot, pose=Pose(30.0 * wave, 4.0 * math.cos(2 * math.pi * share), 5.0 * wave), at=(0.5, 0.5))
