"""The outbox for the loop: its file belongs to one thread, which does one thing after the other."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from firmware.link import events as ev
from firmware.link.errors import OutboxBroken, OutboxDamaged, OutboxFull
from firmware.link.ipc import MAX_BODY_BYTES, NotStored, Store, Stored, Why
from firmware.link.outbox import Header, Outbox
from firmware.link.outbox_file import open_outbox
from firmware.messages.topics import UP

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")

_ALL = 1_000_000
"""More records than any outbox holds."""

MAX_STORING_BYTES = 4_194_304
"""Bodies on their way to the disk: a thousand visits' records at once, or a disk that is stuck; the reader is told."""


class Keeper:
    """Runs the outbox in its thread; calls keep their order. OutboxBroken and OutboxDamaged are for the process."""

    def __init__(self, path: Path, max_bytes: int) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outbox")
        self._outbox: Outbox | None = None
        self._storing_bytes = 0

    async def open(self) -> tuple[tuple[Header, ...], Path | None]:
        """Open the file; return what is in it, and where a damaged one was moved to. Raises OutboxUnusable."""
        self._outbox, aside = await self._call(lambda: open_outbox(self._path, self._max_bytes))
        return await self._run(lambda outbox: outbox.pending(_ALL)), aside

    async def store(self, record: Store, answer: Callable[[Stored | NotStored], object]) -> ev.Kept | ev.NotKept:
        """Store a record; the reader is answered once it is on the disk, or at once when it cannot be."""
        if (why := self._objection(record)) is not None:
            answer(NotStored(record.id, why))
            return ev.NotKept()
        self._storing_bytes += len(record.body)
        try:
            gone = await self._run(lambda outbox: outbox.put(record))
        except OutboxFull as error:
            _log.warning("%s", error)
            answer(NotStored(record.id, Why.DISK_FULL if error.disk else Why.FULL))
            return ev.NotKept()
        except (OutboxBroken, OutboxDamaged):
            answer(NotStored(record.id, Why.STORE_FAILED))
            raise
        finally:
            self._storing_bytes -= len(record.body)
        answer(Stored(record.id))
        return ev.Kept(record.id, record.record_class, gone)

    async def read(self, record_id: str) -> Store | None:
        """See `Outbox.read`."""
        return await self._run(lambda outbox: outbox.read(record_id))

    async def forget(self, record_id: str) -> ev.Removed | None:
        """Remove a record; None when the disk is so full that it has to stay. It is sent and forgotten again then."""
        try:
            await self._run(lambda outbox: outbox.forget(record_id))
        except OutboxFull as error:
            _log.warning("a record stays: %s", error)
            return None
        return ev.Removed(record_id)

    async def close(self) -> None:
        """Finish what is under way and let the file go."""
        if self._outbox is not None:
            await self._run(lambda outbox: outbox.close())
        self._thread.shutdown()

    def _objection(self, record: Store) -> Why | None:
        if record.branch not in UP:
            return Why.BAD_BRANCH
        if len(record.body) > MAX_BODY_BYTES:
            return Why.TOO_LARGE
        return Why.BUSY if self._storing_bytes > MAX_STORING_BYTES else None

    async def _run(self, work: Callable[[Outbox], _Result]) -> _Result:
        outbox = self._outbox
        if outbox is None:
            raise RuntimeError("the outbox is used before it is open")
        return await self._call(lambda: work(outbox))

    async def _call(self, work: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
