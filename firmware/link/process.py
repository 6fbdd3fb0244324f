"""The link process at work: carries events to the session, and its wishes to broker, reader and outbox."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firmware import notify
from firmware.link import events as ev
from firmware.link.ipc import Arrived, Forget, FromLink, Publish, Report, Status, Store, ToLink
from firmware.link.keeper import Keeper
from firmware.link.mqtt import Broker, BrokerConnection
from firmware.link.outbox import Header
from firmware.link.server import ReaderServer
from firmware.link.session import Session
from firmware.messages.topics import device_filter, device_topic
from hal.clock import Clock

_log = logging.getLogger(__name__)

MAX_ARRIVED_BYTES = 524_288
"""What may wait for a slow reader: a broker that sends without end must not get the reader cut off."""

WATCHDOG_PERIOD_S = 5.0
"""A quarter of the 20 s that the unit file allows."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a link process is made of. `socket` and `reader_user_id` say where, and from whom, the reader comes."""

    region: str
    device: str
    socket: Path
    reader_user_id: int
    session: Session
    keeper: Keeper
    broker: Broker
    clock: Clock


class LinkProcess:
    """One run of the process. Decisions on one loop; outbox and MQTT library have their threads. Runs once."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._session = parts.session
        self._keeper = parts.keeper
        self._server = ReaderServer(parts.socket, parts.reader_user_id, self)
        self._events: asyncio.Queue[ev.Event] = asyncio.Queue()
        self._tasks = asyncio.TaskGroup()
        self._timer: asyncio.TimerHandle | None = None
        self._wake: float | None = None
        self._number = 0
        self._connection: BrokerConnection | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then say goodbye. Raises LinkError; once at work, within an ExceptionGroup."""
        records, aside = await self._keeper.open()
        try:
            async with self._tasks:
                await self._work(records, aside, stop)
        finally:
            if self._connection is not None:
                self._connection.close(in_order=False)
                await asyncio.to_thread(self._connection.join)
            await self._keeper.close()

    # The reader's side; called by the server.

    def attached(self) -> None:
        """A reader has connected."""
        self._events.put_nowait(ev.ReaderCame())

    def gone(self) -> None:
        """The reader is no longer there."""
        self._events.put_nowait(ev.ReaderWent())

    def received(self, message: ToLink) -> None:
        """The reader says something."""
        match message:
            case Publish():
                self._events.put_nowait(ev.Asked(message))
            case Report():
                self._events.put_nowait(ev.Reported(message))
            case Store():
                self._start(self._store(message))
            case Forget():
                self._start(self._forget(message.id))

    async def _work(self, records: tuple[Header, ...], aside: Path | None, stop: asyncio.Event) -> None:
        listening = asyncio.Event()
        helpers = [
            self._start(self._server.run(listening)),
            self._start(self._watch_over()),
            self._start(self._wait_for(stop)),
        ]
        await listening.wait()
        for header in records:
            self._events.put_nowait(ev.Kept(header.id, header.record_class))
        self._events.put_nowait(ev.Noted("outbox", "good" if aside is None else "replaced"))
        self._events.put_nowait(ev.Started())
        notify.ready()
        await self._turn()
        notify.stopping()
        for helper in helpers:
            helper.cancel()

    async def _turn(self) -> None:
        """Take events until the session is over."""
        while True:
            event = await self._events.get()
            for effect in self._session.handle(event, self._parts.clock.monotonic()):
                if isinstance(effect, ev.Finish):
                    return
                self._do(effect)
            self._set_timer()

    def _set_timer(self) -> None:
        wake = self._session.next_wake()
        if wake == self._wake:
            return
        self._wake = wake
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if wake is not None:
            delay = max(0.0, wake - self._parts.clock.monotonic())
            self._timer = asyncio.get_running_loop().call_later(delay, self._time_passed)

    def _time_passed(self) -> None:
        self._wake = None
        self._events.put_nowait(ev.TimePassed())

    def _do(self, effect: ev.Effect) -> None:
        match effect:
            case ev.Tell():
                self._tell(effect.message)
            case ev.Connect():
                self._connect(effect)
            case ev.Subscribe():
                if self._connection is not None and effect.number == self._number:
                    self._connection.subscribe(device_filter(self._parts.region, self._parts.device))
            case ev.Send():
                self._send(effect)
            case ev.SendRecord():
                self._start(self._send_record(effect))
            case ev.Disconnect():
                if effect.number == self._number:
                    self._disconnect(effect.in_order)

    def _tell(self, message: FromLink) -> None:
        if isinstance(message, Status):
            _log.info("status: %s", message.reason)
            notify.status(message.reason)
        if isinstance(message, Arrived) and self._server.waiting_bytes > MAX_ARRIVED_BYTES:
            _log.debug("dropped a message: the reader is slower than the broker")
            return
        self._server.send(message)

    # The broker's side.

    def _connect(self, effect: ev.Connect) -> None:
        self._disconnect(in_order=False)
        will = (self._topic("state"), effect.will)
        self._number = effect.number
        self._connection = BrokerConnection(self._parts.broker, effect.number, will, self._events.put_nowait)
        self._connection.open()

    def _disconnect(self, in_order: bool) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close(in_order)
            self._start(asyncio.to_thread(connection.join))

    def _send(self, effect: ev.Send) -> None:
        if self._connection is not None and effect.number == self._number:
            topic = self._topic(effect.branch)
            self._connection.publish(topic, effect.body, effect.token, effect.retain, effect.expiry_s)

    async def _send_record(self, effect: ev.SendRecord) -> None:
        record = await self._keeper.read(effect.id)
        if record is None:
            self._events.put_nowait(ev.Missing(effect.token, effect.id))
        else:
            self._send(ev.Send(effect.number, record.branch, record.body, effect.token))

    def _topic(self, branch: str) -> str:
        return device_topic(self._parts.region, self._parts.device, branch)

    # The outbox' side.

    async def _store(self, message: Store) -> None:
        self._events.put_nowait(await self._keeper.store(message, self._server.send))

    async def _forget(self, record_id: str) -> None:
        if (removed := await self._keeper.forget(record_id)) is not None:
            self._events.put_nowait(removed)

    async def _watch_over(self) -> None:
        while True:
            notify.watchdog()
            await asyncio.sleep(WATCHDOG_PERIOD_S)

    async def _wait_for(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._events.put_nowait(ev.StopAsked())

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return self._tasks.create_task(work)
