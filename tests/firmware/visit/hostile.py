"""Every event that anything could ever tell a visit: right, late, foreign, doubled, in any order."""

from collections.abc import Iterator

from firmware.messages.schema import ConsentItem, RefusalReason, Validity
from firmware.visit.events import (
    Action,
    AnswerReceived,
    AnyEvent,
    CardChallenged,
    CardConfirmed,
    CardFailed,
    CardLeft,
    CardPlaced,
    CardRead,
    CentreRefused,
    CentreUnreachable,
    ChallengeReceived,
    DeviceFailed,
    DeviceMended,
    IdentifiedReceived,
    KeyOpened,
    LinkChanged,
    MaintenanceSet,
    PinChecked,
    Pressed,
    Signed,
    StaffChecked,
    StaffNoted,
    Started,
    TerminalAuthorised,
    Timer,
    TimeUp,
    TriesRead,
)
from firmware.visit.events_face import FaceDecided, FaceFaulted, FaceNoticed, PhotoRead, PhotoTaken, PrintRead
from firmware.visit.findings import (
    CardFault,
    CardFinding,
    FaceFault,
    FaceVerdict,
    PhotoFinding,
    PhotoVerdict,
    PinVerdict,
    StaffVerdict,
)
from firmware.visit.model import Hint, Part, Side, Way

OPERATION, REQUEST, CHALLENGE, CHECK, LOOK = 1, 2, 3, 4, 5
"""The outstanding numbers of a canonical visit, where there are any."""

NEXT_NUMBER = 10
"""The next number of a canonical visit: one that was not given out yet."""

STALE = 0
CARD = 7
OTHER_CARD = 8

ITEMS: tuple[tuple[ConsentItem, ...], ...] = (
    (),
    (ConsentItem.MEDICINE,),
    (ConsentItem.HEALTH_CHECK, ConsentItem.MEDICINE),
    (ConsentItem.MEDICINE, ConsentItem.MEDICINE),
)


def card_events(operation: int) -> Iterator[AnyEvent]:
    """All that a card command could end with."""
    yield from (CardRead(operation, finding) for finding in CardFinding)
    yield from (TriesRead(operation, tries) for tries in range(4))
    yield TriesRead(operation, 0, pin_set=False)
    yield from (PinChecked(operation, verdict, tries) for verdict in PinVerdict for tries in range(4))
    yield Signed(operation)
    yield CardChallenged(operation)
    yield KeyOpened(operation)
    yield from (PhotoRead(operation, finding) for finding in PhotoFinding)
    yield PhotoRead(operation, PhotoFinding.READ, first=False)
    yield from (CardConfirmed(operation, counter) for counter in (CARD, OTHER_CARD, None))
    yield from (CardFailed(operation, fault) for fault in CardFault)


def face_events(look: int) -> Iterator[AnyEvent]:
    """All that the face child could say."""
    yield from (PrintRead(look, sure) for sure in (True, False))
    yield from (PhotoTaken(look, verdict) for verdict in PhotoVerdict)
    yield FaceNoticed(look, Hint.CLOSER)
    yield FaceNoticed(look, Hint.TURN_BACK)
    yield from (FaceNoticed(look, Hint.NOTHING, side) for side in Side)
    yield from (FaceDecided(look, verdict) for verdict in FaceVerdict)
    yield from (FaceFaulted(look, fault) for fault in FaceFault)


def centre_events(request: int) -> Iterator[AnyEvent]:
    """All that the centre could say."""
    yield ChallengeReceived(request)
    yield TerminalAuthorised(request)
    yield from (IdentifiedReceived(request, registered, items) for registered in (True, False) for items in ITEMS)
    yield from (AnswerReceived(request, validity) for validity in Validity)
    yield from (CentreRefused(request, reason) for reason in RefusalReason)
    yield CentreUnreachable(request)


def other_events() -> Iterator[AnyEvent]:
    """All that needs no number."""
    yield Started()
    yield CardPlaced(CARD)
    yield from (CardPlaced(CARD, frozenset(ways)) for ways in ({Way.STAFF}, {Way.FACE}, {Way.FACE, Way.STAFF}))
    yield CardPlaced(OTHER_CARD)
    yield CardLeft()
    yield from (Pressed(action) for action in Action)
    yield from (TimeUp(timer) for timer in Timer)
    yield from (LinkChanged(online) for online in (True, False))
    yield from (DeviceFailed(part) for part in Part)
    yield from (DeviceMended(part) for part in Part)
    yield from (MaintenanceSet(on) for on in (True, False))


def misdirected(number: int) -> Iterator[AnyEvent]:
    """The answers that would do most harm where nobody waits for their number."""
    yield CardRead(number, CardFinding.MY_NUMBER)
    yield TriesRead(number, 3)
    yield PinChecked(number, PinVerdict.ACCEPTED, 3)
    yield PinChecked(number, PinVerdict.WRONG, 1)
    yield Signed(number)
    yield StaffChecked(number, StaffVerdict.ACCEPTED)
    yield StaffNoted(number, True)
    yield CardChallenged(number)
    yield KeyOpened(number)
    yield TerminalAuthorised(number)
    yield PhotoRead(number, PhotoFinding.READ)
    yield PrintRead(number, True)
    yield PhotoTaken(number, PhotoVerdict.USABLE)
    yield FaceNoticed(number, Hint.NOTHING, Side.LEFT)
    yield FaceDecided(number, FaceVerdict.MATCH)
    yield FaceFaulted(number, FaceFault.ENGINE)
    yield CardConfirmed(number, CARD)
    yield CardFailed(number, CardFault.GONE)
    yield ChallengeReceived(number)
    yield IdentifiedReceived(number, True, ())
    yield AnswerReceived(number, Validity.VALID)
    yield CentreRefused(number, RefusalReason.CHALLENGE_NOT_VALID)
    yield CentreUnreachable(number)


def _every() -> Iterator[AnyEvent]:
    yield from other_events()
    yield from card_events(OPERATION)
    yield from face_events(LOOK)
    for number in (REQUEST, CHALLENGE):
        yield from centre_events(number)
    yield from (StaffChecked(CHECK, verdict) for verdict in StaffVerdict)
    yield from (StaffNoted(CHECK, kept) for kept in (True, False))
    for number in (OPERATION, REQUEST, CHALLENGE, CHECK, LOOK, STALE, NEXT_NUMBER):
        yield from misdirected(number)


EVENTS: tuple[AnyEvent, ...] = tuple(dict.fromkeys(_every()))
