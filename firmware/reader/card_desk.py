"""Card effects: one worker thread owns the card session, the loop gets events."""

from collections.abc import Callable

from firmware.card.authentication import PinState, UserAuthentication
from firmware.card.detect import CardKind
from firmware.card.errors import (
    CardError,
    CertificateMissing,
    MalformedAnswer,
    PinLocked,
    StatusError,
    TerminalRefused,
    TerminalUnavailable,
    WrongPin,
)
from firmware.card.number_b import InsertionTries
from firmware.card.secret import Pin
from firmware.card.session import CardSession
from firmware.card.terminal import TerminalAuthentication
from firmware.messages.challenge import to_be_signed
from firmware.messages.schema import TerminalAuthGiven
from firmware.reader.card_guard import GuardedSource, Stopwatch
from firmware.reader.inbox import Happened, Post
from firmware.reader.photo_reader import PhotoReader
from firmware.reader.vault import Vault
from firmware.reader.worker import Worker
from firmware.visit.effects import (
    ChallengeTerminal,
    ConfirmCard,
    Holding,
    OpenKey,
    ReadCard,
    ReadPhoto,
    ReadTries,
    ReleaseCard,
    Sign,
    VerifyPin,
)
from firmware.visit.events import (
    CardChallenged,
    CardConfirmed,
    CardFailed,
    CardRead,
    KeyOpened,
    PinChecked,
    Signed,
    TriesRead,
)
from firmware.visit.events_face import PhotoRead
from firmware.visit.findings import CardFault, CardFinding, PhotoFinding, PinVerdict
from hal.card.profile import CardProfile
from hal.clock import Clock
from hal.errors import CardRemoved, DeviceMissing, HalError, NoCard
from hal.nfc import NfcReader

FINDINGS = {
    CardKind.OLD_RESIDENT_CARD: CardFinding.OLD_RESIDENT_CARD,
    CardKind.DRIVING_LICENCE: CardFinding.DRIVING_LICENCE,
    CardKind.PHONE: CardFinding.PHONE,
    CardKind.OTHER: CardFinding.OTHER,
}

STAYS_CLOSED = (TerminalRefused, TerminalUnavailable, StatusError, MalformedAnswer)
"""What a card says that does not speak our form of terminal authentication: the fault is not the reading of it."""

MOST_CERTIFICATE_BYTES = 8192
"""What the message to the centre holds (`firmware.messages.schema`); a card that gives more plays with us."""

CardEffect = (
    ReadCard | ReadTries | ReadPhoto | VerifyPin | Sign | ChallengeTerminal | OpenKey | ConfirmCard | ReleaseCard
)


class CardDesk:
    """Carries out card effects one after another.

    A call that blocks cannot be ended: `blocked_for` tells the loop how long one has been running, and the loop ends
    the process. Nothing here is ever repeated by itself.
    """

    def __init__(
        self,
        nfc: NfcReader,
        profiles: tuple[CardProfile, ...],
        clock: Clock,
        device: str,
        post: Post,
        worker: Worker,
        photos: PhotoReader | None = None,
    ) -> None:
        self._nfc = nfc
        self._profiles = profiles
        self._device = device
        self._post = post
        self._session: CardSession | None = None
        self._stopwatch = Stopwatch(clock)
        self._newest = 0
        self._over = 0
        self._apdus = 0
        self._worker = worker
        self._photos = photos
        self._insertion = InsertionTries()

    @property
    def apdus(self) -> int:
        """Commands sent to the card of this visit so far."""
        return self._apdus

    def blocked_for(self) -> float:
        """Seconds that the call to the card under way has taken; 0 when there is none."""
        return self._stopwatch.seconds()

    def begin_visit(self) -> None:
        """Count from zero."""
        self._apdus = 0

    def do(self, effect: CardEffect, vault: Vault, visit_id: str) -> None:
        """Start a card effect; its event comes through the inbox."""
        match effect:
            case ReadCard(operation=operation):
                self._run(operation, lambda: self._read(operation))
            case ReadTries(operation=operation):
                self._run(operation, lambda: self._tries(operation))
            case ReadPhoto(operation=operation, by_staff=by_staff):
                number = vault.take_number_b()
                self._run(operation, lambda: self._photo(operation, number, by_staff))
            case VerifyPin(operation=operation):
                pin = vault.take_pin()
                self._run(operation, lambda: self._verify(operation, pin))
            case Sign(operation=operation):
                message = to_be_signed(self._device, visit_id, vault.get(Holding.NONCE))
                self._run(operation, lambda: self._sign(operation, message))
            case ChallengeTerminal(operation=operation):
                self._run(operation, lambda: self._challenge(operation))
            case OpenKey(operation=operation):
                given = vault.authorisation
                self._run(operation, lambda: self._open_key(operation, given))
            case ConfirmCard(operation=operation):
                self._run(operation, lambda: self._confirm(operation))
            case ReleaseCard():
                self._let_go()

    def close(self, longest: float) -> None:
        """Let the card go and end the worker; one that is blocked is not waited for longer than so many seconds."""
        self._let_go()
        self._worker.close(longest)

    def _let_go(self) -> None:
        # What runs for the visit that is over ends before its next command: a card must not be asked for a PIN that
        # nobody stands behind any more.
        self._over = self._newest
        self._worker.submit(self._release)

    def _run(self, operation: int, work: Callable[[], Happened]) -> None:
        self._newest = operation
        self._worker.submit(lambda: self._guarded(operation, work))

    def _guarded(self, operation: int, work: Callable[[], Happened]) -> None:
        try:
            happened = work()
        except (CardRemoved, NoCard):
            happened = Happened(CardFailed(operation, CardFault.GONE))
        except (CardError, HalError):
            happened = Happened(CardFailed(operation, CardFault.UNREADABLE))
        if self._session is not None:
            self._apdus = self._session.apdus
        self._post(happened)

    def _read(self, operation: int) -> Happened:
        self._release()
        source = GuardedSource(self._nfc, self._stopwatch, lambda: operation <= self._over)
        self._session = session = CardSession(source, self._profiles, self._insertion)
        kind = session.detect()
        if kind is not CardKind.MY_NUMBER:
            return Happened(CardRead(operation, FINDINGS[kind]))
        try:
            certificate = session.authentication.read_certificate()
        except CertificateMissing:
            return Happened(CardRead(operation, CardFinding.NO_CERTIFICATE))
        if len(certificate) > MOST_CERTIFICATE_BYTES:
            return Happened(CardFailed(operation, CardFault.UNREADABLE))
        return Happened(CardRead(operation, CardFinding.MY_NUMBER), certificate)

    def _tries(self, operation: int) -> Happened:
        authentication = self._authentication()
        tries = authentication.tries_left()
        # A card without a PIN (顔認証カード) answers as a locked one does; telling them apart costs commands.
        pin_set = tries > 0 or authentication.pin_state() is not PinState.NOT_SET
        return Happened(TriesRead(operation, tries, pin_set))

    def _photo(self, operation: int, number: str, by_staff: bool) -> Happened:
        if self._session is None:
            raise CardRemoved
        if self._photos is None:
            return Happened(PhotoRead(operation, PhotoFinding.UNREADABLE))
        return self._photos.read(self._session, operation, number, by_staff)

    def _verify(self, operation: int, pin: Pin) -> Happened:
        authentication = self._authentication()
        try:
            authentication.verify_pin(pin)
        except WrongPin as error:
            return Happened(PinChecked(operation, PinVerdict.WRONG, error.tries_left))
        except PinLocked:
            return Happened(PinChecked(operation, PinVerdict.LOCKED, 0))
        return Happened(PinChecked(operation, PinVerdict.ACCEPTED, authentication.full_tries))

    def _sign(self, operation: int, message: bytes) -> Happened:
        return Happened(Signed(operation), self._authentication().sign(message))

    def _challenge(self, operation: int) -> Happened:
        try:
            return Happened(CardChallenged(operation), self._terminal().challenge())
        except STAYS_CLOSED:
            return Happened(CardFailed(operation, CardFault.STAYS_CLOSED))

    def _open_key(self, operation: int, given: TerminalAuthGiven) -> Happened:
        try:
            self._terminal().authenticate(given.certificate, given.signature)
        except STAYS_CLOSED:
            return Happened(CardFailed(operation, CardFault.STAYS_CLOSED))
        return Happened(KeyOpened(operation))

    def _confirm(self, operation: int) -> Happened:
        try:
            presence = self._stopwatch.time(self._nfc.presence)
        except DeviceMissing:
            return Happened(CardConfirmed(operation, None))
        same = self._session is not None and self._session.counter == presence.counter
        return Happened(CardConfirmed(operation, presence.counter if presence.present and same else None))

    def _authentication(self) -> UserAuthentication:
        if self._session is None:
            raise CardRemoved
        return self._session.authentication

    def _terminal(self) -> TerminalAuthentication:
        if self._session is None:
            raise CardRemoved
        return self._session.terminal()

    def _release(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()
