"""The card reader port over PC/SC, with a monitor loop of its own that survives a restart of pcscd.

Contexts: one for whoever waits, one for quick looks, one for each connection. PC/SC holds a lock of the context for
as long as a call takes, so a shared one would make a look wait for a wait.
"""

import threading
import time
from dataclasses import dataclass

from hal.errors import CardRemoved, DeviceMissing, HalError
from hal.nfc import Presence
from hal.real.pcsc_card import PcscConnection, Stopwatch
from hal.real.pcsc_counter import PresenceCounter
from hal.real.pcsc_service import PcscService, ServiceGoneError, present, raw_counter
from hal.settings import NfcSettings


@dataclass
class _Watch:
    """A context for one purpose, with the lifetime of pcscd (`epoch`) in which it was made."""

    lock: threading.Lock
    service: PcscService | None = None
    epoch: int = 0


class PcscReader:
    """The first PC/SC reader whose name starts with the configured one. Nothing is opened before it is used."""

    def __init__(self, settings: NfcSettings) -> None:
        self._prefix = settings.reader
        self._extended_length = settings.extended_length
        self._timeout = settings.transmit_timeout_s
        self._waiting = _Watch(threading.Lock())
        self._looking = _Watch(threading.Lock())
        self._counter = PresenceCounter()
        self._epoch = 0
        self._counter_lock = threading.Lock()
        self._stopwatch = Stopwatch()
        self._closed = threading.Event()

    def presence(self) -> Presence:
        """What lies in the field now. Raises DeviceMissing."""
        with self._looking.lock:
            self._refuse_when_closed()
            return self._look(self._looking)[0]

    def wait(self, known: Presence, timeout: float) -> Presence:
        """Block until the presence differs from `known`, `timeout` seconds passed, or the reader was closed.

        Raises DeviceMissing while pcscd or the reader is away; the next call tries again.
        """
        deadline = time.monotonic() + timeout
        with self._waiting.lock:
            self._refuse_when_closed()
            while True:
                now, state = self._look(self._waiting)
                remaining = deadline - time.monotonic()
                if now != known or remaining <= 0 or self._closed.is_set():
                    return now
                self._sleep(state, remaining)

    def _refuse_when_closed(self) -> None:
        if self._closed.is_set():
            raise DeviceMissing(self._prefix or "PC/SC reader", "it was closed")

    def _sleep(self, state: int, seconds: float) -> None:
        service = self._waiting.service
        if service is None:
            return
        try:
            service.wait(state, seconds)
        except DeviceMissing:
            # the look that follows makes a new context, or says what is missing
            self._drop(self._waiting)

    def _look(self, watch: _Watch) -> tuple[Presence, int]:
        """Presence and raw state; a dead context is replaced once, which is enough after a restart of pcscd."""
        try:
            return self._ask(watch)
        except ServiceGoneError:
            self._drop(watch)
        except DeviceMissing:
            self._drop(watch)
            raise
        try:
            return self._ask(watch)
        except DeviceMissing:
            self._drop(watch)
            raise

    def _ask(self, watch: _Watch) -> tuple[Presence, int]:
        if watch.service is None:
            watch.service = PcscService(self._prefix)
            watch.epoch = self._epoch
        state = watch.service.state()
        with self._counter_lock:
            return Presence(present(state), self._counter.see(raw_counter(state))), state

    def _drop(self, watch: _Watch) -> None:
        service, watch.service = watch.service, None
        if service is None:
            return
        service.release()
        with self._counter_lock:
            # both contexts die with one pcscd; only the first to notice counts it
            if watch.epoch == self._epoch:
                self._epoch += 1
                self._counter.lost()

    def connect(self) -> PcscConnection:
        """Power the card up and hold it alone.

        Raises NoCard, CardRemoved, CardMute, DeviceBusy, DeviceMissing.
        """
        before = self.presence()
        service = PcscService(self._prefix)
        try:
            connection = PcscConnection(service, before.counter, self._stopwatch, self._extended_length)
        except HalError:
            service.release()
            raise
        return self._same_card(connection, before)

    def _same_card(self, connection: PcscConnection, before: Presence) -> PcscConnection:
        try:
            after = self.presence()
        except DeviceMissing:
            connection.close()
            raise
        if after.counter != before.counter:
            connection.close()
            raise CardRemoved("the card changed while it was powered up")
        return connection

    def blocked_for(self) -> float:
        """Seconds that the call to the card under way has been running; 0.0 when there is none. For any thread."""
        return self._stopwatch.seconds()

    def overdue(self) -> bool:
        """Whether a call to the card runs longer than configured: it cannot be ended, so the process should be."""
        return self.blocked_for() > self._timeout

    def close(self) -> None:
        """Wake a blocked `wait` and let the reader go; a second call does nothing."""
        self._closed.set()
        service = self._waiting.service
        if service is not None:
            service.cancel()
        for watch in (self._waiting, self._looking):
            with watch.lock:
                service, watch.service = watch.service, None
                if service is not None:
                    service.release()
