"""Card effects: what each becomes, and what happens when the card, the reader or the visit ends in between."""

from dataclasses import dataclass, field

import pytest

from firmware.reader.card_desk import CardDesk
from firmware.reader.inbox import Happened
from firmware.reader.vault import Vault
from firmware.visit.effects import ConfirmCard, Holding, Keep, ReadCard, ReadTries, ReleaseCard, Sign, VerifyPin
from firmware.visit.events import CardConfirmed, CardFailed, CardRead, PinChecked, Signed, TriesRead
from firmware.visit.findings import CardFault, CardFinding, PinVerdict
from hal.nfc import NfcReader
from hal.settings import NfcSettings
from hal.virtual.bench import Bench
from hal.virtual.card.card import VirtualCard
from hal.virtual.card.contents import CardContents, Counters
from hal.virtual.nfc import VirtualNfc
from tests.firmware.card.support import PROFILES, Scripted
from tests.firmware.reader.fakes import DEVICE, HandClock, LaterWorker, Posted
from tests.hal.virtual.card import cards

VISIT = "0190a1b2-0000-7000-8000-000000000009"
GONE, UNREADABLE = CardFault.GONE, CardFault.UNREADABLE


@dataclass
class Tray:
    """A desk, its bench, and one operation after another."""

    bench: Bench = field(default_factory=Bench)
    nfc: NfcReader | None = None
    worker: LaterWorker = field(default_factory=LaterWorker)
    clock: HandClock = field(default_factory=HandClock)
    posted: Posted = field(default_factory=Posted)
    vault: Vault = field(default_factory=Vault)

    def __post_init__(self) -> None:
        nfc = self.nfc or VirtualNfc(self.bench, NfcSettings())
        self.desk = CardDesk(nfc, PROFILES, self.clock, DEVICE, self.posted.post, self.worker)

    def lay(self, contents: CardContents, counters: Counters | None = None) -> VirtualCard:
        card = VirtualCard(contents, counters)
        self.bench.insert(card)
        return card

    def do(self, effect: ReadCard | ReadTries | VerifyPin | Sign | ConfirmCard | ReleaseCard) -> object:
        self.posted.clear()
        self.desk.do(effect, self.vault, VISIT)
        return self.posted.events[0] if self.posted else None

    def type(self, pin: str) -> None:
        for digit in pin:
            self.vault.apply(Keep(Holding.DIGITS), digit)


def test_a_whole_proof(mocker) -> None:
    tray = Tray()
    tray.lay(cards.contents())
    tray.desk.begin_visit()
    assert tray.do(ReadCard(1)) == CardRead(1, CardFinding.MY_NUMBER)
    (item,) = tray.posted
    assert isinstance(item, Happened)
    assert item.payload == cards.certificate("auth")
    assert tray.do(ReadTries(2)) == TriesRead(2, 3)
    tray.type(cards.WRONG_PIN)
    assert tray.do(VerifyPin(3)) == PinChecked(3, PinVerdict.WRONG, 2)
    assert tray.vault.empty, "the PIN is sent once and kept nowhere"
    tray.type(cards.PIN)
    assert tray.do(VerifyPin(4)) == PinChecked(4, PinVerdict.ACCEPTED, 3)
    tray.vault.apply(Keep(Holding.NONCE), bytes(32))
    assert tray.do(Sign(5)) == Signed(5)
    assert tray.do(ConfirmCard(6)) == CardConfirmed(6, 1)
    assert tray.desk.apdus == 13
    tray.do(ReleaseCard())
    assert tray.do(ReadTries(7)) == CardFailed(7, GONE), "nothing is asked of a card that was let go"


def test_a_pin_that_the_card_locked() -> None:
    tray = Tray()
    tray.lay(cards.contents(), Counters(1, 5, 10, 10))
    tray.do(ReadCard(1))
    for operation, verdict in ((2, PinChecked(2, PinVerdict.LOCKED, 0)), (3, PinChecked(3, PinVerdict.LOCKED, 0))):
        tray.type(cards.WRONG_PIN)
        found = tray.do(VerifyPin(operation))
        assert found in (verdict, PinChecked(operation, PinVerdict.WRONG, 0))


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"kind": "juki"}, CardFinding.OLD_RESIDENT_CARD),
        ({"kind": "licence"}, CardFinding.DRIVING_LICENCE),
        ({"kind": "phone"}, CardFinding.PHONE),
        ({"kind": "felica"}, CardFinding.OTHER),
        ({"auth_certificate": b""}, CardFinding.NO_CERTIFICATE),
    ],
)
def test_other_things_are_told_apart(changes: dict[str, object], finding: CardFinding) -> None:
    tray = Tray()
    tray.lay(cards.contents(**changes))
    assert tray.do(ReadCard(1)) == CardRead(1, finding)


def test_no_card_and_a_reader_that_is_gone_or_held_by_another() -> None:
    tray = Tray()
    assert tray.do(ReadCard(1)) == CardFailed(1, GONE)
    tray.lay(cards.contents())
    tray.bench.occupy()
    assert tray.do(ReadCard(2)) == CardFailed(2, UNREADABLE)
    tray.bench.occupy(False)
    tray.bench.mute()
    assert tray.do(ReadCard(3)) == CardFailed(3, UNREADABLE)
    tray.bench.mute(False)
    tray.bench.fail("nfc")
    assert tray.do(ReadCard(4)) == CardFailed(4, UNREADABLE)
    assert tray.do(ConfirmCard(5)) == CardConfirmed(5, None)


def test_a_card_that_was_changed_is_not_confirmed() -> None:
    tray = Tray()
    tray.lay(cards.contents())
    tray.do(ReadCard(1))
    tray.bench.remove()
    assert tray.do(ConfirmCard(2)) == CardConfirmed(2, None)
    tray.lay(cards.contents())
    assert tray.do(ConfirmCard(3)) == CardConfirmed(3, None)


def test_what_waits_for_a_visit_that_is_over_sends_nothing() -> None:
    tray = Tray(worker=LaterWorker(at_once=False))
    card = tray.lay(cards.contents())
    tray.desk.do(ReadCard(1), tray.vault, VISIT)
    tray.worker.work()
    tray.type(cards.WRONG_PIN)
    tray.desk.do(VerifyPin(2), tray.vault, VISIT)
    tray.desk.do(ReleaseCard(), tray.vault, VISIT)
    sent = tray.bench.snapshot().apdus
    tray.worker.work()
    assert tray.posted.events[1:] == [CardFailed(2, GONE)]
    assert (card.counters.auth_pin, tray.bench.snapshot().apdus) == (3, sent)
    tray.desk.do(ReadCard(3), tray.vault, VISIT)
    tray.worker.work()
    assert tray.posted.events[2:] == [CardRead(3, CardFinding.MY_NUMBER)]


def test_an_earlier_card_is_let_go_before_the_next_is_read() -> None:
    tray = Tray()
    tray.lay(cards.contents())
    tray.do(ReadCard(1))
    assert tray.do(ReadCard(2)) == CardRead(2, CardFinding.MY_NUMBER)


def test_a_certificate_that_no_message_holds_is_unreadable(mocker) -> None:
    tray = Tray()
    tray.lay(cards.contents())
    mocker.patch("firmware.card.authentication.UserAuthentication.read_certificate", return_value=bytes(8193))
    assert tray.do(ReadCard(1)) == CardFailed(1, UNREADABLE)


def test_every_call_that_hangs_is_noticed() -> None:
    clock, taken = HandClock(), []

    def hang(command: bytes) -> bytes:
        clock.pass_time(9.0)
        taken.append(tray.desk.blocked_for())
        return b"\x6a\x82"

    scripted = Scripted(hang)
    tray = Tray(nfc=scripted, clock=clock)
    assert tray.desk.blocked_for() == 0.0
    tray.do(ReadCard(1))
    assert set(taken) == {9.0}
    assert tray.desk.blocked_for() == 0.0
    taken.clear()
    scripted.close = lambda: hang(b"") and None  # type: ignore[method-assign]  # the release that hangs
    tray.do(ReleaseCard())
    assert taken == [9.0]


def test_the_end_lets_the_card_go_and_waits_no_longer_than_told() -> None:
    scripted = Scripted(lambda command: b"\x6a\x82")
    tray = Tray(nfc=scripted)
    tray.do(ReadCard(1))
    tray.desk.close(1.5)
    assert (scripted.closed, tray.worker.closed) == (1, 1.5)
