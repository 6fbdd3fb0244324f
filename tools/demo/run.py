"""One demo from its beginning to its end: prepare, start, play, stop."""

import asyncio
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hal.virtual.card.stack import PcscStack, StackUnavailableError
from hal.virtual.client import BenchClient
from hal.virtual.props import Props
from hal.virtual.tray import BenchError
from hal.virtual.wire import WireError
from tools.demo import machine
from tools.demo.child import LOOK_SECONDS, READY_SECONDS, last_line
from tools.demo.configs import CardDriver, ReaderChoice
from tools.demo.errors import DirectoryRefused, PcscMissing, ProcessFailed
from tools.demo.files import Files
from tools.demo.journal import ReaderJournal
from tools.demo.layout import Layout
from tools.demo.persons import Office, assign, fingerprint, today
from tools.demo.pictures import Album
from tools.demo.plan import CardPlace, Programs, processes
from tools.demo.player import Played, Player
from tools.demo.progress import Progress
from tools.demo.props import before_cameras, demo_props, scenery_of, to_draw
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

CALM_SECONDS = 0.5
"""Longest wait for a change at the card reader, so that the demo can end meanwhile."""

FACE_OFFERED = "ok"
"""The reader's word for a face way that is offered."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for on the command line; `version` is the product's own.

    `scripts` as they are to be played here; `models` are those of the face way, None where it is not there.
    """

    scripts: tuple[Script, ...]
    region: str
    card: CardDriver
    panel_port: int
    version: str
    models: Path | None = None


class Demo:
    """One demo: `start` brings everything up, `play` plays the visits, `stop` ends every process.

    `persons` come in the chosen scripts, each in one; `files` writes the configurations.
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
        self._models = wishes.models
        self._choice = self._chosen_for(wishes.scripts[0])
        self.persons: tuple[str, ...] = ()
        self._props: Props | None = None
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
        wanted_films = any(script.stand is not None for script in self._wishes.scripts)
        progress.expect(1 + wanted_films + len(self._plans) + (self._pcsc is not None))
        with progress.step("keys, certificates, persons, cards"):
            await self._prepare()
        if wanted_films:
            with progress.step("films: who stands before the cameras"):
                await self._draw()
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
            for script, person in zip(self._wishes.scripts, self.persons, strict=True):
                played.append(await self.play_visit(script, person, journal))
                self._progress.say(f"  {verdict(played[-1])}")
        return played

    async def play_visit(self, script: Script, person: str, journal: ReaderJournal) -> Played:
        """Play one script with one person's card; a reader that goes away is the visit's problem. Raises DemoError."""
        await self._restart_for(self._chosen_for(script), journal)
        scenery = None
        if script.stand is not None and self._props is not None:
            scenery = scenery_of(self._props, person, script.stand)
        card, config = self._layout.cards / f"{person}.card", self._layout.files / "reader.toml"
        try:
            with ExitStack() as stack:
                bench = stack.enter_context(BenchClient(self._layout.bench_socket))
                tray = stack.enter_context(BenchClient(self._card_place.tray))
                if script.stand is not None:
                    stack.enter_context(before_cameras(self._layout.bench_socket, bench, scenery))
                stage = DemoStage(self.supervisor, Benches(bench, tray), journal, self.album, card, config)
                return await self._unless_failed(Player(script, stage))
        except (BenchError, WireError, OSError) as error:
            if self.supervisor.failed.done():
                raise self.supervisor.failed.result() from error
            return Played(script, None, (f"the reader went away ({error})",))

    async def open_to_all(self) -> None:
        """After the visits: a reader with the site's own policy, and with the face way where that is there."""
        with ReaderJournal(self._layout.reader_state) as journal:
            await self._restart_for(ReaderChoice({}, self._models), journal)

    async def gain_face(self, models: Path) -> None:
        """Offer the face way from now on, once no card lies on the reader. Raises DemoError."""
        self._models = models
        with BenchClient(self._card_place.tray) as tray:
            seen = tray.snapshot()
            while seen.card_present:
                seen = await asyncio.to_thread(tray.watch, seen.changes, CALM_SECONDS)
        await self.open_to_all()

    @property
    def offers_face(self) -> bool:
        """Whether the reader offers the face, but for visits without it."""
        return self._models is not None

    async def furnish(self) -> None:
        """Draw everybody whom the panel can let stand before the cameras. Raises ProcessFailed."""
        await Office(self._layout, self._programs.python).draw_everybody()

    def _chosen_for(self, script: Script) -> ReaderChoice:
        return ReaderChoice(script.policy, None if script.stand is None else self._models)

    async def _restart_for(self, choice: ReaderChoice, journal: ReaderJournal) -> None:
        before = "" if choice == self._choice else journal.status().boot
        if choice != self._choice:
            self._choice = choice
            self.files.write_reader(choice)
            await self.supervisor.stop("reader")
            await self.supervisor.again("reader")
        if choice.models is not None:
            await self._until_face(journal, before)

    async def _until_face(self, journal: ReaderJournal, boot_before: str) -> None:
        """Wait until the reader offers the face. Raises ProcessFailed when it does not come to it."""
        deadline = time.monotonic() + READY_SECONDS
        while True:
            status = journal.status()
            if status.boot not in {"", boot_before} and status.face == FACE_OFFERED:
                return
            if time.monotonic() > deadline:
                log = self._layout.log("reader")
                raise ProcessFailed("reader", f"does not offer the face ({status.face})", log, last_line(log))
            await asyncio.sleep(LOOK_SECONDS)

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
            self.persons = await self._issue()
            self.files.write_services(machine.free_port())
            self.files.write_reader(self._choice)
        except OSError as error:
            raise DirectoryRefused(self._layout.root, error.strerror or "it cannot be written") from error

    async def _draw(self) -> None:
        office = Office(self._layout, self._programs.python)
        await office.draw(to_draw(self._wishes.scripts, self.persons), self._progress.say)
        self._props = demo_props(self._layout.props)

    async def _issue(self) -> tuple[str, ...]:
        layout, wishes = self._layout, self._wishes
        office = Office(layout, self._programs.python)
        day = today()
        name = fingerprint(wishes.version, day, wishes.region, layout.device, layout.config)
        if not office.is_fresh(name):
            await office.issue(name, day, wishes.region)
        office.unpack()
        ids, more = assign(wishes.scripts, office.labels())
        await office.add(more)
        return tuple(ids)

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
