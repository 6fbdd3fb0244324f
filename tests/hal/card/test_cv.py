import random

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from hal.card import cv, tlv
from hal.card.cv import CvError
from hal.card.terminal import BadChallenge, body_from_terminal, for_the_card, signature_from_terminal, to_be_signed
from tests.hal.virtual.card import cards

SEED = 20261122


@pytest.fixture(scope="module")
def raw() -> bytes:
    return cv.issue_certificate(cards.rsa_key("root"), cards.rsa_key("issuer").public_key())


def test_a_certificate_is_read_back(raw: bytes) -> None:
    read = cv.parse_certificate(raw)
    assert len(raw) == 568
    assert read.key.public_numbers() == cards.rsa_key("issuer").public_key().public_numbers()
    assert (read.issuer, read.subject) == tuple(
        cv.key_id(cards.rsa_key(name).public_key()) for name in ("root", "issuer")
    )
    assert read.signed_by(cards.rsa_key("root").public_key())
    assert not read.signed_by(cards.rsa_key("issuer").public_key())


def test_one_changed_bit_is_no_longer_signed(raw: bytes) -> None:
    root = cards.rsa_key("root").public_key()
    chance = random.Random(SEED)
    refused = 0
    for _ in range(300):
        damaged = bytearray(raw)
        damaged[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        try:
            assert not cv.parse_certificate(bytes(damaged)).signed_by(root)
        except CvError:
            refused += 1
    assert 5 < refused < 300


@pytest.mark.parametrize("cut", [0, 1, 5, 100, 311, 567])
def test_a_part_of_a_certificate_is_none(raw: bytes, cut: int) -> None:
    with pytest.raises(CvError):
        cv.parse_certificate(raw[:cut])


def test_nothing_may_follow(raw: bytes) -> None:
    with pytest.raises(CvError, match="other objects"):
        cv.parse_certificate(raw + b"\x04\x00")


@pytest.mark.parametrize(
    "value",
    [
        b"",
        tlv.encode(0x90, b"\x03") + tlv.encode(0x91, b"\xff" * 256),
        tlv.encode(0x90, b"\x01\x00\x01") + tlv.encode(0x91, b"\x7f" + b"\xff" * 255),
        tlv.encode(0x90, b"\x01\x00\x01") + tlv.encode(0x91, b"\x00" + b"\xff" * 256),
        tlv.encode(0x90, b"\x01\x00\x01") + tlv.encode(0x91, b"\xff" * 255 + b"\xfe"),
        tlv.encode(0x91, b"\xff" * 256) + tlv.encode(0x90, b"\x01\x00\x01"),
    ],
    ids=["nothing", "exponent 3", "2047 bits", "leading zero", "even", "order"],
)
def test_weak_and_strange_keys_are_refused(value: bytes) -> None:
    with pytest.raises(CvError):
        cv.parse_public_key(value)


def test_a_certificate_goes_to_the_card_in_two_parts(raw: bytes) -> None:
    first, second = for_the_card(raw)
    read = cv.parse_certificate(raw)
    assert (body_from_terminal(first), signature_from_terminal(second)) == (read.body, read.signature)
    for damaged in (first[:-1], first + b"\x00", second, b""):
        with pytest.raises(CvError):
            body_from_terminal(damaged)
    for damaged in (second[:-1], second + b"\x00", first, b""):
        with pytest.raises(CvError):
            signature_from_terminal(damaged)


def test_what_a_terminal_signs_has_one_reading() -> None:
    assert to_be_signed(bytes(32)) == b"uketsuke-terminal-auth-v1" + b"\x00\x20" + bytes(32)
    for length in (0, 31, 33):
        with pytest.raises(BadChallenge):
            to_be_signed(bytes(length))


def test_reprs_show_no_key(raw: bytes) -> None:
    assert repr(cv.parse_certificate(raw)) == "<CvCertificate>"
    assert isinstance(cv.parse_certificate(raw).key, rsa.RSAPublicKey)
