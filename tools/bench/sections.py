"""The sections of the report: what is measured and in which order."""

import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hal.nfc import NfcReader
from hal.real.pcsc import PcscReader
from hal.settings import NfcSettings
from hal.virtual.card.stack import READER_NAME, PcscStack
from hal.virtual.client import BenchClient
from tools.bench import floor_card, floor_centre, opensc
from tools.bench.centre import BareCryptography, CryptographyCost
from tools.bench.drawing import drawing_times
from tools.bench.face.sections import FaceSections
from tools.bench.hop import bare_hop
from tools.bench.numbers import spread
from tools.bench.processes import cpu_ms, process_memory_mb
from tools.bench.product import PERSON, Played, Product, running
from tools.bench.starting import start_times

Rows = Iterator[tuple[str, object]]
Bare = Callable[[], tuple[float, float]]
CONFIG = Path(__file__).resolve().parents[2] / "config"
IDLE_S = 10.0
PANEL_S = 5.0
"""What the README promises for a second start."""
MESSAGES_OF_A_VISIT = 4
"""Challenge, identify, inquire, usage: each opened, answered and sealed by the centre once."""


class Sections:
    """Measures one after another; `visits` is how often a visit is played for each figure.

    `sockets` is a directory with a short path, `face` measures the face way.
    """

    def __init__(self, root: Path, sockets: Path, visits: int, face: FaceSections) -> None:
        self._face = face
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
            *self._face.all(self._visits),
        )

    def _visit(self, card: str) -> Rows:
        directory = self._root / card
        issued = directory / "state"
        with running(directory, card) as product, ExitStack() as stack:
            # The panel draws for a browser what a reader has for a screen; it is no part of the device.
            os.kill(product.child("tools.panel.main"), signal.SIGSTOP)
            yield from self._idle(product)
            pin = _pin(product.cards)
            bench, tray = product.trays()
            bare = stack.enter_context(self._bare(card, issued / "cards" / f"{PERSON}.card", pin))
            line, hop = stack.enter_context(self._line(issued)), stack.enter_context(bare_hop())
            cost = BareCryptography(issued / "ca" / "jpki-auth-ca.pem")
            # Each visit beside a floor of its own, so that a machine that others use slows both alike.
            pairs = [(product.visit(bench, tray, pin), _floor(bare, line, hop, cost)) for _ in range(self._visits)]
            apdus = product.last_visit("apdus")
        played, floors = zip(*pairs, strict=True)
        yield from _machine_rows([visit.steps for visit in played], floors)
        yield "commands to the card", apdus
        yield from _centre_rows(played, [floor.cryptography for floor in floors])

    @contextmanager
    def _line(self, issued: Path) -> Iterator[floor_centre.BareLine]:
        """Bare round trips; what they commit goes to the disk that the centre's register is on."""
        with (
            tempfile.TemporaryDirectory(dir=self._root) as directory,
            floor_centre.bare_line(issued, Path(directory)) as line,
        ):
            yield line

    def _idle(self, product: Product) -> Rows:
        for name in ("reader", "link"):
            pid = product.child(f"firmware.{name}.main")
            before = cpu_ms(pid)
            time.sleep(IDLE_S)
            percent = (cpu_ms(pid) - before) / 10 / IDLE_S
            yield f"{name}: memory MB, CPU % while idle", f"{process_memory_mb(pid):.1f}, {percent:.1f}"

    @contextmanager
    def _bare(self, card: str, file: Path, pin: str) -> Iterator[Bare]:
        """The bare commands to a card of its own, in process or behind a pcscd of its own."""
        if card == "virtual":
            yield lambda: floor_card.in_process(file, pin)
            return
        with _pcsc(self._sockets, file) as (_, nfc, _):
            yield lambda: floor_card.over_reader(nfc, pin)

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
            panel = product.answers_after_s
        first, idle = start_times(config, bench, state / "activity.jsonl")
        yield "reader: start to first frame, s", f"{first:.2f}"
        yield "reader: start to idle, s", f"{idle:.2f}"
        yield "second start of the demo: to its panel, reader idle, s", f"{panel:.2f}  (aim <= {PANEL_S:.0f})"


def machine_ms(step: dict[str, float]) -> float:
    """Time in which the person waited for the machine, not the machine for the person."""
    identified = step["identified"] - step["pin_submitted"]
    return step["pin_asked"] + identified + step["result"] - step["consented"]


@dataclass(frozen=True, slots=True)
class Floor:
    """Milliseconds of the bare commands, of a small message there and back, and of two sealed round trips.

    Two that are in the visit's time and not in the floor: `opening`, connecting to the card and powering it up, and
    `hop`, a message to another process and back: each of the two round trips goes through link.
    """

    opening: float
    commands: float
    plain: float
    trips: tuple[float, float]
    hop: float
    cryptography: CryptographyCost

    @property
    def ms(self) -> float:
        """What a visit cannot be quicker than."""
        return self.commands + sum(self.trips)


def _floor(bare: Bare, line: floor_centre.BareLine, hop: Callable[[], float], cost: BareCryptography) -> Floor:
    opening, commands = bare()
    plain, trips = line.plain(), (line.sealed(), line.sealed())
    return Floor(opening, commands, plain, trips, hop(), cost.once())


def _machine_rows(steps: Sequence[dict[str, float]], floors: Sequence[Floor]) -> Rows:
    ratio = spread([machine_ms(step) / floor.ms for step, floor in zip(steps, floors, strict=True)])
    yield "machine time of the visit, ms", spread([machine_ms(step) for step in steps])
    yield "  certificate read and tries asked, ms", spread([step["pin_asked"] for step in steps])
    yield "  PIN sent to identified, ms", spread([step["identified"] - step["pin_submitted"] for step in steps])
    yield "  consent to result, ms", spread([step["result"] - step["consented"] for step in steps])
    yield "floor: bare commands, ms", spread([floor.commands for floor in floors])
    yield "  opening the card before them (not in the floor), ms", spread([floor.opening for floor in floors])
    yield "floor: one bare sealed round trip with commit, ms", spread([one for floor in floors for one in floor.trips])
    yield "  a process more on the way, there and back (not in it), ms", spread([floor.hop for floor in floors])
    yield "MQTT round trip, 400 bytes, TLS, ms", spread([floor.plain for floor in floors])
    yield "machine time / (bare commands + 2 round trips)", f"{ratio}  (aim <= 1.3)"
    yield "card seen to challenge received, ms", spread([step["challenge_received"] for step in steps])


def _centre_rows(played: Sequence[Played], bare: Sequence[CryptographyCost]) -> Rows:
    """The bare costs are taken between the visits as well: in a tight loop they would be half of that."""
    ratios = [visit.identify_cpu_ms / cost.total_ms for visit, cost in zip(played, bare, strict=True)]
    whole = [cost.rsa_ms + MESSAGES_OF_A_VISIT * cost.sealing_ms for cost in bare]
    yield "centre: CPU an identification, ms", spread([visit.identify_cpu_ms for visit in played])
    yield "  bare cryptography of it (RSA twice, a message each way), ms", spread([cost.total_ms for cost in bare])
    yield "  CPU / bare cryptography", spread(ratios)
    yield "centre: CPU a visit (4 messages), ms", spread([visit.centre_cpu_ms for visit in played])
    yield "  bare cryptography of it, ms", spread(whole)


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
