"""One card from the moment it is held to the moment its power is cut."""

from types import TracebackType
from typing import Protocol, Self

from firmware.card.authentication import UserAuthentication
from firmware.card.channel import Channel
from firmware.card.detect import CardKind, detect
from firmware.card.errors import NotDetected
from hal.card.profile import CardProfile
from hal.nfc import CardConnection


class CardSource(Protocol):
    """What a session needs of a card reader."""

    def connect(self) -> CardConnection:
        """As `NfcReader.connect`."""


class CardSession:
    """Holds the card alone; bound to the presence counter under which it was opened.

    Opening raises NoCard, CardRemoved, CardMute, DeviceBusy, DeviceMissing (`hal.errors`).
    """

    def __init__(self, nfc: CardSource, profiles: tuple[CardProfile, ...]) -> None:
        self._connection = nfc.connect()
        self._channel = Channel(self._connection)
        self._profiles = profiles
        self._authentication: UserAuthentication | None = None

    @property
    def counter(self) -> int:
        """The presence counter of this card."""
        return self._connection.counter

    @property
    def apdus(self) -> int:
        """Commands sent so far."""
        return self._channel.count

    @property
    def authentication(self) -> UserAuthentication:
        """The verbs of user authentication; only after `detect` said MY_NUMBER. Raises NotDetected."""
        if self._authentication is None:
            raise NotDetected
        return self._authentication

    def detect(self) -> CardKind:
        """What lies there. Raises what the card reader raises, MalformedAnswer, BudgetSpent."""
        kind, profile = detect(self._channel, self._profiles)
        self._authentication = None if profile is None else UserAuthentication(self._channel, profile)
        return kind

    def close(self) -> None:
        """Cut the card's power; a second call does nothing."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
