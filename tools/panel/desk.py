"""Joins the parts of the panel: watcher threads and files on one side, the hub and the pages on the other."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from firmware.reader.tail import Tail
from tools.panel.cards import CardShelf
from tools.panel.errors import PanelError
from tools.panel.hands import Hands
from tools.panel.hub import Hub
from tools.panel.journal import after_activity, after_visit
from tools.panel.watcher import WATCH_SECONDS, Sight, Watcher
from tools.panel.wire import AnyCommand, CardTile, Insert, Journal, Press, Remove, Tear, Touch

log = logging.getLogger(__name__)

FILES_SECONDS = 0.15  # how late a line of the time line may be on the page
CARDS_EVERY = 5  # rounds; new cards need not be there at once


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything is. `tray` is `bench` unless the card lies on a bench of its own (PC/SC)."""

    bench: Path
    tray: Path
    state: Path
    cards: Path


class Desk:
    """One panel at work. `start` needs a running loop; `stop` returns when all its threads have ended."""

    def __init__(self, places: Places, say: Callable[[str, str], str], watch_seconds: float = WATCH_SECONDS) -> None:
        self._places = places
        self._watch_seconds = watch_seconds
        self._shelf = CardShelf(places.cards)
        self._hands = Hands(places.bench, places.tray, self._shelf)
        self.hub = Hub(say, own_tray=places.tray == places.bench)
        self._journal = Journal()
        self._activity = Tail(places.state / "activity.jsonl")
        self._visits = Tail(places.state / "visits.jsonl")
        # One worker: what a page asks for is done in the order in which it asked.
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="panel-hands")
        # One reader of files: nothing is read any more when they are closed.
        self._files = ThreadPoolExecutor(1, thread_name_prefix="panel-files")
        self._watchers: list[Watcher] = []
        self._reading: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to watch. Raises NoCards, LabelsInvalid."""
        loop = asyncio.get_running_loop()
        self.hub.set_cards(self._shelf.tiles())
        self._watch(loop, self._places.bench, self.hub.saw)
        if self._places.tray != self._places.bench:
            self._watch(loop, self._places.tray, self.hub.saw_tray)
        self._reading = asyncio.create_task(self._read_files(), name="panel-files")

    async def stop(self) -> None:
        """Watch no more."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        await asyncio.gather(*(asyncio.to_thread(watcher.stop) for watcher in self._watchers))
        self._worker.shutdown()
        for tail in (self._activity, self._visits):
            self._files.submit(tail.close)
        self._files.shutdown()

    async def act(self, command: AnyCommand) -> None:
        """Do what a page asks for. Raises BenchGone, BenchRefused, CardUnknown."""
        run = asyncio.get_running_loop().run_in_executor
        match command:
            case Press():
                await run(self._worker, self._hands.press, command.key)
            case Touch():
                await run(self._worker, self._hands.touch, command.x, command.y)
            case Insert():
                self.hub.laid(command.card, await run(self._worker, self._hands.lay, command.card))
            case Remove():
                await run(self._worker, self._hands.take)
            case Tear():
                await run(self._worker, self._hands.tear, command.commands, command.when)
                self.hub.armed(command.commands)

    def _watch(self, loop: asyncio.AbstractEventLoop, path: Path, saw: Callable[[Sight], None]) -> None:
        watcher = Watcher(path, lambda sight: _hand_over(loop, saw, sight), self._watch_seconds)
        watcher.start()
        self._watchers.append(watcher)

    async def _read_files(self) -> None:
        rounds = 0
        run = asyncio.get_running_loop().run_in_executor
        while True:
            journal = await run(self._files, self._read_journal)
            self.hub.set_journal(journal)
            if rounds % CARDS_EVERY == 0:
                tiles = await run(self._files, self._read_cards)
                if tiles is not None:
                    self.hub.set_cards(tiles)
            rounds += 1
            await asyncio.sleep(FILES_SECONDS)

    def _read_journal(self) -> Journal:
        try:
            for line in self._activity.lines():
                self._journal = after_activity(self._journal, line)
            for line in self._visits.lines():
                self._journal = after_visit(self._journal, line)
        except OSError as error:
            log.warning("the reader's journal cannot be read: %s", error.strerror)
        return self._journal

    def _read_cards(self) -> tuple[CardTile, ...] | None:
        try:
            return self._shelf.tiles()
        except PanelError as error:
            log.warning("%s", error)
            return None


def _hand_over(loop: asyncio.AbstractEventLoop, saw: Callable[[Sight], None], sight: Sight) -> None:
    # The loop is closed only after the watchers were stopped, so this cannot meet a closed one.
    loop.call_soon_threadsafe(saw, sight)
