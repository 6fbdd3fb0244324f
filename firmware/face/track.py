"""Whether the frames of one attempt follow one person: how far each is from the straight ones, and from any before.

Pure. Holds embeddings, so it lives and ends in the face child.
"""

import math
from dataclasses import dataclass, replace

from firmware.face.compare import Embedding
from firmware.face.decision import Comparer

MOST = 64
"""Frames that are remembered beside the straight ones: more than a turn there and back has at fifteen a second."""


@dataclass(frozen=True, slots=True)
class Step:
    """`apart`: from the mean of the straight frames before; `leap`: from the nearest frame before; 0.0 without any.

    Infinity where an embedding holds what is no number.
    """

    apart: float
    leap: float


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Track:
    """The embeddings of the frames so far."""

    straight: tuple[Embedding, ...] = ()
    seen: tuple[Embedding, ...] = ()

    def __repr__(self) -> str:
        """Nothing of a face."""
        return f"<Track of {len(self.straight)} straight frames and {len(self.seen)} others>"

    def step(self, embedding: Embedding, engine: Comparer) -> Step:
        """Where one more frame would be."""
        apart = _number(engine.distance(engine.fused(self.straight), embedding)) if self.straight else 0.0
        before = (*self.straight, *self.seen)
        leap = min((_number(engine.distance(one, embedding)) for one in before), default=0.0)
        return Step(apart, leap)

    def saw(self, embedding: Embedding, *, straight: bool) -> "Track":
        """The track with one more frame; `straight` for one that shows how the person looks straight ahead."""
        if straight:
            return replace(self, straight=(*self.straight, embedding))
        return replace(self, seen=(*self.seen, embedding)[-MOST:])


def _number(distance: float) -> float:
    return math.inf if math.isnan(distance) else distance
