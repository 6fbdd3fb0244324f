"""The tray of a bench: the field of the virtual card reader, with everything that can happen to a card in it."""

from typing import Literal, Protocol

from hal.errors import CardMute, CardRemoved, DeviceBusy, NoCard
from hal.nfc import Presence
from hal.virtual.changes import Changes

When = Literal["before", "half", "after"]


class BenchError(Exception):
    """The bench was asked for something that cannot be done, such as removing a card that is not there."""


class CardInField(Protocol):
    """What a tray needs of a card."""

    @property
    def atr(self) -> bytes:
        """Answer to reset."""

    def power_on(self) -> bytes:
        """Begin a life in the field; return the answer to reset."""

    def reset(self) -> bytes:
        """Warm reset: return the answer to reset again."""

    def power_off(self) -> None:
        """Lose everything that is not kept."""

    def execute(self, command: bytes) -> bytes:
        """Work on one command APDU."""

    def interrupt(self, command: bytes) -> None:
        """Begin to work on a command and lose the power half-way."""


class Tray:
    """One card at most, one connection at most. Thread-safe through the lock of the bench."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._card: CardInField | None = None
        self._counter = 0
        self._handle = 0
        self._open = False
        self._tear: tuple[int, When] | None = None
        self._muted = False
        self._occupied = False
        self.apdus = 0

    def presence(self) -> Presence:
        """Whether a card lies there, with the counter of insertions and removals."""
        with self._changes.lock:
            return Presence(self._card is not None, self._counter)

    @property
    def muted(self) -> bool:
        """Whether the card answers nothing."""
        return self._muted

    def insert(self, card: CardInField) -> None:
        """Lay a card on the tray. Raises BenchError when one lies there."""
        with self._changes.lock:
            if self._card is not None:
                raise BenchError("a card lies on the tray already")
            self._card = card
            self._moved()

    def remove(self) -> None:
        """Take the card, whatever it is doing. Raises BenchError when there is none."""
        with self._changes.lock:
            if self._card is None:
                raise BenchError("no card lies on the tray")
            self._lift(self._card)

    def tear_after(self, apdus: int, when: When) -> None:
        """Tear the card off at the command that follows the next `apdus` commands.

        `before`: the command does not reach the card; `half`: the card loses its power while it works on it;
        `after`: it was done and the answer is lost. Holds until it happened or the card was removed.
        """
        with self._changes.lock:
            self._tear = (apdus, when)

    def mute(self, muted: bool) -> None:
        """Let the card lie there without an answer, or answer again."""
        with self._changes.lock:
            self._muted = muted
            self._changes.note()

    def occupy(self, occupied: bool) -> None:
        """Let another program hold the reader, or let go of it."""
        with self._changes.lock:
            self._occupied = occupied

    def atr(self) -> bytes | None:
        """Answer to reset of the card that lies there, as a reader that polls sees it; None without a card."""
        with self._changes.lock:
            return None if self._card is None else self._card.atr

    def open(self) -> tuple[int, int, bytes]:
        """Power the card up: handle, presence counter, answer to reset. Raises NoCard, DeviceBusy, CardMute."""
        with self._changes.lock:
            if self._card is None:
                raise NoCard("no card lies on the tray")
            if self._open or self._occupied:
                raise DeviceBusy("virtual card reader")
            if self._muted:
                raise CardMute("the card gives no answer to reset")
            self._handle += 1
            self._open = True
            return self._handle, self._counter, self._card.power_on()

    def reset(self, handle: int) -> bytes:
        """Warm reset of the card of this connection. Raises CardRemoved."""
        with self._changes.lock:
            return self._card_of(handle).reset()

    def transmit(self, handle: int, command: bytes) -> bytes:
        """Let the card work on one command. Raises CardRemoved, CardMute."""
        with self._changes.lock:
            card = self._card_of(handle)
            self.apdus += 1
            self._tear_now(card, command)
            if self._muted:
                raise CardMute("the card gives no answer")
            return card.execute(command)

    def close(self, handle: int) -> None:
        """Cut the power under this connection; nothing happens for one that is over."""
        with self._changes.lock:
            if self._open and handle == self._handle:
                self._open = False
                if self._card is not None:
                    self._card.power_off()

    def _card_of(self, handle: int) -> CardInField:
        if self._card is None or not self._open or handle != self._handle:
            raise CardRemoved("the card of this connection was taken away")
        return self._card

    def _tear_now(self, card: CardInField, command: bytes) -> None:
        if self._tear is None:
            return
        remaining, when = self._tear
        if remaining > 0:
            self._tear = (remaining - 1, when)
            return
        if when == "half":
            card.interrupt(command)
        elif when == "after":
            card.execute(command)
        self._lift(card)
        raise CardRemoved(f"the card was torn off, {when} a command")

    def _lift(self, card: CardInField) -> None:
        card.power_off()
        self._card = None
        self._open = False
        self._tear = None
        self._moved()

    def _moved(self) -> None:
        self._counter += 1
        self._changes.note()
