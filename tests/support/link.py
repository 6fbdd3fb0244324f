"""A real link process, and a reader's end of its socket that blocks: for tests of whole processes."""

import contextlib
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from firmware.link.ipc import Frames, FromLink, Status, ToLink, encode
from tests.support.broker import LIMIT_S, environment
from tests.support.certificates import Authority

REGION = "13"


class Link:
    """`uketsuke-link` as a process of its own, one device in one directory."""

    def __init__(
        self, directory: Path, authority: Authority, port: int, device: str = "reader-1", days: int = 30, **more: Any
    ) -> None:
        self.device = device
        self.directory = directory
        self.socket = directory / "link.sock"
        self.outbox = directory / "outbox.sqlite"
        self.config = directory / "link.toml"
        self._log = directory / "link.log"
        self._process: subprocess.Popen[bytes] | None = None
        pair = authority.issue(device, days)
        settings: dict[str, Any] = {
            "socket": str(self.socket),
            "outbox": str(self.outbox),
            "broker_host": "127.0.0.1",
            "broker_port": port,
            "region": REGION,
            "device": device,
            "ca": str(authority.certificate),
            "certificate": str(pair.certificate),
            "key": str(pair.key),
            "reconnect_max_s": 1.0,
            **more,
        }
        lines = [f"{name} = {value!r}" for name, value in settings.items()]
        self.config.write_text("[link]\n" + "\n".join(lines) + "\n")

    def start(self) -> None:
        """Start, and wait until it says by the notify socket that it is ready."""
        path = self.directory / "notify.sock"
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor, self._log.open("ab") as log:
            supervisor.bind(str(path))
            supervisor.settimeout(LIMIT_S)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "firmware.link.main", "--config", str(self.config)],
                stdout=log,
                stderr=log,
                env={**environment(), "NOTIFY_SOCKET": str(path)},
            )
            while b"READY=1" not in supervisor.recv(1_000):
                pass

    def kill(self) -> None:
        """SIGKILL, and wait."""
        process = self._running()
        process.kill()
        process.wait(LIMIT_S)
        self._process = None

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        process = self._running()
        process.send_signal(signal.SIGTERM)
        status = process.wait(LIMIT_S)
        self._process = None
        return status

    def wait(self) -> int:
        """Wait for an end that it chose itself; the exit status."""
        status = self._running().wait(LIMIT_S)
        self._process = None
        return status

    def pause(self, paused: bool) -> None:
        """Let it stand still, or go on."""
        self._running().send_signal(signal.SIGSTOP if paused else signal.SIGCONT)

    def log(self) -> str:
        """What it wrote so far."""
        return self._log.read_text()

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "link does not run"
        return self._process

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(LIMIT_S)
            self._process = None


class ReaderEnd:
    """A reader: says what the test says, remembers all it hears. `react` runs in its thread."""

    def __init__(self, path: Path, react: Callable[["ReaderEnd", FromLink], None] | None = None) -> None:
        self.heard: list[FromLink] = []
        self.react = react
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(str(path))
        self._news = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._listen, name="reader-end")
        self._thread.start()

    def say(self, message: ToLink) -> None:
        """Send one message; BrokenPipeError or ConnectionResetError when link is gone."""
        self._socket.sendall(encode(message))

    def wait_for(self, condition: Callable[[FromLink], bool], since: int = 0) -> FromLink:
        """The first message from number `since` on that fulfils the condition."""
        end = time.monotonic() + LIMIT_S
        with self._news:
            while True:
                for message in self.heard[since:]:
                    if condition(message):
                        return message
                assert self._news.wait(end - time.monotonic()), f"not heard; only {self.heard[-5:]}"

    def wait_for_status(self, connected: bool, since: int = 0) -> FromLink:
        """Wait until link says that it is connected, or not."""
        return self.wait_for(lambda said: isinstance(said, Status) and said.connected is connected, since)

    def is_admitted(self) -> bool:
        """Wait for link's first word, or for its refusal: one reader at a time."""
        with self._news:
            assert self._news.wait_for(lambda: self.heard or self._ended, LIMIT_S)
        return bool(self.heard)

    def wait_until_online(self) -> None:
        """Wait until the last that link said of its connection is that there is one."""
        self.wait_for(lambda _: [said for said in self.heard if isinstance(said, Status)][-1].connected)

    def close(self) -> None:
        """Hang up."""
        # Only shutdown wakes the thread that is blocked in recv.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(LIMIT_S)
        self._socket.close()

    def _listen(self) -> None:
        frames = Frames(FromLink)
        while data := self._receive():
            for message in frames.feed(data):
                with self._news:
                    self.heard.append(message)
                    self._news.notify_all()
                if self.react is not None:
                    self.react(self, message)
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _receive(self) -> bytes:
        try:
            return self._socket.recv(65_536)
        except ConnectionResetError:
            return b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
