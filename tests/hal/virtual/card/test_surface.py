import hashlib

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from hal.card import tlv
from hal.card.names import FaceTag
from hal.virtual.card.card import VirtualCard

from . import cards
from .test_card import JPKI, SURFACE, say, sw

VERIFY_A = "002000930C" + cards.NUMBER_A.encode().hex()
VERIFY_B = "002000920E" + cards.NUMBER_B.encode().hex()
WRONG_B = "002000920E" + b"55021720352286".hex()


@pytest.fixture
def card() -> VirtualCard:
    card = VirtualCard(cards.with_surface())
    card.power_on()
    say(card, SURFACE)
    return card


def read_all(card: VirtualCard, short_id: int) -> bytes:
    data = say(card, f"00B0{0x80 | short_id:02X}0000").data
    while len(data) < tlv.measure(data):
        data += say(card, f"00B0{len(data):04X}00").data
    return data


def face(card: VirtualCard) -> dict[int, tlv.Tlv]:
    return {item.tag: item for item in tlv.parse(tlv.read(read_all(card, 2)).value)}


@pytest.mark.parametrize("number", [VERIFY_A, VERIFY_B])
def test_either_number_opens_the_face(card: VirtualCard, number: str) -> None:
    assert sw(card, "00B0820010") == "6982"
    assert sw(card, number) == "9000"
    assert face(card)[FaceTag.PHOTO].value == cards.PHOTO


def test_number_b_has_ten_tries(card: VirtualCard) -> None:
    assert [sw(card, WRONG_B) for _ in range(11)] == [f"63C{left:X}" for left in range(9, -1, -1)] + ["6984"]
    assert sw(card, VERIFY_B) == "6984"
    assert sw(card, VERIFY_A) == "9000", "A has its own count"


def test_offsets_count_from_the_start_of_the_file(card: VirtualCard) -> None:
    say(card, VERIFY_B)
    whole = read_all(card, 2)
    table = face(card)[FaceTag.OFFSETS].value
    offsets = [int.from_bytes(table[at : at + 2], "big") for at in range(0, len(table), 2)]
    assert [tlv.read(whole, at).tag for at in offsets] == list(range(0xDF22, 0xDF2B))


def test_the_issuer_signed_the_attributes_and_the_photo_but_not_the_expiry(card: VirtualCard) -> None:
    say(card, VERIFY_B)
    found = face(card)
    groups = ((0xDF22, 0xDF23, 0xDF24), (0xDF25, 0xDF26), (0xDF27,))
    digests = b"".join(hashlib.sha256(b"".join(found[tag].raw for tag in group)).digest() for group in groups)
    issuer = cards.rsa_key("issuer").public_key()
    signed = issuer.recover_data_from_signature(found[FaceTag.SIGNATURE].value, padding.PKCS1v15(), None)
    assert signed == bytes.fromhex("3071300D060960864801650304020105000460") + digests


def test_free_files_have_the_size_of_real_ones(card: VirtualCard) -> None:
    certificate = read_all(card, 4)
    assert len(certificate) == 568
    body, signature = tlv.parse(tlv.read(certificate).value)
    assert (body.tag, len(body.value)) == (0x5F4E, 297)
    cards.rsa_key("root").public_key().verify(signature.value, body.value, padding.PKCS1v15(), hashes.SHA256())
    info = {item.tag: item.value for item in tlv.parse(tlv.read(read_all(card, 3)).value)}
    assert info[0xDF34] == b"13101"


def test_the_chip_proves_itself_with_its_own_key(card: VirtualCard) -> None:
    signature = say(card, "802A030008" + b"question".hex() + "00").data
    cards.rsa_key("own").public_key().verify(signature, b"question", padding.PKCS1v15(), hashes.SHA256())
    assert sw(card, JPKI, "802A030008" + b"question".hex() + "00") == "6A86", "JPKI has no such key"


def test_the_numbers_file_and_image_are_not_there(card: VirtualCard) -> None:
    assert sw(card, VERIFY_A, "00B0850010") == "6A82"
