"""The whole product through its own processes, with an ear at every wire: for the tests of this directory."""

import asyncio
import contextlib
import io
import shutil
import sqlite3
import ssl
import threading
import tomllib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from tests.support.prepared import prepare
from tools.demo import machine
from tools.demo.choice import choose_here
from tools.demo.files import Files
from tools.demo.journal import ReaderJournal
from tools.demo.layout import Layout, find_config, socket_directory
from tools.demo.progress import Progress
from tools.demo.run import Demo, Wishes
from tools.demo.script import Script
from tools.demo.settings import ALL, choose, load_settings
from tools.demo.toml import merged, to_toml

SETTINGS = load_settings(find_config() / "demo.toml")
VERSION = "test"
LIMIT_S = 60.0
"""Against hanging only."""

# The spy comes with the centre's certificate; the product's own list of rights does not let the centre hear this much.
EAR = "\nuser central\ntopic read uketsuke/#\n"


class EavesdroppedFiles(Files):
    """Puts link's socket elsewhere, so that a listener can stand between it and the reader."""

    def __init__(self, layout: Layout, region: str) -> None:
        super().__init__(layout, region, "virtual")
        self._where = layout
        self.link_socket = layout.sockets / "link-inner.sock"

    def write_services(self, broker_port: int) -> None:
        super().write_services(broker_port)
        path = self._where.files / "link.toml"
        changed = merged(tomllib.loads(path.read_text()), {"link": {"socket": str(self.link_socket)}})
        path.write_text(to_toml(changed))


class Spy:
    """Subscribes to everything and keeps every byte that it is told."""

    def __init__(self, layout: Layout, captured: Path) -> None:
        self._file = captured.open("ab")
        self._lock = threading.Lock()
        self.topics: list[str] = []
        self.subscribed = threading.Event()
        self._client = Client(CallbackAPIVersion.VERSION2, "spy", protocol=MQTTv5)
        context = ssl.create_default_context(cafile=str(layout.state / "ca" / "tls-ca.pem"))
        central = layout.state / "central"
        context.load_cert_chain(central / "tls.pem", central / "tls.key")
        self._client.tls_set_context(context)
        self._client.reconnect_delay_set(1, 1)
        self._client.on_connect = lambda client, *_: client.subscribe("uketsuke/#", 1)
        self._client.on_subscribe = lambda *_: self.subscribed.set()
        self._client.on_disconnect = lambda *_: self.subscribed.clear()
        self._client.on_message = self._message

    async def listens(self) -> None:
        """Wait until it hears again, after the broker was away."""
        assert await asyncio.to_thread(self.subscribed.wait, LIMIT_S), "the spy did not come back to the broker"

    def join(self, port: int) -> None:
        self._client.connect("127.0.0.1", port, keepalive=30)
        self._client.loop_start()
        assert self.subscribed.wait(LIMIT_S), "the broker did not let the spy in"

    def leave(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
        self._file.close()

    def _message(self, _: Client, __: Any, message: MQTTMessage) -> None:
        with self._lock:
            self.topics.append(message.topic)
            properties = repr(message.properties.json() if message.properties else "")
            self._file.write(message.topic.encode() + b"\n" + properties.encode() + b"\n" + message.payload + b"\n")
            self._file.flush()


class Wiretap:
    """Stands between reader and link and keeps every byte."""

    def __init__(self, outer: Path, inner: Path, captured: Path) -> None:
        self._outer, self._inner = outer, inner
        self._file = captured.open("ab")
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_unix_server(self._connected, self._outer)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._file.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_unix_connection(self._inner)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, far_writer}
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(self._pass_on(source, sink))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                self._file.write(data)
                self._file.flush()
                sink.write(data)
        sink.transport.abort()


@dataclass(slots=True)
class Stack:
    """A running product. `said` are the supervisor's lines."""

    demo: Demo
    layout: Layout
    spy: Spy
    journal: ReaderJournal
    said: io.StringIO
    broker_port: int

    @property
    def mqtt_capture(self) -> Path:
        """What the spy heard."""
        return self.layout.root / "mqtt.captured"

    @property
    def link_capture(self) -> Path:
        """What went between reader and link."""
        return self.layout.root / "link.captured"

    def usage_records(self) -> int:
        """How many usage records the centre has, by id."""
        register = self.layout.state / "central" / "register.sqlite"
        with contextlib.closing(sqlite3.connect(f"file:{register}?mode=ro", uri=True)) as database:
            (count,) = database.execute("SELECT count(DISTINCT id) FROM usage").fetchone()
        return int(count)


def scripts(*names: str) -> tuple[Script, ...]:
    """Scripts of config/demo.toml."""
    return tuple(script for name in names for script in choose(SETTINGS, name))


def without_cameras() -> tuple[Script, ...]:
    """All that can be played where the face way is not there."""
    return choose_here(SETTINGS, ALL, "there are no models").scripts


def make_layout(root: Path) -> Layout:
    """Like the demo's own, with a configuration in which the spy may listen."""
    config = root / "config"
    shutil.copytree(find_config(), config)
    acl = config / "broker" / "acl"
    acl.write_text(acl.read_text() + EAR)
    return Layout(root, socket_directory(root), config, SETTINGS.demo.device)


@contextlib.asynccontextmanager
async def running(root: Path, visits: Sequence[Script], models: Path | None = None) -> AsyncIterator[Stack]:
    """Start everything and end everything; with `models` the face way is there."""
    prepare(root, VERSION)
    layout = make_layout(root)
    machine.make_directories(layout)
    said = io.StringIO()
    wishes = Wishes(tuple(visits), SETTINGS.demo.region, "virtual", machine.free_port(), VERSION, models)
    demo = Demo(layout, wishes, machine.find_programs(), Progress(said))
    files = EavesdroppedFiles(layout, SETTINGS.demo.region)
    demo.files = files
    wiretap = Wiretap(layout.link_socket, files.link_socket, root / "link.captured")
    async with contextlib.AsyncExitStack() as ending:
        ending.push_async_callback(wiretap.close)
        ending.push_async_callback(demo.stop)
        await wiretap.open()
        await demo.start()
        port = tomllib.loads((layout.files / "link.toml").read_text())["link"]["broker_port"]
        spy = Spy(layout, root / "mqtt.captured")
        ending.callback(spy.leave)
        spy.join(port)
        journal = ending.enter_context(ReaderJournal(layout.reader_state))
        yield Stack(demo, layout, spy, journal, said, port)
