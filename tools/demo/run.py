"""One demo from its beginning to its end: prepare, start, play, stop."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hal.virtual.card.stack import PcscStack, StackUnavailableError
from hal.virtual.client import BenchClient
from hal.virtual.tray import BenchError
from tools.demo import machine
from tools.demo.configs import CardDriver
from tools.demo.errors import DirectoryRefused, PcscMissing
from tools.demo.files import Files
from tools.demo.journal import ReaderJournal
from tools.demo.layout import Layout
from tools.demo.persons import Office, assign, fingerprint, today
from tools.demo.pictures import Album
from tools.demo.plan import CardPlace, Programs, processes
from tools.demo.player import Played, Player
from tools.demo.progress import Progress
from tools.demo.report import verdict
from tools.demo.script import Script
from tools.demo.stage import Benches, DemoStage
from tools.demo.supervisor import Supervisor

TITLES = {
    "broker": "broker: Mosquitto, TLS with client certificates",
    "central": "centre: uketsuke-central",
    "link": "link: uketsuke-link",
    "reader": "reader: uketsuke-reader",
    "panel": "panel: the virtual reader in a browser",
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for on the command line; `version` is the product's own."""

    scripts: tuple[Script, ...]
    region: str
    card: CardDriver
    panel_port: int
    version: str


class Demo:
    """One demo: `start` brings everything up, `play` plays the visits, `stop` ends every process.

    `cards` are the cards of those who come in the chosen scripts, `files` writes the configurations.
    """

    def __init__(self, layout: Layout, wishes: Wishes, programs: Programs, progress: Progress) -> None:
        """Raises PcscMissing where real PC/SC is asked for and cannot be had. Made on the running loop."""
        self._layout = layout
        self._wishes = wishes
        self._programs = programs
        self._progress = progress
        self.files = Files(layout, wishes.region, wishes.card)
        self._pcsc = _pcsc(layout) if wishes.card == "pcsc" else None
        self._card_place = _card_place(layout, self._pcsc)
        self._plans = processes(layout, programs, self._card_place, wishes.panel_port)
        self._policy: dict[str, float | bool] = {}
        self.cards: tuple[Path, ...] = ()
        self.supervisor = Supervisor(layout, progress.say)
        self.album = Album()

    @property
    def panel_port(self) -> int:
        """Where the panel is."""
        return self._wishes.panel_port

    @property
    def version(self) -> str:
        """The version of the product."""
        return self._wishes.version

    async def start(self) -> None:
        """Make what is needed, start every process and wait until each does its work. Raises DemoError."""
        progress = self._progress
        progress.expect(1 + len(self._plans) + (self._pcsc is not None))
        with progress.step("keys, certificates, persons, cards"):
            await self._prepare()
        if self._pcsc is not None:
            with progress.step("PC/SC: pcscd with a virtual reader"):
                _start_pcsc(self._pcsc)
        await self._start_processes()
        if not self._programs.alone:
            progress.say("Note: no network namespace can be had here, so the reader keeps this computer's network.")

    async def _start_processes(self) -> None:
        """The broker first, the others side by side: each waits by itself for whom it needs."""
        broker, *others = self._plans
        with self._progress.step(TITLES[broker.name]):
            await self.supervisor.start(broker)
        starting = {plan.name: asyncio.create_task(self.supervisor.start(plan)) for plan in others}
        try:
            for name, start in starting.items():
                with self._progress.step(TITLES[name]):
                    await start
        finally:
            for start in starting.values():
                start.cancel()
            await asyncio.gather(*starting.values(), return_exceptions=True)

    async def play(self) -> list[Played]:
        """Play the scripts one after another. Raises DemoError when a process fails for good."""
        played: list[Played] = []
        with ReaderJournal(self._layout.reader_state) as journal:
            for script, card in zip(self._wishes.scripts, self.cards, strict=True):
                played.append(await self.play_visit(script, card, journal))
                self._progress.say(f"  {verdict(played[-1])}")
        return played

    async def play_visit(self, script: Script, card: Path, journal: ReaderJournal) -> Played:
        """Play one script with one card; a reader that goes away is a problem of the visit. Raises DemoError."""
        if script.policy != self._policy:
            self._policy = script.policy
            self.files.write_reader(script.policy)
            await self.supervisor.stop("reader")
            await self.supervisor.again("reader")
        try:
            with BenchClient(self._layout.bench_socket) as bench, BenchClient(self._card_place.tray) as tray:
                stage = DemoStage(
                    self.supervisor, Benches(bench, tray), journal, self.album, card, self._layout.files / "reader.toml"
                )
                return await self._unless_failed(Player(script, stage))
        except (BenchError, OSError) as error:
            return Played(script, None, (f"the reader went away ({error})",))

    async def stay(self) -> None:
        """Keep everything running until cancelled. Raises DemoError when a process fails for good."""
        raise await asyncio.shield(self.supervisor.failed)

    async def stop(self) -> None:
        """End every process."""
        await self.supervisor.stop_all()
        if self._pcsc is not None:
            self._pcsc.stop()

    async def _prepare(self) -> None:
        try:
            self.cards = await self._issue()
            self.files.write_services(machine.free_port())
            self.files.write_reader(self._policy)
        except OSError as error:
            raise DirectoryRefused(self._layout.root, error.strerror or "it cannot be written") from error

    async def _issue(self) -> tuple[Path, ...]:
        layout, wishes = self._layout, self._wishes
        office = Office(layout, self._programs.python)
        day = today()
        name = fingerprint(wishes.version, day, wishes.region, layout.device, layout.config)
        if not office.is_fresh(name):
            await office.issue(name, day, wishes.region)
        office.unpack()
        ids, more = assign(wishes.scripts, office.labels())
        await office.add(more)
        return tuple(layout.cards / f"{person}.card" for person in ids)

    async def _unless_failed(self, player: Player) -> Played:
        playing = asyncio.ensure_future(player.play())
        failed = self.supervisor.failed
        try:
            either: set[asyncio.Future[Any]] = {playing, failed}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if failed.done():
                raise failed.result()
            return playing.result()
        finally:
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)


def _pcsc(layout: Layout) -> PcscStack:
    try:
        return PcscStack(layout.sockets)
    except StackUnavailableError as error:
        raise PcscMissing(str(error)) from error


def _start_pcsc(stack: PcscStack) -> None:
    try:
        stack.start()
    except StackUnavailableError as error:
        raise PcscMissing(str(error)) from error


def _card_place(layout: Layout, stack: PcscStack | None) -> CardPlace:
    if stack is None:
        return CardPlace(layout.bench_socket)
    return CardPlace(stack.bench, tuple(stack.environment.items()))
