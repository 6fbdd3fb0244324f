"""What comes to the reader's loop from threads and sockets, in the order it came."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from firmware.link.ipc import FromLink
from firmware.visit.events import AnyEvent
from hal.keypad import Key, Touch


@dataclass(frozen=True, slots=True)
class Happened:
    """An event for the visit, and what came with it for the vault."""

    event: AnyEvent
    payload: object = None

    def __repr__(self) -> str:
        """Never the payload."""
        return f"Happened({type(self.event).__name__})"


@dataclass(frozen=True, slots=True)
class LinkSaid:
    """Something from the link process."""

    message: FromLink


@dataclass(frozen=True, slots=True)
class Input:
    """A key or a touch; what it means is decided when its turn comes."""

    press: Key | Touch


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault in a worker that nobody foresaw; the process cannot be trusted any more."""

    error: BaseException


Item = Happened | LinkSaid | Input | Broken
Post = Callable[[Item], None]


class Inbox:
    """A queue into the loop; `post` may be called from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: asyncio.Queue[Item] = asyncio.Queue()

    def post(self, item: Item) -> None:
        """Put an item at the end."""
        self._loop.call_soon_threadsafe(self._queue.put_nowait, item)

    async def take(self, seconds: float) -> Item | None:
        """The next item, or None after so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                return await self._queue.get()
        except TimeoutError:
            return None

    def take_now(self) -> Item | None:
        """The next item if one is there."""
        return None if self._queue.empty() else self._queue.get_nowait()
