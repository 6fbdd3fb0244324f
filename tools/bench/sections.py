"""The sections of the report: what is measured and in which order."""

import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from hal.nfc import NfcReader
from hal.real.pcsc import PcscReader
from hal.settings import NfcSettings
from hal.virtual.card.stack import READER_NAME, PcscStack
from hal.virtual.client import BenchClient
from tools.bench import floor_card, floor_centre, opensc
from tools.bench.centre import bare_cryptography
from tools.bench.drawing import drawing_times
from tools.bench.numbers import spread
from tools.bench.product import PERSON, Product, cpu_seconds, process_memory_mb, running
from tools.bench.starting import start_times

Rows = Iterator[tuple[str, object]]
CONFIG = Path(__file__).resolve().parents[2] / "config"
IDLE_S = 10.0
MESSAGES_OF_A_VISIT = 4
"""Challenge, identify, inquire, usage: each opened, answered and sealed by the centre once."""


class Sections:
    """Measures one after another; `visits` is how often a visit is played for each figure.

    `sockets` is a directory with a short path.
    """

    def __init__(self, root: Path, sockets: Path, visits: int) -> None:
        self._root = root
        self._sockets = sockets
        self._visits = visits

    def all(self) -> tuple[tuple[str, Callable[[], Rows]], ...]:
        """Titles and measurements in the order in which they build on one another."""
        return (
            ("PIN visit, card in process", lambda: self._visit("virtual")),
            ("PIN visit, card through PC/SC", lambda: self._visit("pcsc")),
            ("The same work by OpenSC", self._opensc),
            ("Drawing", self._drawing),
            ("Start", self._start),
        )

    def _visit(self, card: str) -> Rows:
        directory = self._root / card
        with running(directory, card) as product:
            # The panel draws for a browser what a reader has for a screen; it is no part of the device.
            os.kill(product.child("tools.panel.main"), signal.SIGSTOP)
            yield from self._idle(product)
            pin = _pin(product.cards)
            bench, tray = product.trays()
            central = product.child("tools.central.main")
            before = cpu_seconds(central)
            steps = [product.visit(bench, tray, pin) for _ in range(self._visits)]
            centre_ms = (cpu_seconds(central) - before) * 1000 / self._visits
            apdus = product.last_visit("apdus")
        issued = directory / "state"
        found = self._round_trips(issued)
        trips, plain = _ms(found.sealed), _ms(found.plain)
        bare = _ms(self._bare(card, issued / "cards" / f"{PERSON}.card", pin))
        machine = spread([machine_ms(step) for step in steps])
        floor = spread(bare).p50 + 2 * spread(trips).p50
        yield "machine time of the visit, ms", machine
        yield "  certificate read and tries asked, ms", spread([step["pin_asked"] for step in steps])
        yield "  PIN sent to identified, ms", spread([step["identified"] - step["pin_submitted"] for step in steps])
        yield "  consent to result, ms", spread([step["result"] - step["consented"] for step in steps])
        yield "floor: bare commands, ms", spread(bare)
        yield "MQTT round trip, 400 bytes, TLS, ms", spread(plain)
        yield "floor: one bare sealed round trip with commit, ms", spread(trips)
        yield "machine time / (bare commands + 2 round trips)", f"{machine.p50 / floor:.2f}  (aim <= 1.3)"
        yield "commands to the card", apdus
        yield "card seen to challenge received, ms", spread([step["challenge_received"] for step in steps])
        yield from _centre_rows(issued, centre_ms)

    def _idle(self, product: Product) -> Rows:
        for name in ("reader", "link"):
            pid = product.child(f"firmware.{name}.main")
            before = cpu_seconds(pid)
            time.sleep(IDLE_S)
            percent = (cpu_seconds(pid) - before) * 100 / IDLE_S
            yield f"{name}: memory MB, CPU % while idle", f"{process_memory_mb(pid):.1f}, {percent:.1f}"

    def _round_trips(self, issued: Path) -> floor_centre.Trips:
        with tempfile.TemporaryDirectory() as directory:
            return floor_centre.round_trips(issued, Path(directory), 2 * self._visits)

    def _bare(self, card: str, file: Path, pin: str) -> list[float]:
        if card == "virtual":
            return floor_card.in_process(file, pin, self._visits)
        with _pcsc(self._sockets, file) as (_, nfc, _):
            return floor_card.over_reader(nfc, pin, self._visits)

    def _opensc(self) -> Rows:
        issued = self._root / "virtual" / "state"
        file, pin = issued / "cards" / f"{PERSON}.card", _pin(issued / "cards")
        profile = CONFIG / "cards" / "my-number-2016.toml"
        with _pcsc(self._sockets, file) as (stack, nfc, tray), tempfile.TemporaryDirectory() as directory:
            theirs = opensc.by_opensc(tray, stack.environment, Path(directory), pin)
            ours = opensc.by_us(tray, nfc, profile, pin)
        yield "OpenSC: commands, ms (two programs, certificate and signature)", f"{theirs.apdus}, {theirs.ms:.1f}"
        yield "Uketsuke: commands, ms (one session, the same)", f"{ours.apdus}, {ours.ms:.1f}"

    def _drawing(self) -> Rows:
        for size, taken in drawing_times(CONFIG / "texts").items():
            yield f"one screen {size}, ms", spread(taken)

    def _start(self) -> Rows:
        directory = self._root / "virtual"
        with running(directory) as product:
            config, bench, state = product.config, product.sockets / "bench.sock", product.state
        first, idle = start_times(config, bench, state / "activity.jsonl")
        yield "reader: start to first frame, s", f"{first:.2f}"
        yield "reader: start to idle, s", f"{idle:.2f}"


def machine_ms(step: dict[str, float]) -> float:
    """Time in which the person waited for the machine, not the machine for the person."""
    identified = step["identified"] - step["pin_submitted"]
    return step["pin_asked"] + identified + step["result"] - step["consented"]


def _ms(seconds: list[float]) -> list[float]:
    return [one * 1000 for one in seconds]


def _centre_rows(issued: Path, centre_ms: float) -> Rows:
    cost = bare_cryptography(issued / "ca" / "jpki-auth-ca.pem", 200)
    bare = cost.rsa_ms + MESSAGES_OF_A_VISIT * cost.sealing_ms
    yield "centre: CPU a visit (4 messages), ms", f"{centre_ms:.1f}"
    yield "  bare cryptography of the same (RSA twice, 4 messages), ms", f"{bare:.2f}"
    yield "  bare cryptography of the identification alone, ms", f"{cost.total_ms:.2f}"


def _pin(cards: Path) -> str:
    labels = msgspec.json.decode((cards / "labels.json").read_bytes())
    return str(next(label["pin"] for label in labels if label["id"] == PERSON))


@contextmanager
def _pcsc(directory: Path, card: Path) -> Iterator[tuple[PcscStack, NfcReader, BenchClient]]:
    """A private pcscd with the card on its virtual reader. Raises StackUnavailableError.

    `directory` is the same each time: PC/SC's library looks for its socket's name only once in a process.
    """
    with PcscStack(directory) as stack:
        os.environ.update(stack.environment)
        nfc = PcscReader(NfcSettings(driver="pcsc", reader=READER_NAME))
        with BenchClient(stack.bench) as tray:
            tray.insert(card)
            while not nfc.presence().present:
                nfc.wait(nfc.presence(), 1.0)
            yield stack, nfc, tray
        nfc.close()
