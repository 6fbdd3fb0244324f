"""The web side of the panel: one page, its files, one WebSocket. aiohttp on loopback only."""

import asyncio
import errno
import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

import msgspec
from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from tools.panel.errors import BadPicture, BenchGone, BenchRefused, CardUnknown, PortRefused, PortTaken
from tools.panel.guard import HOST, guard, origin_allowed
from tools.panel.hub import Hub, Page, refusal
from tools.panel.laptop import MAX_JPEG_BYTES
from tools.panel.wire import MAX_COMMAND_BYTES, AnyCommand, command_decoder

log = logging.getLogger(__name__)

STATIC = Path(__file__).with_name("static")
FILES = {
    "": ("index.html", "text/html"),
    "panel.css": ("panel.css", "text/css"),
    "panel.js": ("panel.js", "text/javascript"),
    "screen.js": ("screen.js", "text/javascript"),
    "tray.js": ("tray.js", "text/javascript"),
    "record.js": ("record.js", "text/javascript"),
    "cameras.js": ("cameras.js", "text/javascript"),
    "laptop.js": ("laptop.js", "text/javascript"),
    "sound.js": ("sound.js", "text/javascript"),
    "icon.svg": ("icon.svg", "image/svg+xml"),
}
"""What is served under which name, and nothing else, whatever lies in the directory."""

HEARTBEAT_SECONDS = 20.0
CLOSE_SECONDS = 1.0  # how long a stop waits for pages that are open


class Doer(Protocol):
    """Does what pages ask for."""

    async def act(self, command: AnyCommand, page: Page) -> None:
        """Do one thing. Raises BenchGone, BenchRefused, CardUnknown."""

    async def give(self, page: Page, jpeg: bytes) -> None:
        """Take on a picture of the camera of the page's computer. Raises BadPicture."""

    async def left(self, page: Page) -> None:
        """The page is gone."""


def application(port: int, hub: Hub, doer: Doer) -> web.Application:
    """The application for one port."""
    app = web.Application(middlewares=[guard(port)])
    for name, (file, kind) in FILES.items():
        app.router.add_get(f"/{name}", _file(STATIC / file, kind))
    pages: set[web.WebSocketResponse] = set()

    async def talk(request: web.Request) -> web.StreamResponse:
        if not origin_allowed(request.headers.get("Origin"), request.headers.get("Host")):
            raise web.HTTPForbidden(text="The panel answers to its own page only.\n")
        # Pictures are squeezed already, and all of this stays within one computer.
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=MAX_JPEG_BYTES, compress=False)
        await socket.prepare(request)
        pages.add(socket)
        try:
            await _converse(socket, hub, doer)
        finally:
            pages.discard(socket)
        return socket

    async def hang_up(_: web.Application) -> None:
        await asyncio.gather(*(page.close(code=WSCloseCode.GOING_AWAY) for page in list(pages)))

    app.router.add_get("/live", talk)
    app.on_shutdown.append(hang_up)
    return app


async def listen(app: web.Application, port: int) -> web.AppRunner:
    """Serve on 127.0.0.1. Raises PortTaken, PortRefused."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
    except OSError as error:
        await runner.cleanup()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(port) from error
        raise PortRefused(port, os.strerror(error.errno or errno.EIO)) from error
    return runner


def _file(path: Path, kind: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(_: web.Request) -> web.Response:
        body = await asyncio.to_thread(path.read_bytes)
        charset = None if kind.startswith("image/") else "utf-8"
        return web.Response(body=body, content_type=kind, charset=charset)

    return serve


async def _converse(socket: web.WebSocketResponse, hub: Hub, doer: Doer) -> None:
    page = hub.open()
    sender = asyncio.create_task(_send(socket, page), name="panel-page")
    try:
        async for message in socket:
            if (refused := await _take(message, page, doer)) is not None:
                await socket.close(code=refused)
                break
    finally:
        hub.close(page)
        await doer.left(page)
        sender.cancel()
        await asyncio.gather(sender, return_exceptions=True)


async def _take(message: WSMessage, page: Page, doer: Doer) -> WSCloseCode | None:
    """Take on what a page sent; the code to hang up with, or None."""
    if message.type is WSMsgType.TEXT:
        if len(message.data) > MAX_COMMAND_BYTES:
            return WSCloseCode.MESSAGE_TOO_BIG
        await _obey(message.data, page, doer)
        return None
    if message.type is not WSMsgType.BINARY or not page.lends:
        return WSCloseCode.UNSUPPORTED_DATA
    try:
        await doer.give(page, message.data)
    except BadPicture as error:
        log.info("%s", error)
        return WSCloseCode.UNSUPPORTED_DATA
    return None


async def _send(socket: web.WebSocketResponse, page: Page) -> None:
    while not page.lost:
        parcel = await page.waiting.get()
        try:
            await (socket.send_bytes(parcel) if isinstance(parcel, bytes) else socket.send_str(parcel))
        except ConnectionError:
            return
    await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)


async def _obey(text: str, page: Page, doer: Doer) -> None:
    try:
        await doer.act(command_decoder.decode(text), page)
    except msgspec.DecodeError:
        page.put(refusal("この操作はできません", "the panel does not know this command"))
    except CardUnknown:
        page.put(refusal("このカードはもうありません", "this card is not there any more"))
    except BenchRefused as error:
        page.put(refusal("今はできません", str(error)))
    except BenchGone:
        page.put(refusal("受付機が起動するまでお待ちください", "the reader is not there yet; wait a moment"))
