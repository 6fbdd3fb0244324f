"""What stands before the camera at a moment, by what the person was told until then.

Whoever is told to come nearer, or to the middle, does so while it is said.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from firmware.face.child.words import Noticed
from tests.support.face_visits.manner import Manner
from tools.issue.portraits.numbers import Picture
from tools.issue.portraits.shot import Pose, Shot

Draw = Callable[[Shot], Picture]
SWAY_SECONDS = 1.2
MIDDLE = (0.5, 0.46)
STEP = 0.02
"""Of the way, from one frame to the next."""

LINGER_SECONDS = 1.0
"""So long somebody stays at the far end of a turn without being asked back: the screen cannot be seen from there."""


@dataclass(slots=True)
class Scene:
    """Somebody who turns, or turns what is held, to the side that is asked for, and back when that is asked for."""

    manner: Manner
    draw: Draw
    asked_at: float | None = None
    side: str | None = None
    back_at: float | None = None
    hint: str = "nothing"
    nearer: float = 1.0
    aside: float = 1.0
    frames: int = field(default=0)

    def told(self, notice: Noticed, now: float) -> None:
        """The screen says something new."""
        self.hint = notice.hint
        if notice.side is not None and self.asked_at is None:
            self.asked_at, self.side = now, notice.side
        if notice.stage == "return" and self.back_at is None:
            self.back_at = now

    def picture(self, now: float) -> Picture:
        """What the camera sees."""
        manner, base = self.manner, self.manner.shot
        self._obey()
        wave = math.sin(2 * math.pi * (now / SWAY_SECONDS + manner.phase))
        part = self._part(now)
        sign = -1.0 if self.side == "right" else 1.0
        pose = Pose(
            base.pose.yaw + sign * part * manner.furthest + 1.2 * wave * (1 - part),
            base.pose.pitch + 0.8 * wave + part * manner.lean[0],
            base.pose.roll + 0.6 * wave + part * manner.lean[1],
        )
        across, down = (middle + (place - middle) * self.aside for place, middle in zip(base.at, MIDDLE, strict=True))
        at = (across + 0.004 * wave, down + 0.003 * wave)
        self.frames += 1
        distance, seed = base.distance * self.nearer, base.seed * 1000 + self.frames
        return self.draw(replace(base, pose=pose, at=at, distance=distance, seed=seed))

    def _obey(self) -> None:
        """Go on doing what is said."""
        match self.hint:
            case "closer":
                self.nearer *= 1 - STEP
            case "farther":
                self.nearer *= 1 + STEP
            case "left" | "right" | "up" | "down":
                self.aside *= 1 - STEP

    def _part(self, now: float) -> float:
        """How much of the turn there is."""
        if self.asked_at is None:
            return 0.0
        since = now - self.asked_at - self.manner.reaction
        weary = self.asked_at + self.manner.reaction + self.manner.turning + LINGER_SECONDS
        back = weary if self.back_at is None else min(weary, self.back_at + self.manner.reaction)
        out = _done(min(since, back - self.asked_at - self.manner.reaction), self.manner.turning)
        return max(0.0, out - _done(now - back, self.manner.returning))


def _done(since: float, takes: float) -> float:
    return min(1.0, max(0.0, since / takes))
