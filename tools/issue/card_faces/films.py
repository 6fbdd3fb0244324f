"""What the card camera of a demo sees: a card as people lay it down, one that cannot be read, the empty tray."""

import numpy as np
from msgspec.structs import replace

from hal.virtual.footage import Footage
from hal.virtual.props import CardSight
from tools.issue.card_faces.camera import film
from tools.issue.card_faces.draw import Picture
from tools.issue.card_faces.ranges import Glare, Light, Place, Ranges, Sharpness, Wear

RATE = 10.0  # frames a second, as of the films before the other camera
_UNREADABLE_POINTS = (9.0, 9.0)  # of defocus: the letters of a line run into one another
_BESIDE_MM = (200.0, 200.0)  # from the middle: the card is nowhere in the frame


def card_film(sight: CardSight, face: Picture, seed: int, ranges: Ranges) -> Footage:
    """A film of a drawn face side. The same seed and ranges give the same film."""
    seen = gentle(ranges)
    if sight == "unreadable":
        seen = replace(seen, sharpness=replace(seen.sharpness, defocus_points=_UNREADABLE_POINTS))
    if sight == "empty":
        seen = replace(seen, place=replace(seen.place, shift_mm=_BESIDE_MM))
    frames = tuple(np.ascontiguousarray(frame).tobytes() for frame in film(face, seed, seen))
    return Footage(ranges.frame.width, ranges.frame.height, RATE, frames)


def gentle(ranges: Ranges) -> Ranges:
    """The easier part of the committed ranges: a demo shows how a visit goes, it does not count readings."""
    return replace(
        ranges,
        place=Place(
            points_per_mm=(10.6, 11.4),
            shift_mm=(-2.0, 2.0),
            rotation_deg=(-5.0, 5.0),
            upside_down=ranges.place.upside_down,
            tilt_deg=(-3.0, 3.0),
            distance_mm=(150.0, 200.0),
            bend=(-0.005, 0.005),
        ),
        light=Light(exposure=(0.8, 1.0), slope=(0.0, 0.15), shadow=(0.0, 0.1), tint=(-0.05, 0.05), flicker=(0.0, 0.02)),
        glare=Glare(0.0, 1, ranges.glare.radius_mm, ranges.glare.strength, ranges.glare.wander_mm),
        sharpness=Sharpness(
            defocus_points=(0.0, 0.6), motion_points=(0.0, 1.0), noise=(1.0, 2.5), jpeg_quality=(90, 95)
        ),
        wear=Wear(scratches=(0, 1), scratch_strength=ranges.wear.scratch_strength),
    )
