"""The session with the broker: what happens to it, what it wants done. Pure: no socket, no clock, no file.

    resting ─Started─▶ connecting ─Accepted─▶ subscribing ─Subscribed─▶ up ─StopAsked─▶ leaving ─▶ over
                          ▲   │                   │                      │
                          │   └─── Refused, Lost, not answered in time ──┤
                       waiting ◀──────────────────┴──────────────────────┘

One owner of reconnecting: this file. The edge makes one attempt when told to and reports how it went.
"""

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from firmware.link import events as ev
from firmware.link.backoff import full_jitter
from firmware.link.ipc import Reason, Status
from firmware.link.reporting import Reporting
from firmware.link.traffic import Traffic

GREETING_LIMIT_S = 20.0
"""From the start of an attempt to the broker's answer to the subscription, name service and TLS included."""

FIRST_RETRY_S = 1.0
SHORTEST_RETRY_S = 0.1

STEADY_AFTER_S = 30.0
"""A connection that held this long was a good one, and the next wait is the first again."""

TAKEN_OVER_WAIT_S = 30.0
"""Somebody else connects with our certificate. Fighting for the place helps nobody; the fleet has the alarm."""

HURRY_GAP_S = 5.0
"""A patient waits, so the next attempt is made at once, unless the last began less than this ago."""

LEAVING_LIMIT_S = 2.0


class Phase(enum.Enum):
    """Where the session stands."""

    RESTING = enum.auto()
    WAITING = enum.auto()
    CONNECTING = enum.auto()
    SUBSCRIBING = enum.auto()
    UP = enum.auto()
    LEAVING = enum.auto()
    OVER = enum.auto()


_TRYING = (Phase.CONNECTING, Phase.SUBSCRIBING)


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """Who this device is; the longest wait between attempts and the period of `tel`, in seconds."""

    region: str
    device: str
    boot: str
    reconnect_max_s: float
    telemetry_s: float


class Session:
    """The one session of a link process. `luck` gives numbers from 0 to below 1."""

    def __init__(self, settings: SessionSettings, luck: Callable[[], float]) -> None:
        self._settings = settings
        self._luck = luck
        self._reporting = Reporting(settings.boot, settings.telemetry_s, luck)
        self._traffic = Traffic(settings.region, settings.device, self._reporting, luck)
        self._phase = Phase.RESTING
        self._status = Status(connected=False, reason=Reason.STARTING)
        self._accepted_as: ev.Accepted | None = None
        self._number = 0
        self._failures = 0
        self._timer: float | None = None
        self._began = 0.0
        self._up_since = 0.0
        self._hurry_from = 0.0

    @property
    def phase(self) -> Phase:
        """Where the session stands."""
        return self._phase

    @property
    def status(self) -> Status:
        """What the reader was last told, or would have been."""
        return self._status

    def handle(self, event: ev.Event, now: float) -> list[ev.Effect]:
        """Take an event at monotonic time `now`; return what to do, in order. Late and foreign events do nothing."""
        effects = list(self._take(event, now))
        effects += self._traffic.due(now)
        return effects

    def next_wake(self) -> float | None:
        """When `TimePassed` is next wanted, in monotonic seconds."""
        moments = (self._timer, self._traffic.next_wake())
        return min((moment for moment in moments if moment is not None), default=None)

    def _take(self, event: ev.Event, now: float) -> Iterator[ev.Effect]:
        match event:
            case ev.Accepted() | ev.Refused() | ev.Subscribed() | ev.Lost() | ev.Acknowledged() | ev.Came():
                if event.number == self._number:
                    yield from self._from_broker(event, now)
            case ev.Started():
                if self._phase is Phase.RESTING:
                    yield from self._connect(now)
            case ev.TimePassed():
                yield from self._time_passed(now)
            case ev.StopAsked():
                yield from self._stop(now)
            case ev.ReaderCame():
                yield ev.Tell(self._status)
                self._traffic.reader_present(True, now)
            case ev.ReaderWent():
                self._traffic.reader_present(False, now)
            case ev.Asked():
                yield from self._traffic.ask(event.message, now)
                if self._phase is Phase.WAITING and now >= self._hurry_from:
                    yield from self._connect(now)
            case ev.Kept() | ev.NotKept() | ev.Removed() | ev.Missing() | ev.Reported() | ev.Noted():
                self._traffic.changed(event, now)

    def _from_broker(self, event: ev.BrokerEvent, now: float) -> Iterator[ev.Effect]:
        match event, self._phase:
            case ev.Accepted(), Phase.CONNECTING:
                self._accepted_as = event
                self._phase = Phase.SUBSCRIBING
                yield ev.Subscribe(self._number)
            case ev.Subscribed(granted=True), Phase.SUBSCRIBING:
                yield from self._up(now)
            case ev.Subscribed(granted=False), Phase.SUBSCRIBING:
                yield from self._give_up(Reason.BROKER_REFUSED, now)
            case ev.Refused(reason=reason), Phase.CONNECTING | Phase.SUBSCRIBING:
                yield from self._drop(reason, now)
            case ev.Lost(reason=Reason.CONNECTION_LOST), Phase.CONNECTING | Phase.SUBSCRIBING:
                # Cut before the greeting: with TLS 1.3 that is how a broker refuses a certificate.
                yield from self._drop(Reason.BROKER_REFUSED, now)
            case ev.Lost(reason=reason), Phase.CONNECTING | Phase.SUBSCRIBING | Phase.UP:
                yield from self._drop(reason, now)
            case ev.Lost(), Phase.LEAVING:
                yield from self._finish()
            case ev.Came(), Phase.SUBSCRIBING | Phase.UP:
                yield from self._traffic.came(event)
            case ev.Acknowledged(), Phase.UP:
                yield from self._traffic.acknowledged(event.token, event.code, now)
            case ev.Acknowledged(), Phase.LEAVING:
                for effect in self._traffic.acknowledged(event.token, event.code, now):
                    if isinstance(effect, ev.Finish):
                        yield ev.Disconnect(self._number, in_order=True)
                        yield from self._finish()
                    else:
                        yield effect

    def _connect(self, now: float) -> Iterator[ev.Effect]:
        self._number += 1
        self._began = now
        self._phase = Phase.CONNECTING
        self._timer = now + GREETING_LIMIT_S
        yield ev.Connect(self._number, self._reporting.will(self._number))

    def _up(self, now: float) -> Iterator[ev.Effect]:
        accepted = self._accepted_as or ev.Accepted(self._number)
        self._phase = Phase.UP
        self._timer = None
        self._up_since = now
        self._reporting.counters.connects += 1
        self._traffic.opened(self._number, accepted.receive_maximum, accepted.retain, now)
        yield from self._say(True, Reason.CONNECTED)

    def _give_up(self, reason: Reason, now: float) -> Iterator[ev.Effect]:
        """What lies unsent in the socket must not go out later, so the connection is cut, not closed."""
        yield ev.Disconnect(self._number, in_order=False)
        yield from self._drop(reason, now)

    def _drop(self, reason: str, now: float) -> Iterator[ev.Effect]:
        if self._phase is Phase.UP:
            self._reporting.counters.lost += 1
            if now - self._up_since >= STEADY_AFTER_S:
                self._failures = 0
            else:
                # Many of these: a bad line, or a second device with our certificate at a broker that does not say so.
                self._reporting.counters.short_lived += 1
        if reason == Reason.TAKEN_OVER:
            self._reporting.counters.taken_over += 1
            wait = TAKEN_OVER_WAIT_S * (1 + self._luck())
            self._hurry_from = now + wait
        else:
            longest = self._settings.reconnect_max_s
            wait = full_jitter(self._failures, FIRST_RETRY_S, longest, self._luck(), SHORTEST_RETRY_S)
            self._hurry_from = self._began + HURRY_GAP_S
        self._failures += 1
        self._phase = Phase.WAITING
        self._timer = now + wait
        yield from self._say(False, reason)
        yield from self._traffic.closed(now)

    def _time_passed(self, now: float) -> Iterator[ev.Effect]:
        late = self._timer is not None and now >= self._timer
        if late and self._phase is Phase.WAITING:
            yield from self._connect(now)
        elif late and self._phase is Phase.LEAVING:
            yield ev.Disconnect(self._number, in_order=False)
            yield from self._finish()
        elif late or self._traffic.overdue(now):
            yield from self._give_up(Reason.BROKER_SILENT, now)

    def _stop(self, now: float) -> Iterator[ev.Effect]:
        if self._phase in (Phase.LEAVING, Phase.OVER):
            return
        yield from self._say(False, Reason.STOPPING)
        if self._phase is Phase.UP:
            self._phase = Phase.LEAVING
            self._timer = now + LEAVING_LIMIT_S
            yield self._traffic.farewell(self._number, self._timer)
            return
        if self._phase in _TRYING:
            yield ev.Disconnect(self._number, in_order=False)
        yield from self._finish()

    def _finish(self) -> Iterator[ev.Effect]:
        self._phase = Phase.OVER
        self._timer = None
        yield ev.Finish()

    def _say(self, connected: bool, reason: str) -> Iterator[ev.Effect]:
        status = Status(connected, reason)
        if status != self._status:
            self._status = status
            yield ev.Tell(status)
