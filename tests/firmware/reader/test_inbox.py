"""The queue into the loop: nothing is lost, whoever posts."""

import asyncio
import threading

from firmware.reader.inbox import Happened, Inbox, Input
from firmware.visit.events import CardLeft, Started
from hal.keypad import Key

FIRST, SECOND = Happened(Started()), Happened(CardLeft())
LONG_S = 10.0


def test_items_come_in_the_order_in_which_they_were_posted() -> None:
    async def work() -> list[object]:
        inbox = Inbox(asyncio.get_running_loop())
        inbox.post(FIRST)
        inbox.post(SECOND)
        return [await inbox.take(LONG_S), inbox.take_now(), inbox.take_now()]

    assert asyncio.run(work()) == [FIRST, SECOND, None]


def test_a_post_from_a_thread_wakes_the_loop_that_waits() -> None:
    async def work() -> object:
        inbox = Inbox(asyncio.get_running_loop())
        taking = asyncio.create_task(inbox.take(LONG_S))
        await asyncio.sleep(0)
        thread = threading.Thread(target=inbox.post, args=(FIRST,))
        thread.start()
        found = await taking
        thread.join()
        return found

    assert asyncio.run(work()) is FIRST


def test_many_threads_lose_nothing() -> None:
    async def work() -> int:
        inbox = Inbox(asyncio.get_running_loop())
        threads = [threading.Thread(target=lambda: [inbox.post(FIRST) for _ in range(500)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        taken = 0
        while taken < 2000 and await inbox.take(LONG_S) is not None:
            taken += 1
        for thread in threads:
            thread.join()
        return taken

    assert asyncio.run(work()) == 2000


def test_nothing_comes_within_the_time() -> None:
    async def work() -> object:
        return await Inbox(asyncio.get_running_loop()).take(0.0)

    assert asyncio.run(work()) is None


def test_a_thread_that_posts_after_the_end_is_not_hurt() -> None:
    async def work() -> Inbox:
        return Inbox(asyncio.get_running_loop())

    inbox = asyncio.run(work())
    errors: list[BaseException | None] = []

    def late() -> None:
        inbox.post(SECOND)
        errors.append(None)

    thread = threading.Thread(target=late)
    thread.start()
    thread.join()
    assert errors == [None]


def test_no_repr_shows_what_came_with_it() -> None:
    assert repr(Happened(Started(), b"7351")) == "Happened(Started)"
    assert "7" not in repr(Input(Key.DIGIT_7))
