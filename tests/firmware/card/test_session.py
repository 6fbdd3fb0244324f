"""Sessions against the virtual card: kinds, costs, PIN, signature."""

import hashlib

import msgspec
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from firmware.card.detect import CardKind
from firmware.card.errors import CertificateMissing, MalformedAnswer, NotDetected, NotVerified, PinLocked, WrongPin
from firmware.card.secret import Pin
from firmware.card.session import CardSession
from hal.virtual.card.contents import CardContents, Counters
from tests.hal.virtual.card import cards

from .support import MESSAGE, open_card

EXTENDED = msgspec.structs.replace(cards.profile(), extended_read=True)


def pin_visit(session: CardSession, pin: str = cards.PIN) -> tuple[bytes, bytes]:
    assert session.detect() is CardKind.MY_NUMBER
    login = session.authentication
    certificate = login.read_certificate()
    login.tries_left()
    login.verify_pin(Pin(pin))
    return certificate, login.sign(MESSAGE)


def test_a_pin_visit_costs_twelve_commands_with_short_reads() -> None:
    session, _, _ = open_card(cards.contents())
    with session:
        certificate, signature = pin_visit(session)
        assert session.apdus == 12
    assert (certificate, 1580 <= len(certificate) <= 1600) == (cards.certificate("auth"), True)
    cards.rsa_key("auth").public_key().verify(signature, MESSAGE, padding.PKCS1v15(), hashes.SHA256())


def test_and_seven_where_the_card_takes_an_extended_read(mocker) -> None:
    mocker.patch("tests.firmware.card.support.PROFILES", (EXTENDED,))
    session, _, _ = open_card(cards.contents(profile=EXTENDED))
    with session:
        assert pin_visit(session)[0] == cards.certificate("auth")
        assert session.apdus == 7


def test_a_card_that_refuses_the_extended_read_is_read_in_short_ones(mocker) -> None:
    mocker.patch("tests.firmware.card.support.PROFILES", (EXTENDED,))
    session, _, _ = open_card(cards.contents())
    with session:
        assert pin_visit(session)[0] == cards.certificate("auth")
        assert session.apdus == 13


@pytest.mark.parametrize(("quirk", "apdus"), [("first-command-6f00", 13), ("wrong-le-6c", 12), ("answers-by-61", 13)])
def test_odd_cards_work_too(quirk: str, apdus: int) -> None:
    session, _, _ = open_card(cards.contents(quirks=(quirk,)))
    with session:
        _, signature = pin_visit(session)
        assert session.apdus == apdus
    cards.rsa_key("auth").public_key().verify(signature, MESSAGE, padding.PKCS1v15(), hashes.SHA256())


def test_the_next_generation_needs_nothing_but_its_profile() -> None:
    for _ in range(8):  # about every second number has its first bit set, which DER writes with a byte more
        session, _, _ = open_card(cards.next_generation())
        with session:
            certificate, signature = pin_visit(session)
        assert certificate == cards.certificate("auth", "next-generation")
        cards.p384_key().public_key().verify(signature, MESSAGE, ec.ECDSA(hashes.SHA384()))


@pytest.mark.parametrize(
    ("contents", "kind"),
    [
        (cards.contents, CardKind.MY_NUMBER),
        (cards.with_surface, CardKind.MY_NUMBER),
        (lambda: cards.contents(kind="juki"), CardKind.OLD_RESIDENT_CARD),
        (lambda: cards.contents(kind="licence"), CardKind.DRIVING_LICENCE),
        (lambda: cards.contents(kind="phone"), CardKind.PHONE),
        (lambda: cards.contents(kind="phone", token_label="JPKIAPIOSTOKEN"), CardKind.PHONE),
        (lambda: cards.contents(kind="felica"), CardKind.OTHER),
        (lambda: cards.contents(kind="other"), CardKind.OTHER),
        (lambda: cards.contents(token_label="SOMETHING ELSE"), CardKind.OTHER),
    ],
    ids=["my-number", "with-surface", "juki", "licence", "android", "iphone", "felica", "other", "unknown-label"],
)
def test_each_thing_on_the_reader_is_told_apart(contents, kind: CardKind) -> None:
    session, _, _ = open_card(contents())
    with session:
        assert session.detect() is kind
        if kind is not CardKind.MY_NUMBER:
            with pytest.raises(NotDetected):
                _ = session.authentication


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"auth_certificate": b"", "auth_key": ""}, CertificateMissing),
        ({"quirks": ("certificate-file-missing",)}, CertificateMissing),
        ({"auth_certificate": b"\x04\x03abc"}, MalformedAnswer),
        ({"auth_certificate": b"\x30\x82\xff\xff"}, MalformedAnswer),
        ({"auth_certificate": b"\x30\x82\x0f\xff"}, MalformedAnswer),
        ({"auth_certificate": b"\x30\x80abc"}, MalformedAnswer),
    ],
    ids=["none", "no file", "no sequence", "too large", "cut off", "no length"],
)
def test_a_missing_certificate_is_not_a_damaged_one(changes: dict[str, object], error: type[Exception]) -> None:
    session, _, _ = open_card(cards.contents(**changes))
    with session:
        assert session.detect() is CardKind.MY_NUMBER
        with pytest.raises(error):
            session.authentication.read_certificate()


def detected(contents: CardContents, counters: Counters | None = None) -> CardSession:
    session, _, _ = open_card(contents, counters)
    session.detect()
    return session


def test_wrong_pins_count_down_and_lock() -> None:
    with detected(cards.contents()) as session:
        login = session.authentication
        assert login.tries_left() == login.full_tries == 3
        for left in (2, 1):
            with pytest.raises(WrongPin) as wrong:
                login.verify_pin(Pin(cards.WRONG_PIN))
            assert (wrong.value.tries_left, login.tries_left()) == (left, left)
        for pin in (cards.WRONG_PIN, cards.PIN):
            with pytest.raises(PinLocked):
                login.verify_pin(Pin(pin))
            assert login.tries_left() == 0
        assert login.read_certificate() == cards.certificate("auth"), "a locked card can still be read"


def test_the_right_pin_gives_all_tries_back() -> None:
    with detected(cards.contents(), Counters(auth_pin=1, sign_password=5, number_a=0, number_b=0)) as session:
        session.authentication.verify_pin(Pin(cards.PIN))
        assert session.authentication.tries_left() == 3


def test_a_card_without_a_pin_is_locked_from_the_beginning() -> None:
    with detected(cards.contents(pin="")) as session:
        assert session.authentication.tries_left() == 0
        with pytest.raises(PinLocked):
            session.authentication.verify_pin(Pin(cards.PIN))


def test_no_signature_without_the_pin() -> None:
    with detected(cards.contents()) as session, pytest.raises(NotVerified):
        session.authentication.sign(MESSAGE)


def test_the_pin_is_gone_with_another_application_and_with_the_session() -> None:
    session, _, card = open_card(cards.with_surface())
    with session:
        pin_visit(session)
        card.execute(bytes.fromhex("00A4040C0AD3921000310001010402"))
        card.execute(bytes.fromhex("00A4040C0AD392F000260100000001"))
        with pytest.raises(NotVerified):
            session.authentication.sign(MESSAGE)
    again, _, _ = open_card(cards.contents())
    with again:
        again.detect()
        with pytest.raises(NotVerified):
            again.authentication.sign(MESSAGE)


def test_what_is_signed_is_hashed_here() -> None:
    """Even a message that is a hash already is hashed once more: nobody else chooses the digest."""
    digest = hashlib.sha256(b"chosen elsewhere").digest()
    with detected(cards.contents()) as session:
        session.authentication.verify_pin(Pin(cards.PIN))
        signature = session.authentication.sign(digest)
    cards.rsa_key("auth").public_key().verify(signature, digest, padding.PKCS1v15(), hashes.SHA256())


def test_the_session_is_bound_to_the_presence_counter() -> None:
    session, bench, card = open_card(cards.contents())
    with session:
        assert session.counter == bench.tray.presence().counter
        bench.remove()
        bench.insert(card)
        assert session.counter != bench.tray.presence().counter
