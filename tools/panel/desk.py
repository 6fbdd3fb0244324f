"""Joins the parts of the panel: watcher threads and files on one side, the hub and the pages on the other."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from tools.panel.cards import CardShelf
from tools.panel.counter import Counter
from tools.panel.errors import BenchGone, BenchRefused, PanelError
from tools.panel.eyes import Eyes
from tools.panel.hands import Hands
from tools.panel.hub import Hub, Page
from tools.panel.lender import Lender
from tools.panel.record import Record
from tools.panel.watcher import WATCH_SECONDS, Looked, Sight, Watcher
from tools.panel.wire import (
    AnyCommand,
    CardTile,
    Insert,
    Lend,
    Lie,
    Looking,
    Press,
    Remove,
    Stand,
    Tear,
    Touch,
)

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

FILES_SECONDS = 0.15  # how late a line of the time line may be on the page
CARDS_EVERY = 5  # rounds; new cards and new films need not be there at once
LOOK_SECONDS = 0.25  # between two pictures of a camera


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything is. `tray` is `bench` unless the card lies on a bench of its own (PC/SC)."""

    bench: Path
    tray: Path
    state: Path
    cards: Path
    props: Path | None = None


class Desk:
    """One panel at work. `start` needs a running loop; `stop` returns when all its threads have ended.

    `clock` gives monotonic seconds, by which pictures that come too fast are passed over.
    """

    def __init__(
        self,
        places: Places,
        say: Callable[[str, str], str],
        watch_seconds: float = WATCH_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._places = places
        self._watch_seconds = watch_seconds
        self._shelf = CardShelf(places.cards)
        self._hands = Hands(places.bench, places.tray, self._shelf)
        self._counter = Counter(places.bench, places.props)
        self._eyes = Eyes(places.bench)
        self.hub = Hub(say, own_tray=places.tray == places.bench)
        self._record = Record(places.state)
        # One worker: what a page asks for is done in the order in which it asked.
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="panel-hands")
        # One reader of files: nothing is read any more when they are closed.
        self._files = ThreadPoolExecutor(1, thread_name_prefix="panel-files")
        self._looks = ThreadPoolExecutor(1, thread_name_prefix="panel-eyes")
        self._watchers: list[Watcher] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._lender = Lender(self._counter, self._do, clock)

    def start(self) -> None:
        """Begin to watch. Raises NoCards, LabelsInvalid."""
        loop = asyncio.get_running_loop()
        self.hub.set_cards(self._shelf.tiles())
        self.hub.set_cameras(self._counter.view())
        self._watch(loop, self._places.bench, self._saw)
        if self._places.tray != self._places.bench:
            self._watch(loop, self._places.tray, self._saw_tray)
        self._tasks = [
            asyncio.create_task(self._read_files(), name="panel-files"),
            asyncio.create_task(self._look(), name="panel-eyes"),
        ]

    async def stop(self) -> None:
        """Watch no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(asyncio.to_thread(watcher.stop) for watcher in self._watchers))
        self._worker.shutdown()
        self._looks.shutdown()
        self._files.submit(self._record.close)
        self._files.shutdown()

    async def act(self, command: AnyCommand, page: Page) -> None:
        """Do what a page asks for. Raises BenchGone, BenchRefused, CardUnknown."""
        match command:
            case Press():
                await self._do(self._hands.press, command.key)
            case Touch():
                await self._do(self._hands.touch, command.x, command.y)
            case Insert():
                self.hub.laid(command.card, await self._do(self._lay, command.card))
                await self._tell_cameras()
            case Remove():
                await self._do(self._hands.take)
            case Tear():
                await self._do(self._hands.tear, command.commands, command.when)
                self.hub.armed(command.commands)
            case Stand():
                await self._do(self._counter.stand, command.who)
                await self._tell_cameras()
            case Lie():
                await self._do(self._counter.lie, command.sight)
                await self._tell_cameras()
            case Lend():
                await (self._lender.begin(page) if command.on else self._lender.end(page))
                await self._tell_cameras()
            case Looking():
                self.hub.look(page, command.on)

    async def give(self, page: Page, jpeg: bytes) -> None:
        """A picture of the camera of a page's computer came. It is wanted while the reader looks. Raises BadPicture."""
        await self._lender.give(page, jpeg, wanted="camera" in self.hub.running)

    async def left(self, page: Page) -> None:
        """A page was closed, or its connection broke."""
        try:
            await self._lender.end(page)
        except (BenchGone, BenchRefused) as error:
            log.info("nobody stands there now: %s", type(error).__name__)
        await self._tell_cameras()

    def _do(self, act: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._worker, partial(act, *arguments, **named))

    async def _tell_cameras(self) -> None:
        self.hub.set_cameras(await self._do(self._counter.view))

    def _lay(self, card: str) -> int:
        self._shelf.path(card)
        self._counter.come(card)
        return self._hands.lay(card)

    def _watch(self, loop: asyncio.AbstractEventLoop, path: Path, saw: Callable[[Sight], None]) -> None:
        watcher = Watcher(path, lambda sight: _hand_over(loop, saw, sight), self._watch_seconds)
        watcher.start()
        self._watchers.append(watcher)

    def _saw(self, sight: Sight) -> None:
        card, running = self.hub.card, self.hub.running
        self.hub.saw(sight)
        if isinstance(sight, Looked) and not sight.fresh:
            self._do(self._counter.restarted)
        elif isinstance(sight, Looked) and self.hub.card:
            # Whoever else lays a card, such as a script, brings the person too.
            for signal in sight.snapshot.signals:
                if signal.kind == "speech":
                    self._do(self._counter.hear, signal.value)
        if self._lender.there and "camera" in running - self.hub.running:
            self._do(self._counter.forget_picture)
        self._after(card)

    def _saw_tray(self, sight: Sight) -> None:
        card = self.hub.card
        self.hub.saw_tray(sight)
        self._after(card)

    def _after(self, card: str) -> None:
        if card and not self.hub.card:
            self._do(self._counter.taken)

    async def _look(self) -> None:
        arrivals = 0
        run = asyncio.get_running_loop().run_in_executor
        while True:
            if self.hub.looked_at:
                if arrivals != self.hub.arrivals:
                    arrivals = self.hub.arrivals
                    self._eyes.forget()
                for picture in await run(self._looks, self._eyes.look, self.hub.changes, self.hub.running):
                    self.hub.seen(picture)
            await asyncio.sleep(LOOK_SECONDS)

    async def _read_files(self) -> None:
        rounds = 0
        run = asyncio.get_running_loop().run_in_executor
        while True:
            self.hub.set_journal(await run(self._files, self._record.read))
            if rounds % CARDS_EVERY == 0:
                tiles = await run(self._files, self._read_cards)
                if tiles is not None:
                    self.hub.set_cards(tiles)
                await self._do(self._counter.look_again)
                await self._tell_cameras()
            rounds += 1
            await asyncio.sleep(FILES_SECONDS)

    def _read_cards(self) -> tuple[CardTile, ...] | None:
        try:
            return self._shelf.tiles()
        except PanelError as error:
            log.warning("%s", error)
            return None


def _hand_over(loop: asyncio.AbstractEventLoop, saw: Callable[[Sight], None], sight: Sight) -> None:
    # The loop is closed only after the watchers were stopped, so this cannot meet a closed one.
    loop.call_soon_threadsafe(saw, sight)
