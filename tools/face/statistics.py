"""What two sets of distances say of a matcher: error rates, thresholds, and how sure they are. Pure.

A distance within the threshold is a match, so a false accept is a distance between two persons that is not above it,
and a false reject one of the same person that is. Smaller is more alike, as everywhere in the face way.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tools.face.bounds import hits_allowed, interval, upper_bound

Distances = NDArray[np.float64]

LEVELS = (1e-2, 1e-3, 1e-4)
"""The false accept rates that a report names: NIST SP 800-63B asked for 1e-3 first and for 1e-4 today."""

_PARTS = 10_000  # thresholds that somebody sets have four digits


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Distances of the same person (genuine) and of two persons (impostor), each sorted, all finite and >= 0."""

    genuine: Distances = field(repr=False)
    impostor: Distances = field(repr=False)

    def accepted(self, threshold: float) -> tuple[int, int]:
        """How many genuine and how many impostor distances are within the threshold."""
        genuine, impostor = (np.searchsorted(one, threshold, side="right") for one in (self.genuine, self.impostor))
        return int(genuine), int(impostor)


def scores(genuine: Iterable[float], impostor: Iterable[float]) -> Scores:
    """Sorted scores of any two sequences of numbers. Raises ValueError for one that is no distance."""
    both = [np.sort(np.fromiter(one, np.float64)) for one in (genuine, impostor)]
    if any(not np.isfinite(one).all() or (one < 0).any() for one in both):
        raise ValueError("a distance is a finite number that is not negative")
    return Scores(both[0], both[1])


@dataclass(frozen=True, slots=True)
class Point:
    """A matcher at one threshold. Rates are shares, each with its exact 95 % interval; `far_upper` is one-sided."""

    threshold: float
    genuine: int
    impostor: int
    false_accepts: int
    false_rejects: int

    @property
    def far(self) -> float:
        """False accepts as a share of the impostor comparisons; 0.0 without any."""
        return self.false_accepts / self.impostor if self.impostor else 0.0

    @property
    def frr(self) -> float:
        """False rejects as a share of the genuine comparisons; 0.0 without any."""
        return self.false_rejects / self.genuine if self.genuine else 0.0

    @property
    def far_upper(self) -> float:
        """What the false accept rate does not exceed, with 95 % confidence."""
        return upper_bound(self.false_accepts, self.impostor)

    @property
    def far_interval(self) -> tuple[float, float]:
        """In which the false accept rate lies."""
        return interval(self.false_accepts, self.impostor)

    @property
    def frr_interval(self) -> tuple[float, float]:
        """In which the false reject rate lies."""
        return interval(self.false_rejects, self.genuine)


def at(of: Scores, threshold: float) -> Point:
    """The matcher at a threshold."""
    right, wrong = of.accepted(threshold)
    return Point(threshold, len(of.genuine), len(of.impostor), wrong, len(of.genuine) - right)


def at_rate(of: Scores, far: float) -> Point | None:
    """At the largest threshold whose false accepts are no larger a share than `far`; no bound is asked.

    None where the comparisons are too few to see such a share at all (less than one false accept is allowed).
    """
    allowed = math.floor(far * len(of.impostor) * (1 + 1e-12))
    return _accepting(of, allowed) if allowed >= 1 else None


def at_bound(of: Scores, far: float) -> Point | None:
    """At the largest threshold whose false accept rate is shown to be no larger than `far`, with 95 % confidence.

    None where the comparisons are too few to show that of any threshold.
    """
    allowed = hits_allowed(len(of.impostor), far)
    return None if allowed is None else _accepting(of, allowed)


def strictest(of: Scores) -> Point | None:
    """At the largest threshold that accepts no impostor of this set; None without impostors."""
    return _accepting(of, 0) if len(of.impostor) else None


@dataclass(frozen=True, slots=True)
class EqualError:
    """Where as large a share is wrongly accepted as is wrongly refused."""

    rate: float
    threshold: float


def equal_error(of: Scores) -> EqualError | None:
    """The mean of both rates at the distance where they are nearest to each other; None without both sets."""
    if not len(of.genuine) or not len(of.impostor):
        return None
    thresholds, far, frr = curve(of)
    place = int(np.argmin(np.abs(far - frr)))
    return EqualError(float(far[place] + frr[place]) / 2, float(thresholds[place]))


def curve(of: Scores) -> tuple[Distances, Distances, Distances]:
    """Thresholds, false accept rates and false reject rates, at every distance that occurs. Both sets have members."""
    thresholds = np.unique(np.concatenate((of.genuine, of.impostor)))
    far = np.searchsorted(of.impostor, thresholds, side="right") / len(of.impostor)
    frr = 1 - np.searchsorted(of.genuine, thresholds, side="right") / len(of.genuine)
    return thresholds, far, frr


def _accepting(of: Scores, allowed: int) -> Point | None:
    """At the largest threshold of four digits that accepts at most so many impostors; None where none is >= 0."""
    if allowed >= len(of.impostor):
        return at(of, math.ceil(float(of.impostor[-1]) * _PARTS) / _PARTS)
    first_refused = float(of.impostor[allowed])
    parts = math.floor(first_refused * _PARTS)
    parts -= 1 if parts / _PARTS >= first_refused else 0
    return at(of, parts / _PARTS) if parts >= 0 else None
