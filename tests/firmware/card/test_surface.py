"""The card surface over a session: number B and its tries, face file, issuer, chip."""

import msgspec
import pytest

from firmware.card.errors import (
    ApplicationMissing,
    CopiedCard,
    NotANumberB,
    NotDetected,
    NotVerified,
    NumberBLocked,
    NumberBWanted,
    OtherApplication,
    StatusError,
    SurfaceMalformed,
    TriesKept,
    TryAlreadySpent,
    WrongNumberB,
)
from firmware.card.number_b import InsertionTries, NumberB
from firmware.card.secret import Pin
from firmware.card.session import CardSession
from firmware.card.surface import CardSurface
from hal.settings import NfcSettings
from hal.virtual.bench import Bench
from hal.virtual.card.card import VirtualCard
from hal.virtual.card.contents import CardContents, Counters
from hal.virtual.nfc import VirtualNfc
from tests.hal.virtual.card import cards

from . import faces
from .support import MESSAGE, PROFILES, open_card

RIGHT = NumberB(cards.NUMBER_B, "era-birth-expiry-code")
WRONG = NumberB("55021720352286", "era-birth-expiry-code")


def counters(number_b: int) -> Counters:
    return Counters(auth_pin=3, sign_password=5, number_a=10, number_b=number_b)


def opened(contents: CardContents | None = None, left: int = 10) -> tuple[CardSession, CardSurface, Bench, VirtualCard]:
    session, bench, card = open_card(contents or cards.with_surface(), counters(left))
    session.detect()
    return session, session.open_surface(), bench, card


def with_face(face: bytes) -> CardContents:
    whole = cards.with_surface()
    return msgspec.structs.replace(whole, surface=msgspec.structs.replace(whole.surface, face=face))


def test_the_number_opens_the_face_and_the_face_is_believed() -> None:
    session, surface, _, _ = opened()
    with session:
        before = session.apdus
        surface.verify_number_b(RIGHT)
        face = surface.read_signed_face(faces.anchors())
        assert face.photo == cards.PHOTO
        surface.check_chip(face, bytes(32))
        # query, VERIFY, 6.3 kB and 568 bytes in parts of 256, signature of the chip
        assert session.apdus - before == 2 + -(-len(faces.raw_face()) // 256) + 3 + 1


def test_asking_for_the_tries_costs_nothing() -> None:
    session, surface, _, card = opened()
    with session:
        assert [surface.tries_left() for _ in range(5)] == [10] * 5
    assert card.counters.number_b == 10


def test_without_the_number_there_is_no_face() -> None:
    session, surface, _, _ = opened()
    with session:
        with pytest.raises(NumberBWanted):
            surface.read_face_file()
        assert surface.read_issuer_certificate() == faces.issuer_certificate()


def test_one_try_an_insertion_even_after_a_right_one() -> None:
    session, surface, _, card = opened()
    with session:
        with pytest.raises(WrongNumberB) as wrong:
            surface.verify_number_b(WRONG)
        assert wrong.value.tries_left == 9
        for number in (WRONG, RIGHT):
            with pytest.raises(TryAlreadySpent):
                surface.verify_number_b(number)
    assert card.counters.number_b == 9
    session, surface, _, _ = opened()
    with session:
        surface.verify_number_b(RIGHT)
        with pytest.raises(TryAlreadySpent):
            surface.verify_number_b(WRONG)


def test_staff_may_spend_more() -> None:
    session, surface, _, card = opened(left=3)
    with session:
        with pytest.raises(TriesKept) as kept:
            surface.verify_number_b(RIGHT)
        assert kept.value.tries_left == 3
        with pytest.raises(WrongNumberB):
            surface.verify_number_b(WRONG, by_staff=True)
        assert card.counters.number_b == 2
        surface.verify_number_b(RIGHT, by_staff=True)
    assert card.counters.number_b == 10


def test_not_even_staff_spends_the_last_try() -> None:
    session, surface, _, card = opened(left=1)
    with session:
        for number in (WRONG, RIGHT):
            with pytest.raises(TriesKept):
                surface.verify_number_b(number, by_staff=True)
    assert card.counters.number_b == 1


@pytest.mark.parametrize("left", range(11))
def test_below_four_tries_nothing_is_spent_without_staff(left: int) -> None:
    session, surface, _, card = opened(left=left)
    with session:
        expected = WrongNumberB if left > 3 else TriesKept if left else NumberBLocked
        with pytest.raises(expected):
            surface.verify_number_b(WRONG)
    assert card.counters.number_b == (left - 1 if left > 3 else left)


def test_a_locked_number_stays_locked_for_staff_too() -> None:
    session, surface, _, _ = opened(left=0)
    with session:
        for number in (WRONG, RIGHT):
            with pytest.raises(NumberBLocked):
                surface.verify_number_b(number, by_staff=True)
        assert surface.tries_left() == 0


def test_sessions_of_one_insertion_share_the_try() -> None:
    bench, card, tries = Bench(), VirtualCard(cards.with_surface()), InsertionTries()
    bench.insert(card)

    def attempt(number: NumberB) -> None:
        with CardSession(VirtualNfc(bench, NfcSettings()), PROFILES, tries) as session:
            session.detect()
            session.open_surface().verify_number_b(number)

    with pytest.raises(WrongNumberB):
        attempt(WRONG)
    with pytest.raises(TryAlreadySpent):
        attempt(RIGHT)
    bench.remove()
    bench.insert(card)
    attempt(RIGHT)
    assert card.counters.number_b == 10


def test_a_number_of_another_form_is_never_sent() -> None:
    session, surface, _, card = opened()
    with session, pytest.raises(NotANumberB):
        surface.verify_number_b(NumberB("123456", "six-digits"))
    assert card.counters.number_b == 10


def test_the_next_generation_needs_nothing_but_its_profile() -> None:
    surface = msgspec.structs.replace(cards.with_surface().surface, number_b="123456")
    session, verbs, _, _ = opened(cards.next_generation(surface=surface))
    with session:
        verbs.verify_number_b(NumberB("123456", verbs.number_form))
        assert verbs.read_signed_face(faces.anchors()).photo == cards.PHOTO


def test_verbs_of_one_application_never_reach_the_other() -> None:
    """On the next card PIN and number B have the same short id: one sent to the other would cost its try."""
    surface = msgspec.structs.replace(cards.with_surface().surface, number_b="123456")
    session, _, card = open_card(cards.next_generation(surface=surface))
    with session:
        session.detect()
        login = session.authentication
        verbs = session.open_surface()
        with pytest.raises(OtherApplication):
            login.verify_pin(Pin(cards.WRONG_PIN))
        with pytest.raises(OtherApplication):
            _ = session.authentication
        session.open_authentication()
        for wrong in (verbs.tries_left, lambda: verbs.verify_number_b(NumberB("654321", "six-digits"))):
            with pytest.raises(OtherApplication):
                wrong()
    assert (card.counters.auth_pin, card.counters.number_b) == (3, 10)


def test_the_pin_is_gone_after_the_photo_was_read() -> None:
    session, _, _ = open_card(cards.with_surface())
    with session:
        session.detect()
        session.authentication.verify_pin(Pin(cards.PIN))
        session.open_surface()
        login = session.open_authentication()
        assert login is session.authentication
        with pytest.raises(NotVerified):
            login.sign(MESSAGE)
        login.verify_pin(Pin(cards.PIN))
        assert len(login.sign(MESSAGE)) == 256


def test_a_card_without_the_application_can_still_be_used() -> None:
    session, _, _ = open_card(cards.contents())
    with session:
        with pytest.raises(NotDetected):
            session.open_surface()
        session.detect()
        with pytest.raises(ApplicationMissing):
            session.open_surface()
        with pytest.raises(OtherApplication):
            session.terminal()
        session.open_authentication().verify_pin(Pin(cards.PIN))


@pytest.mark.parametrize(
    "face",
    [
        b"\xff" * 300,
        b"\xff\x20\x82\xff\xff" + bytes(300),
        b"\xff\x20\x82\x20\x00" + bytes(300),
        b"\x30\x80" + bytes(20),
        faces.raw_face()[:-300],
        faces.with_offset(4, 0xFFFF),
    ],
    ids=["filler", "64 kB", "ends early", "no header", "cut off", "offset"],
)
def test_a_face_file_that_is_none_is_malformed(face: bytes) -> None:
    session, surface, _, _ = opened(with_face(face))
    with session:
        surface.verify_number_b(RIGHT)
        with pytest.raises(SurfaceMalformed):
            surface.read_face_file()


def test_an_empty_file_is_told_by_its_status() -> None:
    session, surface, _, _ = opened(with_face(b""))
    with session:
        surface.verify_number_b(RIGHT)
        with pytest.raises(StatusError, match="6B00"):
            surface.read_face_file()


def test_a_copied_face_comes_without_its_key() -> None:
    surface = msgspec.structs.replace(cards.with_surface().surface, own_key=cards.pem(cards.rsa_key("auth")))
    session, verbs, _, _ = opened(cards.contents(surface=surface))
    with session:
        verbs.verify_number_b(RIGHT)
        face = verbs.read_signed_face(faces.anchors())
        with pytest.raises(CopiedCard):
            verbs.check_chip(face, bytes(32))
        with pytest.raises(ValueError, match="32"):
            verbs.check_chip(face, bytes(31))


@pytest.mark.parametrize("quirk", ["first-command-6f00", "wrong-le-6c", "answers-by-61"])
def test_odd_cards_work_too(quirk: str) -> None:
    session, surface, _, _ = opened(msgspec.structs.replace(cards.with_surface(), quirks=(quirk,)))
    with session:
        surface.verify_number_b(RIGHT)
        surface.check_chip(surface.read_signed_face(faces.anchors()), bytes(32))
