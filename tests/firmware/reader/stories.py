"""How far a visit got: for tests of the loop, with and without its turning."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from firmware.link.ipc import Status
from firmware.reader.inbox import Happened, Input, LinkSaid
from firmware.visit.events import CardPlaced, Started
from tests.firmware.reader.rig import ANSWERS, PIN_KEYS, Rig

LIMIT_S = 20.0
ONLINE = LinkSaid(Status(connected=True, reason="connected"))


def with_rig(place: Path, work: Callable[[Rig], None], **more: Any) -> None:
    """Do something with a reader that stands idle; its loop does not run."""

    async def run() -> None:
        rig = Rig(place, **more)
        rig.give(Happened(Started()), ONLINE)
        work(rig)

    asyncio.run(run())


def enter_pin(rig: Rig) -> None:
    """To the place where the centre is asked who stands there."""
    rig.lay_card()
    rig.give(Happened(CardPlaced(1)))
    rig.give(rig.answer(ANSWERS[0]))
    rig.give(*(Input(key) for key in PIN_KEYS))


def to_result(rig: Rig) -> None:
    enter_pin(rig)
    rig.give(rig.answer(ANSWERS[1]))
    rig.give(rig.answer(ANSWERS[2]))


def running_reader(place: Path, work: Callable[[Rig], Awaitable[None]]) -> Rig:
    """Do something with a reader whose loop and watchers run; return it when its loop has ended."""

    async def run() -> Rig:
        rig = Rig(place)
        running = asyncio.ensure_future(rig.app.run())
        try:
            await work(rig)
            async with asyncio.timeout(LIMIT_S):
                await running
        finally:
            running.cancel()
        return rig

    return asyncio.run(run())


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop turn until something is so."""
    async with asyncio.timeout(LIMIT_S):
        for _ in itertools.takewhile(lambda _: not condition(), itertools.count()):
            await asyncio.sleep(0)


async def serving(rig: Rig) -> None:
    rig.inbox.post(ONLINE)
    await until(lambda: rig.place_now == "idle" and rig.conductor.visit.online)


async def pin_sent(rig: Rig) -> None:
    await serving(rig)
    rig.lay_card()
    await until(lambda: rig.place_now == "pin/entering")
    rig.inbox.post(rig.answer(ANSWERS[0]))
    for key in PIN_KEYS:
        rig.bench.press(key)
    await until(lambda: rig.place_now == "pin/identifying")


async def result_shown(rig: Rig) -> None:
    await pin_sent(rig)
    rig.inbox.post(rig.answer(ANSWERS[1]))
    await until(lambda: rig.place_now == "inquiring/asking")
    rig.inbox.post(rig.answer(ANSWERS[2]))
    await until(lambda: rig.place_now == "done")
