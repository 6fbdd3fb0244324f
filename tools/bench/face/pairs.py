"""Two things measured in turn, so that a machine that others use slows both alike."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tools.bench.numbers import spread

Work = Callable[[], object]
Works = tuple[Work, Work]
"""Ours, and the bare calls."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds that something took, and of this process' processor time (all threads)."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Pair:
    """The same work as the product does it and as its bare calls do it, right after one another."""

    ours: Cost
    bare: Cost


def in_turn(works: Iterable[Works]) -> tuple[Pair, ...]:
    """Each pair once: ours first in one, the bare calls first in the next."""
    taken = []
    for number, (ours, bare) in enumerate(works):
        if number % 2:
            later = cost(bare)
            taken.append(Pair(cost(ours), later))
        else:
            first = cost(ours)
            taken.append(Pair(first, cost(bare)))
    return tuple(taken)


def cost(work: Work) -> Cost:
    """What it costs to do it once."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost((time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000)


def rows(what: str, bare: str, pairs: tuple[Pair, ...], aim: str = "") -> Iterator[tuple[str, object]]:
    """Both times, and the ratios, which are taken pair by pair.

    On a machine that others use, a pair may be interrupted: processor time does not count that.
    """
    yield f"{what}, ms", spread([pair.ours.wall for pair in pairs])
    yield f"  {bare}, ms", spread([pair.bare.wall for pair in pairs])
    yield "  ours / bare", f"{spread([pair.ours.wall / pair.bare.wall for pair in pairs])}{aim}"
    yield "  ours / bare, processor time", spread([pair.ours.cpu / pair.bare.cpu for pair in pairs])
