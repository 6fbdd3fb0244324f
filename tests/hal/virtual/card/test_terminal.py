"""Terminal authentication on the virtual card, in hex as on the wire."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from hal.card.apdu import Command
from hal.card.terminal import for_the_card, to_be_signed
from hal.virtual.card.card import VirtualCard

from . import cards
from .test_card import JPKI, RIGHT_PIN, SIGN, SURFACE, say, sign_command, sw

SELECT_AUTHORITY = "00A4020C020016"
CHALLENGE = "0084000020"


def hexed(*fields: int, data: bytes) -> str:
    return Command(*fields, data).encode().hex()


def certificate(root: str = "terminal root") -> tuple[str, str]:
    body, signature = for_the_card(cards.terminal_certificate(root))
    return hexed(0x80, 0xA2, 0x06, 0xC1, data=body), hexed(0x80, 0xA2, 0x00, 0xC1, data=signature)


def answer(challenge: bytes, key: str = "terminal") -> str:
    signed = cards.rsa_key(key).sign(to_be_signed(challenge), padding.PKCS1v15(), hashes.SHA256())
    return hexed(0x00, 0x82, 0x00, 0x00, data=signed)


@pytest.fixture
def card() -> VirtualCard:
    card = VirtualCard(cards.with_surface())
    card.power_on()
    say(card, JPKI)
    return card


def prove(card: VirtualCard) -> str:
    challenge = say(card, CHALLENGE).data
    assert sw(card, SELECT_AUTHORITY) == "9000"
    assert [sw(card, part) for part in certificate()] == ["9000", "9000"]
    return sw(card, answer(challenge))


def test_a_terminal_that_proves_itself_may_have_the_key_used_without_the_pin(card: VirtualCard) -> None:
    assert sw(card, SIGN) == "6982"
    assert prove(card) == "9000"
    assert sw(card, SIGN) == "9000"
    assert sw(card, sign_command(0, b"x", key=0x9A)) == "6982", "the signature key is not the terminal's to use"


def test_the_parts_have_the_length_known_from_real_cards() -> None:
    body, signature = for_the_card(cards.terminal_certificate())
    assert (len(body), body[:2].hex(), len(signature), signature[:5].hex()) == (307, "7f21", 261, "5f37820100")


@pytest.mark.parametrize("lose", [(SURFACE, JPKI), ("00A4040C07A0000001510000", JPKI)])
def test_another_application_ends_it(card: VirtualCard, lose: tuple[str, str]) -> None:
    prove(card)
    assert sw(card, *lose, SIGN) == "6982"


def test_power_ends_it_and_a_warm_reset_does_not(card: VirtualCard) -> None:
    prove(card)
    card.reset()
    assert sw(card, SIGN) == "9000"
    card.power_on()
    assert sw(card, JPKI, SIGN) == "6982"


def test_a_challenge_is_good_for_one_answer(card: VirtualCard) -> None:
    challenge = say(card, CHALLENGE).data
    say(card, SELECT_AUTHORITY, *certificate())
    assert sw(card, answer(challenge, "auth")) == "6300"
    assert sw(card, answer(challenge)) == "6985"
    assert sw(card, SIGN) == "6982"
    assert prove(card) == "9000"
    assert sw(card, answer(challenge)) == "6985"
    assert sw(card, SIGN) == "6982", "a failed answer takes the right away again"


@pytest.mark.parametrize("length", ["08", "00"])
def test_a_challenge_of_another_length_proves_nothing(card: VirtualCard, length: str) -> None:
    challenge = say(card, f"00840000{length}").data
    say(card, SELECT_AUTHORITY, *certificate())
    padded = challenge[:32].ljust(32, b"\x00")
    assert sw(card, answer(padded)) == "6985"


def test_yesterdays_answer_does_not_work_today(card: VirtualCard) -> None:
    old = answer(say(card, CHALLENGE).data)
    card.power_on()
    say(card, JPKI, CHALLENGE, SELECT_AUTHORITY, *certificate())
    assert sw(card, old) == "6300"


def test_only_the_authority_certifies_terminals(card: VirtualCard) -> None:
    challenge = say(card, CHALLENGE).data
    say(card, SELECT_AUTHORITY)
    assert [sw(card, part) for part in certificate("root")] == ["9000", "6300"]
    assert sw(card, answer(challenge)) == "6985"
    assert sw(card, certificate()[1]) == "6985", "a signature needs its body before it"


def test_without_the_certificate_no_answer_counts(card: VirtualCard) -> None:
    assert sw(card, answer(say(card, CHALLENGE).data)) == "6985"


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("80A206C10401020304", "6700"),
        ("80A200C10401020304", "6700"),
        ("80A2000004" + "01020304", "6A86"),
        ("80A200AE04" + "01020304", "6A86"),
        ("0082000104" + "01020304", "6A86"),
    ],
)
def test_dummies_are_refused_as_on_real_cards(card: VirtualCard, command: str, status: str) -> None:
    say(card, SELECT_AUTHORITY)
    assert sw(card, command) == status


def test_the_authority_must_be_selected_first(card: VirtualCard) -> None:
    assert sw(card, certificate()[0]) == "6986"
    say(card, RIGHT_PIN)
    assert sw(card, certificate()[0]) == "6981"
    assert sw(card, "00B0960000") == "6981", "its key is not to be read"


def test_a_card_without_an_authority_knows_no_terminals() -> None:
    card = VirtualCard(cards.contents())
    card.power_on()
    assert sw(card, JPKI, SELECT_AUTHORITY) == "6A82"
