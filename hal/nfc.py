"""Port: the card reader. One monitor that blocks for changes, one exclusive connection at a time."""

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a card lies in the field, and how often that changed.

    `counter` grows with every insertion and removal (PC/SC event counter), so two different values mean that the
    card was away in between even where `present` is true both times.
    """

    present: bool
    counter: int


class CardConnection(Protocol):
    """An exclusive connection to the card that was in the field when it was opened."""

    @property
    def counter(self) -> int:
        """The presence counter under which this connection was opened."""

    @property
    def atr(self) -> bytes:
        """Answer to reset; for logs only, never to tell cards apart."""

    @property
    def extended_length(self) -> bool:
        """Whether the reader passes extended-length APDUs (Le above 256)."""

    def transmit(self, command: bytes) -> bytes:
        """Send one command APDU; return the response with its two status bytes.

        Raises CardRemoved, CardMute. Never repeats a command by itself.
        """

    def close(self) -> None:
        """Cut the card's power (UNPOWER), whatever happened before; a second call does nothing. Raises nothing."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class NfcReader(Protocol):
    """The contactless reader. `wait` and the connection may be used from two different threads."""

    def presence(self) -> Presence:
        """What lies in the field now, without waiting. Raises DeviceMissing."""

    def wait(self, known: Presence, timeout: float) -> Presence:
        """Block until the presence differs from `known` or `timeout` seconds passed; return what is now.

        Raises DeviceMissing while the reader or its service is away; the next call tries again.
        """

    def connect(self) -> CardConnection:
        """Power the card up and hold it alone. Raises NoCard, CardRemoved, CardMute, DeviceBusy, DeviceMissing."""

    def close(self) -> None:
        """Wake a blocked `wait` and let the reader go; a second call does nothing."""
