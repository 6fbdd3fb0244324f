"""The whole product on a pseudo terminal, as somebody who typed `make demo` has it."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.prepared import prepare
from tests.tools.panel.stage import ROOT
from tools.demo.main import product_version

START_SECONDS = 180.0  # against hanging only
READY = re.compile(r"The reader is yours: open (http://127\.0\.0\.1:\d+/)")


@dataclass(frozen=True)
class Demo:
    """A demo that stays until it is told to end."""

    root: Path
    address: str
    supervisor: int

    @property
    def config(self) -> Path:
        return self.root / "run" / "reader.toml"

    @property
    def state(self) -> Path:
        return self.root / "state" / "readers" / "demo-reader-1" / "state"

    def kill(self, module: str) -> None:
        """Kill the process that runs this module of this demo, as a crash would."""
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal() and self._is(entry, module):
                os.kill(int(entry.name), signal.SIGKILL)

    def _is(self, entry: Path, module: str) -> bool:
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return module.encode() in words and any(str(self.root).encode() in word for word in words)


@contextmanager
def whole_demo(root: Path) -> Iterator[Demo]:
    """Start it, wait until it is the visitor's, end it with Ctrl-C."""
    prepare(root, product_version())
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "tools.demo.main", "--port", "0", "--dir", str(root)]
    command += ["--visit", "pin", "--face-models", "none"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
    os.close(slave)
    try:
        yield Demo(root, _address(master), process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        _drain(master, process)
        os.close(master)
        status = process.wait(30)
    assert status == 0


def _address(master: int) -> str:
    said = ""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and (more := _read(master)) is not None:
        said += more
        if found := READY.search(said):
            return found[1]
    raise AssertionError(f"the demo did not start:\n{said}")


def _read(master: int) -> str | None:
    """What was said within half a second; None once nobody can say anything more."""
    readable, _, _ = select.select([master], [], [], 0.5)
    try:
        return os.read(master, 65_536).decode(errors="replace") if readable else ""
    except OSError:
        # How Linux says that the other end of a pseudo terminal is closed.
        return None


def _drain(master: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None and _read(master) is not None:
        pass
