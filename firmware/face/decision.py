"""The decision of one attempt. Pure; how often an attempt may fail is the visit's to say (`firmware.visit.policy`)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Protocol

from firmware.face.compare import Embedding

FRAMES = 3
"""Frames that are fused: the threshold `fused` was measured for the mean of three."""


class Verdict(StrEnum):
    """How an attempt ended."""

    MATCH = "match"
    NO_MATCH = "no-match"
    NOT_ONE_PERSON = "not-one-person"
    """The frames of one attempt are too far from each other."""


@dataclass(frozen=True, slots=True)
class Decision:
    """`distance` is that of the fused frames to the photo; None where they were not fused."""

    verdict: Verdict
    distance: float | None


class Comparer(Protocol):
    """What is needed of an engine."""

    def distance(self, one: Embedding, other: Embedding) -> float:
        """As `Engine.distance`."""

    def fused(self, embeddings: Sequence[Embedding]) -> Embedding:
        """As `Engine.fused`."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The embedder's thresholds: of fused frames against the photo, and of two frames of one visit."""

    fused: float
    session: float


def decide(photo: Embedding, frames: Sequence[Embedding], engine: Comparer, bounds: Bounds) -> Decision:
    """Compare the photo with `FRAMES` good frames. Raises ValueError for another number of frames."""
    if len(frames) != FRAMES:
        raise ValueError(f"{len(frames)} frames where {FRAMES} belong")
    if furthest_apart(frames, engine) > bounds.session:
        return Decision(Verdict.NOT_ONE_PERSON, None)
    distance = engine.distance(photo, engine.fused(frames))
    # Written so that a distance that is no number is no match.
    return Decision(Verdict.MATCH if distance <= bounds.fused else Verdict.NO_MATCH, distance)


def furthest_apart(frames: Sequence[Embedding], engine: Comparer) -> float:
    """The largest distance between any two frames; 0.0 for one alone, infinity where one is no number."""
    distances = [engine.distance(one, other) for one, other in combinations(frames, 2)]
    return max((math.inf if math.isnan(value) else value for value in distances), default=0.0)
