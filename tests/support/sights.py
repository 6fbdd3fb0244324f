"""What an attempt takes of frames, made up: somebody who turns, a print that does not, nobody."""

import numpy as np

from firmware.face.attempt import Rules, Sight
from firmware.face.decision import Bounds
from firmware.face.liveness import TurnLimits
from firmware.face.quality import Limits, Look

RULES = Rules(
    Limits(),
    Bounds(fused=0.46, session=0.45),
    TurnLimits(
        change=0.18, returned=0.08, frontal=0.12, session=0.45, turned=0.55, leap=0.35, narrow_cost=0.3, narrowest=0.7
    ),
)
TURNS = (0.0, 0.0, 0.01, 0.06, 0.12, 0.2, 0.26, 0.28, 0.27, 0.2, 0.1, 0.02, 0.0)


def sight(
    turn: float = 0.0, *, who: float = 0.0, aspect: float = 1.0, others: float = 0.0, light: float = 130.0
) -> Sight:
    """A frame of a person `who` units away from another; a turned head lies a little farther away."""
    embedding = np.zeros(128, np.float32)
    embedding[0], embedding[1] = who, abs(turn)
    look = Look(others, (0.5, 0.45), 90.0, 0.19, 0.0, turn, 0.05, light, 0.0, 0.01, 40.0)
    return Sight(look, aspect, embedding)


def timed(sights: list[Sight | None]) -> list[tuple[float, Sight | None]]:
    return [(place / 10, one) for place, one in enumerate(sights)]


def turning(side: float = 1.0, who: float = 0.0) -> list[Sight | None]:
    """A head that turns, by default to its own left, and comes back."""
    return [sight(side * turn, who=who, aspect=1 - abs(turn) / 3) for turn in TURNS]


def flat(who: float = 0.0) -> list[Sight | None]:
    """A print that is turned: narrower, and its nose moves a little."""
    return [sight(turn / 3, who=who, aspect=1 - abs(turn)) for turn in TURNS]
