"""Drawing a person: `draw(seed, shot)`, or a `Sitter` where many pictures of one person are wanted."""

from typing import Self

import cv2
import numpy as np

from tools.issue.portraits.body import room, stand
from tools.issue.portraits.identity import Identity, identity
from tools.issue.portraits.numbers import Floats, Picture, floats, mix
from tools.issue.portraits.paint import paint_head
from tools.issue.portraits.shape import COARSE, FINE, Expression, layout, plain_head, relief
from tools.issue.portraits.shot import Shot, unit_pixels
from tools.issue.portraits.trace import look

_FINER = 1.25  # a head is looked at with so many points a pixel, and then made smaller


class Sitter:
    """A person who sits for pictures. Form and paint are made once for each expression; the last one is kept."""

    def __init__(self, person: Identity, cloth: int = 0) -> None:
        self.person = person
        self._cloth = cloth
        self._plain = plain_head(person)
        self._expression: Expression | None = None
        self._radius: Floats = self._plain
        self._paint: Floats = self._plain

    @classmethod
    def of(cls, seed: int) -> Self:
        """The person of a seed."""
        return cls(identity(seed), seed)

    def on(self, canvas: Floats, shot: Shot) -> Floats:
        """The person before what is on the canvas already: RGB 0..1 under the light of the shot, no noise yet."""
        self._make(shot.expression)
        canvas = stand(canvas, self.person, shot, self._cloth)
        unit = unit_pixels(shot)
        seen = look(self._radius, self._paint, shot.pose, shot.light, round(2 * 1.25 * unit * _FINER))
        return _lay(canvas, seen.colour, seen.cover, shot, unit * seen.extent)

    def draw(self, shot: Shot) -> Picture:
        """One picture, height x width x 3, RGB."""
        return develop(self.on(room(shot.background, shot.size), shot), shot)

    def _make(self, expression: Expression) -> None:
        if expression != self._expression:
            self._radius = self._plain + relief(self.person, expression, layout(self._plain, COARSE))
            self._paint = paint_head(self.person, expression, layout(self._plain, FINE))
            self._expression = expression


def draw(seed: int, shot: Shot) -> Picture:
    """One picture of the person of a seed, height x width x 3, RGB."""
    return Sitter.of(seed).draw(shot)


def develop(canvas: Floats, shot: Shot) -> Picture:
    """What the camera makes of it: brightness, blur, noise. The noise follows from the shot's seed."""
    lit = canvas * floats(shot.light.level)
    if shot.blur > 0:
        lit = np.asarray(cv2.GaussianBlur(lit, (0, 0), shot.blur), np.float32)
    grey = np.round(lit * 255.0)
    if shot.noise > 0:
        # The same in all three colours, as a camera's own filter leaves it; a film takes half the space so.
        chance = np.random.default_rng((0x5EED, shot.seed))
        grey = grey + np.round(chance.normal(0.0, shot.noise, grey.shape[:2]))[..., None]
    return np.clip(grey, 0, 255).astype(np.uint8)


def _lay(canvas: Floats, colour: Floats, cover: Floats, shot: Shot, half: float) -> Floats:
    """Lay the square of a head over the canvas, its middle at `shot.at`."""
    points = colour.shape[0]
    scale = 2 * half / points
    left = shot.at[0] * shot.size[0] - half
    top = shot.at[1] * shot.size[1] - half
    onto = np.array(((scale, 0, left), (0, scale, top)), np.float32)
    blurred = cv2.GaussianBlur(colour, (0, 0), 0.5 * _FINER * 0.6)
    placed = np.asarray(cv2.warpAffine(blurred, onto, shot.size, flags=cv2.INTER_LINEAR), np.float32)
    alpha = np.asarray(cv2.warpAffine(cover, onto, shot.size, flags=cv2.INTER_LINEAR), np.float32)
    return mix(canvas, placed, alpha)
