"""A reader in a process of its own, heard through its notify socket and seen through its bench."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from hal.virtual.client import BenchClient
from tests.firmware.reader.site import ROOT, ReaderSite

LIMIT_S = 60.0
"""Against hanging only."""

LOOK_S = 0.01


class RunningReader:
    """One process. `program` is what Python runs instead of the reader's own module."""

    def __init__(self, site: ReaderSite, prefix: Sequence[str] = (), program: Sequence[str] | None = None) -> None:
        self.site = site
        notify = site.place / "notify"
        notify.unlink(missing_ok=True)
        self._notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notify.bind(str(notify))
        self._notify.settimeout(LIMIT_S)
        command = [*prefix, sys.executable, *(program or ("-m", "firmware.reader.main")), "--config", str(site.config)]
        environment = {**os.environ, "NOTIFY_SOCKET": str(notify), "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT)

    def until_ready(self) -> None:
        """Wait for READY=1."""
        while self._notify.recv(256) != b"READY=1":
            continue

    def until(self, place: str) -> None:
        """Wait until the journal says that the visit came there."""
        wait_for(lambda: any(line.get("place") == place for line in self.lines("activity.jsonl")), place)

    def lines(self, name: str) -> list[dict[str, Any]]:
        """The lines of a file in the state directory."""
        path = self.site.place / "state" / name
        return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()] if path.exists() else []

    def bench(self) -> BenchClient:
        """The far end of its bench."""
        return BenchClient(self.site.place / "bench.sock")

    def tell(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def ended(self) -> tuple[int, str]:
        """Wait for its end: exit status, and what it said."""
        _, said = self.process.communicate(timeout=LIMIT_S)
        return self.process.returncode, said

    def close(self) -> None:
        """Leave nothing running."""
        if self.process.poll() is None:
            self.process.kill()
        if self.process.stderr is not None and not self.process.stderr.closed:
            self.process.communicate()
        self._notify.close()


def wait_for(condition: Any, what: str) -> None:
    """Look until something is so."""
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(LOOK_S)


@contextlib.contextmanager
def running(
    site: ReaderSite, prefix: Sequence[str] = (), program: Sequence[str] | None = None
) -> Iterator[RunningReader]:
    """A reader for the length of a block."""
    reader = RunningReader(site, prefix, program)
    try:
        yield reader
    finally:
        reader.close()
