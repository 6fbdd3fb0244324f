"""What a page does with the two cameras: it lends its own, lets somebody act, or looks away."""

import asyncio
from functools import partial
from unittest.mock import call

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType
from pytest_mock import MockerFixture

from hal.virtual.card.files import load_card
from tests.tools.panel.stage import STAND_COLOURS, Stage, picture, until
from tests.tools.panel.talks import news_of, talk
from tests.tools.panel.test_laptop import jpeg
from tools.panel.desk import LOOK_SECONDS
from tools.panel.eyes import Eyes
from tools.panel.laptop import MAX_JPEG_BYTES


def test_a_page_that_lends_its_camera(on_stage: Stage) -> None:
    scene = on_stage.bench.scene

    async def script(socket: ClientWebSocketResponse) -> None:
        await socket.send_json({"do": "lend", "on": True})
        await news_of(socket, "lending", on=True)
        await news_of(socket, "cameras", lent=True)
        await socket.send_bytes(jpeg())
        await socket.send_json({"do": "stand", "who": "two"})
        await news_of(socket, "cameras", stand="two")
        assert scene.pushed == 0, "nobody looks"
        scene.begin(on_stage)
        await news_of(socket, "scene", camera=True)
        for now, who in ((100.0, "holder"), (101.0, "other")):
            on_stage.clock = partial(float, now)
            for _ in range(10):
                await socket.send_bytes(jpeg())
            await socket.send_json({"do": "stand", "who": who})
            await news_of(socket, "cameras", stand=who)
        assert scene.pushed == 2, "what comes too fast is passed over"
        scene.end(on_stage)
        await news_of(socket, "scene", camera=False)
        await socket.send_json({"do": "stand", "who": "two"})
        await news_of(socket, "cameras", stand="two")
        assert scene.picture is None, "the last picture is forgotten"

    talk(on_stage, script)
    until(lambda: scene.picture is not None and scene.picture.pixels[:3] == b"\x50\x60\xb0")


def test_the_page_that_asked_last_lends(on_stage: Stage) -> None:
    async def run() -> None:
        headers = {"Origin": on_stage.origin}
        async with ClientSession() as client:
            first = await client.ws_connect(on_stage.origin + "/live", headers=headers)
            second = await client.ws_connect(on_stage.origin + "/live", headers=headers)
            await first.send_json({"do": "lend", "on": True})
            await news_of(first, "lending", on=True)
            await second.send_json({"do": "lend", "on": True})
            await news_of(second, "lending", on=True)
            await news_of(first, "lending", on=False)
            on_stage.bench.scene.begin(on_stage)
            await news_of(second, "scene", camera=True)
            await first.send_bytes(jpeg())
            await first.send_json({"do": "lend", "on": False})
            await first.send_json({"do": "stand", "who": "two"})
            await news_of(second, "cameras", stand="two", lent=True)
            assert on_stage.bench.scene.pushed == 0
            await first.close()
            await second.close()

    asyncio.run(asyncio.wait_for(run(), 10))


@pytest.mark.parametrize(("data", "code"), [(b"no picture", 1003), (bytes(MAX_JPEG_BYTES + 1), 1009)])
def test_what_is_no_picture_ends_the_talk(on_stage: Stage, data: bytes, code: int) -> None:
    async def script(socket: ClientWebSocketResponse) -> int | None:
        await socket.send_json({"do": "lend", "on": True})
        on_stage.bench.scene.begin(on_stage)
        await news_of(socket, "scene", camera=True)
        await socket.send_bytes(data)
        while (await socket.receive()).type in {WSMsgType.TEXT, WSMsgType.BINARY}:
            pass
        return socket.close_code

    assert talk(on_stage, script) == code
    until(lambda: on_stage.bench.scene.picture is not None, 10.0)


def test_the_head_is_turned_for_the_card_that_a_page_laid_alone(on_stage: Stage) -> None:
    bench = on_stage.bench

    async def script(socket: ClientWebSocketResponse) -> None:
        bench.show_camera(picture("#112233"))
        bench.insert(load_card(on_stage.cards / "asagao.card"))
        await news_of(socket, "scene", card_present=True)
        bench.signals.speak("face.turn.left", "ja")
        await news_of(socket, "heard", value="face.turn.left")
        await socket.send_json({"do": "press", "key": "7"})
        await asyncio.to_thread(until, lambda: len(bench.keys) == 1)
        assert bench.scene.picture == picture("#112233"), "a script brings its own person"
        await socket.send_json({"do": "insert", "card": "asagao"})
        await news_of(socket, "scene", card="asagao")
        bench.signals.speak("face.turn.right", "ja")
        colour = bytes.fromhex(STAND_COLOURS["holder"]["turn-right"][1:])
        await asyncio.to_thread(until, lambda: bench.scene.picture.pixels[:3] == colour)

    talk(on_stage, script)


def test_nothing_is_looked_at_for_a_page_that_cannot_be_seen(on_stage: Stage, mocker: MockerFixture) -> None:
    async def script(socket: ClientWebSocketResponse) -> None:
        await binary(socket)
        await socket.send_json({"do": "looking", "on": False})
        await socket.send_json({"do": "stand", "who": "two"})
        await news_of(socket, "cameras", stand="two")
        looks, rounds = mocker.spy(Eyes, "look"), mocker.spy(asyncio, "sleep")
        await asyncio.to_thread(until, lambda: rounds.call_args_list.count(call(LOOK_SECONDS)) > 2)
        assert looks.call_count == 0
        await socket.send_json({"do": "looking", "on": True})
        await binary(socket)

    async def binary(socket: ClientWebSocketResponse) -> None:
        while (await socket.receive()).type is not WSMsgType.BINARY:
            pass

    talk(on_stage, script)
