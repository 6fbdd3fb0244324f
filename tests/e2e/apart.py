"""A whole product whose reader has nothing of cards and cameras in its own memory: they are in other processes."""

import asyncio
import contextlib
import io
import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hal.virtual.actor import Actor, Stand, playing
from hal.virtual.bench import Snapshot
from hal.virtual.client import BenchClient
from hal.virtual.props import Props
from tests.firmware.face.engine.conftest import INSTALLED
from tests.support.bench_process import bench_process
from tests.support.issued import ROOT
from tests.support.prepared import prepare
from tools.demo import machine
from tools.demo.choice import choose_here
from tools.demo.configs import ReaderChoice
from tools.demo.files import Files
from tools.demo.journal import Entry, ReaderJournal
from tools.demo.layout import Layout, find_config, socket_directory
from tools.demo.player import Played, Player
from tools.demo.progress import Progress
from tools.demo.props import CUES, Scenery, demo_props, scenery_of
from tools.demo.run import Demo, Wishes
from tools.demo.script import Script
from tools.demo.settings import load_settings
from tools.demo.stage import Benches, DemoStage
from tools.demo.toml import merged, to_toml

SETTINGS = load_settings(find_config() / "demo.toml")
VERSION = "test"
PROPS = ROOT / "build" / "tests" / "props"
"""Films that were drawn once serve every run."""

AtPlace = Callable[[str], Awaitable[None]]
"""Called with the place at which the reader is."""


class ApartFiles(Files):
    """Lets the reader's cameras look through a bench of another process."""

    def __init__(self, layout: Layout, region: str, eyes: Path) -> None:
        super().__init__(layout, region, "pcsc")
        self._reader = layout.files / "reader.toml"
        self._eyes = str(eyes)

    def write_reader(self, choice: ReaderChoice) -> None:
        super().write_reader(choice)
        looks = {"driver": "virtual", "device": self._eyes}
        changes = {"hardware": {"camera": looks, "card_camera": looks}}
        self._reader.write_text(to_toml(merged(tomllib.loads(self._reader.read_text()), changes)))


class Split:
    """A bench whose cameras are elsewhere: what an actor hears is the reader's, what it plays is before the cameras."""

    def __init__(self, ears: BenchClient, eyes: BenchClient) -> None:
        self._ears, self._eyes = ears, eyes

    def show_film(self, film: Path | str) -> None:
        self._eyes.show_film(film)

    def queue_film(self, film: Path | str) -> None:
        self._eyes.queue_film(film)

    def snapshot(self, since_signal: int = 0) -> Snapshot:
        return self._ears.snapshot(since_signal)

    def watch(self, since: int, timeout: float, since_signal: int = 0) -> Snapshot:
        return self._ears.watch(since, timeout, since_signal)


class Watched(DemoStage):
    """A stage that takes no pictures of the screen, for they would pass through the reader's memory once more."""

    at_place: AtPlace | None = None
    place = ""

    def entries(self) -> list[Entry]:
        found = super().entries()
        for entry in found:
            if entry.kind == "state":
                self.place = entry.place
        return found

    async def take_picture(self) -> None:
        if self.at_place is not None:
            await self.at_place(self.place)


@dataclass(slots=True)
class Apart:
    """A running product; `films` are what stands before the cameras."""

    demo: Demo
    layout: Layout
    eyes: Path
    tray: Path
    films: Props
    journal: ReaderJournal

    @property
    def reader(self) -> int:
        """The number of the reader's process."""
        return self.demo.supervisor.process_id("reader")

    def scenery(self, script: Script, person: str) -> Scenery:
        """What the cameras see in a visit."""
        assert script.stand is not None
        found = scenery_of(self.films, person, script.stand)
        assert found is not None
        return found

    async def play(self, script: Script, person: str, at_place: AtPlace) -> Played:
        """One visit; `at_place` is waited for at each place that the script waits for."""
        scenery = self.scenery(script, person)
        assert scenery.stand is not None
        card, config = self.layout.cards / f"{person}.card", self.layout.files / "reader.toml"
        with BenchClient(self.layout.bench_socket) as bench, BenchClient(self.tray) as tray:
            stage = Watched(self.demo.supervisor, Benches(bench, tray), self.journal, self.demo.album, card, config)
            stage.at_place = at_place
            with BenchClient(self.eyes) as eyes:
                eyes.show_film(scenery.card, "card_camera")
                with _acting(self.layout.bench_socket, self.eyes, scenery.stand):
                    return await Player(script, stage).play()


@contextmanager
def _acting(ears: Path, eyes: Path, stand: Stand) -> Iterator[None]:
    with BenchClient(ears) as heard, BenchClient(eyes) as shown, playing(Actor(Split(heard, shown), stand, CUES)):
        yield


def face_scripts(*names: str) -> tuple[Script, ...]:
    """Scripts of config/demo.toml as they are played where the face way is there."""
    return tuple(script for name in names for script in choose_here(SETTINGS, name, "").scripts)


@contextlib.asynccontextmanager
async def running_apart(root: Path, visits: tuple[Script, ...]) -> AsyncIterator[Apart]:
    """Start everything and end everything. Raises PcscMissing."""
    prepare(root, VERSION)
    PROPS.mkdir(parents=True, exist_ok=True)
    (root / "props").symlink_to(PROPS)
    layout = Layout(root, socket_directory(root), find_config(), SETTINGS.demo.device)
    machine.make_directories(layout)
    eyes = layout.sockets / "eyes.sock"
    wishes = Wishes(visits, SETTINGS.demo.region, "pcsc", machine.free_port(), VERSION, INSTALLED)
    demo = Demo(layout, wishes, machine.find_programs(), Progress(io.StringIO()))
    demo.files = ApartFiles(layout, SETTINGS.demo.region, eyes)
    async with contextlib.AsyncExitStack() as ending:
        ending.enter_context(bench_process(eyes))
        ending.push_async_callback(demo.stop)
        await demo.start()
        journal = ending.enter_context(ReaderJournal(layout.reader_state))
        place = layout.sockets / "card-bench"
        yield Apart(demo, layout, eyes, place, demo_props(layout.props), journal)


async def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for it; against hanging only."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "it did not come"
        await asyncio.sleep(0.05)
