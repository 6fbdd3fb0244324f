"""The reader's end of the local socket. Reconnects for ever; the reader's loop never waits for it."""

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path

from firmware.link.errors import LinkError
from firmware.link.ipc import Frames, FromLink, Reason, Status, ToLink, encode
from firmware.link.peer import check_peer
from hal.clock import Clock

_log = logging.getLogger(__name__)

FIRST_DELAY_S = 0.1
LONGEST_DELAY_S = 2.0
"""Local process on the same board: it is back within seconds, and asking costs nothing."""

STEADY_AFTER_S = 5.0
"""A connection that held this long was a good one, and the next delay is the first again."""

MAX_WAITING_BYTES = 1_048_576
"""Bytes that may wait for a link that does not read; beyond it `send` says no instead of filling the memory."""

_READ_BYTES = 65_536


class LinkClient:
    """Connection to the link process.

    `on_message` is called on the loop with everything link says, and with `Status(False, "link_away")` whenever the
    link process itself is gone. Every (re)connection begins with a `Status` from link.
    """

    def __init__(
        self,
        path: Path,
        on_message: Callable[[FromLink], None],
        clock: Clock,
        link_user_id: int | None = None,
    ) -> None:
        """`link_user_id` is the user that link runs as; None for the own one."""
        self._path = path
        self._on_message = on_message
        self._clock = clock
        self._link_user_id = os.getuid() if link_user_id is None else link_user_id
        self._writer: asyncio.StreamWriter | None = None

    def send(self, message: ToLink) -> bool:
        """Hand a message to link; False when link is away or does not read. Raises MalformedFrame when too large."""
        frame = encode(message)
        writer = self._writer
        if writer is None or writer.is_closing():
            return False
        if writer.transport.get_write_buffer_size() + len(frame) > MAX_WAITING_BYTES:
            return False
        writer.write(frame)
        return True

    async def run(self) -> None:
        """Stay connected until cancelled. An error raised by `on_message` ends it."""
        delay = FIRST_DELAY_S
        while True:
            began = self._clock.monotonic()
            await self._connection()
            self._on_message(Status(connected=False, reason=Reason.LINK_AWAY))
            if self._clock.monotonic() - began >= STEADY_AFTER_S:
                delay = FIRST_DELAY_S
            await asyncio.sleep(delay)
            delay = min(2 * delay, LONGEST_DELAY_S)

    async def _connection(self) -> None:
        try:
            reader, writer = await asyncio.open_unix_connection(self._path)
        except OSError as error:
            _log.info("link is away: %s", error.strerror)
            return
        try:
            peer: socket.socket = writer.get_extra_info("socket")
            check_peer(peer, self._link_user_id)
            self._writer = writer
            await self._listen(reader)
        except (LinkError, OSError) as error:
            _log.warning("connection to link ended: %s", error)
        finally:
            self._writer = None
            writer.transport.abort()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        frames = Frames(FromLink)
        while data := await reader.read(_READ_BYTES):
            for message in frames.feed(data):
                self._on_message(message)
