"""The whole product in real processes, started by the demo's own command, driven through its bench."""

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hal.keypad import Key
from hal.virtual.client import BenchClient
from tools.bench.errors import BenchmarkError
from tools.bench.processes import cpu_ms

ANSWERS = "panel: http://"
READY = "The reader is yours"
START_S = 120.0
VISIT_S = 20.0
LOOK_S = 0.02
"""Between looks at the journal, whose times are the reader's own: often enough, and little of the processor."""
KEY_S = 0.1
"""Between keys: the quickest person. So a screen is drawn before the next key is pressed, and not measured."""
PERSON = "asagao"


@dataclass(frozen=True, slots=True)
class Played:
    """A visit that was played: its steps in ms since the card was seen, and CPU ms that the centre used.

    `identify_cpu_ms` is of the time from the PIN to the question for consent, in which the centre got one request.
    """

    steps: dict[str, float]
    identify_cpu_ms: float
    centre_cpu_ms: float


class Product:
    """A demo that stays until it is ended. A terminal is given to it, because only then it stays."""

    def __init__(self, directory: Path, card: str, models: Path | None = None) -> None:
        """`models` are those of the face way; None for a reader that has none. Raises BenchmarkError."""
        self._directory = directory
        self._said = ""
        near, far = pty.openpty()
        # Whatever lies on this machine: no models are made while something is measured.
        way = ("--visit", "pin" if models is None else "face", "--face-models", "leave")
        found = ("--models", str(models or directory / "no-models"))
        command = [sys.executable, "-m", "tools.demo.main", "--dir", str(directory), "--card", card, "--port", "0"]
        command += (*way, *found)
        self._process = subprocess.Popen(command, stdin=far, stdout=far, stderr=far, start_new_session=True)
        os.close(far)
        self._terminal = near
        began = time.perf_counter()
        try:
            self.answers_after_s = self._wait_for(ANSWERS) - began
            self._wait_for(READY)
        except BenchmarkError:
            self.stop()
            raise
        self.sockets = _sockets(directory)

    @property
    def state(self) -> Path:
        """Where the reader keeps its journal."""
        return self._directory / "state" / "readers" / "demo-reader-1" / "state"

    @property
    def cards(self) -> Path:
        """The virtual cards."""
        return self._directory / "state" / "cards"

    @property
    def config(self) -> Path:
        """The reader's configuration."""
        return self._directory / "run" / "reader.toml"

    def last_visit(self, entry: str) -> object:
        """An entry of the last visit's summary."""
        return self._visits()[-1][entry]

    def last_steps(self) -> dict[str, float]:
        """The steps of the last visit in ms since the card was seen."""
        return self._visits()[-1]["steps"]

    def child(self, module: str) -> int:
        """The process that runs a module of the product. Raises BenchmarkError."""
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                words = path.read_bytes().split(b"\0")
                if module.encode() in words and str(self._directory).encode() in b"\0".join(words):
                    return int(path.parent.name)
        raise BenchmarkError(f"no process runs {module}")

    def visit(self, bench: BenchClient, tray: BenchClient, pin: str) -> Played:
        """One visit with the PIN and consent to all."""
        before, central = self.visits, self.child("tools.central.main")
        began = cpu_ms(central)
        tray.insert(self.cards / f"{PERSON}.card")
        self.until("pin/entering")
        for key in pin:
            time.sleep(KEY_S)
            bench.press(Key(key))
        time.sleep(KEY_S)
        submitted = cpu_ms(central)
        bench.press(Key("#"))
        self.until("consenting/all")
        time.sleep(KEY_S)
        identified = cpu_ms(central)
        bench.press(Key("1"))
        self.until("done")
        tray.remove()
        self.until_visits(before + 1)
        return Played(self.last_steps(), identified - submitted, cpu_ms(central) - began)

    def trays(self) -> tuple[BenchClient, BenchClient]:
        """The reader's bench, and the one on which cards are laid."""
        near = BenchClient(self.sockets / "bench.sock")
        pcsc = self.sockets / "card-bench"
        return near, BenchClient(pcsc) if pcsc.exists() else near

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        with contextlib.suppress(BenchmarkError):
            os.kill(self.child("tools.panel.main"), signal.SIGCONT)
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGINT)
        self._drain()
        self._process.wait(START_S)
        os.close(self._terminal)

    @property
    def visits(self) -> int:
        """How many ended so far."""
        return len(self._visits())

    def until_visits(self, count: int) -> None:
        """Wait until so many visits ended. Raises BenchmarkError."""
        deadline = time.monotonic() + VISIT_S
        while self.visits < count:
            _check(deadline, "the visit did not end")

    def until(self, place: str, seconds: float = VISIT_S) -> None:
        """Wait until the reader is at a place, as `pin/entering`. Raises BenchmarkError."""
        deadline = time.monotonic() + seconds
        path = self.state / "activity.jsonl"
        while _last_place(path) != place:
            _check(deadline, f"{place} was not reached")

    def _visits(self) -> list[dict[str, dict[str, float]]]:
        path = self.state / "visits.jsonl"
        whole, _, _ = path.read_bytes().rpartition(b"\n") if path.exists() else (b"", b"", b"")
        return [msgspec.json.decode(text) for text in whole.splitlines()]

    def _wait_for(self, words: str) -> float:
        """When it had said these words. Raises BenchmarkError."""
        deadline = time.monotonic() + START_S
        while words not in self._said:
            _check(deadline, f"the product did not start: {self._said[-300:]}")
            ready, _, _ = select.select([self._terminal], [], [], 1.0)
            if ready:
                self._said += self._read() or "\nit ended by itself"
            if self._process.poll() is not None:
                raise BenchmarkError(f"the product did not start: {self._said[-300:]}")
        return time.perf_counter()

    def _read(self) -> str:
        try:
            return os.read(self._terminal, 65536).decode(errors="replace")
        except OSError:
            return ""

    def _drain(self) -> None:
        while self._process.poll() is None:
            ready, _, _ = select.select([self._terminal], [], [], 0.2)
            if ready and not self._read():
                return


@contextlib.contextmanager
def running(directory: Path, card: str = "virtual", models: Path | None = None) -> Iterator[Product]:
    """The product for the length of a block."""
    product = Product(directory, card, models)
    try:
        yield product
    finally:
        product.stop()


def _check(deadline: float, problem: str) -> None:
    if time.monotonic() > deadline:
        raise BenchmarkError(problem)
    time.sleep(LOOK_S)


def _last_place(path: Path) -> str:
    with contextlib.suppress(OSError):
        lines = path.read_bytes()[-4096:].splitlines()
        for text in reversed(lines):
            with contextlib.suppress(msgspec.DecodeError):
                entry = msgspec.json.decode(text)
                if entry.get("kind") == "state":
                    return str(entry["place"])
    return ""


def _sockets(directory: Path) -> Path:
    config = msgspec.toml.decode((directory / "run" / "reader.toml").read_bytes())
    return Path(config["hardware"]["bench"]).parent
