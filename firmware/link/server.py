"""Link's end of the local socket: one reader at a time, of the right user."""

import asyncio
import errno
import logging
import socket
from pathlib import Path
from typing import Protocol

from firmware.link.errors import LinkError, SocketTaken
from firmware.link.ipc import Frames, FromLink, ToLink, encode
from firmware.link.peer import check_peer

_log = logging.getLogger(__name__)

MAX_WAITING_BYTES = 1_048_576
"""Bytes that may wait for a reader that does not read; then it is cut off and has to come anew."""

_READ_BYTES = 65_536


class ReaderHandler(Protocol):
    """Who is told what happens on the socket. All calls come on the loop."""

    def attached(self) -> None:
        """A reader has connected."""

    def received(self, message: ToLink) -> None:
        """The reader says something."""

    def gone(self) -> None:
        """The reader is no longer connected."""


class ReaderServer:
    """Listens on a unix socket (mode 0660; its directory says whose group) and serves exactly one reader."""

    def __init__(self, path: Path, reader_user_id: int, handler: ReaderHandler) -> None:
        self._path = path
        self._reader_user_id = reader_user_id
        self._handler = handler
        self._writer: asyncio.StreamWriter | None = None
        self._taken = False

    def send(self, message: FromLink) -> bool:
        """Tell the reader; False when there is none. A reader that does not read is cut off."""
        writer = self._writer
        if writer is None or writer.is_closing():
            return False
        if writer.transport.get_write_buffer_size() > MAX_WAITING_BYTES:
            _log.error("the reader does not read; cutting it off")
            writer.transport.abort()
            return False
        writer.write(encode(message))
        return True

    @property
    def waiting_bytes(self) -> int:
        """Bytes that the reader has not taken yet."""
        return self._writer.transport.get_write_buffer_size() if self._writer is not None else 0

    async def run(self, listening: asyncio.Event) -> None:
        """Serve until cancelled; sets `listening` once a reader can connect. Raises SocketTaken."""
        listener = _listen(self._path)
        try:
            listening.set()
            async with asyncio.TaskGroup() as tasks:
                while True:
                    connection, _ = await asyncio.get_running_loop().sock_accept(listener)
                    if await self._admit(connection):
                        tasks.create_task(self._serve(connection), name="reader")
        finally:
            listener.close()
            self._path.unlink(missing_ok=True)

    async def _admit(self, connection: socket.socket) -> bool:
        try:
            check_peer(connection, self._reader_user_id)
        except LinkError as error:
            _log.error("refused a connection: %s", error)
            connection.close()
            return False
        # Taken from here on, not from the first word: two may wait at the door when link comes to look.
        if self._taken:
            _log.warning("refused a second reader")
            connection.close()
            return False
        self._taken = True
        return True

    async def _serve(self, connection: socket.socket) -> None:
        reader, writer = await asyncio.open_unix_connection(sock=connection)
        self._writer = writer
        self._handler.attached()
        try:
            frames = Frames(ToLink)
            while data := await reader.read(_READ_BYTES):
                for message in frames.feed(data):
                    self._handler.received(message)
        except (LinkError, OSError) as error:
            _log.warning("connection to the reader ended: %s", error)
        finally:
            self._writer = None
            self._taken = False
            writer.transport.abort()
            self._handler.gone()


def _listen(path: Path) -> socket.socket:
    _remove_left_over(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.setblocking(False)
    try:
        listener.bind(str(path))
        path.chmod(0o660)
        listener.listen(4)
    except OSError as error:
        listener.close()
        raise SocketTaken(path, error.strerror or str(error)) from error
    return listener


def _remove_left_over(path: Path) -> None:
    """Remove the socket of a link that was killed; never one that is in use, never anything else."""
    if not path.exists():
        return
    if not path.is_socket():
        raise SocketTaken(path, "there is something else than a socket; remove it")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        answer = probe.connect_ex(str(path))
    if answer != errno.ECONNREFUSED:
        raise SocketTaken(path, "another uketsuke-link listens there; stop it first")
    path.unlink()
