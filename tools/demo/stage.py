"""The stage of scripted visits: benches, processes and files of one demo."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hal.keypad import Key
from hal.virtual.card.files import read_card_file
from hal.virtual.client import BenchClient
from hal.virtual.scene import CameraTrouble
from tools.demo.errors import VisitWentWrong
from tools.demo.journal import Entry, ReaderJournal, Summary
from tools.demo.pictures import Album
from tools.demo.script import Service
from tools.demo.staff import set_account
from tools.demo.supervisor import Supervisor

LINK_UP = "connected"

DRAWN_SECONDS = 1.0
"""Longest wait for the screen of a place that was just reached."""

CALM_SECONDS = 0.1
"""A screen that stood this long is the one that stays."""

MOVING_SECONDS = 0.4
"""A screen that changed for this long shows a camera's view and never stands still."""


@dataclass(frozen=True, slots=True)
class Benches:
    """The virtual hardware; `tray` takes the card: the reader's own bench, or the one of the PC/SC reader."""

    reader: BenchClient
    tray: BenchClient


class DemoStage:
    """One person with one card before the reader of this demo."""

    def __init__(
        self, supervisor: Supervisor, benches: Benches, journal: ReaderJournal, album: Album, card: Path, config: Path
    ) -> None:
        """`card` is the file of the card of the person who comes, `config` the reader's configuration."""
        self._supervisor = supervisor
        self._bench = benches.reader
        self._tray = benches.tray
        self._journal = journal
        self._album = album
        self._card = card
        self._config = config
        self._frame_number = self._bench.snapshot().frame_number

    @property
    def pin(self) -> str:
        """The PIN on the card."""
        return read_card_file(self._card).contents.pin

    @property
    def tries_left(self) -> int:
        """PIN tries left, as the card counts them."""
        return read_card_file(self._card).counters.auth_pin

    def insert(self) -> None:
        """Lay the card down."""
        self._tray.insert(self._card)

    def remove(self) -> None:
        """Take it."""
        self._tray.remove()

    def tear_after(self, apdus: int, when: Literal["before", "half", "after"]) -> None:
        """Tear it off around a command."""
        self._tray.tear_after(apdus, when)

    def card_lies_there(self) -> bool:
        """Whether a card lies on the reader."""
        return self._tray.snapshot().card_present

    def press(self, key: str) -> None:
        """Press one key."""
        self._bench.press(Key(key))

    def entries(self) -> list[Entry]:
        """What the reader wrote since the last call."""
        return self._journal.entries()

    def summaries(self) -> list[Summary]:
        """The visits that ended since the last call."""
        return self._journal.summaries()

    def link_is_up(self) -> bool:
        """Whether the reader believes that messages can travel."""
        return self._journal.status().link == LINK_UP

    async def stop(self, process: Service) -> None:
        """End a process."""
        await self._supervisor.stop(process)

    async def start(self, process: Service) -> None:
        """Start it again."""
        await self._supervisor.again(process)

    async def staff_account(self, there: bool) -> None:
        """Add the account of the demo's member of staff, or remove it. Raises VisitWentWrong."""
        problem = await set_account(self._config, there)
        if problem:
            raise VisitWentWrong("staff", problem)

    def disturb(self, trouble: CameraTrouble | None) -> None:
        """Let the person's camera go wrong, or be well again."""
        self._bench.disturb(trouble)

    async def take_picture(self) -> None:
        """Wait until the screen has changed and stands still, then keep it."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + DRAWN_SECONDS
        number, since = self._bench.snapshot().frame_number, loop.time()
        while loop.time() < deadline:
            await asyncio.sleep(CALM_SECONDS / 4)
            newest = self._bench.snapshot().frame_number
            if newest != number:
                deadline = min(deadline, loop.time() + MOVING_SECONDS)
                number, since = newest, loop.time()
            if number != self._frame_number and loop.time() - since >= CALM_SECONDS:
                break
        self._frame_number, frame = self._bench.picture()
        if frame is not None:
            self._album.add(frame)
