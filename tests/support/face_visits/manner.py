"""How somebody comes to the reader: light, room, distance, bearing and the way they turn, all of it from a seed."""

from dataclasses import dataclass

import numpy as np

from tools.issue.portraits.shape import Expression
from tools.issue.portraits.shot import Light, Pose, Shot

SIZE = (480, 360)
"""Smaller than what cameras give, which draws faster; the eyes are far enough apart at these distances all the same."""

DISTANCE = (0.72, 0.95)
LEVEL = (0.80, 1.12)
SIDE = (-0.7, 0.7)
HARD = (0.25, 0.60)
OFF_CENTRE = (0.05, 0.04)  # shares of the picture, to both sides
BEARING = (2.5, 4.0, 4.0)  # degrees of yaw, pitch and roll, to both sides
SMILE = 0.5
ROOMS = 40

REACTION = (0.25, 0.60)  # seconds until somebody does what is asked
TURNING = (1.2, 2.2)  # seconds to the far end of the turn
RETURNING = (0.6, 1.2)
FURTHEST = (40.0, 48.0)  # degrees: as far as the cast's films go, which is where all of them have turned enough

TILT = (15.0, 60.0)  # degrees that a held picture is turned by
LEAN = 20.0  # degrees that it leans by, to both sides
CURIOUS = 0.25  # of those who hold a picture up, so many hold it still


@dataclass(frozen=True, slots=True)
class Manner:
    """Of one visit. `shot` is what does not move; times in seconds, `furthest` in degrees.

    `lean`: how far what is held leans at the far end, in pitch and roll.
    """

    shot: Shot
    reaction: float
    turning: float
    returning: float
    furthest: float
    phase: float
    lean: tuple[float, float] = (0.0, 0.0)


def of_person(seed: int) -> Manner:
    """How a person comes who does what is asked."""
    chance = np.random.default_rng((0xFACE, seed))
    shot = _shot(chance, seed)
    yaw, pitch, roll = (float(chance.uniform(-most, most)) for most in BEARING)
    smile = float(chance.uniform(0, SMILE))
    taken = Shot(
        pose=Pose(yaw, pitch, roll),
        light=shot.light,
        expression=Expression(smile=smile),
        distance=shot.distance,
        at=shot.at,
        background=shot.background,
        size=SIZE,
    )
    return _manner(chance, taken, FURTHEST)


def of_attack(seed: int) -> Manner:
    """How somebody comes who holds a picture up, and moves it as a head would turn."""
    chance = np.random.default_rng((0xF1A7, seed))
    manner = _manner(chance, _shot(chance, seed), TILT)
    pitch, roll = (float(chance.uniform(-LEAN, LEAN)) for _ in range(2))
    still = bool(chance.random() < CURIOUS)
    return Manner(
        manner.shot,
        manner.reaction,
        manner.turning,
        manner.returning,
        0.0 if still else manner.furthest,
        manner.phase,
        (0.0, 0.0) if still else (pitch, roll),
    )


def _shot(chance: np.random.Generator, seed: int) -> Shot:
    light = Light(*(float(chance.uniform(*bounds)) for bounds in (LEVEL, SIDE, HARD)))
    across, down = (float(chance.uniform(-most, most)) for most in OFF_CENTRE)
    return Shot(
        light=light,
        distance=float(chance.uniform(*DISTANCE)),
        at=(0.5 + across, 0.46 + down),
        background=int(chance.integers(ROOMS)),
        size=SIZE,
        seed=seed,
    )


def _manner(chance: np.random.Generator, shot: Shot, furthest: tuple[float, float]) -> Manner:
    reaction, turning, returning, far = (
        float(chance.uniform(*bounds)) for bounds in (REACTION, TURNING, RETURNING, furthest)
    )
    return Manner(shot, reaction, turning, returning, far, float(chance.uniform(0, 1)))
