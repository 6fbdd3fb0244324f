"""Port: the computer itself, for health reports."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class BoardHealth:
    """Readings of the board; None where this board cannot tell, which is not the same as good."""

    model: str
    temperature_c: float | None
    undervoltage: bool | None
    throttled: bool | None
    memory_free_mb: float | None
    disk_free_mb: float | None


class Board(Protocol):
    """The computer that the firmware runs on."""

    def health(self) -> BoardHealth:
        """Read all sensors once. Raises nothing: what cannot be read is None."""
