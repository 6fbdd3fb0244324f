"""Around the card reader: how long a call has been running, and no command for a visit that is over."""

from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from hal.clock import Clock
from hal.errors import CardRemoved
from hal.nfc import CardConnection, NfcReader

T = TypeVar("T")


class Stopwatch:
    """How long the call under way has been running. One thread makes the calls, another one asks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since: float | None = None

    def time(self, call: Callable[[], T]) -> T:
        """Make a call."""
        self._since = self._clock.monotonic()
        try:
            return call()
        finally:
            self._since = None

    def seconds(self) -> float:
        """Seconds since the call under way began; 0 when there is none."""
        since = self._since
        return 0.0 if since is None else self._clock.monotonic() - since


class GuardedConnection:
    """A connection that sends nothing any more once its visit is over, whatever the session still wants."""

    def __init__(self, connection: CardConnection, stopwatch: Stopwatch, over: Callable[[], bool]) -> None:
        self._connection = connection
        self._stopwatch = stopwatch
        self._over = over

    @property
    def counter(self) -> int:
        """The presence counter under which this connection was opened."""
        return self._connection.counter

    @property
    def atr(self) -> bytes:
        """Answer to reset."""
        return self._connection.atr

    @property
    def extended_length(self) -> bool:
        """Whether the reader passes extended-length commands."""
        return self._connection.extended_length

    def transmit(self, command: bytes) -> bytes:
        """Send one command. Raises CardRemoved, also when the visit is over; CardMute."""
        if self._over():
            raise CardRemoved("the visit is over")
        return self._stopwatch.time(lambda: self._connection.transmit(command))

    def close(self) -> None:
        """Cut the card's power; a second call does nothing."""
        self._stopwatch.time(self._connection.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class GuardedSource:
    """The card reader as one visit sees it; `over` tells when that visit is over."""

    def __init__(self, nfc: NfcReader, stopwatch: Stopwatch, over: Callable[[], bool]) -> None:
        self._nfc = nfc
        self._stopwatch = stopwatch
        self._over = over

    def connect(self) -> GuardedConnection:
        """Power the card up and hold it alone. Raises what the reader raises; CardRemoved when the visit is over."""
        if self._over():
            raise CardRemoved("the visit is over")
        return GuardedConnection(self._stopwatch.time(self._nfc.connect), self._stopwatch, self._over)
