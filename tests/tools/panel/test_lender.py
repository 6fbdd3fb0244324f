import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from tools.panel.errors import BadPicture, BenchGone
from tools.panel.hub import Page
from tools.panel.laptop import MAX_RATE
from tools.panel.lender import Lender


class Reader:
    """Notes what it is given; `away` while it restarts."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.away = False

    def lend(self, lent: bool) -> None:
        if self.away:
            raise BenchGone
        self.done.append(lent)

    def give(self, jpeg: bytes) -> None:
        if self.away:
            raise BenchGone
        if not jpeg:
            raise BadPicture("empty")
        self.done.append(jpeg)


class Setting:
    """A lender with a reader, on a clock that is moved by hand."""

    def __init__(self) -> None:
        self.reader = Reader()
        self.now = 100.0
        self.first, self.second = Page(), Page()
        self.lender = Lender(self.reader, self._run, lambda: self.now)

    async def _run(self, act: Callable[..., None], *arguments: object) -> None:
        await asyncio.sleep(0)
        act(*arguments)

    def told(self, page: Page) -> list[bool]:
        found = []
        while not page.waiting.empty():
            found.append(json.loads(page.waiting.get_nowait())["on"])
        return found


def play(script: Callable[[Setting], Awaitable[None]]) -> Setting:
    setting = Setting()

    async def run() -> None:
        await script(setting)

    asyncio.run(run())
    return setting


def test_from_the_switch_to_the_switch() -> None:
    async def script(it: Setting) -> None:
        await it.lender.give(it.first, b"too early", wanted=True)
        await it.lender.begin(it.first)
        assert it.lender.there
        await it.lender.give(it.first, b"one", wanted=True)
        await it.lender.end(it.first)
        await it.lender.give(it.first, b"too late", wanted=True)
        assert not it.lender.there

    it = play(script)
    assert it.reader.done == [True, b"one", False]
    assert (it.told(it.first), it.first.lends) == ([True, False], True)


def test_pictures_that_nobody_wants_or_that_come_too_fast_are_passed_over() -> None:
    async def script(it: Setting) -> None:
        await it.lender.begin(it.first)
        await it.lender.give(it.first, b"off", wanted=False)
        await it.lender.give(it.first, b"1", wanted=True)
        it.now += 0.5 / MAX_RATE
        await it.lender.give(it.first, b"fast", wanted=True)
        it.now += 0.5 / MAX_RATE
        await it.lender.give(it.first, b"2", wanted=True)
        it.now += 1.0
        await asyncio.gather(*(it.lender.give(it.first, text, wanted=True) for text in (b"3", b"at once")))

    assert play(script).reader.done == [True, b"1", b"2", b"3"]


def test_the_last_page_that_asked_lends() -> None:
    async def script(it: Setting) -> None:
        await it.lender.begin(it.first)
        await it.lender.begin(it.second)
        await it.lender.give(it.first, b"first", wanted=True)
        await it.lender.end(it.first)
        await it.lender.give(it.second, b"second", wanted=True)

    it = play(script)
    assert it.reader.done == [True, True, b"second"]
    assert (it.told(it.first), it.told(it.second)) == ([True, False], [True])


def test_a_reader_that_is_away_gets_nothing_now_and_the_next_picture_later() -> None:
    async def script(it: Setting) -> None:
        it.reader.away = True
        with pytest.raises(BenchGone):
            await it.lender.begin(it.first)
        assert not it.lender.there
        it.reader.away = False
        await it.lender.begin(it.first)
        it.reader.away = True
        await it.lender.give(it.first, b"lost", wanted=True)
        it.reader.away = False
        it.now += 1.0
        await it.lender.give(it.first, b"next", wanted=True)

    it = play(script)
    assert it.reader.done == [True, b"next"]
    assert it.told(it.first) == [False, True]


def test_what_is_no_picture_is_said() -> None:
    async def script(it: Setting) -> None:
        await it.lender.begin(it.first)
        with pytest.raises(BadPicture):
            await it.lender.give(it.first, b"", wanted=True)
        it.now += 1.0
        await it.lender.give(it.first, b"good", wanted=True)

    assert play(script).reader.done == [True, b"good"]
