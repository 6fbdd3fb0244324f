"""What was handed to the broker and is not acknowledged yet. Pure."""

import enum
from dataclasses import dataclass


class Kind(enum.Enum):
    """What a message on its way is."""

    VISIT = enum.auto()
    RECORD = enum.auto()
    HEALTH = enum.auto()
    FAREWELL = enum.auto()


@dataclass(frozen=True, slots=True)
class Flight:
    """One message on its way; `id` is the reader's, empty for link's own. `deadline` in monotonic seconds."""

    kind: Kind
    id: str
    deadline: float


class Flights:
    """The messages on their way on one connection."""

    def __init__(self, capacity: int) -> None:
        """`capacity`: how many the broker takes unacknowledged."""
        self._capacity = capacity
        self._by_token: dict[int, Flight] = {}
        self._last_token = 0

    @property
    def room(self) -> int:
        """How many more may start."""
        return max(0, self._capacity - len(self._by_token))

    @property
    def empty(self) -> bool:
        """Whether nothing is on its way."""
        return not self._by_token

    def start(self, flight: Flight) -> int:
        """Note a message that is being sent; return its token."""
        self._last_token += 1
        self._by_token[self._last_token] = flight
        return self._last_token

    def land(self, token: int) -> Flight | None:
        """The broker acknowledged; None for a token that is not on its way (any more)."""
        return self._by_token.pop(token, None)

    def clear(self) -> list[Flight]:
        """The connection is gone; return what was on its way."""
        left = list(self._by_token.values())
        self._by_token.clear()
        return left

    def next_deadline(self) -> float | None:
        """When the first of them is overdue."""
        return min((flight.deadline for flight in self._by_token.values()), default=None)
