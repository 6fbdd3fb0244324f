"""A real Mosquitto with the product's own configuration and throw-away certificates, and who talks to it in tests."""

import getpass
import os
import queue
import shutil
import signal
import socket
import ssl
import string
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Self

import pytest
from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from tests.support.certificates import Authority, Pair

CONFIG = Path(__file__).resolve().parents[2] / "config" / "broker"
LIMIT_S = 20.0
"""Only against hanging; nothing is measured by it."""


def find_mosquitto() -> str:
    """Path of the broker; skips the test with the reason where there is none."""
    path = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if path is None:
        pytest.skip("mosquitto is not installed (apt install mosquitto)")
    return path


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Broker:
    """Mosquitto on a port of its own; can be killed and started again."""

    def __init__(self, directory: Path, authority: Authority, acl: Path = CONFIG / "acl") -> None:
        self.port = free_port()
        self.authority = authority
        self._program = find_mosquitto()
        self._process: subprocess.Popen[bytes] | None = None
        server = authority.issue("broker")
        template = string.Template((CONFIG / "mosquitto.conf").read_text())
        self._config = directory / "mosquitto.conf"
        self._config.write_text(
            template.substitute(
                user=getpass.getuser(),
                port=self.port,
                ca=authority.certificate,
                certificate=server.certificate,
                key=server.key,
                acl=acl,
            )
        )
        self._log = directory / "mosquitto.log"

    def start(self) -> None:
        """Start and wait until it accepts connections."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen([self._program, "-c", str(self._config)], stdout=log, stderr=log)
        until(self._answers, "mosquitto did not start:\n" + self._log.read_text())

    def kill(self) -> None:
        """End it without a chance to say goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in order; nothing when it does not run."""
        self._end(signal.SIGTERM)

    def log(self) -> str:
        """What it wrote so far."""
        return self._log.read_text()

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(LIMIT_S)
            self._process = None

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Heard(NamedTuple):
    """A message that a party got."""

    topic: str
    body: bytes
    retained: bool


class Party:
    """A client of the broker under any name: the centre, a stranger, a second device. Blocking; for tests only."""

    def __init__(self, port: int, authority: Authority, identity: Pair, client_id: str) -> None:
        self.heard: queue.Queue[Heard] = queue.Queue()
        self.react: Callable[[Heard], None] | None = None
        self._codes: dict[int, int] = {}
        self._granted = False
        self._client = Client(CallbackAPIVersion.VERSION2, client_id, protocol=MQTTv5)
        self._client.on_message = self._message
        self._client.on_publish = lambda _, __, number, code, ___: self._codes.__setitem__(number, code.value)
        self._client.on_subscribe = self._subscribed
        self._client.on_connect = lambda client, *_: client.subscribe(self._filters) if self._filters else None
        self._filters: list[tuple[str, int]] = []
        context = ssl.create_default_context(cafile=str(authority.certificate))
        context.load_cert_chain(identity.certificate, identity.key)
        self._client.tls_set_context(context)
        self._port = port

    def join(self, *filters: str) -> Self:
        """Connect and subscribe, again after every loss."""
        self._filters = [(one, 1) for one in filters]
        self._client.reconnect_delay_set(1, 1)
        self._client.connect("127.0.0.1", self._port, keepalive=30)
        self._client.loop_start()
        until(self._client.is_connected, "the broker refused the connection")
        until(lambda: self._granted or not filters, "the broker refused the subscription")
        return self

    def say(self, topic: str, body: bytes, retain: bool = False) -> int:
        """Publish at QoS 1; the broker's reason code."""
        info = self._client.publish(topic, body, qos=1, retain=retain)
        until(lambda: info.mid in self._codes, "the broker did not acknowledge")
        return self._codes[info.mid]

    def whisper(self, topic: str, body: bytes) -> None:
        """Publish without waiting; for use in `react`."""
        self._client.publish(topic, body, qos=1)

    def next(self, ending: str = "") -> Heard:
        """The next message on a topic that ends so; others are thrown away."""
        end = time.monotonic() + LIMIT_S
        while (left := end - time.monotonic()) > 0:
            heard = self.heard.get(timeout=left)
            if heard.topic.endswith(ending):
                return heard
        raise AssertionError(f"nothing came on …{ending}")

    def leave(self) -> None:
        """Disconnect and stop."""
        self._client.disconnect()
        self._client.loop_stop()

    def _message(self, _: Client, __: Any, message: MQTTMessage) -> None:
        heard = Heard(message.topic, bytes(message.payload), bool(message.retain))
        self.heard.put(heard)
        if self.react is not None:
            self.react(heard)

    def _subscribed(self, *_: object) -> None:
        self._granted = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()


def until(condition: Callable[[], bool], otherwise: str) -> None:
    """Wait for a condition of another process; fails with the words after a generous limit."""
    end = time.monotonic() + LIMIT_S
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(otherwise)
        time.sleep(0.005)


def environment() -> dict[str, str]:
    """The environment for a process of the product started by a test."""
    return {**os.environ, "PYTHONPATH": str(CONFIG.parents[1])}
