"""A TCP proxy in a thread of its own that can be told to cut, to swallow, to dawdle."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Self

from tests.support.broker import LIMIT_S, free_port


class Proxy:
    """Stands between link and broker on port `port`."""

    def __init__(self, target_port: int) -> None:
        self.port = free_port()
        self.passed_bytes = 0
        self._target_port = target_port
        self._delay_s = 0.0
        self._swallow = False
        self._closed_door = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy")
        self._server: asyncio.Server | None = None

    def cut(self) -> None:
        """Break all connections; new ones are taken."""
        self._do(self._cut())

    def shut(self, closed: bool) -> None:
        """Break all connections and refuse new ones, until told otherwise."""
        self._closed_door = closed
        if closed:
            self.cut()

    def swallow(self, swallow: bool) -> None:
        """A black hole: take everything, pass nothing. Afterwards what was taken stays lost and all is cut."""
        self._swallow = swallow
        if not swallow:
            self.cut()

    def slow(self, delay_s: float) -> None:
        """Hold every piece back for so long."""
        self._delay_s = delay_s

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(LIMIT_S)

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)

    async def _cut(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        await self._cut()
        # One turn of the loop, so that the transports call their connections lost.
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._closed_door:
            writer.transport.abort()
            return
        try:
            onward, back = await asyncio.open_connection("127.0.0.1", self._target_port)
        except OSError:
            writer.transport.abort()
            return
        pair = {writer, back}
        self._writers |= pair
        try:
            await asyncio.wait(
                [asyncio.create_task(self._pump(reader, back)), asyncio.create_task(self._pump(onward, writer))],
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            self._writers -= pair
            for one in pair:
                one.transport.abort()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65_536):
                if self._delay_s:
                    await asyncio.sleep(self._delay_s)
                if not self._swallow:
                    self.passed_bytes += len(data)
                    sink.write(data)
        except OSError:
            return

    def __enter__(self) -> Self:
        self._thread.start()
        self._do(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LIMIT_S)
        self._loop.close()
