"""Remembering which messages were accepted, for as long as a copy of one could still be accepted."""

from collections import OrderedDict

from firmware.messages.errors import Replayed, ReplayWindowFull

# Questions and answers of a visit expire after 10 s; six times that covers a slow clock.
DEFAULT_HORIZON_SECONDS = 60.0
# A reader gets a handful of answers in a minute, so this many within the horizon is an attack or a fault.
DEFAULT_CAPACITY = 1024


class ReplayWindow:
    """The ids accepted during the last `horizon` seconds of a monotonic clock, at most `capacity` of them.

    Ask it only after the signature was checked, so that a stranger cannot fill it. Messages that live longer than the
    horizon need a durable inbox instead. When full it refuses rather than forget an id too early.
    """

    def __init__(self, horizon: float = DEFAULT_HORIZON_SECONDS, capacity: int = DEFAULT_CAPACITY) -> None:
        self._horizon = horizon
        self._capacity = capacity
        self._accepted: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._accepted)

    def seen(self, message_id: str, now: float) -> None:
        """Accept `message_id` at monotonic time `now` (seconds), once.

        Raises Replayed the second time within the horizon, ReplayWindowFull when there is no room for a new one.
        """
        self._forget_before(now - self._horizon)
        if message_id in self._accepted:
            raise Replayed(message_id)
        if len(self._accepted) >= self._capacity:
            raise ReplayWindowFull(self._capacity)
        self._accepted[message_id] = now

    def _forget_before(self, moment: float) -> None:
        while self._accepted and next(iter(self._accepted.values())) < moment:
            self._accepted.popitem(last=False)
