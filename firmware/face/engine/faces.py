"""A face that was found, and what its five points say about how the head is held."""

import math
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]
Image = NDArray[np.uint8]
"""Height x width x 3, red, green and blue."""


class Marks(Enum):
    """What the five points are; left and right as seen in the picture, so left is the person's right."""

    CENTRES = "left eye, right eye, tip of the nose, left and right corner of the mouth"
    CORNERS = "right eye's outer and inner corner, left eye's outer and inner corner, below the nose"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FoundFace:
    """`box` is left, top, width, height in pixels; `score` is the detector's own; `points` is 5 x 2 (x, y)."""

    box: tuple[float, float, float, float]
    score: float
    points: Points = field(hash=False)
    marks: Marks

    def __repr__(self) -> str:
        """Nothing of the face."""
        return "FoundFace(…)"

    @property
    def area(self) -> float:
        """Square pixels of the box."""
        return self.box[2] * self.box[3]

    @property
    def eyes(self) -> Points:
        """The two eyes' centres, 2 x 2, the left one in the picture first."""
        if self.marks is Marks.CENTRES:
            return self.points[:2]
        return np.stack((self.points[2:4].mean(axis=0), self.points[:2].mean(axis=0)))

    @property
    def eye_distance(self) -> float:
        """Pixels between the eyes' centres."""
        left, right = self.eyes
        return float(np.hypot(*(right - left)))

    @property
    def roll(self) -> float:
        """How far the head leans to a shoulder, in degrees; positive is clockwise in the picture."""
        left, right = self.eyes
        return math.degrees(math.atan2(float(right[1] - left[1]), float(right[0] - left[0])))

    @property
    def aspect(self) -> float:
        """Eye distance as a part of how far the mouth (or where there is none, the nose) is below the eyes.

        A flat picture that is turned by an angle a loses the part 1 - cos a of it.
        """
        left, right = self.eyes
        distance = self.eye_distance
        lower = self.points[3:].mean(axis=0) if self.marks is Marks.CENTRES else self.points[4]
        across, down = right - left, lower - (left + right) / 2
        # The cross product of the line of the eyes with the way down.
        area = abs(float(across[0] * down[1] - across[1] * down[0]))
        return distance * distance / area if area > 0 else 0.0

    @property
    def turn(self) -> float:
        """How far the nose is off the middle, along the line of the eyes, in eye distances.

        Of corners, the nose's lower end alone says little; so the part is added by which the farther eye is narrower.
        Positive when it points to the right of the picture: the person turned to the own left. Around 0.0 in front;
        what it is at other angles depends on the detector (`change` and `frontal` in its thresholds).
        """
        left, right = self.eyes
        distance = self.eye_distance
        if distance == 0:
            return 0.0
        if self.marks is Marks.CENTRES:
            nose, middle = self.points[2], self.points[[0, 1, 3, 4]].mean(axis=0)
        else:
            nose, middle = self.points[4], (left + right) / 2
        turn = float((nose - middle) @ (right - left)) / (distance * distance)
        return turn + self._unlike_eyes((right - left) / np.float32(distance))

    def _unlike_eyes(self, along: Points) -> float:
        """How much wider the left eye in the picture is than the right one, as a part of both."""
        if self.marks is Marks.CENTRES:
            return 0.0
        right_outer, right_inner, left_outer, left_inner = (float(point @ along) for point in self.points[:4])
        left, right = left_inner - left_outer, right_outer - right_inner
        return (left - right) / (left + right) if left + right > 0 else 0.0
