"""Medians and percentiles, and one line of a report."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, 95th percentile and count of some measurements, in the unit they were measured in."""

    p50: float
    p95: float
    count: int

    def __str__(self) -> str:
        return f"p50 {self.p50:.2f}  p95 {self.p95:.2f}  ({self.count} times)"


def spread(values: Sequence[float]) -> Spread:
    """The spread of at least one value."""
    ordered = sorted(values)
    return Spread(statistics.median(ordered), ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)], len(ordered))


def line(name: str, value: object) -> str:
    """A line of the report."""
    return f"  {name:<58} {value}"
