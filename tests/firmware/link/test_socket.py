"""Client and server of the local socket, against one another over a real unix socket in this process."""

import asyncio
import os
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from firmware.link.client import LinkClient
from firmware.link.errors import SocketTaken
from firmware.link.ipc import Arrived, Forget, FromLink, Publish, Status, ToLink, encode
from firmware.link.server import ReaderServer
from tests.firmware.link.support import LoopClock, until

AWAY = Status(connected=False, reason="link_away")


@dataclass
class Desk:
    """A link without a broker: notes what the reader says, greets each new one."""

    said: list[ToLink] = field(default_factory=list)
    attachments: int = 0
    departures: int = 0
    server: ReaderServer | None = None

    def attached(self) -> None:
        self.attachments += 1
        assert self.server is not None
        self.server.send(Status(connected=True, reason="connected"))

    def received(self, message: ToLink) -> None:
        self.said.append(message)

    def gone(self) -> None:
        self.departures += 1


@asynccontextmanager
async def serving(path: Path, user: int | None = None) -> AsyncIterator[Desk]:
    desk = Desk()
    desk.server = ReaderServer(path, os.getuid() if user is None else user, desk)
    listening = asyncio.Event()
    task = asyncio.create_task(desk.server.run(listening))
    waiting = asyncio.create_task(listening.wait())
    await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
    try:
        yield desk
    finally:
        for one in (waiting, task):
            one.cancel()
        await asyncio.gather(waiting, task, return_exceptions=True)


@asynccontextmanager
async def reading(path: Path, user: int | None = None) -> AsyncIterator[tuple[LinkClient, list[FromLink]]]:
    heard: list[FromLink] = []
    client = LinkClient(path, heard.append, LoopClock(), user)
    task = asyncio.create_task(client.run())
    try:
        yield client, heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_both_sides_hear_one_another(tmp_path: Path) -> None:
    async def story() -> None:
        path = tmp_path / "link.sock"
        async with serving(path) as desk, reading(path) as (client, heard):
            await until(lambda: heard == [Status(connected=True, reason="connected")])
            assert client.send(Publish(id="1", branch="up/elig", body=b"q" * 65_536))
            assert client.send(Forget(id="2"))
            await until(lambda: len(desk.said) == 2)
            assert desk.server is not None
            assert desk.server.send(Arrived(branch="dn/elig", body=b"a" * 65_536))
            await until(lambda: len(heard) == 2)
            assert heard[1] == Arrived(branch="dn/elig", body=b"a" * 65_536)
        assert desk.departures == 1
        assert not path.exists()

    asyncio.run(story())


def test_the_client_says_when_link_is_away_and_comes_back_by_itself(tmp_path: Path) -> None:
    async def story() -> None:
        path = tmp_path / "link.sock"
        async with reading(path) as (client, heard):
            await until(lambda: heard == [AWAY])
            assert not client.send(Forget(id="2"))
            async with serving(path):
                await until(lambda: heard[-1].__class__ is Status and heard[-1] != AWAY)
                assert client.send(Forget(id="2"))
            await until(lambda: heard[-1] == AWAY)
            async with serving(path):
                await until(lambda: heard[-1] != AWAY)

    asyncio.run(story())


def test_a_second_reader_is_refused_and_the_first_stays(tmp_path: Path) -> None:
    async def story() -> None:
        path = tmp_path / "link.sock"
        async with serving(path) as desk, reading(path) as (first, heard):
            await until(lambda: bool(heard))
            stranger, _ = await asyncio.open_unix_connection(path)
            assert await stranger.read() == b""
            assert desk.attachments == 1
            assert first.send(Forget(id="2"))
            await until(lambda: len(desk.said) == 1)

    asyncio.run(story())


def test_a_reader_that_died_at_the_door_does_not_cut_off_the_next(tmp_path: Path) -> None:
    async def story() -> None:
        path = tmp_path / "link.sock"
        async with serving(path) as desk:
            dead, early = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
            # Both wait in the queue before the loop comes to look.
            dead.connect(str(path))
            early.connect(str(path))
            dead.close()
            early.setblocking(False)
            with early:
                # Told to come again, instead of staying unheard once the dead one is cleared away.
                assert await asyncio.get_running_loop().sock_recv(early, 1) == b""
            async with reading(path) as (client, heard):
                await until(lambda: any(said != AWAY for said in heard))
                assert client.send(Forget(id="2"))
                await until(lambda: len(desk.said) == 1)

    asyncio.run(story())


def test_a_reader_of_another_user_is_refused_before_a_word(tmp_path: Path) -> None:
    async def story() -> None:
        path = tmp_path / "link.sock"
        async with serving(path, user=os.getuid() + 1) as desk, reading(path) as (_, heard):
            await until(lambda: heard == [AWAY])
            assert desk.attachments == 0

    asyncio.run(story())


def test_the_client_tells_nothing_to_a_link_of_another_user(tmp_path: Path) -> None:
    async def story() -> None:
        path = tmp_path / "link.sock"
        async with serving(path) as desk, reading(path, user=os.getuid() + 1) as (client, heard):
            await until(lambda: desk.departures > 0)
            assert not client.send(Forget(id="2"))
            assert set(heard) <= {AWAY}

    asyncio.run(story())


@pytest.mark.parametrize("rubbish", [struct.pack(">I", 1 << 31), struct.pack(">I", 3) + b"\xc1\xc1\xc1"])
def test_rubbish_ends_the_connection_and_nothing_else(tmp_path: Path, rubbish: bytes) -> None:
    async def story() -> None:
        path = tmp_path / "link.sock"
        async with serving(path) as desk:
            stream, sink = await asyncio.open_unix_connection(path)
            sink.write(rubbish)
            greeting = await stream.read()
            assert greeting == encode(Status(connected=True, reason="connected"))
            await until(lambda: desk.departures == 1)
            async with reading(path) as (_, heard):
                await until(lambda: bool(heard))
            assert desk.said == []

    asyncio.run(story())


def test_a_reader_that_does_not_read_is_cut_off(tmp_path: Path) -> None:
    async def story() -> None:
        path = tmp_path / "link.sock"
        async with serving(path) as desk:
            _, sink = await asyncio.open_unix_connection(path)
            sink.transport.pause_reading()  # type: ignore[attr-defined]  # a StreamWriter's transport reads as well
            await until(lambda: desk.attachments == 1)
            assert desk.server is not None
            told = 0
            while desk.server.send(Arrived(branch="dn/elig", body=bytes(65_536))):
                told += 1
                assert told < 100
            await until(lambda: desk.departures == 1)

    asyncio.run(story())


def _left_over(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))


def test_the_socket_of_a_killed_link_is_replaced(tmp_path: Path) -> None:
    async def story() -> None:
        path = tmp_path / "link.sock"
        _left_over(path)
        async with serving(path), reading(path) as (_, heard):
            await until(lambda: heard[-1:] == [Status(connected=True, reason="connected")])
            assert path.stat().st_mode & 0o777 == 0o660

    asyncio.run(story())


async def _start(path: Path) -> None:
    await ReaderServer(path, os.getuid(), Desk()).run(asyncio.Event())


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda path: path.write_text("mine"), "something else"),
        (lambda path: path.parent.rmdir(), "No such file"),
    ],
)
def test_a_path_that_cannot_be_used_is_said(tmp_path: Path, prepare: Callable[[Path], None], words: str) -> None:
    path = tmp_path / "run" / "link.sock"
    path.parent.mkdir()
    prepare(path)
    with pytest.raises(SocketTaken, match=words):
        asyncio.run(_start(path))


def test_the_socket_of_a_running_link_is_left_alone(tmp_path: Path) -> None:
    async def story() -> None:
        path = tmp_path / "link.sock"
        async with serving(path), reading(path) as (_, heard):
            with pytest.raises(SocketTaken, match="another uketsuke-link"):
                await _start(path)
            assert path.is_socket()
            await until(lambda: bool(heard))

    asyncio.run(story())
