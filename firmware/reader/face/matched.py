"""What the reader knows of a face that matched, as it is attested to the centre."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matched:
    """A match with liveness in this visit: `score` is a distance, which had to be within `threshold`.

    `model` is the SHA-256 of the embedder, `calibration` the id of the site calibration, empty for none; `quality` the
    codes that the quality gate raised on the way. `alive`: whether the turn of the head was passed.
    """

    score: float
    threshold: float
    model: str
    calibration: str
    quality: tuple[str, ...]
    alive: bool

    def __repr__(self) -> str:
        """Nothing of the visit."""
        return "<Matched>"
