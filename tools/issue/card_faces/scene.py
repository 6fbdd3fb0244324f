"""One card in the tray: everything that stays while its frames are taken, drawn from a seed within the ranges."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from firmware.face.printed.layout import HEIGHT_MM, WIDTH_MM
from tools.issue.card_faces.ranges import Counts, Ranges, Share, Span

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spot:
    """A mirrored lamp: middle on the card, radius (sigma), both in millimetres; strength of full white."""

    x: float
    y: float
    radius: float
    strength: float


@dataclass(frozen=True, slots=True)
class Scratch:
    """A light line across the card, from and to in millimetres."""

    start: tuple[float, float]
    end: tuple[float, float]
    strength: float


@dataclass(frozen=True, slots=True)
class Scene:
    """Place in mm and degrees, light as factors, lens in points of the frame."""

    points_per_mm: float
    distance: float
    shift: tuple[float, float]
    rotation: float
    tilt: tuple[float, float]
    bend: float
    exposure: float
    slope: tuple[float, float]
    shadow: tuple[float, float, float, float]
    tint: tuple[float, float]
    spots: tuple[Spot, ...]
    scratches: tuple[Scratch, ...]
    defocus: float
    tray_level: float
    tray_tint: tuple[float, float]
    tray_grain: float
    ribs: int


def scene(seed: int, ranges: Ranges) -> Scene:
    """The scene of a seed."""
    draw = Draw(np.random.default_rng((seed, 2)))
    place, light, tray = ranges.place, ranges.light, ranges.tray
    half_turn = 180.0 if draw.happens(place.upside_down) else 0.0
    falling = draw.span((0.0, 2 * np.pi))
    slope = draw.span(light.slope)
    return Scene(
        points_per_mm=draw.span(place.points_per_mm),
        distance=draw.span(place.distance_mm),
        shift=draw.pair(place.shift_mm),
        rotation=draw.span(place.rotation_deg) + half_turn,
        tilt=draw.pair(place.tilt_deg),
        bend=draw.span(place.bend),
        exposure=draw.span(light.exposure),
        slope=(slope * float(np.cos(falling)), slope * float(np.sin(falling))),
        shadow=_shadow(draw, light.shadow),
        tint=draw.pair(light.tint),
        spots=_spots(draw, ranges),
        scratches=_scratches(draw, ranges),
        defocus=draw.span(ranges.sharpness.defocus_points),
        tray_level=draw.span(tray.level),
        tray_tint=draw.pair(tray.tint),
        tray_grain=draw.span(tray.grain),
        ribs=draw.count(tray.ribs),
    )


def homography(shot: Scene, width: int, height: int) -> Vector:
    """3 x 3, from millimetres on the card to points of a frame with a straight lens."""
    corners = np.array([(0, 0), (WIDTH_MM, 0), (WIDTH_MM, HEIGHT_MM), (0, HEIGHT_MM)], np.float32)
    middle = corners - (WIDTH_MM / 2, HEIGHT_MM / 2)
    about, across = np.radians(shot.tilt)
    # A card that leans: nearer to the camera at one edge by the sines, shorter by the cosines.
    leaning = np.stack([middle[:, 0] * np.cos(across), middle[:, 1] * np.cos(about)], axis=1)
    depth = shot.distance + middle[:, 0] * np.sin(across) + middle[:, 1] * np.sin(about)
    turn = np.radians(shot.rotation)
    rotated = leaning @ np.array([(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))])
    seen = (rotated + shot.shift) * (shot.points_per_mm * shot.distance / depth)[:, None] + (width / 2, height / 2)
    return np.asarray(cv2.getPerspectiveTransform(corners, seen.astype(np.float32)), np.float64)


class Draw:
    """Values drawn evenly from spans."""

    def __init__(self, dice: np.random.Generator) -> None:
        self.dice = dice

    def span(self, span: Span) -> float:
        """One value between lowest and highest."""
        return float(self.dice.uniform(*span))

    def pair(self, span: Span) -> tuple[float, float]:
        """Two of them."""
        return self.span(span), self.span(span)

    def count(self, counts: Counts) -> int:
        """A whole number, both ends among them."""
        return int(self.dice.integers(counts[0], counts[1] + 1))

    def happens(self, share: Share) -> bool:
        """True in that share of draws."""
        return bool(self.dice.random() < share)

    def on_card(self) -> tuple[float, float]:
        """A place on the card, mm."""
        return self.span((0, WIDTH_MM)), self.span((0, HEIGHT_MM))


def _shadow(draw: Draw, span: Span) -> tuple[float, float, float, float]:
    """Strength, a place on its edge, the direction it falls in."""
    x, y = draw.on_card()
    return draw.span(span), x, y, draw.span((0, 2 * np.pi))


def _spots(draw: Draw, ranges: Ranges) -> tuple[Spot, ...]:
    glare = ranges.glare
    count = draw.count((1, glare.most_spots)) if draw.happens(glare.share_of_cards) else 0
    return tuple(Spot(*draw.on_card(), draw.span(glare.radius_mm), draw.span(glare.strength)) for _ in range(count))


def _scratches(draw: Draw, ranges: Ranges) -> tuple[Scratch, ...]:
    wear = ranges.wear
    count = draw.count(wear.scratches)
    return tuple(Scratch(draw.on_card(), draw.on_card(), draw.span(wear.scratch_strength)) for _ in range(count))
