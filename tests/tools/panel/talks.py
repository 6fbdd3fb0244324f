"""Talks with a panel through its socket, as a page has them."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from tests.tools.panel.stage import Stage


def talk(stage: Stage, script: Callable[[ClientWebSocketResponse], Awaitable[Any]], **headers: str) -> Any:
    async def run() -> Any:
        async with (
            ClientSession() as client,
            client.ws_connect(stage.origin + "/live", headers=headers or {"Origin": stage.origin}) as socket,
        ):
            return await asyncio.wait_for(script(socket), 10)

    return asyncio.run(run())


async def news_of(socket: ClientWebSocketResponse, which: str, /, **wanted: object) -> dict[str, object]:
    while True:
        message = await socket.receive()
        assert message.type in {WSMsgType.TEXT, WSMsgType.BINARY}, f"hung up: {message}"
        if message.type is WSMsgType.TEXT:
            news: dict[str, object] = json.loads(message.data)
            if news["news"] == which and all(news[name] == value for name, value in wanted.items()):
                return news
