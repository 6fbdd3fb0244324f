"""The floor of the network: bare round trips through a broker with TLS, sealed both ways, one commit each."""

import asyncio
import contextlib
import getpass
import os
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gmqtt

from firmware.messages.codec import encode_data, type_name
from firmware.messages.envelope import CENTRE, Envelope
from firmware.messages.ids import RANDOM_BYTES, uuid7
from firmware.messages.keys import DecryptionKey, SigningKey
from firmware.messages.schema import Identified, IdentifyRequest, Message, Method
from firmware.messages.sealing import open_sealed, seal
from tools.bench.errors import BenchmarkError

DEVICE = "bench-reader"
UP, DOWN = "bench/up", "bench/dn"
PLAIN = bytes(400)
IDENTIFY = IdentifyRequest(Method.PIN, bytes(1600), bytes(256), bytes(100))
CONNECT_S = 10.0
PAUSE_S = 0.15
"""Between round trips, as between those of a visit: a machine that just slept is slower than one that runs warm."""

CONFIGURATION = """user {user}
listener {port} 127.0.0.1
cafile {issued}/ca/tls-ca.pem
certfile {issued}/broker/server.pem
keyfile {issued}/broker/server.key
require_certificate true
use_identity_as_username true
set_tcp_nodelay true
allow_anonymous true
persistence false
log_type error
"""


class Pair:
    """Keys of one device and one centre, read from files so that two processes have the same."""

    def __init__(self, directory: Path) -> None:
        self.device = SigningKey.from_pem((directory / "device.pem").read_bytes(), DEVICE)
        self.centre = SigningKey.from_pem((directory / "centre.pem").read_bytes(), CENTRE)
        self.to_device = DecryptionKey.from_pem((directory / "to-device.pem").read_bytes(), DEVICE)
        self.to_centre = DecryptionKey.from_pem((directory / "to-centre.pem").read_bytes(), CENTRE)
        self._signers = {key.kid: key.public() for key in (self.device, self.centre)}
        self._recipients = {key.owner: key.public() for key in (self.to_device, self.to_centre)}

    def ask(self, message: Message) -> bytes:
        """Sealed from the device to the centre."""
        return seal(_envelope(message, self.device, CENTRE), self.device, self._recipients[CENTRE])

    def take(self, body: bytes) -> Envelope:
        """Opened by the centre."""
        return self._open(body, self.to_centre)

    def answer(self, message: Message) -> bytes:
        """Sealed from the centre to the device."""
        return seal(_envelope(message, self.centre, DEVICE), self.centre, self._recipients[DEVICE])

    def receive(self, body: bytes) -> Envelope:
        """Opened by the device."""
        return self._open(body, self.to_device)

    def _open(self, body: bytes, own: DecryptionKey) -> Envelope:
        return open_sealed(body, own={own.kid: own}, signers=self._signers, audience=own.owner, now=None)


def make_keys(directory: Path) -> Pair:
    """Write fresh keys and read them back."""
    for name in ("device", "centre"):
        (directory / f"{name}.pem").write_bytes(SigningKey.generate(name).to_pem())
    for name in ("to-device", "to-centre"):
        (directory / f"{name}.pem").write_bytes(DecryptionKey.generate(name).to_pem())
    return Pair(directory)


@contextlib.contextmanager
def broker(issued: Path, directory: Path) -> Iterator[int]:
    """A Mosquitto of its own on a free loopback port. Raises BenchmarkError."""
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if program is None:
        raise BenchmarkError("mosquitto is not installed: apt-get install mosquitto")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    configuration = directory / "mosquitto.conf"
    configuration.write_text(CONFIGURATION.format(user=getpass.getuser(), port=port, issued=issued.resolve()))
    process = subprocess.Popen([program, "-c", str(configuration)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(CONNECT_S)


class BareLine:
    """Round trips one at a time, whenever they are asked for; each says how many milliseconds it took."""

    def __init__(self, runner: asyncio.Runner, client: Any, pair: Pair, arrived: "asyncio.Queue[bytes]") -> None:
        self._runner = runner
        self._client = client
        self._pair = pair
        self._arrived = arrived

    def plain(self) -> float:
        """A small message there and back, as it is."""
        return self._runner.run(self._trip(lambda: PLAIN, bytes))

    def sealed(self) -> float:
        """Sealed both ways, with a commit between."""
        return self._runner.run(self._trip(lambda: self._pair.ask(IDENTIFY), self._pair.receive))

    async def _trip(self, make: Callable[[], bytes], take: Callable[[bytes], object]) -> float:
        await asyncio.sleep(PAUSE_S)
        began = time.perf_counter()
        self._client.publish(UP, make(), qos=1)
        async with asyncio.timeout(CONNECT_S):
            take(await self._arrived.get())
        return (time.perf_counter() - began) * 1000


@contextlib.contextmanager
def bare_line(issued: Path, directory: Path) -> Iterator[BareLine]:
    """A broker and a responder, each a process of its own, and a line to them. Raises BenchmarkError."""
    pair = make_keys(directory)
    command = [sys.executable, "-m", "tools.bench.floor_centre", str(issued), str(directory)]
    with broker(issued, directory) as port, asyncio.Runner() as runner:
        responder = subprocess.Popen([*command, str(port)], stdout=subprocess.PIPE, text=True)
        try:
            if responder.stdout is None or responder.stdout.readline().strip() != "ready":
                raise BenchmarkError("the bare responder did not start")
            arrived: asyncio.Queue[bytes] = asyncio.Queue()
            connecting = _connect("bench-device", _context(issued), port, DOWN, arrived.put_nowait)
            client = runner.run(connecting)
            yield BareLine(runner, client, pair, arrived)
            runner.run(client.disconnect())
        finally:
            responder.terminate()
            responder.wait(CONNECT_S)


async def _respond(issued: Path, directory: Path, port: int) -> None:
    pair = Pair(directory)
    database = sqlite3.connect(directory / "floor.sqlite")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE IF NOT EXISTS answers (id TEXT PRIMARY KEY, body BLOB)")
    asked: asyncio.Queue[bytes] = asyncio.Queue()
    client = await _connect("bench-centre", _context(issued), port, UP, asked.put_nowait)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        request = await asked.get()
        if request == PLAIN:
            client.publish(DOWN, PLAIN, qos=1)
            continue
        envelope = pair.take(request)
        body = pair.answer(Identified(True))
        with database:
            database.execute("INSERT INTO answers VALUES (?, ?)", (envelope.id, body))
        client.publish(DOWN, body, qos=1)


async def _connect(name: str, context: ssl.SSLContext, port: int, topic: str, take: Any) -> Any:
    client = gmqtt.Client(name)
    client.on_message = lambda _client, _topic, payload, _qos, _properties: take(payload) or 0
    await client.connect("localhost", port, ssl=context)
    client.subscribe(topic, qos=1)
    await asyncio.sleep(0.2)
    return client


def _context(issued: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(issued / "ca" / "tls-ca.pem"))
    context.load_cert_chain(issued / "central" / "tls.pem", issued / "central" / "tls.key")
    return context


def _envelope(message: Message, signer: SigningKey, audience: str) -> Envelope:
    now = datetime.now(UTC)
    return Envelope(
        id=uuid7(now, os.urandom(RANDOM_BYTES)),
        source=signer.owner,
        type=type_name(message),
        time=now,
        audience=audience,
        device=DEVICE,
        kid=signer.kid,
        subject="visit",
        data=encode_data(message),
    )


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + CONNECT_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise BenchmarkError("the broker of the bench did not start")


if __name__ == "__main__":
    asyncio.run(_respond(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
