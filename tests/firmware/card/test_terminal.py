"""The terminal's side of the emulated terminal authentication, and how cards without a usable PIN are told."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from firmware.card.authentication import PinState
from firmware.card.detect import CardKind
from firmware.card.errors import (
    CardError,
    MalformedAnswer,
    NotDetected,
    NotVerified,
    OtherApplication,
    StatusError,
    TerminalRefused,
    TerminalUnavailable,
)
from firmware.card.secret import Pin
from firmware.card.session import CardSession
from hal.card.terminal import to_be_signed
from hal.virtual.card.contents import CardContents, Counters
from tests.hal.virtual.card import cards

from .support import MESSAGE, PROFILES, Scripted, in_turn, open_card

FACE_CARD = {"pin": "", "sign_certificate": b"", "sign_key": "", "sign_password": ""}


def contents(**changes: object) -> CardContents:
    return cards.contents(terminal_authority=cards.public_pem(cards.rsa_key("terminal root")), **changes)


def signed(challenge: bytes, key: str = "terminal") -> bytes:
    return cards.rsa_key(key).sign(to_be_signed(challenge), padding.PKCS1v15(), hashes.SHA256())


def detected(card: CardContents, counters: Counters | None = None) -> CardSession:
    session, _, _ = open_card(card, counters)
    assert session.detect() is CardKind.MY_NUMBER
    return session


def prove(session: CardSession) -> None:
    terminal = session.terminal()
    terminal.authenticate(cards.terminal_certificate(), signed(terminal.challenge()))


@pytest.mark.parametrize("changes", [{}, FACE_CARD], ids=["ordinary", "face-card"])
def test_an_accepted_terminal_has_the_key_used_without_the_pin(changes: dict[str, object]) -> None:
    with detected(contents(**changes)) as session:
        with pytest.raises(NotVerified):
            session.authentication.sign(MESSAGE)
        before = session.apdus
        prove(session)
        assert session.apdus - before == 6
        signature = session.authentication.sign(MESSAGE)
    cards.rsa_key("auth").public_key().verify(signature, MESSAGE, padding.PKCS1v15(), hashes.SHA256())


def test_a_locked_card_can_be_used_by_it_too() -> None:
    with detected(contents(), Counters(auth_pin=0, sign_password=5, number_a=0, number_b=0)) as session:
        assert session.authentication.pin_state() is PinState.LOCKED
        prove(session)
        assert len(session.authentication.sign(MESSAGE)) == 256
        assert session.authentication.tries_left() == 0


def test_the_surface_between_two_steps_ends_it() -> None:
    session, _, _ = open_card(cards.with_surface())
    with session:
        session.detect()
        terminal = session.terminal()
        challenge = terminal.challenge()
        session.open_surface()
        with pytest.raises(OtherApplication):
            terminal.authenticate(cards.terminal_certificate(), signed(challenge))
        with pytest.raises(OtherApplication):
            session.terminal()
        session.open_authentication()
        with pytest.raises(TerminalRefused) as refused:
            session.terminal().authenticate(cards.terminal_certificate(), signed(challenge))
        assert (refused.value.step, refused.value.sw) == ("answer", 0x6985), "the challenge went with the application"


def test_what_the_card_refuses_is_named() -> None:
    with detected(contents()) as session:
        terminal = session.terminal()
        with pytest.raises(TerminalRefused) as refused:
            terminal.authenticate(cards.terminal_certificate(), signed(terminal.challenge(), "auth"))
        assert (refused.value.step, refused.value.sw) == ("answer", 0x6300)
        with pytest.raises(TerminalRefused) as refused:
            terminal.authenticate(cards.terminal_certificate("root"), signed(terminal.challenge()))
        assert (refused.value.step, refused.value.sw) == ("certificate", 0x6300)
        with pytest.raises(MalformedAnswer, match="certificate"):
            terminal.authenticate(b"no certificate", signed(bytes(32)))
        with pytest.raises(NotVerified):
            session.authentication.sign(MESSAGE)


def test_another_challenges_answer_is_refused() -> None:
    with detected(contents()) as session:
        terminal = session.terminal()
        old = terminal.challenge()
        assert terminal.challenge() != old
        with pytest.raises(TerminalRefused):
            terminal.authenticate(cards.terminal_certificate(), signed(old))


def test_a_card_without_an_authority_says_so() -> None:
    with detected(cards.contents()) as session, pytest.raises(TerminalUnavailable, match="6A82"):
        session.terminal().challenge()
    with detected(cards.next_generation()) as session, pytest.raises(TerminalUnavailable, match="profile"):
        session.terminal().challenge()


def test_nothing_is_there_before_the_card_is_known() -> None:
    session, _, _ = open_card(contents())
    with session, pytest.raises(NotDetected):
        session.terminal()


LABEL = b"JPKIAPICCTOKEN2".ljust(32).hex() + "9000"


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        (("9000", LABEL, "9000", "00" * 31 + "9000"), MalformedAnswer),
        (("9000", LABEL, "9000", "6D00"), StatusError),
        (("9000", LABEL, "6A82"), TerminalUnavailable),
    ],
)
def test_a_card_that_draws_no_challenge(answers: tuple[str, ...], error: type[CardError]) -> None:
    with CardSession(Scripted(in_turn(*answers)), PROFILES) as session:
        session.detect()
        with pytest.raises(error):
            session.terminal().challenge()


def test_a_reader_without_extended_length_cannot_do_it() -> None:
    reader = Scripted(in_turn("9000", LABEL, "9000"))
    reader.extended_length = False
    with CardSession(reader, PROFILES) as session:
        session.detect()
        with pytest.raises(TerminalUnavailable, match="extended"):
            session.terminal().challenge()


@pytest.mark.parametrize(
    ("changes", "tries", "state"),
    [
        ({}, 3, PinState.USABLE),
        ({}, 1, PinState.USABLE),
        ({}, 0, PinState.LOCKED),
        (FACE_CARD, 0, PinState.NOT_SET),
        ({**FACE_CARD, "pin": cards.PIN}, 3, PinState.USABLE),
        # a locked card of a child or of somebody who declined the certificate answers as a face-only card does
        ({**FACE_CARD, "pin": cards.PIN}, 0, PinState.NOT_SET),
    ],
)
def test_whether_a_pin_is_worth_asking_for(changes: dict[str, object], tries: int, state: PinState) -> None:
    counters = Counters(auth_pin=tries, sign_password=5, number_a=0, number_b=0)
    with detected(contents(**changes), counters) as session:
        before = session.apdus
        assert session.authentication.pin_state() is state
        assert session.apdus - before == (1 if tries else 2)
        if tries:
            session.authentication.verify_pin(Pin(cards.PIN))
