"""How many answers may be under way to the broker at once: a broker says so at connect (Receive Maximum).

gmqtt raises when it has no packet id left, and the answer would be lost; Mosquitto allows 20 where nothing else is
configured. So an answer waits here until an earlier one is acknowledged.
"""

import asyncio
from collections import deque

from gmqtt.storage import PersistentStorage

# The subscription takes a packet id too, and gmqtt never gives out the last one.
_RESERVED = 2


class Window(PersistentStorage):  # type: ignore[misc]  # gmqtt has no types
    """What gmqtt keeps until it is acknowledged, with a limit. For one connection, on its event loop only."""

    def __init__(self) -> None:
        super().__init__()
        self._size = 1
        self._under_way = 0
        self._closed = False
        self._numbers: set[int] = set()
        self._waiting: deque[asyncio.Future[None]] = deque()

    def allow(self, receive_maximum: int) -> None:
        """Take the broker's word; one answer at a time is always possible."""
        self._size = max(1, receive_maximum - _RESERVED)

    async def enter(self) -> bool:
        """Wait until one more answer may be sent, first come first served; false when the connection has ended."""
        if self._closed or self._under_way < self._size:
            self._under_way += 1
            return not self._closed
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        await turn
        return not self._closed

    def close(self) -> None:
        """The connection has ended: nobody waits any longer."""
        self._closed = True
        for turn in self._waiting:
            if not turn.done():
                turn.set_result(None)
        self._waiting.clear()

    def push_message(self, mid: int, raw_package: bytes) -> None:
        """Called by gmqtt when an answer was sent."""
        self._numbers.add(mid)
        super().push_message(mid, raw_package)

    def remove_message_by_mid(self, mid: int) -> None:
        """Called by gmqtt at an acknowledgement: the place goes to who waited longest."""
        if mid not in self._numbers:
            return
        self._numbers.remove(mid)
        super().remove_message_by_mid(mid)
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._under_way -= 1
