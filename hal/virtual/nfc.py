"""Virtual driver of the card reader port."""

from types import TracebackType
from typing import Self

from hal.errors import CardRemoved, DeviceMissing
from hal.nfc import Presence
from hal.settings import NfcSettings
from hal.virtual.bench import Bench


class VirtualConnection:
    """A connection to the card on the tray of a bench."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._handle, self._counter, self._atr = bench.tray.open()

    @property
    def counter(self) -> int:
        """The presence counter under which this connection was opened."""
        return self._counter

    @property
    def atr(self) -> bytes:
        """Answer to reset."""
        return self._atr

    @property
    def extended_length(self) -> bool:
        """True: the virtual reader passes extended-length APDUs."""
        return True

    def transmit(self, command: bytes) -> bytes:
        """Let the card work on one command APDU. Raises CardRemoved, CardMute."""
        if self._bench.faults.broken("nfc"):
            raise CardRemoved("the card reader failed, and the card lost its power")
        return self._bench.tray.transmit(self._handle, command)

    def close(self) -> None:
        """Cut the card's power; a second call does nothing."""
        self._bench.tray.close(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class VirtualNfc:
    """The card reader of a bench."""

    def __init__(self, bench: Bench, settings: NfcSettings) -> None:
        self._bench = bench
        self._closed = False

    def presence(self) -> Presence:
        """What lies on the tray now. Raises DeviceMissing."""
        self._check()
        return self._bench.tray.presence()

    def wait(self, known: Presence, timeout: float) -> Presence:
        """Block until the tray differs from `known`, at most `timeout` seconds. Raises DeviceMissing."""
        self._check()
        self._bench.changes.wait_until(lambda: self._moved(known), timeout)
        self._bench.faults.check("nfc")
        return self._bench.tray.presence()

    def _moved(self, known: Presence) -> bool:
        return self._closed or self._bench.faults.broken("nfc") or self._bench.tray.presence() != known

    def connect(self) -> VirtualConnection:
        """Power the card up. Raises NoCard, CardMute, DeviceBusy, DeviceMissing."""
        self._check()
        return VirtualConnection(self._bench)

    def _check(self) -> None:
        self._bench.faults.check("nfc")
        if self._closed:
            raise DeviceMissing("virtual nfc", "it was closed")

    def close(self) -> None:
        """Wake a blocked `wait`; a second call does nothing."""
        self._closed = True
        self._bench.changes.note()
