"""The decision of one attempt, and how often an attempt may fail. Pure; time comes in as monotonic seconds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import Protocol

from firmware.face.compare import Embedding

FRAMES = 3
"""Frames that are fused: the threshold `fused` was measured for the mean of three."""

MAX_FAILURES = 5
"""In one visit; each more would be one more draw for somebody else."""

PAUSE = 30.0
"""Seconds between the last failure and the offer of PIN or staff."""


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


class Standing(StrEnum):
    """Whether another attempt may be made in this visit."""

    MAY_TRY = "may-try"
    PAUSED = "paused"
    OVER = "over"
    """Only PIN or staff are left."""


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed attempts of one visit: no match, not one person, a failed turn. Nobody there is no failure."""

    count: int = 0
    pause_ends: float = 0.0

    def one_more(self, now: float) -> "Failures":
        """After another failed attempt; the last one begins the pause."""
        count = self.count + 1
        return replace(self, count=count, pause_ends=now + PAUSE if count == MAX_FAILURES else self.pause_ends)

    def standing(self, now: float) -> Standing:
        """What is allowed at this moment."""
        if self.count < MAX_FAILURES:
            return Standing.MAY_TRY
        return Standing.PAUSED if now < self.pause_ends else Standing.OVER

    @property
    def left(self) -> int:
        """Attempts that may still fail."""
        return max(0, MAX_FAILURES - self.count)
