"""How a person is taken: pose, place, light, and what the camera does to the picture."""

from dataclasses import dataclass, field

from tools.issue.portraits.shape import Expression


@dataclass(frozen=True, slots=True)
class Light:
    """`level` 1 is a well lit counter; `side` -1..1 is where the lamp stands, as seen in the picture."""

    level: float = 1.0
    side: float = -0.25
    hard: float = 0.45


@dataclass(frozen=True, slots=True)
class Pose:
    """Degrees. `yaw` > 0 turns to the person's own left, which is the right of the picture; `pitch` > 0 looks up."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture. At `distance` 1 the head takes 0.58 of the picture's height.

    `at`: where the middle of the head is, in shares of the picture. `noise`: spread in grey levels. `blur`: in pixels.
    """

    pose: Pose = field(default_factory=Pose)
    light: Light = field(default_factory=Light)
    expression: Expression = field(default_factory=Expression)
    distance: float = 1.0
    at: tuple[float, float] = (0.5, 0.46)
    noise: float = 1.2
    blur: float = 0.0
    background: int = 0
    size: tuple[int, int] = (640, 480)
    seed: int = 0


HEAD_SHARE = 0.58


def unit_pixels(shot: Shot) -> float:
    """Pixels in half a head height."""
    return HEAD_SHARE * shot.size[1] / 2 / shot.distance
