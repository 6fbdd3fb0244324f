"""Ranges of disturbance and seeds, from `config/card_camera/ranges.toml`. Every pair is lowest and highest."""

from typing import Annotated

import msgspec

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Span = tuple[float, float]
Counts = tuple[int, int]


class RangesError(ValueError):
    """Ranges that cannot be used; the sentence has the path of the bad entry."""


class FrameSize(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The camera's picture and how many of them one card gives."""

    width: int
    height: int
    count: int


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the card lies under the camera."""

    points_per_mm: Span
    shift_mm: Span
    rotation_deg: Span
    upside_down: Share
    tilt_deg: Span
    distance_mm: Span
    bend: Span


class Light(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What light falls on the card."""

    exposure: Span
    slope: Span
    shadow: Span
    tint: Span
    flicker: Span


class Glare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lamps mirrored in the card."""

    share_of_cards: Share
    most_spots: int
    radius_mm: Span
    strength: Span
    wander_mm: Span


class Sharpness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What lens and sensor lose, in points of the frame."""

    defocus_points: Span
    motion_points: Span
    noise: Span
    jpeg_quality: Counts


class Wear(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Scratches in the laminate."""

    scratches: Counts
    scratch_strength: Span


class Tray(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is seen around the card."""

    level: Span
    tint: Span
    grain: Span
    ribs: Counts


class Between(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What moves from one frame to the next."""

    shift_mm: Span
    rotation_deg: Span


class SeedRun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Seeds `first` to `first + count - 1`."""

    first: int
    count: int


class Seeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which faces are for what."""

    proof: SeedRun
    sample: SeedRun
    development: SeedRun


class Ranges(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of them."""

    frame: FrameSize
    place: Place
    light: Light
    glare: Glare
    sharpness: Sharpness
    wear: Wear
    tray: Tray
    between: Between
    seeds: Seeds


def load_ranges(text: str) -> Ranges:
    """The ranges in a TOML text. Raises RangesError."""
    try:
        return msgspec.toml.decode(text, type=Ranges)
    except msgspec.DecodeError as error:
        raise RangesError(f"card camera: {error}") from error
