"""Several frames of one card: a line counts only where enough of them agree and none disagrees."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from firmware.face.printed.number import Doubt

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Agreed(Generic[T]):
    """What the frames agree on."""

    value: T

    def __repr__(self) -> str:
        """Masked."""
        return "<Agreed>"


def count(votes: Sequence[T | None], needed: int) -> Agreed[T] | Doubt:
    """One vote a frame, None where a frame says nothing. A single other voice is a conflict: nobody is outvoted."""
    said = [vote for vote in votes if vote is not None]
    if len(set(said)) > 1:
        return Doubt.CONFLICT
    return Agreed(said[0]) if len(said) >= max(1, needed) else Doubt.TOO_FEW
