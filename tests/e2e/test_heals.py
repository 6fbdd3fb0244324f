"""Killing and restarting the processes in any order: it heals by itself, and the screen says what goes on meanwhile."""

import asyncio
import itertools
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from hal.virtual.client import BenchClient
from tools.demo.player import Played

from .stack import LIMIT_S, Stack, running, scripts

pytestmark = pytest.mark.process

PROCESSES = ("broker", "central", "link", "reader")
ORDERS = tuple(itertools.permutations(PROCESSES))
SEED = 20260401
SAMPLE = 3

# What a visit may end as while somebody is still away: the person is told, nothing is shown that was not asked for.
MEANWHILE = {"centre_unreachable", "centre_silent"}


def test_it_heals_after_every_order_of_deaths_sampled(tmp_path: Path) -> None:
    asyncio.run(kill_in_orders(tmp_path, random.Random(SEED).sample(ORDERS, SAMPLE)))


@pytest.mark.prove
def test_it_heals_after_every_order_of_deaths(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    visits = asyncio.run(kill_in_orders(tmp_path, ORDERS))
    counted = f"{len(ORDERS)} orders of {len(PROCESSES)} deaths, {visits} visits and as many usage records"
    record_property("proof", f"{counted}, 0 bad (all, no seed)")


async def kill_in_orders(root: Path, orders: Sequence[tuple[str, ...]]) -> int:
    """How many visits were recorded, those that did not complete included."""
    async with running(root, scripts("pin")) as stack:
        for order in orders:
            for name in order:
                await until_running(stack, name)
                stack.demo.supervisor.kill(name)
            attempts = await until_a_visit_completes(stack)
            outcomes = [played.summary.outcome for played in attempts[:-1] if played.summary is not None]
            assert set(outcomes) <= MEANWHILE, f"after {order}"
        visits = (stack.layout.reader_state / "visits.jsonl").read_text().splitlines()
        assert stack.usage_records() == len(visits)
        return len(visits)


async def until_running(stack: Stack, name: str) -> None:
    """A process that was just killed is started again after a pause."""
    async with asyncio.timeout(LIMIT_S):
        while True:
            if stack.demo.supervisor.process_id(name) is not None:
                return
            await asyncio.sleep(0.02)


async def until_a_visit_completes(stack: Stack) -> list[Played]:
    """Let the person come again until it works, as people do."""
    (script,) = scripts("pin")
    attempts: list[Played] = []
    async with asyncio.timeout(LIMIT_S):
        while not attempts or attempts[-1].problems:
            if not await reader_is_idle(stack):
                continue
            attempts.append(await stack.demo.play_visit(script, stack.demo.persons[0], stack.journal))
    return attempts


async def reader_is_idle(stack: Stack) -> bool:
    """Whether the reader serves its bench and waits for a card; a short rest before the next look when it does not."""
    try:
        with BenchClient(stack.layout.bench_socket) as bench:
            if bench.snapshot().lamp == "ready" and not bench.snapshot().card_present:
                return True
    except OSError:
        pass
    await asyncio.sleep(0.05)
    return False


def test_the_screen_says_what_goes_on_meanwhile(tmp_path: Path) -> None:
    asyncio.run(look_at_the_screen(tmp_path))


async def look_at_the_screen(root: Path) -> None:
    async with running(root, scripts("pin")) as stack:
        await until_link(stack, up=True)
        usual = await still_picture(stack)
        for name in ("broker", "link"):
            await stack.demo.supervisor.stop(name)
            await until_link(stack, up=False)
            meanwhile = await still_picture(stack)
            assert meanwhile != usual, f"nothing on the screen says that {name} is away"
            await stack.demo.supervisor.again(name)
            await until_link(stack, up=True)
            assert await still_picture(stack) == usual, f"the screen still says that {name} is away"


async def until_link(stack: Stack, up: bool) -> None:
    async with asyncio.timeout(LIMIT_S):
        while True:
            if (stack.journal.status().link == "connected") is up:
                return
            await asyncio.sleep(0.02)


async def still_picture(stack: Stack) -> bytes:
    """The screen once it has stood for half a second."""
    number, since = -1, 0.0
    loop = asyncio.get_running_loop()
    with BenchClient(stack.layout.bench_socket) as bench:
        async with asyncio.timeout(LIMIT_S):
            while True:
                newest = bench.snapshot().frame_number
                if newest != number:
                    number, since = newest, loop.time()
                if loop.time() - since > 0.5:
                    frame = bench.look()
                    assert frame is not None
                    return frame.pixels
                await asyncio.sleep(0.02)
