"""Plays a script: does its steps one after another on a stage and judges how the visit ended."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from hal.virtual.scene import CameraTrouble
from tools.demo.errors import VisitWentWrong
from tools.demo.journal import Entry, Summary
from tools.demo.script import (
    AnyStep,
    Disturb,
    Insert,
    Press,
    Remove,
    Script,
    Service,
    StaffAccount,
    Start,
    Stop,
    Tear,
    TypePin,
    TypeStaff,
    WaitFor,
    WaitForLink,
)
from tools.demo.staff import PASSCODE, STAFF_ID

PATIENCE_SECONDS = 40.0
"""Against hanging only; every deadline of the product is shorter."""

LOOK_SECONDS = 0.005
"""How often the journal is looked at."""

IDLE = "idle"
RECEIPT = "Acknowledgement"
"""May come more than once for one record: link repeats it until it was confirmed, the centre keeps it once."""


class Stage(Protocol):
    """What a script acts on: one reader with its surroundings, and one person's card."""

    @property
    def pin(self) -> str:
        """The PIN of the person's card; empty where it has none."""

    @property
    def tries_left(self) -> int:
        """What the card itself counts now."""

    def insert(self) -> None:
        """Lay the card down."""

    def remove(self) -> None:
        """Take it."""

    def tear_after(self, apdus: int, when: Literal["before", "half", "after"]) -> None:
        """Tear it off around a command."""

    def card_lies_there(self) -> bool:
        """Whether a card lies on the reader."""

    def press(self, key: str) -> None:
        """Press one key."""

    def entries(self) -> list[Entry]:
        """What the reader wrote since the last call."""

    def summaries(self) -> list[Summary]:
        """The visits that ended since the last call."""

    def link_is_up(self) -> bool:
        """Whether the reader believes that messages can travel."""

    async def stop(self, process: Service) -> None:
        """End a process."""

    async def start(self, process: Service) -> None:
        """Start it again."""

    async def staff_account(self, there: bool) -> None:
        """Add the account of the demo's member of staff, or remove it. Raises VisitWentWrong."""

    def disturb(self, trouble: CameraTrouble | None) -> None:
        """Let the person's camera go wrong, or be well again."""

    async def take_picture(self) -> None:
        """Keep the screen that stands there now."""


@dataclass(frozen=True, slots=True)
class Played:
    """A visit that was played. `problems` is empty when it went as its script says."""

    script: Script
    summary: Summary | None
    problems: tuple[str, ...]


class Player:
    """Plays one script on one stage."""

    def __init__(self, script: Script, stage: Stage) -> None:
        self._script = script
        self._stage = stage
        self._unread: list[Entry] = []
        self._receipts = 0
        self._summaries: list[Summary] = []
        self._staffed = False

    async def play(self) -> Played:
        """Play it to the end; the card is off the reader afterwards and the reader idle, where that can be had."""
        try:
            played = await self._play()
        finally:
            # Also where the reader went away: the next script must not meet this one's staff.
            problems = await self._unstaffed()
        return replace(played, problems=(*played.problems, *problems))

    async def _play(self) -> Played:
        problems: list[str] = []
        self._follow()
        self._unread.clear()
        self._receipts = 0
        self._summaries.clear()
        try:
            await self._until(self._stage.link_is_up, "the reader has no way to the centre")
            for step in self._script.steps:
                await self._do(step)
        except VisitWentWrong as error:
            problems.append(error.problem)
        if self._stage.card_lies_there():
            self._stage.remove()
        try:
            await self._until(lambda: bool(self._summaries), "the reader wrote no summary of the visit")
            await self._until(lambda: self._receipts > 0, "the centre did not confirm the usage record")
        except VisitWentWrong as error:
            problems.append(error.problem)
        problems += self._judge()
        return Played(self._script, self._summaries[0] if self._summaries else None, tuple(problems))

    async def _do(self, step: AnyStep) -> None:
        stage = self._stage
        match step:
            case Insert():
                stage.insert()
            case Remove():
                stage.remove()
            case WaitFor(place=place):
                await self._until(lambda: self._came_to(place), f"the reader did not come to {place}")
                await stage.take_picture()
            case Press(keys=keys):
                self._press(keys)
            case TypePin(right=right):
                self._press(stage.pin if right else other_pin(stage.pin))
                await stage.take_picture()
                self._press("#")
            case Tear(apdus=apdus, when=when):
                stage.tear_after(apdus, when)
            case Stop(process=process):
                await stage.stop(process)
            case Start(process=process):
                await stage.start(process)
            case StaffAccount():
                self._staffed = True
                await stage.staff_account(there=True)
            case TypeStaff(right=right):
                self._press(f"{STAFF_ID}#{PASSCODE if right else other_pin(PASSCODE)}#")
            case Disturb(trouble=trouble):
                stage.disturb(trouble)
            case WaitForLink(up=up):
                what = "up" if up else "down"
                await self._until(lambda: stage.link_is_up() is up, f"the reader did not notice that link is {what}")

    async def _unstaffed(self) -> list[str]:
        if not self._staffed:
            return []
        try:
            await self._stage.staff_account(there=False)
        except VisitWentWrong as error:
            return [error.problem]
        return []

    def _press(self, keys: str) -> None:
        for key in keys:
            self._stage.press(key)

    def _came_to(self, place: str) -> bool:
        while self._unread:
            entry = self._unread.pop(0)
            if entry.kind == "state" and entry.place == place:
                return True
        return False

    async def _until(self, condition: Callable[[], bool], problem: str) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE_SECONDS
        while True:
            self._follow()
            if condition():
                return
            if loop.time() > deadline:
                raise VisitWentWrong(self._script.name, problem)
            await asyncio.sleep(LOOK_SECONDS)

    def _follow(self) -> None:
        entries = self._stage.entries()
        self._unread += entries
        self._receipts += sum(entry.name == RECEIPT for entry in entries if entry.kind == "message")
        self._summaries += self._stage.summaries()

    def _judge(self) -> list[str]:
        problems = []
        script = self._script
        if len(self._summaries) > 1:
            problems.append(f"there were {len(self._summaries)} visits")
        for summary in self._summaries[:1]:
            if summary.outcome != script.outcome:
                problems.append(f"the outcome is {summary.outcome}, not {script.outcome}")
        if script.tries_left is not None and self._stage.tries_left != script.tries_left:
            problems.append(f"the card has {self._stage.tries_left} tries left, not {script.tries_left}")
        return problems


def other_pin(pin: str) -> str:
    """A PIN that differs in every digit."""
    return "".join(str((int(digit) + 1) % 10) for digit in pin)
