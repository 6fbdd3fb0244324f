"""What travels while there is a connection: visits' requests, records, health, and what comes down. Pure.

`Session` decides whether there is a connection; this decides what goes over it.
"""

from collections.abc import Callable, Iterator

from firmware.link import events as ev
from firmware.link.flights import Flight, Flights, Kind
from firmware.link.inbound import Dropped, judge
from firmware.link.ipc import MAX_BODY_BYTES, Arrived, NotPublished, Publish, Published, Why
from firmware.link.outbox import CLASSES
from firmware.link.reporting import Reporting
from firmware.link.schedule import ResendSchedule
from firmware.messages.topics import UP

VISIT_LIFE_S = 10
"""A visit's request is worth nothing later: neither link nor broker delivers it after this."""

RECORD_LIMIT_S = 30.0
"""A broker that leaves a record or a state unacknowledged so long is dead, even over a slow line (64 kB, 20 kbit/s)."""

CAPACITY = 16
"""Unacknowledged messages at a time; Mosquitto takes 20 by default."""

FOR_VISITS = 8
"""Of these, kept free of records."""

FAILED = 0x80
"""From here on a code of PUBACK is a refusal (MQTT 5, 3.4.2.1)."""

NO_SUBSCRIBERS = 0x10
_REFUSALS: dict[int, str] = {NO_SUBSCRIBERS: Why.NO_SUBSCRIBERS, 0x87: Why.NOT_AUTHORISED}


class Traffic:
    """Everything under way between one device and its broker. `luck` gives numbers from 0 to below 1."""

    def __init__(self, region: str, device: str, reporting: Reporting, luck: Callable[[], float]) -> None:
        self._region = region
        self._device = device
        self._reporting = reporting
        self._counters = reporting.counters
        self._schedule = ResendSchedule(luck)
        self._flights = Flights(CAPACITY)
        self._number: int | None = None
        self._retain = True
        self._reader = False

    def opened(self, number: int, receive_maximum: int, retain: bool, now: float) -> None:
        """There is a connection with these limits of the broker."""
        self._number = number
        self._retain = retain
        self._flights = Flights(min(CAPACITY, receive_maximum))
        self._reporting.connected(now)
        self._schedule.restart(now)

    def closed(self, now: float) -> Iterator[ev.Effect]:
        """The connection is gone, and with it whatever was on its way."""
        self._number = None
        for flight in self._flights.clear():
            if flight.kind is Kind.VISIT:
                yield self._not_published(flight.id, Why.CONNECTION_LOST)
        self._schedule.grounded(now)

    def farewell(self, number: int, deadline: float) -> ev.Send:
        """The last state; its acknowledgement is told by `acknowledged` returning True."""
        self._number = None
        token = self._flights.start(Flight(Kind.FAREWELL, "", deadline))
        return ev.Send(number, "state", self._reporting.farewell(number), token, self._retain)

    def overdue(self, now: float) -> bool:
        """Whether the broker owes an acknowledgement for too long."""
        deadline = self._flights.next_deadline()
        return self._number is not None and deadline is not None and now >= deadline

    def due(self, now: float) -> Iterator[ev.Effect]:
        """What is to be sent by itself now."""
        if self._number is None:
            return
        lengths: dict[str, int] = {name: self._schedule.count(name) for name in CLASSES}
        while self._flights.room > 0 and (said := self._reporting.take(now, self._number, lengths)) is not None:
            token = self._flights.start(Flight(Kind.HEALTH, "", now + RECORD_LIMIT_S)) if said.lasting else None
            yield ev.Send(self._number, said.branch, said.body, token, said.lasting and self._retain)
        # A broker that takes very few at a time gets a record when nothing else is on its way.
        room = max(self._flights.room - FOR_VISITS, 1 if self._flights.empty else 0)
        for record_id in self._schedule.take(now, room):
            token = self._flights.start(Flight(Kind.RECORD, record_id, now + RECORD_LIMIT_S))
            yield ev.SendRecord(self._number, token, record_id)

    def next_wake(self) -> float | None:
        """When `due` or `overdue` next has something to say."""
        if self._number is None:
            return None
        moments = (self._flights.next_deadline(), self._schedule.next_due(), self._reporting.next_due())
        return min((moment for moment in moments if moment is not None), default=None)

    def ask(self, message: Publish, now: float) -> Iterator[ev.Effect]:
        """A visit's request: out now, or refused now."""
        if (why := self._objection(message)) is not None or self._number is None:
            yield self._not_published(message.id, why or Why.DISCONNECTED)
            return
        token = self._flights.start(Flight(Kind.VISIT, message.id, now + VISIT_LIFE_S))
        yield ev.Send(self._number, message.branch, message.body, token, expiry_s=VISIT_LIFE_S)

    def acknowledged(self, token: int, code: int, now: float) -> Iterator[ev.Effect]:
        """The broker's word on one message. A token that is not on its way says nothing."""
        flight = self._flights.land(token)
        if flight is None:
            return
        if flight.kind is Kind.FAREWELL:
            yield ev.Finish()
        elif flight.kind is Kind.VISIT:
            yield self._answer(flight.id, code)
        elif flight.kind is Kind.RECORD:
            self._record_acknowledged(flight.id, code, now)

    def came(self, event: ev.Came) -> Iterator[ev.Effect]:
        """Something came down: to the reader, or counted and dropped."""
        verdict = judge(event.topic, event.body, event.retained, self._region, self._device)
        if verdict is Dropped.RETAINED:
            self._counters.dropped_retained += 1
        elif verdict is Dropped.FOREIGN:
            self._counters.dropped_foreign += 1
        elif verdict is Dropped.TOO_LARGE:
            self._counters.dropped_large += 1
        else:
            self._schedule.heard()
            if not self._reader:
                self._counters.dropped_without_reader += 1
            yield ev.Tell(Arrived(verdict, event.body))

    def reader_present(self, present: bool, now: float) -> None:
        """The reader came or went. One that came may have missed acknowledgements, so all records go again."""
        self._reader = present
        self._reporting.note("reader", "attached" if present else "away", now)
        if present:
            self._schedule.restart(now)

    def changed(self, event: ev.OutboxEvent | ev.Reported | ev.Noted, now: float) -> None:
        """The outbox or the report changed."""
        match event:
            case ev.Kept():
                self._counters.displaced += len(event.gone)
                for record_id in event.gone:
                    self._schedule.remove(record_id)
                self._schedule.add(event.id, event.record_class, now)
            case ev.NotKept():
                self._counters.not_stored += 1
            case ev.Removed():
                self._schedule.remove(event.id)
            case ev.Missing():
                self._flights.land(event.token)
                self._schedule.remove(event.id)
            case ev.Reported():
                self._reporting.reported(event.report, now)
            case ev.Noted():
                self._reporting.note(event.name, event.value, now)

    def _objection(self, message: Publish) -> Why | None:
        if message.branch not in UP:
            return Why.BAD_BRANCH
        if len(message.body) > MAX_BODY_BYTES:
            return Why.TOO_LARGE
        return Why.BUSY if self._number is not None and self._flights.room == 0 else None

    def _answer(self, message_id: str, code: int) -> ev.Tell:
        if code in _REFUSALS:
            return self._not_published(message_id, _REFUSALS[code])
        if code >= FAILED:
            return self._not_published(message_id, f"refused_{code:02x}")
        self._counters.published += 1
        return ev.Tell(Published(message_id))

    def _not_published(self, message_id: str, why: str) -> ev.Tell:
        self._counters.not_published += 1
        return ev.Tell(NotPublished(message_id, why))

    def _record_acknowledged(self, record_id: str, code: int, now: float) -> None:
        if code == NO_SUBSCRIBERS:
            self._schedule.unheard(record_id, now)
        elif code >= FAILED:
            self._schedule.refused(record_id, now)
        else:
            self._schedule.delivered(record_id, now)
