"""Lets the MQTT library work on the loop: it reads, writes and looks after its connection when there is reason to."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

LOOK_AFTER_S = 1.0
"""How often the library looks whether a ping is due or its answer overdue; the keep-alive has whole seconds."""


class Library(Protocol):
    """What is used of a client; each call does what it can without blocking."""

    def socket(self) -> Any:
        """The TLS connection; None when there is none."""

    def loop_read(self) -> object:
        """Take what came."""

    def loop_write(self) -> object:
        """Send what waits."""

    def loop_misc(self) -> object:
        """Ping, or give up a connection that is silent."""

    def want_write(self) -> bool:
        """Whether something waits to be sent."""


class Pump:
    """One connection of a client from `attach` to `leave`. All calls on the loop; `ended` may be waited for anywhere.

    `on_end` is called once, later on the loop, when the connection is gone or the library cannot go on with it.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, library: Library, on_end: Callable[[], None]) -> None:
        self._loop = loop
        self._library = library
        self._on_end = on_end
        self._timer: asyncio.TimerHandle | None = None
        self.socket: Any = None
        self.ended = threading.Event()

    @property
    def running(self) -> bool:
        """Whether the connection is listened to."""
        return self.socket is not None and not self.ended.is_set()

    def attach(self) -> None:
        """Listen to the connection that the library has made."""
        self.socket = self._library.socket()
        if self.socket is None:
            # Lost already, before anybody listened.
            self._on_end()
            return
        self._loop.add_reader(self.socket, self._read)
        self._look_after()

    def leave(self) -> None:
        """Listen no longer; before the library closes the connection, because then its number is given to others."""
        if not self.running:
            return
        self.ended.set()
        self._loop.remove_reader(self.socket)
        self._loop.remove_writer(self.socket)
        if self._timer is not None:
            self._timer.cancel()
        # Later: the library may be about to tell a better reason.
        self._loop.call_soon(self._on_end)

    def write_the_rest(self) -> None:
        """The library writes at once what the network takes; the rest goes when the network takes more."""
        if self.running and self._library.want_write():
            self._loop.add_writer(self.socket, self._write)

    def _read(self) -> None:
        if not self.running:
            return
        with self._leaving_at_a_fault():
            self._library.loop_read()
        if self.running and self.socket.pending():
            # What TLS has decrypted already does not wake the loop. Others have their turn before.
            self._loop.call_soon(self._read)
        self.write_the_rest()

    def _write(self) -> None:
        with self._leaving_at_a_fault():
            self._library.loop_write()
        if self.running and not self._library.want_write():
            self._loop.remove_writer(self.socket)

    def _look_after(self) -> None:
        with self._leaving_at_a_fault():
            self._library.loop_misc()
        self.write_the_rest()
        if self.running:
            self._timer = self._loop.call_later(LOOK_AFTER_S, self._look_after)

    @contextmanager
    def _leaving_at_a_fault(self) -> Iterator[None]:
        """A broker can bring the library to raise nearly anything; then this connection is over."""
        done = False
        try:
            yield
            done = True
        finally:
            if not done:
                self.leave()
