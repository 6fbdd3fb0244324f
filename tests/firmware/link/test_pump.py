"""The library on the loop: when it is called, and that nothing it does keeps a dead connection."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import pytest

from firmware.link.pump import Pump


class Plain(socket.socket):
    """A socket that, like TLS, may hold what it has decrypted already."""

    held = 0

    def pending(self) -> int:
        return self.held


class Library:
    """Reads what comes; fails when told to; can have more to send than the network takes."""

    def __init__(self, connection: Plain | None) -> None:
        self.connection = connection
        self.heard: list[bytes] = []
        self.unsent: list[bytes] = []
        self.fault: Exception | None = None

    def socket(self) -> Plain | None:
        return self.connection

    def loop_read(self) -> None:
        if self.fault is not None:
            raise self.fault
        assert self.connection is not None
        if self.connection.held:
            self.connection.held -= 1
            self.heard.append(b"held")
        else:
            self.heard.append(self.connection.recv(100))

    def loop_write(self) -> None:
        assert self.connection is not None
        self.connection.sendall(self.unsent.pop(0))

    def loop_misc(self) -> None:
        self.heard.append(b"looked after")

    def want_write(self) -> bool:
        return bool(self.unsent)


def run(play: Callable[[Pump, Library, socket.socket, list[str]], Awaitable[None]]) -> None:
    async def main() -> None:
        near, far = socket.socketpair()
        with far:
            library, ends = Library(Plain(fileno=near.detach())), list[str]()
            assert library.connection is not None
            with library.connection:
                pump = Pump(asyncio.get_running_loop(), library, lambda: ends.append("end"))
                pump.attach()
                await play(pump, library, far, ends)
                pump.leave()
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                assert ends == ["end"]
                assert not pump.running
                assert not asyncio.get_running_loop().remove_reader(library.connection)

    asyncio.run(main())


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110  sockets and lists have no event to wait for
            await asyncio.sleep(0)


def test_what_comes_is_read_and_what_tls_still_holds_too() -> None:
    async def play(pump: Pump, library: Library, far: socket.socket, ends: list[str]) -> None:
        assert library.connection is not None
        library.connection.held = 2
        far.send(b"a")
        await until(lambda: library.heard == [b"looked after", b"held", b"held", b"a"])
        assert ends == []

    run(play)


def test_what_the_network_did_not_take_goes_later() -> None:
    async def play(pump: Pump, library: Library, far: socket.socket, ends: list[str]) -> None:
        far.setblocking(False)
        library.unsent = [b"b", b"c"]
        pump.write_the_rest()
        await until(lambda: not library.unsent)
        assert far.recv(10) == b"bc"

    run(play)


def test_a_fault_of_the_library_ends_the_connection_once() -> None:
    async def play(pump: Pump, library: Library, far: socket.socket, ends: list[str]) -> None:
        faults: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(context["exception"]))
        library.fault = IndexError()
        far.send(b"rubbish")
        await until(lambda: ends == ["end"])
        assert faults == [library.fault]
        assert pump.ended.is_set()

    run(play)


@pytest.mark.parametrize("times", [1, 2])
def test_a_connection_that_is_gone_before_anybody_listens(times: int) -> None:
    async def main() -> None:
        ends: list[str] = []
        pump = Pump(asyncio.get_running_loop(), Library(None), lambda: ends.append("end"))
        pump.attach()
        for _ in range(times):
            pump.leave()
        pump.write_the_rest()
        await asyncio.sleep(0)
        assert ends == ["end"]

    asyncio.run(main())
