"""When which record of the outbox is sent (again). Pure; knows ids and times, never bodies.

A record goes out as soon as there is a connection, in the order of arrival, and again and again until the reader
orders it forgotten: the broker's acknowledgement says only that the broker has it. While nobody listens at the
other side of the broker one record alone tries the way, at growing intervals.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass

from firmware.link.backoff import full_jitter
from firmware.link.ipc import RecordClass

WINDOW = 4
"""Records on their way to the broker at a time: few, so that a visit's request never waits behind a long queue."""

FIRST_REPEAT_S = 10.0
LONGEST_REPEAT_S = 600.0
"""The centre answers within seconds; when it does not, ten minutes keep a nation's resends small."""

FIRST_PROBE_S = 2.0
LONGEST_PROBE_S = 60.0
"""Nobody listens: the centre is restarting, or gone. A minute at most after its return the first record arrives."""

SHORTEST_GAP_S = 2.0
"""Least time between two sendings of one record, whatever makes it due: a reader or broker that flaps costs little."""


@dataclass(slots=True)
class _Row:
    record_class: RecordClass
    order: int
    due: float
    sent: float | None = None
    repeats: int = 0
    flying: bool = False


class ResendSchedule:
    """The records in the outbox and when each is due. `luck` gives numbers from 0 to below 1."""

    def __init__(self, luck: Callable[[], float]) -> None:
        self._luck = luck
        self._rows: dict[str, _Row] = {}
        self._queue: list[tuple[float, int, str]] = []
        self._order = 0
        self._flying = 0
        self._probes = 0
        self._quiet_until: float | None = None

    def add(self, record_id: str, record_class: RecordClass, now: float) -> None:
        """A record came into the outbox; it is due at once. One that is there already stays as it is."""
        if record_id not in self._rows:
            self._order += 1
            self._rows[record_id] = _Row(record_class, self._order, now)
            self._enqueue(record_id)

    def remove(self, record_id: str) -> None:
        """A record left the outbox; unknown ids are fine."""
        row = self._rows.pop(record_id, None)
        if row is not None and row.flying:
            self._flying -= 1

    def restart(self, now: float) -> None:
        """A new connection or a new reader: everything is due again, in order, and nothing is known to be quiet."""
        self._quiet_until = None
        self._probes = 0
        self._queue.clear()
        for record_id, row in self._rows.items():
            row.due = _not_too_soon(row, now)
            row.repeats = 0
            if not row.flying:
                self._enqueue(record_id)

    def take(self, now: float, room: int = WINDOW) -> list[str]:
        """The ids to send now, at most `room`. Each is on its way until one of the next four says what became of it."""
        if self._quiet_until is not None and (now < self._quiet_until or self._flying):
            return []
        window = WINDOW if self._quiet_until is None else 1
        taken: list[str] = []
        while self._queue and self._flying < window and len(taken) < room and self._queue[0][0] <= now:
            due, _, record_id = heapq.heappop(self._queue)
            row = self._rows.get(record_id)
            if row is None or row.flying or row.due != due:
                continue
            row.flying, row.sent = True, now
            self._flying += 1
            taken.append(record_id)
        return taken

    def delivered(self, record_id: str, now: float) -> None:
        """The broker took it and somebody listens; now the centre's own acknowledgement is awaited."""
        self.heard()
        self._land(record_id, now, wait_for_centre=True)

    def unheard(self, record_id: str, now: float) -> None:
        """The broker took it and nobody listens."""
        if self._quiet_until is None or now >= self._quiet_until:
            # Several may be on their way; they are one sign, not many.
            wait = full_jitter(self._probes, FIRST_PROBE_S, LONGEST_PROBE_S, self._luck(), SHORTEST_GAP_S)
            self._quiet_until = now + wait
            self._probes += 1
        self._land(record_id, now, wait_for_centre=False)

    def refused(self, record_id: str, now: float) -> None:
        """The broker did not take it; it may be only this one, so the others go on."""
        self._land(record_id, now, wait_for_centre=True)

    def grounded(self, now: float) -> None:
        """The connection is gone: nothing is on its way any more."""
        for record_id, row in self._rows.items():
            if row.flying:
                self._land(record_id, now, wait_for_centre=False)

    def heard(self) -> None:
        """There are signs of the centre: the way is free."""
        self._quiet_until = None
        self._probes = 0

    def next_due(self) -> float | None:
        """When `take` will next give something, as far as is known; None while nothing is waited for."""
        while self._queue:
            due, _, record_id = self._queue[0]
            row = self._rows.get(record_id)
            if row is not None and not row.flying and row.due == due:
                break
            heapq.heappop(self._queue)
        if not self._queue or self._flying >= WINDOW:
            return None
        if self._quiet_until is None:
            return self._queue[0][0]
        return None if self._flying else max(self._quiet_until, self._queue[0][0])

    def count(self, record_class: RecordClass) -> int:
        """Number of records of one class."""
        return sum(row.record_class == record_class for row in self._rows.values())

    def _land(self, record_id: str, now: float, wait_for_centre: bool) -> None:
        row = self._rows.get(record_id)
        if row is None or not row.flying:
            return
        row.flying = False
        self._flying -= 1
        row.due = _not_too_soon(row, now)
        if wait_for_centre:
            row.due = now + full_jitter(row.repeats, FIRST_REPEAT_S, LONGEST_REPEAT_S, self._luck(), SHORTEST_GAP_S)
            row.repeats += 1
        self._enqueue(record_id)

    def _enqueue(self, record_id: str) -> None:
        row = self._rows[record_id]
        heapq.heappush(self._queue, (row.due, row.order, record_id))


def _not_too_soon(row: _Row, now: float) -> float:
    return now if row.sent is None else max(now, row.sent + SHORTEST_GAP_S)
