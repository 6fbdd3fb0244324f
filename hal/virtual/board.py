"""Virtual driver of the board port."""

from hal.board import BoardHealth
from hal.settings import PlainSettings
from hal.virtual.bench import Bench
from hal.virtual.parts import UNKNOWN


class VirtualBoard:
    """The computer of a bench."""

    def __init__(self, bench: Bench, settings: PlainSettings) -> None:
        self._bench = bench

    def health(self) -> BoardHealth:
        """The readings that the bench gives; all None while it is broken."""
        return UNKNOWN if self._bench.faults.broken("board") else self._bench.health
