"""What comes to the reader's loop from threads and sockets, in the order it came."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from firmware.link.ipc import FromLink
from firmware.visit.events import AnyEvent
from hal.keypad import Key, Touch

WELL = "ok"
"""How a camera is that did its work."""


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
class PicturesWaiting:
    """The face child showed something; what it is waits where it was put (`firmware.reader.face.relay`)."""


@dataclass(frozen=True, slots=True)
class FaceFound:
    """What a technician wants to know of a look, in codes: how a camera is, or why no number was read.

    `code` is `WELL` for a camera that did its work, else what is wrong with it (`firmware.face.child.looking.Fault`);
    for the print a doubt. No event of the visit.
    """

    about: Literal["camera", "card_camera", "engine", "print"]
    code: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault in a worker that nobody foresaw; the process cannot be trusted any more."""

    error: BaseException | None


@dataclass(frozen=True, slots=True)
class StopAsked:
    """The process shall end in order."""


Item = Happened | LinkSaid | Input | PicturesWaiting | FaceFound | Broken | StopAsked
Post = Callable[[Item], None]


class Inbox:
    """A queue into the loop; `post` may be called from any thread. Made on the loop's thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._own_thread = threading.get_ident()
        self._items: deque[Item] = deque()
        self._waiting = asyncio.Event()

    def post(self, item: Item) -> None:
        """Put an item at the end. What comes when the loop is over is dropped with everything else."""
        self._items.append(item)
        if threading.get_ident() == self._own_thread:
            self._waiting.set()
            return
        # The only error of this call: the loop is closed.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._wake)

    async def take(self, seconds: float) -> Item | None:
        """The next item, or None after so many seconds."""
        if not self._items:
            # No item can be missed: one that is posted after this line sets the event again.
            self._waiting.clear()
            if not self._items:
                await self._wait(seconds)
        return self.take_now()

    def take_now(self) -> Item | None:
        """The next item if one is there."""
        return self._items.popleft() if self._items else None

    def _wake(self) -> None:
        # An item that was taken on the way here needs no turn of its own.
        if self._items:
            self._waiting.set()

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._waiting.wait()
