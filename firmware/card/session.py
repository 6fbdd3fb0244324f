"""One card from the moment it is held to the moment its power is cut."""

from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from firmware.card.authentication import UserAuthentication
from firmware.card.channel import Channel, Selection
from firmware.card.detect import CardKind, detect
from firmware.card.errors import NotDetected, OtherApplication
from firmware.card.files import select_application
from firmware.card.number_b import InsertionTries
from firmware.card.surface import CardSurface
from firmware.card.terminal import EmulatedTerminal, TerminalAuthentication
from hal.card.profile import CardProfile
from hal.nfc import CardConnection


class CardSource(Protocol):
    """What a session needs of a card reader."""

    def connect(self) -> CardConnection:
        """As `NfcReader.connect`."""


class CardSession:
    """Holds the card alone; bound to the presence counter under which it was opened.

    The verbs of one application at a time: opening the other takes away what was verified in this one. `tries` is kept
    by whoever opens several sessions of one insertion, so that they share its one try of the 照合番号B.

    Opening raises NoCard, CardRemoved, CardMute, DeviceBusy, DeviceMissing (`hal.errors`).
    """

    def __init__(self, nfc: CardSource, profiles: tuple[CardProfile, ...], tries: InsertionTries | None = None) -> None:
        self._connection = nfc.connect()
        self._channel = Channel(self._connection)
        self._profiles = profiles
        self._tries = InsertionTries() if tries is None else tries
        self._profile: CardProfile | None = None
        self._selection: Selection | None = None
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
        """The verbs of user authentication; only after `detect` said MY_NUMBER.

        Raises NotDetected, and OtherApplication after the surface was opened.
        """
        if self._profile is None:
            raise NotDetected
        if self._authentication is None:
            raise OtherApplication
        return self._authentication

    def detect(self) -> CardKind:
        """What lies there. Raises what the card reader raises, MalformedAnswer, BudgetSpent."""
        self._profile = self._authentication = None
        selection = self._begin()
        kind, self._profile = detect(self._channel, self._profiles)
        if self._profile is not None:
            self._authentication = UserAuthentication(selection, self._profile)
        return kind

    def open_surface(self) -> CardSurface:
        """Select the card surface: what was verified for authentication is gone.

        Raises NotDetected, ApplicationMissing.
        """
        profile, selection = self._select(lambda profile: profile.surface.aid)
        return CardSurface(selection, profile, self._tries, self.counter)

    def open_authentication(self) -> UserAuthentication:
        """Select user authentication again: what was verified is gone. Raises NotDetected, ApplicationMissing."""
        profile, selection = self._select(lambda profile: profile.authentication.aid)
        self._authentication = UserAuthentication(selection, profile)
        return self._authentication

    def terminal(self) -> TerminalAuthentication:
        """The exchange that lets `authentication.sign` work without the PIN. Raises NotDetected, OtherApplication."""
        if self._profile is None or self._selection is None:
            raise NotDetected
        if self._authentication is None:
            raise OtherApplication
        return EmulatedTerminal(self._selection, self._profile)

    def _select(self, aid: Callable[[CardProfile], str]) -> tuple[CardProfile, Selection]:
        if self._profile is None:
            raise NotDetected
        self._authentication = None
        selection = self._begin()
        select_application(self._channel, aid(self._profile))
        return self._profile, selection

    def _begin(self) -> Selection:
        if self._selection is not None:
            self._selection.end()
        self._selection = Selection(self._channel)
        return self._selection

    def close(self) -> None:
        """Cut the card's power; a second call does nothing."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
